"""The control endpoint `/control/`, by which another program sets the faults and the clock.

| request | effect |
|---|---|
| `GET /control/state` | returns all settings and counts |
| `POST /control/faults` | adds a fault: `{"what": 503, "times": 1}`, members as in `Fault` |
| `PUT /control/faults` | replaces the plan: `{"faults": [..], "delay": 0.05, "seed": 1}` |
| `DELETE /control/faults` | removes all faults |
| `PUT /control/drift` | lets responses drift: `{"rate": 0.1}`, members as in `Drift` |
| `DELETE /control/drift` | ends the drift |
| `PUT /control/clock` | sets the clock: `{"now": "2025-06-01T08:00:00Z", "speed": 60}` or `{"jump": 3600}` |

Each response is the state afterwards, as JSON. `delay` and `seconds` are a number or `[least, most]`,
moments are ISO 8601 with an offset; `retry_after` is a number of seconds or a moment. The endpoint is
for tests on one machine: it needs no credentials, and a web page of another origin cannot use it,
since it takes only `application/json` and allows no origin.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import urlsplit

from .api.responses import CONTENT_TYPES, RefusalError, Response, json_body, media_type
from .faults.drift import Drift
from .faults.injector import Injector
from .faults.plan import Fault, FaultPlan, Span, check_span, read_moment
from .simulation import Clock
from .world import World

CONTROL_PATH = "/control"
MAX_CONTROL_BODY = 65_536
"""Greatest request body of the endpoint, in bytes."""

_MOMENTS = ("since", "until")
_FAULT = frozenset(one.name for one in fields(Fault))
_PLAN = frozenset(one.name for one in fields(FaultPlan))
_DRIFT = frozenset(one.name for one in fields(Drift))
_CLOCK = frozenset(("now", "speed", "jump"))


def is_control(path: str) -> bool:
    """Return True if a path belongs to the endpoint."""
    return path == CONTROL_PATH or path.startswith(f"{CONTROL_PATH}/")


class _Controlled(Protocol):
    """The part of `SandboxCore` that the endpoint reads and sets; the core itself stands above."""

    clock: Clock
    drift: Drift | None
    latency: Span
    injector: Injector

    @property
    def world(self) -> World: ...
    @property
    def requests(self) -> int: ...
    @property
    def faults(self) -> FaultPlan: ...
    @faults.setter
    def faults(self, plan: FaultPlan) -> None: ...
    def heal(self) -> None: ...
    def fired(self) -> int: ...


class Control:
    """The control endpoint of a sandbox.

    Args:
        core: The controlled sandbox.
    """

    def __init__(self, core: _Controlled) -> None:
        self._core = core
        put, delete = self._put_faults, self._core.heal
        self._actions: dict[str, dict[str, Callable[..., None]]] = {
            "": {"GET": lambda: None},
            "/state": {"GET": lambda: None},
            "/faults": {"GET": lambda: None, "POST": self._add_fault, "PUT": put, "DELETE": delete},
            "/drift": {"PUT": self._put_drift, "DELETE": self._end_drift},
            "/clock": {"PUT": self._put_clock},
        }

    def answer(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        """Answer a request to the endpoint; arguments as for `SandboxCore.answer`."""
        try:
            _check_host(headers.get("host", ""))
            action = self._action(method, path)
            if method in ("POST", "PUT"):
                action(_members(headers, body))
            else:
                action()
        except RefusalError as refusal:
            return _json(refusal.status, {"error": str(refusal)}, refusal.headers)
        except (ValueError, TypeError) as error:
            return _json(HTTPStatus.BAD_REQUEST, {"error": str(error)})
        return _json(HTTPStatus.OK, self.state())

    def state(self) -> dict[str, object]:
        """All settings and counts."""
        core = self._core
        plan = core.faults
        return {
            "world": core.world.label,
            "stations": len(core.world),
            "requests": core.requests,
            "clock": {
                "now": core.clock.now().isoformat(timespec="milliseconds"),
                "speed": core.clock.speed,
            },
            "latency": core.latency,
            "delay": plan.delay,
            "seed": plan.seed,
            "fired": core.fired(),
            "faults": [
                {**_members_of(one.fault), "seen": one.seen, "fired": one.fired}
                for one in core.injector.tallies
            ],
            "drift": None
            if core.drift is None
            else {
                "rate": core.drift.rate,
                "kinds": sorted(core.drift.kinds),
                "seed": core.drift.seed,
            },
        }

    def _action(self, method: str, path: str) -> Callable[..., None]:
        actions = self._actions.get(path.removeprefix(CONTROL_PATH).rstrip("/"))
        if actions is None:
            raise RefusalError(HTTPStatus.NOT_FOUND, f"no control endpoint at {path}")
        if method not in actions:
            allowed = ", ".join(sorted(actions))
            raise RefusalError(
                HTTPStatus.METHOD_NOT_ALLOWED,
                f"{method} is not allowed here; use {allowed}",
                {"Allow": allowed},
            )
        return actions[method]

    def _add_fault(self, members: dict[str, Any]) -> None:
        self._core.injector.add(_fault(members))

    def _put_faults(self, members: dict[str, Any]) -> None:
        _check_names(members, _PLAN)
        faults = members.get("faults", [])
        if not isinstance(faults, list) or not all(isinstance(one, dict) for one in faults):
            raise ValueError("faults must be a list of objects")
        self._core.faults = FaultPlan(
            tuple(_fault(one) for one in faults),
            delay=_span("delay", members.get("delay", 0)),
            seed=_whole("seed", members.get("seed", 0)),
        )

    def _put_drift(self, members: dict[str, Any]) -> None:
        _check_names(members, _DRIFT)
        given = dict(members)
        if "seed" in given:
            _whole("seed", given["seed"])
        if "rate" in given:
            _number("rate", given["rate"])
        if "kinds" in given:
            if not isinstance(given["kinds"], list):
                raise ValueError("kinds must be a list of names")
            given["kinds"] = frozenset(map(str, given["kinds"]))
        self._core.drift = Drift(**given)

    def _end_drift(self) -> None:
        self._core.drift = None

    def _put_clock(self, members: dict[str, Any]) -> None:
        _check_names(members, _CLOCK)
        clock = self._core.clock
        # All members are read before any is set: a request takes effect wholly or not at all.
        moment = read_moment("now", members["now"]) if "now" in members else None
        speed = _number("speed", members["speed"]) if "speed" in members else None
        seconds = _number("jump", members["jump"]) if "jump" in members else None
        clock.set(moment=moment, speed=speed, jump=seconds)


def _check_host(host: str) -> None:
    """Refuse a request to a public name.

    A web page can let the name of its own site point to this machine (DNS rebinding), and so reach the
    endpoint past the browser's rule of one origin. An address, or a name without a dot, such as that of
    a container, belongs to no site.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        if not host.isascii() or ("." in name and not name.endswith(".localhost")):
            ip_address(name)
    except ValueError:
        problem = f"the control endpoint answers to an address or localhost, not to {host[:80]!r}"
        raise RefusalError(HTTPStatus.MISDIRECTED_REQUEST, problem) from None


