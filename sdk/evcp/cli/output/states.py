"""States of EVSEs and connectors: rows of pools, snapshots, changes between two snapshots, a live table.

Connectors are matched by their ids, so that a connector that moves within an answer is not a change. Groups
without a list of single connectors are followed by their counters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from evcp import Availability, encode
from evcp._availability import group_shares
from evcp.connectors import short_name
from evcp.geo import power
from evcp_models import (
    EVSE,
    Connector,
    EVSEConnector,
    EVSEsPool,
    EVSEsResult,
    EVSEsStation,
    EVStation,
    NameId,
)

from ..options.units import plural, show_duration, show_power
from ..terminal import single_line
from .formats import Scalar, write_csv
from .tables import Column, console_for, evse_name, moment, print_table, state_text

if TYPE_CHECKING:  # rich is loaded where a table is printed
    from rich.console import Group
    from rich.text import Text

Row = tuple[EVSEsPool, EVSEsStation, EVSE, EVSEConnector | None]

COLUMNS = (
    *("pool_id", "station_id", "station_cpo_id"),
    *("evse_id", "evse_cpo_id", "evse_emi3_id", "physical_reference", "evse_state", "evse_updated"),
    *("connector_id", "connector_type", "max_power_kw"),
    *("connector_state", "connector_updated"),
)
"""Columns of the CSV: a row a connector; an EVSE without connectors has one row."""
UNKNOWN = "UNKNOWN"

_WIDE = 110
_SHORT_EVSE = 12
"""Characters of an EVSE id on a terminal narrower than `_WIDE`."""


def write_pools(pools: tuple[EVSEsPool, ...], form: str, file: TextIO) -> None:
    """Write pools: `json` and `jsonl` in the wire form of the service, `csv` and `table` flat."""
    if form == "jsonl":
        file.writelines(encode(pool, format="json").decode() + "\n" for pool in pools)
    elif form == "json":
        file.write(encode(EVSEsResult(pools=pools), format="json").decode() + "\n")
    elif form == "csv":
        write_csv(COLUMNS, (_csv_row(*row) for row in _rows(pools)), file)
    else:
        _print_pools(pools, file)


def _rows(pools: Iterable[EVSEsPool]) -> Iterator[Row]:
    """Yield each connector with its EVSE, station and pool; an EVSE without connectors once."""
    for pool in pools:
        for station in pool.stations:
            for evse in station.evses:
                for connector in evse.connectors or (None,):
                    yield pool, station, evse, connector


def _csv_row(
    pool: EVSEsPool, station: EVSEsStation, evse: EVSE, connector: EVSEConnector | None
) -> list[Scalar]:
    return [
        pool.id,
        station.id,
        station.cpo_id,
        evse.id,
        evse.cpo_id,
        evse.cpo_evse_emi3_id,
        evse.physical_reference,
        evse.state,
        evse.last_updated.isoformat() if evse.last_updated else None,
        connector.id if connector else None,
        connector.type_id if connector else None,
        power(connector) if connector else None,
        connector.state if connector else None,
        connector.last_updated.isoformat() if connector and connector.last_updated else None,
    ]


def _print_pools(pools: Iterable[EVSEsPool], file: TextIO) -> None:
    console = console_for(file)
    wide = console.width >= 120
    columns = [
        *([Column("pool", distinct=True)] if wide else ()),
        Column("station", distinct=True),
        Column("EVSE", distinct=True),
        Column("state", whole=True),
        Column("connector", whole=True),
        Column("power", right=True, whole=True),
        Column("updated", whole=True),
    ]
    rows: list[list[str | Text]] = []
    for pool, station, evse, connector in _rows(pools):
        kw = power(connector) if connector else None
        updated = (connector.last_updated if connector else None) or evse.last_updated
        rows.append(
            [
                *([pool.id or ""] if wide else ()),
                station.cpo_id or station.id or "",
                evse_name(evse) or "unnamed",
                state_text((connector.state if connector else None) or evse.state),
                short_name(NameId(id=connector.type_id)) if connector else "",
                "" if kw is None else show_power(kw),
                moment(updated) or "",
            ]
        )
    print_table(console, columns, rows)


Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WatchedConnector:
    """A connector in a snapshot.

    Attributes:
        pool: Pool id.
        station: Station id.
        name: Name of the station.
        evse: Id of the EVSE, and its printed label.
        connector: Id of the connector.
        type_id: Id of the connector type.
        power: Largest power in kW.
        state: State; for a group without single states, the number of free connectors.
        updated: Time of the state, as the service gives it.
    """

    pool: str | None
    station: str | None
    name: str | None
    evse: str | None
    connector: str | None
    type_id: str | None
    power: float | None
    state: str
    updated: datetime | None


Snapshot = Mapping[Key, WatchedConnector]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state.

    Attributes:
        at: Time of the snapshot that shows it.
        key: Key of the connector.
        connector: The connector in the newest snapshot that has it.
        old: State before; None if the connector is new.
        new: State now; None if the connector is gone.
    """

    at: datetime
    key: Key
    connector: WatchedConnector
    old: str | None
    new: str | None

    def members(self) -> dict[str, str | float | None]:
        """Return the members of the JSON line; times are ISO 8601."""
        seen = self.connector
        return {
            "time": self.at.isoformat(timespec="seconds"),
            "pool": seen.pool,
            "station": seen.station,
            "name": seen.name,
            "evse": seen.evse,
            "connector": seen.connector,
            "type": seen.type_id,
            "power_kw": seen.power,
            "old": self.old,
            "new": self.new,
            "updated": seen.updated.isoformat() if seen.updated else None,
        }


