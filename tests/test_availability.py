"""Counting what is free."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evcp import Availability, availability
from evcp_models import (
    ChargingPoint,
    Connector,
    ConnectorState,
    ConnectorStatus,
    EVStation,
    Position,
)


def group(*states: str | None, point: ChargingPoint | None = None) -> Connector:
    return Connector(
        connector_statuses=tuple(ConnectorStatus(state=state) for state in states),
        charging_point=point,
    )


def test_individual_states_are_counted() -> None:
    state = availability(
        group("AVAILABLE", "OCCUPIED", "RESERVED", "OUT_OF_SERVICE", "UNAVAILABLE")
    )
    assert state == Availability(5, free=1, in_use=1, reserved=1, out_of_service=2, unknown=0)


@pytest.mark.parametrize(
    "state", [None, "UNKNOWN", "OTHER", "OFFLINE", "SOMETHING_NEW", "available", ""]
)
def test_unknown_is_never_free(state: str | None) -> None:
    assert availability(group(state)) == Availability(total=1, unknown=1)


def test_members_and_plain_text_count_alike() -> None:
    assert availability(group(ConnectorState.AVAILABLE)) == availability(group("AVAILABLE"))


def test_counters_serve_where_there_are_no_states() -> None:
    point = ChargingPoint(number_of_connectors=4, number_of_available=1, number_of_in_use=2)
    state = availability(group(point=point))
    assert state == Availability(total=4, free=1, in_use=2, unknown=1)
    assert state.known


def test_states_are_preferred_to_counters() -> None:
    point = ChargingPoint(number_of_connectors=2, number_of_available=2)
    assert availability(group("OCCUPIED", point=point)) == Availability(
        total=2, in_use=1, unknown=1
    )


def test_a_group_without_any_number_is_one_unknown_connector() -> None:
    state = availability(group())
    assert state == Availability(total=1, unknown=1)
    assert not state.known


def test_a_station_is_the_sum_of_its_groups() -> None:
    station = EVStation(
        id="a",
        position=Position(latitude=1.0, longitude=2.0),
        connectors=(group("AVAILABLE"), group("OCCUPIED", None)),
    )
    assert availability(station) == Availability(total=3, free=1, in_use=1, unknown=1)
    assert availability(station.connectors[:1]) == Availability(total=1, free=1)
    empty = EVStation(id="b", position=Position(latitude=1.0, longitude=2.0))
    assert availability(empty) == Availability()


counters = st.none() | st.integers(0, 50)


@given(
    states=st.lists(st.sampled_from([None, "UNKNOWN", *ConnectorState])),
    point=st.none()
    | st.builds(
        ChargingPoint,
        number_of_connectors=counters,
        number_of_available=counters,
        number_of_in_use=counters,
        number_of_reserved=counters,
        number_of_out_of_service=counters,
    ),
)
def test_the_parts_always_add_up(states: list[str | None], point: ChargingPoint | None) -> None:
    state = availability(group(*states, point=point))
    parts = state.free + state.in_use + state.reserved + state.out_of_service + state.unknown
    assert parts == state.total
    assert min(state.free, state.unknown) >= 0
