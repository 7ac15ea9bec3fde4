"""What the tests of the client share: small stations and answers, a clock of numbers, and ways to drive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import evcp
from evcp import AsyncClient, Client
from evcp._core.call import Context
from evcp._core.settings import Settings
from evcp.operations import Operation
from evcp.transport import (
    AcquireLock,
    Authorization,
    CallFlow,
    Clock,
    Compute,
    Response,
    Secret,
    SendRequest,
    Sleep,
    TokenFailure,
    TransportFailure,
)
from evcp_codec.issues import Decoded, Issue, IssueKind
from evcp_models import CountResult, EVStation, EVStationsResult, Position

Format = Literal["json", "xml"]
Kind = Literal["sync", "async"]
KEY = "kEy-0123456789_abcdefghijklmnopqrstuvwxyz-ABC"
"""A key that looks like one: it must not be seen anywhere."""


def station(id: str, **members: Any) -> EVStation:
    """A station with an id and a position."""
    return EVStation(id=id, position=Position(latitude=52.5, longitude=13.4), **members)


def stations(
    *ids: str, more: bool | None = False, count: int | None = None, **members: Any
) -> EVStationsResult:
    """An answer with stations."""
    found = tuple(station(id, **members) for id in ids)
    return EVStationsResult(has_more=more, count=count, ev_stations=found)


def body(answer: Any, format: Format = "json") -> bytes:
    """The bytes of an answer."""
    return evcp.encode(answer, format=format)


def count_body(count: int = 7, format: Format = "json") -> bytes:
    return body(CountResult(count=count), format)


def ok(answer: Any, format: Format = "json", **headers: str) -> Response:
    """A good answer; `x_request_id="1"` is a header."""
    return Response(200, named(headers), body(answer, format))


def reply(status: int, content: bytes = b"", **headers: str) -> Response:
    return Response(status, named(headers), content)


def named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def gap(index: int) -> Issue:
    """What a decoder reports of a station that it cannot build."""
    return Issue(f"evStations.evStation[{index}].position", IssueKind.MISSING, "{}")


class Now:
    """Time and chance that a test moves: `now.time` starts at an instant of the year 2024."""

    def __init__(self, chance: float = 1.0) -> None:
        self.seconds = 1_000.0
        self.epoch = 1_700_000_000.0
        self.chance = chance
        self.clock = Clock(
            lambda: self.seconds, lambda: self.epoch + self.seconds, lambda: self.chance
        )


API_KEY = Authorization(query=(("apiKey", Secret(KEY)),))
TOKEN = Authorization(headers=(("Authorization", Secret(f"Bearer {KEY}")),))

Answer = Response | TransportFailure
Login = Authorization | TokenFailure


class Logins:
    """Credentials by script: those at hand are returned, a `TokenFailure` is what a fetch comes to."""

    def __init__(self, logins: Sequence[Login]) -> None:
        self.logins = logins
        self.refused: list[Authorization | None] = []
        """What was refused, for each wish for credentials."""
        self._asked = 0

    def _next(self) -> Login:
        return self.logins[min(self._asked, len(self.logins) - 1)]

    def authorize(self, refused: Authorization | None, now: float) -> Authorization | None:
        found = self._next()
        if isinstance(found, TokenFailure):
            return None
        self.refused.append(refused)
        self._asked += 1
        return found

    def fetch(self, now: float, seconds: float) -> CallFlow[TokenFailure | None]:
        yield from ()
        found = self._next()
        self._asked += 1
        return found if isinstance(found, TokenFailure) else None


class Unlocked:
    """A lock that is always free, without threads or tasks."""

    def acquire(self, seconds: float) -> bool:
        return True

    async def acquire_async(self, seconds: float) -> bool:
        return True

    def release(self) -> None:
        pass


@dataclass
class Talk:
    """A conversation driven by hand: what to answer, and what was asked.

    Attributes:
        answers: What comes of each sending, in order; the last one again and again.
        logins: What comes of each wish for credentials, likewise.
        now: The clock; it moves with each wait, and by `costs` with each sending.
        locked: Whether the lock of the credentials stays with another call.
    """

    answers: Sequence[Answer]
    logins: Sequence[Login] = (API_KEY,)
    now: Now = field(default_factory=Now)
    costs: float = 0.0
    locked: bool = False
    steps: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.credentials = Logins(self.logins)

    def context(self, settings: Settings) -> Context:
        return Context(settings, self.credentials, Unlocked(), self.now.clock)

    def run(self, steps: CallFlow[Any]) -> Any:
        """Drive to the end: the result, or the error."""
        result: Any = None
        sent = 0
        while True:
            try:
                step = steps.send(result)
            except StopIteration as end:
                return end.value
            self.steps.append(step)
            if isinstance(step, Sleep):
                self.now.seconds += step.seconds
                result = None
            elif isinstance(step, AcquireLock):
                result = not self.locked
            elif isinstance(step, Compute):
                result = step.run()
            else:
                self.now.seconds += self.costs
                result = self.answers[min(sent, len(self.answers) - 1)]
                sent += 1

    @property
    def waits(self) -> list[float]:
        return [step.seconds for step in self.steps if isinstance(step, Sleep)]

    @property
    def sent(self) -> list[Any]:
        return [step.request for step in self.steps if isinstance(step, SendRequest)]

    @property
    def locks(self) -> list[float]:
        """Seconds that were left for the lock of the credentials, each time."""
        return [step.seconds for step in self.steps if isinstance(step, AcquireLock)]


def defaults(**changes: Any) -> Settings:
    return Settings(base_url="https://ev.test/ev/", user_agent="evcp/test", **changes)


def decoded(answer: Any, *issues: Issue) -> Decoded[Any]:
    return Decoded(answer, issues)


class Caller:
    """A client of either kind, called in the same way."""

    def __init__(self, kind: Kind, **arguments: Any) -> None:
        self.kind = kind
        self._loop = asyncio.new_event_loop() if kind == "async" else None
        self.client: Any = (AsyncClient if kind == "async" else Client)(**arguments)

    def call(self, operation: Operation[Any]) -> Decoded[Any]:
        decoded: Decoded[Any] = self.run(lambda client: client.call(operation))
        return decoded

    def run(self, action: Callable[[Any], Any]) -> Any:
        """Do something with the client, and await it if need be."""
        if self._loop is None:
            return action(self.client)

        async def awaited() -> Any:
            result = action(self.client)
            if hasattr(result, "__aiter__"):
                return [item async for item in result]
            return await result

        return self._loop.run_until_complete(awaited())

    def close(self) -> None:
        if self._loop is None:
            self.client.close()
            return
        self._loop.run_until_complete(self.client.close())
        self._loop.close()


@contextmanager
def caller(kind: Kind, **arguments: Any) -> Iterator[Caller]:
    made = Caller(kind, **{"api_key": KEY, **arguments})
    try:
        yield made
    finally:
        made.close()


def ids_of(found: Iterable[EVStation]) -> list[str]:
    return [one.id for one in found]
