"""Tags of OpenStreetMap: keys and values as its wiki describes them.

With `EVCP_TEST_FULL=1` all stations of the register are written and read, too.
"""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from support.settings import FULL, measure

from evcp import osm
from evcp.connectors import connector_ids
from evcp.sandbox import World
from evcp.testing import make_connector, make_station
from evcp_models import (
    Address,
    AnnualOpeningHoursDetail,
    ChargingPoint,
    Connector,
    ConnectorDetail,
    ConnectorStatus,
    CreditCard,
    EPayment,
    EVStation,
    EVStationDetails,
    NameId,
    OpeningHours,
    OpeningHoursDetail,
    OtherPayment,
    PaymentMethods,
    Position,
    TimePeriod,
)

AFDC_FILE = Path(__file__).parents[2] / "shared" / "data" / "us-ev-stations-2020.csv.gz"
HERE = Position(latitude=52.5, longitude=13.4)

# The connector types by the names of their standards, and the socket types of the wiki's page Key:socket.
SOCKETS = {
    "5": "nema_5_15",
    "6": "nema_5_20",
    "8": "typee",
    "9": "schuko",
    "11": "bs1363",
    "13": "as3112",
    "16": "sev1011_t13",
    "17": "sev1011_t15",
    "18": "sev1011_t23",
    "19": "sev1011_t25",
    "29": "chademo",
    "30": "type1",
    "32": "type3c",
    "33": "type1_combo",
    "34": "type2_combo",
    "35": "cee_blue",
    "48": "nema_1_15",
    "49": "typec",
    "50": "type3a",
    "51": "nema_14_50",
    "52": "gb_ac",
    "53": "gb_dc",
}


def group(
    kind: str,
    kw: float | None = None,
    number: int | None = None,
    *,
    cable: bool | None = None,
    amps: int | None = None,
) -> Connector:
    return Connector(
        connector_type=NameId(id=kind),
        max_power_level=kw,
        fixed_cable=cable,
        charging_point=ChargingPoint(number_of_connectors=number, amps=amps),
    )


def station(*groups: Connector, country: str = "DEU") -> EVStation:
    return EVStation(id="a", position=HERE, connectors=groups, address=Address(country=country))


def sockets(*groups: Connector, country: str = "DEU") -> dict[str, str]:
    said = osm.tags(station(*groups, country=country))
    return {key.removeprefix("socket:"): value for key, value in said.items() if "socket" in key}


@pytest.mark.parametrize("kind", [str(id) for id in range(60)])
def test_a_socket_is_named_where_its_key_means_that_type_alone(kind: str) -> None:
    if kind in ("31", "36", "43"):
        return
    expected = {SOCKETS[kind]: "2"} if kind in SOCKETS else {}
    said = osm.tags(station(group(kind, number=2)))
    assert {k: v for k, v in said.items() if "socket" in k} == {
        f"socket:{word}": number for word, number in expected.items()
    }
    named = any(f"(type {kind})" in one or "(type unknown)" in one for one in said.left_out)
    assert named == (kind not in SOCKETS)


def test_the_words_are_read_back_as_the_types() -> None:
    for kind, word in SOCKETS.items():
        assert connector_ids(f"socket:{word}")[0] == kind


def test_type_2_by_its_cable() -> None:
    assert sockets(group("31", 22, 1, cable=True), group("31", 11, 2, cable=False)) == {
        "type2_cable": "1",
        "type2_cable:output": "22 kW",
        "type2": "2",
        "type2:output": "11 kW",
    }
    said = osm.tags(station(group("31", 22, 1)))
    assert said["socket:type2"] == "1"
    assert any("type2_cable" in one for one in said.left_out)


def test_tesla_by_the_country_and_red_sockets_by_the_current() -> None:
    assert sockets(group("43", 250, 8), country="USA") == {"nacs": "8", "nacs:output": "250 kW"}
    assert sockets(group("43", 250, 8), country="DEU") == {}
    assert sockets(group("36", 22, 1, amps=32)) == {
        "cee_red_32a": "1",
        "cee_red_32a:output": "22 kW",
    }
    assert sockets(group("36", 22, 1)) == {}


