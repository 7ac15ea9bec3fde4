"""Recording what the service answers, and playing it back without a network or a key."""

from __future__ import annotations

import os
import threading
import warnings
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from ..errors import ConfigurationError
from ..transport import Request, Response, TransportFailure
from .cassette import Asked, Record, asked, read, recorded, write
from .cassette_redaction import Scrubber

if TYPE_CHECKING:
    from .._client.async_client import AsyncClient
    from .._client.client import Client
    from ..transport import AsyncTransport, Transport

Mode = Literal["auto", "record", "replay"]
REPLAY_KEY = "replayed-without-a-key"
"""The API key of clients that replay: it goes nowhere."""
_LOGINS = ("api_key", "token", "access_key", "app", "credentials")
_HTTP = ("session", "proxies", "proxy", "verify")


class UnmatchedRequestError(AssertionError):
    """A request was made that the cassette does not hold.

    It is an `AssertionError`, so that no `except EvcpError` of the code under test takes it for a
    failing service.
    """


class Recorder:
    """A transport that records answers to a file, a cassette, or replays them from it.

    ```python
    with Recorder("berlin.json") as recorder, recorder.client() as client:
        print(client.stations.count(Circle(52.52, 13.405, 500)))
    ```

    The first run asks the service, with your credentials; every later one is answered from the file,
    instantly and without any. `Client(transport=recorder)` and
    `AsyncClient(transport=recorder.asynchronous)` do the same with clients of your own making.

    A request matches a record of the same method, path, query (in any order) and JSON body. Equal
    requests are answered in the order in which they were recorded. Hosts and headers are not compared.

    No credential is written: those of requests are not kept at all, and are removed from answers
    together with the tokens that an answer gives out. Only harmless headers are kept, and in place of
    the value of a parameter that evcp does not know stands a digest.

    It may be used from many threads. The file is written when it closes, in one step; not when a
    `with` block ends in an exception.

    Args:
        path: The cassette.
        mode: `"record"` asks the service and writes the cassette anew; `"replay"` never asks it;
            `"auto"` replays if the cassette exists and records otherwise.
        transport: What a recording asks through, left open; by default HTTP.
        async_transport: The same for asynchronous clients.

    Attributes:
        path: The cassette.
        mode: What it does: `"record"` or `"replay"`.

    Raises:
        ConfigurationError: There is no cassette to replay, it cannot be read, or the mode is unknown.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        mode: Mode = "auto",
        *,
        transport: Transport | None = None,
        async_transport: AsyncTransport | None = None,
    ) -> None:
        if mode not in ("auto", "record", "replay"):
            raise ConfigurationError(
                f"the mode is {mode!r}: it has to be 'auto', 'record' or 'replay'"
            )
        self._unsaved = False
        self.path = Path(path)
        if mode == "auto":
            mode = "replay" if self.path.exists() else "record"
        self.mode: Literal["record", "replay"] = mode
        self._scrubber = Scrubber()
        self._records: list[Record] = read(self.path) if mode == "replay" else []
        self._played = [record.is_login for record in self._records]
        self._unmatched: UnmatchedRequestError | None = None
        self._lock = threading.Lock()
        self._closed = False
        # While replaying there is nothing that could reach the service.
        self._inner = transport if mode == "record" else None
        self._async_inner = async_transport if mode == "record" else None
        self._own: Transport | None = None

    # --- clients ------------------------------------------------------------------------------------

    def client(self, **options: Any) -> Client:
        """Return a client that records or replays.

        Args:
            **options: Those of `Client`. A client that replays needs no credentials, and looks for none.
        """
        from .._client.client import Client

        http = self._prepare(options)
        own = None
        if self.mode == "record" and self._inner is None:
            from .._transports.requests import RequestsTransport

            own = RequestsTransport(http.pop("session", None), **http)
        return Client(transport=_Face(self, self._inner or own, own), **options)

    def async_client(self, **options: Any) -> AsyncClient:
        """Return an asynchronous client that records or replays; see `client`."""
        from .._client.async_client import AsyncClient

        return AsyncClient(transport=self._asynchronous(**self._prepare(options)), **options)

    def _prepare(self, options: dict[str, Any]) -> dict[str, Any]:
        """Take out of the options what is HTTP's, and add a key if none is needed."""
        http = {name: options.pop(name) for name in _HTTP if name in options}
        if "max_connections" in options:
            http["max_connections"] = options["max_connections"]
        if self.mode == "replay" and all(options.get(name) is None for name in _LOGINS):
            options["api_key"] = REPLAY_KEY
        return http

    @property
    def asynchronous(self) -> AsyncTransport:
        """The same recorder as a transport for `AsyncClient`. Closing it leaves the recorder open."""
        return self._asynchronous()

    def _asynchronous(self, session: Any = None, **http: Any) -> AsyncTransport:
        own = None
        if self.mode == "record" and self._async_inner is None:
            from .._transports.aiohttp import AiohttpTransport

            own = AiohttpTransport(session, **http)
        return _AsyncFace(self, self._async_inner or own, own)

    # --- a transport --------------------------------------------------------------------------------

    def send(self, request: Request) -> Response | TransportFailure:
        """Answer a request out of the cassette, or ask and record.

        Raises:
            UnmatchedRequestError: The cassette does not hold the request.
            ConfigurationError: The recorder is closed, or a credential cannot be removed.
        """
        return _Face(self, self._through()).send(request)

    def wait(self, seconds: float) -> None:
        """Let the time before another attempt pass; at once when replaying."""
        _Face(self, self._through()).wait(seconds)

    def _through(self) -> Transport | None:
        """What it asks through when it is a transport itself; None when replaying."""
        if self.mode == "replay" or self._inner is not None:
            return self._inner
        self._check_open()
        from .._transports.requests import RequestsTransport

        with self._lock:
            if self._own is None:
                self._own = RequestsTransport()
            return self._own

    def close(self) -> None:
        """Write what was recorded. Twice is no harm.

        Raises:
            OSError: The cassette cannot be written.
            ConfigurationError: A credential would be written all the same.
        """
        self._close(save=True)

    def discard(self) -> None:
        """Forget what was recorded: the cassette stays as it was."""
        with self._lock:
            self._unsaved = False
            self._unmatched = None

    def _close(self, *, save: bool) -> None:
        with self._lock:
            self._closed = True
            unsaved, self._unsaved = self._unsaved, False
            records = list(self._records)
        if self._own is not None:
            self._own.close()
        if save and unsaved:
            write(self.path, records, self._scrubber)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close(save=error is None)
        if error is None and self._unmatched is not None:
            # Whoever was told has kept it for himself.
            raise self._unmatched

    def __del__(self) -> None:
        if getattr(self, "_unsaved", False):
            warnings.warn(f"{self!r} was not closed: nothing was written", ResourceWarning, 2)

    def __repr__(self) -> str:
        return f"<Recorder {self.mode} {self.path.name}, {len(self._records)} records>"

    # --- records ------------------------------------------------------------------------------------

    @property
    def requests(self) -> tuple[Asked, ...]:
        """The requests of the cassette, in order."""
        with self._lock:
            return tuple(record.asked for record in self._records)

    @property
    def unused(self) -> tuple[Asked, ...]:
        """The requests of the cassette that nobody has made while replaying; logins do not count."""
        with self._lock:
            if self.mode == "record":
                return ()
            pairs = zip(self._records, self._played, strict=True)
            return tuple(record.asked for record, played in pairs if not played)

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the recorder is closed", hint="make a new one")

    def _record(self, request: Request, answer: Response | TransportFailure) -> None:
        record = recorded(request, answer, self._scrubber)
        with self._lock:
            self._records.append(record)
            self._played.append(True)
            self._unsaved = True

    def _replay(self, request: Request) -> Response | TransportFailure:
        self._scrubber.learn(request)
        what = asked(request, self._scrubber)
        with self._lock:
            last: Record | None = None
            for at, record in enumerate(self._records):
                if record.asked == what:
                    last = record
                    if not self._played[at] or record.is_login:
                        self._played[at] = True
                        return record.answer
            error = UnmatchedRequestError(
                _unmatched(self.path, what, last, [record.asked for record in self._records])
            )
            self._unmatched = self._unmatched or error
        raise error


