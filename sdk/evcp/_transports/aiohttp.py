"""Sending requests with aiohttp: the only module that does asynchronous HTTP.

aiohttp was chosen over httpx: it is released regularly and is what home automation runs on, while
httpx has had no release since December 2024. Like the blocking transport it raises nothing, because
the exceptions of HTTP libraries carry the whole address, and with it the key.
"""

from __future__ import annotations

import asyncio
import math
import os
import ssl
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies

from ..errors import ConfigurationError, DeadlineError, NotSentError, Reason, UnansweredError
from ..transport import Request, Response, TransportFailure, deadline_failure, whole

if TYPE_CHECKING:
    import aiohttp

_CHUNK = 65_536
_LINE = 65_536
"""Longest line of a head in bytes: what http.client takes."""


class AiohttpTransport:
    """Sends requests over pooled connections, within one event loop.

    Args:
        session: An `aiohttp.ClientSession` of the user's own, used as it is and left open.
        max_connections: Connections at once; further requests wait for one.
        proxy: Address of a proxy; without it, the environment's.
        verify: Path of a CA bundle, or True for the system's.

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
            import aiohttp as library
        except ImportError:
            raise ConfigurationError(
                "AsyncClient needs aiohttp, which is not installed",
                hint="pip install 'evcp[async]'",
            ) from None
        self._aiohttp = library
        self._session = session
        self._own = session is None
        self._proxy = proxy
        self._loop: asyncio.AbstractEventLoop | None = None
        # aiohttp's own queue for a connection knows nothing of a session of the user's own, and
        # cancels those who wait when it is closed.
        self._places = asyncio.Semaphore(max_connections)
        self._closed = asyncio.Event()
        self._under_way: set[asyncio.Timeout] = set()
        self._ssl: ssl.SSLContext | bool = verify if isinstance(verify, bool) else _context(verify)

    def _open(self) -> aiohttp.ClientSession:
        """Return the session, making it inside the running loop the first time."""
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
            library = self._aiohttp
            self._session = library.ClientSession(
                connector=library.TCPConnector(
                    limit=0,
                    ssl=self._ssl,
                    # Or a TLS connection that was given up waits half a minute for a good-bye.
                    enable_cleanup_closed=getattr(library.connector, "NEEDS_CLEANUP_CLOSED", False),
                ),
                cookie_jar=library.DummyCookieJar(),
                response_class=_silent(library),
                max_line_size=_LINE,
                max_field_size=_LINE,
                # The environment's proxies are looked up below: trust_env would send a password out
                # of .netrc along with them.
                trust_env=False,
            )
            # aiohttp would send a request again on its own, past the retry budget.
            self._session._retry_connection = False
        return self._session

    def _check_open(self) -> None:
        if self._closed.is_set():
            raise ConfigurationError("the client is closed", hint="make a new one")

    def _proxy_for(self, url: str) -> str | None:
        proxy = self._proxy
        if proxy is None and self._own and getproxies():
            # The rules of requests, so that both clients take the same way.
            from requests.utils import get_environ_proxies, select_proxy

            proxy = select_proxy(url, get_environ_proxies(url))
        if not proxy:
            return None
        return proxy if "://" in proxy else f"http://{proxy}"

    async def wait(self, seconds: float) -> None:
        """Sleep, and let others go on; until the client is closed at the latest."""
        try:
            async with asyncio.timeout(seconds):
                await self._closed.wait()
        except TimeoutError:
            pass

    async def close(self) -> None:
        """Close the connections; a session of the user's own stays open.

        Calls under way are refused, but for those in a session of the user's own, which go on.
        """
        loop = asyncio.get_running_loop()
        if not self._closed.is_set() and self._own and self._loop is loop:
            for scope in self._under_way:
                scope.reschedule(loop.time())
        self._closed.set()
        # One of those that wait finds the client closed, and passes the place on to the next.
        self._places.release()
        if self._own and self._session is not None:
            await self._session.close()
            await asyncio.sleep(0)  # the sockets close in the next turn of the loop

    async def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and read the whole answer.

        Raises:
            ConfigurationError: The client is closed, or belongs to another event loop.
        """
        session = self._open()
        ends = time.monotonic() + request.timeout
        try:
            async with asyncio.timeout(request.timeout):
                await self._places.acquire()
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
            # aiohttp cancels what it does when it is closed; nobody has asked for it.
            self._check_open()
            return TransportFailure(UnansweredError, "the session was closed", retryable=False)
        finally:
            self._under_way.discard(scope)
            self._places.release()
        if isinstance(result, TransportFailure) and self._own:
            self._check_open()  # that is why
        return result

    async def _send(
        self, session: aiohttp.ClientSession, request: Request, left: float
    ) -> Response | TransportFailure:
        library = self._aiohttp
        from yarl import URL

        timeout = library.ClientTimeout(
            total=left,
            sock_connect=min(request.connect_timeout, left),
            sock_read=min(request.read_timeout, left),
            ceil_threshold=math.inf,  # or long times are rounded up to whole seconds
        )
        headers = {**request.headers, **{n: s.reveal() for n, s in request.secret_headers}}
        try:
            pairs = [*request.query, *((n, s.reveal()) for n, s in request.secret_query)]
            query = f"?{urlencode(pairs)}" if pairs else ""
            async with session.request(
                request.method,
                URL(f"{request.url}{query}", encoded=True),
                headers=headers,
                data=request.body,
                timeout=timeout,
                allow_redirects=False,
                **_through(self._proxy_for(request.url), request.url, headers),
            ) as response:
                return await _read(response, request)
        except Exception as error:  # whatever it is, it may hold the address
            fault = _fault_of(library, error)
        return (
            deadline_failure(request, "no whole answer") if fault.error is DeadlineError else fault
        )


