"""The XSD: it compiles, accepts the contract's documents, refuses broken ones, explains itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
XSD = ROOT / "schema" / "evcp.xsd"
README = ROOT / "schema" / "README.md"
FIXTURES = ROOT / "tests" / "fixtures" / "contract"

XS = "{http://www.w3.org/2001/XMLSchema}"
NOTES = "{urn:evcp:schema-notes}"
EV = "http://www.here.com/2014/02/ACS-EV"

# The elements of the connector page, in its order.
CONNECTOR = (
    ("supplierName", "xs:string"),
    ("supplierContacts", "ev:ContactType"),
    ("connectorType", "ev:NameIdType"),
    ("powerFeedType", "ev:NameIdType"),
    ("chargeCapacity", "xs:string"),
    ("maxPowerLevel", "ev:PowerType"),
    ("customerChargeLevel", "ev:CustomerChargeLevelType"),
    ("customerConnectorName", "xs:string"),
    ("fixedCable", "xs:boolean"),
    ("connectorDetails", "ev:ConnectorDetailType"),
    ("chargingPoint", "ev:ChargingPointType"),
    ("connectorStatuses", "ev:ConnectorStatusesListType"),
    ("lastUpdateTimestamp", "ev:TimestampType"),
)

# Members that a document has to have, by type. Everything else is optional.
REQUIRED = {
    ("EVStationsResultType", "hasMore"),
    ("EVStationType", "id"),
    ("EVStationType", "position"),
    ("PositionType", "latitude"),
    ("PositionType", "longitude"),
    ("CountResultType", "count"),
    ("RoamingEntryType", "emsp"),
    ("RoamingEntryType", "partner_id"),
    ("RoamingEntryType", "country"),
    ("EVSEType", "id"),
    ("EVSEType", "connectors"),
    ("EVSEConnectorType", "id"),
    ("EVSEConnectorType", "typeId"),
}


@pytest.fixture(scope="module")
def tree() -> etree._Element:
    return etree.parse(str(XSD)).getroot()


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(XSD)))


def declarations(tree: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield every declaration that has to explain itself, with a name to report it by."""
    for node in tree.iter(
        XS + "element", XS + "attribute", XS + "complexType", XS + "simpleType", XS + "enumeration"
    ):
        owner = next((a.get("name") for a in node.iterancestors() if a.get("name")), "")
        yield f"{owner}/{node.get('name') or node.get('value')}".lstrip("/"), node


def member_declarations(tree: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for kind in tree.findall(XS + "complexType"):
        for node in kind.iter(XS + "element", XS + "attribute"):
            yield str(kind.get("name")), node


def mark(node: etree._Element) -> str:
    evidence = node.find(f"{XS}annotation/{XS}appinfo/{NOTES}evidence")
    return "" if evidence is None else str(evidence.get("mark"))


def result(body: str, root: str = "evStationsResult") -> etree._Element:
    return etree.fromstring(f'<ev:{root} xmlns:ev="{EV}">{body}</ev:{root}>')


def station(
    children: str = "", attributes: str = 'id="1"', position: str | None = None
) -> etree._Element:
    """Return a page of one station, with the position after the children unless told otherwise."""
    if position is None:
        position = "<position><longitude>13.4</longitude><latitude>52.5</latitude></position>"
    return result(
        f"<evStations><evStation {attributes}>{children}{position}</evStation></evStations>"
        "<hasMore>false</hasMore>"
    )


def connector(children: str) -> etree._Element:
    return station(f"<connectors><connector>{children}</connector></connectors>")


def test_compiles_as_xml_schema_1_0_with_the_names_of_the_service(
    schema: etree.XMLSchema, tree: etree._Element
) -> None:
    assert tree.get("targetNamespace") == EV
    assert tree.get("elementFormDefault") == tree.get("attributeFormDefault") == "unqualified"
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(tree.get("version")))
    assert {str(e.get("name")): e.get("type") for e in tree.findall(XS + "element")} == {
        "evStationsResult": "ev:EVStationsResultType",
        "countResult": "ev:CountResultType",
        "roamings": "ev:RoamingsResultType",
        "evsesResult": "ev:EVSEsResultType",
        "connectorTypes": "ev:ConnectorTypesResultType",
        "powerFeedTypes": "ev:PowerFeedTypesResultType",
        "connectorStatuses": "ev:ConnectorStatusesResultType",
        "error": "ev:ErrorResultType",
    }


