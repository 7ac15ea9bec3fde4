"""Blocking HTTP with the library `requests`; no other module does blocking I/O.

A `Request` becomes a `Response` or a `TransportFailure`. Exceptions of requests and urllib3 never leave
this module, because they carry the whole URL, and with it the API key.
"""

from __future__ import annotations

import contextlib
import heapq
import os
import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from http.cookiejar import DefaultCookiePolicy
from itertools import count
from typing import Any, TypeVar

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.utils import select_proxy
from urllib3.connection import HTTPConnection, HTTPSConnection

from evcp_codec.model import expect

from .._core.limits import ProcessLock
from .._core.redaction import quiet_urllib3
from ..errors import ConfigurationError
from ..transport import (
    STALE,
    Request,
    Response,
    Secret,
    TransportFailure,
    deadline_failure,
    interim_failure,
    unless_cut_off,
)
from .body import CHUNK, Body
from .environment import ca_bundle, checked_proxy, proxy_login, with_scheme
from .places import Places
from .requests_failures import broken_off, failure_of, is_stale

T = TypeVar("T")
_IDLE = 5.0
"""Seconds without a request after which the thread of a watchdog ends."""
_AGAIN = 0.05
"""Seconds until the watchdog shuts an expired connection again; each repetition adds as many."""


@dataclass(slots=True, eq=False)
class Watch:
    """A request with a deadline, as the watchdog sees it.

    Attributes:
        fired: True once the deadline has passed.
        connection: Connection of the request, as soon as it has one.
        response: urllib3's response, as soon as its headers have arrived.
        done: True once the request has ended.
    """

    fired: bool = False
    connection: HTTPConnection | None = None
    response: urllib3.BaseHTTPResponse | None = None
    done: bool = False

    def shut(self) -> None:
        """Shut the socket, which wakes the thread that is blocked on it."""
        if self.response is not None:
            # The response knows its socket even if the connection has dropped it. It refuses if the
            # connection is back in the pool, where another request may use it.
            with contextlib.suppress(OSError, ValueError, RuntimeError, AttributeError):
                self.response.shutdown()
            return
        sock = getattr(self.connection, "sock", None)
        if sock is not None:
            with contextlib.suppress(OSError, TypeError):
                # The plain socket's method: the one of a TLS socket also drops the TLS session, and
                # the blocked reader would crash on it.
                socket.socket.shutdown(getattr(sock, "socket", sock), socket.SHUT_RDWR)


