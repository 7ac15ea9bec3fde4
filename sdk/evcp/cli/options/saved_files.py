"""Saved answers and stations: kind and model are guessed; from a file or standard input, gzip or plain."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal

import evcp_models
from evcp import Format, Issue, IssueKind
from evcp._codec.flat import feature_document, is_flat, is_flat_feature, other_table, row_document
from evcp._codec.streaming import CHUNK, Prefixed, unpacked_chunks
from evcp_codec.issues import MalformedDocument
from evcp_codec.model import Model

from ..errors import CommandError, Exit
from ..reporter import Advance, Reporter

MODELS: dict[str, type[Model]] = {
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

Shape = Literal["document", "lines", "list", "geojson", "geojsonseq", "csv", "empty"]
"""One document of the service; one a line; a list of them; stations of the flat forms of evcp; lines of no
stations."""

# Two chunks of gzip unpack to at least the one chunk that the guess looks at.
_HEAD = 2 * CHUNK
_BLANK = "\ufeff \t\r\n"
_RECORD = b"\x1e \t\r"
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|[{}\[\]]', re.DOTALL)
_MEMBER = re.compile(r'"([a-z_]+)"\s*:')
_NO_FEATURES = re.compile(r'\{\s*"type":\s*"FeatureCollection",\s*"features":\s*\[\s*\]\s*\}\s*')
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
        shape: Arrangement of the documents.
    """

    name: str
    file: Prefixed
    format: Format
    model: type[Model]
    size: int | None
    shape: Shape
    _advance: Advance | None = field(default=None, init=False)

    @property
    def kind(self) -> str:
        """Name of the form, for people."""
        if self.shape == "empty":
            return "an empty file"
        if self.shape == "geojsonseq":
            return "geojson"
        return self.shape if self.shape in ("geojson", "csv") else self.format

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

    def documents(self) -> Iterator[tuple[str, bytes | Issue]]:
        """Read and unpack the file: each document of the model, and its place for messages.

        A row of CSV that is cut is an issue. Lines and CSV take constant memory.

        Raises:
            CommandError: The gzip data or the list is broken.
        """
        if self.shape == "document":
            yield self.name, b"".join(self._chunks())
        if self.shape in ("document", "empty"):
            return
        values: Iterable[object]
        if self.shape == "lines":
            values = self._lines()
        elif self.shape == "csv":
            values = self._rows()
        else:
            values = self._json() if self.shape == "list" else self._features()
        units = {"lines": "line", "csv": "row", "geojson": "feature", "geojsonseq": "feature"}
        unit = units.get(self.shape, "entry")
        for number, value in enumerate(values, 1):
            place = f"{self.name}, {unit} {number}"
            if isinstance(value, Issue):
                yield place, value
                continue
            document = value if isinstance(value, bytes) else json.dumps(value).encode()
            if document.strip():
                yield place, document

    def _rows(self) -> Iterator[dict[str, object] | Issue]:
        lines = (line.decode("utf-8-sig") + "\n" for line in self._lines())
        head = next(lines)
        reader = csv.DictReader(itertools.chain([head], lines), delimiter=_delimiter(head))
        try:
            for row in reader:
                cells = [cell for cell in row.values() if cell is not None]
                if len(cells) < len(row):  # the last one may be cut as well
                    raw = (
                        f"{len(cells)} of {len(row)}: {reader.reader.dialect.delimiter.join(cells)}"
                    )
                    yield Issue("cells", IssueKind.MISSING, raw)
                else:
                    yield row_document(row)
        except csv.Error as error:
            place = f"{self.name}, line {reader.line_num}"
            raise CommandError(f"{place}: {error}", status=Exit.FAILED) from None

    def _features(self) -> Iterator[dict[str, object]]:
        for number, feature in enumerate(self._feature_values(), 1):
            if not is_flat_feature(feature):
                raise CommandError(
                    f"{self.name}, feature {number}: not a station that evcp saved",
                    status=Exit.FAILED,
                )
            yield feature_document(feature)

    def _feature_values(self) -> Iterable[Any]:
        if self.shape == "geojsonseq":
            return map(self._parsed, filter(None, (line.strip(_RECORD) for line in self._lines())))
        collection = self._json()
        features = collection.get("features", [collection])
        return features if isinstance(features, list) else []

    def _json(self) -> Any:
        return self._parsed(b"".join(self._chunks()))

    def _parsed(self, text: bytes) -> Any:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise CommandError(f"{self.name}: not JSON: {error}", status=Exit.FAILED) from None

    def _lines(self) -> Iterator[bytes]:
        rest = b""
        for chunk in self._chunks():
            *lines, rest = (rest + chunk).split(b"\n")
            yield from lines
        yield rest

    def _chunks(self) -> Iterator[bytes]:
        try:
            yield from unpacked_chunks(self)
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
    start = text.lstrip(_BLANK)
    if "\0" in text and start[:1] not in ("{", "[", "<"):
        raise CommandError(
            f"{name} is not a text file: it holds NUL bytes",
            "export it as CSV, JSON or GeoJSON",
            status=Exit.FAILED,
        )
    if format is None:
        format = "xml" if start.startswith("<") else "json"
    if start.startswith("\x1e"):
        shape: Shape = "geojsonseq"
    else:
        shape = "document" if start and format == "xml" else _shape(start)
    if shape == "empty" and (format == "xml" or model not in (None, "stations", "station")):
        raise CommandError(f"{name} is empty", status=Exit.FAILED)
    if shape == "document" and (table := other_table(_columns(start))):
        raise CommandError(
            f"{name} is a CSV file of {table}, which is not read",
            "save them with --output json, from which every form can be made"
            if "EVSEs" in table
            else "it is no answer of the service: open it in a spreadsheet",
            status=Exit.FAILED,
        )
    if shape in ("csv", "geojson", "geojsonseq", "empty"):
        found: type[Model] = evcp_models.EVStation
    else:
        found = MODELS[model] if model else _guess(text, shape, format, name)
    return SavedFile(name, Prefixed(head, file), format, found, size, shape)


