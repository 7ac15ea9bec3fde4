"""`near`, `box`, `route` and `count` against the local service: stations, order, messages."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cli.cli_runner import MITTE, run

from evcp import StationFilter, Vehicle
from evcp.sandbox import Sandbox, World
from evcp_models import EVStation

HERE = (52.52, 13.405)


def metres(station: EVStation, place: tuple[float, float] = HERE) -> float:
    """The distance on a sphere, by a formula other than the library's."""
    lat1, lon1 = map(math.radians, place)
    lat2 = math.radians(station.position.latitude)
    lon2 = math.radians(station.position.longitude)
    cosine = math.sin(lat1) * math.sin(lat2)
    cosine += math.cos(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    return 6_371_008.8 * math.acos(min(1.0, cosine))


def within(world: World, radius: float) -> list[EVStation]:
    near = [station for station in world.stations if metres(station) <= radius]
    return sorted(near, key=metres)


def ids(out: str) -> list[str]:
    return [json.loads(line)["id"] for line in out.splitlines()]


def has(kinds: set[str], least: float = 0) -> Callable[[EVStation], bool]:
    return lambda station: any(
        c.connector_type is not None
        and c.connector_type.id in kinds
        and (c.max_power_level or 0) >= least
        for c in station.connectors
    )


@pytest.mark.parametrize(
    ("radius", "length"), [("2km", 2000), ("1500m", 1500), ("10mi", 16_093.44), (None, 5000)]
)
def test_near_finds_stations_in_radius_nearest_first(
    service: Sandbox, world: World, radius: str | None, length: float
) -> None:
    done = run("near", MITTE, *(("--radius", radius) if radius else ()))
    expected = [station.id for station in within(world, length)]
    assert expected
    assert done.status == 0
    assert ids(done.out) == expected
    assert done.err == f"evcp: {len(expected):,} stations; complete, no issues\n"


@pytest.mark.parametrize("wire", ["json", "xml"])
def test_wire_formats_agree(service: Sandbox, wire: str) -> None:
    done = run("near", MITTE, "--wire", wire, "-v")
    assert f"/stations.{wire}?" in done.err
    assert done.out == run("near", MITTE).out


def test_limit_shows_nearest(service: Sandbox, world: World) -> None:
    done = run("near", MITTE, "--limit", "3")
    near = within(world, 5000)
    assert ids(done.out) == [station.id for station in near[:3]]
    assert f"3 of {len(near)} stations, nearest first; complete" in done.err


def test_unsorted_limit_ends_search_early(service: Sandbox) -> None:
    done = run("near", MITTE, "--limit", "3", "--sort", "none", "-v")
    assert done.status == 0
    assert len(done.lines) == 3
    assert done.err.count("> GET") == 1
    assert "maxresults=4" in done.err
    assert "the first 3 stations (there may be more)" in done.err


@pytest.mark.parametrize("sort", ["name", "power", "free"])
def test_sorts(service: Sandbox, world: World, sort: str) -> None:
    done = run("near", MITTE, "--sort", sort, "--output", "csv")
    rows = [line.split(",") for line in done.lines]
    column = rows[0].index({"name": "name", "power": "max_power_kw", "free": "free"}[sort])
    values = [row[column] for row in rows[1:]]
    if sort == "name":
        assert values == sorted(values, key=lambda name: (not name, name.casefold()))
    else:
        numbers = [float(value or 0) for value in values]
        assert numbers == sorted(numbers, reverse=True)
    assert len(values) == len(within(world, 5000))


@pytest.mark.parametrize(
    ("arguments", "fits"),
    [
        (["--connector", "ccs"], has({"33", "34"})),
        (["--connector", "ccs,chademo"], has({"29", "33", "34"})),
        (["--connector", "31"], has({"31"})),
        (["--connector", "ccs", "--min-power", "150kW"], has({"33", "34"}, 150)),
        (
            ["--min-power", "0.1MW"],
            lambda s: any((c.max_power_level or 0) >= 100 for c in s.connectors),
        ),
    ],
)
def test_filters(
    service: Sandbox, world: World, arguments: list[str], fits: Callable[[EVStation], bool]
) -> None:
    done = run("near", MITTE, *arguments)
    expected = [station.id for station in within(world, 5000) if fits(station)]
    assert expected
    assert ids(done.out) == expected


CAR = "ccs2, ac=7.4kW, phases=1, dc=100kW, cable"


@pytest.mark.parametrize(
    ("arguments", "conditions"),
    [
        (["--current", "dc", "--max-power", "60kW"], {"current": "DC", "max_power": 60}),
        (["--socket", "-c", "type2"], {"cable": False, "connector_types": "type2"}),
        (["--cable", "-c", "type2"], {"cable": True, "connector_types": "type2"}),
        (
            ["--vehicle", CAR, "--min-power", "50kW"],
            {
                "vehicle": Vehicle(
                    plugs="ccs2", ac_kw=7.4, ac_phases=1, dc_kw=100, carries_cable=True
                ),
                "min_power": 50,
            },
        ),
        (
            ["--vehicle", "chademo,single=3.7kW,volts=360"],
            {"vehicle": Vehicle(plugs="chademo", single_phase_kw=3.7, dc_volts=360)},
        ),
    ],
)
def test_conditions_on_one_connector(
    service: Sandbox, world: World, arguments: list[str], conditions: dict[str, Any]
) -> None:
    done = run("near", MITTE, *arguments)
    wanted = StationFilter(**conditions)
    expected = [station.id for station in within(world, 5000) if wanted.fits(station)]
    assert 0 < len(expected) < len(within(world, 5000))
    assert ids(done.out) == expected


def test_operator_is_that_of_the_connector(service: Sandbox, world: World) -> None:
    near = within(world, 5000)
    names = {c.supplier_name for s in near for c in s.connectors if c.supplier_name}
    name = sorted(names)[0]
    done = run("near", MITTE, "--operator", name.upper(), "--operator", "Nobody & Co")
    expected = [s.id for s in near if any(c.supplier_name == name for c in s.connectors)]
    assert ids(done.out) == expected
    assert "other operator" in done.err
    assert f"{len(near) - len(expected)} of {len(near)} stations left out" in done.err


def test_count_under_a_filter(service: Sandbox, world: World) -> None:
    near = within(world, 5000)
    expected = [s for s in near if has({"33", "34"})(s)]
    done = run("count", MITTE, "--radius", "5km", "--connector", "ccs")
    assert 0 < len(expected) < len(near)
    assert (done.status, done.out) == (0, f"{len(expected)}\n")
    done = run("count", MITTE, "--radius", "5km", "-o", "json", "--operator", "Nobody & Co")
    assert (done.status, done.out) == (3, '{"count":0}\n')
    assert f"{len(near)} of {len(near)} stations left out" in done.err


@pytest.mark.parametrize(
    ("vehicle", "message"),
    [
        ("", "a connector type is empty"),
        ("ccs2,speed=5", "'speed=5' is no part of a vehicle"),
        ("ac=11kW", "plugs is empty"),
        ("ccs2,ac=11", "'11' has no unit"),
        ("ccs2,phases=4", "4 is out of range: write a number from 1 to 3"),
        ("ccs9", "'ccs9' is not a connector type"),
    ],
)
def test_wrong_vehicles_are_told(service: Sandbox, vehicle: str, message: str) -> None:
    done = run("near", MITTE, "--vehicle", vehicle)
    assert done.status == 2
    assert message in done.err


def test_available_means_known_free(service: Sandbox, world: World) -> None:
    done = run("near", MITTE, "--available")
    near = within(world, 5000)
    states = [[x.state for c in s.connectors for x in c.connector_statuses] for s in near]
    free = [s.id for s, known in zip(near, states, strict=True) if "AVAILABLE" in known]
    assert 0 < len(free) < len(near)
    assert ids(done.out) == free
    assert f"{len(near) - len(free)} of {len(near)} stations left out: " in done.err
    assert "state unknown" in done.err


def test_open_now_counts_unknown_hours(service: Sandbox, world: World) -> None:
    done = run("near", MITTE, "--open-now")
    shown, near = set(ids(done.out)), within(world, 5000)
    always = {s.id for s in near if all(_open24x7(c) for c in s.connectors)}
    silent = {s.id for s in near if not any(c.connector_details for c in s.connectors)}
    assert always <= shown
    assert not silent & shown


def _open24x7(connector: object) -> bool:
    return bool(getattr(getattr(connector, "connector_details", None), "open24x7", False))


def test_provider_by_name_and_id(service: Sandbox, world: World) -> None:
    card = world.roamings[0]
    by_name = run("near", MITTE, "--emsp", card.emsp.upper())
    by_id = run("near", MITTE, "--emsp", card.partner_id)
    assert by_name.status == 0
    assert by_name.out == by_id.out
    expected = [
        s.id for s in within(world, 5000) if card.partner_id in {r.partner_id for r in s.roaming}
    ]
    assert ids(by_id.out) == expected


def test_unknown_provider_error_lists_providers(service: Sandbox) -> None:
    done = run("near", MITTE, "--emsp", "Nobody")
    assert done.status == 2
    assert done.out == ""
    assert "'Nobody' is not a provider" in done.err
    assert "hint: the providers are " in done.err


def test_negative_coordinates_need_no_dashes(service: Sandbox, world: World) -> None:
    sydney = (-33.87, 151.21)
    done = run("near", "-33.87,151.21", "--radius", "20km")
    expected = sorted(
        (s for s in world.stations if metres(s, sydney) <= 20_000),
        key=lambda s: metres(s, sydney),
    )
    assert expected
    assert ids(done.out) == [station.id for station in expected]
    assert run("count", "-33.87,151.21", "--radius", "20km").out == f"{len(expected)}\n"
    assert run("count", "--near", "-33.87,151.21", "--radius", "20km").out == f"{len(expected)}\n"


def inside(world: World, north: float, west: float, south: float, east: float) -> set[str]:
    return {
        s.id
        for s in world.stations
        if south <= s.position.latitude <= north and west <= s.position.longitude <= east
    }


def test_box_by_corners_and_bounds(service: Sandbox, world: World) -> None:
    by_corners = run("box", "52.56,13.30", "52.48,13.50")
    by_bounds = run("box", "--bbox", "13.30,52.48,13.50,52.56")
    expected = inside(world, 52.56, 13.30, 52.48, 13.50)
    assert expected
    assert by_corners.status == 0
    assert set(ids(by_corners.out)) == expected
    assert by_bounds.out == by_corners.out
    assert run("count", "--box", "52.56,13.30", "52.48,13.50").out == f"{len(expected)}\n"
    answer = run("count", "--bbox", "13.30,52.48,13.50,52.56", "--output", "json").out
    assert json.loads(answer) == {"count": len(expected)}


def test_no_result_is_status_3_and_empty_document(service: Sandbox) -> None:
    done = run("near", "0,0")
    assert (done.status, done.out) == (3, "")
    assert done.err == "evcp: no stations; complete, no issues\n"
    collection = json.loads(run("near", "0,0", "--output", "geojson").out)
    assert collection == {"type": "FeatureCollection", "features": []}
    assert json.loads(run("near", "0,0", "--output", "json").out)["count"] == 0
    assert run("near", "0,0", "--output", "csv").out.startswith("id,pool_id,name,")
    assert run("count", "0,0").status == 3


def test_quiet_prints_no_messages(service: Sandbox) -> None:
    assert run("near", MITTE, "--quiet", "--available").err == ""


ROUTE = ((52.52, 13.15), (52.52, 13.30), (52.50, 13.45))


def test_route_by_points_and_geojson_variants(service: Sandbox, tmp_path: Path) -> None:
    points = run("route", *(f"{a},{b}" for a, b in ROUTE), "--width", "6km")
    assert points.status == 0
    assert points.lines
    line = {"type": "LineString", "coordinates": [[b, a] for a, b in ROUTE]}
    feature = {"type": "Feature", "properties": {}, "geometry": line}
    spot = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}
    collection = {"type": "FeatureCollection", "features": [spot, feature]}
    multiple = {"type": "MultiLineString", "coordinates": [line["coordinates"]]}
    track = {"type": "Feature", "properties": {}, "geometry": multiple}
    tracks = {"type": "FeatureCollection", "features": [spot, track]}
    for document in (line, feature, collection, multiple, track, tracks):
        file = tmp_path / "route.geojson"
        file.write_text(json.dumps(document))
        assert run("route", "--geojson", str(file), "--width", "6km").out == points.out
        piped = run("route", "--geojson", "-", "--width", "6km", input=json.dumps(document))
        assert piped.out == points.out


