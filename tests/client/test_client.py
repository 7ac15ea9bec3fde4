"""The blocking client with the HTTP library replaced by `responses`: every resource, what is sent, views."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from responses import matchers
from support.fakes import KEY, body, count_body, stations
from support.faults import FaultServer, answer, hang, reset
from support.http_mocks import AREA, BASE, CIRCLE, COUNT, expect

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
)
from evcp.operations import get_station
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
    # What is missing from the first answer is asked for alone.
    expect(mock, f"stations/bulk.{format}", stations(), {**key, "id": "c"})
    expect(mock, f"pools/p.{format}", found, key)
    expect(mock, f"pools/bulk.{format}", found, {**key, "id": ["p", "q"]})
    expect(mock, f"pools/bulk.{format}", found, {**key, "id": "p"})
    expect(mock, f"pools/bulk.{format}", stations(), {**key, "id": "q"})
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
    asked = {"corridor": {"points": "52.5,13.4;52.4,13.1", "width": 1000}}
    mock.post(
        f"{BASE}stations",
        body=body(stations("a")),
        match=[matchers.json_params_matcher({**asked, "connectorType": "31", "maxResults": 100})],
    )
    mock.post(
        f"{BASE}stations/count",
        body=count_body(1),
        match=[
            matchers.json_params_matcher(asked),
            matchers.header_matcher({"Content-Type": "application/json"}),
        ],
    )
    with pytest.warns(ExperimentalWarning) as warned:
        pager = client.stations.along_route(route, connector_types="31")
    assert list(pager) == []
    assert pager.left_out == {"a": "connectors unknown"}
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
    assert next(pager, None) is None
    with pytest.raises(evcp.EvcpError, match="read to its end"):
        list(pager)


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


def test_cookies_are_not_kept(mock: responses.RequestsMock, client: Client) -> None:
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


def test_passwords_of_netrc_are_not_sent(
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


def test_ids_are_escaped_in_the_url(mock: responses.RequestsMock, client: Client) -> None:
    for id in ("a/b", "..%2f", "a b+c", "größe", "..."):
        mock.get(url := f"{BASE}{get_station(id).path}.json", body=body(stations(id)))
        assert client.stations.get(id).id == id
        assert mock.calls[-1].request.url == f"{url}?apiKey={KEY}"


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


def test_connections_are_limited_within_the_deadline() -> None:
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
    assert heard == [
        "RequestStarted",
        "AttemptFinished",
        "RetryScheduled",
        "RequestStarted",
        "AttemptFinished",
        "IssueFound",
    ]


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


def test_check_of_an_area_follows_check_limits() -> None:
    large = Circle(52.5, 13.4, 300_000)
    with Client(api_key=KEY, base_url=BASE) as client:
        with pytest.raises(evcp.AreaError, match="at most 200 km"):
            client.check(large)
        client.with_options(check_limits=False).check(large)
