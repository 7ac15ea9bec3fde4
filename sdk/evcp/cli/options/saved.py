"""Saved answers: which format they have, and which model; from a file or standard input, gzip or not."""

from __future__ import annotations

import gzip
import json
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import evcp_models as models

from ..failures import CommandError
from ..output.progress import Advance, progress
from ..reporter import Reporter

HEAD = 64 * 1024
"""Bytes of the beginning that the guess is made from."""

MODELS: dict[str, type[Any]] = {
    "stations": models.EVStationsResult,
    "station": models.EVStation,
    "evses": models.EVSEsResult,
    "evses-pool": models.EVSEsPool,
    "roamings": models.RoamingsResult,
    "count": models.CountResult,
    "connectortypes": models.ConnectorTypesResult,
    "powerfeedtypes": models.PowerFeedTypesResult,
    "connectorstatuses": models.ConnectorStatusesResult,
    "error": models.ErrorResult,
}
"""What a saved answer can be, by the name that people give it."""

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|[{}\[\]]', re.DOTALL)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_ASIDE = re.compile(r"<\?.*?\?>|<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved answer, ready to be read.

    Attributes:
        name: Its name, for messages.
        file: Its bytes, from the beginning; gzip as it is.
        format: Its format.
        model: Its model.
        size: Its size in bytes; None if that is not known.
        lines: Whether it holds one model a line.
    """

    name: str
    file: BinaryIO
    format: Literal["json", "xml"]
    model: type[Any]
    size: int | None
    lines: bool


@contextmanager
def open_saved(
    name: str, model: str | None, format: Literal["json", "xml"] | None
) -> Iterator[Saved]:
    """Open a saved answer and guess what it is.

    Args:
        name: Path of the file, `-` for standard input.
        model: One of `MODELS`; None guesses.
        format: The format; None guesses.

    Raises:
        OSError: The file cannot be opened or read.
        CommandError: It is nothing that evcp knows.
    """
    if name == "-":
        yield _known("standard input", sys.stdin.buffer, None, model, format)
        return
    with Path(name).open("rb") as file:
        size = Path(name).stat().st_size or None
        yield _known(name, file, size, model, format)


def _known(
    name: str,
    file: BinaryIO,
    size: int | None,
    model: str | None,
    format: Literal["json", "xml"] | None,
) -> Saved:
    head = _read_head(file)
    text = _text(head, name)
    if format is None:
        format = "xml" if text.lstrip("\ufeff \t\r\n").startswith("<") else "json"
    kind = MODELS[model] if model else _guess(text, format, name)
    lines = format == "json" and kind is models.EVStation and _begins_with_a_line(text)
    return Saved(name, cast("BinaryIO", _Rest(head, file)), format, kind, size, lines)


def _begins_with_a_line(text: str) -> bool:
    """Tell whether the first line is an object, and not only the beginning of one."""
    line, end, _ = text.lstrip("\ufeff \t\r\n").partition("\n")
    try:
        return bool(end) and isinstance(json.loads(line), dict)
    except ValueError:
        return False


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file, gzip or not, without reading all of it at once.

    Raises:
        CommandError: The file is not whole gzip.
    """
    rest = b""
    for piece in _unpacked(file):
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
    yield rest


def whole(file: BinaryIO) -> bytes:
    """Read all of a file, gzip or not.

    Raises:
        CommandError: The file is not whole gzip.
    """
    return b"".join(_unpacked(file))


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    first = file.read(HEAD)
    if not first.startswith(b"\x1f\x8b"):
        yield first
        yield from iter(lambda: file.read(HEAD), b"")
        return
    packed = gzip.GzipFile(fileobj=cast("BinaryIO", _Rest(first, file)))
    try:
        yield from iter(lambda: packed.read(HEAD), b"")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise CommandError(f"the file is not whole gzip: {error}", status=1) from None


def _read_head(file: BinaryIO) -> bytes:
    head = b""
    while len(head) < HEAD and (more := file.read(HEAD - len(head))):
        head += more
    return head


def _text(head: bytes, name: str) -> str:
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, HEAD)
        except zlib.error as error:
            raise CommandError(f"{name} is broken gzip: {error}", status=1) from None
        if not head:
            raise CommandError(f"{name} is not whole gzip", status=1)
    if not head.strip():
        raise CommandError(f"{name} is empty", status=1)
    return head.decode(json.detect_encoding(head), "replace")


def _guess(text: str, format: str, name: str) -> type[Any]:
    if format == "xml":
        from evcp_models._xml_reader import ROOT_NAMES

        root = _ROOT.search(_ASIDE.sub("", text))
        found = root[2] if root else ""
        for model in MODELS.values():
            if found in ROOT_NAMES[model]:
                return model
        raise _nothing_known(name, f"its root is <{found}>" if found else "it has no element")
    from evcp_models._json_reader import KNOWN

    members = top_members(text)
    # The model that knows most of the members; of two, the one that has hardly any others.
    best = max(MODELS.values(), key=lambda model: (len(members & KNOWN[model]), -len(KNOWN[model])))
    if not members & KNOWN[best]:
        shown = ", ".join(sorted(members)[:5])
        raise _nothing_known(name, f"its members are {shown}" if members else _not_one(text))
    return best


def _not_one(text: str) -> str:
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return "it is an object without members"
    return "it is no JSON object"


def _nothing_known(name: str, why: str) -> CommandError:
    if name.casefold().endswith((".csv", ".geojson")):
        hint = "csv and geojson are flat: keep what is to be read again as json or jsonl"
        return CommandError(f"{name} is no answer that evcp knows: {why}", hint, status=1)
    return CommandError(
        f"{name} is no answer that evcp knows: {why}",
        f"if it is one all the same: --model {'|'.join(MODELS)}",
        status=1,
    )


def top_members(text: str) -> set[str]:
    """Return the names of the members of a JSON object, as far as the text goes."""
    depth = 0
    names = set()
    for token in _TOKEN.finditer(text):
        mark = token[0][0]
        if mark == '"':
            if depth == 1 and token[2]:
                names.add(token[1])
        elif mark in "[{":
            # Members of an array's objects are not those of the document.
            if not depth and mark == "[":
                return set()
            depth += 1
        else:
            depth -= 1
    return names


class _Rest:
    """A file whose beginning was read already."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head = head
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """Read what is left, at most so many bytes."""
        if not self._head:
            return self._file.read(size)
        if size < 0:
            head, self._head = self._head, b""
            return head + self._file.read()
        head, self._head = self._head[:size], self._head[size:]
        return head


class Metered:
    """A file that shows how much of it was read.

    Args:
        saved: The answer whose file it is.
        talk: Whether there is anybody to show it to.
    """

    def __init__(self, saved: Saved, talk: Reporter) -> None:
        self._file = saved.file
        self._size = saved.size
        self._talk = talk
        self._advance: Advance | None = None

    def read(self, size: int = -1) -> bytes:
        """Read at most so many bytes."""
        data = self._file.read(size)
        if self._advance is not None:
            self._advance(len(data))
        return data

    @contextmanager
    def meter(self) -> Iterator[Advance]:
        """Show it for as long as the context lasts."""
        with progress(self._talk, "Reading", "bytes", self._size) as advance:
            self._advance = advance
            try:
                yield lambda number: None
            finally:
                self._advance = None
