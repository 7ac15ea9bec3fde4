"""Stations of the flat forms that evcp writes, GeoJSON and CSV, as documents of the service.

The reverse of `evcp.geo`: what a form carries is in the document, `decode` checks it like any other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import cast

NOT_CARRIED = {
    "geojson": "GeoJSON has no opening hours, prices, charge cards, phones, and states of single connectors and EVSEs",
    "csv": "CSV has none of the details of GeoJSON, and no numbers, powers and states by connector type: of a "
    "station with several types they are unknown, and so are those of connectors that a filter left out",
}
"""The parts of a station that a form lacks. `json` and `jsonl` lack nothing."""

_MARKS = frozenset(("id", "pool_id", "connector_types", "connectors_total"))
_TEXTS = {
    "id": "id", "pool_id": "poolId", "cpo_id": "cpoId", "name": "name", "brand": "brand",
    "distance_m": "distance", "time_zone": "timeZone", "state_updated": "lastUpdatedTimeStamp",
    "updated": "lastUpdateTimestamp",
}  # fmt: skip
_ADDRESS = {
    "street": "street", "street_number": "streetNumber", "postal_code": "postalCode",
    "city": "city", "region": "region", "country": "country",
}  # fmt: skip
_COUNTS = {
    "connectors_total": "numberOfConnectors", "free": "numberOfAvailable",
    "in_use": "numberOfInUse", "reserved": "numberOfReserved",
    "out_of_service": "numberOfOutOfService",
}  # fmt: skip
_READ = frozenset((
    *_TEXTS, *_ADDRESS, *_COUNTS, "unknown", "operator", "address", "access", "connector_types",
    "connectors_total", "types_left_out", "connectors_left_out", "max_power_kw", "connectors",
    "latitude", "longitude", "evses_total", "evses_free",
))  # fmt: skip
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


_OTHER_TABLES = {
    "EVSEs of `evcp evses`": {"pool_id", "evse_id", "connector_id"},
    "codes of `evcp codes`": {"table", "id", "evidence"},
    "issues of `evcp decode --issues`": {"kind", "path", "count", "example"},
}


def other_table(names: Collection[str]) -> str | None:
    """Return the content of a CSV file that evcp wrote for people and spreadsheets, and does not read."""
    return next((what for what, marks in _OTHER_TABLES.items() if marks.issubset(names)), None)


def is_flat(names: Iterable[str]) -> bool:
    """Return True for the columns or properties of a station that evcp wrote."""
    return _MARKS.issubset(names)


def is_flat_feature(value: object) -> bool:
    """Return True for a GeoJSON feature that evcp wrote."""
    properties = value.get("properties") if isinstance(value, dict) else None
    return isinstance(properties, dict) and is_flat(properties)


def quoted(text: str) -> str:
    """Put a quote before a text that a spreadsheet would run as a formula, also if it has one already."""
    return f"'{text}" if text.lstrip(" '").startswith(_FORMULAS) else text


def unquoted(text: str) -> str:
    """Undo `quoted`."""
    return text[1:] if text.startswith("'") and quoted(text[1:]) == text else text


def row_document(row: Mapping[str | None, object]) -> dict[str, object]:
    """Return a row of CSV as a Station document; empty cells are absent, and so are those without a column."""
    cells = {
        name: unquoted(text)
        for name, text in row.items()
        if name is not None and isinstance(text, str) and text
    }
    document = _document(cells, cells.get("latitude"), cells.get("longitude"))
    # CSV has one column for both.
    return {"brand": cells["operator"], **document} if "operator" in cells else document


def feature_document(feature: Mapping[str, object]) -> dict[str, object]:
    """Return a feature of GeoJSON as a Station document."""
    geometry = feature.get("geometry")
    axes = geometry.get("coordinates") if isinstance(geometry, dict) else None
    longitude, latitude = axes[:2] if isinstance(axes, list) and len(axes) > 1 else (None, None)
    properties = cast("Mapping[str, object]", feature["properties"])  # by `is_flat_feature`
    return _document(properties, latitude, longitude)


def _document(
    known: Mapping[str, object], latitude: object, longitude: object
) -> dict[str, object]:
    groups = _groups(known)
    address = _renamed(known, _ADDRESS)
    if not address:
        address = _renamed(known, {"address": "unparsedAddress"})
    document: dict[str, object] = {
        **_renamed(known, _TEXTS),
        "totalNumberOfConnectors": _total(known, groups),
        "position": _present({"latitude": latitude, "longitude": longitude}),
        "address": address,
        "evStationDetails": _renamed(known, {"access": "accessibilityType"}),
        "connectors": {"connector": groups},
    }
    # Others are for the decoder to report.
    others = {name: value for name, value in known.items() if name not in _READ}
    return {**others, **_present(document)}


def _total(known: Mapping[str, object], groups: Iterable[object]) -> object:
    """The number of connectors of the station: the counted ones, and those that a filter left out.

    CSV has the number of the latter; GeoJSON has them among its groups.
    """
    counted, left_out = known.get("connectors_total"), known.get("connectors_left_out")
    points = [one.get("chargingPoint") for one in groups if isinstance(one, dict)]
    numbers = [one.get("numberOfConnectors") for one in points if isinstance(one, dict)]
    try:
        whole, listed = (
            sum(int(cast("str", one or 0)) for one in parts)
            for parts in ((counted, left_out), numbers)
        )
        return max(whole, listed) or counted
    except (TypeError, ValueError, OverflowError):  # for the decoder to report
        return counted


def _groups(known: Mapping[str, object]) -> list[dict[str, object]]:
    groups = known.get("connectors")
    if isinstance(groups, str):  # tables that hold no lists keep their text
        try:
            groups = json.loads(groups)
        except ValueError:
            groups = None
    if not isinstance(groups, list):
        groups = _groups_of_types(known)
    # Without a brand the operator is the supplier of a group.
    supplier = None if known.get("brand") else known.get("operator")
    return [_group(group, supplier) if isinstance(group, dict) else group for group in groups]


def _groups_of_types(known: Mapping[str, object]) -> list[dict[str, object]]:
    """One group a type; only a single one has the power and the states of the counted connectors."""
    counted, left_out = _named(known, "connector_types"), _named(known, "types_left_out")
    if not left_out and str(known.get("connectors_left_out") or 0) != "0":
        left_out = [{}]  # of an unknown type
    if len(counted) > 1 or str(known.get("connectors_total") or 0) == "0":
        return [*counted, *left_out]
    return [{**known, "type_id": None, "type": None, **(counted[0] if counted else {})}, *left_out]


def _named(known: Mapping[str, object], column: str) -> list[dict[str, object]]:
    from evcp_models.codes import CONNECTOR_TYPES

    types = [id for id in str(known.get(column) or "").split(";") if id]
    return [
        {"type_id": id, "type": CONNECTOR_TYPES[id].name if id in CONNECTOR_TYPES else None}
        for id in types
    ]


def _group(group: Mapping[str, object], supplier: object) -> dict[str, object]:
    return _present(
        {
            "supplierName": supplier,
            "connectorType": _renamed(group, {"type": "name", "type_id": "id"}),
            "maxPowerLevel": group.get("max_power_kw"),
            "chargingPoint": _renamed(group, _COUNTS),
        }
    )


def _renamed(known: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    return _present({wire: known.get(name) for name, wire in names.items()})


def _present(members: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in members.items() if value not in (None, "", {})}
