"""Parameters of a search: accepted and refused ones."""

from __future__ import annotations

import pytest

from evcp.sandbox import Assumptions
from evcp.sandbox.api.query import SearchQuery, parameters, parse_area, parse_search
from evcp.sandbox.api.responses import BadParameterError
from evcp.sandbox.spatial.geometry import Box, Corridor, Point, Prox

PROX = "prox=52.5,13.4,5000"
# 318 km of path: the sample of the sibling API.
CORRIDOR = "corridor=52.516667,13.383333;52.133333,11.616667;53.565278,10.001389"


def search(query: str, **assumed: object) -> SearchQuery:
    return parse_search(parameters(query), Assumptions(**assumed))  # type: ignore[arg-type]


def test_prox_with_every_filter() -> None:
    found = search(
        "prox=52.516667,-13.383333,5000&connectortype=30,31&emsp=1f351b84-cca5,1f39ad02-cca5"
        "&powermin=11&powermax=150.5&maxresults=20&offset=40&apiKey=k"
    )
    assert found == SearchQuery(
        area=Prox(Point(52.516667, -13.383333), 5000),
        connector_types=frozenset({"30", "31"}),
        emsps=frozenset({"1f351b84-cca5", "1f39ad02-cca5"}),
        min_power_kw=11,
        max_power_kw=150.5,
        page_size=20,
        offset=40,
    )


def test_bbox_is_top_left_then_bottom_right() -> None:
    area = search("bbox=52.6,13.3;52.4,13.5").area
    assert area == Box((52.4, 13.3, 52.6, 13.5))


def test_separators_may_be_percent_encoded() -> None:
    assert search("bbox=52.6%2C13.3%3B52.4%2C13.5") == search("bbox=52.6,13.3;52.4,13.5")


def test_corridor_has_half_its_width_on_each_side() -> None:
    area = search(f"{CORRIDOR}&corridorwidth=10000").area
    assert isinstance(area, Corridor)
    assert len(area.path.points) == 3
    assert area.path.length_m == pytest.approx(318_000, rel=0.01)
    assert area.reach_m == 5_000
    narrow = search(f"{CORRIDOR}&corridorwidth=100", corridor_width_is_total=False).area
    assert isinstance(narrow, Corridor)
    assert narrow.reach_m == 100


def test_corridor_width_has_a_default_or_is_required() -> None:
    area = search(CORRIDOR, default_corridor_width_m=600).area
    assert isinstance(area, Corridor)
    assert area.reach_m == 300
    with pytest.raises(BadParameterError, match="corridorwidth: must be given"):
        search(CORRIDOR, default_corridor_width_m=None)


