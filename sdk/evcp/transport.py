"""Sending requests with the library `requests`: the only module that does blocking HTTP.

It turns a `Request` into a `Reply` or a `Fault` and raises nothing: the exceptions of requests and
urllib3 carry the whole address, and with it the key.
"""

from __future__ import annotations

import threading
import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection, HTTPSConnection

from .deadline import Watchdog
from .errors import ConfigurationError, DeadlineError, NotSentError, UnansweredError
from .exchange import Fault, Reply, Request
from .redaction import quiet_urllib3

_CHUNK = 65_536
_here = threading.local()


class _Connection(HTTPConnection):
    """A connection that can be found by the thread that uses it."""

    def request(self, *args: Any, **kwargs: Any) -> None:
        _here.connection = self
        super().request(*args, **kwargs)


class _SecureConnection(HTTPSConnection):
    """A TLS connection that can be found by the thread that uses it."""

    def request(self, *args: Any, **kwargs: Any) -> None:
        _here.connection = self
        super().request(*args, **kwargs)


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection  # pyright: ignore[reportAssignmentType]


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection  # pyright: ignore[reportAssignmentType]


_POOLS = {"http": _Pool, "https": _SecurePool}


class _Adapter(HTTPAdapter):
    """An adapter whose connections can be found by the threads that use them."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


class Transport:
    """Sends requests over pooled connections. Safe across threads.

    Args:
        session: A session of the user's own: its proxies, certificates and adapters are used as they
            are. None makes one.
        max_connections: Connections to the service at once; further requests wait for one.
        proxies: Proxies by scheme, as in requests.
        verify: Path of a CA bundle, or True for the system's.
    """

    def __init__(
        self,
        session: requests.Session | None = None,
        *,
        max_connections: int = 10,
        proxies: dict[str, str] | None = None,
        verify: str | bool = True,
    ) -> None:
        quiet_urllib3()
        self._own = session is None
        self._session = session or requests.Session()
        if self._own:
            # Retries are the exchange's; cookies and .netrc have no part in this API.
            adapter = _Adapter(pool_connections=2, pool_maxsize=max_connections, max_retries=0)
            self._session.mount("https://", adapter)
            self._session.mount("http://", adapter)
            self._session.headers.clear()
            self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            self._session.verify = verify
            self._session.proxies.update(proxies or {})
        # urllib3's own queue for a connection knows no deadline.
        self._places = threading.BoundedSemaphore(max_connections)
        self._no_netrc = _NoNetrc()
        self._watchdog = Watchdog()
        self._closed = False

    def close(self) -> None:
        """Close the connections; those of a session of the user's own stay open."""
        self._closed = True
        self._watchdog.close()
        if self._own:
            self._session.close()

    def send(self, request: Request) -> Reply | Fault:
        """Send a request and read the whole answer."""
        if self._closed:
            raise ConfigurationError("the client is closed", hint="make a new one")
        ends = time.monotonic() + request.deadline
        if not self._places.acquire(timeout=request.deadline):
            return Fault(
                DeadlineError, f"no free connection within {request.deadline:.1f} s", again=False
            )
        try:
            return self._send(request, ends)
        finally:
            self._places.release()

    def _send(self, request: Request, ends: float) -> Reply | Fault:
        _here.connection = None
        problem: tuple[Any, str]
        with self._watchdog.watch(ends, _here) as watch:
            try:
                response = self._session.request(
                    request.method,
                    request.url,
                    params=[*request.query, *((n, s.reveal()) for n, s in request.secret_query)],
                    headers={
                        **request.headers,
                        **{n: s.reveal() for n, s in request.secret_headers},
                    },
                    data=request.body,
                    auth=self._no_netrc,
                    timeout=(
                        min(request.connect_timeout, request.deadline),
                        min(request.read_timeout, request.deadline),
                    ),
                    allow_redirects=False,
                    stream=True,
                )
                with response:
                    return _read(response, request)
            except requests.RequestException as error:
                problem = _reason(error)
            except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                problem = UnansweredError, f"the answer broke off: {type(error).__name__}"
            finally:
                _here.connection = None
        kind, message = problem
        if watch.fired or time.monotonic() >= ends:
            return Fault(
                DeadlineError, f"no whole answer within {request.deadline:.1f} s", again=False
            )
        return Fault(kind, message)


def _read(response: requests.Response, request: Request) -> Reply | Fault:
    """Read a body piece by piece, so that its size has a bound after decompression too."""
    pieces, size = [], 0
    for piece in response.iter_content(_CHUNK):
        size += len(piece)
        if size > request.max_bytes:
            return Fault(
                UnansweredError,
                f"the answer is larger than {request.max_bytes:,} bytes; raise max_bytes to read it",
                again=False,
            )
        pieces.append(piece)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, headers, b"".join(pieces))


def _reason(error: requests.RequestException) -> tuple[Any, str]:
    """Say what an exception of requests means, in words without an address."""
    cause = error.args[0] if error.args else None
    inner = getattr(cause, "reason", cause)
    name = type(inner if isinstance(inner, Exception) else error).__name__
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return NotSentError, "no connection in time"
    if isinstance(error, requests.exceptions.SSLError):
        return NotSentError, "no secure connection: the certificate or protocol was refused"
    if isinstance(error, requests.exceptions.ProxyError):
        return NotSentError, "no connection through the proxy"
    if isinstance(error, requests.exceptions.ReadTimeout):
        return UnansweredError, "the service was silent for too long"
    if isinstance(inner, urllib3.exceptions.NameResolutionError):
        return NotSentError, "the host name is not known"
    if isinstance(inner, urllib3.exceptions.NewConnectionError):
        return NotSentError, "the connection was refused"
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return UnansweredError, "the compressed answer is damaged"
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.ConnectionError):
        return UnansweredError, f"the connection broke: {name}"
    return NotSentError, f"the request cannot be sent: {name}"


class _NoNetrc(AuthBase):
    """Adds nothing; without any auth, requests would look for a password in .netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request
