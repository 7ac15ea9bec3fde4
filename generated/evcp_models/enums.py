"""Known values of the open enumerations.

Generated from schema/ (version 1.0.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations

from enum import StrEnum


class Accessibility(StrEnum):
    """A known value of AccessibilityKnownType, or any other text: the enumeration is open, because
    the service adds values without a new version of the API. Confirmed (DH:
    EVStationDetailsType).

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        PRIVATE: Not for the public. Confirmed (DH: EVStationDetailsType).
        RESTRICTED: For some of the public, such as customers or residents. Confirmed (DH:
            EVStationDetailsType).
        PUBLIC: For everybody. Confirmed (DH: EVStationDetailsType).
    """

    PRIVATE = "PRIVATE"
    RESTRICTED = "RESTRICTED"
    PUBLIC = "PUBLIC"


class ChargeMode(StrEnum):
    """A known value of ChargeModeKnownType, or any other text: the enumeration is open, because
    the service adds values without a new version of the API. Confirmed (DG:resource-type-
    charging-point).

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        UNSPECIFIED: Not specified, as the documentation names it. Unknown (DG:resource-type-
            charging-point).
        MODE_0: Not specified, as the other modes are printed. Unknown (DG:resource-type-charging-
            point).
        MODE_1: Mode 1: slow, from an ordinary socket. Inferred (DG:resource-type-charging-point).
        MODE_2: Mode 2: slow, from an ordinary socket with some protection for vehicles. Inferred
            (DG:resource-type-charging-point).
        MODE_3: Mode 3: slow or fast, from a socket made for vehicles with control, such as IEC
            62196. Confirmed (DG:resource-type-charging-point).
        MODE_4: Mode 4: fast, by a special technology such as CHAdeMO. Inferred (DG:resource-type-
            charging-point).
    """

    UNSPECIFIED = "Unspecified"
    MODE_0 = "0"
    MODE_1 = "1"
    MODE_2 = "2"
    MODE_3 = "3"
    MODE_4 = "4"


class ConnectorState(StrEnum):
    """A known value of ConnectorStateKnownType, or any other text: the enumeration is open,
    because the service adds values without a new version of the API. Confirmed (DG: state of
    EVSE; GS:ev; live traffic).

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        AVAILABLE: Free to use. Confirmed (DG: state of EVSE).
        RESERVED: Reserved for somebody. Confirmed (DG: state of EVSE).
        OCCUPIED: In use: charging, or blocked by a vehicle that is plugged in. Confirmed (DG: state
            of EVSE).
        OUT_OF_SERVICE: Does not work. Confirmed (DG: state of EVSE).
        UNKNOWN: State not known. Confirmed (DG: state of EVSE).
        OFFLINE: No news from the device. Documented for the same data in Geocoding and Search.
            Sibling (GS:ev, evAvailability).
        OTHER: No information on the state. Practice (GS:ev, evAvailability; live traffic).
        UNAVAILABLE: Physically blocked. Documented for the same data in Geocoding and Search.
            Sibling (GS:ev, evAvailability).
    """

    AVAILABLE = "AVAILABLE"
    RESERVED = "RESERVED"
    OCCUPIED = "OCCUPIED"
    OUT_OF_SERVICE = "OUT_OF_SERVICE"
    UNKNOWN = "UNKNOWN"
    OFFLINE = "OFFLINE"
    OTHER = "OTHER"
    UNAVAILABLE = "UNAVAILABLE"


class CustomerChargeLevel(StrEnum):
    """A known value of CustomerChargeLevelKnownType, or any other text: the enumeration is open,
    because the service adds values without a new version of the API. Confirmed (DH:here-ev-
    products-resource-type-connector).

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        LEVEL_1: More than 0 and up to 6 kW. Confirmed (DH:here-ev-products-resource-type-
            connector).
        LEVEL_2: More than 6 and up to 15 kW. Confirmed (DH:here-ev-products-resource-type-
            connector).
        LEVEL_3: More than 15 and up to 50 kW. Confirmed (DH:here-ev-products-resource-type-
            connector).
        LEVEL_4: More than 50 and up to 150 kW. Confirmed (DH:here-ev-products-resource-type-
            connector).
        LEVEL_5: More than 150 and up to 300 kW. Confirmed (DH:here-ev-products-resource-type-
            connector).
        LEVEL_6: More than 300 kW. Confirmed (DH:here-ev-products-resource-type-connector).
    """

    LEVEL_1 = "1"
    LEVEL_2 = "2"
    LEVEL_3 = "3"
    LEVEL_4 = "4"
    LEVEL_5 = "5"
    LEVEL_6 = "6"


class PricingModel(StrEnum):
    """A known value of PricingModelKnownType, or any other text: the enumeration is open, because
    the service adds values without a new version of the API. Confirmed (DG:resource-type-
    pricing-structure).

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        KWH: The energy. Confirmed (DG:resource-type-pricing-structure).
        SESSION: The session, however long. Confirmed (DG:resource-type-pricing-structure).
        TIME_UNIT: The time. Confirmed (DG:resource-type-pricing-structure).
        PARK_AND_CHARGE: Parking and charging together. Confirmed (DG:resource-type-pricing-
            structure).
        TRANSACTION_FEE: A fee for the transaction. Confirmed (DG:resource-type-pricing-structure).
        SUBSCRIPTION: A subscription. Confirmed (DG:resource-type-pricing-structure).
    """

    KWH = "kWh"
    SESSION = "Session"
    TIME_UNIT = "TimeUnit"
    PARK_AND_CHARGE = "ParkAndCharge"
    TRANSACTION_FEE = "TransactionFee"
    SUBSCRIPTION = "Subscription"


class PricingUnit(StrEnum):
    """A known value of PricingUnitKnownType, or any other text: the enumeration is open, because
    the service adds values without a new version of the API. Inferred (DG:resource-type-
    pricing-structure).

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        HOURS: Hours. Inferred (DG:resource-type-pricing-structure).
        SESSION: Charging sessions. Inferred (DG:resource-type-pricing-structure).
        KWH: Kilowatt hours. Inferred (DG:resource-type-pricing-structure).
    """

    HOURS = "hours"
    SESSION = "session"
    KWH = "kWh"


class SideOfStreet(StrEnum):
    """A known value of SideOfStreetKnownType, or any other text: the enumeration is open, because
    the service adds values without a new version of the API. Confirmed (DH:here-ev-products-
    resource-type-address).

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        LEFT: Left side. Confirmed (DH:here-ev-products-resource-type-address).
        RIGHT: Right side. Confirmed (DH:here-ev-products-resource-type-address).
    """

    LEFT = "LEFT"
    RIGHT = "RIGHT"
