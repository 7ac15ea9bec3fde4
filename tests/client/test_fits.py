"""Conditions on one and the same connector: `fits`, `StationFilter`, and `where=` of a search."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox.helpers import AFDC_FILE, part_of_register
from support.fakes import Kind, body, caller, ids_of, station, stations
from support.faults import FaultServer, Peer, message
from support.settings import measure, tries
from test_connector_meaning import connector, connectors

from evcp import (
    Circle,
    Completeness,
    ConfigurationError,
    Corridor,
    EvcpError,
    LeftOut,
    StationFilter,
    Vehicle,
    fits,
)
from evcp.sandbox import World
from evcp_models import Connector, ConnectorStatus, EVStation

CAR = Vehicle(plugs="ccs2", ac_kw=7.4, ac_phases=1, dc_kw=100)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def of(*groups: Connector) -> EVStation:
    return station("a", connectors=groups)


def by(name: str | None, group: Connector) -> Connector:
    return replace(group, supplier_name=name)


def free(group: Connector, state: str = "AVAILABLE") -> Connector:
    return replace(group, connector_statuses=(ConnectorStatus(state=state),))


CCS = connector("34", 150)
AC = connector("31", 22, fixed_cable=False)


@pytest.mark.parametrize(
    ("conditions", "groups", "reason"),
    [
        ({}, [], None),
        ({"current": "dc"}, [AC, CCS], None),
        ({"current": "DC"}, [AC], LeftOut.OTHER_CURRENT),
        ({"current": "AC"}, [connector("43", 11)], LeftOut.UNKNOWN_CURRENT),
        ({"current": "AC"}, [connector("31", 120, volts_range="600V DC")], LeftOut.UNKNOWN_CURRENT),
        ({"cable": True}, [CCS], None),
        ({"cable": True}, [AC], LeftOut.OTHER_CABLE),
        ({"cable": False}, [AC], None),
        ({"cable": False}, [connector("31", 22)], LeftOut.UNKNOWN_CABLE),
        ({"operator": "ionity"}, [by("IONITY GmbH", CCS)], None),
        ({"operator": "IONITY GMBH"}, [by("Ionity  GmbH", CCS)], None),
        ({"operator": "enbw mobility"}, [by("EnBW mobility+ AG", CCS)], None),
        ({"operator": "ion"}, [by("IONITY", CCS)], LeftOut.OTHER_OPERATOR),
        ({"operator": "mobility enbw"}, [by("EnBW mobility+", CCS)], LeftOut.OTHER_OPERATOR),
        ({"operator": ["Aral", "Shell"]}, [by("Shell Recharge", CCS)], None),
        ({"operator": "Straße"}, [by("STRASSE 1", CCS)], None),
        ({"operator": "Aral"}, [by(None, CCS)], LeftOut.UNKNOWN_OPERATOR),
        ({"operator": "Aral"}, [by(" - ", CCS)], LeftOut.UNKNOWN_OPERATOR),
        # One and the same connector: not the operator of one and the plug of another.
        ({"operator": "Aral", "plug": "ccs"}, [by("Aral", AC), by("Shell", CCS)],
         LeftOut.OTHER_OPERATOR),
        ({"plug": "ccs", "min_kw": 50, "free": True}, [free(connector("34", 22)), CCS],
         LeftOut.UNKNOWN_STATE),
        ({"vehicle": CAR}, [CCS], None),
        ({"vehicle": CAR}, [AC], LeftOut.OTHER_VEHICLE),
        ({"vehicle": CAR}, [connector("31", 22)], LeftOut.UNKNOWN_VEHICLE),
        ({"vehicle": CAR}, [connector("99", 22)], LeftOut.UNKNOWN_VEHICLE),
        # The power that the vehicle gets.
        ({"vehicle": CAR, "min_kw": 100}, [CCS], None),
        ({"vehicle": CAR, "min_kw": 120}, [CCS], LeftOut.OTHER_POWER),
        ({"vehicle": CAR, "min_kw": 11}, [connector("31", 22, fixed_cable=True)],
         LeftOut.OTHER_POWER),
        ({"vehicle": CAR, "min_kw": 50}, [connector("34")], LeftOut.UNKNOWN_POWER),
        ({"vehicle": CAR, "max_kw": 100}, [CCS], None),
        ({"vehicle": CAR, "max_kw": 8, "current": "AC"}, [connector("31", 22, fixed_cable=True)],
         None),
        # Ranges, and contradictions.
        ({"min_kw": 100}, [connector("34", customer_charge_level="5")], None),
        ({"min_kw": 200}, [connector("34", customer_charge_level="5")], LeftOut.UNKNOWN_POWER),
        ({"min_kw": 300.1}, [connector("34", customer_charge_level="5")], LeftOut.OTHER_POWER),
        ({"max_kw": 100}, [connector("34", customer_charge_level="5")], LeftOut.OTHER_POWER),
        ({"min_kw": 100}, [connector("31", 150)], LeftOut.UNKNOWN_POWER),
        ({"min_kw": 0}, [connector("31")], LeftOut.UNKNOWN_POWER),
        ({"open_at": NOW}, [CCS], LeftOut.UNKNOWN_HOURS),
        ({"plug": "99"}, [connector("99")], None),
    ],
)  # fmt: skip
def test_conditions_and_reasons(
    conditions: dict[str, Any], groups: list[Connector], reason: LeftOut | None
) -> None:
    fit = fits(of(*groups), **conditions)
    assert fit.reason is reason
    assert bool(fit) is (reason is None)
    if reason is not None:
        assert fit.groups == ()


def test_the_groups_that_fit() -> None:
    fit = fits(of(AC, CCS, connector("33", 150), connector("34", 50)), plug="ccs", min_kw="100kW")
    assert [one.connector_type.id for one in fit.groups if one.connector_type] == ["34", "33"]


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"current": "direct"}, "current must be 'AC' or 'DC', not 'direct'"),
        ({"cable": "yes"}, "cable must be True or False"),
        ({"operator": [""]}, "an operator is empty"),
        ({"operator": "+"}, "operator '\\+' has no letter or digit"),
        ({"vehicle": "ccs2"}, "vehicle must be of type Vehicle, not str"),
        ({"free": 1}, "available must be True or False"),
    ],
)
def test_impossible_conditions_are_refused(conditions: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        fits(of(CCS), **conditions)


named = st.builds(by, st.sampled_from([None, "", "Aral", "Aral pulse", "Shell"]), connectors)
states = st.sampled_from([None, "AVAILABLE", "OCCUPIED", "UNKNOWN"])
groups = st.builds(lambda one, state: free(one, state) if state else one, named, states)
CONDITIONS: list[dict[str, Any]] = [
    {"plug": "type2"},
    {"plug": "ccs,chademo"},
    {"current": "AC"},
    {"current": "DC"},
    {"cable": True},
    {"cable": False},
    {"operator": "aral"},
    {"vehicle": CAR},
    {"free": True},
]


@given(st.lists(groups, max_size=4), st.sets(st.integers(0, len(CONDITIONS) - 1), max_size=4))
@tries(50)
def test_all_conditions_are_true_of_one_connector(found: list[Connector], at: set[int]) -> None:
    chosen = [CONDITIONS[index] for index in sorted(at)]
    joined: dict[str, Any] = {}
    for one in chosen:
        joined |= one
    place = of(*found)
    fit = fits(place, **joined)
    alone = [fits(place, **{name: value}).groups for name, value in joined.items()]
    expected = [
        group for group in place.connectors if all(any(group is g for g in gs) for gs in alone)
    ]
    assert [id(one) for one in fit.groups] == [id(one) for one in expected]
    assert bool(fit) is bool(expected or not joined)


@given(st.lists(groups, max_size=3), st.floats(0, 400), st.sampled_from([None, CAR]))
@tries(40)
def test_what_is_unknown_meets_no_condition(
    found: list[Connector], kw: float, car: Vehicle | None
) -> None:
    silent = [Connector(connector_statuses=one.connector_statuses) for one in found]
    conditions: list[dict[str, Any]] = [*CONDITIONS[:-1], {"min_kw": kw}, {"max_kw": kw}]
    for one in conditions:
        fit = fits(of(*silent), **{"vehicle": car, **one})
        assert not fit
        assert fit.reason is not None
        assert fit.reason.unknown
        known = fits(of(*found), **one)
        assert len(known.groups) == len(fits(of(*found, *silent), **one).groups)


# --- brute force over whole worlds, with a reading of the fields of its own

Test = Callable[[Connector], bool]


def fields(group: Connector) -> dict[str, Any]:
    point = group.charging_point
    volts = (point and point.volts_range) or ""
    return {
        "id": group.connector_type.id if group.connector_type else None,
        "kw": group.max_power_level,
        "volts": volts,
        "cable": group.fixed_cable,
        "by": (group.supplier_name or "").lower(),
        "free": any(one.state == "AVAILABLE" for one in group.connector_statuses),
    }


BRUTE: list[tuple[dict[str, Any], Callable[[dict[str, Any]], bool]]] = [
    ({"plug": "ccs", "min_kw": 100},
     lambda g: g["id"] in ("33", "34") and g["kw"] is not None and g["kw"] >= 100),
    ({"current": "DC", "max_kw": 60},
     lambda g: g["volts"].endswith(" DC") and g["kw"] is not None and g["kw"] <= 60),
    ({"current": "AC", "cable": False, "min_kw": 5},
     lambda g: g["volts"].endswith(" AC") and g["cable"] is False and (g["kw"] or 0) >= 5),
    ({"plug": "type2,type1", "cable": True},
     lambda g: g["id"] in ("30", "31") and g["cable"] is True),
]  # fmt: skip


def same(world: World) -> int:
    """Compare the groups that fit with those of the brute force; return how many groups did."""
    counted = 0
    for place in world.stations:
        for conditions, expected in BRUTE:
            # Without a power, a level may still tell enough: these are told by their own tests.
            kept = tuple(
                replace(one, customer_charge_level=None, charging_point=None)
                if one.max_power_level is None
                else one
                for one in place.connectors
            )
            found = fits(replace(place, connectors=kept), **conditions).groups
            wanted = [one for one in kept if expected(fields(one))]
            assert list(found) == wanted, (place.id, conditions)
            counted += len(found)
    return counted


@cache
def synthetic() -> World:
    return World.synthetic(1_000, seed=3)


def test_brute_force_over_a_synthetic_world() -> None:
    assert same(synthetic()) > 300


@pytest.mark.skipif(not AFDC_FILE.exists(), reason="the file is not there")
def test_brute_force_over_the_stations_of_the_united_states(tmp_path: Path) -> None:
    part = part_of_register(tmp_path, measure(40, full=1))
    assert same(World.from_afdc(part)) > 100


def test_operator_of_the_same_group_in_a_synthetic_world() -> None:
    names = {group.supplier_name for place in synthetic().stations for group in place.connectors}
    some = sorted(filter(None, names))[:3]
    assert some
    for name in some:
        for place in synthetic().stations:
            found = fits(place, plug="type2", operator=name.upper()).groups
            assert list(found) == [
                group
                for group in place.connectors
                if group.supplier_name == name
                and group.connector_type
                and group.connector_type.id in ("31", "45")
            ]


# --- the search

AREA = Circle(52.5, 13.4, 500)
ROUTE = Corridor([(52.5, 13.4), (52.4, 13.1)], 1000)
LISTED = {
    "fits": [by("Aral pulse", CCS)],
    "split": [by("Aral", AC), by("Shell", CCS)],
    "silent": [],
    "slow": [by("Aral", connector("34", 22))],
    "also": [by("ARAL", connector("34", 300))],
}
WHERE = StationFilter(operator="aral", min_power=50, connector_types="ccs", current="DC")


def careless(peer: Peer) -> None:
    """A service that ignores all filters, and pages."""
    asked = parse_qs(urlsplit(peer.request.line.split(" ")[1]).query)
    sent = json.loads(peer.request.body) if peer.request.body else {}
    first = int(asked.get("offset", [sent.get("offset", 0)])[0])
    size = int(asked.get("maxresults", [sent.get("maxResults", 50)])[0])
    names = list(LISTED)[first : first + size]
    answer = stations(*names, more=first + size < len(LISTED))
    found = tuple(replace(one, connectors=tuple(LISTED[one.id])) for one in answer.ev_stations)
    peer.send(message(body(replace(answer, ev_stations=found))))
    peer.keep()


def search(area: Any, **arguments: Any) -> Callable[[Any], Any]:
    def begin(client: Any) -> Any:
        stations = client.stations
        method = stations.along_route if isinstance(area, Corridor) else stations.search
        return method(area, **arguments)

    return begin


@pytest.mark.filterwarnings("ignore::evcp.ExperimentalWarning")
@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("area", [AREA, ROUTE], ids=["search", "route"])
def test_where_is_checked_again_whatever_the_service_did(kind: Kind, area: Any) -> None:
    with FaultServer(careless) as server, caller(kind, base_url=server.url) as one:
        pagers: list[Any] = []

        def begin(client: Any, **more: Any) -> Any:
            pagers.append(search(area, **more)(client))
            return pagers[-1]

        found = one.run(lambda client: begin(client, where=WHERE, page_size=2))
        assert ids_of(list(found)) == ["fits", "also"]
        assert pagers[0].completeness is Completeness.COMPLETE
        assert pagers[0].left_out == {
            "split": LeftOut.OTHER_OPERATOR,
            "silent": LeftOut.UNKNOWN_CONNECTORS,
            "slow": LeftOut.OTHER_POWER,
        }
        # A token goes on with the same conditions alone.
        had = one.run(lambda client: begin(client, where=WHERE, limit=1))
        assert ids_of(list(had)) == ["fits"]
        token = pagers[-1].token
        rest = one.run(lambda client: begin(client, where=WHERE, resume=token))
        assert ids_of(list(rest)) == ["also"]
        for other in (replace(WHERE, cable=True), replace(WHERE, operator=("shell",))):
            with pytest.raises(EvcpError, match="another search"):
                begin(one.client, where=other, resume=token)


def sent(kind: Kind, area: Any, **arguments: Any) -> dict[str, Any]:
    """The filters of a request."""
    with FaultServer(careless) as server, caller(kind, base_url=server.url) as one:
        list(one.run(search(area, **arguments)))
    line, content = server.requests[0].line, server.requests[0].body
    query = parse_qs(urlsplit(line.split(" ")[1]).query)
    found = json.loads(content) if content else {name: one[0] for name, one in query.items()}
    names = {
        "connectortype": "types",
        "connectorType": "types",
        "powerMin": "min",
        "powerMax": "max",
    }
    names |= {"powermin": "min", "powermax": "max"}
    return {names[name]: str(value) for name, value in found.items() if name in names}


@pytest.mark.filterwarnings("ignore::evcp.ExperimentalWarning")
@pytest.mark.parametrize("area", [AREA, ROUTE], ids=["search", "route"])
def test_the_service_is_asked_for_what_it_can_filter(area: Any) -> None:
    assert sent("sync", area, where=WHERE) == {"types": "33,34", "min": "50"}
    short = {"connector_types": "ccs", "min_power": 50}
    assert sent("sync", area, **short, where=StationFilter(operator="aral")) == {
        "types": "33,34",
        "min": "50",
    }
    # A vehicle gets less than the connector has: a limit of its power is none of the connector's.
    with_car = StationFilter(vehicle=CAR, min_power=40, max_power=60)
    assert sent("sync", area, where=with_car) == {"types": "34,31,45", "min": "40"}
    assert sent("sync", area, where=with_car, connector_types="34")["types"] == "34"
    assert sent("sync", area, where=StationFilter(cable=True)) == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"where": WHERE, "min_power": 100},
            "min_power is given twice, in where and as an argument",
        ),
        ({"where": WHERE, "connector_types": "ccs"}, "connector_types is given twice"),
        ({"where": {"min_power": 5}}, "where must be of type StationFilter, not dict"),
        ({"where": CAR}, "where must be of type StationFilter, not Vehicle"),
    ],
)
def test_wrong_filters_are_refused(arguments: dict[str, Any], message: str) -> None:
    with (
        caller("sync", base_url="http://127.0.0.1:9") as one,
        pytest.raises(ConfigurationError, match=message),
    ):
        search(AREA, **arguments)(one.client)
