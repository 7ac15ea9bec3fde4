"""Other libraries that fill typed models: xsdata's own parsers, pydantic and pydantic-xml.

All of them get the shape of `evcp_models`: xsdata the same classes, pydantic classes that are made here from
the annotations and metadata of the same dataclasses. They are imported by name when they are asked for,
since none of them is needed to use evcp.
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
from types import GenericAlias, UnionType
from typing import Annotated, Any

from evcp_models import EVStationsResult

_ANNOTATED: Any = Annotated  # it takes types that are made at run time
_DATACLASS = "xsdata.formats.dataclass"

Parse = Callable[[bytes], Any]


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


def xsdata(parser: str, handler: str | None = None) -> Parse:
    """Return a parser of xsdata for the models, as its documentation sets it up.

    `XmlParser` stands on a handler: `XmlEventHandler` (standard library) or `LxmlEventHandler`.
    """
    parsers = import_module(f"{_DATACLASS}.parsers")
    context = import_module(f"{_DATACLASS}.context").XmlContext()
    # A value that cannot be converted ends the run, so that no half-read page looks fast.
    config = parsers.config.ParserConfig(fail_on_converter_warnings=True)
    options = {"handler": getattr(parsers.handlers, handler)} if handler else {}
    read = getattr(parsers, parser)(context=context, config=config, **options).from_bytes
    return lambda body: read(body, EVStationsResult)


def xsdata_writer(serializer: str) -> Callable[[Any], bytes]:
    """Return a writer of UTF-8 over a serializer of xsdata: `JsonSerializer` or `XmlSerializer`."""
    context = import_module(f"{_DATACLASS}.context").XmlContext()
    render = getattr(import_module(f"{_DATACLASS}.serializers"), serializer)(context=context).render
    return lambda models: bytes(render(models), "utf-8")


def pydantic_json() -> Parse:
    """Return pydantic's parser of JSON bytes for models of the same shape."""
    pydantic = import_module("pydantic")

    def declare(field: Any, default: Any) -> Any:
        name, wrapper = field.metadata.get("name", "value"), field.metadata.get("wrapper")
        alias = pydantic.AliasPath(wrapper, name) if wrapper else name
        return pydantic.Field(default, validation_alias=alias)

    read: Parse = _mirror(pydantic.BaseModel, declare, lambda _: {}).model_validate_json
    return read


def msgspec_json() -> Parse:
    """Return msgspec's decoder of JSON bytes into Structs of the same shape, wrappers included.

    A Struct has no open enumerations: their values stay texts.
    """
    library = import_module("msgspec")

    def kind(hint: Any) -> Any:
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            return struct(hint)
        parts = typing.get_args(hint)
        if typing.get_origin(hint) is tuple:
            return GenericAlias(tuple, (kind(parts[0]), ...))
        if not isinstance(hint, UnionType):
            return hint
        known = [one for one in parts if not (isinstance(one, type) and issubclass(one, Enum))]
        return functools.reduce(operator.or_, map(kind, known))

    @functools.cache
    def struct(model: Any) -> Any:
        hints = typing.get_type_hints(model)
        fields, names = [], {}
        for field in dataclasses.fields(model):
            inner = kind(hints[field.name])
            name, wrapper = field.metadata.get("name", "value"), field.metadata.get("wrapper")
            if wrapper:
                holder = f"{model.__name__}_{wrapper}"
                item = [(field.name, inner, ())]
                inner = library.defstruct(holder, item, rename={field.name: name}, gc=False) | None
            names[field.name] = wrapper or name
            required = field.default is dataclasses.MISSING
            fields.append(
                (field.name, inner)
                if required
                else (field.name, inner, None if wrapper else field.default)
            )
        return library.defstruct(model.__name__, fields, rename=names, kw_only=True, gc=False)

    parse: Parse = library.json.Decoder(struct(EVStationsResult)).decode
    return parse


def pydantic_xml() -> Parse:
    """Return pydantic-xml's parser for models of the same shape.

    Its default search mode is kept, the fastest: children must stand in the order of the model.
    """
    library = import_module("pydantic_xml")

    def declare(field: Any, default: Any) -> Any:
        name, wrapper = field.metadata.get("name"), field.metadata.get("wrapper")
        if field.metadata["type"] == "Attribute":
            return library.attr(name=name, default=default)
        if field.metadata["type"] == "Text":
            return ...
        item = library.element(tag=name, ns="", default=default)
        return library.wrapped(wrapper, item, ns="", default=default) if wrapper else item

    def options(model: Any) -> dict[str, Any]:
        space = getattr(model.Meta, "namespace", None)
        root = {"ns": "ev", "nsmap": {"ev": space, "": ""}} if space else {}
        return {"tag": model.Meta.name, **root}

    read: Parse = _mirror(library.BaseXmlModel, declare, options).from_xml
    return read


def _mirror(base: Any, declare: Callable[[Any, Any], Any], options: Callable[[Any], Any]) -> Any:
    """Make the pydantic class of a page: fields by `declare(field, default)`, class keywords by `options(model)`."""
    pydantic = import_module("pydantic")

    @functools.cache
    def mirrored(model: Any) -> Any:
        hints = typing.get_type_hints(model)
        fields: dict[str, Any] = {}
        for field in dataclasses.fields(model):
            default = ... if field.default is dataclasses.MISSING else field.default
            fields[field.name] = (annotation(hints[field.name]), declare(field, default))
        fields |= {"__base__": base, "__cls_kwargs__": options(model)}
        return pydantic.create_model(model.__name__, **fields)

    def annotation(hint: Any) -> Any:
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            return mirrored(hint)
        parts = typing.get_args(hint)
        if typing.get_origin(hint) is tuple:
            return GenericAlias(tuple, (annotation(parts[0]), ...))
        if not isinstance(hint, UnionType):
            return hint
        union: Any = functools.reduce(operator.or_, map(annotation, parts))
        if any(isinstance(part, type) and issubclass(part, Enum) for part in parts):
            # Otherwise every text is taken as `str`, which is the better match for pydantic.
            return _ANNOTATED[union, pydantic.Field(union_mode="left_to_right")]
        return union

    return mirrored(EVStationsResult)
