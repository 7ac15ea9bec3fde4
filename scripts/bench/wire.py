"""Writing a page as text, without any code of evcp: it must not come from what is judged by it."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape, quoteattr

from .pages import Wire

_NAMESPACES = (
    'xmlns:ev="http://www.here.com/2014/02/ACS-EV"'
    ' xmlns:common="http://www.here.com/2014/02/ACS-Common"'
    ' xmlns:error="http://www.navteq.com/APND/Error/v2.0"'
)
_ATTRIBUTES = {
    "evStation": ("id", "pvId", "lastUpdateTimestamp", "timeZone"),
    "connectorType": ("id",),
    "phone": ("label",),
    "price": ("currency",),
    **dict.fromkeys(
        ("subscription", "creditCard", "cash", "debitCard", "check", "ePayment", "other"),
        ("accept",),
    ),
}
"""What is an attribute in XML (contract section 2); JSON prints it as a plain member."""

_FIRST = {
    "evStation": ("address", "contacts", "position", "entrancePosition", "distance", "name"),
    "paymentMethods": (
        "subscription",
        "creditCard",
        "cash",
        "debitCard",
        "check",
        "ePayment",
        "other",
    ),
}
"""Where the best known order of XML is not the order of the JSON samples (contract section 2)."""


def json_text(page: Wire, *, indent: int | None = None) -> bytes:
    """Write a page as JSON, compact unless an indent is given."""
    separators = (",", ":") if indent is None else None
    return json.dumps(page, ensure_ascii=False, separators=separators, indent=indent).encode()


def xml_text(page: Wire, *, indent: int | None = None, json_order: bool = False) -> bytes:
    """Write a page as XML: the root qualified, its content not, attributes as in the XSD.

    Args:
        page: The page as the service prints it in JSON.
        indent: Number of spaces a level, none for compact text.
        json_order: Keep the order of the JSON samples instead of that of the documented tables.

    Source:
        Contract section 2.
    """
    parts = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
    _write("evStationsResult", page, parts, indent, 0, json_order)
    return "".join(parts).encode()


def _write(
    name: str, value: object, parts: list[str], indent: int | None, depth: int, json_order: bool
) -> None:
    if isinstance(value, list):
        for item in value:
            _write(name, item, parts, indent, depth, json_order)
        return
    start = "" if indent is None else "\n" + " " * (indent * depth)
    tag, opening = name, name
    if depth == 0:
        tag, opening = f"ev:{name}", f"ev:{name} {_NAMESPACES}"
        start = ""
    if not isinstance(value, dict):
        parts.append(f"{start}<{opening}>{escape(_text(value))}</{tag}>")
        return
    attributes = _ATTRIBUTES.get(name, ())
    for attribute in attributes:
        if attribute in value:
            opening += f" {attribute}={quoteattr(_text(value[attribute]))}"
    names = [key for key in value if key not in attributes]
    if "value" in names:
        parts.append(f"{start}<{opening}>{escape(_text(value['value']))}</{tag}>")
        return
    if not json_order:
        first = [key for key in _FIRST.get(name, ()) if key in names]
        names = first + [key for key in names if key not in first]
    parts.append(f"{start}<{opening}>")
    at = len(parts)
    for key in names:
        _write(key, value[key], parts, indent, depth + 1, json_order)
    if len(parts) == at:
        parts[-1] = f"{start}<{opening}/>"
        return
    parts.append(f"{start or (chr(10) if indent is not None else '')}</{tag}>")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)
