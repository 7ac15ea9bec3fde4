"""Differences between two harvests: all planted ones are found, none is invented, and gone is never guessed.

`EVCP_TEST_FULL=1` runs the comparison of 30,801 real stations as well.
"""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from harvest.planting import EARTH, Planted, Row, place, plant, world, write
from hypothesis import given
from hypothesis import strategies as st
from support.settings import full, tries

from evcp import Box, Completeness, EvcpError, arrow
from evcp.harvest import DiffKind, StationDiff, diff, matching
from evcp.harvest.comparison import field_changes
from evcp.harvest.coverage import Coverage, coverage_metadata
from evcp.harvest.regions import region_of

ROWS = world(320)


def compare(old: Path, new: Path) -> dict[DiffKind, list[StationDiff]]:
    found: dict[DiffKind, list[StationDiff]] = {kind: [] for kind in DiffKind}
    for one in diff(old, new):
        found[one.kind].append(one)
    return found


def ids(found: list[StationDiff]) -> set[str]:
    assert len({one.id for one in found}) == len(found)
    return {one.id for one in found}


def check(old: Path, new: Path, known: Planted) -> None:
    found = compare(old, new)
    assert not found[DiffKind.NOT_SEEN] + found[DiffKind.FIRST_SEEN]
    assert ids(found[DiffKind.NEW]) == known.new
    assert ids(found[DiffKind.GONE]) == known.gone
    changed = {one.old_id: one for one in found[DiffKind.CHANGED]}
    assert {id: one.id for id, one in changed.items() if one.renamed} == known.renamed
    assert {id for id, one in changed.items() if one.moved} == known.moved
    assert {id for id, one in changed.items() if one.live} == known.live
    static = {id: {f.name for f in one.fields} for id, one in changed.items() if one.fields}
    assert static == known.static
    assert len(changed) == len(found[DiffKind.CHANGED])
    summary = diff(old, new).summary()
    assert summary.renamed == len(known.renamed)
    assert summary.moved == len(known.moved)
    assert summary.live == len(known.live)
    assert summary.kinds[DiffKind.CHANGED] == len(known.static.keys() | known.renamed.keys())
    assert summary.certain


@tries(3)
@given(st.integers(), st.sampled_from([0.0, 0.02, 0.1]), st.sampled_from([7, 50, 1_000]))
def test_all_planted_changes_are_found_and_none_is_invented(
    tmp_path_factory: pytest.TempPathFactory, seed: int, share: float, size: int
) -> None:
    folder = tmp_path_factory.mktemp("diff")
    chance = random.Random(seed)
    rows = chance.sample(ROWS, 100)
    known = plant(rows, chance, share)
    old = write(folder / "old.parquet", rows, row_group_size=size)
    check(old, write(folder / "new.parquet", known.rows, row_group_size=size + 3), known)


@full
def test_planted_changes_of_a_country(tmp_path: Path) -> None:
    import time

    rows = real()
    known = plant(rows, random.Random(3), 0.01)
    old = write(tmp_path / "old.parquet", rows, row_group_size=50_000)
    new = write(tmp_path / "new.parquet", known.rows, row_group_size=50_000)
    begun = time.perf_counter()
    check(old, new, known)
    print(len(rows), time.perf_counter() - begun, {k: len(v) for k, v in vars(known).items()})


def real() -> list[Row]:
    from evcp.sandbox import World

    file = Path(__file__).parents[3] / "shared" / "data" / "us-ev-stations-2020.csv.gz"
    if not file.exists():
        pytest.skip("the data are not here")
    found: list[Row] = arrow.table(World.from_file(file).stations).to_pylist()
    return found


def test_the_same_file_has_no_difference(tmp_path: Path) -> None:
    file = write(tmp_path / "a.parquet", ROWS)
    assert list(diff(file, file)) == []
    summary = diff(file, file).summary()
    assert (summary.same, summary.certain) == (len(ROWS), True)


