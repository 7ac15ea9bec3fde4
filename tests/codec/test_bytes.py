"""Bodies with bytes gone wrong: an answer that is true, or `DecodeError`. Nothing else, ever."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest
from support.checks import Format, decode

import evcp
import evcp_models as m

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "contract"
BODIES = 1500
PIECES = (
    b"",
    b"\0",
    b"<",
    b">",
    b"&",
    b'"',
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"\\",
    b"\xff",
    b"\xc3",
    b"&#0;",
    b"<!--",
    b"]]>",
    b"<![CDATA[",
    b"<?x?>",
    b"<!DOCTYPE a>",
    b"null",
    b"NaN",
    b"1e999",
    b"\\ud800",
    b'"x":',
    b"</",
    b"/>",
    b"=",
    b"-",
    b"9" * 50,
)


def _mutated(rng: Random, body: bytes) -> bytes:
    """Change a body in one to four places."""
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(body) + 1)
        end = min(len(body), start + rng.choice((0, 0, 1, 1, 2, 30)))
        kind = rng.random()
        if kind < 0.5:
            piece = rng.choice(PIECES)
        elif kind < 0.7:
            piece = bytes(rng.randrange(256) for _ in range(rng.randint(1, 3)))
        else:  # a part of the same body again
            other = rng.randrange(len(body) + 1)
            piece = body[other : other + rng.randint(1, 60)]
        body = body[:start] + piece + body[end:]
        if rng.random() < 0.05:
            body = body[: rng.randrange(len(body) + 1)]
    return body


@pytest.mark.parametrize("format", ["json", "xml"])
def test_mutated_bytes(format: Format) -> None:
    rng = Random(f"evcp {format}")
    bodies = {
        m.EVStationsResult: [
            (FIXTURES / f"{name}.{format}").read_bytes() for name in ("sample_a", "sample_b")
        ],
        m.RoamingsResult: [(FIXTURES / f"roamings.{format}").read_bytes()],
        m.EVSEsResult: [(FIXTURES / f"evses_bulk.{format}").read_bytes()],
        m.CountResult: [(FIXTURES / f"count.{format}").read_bytes()],
    }
    decoded = failed = 0
    longest = 0.0
    for _ in range(BODIES):
        model = rng.choice(list(bodies))
        body = _mutated(rng, rng.choice(bodies[model]))
        started = time.perf_counter()
        try:
            decode(body, model, format)
        except evcp.DecodeError:
            failed += 1
        else:
            decoded += 1
        longest = max(longest, time.perf_counter() - started)
    # Both ends are really reached, and no body of some kilobytes takes long.
    assert min(decoded, failed) > BODIES // 30
    assert longest < 2
