"""Areas: their query parameters, their checks, and the sources of paths (contract section 1.3)."""

from __future__ import annotations

import contextlib
import copy
import math
import pickle
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.inputs import told
from support.settings import tries

from evcp import AreaError, Box, Circle, Corridor, EvcpError
from evcp._api.areas import Area, check_area, decimal
from evcp._api.sphere import EARTH_RADIUS

degrees = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
DEGREE = math.radians(1) * EARTH_RADIUS


def test_a_circle_is_prox_with_whole_metres() -> None:
    # The example of contract section 1.3.
    assert Circle(52.516667, 13.383333, 5000).query() == (("prox", "52.516667,13.383333,5000"),)


@pytest.mark.parametrize(("radius", "asked"), [(0.1, 1), (4999.01, 5000), (5000.0, 5000), (7, 7)])
def test_a_radius_is_rounded_up(radius: float, asked: int) -> None:
    assert Circle(0, 0, radius).query() == (("prox", f"0,0,{asked}"),)


def test_a_box_is_the_top_left_and_the_bottom_right_corner() -> None:
    box = Box(north=52.6, west=13.3, south=52.45, east=13.5)
    assert box.query() == (("bbox", "52.6,13.3;52.45,13.5"),)


def test_a_corridor_is_its_points_and_its_width() -> None:
    # The sample of the sibling API, contract section 1.3.
    points = [(52.516667, 13.383333), (52.133333, 11.616667), (53.565278, 10.001389)]
    path = "52.516667,13.383333;52.133333,11.616667;53.565278,10.001389"
    assert Corridor(points).query() == (("corridor", path),)
    assert Corridor(points, 9_999.5).query() == (("corridor", path), ("corridorwidth", "10000"))


@tries(150)
@given(st.floats(-1e6, 1e6))
def test_decimals_without_exponent(value: float) -> None:
    text = decimal(value)
    assert set(text) <= set("0123456789.-")
    assert not text.startswith("-0") or float(text) != 0
    assert not text.endswith(".")
    assert abs(float(text) - value) <= 5.1e-10 + abs(value) * 1e-15


def test_numbers_of_other_types() -> None:
    assert Circle(Decimal("52.5"), Decimal(13), 5).query() == (("prox", "52.5,13,5"),)  # type: ignore[arg-type]
    # A fraction is not formatted as a float before Python 3.12.
    assert Circle(Fraction(105, 2), Fraction(13), Fraction(9, 2)).query() == (  # type: ignore[arg-type]
        ("prox", "52.5,13,5"),
    )
    path = np.array([[52.5, 13.0], [52.25, 13.5]])
    assert Corridor(path, np.float64(9.5)).query() == (
        ("corridor", "52.5,13;52.25,13.5"),
        ("corridorwidth", "10"),
    )


OUTSIDE: list[Callable[[], Area]] = [
    lambda: Circle(90.001, 0, 1),
    lambda: Circle(-91, 0, 1),
    lambda: Circle(0, 180.5, 1),
    lambda: Circle(math.nan, 0, 1),
    lambda: Circle(0, math.inf, 1),
    lambda: Circle(0, 0, 0),
    lambda: Circle(0, 0, -5),
    lambda: Circle(0, 0, math.nan),
    lambda: Circle(0, 0, math.inf),
    lambda: Circle("52.5", 13.4, 5),  # type: ignore[arg-type]
    lambda: Circle(52.5, 13.4, "5"),
    lambda: Circle(None, 13.4, 5),  # type: ignore[arg-type]
    lambda: Box(north=91, west=0, south=0, east=1),
    lambda: Box(north=1, west=0, south=0, east=181),
    lambda: Box(north=0, west=0, south=1, east=1),
    lambda: Corridor([]),
    lambda: Corridor([(1, 1)]),
    lambda: Corridor([(1, 1), (95, 1)]),
    lambda: Corridor([(1, 1), (2, 2)], 0),
    lambda: Corridor([(1, 1), (2, 2)], math.nan),
    lambda: Corridor([(1, 1, 1), (2, 2, 2)]),
    lambda: Corridor([1, 2]),  # type: ignore[list-item]
    lambda: Corridor([("a", 1), (2, 2)]),  # type: ignore[list-item]
    lambda: Corridor([("52", "13"), (2, 2)]),  # type: ignore[list-item]
    lambda: Corridor(["12", "34"]),  # type: ignore[list-item]
    lambda: Corridor([(1, None), (2, 2)]),  # type: ignore[list-item]
    lambda: Corridor([(1, 1), (2, 2)], "5"),
    lambda: Circle(Decimal("nan"), 0, 1),  # type: ignore[arg-type]
    lambda: Circle(0, 0, Decimal("nan")),  # type: ignore[arg-type]
    lambda: Circle(0, 0, True),
]


