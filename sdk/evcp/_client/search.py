"""One search, without I/O: its pages, its filter, providers by name, and notes on an empty answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from evcp_codec.issues import Decoded
from evcp_codec.model import joined

from .._api.areas import Area
from .._api.notes import empty_notes
from .._api.params import id_texts, type_ids
from .._core.call import log
from .._core.settings import Options
from .._reading.names import closest
from ..errors import ConfigurationError
from ..operations import Extra, Operation, with_providers
from .pagination import Completeness, Paginator
from .station_filter import StationFilter, summary

if TYPE_CHECKING:
    from evcp_models import EVStation, EVStationsResult, RoamingEntry

_PARTNER_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
"""A partner id is a UUID (confirmed, contract section 1.3); any other text may be a provider's name."""


class Conditions(Options, total=False):
    """Conditions of a search that is made of several, and its settings; see `client.stations.search`.

    Attributes:
        connector_types: Connector types by id, family or word.
        emsp: E-mobility service providers, by partner id or by name.
        min_power: Least power in kW, or a text with its unit.
        max_power: Greatest power in kW, or a text with its unit.
        available: True for stations of which a connector is known to be free.
        open_at: A moment with its time zone at which the station is known to be open.
        where: Further conditions.
        page_size: Stations per request.
        extra: Parameters unknown to evcp, sent as they are.
    """

    connector_types: Iterable[str | int]
    emsp: Iterable[str]
    min_power: float | str | None
    max_power: float | str | None
    available: bool
    open_at: datetime | None
    where: StationFilter | None
    page_size: int
    extra: Extra | None


CONDITION_NAMES = frozenset((*Options.__annotations__, *Conditions.__annotations__))


def kept_conditions(given: Conditions) -> Conditions:
    """Return conditions for several searches: an iterator would give the first of them all that it has.

    Raises:
        ConfigurationError: An id or a word is invalid.
    """
    kept = given.copy()
    if "connector_types" in given:
        kept["connector_types"] = type_ids(given["connector_types"])
    if "emsp" in given:
        kept["emsp"] = Providers.of(given["emsp"])
    if isinstance(extra := given.get("extra"), Mapping):
        kept["extra"] = {
            name: list(value) if isinstance(value, Iterator) else value
            for name, value in extra.items()
        }
    return kept


class Providers:
    """E-mobility providers of a search, or of the searches that one is made of: their names are looked up once.

    Iterating gives partner ids, and what was given before these are known.

    Attributes:
        unknown: True until `find` was called, if one is given by name.

    Raises:
        ConfigurationError: An item is not text, or empty.
    """

    def __init__(self, given: Iterable[str]) -> None:
        self._ids = id_texts(given, "a partner id")
        self.unknown = not all(map(_PARTNER_ID.fullmatch, self._ids))

    @classmethod
    def of(cls, given: Iterable[str]) -> Providers:
        """Return providers; those of another search as they are."""
        return given if isinstance(given, Providers) else cls(given)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def find(self, known: Iterable[RoamingEntry]) -> None:
        """Put partner ids in the place of names.

        Args:
            known: The providers of the service.

        Raises:
            ConfigurationError: A name fits no provider, or several.
        """
        entries = tuple(known)
        self._ids = tuple(dict.fromkeys(_partner_id(entries, one.strip()) for one in self._ids))
        self.unknown = False


class Search:
    """The state of a search between two requests.

    Args:
        area: The area.
        paginator: The pages, and the conditions on their stations.
        providers: E-mobility providers of the search.

    Attributes:
        notes: Explanation of an empty result.
    """

    def __init__(self, area: Area, paginator: Paginator, providers: Providers) -> None:
        self._area = area
        self._providers = providers
        self.paginator = paginator
        self.notes: tuple[str, ...] = ()

    @property
    def unknown_providers(self) -> bool:
        """True until `find_providers` was called, if a provider is given by name."""
        return self._providers.unknown

    def find_providers(self, known: Iterable[RoamingEntry]) -> None:
        """Put partner ids in the place of names.

        Raises:
            ConfigurationError: A name fits no provider, or several.
        """
        self._providers.find(known)
        self.paginator.operation = with_providers(self.paginator.operation, tuple(self._providers))

    def next(self) -> Operation[EVStationsResult] | None:
        """Return the operation of the next page; None at the end."""
        return self.paginator.next()

    def accept(self, answer: Decoded[EVStationsResult]) -> list[EVStation]:
        """Take the answer to the operation that `next` returned, and return its new stations that fit."""
        stations = self.paginator.accept(answer)
        if self.paginator.done and not self.paginator.given:
            self._explain()
        return stations

    def _explain(self) -> None:
        """Note why there is no station, and log what looks like a slip in the question."""
        paginator = self.paginator
        if left_out := summary(Counter(paginator.left_out.values()), len(paginator.left_out)):
            self.notes = (left_out,)
        elif paginator.completeness is Completeness.COMPLETE and not paginator.seen:
            self.notes = log_notes(self._area, paginator.wanted.min_power)

    def __str__(self) -> str:
        paginator = self.paginator
        name, state = paginator.operation.name, paginator.completeness.value
        if paginator.completeness is Completeness.NOT_STARTED:
            return joined(name, repr(self._area), f"({state})", end="")
        left_out = f", {len(paginator.left_out):,} left out" if paginator.left_out else ""
        found = f"{paginator.given:,} stations{left_out}"
        return joined(f"{name}: {found}, {state}", *(f"({note})" for note in self.notes), end="")


def log_notes(area: Area, min_power: float | None = None) -> tuple[str, ...]:
    """Log and return the notes on an area without stations.

    They are warnings of the logger `evcp`, which Python shows on standard error unless the application
    sets up logging: a slip is met in the first minutes, where nobody looks at attributes.
    """
    notes = empty_notes(area, min_power)
    for note in notes:
        log.warning("%s", note)
    return notes


def _partner_id(known: tuple[RoamingEntry, ...], text: str) -> str:
    if _PARTNER_ID.fullmatch(text) or any(one.partner_id == text for one in known):
        return text
    name = text.casefold()
    same = {one.partner_id for one in known if one.emsp.casefold() == name}
    found = same or {one.partner_id for one in known if name in one.emsp.casefold()}
    if len(found) == 1:
        return found.pop()
    fitting = sorted({one.emsp for one in known if not found or one.partner_id in found})
    meant = None if found else closest(text, fitting)
    raise ConfigurationError(
        f"{text!r} {'fits several providers' if found else 'is not a provider'}",
        hint=(f"did you mean {meant}? " if meant else "")
        + f"the providers are {', '.join(fitting[:20])}",
    )
