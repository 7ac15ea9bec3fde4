"""The environment: certificates, proxies, .netrc. Both clients read it by one rule."""

from __future__ import annotations

import pickle
import ssl
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import requests
from support.canary import SECOND, Seen, watching
from support.fakes import KEY, Kind, caller, count_body
from support.fault_cases import COUNT, KINDS, TLS, arguments, attempt
from support.faults import FaultServer, Peer, answer, closed_port, message

from evcp import (
    AsyncClient,
    Client,
    ConfigurationError,
    DecodeError,
    EvcpError,
    NotSentError,
    PermissionDeniedError,
)
from evcp._transports.aiohttp import AiohttpTransport
from evcp._transports.environment import BUNDLES
from evcp.testing import Recorder

BASE = "http://ev.test/ev/"
BUNDLE = str(TLS / "server.pem")


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*BUNDLES, "http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


# --- certificates


def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem", TLS / "server.key")
    return context


@pytest.fixture
def directory(tmp_path: Path) -> str:
    """A directory with the certificate under the name by which OpenSSL looks it up."""
    found = subprocess.run(
        ["openssl", "x509", "-noout", "-subject_hash", "-in", BUNDLE],
        capture_output=True,
        text=True,
        check=True,
    )
    (tmp_path / f"{found.stdout.strip()}.0").write_bytes(Path(BUNDLE).read_bytes())
    return str(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", BUNDLES)
def test_certificates_of_the_environment(
    kind: Kind, name: str, directory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, directory if name == "SSL_CERT_DIR" else BUNDLE)
    with FaultServer(answer(count_body()), tls=tls()) as server:
        with caller(kind, base_url=server.url, **arguments()) as one:
            assert one.call(COUNT).value.count == 7
        monkeypatch.delenv(name)
        with caller(kind, base_url=server.url, **arguments()) as one:
            assert type(attempt(lambda: one.call(COUNT))) is NotSentError


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_variable_counts(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BUNDLES[0], BUNDLE)
    for name in BUNDLES[1:]:
        monkeypatch.setenv(name, "/no/such/bundle.pem")
    with (
        FaultServer(answer(count_body()), tls=tls()) as server,
        caller(kind, base_url=server.url, **arguments()) as one,
    ):
        assert one.call(COUNT).value.count == 7


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [*BUNDLES, "verify"])
def test_a_bundle_that_cannot_be_used_is_named(
    kind: Kind, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"")
    for path, reason in (
        ("/no/such/bundle.pem", "No such file"),
        (str(empty), "it holds no certificates"),
    ):
        more: dict[str, Any] = {}
        if name == "verify":
            more["verify"] = path
        else:
            monkeypatch.setenv(name, path)
        with pytest.raises(ConfigurationError) as caught:
            (Client if kind == "sync" else AsyncClient)(api_key=KEY, **more)
        assert f"{path!r}, from {name}, cannot be used: {reason}" in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_no_certificates_are_needed_to_trust_anybody(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BUNDLES[0], "/no/such/bundle.pem")
    with (
        FaultServer(answer(count_body()), tls=tls()) as server,
        pytest.warns() if kind == "sync" else watching(Seen()),
        caller(kind, base_url=server.url, verify=False, **arguments()) as one,
    ):
        assert one.call(COUNT).value.count == 7


def test_the_certificates_of_a_session_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BUNDLES[0], "/no/such/bundle.pem")
    with (
        requests.Session() as session,
        caller("sync", base_url="https://127.0.0.1:9/ev/", session=session, **arguments()) as one,
        pytest.raises(NotSentError, match=r"certificates are not there: /no/such/bundle\.pem"),
    ):
        one.call(COUNT)


# --- .netrc


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("proxied", [True, False])
def test_nothing_comes_from_netrc(
    kind: Kind, proxied: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login me password {SECOND}\n", "utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with FaultServer(answer(count_body())) as server:
        if proxied:
            monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.port}")
        base = BASE if proxied else server.url
        with caller(kind, base_url=base, **arguments()) as one:
            assert one.call(COUNT).value.count == 7
        assert b"uthorization" not in server.requests[0].head


# --- proxies


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_variables_for_proxies(kind: Kind, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer(answer(count_body())) as proxy:
        monkeypatch.setenv(name, f"127.0.0.1:{proxy.port}")
        with caller(kind, base_url=BASE, **arguments()) as one:
            assert one.call(COUNT).value.count == 7
        assert proxy.requests[0].line.startswith("GET http://ev.test/ev/")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("status", "says"), [(407, "a user name and a password"), (403, "403")])
