"""A known credential in every situation: it is looked for in all that anybody could see afterwards.

Each situation is a call that fails or succeeds in its own way, with its own kind of credential. What is
searched: the exception with everything that hangs on it (chain, arguments, attributes, notes, formatted traceback
with the variables of all frames, pickle), every log record at DEBUG of every logger, all events given to hooks,
the representations of the client and of its answers, and what another host received.
"""

from __future__ import annotations

import json
import logging
import pickle
import re
import traceback
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_plus

import pytest
import requests
from support.canary import CANARY, SECOND, Seen, watching
from support.fakes import Caller, Kind, caller, count_body
from support.faults import FaultServer, Script, answer, closed_port, drip, hang, message, raw, reset

import evcp
from evcp import (
    AppIdCode,
    BearerToken,
    Circle,
    EvcpError,
    HereCredentials,
    Hooks,
    RetryPolicy,
    Timeout,
)
from evcp.operations import Operation, count_stations, search_stations
from evcp.testing import Recorder

COUNT = count_stations(Circle(52.5, 13.4, 500))
EXTRA = count_stations(Circle(52.5, 13.4, 500), extra={"customer": CANARY})


KINDS: list[Kind] = ["sync", "async"]


def echo(template: str) -> bytes:
    """A body that holds the canary in the place of `@`."""
    return template.replace("@", CANARY).encode()


ECHO = answer(echo('{"error":"Unauthorized","error_description":"apiKey @ not found"}'), "401 No")


LONG = echo("x" * 470 + "@")


STRANGE = echo('{"count": 7, "self": "https://x.test/?apiKey=@", "a@b": 1}')


STRANGE_BASE64 = STRANGE.replace(CANARY.encode(), b64encode(f"me:{CANARY}".encode()))


def echoed(form: Callable[[str], str]) -> bytes:
    """A body that says nothing to the reader of errors, so that it is quoted."""
    return f'{{"nothing known": "{form(CANARY)} and {form(CANARY)[:-9]}"}}'.encode()


def in_small_letters(text: str) -> str:
    return re.sub("%..", lambda match: match[0].lower(), quote(text, safe=""))


def twice(text: str) -> str:
    return quote(quote(text, safe=""), safe="")


def as_characters(text: str) -> str:
    return "".join(c if c.isalnum() else f"\\u{ord(c):04x}" for c in text)


def as_references(text: str) -> str:
    return "".join(c if c.isalnum() else f"&#x{ord(c):x};" for c in text)


def in_base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def in_a_pair(text: str) -> str:
    return urlsafe_b64encode(f"user:{text}!".encode()).decode()


def in_sixteen_bits(text: str) -> str:
    return text.encode("utf-16-le").decode("latin-1")


def redirect(status: str, location: str) -> Script:
    return answer(b"", status, location=location)


