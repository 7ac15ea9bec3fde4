"""Values of simple types: from the text on the wire to Python and back, with all facets of XML Schema.

A value keeps its text where Python has no value for it: `24:00:00`, a year beyond 9999, a date with a time zone,
a number whose digits matter because its type has a pattern.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any, TypeAlias

from .issues import IssueKind
from .patterns import compiled
from .reading import BOOLEANS, MAX_DIGITS, DecodeContext, Path, collapse
from .writing import decimal, wrong

XsdDateTime: TypeAlias = dt.datetime | str
"""An `xs:dateTime`: aware if it has a time zone; the text where Python has no such datetime."""
XsdDate: TypeAlias = dt.date | str
"""An `xs:date`: the text if it has a time zone, or is beyond Python's years."""
XsdTime: TypeAlias = dt.time | str
"""An `xs:time`: aware if it has a time zone; the text of `24:00:00` and of more than microseconds."""

Prefix: TypeAlias = Callable[[str], str]
"""Gives the prefix of a namespace in the document that is written."""

_ZONE = r"(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DAY = r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]+))?|24:00:00(?:\.0+)?)"
_FORMS = {
    "dateTime": _DAY + "T" + _CLOCK + _ZONE,
    "date": _DAY + _ZONE,
    "time": _CLOCK + _ZONE,
    "duration": (
        r"-?P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
        r"(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
    ),
    "gYearMonth": r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})-(?:0[1-9]|1[0-2])" + _ZONE,
    "gYear": r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})" + _ZONE,
    "gMonthDay": r"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])" + _ZONE,
    "gDay": r"---(?:0[1-9]|[12][0-9]|3[01])" + _ZONE,
    "gMonth": r"--(?:0[1-9]|1[0-2])(?:--)?" + _ZONE,
    "integer": r"[+-]?[0-9]+",
    "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
    "float": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF|NaN",
    "hexBinary": r"(?:[0-9a-fA-F]{2})*",
    "base64Binary": r"[A-Za-z0-9+/= ]*",
}
_MATCHES = {kind: re.compile(form, re.ASCII).fullmatch for kind, form in _FORMS.items()}
_RECENT, _SHORT = 2048, 64
"""Texts of a type whose values are remembered, and the longest of them."""
_BLANKS = str.maketrans("\t\r\n", "   ")
_PREFIXED = re.compile(r"(?:([^\s:{}]+):)?([^\s:{}]+)")
_CLARK = re.compile(r"(?:\{([^{}]*)\})?([^\s:{}]+)")
_TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,), "integer": (int,), "decimal": (Decimal,), "float": (float, int), "dateTime": (dt.datetime,),
    "date": (dt.date,), "time": (dt.time,), "hexBinary": (bytes,), "base64Binary": (bytes,),
}  # fmt: skip


class BadValue(ValueError):  # noqa: N818 (the context turns it into an issue)
    """A text that is no value of its type."""