@pytest.mark.parametrize("make", OUTSIDE)
def test_impossible_areas(make: Callable[[], Area]) -> None:
    with pytest.raises(AreaError) as caught:
        make()
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, EvcpError)
    assert re.search(r"must (be|have)|swap them", str(caught.value))


class Refusing:
    """A number by its methods that gives no number."""

    def __float__(self) -> float:
        raise RuntimeError("no number")

    def __repr__(self) -> str:
        raise RuntimeError("no text")


# What `float` takes, or fails on, though no one would call it a number of degrees or metres.
NOT_NUMBERS: list[Any] = [
    np.array([np.nan, 13.4, 0, 0]),
    np.array([52.5]),
    np.array(52.5),
    np.array([]),
    np.full((50, 50), np.nan),
    {13.4, 52.5},
    {13.4: 52.5, 13.5: 52.6},
    np.array("52.5"),
    np.array([None]),
    np.ma.masked,
    np.True_,
    np.False_,
    True,
    np.str_("52.5"),
    np.bytes_(b"52.5"),
    np.complex128(1 + 2j),
    np.datetime64("2026-01-01"),
    np.timedelta64(5, "s"),
    np.float64("nan"),
    np.float32("inf"),
    np.longdouble("1e400"),
    Decimal("sNaN"),
    Decimal("NaN"),
    Decimal("Infinity"),
    Decimal("1e400"),
    Fraction(10**400, 3),
    10**400,
    10**5000,
    -(10**400),
    1 + 2j,
    "52.5",
    b"52.5",
    None,
    [52.5],
    (52.5,),
    {},
    object(),
    Refusing(),
    float,
]
LINE_OF = {"type": "LineString"}
PLACES: dict[str, Callable[[Any], Area]] = {
    "latitude": lambda x: Circle(x, 0, 1),
    "longitude": lambda x: Circle(0, x, 1),
    "radius": lambda x: Circle(0, 0, x),
    "north": lambda x: Box(north=x, west=0, south=0, east=1),
    "west": lambda x: Box(north=1, west=x, south=0, east=1),
    "south": lambda x: Box(north=1, west=0, south=x, east=1),
    "east": lambda x: Box(north=1, west=0, south=0, east=x),
    "a point's latitude": lambda x: Corridor([(1, 1), (x, 2)]),
    "a point's longitude": lambda x: Corridor([(1, 1), (2, x)]),
    "points": lambda x: Corridor(x),
    "a point": lambda x: Corridor([(1, 1), x]),
    "GeoJSON": lambda x: Corridor.from_geojson(x),
    "a type": lambda x: Corridor.from_geojson({"type": x, "coordinates": [[1, 1], [2, 2]]}),
    "a feature": lambda x: Corridor.from_geojson({"type": "Feature", "geometry": x}),
    "coordinates": lambda x: Corridor.from_geojson({**LINE_OF, "coordinates": x}),
    "a position": lambda x: Corridor.from_geojson({**LINE_OF, "coordinates": [x, [1, 1]]}),
    "a position's number": lambda x: Corridor.from_geojson(
        {**LINE_OF, "coordinates": [[1, 1], [x, 2]]}
    ),
    "a precision": lambda x: Corridor.from_google_polyline("_p~iF~ps|U_ulLnnqC", precision=x),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("place", PLACES)
def test_no_number_is_an_area_error_at_once(place: str) -> None:
    for value in NOT_NUMBERS:
        with told(value):
            with pytest.raises(AreaError) as caught:
                PLACES[place](value)
            assert re.search(r"must (be|have)", str(caught.value))
            assert len(str(caught.value)) < 250
            assert "\n" not in str(caught.value)


@pytest.mark.filterwarnings("error")
def test_no_number_is_no_width() -> None:
    for value in NOT_NUMBERS:
        if value is not None:
            with pytest.raises(AreaError, match="the width must be a positive number of metres"):
                Corridor([(1, 1), (2, 2)], value)


NUMBERS: list[Any] = [
    *(kind(52) for kind in (int, float, Decimal, Fraction, np.int8, np.uint64, np.float16)),
    *(kind(52) for kind in (np.float32, np.float64, np.longdouble)),
]


@pytest.mark.parametrize("value", NUMBERS, ids=lambda value: type(value).__name__)
def test_any_number_is_kept_as_a_float(value: Any) -> None:
    """A search, a check of limits, a copy and a pickle find nothing but floats."""
    areas: list[Area] = [
        Circle(value, value, value),
        Box(north=value, west=value, south=value - 1, east=value),
        Corridor([(value, value), (value, value + 1)], value),
        Corridor.from_geojson({**LINE_OF, "coordinates": [[value, value], [value, 1]]}, value),
    ]
    for area in areas:
        area.check_limits()
        numbers = [getattr(area, name) for name in area.__slots__]
        flat = [n for one in numbers for n in (sum(one, ()) if isinstance(one, tuple) else [one])]
        assert {type(number) for number in flat} == {float}
        assert area == pickle.loads(pickle.dumps(area)) == copy.deepcopy(area)  # noqa: S301
        assert "52" in "".join(text for _, text in area.query())


WITHIN: list[tuple[Area, bool]] = [
    (Circle(0, 0, 200_000), True),
    (Circle(0, 0, 200_000.5), False),
    (Box(north=3.59, west=0, south=0, east=3.59), True),
    (Box(north=3.6, west=0, south=0, east=1), False),  # 400.3 km high
    (Box(north=1, west=0, south=0, east=3.6), False),
    (Box(north=61, west=0, south=60, east=7.19), True),  # half as wide as at the equator
    (Box(north=61, west=0, south=60, east=7.2), False),
    (Box(north=-60, west=0, south=-61, east=7.19), True),
    (Box(north=-60, west=0, south=-61, east=7.2), False),
    (Box(north=1, west=178.3, south=0, east=-178.2), True),  # 3.5 degrees over the antimeridian
    (Box(north=1, west=178.3, south=0, east=-178.0), False),
    (Box(north=1, west=-180, south=0, east=180), False),  # all around
    (Box(north=1, west=10, south=0, east=10), True),
    (Box(north=1, west=10, south=0, east=9.99), False),  # all around but a strip
    (Box(north=90, west=-180, south=89.4, east=180), False),
    (Box(north=90, west=-180, south=89.5, east=180), True),  # a cap of 349 km around
    (Corridor([(0, 0), (1, 0)], 44_000), True),  # 111.2 km times 44 km
    (Corridor([(0, 0), (1, 0)], 45_000), False),
    (Corridor([(0, 0), (80, 0)]), True),  # no width, nothing to judge
    (Corridor([(0, 179.5), (0, -179.5)], 44_000), True),  # the short way over the antimeridian
]


@pytest.mark.parametrize(("area", "within"), WITHIN, ids=[str(area) for area, _ in WITHIN])
def test_documented_limits(area: Area, within: bool) -> None:
    if within:
        area.check_limits()
    else:
        with pytest.raises(AreaError, match="at most") as caught:
            area.check_limits()
        assert "check_limits=False" in caught.value.hint


def test_the_length_of_a_corridor() -> None:
    assert Corridor([(0, 0), (1, 0), (1, 1)]).length == pytest.approx(
        DEGREE * (1 + math.cos(math.radians(1))), rel=1e-4
    )
    assert Corridor([(0, 0), (0, 180)]).length == pytest.approx(math.pi * EARTH_RADIUS)


LINE = {"type": "LineString", "coordinates": [[13.4, 52.5, 34.0], [13.06, 52.4]]}


@pytest.mark.parametrize(
    "geometry", [LINE, {"type": "Feature", "geometry": LINE, "properties": {}}]
)
def test_a_corridor_from_geojson(geometry: dict[str, Any]) -> None:
    assert Corridor.from_geojson(geometry, 1000) == Corridor([(52.5, 13.4), (52.4, 13.06)], 1000)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Feature", "geometry": None},
        {"type": "Feature", "geometry": "LineString"},
        {},
        "LineString",
        None,
        {"type": "LineString"},
        {"type": "LineString", "coordinates": None},
        {"type": "LineString", "coordinates": [[1], [2]]},
        {"type": "LineString", "coordinates": [["a", "b"], [1, 2]]},
        {"type": "LineString", "coordinates": [[10**400, 1], [1, 2]]},
        {"type": "LineString", "coordinates": ["12", "34"]},
        {"type": "LineString", "coordinates": [["13", "52"], ["14", "53"]]},
        {"type": "LineString", "coordinates": [[True, False], [1, 2]]},
        {"type": "LineString", "coordinates": [{"0": 1, "1": 2}, [1, 2]]},
        {"type": "LineString", "coordinates": [[1, 2]]},
        {
            "type": "LineString",
            "coordinates": [[52.5, 113.4], [52.4, 113.1]],
        },  # the wrong way round
    ],
)
def test_geojson_without_a_line(geometry: Any) -> None:
    with pytest.raises(AreaError):
        Corridor.from_geojson(geometry)


