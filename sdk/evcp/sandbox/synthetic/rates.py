"""How often made-up stations lack what real feeds lack.

All of it is an assumption, set after the look of public registers and of the documented samples; no
figures of the service are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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
"""What may be missing, with the share of stations, pools or connector groups that lack it."""
