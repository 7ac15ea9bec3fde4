"""The strategies: whatever they draw is valid by the schema, survives both formats and can be served."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from lxml import etree

import evcp
from evcp.sandbox import World
from evcp.testing import make_body, sandbox
from evcp.testing.strategies import results, stations
from evcp_models import EVStation, EVStationsResult

SCHEMA = Path(__file__).resolve().parents[2] / "schema" / "evcp.xsd"


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


@given(result=results())
@settings(max_examples=60, deadline=None)
def test_all_are_valid_and_come_back(result: EVStationsResult) -> None:
    tree = etree.fromstring(make_body(result, "xml"))
    assert schema().validate(tree), schema().error_log
    for format in ("json", "xml"):
        body = make_body(result, format)
        decoded = evcp.decode(body, EVStationsResult, format=format)
        assert decoded.value == result
        # What no list has is told, and nothing else.
        assert {issue.kind for issue in decoded.issues} <= {evcp.IssueKind.UNKNOWN_VALUE}


@given(result=results(max_size=4))
@settings(max_examples=25, deadline=None)
def test_all_can_be_served(result: EVStationsResult) -> None:
    with sandbox(world=World(result.ev_stations)) as service, service.client() as client:
        for station in result.ev_stations:
            assert client.stations.get(station.id) == station
            found = evcp.availability(station)
            assert 0 <= found.free <= found.total


LIKE: dict[str, Any] = {
    "without a group": lambda one: not one.connectors,
    "with an unknown type": lambda one: any(
        group.connector_type and group.connector_type.id == "999" for group in one.connectors
    ),
    "without a name": lambda one: one.name is None,
    "without live data": lambda one: (
        bool(one.connectors) and not any(group.connector_statuses for group in one.connectors)
    ),
    "with a new state": lambda one: any(
        status.state == "SOMETHING_NEW"
        for group in one.connectors
        for status in group.connector_statuses
    ),
    "in the south-west": lambda one: one.position.latitude < 0 and one.position.longitude < 0,
}


@pytest.mark.parametrize("what", LIKE)
def test_there_are_some(what: str) -> None:
    like = LIKE[what]
    found: EVStation = find(
        stations(), like, settings=settings(max_examples=2_000, phases=[Phase.generate])
    )
    assert like(found)
