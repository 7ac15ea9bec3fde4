"""Scalar values of the schema, each with its text in XML, its form in JSON, and its Python value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Literal

from hypothesis import strategies as st
from support.wire import Json, Raw
from support.xsd import Simple


@dataclass(frozen=True)
class Scalar:
    """One value.

    Attributes:
        value: What a reader should get; the text itself for an enumeration.
        xml: Its text in XML.
        json: Its form in JSON.
    """

    value: str | bool | int | float | Decimal | datetime
    xml: str
    json: Json


_ODD = (
    "",
    " ",
    "a",
    "a&b<c>\"'",
    "]]>",
    "Straße \u20ac \U0001f50c",
    "line\nline\ttab",
    "\r",
    'x":y',
    "null",
    "31",
    "10117",
)
_LEGAL = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")

texts = st.one_of(st.sampled_from(_ODD), st.text(_LEGAL, max_size=12))
"""Texts that XML can hold, odd ones among them."""


@st.composite
def _strings(draw: st.DrawFn, plain: bool) -> Scalar:
    text = draw(texts)
    if plain and not text.strip():
        text = "plain"
    return Scalar(text, text, text)


@st.composite
def _tokens(draw: st.DrawFn, plain: bool) -> Scalar:
    text = draw(texts)
    value = re.sub("[ \t\r\n]+", " ", text).strip(" ")
    if plain and (not value or value != text):
        text = value = "plain"
    return Scalar(value, text, text)


@st.composite
def _booleans(draw: st.DrawFn) -> Scalar:
    text = draw(st.sampled_from(("true", "false", "1", "0", " true ")))
    value = text.strip() in ("true", "1")
    return Scalar(value, text, value)


@st.composite
def _integers(draw: st.DrawFn, low: int, high: int | None) -> Scalar:
    value = draw(
        st.integers(low, high if high is not None else 5000) | st.integers(low, high or 10**30)
    )
    form = draw(st.sampled_from(("{}", "{}", "+{}", "00{}", "\n {} ")))
    return Scalar(value, form.format(value), value)


@st.composite
def _floats(draw: st.DrawFn, low: float, high: float, width: Literal[32, 64]) -> Scalar:
    value = draw(
        st.floats(low, high, width=width, allow_nan=False, allow_infinity=False)
        | st.sampled_from(
            [x for x in (0.0, 22.08, 3.7, 150.0, 13.3800898, -33.5) if low <= x <= high]
        )
    )
    value = float(repr(value))
    text = repr(value)
    if value == int(value) and abs(value) < 1e15 and draw(st.booleans()):
        return Scalar(value, f"{int(value)}.", int(value))
    form = draw(st.sampled_from(("{}", "{}", " {} ")))
    return Scalar(value, form.format(text), Raw(text))


@st.composite
def _decimals(draw: st.DrawFn, plain: bool) -> Scalar:
    places = draw(st.integers(0, 25))
    value = Decimal(draw(st.integers(-(10**6), 10**20))).scaleb(-places)
    text = format(value, "f")
    quoted = draw(st.booleans()) or (plain and len(text) > 15)
    return Scalar(value, text, text if quoted else Raw(text))


@st.composite
def _timestamps(draw: st.DrawFn) -> Scalar:
    at = draw(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)))
    digits = draw(st.sampled_from((0, 0, 1, 2, 3, 3, 3, 6)))
    at = at.replace(microsecond=at.microsecond // 10 ** (6 - digits) * 10 ** (6 - digits))
    text = f"{at:%H:%M}"
    if digits:
        text += f"{at:.%S}".replace(".", ":") + "." + f"{at.microsecond:06}"[:digits]
    elif draw(st.booleans()):
        text += f":{at.second:02}"
    else:
        at = at.replace(second=0)
    minutes = draw(st.sampled_from((0, 0, 60, -300, 330, -210, 1439, -1439)))
    zone = "Z" if minutes == 0 else ""
    if not zone:
        hours, rest = divmod(abs(minutes), 60)
        colon = draw(st.sampled_from(("", ":")))
        zone = f"{'-' if minutes < 0 else '+'}{hours:02}{colon}{rest:02}"
    text = f"{at.year:04}-{at.month:02}-{at.day:02}T{text}{zone}"
    value = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    return Scalar(value, text, text)


@st.composite
def _times(draw: st.DrawFn) -> Scalar:
    text = draw(
        st.sampled_from(("24:00:00", "24:00", "00:00:00", "08:30", "23:59:59"))
        | st.times().map(lambda t: f"{t:%H:%M:%S}")
    )
    return Scalar(text, text, text)


@st.composite
def _dates(draw: st.DrawFn) -> Scalar:
    text = draw(st.dates().map(str) | st.sampled_from(("2024-02-29", "2000-02-29")))
    return Scalar(text, text, text)


@st.composite
def _members(draw: st.DrawFn, known: tuple[str, ...], surprises: bool, plain: bool) -> Scalar:
    text = draw(st.sampled_from(known))
    if surprises and draw(st.integers(0, 5)) == 5:
        blank = () if plain else (f" {text}",)
        text = draw(st.sampled_from(("", "NEW_VALUE", text.lower() + "x", *blank)))
    form: Json = int(text) if text.isdigit() and draw(st.booleans()) else text
    return Scalar(text.strip(), text, form)


def scalars(
    kind: Simple, *, surprises: bool = False, plain: bool = False
) -> st.SearchStrategy[Scalar]:
    """Return values of a simple type that are valid by the XSD.

    Args:
        kind: The type.
        surprises: Let open enumerations have values that are not listed.
        plain: No empty texts, no blanks around codes, and no more digits than a float holds.
    """
    if kind.known:
        return _members(kind.known, surprises, plain)
    if kind.name == "TimestampType":
        return _timestamps()
    if kind.name == "TimeOfDayType":
        return _times()
    if kind.name in ("DateType", "AnnualDateType"):
        return _dates()
    assert kind.pattern is None, f"no values for the pattern of {kind.name}"
    if kind.base in ("float", "double"):
        width: Literal[32, 64] = 32 if kind.base == "float" else 64
        low, high = float(kind.low or "-1e308"), float(kind.high or "1e308")
        if width == 32:  # the bound is the nearest text of it, a little above the largest float
            high = min(high, 3.4028234663852886e38)
        return _floats(low, high, width)
    if kind.base in ("integer", "nonNegativeInteger"):
        low_text = kind.low or ("0" if kind.base == "nonNegativeInteger" else "-1000")
        return _integers(int(low_text), None if kind.high is None else int(kind.high))
    others = {
        "string": _strings(plain),
        "token": _tokens(plain),
        "boolean": _booleans(),
        "decimal": _decimals(plain),
    }
    return others[kind.base]
