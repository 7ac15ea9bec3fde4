"""Options of the command: their form and their meaning."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from evcp.sandbox import Drift, Fault, FaultPlan
from evcp.sandbox.__main__ import faults_of, parser
from evcp.sandbox.faults.plan import read_moment
from evcp.sandbox.options import read_fault, read_span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("0", 0.0),
        ("0ms", 0.0),
        (".5s", 0.5),
        ("1m30s", 90.0),
        ("50ms", 0.05),
        ("2s", 2.0),
        ("1.5min", 90.0),
        ("1h", 3_600.0),
        ("50ms..0.2s", (0.05, 0.2)),
        ("0..1s", (0.0, 1.0)),
        (" 10 ms .. 20 ms ", (0.01, 0.02)),
    ],
)
def test_durations(text: str, span: Any) -> None:
    assert read_span(text) == span


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("50", "latency: '50' has no unit: write 50s or 50m"),
        ("0.05", "latency: '0.05' has no unit"),
        ("50ms..1", "latency: '1' has no unit"),
        ("2s..1s", "latency must be a number of seconds from 0 on, or a range"),
        ("", "latency: '' is not a time"),
        ("-1", "latency: '-1' is not a time"),
        ("1s..", "latency: '' is not a time"),
        ("1s..2s..3s", "is not a time"),
        ("1e3", "is not a time"),
        ("nan", "is not a time"),
    ],
)
def test_malformed_durations_are_refused(text: str, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        read_span(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("503", Fault(503)),
        ("503:0.1", Fault(503, rate=0.1)),
        ("html@stations", Fault("html", on="stations")),
        ("content-type:1@*/bulk", Fault("content-type", on="*/bulk")),
        (
            "429:0.05@stations/count,retry_after=2s",
            Fault(429, rate=0.05, on="stations/count", retry_after=2),
        ),
        ("cut,after=100,times=3", Fault("cut", after=100, times=3)),
        ("503,first=3,last=5", Fault(503, first=3, last=5)),
        ("503,every=7", Fault(503, every=7)),
        ("delay,seconds=50ms..2s", Fault("delay", seconds=(0.05, 2.0))),
        ("slow,bytes_per_second=2000", Fault("slow", bytes_per_second=2000)),
        (
            "500,since=2025-06-01T08:00:00Z",
            Fault(500, since=datetime(2025, 6, 1, 8, tzinfo=UTC)),
        ),
    ],
)
def test_faults(text: str, fault: Fault) -> None:
    assert read_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "a fault is WHAT"),
        ("rain", "unknown fault 'rain'"),
        ("200", "200 is not an HTTP status of a failure"),
        ("503:often", "rate must be a number, not 'often'"),
        ("503:7", "rate must be a chance"),
        ("503,tims=1", "'tims=1' is not a setting of the fault '503,tims=1'"),
        ("503:0.1,rate=0.2", "'rate=0.2' is not a setting of the fault"),
        ("503,times", "'times' is not a setting of the fault"),
        ("503,times=x", "times must be a whole number"),
        ("503,since=noon", "since must be a moment such as"),
        ("delay,seconds=x", "seconds: 'x' is not a time"),
        ("delay,seconds=2", "seconds: '2' has no unit: write 2s or 2m"),
        ("429,retry_after=2", "retry_after: '2' has no unit: write 2s or 2m"),
        ("slow,bytes_per_second=x", "bytes_per_second must be a number"),
    ],
)
def test_malformed_faults_are_refused(text: str, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        read_fault(text)


@pytest.mark.parametrize("text", ["noon", "2025-06-01T08:00:00", "2025-13-01T08:00Z", ""])
def test_malformed_moments_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="start must be a moment such as 2025-06-01T08:00:00Z"):
        read_moment("start", text)


def test_one_seed_for_everything() -> None:
    given = parser("sandbox").parse_args(["--seed", "7", "--fail", "503", "--drift", "0.5"])
    assert faults_of(given) == (FaultPlan((Fault(503),), seed=7), Drift(0.5, seed=7))
    assert faults_of(parser("sandbox").parse_args([])) == (FaultPlan(), None)
