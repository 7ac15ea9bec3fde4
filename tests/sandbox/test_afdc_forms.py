"""The forms of the American register: the same rows give the same stations, and only working chargers are served."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evcp.sandbox import World
from evcp_models import Accessibility

LISTED: dict[str, Any] = {
    "fuel_type_code": "ELEC",
    "status_code": "E",
    "id": 1517,
    "station_name": "LADWP - Truesdale Center",
    "street_address": "11797 Truesdale St",
    "intersection_directions": None,
    "city": "Sun Valley",
    "state": "CA",
    "zip": "91352",
    "plus4": None,
    "country": "US",
    "station_phone": "888-758-4389  800-555-0100",
    "access_code": "private",
    "groups_with_access_code": "Private",
    "access_days_time": "MO: 8:00am-5:00pm; TU: 24 hours",
    "ev_network": "SHELL_RECHARGE",
    "ev_network_web": "https://shellrecharge.com/en-us/solutions",
    "ev_connector_types": ["CHADEMO", "J1772", "J1772COMBO"],
    "ev_level1_evse_num": None,
    "ev_level2_evse_num": 57,
    "ev_dc_fast_num": 2,
    "ev_other_evse": None,
    "ev_pricing": "$0.25 per kWh",
    "latitude": 34.2483191527193,
    "longitude": -118.3879713743439,
    "updated_at": "2023-09-14T14:01:49Z",
    "owner_type_code": "LG",
    "e85_blender_pump": None,
    "ev_workplace_charging": True,
    "federal_agency": {"id": 8, "code": "USDOE", "name": "U.S. Department of Energy"},
}
MONTREAL = {
    **LISTED,
    "id": 201_001,
    "station_name": 'Marché "Bonsecours"\nNiveau 2',
    "street_address": "350 Rue Saint-Paul E",
    "city": "Montréal",
    "state": "QC",
    "zip": "H2Y 1H2",
    "country": "CA",
    "access_code": "public",
    "groups_with_access_code": "Public",
    "ev_network": None,
    "ev_connector_types": ["J1772", "TESLA"],
    "ev_level1_evse_num": 1,
    "ev_level2_evse_num": 4,
    "ev_dc_fast_num": None,
    "ev_pricing": "$1 per hour",
    "latitude": 45.5085,
    "longitude": -73.5513,
}
ROWS = [
    LISTED,
    MONTREAL,
    {**LISTED, "id": 3, "status_code": "P", "expected_date": "2027-01-01"},
    {**LISTED, "id": 4, "status_code": "T"},
    {**LISTED, "id": 5, "status_code": "t"},
    {**LISTED, "id": 6, "status_code": None},
    {**LISTED, "id": 7, "status_code": "e", "fuel_type_code": "elec"},
    {**LISTED, "id": 8, "fuel_type_code": "CNG", "ev_connector_types": None},
    {**LISTED, "id": 9, "fuel_type_code": "E85", "ev_connector_types": None},
    {**LISTED, "id": 10, "latitude": None},
    {**LISTED, "id": 11, "latitude": 0, "longitude": 0},
    {**LISTED, "id": 12, "country": "CA"},
    {**LISTED, "id": 1517},
]
DROPPED = {
    "status_code: temporarily unavailable: the row is dropped": 2,
    "status_code: planned: the row is dropped": 1,
    "status_code: no status: the row is dropped": 1,
    "fuel_type_code: fuel CNG, not ELEC: the row is dropped": 1,
    "fuel_type_code: fuel E85, not ELEC: the row is dropped": 1,
    "latitude: no coordinates: the row is dropped": 1,
    "latitude: the position is 0, 0, a mark for an unknown one: the row is dropped": 1,
    "latitude: outside Canada: the row is dropped": 1,
    "id: seen before: the row is dropped": 1,
}
HEADS = {
    "id": "ID",
    "zip": "ZIP",
    "plus4": "Plus4",
    "ev_level1_evse_num": "EV Level1 EVSE Num",
    "ev_level2_evse_num": "EV Level2 EVSE Num",
    "ev_dc_fast_num": "EV DC Fast Count",
    "ev_other_evse": "EV Other Info",
    "e85_blender_pump": "E85 Blender Pump",
}


def head(name: str) -> str:
    """The head of a column in the download."""
    return HEADS.get(name) or name.replace("_", " ").title().replace("Ev ", "EV ")


def text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(value)
    return "" if value is None else str(value)


def table(rows: list[dict[str, Any]], heads: list[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    names = [name for name in LISTED if name != "federal_agency"]
    for row in rows:
        cells = {**row, "updated_at": row["updated_at"]}
        writer.writerow([text(cells[name]) for name in names])
    return out.getvalue()


NAMES = [name for name in LISTED if name != "federal_agency"]


def download(rows: list[dict[str, Any]]) -> str:
    """The CSV of the download page: its heads, and its form of times."""
    times = [
        {**row, "updated_at": row["updated_at"].replace("T", " ").replace("Z", " UTC")}
        for row in rows
    ]
    return table(times, [head(name) for name in NAMES])


def derived(rows: list[dict[str, Any]]) -> str:
    """A table with the names of the API."""
    names = {"ev_dc_fast_num": "ev_dc_fast_count"}
    return table(rows, [names.get(name, name) for name in NAMES])


def api(rows: list[dict[str, Any]]) -> str:
    return json.dumps(
        {
            "station_locator_url": "https://afdc.energy.gov/stations/",
            "total_results": len(rows),
            "station_counts": {"total": 50_582, "fuels": {"ELEC": {"total": 50_214}}},
            "fuel_stations": rows,
        }
    )


def geojson(rows: list[dict[str, Any]]) -> str:
    features = []
    for row in rows:
        place = [row["longitude"], row["latitude"]]
        others = {name: row[name] for name in row if name not in ("latitude", "longitude")}
        point = {"type": "Point", "coordinates": place}
        features.append({"type": "Feature", "geometry": point, "properties": others})
    metadata = {"total_results": len(rows)}
    return json.dumps({"type": "FeatureCollection", "metadata": metadata, "features": features})


FORMS: list[Callable[[list[dict[str, Any]]], str]] = [download, api, derived, geojson]


def load(folder: Path, content: str | bytes, **options: Any) -> World:
    path = folder / "stations"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    world = World.from_file(path, **options)
    assert World.from_afdc(path, **options).stations == world.stations
    return world


def dropped(world: World) -> dict[str, int]:
    assert world.report
    return world.report.dropped_by_reason


@pytest.mark.parametrize("seed", [None, 3])
def test_all_forms_of_the_same_rows_give_equal_stations(tmp_path: Path, seed: int | None) -> None:
    worlds = [load(tmp_path, form(ROWS), states_seed=seed) for form in FORMS]
    first = worlds[0]
    assert [one.cpo_id for one in first.stations] == ["1517", "201001", "7"]
    for world in worlds:
        assert world.stations == first.stations
        assert dropped(world) == DROPPED
        assert world.report
        assert (world.report.rows, world.report.loaded, world.report.dropped) == (13, 3, 10)


@pytest.mark.parametrize("form", FORMS)
def test_report_names_reasons_and_unread_columns(
    tmp_path: Path, form: Callable[[list[dict[str, Any]]], str]
) -> None:
    report = str(load(tmp_path, form(ROWS)).report)
    assert "13 rows, 3 stations, 10 dropped" in report
    assert "1 x status_code: planned: the row is dropped" in report
    assert "owner_type_code (13)" in report


@pytest.mark.parametrize("first", [{}, None, {"name": "a bare point"}])
def test_a_first_feature_that_tells_nothing_does_not_hide_the_register(
    tmp_path: Path, first: dict[str, Any] | None
) -> None:
    document = json.loads(geojson(ROWS[:2]))
    point = {"type": "Point", "coordinates": [-100.0, 40.0]}
    odd = {"type": "Feature", "geometry": point, "properties": first}
    document["features"][:0] = [odd, odd]
    world = load(tmp_path, json.dumps(document), states_seed=None)
    whole = load(tmp_path, geojson(ROWS[:2]), states_seed=None)
    assert world.stations == whole.stations
    assert world.report
    assert (world.report.rows, world.report.dropped) == (4, 2)


def test_country_is_that_of_the_row(tmp_path: Path) -> None:
    _, montreal, _ = load(tmp_path, api(ROWS)).stations
    assert montreal.address
    assert (montreal.address.country, montreal.address.state) == ("CAN", "QC")
    assert montreal.id.startswith("124")
    assert montreal.name == 'Marché "Bonsecours" Niveau 2'
    assert montreal.connectors[0].connector_details
    (pricing,) = montreal.connectors[0].connector_details.pricing
    assert pricing.price
    assert pricing.price.currency == "CAD"
    assert montreal.brand is None


@pytest.mark.parametrize(
    ("country", "state", "place", "code", "zone"),
    [
        ("", "ON", (43.6532, -79.3832), "CAN", None),
        (None, "NS", (44.6488, -63.5752), "CAN", "America/Halifax"),
        ("ca", "MB", (49.8951, -97.1384), "CAN", "America/Winnipeg"),
        ("CAN", "ab", (51.0447, -114.0719), "CAN", "America/Edmonton"),
        ("", "CA", (34.2483, -118.388), "USA", "America/Los_Angeles"),
        ("USA", "PR", (18.4655, -66.1057), "USA", "America/Puerto_Rico"),
        *(
            (country, state, place, "USA", zone)
            for country in ("US", "")
            for state, place, zone in (
                ("AS", (-14.2781, -170.7025), "Pacific/Pago_Pago"),
                ("GU", (13.4443, 144.7937), "Pacific/Guam"),
                ("MP", (15.2123, 145.7545), "Pacific/Saipan"),
                ("PR", (18.2013, -67.1397), "America/Puerto_Rico"),
                ("VI", (17.7466, -64.7032), "America/St_Thomas"),
            )
        ),
        ("United States", "CA", (34.2483, -118.388), "USA", "America/Los_Angeles"),
        ("MX", "", (19.4326, -99.1332), "MEX", None),
        ("Narnia", "", (19.4326, -99.1332), None, None),
    ],
)
def test_country_and_time_zone(
    tmp_path: Path,
    country: str | None,
    state: str,
    place: tuple[float, float],
    code: str | None,
    zone: str | None,
) -> None:
    row = {**LISTED, "country": country, "state": state}
    row |= {"latitude": place[0], "longitude": place[1]}
    (station,) = load(tmp_path, api([row])).stations
    assert station.address
    assert (station.address.country, station.time_zone) == (code, zone)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2025-02-12 00:16:32 UTC", datetime(2025, 2, 12, 0, 16, 32, tzinfo=UTC)),
        ("2025-02-12T00:16:32Z", datetime(2025, 2, 12, 0, 16, 32, tzinfo=UTC)),
        ("2025-02-12 00:16:32 -0700", datetime(2025, 2, 12, 7, 16, 32, tzinfo=UTC)),
        ("2025-02-12 00:16:32.500 gmt", datetime(2025, 2, 12, 0, 16, 32, 500_000, tzinfo=UTC)),
        ("", None),
    ],
)
def test_forms_of_times(tmp_path: Path, moment: str, expected: datetime | None) -> None:
    world = load(tmp_path, derived([{**LISTED, "updated_at": moment}]), states_seed=None)
    assert world.stations[0].last_update_timestamp == expected
    assert world.report
    assert world.report.issues == ()


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["J1772", "J1772COMBO"], ["30", "33"]),
        ("j1772, chademo", ["30", "29"]),
        ("['J1772', 'TESLA']", ["30", "43"]),
        ("CCS|NACS", ["33", "43"]),
        (["J3400"], ["43"]),
        (["NEMA 14-50"], ["51"]),
        ("NEMA515", ["5"]),
        (["J3271"], ["1"]),
    ],
)
def test_spellings_of_connectors(tmp_path: Path, words: Any, ids: list[str]) -> None:
    row = {**LISTED, "ev_connector_types": words, "ev_level1_evse_num": "2.0"}
    world = load(tmp_path, api([row]), states_seed=None)
    found = {one.connector_type.id for one in world.stations[0].connectors if one.connector_type}
    assert found - {"0"} == set(ids)
    assert world.report
    assert not any("unknown plug" in issue.reason for issue in world.report.issues)


def test_numbers_of_spreadsheets(tmp_path: Path) -> None:
    row = {**LISTED, "id": "1517.0", "zip": "91352.0", "ev_level2_evse_num": "57.0"}
    world = load(tmp_path, derived([row]))
    assert world.stations == load(tmp_path, derived([LISTED])).stations


def test_order_of_columns_and_further_ones(tmp_path: Path) -> None:
    rows = [{**dict(reversed(row.items())), "fax": "1"} for row in ROWS]
    names = [*reversed(NAMES)]
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([head(name).upper() for name in names] + ["Fax"])
    writer.writerows([*(text(row[name]) for name in names), "1"] for row in rows)
    assert load(tmp_path, out.getvalue()).stations == load(tmp_path, api(ROWS)).stations


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_compression(tmp_path: Path, encoding: str) -> None:
    content = download(ROWS).encode(encoding)
    expected = load(tmp_path, api(ROWS)).stations
    assert load(tmp_path, content).stations == expected
    assert load(tmp_path, gzip.compress(content)).stations == expected


@pytest.mark.parametrize("separator", [";", "\t"])
def test_separators_of_other_locales(tmp_path: Path, separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(csv.reader(io.StringIO(download(ROWS))))
    assert load(tmp_path, out.getvalue()).stations == load(tmp_path, api(ROWS)).stations


def test_a_page_of_a_longer_list_is_told(tmp_path: Path) -> None:
    document = {**json.loads(api([LISTED, MONTREAL])), "total_results": 17_496}
    world = load(tmp_path, json.dumps(document))
    assert "1 x total_results: the file has 2 of these stations" in str(world.report)
    pages = [{**json.loads(api([row])), "total_results": 2} for row in (LISTED, MONTREAL)]
    for content in (json.dumps(pages), "\n".join(map(json.dumps, pages))):
        world = load(tmp_path, content)
        assert len(world) == 2
        assert "total_results" not in str(world.report)


def test_single_stations_and_lists(tmp_path: Path) -> None:
    expected = load(tmp_path, api([LISTED])).stations
    single = json.dumps({"alt_fuel_station": LISTED})
    lines = json.dumps(LISTED) + "\n"
    for content in (single, lines, json.dumps([LISTED])):
        assert load(tmp_path, content).stations == expected


def test_download_without_country_and_connectors(tmp_path: Path) -> None:
    """The download of 2013."""
    content = (
        "Fuel Type Code,Station Name,Street Address,City,State,ZIP,Status Code,"
        "Groups With Access Code,EV Level2 EVSE Num,Latitude,Longitude,ID,Updated At\n"
        "ELEC,Denver West,15013 Denver West Pkwy,Golden,CO,80401,E,Private access only,38,"
        "39.7408399,-105.1685277,39534,2013-01-16 16:09:02 UTC\n"
        "E85,Propel Fuels,39707 Paseo Padre Pkwy,Fremont,CA,94538,E,Public,,"
        "37.5486034,-121.9717542,35946,2013-02-14 18:43:05 UTC\n"
    )
    world = load(tmp_path, content)
    (station,) = world.stations
    assert station.address
    assert station.address.country == "USA"
    assert station.ev_station_details
    assert station.ev_station_details.accessibility_type is Accessibility.PRIVATE
    assert station.total_number_of_connectors == 38


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"fuel_stations": []}', "holds no stations of the AFDC"),
        ('{"fuel_stations": [{"id": 1}, 7]}', None),
        ("ID,Station Name,Latitude,Longitude\n1,A,2,3\n", "not a known kind"),
    ],
)
def test_empty_and_broken_documents(tmp_path: Path, content: str, reason: str | None) -> None:
    if reason is None:
        assert set(dropped(load(tmp_path, content))) == {
            "latitude: no coordinates: the row is dropped",
            ": not a station: the row is dropped",
        }
        return
    with pytest.raises(ValueError, match=reason):
        load(tmp_path, content)


def test_blank_lines_of_spreadsheets_are_no_rows(tmp_path: Path) -> None:
    blank = "," * (len(NAMES) - 1)
    world = load(tmp_path, f"\r\n{derived([LISTED])}{blank}\r\n\r\n{blank}\r\n")
    assert world.report
    assert (world.report.rows, world.report.dropped) == (1, 0)


def test_a_row_without_a_place_does_not_hide_a_later_one(tmp_path: Path) -> None:
    world = load(tmp_path, api([{**LISTED, "latitude": None}, LISTED]))
    assert [one.cpo_id for one in world.stations] == ["1517"]


def test_both_names_of_a_count(tmp_path: Path) -> None:
    row = {"ev_dc_fast_count": "2", **LISTED, "ev_dc_fast_num": None}
    assert load(tmp_path, api([row])).stations == load(tmp_path, api([LISTED])).stations
