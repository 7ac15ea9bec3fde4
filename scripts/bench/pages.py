"""The pages that are timed: full stations after the documented samples, no two alike.

A station has what the samples have (contract sections 3.2 and 3.3) and what newer traffic adds
to them: several connector groups, the state of each connector, opening hours by day, roaming. Numbers,
ids, names and timestamps differ from station to station, so that no contestant can live on its caches.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

Wire = dict[str, Any]

SEED = 20_140_114
_EPOCH = datetime(2024, 3, 1, tzinfo=UTC)
_CITIES = (
    ("Berlin", "Berlin", "DEU", "DE", "Europe/Berlin", 52.52, 13.40, "10"),
    ("München", "Bayern", "DEU", "DE", "Europe/Berlin", 48.14, 11.58, "80"),
    ("Köln", "Nordrhein-Westfalen", "DEU", "DE", "Europe/Berlin", 50.94, 6.96, "50"),
    ("Utrecht", "Utrecht", "NLD", "NL", "Europe/Amsterdam", 52.09, 5.12, "35"),
    ("Göteborg", "Västra Götaland", "SWE", "SE", "Europe/Stockholm", 57.71, 11.97, "41"),
    ("Besançon", "Bourgogne-Franche-Comté", "FRA", "FR", "Europe/Paris", 47.24, 6.02, "25"),
    ("Málaga", "Andalucía", "ESP", "ES", "Europe/Madrid", 36.72, -4.42, "29"),
    ("Kraków", "Małopolskie", "POL", "PL", "Europe/Warsaw", 50.06, 19.94, "30"),
)
_STREETS = (
    "Luisenstraße", "Am Bahnhof", "Rue de l'Église", "Marktplein", "Storgatan",
    "Calle Mayor & Plaza", "ulica Długa", "Hauptstraße", "Ringweg", "Avenue Émile Zola",
)  # fmt: skip
_OPERATORS = (
    ("RWE eRoaming", "ICT"), ("Nordlade", "NDL"), ("Allego Partner", "ALG"), ("Stadtwerke", "SWM"),
    ("Borne & Co", "BCO"), ("Corriente", "COR"), ("Laddkraft", "LDK"), ("EnergiaPlus", "ENP"),
)  # fmt: skip
# id, name, display name, kW, capacity, mode, volts, volts range, phases, amps, fixed cable
_KINDS: tuple[tuple[Any, ...], ...] = (
    ("31", "IEC 62196-2 type 2 (Mennekes)", "AC EV connector (Mennekes - type 2)", (11.04, 22.08),
     "380-480VAC, 3-phase at max. 32 A", "3", 400, "380-480V AC", 3, 32, False),
    ("34", "IEC 62196-3 type 2 combo (Mennekes)", "DC EV connector (CCS - type 2)", (50.0, 350.0),
     "400VDC, at max. 125 A", "4", 920, "200-920V DC", 1, 500, True),
    ("29", "JEVS G 105 (CHAdeMO)", "DC EV connector (CHAdeMO)", (50.0, 62.5),
     "400VDC, at max. 125 A", "4", 500, "100-500V DC", 1, 125, True),
    ("9", "Domestic plug/socket type F (CEE 7/4 (Schuko))", "Domestic socket (Schuko)", (2.3, 3.68),
     "200-240VAC, 1-phase at max. 16 A", "2", 230, "200-240V AC", 1, 16, False),
    ("30", "IEC 62196-2 type 1 (SAE J1772)", "AC EV connector (SAE J1772 - type 1)", (3.7, 7.36),
     "200-240VAC, 1-phase at max. 32 A", "3", 240, "200-240V AC", 1, 32, True),
)  # fmt: skip
_STATES = ("AVAILABLE", "AVAILABLE", "AVAILABLE", "OCCUPIED", "OCCUPIED", "OUT_OF_SERVICE",
           "RESERVED", "UNKNOWN", "OTHER", "OFFLINE")  # fmt: skip
_COUNTERS = {
    "numberOfAvailable": "AVAILABLE", "numberOfInUse": "OCCUPIED",
    "numberOfOutOfService": "OUT_OF_SERVICE", "numberOfReserved": "RESERVED",
}  # fmt: skip
_CARDS = ("AMEX", "MASTERCARD", "VISA", "CARTEBLANCHE", "DINERSCLUB", "DISCOVER", "OTHER")
_ONLINE = ("online-google-pay", "online-paypal", "online-apple-pay", "PAYPAL", "OTHER")
_WAYS = ("contactless-card", "app", "rfid-reader", "auth-by-car-plug-and-charge", "terminal-sms")


def page(stations: int) -> Wire:
    """Return a page as the service prints it in JSON (contract sections 3.1 to 3.3, 4.3 to 4.12).

    Station 7 of a page is the same however large the page.
    """
    found = [_station(number) for number in range(stations)]
    return {"hasMore": True, "count": stations, "evStations": {"evStation": found}}


def _station(number: int) -> Wire:
    random = Random(f"{SEED}-{number}")  # noqa: S311 (no secret is made of it)
    city, region, country, code, zone, latitude, longitude, postal = random.choice(_CITIES)
    operator, party = random.choice(_OPERATORS)
    latitude = round(latitude + random.uniform(-0.2, 0.2), 7)
    longitude = round(longitude + random.uniform(-0.3, 0.3), 7)
    kinds = random.sample(_KINDS, random.choice((1, 2, 2, 3, 3, 4)))
    groups = [_connector(random, kind, operator, f"{code}*{party}") for kind in kinds]
    access = random.choice(("PUBLIC", "PUBLIC", "RESTRICTED", "PRIVATE"))
    street, house = random.choice(_STREETS), str(random.randint(1, 240))
    postal_code = f"{postal}{random.randint(100, 999)}"
    station: Wire = {
        "brand": operator,
        "poolId": f"276u33{random.getrandbits(36):09x}-{random.getrandbits(160):040x}",
        "cpoId": f"{party}-{random.randint(10_000, 9_999_999)}",
        "totalNumberOfConnectors": sum(g["chargingPoint"]["numberOfConnectors"] for g in groups),
        "connectors": {"connector": groups},
        "evStationDetails": {
            "privateAccess": access == "PRIVATE", "restrictedAccess": access == "RESTRICTED",
            "accessibilityType": access,
            "paymentMethods": _payment(random, operator, full=number % 4 == 0),
            "notes": f"Ladestation {operator}, {random.randint(1, 90)} m from the entrance <{number}>",
        },
        "roaming": [
            {"emsp": f"{name} Charge", "partner_id": _uuid(random), "ema_id": [f"{code}-{ema}"]}
            for name, ema in random.sample(_OPERATORS, random.randint(1, 3))
        ],
        "lastUpdatedTimeStamp": _moment(random),
        "address": {
            "street": street, "streetNumber": house, "city": city, "region": region,
            "country": country, "postalCode": postal_code,
            "unparsedAddress": f"{street} {house}, {postal_code} {city}",
        },
        "contacts": _phones(random, 1),
        "distance": random.randint(12, 49_000),
        "position": {"latitude": latitude, "longitude": longitude},
        "entrancePosition": {
            "latitude": round(latitude + random.uniform(-0.0004, 0.0004), 7),
            "longitude": round(longitude + random.uniform(-0.0004, 0.0004), 7),
        },
        "name": f"{operator} {street} {number}",
        "id": f"276u33db-{random.getrandbits(128):032x}",
        "lastUpdateTimestamp": _moment(random),
        "timeZone": zone,
    }  # fmt: skip
    if number % 3 == 0:
        del station["entrancePosition"]
    return station


def _connector(random: Random, kind: tuple[Any, ...], operator: str, prefix: str) -> Wire:
    code, name, display, powers, capacity, mode, volts, volts_range, phases, amps, cable = kind
    power = round(random.uniform(*powers), 2)
    states = [random.choice(_STATES) for _ in range(random.randint(1, 6))]
    updated = _moment(random)
    return {
        "supplierName": operator,
        "supplierContacts": _phones(random, random.randint(1, 2)),
        "connectorType": {"name": name, "id": code},
        "chargeCapacity": capacity,
        "maxPowerLevel": power,
        "customerChargeLevel": str(1 + sum(power > limit for limit in (6, 15, 50, 150, 300))),
        "customerConnectorName": display,
        "fixedCable": cable,
        "connectorDetails": _details(random, operator),
        "chargingPoint": {
            "chargeMode": mode, "volts": volts, "voltsRange": volts_range, "phases": phases,
            "amps": amps, "ampsRange": f"{amps}A", "numberOfConnectors": len(states),
            **{counter: states.count(state) for counter, state in _COUNTERS.items()},
            "lastUpdateTimestamp": updated,
        },
        "connectorStatuses": {
            "connectorStatus": [
                {
                    "cpoEvseId": str(evse), "cpoEvseEMI3Id": f"{prefix}*E{evse:07}",
                    "physicalReference": str(at + 1), "cpoConnectorId": str(at % 2 + 1), "state": state,
                }
                for at, state in enumerate(states)
                for evse in (random.randint(1_000, 9_999_999),)
            ]
        },
        "lastUpdateTimestamp": _moment(random),
    }  # fmt: skip


def _details(random: Random, operator: str) -> Wire:
    opens, closes = random.randint(5, 9), random.randint(17, 23)
    all_day = random.random() < 0.5
    if all_day:
        hours = [_hours(127, ("00:00:00", "24:00:00"))]
        text = "0:00 - 24:00"
    else:
        hours = [
            _hours(62, (f"{opens:02}:00:00", "12:00:00"), ("13:30:00", f"{closes:02}:00:00")),
            _hours(64, (f"{opens + 1:02}:30:00", f"{closes - 2:02}:00:00")),
        ]
        text = f"{opens}:00 - {closes}:00"
    return {
        "deviceName": f"Column {random.randint(1, 99)}",
        "reservable": random.random() < 0.2,
        "privateAccess": False,
        "open24x7": all_day,
        "openingTime": text,
        "openingHours": {"regularOpeningHours": hours, "annualOpenings": []},
        "pay": True,
        "manufacturer": operator.split()[0],
        "manufacturerModel": f"Model {random.randint(1, 900)}",
        "pricing": [{
            "pricingModel": "kWh",
            "price": {"value": random.randint(25, 89) / 100, "currency": "EUR"},
            "unit": "kWh",
        }],
    }  # fmt: skip


def _hours(daymask: int, *periods: tuple[str, str]) -> Wire:
    return {"daymask": daymask, "period": [{"from": start, "to": end} for start, end in periods]}


def _uuid(random: Random) -> str:
    return f"1f{random.getrandbits(24):06x}-cca5-11ed-8155-{random.getrandbits(48):012x}"


def _phones(random: Random, count: int) -> Wire:
    numbers = [f"+49{random.randint(3_000_000_000, 8_999_999_999)}" for _ in range(count)]
    return {"phone": [{"value": number, "label": "PHONE"} for number in numbers]}


def _payment(random: Random, provider: str, *, full: bool) -> Wire:
    methods: Wire = {
        "subscription": {"provider": provider, "accept": True},
        "note": f"Mobile payment with code {random.randint(1000, 9999)}",
    }
    if full:  # as in the sample of station details
        methods |= {
            "creditCard": {"types": {"type": random.sample(_CARDS, 4)}, "accept": True},
            "cash": {"currencies": {"currency": ["EUR", "GBP"]}, "accept": random.random() < 0.5},
            "debitCard": {"accept": True},
            "check": {"types": {"type": ["MONEY ORDER", "PERSONAL"]}, "accept": False},
        }
    methods["ePayment"] = {"types": {"type": random.sample(_ONLINE, 2)}, "accept": True}
    methods["other"] = {"types": {"type": random.sample(_WAYS, 3)}, "accept": True}
    return methods


def _moment(random: Random) -> str:
    """Return a timestamp in one of the documented forms: `…Z`, and one in four `…+0100`."""
    moment = _EPOCH + timedelta(milliseconds=random.randrange(40_000_000_000))
    local = moment.astimezone(timezone(timedelta(hours=1))) if random.random() < 0.25 else moment
    offset = "Z" if local is moment else "+0100"
    return local.strftime(f"%Y-%m-%dT%H:%M:%S.{moment.microsecond // 1000:03}{offset}")
