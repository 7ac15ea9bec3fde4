"""The sandbox behind a real socket: uvicorn in a thread."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Unpack

from ..api.access import TOKEN_PATH
from ..api.service import Service
from ..api.settings import Access, Assumptions
from ..core import SandboxCore
from ..faults.drift import Drift
from ..faults.plan import Fault, FaultPlan, How, Span
from ..simulation import Clock
from ..world import World

_BACKLOG = 1_024
_IDLE_SECONDS = 60
_FLUSH_SECONDS = 1.0
"""How long the end of the sandbox waits for clients to take what has been sent to them."""
_ROOM_FOR_HEADERS = 65_536


class Sandbox:
    """A local server that speaks the EV Charge Points API v2.

    ```python
    with Sandbox(World.synthetic(1000, seed=7)) as sandbox:
        print(sandbox.base_url)  # http://127.0.0.1:43127/ev/
        sandbox.fail(503, times=2)  # what the next two requests get
    ```

    Leaving the block closes the socket, drops open connections and ends the thread. A closed
    sandbox can be started again; with port 0 it then has another port.

    One thread serves all connections, of which there are at most `max_connections`; a further one
    takes the place of one that is idle, or waits. `latency` makes the local server as slow as a
    distant one, so that a benchmark shows what waiting for many answers at once is worth.

    Attributes:
        core: The sandbox without its network; everything that can go wrong is set there.
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
            world: The stations to serve; without it a synthetic world of 2000.
            assumptions: What to do where the contract is silent.
            access: Which credentials are let in; by default every one that is not empty.
            host: Name or address to listen on.
            port: TCP port; 0 lets the system choose a free one.
            latency: Seconds to wait before the answer to each request, or a range
                `(least, most)`.
            max_connections: Connections that are served at once.
            clock: The time by which tokens end and live states move, as a `Clock` or as a function
                of seconds since 1970; by default the real one.
            speed: How many seconds of that time pass in a real one; by default as the clock says,
                or 1.
            live: Whether the states of EVSEs move with that time; else they stand still.
            faults: What goes wrong from the start.
            drift: How answers depart from the schema.
            control: Whether there is the endpoint `/control/`, by which another program steers the
                sandbox. It asks for no credentials.

        Raises:
            ValueError: `latency` is no duration or range, `port` is none, `max_connections` is not
                positive, or `speed` is no possible speed.
            ImportError: starlette or uvicorn is not installed (extra `sandbox`); or `access` wants
                signatures checked, and oauthlib is not.
        """
        if not 0 <= port <= 65_535:
            raise ValueError(f"port has to be a number from 0 to 65535, not {port}")
        if max_connections < 1:
            raise ValueError(f"max_connections has to be at least 1, not {max_connections}")
        # Here and not at the start, so that whoever lacks them learns it at once.
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
        self._serving: _Serving | None = None

    @property
    def service(self) -> Service:
        """The API as long as nothing goes wrong."""
        return self.core.service

    @property
    def world(self) -> World:
        """The stations served."""
        return self.core.world

    @property
    def clock(self) -> Clock:
        """The time of the sandbox; it can be set while it runs."""
        return self.core.clock

    @property
    def base_url(self) -> str:
        """Base of every resource, with the slash at its end: `http://127.0.0.1:43127/ev/`.

        Raises:
            RuntimeError: The sandbox is not running.
        """
        return f"{self._origin}/ev/"

    @property
    def token_url(self) -> str:
        """Where access keys are exchanged for tokens: `http://127.0.0.1:43127/oauth2/token`.

        Raises:
            RuntimeError: The sandbox is not running.
        """
        return f"{self._origin}{TOKEN_PATH}"

    @property
    def control_url(self) -> str:
        """Where the sandbox is steered from outside: `http://127.0.0.1:43127/control/`.

        Raises:
            RuntimeError: The sandbox is not running.
        """
        return f"{self._origin}/control/"

    @property
    def connections(self) -> int:
        """Number of connections that are served at present; those that wait do not count."""
        return 0 if self._serving is None else self._serving.connections

    @property
    def _origin(self) -> str:
        if self._serving is None:
            raise RuntimeError("the sandbox is not running; use `with Sandbox(...)` or start()")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._serving.port}"

    def fail(self, what: int | str, **how: Unpack[How]) -> Fault:
        """Let something go wrong from now on; see `Host.fail`.

        ```python
        sandbox.fail(503, times=1)
        sandbox.fail("cut", after=100)
        sandbox.fail(429, retry_after=1, on="stations/count")
        ```

        Args:
            what: A status from 400 on, or one of `"cut"`, `"disconnect"`, `"garbage"`, `"html"`,
                `"empty"`, `"content-type"`, `"slow"`, `"delay"`.
            how: When and how, as the attributes of `TransportFailure` say.

        Raises:
            ValueError: There is no such fault, or not with these settings.
        """
        return self.core.fail(what, **how)

    def slow(self, seconds: Span) -> None:
        """Let every answer wait until `heal`, beside the latency of the sandbox.

        Args:
            seconds: How long, or a range `(least, most)`; 0 ends it.

        Raises:
            ValueError: It is no duration or range.
        """
        self.core.slow(seconds)

    def heal(self) -> None:
        """Let nothing go wrong any more. What went wrong stays counted."""
        self.core.heal()

    def fired(self, what: int | str | None = None) -> int:
        """How many requests met a fault so far, in all or of one kind."""
        return self.core.fired(what)

    def start(self) -> Sandbox:
        """Listen and answer in a thread of its own.

        Raises:
            RuntimeError: The sandbox is running already.
            OSError: The address cannot be used.
        """
        if self._serving is not None:
            raise RuntimeError("the sandbox is running already")
        self._serving = _Serving(self.core, self._host, self._port, self._max_connections)
        return self

    def close(self) -> None:
        """Stop answering, drop open connections and wait for the thread. Twice is no harm."""
        if self._serving is not None:
            self._serving.end()
            self._serving = None

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = self.base_url if self._serving is not None else "not running"
        return f"<Sandbox {state}, {self.world.label}>"


class _Serving:
    """One life of the server: a listening socket, an event loop, and the thread that runs it.

    uvicorn's own `Server` is left out: it is a program, with signals, a log, and a look every tenth
    of a second whether it is to end, all of which a server inside a test does not want.
    """

    def __init__(self, host: SandboxCore, address: str, port: int, max_connections: int) -> None:
        from uvicorn.config import Config
        from uvicorn.server import ServerState

        from .asgi import application
        from .connections import Connection, ConnectionLimiter

        self._state, self._places = ServerState(), ConnectionLimiter(max_connections)
        app: Any = application(host)
        config = Config(
            app,
            ws="none",
            lifespan="off",
            log_config=None,
            proxy_headers=False,
            timeout_keep_alive=_IDLE_SECONDS,
            h11_max_incomplete_event_size=(
                host.service.assumptions.max_request_line + _ROOM_FOR_HEADERS
            ),
        )
        config.load()
        # Without the middleware that uvicorn logs whole requests by, if somebody logs its traces.
        config.loaded_app = app
        self._connection = partial(
            Connection,
            host,
            self._places,
            config=config,
            server_state=self._state,
            app_state={},
        )
        self._stop = asyncio.Event()
        self._socket = _listening(address, port)
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        # A daemon, so that a sandbox that nobody closes cannot keep the process alive.
        self._thread = threading.Thread(target=self._run, name="evcp-sandbox", daemon=True)
        self._thread.start()

    @property
    def connections(self) -> int:
        return self._places.taken

    def end(self) -> None:
        with suppress(RuntimeError):  # the loop has ended by itself, after a fault of its own
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
        # No new connections; then those that are just being accepted, which asyncio would lose
        # if their server were closed before they have a transport.
        with suppress(NotImplementedError):  # as on Windows
            self._loop.remove_reader(self._socket)
        if accepting := asyncio.all_tasks() - state.tasks - {asyncio.current_task()}:
            await asyncio.wait(accepting)
        server.close()
        # Who waits in a request learns that its client is gone, and ends by itself.
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
    """A socket that listens already: who connects before the loop runs only waits."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.create_server((address, port), family=family, backlog=_BACKLOG)
    listening.setblocking(False)
    return listening
