"""The base of the asynchronous resources: the client as they see it, look-ups, and watches of live states."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar, Unpack

from evcp_codec.issues import Decoded
from evcp_codec.model import joined

from .._api.areas import Area
from .._core.settings import OPTION_NAMES, Options, check_names
from .._reading.names import explained
from ..errors import EvcpError
from ..operations import Extra, Operation
from . import watching
from .base import BaseClient
from .bulk import MAX_IDS, BulkLookup, BulkResult
from .readers import SoleReader
from .results import Call
from .schedule import EVERY, JITTER, LEAST_EVERY, Duration, Schedule
from .station_filter import StationFilter
from .watching import PERMANENT, Answer, Event, Poll, WatchedConnector, Watcher

M = TypeVar("M")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
What = TypeVar("What")

_NOTICE = 0.5
"""Longest time in seconds after which a watch that waits notices that it was closed."""


class AsyncCaller(BaseClient):
    """A client without its resources: calls and waits."""

    async def call(self, operation: Operation[T]) -> Decoded[T]:
        """Send an operation and decode the response."""
        raise NotImplementedError

    async def _wait(self, seconds: float) -> None:
        """Wait, or until the client is closed."""
        raise NotImplementedError


class Ask(Protocol[T_co]):
    """A question without arguments."""

    async def __call__(self) -> T_co: ...


class AsyncWatch(AsyncIterator[Event]):
    """The changes of connector states, one request after another; from `stations.watch` or `evses.watch`.

    A loop gives each `StateChange` and each `Outage`; `poll` gives the result of one request, with all states,
    for displays and records. At most one request is under way. An error that the next request would meet as well,
    such as refused credentials, is raised; any other is an outage. After an error the next step asks again.
    """

    def __init__(
        self, client: AsyncCaller, what: str, schedule: Schedule, ask: Ask[Answer]
    ) -> None:
        self._client = client
        self._what = what
        self._schedule = schedule
        self._ask = ask
        self._watcher = Watcher()
        self._ready: deque[Event] = deque()
        self._sole = SoleReader("watch", "make another watch")
        self._last: Poll | None = None
        self._polls = 0

    async def __anext__(self) -> Event:
        while not self._ready:
            poll = await self.poll()
            if poll is None:
                raise StopAsyncIteration
            self._ready.extend(poll.events)
        return self._ready.popleft()

    async def poll(self) -> Poll | None:
        """Wait for the time of the next request, send it, and return its result; None after the end.

        Where the wait is broken off, by a cancellation for instance, the next call goes on with it.

        Raises:
            EvcpError: An error that ends a watch, or another reader is at work.
        """
        with self._sole:
            clock = self._client._context().clock
            wait = self._schedule.next(clock.monotonic(), clock.random())
            if wait is None:
                return None
            if wait:
                try:
                    await self._pause(wait)
                except BaseException:
                    self._schedule.put_back()
                    raise
                if self._schedule.is_closed:
                    return None
            answer: Answer | EvcpError
            try:
                answer = await self._ask()
            except PERMANENT:
                raise
            except EvcpError as error:
                answer = error.with_traceback(None)
            clock = self._client._context().clock
            poll = self._watcher.feed(answer, watching.utc(clock.time()))
            if asked := watching.retry_after(answer):
                self._schedule.postpone(clock.monotonic() + asked)
            self._last, self._polls = poll, self._polls + 1
            return poll

    async def _pause(self, seconds: float) -> None:
        """Wait in short parts, after each of which `close` is seen: a transport does not know of it."""
        while seconds > 0 and not self._schedule.is_closed:
            await self._client._wait(min(seconds, _NOTICE))
            seconds -= _NOTICE

    async def until_free(self) -> WatchedConnector:
        """Go on until a connector is known to be free, and return it. Of several, the first of the answer.

        Raises:
            NotFreeError: The watch ended before.
        """
        while (poll := await self.poll()) is not None:
            if poll.free:
                return poll.free[0]
        raise watching.not_free(self._polls, self._last)

    @property
    def states(self) -> Mapping[watching.Key, WatchedConnector]:
        """Newest states of all connectors, by key."""
        return MappingProxyType(self._watcher.states)

    @property
    def last(self) -> Poll | None:
        """Result of the last request; None before the first one."""
        return self._last

    def close(self) -> None:
        """End the watch: no further request is sent, and a loop ends after the events that it has.

        One that waits in another thread or task notices within half a second; a request under way goes on.
        """
        self._schedule.close()

    def __repr__(self) -> str:
        return joined(f"<{type(self).__name__} of {self._what} every {self._schedule.every:g} s")


class AsyncResource:
    """The base of a resource."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, method in tuple(vars(cls).items()):
            if not name.startswith("_"):
                setattr(cls, name, explained(method))

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    def __repr__(self) -> str:
        return joined(f"<{type(self).__name__} of", repr(self._client))

    def _view(
        self, method: Callable[..., object], options: Options, area: Area | None = None
    ) -> AsyncCaller:
        """Return the client with some options of a method's call, after a check of an area against the limits."""
        if options.keys() - OPTION_NAMES:
            from inspect import signature

            names = {*OPTION_NAMES, *signature(method).parameters} - {"options"}
            check_names(options, method.__name__, names)
        client = self._client.with_options(**options) if options else self._client
        if area is not None:
            client.check(area)
        return client

    async def _run(self, call: Call[M, T], method: Callable[..., object], options: Options) -> T:
        return call.parse(await self._view(method, options).call(call.operation))

    async def _look_up(
        self, lookup: BulkLookup[M, T], method: Callable[..., object], options: Options
    ) -> BulkResult[T]:
        client = self._view(method, options)
        while (operation := lookup.next()) is not None:
            lookup.accept(await _outcome(client, operation))
            if (probe := lookup.probe()) is not None:
                lookup.settle(await _outcome(client, probe))
        return lookup.result()


