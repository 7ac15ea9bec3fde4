"""Stations from OCPI locations: the example of the standard, both versions, and dirty rows."""

from __future__ import annotations

import copy
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from sandbox.helpers import ask, ids_of, schema
from sandbox.ocpi_samples import GENT, OLD, changed

import evcp
from evcp._reading.parts import ALWAYS_OPEN
from evcp.hours import is_open
from evcp.sandbox import Service, World
from evcp.sandbox.importers import ocpi
from evcp_models import (
    ChargeMode,
    ConnectorState,
    CustomerChargeLevel,
    EVStation,
    EVStationsResult,
)


def load(folder: Path, value: Any) -> World:
    path = folder / "locations.json"
    path.write_text(json.dumps(value), "utf-8")
    return World.from_ocpi(path)


def only(folder: Path, value: Any) -> EVStation:
    (station,) = load(folder, [value]).stations
    return station


def issues_of(world: World) -> list[tuple[int, str, str, bool]]:
    assert world.report
    return [(one.row, one.column, one.reason, one.dropped) for one in world.report.issues]


def test_the_example_of_the_standard(tmp_path: Path) -> None:
    world = load(tmp_path, [GENT])
    (station,) = world.stations
    assert station.cpo_id == "LOC1"
    assert station.id.startswith("056u14")
    assert list(world.by_pool) == [station.pool_id]
    assert (station.name, station.brand) == ("Gent Zuid", "BeCharged")
    assert (station.position.latitude, station.position.longitude) == (51.047599, 3.729944)
    address = station.address
    assert address
    assert (address.street, address.street_number) == ("F.Rooseveltlaan", "3A")
    assert (address.city, address.postal_code, address.country) == ("Gent", "9000", "BEL")
    assert station.time_zone == "Europe/Brussels"
    assert station.last_update_timestamp == datetime(2015, 6, 29, 20, 39, 9, tzinfo=UTC)
    assert station.total_number_of_connectors == 4
    cable, socket, combo = station.connectors
    assert [one.connector_type and one.connector_type.id for one in station.connectors] == [
        "31", "31", "34",
    ]  # fmt: skip
    # 3 phases of 220 V between line and neutral, 16 A.
    assert [one.max_power_level for one in station.connectors] == [10.56, 10.56, 150.0]
    assert [one.customer_charge_level for one in station.connectors] == [
        CustomerChargeLevel.LEVEL_2, CustomerChargeLevel.LEVEL_2, CustomerChargeLevel.LEVEL_4,
    ]  # fmt: skip
    assert [one.fixed_cable for one in station.connectors] == [True, False, True]
    assert combo.charging_point
    assert combo.charging_point.charge_mode is ChargeMode.MODE_4
    assert (combo.charging_point.volts, combo.charging_point.amps) == (1000, 500)
    assert socket.charging_point
    assert socket.charging_point.phases == 3
    assert [(s.cpo_evse_id, s.cpo_connector_id, s.state) for s in socket.connector_statuses] == [
        ("3256", "2", ConnectorState.AVAILABLE), ("3257", "2", ConnectorState.OCCUPIED),
    ]  # fmt: skip
    assert socket.connector_statuses[0].cpo_evse_emi3_id == "BE*BEC*E041503001"
    assert socket.connector_statuses[0].physical_reference == "1"
    point = socket.charging_point
    assert (point.number_of_connectors, point.number_of_available, point.number_of_in_use) == (
        2, 1, 1,
    )  # fmt: skip
    assert socket.last_update_timestamp == datetime(2015, 6, 29, 20, 39, 9, tzinfo=UTC)
    assert cable.last_update_timestamp == datetime(2015, 6, 28, 8, 12, 1, tzinfo=UTC)
    assert station.last_updated_time_stamp == socket.last_update_timestamp
    assert cable.connector_details
    assert cable.connector_details.open24x7 is True
    assert cable.connector_details.reservable is True
    assert combo.connector_details
    assert combo.connector_details.reservable is None
    assert station.ev_station_details
    methods = station.ev_station_details.payment_methods
    assert methods
    assert methods.credit_card
    assert methods.other
    assert methods.other.types == ("rfid-reader",)
    assert world.report
    assert world.report.issues == ()
    assert world.report.unread == (
        ("evses.connectors.tariff_ids", 2), ("evses.floor_level", 1), ("parking_type", 1),
    )  # fmt: skip
    assert "not read: evses.connectors.tariff_ids (2)" in str(world.report)
    assert world.label == "1 stations of locations.json, states of the file"


