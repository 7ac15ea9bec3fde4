"""Mutated documents: the same meaning gives the same value, and nothing is lost without an issue."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from lxml import etree
from support import mutators_json, mutators_xml
from support.checks import MODELS, decode
from support.documents import Node, any_document, as_json, as_xml, assert_says
from support.settings import tries
from support.type_checks import lost
from support.wire import Element, Object, Raw, json_bytes, scalars, xml_bytes
from support.xsd import validator

import evcp

seeds = st.integers(0, 2**32)


def xml_texts(body: bytes) -> list[str]:
    """Return every text and attribute value of a document, but those of XML Schema's own attributes."""
    root = etree.fromstring(body, etree.XMLParser(remove_comments=True, remove_pis=True))
    texts = []
    for element in root.iter():
        texts += [str(v) for k, v in element.attrib.items() if "XMLSchema-instance" not in str(k)]
        texts += [element.text or "", element.tail or ""]
    return texts


def json_texts(value: Any) -> list[str]:
    """Return the text of every scalar of a document."""
    return [
        "" if v is None else str(v).lower() if isinstance(v, bool) else str(v)
        for v in scalars(value)
    ]


def against_the_schema(decoded: evcp.Decoded[Any]) -> list[evcp.Issue]:
    """The issues but for those between members, which the schema allows: documents are drawn by it alone."""
    return [
        one
        for one in decoded.issues
        if one.kind is not evcp.IssueKind.CONTRADICTION and one.raw != "an entry without a date"
    ]


@tries(25)
@given(any_document(), st.sampled_from(("", "  ", "\t")), st.sampled_from(("", " ", "\n  ")))
def test_both_formats_of_a_valid_document_are_equal(tree: Node, indent: str, space: str) -> None:
    model = MODELS[tree.name]
    body = xml_bytes(as_xml(tree), indent=indent)
    assert validator().validate(etree.fromstring(body)), validator().error_log
    from_xml = decode(body, model, "xml")
    assert_says(from_xml.value, tree)
    assert against_the_schema(from_xml) == []
    document = as_json(tree)
    if isinstance(document, Object) and document.members:
        from_json = decode(json_bytes(document, space=space), model, "json")
        assert_says(from_json.value, tree)
        assert from_json == from_xml


@pytest.mark.parametrize("mutate", mutators_xml.HARMLESS, ids=lambda m: m.__name__)
def test_harmless_in_xml(mutate: mutators_xml.Mutator) -> None:
    found = []

    @tries(60)
    @given(any_document(), seeds)
    def check(tree: Node, seed: int) -> None:
        rng, root = Random(seed), as_xml(tree)
        if not mutate(rng, root):
            return
        body = xml_bytes(root)
        note(body.decode())
        decoded = decode(body, MODELS[tree.name], "xml")
        assert_says(decoded.value, tree)
        assert against_the_schema(decoded) == []
        found.append(seed)

    check()
    assert len(found) > 5, "the documents give this mutator nothing to change"


@pytest.mark.parametrize("mutate", mutators_json.HARMLESS, ids=lambda m: m.__name__)
def test_harmless_in_json(mutate: mutators_json.Mutator) -> None:
    found = []

    @tries(60)
    @given(any_document(), seeds)
    def check(tree: Node, seed: int) -> None:
        root = as_json(tree)
        assert isinstance(root, Object)
        if not root.members or not mutate(Random(seed), root):
            return
        body = json_bytes(root)
        note(body.decode())
        decoded = decode(body, MODELS[tree.name], "json")
        assert_says(decoded.value, tree)
        assert against_the_schema(decoded) == []
        found.append(seed)

    check()
    assert len(found) > 5, "the documents give this mutator nothing to change"


def _lost_in_xml(body: bytes, model: type[Any]) -> list[str]:
    try:
        decoded = decode(body, model, "xml")
    except evcp.DecodeError:
        return []
    return lost(xml_texts(body), decoded.value, [issue.raw for issue in decoded.issues])


@tries(50)
@given(any_document(surprises=True), seeds, st.integers(1, 3))
def test_nothing_is_lost_in_xml(tree: Node, seed: int, times: int) -> None:
    rng, root = Random(seed), as_xml(tree)
    for _ in range(times):
        rng.choice(mutators_xml.HARMFUL + mutators_xml.HARMLESS)(rng, root)
    body = xml_bytes(root)
    note(body.decode())
    try:
        etree.fromstring(body)
    except etree.XMLSyntaxError:  # an attribute twice, for instance
        with pytest.raises(evcp.DecodeError):
            decode(body, MODELS[tree.name], "xml")
        return
    assert _lost_in_xml(body, MODELS[tree.name]) == []


@tries(50)
@given(any_document(surprises=True), seeds, st.integers(1, 3))
def test_nothing_is_lost_in_json(tree: Node, seed: int, times: int) -> None:
    rng, root = Random(seed), as_json(tree)
    assert isinstance(root, Object)
    for _ in range(times):
        rng.choice(mutators_json.HARMFUL + mutators_json.HARMLESS)(rng, root)
    body = json_bytes(root)
    note(body.decode())
    try:
        decoded = decode(body, MODELS[tree.name], "json")
    except evcp.DecodeError:
        return
    raws = [issue.raw for issue in decoded.issues]
    assert lost(json_texts(root), decoded.value, raws) == []


def test_checks_can_fail() -> None:
    """The checks behind the properties notice the faults that they look for."""
    assert lost(["a", "b", "b"], evcp_models_name("a"), ["b"]) == []
    assert lost(["a", "a"], evcp_models_name("a"), []) == ["a"]
    element = Element("x", [("k", "1")], ["t", Element("y", content=["u"])])
    assert xml_texts(xml_bytes(element))[:2] == ["1", "t"]
    assert json_texts(Object([("a", Raw("1.50")), ("b", [True, None])])) == ["1.50", "true", ""]


def evcp_models_name(text: str) -> Any:
    """Return a model that holds one text."""
    from evcp_models import NameId

    return NameId(name=text)
