"""Bytes of an answer to models, and back."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from evcp_codec.issues import Decoded, Issue, IssueKind, Issues, MalformedDocument, UnwritableModel

from .._reading.availability import Contradiction, contradictions, is_doubtful
from .._reading.names import explained
from ..errors import DecodeError, EncodeError, Reason, excerpt
from .collector import rare_collections

if TYPE_CHECKING:
    from evcp_models import (
        Connector,
        EVSEsResult,
        EVStation,
        EVStationsResult,
        OpeningHours,
        RoamingsResult,
    )

T = TypeVar("T")
Format = Literal["json", "xml"]
"""The two formats of the service (contract section 1.1)."""

MAX_BYTES = 64 * 1024 * 1024
"""Largest body that is decoded at once: some ten times a page of 2,000 stations."""
_MANY_BYTES = 64 * 1024
"""Size from which the collector costs more than 1 % of the time: some 10 stations."""


@explained
def decode(
    body: bytes,
    model: type[T],
    *,
    format: Format,
    strict: bool = False,
    max_bytes: int = MAX_BYTES,
    offset: int = 0,
) -> Decoded[T]:
    """Decode a document of the service.

    Reading is tolerant where the meaning is certain: any order, any namespace, attribute or element,
    one item or an array of one, a number or its text, white space around all but free text. Every other
    departure from the schema is reported as an `Issue`, and so are contradictions between members; every
    value has the type of its annotation. XML is parsed without entities, document types or network, at
    most 256 levels deep.

    Args:
        body: The bytes of the document.
        model: Class of the document, such as `evcp_models.EVStationsResult`.
        format: `"json"` or `"xml"`.
        strict: Raise the first issue instead of returning all.
        max_bytes: Largest accepted body. `evcp.iter_stations` reads files of any size.
        offset: Index of the first station, if the document is a further page of a search.

    Returns:
        The model and the issues.

    Raises:
        DecodeError: The body is not such a document at all (HTML, truncated, empty, another root,
            an entity declaration, absurd depth or size), or `strict` met an issue.
        TypeError: `model` is not a class of `evcp_models`, or `format` is unknown.

    Source:
        Contract sections 2 to 4.
    """
    if not isinstance(body, (bytes, bytearray)):
        raise TypeError(f"body must be bytes, not {type(body).__name__}")
    if len(body) > max_bytes:
        raise DecodeError(
            f"cannot decode {model.__name__}: the body has {len(body):,} bytes, more than {max_bytes:,}",
            hint="pass max_bytes, or read stations from a file with evcp.iter_stations",
            reason=Reason.TOO_LARGE,
        )
    check_format(format)
    try:
        value, issues = (decode_json if format == "json" else _decode_xml)(body, model)
    except MalformedDocument as error:
        raise DecodeError(
            f"cannot decode {model.__name__}: {error}", hint=error.hint, body_excerpt=excerpt(body)
        ) from None
    for issue in model_issues(value, issues):
        issues.report(issue.path, issue.kind, issue.raw)
    if getattr(value, "has_more", None) is False:
        from evcp_models import EVStationsResult

        if isinstance(value, EVStationsResult):
            check_end(False, value.count, offset + len(value.ev_stations), issues)
    if strict and issues:
        raise DecodeError(
            f"cannot decode {model.__name__} strictly from {format}: {issues[0]}",
            hint="decode without strict=True to keep what can be read and get the issues in a list",
            issue=issues[0],
        )
    if value is None:
        raise DecodeError(
            f"cannot decode {model.__name__}: a required value is missing: {issues[-1]}",
            hint="compare it with the model's required fields",
            issue=issues[-1],
        )
    return Decoded(value, tuple(issues), issues.total - len(issues))


def decode_many(
    bodies: Iterable[bytes],
    model: type[T],
    *,
    format: Format,
    strict: bool = False,
    max_bytes: int = MAX_BYTES,
) -> Iterator[Decoded[T] | DecodeError]:
    """Decode many documents of a harvest, one after the other, as they are asked for.

        for body, found in zip(bodies, evcp.decode_many(bodies, EVStationsResult, format="json")):
            if isinstance(found, evcp.DecodeError):
                ...

    Args:
        bodies: The bytes of each document; a generator that reads files keeps one of them in memory.
        model: Class of the documents, as for `decode`.
        format: `"json"` or `"xml"`.
        strict: Refuse a document with an issue.
        max_bytes: Largest accepted body.

    Yields:
        What `decode` returns for each body, in their order, and the `DecodeError` in place of what it raises:
        one broken document does not end a harvest.

    Raises:
        TypeError: A body is not bytes, `model` is not a class of `evcp_models`, or `format` is unknown.
    """
    for body in bodies:
        try:
            yield decode(body, model, format=format, strict=strict, max_bytes=max_bytes)
        except DecodeError as error:
            yield error


def check_end(has_more: bool | None, count: int | None, stations: int, issues: Issues) -> None:
    """Add the issue of an end that comes before the count, if no other issue explains it.

    Whether `count` is the total or the length of a page is not known (contract section 10.6); it can be
    neither here.

    Args:
        has_more: The flag of the answer.
        count: The count of the answer.
        stations: Number of stations up to the end of the answer.
        issues: Issues of the answer; gets the new one.
    """
    if has_more is False and count is not None and count > stations and not issues.losses:
        facts = f"hasMore false, count {count}, stations up to here {stations}"
        issues.report("count", IssueKind.CONTRADICTION, facts)


def model_issues(value: object, issues: Iterable[Issue], path: str = "") -> Iterator[Issue]:
    """Yield the issues of a decoded model that only several members together have.

    That is: contradictions, and annual openings without any date.

    Args:
        value: The model.
        issues: Issues of the decoder: list items that it dropped have an index in the document.
        path: Path of the model.
    """
    from evcp_models import Connector, EVStation, EVStationsResult, OpeningHours

    stations: tuple[EVStation, ...] = ()
    if isinstance(value, EVStationsResult):
        stations = value.ev_stations
    elif isinstance(value, EVStation):
        stations = (value,)
    elif isinstance(value, Connector):
        yield from _group_issues(value, contradictions(value), issues, path)
    elif isinstance(value, OpeningHours):
        yield from _undated(value, issues, path)
    # Nearly every answer ends here: the paths cost more than this look.
    doubtful = {id(one) for one in stations if is_doubtful(one) or _has_dates(one)}
    if not doubtful or not stations:
        return
    dropped = _dropped(issues)
    placed: Iterable[tuple[str, EVStation]] = ((path, stations[0]),)
    if isinstance(value, EVStationsResult):
        placed = _items(stations, "evStations.evStation", dropped)
    for at, station in placed:
        if id(station) not in doubtful:
            continue
        found = contradictions(station)
        yield from (_issue(one, at) for one in found if one.group is None)
        groups = _items(station.connectors, _below(at, "connectors.connector"), dropped)
        for index, (where, group) in enumerate(groups):
            own = [one for one in found if one.group == index]
            yield from _group_issues(group, own, issues, where)


def _has_dates(station: EVStation) -> bool:
    for group in station.connectors:
        details = group.connector_details
        hours = None if details is None else details.opening_hours
        if hours is not None and hours.annual_openings:
            return True
    return False


def _group_issues(
    group: Connector,
    found: Iterable[Contradiction],
    issues: Iterable[Issue],
    path: str,
) -> Iterator[Issue]:
    yield from (_issue(one, path) for one in found)
    details = group.connector_details
    if details is not None and details.opening_hours is not None:
        at = _below(path, "connectorDetails.openingHours")
        yield from _undated(details.opening_hours, issues, at)


def _undated(hours: OpeningHours, issues: Iterable[Issue], path: str) -> Iterator[Issue]:
    """Yield an issue for each entry of the annual openings that names no date at all."""
    if hours.annual_openings:
        dropped = _dropped(issues)
        for at, entry in _items(hours.annual_openings, _below(path, "annualOpenings"), dropped):
            if entry.date is entry.from_ is entry.to is None:
                yield Issue(at, IssueKind.OUT_OF_RANGE, "an entry without a date")


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _issue(found: Contradiction, path: str) -> Issue:
    return Issue(_below(path, found.path), IssueKind.CONTRADICTION, found.facts)


_ITEM = re.compile(r"(.*)\[([0-9]+)\](\.[^.\[]+)?", re.DOTALL)


def _dropped(issues: Iterable[Issue]) -> set[tuple[str, int]]:
    """Return list and index of items that were left out: no structure, or lacking a required member."""
    found = set()
    for issue in issues:
        if issue.kind is IssueKind.MISSING or issue.kind is IssueKind.BAD_VALUE:
            match = _ITEM.fullmatch(issue.path)
            if match and (match[3] is not None) is (issue.kind is IssueKind.MISSING):
                found.add((match[1], int(match[2])))
    return found


def _items(items: Iterable[T], path: str, dropped: set[tuple[str, int]]) -> Iterator[tuple[str, T]]:
    """Yield the items of a list with their paths in the document."""
    index = 0
    for item in items:
        while (path, index) in dropped:
            index += 1
        yield f"{path}[{index}]", item
        index += 1


def check_format(format: str) -> None:
    """Raise `TypeError` for an unknown format."""
    if format not in ("json", "xml"):
        raise TypeError(f"format must be 'json' or 'xml', not {format!r}")


def _not_a_model(model: object) -> TypeError:
    return TypeError(f"{model!r} is not a model class of evcp_models")


def _not_writable(model: object) -> TypeError:
    """Build the error of a value that is no model, with the way to the models that it holds."""
    if isinstance(model, type):
        return TypeError(f"the model is the class {model.__name__}: pass an instance")
    held = next((name for name in ("value", "found") if hasattr(model, name)), None)
    advice = (
        f": pass its .{held}" if held else ", which is no model of evcp_models, nor a list of them"
    )
    return TypeError(f"the model is of type {type(model).__name__}{advice}")


# The generated modules of a format are imported with its first document: XML needs lxml.


def decode_json(body: bytes, model: type[T]) -> tuple[T | None, Issues]:
    """Decode a JSON body: the model, None if it lacks a required value, and the issues."""
    from evcp_codec.json import read_json, read_plain
    from evcp_models._json_reader import KNOWN, READERS, ROOTS

    if model not in READERS:
        raise _not_a_model(model)
    done = read_plain(body, READERS[model], KNOWN[model])
    if done is not None:
        return done
    with _collector(body):
        return read_json(body, READERS[model], KNOWN[model], root=model in ROOTS)


def _decode_xml(body: bytes, model: type[T]) -> tuple[T | None, Issues]:
    from evcp_codec.xml import read_xml
    from evcp_models._xml_reader import READERS, ROOT_NAMES, SHAPES

    if model not in READERS:
        raise _not_a_model(model)
    with _collector(body):
        return read_xml(body, READERS[model], ROOT_NAMES[model], model.__name__, SHAPES)


def _collector(body: bytes) -> contextlib.AbstractContextManager[None]:
    """Return the measure against the garbage collector that a body needs."""
    return contextlib.nullcontext() if len(body) <= _MANY_BYTES else rare_collections()


@explained
def encode(model: object, *, format: Format) -> bytes:
    """Write a model as a document of the service, in the same shapes that `decode` reads.

    Args:
        model: An instance of a class of `evcp_models`, or a list (tuple, pager) of stations, pools or
            providers, which is written as the document of such a list. An empty one is a document of
            stations.
        format: `"json"` or `"xml"`.

    Returns:
        The document, in UTF-8. `decode` turns it into an equal model; white space around and within codes
        means nothing, so it collapses that. A character that XML does not have (control characters, half
        a surrogate pair) is written as U+FFFD, with a warning of the logger `evcp_codec`.

    Raises:
        EncodeError: A value cannot be written: a naive datetime, NaN, a value of another type than its
            annotation.
        TypeError: `model` is not an instance of a class of `evcp_models` or a list of one class, or `format`
            is unknown.
    """
    check_format(format)
    if isinstance(model, Iterable) and not isinstance(model, str | bytes | Mapping):
        model = document(model)
    try:
        return _encode_json(model) if format == "json" else _encode_xml(model)
    except UnwritableModel as error:
        raise EncodeError(
            f"cannot encode {type(model).__name__} as {format}: {error}",
            hint="give the field a value that its annotation and the format allow",
        ) from error.__cause__


def document(items: Iterable[object]) -> EVStationsResult | EVSEsResult | RoamingsResult:
    """Return the document that lists models.

    Raises:
        TypeError: The models are of different kinds, or of one that no document lists.
    """
    from evcp_models import (
        EVSEsPool,
        EVSEsResult,
        EVStation,
        EVStationsResult,
        RoamingEntry,
        RoamingsResult,
    )

    found: tuple[Any, ...] = tuple(items)
    kinds = {type(item) for item in found} or {EVStation}
    if kinds == {EVStation}:
        return EVStationsResult(ev_stations=found)
    if kinds == {EVSEsPool}:
        return EVSEsResult(pools=found)
    if kinds == {RoamingEntry}:
        return RoamingsResult(roaming=found)
    names = ", ".join(sorted(kind.__name__ for kind in kinds))
    raise TypeError(
        f"a list of {names} has no document of its own: pass the model that holds it, "
        "or a list of EVStation, EVSEsPool or RoamingEntry"
    )


def _encode_json(model: object) -> bytes:
    from evcp_codec.writing import write_json
    from evcp_models._json_writer import WRITERS

    if type(model) not in WRITERS:
        raise _not_writable(model)
    return write_json(model, WRITERS)


def _encode_xml(model: object) -> bytes:
    from evcp_codec.writing import write_xml
    from evcp_models import models
    from evcp_models._xml_writer import ROOTS, WRITERS

    if type(model) not in WRITERS:
        raise _not_writable(model)
    return write_xml(model, WRITERS, ROOTS, models.__NAMESPACE__)