def test_every_declaration_explains_itself(tree: etree._Element) -> None:
    bad = []
    count = 0
    for name, node in declarations(tree):
        count += 1
        docs = node.findall(f"{XS}annotation/{XS}documentation")
        if len(docs) != 1 or not (docs[0].text or "").strip().endswith("."):
            bad.append(f"{name}: one xs:documentation of whole sentences")
        evidence = node.findall(f"{XS}annotation/{XS}appinfo/{NOTES}evidence")
        if len(evidence) != 1 or evidence[0].get("mark") not in tuple("CPSIU"):
            bad.append(f"{name}: one m:evidence with a mark of C, P, S, I, U")
        elif not (evidence[0].get("source") or "").strip():
            bad.append(f"{name}: a source of the evidence")
        deprecated = node.find(f"{XS}annotation/{XS}appinfo/{NOTES}deprecated")
        if deprecated is not None and not (deprecated.get("use") or "").strip():
            bad.append(f"{name}: what to use instead")
    assert not bad
    assert count > 250


def test_notes_hold_nothing_but_evidence_and_deprecation(tree: etree._Element) -> None:
    tags = {child.tag for info in tree.iter(XS + "appinfo") for child in info}
    assert tags == {NOTES + "evidence", NOTES + "deprecated"}


def test_what_the_newest_guide_deprecates_is_marked(tree: etree._Element) -> None:
    deprecated = {
        name
        for name, node in declarations(tree)
        if node.find(f"{XS}annotation/{XS}appinfo/{NOTES}deprecated") is not None
    }
    assert deprecated == {
        "EVStationType/pvId",
        "ConnectorType/chargeCapacity",
        "ConnectorDetailType/privateAccess",
        "ConnectorDetailType/privateAccessInformation",
        "ChargingPointType/volts",
        "ChargingPointType/amps",
        "PaymentMethodsType/subscription",
        "PaymentMethodsType/cash",
        "SubscriptionType",
        "CashType",
        "PricingStructureType/timePeriod",
    }


def test_connector_has_the_thirteen_elements_in_order_and_all_optional(
    tree: etree._Element,
) -> None:
    kind = tree.find(f"{XS}complexType[@name='ConnectorType']")
    assert kind is not None
    elements = kind.findall(f"{XS}all/{XS}element")
    documented = [e for e in elements if e.get("name") in dict(CONNECTOR)]
    assert tuple((e.get("name"), e.get("type")) for e in documented) == CONNECTOR
    assert {e.get("minOccurs") for e in elements} == {"0"}
    assert {e.get("maxOccurs", "1") for e in elements} == {"1"}
    assert {mark(e) for e in documented} == {"C"}
    assert kind.find(XS + "attribute") is None


def test_required_members_are_those_of_the_contract(tree: etree._Element) -> None:
    required = {
        (kind, str(node.get("name")))
        for kind, node in member_declarations(tree)
        if (
            node.get("minOccurs", "1") != "0"
            if node.tag == XS + "element"
            else node.get("use") == "required"
        )
    }
    assert required == REQUIRED


def test_content_models_are_the_three_that_do_not_depend_on_order(tree: etree._Element) -> None:
    for kind in tree.findall(XS + "complexType"):
        name = kind.get("name")
        model = kind.find(f"{XS}all")
        if model is not None:
            assert all(e.get("maxOccurs", "1") == "1" for e in model), name
            continue
        model = kind.find(f"{XS}sequence")
        if model is not None:
            assert [e.get("maxOccurs") for e in model] == ["unbounded"], name
            continue
        model = kind.find(f"{XS}choice")
        if model is not None:
            assert (model.get("minOccurs"), model.get("maxOccurs")) == ("0", "unbounded"), name
            # Without a repeatable child it has to be xs:all, which can enforce the cardinality.
            assert any(e.get("maxOccurs") == "unbounded" for e in model), name
            continue
        assert all(
            child.tag in (XS + "annotation", XS + "attribute", XS + "simpleContent")
            for child in kind
        ), name


def test_every_reference_has_a_target_and_every_type_is_used(tree: etree._Element) -> None:
    kinds = {str(k.get("name")) for k in tree if k.tag in (XS + "complexType", XS + "simpleType")}
    used = {
        reference.removeprefix("ev:")
        for node in tree.iter(XS + "element", XS + "attribute", XS + "extension", XS + "union")
        for reference in (
            node.get("type") or node.get("base") or node.get("memberTypes") or ""
        ).split()
        if reference.startswith("ev:")
    }
    assert used == kinds


