"""Refusals of the XSD: the edit of the schema, and a part of the message."""

from __future__ import annotations

from scripts.schema_copy import NOTES, XS, Edit, both, correction, declared, element

MANY = 'minOccurs="0" maxOccurs="unbounded"'


def field(markup: str) -> Edit:
    """Add a member to a station, which may repeat members."""
    return lambda s: s.add_member("EVStationType", markup)


def kind(markup: str) -> Edit:
    return lambda s: s.add_top(markup)


def simple(facets: str, base: str = "xs:string") -> Edit:
    return kind(
        f'<xs:simpleType name="OddType"><xs:restriction base="{base}">{facets}</xs:restriction>'
        "</xs:simpleType>"
    )


def structure(name: str, content: str) -> str:
    return declared(f'<xs:complexType name="{name}">{content}</xs:complexType>')


PLAIN = "<xs:all>" + element("word", "xs:string") + "</xs:all>"

CASES: dict[str, tuple[Edit, str]] = {
    # files
    "no schema": (lambda s: s.xsd.unlink(), "cannot read the schema"),
    "no XML": (lambda s: s.xsd.write_text("<"), "cannot read the schema"),
    "another document": (
        lambda s: s.xsd.write_text("<html/>"),
        "evcp.xsd: the root element is html, not xs:schema",
    ),
    "no version": (lambda s: s.set_version(None), "version '' of xs:schema has to be like 1.2.3"),
    "no namespace": (
        lambda s: s.xsd.write_text(
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" version="1.0.0"/>'
        ),
        "xs:schema has no targetNamespace",
    ),
    # types
    "a type that xs: does not have": (
        field(element("when", "xs:moment")),
        "attribute 'type': The QName value 'xs:moment' does not resolve",
    ),
    "a type that the schema does not have": (
        field(element("when", "ev:MomentType")),
        "attribute 'type': The QName value 'MomentType' does not resolve",
    ),
    "a type that has no counterpart in Python": (
        field(element("when", "xs:duration")),
        "EVStationType/when: no Python type for xs:duration; use xs:string",
    ),
    "types that contain each other": (
        lambda s: s.add_member("AddressType", element("station", "ev:EVStationType")),
        "types contain each other: EVStationsResult > EVStation > Address > EVStation",
    ),
    "a type of its own place": (
        field('<xs:element name="odd"><xs:complexType/></xs:element>'),
        "xs:element odd needs name and type: give its type a name of its own",
    ),
    "a member without a type": (
        field('<xs:element name="odd"/>'),
        "xs:element odd needs name and type",
    ),
    "a reference": (
        field('<xs:element ref="ev:countResult"/>'),
        "ref= of xs:element would be lost",
    ),
    "a default": (
        field('<xs:element name="odd" type="xs:string" default="x"/>'),
        "default= of xs:element would be lost",
    ),
    "an extension": (
        kind(
            structure(
                "OddType",
                '<xs:complexContent><xs:extension base="ev:CountResultType"/></xs:complexContent>',
            )
        ),
        "xs:complexContent would be lost",
    ),
    "a group in a group": (
        kind(structure("OddType", "<xs:sequence><xs:choice/></xs:sequence>")),
        "xs:choice inside xs:sequence would be lost",
    ),
    "alternatives": (
        kind(structure("OddType", "<xs:choice/>")),
        'xs:choice has to be minOccurs="0" maxOccurs="unbounded"',
    ),
    "any content": (
        kind(structure("OddType", "<xs:sequence><xs:any/></xs:sequence>")),
        "xs:any would be lost",
    ),
    "an include": (
        lambda s: s.add(s.tree.getroot(), "<xs:include/>", 0),
        "xs:include would be lost",
    ),
    "no members": (kind(structure("OddType", "")), "OddType has no members"),
    "a member twice": (
        kind(structure("OddType", PLAIN + '<xs:attribute name="word" type="xs:string"/>')),
        "OddType has two members named word",
    ),
    "a member that never occurs": (
        field('<xs:element name="odd" type="xs:string" minOccurs="0" maxOccurs="0"/>'),
        'odd has maxOccurs="0": remove it instead',
    ),
    "a prohibited attribute": (
        kind(structure("OddType", '<xs:attribute name="odd" type="xs:string" use="prohibited"/>')),
        "attribute odd is prohibited: remove it instead",
    ),
    "a root of a simple type": (
        kind('<xs:element name="odd" type="xs:string"/>'),
        "the root element odd has to be of a type with members",
    ),
    # simple types
    "a length": (simple('<xs:maxLength value="3"/>'), "xs:maxLength would be lost"),
    "an exclusive bound": (
        simple('<xs:minExclusive value="3"/>', "xs:int"),
        "xs:minExclusive would be lost",
    ),
    "a bound of a decimal": (
        simple('<xs:minInclusive value="3"/>', "xs:decimal"),
        "OddType: xs:minInclusive of xs:decimal would be lost",
    ),
    "a pattern of a number": (
        simple('<xs:pattern value="[0-9]"/>', "xs:int"),
        "OddType: xs:pattern of xs:int would be lost",
    ),
    "two patterns": (
        simple('<xs:pattern value="a"/><xs:pattern value="b"/>'),
        "OddType: two patterns; join them with |",
    ),
    "a pattern of another language": (
        simple(r'<xs:pattern value="\p{Lu}"/>'),
        r"OddType: '\\p' in the pattern means something else in Python",
    ),
    "a type derived twice": (
        simple("", "ev:TimestampType"),
        "OddType: the base ev:TimestampType has to be a type of xs: itself",
    ),
    "a list of values": (
        kind('<xs:simpleType name="OddType"><xs:list itemType="xs:int"/></xs:simpleType>'),
        "xs:list would be lost",
    ),
    "a union of anything": (
        kind(
            '<xs:simpleType name="OddType"><xs:union memberTypes="xs:int xs:string"/></xs:simpleType>'
        ),
        "OddType: a union has to be of a …KnownType and xs:token",
    ),
    # lists
    "a list of numbers": (
        field(element("odd", "xs:int", MANY)),
        "EVStationType/odd: a list of int cannot be read; lists hold texts or complex types",
    ),
    "a list of enumerated values": (
        field(element("odd", "ev:ConnectorStateType", MANY)),
        "EVStationType/odd: a list of ConnectorState cannot be read",
    ),
    "a list of timestamps": (
        field(element("odd", "ev:TimestampType", MANY)),
        "EVStationType/odd: a list of datetime cannot be read",
    ),
    "a pattern in a list": (
        field(element("odd", "ev:TimeOfDayType", MANY)),
        "EVStationType/odd: the pattern of the texts in a list would be lost",
    ),
    "a list of lists": (
        field(element("odd", "ev:ChargingConnectorsListType", MANY)),
        "EVStationType/odd: a list of lists",
    ),
    "a list of a list type": (
        both(
            kind(
                structure(
                    "OddListType",
                    "<xs:sequence>"
                    + element("odd", "ev:ChargingConnectorsListType", MANY)
                    + "</xs:sequence>",
                )
            ),
            field(element("odd", "ev:OddListType")),
        ),
        "list of lists",
    ),
    "an enumeration as text": (
        kind(
            structure(
                "OddType",
                '<xs:simpleContent><xs:extension base="ev:ConnectorStateType">'
                '<xs:attribute name="a" type="xs:string"/></xs:extension></xs:simpleContent>',
            )
        ),
        "OddType/value: the text of an element cannot be a ConnectorState",
    ),
    # names
    "one name for two fields": (
        lambda s: s.add_member("AddressType", element("street_number", "xs:string")),
        "AddressType has two fields named street_number: add a [[rename_field]] correction",
    ),
    "a field that is no Python name": (
        field(element("e-mail", "xs:string")),
        "EVStationType/e-mail becomes 'e-mail', which is not a Python name: add a [[rename_field]]",
    ),
    "a field that hides a type": (
        field(element("float", "xs:string")),
        "EVStationType/float becomes float, which hides what its class needs",
    ),
    "one name for two classes": (
        kind(structure("Position", PLAIN)),
        "PositionType and Position both become Position: add a [[rename_class]] correction",
    ),
    "one name for a class and an enumeration": (
        kind(structure("ConnectorState", PLAIN)),
        "ConnectorState and ConnectorStateKnownType both become ConnectorState",
    ),
    "one name for two codecs": (
        correction("rename_class", type="CashType", name="Evse"),
        "are both evse in the codecs: add a [[rename_class]] correction",
    ),
    "names that differ by capital letters": (
        kind(structure("EvseType", PLAIN)),
        "EvseType differs from EVSEType by capital letters at most",
    ),
    "a type named like a root element": (
        kind(structure("Error", PLAIN)),
        "Error differs from error by capital letters at most",
    ),
    "a class that hides a builtin": (
        kind(structure("ExceptionType", PLAIN)),
        "ExceptionType becomes Exception, which hides what generated code needs",
    ),
    "a class that hides an import": (
        kind(structure("PathType", PLAIN)),
        "PathType becomes Path, which hides what generated code needs",
    ),
    # evidence
    "an unknown evidence mark": (
        field(element("odd", "xs:string").replace('mark="I"', 'mark="X"')),
        "odd has the evidence mark 'X', which is not one of C, P, S, I, U",
    ),
    "no evidence": (
        lambda s: s.drop(next(s.member("AddressType", "street").iter(NOTES + "evidence"))),
        "street has no evidence: add m:evidence with a mark (C, P, S, I, U) and a source",
    ),
    "evidence without a source": (
        lambda s: s.set(next(s.top("AddressType").iter(NOTES + "evidence")), source=" "),
        "AddressType has evidence without a source: name the page that says so",
    ),
    "a member without documentation": (
        lambda s: s.drop(next(s.member("AddressType", "street").iter(XS + "documentation"))),
        "street has no xs:documentation: say what it means",
    ),
    "a type without documentation": (
        lambda s: s.explain(s.top("AddressType"), " "),
        "AddressType has no xs:documentation",
    ),
    "a value without documentation": (
        lambda s: s.explain(s.member("SideOfStreetKnownType", "LEFT"), ""),
        "LEFT has no xs:documentation",
    ),
}
