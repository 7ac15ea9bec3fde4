"""Objects in notebooks and on maps: `_repr_html_` and `__geo_interface__`."""

from __future__ import annotations

import json
import math
import random
from dataclasses import fields, replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

import evcp
from evcp import AreaError, Box, Circle, Corridor, Decoded, Issue, IssueKind
from evcp._api.sphere import EARTH_RADIUS, air_line
from evcp.sandbox import World
from evcp.testing import make_station, sandbox
from evcp_models import Connector, ConnectorStatus, EVStation, NameId, Position

NASTY = "<script>alert('x')</script><img src=x onerror=\"a\">&\u202e\x1b[0m</td></table>"
MOST = 30_000


class Outline(HTMLParser):
    """The tags of a page, and its text; all of them must be closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert set(dict(attrs)) <= {"style"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def outline(value: Any) -> Outline:
    page = value._repr_html_()
    assert len(page) < MOST
    found = Outline(page)
    assert found.tags <= {"table", "caption", "tr", "th", "td", "br"}
    assert not {"\x1b", "\u202e"} & set(found.text)
    return found


def nasty_station(connectors: int = 1) -> EVStation:
    texts: dict[str, Any] = {
        field.name: NASTY
        for field in fields(EVStation)
        if field.name in ("id", "name", "brand", "pool_id", "cpo_id", "pv_id", "time_zone")
    }
    statuses = (ConnectorStatus(cpo_evse_id=NASTY, state=NASTY),) * 50
    group = Connector(
        connector_type=NameId(id=NASTY, name=NASTY),
        supplier_name=NASTY,
        connector_statuses=statuses,
    )
    return EVStation(
        position=Position(latitude=1.0, longitude=2.0), connectors=(group,) * connectors, **texts
    )


def test_a_station_is_a_table() -> None:
    found = outline(make_station(name="Ladepark <Süd>"))
    for part in ("EVStation", "Ladepark <Süd>", "connector_type", "time_zone", "Europe/Berlin"):
        assert part in found.text
    assert "entrance_position" not in found.text


@pytest.mark.parametrize("connectors", [1, 10_000])
def test_texts_of_the_service_are_escaped_and_long_lists_cut(connectors: int) -> None:
    found = outline(nasty_station(connectors))
    assert "<script>" in found.text
    assert ("and 9,990 more" in found.text) == (connectors > 10)


def test_results_are_tables() -> None:
    stations = (nasty_station(),) * 500
    issue = Issue(NASTY * 50, IssueKind.BAD_VALUE, NASTY * 50)
    error = evcp.NotSentError(NASTY)
    bulk = evcp.BulkResult(
        stations, (NASTY,) * 500, (evcp.FailedIds((NASTY,) * 90, error),), (issue,) * 90
    )
    text = outline(bulk).text
    for part in ("500 found", "and 490 more", "missing", "failed", "issues"):
        assert part in text
    text = outline(Decoded(stations[0], (issue,) * 90, 5)).text
    assert "Decoded EVStation, 95 issues" in text
    assert "and 80 more" in text
    assert "None" in outline(Decoded(None)).text


def test_a_pager_sends_no_request_for_its_table() -> None:
    world = World([make_station(id=str(n), name=f"<b>{n}") for n in range(120)])
    with sandbox(world=world) as service, service.client(api_key="s3cret") as client:
        pager = client.stations.search(Circle(52.52, 13.405, radius=50_000))
        assert "not started" in outline(pager).text
        assert not service.requests
        assert pager.first() is not None
        asked = len(service.requests)
        text = outline(pager).text
        assert "<b>" in text
        assert "more" in text
        assert "s3cret" not in text
        assert len(service.requests) == asked
        assert len(pager.all()) == 120


def test_a_station_is_a_feature() -> None:
    one = make_station(name="Ladepark")
    found = one.__geo_interface__
    assert json.loads(json.dumps(found)) == found
    assert found["type"] == "Feature"
    assert found["geometry"] == {
        "type": "Point",
        "coordinates": [one.position.longitude, one.position.latitude],
    }
    assert (found["id"], found["properties"]["name"]) == (one.id, "Ladepark")
    other = replace(nasty_station(), entrance_position=one.position)
    assert set(other.__geo_interface__["properties"]) == set(found["properties"])
    assert not {"position", "entrance_position", "connectors"} & set(found["properties"])
    nowhere = replace(one, position=Position(latitude=91.0, longitude=0.0))
    assert nowhere.__geo_interface__["geometry"] is None
    assert not hasattr(one.connectors[0], "__geo_interface__")


def rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    assert json.loads(json.dumps(geometry)) == geometry
    kind, coordinates = geometry["type"], geometry["coordinates"]
    polygons = [coordinates] if kind == "Polygon" else coordinates
    assert (kind == "Polygon") == (len(polygons) == 1)
    found = []
    for (ring,) in polygons:
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        for longitude, latitude in ring:
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90
        pairs = pairwise(ring)
        assert sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairs) < 0  # counterclockwise
        found.append(ring)
    return found


def contains(geometry: dict[str, Any], x: float, y: float) -> bool:
    """Cast a ray to the north."""
    crossed = 0
    for ring in rings(geometry):
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ax > x) != (bx > x) and ay + (x - ax) / (bx - ax) * (by - ay) > y:
                crossed += 1
    return crossed % 2 == 1


def test_a_circle_is_a_polygon_with_the_same_points() -> None:
    dice = random.Random(3)
    for _ in range(80):
        latitude = dice.choice([dice.uniform(-90, 90), dice.choice([90, -90, 89.9, -89.5, 0])])
        longitude = dice.choice([dice.uniform(-180, 180), dice.choice([180, -180, 179.9])])
        circle = Circle(latitude, longitude, dice.choice([100, 5_000, 200_000, 2_000_000]))
        geometry = circle.__geo_interface__
        reach = 2.2 * math.degrees(circle.radius / EARTH_RADIUS)
        for _ in range(25):
            y = max(-89.999, min(89.999, latitude + dice.uniform(-reach, reach)))
            wide = min(180.0, reach / max(0.001, math.cos(math.radians(y))))
            x = (longitude + dice.uniform(-wide, wide) + 180) % 360 - 180
            share = air_line((latitude, longitude), (y, x)) / circle.radius
            # Straight on the map is not straight on the earth, near the poles above all.
            if abs(share - 1) > (0.1 if abs(latitude) > 80 or circle.radius > 200_000 else 0.004):
                assert contains(geometry, x, y) == (share < 1), (circle, x, y, share)


def test_the_corners_are_on_the_circle() -> None:
    geod = pytest.importorskip("pyproj").Geod(a=EARTH_RADIUS, b=EARTH_RADIUS)
    (ring,) = rings(Circle(52.52, 13.405, 5_000).__geo_interface__)
    assert len(ring) == 73
    for longitude, latitude in ring:
        assert geod.inv(13.405, 52.52, longitude, latitude)[2] == pytest.approx(5_000, abs=0.01)


def test_a_circle_too_large_for_a_map() -> None:
    with pytest.raises(AreaError, match="the radius is 12,000"):
        _ = Circle(0, 0, "12000km").__geo_interface__


def test_boxes_and_corridors() -> None:
    for west, east in ((179, -180), (180, -179)):  # one half has no width
        half = Box(north=1, south=-1, west=west, east=east).__geo_interface__
        assert half["type"] == "Polygon"
        assert {x for x, _ in half["coordinates"][0]} in ({179, 180}, {-180, -179})
    line = Box(north=1, south=-1, west=180, east=-180).__geo_interface__
    assert {x for x, _ in line["coordinates"][0]} == {180}  # not the whole earth
    box = Box(north=1, south=-1, west=179, east=-179).__geo_interface__
    assert [sorted({x for x, _ in ring}) for ring in rings(box)] == [[179, 180], [-180, -179]]
    (ring,) = rings(Box(north=52.6, south=52.4, west=13.3, east=13.5).__geo_interface__)
    assert sorted(map(tuple, ring[1:])) == [(13.3, 52.4), (13.3, 52.6), (13.5, 52.4), (13.5, 52.6)]
    corridor = Corridor([(52.5, 13.4), (52.4, 13.1)], width=500)
    assert corridor.__geo_interface__ == {
        "type": "LineString",
        "coordinates": [[13.4, 52.5], [13.1, 52.4]],
    }
    assert Corridor.from_geojson(corridor, width=500) == corridor


@pytest.mark.parametrize(
    ("points", "lines"),
    [
        ([(0, 179), (2, -179)], [[[179, 0], [180, 1.0005]], [[-180, 1.0005], [-179, 2]]]),
        ([(0, -178), (3, 179)], [[[-178, 0], [-180, 2.0015]], [[180, 2.0015], [179, 3]]]),
        # Points on the antimeridian, by either name.
        ([(0, 179), (1, 180), (2, -179)], [[[179, 0], [180, 1]], [[-180, 1], [-179, 2]]]),
        ([(0, 179), (1, -180), (2, -179)], [[[179, 0], [180, 1]], [[-180, 1], [-179, 2]]]),
        ([(0, 179), (1, -180)], [[[179, 0], [180, 1]]]),
        ([(0, 180), (1, -179)], [[[-180, 0], [-179, 1]]]),
        ([(0, 180), (1, -180)], [[[-180, 0], [-180, 1]]]),
        ([(0, 180), (0, -180)], [[[180, 0], [180, 0]]]),
        (
            [(0, 179), (1, -170), (1, 179)],
            [
                [[179, 0], [180, 0.0915]],
                [[-180, 0.0915], [-170, 1], [-180, 1.0015]],
                [[180, 1.0015], [179, 1]],
            ],
        ),
        # The arc of a great circle, not the straight line of the map: 125 km further north.
        ([(70, 160), (70, -160)], [[[160, 70], [180, 71.1183]], [[-180, 71.1183], [-160, 70]]]),
    ],
)
def test_corridors_are_cut_at_the_antimeridian(
    points: list[tuple[float, float]], lines: list[list[list[float]]]
) -> None:
    corridor = Corridor(points, width=500)
    found = corridor.__geo_interface__
    many = found["type"] == "MultiLineString"
    cut = found["coordinates"] if many else [found["coordinates"]]
    assert [list(map(tuple, line)) for line in cut] == [
        [pytest.approx(place, abs=1e-4) for place in line] for line in lines
    ]
    read = Corridor.from_geojson(corridor, width=500)
    assert read.length == pytest.approx(corridor.length, rel=1e-12, abs=1e-6)


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_corridors_beside_a_pole_are_cut_on_the_earth(pole: float) -> None:
    points = [(pole * 0.9998, 179.98), (pole * 0.9998, -60.0), (pole, 180.0), (pole, -180.0)]
    read = Corridor.from_geojson(Corridor(points))
    assert read.length == pytest.approx(Corridor(points).length, rel=1e-12)
