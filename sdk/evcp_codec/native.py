"""The optional native walk: plans of the models, and which walk reads them.

Parsing stays with the parsers (orjson or json, lxml), and everything that is not in the plain documented
form with `JsonContext` and `XmlContext`. The extensions of the distribution `evcp-speedups` only replace the
generated readers in between: they walk a parsed document by tables of the fields, `_plans` of a generated
package, and call the same methods with the same values in the same order.

Without the distribution, with another version of it, or with `EVCP_PURE=1` in the environment the
generated readers are used; `codec_info` says why.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib import import_module
from types import EllipsisType, MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from .reading import Json

T = TypeVar("T")
R = TypeVar("R", bound=Callable[..., Any])
_Format = Literal["json", "xml"]
PLAN_VERSION = 2
"""Version of the plans' layout and of the extensions' functions; they fit one version only."""


class Field(NamedTuple):
    """One field of a model as the native walk needs it.

    Attributes:
        name: Name in Python.
        wire: Name on the wire; of the wrapper for an unwrapped list.
        kind: `str`, `bool`, `int`, `float`, `Decimal`, `datetime`, `enum` or `class`.
        node: `element`, `attribute` or `text`.
        type: The enumeration or the class.
        many: Whether it is a tuple.
        item: Name of the items of an unwrapped list.
        wrappers: Names of the items, where an array of them may also come wrapped in an object.
        inner: Name of the items, where one element may also hold all of them.
        required: Whether an object without it cannot be built.
        low: Lower bound.
        high: Upper bound.
        pattern: Regular expression of the whole text.
        collapse: Whether white space around and within a text means nothing.
    """

    name: str
    wire: str
    kind: str = "str"
    node: str = "element"
    type: type | None = None
    many: bool = False
    item: str | None = None
    wrappers: tuple[str, ...] = ()
    inner: str | None = None
    required: bool = False
    low: float | None = None
    high: float | None = None
    pattern: str | None = None
    collapse: bool = False


class Plan(NamedTuple):
    """How the native walk reads a model.

    Attributes:
        model: The class.
        fields: All its fields, in schema order.
        accepts: Other names that are read, for `normalize`.
    """

    model: type
    fields: tuple[Field, ...]
    accepts: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class CodecInfo(NamedTuple):
    """Which code reads documents.

    Attributes:
        json: Walk over parsed JSON: `native`, or `python` with the reason.
        xml: Walk over parsed XML, likewise.
        json_parser: Parser of JSON: `orjson` with its version, or `json`.
        xml_parser: Parser of XML: lxml and libxml2 with their versions, or why there is none.
    """

    json: str
    xml: str
    json_parser: str
    xml_parser: str


class _Extension(Protocol):
    """The functions of the extensions; each has those of its format."""

    PLAN_VERSION: int
    Reader: type

    def compile_plans(
        self,
        plans: Sequence[Plan],
        matcher: Callable[[str], Callable[[str], object]],
        members: Callable[[type[Enum]], dict[str, Enum]],
    ) -> dict[type, Callable[..., object]]: ...

    def read_plain(
        self,
        read: Callable[..., T | None],
        loads: Callable[[bytes], object],
        body: bytes,
        known: frozenset[str],
        context: object,
        path: object,
    ) -> T | EllipsisType | None: ...

    def read_items(
        self,
        read: Callable[..., T | None],
        body: bytes,
        load: Callable[[bytes], object],
        parse: Callable[[bytes], object],
        context: object,
    ) -> T | EllipsisType | None: ...

    def write_xml(self, reader: Callable[..., object], model: object, tag: str) -> bytes | None: ...


class _Orjson(Protocol):
    __version__: str

    def loads(self, body: bytes, /) -> Json: ...

    def dumps(self, value: object, /) -> bytes: ...


@dataclass(slots=True)
class _Walk:
    """The extension of a format, or the reason for its absence."""

    module: _Extension | None
    reason: str


_failed: dict[str, str] = {}
"""Generated packages that the extensions cannot build, with the reason."""


@cache
def _walk(format: _Format) -> _Walk:
    if os.environ.get("EVCP_PURE", "") not in ("", "0"):
        return _Walk(None, "EVCP_PURE is set")
    try:
        module = cast("_Extension", import_module(f"evcp_speedups._{format}"))
    except ModuleNotFoundError as error:
        if error.name == "evcp_speedups":
            return _Walk(None, "evcp-speedups is not installed")
        return _Walk(None, f"evcp-speedups was built for another Python: {error}")
    except Exception as error:  # an extension built for another lxml says so in its own way
        return _Walk(None, f"evcp-speedups cannot be loaded: {error}")
    if module.PLAN_VERSION != PLAN_VERSION:
        return _Walk(
            None, f"evcp-speedups reads plans of version {module.PLAN_VERSION}, not {PLAN_VERSION}"
        )
    return _Walk(module, "")


def readers(format: _Format, module: str, python: Mapping[type, R]) -> dict[type, R]:
    """Return the readers of a generated package: native ones where they can be used.

    Args:
        format: `json` or `xml`.
        module: Name of the module with the generated readers; the plans are in `_plans` beside it.
        python: The generated readers.
    """
    found = _compiled(format, module.rpartition(".")[0])
    return dict(python) if found is None else cast("dict[type, R]", dict(found))


@cache
def _compiled(format: _Format, package: str) -> dict[type, Callable[..., object]] | None:
    """Return the native readers of a package; None if there are none."""
    module = _walk(format).module
    if module is None:
        return None
    try:
        plans: Sequence[Plan] = import_module(f"{package}._plans").PLANS
    except ModuleNotFoundError:  # a package that is driven by tables
        return None
    try:
        found = module.compile_plans(plans, _matcher, _members)
    except (TypeError, ValueError) as error:  # slots of another layout
        _failed[format] = f"evcp-speedups cannot build the models of {package}: {error}"
        return None
    return found


@cache
def _matcher(pattern: str) -> Callable[[str], object]:
    """Return the test of a pattern; the texts of hours and dates repeat."""
    return lru_cache(4096)(re.compile(pattern, re.ASCII).fullmatch)


@cache
def _members(kind: type[Enum]) -> dict[str, Enum]:
    return {member.value: member for member in kind}


def helper(name: str, otherwise: R) -> R:
    """Return a function of the JSON extension, or one in Python that does the same."""
    module = _walk("json").module
    return otherwise if module is None else getattr(module, name)


@cache
def orjson() -> _Orjson | None:
    """Return the module orjson; None if it is not installed, or switched off."""
    if os.environ.get("EVCP_PURE", "") not in ("", "0"):
        return None
    try:
        return cast("_Orjson", import_module("orjson"))
    except ImportError:
        return None


def read_plain(
    read: Callable[..., T | None],
    body: bytes,
    known: frozenset[str],
    context: object,
    path: object,
) -> T | EllipsisType | None:
    """Parse a JSON body and read it by a native reader; `Ellipsis` if that cannot be done."""
    module, parser = _walk("json").module, orjson()
    if (
        module is None
        or parser is None
        or type(body) is not bytes
        or type(read) is not module.Reader
    ):
        return ...
    return module.read_plain(read, parser.loads, body, known, context, path)


def reads_items(read: Callable[..., object], body: bytes) -> bool:
    """Return True if `read_items` can perhaps read a body."""
    module = _walk("xml").module
    return module is not None and type(body) is bytes and type(read) is module.Reader


def read_items(
    read: Callable[..., T | None],
    body: bytes,
    load: Callable[[bytes], object],
    parse: Callable[[bytes], object],
    context: object,
) -> T | EllipsisType | None:
    """Read a page of XML item by item, each parsed when it is read; `Ellipsis` if that cannot be done.

    Args:
        read: Reader of the root.
        body: The document in UTF-8, without comments, CDATA sections and processing instructions.
        load: Parses a document, and checks its root.
        parse: Parses an item.
        context: The context of the reader.
    """
    module = _walk("xml").module
    return ... if module is None else module.read_items(read, body, load, parse, context)


def write_xml(model: object, tag: str) -> bytes | None:
    """Write a model as an element in UTF-8; None if only Python can."""
    found = _compiled("json", type(model).__module__.rpartition(".")[0])
    reader = None if found is None else found.get(type(model))
    module = _walk("json").module
    return None if reader is None or module is None else module.write_xml(reader, model, tag)


def codec_info() -> CodecInfo:
    """Return which walk and which parsers read documents, and why no faster one."""
    walks = []
    for format in ("json", "xml"):
        reason = _walk(format).reason or _failed.get(format, "")
        walks.append(f"python ({reason})" if reason else "native")
    parser = orjson()
    json_parser = "json" if parser is None else f"orjson {parser.__version__}"
    try:
        etree = import_module("lxml.etree")
    except ImportError as error:
        xml_parser = f"none ({error})"
    else:
        lxml, libxml2 = (
            ".".join(map(str, version[:3]))
            for version in (etree.LXML_VERSION, etree.LIBXML_VERSION)
        )
        xml_parser = f"lxml {lxml}, libxml2 {libxml2}"
    return CodecInfo(walks[0], walks[1], json_parser, xml_parser)
