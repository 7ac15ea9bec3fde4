"""Tables of stations and cards of single stations, for people.

Tables are as wide as the terminal; in a pipe or a file nothing is cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from evcp import Availability
from evcp._reading.availability import StationCount
from evcp.connectors import short_name
from evcp.geo import distance, one_line, operator, position, power
from evcp_models import EVSE, Connector, ConnectorStatus, EVStation

from ..options.station_filter import counted_groups
from ..options.units import show_distance, show_power
from ..terminal import console_on, single_line

if TYPE_CHECKING:  # rich is loaded where a table is printed
    from rich.console import Console
    from rich.text import Text

    from evcp._client.station_filter import StationFilter
    from evcp.routes import RouteStop

_STATE_STYLES = {
    "AVAILABLE": "green",
    "OCCUPIED": "red",
    "RESERVED": "yellow",
    "OUT_OF_SERVICE": "red",
    "UNAVAILABLE": "red",
}
_GAP = "  "
_ID_END = 6
"""Characters of an id that tell stations of one name and street apart."""
_FILE_WIDTH = 1_000_000
"""Width of a table outside a terminal: nothing is cut."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        title: Heading.
        right: Align right, for numbers.
        whole: Never cut.
        distinct: Cut so that different texts stay different.
    """

    title: str
    right: bool = False
    whole: bool = False
    distinct: bool = False


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

    lines: list[list[str | Text]] = [[Text(column.title, "bold") for column in columns]]
    lines += (
        [cell if isinstance(cell, Text) else single_line(cell) for cell in row] for row in rows
    )
    widths = [max(map(_width, cells)) for cells in zip(*lines, strict=True)]
    widths = fit_widths(widths, [column.whole for column in columns], console.width)
    for at, column in enumerate(columns):
        if column.distinct:
            short = distinct_cuts((str(cells[at]) for cells in lines), widths[at])
            for cells in lines:
                cells[at] = short.get(str(cells[at]), cells[at])
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


def distinct_cuts(texts: Iterable[str], width: int) -> dict[str, str]:
    """Shorten the texts that would be equal after a cut at their end: the cut shows where they differ.

    Args:
        texts: The texts.
        width: Room in terminal cells.

    Returns:
        The short forms by text; a text that need not be shortened so is not in it.
    """
    same: dict[str, list[str]] = {}
    for text in sorted(set(texts)):
        if _width(text) > width:
            same.setdefault(_cut(text, width), []).append(text)
    short: dict[str, str] = {}
    for group in same.values():
        for before, text, after in zip(["", *group[:-1]], group, [*group[1:], ""], strict=True):
            # The nearest texts in order share most with it.
            common = max(_common(text, before), _common(text, after))
            start = max(text.rfind(" ", 0, common + 1) + 1, common - width // 4)
            if len(group) > 1 and width > 6:
                tail = _cut(text[start:], width - 1 - width // 3)
                head = _cut(text[:start], width - _width(tail))
                short[text] = head + (tail.lstrip("…") if head.endswith("…") else tail)
    return short


def _common(one: str, other: str) -> int:
    """Return the number of characters with which both texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _cut(text: str, width: int) -> str:
    """Cut a text that is wider than its room, with an ellipsis at its end."""
    from rich.text import Text

    cut = Text(text)
    cut.truncate(max(width, 0), overflow="ellipsis")
    return cut.plain


def _width(cell: str | Text) -> int:
    from rich.cells import cell_len

    if isinstance(cell, str):
        return len(cell) if cell.isascii() else cell_len(cell)
    return cell.cell_len


def _padded(cell: str | Text, width: int, column: Column) -> str | Text:
    excess = width - _width(cell)
    if excess < 0:
        if isinstance(cell, str):
            cell = _cut(cell, width)
        else:
            cell = cell.copy()
            cell.truncate(width, overflow="ellipsis")
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


