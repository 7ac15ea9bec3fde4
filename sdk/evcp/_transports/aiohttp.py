"""Asynchronous HTTP with aiohttp; no other module does asynchronous I/O.

aiohttp was chosen over httpx because it is released regularly and home automation runs on it, while
httpx has had no release since December 2024. As in the blocking transport, no exception of the library
leaves this module: they carry the whole URL, and with it the API key.
"""

from __future__ import annotations

import asyncio
import math
import os
import ssl
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies

from ..errors import ConfigurationError, NotSentError, UnansweredError, missing_extra
from ..transport import (
    Request,
    Response,
    TransportFailure,
    deadline_failure,
    interim_failure,
    too_large_failure,
    unless_cut_off,
)

if TYPE_CHECKING:
    import aiohttp
    from yarl import URL

_CHUNK = 65_536
_LINE = 65_536
"""Longest header line in bytes: the limit of http.client, so that both clients read alike."""


class AiohttpTransport:
    """Transport over pooled connections, for one event loop.

    Args:
        session: An `aiohttp.ClientSession` of the user's own, used as it is and left open.
        max_connections: Number of simultaneous connections; further requests wait.
        proxy: URL of a proxy; by default, the proxy of the environment.
        verify: Path of a CA bundle, or True for the bundle of the system.

    Raises:
        ConfigurationError: aiohttp is not installed, or the CA bundle cannot be read.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession | None = None,
        *,
        max_connections: int = 10,
        proxy: str | None = None,
        verify: str | bool = True,
    ) -> None:
        try:
            import aiohttp  # noqa: F401 (an extra: its absence is told here)
        except ImportError:
            raise missing_extra(
                "AsyncClient needs aiohttp, which is not installed",
                name="aiohttp",
                hint="pip install 'evcp[async]'",
            ) from None
        self._session = session
        self._own = session is None
        self._proxy = proxy
        self._loop: asyncio.AbstractEventLoop | None = None
        # Requests wait here for a connection, and not in aiohttp's connector: its limit may be another
        # one in a session of the user's own, and closing it cancels the waiting tasks.
        self._slots = asyncio.Semaphore(max_connections)
        self._closed = asyncio.Event()
        self._under_way: set[asyncio.Timeout] = set()
        self._ssl: ssl.SSLContext | bool = verify if isinstance(verify, bool) else _context(verify)

    def _open(self) -> aiohttp.ClientSession:
        """Return the session; create it with the first request, inside the running loop."""
        import aiohttp

        self._check_open()
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
        if self._loop is not loop or getattr(self._session, "_loop", loop) is not loop:
            raise ConfigurationError(
                "the client belongs to another event loop",
                hint="make one in each loop: each asyncio.run() has its own",
            )
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,
                    ssl=self._ssl,
                    # Without it, an abandoned TLS connection lingers half a minute for its goodbye.
                    enable_cleanup_closed=getattr(aiohttp.connector, "NEEDS_CLEANUP_CLOSED", False),
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                response_class=_silent_response(),
                max_line_size=_LINE,
                max_field_size=_LINE,
                # `_proxy_for` reads the environment's proxies: trust_env would also send a password
                # from .netrc.
                trust_env=False,
            )
            # Otherwise aiohttp retries on its own, past the retry budget.
            self._session._retry_connection = False
        return self._session

    def _check_open(self) -> None:
        if self._closed.is_set():
            raise ConfigurationError("the client is closed", hint="make a new one")

    def _proxy_for(self, url: str) -> str | None:
        proxy = self._proxy
        if proxy is None and self._own and getproxies():
            # The rules of requests, so that both clients choose the same proxy.
            from requests.utils import get_environ_proxies, select_proxy

            proxy = select_proxy(url, get_environ_proxies(url))
        if not proxy:
            return None
        return proxy if "://" in proxy else f"http://{proxy}"

    async def wait(self, seconds: float) -> None:
        """Sleep while other tasks go on, or until the client is closed."""
        try:
            async with asyncio.timeout(seconds):
                await self._closed.wait()
        except TimeoutError:
            pass

    async def close(self) -> None:
        """Close the connections; a session of the user's own stays open.

        Requests under way are refused, except in a session of the user's own.
        """
        loop = asyncio.get_running_loop()
        if not self._closed.is_set() and self._own and self._loop is loop:
            for scope in self._under_way:
                scope.reschedule(loop.time())
        self._closed.set()
        # The first waiting task finds the client closed and passes its slot to the next one.
        self._slots.release()
        if self._own and self._session is not None:
            await self._session.close()
            await asyncio.sleep(0)  # the loop closes the sockets in its next turn

    async def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and read the whole answer.

        Raises:
            ConfigurationError: The client is closed, or belongs to another event loop.
        """
        session = self._open()
        ends = time.monotonic() + request.timeout
        try:
            async with asyncio.timeout(request.timeout):
                await self._slots.acquire()
        except TimeoutError:
            return deadline_failure(request, "no free connection")
        scope = asyncio.timeout(None)
        try:
            self._check_open()
            async with scope:
                self._under_way.add(scope)
                result = await self._send(session, request, max(ends - time.monotonic(), 0.001))
        except TimeoutError:
            self._check_open()
            raise
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # Nobody has cancelled this task: aiohttp cancels its own work when a session is closed.
            self._check_open()
            return TransportFailure(UnansweredError, "the session was closed", retryable=False)
        finally:
            self._under_way.discard(scope)
            self._slots.release()
        if isinstance(result, TransportFailure) and self._own:
            self._check_open()  # the reason of the failure
        return result

    async def _send(
        self, session: aiohttp.ClientSession, request: Request, left: float
    ) -> Response | TransportFailure:
        import aiohttp
        from yarl import URL

        timeout = aiohttp.ClientTimeout(
            total=left,
            sock_connect=min(request.connect_timeout, left),
            sock_read=min(request.read_timeout, left),
            ceil_threshold=math.inf,  # aiohttp rounds longer times up to whole seconds
        )
        headers = {**request.headers, **{n: s.reveal() for n, s in request.secret_headers}}
        try:
            pairs = [*request.query, *((n, s.reveal()) for n, s in request.secret_query)]
            query = f"?{urlencode(pairs)}" if pairs else ""
            proxy, proxy_headers = _proxy(self._proxy_for(request.url), request.url, headers)
            async with session.request(
                request.method,
                URL(f"{request.url}{query}", encoded=True),
                headers=headers,
                data=request.body,
                timeout=timeout,
                allow_redirects=False,
                proxy=proxy,
                proxy_headers=proxy_headers,
            ) as response:
                return await _read(response, request)
        except Exception as error:  # any of them: the message may contain the URL
            socket_timeouts = aiohttp.ConnectionTimeoutError | aiohttp.SocketTimeoutError
            if isinstance(error, TimeoutError) and not isinstance(error, socket_timeouts):
                return deadline_failure(request, "no whole answer")
            return _failure(error)


