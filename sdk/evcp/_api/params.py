"""What a caller's filters and extra parameters become in a request, and which of them cannot be sent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from operator import index
from typing import Any, SupportsIndex

from ..errors import ConfigurationError
from .areas import Query, is_number

Extra = Mapping[str, str | int | float | Iterable[str | int | float]]
"""Parameters that evcp does not know, sent as they are; a list is sent as a repeated parameter, a
truth value as `true` or `false`."""
_CREDENTIALS = {"apikey": "api_key", "app_id": "app", "app_code": "app"}
"""Parameters of contract section 1.2 in lower case, and the arguments of a client that send them."""


def comma_separated(ids: Iterable[str | int], what: str) -> str:
    """Join ids with commas. A single id given as text is one id, not its letters.

    Args:
        ids: The ids.
        what: What one of them is, for the error.

    Raises:
        ConfigurationError: It is no list, or an id is empty: the filter would be another one, or none
            at all. Or an id is neither a text of Unicode nor a whole number.
    """
    if isinstance(ids, bytes) or not isinstance(ids, Iterable):
        raise ConfigurationError(f"{what} is {ids!r}: pass a list of them")
    texts = [_id(id, what) for id in ([ids] if isinstance(ids, str) else ids)]
    if not all(text.strip() for text in texts):
        raise ConfigurationError(f"{what} is empty: leave it out")
    return ",".join(texts)


def _id(id: object, what: str) -> str:
    if isinstance(id, bool) or not isinstance(id, str | SupportsIndex):
        raise ConfigurationError(f"{what} is {id!r}: it has to be a text or a whole number")
    # The text of an enumeration's member may be its name.
    return _text(str.__str__(id), what) if isinstance(id, str) else str(index(id))


def power(value: float | None, what: str) -> float | None:
    """Return a power in kW.

    Args:
        value: The power; None is no limit.
        what: Which of the two limits it is, for the error.

    Raises:
        ConfigurationError: It is no number.
    """
    if value is None:
        return None
    if not is_number(value) or not math.isfinite(value):
        raise ConfigurationError(f"{what} is {value!r}: it has to be a number of kW")
    return float(value)


def extra_query(extra: Extra | None, own: Mapping[str, str]) -> Query:
    """Return extra parameters as those of a query.

    Args:
        extra: Names and values.
        own: Names that evcp sends itself, and what to use instead.

    Raises:
        ConfigurationError: A name is one of evcp's own or empty, or a value cannot be sent.
    """
    query: list[tuple[str, str]] = []
    for name, value in _checked(extra, own):
        values = value if isinstance(value, list) else [value]
        query += [(name, _written(one)) for one in values]
    return tuple(query)


def extra_members(extra: Extra | None, own: Mapping[str, str]) -> dict[str, Any]:
    """Return extra parameters as members of a body in JSON; arguments and errors as for a query."""
    return dict(_checked(extra, own))


def _checked(extra: Extra | None, own: Mapping[str, str]) -> Iterable[tuple[str, Any]]:
    if not isinstance(extra, Mapping | None):
        raise ConfigurationError(f"extra is {extra!r:.80}: pass a dict of names and values")
    for name, value in (extra or {}).items():
        if not isinstance(name, str) or not name.strip():
            raise ConfigurationError(f"the name {name!r} of an extra parameter has to be a text")
        instead = own.get(name) or _CREDENTIALS.get(name.lower())
        if instead is not None:
            raise ConfigurationError(
                f"extra holds {name!r}, which evcp sends itself: use {instead} instead"
            )
        what = f"the extra parameter {_text(name, 'the name of an extra parameter')!r}"
        if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
            yield name, [_single(one, what) for one in value]
        else:
            yield name, _single(value, what)


def _single(value: object, what: str) -> str | int | float:
    if isinstance(value, str):
        return _text(value, what)
    # Numbers of NumPy's are no `int`, and no member of JSON.
    if isinstance(value, SupportsIndex) and not isinstance(value, bool | int):
        return index(value)
    if isinstance(value, int | float) and math.isfinite(value):
        return value
    shown = repr(value) if value is None or isinstance(value, float) else type(value).__name__
    raise ConfigurationError(
        f"{what} is {shown}: it has to be a text, a number or a list of them, or left out"
    )


def _written(value: str | int | float) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _text(text: str, what: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ConfigurationError(f"{what} is {text!r}: it is no text of Unicode") from None
    return text
