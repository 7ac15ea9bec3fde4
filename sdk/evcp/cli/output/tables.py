"""Tables of stations and cards of single stations, for people.

Tables are as wide as the terminal; in a pipe or a file nothing is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from evcp import Availability, availability
from evcp.connectors import short_name
from evcp.geo import distance, one_line, operator, position, power
from evcp_models import EVSE, Connector, ConnectorStatus, EVStation

from ..options.units import show_distance, show_power
from ..terminal import console_on, single_line

if TYPE_CHECKING:  # rich is loaded where a table is printed
    from rich.console import Console
    from rich.text import Text

_STATE_STYLES = {
    "AVAILABLE": "green",
    "OCCUPIED": "red",
    "RESERVED": "yellow",
    "OUT_OF_SERVICE": "red",
    "UNAVAILABLE": "red",
}
_GAP = "  "
_FILE_WIDTH = 1_000_000
"""Width of a table outside a terminal: nothing is cut."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        title: Heading.
        right: Align right, for numbers.
        whole: Never cut.
    """

    title: str
    right: bool = False
    whole: bool = False


def console_for(file: TextIO) -> Console:
    """Build a console for a terminal, or for a file or pipe without a line width."""
    plain = {"highlight": False, "markup": False, "emoji": False}
    if file.isatty():
        return console_on(file, **plain)
    return console_on(file, **plain, width=_FILE_WIDTH, force_terminal=False, no_color=True)


def print_table(
    console: Console, columns: Sequence[Column], rows: Iterable[Sequence[str | Text]]
) -> None:
    """Print a table; on a terminal, long cells are cut with an ellipsis.

    The layout is done here, because rich's takes about a millisecond a row.
    """
    from rich.text import Text

    lines: list[Sequence[str | Text]] = [[Text(column.title, "bold") for column in columns]]
    lines += (
        [cell if isinstance(cell, Text) else single_line(cell) for cell in row] for row in rows
    )
    widths = [max(map(_width, cells)) for cells in zip(*lines, strict=True)]
    widths = fit_widths(widths, [column.whole for column in columns], console.width)
    styles = console.color_system is not None or not console.no_color
    for cells in lines:
        parts = [_padded(*one) for one in zip(cells, widths, columns, strict=True)]
        if not styles or all(isinstance(part, str) for part in parts):
            line = _GAP.join(map(str, parts))
        else:
            with console.capture() as captured:
                console.print(Text(_GAP).join(_as_text(part) for part in parts), soft_wrap=True)
            line = captured.get()
        console.file.write(f"{line.rstrip()}\n")


def fit_widths(widths: Sequence[int], whole: Sequence[bool], room: int) -> list[int]:
    """Narrow columns until they fit, the widest first; `whole` columns only if nothing else helps.

    Args:
        widths: Full width of each column in terminal cells.
        whole: Columns to keep uncut.
        room: Width of the terminal in cells.
    """
    fit = list(widths)
    for cut in ([i for i, one in enumerate(whole) if not one], range(len(fit))):
        excess = sum(fit) + len(_GAP) * (len(fit) - 1) - room
        for _ in range(max(excess, 0)):
            widest = max(cut, key=fit.__getitem__, default=None)
            if widest is None or fit[widest] <= 1:
                break
            fit[widest] -= 1
    return fit


def _width(cell: str | Text) -> int:
    from rich.cells import cell_len

    if isinstance(cell, str):
        return len(cell) if cell.isascii() else cell_len(cell)
    return cell.cell_len


def _padded(cell: str | Text, width: int, column: Column) -> str | Text:
    excess = width - _width(cell)
    if excess < 0:
        cut = _as_text(cell).copy()
        cut.truncate(width, overflow="ellipsis")
        cell = cut if not isinstance(cell, str) else cut.plain
        excess = width - _width(cell)
    if not excess:
        return cell
    blanks = " " * excess
    if isinstance(cell, str):
        return blanks + cell if column.right else cell + blanks
    padded = cell.copy()
    padded.pad_left(excess) if column.right else padded.pad_right(excess)
    return padded


def _as_text(part: str | Text) -> Text:
    from rich.text import Text

    return part if isinstance(part, Text) else Text(part)


def print_stations(file: TextIO, stations: Sequence[EVStation], ids: bool = False) -> None:
    """Print a table of stations, with more columns on a wider terminal.

    Args:
        file: The file.
        stations: The stations.
        ids: Show the station ids at any width.
    """
    console = console_for(file)
    width = console.width
    with_distance = any(distance(station) is not None for station in stations)
    with_operator = width >= 100
    with_address = width >= 170
    with_id = ids or width >= 140
    columns = [
        *([Column("distance", right=True, whole=True)] if with_distance else ()),
        Column("station"),
        *([Column("operator")] if with_operator else ()),
        *([Column("address")] if with_address else ()),
        Column("connectors"),
        Column("free", whole=True),
        *([Column("id", whole=True)] if with_id else ()),
    ]

    def cells(station: EVStation) -> Iterator[str | Text]:
        if with_distance:
            metres = distance(station)
            yield "" if metres is None else show_distance(metres)
        yield station.name or one_line(station.address) or "unnamed"
        if with_operator:
            yield operator(station) or ""
        if with_address:
            yield one_line(station.address) or ""
        yield connectors(station.connectors)
        yield free(availability(station))
        if with_id:
            yield station.id

    print_table(console, columns, (list(cells(station)) for station in stations))


def connectors(groups: Iterable[Connector]) -> str:
    """Format connector groups, the strongest first: `CCS 150 kW, Type 2 22 kW`."""
    strongest_first = sorted(groups, key=lambda group: -(power(group) or 0))
    names = (connector(group) for group in strongest_first)
    return ", ".join(dict.fromkeys(names)) or "not listed"


def connector(group: Connector) -> str:
    """Format a connector group: `CCS 150 kW`."""
    kw, name = power(group), short_name(group.connector_type)
    return name if kw is None else f"{name} {show_power(kw)}"


def free(state: Availability) -> Text:
    """Format free and all connectors: `2 of 4`, `2 of 4, 1 ?`, `? of 4`."""
    from rich.text import Text

    if not state.total:
        return Text("-", "dim")
    if not state.known:
        return Text(f"? of {state.total}", "dim")
    text = f"{state.free} of {state.total}" + (f", {state.unknown} ?" if state.unknown else "")
    if state.free:
        return Text(text, "green")
    return Text(text, "yellow" if state.unknown else "red")


def state_text(state: str | None) -> Text:
    """Format a state in its colour; unknown is dim."""
    from rich.text import Text

    return Text(single_line(state or "unknown"), _STATE_STYLES.get(state or "", "dim"))


def print_cards(file: TextIO, stations: Sequence[EVStation]) -> None:
    """Print each station with its facts, connector groups and EVSE states."""
    console = console_for(file)
    for index, station in enumerate(stations):
        if index:
            file.write("\n")
        _print_card(console, station)


def _print_card(console: Console, station: EVStation) -> None:
    from rich.text import Text

    title = Text(single_line(station.name or "unnamed station"), "bold")
    console.print(title, Text("  "), free(availability(station)), Text(" free"), sep="")
    facts = [
        (Text(f"  {name}", "dim"), single_line(value)) for name, value in _facts(station) if value
    ]
    width = max(len(name) for name, _ in facts)
    for name, value in facts:
        name.pad_right(width - len(name) + 2)
        console.print(name, value, sep="", soft_wrap=True)
    if station.connectors:
        console.print()
        columns = [
            Column("  connectors"),
            Column("power", right=True, whole=True),
            Column("free", whole=True),
            Column("EVSE"),
            Column("state", whole=True),
            Column("price"),
        ]
        rows = [row for group in station.connectors for row in _rows(group)]
        # On a narrow terminal, the list of all states makes the column of counts redundant.
        listed = console.width < 100 and all(g.connector_statuses for g in station.connectors)
        filled = [
            i
            for i, column in enumerate(columns)
            if any(str(row[i]) for row in rows) and not (listed and column.title == "free")
        ]
        print_table(
            console, [columns[i] for i in filled], ([row[i] for i in filled] for row in rows)
        )


def _facts(station: EVStation) -> Iterator[tuple[str, str | None]]:
    place, metres, details = position(station), distance(station), station.ev_station_details
    yield "address", one_line(station.address)
    where = "unknown" if place is None else f"{place[0]:.6f}, {place[1]:.6f}"
    yield "place", where + ("" if metres is None else f", {show_distance(metres)} away")
    yield "operator", operator(station)
    if station.contacts is not None:
        yield "phone", ", ".join(phone.value for phone in station.contacts.phone)
        yield "email", ", ".join(entry.value for entry in station.contacts.email)
        yield "website", ", ".join(entry.value for entry in station.contacts.website)
    if details is not None:
        yield "access", details.accessibility_type
        yield "notes", details.notes
    yield "open", _opening(station.connectors)
    yield "cards of", ", ".join(card.emsp for card in station.roaming if card.emsp)
    yield "live state", _moment(station.last_updated_time_stamp)
    yield "updated", _moment(station.last_update_timestamp)
    yield "id", station.id
    yield "pool", station.pool_id


def _opening(groups: Iterable[Connector]) -> str:
    texts: dict[str, None] = {}
    for group in groups:
        details = group.connector_details
        if details is None or not (details.open24x7 or details.opening_time):
            continue
        text = "24 hours, 7 days" if details.open24x7 else details.opening_time or ""
        if details.opening_hours is not None and details.opening_hours.annual_openings:
            text += ", other hours on some dates"
        texts[text] = None
    return "; ".join(texts)


def _moment(value: datetime | None) -> str | None:
    return None if value is None else f"{value:%Y-%m-%d %H:%M} UTC{_offset(value)}"


def _offset(value: datetime) -> str:
    return "" if not value.utcoffset() else f"{value:%z}"


def _rows(group: Connector) -> Iterator[list[str | Text]]:
    """Yield a row for the group with its first EVSE, and one for each further EVSE."""
    from rich.text import Text

    kw = power(group)
    first: list[str | Text] = [
        Text(f"  {single_line(short_name(group.connector_type))}"),
        "" if kw is None else show_power(kw),
        free(availability(group)),
    ]
    states: list[list[str | Text]] = [
        [evse_name(status) or "unnamed", state_text(status.state)]
        for status in group.connector_statuses
    ] or [["", ""]]
    for index, state in enumerate(states):
        head: list[str | Text] = first if not index else ["", "", ""]
        yield [*head, *state, "" if index else _prices(group)]


def evse_name(evse: ConnectorStatus | EVSE) -> str | None:
    """Format the id of an EVSE and its printed label; None if it has neither."""
    own = (evse.cpo_id or evse.id) if isinstance(evse, EVSE) else evse.cpo_evse_id
    name, label = evse.cpo_evse_emi3_id or own, evse.physical_reference
    return f"{name} ({label})" if name and label else name or label


def _prices(group: Connector) -> str:
    details = group.connector_details
    if details is None:
        return ""
    if not details.pricing:
        return "free of charge" if details.pay is False else ""
    texts: dict[str, None] = {}
    for pricing in details.pricing:
        if pricing.price is not None:
            unit = f"/{pricing.unit}" if pricing.unit else ""
            texts[f"{pricing.price.value:f} {pricing.price.currency or ''}".strip() + unit] = None
        elif pricing.descriptions:
            texts[pricing.descriptions] = None
    return ", ".join(texts)
