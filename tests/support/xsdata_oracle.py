"""xsdata's own parsers on the same model classes: the second opinion on the content of a document.

Two configurations: `strict`, where xsdata refuses everything it can be told to refuse, and `lenient`, which
is what one has to choose to survive a new field.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support.checks import Format
from support.type_checks import type_lies
from xsdata.formats.converter import Converter, converter
from xsdata.formats.dataclass.context import XmlContext
from xsdata.formats.dataclass.parsers import JsonParser, XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.formats.dataclass.parsers.handlers import XmlEventHandler

_CONTEXT = XmlContext()
STRICT = ParserConfig(
    fail_on_unknown_properties=True,
    fail_on_unknown_attributes=True,
    fail_on_converter_warnings=True,
)
LENIENT = ParserConfig(fail_on_unknown_properties=False)


class Timestamps(Converter):
    """A fair chance for xsdata: its own converter wants one fixed format of timestamps."""

    def deserialize(self, value: Any, **kwargs: Any) -> datetime:
        """Read ISO 8601 with an offset."""
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError("no offset")
        return at

    def serialize(self, value: Any, **kwargs: Any) -> str:
        """Write ISO 8601."""
        text: str = value.isoformat()
        return text


@contextmanager
def fair_timestamps() -> Iterator[None]:
    """Let xsdata read timestamps as well as Python does. Its registry is global, so put it back after."""
    before = converter.registry[datetime]
    converter.register_converter(datetime, Timestamps())
    try:
        yield
    finally:
        converter.register_converter(datetime, before)


@dataclass
class Opinion:
    """Reading of a document by xsdata.

    Attributes:
        value: The model, or None if it failed.
        error: The exception, if it failed.
        warned: Whether it warned.
        lies: Values of another type than their annotation; known enumeration values that came as text,
            which compare equal to their member, do not count.
    """

    value: Any
    error: Exception | None
    warned: bool
    lies: list[str]

    @property
    def right(self) -> bool:
        """Whether the answer can be believed, as far as it shows."""
        return self.error is None and not self.warned and not self.lies


def xsdata(body: bytes, model: type[Any], format: Format, config: ParserConfig = STRICT) -> Opinion:
    """Parse a document with xsdata."""
    parser: JsonParser | XmlParser
    if format == "json":
        parser = JsonParser(context=_CONTEXT, config=config)
    else:
        # The native handler: the one of lxml accepts cut-off documents.
        parser = XmlParser(context=_CONTEXT, config=config, handler=XmlEventHandler)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = parser.from_bytes(body, model)
        except Exception as error:
            return Opinion(None, error, bool(caught), [])
    return Opinion(value, None, bool(caught), list(type_lies(value, model, enums=False)))
