"""Sending requests with the library `requests`: the only module that does blocking HTTP.

It turns a `Request` into a `Response` or a `TransportFailure` and raises nothing: the exceptions of requests and
urllib3 carry the whole address, and with it the key.
"""

from __future__ import annotations

import contextlib
import heapq
import os
import queue
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from itertools import count
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection, HTTPSConnection

from .._core.redaction import quiet_urllib3
from .._core.retry import ProcessLock
from ..errors import ConfigurationError, NotSentError, Reason, RequestError, UnansweredError
from ..transport import Request, Response, TransportFailure, deadline_failure, whole

_CHUNK = 65_536
_IDLE = 5.0
"""Seconds without a request after which the thread of a watchdog ends."""
_AGAIN = 0.05
"""Seconds after which a connection that was shut is looked at again, growing with each time."""


class Watch:
    """One request under observation.

    Attributes:
        fired: Whether its time ran out.
        connection: The connection that the request is sent on, as soon as there is one.
        response: urllib3's response, as soon as its headers are there.
    """

    __slots__ = ("connection", "done", "fired", "response")

    def __init__(self) -> None:
        self.fired = False
        self.done = False
        self.connection: Any = None
        self.response: Any = None

    def shut(self) -> None:
        """Shut the socket, so that whoever is blocked on it wakes up."""
        if self.response is not None:
            # Refused once the connection is somebody else's; works when it has let go of its socket.
            with contextlib.suppress(OSError, ValueError, RuntimeError, AttributeError):
                self.response.shutdown()
            return
        sock = getattr(self.connection, "sock", None)
        if sock is not None:
            with contextlib.suppress(OSError, TypeError):
                # Not the method of a TLS socket, which pulls the session from under its reader.
                socket.socket.shutdown(getattr(sock, "socket", sock), socket.SHUT_RDWR)


class Watchdog:
    """Watches the deadlines of a client's requests, and ends a blocked read whose time is over.

    A socket's own timeout starts again with every byte: a service that drips one byte a second is never
    silent. One thread per client shuts the connection of a request beyond its deadline; the blocked read
    then fails at once. The thread starts with the first request and ends after some idle seconds, so that a
    client that nobody closed leaves none behind; after `close` it ends with the last request under way.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._heap: list[tuple[float, int, Watch, int]] = []
        self._thread: threading.Thread | None = None
        self._closed = False
        self._order = count()

    @contextlib.contextmanager
    def watch(self, ends: float) -> Iterator[Watch]:
        """Shut the connection that is put into the watch if the block runs beyond `ends` (monotonic)."""
        watch = Watch()
        with self._changed:
            heapq.heappush(self._heap, (ends, next(self._order), watch, 0))
            # After a fork, the thread is in the other process alone.
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
        """End the thread, once the requests under way have ended."""
        with self._changed:
            self._closed = True
            self._changed.notify()
            thread = self._thread
            idle = not self._heap
        if idle and thread is not None and thread is not threading.current_thread():
            thread.join(1.0)

    def _start(self) -> None:
        thread = threading.Thread(target=self._run, name="evcp-deadlines", daemon=True)
        # While Python shuts down, and where threads are used up, there is no new one: a call does
        # without, and its socket's own timeout remains.
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
                    # Not for all of it: a request that ends in time wakes nobody.
                    self._changed.wait(min(left, _IDLE))
                else:
                    heapq.heappop(self._heap)
                    watch.fired = True
                    watch.shut()
                    # The block may be between two sockets: look again until it ends.
                    again = time.monotonic() + _AGAIN * (tries + 1)
                    heapq.heappush(self._heap, (again, next(self._order), watch, tries + 1))
            self._thread = None


_NOTHING = Watch()
"""What a thread is watched for that sends nothing."""


class _Here(threading.local):
    """What this thread is doing."""

    watch: Watch = _NOTHING
    sending: bool = False
    answered: bool = False


_here = _Here()


class _Final(HTTPResponse):
    """An answer, behind the interim ones that may come first, such as 103 with early hints."""

    def begin(self) -> None:
        super().begin()
        while 100 <= self.status < 200 and self.status != 101:
            self.headers = self.msg = None  # type: ignore[assignment]
            super().begin()


class _Findable:
    """A connection that the watch of the thread that uses it can find."""

    response_class: Any = _Final

    def connect(self) -> None:
        _here.watch.connection = self
        super().connect()  # type: ignore[misc]

    def request(self, *args: Any, **kwargs: Any) -> None:
        _here.watch.connection = self
        _here.sending = True
        super().request(*args, **kwargs)  # type: ignore[misc]


class _Connection(_Findable, HTTPConnection):
    pass


class _SecureConnection(_Findable, HTTPSConnection):
    pass


class _Free(queue.LifoQueue[Any]):
    """Connections to be used again, behind no lock: a fork could leave that taken for ever."""

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        if len(self.queue) >= self.maxsize:
            raise queue.Full
        self.queue.append(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        try:
            return self.queue.pop()
        except IndexError:
            raise queue.Empty from None

    def qsize(self) -> int:
        return len(self.queue)


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection  # pyright: ignore[reportAssignmentType]
    QueueCls = _Free


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection  # pyright: ignore[reportAssignmentType]
    QueueCls = _Free


_POOLS = {"http": _Pool, "https": _SecurePool}


class _Adapter(HTTPAdapter):
    """An adapter whose connections can be found."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


