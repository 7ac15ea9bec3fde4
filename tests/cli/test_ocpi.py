"""Locations of OCPI from the command, and the connector table against a saved answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli.cli_runner import run
from support.ocpi_rules import faults

SAMPLE = Path(__file__).parents[1] / "fixtures" / "contract" / "sample_a.json"


def test_decode_writes_locations(tmp_path: Path) -> None:
    done = run("decode", str(SAMPLE), "-o", "ocpi")
    assert done.status == 0
    (location,) = json.loads(done.out)
    assert sorted(faults(location, "2.2.1")) == [
        "location.country_code: missing", "location.party_id: missing",
    ]  # fmt: skip
    assert (
        "1 location of 1 without members that OCPI requires: country_code (1), party_id (1)"
        in done.err
    )
    values = (
        "country_code=DE",
        "party_id=RWE",
        "version=2.3.0",
        "publish=true",
        "last_updated=now",
    )
    given = [word for one in values for word in ("--ocpi", one)]
    file = tmp_path / "locations.json"
    done = run("decode", str(SAMPLE), "-o", "ocpi", *given, "--out", str(file))
    assert (done.status, done.out) == (0, "")
    assert "OCPI requires" not in done.err
    (location,) = json.loads(file.read_text("utf-8"))
    assert faults(location, "2.3.0") == []
    assert location["publish"] is True
    assert location["help_phone"] == "+498002255793"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("party_id", "is not NAME=VALUE"),
        ("ctiy=Berlin", "'ctiy' is not a member"),
        ("last_updated=soon", "'soon' is not a time"),
        ("last_updated=2026-06-01", "with its time zone"),
        ("version=1", "is not written"),
        ("publish=perhaps", "publish must be True or False"),
        ("evses.connectors.max_voltage=x", "whole number"),
    ],
)
def test_wrong_members(given: str, message: str) -> None:
    done = run("decode", str(SAMPLE), "-o", "ocpi", "--ocpi", given)
    assert done.status == 2
    assert message in done.err


def test_members_without_the_form() -> None:
    done = run("decode", str(SAMPLE), "-o", "json", "--ocpi", "party_id=ICT")
    assert done.status == 2
    assert "--output ocpi" in done.err


def answer(*pairs: tuple[str, Any]) -> str:
    types = [{"standard": s, "commonName": s, "maxPower": 1, "legacyId": id} for s, id in pairs]
    return json.dumps({"countries": [{"countryCode": "DEU", "connectorTypes": types}]})


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_codes_are_verified(form: str) -> None:
    body = answer(("IEC_62196_T2", 31), ("IEC_62196_T1_COMBO", 34), ("TESLA_S", 43))
    done = run("codes", "--verify", "-", "-o", form, input=body)
    assert done.status == 5
    assert "1 of 3 connector types agree" in done.err
    for word in ("differs", "IEC_62196_T1_COMBO", "settles", "TESLA_S"):
        assert word in done.out
    assert "agrees" not in done.out
    done = run(
        "codes", "--verify", "-", "-o", form, input=answer(("IEC_62196_T2", 31), ("TESLA_S", 43))
    )
    assert done.status == 0
    assert "differs" not in done.out


def test_codes_of_no_answer() -> None:
    for body in ("", "{}", "[1", answer()):
        done = run("codes", "--verify", "-", input=body)
        assert done.status == 1
        assert "-: " in done.err
    done = run("codes", "connectors", "--verify", "-", input="{}")
    assert done.status == 2
    assert run("codes", "--verify", "/no/such/file").status == 1