def test_route_by_polylines(service: Sandbox) -> None:
    flexpolyline = pytest.importorskip("flexpolyline")
    polyline = pytest.importorskip("polyline")
    points = run("route", *(f"{a},{b}" for a, b in ROUTE))
    here = run("route", "--polyline", flexpolyline.encode(ROUTE))
    assert here.out == points.out
    for precision, name in ((5, "google"), (6, "google6")):
        encoded = polyline.encode(ROUTE, precision)
        assert run("route", "--polyline", encoded, "--encoding", name).out == points.out
        assert run("route", "--polyline", "-", "--encoding", name, input=encoded).out == points.out


def test_points_on_a_straight_route_cost_no_request(service: Sandbox) -> None:
    fine = [
        (a0 + (a1 - a0) * i / 150, b0 + (b1 - b0) * i / 150)
        for (a0, b0), (a1, b1) in pairwise(ROUTE)
        for i in range(150)
    ] + [ROUTE[-1]]
    coarse = run("route", *(f"{a},{b}" for a, b in ROUTE), "--width", "6km", "--sort", "none")
    pieces = run("route", *(f"{a:.6f},{b:.6f}" for a, b in fine), "--width", "6km", "-v")
    assert pieces.err.count("> GET") == 1
    found = {json.loads(line)["id"]: json.loads(line)["distance"] for line in pieces.lines}
    once = {json.loads(line)["id"]: json.loads(line)["distance"] for line in coarse.lines}
    assert [*found] == [*once]
    assert len(pieces.lines) == len(found)
    for id, distance in once.items():
        assert found[id] == pytest.approx(distance, abs=50)
    assert max(found.values()) > 10_000


