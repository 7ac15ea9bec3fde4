"""Citations of schema/CONTRACT.md: every cited section exists, and its code tables are the code lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = (ROOT / "schema" / "CONTRACT.md").read_text("utf-8")
FOLDERS = ("sdk", "generated", "scripts", "schema", "tests", "docs", "examples")
NUMBER = r"\d+(?:\.\d+)?"
CITATION = re.compile(
    rf"contract sections? ({NUMBER}(?:(?:,| and| to|, and) {NUMBER})*)", re.IGNORECASE
)
OTHER_FORM = re.compile(
    r"contract(?:'s|,)?(?: \(?§?| \(sections? |[',s]+ sections? )\d", re.IGNORECASE
)
LINE_BREAK = re.compile(r"\s*\n\s*(?:# |\* )?\s*")


def sections() -> set[str]:
    """Return the numbers of headings and of numbered table rows."""
    headings = re.findall(rf"^##+ ({NUMBER})\.? ", CONTRACT, re.MULTILINE)
    rows = re.findall(rf"^\| ({NUMBER}) \|", CONTRACT, re.MULTILINE)
    return {*headings, *(row for row in rows if "." in row)}


def texts() -> Iterator[tuple[str, str]]:
    """Yield path and text of every file that may cite the contract, line breaks as spaces."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".md", ".toml", ".xsd") and path != Path(__file__).resolve():
                yield str(path.relative_to(ROOT)), LINE_BREAK.sub(" ", path.read_text("utf-8"))


def cited(text: str) -> list[str]:
    return [number for found in CITATION.findall(text) for number in re.findall(NUMBER, found)]


def entries(name: str) -> list[dict[str, object]]:
    with (ROOT / "schema" / "codelists" / f"{name}.toml").open("rb") as file:
        found: list[dict[str, object]] = tomllib.load(file)["entry"]
    return found


def section(number: str) -> str:
    start = re.search(rf"^### {re.escape(number)} ", CONTRACT, re.MULTILINE)
    assert start is not None
    return re.split(r"\n##", CONTRACT[start.start() :], maxsplit=1)[0]


def test_every_cited_section_exists() -> None:
    known = sections()
    citations = [(path, number) for path, text in texts() for number in cited(text)]
    assert len(citations) > 150
    assert [line for line in citations if line[1] not in known] == []


def test_citations_have_one_form() -> None:
    assert [(path, found) for path, text in texts() for found in OTHER_FORM.findall(text)] == []


def test_references_inside_the_contract_exist() -> None:
    plain = re.sub(r"`[^`\n]*`", "", CONTRACT)
    numbers = re.findall(r"(?<![\d.])(\d{1,2}\.\d{1,2})(?![\d.]*\d)", plain)
    inner = [number for number in numbers if int(number.partition(".")[0]) <= 11]
    assert len(inner) > 100
    assert set(inner) - sections() == set()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("(contract section 1.3)", ["1.3"]),
        ("Contract sections 4.2 to 4.9.", ["4.2", "4.9"]),
        ("contract sections 1.2, 3 and 7.1: x", ["1.2", "3", "7.1"]),
        ("RFC 6749, section 5.2", []),
    ],
)
def test_citations_are_found(text: str, numbers: list[str]) -> None:
    assert cited(text) == numbers


@pytest.mark.parametrize(
    "text", ["(contract 4.12)", "contract, section 3", "Contract 2 and 3", "contract (section 1)"]
)
def test_other_forms_are_found(text: str) -> None:
    assert OTHER_FORM.search(text)


def test_connector_types_are_those_of_the_code_list() -> None:
    rows = re.findall(r"(?:^|(?<= ))(\d+)(\*?) \| ([^|\n]+?) (?=\|)", section("5.1"), re.MULTILINE)
    assert {(id_, name, bool(star)) for id_, star, name in rows} == {
        (entry["id"], entry["name"], entry["filterable"]) for entry in entries("connector_types")
    }


@pytest.mark.parametrize(
    ("number", "name", "pattern"),
    [
        ("5.2", "power_feed_types", r"^\| (\d) \| ([^|]+) \|"),
        ("5.3", "charge_levels", r"^\| ((\d)) \|"),
        ("5.5", "connector_states", r"^\| (([A-Z_]+)) \|"),
        ("5.5", "connector_status_codes", r"(?:: |, )(\d) ([A-Z][a-z]+)"),
    ],
)
def test_codes_are_those_of_the_code_list(number: str, name: str, pattern: str) -> None:
    rows = re.findall(pattern, section(number), re.MULTILINE)
    assert set(rows) == {(entry["id"], entry["name"]) for entry in entries(name)}
