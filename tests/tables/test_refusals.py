"""What the tables cannot carry is refused with file, line and reason, and what no decoder checks is told."""

from __future__ import annotations

import importlib
from pathlib import Path

import generate
import pytest
from support.xsd_package import build
from tables.case import root, xsd

A = '<xs:element name="a" type="xs:string"/>'
REFUSED = {
    "assertion": (
        root(f'<xs:sequence>{A}</xs:sequence><xs:assert test="a"/>'),
        "main.xsd, line 2: assertions of XML Schema 1.1 are not carried",
    ),
    "override": (
        '<xs:override schemaLocation="x.xsd"/>',
        "main.xsd, line 2: xs:override of XML Schema 1.1",
    ),
    "document that is not there": (
        '<xs:import namespace="urn:o" schemaLocation="http://example.org/o.xsd"/>',
        "line 2: the schema http://example.org/o.xsd is not beside main.xsd, and nothing is fetched: save it there, "
        'or say "http://example.org/o.xsd" = "FILE" in [locations]',
    ),
    "type that is not there": (
        '<xs:element name="r" type="t:Missing"/>',
        "main.xsd, line 2: element decl. '{urn:t}r', attribute 'type': The QName value '{urn:t}Missing' does not",
    ),
    "group in itself": (
        '<xs:group name="g"><xs:sequence><xs:group ref="t:g"/></xs:sequence></xs:group>',
        "main.xsd, line 2: Element 'xs:group': Circular reference to the model group definition '{urn:t}g'",
    ),
    "rare block": (
        '<xs:simpleType name="S"><xs:restriction base="xs:string"><xs:pattern value="\\p{IsThai}"/>'
        "</xs:restriction></xs:simpleType>",
        "main.xsd, line 2: the block IsThai, which is not carried: write out its range",
    ),
    "length that is no number": (
        '<xs:simpleType name="S"><xs:restriction base="xs:string"><xs:length value="x"/>'
        "</xs:restriction></xs:simpleType>",
        "main.xsd, line 2: ",
    ),
    "nothing to read": (
        '<xs:simpleType name="S"><xs:restriction base="xs:int"/></xs:simpleType>',
        "there is nothing to read",
    ),
    "default of another type": (
        root('<xs:attribute name="k" type="xs:int" default="x"/>'),
        "main.xsd, line 2: ",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body, message = REFUSED[name]
    (tmp_path / "main.xsd").write_text(xsd(body), "utf-8")
    (tmp_path / "codegen.toml").write_text('main = "main.xsd"\npackage = "refused"\n', "utf-8")
    assert generate.main(["--config", str(tmp_path / "codegen.toml")]) == 2
    out, err = capsys.readouterr()
    assert message in err
    assert out == ""
    assert not (tmp_path / "generated").exists()


def refusals(folder: Path, settings: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    (folder / "codegen.toml").write_text(settings, "utf-8")
    assert generate.main(["--config", str(folder / "codegen.toml")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert not (folder / "generated").exists()
    return err.splitlines()


@pytest.mark.parametrize("compiled", ["true", "false"])
def test_obstacles_of_a_schema_are_told_together(
    compiled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = """
<xs:complexType name="R"><xs:sequence><xs:element name="a" type="t:Missing"/><xs:element name="b" type="t:Also"/>
</xs:sequence><xs:attribute name="k" type="t:Third"/><xs:attributeGroup ref="t:fourth"/></xs:complexType>
<xs:complexType name="D"><xs:complexContent><xs:extension base="t:R"/></xs:complexContent></xs:complexType>
<xs:complexType name="X"><xs:sequence><xs:element ref="t:nope"/><xs:group ref="t:none"/></xs:sequence></xs:complexType>
<xs:simpleType name="P"><xs:restriction base="xs:string"><xs:pattern value="\\p{IsThai}"/>
<xs:pattern value="\\p{IsLao}"/></xs:restriction></xs:simpleType>
"""
    (tmp_path / "main.xsd").write_text(xsd(body), "utf-8")
    lines = refusals(tmp_path, f'main = "main.xsd"\npackage = "p"\ncompiled = {compiled}\n', capsys)
    for name in ("Missing", "Also", "Third", "fourth", "nope", "none", "IsThai", "IsLao"):
        assert any(name in line and "main.xsd, line" in line for line in lines), name
    assert not any("derived from itself" in line for line in lines)
    if compiled == "false":
        assert len(lines) == 8


def test_obstacles_of_the_language_are_told_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = root(
        f'<xs:sequence>{A}<xs:element name="b" type="t:Missing"/></xs:sequence><xs:assert test="a"/>'
    )
    (tmp_path / "main.xsd").write_text(xsd(f'{body}<xs:override schemaLocation="x.xsd"/>'), "utf-8")
    lines = refusals(tmp_path, 'main = "main.xsd"\npackage = "p"\n', capsys)
    assert len(lines) == 3
    for part in ("assertions of XML Schema 1.1", "xs:override", "no type {urn:t}Missing"):
        assert any(part in line for line in lines), part


def test_absent_documents_are_told_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "".join(f'<xs:include schemaLocation="gone{number}.xsd"/>' for number in (1, 2))
    body += '<xs:include schemaLocation="there.xsd"/>' + root(f"<xs:sequence>{A}</xs:sequence>")
    (tmp_path / "main.xsd").write_text(xsd(body), "utf-8")
    (tmp_path / "there.xsd").write_text(xsd('<xs:include schemaLocation="gone3.xsd"/>'), "utf-8")
    lines = refusals(tmp_path, 'main = "main.xsd"\npackage = "p"\n', capsys)
    assert len(lines) == 3
    for number in (1, 2, 3):
        assert any(f"the schema gone{number}.xsd is not beside" in line for line in lines)


def test_obstacles_of_settings_are_told_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = """main = "main.xsd"
foo = 1
bar = 2
formats = ["yaml"]
codec = "fast"
[json]
root = "no"
odd = 1
"""
    lines = refusals(tmp_path, settings, capsys)
    for part in (
        "package is missing", "foo is not a setting", "bar is not a setting", "formats has to be one or both",
        "codec has to be code or tables", "[json] root has to be", "[json] odd is not a setting",
        "main.xsd: there is no such file",
    ):  # fmt: skip
        assert any(part in line for line in lines), part
    assert len(lines) == 8


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('main = "main.xsd"\n', "codegen.toml: package is missing"),
        ('main = "main.xsd"\npackage = "a b"\n', "package 'a b' is not a name of Python"),
        ('main = "none.xsd"\npackage = "p"\n', "none.xsd: there is no such file"),
        (
            'main = "main.xsd"\npackage = "p"\ncolour = 1\n',
            "colour is not a setting; there are codec,",
        ),
        ('main = "main.xsd"\npackage = "p"\ncodec = "fast"\n', "codec has to be code or tables"),
        (
            'main = "main.xsd"\npackage = "p"\nformats = ["csv"]\n',
            "formats has to be one or both of json, xml",
        ),
        ('main = "main.xsd"\npackage = "p"\ncodec = "code"\n', 'codec = "code" speaks'),
        (
            'main = "main.xsd"\npackage = "p"\n[json]\nroot = "no"\n',
            "[json] root has to be dropped or kept",
        ),
        (
            'main = "main.xsd"\npackage = "p"\n[naming]\nstrip = "Type"\n',
            "[naming] strip has to be a list of texts",
        ),
        ("main = [", "cannot read codegen.toml"),
    ],
)
def test_bad_settings(
    settings: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.xsd").write_text(xsd(root("")), "utf-8")
    (tmp_path / "codegen.toml").write_text(settings, "utf-8")
    assert generate.main(["--config", str(tmp_path / "codegen.toml")]) == 2
    assert message in capsys.readouterr().err


def test_a_correction_of_nothing_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.xsd").write_text(xsd(root(f"<xs:sequence>{A}</xs:sequence>")), "utf-8")
    (tmp_path / "codegen.toml").write_text('main = "main.xsd"\npackage = "p"\n', "utf-8")
    (tmp_path / "corrections.toml").write_text(
        '[[rename_field]]\ntype = "r/"\nwire = "b"\nname = "c"\nreason = "a test"\n', "utf-8"
    )
    assert generate.main(["--config", str(tmp_path / "codegen.toml")]) == 2
    assert (
        "[[rename_field]] corrects r//b, which the schema does not have" in capsys.readouterr().err
    )


def test_corrections_name_classes_and_fields(tmp_path: Path) -> None:
    tmp_path.joinpath("schema").mkdir()
    (tmp_path / "schema" / "corrections.toml").write_text(
        '[[rename_field]]\ntype = "r/"\nwire = "a"\nname = "first"\nreason = "a test"\n'
        '[[rename_class]]\ntype = "r/"\nname = "Root"\nreason = "a test"\n',
        "utf-8",
    )
    built = build(tmp_path / "schema", {"main.xsd": xsd(root(f"<xs:sequence>{A}</xs:sequence>"))})
    assert built.module.encode(built.module.Root(first="x")).endswith(b"<t:a>x</t:a></t:r>")


def test_unchecked_constraints_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = (
        '<xs:element name="r"><xs:complexType><xs:attribute name="k" type="t:D"/></xs:complexType>'
        '<xs:unique name="once"><xs:selector xpath="t:a"/><xs:field xpath="@k"/></xs:unique></xs:element>'
        '<xs:simpleType name="D"><xs:restriction base="xs:duration"><xs:minInclusive value="P1D"/></xs:restriction>'
        "</xs:simpleType>"
    )
    (tmp_path / "main.xsd").write_text(xsd(body), "utf-8")
    (tmp_path / "codegen.toml").write_text('main = "main.xsd"\npackage = "told"\n', "utf-8")
    assert generate.main(["--config", str(tmp_path / "codegen.toml")]) == 0
    out = capsys.readouterr().out
    assert "not checked when decoding: main.xsd, line 2: xs:unique once is not checked" in out
    assert "not checked when decoding: R.k: the bounds of xs:duration are not checked" in out
    assert generate.main(["--config", str(tmp_path / "codegen.toml"), "--check"]) == 0
    models = tmp_path / "generated" / "told" / "models.py"
    models.write_text(models.read_text("utf-8") + "\n", "utf-8")
    assert generate.main(["--config", str(tmp_path / "codegen.toml"), "--check"]) == 1
    assert "generated/told/models.py: different" in capsys.readouterr().out


def test_code_lists_name_the_members_of_their_enumeration(tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    (folder / "codelists").mkdir(parents=True)
    entry = 'key = "{}"\nname = "n"\nmeaning = "m"\nevidence = "C"\n'
    (folder / "codelists" / "plugs.toml").write_text(
        'name = "plugs"\ndoc = "Plugs."\nsource = "a test"\nenum = "Plug"\n'
        f'[[entry]]\nid = "t2"\n{entry.format("TYPE_2")}[[entry]]\nid = "c"\n{entry.format("CCS")}',
        "utf-8",
    )
    body = (
        '<xs:simpleType name="Plug"><xs:restriction base="xs:string"><xs:enumeration value="t2"/>'
        '<xs:enumeration value="c"/></xs:restriction></xs:simpleType>'
    )
    schema = xsd(body + root('<xs:attribute name="k" type="t:Plug"/>'))
    module = build(folder, {"main.xsd": schema}).module
    assert [(m.name, m.value) for m in module.Plug] == [("TYPE_2", "t2"), ("CCS", "c")]
    codes = importlib.import_module(f"{module.__name__}.codes")
    assert codes.PLUGS["t2"].meaning == "m"
    assert codes.__doc__ is not None
    assert "Generated from main.xsd" in codes.__doc__
