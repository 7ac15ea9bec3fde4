"""Values: built-in types, facets, lists, unions, defaults, simple content."""

from __future__ import annotations

from tables.case import Case, case, doc, root


def one(type_: str, valid: tuple[str, ...], invalid: tuple[str, ...], **more: object) -> Case:
    """Return a case of one built-in type, as an element and as an attribute."""
    body = root(
        f'<xs:sequence><xs:element name="a" type="xs:{type_}" maxOccurs="unbounded"/></xs:sequence>'
        f'<xs:attribute name="k" type="xs:{type_}"/>'
    )
    good = (doc("".join(f"<a>{text}</a>" for text in valid), attributes=f' k="{valid[0]}"'),)
    bad = tuple(doc(f"<a>{text}</a>") for text in invalid)
    return case(f"xs:{type_}", body, good, bad, **more)


def restricted(
    name: str,
    base: str,
    facets: str,
    valid: tuple[str, ...],
    invalid: tuple[str, ...],
    **more: object,
) -> Case:
    """Return a case of a named simple type with facets."""
    body = (
        f'<xs:simpleType name="S"><xs:restriction base="{base}">{facets}</xs:restriction></xs:simpleType>'
        + root('<xs:sequence><xs:element name="a" type="t:S" maxOccurs="unbounded"/></xs:sequence>')
    )
    good = tuple(doc("".join(f"<a>{text}</a>" for text in valid)) for _ in (1,))
    return case(name, body, good, tuple(doc(f"<a>{text}</a>") for text in invalid), **more)


