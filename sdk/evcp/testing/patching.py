"""Leading clients into a sandbox that the code under test makes by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from .._client import async_client as aio
from .._transports import requests as transport

if TYPE_CHECKING:
    from .inprocess import InProcess


@contextmanager
def everywhere(sandbox: InProcess, key: str) -> Iterator[None]:
    """Lead every client that is made in the block, in any thread, into a sandbox.

    Args:
        sandbox: Where to.
        key: The API key that they find in the environment.
    """

    def blocking(*_: Any, **__: Any) -> Any:
        return sandbox.transport

    def asynchronous(*_: Any, **__: Any) -> Any:
        return sandbox.async_transport

    with (
        patch.object(transport, "RequestsTransport", blocking),
        patch.object(aio, "AiohttpTransport", asynchronous),
        # Whatever may be wrong with the two above, nothing reaches the real service.
        patch.dict(os.environ, {"EVCP_API_KEY": key, "EVCP_BASE_URL": sandbox.base_url}),
    ):
        yield