def test_only_a_place_that_both_cover_tells_gone_and_new(tmp_path: Path) -> None:
    old_rows, new_rows = ROWS[:300], ROWS[100:]
    latitudes = sorted(place(row)[0] for row in ROWS)
    middle = latitudes[160]
    south = [(-90.0, -180.0, middle, 180.0)]
    old = write(tmp_path / "old.parquet", old_rows)
    new = write(tmp_path / "new.parquet", new_rows, doubts=south)
    for pair in ((old, new), (new, old)):
        found = compare(*pair)
        for certain, uncertain, rows in (
            (DiffKind.GONE, DiffKind.NOT_SEEN, ROWS[:100]),
            (DiffKind.NEW, DiffKind.FIRST_SEEN, ROWS[300:]),
        ):
            if pair[0] == new:
                rows = (
                    ROWS[300:]
                    if rows is not ROWS[300:] and certain is DiffKind.GONE
                    else ROWS[:100]
                )
            assert ids(found[certain]) == {r["id"] for r in rows if place(r)[0] > middle}
            assert ids(found[uncertain]) == {r["id"] for r in rows if place(r)[0] <= middle}


def test_other_areas_filters_and_files_tell_nothing_gone(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.parquet", ROWS)
    east = Box(north=90, west=0, south=-90, east=180)
    part = [row for row in ROWS[:200] if place(row)[1] >= 0]
    half = compare(whole, write(tmp_path / "b.parquet", part, area=east))
    assert all((one.longitude or 0) >= 0 for one in half[DiffKind.GONE])
    assert all((one.longitude or 0) < 0 for one in half[DiffKind.NOT_SEEN])
    fast = write(tmp_path / "c.parquet", ROWS[:200], filters={"min_power": 50})
    assert not compare(whole, fast)[DiffKind.GONE]
    plain = tmp_path / "d.parquet"
    table = pa.Table.from_pylist(ROWS[:200], arrow.schema())
    arrow.write_geoparquet(plain, table.to_batches())
    found = compare(whole, plain)
    assert len(found[DiffKind.NOT_SEEN]) == len(ROWS) - 200
    assert not found[DiffKind.GONE]


def station(id: str, pool: str | None, evses: tuple[str, ...] = (), **members: Any) -> Row:
    row: Row = dict.fromkeys(arrow.schema().names)
    statuses = [
        dict.fromkeys(("cpo_evse_id", "physical_reference", "cpo_connector_id", "state"))
        | {"cpo_evse_emi3_id": e}
        for e in evses
    ]
    row |= {"id": id, "pool_id": pool, "position": {"latitude": 1.0, "longitude": 2.0}}
    row |= {"connectors": [{"connector_statuses": statuses}], **members}
    return row


AT: dict[str, Any] = {"position": {"latitude": 5.0, "longitude": 5.0}}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # The id went to a station of another pool.
        ([station("a", "p")], [station("a", "q", **AT)], {"gone a", "new a"}),
        ([station("a", "p", ("E1",))], [station("a", "q", ("E9",))], {"gone a", "new a"}),
        # The pool has another id, and there are no EVSEs: the id, at the same place.
        ([station("a", "p")], [station("a", "q")], {"changed a a"}),
        # Two swapped ids, and an EVSE that went from the one to the other.
        (
            [station("a", "p", ("E1", "E2")), station("b", "q", ("E3",))],
            [station("b", "p", ("E1",)), station("a", "q", ("E2", "E3"))],
            {"changed a b", "changed b a"},
        ),
        # A serial number is no other station's by itself; an id that is long is.
        ([station("a", "p", ("1",))], [station("b", "q", ("1",), **AT)], {"gone a", "new b"}),
        (
            [station("a", "p", ("XX*ABC*E1",))],
            [station("b", "q", ("XX*ABC*E1",), **AT)],
            {"changed a b"},
        ),
        # Nor without any pool.
        ([station("a", None, ("1",))], [station("b", None, ("1",), **AT)], {"gone a", "new b"}),
        ([station("a", None, ("1",))], [station("b", None, ("1",))], {"changed a b"}),
        # No pool, and all EVSEs replaced: the id tells at the same place alone.
        ([station("a", None, ("E1",))], [station("a", None, ("E9",))], {"changed a a"}),
        ([station("a", None, ("E1",))], [station("a", None, ("E9",), **AT)], {"gone a", "new a"}),
        # A station that is listed twice is one.
        ([station("a", "p", ("E1",))] * 2, [station("a", "p", ("E1",))], set()),
        ([station("a", "p", ("E1",))], [station("a", "p", ("E1",))] * 3, set()),
        # Without ids, nothing tells that it is the same.
        ([station("", None)], [station("", None, **AT)], {"gone ", "new "}),
        # No position: nothing covers it.
        ([station("a", "p")], [station("a", "p", position=None)], {"changed a a"}),
        ([], [station("a", "p", position=None)], {"first_seen a"}),
        # An EVSE more, and a new id.
        ([station("a", "p", ("E1",))], [station("b", "p", ("E1", "E2"))], {"changed a b"}),
        # The pool has another id; the EVSEs tell.
        ([station("a", "p", ("E1",))], [station("a", "q", ("E1",))], {"changed a a"}),
        # All EVSEs replaced: pool and id tell.
        ([station("a", "p", ("E1",))], [station("a", "p", ("E9",))], {"changed a a"}),
        # Another station of the pool, with EVSEs of its own.
        ([station("a", "p", ("E1",))], [station("b", "p", ("E9",))], {"gone a", "new b"}),
        # Without EVSEs, the pool alone.
        ([station("a", "p")], [station("b", "p", ("E1",))], {"changed a b"}),
        # Two of one pool without EVSEs: ids, then places.
        (
            [station("a", "p"), station("b", "p", **AT)],
            [station("c", "p", **AT), station("d", "p")],
            {"changed a d", "changed b c"},
        ),
        # No pool: the id.
        ([station("a", None)], [station("a", "p", name="n")], {"changed a a"}),
        ([station("a", None)], [station("b", None)], {"gone a", "new b"}),
        # Two swapped ids.
        (
            [station("a", "p", ("E1",)), station("b", "q", ("E2",))],
            [station("b", "p", ("E1",)), station("a", "q", ("E2",))],
            {"changed a b", "changed b a"},
        ),
    ],
)
def test_stations_are_told_by_their_equipment(
    old: list[Row], new: list[Row], expected: set[str], tmp_path: Path
) -> None:
    found = diff(write(tmp_path / "old.parquet", old), write(tmp_path / "new.parquet", new))
    told = {
        f"{d.kind} {d.old_id} {d.id}" if d.kind == "changed" else f"{d.kind} {d.id}" for d in found
    }
    assert told == expected


