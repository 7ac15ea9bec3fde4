"""What must hold for every body whatever: checked each time that a test decodes one."""

from __future__ import annotations

from typing import Any, Literal

import evcp
import evcp_models as m
from support.honesty import type_lies

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
    """Decode a body, and see that nothing about it is untrue.

    No exception but `DecodeError`; every value of its annotated type; strict reading fails if and only if
    there is an issue, with the first one, and gives the same value otherwise.

    Raises:
        evcp.DecodeError: The body is no such document; strict reading agreed.
    """
    try:
        lenient = evcp.decode(body, model, format=format)
    except evcp.DecodeError as error:
        assert error.message
        try:
            evcp.decode(body, model, format=format, strict=True)
        except evcp.DecodeError:
            raise error from None
        raise AssertionError("strict reading accepts what lenient reading refuses") from error
    assert list(type_lies(lenient.value, model)) == []
    try:
        strict = evcp.decode(body, model, format=format, strict=True)
    except evcp.DecodeError as error:
        assert lenient.issues, f"strict reading fails without an issue: {error}"
        assert error.issue in lenient.issues
    else:
        assert not lenient.issues, f"strict reading accepts {lenient.issues}"
        assert strict == lenient
    return lenient
