"""Misspelt names: the known one that was meant, and calls whose errors tell it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

_CUTOFF = 0.75
"""Least likeness of a misspelling; below, half of all suggestions are wrong."""
_SHORTEST = 3
"""Length of the shortest name that stands for the one name it begins: `lat`, `conn`."""
_WORDS = {
    "api_key": "key",
    "app": "app_id app_code",
    "attempts": "max_attempts tries",
    "available": "free available_only only_available",
    "base_url": "url endpoint host",
    "cable": "fixed_cable tethered",
    "carries_cable": "cable cables sockets",
    "check_limits": "no_limits",
    "connector": "connector_types connectors plug plugs type",
    "connector_types": "connectors plug plugs plug_type plug_types type types",
    "credentials": "auth",
    "emsp": "emsps provider providers",
    "extra": "params query query_params",
    "format": "fmt",
    "free": "available free_only only_free",
    "hooks": "on_request on_response on_retry",
    "id": "pool_id station_id",
    "ids": "pool_ids station_ids",
    "issue": "on_issue",
    "latitude": "lat y",
    "limit": "count max max_stations maximum top",
    "longitude": "lon lng long x",
    "max_kw": "max_power",
    "max_power": "power_max max_kw",
    "min_kw": "kw min_power power",
    "min_power": "power power_min min_kw",
    "near": "around find nearby search",
    "open_at": "open open_now",
    "open_now": "open open_at",
    "operator": "cpo network operators supplier supplier_name",
    "open_on_arrival": "open open_at open_now",
    "out": "file",
    "output": "fmt format",
    "page_size": "max_results per_page",
    "rate_limit": "rps",
    "plug": "connector_type connector_types connectors plugs type types",
    "plugs": "connector_type connector_types connectors plug type types",
    "request": "on_request",
    "response": "on_response",
    "resume": "cursor offset page_token token",
    "retries": "max_retries retry",
    "retry": "on_retry",
    "session": "http_client",
    "states": "state",
    "times": "count n",
    "timeout": "connect_timeout deadline read_timeout total_timeout",
    "total": "count seconds",
    "type": "connector_type connector_types types",
    "types": "connector_type connector_types type",
    "vehicle": "car ev",
    "where": "cable conditions current filter filters operator station_filter vehicle",
    "width": "buffer corridor_width distance radius",
}
"""The field's other words for a name. A word may stand for several: the call that has the name decides."""
_UNEXPECTED = re.compile(r"(.*got an unexpected keyword argument '(\w+)')")


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that another one means; None where that would be a guess."""
    from difflib import get_close_matches

    plain = {_plain(one): one for one in known if one != name}
    word = _plain(name)
    if word in plain:
        return plain[word]
    for one, others in _WORDS.items():
        if _plain(one) in plain and word in map(_plain, others.split()):
            return plain[_plain(one)]
    if close := get_close_matches(word, plain, n=1, cutoff=_CUTOFF):
        return plain[close[0]]
    begun = [one for one in plain if one.startswith(word)] if len(word) >= _SHORTEST else []
    return plain[begun[0]] if len(begun) == 1 else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: `; did you mean limit?`, or nothing."""
    meant = closest(name, known)
    return f"; did you mean {meant}?" if meant else ""


def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "")


def explained(target: F) -> F:
    """Decorate a function or class: the TypeError of a wrong call ends with the right form.

    Signature, annotations and docstring stay. An error from within the function stays as it is.
    """
    from functools import wraps
    from inspect import iscoroutinefunction

    if isinstance(target, type):
        made = cast("Any", target)
        made.__init__ = explained(made.__init__)
        return cast("F", made)
    function = cast("Callable[..., Any]", target)

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            if error.__traceback__ is None or error.__traceback__.tb_next is not None:
                raise
            problem = str(error)
        raise TypeError(_with_form(problem, function))

    async def call_async(*args: Any, **kwargs: Any) -> Any:
        return await call(*args, **kwargs)

    return cast("F", wraps(target)(call_async if iscoroutinefunction(target) else call))


def _with_form(problem: str, function: Callable[..., Any]) -> str:
    from inspect import Parameter, signature

    given = signature(function).parameters.values()
    named = [one for one in given if one.kind is not Parameter.VAR_KEYWORD and one.name != "self"]
    if unexpected := _UNEXPECTED.match(problem):
        problem = unexpected[1]  # Python 3.13 has a guess of its own
        if meant := closest(unexpected[2], [one.name for one in named]):
            return f"{problem.replace('.__init__', '')}: did you mean {meant}?"
    form = [f"{one.name}=..." if one.kind is Parameter.KEYWORD_ONLY else one.name for one in named]
    shown = ", ".join(form[:6]) + (", ..." if len(form) > 6 else "")
    name = function.__qualname__.removesuffix(".__init__").rpartition(".")[2]
    return f"{problem.replace('.__init__', '')}; write {name}({shown})"
