"""The generator: the committed code is what the schema gives, and a new declaration reaches all of it."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import generate
import pytest
import schema_diff
from codegen.config import read_config
from codegen.emit.source import TAKEN, local
from codegen.xsd.checks import HIDING
from codegen.xsd.plugin import read_api
from scripts.schema_copy import ROOT, SCHEMA, XS, SchemaCopy, declared, element
from support.settings import measure

GENERATED = ROOT / "generated"
COMMAND = "python scripts/generate.py"


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def rendered() -> tuple[dict[str, str], list[str]]:
    return generate.render(read_config(SCHEMA))


@pytest.fixture
def copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rendered: tuple[dict[str, str], list[str]]
) -> Path:
    """Return a copy of generated/ to tamper with; what the schema gives is rendered once."""
    monkeypatch.setattr(generate, "render", lambda config: rendered)
    folder = tmp_path / "generated"
    shutil.copytree(GENERATED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_generated_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """Fails if someone has edited generated/, or has changed schema/ without generating again."""
    code = generate.main(["--check"])
    out = capsys.readouterr().out
    head = "\n".join(out.splitlines()[:40])
    assert code == 0, f"generated/ is stale or was edited; run: {COMMAND}\n\n{head}"
    assert out.startswith("generated/ is what the schema gives (")


def test_generation_is_reproducible(tmp_path: Path) -> None:
    """What is committed was generated with other hashes than these."""
    for seed in ("4242", "0")[: measure(1, 2)]:
        folder = tmp_path / seed
        done = run(ROOT / "scripts" / "generate.py", "--out", folder, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        assert contents(folder) == contents(GENERATED), f"run: {COMMAND}"


def test_generated_code_names_its_source() -> None:
    version = read_api(SCHEMA).version
    for name, body in contents(GENERATED).items():
        if name != "evcp_models/py.typed":
            head = body[:1000].decode()
            assert f"Generated from schema/ (version {version}) by scripts/generate.py" in head, (
                name
            )


def test_edit_by_hand_is_shown(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    models = copy / "evcp_models" / "models.py"
    models.write_text(models.read_text("utf-8").replace("postal_code", "zip_code"), "utf-8")
    assert generate.main(["--check", "--out", str(copy)]) == 1
    out = capsys.readouterr().out
    assert "generated/evcp_models/models.py: different\n" in out
    assert "--- generated/evcp_models/models.py (in the folder)\n" in out
    assert "+++ generated/evcp_models/models.py (from the schema)\n" in out
    assert "\n-    zip_code: str | None = field(" in out
    assert "\n+    postal_code: str | None = field(" in out
    assert out.endswith(f"1 generated file(s) differ from the schema: run {COMMAND}\n")


def test_surplus_and_missing_files_are_shown(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "evcp_models" / "extra.py").write_text("surplus = True\n", "utf-8")
    (copy / "evcp_models" / "py.typed").unlink()
    assert generate.main(["--check", "--out", str(copy)]) == 1
    out = capsys.readouterr().out
    assert "generated/evcp_models/extra.py: not generated\n" in out
    assert "\n-surplus = True\n" in out
    assert "generated/evcp_models/py.typed: missing\n" in out
    assert "2 generated file(s) differ" in out


def test_line_ends_count(copy: Path) -> None:
    enums = copy / "evcp_models" / "enums.py"
    enums.write_bytes(enums.read_bytes().replace(b"\n", b"\r\n"))
    assert generate.main(["--check", "--out", str(copy)]) == 1


def test_binary_content_is_a_difference(copy: Path) -> None:
    (copy / "REFERENCE.md").write_bytes(b"\xff\xfe")
    assert generate.main(["--check", "--out", str(copy)]) == 1


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="needs a shell")
def test_output_may_be_cut_off(copy: Path) -> None:
    (copy / "evcp_models" / "models.py").unlink()  # a diff of more than a pipe holds
    script = ROOT / "scripts" / "generate.py"
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" "$1" --check --out "$2" | head -n 1', sys.executable, script, copy],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "generated/evcp_models/models.py: missing\n"
    assert done.stderr == ""


def test_write_repairs_what_check_finds(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = copy / "evcp_models"
    shutil.copy(package / "enums.py", package / "old_enums.py")
    (package / "models.py").write_bytes(b"")
    (package / "py.typed").unlink()
    before = (package / "codes.py").stat().st_mtime_ns
    assert generate.main(["--out", str(copy)]) == 0
    assert capsys.readouterr().out.endswith(" files, 2 changed\n")
    assert contents(copy) == contents(GENERATED)
    assert (package / "codes.py").stat().st_mtime_ns == before


def test_foreign_files_are_never_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("the only copy", "utf-8")
    assert generate.main(["--out", str(tmp_path)]) == 2
    assert "thesis.txt was not generated: move it out of the folder" in capsys.readouterr().err
    assert contents(tmp_path) == {"thesis.txt": b"the only copy"}


ROUND_TRIP = """
import json, sys
import io, evcp, evcp_models
from evcp_models import {model}

