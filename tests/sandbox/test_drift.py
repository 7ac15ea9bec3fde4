"""Drift of responses, and its effect on clients."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from sandbox.both_clients import BERLIN, got, listed, run

import evcp
from evcp.sandbox import Drift, Response, Sandbox, Service, World
from evcp.sandbox.faults.drift import KINDS
from evcp_models import EVStationsResult

WORLD = World.synthetic(120, seed=2)
SEARCH = "prox=52.52,13.405,200000&apiKey=k"


@pytest.fixture(scope="module")
def bodies() -> dict[str, bytes]:
    service = Service(WORLD)
    answers = {
        one: service.handle("GET", f"/ev/stations.{one}", SEARCH, {}) for one in ("json", "xml")
    }
    assert all(answer.status == 200 for answer in answers.values())
    return {one: answer.body for one, answer in answers.items()}


def changes(old: Any, new: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """The places at which two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        names = [*old, *(name for name in new if name not in old)]
        return [
            one
            for name in names
            for one in changes(old.get(name, ...), new.get(name, ...), f"{path}.{name}")
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = zip(old, new, strict=True)
        return [one for at, (a, b) in enumerate(pairs) for one in changes(a, b, f"{path}[{at}]")]
    return [] if type(old) is type(new) and old == new else [(path, old, new)]


def canonical(body: bytes) -> str:
    return str(etree.canonicalize(etree.fromstring(body)))


def test_rate_zero_changes_nothing(bodies: dict[str, bytes]) -> None:
    none = Drift(rate=0)
    assert json.loads(none.drifted_json(bodies["json"])) == json.loads(bodies["json"])
    assert canonical(none.drifted_xml(bodies["xml"])) == canonical(bodies["xml"])


def test_each_kind_in_json(bodies: dict[str, bytes]) -> None:
    old = json.loads(bodies["json"])
    for kind in KINDS:
        drifted = json.loads(Drift(rate=1, kinds=frozenset({kind})).drifted_json(bodies["json"]))
        found = changes(old, drifted)
        assert len(found) > 10, kind
        for path, before, after in found:
            if kind == "new-field":
                assert before is ..., path
            elif kind == "new-value":
                assert isinstance(before, str), path
                assert isinstance(after, str), path
            elif kind == "number-as-text":
                assert isinstance(before, int | float), path
                assert after == json.dumps(before), path
            else:
                assert isinstance(before, str), path
                assert str(after) == before or float(after) == float(before), path


def test_states_and_connector_types_get_new_values(bodies: dict[str, bytes]) -> None:
    drift = Drift(rate=1, kinds=frozenset({"new-value"}))
    for one in ("json", "xml"):
        drifted = (
            drift.drifted_json(bodies[one]) if one == "json" else drift.drifted_xml(bodies[one])
        )
        assert b"PREPARING" in drifted
        assert b"AVAILABLE" not in drifted
        kinds = {
            group.connector_type.id
            for station in evcp.decode(drifted, EVStationsResult, format=one).value.ev_stations
            for group in station.connectors
            if group.connector_type
        }
        assert kinds == {"77"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_in_xml(bodies: dict[str, bytes], kind: str) -> None:
    drifted = Drift(rate=1, kinds=frozenset({kind})).drifted_xml(bodies["xml"])
    assert drifted.startswith(b"<?xml")
    assert canonical(drifted) != canonical(bodies["xml"])


def test_new_fields_are_equal_in_both_formats(bodies: dict[str, bytes]) -> None:
    drift = Drift(rate=1, kinds=frozenset({"new-field"}))
    json_body, xml_body = (
        drift.drifted_json(bodies["json"]),
        drift.drifted_xml(bodies["xml"]),
    )
    for in_json, in_xml in [
        (b'"parkingSpaces":4', b"<parkingSpaces>4</parkingSpaces>"),
        (b'"plugAndCharge":true', b"<plugAndCharge>true</plugAndCharge>"),
        (b'"vehicleTypes":["car","truck"]', b"<vehicleTypes>car</vehicleTypes>"),
        (b'"energySource":{"name":"wind"', b"<energySource><name>wind</name>"),
        (b'"retiredField":null', b"<retiredField/>"),
    ]:
        assert in_json in json_body
        assert in_xml in xml_body


def test_equal_responses_drift_equally(bodies: dict[str, bytes]) -> None:
    for one in ("json", "xml"):
        drifted = [
            Drift(rate=0.1, seed=seed).applied(
                Response(200, {"Content-Type": f"application/{one}; charset=utf-8"}, bodies[one])
            )
            for seed in (1, 1, 2)
        ]
        assert drifted[0] == drifted[1] != drifted[2]


def test_other_bodies_stay_unchanged() -> None:
    script = Response(200, {"Content-Type": "application/javascript"}, b"f({})")
    assert Drift(rate=1).applied(script) == script


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["json", "xml"]))
def test_the_codec_survives_any_drift(seed: int, format_: Any) -> None:
    body = Service(WORLD).handle("GET", f"/ev/stations.{format_}", SEARCH, {}).body
    drift = Drift(rate=0.2, seed=seed)
    drifted = drift.drifted_json(body) if format_ == "json" else drift.drifted_xml(body)
    decoded = evcp.decode(drifted, EVStationsResult, format=format_)
    assert decoded.issues
    right = evcp.decode(body, EVStationsResult, format=format_).value
    assert len(decoded.value.ev_stations) == len(right.ev_stations)
    for station, expected in zip(decoded.value.ev_stations, right.ev_stations, strict=True):
        assert station.id == expected.id
        assert station.position == expected.position


def test_both_clients_see_issues_and_every_station(kind: Any, format_: Any) -> None:
    async def use(client: Any) -> None:
        pager = client.stations.search(BERLIN, page_size=5)
        found = await listed(pager)
        assert [one.id for one in found] == expected
        assert {issue.kind for issue in pager.issues} >= {"unknown-field", "unknown-value"}
        assert await got(client.stations.count(BERLIN)) == len(expected)

    service = Service(WORLD)
    page = json.loads(
        service.handle("GET", "/ev/stations.json", f"{SEARCH}&maxresults=1000", {}).body
    )
    expected = [one["id"] for one in page["evStations"]["evStation"]]
    assert len(expected) > 4
    with Sandbox(WORLD, drift=Drift(rate=0.1, seed=3)) as sandbox:
        run(kind, sandbox, use, format=format_)


@pytest.mark.parametrize(
    ("settings_", "match"),
    [
        ({"rate": 2}, "rate must be a chance"),
        ({"rate": float("nan")}, "rate must be a chance"),
        ({"kinds": {"rename"}}, "unknown drift 'rename': known ones are new-field"),
    ],
)
def test_an_impossible_drift_is_refused(settings_: dict[str, Any], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        Drift(**settings_)