def test_the_older_version(tmp_path: Path) -> None:
    station = only(tmp_path, OLD)
    (group,) = station.connectors
    assert group.connector_type
    assert (group.connector_type.id, group.max_power_level) == ("29", 62.5)
    assert [s.state for s in group.connector_statuses] == [ConnectorState.OUT_OF_SERVICE]
    assert station.address
    assert (station.address.street, station.address.street_number) == ("Kerkstraat", None)
    assert station.last_update_timestamp == datetime(2019, 1, 1, tzinfo=UTC)
    assert station.name is None


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([GENT, OLD]),
        json.dumps({"status_code": 1000, "timestamp": "2020-01-01T00:00:00Z", "data": [GENT, OLD]}),
        f"{json.dumps(GENT)}\n\n{json.dumps(OLD)}\n",
        f"\ufeff{json.dumps([GENT, OLD], indent=1)}",
    ],
)
def test_forms_of_a_location_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "some.data"
    path.write_bytes(text.encode())
    world = World.from_ocpi(path)
    assert [one.cpo_id for one in world.stations] == ["LOC1", "LOC2"]
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(text.encode()))
    assert World.from_ocpi(packed).stations == world.stations


def test_one_location_is_a_world(tmp_path: Path) -> None:
    for value in (GENT, {"data": GENT}):
        assert [one.cpo_id for one in load(tmp_path, value).stations] == ["LOC1"]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("AVAILABLE", ConnectorState.AVAILABLE),
        ("BLOCKED", ConnectorState.OCCUPIED),
        ("CHARGING", ConnectorState.OCCUPIED),
        ("INOPERATIVE", ConnectorState.OUT_OF_SERVICE),
        ("OUTOFORDER", ConnectorState.OUT_OF_SERVICE),
        ("RESERVED", ConnectorState.RESERVED),
        ("UNKNOWN", ConnectorState.UNKNOWN),
        ("available", ConnectorState.UNKNOWN),
        (None, ConnectorState.UNKNOWN),
    ],
)
def test_states_by_status(tmp_path: Path, status: str | None, state: str) -> None:
    station = only(tmp_path, changed("evses", 0, "status", to=status))
    (told,) = station.connectors[0].connector_statuses
    assert told.state is state
    point = station.connectors[0].charging_point
    assert point
    assert point.number_of_available == (1 if state == "AVAILABLE" else 0)


