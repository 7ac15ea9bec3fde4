"""The package of the example schema: truth, both formats, size, and every declaration in its place."""

from __future__ import annotations

import ast
import copy
import dataclasses
import importlib
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any

import generate
import pytest
from codegen.config import read_config
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree
from support.settings import tries
from support.xsd_documents import Documents
from support.xsd_package import Generated, generate_from, infoset, lost_declarations

from evcp_codec.issues import IssueKind, MalformedDocument, UnwritableModel
from evcp_codec.tables import NIL, RawElement

REGISTRY = Path(__file__).parents[2] / "examples" / "registry"
SITES = (REGISTRY / "sites.xml").read_bytes()
XS = "{http://www.w3.org/2001/XMLSchema}"
R = "{urn:example:registry}"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate_from(REGISTRY / "codegen.toml", tmp_path_factory.mktemp("registry"))


def test_the_sample_is_read(registry: Generated) -> None:
    m = registry.module
    decoded = registry.decode(SITES, model=m.Registry)
    assert decoded.issues == ()
    first, second = decoded.value.site
    assert decoded.value.published == datetime(2026, 3, 1, 6, tzinfo=UTC)
    assert decoded.value.licence == "https://example.org/licence"
    assert (first.id, first.revision, first.access) == ("DE*ABC*S1", 1, m.SiteAccess.CUSTOMERS)
    assert first.opened == date(2024, 5, 1)
    assert first.note == m.DescriptionGroupNote(
        em=("old",),
        link=("https://example.org/map",),
        content_texts=("Behind the ", " hall, see ", "."),
    )
    charger, toilet = first.equipment
    assert charger == m.Charger(
        id="c1",
        operator="Example Power",
        emsp_ids=("DE-1", "DE-2"),
        plug=(
            m.ChargerPlug(value=m.Plug.TYPE2, power=Decimal("22.0"), phases=3),
            m.ChargerPlug(value=m.Plug.CCS2, power=Decimal("150.0")),
        ),
    )
    assert toilet == m.Equipment(id="t1")
    name = "{urn:example:ratings}rating"
    xml = '<x:rating xmlns:x="urn:example:ratings" stars="4"></x:rating>'
    assert first.other_elements == (RawElement(name, xml),)
    assert (second.id, second.opened, second.always) == (17, NIL, m.Empty())


def test_documents_at_random_go_round(registry: Generated) -> None:
    documents = Documents(registry.schema)

    @tries(30)
    @given(st.integers(0, 2**32))
    def check(seed: int) -> None:
        body = documents.document(R + "registry", Random(seed))
        assume(registry.valid(body))
        decoded = registry.decode(body)
        assert decoded.issues == ()
        for format in ("xml", "json"):
            written = registry.module.encode(decoded.value, format=format)
            assert registry.decode(written, format).value == decoded.value
            if format == "xml":
                assert registry.valid(written)
                assert len(str(infoset(written))) >= len(
                    str(infoset(body))
                )  # defaults are written out

    check()


def test_damage_is_reported_or_refused(registry: Generated) -> None:
    """A document that lxml's validator refuses has an issue, but for what no decoder checks."""
    documents = Documents(registry.schema)

    @tries(60)
    @given(st.integers(0, 2**32))
    def check(seed: int) -> None:
        random = Random(seed)
        top = etree.fromstring(documents.document(R + "registry", random))
        nodes = list(top.iter())
        for _ in range(random.randint(1, 3)):
            node = random.choice(nodes)
            choice = random.randrange(5)
            if choice == 0 and node.getparent() is not None:
                node.getparent().remove(node)  # type: ignore[union-attr]
            elif choice == 1:
                node.text = random.choice(("", "x", "-1", "12:00", "2020-01-01", "true"))
            elif choice == 2:
                node.set(
                    random.choice(("id", "latitude", "odd", "power")),
                    random.choice(("", "x", "7", "1e9")),
                )
            elif choice == 3:
                etree.SubElement(
                    node, random.choice((R + "odd", R + "plug", "odd", R + "name"))
                ).text = "x"
            elif len(node) > 1:
                node.insert(0, node[-1])
        body = etree.tostring(top)
        if registry.valid(body):
            assert registry.decode(body).issues == ()
            return
        last = str(registry.validator.error_log)
        assume(not any(word in last for word in ("uplicate", "xs:ID", "xs:anyURI")))
        try:
            decoded = registry.decode(body)
        except MalformedDocument:
            return
        assert decoded.issues, body

    check()


