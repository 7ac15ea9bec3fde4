"""The file that a `Recorder` writes and reads: what was asked, and what was answered.

One JSON document. A body that is JSON stands in it as JSON, and keeps every value though not its
spaces; any other text stands as a list of pieces, and what is no text in Base64.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .._core.redaction import SHORT
from ..errors import (
    ConfigurationError,
    DeadlineError,
    NotSentError,
    Reason,
    RequestError,
    UnansweredError,
)
from ..transport import Request, Response, TransportFailure
from .cassette_redaction import Scrubber

VERSION = 1
_MARK = "evcp-cassette"
KEPT_HEADERS = frozenset(
    [
        "age",
        "cache-control",
        "content-type",
        "date",
        "etag",
        "expires",
        "last-modified",
        "retry-after",
        "x-correlation-id",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-request-id",
    ]
)
"""Headers of answers that are kept. Any other may hold a credential or a cookie."""
_FAULTS: dict[str, type[RequestError]] = {
    kind.__name__: kind for kind in (NotSentError, UnansweredError, DeadlineError)
}
_PIECES = re.compile(r"(?<=>)(?=<)|(?<=\n)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared of a request: neither the host, nor headers, nor credentials.

    Attributes:
        method: HTTP method.
        path: Path of the address.
        query: Parameters, sorted.
        body: Body, if it is JSON: with sorted members and without spaces. A form holds credentials
            more often than not and is never kept.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: str | None = None

    def __str__(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.query)
        shown = f"{self.method} {self.path}{'?' if query else ''}{query}"
        return shown if self.body is None else f"{shown} {self.body[:200]}"


@dataclass(frozen=True, slots=True)
class Record:
    """A request and what came of it.

    Attributes:
        asked: The request.
        answer: The answer, or why there was none.
        is_login: Whether the answer gave out a token: it is then good for any number of requests.
    """

    asked: Asked
    answer: Response | TransportFailure
    is_login: bool = False


def asked(request: Request, scrubber: Scrubber) -> Asked:
    """Return what is kept of a request."""
    return Asked(
        method=request.method.upper(),
        path=scrubber.question(urlsplit(request.url).path),
        query=tuple(
            sorted((name, scrubber.parameter(name, value)) for name, value in request.query)
        ),
        body=_canonical(scrubber.question((request.body or b"").decode("utf-8", "replace"))),
    )


def recorded(request: Request, answer: Response | TransportFailure, scrubber: Scrubber) -> Record:
    """Return the record of a request and what came of it, without any credential.

    Raises:
        ConfigurationError: A credential in the answer is too short to be removed.
    """
    scrubber.learn(request)
    what = asked(request, scrubber)
    if isinstance(answer, TransportFailure):
        message = scrubber.text(answer.message)
        return Record(what, replace(answer, message=message))
    length = scrubber.short_key_in(answer.body)
    if length is not None:
        raise ConfigurationError(
            f"the answer to {what.method} {what.path} holds a credential of {length} characters: so "
            "short a text cannot be removed without damage to others",
            hint=f"record with a real key, or with one of {SHORT} characters or more",
        )
    headers = {
        name: scrubber.text(value)
        for name, value in sorted(answer.headers.items())
        if name in KEPT_HEADERS
    }
    body = scrubber.raw(answer.body)
    return Record(what, Response(answer.status, headers, body), _gives_token(answer.body))


def _canonical(body: str) -> str | None:
    if not body:
        return None
    try:
        return json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        return None


def _gives_token(body: bytes) -> bool:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(raw, dict) and "access_token" in raw


# --- writing --------------------------------------------------------------------------------------


def write(path: Path, records: Sequence[Record], scrubber: Scrubber) -> None:
    """Write a cassette in one step: a reader finds the old file or the new one.

    Raises:
        ConfigurationError: A credential would be written all the same.
        OSError: The file cannot be written.
    """
    document = {
        _MARK: VERSION,
        "recorded": datetime.now(UTC).isoformat(timespec="seconds"),
        "records": [_written(record) for record in records],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    if not scrubber.is_clean(text):
        raise ConfigurationError(
            f"a credential would be written to {path.name}: nothing was written",
            hint="an answer holds it in a form that is not recognised; please report which",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _written(record: Record) -> dict[str, Any]:
    what, answer = record.asked, record.answer
    request: dict[str, Any] = {
        "method": what.method,
        "path": what.path,
        "query": _written_query(what.query),
    }
    if what.body is not None:
        request["json"] = json.loads(what.body)
    if isinstance(answer, TransportFailure):
        fault = {
            "error": answer.error.__name__,
            "message": answer.message,
            "again": answer.retryable,
        }
        if answer.reason is not None:
            fault["reason"] = answer.reason.value
        return {"request": request, "fault": fault}
    said = {"status": answer.status, "headers": dict(answer.headers), **_body(answer.body)}
    return {"request": request, "answer": said}


def _written_query(query: Sequence[tuple[str, str]]) -> dict[str, str | list[str]]:
    """The values of each parameter by its name; a list where it is given several times."""
    values: dict[str, list[str]] = {}
    for name, value in query:
        values.setdefault(name, []).append(value)
    return {name: given if len(given) > 1 else given[0] for name, given in values.items()}


def _body(body: bytes) -> dict[str, Any]:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}
    value = _exact(text)
    if value is not None:
        return {"json": value}
    return {"text": _PIECES.split(text)}


def _exact(text: str) -> Any:
    """Return the value of a JSON document, if it tells all that the document does; or None."""
    same = True

    def number(literal: str) -> float:
        nonlocal same
        # `0.520` is a price that knows its digits.
        same = same and repr(float(literal)) == literal
        return float(literal)

    def integer(literal: str) -> int:
        nonlocal same
        same = same and str(int(literal)) == literal
        return int(literal)

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal same
        same = same and len(dict(pairs)) == len(pairs)
        return dict(pairs)

    try:
        value = json.loads(
            text,
            parse_float=number,
            parse_int=integer,
            parse_constant=number,
            object_pairs_hook=members,
        )
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return None
    return value if same and isinstance(value, dict | list) else None


# --- reading --------------------------------------------------------------------------------------


def read(path: Path) -> list[Record]:
    """Read a cassette.

    Raises:
        ConfigurationError: There is no such file, or it is no cassette of this version.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"there is no cassette {path}",
            hint="record it first: mode='record', or pytest --evcp-record=record",
        ) from None
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or error
        raise ConfigurationError(
            f"the cassette {path} cannot be read: {why}", hint="record it again"
        ) from None
    version = document.get(_MARK) if isinstance(document, dict) else None
    if version != VERSION:
        found = "it has no version" if version is None else f"it has version {version!r}"
        raise ConfigurationError(
            f"{path} is no cassette that can be read: {found}, not {_MARK} {VERSION}",
            hint="record it again",
        )
    records = []
    for at, raw in enumerate(document.get("records", ())):
        try:
            records.append(_read_record(raw))
        except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
            raise ConfigurationError(
                f"record {at + 1} of the cassette {path} cannot be read: "
                f"{type(error).__name__}: {error}",
                hint="mend it, or record it again",
            ) from None
    return records


def _read_record(raw: Mapping[str, Any]) -> Record:
    request = raw["request"]
    what = Asked(
        method=_text(request["method"]),
        path=_text(request["path"]),
        query=tuple(
            sorted(
                (name, _text(value))
                for name, given in request["query"].items()
                for value in (given if isinstance(given, list) else [given])
            )
        ),
        body=_canonical(json.dumps(request["json"])) if "json" in request else None,
    )
    if "fault" in raw:
        fault = raw["fault"]
        return Record(
            what,
            TransportFailure(
                _FAULTS[fault["error"]],
                _text(fault["message"]),
                bool(fault["again"]),
                Reason(fault["reason"]) if "reason" in fault else None,
            ),
        )
    answer = raw["answer"]
    headers = {_text(name).lower(): _text(value) for name, value in answer["headers"].items()}
    body = _read_body(answer)
    return Record(what, Response(int(answer["status"]), headers, body), _gives_token(body))


def _read_body(answer: Mapping[str, Any]) -> bytes:
    if "json" in answer:
        return json.dumps(answer["json"], ensure_ascii=False, separators=(",", ":")).encode()
    if "text" in answer:
        return "".join(answer["text"]).encode()
    return base64.b64decode(answer["base64"], validate=True)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
