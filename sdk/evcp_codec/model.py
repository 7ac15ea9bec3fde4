"""The base of every generated model: a short repr, a table in notebooks, the whole as text, and plain data."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from math import isfinite
from types import UnionType
from typing import Any, Literal, TextIO, Union, get_args, get_origin, get_type_hints

from . import notebook
from .writing import number

_LENGTH = 119
"""Characters of a repr at most."""
_TEXT = 30
"""Characters of one value in a repr at most."""
_ID = 64
"""Characters of an id there: half an id is none."""


class Frozen:
    """Base of frozen dataclasses with slots: an assignment to any name is a `FrozenInstanceError`.

    A dataclass refuses its own fields; for other names it calls `super` with the class from before the
    slots, which is a `TypeError` about nothing that a user wrote.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if (
            "__setattr__" in cls.__dict__
        ):  # the second class, which the dataclass makes for the slots
            cls.__setattr__ = _refuse  # type: ignore[method-assign]
            cls.__delattr__ = _refuse  # type: ignore[method-assign]

    def _fill(self, **values: object) -> None:
        """Set fields while the object is made, for an `__init__` or `__post_init__` that checks them."""
        for name, value in values.items():
            object.__setattr__(self, name, value)


def _refuse(value: object, name: str, *_: object) -> None:
    raise dataclasses.FrozenInstanceError(
        f"cannot change {name!r}: {type(value).__name__} is frozen; dataclasses.replace makes another one"
    )


class Model(Frozen):
    """Base of the generated models; it has no fields and no slots of its own."""

    __slots__ = ()
    # The fields that `repr` begins with; `[[shown]]` in schema/corrections.toml names them.
    # Without an annotation, which would count as a field's in `get_type_hints`.
    _shown = tuple[str, ...]()

    def __repr__(self) -> str:
        """Return identity and what matters, in fewer than 120 characters; `evcp.show` prints all."""
        values = ((name, getattr(self, name)) for name in _order(type(self)))
        parts = (
            f"{name}={_short(value, _ID if name == 'id' else _TEXT)}"
            for name, value in values
            if _is_said(value)
        )
        return joined(f"<{type(self).__name__}", *parts)

    def _repr_html_(self) -> str:
        """Return a table for notebooks, of bounded length; all text is escaped."""
        return html_table(type(self).__name__, self, *_order(type(self)), *_fields(type(self)))

    def to_dict(self) -> dict[str, Any]:
        """Return all fields as plain data that `json.dumps` takes.

        The keys are the names of the fields in Python, all of them, so that every dictionary of a class
        has the same keys; `evcp.encode` writes wire names. Timestamps are texts in ISO 8601, members of
        enumerations their values, tuples lists. A decimal is a number, or a text where a float would
        lose digits; a number that is not finite is a text, because JSON has none.
        """
        return {name: _plain(getattr(self, name)) for name in _fields(type(self))}


def short_repr(self: Any) -> str:
    """Return the repr of a dataclass in fewer than 120 characters; values other than the defaults come first.

    Fields that the repr of a dataclass hides stay hidden. A class takes it as its `__repr__`.
    """
    named = [(field, getattr(self, field.name)) for field in dataclasses.fields(self) if field.repr]
    named.sort(
        key=lambda pair: pair[0].default is not dataclasses.MISSING and pair[0].default == pair[1]
    )
    parts = (f"{field.name}={_short(one, _ID)}" for field, one in named if _is_said(one))
    return joined(f"<{type(self).__name__}", *parts)


def joined(*parts: str, end: str = ">") -> str:
    """Join the parts of a short repr with blanks; those that do not fit give way to `...`.

    Characters that control a display are shown as escapes.
    """
    text = ""
    for part in parts:
        if not part.isprintable():
            part = "".join(one if one.isprintable() else repr(one)[1:-1] for one in part)
        longer = f"{text} {part}" if text else part
        if len(longer) > _LENGTH - len(" ...") - len(end):
            return f"{text or longer[:_TEXT]} ...{end}"
        text = longer
    return text + end


