"""Filters and extra parameters of a request; a ConfigurationError keeps a wrong one from being sent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..connectors import connector_ids
from ..errors import ConfigurationError
from ..units import parse_power
from .areas import Query, finite, told, whole

Scalar = str | int | float
Extra = Mapping[str, Scalar | Iterable[Scalar]]
"""Parameters that evcp does not know, sent as they are; a list is sent as a repeated parameter, a
bool as `true` or `false`."""
JsonExtra = Mapping[str, object]
"""Members of a JSON body that evcp does not know, sent as they are: scalars, lists and objects."""
_CREDENTIALS = {"apikey": "api_key", "app_id": "app", "app_code": "app"}
"""Parameters of contract section 1.2 in lower case, and the arguments of a client that send them."""


def id_texts(ids: Iterable[str | int], what: str) -> tuple[str, ...]:
    """Return the ids of a filter as texts. A single id given as text is one id, not its letters.

    An empty id is refused: the filter would be another one, or disappear.
    """
    texts = tuple(
        _id(id, what)
        for id in ([ids] if isinstance(ids, str) else listed(ids, what, hint=_instead(ids, "[{}]")))
    )
    if not all(text.strip() for text in texts):
        raise ConfigurationError(f"{what} is empty: leave it out")
    return texts


def type_ids(types: Iterable[str | int]) -> tuple[str, ...]:
    """Return the ids of connector types that are given as ids, families or words, see `evcp.connectors`."""
    return connector_ids(id_texts(types, "a connector type"))


def listed(
    values: object, what: str, wanted: str = "is {}: pass a list", hint: str = ""
) -> list[Any]:
    """Return the items of a list.

    Args:
        values: The list. An array without dimensions says that it has items, and has none.
        what: Name of the argument.
        wanted: End of the message for another value.
        hint: What to pass in its place.

    Raises:
        ConfigurationError: The value is not a list, or its items cannot be had.
    """
    try:
        if not isinstance(values, str | bytes) and isinstance(values, Iterable):
            return list(values)
    except Exception:  # noqa: S110 (whatever the items fail with, the argument is wrong)
        pass
    raise ConfigurationError(f"{what} {wanted.format(told(values))}", hint=hint)


def _id(id: object, what: str) -> str:
    if isinstance(id, str):  # `str(id)` of an enumeration's member may be its name
        return check_unicode(str.__str__(id), what)
    number = whole(id)
    if number is None:
        message = f"{what} must be a string or a whole number, not {told(id)}"
        raise ConfigurationError(message, hint=_instead(id))
    return str(number)


_IDS = {
    "NameId": "connector_type.id",
    "Connector": "connector.connector_type.id",
    "EVSEConnector": "connector.type_id",
    "RoamingEntry": "provider.partner_id",
    "StationRoaming": "provider.partner_id",
}
"""The id of a model that is given in its place."""


def _instead(value: object, form: str = "{}") -> str:
    """Return what to pass in place of a model or a number; empty if that is not known."""
    name = _IDS.get(type(value).__name__)
    if name is None and (number := whole(value)) is not None:
        name = str(number)
    return f"pass {form.format(name)}" if name else ""


def power_range(
    least: float | str | None,
    greatest: float | str | None,
    names: tuple[str, str] = ("min_power", "max_power"),
) -> dict[str, float]:
    """Return the limits of a power in kW by name, without those that are None.

    Args:
        least: A number of kW, or a text with its unit.
        greatest: Likewise.
        names: Names of the two.
    """
    limits = zip(names, (least, greatest), strict=True)
    powers = {name: power_kw(kw, name) for name, kw in limits}
    found = {name: kw for name, kw in powers.items() if kw is not None}
    if len(found) == 2 and found[names[0]] > found[names[1]]:
        raise ConfigurationError(
            f"{names[0]} {told(least)} is above {names[1]} {told(greatest)}", hint="swap them"
        )
    return found


def power_kw(kw: float | str | None, what: str) -> float | None:
    """Return a power in kW, given as a number or a text with its unit; None stays None."""
    if kw is None:
        return None
    if isinstance(kw, str):
        try:
            return parse_power(kw)
        except ValueError as error:
            raise ConfigurationError(f"{what} must be a number of kW: {error}") from None
    number = finite(kw)
    if number is None:
        raise ConfigurationError(f"{what} must be a number of kW, not {told(kw)}")
    if number < 0:
        raise ConfigurationError(
            f"{what} must not be negative, but is {told(kw)}", hint="leave it out for any power"
        )
    return abs(number)  # no -0.0


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


def extra_members(extra: Mapping[str, object], own: Mapping[str, str]) -> dict[str, object]:
    """Return extra parameters as members of a JSON body; objects and lists may be nested.

    Args:
        extra: Names and values.
        own: Members that evcp sends itself, such as `corridor.width`, and the arguments to use instead.
    """
    return _members(extra, own, "")


def _members(extra: Mapping[str, object], own: Mapping[str, str], within: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in _named(extra, own, within):
        path = f"{within}{name}"
        if isinstance(value, Mapping):
            found[name] = _members(value, own, f"{path}.")
        elif any(member.startswith(f"{path}.") for member in own):
            raise ConfigurationError(
                f"{path!r} in extra must be an object, as evcp sends it as one"
            )
        else:
            found[name] = _json_value(value, f"the extra parameter {path!r}")
    return found


def _json_value(value: object, what: str) -> object:
    if isinstance(value, Mapping):
        return _members(value, {}, "")
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_json_value(one, what) for one in listed(value, what)]
    return _scalar(value, what)


def set_member(body: dict[str, object], name: str, value: object) -> None:
    """Set a member of a JSON body, such as `maxResults` or `corridor.width`."""
    *outer, last = name.split(".")
    for part in outer:
        inner = body.setdefault(part, {})
        body = inner if isinstance(inner, dict) else {}
    body[last] = value


def pop_member(body: dict[str, object], name: str, default: object = None) -> object:
    """Remove a member of a JSON body, with the object around it if nothing is left there.

    Returns:
        Its value; `default` if there is no such member.
    """
    first, _, rest = name.partition(".")
    if not rest:
        return body.pop(first, default)
    inner = body.get(first)
    if not isinstance(inner, dict) or not inner:
        return default
    value = pop_member(inner, rest, default)
    if len(inner) == 0:
        del body[first]
    return value


def merged(body: dict[str, object], more: Mapping[str, object]) -> dict[str, object]:
    """Return a JSON body with further members; objects of the same name are joined."""
    joined = dict(body)
    for name, value in more.items():
        ours = joined.get(name)
        both = isinstance(ours, dict) and isinstance(value, dict)
        joined[name] = merged(ours, value) if both else value  # type: ignore[arg-type]
    return joined


def _checked(extra: Extra, own: Mapping[str, str]) -> Iterator[tuple[str, Scalar | list[Scalar]]]:
    for name, value in _named(extra, own):
        what = f"the extra parameter {name!r}"
        if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
            yield name, [_scalar(one, what) for one in listed(value, what)]
        else:
            yield name, _scalar(value, what)


def _named(
    extra: Mapping[str, object], own: Mapping[str, str], within: str = ""
) -> Iterator[tuple[str, object]]:
    if not isinstance(extra, Mapping):
        raise ConfigurationError(f"extra must be a dict of names and values, not {told(extra)}")
    for name, value in extra.items():
        if not isinstance(name, str) or not name.strip():
            raise ConfigurationError(
                f"a name in extra must be a non-empty string, not {told(name)}"
            )
        instead = own.get(f"{within}{name}") or _CREDENTIALS.get(name.lower())
        if instead is not None:
            raise ConfigurationError(
                f"extra holds {within + name!r}, which evcp sends itself: use {instead} instead"
            )
        yield check_unicode(name, "a name in extra"), value


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
