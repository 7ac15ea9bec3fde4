"""How the command ends: what each exit status means to a script."""

from __future__ import annotations

OK = 0
"""It worked, and what was printed is all there is (or all that `--limit` lets through)."""
FAILED = 1
"""The service, the network or a file failed, or an answer cannot be decoded."""
USAGE = 2
"""The command line is wrong, credentials are missing, or an extra is not installed."""
NOTHING = 3
"""It worked, and nothing was found."""
INCOMPLETE = 4
"""Something was found, but not all: an id is missing or failed, or the service's list was cut or moved."""
DEPARTS = 5
"""`decode`: the file was read, but departs from the schema."""
INTERRUPTED = 130
"""Ctrl-C."""

HELP = (
    (OK, "done, and nothing is missing"),
    (FAILED, "the service, the network or a file failed"),
    (USAGE, "wrong arguments, no credentials, or an extra that is not installed"),
    (NOTHING, "nothing was found"),
    (INCOMPLETE, "something was found, but not all of it"),
    (DEPARTS, "decode: the file departs from the schema"),
    (INTERRUPTED, "interrupted by Ctrl-C"),
)
