"""Searchable facts of synthetic stations, drawn for thousands at a time.

Stations are drawn in blocks, each from its own stream of chance, so that a larger world begins with
the stations of a smaller one. All other facts are drawn on demand (`details`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import accumulate, combinations
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from ..spatial.index import Floats, Numbers
from ..stations.columns import Group
from .cities import CITIES, City, Road, roads
from .markets import (
    EMSPS,
    MARKETS,
    MISSING,
    MOTORWAY_EVSES,
    Charger,
    Market,
    Operator,
    on_motorways,
)

CITY, MOTORWAY, RURAL = 0, 1, 2
"""Settings of a station."""

_SETTINGS = (0.82, 0.08, 0.10)
_POOL_SIZES = (0.70, 0.18, 0.08, 0.04)
"""Shares of pools of one, two, three and four stations."""
_CARDS = (0.20, 0.25, 0.25, 0.15)
"""Shares of one, two, three and four accepted eMSPs, among stations with any."""
_INNER_CITY = 0.25
_BLOCK = 8_192
_KM_PER_DEGREE = 111.195
_PLUGS = 3
"""Greatest number of plugs of a charger."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """The facts of synthetic stations drawn in advance, a column each.

    Attributes:
        latitudes: Degrees north.
        longitudes: Degrees east.
        places: Place in the pool, 0 for its first station.
        settings: `CITY`, `MOTORWAY` or `RURAL`.
        cities: Number of the city, or of the nearest one, in `CITIES`.
        roads: Number of the road, for a motorway.
        operators: Number in `Tables.operators`.
        chargers: Number in `Tables.chargers`.
        unrated: A bit for each plug of unknown power.
        evses: Number of EVSEs.
        cards: Number in `Tables.cards`.
        pooled: True if the pool has an id.
        live: True if live states are delivered.
    """

    latitudes: Floats
    longitudes: Floats
    places: npt.NDArray[np.uint8]
    settings: npt.NDArray[np.uint8]
    cities: npt.NDArray[np.uint16]
    roads: npt.NDArray[np.uint16]
    operators: npt.NDArray[np.uint16]
    chargers: npt.NDArray[np.uint16]
    unrated: npt.NDArray[np.uint8]
    evses: npt.NDArray[np.uint8]
    cards: npt.NDArray[np.uint8]
    pooled: npt.NDArray[np.bool_]
    live: npt.NDArray[np.bool_]


def skeleton(size: int, seed: int) -> Skeleton:
    """Draw the stations of a world."""
    tables = tables_of_the_world()
    blocks = [_block(tables, seed, number) for number in range(max(1, -(-size // _BLOCK)))]
    return Skeleton(
        **{
            one.name: np.concatenate([getattr(block, one.name) for block in blocks])[:size]
            for one in fields(Skeleton)
        }
    )


class _Choice:
    """Weighted choices, one list of weights for each of several keys."""

    def __init__(self, lists: Sequence[Sequence[tuple[int, float]]]) -> None:
        """Take for each key its choices as (number, weight)."""
        self._numbers = np.array([number for one in lists for number, _ in one], np.intp)
        bounds: list[float] = []
        for key, one in enumerate(lists):
            total = sum(weight for _, weight in one)
            sums = list(accumulate(weight / total for _, weight in one))
            bounds += [key + share for share in sums[:-1]] + [key + 1.0]
        self._bounds = np.array(bounds)

    def draw(self, keys: Numbers | int, chance: Floats) -> Numbers:
        """A choice for each key, by a number from 0 up to 1."""
        # Rounded up to the next whole number, the sum would be a choice of the next key.
        below = np.minimum(keys + chance, np.nextafter(keys + 1.0, 0.0))
        return self._numbers[np.searchsorted(self._bounds, below, "right")]


class Tables(NamedTuple):
    """Everything available to draws, numbered.

    Attributes:
        markets: The countries.
        operators: The operators of all countries.
        chargers: The chargers of all countries.
        cards: The sets of accepted eMSPs, as numbers in `EMSPS`.
        roads: The roads.
        city_market: Number of the market of each city.
        choose_city: By nothing (key 0).
        choose_road: By nothing (key 0).
        choose_operator: By market.
        choose_charger: By market and setting.
        choose_cards: By nothing (key 0).
    """

    markets: tuple[Market, ...]
    operators: tuple[Operator, ...]
    chargers: tuple[Charger, ...]
    cards: tuple[tuple[int, ...], ...]
    roads: tuple[Road, ...]
    city_market: Numbers
    choose_city: _Choice
    choose_road: _Choice
    choose_operator: _Choice
    choose_charger: _Choice
    choose_cards: _Choice

    def market_of(self, city: int) -> Market:
        """The market of a city, by the number of the city."""
        return self.markets[int(self.city_market[city])]


@cache
def tables_of_the_world() -> Tables:
    """The tables of every synthetic world."""
    codes = tuple(MARKETS)
    markets = tuple(MARKETS.values())
    operators, operators_of = _numbered([one.operators for one in markets])
    chargers, chargers_of = _numbered([one.chargers for one in markets])
    cards = tuple(
        some for size in range(len(_CARDS) + 1) for some in combinations(range(len(EMSPS)), size)
    )
    drivable = roads()

    def weight(city: City) -> float:
        return city.people_k * MARKETS[city.country].density

    def fitting(market: int, setting: int) -> list[tuple[int, float]]:
        fit = on_motorways(markets[market].chargers)
        return [
            (number, chargers[number].share)
            for number in chargers_of[market]
            if setting == CITY or (chargers[number] in fit) is (setting == MOTORWAY)
        ]

    return Tables(
        markets=markets,
        operators=operators,
        chargers=chargers,
        cards=cards,
        roads=drivable,
        city_market=np.array([codes.index(city.country) for city in CITIES], np.intp),
        choose_city=_Choice([[(at, weight(city)) for at, city in enumerate(CITIES)]]),
        choose_road=_Choice(
            [
                [
                    (at, one.kilometres * sum(_density(end) for end in (one.start, one.end)))
                    for at, one in enumerate(drivable)
                ]
            ]
        ),
        choose_operator=_Choice(
            [[(number, operators[number].share) for number in some] for some in operators_of]
        ),
        choose_charger=_Choice(
            [fitting(market, setting) for market in range(len(markets)) for setting in range(3)]
        ),
        choose_cards=_Choice([[(at, _card_weight(some, cards)) for at, some in enumerate(cards)]]),
    )


def _density(city: int) -> float:
    return MARKETS[CITIES[city].country].density


def _card_weight(some: tuple[int, ...], cards: Sequence[tuple[int, ...]]) -> float:
    none = MISSING["roaming"]
    share = (1 - none) * _CARDS[len(some) - 1] / sum(_CARDS) if some else none
    return share / sum(len(one) == len(some) for one in cards)


def _numbered(lists: Sequence[Sequence[_T]]) -> tuple[tuple[_T, ...], list[list[int]]]:
    """The distinct things of several lists, and each list as their numbers."""
    everything = list(dict.fromkeys(one for some in lists for one in some))
    return tuple(everything), [[everything.index(one) for one in some] for some in lists]


def group_table(chargers: Sequence[Charger]) -> tuple[frozenset[Group], ...]:
    """The connector groups of each charger, for each set of plugs of unknown power.

    The row of a station is its charger times 8, plus `Skeleton.unrated`.
    """
    return tuple(
        frozenset(
            (plug.type_id, None if unrated >> at & 1 else plug.kw)
            for at, plug in enumerate(charger.plugs)
        )
        for charger in chargers
        for unrated in range(2**_PLUGS)
    )


def _block(tables: Tables, seed: int, number: int) -> Skeleton:
    """One block of stations; a pool at its end is cut off."""
    # Only `random` of one bit generator: its stream is stable over versions of numpy.
    stream = np.random.Generator(np.random.PCG64([number, seed % 2**64]))

    def draw() -> Floats:
        return stream.random(_BLOCK)

    sizes = np.searchsorted(np.cumsum(_POOL_SIZES)[:-1], draw(), "right") + 1
    pools = np.repeat(np.arange(_BLOCK), sizes)[:_BLOCK]
    places = (np.arange(_BLOCK) - (np.cumsum(sizes) - sizes)[pools]).astype(np.uint8)

    settings = np.searchsorted(np.cumsum(_SETTINGS)[:-1], draw(), "right")
    cities = tables.choose_city.draw(0, draw())
    road = tables.choose_road.draw(0, draw())
    latitudes, longitudes = _in_cities(cities, draw)
    beside_latitudes, beside_longitudes, near = _beside_roads(tables, road, settings, draw)
    in_city = settings == CITY
    cities = np.where(in_city, cities, near)
    latitudes = np.where(in_city, latitudes, beside_latitudes)
    longitudes = np.where(in_city, longitudes, beside_longitudes)
    operators = tables.choose_operator.draw(tables.city_market[cities], draw())
    pooled = draw() >= MISSING["pool id"]

    # From here on a row is a station. Stations of a pool stand a few metres apart.
    settings, cities, operators = settings[pools], cities[pools], operators[pools]
    latitudes = np.round(latitudes[pools] + places * (draw() - 0.5) * 2e-4, 6)
    longitudes = longitudes[pools] + places * (draw() - 0.5) * 2e-4
    chargers = tables.choose_charger.draw(tables.city_market[cities] * 3 + settings, draw())
    least, most = _evses(tables, chargers, settings)
    delivers = np.array([one.live for one in tables.operators])
    plugs = np.array([len(one.plugs) for one in tables.chargers])
    unrated = sum(
        ((draw() < MISSING["power"]) & (at < plugs[chargers])) * 2**at for at in range(_PLUGS)
    )
    return Skeleton(
        latitudes=latitudes,
        longitudes=np.round((longitudes + 180) % 360 - 180, 6),
        places=places,
        settings=settings.astype(np.uint8),
        cities=cities.astype(np.uint16),
        roads=road[pools].astype(np.uint16),
        operators=operators.astype(np.uint16),
        chargers=chargers.astype(np.uint16),
        unrated=np.asarray(unrated, np.uint8),
        evses=(least + draw() * (most - least + 1)).astype(np.uint8),
        cards=tables.choose_cards.draw(0, draw()).astype(np.uint8),
        pooled=pooled[pools],
        live=delivers[operators] & (draw() >= MISSING["live states"]),
    )


def _in_cities(cities: Numbers, draw: Callable[[], Floats]) -> tuple[Floats, Floats]:
    """Places around city centres: dense inside, thin outside, wider for a larger city."""
    north = np.array([city.latitude for city in CITIES])[cities]
    east = np.array([city.longitude for city in CITIES])[cities]
    width = 1.0 + np.sqrt(np.array([city.people_k for city in CITIES]))[cities] / 8
    width = np.where(draw() < _INNER_CITY, width / 3, width)
    kilometres = width * np.sqrt(-2 * np.log1p(-draw()))
    bearings = draw() * 2 * np.pi
    return _moved(north, east, kilometres * np.cos(bearings), kilometres * np.sin(bearings))


def _beside_roads(
    tables: Tables, road: Numbers, settings: Numbers, draw: Callable[[], Floats]
) -> tuple[Floats, Floats, Numbers]:
    """Places on motorways and in the country around them, with their nearer cities."""
    starts = np.array([one.start for one in tables.roads])[road]
    ends = np.array([one.end for one in tables.roads])[road]
    bends = np.array([one.bend for one in tables.roads])[road]
    length = np.array([one.kilometres for one in tables.roads])[road]
    north = np.array([city.latitude for city in CITIES])
    east = np.array([city.longitude for city in CITIES])
    share = 0.06 + 0.88 * draw()
    latitudes = north[starts] + share * (north[ends] - north[starts])
    longitudes = east[starts] + share * (east[ends] - east[starts])
    ahead_north = (north[ends] - north[starts]) * _KM_PER_DEGREE / length
    shrink = np.cos(np.radians(latitudes))
    ahead_east = (east[ends] - east[starts]) * _KM_PER_DEGREE * shrink / length
    # A normal deviate by Box and Muller.
    normal = np.sqrt(-2 * np.log1p(-draw())) * np.cos(2 * np.pi * draw())
    beside = bends * length * np.sin(np.pi * share)
    beside += normal * np.where(settings == MOTORWAY, 0.1, 12.0)
    places = _moved(latitudes, longitudes, beside * ahead_east, -beside * ahead_north)
    return *places, np.where(share < 0.5, starts, ends)


def _moved(
    latitudes: Floats, longitudes: Floats, north_km: Floats, east_km: Floats
) -> tuple[Floats, Floats]:
    shrink = np.cos(np.radians(latitudes))
    return latitudes + north_km / _KM_PER_DEGREE, longitudes + east_km / (_KM_PER_DEGREE * shrink)


def _evses(tables: Tables, chargers: Numbers, settings: Numbers) -> tuple[Numbers, Numbers]:
    """Least and greatest number of EVSEs: a motorway has many, the country few."""
    least = np.array([one.evses[0] for one in tables.chargers])[chargers]
    most = np.array([one.evses[1] for one in tables.chargers])[chargers]
    most = np.where(settings == RURAL, np.maximum(least, np.minimum(most, 2)), most)
    motorway = settings == MOTORWAY
    return (
        np.where(motorway, MOTORWAY_EVSES[0], least),
        np.where(motorway, MOTORWAY_EVSES[1], most),
    )