def pool_states(pools: Iterable[EVSEsPool]) -> Snapshot:
    """Take a snapshot of pools; a connector without a state has the state of its EVSE."""
    snapshot: dict[Key, WatchedConnector] = {}
    for pool, station, evse, connector in _rows(pools):
        seen = WatchedConnector(
            pool.id,
            station.id,
            station.cpo_id or station.id,
            evse_name(evse),
            connector.id if connector else None,
            connector.type_id if connector else None,
            power(connector) if connector else None,
            str((connector.state if connector else None) or evse.state or UNKNOWN),
            (connector.last_updated if connector else None) or evse.last_updated,
        )
        _add(snapshot, (pool.id, station.id, evse.id, seen.connector), seen)
    return snapshot


def station_states(stations: Iterable[EVStation]) -> Snapshot:
    """Take a snapshot of stations."""
    snapshot: dict[Key, WatchedConnector] = {}
    for station in stations:
        shares, _ = group_shares(station)
        for group, count in zip(station.connectors, shares, strict=True):
            _add_group(snapshot, station, group, count)
    return snapshot


def _add_group(
    snapshot: dict[Key, WatchedConnector], station: EVStation, group: Connector, count: Availability
) -> None:
    type_id = group.connector_type.id if group.connector_type else None
    point = group.charging_point
    updated = group.last_update_timestamp or (point.last_update_timestamp if point else None)

    def seen(evse: str | None, connector: str | None, state: str) -> WatchedConnector:
        return WatchedConnector(
            *(station.pool_id, station.id, station.name, evse, connector, type_id),
            *(power(group), state, updated),
        )

    for status in group.connector_statuses:
        evse, connector = status.cpo_evse_emi3_id or status.cpo_evse_id, status.cpo_connector_id
        key = (station.id, status.cpo_evse_id, evse, connector, type_id)
        _add(snapshot, key, seen(evse_name(status), connector, str(status.state or UNKNOWN)))
    if not group.connector_statuses:
        state = f"{count.free} of {count.total} free" if count.known else UNKNOWN
        _add(snapshot, (station.id, type_id, str(group.max_power_level)), seen(None, None, state))


def _add(
    snapshot: dict[Key, WatchedConnector], parts: Iterable[str | None], seen: WatchedConnector
) -> None:
    """Add a connector; connectors with equal ids are numbered in their order."""
    key = tuple(part or "" for part in parts)
    number, unique = 2, key
    while unique in snapshot:
        unique = (*key, str(number))
        number += 1
    snapshot[unique] = seen


