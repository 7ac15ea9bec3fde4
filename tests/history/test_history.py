"""Histories: occupancy, uptime and sessions are those of an exact simulation; gaps count as nothing.

`EVCP_TEST_FULL=1` runs a thousand histories, and a hundred kills.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from history.histories import COLUMN, MINUTE, START, Made, make, plug
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.settings import measure

from evcp import EvcpError
from evcp._client.watching import Answer, Watcher
from evcp.history import (
    Recorder,
    events,
    occupancy_by_hour,
    occupancy_by_hour_of_day,
    plain,
    record,
    schema,
    session_summary,
    sessions,
    timeline,
    uptime,
)
from evcp.history import segments as segments_module


@pytest.fixture(autouse=True)
def _no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disk: a kill of a process is not a loss of power."""
    monkeypatch.setattr(os, "fsync", lambda number: None)


STATES = ("free", "in_use", "reserved", "out_of_service", "unknown")


@settings(
    max_examples=measure(3, 1_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 10**6))
@example(1)
def test_measures_are_those_of_an_exact_simulation(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("history")
    made = make(folder, seed, minutes=measure(110, 130))
    check(made, timeline(events(folder)))
    shutil.rmtree(folder)


def check(made: Made, segments: pa.Table) -> None:
    known = {name for name, line in made.truth.items() if any(line)}
    rows = {row["evse_id"]: row for row in uptime(segments).to_pylist()}
    assert set(rows) == known
    for name, row in rows.items():
        assert [row[state] for state in STATES] == [made.seconds(name, state) for state in STATES]
        minutes = [minute for minute, state in enumerate(made.truth[name]) if state]
        span = 60.0 * (minutes[-1] + 1 - minutes[0])
        assert row["gap"] == span - 60.0 * len(minutes)
        assert row["known"] == sum(row[state] for state in STATES[:-1])
        expected = 1 - row["out_of_service"] / row["known"] if row["known"] else None
        assert row["uptime"] == (expected if expected is None else pytest.approx(expected))
    hours: dict[datetime, dict[str, float]] = {}
    for row in occupancy_by_hour(segments).to_pylist():
        hours[row["hour"]] = row
        sums = [sum(made.seconds(name, state, row["hour"]) for name in known) for state in STATES]
        assert [row[state] for state in STATES] == sums
    for state in STATES:
        assert sum(row[state] for row in hours.values()) == sum(
            made.seconds(n, state) for n in known
        )
    found: dict[str, set[tuple[int, int, bool]]] = {name: set() for name in known}
    for row in sessions(segments).to_pylist():
        begin, end = ((row[side] - START) // MINUTE for side in ("begin", "end"))
        assert row["seconds"] == 60 * (end - begin)
        found[row["evse_id"]].add((begin, end, row["complete"]))
    assert found == {name: made.sessions(name) for name in known}


def feed(folder: Path, *answers: dict[int, str] | None, every: float = 60.0) -> Watcher:
    watcher = Watcher()
    with Recorder(folder, every=every) as recorder:
        for number, states in enumerate(answers):
            at = START + number * timedelta(seconds=every)
            if states is None:
                recorder.record(watcher.feed(EvcpError("no answer: 503"), at))
                continue
            answer = dict(plug(n, state) for n, state in states.items())
            recorder.record(watcher.feed(Answer(answer, frozenset(answer)), at))
    return watcher


FREE, BUSY = {0: "AVAILABLE"}, {0: "OCCUPIED"}


def test_a_gap_is_neither_free_nor_in_use(tmp_path: Path) -> None:
    feed(tmp_path, FREE, FREE, None, None, FREE, BUSY, BUSY, FREE, FREE)
    segments = timeline(events(tmp_path))
    (row,) = uptime(segments).to_pylist()
    assert (row["free"], row["in_use"], row["gap"]) == (180, 120, 180)
    assert row["occupancy"] == pytest.approx(0.4)
    (outage,) = (row for row in events(tmp_path).to_pylist() if row["kind"] == "outage")
    assert (outage["time"], outage["detail"]) == (START + MINUTE, "no answer: 503")
    summary = session_summary(sessions(segments))
    assert (summary.complete, summary.censored, summary.mean) == (1, 0, timedelta(minutes=2))


def test_a_clock_that_was_set_back_leaves_a_gap_and_invents_nothing(tmp_path: Path) -> None:
    before = [(minute, "OCCUPIED" if minute == 4 else "AVAILABLE") for minute in range(10)]
    watcher = Watcher()
    with Recorder(tmp_path) as recorder:
        for minute, state in (*before, (6, "OCCUPIED"), (7, "OCCUPIED"), (8, "AVAILABLE")):
            answer = dict([plug(0, state)])
            poll = watcher.feed(Answer(answer, frozenset(answer)), START + minute * MINUTE)
            recorder.record(poll)
            assert recorder._flushed == poll.time  # it does not wait for the old time to come again
    rows = events(tmp_path)
    assert [row["detail"] for row in rows.to_pylist() if row["kind"] == "outage"] == [
        "the clock was set back"
    ]
    segments = timeline(rows)
    (row,) = uptime(segments).to_pylist()
    assert (round(row["free"]), round(row["in_use"])) == (5 * 60, 3 * 60)
    found = [(one["begin"], one["complete"]) for one in sessions(segments).to_pylist()]
    assert found == [(START + 4 * MINUTE, True), (START + 6 * MINUTE, False)]


def test_a_computer_that_slept_leaves_a_gap(tmp_path: Path) -> None:
    watcher = Watcher()
    with Recorder(tmp_path) as recorder:
        for minute in (0, 1, 2, 180, 181):
            answer = dict([plug(0, "OCCUPIED")])
            recorder.record(
                watcher.feed(Answer(answer, frozenset(answer)), START + minute * MINUTE)
            )
    (row,) = uptime(timeline(events(tmp_path))).to_pylist()
    assert (row["in_use"], row["gap"]) == (180, 178 * 60)
    assert session_summary(sessions(timeline(events(tmp_path)))).censored == 2


def test_a_day_can_be_read_alone(tmp_path: Path) -> None:
    made = make(tmp_path, 11, minutes=110)
    midnight = datetime(2026, 6, 2, tzinfo=START.tzinfo)
    day = timeline(events(tmp_path, midnight), start=midnight)
    whole = timeline(events(tmp_path), start=midnight)
    assert day.equals(whole)
    assert len(day)
    assert not any(row["begin"] < midnight for row in day.to_pylist())
    first = (midnight - START) // MINUTE
    for row in uptime(day).to_pylist():
        line = made.truth[row["evse_id"]][first:]
        assert row["in_use"] == 60 * line.count("OCCUPIED")


def test_hours_of_the_day_are_those_of_the_zone(tmp_path: Path) -> None:
    feed(tmp_path, *[FREE, BUSY] * 60)
    segments = timeline(events(tmp_path))
    utc = occupancy_by_hour_of_day(segments).to_pylist()
    assert [row["hour"] for row in utc] == [0, 22, 23]
    kolkata = occupancy_by_hour_of_day(segments, zone="Asia/Kolkata").to_pylist()
    assert [(row["hour"], row["known"]) for row in kolkata] == [(4, 3600), (5, 3540)]
    with pytest.raises(ValueError, match="no time zone 'Mars/Base'"):
        occupancy_by_hour_of_day(segments, zone="Mars/Base")


def test_an_evse_with_two_connectors_counts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Watcher()
    with Recorder(tmp_path) as recorder:
        for minute, states in enumerate(
            [("AVAILABLE", "UNKNOWN"), ("OCCUPIED", "OCCUPIED"), ("UNKNOWN",) * 2] * 2
        ):
            answer = {}
            for number, state in enumerate(states):
                key, seen = plug(0, state)
                answer[(*key[:3], str(number), key[4])] = seen
            recorder.record(
                watcher.feed(Answer(answer, frozenset(answer)), START + minute * MINUTE)
            )
    (row,) = uptime(timeline(events(tmp_path))).to_pylist()
    assert [row[state] for state in STATES] == [120, 120, 0, 0, 60]
    both = uptime(timeline(events(tmp_path), unit="connector")).to_pylist()
    assert [row["free"] for row in both] == [120, 0]
    assert len(sessions(timeline(events(tmp_path)))) == 2
    whole = timeline(events(tmp_path))
    monkeypatch.setattr(segments_module, "_AT_ONCE", 1)
    assert timeline(events(tmp_path)).equals(whole)


def test_a_plain_table_can_be_sorted_by_its_texts(tmp_path: Path) -> None:
    feed(tmp_path, FREE, BUSY, FREE)
    for table in (events(tmp_path), timeline(events(tmp_path))):
        rows = plain(table).sort_by([("state", "descending"), ("connector", "ascending")])
        assert rows["state"].to_pylist()[0] == "OCCUPIED"
        assert not any(pa.types.is_dictionary(one.type) for one in rows.schema)
        assert uptime(timeline(plain(events(tmp_path)))).equals(uptime(timeline(events(tmp_path))))


def test_a_connector_that_is_gone_ends_wherever_rows_are_parted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments_module, "_AT_ONCE", 1)
    feed(tmp_path, FREE | {1: "OCCUPIED"}, FREE | {1: "OCCUPIED"}, FREE, FREE, FREE)
    rows = {row["evse_id"]: row for row in uptime(timeline(events(tmp_path))).to_pylist()}
    assert (rows["E0"]["free"], rows["E1"]["in_use"]) == (240, 120)


def test_an_evse_is_in_the_state_of_its_best_connector_in_each_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, watcher = random.Random(5), Watcher()
    states = {(evse, place): "AVAILABLE" for evse in range(4) for place in range(evse)}
    truth: dict[tuple[str, int], str] = {}
    order = ("AVAILABLE", "OCCUPIED", "RESERVED", "UNKNOWN", "OUT_OF_SERVICE")
    with Recorder(tmp_path) as recorder:
        for minute in range(120):
            answer = {}
            for evse, place in states:
                if chance.random() < 0.3:
                    states[evse, place] = chance.choice(order)
                key, seen = plug(evse, states[evse, place])
                answer[(*key[:3], str(place), key[4])] = seen
                best = truth.get((f"E{evse}", minute), order[-1])
                truth[f"E{evse}", minute] = min(best, states[evse, place], key=order.index)
            poll = watcher.feed(Answer(answer, frozenset(answer)), START + minute * MINUTE)
            recorder.record(poll)
    monkeypatch.setattr(segments_module, "_AT_ONCE", 200)
    found: dict[tuple[str, int], str] = {}
    for row in timeline(events(tmp_path)).to_pylist():
        begin, end = ((row[side] - START) // MINUTE for side in ("begin", "end"))
        for minute in range(begin, end):
            assert (row["evse_id"], minute) not in found
            found[row["evse_id"], minute] = row["state"]
            assert row[COLUMN[row["state"]]] == row["total"] == 1
    assert found == {name: state for name, state in truth.items() if name[1] < 119}


def test_nothing_recorded_is_nothing_known(tmp_path: Path) -> None:
    feed(tmp_path, None, None)
    segments = timeline(events(tmp_path))
    for table in (segments, uptime(segments), occupancy_by_hour(segments), sessions(segments)):
        assert len(table) == 0
    assert session_summary(sessions(segments)).mean is None
    assert uptime(segments, per="all").num_rows <= 1
    with pytest.raises(EvcpError, match="there is no record"):
        events(tmp_path / "none")
    with pytest.raises(ValueError, match="offset"):
        events(tmp_path, datetime(2026, 1, 1))


# --- files


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("date=*/*.parquet"))


def test_the_files_are_plain_partitioned_parquet(tmp_path: Path) -> None:
    feed(tmp_path, *[FREE, BUSY] * 47)
    assert next(path.parent.name for path in files(tmp_path)) == "date=2026-06-01"
    assert {path.parent.name for path in files(tmp_path)} == {"date=2026-06-01", "date=2026-06-02"}
    found = ds.dataset(tmp_path, partitioning="hive").to_table()
    assert found.schema.field("connector").type == pa.string()
    assert timeline(found).equals(timeline(events(tmp_path)))
    assert events(tmp_path).schema == schema()


def test_files_of_a_day_are_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "MANY", 8)
    feed(tmp_path, *[FREE if minute % 3 else BUSY for minute in range(100)])
    assert all(
        len(list(path.glob("*.parquet"))) <= record.MANY + 1 for path in tmp_path.glob("date=*")
    )
    before = events(tmp_path)
    Recorder(tmp_path).close()
    assert len(files(tmp_path)) == 2
    assert events(tmp_path).equals(before)


