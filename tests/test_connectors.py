"""Connector types by id, family and name."""

from __future__ import annotations

import pytest

from evcp import ConfigurationError
from evcp.connectors import connector_ids, short_name
from evcp_models import NameId


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
        (["tesla"], ("26", "27", "28", "43")),
        (["schuko"], ("9",)),
        (["IEC 62196-2 type 2 (Mennekes)"], ("31",)),
        (["iec-62196-t2-combo"], ("34",)),
        (["Domestic plug/socket type G (BS 1363, IS 401 & 411, MS 58)"], ("11",)),
        (["ccs,chademo", "31"], ("33", "34", "29", "31")),
        (["ccs", "34"], ("33", "34")),
        (["99"], ("99",)),
    ],
)
def test_names_map_to_ids(texts: list[str], ids: tuple[str, ...]) -> None:
    assert connector_ids(texts) == ids


@pytest.mark.parametrize("text", ["cccs", "", "type 9", "ccs,,"])
def test_unknown_name_error_lists_families(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        connector_ids([text])
    assert "is not a connector type" in caught.value.message
    assert "chademo" in caught.value.hint


def test_typo_gets_suggestion() -> None:
    with pytest.raises(ConfigurationError) as caught:
        connector_ids(["chadmo"])
    assert caught.value.hint.startswith("did you mean chademo?")


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
