"""What the AFDC columns mean in the terms of the API, and what they leave open.

AFDC, the Alternative Fuels Data Center, counts ports and names plugs; it states neither powers nor
how the ports of a place are shared out among its plugs. `AfdcAssumptions` fills that gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..spatial.geometry import Bounds
from ..stations.parts import Plug

L1, L2, DC = "ev_level1_evse_num", "ev_level2_evse_num", "ev_dc_fast_count"
"""The three counting columns, which also name the levels here."""

_AC1 = "100-120V AC"
_AC2 = "200-240V AC"

PLUGS: Mapping[tuple[str, str], Plug] = MappingProxyType(
    {
        ("J1772", L1): Plug("30", 1.44, _AC1, "12A", 1, "2", True, "1"),
        ("NEMA515", L1): Plug("5", 1.44, _AC1, "12A", 1, "1", False, "1"),
        ("NEMA520", L1): Plug("6", 1.92, _AC1, "16A", 1, "1", False, "1"),
        # A NEMA 14-50 socket has 240 V, in whichever column the file counts it.
        ("NEMA1450", L1): Plug("51", 9.6, _AC2, "40A", 1, "1", False, "2"),
        ("NEMA1450", L2): Plug("51", 9.6, _AC2, "40A", 1, "1", False, "2"),
        ("J1772", L2): Plug("30", 7.2, _AC2, "30A", 1, "3", True, "2"),
        ("TESLA", L2): Plug("43", 11.52, _AC2, "48A", 1, "3", True, "2"),
        ("CHADEMO", DC): Plug("29", 50.0, "500V DC", "125A", 0, "4", True, "5"),
        ("J1772COMBO", DC): Plug("33", 50.0, "500V DC", "125A", 0, "4", True, "5"),
        ("TESLA", DC): Plug("43", 150.0, "500V DC", "375A", 0, "4", True, "5"),
    }
)
"""Electrical facts of a plug at a level: usual hardware of 2020, assumed, not in the file."""

CONNECTORS = tuple(dict.fromkeys(name for name, _ in PLUGS))
"""The words of the column `ev_connector_types`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AfdcAssumptions:
    """What is assumed where the file says nothing.

    Attributes:
        dual_cable_dc: True: each DC port has a cable of every listed DC standard (usual in 2020),
            so each group has as many connectors as there are ports, and the ports share EVSEs.
            False: the ports are shared out among the standards, as those of levels 1 and 2 are.
        power_kw: Powers that differ from those of `PLUGS`, by network and plug.
    """

    dual_cable_dc: bool = True
    power_kw: Mapping[tuple[str, str], float] = field(
        default_factory=lambda: MappingProxyType({("Electrify America", "J1772COMBO"): 150.0})
    )


UNITED_STATES = (
    Bounds(north=72.0, west=-180.0, south=17.0, east=-64.0),
    # The Aleutians beyond the antimeridian, Guam and the Northern Marianas.
    Bounds(north=56.0, west=144.0, south=13.0, east=180.0),
)
"""Boxes outside of which a coordinate of this file cannot be right."""


@dataclass(frozen=True, slots=True)
class State:
    """A state as far as the reading of the file needs it.

    Attributes:
        bounds: A box around it with some 0.2 degrees to spare.
        time_zone: IANA name where the whole state has one, else None.
    """

    bounds: Bounds
    time_zone: str | None


_ZONES = {
    "E": "America/New_York",
    "C": "America/Chicago",
    "M": "America/Denver",
    "P": "America/Los_Angeles",
    "AZ": None,
    "HI": "Pacific/Honolulu",
    "-": None,
}

# south, west, north, east in degrees; zone letter ("-": several zones in the state)
_STATES = """
AL 30.0 -88.7 35.2 -84.7 C;  AK 51.0 -180.0 71.6 -129.8 -; AZ 31.1 -115.0 37.2 -108.9 -
AR 32.8 -94.8 36.7 -89.5 C;  CA 32.3 -124.6 42.2 -113.9 P; CO 36.8 -109.3 41.2 -101.9 M
CT 40.8 -73.9 42.2 -71.6 E;  DE 38.3 -76.0 40.0 -74.8 E;   DC 38.7 -77.3 39.1 -76.8 E
FL 24.3 -87.8 31.2 -79.8 -;  GA 30.2 -85.8 35.2 -80.6 E;   HI 18.7 -160.6 22.5 -154.6 HI
ID 41.8 -117.4 49.2 -110.8 -; IL 36.8 -91.7 42.7 -87.2 C;  IN 37.6 -88.3 42.0 -84.6 -
IA 40.2 -96.9 43.7 -89.9 C;  KS 36.8 -102.3 40.2 -94.4 -;  KY 36.3 -89.8 39.4 -81.8 -
LA 28.7 -94.3 33.2 -88.6 C;  ME 42.8 -71.3 47.7 -66.7 E;   MD 37.7 -79.7 39.9 -74.8 E
MA 41.0 -73.7 43.1 -69.7 E;  MI 41.5 -90.6 48.4 -82.2 -;   MN 43.3 -97.5 49.6 -89.3 C
MS 30.0 -91.9 35.2 -87.9 C;  MO 35.8 -96.0 40.8 -88.9 C;   MT 44.2 -116.3 49.2 -103.8 M
NE 39.8 -104.3 43.2 -95.1 -; NV 34.8 -120.2 42.2 -113.8 -; NH 42.5 -72.8 45.5 -70.4 E
NJ 38.7 -75.8 41.6 -73.7 E;  NM 31.1 -109.3 37.2 -102.8 M; NY 40.3 -80.0 45.2 -71.6 E
NC 33.6 -84.5 36.8 -75.2 E;  ND 45.7 -104.3 49.2 -96.3 -;  OH 38.2 -85.0 42.5 -80.3 E
OK 33.4 -103.2 37.2 -94.2 C; OR 41.8 -124.8 46.5 -116.2 -; PA 39.5 -80.7 42.6 -74.5 E
RI 41.0 -72.1 42.2 -71.0 E;  SC 31.8 -83.6 35.4 -78.3 E;   SD 42.3 -104.3 46.1 -96.2 -
TN 34.8 -90.5 36.9 -81.4 -;  TX 25.6 -106.9 36.7 -93.3 -;  UT 36.8 -114.3 42.2 -108.8 M
VT 42.5 -73.6 45.2 -71.3 E;  VA 36.3 -83.9 39.7 -75.0 E;   WA 45.3 -125.0 49.2 -116.7 P
WV 37.0 -82.8 40.8 -77.5 E;  WI 42.3 -93.1 47.3 -86.1 C;   WY 40.8 -111.3 45.2 -103.8 M
"""


def _read_states(table: str) -> dict[str, State]:
    states = {}
    for entry in table.replace("\n", ";").split(";"):
        if entry.strip():
            code, south, west, north, east, zone = entry.split()
            box = Bounds(north=float(north), west=float(west), south=float(south), east=float(east))
            states[code] = State(box, _ZONES[zone])
    return states


STATES: Mapping[str, State] = MappingProxyType(_read_states(_STATES))
"""The states of the file by their two letters."""
