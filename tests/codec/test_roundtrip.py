"""Round trips of every model class in both formats."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from support.checks import MODELS, Format
from support.codec_cases import PLACE, station
from support.documents import Node, any_document, as_json, as_xml
from support.models import CLASSES, instances
from support.settings import tries
from support.wire import Object, json_bytes, xml_bytes
from support.xsd import validator

import evcp
import evcp_models as m

FORMATS: tuple[Format, Format] = ("json", "xml")


@pytest.mark.parametrize("model", CLASSES, ids=lambda c: c.__name__)
def test_written_and_read_back(model: type[Any]) -> None:
    @tries(15)
    @given(instances(model))
    def check(value: Any) -> None:
        from_json = evcp.decode(evcp.encode(value, format="json"), model, format="json")
        from_xml = evcp.decode(evcp.encode(value, format="xml"), model, format="xml")
        assert from_json.value == value
        assert from_xml.value == value
        assert hash(from_json.value) == hash(from_xml.value) == hash(value)
        kept = {
            evcp.IssueKind.OUT_OF_RANGE,
            evcp.IssueKind.UNKNOWN_VALUE,
            evcp.IssueKind.MISSING,
            evcp.IssueKind.CONTRADICTION,
        }
        assert {issue.kind for issue in from_json.issues} <= kept
        for copied in (pickle.loads(pickle.dumps(from_xml)), copy.deepcopy(from_xml)):  # noqa: S301
            assert copied == from_xml
            assert type(copied.value) is model

    check()


@tries(50)
@given(any_document(surprises=True))
def test_valid_documents_stay_valid(tree: Node) -> None:
    model = MODELS[tree.name]
    value = evcp.decode(xml_bytes(as_xml(tree)), model, format="xml").value
    written = evcp.encode(value, format="xml")
    root = etree.fromstring(written)
    assert validator().validate(root), validator().error_log
    assert written.startswith(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><ev:')
    assert evcp.decode(written, model, format="xml").value == value
    document = as_json(tree)
    if isinstance(document, Object) and document.members:
        value = evcp.decode(json_bytes(document), model, format="json").value
        assert evcp.encode(value, format="xml") == written


@given(st.text(st.characters(exclude_categories=[]), min_size=1))
@tries(100)
def test_json_holds_any_text_and_xml_nearly_any(text: str) -> None:
    value = m.NameId(name=text)
    written = evcp.encode(value, format="json")
    again = evcp.decode(written, m.NameId, format="json")
    # Half a surrogate pair is replaced when it is read, what XML does not have when it is written.
    assert again.value == m.NameId(name=re.sub("[\ud800-\udfff]", "\ufffd", text))
    bad = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    legal = m.NameId(name=re.sub(bad, "\ufffd", text))
    assert (again.issues == ()) == (legal == value)
    written = evcp.encode(value, format="xml")
    assert evcp.decode(written, m.NameId, format="xml") == evcp.Decoded(legal)


WRONG: tuple[tuple[Any, str], ...] = (
    (station(id=5), "id: 5 is int, where str is annotated"),
    (station(id=None), "id: None is NoneType, where str"),
    (station(name=b"x"), "name: b'x' is bytes"),
    (station(position=None), "position: None is NoneType, where Position"),
    (station(position=m.NameId()), "position: <NameId> is NameId"),
    (station(distance="421"), "distance: '421' is str, where int"),
    (station(distance=True), "distance: True is bool, where int"),
    (station(distance=1.0), "distance: 1.0 is float, where int"),
    (station(roaming=m.StationRoaming()), "roaming: <StationRoaming"),
    (station(roaming=(m.NameId(),)), "roaming[0]: <NameId"),
    (station(position=m.Position(latitude=1.0, longitude=float("nan"))), "position.longitude: nan"),
    (
        station(position=m.Position(latitude=float("-inf"), longitude=1.0)),
        "position.latitude: -inf",
    ),
    (station(last_update_timestamp=datetime(2020, 1, 1)), "has no offset: give it a tzinfo"),
    (station(last_update_timestamp="2020-01-01T00:00Z"), "is str, where datetime"),
    (
        station(connectors=(m.Connector(), m.Connector(max_power_level=True))),
        "connectors[1].max_power_level: True is bool, where float",
    ),
    (
        station(connectors=(m.Connector(fixed_cable="true"),)),  # type: ignore[arg-type]
        "connectors[0].fixed_cable: 'true' is str, where bool",
    ),
    (m.CreditCard(types="VISA"), "types: 'VISA' is str, where tuple"),  # type: ignore[arg-type]
    (m.CreditCard(types=("VISA", 5)), "types: 5 is int, where str"),  # type: ignore[arg-type]
    (m.Price(value=0.35), "value: 0.35 is float, where Decimal"),  # type: ignore[arg-type]
    (m.Price(value=Decimal("NaN")), "value: NaN is not a finite number"),
    (m.ConnectorStatus(state=3), "state: 3 is int, where str"),  # type: ignore[arg-type]
)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("value", "says"), WRONG, ids=[says for _, says in WRONG])
def test_no_value_of_another_type_is_written(value: Any, says: str, format: Format) -> None:
    with pytest.raises(evcp.EncodeError) as caught:
        evcp.encode(value, format=format)
    assert says in caught.value.message
    assert f"cannot encode {type(value).__name__} as {format}" in caught.value.message
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


REQUIRED = {"id": "s1", "position": PLACE, "emsp": "e", "partner_id": "p"}
LISTS = [
    (model, field.name)
    for model in (getattr(m, name) for name in m.__all__)
    if dataclasses.is_dataclass(model)
    for field in dataclasses.fields(model)
    if field.default == ()
]
assert len(LISTS) > 20


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("model", "name"), LISTS)
def test_nothing_but_a_list_is_an_empty_list(model: Any, name: str, format: Format) -> None:
    value = model(**{f: some for f, some in REQUIRED.items() if f in model.__slots__})
    evcp.encode(value, format=format)
    wrong: tuple[Any, ...] = (
        False,
        "",
        {},
        None,
        -0.0,
        0,
        b"",
        set(),
        frozenset(),
        Decimal(0),
        iter(()),
    )
    for empty in wrong:
        object.__setattr__(value, name, empty)
        with pytest.raises(evcp.EncodeError, match=f"{name}: .* where tuple is annotated"):
            evcp.encode(value, format=format)


def test_subclasses_and_members_are_written() -> None:
    class Kilowatts(float):
        def __repr__(self) -> str:
            return f"Kilowatts({float(self)})"

    value = m.Connector(max_power_level=22, supplier_contacts=m.Contact(phone=[]))  # type: ignore[arg-type]
    own = m.Connector(max_power_level=Kilowatts(22.0), supplier_contacts=m.Contact())
    for format in FORMATS:
        assert evcp.decode(evcp.encode(own, format=format), m.Connector, format=format).value == own
        written = evcp.encode(value, format=format)
        assert evcp.decode(written, m.Connector, format=format).value == own


@pytest.mark.parametrize("format", FORMATS)
def test_only_models_are_written_and_read(format: Format) -> None:
    @dataclasses.dataclass(frozen=True)
    class Mine(m.NameId):
        pass

    values: tuple[Any, ...] = (None, {}, "x", m.NameId, Mine(id="1"), m.ConnectorState.OTHER)
    for value in values:
        with pytest.raises(TypeError, match=r"^the model is (of type|the class)"):
            evcp.encode(value, format=format)
    for model in (dict, str, Mine, m.ConnectorState):
        with pytest.raises(TypeError, match="is not a model class of evcp_models"):
            evcp.decode(b"{}", model, format=format)
    with pytest.raises(TypeError, match="must be bytes"):
        evcp.decode("{}", m.NameId, format=format)  # type: ignore[arg-type]


def test_only_two_formats() -> None:
    with pytest.raises(TypeError, match="'json' or 'xml'"):
        evcp.encode(m.NameId(), format="yaml")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="'json' or 'xml'"):
        evcp.decode(b"{}", m.NameId, format="JSON")  # type: ignore[arg-type]


@pytest.mark.parametrize("format", FORMATS)
def test_a_body_has_a_limit(format: Format) -> None:
    body = evcp.encode(station(), format=format)
    assert evcp.decode(body, m.EVStation, format=format, max_bytes=len(body)).value == station()
    with pytest.raises(evcp.DecodeError, match="iter_stations"):
        evcp.decode(body, m.EVStation, format=format, max_bytes=len(body) - 1)
    mutable: Any = bytearray(body)
    assert evcp.decode(mutable, m.EVStation, format=format).value == station()


def test_wire_shapes() -> None:
    """Contract sections 2 and 3.1: attributes and wrappers, numbers native, absent members not printed."""
    cet = timezone(timedelta(hours=1))
    value = m.EVStationsResult(
        has_more=True,
        count=1,
        ev_stations=(
            station(
                connectors=(m.Connector(connector_type=m.NameId(name="T2", id="31")),),
                last_update_timestamp=datetime(2014, 1, 14, 10, 0, tzinfo=cet),
                last_updated_time_stamp=datetime(2014, 1, 14, 9, 0, 0, 1, tzinfo=UTC),
            ),
        ),
    )
    assert evcp.encode(value, format="json") == (
        b'{"hasMore":true,"count":1,"evStations":{"evStation":[{"position":{"latitude":52.5,'
        b'"longitude":13.25},"connectors":{"connector":[{"connectorType":{"name":"T2","id":"31"}}]},'
        b'"lastUpdatedTimeStamp":"2014-01-14T09:00:00.000001Z","id":"s1",'
        b'"lastUpdateTimestamp":"2014-01-14T10:00:00.000+0100"}]}}'
    )
    assert evcp.encode(value, format="xml") == (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><ev:evStationsResult '
        b'xmlns:ev="http://www.here.com/2014/02/ACS-EV"><hasMore>true</hasMore><count>1</count><evStations>'
        b'<evStation id="s1" lastUpdateTimestamp="2014-01-14T10:00:00.000+0100"><position>'
        b"<latitude>52.5</latitude><longitude>13.25</longitude></position><connectors><connector>"
        b'<connectorType id="31"><name>T2</name></connectorType></connector></connectors>'
        b"<lastUpdatedTimeStamp>2014-01-14T09:00:00.000001Z</lastUpdatedTimeStamp></evStation>"
        b"</evStations></ev:evStationsResult>"
    )
    assert evcp.encode(m.EVStationsResult(), format="json") == b'{"evStations":{"evStation":[]}}'
    assert evcp.encode(PLACE, format="xml").endswith(
        b"<position><latitude>52.5</latitude><longitude>13.25</longitude></position>"
    )


@pytest.mark.parametrize("format", FORMATS)
def test_lists_are_written_as_their_documents(format: Format) -> None:
    found = (station(), station(name="n"))
    lists: list[tuple[Any, Any]] = [
        (list(found), m.EVStationsResult(ev_stations=found)),
        (found, m.EVStationsResult(ev_stations=found)),
        ((one for one in found), m.EVStationsResult(ev_stations=found)),
        ([], m.EVStationsResult()),
        ([m.EVSEsPool(id="p")], m.EVSEsResult(pools=(m.EVSEsPool(id="p"),))),
        (
            [m.RoamingEntry(emsp="E", partner_id="p")],
            m.RoamingsResult(roaming=(m.RoamingEntry(emsp="E", partner_id="p"),)),
        ),
    ]
    for items, document in lists:
        assert evcp.encode(items, format=format) == evcp.encode(document, format=format)
    for odd in ([m.NameId()], [*found, m.NameId()], [None]):
        with pytest.raises(TypeError, match="has no document of its own"):
            evcp.encode(odd, format=format)
