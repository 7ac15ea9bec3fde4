"""HERE's credentials file, with everything that Java's properties allow."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from evcp import ConfigurationError
from evcp._core.credentials_file import file_exists, properties, read_properties
from evcp.auth import TOKEN_URL, default_credentials, here_credentials_file


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("a=1\nb = 2\r\nc: 3\rd 4\n\te\t=\t5", {"a": "1", "b": "2", "c": "3", "d": "4", "e": "5"}),
        ("a = b=c:d e", {"a": "b=c:d e"}),
        ("a == b", {"a": "= b"}),
        ("a:=b", {"a": "=b"}),
        (r"url = https\://account.test\:443/token", {"url": "https://account.test:443/token"}),
        (r"k\=e\:y\ z = 1", {"k=e:y z": "1"}),
        (r"a = \u003d\u002B\q\\t\tb", {"a": "=+q\\t\tb"}),
        (r"a = x\r\n\fy", {"a": "x\r\n\fy"}),
        ("a = one\\\n    two\\\r\n three", {"a": "onetwothree"}),
        ("a = one\\\\\nb = two", {"a": "one\\", "b": "two"}),
        ("a = one\\\n# two", {"a": "one# two"}),
        ("# a = 1\n  ! a = 2\n#\\\nb = 3", {"b": "3"}),
        ("a = 1\na\na =\nb", {"a": "1"}),
        ("a = 1\na = 2", {"a": "2"}),
        ("a = 1  \t", {"a": "1"}),
        ("= 1\n: 2", {}),
        ("a = 1\\", {"a": "1"}),
        (r"a = \u12", {"a": "u12"}),
        ("a = x\x85y\u2028z", {"a": "x\x85y\u2028z"}),  # no ends of lines to Java
        ("a = one\\\n\xa0two", {"a": "one\xa0two"}),  # nor white space
        ("X = 1", {"X": "1"}),
        ("a = one\\\\\\\n  two", {"a": "one\\two"}),
        ("a = one\\\\\\\\\nb = two", {"a": "one\\\\", "b": "two"}),
        (r"a = \u20ac", {"a": "€"}),
    ],
)
def test_properties(text: str, found: dict[str, str]) -> None:
    assert properties(text) == found


def test_a_file_as_java_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "credentials.properties"
    file.write_text(
        "#Mon Jan 01 00:00:00 UTC 2024\n"
        "here.token.endpoint.url=https\\://account.test/oauth2/token\n"
        "here.access.key.id: id-0123456789\n"
        "here.access.key.secret=ab\\=cd\\:ef\n",
        "utf-8",
    )
    found = here_credentials_file(file)
    assert found.token_url == "https://account.test/oauth2/token"
    assert [secret.reveal() for secret in found._pair] == ["id-0123456789", "ab=cd:ef"]


def test_a_file_without_token_url(tmp_path: Path) -> None:
    file = tmp_path / "credentials.properties"
    keys = "here.access.key.id = a\nhere.access.key.secret = b\n"
    file.write_text(f"{keys}here.token.endpoint.url = https://me:secret-word@account.test/\n")
    with pytest.raises(ConfigurationError) as caught:
        here_credentials_file(file)
    assert caught.value.message == (
        "the token URL 'https://account.test/', from here.token.endpoint.url of the "
        "credentials file, is not usable"
    )
    file.write_text(f"{keys}here.token.endpoint.url =\n")
    assert here_credentials_file(file).token_url == TOKEN_URL


def test_an_incomplete_file_names_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "credentials.properties"
    file.write_text("here.access.key.id = a\nhere.access.key.secret =\n")
    with pytest.raises(ConfigurationError) as caught:
        here_credentials_file(file)
    assert str(caught.value) == (
        "the credentials file lacks here.access.key.secret "
        "(create an access key in HERE's portal, and download its file again)"
    )


def test_unreadable_files(tmp_path: Path) -> None:
    file = tmp_path / "credentials.properties"
    with pytest.raises(ConfigurationError) as caught:
        read_properties(file)
    assert caught.value.message == (
        f"cannot read the credentials file {str(file)!r}: "
        "FileNotFoundError: No such file or directory"
    )
    assert caught.value.hint == "let this user read it, or pass the credentials in another way"
    file.write_bytes(b"here.access.key.secret = secret-word\xff\n")
    with pytest.raises(ConfigurationError) as caught:
        read_properties(file)
    assert caught.value.message.endswith("UnicodeDecodeError: the file is not text in UTF-8")
    assert "secret-word" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_unreadable_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(self: Path, **options: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_file", denied)
    path = tmp_path / ".here" / "credentials.properties"
    for look in (lambda: file_exists(path), lambda: default_credentials({}, tmp_path)):
        with pytest.raises(ConfigurationError) as caught:
            look()
        assert str(caught.value) == (
            f"cannot look for the credentials file {str(path)!r}: PermissionError: Permission denied "
            "(let this user read its folder, or pass the credentials in another way)"
        )


def test_file_exists(tmp_path: Path) -> None:
    assert not file_exists(tmp_path)
    assert not file_exists(tmp_path / "none")
    (tmp_path / "file").touch()
    assert file_exists(tmp_path / "file")
