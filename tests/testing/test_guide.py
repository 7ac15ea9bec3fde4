"""The tests that the guide shows, run as the tests that they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evcp import Circle
from evcp.testing import Recorder, sandbox

pytest_plugins = ["pytester"]

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "testing.md"
HEAD = """
import pytest
from evcp import Circle
from evcp.sandbox import World
from evcp.testing import make_station
"""
PATIENT = """
from hypothesis import HealthCheck, settings
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
"""
PLUGIN = ("-p", "evcp.testing.plugin", "-p", "no:cacheprovider")


def test_the_tests_of_the_guide_pass(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    blocks = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text("utf-8"), re.M | re.S)
    shown = [block for block in blocks if "def test_" in block]
    for number, block in enumerate(shown):
        pytester.path.joinpath(f"test_{number}.py").write_text(HEAD + block, "utf-8")
    # On a busy machine the first draw, which imports the models, takes longer than hypothesis likes.
    pytester.path.joinpath("conftest.py").write_text(PATIENT, "utf-8")
    service = sandbox()
    with (
        Recorder(pytester.path / "cassettes" / "berlin.json", transport=service.transport) as tape,
        tape.client(api_key="the-key-of-this-test") as client,
    ):
        client.stations.count(Circle(52.52, 13.405, 5_000))
    result = pytester.runpytest_subprocess(*PLUGIN, "-W", "error", timeout=120)
    result.assert_outcomes(passed=len(shown))
    assert len(shown) == 7


def test_the_guide_names_what_there_is() -> None:
    import evcp.testing

    text = GUIDE.read_text("utf-8")
    for name in evcp.testing.__all__:
        if name not in ("InProcess", "SeenRequest"):
            assert f"`{name}" in text or f" {name}" in text, name
