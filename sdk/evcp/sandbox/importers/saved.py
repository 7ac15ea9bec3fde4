"""Stations that evcp saved: responses of the service, lists and lines of stations, GeoJSON and CSV.

Each station is decoded as a client decodes it; issues of the decoder are issues of its row.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator

from evcp._codec.decoding import decode
from evcp._codec.flat import (
    NOT_CARRIED,
    feature_document,
    is_flat,
    is_flat_feature,
    row_document,
)
from evcp._codec.streaming import iter_stations
from evcp.errors import DecodeError
from evcp_codec.issues import IssueKind
from evcp_models import EVStation

from .reading import BrokenRow, Notes, Report, Table, stations_of_rows

_KIND = "stations of evcp"
_LISTS = ("evStations", "features", "hasMore")
"""Members of documents with stations; without any, a response has `hasMore` alone."""


def is_saved(value: object) -> bool:
    """Return True for a Stations response, a station, and a feature of evcp."""
    if not isinstance(value, dict):
        return False
    return (
        isinstance(value.get("evStations"), dict | list)
        or isinstance(value.get("hasMore"), bool)
        or (isinstance(value.get("position"), dict) and "id" in value)
        or is_flat_feature(value)
    )


def is_table(table: Table) -> bool:
    """Return True for a CSV file of evcp."""
    return is_flat(table.columns)


def stations_of(values: Iterable[object], source: str) -> tuple[tuple[EVStation, ...], Report]:
    """The stations of the JSON values of a file, with the report."""
    loader = _Loader()
    values = list(values)
    if any(isinstance(one, dict) and one.get("hasMore") is True for one in values):
        loader.notes.note("hasMore", "true: the file has not all stations of its search")
    rows = list(_rows(values))
    if any(map(is_flat_feature, rows)):
        loader.notes.note("geojson", NOT_CARRIED["geojson"])
    return stations_of_rows(rows, loader.notes, loader.station, source, _KIND)


def stations_of_table(table: Table, source: str) -> tuple[tuple[EVStation, ...], Report]:
    """The stations of a CSV file, with the report."""
    loader = _Loader()
    loader.notes.note("csv", NOT_CARRIED["csv"])
    rows = (row if isinstance(row, BrokenRow) else row_document(row) for row in table.rows)
    return stations_of_rows(rows, loader.notes, loader.station, source, _KIND)


def stations_of_xml(text: str, source: str) -> tuple[tuple[EVStation, ...], Report]:
    """The stations of a Stations response in XML, with the report.

    Raises:
        ValueError: Another document.
    """
    loader = _Loader()
    notes = loader.notes
    try:
        with iter_stations(
            io.BytesIO(text.encode()),
            format="xml",
            on_issue=lambda issue: notes.note(issue.path, issue.kind.value, issue.raw),
        ) as stream:
            return stations_of_rows(stream, notes, loader.kept, source, _KIND)
    except DecodeError as error:
        raise ValueError(f"{source}: {error.message}") from error


def _rows(values: Iterable[object]) -> Iterator[object]:
    """The stations of documents, collections and lists; other values as they are."""
    for value in values:
        inner = value
        if isinstance(value, dict) and not value.keys().isdisjoint(_LISTS):
            inner = value.get("evStations", value.get("features"))
            inner = inner.get("evStation") if isinstance(inner, dict) else inner
            inner = [] if inner is None else inner if isinstance(inner, list) else [inner]
        if isinstance(inner, list):
            yield from _rows(inner)
        else:
            yield value


class _Loader:
    """Decodes stations, and records their issues."""

    def __init__(self) -> None:
        self.notes = Notes()

    def station(self, value: object) -> EVStation | None:
        """The station of a document; None if it is dropped."""
        if not isinstance(value, dict):
            self.notes.drop("", "not a station", value)
            return None
        document = feature_document(value) if is_flat_feature(value) else value
        try:
            decoded = decode(json.dumps(document).encode(), EVStation, format="json")
        except DecodeError as error:
            missing = "position" not in document
            self.notes.drop(
                "position" if missing else "", "no position" if missing else error.message
            )
            return None
        for issue in decoded.issues:
            if issue.kind is IssueKind.UNKNOWN_FIELD:
                self.notes.unread([issue.path])
            else:
                self.notes.note(issue.path, issue.kind.value, issue.raw)
        return self.kept(decoded.value)

    def kept(self, station: EVStation) -> EVStation | None:
        """The station; None if one with the same id came before."""
        if self.notes.seen_before(station.id):
            self.notes.drop("id", "seen before", station.id)
            return None
        return station
