"""Real cities for synthetic stations, the roads between them, and invented villages.

Names, places, inhabitants, postal codes and time zones of the cities are real, rounded; the roads are
bent lines between neighbours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from random import Random

from evcp._api.sphere import air_line, unit_vector

from ..spatial.geometry import Point


@dataclass(frozen=True, slots=True)
class City:
    """A city with a cluster of stations.

    Attributes:
        name: City name as in an address.
        country: ISO 3166-1 alpha-3 code.
        region: Region or state as in an address.
        latitude: Degrees north of the centre.
        longitude: Degrees east of the centre.
        people_k: Inhabitants in thousands, the weight of the city.
        postcode: Postal code with `#` for a digit.
        time_zone: IANA time zone.
    """

    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    people_k: int
    postcode: str
    time_zone: str

    @property
    def point(self) -> Point:
        """The centre."""
        return Point(self.latitude, self.longitude)


@dataclass(frozen=True, slots=True)
class Road:
    """A road between two neighbouring cities.

    Attributes:
        start: Number of one city in `CITIES`.
        end: Number of the other.
        kilometres: Air line.
        bend: Distance of its middle from the air line, as a share of its length; positive is left.
    """

    start: int
    end: int
    kilometres: float
    bend: float


_ZONES = {
    "DEU": "Europe/Berlin", "AUT": "Europe/Vienna", "CHE": "Europe/Zurich", "FRA": "Europe/Paris",
    "BEL": "Europe/Brussels", "NLD": "Europe/Amsterdam", "GBR": "Europe/London",
    "ESP": "Europe/Madrid", "ITA": "Europe/Rome", "POL": "Europe/Warsaw", "DNK": "Europe/Copenhagen",
    "SWE": "Europe/Stockholm", "NOR": "Europe/Oslo", "NZL": "Pacific/Auckland", "JPN": "Asia/Tokyo",
    "E": "America/New_York", "C": "America/Chicago", "M": "America/Denver", "AZ": "America/Phoenix",
    "P": "America/Los_Angeles", "HI": "Pacific/Honolulu", "ON": "America/Toronto",
    "AB": "America/Edmonton", "BC": "America/Vancouver", "NSW": "Australia/Sydney",
    "VIC": "Australia/Melbourne", "QLD": "Australia/Brisbane", "SA": "Australia/Adelaide",
    "WA": "Australia/Perth", "ACT": "Australia/Sydney",
}  # fmt: skip

# A line with a colon begins a country; then: name, region, latitude, longitude, inhabitants in
# thousands, postal code and, in countries with several, time zone.
_TABLE = """
DEU:
Berlin|Berlin|52.5200|13.4050|3755|10###
Hamburg|Hamburg|53.5511|9.9937|1892|20###
München|Bayern|48.1374|11.5755|1512|80###
Köln|Nordrhein-Westfalen|50.9375|6.9603|1084|50###
Frankfurt am Main|Hessen|50.1109|8.6821|773|60###
Stuttgart|Baden-Württemberg|48.7758|9.1829|632|70###
Leipzig|Sachsen|51.3397|12.3731|616|04###
Düsseldorf|Nordrhein-Westfalen|51.2277|6.7735|629|40###
Dortmund|Nordrhein-Westfalen|51.5136|7.4653|593|44###
Bremen|Bremen|53.0793|8.8017|569|28###
Dresden|Sachsen|51.0504|13.7373|563|01###
Hannover|Niedersachsen|52.3759|9.7320|545|30###
Nürnberg|Bayern|49.4521|11.0767|523|90###
Mannheim|Baden-Württemberg|49.4875|8.4660|316|68###
Münster|Nordrhein-Westfalen|51.9607|7.6261|320|48###
Freiburg im Breisgau|Baden-Württemberg|47.9990|7.8421|236|79###
Magdeburg|Sachsen-Anhalt|52.1205|11.6276|240|39###
Erfurt|Thüringen|50.9848|11.0299|215|99###
Rostock|Mecklenburg-Vorpommern|54.0924|12.0991|210|18###
Kassel|Hessen|51.3127|9.4797|204|34###
Potsdam|Brandenburg|52.3906|13.0645|186|14###
AUT:
Wien|Wien|48.2082|16.3738|1983|1##0
Innsbruck|Tirol|47.2692|11.4041|131|60##
Graz|Steiermark|47.0707|15.4395|298|80##
Linz|Oberösterreich|48.3069|14.2858|210|40##
Salzburg|Salzburg|47.8095|13.0550|156|50##
CHE:
Zürich|Zürich|47.3769|8.5417|447|80##
Genève|Genève|46.2044|6.1432|204|12##
Basel|Basel-Stadt|47.5596|7.5886|177|40##
Bern|Bern|46.9480|7.4474|135|30##
FRA:
Paris|Île-de-France|48.8566|2.3522|2103|750##
Lyon|Auvergne-Rhône-Alpes|45.7640|4.8357|520|690##
Marseille|Provence-Alpes-Côte d'Azur|43.2965|5.3698|877|130##
Toulouse|Occitanie|43.6047|1.4442|511|310##
Nantes|Pays de la Loire|47.2184|-1.5536|325|440##
Strasbourg|Grand Est|48.5734|7.7521|291|670##
Bordeaux|Nouvelle-Aquitaine|44.8378|-0.5792|265|330##
Lille|Hauts-de-France|50.6292|3.0573|236|590##
Rennes|Bretagne|48.1173|-1.6778|227|350##
Dijon|Bourgogne-Franche-Comté|47.3220|5.0415|160|210##
Clermont-Ferrand|Auvergne-Rhône-Alpes|45.7772|3.0870|147|630##
BEL:
Bruxelles|Bruxelles-Capitale|50.8503|4.3517|1235|10##
Antwerpen|Antwerpen|51.2194|4.4025|536|20##
Gent|Oost-Vlaanderen|51.0543|3.7174|267|90##
Liège|Liège|50.6326|5.5797|196|40##
NLD:
Amsterdam|Noord-Holland|52.3676|4.9041|931|10## AB
Rotterdam|Zuid-Holland|51.9244|4.4777|670|30## KC
Utrecht|Utrecht|52.0907|5.1214|374|35## DE
Den Haag|Zuid-Holland|52.0705|4.3007|566|25## GH
Eindhoven|Noord-Brabant|51.4416|5.4697|246|56## KL
Groningen|Groningen|53.2194|6.5665|243|97## MN
Zwolle|Overijssel|52.5168|6.0830|133|80## PR
GBR:
London|England|51.5074|-0.1278|8866|SE1 #AB
Manchester|England|53.4808|-2.2426|568|M1 #CD
Glasgow|Scotland|55.8642|-4.2518|632|G2 #EF
Birmingham|England|52.4862|-1.8904|1157|B2 #GH
Leeds|England|53.8008|-1.5491|822|LS1 #JK
Bristol|England|51.4545|-2.5879|479|BS1 #LM
Edinburgh|Scotland|55.9533|-3.1883|514|EH1 #NP
Cardiff|Wales|51.4816|-3.1791|372|CF10 #QR
Newcastle upon Tyne|England|54.9783|-1.6178|307|NE1 #ST
ESP:
Madrid|Comunidad de Madrid|40.4168|-3.7038|3332|280##
Barcelona|Catalunya|41.3874|2.1686|1660|080##
Valencia|Comunitat Valenciana|39.4699|-0.3763|808|460##
Sevilla|Andalucía|37.3891|-5.9845|684|410##
Zaragoza|Aragón|41.6488|-0.8891|682|500##
Bilbao|Euskadi|43.2630|-2.9350|347|480##
ITA:
Milano|Lombardia|45.4642|9.1900|1354|201##
Roma|Lazio|41.9028|12.4964|2751|001##
Torino|Piemonte|45.0703|7.6869|848|101##
Bologna|Emilia-Romagna|44.4949|11.3426|390|401##
Firenze|Toscana|43.7696|11.2558|362|501##
Napoli|Campania|40.8518|14.2681|913|801##
Verona|Veneto|45.4384|10.9916|256|371##
POL:
Warszawa|Mazowieckie|52.2297|21.0122|1863|00-###
Kraków|Małopolskie|50.0647|19.9450|804|30-###
Łódź|Łódzkie|51.7592|19.4560|655|90-###
Wrocław|Dolnośląskie|51.1079|17.0385|674|50-###
Poznań|Wielkopolskie|52.4064|16.9252|541|60-###
Szczecin|Zachodniopomorskie|53.4285|14.5528|391|70-###
DNK:
København|Hovedstaden|55.6761|12.5683|653|1###
Aarhus|Midtjylland|56.1629|10.2039|290|80##
Odense|Syddanmark|55.4038|10.4024|183|50##
SWE:
Stockholm|Stockholms län|59.3293|18.0686|985|111 ##
Göteborg|Västra Götalands län|57.7089|11.9746|596|411 ##
Malmö|Skåne län|55.6050|13.0038|357|211 ##
Linköping|Östergötlands län|58.4108|15.6214|116|582 ##
NOR:
Oslo|Oslo|59.9139|10.7522|709|01##
Tromsø|Troms|69.6492|18.9553|78|90##
Bergen|Vestland|60.3913|5.3221|291|50##
Trondheim|Trøndelag|63.4305|10.3951|212|70##
Stavanger|Rogaland|58.9700|5.7331|149|40##
USA:
New York|NY|40.7128|-74.0060|8336|100##|E
Los Angeles|CA|34.0522|-118.2437|3849|900##|P
Chicago|IL|41.8781|-87.6298|2697|606##|C
San Francisco|CA|37.7749|-122.4194|815|941##|P
Denver|CO|39.7392|-104.9903|711|802##|M
Seattle|WA|47.6062|-122.3321|734|981##|P
Honolulu|HI|21.3069|-157.8583|345|968##|HI
Houston|TX|29.7604|-95.3698|2304|770##|C
Phoenix|AZ|33.4484|-112.0740|1644|850##|AZ
Philadelphia|PA|39.9526|-75.1652|1567|191##|E
San Diego|CA|32.7157|-117.1611|1381|921##|P
Dallas|TX|32.7767|-96.7970|1300|752##|C
San Jose|CA|37.3382|-121.8863|971|951##|P
Boston|MA|42.3601|-71.0589|650|021##|E
Washington|DC|38.9072|-77.0369|671|200##|E
Atlanta|GA|33.7490|-84.3880|499|303##|E
Miami|FL|25.7617|-80.1918|449|331##|E
Orlando|FL|28.5384|-81.3789|316|328##|E
Portland|OR|45.5152|-122.6784|635|972##|P
Sacramento|CA|38.5816|-121.4944|528|958##|P
Las Vegas|NV|36.1716|-115.1391|656|891##|P
Salt Lake City|UT|40.7608|-111.8910|204|841##|M
Minneapolis|MN|44.9778|-93.2650|425|554##|C
Kansas City|MO|39.0997|-94.5786|509|641##|C
CAN:
Montreal|QC|45.5019|-73.5674|1763|H2X #A#|ON
Vancouver|BC|49.2827|-123.1207|662|V6B #C#|BC
Toronto|ON|43.6532|-79.3832|2794|M5V #E#|ON
Ottawa|ON|45.4215|-75.6972|1017|K1P #G#|ON
Calgary|AB|51.0447|-114.0719|1307|T2P #J#|AB
Edmonton|AB|53.5461|-113.4938|1011|T5J #K#|AB
AUS:
Sydney|NSW|-33.8688|151.2093|5312|20##|NSW
Melbourne|VIC|-37.8136|144.9631|5078|30##|VIC
Brisbane|QLD|-27.4698|153.0251|2568|40##|QLD
Adelaide|SA|-34.9285|138.6007|1418|50##|SA
Perth|WA|-31.9523|115.8613|2224|60##|WA
Canberra|ACT|-35.2809|149.1300|457|26##|ACT
NZL:
Auckland|Auckland|-36.8509|174.7645|1463|10##
Gisborne|Gisborne|-38.6623|178.0176|38|40##
Wellington|Wellington|-41.2866|174.7756|215|60##
Hamilton|Waikato|-37.7870|175.2793|179|32##
JPN:
Tokyo|Tokyo|35.6762|139.6503|9733|10#-00##
Osaka|Osaka|34.6937|135.5023|2754|53#-00##
Nagoya|Aichi|35.1815|136.9066|2332|46#-00##
Sendai|Miyagi|38.2682|140.8694|1097|98#-00##
Fukuoka|Fukuoka|33.5902|130.4017|1612|81#-00##
"""


def _cities() -> tuple[City, ...]:
    cities = []
    country = ""
    for line in _TABLE.strip().splitlines():
        if line.endswith(":"):
            country = line[:-1]
            continue
        name, region, latitude, longitude, people, postcode, *zone = line.split("|")
        cities.append(
            City(
                name, country, region, float(latitude), float(longitude), int(people), postcode,
                _ZONES[zone[0] if zone else country],
            )
        )  # fmt: skip
    return tuple(cities)


CITIES = _cities()

_ISLANDS = frozenset({"GBR", "NZL", "JPN", "AUS"})
_NEIGHBOURS = 3
_LONGEST_KM = 450.0


@cache
def roads() -> tuple[Road, ...]:
    """The roads: each city is joined with its nearest neighbours in driving distance."""
    vectors = [unit_vector(city.point) for city in CITIES]
    pairs: dict[tuple[int, int], float] = {}
    for at, (city, (x, y, z)) in enumerate(zip(CITIES, vectors, strict=True)):
        near = sorted(
            (-(x * a + y * b + z * c), number)
            for number, (a, b, c) in enumerate(vectors)
            if number != at and _one_land(city, CITIES[number])
        )
        for _, number in near[:_NEIGHBOURS]:
            kilometres = air_line(city.point, CITIES[number].point) / 1000
            if kilometres <= _LONGEST_KM:
                pairs[min(at, number), max(at, number)] = kilometres
    return tuple(
        Road(start, end, kilometres, 0.06 * math.sin(start + 2.0 * end))
        for (start, end), kilometres in sorted(pairs.items())
    )


def _one_land(a: City, b: City) -> bool:
    return a.country == b.country or not {a.country, b.country} & _ISLANDS


_GERMAN = ("Neu Alt Ober Unter Wald Stein Linden Birken Rosen Sand",
           "dorf hausen bach feld kirchen au berg hagen tal stedt")  # fmt: skip
_FRENCH = ("Beau Mont Ville Roche Font Clair Grand Petit Haut Neuf",
           "mont val bois ville court lieu champ pré fort pont")  # fmt: skip
_DUTCH = ("Oud Nieuw Zuid Noord Hoog Laag Wester Ooster Molen Zand",
          "dijk dam veen hoven wijk drecht land burg kerk beek")  # fmt: skip
_ENGLISH = ("Ash Oak Mill Stan Wood North South Hart Brad King",
            "ton ham ford bury field wick stead combe well brook")  # fmt: skip
_SPANISH = ("Villa Monte Font Pedra Campo Sierra Peña Torre Olivar Prado",
            "alba nueva seca clara rubia mayor verde luna bella alta")  # fmt: skip
_ITALIAN = ("Monte Castel Villa Ponte Rocca Campo Serra Torre Valle Poggio",
            "nuovo vecchio alto bello franco forte rosso chiaro lungo fiorito")  # fmt: skip
_POLISH = ("Nowa Stara Dębo Brzezi Lipo Grabo Jawo Kalino Mali Wilko",
           "wice wo wola wiec nowo bory góra lin brzeg polana")  # fmt: skip
_NORDIC = ("Nor Sør Vest Øst Lill Stor Ny Bjørk Gran Sten",
           "by vik torp strand lund dal heim sund hus nes")  # fmt: skip
_JAPANESE = ("Kita Minami Higashi Nishi Naka Aka Shira Kuro Taka Hiro",
             "yama kawa shima mura hara saki zawa hama oka machi")  # fmt: skip

_LANGUAGES = {
    "DEU": _GERMAN, "AUT": _GERMAN, "CHE": _GERMAN, "FRA": _FRENCH, "BEL": _DUTCH, "NLD": _DUTCH,
    "ESP": _SPANISH, "ITA": _ITALIAN, "POL": _POLISH, "DNK": _NORDIC, "SWE": _NORDIC,
    "NOR": _NORDIC, "JPN": _JAPANESE,
}  # fmt: skip
_PARTS = {
    country: (stems.split(), endings.split()) for country, (stems, endings) in _LANGUAGES.items()
}
_OTHERS = (_ENGLISH[0].split(), _ENGLISH[1].split())


def village(country: str, chance: Random) -> str:
    """An invented name of a village, from parts of real ones in the language of an alpha-3 country code."""
    stems, endings = _PARTS.get(country, _OTHERS)
    stem, ending = chance.choice(stems), chance.choice(endings)
    return stem if stem.lower() == ending else stem + ending
