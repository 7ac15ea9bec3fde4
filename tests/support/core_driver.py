"""What the tests of the conversation share: an operation, answers, and a way to drive."""

from __future__ import annotations

from typing import Any

import pytest
from support.fakes import (
    KEY,
    Talk,
    defaults,
    ok,
)

from evcp import (
    Circle,
    EvcpError,
    NotSentError,
    UnansweredError,
)
from evcp._core.call import call
from evcp._core.settings import Settings
from evcp.operations import Operation, count_stations, search_stations
from evcp.transport import (
    TransportFailure,
)
from evcp_models import CountResult

COUNT = count_stations(Circle(52.5, 13.4, 500))
SEARCH = search_stations(Circle(52.5, 13.4, 500))
GOOD = ok(CountResult(count=7))
BROKEN = TransportFailure(UnansweredError, "the connection broke: RemoteDisconnected")
REFUSED = TransportFailure(NotSentError, "no connection: Connection refused")


def run(talk: Talk, settings: Settings | None = None, operation: Operation[Any] = COUNT) -> Any:
    return talk.run(call(operation, talk.context(settings or defaults())))


def fail(talk: Talk, settings: Settings | None = None, operation: Operation[Any] = COUNT) -> Any:
    with pytest.raises(EvcpError) as caught:
        run(talk, settings, operation)
    assert KEY not in str(caught.value)
    return caught.value
