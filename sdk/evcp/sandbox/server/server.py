"""The sandbox behind a real socket: uvicorn in a thread."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NoReturn

from evcp_codec.model import joined

from ..api.access import TOKEN_PATH
from ..api.service import Service
from ..api.settings import Access, Assumptions
from ..core import SandboxCore, SandboxHandle
from ..faults.drift import Drift
from ..faults.plan import FaultPlan, Span
from ..simulation import Clock
from ..world import World

_BACKLOG = 1_024
_IDLE_SECONDS = 60
_FLUSH_SECONDS = 1.0
"""Time at the end for clients to receive sent bytes."""
_ROOM_FOR_HEADERS = 65_536


class Sandbox(SandboxHandle):
    """A local server that speaks the EV Charge Points API v2.

    ```python
    with Sandbox(World.synthetic(1000, seed=7)) as sandbox:
        print(sandbox.base_url)  # http://127.0.0.1:43127/ev/
        sandbox.fail(503, times=2)  # for the next two requests
    ```

    Leaving the block closes the socket, drops open connections and ends the thread. A closed
    sandbox can be started again; with port 0 it then has another port.

    One thread serves all connections, at most `max_connections`; a further one takes the place of
    an idle one, or waits. `latency` makes the local server as slow as a distant one, so that a
    benchmark shows the gain of concurrent requests.

    Attributes:
        core: The sandbox without its network.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        assumptions: Assumptions | None = None,
        access: Access | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        latency: Span = 0.0,
        max_connections: int = 256,
        clock: Clock | Callable[[], float] | None = None,
        speed: float | None = None,
        live: bool = False,
        faults: FaultPlan | None = None,
        drift: Drift | None = None,
        control: bool = False,
    ) -> None:
        """Prepare the server; it listens from `start` on.

        Args:
            world: The stations to serve; by default a synthetic world of 2000.
            assumptions: Choices where the contract is silent.
            access: Known credentials; by default every non-empty one.
            host: Name or address to listen on.
            port: TCP port; 0 lets the system choose a free one.
            latency: Seconds before each response, or a range `(least, most)`.
            max_connections: Number of connections served at once.
            clock: The time, as for `Host`.
            speed: Seconds of the clock in one real second; by default the speed of `clock`, or 1.
            live: True if the states of EVSEs move with that time; else they stand still.
            faults: Faults from the start.
            drift: Departure of responses from the schema.
            control: True enables the endpoint `/control/`, by which another program sets faults and
                clock. It needs no credentials.

        Raises:
            ValueError: `latency`, `port`, `max_connections` or `speed` is impossible.
            ImportError: starlette or uvicorn is not installed (extra `sandbox`); or `access` has
                access keys, and oauthlib is not installed.
        """
        if not 0 <= port <= 65_535:
            raise ValueError(f"port must be a number from 0 to 65535, not {port}")
        if max_connections < 1:
            raise ValueError(f"max_connections must be at least 1, not {max_connections}")
        # Imported here and not in `start`, so that a missing package is reported at once.
        from . import asgi, connections  # noqa: F401

        self.core = SandboxCore(
            world,
            assumptions=assumptions,
            access=access,
            clock=clock,
            live=live,
            latency=latency,
            faults=faults,
            drift=drift,
            control=control,
        )
        if speed is not None:
            self.core.clock.speed = speed
        self._host = host
        self._port = port
        self._max_connections = max_connections
        self._running: _RunningServer | None = None

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Sandbox cannot be pickled: start one in each process, or pass its url")

    @property
    def service(self) -> Service:
        """The API without faults."""
        return self.core.service

    @property
    def base_url(self) -> str:
        """Base of every resource, with the slash at its end: `http://127.0.0.1:43127/ev/`.

        Raises:
            RuntimeError: The sandbox is not running.
        """
        return f"{self._origin}/ev/"

    @property
    def token_url(self) -> str:
        """URL of the token endpoint: `http://127.0.0.1:43127/oauth2/token`; errors as for `base_url`."""
        return f"{self._origin}{TOKEN_PATH}"

    @property
    def control_url(self) -> str:
        """URL of the control endpoint: `http://127.0.0.1:43127/control/`; errors as for `base_url`."""
        return f"{self._origin}/control/"

    @property
    def connections(self) -> int:
        """Number of connections served at present, without waiting ones."""
        return 0 if self._running is None else self._running.connections

    @property
    def _origin(self) -> str:
        if self._running is None:
            raise RuntimeError("the sandbox is not running; use `with Sandbox(...)` or start()")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._running.port}"

    def start(self) -> Sandbox:
        """Listen and serve in a thread of its own.

        Raises:
            RuntimeError: The sandbox is running already.
            OSError: The address cannot be used.
        """
        if self._running is not None:
            raise RuntimeError("the sandbox is running already")
        self._running = _RunningServer(self.core, self._host, self._port, self._max_connections)
        return self

    def close(self) -> None:
        """Stop, drop open connections and wait for the thread. A second call does nothing."""
        if self._running is not None:
            self._running.end()
            self._running = None

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = self.base_url if self._running is not None else "not running"
        return joined(f"<Sandbox {state},", self.world.label)


