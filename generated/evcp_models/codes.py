"""The code tables of the API: what each id means, and how surely that is known.

Generated from schema/ (version 1.1.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class AccessibilityCode(NamedTuple):
    """Who may use a station.

    Source: DH: EVStationDetailsType.
    """

    id: str
    key: str
    name: str
    meaning: str
    evidence: str


ACCESSIBILITY: Mapping[str, AccessibilityCode] = MappingProxyType(
    {
        "PRIVATE": AccessibilityCode(
            id="PRIVATE", key="PRIVATE", name="PRIVATE", meaning="Not for the public.", evidence="C"
        ),
        "RESTRICTED": AccessibilityCode(
            id="RESTRICTED",
            key="RESTRICTED",
            name="RESTRICTED",
            meaning="For some of the public, such as customers or residents.",
            evidence="C",
        ),
        "PUBLIC": AccessibilityCode(
            id="PUBLIC", key="PUBLIC", name="PUBLIC", meaning="For everybody.", evidence="C"
        ),
    }
)
"""Who may use a station. By id."""


class ChargeLevelCode(NamedTuple):
    """Charge levels: classes of charging power.

    Source: DH:here-ev-products-resource-type-connector.
    """

    id: str
    key: str
    name: str
    meaning: str
    evidence: str
    min_kw: int
    max_kw: int | None


CHARGE_LEVELS: Mapping[str, ChargeLevelCode] = MappingProxyType(
    {
        "1": ChargeLevelCode(
            id="1",
            key="LEVEL_1",
            name="1",
            meaning="More than 0 and up to 6 kW.",
            evidence="C",
            min_kw=0,
            max_kw=6,
        ),
        "2": ChargeLevelCode(
            id="2",
            key="LEVEL_2",
            name="2",
            meaning="More than 6 and up to 15 kW.",
            evidence="C",
            min_kw=6,
            max_kw=15,
        ),
        "3": ChargeLevelCode(
            id="3",
            key="LEVEL_3",
            name="3",
            meaning="More than 15 and up to 50 kW.",
            evidence="C",
            min_kw=15,
            max_kw=50,
        ),
        "4": ChargeLevelCode(
            id="4",
            key="LEVEL_4",
            name="4",
            meaning="More than 50 and up to 150 kW.",
            evidence="C",
            min_kw=50,
            max_kw=150,
        ),
        "5": ChargeLevelCode(
            id="5",
            key="LEVEL_5",
            name="5",
            meaning="More than 150 and up to 300 kW.",
            evidence="C",
            min_kw=150,
            max_kw=300,
        ),
        "6": ChargeLevelCode(
            id="6",
            key="LEVEL_6",
            name="6",
            meaning="More than 300 kW.",
            evidence="C",
            min_kw=300,
            max_kw=None,
        ),
    }
)
"""Charge levels: classes of charging power. By id."""


class ChargeModeCode(NamedTuple):
    """Charge modes after IEC 61851-1.

    Source: DG:resource-type-charging-point.
    """

    id: str
    key: str
    name: str
    meaning: str
    evidence: str


CHARGE_MODES: Mapping[str, ChargeModeCode] = MappingProxyType(
    {
        "Unspecified": ChargeModeCode(
            id="Unspecified",
            key="UNSPECIFIED",
            name="Unspecified",
            meaning="Not specified, as the documentation names it.",
            evidence="U",
        ),
        "0": ChargeModeCode(
            id="0",
            key="MODE_0",
            name="Unspecified",
            meaning="Not specified, as the other modes are printed.",
            evidence="U",
        ),
        "1": ChargeModeCode(
            id="1",
            key="MODE_1",
            name="Mode 1",
            meaning="Slow, from an ordinary socket, one or three phases.",
            evidence="I",
        ),
        "2": ChargeModeCode(
            id="2",
            key="MODE_2",
            name="Mode 2",
            meaning="Slow, from an ordinary socket with some protection for vehicles.",
            evidence="I",
        ),
        "3": ChargeModeCode(
            id="3",
            key="MODE_3",
            name="Mode 3",
            meaning="Slow or fast, from a socket made for vehicles with control, such as IEC 62196.",
            evidence="C",
        ),
        "4": ChargeModeCode(
            id="4",
            key="MODE_4",
            name="Mode 4",
            meaning="Fast, by a special technology such as CHAdeMO.",
            evidence="I",
        ),
    }
)
"""Charge modes after IEC 61851-1. By id."""


class ConnectorStateCode(NamedTuple):
    """States of an EVSE or a connector.

    Source: DG: state of EVSE; GS:ev, evAvailability; live traffic.
    """

    id: str
    key: str
    name: str
    meaning: str
    evidence: str


CONNECTOR_STATES: Mapping[str, ConnectorStateCode] = MappingProxyType(
    {
        "AVAILABLE": ConnectorStateCode(
            id="AVAILABLE", key="AVAILABLE", name="AVAILABLE", meaning="Free to use.", evidence="C"
        ),
        "RESERVED": ConnectorStateCode(
            id="RESERVED",
            key="RESERVED",
            name="RESERVED",
            meaning="Reserved for somebody.",
            evidence="C",
        ),
        "OCCUPIED": ConnectorStateCode(
            id="OCCUPIED",
            key="OCCUPIED",
            name="OCCUPIED",
            meaning="In use: charging, or blocked by a vehicle that is plugged in.",
            evidence="C",
        ),
        "OUT_OF_SERVICE": ConnectorStateCode(
            id="OUT_OF_SERVICE",
            key="OUT_OF_SERVICE",
            name="OUT_OF_SERVICE",
            meaning="Does not work.",
            evidence="C",
        ),
        "UNKNOWN": ConnectorStateCode(
            id="UNKNOWN", key="UNKNOWN", name="UNKNOWN", meaning="State not known.", evidence="C"
        ),
        "OFFLINE": ConnectorStateCode(
            id="OFFLINE",
            key="OFFLINE",
            name="OFFLINE",
            meaning="No news from the device.",
            evidence="S",
        ),
        "OTHER": ConnectorStateCode(
            id="OTHER",
            key="OTHER",
            name="OTHER",
            meaning="No information on the state.",
            evidence="P",
        ),
        "UNAVAILABLE": ConnectorStateCode(
            id="UNAVAILABLE",
            key="UNAVAILABLE",
            name="UNAVAILABLE",
            meaning="Physically blocked.",
            evidence="S",
        ),
    }
)
"""States of an EVSE or a connector. By id."""


class ConnectorStatusCode(NamedTuple):
    """Older numeric connector statuses.

    Source: DG:resource-type-connector-statuses.
    """

    id: str
    key: str
    name: str
    meaning: str
    evidence: str


class ConnectorStatusId(StrEnum):
    """The known ids of `CONNECTOR_STATUS_CODES`, for parameters that take an id."""

    UNSPECIFIED = "0"
    PLANNED = "1"
    AVAILABLE = "2"
    CHARGING = "3"
    FAULTED = "4"
    UNAVAILABLE = "5"
    MAINTAINED = "6"
    OFFLINE = "7"
    RESERVED = "8"
    OTHER = "9"


CONNECTOR_STATUS_CODES: Mapping[str, ConnectorStatusCode] = MappingProxyType(
    {
        "0": ConnectorStatusCode(
            id="0",
            key="UNSPECIFIED",
            name="Unspecified",
            meaning="The status is not given.",
            evidence="C",
        ),
        "1": ConnectorStatusCode(
            id="1",
            key="PLANNED",
            name="Planned",
            meaning="The provider plans to install it.",
            evidence="C",
        ),
        "2": ConnectorStatusCode(
            id="2", key="AVAILABLE", name="Available", meaning="Free to use.", evidence="C"
        ),
        "3": ConnectorStatusCode(
            id="3", key="CHARGING", name="Charging", meaning="In use.", evidence="C"
        ),
        "4": ConnectorStatusCode(
            id="4",
            key="FAULTED",
            name="Faulted",
            meaning="A fault, such as an electrical connection that should not be there; may need a reset.",
            evidence="C",
        ),
        "5": ConnectorStatusCode(
            id="5", key="UNAVAILABLE", name="Unavailable", meaning="Cannot be used.", evidence="C"
        ),
        "6": ConnectorStatusCode(
            id="6", key="MAINTAINED", name="Maintained", meaning="Under maintenance.", evidence="C"
        ),
        "7": ConnectorStatusCode(
            id="7", key="OFFLINE", name="Offline", meaning="No news from the device.", evidence="C"
        ),
        "8": ConnectorStatusCode(
            id="8", key="RESERVED", name="Reserved", meaning="Reserved for somebody.", evidence="C"
        ),
        "9": ConnectorStatusCode(
            id="9", key="OTHER", name="Other", meaning="A status outside this list.", evidence="C"
        ),
    }
)
"""Older numeric connector statuses. By id."""


class ConnectorTypeOcpi(NamedTuple):
    """An entry of `ConnectorTypeCode.ocpi`."""

    standard: str
    match: str
    note: str | None


class ConnectorTypeCode(NamedTuple):
    """Connector types: which plug or socket a connector group has.

    Source: GS:ev filter list for the filterable ids; public clients (HerePy and another) for
    the others; HerePy samples for 31.
    """

    id: str
    key: str
    name: str
    meaning: str
    evidence: str
    family: str
    current: str
    phases: str
    format: str
    max_amps: int
    filterable: bool
    ocpi: tuple[ConnectorTypeOcpi, ...]


class ConnectorTypeId(StrEnum):
    """The known ids of `CONNECTOR_TYPES`, for parameters that take an id."""

    UNSPECIFIED = "0"
    OTHER = "1"
    UNALLOWED = "2"
    SMALL_PADDLE_INDUCTIVE = "3"
    LARGE_PADDLE_INDUCTIVE = "4"
    DOMESTIC_B_NEMA_5_15 = "5"
    DOMESTIC_B_NEMA_5_20 = "6"
    DOMESTIC_D_BS_546 = "7"
    DOMESTIC_E = "8"
    DOMESTIC_F_SCHUKO = "9"
    DOMESTIC_E_F = "10"
    DOMESTIC_G = "11"
    DOMESTIC_H = "12"
    DOMESTIC_I_AS_NZS_3112 = "13"
    DOMESTIC_I_CPCS_CCC = "14"
    DOMESTIC_I_IRAM_2073 = "15"
    DOMESTIC_J_T13 = "16"
    DOMESTIC_J_T15 = "17"
    DOMESTIC_J_T23 = "18"
    DOMESTIC_J_T25 = "19"
    DOMESTIC_K = "20"
    DOMESTIC_K_TIS_166 = "21"
    DOMESTIC_L = "22"
    DOMESTIC_M = "23"
    DOMESTIC_IEC_60906_1 = "24"
    AVCON = "25"
    TESLA_HIGH_POWER_WALL = "26"
    TESLA_UNIVERSAL_MOBILE = "27"
    TESLA_SPARE_MOBILE = "28"
    CHADEMO = "29"
    IEC_62196_T1 = "30"
    IEC_62196_T2 = "31"
    IEC_62196_T3C = "32"
    IEC_62196_T1_COMBO = "33"
    IEC_62196_T2_COMBO = "34"
    IEC_60309_P_N_E_AC = "35"
    IEC_60309_3P_E_N_AC = "36"
    IEC_60309_2P_E_AC = "37"
    IEC_60309_P_N_E_AC_CEEPLUS = "38"
    IEC_60309_3P_N_E_AC_CEEPLUS = "39"
    BETTER_PLACE = "40"
    MARECHAL = "41"
    DOMESTIC_J_T13_T23 = "42"
    TESLA = "43"
    IEC_61851_1 = "44"
    IEC_62196_T2_SAE_J1772 = "45"
    IEC_60309_2P_E_DC = "46"
    DOMESTIC_I_AS_NZS_3112_15A = "47"
    DOMESTIC_A = "48"
    DOMESTIC_C = "49"
    IEC_62196_T3A = "50"
    NEMA_14_50 = "51"
    GBT_AC = "52"
    GBT_DC = "53"


CONNECTOR_TYPES: Mapping[str, ConnectorTypeCode] = MappingProxyType(
    {
        "0": ConnectorTypeCode(
            id="0",
            key="UNSPECIFIED",
            name="Unspecified",
            meaning="The type is not given.",
            evidence="P",
            family="other",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=False,
            ocpi=(),
        ),
        "1": ConnectorTypeCode(
            id="1",
            key="OTHER",
            name="Other",
            meaning="A type outside this list.",
            evidence="P",
            family="other",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=False,
            ocpi=(),
        ),
        "2": ConnectorTypeCode(
            id="2",
            key="UNALLOWED",
            name="Unallowed",
            meaning="Listed without an explanation.",
            evidence="P",
            family="other",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=False,
            ocpi=(),
        ),
        "3": ConnectorTypeCode(
            id="3",
            key="SMALL_PADDLE_INDUCTIVE",
            name="Small Paddle Inductive",
            meaning="Inductive coupler with a small paddle, from the first generation of electric cars in North America.",
            evidence="P",
            family="inductive",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=False,
            ocpi=(),
        ),
        "4": ConnectorTypeCode(
            id="4",
            key="LARGE_PADDLE_INDUCTIVE",
            name="Large Paddle Inductive",
            meaning="Inductive coupler with a large paddle, from the first generation of electric cars in North America.",
            evidence="P",
            family="inductive",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=False,
            ocpi=(),
        ),
        "5": ConnectorTypeCode(
            id="5",
            key="DOMESTIC_B_NEMA_5_15",
            name="Domestic plug/socket type B (NEMA 5-15)",
            meaning="Household socket of North America, 15 A.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=15,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_B", match="exact", note=None),),
        ),
        "6": ConnectorTypeCode(
            id="6",
            key="DOMESTIC_B_NEMA_5_20",
            name="Domestic plug/socket type B (NEMA 5-20)",
            meaning="Household socket of North America, 20 A.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=20,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="NEMA_5_20", match="exact", note=None),),
        ),
        "7": ConnectorTypeCode(
            id="7",
            key="DOMESTIC_D_BS_546",
            name="Domestic plug/socket type D (BS 546 (3 pin))",
            meaning="Old British three-pin household socket, as used in India.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=15,
            filterable=True,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="DOMESTIC_D",
                    match="ambiguous",
                    note="the name says type D, the 5 A member of BS 546; OCPI names BS 546 under M",
                ),
                ConnectorTypeOcpi(
                    standard="DOMESTIC_M",
                    match="ambiguous",
                    note="OCPI names BS 546 under M, the 15 A member of that family; the entry says type D",
                ),
            ),
        ),
        "8": ConnectorTypeCode(
            id="8",
            key="DOMESTIC_E",
            name="Domestic plug/socket type E (CEE 7/5)",
            meaning="Household socket of France and Belgium, with an earth pin.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_E", match="exact", note=None),),
        ),
        "9": ConnectorTypeCode(
            id="9",
            key="DOMESTIC_F_SCHUKO",
            name="Domestic plug/socket type F (CEE 7/4 (Schuko))",
            meaning="Household socket of Germany and much of Europe, with earth clips.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_F", match="exact", note=None),),
        ),
        "10": ConnectorTypeCode(
            id="10",
            key="DOMESTIC_E_F",
            name="Domestic plug/socket type E+F (CEE 7/7)",
            meaning="European household plug that fits both type E and type F sockets.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=True,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="DOMESTIC_E",
                    match="ambiguous",
                    note="the CEE 7/7 plug fits type E and type F sockets",
                ),
                ConnectorTypeOcpi(
                    standard="DOMESTIC_F",
                    match="ambiguous",
                    note="the CEE 7/7 plug fits type E and type F sockets",
                ),
            ),
        ),
        "11": ConnectorTypeCode(
            id="11",
            key="DOMESTIC_G",
            name="Domestic plug/socket type G (BS 1363, IS 401 & 411, MS 58)",
            meaning="Household socket of the United Kingdom, Ireland and Malaysia.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=13,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_G", match="exact", note=None),),
        ),
        "12": ConnectorTypeCode(
            id="12",
            key="DOMESTIC_H",
            name="Domestic plug/socket type H (SI 32)",
            meaning="Household socket of Israel.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_H", match="exact", note=None),),
        ),
        "13": ConnectorTypeCode(
            id="13",
            key="DOMESTIC_I_AS_NZS_3112",
            name="Domestic plug/socket type I (AS/NZS 3112)",
            meaning="Household socket of Australia and New Zealand.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=32,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_I", match="exact", note=None),),
        ),
        "14": ConnectorTypeCode(
            id="14",
            key="DOMESTIC_I_CPCS_CCC",
            name="Domestic plug/socket type I (CPCS-CCC)",
            meaning="Household socket of China.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_I", match="exact", note=None),),
        ),
        "15": ConnectorTypeCode(
            id="15",
            key="DOMESTIC_I_IRAM_2073",
            name="Domestic plug/socket type I (IRAM 2073)",
            meaning="Household socket of Argentina.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=20,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_I", match="exact", note=None),),
        ),
        "16": ConnectorTypeCode(
            id="16",
            key="DOMESTIC_J_T13",
            name="Domestic plug/socket type J (SEV 1011) (T13)",
            meaning="Household socket of Switzerland, T13: one phase, 10 A.",
            evidence="P",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=10,
            filterable=False,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_J", match="exact", note=None),),
        ),
        "17": ConnectorTypeCode(
            id="17",
            key="DOMESTIC_J_T15",
            name="Domestic plug/socket type J (SEV 1011) (T15)",
            meaning="Household socket of Switzerland, T15: three phases, 10 A.",
            evidence="P",
            family="domestic",
            current="AC",
            phases="3",
            format="socket",
            max_amps=10,
            filterable=False,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_J", match="exact", note=None),),
        ),
        "18": ConnectorTypeCode(
            id="18",
            key="DOMESTIC_J_T23",
            name="Domestic plug/socket type J (SEV 1011) (T23)",
            meaning="Household socket of Switzerland, T23: one phase, 16 A.",
            evidence="P",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=False,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_J", match="exact", note=None),),
        ),
        "19": ConnectorTypeCode(
            id="19",
            key="DOMESTIC_J_T25",
            name="Domestic plug/socket type J (SEV 1011) (T25)",
            meaning="Household socket of Switzerland, T25: three phases, 16 A.",
            evidence="P",
            family="domestic",
            current="AC",
            phases="3",
            format="socket",
            max_amps=16,
            filterable=False,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_J", match="exact", note=None),),
        ),
        "20": ConnectorTypeCode(
            id="20",
            key="DOMESTIC_K",
            name="Domestic plug/socket type K (Section 107-2-D1)",
            meaning="Household socket of Denmark.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_K", match="exact", note=None),),
        ),
        "21": ConnectorTypeCode(
            id="21",
            key="DOMESTIC_K_TIS_166",
            name="Domestic plug/socket type K (Thailand TIS 166 - 2549)",
            meaning="Household socket of Thailand. The letter K of the name belongs to Denmark; the standard it cites is known as type O.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=True,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="DOMESTIC_O",
                    match="ambiguous",
                    note="the standard that the name cites, TIS 166-2549, is O in OCPI",
                ),
                ConnectorTypeOcpi(
                    standard="DOMESTIC_K",
                    match="ambiguous",
                    note="the letter that the name gives is K, which is the Danish socket in OCPI",
                ),
            ),
        ),
        "22": ConnectorTypeCode(
            id="22",
            key="DOMESTIC_L",
            name="Domestic plug/socket type L (CEI 23-16/VII)",
            meaning="Household socket of Italy.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_L", match="exact", note=None),),
        ),
        "23": ConnectorTypeCode(
            id="23",
            key="DOMESTIC_M",
            name="Domestic plug/socket type M (South African 15 A/250 V)",
            meaning="Household socket of South Africa, 15 A.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=True,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="DOMESTIC_M",
                    match="ambiguous",
                    note="OCPI names BS 546 under M; the entry names the South African 15 A socket of that family",
                ),
            ),
        ),
        "24": ConnectorTypeCode(
            id="24",
            key="DOMESTIC_IEC_60906_1",
            name="Domestic plug/socket type IEC 60906-1 (3 pin)",
            meaning="Household socket of the international standard, as used in Brazil and South Africa.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=20,
            filterable=True,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="DOMESTIC_N",
                    match="ambiguous",
                    note="OCPI names NBR 14136 under N: the Brazilian form of IEC 60906-1",
                ),
            ),
        ),
        "25": ConnectorTypeCode(
            id="25",
            key="AVCON",
            name="AVCON Connector",
            meaning="Butt-contact connector of early electric cars in North America.",
            evidence="S",
            family="other",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=True,
            ocpi=(),
        ),
        "26": ConnectorTypeCode(
            id="26",
            key="TESLA_HIGH_POWER_WALL",
            name="Tesla Connector (high power wall)",
            meaning="Tesla connector of the high power wall unit.",
            evidence="P",
            family="tesla",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=False,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="TESLA_R",
                    match="ambiguous",
                    note="a connector of the Roadster by its name, which OCPI lists as TESLA_R; the entry does not say so",
                ),
                ConnectorTypeOcpi(
                    standard="TESLA_S",
                    match="ambiguous",
                    note="OCPI 2.2.1 has two Tesla connectors and the entry does not say which",
                ),
            ),
        ),
        "27": ConnectorTypeCode(
            id="27",
            key="TESLA_UNIVERSAL_MOBILE",
            name="Tesla Connector (universal mobile)",
            meaning="Tesla connector of the universal mobile unit.",
            evidence="P",
            family="tesla",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=False,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="TESLA_R",
                    match="ambiguous",
                    note="a connector of the Roadster by its name, which OCPI lists as TESLA_R; the entry does not say so",
                ),
                ConnectorTypeOcpi(
                    standard="TESLA_S",
                    match="ambiguous",
                    note="OCPI 2.2.1 has two Tesla connectors and the entry does not say which",
                ),
            ),
        ),
        "28": ConnectorTypeCode(
            id="28",
            key="TESLA_SPARE_MOBILE",
            name="Tesla Connector (spare mobile)",
            meaning="Tesla connector of the spare mobile unit.",
            evidence="P",
            family="tesla",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=False,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="TESLA_R",
                    match="ambiguous",
                    note="a connector of the Roadster by its name, which OCPI lists as TESLA_R; the entry does not say so",
                ),
                ConnectorTypeOcpi(
                    standard="TESLA_S",
                    match="ambiguous",
                    note="OCPI 2.2.1 has two Tesla connectors and the entry does not say which",
                ),
            ),
        ),
        "29": ConnectorTypeCode(
            id="29",
            key="CHADEMO",
            name="JEVS G 105 (CHAdeMO)",
            meaning="CHAdeMO fast charging connector, from Japan.",
            evidence="S",
            family="chademo",
            current="DC",
            phases="",
            format="cable",
            max_amps=0,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="CHADEMO", match="exact", note=None),),
        ),
        "30": ConnectorTypeCode(
            id="30",
            key="IEC_62196_T1",
            name="IEC 62196-2 type 1 (SAE J1772)",
            meaning="Type 1 connector: one phase, North America and Japan.",
            evidence="S",
            family="type1",
            current="AC",
            phases="1",
            format="cable",
            max_amps=80,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="IEC_62196_T1", match="exact", note=None),),
        ),
        "31": ConnectorTypeCode(
            id="31",
            key="IEC_62196_T2",
            name="IEC 62196-2 type 2 (Mennekes)",
            meaning="Type 2 connector: one or three phases, Europe.",
            evidence="C",
            family="type2",
            current="AC",
            phases="1,3",
            format="",
            max_amps=70,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="IEC_62196_T2", match="exact", note=None),),
        ),
        "32": ConnectorTypeCode(
            id="32",
            key="IEC_62196_T3C",
            name="IEC 62196-2 type 3c (SCAME)",
            meaning="Type 3c connector: one or three phases, once used in France and Italy.",
            evidence="S",
            family="type3",
            current="AC",
            phases="1,3",
            format="",
            max_amps=63,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="IEC_62196_T3C", match="exact", note=None),),
        ),
        "33": ConnectorTypeCode(
            id="33",
            key="IEC_62196_T1_COMBO",
            name="IEC 62196-3 type 1 combo (SAE J1772)",
            meaning="Combined charging system (CCS 1): type 1 with two more contacts for fast charging.",
            evidence="S",
            family="ccs",
            current="DC",
            phases="",
            format="cable",
            max_amps=0,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="IEC_62196_T1_COMBO", match="exact", note=None),),
        ),
        "34": ConnectorTypeCode(
            id="34",
            key="IEC_62196_T2_COMBO",
            name="IEC 62196-3 type 2 combo (Mennekes)",
            meaning="Combined charging system (CCS 2): type 2 with two more contacts for fast charging.",
            evidence="S",
            family="ccs",
            current="DC",
            phases="",
            format="cable",
            max_amps=0,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="IEC_62196_T2_COMBO", match="exact", note=None),),
        ),
        "35": ConnectorTypeCode(
            id="35",
            key="IEC_60309_P_N_E_AC",
            name="IEC 60309 : industrial P + N + E (AC)",
            meaning="Industrial connector, one phase.",
            evidence="S",
            family="industrial",
            current="AC",
            phases="1",
            format="socket",
            max_amps=125,
            filterable=True,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="IEC_60309_2_single_16",
                    match="ambiguous",
                    note="the OCPI standard is the one of 16 A, the entry does not give the amperes",
                ),
            ),
        ),
        "36": ConnectorTypeCode(
            id="36",
            key="IEC_60309_3P_E_N_AC",
            name="IEC 60309 : industrial 3P + E + N (AC)",
            meaning="Industrial connector, three phases.",
            evidence="S",
            family="industrial",
            current="AC",
            phases="3",
            format="socket",
            max_amps=125,
            filterable=True,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="IEC_60309_2_three_16",
                    match="ambiguous",
                    note="OCPI tells the three-phase industrial connectors apart by amperes, the entry does not",
                ),
                ConnectorTypeOcpi(
                    standard="IEC_60309_2_three_32",
                    match="ambiguous",
                    note="OCPI tells the three-phase industrial connectors apart by amperes, the entry does not",
                ),
                ConnectorTypeOcpi(
                    standard="IEC_60309_2_three_64",
                    match="ambiguous",
                    note="OCPI tells the three-phase industrial connectors apart by amperes, the entry does not",
                ),
            ),
        ),
        "37": ConnectorTypeCode(
            id="37",
            key="IEC_60309_2P_E_AC",
            name="IEC 60309 : industrial 2P + E (AC)",
            meaning="Industrial connector, two phases.",
            evidence="S",
            family="industrial",
            current="AC",
            phases="",
            format="socket",
            max_amps=125,
            filterable=True,
            ocpi=(),
        ),
        "38": ConnectorTypeCode(
            id="38",
            key="IEC_60309_P_N_E_AC_CEEPLUS",
            name="IEC 60309 : industrial P + N + E (AC) (CEEPlus)",
            meaning="Industrial connector, one phase, with the contacts of CEEPlus.",
            evidence="P",
            family="industrial",
            current="AC",
            phases="1",
            format="socket",
            max_amps=125,
            filterable=False,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="IEC_60309_2_single_16",
                    match="ambiguous",
                    note="CEEPlus adds contacts to the industrial connector; OCPI has only the plain one",
                ),
            ),
        ),
        "39": ConnectorTypeCode(
            id="39",
            key="IEC_60309_3P_N_E_AC_CEEPLUS",
            name="IEC 60309 : industrial 3P + N + E (AC) (CEEPlus)",
            meaning="Industrial connector, three phases, with the contacts of CEEPlus.",
            evidence="P",
            family="industrial",
            current="AC",
            phases="3",
            format="socket",
            max_amps=125,
            filterable=False,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="IEC_60309_2_three_16",
                    match="ambiguous",
                    note="CEEPlus adds contacts to the industrial connector; OCPI has only the plain one",
                ),
                ConnectorTypeOcpi(
                    standard="IEC_60309_2_three_32",
                    match="ambiguous",
                    note="CEEPlus adds contacts to the industrial connector; OCPI has only the plain one",
                ),
                ConnectorTypeOcpi(
                    standard="IEC_60309_2_three_64",
                    match="ambiguous",
                    note="CEEPlus adds contacts to the industrial connector; OCPI has only the plain one",
                ),
            ),
        ),
        "40": ConnectorTypeCode(
            id="40",
            key="BETTER_PLACE",
            name="Better place plug/socket",
            meaning="Connector of the company Better Place.",
            evidence="P",
            family="other",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=False,
            ocpi=(),
        ),
        "41": ConnectorTypeCode(
            id="41",
            key="MARECHAL",
            name="Marechal plug/socket",
            meaning="Industrial connector of the company Marechal.",
            evidence="P",
            family="other",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=False,
            ocpi=(),
        ),
        "42": ConnectorTypeCode(
            id="42",
            key="DOMESTIC_J_T13_T23",
            name="Domestic plug/socket type J (SEV 1011) (T13, T23)",
            meaning="Household socket of Switzerland, T13 or T23: one phase.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_J", match="exact", note=None),),
        ),
        "43": ConnectorTypeCode(
            id="43",
            key="TESLA",
            name="Tesla Connector",
            meaning="A Tesla connector. Which shape it has depends on the country: in Europe that of type 2, in North America the own one of Tesla, now SAE J3400.",
            evidence="S",
            family="tesla",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=True,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="TESLA_S",
                    match="ambiguous",
                    note="in Europe, a type 2 shape; the entry does not say which Tesla connector it is",
                ),
                ConnectorTypeOcpi(
                    standard="SAE_J3400",
                    match="ambiguous",
                    note="in North America it may be the one standardised as SAE J3400, which only OCPI 2.3.0 has",
                ),
                ConnectorTypeOcpi(
                    standard="TESLA_R",
                    match="ambiguous",
                    note="OCPI 2.2.1 has two Tesla connectors and the entry does not say which",
                ),
            ),
        ),
        "44": ConnectorTypeCode(
            id="44",
            key="IEC_61851_1",
            name="IEC 61851-1",
            meaning="Not a connector but the standard of conductive charging systems; which plug is there is not said.",
            evidence="P",
            family="other",
            current="",
            phases="",
            format="",
            max_amps=0,
            filterable=False,
            ocpi=(),
        ),
        "45": ConnectorTypeCode(
            id="45",
            key="IEC_62196_T2_SAE_J1772",
            name="IEC 62196-2 type 2 (SAE J1772)",
            meaning="Type 2 by its first words, type 1 by the standard in brackets: the name contradicts itself.",
            evidence="P",
            family="type2",
            current="AC",
            phases="1,3",
            format="",
            max_amps=80,
            filterable=False,
            ocpi=(
                ConnectorTypeOcpi(
                    standard="IEC_62196_T2",
                    match="ambiguous",
                    note="the name says type 2, but cites the standard of type 1",
                ),
                ConnectorTypeOcpi(
                    standard="IEC_62196_T1",
                    match="ambiguous",
                    note="the name cites SAE J1772, the standard of type 1, but says type 2",
                ),
            ),
        ),
        "46": ConnectorTypeCode(
            id="46",
            key="IEC_60309_2P_E_DC",
            name="IEC 60309 : industrial 2P + E (DC)",
            meaning="Industrial connector, direct current.",
            evidence="S",
            family="industrial",
            current="DC",
            phases="",
            format="",
            max_amps=0,
            filterable=True,
            ocpi=(),
        ),
        "47": ConnectorTypeCode(
            id="47",
            key="DOMESTIC_I_AS_NZS_3112_15A",
            name="I-type AS/NZ 3112 (Australian 15A/240V)",
            meaning="Household socket of Australia, 15 A.",
            evidence="P",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=15,
            filterable=False,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_I", match="exact", note=None),),
        ),
        "48": ConnectorTypeCode(
            id="48",
            key="DOMESTIC_A",
            name="Domestic plug/socket type A (NEMA 1-15, 2 pins)",
            meaning="Household socket of North America and Japan, two pins.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=15,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_A", match="exact", note=None),),
        ),
        "49": ConnectorTypeCode(
            id="49",
            key="DOMESTIC_C",
            name="Domestic plug/socket type C (CEE 7/17, 2 pins)",
            meaning="European household plug with two pins.",
            evidence="S",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=16,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="DOMESTIC_C", match="exact", note=None),),
        ),
        "50": ConnectorTypeCode(
            id="50",
            key="IEC_62196_T3A",
            name="IEC 62196-2 type 3a (SCAME)",
            meaning="Type 3a connector: one phase, light vehicles.",
            evidence="S",
            family="type3",
            current="AC",
            phases="1",
            format="",
            max_amps=32,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="IEC_62196_T3A", match="exact", note=None),),
        ),
        "51": ConnectorTypeCode(
            id="51",
            key="NEMA_14_50",
            name="Domestic plug/socket type B (NEMA 14-50)",
            meaning="Socket of North America for large appliances and campers, 50 A.",
            evidence="P",
            family="domestic",
            current="AC",
            phases="1",
            format="socket",
            max_amps=50,
            filterable=False,
            ocpi=(ConnectorTypeOcpi(standard="NEMA_14_50", match="exact", note=None),),
        ),
        "52": ConnectorTypeCode(
            id="52",
            key="GBT_AC",
            name="GB/T (Chinese) AC connector",
            meaning="Chinese connector for alternating current.",
            evidence="S",
            family="gbt",
            current="AC",
            phases="1,3",
            format="",
            max_amps=63,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="GBT_AC", match="exact", note=None),),
        ),
        "53": ConnectorTypeCode(
            id="53",
            key="GBT_DC",
            name="GB/T (Chinese) DC connector",
            meaning="Chinese connector for direct current.",
            evidence="S",
            family="gbt",
            current="DC",
            phases="",
            format="cable",
            max_amps=0,
            filterable=True,
            ocpi=(ConnectorTypeOcpi(standard="GBT_DC", match="exact", note=None),),
        ),
    }
)
"""Connector types: which plug or socket a connector group has. By id."""


class PaymentTypeCode(NamedTuple):
    """Kinds of payment by method.

    Source: DG/DH:resource-type-payment-methods.
    """

    id: str
    key: str
    name: str
    meaning: str
    evidence: str
    method: str
    edition: str


PAYMENT_TYPES: tuple[PaymentTypeCode, ...] = (
    PaymentTypeCode(
        id="AMEX",
        key="CREDIT_CARD_AMEX",
        name="AMEX",
        meaning="American Express.",
        evidence="C",
        method="creditCard",
        edition="old",
    ),
    PaymentTypeCode(
        id="MASTERCARD",
        key="CREDIT_CARD_MASTERCARD",
        name="MASTERCARD",
        meaning="Mastercard.",
        evidence="C",
        method="creditCard",
        edition="old",
    ),
    PaymentTypeCode(
        id="VISA",
        key="CREDIT_CARD_VISA",
        name="VISA",
        meaning="Visa.",
        evidence="C",
        method="creditCard",
        edition="old",
    ),
    PaymentTypeCode(
        id="CARTEBLANCHE",
        key="CREDIT_CARD_CARTEBLANCHE",
        name="CARTEBLANCHE",
        meaning="Carte Blanche.",
        evidence="C",
        method="creditCard",
        edition="old",
    ),
    PaymentTypeCode(
        id="DINERSCLUB",
        key="CREDIT_CARD_DINERSCLUB",
        name="DINERSCLUB",
        meaning="Diners Club.",
        evidence="C",
        method="creditCard",
        edition="old",
    ),
    PaymentTypeCode(
        id="DISCOVER",
        key="CREDIT_CARD_DISCOVER",
        name="DISCOVER",
        meaning="Discover.",
        evidence="C",
        method="creditCard",
        edition="old",
    ),
    PaymentTypeCode(
        id="OTHER",
        key="CREDIT_CARD_OTHER",
        name="OTHER",
        meaning="Another credit card.",
        evidence="C",
        method="creditCard",
        edition="old",
    ),
    PaymentTypeCode(
        id="MONEY ORDER",
        key="CHECK_MONEY_ORDER",
        name="MONEY ORDER",
        meaning="Money order.",
        evidence="C",
        method="check",
        edition="old",
    ),
    PaymentTypeCode(
        id="PERSONAL",
        key="CHECK_PERSONAL",
        name="PERSONAL",
        meaning="Personal cheque.",
        evidence="C",
        method="check",
        edition="old",
    ),
    PaymentTypeCode(
        id="TRAVELERS",
        key="CHECK_TRAVELERS",
        name="TRAVELERS",
        meaning="Traveller's cheque.",
        evidence="C",
        method="check",
        edition="old",
    ),
    PaymentTypeCode(
        id="OTHER",
        key="CHECK_OTHER",
        name="OTHER",
        meaning="Another cheque.",
        evidence="C",
        method="check",
        edition="old",
    ),
    PaymentTypeCode(
        id="PAYPAL",
        key="E_PAYMENT_PAYPAL",
        name="PAYPAL",
        meaning="PayPal.",
        evidence="C",
        method="ePayment",
        edition="old",
    ),
    PaymentTypeCode(
        id="APPLEPAY",
        key="E_PAYMENT_APPLEPAY",
        name="APPLEPAY",
        meaning="Apple Pay.",
        evidence="C",
        method="ePayment",
        edition="old",
    ),
    PaymentTypeCode(
        id="OTHER",
        key="E_PAYMENT_OTHER",
        name="OTHER",
        meaning="Another online payment.",
        evidence="C",
        method="ePayment",
        edition="old",
    ),
    PaymentTypeCode(
        id="online-bank-payment",
        key="E_PAYMENT_ONLINE_BANK_PAYMENT",
        name="online-bank-payment",
        meaning="Bank transfer online.",
        evidence="C",
        method="ePayment",
        edition="new",
    ),
    PaymentTypeCode(
        id="online-google-pay",
        key="E_PAYMENT_ONLINE_GOOGLE_PAY",
        name="online-google-pay",
        meaning="Google Pay online.",
        evidence="C",
        method="ePayment",
        edition="new",
    ),
    PaymentTypeCode(
        id="online-credit-card",
        key="E_PAYMENT_ONLINE_CREDIT_CARD",
        name="online-credit-card",
        meaning="Credit card online.",
        evidence="C",
        method="ePayment",
        edition="new",
    ),
    PaymentTypeCode(
        id="online-paypal",
        key="E_PAYMENT_ONLINE_PAYPAL",
        name="online-paypal",
        meaning="PayPal online.",
        evidence="C",
        method="ePayment",
        edition="new",
    ),
    PaymentTypeCode(
        id="online-apple-pay",
        key="E_PAYMENT_ONLINE_APPLE_PAY",
        name="online-apple-pay",
        meaning="Apple Pay online.",
        evidence="C",
        method="ePayment",
        edition="new",
    ),
    PaymentTypeCode(
        id="CASHBACK",
        key="OTHER_CASHBACK",
        name="CASHBACK",
        meaning="Cashback.",
        evidence="C",
        method="other",
        edition="old",
    ),
    PaymentTypeCode(
        id="LOAN",
        key="OTHER_LOAN",
        name="LOAN",
        meaning="Loan.",
        evidence="C",
        method="other",
        edition="old",
    ),
    PaymentTypeCode(
        id="WIRETRANSFERS",
        key="OTHER_WIRETRANSFERS",
        name="WIRETRANSFERS",
        meaning="Wire transfer.",
        evidence="C",
        method="other",
        edition="old",
    ),
    PaymentTypeCode(
        id="FINANCING",
        key="OTHER_FINANCING",
        name="FINANCING",
        meaning="Financing.",
        evidence="C",
        method="other",
        edition="old",
    ),
    PaymentTypeCode(
        id="contactless-card",
        key="OTHER_CONTACTLESS_CARD",
        name="contactless-card",
        meaning="Contactless card.",
        evidence="C",
        method="other",
        edition="new",
    ),
    PaymentTypeCode(
        id="app",
        key="OTHER_APP",
        name="app",
        meaning="App of the operator or of a provider.",
        evidence="C",
        method="other",
        edition="new",
    ),
    PaymentTypeCode(
        id="rfid-reader",
        key="OTHER_RFID_READER",
        name="rfid-reader",
        meaning="Charge card at an RFID reader.",
        evidence="C",
        method="other",
        edition="new",
    ),
    PaymentTypeCode(
        id="auth-by-car-plug-and-charge",
        key="OTHER_AUTH_BY_CAR_PLUG_AND_CHARGE",
        name="auth-by-car-plug-and-charge",
        meaning="The vehicle identifies itself by Plug & Charge (ISO 15118).",
        evidence="C",
        method="other",
        edition="new",
    ),
    PaymentTypeCode(
        id="auth-by-car-autocharge",
        key="OTHER_AUTH_BY_CAR_AUTOCHARGE",
        name="auth-by-car-autocharge",
        meaning="The vehicle identifies itself by Autocharge.",
        evidence="C",
        method="other",
        edition="new",
    ),
    PaymentTypeCode(
        id="terminal-qr-code",
        key="OTHER_TERMINAL_QR_CODE",
        name="terminal-qr-code",
        meaning="QR code at the terminal.",
        evidence="C",
        method="other",
        edition="new",
    ),
    PaymentTypeCode(
        id="terminal-sms",
        key="OTHER_TERMINAL_SMS",
        name="terminal-sms",
        meaning="Text message, as told at the terminal.",
        evidence="C",
        method="other",
        edition="new",
    ),
)
"""Kinds of payment by method."""


class PowerFeedTypeCode(NamedTuple):
    """Power feed types: how much power the feed of a connector delivers, in North America and
    Australia.

    Source: public client that cites the page of the service.
    """

    id: str
    key: str
    name: str
    meaning: str
    evidence: str


class PowerFeedTypeId(StrEnum):
    """The known ids of `POWER_FEED_TYPES`, for parameters that take an id."""

    UNSPECIFIED = "0"
    LEVEL_1 = "1"
    LEVEL_2 = "2"
    LEVEL_3 = "3"
    OTHER = "4"
    DC_FAST_CHARGE = "5"
    LEVEL_5 = "6"


POWER_FEED_TYPES: Mapping[str, PowerFeedTypeCode] = MappingProxyType(
    {
        "0": PowerFeedTypeCode(
            id="0",
            key="UNSPECIFIED",
            name="Unspecified",
            meaning="The power feed is not given.",
            evidence="P",
        ),
        "1": PowerFeedTypeCode(
            id="1",
            key="LEVEL_1",
            name="Level 1",
            meaning="America: 120 V and 16 A; Australia: 240 V and 15 A; alternating current.",
            evidence="P",
        ),
        "2": PowerFeedTypeCode(
            id="2",
            key="LEVEL_2",
            name="Level 2",
            meaning="America: 208 or 240 V and 30 A; Australia: 240 V and 16 A; alternating current.",
            evidence="P",
        ),
        "3": PowerFeedTypeCode(
            id="3",
            key="LEVEL_3",
            name="Level 3",
            meaning="Australia: 240 V and 32 A, alternating current.",
            evidence="P",
        ),
        "4": PowerFeedTypeCode(
            id="4",
            key="OTHER",
            name="Other",
            meaning="A power feed outside this list.",
            evidence="I",
        ),
        "5": PowerFeedTypeCode(
            id="5",
            key="DC_FAST_CHARGE",
            name="DC Fast Charge",
            meaning="America: up to 600 V and 200 A, direct current.",
            evidence="I",
        ),
        "6": PowerFeedTypeCode(
            id="6",
            key="LEVEL_5",
            name="Level 5",
            meaning="Listed without an explanation.",
            evidence="U",
        ),
    }
)
"""Power feed types: how much power the feed of a connector delivers, in North America and
Australia. By id.
"""


class PricingModelCode(NamedTuple):
    """What is charged for.

    Source: DG:resource-type-pricing-structure.
    """

    id: str
    key: str
    name: str
    meaning: str
    evidence: str


PRICING_MODELS: Mapping[str, PricingModelCode] = MappingProxyType(
    {
        "kWh": PricingModelCode(
            id="kWh", key="KWH", name="kWh", meaning="The energy.", evidence="C"
        ),
        "Session": PricingModelCode(
            id="Session",
            key="SESSION",
            name="Session",
            meaning="The session, however long.",
            evidence="C",
        ),
        "TimeUnit": PricingModelCode(
            id="TimeUnit", key="TIME_UNIT", name="TimeUnit", meaning="The time.", evidence="C"
        ),
        "ParkAndCharge": PricingModelCode(
            id="ParkAndCharge",
            key="PARK_AND_CHARGE",
            name="ParkAndCharge",
            meaning="Parking and charging together.",
            evidence="C",
        ),
        "TransactionFee": PricingModelCode(
            id="TransactionFee",
            key="TRANSACTION_FEE",
            name="TransactionFee",
            meaning="A fee for the transaction.",
            evidence="C",
        ),
        "Subscription": PricingModelCode(
            id="Subscription",
            key="SUBSCRIPTION",
            name="Subscription",
            meaning="A subscription.",
            evidence="C",
        ),
    }
)
"""What is charged for. By id."""


class PricingUnitCode(NamedTuple):
    """Units of a price.

    Source: DG:resource-type-pricing-structure.
    """

    id: str
    key: str
    name: str
    meaning: str
    evidence: str


PRICING_UNITS: Mapping[str, PricingUnitCode] = MappingProxyType(
    {
        "hours": PricingUnitCode(
            id="hours", key="HOURS", name="hours", meaning="Hours.", evidence="I"
        ),
        "session": PricingUnitCode(
            id="session", key="SESSION", name="session", meaning="Charging sessions.", evidence="I"
        ),
        "kWh": PricingUnitCode(
            id="kWh", key="KWH", name="kWh", meaning="Kilowatt hours.", evidence="I"
        ),
    }
)
"""Units of a price. By id."""


class SideOfStreetCode(NamedTuple):
    """Side of a street.

    Source: DH:here-ev-products-resource-type-address.
    """

    id: str
    key: str
    name: str
    meaning: str
    evidence: str


SIDE_OF_STREET: Mapping[str, SideOfStreetCode] = MappingProxyType(
    {
        "LEFT": SideOfStreetCode(
            id="LEFT", key="LEFT", name="LEFT", meaning="Left side.", evidence="C"
        ),
        "RIGHT": SideOfStreetCode(
            id="RIGHT", key="RIGHT", name="RIGHT", meaning="Right side.", evidence="C"
        ),
    }
)
"""Side of a street. By id."""