class Watchdog:
    """The enforcer of deadlines: a thread that shuts the connection of an expired request.

    A socket timeout bounds one read and starts again with every byte, so a service that sends a byte a
    second never trips it. Nothing in requests bounds the whole answer. Shutting the socket from another
    thread makes the blocked read fail at once.

    There is one thread per client, not per request. It starts with the first request and ends after a
    few idle seconds, so that a client that is never closed leaves no thread behind. After `close` it
    ends with the last request under way.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._heap: list[tuple[float, int, Watch, int]] = []
        self._thread: threading.Thread | None = None
        self._closed = False
        self._order = count()

    @contextlib.contextmanager
    def watch(self, ends: float) -> Iterator[Watch]:
        """Shut the connection of the watch if the block is still running at `ends` (monotonic)."""
        watch = Watch()
        with self._changed:
            heapq.heappush(self._heap, (ends, next(self._order), watch, 0))
            if self._thread is None or not self._thread.is_alive():
                self._start()
            elif self._heap[0][2] is watch:
                self._changed.notify()
        try:
            yield watch
        finally:
            with self._changed:
                watch.done = True
                while self._heap and self._heap[0][2].done:
                    heapq.heappop(self._heap)
                if self._closed and not self._heap:
                    self._changed.notify()

    def close(self) -> None:
        """End the thread after the requests under way."""
        with self._changed:
            self._closed = True
            self._changed.notify()
            thread = self._thread
            idle = not self._heap
        if idle and thread is not None and thread is not threading.current_thread():
            thread.join(1.0)

    def _start(self) -> None:
        thread = threading.Thread(target=self._run, name="evcp-deadlines", daemon=True)
        # No thread can start while Python shuts down or at the system's limit of threads. The
        # request goes on without a watchdog; the socket timeout remains.
        with contextlib.suppress(RuntimeError):
            thread.start()
            self._thread = thread

    def _run(self) -> None:
        with self._changed:
            while self._heap or not self._closed:
                if not self._heap:
                    if not self._changed.wait(_IDLE) and not self._heap:
                        break
                    continue
                ends, _, watch, tries = self._heap[0]
                left = ends - time.monotonic()
                if watch.done:
                    heapq.heappop(self._heap)
                elif left > 0:
                    # In short naps: a request that ends in time does not notify, because waking this
                    # thread for each one would cost more than these few checks.
                    self._changed.wait(min(left, _IDLE))
                else:
                    heapq.heappop(self._heap)
                    watch.fired = True
                    watch.shut()
                    # Again until the block ends: it may be between two sockets just now, such as
                    # those of two addresses of the host.
                    again = time.monotonic() + _AGAIN * (tries + 1)
                    heapq.heappush(self._heap, (again, next(self._order), watch, tries + 1))
            self._thread = None


_UNWATCHED = Watch()
"""Watch of a thread that sends nothing."""


class _ThreadState(threading.local):
    """Progress of the request that this thread is sending: requests has no way to pass it down.

    Attributes:
        watch: Watch of the request.
        fresh: True if the request must have a new connection.
        connected: True once a connection was made for the request.
        sending: True once a connection of ours has begun to send the request.
        answered: True once an answer has arrived.
        proxies: Proxies by scheme, as requests has found them.
    """

    watch: Watch = _UNWATCHED
    fresh: bool = False
    connected: bool = False
    sending: bool = False
    answered: bool = False
    proxies: Mapping[str, str] | None = None

    def begin(self, watch: Watch, *, fresh: bool) -> None:
        """Forget the request before."""
        self.watch, self.fresh = watch, fresh
        self.connected = self.sending = self.answered = False
        self.proxies = None


_thread = _ThreadState()


class BadHead(HTTPException):
    """A head against RFC 9112. http.client reads it somehow, the parser of aiohttp refuses it."""


_FIELD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\0]*|[ \t][^\0]*|\r?\n", re.DOTALL)
_LENGTH = re.compile(r"\s*[0-9]+\s*")


class _Head:
    """The lines of a head; http.client takes the end of a connection for the end of a head."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._begun = False
        self.close, self.flush = file.close, file.flush

    def readline(self, limit: int) -> bytes:
        line: bytes = self._file.readline(limit)
        if not line and self._begun:
            raise IncompleteRead(b"")
        if self._begun and not line.startswith(b"HTTP/") and not _FIELD.fullmatch(line):
            raise BadHead
        self._begun = True
        return line


class _FinalResponse(HTTPResponse):
    """A response with a whole head that skips interim ones, such as 103 with early hints."""

    def begin(self) -> None:
        file = self.fp
        self.fp = _Head(file)  # type: ignore[assignment]
        super().begin()
        while 100 <= self.status < 200 and self.status != 101:
            self.headers = self.msg = None  # type: ignore[assignment]
            super().begin()
        lengths = ",".join(self.headers.get_all("content-length", []))
        if lengths and (self.chunked or not _LENGTH.fullmatch(lengths)):
            raise BadHead  # a cut body would pass for a whole one
        self.fp = file
        _thread.answered = True


class _Connection(HTTPConnection):
    """A connection that enters itself into the watch of the thread that uses it."""

    response_class = _FinalResponse

    def connect(self) -> None:
        _thread.watch.connection = self
        _thread.connected = True
        super().connect()

    def putrequest(
        self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = False
    ) -> None:
        _thread.watch.connection = self
        super().putrequest(method, url, skip_host, skip_accept_encoding)

    def endheaders(self, *args: Any, **kwargs: Any) -> None:
        _thread.sending = True  # until here, nothing has left
        super().endheaders(*args, **kwargs)


class _SecureConnection(_Connection, HTTPSConnection):
    pass


class _IdleConnections(queue.LifoQueue[T]):
    """Idle connections without the lock of a queue, which a fork might leave taken for ever."""

    def put(self, item: T, block: bool = True, timeout: float | None = None) -> None:
        if len(self.queue) >= self.maxsize:
            raise queue.Full
        self.queue.append(item)

    def get(self, block: bool = True, timeout: float | None = None) -> T:
        try:
            item = self.queue.pop()
        except IndexError:
            raise queue.Empty from None
        if _thread.fresh and isinstance(item, HTTPConnection):
            item.close()  # it connects again when it is used, which makes it new
        return item

    def qsize(self) -> int:
        return len(self.queue)


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection  # pyright: ignore[reportAssignmentType]
    QueueCls = _IdleConnections


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection  # pyright: ignore[reportAssignmentType]
    QueueCls = _IdleConnections


