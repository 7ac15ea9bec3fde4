"""Files that are complete or absent."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replaced(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a draft beside a file; it takes the file's place when the block ends without an error.

    A device or pipe cannot be replaced: it is given itself.

    Raises:
        OSError: The file cannot be written; the error has the name that the user gave.
    """
    target = Path(os.path.realpath(path))  # write through a link, do not replace it
    if target.exists() and not target.is_file():
        yield target
        return
    # Random, because a process of another container on the same volume may have this one's pid.
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        draft.open("xb").close()
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(draft, target.stat().st_mode & 0o7777)
        os.replace(draft, target)
    except BaseException as error:
        if not isinstance(error, FileExistsError):  # another's
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename == str(draft):
            error.filename = os.fspath(path)
        raise