def geo_feature(model: Any, place: Any) -> dict[str, Any]:
    """Return a model as a GeoJSON Feature: `__geo_interface__`.

    Args:
        model: The model. Its texts, numbers and times are the properties; what is in lists or other models
            is not.
        place: Its member with `latitude` and `longitude`. Off the earth, the geometry is None.
    """
    is_on_earth = abs(place.latitude) <= 90 and abs(place.longitude) <= 180
    cls: Any = type(model)
    scalars = [
        name
        for name, (kinds, _) in _allowed(cls).items()
        if not any(issubclass(kind, Model | tuple) for kind in kinds)
    ]
    return {
        "type": "Feature",
        "id": model.id,
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]}
        if is_on_earth
        else None,
        "properties": {name: _plain(getattr(model, name)) for name in scalars},
    }


def expect(
    value: object,
    kind: type[Any] | tuple[type[Any], ...],
    what: str,
    advice: str = "",
    error: type[Exception] = TypeError,
) -> None:
    """Raise an error for an argument of another type; the message says what to pass.

    Args:
        value: The argument.
        kind: Its class or classes.
        what: Its name.
        advice: The remedy; for a model, there is one for the usual slips.
        error: Class of the error.
    """
    if isinstance(value, kind) and not isinstance(value, type):
        return
    kinds = kind if isinstance(kind, tuple) else (kind,)
    found = f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
    if not advice and issubclass(kinds[0], Model):
        if isinstance(value, type):
            advice = "pass an instance"
        elif isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
            advice = "call it for each of them"
        else:
            advice = "pass the model, as client.stations.search or get returns it"
    wanted = " or ".join(one.__name__.removesuffix("Type") for one in kinds)
    raise error(f"{what} must be of type {wanted}, not {found}{advice and f': {advice}'}")


def check_fields(value: object, names: Iterable[str] | None = None) -> None:
    """Compare fields of a dataclass with their annotations; the items of a tuple are not checked.

    Args:
        value: An instance of the dataclass.
        names: The fields to check; by default all.

    Raises:
        TypeError: A field has a value of another type.
        ValueError: A field has a value beside the ones that its `Literal` lists.
    """
    cls: Any = type(value)
    hints = _allowed(cls)
    for name in hints if names is None else names:
        kinds, choices = hints[name]
        given = getattr(value, name)
        if choices and given not in choices:
            raise ValueError(
                f"{name} must be one of {', '.join(map(repr, choices))}, not {given!r}"
            )
        if not choices:
            expect(given, kinds, name, f"see the attributes of {cls.__name__}")


@cache
def _allowed(cls: Any) -> dict[str, tuple[tuple[type[Any], ...], tuple[object, ...]]]:
    """Return the types and the listed values of each field."""
    hints, found = get_type_hints(cls), {}
    for name in _fields(cls):
        hint = hints[name]
        parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        kinds = tuple(get_origin(part) or part for part in parts)
        choices = [one for part in parts if get_origin(part) is Literal for one in get_args(part)]
        found[name] = ((*kinds, int) if float in kinds else kinds, tuple(choices))
    return found


def show(value: object, *, file: TextIO | None = None) -> None:
    """Print a model, or a list of models, with all that it holds, one field a line.

    Fields without a value are left out. The text is Python: it builds an equal model again.

    Args:
        value: A model, a result such as `evcp.Decoded`, or a list, tuple or dict of them.
        file: Where to write it, by default standard output.
    """
    if not hasattr(file or sys.stdout, "write"):
        kind = type(file).__name__
        raise TypeError(f"file must be an open text file, not {kind}: pass open(path, 'w')")
    print(_whole(value, ""), file=file or sys.stdout)


def _fields(cls: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cls))


def _order(cls: type[Model]) -> tuple[str, ...]:
    """Return the fields in the order of `repr`: those named for it, or identity, the required ones, lists."""
    if cls._shown:
        return cls._shown
    found = dataclasses.fields(cls)  # type: ignore[arg-type]
    ranks = [
        [field.name for field in found if field.name in ("id", "name", "value")],
        [field.name for field in found if field.default is dataclasses.MISSING],
        [field.name for field in found if field.default == ()],
        [field.name for field in found],
    ]
    return tuple(dict.fromkeys(name for rank in ranks for name in rank))


def _is_said(value: object) -> bool:
    return value is not None and value != ()