_POOLS = {"http": _Pool, "https": _SecurePool}


class _Adapter(HTTPAdapter):
    """An adapter with pools of our connections, to the service and to a proxy."""

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **options: object
    ) -> None:
        super().init_poolmanager(connections, maxsize, block, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: object) -> urllib3.PoolManager:
        manager: urllib3.PoolManager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager


class _Session(requests.Session):
    """A session that ignores redirects: their target is not even parsed."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None

    def merge_environment_settings(self, url: Any, *args: Any, **kwargs: Any) -> Any:
        settings = super().merge_environment_settings(url, *args, **kwargs)
        if proxy := select_proxy(url, settings["proxies"]):
            checked_proxy(proxy, "proxies")
        # requests would take the host of `host:port` for a scheme.
        settings["proxies"] = {
            scheme: with_scheme(proxy) for scheme, proxy in settings["proxies"].items() if proxy
        }
        return settings


class RequestsTransport:
    """Transport over pooled connections, safe across threads and forks.

    A forked process begins without connections, even in a session of the user's own.

    Args:
        session: A session of the user's own, used with its proxies, certificates, cookies and adapters
            as they are. The watchdog does not know its connections before they answer, so that only
            the read timeout bounds headers that arrive byte by byte. By default, a new session.
        max_connections: Number of simultaneous connections to the service; further requests wait.
        proxies: Proxies by scheme, as in requests; they override the environment.
        verify: Path of a CA bundle, or True for the one of the environment or of requests.

    Raises:
        ConfigurationError: The CA bundle or a proxy cannot be used.
    """

    def __init__(
        self,
        session: requests.Session | None = None,
        *,
        max_connections: int = 10,
        proxies: Mapping[str, str] | None = None,
        verify: str | bool = True,
    ) -> None:
        quiet_urllib3()
        if session is not None:
            advice = "Client takes a session of requests, AsyncClient one of aiohttp"
            expect(session, requests.Session, "session", advice, ConfigurationError)
        self._own = session is None
        self._session = session or _own_session(max_connections)
        # Passed with each request: those of a session would not override the environment.
        self._proxies = _checked_proxies(proxies) if self._own else None
        self._verify = ca_bundle(verify) if self._own else None
        # Without any auth, requests would take a password from .netrc.
        self._auth = _NoAuth() if self._session.auth is None else None
        self._max_connections = max_connections
        self._fork_lock = ProcessLock()
        self._begin()

    def _begin(self, *, closed: bool = False) -> None:
        # Requests wait here for a connection, and not in urllib3's pool, because here the wait counts
        # towards the deadline and a closed client can end it.
        self._places = Places(self._max_connections)
        self._watchdog = Watchdog()
        self._closed = threading.Event()
        if closed:
            self._closed.set()
        self._pid = os.getpid()  # last: now everything belongs to this process

    def _check_process(self) -> None:
        if self._pid != os.getpid():
            self._begin_after_fork()

    def _begin_after_fork(self) -> None:
        """Replace everything that this process shares with its parent.

        Two processes on one connection would read each other's answers, and a lock inside a semaphore
        or event may be held by a thread that exists in the parent only.
        """
        with self._fork_lock:
            if self._pid == os.getpid():
                return  # done by another thread
            if self._own:
                self._session = _own_session(self._max_connections)
            else:
                for adapter in self._session.adapters.values():
                    if isinstance(adapter, HTTPAdapter):
                        # The steps of unpickling: new pools, everything else unchanged.
                        adapter.__setstate__(adapter.__getstate__())  # type: ignore[attr-defined]
            self._begin(closed=self._closed.is_set())

    def wait(self, seconds: float) -> None:
        """Sleep, or until the client is closed."""
        self._check_process()
        self._closed.wait(seconds)

    def close(self) -> None:
        """Close the connections; those of a session of the user's own stay open.

        Requests under way go on to their answer or their deadline; those that wait for a connection
        are refused.
        """
        self._check_process()
        self._closed.set()
        # The first waiting request finds the client closed and passes its place to the next one.
        self._places.release()
        self._watchdog.close()
        if self._own:
            self._session.close()

    def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and read the whole answer.

        Raises:
            ConfigurationError: The client is closed, or the environment names a proxy that cannot be
                used.
        """
        self._check_open()
        ends = time.monotonic() + request.timeout
        if not self._places.acquire(timeout=request.timeout):
            return deadline_failure(request, "no free connection")
        try:
            self._check_open()
            with self._watchdog.watch(ends) as watch:
                result = self._send(request, watch, ends)
                if result is STALE and request.resend:
                    result = self._send(request, watch, ends, fresh=True)
        finally:
            self._places.release()
        # A shut socket looks like a complete answer, if the answer has no length.
        if watch.fired or (isinstance(result, TransportFailure) and time.monotonic() >= ends):
            return deadline_failure(request, "no whole answer")
        return result

    def _check_open(self) -> None:
        self._check_process()
        if self._closed.is_set():
            raise ConfigurationError("the client is closed", hint="make a new one")

    def _send(
        self, request: Request, watch: Watch, ends: float, *, fresh: bool = False
    ) -> Response | TransportFailure:
        left = max(ends - time.monotonic(), 0.001)
        secrets = {name: secret.reveal() for name, secret in request.secret_headers}
        _thread.begin(watch, fresh=fresh)
        try:
            response = self._session.request(
                request.method,
                request.url,
                params=[*request.query, *((n, s.reveal()) for n, s in request.secret_query)],
                headers={**request.headers, **secrets},
                data=request.body,
                timeout=(min(request.connect_timeout, left), min(request.read_timeout, left)),
                allow_redirects=False,
                stream=True,
                auth=self._auth,
                verify=self._verify,
                # A copy, because requests adds the environment's proxies to it.
                proxies=None if self._proxies is None else dict(self._proxies),
                hooks=_hooks(self._session),
            )
        except ConfigurationError:
            raise  # of a proxy in the environment
        except Exception as error:  # any of them: the message may contain the URL
            reused = _thread.sending and not _thread.connected
            if reused and not _thread.answered and is_stale(error) and time.monotonic() < ends:
                return STALE
            return failure_of(error, sent=_thread.sending, answered=_thread.answered)
        finally:
            _thread.watch, _thread.fresh = _UNWATCHED, False
        login = proxy_login(select_proxy(request.url, dict(_thread.proxies or {})))
        try:
            with response:
                watch.response = response.raw
                return _read(response, request, ends, login)
        except Exception as error:
            return broken_off(error)


