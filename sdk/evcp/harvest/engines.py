"""Engines: where tasks run. Threads, processes, asyncio and clusters take the same tasks and give the same results."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import suppress
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast
from uuid import uuid4

from .._client.async_client import AsyncClient
from .._client.client import Client
from .._codec.decoding import decode
from .._core.limits import RateLimit
from ..errors import ConfigurationError, EvcpError, missing_extra
from ..events import RequestStarted
from ..operations import Operation, in_format
from ..transport import Response
from .budget import Pacer
from .tasks import TileResult, TileTask
from .work import Reply, Work

if TYPE_CHECKING:
    import distributed  # pyright: ignore[reportMissingImports]

    from evcp_codec.issues import Decoded

    from .parts import PartSink

Connect = Callable[[], Client]
"""A function that makes a client, in whatever process calls it: its credentials come from there."""
AnyClient = TypeVar("AnyClient", Client, AsyncClient)
_clients: dict[str, Client] = {}
_PACED = ("stations.search", "stations.count")
"""Operations that take from the budget: a new token comes from another service."""
_STEP = 0.5
"""Seconds of a wait, after which a thread looks for an interruption."""


class Engine(Protocol):
    """A place where tasks run.

    Attributes:
        workers: Tasks at once.
    """

    workers: int

    def submit(self, task: TileTask) -> None:
        """Start a task."""

    def finished(
        self, seconds: float | None
    ) -> Iterator[tuple[TileTask, TileResult | BaseException]]:
        """Yield the tasks that have ended; wait for one, some seconds at most."""
        ...

    def close(self) -> None:
        """End the tasks under way; `finished` still yields what they have."""


# --- one task -----------------------------------------------------------------------------------


def run_task(client: Client, task: TileTask, stopped: Callable[[], bool] = bool) -> TileResult:
    """Do the work of a task with a blocking client.

    Args:
        client: The client.
        task: The task.
        stopped: Function that tells whether the harvest was interrupted: the task ends before its next request.

    Raises:
        EvcpError: An error that every other request would meet as well, such as wrong credentials.
    """
    work, sink, pacer = _begin(task)
    client = _paced(client, pacer)
    flow = work.run()
    reply: Reply | None = None
    while True:
        try:
            ask = flow.send(reply)
        except StopIteration as end:
            result: TileResult = end.value
            return replace(
                result, requests=pacer.requests, slots=pacer.slots(), latency=pacer.latency
            )
        reply = None
        if pacer.over(again=ask.wait > 0):
            continue
        while not stopped() and (seconds := pacer.waits(ask.wait)) > 0:
            step = min(seconds, _STEP)
            client._transport.wait(step)
            pacer.passed(step)
        if not stopped():
            started = time.perf_counter()
            try:
                response: Response | EvcpError = client.send(ask.operation)
            except EvcpError as error:
                response = error
            pacer.answered()
            sent = time.perf_counter() - started
            reply = _reply(client, ask.operation, response, sent)
            sink.keep(ask.operation, reply.body)


async def run_task_async(client: AsyncClient, task: TileTask) -> TileResult:
    """Do the work of a task with an asynchronous client; see `run_task`."""
    work, sink, pacer = _begin(task)
    client = _paced(client, pacer)
    flow = work.run()
    reply: Reply | None = None
    while True:
        try:
            ask = flow.send(reply)
        except StopIteration as end:
            result: TileResult = end.value
            return replace(
                result, requests=pacer.requests, slots=pacer.slots(), latency=pacer.latency
            )
        reply = None
        if pacer.over(again=ask.wait > 0):
            continue
        while (seconds := pacer.waits(ask.wait)) > 0:
            await client._transport.wait(seconds)
            pacer.passed(seconds)
        started = time.perf_counter()
        try:
            response: Response | EvcpError = await client.send(ask.operation)
        except EvcpError as error:
            response = error
        pacer.answered()
        sent = time.perf_counter() - started
        reply = await asyncio.to_thread(_reply, client, ask.operation, response, sent)
        sink.keep(ask.operation, reply.body)


def _begin(task: TileTask) -> tuple[Work, PartSink, Pacer]:
    from .parts import PartSink

    sink = PartSink(raw=task.raw)
    return Work(task, sink), sink, Pacer(task.lease)


def _paced(client: AnyClient, pacer: Pacer) -> AnyClient:
    """Return a view of a client that sends a request once, and takes a slot for it: for a second one, too."""
    own = client.settings.hooks

    def request(event: RequestStarted) -> None:
        if own.request is not None:
            own.request(event)
        if event.operation in _PACED:
            pacer.sent()

    view = client.with_options(retries=0)
    view.settings = replace(
        view.settings,
        hooks=replace(own, request=request),
        rate_limit=_SlotLimit(pacer, view.settings.rate_limit),
    )
    return view


class _SlotLimit(RateLimit):
    """The slots of a lease as the rate limit of a client: an attempt with a new token waits for one as well."""

    def __init__(self, pacer: Pacer, own: RateLimit | None) -> None:
        super().__init__(1)
        self._pacer = pacer
        self._own = own

    def reserve(self, now: float, within: float = math.inf) -> float:
        """Return the seconds to wait before the next request; without end behind the last one of the lease."""
        if self._pacer.over(again=True):
            return math.inf
        wait = self._pacer.waits(0.0)
        return max(wait, self._own.reserve(now, within)) if self._own is not None else wait


def _reply(
    client: Client | AsyncClient,
    operation: Operation[Any],
    response: Response | EvcpError,
    seconds: float,
) -> Reply:
    if isinstance(response, EvcpError):
        return Reply(error=response, seconds=seconds)
    started = time.perf_counter()
    settings = client.settings
    answer: Decoded[Any] | None = None
    error: EvcpError | None = None
    try:
        answer = decode(
            response.body,
            operation.model,
            format=in_format(operation, settings.format),
            max_bytes=settings.max_bytes,
        )
    except EvcpError as damage:
        error = damage
    return Reply(answer, error, seconds, time.perf_counter() - started, response.body)


def run_task_here(engine: str, connect: Connect, task: TileTask) -> TileResult:
    """Do the work of a task in another process: its client is made once for an engine, and kept.

    Args:
        engine: Name of the engine: the function itself is another object after each pickle.
        connect: Function that makes the client.
        task: The task.
    """
    client = _clients.get(engine)
    if client is None:
        client = _clients.setdefault(engine, connect())
    return run_task(client, task)


class _Flag(Protocol):
    """The parts of `distributed.Event` in use."""

    def is_set(self) -> bool: ...

    def set(self) -> None: ...

    def clear(self) -> None: ...


def _begun(key: str, cluster: _Cluster | None = None) -> _Flag:
    """Return the flag by which the cluster knows that a task has begun."""
    from distributed import Event  # pyright: ignore[reportMissingImports]

    return cast("_Flag", Event(key, client=cluster))


def run_task_on_dask(key: str, engine: str, connect: Connect, task: TileTask) -> TileResult:
    """Do the work of a task on a worker of Dask, once: Dask runs the task of a killed worker again by itself.

    Its slots are used, perhaps a moment ago, and its requests count as sent: the coordinator grants others.
    """
    begun = _begun(key)
    if begun.is_set():
        raise CancelledError
    begun.set()
    return run_task_here(engine, connect, task)


# --- engines ------------------------------------------------------------------------------------


class Threads:
    """Tasks in threads of this process.

    Args:
        client: The client; threads share its connections.
        workers: Tasks at once.
    """

    def __init__(self, client: Client, workers: int) -> None:
        self.workers = workers
        self._inner = Pool(ThreadPoolExecutor(workers, "evcp-harvest"), workers, client=client)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} workers={self.workers}>"

    def submit(self, task: TileTask) -> None:
        """Start a task."""
        self._inner.submit(task)

    def finished(
        self, seconds: float | None
    ) -> Iterator[tuple[TileTask, TileResult | BaseException]]:
        """Yield the tasks that have ended."""
        return self._inner.finished(seconds)

    def close(self) -> None:
        """End the threads when their requests have ended."""
        self._inner.close()
        self._inner.executor.shutdown(wait=True, cancel_futures=True)


class Pool:
    """Tasks in an executor of `concurrent.futures`, which stays open.

    Args:
        executor: The executor. For processes, give `connect`.
        workers: Tasks at once; not more than the executor has workers, because a task that waits in its queue
            holds its share of the rate.
        client: The client of tasks in this process.
        connect: Function that makes the client of another process; it has to survive pickle.

    Raises:
        ConfigurationError: There is neither a client nor `connect`.
    """

    def __init__(
        self,
        executor: Executor,
        workers: int,
        *,
        client: Client | None = None,
        connect: Connect | None = None,
    ) -> None:
        if (client is None) == (connect is None):
            raise ConfigurationError("an executor takes a client (threads) or connect (processes)")
        self.executor = executor
        self.workers = workers
        self._client = client
        self._connect = connect
        self._name = uuid4().hex
        self._tasks: dict[Future[TileResult], TileTask] = {}
        self._stop = Event()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} workers={self.workers}>"

    def submit(self, task: TileTask) -> None:
        """Start a task."""
        if self._client is not None:
            future = self.executor.submit(run_task, self._client, task, self._stop.is_set)
        else:
            assert self._connect is not None  # noqa: S101 (by the constructor)
            future = self.executor.submit(run_task_here, self._name, self._connect, task)
        self._tasks[future] = task

    def finished(
        self, seconds: float | None
    ) -> Iterator[tuple[TileTask, TileResult | BaseException]]:
        """Yield the tasks that have ended."""
        # A signal just before a wait without end would be seen only after it.
        step = _STEP if seconds is None else min(seconds, _STEP)
        for future in wait(self._tasks, step, FIRST_COMPLETED).done:
            task = self._tasks.pop(future)
            error = CancelledError() if future.cancelled() else future.exception()
            yield task, future.result() if error is None else error

    def close(self) -> None:
        """End the tasks under way before their next request, if they run in this process; cancel those not begun."""
        self._stop.set()
        for future in self._tasks:
            future.cancel()
        wait(self._tasks)
        self._stop = Event()


class _Future(Protocol):
    key: str

    def exception(self) -> BaseException | None: ...

    def result(self) -> TileResult: ...


class _Cluster(Protocol):
    """The parts of `distributed.Client` in use: its own types say little."""

    loop: object

    def nthreads(self) -> Mapping[str, int]: ...

    def submit(
        self, function: Callable[..., TileResult], /, *args: object, pure: bool, key: str
    ) -> _Future: ...

    def cancel(self, futures: list[_Future]) -> None: ...


class _Ended(Protocol):
    """The parts of `distributed.as_completed` in use."""

    def add(self, future: _Future) -> None: ...

    def has_ready(self) -> bool: ...

    def next_batch(self, block: bool) -> list[_Future]: ...


class Dask:
    """Tasks on a Dask cluster (extra `dask`).

    Not over `Client.get_executor()`, which runs two tasks with equal arguments once, so that a repeated
    request would not be sent.

    Args:
        cluster: Client of the cluster.
        connect: Function that makes the API client on a worker; it has to survive pickle.
        workers: Tasks at once; by default, the threads of the cluster.

    Raises:
        ImportError: The extra `dask` is not installed.
    """

    def __init__(
        self, cluster: distributed.Client, connect: Connect, workers: int | None = None
    ) -> None:
        try:
            from distributed import as_completed  # pyright: ignore[reportMissingImports]
        except ImportError:
            message = "a harvest on a Dask cluster needs distributed: pip install 'evcp[dask]'"
            raise missing_extra(message, name="distributed") from None
        self._cluster = cast("_Cluster", cluster)
        self._connect = connect
        self._name = f"evcp-harvest-{uuid4().hex}"
        self.workers = workers or max(1, sum(self._cluster.nthreads().values()))
        self._tasks: dict[str, tuple[_Future, TileTask]] = {}
        self._ended = cast("_Ended", as_completed(loop=self._cluster.loop))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} workers={self.workers}>"

    def submit(self, task: TileTask) -> None:
        """Start a task."""
        key = f"{self._name}-{task.number}"
        future = self._cluster.submit(
            run_task_on_dask, key, self._name, self._connect, task, pure=False, key=key
        )
        self._tasks[future.key] = future, task
        self._ended.add(future)

    def finished(
        self, seconds: float | None
    ) -> Iterator[tuple[TileTask, TileResult | BaseException]]:
        """Yield the tasks that have ended."""
        ended: list[_Future] = []
        if self._tasks:
            deadline = None if seconds is None else time.monotonic() + seconds
            while not self._ended.has_ready():
                if deadline is not None and time.monotonic() >= deadline:
                    return
                time.sleep(0.002)
            ended = self._ended.next_batch(block=False)
        elif seconds:
            time.sleep(seconds)
        for future in ended:
            _, task = self._tasks.pop(future.key)
            _begun(future.key, self._cluster).clear()
            error = future.exception()
            yield task, future.result() if error is None else error

    def close(self) -> None:
        """Cancel the tasks under way."""
        with suppress(Exception):  # a cluster that is gone has none
            self._cluster.cancel([future for future, _ in self._tasks.values()])
            for key in self._tasks:
                _begun(key, self._cluster).clear()
        self._tasks.clear()


_LOST = ("KilledWorker", "CommClosedError", "CancelledError", "FutureCancelledError", "Reschedule")
"""Names of Dask's errors for a worker that is gone; Dask may not be installed."""


def is_lost(error: BaseException) -> bool:
    """Return True for the error of a lost worker. Any other one would meet all other tasks, too."""
    return isinstance(error, BrokenExecutor | CancelledError) or type(error).__name__ in _LOST
