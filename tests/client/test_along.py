"""Stops along a route: order, pieces, passes, arrivals, conditions, completeness and errors."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from support.fakes import Kind, caller

import evcp
from evcp import (
    AreaError,
    Completeness,
    ConfigurationError,
    Corridor,
    EvcpError,
    LeftOut,
    RouteStop,
    ServerError,
)
from evcp.hours import is_open
from evcp.sandbox import World
from evcp.testing import InProcess
from evcp_models import EVStation, Position

ROUTE = [(52.52, 13.405), (52.13, 11.62), (53.55, 9.99)]
DEPART = datetime(2026, 3, 28, 23, 30, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture(scope="module")
def world() -> World:
    return World.synthetic(3_500, seed=7)


@pytest.fixture
def service(world: World) -> Iterator[InProcess]:
    with InProcess(world=world) as running:
        yield running


def client(service: InProcess, kind: Kind = "sync") -> Any:
    transport = service.transport if kind == "sync" else service.async_transport
    return caller(kind, base_url=service.base_url, transport=transport, retries=0)


def along(service: InProcess, route: Any, kind: Kind = "sync", **how: Any) -> list[RouteStop]:
    with client(service, kind) as one:
        return list(one.run(lambda made: made.stations.along(route, **how).all()))


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_stops_come_in_the_order_of_travel_with_the_distance_of_the_whole_route(
    service: InProcess, kind: Kind
) -> None:
    stops = along(service, ROUTE, kind, width="20km")
    assert len(service.requests) > 3
    assert len({stop.station.id for stop in stops}) == len(stops) > 20
    assert all(a.along <= b.along for a, b in pairwise(stops))
    assert all(0 <= stop.aside <= 10_000 for stop in stops)
    for stop in stops:
        assert stop.station.distance == round(stop.along + stop.aside)
        assert (stop.arrival, stop.open) == (None, None)
    # The service measures the whole route by itself.
    with service.client() as made:
        whole = made.stations.search(Corridor(ROUTE, 10_000), check_limits=False).all()
    ids = {stop.station.id for stop in stops if stop.aside < 4_999}
    assert ids <= {station.id for station in whole} <= {stop.station.id for stop in stops}


def test_first_stops_come_with_the_first_piece(service: InProcess) -> None:
    with service.client() as made:
        stops = made.stations.along(ROUTE, width="20km", page_size=1_000)
        assert stops.pieces > 2
        assert str(stops.completeness) == "not started"
        first = next(stops)
        assert len(service.requests) == 1
        assert str(stops.completeness) == "truncated"
        rest = list(stops)
        assert len(service.requests) == stops.pieces
        assert stops.completeness is Completeness.COMPLETE
        assert [first, *rest] == along(service, ROUTE, width="20km")
        with pytest.raises(EvcpError, match="read to its end"):
            list(stops)


def test_order_holds_where_pieces_meet() -> None:
    dice = random.Random(3)
    places = [(dice.uniform(51.8, 52.2), dice.uniform(8.0, 11.0)) for _ in range(800)]
    stations = [
        EVStation(id=f"s{n}", position=Position(latitude=y, longitude=x))
        for n, (y, x) in enumerate(places)
    ]
    with InProcess(world=World(stations)) as service, service.client() as made:
        search = made.stations.along([(52.0, 8.0), (52.0, 11.0)], width="40km")
        stops = list(search)
        assert search.pieces > 3
    assert len(stops) > 700
    assert [stop.along for stop in stops] == sorted(stop.along for stop in stops)


def test_width_to_either_side_finds_the_same(world: World) -> None:
    found = []
    for total in (True, False):
        with InProcess(world=world, corridor_width_is_total=total) as service:
            found.append(along(service, ROUTE, width=20_000))
    assert found[0] == found[1]


def test_arrival_is_by_speed_and_the_clocks_may_change_on_the_way(service: InProcess) -> None:
    stops = along(service, ROUTE, speed="90km/h", depart=DEPART, width="10km")
    assert stops[-1].arrival is not None
    assert stops[-1].arrival.utcoffset() == timedelta(hours=2)
    for stop in stops:
        assert stop.arrival is not None
        hours = (stop.arrival.astimezone(UTC) - DEPART.astimezone(UTC)) / timedelta(hours=1)
        assert hours == pytest.approx(stop.along / 90_000, abs=1e-6)
        assert stop.arrival.tzinfo is DEPART.tzinfo
        assert stop.open is is_open(stop.station, stop.arrival)
    assert {stop.open for stop in stops} == {True, False, None}
    in_miles = along(service, ROUTE, speed=f"{90 / 1.609344}mph", depart=DEPART, width="10km")
    assert in_miles[-1].arrival == pytest.approx(stops[-1].arrival, abs=timedelta(seconds=1))


def test_open_on_arrival_leaves_out_closed_and_unknown(service: InProcess) -> None:
    how: dict[str, Any] = {"speed": 90, "depart": DEPART, "width": "10km"}
    every = along(service, ROUTE, **how)
    with service.client() as made:
        search = made.stations.along(ROUTE, open_on_arrival=True, **how)
        stops = search.all()
    assert stops == [stop for stop in every if stop.open]
    left_out = {stop.station.id: stop.open for stop in every if not stop.open}
    reasons = {None: LeftOut.UNKNOWN_HOURS, False: LeftOut.CLOSED}
    assert search.left_out == {id: reasons[known] for id, known in left_out.items()}


def test_conditions_are_those_of_search(service: InProcess) -> None:
    every = along(service, ROUTE, width="10km")
    how: dict[str, Any] = {"connector_types": ["ccs"], "min_power": "150kW", "available": True}
    wanted = evcp.StationFilter(**how)
    found = along(service, ROUTE, width="10km", **how)
    assert found
    assert found == [stop for stop in every if wanted.rejects(stop.station) is None]


def test_a_station_passed_twice_is_listed_once_at_the_first_pass(service: InProcess) -> None:
    one_way = along(service, ROUTE[:2], width="4km")
    both = along(service, [*ROUTE[:2], ROUTE[0]], width="4km")
    assert [stop.station.id for stop in both] == [stop.station.id for stop in one_way]
    length = Corridor(ROUTE[:2]).length
    for stop in both:
        if length - stop.along > 2_100 and stop.along > 0:
            first, second = stop.passes
            assert first.along + second.along == pytest.approx(2 * length, abs=1)
            assert (stop.along, stop.side) == (first.along, first.side)
            assert first.side != second.side or first.side is None


class Shape:
    __geo_interface__: ClassVar[dict[str, Any]] = {
        "type": "LineString",
        "coordinates": [(x, y) for y, x in ROUTE],
    }


@pytest.mark.parametrize(
    "route",
    [
        Corridor(ROUTE),
        iter(ROUTE),
        Shape.__geo_interface__,
        Shape(),
        {"type": "Feature", "properties": {}, "geometry": Shape.__geo_interface__},
        {
            "type": "MultiLineString",
            "coordinates": [[(x, y) for y, x in ROUTE[:2]], [(x, y) for y, x in ROUTE[1:]]],
        },
    ],
)
def test_route_in_any_form(service: InProcess, route: Any) -> None:
    assert along(service, route) == along(service, ROUTE, width=2_000)


def test_polylines(service: InProcess) -> None:
    flexpolyline = pytest.importorskip("flexpolyline")
    polyline = pytest.importorskip("polyline")
    here = Corridor.from_flexible_polyline(flexpolyline.encode(ROUTE), "2km")
    google = Corridor.from_google_polyline(polyline.encode(ROUTE, 6), "2km", precision=6)
    assert along(service, here) == along(service, google) == along(service, ROUTE)


@pytest.mark.parametrize(
    ("route", "how", "error", "message"),
    [
        ([(1, 2)], {}, AreaError, "at least two points"),
        ("BFoz5xJ67i1B", {}, AreaError, "not the text"),
        ({"type": "Point", "coordinates": [1, 2]}, {}, AreaError, "LineString"),
        ([(10, 0), (-10, 180)], {}, AreaError, "opposite points"),
        (ROUTE, {"width": 0}, AreaError, "width"),
        (ROUTE, {"speed": 0}, ConfigurationError, "speed must be a positive number"),
        (ROUTE, {"speed": "100"}, ConfigurationError, "write 100km/h or 100mph"),
        (ROUTE, {"speed": math.nan}, ConfigurationError, "speed"),
        (ROUTE, {"speed": 1e-9}, ConfigurationError, "after the last year"),
        (ROUTE, {"depart": DEPART}, ConfigurationError, "depart needs speed"),
        (ROUTE, {"speed": 90, "depart": DEPART.replace(tzinfo=None)}, ConfigurationError, "zone"),
        (ROUTE, {"open_on_arrival": True}, ConfigurationError, "needs speed"),
        (ROUTE, {"speed": 9, "open_on_arrival": 1}, ConfigurationError, "True or False"),
        (ROUTE, {"min_power": "x"}, ConfigurationError, "power"),
        (ROUTE, {"limit": 5}, TypeError, r"along\(\) got an unexpected keyword"),
        (ROUTE, {"widht": 5}, TypeError, "did you mean width"),
        (ROUTE, {"open_arrival": True}, TypeError, "did you mean open_on_arrival"),
    ],
)
def test_mistakes_are_told_before_the_first_request(
    service: InProcess, route: Any, how: dict[str, Any], error: type[Exception], message: str
) -> None:
    with service.client() as made, pytest.raises(error, match=message):
        made.stations.along(route, **how)
    assert not service.requests


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_nothing_is_lost_after_an_error(service: InProcess, kind: Kind) -> None:
    every = along(service, ROUTE, width="20km")
    service.fail(500, first=3, times=1)
    with client(service, kind) as one:
        searches: list[Any] = []
        found: list[RouteStop] = []

        def begin(made: Any) -> Any:
            searches.append(made.stations.along(ROUTE, width="20km"))
            return searches[0].all()

        with pytest.raises(ServerError):
            one.run(begin)
        found = one.run(lambda _: searches[0].all())
    assert found == every


def test_all_after_a_step_is_refused(service: InProcess) -> None:
    with service.client() as made:
        stops = made.stations.along(ROUTE, width="10km")
        next(stops)
        with pytest.raises(EvcpError, match="were taken already"):
            stops.all()


def test_a_part_that_may_miss_stations_makes_the_whole_partial(service: InProcess) -> None:
    with service.client() as made:
        complete = made.stations.along(ROUTE, width="20km")
        complete.all()
        assert complete.completeness is Completeness.COMPLETE
    stations = [
        EVStation(id=f"s{n}", position=Position(latitude=52.0, longitude=8.0 + n / 10))
        for n in range(9)
    ]
    lost = EVStation(id="lost", position=Position(latitude=152.0, longitude=8.3))
    from support.faults import FaultServer, Peer, message

    from evcp_models import EVStationsResult

    count = 30

    def serve(peer: Peer) -> None:
        answer = EVStationsResult(has_more=False, count=count, ev_stations=(*stations, lost))
        peer.send(message(evcp.encode(answer, format="json")))
        peer.keep()

    with FaultServer(serve) as server, caller("sync", base_url=server.url) as one:
        search = one.client.stations.along([(52.0, 8.0), (52.0, 9.0)], width="2km")
        found = search.all()
        assert [stop.station.id for stop in found] == [f"s{n}" for n in range(9)]
        assert search.completeness is Completeness.PARTIAL
        assert [station.id for station in search.unplaced] == ["lost"]
        assert search.issues
        # A station without a position may be one of the strip.
        count = 10
        search = one.client.stations.along([(52.0, 8.0), (52.0, 9.0)], width="2km")
        assert len(search.all()) == 9
        assert search.completeness is Completeness.PARTIAL


def test_notes_explain_an_empty_result(service: InProcess) -> None:
    every = along(service, ROUTE, speed=90, depart=DEPART, width="10km")
    at = next(stop for stop in every if stop.open is False).station.position
    spot = [(at.latitude, at.longitude), (at.latitude, at.longitude)]
    with service.client() as made:
        search = made.stations.along(
            spot, width="1m", speed=90, depart=DEPART + timedelta(hours=1), open_on_arrival=True
        )
        assert search.all() == []
        number = len(search.left_out)
        assert search.notes[0].startswith(f"{number} of {number} stations left out: ")
