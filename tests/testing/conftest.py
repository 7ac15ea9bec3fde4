"""Fixtures: both kinds of clients."""

from __future__ import annotations

import pytest
from testing.helpers import Kind


@pytest.fixture(params=["blocking", "async"])
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind
