"""A copy of schema/ to change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "schema"
XS = "{http://www.w3.org/2001/XMLSchema}"
NOTES = "{urn:evcp:schema-notes}"


DECLARATIONS = ("element", "attribute", "complexType", "simpleType", "enumeration")
EXPLAINED = (
    "<xs:annotation><xs:documentation>Something new.</xs:documentation>"
    '<xs:appinfo><m:evidence mark="I" source="a test"/></xs:appinfo></xs:annotation>'
)


class SchemaCopy:
    """A schema folder of one's own, changed by declaration; each change is on disk at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "schema"
        shutil.copytree(SCHEMA, self.folder)
        self.xsd = self.folder / "evcp.xsd"
        self.tree = etree.parse(str(self.xsd))

    def save(self) -> None:
        self.tree.write(str(self.xsd), encoding="UTF-8", xml_declaration=True)

    @property
    def version(self) -> str:
        return str(self.tree.getroot().get("version"))

    def set_version(self, version: str | None) -> None:
        self.set(self.tree.getroot(), version=version)

    def top(self, name: str) -> etree._Element:
        """Return a root element or a type."""
        return next(node for node in self.tree.getroot() if node.get("name") == name)

    def member(self, owner: str, name: str) -> etree._Element:
        """Return an element, attribute or enumeration value of a type."""
        return next(
            node
            for node in self.top(owner).iter(XS + "element", XS + "attribute", XS + "enumeration")
            if name in (node.get("name"), node.get("value"))
        )

    def facet(self, owner: str, name: str) -> etree._Element:
        return next(self.top(owner).iter(XS + name))

    def set(self, node: etree._Element, **attributes: str | None) -> None:
        for name, value in attributes.items():
            if value is None:
                del node.attrib[name]
            else:
                node.set(name, value)
        self.save()

    def drop(self, node: etree._Element) -> None:
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)
        self.save()

    def add(self, parent: etree._Element, markup: str, at: int | None = None) -> etree._Element:
        """Put a declaration into another, as its last child or at an index; explained if it is not."""
        scope = (
            '<xs:schema xmlns:xs="{}" xmlns:ev="{}" xmlns:m="urn:evcp:schema-notes">{}</xs:schema>'
        )
        target = str(self.tree.getroot().get("targetNamespace"))
        node = etree.fromstring(scope.format(XS[1:-1], target, markup))[0]
        for bare in list(node.iter(*(XS + kind for kind in DECLARATIONS))):
            if bare.find(XS + "annotation") is None:
                bare.insert(0, etree.fromstring(scope.format(XS[1:-1], target, EXPLAINED))[0])
        parent.insert(len(parent) if at is None else at, node)
        self.save()
        return node

    def add_member(self, owner: str, markup: str) -> etree._Element:
        """Add an element to a type, as its last."""
        return self.add(
            next(self.top(owner).iter(XS + "all", XS + "sequence", XS + "choice")), markup
        )

    def add_top(self, markup: str) -> etree._Element:
        return self.add(self.tree.getroot(), markup)

    def explain(self, node: etree._Element, doc: str) -> None:
        next(node.iter(XS + "documentation")).text = doc
        self.save()

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text that occurs once or more in a file, the first time."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1), "utf-8")

    def append(self, file: str, text: str) -> None:
        with (self.folder / file).open("a", encoding="utf-8") as handle:
            handle.write(text)

    def correct(self, table: str, **entry: str) -> None:
        """Add a correction."""
        lines = [f"[[{table}]]", *(f'{k} = "{v}"' for k, v in entry.items()), 'reason = "a test"']
        self.append("corrections.toml", "\n" + "\n".join(lines) + "\n")


def declared(markup: str, doc: str = "Something new.") -> str:
    """Return a declaration with its documentation and evidence; `markup` is its start tag, closed."""
    name = markup[1:].split()[0]
    notes = EXPLAINED.replace("Something new.", doc)
    if markup.endswith("/>"):
        return f"{markup[:-2]}>{notes}</{name}>"
    start, _, rest = markup.partition(">")
    return f"{start}>{notes}{rest}"


def element(name: str, kind: str, more: str = 'minOccurs="0"', doc: str = "Something new.") -> str:
    return declared(f'<xs:element name="{name}" type="{kind}" {more}/>', doc)


def retype(s: SchemaCopy, owner: str, member: str, kind: str) -> None:
    s.set(s.member(owner, member), type=kind)


ENTRY = '\n[[entry]]\nid = "{}"\nkey = "{}"\nname = "New"\nmeaning = "New."\nevidence = "I"\n'
"""An entry of a code list, by id and key."""

Edit = Callable[[SchemaCopy], object]
Case = tuple[Edit, dict[tuple[str, str], str]]
"""An edit, and by name and kind of the change a part of its line."""


def correction(table: str, **entry: str) -> Edit:
    return lambda s: s.correct(table, **entry)


def both(*edits: Edit) -> Edit:
    def edit(s: SchemaCopy) -> None:
        for one in edits:
            one(s)

    return edit