assert evcp_models.__file__.startswith({folder!r}), evcp_models.__file__
for format, body in {bodies!r}.items():
    decoded = evcp.decode(body.encode(), {model}, format=format, strict=True)
    assert not decoded.issues
    for form in ("json", "xml"):
        again = evcp.decode(evcp.encode(decoded.value, format=form), {model}, format=form, strict=True)
        assert again.value == decoded.value, (format, form)
    shown = io.StringIO()
    evcp.show(decoded.value, file=shown)
    print(json.dumps({{"format": format, "value": shown.getvalue()}}))
"""


def round_trip(folder: Path, model: str, **bodies: str) -> list[str]:
    """Decode and encode with the package in a folder; return the value of each body."""
    code = ROUND_TRIP.format(model=model, folder=str(folder), bodies=bodies)
    path = os.pathsep.join([str(folder), str(ROOT / "sdk")])
    done = run("-c", code, PYTHONPATH=path, PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["value"] for line in done.stdout.splitlines()]


def test_added_field_reaches_everything(
    schema: SchemaCopy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One declaration and one command: model, codecs, reference and diff follow."""
    doc = "Length of the cable, in metres."
    schema.add_member("ConnectorType", element("testLength", "ev:PowerType", doc=doc))
    folder = tmp_path / "generated"
    assert generate.main(["--schema", str(schema.folder), "--out", str(folder)]) == 0

    package = folder / "evcp_models"
    models = (package / "models.py").read_text("utf-8")
    assert "test_length: float | None = field(" in models
    assert f"test_length: {doc}\n" in models
    assert '"name": "testLength", "type": "Element", "namespace": "", "evidence": "I"' in models
    reference = (folder / "REFERENCE.md").read_text("utf-8")
    assert f"| `test_length` | `float \\| None` | `testLength` | I | {doc} | a test |" in reference

    found = round_trip(
        folder,
        "Connector",
        json='{"supplierName": "A", "testLength": 4.5}',
        xml="<connector><supplierName>A</supplierName><testLength>4.5</testLength></connector>",
    )
    assert len(found) == 2
    assert found[0] == found[1]
    assert "test_length=4.5" in found[0]

    capsys.readouterr()
    assert schema_diff.main([str(SCHEMA), str(schema.folder)]) == 1
    out = capsys.readouterr().out
    assert "  Connector.test_length: field added: float | None, from element testLength [" in out
    assert "breaking: no" in out


KINDS = {
    "Str": ("xs:string", "a"),
    "Bool": ("xs:boolean", True),
    "Int": ("xs:long", -5),
    "Byte": ("xs:unsignedByte", 255),
    "Float": ("xs:double", 2.5),
    "Decimal": ("xs:decimal", 7),
    "Time": ("ev:TimestampType", "2026-01-02T03:04:05Z"),
    "Clock": ("ev:TimeOfDayType", "24:00:00"),
    "Power": ("ev:PowerType", 22.0),
    "State": ("ev:ConnectorStateType", "AVAILABLE"),
}