def test_numbers_and_powers_of_several_groups() -> None:
    said = osm.tags(station(group("34", 50, 1), group("34", 150, 2), group("29", 3.7)))
    assert said["socket:type2_combo"] == "3"
    assert said["socket:type2_combo:output"] == "150 kW"
    assert "socket:type2_combo:output: some have 50 kW" in said.left_out
    assert said["socket:chademo"] == "yes"  # there, in an unknown number
    assert said["socket:chademo:output"] == "3.7 kW"
    for odd in (None, 0.0, -1.0, float("inf"), float("nan")):
        assert "socket:chademo:output" not in osm.tags(
            station(group("29", odd, 1), group("29", 50, 1))
        )
    assert sockets(group("29", 50, 0)) == {}


def test_a_station_of_the_sample_world() -> None:
    statuses = tuple(
        ConnectorStatus(
            cpo_evse_id=f"e{n}", cpo_evse_emi3_id=f"DE*ICT*E000{n}", cpo_connector_id="1"
        )
        for n in (1, 2)
    )
    one = make_station(id="a", name="Ladepark & Café", brand="Spreewatt")
    one = replace(
        one,
        connectors=(
            replace(make_connector("34", max_power_level=150), connector_statuses=statuses),
        ),
    )
    said = osm.tags(one)
    assert said["amenity"] == "charging_station"
    assert said["name"] == "Ladepark & Café"
    assert said["ref:EU:EVSE"] == "DE*ICT*E0001;DE*ICT*E0002"
    assert said["capacity"] == "2"
    assert said["socket:type2_combo"] == "2"
    assert said["opening_hours"] == "24/7"
    assert said["access"] == "yes"
    for other in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301
        assert (dict(other), other.left_out) == (dict(said), said.left_out)


def test_hours_access_and_fee() -> None:
    def with_details(*details: ConnectorDetail, kind: str | None = None) -> osm.Tags:
        groups = tuple(Connector(connector_details=one) for one in details)
        about = EVStationDetails(accessibility_type=kind)
        return osm.tags(
            EVStation(id="a", position=HERE, connectors=groups, ev_station_details=about)
        )

    day = OpeningHours(
        regular_opening_hours=(
            OpeningHoursDetail(daymask=62, period=(TimePeriod(from_="08:00:00", to="20:00:00"),)),
        )
    )
    shut = OpeningHours(annual_openings=(AnnualOpeningHoursDetail(date="2026-12-25", closed=True),))
    said = with_details(ConnectorDetail(opening_hours=day, pay=True), kind="PRIVATE")
    assert said["opening_hours"] == "Mo-Fr 08:00-20:00"
    assert (said["access"], said["fee"]) == ("private", "yes")
    said = with_details(
        ConnectorDetail(open24x7=True, opening_hours=shut, pay=False), kind="PUBLIC"
    )
    assert said["opening_hours"] == "24/7; 2026 Dec 25 off"
    assert (said["access"], said["fee"]) == ("yes", "no")
    said = with_details(
        ConnectorDetail(open24x7=True, pay=True),
        ConnectorDetail(opening_hours=day),
        kind="RESTRICTED",
    )
    assert {"opening_hours", "access", "fee"}.isdisjoint(said)
    assert [one.partition(":")[0] for one in said.left_out if "socket" not in one][-3:] == [
        "opening_hours",
        "access",
        "fee",
    ]


def test_payment_and_authentication() -> None:
    methods = PaymentMethods(
        credit_card=CreditCard(accept=True, types=("VISA", "AMEX", "OTHER")),
        e_payment=EPayment(accept=True, types=("PAYPAL", "online-bank-payment")),
        other=OtherPayment(accept=True, types=("rfid-reader", "app", "contactless-card")),
    )
    said = osm.tags(
        EVStation(
            id="a", position=HERE, ev_station_details=EVStationDetails(payment_methods=methods)
        )
    )
    found = {key for key, value in said.items() if key[:4] in ("auth", "paym") and value == "yes"}
    assert found == {
        *("payment:credit_cards", "payment:visa", "payment:american_express", "payment:paypal"),
        *("payment:contactless", "authentication:app", "authentication:contactless"),
    }
    assert any(one.startswith("payment: ways without a key, 1") for one in said.left_out)
    refused = PaymentMethods(
        credit_card=CreditCard(accept=False, types=("VISA",)),
        other=OtherPayment(accept=False, types=("app",)),
    )
    said = osm.tags(
        EVStation(
            id="a", position=HERE, ev_station_details=EVStationDetails(payment_methods=refused)
        )
    )
    assert {key: value for key, value in said.items() if key[:4] in ("auth", "paym")} == {
        "payment:credit_cards": "no"
    }


