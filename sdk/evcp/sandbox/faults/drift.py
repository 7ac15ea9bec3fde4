"""Drift: responses that depart from the schema, as after a new version of the service.

A client must read on: unknown content becomes an issue, never a wrong value or a crash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from random import Random
from typing import TYPE_CHECKING

from evcp_codec.model import Frozen, short_repr

from ..api.responses import Response, json_body, media_type

if TYPE_CHECKING:
    from evcp_codec.xml_text import Element

KINDS = ("new-field", "new-value", "number-as-text", "text-as-number")
"""Kinds of drift."""

_NEW_FIELDS: tuple[tuple[str, object], ...] = (
    ("parkingSpaces", 4),
    ("plugAndCharge", True),
    ("energySource", {"name": "wind", "share": 0.8}),
    ("vehicleTypes", ["car", "truck"]),
    ("operatorNote", "drive up from the east"),
    ("retiredField", None),
)
_NEW_VALUES = {
    "state": "PREPARING",
    "customerChargeLevel": "9",
    "chargeMode": "5",
    "accessibilityType": "MEMBERS_ONLY",
    "pricingModel": "PerKilometre",
    "sideOfStreet": "MIDDLE",
    "typeId": "77",
}
"""Values outside the code lists (contract section 5), by the name of their member."""
_CODED = {"connectorType": "77", "powerFeedType": "9"}
"""Ids outside the code lists (contract sections 5.1, 5.2), by the name of their structure."""

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Drift(Frozen):
    """Drift of responses. The same response always drifts in the same way.

    Attributes:
        rate: Chance for each possible place, from 0 to 1.
        kinds: Possible changes. "new-field": an object gets a member outside the schema.
            "new-value": a code is outside its list. "number-as-text" and "text-as-number": in JSON
            a number is a string, or a string of digits a number; XML, where both look the same, gets
            an attribute `xsi:type`.
        seed: Seed of the draws.

    Raises:
        ValueError: The rate is not a chance, or a kind is unknown.
    """

    __repr__ = short_repr

    rate: float = 0.02
    kinds: frozenset[str] = frozenset(KINDS)
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise ValueError(f"rate must be a chance from 0 to 1, not {self.rate}")
        self._fill(kinds=frozenset(self.kinds))
        if unknown := sorted(self.kinds.difference(KINDS)):
            raise ValueError(f"unknown drift {unknown[0]!r}: known ones are {', '.join(KINDS)}")

    def applied(self, response: Response) -> Response:
        """An uncompressed response after drifting; only JSON and XML change, a script does not."""
        kind = media_type(response.headers.get("Content-Type", ""))
        if kind == "application/json":
            return replace(response, body=self.drifted_json(response.body))
        if kind == "application/xml":
            return replace(response, body=self.drifted_xml(response.body))
        return response

    def drifted_json(self, body: bytes) -> bytes:
        """A JSON document after drifting."""
        drawing = _Drawing(self, body)
        return json_body(_drift_value(json.loads(body), "", "", drawing))

    def drifted_xml(self, body: bytes) -> bytes:
        """An XML document after drifting.

        Raises:
            ImportError: lxml is not installed.
        """
        from lxml import etree

        drawing = _Drawing(self, body)
        root = etree.fromstring(body)
        # A list, because inserted elements must not drift again.
        for element in list(root.iter()):
            _drift_element(element, drawing)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


class _Drawing:
    """Draws for one document, a function of the document and the seed."""

    def __init__(self, drift: Drift, body: bytes) -> None:
        digest = blake2b(body, digest_size=16).hexdigest()
        self._chance = Random(f"{drift.seed}/{digest}")  # noqa: S311 - no secret
        self._drift = drift

    def happens(self, kind: str) -> bool:
        return kind in self._drift.kinds and self._chance.random() < self._drift.rate

    def new_field(self) -> tuple[str, object]:
        return self._chance.choice(_NEW_FIELDS)


def _drift_value(value: object, name: str, within: str, drawing: _Drawing) -> object:
    """A JSON value after drifting; `name` is its member, `within` the member of its object."""
    if isinstance(value, dict):
        drifted = {k: _drift_value(v, k, name, drawing) for k, v in value.items()}
        if drawing.happens("new-field"):
            field, content = drawing.new_field()
            drifted.setdefault(field, content)
        return drifted
    if isinstance(value, list):
        return [_drift_value(one, name, within, drawing) for one in value]
    if isinstance(value, str):
        if (new := _new_value(name, within)) and drawing.happens("new-value"):
            return new
        if _NUMBER.fullmatch(value) and drawing.happens("text-as-number"):
            return json.loads(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        return json.dumps(value) if drawing.happens("number-as-text") else value
    return value


def _new_value(name: str, within: str) -> str | None:
    return _CODED.get(within) if name == "id" else _NEW_VALUES.get(name)


def _drift_element(element: Element, drawing: _Drawing) -> None:
    """Let an XML element drift, without its descendants."""
    from lxml import etree

    name = etree.QName(element).localname
    parent = element.getparent()
    within = "" if parent is None else etree.QName(parent).localname
    for attribute in map(str, element.attrib):  # bytes in the stubs alone
        if (new := _new_value(attribute, name)) and drawing.happens("new-value"):
            element.set(attribute, new)
    if len(element):
        if drawing.happens("new-field"):
            element.extend(_elements(*drawing.new_field()))
        return
    text = element.text or ""
    if (new := _new_value(name, within)) and text and drawing.happens("new-value"):
        element.text = new
    elif _NUMBER.fullmatch(text):
        for kind, type_ in (("number-as-text", "string"), ("text-as-number", "decimal")):
            if drawing.happens(kind):
                element.set(f"{{{_XSI}}}type", f"xs:{type_}")
                return


def _elements(name: str, value: object) -> Iterator[Element]:
    """A JSON member as XML elements."""
    from lxml import etree

    for one in value if isinstance(value, list) else [value]:
        element = etree.Element(name)
        if isinstance(one, dict):
            for key, inner in one.items():
                element.extend(_elements(key, inner))
        elif one is not None:
            element.text = one if isinstance(one, str) else json.dumps(one)
        yield element