def test_many_that_share_a_name_are_told_by_their_places(tmp_path: Path) -> None:
    def many(prefix: str, **members: Any) -> list[Row]:
        return [
            station(f"{prefix}{n}", members.get("pool", f"{prefix}{n}"), members["evses"])
            | {"position": {"latitude": n * 0.01 + (prefix == "b") * 1e-4, "longitude": 2.0}}
            for n in range(150)
        ]

    for members in ({"evses": ("1",)}, {"evses": (), "pool": "0"}):
        old = write(tmp_path / "old.parquet", many("a", **members))
        found = compare(old, write(tmp_path / "new.parquet", many("b", **members)))
        assert {(d.old_id, d.id) for d in found[DiffKind.CHANGED]} == {
            (f"a{n}", f"b{n}") for n in range(150)
        }
        assert sum(map(len, found.values())) == 150


def test_many_of_one_pool_are_not_compared_each_with_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    agree = matching._Matching._agree

    def counted(self: Any, olds: matching.Rows, news: matching.Rows) -> matching.Mask:
        tried.append(len(olds))
        return agree(self, olds, news)

    monkeypatch.setattr(matching._Matching, "_agree", counted)
    files = [
        write(
            tmp_path / f"{name}.parquet",
            [station(f"{name}{n}", "p", (f"XX*{name}*E{n}",)) for n in range(200)],
        )
        for name in "ab"
    ]
    found = compare(*files)
    assert (len(found[DiffKind.GONE]), len(found[DiffKind.NEW])) == (200, 200)
    assert sum(tried) < 40 * 200


