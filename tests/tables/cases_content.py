"""Content models: order, number, choice, groups, wildcards, mixed content, derivation."""

from __future__ import annotations

from tables.case import Case, case, doc, root, xsd

_AB = '<xs:element name="a" type="xs:string"/><xs:element name="b" type="xs:int"/>'

CONTENT = (
    case(
        "sequence",
        root(f"<xs:sequence>{_AB}</xs:sequence>"),
        (doc("<a>x</a><b>1</b>"),),
        (
            doc("<b>1</b><a>x</a>"),
            doc("<a>x</a>"),
            doc("<a>x</a><b>1</b><b>2</b>"),
            doc("<a>x</a><b>1</b><c/>"),
        ),
    ),
    case(
        "optional and repeated",
        root(
            '<xs:sequence><xs:element name="a" type="xs:string" minOccurs="0"/>'
            '<xs:element name="b" type="xs:int" minOccurs="2" maxOccurs="3"/></xs:sequence>'
        ),
        (doc("<b>1</b><b>2</b>"), doc("<a/><b>1</b><b>2</b><b>3</b>")),
        (doc("<b>1</b>"), doc("<b>1</b><b>2</b><b>3</b><b>4</b>"), doc("")),
    ),
    case(
        "choice",
        root(f"<xs:choice>{_AB}</xs:choice>"),
        (doc("<a>x</a>"), doc("<b>1</b>")),
        (doc("<a>x</a><b>1</b>"), doc("")),
    ),
    case(
        "optional choice",
        root(f'<xs:choice minOccurs="0">{_AB}</xs:choice>'),
        (doc("<a>x</a>"), doc("")),
        (doc("<a>x</a><b>1</b>"),),
    ),
    case(
        "repeated choice keeps its order",
        root(f'<xs:choice minOccurs="0" maxOccurs="unbounded">{_AB}</xs:choice>'),
        (
            doc("<a>x</a><b>1</b><a>y</a>"),
            doc(""),
            doc("<b>1</b><b>2</b><a>x</a>"),
            doc("<a>x</a><a>y</a><b>3</b>"),
        ),
        (doc("<c/>"),),
    ),
    case(
        "repeated sequence",
        root(
            '<xs:sequence maxOccurs="unbounded"><xs:element name="a" type="xs:string"/>'
            '<xs:element name="b" type="xs:int" minOccurs="0"/></xs:sequence>'
        ),
        (doc("<a>x</a><b>1</b><a>y</a>"), doc("<a>x</a><a>y</a><b>1</b>"), doc("<a>x</a>")),
        (doc("<b>1</b>"), doc("<a>x</a><b>1</b><b>2</b>")),
    ),
    case(
        "all in any order",
        root(
            '<xs:all><xs:element name="a" type="xs:string"/><xs:element name="b" type="xs:int" minOccurs="0"/></xs:all>'
        ),
        (doc("<a>x</a><b>1</b>"), doc("<a>x</a>")),
        (doc("<b>1</b>"), doc("<a>x</a><b>1</b><a>y</a>")),
    ),
    case(
        "nested groups",
        root(
            '<xs:sequence><xs:element name="h" type="xs:string"/><xs:choice><xs:sequence>'
            '<xs:element name="a" type="xs:string"/><xs:element name="b" type="xs:string"/></xs:sequence>'
            '<xs:element name="c" type="xs:string" maxOccurs="2"/></xs:choice>'
            '<xs:element name="t" type="xs:string" minOccurs="0"/></xs:sequence>'
        ),
        (doc("<h/><a>1</a><b>2</b>"), doc("<h/><c>1</c><c>2</c><t/>")),
        (
            doc("<h/><a>1</a>"),
            doc("<h/><a>1</a><b>2</b><c>3</c>"),
            doc("<h/><c>1</c><c>2</c><c>3</c>"),
        ),
    ),
    case(
        "one name in two places",
        root(
            '<xs:sequence><xs:element name="a" type="xs:string"/><xs:element name="b" type="xs:string"/>'
            '<xs:element name="a" type="xs:string" minOccurs="0"/></xs:sequence>'
        ),
        (doc("<a>1</a><b>2</b><a>3</a>"), doc("<a>1</a><b>2</b>")),
        (doc("<a>1</a><a>2</a><b>3</b>"),),
    ),
    case(
        "element that cannot occur",
        root(
            '<xs:sequence><xs:element name="a" type="xs:string"/><xs:element name="b" type="xs:int" maxOccurs="0" minOccurs="0"/></xs:sequence>'
        ),
        (doc("<a>1</a>"),),
        wrong=(doc("<a>1</a><b>2</b>"),),
    ),
    case(
        "empty type",
        root(""),
        (doc(""),),
        (doc("<a/>"), doc("text")),
    ),
    case(
        "model group and attribute group",
        '<xs:group name="g"><xs:sequence><xs:element name="a" type="xs:string"/>'
        '<xs:element name="n"><xs:complexType><xs:attribute name="k" type="xs:int"/></xs:complexType></xs:element>'
        "</xs:sequence></xs:group>"
        '<xs:attributeGroup name="i"><xs:attribute name="x" type="xs:int"/></xs:attributeGroup>'
        '<xs:attributeGroup name="j"><xs:attributeGroup ref="t:i"/><xs:attribute name="y" type="xs:int" use="required"/>'
        "</xs:attributeGroup>"
        + root(
            '<xs:sequence><xs:group ref="t:g" minOccurs="0" maxOccurs="2"/></xs:sequence><xs:attributeGroup ref="t:j"/>'
        ),
        (
            doc('<a>1</a><n k="1"/><a>2</a><n/>', attributes=' y="2" x="1"'),
            doc("", attributes=' y="2"'),
        ),
        (doc(""), doc("<a>1</a>", attributes=' y="2"'), doc("", attributes=' y="z"')),
    ),
    case(
        "anonymous types in each other",
        root(
            '<xs:sequence><xs:element name="p"><xs:complexType><xs:sequence><xs:element name="q" maxOccurs="2">'
            '<xs:complexType><xs:attribute name="k"><xs:simpleType><xs:restriction base="xs:string">'
            '<xs:enumeration value="one"/><xs:enumeration value="two"/></xs:restriction></xs:simpleType></xs:attribute>'
            "</xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element></xs:sequence>"
        ),
        (doc('<p><q k="one"/><q/></p>'),),
        (doc('<p><q k="three"/></p>'), doc("<p/>")),
    ),
    case(
        "recursive type",
        '<xs:complexType name="node"><xs:sequence><xs:element name="node" type="t:node" minOccurs="0" maxOccurs="unbounded"/>'
        '</xs:sequence><xs:attribute name="id" type="xs:ID"/></xs:complexType>'
        + root('<xs:sequence><xs:element name="node" type="t:node"/></xs:sequence>'),
        (doc('<node id="a"><node id="b"><node/></node><node/></node>'),),
        (doc('<node id="a"><nod/></node>'),),
    ),
    case(
        "references to global elements and attributes",
        '<xs:element name="a" type="xs:int"/><xs:attribute name="g" type="xs:int"/>'
        + root(
            '<xs:sequence><xs:element ref="t:a" maxOccurs="2"/></xs:sequence><xs:attribute ref="t:g" use="required"/>'
        ),
        (doc("<a>1</a><a>2</a>", attributes=' t:g="1"'),),
        (
            doc("<a>1</a>", attributes=' g="1"'),
            doc("<a>1</a>"),
            doc("<a>x</a>", attributes=' t:g="1"'),
        ),
    ),
    case(
        "extension of complex content",
        '<xs:complexType name="base"><xs:sequence><xs:element name="a" type="xs:string"/></xs:sequence>'
        '<xs:attribute name="k" type="xs:int"/></xs:complexType>'
        '<xs:complexType name="more"><xs:complexContent><xs:extension base="t:base"><xs:sequence>'
        '<xs:element name="b" type="xs:int" minOccurs="0"/></xs:sequence><xs:attribute name="m" type="xs:int"/>'
        "</xs:extension></xs:complexContent></xs:complexType>"
        + root(
            '<xs:sequence><xs:element name="i" type="t:base" maxOccurs="unbounded"/></xs:sequence>'
        ),
        (
            doc('<i k="1"><a>x</a></i><i xsi:type="t:more" k="1" m="2"><a>x</a><b>2</b></i>'),
            doc('<i xsi:type="t:more"><a>x</a></i>'),
        ),
        (
            doc("<i><a>x</a><b>2</b></i>"),
            doc('<i xsi:type="t:other"><a>x</a></i>'),
            doc('<i xsi:type="t:more"><b>2</b><a>x</a></i>'),
        ),
    ),
    case(
        "extension that repeats an element of its base",
        '<xs:complexType name="base"><xs:sequence><xs:element name="a" type="xs:string"/></xs:sequence></xs:complexType>'
        '<xs:complexType name="more"><xs:complexContent><xs:extension base="t:base"><xs:sequence>'
        '<xs:element name="b" type="xs:int"/><xs:element name="a" type="xs:string"/></xs:sequence>'
        "</xs:extension></xs:complexContent></xs:complexType>"
        + root('<xs:sequence><xs:element name="i" type="t:base"/></xs:sequence>'),
        (doc("<i><a>x</a></i>"), doc('<i xsi:type="t:more"><a>x</a><b>2</b><a>y</a></i>')),
        (doc("<i><a>x</a><a>y</a></i>"), doc('<i xsi:type="t:more"><a>x</a><b>2</b></i>')),
    ),
    case(
        "restriction of complex content",
        '<xs:complexType name="base"><xs:sequence><xs:element name="a" type="xs:string" minOccurs="0" maxOccurs="9"/>'
        '<xs:element name="b" type="xs:decimal" minOccurs="0"/></xs:sequence><xs:attribute name="k" type="xs:string"/>'
        '<xs:attribute name="m" type="xs:int"/></xs:complexType>'
        '<xs:complexType name="less"><xs:complexContent><xs:restriction base="t:base"><xs:sequence>'
        '<xs:element name="a" type="xs:token"/><xs:element name="b" type="xs:int"/></xs:sequence>'
        '<xs:attribute name="k" type="xs:NCName" use="required"/><xs:attribute name="m" use="prohibited"/>'
        "</xs:restriction></xs:complexContent></xs:complexType>"
        + root(
            '<xs:sequence><xs:element name="i" type="t:base" maxOccurs="unbounded"/></xs:sequence>'
        ),
        (
            doc(
                '<i m="1"><a>x</a><a>y</a><b>1.5</b></i><i xsi:type="t:less" k="q"><a>x</a><b>2</b></i>'
            ),
        ),
        (
            doc('<i xsi:type="t:less" k="q"><a>x</a><a>y</a><b>2</b></i>'),
            doc('<i xsi:type="t:less" k="q" m="1"><a>x</a><b>2</b></i>'),
            doc('<i xsi:type="t:less" k="q"><a>x</a><b>2.5</b></i>'),
            doc('<i xsi:type="t:less"><a>x</a><b>2</b></i>'),
            doc('<i xsi:type="t:less" k="q"><b>2</b></i>'),
        ),
    ),
    case(
        "abstract type",
        '<xs:complexType name="base" abstract="true"><xs:attribute name="k" type="xs:int"/></xs:complexType>'
        '<xs:complexType name="one"><xs:complexContent><xs:extension base="t:base"/></xs:complexContent></xs:complexType>'
        '<xs:complexType name="two"><xs:complexContent><xs:extension base="t:one"><xs:sequence>'
        '<xs:element name="a" type="xs:string"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>'
        + root(
            '<xs:sequence><xs:element name="i" type="t:base" maxOccurs="unbounded"/></xs:sequence>'
        ),
        (doc('<i xsi:type="t:one" k="1"/><i xsi:type="t:two"><a>x</a></i>'),),
        (doc('<i k="1"/>'), doc('<i xsi:type="t:base"/>')),
    ),
    case(
        "substitution group",
        '<xs:complexType name="shape"><xs:attribute name="k" type="xs:int"/></xs:complexType>'
        '<xs:complexType name="disc"><xs:complexContent><xs:extension base="t:shape"><xs:attribute name="r" type="xs:int"/>'
        "</xs:extension></xs:complexContent></xs:complexType>"
        '<xs:element name="shape" type="t:shape" abstract="true"/>'
        '<xs:element name="disc" type="t:disc" substitutionGroup="t:shape"/>'
        '<xs:element name="coin" type="t:disc" substitutionGroup="t:disc"/>'
        '<xs:element name="plain" substitutionGroup="t:shape"/>'
        + root('<xs:sequence><xs:element ref="t:shape" maxOccurs="unbounded"/></xs:sequence>'),
        (
            doc('<disc k="1" r="2"/><coin r="3"/><plain k="4"/><disc/>'),
            doc('<plain xsi:type="t:disc" r="1"/>'),
        ),
        (doc("<shape/>"), doc('<plain r="2"/>'), doc("")),
    ),
    case(
        "substitution group of simple types",
        '<xs:element name="name" type="xs:string"/>'
        '<xs:element name="title" type="xs:token" substitutionGroup="t:name"/>'
        + root('<xs:sequence><xs:element ref="t:name" maxOccurs="unbounded"/></xs:sequence>'),
        (doc("<name>a</name><title>b</title><name>c</name>"),),
        (doc("<other>a</other>"),),
    ),
    case(
        "wildcard",
        root(
            '<xs:sequence><xs:element name="a" type="xs:string"/>'
            '<xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="2"/></xs:sequence>'
        ),
        (
            doc("<a>1</a>"),
            doc('<a>1</a><x:q xmlns:x="urn:x" k="1">text<x:r/>tail</x:q><x:s xmlns:x="urn:x"/>'),
            doc('<a>1</a><x:q xmlns:x="urn:x" xmlns:y="urn:y" k="y:z">y:a and y:b</x:q>'),
        ),
        (
            doc('<a>1</a><q xmlns=""/>'),
            doc("<a>1</a><q/>"),
            doc('<x:q xmlns:x="urn:x"/><a>1</a>'),
            doc('<a>1</a><x:q xmlns:x="urn:x"/><x:q xmlns:x="urn:x"/><x:q xmlns:x="urn:x"/>'),
        ),
    ),
    case(
        "wildcard of any namespace beside known names",
        root(
            '<xs:sequence><xs:element name="a" type="xs:string"/>'
            '<xs:any namespace="##any" processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>'
        ),
        (doc("<a>1</a>"), doc('<a>1</a><a>2</a><b/><c xmlns="urn:c"/><d xmlns=""/>')),
        (doc("<b/><a>1</a>"), doc("")),
    ),
    case(
        "wildcard of attributes",
        root(
            '<xs:attribute name="k" type="xs:int"/><xs:anyAttribute namespace="##other" processContents="lax"/>'
        ),
        (doc("", attributes=' k="1" xmlns:x="urn:x" x:m="2" x:n="3"'),),
        (doc("", attributes=' m="2"'), doc("", attributes=' t:m="2"')),
    ),
    case(
        "element of any type",
        root(
            '<xs:sequence><xs:element name="a" minOccurs="0"/><xs:element name="b" type="xs:anyType" minOccurs="0"/></xs:sequence>'
        ),
        (doc('<a k="1">text<q/></a>'), doc("<b/>"), doc("")),
        (doc("<c/>"),),
    ),
    case(
        "mixed content",
        '<xs:element name="r"><xs:complexType mixed="true"><xs:choice minOccurs="0" maxOccurs="unbounded">'
        '<xs:element name="b" type="xs:string"/><xs:element name="i" type="xs:string"/></xs:choice>'
        "</xs:complexType></xs:element>",
        (
            doc("One <b>two</b> three <i>four</i><b>five</b>."),
            doc("text"),
            doc("<b>x</b>"),
            doc(""),
            doc(" <i/> "),
        ),
        (doc("text <c/>"),),
    ),
    case(
        "mixed sequence",
        '<xs:element name="r"><xs:complexType mixed="true"><xs:sequence>'
        '<xs:element name="b" type="xs:string"/><xs:element name="i" type="xs:string" minOccurs="0"/></xs:sequence>'
        "</xs:complexType></xs:element>",
        (doc("Dear <b>you</b>, <i>this</i>"),),
        (doc("Dear <i>x</i> <b>you</b>"),),
    ),
    case(
        "nillable",
        root(
            '<xs:sequence><xs:element name="a" type="xs:int" nillable="true"/>'
            '<xs:element name="b" type="xs:int" nillable="true" minOccurs="0" maxOccurs="3"/>'
            '<xs:element name="c" nillable="true" minOccurs="0"><xs:complexType><xs:sequence>'
            '<xs:element name="d" type="xs:int"/></xs:sequence><xs:attribute name="k" type="xs:int"/></xs:complexType>'
            "</xs:element></xs:sequence>"
        ),
        (
            doc('<a xsi:nil="true"/><b>1</b><b xsi:nil="true"/>'),
            doc("<a>1</a>"),
            doc('<a>1</a><c xsi:nil="true" k="2"/>'),
            doc('<a>1</a><c k="2"><d>1</d></c>'),
        ),
        (
            doc("<a/>"),
            doc('<a xsi:nil="true">1</a>'),
            doc('<a>1</a><c xsi:nil="true"><d>1</d></c>'),
        ),
    ),
    case(
        "nil where it is not allowed",
        root('<xs:sequence><xs:element name="a" type="xs:int" minOccurs="0"/></xs:sequence>'),
        (doc("<a>1</a>"),),
        (doc('<a xsi:nil="true"/>'),),
    ),
    Case(
        "unqualified locals",
        {
            "main.xsd": xsd(
                root(
                    '<xs:sequence><xs:element name="a" type="xs:string"/>'
                    '<xs:element name="q" form="qualified" type="xs:string"/></xs:sequence>'
                    '<xs:attribute name="k" form="qualified" type="xs:int"/>'
                ),
                form="unqualified",
            )
        },
        ('<t:r xmlns:t="urn:t" t:k="1"><a>x</a><t:q>y</t:q></t:r>',),
        (
            doc("<a>x</a><q>y</q>"),
            '<t:r xmlns:t="urn:t"><t:a>x</t:a><t:q>y</t:q></t:r>',
            '<t:r xmlns:t="urn:t" k="1"><a>x</a><t:q>y</t:q></t:r>',
        ),
    ),
    Case(
        "no namespace",
        {
            "main.xsd": xsd(
                root('<xs:sequence><xs:element name="a" type="xs:string"/></xs:sequence>'),
                target="",
            )
        },
        ("<r><a>x</a></r>",),
        ("<r/>",),
    ),
    Case(
        "include, chameleon include, import",
        {
            "main.xsd": xsd(
                '<xs:include schemaLocation="more.xsd"/><xs:include schemaLocation="chameleon.xsd"/>'
                '<xs:import namespace="urn:o" schemaLocation="other.xsd"/>'
                + root(
                    '<xs:sequence><xs:element name="a" type="t:More"/><xs:element name="b" type="t:Plain"/>'
                    '<xs:element ref="o:thing"/><xs:element name="c" type="o:Thing"/></xs:sequence>'
                    '<xs:attribute ref="xml:lang"/>'
                ),
                more='xmlns:o="urn:o"',
            ).replace(
                '<xs:include schemaLocation="more.xsd"/>',
                '<xs:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="xml.xsd"/>'
                '<xs:include schemaLocation="more.xsd"/>',
            ),
            "xml.xsd": (
                '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">'
                '<xs:attribute name="lang" type="xs:language"/></xs:schema>'
            ),
            "more.xsd": xsd(
                '<xs:include schemaLocation="main.xsd"/><xs:complexType name="More"><xs:sequence>'
                '<xs:element name="m" type="xs:string"/></xs:sequence></xs:complexType>'
            ),
            "chameleon.xsd": xsd(
                '<xs:complexType name="Plain"><xs:sequence><xs:element name="p" type="Inner"/></xs:sequence></xs:complexType>'
                '<xs:simpleType name="Inner"><xs:restriction base="xs:int"/></xs:simpleType>',
                target="",
            ),
            "other.xsd": xsd(
                '<xs:complexType name="Thing"><xs:sequence><xs:element name="n" type="xs:string"/></xs:sequence>'
                '</xs:complexType><xs:element name="thing" type="t:Thing"/>',
                target="urn:o",
                form="unqualified",
            ),
        },
        (
            doc(
                '<a><m>1</m></a><b><p>2</p></b><o:thing xmlns:o="urn:o"><n xmlns="">3</n></o:thing><c><n xmlns="">4</n></c>',
                attributes=' xml:lang="de"',
            ),
        ),
        (
            doc(
                '<a><m>1</m></a><b><p>x</p></b><o:thing xmlns:o="urn:o"><n>3</n></o:thing><c><n>4</n></c>'
            ),
        ),
    ),
    Case(
        "redefine",
        {
            "main.xsd": xsd(
                '<xs:redefine schemaLocation="base.xsd"><xs:complexType name="T"><xs:complexContent>'
                '<xs:extension base="t:T"><xs:sequence><xs:element name="b" type="xs:int"/></xs:sequence></xs:extension>'
                "</xs:complexContent></xs:complexType></xs:redefine>"
                '<xs:element name="r" type="t:T"/>'
            ),
            "base.xsd": xsd(
                '<xs:complexType name="T"><xs:sequence><xs:element name="a" type="xs:string"/></xs:sequence></xs:complexType>'
            ),
        },
        (doc("<a>x</a><b>1</b>"),),
        (doc("<a>x</a>"),),
    ),
    case(
        "constraints that no decoder checks",
        '<xs:element name="r"><xs:complexType><xs:sequence><xs:element name="a" maxOccurs="unbounded"><xs:complexType>'
        '<xs:attribute name="k" type="xs:int"/></xs:complexType></xs:element></xs:sequence></xs:complexType>'
        '<xs:unique name="once"><xs:selector xpath="t:a"/><xs:field xpath="@k"/></xs:unique></xs:element>',
        (doc('<a k="1"/><a k="2"/>'),),
    ),
    case(
        "names that Python or generated code has",
        "".join(
            f'<xs:complexType name="{n}"><xs:attribute name="{n}" type="xs:int"/></xs:complexType>'
            for n in (
                "int",
                "object",
                "Field",
                "Value",
                "Plans",
                "PACKAGE",
                "Decimal",
                "RawElement",
                "StrEnum",
                "None",
                "plans",
                "É",
            )
        )
        + root(
            "<xs:sequence>"
            + "".join(
                f'<xs:element name="{n}" type="xs:date" minOccurs="0"/>'
                for n in (
                    "class",
                    "import",
                    "str",
                    "self",
                    "mro",
                    "field",
                    "date",
                    "tuple",
                    "_",
                    "__init__",
                    "a-b",
                    "a.b",
                    "a_b",
                    "aB",
                    "k",
                    "value",
                    "é",
                    "contentOrder",
                    "otherElements",
                    "None",
                    "Meta",
                    "m",
                    "e",
                    "int",
                )
            )
            + '<xs:element name="t" type="t:int" minOccurs="0"/><xs:element name="u" type="t:Plans" minOccurs="0"/></xs:sequence>'
            '<xs:attribute name="k"><xs:simpleType><xs:restriction base="xs:string">'
            + "".join(
                f'<xs:enumeration value="{v}"/>'
                for v in ("mro", "name", "a b", "a-b", "1", "-1", "", "ß", "True")
            )
            + '</xs:restriction></xs:simpleType></xs:attribute><xs:attribute name="class" type="xs:int"/>'
        ),
        (
            doc("", attributes=' k="mro" class="1"'),
            doc(
                "<class>2020-01-01</class><str>2020-01-01</str><self>2020-01-02</self><_>2020-01-03</_><a-b>2020-01-04</a-b>"
                "<a.b>2020-01-05</a.b><a_b>2020-01-06</a_b><aB>2020-01-07</aB><k>2020-01-08</k><é>2020-01-09</é>"
                '<t int="5"/><u Plans="6"/>',
                attributes=' k="-1"',
            ),
        ),
        (doc("<clas>2020-01-01</clas>"), doc("", attributes=' k="x"')),
    ),
    Case(
        "redefine of groups and values",
        {
            "main.xsd": xsd(
                '<xs:redefine schemaLocation="base.xsd">'
                '<xs:group name="g"><xs:sequence><xs:group ref="t:g"/><xs:element name="b" type="xs:int"/></xs:sequence></xs:group>'
                '<xs:attributeGroup name="h"><xs:attributeGroup ref="t:h"/><xs:attribute name="m" type="xs:int"/></xs:attributeGroup>'
                '<xs:simpleType name="S"><xs:restriction base="t:S"><xs:maxLength value="2"/></xs:restriction></xs:simpleType>'
                "</xs:redefine>" + root('<xs:group ref="t:g"/><xs:attributeGroup ref="t:h"/>')
            ),
            "base.xsd": xsd(
                '<xs:group name="g"><xs:sequence><xs:element name="a" type="t:S"/></xs:sequence></xs:group>'
                '<xs:attributeGroup name="h"><xs:attribute name="k" type="t:S"/></xs:attributeGroup>'
                '<xs:simpleType name="S"><xs:restriction base="xs:string"><xs:minLength value="1"/></xs:restriction></xs:simpleType>'
            ),
        },
        (doc("<a>xy</a><b>1</b>", attributes=' k="z" m="2"'),),
        (doc("<a>x</a>"), doc("<a/><b>1</b>"), doc("<a>xyz</a><b>1</b>")),
    ),
)
