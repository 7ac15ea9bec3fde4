"""The code lists: complete, unique, marked, and in agreement with the XSD."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "schema" / "codelists"
XS = "{http://www.w3.org/2001/XMLSchema}"

# The connector standards of OCPI 2.3.0; those of the last line are not in 2.2.1.
STANDARDS = """
CHADEMO CHAOJI
DOMESTIC_A DOMESTIC_B DOMESTIC_C DOMESTIC_D DOMESTIC_E DOMESTIC_F DOMESTIC_G DOMESTIC_H
DOMESTIC_I DOMESTIC_J DOMESTIC_K DOMESTIC_L DOMESTIC_M DOMESTIC_N DOMESTIC_O
GBT_AC GBT_DC
IEC_60309_2_single_16 IEC_60309_2_three_16 IEC_60309_2_three_32 IEC_60309_2_three_64
IEC_62196_T1 IEC_62196_T1_COMBO IEC_62196_T2 IEC_62196_T2_COMBO IEC_62196_T3A IEC_62196_T3C
NEMA_5_20 NEMA_6_30 NEMA_6_50 NEMA_10_30 NEMA_10_50 NEMA_14_30 NEMA_14_50
PANTOGRAPH_BOTTOM_UP PANTOGRAPH_TOP_DOWN
TESLA_R TESLA_S
MCS SAE_J3400
"""

# Connector type, then its counterpart in OCPI, which follows from the name alone.
EXACT = """
5 DOMESTIC_B
6 NEMA_5_20
8 DOMESTIC_E
9 DOMESTIC_F
11 DOMESTIC_G
12 DOMESTIC_H
13 DOMESTIC_I
14 DOMESTIC_I
15 DOMESTIC_I
16 DOMESTIC_J
17 DOMESTIC_J
18 DOMESTIC_J
19 DOMESTIC_J
20 DOMESTIC_K
22 DOMESTIC_L
29 CHADEMO
30 IEC_62196_T1
31 IEC_62196_T2
32 IEC_62196_T3C
33 IEC_62196_T1_COMBO
34 IEC_62196_T2_COMBO
42 DOMESTIC_J
47 DOMESTIC_I
48 DOMESTIC_A
49 DOMESTIC_C
50 IEC_62196_T3A
51 NEMA_14_50
52 GBT_AC
53 GBT_DC
"""

# Connector type, then the candidates in OCPI, the likeliest first.
AMBIGUOUS = """
7 DOMESTIC_D DOMESTIC_M
10 DOMESTIC_E DOMESTIC_F
21 DOMESTIC_O DOMESTIC_K
23 DOMESTIC_M
24 DOMESTIC_N
26 TESLA_R TESLA_S
27 TESLA_R TESLA_S
28 TESLA_R TESLA_S
35 IEC_60309_2_single_16
36 IEC_60309_2_three_16 IEC_60309_2_three_32 IEC_60309_2_three_64
38 IEC_60309_2_single_16
39 IEC_60309_2_three_16 IEC_60309_2_three_32 IEC_60309_2_three_64
43 TESLA_S SAE_J3400 TESLA_R
45 IEC_62196_T2 IEC_62196_T1
"""

# What the filter list of Geocoding and Search leaves out.
NOT_FILTERABLE = {*range(5), *range(16, 20), 26, 27, 28, *range(38, 42), 44, 45, 47, 51}

FAMILIES = {
    *("ccs", "type1", "type2", "type3", "chademo", "gbt", "tesla"),
    *("domestic", "industrial", "inductive", "other"),
}


def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


LISTS = {path.stem: load(path) for path in sorted(FOLDER.glob("*.toml"))}
ENUMS = {data["enum"]: name for name, data in LISTS.items() if "enum" in data}


def entries(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = LISTS[name]["entry"]
    return found


@pytest.fixture(scope="module")
def xsd() -> etree._Element:
    return etree.parse(str(ROOT / "schema" / "evcp.xsd")).getroot()


def test_the_lists_are_there() -> None:
    assert set(LISTS) == {
        "accessibility",
        "charge_levels",
        "charge_modes",
        "connector_states",
        "connector_status_codes",
        "connector_types",
        "payment_types",
        "power_feed_types",
        "pricing_models",
        "pricing_units",
        "side_of_street",
    }


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_well_formed(name: str) -> None:
    data = LISTS[name]
    assert set(data) - {"enum"} == {"name", "doc", "source", "entry"}
    assert data["name"] == name
    assert data["doc"].endswith(".")
    assert data["source"].strip()
    keys = [entry["key"] for entry in data["entry"]]
    assert len(keys) == len(set(keys))
    for entry in data["entry"]:
        where = f"{name}/{entry['id']}"
        assert list(entry)[:5] == ["id", "key", "name", "meaning", "evidence"], where
        assert all(isinstance(entry[c], str) and entry[c].strip() for c in list(entry)[:5]), where
        assert re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", entry["key"]), where
        assert entry["evidence"] in tuple("CPSIU"), where
        assert entry["meaning"].endswith("."), where


@pytest.mark.parametrize("name", LISTS)
def test_ids_are_unique(name: str) -> None:
    # A payment type belongs to its method: OTHER is one of the cards and one of the cheques.
    ids = [(entry.get("method"), entry["id"]) for entry in entries(name)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("name", "last"),
    [("connector_types", 53), ("power_feed_types", 6), ("connector_status_codes", 9)],
)
def test_numbered_lists_have_no_gap(name: str, last: int) -> None:
    assert [entry["id"] for entry in entries(name)] == [str(n) for n in range(last + 1)]


def test_enumerations_are_those_of_the_xsd(xsd: etree._Element) -> None:
    known = {
        str(kind.get("name")).removesuffix("KnownType"): kind
        for kind in xsd.findall(XS + "simpleType")
        if str(kind.get("name")).endswith("KnownType")
    }
    assert set(known) == set(ENUMS)
    for enum, kind in known.items():
        marks = {}
        for value in kind.iter(XS + "enumeration"):
            evidence = value.find(f"{XS}annotation/{XS}appinfo/{{urn:evcp:schema-notes}}evidence")
            assert evidence is not None
            marks[str(value.get("value"))] = evidence.get("mark")
        listed = {entry["id"]: entry["evidence"] for entry in entries(ENUMS[enum])}
        assert list(listed.items()) == list(marks.items()), enum


def test_charge_levels_follow_one_another() -> None:
    levels = entries("charge_levels")
    assert [level["min_kw"] for level in levels] == [0, 6, 15, 50, 150, 300]
    assert [level.get("max_kw") for level in levels] == [6, 15, 50, 150, 300, None]
    assert [level["max_kw"] for level in levels[:-1]] == [level["min_kw"] for level in levels[1:]]


def test_connector_types_have_their_own_members() -> None:
    for entry in entries("connector_types"):
        assert list(entry)[5:] == [
            *("family", "current", "phases", "format", "max_amps", "filterable", "ocpi")
        ], entry["id"]
        assert entry["family"] in FAMILIES, entry["id"]
        assert entry["current"] in ("AC", "DC", ""), entry["id"]
        if entry["name"].endswith("(AC)") or entry["name"].endswith("(DC)"):
            assert entry["current"] == entry["name"][-3:-1], entry["id"]
    assert {e["family"] for e in entries("connector_types")} == FAMILIES


def test_filterable_connector_types_are_those_of_the_filter_list() -> None:
    types = entries("connector_types")
    assert {int(entry["id"]) for entry in types if not entry["filterable"]} == NOT_FILTERABLE
    # What HERE does not state can only be known from practice.
    assert {entry["evidence"] for entry in types if not entry["filterable"]} == {"P"}
    assert {entry["evidence"] for entry in types if entry["filterable"]} == {"C", "S"}


def test_ocpi_standards_are_those_of_ocpi() -> None:
    standards = STANDARDS.split()
    assert len(standards) == len(set(standards)) == 42
    named = {t["standard"] for entry in entries("connector_types") for t in entry["ocpi"]}
    assert named <= set(standards)


def test_ocpi_counterparts() -> None:
    pairs = [line.split() for line in EXACT.strip().splitlines()]
    exact = {pair[0]: pair[1] for pair in pairs}
    rows = [line.split() for line in AMBIGUOUS.strip().splitlines()]
    ambiguous = {number: candidates for number, *candidates in rows}
    without = []
    for entry in entries("connector_types"):
        number, targets = entry["id"], entry["ocpi"]
        if number in exact:
            assert targets == [{"standard": exact[number], "match": "exact"}], number
        elif number in ambiguous:
            assert [t["standard"] for t in targets] == ambiguous[number], number
            assert {t["match"] for t in targets} == {"ambiguous"}, number
            assert all(t["note"].strip() for t in targets), number
        else:
            assert targets == [], number
            without.append(int(number))
    assert without == [0, 1, 2, 3, 4, 25, 37, 40, 41, 44, 46]


def test_payment_types_belong_to_a_method_of_the_xsd(xsd: etree._Element) -> None:
    methods = {
        str(element.get("name"))
        for element in xsd.iterfind(f"{XS}complexType[@name='PaymentMethodsType']//{XS}element")
    }
    listed = {entry["method"] for entry in entries("payment_types")}
    assert listed == {"creditCard", "check", "ePayment", "other"} <= methods
    assert {entry["edition"] for entry in entries("payment_types")} == {"old", "new"}
