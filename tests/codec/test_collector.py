"""The garbage collector while large bodies are decoded: on, calmer, and unchanged afterwards."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

import evcp
import evcp_models as m
from evcp._codec.collector import THRESHOLD, rare_collections

BODY = (
    Path(__file__).resolve().parents[1] / "fixtures" / "contract" / "sample_a.json"
).read_bytes()
LONG = b'{"evStations": [' + b" " * 100_000 + b"]}"
LARGE = b'{"evStations": [' + b"{}," * 100_000 + b"{}]}"
BEFORE = (700, 10, 10)


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    found = gc.get_threshold()
    gc.set_threshold(*BEFORE)
    yield
    gc.set_threshold(*found)


def test_only_large_bodies_raise_the_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, ...]] = []
    monkeypatch.setattr(gc, "set_threshold", lambda *thresholds: seen.append(thresholds))
    evcp.decode(BODY, m.EVStationsResult, format="json")
    assert not seen
    evcp.decode(LARGE, m.EVStationsResult, format="json")
    assert seen == [(THRESHOLD, 10, 10)]


def test_threshold_is_restored_after_a_failure() -> None:
    with pytest.raises(evcp.DecodeError):
        evcp.decode(LARGE[:-1], m.EVStationsResult, format="json")
    assert gc.get_threshold() == BEFORE


def test_uses_nest() -> None:
    with rare_collections():
        with rare_collections():
            assert gc.get_threshold() == (THRESHOLD, *BEFORE[1:])
        assert gc.get_threshold() == (THRESHOLD, *BEFORE[1:])
    assert gc.get_threshold() == BEFORE


@pytest.mark.parametrize("enabled", [True, False])
def test_enable_and_disable_are_untouched(enabled: bool) -> None:
    try:
        with rare_collections():
            assert gc.isenabled()
            (gc.enable if enabled else gc.disable)()
        assert gc.isenabled() is enabled
    finally:
        gc.enable()


@pytest.mark.parametrize("threshold", [0, 1234, THRESHOLD + 1])
def test_thresholds_set_by_others_stay(threshold: int) -> None:
    """Set before a use (nothing to raise for 0 and for a larger one) or during it."""
    gc.set_threshold(threshold, 7, 7)
    with rare_collections():
        pass
    assert gc.get_threshold() == (threshold, 7, 7)
    gc.set_threshold(*BEFORE)
    with rare_collections():
        gc.set_threshold(threshold, 7, 7)
        with rare_collections():
            pass
    assert gc.get_threshold() == (threshold, 7, 7)


def test_threshold_is_restored_after_any_interleaving() -> None:
    """Uses begin and end in every order, as those of threads do."""
    rng = Random(20)
    for _ in range(500):
        waiting = [rare_collections() for _ in range(rng.randint(1, 6))]
        running: list[object] = []
        while waiting or running:
            if waiting and (not running or rng.random() < 0.5):
                use = waiting.pop()
                use.__enter__()
                running.append(use)
            else:
                running.pop(rng.randrange(len(running))).__exit__(None, None, None)  # type: ignore[attr-defined]
            assert gc.get_threshold()[0] == (THRESHOLD if running else BEFORE[0])
        assert gc.get_threshold() == BEFORE


def test_threshold_is_restored_after_threads() -> None:
    barrier = threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        for number in range(2_000):
            with rare_collections():
                if number % 500 == 0:
                    body = LARGE if number == 0 else LONG
                    evcp.decode(body, m.EVStationsResult, format="json")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gc.get_threshold() == BEFORE
    assert gc.isenabled()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_threshold_is_restored_in_a_forked_child() -> None:
    """The copy of that use never ends in the child; the next use there restores the threshold."""
    begun, over = threading.Event(), threading.Event()

    def work() -> None:
        with rare_collections():
            begun.set()
            over.wait()

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait()
    child = os.fork()
    if child == 0:
        with rare_collections():
            pass
        os._exit(gc.get_threshold() != BEFORE)
    over.set()
    thread.join()
    assert os.waitpid(child, 0)[1] == 0
    assert gc.get_threshold() == BEFORE