def test_a_proxy_that_refuses_a_tunnel(kind: Kind, status: int, says: str) -> None:
    with FaultServer(answer(b"", f"{status} No")) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        more: Any = {"proxy": address} if kind == "async" else {"proxies": {"https": address}}
        with (
            caller(kind, base_url="https://ev.test/ev/", retries=0, **more) as one,
            pytest.raises(NotSentError, match=f"through the proxy: it answered {status}") as caught,
        ):
            one.call(COUNT)
    assert says in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_that_speaks_socks(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:9")
    with (
        caller(kind, base_url=BASE, **arguments()) as one,
        pytest.raises(NotSentError, match="the proxy speaks SOCKS") as caught,
    ):
        one.call(COUNT)
    assert caught.value.attempts == 1


PASSWORD = SECOND
LOGIN = b64encode(f"me:{PASSWORD}".encode()).decode()


def echo(status: str) -> Any:
    """A proxy that refuses a request and shows it, with its login decoded and not."""

    def script(peer: Peer) -> None:
        page = b"<html>refused:\n" + peer.request.head + f"\nlogin me:{PASSWORD}</html>".encode()
        peer.send(message(page, status, content_type="text/html", x_request_id=LOGIN))

    return script


@pytest.mark.parametrize("origin", ["argument", "environment", "session"])
@pytest.mark.parametrize(
    ("status", "error"), [("403 No", PermissionDeniedError), ("200 OK", DecodeError)]
)
@pytest.mark.parametrize("kind", KINDS)
def test_the_login_for_a_proxy_is_not_seen(
    kind: Kind,
    origin: str,
    status: str,
    error: type[EvcpError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = Seen()
    with FaultServer(echo(status)) as proxy:
        address = f"http://me:{PASSWORD}@127.0.0.1:{proxy.port}"
        more: dict[str, Any] = {}
        closing: list[Any] = []
        if origin == "environment":
            monkeypatch.setenv("http_proxy", address)
        elif origin == "argument":
            more = {"proxy": address} if kind == "async" else {"proxies": {"http": address}}
        elif kind == "sync":
            more["session"] = session = requests.Session()
            session.proxies["http"] = address
            closing.append(session)
        with watching(seen), caller(kind, base_url=BASE, **arguments(retries=0, **more)) as one:
            if origin == "session" and kind == "async":

                async def open_session() -> None:
                    closing.append(aiohttp.ClientSession(trust_env=True))

                monkeypatch.setenv("http_proxy", address)
                one.run(lambda _: open_session())
                one.client._transport = AiohttpTransport(closing[0])
            failed = attempt(lambda: one.call(COUNT))
            closed = [session.close() for session in closing]
            if kind == "async" and closed:
                one.run(lambda _: closed[0])
        assert LOGIN.encode() in proxy.requests[0].head
    assert isinstance(failed, error)
    assert "refused" in (failed.body_excerpt or "")
    texts = [
        str(failed.body_excerpt),
        str(failed),
        repr(failed.__dict__),
        repr(pickle.dumps(failed)),
    ]
    texts += [text for _, text in seen.texts]
    assert [text for text in texts if PASSWORD in text or LOGIN in text] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_login_for_a_proxy_is_not_recorded(
    kind: Kind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with FaultServer(echo("403 No")) as proxy:
        monkeypatch.setenv("http_proxy", f"http://me:{PASSWORD}@127.0.0.1:{proxy.port}")
        recorder = Recorder(tmp_path / "tape.json", "record")
        transport = recorder if kind == "sync" else recorder.asynchronous
        with caller(kind, base_url=BASE, transport=transport, retries=0) as one:
            assert type(attempt(lambda: one.call(COUNT))) is PermissionDeniedError
        recorder.close()
    tape = (tmp_path / "tape.json").read_text("utf-8")
    assert "refused" in tape
    assert PASSWORD not in tape
    assert LOGIN not in tape
    assert KEY not in tape


def test_a_closed_port_is_no_proxy() -> None:
    address = closed_port().removesuffix("ev/").replace("http://", f"http://me:{PASSWORD}@")
    for kind in KINDS:
        more: Any = {"proxy": address} if kind == "async" else {"proxies": {"http": address}}
        with (
            caller(kind, base_url=BASE, retries=0, **more) as one,
            pytest.raises(NotSentError, match="no connection through the proxy") as caught,
        ):
            one.call(COUNT)
        assert PASSWORD not in repr(pickle.dumps(caught.value))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("origin", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "argument"])
@pytest.mark.parametrize(
    "proxy",
    [
        "ftp://x:1",
        "http://",
        "http://[::1",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "http://me:pass-word@127.0.0.1:port",
        "me:pass-word@:1",
        "gopher://me:pass-word@127.0.0.1:1",
    ],
)
def test_broken_proxies_are_named(
    kind: Kind, origin: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if origin == "argument":
        name = "proxies" if kind == "sync" else "proxy"
        client: Any = Client if kind == "sync" else AsyncClient
        given = {"http": proxy} if kind == "sync" else proxy
        with pytest.raises(ConfigurationError) as caught:
            client(api_key=KEY, base_url=BASE, **{name: given})
    else:
        name = origin
        monkeypatch.setenv(origin, proxy)
        with caller(kind, base_url=BASE) as one, pytest.raises(ConfigurationError) as caught:
            one.call(COUNT)
    assert f"the proxy from {name} cannot be used: " in str(caught.value)
    assert "pass-word" not in f"{caught.value!r} {caught.value} {pickle.dumps(caught.value)!r}"
