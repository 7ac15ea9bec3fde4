"""The sandbox inside the process: clients of it, its time, what it has seen, and threads."""

from __future__ import annotations

import asyncio
import gc
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from testing.helpers import BERLIN, CANARY, Kind, count, got, made, three_pages, used

from evcp import (
    AsyncClient,
    AuthenticationError,
    Client,
    ConfigurationError,
    Corridor,
    DeadlineError,
    HereCredentials,
    PermissionDeniedError,
    RateLimitError,
    RequestError,
    RetryPolicy,
    ServerError,
    Timeout,
)
from evcp.sandbox import Access, World
from evcp.testing import InProcess, make_station, sandbox
from evcp.testing.inprocess import START, made_up
from evcp.transport import Response

SMALL = {"size": 2_000, "seed": 0}


def test_three_pages_with_a_fault_in_between(kind: Kind) -> None:
    with sandbox() as service:
        service.fail(503, times=1, first=2)
        found = used(made(service, kind), three_pages)
        assert len({one.id for one in found}) == 25
        assert [request.status for request in service.requests] == [200, 503, 200, 200]


def test_no_time_passes_for_anybody_but_the_sandbox(kind: Kind) -> None:
    with sandbox(latency=2.0) as service:
        service.fail(503, times=2, retry_after=40)
        began, then = time.monotonic(), service.clock()
        # Not a bound of time: nobody could have waited for two days in a test.
        assert used(made(service, kind, timeout=1e5), count) > 0
        assert service.clock() - then == pytest.approx(3 * 2 + 2 * 40)
        service.clock.jump(200_000)
        assert service.clock() - then == pytest.approx(200_086)
        assert time.monotonic() - began < 200_000


def test_deadlines_pass_with_the_time_of_the_sandbox(kind: Kind) -> None:
    with sandbox(latency=25.0) as service:
        service.fail(503)
        then = service.clock()
        with pytest.raises(DeadlineError, match="no whole answer within"):
            used(made(service, kind, timeout=60, retries=9), count)
        assert service.clock() - then == pytest.approx(60)
        assert len(service.requests) == 3


def test_calls_at_once_wait_at_once() -> None:
    """Each call has its own minute, though all of them wait for most of one."""
    with sandbox(latency=25.0) as service, service.client(max_connections=8) as client:
        then = service.clock()
        with ThreadPoolExecutor(8) as pool:
            counts = set(pool.map(lambda _: client.stations.count(BERLIN), range(8)))
        assert len(counts) == 1
        assert 25 <= service.clock() - then <= 8 * 25


def test_tasks_at_once_wait_at_once() -> None:
    async def main(service: InProcess) -> list[int]:
        async with service.async_client() as client:
            return await asyncio.gather(*(client.stations.count(BERLIN) for _ in range(20)))

    with sandbox(latency=25.0) as service:
        then = service.clock()
        assert len(set(asyncio.run(main(service)))) == 1
        assert service.clock() - then == pytest.approx(25)


def test_calls_one_after_the_other_add_up(kind: Kind) -> None:
    async def twice(client: Any) -> None:
        await count(client)
        await count(client)

    with sandbox(latency=25.0) as service:
        then = service.clock()
        used(made(service, kind), twice)
        used(made(service, kind), count)
        assert service.clock() - then == pytest.approx(75)


def test_the_clients_own_rate_limit_takes_no_time(kind: Kind) -> None:
    with sandbox() as service:
        then = service.clock()
        used(made(service, kind, rate_limit=0.5), three_pages)
        assert service.clock() - then == pytest.approx(2 * 2)


def test_a_date_to_come_back_at_is_of_the_same_time(kind: Kind) -> None:
    with sandbox() as service:
        service.clock.jump(-86_400)
        service.fail(429, times=1, retry_after=service.clock.now())
        then = service.clock()
        assert used(made(service, kind), count) > 0
        # The time has come; what is left is the client's own jitter.
        assert then <= service.clock() <= then + 0.5


def test_what_was_asked_is_seen_without_credentials(kind: Kind) -> None:
    async def use(client: Any) -> None:
        await got(client.stations.count(BERLIN, extra={"note": CANARY[:20], "echo": CANARY}))
        await got(client.connector_types.list())

    with sandbox() as service:
        used(made(service, kind, api_key=CANARY, headers={"X-Key": CANARY}), use)
        first, second = service.requests
        assert (first.method, first.path, first.resource) == (
            "GET",
            "/ev/stations/count.json",
            "stations/count",
        )
        assert first.parameters["prox"] == "52.52,13.405,5000"
        assert first.status == second.status == 200
        assert second.resource == "connectortypes"
        assert "apiKey" not in first.parameters
        assert CANARY[:8] not in f"{service.requests} {first.query} {first} {service!r}"
        service.forget()
        assert service.requests == ()


