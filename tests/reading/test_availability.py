"""Counting what is free."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.connector_groups import counters, groups, listed
from support.settings import tries

from evcp import (
    Availability,
    DecodeError,
    Format,
    IssueKind,
    availability,
    decode,
    encode,
    evse_availability,
    iter_stations,
)
from evcp._reading.availability import StationCount, contradictions, is_doubtful
from evcp_models import (
    ChargingPoint,
    Connector,
    ConnectorState,
    ConnectorStatus,
    EVStation,
    EVStationsResult,
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
    point = ChargingPoint(number_of_connectors=2, number_of_available=1)
    assert availability(group("OCCUPIED", point=point)) == Availability(
        total=2, in_use=1, unknown=1
    )


def test_a_group_without_any_number_is_one_unknown_connector() -> None:
    state = availability(group())
    assert state == Availability(total=1, unknown=1)
    assert not state.known


def station_of(*groups: Connector, total: int | None = None) -> EVStation:
    return EVStation(
        id="s",
        position=Position(latitude=1.0, longitude=2.0),
        total_number_of_connectors=total,
        connectors=groups,
    )


def test_a_station_is_the_sum_of_its_groups() -> None:
    station = station_of(group("AVAILABLE"), group("OCCUPIED", None))
    assert availability(station) == Availability(total=3, free=1, in_use=1, unknown=1)
    assert availability(station.connectors[:1]) == Availability(total=1, free=1)
    assert availability(station_of()) == Availability()


FREE_1, FREE_2, TAKEN_1 = (
    ("E1", "1", "AVAILABLE"),
    ("E2", "1", "AVAILABLE"),
    ("E1", "1", "OCCUPIED"),
)
TAKEN_2 = ("E2", "1", "OCCUPIED")


def told(*what: tuple[str | None, str | None, str]) -> Connector:
    """A group whose first connectors are told as the two ids of their EVSE, and state."""
    return Connector(
        connector_statuses=tuple(
            ConnectorStatus(
                cpo_evse_id=evse, cpo_evse_emi3_id=emi3, cpo_connector_id="1", state=state
            )
            for evse, emi3, state in what
        )
    )


NO_ID = (None, None, "AVAILABLE")


@pytest.mark.parametrize(
    ("what", "expected", "found"),
    [
        # A negative counter says nothing; the decoder has reported it.
        (listed(number_of_connectors=2, number_of_available=-1), Availability(2, unknown=2), ""),
        (
            listed(number_of_connectors=3, number_of_available=2, number_of_in_use=-5),
            Availability(3, free=2, unknown=1),
            "",
        ),
        (listed(number_of_connectors=-2, number_of_available=1), Availability(1, free=1), ""),
        # More than there are.
        (
            listed(number_of_connectors=2, number_of_available=5),
            Availability(2, unknown=2),
            "chargingPoint: numberOfConnectors 2, numberOfAvailable 5",
        ),
        (
            listed(number_of_connectors=4, number_of_available=4, number_of_out_of_service=4),
            Availability(4, unknown=4),
            "chargingPoint: numberOfConnectors 4, numberOfAvailable 4, numberOfOutOfService 4",
        ),
        (
            listed(
                number_of_connectors=3,
                number_of_available=1,
                number_of_in_use=1,
                number_of_reserved=1,
                number_of_out_of_service=1,
            ),
            Availability(3, unknown=3),
            "chargingPoint: numberOfConnectors 3, numberOfAvailable 1, numberOfInUse 1, "
            "numberOfReserved 1, numberOfOutOfService 1",
        ),
        (
            listed(number_of_connectors=0, number_of_available=1),
            Availability(1, unknown=1),
            "chargingPoint: numberOfConnectors 0, numberOfAvailable 1",
        ),
        (
            listed(FREE_1, FREE_2, number_of_connectors=1),
            Availability(1, unknown=1),
            "connectorStatuses: numberOfConnectors 1, connectors listed 2",
        ),
        # The same connector told twice is one connector.
        (listed(FREE_1, FREE_1), Availability(1, free=1), ""),
        (listed(FREE_1, FREE_1, FREE_2, number_of_connectors=2), Availability(2, free=2), ""),
        (listed(FREE_1, FREE_1, number_of_connectors=2), Availability(2, free=1, unknown=1), ""),
        (listed(("E1", None, "AVAILABLE"), ("E1", None, "AVAILABLE")), Availability(1, free=1), ""),
        # With half an identity, a group that has as many has two of them.
        (
            listed((None, "1", "AVAILABLE"), (None, "1", "AVAILABLE"), number_of_connectors=2),
            Availability(2, free=2),
            "",
        ),
        (listed(NO_ID, NO_ID), Availability(2, free=2), ""),
        # Two connectors of one EVSE, and the first connectors of two.
        (listed(FREE_1, ("E1", "2", "AVAILABLE")), Availability(2, free=2), ""),
        (listed(FREE_1, FREE_2), Availability(2, free=2), ""),
        (
            listed(FREE_1, TAKEN_1, FREE_2, number_of_connectors=2),
            Availability(2, free=1, unknown=1),
            "connectorStatuses.connectorStatus: connector E1 1 is AVAILABLE and OCCUPIED",
        ),
        # A counter that denies what is listed as free: neither is believed.
        (
            listed(FREE_1, FREE_2, number_of_connectors=2, number_of_available=1),
            Availability(2, unknown=2),
            "chargingPoint.numberOfAvailable: numberOfAvailable 1, listed as AVAILABLE 2",
        ),
        (
            listed(TAKEN_1, number_of_connectors=1, number_of_in_use=0),
            Availability(1, unknown=1),
            "chargingPoint.numberOfInUse: numberOfInUse 0, listed as OCCUPIED 1",
        ),
        # States and counters that need more connectors than there are.
        (
            listed(FREE_1, FREE_2, number_of_connectors=2, number_of_in_use=2),
            Availability(2, unknown=2),
            "chargingPoint: numberOfConnectors 2, listed as AVAILABLE 2, numberOfInUse 2",
        ),
        (
            listed(FREE_1, FREE_2, number_of_connectors=2, number_of_out_of_service=2),
            Availability(2, unknown=2),
            "chargingPoint: numberOfConnectors 2, listed as AVAILABLE 2, numberOfOutOfService 2",
        ),
        (
            listed(TAKEN_1, ("E2", "1", "OCCUPIED"), number_of_connectors=2, number_of_available=2),
            Availability(2, unknown=2),
            "chargingPoint: numberOfConnectors 2, numberOfAvailable 2, listed as OCCUPIED 2",
        ),
        (
            listed(TAKEN_1, number_of_available=1),
            Availability(1, unknown=1),
            "chargingPoint: connectors listed 1, numberOfAvailable 1, listed as OCCUPIED 1",
        ),
        (
            listed(FREE_1, TAKEN_2, number_of_connectors=3, number_of_reserved=1),
            Availability(3, free=1, in_use=1, unknown=1),
            "",
        ),
        # No counter is documented for this state.
        (
            listed(("E1", "1", "UNAVAILABLE"), number_of_connectors=1, number_of_out_of_service=0),
            Availability(1, out_of_service=1),
            "",
        ),
        (
            listed(("E1", "1", "UNAVAILABLE"), number_of_connectors=1, number_of_in_use=1),
            Availability(1, out_of_service=1),
            "",
        ),
        (
            listed(("E1", "1", "UNAVAILABLE"), number_of_connectors=1, number_of_available=1),
            Availability(1, unknown=1),
            "chargingPoint: numberOfConnectors 1, numberOfAvailable 1",
        ),
        # An EVSE has two ids, of which a telling may have one.
        (
            told(("A", None, "AVAILABLE"), ("A", "DE*X*E1", "OCCUPIED")),
            Availability(1, unknown=1),
            "connectorStatuses.connectorStatus: connector A 1 is AVAILABLE and OCCUPIED",
        ),
        (
            told(("A", "DE*X*E1", "OCCUPIED"), (None, "DE*X*E1", "AVAILABLE")),
            Availability(1, unknown=1),
            "connectorStatuses.connectorStatus: connector A DE*X*E1 1 is AVAILABLE and OCCUPIED",
        ),
        (told(("A", None, "AVAILABLE"), ("A", "X", "AVAILABLE")), Availability(1, free=1), ""),
        (told(("A", "X", "AVAILABLE"), ("B", "X", "OCCUPIED")), Availability(2, 1, 1), ""),
    ],
)
def test_what_cannot_be_true_is_unknown(
    what: Connector, expected: Availability, found: str
) -> None:
    assert availability(what) == expected
    station = station_of(Connector(), what)
    for format in ("json", "xml"):
        decoded = decode(encode(station, format=format), EVStation, format=format)
        told = [one for one in decoded.issues if one.kind is IssueKind.CONTRADICTION]
        expected_path = f"connectors.connector[1].{found}"
        assert [f"{one.path}: {one.raw}" for one in told] == ([expected_path] if found else [])


@pytest.mark.parametrize(
    ("total", "connectors", "expected", "found"),
    [
        # A connector that two groups list counts once.
        (
            None,
            (listed(FREE_1), listed(TAKEN_1)),
            Availability(1, unknown=1),
            [
                "connectors.connector[0].connectorStatuses.connectorStatus: "
                "connector E1 1 is AVAILABLE and OCCUPIED",
                "connectors.connector[1].connectorStatuses.connectorStatus: "
                "connector E1 1 is listed in an earlier group, too",
            ],
        ),
        (
            None,
            (listed(FREE_1), Connector(), listed(FREE_1, TAKEN_2)),
            Availability(3, free=1, in_use=1, unknown=1),
            [
                "connectors.connector[2].connectorStatuses.connectorStatus: "
                "connector E1 1 is listed in an earlier group, too",
            ],
        ),
        (
            2,
            (listed(FREE_1, number_of_connectors=1), listed(FREE_1, number_of_connectors=1)),
            Availability(2, free=1, unknown=1),
            [
                "connectors.connector[1].connectorStatuses.connectorStatus: "
                "connector E1 1 is listed in an earlier group, too",
            ],
        ),
        # One EVSE with a connector in each of two groups.
        (2, (listed(FREE_1), listed(("E1", "2", "AVAILABLE"))), Availability(2, free=2), []),
        (
            None,
            (listed(("E1", None, "AVAILABLE")), listed(("E1", None, "AVAILABLE"))),
            Availability(2, free=2),
            [],
        ),
        # The total is the sum of the groups.
        (
            1,
            (listed(number_of_connectors=4, number_of_available=4),),
            Availability(4, unknown=4),
            ["totalNumberOfConnectors: totalNumberOfConnectors 1, connectors of the groups 4"],
        ),
        (
            1,
            (listed(FREE_1), Connector(), listed(FREE_2)),
            Availability(3, unknown=3),
            ["totalNumberOfConnectors: totalNumberOfConnectors 1, connectors of the groups 2"],
        ),
        (
            3,
            (listed(number_of_connectors=2, number_of_available=1),),
            Availability(3, free=1, unknown=2),
            ["totalNumberOfConnectors: totalNumberOfConnectors 3, connectors of the groups 2"],
        ),
        (7, (listed(FREE_1), Connector()), Availability(2, free=1, unknown=1), []),
        (0, (), Availability(), []),
        (2, (), Availability(), []),
    ],
)
def test_contradictions_within_a_station(
    total: int | None, connectors: tuple[Connector, ...], expected: Availability, found: list[str]
) -> None:
    station = station_of(*connectors, total=total)
    assert availability(station) == expected
    for format in ("json", "xml"):
        decoded = decode(encode(station, format=format), EVStation, format=format)
        assert [f"{one.path}: {one.raw}" for one in decoded.issues] == found


@pytest.mark.parametrize("format", ["json", "xml"])
def test_contradictions_have_their_place_in_the_document(format: Format) -> None:
    """Items that could not be read count in the path; a stream says the same as `decode`."""
    bad = listed(number_of_connectors=1, number_of_available=2)
    station = station_of(Connector(), bad)
    body = encode(EVStationsResult(has_more=False, ev_stations=(station, station)), format=format)
    body = body.replace(b'"id":"s"', b'"no":"s"', 1).replace(b' id="s"', b"", 1)
    decoded = decode(body, EVStationsResult, format=format)
    assert len(decoded.value.ev_stations) == 1
    path = "evStations.evStation[1].connectors.connector[1].chargingPoint"
    assert [one.path for one in decoded.issues if one.kind is IssueKind.CONTRADICTION] == [path]
    with iter_stations(io.BytesIO(body), format=format) as stations:
        assert len(list(stations)) == 1
    assert sorted(map(str, stations.issues)) == sorted(map(str, decoded.issues))
    with pytest.raises(DecodeError, match="contradiction at connectors"):
        decode(encode(station, format=format), EVStation, format=format, strict=True)


def test_a_list_of_connectors_with_an_unreadable_one() -> None:
    body = (
        b'{"id":"s","position":{"latitude":1,"longitude":2},"connectors":{"connector":[7,'
        b'{"chargingPoint":{"numberOfConnectors":1,"numberOfInUse":2}}]}}'
    )
    *_, found = decode(body, EVStation, format="json").issues
    assert found.path == "connectors.connector[1].chargingPoint"


@tries(250)
@given(groups=st.lists(groups, max_size=3))
def test_the_parts_always_add_up(groups: list[Connector]) -> None:
    state = availability(groups)
    parts = (state.free, state.in_use, state.reserved, state.out_of_service, state.unknown)
    assert sum(parts) == state.total
    assert min(parts) >= 0
    for one in groups:
        # Nobody gets more free connectors than somebody has told of.
        point, free = one.charging_point, availability(one).free
        told = [status.state for status in one.connector_statuses].count("AVAILABLE")
        available = point.number_of_available if point else None
        assert free <= (told if one.connector_statuses else max(available or 0, 0))
        if point is not None and (total := point.number_of_connectors) is not None and total > 0:
            assert availability(one).total == total
        if available is not None and available >= 0:
            assert free <= available


def on(evse: str | None, state: str) -> Connector:
    return listed((evse, state, state))  # a connector of its own


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        # Three plugs of one EVSE: one car.
        ([on("E1", "AVAILABLE")] * 3, Availability(1, free=1)),
        ([on("E1", "AVAILABLE"), on("E2", "AVAILABLE")], Availability(2, free=2)),
        # A car at one plug takes the EVSE, whatever the other plug says.
        ([on("E1", "AVAILABLE"), on("E1", "OCCUPIED")], Availability(1, in_use=1)),
        ([on("E1", "RESERVED"), on("E1", "AVAILABLE")], Availability(1, reserved=1)),
        ([on("E1", "RESERVED"), on("E1", "OCCUPIED")], Availability(1, in_use=1)),
        # A broken or silent plug does not take it.
        ([on("E1", "OUT_OF_SERVICE"), on("E1", "AVAILABLE")], Availability(1, free=1)),
        ([on("E1", "OFFLINE"), on("E1", "AVAILABLE")], Availability(1, free=1)),
        ([on("E1", "OFFLINE"), on("E1", "OUT_OF_SERVICE")], Availability(1, unknown=1)),
        ([on("E1", "OUT_OF_SERVICE")], Availability(1, out_of_service=1)),
        ([on("E1", "NEW_STATE")], Availability(1, unknown=1)),
        # The eMI3 id where there is no other.
        (
            [Connector(connector_statuses=(ConnectorStatus(cpo_evse_emi3_id="X", state="AVAILABLE"),))],
            Availability(1, free=1),
        ),
        # Not every connector is listed with an EVSE.
        ([on("E1", "AVAILABLE"), on(None, "AVAILABLE")], None),
        ([on("E1", "AVAILABLE"), group()], None),
        ([listed(FREE_1, number_of_connectors=2)], None),
        ([group(point=ChargingPoint(number_of_connectors=2_000_000_000))], None),
        ([], Availability()),
        # Contradictions are unknown, as they are for connectors.
        ([listed(FREE_1, TAKEN_1)], Availability(1, unknown=1)),
        ([listed(FREE_1, FREE_2, number_of_available=1)], Availability(2, unknown=2)),
        ([listed(FREE_1, FREE_2, number_of_connectors=1)], Availability(2, unknown=2)),
    ],
)  # fmt: skip
def test_an_evse_charges_one_car(groups: list[Connector], expected: Availability | None) -> None:
    assert evse_availability(station_of(*groups)) == expected


def test_evses_of_chosen_groups_see_cars_at_the_others() -> None:
    combo, socket, other = on("E1", "AVAILABLE"), on("E1", "OCCUPIED"), on("E2", "AVAILABLE")
    station = station_of(combo, socket, other)
    assert evse_availability(station, [combo]) == Availability(1, in_use=1)
    assert evse_availability(station, [other]) == Availability(1, free=1)
    assert evse_availability(station, []) == Availability()
    silent = station_of(combo, group())
    assert evse_availability(silent, [combo]) == Availability(1, free=1)


@tries(100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, "E1", "E2", "E3"]),
            st.sampled_from([None, "1", "2"]),
            st.sampled_from(["AVAILABLE", "OCCUPIED", "RESERVED", "UNAVAILABLE", "OFFLINE"]),
        ),
        max_size=5,
    ),
    st.integers(0, 5),
)
def test_never_more_free_evses_than_free_connectors(told: list[Any], cut: int) -> None:
    station = station_of(listed(*told[:cut]), listed(*told[cut:]))
    for chosen in (None, station.connectors[:1], station.connectors[1:]):
        evses = evse_availability(station, chosen)
        plugs = availability(station, chosen)
        assert evses is None or (evses.total <= plugs.total and evses.free <= plugs.free)


@pytest.mark.parametrize(
    ("total", "groups", "whole", "each"),
    [
        # The station contradicts its groups.
        (
            1,
            [listed(FREE_1, FREE_2), listed(("E3", "1", "OCCUPIED"))],
            Availability(3, unknown=3),
            [Availability(2, unknown=2), Availability(1, unknown=1)],
        ),
        (
            1,
            [listed(number_of_connectors=2, number_of_available=1, number_of_in_use=1)],
            Availability(2, unknown=2),
            [Availability(2, unknown=2)],
        ),
        # One connector in two groups.
        (
            None,
            [listed(FREE_1), listed(TAKEN_1)],
            Availability(1, unknown=1),
            [Availability(1, unknown=1)] * 2,
        ),
        (
            None,
            [listed(FREE_1), listed(FREE_1)],
            Availability(1, free=1),
            [Availability(1, free=1), Availability(1, unknown=1)],
        ),
        (
            None,
            [listed(FREE_1), listed(FREE_1, FREE_2)],
            Availability(2, free=2),
            [Availability(1, free=1), Availability(2, free=1, unknown=1)],
        ),
        # Connectors beyond the groups.
        (
            5,
            [listed(number_of_connectors=2, number_of_available=2)],
            Availability(5, free=2, unknown=3),
            [Availability(2, free=2)],
        ),
    ],
)
def test_groups_are_counted_within_their_station(
    total: int | None, groups: list[Connector], whole: Availability, each: list[Availability]
) -> None:
    station = station_of(*groups, total=total)
    assert availability(station) == whole
    assert [availability(station, [one]) for one in station.connectors] == each
    assert availability(station, []) == Availability()
    copies = [replace(one) for one in station.connectors]
    assert availability(station, copies[:1] * 2) == each[0]


def test_groups_of_another_station_are_refused() -> None:
    station, other = station_of(listed(FREE_1)), listed(FREE_2)
    for count in (availability, evse_availability):
        with pytest.raises(ValueError, match="not one of station 's'"):
            count(station, [other])
        with pytest.raises(TypeError, match="not an iterable of int"):
            count(station, [1])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="beside a station only"):
        availability([other], [other])


@tries(250)
@given(connectors=st.lists(groups, max_size=3).map(tuple), total=counters)
def test_any_station_adds_up_and_the_quick_check_misses_no_contradiction(
    connectors: tuple[Connector, ...], total: int | None
) -> None:
    station = station_of(*connectors, total=total)
    assert is_doubtful(station) or not contradictions(station)
    state = availability(station)
    parts = (state.free, state.in_use, state.reserved, state.out_of_service, state.unknown)
    assert sum(parts) == state.total
    assert min(parts) >= 0
    assert state.free <= sum(availability(group).free for group in connectors)
    count = StationCount(station)
    assert sum(count.shares, Availability(count.more, unknown=count.more)) == state
    assert availability(station, connectors) == sum(count.shares, Availability())
    for chosen in (connectors[:0], connectors[:1], connectors[1:], connectors[::2]):
        plugs, evses = availability(station, chosen), evse_availability(station, chosen)
        known = (plugs.free, plugs.in_use, plugs.reserved, plugs.out_of_service)
        assert plugs.total == sum(known) + plugs.unknown
        assert min(*known, plugs.unknown) >= 0
        assert plugs.free <= state.free
        assert plugs.total <= state.total
        assert evses is None or evses.free <= plugs.free


def dated(state: str, group_time: datetime | None, point_time: datetime | None = None) -> Connector:
    one = on("E1", state)
    point = None if point_time is None else ChargingPoint(last_update_timestamp=point_time)
    return replace(one, charging_point=point, last_update_timestamp=group_time)


def test_age_of_the_states() -> None:
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    early, late = noon - timedelta(hours=3), noon - timedelta(minutes=5)
    east = late.astimezone(timezone(timedelta(hours=5)))
    first, second = dated("AVAILABLE", east), dated("OCCUPIED", None, early)
    whole = station_of(first, second)
    state = availability(whole)
    assert (state.oldest, state.newest) == (early, late)
    assert state.age(noon) == timedelta(hours=3)
    assert availability(whole, [first]).age(noon) == timedelta(minutes=5)
    assert availability([first, second]).oldest == early
    assert (availability(first) + availability(second)).newest == late
    assert sum((availability(one) for one in (second, first)), Availability()).oldest == early
    # A time of tomorrow is a clock that is wrong, not a state from the future.
    assert state.age(early) == timedelta()
    # Times are no part of the count.
    assert availability(first) == Availability(1, free=1)


def test_age_without_a_time_of_the_group() -> None:
    silent = station_of(dated("AVAILABLE", None))
    assert availability(silent).age(datetime.now(UTC)) is None
    naive = datetime(2026, 6, 1, 12)  # a service may leave the zone out
    told = replace(silent, last_updated_time_stamp=naive)
    assert availability(told).oldest == naive.replace(tzinfo=UTC)
    # The time of the static data says nothing of the states.
    static = replace(silent, last_update_timestamp=datetime.now(UTC))
    assert availability(static).oldest is None
