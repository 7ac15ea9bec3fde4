"""Asynchronous HTTP with aiohttp; no other module does asynchronous I/O.

aiohttp was chosen over httpx because it is released regularly and home automation runs on it, while
httpx has had no release since December 2024. As in the blocking transport, no exception of the library
leaves this module: they carry the whole URL, and with it the API key.

Heads are read by the parser of aiohttp, which is as strict as RFC 9112; the blocking transport refuses what it
refuses: a repeated Content-Length, or one beside chunks, too.
"""

from __future__ import annotations

import asyncio
import math
import os
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from evcp_codec.model import expect

from ..errors import ConfigurationError, NotSentError, UnansweredError, missing_extra
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
from .environment import ca_bundle, checked_proxy, proxy_login, proxy_of, proxy_refusal, tls_context

if TYPE_CHECKING:
    import aiohttp
    from yarl import URL

_LINE = 65_536
"""Longest header line in bytes: the limit of http.client, so that both clients read alike."""


class AiohttpTransport:
    """Transport over pooled connections, for one event loop.

    Args:
        session: An `aiohttp.ClientSession` of the user's own, used as it is and left open.
        max_connections: Number of simultaneous connections; further requests wait.
        proxy: URL of a proxy; by default, the proxy of the environment.
        verify: Path of a CA bundle, or True for the one of the environment or of requests.

    Raises:
        ConfigurationError: aiohttp is not installed, or the CA bundle or the proxy cannot be used.
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
            import aiohttp
        except ImportError:
            raise missing_extra(
                "AsyncClient needs aiohttp, which is not installed",
                name="aiohttp",
                hint="pip install 'evcp[async]'",
            ) from None
        if session is not None:
            advice = "AsyncClient takes a session of aiohttp, Client one of requests"
            expect(session, aiohttp.ClientSession, "session", advice, ConfigurationError)
        self._session = session
        self._own = session is None
        self._proxy = None if proxy is None else checked_proxy(proxy, "proxy")
        self._loop: asyncio.AbstractEventLoop | None = None
        # Requests wait here for a connection, and not in aiohttp's connector: its limit may be another
        # one in a session of the user's own, and closing it cancels the waiting tasks.
        self._slots = asyncio.Semaphore(max_connections)
        self._closed = asyncio.Event()
        self._under_way: set[asyncio.Timeout] = set()
        bundle = ca_bundle(verify) if self._own else False
        self._ssl = tls_context(bundle) if isinstance(bundle, str) else bundle
        # Sends what was sent on a stale connection: each of its requests has a new connection.
        self._fresh: aiohttp.ClientSession | None = None

    def _open(self) -> aiohttp.ClientSession:
        """Return the session; create it with the first request, inside the running loop."""
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
            self._session = self._new_session()
        return self._session

    def _new_session(self, *, reuse: bool = True) -> aiohttp.ClientSession:
        import aiohttp

        # Tells of a connection that was used before, in the `reused` of a request.
        trace = aiohttp.TraceConfig()
        trace.on_connection_reuseconn.append(_note_reuse)
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,
                ssl=self._ssl,
                force_close=not reuse,
                # Without it, an abandoned TLS connection lingers half a minute for its goodbye.
                enable_cleanup_closed=getattr(aiohttp.connector, "NEEDS_CLEANUP_CLOSED", False),
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            response_class=_silent_response(),
            max_line_size=_LINE,
            max_field_size=_LINE,
            trace_configs=[trace],
            # `_proxy_for` reads the environment's proxies: trust_env would also send a password
            # from .netrc.
            trust_env=False,
        )
        # Otherwise aiohttp retries on its own, past the retry budget.
        session._retry_connection = False
        return session

    def _check_open(self) -> None:
        if self._closed.is_set():
            raise ConfigurationError("the client is closed", hint="make a new one")

    def _proxy_for(self, url: str) -> str | None:
        if self._proxy is None and self._own:
            return proxy_of(url)
        return self._proxy

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
            if self._fresh is not None:
                await self._fresh.close()
            await asyncio.sleep(0)  # the loop closes the sockets in its next turn

    async def send(self, request: Request) -> Response | TransportFailure:
        """Send a request and read the whole answer.

        Raises:
            ConfigurationError: The client is closed, or belongs to another event loop, or the environment
            names a proxy that cannot be used.
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
                result = await self._send(session, request, ends)
                if result is STALE and request.resend:
                    self._fresh = self._fresh or self._new_session(reuse=False)
                    result = await self._send(self._fresh, request, ends)
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
        self, session: aiohttp.ClientSession, request: Request, ends: float
    ) -> Response | TransportFailure:
        import aiohttp
        from yarl import URL

        left = max(ends - time.monotonic(), 0.001)
        timeout = aiohttp.ClientTimeout(
            total=left,
            sock_connect=min(request.connect_timeout, left),
            sock_read=min(request.read_timeout, left),
            ceil_threshold=math.inf,  # aiohttp rounds longer times up to whole seconds
        )
        headers = {**request.headers, **{n: s.reveal() for n, s in request.secret_headers}}
        state = SimpleNamespace(reused=False)
        try:
            pairs = [*request.query, *((n, s.reveal()) for n, s in request.secret_query)]
            query = f"?{urlencode(pairs)}" if pairs else ""
            address = self._proxy_for(request.url)
            if address is not None and address.lower().startswith("socks"):
                return _SOCKS
            login = proxy_login(address)
            proxy, proxy_headers = _proxy(address, login, request.url, headers)
            async with session.request(
                request.method,
                URL(f"{request.url}{query}", encoded=True),
                headers=headers,
                data=request.body,
                timeout=timeout,
                allow_redirects=False,
                proxy=proxy,
                proxy_headers=proxy_headers,
                auto_decompress=False,
                trace_request_ctx=state,
            ) as response:
                state.reused = False  # it lives
                return await _read(response, request, login)
        except ConfigurationError:
            raise  # of a proxy in the environment
        except Exception as error:  # any of them: the message may contain the URL
            if state.reused and _is_stale(error) and time.monotonic() < ends:
                return STALE
            socket_timeouts = aiohttp.ConnectionTimeoutError | aiohttp.SocketTimeoutError
            if isinstance(error, TimeoutError) and not isinstance(error, socket_timeouts):
                return deadline_failure(request, "no whole answer")
            return _failure(error)


