"""Filters and extra parameters of a request; a ConfigurationError keeps a wrong one from being sent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from ..errors import ConfigurationError
from .areas import Query, finite, shown, whole

Scalar = str | int | float
Extra = Mapping[str, Scalar | Iterable[Scalar]]
"""Parameters that evcp does not know, sent as they are; a list is sent as a repeated parameter, a
bool as `true` or `false`."""
_CREDENTIALS = {"apikey": "api_key", "app_id": "app", "app_code": "app"}
"""Parameters of contract section 1.2 in lower case, and the arguments of a client that send them."""


def comma_separated(ids: Iterable[str | int], what: str) -> str:
    """Join ids with commas. A single id given as text is one id, not its letters.

    An empty id is refused: the filter would be another one, or disappear.
    """
    if isinstance(ids, bytes) or not isinstance(ids, Iterable):
        raise ConfigurationError(f"{what} is {ids!r}: pass a list")
    texts = [_id(id, what) for id in ([ids] if isinstance(ids, str) else ids)]
    if not all(text.strip() for text in texts):
        raise ConfigurationError(f"{what} is empty: leave it out")
    return ",".join(texts)


def _id(id: object, what: str) -> str:
    if isinstance(id, str):  # `str(id)` of an enumeration's member may be its name
        return check_unicode(str.__str__(id), what)
    number = whole(id)
    if number is None:
        raise ConfigurationError(f"{what} must be a string or a whole number, not {shown(id)}")
    return str(number)


def power(kw: float, what: str) -> float:
    """Return a finite power in kW."""
    number = finite(kw)
    if number is None:
        raise ConfigurationError(f"{what} must be a number of kW, not {shown(kw)}")
    return number


def extra_query(extra: Extra, own: Mapping[str, str]) -> Query:
    """Return extra parameters as a query.

    Args:
        extra: Names and values.
        own: Names that evcp sends itself, and the arguments to use instead.
    """
    query: list[tuple[str, str]] = []
    for name, value in _checked(extra, own):
        query += [(name, _text(one)) for one in (value if isinstance(value, list) else [value])]
    return tuple(query)


def extra_members(extra: Extra, own: Mapping[str, str]) -> dict[str, Scalar | list[Scalar]]:
    """Return extra parameters as members of a JSON body."""
    return dict(_checked(extra, own))


def _checked(extra: Extra, own: Mapping[str, str]) -> Iterator[tuple[str, Scalar | list[Scalar]]]:
    if not isinstance(extra, Mapping):
        raise ConfigurationError(f"extra must be a dict of names and values, not {extra!r:.80}")
    for name, value in extra.items():
        if not isinstance(name, str) or not name.strip():
            raise ConfigurationError(f"a name in extra must be a non-empty string, not {name!r}")
        instead = own.get(name) or _CREDENTIALS.get(name.lower())
        if instead is not None:
            raise ConfigurationError(
                f"extra holds {name!r}, which evcp sends itself: use {instead} instead"
            )
        what = f"the extra parameter {check_unicode(name, 'a name in extra')!r}"
        if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
            yield name, [_scalar(one, what) for one in value]
        else:
            yield name, _scalar(value, what)


def _scalar(value: object, what: str) -> Scalar:
    if isinstance(value, str):
        return check_unicode(value, what)
    # Numbers of NumPy are not `int`, and JSON cannot hold them.
    if not isinstance(value, int) and (number := whole(value)) is not None:
        return number
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    shown = repr(value) if value is None or isinstance(value, float) else type(value).__name__
    raise ConfigurationError(
        f"{what} must be a string, a number or a list of them, not {shown}",
        hint="leave it out to send no value",
    )


def _text(value: Scalar) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def check_unicode(text: str, what: str) -> str:
    """Return a text that can be encoded: it holds no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ConfigurationError(f"{what} is not valid Unicode: {text!r}") from None
    return text
