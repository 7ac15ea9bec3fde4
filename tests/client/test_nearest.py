"""The nearest stations: proven against a scan of all, few requests, limits and doubts told."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
import pytest
from pyproj import Geod
from support.fakes import Kind, caller
from support.faults import FaultServer, Peer, message

import evcp
from evcp import AreaError, Completeness, ConfigurationError, StationFilter
from evcp._client.nearest import NearestSearch, NearestStations
from evcp._client.station_filter import LeftOut
from evcp.sandbox import World
from evcp.testing import InProcess
from evcp_models import EVStation, EVStationsResult, Position

SPHERE = Geod(a=6_371_008.8, b=6_371_008.8)


@pytest.fixture(scope="module")
def world() -> World:
    return World.synthetic(1_500, seed=7)


@pytest.fixture
def service(world: World) -> Iterator[InProcess]:
    with InProcess(world=world) as running:
        yield running


def metres(station: EVStation, place: tuple[float, float]) -> float:
    at = station.position
    return float(SPHERE.inv(place[1], place[0], at.longitude, at.latitude)[2])


@pytest.mark.parametrize(("kind", "order"), [("sync", "distance"), ("async", "arbitrary")])
def test_nearest_are_those_of_a_scan(world: World, kind: Kind, order: Any) -> None:
    dice = random.Random(5)
    every = [
        (one, StationFilter(connector_types=["ccs"], min_power=50).rejects(one))
        for one in world.stations
    ]
    places = np.array([(s.position.latitude, s.position.longitude) for s, _ in every])
    requests = []
    with InProcess(world=world, page_order=order) as service:
        transport = service.transport if kind == "sync" else service.async_transport
        with caller(kind, base_url=service.base_url, transport=transport) as one:
            for n, conditions in [
                (1, {}),
                (5, {}),
                (40, {}),
                (7, {"connector_types": ["ccs"], "min_power": 50}),
            ]:
                for _ in range(3):
                    near = dice.choice(every)[0].position
                    place = near.latitude + dice.gauss(0, 0.2), near.longitude + dice.gauss(0, 0.2)
                    service.forget()
                    found = one.run(
                        lambda made: made.stations.nearest(*place, n, **conditions)  # noqa: B023
                    )
                    requests.append(len(service.requests))
                    fitting = np.array([not conditions or reason is None for _, reason in every])
                    many = np.ones(len(places))
                    _, _, away = SPHERE.inv(
                        place[1] * many, place[0] * many, places[:, 1], places[:, 0]
                    )
                    distances = np.sort(away[fitting])[:n].tolist()
                    within = [one for one in distances if one <= 200_000]
                    assert [metres(s, place) for s in found] == pytest.approx(within, abs=0.01)
                    assert [s.distance for s in found] == [round(one) for one in within]
                    assert found.completeness is Completeness.COMPLETE
                    assert found.proven == len(found)
                    assert found.is_limited is (len(within) < n)
    assert sum(requests) / len(requests) < 4
    assert max(requests) <= 8


def test_page_of_a_crowded_circle_leads_to_a_small_one() -> None:
    dice = random.Random(2)
    stations = [
        EVStation(
            id=f"s{n}",
            position=Position(latitude=dice.gauss(52.5, 0.005), longitude=dice.gauss(13.4, 0.008)),
        )
        for n in range(2_000)
    ]
    with InProcess(world=World(stations), page_order="arbitrary") as service:
        with service.client() as made:
            found = made.stations.nearest(52.5, 13.4, 5)
        assert len(service.requests) <= 3
    nearest = sorted(metres(station, (52.5, 13.4)) for station in stations)[:5]
    assert [metres(station, (52.5, 13.4)) for station in found] == pytest.approx(nearest)
    assert found.completeness is Completeness.COMPLETE


def test_limit_reached_is_told(service: InProcess) -> None:
    with service.client() as made:
        found = made.stations.nearest(52.52, 13.405, 500, within="3km")
    assert found.is_limited
    assert found.completeness is Completeness.COMPLETE
    assert found.radius == found.within == 3_000
    assert 0 < len(found) < 500
    assert found.notes == ("no other station within 3 km",)
    assert list(found) == list(found.stations)


def served(*ids: str, has_more: bool, count: int | None = None) -> Any:
    """A service with stations in a row to the east, that never reads a crowded circle to its end."""

    def serve(peer: Peer) -> None:
        centre = peer.request.line.partition("prox=")[2].partition("&")[0].replace("%2C", ",")
        radius = float(centre.split(",")[2])
        rows = [
            EVStation(id=id, position=Position(latitude=0.0, longitude=(n + 1) / 100))
            for n, id in enumerate(ids)
        ]
        inside = [one for one in rows if metres(one, (0.0, 0.0)) <= radius]
        capped = inside[-4:]  # not the nearest ones
        offset = peer.request.line.partition("offset=")[2].split("&")[0].split(" ")[0]
        answer = EVStationsResult(
            has_more=has_more and len(inside) > 4,
            count=count,
            ev_stations=tuple(capped[int(offset or 0) :]),
        )
        peer.send(message(evcp.encode(answer, format="json")))
        peer.keep()

    return serve


def test_a_result_cut_by_the_service_is_halved_until_proven() -> None:
    ids = [f"s{n}" for n in range(60)]
    with (
        FaultServer(served(*ids, has_more=True)) as server,
        caller("sync", base_url=server.url) as one,
    ):
        found = one.client.stations.nearest(0.0, 0.0, 3)
        assert [station.id for station in found] == ids[:3]
        assert found.completeness is Completeness.COMPLETE
        crowded = one.client.stations.nearest(0.0, 0.0, 10)
    # Circles of more than four are never known: the first four are proven, the others are told apart.
    assert [station.id for station in crowded][: crowded.proven] == ids[:4]
    assert crowded.completeness is Completeness.TRUNCATED
    assert crowded.radius < metres(
        EVStation(id="x", position=Position(latitude=0.0, longitude=0.051)), (0, 0)
    )
    assert not crowded.is_limited


def test_a_list_in_doubt_is_partial() -> None:
    with (
        FaultServer(served("a", "b", has_more=False, count=90)) as server,
        caller("sync", base_url=server.url) as one,
    ):
        found = one.client.stations.nearest(0.0, 0.0, 2)
    assert found.completeness is Completeness.PARTIAL
    assert found.proven == 0
    assert found.issues


def at(id: str, metres_north: float) -> EVStation:
    return EVStation(id=id, position=Position(latitude=metres_north / 111_195, longitude=0.0))


def search_of(*circles: list[EVStation], n: int = 2, left_out: Any = ()) -> NearestStations:
    """The result of a search whose circles are all read to the end."""
    search = NearestSearch(0.0, 0.0, n)
    for stations in circles:
        search.add(stations)
        search.finish(Completeness.COMPLETE, dict(left_out), ())
    return search.result()


def test_a_circle_that_lacks_a_known_station_proves_nothing() -> None:
    found = search_of([at("a", 900)], [at("b", 3_000), at("c", 4_000)])
    assert (found.completeness, found.proven) == (Completeness.PARTIAL, 0)
    assert [one.id for one in found] == ["a", "b"]


def test_a_station_that_fits_no_more_is_left_out() -> None:
    gone = {"a": LeftOut.NONE_FREE}
    found = search_of([at("a", 900)], [at("b", 3_000), at("c", 4_000)], left_out=gone)
    assert [one.id for one in found] == ["b", "c"]
    assert found.left_out == gone
    assert found.completeness is Completeness.COMPLETE


def test_a_station_without_a_position_may_be_the_nearest() -> None:
    lost = EVStation(id="lost", position=Position(latitude=95.0, longitude=0.0))
    found = search_of([at("a", 900), at("b", 1_000), lost])
    assert (found.completeness, found.proven, found.unplaced) == (Completeness.PARTIAL, 0, (lost,))
    assert "lost" in found._repr_html_()


def test_conditions_of_an_iterator_hold_of_every_circle(service: InProcess) -> None:
    with service.client() as made:
        listed = made.stations.nearest(52.52, 13.405, 30, connector_types=["chademo"])
        once = made.stations.nearest(52.52, 13.405, 30, connector_types=iter(["chademo"]))
        service.forget()
        made.stations.nearest(52.52, 13.405, 30, extra={"x": iter("ab")})
    assert len(service.requests) > 1
    assert all({("x", "a"), ("x", "b")} <= {*one.query} for one in service.requests)
    assert once == listed


def test_limit_of_the_service_is_checked_unless_it_is_to_judge(service: InProcess) -> None:
    with service.client() as made:
        with pytest.raises(AreaError, match="the radius is 300"):
            made.stations.nearest(52.5, 13.4, within="300km")
        with pytest.raises(ConfigurationError, match="page_size"):
            made.stations.nearest(52.5, 13.4, page_size=0)
        assert not service.requests
        found = made.stations.nearest(52.5, 13.4, 1, within="300km", check_limits=False)
        assert (len(found), found.proven, found.within) == (1, 1, 300_000)


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ((95, 0), AreaError, "latitude"),
        ((0, 0, 0), ConfigurationError, "n must be a whole number"),
        ((0, 0, 1.5), ConfigurationError, "n must be a whole number"),
    ],
)
def test_mistakes(service: InProcess, arguments: Any, error: type[Exception], text: str) -> None:
    with service.client() as made:
        with pytest.raises(error, match=text):
            made.stations.nearest(*arguments)
        with pytest.raises(AreaError, match="at most 200 km"):
            made.stations.nearest(0, 0, within="300km")
        with pytest.raises(TypeError, match=r"nearest\(\) got an unexpected keyword"):
            cast("Any", made).stations.nearest(0, 0, limit=5)
    assert not service.requests