@pytest.mark.filterwarnings("ignore::evcp.ExperimentalWarning")
def test_bodies_are_seen_but_not_shown(kind: Kind) -> None:
    route = Corridor([(52.5, 13.3), (52.5, 13.5)], width=2_000)

    async def use(client: Any) -> None:
        await got(client.stations.count_along_route(route))

    with sandbox(size=50) as service:
        used(made(service, kind), use)
        (request,) = service.requests
        assert request.method == "POST"
        assert request.body is not None
        assert isinstance(json.loads(request.body), dict)
        assert "52.5" not in repr(request)


def test_a_request_without_an_answer_is_seen_too(kind: Kind) -> None:
    with sandbox() as service:
        service.fail("disconnect")
        with pytest.raises(RequestError):
            used(made(service, kind, retries=0), count)
        assert [request.status for request in service.requests] == [None]
        assert str(service.requests[0]).endswith(": no answer")
        assert service.fired("disconnect") == 1


def test_healing(kind: Kind) -> None:
    with sandbox() as service:
        service.fail(500)
        service.slow((31, 32))
        with pytest.raises(RequestError):
            used(made(service, kind), count)
        service.heal()
        then = service.clock()
        assert used(made(service, kind), count) > 0
        assert service.clock() == then


def test_assumptions_access_and_start() -> None:
    access = Access(accepted=frozenset({"good"}), forbidden=frozenset({"poor"}))
    start = datetime(2024, 2, 29, tzinfo=UTC)
    with sandbox(size=50, access=access, start=start, max_page_size=7) as service:
        assert service.clock.now() == start
        assert service.core.service.assumptions.max_page_size == 7
        assert len(service.world) == 50
        with pytest.raises(AuthenticationError):
            service.client().stations.count(BERLIN)
        with pytest.raises(PermissionDeniedError):
            service.client(api_key="poor").stations.count(BERLIN)
        assert service.client(api_key="good").stations.count(BERLIN) >= 0


def test_live_states_move_with_the_clock_and_are_the_same_in_every_run(kind: Kind) -> None:
    async def three_times(client: Any) -> list[Any]:
        seen = [await three_pages(client), await three_pages(client)]
        service.clock.jump(6 * 3_600)
        return [*seen, await three_pages(client)]

    found = []
    for _ in range(2):
        with sandbox(live=True, latency=0.0) as service:
            assert service.clock.now() == START == datetime(2025, 6, 1, 12, tzinfo=UTC)
            found.append(used(made(service, kind), three_times))
    (first, second, later), again = found
    assert first == second != later
    assert again == [first, second, later]
    with sandbox() as service:
        first, second, later = used(made(service, kind), three_times)
        assert first == second == later


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(
        TypeError, match=r"no setting 'max_page_sise'; did you mean max_page_size\?"
    ):
        sandbox(max_page_sise=7)
    with pytest.raises(TypeError, match=r"no setting 'sise'; did you mean size\?"):
        sandbox(sise=7)
    with pytest.raises(TypeError, match="a world or a size, not both"):
        sandbox(size=7, world=World([]))
    with pytest.raises(TypeError, match="size is 'many': it must be a number"):
        sandbox(size="many")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match=r"no setting 'zzz'$"):
        sandbox(zzz=7)
    with pytest.raises(ValueError, match="unknown fault 'sometimes'"):
        sandbox(size=1).fail("sometimes")


@pytest.mark.parametrize("checked", [True, False], ids=["signature checked", "any key"])
def test_an_access_key_gets_its_token_here(kind: Kind, checked: bool) -> None:
    access = Access(access_keys={"an-id": "a-secret-text"} if checked else None)
    with sandbox(size=50, access=access) as service:
        where = {"token_url": service.token_url} if checked else {}
        # Without an address, it is HERE's own: it must not be asked.
        credentials = HereCredentials("an-id", "a-secret-text", **where)
        assert used(made(service, kind, credentials=credentials), count) >= 0
        assert [request.path for request in service.requests] == [
            "/oauth2/token",
            "/ev/stations/count.json",
        ]
        assert service.requests[0].body is None


def test_a_wrong_secret_is_told_as_over_http(kind: Kind) -> None:
    with sandbox(size=50, access=Access(access_keys={"an-id": "a-secret-text"})) as service:
        credentials = HereCredentials("an-id", "another-text", token_url=service.token_url)
        with pytest.raises(AuthenticationError, match="no token for the HERE access key"):
            used(made(service, kind, credentials=credentials), count)


def test_a_token_that_ends_is_fetched_again(kind: Kind) -> None:
    async def use(client: Any) -> None:
        await count(client)
        service.clock.jump(86_401)
        await count(client)

    with sandbox(size=50) as service:
        used(made(service, kind, access_key=("an-id", "a-secret-text")), use)
        assert [(request.path[:4], request.status) for request in service.requests] == [
            ("/oau", 200),
            ("/ev/", 200),
            ("/ev/", 401),
            ("/oau", 200),
            ("/ev/", 200),
        ]


