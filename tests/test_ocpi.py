"""Locations of OCPI from stations, and back: rules of the standard, marks, losses, ids."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sandbox.helpers import AFDC_FILE
from sandbox.ocpi_samples import GENT, OLD
from support.models import of_annotation
from support.ocpi_rules import LOCATION, faults
from support.ocpi_stations import (
    SUPPLIED,
    VERSIONS,
    breaches,
    group,
    loc,
    only_evse,
    said,
    sample,
    states,
    station,
    status,
    statuses,
)
from support.settings import tries

from evcp import ConfigurationError, availability, ocpi
from evcp.ocpi import OcpiView, Version
from evcp.sandbox import World
from evcp_models import (
    Address,
    EVStation,
    Position,
)

UNSAYABLE = re.compile(
    r"distance|pvId|lastUpdateTimestamp|roaming\..*|address\.(region|county|district|floor|block|subblock"
    r"|subdistrict|sideOfStreet|unparsedAddress)|contacts\..*|brand|name|entrancePosition\..*"
    r"|evStationDetails\.(privateAccess|restrictedAccess|accessibilityType|notes|paymentMethods\..*)"
    r"|connectors\.connector\.(supplierName|supplierContacts\..*|powerFeedType\..*|chargeCapacity"
    r"|customerConnectorName|connectorDetails\.(pay|openingTime|manufacturer|manufacturerModel|pricing\..*"
    r"|privateAccess|privateAccessInformation|reservationInformation|paymentMethodDetails|deviceName)"
    r"|chargingPoint\.(voltsRange|ampsRange|chargeMode|lastUpdateTimestamp)"
    r"|connectorStatuses\.connectorStatus\.state)"
)
"""Members that OCPI has no place for, those of the second station of a pool, and states of single
connectors, of which OCPI has one for an EVSE."""


def test_the_rules_refuse_what_is_wrong() -> None:
    """The validator is no yes-man."""
    assert faults(GENT, "2.2.1") == []
    cases: tuple[tuple[Any, ...], ...] = (
        ("id", "x" * 37), ("country", "DE"), ("coordinates", {"latitude": "52.5", "longitude": "13.4"}),
        ("opening_times", {"twentyfourseven": False}), ("help_phone", "+49"), ("time_zone", ""),
        ("opening_times", {"twentyfourseven": False, "regular_hours": [
            {"weekday": 1, "period_begin": "22:00", "period_end": "02:00"}]}),
        ("opening_times", {"twentyfourseven": False, "regular_hours": [
            {"weekday": 1, "period_begin": "08:00", "period_end": "24:00"}]}),
        ("last_updated", "2020-01-01"), ("evses", [{**GENT["evses"][0], "connectors": []}]),
        ("evses", [GENT["evses"][0]] * 2), ("evses", [{**GENT["evses"][0], "status": "FREE"}]),
    )  # fmt: skip
    for name, value in cases:
        assert faults({**GENT, name: value}, "2.2.1"), name
    assert list(LOCATION({**GENT, "help_phone": "+49"}, "", "2.3.0")) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_synthetic_world_follows_the_rules(version: Version) -> None:
    stations = list(World.synthetic(80, seed=5).stations)
    for view in ocpi.to_locations(stations, version):
        assert said(view) == []
        assert [path for path in view.lost if not UNSAYABLE.fullmatch(path)] == []
    views = ocpi.to_locations(stations, version, supplied=SUPPLIED)
    assert breaches(views) == []
    assert all(view.valid for view in views)
    total = sum(len(evse["connectors"]) for view in views for evse in loc(view)["evses"])
    assert total == sum(availability(one).total for one in stations)


@pytest.mark.skipif(not AFDC_FILE.exists(), reason="no data of the register beside the tree")
def test_register_follows_the_rules(tmp_path: Path) -> None:
    with gzip.open(AFDC_FILE, "rt", encoding="utf-8") as file:
        lines = list(itertools.islice(file, 2_000))
    part = tmp_path / "part.csv"
    part.write_text("".join([lines[0], *lines[1::40]]), "utf-8")
    stations = World.from_afdc(part).stations
    for version in VERSIONS:
        assert [fault for one in ocpi.to_locations(stations, version) for fault in said(one)] == []
        assert breaches(ocpi.to_locations(stations, version, supplied=SUPPLIED)) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_ocpi_files_come_back(tmp_path: Path, version: Version) -> None:
    path = tmp_path / "locations.json"
    path.write_text(json.dumps([GENT, OLD]), "utf-8")
    stations = World.from_ocpi(path).stations
    views = ocpi.to_locations(stations, version, supplied={**SUPPLIED, "country_code": "BE"})
    assert breaches(views) == []
    assert [view.lost for view in views] == [
        ("connectors.connector.chargingPoint.chargeMode",)
    ] * 0 or [[path for path in view.lost if not UNSAYABLE.fullmatch(path)] for view in views] == [
        [],
        [],
    ]
    gent = loc(views[0])
    for name in ("country_code", "id", "publish", "name", "city", "postal_code", "country"):
        assert gent[name] == GENT[name]
    assert gent["party_id"] == "BEC"
    assert gent["opening_times"] == GENT["opening_times"]
    wanted = {evse["uid"]: evse for evse in GENT["evses"]}
    for evse in gent["evses"]:
        source = wanted[evse["uid"]]
        assert (evse["evse_id"], evse["status"]) == (source["evse_id"], source["status"])
        found = {one["id"]: one for one in evse["connectors"]}
        for one in source["connectors"]:
            for name in ("standard", "format", "power_type", "max_voltage", "max_amperage"):
                assert found[one["id"]][name] == one[name], name


def test_sample_of_the_documentation() -> None:
    view = ocpi.to_location(sample("sample_a"))
    assert loc(view)["address"] == "Luisenstraße 31"
    assert loc(view)["coordinates"] == {"latitude": "52.519901", "longitude": "13.380090"}
    assert view.marks["coordinates"].kind == "ambiguous"
    assert loc(view)["last_updated"] == "2015-08-28T04:39:27.737Z"
    assert loc(view)["opening_times"] == {"twentyfourseven": True}
    # Restricted access may be published or not; it is not public.
    assert loc(view)["publish"] is False
    assert view.marks["publish"].candidates == (False, True)
    assert len(loc(view)["evses"]) == 2
    assert states(view) == ["UNKNOWN", "UNKNOWN"]
    (connector,) = loc(view)["evses"][0]["connectors"]
    # 380 to 480 V between lines, 32 A, 22.08 kW: 230 V from line to neutral.
    values = {name: connector[name] for name in ("standard", "format", "power_type")}
    assert values == {"standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_3_PHASE"}
    assert (connector["max_voltage"], connector["max_amperage"]) == (230, 32)
    assert connector["max_electric_power"] == 22_080
    assert set(view.missing) == {"country_code", "party_id"}
    assert view.marks["country_code"].kind == "absent"
    assert view.aliases.pool_id == "276u33db845jn-aGVyZS1ldjplY29tb3ZlbWVudDo4OTU5MDU0ODI"
    assert len(loc(view)["id"]) <= 36
    assert "roaming" not in view.lost
    assert "contacts.phone.value" in view.lost


@pytest.mark.parametrize("name", ["sample_a", "sample_b", "every_member"])
@pytest.mark.parametrize("version", VERSIONS)
def test_samples_follow_the_rules(name: str, version: Version) -> None:
    view = ocpi.to_location(sample(name), version)
    assert said(view) == []
    again = ocpi.to_location(sample(name), version, supplied=SUPPLIED)
    assert breaches([again]) == []
    if name != "every_member":  # its facts contradict each other
        assert [path for path in view.lost if not UNSAYABLE.fullmatch(path)] == []
    (back,) = ocpi.from_location(view).stations
    assert (back.id, back.pool_id) == (sample(name).id, sample(name).pool_id)


@given(of_annotation(EVStation), st.sampled_from(VERSIONS))
@settings(tries(12), phases=[Phase.generate])
def test_any_station_follows_the_rules(one: EVStation, version: Version) -> None:
    view = ocpi.to_location(one, version)
    assert said(view) == []
    assert json.loads(ocpi.dumps(view)) == view.location
    assert isinstance(view.lost, tuple)
    assert repr(view).startswith("<OcpiView")


@given(
    st.lists(
        st.tuples(
            st.text(max_size=40) | st.sampled_from(["a", "A", "ß", "SS", "x" * 36]),
            st.integers(0, 9),
        ),
        max_size=12,
    )
)
@tries(12)
def test_ids_differ_without_regard_to_case(names: list[tuple[str, int]]) -> None:
    stations = [
        replace(station(group()), id=f"s{at}", pool_id=f"p{pool}", cpo_id=name)
        for at, (name, pool) in enumerate(names)
    ]
    views = ocpi.to_locations(stations)
    ids = [loc(view)["id"] for view in views]
    assert all(re.fullmatch("[\x20-\x7e]{1,36}", one) for one in ids)
    assert len({one.casefold() for one in ids}) == len(ids) == len({pool for _, pool in names})
    assert [loc(view)["id"] for view in ocpi.to_locations(stations)] == ids
    assert {view.aliases.pool_id for view in views} == {f"p{pool}" for _, pool in names}


@given(
    st.lists(
        st.tuples(st.text(max_size=40) | st.sampled_from("aA"), st.text(max_size=3)), max_size=8
    )
)
@tries(25)
def test_evse_ids_differ_without_regard_to_case(names: list[tuple[str, str]]) -> None:
    listed = [status(evse, "AVAILABLE", one) for evse, one in names]
    view = ocpi.to_location(station(group(number=None, connectorStatuses=statuses(*listed))))
    assert said(view) == []


@pytest.mark.parametrize(
    ("id", "members", "country", "version", "standard", "candidates"),
    [
        ("34", {}, "DEU", "2.2.1", "IEC_62196_T2_COMBO", ()),
        ("33", {}, "USA", "2.2.1", "IEC_62196_T1_COMBO", ()),
        ("43", {}, "DEU", "2.2.1", "TESLA_S", ("TESLA_S", "TESLA_R")),
        ("43", {}, "USA", "2.2.1", "TESLA_S", ("TESLA_S", "TESLA_R")),
        ("43", {}, "USA", "2.3.0", "SAE_J3400", ("SAE_J3400", "TESLA_S", "TESLA_R")),
        ("43", {}, "DEU", "2.3.0", "TESLA_S", ("TESLA_S", "SAE_J3400", "TESLA_R")),
        ("36", {"amps": 32}, "DEU", "2.2.1", "IEC_60309_2_three_32", ()),
        ("36", {"amps": 20}, "DEU", "2.2.1", "IEC_60309_2_three_16", 3),
        ("10", {}, "FRA", "2.2.1", "DOMESTIC_E", 2),
        ("1", {}, "FRA", "2.2.1", None, 0),
        ("99", {}, "FRA", "2.3.0", None, 0),
    ],
)
def test_standards(
    id: str, members: dict[str, Any], country: str, version: Version, standard: str, candidates: Any
) -> None:
    view = ocpi.to_location(
        station(group(id, point=members), address={"country": country}), version
    )
    connector = only_evse(view)["connectors"][0]
    assert connector.get("standard") == standard
    mark = view.marks["evses[0].connectors[0].standard"]
    if isinstance(candidates, int):
        assert len(mark.candidates) == candidates
    else:
        assert mark.candidates == candidates
    assert mark.kind == ("absent" if standard is None else "ambiguous" if candidates else "exact")


@pytest.mark.parametrize(
    ("point", "kw", "power_type", "volts", "amps", "watts"),
    [
        ({"volts": 400, "amps": 32, "phases": 3}, 22.08, "AC_3_PHASE", 230, 32, 22_080),
        ({"volts": 230, "amps": 16, "phases": 1}, 3.7, "AC_1_PHASE", 230, 16, 3_700),
        ({"volts": 480, "amps": 32, "phases": 3}, None, "AC_3_PHASE", 277, 32, None),
        ({"voltsRange": "380-480V AC", "ampsRange": "32A", "phases": 3}, 22.08, "AC_3_PHASE", 230, 32, 22_080),
        ({"voltsRange": "100-240V AC", "ampsRange": "16-32A"}, 7.4, None, 240, 32, 7_400),
        ({"phases": 2}, None, "AC_2_PHASE", None, None, None),
        ({"chargeMode": "4"}, 0.0, None, None, None, None),
        ({"phases": 7}, -3.0, None, None, None, None),
    ],
)  # fmt: skip
def test_power(
    point: dict[str, Any],
    kw: float | None,
    power_type: str | None,
    volts: int,
    amps: int,
    watts: int,
) -> None:
    more: dict[str, Any] = {} if kw is None else {"maxPowerLevel": kw}
    connector = only_evse(ocpi.to_location(station(group("31", point=point, **more))))[
        "connectors"
    ][0]
    names = ("power_type", "max_voltage", "max_amperage", "max_electric_power")
    assert [connector.get(name) for name in names] == [power_type, volts, amps, watts]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (group(number=3), ["UNKNOWN"] * 3),
        (group(number=3, point={"numberOfAvailable": 2}), ["AVAILABLE", "AVAILABLE", "UNKNOWN"]),
        (group(number=2, point={"numberOfAvailable": 1, "numberOfInUse": 1}), ["AVAILABLE", "CHARGING"]),
        # More are free than there are: none is known.
        (group(number=2, point={"numberOfAvailable": 5}), ["UNKNOWN"] * 2),
        (group(number=2, connectorStatuses=statuses(status("a", "AVAILABLE"))), ["AVAILABLE", "UNKNOWN"]),
        (group(number=2, connectorStatuses=statuses(status(None, "AVAILABLE"), status(None, "OCCUPIED"))),
         ["AVAILABLE", "CHARGING"]),
        (group(number=0), ["UNKNOWN"]),
        (group(connectorStatuses=statuses(status("a", "OTHER"))), ["UNKNOWN"]),
        (group(connectorStatuses=statuses(status("a", "OFFLINE"))), ["UNKNOWN"]),
        (group(connectorStatuses=statuses(status("a", "UNAVAILABLE"))), ["BLOCKED"]),
        (group(connectorStatuses=statuses(status("a", "OUT_OF_SERVICE"))), ["OUTOFORDER"]),
        (group(connectorStatuses=statuses(status("a", "RESERVED"))), ["RESERVED"]),
        (group(connectorStatuses=statuses(status("a", "NEW_STATE"))), ["UNKNOWN"]),
        # Two states of one connector.
        (group(connectorStatuses=statuses(status("a", "AVAILABLE"), status("a", "OCCUPIED"))), ["UNKNOWN"]),
    ],
)  # fmt: skip
def test_states(one: dict[str, Any], expected: list[str]) -> None:
    made = station(one)
    view = ocpi.to_location(made)
    assert sorted(states(view)) == sorted(expected)
    assert states(view).count("AVAILABLE") <= availability(made).free
    (back,) = ocpi.from_location(view).stations
    assert (availability(back).free, availability(back).total) == (
        states(view).count("AVAILABLE"),
        len(expected),
    )


def test_an_evse_charges_one_car() -> None:
    """A charger with two plugs is one EVSE; if one plug is in use, so is the other."""
    ccs = group(
        "34",
        2,
        connectorStatuses=statuses(status("a", "OCCUPIED", "1"), status("b", "AVAILABLE", "1")),
    )
    chademo = group(
        "29",
        2,
        connectorStatuses=statuses(status("a", "AVAILABLE", "2"), status("b", "UNKNOWN", "2")),
    )
    view = ocpi.to_location(station(ccs, chademo))
    found = {evse["uid"]: evse for evse in loc(view)["evses"]}
    assert [found[uid]["status"] for uid in "ab"] == ["CHARGING", "AVAILABLE"]
    assert [[one["standard"] for one in found[uid]["connectors"]] for uid in "ab"] == [
        ["IEC_62196_T2_COMBO", "CHADEMO"]
    ] * 2
    assert view.marks["evses[0].status"].candidates == ("CHARGING", "BLOCKED")


def test_impossible_numbers_make_no_evses() -> None:
    view = ocpi.to_location(
        station(group(number=10**9, connectorStatuses=statuses(status("a", "UNKNOWN"))))
    )
    assert len(loc(view)["evses"]) == 1
    assert any("numberOfConnectors" in path for path in view.lost)


@pytest.mark.parametrize(
    ("details", "private", "publish", "kind"),
    [
        ({"accessibilityType": "PUBLIC"}, None, True, "exact"),
        ({"accessibilityType": "PRIVATE"}, None, False, "exact"),
        ({"accessibilityType": "RESTRICTED"}, None, False, "ambiguous"),
        ({"accessibilityType": "PUBLIC"}, True, False, "ambiguous"),
        ({"accessibilityType": "PUBLIC", "privateAccess": True}, None, False, "ambiguous"),
        ({"privateAccess": False}, None, None, "absent"),
        ({"accessibilityType": "SOMETHING"}, None, None, "absent"),
        ({}, None, None, "absent"),
    ],
)
def test_only_what_is_public_is_published(
    details: dict[str, Any], private: bool | None, publish: bool | None, kind: str
) -> None:
    more: dict[str, Any] = (
        {} if private is None else {"connectorDetails": {"privateAccess": private}}
    )
    view = ocpi.to_location(station(group(**more), evStationDetails=details))
    assert view.location.get("publish") is publish
    assert view.marks["publish"].kind == kind


def test_party_of_the_evse_ids() -> None:
    def with_ids(*ids: str) -> OcpiView:
        listed = [status(str(at), "UNKNOWN", cpoEvseEMI3Id=id) for at, id in enumerate(ids)]
        return ocpi.to_location(station(group(number=None, connectorStatuses=statuses(*listed))))

    view = with_ids("DE*ICT*E1*1", "DEICTE2")
    assert (loc(view)["country_code"], loc(view)["party_id"]) == ("DE", "ICT")
    view = with_ids("DE*ICT*E1", "DE*ABC*E2")
    assert "party_id" not in view.location
    assert view.marks["party_id"].kind == "absent"
    assert view.marks["party_id"].candidates == ("ABC", "ICT")
    view = with_ids("+49*810*000*1")
    assert "country_code" not in view.location
    assert only_evse(view)["evse_id"] == "+49*810*000*1"
    view = with_ids("nonsense")
    assert "evse_id" not in only_evse(view)
    assert any(path.endswith("cpoEvseEMI3Id") for path in view.lost)


def test_a_pool_is_one_location_and_comes_apart() -> None:
    one = station(group("34", connectorStatuses=statuses(status("a", "AVAILABLE"))), cpoId="X1")
    two = replace(
        station(group("31", connectorStatuses=statuses(status("a", "OCCUPIED"))), cpoId="X2"),
        id="s2",
        position=Position(latitude=52.6, longitude=13.5),
    )
    view = ocpi.to_location([one, two])
    assert len(loc(view)["evses"]) == 2
    assert loc(view)["coordinates"]["latitude"] == "52.500000"
    assert loc(view)["evses"][1]["coordinates"]["latitude"] == "52.600000"
    uids = [evse["uid"] for evse in loc(view)["evses"]]
    assert "a" not in uids  # both have it
    assert len(set(uids)) == 2
    back = ocpi.from_location(view).stations
    assert [(b.id, b.pool_id, b.cpo_id, b.position) for b in back] == [
        (s.id, s.pool_id, s.cpo_id, s.position) for s in (one, two)
    ]
    assert view.lost == ()
    # Without the aliases it is one station.
    assert len(ocpi.from_location(view.location).stations) == 1
    with pytest.raises(ValueError, match="one pool"):
        ocpi.to_location([one, replace(two, pool_id="p2")])
    with pytest.raises(ValueError, match="empty"):
        ocpi.to_location([])


def test_wrong_arguments() -> None:
    for wrong in ("text", 5, [5], {"id": "x"}):
        with pytest.raises(TypeError):
            ocpi.to_location(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="no id"):
        ocpi.to_locations([], id="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="location must be"):
        ocpi.from_location([GENT])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no id"):
        ocpi.from_location({"data": [GENT]})
    with pytest.raises(ValueError, match="coordinates of location 'LOC1'"):
        ocpi.from_location({**GENT, "coordinates": {"latitude": "91", "longitude": "0"}})


def test_long_texts_are_cut_and_told() -> None:
    address = {"street": "Long " * 20, "city": "C" * 60, "country": "deu", "postalCode": "1" * 12}
    view = ocpi.to_location(station(group(), address=address, timeZone="UTC+1"))
    assert said(view) == []
    assert len(loc(view)["city"]) == 45
    assert view.marks["city"].candidates == ("C" * 60,)
    assert "address.city" in view.lost
    assert loc(view)["country"] == "DEU"
    assert view.marks["time_zone"].reason == "not an IANA name"


def test_members_without_a_counterpart_are_issues() -> None:
    read = ocpi.from_location(GENT)
    paths = {one.path for one in read.issues}
    assert {"parking_type", "evses.connectors.tariff_ids"} <= paths
    (one,) = read.stations
    assert (one.id, one.cpo_id, one.pool_id) == ("LOC1", "LOC1", None)
    quiet = ocpi.from_location({**GENT, "publish": False})
    assert "publish" in {one.path for one in quiet.issues}


@pytest.mark.parametrize(
    ("id", "fixed", "format", "kind"),
    [
        ("34", False, "CABLE", "ambiguous"),  # CCS has no socket, whatever a default says
        ("34", True, "CABLE", "exact"),
        ("34", None, "CABLE", "ambiguous"),
        ("31", False, "SOCKET", "exact"),
        ("31", None, None, "absent"),
        ("9", None, "SOCKET", "ambiguous"),
        ("9", True, None, "absent"),
        ("999", False, "SOCKET", "exact"),
    ],
)
def test_cable_or_socket(id: str, fixed: bool | None, format: str | None, kind: str) -> None:
    more: dict[str, Any] = {} if fixed is None else {"fixedCable": fixed}
    view = ocpi.to_location(station(group(id, **more)))
    assert only_evse(view)["connectors"][0].get("format") == format
    assert view.marks["evses[0].connectors[0].format"].kind == kind


def test_phases_that_contradict_are_ambiguous() -> None:
    """22 kW of type 2 does not come through one phase."""
    one = group("31", point={"phases": 1, "amps": 32, "volts": 230}, maxPowerLevel=22.0)
    view = ocpi.to_location(station(one))
    mark = view.marks["evses[0].connectors[0].power_type"]
    assert mark.kind == "ambiguous"
    assert {"AC_1_PHASE", "AC_3_PHASE"} <= {*mark.candidates}


def test_unreadable_characters_are_left_out_and_told() -> None:
    made = station(group(), address={"city": "Berlin"}, cpoId="c")
    address = replace(made.address or Address(), city="Ber\x00lin\ud800", street="a\r\nb")
    view = ocpi.to_location(replace(made, address=address, pool_id="\ud800", name="\x07"))
    assert said(view) == []
    assert (loc(view)["city"], loc(view)["address"]) == ("Berlin", "a b")
    assert view.marks["city"].reason == "unreadable characters: left out"
    assert "name" not in view.location
    assert json.loads(ocpi.dumps(view).encode()) == view.location


def test_numbers_of_no_connector_are_absent() -> None:
    point = {"volts": 2**62, "amps": 2**62, "phases": 3}
    connector = only_evse(ocpi.to_location(station(group(point=point, maxPowerLevel=1e305))))[
        "connectors"
    ][0]
    assert not {"max_voltage", "max_amperage", "max_electric_power"} & {*connector}


def test_no_place_is_at_minus_nothing() -> None:
    made = station(group(), position={"latitude": -1e-9, "longitude": -0.0})
    assert loc(ocpi.to_location(made))["coordinates"] == {
        "latitude": "0.000000",
        "longitude": "0.000000",
    }


def test_open_now_is_lost() -> None:
    details = {"openingHours": {"openNow": True}}
    path = "connectors.connector.connectorDetails.openingHours.openNow"
    assert path in ocpi.to_location(station(group(connectorDetails=details))).lost


def test_stations_of_a_pool_with_one_cpo_id_are_apart() -> None:
    one = station(group(number=2), cpoId="A")
    view = ocpi.to_location([one, replace(one, id="s2")])
    assert said(view) == []
    assert len({evse["uid"] for evse in loc(view)["evses"]}) == 4


def test_party_is_lost_without_aliases() -> None:
    assert {"country_code", "party_id"} <= {one.path for one in ocpi.from_location(GENT).issues}


def test_moments_beyond_the_calendar() -> None:
    first = "0001-01-01T00:00:00+05:00"
    made = station(
        group(lastUpdateTimestamp=first, connectorStatuses=statuses(status("a", "AVAILABLE")))
    )
    assert "last_updated" in ocpi.to_location(made).missing
    assert availability(made).free == 1
    with pytest.raises(ConfigurationError, match="not a date in UTC"):
        ocpi.to_location(station(group()), last_updated=datetime.fromisoformat(first))


def test_an_evse_told_many_times_is_one() -> None:
    evse = GENT["evses"][0]
    read = ocpi.from_location({**GENT, "evses": [evse] * 20_000})
    (one,) = read.stations
    (single,) = ocpi.from_location({**GENT, "evses": [evse]}).stations
    assert one == single
