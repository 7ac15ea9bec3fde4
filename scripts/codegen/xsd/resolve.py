"""From the documents of a schema to the language model: references followed, derivation applied.

What has no place in the model is refused with its file and line. At the end every declaration of the documents
has to have been visited: nothing is lost in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from .api import Obstacles, each
from .documents import XML_NAMESPACE, XS, XS_NAMESPACE, Documents
from .language import (
    ANY_TYPE,
    Attribute,
    ComplexType,
    Element,
    Group,
    Particle,
    Schema,
    Simple,
    Wildcard,
    clark,
    joined,
    local,
)
from .notes import note_of
from .simple import BUILTINS, SimpleTypes, is_xs

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUPS = ("sequence", "choice", "all")
_PARTICLES = tuple(XS + kind for kind in (*_GROUPS, "element", "any", "group"))
_ATTRIBUTES = tuple(XS + kind for kind in ("attribute", "attributeGroup", "anyAttribute"))
# Visited where they stand, or without content of their own.
_FRAMES = frozenset((
    "schema", "include", "import", "redefine", "annotation", "complexContent", "simpleContent", "extension",
    "restriction", "notation", "key", "keyref", "unique", "selector", "field",
))  # fmt: skip
_NEWER = {
    "assert": "assertions of XML Schema 1.1",
    "assertion": "assertions of XML Schema 1.1",
    "alternative": "conditional types of XML Schema 1.1",
    "override": "xs:override of XML Schema 1.1",
    "openContent": "open content of XML Schema 1.1",
    "defaultOpenContent": "open content of XML Schema 1.1",
    "explicitTimezone": "a facet of XML Schema 1.1",
}
_CHECKED_BY_NAME = ("key", "keyref", "unique")


def read_schema(
    main: Path, locations: Mapping[str, Path], prefixes: Mapping[str, str], *, compiled: bool = True
) -> Schema:
    """Read and resolve a schema.

    Args:
        main: The document that the others are reached from.
        locations: File by namespace or schema location.
        prefixes: Prefix by namespace, where the documents' own are not wanted.
        compiled: Whether libxml2 has to take the schema for a valid one.

    Raises:
        SchemaError: The schema cannot be read, or has content that the model cannot hold.
    """
    documents, obstacles = Documents(locations), Obstacles()
    with obstacles:
        documents.load(main)
    is_whole = not obstacles
    resolver = _Resolver(documents)
    with obstacles:
        resolver.check_language()
    if not is_whole:  # names of the absent documents would not be found
        obstacles.tell()
    if compiled and not obstacles:
        with obstacles:
            documents.validator()
    try:
        schema = obstacles.result(lambda: resolver.schema(prefixes))
    except Exception:
        obstacles.tell()  # what is no valid schema may end the resolution anywhere
        raise
    obstacles.tell()
    return schema


class _Resolver:
    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.visited: set[etree._Element] = set()
        self.simple = SimpleTypes(documents, self.visited.add)
        self.types: dict[str, ComplexType] = {}
        self.keys: dict[etree._Element, str] = {}
        self.open: list[str] = []
        self.groups: list[etree._Element] = []
        self.later: list[tuple[etree._Element, str]] = []
        self.elements: dict[etree._Element, Element] = {}

    def schema(self, prefixes: Mapping[str, str]) -> Schema:
        documents = self.documents
        simples: dict[str, Simple] = {}
        elements: dict[str, Element] = {}
        heads: dict[str, list[str]] = {}
        obstacles = Obstacles()
        for (space, name), node in list(documents.components.items()):
            with obstacles:
                if space == "type" and node.tag == XS + "complexType":
                    self.complex(node, name)
                elif space == "type":
                    simples[name] = self.simple.of(node, name)
                elif space == "element":
                    elements[name] = self.global_element(name, node)
                    for head in node.get("substitutionGroup", "").split():
                        heads.setdefault(documents.name(node, head), []).append(name)
                elif space == "attribute":
                    self.attribute_type(node, name)
                    self.visited.add(node)
                elif space == "group":
                    self.group(node, name)
                else:
                    list(self.attributes(node, name))
                    self.visited.add(node)
        while self.later:
            with obstacles:
                self.complex(*self.later.pop(0))
        obstacles.tell()
        self.check_visited()
        main = documents.main
        substitutes = {head: tuple(dict.fromkeys(_closure(head, heads))) for head in heads}
        occurring = {
            name: not e.abstract
            or any(not elements[other].abstract for other in substitutes.get(name, ()))
            for name, e in elements.items()
        }
        for key, kind in self.types.items():
            if kind.content is not None:
                self.types[key] = replace(kind, content=_occurring(kind.content, occurring))
        return Schema(
            namespace=main.namespace,
            version=main.root.get("version", ""),
            types=self.types,
            simples=simples,
            elements=elements,
            substitutes=substitutes,
            prefixes=self.prefixes(prefixes),
            unchecked=tuple(self.unchecked()),
            files=documents.files(),
        )

    # --- checks ------------------------------------------------------------------------------------

    def check_language(self) -> None:
        """Refuse a document of another language than XML Schema 1.0."""
        each(self.check_known, self.documents.nodes())

    def check_known(self, node: etree._Element) -> None:
        """Refuse what is not of XML Schema 1.0, and forms that nothing can be made of."""
        kind = str(node.tag).replace(XS, "")
        if kind in _NEWER:
            raise self.documents.refused(
                node,
                f"{_NEWER[kind]} are not carried: leave them out, and check what they say yourself",
            )
        if "}" in kind or not (kind in _FRAMES or kind in _KNOWN):
            raise self.documents.refused(node, f"{node.tag} is not part of XML Schema 1.0")
        if kind == "schema" and (
            odd := {"xpathDefaultNamespace", "defaultAttributes"} & set(node.attrib)
        ):
            raise self.documents.refused(
                node, f"{min(odd)}= is of XML Schema 1.1, which is not carried"
            )

    def check_visited(self) -> None:
        """Refuse a declaration that did not reach the model: a mistake of this module, not of the schema."""
        for node in self.documents.nodes():
            kind = str(node.tag).replace(XS, "")
            if node in self.visited or kind in _FRAMES or self.cannot_occur(node):
                continue
            what = node.get("name") or node.get("ref") or node.get("value") or ""
            raise self.documents.refused(node, f"xs:{kind} {what} would be lost")

    def cannot_occur(self, node: etree._Element) -> bool:
        """Return True for declarations that are replaced, prohibited, or allowed no time."""
        for one in (node, *node.iterancestors()):
            if one.get("maxOccurs") == "0" or one.get("use") == "prohibited":
                return True
        return False

    def unchecked(self) -> Iterator[str]:
        for node in self.documents.nodes():
            kind = str(node.tag).replace(XS, "")
            if kind in _CHECKED_BY_NAME:
                yield f"{self.documents.place(node)}: xs:{kind} {node.get('name')} is not checked"

    def prefixes(self, chosen: Mapping[str, str]) -> dict[str, str]:
        """Return a prefix for each namespace: the chosen one, that of a document, or one of its own."""
        found: dict[str, str] = {}
        taken: set[str] = {"xml", "xsi", "xs", *chosen.values()}
        declared = [
            (uri, prefix)
            for root in self.documents.documents
            for prefix, uri in sorted(root.nsmap.items(), key=lambda item: item[0] or "")
            if prefix and uri != XS_NAMESPACE
        ]
        spaces = dict.fromkeys(
            d.namespace for d in self.documents.documents.values() if d.namespace
        )
        for uri in spaces:
            if uri == XML_NAMESPACE:
                found[uri] = "xml"
                continue
            names = [prefix for other, prefix in declared if other == uri and prefix not in taken]
            names.append(f"ns{len(found) + 1}")
            found[uri] = chosen.get(uri) or names[0]
            taken.add(found[uri])
        return found

    # --- elements and attributes -------------------------------------------------------------------

    def global_element(self, name: str, node: etree._Element) -> Element:
        """Resolve an element of the top level."""
        if node not in self.elements:
            self.elements[node] = self.element(node, name, name, is_global=True)
        return self.elements[node]

    def element(
        self, node: etree._Element, name: str, key: str, *, is_global: bool = False
    ) -> Element:
        self.visited.add(node)
        return Element(
            name=name,
            type=self.element_type(node, key),
            nillable=node.get("nillable") in ("true", "1"),
            default=node.get("default"),
            fixed=node.get("fixed"),
            abstract=node.get("abstract") in ("true", "1"),
            is_global=is_global,
            note=note_of(node),
            place=self.documents.place(node),
        )

    def element_type(self, node: etree._Element, key: str) -> Simple | str:
        """Return the type of an element: its own, the one it names, or that of its head."""
        inner = node.find(XS + "complexType")
        if inner is not None:
            return self.deferred(inner, key if "/" in key else key + "/")
        own = node.find(XS + "simpleType")
        if own is not None:
            return self.simple.of(own, key + "/")
        if (named := node.get("type")) is not None:
            return self.type(node, self.documents.name(node, named))
        if (head := node.get("substitutionGroup")) is not None:
            name = self.documents.name(node, head)
            return self.global_element(name, self.documents.find(node, "element", name)).type
        return ANY_TYPE

    def type(self, node: etree._Element, name: str) -> Simple | str:
        if name == ANY_TYPE:
            return ANY_TYPE
        if is_xs(name):
            if name not in BUILTINS:
                raise self.documents.refused(
                    node, f"xs:{local(name)} is not a type of XML Schema 1.0"
                )
            return BUILTINS[name]
        found = self.documents.find(node, "type", name)
        if found.tag == XS + "simpleType":
            return self.simple.of(found, name)
        return self.deferred(found, name)

    def deferred(self, node: etree._Element, key: str) -> str:
        """Return the key of a complex type that is resolved later: it may be the one that is being resolved."""
        if node not in self.keys:
            self.keys[node] = self.unused(key)
            self.later.append((node, self.keys[node]))
        return self.keys[node]

    def local_name(self, node: etree._Element, kind: str) -> str:
        document = self.documents.document(node)
        form = node.get("form")
        qualified = form == "qualified" if form else document.qualified(kind)
        return clark(document.namespace if qualified else "", str(node.get("name")))

    def attributes(self, holder: etree._Element, key: str) -> Iterator[Attribute | Wildcard | str]:
        """Yield the attributes and wildcards of a type or group; a text is the name of a prohibited one."""
        obstacles = Obstacles()
        for node in holder.iterchildren(*_ATTRIBUTES):
            self.visited.add(node)
            with obstacles:
                if node.tag == XS + "anyAttribute":
                    yield self.wildcard(node)
                elif node.tag == XS + "attributeGroup":
                    name = self.documents.name(node, str(node.get("ref")))
                    found = self.documents.find(node, "attributeGroup", name)
                    self.visited.add(found)
                    if found not in holder.iterancestors() and found is not holder:
                        yield from self.attributes(found, name)
                else:
                    yield from self.attribute(node, key)
        obstacles.tell()

    def attribute(self, node: etree._Element, key: str) -> Iterator[Attribute | str]:
        declared, name = node, ""
        if (ref := node.get("ref")) is not None:
            name = self.documents.name(node, ref)
            declared = self.documents.find(node, "attribute", name)
            key = name
        else:
            name = self.local_name(node, "attribute")
            key = f"{key}/@{local(name)}"
        if node.get("use") == "prohibited":
            yield name
            return
        yield Attribute(
            name=name,
            type=self.attribute_type(declared, key),
            required=node.get("use") == "required",
            default=node.get("default", declared.get("default")),
            fixed=node.get("fixed", declared.get("fixed")),
            note=note_of(node) if note_of(node).doc else note_of(declared),
            place=self.documents.place(node),
        )

    def attribute_type(self, node: etree._Element, key: str) -> Simple:
        own = node.find(XS + "simpleType")
        if own is not None:
            return self.simple.of(own, key if "/" in key else key + "/")
        named = node.get("type")
        if named is None:
            return BUILTINS[clark(XS_NAMESPACE, "anySimpleType")]
        return self.simple.named(node, self.documents.name(node, named))

    def wildcard(self, node: etree._Element) -> Wildcard:
        self.visited.add(node)
        target = self.documents.document(node).namespace
        place = self.documents.place(node)
        text = node.get("namespace", "##any").split()
        if text == ["##any"]:
            return Wildcard((), True, place)
        if text == ["##other"]:
            return Wildcard((target, ""), True, place)
        known = {"##targetNamespace": target, "##local": ""}
        return Wildcard(tuple(known.get(uri, uri) for uri in text), False, place)

    # --- content -----------------------------------------------------------------------------------

    def group(self, node: etree._Element, name: str) -> Particle | None:
        """Return the content of a model group."""
        self.visited.add(node)
        found = next(iter(node.iterchildren(*(XS + kind for kind in _GROUPS))), None)
        if found is None:
            return None
        if node in self.groups:
            raise self.documents.refused(node, f"the group {local(name)} contains itself")
        self.groups.append(node)
        try:
            return self.particle(found, name)
        finally:
            self.groups.pop()

    def particle(self, node: etree._Element, key: str) -> Particle | None:
        """Resolve a particle; `key` names the anonymous types in it. None if it cannot occur."""
        low = int(node.get("minOccurs", "1"))
        text = node.get("maxOccurs", "1")
        high = None if text == "unbounded" else int(text)
        if high == 0:
            return None
        self.visited.add(node)
        kind = str(node.tag).replace(XS, "")
        term: Element | Wildcard | Group
        if kind == "element":
            if (ref := node.get("ref")) is not None:
                name = self.documents.name(node, ref)
                term = self.global_element(name, self.documents.find(node, "element", name))
                own = note_of(node)
                term = replace(
                    term, note=own if own.doc else term.note, place=self.documents.place(node)
                )
            else:
                name = self.local_name(node, "element")
                term = self.element(node, name, f"{key.rstrip('/')}/{local(name)}")
        elif kind == "any":
            term = self.wildcard(node)
        elif kind == "group":
            name = self.documents.name(node, str(node.get("ref")))
            inner = self.group(self.documents.find(node, "group", name), name)
            if inner is None:
                return None
            if (low, high) == (1, 1):
                return inner
            term = Group("sequence", (inner,))
        else:
            parts = each(lambda kid: self.particle(kid, key), node.iterchildren(*_PARTICLES))
            kept = tuple(part for part in parts if part is not None)
            if not kept:
                # An empty choice can never be satisfied, which no schema means.
                return None
            if kind == "choice" and len(kept) < len(parts):
                low = 0
            term = Group(kind, kept)
        return Particle(term, low, high)

    def content(self, holder: etree._Element, key: str) -> Particle | None:
        node = next(iter(holder.iterchildren(*(XS + kind for kind in (*_GROUPS, "group")))), None)
        return None if node is None else self.particle(node, key)

    def complex(self, node: etree._Element, key: str) -> str:
        """Resolve a complex type; return its key."""
        if node not in self.keys:
            self.keys[node] = self.unused(key)
        key = self.keys[node]
        if key in self.types or key in self.open:
            return key
        self.open.append(key)
        try:
            self.types[key] = self.resolved(node, key)
        finally:
            self.open.pop()
        return key

    def resolved(self, node: etree._Element, key: str) -> ComplexType:
        """Resolve the content and the attributes of a complex type."""
        self.visited.add(node)
        inner = node.find(XS + "complexContent")
        simple = node.find(XS + "simpleContent")
        body: etree._Element = node
        found = ComplexType(
            key,
            abstract=node.get("abstract") in ("true", "1"),
            mixed=node.get("mixed") in ("true", "1"),
            note=note_of(node) if node.get("name") else note_of(node.getparent()),  # type: ignore[arg-type]
            place=self.documents.place(node),
        )
        if inner is not None or simple is not None:
            frame = inner if inner is not None else simple
            assert frame is not None
            body = next(frame.iterchildren(XS + "extension", XS + "restriction"))
            derivation = str(body.tag).replace(XS, "")
            name = self.documents.name(body, str(body.get("base")))
            base = self.base(body, name, key)
            if frame.get("mixed") is not None:
                found = replace(found, mixed=frame.get("mixed") in ("true", "1"))
            if simple is not None:
                return self.with_text(found, body, base, derivation, key)
            return self.with_content(found, body, base, derivation, key)
        obstacles = Obstacles()
        content = obstacles.result(lambda: self.content(node, key))
        with obstacles:
            found = self.with_attributes(replace(found, content=content), body, None, key)
        obstacles.tell()
        return found

    def unused(self, key: str) -> str:
        """Return a key for an anonymous type: one place may have several of a name."""
        taken = set(self.keys.values())
        number, found = 1, key
        while found in taken and "/" in key:
            number += 1
            found = f"{key}{number}"
        return found

    def base(self, node: etree._Element, name: str, key: str) -> ComplexType | Simple | None:
        """Return the base of a derived type; None for anyType."""
        if name == ANY_TYPE:
            return None
        if is_xs(name):
            return BUILTINS.get(name) or self.simple.named(node, name)
        found = self.documents.find(node, "type", name)
        if found.tag == XS + "simpleType":
            return self.simple.of(found, name)
        own = name
        if found in self.documents.originals.values():
            own = name + "/original"  # the type that an xs:redefine derives from
        own = self.complex(found, own)
        if own not in self.types:
            raise self.documents.refused(node, f"{local(key)} is derived from itself")
        return self.types[own]

    def with_text(
        self,
        found: ComplexType,
        body: etree._Element,
        base: ComplexType | Simple | None,
        derivation: str,
        key: str,
    ) -> ComplexType:
        """Derive a type with simple content."""
        held = base.key if isinstance(base, ComplexType) else None
        text = base.text if isinstance(base, ComplexType) else base
        own = body.find(XS + "simpleType")
        if own is not None:
            text = self.simple.of(own, key.rstrip("/") + "/value")
        if text is None:
            raise self.documents.refused(
                body, "simple content over a base without text: give it an xs:simpleType"
            )
        if derivation == "restriction":
            text = self.simple.restricted(body, text, key.rstrip("/") + "/value")
        found = replace(
            found, base=held, derivation=derivation if held else "", text=text, mixed=False
        )
        return self.with_attributes(found, body, base, key)

    def with_content(
        self,
        found: ComplexType,
        body: etree._Element,
        base: ComplexType | Simple | None,
        derivation: str,
        key: str,
    ) -> ComplexType:
        """Derive a type with complex content."""
        if isinstance(base, Simple):
            raise self.documents.refused(body, "complex content over a simple type")
        content = self.content(body, key)
        if base is None:
            return self.with_attributes(replace(found, content=content), body, None, key)
        found = replace(found, base=base.key, derivation=derivation)
        if derivation == "extension":
            if base.text is not None:
                if content is not None:
                    raise self.documents.refused(body, "elements added to a type of text")
                found = replace(found, text=base.text)
            parts = tuple(part for part in (base.content, content) if part is not None)
            content = (
                parts[0]
                if len(parts) == 1
                else Particle(Group("sequence", parts))
                if parts
                else None
            )
            found = replace(found, mixed=found.mixed or base.mixed)
        return self.with_attributes(replace(found, content=content), body, base, key)

    def with_attributes(
        self,
        found: ComplexType,
        body: etree._Element,
        base: ComplexType | Simple | None,
        key: str,
    ) -> ComplexType:
        attributes: dict[str, Attribute] = {}
        wildcards: list[Wildcard] = []
        if isinstance(base, ComplexType):
            attributes = {a.name: a for a in base.attributes}
            if base.wildcard is not None and found.derivation == "extension":
                wildcards.append(base.wildcard)
        for one in self.attributes(body, key):
            if isinstance(one, Attribute):
                attributes[one.name] = one
            elif isinstance(one, Wildcard):
                wildcards.append(one)
            else:
                attributes.pop(one, None)
        return replace(found, attributes=tuple(attributes.values()), wildcard=joined(wildcards))


_KNOWN = frozenset((
    "complexType", "simpleType", "element", "attribute", "group", "attributeGroup", "any", "anyAttribute",
    "sequence", "choice", "all", "list", "union", "enumeration", "pattern", "length", "minLength", "maxLength",
    "minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "totalDigits", "fractionDigits", "whiteSpace",
))  # fmt: skip


def _closure(
    head: str, heads: Mapping[str, list[str]], above: tuple[str, ...] = ()
) -> Iterator[str]:
    """Yield the substitutes of a head, those of its substitutes among them."""
    for name in heads.get(head, ()):
        if name not in (head, *above):
            yield name
            yield from _closure(name, heads, (*above, head))


def _occurring(part: Particle, occurring: Mapping[str, bool]) -> Particle | None:
    """Leave out abstract elements in whose place nothing stands: no document can have them."""
    term = part.term
    if isinstance(term, Element) and term.is_global and not occurring.get(term.name, True):
        return part if part.low else None
    if isinstance(term, Group):
        parts = [_occurring(inner, occurring) for inner in term.parts]
        kept = tuple(inner for inner in parts if inner is not None)
        if not kept:
            return None
        low = 0 if term.kind == "choice" and len(kept) < len(parts) else part.low
        return Particle(Group(term.kind, kept), low, part.high)
    return part
