"""States of EVSEs and connectors: rows of pools, members of changes, a live table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Self, TextIO

from evcp import Poll, StateChange, WatchedConnector, encode
from evcp.connectors import short_name
from evcp.geo import power
from evcp_models import (
    EVSE,
    EVSEConnector,
    EVSEsPool,
    EVSEsResult,
    EVSEsStation,
    NameId,
)

from ..options.units import plural, show_duration, show_power
from ..terminal import single_line
from .formats import Scalar, write_csv
from .tables import Column, console_for, evse_name, labelled, moment, print_table, state_text

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


def change_members(change: StateChange) -> dict[str, str | float | None]:
    """Return the members of the JSON line of a change; times are ISO 8601."""
    members = connector_members(change.connector, change.time)
    updated = members.pop("updated")
    return {**members, "old": change.old, "new": change.new, "updated": updated}


def connector_members(seen: WatchedConnector, at: datetime) -> dict[str, str | float | None]:
    """Return the members of the JSON line of a connector at the time of an answer."""
    return {
        "time": at.isoformat(timespec="seconds"),
        "pool": seen.pool_id,
        "station": seen.station_id,
        "name": seen.name,
        "evse": labelled(seen.evse_id, seen.label),
        "connector": seen.connector_id,
        "type": seen.type_id,
        "power_kw": seen.power,
        "updated": seen.updated.isoformat() if seen.updated else None,
    }


def free_line(seen: WatchedConnector) -> str:
    """Describe a free connector in one line, with the time of its state."""
    place = (seen.name or seen.station_id, labelled(seen.evse_id, seen.label), kind_of(seen))
    text = ", ".join(part for part in place if part)
    return f"{text}: {seen.state}, {f'as of {moment(seen.updated)}' if seen.updated else 'time unknown'}"


def kind_of(seen: WatchedConnector) -> str:
    """Return type and power of a connector: `CCS 150 kW`."""
    kw = "" if seen.power is None else f" {show_power(seen.power)}"
    return f"{short_name(NameId(id=seen.type_id)) if seen.type_id else ''}{kw}"


def summarize(snapshot: Mapping[tuple[str, ...], WatchedConnector]) -> str:
    """Count connectors by state."""
    counts = Counter(seen.state for seen in snapshot.values())
    parts = sorted(counts.items(), key=lambda part: (-part[1], part[0]))
    stations = len({(seen.pool_id, seen.station_id) for seen in snapshot.values()})
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
        self._changed: dict[tuple[str, ...], StateChange] = {}

    def show(self, poll: Poll) -> None:
        """Draw the table."""
        for event in poll.events:
            if isinstance(event, StateChange):
                self._changed.pop(event.key, None)  # reinsert: the newest changes stand first
                self._changed[event.key] = event
        self._live.update(self._draw(poll.states, poll.time), refresh=True)

    def _draw(self, snapshot: Mapping[tuple[str, ...], WatchedConnector], at: datetime) -> Group:
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
        rows: list[tuple[WatchedConnector, StateChange | None]] = [
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

    def __exit__(self, *exception: object) -> None:
        self._live.stop()


def _cells(
    seen: WatchedConnector, change: StateChange | None, now: datetime, room: int | None
) -> list[Text]:
    from rich.text import Text

    name = seen.name or seen.station_id or ""
    texts = (name, _tail(labelled(seen.evse_id, seen.label) or "", room), kind_of(seen))
    cells = [Text(single_line(text), no_wrap=True, overflow="ellipsis") for text in texts]
    if change is None:
        return [*cells, state_text(seen.state)]
    news = Text(style="bold" if change.time == now else "")
    news.append_text(state_text(change.old or "new"))
    news.append(" → ")
    news.append_text(state_text(change.new or "gone"))
    news.append(f" {change.time.astimezone():%H:%M:%S}")
    return [*cells, news]


def _tail(text: str, room: int | None) -> str:
    """Keep the end of a long id: EVSE ids of one station differ at the end."""
    return text if room is None or len(text) <= room else f"…{text[1 - room :]}"
