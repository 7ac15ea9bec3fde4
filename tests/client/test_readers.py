"""A pager has one reader at a time: another one is an error, and never gets a part."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from support.fakes import KEY, ids_of, ok, reply, station

from evcp import AsyncClient, AsyncPager, Circle, Client, EvcpError, Pager, ServerError
from evcp.transport import Request, Response
from evcp_models import EVStationsResult

ALL = [f"s{n}" for n in range(9)]
ALREADY = "the pager is being read already.*search again"


class Pages:
    """A transport that serves `ALL` in pages; it can fail, or pause a thread within a request."""

    def __init__(self) -> None:
        self.is_broken = False
        self.asked = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()

    def send(self, request: Request) -> Response:
        self.asked.set()
        assert self.go_on.wait(30)
        if self.is_broken:
            return reply(500)
        query = dict(request.query)
        first, size = int(query.get("offset", "0")), int(query["maxresults"])
        found = tuple(station(id) for id in ALL[first : first + size])
        return ok(EVStationsResult(has_more=first + size < len(ALL), ev_stations=found))

    def wait(self, seconds: float) -> None: ...

    def close(self) -> None: ...


class AsyncPages(Pages):
    async def send(self, request: Request) -> Response:  # type: ignore[override]
        await asyncio.sleep(0)  # other tasks run
        return super().send(request)

    async def wait(self, seconds: float) -> None: ...  # type: ignore[override]

    async def close(self) -> None: ...  # type: ignore[override]


def blocking(pages: Pages) -> Pager:
    client = Client(api_key=KEY, transport=pages, retries=0)
    return client.stations.search(Circle(52.5, 13.4, 5_000), page_size=4)


def asynchronous() -> AsyncPager:
    client = AsyncClient(api_key=KEY, transport=AsyncPages())
    return client.stations.search(Circle(52.5, 13.4, 5_000), page_size=4)


async def loop_of(pager: AsyncPager) -> list[str]:
    found = []
    async for one in pager:
        found.append(one.id)
        await asyncio.sleep(0)
    return found


async def pages_of(pager: AsyncPager) -> list[str]:
    return [one.id async for page in pager.pages() for one in page]


async def all_of(pager: AsyncPager) -> list[str]:
    return ids_of(await pager.all())


READERS = [loop_of, pages_of, all_of]


@pytest.mark.parametrize("second", READERS)
@pytest.mark.parametrize("first", READERS)
def test_of_two_tasks_one_gets_all_and_the_other_an_error(first: Any, second: Any) -> None:
    async def main() -> list[Any]:
        pager = asynchronous()
        return list(await asyncio.gather(first(pager), second(pager), return_exceptions=True))

    found, error = asyncio.run(main())
    assert found == ALL
    with pytest.raises(EvcpError, match=ALREADY):
        raise error


@pytest.mark.parametrize("other", [anext, AsyncPager.first, AsyncPager.all])
def test_a_call_within_a_loop_of_another_task_is_an_error(other: Any) -> None:
    async def main() -> None:
        pager = asynchronous()
        loop = asyncio.ensure_future(all_of(pager))
        await asyncio.sleep(0)
        with pytest.raises(EvcpError, match=ALREADY):
            await other(pager)
        assert await loop == ALL

    asyncio.run(main())


@pytest.mark.parametrize("read", [Pager.all, list, lambda pager: list(pager.pages()), next])
def test_another_thread_is_an_error(read: Callable[[Pager], object]) -> None:
    pages = Pages()
    pages.go_on.clear()
    pager = blocking(pages)
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.extend(ids_of(pager.all())))
    thread.start()
    assert pages.asked.wait(30)
    with pytest.raises(EvcpError, match=ALREADY):
        read(pager)
    pages.go_on.set()
    thread.join(30)
    assert found == ALL


def test_a_loop_within_a_loop_is_an_error() -> None:
    pager = blocking(Pages())
    found = []
    for one in pager:
        found.append(one.id)
        for read in (iter, next, Pager.pages, Pager.all):
            with pytest.raises(EvcpError, match=ALREADY):
                read(pager)
    assert found == ALL


def test_a_loop_that_was_left_goes_on() -> None:
    pager = blocking(Pages())
    for one in pager:
        assert one.id == "s0"
        break
    for page in pager.pages():
        assert ids_of(page) == ["s1", "s2", "s3"]
        break
    assert next(pager).id == "s4"
    assert ids_of(pager) == ALL[5:]


def test_an_async_loop_that_was_left_goes_on() -> None:
    async def main() -> None:
        pager = asynchronous()
        async for one in pager:
            assert one.id == "s0"
            break
        async for page in pager.pages():
            assert ids_of(page) == ["s1", "s2", "s3"]
            break
        assert (await anext(pager)).id == "s4"
        assert await loop_of(pager) == ALL[5:]

    asyncio.run(main())


def test_a_loop_that_failed_goes_on_while_its_error_is_kept() -> None:
    pages = Pages()
    pager = blocking(pages)
    pages.is_broken = True
    kept = []
    for read in (list, Pager.all, lambda pager: list(pager.pages())):
        with pytest.raises(ServerError) as caught:
            read(pager)
        kept.append(caught)
    pages.is_broken = False
    assert ids_of(pager) == ALL


def test_an_error_in_the_body_ends_a_loop() -> None:
    def fail() -> None:
        for one in pager:
            raise ZeroDivisionError(one.id)

    pager = blocking(Pages())
    with pytest.raises(ZeroDivisionError, match="s0") as kept:
        fail()
    assert ids_of(pager) == ALL[1:]
    assert kept.value.__traceback__


def test_a_cancelled_task_ends_its_loop() -> None:
    async def main() -> None:
        pager = asynchronous()
        task = asyncio.ensure_future(all_of(pager))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await all_of(pager) == ALL

    asyncio.run(main())