def changes(
    before: Snapshot, after: Snapshot, at: datetime, *, complete: bool = True
) -> list[Change]:
    """Compare two snapshots.

    Args:
        before: The older snapshot.
        after: The newer snapshot.
        at: Time of the newer snapshot.
        complete: False if `after` may lack connectors: missing ones are not reported as gone.
    """
    found = []
    for key, seen in after.items():
        old = before[key].state if key in before else None
        if old != seen.state:
            found.append(Change(at, key, seen, old, seen.state))
    if complete:
        gone = (key for key in before if key not in after)
        found += [Change(at, key, before[key], before[key].state, None) for key in gone]
    return found


def summarize(snapshot: Snapshot) -> str:
    """Count the connectors of a snapshot by state."""
    counts: dict[str, int] = {}
    for seen in snapshot.values():
        counts[seen.state] = counts.get(seen.state, 0) + 1
    parts = sorted(counts.items(), key=lambda part: (-part[1], part[0]))
    stations = len({seen.station for seen in snapshot.values()})
    states = ", ".join(f"{number:,} {state}" for state, number in parts)
    return (
        f"{plural(len(snapshot), 'connector')} of {plural(stations, 'station')}: {states or 'none'}"
    )


class LiveTable:
    """A table of connectors that is redrawn in place; changed connectors stand first.

    Args:
        file: The terminal. Other files get the last table only.
        title: Description of the watched pools or area.
        every: Seconds between two requests.
    """

    def __init__(self, file: TextIO, title: str, every: float) -> None:
        from rich.live import Live

        self._console = console_for(file)
        self._live = Live(console=self._console, auto_refresh=False)
        self._title = title
        self._every = every
        self._changed: dict[Key, Change] = {}

    def show(self, snapshot: Snapshot, news: list[Change], at: datetime) -> None:
        """Draw the table."""
        for change in news:
            self._changed.pop(change.key, None)  # reinsert: the newest changes stand first
            self._changed[change.key] = change
        self._live.update(self._draw(snapshot, at), refresh=True)

    def _draw(self, snapshot: Snapshot, at: datetime) -> Group:
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        head = Text(no_wrap=True, overflow="ellipsis")
        head.append(
            f"{single_line(self._title)}, at {at.astimezone():%Y-%m-%d %H:%M:%S %Z}", "bold"
        )
        head.append(f", every {show_duration(self._every)}", "dim")
        counts = Text(single_line(summarize(snapshot)), no_wrap=True, overflow="ellipsis")
        table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0), pad_edge=False)
        table.add_column("station")
        for title in ("EVSE", "connector", "state"):
            table.add_column(title, no_wrap=True)
        room = None if self._console.width >= _WIDE else _SHORT_EVSE
        rows: list[tuple[WatchedConnector, Change | None]] = [
            (change.connector, change) for change in reversed(self._changed.values())
        ]
        rows += [(seen, None) for key, seen in snapshot.items() if key not in self._changed]
        most = max(self._console.height - 5, 5) if self._console.is_terminal else len(rows)
        for seen, change in rows[:most]:
            table.add_row(*_cells(seen, change, at, room))
        hidden = len(rows) - most
        more = [Text(f"and {hidden:,} more", "dim")] if hidden > 0 else []
        return Group(head, counts, Text(), table, *more)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()


def _cells(
    seen: WatchedConnector, change: Change | None, now: datetime, room: int | None
) -> list[Text]:
    from rich.text import Text

    kw = "" if seen.power is None else f" {show_power(seen.power)}"
    kind = short_name(NameId(id=seen.type_id)) if seen.type_id else ""
    texts = (seen.name or seen.station or "", _tail(seen.evse or "", room), f"{kind}{kw}")
    cells = [Text(single_line(text), no_wrap=True, overflow="ellipsis") for text in texts]
    if change is None:
        return [*cells, state_text(seen.state)]
    news = Text(style="bold" if change.at == now else "")
    news.append_text(state_text(change.old or "new"))
    news.append(" → ")
    news.append_text(state_text(change.new or "gone"))
    news.append(f" {change.at.astimezone():%H:%M:%S}")
    return [*cells, news]


def _tail(text: str, room: int | None) -> str:
    """Keep the end of a long id: EVSE ids of one station differ at the end."""
    return text if room is None or len(text) <= room else f"…{text[1 - room :]}"
