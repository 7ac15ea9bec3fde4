"""The world that synthetic stations are set in: cities, operators, hardware, charge cards.

Cities, coordinates, populations, time zones, plugs and voltages are those of the real places.
Operators and charge cards are invented, so that no made-up station is laid at a real company's
door.
"""

from __future__ import annotations

from dataclasses import dataclass

from .parts import Plug


@dataclass(frozen=True, slots=True)
class City:
    """A city that stations cluster in.

    Attributes:
        name: City name as in an address.
        country: ISO 3166-1 alpha-3 code.
        region: Region or state as in an address.
        latitude: Degrees north of the centre.
        longitude: Degrees east of the centre.
        people_k: Inhabitants in thousands; stations are spread in proportion.
        postcode: Postal code with `#` for a digit.
    """

    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    people_k: int
    postcode: str


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
class Charger:
    """A kind of hardware.

    Attributes:
        share: Weight in its market.
        evses: Least and greatest number of EVSEs of a station.
        plugs: The connectors of each EVSE. Several of them share one EVSE: only one car charges.
        model: Manufacturer and model, invented.
    """

    share: int
    evses: tuple[int, int]
    plugs: tuple[Plug, ...]
    model: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Market:
    """What the stations of a country have in common.

    Attributes:
        alpha2: ISO 3166-1 alpha-2 code, the head of EVSE ids.
        numeric: ISO 3166-1 numeric code, the head of station ids.
        calling: Telephone prefix.
        currency: ISO 4217 code.
        streets: Street names.
        operators: The operators.
        chargers: The hardware.
    """

    alpha2: str
    numeric: str
    calling: str
    currency: str
    streets: tuple[str, ...]
    operators: tuple[Operator, ...]
    chargers: tuple[Charger, ...]


def _type2(kw: float, amps: str, phases: int = 3, *, cable: bool = False) -> Plug:
    volts = "380-480V AC" if phases == 3 else "200-240V AC"
    return Plug("31", kw, volts, amps, phases, "3", cable)


def _dc(type_id: str, kw: float, amps: str, feed: str | None = None) -> Plug:
    return Plug(type_id, kw, "1000V DC" if kw > 150 else "500V DC", amps, 0, "4", True, feed)


def _j1772(kw: float, amps: str, feed: str | None = "2") -> Plug:
    return Plug("30", kw, "200-240V AC", amps, 1, "3", True, feed)


_SCHUKO = Plug("9", 3.7, "200-240V AC", "16A", 1, "1", False)
_TYPE_E = Plug("8", 3.7, "200-240V AC", "16A", 1, "1", False)