def test_open_enumerations_admit_any_text(tree: etree._Element) -> None:
    known = [
        str(k.get("name"))
        for k in tree.findall(XS + "simpleType")
        if str(k.get("name")).endswith("KnownType")
    ]
    assert len(known) == 7
    for name in known:
        union = tree.find(f"{XS}simpleType[@name='{name.replace('Known', '')}']/{XS}union")
        assert union is not None, name
        assert union.get("memberTypes") == f"ev:{name} xs:token"
        values = [
            v.get("value")
            for v in tree.iterfind(f"{XS}simpleType[@name='{name}']//{XS}enumeration")
        ]
        assert len(values) == len(set(values)) > 1
    # No element may be held to the known values.
    assert not [
        n for n in tree.iter(XS + "element", XS + "attribute") if "Known" in str(n.get("type"))
    ]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.xml")), ids=lambda p: p.name)
def test_documents_of_the_contract_are_valid(schema: etree.XMLSchema, path: Path) -> None:
    schema.assertValid(etree.parse(str(path)))


def test_the_documents_of_the_contract_use_every_member(tree: etree._Element) -> None:
    used: set[str] = set()
    for path in FIXTURES.glob("*.xml"):
        for node in etree.parse(str(path)).iter(etree.Element):
            used.add(etree.QName(node).localname)
            used.update(str(name) for name in node.attrib)
    declared = {str(n.get("name")) for n in tree.iter(XS + "element", XS + "attribute")}
    assert not declared - used, "give each a value in tests/fixtures/contract/every_member.xml"


TIMESTAMPS = (
    "2013-12-31T12:00:00.000Z",
    "2014-01-14T10:00:00.000+0100",
    "2014-01-14T10:00:00.000-0530",
    "2014-01-14T10:00:00+01:00",
    "2014-01-14T10:00Z",
    "2014-01-14T23:59:59.123456789Z",
)


@pytest.mark.parametrize("text", TIMESTAMPS)
def test_timestamps_in_every_documented_form_are_valid(schema: etree.XMLSchema, text: str) -> None:
    schema.assertValid(station(attributes=f'id="1" lastUpdateTimestamp="{text}"'))
    schema.assertValid(connector(f"<lastUpdateTimestamp>{text}</lastUpdateTimestamp>"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2014-01-14",
        "2014-01-14T10:00:00",  # without an offset it is not a point in time
        "2014-01-14 10:00:00Z",
        "2014-13-01T10:00:00Z",
        "2014-01-32T10:00:00Z",
        "2014-01-14T24:00:00Z",
        "2014-01-14T10:60:00Z",
        "2014-01-14T10:00:00.Z",
        "2014-01-14T10:00:00+01",
        "2014-01-14T10:00:00+2400",
        "14-01-14T10:00:00Z",
        "1389693600",
    ],
)
def test_other_timestamps_are_refused(schema: etree.XMLSchema, text: str) -> None:
    assert not schema.validate(connector(f"<lastUpdateTimestamp>{text}</lastUpdateTimestamp>"))


@pytest.mark.parametrize("text", ["0", "22.08", "400", "3.5E2"])
def test_power_is_a_finite_number(schema: etree.XMLSchema, text: str) -> None:
    schema.assertValid(connector(f"<maxPowerLevel>{text}</maxPowerLevel>"))


@pytest.mark.parametrize(
    "text", ["NaN", "INF", "-INF", "-0.1", "1E39", "", "22,08", "22 kW", "0x16"]
)
def test_other_power_is_refused(schema: etree.XMLSchema, text: str) -> None:
    assert not schema.validate(connector(f"<maxPowerLevel>{text}</maxPowerLevel>"))


@pytest.mark.parametrize(
    ("begin", "end", "valid"),
    [
        ("00:00:00", "24:00:00", True),
        ("08:30", "24:00", True),
        ("23:59:59", "23:59:59", True),
        ("24:00:01", "24:00:00", False),
        ("25:00:00", "24:00:00", False),
        ("8:00", "12:00", False),
        ("08:00:60", "12:00", False),
        ("", "12:00", False),
    ],
)
def test_times_of_the_day(schema: etree.XMLSchema, begin: str, end: str, valid: bool) -> None:
    hours = f"<period><to>{end}</to><from>{begin}</from></period><daymask>127</daymask>"
    document = connector(
        "<connectorDetails><openingHours><regularOpeningHours>"
        f"{hours}</regularOpeningHours></openingHours></connectorDetails>"
    )
    assert schema.validate(document) is valid


