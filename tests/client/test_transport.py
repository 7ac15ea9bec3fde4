"""The blocking client and its transport, with the HTTP library replaced by `responses`."""

from __future__ import annotations

import gc
import logging
import os
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
import urllib3
from requests.adapters import HTTPAdapter
from responses import matchers
from support.fakes import KEY, body, count_body, stations
from support.faults import FaultServer, answer, drip, hang, message, reset
from urllib3.connection import HTTPConnection

import evcp
from evcp import (
    Circle,
    Client,
    Completeness,
    ConfigurationError,
    Corridor,
    DeadlineError,
    ExperimentalWarning,
    Hooks,
    NotSentError,
    Timeout,
    UnansweredError,
)
from evcp.exchange import Fault
from evcp.operations import count_stations, get_station
from evcp.redaction import Secret
from evcp.transport import Transport, _fault_of
from evcp.wire import Request
from evcp_models import (
    ConnectorStatusesResult,
    ConnectorTypesResult,
    CountResult,
    EVSEsPool,
    EVSEsResult,
    NameId,
    PowerFeedTypesResult,
    RoamingEntry,
    RoamingsResult,
)

BASE = "https://ev.test/ev/"
CIRCLE = Circle(52.5, 13.4, 500)
COUNT = count_stations(CIRCLE)
AREA = {"prox": "52.5,13.4,500", "apiKey": KEY}


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=True) as mocked:
        yield mocked


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(api_key=KEY, base_url=BASE) as made:
        yield made


def expect(
    mock: responses.RequestsMock, path: str, content: Any, query: dict[str, Any], **more: Any
) -> None:
    format = path.rpartition(".")[2]
    mock.get(
        BASE + path,
        body=content if isinstance(content, bytes) else body(content, format),  # type: ignore[arg-type]
        match=[matchers.query_param_matcher(query), *more.pop("match", [])],
        **more,
    )


# --- every resource


@pytest.mark.parametrize("format", ["json", "xml"])
def test_every_resource(mock: responses.RequestsMock, format: Any) -> None:
    key = {"apiKey": KEY}
    found = stations("a", "b", pool_id="p")
    name = NameId(id="31", name="Type 2")
    expect(mock, f"stations.{format}", found, {**AREA, "maxresults": "100"})
    expect(mock, f"stations/count.{format}", CountResult(count=2), AREA)
    expect(mock, f"stations/b.{format}", found, key)
    expect(mock, f"stations/bulk.{format}", found, {**key, "id": ["a", "b", "c"]})
    expect(mock, f"pools/p.{format}", found, key)
    expect(mock, f"pools/bulk.{format}", found, {**key, "id": ["p", "q"]})
    expect(mock, "evses/bulk.json", EVSEsResult(pools=(EVSEsPool(id="p"),)), {**key, "id": "p"})
    expect(mock, f"connectortypes.{format}", ConnectorTypesResult(connector_type=(name,)), key)
    expect(mock, f"powerfeedtypes.{format}", PowerFeedTypesResult(power_feed_type=(name,)), key)
    expect(
        mock, f"connectorstatuses.{format}", ConnectorStatusesResult(connector_status=(name,)), key
    )
    card = RoamingEntry(emsp="x", partner_id="y")
    expect(mock, f"roamings.{format}", RoamingsResult(roaming=(card,)), {**key, "lang": "de"})
    with Client(api_key=KEY, base_url=BASE, format=format) as client:
        assert tuple(client.stations.search(CIRCLE)) == found.ev_stations
        assert client.stations.count(CIRCLE) == 2
        assert client.stations.get("b") == found.ev_stations[1]
        many = client.stations.get_many(["a", "b", "c"])
        assert (many.found, many.missing) == (found.ev_stations, ("c",))
        assert client.pools.get("p") == found.ev_stations
        assert client.pools.get_many(["p", "q"]).missing == ("q",)
        assert [pool.id for pool in client.evses.get_many(["p"]).found] == ["p"]
        assert client.connector_types.list() == (name,)
        assert client.power_feed_types.list() == (name,)
        assert client.connector_statuses.list() == (name,)
        assert client.roamings.list(extra={"lang": "de"}) == (card,)