def _proxy(
    proxy: str | None, url: str, headers: dict[str, str]
) -> tuple[URL | None, dict[str, str] | None]:
    """Return the URL of a proxy without its login, and the headers for the proxy.

    aiohttp keeps URL and login with each connection, and shows both in the warning about a connection
    that was never closed. It keeps the headers as a hash.
    """
    if proxy is None:
        return None, None
    from aiohttp import BasicAuth
    from yarl import URL

    address = URL(proxy)
    login = BasicAuth.from_url(address)
    if login is None:
        return address, None
    own = {"Proxy-Authorization": login.encode()}
    if urlsplit(url).scheme == "https":
        return address.with_user(None), own
    # There is no tunnel: the proxy reads the headers of the request itself.
    headers.update(own)
    return address.with_user(None), None


def _silent_response() -> type[aiohttp.ClientResponse]:
    """Return a class of responses with a repr that hides the URL, and with it the API key."""
    import aiohttp

    class Response(aiohttp.ClientResponse):
        def __repr__(self) -> str:
            return f"<ClientResponse [{self.status}]>"

    return Response


async def _read(response: aiohttp.ClientResponse, request: Request) -> Response | TransportFailure:
    """Read a body in pieces, because `max_bytes` bounds its size after decompression."""
    if response.status < 200:
        response.close()  # aiohttp would keep it, for another protocol
        return interim_failure(response.status)
    pieces, size = [], 0
    async for piece in response.content.iter_chunked(_CHUNK):
        size += len(piece)
        if size > request.max_bytes:
            return too_large_failure(request)
        pieces.append(piece)
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        known = headers.get(name.lower())
        headers[name.lower()] = value if known is None else f"{known}, {value}"
    return unless_cut_off(Response(response.status, headers, b"".join(pieces)))


def _failure(error: Exception) -> TransportFailure:
    """Describe an exception without the URL in its message."""
    import aiohttp
    from aiohttp.http_exceptions import ContentEncodingError

    name = type(error).__name__
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return TransportFailure(NotSentError, "no connection in time")
    if isinstance(error, aiohttp.SocketTimeoutError):
        return TransportFailure(UnansweredError, "the service was silent for too long")
    if isinstance(error, aiohttp.ClientConnectorSSLError | aiohttp.ClientConnectorCertificateError):
        return TransportFailure(
            NotSentError, "no secure connection: the certificate or protocol was refused"
        )
    if isinstance(error, aiohttp.ClientProxyConnectionError | aiohttp.ClientHttpProxyError):
        return TransportFailure(NotSentError, "no connection through the proxy")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return TransportFailure(NotSentError, "the host name is not known")
    if isinstance(error, aiohttp.ClientConnectorError):
        number = error.errno
        return TransportFailure(
            NotSentError, f"no connection: {os.strerror(number) if number else name}"
        )
    cause = error.__cause__
    if isinstance(error, aiohttp.ClientPayloadError) and isinstance(cause, ContentEncodingError):
        return TransportFailure(UnansweredError, "the compressed answer is damaged")
    unusable = isinstance(error, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError)
    if unusable or not isinstance(error, aiohttp.ClientError | OSError):
        # An invalid URL, header or session: another attempt would fail alike.
        return TransportFailure(
            NotSentError, f"the request cannot be sent: {name}", retryable=False
        )
    return TransportFailure(UnansweredError, f"the connection broke: {name}")


def _context(bundle: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=bundle)
    except OSError as error:
        raise ConfigurationError(f"the CA bundle cannot be read: {type(error).__name__}") from None
