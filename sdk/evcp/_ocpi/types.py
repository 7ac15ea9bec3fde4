"""The objects of OCPI 2.2.1 and 2.3.0 that stations become, marks on their members, and its texts and ids."""

from __future__ import annotations

import re
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, NotRequired, Required, TypedDict, cast

from evcp_codec.model import Frozen, short_repr

from .._reading.members import NOT_XML

Version = Literal["2.2.1", "2.3.0"]
"""Versions of OCPI."""


class GeoLocation(TypedDict):
    """A place, in decimal degrees as text."""

    latitude: str
    longitude: str


class DisplayText(TypedDict):
    """A text in a language."""

    language: str
    text: str


class AdditionalGeoLocation(GeoLocation):
    """A further place, with its name."""

    name: NotRequired[DisplayText]


class BusinessDetails(TypedDict):
    """A company."""

    name: str
    website: NotRequired[str]
    logo: NotRequired[dict[str, object]]


class RegularHours(TypedDict):
    """Hours of a weekday, 1 Monday to 7 Sunday, `HH:MM`, the end later than the begin."""

    weekday: int
    period_begin: str
    period_end: str


class ExceptionalPeriod(TypedDict):
    """A period in UTC."""

    period_begin: str
    period_end: str


class Hours(TypedDict):
    """Opening hours."""

    twentyfourseven: bool
    regular_hours: NotRequired[list[RegularHours]]
    exceptional_openings: NotRequired[list[ExceptionalPeriod]]
    exceptional_closings: NotRequired[list[ExceptionalPeriod]]


class Connector(TypedDict, total=False):
    """A socket or a cable; power in W, voltage in V (line to neutral for three phases), current in A per phase."""

    id: Required[str]
    standard: str
    format: Literal["SOCKET", "CABLE"]
    power_type: str
    max_voltage: int
    max_amperage: int
    max_electric_power: int
    capabilities: list[str]
    last_updated: str


class Evse(TypedDict, total=False):
    """An independently usable point: it charges one car at a time."""

    uid: Required[str]
    evse_id: str
    status: Required[str]
    capabilities: list[str]
    connectors: Required[list[Connector]]
    floor_level: str
    coordinates: GeoLocation
    physical_reference: str
    parking_restrictions: list[str]
    last_updated: str


class Location(TypedDict, total=False):
    """A charging location. Members that OCPI requires may be missing: see `OcpiView.missing`."""

    country_code: str
    party_id: str
    id: Required[str]
    publish: bool
    name: str
    address: str
    city: str
    postal_code: str
    state: str
    country: str
    coordinates: GeoLocation
    related_locations: list[AdditionalGeoLocation]
    parking_type: str
    evses: Required[list[Evse]]
    help_phone: str
    operator: BusinessDetails
    suboperator: BusinessDetails
    facilities: list[str]
    time_zone: str
    opening_times: Hours
    charging_when_closed: bool
    images: list[dict[str, object]]
    energy_mix: dict[str, object]
    last_updated: str


REQUIRED = {
    "": (
        *("country_code", "party_id", "id", "publish", "address", "city", "country"),
        *("coordinates", "time_zone", "last_updated"),
    ),
    "evses.": ("uid", "status", "connectors", "last_updated"),
    "evses.connectors.": (
        *("id", "standard", "format", "power_type", "max_voltage", "max_amperage", "last_updated"),
    ),
}
"""Required members of a location, its EVSEs and their connectors."""


def objects_of(location: Mapping[str, object]) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield a location, its EVSEs and their connectors: path without indexes, path, members."""
    yield "", "", cast("dict[str, object]", location)
    for at, evse in enumerate(cast("Iterable[dict[str, object]]", location.get("evses", ()))):
        yield "evses.", f"evses[{at}].", evse
        connectors = cast("Iterable[dict[str, object]]", evse.get("connectors", ()))
        for number, connector in enumerate(connectors):
            yield "evses.connectors.", f"evses[{at}].connectors[{number}].", connector


LENGTHS = {
    "country_code": 2, "party_id": 3, "id": 36, "name": 255, "address": 45, "city": 45,
    "postal_code": 10, "state": 20, "country": 3, "operator.name": 100, "operator.website": 255,
    "time_zone": 255,
    "help_phone": 25, "evses.uid": 36, "evses.evse_id": 48, "evses.floor_level": 4,
    "evses.physical_reference": 16, "evses.connectors.id": 36,
}  # fmt: skip
"""Greatest lengths of texts, the shorter one where editions of OCPI differ."""


@dataclass(frozen=True, slots=True)
class Mark(Frozen):
    """Certainty of a member of a location.

    Attributes:
        kind: `exact`; `ambiguous`, if other values are possible or something was cut; `absent`, if it
            is not known.
        candidates: The possible values of an ambiguous member, the one taken first; or the whole of
            what was cut.
        reason: Why it is not exact, or that the caller gave it.
    """

    __repr__ = short_repr

    kind: Literal["exact", "ambiguous", "absent"]
    candidates: tuple[object, ...] = ()
    reason: str = ""


_PRINTABLE = re.compile(r"[\x20-\x7e]+")
_PERIPHERY = re.compile(r"^ | $")


def short_id(*parts: str | None) -> str:
    """The id of 24 letters and digits for texts, always the same."""
    text = "\0".join(part or "" for part in parts)
    digest = blake2b(text.encode(errors="surrogatepass"), digest_size=15)
    return b32encode(digest.digest()).decode().lower()


def fits(text: str | None, limit: int) -> bool:
    """Return True for a text that is an identifier of OCPI: printable ASCII of a length."""
    return (
        text is not None
        and len(text) <= limit
        and _PRINTABLE.fullmatch(text) is not None
        and _PERIPHERY.search(text) is None
    )


def is_url(text: str | None) -> bool:
    """Return True for an address of the web that OCPI takes."""
    return (
        text is not None
        and len(text) <= LENGTHS["operator.website"]
        and re.fullmatch(r"https?://[^\s\x00-\x1f]+", text, re.IGNORECASE) is not None
    )


def fits_floor(floor: str | None) -> bool:
    """Return True for one floor: the API has all levels in one text."""
    return floor is not None and 0 < len(floor) <= LENGTHS["evses.floor_level"]


def connector_ids(names: Sequence[str | None]) -> list[str]:
    """Return an id for each connector of an EVSE: its own, if OCPI takes it and no other has it."""
    limit = LENGTHS["evses.connectors.id"]
    counts = Counter(name.casefold() for name in names if name is not None)
    own = [n if n and fits(n, limit) and counts[n.casefold()] == 1 else None for n in names]
    taken = {name.casefold() for name in own if name}
    free = (str(number) for number in range(1, 2 * len(names) + 1) if str(number) not in taken)
    return [name or next(free) for name in own]


def place_of(place: tuple[float, float] | None) -> dict[str, str] | None:
    """Return a place as OCPI has it."""
    # Six decimals: with seven, a negative one is longer than its pattern allows.
    return place and {"latitude": f"{place[0]:z.6f}", "longitude": f"{place[1]:z.6f}"}


def printable(text: str) -> tuple[str | None, str]:
    """Return a text in one line without characters outside XML, and the reason if some were left out."""
    clean = " ".join(NOT_XML.sub("", text).split())
    return clean or None, "unreadable characters: left out" if NOT_XML.search(text) else ""