async def _outcome(client: AsyncCaller, operation: Operation[M]) -> Decoded[M] | EvcpError:
    try:
        return await client.call(operation)
    except EvcpError as error:
        return error.with_traceback(None)  # the traceback's frames hold the response


class AsyncWatched(AsyncResource, Generic[What]):
    """The base of a resource with live states."""

    def _source(
        self, what: What, where: StationFilter | None, options: Options
    ) -> tuple[str, Ask[Answer]]:
        """Return the subject of the watch in words, and the question; check the arguments."""
        raise NotImplementedError

    def _bulk_source(
        self,
        ids: tuple[str, ...],
        kind: str,
        begin: Callable[[Iterable[str], Extra | None, int], BulkLookup[M, T]],
        read: Callable[[BulkResult[T], StationFilter | None], Answer],
        where: StationFilter | None,
        options: Options,
    ) -> tuple[str, Ask[Answer]]:
        begin(ids, None, MAX_IDS)  # checks the ids
        self._view(self.watch, options)

        async def look_up() -> Answer:
            lookup = begin(ids, None, MAX_IDS)
            return read(await self._look_up(lookup, self.watch, options), where)

        return f"{len(ids)} {kind} ids", look_up

    def watch(
        self,
        what: What,
        *,
        where: StationFilter | None = None,
        every: Duration = EVERY,
        times: int | None = None,
        within: Duration | None = None,
        jitter: float = JITTER,
        least_every: float = LEAST_EVERY,
        **options: Unpack[Options],
    ) -> AsyncWatch:
        """Watch connectors. The first step of the iteration sends the first request.

        The stations of an area or of station ids have the states of their connectors where the service lists
        them, else how many of a group are free. The EVSEs of pool ids have the state of each EVSE and connector
        with its time, and no opening hours. The first answer changes nothing; stations that come and go
        are changes of their connectors.

        Args:
            what: An area or station ids for `client.stations`, pool ids for `client.evses`.
            where: Conditions on connectors and their stations, of which only connectors that meet them are watched,
                from the first time that they do; an unknown fact never meets one.
            every: Time between two requests: a timedelta, seconds, or a text such as `"1m"`.
            times: Number of requests; by default no end.
            within: Time after which the watch ends; its last request is then.
            jitter: Random part of each wait, as a share of `every`.
            least_every: Least `every` in seconds that is accepted.
            **options: Settings for the calls, see `Options`.

        Raises:
            AreaError: The area exceeds a documented limit.
            ConfigurationError: An id or another value is invalid; `every` is below `least_every`.
        """
        schedule = Schedule(every, times, within, jitter, least_every)
        name, ask = self._source(what, where, options)
        return AsyncWatch(self._client, name, schedule, ask)

    async def wait_until_free(
        self,
        what: What,
        *,
        where: StationFilter | None = None,
        every: Duration = EVERY,
        within: Duration | None = None,
        least_every: float = LEAST_EVERY,
        **options: Unpack[Options],
    ) -> WatchedConnector:
        """Wait until a connector is known to be free, and return it: at once if one is.

        Unknown states never end the wait; free connectors of an EVSE in use at another connector neither. Other cars
        may be faster: `updated` of the result is the time of its state by the service.

        Args:
            what: An area or station ids for `client.stations`, pool ids for `client.evses`.
            where: Conditions that the connector and its station must meet, and are known to.
            every: Time between two requests.
            within: Longest time to wait, after a last request then; by default no end.
            least_every: Least `every` in seconds that is accepted.
            **options: Settings for the calls, see `Options`.

        Raises:
            NotFreeError: The time ended before.
            EvcpError: An error that every further request would meet, as in `watch`.
        """
        watch = self.watch(
            what, where=where, every=every, within=within, least_every=least_every, **options
        )
        return await watch.until_free()
