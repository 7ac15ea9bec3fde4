"""Recording the responses of the service, and replaying them without a network or a key."""

from __future__ import annotations

import os
import threading
import warnings
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, NoReturn, Self

from evcp_codec.model import joined

from ..errors import ConfigurationError
from ..transport import Request, Response, TransportFailure
from .cassette import Record, RecordedRequest, read, write
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
    """The cassette does not hold a request.

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
        transport: Transport to record from, left open; by default HTTP.
        async_transport: The same for asynchronous clients.

    Attributes:
        path: The cassette.
        mode: `"record"` or `"replay"`.

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
                f"the mode is {mode!r}: it must be 'auto', 'record' or 'replay'"
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
        # A replay holds nothing that could reach the service.
        self._inner = transport if mode == "record" else None
        self._async_inner = async_transport if mode == "record" else None
        self._own: _RecorderTransport | None = None

    # --- clients ------------------------------------------------------------------------------------

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Recorder cannot be pickled: make one in each process, with a cassette of its own"
        )

    def client(self, **options: Any) -> Client:
        """Return a client that records or replays.

        Args:
            **options: Those of `Client`. A client that replays needs no credentials, and looks for none.
        """
        from .._client.client import Client

        return Client(transport=self._blocking(**self._prepare(options)), **options)

    def async_client(self, **options: Any) -> AsyncClient:
        """Return an asynchronous client that records or replays; see `client`."""
        from .._client.async_client import AsyncClient

        return AsyncClient(transport=self._asynchronous(**self._prepare(options)), **options)

    def _prepare(self, options: dict[str, Any]) -> dict[str, Any]:
        """Take the options of HTTP out, and add a key if none is needed."""
        http = {name: options.pop(name) for name in _HTTP if name in options}
        if "max_connections" in options:
            http["max_connections"] = options["max_connections"]
        if self.mode == "replay" and all(options.get(name) is None for name in _LOGINS):
            options["api_key"] = REPLAY_KEY
        return http

    def _blocking(self, session: Any = None, **http: Any) -> _RecorderTransport:
        own = None
        if self.mode == "record" and self._inner is None:
            from .._transports.requests import RequestsTransport

            own = RequestsTransport(session, **http)
        return _RecorderTransport(self, self._inner or own, own)

    def _asynchronous(self, session: Any = None, **http: Any) -> _AsyncRecorderTransport:
        own = None
        if self.mode == "record" and self._async_inner is None:
            from .._transports.aiohttp import AiohttpTransport

            own = AiohttpTransport(session, **http)
        return _AsyncRecorderTransport(self, self._async_inner or own, own)

    # --- a transport --------------------------------------------------------------------------------

    @property
    def asynchronous(self) -> AsyncTransport:
        """The same recorder as a transport for `AsyncClient`. Closing it leaves the recorder open."""
        return self._asynchronous()

    def send(self, request: Request) -> Response | TransportFailure:
        """Answer a request from the cassette, or ask the service and record.

        Raises:
            UnmatchedRequestError: The cassette does not hold the request.
            ConfigurationError: The recorder is closed, or a credential cannot be removed.
        """
        return self._itself().send(request)

    def wait(self, seconds: float) -> None:
        """Let the time before another attempt pass; at once when replaying."""
        self._itself().wait(seconds)

    def _itself(self) -> _RecorderTransport:
        """Return the transport behind `send`, made on first use."""
        self._check_open()
        with self._lock:
            if self._own is None:
                self._own = self._blocking()
            return self._own

    def close(self) -> None:
        """Write the cassette. Closing twice does no harm.

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
            write(self.path, records, self._scrubber.is_clean)

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
            # The code under test has caught it.
            raise self._unmatched

    def __del__(self) -> None:
        if getattr(self, "_unsaved", False):
            warnings.warn(f"{self!r} was not closed: nothing was written", ResourceWarning, 2)

    def __repr__(self) -> str:
        return joined(
            f"<Recorder {self.mode}", f"{self.path.name},", f"{len(self._records)} records"
        )

    # --- records ------------------------------------------------------------------------------------

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The requests of the cassette, in order."""
        with self._lock:
            return tuple(record.request for record in self._records)

    @property
    def unused(self) -> tuple[RecordedRequest, ...]:
        """The requests of the cassette that were not made while replaying; logins do not count."""
        with self._lock:
            if self.mode == "record":
                return ()
            pairs = zip(self._records, self._played, strict=True)
            return tuple(record.request for record, played in pairs if not played)

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the recorder is closed", hint="make a new one")

    def _record(self, request: Request, response: Response | TransportFailure) -> None:
        record = self._scrubber.record(request, response)
        with self._lock:
            self._records.append(record)
            self._played.append(True)
            self._unsaved = True

    def _replay(self, request: Request) -> Response | TransportFailure:
        what = self._scrubber.request(request)
        with self._lock:
            last: Record | None = None
            for index, record in enumerate(self._records):
                if record.request == what:
                    last = record
                    if not self._played[index] or record.is_login:
                        self._played[index] = True
                        return record.response
            held = [record.request for record in self._records]
            error = UnmatchedRequestError(_explain(self.path, what, last, held))
            self._unmatched = self._unmatched or error
        raise error


class _RecorderTransport:
    """A recorder as a blocking client sees it.

    Args:
        recorder: The recorder.
        inner: Transport to record from; None replays.
        own: Transport to close with the client.
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
        response = self._inner.send(request)
        self._recorder._record(request, response)
        return response

    def wait(self, seconds: float) -> None:
        if self._inner is not None:
            self._inner.wait(seconds)

    def close(self) -> None:
        if self._own is not None:
            self._own.close()


class _AsyncRecorderTransport:
    """A recorder as an asynchronous client sees it; arguments as for `_RecorderTransport`."""

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
        response = await self._inner.send(request)
        self._recorder._record(request, response)
        return response

    async def wait(self, seconds: float) -> None:
        if self._inner is not None:
            await self._inner.wait(seconds)

    async def close(self) -> None:
        if self._own is not None:
            await self._own.close()


def _explain(
    path: Path, what: RecordedRequest, last: Record | None, held: Sequence[RecordedRequest]
) -> str:
    """Return the message for an unmatched request, with the nearest one that the cassette holds."""
    lines = [f"{path.name} does not hold this request:", f"  {what}"]
    if last is not None:
        times = Counter(held)[what]
        lines[0] = f"{path.name} holds this request {times} time{'s' * (times > 1)}, not more:"
    elif not held:
        lines.append("it holds none at all")
    else:
        index, nearest = max(
            enumerate(held), key=lambda pair: SequenceMatcher(None, str(what), str(pair[1])).ratio()
        )
        lines += [f"nearest is record {index + 1} of {len(held)}:", f"  {nearest}"]
        ours, theirs = what.parameters, nearest.parameters
        for name in sorted(ours.keys() | theirs.keys()):
            if ours.get(name) != theirs.get(name):
                asked, kept = (", ".join(side.get(name, ["nothing"])) for side in (ours, theirs))
                lines.append(f"    {name}: asked {asked}; recorded {kept}")
        if what.body != nearest.body:
            lines.append("    the bodies differ")
    lines.append("record the cassette again if the request is right (mode='record')")
    return "\n".join(lines)