VALUES = (
    one("string", ("x", "", " two  blanks "), ()),
    one("normalizedString", ("x", "a  b"), ()),
    one("token", ("x y", ""), ()),
    one("language", ("de", "en-GB"), ("d e", "")),
    one("NMTOKEN", ("a-1", "1"), ("a b", "")),
    one("Name", ("a:b", "_x"), ("1a",)),
    one("NCName", ("ab",), ("a:b", "")),
    one("anyURI", ("http://x/y?z=1", ""), ()),
    one("boolean", ("true", "false"), ("yes", "", "TRUE")),
    one("decimal", ("1.50", "-3", "0.1"), ("1e3", "", "1,5", "INF")),
    one("integer", ("0", "-12", "123456789012345678901234567890"), ("1.0", "", "1 2")),
    one("nonNegativeInteger", ("0", "7"), ("-1",)),
    one("positiveInteger", ("1",), ("0",)),
    one("nonPositiveInteger", ("0", "-7"), ("1",)),
    one("negativeInteger", ("-1",), ("0",)),
    one("long", ("9223372036854775807",), ("9223372036854775808",)),
    one("int", ("-2147483648",), ("2147483648",)),
    one("short", ("32767",), ("32768",)),
    one("byte", ("-128",), ("128",)),
    one("unsignedLong", ("18446744073709551615",), ("18446744073709551616", "-1")),
    one("unsignedInt", ("4294967295",), ("4294967296",)),
    one("unsignedShort", ("65535",), ("65536",)),
    one("unsignedByte", ("255",), ("256",)),
    one("float", ("1.5", "INF", "-INF", "0.0"), ("inf", "", "1,5", "x")),
    one("double", ("1.5", "1e+300"), ("Infinity", "0x1")),
    one(
        "dateTime",
        (
            "2020-02-29T12:30:00Z",
            "2020-01-01T00:00:00",
            "2020-01-01T10:00:00.250000+02:00",
            "2020-01-01T24:00:00",
            "12020-01-01T00:00:00Z",
            "2020-01-01T00:00:00.1234567Z",
        ),
        ("2020-02-30T00:00:00", "2020-01-01", "2020-01-01T25:00:00", "", "2020-01-01 00:00:00"),
    ),
    one("date", ("2020-02-29", "2020-02-28Z", "-0044-03-15"), ("2021-02-29", "2020-1-1", "")),
    one(
        "time",
        ("12:00:00", "12:00:00Z", "24:00:00", "01:02:03.500000+01:00"),
        ("12:00", "25:00:00", ""),
    ),
    one("duration", ("P1Y2M3DT4H5M6.7S", "-P1D", "PT1M"), ("P", "1D", "P1S", "")),
    one("gYear", ("2020", "2020Z", "-0044"), ("20", "")),
    one("gYearMonth", ("2020-12",), ("2020-13",)),
    one("gMonthDay", ("--12-25",), ("12-25",)),
    one("gDay", ("---31",), ("---32",)),
    one("gMonth", ("--12",), ("--13",)),
    one("hexBinary", ("00FF", ""), ("0", "xy")),
    one("base64Binary", ("AAEC", "", "TWE="), (), wrong=(doc("<a>*</a>"),)),
    one("QName", ("t:a", "xsi:b"), ("u:a", "a b", ""), same=False),
    one("NMTOKENS", ("a b c", "x"), ("a,b c;",), wrong=(doc("<a></a>"),)),
    case(
        "ID and IDREFS",
        root(
            '<xs:sequence><xs:element name="a" type="xs:ID" maxOccurs="2"/><xs:element name="b" type="xs:IDREFS"/></xs:sequence>'
        ),
        (doc("<a>x</a><a>y</a><b>y x</b>"),),
        (doc("<a>1x</a><b>y</b>"),),
    ),
    restricted("length", "xs:string", '<xs:length value="2"/>', ("ab",), ("a", "abc")),
    restricted(
        "minLength and maxLength",
        "xs:string",
        '<xs:minLength value="1"/><xs:maxLength value="2"/>',
        ("a", "ab"),
        ("", "abc"),
    ),
    restricted("length of bytes", "xs:hexBinary", '<xs:length value="2"/>', ("00FF",), ("00",)),
    restricted(
        "bounds",
        "xs:decimal",
        '<xs:minInclusive value="-90"/><xs:maxExclusive value="90"/>',
        ("-90", "89.99"),
        ("90", "-90.1"),
    ),
    restricted(
        "bounds of dates",
        "xs:date",
        '<xs:minInclusive value="2020-01-01"/>',
        ("2020-01-01",),
        ("2019-12-31",),
    ),
    restricted(
        "digits",
        "xs:decimal",
        '<xs:totalDigits value="4"/><xs:fractionDigits value="2"/>',
        ("12.34", "1234"),
        ("123.45", "1.234", "12345"),
    ),
    restricted(
        "pattern",
        "xs:string",
        r'<xs:pattern value="[A-Z]{2}\d+"/>',
        ("AB1",),
        ("AB", "ab1", "xAB1"),
    ),
    restricted(
        "pattern with characters that anchor elsewhere",
        "xs:string",
        r'<xs:pattern value="^a$"/>',
        ("^a$",),
        ("a",),
    ),
    restricted(
        "pattern with subtraction and names",
        "xs:string",
        r'<xs:pattern value="[\i-[:]][\c-[:]]*"/>',
        ("a-b",),
        ("a:b", "1"),
    ),
    restricted(
        "pattern with a category",
        "xs:string",
        r'<xs:pattern value="\p{Lu}\p{Ll}*"/>',
        ("Äb", "A"),
        ("ab", "AB"),
    ),
    restricted(
        "patterns of one step are alternatives",
        "xs:string",
        '<xs:pattern value="a+"/><xs:pattern value="b+"/>',
        ("aa", "b"),
        ("ab", "c"),
    ),
    restricted(
        "number with a pattern keeps its digits",
        "xs:integer",
        r'<xs:pattern value="\d{3}"/>',
        ("007", "123"),
        ("7", "1234"),
    ),
    restricted(
        "enumeration",
        "xs:string",
        '<xs:enumeration value="red"/><xs:enumeration value="dark blue"/>',
        ("red", "dark blue"),
        ("green", ""),
    ),
    restricted(
        "enumeration of tokens", "xs:token", '<xs:enumeration value="a b"/>', ("a b",), ("ab",)
    ),
    restricted(
        "enumeration of numbers",
        "xs:decimal",
        '<xs:enumeration value="1.50"/><xs:enumeration value="2"/>',
        ("1.50", "2"),
        ("3",),
    ),
    restricted(
        "enumeration with an empty text",
        "xs:string",
        '<xs:enumeration value=""/><xs:enumeration value="-"/><xs:enumeration value="+"/>',
        ("", "-", "+"),
        ("x",),
    ),
    restricted(
        "whiteSpace",
        "xs:string",
        '<xs:whiteSpace value="collapse"/><xs:maxLength value="3"/>',
        ("a b",),
        ("a bc",),
    ),
    case(
        "chain of derivation",
        '<xs:simpleType name="A"><xs:restriction base="xs:string"><xs:pattern value="[a-z]*"/><xs:maxLength value="5"/></xs:restriction></xs:simpleType>'
        '<xs:simpleType name="B"><xs:restriction base="t:A"><xs:pattern value=".*z"/><xs:minLength value="2"/></xs:restriction></xs:simpleType>'
        '<xs:simpleType name="C"><xs:restriction base="t:B"><xs:enumeration value="az"/><xs:enumeration value="bz"/></xs:restriction></xs:simpleType>'
        + root(
            '<xs:sequence><xs:element name="b" type="t:B"/><xs:element name="c" type="t:C" minOccurs="0"/></xs:sequence>'
        ),
        (doc("<b>xyz</b>"), doc("<b>az</b><c>bz</c>")),
        (
            doc("<b>xy</b>"),
            doc("<b>z</b>"),
            doc("<b>abcdez</b>"),
            doc("<b>Az</b>"),
            doc("<b>az</b><c>cz</c>"),
        ),
    ),
    case(
        "list",
        '<xs:simpleType name="L"><xs:list itemType="xs:int"/></xs:simpleType>'
        '<xs:simpleType name="M"><xs:restriction base="t:L"><xs:minLength value="1"/><xs:maxLength value="3"/></xs:restriction></xs:simpleType>'
        '<xs:simpleType name="E"><xs:list><xs:simpleType><xs:restriction base="xs:token"><xs:enumeration value="a"/>'
        '<xs:enumeration value="b"/></xs:restriction></xs:simpleType></xs:list></xs:simpleType>'
        + root(
            '<xs:sequence><xs:element name="l" type="t:L" minOccurs="0" maxOccurs="2"/><xs:element name="m" type="t:M" minOccurs="0"/></xs:sequence>'
            '<xs:attribute name="e" type="t:E"/>'
        ),
        (doc("<l>1 2 3</l><l/><m>1</m>", attributes=' e="a b a"'), doc("", attributes=' e=""')),
        (doc("<l>1 x</l>"), doc("<m/>"), doc("<m>1 2 3 4</m>"), doc("", attributes=' e="a c"')),
    ),
    case(
        "union",
        '<xs:simpleType name="K"><xs:restriction base="xs:token"><xs:enumeration value="low"/><xs:enumeration value="high"/></xs:restriction></xs:simpleType>'
        '<xs:simpleType name="U"><xs:union memberTypes="xs:int t:K"><xs:simpleType><xs:restriction base="xs:string">'
        '<xs:pattern value="x.*"/></xs:restriction></xs:simpleType></xs:union></xs:simpleType>'
        '<xs:simpleType name="V"><xs:restriction base="t:U"><xs:enumeration value="1"/><xs:enumeration value="low"/></xs:restriction></xs:simpleType>'
        + root(
            '<xs:sequence><xs:element name="u" type="t:U" maxOccurs="9"/></xs:sequence><xs:attribute name="v" type="t:V"/>'
        ),
        (doc("<u>5</u><u>low</u><u>xyz</u>", attributes=' v="1"'),),
        (doc("<u>middle</u>"), doc("<u/>"), doc("<u>1</u>", attributes=' v="2"')),
    ),
    case(
        "simple content",
        '<xs:simpleType name="Price"><xs:restriction base="xs:decimal"><xs:fractionDigits value="2"/></xs:restriction></xs:simpleType>'
        '<xs:complexType name="Money"><xs:simpleContent><xs:extension base="t:Price"><xs:attribute name="currency" type="xs:token" use="required"/>'
        "</xs:extension></xs:simpleContent></xs:complexType>"
        '<xs:complexType name="Small"><xs:simpleContent><xs:restriction base="t:Money"><xs:maxInclusive value="10"/></xs:restriction>'
        "</xs:simpleContent></xs:complexType>"
        '<xs:complexType name="Tagged"><xs:simpleContent><xs:extension base="t:Money"><xs:attribute name="tag" type="xs:token"/>'
        "</xs:extension></xs:simpleContent></xs:complexType>"
        + root(
            '<xs:sequence><xs:element name="m" type="t:Money"/><xs:element name="s" type="t:Small" minOccurs="0"/></xs:sequence>'
        ),
        (
            doc('<m currency="EUR">12.50</m><s currency="EUR">9.99</s>'),
            doc('<m xsi:type="t:Tagged" currency="EUR" tag="x">12.50</m>'),
        ),
        (
            doc("<m>12.50</m>"),
            doc('<m currency="EUR">12.505</m>'),
            doc('<m currency="EUR">1</m><s currency="EUR">11</s>'),
            doc('<m currency="EUR"/>'),
            doc('<m currency="EUR"><x/></m>'),
        ),
    ),
    case(
        "default and fixed attributes",
        root(
            '<xs:attribute name="d" type="xs:int" default="5"/><xs:attribute name="f" type="xs:string" fixed="1.0"/>'
            '<xs:attribute name="e" default="b"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="a"/>'
            '<xs:enumeration value="b"/></xs:restriction></xs:simpleType></xs:attribute>'
            '<xs:attribute name="q" type="xs:decimal" fixed="1.0" use="required"/>'
        ),
        (doc("", attributes=' d="5" e="a" f="1.0" q="1.0"'),),
        (
            doc("", attributes=' f="2.0" q="1.0"'),
            doc("", attributes=' e="c" q="1.0"'),
            doc(""),
            doc("", attributes=' q="2"'),
        ),
    ),
    case(
        "default and fixed elements",
        root(
            '<xs:sequence><xs:element name="d" type="xs:int" default="5" minOccurs="0"/>'
            '<xs:element name="f" type="xs:token" fixed="x" minOccurs="0"/></xs:sequence>'
        ),
        (doc("<d/><f/>"), doc("<d>6</d><f>x</f>"), doc("")),
        (doc("<f>y</f>"), doc("<d>x</d>")),
        same=False,
    ),
    case(
        "attribute without a type",
        root('<xs:attribute name="k"/>'),
        (doc("", attributes=' k="x y"'),),
        (doc("", attributes=' l="1"'),),
    ),
)
