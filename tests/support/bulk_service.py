"""A service that answers bulk calls, well or badly, and a driver for lookups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from support.fakes import decoded, gap, station

from evcp import BadRequestError, BulkResult, EvcpError, NotFoundError, ServerError, StatusError
from evcp._client.bulk import BulkLookup
from evcp.operations import Operation
from evcp_models import CountResult, EVStation, EVStationsResult

T = TypeVar("T")


@dataclass
class Service:
    """Answers bulk calls.

    Attributes:
        known: Ids that exist.
        refuses: Whether an unknown id makes a 404 of the whole call, or is just absent.
        bad: Ids that make a 400 of the whole call.
        broken: Ids whose object does not decode.
        failing: Ids that make a 503 of the whole call.
        nameless: Whether objects come without the requested id.
        longest: Ids a call; more are a 414.
        extra: Objects that come along with every answer.
        pools: Whether ids are pool ids.
        everything: The error of every call, if any.
        count: The error of a count of stations, if any.
    """

    known: frozenset[str]
    refuses: bool = False
    bad: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    failing: frozenset[str] = frozenset()
    nameless: bool = False
    longest: int = 1000
    extra: tuple[EVStation, ...] = ()
    pools: bool = False
    everything: EvcpError | None = None
    count: EvcpError | None = None
    calls: list[tuple[str, ...]] = field(default_factory=list)
    counts: int = 0

    def __call__(self, operation: Operation[Any]) -> Any:
        if operation.name == "stations.count":
            self.counts += 1
            return self.count or decoded(CountResult(count=1))
        ids = tuple(value for name, value in operation.query if name == "id")
        self.calls.append(ids)
        asked = frozenset(ids)
        if self.everything is not None:
            return self.everything
        if len(ids) > self.longest:
            return StatusError("too long", status=414)
        if asked & self.failing:
            return ServerError("down", status=503)
        if asked & self.bad:
            return BadRequestError("bad", status=400)
        if self.refuses and asked - self.known - self.broken:
            return NotFoundError("unknown", status=404)
        found = [id for id in reversed(ids) if id in self.known or id in self.broken]
        things = tuple(self.make(id) for id in found if id not in self.broken)
        issues = [gap(place) for place, id in enumerate(found) if id in self.broken]
        return decoded(
            EVStationsResult(has_more=False, ev_stations=(*things, *self.extra)), *issues
        )

    def make(self, id: str) -> EVStation:
        if not self.pools:
            return station(id)
        return station(f"station of {id}", pool_id=None if self.nameless else id)


def drive(lookup: BulkLookup[Any, T], service: Callable[[Operation[Any]], Any]) -> BulkResult[T]:
    """Do what a client does, with the service in place of calls."""
    while (operation := lookup.next()) is not None:
        lookup.accept(service(operation))
        if (probe := lookup.probe()) is not None:
            lookup.settle(service(probe))
    return lookup.result()


def account(result: BulkResult[Any], id_of: Callable[[Any], str]) -> dict[str, list[str]]:
    """Return the places of every id."""
    places: dict[str, list[str]] = {}
    for thing in result.found:
        places.setdefault(id_of(thing), []).append("found")
    for id in result.missing:
        places.setdefault(id, []).append("missing")
    for failure in result.failed:
        assert failure.ids
        for id in failure.ids:
            places.setdefault(id, []).append("failed")
    return places