def _checked_proxies(proxies: Mapping[str, str] | None) -> dict[str, str]:
    if proxies is not None and not isinstance(proxies, Mapping):
        raise ConfigurationError(
            f"proxies must be a dict of URLs by scheme, not {type(proxies).__name__}"
        )
    # An empty URL means no proxy, whatever the environment says.
    return {name: url and checked_proxy(url, "proxies") for name, url in (proxies or {}).items()}


def _own_session(max_connections: int) -> requests.Session:
    session = _Session()
    # No retries here: they belong to the call. No cookies: the API has none.
    adapter = _Adapter(pool_connections=2, pool_maxsize=max_connections, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.headers.clear()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def _hooks(session: requests.Session) -> dict[str, list[Callable[..., object]]]:
    """Return the hooks of a session after one that notes the answer and the proxies.

    Hooks of a request replace those of its session.
    """
    given = session.hooks.get("response") or []
    return {"response": [_note_answer, *([given] if callable(given) else given)]}


def _note_answer(*_: object, proxies: Mapping[str, str] | None = None, **__: object) -> None:
    _thread.answered = True
    _thread.proxies = proxies


def _read(
    response: requests.Response,
    request: Request,
    ends: float,
    login: tuple[tuple[str, Secret], ...],
) -> Response | TransportFailure:
    """Read a body in pieces, because `max_bytes` bounds its size after decompression."""
    if response.status_code < 200:
        return interim_failure(response.status_code)
    headers = {name.lower(): value for name, value in response.headers.items()}
    body = Body(request, headers.get("content-encoding", ""))
    for data in _pieces(response):
        if (failure := body.add(data)) is not None:
            return failure
        if time.monotonic() >= ends:
            return deadline_failure(request, "no whole answer")
    return unless_cut_off(Response(response.status_code, headers, body.whole(), login))


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """Yield a body as it was sent. An adapter of the user's own may give a plain file."""
    if hasattr(response.raw, "stream"):
        return response.raw.stream(CHUNK, decode_content=False)
    return iter(lambda: response.raw.read(CHUNK), b"")


class _NoAuth(AuthBase):
    """An auth that adds nothing."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request
