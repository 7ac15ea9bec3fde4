"""Sending requests with aiohttp: the only module that does asynchronous HTTP.

aiohttp was chosen over httpx: it is released regularly and is what home automation runs on, while
httpx has had no release since December 2024. Like the blocking transport it raises nothing, because
the exceptions of HTTP libraries carry the whole address, and with it the key.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

from .errors import ConfigurationError, DeadlineError, NotSentError, UnansweredError
from .wire import Fault, Reply, Request, whole

if TYPE_CHECKING:
    import aiohttp

_CHUNK = 65_536


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
        self._limit = max_connections
        self._proxy = proxy
        self._closed = False
        self._ssl: ssl.SSLContext | bool = verify if isinstance(verify, bool) else _context(verify)

    def _open(self) -> aiohttp.ClientSession:
        """Return the session, making it inside the running loop the first time."""
        if self._closed:
            raise ConfigurationError("the client is closed", hint="make a new one")
        if self._session is None:
            library = self._aiohttp
            self._session = library.ClientSession(
                connector=library.TCPConnector(
                    limit=self._limit,
                    ssl=self._ssl,
                    # Or a TLS connection that was given up waits half a minute for a good-bye.
                    enable_cleanup_closed=getattr(library.connector, "NEEDS_CLEANUP_CLOSED", False),
                ),
                cookie_jar=library.DummyCookieJar(),
                # The environment's proxies are looked up below: trust_env would send a password out
                # of .netrc along with them.
                trust_env=False,
            )
            # aiohttp would send a request again on its own, past the retry budget.
            self._session._retry_connection = False
        return self._session

    def _proxy_for(self, url: str) -> str | None:
        if self._proxy is not None or not self._own:
            return self._proxy
        parts = urlsplit(url)
        proxies = getproxies()
        proxy = proxies.get(parts.scheme) or proxies.get("all")
        return None if not proxy or proxy_bypass(parts.netloc) else proxy

    async def wait(self, seconds: float) -> None:
        """Sleep, and let others go on."""
        await asyncio.sleep(seconds)

    async def close(self) -> None:
        """Close the connections; a session of the user's own stays open."""
        self._closed = True
        if self._own and self._session is not None:
            await self._session.close()
            await asyncio.sleep(0)  # the sockets close in the next turn of the loop

    async def send(self, request: Request) -> Reply | Fault:
        """Send a request and read the whole answer."""
        session = self._open()
        library = self._aiohttp
        from yarl import URL

        timeout = library.ClientTimeout(
            total=request.deadline,
            sock_connect=min(request.connect_timeout, request.deadline),
            sock_read=min(request.read_timeout, request.deadline),
        )
        try:
            pairs = [*request.query, *((n, s.reveal()) for n, s in request.secret_query)]
            query = f"?{urlencode(pairs)}" if pairs else ""
            async with session.request(
                request.method,
                URL(f"{request.url}{query}", encoded=True),
                headers={**request.headers, **{n: s.reveal() for n, s in request.secret_headers}},
                data=request.body,
                proxy=self._proxy_for(request.url),
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                return await _read(response, request)
        except Exception as error:  # whatever it is, it may hold the address
            fault = _fault_of(library, error)
        if fault.error is DeadlineError:
            return Fault(
                DeadlineError, f"no whole answer within {request.deadline:.1f} s", again=False
            )
        return fault


async def _read(response: aiohttp.ClientResponse, request: Request) -> Reply | Fault:
    """Read a body piece by piece, so that its size has a bound after decompression too."""
    if response.status < 200:
        response.close()  # it would be kept, for another protocol
        return Fault(UnansweredError, f"an interim answer ({response.status}) and no other")
    pieces, size = [], 0
    async for piece in response.content.iter_chunked(_CHUNK):
        size += len(piece)
        if size > request.max_bytes:
            return Fault(
                UnansweredError,
                f"the answer is larger than {request.max_bytes:,} bytes; raise max_bytes to read it",
                again=False,
            )
        pieces.append(piece)
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        known = headers.get(name.lower())
        headers[name.lower()] = value if known is None else f"{known}, {value}"
    return whole(Reply(response.status, headers, b"".join(pieces)))


def _fault_of(library: Any, error: Any) -> Fault:
    """Say what an exception of aiohttp means, in words without an address."""
    name = type(error).__name__
    if isinstance(error, library.ConnectionTimeoutError):
        return Fault(NotSentError, "no connection in time")
    if isinstance(error, library.SocketTimeoutError):
        return Fault(UnansweredError, "the service was silent for too long")
    if isinstance(error, TimeoutError):
        return Fault(DeadlineError, "", again=False)
    if isinstance(error, library.ClientConnectorSSLError | library.ClientConnectorCertificateError):
        return Fault(NotSentError, "no secure connection: the certificate or protocol was refused")
    if isinstance(error, library.ClientProxyConnectionError | library.ClientHttpProxyError):
        return Fault(NotSentError, "no connection through the proxy")
    if isinstance(error, library.ClientConnectorDNSError):
        return Fault(NotSentError, "the host name is not known")
    if isinstance(error, library.ClientConnectorError):
        number = error.errno
        return Fault(NotSentError, f"no connection: {os.strerror(number) if number else name}")
    if isinstance(error, library.ClientPayloadError):
        if isinstance(error.__cause__, library.http_exceptions.ContentEncodingError):
            return Fault(UnansweredError, "the compressed answer is damaged")
        return Fault(UnansweredError, f"the connection broke: {name}")
    unusable = isinstance(error, library.InvalidURL | library.NonHttpUrlClientError)
    if unusable or not isinstance(error, library.ClientError | OSError):
        # An address, a header or a session that cannot be: no other attempt will do better.
        return Fault(NotSentError, f"the request cannot be sent: {name}", again=False)
    return Fault(UnansweredError, f"the connection broke: {name}")


def _context(bundle: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=bundle)
    except OSError as error:
        raise ConfigurationError(f"the CA bundle cannot be read: {type(error).__name__}") from None