def test_environment_and_defaults_do_not_lead_out(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVCP_BASE_URL", "http://127.0.0.1:9/ev/")
    monkeypatch.delenv("EVCP_API_KEY", raising=False)
    with sandbox(size=50) as service:
        client = made(service, kind, api_key=None, base_url=None)
        assert isinstance(client, Client | AsyncClient)
        assert client.settings.base_url == service.base_url
        assert used(client, count) >= 0


def test_closed_is_closed(kind: Kind) -> None:
    with sandbox(size=50) as service:
        client = made(service, kind)
        used(client, count)

        async def use(client: Any) -> Any:
            return await got(client.stations.count(BERLIN))

        with pytest.raises(ConfigurationError, match="the client is closed"):
            asyncio.run(use(client))
    with pytest.raises(ConfigurationError, match="the sandbox is closed"):
        used(made(service, kind), count)
    assert len(service.requests) == 1


def test_views_and_bare_answers(kind: Kind) -> None:
    from evcp.operations import count_stations

    async def use(client: Any) -> Response:
        view = client.with_options(format="xml", retries=0)
        reply: Response = await got(view.send(count_stations(BERLIN)))
        with pytest.raises(ServerError):
            await got(view.stations.count(BERLIN))
        return reply

    with sandbox(size=50) as service:
        service.fail(503, first=2)
        reply = used(made(service, kind), use)
        assert reply.headers["content-type"].startswith("application/xml")
        assert reply.body.startswith(b"<?xml")
        assert len(service.requests) == 2


def test_ones_own_client_over_its_transport() -> None:
    with sandbox(size=50) as service:
        service.fail(429, times=1, retry_after=5_000)
        policy = RetryPolicy(longest_retry_after=6_000)
        timeout = Timeout(total=9_000)
        with Client(
            api_key="any", transport=service.transport, retries=policy, timeout=timeout
        ) as own:
            assert own.stations.count(BERLIN) >= 0

        async def main() -> int:
            async with AsyncClient(api_key="any", transport=service.async_transport) as own:
                return await own.stations.count(BERLIN)

        assert asyncio.run(main()) >= 0
        assert len(service.requests) == 3


def test_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVCP_BASE_URL", "http://127.0.0.1:9/elsewhere/")
    with sandbox(world=World([make_station(at=(52.52, 13.405))])) as service:
        with service.everywhere():
            with Client() as one, Client(token="a-token-of-mine") as two:
                assert one.stations.count(BERLIN) == two.stations.count(BERLIN) == 1

            async def main() -> int:
                async with AsyncClient(max_connections=3) as client:
                    return await client.stations.count(BERLIN)

            assert asyncio.run(main()) == 1
        assert len(service.requests) == 3
        # Outside, clients are what they were: nothing listens there.
        with (
            Client(api_key="any", base_url="http://127.0.0.1:9", retries=0) as outside,
            pytest.raises(RequestError),
        ):
            outside.stations.count(BERLIN)
    assert len(service.requests) == 3


def test_a_sandbox_for_many_threads() -> None:
    """Nothing is lost or counted twice, and each fault happens as often as it was told to."""
    with sandbox() as service, service.client(retries=20, timeout=1e4) as client:
        service.fail(503, times=20)

        def ask(number: int) -> int:
            if number % 2:
                return client.stations.count(BERLIN)
            return len(list(client.stations.search(BERLIN, page_size=10, limit=25)))

        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(ask, range(60)))
        assert {result for number, result in enumerate(results) if number % 2 == 0} == {25}
        assert len(set(results)) == 2
        assert service.fired(503) == 20
        statuses = [request.status for request in service.requests]
        assert statuses.count(503) == 20
        assert statuses.count(200) == 30 * 1 + 30 * 3


def test_worlds_are_made_once() -> None:
    assert made_up(50, 3) is made_up(50, 3)
    with sandbox(size=50, seed=3) as one, sandbox(size=50, seed=3) as two:
        assert one.world is two.world
        one.fail(503)
        assert two.client().stations.count(BERLIN) >= 0


def test_a_client_that_nobody_closes_leaves_nothing(recwarn: pytest.WarningsRecorder) -> None:
    with sandbox(size=50) as service:
        service.client().stations.count(BERLIN)
        asyncio.run(count(service.async_client()))
    del service
    gc.collect()
    assert [str(one.message) for one in recwarn] == []


def test_a_full_hour_of_outage_ends_in_the_documented_error() -> None:
    with sandbox(size=50) as service, service.client() as client:
        service.fail(429, retry_after=3_600)
        with pytest.raises(RateLimitError, match="come back in 3600 s") as caught:
            client.stations.count(BERLIN)
        assert caught.value.attempts == 1
        service.heal()
        service.clock.jump(3_600)
        assert client.stations.count(BERLIN) >= 0
