"""Commands: the packages that they need, and output that may be cut off."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path


def require(extra: str, *packages: str) -> None:
    """End the command with advice if a package of an extra is not installed, as outside of .venv."""
    missing = ", ".join(name for name in packages if find_spec(name) is None)
    if not missing:
        return
    script = Path(sys.argv[0])
    python = Path(__file__).parents[2] / ".venv" / "bin" / "python"
    place = (
        f"run it as {python} {script}" if python.exists() else "make test creates .venv with all"
    )
    print(
        f"{script.stem}: not installed for {sys.executable}: {missing}\n"
        f"{place}; or: pip install -e '.[{extra}]' in the checkout",
        file=sys.stderr,
    )
    raise SystemExit(2)


def run(main: Callable[[], int]) -> int:
    """Run a command; end quietly if the reader of its output stops early, as in `... | head`."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more when it ends; there has to be somewhere to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code
