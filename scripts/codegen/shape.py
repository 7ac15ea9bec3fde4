"""From the language model to the Python API: names, fields and annotations of a package with tables.

The rules: a class for each complex type, a subclass for a derived one; a field for each name of the effective
content, a tuple if it may repeat; an enumeration for each set of known texts. A name follows from the place of
its declaration alone, so that it stays when the schema grows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from keyword import iskeyword

from evcp_codec.values import BadValue

from .config import Config
from .table_api import (
    TableApi,
    TableClass,
    TableField,
    WireType,
    facets_of,
    identifier,
    is_enum,
    is_reserved,
    local_key,
    needs_order,
    occurrences,
    pascal,
    runtime_value,
    stays_text,
)
from .xsd.api import CodeList, EnumSpec, MemberSpec, Note, SchemaError, snake_case
from .xsd.codelists import read_codelists
from .xsd.corrections import Corrections, read_corrections
from .xsd.documents import XML_NAMESPACE
from .xsd.language import (
    ANY_TYPE,
    Attribute,
    ComplexType,
    Element,
    Schema,
    Simple,
    Wildcard,
    joined,
    local,
    namespace,
)
from .xsd.resolve import read_schema

SCALARS = {
    "boolean": "bool", "integer": "int", "decimal": "Decimal", "float": "float", "dateTime": "XsdDateTime",
    "date": "XsdDate", "time": "XsdTime", "hexBinary": "bytes", "base64Binary": "bytes",
}  # fmt: skip
"""Annotation of each primitive type that is not kept as text."""
_UNCOMPARED = frozenset(("duration", "gYearMonth", "gYear", "gMonthDay", "gDay", "gMonth"))
_TAKEN_FIELDS = frozenset(
    ("bool", "bytes", "dataclass", "field", "float", "int", "object", "str", "tuple")
)
_MANY_KINDS = 12
"""Number of classes up to which an annotation names them all."""


def read_table_api(config: Config) -> TableApi:
    """Read a schema of any style.

    Raises:
        SchemaError: Something in it cannot be carried; says where and why.
    """
    schema = read_schema(config.main, config.locations, config.prefixes, compiled=config.compiled)
    if not schema.types and not schema.elements:
        raise SchemaError(
            f"{config.main.name} declares no complex type and no element: there is nothing to read"
        )
    corrections = read_corrections(config.corrections)
    odd = corrections.python or corrections.optional or corrections.accepts or corrections.roots
    if odd:
        raise SchemaError(
            f'{config.corrections.name}: with codec = "tables" there are [[rename_class]] and [[rename_field]] only'
        )
    return _Shaper(config, schema, corrections, read_codelists(config.codelists)).api()


@dataclass
class _Shaper:
    config: Config
    schema: Schema
    corrections: Corrections
    codes: tuple[CodeList, ...]
    class_names: dict[str, str] = field(default_factory=dict)
    enum_names: dict[str, str] = field(default_factory=dict)
    enums: dict[str, Simple] = field(default_factory=dict)
    specs: dict[str, TableClass] = field(default_factory=dict)
    repeats: set[tuple[str, str]] = field(default_factory=set)
    derived: dict[str, list[str]] = field(default_factory=dict)
    used: set[tuple[str, ...]] = field(default_factory=set)

    def api(self) -> TableApi:
        self.find_enums()
        self.name_everything()
        self.find_repeats()
        for key in self.schema.types:
            self.model(key)
        enums = tuple(self.enum(key) for key in self.enum_names)
        self.check_corrections()
        names = {enum.name for enum in enums}
        for codes in self.codes:
            if codes.enum is not None and codes.enum not in names:
                raise SchemaError(
                    f"the code list {codes.name} is of {codes.enum}, which is no enumeration here"
                )
        return TableApi(
            version=self.schema.version,
            namespace=self.schema.namespace,
            classes=tuple(self.specs.values()),
            enums=enums,
            codes=self.codes,
            source=self.config.main.name,
            config=self.config,
            schema=replace(self.schema, unchecked=(*self.schema.unchecked, *self.uncompared())),
            class_names=self.class_names,
            enum_names=self.enum_names,
        )

    # --- names -------------------------------------------------------------------------------------

    def find_enums(self) -> None:
        """Find the enumerations: sets of known texts, by the key of their type."""

        def add(kind: Simple) -> None:
            if is_enum(kind):
                self.enums.setdefault(kind.key, kind)
            for part in kind.parts:
                add(part)

        for simple in self.schema.simples.values():
            add(simple)
        for kind in self.schema.types.values():
            for one in (kind.text, *(a.type for a in kind.attributes)):
                if one is not None:
                    add(one)
            for leaf in kind.content.leaves() if kind.content else ():
                if isinstance(leaf, Element) and isinstance(leaf.type, Simple):
                    add(leaf.type)
        for element in self.schema.elements.values():
            if isinstance(element.type, Simple):
                add(element.type)

    def name_everything(self) -> None:
        """Name classes and enumerations: named types first, those of the main namespace before others."""
        wanted: list[tuple[tuple[int, int, int], str, str]] = []
        for kind, keys in (("class", self.schema.types), ("enum", self.enums)):
            for order, key in enumerate(keys):
                rank = key.count("/") + (kind == "enum" and "/" in key)
                foreign = namespace(key) != self.schema.namespace
                wanted.append(((min(rank, 2), int(foreign), order), kind, key))
        taken: dict[str, str] = {}
        for _, kind, key in sorted(wanted):
            chosen = self.corrections.classes.get(local_key(key))
            if chosen is not None:
                self.used.add(("class", local_key(key)))
                if chosen in taken:
                    raise SchemaError(f"[[rename_class]] {chosen} is taken by {taken[chosen]}")
                candidates: Iterable[str] = (chosen,)
            else:
                candidates = self.candidates(kind, key)
            name = next(c for c in candidates if c not in taken and not is_reserved(c))
            taken[name] = local_key(key)
            (self.class_names if kind == "class" else self.enum_names)[key] = name

    def candidates(self, kind: str, key: str) -> Iterator[str]:
        head, *parts = local_key(key).split("/")
        # A number only tells one member of a union from another.
        rest = "".join(pascal(part) for part in parts if part and not part.isdigit())
        for ending in self.config.strip:
            if head.endswith(ending) and head != ending:
                yield pascal(head.removesuffix(ending)) + rest
                break
        name = pascal(head) + rest
        yield name
        prefix = self.schema.prefixes.get(namespace(key), "")
        if prefix and namespace(key) != self.schema.namespace:
            yield pascal(prefix) + name
            name = pascal(prefix) + name
        ending = "Value" if kind == "enum" else "Element" if key.endswith("/") else "Type"
        yield name + ending
        number = 2
        while True:
            yield f"{name}{ending}{number}"
            number += 1

    def check_corrections(self) -> None:
        for kind in self.corrections.classes:
            if ("class", kind) not in self.used:
                raise SchemaError(
                    f"[[rename_class]] names the type {kind}, which the schema does not have"
                )
        for kind, wire in self.corrections.fields:
            if ("field", kind, wire) not in self.used:
                raise SchemaError(
                    f"[[rename_field]] corrects {kind}/{wire}, which the schema does not have"
                )

    # --- classes -----------------------------------------------------------------------------------

    def find_repeats(self) -> None:
        """Find elements that a derived type repeats: the field of its base has to be a tuple too."""
        for key, kind in self.schema.types.items():
            base = kind.base
            if base is not None:
                self.derived.setdefault(base, []).append(key)
            counts = {
                name: high for name, (_, high) in occurrences(kind.content).items() if high > 1
            }
            while base is not None:
                self.repeats.update((base, name) for name in counts)
                base = self.schema.types[base].base

    def model(self, key: str) -> TableClass:
        """Describe a class, its base before it."""
        if key in self.specs:
            return self.specs[key]
        kind = self.schema.types[key]
        base = None if kind.base is None else self.model(kind.base)
        fields = self.fields(kind, base)
        roots = [e.name for e in self.schema.elements.values() if e.type == key and not e.abstract]
        spec = TableClass(
            name=self.class_names[key],
            xsd=local_key(key),
            element=local(roots[0]) if roots else "",
            roots=tuple(roots),
            is_root=bool(roots),
            fields=tuple(fields),
            note=kind.note,
            key=key,
            base="" if base is None else base.name,
            content=kind.content,
            mixed=kind.mixed,
            abstract=kind.abstract,
            place=str(kind.place),
        )
        self.specs[key] = spec
        return spec

    def fields(self, kind: ComplexType, base: TableClass | None) -> list[TableField]:
        inherited = {(f.node, f.clark): f for f in (base.table if base else ())}
        names = {f.name for f in (base.table if base else ())}
        if base is not None:
            chain = self.schema.types[base.key].base
            while chain is not None:  # fields that a restriction on the way leaves out
                above = self.specs[chain]
                inherited = {(f.node, f.clark): f for f in above.table} | inherited
                names |= {f.name for f in above.table}
                chain = self.schema.types[chain].base
        found: list[TableField] = []
        members: set[str] = set()

        def add(one: TableField, wanted: str, ending: str) -> None:
            above = inherited.get((one.node, one.clark))
            if above is not None:
                one = self.like(above, one)
            else:
                name = self.field_name(kind, one, wanted, ending, names)
                names.add(name)
                one = replace(one, name=name)
            json = one.json
            if json in members:
                json = f"{self.schema.prefixes.get(namespace(one.clark)) or 'x'}:{json}"
            while json in members:
                json += "_"
            members.add(json)
            found.append(replace(one, json=json))

        counts = occurrences(kind.content)
        wildcard: Wildcard | None = None
        seen: set[str] = set()
        for leaf in kind.content.leaves() if kind.content else ():
            if isinstance(leaf, Wildcard):
                wildcard = leaf if wildcard is None else joined((wildcard, leaf))
            elif leaf.name not in seen:
                seen.add(leaf.name)
                low, high = counts[leaf.name]
                many = high > 1 or (kind.key, leaf.name) in self.repeats
                add(self.element_field(leaf, low=low, many=many), local(leaf.name), "element")
        if wildcard is not None:
            note = Note("Elements that the schema allows without saying what they are.")
            raw = TableField(
                "", "", "raw", "other", "RawElement", many=True, note=note, clark="*", python="RawElement",
                wildcard=wildcard, json="#any",
            )  # fmt: skip
            add(raw, "other_elements", "raw")
        for attribute in kind.attributes:
            add(self.attribute_field(attribute), local(attribute.name), "attribute")
        if kind.text is not None:
            add(self.text_field(kind.text), "value", "text")
        for one, wanted in self.extras(kind):
            add(one, wanted, "extra")
        return found

    def extras(self, kind: ComplexType) -> Iterator[tuple[TableField, str]]:
        """Yield the fields that keep what is neither an element nor an attribute of the schema."""
        text = TableField("", "", "texts", "other", "str", many=True, python="str")
        if kind.wildcard is not None:
            note = Note(
                "Attributes that the schema allows without saying what they are: name and text."
            )
            pair = "tuple[str, str]"
            yield (
                replace(
                    text, node="raw_attributes", type=pair, python=pair, wildcard=kind.wildcard, json="@any",
                    note=note,
                ),
                "other_attributes",
            )  # fmt: skip
        if kind.content is not None and needs_order(kind):
            note = Note(
                "Field of each child in the order of the document, where the schema leaves the order open; "
                "empty for the order of the fields."
            )
            yield replace(text, node="order", json="#order", note=note), "content_order"
        if kind.mixed:
            note = Note("Texts before, between and behind the elements; empty if there are none.")
            yield replace(text, node="texts", json="#texts", note=note), "content_texts"

    def field_name(
        self, kind: ComplexType, one: TableField, wanted: str, ending: str, names: set[str]
    ) -> str:
        where = local_key(kind.key), wanted
        if where in self.corrections.fields:
            self.used.add(("field", *where))
            wanted = self.corrections.fields[where]
            if wanted in names or not wanted.isidentifier() or iskeyword(wanted):
                raise SchemaError(
                    f"[[rename_field]] {wanted} of {where[0]} is taken, or not a name of Python"
                )
            return wanted
        name = identifier(snake_case(wanted))
        if iskeyword(name) or name in _TAKEN_FIELDS:
            name += "_"
        if name in names:
            name = f"{name.rstrip('_')}_{ending}"
        number = 2
        while name in names:
            name, number = f"{name.rstrip('0123456789')}{number}", number + 1
        return name

    def like(self, above: TableField, one: TableField) -> TableField:
        """Return a field of a derived class in the form of its base's: the values have to fit both."""
        declared, base = one.declared, above.declared
        stays_text = above.stays_text
        if isinstance(declared, Simple) and isinstance(base, Simple) and not stays_text:
            if declared.builtin == "integer" and base.builtin == "decimal":
                declared = replace(declared, builtin="decimal", fraction=0)
            stays_text = (
                above.python == "str"
                and self.python(declared, False) != "str"
                and not is_enum(declared)
            )
        default = one.model_default
        return replace(
            one,
            name=above.name,
            python=above.python,
            many=above.many,
            nillable=above.nillable,
            required=above.required,
            needed=one.required and not above.many,
            declared=declared,
            stays_text=stays_text or above.stays_text,
            model_default=default or above.model_default,
            inherited=(default or above.model_default) == above.model_default,
        )

    def element_field(self, leaf: Element, *, low: float, many: bool) -> TableField:
        others = tuple(
            (name, self.wire_type(self.schema.elements[name].type))
            for name in dict.fromkeys(self.schema.substitutes.get(leaf.name, ()))
            if leaf.is_global and not self.schema.elements[name].abstract
        )
        declared = self.wire_type(leaf.type)
        text = stays_text(declared)
        return TableField(
            name="",
            wire=local(leaf.name),
            node="element",
            kind="class" if isinstance(declared, str) else "scalar" if declared else "other",
            type=self.class_names[declared] if isinstance(declared, str) else "str",
            many=many,
            required=low >= 1 and not many,
            note=leaf.note,
            clark=leaf.name,
            python=self.element_annotation(declared, others, abstract=leaf.abstract),
            declared=declared,
            stays_text=text,
            nillable=leaf.nillable,
            default=leaf.default,
            fixed=leaf.fixed,
            json=local(leaf.name),
            others=others,
            abstract=leaf.abstract and bool(others),
            **facets_of(declared),
        )

    def wire_type(self, type_: Simple | str) -> WireType:
        return None if type_ == ANY_TYPE else type_

    def element_annotation(
        self, declared: WireType, others: Sequence[tuple[str, WireType]], *, abstract: bool
    ) -> str:
        if not others:
            return self.one_annotation(declared)
        types = [declared] if not abstract else []
        types += [type_ for _, type_ in others]
        if isinstance(declared, str):
            kinds = [self.one_annotation(declared)]
            kinds += [self.one_annotation(t) for t in types if not self.is_derived(t, declared)]
        else:
            kinds = [self.one_annotation(t) for t in types]
        kinds = list(dict.fromkeys(kinds))
        base = " | ".join(kinds) if len(kinds) <= _MANY_KINDS else "object"
        exact = [t if isinstance(t, str) else "" for t in types]
        # By xsi:type an element may be of a class that another element, or none, has.
        hidden = any(self.derived.get(t) for t in exact)
        if len(set(exact)) < len(exact) or hidden:
            base = f"{base} | Named[{base}]"
        return base

    def is_derived(self, type_: WireType, base: str) -> bool:
        while isinstance(type_, str):
            if type_ == base:
                return True
            type_ = self.schema.types[type_].base
        return False

    def one_annotation(self, declared: WireType) -> str:
        if declared is None:
            return "RawElement"
        if isinstance(declared, str):
            return self.class_names[declared]
        return self.python(declared, stays_text(declared))

    def attribute_field(self, attribute: Attribute) -> TableField:
        kind, text = attribute.type, stays_text(attribute.type)
        default = attribute.default if attribute.default is not None else attribute.fixed
        prefix = "xml:" if namespace(attribute.name) == XML_NAMESPACE else ""
        return TableField(
            name="",
            wire=local(attribute.name),
            node="attribute",
            kind="scalar",
            type="str",
            required=attribute.required,
            note=attribute.note,
            clark=attribute.name,
            python=self.python(kind, text),
            declared=kind,
            stays_text=text,
            default=attribute.default,
            fixed=attribute.fixed,
            json=f"{self.config.json.attributes}{prefix}{local(attribute.name)}",
            model_default=""
            if attribute.required or default is None
            else self.expression(kind, default, text),
            **facets_of(kind),
        )

    def text_field(self, kind: Simple) -> TableField:
        return TableField(
            name="",
            wire="",
            node="text",
            kind="scalar",
            type="str",
            required=True,
            note=Note("The text itself."),
            python=self.python(kind, stays_text(kind)),
            declared=kind,
            stays_text=stays_text(kind),
            json=self.config.json.text,
            **facets_of(kind),
        )

    # --- values ------------------------------------------------------------------------------------

    def python(self, kind: Simple, text: bool) -> str:
        """Return the annotation of a value of a simple type."""
        if is_enum(kind):
            return f"{self.enum_names[kind.key]} | str"
        if kind.variety == "list":
            return f"tuple[{self.python(kind.parts[0], stays_text(kind.parts[0]))}, ...]"
        if kind.variety == "union":
            parts = [self.python(part, stays_text(part)).split(" | ") for part in kind.parts]
            return " | ".join(dict.fromkeys(name for part in parts for name in part))
        return "str" if text else SCALARS.get(kind.builtin, "str")

    def expression(self, kind: Simple, text: str, stays: bool) -> str:
        """Return the default of an attribute as a Python expression."""
        value = runtime_value(kind, stays)
        try:
            found, _ = value.parse(text)
        except BadValue:
            raise SchemaError(f"the default {text!r} is no value of {local(kind.name)}") from None
        return self.literal(kind, found)

    def literal(self, kind: Simple, value: object) -> str:
        if isinstance(value, tuple):
            inner = ", ".join(self.literal(kind.parts[0], item) for item in value)
            return f"({inner},)" if value else "()"
        if isinstance(value, str):
            for one in (kind, *kind.parts):
                if is_enum(one):
                    names = {m.value: m.name for m in self.enum(one.key).members}
                    if value in names:
                        return f"{self.enum_names[one.key]}.{names[value]}"
        if type(value).__module__ == "decimal":
            return f'Decimal("{value}")'
        if type(value).__module__ == "datetime":
            return f"{type(value).__name__}.fromisoformat({value.isoformat()!r})"  # type: ignore[attr-defined]
        if isinstance(value, float) and not math.isfinite(value):
            return f'float("{value}")'
        return repr(value)

    def enum(self, key: str) -> EnumSpec:
        """Describe an enumeration; its members are named by the code list, if there is one."""
        name, kind = self.enum_names[key], self.enums[key]
        keys = {
            str(entry["id"]): str(entry["key"])
            for codes in self.codes
            if codes.enum == name
            for entry in codes.entries
        }
        members: dict[str, MemberSpec] = {}
        for value, note in kind.values or ():
            wanted = keys.get(value) or identifier(snake_case(value)).upper()
            member, number = wanted, 2
            if iskeyword(member) or member in ("MRO", "NAME", "VALUE"):
                member += "_"
            while member in members:
                member, number = f"{wanted}_{number}", number + 1
            members[member] = MemberSpec(member, value, note)
        return EnumSpec(name, local_key(key), tuple(members.values()), kind.note)

    def uncompared(self) -> Iterator[str]:
        for spec in self.specs.values():
            for one in spec.table:
                kind = one.declared
                if not isinstance(kind, Simple) or kind.builtin not in _UNCOMPARED:
                    continue
                if kind.low is not None or kind.high is not None:
                    yield f"{spec.name}.{one.name}: the bounds of xs:{kind.builtin} are not checked"