def test_every_kind_of_field_is_read_and_written(schema: SchemaCopy, tmp_path: Path) -> None:
    """Attributes, elements, texts and lists of every type that the generator takes."""
    elements = "".join(element(f"one{name}", kind) for name, (kind, _) in KINDS.items())
    attributes = "".join(
        declared(f'<xs:attribute name="its{name}" type="{kind}"/>')
        for name, (kind, _) in KINDS.items()
    )
    many = 'minOccurs="0" maxOccurs="unbounded"'
    schema.add_top(
        declared(
            '<xs:complexType name="AllType"><xs:choice minOccurs="0" maxOccurs="unbounded">'
            f"{elements}{element('texts', 'xs:string', many)}{element('posts', 'ev:PostType', many)}"
            f"{element('wrapped', 'ev:PostsListType')}{element('post', 'ev:PostType')}"
            f"</xs:choice>{attributes}</xs:complexType>"
        )
    )
    schema.add_top(
        declared(
            '<xs:complexType name="PostsListType"><xs:sequence>'
            f"{element('post', 'ev:PostType', many)}</xs:sequence></xs:complexType>"
        )
    )
    schema.add_top(
        declared(
            '<xs:complexType name="PostType"><xs:simpleContent>'
            '<xs:extension base="ev:TimestampType">'
            '<xs:attribute name="by" type="xs:string" use="required"/>'
            "</xs:extension></xs:simpleContent></xs:complexType>"
        )
    )
    folder = tmp_path / "generated"
    assert generate.main(["--schema", str(schema.folder), "--out", str(folder)]) == 0

    post = {"value": "2026-01-02T03:04:05+0100", "by": "me"}
    values: dict[str, object] = {f"one{name}": value for name, (_, value) in KINDS.items()}
    values |= {f"its{name}": value for name, (_, value) in KINDS.items()}
    values |= {"texts": ["a", ""], "posts": [post, post], "wrapped": {"post": [post]}, "post": post}
    found = round_trip(folder, "All", json=json.dumps(values))
    for part in (
        "one_str='a'",
        "its_bool=True",
        "one_int=-5",
        "its_byte=255",
        "one_float=2.5",
        "its_decimal=Decimal('7')",
        "one_time=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)",
        "its_clock='24:00:00'",
        "one_power=22.0",
        "its_state='AVAILABLE'",
        "texts=('a', '')",
        "value=datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=",
    ):
        assert part in found[0], part
    assert found[0].count("by='me'") == 4


@pytest.mark.parametrize("tables", [True, False], ids=["code lists", "no code lists"])
def test_schema_without_enumerations(schema: SchemaCopy, tmp_path: Path, tables: bool) -> None:
    for known in [kind for kind in schema.tree.getroot() if "Known" in str(kind.get("name"))]:
        open_type = str(known.get("name")).replace("Known", "")
        for node in schema.tree.getroot().iter(XS + "element", XS + "attribute"):
            if node.get("type") == f"ev:{open_type}":
                schema.set(node, type="xs:token")
        schema.drop(schema.top(open_type))
        schema.drop(known)
    for path in (schema.folder / "codelists").glob("*.toml"):
        if not tables or "\nenum = " in path.read_text("utf-8"):
            path.unlink()
    folder = tmp_path / "generated"
    assert generate.main(["--schema", str(schema.folder), "--out", str(folder)]) == 0
    (value,) = round_trip(
        folder, "Connector", json='{"connectorStatuses": {"connectorStatus": {"state": "NEW"}}}'
    )
    assert "state='NEW'" in value


def test_fields_named_like_codec_variables(schema: SchemaCopy, tmp_path: Path) -> None:
    names = sorted(TAKEN)
    parts = "".join(element(name, "xs:string") for name in names)
    schema.add_top(
        declared(f'<xs:complexType name="OddType"><xs:all>{parts}</xs:all></xs:complexType>')
    )
    folder = tmp_path / "generated"
    assert generate.main(["--schema", str(schema.folder), "--out", str(folder)]) == 0
    body = "".join(f"<{name}>{name.upper()}</{name}>" for name in names)
    found = round_trip(
        folder,
        "Odd",
        json=json.dumps({name: name.upper() for name in names}),
        xml=f"<odd>{body}</odd>",
    )
    assert found[0] == found[1]
    assert "element='ELEMENT'" in found[0]


@pytest.mark.parametrize("module", ["_json_reader", "_xml_reader"])
def test_codec_names_are_no_fields(module: str) -> None:
    """Every other name of a reader is in `TAKEN`, or refused as a field."""
    tree = ast.parse((GENERATED / "evcp_models" / f"{module}.py").read_text("utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for spec in read_api(SCHEMA).classes:
        function = functions[f"read_{spec.snake}"]
        fields = {local(field) for field in spec.fields}
        own = fields | {f"one_{name}" for name in fields} | {f"{name}_at" for name in fields}
        used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        used |= {argument.arg for argument in function.args.args}
        # A field begins with a lower-case letter; `read_` stands before the name of a class.
        free = {n for n in used - own if n[0].islower() and not n.startswith("read_")}
        assert free <= TAKEN | HIDING, function.name