def print_stations(
    file: TextIO,
    stations: Sequence[EVStation],
    ids: bool = False,
    station_filter: StationFilter | None = None,
    stops: Mapping[str, RouteStop] | None = None,
) -> None:
    """Print a table of stations, with more columns on a wider terminal.

    Args:
        file: The file.
        stations: The stations.
        ids: Show the station ids at any width.
        station_filter: Only the connectors that meet it are listed and counted.
        stops: Stops of a route by the id of their station: columns for the way and the arrival.
    """
    console = console_for(file)
    width = console.width
    with_distance = any(distance(station) is not None for station in stations)
    with_operator = width >= 100
    with_address = width >= 170
    with_id = ids or width >= 140
    counted = [counted_groups(station, station_filter) for station in stations]
    counts = [StationCount(station) for station in stations]
    evses = [count.evses(groups) for count, groups in zip(counts, counted, strict=True)]
    # Ids leave no room for another column on a usual terminal.
    with_evses = width >= (110 if ids else 60) and any(state and state.total for state in evses)
    with_arrival = any(stop.arrival is not None for stop in (stops or {}).values())
    columns = [
        *([Column("arrival", whole=True), Column("open", whole=True)] if with_arrival else ()),
        *([Column("distance", right=True, whole=True)] if with_distance else ()),
        Column("station", distinct=True),
        *([Column("operator")] if with_operator else ()),
        *([Column("address")] if with_address else ()),
        Column("connectors"),
        Column("free", whole=True),
        *([Column("EVSEs", whole=True)] if with_evses else ()),
        *([Column("id", whole=True)] if with_id else ()),
    ]
    names = station_names(stations, apart=not (with_address or with_id))

    def cells(at: int, station: EVStation) -> Iterator[str | Text]:
        if stops is not None and with_arrival:
            yield from _arrival(stops[station.id])
        if with_distance:
            metres = distance(station)
            yield "" if metres is None else show_distance(metres)
        yield names[at]
        if with_operator:
            yield operator(station) or ""
        if with_address:
            yield one_line(station.address) or ""
        groups = counted[at]
        yield connectors(station.connectors if groups is None else groups)
        yield free(counts[at].count(groups))
        if with_evses:
            yield free(evses[at])
        if with_id:
            yield station.id

    print_table(console, columns, (list(cells(*one)) for one in enumerate(stations)))


def _arrival(stop: RouteStop) -> tuple[str, Text]:
    """Format the arrival at a stop, and whether it is open then: `Fri 14:05`, `yes`, `no` or `?`."""
    from rich.text import Text

    word, style = {True: ("yes", "green"), False: ("no", "red"), None: ("?", "dim")}[stop.open]
    return "" if stop.arrival is None else f"{stop.arrival:%a %H:%M}", Text(word, style)


def station_names(stations: Sequence[EVStation], *, apart: bool = True) -> list[str]:
    """Return the names of stations, or else their addresses.

    Args:
        stations: The stations.
        apart: Add the street to equal names, or else the end of the id.
    """
    names = [station.name or one_line(station.address) or "unnamed" for station in stations]
    if not apart:
        return names
    seen = Counter(names)
    for at, station in enumerate(stations):
        address = station.address
        if seen[names[at]] > 1 and station.name and address is not None:
            street = " ".join(filter(None, (address.street, address.street_number)))
            names[at] = ", ".join(filter(None, (station.name, street or one_line(address))))
    seen = Counter(names)
    ends = Counter(station.id[-_ID_END:] for station in stations)
    for at, station in enumerate(stations):
        if seen[names[at]] > 1:
            end = station.id[-_ID_END:]
            names[at] += f", {station.id if ends[end] > 1 else f'…{end}'}"
    return names


def connectors(groups: Iterable[Connector]) -> str:
    """Format connector groups, the strongest first: `CCS 150 kW, Type 2 22 kW`."""
    strongest_first = sorted(groups, key=lambda group: -(power(group) or 0))
    names = (connector(group) for group in strongest_first)
    return ", ".join(dict.fromkeys(names)) or "not listed"


def connector(group: Connector) -> str:
    """Format a connector group: `CCS 150 kW`."""
    kw, name = power(group), short_name(group.connector_type)
    return name if kw is None else f"{name} {show_power(kw)}"


def free(state: Availability | None) -> Text:
    """Format free and all connectors or EVSEs: `2 of 4`, `2 of 4, 1 ?`, `? of 4`."""
    from rich.text import Text

    if state is None or not state.total:
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
    count = StationCount(station)
    evses = count.evses()
    parts = [title, Text("  "), free(count.count()), Text(" free")]
    if evses is not None and evses.total:
        parts += [Text("; EVSEs "), free(evses)]
    console.print(*parts, sep="")
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
        groups = zip(station.connectors, count.shares, strict=True)
        rows = [row for one in groups for row in _rows(*one)]
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
    yield "live state", moment(station.last_updated_time_stamp)
    yield "updated", moment(station.last_update_timestamp)
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


def moment(value: datetime | None) -> str | None:
    """Format a time with its year and zone: `2026-06-01 12:00 UTC`, `2026-06-01 12:00 UTC+0200`."""
    if value is None:
        return None
    return f"{value:%Y-%m-%d %H:%M} UTC" + (f"{value:%z}" if value.utcoffset() else "")


def _rows(group: Connector, count: Availability) -> Iterator[list[str | Text]]:
    """Yield a row for the group with its first EVSE, and one for each further EVSE."""
    from rich.text import Text

    kw = power(group)
    first: list[str | Text] = [
        Text(f"  {single_line(short_name(group.connector_type))}"),
        "" if kw is None else show_power(kw),
        free(count),
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
    return labelled(evse.cpo_evse_emi3_id or own, evse.physical_reference)


def labelled(name: str | None, label: str | None) -> str | None:
    """Format an id with a printed label; None without both."""
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
