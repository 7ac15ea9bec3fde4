"""Nothing is shown but what is known to be harmless."""

from __future__ import annotations

import asyncio
import copy
import html
import logging
import pickle
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fakes import KEY
from support.settings import tries

from evcp import AsyncClient, Circle, Client, EvcpError, HereCredentials, Hooks
from evcp._core.redaction import (
    HARMLESS_HEADERS,
    REDACTED,
    SHOWN_PARAMETERS,
    SecretMatcher,
    header_secrets,
    of,
    parameter_secrets,
    quiet_urllib3,
    schema_part,
    shown_url,
)
from evcp.transport import Request, Response, Secret
from evcp_models._json_reader import KNOWN
from evcp_models._xml_reader import SHAPES


def without(text: str, secrets: list[str]) -> str:
    return SecretMatcher(secrets).scrub(text)


def test_an_address_is_shown_without_its_secrets() -> None:
    shown = shown_url(
        "https://user:pass@ev.test:8443/ev/stations.json?apiKey=x#frag",
        [("prox", "1.5,2;3"), ("apiKey", KEY), ("id", "a b&c"), ("lang", "de")],
    )
    assert shown == (
        "https://ev.test:8443/ev/stations.json"
        "?prox=1.5,2;3&apiKey=REDACTED&id=a%20b%26c&lang=REDACTED"
    )


def test_an_address_that_is_none_is_not_shown() -> None:
    assert shown_url("http://[broken?apiKey=x") == REDACTED
    for strange in (
        "https://user:half/a-password@ev.test/ev/",
        "http://user:half?a-password@ev.test/ev/",
        "http://user:half#a-password@ev.test/ev/",
        "http://user:half/a-password?@ev.test/",
        "http://user:12?34-word@ev.test/ev/",
        "http://user:12#34-word@ev.test/ev/",
        "http://user:half",
        "user:half@ev.test/ev",
        "https://[user:half@ev.test/",
    ):
        assert shown_url(strange) == REDACTED
    assert shown_url("http://[::1]:80/x?y") == "http://[::1]:80/x"
    assert shown_url("/elsewhere?y") == "/elsewhere"


@tries(100)
@given(st.text(max_size=80), st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8))))
def test_no_text_is_too_strange_to_be_shown(base: str, query: list[tuple[str, str]]) -> None:
    try:
        quote(base + "".join(map("".join, query)))
    except UnicodeEncodeError:
        return
    shown_url(base, query)


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret(KEY)
    assert secret.reveal() == KEY
    assert KEY not in f"{secret!r} {secret!s} {secret} {[secret]} {(secret,)!r}"
    for take in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError) as caught:
            take(secret)
        assert str(caught.value) == (
            "a credential cannot be pickled: create the client where it is used"
        )


@pytest.mark.parametrize("scheme", ["Bearer", "oauth", "Basic", "Digest"])
def test_the_scheme_of_a_header_is_no_secret(scheme: str) -> None:
    assert header_secrets("Authorization", f"{scheme} abc.def-ghi_jkl").values == {
        "def-ghi_jkl",
        "abc.def-ghi_jkl",
    }
    assert header_secrets("Authorization", f"{scheme} ") == (set(), {""})
    assert without(f"a {scheme} header", [""]) == f"a {scheme} header"


@pytest.mark.parametrize(
    "value", [KEY, "a+b/c==d&e<f>", "quote\"d's-and-more", "Bearer abc.def-ghi_jkl"]
)
def test_echoes_in_any_form_are_removed(value: str) -> None:
    bare = value.rpartition(" ")[2]
    echoes = [bare, quote(bare, safe=""), bare.replace("/", "\\/"), html.escape(bare)]
    for echo in echoes:
        assert without(f"bad key <{echo}>!", [bare]) == f"bad key <{REDACTED}>!"
        # Half a key is a key: what a cut has left of it goes too.
        cut = without(f"bad key {echo[:-2]}", [bare])
        assert cut.startswith(f"bad key {REDACTED}")
        assert bare[:-2] not in cut


