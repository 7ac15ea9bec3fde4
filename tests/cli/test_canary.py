"""The key is never printed: not in output, not with -vv, not in an error that quotes the request."""

from __future__ import annotations

import html
import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from cli.cli_runner import MITTE, Done, process, run
from cli.scripted_service import Answer, scripted_service

SECRET = "cAnArY+0123456789/abcdefghijklmnopqrstu="
FORMS = {SECRET, SECRET[:16], SECRET[-16:], quote(SECRET, safe=""), html.escape(SECRET)}
FORMS |= {b64encode(SECRET.encode()).decode()[:20], " ".join(SECRET[:16])}


def station(**more: object) -> str:
    one = {"id": "s1", "position": {"latitude": 52.5, "longitude": 13.4}, **more}
    return json.dumps({"hasMore": False, "count": 1, "evStations": {"evStation": [one]}})


def unauthorized(path: str) -> Answer:
    return 401, json.dumps({"error": "Unauthorized", "error_description": f"bad {unquote(path)}"})


def broken(path: str) -> Answer:
    return 503, f"cannot serve {path} or {unquote(path)}"


def encoded(path: str) -> Answer:
    wide = SECRET.encode("utf-16-le").decode("latin-1")
    return 400, f"bad {b64encode(SECRET.encode()).decode()} or {wide}"


def page(path: str) -> Answer:
    return 200, f"<html>{unquote(path)}</html>"


def quote_address(path: str) -> Answer:
    """An answer that quotes the request address in an unknown member."""
    return 200, station(itself=unquote(path), distance=unquote(path))


COMMANDS = [
    ["near", MITTE, "-vv"],
    ["near", MITTE, "-vv", "--wire", "xml"],
    ["station", "a", "b", "-vv"],
    ["pool", "a", "-vv"],
    ["evses", "a", "-vv"],
    ["count", MITTE, "-vv"],
    ["codes", "--live", "-vv"],
    ["watch", "a", "--times", "2", "--every", "1ms", "-vv"],
]


def clean(done: Done) -> None:
    for form in FORMS:
        assert form not in done.out
        assert form not in done.err


@pytest.mark.parametrize("answer", [unauthorized, broken, encoded, page, quote_address])
@pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(c) for c in COMMANDS])
def test_key_is_never_printed(
    bare_environment: None,
    answer: Callable[[str], Answer],
    command: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EVCP_API_KEY", SECRET)
    with scripted_service(answer) as base_url:
        done = run(*command, "--base-url", base_url, "--retries", "0")
    assert "> GET" in done.err, "the request was sent"
    assert "REDACTED" in done.err or "apiKey" not in done.err
    clean(done)


def test_key_from_file_is_never_printed(bare_environment: None, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(SECRET)
    with scripted_service(unauthorized) as base_url:
        done = process(
            *("near", MITTE, "-vv", "--retries", "0"),
            *("--base-url", base_url, "--api-key-file", str(file)),
        )
    assert done.status == 1
    assert "answered 401" in done.err
    clean(done)


def test_connection_failure_does_not_print_key(
    bare_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVCP_API_KEY", SECRET)
    done = run("near", MITTE, "-vv", "--base-url", "http://127.0.0.1:1/ev/", "--retries", "1")
    assert done.status == 1
    assert "--base-url" in done.err
    clean(done)


def test_key_in_base_url_is_redacted(bare_environment: None) -> None:
    done = run("near", MITTE, "--base-url", f"https://user:{SECRET}@host/ev/?apiKey={SECRET}")
    assert done.status == 2
    clean(done)
