"""A station with all that a person may want to know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from evcp._availability import availability
from evcp.geo import one_line, operator
from evcp_models import EVSE

from ..failures import one_line as plain
from ..options.plugs import short_name
from ..options.units import show_distance, show_power
from .tables import Column, console_for, free, print_table

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console
    from rich.text import Text

    from evcp_models import Connector, ConnectorStatus, EVStation

STATE_STYLES = {
    "AVAILABLE": "green",
    "OCCUPIED": "red",
    "RESERVED": "yellow",
    "OUT_OF_SERVICE": "red",
    "UNAVAILABLE": "red",
}


def state_text(state: str | None) -> Text:
    """Write a state in its colour; what is not known is dim."""
    from rich.text import Text

    return Text(plain(state or "unknown"), STATE_STYLES.get(state or "", "dim"))


def print_cards(file: TextIO, stations: Sequence[EVStation]) -> None:
    """Print stations, each with its facts, its connector groups and the states of their EVSEs."""
    console = console_for(file)
    for index, station in enumerate(stations):
        if index:
            file.write("\n")
        _print_card(console, station)


def _print_card(console: Console, station: EVStation) -> None:
    from rich.text import Text

    title = Text(plain(station.name or "unnamed station"), "bold")
    console.print(title, Text("  "), free(availability(station)), Text(" free"), sep="")
    facts = [(Text(f"  {name}", "dim"), plain(value)) for name, value in _facts(station) if value]
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
        # Where every connector's state is told, and room is short, nobody has to count for the reader.
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
    place, details = station.position, station.ev_station_details
    yield "address", one_line(station.address)
    where = f"{place.latitude:.6f}, {place.longitude:.6f}"
    far = "" if station.distance is None else f", {show_distance(station.distance)} away"
    yield "place", where + far
    yield "operator", operator(station)
    if station.contacts is not None:
        yield "phone", ", ".join(phone.value for phone in station.contacts.phone)
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
        if details is not None and details.open24x7:
            texts["24 hours, 7 days"] = None
        elif details is not None and details.opening_time:
            texts[details.opening_time] = None
    return "; ".join(texts)


def _moment(value: datetime | None) -> str | None:
    return None if value is None else f"{value:%Y-%m-%d %H:%M} UTC{_offset(value)}"


def _offset(value: datetime) -> str:
    return "" if not value.utcoffset() else f"{value:%z}"


def _rows(group: Connector) -> Iterator[list[str | Text]]:
    """Yield a row for the group, and one for each further EVSE of it."""
    from rich.text import Text

    power = group.max_power_level
    first: list[str | Text] = [
        Text(f"  {plain(short_name(group.connector_type))}"),
        "" if power is None else show_power(power),
        free(availability(group)),
    ]
    states: list[list[str | Text]] = [
        [evse_name(status), state_text(status.state)] for status in group.connector_statuses
    ] or [["", ""]]
    for index, state in enumerate(states):
        head: list[str | Text] = first if not index else ["", "", ""]
        yield [*head, *state, "" if index else _prices(group)]


def evse_name(evse: ConnectorStatus | EVSE) -> str:
    """Write which EVSE it is: its id, and what is printed on it."""
    own = (evse.cpo_id or evse.id) if isinstance(evse, EVSE) else evse.cpo_evse_id
    name = evse.cpo_evse_emi3_id or own
    label = evse.physical_reference
    if name is None or label is None:
        return name or label or "unnamed"
    return f"{name} ({label})"


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