@pytest.mark.parametrize("status", ["PLANNED", "REMOVED"])
def test_planned_and_removed_evses_are_left_out_and_reported(tmp_path: Path, status: str) -> None:
    world = load(tmp_path, [changed("evses", 0, "status", to=status)])
    assert world.stations[0].total_number_of_connectors == 2
    assert issues_of(world) == [
        (1, "evses.status", "planned or removed: the EVSE is left out", False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("standard", "type_id"),
    [
        ("IEC_62196_T1", "30"), ("IEC_62196_T1_COMBO", "33"), ("IEC_62196_T3A", "50"),
        ("IEC_62196_T3C", "32"), ("CHADEMO", "29"), ("DOMESTIC_F", "9"), ("DOMESTIC_E", "8"),
        ("DOMESTIC_I", "13"), ("DOMESTIC_J", "42"), ("DOMESTIC_K", "20"), ("DOMESTIC_O", "21"),
        ("DOMESTIC_M", "23"), ("IEC_60309_2_single_16", "35"), ("IEC_60309_2_three_32", "36"),
        ("TESLA_S", "43"), ("TESLA_R", "26"), ("GBT_AC", "52"), ("GBT_DC", "53"),
        ("NEMA_14_50", "51"), ("CHAOJI", "1"), ("PANTOGRAPH_TOP_DOWN", "1"),
    ],
)  # fmt: skip
def test_standards_have_their_type(tmp_path: Path, standard: str, type_id: str) -> None:
    world = load(tmp_path, [changed("evses", 0, "connectors", 0, "standard", to=standard)])
    kind = world.stations[0].connectors[0].connector_type
    assert kind
    assert kind.id == type_id
    assert issues_of(world) == []


@pytest.mark.parametrize(
    ("connector", "kw"),
    [
        ({"max_electric_power": 22000, "max_voltage": 1, "max_amperage": 1}, 22.0),
        ({"power_type": "AC_1_PHASE", "max_voltage": 230, "max_amperage": 32}, 7.36),
        ({"power_type": "AC_3_PHASE", "max_voltage": 230, "max_amperage": 32}, 22.08),
        ({"power_type": "AC_3_PHASE", "max_voltage": 400, "max_amperage": 32}, 22.17),
        ({"power_type": "AC_3_PHASE", "voltage": "230", "amperage": "16"}, 11.04),
        ({"power_type": "AC_2_PHASE", "max_voltage": 230, "max_amperage": 16}, 7.36),
        ({"max_voltage": 230, "max_amperage": 16}, 3.68),
        ({"power_type": "DC", "max_voltage": 400, "max_amperage": 125}, 50.0),
        ({"max_voltage": 230}, None),
        ({"max_electric_power": 0, "max_amperage": 0}, None),
    ],
)
def test_powers(tmp_path: Path, connector: dict[str, Any], kw: float | None) -> None:
    given_ = {"id": "1", "standard": "IEC_62196_T2", **connector}
    station = only(tmp_path, changed("evses", to=[{"uid": "1", "connectors": [given_]}]))
    assert station.connectors[0].max_power_level == (
        None if kw is None else pytest.approx(kw, abs=5e-3)
    )


def test_opening_times(tmp_path: Path) -> None:
    times = {
        "twentyfourseven": False,
        "regular_hours": [
            {"weekday": 1, "period_begin": "08:00", "period_end": "20:00"},
            {"weekday": 2, "period_begin": "8:00", "period_end": "20:00"},
            # Over midnight, from Saturday into Sunday.
            {"weekday": 6, "period_begin": "22:00", "period_end": "02:00"},
            {"weekday": 7, "period_begin": "10:00", "period_end": "00:00"},
            {"weekday": 8, "period_begin": "10:00", "period_end": "12:00"},
            {"weekday": 3, "period_begin": "25:00", "period_end": "12:00"},
        ],
        "exceptional_closings": [
            {"period_begin": "2020-01-01T00:00:00Z", "period_end": "2020-01-02T00:00:00Z"}
        ],
    }
    world = load(tmp_path, [changed("opening_times", to=times)])
    detail = world.stations[0].connectors[0].connector_details
    assert detail
    assert detail.open24x7 is False
    assert detail.opening_hours
    days = {
        one.daymask: [(period.from_, period.to) for period in one.period]
        for one in detail.opening_hours.regular_opening_hours
    }
    assert days == {
        2 + 4: [("08:00:00", "20:00:00")],
        64: [("22:00:00", "24:00:00")],
        1: [("00:00:00", "02:00:00"), ("10:00:00", "24:00:00")],
    }
    reason = "not the hours of a day: left out"
    assert [issue[2] for issue in issues_of(world)] == [reason, reason]
    assert world.report
    (on,) = {one.date for one in detail.opening_hours.annual_openings} - {"2020-01-02"}
    assert on == "2020-01-01"
    assert (
        only(tmp_path, changed("opening_times", to=None)).connectors[0].connector_details != detail
    )
    assert only(tmp_path, GENT).connectors[0].connector_details.opening_hours is ALWAYS_OPEN  # type: ignore[union-attr]


def opened(tmp_path: Path, times: dict[str, Any], *moments: str) -> list[bool | None]:
    """Whether a location with opening times in Brussels is open at moments of UTC."""
    location = {**GENT, "opening_times": times, "time_zone": "Europe/Brussels"}
    station = load(tmp_path, [location]).stations[0]
    return [is_open(station, datetime.fromisoformat(moment)) for moment in moments]


@pytest.mark.parametrize("always", [True, "true", "TRUE", 1])
def test_exceptional_closings_close(tmp_path: Path, always: object) -> None:
    """The dates are local ones, of one year; openings that add nothing are meant in another way."""
    period = {"period_begin": "2025-12-23T23:00:00Z", "period_end": "2025-12-26T23:00:00Z"}
    times = {"twentyfourseven": always, "exceptional_closings": [period]}
    days = ("23T22:59:59Z", "23T23:00:00Z", "25T12:00:00Z", "26T22:59:59Z", "26T23:00:00Z")
    moments = [f"2025-12-{day}" for day in days]
    closed = [True, False, False, False, True]
    assert opened(tmp_path, times, *moments) == closed
    assert opened(tmp_path, times, "2026-12-25T12:00:00Z") == [True]
    unsure = {"twentyfourseven": always, "exceptional_openings": [period]}
    assert opened(tmp_path, unsure, *moments) == [True, None, None, None, True]
    # Without regular hours nothing else is known.
    del times["twentyfourseven"]
    assert opened(tmp_path, times, *moments) == [None, False, False, False, None]
    hours = [
        {"weekday": day, "period_begin": "00:00", "period_end": "23:59"} for day in range(1, 8)
    ]
    times["regular_hours"] = hours
    assert opened(tmp_path, times, *moments) == closed


def test_exceptional_openings_add_hours(tmp_path: Path) -> None:
    week = [{"weekday": 4, "period_begin": "08:00", "period_end": "20:00"}]
    times = {
        "twentyfourseven": False,
        "regular_hours": week,
        "exceptional_openings": [
            {"period_begin": "2025-12-25T05:00:00Z", "period_end": "2025-12-25T08:00:00Z"}
        ],
        "exceptional_closings": [
            {"period_begin": "2025-12-25T11:00:00Z", "period_end": "2025-12-25T23:00:00Z"}
        ],
    }
    moments = [f"2025-12-25T{hour}:30:00Z" for hour in ("04", "05", "10", "11", "18")]
    assert opened(tmp_path, times, *moments) == [False, True, True, False, False]
    assert opened(tmp_path, times, "2026-01-01T18:30:00Z") == [True]


FROM, UNTIL = "2025-12-24T23:00:00Z", "2025-12-25t23:00:00z"


@pytest.mark.parametrize(
    ("closing", "states"),
    [
        ([{"period_begin": FROM, "period_end": UNTIL}], [True, False, True]),
        # An object without its list, and an end in front of its begin.
        ({"period_begin": FROM, "period_end": UNTIL}, [True, False, True]),
        ([{"period_begin": UNTIL, "period_end": FROM}], [True, False, True]),
        # Midnight of UTC is an hour of the next day there.
        ([{"period_begin": "2025-12-25", "period_end": "2025-12-26"}], [True, False, True]),
        # Any date may be one of those that cannot be read.
        ([{"period_begin": FROM}], [None, None, None]),
        ([{"period_end": UNTIL}], [None, None, None]),
        ([{"period_begin": "0001-01-01T00:00:00Z", "period_end": UNTIL}], [None, None, None]),
        ([{"period_begin": FROM, "period_end": UNTIL}, "2026-01-01"], [None, None, None]),
        ([{"period_begin": "25.12.2025", "period_end": "26.12.2025"}], [None, None, None]),
        (["2025-12-25"], [None, None, None]),
        ("2025-12-25", [None, None, None]),
        ([{}], [None, None, None]),
        # Nothing is no exception.
        ([], [True, True, True]),
        (None, [True, True, True]),
    ],
)
def test_forms_of_exceptional_periods(
    tmp_path: Path, closing: object, states: list[bool | None]
) -> None:
    times = {"twentyfourseven": True, "exceptional_closings": closing}
    moments = [f"2025-12-{day}T12:00:00Z" for day in (24, 25, 26)]
    assert opened(tmp_path, times, *moments) == states
    location = {**GENT, "opening_times": times}
    noted = "the exceptions cannot be read: the hours are unknown"
    reasons = [issue[2] for issue in issues_of(load(tmp_path, [location]))]
    assert (noted in reasons) is (states == [None, None, None])


def test_times_with_blanks_are_read(tmp_path: Path) -> None:
    times = {"regular_hours": {"weekday": 3, "period_begin": " 08:00 ", "period_end": "20:00\n"}}
    moments = [f"2025-12-24T{hour}:30:00Z" for hour in ("06", "07", "18", "19")]
    assert opened(tmp_path, times, *moments) == [False, True, True, False]


@pytest.mark.parametrize(
    ("again", "state", "numbers"),
    [
        ({}, ConnectorState.AVAILABLE, [1]),
        ({"status": "CHARGING"}, ConnectorState.UNKNOWN, [1]),
        ({"uid": " 3256 "}, ConnectorState.AVAILABLE, [1]),
        ({"uid": "3257", "evse_id": "BE*BEC*E2"}, ConnectorState.AVAILABLE, [2]),
    ],
)
def test_an_evse_that_is_listed_twice_counts_once(
    tmp_path: Path, again: dict[str, Any], state: ConnectorState, numbers: list[int]
) -> None:
    location = copy.deepcopy(GENT)
    evse = {**location["evses"][0], "uid": "3256", "status": "AVAILABLE"}
    evse["connectors"] = [{**evse["connectors"][0], "id": "1"}]
    location["evses"] = [evse, {**copy.deepcopy(evse), **again}]
    world = load(tmp_path, [location])
    (station,) = world.stations
    assert station.total_number_of_connectors == sum(numbers)
    points = [one.charging_point for one in station.connectors]
    assert [point and point.number_of_connectors for point in points] == numbers
    assert {one.state for group in station.connectors for one in group.connector_statuses} == {
        state
    }
    reasons = [issue[1:3] for issue in issues_of(world)]
    assert (("evses.uid", "seen before in the location: counted once") in reasons) is (
        numbers == [1]
    )
    # Other connectors of it are connectors, too.
    location["evses"][1] = {**evse, "connectors": [{**evse["connectors"][0], "id": "2"}] * 2}
    world = load(tmp_path, [location])
    assert world.stations[0].total_number_of_connectors == 2
    reasons = [issue[1:3] for issue in issues_of(world)]
    assert ("evses.connectors.id", "seen before in the EVSE: counted once") in reasons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015-06-29t20:39:09z", datetime(2015, 6, 29, 20, 39, 9, tzinfo=UTC)),
        ("2015-06-29 22:39:09+02", datetime(2015, 6, 29, 20, 39, 9, tzinfo=UTC)),
        ("2015-06-29T20:39:09", datetime(2015, 6, 29, 20, 39, 9, tzinfo=UTC)),
        ("2015-06-29T20:39:09 UTC", datetime(2015, 6, 29, 20, 39, 9, tzinfo=UTC)),
        ("29.06.2015", None),
    ],
)
def test_times_of_any_certain_form(tmp_path: Path, text: str, expected: datetime | None) -> None:
    assert only(tmp_path, changed("last_updated", to=text)).last_update_timestamp == expected