def _proxy(
    proxy: str | None,
    login: tuple[tuple[str, Secret], ...],
    url: str,
    headers: dict[str, str],
) -> tuple[URL | None, dict[str, str] | None]:
    """Return the URL of a proxy without its login, and the headers for the proxy.

    aiohttp keeps URL and login with each connection, and shows both in the warning about a connection
    that was never closed. It keeps the headers as a hash.
    """
    if proxy is None:
        return None, None
    from yarl import URL

    address = URL(proxy).with_user(None)
    own = {name: secret.reveal() for name, secret in login}
    if urlsplit(url).scheme == "https":
        return address, own or None
    # There is no tunnel: the proxy reads the headers of the request itself.
    headers.update(own)
    return address, None


async def _note_reuse(
    _session: aiohttp.ClientSession, context: SimpleNamespace, _parameters: object
) -> None:
    context.trace_request_ctx.reused = True


def _silent_response() -> type[aiohttp.ClientResponse]:
    """Return a class of responses with a repr that hides the URL, and with it the API key."""
    import aiohttp

    class Response(aiohttp.ClientResponse):
        def __repr__(self) -> str:
            return f"<ClientResponse [{self.status}]>"

    return Response


async def _read(
    response: aiohttp.ClientResponse, request: Request, login: tuple[tuple[str, Secret], ...]
) -> Response | TransportFailure:
    """Read a body in pieces, because `max_bytes` bounds its size after decompression."""
    if response.status < 200:
        response.close()  # aiohttp would keep it, for another protocol
        return interim_failure(response.status)
    if response.version not in ((1, 0), (1, 1)):
        response.close()
        return TransportFailure(UnansweredError, "the connection broke: another protocol")
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        known = headers.get(name.lower())
        headers[name.lower()] = value if known is None else f"{known}, {value}"
    body = Body(request, headers.get("content-encoding", ""))
    async for data in response.content.iter_chunked(CHUNK):
        if (failure := body.add(data)) is not None:
            return failure
        if body.is_packed:
            await asyncio.sleep(
                0
            )  # unpacking takes time, and bytes that are there no turn of the loop
    # A session of the user's own may have a proxy of its own.
    added = response.request_info.headers.get("Proxy-Authorization")
    secrets = login if added is None else (("Proxy-Authorization", Secret(added)),)
    return unless_cut_off(Response(response.status, headers, body.whole(), secrets))


def _is_stale(error: Exception) -> bool:
    """Return True if a connection turned out to be closed when it was used again."""
    import aiohttp

    closed = (
        aiohttp.ServerDisconnectedError | aiohttp.ClientOSError | aiohttp.ClientConnectionResetError
    )
    return isinstance(error, closed) and not isinstance(error, aiohttp.ClientConnectorError)


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
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return TransportFailure(NotSentError, proxy_refusal(error.status))
    if isinstance(error, aiohttp.ClientProxyConnectionError):
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


_SOCKS = TransportFailure(
    NotSentError,
    "the proxy speaks SOCKS, which aiohttp does not: pass a session with a connector that does",
    retryable=False,
)