def test_a_kill_while_files_are_joined_doubles_nothing(tmp_path: Path) -> None:
    feed(tmp_path, FREE, BUSY, FREE)
    small = {path: path.read_bytes() for path in files(tmp_path)}
    assert len(small) > 1
    before = events(tmp_path)
    Recorder(tmp_path).close()
    for (
        path,
        content,
    ) in small.items():  # the joined file is there, the old ones are not yet removed
        path.write_bytes(content)
    draft = files(tmp_path)[0].with_name(".x.part")
    draft.write_bytes(b"torn")
    assert events(tmp_path).equals(before)
    Recorder(tmp_path).close()
    assert len(files(tmp_path)) == 1
    assert not draft.exists()
    assert events(tmp_path).equals(before)


def test_what_is_not_of_the_record_is_left_alone(tmp_path: Path) -> None:
    feed(tmp_path, FREE, BUSY, FREE)
    before = events(tmp_path)
    (tmp_path / "date=2026-13-45").mkdir()
    (tmp_path / "date=2026-01-01").write_text("a file")
    (tmp_path / "notes.txt").write_text("notes")
    (tmp_path / "date=2026-06-01" / "own.parquet").write_text("no")
    Recorder(tmp_path).close()
    assert events(tmp_path).equals(before)
    assert len(list(tmp_path.rglob("*.*"))) >= 4
    assert (tmp_path / "date=2026-06-01" / "own.parquet").exists()


