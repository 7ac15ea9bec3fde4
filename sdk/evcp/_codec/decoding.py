"""Turning the bytes of an answer into models, and back."""

from __future__ import annotations

import contextlib
import gc
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, TypeVar, cast

from evcp_codec import writing as _writing
from evcp_codec.issues import Decoded, Issue

from ..errors import DecodeError, EncodeError, Reason

T = TypeVar("T")
Format = Literal["json", "xml"]
"""The two formats of the service (contract section 1.1)."""

MAX_BYTES = 64 * 1024 * 1024
"""Largest body that is decoded at once: some ten times a page of 2,000 stations."""


def decode(
    body: bytes,
    model: type[T],
    *,
    format: Format,
    strict: bool = False,
    max_bytes: int = MAX_BYTES,
) -> Decoded[T]:
    """Decode a document of the service.

    Reading is tolerant where the meaning is certain: any order, any namespace, attribute or element,
    one item or an array of one, a number or its text. Whatever else departs from the schema is
    reported as an `Issue`, and no value has another type than its annotation. XML is parsed without
    entities, document types or network, at most 256 levels deep.

    Args:
        body: The bytes of the document.
        model: The class that the document holds, such as `evcp_models.EVStationsResult`.
        format: `"json"` or `"xml"`.
        strict: Raise if there is an issue, with the first one, instead of returning them.
        max_bytes: Largest body that is accepted. `evcp.iter_stations` reads files of any size.

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
        raise TypeError(f"the body is {type(body).__name__}: it has to be bytes")
    if len(body) > max_bytes:
        raise DecodeError(
            f"cannot decode {model.__name__}: the body has {len(body):,} bytes, more than {max_bytes:,}",
            hint="pass max_bytes, or read stations from a file with evcp.iter_stations",
            reason=Reason.TOO_LARGE,
        )
    if format not in ("json", "xml"):
        raise TypeError(f"format is {format!r}: it has to be 'json' or 'xml'")
    with _collector_paused():
        value, issues = (decode_json if format == "json" else _decode_xml)(body, model)
    if strict and issues:
        raise DecodeError(
            f"cannot decode {model.__name__} strictly from {format}: {issues[0]}",
            hint="decode without strict=True to keep what can be read and get the issues in a list",
            issue=issues[0],
        )
    if value is None:
        raise DecodeError(
            f"cannot decode {model.__name__}: the document lacks what it needs: {issues[-1]}",
            hint="compare it with the model's required fields",
            issue=issues[-1],
        )
    return Decoded(value, tuple(issues))


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking over the growing page again and again.

    Neither a parsed document nor a model has a cycle, so there is nothing for it to find; on large
    pages it would take half of the time. Another thread may run uncollected meanwhile, which the
    bound on a body's size keeps short.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def decode_json(body: bytes, model: type[T]) -> tuple[T | None, list[Issue]]:
    """Decode a JSON body: the model, or None if it lacks what it needs, and the issues."""
    from evcp_codec import json_reading as read
    from evcp_models._json_reader import KNOWN, READERS

    name = _known(model, READERS).__name__
    raw = read.load(body, name)
    if not isinstance(raw, dict) or not _resembles(raw, model, KNOWN[model]):
        raise read.no_such_document(body, raw, name, KNOWN[model])
    reading = read.JsonReading()
    value = READERS[model](raw, reading, None)
    if read.needs_exact_parse(body, reading):
        raw, repeated = read.load_lossless(body, name)
        if repeated or reading.inexact or reading.decimals:
            reading = read.JsonReading()
            value = READERS[model](raw, reading, None)
    return cast("T | None", value), reading.issues


def _resembles(raw: dict[str, Any], model: type, known: frozenset[str]) -> bool:
    """Tell whether a JSON object can be meant as a model: it has one of its members.

    An empty object is an empty structure (an address without lines), but never a whole answer.
    """
    from evcp_models._xml_writer import ROOTS

    return not known.isdisjoint(raw) or (not raw and not ROOTS[model][1])


def _decode_xml(body: bytes, model: type[T]) -> tuple[T | None, list[Issue]]:
    from evcp_codec.xml_audit import read_whole
    from evcp_codec.xml_parse import load, no_such_document
    from evcp_codec.xml_reading import local_name
    from evcp_models._xml_reader import ROOT_NAMES

    name = _known(model, ROOT_NAMES).__name__
    root = load(body, name)
    if local_name(root) not in ROOT_NAMES[model]:
        raise no_such_document(body, root, name, ROOT_NAMES[model])
    return read_whole(root, model)


def _known(model: type[T], readers: Mapping[type, Any]) -> type[T]:
    if model not in readers:
        raise TypeError(f"{model!r} is not a model class of evcp_models")
    return model


def encode(model: Any, *, format: Format) -> bytes:
    """Write a model as a document of the service, in the same shapes that `decode` reads.

    Args:
        model: An instance of a class of `evcp_models`.
        format: `"json"` or `"xml"`.

    Returns:
        The document, in UTF-8. `decode` turns it into an equal model.

    Raises:
        EncodeError: A value cannot be written: a naive datetime, NaN, a control character in XML,
            a value of another type than its annotation.
        TypeError: `model` is not an instance of a class of `evcp_models`, or `format` is unknown.
    """
    kind = type(model)
    if format not in ("json", "xml"):
        raise TypeError(f"format is {format!r}: it has to be 'json' or 'xml'")
    from evcp_models._xml_writer import ROOTS

    _known(kind, ROOTS)
    write = _json if format == "json" else _xml
    try:
        return write(model)
    except _UNWRITABLE as error:
        where = _writing.whereabouts(model, lambda part: _fails(write, part))
        raise EncodeError(
            f"cannot encode {kind.__name__} as {format}: {f'{where}: ' if where else ''}{error}",
            hint="give the field a value that its annotation and the format allow",
        ) from error


_UNWRITABLE = (ValueError, TypeError, AttributeError, LookupError, OverflowError)


def _fails(write: Callable[[Any], bytes], model: Any) -> bool:
    try:
        write(model)
    except _UNWRITABLE:
        return True
    return False


def _json(model: Any) -> bytes:
    from evcp_models._json_writer import WRITERS

    value = WRITERS[type(model)](model)
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8 form, but JSON can spell it
        return json.dumps(value, separators=(",", ":")).encode()


def _xml(model: Any) -> bytes:
    from evcp_models import models
    from evcp_models._xml_writer import ROOTS, WRITERS

    element, is_root = ROOTS[type(model)]
    parts = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>']
    # Only the root is qualified; its children are not (contract section 2).
    WRITERS[type(model)](model, f"ev:{element}" if is_root else element, parts.append)
    if is_root:
        qualified = f'<ev:{element} xmlns:ev="{models.__NAMESPACE__}"'
        parts[1] = parts[1].replace(f"<ev:{element}", qualified, 1)
    return "".join(parts).encode()
