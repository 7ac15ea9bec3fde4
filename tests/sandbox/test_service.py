"""The resources, without a network: paging, filters, credentials, errors, assumptions."""

from __future__ import annotations

import uuid
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox.helpers import along, ask, ask_json, ids_of, station

from evcp._api.sphere import air_line
from evcp.sandbox import Assumptions, Service, World
from evcp.sandbox.spatial.geometry import Point
from evcp_models import EVStation

BERLIN = "52.52,13.405,200000"

SMALL = World(
    [
        station("a", 52.50, 13.40, ("31", 22.08), cards=("card-1",)),
        station("b", 52.51, 13.40, ("31", 22.08), ("34", 150.0), cards=("card-1", "card-2")),
        station("c", 52.52, 13.40, ("29", 50.0)),
        station("d", 52.53, 13.40, ("34", None)),
        station("e", 52.54, 13.40),
    ]
)


def found(service: Service, **query: Any) -> list[str]:
    """The ids found around the small world, in the order of the answer."""
    return ids_of(ask_json(service, "stations.json", **{"prox": "52.5,13.4,10000", **query}))


# --- paging ---------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 60),
    st.sampled_from(
        [
            {"prox": BERLIN},
            {"bbox": "53.5,11.5;51.5,15.5"},
            {"corridor": "52.4,13.0;52.5,13.4;52.7,13.5", "corridorwidth": 20000},
        ]
    ),
)
def test_pages_cover_every_station_once(size: int, area: dict[str, object]) -> None:
    service = Service(BIG)
    whole = ids_of(ask_json(service, "stations.json", maxresults=1000, **area))
    assert len(whole) > 20
    collected: list[str] = []
    while True:
        page = ask_json(service, "stations.json", maxresults=size, offset=len(collected), **area)
        ids = ids_of(page)
        collected += ids
        assert page["count"] == len(ids)
        assert page["hasMore"] is (len(collected) < len(whole))
        if not page["hasMore"]:
            break
        assert len(ids) == size
    assert collected == whole
    assert len(set(collected)) == len(collected)


BIG = World.synthetic(1_500, seed=4)


def test_an_offset_behind_the_end_is_an_empty_last_page(service: Service) -> None:
    page = ask_json(service, "stations.json", prox=BERLIN, offset=10_000)
    assert (page["hasMore"], page["count"], ids_of(page)) == (False, 0, [])


def test_page_size_defaults_to_50_and_is_cut_at_1000() -> None:
    crowd = World([station(f"s{n:04}", 50 + n / 10_000, 10) for n in range(1_100)])
    service = Service(crowd)
    page = ask_json(service, "stations.json", prox="50,10,100000")
    assert (len(ids_of(page)), page["hasMore"]) == (50, True)
    page = ask_json(service, "stations.json", prox="50,10,100000", maxresults=1_050)
    assert (len(ids_of(page)), page["hasMore"]) == (1_000, True)


def test_count_of_a_page_can_be_the_total() -> None:
    total = Service(SMALL, assumptions=Assumptions(count_means="total"))
    page = ask_json(total, "stations.json", prox="52.5,13.4,10000", maxresults=2)
    assert (page["count"], page["hasMore"]) == (5, True)
    page = ask_json(Service(SMALL), "stations.json", prox="52.5,13.4,10000", maxresults=2)
    assert page["count"] == 2


# --- distance and order -----------------------------------------------------------------------


def test_prox_gives_the_air_line_in_metres_nearest_first(service: Service, world: World) -> None:
    page = ask_json(service, "stations.json", prox=BERLIN, maxresults=1000)
    stations = page["evStations"]["evStation"]
    assert len(stations) > 20
    centre = Point(52.52, 13.405)
    for one in stations:
        place = Point(one["position"]["latitude"], one["position"]["longitude"])
        assert one["distance"] == round(air_line(centre, place))
        assert isinstance(one["distance"], int)
    assert [s["distance"] for s in stations] == sorted(s["distance"] for s in stations)
    assert all(s.distance is None for s in world.stations)


def test_corridor_gives_the_way_along_it_plus_the_air_line() -> None:
    service = Service(SMALL)
    path = [Point(52.4, 13.39), Point(52.53, 13.41)]
    text = ";".join(f"{p.latitude},{p.longitude}" for p in path)
    page = ask_json(service, "stations.json", corridor=text, corridorwidth=1_000)
    expected = {
        s.id: round(along(path, Point(s.position.latitude, s.position.longitude)))
        for s in SMALL.stations
        if s.id in {"a", "b"}
    }
    assert {s["id"]: s["distance"] for s in page["evStations"]["evStation"]} == expected
    both_sides = Service(SMALL, assumptions=Assumptions(corridor_width_is_total=False))
    wide = ask_json(both_sides, "stations.json", corridor=text, corridorwidth=1_000)
    assert set(ids_of(wide)) > set(expected)


def test_bbox_gives_no_distance_and_orders_by_id(service: Service) -> None:
    page = ask_json(service, "stations.json", bbox="53,12.5;52,14", maxresults=1000)
    stations = page["evStations"]["evStation"]
    assert len(stations) > 20
    assert all("distance" not in one for one in stations)
    assert ids_of(page) == sorted(ids_of(page))


def test_a_box_over_the_antimeridian_finds_both_sides() -> None:
    world = World([station("w", 0, -179.9), station("e", 0, 179.9), station("far", 0, 0)])
    page = ask_json(Service(world), "stations.json", bbox="1,179;-1,-179")
    assert ids_of(page) == ["e", "w"]


