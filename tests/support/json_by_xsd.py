"""JSON held against `schema/evcp.xsd`: turned into the XML that it stands for, with lxml alone.

The rules are those of contract section 3.1: members are child elements or attributes of the same
name, a repeated element is an array, and the text of an element with attributes is `value`.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from support.xsd import EV, Complex, schema, validator

_KINDS: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "decimal": (int, float),
    "double": (int, float),
    "float": (int, float),
    "integer": (int,),
    "int": (int,),
    "nonNegativeInteger": (int,),
}
"""The JSON type of each primitive; every other one is a string."""


class NotOfTheSchemaError(ValueError):
    """A member that the XSD does not have, or a value of the wrong JSON type."""


def check(document: Any, root: str) -> None:
    """Refuse a JSON document that the schema does not allow.

    Args:
        document: The parsed document.
        root: Name of the root element that it stands for; JSON does not have it.

    Raises:
        NotOfTheSchemaError: The structure or a JSON type is wrong.
        etree.DocumentInvalid: The schema refuses a value, or the lack of one.
    """
    element = etree.Element(f"{{{EV}}}{root}", nsmap={"ev": EV})
    _fill(element, document, schema().complex[schema().roots[root]], root)
    validator().assertValid(element)


def _fill(element: etree._Element, value: Any, kind: Complex, path: str) -> None:
    if not isinstance(value, dict):
        raise NotOfTheSchemaError(f"{path} is {value!r}, no object")
    members = {member.name: member for member in kind.members}
    for name, inner in value.items():
        here = f"{path}.{name}"
        if name == "value" and kind.text is not None:
            element.text = _text(inner, kind.text, here)
            continue
        if name not in members:
            raise NotOfTheSchemaError(f"{here} is not in {kind.name}")
        member = members[name]
        if member.many != isinstance(inner, list):
            raise NotOfTheSchemaError(f"{here}: an array stands where none should, or the reverse")
        for at, one in enumerate(inner if member.many else [inner]):
            if member.attribute:
                element.set(name, _text(one, member.type, here))
                continue
            child = etree.SubElement(element, name)
            below = schema().complex.get(member.type)
            if below is None:
                child.text = _text(one, member.type, here)
            else:
                _fill(child, one, below, f"{here}[{at}]")


def _text(value: Any, kind: str, path: str) -> str:
    base = schema().simple[kind].base
    if not isinstance(value, _KINDS.get(base, (str,))) or (
        isinstance(value, bool) and base != "boolean"
    ):
        raise NotOfTheSchemaError(f"{path} is {value!r}, no JSON value for {base}")
    return str(value).lower() if isinstance(value, bool) else str(value)