class _RunningServer:
    """One life of the server: a listening socket, an event loop, and the thread that runs it.

    uvicorn's own `Server` is left out: it is a program, with signals, a log and polling every tenth
    of a second, unwanted inside a test.
    """

    def __init__(self, core: SandboxCore, address: str, port: int, max_connections: int) -> None:
        from uvicorn.config import Config
        from uvicorn.server import ServerState

        from .asgi import application
        from .connections import Connection, ConnectionLimiter

        self._state, self._places = ServerState(), ConnectionLimiter(max_connections)
        app = application(core)
        config = Config(
            app,
            ws="none",
            lifespan="off",
            log_config=None,
            proxy_headers=False,
            timeout_keep_alive=_IDLE_SECONDS,
            h11_max_incomplete_event_size=(
                core.service.assumptions.max_request_line + _ROOM_FOR_HEADERS
            ),
        )
        config.load()
        # Without uvicorn's middleware that logs whole requests at trace level, keys included.
        config.loaded_app = app
        self._connection = partial(
            Connection, core, self._places, config=config, server_state=self._state, app_state={}
        )
        self._stop = asyncio.Event()
        self._socket = _listening(address, port)
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        # A daemon, so that an unclosed sandbox does not keep the process alive.
        self._thread = threading.Thread(target=self._run, name="evcp-sandbox", daemon=True)
        self._thread.start()

    @property
    def connections(self) -> int:
        return self._places.taken

    def end(self) -> None:
        with suppress(RuntimeError):  # the loop may have ended by an error of its own
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        state, places = self._state, self._places
        server = await self._loop.create_server(
            self._connection, sock=self._socket, backlog=_BACKLOG
        )
        await self._stop.wait()
        # First no new connections, then wait for those being accepted: asyncio would lose them if
        # their server were closed before they have a transport.
        with suppress(NotImplementedError):  # as on Windows
            self._loop.remove_reader(self._socket)
        if accepting := asyncio.all_tasks() - state.tasks - {asyncio.current_task()}:
            await asyncio.wait(accepting)
        server.close()
        # A waiting request sees its client disconnect, and ends by itself.
        for one in list(state.connections):
            one.transport.close()
        try:
            async with asyncio.timeout(_FLUSH_SECONDS):
                await places.empty.wait()
        except TimeoutError:
            for one in list(state.connections):
                one.transport.abort()
            await places.empty.wait()
        if state.tasks:
            await asyncio.wait(state.tasks)


def _listening(address: str, port: int) -> socket.socket:
    """A listening socket: a client that connects before the loop runs only waits."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.create_server((address, port), family=family, backlog=_BACKLOG)
    listening.setblocking(False)
    return listening
