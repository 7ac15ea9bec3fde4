"""Saved answers: format and model are guessed; from a file or standard input, gzip or plain."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

import evcp_models
from evcp import Format
from evcp._codec.streaming import CHUNK, Prefixed, unpacked_chunks
from evcp_codec.issues import MalformedDocument

from ..errors import CommandError, Exit
from ..reporter import Advance, Reporter

MODELS: dict[str, type[Any]] = {
    "stations": evcp_models.EVStationsResult,
    "station": evcp_models.EVStation,
    "evses": evcp_models.EVSEsResult,
    "evses-pool": evcp_models.EVSEsPool,
    "roamings": evcp_models.RoamingsResult,
    "count": evcp_models.CountResult,
    "connectortypes": evcp_models.ConnectorTypesResult,
    "powerfeedtypes": evcp_models.PowerFeedTypesResult,
    "connectorstatuses": evcp_models.ConnectorStatusesResult,
    "error": evcp_models.ErrorResult,
}
"""The models of saved answers, by their names on the command line."""

# Two chunks of gzip unpack to at least the one chunk that the guess looks at.
_HEAD = 2 * CHUNK
_BLANK = "\ufeff \t\r\n"
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|[{}\[\]]', re.DOTALL)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_ASIDE = re.compile(r"<\?.*?\?>|<!--.*?-->", re.DOTALL)


@dataclass(slots=True)
class SavedFile:
    """A saved answer, open for reading.

    Attributes:
        name: Name for messages.
        file: The bytes from the beginning, gzip still packed.
        format: Format.
        model: Model.
        size: Size in bytes; None if unknown.
        lines: True if each line is a document of its own.
    """

    name: str
    file: Prefixed
    format: Format
    model: type[Any]
    size: int | None
    lines: bool
    _advance: Advance | None = field(default=None, init=False)

    def read(self, size: int = -1) -> bytes:
        """Read at most `size` bytes, and advance the progress display."""
        data = self.file.read(size)
        if self._advance is not None:
            self._advance(len(data))
        return data

    @contextmanager
    def progress(self, reporter: Reporter) -> Iterator[Advance]:
        """Show the progress in bytes; the function that counts stations does nothing."""
        with reporter.progress("Reading", "bytes", self.size) as advance:
            self._advance = advance
            try:
                yield lambda number: None
            finally:
                self._advance = None

    def read_all(self) -> bytes:
        """Read and unpack all of the file.

        Raises:
            CommandError: The gzip data is broken.
        """
        return b"".join(self._chunks())

    def iter_lines(self) -> Iterator[bytes]:
        """Read and unpack the file line by line, in constant memory.

        Raises:
            CommandError: The gzip data is broken.
        """
        rest = b""
        for chunk in self._chunks():
            *lines, rest = (rest + chunk).split(b"\n")
            yield from lines
        yield rest

    def _chunks(self) -> Iterator[bytes]:
        try:
            yield from unpacked_chunks(cast("BinaryIO", self))
        except MalformedDocument as error:
            raise CommandError(f"{self.name}: {error}", status=Exit.FAILED) from None


@contextmanager
def open_saved_file(name: str, model: str | None, format: Format | None) -> Iterator[SavedFile]:
    """Open a saved answer and guess its format and model.

    Args:
        name: Path of the file, `-` for standard input.
        model: One of `MODELS`; None to guess.
        format: The format; None to guess.

    Raises:
        OSError: The file cannot be opened or read.
        CommandError: The file is empty, broken, or fits no model.
    """
    if name == "-":
        yield _identify("standard input", sys.stdin.buffer, None, model, format)
        return
    with Path(name).open("rb") as file:
        yield _identify(name, file, Path(name).stat().st_size or None, model, format)


def _identify(
    name: str, file: BinaryIO, size: int | None, model: str | None, format: Format | None
) -> SavedFile:
    head = b""
    while len(head) < _HEAD and (more := file.read(_HEAD - len(head))):
        head += more
    text = _text(head, name)
    if format is None:
        format = "xml" if text.lstrip(_BLANK).startswith("<") else "json"
    found = MODELS[model] if model else _guess(text, format, name)
    lines = format == "json" and found is evcp_models.EVStation and _first_line_is_object(text)
    return SavedFile(name, Prefixed(head, file), format, found, size, lines)


def _text(head: bytes, name: str) -> str:
    try:
        unpacked = next(unpacked_chunks(io.BytesIO(head)), b"")
    except MalformedDocument as error:
        raise CommandError(f"{name}: {error}", status=Exit.FAILED) from None
    if not unpacked.strip():
        raise CommandError(f"{name} is empty", status=Exit.FAILED)
    return unpacked.decode(json.detect_encoding(unpacked), "replace")


def _first_line_is_object(text: str) -> bool:
    """Return True for JSON lines, False for one document over several lines."""
    line, end, _ = text.lstrip(_BLANK).partition("\n")
    try:
        return bool(end) and isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _guess(text: str, format: str, name: str) -> type[Any]:
    if format == "xml":
        from evcp_models._xml_reader import ROOT_NAMES

        root = _ROOT.search(_ASIDE.sub("", text))
        found = root[2] if root else ""
        for model in MODELS.values():
            if found in ROOT_NAMES[model]:
                return model
        raise _unknown_model(name, f"its root is <{found}>" if found else "it has no element")
    from evcp_models._json_reader import KNOWN

    members = top_members(text)

    def score(model: type[Any]) -> tuple[int, int]:
        # Most members in common; of two models with as many, the one with fewer others.
        return len(members & KNOWN[model]), -len(KNOWN[model])

    best = max(MODELS.values(), key=score)
    if members & KNOWN[best]:
        return best
    if members:
        raise _unknown_model(name, f"its members are {', '.join(sorted(members)[:5])}")
    is_object = text.lstrip(_BLANK).startswith("{")
    raise _unknown_model(
        name, "it is an object without members" if is_object else "it is not a JSON object"
    )


def _unknown_model(name: str, reason: str) -> CommandError:
    flat = name.casefold().endswith((".csv", ".geojson"))
    return CommandError(
        f"{name} is not an answer of the API: {reason}",
        "csv and geojson are flat and cannot be read back: save as json or jsonl"
        if flat
        else f"if it is one, name its model: --model {'|'.join(MODELS)}",
        status=Exit.FAILED,
    )


def top_members(text: str) -> set[str]:
    """Return the member names of a JSON object, as far as the text goes."""
    depth = 0
    names = set()
    for token in _TOKEN.finditer(text):
        mark = token[0][0]
        if mark == '"':
            if depth == 1 and token[2]:
                names.add(token[1])
        elif mark in "[{":
            # Members of objects in an array are not members of the document.
            if not depth and mark == "[":
                return set()
            depth += 1
        else:
            depth -= 1
    return names
