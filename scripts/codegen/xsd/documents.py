"""The documents of a schema: include, import and redefine followed, components found by name.

Nothing is fetched. A document is searched at its place beside the one that names it, under `[locations]` of
codegen.toml, then among those that xsdata ships: xml, xlink, xsi, mathml3 and soapenc.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

import xsdata
from lxml import etree

from .api import Obstacles, SchemaError
from .language import Place, clark

XS_NAMESPACE = "http://www.w3.org/2001/XMLSchema"
XS = f"{{{XS_NAMESPACE}}}"
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
_SHIPPED = Path(xsdata.__file__).parent / "schemas"
_SHIPPED_NAMESPACES = {
    XML_NAMESPACE: "xml.xsd",
    "http://www.w3.org/1999/xlink": "xlink.xsd",
    "http://www.w3.org/2001/XMLSchema-instance": "xsi.xsd",
    "http://schemas.xmlsoap.org/soap/encoding/": "soapenc.xsd",
    "http://www.w3.org/1998/Math/MathML": "mathml3.xsd",
}
KINDS = {
    "complexType": "type",
    "simpleType": "type",
    "element": "element",
    "attribute": "attribute",
    "group": "group",
    "attributeGroup": "attributeGroup",
}
"""Symbol space of each kind of component."""


@dataclass
class Document:
    """One schema document, as seen from the namespace that it was included into."""

    path: Path
    root: etree._Element
    namespace: str
    chameleon: bool

    def qualified(self, kind: str) -> bool:
        """Return True if local elements or attributes are in the namespace unless they say otherwise."""
        return self.root.get(f"{kind}FormDefault") == "qualified"


@dataclass
class Documents:
    """All documents of a schema.

    Attributes:
        main: The document that was named.
        components: Top-level declarations by symbol space and name.
        originals: Declarations that an xs:redefine replaced, which it refers to by their own name.
        documents: The documents by their root element.
        found: File of each schema location that is of the web.
    """

    locations: Mapping[str, Path]
    found: dict[str, Path] = field(default_factory=dict)
    main: Document = field(init=False)
    components: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    originals: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    documents: dict[etree._Element, Document] = field(default_factory=dict)
    _seen: dict[tuple[Path, str], Document] = field(default_factory=dict)

    def document(self, node: etree._Element) -> Document:
        """Return the document of a node."""
        return self.documents[node.getroottree().getroot()]

    def files(self) -> tuple[str, ...]:
        """Return the names of the documents, the main one first."""
        return tuple(dict.fromkeys(d.path.name for d in self._seen.values()))

    def refused(self, node: etree._Element, problem: str) -> SchemaError:
        """Build the error for a node: file, line, reason."""
        return SchemaError(f"{self.place(node)}: {problem}")

    def place(self, node: etree._Element) -> Place:
        """Return the place of a node."""
        return Place(self.document(node).path.name, cast("int", node.sourceline))

    def name(self, node: etree._Element, text: str) -> str:
        """Return the Clark form of a QName in an attribute of a node."""
        prefix, _, local = text.strip().rpartition(":")
        uri = node.nsmap.get(prefix or None)
        if uri is None and prefix == "xml":
            uri = XML_NAMESPACE
        if uri is None and prefix:
            raise self.refused(node, f"the prefix {prefix} of {text} is not declared")
        if uri is None and self.document(node).chameleon:
            uri = self.document(node).namespace
        return clark(uri or "", local)

    def find(self, node: etree._Element, space: str, name: str) -> etree._Element:
        """Return the declaration that a node refers to.

        Raises:
            SchemaError: The document is absent; the message names the places searched.
        """
        holder = next((p for p in _family(node) if _tag(p.getparent()) == "redefine"), None)
        if holder is not None and KINDS.get(_tag(holder)) == space:
            own = clark(self.document(node).namespace, str(holder.get("name")))
            if own == name and (space, name) in self.originals:
                return self.originals[space, name]
        found = self.components.get((space, name))
        if found is None:
            files = ", ".join(self.files())
            what = "import or include its document, or name its file under its namespace in [locations]"
            raise self.refused(node, f"no {space} {name} in {files}: {what}")
        return found

    def load(self, path: Path, namespace: str | None = None) -> Document:
        """Read a document and those that it names; `namespace` is that of an including document."""
        try:
            tree = etree.parse(
                str(path), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            )
        except (OSError, etree.XMLSyntaxError) as error:
            raise SchemaError(f"cannot read the schema {path}: {error}") from error
        root = tree.getroot()
        if root.tag != XS + "schema":
            raise SchemaError(f"{path.name}: the root element is {root.tag}, not xs:schema")
        target = root.get("targetNamespace", "")
        own = target or namespace or ""
        key = path.resolve(), own
        if key in self._seen:
            return self._seen[key]
        document = Document(path, root, own, chameleon=not target and bool(own))
        self._seen[key] = self.documents[root] = document
        if not hasattr(self, "main"):
            self.main = document
        if namespace is not None and target and target != namespace:
            raise SchemaError(
                f"{path.name}: its namespace {target} is not {namespace}, which includes it"
            )
        obstacles = Obstacles()
        for child in root.iterchildren(XS + "include", XS + "import", XS + "redefine"):
            with obstacles:
                self._follow(child, document)
        for child in root.iterchildren(*(XS + kind for kind in KINDS)):
            with obstacles:
                self._add(child, document)
        for redefine in root.iterchildren(XS + "redefine"):
            for child in redefine.iterchildren(*(XS + kind for kind in KINDS)):
                key_ = KINDS[_tag(child)], clark(own, str(child.get("name")))
                if key_ in self.components:
                    self.originals[key_] = self.components[key_]
                self.components[key_] = child
        obstacles.tell()
        return document

    def _add(self, child: etree._Element, document: Document) -> None:
        key = KINDS[_tag(child)], clark(document.namespace, str(child.get("name")))
        if (other := self.components.get(key)) is not None:
            if etree.tostring(other, method="c14n") == etree.tostring(child, method="c14n"):
                return  # one document under two names
            raise self.refused(
                child, f"{key[1]} is declared in {self.place(other)} too: leave one of them out"
            )
        self.components[key] = child

    def _follow(self, child: etree._Element, document: Document) -> None:
        """Read the document that an include, import or redefine names."""
        location = child.get("schemaLocation", "")
        uri = child.get("namespace", "") if child.tag == XS + "import" else document.namespace
        path = self._locate(location, uri, document)
        if path is None:
            what = location or uri
            problem = (
                f"the schema {what} is not beside {document.path.name}, and nothing is fetched"
            )
            if child.tag == XS + "import" and not location:
                return  # only a promise that names of this namespace occur; one that does is looked up
            raise self.refused(
                child, f'{problem}: save it there, or say "{what}" = "FILE" in [locations]'
            )
        if location:
            self.found[location] = path
        found = self.load(path, None if child.tag == XS + "import" else document.namespace)
        if child.tag == XS + "import" and found.namespace != uri:
            raise self.refused(
                child, f"{path.name} is of the namespace {found.namespace or 'none'}, not {uri}"
            )

    def _locate(self, location: str, uri: str, document: Document) -> Path | None:
        for key in (location, uri):
            if key and key in self.locations:
                return self.locations[key]
        if location:
            parts = urlsplit(location)
            if not parts.scheme or parts.scheme == "file":
                path = document.path.parent / unquote(parts.path)
                for one in (path, path.with_name(path.name + ".xsd")):
                    if one.is_file():
                        return one
            if uri in _SHIPPED_NAMESPACES:
                return _SHIPPED / _SHIPPED_NAMESPACES[uri]
            # A document of the web that was saved beside the others, under its own name.
            for folder in (document.path.parent, self.main.path.parent):
                path = folder / Path(unquote(parts.path)).name
                if path.name and path.is_file():
                    return path
        shipped = _SHIPPED_NAMESPACES.get(uri)
        if shipped is not None:
            return _SHIPPED / shipped
        if not location:
            return next((d.path for d in self._seen.values() if d.namespace == uri), None)
        return None

    def validator(self) -> etree.XMLSchema:
        """Return libxml2's validator of the schema, which refuses what is no valid schema.

        Raises:
            SchemaError: libxml2 cannot compile it; says where and why.
        """
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        parser.resolvers.add(_Located(self.found))
        try:
            return etree.XMLSchema(etree.parse(str(self.main.path), parser))
        except etree.XMLSchemaParseError as error:
            told = [
                (f"{Path(one.filename).name}, line {one.line}", one.message)
                for one in error.error_log
            ]
            raise SchemaError(
                *(
                    f"{where}: {message.replace(XS, 'xs:')} (libxml2 does not take this for a valid schema; if "
                    "it is one, say compiled = false in codegen.toml)"
                    for where, message in told or [(self.main.path.name, str(error))]
                )
            ) from error

    def nodes(self) -> Iterator[etree._Element]:
        """Yield every element of the schema language, in all documents; nothing inside annotations."""
        for root in list(self.documents):
            yield from declarations(root)


class _Located(etree.Resolver):
    """Gives libxml2 the files that stand for places in the web."""

    def __init__(self, found: Mapping[str, Path]) -> None:
        self.found = found

    def resolve(  # type: ignore[override]  # the stubs leave out the context
        self, system_url: str | None, public_id: str | None, context: object
    ) -> object:
        """Return the file of a schema location, None to let libxml2 find it itself."""
        path = self.found.get(system_url or "")
        return None if path is None else self.resolve_filename(str(path), context)  # type: ignore[attr-defined]


def declarations(node: etree._Element) -> Iterator[etree._Element]:
    """Yield an element of the schema language and those in it: no comments, nothing inside annotations."""
    yield node
    for child in node:
        if isinstance(child.tag, str) and child.tag != XS + "annotation":
            yield from declarations(child)


def _family(node: etree._Element) -> Iterator[etree._Element]:
    yield node
    yield from node.iterancestors()


def _tag(node: etree._Element | None) -> str:
    return "" if node is None else str(node.tag).replace(XS, "")
