"""The blocking transport: sessions, proxies, bundles, and what cannot be sent."""

from __future__ import annotations

import gc
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter
from support.fakes import KEY, count_body
from support.fault_cases import TLS
from support.faults import FaultServer, answer, drip, message
from support.http_mocks import BASE, CIRCLE
from urllib3.connection import HTTPConnection

from evcp import (
    Client,
    DeadlineError,
    NotSentError,
    Timeout,
    UnansweredError,
)
from evcp._transports.requests import RequestsTransport
from evcp._transports.requests_failures import failure_of
from evcp.transport import (
    Request,
    Secret,
    TransportFailure,
)

# --- settings of the session


class Recorder(HTTPAdapter):
    """An adapter that keeps what requests tells it."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[dict[str, Any]] = []

    def send(self, request: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        self.told.append({"url": request.url, "headers": dict(request.headers), **options})
        response = requests.Response()
        response.status_code = 200
        response.raw = urllib3.HTTPResponse(body=BytesIO(b'{"count": 5}'), preload_content=False)
        return response


def recorded(client: Client) -> Recorder:
    recorder = Recorder()
    assert isinstance(client._transport, RequestsTransport)
    client._transport._session.mount("https://", recorder)
    return recorder


def test_proxies_and_bundles_given_come_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle, other = tmp_path / "bundle.pem", tmp_path / "environment.pem"
    for path in (bundle, other):
        path.write_bytes((TLS / "server.pem").read_bytes())
    monkeypatch.setenv("HTTPS_PROXY", "http://env.test:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))
    monkeypatch.setenv("NO_PROXY", "")
    proxies = {"https": "http://given.test:2"}
    with Client(api_key=KEY, base_url=BASE, proxies=proxies, verify=str(bundle)) as client:
        told = recorded(client).told
        client.stations.count(CIRCLE)
        client.stations.count(CIRCLE)
    for call in told:
        assert call["proxies"]["https"] == "http://given.test:2"
        assert call["verify"] == str(bundle)
    assert proxies == {"https": "http://given.test:2"}
    with Client(api_key=KEY, base_url=BASE) as client:
        told = recorded(client).told
        client.stations.count(CIRCLE)
    assert told[0]["proxies"]["https"] == "http://env.test:1"
    assert told[0]["verify"] == str(other)
    with Client(api_key=KEY, base_url=BASE, verify=False) as client:
        told = recorded(client).told
        client.stations.count(CIRCLE)
    assert told[0]["verify"] is False


def test_the_time_is_given_to_the_library_in_its_parts() -> None:
    with Client(api_key=KEY, base_url=BASE, timeout=Timeout(3, 20, 40)) as client:
        told = recorded(client).told
        client.stations.count(CIRCLE)
        client.stations.count(CIRCLE, timeout=2)
    assert told[0]["timeout"] == (3, 20)
    connect, read = told[1]["timeout"]
    assert 1.5 < connect <= read <= 2
    assert all(call["stream"] for call in told)


def test_a_session_of_the_user_s_own_is_used_as_it_is() -> None:
    session = requests.Session()
    recorder = Recorder()
    session.mount("https://ev.test/", recorder)
    session.headers["X-Mine"] = "1"
    session.proxies = {"https": "http://mine.test:3"}
    session.verify = "/mine.pem"
    session.trust_env = False
    adapters = dict(session.adapters)
    with Client(api_key=KEY, base_url=BASE, session=session, proxies={"https": "x"}) as client:
        assert client.stations.count(CIRCLE) == 5
    (call,) = recorder.told
    assert call["headers"]["X-Mine"] == "1"
    assert call["headers"]["User-Agent"].startswith("evcp/")
    assert call["proxies"]["https"] == "http://mine.test:3"
    assert call["verify"] == "/mine.pem"
    assert dict(session.adapters) == adapters
    # It is left open.
    assert session.get("https://ev.test/").status_code == 200
    session.close()


def test_the_deadline_holds_for_a_session_of_the_user_s_own() -> None:
    kinds: tuple[dict[str, Any], ...] = ({}, {"connection": "close"})
    for more in kinds:
        head = message(length=99, **more)
        with FaultServer(drip(head + b" " * 99, len(head))) as server, requests.Session() as own:
            client = Client(api_key=KEY, base_url=server.url, session=own, timeout=0.4)
            began = time.monotonic()
            with client, pytest.raises(DeadlineError):
                client.stations.count(CIRCLE)
            assert time.monotonic() - began < 1.4


def test_a_session_with_its_own_retries() -> None:
    with FaultServer(answer(b"", "503 Unavailable")) as server, requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=urllib3.Retry(1, status_forcelist=[503])))
        client = Client(api_key=KEY, base_url=server.url, session=session)
        with client, pytest.raises(UnansweredError, match="own retries are used up") as caught:
            client.stations.count(CIRCLE)
    assert caught.value.attempts == 1
    assert KEY not in f"{caught.value}"


class Odd(requests.Session):
    """A session that fails in a way of its own."""

    def request(self, method: Any, url: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        raise RuntimeError(f"cannot get {url} with {options}")


def test_exceptions_of_a_session_do_not_leak() -> None:
    client = Client(api_key=KEY, base_url=BASE, session=Odd())
    with client, pytest.raises(NotSentError, match="cannot be sent: RuntimeError") as caught:
        client.stations.count(CIRCLE)
    assert KEY not in f"{caught.value} {caught.value.__context__!r} {caught.value.__cause__!r}"
    assert caught.value.attempts == 1


def test_errors_without_errno_are_named_by_class() -> None:
    pool = urllib3.HTTPConnectionPool("ev.test")
    connection: Any = HTTPConnection("ev.test")
    inner = urllib3.exceptions.NewConnectionError(connection, "in its own words")
    error = requests.ConnectionError(urllib3.exceptions.MaxRetryError(pool, f"/?k={KEY}", inner))
    assert failure_of(error, sent=False) == TransportFailure(
        NotSentError, "no connection: NewConnectionError"
    )


# --- what cannot be sent


def request_to(url: str = BASE, **more: Any) -> Request:
    return Request("GET", url, (), {}, timeout=2.0, **more)


@pytest.mark.parametrize(
    "request_",
    [
        request_to("ev.test/ev"),
        request_to("gopher://ev.test/"),
        request_to("https://"),
        request_to("http://[::1"),
        request_to("http://ev.test:99999/"),
        request_to(secret_headers=(("X-A", Secret("a\r\nb: c")),)),
        request_to(secret_query=(("apiKey", Secret("\ud800")),)),
    ],
)
def test_unsendable_requests_are_not_retried(request_: Request) -> None:
    transport = RequestsTransport()
    fault = transport.send(request_)
    transport.close()
    assert isinstance(fault, TransportFailure)
    assert fault.error is NotSentError
    assert "cannot be sent" in fault.message
    assert not fault.retryable


def test_an_unsendable_header_is_not_retried() -> None:
    with FaultServer(answer(count_body())) as server:
        transport = RequestsTransport()
        fault = transport.send(request_to(server.url, secret_headers=(("X-A", Secret("ключ")),)))
        transport.close()
        assert server.requests == []
    assert fault == TransportFailure(
        NotSentError, "the request cannot be sent: UnicodeEncodeError", retryable=False
    )


@pytest.mark.parametrize(
    ("proxy", "says"),
    [
        ("http://127.0.0.1:9", "no connection through the proxy"),
        ("http://user:pass@nobody.invalid:1", "no connection through the proxy"),
    ],
)
def test_unreachable_proxies(proxy: str, says: str) -> None:
    client = Client(api_key=KEY, base_url=BASE, proxies={"https": proxy}, retries=0)
    with client, pytest.raises(NotSentError, match=says) as caught:
        client.stations.count(CIRCLE)
    assert "pass" not in str(caught.value)


def test_a_proxy_is_asked_and_refuses() -> None:
    with FaultServer(answer(b"", "407 Proxy Authentication Required")) as proxy:
        url = proxy.url.removesuffix("ev/")
        client = Client(api_key=KEY, base_url=BASE, proxies={"https": url}, retries=0)
        with client, pytest.raises(NotSentError, match="through the proxy"):
            client.stations.count(CIRCLE)
        (seen,) = proxy.requests
    assert (
        seen.line == "CONNECT ev.test:443 HTTP/1.1" or seen.line == "CONNECT ev.test:443 HTTP/1.0"
    )
    assert KEY.encode() not in seen.head


@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
def test_a_dripping_proxy_meets_the_deadline() -> None:
    with FaultServer(drip(b"HTTP/1.1 200 " + b"O" * 200)) as proxy:
        url = proxy.url.removesuffix("ev/")
        client = Client(api_key=KEY, base_url=BASE, proxies={"https": url}, timeout=0.4)
        with client, pytest.raises(DeadlineError):
            client.stations.count(CIRCLE)
    gc.collect()  # the TLS layer of Python itself forgets the socket that was shut


def test_a_plain_proxy_passes_requests_on() -> None:
    with FaultServer(answer(count_body(3))) as proxy:
        url = proxy.url.removesuffix("ev/")
        base = "http://ev.test/ev/"
        with Client(api_key=KEY, base_url=base, proxies={"http": url}) as client:
            assert client.stations.count(CIRCLE) == 3
    assert proxy.requests[0].line.startswith("GET http://ev.test/ev/stations/count.json?")