_EUROPE = (
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
    Charger(2, (1, 1), (_type2(22.08, "32A"), _TYPE_E), ("Bornes du Sud", "Mixte")),
)
_BRITAIN = (
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
_AMERICA = (
    Charger(62, (1, 4), (_j1772(7.2, "30A"),), ("Current Works", "L2-30")),
    Charger(
        12, (1, 4), (_dc("33", 50, "125A", "5"), _dc("29", 50, "125A", "5")), ("Arcline", "DC50")
    ),
    Charger(8, (2, 8), (_dc("33", 350, "500A", "5"),), ("Arcline", "DC350")),
    Charger(9, (4, 16), (_dc("43", 250, "600A", "5"),), ("Long Road", "SC3")),
    Charger(
        3,
        (1, 2),
        (
            _j1772(7.2, "30A"),
            Plug("5", 1.44, "100-120V AC", "12A", 1, "1", False, "1"),
        ),
        ("Current Works", "Combo"),
    ),
)
_AUSTRALIA = (
    Charger(
        60, (1, 4), (Plug("31", 7.36, "200-240V AC", "32A", 1, "3", False, "3"),), ("Gum", "A7")
    ),
    Charger(
        25, (1, 2), (_dc("34", 50, "125A", "5"), _dc("29", 50, "125A", "5")), ("Gum", "Duet 50")
    ),
    Charger(15, (2, 6), (_dc("34", 350, "500A", "5"),), ("Gum", "Outback 350")),
)
_NEW_ZEALAND = (
    Charger(50, (1, 3), (_type2(7.36, "32A", 1),), ("Gum", "A7")),
    Charger(35, (1, 1), (_dc("34", 50, "125A"), _dc("29", 50, "125A")), ("Gum", "Duet 50")),
    Charger(15, (2, 4), (_dc("34", 300, "500A"),), ("Gum", "Outback 300")),
)
_JAPAN = (
    Charger(60, (1, 3), (_j1772(3.2, "16A", None),), ("Denki", "C3")),
    Charger(35, (1, 1), (_dc("29", 50, "125A"),), ("Denki", "Q50")),
    Charger(5, (2, 4), (_dc("29", 90, "200A"),), ("Denki", "Q90")),
)

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
    alpha2, numeric, calling, currency = codes.split()
    return Market(alpha2, numeric, calling, currency, streets, operators, chargers)


MARKETS: dict[str, Market] = {
    "DEU": _market(
        "DE 276 +49 EUR", _GERMAN_STREETS, _EUROPE,
        Operator("Spreewatt", "SPW", 5, 0.52), Operator("Rheinladen", "RHL", 4, 0.49),
        Operator("Blitzwerk", "BLW", 4, 0.59),
        Operator("Stadtwerke Ladenetz", "SLN", 5, 0.45, False),
    ),
    "AUT": _market(
        "AT 040 +43 EUR", _GERMAN_STREETS, _EUROPE,
        Operator("Donaustrom", "DOS", 3, 0.51), Operator("Alpenlader", "ALP", 2, 0.55),
    ),
    "CHE": _market(
        "CH 756 +41 CHF", (*_GERMAN_STREETS[:4], *_FRENCH_STREETS[:2]), _EUROPE,
        Operator("Helvolt", "HVO", 3, 0.54), Operator("Passlader", "PSL", 1, 0.60, False),
    ),
    "FRA": _market(
        "FR 250 +33 EUR", _FRENCH_STREETS, _EUROPE,
        Operator("Voltaire Recharge", "VLT", 4, 0.48), Operator("Bornes du Midi", "BDM", 2, 0.44),
    ),
    "BEL": _market(
        "BE 056 +32 EUR", (*_FRENCH_STREETS[:3], *_DUTCH_STREETS[:3]), _EUROPE,
        Operator("Laadbaar", "LDB", 3, 0.47), Operator("Ardenne Volt", "ARV", 1, 0.50),
    ),
    "NLD": _market(
        "NL 528 +31 EUR", _DUTCH_STREETS, _EUROPE,
        Operator("Polderstroom", "PLD", 5, 0.38), Operator("Grachtlader", "GRA", 3, 0.41),
    ),
    "GBR": _market(
        "GB 826 +44 GBP", _ENGLISH_STREETS, _BRITAIN,
        Operator("Kerbside", "KRB", 4, 0.55), Operator("Ampere & Co", "AMC", 3, 0.65),
        Operator("Shire Charging", "SHC", 2, 0.45, False),
    ),
    "ESP": _market(
        "ES 724 +34 EUR", ("Calle Mayor", "Avenida de la Constitución", "Plaza de España"), _EUROPE,
        Operator("Sol y Carga", "SYC", 3, 0.42), Operator("Mesetavolt", "MSV", 1, 0.46, False),
    ),
    "ITA": _market(
        "IT 380 +39 EUR", ("Via Roma", "Corso Garibaldi", "Piazza del Duomo"), _EUROPE,
        Operator("Corrente Viva", "CRV", 3, 0.58), Operator("Torre Elettrica", "TRE", 2, 0.62),
    ),
    "POL": _market(
        "PL 616 +48 PLN", ("ulica Długa", "aleja Jana Pawła II", "Rynek Główny"), _EUROPE,
        Operator("Wisłaprąd", "WPR", 3, 1.95), Operator("Jantar", "JNT", 1, 2.10, False),
    ),
    "DNK": _market(
        "DK 208 +45 DKK", ("Vestergade", "Strandvejen", "Havnegade"), _EUROPE,
        Operator("Bøgelade", "BGL", 2, 3.60),
    ),
    "SWE": _market(
        "SE 752 +46 SEK", ("Storgatan", "Kungsgatan", "Skolgatan"), _EUROPE,
        Operator("Norrladd", "NRL", 2, 4.90),
    ),
    "NOR": _market(
        "NO 578 +47 NOK", ("Storgata", "Kirkegata", "Sjøgata"), _EUROPE,
        Operator("Fjordlader", "FJL", 3, 4.20), Operator("Lyn", "LYN", 2, 5.50),
    ),
    "USA": _market(
        "US 840 +1 USD", _US_STREETS, _AMERICA,
        Operator("Redwood Charge", "RWC", 4, 0.33), Operator("Liberty EV", "LEV", 3, 0.36),
        Operator("Long Road", "LNR", 2, 0.42), Operator("Prairie Power", "PRP", 2, 0.29, False),
    ),
    "CAN": _market(
        "CA 124 +1 CAD", (*_US_STREETS[:3], "Rue Sainte-Catherine"), _AMERICA,
        Operator("Maple Circuit", "MPC", 2, 0.35),
    ),
    "AUS": _market(
        "AU 036 +61 AUD", ("George Street", "Swanston Street", "Beach Road"), _AUSTRALIA,
        Operator("Wattle", "WTL", 2, 0.60),
    ),
    "NZL": _market(
        "NZ 554 +64 NZD", ("Queen Street", "Lambton Quay", "Gladstone Road"), _NEW_ZEALAND,
        Operator("Kowhai Charge", "KWH", 2, 0.75),
    ),
    "JPN": _market(
        "JP 392 +81 JPY", ("Chuo-dori", "Meiji-dori", "Sakura-dori"), _JAPAN,
        Operator("Hikari Juden", "HKR", 2, 55.0, False),
    ),
}  # fmt: skip

TIME_ZONES = {
    "DEU": "Europe/Berlin", "AUT": "Europe/Vienna", "CHE": "Europe/Zurich",
    "FRA": "Europe/Paris", "BEL": "Europe/Brussels", "NLD": "Europe/Amsterdam",
    "GBR": "Europe/London", "ESP": "Europe/Madrid", "ITA": "Europe/Rome", "POL": "Europe/Warsaw",
    "DNK": "Europe/Copenhagen", "SWE": "Europe/Stockholm", "NOR": "Europe/Oslo",
    "NZL": "Pacific/Auckland", "JPN": "Asia/Tokyo", "New York": "America/New_York",
    "Los Angeles": "America/Los_Angeles", "Chicago": "America/Chicago",
    "San Francisco": "America/Los_Angeles", "Denver": "America/Denver",
    "Seattle": "America/Los_Angeles", "Honolulu": "Pacific/Honolulu",
    "Montreal": "America/Toronto", "Vancouver": "America/Vancouver",
    "Sydney": "Australia/Sydney", "Melbourne": "Australia/Melbourne",
}  # fmt: skip
"""IANA time zone by country, or by city in countries that have several."""

CITIES = (
    City("Berlin", "DEU", "Berlin", 52.5200, 13.4050, 3755, "10###"),
    City("Hamburg", "DEU", "Hamburg", 53.5511, 9.9937, 1892, "20###"),
    City("München", "DEU", "Bayern", 48.1374, 11.5755, 1512, "80###"),
    City("Köln", "DEU", "Nordrhein-Westfalen", 50.9375, 6.9603, 1084, "50###"),
    City("Frankfurt am Main", "DEU", "Hessen", 50.1109, 8.6821, 773, "60###"),
    City("Stuttgart", "DEU", "Baden-Württemberg", 48.7758, 9.1829, 632, "70###"),
    City("Leipzig", "DEU", "Sachsen", 51.3397, 12.3731, 616, "04###"),
    City("Wien", "AUT", "Wien", 48.2082, 16.3738, 1983, "1##0"),
    City("Innsbruck", "AUT", "Tirol", 47.2692, 11.4041, 131, "60##"),
    City("Zürich", "CHE", "Zürich", 47.3769, 8.5417, 447, "80##"),
    City("Genève", "CHE", "Genève", 46.2044, 6.1432, 204, "12##"),
    City("Paris", "FRA", "Île-de-France", 48.8566, 2.3522, 2103, "750##"),
    City("Lyon", "FRA", "Auvergne-Rhône-Alpes", 45.7640, 4.8357, 520, "690##"),
    City("Marseille", "FRA", "Provence-Alpes-Côte d'Azur", 43.2965, 5.3698, 877, "130##"),
    City("Bruxelles", "BEL", "Bruxelles-Capitale", 50.8503, 4.3517, 1235, "10##"),
    City("Amsterdam", "NLD", "Noord-Holland", 52.3676, 4.9041, 931, "10## AB"),
    City("Rotterdam", "NLD", "Zuid-Holland", 51.9244, 4.4777, 670, "30## KC"),
    City("Utrecht", "NLD", "Utrecht", 52.0907, 5.1214, 374, "35## DE"),
    City("London", "GBR", "England", 51.5074, -0.1278, 8866, "SE1 #AB"),
    City("Manchester", "GBR", "England", 53.4808, -2.2426, 568, "M1 #CD"),
    City("Glasgow", "GBR", "Scotland", 55.8642, -4.2518, 632, "G2 #EF"),
    City("Madrid", "ESP", "Comunidad de Madrid", 40.4168, -3.7038, 3332, "280##"),
    City("Barcelona", "ESP", "Catalunya", 41.3874, 2.1686, 1660, "080##"),
    City("Milano", "ITA", "Lombardia", 45.4642, 9.1900, 1354, "201##"),
    City("Roma", "ITA", "Lazio", 41.9028, 12.4964, 2751, "001##"),
    City("Warszawa", "POL", "Mazowieckie", 52.2297, 21.0122, 1863, "00-###"),
    City("København", "DNK", "Hovedstaden", 55.6761, 12.5683, 653, "1###"),
    City("Stockholm", "SWE", "Stockholms län", 59.3293, 18.0686, 985, "111 ##"),
    City("Oslo", "NOR", "Oslo", 59.9139, 10.7522, 709, "01##"),
    City("Tromsø", "NOR", "Troms", 69.6492, 18.9553, 78, "90##"),
    City("New York", "USA", "NY", 40.7128, -74.0060, 8336, "100##"),
    City("Los Angeles", "USA", "CA", 34.0522, -118.2437, 3849, "900##"),
    City("Chicago", "USA", "IL", 41.8781, -87.6298, 2697, "606##"),
    City("San Francisco", "USA", "CA", 37.7749, -122.4194, 815, "941##"),
    City("Denver", "USA", "CO", 39.7392, -104.9903, 711, "802##"),
    City("Seattle", "USA", "WA", 47.6062, -122.3321, 734, "981##"),
    City("Honolulu", "USA", "HI", 21.3069, -157.8583, 345, "968##"),
    City("Montreal", "CAN", "QC", 45.5019, -73.5674, 1763, "H2X #A#"),
    City("Vancouver", "CAN", "BC", 49.2827, -123.1207, 662, "V6B #C#"),
    City("Sydney", "AUS", "NSW", -33.8688, 151.2093, 5312, "20##"),
    City("Melbourne", "AUS", "VIC", -37.8136, 144.9631, 5078, "30##"),
    City("Auckland", "NZL", "Auckland", -36.8509, 174.7645, 1463, "10##"),
    City("Gisborne", "NZL", "Gisborne", -38.6623, 178.0176, 38, "40##"),
    City("Tokyo", "JPN", "Tokyo", 35.6762, 139.6503, 9733, "10#-00##"),
)

EMSPS = (
    ("Kartenhaus Mobility", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a01", "DE-KHM"),
    ("Stroomring", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a02", "NL-STR"),
    ("Plugpass", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a03", "GB-PLP"),
    ("Une Carte", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a04", "FR-UNC"),
    ("Roamvolt", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a05", "SE-RMV"),
    ("Fleet Amps", "6f1d1c1e-0b52-5c86-9b7a-3f3f0c7b1a06", "US-FLA"),
)
"""Invented charge cards (eMSPs): name, `partner_id`, `ema_id`."""
