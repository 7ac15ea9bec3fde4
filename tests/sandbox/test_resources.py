"""Every resource over real HTTP, in both formats, with each choice of the assumptions."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from sandbox.helpers import call, ids, ids_of, pools_of, schema, station

import evcp
from evcp.sandbox import Assumptions, Sandbox, Service, World
from evcp_models import EVStationsResult

BERLIN = "52.3,13.0;52.52,13.4;52.6,13.8"


# --- stations and pools by id -------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["json", "xml"])
def test_stations_bulk_is_in_the_order_of_ids(
    sandbox: Sandbox, world: World, format_: Literal["json", "xml"]
) -> None:
    wanted = [world.stations[at] for at in (41, 7, 300, 8)]
    asked = [one.id for one in (*wanted, wanted[0])]
    body = call(sandbox, f"stations/bulk.{format_}", params=ids(*asked)).content
    result = evcp.decode(body, EVStationsResult, format=format_, strict=True).value
    # By id there is no count and no distance (confirmed).
    assert result == EVStationsResult(
        has_more=False, ev_stations=tuple(sorted(wanted, key=lambda station: station.id))
    )


@pytest.mark.parametrize("format_", ["json", "xml"])
def test_a_pool_is_its_stations(
    sandbox: Sandbox, world: World, format_: Literal["json", "xml"]
) -> None:
    pool = pools_of(world, 3)[0]
    body = call(sandbox, f"pools/{pool}.{format_}").content
    result = evcp.decode(body, EVStationsResult, format=format_, strict=True).value
    assert result == EVStationsResult(has_more=False, ev_stations=world.by_pool[pool])
    assert {one.pool_id for one in result.ev_stations} == {pool}


def test_pools_bulk_has_the_stations_of_every_pool(sandbox: Sandbox, world: World) -> None:
    pools = [pools_of(world, 3)[1], pools_of(world, 1)[0], pools_of(world, 2)[0]]
    page = call(sandbox, "pools/bulk.json", params=ids(*pools)).json()
    assert set(page) == {"hasMore", "evStations"}
    expected = [one.id for pool in sorted(pools) for one in world.by_pool[pool]]
    assert ids_of(page) == expected
    assert len(expected) == 6


def test_station_ids_and_pool_ids_are_distinct(sandbox: Sandbox, world: World) -> None:
    one = world.stations[0]
    assert one.pool_id
    call(sandbox, f"pools/{one.id}.json", status=404)
    call(sandbox, f"stations/{one.pool_id}.json", status=404)
    call(sandbox, "pools/bulk.json", params=ids(one.id), status=404)
    call(sandbox, "stations/bulk.json", params=ids(one.pool_id), status=404)
    call(sandbox, "evses/bulk.json", params=ids(one.id), status=404)


def test_a_station_without_a_pool_is_in_none() -> None:
    world = World([station("a", 1, 1)])
    assert dict(world.by_pool) == {}
    assert world.roamings == ()


# --- what the contract leaves open about bulk calls -----------------------------------------------

BULKS = ["stations", "pools", "evses"]


def some_ids(world: World, resource: str) -> list[str]:
    return list(world.by_id if resource == "stations" else world.by_pool)[:3]


def found_ids(resource: str, body: Any) -> list[str]:
    """The ids, as asked for, that an answer is about."""
    if resource == "evses":
        return [pool["id"] for pool in body["pools"]]
    stations = body.get("evStations", {}).get("evStation", [])
    name = "id" if resource == "stations" else "poolId"
    return list(dict.fromkeys(one[name] for one in stations))


@pytest.mark.parametrize("resource", BULKS)
@pytest.mark.parametrize(
    ("unknown_ids", "mixed", "alone"),
    [("absent", 200, 404), ("reject", 404, 404), ("ignore", 200, 200)],
)
def test_unknown_ids_of_a_bulk_call(
    world: World,
    resource: str,
    unknown_ids: Literal["absent", "reject", "ignore"],
    mixed: int,
    alone: int,
) -> None:
    with Sandbox(world, assumptions=Assumptions(unknown_ids=unknown_ids)) as sandbox:
        path = f"{resource}/bulk.json"
        known = some_ids(world, resource)
        answer = call(sandbox, path, params=ids("gone", *known, "lost"), status=mixed)
        if mixed == 200:
            assert found_ids(resource, answer.json()) == sorted(known)
        else:
            assert "gone" in answer.json()["error_description"]
        answer = call(sandbox, path, params=ids("gone", "lost"), status=alone)
        if alone == 200:
            assert found_ids(resource, answer.json()) == []
        else:
            assert "gone" in answer.json()["error_description"]


@pytest.mark.parametrize("resource", BULKS)
def test_ids_of_a_bulk_call_are_read_strictly(
    sandbox: Sandbox, world: World, resource: str
) -> None:
    path = f"{resource}/bulk.json"
    first, second, _ = some_ids(world, resource)
    assert "id: must be given" in call(sandbox, path, status=400).text
    assert "id: cannot be empty" in call(sandbox, path, params=ids(first, ""), status=400).text
    # Ids are repeated, not separated by commas (confirmed).
    call(sandbox, path, params=ids(f"{first},{second}"), status=404)


@pytest.mark.parametrize("resource", BULKS)
def test_bulk_calls_have_a_greatest_number_of_ids(
    sandbox: Sandbox, world: World, resource: str
) -> None:
    known = list(world.by_id if resource == "stations" else world.by_pool)[:51]
    path = f"{resource}/bulk.json"
    answer = call(sandbox, path, params=ids(*known[:50]))
    assert found_ids(resource, answer.json()) == sorted(known[:50])
    assert "51 ids" in call(sandbox, path, params=ids(*known), status=400).text
    # An id that is repeated counts once.
    call(sandbox, path, params=ids(*known[:50], known[0]))
    with Sandbox(world, assumptions=Assumptions(max_bulk_ids=2)) as other:
        call(other, path, params=ids(*known[:2]))
        call(other, path, params=ids(*known[:3]), status=400)


@pytest.mark.parametrize("resource", BULKS)
def test_a_bulk_answer_may_have_another_order(world: World, resource: str) -> None:
    known = list(world.by_id if resource == "stations" else world.by_pool)[:20]
    with Sandbox(world, assumptions=Assumptions(bulk_order="arbitrary")) as sandbox:
        path = f"{resource}/bulk.json"
        answers = [
            found_ids(resource, call(sandbox, path, params=ids(*asked)).json())
            for asked in (known, known[::-1])
        ]
    assert answers[0] == answers[1]
    assert answers[0] not in (known, known[::-1], sorted(known), sorted(known)[::-1])
    assert sorted(answers[0]) == sorted(known)


@pytest.mark.parametrize("shape", ["absent", "empty-object", "empty-list"])
def test_an_empty_bulk_answer_has_the_shape_of_an_empty_page(
    world: World, shape: Literal["absent", "empty-object", "empty-list"]
) -> None:
    assumed = Assumptions(unknown_ids="ignore", empty_result=shape)
    with Sandbox(world, assumptions=assumed) as sandbox:
        for format_ in ("json", "xml"):
            body = call(sandbox, f"pools/bulk.{format_}", params=ids("gone")).content
            decoded = evcp.decode(body, EVStationsResult, format=format_, strict=True).value
            assert decoded == EVStationsResult(has_more=False)
            without_root = body.replace(b"evStationsResult", b"")
            assert (b"evStations" in without_root) is (shape != "absent")


# --- XML --------------------------------------------------------------------------------------------


def test_every_resource_validates_in_xml(sandbox: Sandbox, world: World) -> None:
    pool, one = pools_of(world, 2)[0], world.stations[3]
    route: dict[str, Any] = {
        "json": {"corridor": {"points": BERLIN, "width": 5000}},
        "method": "POST",
        "headers": {"Accept": "application/xml"},
    }
    roots: dict[str, int] = {}
    asked: dict[str, dict[str, Any]] = {
        "stations": {"params": [("prox", "52.52,13.405,20000")]},
        "stations/count": {"params": [("prox", "52.52,13.405,20000")]},
        f"stations/{one.id}": {},
        "stations/bulk": {"params": ids(one.id)},
        f"pools/{pool}": {},
        "pools/bulk": {"params": ids(pool)},
        "connectortypes": {},
        "powerfeedtypes": {},
        "connectorstatuses": {},
        "roamings": {},
        "stations ": route,
        "stations/count ": route,
    }
    for path, more in asked.items():
        response = call(sandbox, path.strip() if path.endswith(" ") else f"{path}.xml", **more)
        assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
        document = etree.fromstring(response.content)
        schema().assertValid(document)
        assert len(document) > 0, path
        name = etree.QName(document).localname
        roots[name] = roots.get(name, 0) + 1
    assert roots == {
        "evStationsResult": 6, "countResult": 2, "connectorTypes": 1, "powerFeedTypes": 1,
        "connectorStatuses": 1, "roamings": 1,
    }  # fmt: skip


# --- order, scripts, strictness ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "area",
    [
        [("prox", "52.52,13.405,200000")],
        [("bbox", "53.5,11.5;51.5,15.5")],
        [("corridor", BERLIN), ("corridorwidth", "40000")],
    ],
)
def test_pages_have_the_assumed_order_and_stay_whole(
    world: World, area: list[tuple[str, str]]
) -> None:
    orders = {}
    for order in ("distance", "id", "arbitrary"):
        assumed = Assumptions(page_order=order)
        with Sandbox(world, assumptions=assumed) as sandbox:
            whole = call(sandbox, "stations.json", params=[*area, ("maxresults", "1000")]).json()
            pages: list[str] = []
            while True:
                paging = [("maxresults", "9"), ("offset", str(len(pages)))]
                page = call(sandbox, "stations.json", params=[*area, *paging]).json()
                pages += ids_of(page)
                if not page["hasMore"]:
                    break
        orders[order] = ids_of(whole)
        assert pages == orders[order]
        assert len(pages) > 10
    assert orders["id"] == sorted(orders["id"])
    assert sorted(orders["distance"]) == sorted(orders["arbitrary"]) == orders["id"]
    assert orders["arbitrary"] != orders["id"]
    assert orders["arbitrary"] != orders["distance"]
    assert (orders["distance"] == orders["id"]) is (area[0][0] == "bbox")


def test_jsonp_calls_the_given_function(sandbox: Sandbox, world: World) -> None:
    plain = call(sandbox, "roamings.json").text
    script = call(sandbox, "roamings.json", params=[("jsoncallback", "app.$on_1")])
    assert script.text == f"app.$on_1({plain})"
    assert script.headers["Content-Type"] == "application/javascript; charset=utf-8"
    for name in ("alert(1)//", "", "1a", "a.", "a;b"):
        call(sandbox, "roamings.json", params=[("jsoncallback", name)], status=400)
    twice = [("jsoncallback", "a"), ("jsoncallback", "b")]
    call(sandbox, "roamings.json", params=twice, status=400)
    xml = call(sandbox, "roamings.xml", params=[("jsoncallback", "f")])
    assert xml.content == call(sandbox, "roamings.xml").content
    with Sandbox(world, assumptions=Assumptions(jsonp=False)) as other:
        assert call(other, "roamings.json", params=[("jsoncallback", "f")]).text == plain


def test_strict_parameters_are_those_of_each_resource(world: World) -> None:
    with Sandbox(world, assumptions=Assumptions(strict_parameters=True)) as sandbox:
        one = world.stations[0]
        call(sandbox, "stations/bulk.json", params=ids(one.id))
        call(sandbox, f"stations/{one.id}.json", params=[("maxresults", "1")])
        call(sandbox, "connectortypes.json", params=[("jsoncallback", "f")])
        for path, name in [
            ("stations/bulk.json", "prox"),
            (f"pools/{one.pool_id}.json", "id"),
            ("connectortypes.json", "id"),
            ("stations.json", "id"),
        ]:
            error = call(sandbox, path, params=[(name, "1"), ("id", one.id)], status=400)
            assert "is not a parameter" in error.text


@pytest.mark.parametrize(
    "path",
    ["pools.json", "pools/.json", "evses.json", "evses/1.json", "connectortypes/31.json",
     "Roamings.json", "stations/count/bulk.json", "roamings"],
)  # fmt: skip
def test_unknown_resources_are_a_404(sandbox: Sandbox, path: str) -> None:
    call(sandbox, path, status=404)


# --- nonsense ---------------------------------------------------------------------------------------

HEADS = [
    "stations/bulk", "pools/bulk", "evses/bulk", "pools/", "stations", "roamings",
    "stations/count", "connectortypes", "powerfeedtypes", "connectorstatuses", "../oauth2/token",
]  # fmt: skip
text = st.text(st.characters(codec="latin-1"), max_size=20)
queries = st.lists(st.one_of(text, st.sampled_from(["id=", "&", "%ff", "jsoncallback=", "a"]))).map(
    "".join
)
bodies = st.one_of(
    st.binary(max_size=20),
    st.dictionaries(
        st.sampled_from(["corridor", "corridorWidth", "connectorType", "maxResults", "offset", "x"]),
        st.one_of(
            st.none(), st.booleans(), st.integers(), st.floats(), text, st.just("1,1;2,2"),
            st.lists(text),
        ),
    ).map(lambda members: json.dumps(members).encode()),
)  # fmt: skip


# The first world loads numpy, which takes longer than a test may.
@settings(deadline=None)
@given(
    st.sampled_from(["GET", "POST"]),
    st.sampled_from(HEADS),
    text,
    st.sampled_from([".json", ".xml"]),
    queries,
    bodies,
    st.booleans(),
)
def test_no_request_is_a_500(
    method: str, head: str, middle: str, suffix: str, query: str, body: bytes, strict: bool
) -> None:
    service = Service(
        World([station("a", 1, 1, ("31", 22.0), cards=("card",))]),
        assumptions=Assumptions(strict_parameters=strict),
    )
    for path in (f"/ev/{head}{suffix}", f"/ev/{head}{middle}{suffix}"):
        response = service.handle(method, path, f"{query}&apiKey=k", {}, body)
        assert response.status in {200, 400, 404, 405}
        if response.headers["Content-Type"].startswith("application/xml"):
            schema().assertValid(etree.fromstring(response.body))
        elif response.headers["Content-Type"].startswith("application/json"):
            assert isinstance(json.loads(response.body), dict)
        else:
            assert response.body.endswith(b")")
