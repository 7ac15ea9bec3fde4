"""A sandbox for clients that the code under test makes itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

from .._client import async_client as aio
from .._transports import requests as blocking
from ..transport import AsyncTransport, Transport


@contextmanager
def everywhere(
    transport: Callable[[], Transport],
    async_transport: Callable[[], AsyncTransport],
    environment: Mapping[str, str],
) -> Iterator[None]:
    """Give every client that is made in the block, in any thread, another transport.

    Args:
        transport: Makes the transport of a `Client`.
        async_transport: Makes the transport of an `AsyncClient`.
        environment: Environment variables of the block.
    """
    with (
        patch.object(blocking, "RequestsTransport", lambda *_, **__: transport()),
        patch.object(aio, "AiohttpTransport", lambda *_, **__: async_transport()),
        # Should either patch ever miss a client, its requests still do not reach the real service.
        patch.dict(os.environ, environment),
    ):
        yield
