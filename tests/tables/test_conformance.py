"""The language of XML Schema, construct by construct: decoded, encoded, validated again by lxml."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, note, reject
from hypothesis import strategies as st
from support.settings import tries
from support.xsd_documents import Documents, Unlucky
from support.xsd_package import Generated, build, infoset, lost_declarations
from tables.case import Case
from tables.cases_content import CONTENT
from tables.cases_values import VALUES

from evcp_codec.issues import MalformedDocument

CASES = (*CONTENT, *VALUES)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Generated]:
    return {}


def package(case: Case, built: dict[str, Generated], folder: Path) -> Generated:
    if case.name not in built:
        built[case.name] = build(folder / "schema", case.files, case.settings)
    return built[case.name]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_valid_documents_round_trip(
    case: Case, built: dict[str, Generated], tmp_path: Path
) -> None:
    generated = package(case, built, tmp_path)
    assert lost_declarations(generated) == []
    for text in case.valid:
        body = text.encode()
        assert generated.valid(body), generated.validator.error_log
        decoded = generated.decode(body)
        assert decoded.issues == ()
        written = generated.module.encode(decoded.value)
        assert generated.valid(written), (written, generated.validator.error_log)
        if case.same:
            assert infoset(written) == infoset(body)
        again = generated.decode(written)
        assert (again.value, again.issues) == (decoded.value, ())
        as_json = generated.module.encode(decoded.value, format="json")
        from_json = generated.decode(as_json, "json")
        assert (from_json.value, from_json.issues) == (decoded.value, ()), as_json
        assert hash(decoded.value) == hash(again.value)


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.invalid or c.wrong], ids=lambda case: case.name
)
def test_invalid_documents_are_reported(
    case: Case, built: dict[str, Generated], tmp_path: Path
) -> None:
    generated = package(case, built, tmp_path)
    for text in (*case.invalid, *case.wrong):
        body = text.encode()
        assert generated.valid(body) == (text in case.wrong), text
        try:
            assert generated.decode(body).issues, text
        except MalformedDocument:
            continue


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_documents_at_random_round_trip(
    case: Case, built: dict[str, Generated], tmp_path: Path
) -> None:
    """Whatever lxml's validator accepts is read without an issue, and says the same when it is written again."""
    generated = package(case, built, tmp_path)

    documents = Documents(generated.schema)

    @tries(12)
    @given(st.integers(0, 2**32))
    def check(seed: int) -> None:
        root = next(name for name in generated.schema.elements if name.rpartition("}")[2] == "r")
        try:
            body = documents.document(root, Random(seed))
        except Unlucky:
            reject()
        assume(generated.valid(body))
        assert_round_trip(generated, body)

    check()


def assert_round_trip(generated: Generated, body: bytes) -> None:
    note(body.decode())
    decoded = generated.decode(body)
    assert decoded.issues == ()
    written = generated.module.encode(decoded.value)
    note(written.decode())
    assert generated.valid(written), generated.validator.error_log
    again = generated.decode(written)
    assert (again.value, again.issues) == (decoded.value, ())
    from_json = generated.decode(generated.module.encode(decoded.value, format="json"), "json")
    assert (from_json.value, from_json.issues) == (decoded.value, ())


@pytest.mark.parametrize(
    "raw", ['<!DOCTYPE o [<!ENTITY e "x">]><o>&e;</o>', "<a>" * 300 + "</a>" * 300, "no XML", 5]
)
def test_raw_elements_of_json_are_hardened_xml(
    raw: object, built: dict[str, Generated], tmp_path: Path
) -> None:
    (case,) = (one for one in CASES if one.name == "wildcard")
    generated = package(case, built, tmp_path)
    value = next(v for t in case.valid if (v := generated.decode(t.encode()).value) is not None)
    document = json.loads(generated.module.encode(value, format="json"))
    (content,) = document.values()
    content["#any"] = [raw]
    decoded = generated.module.decode(json.dumps(document).encode(), format="json")
    assert [one.path.rpartition(".")[2] for one in decoded.issues] == ["#any[0]"]