class Value:
    """A simple type.

    Attributes:
        kind: `string`, another primitive of XML Schema, `integer`, `list` or `union`.
        white: What becomes of white space: `preserve`, `replace` or `collapse`.
        enum: Class of the known values, if they have one.
        values: Known texts of a type that has no class for them.
        patterns: Regular expressions of XML Schema, all of which have to match.
        low: Lower bound; `low_open` if it is outside itself.
        high: Upper bound; `high_open` if it is outside itself.
        least: Least length.
        most: Greatest length.
        digits: Greatest number of digits, `fraction` of those behind the point.
        parts: Type of the items of a list, members of a union.
        text: Whether a value of another kind than string stays text.
    """

    def __init__(
        self,
        kind: str,
        *parts: Value,
        white: str = "collapse",
        enum: type[Enum] | None = None,
        values: tuple[str, ...] | None = None,
        patterns: tuple[str, ...] = (),
        low: str | None = None,
        high: str | None = None,
        low_open: bool = False,
        high_open: bool = False,
        least: int | None = None,
        most: int | None = None,
        digits: int | None = None,
        fraction: int | None = None,
        text: bool = False,
    ) -> None:
        self.kind, self.parts, self.white, self.enum, self.values = kind, parts, white, enum, values
        self.patterns, self.low, self.high = patterns, low, high
        self.low_open, self.high_open, self.least, self.most = low_open, high_open, least, most
        self.digits, self.fraction, self.text = digits, fraction, text
        self.members: Mapping[str, Any] = {} if enum is None else {m.value: m for m in enum}
        checks = (values, low, high, least, most, digits, fraction)
        self.has_facets = bool(patterns) or any(check is not None for check in checks)
        self.plain = (
            kind == "string" and white == "preserve" and enum is None and not self.has_facets
        )
        self._recent: dict[str, tuple[Any, IssueKind | None]] = {}

    @cached_property
    def has_names(self) -> bool:
        """Whether a value can be a qualified name, which needs the prefixes of its place."""
        return self.kind == "QName" or any(part.has_names for part in self.parts)

    # --- reading -----------------------------------------------------------------------------------

    def read(
        self,
        text: str,
        context: DecodeContext,
        path: Path,
        name: str,
        scope: Mapping[Any, str] | None = None,
    ) -> Any:
        """Return the value of a text, None if it is none; every departure from the type is reported.

        Args:
            text: The text as sent.
            context: Takes the issues.
            path: Place of the holder of the value.
            name: Name of the value in it.
            scope: Namespaces by prefix; None where names are in Clark form, as in JSON.
        """
        found = self._recent.get(text)
        if found is None:
            try:
                found = self.parse(text, scope)
            except BadValue:
                context.report(path, name, IssueKind.BAD_VALUE, text)
                return None
            if len(text) <= _SHORT and not self.has_names:  # the same values come again and again
                if len(self._recent) >= _RECENT:
                    self._recent.clear()
                self._recent[text] = found
        value, problem = found
        if problem is not None:
            context.report(path, name, problem, text)
        return value

    def parse(
        self, text: str, scope: Mapping[Any, str] | None = None
    ) -> tuple[Any, IssueKind | None]:
        """Return the value of a text, and how it departs from the type.

        Raises:
            BadValue: The text is no value at all.
        """
        if self.plain:
            return text, None
        if self.white == "collapse":
            text = collapse(text)
        elif self.white == "replace":
            text = text.translate(_BLANKS)
        if self.kind == "union":
            return self._parse_union(text, scope)
        value: Any
        problem: IssueKind | None = None
        if self.kind == "list":
            found = [self.parts[0].parse(item, scope) for item in text.split(" ") if item]
            value = tuple(item for item, _ in found)
            problem = next((other for _, other in found if other is not None), None)
        elif self.enum is not None:
            value = self.members.get(text)
            if value is None:
                value, problem = text, IssueKind.UNKNOWN_VALUE
        else:
            value = self.convert(text, scope)
        if self.has_facets and problem is None:
            problem = self._departure(value, text)
        if self.text and not isinstance(value, Enum):
            value = text
        return value, problem

    def _parse_union(
        self, text: str, scope: Mapping[Any, str] | None
    ) -> tuple[Any, IssueKind | None]:
        second: tuple[Any, IssueKind | None] | None = None
        for part in self.parts:
            try:
                found = part.parse(text, scope)
            except BadValue:
                continue
            if found[1] is None:
                return found[0], self._departure(found[0], text) if self.has_facets else None
            second = second or found
        if second is None:
            raise BadValue(text)
        return second

    def convert(self, text: str, scope: Mapping[Any, str] | None) -> Any:
        """Return the value of a text of the right form, whatever the facets say.

        Raises:
            BadValue: The text has another form.
        """
        kind = self.kind
        if kind == "string":
            return text
        if kind == "boolean":
            if text not in BOOLEANS:
                raise BadValue(text)
            return BOOLEANS[text]
        if kind == "QName":
            return _qualified(text, scope)
        match = _MATCHES[kind](text)
        if match is None:
            raise BadValue(text)
        if kind == "integer":
            if len(text) > MAX_DIGITS:
                raise BadValue(text)
            return int(text)
        if kind == "decimal":
            return Decimal(text)
        if kind == "float":
            return float(text)
        if kind == "hexBinary":
            return bytes.fromhex(text)
        if kind == "base64Binary":
            try:
                return base64.b64decode(text.replace(" ", ""), validate=True)
            except (binascii.Error, ValueError):
                raise BadValue(text) from None
        if kind in ("dateTime", "date", "time"):
            return _moment(kind, text, match)
        return text

    def _departure(self, value: Any, text: str) -> IssueKind | None:
        """Return how a value departs from the facets."""
        if any(not matches(text) for matches in self._matchers):
            return IssueKind.OUT_OF_RANGE
        if self.values is not None and value not in self._known:
            return IssueKind.UNKNOWN_VALUE
        if self.least is not None or self.most is not None:
            size = len(value) if isinstance(value, (bytes, tuple)) else len(text)
            if self.kind != "QName" and (
                size < (self.least or 0) or (self.most is not None and size > self.most)
            ):
                return IssueKind.OUT_OF_RANGE
        if (self.low is not None and not self._within(value, self._low, self.low_open, 1)) or (
            self.high is not None and not self._within(value, self._high, self.high_open, -1)
        ):
            return IssueKind.OUT_OF_RANGE
        if self.digits is not None or self.fraction is not None:
            _, digits, exponent = Decimal(text).normalize().as_tuple()
            behind = max(0, -int(exponent))
            before = max(len(digits) + int(exponent), 0) if any(digits) else 0
            if (self.digits is not None and max(before + behind, len(digits)) > self.digits) or (
                self.fraction is not None and behind > self.fraction
            ):
                return IssueKind.OUT_OF_RANGE
        return None

    @staticmethod
    def _within(value: Any, bound: Any, is_open: bool, sign: int) -> bool:
        if isinstance(value, str) or isinstance(bound, str):
            return True  # a moment beyond Python's, which is not compared
        try:
            if is_open:
                return bool(value > bound if sign > 0 else value < bound)
            return bool(value >= bound if sign > 0 else value <= bound)
        except TypeError:  # with a time zone and without: neither is before the other
            return True

    @cached_property
    def _matchers(self) -> tuple[Callable[[str], object], ...]:
        return tuple(compiled(pattern) for pattern in self.patterns)

    @cached_property
    def _known(self) -> frozenset[Any]:
        bare = Value(self.kind, *self.parts, white=self.white)
        return frozenset(bare.parse(text)[0] for text in self.values or ())

    @cached_property
    def _low(self) -> Any:
        return self.convert(self.low or "", None)

    @cached_property
    def _high(self) -> Any:
        return self.convert(self.high or "", None)

    # --- writing -----------------------------------------------------------------------------------

    def write(self, value: Any, prefix: Prefix | None = None) -> str:
        """Return the text of a value.

        Args:
            value: The value.
            prefix: Gives the prefix of a namespace; None where names are written in Clark form.

        Raises:
            TypeError: The value has another type than is annotated.
            ValueError: It is a text that would be read as another value, or as none.
        """
        if self.kind == "union":
            return self._write_union(value, prefix)
        if self.kind == "list":
            if not isinstance(value, (tuple, list)):
                raise wrong(value, "tuple")
            texts = [self.parts[0].write(item, prefix) for item in value]
            if any(not text or " " in text for text in texts):
                raise ValueError(
                    f"an item of {value!r} is empty or has a blank, which divides items"
                )
            return " ".join(texts)
        if isinstance(value, str):
            return self._write_text(value.value if isinstance(value, Enum) else value, prefix)
        kinds = () if self.text else _TYPES.get(self.kind, ())
        if not isinstance(value, kinds):
            raise wrong(value, " or ".join(kind.__name__ for kind in kinds) or "str")
        if (isinstance(value, bool) and self.kind != "boolean") or (
            self.kind == "date" and isinstance(value, dt.datetime)
        ):
            raise wrong(value, self.kind)
        return _canonical(self.kind, value)

    def _write_text(self, value: str, prefix: Prefix | None) -> str:
        if self.kind == "QName":
            match = _CLARK.fullmatch(value)
            if match is None:
                raise ValueError(f"{value!r} is not a name in the form {{namespace}}local")
            uri, local = match.groups("")
            if prefix is None:
                return value
            return f"{prefix(uri)}:{local}" if uri else local
        if self.white != "preserve" and self.enum is None:
            normal = collapse(value) if self.white == "collapse" else value.translate(_BLANKS)
            if normal != value:
                raise ValueError(
                    f"{value!r} would be read as {normal!r}: white space means nothing here"
                )
        if self.kind != "string":
            try:
                found = self.convert(value, None)
            except BadValue:
                raise ValueError(f"{value!r} is no xs:{self.kind}") from None
            if not (self.text or isinstance(found, str)):
                raise wrong(value, type(found).__name__)
        return value

    def _write_union(self, value: Any, prefix: Prefix | None) -> str:
        for part in self.parts:
            try:
                text = part.write(value, prefix)
                if prefix is not None and part.has_names:
                    return text
                if self.parse(text)[0] == value:
                    return text
            except (TypeError, ValueError):
                continue
        raise ValueError(f"{value!r} is of no type of the union")


