"""Changes of classes and fields: the edit of the schema, and the expected changes."""

from __future__ import annotations

from scripts.schema_copy import Case, Edit, SchemaCopy, declared, element, retype

NAME_ID_DOC = (
    "Identifier in the code list: an integer as text here, plain text in sibling APIs. An attribute "
    "by the rule that JSON prints attributes last; the documentation calls it an element, so both "
    "are read."
)


def add_class(s: SchemaCopy) -> None:
    s.add_top(
        declared(
            f'<xs:complexType name="ParkingType"><xs:all>{element("bays", "xs:int")}</xs:all>'
            "</xs:complexType>"
        )
    )


def drop_class(s: SchemaCopy) -> None:
    s.drop(s.member("PaymentMethodsType", "debitCard"))
    s.drop(s.top("DebitCardType"))


def rename_type(s: SchemaCopy) -> None:
    s.set(s.top("CashType"), name="BanknotesType")
    retype(s, "PaymentMethodsType", "cash", "ev:BanknotesType")


def move_root(s: SchemaCopy) -> None:
    s.set(s.top("countResult"), name="countAnswer")
    s.correct("roots", type="CountResultType", element="countResult")


def swap_fields(s: SchemaCopy) -> None:
    street = s.member("AddressType", "street")
    parent = street.getparent()
    assert parent is not None
    s.drop(street)
    parent.append(street)
    s.save()


def node_changed(s: SchemaCopy) -> None:
    s.drop(s.member("NameIdType", "id"))
    name = s.member("NameIdType", "name")
    parent = name.getparent()
    assert parent is not None
    s.add(parent, element("id", "xs:string", 'minOccurs="0"', NAME_ID_DOC), 1)
    evidence = next(s.member("NameIdType", "id").iter("{urn:evcp:schema-notes}evidence"))
    s.set(evidence, source="HerePy: connectorType in sample payloads")


def text_changed(s: SchemaCopy) -> None:
    """Turn the text of a price into an element of the same Python name and type."""
    s.drop(s.top("PriceType"))
    s.add_top(
        declared(
            '<xs:complexType name="PriceType"><xs:all>'
            '<xs:element name="value" type="xs:decimal"/>'
            '<xs:element name="currency" type="xs:string" minOccurs="0"/></xs:all></xs:complexType>'
        )
    )


def with_text(s: SchemaCopy) -> None:
    s.drop(s.top("DebitCardType"))
    s.add_top(
        declared(
            '<xs:complexType name="DebitCardType"><xs:simpleContent>'
            '<xs:extension base="xs:string"><xs:attribute name="accept" type="xs:boolean"/>'
            "</xs:extension></xs:simpleContent></xs:complexType>",
            "A card.",
        )
    )


def narrow_and_widen(s: SchemaCopy) -> None:
    s.set(s.facet("DaymaskType", "minInclusive"), value="1")
    s.set(s.facet("DaymaskType", "maxInclusive"), value="255")


def with_pattern(s: SchemaCopy) -> None:
    s.add_top(
        '<xs:simpleType name="CodeType"><xs:restriction base="xs:string">'
        '<xs:pattern value="[0-9]{5}"/></xs:restriction></xs:simpleType>'
    )
    retype(s, "AddressType", "postalCode", "ev:CodeType")


def rename_type_only(s: SchemaCopy) -> None:
    rename_type(s)
    s.correct("rename_class", type="BanknotesType", name="Cash")


def rename_and_accept(wire: str) -> Edit:
    def edit(s: SchemaCopy) -> None:
        s.set(s.member("AddressType", "floor"), name=wire)
        s.correct("accept", type="AddressType", wire=wire, path="floor")

    return edit


