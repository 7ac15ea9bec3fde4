"""The journal of a harvest: what happened, in order, never changed.

A SQLite database in WAL mode, because it is the append-only log that we would have to write otherwise: frames with
checksums, a torn end left out on opening, one writer held by the system's file lock, which a killed process loses.
`synchronous=FULL` flushes each commit to the disk, so a tile called done stays done after a loss of power. Parts are
written beside it, flushed and renamed before their event; a part without an event is left over, and ignored.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..errors import ConfigurationError, EvcpError

Event = tuple[str, str, Mapping[str, Any]]
"""Kind, tile id and data of an event."""
_VERSION = 1


class Journal:
    """The folder of a harvest: its journal, and the parts.

    Args:
        folder: The folder; it is made.
        read_only: Read the events only, also while a harvest runs.

    Raises:
        EvcpError: Another harvest writes into the folder, or it holds something else.
    """

    def __init__(self, folder: str | Path, *, read_only: bool = False) -> None:
        self.folder = Path(folder)
        path = self.folder / "journal.sqlite"
        if read_only:
            if not path.exists():
                raise EvcpError(f"{self.folder} is not the folder of a harvest: no journal.sqlite")
            self._base = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
            return
        (self.folder / "parts").mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            # The lock is held until the connection ends, by a kill as well.
            self._base.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=FULL")
            self._base.execute("BEGIN IMMEDIATE")
            self._base.execute(
                "CREATE TABLE IF NOT EXISTS events "
                "(number INTEGER PRIMARY KEY, kind TEXT NOT NULL, tile TEXT NOT NULL, data TEXT NOT NULL)"
            )
            self._base.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._base.close()
            if "locked" not in str(error):
                raise EvcpError(f"the journal {path} cannot be opened: {error}") from None
            raise EvcpError(
                f"another harvest writes into {self.folder}", hint="wait for it, or stop it"
            ) from None
        except sqlite3.DatabaseError as error:
            self._base.close()
            raise EvcpError(f"{path} is not a journal: {error}") from None

    def begin(self, plan: Mapping[str, Any]) -> bool:
        """Write what is harvested, or compare with it; return True if the harvest is a new one.

        Raises:
            ConfigurationError: The folder belongs to another harvest.
        """
        wanted = json.loads(json.dumps({"version": _VERSION, **plan}))
        for kind, _, known in self.events():
            if kind == "begin":
                other = [name for name in {**known, **wanted} if known.get(name) != wanted.get(name)]
                if other:
                    raise ConfigurationError(
                        f"{self.folder} belongs to another harvest: another {' and '.join(sorted(other))}",
                        hint="give another output file, or remove the folder to start anew",
                    )
                return False
        self.append([("begin", "", wanted)])
        return True

    def events(self) -> Iterator[Event]:
        """Yield the events so far."""
        for kind, tile, data in self._base.execute(
            "SELECT kind, tile, data FROM events ORDER BY number"
        ):
            yield kind, tile, json.loads(data)

    def append(self, events: Iterable[Event], *, flush: bool = True) -> None:
        """Write events in one transaction: all or none.

        Args:
            events: The events.
            flush: Wait until the disk has them. Without it they survive a kill, and not a loss of power.
        """
        rows = [(kind, tile, json.dumps(data)) for kind, tile, data in events]
        if not rows:
            return
        self._base.execute(f"PRAGMA synchronous={'FULL' if flush else 'NORMAL'}")
        self._base.execute("BEGIN IMMEDIATE")
        self._base.executemany("INSERT INTO events (kind, tile, data) VALUES (?, ?, ?)", rows)
        self._base.execute("COMMIT")

    def write(self, kind: str, name: str, content: bytes) -> str:
        """Write a file of the folder, whole or not at all; return its path in the folder."""
        folder = self.folder / kind
        folder.mkdir(exist_ok=True)
        path = folder / name
        write_whole(path, content)
        return f"{kind}/{name}"

    def close(self) -> None:
        """Release the folder."""
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is there wholly or not at all."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system can."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
