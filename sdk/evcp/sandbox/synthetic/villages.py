"""Made-up names of villages, put together from the parts that real ones have."""

from __future__ import annotations

from random import Random

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
    """The name of a village.

    Args:
        country: ISO 3166-1 alpha-3 code, which decides the language; English for those not known.
        chance: Where the name is drawn from.
    """
    stems, endings = _PARTS.get(country, _OTHERS)
    stem, ending = chance.choice(stems), chance.choice(endings)
    return stem if stem.lower() == ending else stem + ending