def test_the_first_and_the_last_day_can_be_asked_for(tmp_path: Path) -> None:
    feed(tmp_path, FREE, BUSY, FREE)
    zone = timezone(timedelta(hours=-5))
    first, last = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=zone)
    assert events(tmp_path, first, last).equals(events(tmp_path))


def test_a_full_disk_is_told_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with Recorder(tmp_path) as recorder:
        answer = dict([plug(0, "AVAILABLE")])
        watcher = Watcher()
        with monkeypatch.context() as patch:
            patch.setattr(record, "MANY", 1)
            patch.setattr(record, "_join", full)
            recorder.record(watcher.feed(Answer(answer, frozenset(answer)), START))
            for minute in (1, 2):
                answer = dict([plug(0, "OCCUPIED" if minute % 2 else "AVAILABLE")])
                with pytest.raises(OSError, match="No space"):
                    recorder.record(
                        watcher.feed(Answer(answer, frozenset(answer)), START + minute * MINUTE)
                    )
    states = [row["time"] for row in events(tmp_path).to_pylist() if row["kind"] == "state"]
    assert states == [START, START + MINUTE, START + 2 * MINUTE]


def test_a_torn_file_is_told_and_leaves_the_folder_unlocked(tmp_path: Path) -> None:
    feed(tmp_path, FREE, BUSY, FREE)
    torn = files(tmp_path)[0]
    whole = torn.read_bytes()
    torn.write_bytes(whole[:100])
    for read in (Recorder, events):
        with pytest.raises(EvcpError, match=f"{torn.name} is not a file of a record"):
            read(tmp_path)
    torn.write_bytes(whole)
    Recorder(tmp_path).close()