def test_unreadable_exceptional_periods_are_noted(tmp_path: Path) -> None:
    times = {"twentyfourseven": True, "exceptional_closings": [{"period_begin": "soon"}]}
    world = load(tmp_path, [changed("opening_times", to=times)])
    assert [issue[1:3] for issue in issues_of(world)] == [
        ("opening_times.exceptional_closings.period_begin", "not a time: left out"),
        ("opening_times.exceptional_closings", "not a period"),
        ("opening_times", "the exceptions cannot be read: the hours are unknown"),
    ]


def test_always_open_with_hours_is_noted(tmp_path: Path) -> None:
    hours = [{"weekday": 1, "period_begin": "08:00", "period_end": "20:00"}]
    times = {"twentyfourseven": "true", "regular_hours": hours}
    world = load(tmp_path, [changed("opening_times", to=times)])
    reason = "24 hours a day and regular hours: always open"
    assert [issue[1:3] for issue in issues_of(world)] == [("opening_times", reason)]
    times = {"twentyfourseven": "perhaps", "regular_hours": hours}
    world = load(tmp_path, [changed("opening_times", to=times)])
    assert [issue[1] for issue in issues_of(world)] == ["opening_times.twentyfourseven"]


@pytest.mark.parametrize(
    ("watts", "volts", "amps", "power_type", "kw"),
    [
        (22, 230, 32, "AC_3_PHASE", 22.08),  # kW in place of W
        (11, 400, 16, "AC_3_PHASE", 11.085),
        (50, 500, 125, "DC", 62.5),
        (22_000_000, 230, 32, "AC_3_PHASE", 22.08),  # mW
        (22_000, 230, 32_000, "AC_3_PHASE", 22.0),  # mA: the power is the usual one
        (50_000, 0.5, 125, "DC", 50.0),  # kV
        (11_000, 230, 32, "AC_3_PHASE", 11.0),  # limited, not mistaken
    ],
)
def test_power_against_voltage_and_current(
    tmp_path: Path, watts: int, volts: float, amps: float, power_type: str, kw: float
) -> None:
    location = copy.deepcopy(GENT)
    connector = location["evses"][0]["connectors"][0]
    connector.update(max_electric_power=watts, power_type=power_type)
    connector.update(max_voltage=volts, max_amperage=amps, voltage=None, amperage=None)
    world = load(tmp_path, [location])
    assert world.stations[0].connectors[0].max_power_level == pytest.approx(kw, abs=1e-3)
    noted = [issue for issue in issues_of(world) if "factor of 1000" in issue[2]]
    assert bool(noted) is (watts != 11_000)


