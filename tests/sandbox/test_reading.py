"""Country codes: distinct, and complete for the synthetic world."""

from __future__ import annotations

import re

from evcp._reading.countries import COUNTRIES, UNKNOWN
from evcp.sandbox.synthetic.markets import MARKETS


def test_codes_are_complete_and_distinct() -> None:
    countries = set(COUNTRIES.values())
    # 249 of ISO 3166-1, and Kosovo, which has a code of its users and no number.
    assert len(countries) == 250
    assert len(COUNTRIES) == 2 * len(countries)
    numbers = [one.numeric for one in countries if one.numeric != UNKNOWN]
    assert len(set(numbers)) == len(numbers) == 249
    for one in countries:
        assert COUNTRIES[one.alpha2] is one is COUNTRIES[one.alpha3]
        assert re.fullmatch(r"[A-Z]{2} [A-Z]{3} \d{3}", " ".join(one))


def test_codes_of_the_synthetic_markets() -> None:
    for alpha3, market in MARKETS.items():
        assert COUNTRIES[market.alpha2] == (market.alpha2, alpha3, market.numeric)
