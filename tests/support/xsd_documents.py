"""Documents at random from the language model of a schema. lxml's validator has the last word on them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from codegen.table_api import runtime_value
from codegen.xsd.language import (
    ANY_TYPE,
    Element,
    Group,
    Particle,
    Schema,
    Simple,
    Wildcard,
    namespace,
)
from lxml import etree

from evcp_codec.patterns import compiled, translate

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_DEEP = 5
_FORMS = {
    "boolean": ("true", "false", "1", "0"),
    "decimal": ("0", "-12.50", "3.1415", "7", "100"),
    "integer": ("0", "1", "-1", "12", "100", "2020"),
    "float": ("0.0", "1.5", "-2.0", "1e3", "INF", "45"),
    "dateTime": ("2020-02-29T12:00:00Z", "2021-01-01T00:00:00", "1999-12-31T23:59:59.5+02:00"),
    "date": ("2020-02-29", "2021-01-01", "2021-01-01Z"),
    "time": ("12:00:00", "23:59:59.25Z"),
    "duration": ("P1D", "PT5M", "P1Y2M3DT4H5M6S"),
    "gYear": ("2020", "1999"),
    "gYearMonth": ("2020-12", "1999-01"),
    "gMonth": ("--12", "--01"),
    "gMonthDay": ("--12-25",),
    "gDay": ("---31", "---01"),
    "hexBinary": ("00FF", "", "A1", "00000000"),
    "base64Binary": ("AAEC", "", "TWE="),
    "QName": ("a",),
}


class Unlucky(Exception):  # noqa: N818
    """No value was found for a type in the time given."""


class Documents:
    """Documents of a schema."""

    def __init__(self, schema: Schema) -> None:
        self.schema, self.random = schema, Random(0)
        self.ids = 0
        self.derived: dict[str, list[str]] = {}
        for key, kind in schema.types.items():
            base = kind.base
            while base is not None:
                self.derived.setdefault(base, []).append(key)
                base = schema.types[base].base
        self.heights = self._heights()

    def _heights(self) -> dict[str, float]:
        """Return the least depth of an element of each complex type."""
        found: dict[str, float] = dict.fromkeys(self.schema.types, math.inf)
        changed = True
        while changed:
            changed = False
            for key, kind in self.schema.types.items():
                height = 1 + (self._height(kind.content, found) if kind.content else 0)
                if height < found[key]:
                    found[key], changed = height, True
        return found

    def _height(self, part: Particle, found: dict[str, float]) -> float:
        if part.low == 0:
            return 0
        if isinstance(part.term, Group):
            heights = [self._height(inner, found) for inner in part.term.parts]
            return min(heights) if part.term.kind == "choice" else max(heights)
        if isinstance(part.term, Wildcard) or not isinstance(part.term.type, str):
            return 1
        return min(
            (found.get(e.type, 1) if isinstance(e.type, str) else 1)
            for e in self.options(part.term)
        )

    def options(self, element: Element) -> list[Element]:
        """Return the elements that may stand in a place."""
        names = self.schema.substitutes.get(element.name, ()) if element.is_global else ()
        found = [] if element.abstract else [element]
        return found + [e for n in names if not (e := self.schema.elements[n]).abstract] or [
            element
        ]

    def document(self, root: str, random: Random) -> bytes:
        """Return a document with a root element."""
        self.random, self.ids = random, 0
        prefixes = {
            prefix: uri for uri, prefix in self.schema.prefixes.items() if uri and prefix != "xml"
        }
        top = etree.Element(root, nsmap={**prefixes, "xsi": XSI[1:-1]})
        self.fill(top, self.schema.elements[root], 0)
        return etree.tostring(top, encoding="utf-8")

    def fill(self, node: etree._Element, element: Element, depth: int) -> None:
        type_ = element.type
        if element.nillable and self.random.random() < 0.1 and element.fixed is None:
            node.set(XSI + "nil", "true")
            if isinstance(type_, str) and type_ != ANY_TYPE:
                key = self.choose_type(node, type_)
                self.attributes(node, key)
            return
        if isinstance(type_, Simple):
            node.text = element.fixed if element.fixed is not None else self.value(type_)
        elif type_ != ANY_TYPE:
            key = self.choose_type(node, type_)
            kind = self.schema.types[key]
            self.attributes(node, key)
            if kind.text is not None:
                node.text = self.value(kind.text)
            elif kind.content is not None:
                if kind.mixed and self.random.random() < 0.5:
                    node.text = "some text "
                self.content(node, kind.content, depth + 1)
                if kind.mixed:
                    for kid in node:
                        if self.random.random() < 0.5:
                            kid.tail = " and more "
            elif kind.mixed:
                node.text = "text alone"

    def choose_type(self, node: etree._Element, key: str) -> str:
        """Return the type of an element or one derived from it, which the element then names."""
        named = [
            k
            for k in self.derived.get(key, ())
            if "/" not in k and not self.schema.types[k].abstract
        ]
        kind = self.schema.types[key]
        if not named or not (kind.abstract or self.random.random() < 0.15):
            return key
        chosen = (
            min(named, key=lambda k: self.heights[k])
            if self.random.random() < 0.3
            else self.random.choice(named)
        )
        uri = namespace(chosen)
        prefix = self.schema.prefixes.get(uri, "")
        local = chosen.rpartition("}")[2]
        node.set(XSI + "type", f"{prefix}:{local}" if prefix else local)
        return chosen

    def attributes(self, node: etree._Element, key: str) -> None:
        for attribute in self.schema.types[key].attributes:
            if attribute.required or self.random.random() < 0.5:
                text = (
                    attribute.fixed if attribute.fixed is not None else self.value(attribute.type)
                )
                node.set(attribute.name, text)

    def content(self, node: etree._Element, part: Particle, depth: int) -> None:
        most = part.low + (2 if depth < _DEEP else 0)
        times = self.random.randint(part.low, most if part.high is None else min(part.high, most))
        if depth >= _DEEP:
            times = part.low
        if depth > 40:
            raise Unlucky("too deep")
        for _ in range(times):
            term = part.term
            if isinstance(term, Wildcard):
                if part.low:
                    uri = "urn:any" if term.excluding else (term.namespaces or ("",))[0]
                    etree.SubElement(node, f"{{{uri}}}any" if uri else "any")
            elif isinstance(term, Group):
                parts = list(term.parts)
                if term.kind == "choice":
                    deep = depth >= _DEEP
                    low = min(self._height(p, self.heights) for p in parts)
                    chosen = (
                        [p for p in parts if self._height(p, self.heights) <= low]
                        if deep
                        else parts
                    )
                    parts = [self.random.choice(chosen)]
                if term.kind == "all":
                    self.random.shuffle(parts)
                for inner in parts:
                    self.content(node, inner, depth)
            else:
                options = self.options(term)
                if depth >= _DEEP:
                    options = [min(options, key=self._depth_of)]
                one = self.random.choice(options)
                self.fill(etree.SubElement(node, one.name), one, depth)

    def _depth_of(self, element: Element) -> float:
        return self.heights.get(element.type, 1) if isinstance(element.type, str) else 1

    # --- values ------------------------------------------------------------------------------------

    def value(self, kind: Simple) -> str:
        """Return a text of a simple type."""
        if kind.values:
            usable = [v for v, _ in kind.values if all(compiled(p)(v) for p in kind.patterns)]
            return self.random.choice(usable or [kind.values[0][0]])
        if kind.variety == "list":
            least = kind.least or 0
            most = least + 2 if kind.most is None else min(kind.most, least + 2)
            return " ".join(
                self.value(kind.parts[0]) for _ in range(self.random.randint(least, most))
            )
        if kind.variety == "union":
            return self.value(self.random.choice(kind.parts))
        if kind.name.endswith("}ID"):
            self.ids += 1
            return f"id{self.ids}"
        for text in self.candidates(kind):
            if self.fits(kind, text):
                return text
        raise Unlucky(kind.name)

    def candidates(self, kind: Simple) -> Iterator[str]:
        if kind.low is not None or kind.high is not None:
            bounds = [b for b in (kind.low, kind.high) if b is not None]
            if kind.builtin in ("integer", "decimal", "float"):
                for bound in bounds:
                    for step in ("0", "1", "-1", "0.5"):
                        if kind.builtin != "integer" or "." not in step:
                            yield (
                                format(Decimal(bound) + Decimal(step), "f")
                                if bound not in ("INF", "-INF")
                                else bound
                            )
            yield from bounds
        for _ in range(60):
            if kind.patterns:
                yield _matching(translate(self.random.choice(kind.patterns)), self.random)
            elif kind.builtin == "string":
                length = self.random.randint(
                    kind.least or 0, min(kind.most or 12, (kind.least or 0) + 8)
                )
                yield "".join(self.random.choice("abc XYZ-19é&<") for _ in range(length))
            elif kind.builtin in ("hexBinary", "base64Binary") and kind.least:
                yield ("00" if kind.builtin == "hexBinary" else "AAAA") * kind.least
            else:
                yield self.random.choice(_FORMS[kind.builtin])

    def fits(self, kind: Simple, text: str) -> bool:
        if kind.white == "collapse" and " ".join(text.split()) != text:
            return False
        if any(not compiled(pattern)(text) for pattern in kind.patterns):
            return False
        if kind.builtin == "string" and kind.variety == "atomic":
            size = len(text)
            if size < (kind.least or 0) or (kind.most is not None and size > kind.most):
                return False
        try:
            return runtime_value(kind, bool(kind.patterns)).parse(text, {None: ""})[1] is None
        except ValueError:
            return False


def _matching(pattern: str, random: Random) -> str:
    """Return a text that may match a regular expression: only what is tested by a class of characters is sure."""
    from re import _parser  # type: ignore[attr-defined]

    return _walk(_parser.parse(pattern), random)


def _walk(parsed: Any, random: Random) -> str:
    out = []
    for op, argument in parsed:
        name = str(op)
        if name == "LITERAL":
            out.append(chr(argument))
        elif name == "NOT_LITERAL":
            out.append(random.choice([c for c in "abcXYZ019" if ord(c) != argument]))
        elif name == "ANY":
            out.append(random.choice("abcXYZ019 "))
        elif name == "IN":
            out.append(_of_class(argument, random))
        elif name == "BRANCH":
            out.append(_walk(random.choice(argument[1]), random))
        elif name == "SUBPATTERN":
            out.append(_walk(argument[3], random))
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            low, high, inner = argument
            out += [
                _walk(inner, random) for _ in range(random.randint(low, min(int(high), low + 3)))
            ]
    return "".join(out)


def _of_class(items: Any, random: Random) -> str:
    if str(items[0][0]) == "NEGATE":
        test = [(str(op), argument) for op, argument in items[1:]]
        ranges = [a for op, a in test if op == "RANGE"] + [
            (a, a) for op, a in test if op == "LITERAL"
        ]
        return random.choice(
            [c for c in "abcXYZ019_-. ~" if not any(low <= ord(c) <= high for low, high in ranges)]
            or ["~"]
        )

    def ascii_(one: Any) -> bool:
        return (
            one[1][0] if str(one[0]) == "RANGE" else one[1] if str(one[0]) == "LITERAL" else 0
        ) < 128

    # libxml2 has the names of XML's fourth edition, and Unicode as it was then.
    op, argument = random.choice([one for one in items if ascii_(one)] or items)
    name = str(op)
    if name == "LITERAL":
        return chr(argument)
    if name == "RANGE":
        low, high = argument
        return chr(random.randint(low, min(high, low + 25)))
    return random.choice("0123456789") if "DIGIT" in str(argument) else random.choice("ab1")
