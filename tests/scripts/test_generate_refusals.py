"""Refusals of the generator: each message names the place, the problem and the remedy."""

from __future__ import annotations

import re
from pathlib import Path

import generate
import pytest
from scripts.schema_copy import NOTES, SchemaCopy, element

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


def test_obstacles_are_told_together(
    schema: SchemaCopy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those of the XSD, of the code lists and of both together: nobody mends them one run at a time."""
    schema.add_member("AddressType", element("gate", "ev:GateType"))
    schema.explain(schema.top("AddressType"), "")
    schema.drop(next(schema.member("AddressType", "city").iter(NOTES + "evidence")))
    schema.drop(schema.member("AddressType", "street")[0])
    schema.add(schema.facet("SideOfStreetKnownType", "restriction"), '<xs:enumeration value="UP"/>')
    schema.correct("optional", type="AddressType", wire="street2")
    schema.correct("roots", type="OddType", element="odd")
    assert generate.main(["--schema", str(schema.folder), "--out", str(tmp_path / "out")]) == 2
    err = capsys.readouterr().err
    for part in (
        "The QName value 'GateType' does not resolve",
        "AddressType has no xs:documentation",
        "city has no evidence",
        "street has no xs:documentation",
        "street has no evidence",
        "the code list of SideOfStreet differ in: UP",
        "[[optional]] corrects AddressType/street2",
        "a correction names the type OddType",
    ):
        assert part in err, part
    assert len(err.splitlines()) == 8, err
    assert not (tmp_path / "out").exists()


def test_obstacles_of_python_are_told_together(
    schema: SchemaCopy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema.add_member("AddressType", element("since", "xs:duration"))
    schema.add_member("PositionType", element("until", "xs:duration"))
    assert generate.main(["--schema", str(schema.folder), "--out", str(tmp_path / "out")]) == 2
    err = capsys.readouterr().err
    assert "AddressType/since: no Python type for xs:duration" in err
    assert "PositionType/until: no Python type for xs:duration" in err


def test_bad_files_are_told_together(
    schema: SchemaCopy, capsys: pytest.CaptureFixture[str]
) -> None:
    schema.add_member("AddressType", '<xs:element name="one"/>')
    schema.add_member("AddressType", '<xs:element name="two"/>')
    schema.append("codelists/power_feed_types.toml", '[[entry]]\nid = "7"\n')
    schema.append("codelists/charge_modes.toml", "[[")
    schema.append("corrections.toml", '\n[[optional]]\ntype = "A"\n\n[[rename]]\n')
    assert generate.main(["--schema", str(schema.folder), "--check"]) == 2
    err = capsys.readouterr().err
    assert err.count("needs name and type") == 2
    assert err.count("entry 8 (7): `") == 4
    for part in ("cannot read charge_modes.toml", "needs exactly reason", "rename is not one of"):
        assert part in err


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