# The example of the format's own documentation, in two and in three dimensions.
HERE_POINTS = ((50.10228, 8.69821), (50.10201, 8.69567), (50.10063, 8.69150), (50.09878, 8.68752))


@pytest.mark.parametrize("text", ["BFoz5xJ67i1B1B7PzIhaxL7Y", "BlBoz5xJ67i1BU1B7PUzIhaUxL7YU"])
def test_a_corridor_from_a_flexible_polyline(text: str) -> None:
    assert Corridor.from_flexible_polyline(text, 5).points == HERE_POINTS


def test_a_corridor_from_a_google_polyline() -> None:
    # The example of the format's own documentation.
    corridor = Corridor.from_google_polyline("_p~iF~ps|U_ulLnnqC_mqNvxq`@", 5)
    assert corridor.points == ((38.5, -120.2), (40.7, -120.95), (43.252, -126.453))
    # The same numbers, read with six decimals.
    finer = Corridor.from_google_polyline("_p~iF~ps|U_ulLnnqC_mqNvxq`@", precision=6)
    assert finer.points[0] == (3.85, -12.02)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "B",
        "BF",
        "CFoz5xJ67i1B",
        "BFoz5xJ67i1B1",
        "BFoz5xJ",
        "BF!!",
        "BFoz5xJ 67i1B",
        "BFé",
        "BFoz5xJ\n",
    ],
)
def test_invalid_flexible_polylines(text: str) -> None:
    with pytest.raises(AreaError):
        Corridor.from_flexible_polyline(text)


