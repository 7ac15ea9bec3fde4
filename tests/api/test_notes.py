"""Notes on empty answers: told where they are certain, and nowhere else."""

from __future__ import annotations

import pytest

from evcp import Area, Box, Circle, Corridor
from evcp._api.notes import empty_notes

BERLIN, HAMBURG, PARIS = (52.52, 13.405), (53.55, 10.0), (48.86, 2.35)
SAO_PAULO, JOHANNESBURG, NEW_YORK = (-23.55, -46.63), (-26.2, 28.05), (40.7, -74.0)


@pytest.mark.parametrize("place", [BERLIN, HAMBURG, PARIS, SAO_PAULO, JOHANNESBURG, NEW_YORK])
def test_swapped_cities_are_in_the_water(place: tuple[float, float]) -> None:
    (note,) = empty_notes(Circle(place[1], place[0], 5_000))
    assert note.startswith(f"{place[1]:g}, {place[0]:g} lies in ")
    assert note.endswith("; swapped?")
    assert empty_notes(Circle(*place, 5_000)) == ()


@pytest.mark.parametrize(
    "place",
    [
        (12.5, 54.0),  # Socotra
        (16.4, 48.2),  # Yemen, where Vienna leads
        (-4.62, 55.45),  # Mahe, Seychelles
        (4.17, 73.5),  # Male, Maldives
        (28.1, -15.4),  # Las Palmas
        (36.97, -25.1), (38.7, -27.2),  # Santa Maria and Terceira, Azores
        (16.9, -25.0),  # Cape Verde
        (-54.28, -36.5),  # South Georgia
        (-37.1, -12.3), (-40.32, -9.94),  # Tristan da Cunha, Gough
        (-20.2, 57.5), (-19.7, 63.4),  # Mauritius, Rodrigues
        (-7.3, 72.4),  # Chagos
        (20.4, 58.8),  # Masirah
        (71.1, 25.7), (74.5, 19.0), (78.2, 15.6), (76.5, 25.3), (78.8, 28.0),  # North Cape to Svalbard
        (80.1, 32.5), (81.8, 58.0),  # Kvitoya, Franz Josef Land
        (2.04, 45.34), (-4.05, 39.67), (11.28, 49.18),  # Mogadishu, Mombasa, Bosaso
    ],
)  # fmt: skip
def test_no_island_is_called_sea(place: tuple[float, float]) -> None:
    assert empty_notes(Circle(*place, 5_000)) == ()


def test_a_place_at_sea_whose_swap_is_at_sea_gets_no_note() -> None:
    assert empty_notes(Circle(5.0, 53.0, 5_000)) != ()
    assert empty_notes(Circle(30.0, -25.0, 5_000)) == (
        "30, -25 lies in the Atlantic Ocean; swapped?",
    )
    assert empty_notes(Circle(-25.0, -25.0, 5_000)) == ()
    assert empty_notes(Circle(-65.0, 100.0, 5_000)) == ()  # 100 is no latitude


@pytest.mark.parametrize(
    ("area", "note"),
    [
        (Circle(*BERLIN, 5), "0 stations within 5 m; radius is in metres"),
        (Circle(*BERLIN, 200), "0 stations within 200 m; radius is in metres"),
        (Corridor([BERLIN, HAMBURG], 5), "0 stations in a corridor of 5 m; width is in metres"),
        (Box(north=13.5, west=52.4, south=13.3, east=52.6), "13.5, 52.4 lies in the Gulf of Aden; swapped?"),
        (Corridor([(13.4, 52.5), (10.0, 53.5)], 500), "13.4, 52.5 lies in the Gulf of Aden; swapped?"),
    ],
)  # fmt: skip
def test_slips_of_areas(area: Area, note: str) -> None:
    assert empty_notes(area) == (note,)


@pytest.mark.parametrize(
    "area",
    [
        Circle(*BERLIN, 201),
        Box(north=53, west=13, south=52, east=14),
        Box(north=20, west=45, south=13, east=54),  # one corner at sea
        Corridor([BERLIN, HAMBURG]),
        Corridor([(13.4, 52.5), BERLIN], 500),
    ],
)
def test_other_areas_get_no_note(area: Area) -> None:
    assert empty_notes(area) == ()


def test_watts_for_kilowatts() -> None:
    assert empty_notes(Circle(*BERLIN, 5_000), 50_000) == (
        "min_power is in kW: 50,000 kW is more than any charger has",
    )
    assert empty_notes(Circle(*BERLIN, 5_000), 3_750) == ()
