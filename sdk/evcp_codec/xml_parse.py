"""Parsing XML with a hardened parser; whatever is wrong with a body is a `DecodeError`."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from evcp.errors import DecodeError, excerpt

from .xml_reading import Element, local_name

# Atomic groups: what was read as a comment is not read again as something else.
_DOCTYPE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s+|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE", re.DOTALL | re.IGNORECASE
)

DTD_PROBLEM = "it declares a document type or entities, which no answer of the service needs"


def parser_options() -> dict[str, Any]:
    """Return what makes lxml's parsers safe: no entities, no DTD, no network, libxml2's own limits.

    Those limits are 256 levels of depth and 10 million characters in one text.
    """
    return {
        "resolve_entities": False,
        "load_dtd": False,
        "no_network": True,
        "huge_tree": False,
        "recover": False,
        "remove_comments": True,
        "remove_pis": True,
        "remove_blank_text": True,
    }


def load(body: bytes, model: str) -> Element:
    """Parse an XML body and return its root; whatever is wrong with it is a `DecodeError`."""
    problem = DTD_PROBLEM
    if _DOCTYPE.match(body) is None:
        options = parser_options()
        # libxml2 takes blanks before a comment or a CDATA section for layout, even in a text.
        options["remove_blank_text"] = _is_plain(body)
        try:
            root = etree.fromstring(body, etree.XMLParser(**options))
            # The search above reads ASCII only: this is for the encodings that hide from it.
            if root.getroottree().docinfo.internalDTD is None:
                return root
        except (etree.XMLSyntaxError, ValueError) as error:
            problem = str(error)
    raise DecodeError(
        f"cannot decode {model}: the body is not XML of the service: {problem}",
        hint=_guess(body),
        body_excerpt=excerpt(body),
    )


def _is_plain(body: bytes) -> bool:
    """Tell whether a body has no comments, CDATA sections and processing instructions.

    The searches for one byte are many times faster than those for two, and mostly enough.
    """
    start = 2 + body.find(b"?>", 0, 99) if b"<?xml" in body[:8] else 0
    return (body.find(b"!") < 0 or body.find(b"<!") < 0) and (
        body.find(b"?", start) < 0 or body.find(b"<?", start) < 0
    )


def _guess(body: bytes) -> str:
    """Say what the body seems to be instead."""
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "the body is empty"
    if b"<html" in start or start.startswith(b"<!doctype html"):
        return "it is an HTML page, perhaps from a proxy or a login form"
    if start.startswith((b"{", b"[")):
        return "it looks like JSON; decode it with format='json'"
    return "it may have been cut off on the way"


def no_such_document(body: bytes, root: Element, model: str, names: tuple[str, ...]) -> DecodeError:
    """Build the error for XML with another root."""
    return DecodeError(
        f"cannot decode {model}: the root element is <{local_name(root)}>",
        hint=f"the root of such a document is <{'> or <'.join(names)}>",
        body_excerpt=excerpt(body),
    )
