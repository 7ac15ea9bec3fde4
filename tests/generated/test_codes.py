"""The generated code tables: spot truths of the contract, and what every table keeps to."""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from evcp_models import codes, enums

CONTRACT = Path(__file__).resolve().parents[3] / "shared" / "api-contract.md"
TABLES: dict[str, Mapping[str, Any]] = {
    name: value
    for name, value in vars(codes).items()
    if name.isupper() and isinstance(value, Mapping)
}


def test_the_tables() -> None:
    assert set(TABLES) == {
        *("ACCESSIBILITY", "CHARGE_LEVELS", "CHARGE_MODES", "CONNECTOR_STATES"),
        *("CONNECTOR_STATUS_CODES", "CONNECTOR_TYPES", "POWER_FEED_TYPES", "PRICING_MODELS"),
        *("PRICING_UNITS", "SIDE_OF_STREET"),
    }
    assert isinstance(codes.PAYMENT_TYPES, tuple)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_a_read_only_mapping_by_id(name: str) -> None:
    table = TABLES[name]
    assert all(entry.id == number for number, entry in table.items())
    entry = next(iter(table.values()))
    with pytest.raises(TypeError):
        table["x"] = entry  # type: ignore[index]
    with pytest.raises(AttributeError):
        entry.name = "x"
    assert not hasattr(table, "clear")
    assert hash(entry) == hash(type(entry)(*entry))
    assert pickle.loads(pickle.dumps(entry)) == entry  # noqa: S301


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("0", "Unspecified"),
        ("8", "Domestic plug/socket type E (CEE 7/5)"),
        ("29", "JEVS G 105 (CHAdeMO)"),
        ("30", "IEC 62196-2 type 1 (SAE J1772)"),
        ("31", "IEC 62196-2 type 2 (Mennekes)"),
        ("33", "IEC 62196-3 type 1 combo (SAE J1772)"),
        ("34", "IEC 62196-3 type 2 combo (Mennekes)"),
        ("36", "IEC 60309 : industrial 3P + E + N (AC)"),
        ("42", "Domestic plug/socket type J (SEV 1011) (T13, T23)"),
        ("43", "Tesla Connector"),
        ("53", "GB/T (Chinese) DC connector"),
    ],
)
def test_connector_types(number: str, name: str) -> None:
    assert codes.CONNECTOR_TYPES[number].name == name


@pytest.mark.skipif(not CONTRACT.exists(), reason="needs the contract beside the repository")
def test_connector_types_are_those_of_the_contract() -> None:
    text = CONTRACT.read_text("utf-8").partition("### 5.1")[2].partition("### 5.2")[0]
    found: dict[str, str] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for number, name in pairwise(cells):
            match = re.fullmatch(r"(\d+)( G)?", number)
            if match:
                found[match.group(1)] = name
                assert codes.CONNECTOR_TYPES[match.group(1)].filterable is bool(match.group(2))
    assert len(found) == 54
    assert {number: entry.name for number, entry in codes.CONNECTOR_TYPES.items()} == found


def test_connector_types_know_their_family() -> None:
    types = codes.CONNECTOR_TYPES
    assert types["31"].family == "type2"
    assert (types["34"].family, types["34"].current) == ("ccs", "DC")
    assert types["29"].family == "chademo"
    assert [(o.standard, o.match) for o in types["34"].ocpi] == [("IEC_62196_T2_COMBO", "exact")]
    assert {o.match for o in types["43"].ocpi} == {"ambiguous"}
    assert types["0"].ocpi == ()


def test_ids_are_enumerations_of_str() -> None:
    number = codes.ConnectorTypeId
    assert {member.value for member in number} == set(codes.CONNECTOR_TYPES)
    for member in number:
        assert codes.CONNECTOR_TYPES[member].key == member.name
    assert ",".join([number(str(31)), number("34")]) == "31,34"
    assert {m.value for m in codes.PowerFeedTypeId} == set(codes.POWER_FEED_TYPES)
    assert {m.value for m in codes.ConnectorStatusId} == set(codes.CONNECTOR_STATUS_CODES)


def test_charge_levels_of_the_contract() -> None:
    assert [(e.id, e.min_kw, e.max_kw) for e in codes.CHARGE_LEVELS.values()] == [
        ("1", 0, 6),
        ("2", 6, 15),
        ("3", 15, 50),
        ("4", 50, 150),
        ("5", 150, 300),
        ("6", 300, None),
    ]


def test_status_codes_of_the_contract() -> None:
    assert " ".join(entry.name for entry in codes.CONNECTOR_STATUS_CODES.values()) == (
        "Unspecified Planned Available Charging Faulted Unavailable Maintained Offline Reserved Other"
    )


def test_entries_of_enumerations_are_found_by_member() -> None:
    entry = codes.CONNECTOR_STATES[enums.ConnectorState.OUT_OF_SERVICE]
    assert entry.key == enums.ConnectorState.OUT_OF_SERVICE.name
    assert codes.CHARGE_LEVELS[enums.CustomerChargeLevel.LEVEL_3].max_kw == 50


def test_payment_types_are_unique_by_method() -> None:
    pairs = [(entry.method, entry.id) for entry in codes.PAYMENT_TYPES]
    assert len(pairs) == len(set(pairs))
    assert ("creditCard", "VISA") in pairs
    assert ("ePayment", "online-paypal") in pairs