def test_along_the_route(mock: responses.RequestsMock, client: Client) -> None:
    route = Corridor([(52.5, 13.4), (52.4, 13.1)], 1000)
    asked = {"corridor": "52.5,13.4;52.4,13.1", "corridorWidth": 1000}
    mock.post(
        f"{BASE}stations/alongroute.json",
        body=body(stations("a")),
        match=[matchers.json_params_matcher({**asked, "connectorType": "31", "maxResults": 100})],
    )
    mock.post(
        f"{BASE}stations/count/alongroute.json",
        body=count_body(1),
        match=[
            matchers.json_params_matcher(asked),
            matchers.header_matcher({"Content-Type": "application/json"}),
        ],
    )
    with pytest.warns(ExperimentalWarning) as warned:
        pager = client.stations.along_route(route, connector_types="31")
    assert [one.id for one in pager] == ["a"]
    with pytest.warns(ExperimentalWarning) as warned_again:
        count = client.stations.count_along_route(route)
    assert count == 1
    assert {one.filename for one in [*warned, *warned_again]} == {__file__}


def test_pages(mock: responses.RequestsMock, client: Client) -> None:
    first = {**AREA, "maxresults": "2"}
    expect(mock, "stations.json", stations("a", "b", more=True), first)
    expect(mock, "stations.json", stations("b", "c", more=True), {**first, "offset": "1"})
    expect(mock, "stations.json", stations("c", "d"), {**first, "offset": "2"})
    pager = client.stations.search(CIRCLE, page_size=2)
    assert next(pager).id == "a"
    before = pager.completeness
    assert before is Completeness.TRUNCATED
    assert [[one.id for one in page] for page in pager.pages()] == [["b"], ["c"], ["d"]]
    assert pager.completeness is Completeness.COMPLETE
    assert pager.issues == ()
    assert list(pager) == []


def test_a_token_within_a_page(mock: responses.RequestsMock, client: Client) -> None:
    first = {**AREA, "maxresults": "100"}
    expect(mock, "stations.json", stations("a", "b", "c"), first)
    expect(mock, "stations.json", stations("a", "b", "c"), first)
    pager = client.stations.search(CIRCLE)
    assert next(pager).id == "a"
    rest = client.stations.search(CIRCLE, resume=pager.token)
    assert [one.id for one in rest] == ["b", "c"]
    assert rest.completeness is Completeness.COMPLETE


def test_after_an_error_the_same_page_is_asked_for_again(
    mock: responses.RequestsMock, client: Client
) -> None:
    first = {**AREA, "maxresults": "2"}
    expect(mock, "stations.json", stations("a", "b", more=True), first)
    expect(mock, "stations.json", b"", {**first, "offset": "1"}, status=400)
    expect(mock, "stations.json", stations("b", "c"), {**first, "offset": "1"})
    pager = client.stations.search(CIRCLE, page_size=2)
    assert [next(pager).id, next(pager).id] == ["a", "b"]
    with pytest.raises(evcp.BadRequestError):
        next(pager)
    assert [one.id for one in pager] == ["c"]
    assert pager.completeness is Completeness.COMPLETE


def test_nothing_is_sent_for_an_area_over_the_limit(client: Client) -> None:
    with responses.RequestsMock():
        for action in (client.stations.search, client.stations.count):
            with pytest.raises(evcp.AreaError):
                action(Circle(0, 0, 300_000))


def test_limits_can_be_left_to_the_service(mock: responses.RequestsMock, client: Client) -> None:
    expect(mock, "stations/count.json", CountResult(count=9), {**AREA, "prox": "0,0,300000"})
    assert client.stations.count(Circle(0, 0, 300_000), check_limits=False) == 9


def test_pages_without_anything_new_are_passed_over(
    mock: responses.RequestsMock, client: Client
) -> None:
    first = {**AREA, "maxresults": "3"}
    expect(mock, "stations.json", stations("a", "b", more=True), first)
    expect(mock, "stations.json", stations("b", more=False), {**first, "offset": "1"})
    pages = client.stations.search(CIRCLE, page_size=3).pages()
    assert [[one.id for one in page] for page in pages] == [["a", "b"]]


def test_bulk_calls_that_fail_are_kept_apart(mock: responses.RequestsMock, client: Client) -> None:
    expect(mock, "stations/bulk.json", b"", {"apiKey": KEY, "id": "a"}, status=400)
    expect(mock, "stations/bulk.json", stations("b"), {"apiKey": KEY, "id": "b"})
    result = client.stations.get_many(["a", "b"], chunk=1)
    ((failed),) = result.failed
    assert (failed.ids, failed.error.status) == (("a",), 400)
    assert [one.id for one in result.found] == ["b"]


# --- what is sent


