"""The command `evcp` (extra `cli`): chargers on the command line.

    evcp near 52.52,13.405 --radius 2km --connector ccs --min-power 50kW --available

Credentials come from the environment (see `evcp.auth.default_credentials`) or from `--api-key-file`; never
from the command line itself, which shells and process lists keep. What is asked for goes to standard
output, everything else to standard error: how complete the answer is, what was left out, progress.

Exit status: 0 done; 1 the service, the network or a file failed; 2 wrong arguments, no credentials or a
missing extra; 3 nothing found; 4 found, but not all; 5 `decode`: the file departs from the schema; 130
interrupted. A reader that has seen enough (`evcp ... | head`) is no error.

This module imports neither click nor rich: it is what says that they are missing. Commands are loaded
when they are called, so that `evcp --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec

_NEEDED = ("click", "rich")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The arguments; those of the process by default.

    Returns:
        The exit status, see above.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        print(
            f"evcp: the command needs {' and '.join(missing)}: pip install 'evcp[cli]'",
            file=sys.stderr,
        )
        return 2
    from .run import run

    return run(arguments)
