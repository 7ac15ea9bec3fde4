"""Pages of the benchmark: full, valid, no two stations alike, written without code of evcp."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import codec, pages
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
CARRIES_ATTRIBUTES = {
    "evStation", "connectorType", "phone", "price",
    "subscription", "creditCard", "cash", "debitCard", "check", "ePayment", "other",
}  # fmt: skip


def stations(count: int) -> list[pages.Wire]:
    found: list[pages.Wire] = pages.page(count)["evStations"]["evStation"]
    return found


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for member in value.values():
            yield from leaves(member)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield str(value)


def test_stations_have_unique_values() -> None:
    found = stations(300)
    for name in ("id", "poolId", "lastUpdateTimestamp", "lastUpdatedTimeStamp", "name", "position"):
        values = {json.dumps(station[name]) for station in found}
        assert len(values) == len(found), name
    groups = [group for station in found for group in station["connectors"]["connector"]]
    assert len({group["chargingPoint"]["lastUpdateTimestamp"] for group in groups}) == len(groups)


def test_stations_full_and_of_different_shapes() -> None:
    found = stations(100)
    assert {len(station["connectors"]["connector"]) for station in found} == {1, 2, 3, 4}
    assert {"creditCard" in s["evStationDetails"]["paymentMethods"] for s in found} == {True, False}
    texts = set(leaves(found))
    assert any(text.endswith("+0100") for text in texts)
    assert any(text.endswith("Z") for text in texts)
    assert {"24:00:00", "AVAILABLE", "OUT_OF_SERVICE"} <= texts
    assert all(len(pages.json_text(station)) > 2000 for station in found)


def test_station_same_on_every_page() -> None:
    assert stations(3) == stations(9)[:3]


def test_total_number_of_connectors_is_sum_of_groups() -> None:
    for station in stations(50):
        groups = station["connectors"]["connector"]
        statuses = [len(group["connectorStatuses"]["connectorStatus"]) for group in groups]
        counts = [group["chargingPoint"]["numberOfConnectors"] for group in groups]
        assert counts == statuses
        assert station["totalNumberOfConnectors"] == sum(counts)


def test_json_equals_page() -> None:
    page = pages.page(4)
    assert json.loads(pages.json_text(page)) == page
    assert b"\n" not in pages.json_text(page)
    assert json.loads(pages.json_text(page, indent=2)) == page


@pytest.mark.parametrize(
    "options", [{}, {"indent": 4}, {"json_order": True}, {"indent": 1, "json_order": True}]
)
def test_xml_valid_and_qualified_at_root_only(options: dict[str, Any]) -> None:
    root = etree.fromstring(pages.xml_text(pages.page(20), **options))
    etree.XMLSchema(etree.parse(str(ROOT / "schema" / "evcp.xsd"))).assertValid(root)
    assert root.tag == "{http://www.here.com/2014/02/ACS-EV}evStationsResult"
    assert not [
        element.tag for element in root.iter() if element is not root and "}" in element.tag
    ]
    assert {element.tag for element in root.iter() if element.attrib} == CARRIES_ATTRIBUTES


def test_xml_order_follows_tables_by_default() -> None:
    page = pages.page(1)
    tables = etree.fromstring(pages.xml_text(page))
    samples = etree.fromstring(pages.xml_text(page, json_order=True))
    assert [kid.tag for kid in tables[2][0]][:2] == ["address", "contacts"]
    assert [kid.tag for kid in samples[2][0]][:2] == ["brand", "poolId"]


def test_every_spelling_decodes_to_equal_models() -> None:
    page = pages.page(25)
    expected = codec.check_page(page)
    for body in (
        pages.xml_text(page, indent=4),
        pages.xml_text(page, json_order=True),
    ):
        assert codec.decoded(body, "xml") == expected
    assert codec.decoded(pages.json_text(page, indent=2), "json", strict=True) == expected


def test_pages_written_without_code_of_evcp() -> None:
    tree = ast.parse(Path(str(pages.__file__)).read_text("utf-8"))
    names = [
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    ]  # fmt: skip
    assert names
    assert not [name for name in names if name.partition(".")[0] in ("evcp", "evcp_models")]
