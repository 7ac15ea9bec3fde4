"""Responses as the service would send them, for transports of your own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from evcp_models import (
    EVSEsPool,
    EVSEsResult,
    EVStation,
    EVStationsResult,
    RoamingEntry,
    RoamingsResult,
)

from .._codec.decoding import Format, document, encode
from ..transport import Response

Item = EVStation | EVSEsPool | RoamingEntry
_TYPES: dict[Format, str] = {"json": "application/json", "xml": "application/xml"}


def make_result(
    items: Iterable[Item] = (), *, has_more: bool | None = False, count: int | None = None
) -> EVStationsResult | EVSEsResult | RoamingsResult:
    """Make the document that lists stations, pools of EVSEs, or eMSPs.

    Args:
        items: Models of one kind; without any, the result of a search that found nothing.
        has_more: For stations: whether another page follows.
        count: For stations: the number that the document states; by default, the number of items.

    Raises:
        TypeError: The items are of different kinds or of a kind that no document lists, or a single
            model stands in place of the list.
    """
    if isinstance(items, EVStation | EVSEsPool | RoamingEntry):
        raise TypeError(f"make_result takes several models: give [{type(items).__name__}(...)]")
    found = document(items)
    if not isinstance(found, EVStationsResult):
        return found
    number = len(found.ev_stations) if count is None else count
    return replace(found, has_more=has_more, count=number)


def make_body(model: Any, format: Format = "json") -> bytes:
    """Write a model as the service would.

    Args:
        model: An instance of a class of `evcp_models`. Stations, pools and eMSPs, alone or in a
            list, are put into their document.
        format: `"json"` or `"xml"`.

    Raises:
        EncodeError: A value of the model cannot be written.
    """
    if isinstance(model, EVStation | EVSEsPool | RoamingEntry):
        model = make_result([model])
    elif isinstance(model, list | tuple):
        model = make_result(model)
    return encode(model, format=format)


def make_reply(
    model: Any = None,
    *,
    status: int | None = None,
    format: Format = "json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Make a response that a transport may return.

    ```python
    class OneStation:
        def send(self, request): return make_reply(make_station())
        def wait(self, seconds): pass
        def close(self): pass

    client = Client(api_key="any", transport=OneStation())
    ```

    Args:
        model: The content, as for `make_body`; bytes are sent as they are; None makes an error
            document for the `status`, as HERE's gateway writes it (contract section 7.2).
        status: HTTP status; by default 200, or 500 without a model.
        format: `"json"` or `"xml"`.
        headers: Further headers, such as `{"Retry-After": "5"}`.
    """
    if status is None:
        status = 500 if model is None else 200
    if model is None:
        phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else str(status)
        body = json.dumps({"error": phrase, "error_description": "made for a test"}).encode()
        format = "json"
    else:
        body = model if isinstance(model, bytes) else make_body(model, format)
    own = {"content-type": _TYPES[format], "content-length": str(len(body))}
    return Response(status, {**own, **{n.lower(): v for n, v in (headers or {}).items()}}, body)