class _Session(requests.Session):
    """A session that looks at no redirect, not even to find out where it leads."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None

    def merge_environment_settings(self, *args: Any, **kwargs: Any) -> Any:
        settings: Any = super().merge_environment_settings(*args, **kwargs)
        # `host:port` is a usual form, of which requests would take the host for a scheme.
        settings["proxies"] = {
            scheme: proxy if "://" in proxy else f"http://{proxy}"
            for scheme, proxy in settings["proxies"].items()
            if proxy
        }
        return settings


class RequestsTransport:
    """Sends requests over pooled connections. Safe across threads and forks.

    A forked process begins without connections, even in a session of the user's own.

    Args:
        session: A session of the user's own: its proxies, certificates, cookies and adapters are used
            as they are. Its connections cannot be found before they answer, so that headers that
            come in drips are only bounded by the read timeout. None makes a session.
        max_connections: Connections to the service at once; further requests wait for one.
        proxies: Proxies by scheme, as in requests; they come before those of the environment.
        verify: Path of a CA bundle, which comes before that of the environment, or True for the usual.

    Raises:
        ConfigurationError: There is no such CA bundle.
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
        if not isinstance(verify, bool) and not os.path.exists(verify):
            raise ConfigurationError(f"there is no CA bundle {str(verify)!r}")
        self._own = session is None
        self._session = session or _own_session(max_connections)
        # Given with each request, because only there they precede the environment's.
        self._proxies = dict(proxies or {}) if self._own else None
        self._verify = None if verify is True or not self._own else verify
        # Without any auth, requests would look for a password in .netrc.
        self._auth = _NoAuth() if self._session.auth is None else None
        self._max_connections = max_connections
        self._fork_lock = ProcessLock()
        self._begin()

    def _begin(self, *, closed: bool = False) -> None:
        # urllib3's own queue for a connection knows no deadline.
        self._places = threading.Semaphore(self._max_connections)
        self._watchdog = Watchdog()
        self._closed = threading.Event()
        if closed:
            self._closed.set()
        self._pid = os.getpid()  # last: from here on, all is this process's own

    def _check_process(self) -> None:
        if self._pid != os.getpid():
            self._begin_after_fork()

    def _begin_after_fork(self) -> None:
        """Share nothing with the process that this one was forked from.

        Two processes that read from one connection get each other's answers; and the locks inside
        semaphores and events may be held by threads that exist in the parent alone.
        """
        with self._fork_lock:
            if self._pid == os.getpid():
                return  # another thread was first
            if self._own:
                self._session = _own_session(self._max_connections)
            else:
                for adapter in self._session.adapters.values():
                    if isinstance(adapter, HTTPAdapter):
                        # What an adapter does when it is unpickled: other pools, all else as it was.
                        adapter.__setstate__(adapter.__getstate__())  # type: ignore[attr-defined]
            self._begin(closed=self._closed.is_set())

    def wait(self, seconds: float) -> None:
        """Sleep, until the client is closed at the latest."""
        self._check_process()
        self._closed.wait(seconds)

    def close(self) -> None:
        """Close the connections; those of a session of the user's own stay open.

        Requests under way go on to their answer or their deadline; those that wait for a connection
        are refused.
        """
        self._check_process()
        self._closed.set()
        # One waiting request finds the client closed, and passes the place on to the next.
        self._places.release()
        self._watchdog.close()
        if self._own:
            self._session.close()

    def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and read the whole answer.

        Raises:
            ConfigurationError: The client is closed.
        """
        self._check_open()
        ends = time.monotonic() + request.timeout
        if not self._places.acquire(timeout=request.timeout):
            return deadline_failure(request, "no free connection")
        try:
            self._check_open()
            with self._watchdog.watch(ends) as watch:
                result = self._send(request, watch, ends)
        finally:
            self._places.release()
        # A socket that was shut looks like an answer that has come to its end.
        if watch.fired or (isinstance(result, TransportFailure) and time.monotonic() >= ends):
            return deadline_failure(request, "no whole answer")
        return result

    def _check_open(self) -> None:
        self._check_process()
        if self._closed.is_set():
            raise ConfigurationError("the client is closed", hint="make a new one")

    def _send(self, request: Request, watch: Watch, ends: float) -> Response | TransportFailure:
        left = max(ends - time.monotonic(), 0.001)
        secrets = {name: secret.reveal() for name, secret in request.secret_headers}
        _here.watch, _here.sending, _here.answered = watch, False, False
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
                # A copy: requests adds the environment's.
                proxies=None if self._proxies is None else dict(self._proxies),
                hooks=None if self._own else _hooks(self._session),
            )
        except Exception as error:  # whatever it is, it may hold the address
            return _fault_of(error, sent=_here.sending, answered=_here.answered)
        finally:
            _here.watch = _NOTHING
        try:
            with response:
                watch.response = response.raw
                return _read(response, request)
        except Exception as error:
            return _broken(error)


def _own_session(max_connections: int) -> requests.Session:
    session = _Session()
    # Retries are the exchange's; cookies have no part in this API.
    adapter = _Adapter(pool_connections=2, pool_maxsize=max_connections, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.headers.clear()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def _hooks(session: requests.Session) -> dict[str, Any]:
    """Return the hooks of a user's session, and one that knows that there is an answer."""
    given = session.hooks.get("response") or []
    # Those of a request come in place of the session's.
    return {"response": [_has_answered, *([given] if callable(given) else given)]}