PAIRS = [
    ("account-key-0123", "account-secret-456789"),
    ("0123456789", "0123456789abcdef"),
    ("0123456789abcdef", "0123456789"),
    ("abcdefgh-1/x+y", "abcdefgh-1/x+z=="),
    ("zz-inner-0123", "aa-outer-zz-inner-0123-tail"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_secrets_that_begin_alike_are_both_removed_whole(one: str, other: str) -> None:
    secrets = [one, other]
    for form in (str, lambda text: quote(text, safe="")):
        text = f"bad <{form(one)}> and <{form(other)}>, cut: <{form(other)[:9]}"
        assert without(text, secrets) == f"bad <{REDACTED}> and <{REDACTED}>, cut: <{REDACTED}"
    # Side by side, and the rest of a cut one right before another.
    assert without(f"{one[:9]}{other}!", secrets) == f"{REDACTED}{REDACTED}!"


def test_a_text_may_be_full_of_cuts() -> None:
    cut = KEY[:10]
    assert without(f"a {cut}; b {cut}; c {KEY}; d {cut}", [KEY]) == (
        f"a {REDACTED}; b {REDACTED}; c {REDACTED}; d {REDACTED}"
    )


def test_a_text_without_secrets_is_left_as_it_is() -> None:
    text = "Bearer tokens begin with: 0123456"
    assert without(text, []) == text
    assert without(text, ["", "0123456789"]) == text


def test_a_short_secret_goes_as_a_word_of_its_own() -> None:
    text = "Many companies: bad key 'any', any%22, apiKey=any&x"
    assert without(text, ["any"]) == (
        f"Many companies: bad key '{REDACTED}', {REDACTED}%22, apiKey={REDACTED}&x"
    )


def test_what_is_known_at_the_beginning_of_a_text_stays() -> None:
    matcher = SecretMatcher(["secret-0123", "id"])
    assert matcher.scrub("id.secret-0123 id", 2) == f"id.{REDACTED} {REDACTED}"
    assert matcher.scrub("id.secret-0123", 14) == "id.secret-0123"
    # What goes on behind the known part is none of it.
    assert matcher.scrub("id.secret-0123", 13) == f"id.{REDACTED}"


@pytest.mark.parametrize("start", ["%2F", "%2B", "/", "+", "a"])
def test_the_name_of_a_signature_is_no_secret_however_it_begins(start: str) -> None:
    value = (
        f'OAuth oauth_signature="{start}UUZsL5JGrrMrbWTli1wQdp%3D", oauth_nonce="123593929841975"'
    )
    secrets = header_secrets("Authorization", value)
    assert not any("oauth" in one for one in secrets.values)
    shown = SecretMatcher(*secrets).scrub(value)
    assert "UUZsL5" not in shown
    assert f'oauth_signature="{REDACTED}' in shown


@pytest.mark.parametrize("forms", [header_secrets, parameter_secrets])
def test_what_of_a_value_may_be_a_credential(
    forms: Callable[[str, str], tuple[set[str], set[str]]],
) -> None:
    assert forms("X-Lang", "en") == (set(), set())
    assert forms("X-Lang", "en-GB, de") == (set(), {"en-GB, de"})
    assert forms("X-Key", "en") == (set(), {"en"})
    assert forms("X-Ours", "abcdefgh 12345678") == (
        {"abcdefgh", "12345678"},
        {"abcdefgh 12345678"},
    )
    assert forms("X-Ours", "a=b=c-d-e-f-g") == ({"c-d-e-f-g", "b=c-d-e-f-g"}, {"a=b=c-d-e-f-g"})
    assert forms("X-Ours", "12.3456789") == (set(), {"12.3456789"})
    assert forms("X-Ours", "our token 5") == (set(), {"our token 5"})
    assert forms("X-Key", "12.3456789") == ({"12.3456789"}, {"12.3456789"})


def test_only_long_headers_are_taken_for_secrets() -> None:
    request = Request(
        "GET",
        "https://ev.test/",
        (),
        {},
        secret_query=(("apiKey", Secret("k-1")),),
        secret_headers=(("Accept-Language", Secret("en")), ("X-Token", Secret("0123456789ab"))),
        secrets=(Secret("key-id"),),
    )
    text = "the end of k-1, key-id and 0123456789ab"
    assert of(request).scrub(text) == f"the end of {REDACTED}, {REDACTED} and {REDACTED}"
    assert repr(request) == "<Request GET https://ev.test/>"


@tries(150)
@given(st.text(max_size=60), st.text(min_size=8, max_size=30), st.integers(0, 60))
def test_no_text_holds_a_secret_afterwards(text: str, value: str, where: int) -> None:
    with_it = f"{text[:where]}{value}{text[where:]}"
    cleaned = without(with_it, [value])
    assert value not in cleaned or value in REDACTED or REDACTED in value


def test_urllib3_logs_no_parameter_that_is_not_known(caplog: pytest.LogCaptureFixture) -> None:
    quiet_urllib3()
    quiet_urllib3()
    log = logging.getLogger("urllib3.connectionpool")
    assert len(log.filters) == 1
    with caplog.at_level(logging.DEBUG, "urllib3"):
        log.debug(
            '%s://%s:%s "%s %s %s" %s %s',
            "https",
            "ev.test",
            443,
            "GET",
            f"/ev/stations.json?prox=1%2C2%2C3&apiKey={KEY}&app_code=abc",
            "HTTP/1.1",
            200,
            None,
        )
        log.debug(f"see /x?app_id={KEY}&offset=3")
        log.debug("%(url)s", {"url": "plain"})
    text = caplog.text
    assert KEY not in text
    assert "abc" not in text
    assert "prox=1%2C2%2C3&apiKey=REDACTED&app_code=REDACTED" in text
    assert "app_id=REDACTED&offset=3" in text


@pytest.mark.parametrize("name", ["connectionpool", "connection", "poolmanager", "util.retry"])
def test_every_logger_of_urllib3_that_knows_addresses_is_quiet(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    quiet_urllib3()
    log = logging.getLogger(f"urllib3.{name}")
    with caplog.at_level(logging.DEBUG, "urllib3"):
        log.debug("%s: %r after %d tries, %.1f s, %s", "/x?apiKey=k", OSError(KEY), 3, 0.5, None)
        log.debug("see %s", f"/x?apiKey={KEY}", exc_info=OSError(KEY))
    first, second = caplog.records
    assert first.getMessage() == "/x?apiKey=REDACTED: 'OSError' after 3 tries, 0.5 s, None"
    assert second.getMessage() == "see /x?apiKey=REDACTED"
    assert KEY not in caplog.text


def test_no_parameter_that_is_shown_is_a_credential() -> None:
    # Contract section 1.2.
    assert SHOWN_PARAMETERS.isdisjoint({"apiKey", "apikey", "app_id", "app_code"})
    assert parameter_secrets("connectorType", "a-long-enough-value") == (set(), set())
    for name in HARMLESS_HEADERS:
        assert header_secrets(name.title(), "a-long-enough-value") == (set(), set())


@pytest.mark.parametrize("name", ["Authorization", "X-Proxy"])
@pytest.mark.parametrize("scheme", ["Basic", "basic"])
def test_a_basic_header_holds_a_pair(name: str, scheme: str) -> None:
    value = b64encode(b"somebody:pass:word").decode()
    assert header_secrets(name, f"{scheme} {value}").values == {
        value,
        "somebody:pass:word",
        "somebody",
        "pass:word",
    }
    short = b64encode(b"me:").decode()
    assert "me" not in header_secrets(name, f"{scheme} {short}").values
    for strange in ("no base64!", "\xff", b64encode(b"\xff\xfe").decode()):
        assert ":" not in "".join(header_secrets(name, f"{scheme} {strange}").values)


def test_names_of_pairs_are_shown() -> None:
    header = 'oauth_consumer_key="an-id-0123", oauth_version="1.0"'
    request = Request(
        "GET", "https://ev.test/", (), {}, secret_headers=(("X-Auth", Secret(f"OAuth {header}")),)
    )
    assert of(request).scrub(header) == 'oauth_consumer_key="REDACTED", REDACTED'
    assert of(request).scrub("1.0 oauth_version") == "1.0 oauth_version"


@pytest.mark.parametrize("part", ["sid-1234", "ab12"])
@pytest.mark.parametrize("value", ["a=@; b=c", "key=x,sig=@", "@", "One @ two"])
def test_parts_of_a_header_with_a_credential_are_removed(part: str, value: str) -> None:
    header = ("X-Auth", Secret(value.replace("@", part)))
    request = Request("GET", "https://ev.test/", (), {}, secret_headers=(header,))
    encoded = b64encode(part.encode()).decode().rstrip("=")
    for echo in (part, quote(f"/{part}/", safe=""), f"<{encoded[:11]}>"):
        assert part not in of(request).scrub(echo)
        assert encoded[:10] not in of(request).scrub(echo)


A, B = "aKey-0123456789xyz", "sIgn-9876543210abc"


def basic(text: str, encoding: str = "utf-8") -> str:
    return b64encode(text.encode(encoding)).decode()


PARTS = [
    ("Cookie", f"sid={A}; theme=dark", [A]),
    ("Cookie", f"sid=s%3A{A}.{B}", [A, B, f"s:{A}.{B}"]),
    ("Cookie", f'a="{A}"; b={B}', [A, B]),
    ("X-Auth", f"key={A},sig={B}", [A, B]),
    ("X-Auth", f"{A}:{B}", [A, B]),
    ("X-Auth", f"{A}|{B}", [A, B]),
    ("X-Auth", f"{A}.{B}", [A, B]),
    ("X-Auth", f"{A}/{B}", [A, B]),
    ("X-Auth", f'{{"key": "{A}", "sig": "{B}"}}', [A, B]),
    ("X-Auth", f"id={A}&sig={B}", [A, B]),
    ("X-Trace", f"{A}:{B}", [A, B]),
    ("Authorization", f"AWS4 Credential={A}/2026/eu, Signature={B}", [A, B]),
    ("Authorization", f'Digest username="me", nonce="{A}", response="{B}"', [A, B]),
    ("Authorization", f"Bearer {A}.{B}.0123456789", [A, B]),
    ("Authorization", f"HMAC {A}:{basic(B)}", [A, basic(B)]),
    ("Authorization", f"Basic {basic(f'me:{A}')}", [A, f"me:{A}"]),
    ("Authorization", f"Basic {basic(f'me:{A}').rstrip('=')}", [A]),
    ("Authorization", f"Basic {basic(f'me:{A}??>>~~').replace('/', '_')}", [f"{A}??>>~~"]),
    ("Authorization", f"Basic {basic('mé:größe-12345', 'latin-1')}", ["größe-12345"]),
    ("Authorization", f"Basic {basic('mé:größe-12345')}", ["größe-12345"]),
    ("Proxy-Authorization", f"Basic {basic('u:s3cr')}", ["s3cr", "u:s3cr"]),
    ("X-Auth", basic(f"me:{A}"), [A, f"me:{A}"]),
    ("Cookie", f"auth={basic(f'me:{A}')}; b=c", [A, f"me:{A}"]),
]


@pytest.mark.parametrize(("name", "value", "parts"), PARTS)
def test_every_part_of_a_header_is_removed(name: str, value: str, parts: list[str]) -> None:
    request = Request("GET", "https://ev.test/", (), {}, secret_headers=((name, Secret(value)),))
    for part in parts:
        assert of(request).scrub(f"bad <{part}>!") == "bad <REDACTED>!"
        assert part[:8] not in of(request).scrub(f"bad {value}!") or len(part) < 8


def test_a_coordinate_of_an_extra_parameter_stays() -> None:
    assert parameter_secrets("at", "52.12345678,13.12345678").values == set()


PROXY = "Proxy-Authorization"


class Proxied:
    """A transport whose proxy echoes the login that the transport added."""

    def __init__(self, *answers: tuple[int, str]) -> None:
        self.answers = list(answers)

    def send(self, request: Request) -> Response:
        status, body = self.answers.pop(0)
        login = (PROXY, Secret(f"Basic {basic(f'me:{A}')}"))
        headers = {"x-request-id": A, "content-type": f"text/{A}"}
        return Response(status, headers, body.encode(), (login,))

    def wait(self, seconds: float) -> None:
        pass

    def close(self) -> None:
        pass


class AsyncProxied(Proxied):
    async def send(self, request: Request) -> Response:  # type: ignore[override]
        return super().send(request)

    async def wait(self, seconds: float) -> None:  # type: ignore[override]
        super().wait(seconds)

    async def close(self) -> None:  # type: ignore[override]
        super().close()


@pytest.mark.parametrize("login", ["key", "token"])
@pytest.mark.parametrize("echo", [A, f"me:{A}", basic(f"me:{A}"), quote(basic(f"me:{A}"), safe="")])
@pytest.mark.parametrize(
    "answer",
    [(407, "refused: @"), (407, '{"error": "no @"}'), (200, "<p>@"), (200, '{"count": "@"}')],
)
def test_what_the_transport_added_is_not_shown(
    login: str, answer: tuple[int, str], echo: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given: dict[str, Any] = {"api_key": KEY}
    if login == "token":
        given = {
            "credentials": HereCredentials(
                "an-id-0123", "a-secret-0123", token_url="https://x.test"
            )
        }
    answer = (answer[0], answer[1].replace("@", echo))
    seen: list[str] = []
    hooks = Hooks(response=lambda e: seen.append(repr(e)), issue=lambda e: seen.append(repr(e)))
    area, options = Circle(52.5, 13.4, 500), {"retries": 0, "strict": True, "hooks": hooks, **given}

    def ask() -> None:
        with Client(transport=Proxied(answer), **options) as client:
            client.stations.count(area)

    async def ask_async() -> None:
        async with AsyncClient(transport=AsyncProxied(answer), **options) as client:
            await client.stations.count(area)

    for call in (ask, lambda: asyncio.run(ask_async())):
        with pytest.raises(EvcpError) as caught:
            call()
        error = caught.value
        seen += [
            str(error),
            repr(error.__dict__),
            error.hint,
            pickle.dumps(error).decode("latin-1"),
        ]
    text = "".join((*seen, caplog.text))
    assert A not in text
    assert basic(f"me:{A}")[:12] not in text
    assert REDACTED in text


def test_what_the_transport_added_is_not_pickled() -> None:
    response = Proxied((200, "{}")).send(Request("GET", "https://ev.test/", (), {}))
    assert A not in repr(response)
    copied = pickle.loads(pickle.dumps(response))  # noqa: S301
    assert copied == response
    assert copied.secret_headers == ()


def test_names_of_the_schema_are_no_credentials() -> None:
    # Every answer holds them.
    assert header_secrets("X-App", "finder of evStation") == (set(), {"finder of evStation"})
    assert header_secrets("X-App-Key", "finder of evStation").values == {"finder", "evStation"}


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("", ""),
        ("count", "count"),
        ("evStations.evStation[3].position", "evStations.evStation[3].position"),
        ("evStations.evStation[3].secret", "evStations.evStation[3]."),
        ("pools[12].stations[0].evses[1].x.id", "pools[12].stations[0].evses[1]."),
        ("secret.id", ""),
        ("id secret", ""),
        ("id[12345678]", ""),  # no list is as long: it is a name
        ("id[].x", ""),
        ("id..x", "id."),
        ("ids", ""),
    ],
)
def test_names_of_the_schema_and_places_in_lists(path: str, known: str) -> None:
    assert path[: schema_part(path)] == known


def test_every_name_is_known_in_both_formats() -> None:
    names = set().union(*KNOWN.values())
    for shape in SHAPES.values():
        names |= {*shape.attributes, *shape.leaves, *shape.children, *shape.wrappers}
        names |= {item for item, _ in shape.wrappers.values()} | {*shape.inner.values()}
    assert len(names) > 100
    assert [name for name in names if schema_part(f"{name}[1].x") != len(f"{name}[1].")] == []
