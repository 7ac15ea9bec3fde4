"""The command `evcp` (extra `cli`): chargers on the command line.

    evcp near 52.52,13.405 --radius 2km --connector ccs --min-power 50kW --available

Credentials come from the environment (see `evcp.auth.default_credentials`) or from `--api-key-file`, never
from the command line itself, which shell histories and process lists keep. Results go to standard output;
completeness, filtered stations, progress and errors go to standard error. `Exit` lists the exit statuses.
A closed pipe (`evcp ... | head`) is not an error.

Layers: `app > commands > output | map > options > reporter > errors > terminal`. This module imports neither click nor
rich, because it reports that they are missing. A command is imported when it is called, so that
`evcp --help` stays fast.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec

_REQUIRED = ("click", "rich")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Command line arguments; default: those of the process.

    Returns:
        The exit status, see `evcp.cli.errors.Exit`.
    """
    missing = [name for name in _REQUIRED if find_spec(name) is None]
    if missing:
        print(
            f"evcp: the command needs {' and '.join(missing)}: pip install 'evcp[cli]'",
            file=sys.stderr,
        )
        return 2
    from .app import run

    return run(arguments)
