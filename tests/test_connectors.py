"""Connector types by id, family, and the words of other services."""

from __future__ import annotations

from itertools import islice, product

import pytest
from support.settings import measure

from evcp import ConfigurationError
from evcp.connectors import (
    FAMILIES,
    _families,
    _names,
    connector_id,
    connector_ids,
    short_name,
)
from evcp_models import NameId
from evcp_models.codes import CONNECTOR_TYPES


@pytest.mark.parametrize(
    ("texts", "ids"),
    [
        (["31"], ("31",)),
        (["type2"], ("31", "45")),
        (["Type 2"], ("31", "45")),
        (["ccs"], ("33", "34")),
        (["ccs2"], ("34",)),
        (["CHAdeMO"], ("29",)),
        (["GB/T"], ("52", "53")),
        (["gbt"], ("52", "53")),
        (["tesla"], ("43", "26", "27", "28")),
        (["schuko"], ("9",)),
        (["IEC 62196-2 type 2 (Mennekes)"], ("31",)),
        (["iec-62196-t2-combo"], ("34",)),
        (["Domestic plug/socket type G (BS 1363, IS 401 & 411, MS 58)"], ("11",)),
        (["ccs,chademo", "31"], ("33", "34", "29", "31")),
        (["ccs", "34"], ("33", "34")),
        # Two words are two, also where their letters make one.
        ("ccs,type2", ("33", "34", "31", "45")),
        ("type1, combo", ("30", "33", "34")),
        ("34, Domestic plug/socket type A (NEMA 1-15,2 pins),ccs2", ("34", "48")),
        (["99"], ("99",)),
        ([31, "ccs2"], ("31", "34")),
        ("ccs2, nacs", ("34", "43")),
        ("domestic plug socket type g bs 1363, is 401 411, ms 58", ("11",)),
        # OCPI: the exact types, or else all that the standard may be.
        (["IEC_62196_T2_COMBO"], ("34",)),
        (["TESLA_S"], ("43", "26", "27", "28")),
        (["SAE_J3400"], ("43",)),
        (["DOMESTIC_F"], ("9",)),
        (["IEC_60309_2_three_32"], ("36", "39")),
        (["MCS"], ("1",)),
        # AFDC
        (
            ["J1772", "J1772COMBO", "CHADEMO", "TESLA", "J3271"],
            ("30", "33", "29", "43", "26", "27", "28", "1"),
        ),
        (["NEMA515", "NEMA520", "NEMA1450"], ("5", "6", "51")),
        # OpenStreetMap
        (["socket:type2_combo", "type2_cable", "socket:nacs"], ("34", "31", "43")),
        (["socket:type3a", "type3c", "cee_blue", "typee"], ("50", "32", "35", "8")),
        # GS7 has the names of the codes, HERE's SDK and DATEX II their own.
        (["IEC 62196-2 type 3c (SCAME)"], ("32",)),
        (["iec62196Type2Combo", "iec62196T2COMBO"], ("34",)),
        (["Type 3A", "type-3c", "J 3400", "NEMA 14-50"], ("50", "32", "43", "51")),
    ],
)
def test_names_map_to_ids(texts: list[str | int] | str, ids: tuple[str, ...]) -> None:
    assert connector_ids(texts) == ids


@pytest.mark.parametrize("text", ["cccs", "", "type 9", "ccs,,", "ccs,,type2", ",ccs"])
def test_unknown_name_error_lists_families(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        connector_ids([text])
    assert "is not a connector type" in caught.value.message
    assert "chademo" in caught.value.hint


def test_a_list_in_a_text_is_that_list() -> None:
    names = (name for code in CONNECTOR_TYPES.values() for name in (code.id, code.key, code.name))
    standards = (target.standard for code in CONNECTOR_TYPES.values() for target in code.ocpi)
    words = dict.fromkeys((*FAMILIES, *_families(), *_names(), *names, *standards))
    ids = {word: connector_ids([word]) for word in words}
    assert ids["Domestic plug/socket type J (SEV 1011) (T13, T23)"] == ("42",)
    for one, other in islice(product(words, repeat=2), 0, None, measure(7, full=1)):
        assert connector_ids(f"{one},{other}") == tuple(dict.fromkeys(ids[one] + ids[other]))


@pytest.mark.parametrize(
    ("text", "meant", "first"),
    [
        ("chadmo", "chademo", "chademo"),
        ("typ2", "type2", "type2"),
        ("nasc", "nacs", "tesla"),
        ("j1773", "j1772", "type1"),
        ("mcss", "mcs", "other"),
    ],
)
def test_typo_gets_suggestion_and_all_families(text: str, meant: str, first: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        connector_ids([text])
    hint = caught.value.hint
    assert hint.startswith(f"did you mean {meant}? the families are {first}, ")
    named = hint.partition("families are ")[2].partition(";")[0].split(", ")
    assert sorted(named) == sorted(FAMILIES)


def test_families_are_those_of_the_code_table() -> None:
    assert set(FAMILIES) == {code.family for code in CONNECTOR_TYPES.values()}
    for family in FAMILIES:
        expected = {code.id for code in CONNECTOR_TYPES.values() if code.family == family}
        assert set(connector_ids([family])) == expected


def test_every_standard_of_the_code_table_is_a_word() -> None:
    for code in CONNECTOR_TYPES.values():
        for target in code.ocpi:
            if target.match == "exact":
                assert code.id in connector_ids([target.standard])
        if code.name != "Other":  # the family of that name comes first
            assert connector_ids([code.name]) == (code.id,)


@pytest.mark.parametrize(
    ("word", "id"),
    [
        ("TESLA", "43"),
        ("type2", "31"),
        ("DOMESTIC_J", "42"),
        ("TESLA_R", "26"),
        ("ccs", None),
        ("x", None),
    ],
)
def test_likeliest_type_of_one_word(word: str, id: str | None) -> None:
    assert connector_id(word) == id


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (NameId(id="31", name="whatever"), "Type 2"),
        (NameId(id="34"), "CCS"),
        (NameId(id="99", name="Plug of tomorrow"), "Plug of tomorrow"),
        (NameId(id="1", name="Other"), "Other"),
        (NameId(id="99"), "unknown type"),
        (None, "unknown type"),
    ],
)
def test_short_names(kind: NameId | None, name: str) -> None:
    assert short_name(kind) == name
