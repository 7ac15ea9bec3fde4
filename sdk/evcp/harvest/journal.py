"""The journal of a harvest: what happened, in order, never changed.

A SQLite database in WAL mode, because it is the append-only log that we would have to write otherwise: frames with
checksums, a torn end left out on opening, one writer held by the system's file lock, which a killed process loses.

A part is written under another name, renamed, and only then is its event committed: a part without an event is left
over, and ignored. That holds against a kill at any instant, because what a process has written stays in the system.
Against a loss of power, parts and events are flushed to the disk once a second, the parts first; parts since the
last flush are compared with the digest in their event, and what came after a damaged one is read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from ..errors import ConfigurationError, EvcpError

Event = tuple[str, str, Mapping[str, Any]]
"""Kind, tile id and data of an event."""
_VERSION = 2
FLUSH_EVERY = 1.0
"""Seconds between two flushes to the disk."""


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
        self._unflushed: list[Path] = []
        self._flushed = time.monotonic()
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
            self._base.execute("PRAGMA synchronous=NORMAL")
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
            raise EvcpError(
                f"{path} is not a journal: {error}",
                hint="give another output file, or remove the folder to start anew",
            ) from None

    def begin(self, plan: Mapping[str, object]) -> bool:
        """Write the plan of the harvest, or compare it with the one written; return True for a new harvest.

        Raises:
            ConfigurationError: The folder belongs to another harvest.
        """
        wanted = json.loads(json.dumps({"version": _VERSION, **plan}))
        for kind, _, known in self.events():
            if kind == "begin":
                other = [
                    name for name in {**known, **wanted} if known.get(name) != wanted.get(name)
                ]
                if other:
                    raise ConfigurationError(
                        f"{self.folder} belongs to another harvest: it differs in {' and '.join(sorted(other))}",
                        hint="give another output file, or remove the folder to start anew",
                    )
                return False
        self.append([("begin", "", wanted)])
        return True

    def events(self) -> Iterator[Event]:
        """Yield the events so far."""
        return (event for _, event in self._numbered())

    def _numbered(self) -> Iterator[tuple[int, Event]]:
        for number, kind, tile, data in self._base.execute(
            "SELECT number, kind, tile, data FROM events ORDER BY number"
        ):
            yield number, (kind, tile, json.loads(data))

    def append(self, events: Iterable[Event]) -> None:
        """Write events in one transaction: all or none."""
        rows = [(kind, tile, json.dumps(data)) for kind, tile, data in events]
        if not rows:
            return
        with self.write_errors(), self._base:  # commits, or rolls back: also at an interruption
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany("INSERT INTO events (kind, tile, data) VALUES (?, ?, ?)", rows)

    @contextmanager
    def write_errors(self) -> Iterator[None]:
        """Turn a full disk and the like into an error of the harvest: what was written before stays good."""
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            raise EvcpError(
                f"the folder {self.folder} cannot be written: {error}",
                hint="make room, then run the same command again: it goes on",
            ) from error

    def write(self, kind: str, name: str, content: bytes) -> dict[str, str]:
        """Write a file of the folder, whole or not at all; return its path in the folder, and its digest."""
        folder = self.folder / kind
        path = folder / name
        temporary = folder / f"{name}.tmp"
        with self.write_errors():
            folder.mkdir(exist_ok=True)
            temporary.write_bytes(content)
            temporary.replace(path)
        self._unflushed.append(path)
        if time.monotonic() - self._flushed > FLUSH_EVERY:
            self.flush()
        return {kind: f"{kind}/{name}", f"{kind}_digest": digest(content)}

    def flush(self) -> None:
        """Flush all parts, and then all events, to the disk."""
        for path in self._unflushed:
            with path.open("rb") as file:
                os.fsync(file.fileno())
        for folder in {path.parent for path in self._unflushed}:
            _flush_folder(folder)
        self._unflushed = []
        self._base.execute("PRAGMA synchronous=FULL")
        self.append([("flushed", "", {})])
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._flushed = time.monotonic()

    def sound_events(self) -> Iterator[Event]:
        """Yield the events that hold.

        Where a loss of power has damaged a part, no result from there on holds, because later ones of its tile go on
        from it: an event says so to all later runs. Their leases stay, so that their requests count as sent.
        """
        flushed, void = 0, set[int]()
        for number, (kind, _, data) in self._numbered():
            if kind == "flushed":
                flushed = number
            elif kind == "damaged":
                void.update(range(data["since"], number))
        for number, (kind, _, data) in self._numbered():
            new = number > flushed and kind == "result" and number not in void
            if new and not self._is_sound(data):
                self.append([("damaged", "", {"since": number})])
                return self.sound_events()
        return (
            event
            for number, event in self._numbered()
            if event[0] != "result" or number not in void
        )

    def _is_sound(self, data: Mapping[str, Any]) -> bool:
        for kind in ("parts", "raw"):
            if f"{kind}_digest" in data:
                try:
                    content = (self.folder / data[kind]).read_bytes()
                except FileNotFoundError:
                    return False
                if digest(content) != data[f"{kind}_digest"]:
                    return False
                self._unflushed.append(self.folder / data[kind])
        return True

    def close(self) -> None:
        """Flush, and release the folder."""
        with suppress(sqlite3.Error, OSError, EvcpError):
            if self._unflushed:
                self.flush()
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def digest(content: bytes) -> str:
    """Return the digest of a content, in hex."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _flush_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system can."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