def _through(proxy: str | None, url: str, headers: dict[str, str]) -> dict[str, Any]:
    """Return what tells aiohttp of a proxy, without the password in the proxy's address.

    aiohttp keeps address and login with each connection, and shows both in a warning about one that
    was never closed. Headers it keeps as a hash.
    """
    if proxy is None:
        return {}
    from aiohttp import BasicAuth
    from yarl import URL

    address = URL(proxy)
    login = BasicAuth.from_url(address)
    if login is None:
        return {"proxy": address}
    own = {"Proxy-Authorization": login.encode()}
    if urlsplit(url).scheme == "https":
        return {"proxy": address.with_user(None), "proxy_headers": own}
    # Without a tunnel, the request itself is what the proxy reads.
    headers.update(own)
    return {"proxy": address.with_user(None)}


def _silent(library: Any) -> Any:
    """Return a class of responses that do not show their address, and with it the key."""

    class Response(library.ClientResponse):  # type: ignore[misc]
        def __repr__(self) -> str:
            return f"<ClientResponse [{self.status}]>"

    return Response


async def _read(response: aiohttp.ClientResponse, request: Request) -> Response | TransportFailure:
    """Read a body piece by piece, so that its size has a bound after decompression too."""
    if response.status < 200:
        response.close()  # it would be kept, for another protocol
        return TransportFailure(
            UnansweredError, f"an interim answer ({response.status}) and no other"
        )
    pieces, size = [], 0
    async for piece in response.content.iter_chunked(_CHUNK):
        size += len(piece)
        if size > request.max_bytes:
            return TransportFailure(
                UnansweredError,
                f"the answer is larger than {request.max_bytes:,} bytes; raise max_bytes to read it",
                retryable=False,
                reason=Reason.TOO_LARGE,
            )
        pieces.append(piece)
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        known = headers.get(name.lower())
        headers[name.lower()] = value if known is None else f"{known}, {value}"
    return whole(Response(response.status, headers, b"".join(pieces)))


def _fault_of(library: Any, error: Any) -> TransportFailure:
    """Say what an exception of aiohttp means, in words without an address."""
    name = type(error).__name__
    if isinstance(error, library.ConnectionTimeoutError):
        return TransportFailure(NotSentError, "no connection in time")
    if isinstance(error, library.SocketTimeoutError):
        return TransportFailure(UnansweredError, "the service was silent for too long")
    if isinstance(error, TimeoutError):
        return TransportFailure(DeadlineError, "", retryable=False)
    if isinstance(error, library.ClientConnectorSSLError | library.ClientConnectorCertificateError):
        return TransportFailure(
            NotSentError, "no secure connection: the certificate or protocol was refused"
        )
    if isinstance(error, library.ClientProxyConnectionError | library.ClientHttpProxyError):
        return TransportFailure(NotSentError, "no connection through the proxy")
    if isinstance(error, library.ClientConnectorDNSError):
        return TransportFailure(NotSentError, "the host name is not known")
    if isinstance(error, library.ClientConnectorError):
        number = error.errno
        return TransportFailure(
            NotSentError, f"no connection: {os.strerror(number) if number else name}"
        )
    if isinstance(error, library.ClientPayloadError):
        if isinstance(error.__cause__, library.http_exceptions.ContentEncodingError):
            return TransportFailure(UnansweredError, "the compressed answer is damaged")
        return TransportFailure(UnansweredError, f"the connection broke: {name}")
    unusable = isinstance(error, library.InvalidURL | library.NonHttpUrlClientError)
    if unusable or not isinstance(error, library.ClientError | OSError):
        # An address, a header or a session that cannot be: no other attempt will do better.
        return TransportFailure(
            NotSentError, f"the request cannot be sent: {name}", retryable=False
        )
    return TransportFailure(UnansweredError, f"the connection broke: {name}")


def _context(bundle: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=bundle)
    except OSError as error:
        raise ConfigurationError(f"the CA bundle cannot be read: {type(error).__name__}") from None