# Situation: what the server does, and what the call is given beside that.
SITUATIONS: dict[str, tuple[list[Script], dict[str, Any]]] = {
    "well": ([answer(count_body())], {}),
    "well, in XML": ([answer(count_body(format="xml"))], {"format": "xml"}),
    "unknown members": ([answer(STRANGE)], {}),
    "unknown members, strictly": ([answer(STRANGE)], {"strict": True}),
    "unknown members in XML": (
        [answer(echo("<countResult><count>7</count><a>@</a></countResult>"))],
        {"format": "xml", "strict": True},
    ),
    "a bad value": ([answer(echo('{"count": "@"}'))], {}),
    "400": ([answer(echo('{"error":"@"}'), "400 No")], {}),
    "400 in the older shape": ([answer(echo('{"Type":"x","Message":["@","@"]}'), "400 No")], {}),
    "400 in XML": ([answer(echo("<error><title>@</title></error>"), "400 No")], {}),
    "400 escaped for JSON": (
        [answer(echo('{"error":"@"}').replace(b"/", b"\\/"), "400 No")],
        {},
    ),
    "400 escaped for an address": (
        [answer(b'{"error":"' + quote(CANARY, safe="").encode() + b'"}', "400 No")],
        {},
    ),
    "400 escaped in small letters": ([answer(echoed(in_small_letters), "400 No")], {}),
    "400 escaped twice": ([answer(echoed(twice), "400 No")], {}),
    "400 escaped but for slashes": ([answer(echoed(quote), "400 No")], {}),
    "400 decoded as a form": ([answer(echoed(unquote_plus), "400 No")], {}),
    "400 escaped as characters of JSON": ([answer(echoed(as_characters), "400 No")], {}),
    "400 escaped for XML": ([answer(echoed(as_references), "400 No")], {}),
    "400 in Base64": ([answer(echoed(in_base64), "400 No")], {}),
    "400 in Base64 of a pair": ([answer(echoed(in_a_pair), "400 No")], {}),
    "400 in escaped Base64": (
        [answer(echoed(lambda text: quote(in_base64(text), safe="")), "400 No")],
        {},
    ),
    "400 in UTF-16": ([answer(echoed(in_sixteen_bits), "400 No")], {}),
    "400 in escaped UTF-16": (
        [answer(echoed(lambda text: in_sixteen_bits(text).replace("\0", "\\u0000")), "400 No")],
        {},
    ),
    "400 all in UTF-16": ([answer(echoed(str).decode().encode("utf-16"), "400 No")], {}),
    "unknown members in Base64, strictly": ([answer(STRANGE_BASE64)], {"strict": True}),
    "401": ([ECHO], {}),
    "403": ([answer(echo("<html>@</html>"), "403 No")], {}),
    "404": ([answer(echo("@"), "404 No")], {}),
    "429": ([answer(echo("@"), "429 No", retry_after="9999")], {}),
    "503": ([answer(echo("@"), "503 No")], {}),
    "999": ([answer(LONG, "999 No")], {}),
    "an excerpt that is cut": ([answer(LONG, "500 No")], {}),
    "a message that is cut": ([answer(echo('{"error":"' + "y" * 185 + '@"}'), "400 No")], {}),
    "an echo in headers": (
        [answer(b"", "400 No", x_request_id=CANARY, x_a=CANARY, location=CANARY)],
        {},
    ),
    "a content type": ([answer(b"?", content_type=f"text/{CANARY}")], {}),
    "200 with an error": ([answer(echo('{"error":"@"}'))], {}),
    "200 with a page": ([answer(echo("<html>@</html>"))], {}),
    "200 with a text": ([answer(echo('"@"'))], {}),
    "200 with half an answer": ([answer(echo('{"count": 7, "x": "@'))], {}),
    "200 with another root": ([answer(echo("<x@/>".replace("/", "")))], {"format": "xml"}),
    "200 with nothing": ([answer(b"")], {}),
    "302": ([redirect("302 Go", f"/elsewhere/{CANARY}?apiKey={CANARY}#{CANARY}")], {}),
    "308 to no address": ([redirect("308 Go", f"http://[{CANARY}")], {}),
    "reset": ([reset], {}),
    "closed": ([raw(b"")], {}),
    "silence": ([hang], {}),
    "drips": ([drip(message(b" " * 99), 60)], {"timeout": Timeout(0.5, 0.3, 0.4)}),
    "length too great": ([raw(message(echo("@"), length=999))], {}),
    "bad chunks": (
        [raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + echo("@\r\n"))],
        {},
    ),
    "bad gzip": ([answer(echo("@"), content_encoding="gzip")], {}),
    "too much": ([answer(echo("@") * 99)], {"max_bytes": 50}),
    "no HTTP": ([raw(echo("@\r\n\r\n"))], {}),
    "a bad header": ([raw(b"HTTP/1.1 200 OK\r\n" + echo("@ : @\r\n@\r\n\r\n"))], {}),
    "a bad status line": ([raw(b"HTTP/1.1 " + echo("@\r\n\r\n"))], {}),
    "refused": ([], {}),
    "no such host": ([], {"base_url": "http://nobody.invalid/ev/"}),
    "no TLS": ([raw(b"")], {"tls": True}),
    "a proxy that is not there": ([], {"proxy": True}),
    "once more": ([reset, answer(b"", "503 No"), answer(count_body())], {}),
    "a rate limit": (
        [answer(count_body())],
        {"rate_limit": lambda: evcp.RateLimit(0.001), "twice": True},
    ),
    "an empty budget": ([reset], {"budget": lambda: evcp.RetryBudget(0, 0)}),
    "closed client": ([answer(count_body())], {"close_first": True}),
}


def here(server_url: str) -> HereCredentials:
    return HereCredentials("an-access-key-id-0123456789", CANARY, token_url=f"{server_url}token")


LOGINS: dict[str, Callable[[], dict[str, Any]]] = {
    "key": lambda: {"api_key": CANARY},
    "app": lambda: {"api_key": None, "app": ("an-app-id-0123456789", CANARY)},
    "token": lambda: {"api_key": None, "token": CANARY},
    "function": lambda: {"api_key": None, "credentials": BearerToken(lambda: CANARY)},
    "header": lambda: {"api_key": SECOND, "headers": {"X-Api-Key": CANARY}},
    "cookie": lambda: {"api_key": SECOND, "headers": {"Cookie": f"session={CANARY}; theme=dark"}},
    "parts": lambda: {"api_key": SECOND, "headers": {"X-Auth": f"key={CANARY},sig={SECOND}"}},
    "basic": lambda: {
        "api_key": SECOND,
        "headers": {"X-Proxy": f"Basic {in_base64(f'a-user-of-ours:{CANARY}')}"},
    },
    "digest": lambda: {
        "api_key": SECOND,
        "headers": {"X-Auth": f'Digest username="me", response="{CANARY}"'},
    },
    "parameter": lambda: {"api_key": SECOND},
}


