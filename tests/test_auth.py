"""Logging in: what is sent, how it is signed, where it is found."""

from __future__ import annotations

import asyncio
import gc
import hmac
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fakes import KEY, Kind, Talk, caller, count_body
from support.faults import FaultServer, answer
from support.settings import tries

from evcp import (
    ApiKey,
    AppIdCode,
    BearerToken,
    Circle,
    ConfigurationError,
    EvcpError,
    HereCredentials,
)
from evcp._core.oauth1 import signed_header
from evcp.auth import TOKEN_URL, default_credentials, here_credentials_file
from evcp.operations import count_stations
from evcp.transport import (
    Authorization,
    Secret,
)

KINDS: list[Kind] = ["sync", "async"]
COUNT = count_stations(Circle(52.5, 13.4, 500))
NONE: Any = None
FIVE: Any = 5
OCTETS: Any = b"t"
PAIR = ("access-key-id-0123456789", "access-key-secret-0123456789_abcdefghijklmnop")


def shown(authorization: Authorization | None) -> dict[str, str]:
    assert authorization is not None
    pairs = (*authorization.query, *authorization.headers)
    return {name: secret.reveal() for name, secret in pairs}


# --- the signature


# HERE's own test (here-aaa-java-sdk, SignatureCalculatorTest): key, secret, nonce, timestamp and method
# are fixed, and the signatures were obtained with a third program.
VECTORS = [
    ("https://www.sampleurl.com/some/path", "", "FeKRSQawLAt3GwVBYCJqY2lawFkEHs2u78MfT7m1P+A="),
    (
        "https://www.sampleurl.com/some/path",
        "key1=value1&key1=value2&key2=value1",
        "THFhaWB1Lbp/SVU+FSc/ix4CS6LpNY1suaZBSKQ4na4=",
    ),
    (
        "https://www.sampleurl.com/some/path?key1=value1&key1=value2&key2=value1",
        "key1=value1&key1=value2&key2=value1",
        "bw5G7oIjsicO2Lp8rNa1H0bNj3Pkv+5aP2g9EedRpxI=",
    ),
    (
        "https://www.sampleurl.com:443/some/path?key1=value1&key1=value2&key2=value1",
        "key1=value1&key1=value2&key2=value1",
        "bw5G7oIjsicO2Lp8rNa1H0bNj3Pkv+5aP2g9EedRpxI=",
    ),
]


@pytest.mark.parametrize(("url", "form", "signature"), VECTORS)
def test_the_signature_matches_published_vectors(url: str, form: str, signature: str) -> None:
    header = signed_header(
        url, form, Secret("testKey"), Secret("testSecret"), "ab1Xo3", "123456789"
    )
    # Members and their order as in HERE's own client (contract section 6).
    assert header == (
        'OAuth oauth_consumer_key="testKey", oauth_signature_method="HMAC-SHA256", '
        f'oauth_signature="{quote(signature, safe="")}", oauth_timestamp="123456789", '
        'oauth_nonce="ab1Xo3", oauth_version="1.0"'
    )


