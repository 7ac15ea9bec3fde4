"""The file that a `Recorder` writes and reads: requests and the responses to them.

One JSON document. A JSON body stands in it as JSON and keeps every value, though not its spaces; any
other text is a list of pieces, and anything else is in Base64.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .._codec.files import replaced
from ..errors import (
    ConfigurationError,
    DeadlineError,
    NotSentError,
    Reason,
    RequestError,
    UnansweredError,
)
from ..transport import Response, TransportFailure

VERSION = 1
_MARK = "evcp-cassette"
_ERRORS: dict[str, type[RequestError]] = {
    kind.__name__: kind for kind in (NotSentError, UnansweredError, DeadlineError)
}
_PIECES = re.compile(r"(?<=>)(?=<)|(?<=\n)")


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """The parts of a request that are compared: neither host, nor headers, nor credentials.

    Attributes:
        method: HTTP method.
        path: Path of the address.
        query: Parameters, sorted.
        body: Body, if it is JSON: with sorted members and without spaces. A form is never kept: most
            forms hold credentials.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: str | None = None

    @property
    def parameters(self) -> dict[str, list[str]]:
        """The values of each parameter."""
        values: dict[str, list[str]] = {}
        for name, value in self.query:
            values.setdefault(name, []).append(value)
        return values

    def __str__(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.query)
        shown = f"{self.method} {self.path}{'?' if query else ''}{query}"
        return shown if self.body is None else f"{shown} {self.body[:200]}"


@dataclass(frozen=True, slots=True)
class Record:
    """A request and its response.

    Attributes:
        request: The request.
        response: The response, or why there was none.
    """

    request: RecordedRequest
    response: Response | TransportFailure

    @property
    def is_login(self) -> bool:
        """Whether the response issued a token: it then serves any number of requests."""
        if not isinstance(self.response, Response) or b"access_token" not in self.response.body:
            return False
        try:
            raw = json.loads(self.response.body)
        except (ValueError, RecursionError):
            return False
        return isinstance(raw, dict) and "access_token" in raw


def canonical(body: str) -> str | None:
    """Return a JSON body with sorted members and without spaces; None for any other body."""
    try:
        return json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        return None


# --- writing --------------------------------------------------------------------------------------


def write(path: Path, records: Sequence[Record], is_clean: Callable[[str], bool]) -> None:
    """Write a cassette in one step: a reader finds the old file or the new one.

    Args:
        path: The cassette.
        records: Its records.
        is_clean: Returns True if the text of the file holds no credential.

    Raises:
        ConfigurationError: A credential would be written.
        OSError: The file cannot be written.
    """
    document = {
        _MARK: VERSION,
        "recorded": datetime.now(UTC).isoformat(timespec="seconds"),
        "records": [_dump_record(record) for record in records],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    if not is_clean(text):
        raise ConfigurationError(
            f"a credential would be written to {path.name}: nothing was written",
            hint="an answer holds it in a form that is not recognised; please report which",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as draft:
        draft.write_text(text, "utf-8")


def _dump_record(record: Record) -> dict[str, Any]:
    what, response = record.request, record.response
    query = {name: one if len(one) > 1 else one[0] for name, one in what.parameters.items()}
    request: dict[str, Any] = {"method": what.method, "path": what.path, "query": query}
    if what.body is not None:
        request["json"] = json.loads(what.body)
    if isinstance(response, TransportFailure):
        error = response.error.__name__
        fault = {"error": error, "message": response.message, "again": response.retryable}
        if response.reason is not None:
            fault["reason"] = response.reason.value
        return {"request": request, "fault": fault}
    head = {"status": response.status, "headers": dict(response.headers)}
    return {"request": request, "answer": head | _dump_body(response.body)}


def _dump_body(body: bytes) -> dict[str, Any]:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}
    with contextlib.suppress(ValueError, RecursionError):
        value = json.loads(text)
        again = json.dumps(value, ensure_ascii=False, allow_nan=False)
        again.encode()  # half a surrogate pair cannot be written
        # `0.520` is a price that knows its digits, and a member may stand there twice.
        if isinstance(value, dict | list) and _literals(again) == _literals(text):
            return {"json": value}
    return {"text": _PIECES.split(text)}


def _literals(text: str) -> object:
    """Parse JSON without changing a number or dropping a repeated member."""
    return json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=list)


# --- reading --------------------------------------------------------------------------------------


def read(path: Path) -> list[Record]:
    """Read a cassette.

    Raises:
        ConfigurationError: The file does not exist, or is not a cassette of this version.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"there is no cassette {path}",
            hint="record it first: mode='record', or pytest --evcp-record=record",
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(
            f"the cassette {path}", getattr(error, "strerror", None) or error
        ) from None
    version = document.get(_MARK) if isinstance(document, dict) else None
    if version != VERSION:
        found = "no version" if version is None else f"version {version!r}"
        raise _unreadable(f"the cassette {path}", f"it has {found}, not {_MARK} {VERSION}")
    records = []
    for number, raw in enumerate(document.get("records", ()), 1):
        try:
            records.append(_load_record(raw))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            why = f"{type(error).__name__}: {error}"
            raise _unreadable(f"record {number} of the cassette {path}", why) from None
    return records


def _unreadable(what: str, why: object) -> ConfigurationError:
    return ConfigurationError(f"{what} cannot be read: {why}", hint="mend it, or record it again")


def _load_record(raw: Mapping[str, Any]) -> Record:
    request = raw["request"]
    query = (
        (name, _string(value))
        for name, given in request["query"].items()
        for value in (given if isinstance(given, list) else [given])
    )
    what = RecordedRequest(
        method=_string(request["method"]),
        path=_string(request["path"]),
        query=tuple(sorted(query)),
        body=canonical(json.dumps(request["json"])) if "json" in request else None,
    )
    if "fault" in raw:
        fault = raw["fault"]
        error, message = _ERRORS[fault["error"]], _string(fault["message"])
        reason = Reason(fault["reason"]) if "reason" in fault else None
        return Record(what, TransportFailure(error, message, bool(fault["again"]), reason))
    answer = raw["answer"]
    headers = {name.lower(): _string(value) for name, value in answer["headers"].items()}
    return Record(what, Response(int(answer["status"]), headers, _load_body(answer)))


def _load_body(answer: Mapping[str, Any]) -> bytes:
    if "json" in answer:
        return json.dumps(answer["json"], ensure_ascii=False, separators=(",", ":")).encode()
    if "text" in answer:
        return "".join(answer["text"]).encode()
    return base64.b64decode(answer["base64"], validate=True)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a string")
    return value
