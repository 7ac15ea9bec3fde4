"""Terminal output: width of tables, colours, transient progress."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli.cli_runner import MITTE, on_terminal, plain, run

from evcp.sandbox import Sandbox, World

COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7]m|\x1b\[[0-9;]*(?:3|9)[0-7][0-9;]*m")


@pytest.mark.parametrize("columns", [40, 80, 120, 140, 200])
def test_table_fits_terminal(service: Sandbox, columns: int) -> None:
    done = on_terminal("near", MITTE, "-q", columns=columns)
    assert done.status == 0
    head, *rows = plain(done.out).rstrip().split("\n")
    assert head.split()[:2] == ["distance", "station"]
    assert all(len(line) <= columns for line in (head, *rows))
    assert len(rows) == len(run("near", MITTE).lines)
    assert ("operator" in head) == (columns >= 100)
    assert (" id" in head) == (columns >= 140)
    assert ("address" in head) == (columns >= 170)
    if columns <= 80:
        assert any("…" in line for line in rows)


def test_ids_are_never_cut(service: Sandbox, world: World) -> None:
    done = on_terminal("near", MITTE, "-q", "--ids", columns=80)
    ids = [line.split()[-1] for line in plain(done.out).rstrip().split("\n")[1:]]
    assert ids
    assert set(ids) <= set(world.by_id)


def test_terminal_has_colours(service: Sandbox) -> None:
    assert COLOUR.search(on_terminal("near", MITTE).out)


def test_no_color_is_respected(service: Sandbox) -> None:
    done = on_terminal("near", MITTE, env={"NO_COLOR": "1"})
    assert done.status == 0
    assert not COLOUR.search(done.out)
    assert "distance" in done.out


def test_progress_is_transient(service: Sandbox) -> None:
    done = on_terminal("near", MITTE)
    assert "Searching" in done.out
    last = done.out.rindex("Searching")
    erased, printed = done.out.index("\x1b[2K", last), done.out.index("distance", last)
    assert last < erased < printed
    assert "complete, no issues" in done.out
    assert "Searching" not in on_terminal("near", MITTE, "--quiet").out
    assert "Searching" not in run("near", MITTE).err


def test_redirected_output_is_jsonl(service: Sandbox, tmp_path: Path) -> None:
    sink = tmp_path / "out"
    for sort in ("none", "distance"):
        sink.unlink(missing_ok=True)
        done = on_terminal("near", MITTE, "--sort", sort, out=str(sink))
        assert done.status == 0
        text = sink.read_text("utf-8")
        assert sorted(text.splitlines()) == sorted(run("near", MITTE).lines)
        assert "\x1b" not in text
        assert "Searching" in done.out


def test_progress_does_not_disturb_lines(service: Sandbox) -> None:
    done = on_terminal("near", MITTE, "-o", "jsonl", "--sort", "none")
    assert "Searching" not in done.out
    assert "\x1b" not in done.out


def test_card_fits_terminal(service: Sandbox, world: World) -> None:
    station = next(s for s in world.stations if len(s.connectors) > 2)
    done = on_terminal("station", station.id)
    assert station.id in plain(done.out)
    assert all(len(line) <= 80 for line in plain(done.out).split("\n"))


@pytest.mark.parametrize("columns", [80, 140])
def test_codes_fit_terminal(columns: int) -> None:
    done = on_terminal("codes", columns=columns)
    lines = plain(done.out).split("\n")
    assert all(len(line) <= columns for line in lines)
    assert "Connector types" in lines
    assert any("meaning" in line for line in lines)


def test_errors_on_terminal_are_lines(service: Sandbox) -> None:
    done = on_terminal("near", MITTE, "--radius", "5")
    assert done.status == 2
    assert plain(done.out).startswith("evcp: invalid value for '-r' / '--radius': '5' has no unit")
