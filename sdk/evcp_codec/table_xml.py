"""Reading and writing XML by the plans of a package."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from lxml import etree

from .issues import MAX_NAME, IssueKind, Issues, MalformedDocument, UnwritableModel, shortened
from .reading import Path
from .tables import (
    NIL,
    Field,
    Layout,
    Named,
    Nil,
    RawElement,
    Tables,
    Wire,
    local_part,
    namespace_of,
)
from .values import BadValue, Value
from .writing import quoted, text, wrong
from .xml import XmlContext, load
from .xml_text import BLANKS, XSI, Element, attributes_of

_NIL, _TYPE = XSI + "nil", XSI + "type"
_HINTS = frozenset((_NIL, _TYPE, XSI + "schemaLocation", XSI + "noNamespaceSchemaLocation"))
_PREFIX = re.compile(r"([^\s:<>\"']+):")
"""What may be the prefix of a name in a text."""
_FEW = 64
"""Number of attributes up to which lxml lists them quickly."""


class _Child(NamedTuple):
    """A child element that a model knows."""

    at: int
    slot: int
    field: Field
    type: Wire
    name: str


def read(package: Tables, body: bytes, model: type[Any] | None) -> tuple[Any, Issues]:
    """Decode a document.

    Raises:
        MalformedDocument: The body is not XML, or its root is none of the package or not of the model.
    """
    root = load(body, keep_blanks=True)
    name = str(root.tag)
    if name not in package.roots:
        known = ", ".join(list(package.roots)[:8])
        raise MalformedDocument(
            f"the root element is {shortened(name, MAX_NAME)}",
            f"the package knows {known or 'none'}",
        )
    type_ = package.roots[name]
    context = XmlContext()
    reader = _Reader(package, context)
    if model is not None and not (isinstance(type_, type) and issubclass(model, type_)):
        raise MalformedDocument(
            f"the root element {local_part(name)} is not of {model.__name__}",
            f"a document of it has {', '.join(package.elements_of(model)) or 'no root element'}",
        )
    value = reader.one(root, Field("", wire=name, type=type_, nillable=True), type_, None)
    if model is not None and value is not None and not isinstance(value, model):
        raise MalformedDocument(
            f"the document is of {type(value).__name__}, not {model.__name__}", "pass no model"
        )
    if value is None and not context.issues:
        context.report(None, "", IssueKind.MISSING, root)
    return value, context.issues


class _Reader:
    """One run over a document."""

    def __init__(self, package: Tables, context: XmlContext) -> None:
        self.package, self.context = package, context

    def one(self, element: Element, field: Field, type_: Wire, path: Path) -> Any:
        """Read one element; None if it has no value that could be kept."""
        context = self.context
        if element.attrib:
            if element.get(_NIL) in ("true", "1"):
                return self.nil(element, field, path)
            if isinstance(type_, type) and (named := element.get(_TYPE)) is not None:
                type_ = self.derived(element, named, type_, path)
        if isinstance(type_, type):
            return self.model(element, type_, path)
        if type_ is None:
            return RawElement(str(element.tag), _canonical(element))
        if element.attrib:
            for name, value in _attributes(element):
                if name not in _HINTS or name == _TYPE:
                    context.report(path, local_part(name), IssueKind.UNKNOWN_FIELD, value)
        if len(element):
            context.report(path, "", IssueKind.BAD_VALUE, element)
            return None
        found = element.text or ""
        return self.value(
            found or field.default or field.fixed or "", field, type_, path, "", element
        )

    def value(
        self, found: str, field: Field, type_: Value, path: Path, name: str, element: Element
    ) -> Any:
        """Read a text of a simple type."""
        if type_.plain and field.fixed is None:
            return found
        scope = element.nsmap if type_.has_names else _NO_SCOPE
        value = type_.read(found, self.context, path, name, scope)
        if field.fixed is not None and value is not None:
            try:
                if value != type_.parse(field.fixed, scope)[0]:
                    self.context.report(path, name, IssueKind.OUT_OF_RANGE, found)
            except BadValue:
                pass
        return value

    def nil(self, element: Element, field: Field, path: Path) -> Any:
        """Read an element that says it has no value."""
        own = tuple((name, value) for name, value in _attributes(element) if name not in _HINTS)
        if len(element) or (element.text or "").strip(BLANKS):
            self.context.report(path, "", IssueKind.BAD_VALUE, element)
        elif not field.nillable:
            self.context.report(path, "", IssueKind.BAD_VALUE, "xsi:nil")
            return None
        return Nil(own) if own else NIL

    def derived(self, element: Element, named: str, base: type, path: Path) -> type:
        """Return the class that an element names, if it is derived from the one of its place."""
        prefix, _, local = named.strip().rpartition(":")
        uri = element.nsmap.get(prefix or None)
        plan = self.package.types.get(f"{{{uri}}}{local}" if uri else local)
        if plan is None or not issubclass(plan.model, base):
            self.context.report(path, "xsi:type", IssueKind.UNKNOWN_VALUE, named)
            return base
        return plan.model

    def model(self, element: Element, model: type, path: Path) -> Any:
        """Read an element of a class; None if it lacks a required value."""
        context, layout = self.context, self.package.layout(model)
        if layout.plan.abstract:
            context.report(path, "xsi:type", IssueKind.MISSING, element)
            return None
        row = list(layout.blank)
        before = context.issues.total
        if element.attrib:
            self.attributes(element, layout, row, path)
        if layout.text is not None:
            field = layout.plan.fields[layout.text]
            if len(element):
                context.report(path, "", IssueKind.BAD_VALUE, element)
            else:
                found = element.text or ""
                row[layout.slots[layout.text]] = self.value(
                    found, field, field.simple, path, "", element
                )
            order = None
        else:
            order = self.children(element, layout, row, path)
        for index, slot in layout.required:
            if row[slot] is None:
                context.missing(element, path, layout.plan.fields[index].local)
                return None
        # Every other departure has an issue already, and may be the reason for this one.
        if order is not None and context.issues.total == before and not layout.allows(order):
            names = ", ".join(local_part(kid.tag) for kid in element)
            context.report(path, "", IssueKind.OUT_OF_PLACE, names or "no elements")
        return layout.build(row)

    def attributes(self, element: Element, layout: Layout, row: list[Any], path: Path) -> None:
        known, raw = _table(layout)[0], layout.raw_attributes
        others = []
        for name, found in _attributes(element):
            entry = known.get(name)
            if entry is not None:
                field = entry.field
                value = self.value(found, field, field.simple, path, entry.name, element)
                if value is not None:
                    row[entry.slot] = value
            elif name in _HINTS:
                continue
            elif raw is not None and layout.plan.fields[raw].allows(namespace_of(name)):
                others.append((name, found))
            else:
                self.context.report(path, local_part(name), IssueKind.UNKNOWN_FIELD, found)
        if raw is not None and others:
            row[layout.slots[raw]] = tuple(others)

    def children(self, element: Element, layout: Layout, row: list[Any], path: Path) -> list[int]:
        """Read the children into a row; return the fields of those that were kept, in their order."""
        context, plan = self.context, layout.plan
        _, known, raws = _table(layout)
        lists: dict[int, list[Any]] = {}
        first: dict[int, Element] = {}
        order: list[int] = []
        texts = [element.text or ""]
        for kid in element:
            tag = kid.tag
            entry = known.get(tag)
            if entry is None or (raws and not entry.field.many and entry.slot in first):
                entry = next((raw for raw in raws if raw.field.allows(namespace_of(tag))), entry)
            if entry is None:
                context.report(path, local_part(tag), IssueKind.UNKNOWN_FIELD, kid)
                texts[-1] += kid.tail or ""
                continue
            texts.append(kid.tail or "")
            index, slot, field, type_, name = entry
            if field.many:
                values = lists.setdefault(slot, [])
                here: Path = (path, name, len(values))
                value = self.one(kid, field, type_, here)
                if value is None:
                    texts[-2:] = ["".join(texts[-2:])]
                    continue
                values.append(self.named(tag, field, value) if field.others else value)
            else:
                if slot in first:
                    context.report(path, name, IssueKind.DUPLICATE, first[slot])
                    if row[slot] is not None:
                        order.remove(index)
                        texts[-2:] = ["".join(texts[-2:])]
                first[slot] = kid
                value = self.one(kid, field, type_, (path, name))
                row[slot] = (
                    self.named(tag, field, value) if field.others and value is not None else value
                )
                if value is None:
                    texts[-2:] = ["".join(texts[-2:])]
                    continue
            order.append(index)
        for slot, values in lists.items():
            row[slot] = tuple(values)
        if plan.mixed:
            if layout.texts is not None and any(texts):
                row[layout.texts] = tuple(texts)
        elif "".join(texts).strip(BLANKS):
            stray = " ".join(filter(None, (one.strip(BLANKS) for one in texts)))
            kind = IssueKind.STRAY_TEXT if len(element) else IssueKind.BAD_VALUE
            context.report(path, "", kind, stray)
        if layout.order is not None and order:
            counts = [0] * len(plan.fields)
            for index in order:
                counts[index] += 1
            if order != layout.arrange(counts):
                row[layout.order] = tuple(plan.fields[index].name for index in order)
        return order

    def named(self, tag: str, field: Field, value: Any) -> Any:
        """Return the value with its name, if it would be taken for another element without."""
        try:
            if field.inferred(value)[0] == tag:
                return value
        except ValueError:
            pass
        return Named(tag, value)


_NO_SCOPE: Mapping[Any, str] = {}


def _table(layout: Layout) -> tuple[dict[str, _Child], dict[str, _Child], list[_Child]]:
    """Return the attributes and elements of a model by name, and its raw fields."""
    found = layout.__dict__.get("_xml")
    if found is None:
        attributes: dict[str, _Child] = {}
        elements: dict[str, _Child] = {}
        raws: list[_Child] = []
        for index, field in enumerate(layout.plan.fields):
            slot = layout.slots[index]
            if field.node == "attribute":
                attributes[field.wire] = _Child(index, slot, field, field.type, field.local)
            elif field.node == "raw":
                raws.append(_Child(index, slot, field, None, "*"))
            elif field.node == "element":
                if not field.abstract:
                    elements[field.wire] = _Child(index, slot, field, field.type, field.local)
                for name, type_ in field.others:
                    elements.setdefault(name, _Child(index, slot, field, type_, local_part(name)))
        found = layout.__dict__["_xml"] = attributes, elements, raws
    return found


def _attributes(element: Element) -> list[tuple[str, str]]:
    if len(element.attrib) <= _FEW:
        return cast("list[tuple[str, str]]", element.items())
    return [(one.attrname, str(one)) for one in attributes_of(element)]


def _canonical(element: Element) -> str:
    """Return an element as canonical XML, with the namespaces that it or a value in it uses."""
    used = {
        prefix
        for one in element.iter()
        for found in (one.text, *one.attrib.values())
        for prefix in _PREFIX.findall(str(found or ""))
    }
    prefixes = sorted(used & {prefix for prefix in element.nsmap if prefix})
    return etree.tostring(
        element, method="c14n", exclusive=True, inclusive_ns_prefixes=prefixes, with_tail=False
    ).decode()


# --- writing ---------------------------------------------------------------------------------------


def write(package: Tables, value: object, name: str, type_: Wire) -> bytes:
    """Encode a value as the root element of a name.

    Raises:
        UnwritableModel: The value holds something that XML or the schema has no form for.
    """
    writer = _Writer(package)
    writer.element(name, type_, value)
    head = "".join(
        f' xmlns:{prefix}="{quoted(uri)}"'
        for uri, prefix in writer.prefixes.items()
        if prefix != "xml"
    )
    start = writer.parts[0]
    writer.parts[0] = start + head
    return ('<?xml version="1.0" encoding="UTF-8"?>' + "".join(writer.parts)).encode()


class _Writer:
    """One document under construction; the first part is the name of the root, which takes the namespaces."""

    def __init__(self, package: Tables) -> None:
        self.package = package
        self.prefixes: dict[str, str] = {}
        self.parts: list[str] = []
        self.out: Callable[[str], None] = self.parts.append
        self.place: list[str] = []

    def prefix(self, uri: str) -> str:
        """Return the prefix of a namespace, which the root then declares."""
        found = self.prefixes.get(uri)
        if found is None:
            found = {XSI[1:-1]: "xsi", "http://www.w3.org/XML/1998/namespace": "xml"}.get(uri)
            found = found or self.package.prefixes.get(uri)
            taken = {*self.package.prefixes.values(), *self.prefixes.values()}
            number = 1
            while found is None:
                found = None if f"n{number}" in taken else f"n{number}"
                number += 1
            self.prefixes[uri] = found
        return found

    def name(self, clark: str) -> str:
        uri = namespace_of(clark)
        return f"{self.prefix(uri)}:{local_part(clark)}" if uri else clark

    def element(self, name: str, type_: Wire, value: Any) -> None:
        """Write one element."""
        try:
            if isinstance(value, Nil):
                self.nil(name, value)
            elif isinstance(type_, type):
                self.model(name, type_, value)
            elif type_ is None:
                self.raw(value)
            else:
                written = text(type_.write(value, self.prefix))
                tag = self.name(name)
                self.out(f"<{tag}")
                self.out(f">{written}</{tag}>")
        except (TypeError, ValueError, AttributeError) as error:
            where = ".".join(self.place)
            raise UnwritableModel(f"{where}: {error}" if where else str(error)) from error

    def nil(self, name: str, value: Nil) -> None:
        tag = self.name(name)
        self.out(f"<{tag}")
        for attribute, found in value.attributes:
            self.out(f' {self.name(attribute)}="{quoted(found)}"')
        self.out(f' {self.name(_NIL)}="true"/>')

    def raw(self, value: Any) -> None:
        if not isinstance(value, RawElement):
            raise wrong(value, "RawElement")
        try:
            element = etree.fromstring(value.xml.encode(), etree.XMLParser(resolve_entities=False))
        except etree.XMLSyntaxError as error:
            raise ValueError(f"the raw element {value.name} is not XML: {error}") from None
        if element.tag != value.name:
            raise ValueError(f"the raw element {value.name} holds the XML of {element.tag}")
        self.out(etree.tostring(element, encoding="unicode"))
        if len(self.parts) == 1:  # it is the root itself, which holds its own namespaces
            self.parts.insert(0, "")

    def model(self, name: str, type_: type, value: Any) -> None:
        if not isinstance(value, type_) or type(value) not in self.package.plans:
            raise wrong(value, type_.__name__)
        layout = self.package.layout(type(value))
        plan = layout.plan
        tag = self.name(name)
        self.out(f"<{tag}")
        if type(value) is not type_:
            if not plan.type:
                raise ValueError(
                    f"{plan.model.__name__} has no name to tell it from {type_.__name__}"
                )
            self.out(f' {self.name(_TYPE)}="{self.name(plan.type)}"')
        if plan.abstract:
            raise ValueError(f"{plan.model.__name__} is abstract: use a class derived from it")
        for field in plan.fields:
            if field.node == "attribute":
                found = getattr(value, field.name)
                if found is None:
                    self.absent(field)
                    continue
                self.place.append(field.name)
                self.out(
                    f' {self.name(field.wire)}="{quoted(field.simple.write(found, self.prefix))}"'
                )
                self.place.pop()
            elif field.node == "raw_attributes":
                for attribute, found in getattr(value, field.name):
                    self.out(f' {self.name(attribute)}="{quoted(found)}"')
        if layout.text is not None:
            field = plan.fields[layout.text]
            self.place.append(field.name)
            found = getattr(value, field.name)
            self.out(f">{text(field.simple.write(found, self.prefix))}</{tag}>")
            self.place.pop()
            return
        self.out(">")
        self.content(layout, value)
        self.out(f"</{tag}>")

    def absent(self, field: Field) -> None:
        if field.required:
            raise ValueError(f"{field.name} is required")

    def content(self, layout: Layout, value: Any) -> None:
        """Write the children of a model, and the texts between them."""
        children = layout.sequence(value)
        texts = () if layout.texts is None else getattr(value, layout.names[layout.texts])
        if texts:
            if len(texts) != len(children) + 1:
                raise ValueError(
                    f"{layout.names[layout.texts or 0]} has {len(texts)} texts for {len(children)} elements: "
                    "there is one before, between and behind them"
                )
            self.out(text(texts[0]))
        counts: dict[int, int] = {}
        for at, (index, child) in enumerate(children, 1):
            field = layout.plan.fields[index]
            number = counts[index] = counts.get(index, -1) + 1
            self.place.append(f"{field.name}[{number}]" if field.many else field.name)
            if field.node == "raw":
                self.element("", None, child)
            elif isinstance(child, Nil):
                self.element(field.wire, field.type, child)
            else:
                self.element(*field.element_of(child))
            self.place.pop()
            if texts:
                self.out(text(texts[at]))
