"""Recording and replaying: both clients, order, what does not match, files, and threads."""

from __future__ import annotations

import gc
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from testing.helpers import BERLIN, CANARY, Kind, count, got, made, three_pages, used

from evcp import (
    AsyncClient,
    Circle,
    Client,
    ConfigurationError,
    Corridor,
    HereCredentials,
    RequestError,
    ServerError,
)
from evcp.sandbox import Sandbox
from evcp.testing import InProcess, Recorder, UnmatchedRequestError, make_reply, sandbox
from evcp.testing.inprocess import made_up
from evcp.transport import Request, Response, TransportFailure


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    return tmp_path / "tapes" / "berlin.json"


@pytest.fixture
def service() -> InProcess:
    return sandbox()


def recorder_of(service: InProcess, tape: Path, mode: Any = "auto") -> Recorder:
    return Recorder(
        tape, mode, transport=service.transport, async_transport=service.async_transport
    )


def record(service: InProcess, tape: Path, *uses: Any) -> list[Any]:
    with recorder_of(service, tape, "record") as recorder:
        return [used(recorder.client(api_key=CANARY), use) for use in uses]


@pytest.mark.parametrize("recorded_by", ["blocking", "async"])
@pytest.mark.parametrize("format", ["json", "xml"])
def test_what_was_recorded_is_replayed_to_either_client(
    service: InProcess, tape: Path, kind: Kind, recorded_by: Kind, format: str
) -> None:
    with recorder_of(service, tape) as recorder:
        assert recorder.mode == "record"
        client = made(recorder, recorded_by, api_key=CANARY, format=format)
        first = used(client, three_pages)
    asked = len(service.requests)
    with recorder_of(service, tape) as recorder:
        assert recorder.mode == "replay"
        assert [one.path for one in recorder.unused] == [f"/ev/stations.{format}"] * 3
        assert used(made(recorder, kind, format=format), three_pages) == first
        assert not recorder.unused
    assert len(service.requests) == asked == 3


def test_faults_and_failures_are_replayed_in_order_and_at_once(
    service: InProcess, tape: Path, kind: Kind
) -> None:
    service.fail(503, times=1, retry_after=50)
    service.fail("disconnect", times=1, first=2)
    record(service, tape, count)
    began = time.monotonic()
    with Recorder(tape, "replay") as recorder:
        assert used(made(recorder, kind, timeout=100), count) > 0
        assert recorder.unused == ()
    assert time.monotonic() - began < 50
    with Recorder(tape, "replay") as recorder, pytest.raises(ServerError) as caught:
        used(made(recorder, kind, retries=0), count)
    assert caught.value.retry_after == 50
    assert caught.value.request_id is not None


def test_equal_requests_are_answered_in_order(tape: Path, kind: Kind) -> None:
    async def twice(client: Any) -> list[Any]:
        return [await count(client), await count(client)]

    with recorder_of(sandbox(size=2_000), tape) as recorder:
        first = used(recorder.client(api_key=CANARY), count)
        recorder._inner = sandbox(size=1).transport
        second = used(recorder.client(api_key=CANARY), count)
    assert first != second
    with Recorder(tape, "replay") as recorder:
        assert used(made(recorder, kind), twice) == [first, second]
        with pytest.raises(UnmatchedRequestError, match="holds this request 2 times, not more"):
            used(made(recorder, kind), count)
        recorder.discard()


def test_the_order_of_parameters_and_the_host_do_not_matter(
    service: InProcess, tape: Path, kind: Kind
) -> None:
    def use(extra: dict[str, Any]) -> Any:
        async def ask(client: Any) -> Any:
            return await got(client.stations.count(BERLIN, extra=extra))

        return ask

    (first,) = record(service, tape, use({"connectortype": "31", "powermin": 11}))
    with Recorder(tape, "replay") as recorder:
        client = made(recorder, kind, base_url="https://elsewhere.test/ev")
        assert used(client, use({"powermin": 11, "connectortype": "31"})) == first


def test_what_does_not_match_is_told_with_what_comes_nearest(
    service: InProcess, tape: Path, kind: Kind
) -> None:
    async def elsewhere(client: Any) -> Any:
        return await got(client.stations.count(Circle(52.52, 13.405, 6_000)))

    record(service, tape, count, three_pages)
    asked = len(service.requests)
    with recorder_of(service, tape) as recorder:
        with pytest.raises(UnmatchedRequestError) as caught:
            used(made(recorder, kind), elsewhere)
        recorder.discard()
    assert str(caught.value).splitlines() == [
        "berlin.json does not hold this request:",
        "  GET /ev/stations/count.json?prox=52.52,13.405,6000",
        "nearest is record 1 of 4:",
        "  GET /ev/stations/count.json?prox=52.52,13.405,5000",
        "    prox: asked 52.52,13.405,6000; recorded 52.52,13.405,5000",
        "record the cassette again if the request is right (mode='record')",
    ]
    assert len(service.requests) == asked


