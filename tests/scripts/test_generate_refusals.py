"""Refusals of the generator: each message names the place, the problem and the remedy."""

from __future__ import annotations

import re
from pathlib import Path

import generate
import pytest
from scripts.schema_copy import SchemaCopy

from scripts import refusal_cases_tables, refusal_cases_xsd

CASES = refusal_cases_xsd.CASES | refusal_cases_tables.CASES


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused(
    case: str, schema: SchemaCopy, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    edit, message = CASES[case]
    edit(schema)
    folder = tmp_path / "generated"
    assert generate.main(["--schema", str(schema.folder), "--out", str(folder)]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("generate: ")
    assert message in err
    assert len(err.splitlines()) == 1, err
    assert not folder.exists()


def test_checking_bad_input_is_refused_too(
    schema: SchemaCopy, capsys: pytest.CaptureFixture[str]
) -> None:
    schema.set_version("one")
    assert generate.main(["--schema", str(schema.folder), "--check"]) == 2
    err = capsys.readouterr().err
    assert re.match(r"generate: evcp\.xsd, line \d+: version 'one' of xs:schema", err)


def test_a_line_is_named(schema: SchemaCopy, capsys: pytest.CaptureFixture[str]) -> None:
    schema.edit("evcp.xsd", 'name="street" type="xs:string"', 'name="street" type="xs:text"')
    line = schema.xsd.read_text("utf-8").split("xs:text")[0].count("\n") + 1
    assert generate.main(["--schema", str(schema.folder), "--check"]) == 2
    assert capsys.readouterr().err.startswith(f"generate: evcp.xsd, line {line}: ")