def test_defaults_of_paging() -> None:
    assert (search(PROX).page_size, search(PROX).offset) == (50, 0)
    assert search(PROX, default_page_size=7).page_size == 7
    assert search(f"{PROX}&maxresults=5000").page_size == 1000
    with pytest.raises(BadParameterError, match="maxresults: 5000 is more than 1000"):
        search(f"{PROX}&maxresults=5000", page_size_over_max="reject")
    with pytest.raises(BadParameterError, match="offset: 11 is more than 10"):
        search(f"{PROX}&offset=11", max_offset=10)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("", "prox: one of prox, bbox or corridor"),
        ("prox=", "prox: must be lat,lon,radius"),
        ("prox=52.5,13.4", "prox: must be lat,lon,radius"),
        ("prox=52.5,13.4,5000,1", "prox: must be lat,lon,radius"),
        ("prox=52.5,13.4,5000.5", "prox: the radius must be a whole number of metres"),
        ("prox=52.5,13.4,-5", "prox: the radius must be a whole number of metres"),
        ("prox=52.5,13.4,\u0665", "prox: the radius must be a whole number"),
        ("prox=52.5,13.4,200001", "prox: the radius 200001 m is more than 200000 m"),
        ("prox=90.1,13.4,5", "prox: latitude 90.1 is not between"),
        ("prox=-91,13.4,5", "prox: latitude -91 is not between"),
        ("prox=52.5,180.5,5", "prox: longitude 180.5 is not between"),
        ("prox=nan,13.4,5", "prox: 'nan' is not a number"),
        ("prox=inf,13.4,5", "prox: 'inf' is not a number"),
        ("prox=1_0,13.4,5", "prox: '1_0' is not a number"),
        ("prox=52.5,%2013.4,5", "prox: ' 13.4' is not a number"),
        ("prox=1e999,13.4,5", "prox: latitude 1e999 is not between"),
        ("bbox=52.6,13.3", "bbox: must be lat,lon;lat,lon"),
        ("bbox=52.6,13.3,52.4,13.5", "bbox: must be pairs lat,lon separated by ';'"),
        ("bbox=52.4,13.3;52.6,13.5", "bbox: the top-left corner .52.4. is south of"),
        ("bbox=55,13;51.3,14", "bbox: the height of 411422 m is more than 400000 m"),
        ("bbox=52.6,0;52.4,7", "bbox: the width of 474916 m is more than 400000 m"),
        ("bbox=1,175;-1,-175", "bbox: the width of 1111951 m is more than"),
        ("bbox=1,1;-1,-1", "bbox: the width of 39807839 m is more than"),
        ("corridor=52.5,13.4", "corridor: a path needs at least two points"),
        ("corridor=52.5,13.4;", "corridor: must be pairs"),
        ("corridor=0,0;0,180", "corridor: .* opposite points"),
        (f"{CORRIDOR}&corridorwidth=16000", "corridor: its area of 5.* km2 is more than 5000 km2"),
        (f"{CORRIDOR}&corridorwidth=ten", "corridorwidth: must be a whole number of metres"),
        (f"{PROX}&connectortype=", "connectortype: has an empty entry"),
        (f"{PROX}&connectortype=30,", "connectortype: has an empty entry"),
        (f"{PROX}&connectortype=Mennekes", "connectortype: takes ids such as 31, not 'Mennekes'"),
        (f"{PROX}&emsp=", "emsp: has an empty entry"),
        (f"{PROX}&powermin=much", "powermin: 'much' is not a number"),
        (f"{PROX}&powermax=-1", "powermax: '-1' is not a power"),
        (f"{PROX}&powermin=1e999", "powermin: '1e999' is not a power"),
        (f"{PROX}&powermin=50&powermax=22", "powermin: 50 is more than powermax 22"),
        (f"{PROX}&maxresults=0", "maxresults: must be at least 1"),
        (f"{PROX}&maxresults=x", "maxresults: must be a whole number"),
        (f"{PROX}&offset=-1", "offset: must be a whole number"),
        (f"{PROX}&offset=99999999999999999999", "offset: must be a whole number"),
        (f"{PROX}&{PROX}", "prox: is given 2 times"),
        (f"{PROX}&bbox=52.6,13.3;52.4,13.5", "bbox: only one geometry .* prox is there too"),
    ],
)
def test_refused_with_the_parameter_and_the_reason(query: str, problem: str) -> None:
    with pytest.raises(BadParameterError, match=problem) as caught:
        search(query)
    assert problem.startswith(caught.value.parameter)
    assert caught.value.status == 400


def test_values_at_the_limits_are_allowed() -> None:
    assert isinstance(search("prox=0,0,200000").area, Prox)
    assert search("bbox=52.6,179.9;52.4,-179.9", box_may_cross_antimeridian=True)
    assert search(f"{CORRIDOR}&corridorwidth=15000")
    assert search(PROX + "&powermin=22&powermax=22").min_power_kw == 22


def test_a_box_over_the_antimeridian_can_be_refused() -> None:
    with pytest.raises(BadParameterError, match="is east of the right edge"):
        search("bbox=52.6,179.9;52.4,-179.9", box_may_cross_antimeridian=False)


def test_the_first_of_several_geometries_can_be_taken() -> None:
    area = search(f"bbox=52.6,13.3;52.4,13.5&{PROX}", several_geometries="first").area
    assert isinstance(area, Prox)


def test_unknown_parameters_are_ignored_or_refused() -> None:
    assert search(f"{PROX}&sortkey=price") == search(PROX)
    with pytest.raises(BadParameterError, match="sortkey: is not a parameter"):
        search(f"{PROX}&sortkey=price", strict_parameters=True)


def test_counting_reads_the_geometry_alone() -> None:
    given = parameters(f"{PROX}&connectortype=nonsense&maxresults=0")
    assert parse_area(given, Assumptions()) == Prox(Point(52.5, 13.4), 5000)
