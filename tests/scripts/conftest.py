"""Fixtures of the script tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts.schema_copy import SchemaCopy


@pytest.fixture
def schema(tmp_path: Path) -> SchemaCopy:
    """Return a copy of schema/ to change."""
    return SchemaCopy(tmp_path)