def call(
    one: Caller, seen: Seen, options: dict[str, Any], operation: Operation[Any] = COUNT
) -> None:
    if options.get("close_first"):
        closed = one.client.close()
        if one.kind == "async":
            one.run(lambda _: closed)
    for _ in range(2 if options.get("twice") else 1):
        try:
            answered = one.call(operation)
        except EvcpError as error:
            seen.see_error("error", error)
        else:
            seen.see("answer", answered)


WITH_ANY_LOGIN = [
    "well",
    "unknown members, strictly",
    "400",
    "401",
    "503",
    "an echo in headers",
    "200 with a page",
    "302",
    "reset",
    "refused",
    "a bad header",
    "once more",
]


RUNS = [
    (situation, login, kind)
    for situation in SITUATIONS
    for login in LOGINS
    for kind in KINDS
    if login == "key" or situation in WITH_ANY_LOGIN
]


@pytest.mark.parametrize(("situation", "login", "kind"), RUNS)
def test_the_canary_is_not_seen(situation: str, login: str, kind: Kind) -> None:
    scripts, options = SITUATIONS[situation]
    seen = Seen()
    passed = ("format", "strict", "timeout", "max_bytes", "rate_limit", "budget", "base_url")
    arguments: dict[str, Any] = {
        "timeout": Timeout(0.5, 0.2, 3),
        "retries": RetryPolicy(attempts=2, first_wait=0.001),
        **LOGINS[login](),
        **{
            name: value() if callable(value) else value
            for name, value in options.items()
            if name in passed
        },
        "hooks": Hooks(
            request=lambda event: seen.see("hook", event),
            response=lambda event: seen.see("hook", event),
            retry=lambda event: seen.see("hook", event),
            issue=lambda event: seen.see("hook", event),
        ),
    }
    if options.get("proxy"):
        address = closed_port().removesuffix("ev/").replace("http://", f"http://me:{SECOND}@")
        arguments |= {"proxies": {"http": address}} if kind == "sync" else {"proxy": address}
    with watching(seen), FaultServer(*scripts or [reset]) as server:
        url = server.url.replace("http:", "https:") if options.get("tls") else server.url
        url = closed_port() if not scripts else url
        arguments.setdefault("base_url", url)
        one = Caller(kind, **arguments)
        try:
            seen.see("client", f"{one.client!r} {one.client} {one.client.credentials!r}")
            seen.see("settings", one.client.settings)
            seen.see("view", one.client.with_options(timeout=1))
            call(one, seen, options, EXTRA if login == "parameter" else COUNT)
            with pytest.raises(TypeError) as refused:
                pickle.dumps(one.client)
            seen.see_error("pickle of the client", refused.value)
        finally:
            one.close()
    # An operation is the user's own, and shows the parameters that were put into it.
    own = login == "parameter"
    assert [hit for hit in seen.hits() if not (own and hit[0].endswith("variables"))] == []
    # The search itself is not blind: evcp's own log lines were there.
    assert any(where == "log evcp" for where, _ in seen.texts) or options.get("close_first")


RECORDED = [run for run in RUNS if run[0] in WITH_ANY_LOGIN or "400" in run[0]]


@pytest.mark.parametrize(("situation", "login", "kind"), RECORDED)
def test_the_canary_is_not_recorded(situation: str, login: str, kind: Kind, tmp_path: Path) -> None:
    scripts, options = SITUATIONS[situation]
    seen = Seen()
    with watching(seen), FaultServer(*scripts or [reset]) as server:
        recorder = Recorder(tmp_path / "tape.json", "record")
        one = Caller(
            kind,
            **LOGINS[login](),
            transport=recorder if kind == "sync" else recorder.asynchronous,
            base_url=server.url if scripts else closed_port(),
            timeout=Timeout(0.5, 0.2, 3),
            retries=RetryPolicy(attempts=2, first_wait=0.001),
            strict=options.get("strict", False),
        )
        try:
            call(one, seen, {}, EXTRA if login == "parameter" else COUNT)
        finally:
            one.close()
            recorder.close()
        seen.see("recorder", f"{recorder!r} {recorder.requests!r}")
    tape = (tmp_path / "tape.json").read_bytes()
    assert tape.count(b'"request"') >= 1
    seen.see("tape", tape)
    for record in json.loads(tape)["records"]:
        content = record.get("answer", {})
        seen.see("body", content.get("json") or "".join(content.get("text", [])))
        seen.see("bytes", b64decode(content.get("base64", "")))
    own = login == "parameter"
    assert [hit for hit in seen.hits() if not (own and hit[0].endswith("variables"))] == []


