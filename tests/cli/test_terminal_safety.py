"""A service's text never steers a terminal; pipes and files keep what was sent.

Every text of the answers below ends with characters that move the cursor, set a title, change the colour
or turn the direction of what follows.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from cli.cli_runner import MITTE, Done, on_terminal, run
from cli.scripted_service import Answer, scripted_service
from hypothesis import given
from hypothesis import strategies as st
from support.settings import tries

from evcp.cli import main
from evcp.cli.terminal import escaped, single_line

STEERING = "".join(
    c
    for c in map(chr, [*range(0x3000), 0xFEFF, *range(0xFFF9, 0xFFFC), 0xE0001, 0xE0041])
    if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c not in "\n\r"
)
"""C0, C1, DEL, bidi overrides and isolates, line separators, tags."""
EVIL = f"evil\x1b]0;pwned\x07\x1bc\x1b[31;41m\x9b31;41m{STEERING}name"
OWN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
"""The command's own colours, and the redrawing of its live table and progress."""


def is_steering(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cc", "Cf", "Cs", "Zl", "Zp") and character != "\n"


def check(screen: str) -> None:
    """Fail if a screen text holds anything that steers, other than the command's own colours."""
    assert "\x1b[31;41m" not in screen
    assert not {c for c in OWN.sub("", screen) if is_steering(c)}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(*arguments: str) -> Done:
    """Run the command in this process, with terminals for its streams."""
    out, err = Terminal(), Terminal()
    environment = {"TERM": "xterm-256color", "COLUMNS": "200"}
    with redirect_stdout(out), redirect_stderr(err), mock.patch.dict("os.environ", environment):
        status = main(arguments)
    return Done(status, out.getvalue(), err.getvalue())


def text(name: str) -> str:
    return f"{name} {EVIL}"


STATION: dict[str, Any] = {
    "id": text("id"),
    "poolId": text("pool"),
    "cpoId": text("cpo"),
    "name": text("name"),
    "brand": text("brand"),
    "timeZone": text("zone"),
    "distance": 5,
    "position": {"latitude": 52.52, "longitude": 13.405},
    "address": {
        name: text(name) for name in ("street", "streetNumber", "city", "postalCode", "country")
    },
    "contacts": {"phone": [{"value": text("phone")}]},
    "evStationDetails": {"accessibilityType": text("access"), "notes": text("notes")},
    "connectors": {
        "connector": [
            {
                "supplierName": text("supplier"),
                "connectorType": {"id": text("type"), "name": text("type")},
                "maxPowerLevel": 22,
                "connectorDetails": {"openingTime": text("hours")},
                "connectorStatuses": {
                    "connectorStatus": [
                        {
                            "cpoEvseEmi3Id": text("evse"),
                            "physicalReference": text("label"),
                            "state": text("state"),
                        }
                    ]
                },
            }
        ]
    },
    text("member"): text("value"),
}
PAGE = {"hasMore": False, "count": 1, "evStations": {"evStation": [STATION]}}
CONNECTOR = {"id": text("connector"), "typeId": text("type"), "state": text("state")}
EVSE = {"id": text("evse"), "physicalReference": text("label"), "connectors": [CONNECTOR]}
POOLS = {
    "pools": [{"id": "P", "stations": [{"id": text("id"), "evses": [EVSE]}], text("x"): text("y")}]
}
NAMES = {"connectorTypes": {"connectorType": [{"id": text("id"), "name": text("name")}]}}


def answer(path: str) -> Answer:
    if "broken" in path:
        return 400, json.dumps({"error": EVIL, "error_description": EVIL})
    if "count" in path:
        return 200, json.dumps({"count": 1})
    if "/evses" in path:
        return 200, json.dumps(POOLS)
    return 200, json.dumps(NAMES if "connectortypes" in path else PAGE)


@pytest.fixture(autouse=True)
def hostile_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with scripted_service(answer) as url:
        monkeypatch.setenv("EVCP_BASE_URL", url)
        monkeypatch.setenv("EVCP_API_KEY", "any")
        yield


FORMS = ("table", "json", "jsonl", "geojson", "csv")
COMMANDS = [
    *(("near", MITTE, "-o", form) for form in FORMS),
    *(("near", MITTE, "--sort", "none", "-o", form) for form in FORMS),
    *(("box", "53,13", "52,14", "-vv", "-o", form) for form in FORMS),
    *(("station", "s1", "-vv", "-o", form) for form in FORMS),
    *(("pool", "P", "-o", form) for form in FORMS),
    *(("evses", "P", "-vv", "-o", form) for form in ("table", "json", "jsonl", "csv")),
    *(("codes", "connectors", "--live", "-o", form) for form in ("table", "json", "jsonl", "csv")),
    *(("watch", "P", "--times", "2", "--every", "1ms", "-o", form) for form in ("table", "jsonl")),
    ("watch", "--near", MITTE, "--times", "2", "--every", "1ms", "-o", "table"),
    ("count", MITTE),
    ("station", EVIL),
    ("station", "s1", "broken"),
    ("evses", "broken", "-vv"),
    ("near", MITTE, "--operator", EVIL),
    ("near", EVIL),
    (EVIL,),
    ("decode", EVIL.replace("\0", "")),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: " ".join(arguments)[:60])
def test_no_command_lets_a_text_steer(arguments: tuple[str, ...]) -> None:
    done = shown(*arguments)
    check(done.out)
    check(done.err)
    if arguments[0] in ("near", "box", "station") and EVIL not in arguments:
        assert "evil" in done.out
    if arguments[-1] in ("json", "jsonl", "csv", "geojson"):
        assert "\x1b" not in done.out


@pytest.mark.parametrize("options", [(), ("--issues",)])
@pytest.mark.parametrize("form", FORMS)
def test_a_saved_answer_does_not_steer(tmp_path: Path, form: str, options: tuple[str, ...]) -> None:
    file = tmp_path / "evil\x1bc\x9b\u202e.json"
    file.write_text(json.dumps(PAGE))
    done = shown("decode", str(file), "-o", form, *options)
    assert done.status == 5
    check(done.out)
    check(done.err)


@pytest.mark.parametrize("form", ["json", "jsonl", "geojson"])
def test_json_on_a_terminal_is_the_same_document(form: str) -> None:
    on_screen = shown("near", MITTE, "-q", "-o", form).out
    assert json.loads(on_screen) == json.loads(run("near", MITTE, "-q", "-o", form).out)
    assert "\\u001b" in on_screen
    assert "\\udb40\\udc41" in on_screen


@pytest.mark.parametrize("form", ["json", "jsonl", "geojson", "csv"])
def test_pipes_and_files_keep_the_text(form: str, tmp_path: Path) -> None:
    file = tmp_path / "out"
    piped = run("near", MITTE, "-q", "-o", form).out
    assert shown("near", MITTE, "-q", "-o", form, "--out", str(file)).out == ""
    written = file.read_text("utf-8")
    for result in (piped, written):
        if form == "csv":
            (row,) = csv.DictReader(io.StringIO(result))
            assert row["name"] == STATION["name"]
        else:
            assert "\x7f\x80" in result  # as they are, not as escapes


@pytest.mark.parametrize("form", ["csv", "jsonl", "json", "geojson", "table"])
def test_a_real_terminal(form: str) -> None:
    done = on_terminal("near", MITTE, "-q", "-o", form)
    assert done.status == 0
    assert "evil" in done.out
    check(done.out)


def test_a_terminal_as_a_file() -> None:
    done = on_terminal("near", MITTE, "-q", "-o", "csv", "--out", "/dev/tty", out="/dev/null")
    check(done.out)
    done = on_terminal("near", MITTE, "-q", "-o", "csv", "--out", "/dev/stdout")
    assert done.status == 0
    assert "evil" in done.out
    check(done.out)


def test_the_streams_are_the_old_ones_afterwards() -> None:
    out = Terminal()
    with redirect_stdout(out):
        main(["--version"])
        assert sys.stdout is out
    assert out.getvalue().startswith("evcp ")


@tries(150)
@given(st.text())
def test_any_text_on_a_terminal(text: str) -> None:
    assert not {c for c in escaped(text) if is_steering(c)}
    document = json.dumps({"name": text}, ensure_ascii=False)
    assert json.loads(escaped(document)) == {"name": text}
    assert single_line(text).isprintable()


def test_other_blanks_and_letters_of_any_script_stay() -> None:
    for text in ("Zürich\u00a0HB 5\u202f000 kW", "東京\n", "شحن", "🔌"):
        assert escaped(text) == text
    assert escaped("a\ud800b\x1b\u202e") == "a\\ud800b\\u001b\\u202e"
