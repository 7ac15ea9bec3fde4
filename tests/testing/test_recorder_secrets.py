"""A known credential in every place and every spelling: it is looked for in the bytes of the cassette."""

from __future__ import annotations

import base64
import contextlib
import html
import json
import re
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from testing.helpers import BERLIN, CANARY, Kind, count, got, made, used

from evcp import ConfigurationError, DecodeError, HereCredentials, RequestError
from evcp.sandbox import Access
from evcp.testing import Recorder, make_body, make_station, sandbox
from evcp.transport import Request, Response, Secret, TransportFailure

SECOND = "sEcOnD-9876543210_zyxwvutsrqponmlkjihgfedcba"
TOKEN = "tOkEn.0123456789.abcdefghijklmnopqrstuvwxyz-_~"
HEAD = 8


def small(quoted: str) -> str:
    """The same with hexadecimal digits in small letters."""
    return re.sub("%..", lambda match: match[0].lower(), quoted)


def numbered(value: str, form: str) -> str:
    """The same with all but letters and digits by their numbers."""
    return re.sub(r"\W", lambda match: form.format(ord(match[0])), value)


def in_base64(value: bytes) -> set[str]:
    """What stands in Base64 wherever the value begins, in either alphabet."""
    found = set()
    for shift in range(3):
        whole = base64.b64encode(b"?" * shift + value)
        middle = whole[4 * (shift > 0) : len(whole) - 4].decode()
        found |= {middle, middle.replace("+", "-").replace("/", "_")}
    return found


def spellings(value: str) -> set[str]:
    """How an answer may spell a credential."""
    return {
        value,
        value[:20],
        value[-20:],
        quote(value),
        quote(value, safe=""),
        small(quote(value, safe="")),
        quote_plus(value),
        html.escape(value),
        value.replace("/", "\\/"),
        json.dumps(value),
        value.encode("utf-16-le").decode("latin-1"),
        *in_base64(value.encode()),
        numbered(value, "&#{};"),
        numbered(value, "&#x{:X};"),
        numbered(value, "\\u{:04x}"),
        numbered(value, "\\u{:04X}"),
        numbered(value, "\\\\u{:04X}"),
    }


FORMS = [form for value in (CANARY, SECOND, TOKEN) for form in spellings(value)]


def hits(data: bytes) -> list[str]:
    text = data.decode("latin-1")
    return [form for form in FORMS if form in text]


