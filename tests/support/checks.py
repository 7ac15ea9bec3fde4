"""Invariants of every decoded body, checked each time that a test decodes one."""

from __future__ import annotations

from typing import Any, Literal

from support.type_checks import type_lies

import evcp
import evcp_models as m

Format = Literal["json", "xml"]

MODELS: dict[str, type[Any]] = {
    "evStationsResult": m.EVStationsResult,
    "countResult": m.CountResult,
    "roamings": m.RoamingsResult,
    "evsesResult": m.EVSEsResult,
    "connectorTypes": m.ConnectorTypesResult,
    "powerFeedTypes": m.PowerFeedTypesResult,
    "connectorStatuses": m.ConnectorStatusesResult,
    "error": m.ErrorResult,
}
"""The model of each root element."""


def decode(body: bytes, model: type[Any], format: Format) -> evcp.Decoded[Any]:
    """Decode a body and check the invariants.

    No exception but `DecodeError`; every value of its annotated type; strict reading fails if and only if
    there is an issue, with the first one, and gives the same value otherwise.

    Raises:
        evcp.DecodeError: The body is not such a document; strict reading agreed.
    """
    strict = _outcome(body, model, format, strict=True)
    lenient = _outcome(body, model, format, strict=False)
    if isinstance(lenient, evcp.DecodeError):
        assert lenient.message
        assert isinstance(strict, evcp.DecodeError), f"strict reading accepts {strict}"
        raise lenient
    assert list(type_lies(lenient.value, model)) == []
    if isinstance(strict, evcp.DecodeError):
        assert lenient.issues, f"strict reading fails without an issue: {strict}"
        assert strict.issue == lenient.issues[0]
    else:
        assert not lenient.issues, f"strict reading accepts {lenient.issues}"
        assert strict == lenient
    return lenient


def _outcome(
    body: bytes, model: type[Any], format: Format, *, strict: bool
) -> evcp.Decoded[Any] | evcp.DecodeError:
    try:
        return evcp.decode(body, model, format=format, strict=strict)
    except evcp.DecodeError as error:
        return error