def test_only_one_writes_into_a_folder(tmp_path: Path) -> None:
    with Recorder(tmp_path), pytest.raises(EvcpError, match="another recorder"):
        Recorder(tmp_path)
    Recorder(tmp_path).close()


CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from history.histories import MINUTE, START, plug
from evcp._client.watching import Answer, Watcher
from evcp.history import Recorder
begin, watcher = int(sys.argv[3]), Watcher()
with Recorder(Path(sys.argv[1])) as recorder:
    for minute in range(begin, begin + 10_000):
        answer = dict([plug(0, "AVAILABLE" if minute % 2 else "OCCUPIED")])
        recorder.record(watcher.feed(Answer(answer, frozenset(answer)), START + minute * MINUTE))
        print(minute, flush=True)
"""


def test_a_kill_loses_what_was_not_written_and_nothing_else(tmp_path: Path) -> None:
    begin = 0
    for kill in range(measure(1, 100)):
        arguments = [
            sys.executable,
            "-c",
            CHILD,
            str(tmp_path),
            str(Path(__file__).parents[1]),
            str(begin),
        ]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            line = ""
            for line in child.stdout:
                last = int(line)
                if last - begin >= 70 + kill:
                    break
            child.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
            last = int([line, *child.stdout][-1])
        segments = timeline(events(tmp_path))
        rows = [row for row in segments.to_pylist() if row["begin"] >= START + begin * MINUTE]
        # One minute may have been written and not been printed.
        assert rows[-1]["end"] in (START + last * MINUTE, START + (last + 1) * MINUTE)
        assert rows[0]["begin"] == START + begin * MINUTE
        assert len(rows) == (rows[-1]["end"] - rows[0]["begin"]) // MINUTE
        begin = last + 100
