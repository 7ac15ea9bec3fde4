"""The native walks read what the generated readers read, issue for issue; both are tested in one process."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from bench.pages import json_text, page, xml_text
from hypothesis import given
from hypothesis import strategies as st
from support.checks import MODELS
from support.documents import Node, any_document, as_json, as_xml
from support.settings import tries
from support.walks import Format, assert_alike, mutated_json, mutated_xml, outcome
from support.wire import Object, json_bytes, xml_bytes

import evcp
from evcp_codec import native
from evcp_models import ConnectorTypesResult, EVStationsResult

INFO = native.codec_info()
pytestmark = pytest.mark.skipif(
    (INFO.json, INFO.xml) != ("native", "native"),
    reason=f"no native walks: {INFO.json}, {INFO.xml}",
)
BODIES: dict[Format, bytes] = {"json": json_text(page(12)), "xml": xml_text(page(12))}
seeds = st.integers(0, 2**32)


def departures() -> int:
    """Calls of the walks to the contexts so far."""
    return sum(native._walk(format).module.departures() for format in ("json", "xml"))  # type: ignore[union-attr]


@tries(30)
@given(any_document(), seeds)
def test_mutated_json_is_read_alike(tree: Node, seed: int) -> None:
    rng = Random(seed)
    for _ in range(3):
        assert_alike(mutated_json(rng, tree), MODELS[tree.name], "json", stream=True)


@tries(30)
@given(any_document(), seeds)
def test_mutated_xml_is_read_alike(tree: Node, seed: int) -> None:
    rng = Random(seed)
    for _ in range(3):
        assert_alike(mutated_xml(rng, tree), MODELS[tree.name], "xml", stream=True)


@tries(20)
@given(any_document())
def test_valid_documents_are_read_alike(tree: Node) -> None:
    assert_alike(xml_bytes(as_xml(tree)), MODELS[tree.name], "xml")
    document = as_json(tree)
    if isinstance(document, Object) and document.members:
        assert_alike(json_bytes(document), MODELS[tree.name], "json")


@pytest.mark.parametrize("format", ["json", "xml"])
def test_clean_page_takes_no_departure(format: Format) -> None:
    before = departures()
    assert not evcp.decode(BODIES[format], EVStationsResult, format=format).issues
    assert departures() == before


@pytest.mark.parametrize("format", ["json", "xml"])
def test_departure_is_counted(format: Format) -> None:
    before = departures()
    body = BODIES[format].replace(b"AVAILABLE", b"FREE", 1)
    assert len(evcp.decode(body, EVStationsResult, format=format).issues) == 1
    assert departures() > before


@pytest.mark.parametrize("format", ["json", "xml"])
def test_threads_read_alike(format: Format) -> None:
    expected = outcome(BODIES[format], EVStationsResult, format)
    found: list[Any] = []

    def read() -> None:
        found.extend(outcome(BODIES[format], EVStationsResult, format) for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 30
    assert all(one == expected for one in found)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_child_of_a_fork_reads_alike() -> None:
    code = (
        "import os, sys, evcp\nfrom evcp_models import EVStationsResult as R\n"
        "bodies = [(f, open(p, 'rb').read()) for f, p in zip(('json', 'xml'), sys.argv[1:])]\n"
        "read = lambda: [hash(evcp.decode(b, R, format=f).value) for f, b in bodies]\n"
        "before, (out, into) = read(), os.pipe()\n"
        "if not os.fork():\n    os.write(into, repr(read()).encode())\n    os._exit(0)\n"
        "os.wait()\nassert os.read(out, 1000).decode() == repr(before)\n"
    )
    _run_with_bodies(code)


def _run_with_bodies(code: str, **environment: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for format, body in BODIES.items():
            Path(folder, format).write_bytes(body)
            files.append(str(Path(folder, format)))
        done = subprocess.run(
            [sys.executable, "-c", code, *files],
            env=os.environ | environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("format", ["json", "xml"])
def test_references_stay_flat(format: Format) -> None:
    bodies = [
        BODIES[format],
        BODIES[format].replace(b"AVAILABLE", b"FREE").replace(b"latitude", b"lat"),
        BODIES[format].replace(b"totalNumberOfConnectors", b"another"),
        BODIES[format][:-200],
    ]

    def read(times: int) -> None:
        for body in bodies * times:
            with suppress(evcp.DecodeError):
                evcp.decode(body, EVStationsResult, format=format)

    def counts() -> list[int]:
        gc.collect()
        shared = (None, True, False, (), "", EVStationsResult, evcp.IssueKind.MISSING)
        return [sys.getrefcount(one) for one in shared] + [sys.getallocatedblocks()]

    def growth() -> int:
        read(1)
        before = counts()
        read(32)
        return max(abs(now - then) for now, then in zip(counts(), before, strict=True))

    read(3)
    # One object a document would be 128 each time; what other threads of the test run keep is of one time.
    assert any(growth() < 100 for _ in range(3))


@pytest.mark.parametrize("format", ["json", "xml"])
def test_collector_is_left_as_it_was(format: Format) -> None:
    threshold = gc.get_threshold()
    for wanted in (True, False):
        (gc.enable if wanted else gc.disable)()
        try:
            for body in (BODIES[format], BODIES[format].replace(b"AVAILABLE", b"FREE"), b"{", b""):
                outcome(body, EVStationsResult, format)
                assert gc.isenabled() is wanted
        finally:
            gc.enable()
    assert gc.get_threshold() == threshold


def test_models_are_out_of_the_collectors_sight() -> None:
    for format, body in BODIES.items():
        value = evcp.decode(body, EVStationsResult, format=format).value
        assert not gc.is_tracked(value)
        assert not gc.is_tracked(value.ev_stations)
        assert not gc.is_tracked(value.ev_stations[0].connectors[0])


def test_switch_turns_the_walks_off() -> None:
    code = "import evcp; print(*evcp.codec_info()[:3], sep='|')"
    assert _run_with_bodies(code, EVCP_PURE="1") == (
        "python (EVCP_PURE is set)|python (EVCP_PURE is set)|json\n"
    )
    assert _run_with_bodies(code, EVCP_PURE="0").startswith("native|native|")


def test_other_lxml_is_refused() -> None:
    code = (
        "import lxml.etree, evcp\nlxml.etree.LXML_VERSION = (5, 0, 0, 0)\n"
        "print(evcp.codec_info().json, evcp.codec_info().xml, sep='|')"
    )
    told = _run_with_bodies(code)
    assert told.startswith("native|python (evcp-speedups cannot be loaded: built for lxml ")


def test_other_plans_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "PLAN_VERSION", 0)
    walk = native._walk.__wrapped__("json")
    assert walk.module is None
    assert walk.reason == "evcp-speedups reads plans of version 2, not 0"


def test_class_of_another_layout_is_refused() -> None:
    class Open:
        value: str

    class Empty:
        __slots__ = ()

    module = native._walk("json").module
    assert module is not None
    for plan in (native.Plan(Open, (native.Field("value", "value"),)), native.Plan(Empty, ())):
        with pytest.raises((TypeError, KeyError)):
            module.compile_plans((plan,), native._matcher, native._members)


def test_class_that_contains_itself_is_refused() -> None:
    class Tree:
        __slots__ = ("tree",)

    plan = native.Plan(Tree, (native.Field("tree", "tree", kind="class", type=Tree),))
    module = native._walk("json").module
    assert module is not None
    with pytest.raises(ValueError, match="cycle"):
        module.compile_plans((plan,), native._matcher, native._members)


def test_long_run_of_items_out_of_order_takes_linear_time() -> None:
    items = 60_000
    body = b"<connectorTypes><zz/>" + b"<connectorType id='1'/>" * items + b"</connectorTypes>"
    begin = time.process_time()
    found = evcp.decode(body, ConnectorTypesResult, format="xml")
    assert time.process_time() - begin < 4  # 0.5 s; 30 s if each item copied those before it
    assert len(found.value.connector_type) == items


ZERO_BESIDE_MINUS_ZERO = (
    b'{"evStations":{"evStation":[{"id":"1","position":{"latitude":%s,"longitude":1.5},'
    b'"address":{"street":"x:-0"},"connectors":{"connector":[{"connectorDetails":{"pricing":'
    b'[{"price":{"value":1.10}}]}}]}}]}}'
)


@pytest.mark.parametrize("zero", [b"0", b"0.0", b"-0", b"5"])
def test_perhaps_negative_zero_is_parsed_exactly(zero: bytes) -> None:
    assert_alike(ZERO_BESIDE_MINUS_ZERO % zero, EVStationsResult, "json", stream=True)


def test_decode_many_gives_errors_in_their_place() -> None:
    bodies = [BODIES["json"], b"<html>", BODIES["json"]]
    first, second, third = evcp.decode_many(bodies, EVStationsResult, format="json")
    assert isinstance(first, evcp.Decoded)
    assert first == third
    assert isinstance(second, evcp.DecodeError)
