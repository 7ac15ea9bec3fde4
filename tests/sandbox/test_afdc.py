"""Stations from the American register: good rows and bad ones."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sandbox.helpers import AFDC_FILE, ask_json, ids_of

from evcp.sandbox import AfdcAssumptions, RowIssue, Service, World
from evcp.sandbox.importers import afdc
from evcp.sandbox.importers.afdc_columns import DC, L1, L2
from evcp_models import Accessibility, EVStation, Price, PricingModel, PricingUnit

ROW = {
    "id": "1517",
    "station_name": "Truesdale Center",
    "street_address": "11797  Truesdale St\nSuite 5",
    "city": "Sun Valley",
    "state": "CA",
    "zip": "91352",
    "country": "US",
    "latitude": "34.248319",
    "longitude": "-118.387971",
    "station_phone": "888-758-4389  800 call me",
    "access_code": "private",
    "access_days_time": "8am-5pm M-F; fleet only",
    "ev_network": "ChargePoint Network",
    "ev_connector_types": "CHADEMO J1772 J1772COMBO",
    L2: "40",
    DC: "2",
    "ev_pricing": "$0.25 per kWh",
    "updated_at": "2020-09-03T19:35:48Z",
}


def write(folder: Path, *rows: dict[str, str], name: str = "afdc.csv") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, afdc.COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    path.write_text(text.getvalue(), newline="")
    return path


def load(folder: Path, *rows: dict[str, str]) -> World:
    return World.from_afdc(write(folder, *rows), states_seed=None)


def only(world: World) -> EVStation:
    (station,) = world.stations
    return station


def test_row_to_station(tmp_path: Path) -> None:
    world = load(tmp_path, ROW)
    station = only(world)
    assert world.report
    assert world.report.issues == ()
    assert station.id.startswith("8409q5")
    assert station.cpo_id == "1517"
    assert station.name == "Truesdale Center"
    assert station.brand == "ChargePoint Network"
    assert station.address
    assert (station.address.street_number, station.address.street) == (
        "11797",
        "Truesdale St Suite 5",
    )
    assert (station.address.country, station.address.state) == ("USA", "CA")
    assert (station.position.latitude, station.position.longitude) == (34.248319, -118.387971)
    assert station.contacts
    assert [phone.value for phone in station.contacts.phone] == ["+18887584389", "800 call me"]
    assert station.ev_station_details
    assert station.ev_station_details.accessibility_type is Accessibility.PRIVATE
    assert station.last_update_timestamp == datetime(2020, 9, 3, 19, 35, 48, tzinfo=UTC)
    assert station.time_zone == "America/Los_Angeles"
    assert station.total_number_of_connectors == 44
    assert [
        (
            one.connector_type and one.connector_type.id,
            one.max_power_level,
            one.charging_point and one.charging_point.number_of_connectors,
            one.power_feed_type and one.power_feed_type.id,
            one.supplier_name,
        )
        for one in station.connectors
    ] == [
        ("30", 7.2, 40, "2", "ChargePoint Network"),
        ("29", 50.0, 2, "5", "ChargePoint Network"),
        ("33", 50.0, 2, "5", "ChargePoint Network"),
    ]
    detail = station.connectors[0].connector_details
    assert detail
    assert detail.open24x7 is False
    assert detail.opening_time == "8am-5pm M-F; fleet only"
    assert detail.opening_hours
    assert [entry.daymask for entry in detail.opening_hours.regular_opening_hours] == [62]
    assert detail.pay is True
    (pricing,) = detail.pricing
    assert pricing.price == Price(value=Decimal("0.25"), currency="USD")
    assert (pricing.pricing_model, pricing.unit) == (PricingModel.KWH, PricingUnit.KWH)
    assert all(not one.connector_statuses for one in station.connectors)


@pytest.mark.parametrize(
    ("text", "pay", "described"),
    [
        ("Free", False, None),
        ("FREE", False, None),
        ("Level 2: Free", False, None),
        ("", None, None),
        ("Level 2: $1.25 per hour\r\nDC fast: free", True, "Level 2: $1.25 per hour DC fast: free"),
        ("Free for guests", True, "Free for guests"),
    ],
)
def test_prices_in_words_stay_words(
    tmp_path: Path, text: str, pay: bool | None, described: str | None
) -> None:
    detail = only(load(tmp_path, {**ROW, "ev_pricing": text})).connectors[0].connector_details
    assert detail
    assert detail.pay is pay
    assert [one.descriptions for one in detail.pricing] == ([described] if described else [])


def test_powers_can_be_assumed_otherwise(tmp_path: Path) -> None:
    path = write(tmp_path, {**ROW, "ev_network": "Electrify America"})
    powers = [one.max_power_level for one in only(World.from_afdc(path)).connectors]
    assert powers == [7.2, 50.0, 150.0]
    assumed = AfdcAssumptions(power_kw={("Electrify America", "J1772"): 9.6}, dual_cable_dc=False)
    station = only(World.from_afdc(path, assumptions=assumed))
    assert [one.max_power_level for one in station.connectors] == [9.6, 50.0, 50.0]
    assert station.total_number_of_connectors == 42


@pytest.mark.parametrize("text", ["9999-12-31 23:59:59 UTC", "0001-01-01 00:00:00 UTC"])
def test_an_impossible_update_leaves_the_states_of_the_others(tmp_path: Path, text: str) -> None:
    world = World.from_file(write(tmp_path, ROW, {**ROW, "id": "2", "updated_at": text}))
    assert len(world) == 2
    newest = datetime(2020, 9, 3, 20, 35, 48, tzinfo=UTC)
    for station in world.stations:
        assert station.last_updated_time_stamp is not None
        assert newest - timedelta(hours=6) < station.last_updated_time_stamp <= newest


def test_rows_of_one_network_at_one_address_are_a_pool(tmp_path: Path) -> None:
    world = load(
        tmp_path,
        ROW,
        {**ROW, "id": "2", "latitude": "34.2484"},
        {**ROW, "id": "3", "ev_network": "Volta"},
        {**ROW, "id": "4", "street_address": ""},
        {**ROW, "id": "5", "street_address": ""},
    )
    first, second, third, fourth, fifth = (station.pool_id for station in world.stations)
    assert first == second
    assert len({first, third, fourth, fifth}) == 4


def test_simulated_live_states_are_labelled(tmp_path: Path) -> None:
    path = write(tmp_path, ROW)
    world = World.from_afdc(path)
    assert "live states simulated" in world.label
    assert World.from_afdc(path).stations == world.stations
    assert World.from_afdc(path, states_seed=1).stations != world.stations
    level2, chademo, ccs = only(world).connectors
    assert len(level2.connector_statuses) == 40
    ids = {status.cpo_evse_id or "" for status in level2.connector_statuses}
    assert len(ids) == 40
    assert all(one.startswith("simulated-1517-") for one in ids)
    # Both cables hang on the same two ports.
    assert [s.cpo_evse_id for s in chademo.connector_statuses] == [
        s.cpo_evse_id for s in ccs.connector_statuses
    ]
    assert [s.state for s in chademo.connector_statuses] == [
        s.state for s in ccs.connector_statuses
    ]
    assert "no live states" in World.from_afdc(path, states_seed=None).label


@pytest.mark.parametrize(
    ("cells", "issue"),
    [
        ({"latitude": "north"}, ("latitude", "not a number: the row is dropped", "north")),
        ({"longitude": ""}, ("longitude", "no coordinates: the row is dropped", "")),
        ({"latitude": "nan"}, ("latitude", "not a number: the row is dropped", "nan")),
        (
            {"latitude": "1.0", "longitude": "-1.0"},
            ("latitude", "outside the United States: the row is dropped", "1.0"),
        ),
        ({"id": " "}, ("id", "missing: the row is dropped", "")),
    ],
)
def test_a_row_without_a_place_or_id_is_dropped_and_reported(
    tmp_path: Path, cells: dict[str, str], issue: tuple[str, str, str]
) -> None:
    world = load(tmp_path, {**ROW, "id": "1"}, {**ROW, **cells}, {**ROW, "id": "3"})
    assert [station.cpo_id for station in world.stations] == ["1", "3"]
    assert world.report
    assert (world.report.rows, world.report.loaded, world.report.dropped) == (3, 2, 1)
    assert world.report.issues == (RowIssue(2, *issue, dropped=True),)
    assert "3 rows, 2 stations, 1 dropped" in str(world.report)


def test_the_second_row_of_an_id_is_dropped(tmp_path: Path) -> None:
    world = load(tmp_path, ROW, {**ROW, "station_name": "Other"})
    assert only(world).name == "Truesdale Center"
    assert world.report
    assert world.report.issues == (
        RowIssue(2, "id", "seen before: the row is dropped", "1517", dropped=True),
    )


@pytest.mark.parametrize(
    ("cells", "issue"),
    [
        (
            {"latitude": "45.0", "longitude": "-93.0"},
            ("state", "the coordinates are in another state: both kept, no time zone", "CA"),
        ),
        ({"state": "ZZ"}, ("state", "unknown state: no time zone", "ZZ")),
        ({"updated_at": "lately"}, ("updated_at", "not a time with a zone: left out", "lately")),
        (
            {"updated_at": "2020-09-03T19:35:48"},
            ("updated_at", "not a time with a zone: left out", "2020-09-03T19:35:48"),
        ),
        *(
            (
                {"updated_at": text},
                ("updated_at", "a mark for an unknown time, or impossible: left out", text),
            )
            for text in ("9999-12-31 23:59:59 UTC", "0001-01-01 00:00:00 UTC", "2100-01-01T00:00Z")
        ),
        (
            {"access_code": "maybe"},
            ("access_code", "neither public nor private: left out", "maybe"),
        ),
        (
            {"ev_connector_types": "", L2: "", DC: ""},
            ("ev_connector_types", "empty: the plugs are unknown", ""),
        ),
        ({"station_name": "a\x01b"}, ("station_name", "unreadable characters: left out", "a?b")),
    ],
)
def test_a_flaw_is_reported_and_the_station_kept(
    tmp_path: Path, cells: dict[str, str], issue: tuple[str, str, str]
) -> None:
    world = load(tmp_path, {**ROW, **cells})
    assert len(world) == 1
    assert world.report
    assert world.report.issues == (RowIssue(1, *issue),)
    assert world.report.dropped == 0


def test_a_bad_count_is_left_out_and_reported(tmp_path: Path) -> None:
    world = load(tmp_path, {**ROW, L2: "-3"})
    assert world.report
    assert [(issue.column, issue.reason, issue.raw) for issue in world.report.issues] == [
        (L2, "not a whole number: left out", "-3"),
        (L2, "no ports counted for J1772", "-3"),
    ]
    assert only(world).total_number_of_connectors == 4


@pytest.mark.parametrize("digits", ["1001", "20000000", "9" * 5_000], ids=len)
@pytest.mark.parametrize("level", [L1, L2, DC])
def test_an_impossible_count_is_left_out_and_reported(
    tmp_path: Path, level: str, digits: str
) -> None:
    world = load(tmp_path, {**ROW, level: digits})
    assert world.report
    assert (level, "more than 1,000: left out", digits[:200]) in [
        (issue.column, issue.reason, issue.raw) for issue in world.report.issues
    ]
    assert (only(world).total_number_of_connectors or 0) < 100


def test_the_greatest_count_is_read(tmp_path: Path) -> None:
    world = load(tmp_path, {**ROW, "ev_connector_types": "J1772", L1: "", L2: "01000", DC: ""})
    assert only(world).total_number_of_connectors == 1_000
    assert world.report
    assert world.report.issues == ()


def test_short_and_long_rows_and_bad_bytes_are_reported(tmp_path: Path) -> None:
    path = write(tmp_path, ROW, {**ROW, "id": "2"})
    head, first, *rest = path.read_bytes().splitlines(keepends=True)
    body = b"".join([first, *rest])
    path.write_bytes(head + body.replace(b"\r\n1517", b"\r\n1517") + b'"9","short"\r\n')
    report = World.from_afdc(path).report
    assert report
    assert (report.rows, report.loaded) == (3, 2)
    assert report.issues[-1] == RowIssue(
        3, "", "fewer cells than columns: the row is dropped", "9,short", dropped=True
    )
    path.write_bytes(head + body.replace(b"Truesdale Center", "Señor\ufffd Center".encode()))
    report = World.from_afdc(path).report
    assert report
    assert [issue.column for issue in report.issues] == ["station_name", "station_name"]
    path.write_bytes(head + body.rstrip() + b",extra\r\n")
    report = World.from_afdc(path).report
    assert report
    assert [(issue.row, issue.reason, issue.raw) for issue in report.issues] == [
        (2, "more cells than columns", "['extra']")
    ]


def test_other_files_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("id,latitude\n1,2\n")
    with pytest.raises(
        ValueError, match=r"other\.csv is not an AFDC file: .* has no station_name, .*"
    ):
        World.from_afdc(other)
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    with pytest.raises(ValueError, match="is not an AFDC file"):
        World.from_afdc(empty)
    broken = tmp_path / "broken.csv.gz"
    broken.write_bytes(gzip.compress(write(tmp_path, ROW).read_bytes())[:-20])
    with pytest.raises(ValueError, match="not whole gzip"):
        World.from_afdc(broken)
    with pytest.raises(FileNotFoundError):
        World.from_afdc(tmp_path / "none.csv")


def test_compression_and_a_byte_order_mark_make_no_difference(tmp_path: Path) -> None:
    path = write(tmp_path, ROW)
    plain = World.from_afdc(path).stations
    packed = tmp_path / "afdc.dat"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + path.read_bytes()))
    assert World.from_afdc(packed).stations == plain


# --- the whole register ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def register() -> World:
    if not AFDC_FILE.exists():
        pytest.skip("the register is not there")
    return World.from_afdc(AFDC_FILE)


def test_every_row_of_the_register_is_a_station_or_reported(register: World) -> None:
    report = register.report
    assert report
    assert report.rows == 30_801
    assert len(register) == report.loaded == 30_800
    dropped = [issue for issue in report.issues if issue.dropped]
    assert [(issue.column, issue.raw) for issue in dropped] == [("latitude", "1.0")]
    assert len(dropped) == report.dropped
    blank = [i for i in report.issues if i.reason == "empty: the plugs are unknown"]
    assert len(blank) == 34


def test_all_ports_of_the_register_are_served(register: World) -> None:
    with gzip.open(AFDC_FILE, "rt", encoding="utf-8", newline="") as text:
        rows = {row["id"]: row for row in csv.DictReader(text)}
    for station in register.stations:
        row = rows[station.cpo_id or ""]
        ports = sum(int(row[level] or 0) for level in (L1, L2, DC))
        evses = {s.cpo_evse_id for one in station.connectors for s in one.connector_statuses}
        assert len(evses) == ports
        assert (station.total_number_of_connectors or 0) >= ports


def test_the_register_is_served(register: World) -> None:
    service = Service(register)
    page = ask_json(service, "stations.json", prox="34.0522,-118.2437,5000", maxresults=1000)
    assert len(ids_of(page)) > 50
    fast = ask_json(
        service,
        "stations.json",
        prox="34.0522,-118.2437,20000",
        connectortype="33",
        powermin=50,
        maxresults=1000,
    )
    assert 0 < len(ids_of(fast)) < 200
