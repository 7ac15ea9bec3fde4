"""The pytest plugin, in test runs of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from evcp.testing import sandbox

pytest_plugins = ["pytester"]

REPO = Path(__file__).resolve().parents[2]
PLUGIN = ("-p", "evcp.testing.plugin", "-p", "no:cacheprovider")
SIX_LINES = """
    from evcp import Circle

    def test_three_pages(evcp_sandbox):
        evcp_sandbox.fail(503, times=1, first=2)
        client = evcp_sandbox.client()
        found = list(client.stations.search(Circle(52.52, 13.405, 5_000), page_size=10, limit=25))
        assert len(found) == 25
        assert len(evcp_sandbox.requests) == 4
"""


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other plugin that happens to be installed, and this one by the name of its module."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    # In this process, evcp would be loaded a second time, and numpy cannot be.
    return pytester.runpytest_subprocess(*PLUGIN, "-W", "error", *arguments, timeout=120)


def test_a_search_of_three_pages_with_a_fault_in_six_lines(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SIX_LINES)
    run(pytester, "--strict-markers").assert_outcomes(passed=1)


def test_the_marker_sets_the_sandbox(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest
        from evcp import Circle

        pytestmark = pytest.mark.evcp(size=30, seed=1, max_page_size=10)

        def test_of_the_module(evcp_sandbox):
            assert len(evcp_sandbox.world) == 30
            assert evcp_sandbox.core.service.assumptions.max_page_size == 10

        @pytest.mark.evcp(size=7)
        class TestClass:
            def test_of_the_class(self, evcp_sandbox):
                assert len(evcp_sandbox.world) == 7
                assert evcp_sandbox.core.service.assumptions.max_page_size == 10

            @pytest.mark.evcp(max_page_size=3, latency=5.0)
            def test_of_the_test(self, evcp_sandbox, evcp_client):
                assert len(evcp_sandbox.world) == 7
                assert evcp_sandbox.core.service.assumptions.max_page_size == 3
                before = evcp_sandbox.clock()
                evcp_client.stations.count(Circle(52.52, 13.405, 5_000))
                assert evcp_sandbox.clock() - before == 5
    """)
    run(pytester, "--strict-markers").assert_outcomes(passed=3)


def test_stations_of_ones_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import asyncio
        import pytest
        from evcp import Circle
        from evcp.sandbox import World
        from evcp.testing import make_station

        @pytest.fixture
        def evcp_world():
            return World([make_station(name="The only one")])

        def test_blocking(evcp_client, evcp_sandbox):
            (one,) = evcp_client.stations.search(Circle(52.52, 13.405, 100))
            assert one.name == "The only one"
            assert len(evcp_sandbox.requests) == 1

        def test_asynchronous(evcp_async_client, evcp_sandbox):
            count = asyncio.run(evcp_async_client.stations.count(Circle(52.52, 13.405, 100)))
            assert count == len(evcp_sandbox.requests) == 1

        @pytest.mark.evcp(size=5)
        def test_the_marker_is_nearer(evcp_sandbox):
            assert len(evcp_sandbox.world) == 5
    """)
    run(pytester).assert_outcomes(passed=3)


def test_each_test_has_a_sandbox_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest
        from evcp import Circle, ServerError

        @pytest.mark.parametrize("number", range(3))
        def test_one(evcp_sandbox, evcp_client, number):
            assert evcp_sandbox.requests == ()
            evcp_sandbox.fail(503)
            with pytest.raises(ServerError):
                evcp_client.stations.count(Circle(52.52, 13.405, 100))
            assert len(evcp_sandbox.requests) == 3
    """)
    run(pytester).assert_outcomes(passed=3)


def test_wrong_settings_are_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest

        @pytest.mark.evcp(500)
        def test_without_a_name(evcp_sandbox):
            pass

        @pytest.mark.evcp(sise=500)
        def test_misspelt(evcp_sandbox):
            pass
    """)
    result = run(pytester)
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(
        [
            "*test_without_a_name: the marker evcp takes settings by name, such as size=500",
            "*sandbox() has no setting 'sise'*",
        ]
    )


RECORDED = """
    import os
    import pytest
    from evcp import Circle
    from evcp.testing import make_reply

    class Service:
        def send(self, request):
            return make_reply(b'{"count": 7}')

    @pytest.fixture
    def client(evcp_recorder):
        evcp_recorder._inner = Service() if evcp_recorder.mode == "record" else None
        with evcp_recorder.client() as client:
            yield client

    def test_count(client):
        assert client.stations.count(Circle(52.52, 13.405, 100_000)) == 7

    @pytest.mark.parametrize("name", ["a/b", "a:b"])
    def test_names(client, name):
        assert client.stations.count(Circle(52.52, 13.405, 100_000)) == 7

    @pytest.mark.evcp(cassette="shared.json")
    def test_shared(client):
        assert client.stations.count(Circle(52.52, 13.405, 100_000)) == 7

    def test_failing(client):
        client.stations.count(Circle(52.52, 13.405, 100_000))
        assert os.environ.get("GOOD")