def _qualified(text: str, scope: Mapping[Any, str] | None) -> str:
    match = (_PREFIXED if scope is not None else _CLARK).fullmatch(text)
    if match is None:
        raise BadValue(text)
    prefix, local = match.groups()
    if scope is None:
        return text
    uri = scope.get(prefix)
    if uri is None and prefix is not None:
        raise BadValue(text)
    return f"{{{uri}}}{local}" if uri else local


def _moment(kind: str, text: str, match: re.Match[str]) -> Any:
    """Return Python's value of a moment, or the text where it has none."""
    groups = match.groups()
    if kind != "time":
        year, month, day = groups[:3]
        try:
            dt.date(2000 if len(year) != 4 or year == "0000" else int(year), int(month), int(day))
        except ValueError:
            raise BadValue(text) from None
        if len(year) != 4 or year == "0000":
            return text
    if kind == "date":
        return text if groups[3] else dt.date.fromisoformat(text)
    fraction, hour = groups[-2], groups[-5]
    if hour is None or len((fraction or "").rstrip("0")) > 6:
        return text
    if fraction:
        text = text.replace("." + fraction, "." + fraction.rstrip("0")[:6].ljust(6, "0"))
    return (dt.datetime if kind == "dateTime" else dt.time).fromisoformat(text)


def _canonical(kind: str, value: Any) -> str:
    """Return the text of a value that is none itself."""
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "integer":
        return int.__repr__(value)
    if kind == "decimal":
        if not value.is_finite():
            raise ValueError(f"{value} is not a finite number")
        return decimal(value) if abs(value.adjusted()) < 64 else format(value, "f")
    if kind == "float":
        text = float.__repr__(float(value))
        return {"inf": "INF", "-inf": "-INF", "nan": "NaN"}.get(text, text)
    if kind == "hexBinary":
        return bytes(value).hex().upper()
    if kind == "base64Binary":
        return base64.b64encode(value).decode()
    if kind == "date":
        return str(value.isoformat())
    text = str(value.isoformat())
    offset = value.utcoffset()
    if offset is not None and (offset.total_seconds() % 60 or abs(offset) > dt.timedelta(hours=14)):
        raise ValueError(f"{text} has an offset that XML Schema has no form for")
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