# --- filters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "abcde"),
        ({"connectortype": "31"}, "ab"),
        ({"connectortype": "29,34"}, "bcd"),
        ({"connectortype": "0"}, ""),
        ({"emsp": "card-1"}, "ab"),
        ({"emsp": "card-2,card-3"}, "b"),
        ({"powermin": "50"}, "bc"),
        ({"powermin": "50", "powermax": "50"}, "c"),
        ({"powermax": "22.08"}, "ab"),
        ({"powermin": "0"}, "abc"),
        ({"connectortype": "31", "powermin": "100"}, "b"),
        ({"connectortype": "31", "emsp": "card-2"}, "b"),
        ({"connectortype": "29", "emsp": "card-2"}, ""),
    ],
)
def test_filters(query: dict[str, str], expected: str) -> None:
    assert found(Service(SMALL), **query) == list(expected)


def test_other_groups_stay_unless_matching_only() -> None:
    def groups(service: Service) -> list[str]:
        page = ask_json(service, "stations.json", prox="52.51,13.4,10", connectortype="34")
        (one,) = page["evStations"]["evStation"]
        return [group["connectorType"]["id"] for group in one["connectors"]["connector"]]

    assert groups(Service(SMALL)) == ["31", "34"]
    strict = Assumptions(connector_filter="matching-only")
    assert groups(Service(SMALL, assumptions=strict)) == ["34"]


def test_filters_apply_before_paging() -> None:
    page = ask_json(
        Service(SMALL), "stations.json", prox="52.5,13.4,10000", connectortype="34", maxresults=1
    )
    assert (ids_of(page), page["hasMore"]) == (["b"], True)


# --- count ------------------------------------------------------------------------------------


def test_count_ignores_the_filters_and_the_page_size(service: Service) -> None:
    answer = ask_json(
        service, "stations/count.json", prox=BERLIN, connectortype="nonsense", maxresults=1
    )
    whole = ask_json(service, "stations.json", prox=BERLIN, maxresults=1000)
    assert answer == {"count": len(ids_of(whole))}
    assert answer["count"] > 20


# --- details ----------------------------------------------------------------------------------


def test_details_have_no_count_and_no_distance(service: Service, world: World) -> None:
    wanted = world.stations[17]
    page = ask_json(service, f"stations/{wanted.id}.json")
    assert set(page) == {"hasMore", "evStations"}
    assert page["hasMore"] is False
    (one,) = page["evStations"]["evStation"]
    assert one["id"] == wanted.id
    assert "distance" not in one


def test_ids_are_decoded_from_the_path() -> None:
    strange = "a b/ü.1"
    service = Service(World([station(strange, 1, 1)]))
    page = ask_json(service, "stations/a%20b%2F%C3%BC.1.json")
    assert ids_of(page) == [strange]


@pytest.mark.parametrize("path", ["stations/unknown.json", "stations/unknown.xml"])
def test_unknown_id_is_a_404(service: Service, path: str) -> None:
    response = ask(service, path)
    assert response.status == 404
    assert b"unknown" in response.body


# --- the rest -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("absent", {}),
        ("empty-object", {"evStations": {}}),
        ("empty-list", {"evStations": {"evStation": []}}),
    ],
)
def test_shapes_of_an_empty_result(
    shape: Literal["absent", "empty-object", "empty-list"], expected: dict[str, object]
) -> None:
    service = Service(SMALL, assumptions=Assumptions(empty_result=shape))
    page = ask_json(service, "stations.json", prox="0,0,1")
    assert page == {"hasMore": False, "count": 0, **expected}
    xml = ask(service, "stations.xml", prox="0,0,1").body
    assert (b"<evStations" in xml) is (shape != "absent")


def test_headers_of_an_answer(service: Service) -> None:
    first = ask(service, "stations.json", prox="0,0,1")
    second = ask(service, "stations.json", prox="0,0,1")
    assert first.headers["Content-Type"] == "application/json; charset=utf-8"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert uuid.UUID(first.headers["X-Request-Id"]) != uuid.UUID(second.headers["X-Request-Id"])
    bare = Service(SMALL, assumptions=Assumptions(request_id_header=None, cors=False, gzip=False))
    answer = ask(bare, "stations.xml", prox="0,0,1", headers={"accept-encoding": "gzip"})
    assert answer.headers == {"Content-Type": "application/xml; charset=utf-8"}


def test_cors_preflight(service: Service) -> None:
    response = ask(service, "stations.json", method="OPTIONS", key=None)
    assert (response.status, response.body) == (204, b"")
    assert response.headers["Access-Control-Allow-Headers"] == "Authorization"
    closed = Service(SMALL, assumptions=Assumptions(cors=False))
    assert ask(closed, "stations.json", method="OPTIONS").status == 405


def test_strict_parameters_hold_for_every_resource() -> None:
    service = Service(SMALL, assumptions=Assumptions(strict_parameters=True))
    assert ask(service, "stations/a.json").status == 200
    assert ask(service, "stations/a.json", lang="en").status == 400
    assert ask(service, "stations/count.json", prox="0,0,1", lang="en").status == 400


def test_a_world_refuses_equal_ids() -> None:
    with pytest.raises(ValueError, match="two stations have the id x"):
        World([station("x", 1, 1), station("x", 2, 2)])


def test_the_world_is_served(service: Service, world: World) -> None:
    one: EVStation = world.stations[0]
    assert service.world is world
    assert world.by_id[one.id] is one
    assert len(world) == 600
