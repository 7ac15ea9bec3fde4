"""Code lists and roamings over real HTTP, in both formats and both shapes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree
from sandbox.helpers import call, schema, station

import evcp
from evcp.sandbox import Assumptions, Sandbox, World
from evcp_models import (
    Address,
    ConnectorStatusesResult,
    ConnectorTypesResult,
    EVStation,
    NameId,
    PowerFeedTypesResult,
    RoamingsResult,
    StationRoaming,
)
from evcp_models.codes import CONNECTOR_STATUS_CODES, CONNECTOR_TYPES, POWER_FEED_TYPES

LOOKUPS: list[tuple[str, str, str, type]] = [
    ("connectortypes", "connectorTypes", "connectorType", ConnectorTypesResult),
    ("powerfeedtypes", "powerFeedTypes", "powerFeedType", PowerFeedTypesResult),
    ("connectorstatuses", "connectorStatuses", "connectorStatus", ConnectorStatusesResult),
    ("roamings", "roamings", "roaming", RoamingsResult),
]


@pytest.mark.parametrize(("path", "outer", "inner", "model"), LOOKUPS)
def test_lookups_are_equal_in_both_formats_and_shapes(
    sandbox: Sandbox, world: World, path: str, outer: str, inner: str, model: type
) -> None:
    bare = call(sandbox, f"{path}.json")
    as_xml = call(sandbox, f"{path}.xml")
    with Sandbox(world, assumptions=Assumptions(lookup_shape="wrapped")) as other:
        wrapped = call(other, f"{path}.json")
        assert call(other, f"{path}.xml").content == as_xml.content
    assert list(bare.json()) == [inner]
    assert wrapped.json() == {outer: bare.json()}
    document = etree.fromstring(as_xml.content)
    schema().assertValid(document)
    assert etree.QName(document).localname == outer
    expected: Any = evcp.decode(bare.content, model, format="json", strict=True)
    assert evcp.decode(wrapped.content, model, format="json", strict=True) == expected
    assert evcp.decode(as_xml.content, model, format="xml", strict=True) == expected


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("connectortypes", CONNECTOR_TYPES),
        ("powerfeedtypes", POWER_FEED_TYPES),
        ("connectorstatuses", CONNECTOR_STATUS_CODES),
    ],
)
def test_code_lists_are_those_of_the_schema(sandbox: Sandbox, path: str, codes: Any) -> None:
    (listed,) = call(sandbox, f"{path}.json").json().values()
    assert listed == [{"name": code.name, "id": code.id} for code in codes.values()]
    assert len(listed) == {"connectortypes": 54, "powerfeedtypes": 7, "connectorstatuses": 10}[path]


def test_every_code_of_a_station_is_in_a_code_list(sandbox: Sandbox, world: World) -> None:
    listed = {
        path: {(one["id"], one["name"]) for one in call(sandbox, f"{path}.json").json()[member]}
        for path, member in [
            ("connectortypes", "connectorType"),
            ("powerfeedtypes", "powerFeedType"),
        ]
    }

    def named(kind: NameId | None) -> set[tuple[str, str]]:
        return {(kind.id or "", kind.name or "")} if kind else set()

    for one in world.stations:
        for group in one.connectors:
            assert named(group.connector_type) <= listed["connectortypes"]
            assert named(group.power_feed_type) <= listed["powerfeedtypes"]


def test_connector_statuses_are_optional(world: World) -> None:
    with Sandbox(world, assumptions=Assumptions(connector_statuses=False)) as sandbox:
        call(sandbox, "connectorstatuses.json", status=404)
        call(sandbox, "connectortypes.json")


def test_roamings_are_the_providers_of_the_world(sandbox: Sandbox, world: World) -> None:
    listed = call(sandbox, "roamings.json").json()["roaming"]
    countries: dict[str, set[str]] = {}
    for one in world.stations:
        for card in one.roaming:
            assert card.partner_id
            assert one.address
            assert one.address.country
            countries.setdefault(card.partner_id, set()).add(one.address.country)
    assert {one["partner_id"]: set(one["country"]) for one in listed} == countries
    assert [one["emsp"] for one in listed] == sorted(one["emsp"] for one in listed)
    assert len(listed) == 6
    # The filter takes its id.
    partner = listed[2]["partner_id"]
    page = call(
        sandbox, "stations.json", params=[("prox", "52.52,13.405,200000"), ("emsp", partner)]
    ).json()
    assert page["count"] > 0
    for one in page["evStations"]["evStation"]:
        assert partner in [card["partner_id"] for card in one["roaming"]]


def test_roamings_of_given_stations() -> None:
    def with_cards(identity: str, country: str | None, *cards: StationRoaming) -> EVStation:
        address = Address(country=country) if country else None
        return replace(station(identity, 1, 1), address=address, roaming=cards)

    def card(name: str | None, partner: str | None, *ema: str) -> StationRoaming:
        return StationRoaming(emsp=name, partner_id=partner, ema_id=ema)

    world = World(
        [
            with_cards("a", None, card("Zeta", "z", "DE-ZZZ"), card("No id", None)),
            with_cards("b", "NLD", card("Alpha", "a", "NL-AAA", "NL-AAB")),
            with_cards("c", "DEU", card("Alpha GmbH", "a", "DE-AAA", "NL-AAA"), card(None, "m")),
        ]
    )
    with Sandbox(world) as sandbox:
        as_json = call(sandbox, "roamings.json")
        as_xml = call(sandbox, "roamings.xml").content
    assert as_json.json() == {
        "roaming": [
            {
                "emsp": "Alpha",
                "partner_id": "a",
                "ema_id": ["NL-AAA", "NL-AAB", "DE-AAA"],
                "country": ["DEU", "NLD"],
            },
            # A country is mandatory (confirmed); ZZZ stands for an unknown one.
            {"emsp": "Zeta", "partner_id": "z", "ema_id": ["DE-ZZZ"], "country": ["ZZZ"]},
            {"emsp": "m", "partner_id": "m", "country": ["DEU"]},
        ]
    }
    schema().assertValid(etree.fromstring(as_xml))


def test_a_world_without_cards_has_an_empty_list() -> None:
    with Sandbox(World([station("a", 1, 1)])) as sandbox:
        assert call(sandbox, "roamings.json").json() == {"roaming": []}
        document = etree.fromstring(call(sandbox, "roamings.xml").content)
    schema().assertValid(document)
    assert len(document) == 0