def _short(value: object, most: int = _TEXT) -> str:
    """Return a value in a few characters: of a model what it shows first, of a list of models its length."""
    if isinstance(value, Model):
        inner = [getattr(value, name) for name in _order(type(value))]
        plain = [one for one in inner if _is_said(one) and not isinstance(one, Model | tuple)]
        return _listed(plain) if plain else "..."
    if isinstance(value, tuple):
        return str(len(value)) if isinstance(value[0], Model) else _listed(value)
    if isinstance(value, str):
        text = value.value if isinstance(value, Enum) else value
        return repr(text if len(text) <= most else f"{text[: most - 3]}...")
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    text = str(getattr(value, "__qualname__", value))  # a function or class by its name
    if " at 0x" in text:  # an object without a repr: its address says nothing
        text = type(value).__name__
    return text if len(text) <= _TEXT else f"{text[: _TEXT - 3]}..."


def _listed(values: Any) -> str:
    shorts: list[str] = []
    for value in values:
        shorts.append(_short(value))
        if len(shorts) > 1 and sum(map(len, shorts)) > _TEXT:
            shorts[-1] = "..."
            break
    return shorts[0] if len(shorts) == 1 else f"({', '.join(shorts)})"


def html_table(title: str, value: object, *names: str) -> str:
    """Return attributes of an object as an HTML table, of bounded length; those without a value are left out."""
    rows = ((name, html_cell(getattr(value, name))) for name in dict.fromkeys(names))
    return notebook.table(title, rows)


def html_cell(value: object) -> str:
    """Return a value as HTML for `notebook.table`: a list of models as a table of its first ones."""
    if not _is_said(value):
        return ""
    if isinstance(value, Model):
        named = ((name, getattr(value, name)) for name in _order(type(value)))
        return notebook.escaped(
            ", ".join(f"{k}={_short(one)}" for k, one in named if _is_said(one))
        )
    if not isinstance(value, tuple):
        plain = isinstance(value, float | datetime | bytes)
        text = value.value if isinstance(value, Enum) else value
        return notebook.escaped(_short(value) if plain else str(text))
    if not isinstance(value[0], Model):
        return notebook.listed(value)
    shown = value[: notebook.ROWS]
    names = [
        name
        for name in _order(type(value[0]))
        if any(_is_said(getattr(one, name)) for one in shown)
    ]
    head = "".join(f"<th>{notebook.escaped(name)}</th>" for name in names)
    rows = (
        "".join(f"<td>{_grid_cell(getattr(one, name))}</td>" for name in names) for one in shown
    )
    more = f"and {len(value) - len(shown):,} more" if len(value) > len(shown) else ""
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>{more}"


def _grid_cell(value: object) -> str:
    """Return a value within a table of models: lists by their length or in one line."""
    is_list = isinstance(value, tuple) and _is_said(value)
    return notebook.escaped(_short(value)) if is_list else html_cell(value)


def _plain(value: object) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return number(value) if value.is_finite() else str(value)
    return str(value) if isinstance(value, float) and not isfinite(value) else value


def _whole(value: object, indent: str) -> str:
    deeper = indent + "    "
    if isinstance(value, Enum):
        return str.__repr__(value) if isinstance(value, str) else repr(value)
    if isinstance(value, Mapping) and value:
        items = [f"{key!r}: {_whole(one, deeper)}" for key, one in value.items()]
        return _block("{", items, "}", indent)
    if isinstance(value, tuple | list) and value:
        items = [_whole(one, deeper) for one in value]
        if not any("\n" in item for item in items) and sum(map(len, items)) < 60:
            inner = ", ".join(items) + ("," if len(items) == 1 and isinstance(value, tuple) else "")
            return f"[{inner}]" if isinstance(value, list) else f"({inner})"
        return _block(
            *(("[", items, "]") if isinstance(value, list) else ("(", items, ")")), indent
        )
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        # Some dataclasses of evcp hold credentials: a field that its repr hides stays hidden.
        named = [
            (f.name, getattr(value, f.name)) for f in dataclasses.fields(value) if f.init and f.repr
        ]
        items = [f"{name}={_whole(one, deeper)}" for name, one in named if _is_said(one)]
        text = f"{type(value).__name__}({', '.join(items)})"
        if len(indent) + len(text) <= 100 and "\n" not in text:
            return text
        return _block(f"{type(value).__name__}(", items, ")", indent)
    return repr(value)


def _block(begin: str, items: list[str], end: str, indent: str) -> str:
    return f"{begin}\n" + "".join(f"{indent}    {item},\n" for item in items) + indent + end