"""


def test_recording_and_replaying(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOOD", raising=False)
    monkeypatch.setenv("EVCP_API_KEY", "the-key-of-this-test")
    pytester.makepyfile(test_mine=RECORDED)
    folder = pytester.path / "cassettes"

    # Without being told to, no test asks the service.
    result = run(pytester)
    result.assert_outcomes(errors=5)
    result.stdout.fnmatch_lines(["*there is no cassette *test_count.json*--evcp-record=record*"])
    assert not folder.exists()

    run(pytester, "--evcp-record=auto").assert_outcomes(passed=4, failed=1)
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.json"))
    assert [name.partition("-")[0] for name in names] == [
        "shared.json",
        os.path.join("test_mine", "test_count.json"),
        os.path.join("test_mine", "test_names_a_b_"),
        os.path.join("test_mine", "test_names_a_b_"),
    ]
    assert all(b"the-key" not in path.read_bytes() for path in folder.rglob("*.json"))

    monkeypatch.delenv("EVCP_API_KEY")
    run(pytester).assert_outcomes(passed=4, errors=1)

    # A test that does not pass leaves its cassette as it was.
    monkeypatch.setenv("GOOD", "1")
    monkeypatch.setenv("EVCP_API_KEY", "the-key-of-this-test")
    run(pytester, "--evcp-record=record", "-k", "failing").assert_outcomes(passed=1, deselected=4)
    (path,) = folder.rglob("test_failing.json")
    path.write_text(json.dumps({"evcp-cassette": 1, "records": []}), "utf-8")
    monkeypatch.delenv("GOOD")
    run(pytester, "--evcp-record=record", "-k", "failing").assert_outcomes(failed=1, deselected=4)
    assert json.loads(path.read_text("utf-8"))["records"] == []


def test_a_request_that_does_not_match_fails_a_test_that_hides_it(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        test_mine="""
        from evcp import Circle

        def test_hidden(evcp_recorder):
            try:
                evcp_recorder.client().stations.count(Circle(52.52, 13.405, 100))
            except Exception:
                pass

        def test_shown(evcp_recorder):
            evcp_recorder.client().stations.count(Circle(52.52, 13.405, 100))
    """
    )
    folder = pytester.mkdir("cassettes") / "test_mine"
    folder.mkdir()
    for name in ("test_hidden", "test_shown"):
        (folder / f"{name}.json").write_text('{"evcp-cassette": 1, "records": []}', "utf-8")
    result = run(pytester)
    result.assert_outcomes(passed=1, errors=1, failed=1)
    result.stdout.fnmatch_lines(["*test_hidden.json does not hold this request:*"])


def test_help_and_markers(pytester: pytest.Pytester) -> None:
    run(pytester, "--help").stdout.fnmatch_lines(["*--evcp-record={replay,auto,record}*"])
    run(pytester, "--markers").stdout.fnmatch_lines(["@pytest.mark.evcp(*"])
    run(pytester, "--fixtures").stdout.fnmatch_lines(
        [f"*evcp_{name}*" for name in ("world", "sandbox", "client", "async_client")]
    )


def test_it_is_announced() -> None:
    project = tomllib.loads((REPO / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"evcp": "evcp.testing.plugin"}
    for point in entry_points(group="pytest11", name="evcp"):
        assert point.value == "evcp.testing.plugin"


def test_it_loads_nothing_that_its_users_do_not_use() -> None:
    """pytest starts with it in every project: nothing but pytest and two empty packages."""
    program = (
        "import sys, pytest; before = set(sys.modules); import evcp.testing.plugin; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["evcp", "evcp.testing", "evcp.testing.plugin"]


def test_names_of_the_package() -> None:
    import evcp.testing

    for name in evcp.testing.__all__:
        assert getattr(evcp.testing, name) is not None
    assert set(evcp.testing.__all__) <= set(dir(evcp.testing))
    assert evcp.testing.sandbox is sandbox
    with pytest.raises(AttributeError, match="no attribute 'sandbocks'"):
        _ = evcp.testing.sandbocks  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