@pytest.mark.parametrize(
    ("mask", "valid"), [("0", True), ("127", True), ("128", False), ("-1", False), ("Mon", False)]
)
def test_daymasks(schema: etree.XMLSchema, mask: str, valid: bool) -> None:
    document = connector(
        "<connectorDetails><openingHours><regularOpeningHours>"
        f"<daymask>{mask}</daymask></regularOpeningHours></openingHours></connectorDetails>"
    )
    assert schema.validate(document) is valid


@pytest.mark.parametrize(
    "position",
    [
        "<position/>",
        "<position><latitude>52.5</latitude></position>",
        "<position><latitude>90.1</latitude><longitude>0</longitude></position>",
        "<position><latitude>-90.1</latitude><longitude>0</longitude></position>",
        "<position><latitude>0</latitude><longitude>180.1</longitude></position>",
        "<position><latitude>0</latitude><longitude>-180.1</longitude></position>",
        "<position><latitude>NaN</latitude><longitude>0</longitude></position>",
        "<position><latitude>0</latitude><longitude/></position>",
        "<position><latitude>0</latitude><longitude>0</longitude><latitude>0</latitude></position>",
    ],
)
def test_positions_have_two_finite_coordinates_on_the_earth(
    schema: etree.XMLSchema, position: str
) -> None:
    assert not schema.validate(station(position=position))


@pytest.mark.parametrize(("latitude", "longitude"), [(90, 180), (-90, -180), (0, 0)])
def test_positions_reach_to_the_poles_and_the_antimeridian(
    schema: etree.XMLSchema, latitude: int, longitude: int
) -> None:
    coordinates = f"<longitude>{longitude}</longitude><latitude>{latitude}</latitude>"
    schema.assertValid(station(position=f"<position>{coordinates}</position>"))


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(result("<count>1</count>"), id="page without hasMore"),
        pytest.param(result("<hasMore>maybe</hasMore>"), id="hasMore that is no boolean"),
        pytest.param(result("<hasMore>false</hasMore><hasMore>true</hasMore>"), id="hasMore twice"),
        pytest.param(result("", "countResult"), id="count result without count"),
        pytest.param(result("<count>-1</count>", "countResult"), id="negative count"),
        pytest.param(result("<count>many</count>", "countResult"), id="count that is no number"),
        pytest.param(station(attributes=""), id="station without id"),
        pytest.param(station("<surprise/>"), id="unknown element"),
        pytest.param(station(attributes='id="1" surprise="1"'), id="unknown attribute"),
        pytest.param(station("<distance>1.5</distance>"), id="distance that is no integer"),
        pytest.param(connector("<fixedCable>yes</fixedCable>"), id="boolean in words"),
        pytest.param(connector("<fixedCable/>"), id="empty boolean"),
        pytest.param(connector("<supplierName/><supplierName/>"), id="single element twice"),
        pytest.param(
            result(
                "<pools><stations><evses><connectors><id>1</id></connectors></evses></stations></pools>",
                "evsesResult",
            ),
            id="EVSE connector without typeId",
        ),
        pytest.param(
            etree.fromstring("<evStationsResult><hasMore>false</hasMore></evStationsResult>"),
            id="root without namespace",
        ),
        pytest.param(
            etree.fromstring(
                f'<evStationsResult xmlns="{EV}"><hasMore>false</hasMore></evStationsResult>'
            ),
            id="qualified children",
        ),
    ],
)
def test_broken_documents_are_refused(schema: etree.XMLSchema, document: etree._Element) -> None:
    assert not schema.validate(document)


@pytest.mark.parametrize(
    "children",
    [
        "<maxPowerLevel>22</maxPowerLevel><supplierName>a</supplierName>",
        "<chargingPoint><chargeMode>Mode 5</chargeMode></chargingPoint>",
        "<customerChargeLevel>7</customerChargeLevel>",
        "<connectorStatuses><connectorStatus><state>ON_FIRE</state></connectorStatus></connectorStatuses>",
        "<connectorStatuses/>",
        "<connectorDetails><pricing/><pay>true</pay><pricing/></connectorDetails>",
    ],
)
def test_any_order_and_unknown_values_are_valid(schema: etree.XMLSchema, children: str) -> None:
    schema.assertValid(connector(children))


def test_readme_names_every_type_that_is_not_confirmed(tree: etree._Element) -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([CPSIU]) \|", README.read_text("utf-8"), re.MULTILINE)
    types = {
        str(kind.get("name")): mark(kind)
        for kind in tree
        if kind.tag in (XS + "complexType", XS + "simpleType")
    }
    assert rows == [(name, types.get(name)) for name, _ in rows]
    missing = {name for name, known in types.items() if known != "C"} - {name for name, _ in rows}
    assert not missing, "add a row for each to the table in schema/README.md"