def test_each_declaration_arrived(registry: Generated) -> None:
    """Every element and attribute is a field or a root element, every value a member or a known number."""
    assert lost_declarations(registry) == []
    enums = [
        e for e in vars(registry.module).values() if isinstance(e, type) and issubclass(e, Enum)
    ]
    values = {member.value for enum in enums for member in enum} | {"1", "3"}
    for path in REGISTRY.glob("*.xsd"):
        for node in etree.parse(str(path)).iter(XS + "enumeration"):
            assert node.get("value") in values


def test_models_are_values(registry: Generated) -> None:
    value = registry.decode(SITES).value
    for twin in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):  # noqa: S301
        assert twin == value
        assert hash(twin) == hash(value)
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.licence = "other"
    with pytest.raises(TypeError):
        registry.module.Equipment("t1")


@pytest.mark.parametrize(
    ("change", "path", "kind"),
    [
        ((b'access="customers"', b'access="staff"'), "site[0].access", IssueKind.UNKNOWN_VALUE),
        (
            (b'power="22.0"', b'power="22.05"'),
            "site[0].charger[0].plug[0].power",
            IssueKind.OUT_OF_RANGE,
        ),
        (
            (b'latitude="48.84"', b'latitude="148"'),
            "site[1].position.latitude",
            IssueKind.OUT_OF_RANGE,
        ),
        ((b"<opened>2024-05-01", b"<opened>2024-02-30"), "site[0].opened", IssueKind.BAD_VALUE),
        ((b"<always/>", b"<always/><hours>x</hours>"), "site[1]", IssueKind.OUT_OF_PLACE),
        ((b"<always/>", b"<never/>"), "site[1].never", IssueKind.UNKNOWN_FIELD),
        ((b'latitude="48.84"', b""), "site[1].position.latitude", IssueKind.MISSING),
        ((b"<opened xsi", b"<changed xsi"), "site[1].changed", IssueKind.UNKNOWN_FIELD),
        (
            (b'<toilet id="t1"', b'<toilet idd="t1"'),
            "site[0].toilet[1].idd",
            IssueKind.UNKNOWN_FIELD,
        ),
        ((b"</site>", b"words</site>"), "site[0]", IssueKind.STRAY_TEXT),
    ],
)
def test_departures(
    registry: Generated, change: tuple[bytes, bytes], path: str, kind: IssueKind
) -> None:
    body = SITES.replace(*change)
    assert body != SITES
    decoded = registry.decode(body)
    assert (path, kind) in {(issue.path, issue.kind) for issue in decoded.issues}
    with pytest.raises(MalformedDocument):
        registry.module.decode(body, strict=True)


@pytest.mark.parametrize(
    "body", [b"", b"<html/>", SITES[:500], b"{}", b"<!DOCTYPE r [<!ENTITY e 'x'>]><r>&e;</r>"]
)
def test_what_is_no_document_is_refused(registry: Generated, body: bytes) -> None:
    for format in ("xml", "json"):
        with pytest.raises(MalformedDocument):
            registry.module.decode(body, format=format)