# The edit, then every change that it makes: name and kind, and a part of its line.
CASES: dict[str, Case] = {
    # classes
    "a class is added": (add_class, {("Parking", "class-added"): "class added, with bays"}),
    "a class is removed": (
        drop_class,
        {
            ("DebitCard", "class-removed"): "class removed",
            ("PaymentMethods.debit_card", "field-removed"): "it was DebitCard | None",
        },
    ),
    "a class is renamed by a correction": (
        lambda s: s.correct("rename_class", type="CashType", name="Banknotes"),
        {("Cash", "class-renamed"): "class renamed to Banknotes"},
    ),
    "a class is renamed with its type": (
        rename_type,
        {
            ("Cash", "class-renamed"): "class renamed to Banknotes",
            ("Banknotes", "type-renamed"): "XSD type CashType renamed to BanknotesType",
        },
    ),
    "a type is renamed, its class is not": (
        rename_type_only,
        {("Cash", "type-renamed"): "CashType renamed to BanknotesType"},
    ),
    "the root element is renamed": (
        lambda s: s.set(s.top("countResult"), name="countAnswer"),
        {("CountResult", "element-renamed"): "element countResult became countAnswer"},
    ),
    "the root element is renamed and still read": (
        move_root,
        {("CountResult", "element-moved"): "element countResult became countAnswer"},
    ),
    "another root element is read": (
        lambda s: s.correct("roots", type="CountResultType", element="total"),
        {("CountResult", "root-added"): "is read from the root element total too"},
    ),
    "another root element is no longer read": (
        lambda s: s.edit("corrections.toml", 'element = "CountResult"', 'element = "countResult"'),
        {("CountResult", "root-removed"): "no longer read from the root element CountResult"},
    ),
    "a class becomes a whole answer": (
        lambda s: s.add_top('<xs:element name="address" type="ev:AddressType"/>'),
        {("Address", "became-root"): "is a whole answer now"},
    ),
    "a class is not a whole answer any more": (
        lambda s: s.drop(s.top("countResult")),
        {("CountResult", "no-longer-root"): "not a whole answer any more"},
    ),
    "fields are reordered": (
        swap_fields,
        {("Address", "fields-reordered"): "fields stand in another order"},
    ),
    # fields
    "a field is added": (
        lambda s: s.add_member("ConnectorType", element("testLength", "ev:PowerType")),
        {
            ("Connector.test_length", "field-added"): (
                "field added: float | None, from element testLength"
            )
        },
    ),
    "an attribute is added": (
        lambda s: s.add(
            s.top("EVStationType"), declared('<xs:attribute name="rank" type="xs:int"/>')
        ),
        {("EVStation.rank", "field-added"): "field added: int | None, from attribute rank"},
    ),
    "a class gets another place": (
        lambda s: s.add_member("ConnectorType", element("place", "ev:PositionType")),
        {("Connector.place", "field-added"): "field added: Position | None, from element place"},
    ),
    "a wrapped list is added": (
        lambda s: s.add_member(
            "AddressType", element("connectors", "ev:ChargingConnectorsListType")
        ),
        {
            ("Address.connectors", "field-added"): (
                "tuple[Connector, ...], from element connectors.connector"
            )
        },
    ),
    "a required field is added": (
        lambda s: s.add_member("AddressType", element("lane", "xs:string", "")),
        {("Address.lane", "field-added-required"): "required field added: str, from element lane"},
    ),
    "a required list is added": (
        lambda s: s.add_member("EVSEType", element("lanes", "xs:string", 'maxOccurs="unbounded"')),
        {("EVSE.lanes", "list-added-required"): "required field added: tuple[str, ...]"},
    ),
    "a field is removed": (
        lambda s: s.drop(s.member("AddressType", "floor")),
        {("Address.floor", "field-removed"): "field removed; it was str | None"},
    ),
    "a field is renamed": (
        lambda s: s.correct("rename_field", type="AddressType", wire="floor", name="levels"),
        {("Address.floor", "field-renamed"): "field renamed to levels"},
    ),
    "a field is renamed with its wire name, which is still read": (
        rename_and_accept("levels"),
        {
            ("Address.floor", "field-renamed"): "field renamed to levels",
            ("Address.levels", "wire-moved"): "wire name floor became levels",
        },
    ),
    "a field is replaced": (
        lambda s: s.set(s.member("AddressType", "floor"), name="levels"),
        {
            ("Address.floor", "field-removed"): "field removed",
            ("Address.levels", "field-added"): "field added",
        },
    ),
    "a field is retyped": (
        lambda s: retype(s, "EVStationType", "distance", "xs:double"),
        {("EVStation.distance", "field-retyped"): "int | None became float | None"},
    ),
    "a field becomes a list": (
        lambda s: s.set(s.member("EVStationType", "contacts"), maxOccurs="unbounded"),
        {("EVStation.contacts", "field-retyped"): "Contact | None became tuple[Contact, ...]"},
    ),
    "a correction retypes a field": (
        lambda s: s.correct("python_type", type="LatitudeType", python="Decimal"),
        {("Position.latitude", "field-retyped"): "float became Decimal"},
    ),
    "a text becomes an enumeration": (
        lambda s: retype(s, "AddressType", "district", "ev:SideOfStreetType"),
        {("Address.district", "field-made-enum"): "str | None became SideOfStreet | str | None"},
    ),
    "an enumeration becomes a text": (
        lambda s: retype(s, "EVSEType", "state", "xs:string"),
        {("EVSE.state", "field-retyped"): "ConnectorState | str | None became str | None"},
    ),
    "a field becomes required": (
        lambda s: s.set(s.member("EVStationType", "name"), minOccurs=None),
        {("EVStation.name", "field-required"): "became required"},
    ),
    "a list becomes required": (
        lambda s: s.set(s.member("ContactType", "phone"), minOccurs=None),
        {("Contact.phone", "list-required"): "became required"},
    ),
    "a field becomes optional": (
        lambda s: s.set(s.member("EVStationType", "position"), minOccurs="0"),
        {("EVStation.position", "field-optional"): "became optional"},
    ),
    "a correction makes a field optional": (
        lambda s: s.correct("optional", type="EVStationType", wire="position"),
        {("EVStation.position", "field-optional"): "became optional"},
    ),
    "a list becomes optional": (
        lambda s: s.set(s.member("EVSEType", "connectors"), minOccurs="0"),
        {("EVSE.connectors", "list-optional"): "became optional"},
    ),
    "a wire name changes": (
        lambda s: s.set(s.member("AddressType", "floor"), name="Floor"),
        {("Address.floor", "wire-renamed"): "wire name floor became Floor"},
    ),
    "a wire name changes and the old one is still read": (
        rename_and_accept("Floor"),
        {("Address.floor", "wire-moved"): "wire name floor became Floor"},
    ),
    "an attribute becomes an element": (
        node_changed,
        {("NameId.id", "node-changed"): "was an attribute and is an element now"},
    ),
    "the text becomes an element": (
        text_changed,
        {
            ("Price", "doc-changed"): "documentation now says",
            ("Price", "evidence-changed"): "became inferred (a test)",
            ("Price.value", "text-changed"): "was the text and is an element now",
            ("Price.value", "doc-changed"): "documentation now says: Something new.",
            ("Price.value", "evidence-changed"): "none became inferred (a test)",
            ("Price.currency", "node-changed"): "was an attribute and is an element now",
            ("Price.currency", "doc-changed"): "documentation now says",
            ("Price.currency", "evidence-changed"): "became inferred (a test)",
        },
    ),
    "a class gets a text": (
        with_text,
        {
            ("DebitCard", "doc-changed"): "documentation now says: A card.",
            ("DebitCard", "evidence-changed"): "became inferred (a test)",
            ("DebitCard.value", "field-added-required"): (
                "required field added: str, from the text"
            ),
            ("DebitCard.accept", "doc-changed"): "documentation now says: Something new.",
            ("DebitCard.accept", "evidence-changed"): "became inferred (a test)",
        },
    ),
    "bounds narrow": (
        lambda s: s.set(s.facet("LatitudeType", "maxInclusive"), value="85"),
        {("Position.latitude", "bounds-narrowed"): ("range -90.0 to 90.0 became -90.0 to 85.0")},
    ),
    "bounds widen": (
        lambda s: s.set(s.facet("LongitudeType", "maxInclusive"), value="360"),
        {("Position.longitude", "bounds-widened"): "became -180.0 to 360.0"},
    ),
    "bounds move both ways": (
        narrow_and_widen,
        {
            ("OpeningHoursDetail.daymask", "bounds-narrowed"): "range 0 to 127 became 1 to 255",
            ("AnnualOpeningHoursDetail.daymask", "bounds-narrowed"): "became 1 to 255",
        },
    ),
    "an upper bound falls": (
        lambda s: s.drop(s.facet("LongitudeType", "maxInclusive")),
        {("Position.longitude", "bounds-widened"): "became -180.0 to any"},
    ),
    "a pattern is added": (
        with_pattern,
        {("Address.postal_code", "pattern-added"): "has to match [0-9]{5}"},
    ),
    "a pattern changes": (
        lambda s: s.set(s.facet("TimeOfDayType", "pattern"), value="[0-9:]+"),
        {
            ("TimePeriod.from_", "pattern-changed"): "became [0-9:]+",
            ("TimePeriod.to", "pattern-changed"): "became [0-9:]+",
        },
    ),
    "a pattern falls": (
        lambda s: s.drop(s.facet("TimeOfDayType", "pattern")),
        {
            ("TimePeriod.from_", "pattern-removed"): "need no longer match",
            ("TimePeriod.to", "pattern-removed"): "need no longer match",
        },
    ),
    "another spelling is read": (
        lambda s: s.correct("accept", type="AddressType", wire="postalCode", path="zip"),
        {("Address.postal_code", "accept-added"): "is read from zip too"},
    ),
    "another spelling is no longer read": (
        lambda s: s.edit("corrections.toml", 'path = "voltsrange"', 'path = "voltsRange"'),
        {
            ("ChargingPoint.volts_range", "accept-removed"): "no longer read from voltsrange",
        },
    ),
}