class _Face:
    """A recorder as a blocking client sees it.

    Args:
        recorder: The recorder.
        inner: What to ask through; None replays.
        own: What to close with the client.
    """

    def __init__(
        self, recorder: Recorder, inner: Transport | None, own: Transport | None = None
    ) -> None:
        self._recorder = recorder
        self._inner = inner
        self._own = own

    def send(self, request: Request) -> Response | TransportFailure:
        self._recorder._check_open()
        if self._inner is None:
            return self._recorder._replay(request)
        answer = self._inner.send(request)
        self._recorder._record(request, answer)
        return answer

    def wait(self, seconds: float) -> None:
        if self._inner is not None:
            self._inner.wait(seconds)

    def close(self) -> None:
        if self._own is not None:
            self._own.close()


class _AsyncFace:
    """A recorder as an asynchronous client sees it; arguments as for `_Face`."""

    def __init__(
        self, recorder: Recorder, inner: AsyncTransport | None, own: AsyncTransport | None
    ) -> None:
        self._recorder = recorder
        self._inner = inner
        self._own = own

    async def send(self, request: Request) -> Response | TransportFailure:
        self._recorder._check_open()
        if self._inner is None:
            return self._recorder._replay(request)
        answer = await self._inner.send(request)
        self._recorder._record(request, answer)
        return answer

    async def wait(self, seconds: float) -> None:
        if self._inner is not None:
            await self._inner.wait(seconds)

    async def close(self) -> None:
        if self._own is not None:
            await self._own.close()


def _unmatched(path: Path, what: Asked, last: Record | None, held: Sequence[Asked]) -> str:
    """Say what was asked for in vain, and what comes nearest to it."""
    lines = [f"{path.name} does not hold this request:", f"  {what}"]
    if last is not None:
        times = Counter(held)[what]
        lines[0] = f"{path.name} holds this request {times} time{'s' * (times > 1)}, not more:"
    elif not held:
        lines.append("it holds none at all")
    else:
        at, nearest = max(
            enumerate(held), key=lambda pair: SequenceMatcher(None, str(what), str(pair[1])).ratio()
        )
        lines += [f"nearest is record {at + 1} of {len(held)}:", f"  {nearest}"]
        lines += [f"    {line}" for line in _differences(what, nearest)]
    lines.append("record the cassette again if the request is right (mode='record')")
    return "\n".join(lines)


def _differences(what: Asked, nearest: Asked) -> list[str]:
    """The parameters in which two requests differ."""
    lines = []
    ours, theirs = _by_name(what), _by_name(nearest)
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            pair = [", ".join(side[name]) if name in side else "nothing" for side in (ours, theirs)]
            lines.append(f"{name}: asked {pair[0]}; recorded {pair[1]}")
    if what.body != nearest.body:
        lines.append("the bodies differ")
    return lines


def _by_name(what: Asked) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in what.query:
        found.setdefault(name, []).append(value)
    return found
