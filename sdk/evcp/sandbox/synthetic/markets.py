"""The countries that made-up stations stand in: operators, streets, prices, charge cards.

Operators and charge cards are invented, so that no made-up station is laid at a real company's
door.
"""

from __future__ import annotations

from dataclasses import dataclass

from .hardware import AMERICA, AUSTRALIA, BRITAIN, EUROPE, JAPAN, NEW_ZEALAND, Charger


@dataclass(frozen=True, slots=True)
class Operator:
    """An invented charge point operator (CPO).

    Attributes:
        name: What the sign says.
        party: Three letters of its EVSE ids.
        share: Weight in its market.
        price: Price of a kWh at AC in the currency of the country; DC costs half as much again.
        live: Whether it delivers states of its connectors.
    """

    name: str
    party: str
    share: int
    price: float
    live: bool = True


@dataclass(frozen=True, slots=True)
class Market:
    """What the stations of a country have in common.

    Attributes:
        alpha2: ISO 3166-1 alpha-2 code, the head of EVSE ids.
        numeric: ISO 3166-1 numeric code, the head of station ids.
        calling: Telephone prefix.
        currency: ISO 4217 code.
        density: Public stations for each 1,000 inhabitants, about; what a country has more of.
        road: How the number of a motorway begins.
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
    codes: str,
    streets: tuple[str, ...],
    chargers: tuple[Charger, ...],
    *operators: Operator,
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
