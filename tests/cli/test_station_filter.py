"""The station filter: unknown never fits, and is counted apart."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from cli.cli_runner import MITTE, run

from evcp.cli.options.station_filter import FilterStats, Reason, StationFilter
from evcp.sandbox import Sandbox
from evcp_models import ChargingPoint, Connector, ConnectorStatus, EVStation, NameId, Position

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def group(
    kind: str | None = None, kw: float | None = None, *states: str, count: int | None = None
) -> Connector:
    return Connector(
        connector_type=None if kind is None else NameId(id=kind, name=kind),
        max_power_level=kw,
        connector_statuses=tuple(ConnectorStatus(state=state) for state in states),
        charging_point=None if count is None else ChargingPoint(number_of_connectors=count),
    )


def station(*groups: Connector) -> EVStation:
    return EVStation(id="a", position=Position(latitude=1.0, longitude=2.0), connectors=groups)


CCS = ("33", "34")


@pytest.mark.parametrize(
    ("conditions", "groups", "reason"),
    [
        (StationFilter(), [], None),
        (StationFilter(CCS), [group("34")], None),
        (StationFilter(CCS), [group("31"), group("34")], None),
        (StationFilter(CCS), [group("31")], Reason.OTHER_CONNECTORS),
        (StationFilter(CCS), [group()], Reason.UNKNOWN_CONNECTORS),
        (StationFilter(CCS), [group("0")], Reason.UNKNOWN_CONNECTORS),
        (StationFilter(CCS), [], Reason.UNKNOWN_CONNECTORS),
        # One connector must meet all conditions: a type and a power of two connectors do not.
        (StationFilter(CCS, 100), [group("34", 50), group("31", 150)], Reason.OTHER_POWER),
        (StationFilter(CCS, 100), [group("34", 150), group("31", 22)], None),
        (StationFilter(CCS, 100), [group("34")], Reason.UNKNOWN_POWER),
        (StationFilter(CCS, 100), [group(None, 150)], Reason.UNKNOWN_CONNECTORS),
        (StationFilter(CCS, 100), [group("31", 150)], Reason.OTHER_CONNECTORS),
        (StationFilter(min_power=50), [group("34", 50)], None),
        (StationFilter(max_power=50), [group("34", 50.1)], Reason.OTHER_POWER),
        (StationFilter(min_power=40, max_power=60), [group("34", 150), group("29", 50)], None),
        (StationFilter(available=True), [group("34", 50, "OCCUPIED", "AVAILABLE")], None),
        (StationFilter(available=True), [group("34", 50, "OCCUPIED")], Reason.NONE_FREE),
        (
            StationFilter(available=True),
            [group("34", 50, "OCCUPIED", "UNKNOWN")],
            Reason.UNKNOWN_STATE,
        ),
        (StationFilter(available=True), [group("34", 50, "OFFLINE")], Reason.UNKNOWN_STATE),
        (StationFilter(available=True), [group("34", count=2)], Reason.UNKNOWN_STATE),
        (
            StationFilter(CCS, available=True),
            [group("34", 50, "OCCUPIED"), group("31", 22, "AVAILABLE")],
            Reason.NONE_FREE,
        ),
        (
            StationFilter(CCS, available=True),
            [group("34", 50, "OCCUPIED"), group(None, 22, "AVAILABLE")],
            Reason.UNKNOWN_CONNECTORS,
        ),
    ],
)
def test_one_connector_must_meet_every_condition(
    conditions: StationFilter, groups: list[Connector], reason: Reason | None
) -> None:
    assert conditions.rejects(station(*groups), NOW) is reason


@pytest.mark.parametrize(
    ("opened", "reason"), [(True, None), (False, Reason.CLOSED), (None, Reason.UNKNOWN_HOURS)]
)
def test_unknown_hours_are_rejected(
    opened: bool | None, reason: Reason | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[Any] = []

    def is_open(station: EVStation, at: datetime) -> bool | None:
        times.append(at)
        return opened

    monkeypatch.setattr("evcp.hours.is_open", is_open)
    assert StationFilter(open_now=True).rejects(station(), NOW) is reason
    assert times == [NOW]


def test_summary_lists_unknown_reasons_last() -> None:
    stats = FilterStats(StationFilter(CCS, available=True), NOW)
    groups = [
        *[group("34", 50, "UNKNOWN")] * 3,
        group("34", 50, "OCCUPIED"),
        group("31", 22),
        group("34", 50, "AVAILABLE"),
    ]
    fitting = list(stats.matching(station(one) for one in groups))
    assert [s.connectors[0] for s in fitting] == [groups[-1]]
    assert stats.summary() == (
        "5 of 6 stations left out: 1 none free, 1 other connectors, 3 state unknown"
    )
    assert FilterStats(StationFilter(), NOW).summary() == ""


def test_empty_filter_is_false() -> None:
    assert not StationFilter()
    assert StationFilter(available=True)


def test_plug_without_an_id_is_told(service: Sandbox) -> None:
    done = run("near", MITTE, "--connector", "ccs,mcs")
    assert "mcs has no id of its own in the API: type 1 (Other) is searched" in done.err
    for words in ("ccs", "1", "other"):
        assert "no id" not in run("near", MITTE, "--connector", words).err
    assert run("near", MITTE, "--connector", "mcs", "--quiet").err == ""
