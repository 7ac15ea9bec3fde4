"""Responses to random requests, in both formats, validated against the XSD by lxml."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import etree
from sandbox.helpers import KEY
from support.json_by_xsd import NotOfTheSchemaError, check
from support.settings import measure
from support.xsd import validator

from evcp.sandbox import Assumptions, Service, World

ROOTS = {
    "stations": "evStationsResult",
    "stations/bulk": "evStationsResult",
    "pools/bulk": "evStationsResult",
    "stations/count": "countResult",
    "evses/bulk": "evsesResult",
    "roamings": "roamings",
    "connectortypes": "connectorTypes",
    "powerfeedtypes": "powerFeedTypes",
    "connectorstatuses": "connectorStatuses",
}
SEEDS = range(measure(15, full=1_000))
PLACES = [(52.52, 13.4), (40.71, -74.0), (-33.87, 151.2), (35.68, 139.7), (0, 180), (90, 0)]


@pytest.fixture(scope="module")
def service() -> Service:
    return Service(World.synthetic(3000, seed=5), assumptions=Assumptions(evses_xml=True))


def some_request(chance: Random, world: World) -> tuple[str, list[tuple[str, Any]]]:
    """A request as a client might make it, sensible or not."""
    kind = chance.choice(["search"] * 6 + ["count", "bulk", "pools", "evses", "one", "lookup"])
    if kind in ("search", "count"):
        query: list[tuple[str, Any]] = [some_area(chance)]
        if chance.random() < 0.3:
            query.append(("corridorwidth", chance.choice([0, 500, 20_000])))
        if chance.random() < 0.4:
            query.append(("connectortype", ",".join(chance.sample(["29", "31", "33", "34"], 2))))
        if chance.random() < 0.3:
            query.append(("powermin", chance.choice(["0", "22", "49.9", "1e3", "x"])))
        if chance.random() < 0.2:
            query.append(("emsp", chance.choice(world.roamings).partner_id))
        if chance.random() < 0.6:
            query.append(("maxresults", chance.choice([1, 3, 40, 0])))
        if chance.random() < 0.3:
            query.append(("offset", chance.choice([0, 2, 1000])))
        return ("stations" if kind == "search" else "stations/count"), query
    stations = list(world.by_id)
    pools = list(world.by_pool)
    if kind == "one":
        which, ids = chance.choice([("stations", stations), ("pools", pools)])
        return f"{which}/{chance.choice([*chance.sample(ids, 3), 'none'])}", []
    if kind == "lookup":
        names = ["roamings", "connectortypes", "powerfeedtypes", "connectorstatuses"]
        return chance.choice(names), []
    path, ids = {
        "bulk": ("stations/bulk", stations),
        "pools": ("pools/bulk", pools),
        "evses": ("evses/bulk", pools),
    }[kind]
    return path, [("id", one) for one in [*chance.sample(ids, chance.randrange(1, 6)), "none"]]


def some_area(chance: Random) -> tuple[str, str]:
    latitude, longitude = chance.choice(PLACES)
    latitude += chance.uniform(-1, 1)
    kind = chance.choice(["prox", "bbox", "corridor"])
    if kind == "prox":
        return "prox", f"{latitude},{longitude},{chance.choice([0, 900, 30_000, 200_000, 10**6])}"
    other = (latitude - chance.uniform(0, 1), longitude + chance.uniform(0, 2))
    return kind, f"{latitude},{longitude};{other[0]},{other[1]}"


def root_of(path: str) -> str:
    return ROOTS.get(path) or "evStationsResult"


@pytest.mark.parametrize("seed", SEEDS)
def test_random_responses_are_valid_documents(service: Service, seed: int) -> None:
    chance = Random(seed)
    seen = 0
    for _ in range(15):
        path, query = some_request(chance, service.world)
        text = urlencode([*query, ("apiKey", KEY)])
        as_xml = service.handle("GET", f"/ev/{path}.xml", text, {})
        as_json = service.handle("GET", f"/ev/{path}.json", text, {})
        assert as_xml.status == as_json.status
        good = as_xml.status == 200
        seen += good
        document = etree.fromstring(as_xml.body)
        validator().assertValid(document)
        root = root_of(path) if good else "error"
        assert etree.QName(document).localname == root
        check(json.loads(as_json.body), root)
    assert seen


@pytest.mark.parametrize(
    ("document", "root"),
    [
        ({"count": "5"}, "countResult"),
        ({"count": 5.5}, "countResult"),
        ({"count": -1}, "countResult"),
        ({}, "countResult"),
        ({"count": 5, "more": 1}, "countResult"),
        ({"hasMore": 1}, "evStationsResult"),
        ({"evStations": []}, "evStationsResult"),
        ({"evStations": {"evStation": {}}}, "evStationsResult"),
        ({"evStations": {"evStation": [{"id": "x"}]}}, "evStationsResult"),
    ],
)
def test_invalid_documents_are_refused(document: Any, root: str) -> None:
    with pytest.raises((NotOfTheSchemaError, etree.DocumentInvalid)):
        check(document, root)
