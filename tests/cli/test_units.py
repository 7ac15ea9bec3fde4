"""Distances, powers, speeds and durations as people write them."""

from __future__ import annotations

import math

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evcp.cli.options.units import (
    parse_distance,
    parse_duration,
    parse_power,
    parse_speed,
    show_distance,
    show_duration,
    show_power,
)


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("500m", 500),
        ("5km", 5000),
        ("5 km", 5000),
        (" 1.5KM ", 1500),
        (".5km", 500),
        ("5.km", 5000),
        ("3mi", 4828.032),
        ("1nmi", 1852),
        ("10ft", 3.048),
        ("10yd", 9.144),
    ],
)
def test_distances(text: str, metres: float) -> None:
    assert parse_distance(text) == pytest.approx(metres)


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("100km/h", 100),
        ("100 km/h", 100),
        ("90kmh", 90),
        ("90 KPH", 90),
        ("65mph", 104.60736),
        ("65mi/h", 104.60736),
        ("10m/s", 36),
    ],
)
def test_speeds(text: str, kmh: float) -> None:
    assert parse_speed(text) == pytest.approx(kmh)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("100", "write 100km/h or 100mph"),
        ("12,5km/h", "write 12.5km/h"),
        ("100km", "a speed is in km/h, kmh, kph, mph, mi/h, m/s"),
        ("100km/", "not a speed: write 100km/h"),
        ("-5km/h", "negative"),
        ("0km/h", "greater than zero"),
        ("1km/h2km/h", "not a speed"),
    ],
)
def test_bad_speeds(text: str, message: str) -> None:
    with pytest.raises(click.BadParameter, match=message):
        parse_speed(text)


@pytest.mark.parametrize(
    ("text", "kilowatts"),
    [("50kW", 50), ("50 KW", 50), ("3700W", 3.7), ("0.35MW", 350), ("0.35mw", 350)],
)
def test_powers(text: str, kilowatts: float) -> None:
    assert parse_power(text) == pytest.approx(kilowatts)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("5m", 300),
        ("5min", 300),
        ("1h", 3600),
        ("1h30m", 5400),
        ("1h 30m 5s", 5405),
        ("250ms", 0.25),
        ("2d", 172_800),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5", "'5' has no unit: write 5m or 5km"),
        ("1,5km", "decimal comma: write 1.5km"),
        ("0,500km", "decimal comma: write 0.500km"),
        ("1,000m", "write 1000m or 1.000m"),
        (" -5km", "'-5km' is negative: a distance must be greater than zero"),
        ("5parsec", "the unit 'parsec': a distance is in m, km"),
        ("-5km", "is negative"),
        ("5km3m", "is not a distance"),
        ("0km", "greater than zero"),
        ("5km!", "is not a distance"),
        ("km", "is not a distance"),
        ("", "is not a distance"),
        ("1e3m", "is not a distance"),
        ("\N{ARABIC-INDIC DIGIT FIVE}km", "is not a distance"),
        ("9" * 400 + "km", "greater than zero"),
    ],
)
def test_bad_distance_message(text: str, message: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        parse_distance(text)
    assert message in str(caught.value)


def test_unit_is_required() -> None:
    with pytest.raises(click.BadParameter, match="write 50kW"):
        parse_power("50")
    with pytest.raises(click.BadParameter, match="write 30s or 30m"):
        parse_duration("30")
    with pytest.raises(click.BadParameter, match="a power is in W, kW, MW"):
        parse_power("5km")


@given(st.floats(0.001, 1e7).map(lambda value: round(value, 3)))
def test_units_convert_exactly(value: float) -> None:
    number = f"{value:f}"
    assert parse_distance(f"{number}m") == pytest.approx(value)
    assert parse_distance(f"{number} km") == pytest.approx(value * 1000)
    assert parse_power(f"{number}kW") == pytest.approx(value)
    assert parse_power(f"{number}MW") == pytest.approx(parse_power(f"{number}W") * 1e6)
    assert parse_duration(f"{number}h") == pytest.approx(value * 3600)


@given(st.text(max_size=12))
def test_any_text_is_positive_or_error(text: str) -> None:
    for parse in (parse_distance, parse_power, parse_duration):
        try:
            value = parse(text)
        except click.BadParameter:
            continue
        assert 0 < value < math.inf


@given(st.floats(1, 400_000))
def test_shown_quantities_parse_again(value: float) -> None:
    assert parse_distance(show_distance(value)) == pytest.approx(value, rel=0.06, abs=0.5)
    assert parse_power(show_power(value)) == pytest.approx(value, rel=0.06)
    assert parse_duration(show_duration(value)) == pytest.approx(value, rel=0.06, abs=30)


@pytest.mark.parametrize(
    ("metres", "shown"),
    [(0, "0 m"), (999.4, "999 m"), (999.6, "1.0 km"), (12_345, "12.3 km"), (123_456, "123 km")],
)
def test_show_distance(metres: float, shown: str) -> None:
    assert show_distance(metres) == shown


@pytest.mark.parametrize(
    ("kilowatts", "shown"),
    [(3.7, "3.7 kW"), (22.08, "22 kW"), (11, "11 kW"), (350, "350 kW"), (1200, "1.2 MW")],
)
def test_show_power(kilowatts: float, shown: str) -> None:
    assert show_power(kilowatts) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.3, "300 ms"), (30, "30 s"), (59.97, "60 s"), (90, "1 min 30 s"), (5400, "1 h 30 min")],
)
def test_show_duration(seconds: float, shown: str) -> None:
    assert show_duration(seconds) == shown