def test_headers_are_ours_and_the_user_s_and_no_more(mock: responses.RequestsMock) -> None:
    expect(mock, "stations/count.json", CountResult(count=1), AREA)
    with Client(
        api_key=KEY, base_url=BASE, headers={"X-Team": "maps"}, application_id="my-app/2"
    ) as client:
        client.with_options(headers={"X-Call": "7"}).stations.count(CIRCLE)
        agent = client.settings.user_agent
    assert agent.startswith("my-app/2 evcp/")
    assert dict(mock.calls[0].request.headers) == {
        "User-Agent": agent,
        "Accept-Encoding": "gzip, deflate",
        "X-Team": "maps",
        "X-Call": "7",
    }


def test_no_cookie_is_kept(mock: responses.RequestsMock, client: Client) -> None:
    for _ in range(2):
        expect(
            mock,
            "stations/count.json",
            CountResult(count=1),
            AREA,
            headers={"Set-Cookie": "session=1; Path=/"},
        )
    client.stations.count(CIRCLE)
    client.stations.count(CIRCLE)
    assert "Cookie" not in mock.calls[1].request.headers


def test_no_password_out_of_netrc(
    mock: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine ev.test login somebody password something\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    expect(mock, "stations/count.json", CountResult(count=1), AREA)
    expect(mock, "stations/count.json", CountResult(count=1), AREA)
    with Client(api_key=KEY, base_url=BASE) as client:
        client.stations.count(CIRCLE)
    assert "Authorization" not in mock.calls[0].request.headers
    # A session of the user's own that says how to log in is not overruled.
    with requests.Session() as session:
        session.auth = ("me", "mine")
        with Client(api_key=KEY, base_url=BASE, session=session) as client:
            client.stations.count(CIRCLE)
    assert mock.calls[1].request.headers["Authorization"].startswith("Basic ")


def test_ids_stand_in_the_address_as_what_they_are(
    mock: responses.RequestsMock, client: Client
) -> None:
    for id in ("a/b", "..%2f", "a b+c", "größe", "..."):
        mock.get(url := f"{BASE}{get_station(id).path}.json", body=body(stations(id)))
        assert client.stations.get(id).id == id
        assert mock.calls[-1].request.url == f"{url}?apiKey={KEY}"


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
    client._transport._session.mount("https://", recorder)
    return recorder


def test_proxies_and_bundles_given_come_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(b"")
    monkeypatch.setenv("HTTPS_PROXY", "http://env.test:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/from/the/environment.pem")
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
    assert told[0]["verify"] == "/from/the/environment.pem"
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


def test_a_session_that_retries_on_its_own() -> None:
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


def test_whatever_a_session_raises_is_no_leak() -> None:
    client = Client(api_key=KEY, base_url=BASE, session=Odd())
    with client, pytest.raises(NotSentError, match="cannot be sent: RuntimeError") as caught:
        client.stations.count(CIRCLE)
    assert KEY not in f"{caught.value} {caught.value.__context__!r} {caught.value.__cause__!r}"
    assert caught.value.attempts == 1


def test_what_the_system_does_not_explain_is_named_by_its_class() -> None:
    pool = urllib3.HTTPConnectionPool("ev.test")
    connection: Any = HTTPConnection("ev.test")
    inner = urllib3.exceptions.NewConnectionError(connection, "in its own words")
    error = requests.ConnectionError(urllib3.exceptions.MaxRetryError(pool, f"/?k={KEY}", inner))
    assert _fault_of(error, sent=False) == Fault(NotSentError, "no connection: NewConnectionError")


# --- what cannot be sent


def request_to(url: str = BASE, **more: Any) -> Request:
    return Request("GET", url, (), {}, deadline=2.0, **more)


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
def test_what_cannot_be_sent_is_not_sent_again(request_: Request) -> None:
    transport = Transport()
    fault = transport.send(request_)
    transport.close()
    assert isinstance(fault, Fault)
    assert fault.error is NotSentError
    assert "cannot be sent" in fault.message
    assert not fault.again


def test_a_header_that_cannot_be_sent_is_not_sent_again() -> None:
    with FaultServer(answer(count_body())) as server:
        transport = Transport()
        fault = transport.send(request_to(server.url, secret_headers=(("X-A", Secret("ключ")),)))
        transport.close()
        assert server.requests == []
    assert fault == Fault(
        NotSentError, "the request cannot be sent: UnicodeEncodeError", again=False
    )


@pytest.mark.parametrize(
    ("proxy", "says"),
    [
        ("http://127.0.0.1:9", "no connection through the proxy"),
        ("gopher://user:pass@x.test", "cannot be sent"),
        ("http://user:pass@nobody.invalid:1", "no connection through the proxy"),
    ],
)
def test_proxies_that_do_not_answer(proxy: str, says: str) -> None:
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
def test_a_proxy_that_drips_is_left_in_time() -> None:
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


# --- views, places, the raw answer


def test_views_share_connections_and_budgets() -> None:
    with FaultServer(answer(count_body())) as server:
        with Client(api_key=KEY, base_url=server.url, rate_limit=1000) as client:
            view = client.with_options(format="json", timeout=5).with_options(retries=0)
            client.stations.count(CIRCLE)
            view.stations.count(CIRCLE)
            client.stations.count(CIRCLE, timeout=3)
            assert view.settings.budget is client.settings.budget
            assert view.settings.rate_limit is client.settings.rate_limit
            assert view.credentials is client.credentials
            assert (view.settings.timeout.total, view.settings.retry.attempts) == (5, 1)
            assert client.settings.retry.attempts == 3
        assert server.connections == 1
        with pytest.raises(ConfigurationError, match="the client is closed"):
            view.stations.count(CIRCLE)


def test_no_more_connections_than_allowed_and_no_wait_beyond_the_time() -> None:
    with FaultServer(hang) as server:
        with Client(
            api_key=KEY, base_url=server.url, max_connections=1, timeout=0.6, retries=0
        ) as client:
            errors: list[Exception] = []

            def work() -> None:
                with pytest.raises(DeadlineError) as caught:
                    client.stations.count(CIRCLE)
                errors.append(caught.value)

            first = threading.Thread(target=work)
            first.start()
            while not server.requests:
                pass
            with pytest.raises(DeadlineError, match=r"no free connection within 0\.1 s"):
                client.stations.count(CIRCLE, timeout=0.1)
            first.join()
        assert server.connections == 1
    assert "no whole answer" in str(errors[0])


def test_the_raw_answer(mock: responses.RequestsMock, client: Client) -> None:
    expect(mock, "stations/count.json", b"not json at all", AREA, headers={"X-Request-Id": "r-1"})
    expect(mock, "stations/count.json", b"no", AREA, status=404)
    reply = client.send(COUNT)
    assert (reply.status, reply.body, reply.headers["x-request-id"]) == (
        200,
        b"not json at all",
        "r-1",
    )
    assert KEY not in repr(reply)
    with pytest.raises(evcp.NotFoundError):
        client.send(COUNT)


def test_an_operation_is_called_as_it_is(mock: responses.RequestsMock, client: Client) -> None:
    expect(mock, "stations/count.json", b'{"count": 4, "new": true}', AREA)
    answered = client.call(COUNT)
    assert (answered.value.count, [issue.path for issue in answered.issues]) == (4, ["new"])


def test_hooks_in_order(mock: responses.RequestsMock) -> None:
    heard: list[str] = []

    def hear(event: Any) -> None:
        assert KEY not in repr(event)
        heard.append(type(event).__name__)

    expect(mock, "stations/count.json", b"", AREA, status=503, headers={"Retry-After": "0"})
    expect(mock, "stations/count.json", b'{"count": 4, "new": true}', AREA)
    hooks = Hooks(request=hear, response=hear, retry=hear, issue=hear)
    with Client(api_key=KEY, base_url=BASE, hooks=hooks) as client:
        client.stations.count(CIRCLE)
    assert heard == ["Sending", "Answered", "Retrying", "Sending", "Answered", "IssueFound"]


def test_urllib3_s_own_log_is_clean(caplog: pytest.LogCaptureFixture) -> None:
    server = FaultServer(reset, answer(count_body()))
    with caplog.at_level(logging.DEBUG), server, Client(api_key=KEY, base_url=server.url) as client:
        client.stations.count(CIRCLE)
    assert any(record.name == "urllib3.connectionpool" for record in caplog.records)
    assert KEY not in caplog.text
    assert "apiKey=REDACTED" in caplog.text


def test_a_client_says_where_it_asks() -> None:
    with Client(api_key=KEY, base_url=BASE, format="xml") as client:
        assert repr(client) == "<Client https://ev.test/ev/ xml>"


def test_several_credentials_are_too_many() -> None:
    with pytest.raises(ConfigurationError, match="several credentials"):
        Client(api_key="k", app=("i", "c"))


def test_the_environment_s_base_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVCP_BASE_URL", "http://127.0.0.1:1/x")
    with Client(api_key=KEY) as client:
        assert client.settings.base_url == "http://127.0.0.1:1/x/"
    assert os.environ["EVCP_BASE_URL"]
