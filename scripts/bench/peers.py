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
from types import UnionType
from typing import Annotated, Any

from evcp_models import EVStationsResult

_ANNOTATED: Any = Annotated  # these two take types that are made at run time
_TUPLE: Any = tuple
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


def xsdata_json() -> Parse:
    """Return xsdata's JSON parser for the models, as its documentation sets it up."""
    return _xsdata_parser("JsonParser")


def xsdata_xml(handler: str) -> Parse:
    """Return xsdata's XML parser over `XmlEventHandler` (standard library) or `LxmlEventHandler`."""
    handlers = import_module(f"{_DATACLASS}.parsers.handlers")
    return _xsdata_parser("XmlParser", handler=getattr(handlers, handler))


def _xsdata_parser(name: str, **options: Any) -> Parse:
    parsers = import_module(f"{_DATACLASS}.parsers")
    context = import_module(f"{_DATACLASS}.context").XmlContext()
    # A value that cannot be converted ends the run, so that no half-read page looks fast.
    config = parsers.config.ParserConfig(fail_on_converter_warnings=True)
    parser = getattr(parsers, name)(context=context, config=config, **options)
    return lambda body: parser.from_bytes(body, EVStationsResult)


def xsdata_writers() -> dict[str, Callable[[Any], str]]:
    """Return xsdata's serializers by format."""
    serializers = import_module(f"{_DATACLASS}.serializers")
    context = import_module(f"{_DATACLASS}.context").XmlContext()
    return {
        "json": serializers.JsonSerializer(context=context).render,
        "xml": serializers.XmlSerializer(context=context).render,
    }


def pydantic_json() -> Parse:
    """Return pydantic's parser of JSON bytes for models of the same shape."""
    pydantic = import_module("pydantic")

    def declare(field: Any, default: Any) -> Any:
        name, wrapper = field.metadata.get("name", "value"), field.metadata.get("wrapper")
        alias = pydantic.AliasPath(wrapper, name) if wrapper else name
        return pydantic.Field(default, validation_alias=alias)

    read: Parse = (
        _Mirror(pydantic.BaseModel, declare, lambda _: {}).of(EVStationsResult).model_validate_json
    )
    return read


def pydantic_xml() -> Parse:
    """Return pydantic-xml's parser for models of the same shape.

    Its default search mode is kept, the fastest: children must stand in the order of the model.
    """
    library = import_module("pydantic_xml")

    def declare(field: Any, default: Any) -> Any:
        name = field.metadata.get("name")
        if field.metadata["type"] == "Attribute":
            return library.attr(name=name, default=default)
        if field.metadata["type"] == "Text":
            return ...
        item = library.element(tag=name, ns="", default=default)
        if "wrapper" in field.metadata:
            return library.wrapped(field.metadata["wrapper"], item, ns="", default=default)
        return item

    def options(model: Any) -> dict[str, Any]:
        if not hasattr(model.Meta, "namespace"):
            return {"tag": model.Meta.name}
        return {"tag": model.Meta.name, "ns": "ev", "nsmap": {"ev": model.Meta.namespace, "": ""}}

    read: Parse = _Mirror(library.BaseXmlModel, declare, options).of(EVStationsResult).from_xml
    return read


@dataclasses.dataclass
class _Mirror:
    """Pydantic classes of dataclasses: fields by `declare(field, default)`, class keywords by `options(model)`."""

    base: Any
    declare: Callable[[Any, Any], Any]
    options: Callable[[Any], dict[str, Any]]
    done: dict[type, Any] = dataclasses.field(default_factory=dict)

    def of(self, model: type) -> Any:
        """Return the mirror of a dataclass."""
        if model not in self.done:
            hints = typing.get_type_hints(model)
            fields: dict[str, Any] = {}
            for field in dataclasses.fields(model):
                default = ... if field.default is dataclasses.MISSING else field.default
                annotation = self._annotation(hints[field.name])
                fields[field.name] = (annotation, self.declare(field, default))
            self.done[model] = import_module("pydantic").create_model(
                model.__name__, __base__=self.base, __cls_kwargs__=self.options(model), **fields
            )
        return self.done[model]

    def _annotation(self, hint: Any) -> Any:
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            return self.of(hint)
        parts = typing.get_args(hint)
        if typing.get_origin(hint) is tuple:
            return _TUPLE[self._annotation(parts[0]), ...]
        if not isinstance(hint, UnionType):
            return hint
        union: Any = functools.reduce(operator.or_, [self._annotation(part) for part in parts])
        if any(isinstance(part, type) and issubclass(part, Enum) for part in parts):
            # Otherwise every text is taken as `str`, which is the better match for pydantic.
            return _ANNOTATED[union, import_module("pydantic").Field(union_mode="left_to_right")]
        return union