def members_of(header: str) -> dict[str, str]:
    assert header.startswith("OAuth ")
    return {name: unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', header)}


def is_signed(url: str, form: str, header: str, secret: str) -> bool:
    """Check a signature by the words of RFC 5849, without the library that made it."""

    def escaped(text: str) -> str:
        return quote(text, safe="~")

    members = members_of(header)
    signature = members.pop("oauth_signature")
    pairs = sorted(
        (escaped(name), escaped(value)) for name, value in [*members.items(), *parse_qsl(form)]
    )
    joined = "&".join(f"{name}={value}" for name, value in pairs)
    base = f"POST&{escaped(url)}&{escaped(joined)}"
    mac = hmac.new(f"{escaped(secret)}&".encode(), base.encode(), sha256)
    return signature == b64encode(mac.digest()).decode()


def test_the_check_itself_knows_the_vector() -> None:
    url, form, _ = VECTORS[1]
    header = signed_header(
        url, form, Secret("testKey"), Secret("testSecret"), "ab1Xo3", "123456789"
    )
    assert is_signed(url, form, header, "testSecret")
    assert not is_signed(url, form, header, "testSecre")


# --- static credentials


def test_parts_sent_by_each_kind() -> None:
    assert shown(ApiKey("k").authorize(None, 0)) == {"apiKey": "k"}
    assert shown(AppIdCode("i", "c").authorize(None, 0)) == {"app_id": "i", "app_code": "c"}
    assert shown(BearerToken("t").authorize(None, 0)) == {"Authorization": "Bearer t"}
    assert shown(BearerToken(lambda: "t").authorize(None, 0)) == {"Authorization": "Bearer t"}


@pytest.mark.parametrize("credentials", [ApiKey("k"), AppIdCode("i", "c"), BearerToken("t")])
def test_nothing_is_fetched_for_static_credentials(credentials: Any) -> None:
    assert Talk([]).run(credentials.fetch(0.0, 1.0)) is None
    assert repr(credentials) == f"{type(credentials).__name__}(REDACTED)"


def test_the_same_token_from_a_function_is_not_retried() -> None:
    tokens = iter(["a", "a", "b"])
    credentials = BearerToken(lambda: next(tokens))
    first = credentials.authorize(None, 0)
    assert credentials.authorize(first, 0) is first
    assert shown(credentials.authorize(first, 0)) == {"Authorization": "Bearer b"}


@pytest.mark.parametrize(
    "value", ["", "  ", "Bearer", "Bearer: ", '""', "k\r\nX: y", 'k"k', "ké", None, 5]
)
def test_invalid_credentials(value: Any) -> None:
    makers: list[Callable[[], object]] = [
        lambda: ApiKey(value),
        lambda: AppIdCode("i", value),
        lambda: BearerToken(value),
        lambda: HereCredentials(value, "s"),
        lambda: BearerToken(lambda: value).authorize(None, 0),
    ]
    for make in makers:
        with pytest.raises(ConfigurationError) as caught:
            make()
        if isinstance(value, str) and value.strip():
            assert value.strip() not in str(caught.value).split()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: ApiKey(" "), "the API key is empty"),
        (lambda: AppIdCode("", "c"), "app_id is empty"),
        (lambda: AppIdCode("i", ""), "app_code is empty"),
        (lambda: BearerToken(""), "the token is empty"),
        (lambda: BearerToken(lambda: "").authorize(None, 0), "the token is empty"),
        (lambda: ApiKey(NONE), "the API key is None: it must be a string"),
        (lambda: ApiKey(FIVE), "the API key is a value of type int: it must be a string"),
        (
            lambda: BearerToken(lambda: NONE).authorize(None, 0),
            "the token function has returned None (it must return the token as a string)",
        ),
        (
            lambda: BearerToken(lambda: OCTETS).authorize(None, 0),
            "the token function has returned a value of type bytes "
            "(it must return the token as a string)",
        ),
        (lambda: BearerToken("a b"), "the token has a space in it (pass the token alone)"),
        (lambda: HereCredentials("", "s"), "the access key id is empty"),
        (lambda: HereCredentials("i", ""), "its secret is empty"),
        (
            lambda: ApiKey("k\nk"),
            "the API key has a character that no credential has, perhaps a line end or a quote "
            "(pass the credential alone)",
        ),
    ],
)
def test_the_error_names_the_credential(make: Callable[[], object], says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert str(caught.value) == says


SURROUNDINGS = [
    "{}\n",
    "  {}\t",
    "\ufeff{}\u200b",
    '"{}"',
    "'{}',",
    "“{}”",
    "`{}`;",
    "Bearer {}",
    "bearer  {}",
    "Bearer: {}",
    "BEARER={}\r\n",
    "Bearer Bearer {}",
    "Authorization: Bearer {}",
    '"Authorization": "Bearer {}"',
    "'Bearer {}'",
    "Bearer '{}'",
    "EVCP_TOKEN={}",
    "export EVCP_API_KEY='{}'",
    "apiKey={}",
    'api_key: "{}"',
    "here.access.key.id = {}",
    "Bearer%20{}",
    "?apiKey={}",
    "&apiKey={}",
    "apiKey {}",
    "access_token {}",
]
CREDENTIAL = st.from_regex(r"[A-Za-z0-9_.~+/-]{1,40}={0,2}", fullmatch=True).filter(
    lambda text: (
        text.lower() != "bearer" and "=" not in text.rstrip("=") and len(text.strip("=")) > 0
    )
)


@tries(200)
@given(CREDENTIAL, st.lists(st.sampled_from(SURROUNDINGS), max_size=3))
def test_credentials_lose_what_was_pasted_around_them(text: str, surroundings: list[str]) -> None:
    pasted = text
    for around in surroundings:
        pasted = around.format(pasted)
    header = {"Authorization": f"Bearer {text}"}
    assert shown(BearerToken(pasted).authorize(None, 0)) == header
    assert shown(BearerToken(lambda: pasted).authorize(None, 0)) == header
    assert shown(ApiKey(pasted).authorize(None, 0)) == {"apiKey": text}
    assert shown(AppIdCode(pasted, pasted).authorize(None, 0)) == {"app_id": text, "app_code": text}


@pytest.mark.parametrize(
    "pasted",
    [
        "{}&prox=1",
        "apiKey={}&prox=1",
        "https://ev-v2.cit.cc.api.here.com/ev/stations.json?prox=1,2,3&apiKey={}",
        "https://ev-v2.cit.cc.api.here.com/ev/stations.json?apiKey={}",
        "abc {}",
        "Basic {}",
        "Bearer+{}",
        "Bearer%3A%20{}",
        "{}%0A",
        "<{}>",
        "Bearer <{}>",
        "{{{}}}",
        "#{}",
    ],
)
def test_credentials_in_doubt_are_refused(pasted: str, tmp_path: Path) -> None:
    text = pasted.format(KEY)
    file = tmp_path / "credentials.properties"
    file.write_text(f"here.access.key.id = i\nhere.access.key.secret = {text}\n", "utf-8")
    sources: list[Callable[[], object]] = [
        lambda: ApiKey(text),
        lambda: BearerToken(text),
        lambda: BearerToken(lambda: text).authorize(None, 0),
        lambda: AppIdCode("i", text),
        lambda: AppIdCode(text, "c"),
        lambda: HereCredentials(text, "s"),
        lambda: HereCredentials("i", text),
        lambda: here_credentials_file(file),
        lambda: default_credentials({"EVCP_API_KEY": text}, tmp_path),
        lambda: default_credentials({"EVCP_TOKEN": text}, tmp_path),
        lambda: default_credentials({"EVCP_APP_ID": "i", "EVCP_APP_CODE": text}, tmp_path),
    ]
    for source in sources:
        with pytest.raises(ConfigurationError) as caught:
            source()
        assert KEY not in repr(caught.value) + str(caught.value)


@tries(150)
@given(st.text(st.sampled_from("Bearer: \"'=\nab,")))
def test_no_header_says_bearer_twice(pasted: str) -> None:
    try:
        (sent,) = shown(BearerToken(pasted).authorize(None, 0)).values()
    except ConfigurationError:
        return
    assert re.fullmatch(r"Bearer [\x21-\x7e]+", sent)
    assert not re.match(r"Bearer bearer\b[^-=]*$", sent, re.IGNORECASE)


def test_asynchronous_token_functions_are_refused() -> None:
    async def token() -> str:
        return KEY

    loop = asyncio.new_event_loop()
    task: asyncio.Future[str] = loop.create_future()
    try:
        functions: list[Any] = [token, lambda: task]
        for function in functions:
            # No warning either that nobody has awaited it: that would be an error here.
            with pytest.raises(ConfigurationError) as caught:
                BearerToken(function).authorize(None, 0)
            gc.collect()
            assert str(caught.value) == (
                "the token function is asynchronous (pass a plain function that "
                "returns a token fetched by a task of yours)"
            )
    finally:
        loop.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("raised", [StopIteration(7), RuntimeError(KEY), KeyError(KEY)])
def test_exceptions_of_token_functions(kind: Kind, raised: Exception) -> None:
    def token() -> str:
        raise raised

    with caller(kind, api_key=None, token=token, base_url="http://127.0.0.1:9/ev/") as one:
        with pytest.raises(ConfigurationError) as caught:
            one.call(COUNT)
        assert str(caught.value) == (
            f"the token function has failed: {type(raised).__name__} "
            "(its own error is the cause of this one)"
        )
        assert caught.value.__cause__ is raised


def test_an_error_of_our_own_and_an_interrupt_pass_through_a_function() -> None:
    for raised in (EvcpError("mine"), KeyboardInterrupt()):

        def token(error: BaseException = raised) -> str:
            raise error

        with pytest.raises(type(raised)) as caught:
            BearerToken(token).authorize(None, 0)
        assert caught.value is raised


GOOD_ADDRESSES = [
    TOKEN_URL,
    "https://account.test",
    "http://127.0.0.1:8080/token",
    "http://[::1]:65535/token?realm=a&b=c",
    "https://account.test?x",
]
BAD_ADDRESSES: list[Any] = [
    "",
    "account.test/token",
    "ftp://account.test/token",
    "https://",
    "https:///token",
    "https://me:secret-word@account.test/token",
    "https://me:secret-word?@account.test/token",
    "https://account.test:secret-word/",
    "https://account.test/token#secret-word",
    "https://account.test/to ken",
    "https://account.test/token\n",
    "https://account.test:65536/token",
    "https://account.test:/token",
    "https://[::1/token",
    "https://größe.test/token",
    r"https\://account.test/token",
]


@pytest.mark.parametrize("url", GOOD_ADDRESSES)
def test_an_address_for_tokens(url: str) -> None:
    assert HereCredentials(*PAIR, token_url=url).token_url == url


@pytest.mark.parametrize("url", BAD_ADDRESSES)
def test_invalid_token_urls(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        HereCredentials(*PAIR, token_url=url)
    assert caught.value.message.startswith("the token URL '")
    assert caught.value.message.endswith("', from token_url, is not usable")
    assert caught.value.hint == (
        "it must begin with https://, name a host, and hold no user or fragment, "
        f"such as {TOKEN_URL}"
    )
    assert "secret-word" not in str(caught.value)


@pytest.mark.parametrize("url", [None, 5])
def test_token_urls_of_other_types(url: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^token_url is .*: it must be a string$"):
        HereCredentials(*PAIR, token_url=url)


def test_the_error_of_a_token_url_names_its_type() -> None:
    for value, kind in ((NONE, "None"), (FIVE, "a value of type int")):
        with pytest.raises(ConfigurationError) as caught:
            HereCredentials(*PAIR, token_url=value)
        assert str(caught.value) == f"token_url is {kind}: it must be a string"


def test_here_credentials_show_nothing() -> None:
    assert repr(HereCredentials(*PAIR)) == "HereCredentials(REDACTED)"


@pytest.mark.parametrize("kind", KINDS)
def test_rotation_on_a_live_client(kind: Kind) -> None:
    with FaultServer(answer(count_body())) as server, caller(kind, base_url=server.url) as one:
        view = one.client.with_options(timeout=5)
        one.call(COUNT)
        one.client.credentials.update("second-key")
        one.call(COUNT)
        one.run(lambda _: view.call(COUNT))
    assert [re.findall(r"apiKey=([^& ]*)", seen.line) for seen in server.requests] == [
        [KEY],
        ["second-key"],
        ["second-key"],
    ]