def test_a_station_with_the_id_at_the_same_place_comes_first(tmp_path: Path) -> None:
    old = write(tmp_path / "old.parquet", [station("a", None, **AT)])
    new = [station("a", "q"), station("a", "p", **AT)]
    (one,) = compare(old, write(tmp_path / "new.parquet", new))[DiffKind.CHANGED]
    assert [change.path for change in one.fields] == ["pool_id"]


def test_a_member_that_a_file_has_no_column_for_is_not_compared(tmp_path: Path) -> None:
    old = write(tmp_path / "old.parquet", ROWS[:20])
    rows = [
        {
            **{name: value for name, value in row.items() if name not in ("name", "pool_id")},
            "connectors": [
                {name: value for name, value in group.items() if name != "max_power_level"}
                for group in row["connectors"]
            ],
        }
        for row in copy.deepcopy(ROWS[:20])
    ]
    rows[0]["time_zone"] = "Mars/Base"
    new = tmp_path / "new.parquet"
    metadata = pq.read_metadata(old).metadata
    pq.write_table(pa.Table.from_pylist(rows).replace_schema_metadata(metadata), new)
    found = diff(old, new)
    assert {"name", "pool_id", "connectors.max_power_level"} <= set(found.uncompared)
    (one,) = found
    assert [change.path for change in one.fields] == ["time_zone"]
    assert diff(old, old).uncompared == ()


def large(form: pa.DataType) -> pa.DataType:
    """Return a type as polars writes it."""
    if pa.types.is_list(form):
        return pa.large_list(large(form.value_type))
    if pa.types.is_struct(form):
        return pa.struct([(member.name, large(member.type)) for member in form])
    return pa.large_string() if pa.types.is_string(form) else form


def test_files_of_other_programs_are_compared_wholly(tmp_path: Path) -> None:
    old = write(tmp_path / "old.parquet", ROWS[:20])
    rows = pq.read_table(old).select(arrow.schema().names).to_pylist()
    rows[3]["connectors"][0]["max_power_level"] = 1.25
    forms = [(one.name, large(one.type)) for one in arrow.schema()]
    new = tmp_path / "new.parquet"
    pq.write_table(pa.Table.from_pylist(rows, pa.schema(forms)), new)
    assert diff(old, new).uncompared == ()
    for pair in ((old, new), (new, old)):
        (one,) = diff(*pair)
        assert [change.path for change in one.fields] == ["connectors[0].max_power_level"]


@pytest.mark.parametrize(
    "values", [b"{", b"[1]", b'{"area": ["box", 1, 2, 3, 4], "completeness": "later"}']
)
def test_coverage_of_another_version_is_told(tmp_path: Path, values: bytes) -> None:
    old = write(tmp_path / "old.parquet", ROWS[:2])
    new = tmp_path / "new.parquet"
    pq.write_table(pq.read_table(old).replace_schema_metadata({"evcp.harvest": values}), new)
    with pytest.raises(EvcpError, match=r"new\.parquet: the metadata evcp\.harvest"):
        diff(old, new)


def test_a_file_that_is_not_complete_anywhere_told_covers_nothing() -> None:
    metadata = coverage_metadata(Completeness.PARTIAL, region_of(EARTH), {}, [])
    coverage = Coverage.read({name.encode(): text.encode() for name, text in metadata.items()})
    assert not coverage.covers(1.0, 2.0)


