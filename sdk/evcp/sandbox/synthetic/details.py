"""Details of a synthetic station, drawn on demand.

They are drawn from a stream of chance for the number of the station and the seed of the world; facts
shared by the stations of a pool are drawn from a stream of the pool.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from evcp._reading.parts import (
    ALWAYS_OPEN,
    EVERY_DAY,
    charge_level,
    connector_type,
    newest,
    opening_hours,
)
from evcp_models import (
    Accessibility,
    Address,
    Connector,
    ConnectorDetail,
    Contact,
    EPayment,
    EVStation,
    EVStationDetails,
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

from ..spatial.geometry import Point
from ..stations import identifiers
from ..stations.identifiers import mixed
from ..stations.parts import Evse, Plug, charging_point, power_feed_type, simulate
from .cities import CITIES, City, village
from .markets import EMSPS, MISSING, Charger, Market, Operator
from .skeleton import CITY, MOTORWAY, Skeleton, Tables

NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
"""The moment of the drawn live states of every synthetic world."""

_SHOP_HOURS = opening_hours({EVERY_DAY - 1: (("07:00:00", "22:00:00"),)})
_CLOSES_AT_NIGHT = 0.1
_WITH_STATES = ("USA", "CAN", "AUS")


class Details:
    """Builds the stations of a skeleton."""

    def __init__(self, seed: int, drawn: Skeleton, tables: Tables) -> None:
        self._key = mixed(seed % 2**64) << 64
        self._drawn = drawn
        self._tables = tables

    def station(self, number: int, id: str, pool_id: str | None) -> EVStation:
        """Build the station of a number."""
        first = number - int(self._drawn.places[number])
        site = self._site(first)
        drawn = self._drawn
        draw = self._chance(number, "station")
        charger = self._tables.chargers[drawn.chargers[number]]
        connectors = self._connectors(number, charger, site, draw)
        point = Point(float(drawn.latitudes[number]), float(drawn.longitudes[number]))
        cards = self._tables.cards[drawn.cards[number]]
        entrance = None
        if draw.random() >= MISSING["entrance"]:
            entrance = Position(
                latitude=round(point.latitude + draw.uniform(-2e-4, 2e-4), 6),
                longitude=round(point.longitude + draw.uniform(-2e-4, 2e-4), 6),
            )
        name = f"{site.operator.name} {site.address.street or site.address.city or site.city.name}"
        updated = NOW - timedelta(seconds=draw.randrange(400 * 86_400))
        return EVStation(
            id=id,
            pool_id=pool_id,
            cpo_id=f"{site.operator.party}-{first + 1}-{number - first + 1}",
            name=name if draw.random() >= MISSING["name"] else None,
            brand=site.operator.name if draw.random() >= MISSING["brand"] else None,
            address=site.address,
            contacts=site.contacts,
            position=Position(latitude=point.latitude, longitude=point.longitude),
            entrance_position=entrance,
            total_number_of_connectors=int(drawn.evses[number]) * len(charger.plugs),
            connectors=connectors,
            ev_station_details=self._details(site, draw),
            roaming=tuple(_card(*EMSPS[at]) for at in cards),
            last_updated_time_stamp=newest(connectors),
            last_update_timestamp=updated if draw.random() >= MISSING["update time"] else None,
            time_zone=site.city.time_zone,
        )

    def _chance(self, number: int, what: str) -> Random:
        key = number * 2 + (what == "site")
        return Random(self._key | mixed(key))  # noqa: S311 - no secrets

    def _site(self, first: int) -> _Site:
        """The common facts of the stations of a pool."""
        drawn, draw = self._drawn, self._chance(first, "site")
        city, market = CITIES[drawn.cities[first]], self._tables.market_of(int(drawn.cities[first]))
        phone = f"{market.calling}{draw.randrange(10**8, 10**9)}"
        setting = int(drawn.settings[first])
        hours = draw.random()
        return _Site(
            city=city,
            market=market,
            operator=self._tables.operators[drawn.operators[first]],
            address=self._address(city, market, setting, int(drawn.roads[first]), draw),
            contacts=Contact(phone=(Phone(value=phone, label="PHONE"),))
            if draw.random() >= MISSING["phone"]
            else None,
            # A site on a motorway never closes.
            open_all_day=None
            if hours < MISSING["opening hours"]
            else setting == MOTORWAY or hours >= MISSING["opening hours"] + _CLOSES_AT_NIGHT,
        )

    def _address(
        self, city: City, market: Market, setting: int, road: int, draw: Random
    ) -> Address:
        street: str | None = draw.choice(market.streets)
        number: str | None = str(draw.randrange(1, 240))
        town: str | None = city.name
        if setting == MOTORWAY:
            street, number = f"{market.road}{'' if market.road[-1] == '-' else ' '}{road + 1}", None
        elif draw.random() < MISSING["street"]:
            street = number = None
        if draw.random() < MISSING["street number"]:
            number = None
        if setting != CITY:
            town = village(city.country, draw)
            if setting == MOTORWAY and draw.random() < MISSING["town"]:
                town = None
        postcode = "".join(str(draw.randrange(10)) if c == "#" else c for c in city.postcode)
        has_states = city.country in _WITH_STATES
        return Address(
            street=street,
            street_number=number,
            city=town,
            state=city.region if has_states else None,
            region=None if has_states else city.region,
            country=city.country,
            postal_code=postcode if draw.random() >= MISSING["postcode"] else None,
        )

    def _connectors(
        self, number: int, charger: Charger, site: _Site, draw: Random
    ) -> tuple[Connector, ...]:
        operator, alpha2 = site.operator, site.market.alpha2
        evses = [
            Evse(
                cpo_id=f"{number * 16 + at:08d}",
                # Small operators give their EVSEs no eMI3 id.
                emi3_id=identifiers.emi3_id(alpha2, operator.party, number + 1, at + 1)
                if operator.share > 1
                else None,
                label=str(at + 1) if draw.random() >= MISSING["label"] else None,
            )
            for at in range(int(self._drawn.evses[number]))
        ]
        free = draw.random() < 0.08
        terms = _Terms(
            open_all_day=site.open_all_day,
            free=free,
            tariff=None if free or draw.random() < MISSING["price"] else draw.random(),
            model=charger.model if draw.random() >= MISSING["manufacturer"] else (None, None),
        )
        unrated = int(self._drawn.unrated[number])
        groups = tuple(
            _group(plug, not unrated >> at & 1, len(evses), site, terms)
            for at, plug in enumerate(charger.plugs)
        )
        if self._drawn.live[number]:
            return simulate([(group, evses) for group in groups], draw, NOW)
        return groups

    def _details(self, site: _Site, draw: Random) -> EVStationDetails:
        kind = draw.choices(
            (Accessibility.PUBLIC, Accessibility.RESTRICTED, Accessibility.PRIVATE), (88, 9, 3)
        )[0]
        known = draw.random() >= MISSING["accessibility"]
        methods = PaymentMethods(
            e_payment=EPayment(types=("online-credit-card",), accept=draw.random() < 0.6),
            other=OtherPayment(types=("app", "rfid-reader")[: draw.randrange(1, 3)], accept=True),
        )
        return EVStationDetails(
            private_access=kind == Accessibility.PRIVATE if known else None,
            restricted_access=kind == Accessibility.RESTRICTED if known else None,
            accessibility_type=kind if known else None,
            payment_methods=methods if draw.random() >= MISSING["payment"] else None,
            notes="Closed at night" if site.open_all_day is False else None,
        )


class _Site(NamedTuple):
    """Common facts of the stations of a pool; `open_all_day` is None if unknown."""

    city: City
    market: Market
    operator: Operator
    address: Address
    contacts: Contact | None
    open_all_day: bool | None


class _Terms(NamedTuple):
    """Common facts of the connector groups of a station; `tariff` decides its prices."""

    open_all_day: bool | None
    free: bool
    tariff: float | None
    model: tuple[str | None, str | None]


def _group(plug: Plug, rated: bool, count: int, site: _Site, terms: _Terms) -> Connector:
    hours = None
    if terms.open_all_day is not None:
        hours = ALWAYS_OPEN if terms.open_all_day else _SHOP_HOURS
    return Connector(
        supplier_name=site.operator.name,
        connector_type=connector_type(plug.type_id),
        power_feed_type=power_feed_type(plug.feed) if plug.feed else None,
        max_power_level=plug.kw if rated else None,
        customer_charge_level=charge_level(plug.kw) if rated else None,
        fixed_cable=plug.cable,
        connector_details=ConnectorDetail(
            open24x7=terms.open_all_day,
            opening_time="0:00 - 24:00" if terms.open_all_day else None,
            opening_hours=hours,
            pay=not terms.free,
            manufacturer=terms.model[0],
            manufacturer_model=terms.model[1],
            pricing=_pricing(plug, site, terms.tariff),
        ),
        charging_point=charging_point(plug, count),
    )


def _pricing(plug: Plug, site: _Site, tariff: float | None) -> tuple[PricingStructure, ...]:
    """Prices by energy; some stations add a fee, and some charge by time instead."""
    if tariff is None:
        return ()
    base = site.operator.price * (1.0 if plug.phases else 1.5 if plug.kw < 150 else 1.8)

    def priced(model: PricingModel, unit: PricingUnit, amount: float) -> PricingStructure:
        price = Price(value=Decimal(f"{amount:.2f}"), currency=site.market.currency)
        return PricingStructure(pricing_model=model, price=price, unit=unit)

    if tariff < 0.05:
        return (priced(PricingModel.TIME_UNIT, PricingUnit.HOURS, base * min(plug.kw, 50) / 2),)
    energy = priced(PricingModel.KWH, PricingUnit.KWH, base)
    if tariff < 0.15:
        return (energy, priced(PricingModel.SESSION, PricingUnit.SESSION, site.operator.price * 2))
    return (energy,)


def _card(name: str, partner: str, ema: str) -> StationRoaming:
    return StationRoaming(emsp=name, partner_id=partner, ema_id=(ema,))
