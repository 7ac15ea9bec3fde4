"""Losses of a location: the stations are compared with the ones that are read back from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from evcp_models import Connector, EVStation

from .._codec.decoding import encode
from .hours import meaning

_COUNTERS = "numberOf"


def lost(before: Sequence[EVStation], after: Sequence[EVStation]) -> tuple[str, ...]:
    """Return the wire names of the facts of stations that others do not say."""
    kept = {one.id: set(_facts(one)) for one in after}
    found: dict[str, None] = {}
    for station in before:
        others = kept.get(station.id, set())
        found |= {fact[0]: None for fact in _facts(station) if fact not in others}
    return tuple(found)


def _facts(station: EVStation) -> Iterator[tuple[str, object]]:
    """Yield path and value of each fact; hours by their meaning, counters as sums."""
    members = json.loads(encode(station, format="json"))
    groups = members.pop("connectors", {}).get("connector", [])
    address = members.get("address", {})
    street = [address.pop(name, None) for name in ("street", "streetNumber")]
    if any(street):
        yield "address.street", " ".join(filter(None, street))
    for name in ("latitude", "longitude"):
        for place in ("position", "entrancePosition"):
            if place in members:
                yield f"{place}.{name}", round(members[place].pop(name), 6)
    yield from _leaves("", members)
    counters: dict[tuple[str, str], int] = {}
    for group, raw in zip(station.connectors, groups, strict=True):
        kind = _kind(group)
        details = raw.get("connectorDetails", {})
        detail = group.connector_details
        details.pop("open24x7", None)
        if "openingHours" in details:
            # The regular and the annual hours are compared by their meaning.
            hours = details["openingHours"]
            details["openingHours"] = {name: hours[name] for name in hours if name == "openNow"}
        if detail is not None:
            said = meaning(detail.opening_hours, detail.open24x7)
            if said is not None:
                yield "connectors.connector.connectorDetails.openingHours", (kind, repr(said))
        for status in raw.pop("connectorStatuses", {}).get("connectorStatus", []):
            evse = status.get("cpoEvseId") or status.get("cpoEvseEMI3Id")
            who = (kind, evse, status.get("cpoConnectorId") if evse else None)
            for path, value in _leaves(
                "connectors.connector.connectorStatuses.connectorStatus", status
            ):
                yield path, (who, value)
        for path, value in _leaves("connectors.connector", raw):
            if _COUNTERS in path:
                key = (path, kind)
                counters[key] = counters.get(key, 0) + int(value)
            else:
                yield path, (kind, value)
    for (path, kind), number in counters.items():
        yield path, (kind, number)


def _kind(group: Connector) -> str:
    """Return the connector type as text: other members of a group may be known on one side only."""
    kind = group.connector_type
    return f"{kind.id if kind else None}"


def _leaves(path: str, value: object) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}" if path else name, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(path, inner)
    else:
        yield path, _moment(value)


def _moment(value: object) -> object:
    """Return a timestamp as a moment: its time zone may be another one."""
    if isinstance(value, str) and value[4:5] == "-" and "T" in value:
        try:
            return datetime.fromisoformat(value).timestamp()
        except ValueError:
            return value
    return value