def test_items_are_compared_with_what_they_were() -> None:
    old = station("a", "p", ("E1", "E2"))["connectors"][0]["connector_statuses"]
    new = copy.deepcopy(old)[::-1]
    new[1]["state"] = "OCCUPIED"
    name = "connectors.connector_statuses"
    (change,) = field_changes("connectors[0].connector_statuses", name, old, new)
    assert (change.path, change.old, change.new) == (
        "connectors[0].connector_statuses[1].state",
        None,
        "OCCUPIED",
    )
    assert change.name == "connectors.connector_statuses.state"


def test_nan_is_no_change_and_a_null_id_is_an_empty_one(tmp_path: Path) -> None:
    def row(id: str | None, level: float) -> Row:
        group = {"max_power_level": float("nan")}
        return station("a", "p") | {"id": id, "connectors": [group, {"max_power_level": level}]}

    old = write(tmp_path / "old.parquet", [row(None, 1.0)])
    new = write(tmp_path / "new.parquet", [row("", 2.0)])
    (one,) = diff(old, new)
    assert [(f.path, f.old, f.new) for f in one.fields] == [
        ("connectors[1].max_power_level", 1.0, 2.0)
    ]
    assert (one.old_id, one.id, one.renamed) == ("", "", False)
    (gone,) = diff(old, write(tmp_path / "none.parquet", []))
    assert (gone.id, repr(gone)) == ("", "<StationDiff gone >")


def test_a_file_of_something_else_is_told(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.parquet", ROWS[:2])
    flat = tmp_path / "flat.parquet"
    arrow.write_geoparquet(
        flat,
        arrow.reader(arrow.stations(pa.Table.from_pylist(ROWS[:2], arrow.schema())), "stations"),
    )
    with pytest.raises(EvcpError, match="no column position"):
        diff(whole, flat)
    with pytest.raises(FileNotFoundError, match=r"No such file.*none\.parquet"):
        diff(whole, tmp_path / "none.parquet")
    with pytest.raises(OSError, match=r"directory|denied"):
        diff(tmp_path, whole)
    (tmp_path / "late.parquet.harvest").mkdir()
    with pytest.raises(EvcpError, match="has not ended"):
        diff(whole, tmp_path / "late.parquet")
    for name, values in (("position", ["x", "y"]), ("total_number_of_connectors", ["x", "y"])):
        table = pq.read_table(whole)
        table = table.set_column(table.column_names.index(name), name, pa.array(values))
        pq.write_table(table, tmp_path / "other.parquet")
        with pytest.raises(EvcpError, match=r"other\.parquet has a column of another form"):
            diff(whole, tmp_path / "other.parquet")
    (tmp_path / "text.parquet").write_text("no")
    with pytest.raises(EvcpError, match="is not a Parquet file"):
        diff(whole, tmp_path / "text.parquet")


def test_an_interrupted_harvest_tells_nothing_gone(tmp_path: Path) -> None:
    from bench.harvest_service import Service, plain_body

    from evcp import Client
    from evcp.harvest import Harvest, Summary

    chance = random.Random(3)
    area = Box(north=54, west=6, south=47, east=14)
    latitudes = [chance.uniform(area.south, area.north) for _ in range(400)]
    longitudes = [chance.uniform(area.west, area.east) for _ in latitudes]

    def harvest(name: str, quota: int | None) -> Summary:
        places = np.array(latitudes), np.array(longitudes)
        service = Service(*places, plain_body(*places), cap=20)
        with Client(api_key="k", base_url="http://service.test/ev/", transport=service) as client:
            return Harvest(area, tmp_path / name, quota=quota).run(client)

    whole = harvest("whole.parquet", None)
    again = harvest("again.parquet", None)
    part = harvest("part.parquet", whole.totals.requests // 2)
    assert 0 < part.stations < whole.stations
    found = compare(whole.path, part.path)
    assert len(found[DiffKind.NOT_SEEN]) == whole.stations - part.stations
    assert sum(map(len, found.values())) == len(found[DiffKind.NOT_SEEN])
    assert not list(diff(whole.path, again.path))
