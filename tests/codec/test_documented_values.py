"""The documents of contract sections 3.2 to 4.14 come out as a reader of the contract would expect.

Everything that is expected here is written out by hand from the contract's text.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from support.checks import Format, decode
from support.type_checks import leaves
from support.xsd import schema, validator

import evcp
import evcp_models as m

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "contract"
FORMATS: tuple[Format, Format] = ("json", "xml")
CET = timezone(timedelta(hours=1))

MODELS: dict[str, type[Any]] = {
    "sample_a": m.EVStationsResult,
    "sample_b": m.EVStationsResult,
    "every_member": m.EVStationsResult,
    "count": m.CountResult,
    "roamings": m.RoamingsResult,
    "evses_bulk": m.EVSEsResult,
    "connector_types": m.ConnectorTypesResult,
    "power_feed_types": m.PowerFeedTypesResult,
    "connector_statuses": m.ConnectorStatusesResult,
    "error_every_member": m.ErrorResult,
}


def read(name: str, format: Format, model: type[Any] | None = None) -> Any:
    """Decode a fixture; none of them has an issue."""
    body = (FIXTURES / f"{name}.{format}").read_bytes()
    decoded = decode(body, model or MODELS[name], format)
    assert decoded.issues == ()
    return decoded.value


CONNECTOR = m.Connector(
    supplier_name="RWE eRoaming",
    connector_type=m.NameId(name="IEC 62196-2 type 2 (Mennekes)", id="31"),
    charge_capacity="380-480VAC, 3-phase at max. 32 A",
    max_power_level=22.08,
    customer_charge_level=m.CustomerChargeLevel.LEVEL_3,
    customer_connector_name="AC EV connector (Mennekes - type 2)",
    fixed_cable=False,
    connector_details=m.ConnectorDetail(
        private_access=False,
        open24x7=True,
        opening_hours=m.OpeningHours(
            regular_opening_hours=(
                m.OpeningHoursDetail(
                    daymask=127, period=(m.TimePeriod(from_="00:00:00", to="24:00:00"),)
                ),
            ),
        ),
        pay=True,
        manufacturer="RWE",
    ),
    charging_point=m.ChargingPoint(
        charge_mode=m.ChargeMode.MODE_3,
        volts_range="380-480V AC",
        phases=3,
        amps_range="32A",
        number_of_connectors=2,
    ),
)

STATION = m.EVStation(
    id="276u33db-b2c840878cfc409fa5a0aef858419037",
    pool_id="276u33db845jn-aGVyZS1ldjplY29tb3ZlbWVudDo4OTU5MDU0ODI",
    total_number_of_connectors=2,
    connectors=(CONNECTOR,),
    ev_station_details=m.EVStationDetails(
        private_access=False,
        restricted_access=True,
        accessibility_type=m.Accessibility.RESTRICTED,
        payment_methods=m.PaymentMethods(
            subscription=m.Subscription(provider="RWE eRoaming", accept=True),
            note="Mobile Payment Option Available",
        ),
        notes="Ladestation RWE Effizienz GmbH",
    ),
    address=m.Address(
        city="Berlin",
        country="DEU",
        region="Berlin",
        street="Luisenstraße",
        street_number="31",
        postal_code="10117",
    ),
    contacts=m.Contact(phone=(m.Phone(value="+498002255793", label="PHONE"),)),
    distance=421,
    position=m.Position(latitude=52.5199013, longitude=13.3800898),
    name="RWE Effizienz GmbH",
    last_update_timestamp=datetime(2015, 8, 28, 4, 39, 27, 737000, UTC),
    time_zone="Europe/Berlin",
)


@pytest.mark.parametrize("format", FORMATS)
def test_sample_a(format: Format) -> None:
    """Contract section 3.2, whole."""
    result = read("sample_a", format)
    assert result == m.EVStationsResult(has_more=True, count=50, ev_stations=(STATION,))
    assert type(result.ev_stations[0].connectors[0].customer_charge_level) is m.CustomerChargeLevel


@pytest.mark.parametrize("format", FORMATS)
def test_sample_b(format: Format) -> None:
    """Contract section 3.3: sample A without count and distance, with live counters and all ways to pay."""
    assert CONNECTOR.connector_details is not None
    assert CONNECTOR.charging_point is not None
    assert STATION.ev_station_details is not None
    connector = dataclasses.replace(
        CONNECTOR,
        connector_details=dataclasses.replace(
            CONNECTOR.connector_details, opening_time="0:00 - 24:00"
        ),
        charging_point=dataclasses.replace(
            CONNECTOR.charging_point,
            number_of_available=2,
            last_update_timestamp=datetime(2019, 3, 12, 13, 36, 40, 919000, UTC),
        ),
    )
    cards = ("AMEX", "MASTERCARD", "VISA", "CARTEBLANCHE", "DINERSCLUB", "DISCOVER", "OTHER")
    payment = m.PaymentMethods(
        subscription=m.Subscription(provider="RWE eRoaming", accept=True),
        note="Mobile Payment Option Available",
        credit_card=m.CreditCard(types=cards, accept=True),
        cash=m.Cash(currencies=("USD", "EUR", "GBP"), accept=True),
        debit_card=m.DebitCard(accept=True),
        check=m.Check(types=("MONEY ORDER", "PERSONAL", "TRAVELERS", "OTHER"), accept=True),
        e_payment=m.EPayment(types=("PAYPAL", "OTHER"), accept=True),
        other=m.OtherPayment(types=("CASHBACK", "LOAN", "WIRETRANSFERS"), accept=True),
    )
    expected = dataclasses.replace(
        STATION,
        distance=None,
        pool_id="276u33db2r2h0-aGVyZS1ldjplY29tb3ZlbWVudDo4OTIyMDgzOTE",
        connectors=(connector,),
        ev_station_details=dataclasses.replace(STATION.ev_station_details, payment_methods=payment),
    )
    assert read("sample_b", format) == m.EVStationsResult(has_more=False, ev_stations=(expected,))


@pytest.mark.parametrize("format", FORMATS)
def test_evses(format: Format) -> None:
    """Contract section 4.13: states are members, `last_updated` is an instant with either form of offset."""
    first, second = read("evses_bulk", format).pools
    assert first.id == "276u33db2r2h0-aGVyZS1ldjplY29tb3ZlbWVudDo4OTIyMDgzOTE"
    assert second == m.EVSEsPool(id="evcp0-ZGMyNzMzMWEtMmNjNC0xMWVlLWI5ZDktNDIwMTBhYTQwZmMw")
    (station,) = first.stations
    assert (station.id, station.cpo_id) == (
        "276u33db-b2c840878cfc409fa5a0aef858419037",
        "892208391",
    )
    free, broken = station.evses
    assert free == m.EVSE(
        id="evse-1",
        cpo_id="E0001897",
        cpo_evse_emi3_id="DE*ICT*E0001897",
        physical_reference="31 A",
        state=m.ConnectorState.AVAILABLE,
        last_updated=datetime(2019, 3, 12, 13, 36, 40, 919000, UTC),
        connectors=(
            m.EVSEConnector(
                id="connector-1",
                cpo_id="1",
                type_id="31",
                max_power_level=22.08,
                cpo_evse_id="E0001897",
                cpo_connector_id="1",
                state=m.ConnectorState.AVAILABLE,
                last_updated=datetime(2014, 1, 14, 10, 0, tzinfo=CET),
            ),
        ),
    )
    assert free.connectors[0].last_updated.utcoffset() == timedelta(hours=1)
    assert broken.state is m.ConnectorState.OUT_OF_SERVICE
    assert broken.physical_reference is None
    assert [c.type_id for c in broken.connectors] == ["34", "29"]


@pytest.mark.parametrize("format", FORMATS)
def test_count_and_lists(format: Format) -> None:
    """Contract sections 4.14, 4.12 and 5."""
    assert read("count", format) == m.CountResult(count=555)
    first, second = read("roamings", format).roaming
    assert first == m.RoamingEntry(
        emsp="RWE eRoaming",
        partner_id="1f351b84-cca5-11ed-8155-42010aa40002",
        ema_id=("NL-ECO", "DE-ICT"),
        country=("DEU", "NLD"),
    )
    assert (second.ema_id, second.country) == ((), ("USA",))
    types = {t.id: t.name for t in read("connector_types", format).connector_type}
    assert types["31"] == "IEC 62196-2 type 2 (Mennekes)"
    assert types["11"] == "Domestic plug/socket type G (BS 1363, IS 401 & 411, MS 58)"
    feeds = {t.id: t.name for t in read("power_feed_types", format).power_feed_type}
    assert feeds["5"] == "DC Fast Charge"
    statuses = {t.id: t.name for t in read("connector_statuses", format).connector_status}
    assert statuses["2"] == "Available"


def test_a_page_without_stations() -> None:
    """Contract section 3.4: clients have to accept all forms."""
    empty = m.EVStationsResult(has_more=False, count=0)
    for name in ("empty_absent", "empty_object", "empty_array"):
        assert read(name, "json", m.EVStationsResult) == empty
    assert read("empty", "xml", m.EVStationsResult) == empty


def test_error_bodies() -> None:
    """Contract section 7.2: three shapes, none of them a page of stations."""
    unauthorized = m.ErrorResult(
        error="Unauthorized", error_description="apiKey invalid. apiKey not found."
    )
    older = m.ErrorResult(
        error_type="Unauthorized", messages=("These credentials do not authorize access",)
    )
    assert read("error_unauthorized", "json", m.ErrorResult) == unauthorized
    assert read("error_older", "json", m.ErrorResult) == older
    assert read("error_forbidden", "json", m.ErrorResult).error == "Forbidden"
    for name in ("error_unauthorized", "error_older", "error_forbidden"):
        with pytest.raises(evcp.DecodeError, match="none of the members"):
            read(name, "json", m.EVStationsResult)


@pytest.mark.parametrize("name", MODELS)
def test_both_formats_say_the_same(name: str) -> None:
    body = (FIXTURES / f"{name}.xml").read_bytes()
    assert validator().validate(etree.fromstring(body)), validator().error_log
    from_json, from_xml = read(name, "json"), read(name, "xml")
    assert from_json == from_xml
    for format in FORMATS:
        again = evcp.encode(from_json, format=format)
        assert evcp.decode(again, MODELS[name], format=format) == evcp.Decoded(from_json)


@pytest.mark.parametrize("format", FORMATS)
def test_every_member_is_read(format: Format) -> None:
    """No field of the classes that a station is made of stays empty in the document with all of them."""
    empty: dict[type[Any], set[str]] = {}
    left: list[Any] = [read("every_member", format)]
    while left:
        value = left.pop()
        if isinstance(value, tuple):
            left += value
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            names = {f.name for f in dataclasses.fields(value) if not getattr(value, f.name)}
            names = {n for n in names if getattr(value, n) in (None, ())}
            empty[type(value)] = empty.get(type(value), names) & names
            left += [getattr(value, f.name) for f in dataclasses.fields(value)]
    without = {kind.__name__: names for kind, names in empty.items() if names}
    assert not without, f"give each a value in tests/fixtures/contract/every_member.{format}"
    assert len(empty) > len(schema().complex) // 2


def test_timestamps() -> None:
    """Contract section 3.5: the documented forms and the ones of the sibling pages name the instant they say."""
    expected = {
        "2013-12-31T12:00:00.000Z": datetime(2013, 12, 31, 12, 0, tzinfo=UTC),
        "2014-01-14T10:00:00.000+0100": datetime(2014, 1, 14, 9, 0, tzinfo=UTC),
        "2014-01-14T10:00Z": datetime(2014, 1, 14, 10, 0, tzinfo=UTC),
        "2014-01-14T10:00:00Z": datetime(2014, 1, 14, 10, 0, tzinfo=UTC),
    }
    for text, instant in expected.items():
        bodies: dict[Format, bytes] = {
            "json": f'{{"lastUpdateTimestamp":"{text}"}}'.encode(),
            "xml": f"<connector><lastUpdateTimestamp>{text}</lastUpdateTimestamp></connector>".encode(),
        }
        for format, body in bodies.items():
            (value,) = leaves(decode(body, m.Connector, format).value)
            assert value == instant
            assert value.utcoffset() is not None