class Echo:
    """Answers every request with a body that was told it, and every header."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        self.body = body
        self.status = status

    def send(self, request: Request) -> Response | TransportFailure:
        names = ("content-type", "x-request-id", "date", "set-cookie", "location", "x-echo")
        return Response(
            self.status, dict.fromkeys(names, self.body[:200].decode("latin-1")), self.body
        )

    def wait(self, seconds: float) -> None:
        raise AssertionError

    def close(self) -> None:
        pass


class AsyncEcho(Echo):
    async def send(self, request: Request) -> Response | TransportFailure:  # type: ignore[override]
        return super().send(request)

    async def wait(self, seconds: float) -> None:  # type: ignore[override]
        super().wait(seconds)

    async def close(self) -> None:  # type: ignore[override]
        super().close()


BODIES = {
    "json": '{"count": 7, "echo": "@", "@": ["@", {"self": "https://x.test/?apiKey=@&b=1"}]}',
    "xml": "<countResult><count>7</count><echo>@</echo></countResult>",
    "html": "<html><body>Log in, @</body></html>",
    "text": "@",
    "broken json": '{"count": 7, "echo": "@"',
    "no utf-8": "\xff\xfe@\xff",
}
SPELLED: dict[str, Callable[[str], str]] = {
    "plain": lambda value: value,
    "percent": lambda value: quote(value, safe=""),
    "percent, small": lambda value: small(quote(value, safe="")),
    "plus": quote_plus,
    "html": html.escape,
    "percent, twice": lambda value: quote(quote(value, safe=""), safe=""),
    "by number": lambda value: numbered(value, "&#{};"),
    "by number, hexadecimal": lambda value: numbered(value, "&#x{:X};"),
    "for scripts": lambda value: numbered(value, "\\u{:04x}"),
    "for scripts, twice": lambda value: numbered(value, "\\\\u{:04X}"),
    "slashes": lambda value: value.replace("/", "\\/"),
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "basic": lambda value: base64.b64encode(f"user:{value}".encode()).decode(),
    "basic, shifted": lambda value: base64.b64encode(f"users:{value}!".encode()).decode(),
    "base64 for addresses": lambda value: base64.urlsafe_b64encode(b"x" + value.encode()).decode(),
    "cut off": lambda value: value[:25],
    "in sixteen bits": lambda value: value.encode("utf-16-le").decode("latin-1"),
}


@pytest.mark.parametrize("spelled", SPELLED)
@pytest.mark.parametrize("body", BODIES)
def test_an_echoed_key_is_not_kept(tmp_path: Path, kind: Kind, body: str, spelled: str) -> None:
    tape = tmp_path / "tape.json"
    content = BODIES[body].replace("@", SPELLED[spelled](CANARY)).encode("latin-1")
    assert hits(content), "the test shows nothing if the key is not there"

    async def use(client: Any) -> None:
        with contextlib.suppress(DecodeError, RequestError):
            await count(client)

    with Recorder(tape, transport=Echo(content), async_transport=AsyncEcho(content)) as recorder:
        used(made(recorder, kind, api_key=CANARY, retries=0), use)
    assert hits(tape.read_bytes()) == []
    assert b"REDACTED" in tape.read_bytes() or body == "no utf-8"
    (record,) = json.loads(tape.read_bytes())["records"]
    if "base64" in record["answer"]:
        assert hits(base64.b64decode(record["answer"]["base64"])) == []


LOGINS: dict[str, dict[str, Any]] = {
    "api key": {"api_key": CANARY},
    "token": {"token": CANARY},
    "token of a function": {"token": lambda: CANARY},
    "legacy pair": {"app": (SECOND, CANARY)},
    "header": {"api_key": SECOND, "headers": {"X-Proxy-Key": CANARY}},
    "cookie": {"api_key": SECOND, "headers": {"Cookie": f"sid={CANARY}; theme=dark"}},
    "parts": {"api_key": SECOND, "headers": {"X-Auth": f"key={SECOND},sig={CANARY}"}},
    "basic": {
        "api_key": SECOND,
        "headers": {"X-Proxy": "Basic " + base64.b64encode(f"me:{CANARY}".encode()).decode()},
    },
}


@pytest.mark.parametrize("login", LOGINS)
def test_no_kind_of_credential_is_kept(tmp_path: Path, kind: Kind, login: str) -> None:
    """The service answers well and badly, and repeats all that it was sent."""
    body = f'{{"count": 7, "echo": "{CANARY} {SECOND}"}}'.encode()
    for status in (200, 401, 302):
        tape = tmp_path / f"{status}.json"
        echo, async_echo = Echo(body, status), AsyncEcho(body, status)

        async def use(client: Any) -> None:
            with contextlib.suppress(RequestError):
                await got(client.stations.count(BERLIN, extra={"apiKey2": CANARY, "id": CANARY}))

        with Recorder(tape, transport=echo, async_transport=async_echo) as recorder:
            client = made(recorder, kind, retries=0, **LOGINS[login])
            used(client, use)
        found = hits(tape.read_bytes())
        known = [form for form in found if form in "".join(spellings(CANARY))]
        assert known == []
        if login not in ("api key", "token", "token of a function"):
            assert found == []


def test_short_parts_of_a_cookie_are_not_kept(tmp_path: Path, kind: Kind) -> None:
    tape = tmp_path / "tape.json"
    body = b'{"count": 7, "echo": "sid=ab12; bad ab12 or YWIxMg==, cab12b"}'
    with Recorder(tape, transport=Echo(body), async_transport=AsyncEcho(body)) as recorder:
        headers = {"Cookie": "sid=ab12; a=b"}
        assert used(made(recorder, kind, api_key=CANARY, headers=headers), count) == 7
    assert "sid=REDACTED; bad REDACTED or REDACTED==, cab12b" in tape.read_text("utf-8")


class Proxy(Echo):
    """Says which login the transport added."""

    def send(self, request: Request) -> Response | TransportFailure:
        response = super().send(request)
        assert isinstance(response, Response)
        login = "Basic " + base64.b64encode(f"me:{CANARY}".encode()).decode()
        return replace(response, secret_headers=(("Proxy-Authorization", Secret(login)),))


class AsyncProxy(Proxy, AsyncEcho):
    async def send(self, request: Request) -> Response | TransportFailure:  # type: ignore[override]
        return Proxy(self.body).send(request)


@pytest.mark.parametrize("echo", [CANARY, base64.b64encode(f"me:{CANARY}".encode()).decode()])
def test_the_login_for_a_proxy_is_not_kept(tmp_path: Path, kind: Kind, echo: str) -> None:
    tape = tmp_path / "tape.json"
    body = f'{{"count": 7, "echo": "{echo}"}}'.encode()
    with Recorder(tape, transport=Proxy(body), async_transport=AsyncProxy(body)) as recorder:
        assert used(made(recorder, kind, api_key=SECOND), count) == 7
    assert hits(tape.read_bytes()) == []
    assert b"REDACTED" in tape.read_bytes()


class Endpoint(Echo):
    """Gives a token to whoever asks for one, and repeats it ever after."""

    def send(self, request: Request) -> Response | TransportFailure:
        if request.url.endswith("/oauth2/token"):
            signed = dict(request.secret_headers)["Authorization"].reveal()
            body = {"access_token": TOKEN, "tokenType": "bearer", "expires_in": 9, "seen": signed}
            return Response(200, {}, json.dumps(body).encode())
        return Response(200, {}, f'{{"count": 7, "echo": "{TOKEN} {CANARY} {SECOND}"}}'.encode())


class AsyncEndpoint(AsyncEcho):
    async def send(self, request: Request) -> Response | TransportFailure:  # type: ignore[override]
        return Endpoint(b"").send(request)


def test_access_keys_and_tokens_are_not_kept(tmp_path: Path, kind: Kind) -> None:
    tape = tmp_path / "tape.json"
    with Recorder(tape, transport=Endpoint(b""), async_transport=AsyncEndpoint(b"")) as recorder:
        client = made(recorder, kind, credentials=HereCredentials(SECOND, CANARY))
        assert used(client, count) == 7
    text = tape.read_text("utf-8")
    assert hits(tape.read_bytes()) == []
    assert 'oauth_signature=\\"REDACTED' in text
    assert '"access_token": "REDACTED"' in text
    with Recorder(tape) as recorder:
        replayed = made(recorder, kind, credentials=HereCredentials("other-id", "other-secret"))
        assert used(replayed, count) == 7
        assert recorder.unused == ()


def test_a_token_that_nobody_uses_is_not_kept_either(tmp_path: Path) -> None:
    tape = tmp_path / "tape.json"
    body = json.dumps({"outer": [{"refreshToken": TOKEN}], "id_token": SECOND, "echo": TOKEN})
    with (
        Recorder(tape, transport=Echo(body.encode(), 400)) as recorder,
        recorder.client(api_key="k" * 20) as client,
        pytest.raises(RequestError),
    ):
        client.stations.count(BERLIN)
    assert hits(tape.read_bytes()) == []
    assert tape.read_text("utf-8").count("REDACTED") >= 3


def test_the_sandbox_recorded_with_an_access_key(tmp_path: Path, kind: Kind) -> None:
    tape = tmp_path / "tape.json"
    service = sandbox(size=50, access=Access(access_keys={SECOND: CANARY}))
    credentials = HereCredentials(SECOND, CANARY, token_url=service.token_url)
    through, async_through = service.transport, service.async_transport
    with Recorder(tape, transport=through, async_transport=async_through) as recorder:
        used(made(recorder, kind, credentials=credentials), count)
    assert hits(tape.read_bytes()) == []
    assert b"evcp-sandbox." not in tape.read_bytes()


def test_a_name_that_only_looks_alike_stays(tmp_path: Path) -> None:
    tape = tmp_path / "tape.json"
    name = "kEy of the tOkEn: sEcOnD cAnArY"
    body = make_body(make_station(name=name))
    with Recorder(tape, transport=Echo(body)) as recorder, recorder.client(token=CANARY) as client:
        assert [one.name for one in client.stations.search(BERLIN)] == [name]
    assert name in tape.read_text("utf-8")


def test_headers_that_are_no_credentials_do_no_harm(tmp_path: Path) -> None:
    """Their words may stand in any answer."""
    tape = tmp_path / "tape.json"
    headers = {
        "Accept": "application/json",
        "User-Agent": "my-charging-station-finder",
        "X-App": "finder of any evStation",
        "X-Language": "de",
    }
    body = make_body(make_station(name="application for my-charging-station"))
    with (
        Recorder(tape, transport=Echo(body)) as recorder,
        recorder.client(api_key=CANARY, headers=headers) as client,
    ):
        (station,) = client.stations.search(BERLIN)
    assert b"REDACTED" not in tape.read_bytes()
    with Recorder(tape) as recorder, recorder.client() as client:
        assert list(client.stations.search(BERLIN)) == [station]


def test_a_key_too_short_to_be_removed_stops_the_recording(tmp_path: Path) -> None:
    tape = tmp_path / "tape.json"
    body = make_body(make_station(name="In any case"))
    recorder = Recorder(tape, transport=Echo(body))
    with pytest.raises(ConfigurationError, match=r"credential of 3 characters.*8 characters") as no:
        recorder.client(api_key="any").stations.count(BERLIN)
    recorder.close()
    assert not tape.exists()
    shown = traceback.TracebackException.from_exception(no.value, capture_locals=True)
    frames = [frame for frame in shown.stack if "/evcp/" in frame.filename]
    assert frames
    assert not any(
        value.strip("'\"") == "any" for f in frames for value in (f.locals or {}).values()
    )


def test_a_short_key_does_no_harm_where_it_is_not_repeated(tmp_path: Path) -> None:
    tape = tmp_path / "tape.json"
    with (
        Recorder(tape, transport=Echo(b'{"count": 7}')) as recorder,
        recorder.client(api_key="zzz") as client,
    ):
        assert client.stations.count(BERLIN) == 7
    assert b"zzz" not in tape.read_bytes()


def test_nothing_shows_a_credential(tmp_path: Path) -> None:
    """Neither the recorder, nor what it says of a request that does not match."""
    tape = tmp_path / "tape.json"
    with Recorder(tape, transport=Echo(b'{"count": 7}')) as recorder:
        with recorder.client(api_key=CANARY) as client:
            client.stations.count(BERLIN)
        assert CANARY[:HEAD] not in f"{recorder!r} {recorder.requests!r}"
    with Recorder(tape) as recorder, recorder.client(api_key=CANARY) as client:
        with pytest.raises(AssertionError) as caught:
            client.stations.count(BERLIN, extra={"key": CANARY})
        shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        frames = [frame for frame in shown.stack if "/evcp/testing/" in frame.filename]
        assert frames
        assert CANARY[:HEAD] not in f"{caught.value} {[frame.locals for frame in frames]}"
        recorder.discard()
