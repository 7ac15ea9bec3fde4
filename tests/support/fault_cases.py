"""What the tests of faults on the wire share: little time, good answers, and ways to fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from support.fakes import Format, Kind, count_body
from support.faults import (
    Peer,
    Script,
    message,
)

from evcp import (
    Circle,
    EvcpError,
    RetryPolicy,
    Timeout,
)
from evcp.operations import count_stations

TLS = Path(__file__).parents[1] / "fixtures" / "tls"
COUNT = count_stations(Circle(52.5, 13.4, 500))
TIMEOUT = Timeout(connect=0.5, read=0.2, total=4)
HURRY = Timeout(connect=0.5, read=0.3, total=0.5)
GRACE = 1.0
"""Seconds that a busy machine may be late."""
KINDS: list[Kind] = ["sync", "async"]
GOOD = count_body()
XML = count_body(format="xml")


def arguments(**more: Any) -> dict[str, Any]:
    quick = RetryPolicy(attempts=2, first_wait=0.001, longest_wait=0.001)
    return {"timeout": TIMEOUT, "retries": quick, "max_bytes": 200_000, **more}


def send_and_reset(data: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.send(data)
        peer.wait(0.05)
        peer.reset()

    return script


def send_and_hang(data: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.send(data)
        peer.hang()

    return script


def then_closes(data: bytes) -> Script:
    """Answer as if the connection were kept, and close it."""
    return lambda peer: peer.send(data)


def length_of(content: bytes, add: int) -> bytes:
    return message(content, length=len(content) + add)


BOTH: tuple[Format, ...] = ("json", "xml")


def attempt(action: Callable[[], Any]) -> Any:
    try:
        return action()
    except EvcpError as error:
        return error


@dataclass
class Row:
    """A fault, and what has to become of it.

    Attributes:
        name: What goes wrong.
        scripts: What the server does with one request after the other.
        error: The class of the error; None is a good answer.
        attempts: How often the request is sent.
        says: A part of the error's text.
        formats: The formats to try it in.
        sent: Requests that the server got; one more than the attempts where a kept connection broke.
        other: What the asynchronous client makes of it, if not the same: its HTTP library reads more, or less.
    """

    name: str
    scripts: Sequence[Script]
    error: type[EvcpError] | None = None
    attempts: int = 1
    says: str = ""
    formats: tuple[Format, ...] = ("json",)
    sent: int | None = None
    other: tuple[type[EvcpError] | None, int] | Literal["same"] = "same"
