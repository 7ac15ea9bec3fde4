"""Calls with a meaning: an operation, and the value that a user gets out of its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from evcp_codec.issues import Decoded

from .._codec.dropped_items import dropped_indexes, list_is_broken
from ..errors import DecodeError, NotFoundError
from ..operations import (
    Extra,
    Operation,
    evses_bulk,
    get_pool,
    get_station,
    listed_ids,
    pools_bulk,
    stations_bulk,
)
from .bulk import BulkLookup

if TYPE_CHECKING:
    from evcp_models import CountResult, EVSEsPool, EVSEsResult, EVStation, EVStationsResult

M = TypeVar("M")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call(Generic[M, T]):
    """An operation and the way to read its answer.

    Attributes:
        operation: The request.
        parse: Takes the user's value out of the answer, or raises an `EvcpError`.
    """

    operation: Operation[M]
    parse: Callable[[Decoded[M]], T]


def one_station(id: str, extra: Extra | None) -> Call[EVStationsResult, EVStation]:
    """Build the call for one station.

    The call raises:
        NotFoundError: The answer does not hold the station.
        DecodeError: The answer holds no station that can be read.
    """

    def parse(answer: Decoded[EVStationsResult]) -> EVStation:
        stations = answer.value.ev_stations
        for station in stations:
            if station.id == id:
                return station
        if stations:
            others = ", ".join(f"{station.id!r:.80}" for station in stations[:3])
            raise _not_found(f"stations.get: station {id!r:.80}", f"it holds {others}; ids change")
        _check_decoded(answer, f"stations.get: station {id!r:.80}")
        raise _not_found(f"stations.get: station {id!r:.80}")

    return Call(get_station(id, extra=extra), parse)


def one_pool(id: str, extra: Extra | None) -> Call[EVStationsResult, tuple[EVStation, ...]]:
    """Build the call for the stations of one pool.

    The call raises:
        NotFoundError: The answer holds no station.
        DecodeError: A station of the pool cannot be read.
    """

    def parse(answer: Decoded[EVStationsResult]) -> tuple[EVStation, ...]:
        _check_decoded(answer, f"pools.get: pool {id!r:.80}")
        if not answer.value.ev_stations:
            raise _not_found(f"pools.get: pool {id!r:.80}")
        return answer.value.ev_stations

    return Call(get_pool(id, extra=extra), parse)


def whole_count(answer: Decoded[CountResult]) -> int:
    """Return the number of stations that an answer states.

    Raises:
        DecodeError: The number is negative, so it is not known how many there are.
    """
    count = answer.value.count
    if count < 0:
        message = f"the answer counts {count} stations"
        raise DecodeError(message, hint="ask again, or search", issue=answer.issues[0], status=200)
    return count


def _check_decoded(answer: Decoded[EVStationsResult], what: str) -> None:
    """Raise DecodeError if stations were dropped: they are there, and not in the model."""
    issues = answer.issues
    if dropped_indexes(issues) or list_is_broken(issues, len(answer.value.ev_stations)):
        message = f"{what} cannot be read"
        raise DecodeError(message, hint=f"see {issues[0]}", issue=issues[0], status=200)


def _not_found(what: str, hint: str = "search again: ids change") -> NotFoundError:
    return NotFoundError(f"{what} is not in the answer", hint=hint, status=200)


def many_stations(
    ids: Iterable[str], extra: Extra | None, chunk: int
) -> BulkLookup[EVStationsResult, EVStation]:
    """Begin the lookup of stations by id."""
    return BulkLookup(
        listed_ids(ids, "station"),
        lambda part: stations_bulk(part, extra=extra),
        lambda answer: answer.ev_stations,
        lambda station: station.id,
        chunk,
    )


def many_pools(
    ids: Iterable[str], extra: Extra | None, chunk: int
) -> BulkLookup[EVStationsResult, EVStation]:
    """Begin the lookup of the stations of pools."""
    return BulkLookup(
        listed_ids(ids, "pool"),
        lambda part: pools_bulk(part, extra=extra),
        lambda answer: answer.ev_stations,
        lambda station: station.pool_id,
        chunk,
    )


def many_evses(
    ids: Iterable[str], extra: Extra | None, chunk: int
) -> BulkLookup[EVSEsResult, EVSEsPool]:
    """Begin the lookup of the EVSEs of pools."""
    return BulkLookup(
        listed_ids(ids, "pool"),
        lambda part: evses_bulk(part, extra=extra),
        lambda answer: answer.pools,
        lambda pool: pool.id,
        chunk,
    )
