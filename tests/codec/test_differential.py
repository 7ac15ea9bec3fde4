"""Our decoders against xsdata's parsers on the same classes: equal wherever xsdata is right.

Where it is not, the kind of place has a name, an entry in `CASES` that shows both results, and, if documents
at random run into it, an entry in `SILENT` or `REFUSED`.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st
from support import mutators_json, mutators_xml
from support.checks import MODELS, Format, decode
from support.documents import Node, any_document, as_json, as_xml
from support.settings import tries
from support.wire import Object, json_bytes, xml_bytes
from support.xsdata_cases import Case
from support.xsdata_cases_json import JSON_CASES
from support.xsdata_cases_xml import XML_CASES
from support.xsdata_oracle import LENIENT, STRICT, Opinion, fair_timestamps, xsdata

import evcp
import evcp_models as m

CASES: tuple[Case, ...] = XML_CASES + JSON_CASES
NAMES = {case.name for case in CASES}

# xsdata refuses, or fills in a value of a wrong type, and we read the document without an issue.
REFUSED: dict[str, str] = {
    "collapse_list": "single object for a list",
    "drop_list_level": "bare array for a list with a wrapper",
    "null_for_absent": "null for a structure or list",
    "wrap_value": "array of one for a number",
    "strange_item": "number for a text of a list",
    "strange_value": "null for a structure or list",
    "drop_member": "empty object for a list with a wrapper",
    "attribute_to_element": "attribute as element",
    "element_to_attribute": "element as attribute",
    "rename_attribute": "element as attribute",
    "empty_element": "empty text in a list",
    "strange_text": "empty text in a list",
    "nil": "xsi:nil",
    "qualify": "qualified children",
}

# xsdata accepts in its strictest configuration, we give another value without an issue, and ours is right.
SILENT: dict[str, str] = {
    "nil": "xsi:nil",
    "strange_item": "text of a number",
    "strange_value": "text of a number",
    "repeat_member": "text of a number",
    "wrap_value": "list for a text",
    "strange_text": "blanks around a code",
    "strange_attribute": "blanks around a code",
}


@pytest.fixture(autouse=True)
def _fair() -> Iterator[None]:
    with fair_timestamps():
        yield


def _ours(body: bytes, model: type[Any], format: Format) -> evcp.Decoded[Any] | None:
    try:
        return decode(body, model, format)
    except evcp.DecodeError:
        return None


def _compare(theirs: Opinion, ours: evcp.Decoded[Any] | None) -> str:
    """Say how two readings of a document stand to each other."""
    # An unknown value, one out of range and contradictions are kept by both; only we mention it.
    kept = (
        evcp.IssueKind.UNKNOWN_VALUE,
        evcp.IssueKind.OUT_OF_RANGE,
        evcp.IssueKind.CONTRADICTION,
    )
    clean = ours is not None and all(issue.kind in kept for issue in ours.issues)
    if not clean:
        return "issue"
    if not theirs.right:
        return "refused"
    return "equal" if ours is not None and theirs.value == ours.value else "differ"


@tries(30)
@given(any_document(surprises=True, plain=True))
def test_valid_documents_are_read_alike(tree: Node) -> None:
    model, document = MODELS[tree.name], as_json(tree)
    body = xml_bytes(as_xml(tree))
    note(body.decode())
    assert _compare(xsdata(body, model, "xml"), _ours(body, model, "xml")) == "equal"
    if isinstance(document, Object) and document.members:
        body = json_bytes(document)
        note(body.decode())
        assert _compare(xsdata(body, model, "json"), _ours(body, model, "json")) == "equal"


@pytest.mark.parametrize(
    ("format", "mutate"),
    [
        *(("xml", m) for m in mutators_xml.HARMLESS + mutators_xml.HARMFUL),
        *(("json", m) for m in mutators_json.HARMLESS + mutators_json.HARMFUL),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_mutated_documents_are_read_alike(format: Format, mutate: Any) -> None:
    @tries(10)
    @given(any_document(surprises=True, plain=True), st.integers(0, 2**32))
    def check(tree: Node, seed: int) -> None:
        root: Any = as_xml(tree) if format == "xml" else as_json(tree)
        assume(mutate(Random(seed), root))
        body = xml_bytes(root) if format == "xml" else json_bytes(root)
        note(body.decode("utf-8", "replace"))
        model = MODELS[tree.name]
        outcome = _compare(xsdata(body, model, format), _ours(body, model, format))
        if outcome == "refused":
            assert mutate.__name__ in REFUSED
        if outcome == "differ":
            assert mutate.__name__ in SILENT

    check()


def test_each_difference_has_a_case() -> None:
    assert {*REFUSED.values(), *SILENT.values()} <= NAMES


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.format}: {case.name}")
def test_xsdata_reads_it_wrongly(case: Case) -> None:
    """Wrong reading by xsdata; if this fails after an update of it, drop the case."""
    theirs = xsdata(case.body, case.model, case.format, STRICT if case.strict else LENIENT)
    assert case.wrong(theirs), theirs


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.format}: {case.name}")
def test_our_reading_is_right(case: Case) -> None:
    ours = _ours(case.body, case.model, case.format)
    if case.value is None:
        assert ours is None
        return
    assert ours is not None
    assert ours.value == case.value
    assert [(i.path, i.kind.value) for i in ours.issues] == list(case.issues)


def test_xsdata_keeps_timestamps_as_text_by_default() -> None:
    """Without our converter, xsdata has one fixed format for a `datetime`; so put it back for once."""
    from datetime import datetime, timedelta, timezone

    from xsdata.formats.converter import DateTimeConverter, converter

    body = b"<connector><lastUpdateTimestamp>2016-08-29T09:19:43.000+0100</lastUpdateTimestamp></connector>"
    fair = converter.registry[datetime]
    converter.register_converter(datetime, DateTimeConverter())
    try:
        theirs = xsdata(body, m.Connector, "xml", LENIENT)
    finally:
        converter.register_converter(datetime, fair)
    assert theirs.warned
    assert theirs.value.last_update_timestamp == "2016-08-29T09:19:43.000+0100"
    ours = decode(body, m.Connector, "xml")
    assert ours.issues == ()
    zone = timezone(timedelta(hours=1))
    assert ours.value.last_update_timestamp == datetime(2016, 8, 29, 9, 19, 43, tzinfo=zone)


def test_xsdata_lxml_handler_accepts_a_truncated_document() -> None:
    from xsdata.formats.dataclass.parsers import XmlParser
    from xsdata.formats.dataclass.parsers.handlers import LxmlEventHandler

    body = b"<connectorTypes><connectorType id='1'/><connectorType id='2'><na"
    theirs = XmlParser(config=LENIENT, handler=LxmlEventHandler).from_bytes(
        body, m.ConnectorTypesResult
    )
    assert len(theirs.connector_type) >= 1
    with pytest.raises(evcp.DecodeError, match="cannot decode ConnectorTypesResult"):
        decode(body, m.ConnectorTypesResult, "xml")