def _text(head: bytes, name: str) -> str:
    try:
        unpacked = next(unpacked_chunks(io.BytesIO(head)), b"")
    except MalformedDocument as error:
        raise CommandError(f"{name}: {error}", status=Exit.FAILED) from None
    return unpacked.decode(json.detect_encoding(unpacked), "replace")


def _shape(text: str) -> Shape:
    line, _, others = text.partition("\n")
    if not text:
        return "empty"  # a search without results as JSON lines
    if text.startswith("["):
        return "list"
    if not text.startswith("{"):
        return "csv" if is_flat(_columns(text)) else "document"
    if is_flat(_MEMBER.findall(text)) or _NO_FEATURES.fullmatch(text):
        return "geojson"
    try:
        first = json.loads(line) if others.strip() else None
    except ValueError:
        first = None
    return "lines" if isinstance(first, dict) else "document"


def _columns(text: str) -> Sequence[str]:
    line = text.partition("\n")[0].rstrip("\r")
    with suppress(csv.Error):  # no header: the error of a document says what it is instead
        return next(csv.reader([line], delimiter=_delimiter(line)), ())
    return ()


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)


def _guess(text: str, shape: Shape, format: str, name: str) -> type[Model]:
    if format == "xml":
        from evcp_models._xml_reader import ROOT_NAMES

        root = _ROOT.search(_ASIDE.sub("", text))
        found = root[2] if root else ""
        for model in MODELS.values():
            if found in ROOT_NAMES[model]:
                return model
        raise _unknown_model(name, f"its root is <{found}>" if found else "it has no element")
    from evcp_models._json_reader import KNOWN

    members = top_members(text.lstrip(_BLANK)[1:] if shape == "list" else text)

    def score(model: type[Model]) -> tuple[int, int]:
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
    return CommandError(
        f"{name} is neither an answer of the API nor stations or EVSEs saved by evcp: {reason}",
        f"if it is an answer, name its model: --model {'|'.join(MODELS)}; "
        "`evcp sandbox --data` reads files of other sources",
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