def test_models_with_wrong_values_are_not_written(registry: Generated) -> None:
    m = registry.module
    value = registry.decode(SITES).value
    site = value.site[0]
    for changes, message in (
        ({"position": None}, "position is required"),
        ({"opened": datetime(2024, 5, 1, tzinfo=UTC)}, "opened: "),
        ({"opened": "2024-02-30"}, "opened: '2024-02-30' is no xs:date"),
        ({"hours": "Mo"}, "'Mo' is str, where tuple is annotated"),
        (
            {"hours": (), "always": m.Empty(), "name": ("x",)},
            "name[0]: 'x' is str, where Multilingual is annotated",
        ),
        ({"always": m.Empty()}, "cannot hold these together"),
        ({"id": True}, "True is of no type of the union"),
        ({"equipment": (m.Versioned,)}, "equipment[0]"),
    ):
        bad = dataclasses.replace(value, site=(dataclasses.replace(site, **changes),))
        for format in ("xml", "json"):
            with pytest.raises(UnwritableModel) as caught:
                m.encode(bad, format=format)
            assert message in str(caught.value)
            assert str(caught.value).startswith("site[0]")


def test_json_styles(tmp_path: Path) -> None:
    files = {path.name: path.read_text("utf-8") for path in REGISTRY.glob("*.xsd")}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    settings = (REGISTRY / "codegen.toml").read_text("utf-8")
    settings = settings.replace('root = "kept"', 'root = "dropped"\nwrappers = "dropped"').replace(
        '"@"', '""'
    )
    (tmp_path / "codegen.toml").write_text(settings, "utf-8")
    built = generate_from(tmp_path / "codegen.toml")
    value = built.decode(SITES).value
    written = built.module.encode(value, format="json")
    assert written.startswith(b'{"published":')
    assert b'"access":"customers"' in written
    assert built.decode(written, "json", built.module.Registry).value == value
    with pytest.raises(TypeError, match="does not tell its model"):
        built.module.decode(written, format="json")


def test_generated_size_and_imports(tmp_path: Path) -> None:
    files, _ = generate.render(dataclasses.replace(read_config(REGISTRY), out=tmp_path))
    lines = sum(text.count("\n") for name, text in files.items() if name.endswith(".py"))
    classes = files["site_registry/models.py"].count("@dataclass")
    assert lines < 120 * classes
    for name, text in files.items():
        if name.endswith(".py"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.ImportFrom) and not node.level:
                    assert node.module in ("__future__", "dataclasses", "decimal", "enum") or str(
                        node.module
                    ).startswith("evcp_codec."), name


def test_the_package_is_typed(tmp_path: Path) -> None:
    generate.write(generate.render(read_config(REGISTRY))[0], tmp_path, "site_registry")
    user = tmp_path / "user.py"
    user.write_text(
        "import site_registry\nfrom typing import assert_type\n"
        "decoded = site_registry.decode(b'', site_registry.Registry)\n"
        "assert_type(decoded.value, site_registry.Registry)\n"
        "assert_type(decoded.value.site[0].position.latitude, float)\n",
        "utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "user.py",
        "site_registry",
    ]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env=_environment()
    )
    assert done.returncode == 0, done.stdout


def _environment() -> dict[str, Any]:
    import os

    sdk = Path(__file__).parents[2] / "sdk"
    return {**os.environ, "MYPYPATH": str(sdk)}


def test_a_module_for_each_namespace(tmp_path: Path) -> None:
    for path in REGISTRY.glob("*.xsd"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    settings = (
        (REGISTRY / "codegen.toml")
        .read_text("utf-8")
        .replace("out = ", 'modules = "namespace"\nout = ', 1)
    )
    settings += '\n[prefixes]\n"urn:example:registry" = "registry"\n'
    (tmp_path / "codegen.toml").write_text(settings, "utf-8")
    built = generate_from(tmp_path / "codegen.toml")
    common = importlib.import_module(f"{built.module.__name__}.c")
    registry = importlib.import_module(f"{built.module.__name__}.registry")
    assert common.__all__ == ["Empty", "Multilingual", "Versioned"]
    assert common.Versioned is built.module.Versioned
    assert {"Registry", "Site", "SiteAccess", "Charger"} <= set(registry.__all__)
    assert b"<registry:registry " in built.module.encode(built.decode(SITES).value)