@pytest.mark.parametrize(
    ("location", "column", "reason"),
    [
        (5, "", "not an object"),
        (changed("id", to=None), "id", "missing"),
        (changed("publish", to=False), "publish", "not for publication"),
        (changed("coordinates", to=None), "coordinates", "no position"),
        (changed("coordinates", "latitude", to="91"), "coordinates", "the position is not on the earth"),
        (changed("coordinates", to={"latitude": 0, "longitude": "0.0"}), "coordinates",
         "the position is 0, 0, a mark for an unknown one"),
        (GENT, "id", "seen before"),
    ],
)  # fmt: skip
def test_impossible_rows_are_dropped_and_reported(
    tmp_path: Path, location: Any, column: str, reason: str
) -> None:
    world = load(tmp_path, [GENT, location, OLD])
    assert [one.cpo_id for one in world.stations] == ["LOC1", "LOC2"]
    dropped = [issue for issue in issues_of(world) if issue[3]]
    assert dropped == [(2, column, f"{reason}: the row is dropped", True)]
    assert world.report
    assert (world.report.rows, world.report.loaded, world.report.dropped) == (3, 2, 1)


@pytest.mark.parametrize(
    ("path", "value", "column"),
    [
        (("country",), "Belgium", "country"),
        (("name",), ["Gent"], "name"),
        (("name",), "Gent\u0000 Zuid", "name"),
        (("name",), "Gent\ud800Zuid", "name"),
        (("last_updated",), "yesterday", "last_updated"),
        (("evses",), "none", "evses"),
        (("evses", 0), 7, "evses"),
        (("operator",), "BeCharged", "operator"),
        (("evses", 0, "status"), "BROKEN", "evses.status"),
        (("evses", 0, "connectors", 0, "standard"), "MENNEKES", "evses.connectors.standard"),
        (("evses", 0, "connectors", 0, "power_type"), "AC", "evses.connectors.power_type"),
        (("evses", 0, "connectors", 0, "max_voltage"), "high", "evses.connectors.max_voltage"),
        (("evses", 0, "connectors", 0, "max_voltage"), True, "evses.connectors.max_voltage"),
        (("evses", 0, "connectors", 0, "max_electric_power"), 1e12,
         "evses.connectors.max_electric_power"),
        (("coordinates", "altitude"), {"a": 1}, None),
    ],
)  # fmt: skip
def test_issues_of_a_row_are_reported_and_the_rest_kept(
    tmp_path: Path, path: tuple[Any, ...], value: Any, column: str | None
) -> None:
    world = load(tmp_path, [changed(*path, to=value)])
    assert len(world) == 1
    assert [issue[1] for issue in issues_of(world)] == ([] if column is None else [column])
    for format_ in ("json", "xml"):
        body = ask(Service(world), f"stations.{format_}", prox="51.0476,3.7299,100").body
        result = evcp.decode(body, EVStationsResult, format=format_, strict=True).value
        assert [one.id for one in result.ev_stations] == [world.stations[0].id]


