"""What the tests with `responses` share."""

from __future__ import annotations

from typing import Any

import responses
from responses import matchers
from support.fakes import KEY, body

from evcp import (
    Circle,
)
from evcp.operations import count_stations

BASE = "https://ev.test/ev/"
CIRCLE = Circle(52.5, 13.4, 500)
COUNT = count_stations(CIRCLE)
AREA = {"prox": "52.5,13.4,500", "apiKey": KEY}


def expect(
    mock: responses.RequestsMock, path: str, content: Any, query: dict[str, Any], **more: Any
) -> None:
    format = path.rpartition(".")[2]
    mock.get(
        BASE + path,
        body=content if isinstance(content, bytes) else body(content, format),  # type: ignore[arg-type]
        match=[matchers.query_param_matcher(query), *more.pop("match", [])],
        **more,
    )
