"""What the answers of the resources mean to a user: shared by both clients, without I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from evcp_codec.issues import Decoded

from ..errors import ConfigurationError, DecodeError, NotFoundError
from ..operations import (
    Extra,
    Operation,
    evses_bulk,
    get_pool,
    get_station,
    pools_bulk,
    stations_bulk,
)
from .bulk import gather
from .leavings import dropped_indexes, list_is_broken
from .pagination import PAGE_SIZE, Paginator

if TYPE_CHECKING:
    from evcp_models import EVSEsPool, EVSEsResult, EVStation, EVStationsResult


def walk(
    operation: Operation[EVStationsResult],
    *,
    page_size: int,
    limit: int | None,
    resume: str | None = None,
) -> Paginator:
    """Begin or resume a search."""
    if page_size < 1 or (limit is not None and limit < 1):
        raise ConfigurationError("page_size and limit have to be at least 1")
    # Pages overlap by one station, so one more than the limit is all that is ever needed.
    size = page_size if limit is None else min(page_size, limit + 1)
    pages = Paginator(operation, max(size, 2), limit)
    if resume is not None:
        pages.resume(resume)
    return pages


def one_station(
    id: str, extra: Extra | None
) -> tuple[Operation[Any], Callable[[Decoded[Any]], Any]]:
    """Return the operation of one station and how to read its answer."""

    def read(answer: Decoded[EVStationsResult]) -> EVStation:
        stations = answer.value.ev_stations
        if not stations:
            _check_readable(answer, f"stations.get: station {id!r}")
            raise _not_there(f"stations.get: station {id!r}")
        for station in stations:
            if station.id == id:
                return station
        others = ", ".join(repr(station.id) for station in stations[:3])
        raise _not_there(f"stations.get: station {id!r}", f"it holds {others}; ids change")

    return get_station(id, extra=extra), read


def one_pool(id: str, extra: Extra | None) -> tuple[Operation[Any], Callable[[Decoded[Any]], Any]]:
    """Return the operation of one pool and how to read its answer."""

    def read(answer: Decoded[EVStationsResult]) -> tuple[EVStation, ...]:
        _check_readable(answer, f"pools.get: pool {id!r}")
        if not answer.value.ev_stations:
            raise _not_there(f"pools.get: pool {id!r}")
        return answer.value.ev_stations

    return get_pool(id, extra=extra), read


def _check_readable(answer: Decoded[EVStationsResult], what: str) -> None:
    """Tell apart what is not there and what cannot be read."""
    if dropped_indexes(answer.issues) or list_is_broken(
        answer.issues, len(answer.value.ev_stations)
    ):
        issue = answer.issues[0]
        raise DecodeError(f"{what} cannot be read", hint=f"see {issue}", issue=issue, status=200)


def _not_there(what: str, hint: str = "search again: ids change") -> NotFoundError:
    return NotFoundError(f"{what} is not in the answer", hint=hint, status=200)


def many_stations(ids: Iterable[str], extra: Extra | None, chunk: int) -> Any:
    """Begin asking for stations by id."""
    return gather(
        ids, lambda part: stations_bulk(part, extra=extra), _stations, lambda s: s.id, chunk
    )


def many_pools(ids: Iterable[str], extra: Extra | None, chunk: int) -> Any:
    """Begin asking for the stations of pools."""
    return gather(
        ids, lambda part: pools_bulk(part, extra=extra), _stations, lambda s: s.pool_id, chunk
    )


def many_evses(ids: Iterable[str], extra: Extra | None, chunk: int) -> Any:
    """Begin asking for the EVSEs of pools."""

    def pools(value: EVSEsResult) -> tuple[EVSEsPool, ...]:
        return value.pools

    return gather(ids, lambda part: evses_bulk(part, extra=extra), pools, lambda p: p.id, chunk)


def _stations(value: EVStationsResult) -> tuple[EVStation, ...]:
    return value.ev_stations


__all__ = [
    "PAGE_SIZE",
    "many_evses",
    "many_pools",
    "many_stations",
    "one_pool",
    "one_station",
    "walk",
]
