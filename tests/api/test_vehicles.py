"""A vehicle at a connector: whether it fits, and the power that it gets."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.settings import tries
from test_connector_meaning import DC, ONE, THREE, connector, connectors

from evcp import ConfigurationError, Vehicle
from evcp.connectors import meaning
from evcp_models import Connector, EVSEConnector

SMALL = Vehicle(plugs="ccs2", ac_kw=7.4, ac_phases=1, dc_kw=50, carries_cable=True)
BIG = Vehicle(plugs="ccs2", ac_kw=11, ac_phases=3, dc_kw=170)
CABLE: dict[str, Any] = {"fixed_cable": True}


@pytest.mark.parametrize(
    ("car", "given", "kw"),
    [
        # One phase of three.
        (SMALL, connector("31", 22.2, **THREE, **CABLE), 7.4),
        (SMALL, connector("31", 22.08, **THREE, **CABLE), 7.36),
        (SMALL, connector("31", 11.04, **THREE, **CABLE), 3.68),
        (SMALL, connector("31", 7.36, **ONE, **CABLE), 7.36),
        (BIG, connector("31", 22.08, **THREE, **CABLE), 11),
        # Three phases at one: the share of a phase, unless the car says more.
        (BIG, connector("31", 7.36, **ONE, **CABLE), pytest.approx(11 / 3)),
        (replace(BIG, single_phase_kw=7.2), connector("31", 7.36, **ONE, **CABLE), 7.2),
        (replace(BIG, ac_phases=2, ac_kw=7.4), connector("31", 22.2, **THREE, **CABLE), 7.4),
        # Unknown phases: a number only if all that is possible comes to the same.
        (SMALL, connector("31", 11, **CABLE), None),
        (BIG, connector("31", 22, **CABLE), 11),
        (replace(BIG, ac_phases=None), connector("31", 22, **CABLE), None),
        (replace(BIG, ac_phases=None), connector("30", 7.2), 0),
        (Vehicle(plugs="type1", ac_kw=7.2), connector("30", 7.2), None),
        (Vehicle(plugs="type1", ac_kw=7.2, ac_phases=1), connector("30", 7.2), 7.2),
        # Direct current.
        (SMALL, connector("34", 150), 50),
        (BIG, connector("34", 150), 150),
        (BIG, connector("34", customer_charge_level="6"), 170),
        (BIG, connector("34", customer_charge_level="5"), None),
        (BIG, connector("34"), None),
        (replace(BIG, dc_kw=None), connector("34", 50), None),
        (replace(BIG, dc_kw=0), connector("34", 50), 0),
        (replace(BIG, ac_kw=0), connector("31", 22, **CABLE), 0),
        (replace(BIG, dc_volts=800), connector("34", 50, **DC), 0),
        (replace(BIG, dc_volts=320), connector("34", 50, **DC), 40),
        (replace(BIG, dc_volts=320), connector("34", 150), None),
        (replace(BIG, dc_volts=320, dc_kw=0), connector("34", 150), 0),
        # AC or DC, which its sources contradict: not for a vehicle that takes one of them only.
        (replace(BIG, dc_kw=0), connector("31", 22, charge_mode="4", **CABLE), None),
        (replace(BIG, dc_kw=0, ac_kw=0), connector("31", 22, charge_mode="4", **CABLE), 0),
        # The connector.
        (BIG, connector("33", 150), 0),
        (BIG, connector("29", 50), 0),
        (BIG, connector("99", 50), None),
        (BIG, connector("1", 50), None),
        (BIG, connector(None, 50), None),
        (BIG, connector("43", 50, fixed_cable=True), None),
        (BIG, connector("45", 22, fixed_cable=True), None),
        (Vehicle(plugs="chademo", dc_kw=50), connector("45", 22, fixed_cable=True), 0),
        (Vehicle(plugs=["type1", "type2"], ac_kw=5, ac_phases=1),
         connector("45", 22, **CABLE, **THREE), 5),
        (Vehicle(plugs=["99"], dc_kw=20), connector("99", 50, volts_range="400V DC", **CABLE), 20),
        (Vehicle(plugs="nacs", dc_kw=100), connector("43", 150, volts_range="400V DC", **CABLE), 100),
        # A socket needs a cable of the driver's own.
        (BIG, connector("31", 22, fixed_cable=False), 0),
        (SMALL, connector("31", 22.2, fixed_cable=False, **THREE), 7.4),
        (BIG, connector("31", 22), None),
        (SMALL, connector("31", 22.2, **THREE), 7.4),
        (replace(BIG, carries_cable=("9",)), connector("9", 2.3), pytest.approx(2.3)),
        (replace(BIG, carries_cable=("9",)), connector("31", 22, fixed_cable=False), 0),
        # The connector of an EVSE tells neither.
        (SMALL, EVSEConnector(id="1", type_id="31", max_power_level=22.2), 7.4),
        (BIG, EVSEConnector(id="1", type_id="34", max_power_level=50), 50),
    ],
)  # fmt: skip
def test_usable_power(car: Vehicle, given: Connector, kw: Any) -> None:
    found = car.usable_kw(given)
    assert found == kw if kw is None else found == pytest.approx(kw)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"plugs": []}, "plugs is empty"),
        ({"plugs": "ccs9"}, "'ccs9' is not a connector type"),
        ({"plugs": "ccs2", "ac_phases": 4}, "ac_phases must be 1, 2 or 3, not 4"),
        ({"plugs": "ccs2", "ac_phases": True}, "ac_phases must be"),
        ({"plugs": "ccs2", "ac_kw": "11"}, "ac_kw must be a number of kW: '11' has no unit"),
        ({"plugs": "ccs2", "dc_kw": -1}, "dc_kw must not be negative"),
        ({"plugs": "ccs2", "dc_volts": 0}, "dc_volts must be a voltage above 0"),
        ({"plugs": "ccs2", "dc_volts": "400"}, "dc_volts must be a voltage above 0"),
        ({"plugs": "ccs2", "carries_cable": "rope"}, "'rope' is not a connector type"),
    ],
)
def test_impossible_vehicles_are_refused(words: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        Vehicle(**words)


def test_misspelt_arguments_are_told() -> None:
    with pytest.raises(TypeError, match="did you mean plugs"):
        Vehicle(plug="ccs2")  # type: ignore[call-arg]


def test_values_are_kept_as_numbers_and_ids() -> None:
    car = Vehicle(plugs=["CCS 2", "chademo"], ac_kw="11kW", dc_kw="0.1MW", carries_cable=True)
    assert (car.plugs, car.ac_kw, car.dc_kw) == (("34", "29", "31"), 11, 100)
    assert car.carries_cable == car.plugs
    assert car.connector_types == ("34", "29", "31", "45")
    assert copy.deepcopy(car) == replace(car) == car
    assert hash(car) == hash(replace(car))


vehicles = st.builds(
    Vehicle,
    plugs=st.lists(st.sampled_from(["ccs", "ccs2", "type1", "type2", "nacs", "99", "mcs"]),
                   min_size=1, max_size=3),
    ac_kw=st.none() | st.floats(0, 43),
    ac_phases=st.none() | st.integers(1, 3),
    single_phase_kw=st.none() | st.floats(0, 9),
    dc_kw=st.none() | st.floats(0, 300),
    dc_volts=st.none() | st.floats(100, 900),
    carries_cable=st.booleans() | st.just("type2,schuko"),
)  # fmt: skip


@given(vehicles, connectors)
@tries(60)
def test_no_vehicle_gets_more_than_there_is(car: Vehicle, given: Connector) -> None:
    what = meaning(given)
    found = car.usable_range(what)
    kw = car.usable_kw(given)
    if found is None:
        assert kw is None
        return
    least, most = found
    assert 0 <= least <= most <= what.kw_range[1]
    assert kw == (least if least == most else None)
    if most > 0:
        assert what.type_id in car.connector_types
    if what.current == "DC" and car.dc_kw is not None:
        assert most <= car.dc_kw
    if what.current == "AC" and car.ac_kw is not None:
        assert most <= max(car.ac_kw, car.single_phase_kw or 0) + 1e-9
    # What is known of the car narrows the range, and never moves it.
    if car.ac_phases is None:
        for phases in (1, 2, 3):
            other = replace(car, ac_phases=phases).usable_range(what)
            assert other is not None
            assert least <= other[0] <= other[1] <= most
