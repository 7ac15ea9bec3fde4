"""Made-up stations in real cities: any number of them, the same ones for the same seed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import accumulate, islice
from random import Random

from evcp_models import (
    Accessibility,
    Address,
    Connector,
    ConnectorDetail,
    Contact,
    EPayment,
    EVStation,
    EVStationDetails,
    OpeningHours,
    OtherPayment,
    PaymentMethods,
    Phone,
    Position,
    Price,
    PricingModel,
    PricingStructure,
    PricingUnit,
    StationRoaming,
)

from . import identifiers
from .geometry import Point
from .markets import CITIES, EMSPS, MARKETS, TIME_ZONES, Charger, City, Market, Operator
from .parts import (
    ALWAYS_OPEN,
    EVERY_DAY,
    Plug,
    charge_level,
    charging_point,
    connector_type,
    opening_hours,
    power_feed_type,
)
from .states import Evse, newest, simulate

NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
"""The moment at which every synthetic world stands still."""

_KM_PER_DEGREE = 111.195
_POOL_SIZES = (1, 2, 3, 4)
_POOL_WEIGHTS = (70, 18, 8, 4)
_SHOP_HOURS = opening_hours({EVERY_DAY - 1: (("07:00:00", "22:00:00"),)})


def stations(size: int, seed: int) -> tuple[EVStation, ...]:
    """The first stations of the world that a seed stands for.

    A larger world of the same seed begins with the stations of the smaller one.

    Raises:
        ValueError: `size` is negative.
    """
    if size < 0:
        raise ValueError(f"the size of a world cannot be negative: {size}")
    return tuple(islice(_Maker(seed).stations(), size))


class _Maker:
    """Draws pool after pool from one stream of chance."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = Random(seed)  # noqa: S311 - made-up stations, no secrets
        self.evses = 0
        self._people = list(accumulate(city.people_k for city in CITIES))

    def stations(self) -> Iterator[EVStation]:
        pool = 0
        while True:
            pool += 1
            yield from self._pool(pool)

    def _pool(self, number: int) -> Iterator[EVStation]:
        draw = self.chance
        city = draw.choices(CITIES, cum_weights=self._people)[0]
        market = MARKETS[city.country]
        operator = draw.choices(market.operators, [o.share for o in market.operators])[0]
        centre = self._scattered(city)
        address = self._address(city, market)
        pool_id = identifiers.pool_id(market.numeric, centre, f"{self.seed}-{number}")
        hours = draw.random()
        phone = f"{market.calling}{draw.randrange(10**8, 10**9)}" if draw.random() < 0.55 else None
        for place in range(draw.choices(_POOL_SIZES, _POOL_WEIGHTS)[0]):
            # Stations of a pool stand a few metres apart.
            point = Point(
                round(centre.latitude + place * draw.uniform(-1e-4, 1e-4), 6),
                round(centre.longitude + place * draw.uniform(-1e-4, 1e-4), 6),
            )
            connectors = self._connectors(market, operator, hours)
            updated = NOW - timedelta(seconds=draw.randrange(400 * 86_400))
            yield EVStation(
                id=identifiers.station_id(market.numeric, point, f"{self.seed}-{number}-{place}"),
                pool_id=pool_id,
                cpo_id=f"{operator.party}-{number}-{place + 1}",
                name=f"{operator.name} {address.street or city.name}",
                brand=operator.name if draw.random() < 0.92 else None,
                address=address,
                contacts=Contact(phone=(Phone(value=phone, label="PHONE"),)) if phone else None,
                position=Position(latitude=point.latitude, longitude=point.longitude),
                total_number_of_connectors=sum(
                    (c.charging_point and c.charging_point.number_of_connectors) or 0
                    for c in connectors
                ),
                connectors=connectors,
                ev_station_details=self._details(hours),
                roaming=self._roaming(),
                last_updated_time_stamp=newest(connectors),
                last_update_timestamp=updated,
                time_zone=TIME_ZONES.get(city.country) or TIME_ZONES[city.name],
            )

    def _scattered(self, city: City) -> Point:
        """A place around the centre: dense inside, thin outside, wider for a larger city."""
        kilometres = abs(self.chance.gauss(0, 1)) * (1.0 + math.sqrt(city.people_k) / 8)
        bearing = self.chance.uniform(0, math.tau)
        north = kilometres * math.cos(bearing) / _KM_PER_DEGREE
        shrink = math.cos(math.radians(city.latitude))
        east = kilometres * math.sin(bearing) / (_KM_PER_DEGREE * shrink)
        longitude = (city.longitude + east + 180) % 360 - 180
        return Point(round(city.latitude + north, 6), round(longitude, 6))

    def _address(self, city: City, market: Market) -> Address:
        draw = self.chance
        street = draw.choice(market.streets) if draw.random() < 0.96 else None
        number = str(draw.randrange(1, 240)) if street and draw.random() < 0.9 else None
        postcode = "".join(str(draw.randrange(10)) if c == "#" else c for c in city.postcode)
        has_states = city.country in ("USA", "CAN", "AUS")
        return Address(
            street=street,
            street_number=number,
            city=city.name,
            state=city.region if has_states else None,
            region=None if has_states else city.region,
            country=city.country,
            postal_code=postcode if draw.random() < 0.95 else None,
        )

    def _connectors(
        self, market: Market, operator: Operator, hours: float
    ) -> tuple[Connector, ...]:
        draw = self.chance
        charger = draw.choices(market.chargers, [c.share for c in market.chargers])[0]
        evses = []
        for at in range(draw.randint(*charger.evses)):
            self.evses += 1
            # Some operators give their EVSEs no eMI3 id, and many print no label on them.
            emi3 = identifiers.emi3_id(market.alpha2, operator.party, self.evses, at + 1)
            evses.append(
                Evse(
                    cpo_id=f"{self.evses:08d}",
                    emi3_id=emi3 if operator.share > 1 else None,
                    label=str(at + 1) if draw.random() < 0.3 else None,
                )
            )
        free = draw.random() < 0.08
        known = draw.random() < 0.7
        groups = tuple(
            self._group(plug, charger, len(evses), market, operator, hours, free, known)
            for plug in charger.plugs
        )
        if operator.live and draw.random() < 0.9:
            return simulate([(group, evses) for group in groups], draw, NOW)
        return groups

    def _group(
        self,
        plug: Plug,
        charger: Charger,
        count: int,
        market: Market,
        operator: Operator,
        hours: float,
        free: bool,
        price_known: bool,
    ) -> Connector:
        draw = self.chance
        price = round(operator.price * (1.0 if plug.phases else 1.5), 2)
        rated = draw.random() >= 0.02
        pricing = PricingStructure(
            pricing_model=PricingModel.KWH,
            price=Price(value=Decimal(f"{price:.2f}"), currency=market.currency),
            unit=PricingUnit.KWH,
        )
        return Connector(
            supplier_name=operator.name,
            connector_type=connector_type(plug.type_id),
            power_feed_type=power_feed_type(plug.feed) if plug.feed else None,
            max_power_level=plug.kw if rated else None,
            customer_charge_level=charge_level(plug.kw) if rated else None,
            fixed_cable=plug.cable,
            connector_details=ConnectorDetail(
                open24x7=_open_all_day(hours),
                opening_time="0:00 - 24:00" if _open_all_day(hours) else None,
                opening_hours=_hours(hours),
                pay=not free,
                manufacturer=charger.model[0],
                manufacturer_model=charger.model[1],
                pricing=(pricing,) if price_known and not free else (),
            ),
            charging_point=charging_point(plug, count),
        )

    def _details(self, hours: float) -> EVStationDetails:
        draw = self.chance
        kind = draw.choices(
            (Accessibility.PUBLIC, Accessibility.RESTRICTED, Accessibility.PRIVATE), (88, 9, 3)
        )[0]
        app = ("app", "rfid-reader")[: draw.randrange(1, 3)]
        return EVStationDetails(
            private_access=kind == Accessibility.PRIVATE,
            restricted_access=kind == Accessibility.RESTRICTED,
            accessibility_type=kind,
            payment_methods=PaymentMethods(
                e_payment=EPayment(types=("online-credit-card",), accept=draw.random() < 0.6),
                other=OtherPayment(types=app, accept=True),
            ),
            notes="Closed at night" if _closes_at_night(hours) else None,
        )

    def _roaming(self) -> tuple[StationRoaming, ...]:
        count = self.chance.choices((0, 1, 2, 3, 4), (15, 20, 25, 25, 15))[0]
        return tuple(
            StationRoaming(emsp=name, partner_id=partner, ema_id=(ema,))
            for name, partner, ema in sorted(self.chance.sample(EMSPS, count))
        )


# One draw decides the hours of a whole pool: below 0.8 it never closes, below 0.9 it closes at
# night, above that nothing is known.
def _open_all_day(hours: float) -> bool | None:
    return None if hours >= 0.9 else hours < 0.8


def _closes_at_night(hours: float) -> bool:
    return 0.8 <= hours < 0.9


def _hours(hours: float) -> OpeningHours | None:
    if hours < 0.8:
        return ALWAYS_OPEN
    return _SHOP_HOURS if _closes_at_night(hours) else None