def test_values_that_openstreetmap_does_not_take() -> None:
    statuses = (
        *(ConnectorStatus(cpo_evse_emi3_id=f"DE*ICT*E{n:020}") for n in range(20)),
        ConnectorStatus(cpo_evse_emi3_id="4711"),
    )
    odd = EVStation(
        id="a",
        position=HERE,
        name="x" * 256,
        brand="a\x1bb",
        connectors=(Connector(connector_statuses=statuses),),
    )
    said = osm.tags(odd)
    assert {"name", "brand", "operator", "ref:EU:EVSE"}.isdisjoint(said)
    text = " ".join(said.left_out)
    for part in (
        "name: longer",
        "brand: with control",
        "ref:EU:EVSE: longer",
        "ref:EU:EVSE: 1 without",
    ):
        assert part in text
    with pytest.raises(TypeError):
        osm.tags([odd])  # type: ignore[arg-type]


def test_a_file_for_the_editors() -> None:
    nasty = replace(make_station(name="""<b a='"'>&]]> -- x"""), id="a")
    nowhere = replace(make_station(), position=Position(latitude=99.0, longitude=0.0))
    text = "".join(osm.xml_lines(iter([nasty, nowhere, make_station(name="third")])))
    root = etree.fromstring(text.encode())
    assert (root.get("version"), root.get("upload")) == ("0.6", "never")
    nodes = root.findall("node")
    assert [node.get("id") for node in nodes] == ["-1", "-3"]
    assert nodes[0].find("tag[@k='name']").get("v") == """<b a='"'>&]]> -- x"""  # type: ignore[union-attr]
    assert float(nodes[0].get("lat", "")) == pytest.approx(nasty.position.latitude, abs=1e-7)
    assert any("-2: no position" in (comment.text or "") for comment in root.iter(etree.Comment))


def test_every_station_of_the_made_up_world_and_the_register() -> None:
    from evcp.hours import from_osm

    worlds = [World.synthetic(300, seed=5)]
    if FULL and AFDC_FILE.exists():
        worlds.append(World.from_afdc(AFDC_FILE, states_seed=None))
    for world in worlds:
        stations = list(world.stations)[: measure(300, full=100_000)]
        text = "".join(osm.xml_lines(stations)).encode()
        seen = 0
        for _, node in etree.iterparse(BytesIO(text), tag="node"):
            found = {tag.get("k", ""): tag.get("v", "") for tag in node.findall("tag")}
            assert found == dict(osm.tags(stations[-int(node.get("id", "0")) - 1]))
            assert all(0 < len(value) <= 255 for value in found.values())
            if "opening_hours" in found:
                from_osm(found["opening_hours"])
            seen += 1
        assert seen == len(stations)


def test_a_comment_is_xml_whatever_it_quotes() -> None:
    kinds = ("--->", "-", "\ud800\x00")
    groups = tuple(Connector(connector_type=NameId(id=kind)) for kind in kinds)
    one = EVStation(id="s", position=Position(latitude=1, longitude=2), connectors=groups)
    root = etree.fromstring("".join(osm.xml_lines([one])).encode())
    assert [child.get("id") for child in root.iter("node")] == ["-1"]


def test_numbers_of_no_place_are_left_out() -> None:
    point = ChargingPoint(number_of_connectors=2**62)
    group = Connector(connector_type=NameId(id="34"), max_power_level=1e300, charging_point=point)
    tags = osm.tags(
        EVStation(id="s", position=Position(latitude=1, longitude=2), connectors=(group,))
    )
    assert tags["socket:type2_combo"] == "yes"
    assert "socket:type2_combo:output" not in tags
    assert sum(one.startswith("socket:type2_combo") for one in tags.left_out) == 2
