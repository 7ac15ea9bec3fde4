"""Tables for people: as wide as the terminal, and as wide as they need to be in a pipe or a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from evcp._availability import Availability, availability
from evcp.geo import one_line, operator

from ..failures import one_line as plain
from ..options.plugs import short_name
from ..options.units import show_distance, show_power

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from evcp_models import Connector, EVStation

_WIDTH_OF_FILES = 1_000_000
"""Columns of a table that is not on a terminal: nothing is cut."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        title: What stands above it.
        right: Whether it holds numbers.
        whole: Whether it is never cut.
    """

    title: str
    right: bool = False
    whole: bool = False


def console_for(file: TextIO) -> Console:
    """Return a console for a terminal, or for a file or pipe, which has no end of a line."""
    from rich.console import Console

    if file.isatty():
        return Console(file=file, highlight=False, markup=False, emoji=False)
    return Console(
        file=file,
        highlight=False,
        markup=False,
        emoji=False,
        width=_WIDTH_OF_FILES,
        force_terminal=False,
        no_color=True,
    )


def print_table(
    console: Console, columns: Sequence[Column], rows: Iterable[Sequence[str | Text]]
) -> None:
    """Print a table; on a terminal long cells are cut with an ellipsis.

    It is laid out here, because a table of rich takes about a millisecond a row.
    """
    from rich.text import Text

    lines: list[Sequence[str | Text]] = [[Text(column.title, "bold") for column in columns]]
    lines += ([cell if isinstance(cell, Text) else plain(cell) for cell in row] for row in rows)
    widths = [max(map(_width, cells)) for cells in zip(*lines, strict=True)]
    widths = fitted(widths, [column.whole for column in columns], console.width)
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


_GAP = "  "


def fitted(widths: Sequence[int], whole: Sequence[bool], room: int) -> list[int]:
    """Make columns narrower until they fit: the widest first, those that are not cut last of all.

    Args:
        widths: Cells that each column would take.
        whole: Which columns are not to be cut.
        room: Cells of the terminal.
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
    """Print a table of stations: more columns where there is room.

    Args:
        file: Where to.
        stations: The stations.
        ids: Show the station ids, whatever room there is.
    """
    console = console_for(file)
    width = console.width
    with_distance = any(station.distance is not None for station in stations)
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

    def cells(station: EVStation) -> Iterable[str | Text]:
        if with_distance:
            yield "" if station.distance is None else show_distance(station.distance)
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
    """Write connector groups in a line, the strongest first: `CCS 150 kW, Type 2 22 kW`."""
    strongest_first = sorted(groups, key=lambda group: -(group.max_power_level or 0))
    names = (connector(group) for group in strongest_first)
    return ", ".join(dict.fromkeys(names)) or "not listed"


def connector(group: Connector) -> str:
    """Write a connector group: `CCS 150 kW`."""
    power = group.max_power_level
    name = short_name(group.connector_type)
    return name if power is None else f"{name} {show_power(power)}"


def free(state: Availability) -> Text:
    """Write how many connectors are free, of how many: `2 of 4`, `2 of 4, 1 ?`, `? of 4`."""
    from rich.text import Text

    if not state.total:
        return Text("-", "dim")
    if not state.known:
        return Text(f"? of {state.total}", "dim")
    text = f"{state.free} of {state.total}" + (f", {state.unknown} ?" if state.unknown else "")
    if state.free:
        return Text(text, "green")
    return Text(text, "yellow" if state.unknown else "red")
