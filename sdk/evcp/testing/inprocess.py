"""The sandbox inside the process: no port, no thread, no waiting."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import lru_cache
from inspect import signature
from typing import TYPE_CHECKING, Any, NoReturn, Self
from urllib.parse import urlencode, urlsplit

from evcp_codec.model import joined

from .._core import redaction
from .._reading.names import suggestion
from ..errors import ConfigurationError
from ..sandbox.api.settings import Access, Assumptions
from ..sandbox.core import SandboxCore, SandboxHandle
from ..sandbox.simulation import Clock
from ..sandbox.world import World
from ..transport import Request, Response, TransportFailure
from .fake_clock import FakeClock
from .outcome_replay import replay

if TYPE_CHECKING:
    from ..sandbox.faults.drift import Drift
    from ..sandbox.faults.plan import FaultPlan, Span
    from .clients import (
        AsyncInProcessTransport,
        AsyncSandboxClient,
        InProcessTransport,
        SandboxClient,
    )

ORIGIN = "http://sandbox.evcp.test"
"""The sandbox's address as clients see it. No request goes there: `.test` is reserved (RFC 6761)."""
KEY = "key-of-a-test-without-a-service"
"""The API key of clients without credentials of their own."""
START = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
"""Start of a sandbox's clock: the states of made-up stations are those of this moment."""
_LOGINS = ("api_key", "token", "access_key", "app", "credentials")


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request that the sandbox has answered, without its credentials.

    Attributes:
        method: HTTP method.
        path: Path, such as `/ev/stations/count.json`.
        query: Parameters, in order.
        body: Body, if there was one; a form that requests a token is not kept.
        status: Status of the response; None if the connection ended or the client gave up.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes | None = field(repr=False)
    status: int | None

    @property
    def resource(self) -> str:
        """The path below `/ev/`, without the format's suffix: `stations/count`."""
        below = self.path.removeprefix("/ev/")
        return next((below.removesuffix(s) for s in (".json", ".xml") if below.endswith(s)), below)

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters by name; of a repeated one, the last value."""
        return dict(self.query)

    def __str__(self) -> str:
        status = "no answer" if self.status is None else self.status
        return f"{self.method} {redaction.shown_url(self.path, self.query)}: {status}"


class InProcess(SandboxHandle):
    """The whole service of the API inside the process.

    ```python
    with sandbox(size=500, max_page_size=10) as service:
        service.fail("cut", times=1)
        client = service.client()
    ```

    Its time stands still. Waits between attempts, latency and slow responses move it, and none of them
    takes real time: a test of an hour of outage is over at once, and the deadlines of clients count
    that hour. It may be used from many threads and event loops.

    Args:
        size: Number of made-up stations; 2,000 without a `world`.
        seed: Seed of the made-up stations.
        world: Stations to serve in place of made-up ones.
        access: Credentials that are accepted; by default all.
        start: Start of its clock, an aware datetime; by default `START`, or the real time if
            signatures are checked (`Access.access_keys`), because clients sign with the real time.
        live: Whether the states of EVSEs change with the clock.
        latency: Seconds before each response, or a range `(least, most)`.
        faults: Faults from the start.
        drift: Departures of responses from the schema.
        **assumed: Fields of `evcp.sandbox.Assumptions`.

    Attributes:
        core: The sandbox without a transport; `evcp.sandbox.Sandbox` has the same core behind a port.
        seed: The seed.
        moments: The time by which its clients count.

    Raises:
        TypeError: An assumption is unknown, or both a world and a size are given.
        ValueError: A setting is impossible.
        ImportError: A part of the extra `sandbox` is not installed.
    """

    def __init__(
        self,
        *,
        size: int | None = None,
        seed: int = 0,
        world: World | None = None,
        access: Access | None = None,
        start: datetime | None = None,
        live: bool = False,
        latency: Span = 0.0,
        faults: FaultPlan | None = None,
        drift: Drift | None = None,
        **assumed: Any,
    ) -> None:
        if world is not None and size is not None:
            raise TypeError(
                "sandbox() takes a world or a size, not both: the world has its own size"
            )
        self.seed = seed
        self.moments = FakeClock()
        if start is None and (access is None or access.access_keys is None):
            start = START
        self.core = SandboxCore(
            made_up(_number(2_000 if size is None else size), seed) if world is None else world,
            assumptions=_assumptions(assumed),
            access=access,
            clock=Clock(start, source=self.moments),
            live=live,
            latency=latency,
            faults=faults,
            drift=drift,
        )
        self._seen: list[SeenRequest] = []
        self._lock = threading.Lock()
        self._closed = False

    # --- clients ------------------------------------------------------------------------------------

    def __reduce__(self) -> NoReturn:
        raise TypeError("an InProcess cannot be pickled: make one in each process")

    def client(self, **options: Any) -> SandboxClient:
        """Return a client of this sandbox.

        Args:
            **options: Options of `Client`. Without credentials it gets a key that is accepted.
        """
        from .clients import SandboxClient

        return SandboxClient(self, **_with_defaults(options))

    def async_client(self, **options: Any) -> AsyncSandboxClient:
        """Return an asynchronous client of this sandbox; see `client`."""
        from .clients import AsyncSandboxClient

        return AsyncSandboxClient(self, **_with_defaults(options))

    @property
    def transport(self) -> InProcessTransport:
        """A transport for a `Client` of your own making; its deadlines pass by the real clock."""
        from .clients import InProcessTransport

        return InProcessTransport(self)

    @property
    def async_transport(self) -> AsyncInProcessTransport:
        """A transport for an `AsyncClient` of your own making; see `transport`."""
        from .clients import AsyncInProcessTransport

        return AsyncInProcessTransport(self)

    def everywhere(self) -> AbstractContextManager[None]:
        """Connect every client that is made in a `with` block to this sandbox.

        This serves code that makes its own clients: `Client()` needs no credentials then, and no
        request leaves the process, whatever the credentials. Deadlines pass by the real clock, but
        waits take no time. A client with a `transport` of its own keeps it.
        """
        from .clients import AsyncInProcessTransport, InProcessTransport
        from .patching import everywhere

        return everywhere(
            lambda: InProcessTransport(self),
            lambda: AsyncInProcessTransport(self),
            {"EVCP_API_KEY": KEY, "EVCP_BASE_URL": self.base_url},
        )

    # --- state and requests ------------------------------------------------------------------------------

    @property
    def base_url(self) -> str:
        """The sandbox's base address."""
        return f"{ORIGIN}/ev/"

    @property
    def token_url(self) -> str:
        """The token address for `HereCredentials`, if the sandbox shall check their signatures."""
        return f"{ORIGIN}/oauth2/token"

    @property
    def requests(self) -> tuple[SeenRequest, ...]:
        """The requests so far, in the order in which they were answered."""
        with self._lock:
            return tuple(self._seen)

    def forget(self) -> None:
        """Clear the list of requests."""
        with self._lock:
            self._seen.clear()

    # --- responses ----------------------------------------------------------------------------------

    def answer(self, request: Request, *, closed: bool = False) -> Response | TransportFailure:
        """Answer a request of a client, and move the time by the duration.

        Args:
            request: The request. Its host is ignored.
            closed: Whether its client is closed.

        Raises:
            ConfigurationError: The client or the sandbox is closed.
        """
        if closed or self._closed:
            what = "sandbox" if self._closed else "client"
            raise ConfigurationError(f"the {what} is closed", hint="make a new one")
        parts = urlsplit(request.url)
        secret = [(name, value.reveal()) for name, value in request.secret_query]
        headers = {
            **request.headers,
            **{name: value.reveal() for name, value in request.secret_headers},
            "Host": parts.netloc,
        }
        body = request.body or b""
        if body:
            headers["Content-Length"] = str(len(body))
        outcome = self.core.answer(
            request.method,
            parts.path,
            urlencode([*request.query, *secret]),
            {name.lower(): value for name, value in headers.items()},
            body if len(body) <= self.core.max_body(request.method, parts.path) else None,
        )
        ended = replay(outcome, request)
        self.moments.wait(ended.seconds)
        scrub = redaction.of(request).scrub
        seen = SeenRequest(
            request.method,
            parts.path,
            tuple((name, scrub(value)) for name, value in request.query),
            None if request.secrets else request.body,
            ended.result.status if isinstance(ended.result, Response) else None,
        )
        with self._lock:
            self._seen.append(seen)
        return ended.result

    def close(self) -> None:
        """Refuse further requests. `requests` stays readable."""
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return joined("<InProcess", f"{self.world.label},", f"{len(self._seen)} requests")


sandbox = InProcess


@lru_cache(8)
def made_up(size: int, seed: int) -> World:
    """Return a world of made-up stations; the same object for the same arguments."""
    return World.synthetic(size, seed)


def _number(size: object) -> int:
    if isinstance(size, int):
        return size
    raise TypeError(f"size is {size!r}: it must be a number of stations")


def _with_defaults(options: dict[str, Any]) -> dict[str, Any]:
    if all(options.get(name) is None for name in _LOGINS):
        options["api_key"] = KEY
    if options.get("base_url") is None:
        options["base_url"] = f"{ORIGIN}/ev/"
    return options


def _assumptions(given: dict[str, Any]) -> Assumptions:
    names = [one.name for one in fields(Assumptions)]
    own = tuple(signature(InProcess).parameters)
    for name in given:
        if name not in names:
            raise TypeError(f"sandbox() has no setting {name!r}{suggestion(name, (*own, *names))}")
    return Assumptions(**given)