def test_ids_are_unique_per_party(tmp_path: Path) -> None:
    world = load(tmp_path, [GENT, changed("party_id", to="XYZ"), changed("country_code", to="NL")])
    assert [one.cpo_id for one in world.stations] == ["LOC1", "LOC1", "LOC1"]
    assert len(world.by_id) == len(world.by_pool) == 3


def test_broken_lines_are_dropped_rows(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_text(f"{json.dumps(GENT)}\n{{broken\n{json.dumps(OLD)}", "utf-8")
    world = World.from_ocpi(path)
    assert len(world) == 2
    assert issues_of(world) == [(2, "", "the line is not JSON: the row is dropped", True)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is not JSON"), (b"{", "is not JSON"), (b"[]", "holds no OCPI locations"),
        (b"\x1f\x8bnonsense", "not whole gzip"), (b"[" * 100_000, "is not JSON"),
        (b'{"data": []}', "holds no OCPI locations"),
    ],
)  # fmt: skip
def test_other_files_are_errors(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "some.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=problem):
        World.from_ocpi(path)
    with pytest.raises(OSError, match="none"):
        World.from_ocpi(tmp_path / "none.json")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
PATHS = [
    *((name,) for name in GENT),
    *(("coordinates", name) for name in ("latitude", "longitude")),
    *(("evses", 0, name) for name in GENT["evses"][0]),
    *(("evses", 1, "connectors", 0, name) for name in GENT["evses"][1]["connectors"][0]),
]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS), anything), min_size=1, max_size=4))
def test_no_row_makes_loading_or_serving_fail(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    location = copy.deepcopy(GENT)
    for path, value in changes:
        inner: Any = location
        for step in path[:-1]:
            usable = isinstance(inner, dict | list) and (
                step in inner
                if isinstance(inner, dict)
                else isinstance(step, int) and step < len(inner)
            )
            inner = inner[step] if usable else {}
        if isinstance(inner, dict):
            inner[path[-1]] = value
    stations, report = ocpi.stations_of([[location, 1]], "some")
    assert report.rows == 2
    assert report.loaded == len(stations) == 2 - report.dropped
    assert sum(issue.dropped for issue in report.issues) == report.dropped
    service = Service(World(stations))
    for station in stations:
        body = ask(service, f"stations/{station.id}.xml").body
        schema().assertValid(etree.fromstring(body))
        as_json = json.loads(ask(service, f"stations/{station.id}.json").body)
        assert ids_of(as_json) == [station.id]
