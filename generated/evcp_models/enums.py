"""Known values of the open enumerations.

Generated from schema/ (version 1.1.0) by scripts/generate.py. Do not edit: change the schema
and generate again.
"""

from __future__ import annotations

from enum import StrEnum


class Accessibility(StrEnum):
    """A known value of AccessibilityKnownType, or any other text: the enumeration is open, because
    the service adds values without a new version of the API.

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        PRIVATE: Not for the public.
        RESTRICTED: For some of the public, such as customers or residents.
        PUBLIC: For everybody.
    """

    PRIVATE = "PRIVATE"
    RESTRICTED = "RESTRICTED"
    PUBLIC = "PUBLIC"


class ChargeMode(StrEnum):
    """A known value of ChargeModeKnownType, or any other text: the enumeration is open, because
    the service adds values without a new version of the API.

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        UNSPECIFIED: Not specified, as the documentation names it.
        MODE_0: Not specified, as the other modes are printed.
        MODE_1: Mode 1: slow, from an ordinary socket.
        MODE_2: Mode 2: slow, from an ordinary socket with some protection for vehicles.
        MODE_3: Mode 3: slow or fast, from a socket made for vehicles with control, such as IEC
            62196.
        MODE_4: Mode 4: fast, by a special technology such as CHAdeMO.
    """

    UNSPECIFIED = "Unspecified"
    MODE_0 = "0"
    MODE_1 = "1"
    MODE_2 = "2"
    MODE_3 = "3"
    MODE_4 = "4"


class ConnectorState(StrEnum):
    """A known value of ConnectorStateKnownType, or any other text: the enumeration is open,
    because the service adds values without a new version of the API.

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        AVAILABLE: Free to use.
        RESERVED: Reserved for somebody.
        OCCUPIED: In use: charging, or blocked by a vehicle that is plugged in.
        OUT_OF_SERVICE: Does not work.
        UNKNOWN: State not known.
        OFFLINE: No news from the device. Documented for the same data in Geocoding and Search.
        OTHER: No information on the state.
        UNAVAILABLE: Physically blocked. Documented for the same data in Geocoding and Search.
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
    because the service adds values without a new version of the API.

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        LEVEL_1: More than 0 and up to 6 kW.
        LEVEL_2: More than 6 and up to 15 kW.
        LEVEL_3: More than 15 and up to 50 kW.
        LEVEL_4: More than 50 and up to 150 kW.
        LEVEL_5: More than 150 and up to 300 kW.
        LEVEL_6: More than 300 kW.
    """

    LEVEL_1 = "1"
    LEVEL_2 = "2"
    LEVEL_3 = "3"
    LEVEL_4 = "4"
    LEVEL_5 = "5"
    LEVEL_6 = "6"


class PricingModel(StrEnum):
    """A known value of PricingModelKnownType, or any other text: the enumeration is open, because
    the service adds values without a new version of the API.

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        KWH: The energy.
        SESSION: The session, however long.
        TIME_UNIT: The time.
        PARK_AND_CHARGE: Parking and charging together.
        TRANSACTION_FEE: A fee for the transaction.
        SUBSCRIPTION: A subscription.
    """

    KWH = "kWh"
    SESSION = "Session"
    TIME_UNIT = "TimeUnit"
    PARK_AND_CHARGE = "ParkAndCharge"
    TRANSACTION_FEE = "TransactionFee"
    SUBSCRIPTION = "Subscription"


class PricingUnit(StrEnum):
    """A known value of PricingUnitKnownType, or any other text: the enumeration is open, because
    the service adds values without a new version of the API.

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        HOURS: Hours.
        SESSION: Charging sessions.
        KWH: Kilowatt hours.
    """

    HOURS = "hours"
    SESSION = "session"
    KWH = "kWh"


class SideOfStreet(StrEnum):
    """A known value of SideOfStreetKnownType, or any other text: the enumeration is open, because
    the service adds values without a new version of the API.

    The set is open: a value that is not listed here arrives as plain `str`.

    Attributes:
        LEFT: Left side.
        RIGHT: Right side.
    """

    LEFT = "LEFT"
    RIGHT = "RIGHT"
