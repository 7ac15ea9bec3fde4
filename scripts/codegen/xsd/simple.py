"""Simple types: derivation chains resolved to one value each, with all their facets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from evcp_codec.patterns import BadPattern, translate

from .api import Obstacles, each
from .documents import XS, XS_NAMESPACE, Documents
from .language import Simple, clark, local, namespace
from .notes import note_of

if TYPE_CHECKING:
    from collections.abc import Callable

_INTEGERS: dict[str, tuple[str | None, str | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": ("0", None),
    "positiveInteger": ("1", None),
    "nonPositiveInteger": (None, "0"),
    "negativeInteger": (None, "-1"),
    "long": (str(-(2**63)), str(2**63 - 1)),
    "int": (str(-(2**31)), str(2**31 - 1)),
    "short": (str(-(2**15)), str(2**15 - 1)),
    "byte": ("-128", "127"),
    "unsignedLong": ("0", str(2**64 - 1)),
    "unsignedInt": ("0", str(2**32 - 1)),
    "unsignedShort": ("0", str(2**16 - 1)),
    "unsignedByte": ("0", "255"),
}
_TOKENS = {
    "token": (),
    "language": ("[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",),
    "Name": (r"\i\c*",),
    "NMTOKEN": (r"\c+",),
    "NCName": (r"[\i-[:]][\c-[:]]*",),
    "ID": (r"[\i-[:]][\c-[:]]*",),
    "IDREF": (r"[\i-[:]][\c-[:]]*",),
    "ENTITY": (r"[\i-[:]][\c-[:]]*",),
    "anyURI": (),
}
_OTHERS = (
    "boolean", "decimal", "float", "double", "duration", "dateTime", "time", "date", "gYearMonth", "gYear",
    "gMonthDay", "gDay", "gMonth", "hexBinary", "base64Binary", "QName", "NOTATION",
)  # fmt: skip


def _builtins() -> dict[str, Simple]:
    found = {"string": Simple("string"), "anySimpleType": Simple("anySimpleType")}
    found["normalizedString"] = Simple("normalizedString", white="replace")
    for name, patterns in _TOKENS.items():
        found[name] = Simple(name, white="collapse", patterns=patterns)
    for name, (low, high) in _INTEGERS.items():
        found[name] = Simple(name, builtin="integer", white="collapse", low=low, high=high)
    for name in _OTHERS:
        builtin = {"double": "float", "NOTATION": "QName"}.get(name, name)
        found[name] = Simple(name, builtin=builtin, white="collapse")
    for name, item in {"NMTOKENS": "NMTOKEN", "IDREFS": "IDREF", "ENTITIES": "ENTITY"}.items():
        found[name] = Simple(name, "list", parts=(found[item],), white="collapse", least=1)
    return {
        clark(XS_NAMESPACE, name): replace(s, name=clark(XS_NAMESPACE, name))
        for name, s in found.items()
    }


BUILTINS = _builtins()
"""The built-in simple types by name."""
_WHITE = ("preserve", "replace", "collapse")
_FACETS = frozenset((
    "enumeration", "pattern", "length", "minLength", "maxLength", "minInclusive", "maxInclusive",
    "minExclusive", "maxExclusive", "totalDigits", "fractionDigits", "whiteSpace",
))  # fmt: skip


class SimpleTypes:
    """Resolves simple types."""

    def __init__(self, documents: Documents, visited: Callable[[etree._Element], None]) -> None:
        self.documents, self.visited = documents, visited
        self.done: dict[etree._Element, Simple] = {}
        self.open: list[etree._Element] = []

    def named(self, node: etree._Element, name: str) -> Simple:
        """Return the simple type of a name that a node refers to."""
        if name in BUILTINS:
            return BUILTINS[name]
        found = self.documents.find(node, "type", name)
        if found.tag != XS + "simpleType":
            raise self.documents.refused(node, f"{local(name)} is not a simple type")
        return self.of(found, name)

    def of(self, node: etree._Element, key: str) -> Simple:
        """Resolve a simpleType; an anonymous one is named by its place, the key."""
        if node in self.done:
            return self.done[node]
        if node in self.open:
            raise self.documents.refused(node, f"the type {local(key)} is derived from itself")
        self.open.append(node)
        try:
            found = self.resolved(node, key)
        finally:
            self.open.pop()
        self.done[node] = found = replace(
            found, note=note_of(node) if node.get("name") else found.note
        )
        return found

    def resolved(self, node: etree._Element, key: str) -> Simple:
        """Resolve the restriction, list or union of a simpleType."""
        self.visited(node)
        body = next(iter(node.iterchildren(XS + "restriction", XS + "list", XS + "union")), None)
        if body is None:
            raise self.documents.refused(node, "xs:simpleType without restriction, list or union")
        self.visited(body)
        if body.tag == XS + "restriction":
            return self.restricted(body, self.base(body, key), key)
        if body.tag == XS + "list":
            item = self.inner(body, "itemType", key)
            return Simple(key, "list", parts=(item,), white="collapse")
        members, obstacles = list[Simple](), Obstacles()
        for name in body.get("memberTypes", "").split():
            with obstacles:
                members.append(self.named(body, self.documents.name(body, name)))
        for index, kid in enumerate(body.findall(XS + "simpleType"), 1):
            with obstacles:
                members.append(self.of(kid, f"{key}/{index}"))
        obstacles.tell()
        if not members:
            raise self.documents.refused(body, "a union of no types")
        parts = tuple(p for m in members for p in (m.parts if _open_union(m) else (m,)))
        return Simple(key, "union", parts=parts, white="collapse")

    def inner(self, node: etree._Element, attribute: str, key: str) -> Simple:
        """Return the type that a node names in an attribute or holds."""
        own = node.find(XS + "simpleType")
        if own is not None:
            return self.of(own, key)
        return self.named(node, self.documents.name(node, str(node.get(attribute))))

    def base(self, node: etree._Element, key: str) -> Simple:
        """Return the base type of a restriction."""
        return self.inner(node, "base", key + "/base")

    def restricted(self, node: etree._Element, base: Simple, key: str) -> Simple:
        """Apply the facets of a restriction to its base."""
        facets: dict[str, list[etree._Element]] = {}
        for child in node:
            kind = str(child.tag).replace(XS, "") if isinstance(child.tag, str) else ""
            if kind in _FACETS:
                self.visited(child)
                facets.setdefault(kind, []).append(child)
        if facets.keys() & {"minInclusive", "maxInclusive", "minExclusive", "maxExclusive"} and (
            base.variety != "atomic"
        ):
            raise self.documents.refused(node, "bounds of a list or union, which have no order")
        found = replace(base, name=base.name if "/" in key else key)

        def last(kind: str) -> str | None:
            return str(facets[kind][-1].get("value")) if kind in facets else None

        if (white := last("whiteSpace")) is not None:
            if white not in _WHITE:
                raise self.documents.refused(node, f"whiteSpace {white}")
            found = replace(found, white=max(white, base.white, key=_WHITE.index))
        for side in ("min", "max"):
            for kind, is_open in (("Inclusive", False), ("Exclusive", True)):
                if (bound := last(side + kind)) is not None:
                    bound = " ".join(bound.split())
                    found = (
                        replace(found, low=bound, low_open=is_open)
                        if side == "min"
                        else replace(found, high=bound, high_open=is_open)
                    )
        for kind, least, most in (
            ("length", True, True),
            ("minLength", True, False),
            ("maxLength", False, True),
        ):
            if (text := last(kind)) is not None:
                length = int(text)
                if least:
                    found = replace(found, least=max(length, found.least or 0))
                if most:
                    found = replace(
                        found, most=length if found.most is None else min(length, found.most)
                    )
        if (text := last("totalDigits")) is not None:
            found = replace(found, digits=int(text))
        if (text := last("fractionDigits")) is not None:
            found = replace(found, fraction=int(text))
        if "pattern" in facets:
            # Patterns of one step are alternatives; those of several steps all have to match.
            texts = each(self.pattern, facets["pattern"])
            joined = texts[0] if len(texts) == 1 else "|".join(f"({text})" for text in texts)
            found = replace(found, patterns=(*found.patterns, joined))
        if "enumeration" in facets:
            values = tuple(
                (self.value(facet, found), note_of(facet)) for facet in facets["enumeration"]
            )
            found = replace(found, values=tuple(dict(values).items()), key=key, note=note_of(node))
        return found

    def pattern(self, facet: etree._Element) -> str:
        """Return the text of a pattern that can be translated."""
        text = str(facet.get("value"))
        try:
            translate(text)
        except BadPattern as error:
            raise self.documents.refused(facet, f"{error}; write it otherwise") from None
        return text

    def value(self, facet: etree._Element, kind: Simple) -> str:
        """Return the value of an enumeration facet as its type reads it."""
        text = str(facet.get("value"))
        if kind.white != "preserve":
            text = text.replace("\t", " ").replace("\n", " ").replace("\r", " ")
        if kind.white == "collapse":
            text = " ".join(filter(None, text.split(" ")))
        if kind.variety == "atomic" and kind.builtin == "QName":
            text = self.documents.name(facet, text)
        return text


def _open_union(kind: Simple) -> bool:
    """Return True for a union without facets of its own, which is the same as its members."""
    return kind.variety == "union" and kind.values is None and not kind.patterns


def is_xs(name: str) -> bool:
    """Return True for a name of XML Schema's own."""
    return namespace(name) == XS_NAMESPACE