def _members(headers: Mapping[str, str], body: bytes | None) -> dict[str, Any]:
    if media_type(headers.get("content-type", "")) != "application/json":
        raise RefusalError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send Content-Type: application/json")
    if body is None or len(body) > MAX_CONTROL_BODY:
        raise RefusalError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is longer than {MAX_CONTROL_BODY} bytes"
        )
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, dict):
        raise TypeError("the body is not a JSON object")
    return members


def _fault(members: dict[str, Any]) -> Fault:
    _check_names(members, _FAULT)
    given = dict(members)
    if "what" not in given:
        raise ValueError("what is missing: give a status or a kind of fault")
    for name in _MOMENTS:
        if given.get(name) is not None:
            given[name] = read_moment(name, given[name])
    if isinstance(given.get("retry_after"), str):
        given["retry_after"] = read_moment("retry_after", given["retry_after"])
    if given.get("seconds") is not None:
        given["seconds"] = _span("seconds", given["seconds"])
    for name in ("rate", "bytes_per_second"):
        if given.get(name) is not None:
            _number(name, given[name])
    return Fault(given.pop("what"), **given)


def _check_names(members: Mapping[str, object], known: frozenset[str]) -> None:
    for name in members:
        if name not in known:
            raise ValueError(f"unknown member {name!r}: known ones are {', '.join(sorted(known))}")


def _span(name: str, value: object) -> Span:
    return check_span(name, tuple(value) if isinstance(value, list) else value)


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} must be a number, not {value!r}")
    return value


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    return value


def _members_of(fault: Fault) -> dict[str, object]:
    """A fault as the members of a request."""
    members = {one.name: getattr(fault, one.name) for one in fields(fault)}
    defaults = {one.name: one.default for one in fields(fault)}
    return {name: _plain(value) for name, value in members.items() if value != defaults[name]}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int | float | str | tuple | None) else str(value)


def _json(
    status: HTTPStatus, members: object, headers: Mapping[str, str] | None = None
) -> Response:
    headers = {
        "Content-Type": CONTENT_TYPES["json"],
        "Cache-Control": "no-store",
        **(headers or {}),
    }
    return Response(int(status), headers, json_body(members))
