"""What else can fill typed models: xsdata's own parsers, pydantic and pydantic-xml.

All of them get the very shape of `evcp_models`: xsdata the same classes, pydantic classes that are made
here from the annotations and metadata of the same dataclasses. They are loaded when they are asked
for, and through importlib, since none of them is needed to use evcp.
"""

from __future__ import annotations

import dataclasses
import functools
import operator
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from importlib import import_module
from types import UnionType
from typing import Annotated, Any

from evcp_models import EVStationsResult

_ANNOTATED: Any = Annotated  # these two take types that are made at run time
_TUPLE: Any = tuple

Parse = Callable[[bytes], Any]
Declare = Callable[[Any, Any], Any]
"""Turns a field of a dataclass and its default into the declaration of a pydantic field."""
Options = Callable[[type], dict[str, Any]]
"""Gives the class keywords of the pydantic class of a dataclass."""


@contextmanager
def xsdata_reads_timestamps() -> Iterator[None]:
    """Teach xsdata the timestamps of the service, and forget it again: its registry is global.

    Without it xsdata wants one fixed format a field and puts the text of any other timestamp into the
    field. `datetime.fromisoformat` reads every documented form (contract section 3.5).
    """
    registry = import_module("xsdata.formats.converter")

    class Timestamps(registry.Converter):  # type: ignore[name-defined, misc]
        def deserialize(self, value: Any, **_: Any) -> datetime:
            return datetime.fromisoformat(value)

        def serialize(self, value: datetime, **_: Any) -> str:
            return value.isoformat(timespec="milliseconds")

    before = registry.converter.registry[datetime]
    registry.converter.register_converter(datetime, Timestamps())
    try:
        yield
    finally:
        registry.converter.register_converter(datetime, before)


def xsdata_json() -> Parse:
    """Return xsdata's JSON parser for the models, as its documentation sets it up."""
    parser = import_module("xsdata.formats.dataclass.parsers").JsonParser(
        context=_xsdata_context(), config=_xsdata_config()
    )
    return lambda body: parser.from_bytes(body, EVStationsResult)


def xsdata_xml(handler: str) -> Parse:
    """Return xsdata's XML parser for the models, over one of its handlers.

    Args:
        handler: `XmlEventHandler` (the standard library, xsdata's default without lxml) or
            `LxmlEventHandler`.
    """
    chosen = getattr(import_module("xsdata.formats.dataclass.parsers.handlers"), handler)
    parser = import_module("xsdata.formats.dataclass.parsers").XmlParser(
        context=_xsdata_context(), config=_xsdata_config(), handler=chosen
    )
    return lambda body: parser.from_bytes(body, EVStationsResult)


def xsdata_writers() -> dict[str, Callable[[Any], str]]:
    """Return xsdata's serializers by format."""
    serializers = import_module("xsdata.formats.dataclass.serializers")
    context = _xsdata_context()
    to_json = serializers.JsonSerializer(context=context)
    to_xml = serializers.XmlSerializer(context=context)
    return {"json": to_json.render, "xml": to_xml.render}


def _xsdata_context() -> Any:
    return import_module("xsdata.formats.dataclass.context").XmlContext()


def _xsdata_config() -> Any:
    # A value that cannot be converted ends the run, so that no half-read page looks fast.
    config = import_module("xsdata.formats.dataclass.parsers.config")
    return config.ParserConfig(fail_on_converter_warnings=True)


def pydantic_json() -> Parse:
    """Return pydantic's parser of JSON bytes for models of the same shape."""
    pydantic = import_module("pydantic")

    def declare(field: Any, default: Any) -> Any:
        name, wrapper = field.metadata.get("name", "value"), field.metadata.get("wrapper")
        alias = pydantic.AliasPath(wrapper, name) if wrapper else name
        return pydantic.Field(default, validation_alias=alias)

    model = _mirror(EVStationsResult, pydantic.BaseModel, declare, lambda _: {}, {})
    read: Parse = model.model_validate_json
    return read


def pydantic_xml() -> Parse:
    """Return pydantic-xml's parser for models of the same shape.

    Its default search mode is kept, the fastest: children have to stand in the order of the model.
    """
    library = import_module("pydantic_xml")

    def declare(field: Any, default: Any) -> Any:
        name = field.metadata.get("name")
        if field.metadata["type"] == "Attribute":
            return library.attr(name=name, default=default)
        if field.metadata["type"] == "Text":
            return ...
        if "wrapper" in field.metadata:
            item = library.element(tag=name, ns="", default=default)
            return library.wrapped(field.metadata["wrapper"], item, ns="", default=default)
        return library.element(tag=name, ns="", default=default)

    def options(model: type) -> dict[str, Any]:
        meta = model.Meta  # type: ignore[attr-defined]
        if not hasattr(meta, "namespace"):
            return {"tag": meta.name}
        return {"tag": meta.name, "ns": "ev", "nsmap": {"ev": meta.namespace, "": ""}}

    model = _mirror(EVStationsResult, library.BaseXmlModel, declare, options, {})
    read: Parse = model.from_xml
    return read


def _mirror(
    model: type,
    base: Any,
    declare: Declare,
    options: Options,
    done: dict[type, Any],
) -> Any:
    """Make the pydantic class of a dataclass, and before it those of its fields."""
    if model in done:
        return done[model]
    hints = typing.get_type_hints(model)
    fields: dict[str, Any] = {}
    for field in dataclasses.fields(model):
        default = ... if field.default is dataclasses.MISSING else field.default
        kind = _mirrored(hints[field.name], base, declare, options, done)
        fields[field.name] = (kind, declare(field, default))
    namespace: dict[str, Any] = {
        "__annotations__": {name: kind for name, (kind, _) in fields.items()}
    }
    namespace |= {name: value for name, (_, value) in fields.items() if value is not ...}
    namespace["__module__"] = __name__
    done[model] = type(base)(model.__name__, (base,), namespace, **options(model))
    return done[model]


def _mirrored(
    hint: Any, base: Any, declare: Declare, options: Options, done: dict[type, Any]
) -> Any:
    """Return the annotation of a pydantic field for that of a dataclass field."""
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        return _mirror(hint, base, declare, options, done)
    parts = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        item: Any = _mirrored(parts[0], base, declare, options, done)
        return _TUPLE[item, ...]
    if isinstance(hint, UnionType):
        kinds = [_mirrored(part, base, declare, options, done) for part in parts]
        union: Any = functools.reduce(operator.or_, kinds)
        if any(isinstance(part, type) and issubclass(part, Enum) for part in parts):
            # Otherwise every text is taken as `str`, which is the better match for pydantic.
            order = import_module("pydantic").Field(union_mode="left_to_right")
            return _ANNOTATED[union, order]
        return union
    return hint