def test_wide_route_is_searched_in_pieces(service: Sandbox, world: World) -> None:
    done = run("route", "52.52,12.9", "52.52,13.9", "--width", "60km", "-v")
    assert "the route is long: it is searched in 3 pieces" in done.err
    assert done.err.count("> GET") >= 3
    distances = {one["id"]: one["distance"] for one in map(json.loads, done.lines)}
    assert len(done.lines) == len(distances)
    near = within(world, 20_000)
    assert near
    assert {station.id for station in near} <= distances.keys()
    assert max(distances.values()) > 50_000


def test_route_with_a_speed_tells_arrival_and_opening(service: Sandbox) -> None:
    points = [f"{a},{b}" for a, b in ROUTE]
    how = (*points, "--width", "10km", "--speed", "60km/h", "--depart", "2026-03-01T10:00+01:00")
    rows = list(csv.DictReader(io.StringIO(run("route", *how, "-o", "csv").out)))
    assert len(rows) > 3
    ways = [int(row["along_m"]) for row in rows]
    assert ways == sorted(ways)
    for row in rows:
        passed = datetime.fromisoformat(row["arrival"]) - datetime.fromisoformat(
            "2026-03-01T09:00Z"
        )
        assert passed.total_seconds() == pytest.approx(int(row["along_m"]) / 1000 * 60, abs=2)
        assert int(row["distance_m"]) == pytest.approx(
            int(row["along_m"]) + int(row["aside_m"]), abs=1
        )
    features = json.loads(run("route", *how, "-o", "geojson").out)["features"]
    assert [one["properties"]["along_m"] for one in features] == ways
    table = run("route", *how, "-o", "table").out.splitlines()
    assert table[0].split()[:3] == ["arrival", "open", "distance"]
    assert [line.split()[2] for line in table[1:]] == [
        {"True": "yes", "False": "no", "": "?"}[row["open_on_arrival"]] for row in rows
    ]
    kept = run("route", *how, "--open-on-arrival", "-o", "csv")
    open_then = [row["id"] for row in rows if row["open_on_arrival"] == "True"]
    assert [row["id"] for row in csv.DictReader(io.StringIO(kept.out))] == open_then
    for option in (("--depart", "10:00"), ("--open-on-arrival",)):
        assert "needs a speed" in run("route", *points, *option).err


def test_nearest_are_the_first_of_near(service: Sandbox) -> None:
    every = ids(run("near", MITTE, "--radius", "50km", "--connector", "ccs").out)
    assert ids(run("near", MITTE, "--nearest", "4", "--connector", "ccs").out) == every[:4]
    few = run("near", MITTE, "--nearest", "4000", "--radius", "5km")
    assert "no other station within 5 km" in few.err


def test_plug_without_an_id_is_told(service: Sandbox) -> None:
    done = run("near", MITTE, "--connector", "ccs,mcs")
    assert "mcs has no id of its own in the API: type 1 (Other) is searched" in done.err
    for words in ("ccs", "1", "other"):
        assert "no id" not in run("near", MITTE, "--connector", words).err
    assert run("near", MITTE, "--connector", "mcs", "--quiet").err == ""
