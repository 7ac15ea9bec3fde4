"""The record of a watch: rows of states in Parquet files by day, written so that a kill loses a minute at most.

An unbroken run of answers is a stretch. It begins with the state of every connector, goes on with those that
change, and ends with the last answer. An outage, a pause of the process, a clock that was set back and a new run each
begin a new stretch; the time between two is a gap. Each day begins with all states as well, so that a day can be
read alone.

A flush is a new file of its own, complete or absent. Its name is its number, and a file of several is named by its
first and last number: when files were joined, and a kill left the old ones, they are known to be within the new one.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from evcp_codec.model import joined

from .._client.watching import Key, Outage, Poll, WatchedConnector
from .._codec.files import replaced
from .._reading.availability import Availability
from ..errors import EvcpError

FLUSH = timedelta(minutes=1)
"""Longest time that rows stay in memory."""
MISSED = 3
LATE = timedelta(seconds=10)
"""Longest time between two answers: so many intervals and so long an answer. More is a gap: a computer that slept."""
MANY = 64
"""Files of the current day that are joined."""

COUNTS = ("total", "free", "in_use", "reserved", "out_of_service", "unknown")
TEXT = pa.dictionary(pa.int32(), pa.string())
"""Texts of a table: each text once, because the same few names come in every row."""
INSTANT = pa.timestamp("us", tz="UTC")
_SCHEMA = pa.schema(
    [
        pa.field("time", INSTANT, nullable=False),
        pa.field("kind", TEXT, nullable=False),
        pa.field("stretch", INSTANT),
        *((name, TEXT) for name in ("connector", "pool_id", "station_id", "name")),
        *((name, TEXT) for name in ("evse_id", "connector_id", "type_id")),
        ("power_kw", pa.float64()),
        ("state", TEXT),
        *((name, pa.int32()) for name in COUNTS),
        ("updated", INSTANT),
        ("detail", TEXT),
    ]
)
_FILE = re.compile(r"(\d{10})-(\d{10})\.parquet")
_FOLDER = re.compile(r"date=(\d{4}-\d\d-\d\d)")

_Row = dict[str, object]


def schema() -> pa.Schema:
    """Return the columns of a record; texts are dictionaries, in the files they are plain.

    * `time`: instant from which the row holds.
    * `kind`: `state`; `hidden`: answers do not show the connector any more, and its state is not known; `gone`: the
      connector is gone; `seen`: an answer came, and states hold until now; `outage`: no answer came after now.
    * `stretch`: begin of the unbroken run of answers. States hold within it, at most until its last row.
    * `connector`: key of the connector, the same in all rows; new station ids do not change it.
    * `state` and the counts: those of `WatchedConnector`; a group that the service only counts has a `total` above 1.
    * `updated`: time of the state by the service.
    * `detail`: error of an outage.
    """
    return _SCHEMA


class Recorder:
    """A folder that a watch is recorded to; a later run goes on in the same folder.

    It takes all polls of one watch, from the first one on. Only one process may write into a folder.

    Args:
        folder: The folder; it is made.
        every: Seconds between two requests of the watch.

    Raises:
        EvcpError: Another recorder writes into the folder.
        OSError: The folder cannot be made or read.
    """

    def __init__(self, folder: str | Path, *, every: float = 60.0) -> None:
        self.folder = Path(folder)
        self._every = timedelta(seconds=every)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.folder / ".recorder.lock")
        self._rows: list[tuple[datetime, _Row]] = []
        self._flushed: datetime | None = None
        self._stretch: datetime | None = None
        self._answered: datetime | None = None
        self._states: Mapping[Key, WatchedConnector] = {}
        self._names: dict[Key, str] = {}
        self._told: dict[str, tuple[object, ...]] = {}
        try:
            for draft in self.folder.glob("date=*/.*.part"):
                draft.unlink()
            numbers = [last for _, path in _folders(self.folder) for _, last, _ in _files(path)]
            self._number = max(numbers, default=-1) + 1
            for _, path in _folders(self.folder):
                _join(path)
        except BaseException:
            self._lock.close()
            raise

    def __repr__(self) -> str:
        return joined("<Recorder", self.folder.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def record(self, poll: Poll) -> None:
        """Record the result of a request of the watch.

        Raises:
            OSError: A file cannot be written.
        """
        if poll.error is None:
            self._answer(poll)
        else:
            self._break(poll)
        begun = self._flushed
        due = begun is None or poll.error is not None or poll.time + self._every - begun > FLUSH
        if due and (self._rows or self._stretch is not None):
            self.flush(poll.time)

    def flush(self, now: datetime | None = None) -> None:
        """Write the rows that are in memory."""
        if self._stretch is not None and self._answered is not None:
            self._add("seen", self._answered)
        for day in sorted({time.date() for time, _ in self._rows}):
            path = self.folder / f"date={day}"
            path.mkdir(exist_ok=True)
            rows = [row for time, row in self._rows if time.date() == day]
            _write(path, self._number, self._number, pa.Table.from_pylist(rows, _SCHEMA))
            self._number += 1
            # At once, because what follows may fail, and the next flush would write them again.
            self._rows = [(time, row) for time, row in self._rows if time.date() != day]
            if len(_files(path)) > MANY or (now is not None and day < now.date()):
                _join(path)
        self._flushed = now or self._flushed

    def close(self) -> None:
        """Write the rest, and leave the folder to others."""
        if self._rows or self._stretch is not None:
            self.flush()
        self._lock.close()

    # --- rows -----------------------------------------------------------------------------------

    def _break(self, poll: Poll) -> None:
        """End the stretch; the first error of an outage is told."""
        if self._stretch is not None:
            self.flush(poll.time)
            self._stretch = None
        for event in poll.events:
            if isinstance(event, Outage) and not event.ids and event.end is None:
                self._add("outage", event.answered or event.begin, detail=event.error.message)

    def _answer(self, poll: Poll) -> None:
        if self._stretch is not None and self._answered is not None:
            passed = poll.time - self._answered
            late = passed > MISSED * self._every + LATE
            if late or passed < timedelta(0):
                why = "no request was sent" if late else "the clock was set back"
                self.flush(poll.time)
                self._add("outage", self._answered, detail=why)
                self._stretch = None
        if self._stretch is None:
            self._stretch = poll.time
            self._told = dict.fromkeys(self._told, ())
        elif self._answered is not None and self._answered.date() != poll.time.date():
            self._told = {name: ("again",) if told else () for name, told in self._told.items()}
        self._name(poll.states)
        names = {self._names[key] for key in poll.states}
        for key, seen in poll.states.items():
            name = self._names[key]
            if self._states.get(key) is seen:  # the answer does not show it: the watch kept it
                if self._told.setdefault(name, ()):
                    self._add("hidden", self._answered or poll.time, name, seen)
                    self._told[name] = ()
                continue
            told = (seen.state, *_counts(seen.count))
            if self._told.get(name) != told:
                self._add("state", poll.time, name, seen)
                self._told[name] = told
        for name in [name for name in self._told if name not in names]:
            self._add("gone", poll.time, name)
            del self._told[name]
        self._states, self._answered = poll.states, poll.time

    def _name(self, states: Mapping[Key, WatchedConnector]) -> None:
        """Name the connectors: by pool and EVSE where that is unique, because station ids change.

        When they do in an answer that is not whole, the watch keeps the connector under its old key as well: the
        name goes to the one that the answer shows.
        """
        if self._names.keys() == states.keys():
            return

        def order(key: Key) -> tuple[bool, bool, Key]:
            return self._states.get(key) is states[key], key not in self._names, key

        names: dict[Key, str] = {}
        taken: set[str] = set()
        for key in sorted(states, key=order):
            short = (key[0], *key[2:]) if key[0] and states[key].evse_id else key
            name = self._names.get(key) or "/".join(short)
            names[key] = "/".join(key) if name in taken else name
            taken.add(names[key])
        self._names = names

    def _add(
        self,
        kind: str,
        time: datetime,
        connector: str | None = None,
        seen: WatchedConnector | None = None,
        detail: str | None = None,
    ) -> None:
        row: _Row = {
            "time": time,
            "kind": kind,
            "stretch": self._stretch,
            "connector": connector,
            "detail": detail,
        }
        if seen is not None:
            row |= {
                name: getattr(seen, name) for name in ("pool_id", "station_id", "name", "evse_id")
            }
            row |= {
                "connector_id": seen.connector_id,
                "type_id": seen.type_id,
                "power_kw": seen.power,
            }
        if seen is not None and kind == "state":
            row |= {"state": seen.state, "updated": seen.updated}
            row |= zip(COUNTS, _counts(seen.count), strict=True)
        self._rows.append((time, row))


def events(
    folder: str | Path, start: datetime | None = None, end: datetime | None = None
) -> pa.Table:
    """Read a record, also while it is written.

    Args:
        folder: The folder.
        start: Begin of the time in question; a day before it is read as well, because its states may last.
        end: End of it; a day after it is read as well, because it tells that answers went on.

    Raises:
        EvcpError: There is no record in the folder.
        ValueError: A time has no offset.
    """
    for name, time in (("start", start), ("end", end)):
        if time is not None and time.tzinfo is None:
            raise ValueError(
                f"{name} must have an offset from UTC, such as datetime(..., tzinfo=UTC)"
            )
    first, last = date.min, date.max
    with suppress(OverflowError):  # the first or the last day that there is
        first = date.min if start is None else start.astimezone(UTC).date() - timedelta(days=1)
    with suppress(OverflowError):
        last = date.max if end is None else end.astimezone(UTC).date() + timedelta(days=1)
    found = _folders(Path(folder))
    if not found:
        raise EvcpError(
            f"there is no record in {folder}", hint="`evcp watch --record DIR` writes one"
        )
    return compact((_table(path) for day, path in found if first <= day <= last), _SCHEMA)


def compact(tables: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    """Return tables in one piece, of which each column has each text once."""
    pool, parts = pa.default_memory_pool(), [schema.empty_table()]
    for table in tables:
        parts.append(table)
        pool.release_unused()  # which would be kept beside all that follows
    found = pa.concat_tables(parts).unify_dictionaries()
    parts.clear()
    columns = []
    for name in schema.names:  # one after the other: two copies of one column at most
        columns.append(found[name].combine_chunks())
        found = found.drop_columns(name)
        pool.release_unused()
    return pa.Table.from_arrays(columns, schema=schema)


# --- files


def _locked(path: Path) -> sqlite3.Connection:
    """Take a lock that a killed process loses."""
    base = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        base.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        base.close()
        if "locked" not in str(error):
            raise EvcpError(f"{path} cannot be locked: {error}") from None
        raise EvcpError(
            f"another recorder writes into {path.parent}",
            hint="give each watch a folder of its own",
        ) from None
    return base


def _folders(folder: Path) -> list[tuple[date, Path]]:
    """Return the days of a record in order."""
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        with suppress(ValueError):  # no date
            if (match := _FOLDER.fullmatch(path.name)) and path.is_dir():
                found.append((date.fromisoformat(match[1]), path))
    return sorted(found)


def _all_files(path: Path) -> list[tuple[int, int, Path]]:
    """Return the files of a day by their numbers; one comes before those that are within it."""
    found = [
        (int(match[1]), int(match[2]), file)
        for file in path.iterdir()
        if (match := _FILE.fullmatch(file.name))
    ]
    return sorted(found, key=lambda file: (file[0], -file[1]))


def _files(path: Path) -> list[tuple[int, int, Path]]:
    """Return the files of a day in order, without those that are within another one."""
    files: list[tuple[int, int, Path]] = []
    for one in _all_files(path):
        if not files or one[1] > files[-1][1]:
            files.append(one)
    return files


def _table(path: Path) -> pa.Table:
    for _ in range(3):
        with suppress(FileNotFoundError):  # joined with others just now
            return pa.concat_tables(
                [_SCHEMA.empty_table(), *(_read(file) for _, _, file in _files(path))]
            )
    raise EvcpError(f"the files in {path} change all the time")


def _read(file: Path) -> pa.Table:
    try:
        # Not read_table, which takes the folder's name for a column.
        with pq.ParquetFile(file) as parquet:
            return parquet.read(_SCHEMA.names, use_threads=False).cast(_SCHEMA)
    except pa.ArrowInvalid as error:
        raise EvcpError(f"{file} is not a file of a record: {error}") from None


def _write(path: Path, first: int, last: int, table: pa.Table) -> None:
    file = path / f"{first:010}-{last:010}.parquet"
    try:
        with replaced(file) as draft:
            # Texts are plain in the file, whatever reads it.
            pq.write_table(table, draft, compression="zstd", store_schema=False)
    except OSError as error:
        error.filename = str(file)  # Arrow does not tell it
        raise


def _join(path: Path) -> None:
    """Join the files of a day to one."""
    files = _files(path)
    if len(files) > 1:
        _write(path, files[0][0], files[-1][1], _table(path))
        files = _files(path)
    for one in _all_files(path):
        if one not in files:
            one[2].unlink()


def _counts(count: Availability) -> tuple[int, ...]:
    numbers: tuple[int, ...] = astuple(count)[: len(COUNTS)]
    return numbers
