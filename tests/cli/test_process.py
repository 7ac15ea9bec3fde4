"""The real process: every command once; streams, pipes, signals, files, imports."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from cli.cli_runner import KEY, MITTE, environment, process, run

from evcp.cli.app import COMMANDS
from evcp.sandbox import Sandbox, World


def test_near(service: Sandbox) -> None:
    done = process("near", MITTE, "--limit", "2")
    assert done.status == 0
    assert [json.loads(line)["id"] for line in done.lines]
    assert done.err.startswith("evcp: 2 of ")
    assert done.out == run("near", MITTE, "--limit", "2").out


def test_box_route_and_count(service: Sandbox) -> None:
    shell = (
        "evcp box 52.56,13.30 52.48,13.50 -q -o csv | head -1; "
        "evcp route 52.52,13.30 52.50,13.50 -w 6km -q -o geojson | head -1; "
        "evcp count 52.52,13.405"
    )
    done = process(line=shell)
    assert done.status == 0
    assert done.lines[0].startswith("id,pool_id")
    assert done.lines[1] == '{"type":"FeatureCollection","features":['
    assert int(done.lines[2]) > 0
    assert done.err == ""


def test_ids_through_pipes(service: Sandbox, world: World) -> None:
    pick = f"{sys.executable} -c 'import json,sys; [print(json.loads(l)[\"poolId\"]) for l in sys.stdin]'"
    shell = f"evcp near {MITTE} -n 2 -q | {pick} | tee ids | evcp pool - -q; evcp evses - < ids"
    done = process(line=f"cd $HOME && {shell}")
    assert done.status == 0
    pools = {json.loads(line).get("poolId") or json.loads(line)["id"] for line in done.lines}
    assert pools <= set(world.by_pool)
    station = json.loads(done.lines[0])["id"]
    assert json.loads(process("station", station).out)["id"] == station


def test_codes_and_completion() -> None:
    assert len(process("codes", "connectors").lines) == 54
    for shell, mark in (("bash", "complete -o"), ("zsh", "#compdef evcp"), ("fish", "complete ")):
        done = process("completion", shell)
        assert (done.status, done.err) == (0, "")
        assert mark in done.out
        assert "_EVCP_COMPLETE" in done.out


def test_completion() -> None:
    words = {"COMP_WORDS": "evcp co", "COMP_CWORD": "1", "_EVCP_COMPLETE": "bash_complete"}
    done = process(env=words)
    assert done.out.split() == ["plain,count", "plain,codes", "plain,completion"] or sorted(
        done.out.split()
    ) == ["plain,codes", "plain,completion", "plain,count"]
    words["COMP_WORDS"], words["COMP_CWORD"] = "evcp near 1,2 --rad", "3"
    assert process(env=words).out.split() == ["plain,--radius"]


def test_decode_reads_a_pipe(service: Sandbox) -> None:
    done = process(line=f"evcp near {MITTE} -q -o json | evcp decode - -n 1 | wc -l")
    assert done.out.strip() == "1"
    assert "in json, 1 shown, 0 issues" in done.err


def test_api_key_from_file_or_pipe(
    service: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("EVCP_API_KEY")
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    expected = process("count", MITTE, "--api-key-file", str(file))
    assert expected.status == 0
    piped = process("count", MITTE, "--api-key-file", "-", input=KEY)
    assert piped.out == expected.out


def test_closed_pipe_is_not_an_error(service: Sandbox) -> None:
    shell = "set -o pipefail; {} | head -1"
    for command in (
        "evcp near 52.52,13.405",
        "evcp codes -o csv",
        "evcp near 52.52,13.405 -o table",
    ):
        done = process(line=shell.format(command))
        assert len(done.lines) == 1
        assert "rror" not in done.err
        assert done.status == 0


@pytest.mark.parametrize("name", ["sandbox", "demo"])
def test_sandbox_and_demo_help(name: str) -> None:
    done = process(name, "--help")
    assert done.status == 0
    assert "Examples:" in done.out
    called = f"evcp {name}"
    assert f"usage: {called}" in done.out.lower()
    wrong = process(name, "--no-such-flag")
    assert wrong.status == 2
    assert "--no-such-flag" in wrong.err


def test_demo() -> None:
    done = process("demo", "--radius", "1500m")
    assert done.status == 0
    assert "equal, station by station" in done.out


def lines_of(child: subprocess.Popen[str]) -> str:
    assert child.stdout
    ready, _, _ = select.select([child.stdout], [], [], 30)
    assert ready, "no output"
    return child.stdout.readline()


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command that accepts Ctrl-C even if the test runner ignores it."""
    with subprocess.Popen(
        [sys.executable, "-m", "evcp", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def test_sandbox_runs_until_ctrl_c() -> None:
    with running("sandbox", "--size", "30") as child:
        url = lines_of(child).strip()
        done = process(
            "count", "--bbox", "-1,50,1,52", env={"EVCP_BASE_URL": url, "EVCP_API_KEY": "k"}
        )
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
    assert done.status in (0, 3)
    assert done.out.strip().isdigit()
    assert child.returncode == 0
    assert "Traceback" not in err


def test_ctrl_c_ends_watch_with_130(service: Sandbox) -> None:
    with running("watch", "--near", MITTE, "--every", "1h") as child:
        assert child.stderr
        first = child.stderr.readline()  # the first request is done
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert first.startswith("evcp: watching ")
    assert (child.returncode, out, err) == (130, "", "")


def test_a_recorded_watch_that_is_told_to_end_loses_nothing(
    service: Sandbox, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    watch = ["watch", "--near", MITTE, "--every", "300ms", "-v", "--record", str(tmp_path)]
    with running(*watch) as child:
        assert child.stderr
        answers = 0
        while answers < 3:  # the second one is recorded, and in memory
            answers += child.stderr.readline().startswith("< 200")
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=30)
    assert child.returncode == 128 + signal.SIGTERM
    from evcp.history import events

    seen = [row["time"] for row in events(tmp_path).to_pylist() if row["kind"] == "seen"]
    assert max(seen) > min(seen)


def test_ctrl_c_ends_a_harvest_with_what_is_under_way_and_twice_at_once(
    service: Sandbox, tmp_path: Path
) -> None:
    harvest = ["harvest", MITTE, "--radius", "5km", "-o", str(tmp_path / "x.parquet"), "--yes"]
    pytest.importorskip("pyarrow")
    process(*harvest, "--dry-run")
    with (
        socket.create_server(("127.0.0.1", 0)) as deaf,
        running(*harvest, "--base-url", f"http://127.0.0.1:{deaf.getsockname()[1]}") as child,
    ):
        assert child.stderr
        assert "1 tile to read" in child.stderr.readline()
        with deaf.accept()[0]:  # a request is under way, without an answer
            child.send_signal(signal.SIGINT)
            assert "evcp: ending: the requests under way are kept" in child.stderr.readline()
            child.send_signal(signal.SIGINT)
            assert child.wait(timeout=20) == 130


@pytest.mark.parametrize("arguments", [["--help"], ["near", "--help"], ["--version"]])
def test_help_imports_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys; from evcp.cli import main; main(sys.argv[1:]); "
        "print(sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment()
    )
    loaded = set(done.stderr.replace("'", "").strip("[]\n").split(", "))
    assert "click" in loaded
    heavy = {"rich", "requests", "urllib3", "lxml", "numpy", "evcp_models", "aiohttp", "xsdata"}
    if arguments == ["--version"]:
        heavy.remove("lxml")  # whose version it tells, and whether the native walk fits it
    assert not loaded & heavy
    assert "Usage: evcp" in done.stdout or "evcp 0" in done.stdout


@pytest.mark.parametrize("missing", [["click"], ["rich"], ["click", "rich"]])
def test_missing_libraries_are_named(missing: list[str]) -> None:
    code = (
        "import sys\n"
        "class Gone:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name in {missing!r}: raise ModuleNotFoundError(name)\n"
        "import importlib.util, evcp.cli\n"
        "find = importlib.util.find_spec\n"
        f"evcp.cli.find_spec = lambda name: None if name in {missing!r} else find(name)\n"
        "sys.meta_path.insert(0, Gone())\n"
        "sys.exit(evcp.cli.main(['--help']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment()
    )
    assert done.returncode == 2
    assert done.stdout == ""
    names = " and ".join(missing)
    assert done.stderr == f"evcp: the command needs {names}: pip install 'evcp[cli]'\n"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_has_examples(name: str) -> None:
    done = run(name, "--help")
    assert done.status == 0
    assert "Examples:" in done.out
    assert f"evcp {name}" in done.out
    assert all(len(line) <= 100 for line in done.lines)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_list_of_commands_matches_commands(name: str) -> None:
    import click

    from evcp.cli.app import root

    command = root.get_command(click.Context(root), name)
    assert command is not None
    assert command.name == name
    assert command.short_help == COMMANDS[name][1]


def test_output_is_utf8_in_any_locale(service: Sandbox, world: World) -> None:
    names = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    environ = {**environment(names)}
    station = next(s for s in world.stations if not (s.name or "").isascii())
    for arguments in (
        ["near", MITTE],
        ["station", station.id],
        ["station", station.id, "-o", "table"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "evcp", *arguments], capture_output=True, env=environ
        )
        assert done.returncode == 0
        assert not done.stdout.decode("utf-8").isascii()


def test_no_file_is_left_behind(service: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    done = process("near", MITTE, "--out", str(file), env={"TMPDIR": str(tmp_path)})
    assert done.status == 0
    assert os.listdir(tmp_path) == ["x.csv"]
