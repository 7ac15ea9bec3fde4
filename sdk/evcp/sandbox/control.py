"""The endpoint by which another program steers the sandbox: `/control/`, where it is switched on.

| request | does |
|---|---|
| `GET /control/state` | tells everything that the others set, and what was counted |
| `POST /control/faults` | adds a fault: `{"what": 503, "times": 1}`, members as in `faults.Fault` |
| `PUT /control/faults` | puts a plan in place: `{"faults": [..], "delay": 0.05, "seed": 1}` |
| `DELETE /control/faults` | lets nothing go wrong any more |
| `PUT /control/drift` | lets answers drift: `{"rate": 0.1}`, members as in `drift.Drift` |
| `DELETE /control/drift` | ends that |
| `PUT /control/clock` | sets the clock: `{"now": "2025-06-01T08:00:00Z", "speed": 60}` or `{"jump": 3600}` |

Each answers with the state afterwards, as JSON. `delay` and `seconds` are a number or `[least, most]`,
moments are ISO 8601 with an offset; `retry_after` is a number of seconds or a moment. It is for tests
on one machine: it asks for no credentials, and a web page of another origin cannot use it, since it
takes only `application/json` and allows no origin.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Protocol

from .api.responses import Response
from .faults.drift import Drift
from .faults.injector import Injector
from .faults.plan import Fault, FaultPlan, Span
from .simulation import Clock
from .world import World

CONTROL_PATH = "/control"
MAX_CONTROL_BODY = 65_536
"""Greatest body of a request to the endpoint, in bytes."""

_MOMENTS = ("since", "until")
_FAULT = frozenset(one.name for one in fields(Fault))
_PLAN = frozenset(one.name for one in fields(FaultPlan))
_DRIFT = frozenset(one.name for one in fields(Drift))
_CLOCK = frozenset(("now", "speed", "jump"))


def is_control(path: str) -> bool:
    """Whether a path belongs to the endpoint."""
    return path == CONTROL_PATH or path.startswith(f"{CONTROL_PATH}/")


class _BadControlError(Exception):
    def __init__(self, status: HTTPStatus, problem: str, allow: str = "") -> None:
        super().__init__(problem)
        self.status = status
        self.allow = allow


class _Controlled(Protocol):
    """The part of `SandboxCore` that the endpoint reads and sets; the core itself stands above."""

    clock: Clock
    drift: Drift | None
    faults: FaultPlan
    latency: Span

    @property
    def world(self) -> World: ...
    @property
    def requests(self) -> int: ...
    @property
    def injector(self) -> Injector: ...
    def heal(self) -> None: ...
    def fired(self) -> int: ...


class Control:
    """Sets and tells the state of a sandbox.

    Args:
        host: What is controlled.
    """

    def __init__(self, host: _Controlled) -> None:
        self._host = host
        put, delete = self._put_faults, self._host.heal
        self._actions: dict[str, dict[str, Callable[..., None]]] = {
            "": {"GET": lambda: None},
            "/state": {"GET": lambda: None},
            "/faults": {
                "GET": lambda: None,
                "POST": self._add_fault,
                "PUT": put,
                "DELETE": delete,
            },
            "/drift": {"PUT": self._put_drift, "DELETE": self._end_drift},
            "/clock": {"PUT": self._put_clock},
        }

    def answer(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        """Answer a request to the endpoint.

        Args:
            method: HTTP method.
            path: Its path.
            headers: Request headers, names in lower case.
            body: Its body; None where it is too long.
        """
        try:
            action = self._action(method, path)
            if method in ("POST", "PUT"):
                action(_members(headers, body))
            else:
                action()
        except _BadControlError as error:
            answer = _json(error.status, {"error": str(error)})
            if error.allow:
                answer = Response(
                    answer.status, {**answer.headers, "Allow": error.allow}, answer.body
                )
            return answer
        except (ValueError, TypeError) as error:
            return _json(HTTPStatus.BAD_REQUEST, {"error": str(error)})
        return _json(HTTPStatus.OK, self.state())

    def state(self) -> dict[str, Any]:
        """Everything that can be set, and what was counted."""
        host = self._host
        plan = host.faults
        return {
            "world": host.world.label,
            "stations": len(host.world),
            "requests": host.requests,
            "clock": {
                "now": host.clock.now().isoformat(timespec="milliseconds"),
                "speed": host.clock.speed,
            },
            "latency": host.latency,
            "delay": plan.delay,
            "seed": plan.seed,
            "fired": host.fired(),
            "faults": [
                {**_told(one.fault), "seen": one.seen, "fired": one.fired}
                for one in host.injector.tallies
            ],
            "drift": None
            if host.drift is None
            else {
                "rate": host.drift.rate,
                "kinds": sorted(host.drift.kinds),
                "seed": host.drift.seed,
            },
        }

    def _action(self, method: str, path: str) -> Callable[..., None]:
        actions = self._actions.get(path.removeprefix(CONTROL_PATH).rstrip("/"))
        if actions is None:
            raise _BadControlError(HTTPStatus.NOT_FOUND, f"there is nothing to control at {path}")
        if method not in actions:
            allowed = ", ".join(sorted(actions))
            raise _BadControlError(
                HTTPStatus.METHOD_NOT_ALLOWED,
                f"{method} is not allowed here; use {allowed}",
                allowed,
            )
        return actions[method]

    def _add_fault(self, members: dict[str, Any]) -> None:
        self._host.injector.add(_fault(members))

    def _put_faults(self, members: dict[str, Any]) -> None:
        _check_names(members, _PLAN)
        faults = members.get("faults", [])
        if not isinstance(faults, list) or not all(isinstance(one, dict) for one in faults):
            raise ValueError("faults has to be a list of objects")
        self._host.faults = FaultPlan(
            tuple(_fault(one) for one in faults),
            delay=_span(members.get("delay", 0)),
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
                raise ValueError("kinds has to be a list of names")
            given["kinds"] = frozenset(map(str, given["kinds"]))
        self._host.drift = Drift(**given)

    def _end_drift(self) -> None:
        self._host.drift = None

    def _put_clock(self, members: dict[str, Any]) -> None:
        _check_names(members, _CLOCK)
        clock = self._host.clock
        # All is read before anything is set: a request does all that it says, or nothing.
        moment = _moment("now", members["now"]) if "now" in members else None
        speed = _number("speed", members["speed"]) if "speed" in members else None
        seconds = _number("jump", members["jump"]) if "jump" in members else None
        clock.set(moment=moment, speed=speed, jump=seconds)


def _members(headers: Mapping[str, str], body: bytes | None) -> dict[str, Any]:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise _BadControlError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send Content-Type: application/json"
        )
    if body is None or len(body) > MAX_CONTROL_BODY:
        raise _BadControlError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is longer than {MAX_CONTROL_BODY} bytes"
        )
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, dict):
        raise TypeError("the body is no JSON object")
    return members


def _fault(members: dict[str, Any]) -> Fault:
    _check_names(members, _FAULT)
    given = dict(members)
    if "what" not in given:
        raise ValueError("what is missing: say what is to go wrong")
    for name in _MOMENTS:
        if given.get(name) is not None:
            given[name] = _moment(name, given[name])
    if isinstance(given.get("retry_after"), str):
        given["retry_after"] = _moment("retry_after", given["retry_after"])
    if given.get("seconds") is not None:
        given["seconds"] = _span(given["seconds"])
    for name in ("rate", "bytes_per_second"):
        if given.get(name) is not None:
            _number(name, given[name])
    return Fault(given.pop("what"), **given)


def _check_names(members: Mapping[str, Any], known: frozenset[str]) -> None:
    for name in members:
        if name not in known:
            raise ValueError(f"there is no {name!r} here: give some of {', '.join(sorted(known))}")


def _moment(name: str, text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"{name} has to be a moment such as 2025-06-01T08:00:00Z, not {text!r}")
    return moment.astimezone(UTC)


def _span(value: object) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} has to be a number, not {value!r}")
    return value


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} has to be a whole number, not {value!r}")
    return value


def _told(fault: Fault) -> dict[str, Any]:
    """A fault as the members that make it."""
    members = {one.name: getattr(fault, one.name) for one in fields(fault)}
    defaults = {one.name: one.default for one in fields(fault)}
    return {name: _plain(value) for name, value in members.items() if value != defaults[name]}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int | float | str | tuple | None) else str(value)


def _json(status: HTTPStatus, members: Mapping[str, Any]) -> Response:
    return Response(
        int(status),
        {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"},
        json.dumps(members, ensure_ascii=False).encode(),
    )
