"""Where credentials are found when none are given: the environment, or HERE's file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from test_auth import PAIR, shown

from evcp import ApiKey, AppIdCode, BearerToken, Client, ConfigurationError, HereCredentials
from evcp.auth import TOKEN_URL, default_credentials, here_credentials_file

FILE = """
# HERE's portal writes this
here.user.id = HERE-1
here.client.id = abc
here.access.key.id = key=id
here.access.key.secret = se=cr:et
here.token.endpoint.url = https://account.test/token
! here.access.key.id = no
"""


def test_credentials_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".here").mkdir()
    file = tmp_path / ".here" / "credentials.properties"
    with pytest.raises(ConfigurationError) as caught:
        default_credentials({}, tmp_path)
    assert caught.value.message == "there are no credentials"
    assert caught.value.hint == (
        "pass api_key=..., or set EVCP_API_KEY, or put HERE's credentials.properties "
        "into ~/.here; `python -m evcp.sandbox` answers without a real key"
    )
    file.write_text(FILE, "utf-8")
    legacy = {"EVCP_APP_ID": "i", "EVCP_APP_CODE": "c"}
    access = {"HERE_ACCESS_KEY_ID": "id", "HERE_ACCESS_KEY_SECRET": "s", **legacy}
    token = {"EVCP_TOKEN": "t", **access}
    found: list[Any] = [
        default_credentials({}, tmp_path),
        default_credentials(legacy, tmp_path),
        default_credentials({"EVCP_APP_ID": "half a pair"}, tmp_path),
        default_credentials(access, tmp_path),
        default_credentials({**access, "HERE_TOKEN_ENDPOINT_URL": "https://t.test/"}, tmp_path),
        default_credentials(token, tmp_path),
        default_credentials({"EVCP_API_KEY": "k", **token}, tmp_path),
        default_credentials({"EVCP_API_KEY": "", **token}, tmp_path),
    ]
    kinds = [type(one).__name__ for one in found]
    assert kinds == [
        "HereCredentials",
        "AppIdCode",
        "HereCredentials",
        "HereCredentials",
        "HereCredentials",
        "BearerToken",
        "ApiKey",
        "BearerToken",
    ]
    assert [found[n].token_url for n in (0, 3, 4)] == [
        "https://account.test/token",
        TOKEN_URL,
        "https://t.test/",
    ]


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({}, "there are no credentials"),
        (
            {"HERE_ACCESS_KEY_ID": "secret-word"},
            "there are no credentials: HERE_ACCESS_KEY_ID is set, but HERE_ACCESS_KEY_SECRET is not",
        ),
        (
            {"HERE_ACCESS_KEY_SECRET": "secret-word", "HERE_ACCESS_KEY_ID": ""},
            "there are no credentials: HERE_ACCESS_KEY_SECRET is set, but HERE_ACCESS_KEY_ID is not",
        ),
        (
            {"EVCP_APP_CODE": "secret-word", "HERE_ACCESS_KEY_ID": "secret-word"},
            "there are no credentials: HERE_ACCESS_KEY_ID is set, but HERE_ACCESS_KEY_SECRET is not; "
            "EVCP_APP_CODE is set, but EVCP_APP_ID is not",
        ),
    ],
)
def test_half_a_pair_is_in_the_error(environ: dict[str, str], says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        default_credentials(environ, tmp_path)
    assert caught.value.message == says
    assert "secret-word" not in str(caught.value)


def test_an_address_for_tokens_in_the_environment_is_checked(tmp_path: Path) -> None:
    environ = {"HERE_ACCESS_KEY_ID": "id", "HERE_ACCESS_KEY_SECRET": "secret"}
    found = default_credentials({**environ, "HERE_TOKEN_ENDPOINT_URL": ""}, tmp_path)
    assert isinstance(found, HereCredentials)
    assert found.token_url == TOKEN_URL
    with pytest.raises(ConfigurationError) as caught:
        default_credentials({**environ, "HERE_TOKEN_ENDPOINT_URL": "account.test"}, tmp_path)
    assert caught.value.message == (
        "the token URL 'account.test', from HERE_TOKEN_ENDPOINT_URL, is not usable"
    )


def test_a_client_looks_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("EVCP_", "HERE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(ConfigurationError, match="there are no credentials"):
        Client()
    (tmp_path / ".here").mkdir()
    (tmp_path / ".here" / "credentials.properties").write_text(FILE, "utf-8")
    with Client() as client:
        assert isinstance(client.credentials, HereCredentials)
        assert client.credentials.token_url == "https://account.test/token"
    monkeypatch.setenv("EVCP_API_KEY", "from-outside")
    with Client() as client:
        assert shown(client.credentials.authorize(None, 0)) == {"apiKey": "from-outside"}
    with Client(token="given") as client:
        assert isinstance(client.credentials, BearerToken)
    with Client(app=("i", "c")) as client:
        assert isinstance(client.credentials, AppIdCode)
    with Client(access_key=PAIR) as client:
        assert isinstance(client.credentials, HereCredentials)
    own = ApiKey("own")
    with Client(credentials=own) as client:
        assert client.credentials is own


def test_the_credentials_file(tmp_path: Path) -> None:
    file = tmp_path / "credentials.properties"
    file.write_bytes(b"\xef\xbb\xbf" + FILE.encode())
    found = here_credentials_file(file)
    assert [secret.reveal() for secret in found._pair] == ["key=id", "se=cr:et"]
    assert found.token_url == "https://account.test/token"
    file.write_text("here.access.key.id = a\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"lacks here\.access\.key\.secret"):
        here_credentials_file(file)
    file.write_text("", "utf-8")
    with pytest.raises(ConfigurationError, match=r"id and here\.access\.key\.secret"):
        here_credentials_file(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="UnicodeDecodeError"):
        here_credentials_file(file)
    with pytest.raises(ConfigurationError, match="FileNotFoundError"):
        here_credentials_file(tmp_path / "none")


def test_marks_remarks_and_odd_lines_of_the_credentials_file(tmp_path: Path) -> None:
    file = tmp_path / "credentials.properties"
    lines = (
        "\ufeffhere.access.key.id = id-1",  # a mark before the very first name
        "here.access.key.secret = secret-1",
        " \t# here.access.key.id = remark",
        "#here.access.key.id=remark",
        "! here.access.key.secret = remark",
        "here.access.key.id",
        "here.user.id = Ünal",
    )
    file.write_bytes("\r\n".join(lines).encode())
    found = here_credentials_file(file)
    assert [secret.reveal() for secret in found._pair] == ["id-1", "secret-1"]
    assert found.token_url == TOKEN_URL


def test_a_missing_extra_is_in_the_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "oauthlib", None)
    monkeypatch.setattr("evcp.auth.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError) as caught:
        HereCredentials(*PAIR)
    assert caught.value.message == (
        "HERE access keys are signed by oauthlib, which is not installed"
    )
    assert caught.value.hint == "pip install 'evcp[oauth]'"
