"""The whole sandbox without a network: the service with latency, faults, drift, a clock and the control endpoint.

A `SandboxCore` does no I/O and waits for nothing. It describes in an `Outcome` what should happen to a
request, and a transport carries it out: the socket (`server.asgi`), or one inside the process without
a port (`evcp.testing`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import NoReturn, Unpack

from evcp._codec.decoding import Format
from evcp._reading.names import suggestion
from evcp_codec.model import joined, short_repr
from evcp_models import EVStation

from .api.responses import Response
from .api.service import Service
from .api.settings import Access, Assumptions
from .control import MAX_CONTROL_BODY, Control, is_control
from .faults.drift import Drift
from .faults.injector import Injector, Verdict, changes_body, mangled, random_share
from .faults.plan import (
    Fault,
    FaultPlan,
    How,
    Span,
    check_span,
    drawn,
    retry_after_text,
)
from .simulation import Clock, with_live_states
from .world import World

log = logging.getLogger("evcp.sandbox")

_TOKEN_BODY = 65_536
"""Bytes for a token request, independent of the limit of the API."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a request, for a transport to carry out in this order.

    Attributes:
        response: The response. Its `Content-Length` always states the whole body, even if less of it
            is sent. The body of the response to a HEAD is not sent.
        delay: Seconds before the first byte of the response.
        bytes_per_second: Speed of the body, from its first byte on; None is at once.
        cut_after: Number of bytes of the body before the connection ends, always fewer than the
            body has: the client sees a response shorter than its `Content-Length`. None sends all.
        unanswered: True ends the connection, after the delay, without a byte of a response.
    """

    __repr__ = short_repr

    response: Response
    delay: float = 0.0
    bytes_per_second: float | None = None
    cut_after: int | None = None
    unanswered: bool = False

    @property
    def sent(self) -> bytes:
        """The sent part of the body."""
        body = self.response.body
        return body if self.cut_after is None else body[: self.cut_after]

    @property
    def complete(self) -> bool:
        """True if the whole response is sent, and the connection may be used again."""
        return self.cut_after is None and not self.unanswered


class SandboxCore:
    """A sandbox without a network: a request goes in, its outcome comes out.

    ```python
    host = Host(World.synthetic(100))
    host.fail(503, times=1)
    outcome = host.answer("GET", "/ev/connectortypes.json", "apiKey=k", {}, b"")
    assert outcome.response.status == 503
    ```

    It is thread-safe. Faults and drift can be changed at any time; the settings at the arrival of a
    request apply to it.

    Attributes:
        service: The API without faults.
        clock: The time of the sandbox, for the life of tokens and for live states.
        latency: Seconds before each response, or a range for a draw each time. `heal` keeps it.
        drift: Departure of responses from the schema; None disables it.
        injector: Decides on the faults of each request, and counts them.
    """

    def __repr__(self) -> str:
        return joined("<Host", self.world.label, f"{self.requests:,} requests")

    def __init__(
        self,
        world: World | None = None,
        *,
        assumptions: Assumptions | None = None,
        access: Access | None = None,
        clock: Clock | Callable[[], float] | None = None,
        live: bool = False,
        latency: Span = 0.0,
        faults: FaultPlan | None = None,
        drift: Drift | None = None,
        control: bool = False,
    ) -> None:
        """Build the sandbox.

        Args:
            world: The stations to serve; by default a synthetic world of 2000.
            assumptions: Choices where the contract is silent.
            access: Known credentials; by default every non-empty one.
            clock: The time, as a `Clock` or a function of seconds since 1970; by default the real
                one.
            live: True if the states of EVSEs move with that time, by the seed of the world; else
                they stand still.
            latency: Seconds before each response, or a range `(least, most)`.
            faults: Faults from the start.
            drift: Departure of responses from the schema.
            control: True enables the endpoint `/control/`.

        Raises:
            ValueError: `latency` is not a duration or range.
            ImportError: `access` has access keys, and oauthlib is not installed.
        """
        self.clock = clock if isinstance(clock, Clock) else Clock(source=clock or time.time)
        self.latency = check_span("latency", latency)
        served = World.synthetic() if world is None else world

        def present(station: EVStation) -> EVStation:
            if not live:
                return station
            return with_live_states(station, seed=served.seed or 0, now=self.clock.now())

        self.service = Service(
            served, assumptions=assumptions, access=access, clock=self.clock, present=present
        )
        self.drift = drift
        self.injector = Injector(self._checked(faults or FaultPlan()))
        self._control = Control(self) if control else None
        self._lock = threading.Lock()
        self._requests = 0

    def __reduce__(self) -> NoReturn:
        raise TypeError("the core of a sandbox cannot be pickled: make one in each process")

    @property
    def world(self) -> World:
        """The stations served."""
        return self.service.world

    @property
    def requests(self) -> int:
        """Number of requests so far, without requests to `/control/`."""
        return self._requests

    # --- faults -----------------------------------------------------------------------------------

    @property
    def faults(self) -> FaultPlan:
        """The present faults. Setting them starts every count anew."""
        return self.injector.plan

    @faults.setter
    def faults(self, plan: FaultPlan) -> None:
        self.injector.replace(self._checked(plan))

    def fail(self, what: int | str, **how: Unpack[How]) -> Fault:
        """Add a fault from now on, and return it; see `evcp.sandbox.Sandbox.fail`."""
        for name in how:
            if name not in How.__annotations__:
                raise ValueError(
                    f"a fault has no setting {name!r}{suggestion(name, How.__annotations__)}"
                )
        fault = Fault(what, **how)
        self._check(fault)
        self.injector.add(fault)
        return fault

    def slow(self, seconds: Span) -> None:
        """Delay every response until `heal`, in place of an earlier call; see `evcp.sandbox.Sandbox.slow`."""
        self.injector.delay(seconds)

    def _checked(self, plan: FaultPlan) -> FaultPlan:
        for fault in plan.faults:
            self._check(fault)
        return plan

    def _check(self, fault: Fault) -> None:
        """Refuse a fault that could never happen because its resource does not exist."""
        paths = (
            path + suffix for path in self.service.examples for suffix in ("", ".json", ".xml")
        )
        if fault.on is None or any(map(fault.concerns, paths)):
            return
        if not self.service.knows(f"/ev/{fault.on}"):
            names = [path.removeprefix("/ev/").removeprefix("/") for path in self.service.examples]
            raise ValueError(f"no resource is called {fault.on!r}{suggestion(fault.on, names)}")

    def heal(self) -> None:
        """Remove all faults. Counts stay, and so does drift."""
        self.injector.clear()

    def fired(self, what: int | str | None = None) -> int:
        """Number of requests with a fault so far, in all or of one kind, healed ones included."""
        return self.injector.fired(what)

    # --- requests ---------------------------------------------------------------------------------

    def answer(
        self,
        method: str,
        path: str,
        query_string: str,
        headers: Mapping[str, str],
        body: bytes | None = b"",
    ) -> Outcome:
        """Answer a request.

        Args:
            method: HTTP method.
            path: Path from its first slash on, still percent-encoded.
            query_string: Query without the question mark, still percent-encoded.
            headers: Request headers, names in lower case.
            body: Body of the request; None if it is longer than `max_body`, or was not read for
                another reason.

        Returns:
            The outcome. No request raises: a fault of the sandbox itself is a 500.
        """
        if self._control is not None and is_control(path):
            return Outcome(self._control.answer(method, path, headers, body))
        with self._lock:
            self._requests += 1
        verdict = self.injector.judge(path, self.clock.now())
        try:
            response = self._response(method, path, query_string, headers, body, verdict.fault)
        except Exception:
            # Without the query: it holds the key.
            log.exception("cannot answer %s %s", method, path)
            problem = "the sandbox failed; its log says why"
            response = self.refusal(HTTPStatus.INTERNAL_SERVER_ERROR, path, problem)
        return self._outcome(response, verdict)

    def max_body(self, method: str, path: str) -> int:
        """Greatest number of bytes of a request body to read; 0 if the body is ignored.

        A transport passes None to `answer` for a longer body. Arguments as for `answer`.
        """
        if self._control is not None and is_control(path):
            return MAX_CONTROL_BODY
        if not self.service.reads_body(method, path):
            return 0
        return max(_TOKEN_BODY, self.service.assumptions.max_request_body)

    def refusal(self, status: int, path: str, problem: str) -> Response:
        """An error in the shape of the service, for faults found by a transport."""
        return self.service.error(HTTPStatus(status), problem, _format(path))

    def _response(
        self,
        method: str,
        path: str,
        query_string: str,
        headers: Mapping[str, str],
        body: bytes | None,
        fault: Fault | None,
    ) -> Response:
        most = self.service.assumptions.max_request_line
        if len(f"{method} {path}?{query_string} HTTP/1.1") > most:
            problem = f"the request line is longer than {most} bytes"
            return self.refusal(HTTPStatus.REQUEST_URI_TOO_LONG, path, problem)
        if fault is not None and fault.status is not None:
            # The service sees nothing of a request with a failing status.
            return self._failure(fault, fault.status, path)
        drift = self.drift  # read once: another thread may change it
        if drift is None and (fault is None or not changes_body(fault.what)):
            return self.service.handle(method, path, query_string, headers, body)
        # The body must stay uncompressed until it has been changed.
        bare = {name: value for name, value in headers.items() if name != "accept-encoding"}
        response = self.service.handle(method, path, query_string, bare, body)
        if drift is not None and response.status == HTTPStatus.OK:
            response = drift.applied(response)
        if fault is not None:
            response = mangled(response, fault.what, self.injector.plan.seed)
        if self.service.assumptions.gzip:
            response = response.compressed(headers.get("accept-encoding"))
        return response

    def _failure(self, fault: Fault, status: int, path: str) -> Response:
        response = self.refusal(status, path, "the sandbox was told to fail")
        if fault.retry_after is None:
            return response
        # A date is read by the clock of the client, so it comes from the real time here too.
        text = retry_after_text(fault.retry_after, self.clock.source())
        return replace(response, headers={**response.headers, "Retry-After": text})

    def _outcome(self, response: Response, verdict: Verdict) -> Outcome:
        what = verdict.fault.what if verdict.fault is not None else None
        cut = None
        if what == "cut" and verdict.fault is not None:
            length = len(response.body)
            after = length // 2 if verdict.fault.after is None else verdict.fault.after
            cut = min(after, length - 1)
        return Outcome(
            response,
            delay=verdict.delay + self._latency(),
            bytes_per_second=verdict.bytes_per_second,
            cut_after=cut if cut is None or cut >= 0 else None,
            # An empty body cannot be cut, so the response is left out.
            unanswered=what == "disconnect" or (cut is not None and cut < 0),
        )

    def _latency(self) -> float:
        if not isinstance(self.latency, tuple):
            return self.latency
        return drawn(self.latency, random_share(self.injector.plan.seed, "latency", self._requests))


class SandboxHandle:
    """A sandbox as its user holds it: stations, time and faults of its core.

    Attributes:
        core: The sandbox without its network.
    """

    core: SandboxCore

    @property
    def world(self) -> World:
        """The stations served."""
        return self.core.world

    @property
    def clock(self) -> Clock:
        """The sandbox's time, by which tokens expire and live states change; it can be set at any time.

        `clock.jump(3_600)` lets an hour pass.
        """
        return self.core.clock

    def fail(self, what: int | str, **how: Unpack[How]) -> Fault:
        """Add a fault.

        ```python
        service.fail(503, times=1)                            # the next request
        service.fail(503, times=1, first=2)                   # the one after it
        service.fail(429, retry_after=30, on="stations/count")  # only there
        service.fail("cut", after=100)                        # each body ends after 100 bytes
        service.fail(500, rate=0.1)                           # one request in ten
        ```

        Args:
            what: A status from 400 on, or one of `"cut"`, `"disconnect"`, `"garbage"`, `"html"`,
                `"empty"`, `"content-type"`, `"slow"`, `"delay"`.
            how: Time and manner, the attributes of `evcp.sandbox.Fault`.

        Raises:
            ValueError: The fault is unknown, or does not take these settings.
        """
        return self.core.fail(what, **how)

    def slow(self, seconds: Span) -> None:
        """Delay every response until `heal` is called.

        Args:
            seconds: The delay in addition to the latency, or its range `(least, most)`.

        Raises:
            ValueError: The delay is not a duration or range.
        """
        self.core.slow(seconds)

    def heal(self) -> None:
        """Remove all faults. Counts stay, and so does drift."""
        self.core.heal()

    def fired(self, what: int | str | None = None) -> int:
        """Return how many requests met a fault so far, any fault or one kind, healed ones included."""
        return self.core.fired(what)


def _format(path: str) -> Format:
    return "xml" if path.endswith(".xml") else "json"