def test_an_unmatched_request_cannot_be_hidden(service: InProcess, tape: Path) -> None:
    """The code under test may catch whatever it likes."""
    record(service, tape, three_pages)

    def hide() -> None:
        with Recorder(tape) as recorder, recorder.client() as client:
            try:
                client.stations.count(BERLIN)
            except Exception:
                return

    with pytest.raises(UnmatchedRequestError, match="stations/count"):
        hide()


@pytest.mark.filterwarnings("ignore::evcp.ExperimentalWarning")
def test_bodies_are_compared(service: InProcess, tape: Path, kind: Kind) -> None:
    def along(latitude: float) -> Any:
        async def use(client: Any) -> Any:
            route = Corridor([(52.5, 13.3), (latitude, 13.5)], width=2_000)
            return await got(client.stations.count_along_route(route))

        return use

    (first,) = record(service, tape, along(52.5))
    with Recorder(tape, "replay") as recorder:
        with pytest.raises(UnmatchedRequestError, match="the bodies differ"):
            used(made(recorder, kind), along(52.6))
        assert used(made(recorder, kind), along(52.5)) == first
        recorder.discard()


def test_a_login_is_replayed_and_counts_for_nothing(
    service: InProcess, tape: Path, kind: Kind
) -> None:
    def login() -> HereCredentials:
        return HereCredentials("an-access-key-id", "an-access-key-secret")

    with recorder_of(service, tape, "record") as recorder:
        first = used(made(recorder, kind, credentials=login()), count)
    for credentials in (login(), login(), None):
        with Recorder(tape, "replay") as recorder:
            client = made(recorder, kind, credentials=credentials)
            assert used(client, count) == first
            assert recorder.unused == ()