@pytest.mark.parametrize(
    "text", ["", "_p~iF", "_p~iF~ps|U", "_p~", "~~~~~~~~~~", " !", "é", "_p~iF\n"]
)
def test_invalid_google_polylines(text: str) -> None:
    with pytest.raises(AreaError):
        Corridor.from_google_polyline(text)


@pytest.mark.parametrize("text", [None, 5, b"_p~iF~ps|U_ulLnnqC", ["B"]])
def test_polylines_must_be_strings(text: Any) -> None:
    for read in (Corridor.from_flexible_polyline, Corridor.from_google_polyline):
        with pytest.raises(AreaError, match="polyline"):
            read(text)


@pytest.mark.parametrize("precision", ["5", None, 0, -1, 16, 400, 2.5])
def test_impossible_precisions(precision: Any) -> None:
    with pytest.raises(AreaError, match=r"precision must be 1 to 15 digits, not "):
        Corridor.from_google_polyline("_p~iF~ps|U_ulLnnqC", precision=precision)


@pytest.mark.parametrize("area", [(52.5, 13.4, 500), None, "52.5,13.4,500", Circle, [1] * 999])
def test_values_that_are_not_areas(area: object) -> None:
    with pytest.raises(
        AreaError, match=r"area must be (a Circle, a Box or a Corridor|an instance)"
    ) as caught:
        check_area(area)
    assert len(str(caught.value)) < 200
    check_area(Circle(0, 0, 1))


@tries(150)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=127), max_size=40))
def test_random_text_is_a_polyline_or_an_area_error(text: str) -> None:
    for read in (Corridor.from_flexible_polyline, Corridor.from_google_polyline):
        with contextlib.suppress(AreaError):
            assert len(read(text).points) >= 2


@pytest.mark.parametrize("endless", ["_" * 3000, "~" * 3000 + "?" * 2, "B" + "_" * 3000 + "AA"])
def test_overflowing_numbers_are_area_errors(endless: str) -> None:
    with pytest.raises(AreaError):
        Corridor.from_google_polyline(endless)
    with pytest.raises(AreaError):
        Corridor.from_flexible_polyline("BF" + endless)


@pytest.mark.parametrize(
    ("module", "read"),
    [
        ("flexpolyline", Corridor.from_flexible_polyline),
        ("polyline", Corridor.from_google_polyline),
    ],
)
def test_a_missing_extra_is_named(
    module: str, read: Callable[[str], Corridor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=r"pip install 'evcp\[geo\]'") as caught:
        read("BFoz5xJ67i1B1B7PzIhaxL7Y")
    assert caught.value.name == module


@tries(50)
@given(degrees, longitudes, st.floats(0.001, 1e7), degrees, longitudes)
def test_areas_survive_pickle_and_copy(a: float, b: float, r: float, c: float, d: float) -> None:
    areas: list[Area] = [Circle(a, b, r), Corridor([(a, b), (c, d)], r), Corridor([(a, b), (c, d)])]
    areas.append(Box(north=max(a, c), west=b, south=min(a, c), east=d))
    for area in areas:
        for other in (pickle.loads(pickle.dumps(area)), copy.copy(area), copy.deepcopy(area)):  # noqa: S301
            assert other == area
            assert hash(other) == hash(area)
            assert other.query() == area.query()