TOKENS: dict[str, Script] = {
    "refused": answer(echo('{"errorId":"E","message":"bad secret @"}'), "401 No"),
    "failing": answer(echo("@"), "503 No"),
    "strange": answer(echo('{"access_token":"@\\r\\n","error":"@"}')),
    "elsewhere": redirect("307 Go", f"/{CANARY}"),
    "silent": hang,
    "cut": raw(message(echo('{"access_token":"@'), length=999)),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("situation", TOKENS)
def test_the_secret_of_an_access_key_is_not_seen(situation: str, kind: Kind) -> None:
    seen = Seen()
    quick = RetryPolicy(attempts=2, first_wait=0.001)
    with watching(seen), FaultServer(TOKENS[situation]) as server:
        options: dict[str, Any] = {
            "api_key": None,
            "credentials": here(server.url),
            "base_url": server.url,
            "retries": quick,
            "timeout": Timeout(0.5, 0.2, 0.5),
        }
        with caller(kind, **options) as one:
            seen.see("client", f"{one.client!r} {one.client.credentials!r}")
            call(one, seen, {})
        assert CANARY.encode() not in b"".join(seen.head + seen.body for seen in server.requests)
    assert seen.hits() == []
    assert [where for where, text in seen.texts if "an-access-key-id" in text] == []


def test_credentials_that_are_refused_are_not_shown() -> None:
    seen = Seen()
    makers: list[Callable[[], object]] = [
        lambda: evcp.Client(api_key=f"{CANARY}\nX: y"),
        lambda: evcp.Client(api_key=CANARY, token=CANARY),
        lambda: evcp.Client(api_key=CANARY, base_url=f"https://me:{CANARY}@ev.test/"),
        lambda: evcp.Client(api_key=CANARY, base_url=f"https://me:{CANARY[:9]}?{CANARY}@ev.test/"),
        lambda: evcp.Client(api_key=CANARY, base_url=f"https://me:{CANARY}#@ev.test/"),
        lambda: evcp.Client(api_key=CANARY, base_url=f"https://ev.test/?apiKey={CANARY}"),
        lambda: HereCredentials("id", CANARY, token_url=f"https://me:{CANARY}@ev.test/"),
        lambda: HereCredentials("id", CANARY, token_url=f"https://me:x?{CANARY}@ev.test/"),
        lambda: BearerToken(lambda: CANARY.encode()).authorize(None, 0),  # type: ignore[arg-type, return-value]
        lambda: evcp.Client(api_key=CANARY, headers={"X-Key": f"{CANARY}\r\n"}),
        lambda: AppIdCode(CANARY, f"{CANARY}é"),
    ]
    for make in makers:
        with pytest.raises(EvcpError) as caught:
            make()
        error = caught.value
        seen.see("error", f"{error} {error!r} {error.__dict__} {error.__context__!r}")
        seen.see("traceback", "".join(traceback.format_exception(error)))
    assert seen.hits() == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("kind", KINDS)
def test_another_host_sees_nothing(kind: Kind, status: int) -> None:
    seen = Seen()
    with FaultServer(answer(count_body())) as other:
        go = redirect(f"{status} Go", f"{other.url}?apiKey={CANARY}")
        server = FaultServer(go)
        with watching(seen), server, caller(kind, api_key=CANARY, base_url=server.url) as one:
            call(one, seen, {})
        assert other.connections == 0
    assert seen.hits() == []


def test_operations_hold_no_credentials() -> None:
    operation = search_stations(Circle(52.5, 13.4, 500), extra={"lang": "de"})
    assert b"apiKey" not in pickle.dumps(operation)


def _fail() -> None:
    raise requests.ConnectionError(f"https://ev.test/?apiKey={quote(CANARY, safe='')}")


def test_the_search_finds_what_is_there() -> None:
    """All of this proves nothing if the search is blind."""
    seen = Seen()
    outer = EvcpError("outer", hint="x", url=SECOND)
    with watching(seen):
        logging.getLogger("somebody").debug("key %s", CANARY)
        try:
            _fail()
        except requests.ConnectionError as inner:
            outer.__cause__ = inner
    seen.see_error("error", outer)
    found = {where.partition(":")[0] for where, _ in seen.hits()}
    assert {"log somebody", "error"} <= found
    assert any("ConnectionError" in where for where, _ in seen.hits())
    assert any("pickle" in where for where, _ in seen.hits())


def test_how_many_situations_there_were(capsys: pytest.CaptureFixture[str]) -> None:
    number = len(RUNS) + len(RECORDED) + len(TOKENS) * 2 + 5 * 2 + 11
    assert len(SITUATIONS) >= 54
    with capsys.disabled():
        print(f"\ncanary: {len(SITUATIONS)} situations, {number} runs")
