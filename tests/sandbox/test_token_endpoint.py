"""Exchange of an access key for a token, and use of the token."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from oauthlib.oauth1 import Client as Signer
from sandbox.helpers import ask, station

from evcp.sandbox import Access, Assumptions, Sandbox, Service, World
from evcp.sandbox.api.access import BadSignatureError, Tokens, read_header

WORLD = World([station("a", 52.5, 13.4)])
FORM = "application/x-www-form-urlencoded"
HEADER = (
    'OAuth oauth_consumer_key="key-1", oauth_signature_method="HMAC-SHA256", '
    'oauth_signature="c2lnbmF0dXJl", oauth_timestamp="1700000000", oauth_nonce="n", '
    'oauth_version="1.0"'
)
GRANT = "grant_type=client_credentials"
SECRET = "s3cret/=&"


def exchange(
    url: str,
    header: str | None = HEADER,
    body: str = GRANT,
    kind: str = FORM,
    method: str = "POST",
) -> requests.Response:
    headers = {"Content-Type": kind, **({} if header is None else {"Authorization": header})}
    with requests.request(method, url, data=body, headers=headers, timeout=30) as response:
        return response


def sign(
    url: str,
    key: str = "key-1",
    secret: str = SECRET,
    method: str = "HMAC-SHA256",
    body: str = GRANT,
    kind: str = FORM,
    **more: Any,
) -> str:
    """The header that a client makes."""
    signer = Signer(key, client_secret=secret, signature_method=method, **more)
    sent = body if kind == FORM else None
    _, headers, _ = signer.sign(url, "POST", body=sent, headers={"Content-Type": kind})
    header: str = headers["Authorization"]
    return header


def search(sandbox: Sandbox, token: str) -> requests.Response:
    with requests.get(
        sandbox.base_url + "stations.json",
        params={"prox": "52.5,13.4,100"},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    ) as response:
        return response


def test_a_well_formed_header_gets_a_valid_token() -> None:
    with Sandbox(WORLD, access=Access(accepted=frozenset())) as sandbox:
        assert sandbox.token_url == sandbox.base_url.replace("/ev/", "/oauth2/token")
        response = exchange(sandbox.token_url)
        answer = response.json()
        assert response.status_code == 200
        assert set(answer) == {"access_token", "token_type", "expires_in"}
        assert (answer["token_type"], answer["expires_in"]) == ("bearer", 86_400)
        assert response.headers["Content-Type"].startswith("application/json")
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Correlation-ID"]
        assert search(sandbox, answer["access_token"]).status_code == 200
        # Only such a token is let in here, and each one is another.
        assert search(sandbox, "whatever").status_code == 401
        assert exchange(sandbox.token_url).json()["access_token"] != answer["access_token"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"HEADER": None}, "no OAuth header"),
        ({"HEADER": "Bearer abc"}, "no OAuth header"),
        ({"HEADER": "OAuth nonsense"}, "not a list"),
        ({"HEADER": "OAuth "}, "not a list"),
        ({'oauth_nonce="n"': 'oauth_nonce=""'}, "oauth_nonce is missing"),
        ({'oauth_nonce="n", ': ""}, "oauth_nonce is missing"),
        ({"oauth_nonce": "oauth_version"}, "oauth_version is given twice"),
        ({"1.0": "2.0"}, "oauth_version is not 1.0"),
        ({"HMAC-SHA256": "PLAINTEXT"}, "oauth_signature_method must be one of"),
        ({"1700000000": "soon"}, "oauth_timestamp is not a number"),
        ({"1700000000": "1" * 5000}, "oauth_timestamp is not a number"),
        ({"c2lnbmF0dXJl": "%21"}, "oauth_signature is not in Base64"),
        ({"key-1": "k" * 201}, "oauth_consumer_key is longer"),
    ],
)
def test_a_malformed_header_is_a_401(changes: Mapping[str, str | None], problem: str) -> None:
    header: str | None = HEADER
    for old, new in changes.items():
        header = new if old == "HEADER" else (header or "").replace(old, new or "")
    with Sandbox(WORLD) as sandbox:
        response = exchange(sandbox.token_url, header)
    assert response.status_code == 401
    answer = response.json()
    assert problem in answer["message"]
    assert answer["error"] == "invalid_client"
    assert answer["error_description"] == answer["message"]
    assert answer["httpStatus"] == 401
    assert answer["errorId"].startswith("ERROR-")
    assert response.headers["X-Correlation-ID"]


@pytest.mark.parametrize(
    ("body", "kind", "status", "told"),
    [
        (f"{GRANT}&expires_in=60&scope=a+b", FORM, 200, {"expires_in": 60, "scope": "a b"}),
        (f"{GRANT}&expires_in=999999999", FORM, 200, {"expires_in": 3_600}),
        ('{"grantType":"client_credentials","expiresIn":60}', "application/json", 200,
         {"expires_in": 60}),
        ('{"grantType":"client_credentials","scope":"s"}', "application/json; charset=utf-8", 200,
         {"expires_in": 3_600, "scope": "s"}),
        ("", FORM, 400, {"error": "unsupported_grant_type"}),
        ("grant_type=password", FORM, 400, {"error": "unsupported_grant_type"}),
        (f"{GRANT}&{GRANT}", FORM, 400, {"error": "invalid_request"}),
        (f"{GRANT}&expires_in=soon", FORM, 400, {"error": "invalid_request"}),
        (f"{GRANT}&expires_in=0", FORM, 400, {"error": "invalid_request"}),
        (f"{GRANT}&expires_in={'9' * 5000}", FORM, 400, {"error": "invalid_request"}),
        ('{"grant_type":"client_credentials"}', "application/json", 400,
         {"error": "unsupported_grant_type"}),
        ('{"grantType":"client_credentials","expiresIn":true}', "application/json", 400,
         {"error": "invalid_request"}),
        ("[1]", "application/json", 400, {"error": "invalid_request"}),
        ("[" * 50_000, "application/json", 400, {"error": "invalid_request"}),
        ("<a/>", "text/xml", 400, {"error": "invalid_request"}),
    ],
)  # fmt: skip
def test_bodies_of_a_token_request(
    body: str, kind: str, status: int, told: dict[str, object]
) -> None:
    with Sandbox(WORLD, access=Access(token_seconds=3_600)) as sandbox:
        response = exchange(sandbox.token_url, body=body, kind=kind)
    assert response.status_code == status, response.text
    answer = response.json()
    assert {name: answer.get(name) for name in told} == told


def test_tokens_only_by_post_at_their_path() -> None:
    with Sandbox(WORLD, assumptions=Assumptions(max_request_body=70_000)) as sandbox:
        refused = exchange(sandbox.token_url, method="GET")
        assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
        assert exchange(sandbox.base_url + "oauth2/token").status_code == 401
        too_long = exchange(sandbox.token_url, body="x" * 70_001)
        assert (too_long.status_code, too_long.json()["error"]) == (413, "invalid_request")


@pytest.mark.parametrize("method", ["HMAC-SHA256", "HMAC-SHA1"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (GRANT, FORM),
        (f"{GRANT}&scope=hrn%3Ahere%3A%3A%2B+x&expires_in=10", FORM),
        ('{"grantType":"client_credentials"}', "application/json"),
    ],
)
def test_a_good_signature_gets_a_token(method: str, body: str, kind: str) -> None:
    access = Access(accepted=frozenset(), access_keys={"key-1": SECRET})
    with Sandbox(WORLD, access=access) as sandbox:
        url = f"{sandbox.token_url}?trace=a%20b"
        header = sign(url, method=method, body=body, kind=kind)
        response = exchange(url, header, body, kind)
        assert response.status_code == 200, response.text
        assert search(sandbox, response.json()["access_token"]).status_code == 200


def test_a_signature_is_checked_against_the_request() -> None:
    access = Access(access_keys={"key-1": SECRET, "key-2": "other"})
    now = int(time.time())
    with Sandbox(WORLD, access=access) as sandbox:
        url = sandbox.token_url
        good = sign(url)
        assert exchange(url, good).status_code == 200
        for header, body in [
            (sign(url, secret="wrong"), GRANT),
            (sign(url, key="key-2"), GRANT),
            (sign(url, key="nobody"), GRANT),
            # An unknown key must not be one whose secret is empty.
            (sign(url, key="nobody", secret=""), GRANT),
            (sign(url.replace("token", "other")), GRANT),
            (good, f"{GRANT}&expires_in=60"),
            (good.replace('oauth_nonce="', 'oauth_nonce="1'), GRANT),
            (HEADER.replace("HMAC-SHA256", "ES512").replace("1700000000", str(now)), GRANT),
        ]:
            response = exchange(url, header, body)
            assert response.status_code == 401, header
            assert response.json()["error"] == "invalid_client"
            assert "s3cret" not in response.text
        for seconds, status in [(-290, 200), (290, 200), (-400, 401), (400, 401)]:
            header = sign(url, timestamp=str(now + seconds))
            assert exchange(url, header).status_code == status
    for host in ({}, {"host": ""}, {"host": "a:b"}, {"host": "\u00fc [::"}):
        headers = {"authorization": sign(url), "content-type": FORM, **host}
        refused = Service(WORLD, access=access).handle(
            "POST", "/oauth2/token", "", headers, GRANT.encode()
        )
        assert refused.status == 401


def test_a_token_ends_with_its_time() -> None:
    now = [1_000_000.0]
    access = Access(token_seconds=50)
    with Sandbox(WORLD, access=access, clock=lambda: now[0]) as sandbox:
        token = exchange(sandbox.token_url).json()["access_token"]
        short = exchange(sandbox.token_url, body=f"{GRANT}&expires_in=20").json()["access_token"]
        now[0] += 19.9
        assert search(sandbox, short).status_code == 200
        now[0] += 0.1
        refused = search(sandbox, short)
        # Any other text would be let in here; a token that has ended is not.
        assert (refused.status_code, search(sandbox, "any").status_code) == (401, 200)
        assert refused.json() == {"error": "Unauthorized", "error_description": "token expired."}
        assert search(sandbox, token).status_code == 200
        now[0] += 30
        assert search(sandbox, token).status_code == 401


def test_a_token_has_the_rights_of_its_access_key() -> None:
    access = Access(accepted=frozenset({"k"}), forbidden=frozenset({"key-1"}))
    with Sandbox(WORLD, access=access) as sandbox:
        token = exchange(sandbox.token_url).json()["access_token"]
        refused = search(sandbox, token)
        assert refused.status_code == 403
        other = exchange(sandbox.token_url, HEADER.replace("key-1", "key-2"))
        assert search(sandbox, other.json()["access_token"]).status_code == 200


def test_foreign_and_changed_tokens_are_unknown() -> None:
    access = Access(accepted=frozenset())
    with Sandbox(WORLD, access=access) as one, Sandbox(WORLD, access=access) as two:
        token = exchange(one.token_url).json()["access_token"]
        assert search(one, token).status_code == 200
        assert search(two, token).status_code == 401
        for at in range(0, len(token), 7):
            changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
            assert search(one, changed).status_code == 401


def test_errors_of_the_endpoint_have_their_own_shape() -> None:
    service = Service(WORLD, assumptions=Assumptions(error_body=2))
    response = service.handle("POST", "/oauth2/token", "", {})
    assert response.status == 401
    assert b'"error_description"' in response.body
    assert ask(service, "stations.json", key=None).status == 401


def test_impossible_settings_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="token_seconds cannot be negative: -1"):
        Access(token_seconds=-1)
    with pytest.raises(ValueError, match="max_clock_skew_seconds"):
        Access(max_clock_skew_seconds=-1)


def test_the_repr_of_access_has_no_secrets() -> None:
    access = Access(
        accepted=frozenset({"hidden-1"}),
        forbidden=frozenset({"hidden-2"}),
        access_keys={"hidden-3": "hidden-4"},
    )
    assert "hidden" not in repr(access)
    header = read_header(HEADER.replace("c2lnbmF0dXJl", "aGlkZGVu"))
    assert "aGlkZGVu" not in repr(header)


def test_without_oauthlib_signatures_cannot_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "oauthlib.oauth1", None)
    Service(WORLD)
    with pytest.raises(ImportError, match=r"evcp\[oauth\]"):
        Service(WORLD, access=Access(access_keys={}))


@given(st.text(max_size=80) | st.from_regex(r"OAuth( ?[a-z_]{1,20}=\"[^\"]*\",?)*"))
def test_no_header_crashes_the_reader(header: str) -> None:
    with suppress(BadSignatureError):
        assert read_header(header).key


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_is_a_valid_token(text: str, more: str) -> None:
    tokens = Tokens(lambda: 0.0)
    for forged in (text, f"evcp-sandbox.{text}.{more}", f"{tokens.issue('k', 1)}{text}x"):
        assert tokens.read(forged) is None
    assert tokens.read(tokens.issue(text, 1)) == (text, False)
    assert tokens.read(tokens.issue(text, 0)) == (text, True)
