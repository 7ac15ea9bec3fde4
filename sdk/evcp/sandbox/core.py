"""The whole sandbox without a network: what it answers, when, and how badly.

A `SandboxCore` puts around the `Service` what a test wants to go wrong: latency, faults, drift of the
schema, a clock that can be set, and the endpoint to control all that from outside. It does no I/O and
waits for nothing. It says in an `Outcome` what is to happen, and the way out does it: the socket
(`asgi`), or a transport inside the process that has no port.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Unpack

from evcp._codec.decoding import Format
from evcp_models import EVStation

from .api.responses import Response
from .api.service import Service
from .api.settings import Access, Assumptions
from .control import MAX_CONTROL_BODY, Control, is_control
from .faults.drift import Drift
from .faults.injector import Injector, Verdict, changes_body, mangled, share
from .faults.plan import Fault, FaultPlan, How, Span, check_span, drawn, meant, retry_after_text
from .simulation import Clock, with_live_states
from .world import World

log = logging.getLogger("evcp.sandbox")

_TOKEN_BODY = 65_536
"""A request for a token fits in so many bytes, however small a body the API itself allows."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to become of a request. Whoever has it carries it out, in this order.

    Attributes:
        response: The answer. Its `Content-Length` is always that of the whole body, even where less
            of it is sent. The body of the answer to a HEAD is not sent.
        delay: Seconds to wait before the first byte of the answer.
        bytes_per_second: How fast the body goes out, from its first byte on; None is at once.
        cut_after: Number of bytes of the body after which the connection ends, always fewer than the
            body has: the client sees an answer that is shorter than it says. None sends it all.
        unanswered: The connection ends, after the delay, without any byte of an answer.
    """

    response: Response
    delay: float = 0.0
    bytes_per_second: float | None = None
    cut_after: int | None = None
    unanswered: bool = False

    @property
    def sent(self) -> bytes:
        """The part of the body that is sent."""
        body = self.response.body
        return body if self.cut_after is None else body[: self.cut_after]

    @property
    def complete(self) -> bool:
        """Whether the whole answer is sent, and the connection may be used again."""
        return self.cut_after is None and not self.unanswered


class SandboxCore:
    """A sandbox without a way in: give it requests, it tells their outcomes.

    ```python
    host = Host(World.synthetic(100))
    host.fail(503, times=1)
    outcome = host.answer("GET", "/ev/connectortypes.json", "apiKey=k", {}, b"")
    assert outcome.response.status == 503
    ```

    It may be called from many threads. Faults and drift can be changed at any time; a request meets
    those that are set when it arrives.

    Attributes:
        service: The API, as long as nothing goes wrong.
        clock: The time of the sandbox: tokens end by it, live states move by it.
        latency: Seconds before each answer, or a range from which each wait is drawn. It is no
            fault: `heal` leaves it.
        drift: How answers depart from the schema; None where they do not.
    """

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
            world: The stations to serve; without it a synthetic world of 2000.
            assumptions: What to do where the contract is silent.
            access: Which credentials are let in; by default every one that is not empty.
            clock: The time, as a `Clock` or as a function of seconds since 1970; by default the
                real one.
            live: Whether the states of EVSEs move with that time; else they stand still.
            latency: Seconds before each answer, or a range `(least, most)`.
            faults: What goes wrong from the start.
            drift: How answers depart from the schema.
            control: Whether the endpoint `/control/` exists.

        Raises:
            ValueError: `latency` is no duration or range.
            ImportError: `access` wants signatures checked, and oauthlib is not installed.
        """
        self.clock = clock if isinstance(clock, Clock) else Clock(source=clock or time.time)
        self.latency = check_span("latency", latency)
        served = World.synthetic() if world is None else world

        def present(station: EVStation) -> EVStation:
            if not live:
                return station
            return with_live_states(station, seed=served.seed or 0, now=self.clock.now())

        self.service = Service(
            served,
            assumptions=assumptions,
            access=access,
            clock=self.clock,
            present=present,
        )
        self.drift = drift
        self._injector = Injector(self._checked(faults or FaultPlan()))
        self._control = Control(self) if control else None
        self._lock = threading.Lock()
        self._requests = 0

    @property
    def world(self) -> World:
        """The stations served."""
        return self.service.world

    @property
    def requests(self) -> int:
        """Number of requests so far, those to `/control/` not among them."""
        return self._requests

    # --- what goes wrong --------------------------------------------------------------------------

    @property
    def faults(self) -> FaultPlan:
        """What goes wrong at present. Setting it starts every count anew."""
        return self._injector.plan

    @faults.setter
    def faults(self, plan: FaultPlan) -> None:
        self._injector.replace(self._checked(plan))

    @property
    def injector(self) -> Injector:
        """Decides which request meets which fault, and counts."""
        return self._injector

    def fail(self, what: int | str, **how: Unpack[How]) -> Fault:
        """Let something go wrong from now on, beside what does already.

        ```python
        host.fail(503, times=1)                                  # the next request
        host.fail("cut", after=100)                              # each body ends after 100 bytes
        host.fail(429, retry_after=1, on="stations/count")       # only there
        host.fail(500, rate=0.1)                                 # one request in ten
        ```

        Args:
            what: A status from 400 on, or one of `"cut"`, `"disconnect"`, `"garbage"`, `"html"`,
                `"empty"`, `"content-type"`, `"slow"`, `"delay"`.
            how: When and how, as the attributes of `TransportFailure` say.

        Returns:
            The fault, as it stands in `faults`.

        Raises:
            ValueError: There is no such fault, or not with these settings.
        """
        for name in how:
            if name not in How.__annotations__:
                raise ValueError(
                    f"a fault has no setting {name!r}{meant(name, How.__annotations__)}"
                )
        fault = Fault(what, **how)
        self._check(fault)
        self._injector.add(fault)
        return fault

    def slow(self, seconds: Span) -> None:
        """Let every answer wait until `heal`, in place of what an earlier call said.

        Args:
            seconds: How long, beside the latency of the sandbox; or a range `(least, most)`.

        Raises:
            ValueError: It is no duration or range.
        """
        self._injector.delay(seconds)

    def _checked(self, plan: FaultPlan) -> FaultPlan:
        for fault in plan.faults:
            self._check(fault)
        return plan

    def _check(self, fault: Fault) -> None:
        """Refuse a fault that could never happen because no resource is called so."""
        paths = (
            path + suffix for path in self.service.examples for suffix in ("", ".json", ".xml")
        )
        if fault.on is None or any(map(fault.concerns, paths)):
            return
        if not self.service.knows(f"/ev/{fault.on}"):
            names = [path.removeprefix("/ev/").removeprefix("/") for path in self.service.examples]
            raise ValueError(f"no resource is called {fault.on!r}{meant(fault.on, names)}")

    def heal(self) -> None:
        """Let nothing go wrong any more. What went wrong stays counted; drift stays."""
        self._injector.clear()

    def fired(self, what: int | str | None = None) -> int:
        """How many requests met a fault so far, in all or of one kind, healed ones too."""
        return self._injector.fired(what)

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
            query_string: What follows the question mark, still percent-encoded.
            headers: Request headers, names in lower case.
            body: Body of the request; None where it is longer than `max_body` allows, or was not
                read for another reason.

        Returns:
            What is to happen. No request raises: a fault of the sandbox itself is a 500.
        """
        if self._control is not None and is_control(path):
            return Outcome(self._control.answer(method, path, headers, body))
        with self._lock:
            self._requests += 1
        verdict = self._injector.judge(path, self.clock.now())
        try:
            response = self._response(method, path, query_string, headers, body, verdict.fault)
        except Exception:
            # Without the query: it holds the key.
            log.exception("cannot answer %s %s", method, path)
            problem = "the sandbox failed; its log says why"
            response = self.refusal(HTTPStatus.INTERNAL_SERVER_ERROR, path, problem)
        return self._outcome(response, verdict)

    def max_body(self, method: str, path: str) -> int:
        """How many bytes of a request's body are worth reading: 0 where nobody wants one.

        A way in that cannot know how long a body will be reads so many at most, and gives None for
        a longer one. Arguments as for `answer`.
        """
        if self._control is not None and is_control(path):
            return MAX_CONTROL_BODY
        if not self.service.reads_body(method, path):
            return 0
        return max(_TOKEN_BODY, self.service.assumptions.max_request_body)

    def refusal(self, status: int, path: str, problem: str) -> Response:
        """An error in the shape of the service, for what a way in finds by itself."""
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
            # The service sees nothing of a request that fails before it.
            return self._failure(fault, fault.status, path)
        drift = self.drift  # which another thread may change meanwhile
        if drift is None and (fault is None or not changes_body(fault.what)):
            return self.service.handle(method, path, query_string, headers, body)
        # What is to be changed must not be packed yet.
        bare = {name: value for name, value in headers.items() if name != "accept-encoding"}
        response = self.service.handle(method, path, query_string, bare, body)
        if drift is not None and response.status == HTTPStatus.OK:
            response = drift.applied(response)
        if fault is not None:
            response = mangled(response, fault.what, self._injector.plan.seed)
        if self.service.assumptions.gzip:
            response = response.compressed(headers.get("accept-encoding"))
        return response

    def _failure(self, fault: Fault, status: int, path: str) -> Response:
        response = self.refusal(status, path, "the sandbox was told to fail")
        if fault.retry_after is None:
            return response
        # Dates of HTTP are of the time that the client has too, however fast the sandbox's runs.
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
            # An answer without a body has nothing to be cut in.
            unanswered=what == "disconnect" or (cut is not None and cut < 0),
        )

    def _latency(self) -> float:
        if not isinstance(self.latency, tuple):
            return self.latency
        return drawn(self.latency, share(self._injector.plan.seed, "latency", self._requests))


def _format(path: str) -> Format:
    return "xml" if path.endswith(".xml") else "json"
