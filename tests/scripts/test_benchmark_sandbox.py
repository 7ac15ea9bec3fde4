"""Benchmarks of the client, the sandbox and its worlds, on a small scale."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "benchmark.py"


def output(*arguments: str) -> str:
    """Run the benchmark of a subject and return what it prints."""
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        capture_output=True, text=True, timeout=120, check=True,
    ).stdout  # fmt: skip


def test_searches_of_a_small_world() -> None:
    text = output("world", "200", "--live")
    assert "prox 5 km, JSON" in text
    assert "memory, MB" in text


def test_a_second_of_load() -> None:
    text = output("sandbox", "--rate", "20", "--seconds", "1", "--", "--size", "200")
    assert "20 searches at 20/s" in text
    assert "{'200': 20}" in text


def test_client_beside_bare_requests() -> None:
    text = output("client", "--rounds", "2")
    assert "search of 4 pages of 25, 2 interleaved rounds" in text
    assert "64 searches through AsyncClient" in text
    assert text.count("ratio") == 2
