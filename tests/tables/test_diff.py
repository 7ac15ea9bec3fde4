"""What a changed schema of any style means for the users of its package."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import schema_diff
from codegen.changes import TABLE_RULES

REGISTRY = Path(__file__).parents[2] / "examples" / "registry"

Edit = tuple[str, str, str]
CASES: dict[str, tuple[Edit, ...]] = {
    "base-changed": (
        (
            "registry.xsd",
            '<xs:extension base="c:VersionedType">',
            '<xs:extension base="c:EmptyType">',
        ),
    ),
    "became-abstract": (
        ("equipment.xsd", 'name="ChargerType"', 'name="ChargerType" abstract="true"'),
    ),
    "no-longer-abstract": (
        ("common.xsd", 'name="VersionedType" abstract="true"', 'name="VersionedType"'),
    ),
    "became-mixed": (
        (
            "registry.xsd",
            '<xs:complexType>\n              <xs:attribute name="lat',
            '<xs:complexType mixed="true">\n              <xs:attribute name="lat',
        ),
    ),
    "no-longer-mixed": (("registry.xsd", ' mixed="true"', ""),),
    "content-changed": (
        ("registry.xsd", 'type="xs:string" maxOccurs="7"', 'type="xs:string" maxOccurs="5"'),
    ),
    "content-widened": (
        ("registry.xsd", 'type="xs:string" maxOccurs="7"', 'type="xs:string" maxOccurs="14"'),
    ),
    "namespace-moved": (
        (
            "common.xsd",
            '<xs:element name="changed"',
            '<xs:element form="unqualified" name="changed"',
        ),
    ),
    "nillable-added": (
        (
            "registry.xsd",
            '<xs:element name="published"',
            '<xs:element nillable="true" name="published"',
        ),
    ),
    "nillable-removed": (("registry.xsd", ' nillable="true"', ""),),
    "default-changed": (("common.xsd", 'default="1"', 'default="2"'),),
    "fixed-changed": (("registry.xsd", 'fixed="1.0"', 'fixed="1.1"'),),
    "substitute-added": (
        (
            "equipment.xsd",
            '<xs:element name="toilet"',
            '<xs:element name="shop" type="EquipmentType" substitutionGroup="equipment"/><xs:element name="toilet"',
        ),
    ),
    "substitute-removed": (
        (
            "equipment.xsd",
            '<xs:element name="toilet" type="EquipmentType" substitutionGroup="equipment"/>',
            "",
        ),
    ),
    "facets-narrowed": (
        ("equipment.xsd", '<xs:fractionDigits value="1"/>', '<xs:fractionDigits value="0"/>'),
    ),
    "facets-widened": (
        (
            "equipment.xsd",
            '<xs:enumeration value="3"/>',
            '<xs:enumeration value="3"/><xs:enumeration value="2"/>',
        ),
    ),
}


def test_every_kind_of_change_has_a_case() -> None:
    assert CASES.keys() == TABLE_RULES.keys()


@pytest.mark.parametrize("kind", CASES)
def test_a_change_is_found(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "registry"
    shutil.copytree(REGISTRY, folder, ignore=shutil.ignore_patterns("site_registry", "__pycache__"))
    for name, old, new in CASES[kind]:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")
    schema_diff.main([str(REGISTRY), str(folder), "--json"])
    assert f'"kind": "{kind}"' in capsys.readouterr().out


def test_moved_declarations_are_no_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A document more, and types in another one of the same namespace, change nothing in Python."""
    folder = tmp_path / "registry"
    shutil.copytree(REGISTRY, folder, ignore=shutil.ignore_patterns("site_registry", "__pycache__"))
    equipment = (folder / "equipment.xsd").read_text("utf-8")
    at = equipment.index('  <xs:simpleType name="PlugType">')
    head = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">\n'
    )
    (folder / "values.xsd").write_text(head + equipment[at:], "utf-8")
    include = '  <xs:include schemaLocation="values.xsd"/>\n'
    first = equipment.index("  <xs:element")
    moved = equipment[:first] + include + equipment[first:at] + "</xs:schema>\n"
    (folder / "equipment.xsd").write_text(moved, "utf-8")
    assert schema_diff.main([str(REGISTRY), str(folder)]) == 0
    assert "no change(s)" in capsys.readouterr().out


def test_names_stay_when_the_schema_grows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An anonymous type more, in front of all others, renames none of them."""
    folder = tmp_path / "registry"
    shutil.copytree(REGISTRY, folder, ignore=shutil.ignore_patterns("site_registry", "__pycache__"))
    path = folder / "registry.xsd"
    first = '<xs:element name="published"'
    more = (
        '<xs:element name="position" minOccurs="0"><xs:complexType><xs:attribute name="x"><xs:simpleType>'
        '<xs:restriction base="xs:token"><xs:enumeration value="y"/></xs:restriction></xs:simpleType></xs:attribute>'
        "</xs:complexType></xs:element>"
    )
    path.write_text(path.read_text("utf-8").replace(first, more + first, 1), "utf-8")
    schema_diff.main([str(REGISTRY), str(folder)])
    out = capsys.readouterr().out
    assert "breaking: no" in out
    assert "Registry.position: field added: RegistryPosition | None" in out
