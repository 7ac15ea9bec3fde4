"""Routes through the real file of US stations against a brute force over all rows, by pyproj and numpy.

The brute force measures from dense points on the route, so no formula is shared with the code under test.
A sample runs here; `EVCP_TEST_FULL=1` measures 50 on the whole sandbox, and prints a line for each.
"""

from __future__ import annotations

import csv
import gzip
import math
import random
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from pyproj import Geod
from sandbox.helpers import AFDC_FILE
from scipy.spatial import KDTree as _KDTree
from support.settings import FULL

from evcp import Completeness
from evcp.sandbox import World
from evcp.testing import InProcess
from evcp_models import EVStation, Position

KDTree: Any = _KDTree  # without annotations
Floats = npt.NDArray[np.float64]
Place = tuple[float, float]

ROUTES = range(50) if FULL else (0, 1, 3, 4, 7)
"""In the sample one route of each kind, of 80 to 1,130 km."""
SPHERE = Geod(a=6_371_008.8, b=6_371_008.8)
STEP = 25.0
"""Metres between the points of the brute force."""
RIM = 1.0
"""Metres at the rim of the strip within which a brute force of steps cannot decide."""

pytestmark = pytest.mark.skipif(not AFDC_FILE.exists(), reason="the file of the US is not here")


@pytest.fixture(scope="module")
def service() -> Iterator[InProcess]:
    world = World.from_file(AFDC_FILE) if FULL else World(_plain_stations())
    with InProcess(world=world) as running:
        yield running


def _plain_stations() -> list[EVStation]:
    """Read no more than the positions: the other columns take seconds."""
    with gzip.open(AFDC_FILE, "rt", encoding="utf-8-sig", newline="") as file:
        places = {
            row["id"]: (float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(file)
        }
    return [
        EVStation(id=id, position=Position(latitude=y, longitude=x))
        for id, (y, x) in places.items()
    ]


class Seen(NamedTuple):
    """What the brute force knows of a station: its first pass and the number of passes."""

    along: float
    aside: float
    passes: int


def vectors(latitudes: Floats, longitudes: Floats) -> Floats:
    y, x = np.radians(latitudes), np.radians(longitudes)
    return np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=1)


def brute_force(route: list[Place], reach: float, places: dict[str, Place]) -> dict[str, Seen]:
    """Return the stations within reach, a metre more at the rim, by dense points on the route."""
    points: list[Place] = [route[0]]
    ways, total = [0.0], 0.0
    for (y0, x0), (y1, x1) in pairwise(route):
        azimuth, _, length = SPHERE.inv(x0, y0, x1, y1)
        parts = max(1, math.ceil(length / STEP))
        steps = np.arange(1, parts + 1) * (length / parts)
        many = np.ones(parts)
        xs, ys, _ = SPHERE.fwd(x0 * many, y0 * many, azimuth * many, steps)
        points += zip(ys.tolist(), xs.tolist(), strict=True)
        ways += (total + steps).tolist()
        total += length
    dense = np.array(points)
    ids = list(places)
    stations = np.array([places[id] for id in ids])
    tree = KDTree(vectors(dense[:, 0], dense[:, 1]))
    wide = reach + RIM + STEP
    near = tree.query_ball_point(
        vectors(stations[:, 0], stations[:, 1]), wide / 6_371_008.8, return_sorted=True
    )
    found: dict[str, Seen] = {}
    for id, (y, x), indexes in zip(ids, stations, near, strict=True):
        if not indexes:
            continue
        at = np.array(indexes)
        many = np.ones(len(at))
        _, _, away = SPHERE.inv(x * many, y * many, dense[at, 1], dense[at, 0])
        inside = at[away <= reach + RIM]
        if not len(inside):
            continue
        runs = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1)
        first = runs[0]
        metres = away[np.isin(at, first)]
        # Way and way back on one road are equally near: the first counts, whatever the steps hit.
        close = np.flatnonzero(metres <= math.hypot(metres.min(), STEP))
        close = np.split(close, np.flatnonzero(np.diff(close) > 1) + 1)[0]
        best = close[np.argmin(metres[close])]
        found[id] = Seen(ways[first[best]], float(metres[best]), len(runs))
    return found


def random_route(random: random.Random, places: list[Place], number: int) -> list[Place]:
    """Return a route from a random station: straight, winding, a loop, or there and back."""
    length = 50_000 * 40 ** random.random()
    kind = ("winding", "straight", "loop", "back", "crossing")[number % 5]
    y, x = random.choice(places)
    if kind == "straight":
        x1, y1, _ = SPHERE.fwd(x, y, random.uniform(0, 360), length)
        return [(y, x), (y1, x1)]
    step = random.uniform(500, 5_000)
    azimuth, turn = random.uniform(0, 360), {"loop": 360.0, "crossing": 900.0}.get(kind, 0.0)
    steps = max(2, round(length / step / (2 if kind == "back" else 1)))
    route = [(y, x)]
    for _ in range(steps):
        azimuth += turn / steps + random.gauss(0, 12)
        x, y, _ = SPHERE.fwd(x, y, azimuth, step)
        route.append((y, x))
    return route + route[-2::-1] if kind == "back" else route


@pytest.mark.parametrize("number", ROUTES)
def test_no_station_is_lost_or_doubled_and_the_order_is_that_of_travel(
    service: InProcess, number: int
) -> None:
    places = {
        station.id: (station.position.latitude, station.position.longitude)
        for station in service.world.stations
    }
    dice = random.Random(number)
    route = random_route(dice, list(places.values()), number)
    reach = dice.choice([500.0, 1_000.0, 2_500.0, 8_000.0])
    service.forget()
    begun = time.process_time()
    with service.client() as client:
        search = client.stations.along(route, width=2 * reach, page_size=500)
        stops = search.all()
    seconds = time.process_time() - begun
    seen = brute_force(route, reach, places)
    assert search.completeness is Completeness.COMPLETE
    ids = [stop.station.id for stop in stops]
    assert len(ids) == len(set(ids))
    certain = {id for id, one in seen.items() if one.aside < reach - RIM}
    assert certain <= set(ids) <= seen.keys()
    assert [stop.along for stop in stops] == sorted(stop.along for stop in stops)
    for stop in stops:
        mine = seen[stop.station.id]
        assert stop.aside <= reach
        assert len(stop.passes) == mine.passes
        assert stop.along == pytest.approx(mine.along, abs=STEP + 2)
        assert stop.aside == pytest.approx(mine.aside, abs=STEP / 2 + 1)
    if FULL:
        repeated = sum(len(stop.passes) > 1 for stop in stops)
        print(
            f"\nroute {number:2} {len(route):5} points {search.length / 1000:7,.1f} km, strip "
            f"{2 * reach / 1000:4.0f} km: {len(stops):5} stops ({len(seen)} by force, {repeated} passed "
            f"again), {search.pieces} pieces, {len(service.requests)} requests, {seconds:.2f} s"
        )