def _has_answered(*_: Any, **__: Any) -> None:
    _here.answered = True


def _read(response: requests.Response, request: Request) -> Response | TransportFailure:
    """Read a body piece by piece, so that its size has a bound after decompression too."""
    if response.status_code < 200:
        # Another protocol: what follows would be taken for the answer to the next request.
        return TransportFailure(
            UnansweredError, f"an interim answer ({response.status_code}) and no other"
        )
    pieces, size = [], 0
    for piece in response.iter_content(_CHUNK):
        size += len(piece)
        if size > request.max_bytes:
            return TransportFailure(
                UnansweredError,
                f"the answer is larger than {request.max_bytes:,} bytes; raise max_bytes to read it",
                retryable=False,
                reason=Reason.TOO_LARGE,
            )
        pieces.append(piece)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return whole(Response(response.status_code, headers, b"".join(pieces)))


def _fault_of(error: Exception, *, sent: bool, answered: bool = False) -> TransportFailure:
    """Say why there is no answer, in words without an address.

    Args:
        error: What requests or urllib3 raised.
        sent: Whether the request had begun to go out over a connection of our own.
        answered: Whether there was an answer, in a session of the user's own.
    """
    failures = requests.exceptions
    inner = _inner(error)
    kind: type[RequestError] = NotSentError
    if isinstance(error, failures.ConnectTimeout):
        return TransportFailure(kind, "no connection in time")
    if isinstance(error, failures.ProxyError):
        return TransportFailure(kind, "no connection through the proxy")
    if isinstance(error, failures.SSLError) and not sent:
        return TransportFailure(
            kind, "no secure connection: the certificate or protocol was refused"
        )
    if isinstance(inner, urllib3.exceptions.NameResolutionError):
        return TransportFailure(kind, "the host name is not known")
    if isinstance(inner, urllib3.exceptions.NewConnectionError):
        return TransportFailure(kind, f"no connection: {_system_says(inner)}")
    if isinstance(error, failures.RetryError):
        return TransportFailure(
            UnansweredError, "the session's own retries are used up", retryable=False
        )
    if isinstance(error, failures.ReadTimeout | failures.ConnectionError):
        return _broken(error)
    if answered:
        return TransportFailure(
            UnansweredError, f"the answer cannot be used: {type(error).__name__}", retryable=False
        )
    # An address, a header or a setting that cannot be: no other attempt will do better.
    return TransportFailure(
        kind, f"the request cannot be sent: {type(error).__name__}", retryable=False
    )


def _broken(error: Exception) -> TransportFailure:
    """Say how an answer broke off."""
    inner = _inner(error)
    if isinstance(inner, urllib3.exceptions.ReadTimeoutError):
        return TransportFailure(UnansweredError, "the service was silent for too long")
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return TransportFailure(UnansweredError, "the compressed answer is damaged")
    return TransportFailure(UnansweredError, f"the connection broke: {type(inner).__name__}")


def _inner(error: Exception) -> Exception:
    """Return what an exception of requests or urllib3 is about."""
    while True:
        reason = getattr(error, "reason", None)
        wrapped = (
            reason if isinstance(reason, Exception) else error.args[-1] if error.args else None
        )
        if not isinstance(wrapped, Exception):
            return error
        error = wrapped


def _system_says(error: Exception) -> str:
    """Return what the system says about a connection that could not be made."""
    cause = error.__cause__
    if isinstance(cause, OSError) and cause.errno is not None:
        return os.strerror(cause.errno)
    return type(error).__name__


class _NoAuth(AuthBase):
    """Adds nothing."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request
