"""The station filter: unknown never fits, and is counted apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.connector_groups import groups, listed
from support.settings import tries

from evcp import Availability, availability, evse_availability
from evcp._client.station_filter import FilterStats, LeftOut, StationFilter, summary
from evcp.errors import ConfigurationError
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
        (StationFilter(connector_types=CCS), [group("34")], None),
        (StationFilter(connector_types=CCS), [group("31"), group("34")], None),
        (StationFilter(connector_types=CCS), [group("31")], LeftOut.OTHER_CONNECTORS),
        (StationFilter(connector_types=CCS), [group()], LeftOut.UNKNOWN_CONNECTORS),
        (StationFilter(connector_types=CCS), [group("0")], LeftOut.UNKNOWN_CONNECTORS),
        (StationFilter(connector_types=CCS), [], LeftOut.UNKNOWN_CONNECTORS),
        # One connector must meet all conditions: a type and a power of two connectors do not.
        (
            StationFilter(connector_types=CCS, min_power=100),
            [group("34", 50), group("31", 150)],
            LeftOut.OTHER_POWER,
        ),
        (
            StationFilter(connector_types=CCS, min_power=100),
            [group("34", 150), group("31", 22)],
            None,
        ),
        (StationFilter(connector_types=CCS, min_power=100), [group("34")], LeftOut.UNKNOWN_POWER),
        (
            StationFilter(connector_types=CCS, min_power=100),
            [group(None, 150)],
            LeftOut.UNKNOWN_CONNECTORS,
        ),
        (
            StationFilter(connector_types=CCS, min_power=100),
            [group("31", 150)],
            LeftOut.OTHER_CONNECTORS,
        ),
        (StationFilter(min_power=50), [group("34", 50)], None),
        (StationFilter(max_power=50), [group("34", 50.1)], LeftOut.OTHER_POWER),
        (StationFilter(min_power=40, max_power=60), [group("34", 150), group("29", 50)], None),
        (StationFilter(available=True), [group("34", 50, "OCCUPIED", "AVAILABLE")], None),
        (StationFilter(available=True), [group("34", 50, "OCCUPIED")], LeftOut.NONE_FREE),
        (
            StationFilter(available=True),
            [group("34", 50, "OCCUPIED", "UNKNOWN")],
            LeftOut.UNKNOWN_STATE,
        ),
        (StationFilter(available=True), [group("34", 50, "OFFLINE")], LeftOut.UNKNOWN_STATE),
        (StationFilter(available=True), [group("34", count=2)], LeftOut.UNKNOWN_STATE),
        (
            StationFilter(connector_types=["ccs"], available=True),
            [group("34", 50, "OCCUPIED"), group("31", 22, "AVAILABLE")],
            LeftOut.NONE_FREE,
        ),
        (
            StationFilter(connector_types=["ccs"], available=True),
            [group("34", 50, "OCCUPIED"), group(None, 22, "AVAILABLE")],
            LeftOut.UNKNOWN_CONNECTORS,
        ),
    ],
)
def test_one_connector_must_meet_every_condition(
    conditions: StationFilter, groups: list[Connector], reason: LeftOut | None
) -> None:
    assert conditions.rejects(station(*groups)) is reason


@pytest.mark.parametrize(
    ("opened", "reason"), [(True, None), (False, LeftOut.CLOSED), (None, LeftOut.UNKNOWN_HOURS)]
)
def test_unknown_hours_are_rejected(
    opened: bool | None, reason: LeftOut | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[Any] = []

    def is_open(station: EVStation, at: datetime) -> bool | None:
        times.append(at)
        return opened

    monkeypatch.setattr("evcp.hours.is_open", is_open)
    assert StationFilter(open_at=NOW).rejects(station()) is reason
    assert times == [NOW]


def test_summary_lists_unknown_reasons_last() -> None:
    stats = FilterStats(StationFilter(connector_types=["ccs"], available=True))
    groups = [
        *[group("34", 50, "UNKNOWN")] * 3,
        group("34", 50, "OCCUPIED"),
        group("31", 22),
        group("34", 50, "AVAILABLE"),
    ]
    fitting = list(stats.matching(station(one) for one in groups))
    assert [s.connectors[0] for s in fitting] == [groups[-1]]
    assert summary(stats.left_out, stats.seen) == (
        "5 of 6 stations left out: 1 none free, 1 other connectors, 3 state unknown"
    )
    assert summary(Counter(), 5) == ""


def test_matching_groups_certainly_meet_every_condition() -> None:
    wanted = StationFilter(connector_types=["ccs"], min_power="50kW", available=True)
    fits = group("34", 150, "AVAILABLE")
    others = [
        group("34", 150, "UNKNOWN"),
        group("34", 22, "AVAILABLE"),
        group("31", 150, "AVAILABLE"),
    ]
    assert wanted.matching(station(*others, fits)) == (fits,)
    assert wanted.matching(station(*others)) == ()
    assert StationFilter().matching(station(*others)) == tuple(others)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"available": "yes"}, "available must be True or False, not 'yes'"),
        ({"open_at": True}, "open_at must be a datetime with a time zone, not True"),
        ({"open_at": NOW.replace(tzinfo=None)}, "open_at must be a datetime with a time zone"),
        ({"connector_types": ["chadmo"]}, "'chadmo' is not a connector type .did you mean chademo"),
        (
            {"connector_types": [True]},
            "a connector type must be a string or a whole number, not True",
        ),
        ({"min_power": "50"}, "min_power must be a number of kW: '50' has no unit: write 50kW"),
        ({"max_power": True}, "max_power must be a number of kW, not True"),
        ({"min_power": -5}, "min_power must not be negative, but is -5 .leave it out"),
        ({"max_power": -0.001}, "max_power must not be negative, but is -0.001 .leave it out"),
        ({"min_power": "-5kW"}, "min_power must be a number of kW: '-5kW' is negative"),
        (
            {"min_power": 51, "max_power": "50kW"},
            "min_power 51 is above max_power '50kW' .swap them",
        ),
        (
            {"min_power": "0.1MW", "max_power": 0},
            "min_power '0.1MW' is above max_power 0 .swap them",
        ),
    ],
)
def test_impossible_conditions(values: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        StationFilter(**values)


def test_a_power_range_may_be_one_power() -> None:
    one = StationFilter(min_power="50kW", max_power=50)
    assert (one.min_power, one.max_power) == (50.0, 50.0)
    assert str(StationFilter(min_power=-0.0).min_power) == "0.0"


def test_empty_filter_is_false() -> None:
    assert not StationFilter()
    assert StationFilter(available=True)


@pytest.mark.parametrize(("evse", "reason"), [("A", LeftOut.NONE_FREE), ("B", None), (None, None)])
def test_a_free_plug_of_an_evse_in_use_is_not_available(
    evse: str | None, reason: LeftOut | None
) -> None:
    """A car at the other plug of the same EVSE."""

    def plug(kind: str, evse: str | None, state: str) -> Connector:
        status = ConnectorStatus(cpo_evse_id=evse, cpo_connector_id=kind, state=state)
        return Connector(connector_type=NameId(id=kind), connector_statuses=(status,))

    one = station(plug("34", "A", "AVAILABLE"), plug("29", evse, "OCCUPIED"))
    assert StationFilter(connector_types=["ccs"], available=True).rejects(one) is reason


FREE_A, TAKEN_B = ("1", "a", "AVAILABLE"), ("1", "b", "OCCUPIED")


def counted(total: int, free: int, in_use: int) -> Connector:
    return listed(number_of_connectors=total, number_of_available=free, number_of_in_use=in_use)


@pytest.mark.parametrize(
    ("total", "groups", "reason"),
    [
        # The station contradicts its groups: counters, and listed connectors with and without an EVSE.
        (1, [counted(2, 1, 1)], LeftOut.UNKNOWN_STATE),
        (0, [listed((None, "a", "AVAILABLE"))], LeftOut.UNKNOWN_STATE),
        (1, [listed(FREE_A, ("2", "a", "AVAILABLE"))], LeftOut.UNKNOWN_STATE),
        (1, [listed(TAKEN_B), counted(1, 1, 0)], LeftOut.UNKNOWN_STATE),
        (2, [counted(2, 1, 1)], None),
        (5, [counted(2, 1, 1)], None),
        (2, [counted(2, 0, 2)], LeftOut.NONE_FREE),
        (None, [counted(3, 0, 2)], LeftOut.UNKNOWN_STATE),
        # A connector without an EVSE beside one whose EVSE is in use.
        (None, [listed(FREE_A, (None, "z", "OFFLINE")), listed(TAKEN_B)], LeftOut.UNKNOWN_STATE),
        (None, [listed(FREE_A, (None, "z", "OCCUPIED")), listed(TAKEN_B)], LeftOut.NONE_FREE),
        (None, [listed(FREE_A, (None, "z", "AVAILABLE")), listed(TAKEN_B)], None),
        (None, [listed(FREE_A, (None, None, "OFFLINE"))], None),
        # A connector that is not listed at all.
        (None, [listed(FREE_A, number_of_connectors=2), listed(TAKEN_B)], LeftOut.UNKNOWN_STATE),
        # One connector in two groups, with two states.
        (None, [listed(FREE_A), listed(("1", "a", "OCCUPIED"))], LeftOut.UNKNOWN_STATE),
        (None, [listed(FREE_A), listed(FREE_A)], None),
    ],
)
def test_only_a_station_where_a_car_can_certainly_charge_is_available(
    total: int | None, groups: list[Connector], reason: LeftOut | None
) -> None:
    one = replace(station(*groups), total_number_of_connectors=total)
    assert StationFilter(available=True).rejects(one) is reason


def test_an_evse_is_one_by_either_of_its_ids() -> None:
    both = replace(listed(FREE_A).connector_statuses[0], cpo_evse_emi3_id="DE*1")
    other = ConnectorStatus(cpo_evse_emi3_id="DE*1", cpo_connector_id="b", state="OCCUPIED")
    free, taken = (Connector(connector_statuses=(status,)) for status in (both, other))
    for one in (station(free, taken), station(taken, free)):
        assert StationFilter(available=True).rejects(one) is LeftOut.NONE_FREE
        assert evse_availability(one) == Availability(1, in_use=1)


@tries(250)
@given(
    connectors=st.lists(groups, max_size=3).map(tuple),
    total=st.none() | st.integers(-1, 6),
)
def test_no_station_is_available_without_a_free_connector(
    connectors: tuple[Connector, ...], total: int | None
) -> None:
    one = replace(station(*connectors), total_number_of_connectors=total)
    wanted = StationFilter(available=True)
    if wanted.rejects(one) is None:
        assert availability(one).free > 0
    for chosen in wanted.matching(one):
        assert availability(one, [chosen]).free > 0