def test_a_replaying_client_looks_for_no_credentials(
    service: InProcess, tape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(service, tape, count)
    for name in ("EVCP_API_KEY", "EVCP_TOKEN", "HERE_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tape.parent))
    with Recorder(tape) as recorder, recorder.client(api_key=None, verify=True) as client:
        assert client.stations.count(BERLIN) > 0


def test_ones_own_clients(service: InProcess, tape: Path) -> None:
    with Client(api_key=CANARY, transport=recorder_of(service, tape)) as client:
        first = client.stations.count(BERLIN)
    # Closing the client has closed the recorder, and so written the cassette.
    with Recorder(tape, "replay") as recorder:
        with Client(api_key="any", transport=recorder) as own:
            assert own.stations.count(BERLIN) == first
        with pytest.raises(ConfigurationError, match="the recorder is closed"):
            recorder.client().stations.count(BERLIN)
    with Recorder(tape, "replay") as recorder:
        own_async = AsyncClient(api_key="any", transport=recorder.asynchronous)
        assert used(own_async, count) == first


def test_over_http(tape: Path, kind: Kind) -> None:
    """Without a transport of one's own it asks the service itself."""
    with Sandbox(made_up(2_000, 0)) as http, Recorder(tape) as recorder:
        client = made(recorder, kind, api_key=CANARY, base_url=http.base_url, max_connections=2)
        first = used(client, three_pages)
    with Recorder(tape) as recorder:
        assert used(made(recorder, kind), three_pages) == first


def test_over_http_as_a_transport(tape: Path) -> None:
    with (
        Sandbox(made_up(2_000, 0)) as http,
        Client(api_key=CANARY, transport=Recorder(tape), base_url=http.base_url) as client,
    ):
        assert client.stations.count(BERLIN) > 0
    assert b"stations/count" in tape.read_bytes()


def test_a_failing_block_writes_nothing(service: InProcess, tape: Path) -> None:
    record(service, tape, count)
    before = tape.read_bytes()

    def fail(mode: Any) -> None:
        with recorder_of(service, tape, mode) as recorder:
            used(recorder.client(api_key=CANARY), three_pages)
            raise OverflowError

    with pytest.raises(OverflowError):
        fail("record")
    assert tape.read_bytes() == before
    assert os.listdir(tape.parent) == [tape.name]


def test_what_is_discarded_is_not_written(service: InProcess, tape: Path) -> None:
    with recorder_of(service, tape) as recorder:
        used(recorder.client(api_key=CANARY), count)
        recorder.discard()
    assert not tape.exists()


def test_the_file_is_replaced_in_one_step(
    service: InProcess, tape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(service, tape, count)
    before = tape.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        record(service, tape, three_pages)
    assert tape.read_bytes() == before
    assert os.listdir(tape.parent) == [tape.name]


def test_recording_anew_replaces_and_nothing_writes_nothing(service: InProcess, tape: Path) -> None:
    with recorder_of(service, tape):
        pass
    assert not tape.exists()
    record(service, tape, three_pages)
    record(service, tape, count)
    assert [request.path for request in Recorder(tape).requests] == ["/ev/stations/count.json"]


def test_a_recorder_that_is_dropped_says_so(service: InProcess, tape: Path) -> None:
    def drop() -> None:
        recorder = recorder_of(service, tape)
        used(recorder.client(api_key=CANARY), count)
        del recorder
        gc.collect()

    with pytest.warns(ResourceWarning, match=r"berlin.json, 1 records> was not closed"):
        drop()
    assert not tape.exists()


def test_impossible_modes_and_missing_cassettes(tape: Path) -> None:
    with pytest.raises(ConfigurationError, match="'auto', 'record' or 'replay'"):
        Recorder(tape, "once")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(ConfigurationError, match=r"there is no cassette .*record it first"):
        Recorder(tape, "replay")


def test_a_recorder_for_many_threads(service: InProcess, tape: Path) -> None:
    areas = [Circle(52.52, 13.405, 1_000 + 10 * number) for number in range(40)]

    def ask(client: Client) -> list[int]:
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(client.stations.count, areas))

    with recorder_of(service, tape) as recorder, recorder.client(api_key=CANARY) as client:
        first = ask(client)
    assert len(json.loads(tape.read_text("utf-8"))["records"]) == 40
    with Recorder(tape) as recorder, recorder.client() as client:
        assert ask(client) == first
        assert recorder.unused == ()


def test_errors_of_the_service_are_answers_too(service: InProcess, tape: Path, kind: Kind) -> None:
    service.fail(400)

    async def failing(client: Any) -> str:
        with pytest.raises(RequestError) as caught:
            await count(client)
        return f"{type(caught.value).__name__}: {caught.value} {caught.value.body_excerpt}"

    (first,) = record(service, tape, failing)
    with Recorder(tape, "replay") as recorder:
        assert used(made(recorder, kind), failing) == first


class Waiting:
    """Fails once, and notes how long it was waited for."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.left = [
            make_reply(status=503, headers={"Retry-After": "9"}),
            make_reply(b'{"count":7}'),
        ]

    def send(self, request: Request) -> Response | TransportFailure:
        return self.left.pop(0)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    def close(self) -> None:
        raise AssertionError("it is not the recorder's")


class AsyncWaiting:
    def __init__(self, inner: Waiting) -> None:
        self.inner = inner

    async def send(self, request: Request) -> Response | TransportFailure:
        return self.inner.send(request)

    async def wait(self, seconds: float) -> None:
        self.inner.wait(seconds)

    async def close(self) -> None:
        self.inner.close()


@pytest.mark.parametrize("how", ["its client", "its async client", "a client of ones own"])
def test_a_recording_waits_as_long_as_it_has_to_and_leaves_open_what_it_was_given(
    tape: Path, how: str
) -> None:
    service = Waiting()
    recorder = Recorder(tape, transport=service, async_transport=AsyncWaiting(service))
    options: dict[str, Any] = {"api_key": CANARY}
    clients: dict[str, Any] = {
        "its client": recorder.client,
        "its async client": recorder.async_client,
        "a client of ones own": lambda **options: Client(transport=recorder, **options),
    }
    with recorder:
        assert used(clients[how](**options), count) == 7
        assert recorder.unused == ()
        assert [one.path for one in recorder.requests] == ["/ev/stations/count.json"] * 2
    assert service.waits == [9]
    with Recorder(tape, "replay", transport=service) as replaying:
        assert used(Client(transport=replaying, **options), count) == 7


def test_an_empty_cassette_says_so(tape: Path) -> None:
    tape.parent.mkdir()
    tape.write_text('{"evcp-cassette": 1, "records": []}', "utf-8")
    recorder = Recorder(tape)
    with pytest.raises(UnmatchedRequestError, match="it holds none at all"):
        recorder.client().stations.count(BERLIN)
