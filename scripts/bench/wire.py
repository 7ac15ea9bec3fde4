"""Pages as text, without any code of evcp: it must not come from what it is used to judge."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from .pages import Wire

_NAMESPACES = {
    "xmlns:ev": "http://www.here.com/2014/02/ACS-EV",
    "xmlns:common": "http://www.here.com/2014/02/ACS-Common",
    "xmlns:error": "http://www.navteq.com/APND/Error/v2.0",
}
_PAYMENTS = ("subscription", "creditCard", "cash", "debitCard", "check", "ePayment", "other")
_ATTRIBUTES = {
    "evStation": ("id", "pvId", "lastUpdateTimestamp", "timeZone"),
    "connectorType": ("id",),
    "phone": ("label",),
    "price": ("currency",),
    **dict.fromkeys(_PAYMENTS, ("accept",)),
}
"""Attributes in XML (contract section 2); JSON prints them as plain members."""

_FIRST = {
    "evStation": ("address", "contacts", "position", "entrancePosition", "distance", "name"),
    "paymentMethods": _PAYMENTS,
}
"""Elements that stand first in XML, unlike in the JSON samples (contract section 2)."""


def written(page: Wire, format: str) -> bytes:
    """Write a page compactly in a format."""
    return json_text(page) if format == "json" else xml_text(page)


def json_text(page: Wire, *, indent: int | None = None) -> bytes:
    """Write a page as JSON, compact unless an indent is given."""
    separators = (",", ":") if indent is None else None
    return json.dumps(page, ensure_ascii=False, separators=separators, indent=indent).encode()


def xml_text(page: Wire, *, indent: int | None = None, json_order: bool = False) -> bytes:
    """Write a page as XML: the root qualified, its content not, attributes as in the XSD (contract section 2).

    `json_order` keeps the order of the JSON samples instead of the order of the documented tables.
    """
    root = ElementTree.Element("ev:evStationsResult", _NAMESPACES)
    _fill(root, "evStationsResult", page, json_order)
    if indent is not None:
        ElementTree.indent(root, " " * indent)
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return (declaration + ElementTree.tostring(root, "unicode")).encode()


def _fill(element: ElementTree.Element, name: str, value: Wire, json_order: bool) -> None:
    attributes = _ATTRIBUTES.get(name, ())
    for key in attributes:
        if key in value:
            element.set(key, _text(value[key]))
    keys = [key for key in value if key not in attributes]
    if "value" in keys:  # text with attributes
        element.text = _text(value["value"])
        return
    if not json_order:
        first = [key for key in _FIRST.get(name, ()) if key in keys]
        keys = first + [key for key in keys if key not in first]
    for key in keys:
        for item in value[key] if isinstance(value[key], list) else [value[key]]:
            child = ElementTree.SubElement(element, key)
            if isinstance(item, dict):
                _fill(child, key, item, json_order)
            else:
                child.text = _text(item)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)
