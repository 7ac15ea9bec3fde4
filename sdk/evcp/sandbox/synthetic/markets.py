"""Countries of synthetic stations: operators, chargers, prices, charge cards, and rates of missing fields.

Plugs and voltages are real; operators and charge cards are invented, so that no synthetic station is
attributed to a real company.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..stations.parts import Plug


@dataclass(frozen=True, slots=True)
class Charger:
    """A kind of hardware.

    Attributes:
        share: Weight in its market.
        evses: Least and greatest number of EVSEs of a station.
        plugs: The connectors of each EVSE. They share it: only one car charges at a time.
        model: Manufacturer and model, invented.
    """

    share: int
    evses: tuple[int, int]
    plugs: tuple[Plug, ...]
    model: tuple[str, str]

    @property
    def kw(self) -> float:
        """Power of its strongest plug."""
        return max(plug.kw for plug in self.plugs)


MOTORWAY_EVSES = (2, 12)
"""Least and greatest number of EVSEs of a station on a motorway."""

_POWER_CHARGER_KW = 150


def on_motorways(chargers: tuple[Charger, ...]) -> tuple[Charger, ...]:
    """The chargers of motorways: the power chargers or, without any, the strongest."""
    strongest = max(charger.kw for charger in chargers)
    least = min(strongest, _POWER_CHARGER_KW)
    return tuple(charger for charger in chargers if charger.kw >= least)


def _type2(kw: float, amps: str, phases: int = 3, *, cable: bool = False) -> Plug:
    volts = "380-480V AC" if phases == 3 else "200-240V AC"
    return Plug("31", kw, volts, amps, phases, "3", cable)


def _dc(type_id: str, kw: float, amps: str, feed: str | None = None) -> Plug:
    return Plug(type_id, kw, "1000V DC" if kw > 150 else "500V DC", amps, 0, "4", True, feed)


def _j1772(kw: float, amps: str, feed: str | None = "2") -> Plug:
    return Plug("30", kw, "200-240V AC", amps, 1, "3", True, feed)


_SCHUKO = Plug("9", 3.7, "200-240V AC", "16A", 1, "1", False)
_TYPE_E = Plug("8", 3.7, "200-240V AC", "16A", 1, "1", False)

EUROPE = (
    Charger(40, (1, 2), (_type2(22.08, "32A"),), ("Ladewerk", "Duo 22")),
    Charger(22, (2, 6), (_type2(11.04, "16A"),), ("Ladewerk", "Wall 11")),
    Charger(8, (1, 2), (_type2(22.08, "32A"), _SCHUKO), ("Stromsäule", "City S")),
    Charger(
        12,
        (1, 2),
        (_dc("34", 50, "125A"), _dc("29", 50, "125A"), _type2(43, "63A", cable=True)),
        ("Gleichstrom", "Trio 50"),
    ),
    Charger(8, (2, 4), (_dc("34", 150, "350A"), _dc("29", 50, "125A")), ("Gleichstrom", "Q 150")),
    Charger(8, (2, 10), (_dc("34", 300, "500A"),), ("Gleichstrom", "Q 300")),
    Charger(4, (2, 8), (_dc("34", 400, "500A"),), ("Gleichstrom", "Q 400")),
    Charger(2, (1, 1), (_type2(22.08, "32A"), _TYPE_E), ("Bornes du Sud", "Mixte")),
)
BRITAIN = (
    Charger(48, (1, 2), (_type2(7.36, "32A", 1),), ("Lamp & Post", "Kerb 7")),
    Charger(20, (1, 2), (_type2(22.08, "32A"),), ("Lamp & Post", "Twin 22")),
    Charger(
        18,
        (1, 3),
        (_dc("34", 50, "125A"), _dc("29", 50, "125A"), _type2(43, "63A", cable=True)),
        ("Northern Rapid", "R50"),
    ),
    Charger(14, (2, 8), (_dc("34", 150, "350A"),), ("Northern Rapid", "R150")),
)
AMERICA = (
    Charger(62, (1, 4), (_j1772(7.2, "30A"),), ("Current Works", "L2-30")),
    Charger(
        12, (1, 4), (_dc("33", 50, "125A", "5"), _dc("29", 50, "125A", "5")), ("Arcline", "DC50")
    ),
    Charger(8, (2, 8), (_dc("33", 350, "500A", "5"),), ("Arcline", "DC350")),
    Charger(9, (4, 16), (_dc("43", 250, "600A", "5"),), ("Long Road", "SC3")),
    Charger(
        3,
        (1, 2),
        (_j1772(7.2, "30A"), Plug("5", 1.44, "100-120V AC", "12A", 1, "1", False, "1")),
        ("Current Works", "Combo"),
    ),
)
AUSTRALIA = (
    Charger(
        60, (1, 4), (Plug("31", 7.36, "200-240V AC", "32A", 1, "3", False, "3"),), ("Gum", "A7")
    ),
    Charger(
        25, (1, 2), (_dc("34", 50, "125A", "5"), _dc("29", 50, "125A", "5")), ("Gum", "Duet 50")
    ),
    Charger(15, (2, 6), (_dc("34", 350, "500A", "5"),), ("Gum", "Outback 350")),
)
NEW_ZEALAND = (
    Charger(50, (1, 3), (_type2(7.36, "32A", 1),), ("Gum", "A7")),
    Charger(35, (1, 1), (_dc("34", 50, "125A"), _dc("29", 50, "125A")), ("Gum", "Duet 50")),
    Charger(15, (2, 4), (_dc("34", 300, "500A"),), ("Gum", "Outback 300")),
)
JAPAN = (
    Charger(60, (1, 3), (_j1772(3.2, "16A", None),), ("Denki", "C3")),
    Charger(35, (1, 1), (_dc("29", 50, "125A"),), ("Denki", "Q50")),
    Charger(5, (2, 4), (_dc("29", 90, "200A"),), ("Denki", "Q90")),
)


MISSING: Mapping[str, float] = MappingProxyType(
    {
        "name": 0.03,  # of stations
        "brand": 0.08,  # of stations
        "phone": 0.45,  # of pools
        "street": 0.04,  # of pools
        "street number": 0.10,  # of pools with a street; motorways have none at all
        "postcode": 0.05,  # of pools
        "town": 0.50,  # of pools on motorways
        "pool id": 0.015,  # of pools
        "opening hours": 0.10,  # of pools
        "entrance": 0.75,  # of stations
        "accessibility": 0.02,  # of stations
        "payment": 0.15,  # of stations
        "roaming": 0.15,  # of stations
        "power": 0.02,  # of connector groups, with the customer charge level
        "price": 0.30,  # of stations that are not free
        "manufacturer": 0.30,  # of stations
        "live states": 0.10,  # of stations whose operator delivers any; else all
        "label": 0.70,  # of EVSEs: nothing printed on them
        "update time": 0.005,  # of stations
    }
)
"""Shares of stations, pools or connector groups without a field. All of it is an assumption, set after
public registers and the documented samples; figures of the service are unknown."""


@dataclass(frozen=True, slots=True)
class Operator:
    """An invented charge point operator (CPO).

    Attributes:
        name: Its name.
        party: Three letters in its EVSE ids.
        share: Weight in its market.
        price: Price of a kWh at AC in the currency of the country; DC costs half as much again.
        live: True if it delivers states of its connectors.
    """

    name: str
    party: str
    share: int
    price: float
    live: bool = True


@dataclass(frozen=True, slots=True)
class Market:
    """Common facts of the stations of a country.

    Attributes:
        alpha2: ISO 3166-1 alpha-2 code, the head of EVSE ids.
        numeric: ISO 3166-1 numeric code, the head of station ids.
        calling: Telephone prefix.
        currency: ISO 4217 code.
        density: Public stations per 1,000 inhabitants, approximate.
        road: Beginning of the number of a motorway.
        streets: Street names.
        operators: The operators.
        chargers: The hardware.
    """

    alpha2: str
    numeric: str
    calling: str
    currency: str
    density: float
    road: str
    streets: tuple[str, ...]
    operators: tuple[Operator, ...]
    chargers: tuple[Charger, ...]


_GERMAN_STREETS = ("Hauptstraße", "Bahnhofstraße", "Goethestraße", "Marktplatz", "Lindenallee",
                   "Schillerstraße", "Am Hafen", "Rathausplatz")  # fmt: skip
_FRENCH_STREETS = ("Rue de la République", "Avenue Jean Jaurès", "Rue Victor Hugo",
                   "Boulevard Gambetta", "Place de la Mairie", "Quai des Célestins")  # fmt: skip
_DUTCH_STREETS = ("Stationsweg", "Kerkstraat", "Dorpsstraat", "Marktplein", "Havenkade")
_ENGLISH_STREETS = ("High Street", "Station Road", "Church Lane", "Victoria Road", "Mill Lane")
_US_STREETS = (
    "Main St",
    "Oak Ave",
    "Washington Blvd",
    "2nd St",
    "Park Ave",
    "Market St",
    "5th Ave",
)


def _market(
    codes: str, streets: tuple[str, ...], chargers: tuple[Charger, ...], *operators: Operator
) -> Market:
    alpha2, numeric, calling, currency, density, road = codes.split()
    return Market(
        alpha2, numeric, calling, currency, float(density), road, streets, operators, chargers
    )


MARKETS: dict[str, Market] = {
    "DEU": _market(
        "DE 276 +49 EUR 2.0 A", _GERMAN_STREETS, EUROPE,
        Operator("Spreewatt", "SPW", 5, 0.52), Operator("Rheinladen", "RHL", 4, 0.49),
        Operator("Blitzwerk", "BLW", 4, 0.59),
        Operator("Stadtwerke Ladenetz", "SLN", 5, 0.45, False),
    ),
    "AUT": _market(
        "AT 040 +43 EUR 2.6 A", _GERMAN_STREETS, EUROPE,
        Operator("Donaustrom", "DOS", 3, 0.51), Operator("Alpenlader", "ALP", 2, 0.55),
    ),
    "CHE": _market(
        "CH 756 +41 CHF 2.0 A", (*_GERMAN_STREETS[:4], *_FRENCH_STREETS[:2]), EUROPE,
        Operator("Helvolt", "HVO", 3, 0.54), Operator("Passlader", "PSL", 1, 0.60, False),
    ),
    "FRA": _market(
        "FR 250 +33 EUR 2.0 A", _FRENCH_STREETS, EUROPE,
        Operator("Voltaire Recharge", "VLT", 4, 0.48), Operator("Bornes du Midi", "BDM", 2, 0.44),
    ),
    "BEL": _market(
        "BE 056 +32 EUR 3.2 E", (*_FRENCH_STREETS[:3], *_DUTCH_STREETS[:3]), EUROPE,
        Operator("Laadbaar", "LDB", 3, 0.47), Operator("Ardenne Volt", "ARV", 1, 0.50),
    ),
    "NLD": _market(
        "NL 528 +31 EUR 5.0 A", _DUTCH_STREETS, EUROPE,
        Operator("Polderstroom", "PLD", 5, 0.38), Operator("Grachtlader", "GRA", 3, 0.41),
    ),
    "GBR": _market(
        "GB 826 +44 GBP 1.2 M", _ENGLISH_STREETS, BRITAIN,
        Operator("Kerbside", "KRB", 4, 0.55), Operator("Ampere & Co", "AMC", 3, 0.65),
        Operator("Shire Charging", "SHC", 2, 0.45, False),
    ),
    "ESP": _market(
        "ES 724 +34 EUR 1.0 A-", ("Calle Mayor", "Avenida de la Constitución", "Plaza de España"), EUROPE,
        Operator("Sol y Carga", "SYC", 3, 0.42), Operator("Mesetavolt", "MSV", 1, 0.46, False),
    ),
    "ITA": _market(
        "IT 380 +39 EUR 1.0 A", ("Via Roma", "Corso Garibaldi", "Piazza del Duomo"), EUROPE,
        Operator("Corrente Viva", "CRV", 3, 0.58), Operator("Torre Elettrica", "TRE", 2, 0.62),
    ),
    "POL": _market(
        "PL 616 +48 PLN 0.4 A", ("ulica Długa", "aleja Jana Pawła II", "Rynek Główny"), EUROPE,
        Operator("Wisłaprąd", "WPR", 3, 1.95), Operator("Jantar", "JNT", 1, 2.10, False),
    ),
    "DNK": _market(
        "DK 208 +45 DKK 3.0 E", ("Vestergade", "Strandvejen", "Havnegade"), EUROPE,
        Operator("Bøgelade", "BGL", 2, 3.60),
    ),
    "SWE": _market(
        "SE 752 +46 SEK 3.0 E", ("Storgatan", "Kungsgatan", "Skolgatan"), EUROPE,
        Operator("Norrladd", "NRL", 2, 4.90),
    ),
    "NOR": _market(
        "NO 578 +47 NOK 4.5 E", ("Storgata", "Kirkegata", "Sjøgata"), EUROPE,
        Operator("Fjordlader", "FJL", 3, 4.20), Operator("Lyn", "LYN", 2, 5.50),
    ),
    "USA": _market(
        "US 840 +1 USD 0.6 I-", _US_STREETS, AMERICA,
        Operator("Redwood Charge", "RWC", 4, 0.33), Operator("Liberty EV", "LEV", 3, 0.36),
        Operator("Long Road", "LNR", 2, 0.42), Operator("Prairie Power", "PRP", 2, 0.29, False),
    ),
    "CAN": _market(
        "CA 124 +1 CAD 0.8 Hwy", (*_US_STREETS[:3], "Rue Sainte-Catherine"), AMERICA,
        Operator("Maple Circuit", "MPC", 2, 0.35),
    ),
    "AUS": _market(
        "AU 036 +61 AUD 0.15 M", ("George Street", "Swanston Street", "Beach Road"), AUSTRALIA,
        Operator("Wattle", "WTL", 2, 0.60),
    ),
    "NZL": _market(
        "NZ 554 +64 NZD 0.4 SH", ("Queen Street", "Lambton Quay", "Gladstone Road"), NEW_ZEALAND,
        Operator("Kowhai Charge", "KWH", 2, 0.75),
    ),
    "JPN": _market(
        "JP 392 +81 JPY 0.25 E", ("Chuo-dori", "Meiji-dori", "Sakura-dori"), JAPAN,
        Operator("Hikari Juden", "HKR", 2, 55.0, False),
    ),
}  # fmt: skip

EMSPS = (
    ("Kartenhaus Mobility", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a01", "DE-KHM"),
    ("Stroomring", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a02", "NL-STR"),
    ("Plugpass", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a03", "GB-PLP"),
    ("Une Carte", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a04", "FR-UNC"),
    ("Roamvolt", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a05", "SE-RMV"),
    ("Fleet Amps", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a06", "US-FLA"),
)
"""Invented charge cards (eMSPs): name, `partner_id`, `ema_id`."""
