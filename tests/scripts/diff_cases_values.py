"""Changes of enumerations, code lists and texts: the edit of the schema, and the expected changes."""

from __future__ import annotations

from scripts.schema_copy import ENTRY, XS, Case, Edit, SchemaCopy, declared, element, retype

CODES = "codelists/power_feed_types.toml"


def drop_enum(s: SchemaCopy) -> None:
    s.drop(s.top("SideOfStreetType"))
    s.drop(s.top("SideOfStreetKnownType"))
    (s.folder / "codelists" / "side_of_street.toml").unlink()
    retype(s, "AddressType", "sideOfStreet", "xs:string")


def add_enum(s: SchemaCopy) -> None:
    s.add_top(
        '<xs:simpleType name="PlugLockKnownType"><xs:restriction base="xs:string">'
        '<xs:enumeration value="OPEN"/></xs:restriction></xs:simpleType>'
    )
    s.add_top(
        '<xs:simpleType name="PlugLockType">'
        '<xs:union memberTypes="ev:PlugLockKnownType xs:token"/></xs:simpleType>'
    )
    s.add_member("ConnectorType", element("plugLock", "ev:PlugLockType"))


def rename_enum(s: SchemaCopy) -> None:
    s.correct("rename_class", type="SideOfStreetKnownType", name="StreetSide")
    s.edit("codelists/side_of_street.toml", 'enum = "SideOfStreet"', 'enum = "StreetSide"')


def rename_known_type(s: SchemaCopy) -> None:
    s.set(s.top("SideOfStreetKnownType"), name="StreetSideKnownType")
    s.set(s.facet("SideOfStreetType", "union"), memberTypes="ev:StreetSideKnownType xs:token")
    s.set(s.top("SideOfStreetType"), name="StreetSideType")
    retype(s, "AddressType", "sideOfStreet", "ev:StreetSideType")
    s.correct("rename_class", type="StreetSideKnownType", name="SideOfStreet")


def revalue_member(s: SchemaCopy) -> None:
    s.set(s.member("SideOfStreetKnownType", "LEFT"), value="L")
    s.edit("codelists/side_of_street.toml", 'id = "LEFT"', 'id = "L"')


def drop_last_entry(s: SchemaCopy, file: str) -> None:
    path = s.folder / file
    path.write_text(path.read_text("utf-8").rpartition("[[entry]]")[0], "utf-8")


def drop_entry(s: SchemaCopy) -> None:
    drop_last_entry(s, CODES)


def drop_member(s: SchemaCopy) -> None:
    s.drop(s.member("SideOfStreetKnownType", "RIGHT"))
    drop_last_entry(s, "codelists/side_of_street.toml")


def add_value(s: SchemaCopy) -> None:
    s.add(
        s.facet("SideOfStreetKnownType", "restriction"), declared('<xs:enumeration value="BOTH"/>')
    )
    s.append("codelists/side_of_street.toml", ENTRY.format("BOTH", "BOTH"))


def swap_members(s: SchemaCopy) -> None:
    left = s.member("SideOfStreetKnownType", "LEFT")
    parent = left.getparent()
    assert parent is not None
    s.drop(left)
    parent.append(left)
    s.save()


def swap_entries(s: SchemaCopy) -> None:
    path = s.folder / "codelists" / "pricing_units.toml"
    head, first, *rest = path.read_text("utf-8").split("[[entry]]")
    path.write_text("[[entry]]".join([head, *rest, first]), "utf-8")


def other_namespace(s: SchemaCopy) -> None:
    text = s.xsd.read_text("utf-8").replace("2014/02/ACS-EV", "2030/02/ACS-EV")
    s.xsd.write_text(text, "utf-8")


def make_ids_unique(s: SchemaCopy) -> None:
    path = s.folder / "codelists" / "payment_types.toml"
    first, *others = path.read_text("utf-8").split('id = "OTHER"')
    text = first + 'id = "OTHER"' + others[0]
    for number, part in enumerate(others[1:], 1):
        text += f'id = "OTHER_{number}"{part}'
    path.write_text(text, "utf-8")


def drop_column(s: SchemaCopy) -> None:
    path = s.folder / "codelists" / "payment_types.toml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(x for x in lines if not x.startswith("edition = ")), "utf-8")


def deprecated(node: str, use: str) -> Edit:
    def edit(s: SchemaCopy) -> None:
        appinfo = next(s.member("EVStationType", node).iter(XS + "appinfo"))
        for old in appinfo.findall("{urn:evcp:schema-notes}deprecated"):
            appinfo.remove(old)
        if use:
            s.add(appinfo, f'<m:deprecated use="{use}"/>')
        s.save()

    return edit


# The edit, then every change that it makes: name and kind, and a part of its line.
CASES: dict[str, Case] = {
    # enumerations
    "an enumeration is added": (
        add_enum,
        {
            ("PlugLock", "enum-added"): "enumeration added, with OPEN",
            ("Connector.plug_lock", "field-added"): "PlugLock | str | None",
        },
    ),
    "an enumeration is removed": (
        drop_enum,
        {
            ("SideOfStreet", "enum-removed"): "enumeration removed",
            ("Address.side_of_street", "field-retyped"): "became str | None",
            ("codes.SIDE_OF_STREET", "codes-removed"): "code list removed",
        },
    ),
    "an enumeration is renamed": (
        rename_enum,
        {("SideOfStreet", "enum-renamed"): "enumeration renamed to StreetSide"},
    ),
    "the type of an enumeration is renamed": (
        rename_known_type,
        {("SideOfStreet", "type-renamed"): "SideOfStreetKnownType renamed to StreetSideKnownType"},
    ),
    "a member is added": (
        add_value,
        {
            ("SideOfStreet.BOTH", "member-added"): "member added: 'BOTH'",
            ("codes.SIDE_OF_STREET['BOTH']", "entry-added"): "entry BOTH added: New",
        },
    ),
    "a member is removed": (
        drop_member,
        {
            ("SideOfStreet.RIGHT", "member-removed"): "its value was 'RIGHT'",
            ("codes.SIDE_OF_STREET['RIGHT']", "entry-removed"): "entry RIGHT removed",
        },
    ),
    "a member is renamed": (
        lambda s: s.edit("codelists/side_of_street.toml", 'key = "LEFT"', 'key = "LEFT_HAND"'),
        {
            ("SideOfStreet.LEFT", "member-renamed"): "renamed to LEFT_HAND; the value is 'LEFT'",
            ("codes.SIDE_OF_STREET['LEFT'].key", "entry-renamed"): "'LEFT' became 'LEFT_HAND'",
        },
    ),
    "a member gets another value": (
        revalue_member,
        {
            ("SideOfStreet.LEFT", "member-revalued"): "value 'LEFT' became 'L'",
            ("codes.SIDE_OF_STREET['LEFT']", "entry-removed"): "entry LEFT removed",
            ("codes.SIDE_OF_STREET['L']", "entry-added"): "entry LEFT added",
        },
    ),
    "members are reordered": (
        swap_members,
        {("SideOfStreet", "members-reordered"): "members stand in another order"},
    ),
    "a member is described anew": (
        lambda s: s.explain(s.member("SideOfStreetKnownType", "LEFT"), "On the left."),
        {("SideOfStreet.LEFT", "doc-changed"): "documentation now says: On the left."},
    ),
    # code lists
    "a code list is added": (
        lambda s: (s.folder / "codelists" / "plug_locks.toml").write_text(
            'name = "plug_locks"\ndoc = "Locks."\nsource = "a test"\n' + ENTRY.format("1", "ONE")
        ),
        {("codes.PLUG_LOCKS", "codes-added"): "code list added, with 1 entries"},
    ),
    "a code list is removed": (
        lambda s: (s.folder / CODES).unlink(),
        {("codes.POWER_FEED_TYPES", "codes-removed"): "code list removed"},
    ),
    "ids are no longer unique": (
        lambda s: s.append(CODES, ENTRY.format("1", "AGAIN") + 'method = "other"\n'),
        {
            ("codes.POWER_FEED_TYPES", "codes-reshaped"): "a mapping by id became a tuple",
            ("codes.PowerFeedTypeId", "ids-removed"): "enumeration of the ids removed",
            ("codes.PowerFeedTypeCode.method", "column-added"): "column added: str | None",
            ("codes.POWER_FEED_TYPES[other 1]", "entry-added"): "entry AGAIN added: New",
        },
    ),
    "ids become unique": (
        make_ids_unique,
        {
            ("codes.PAYMENT_TYPES", "codes-reshaped"): "a tuple became a mapping by id",
            ("codes.PaymentTypeId", "ids-added"): "enumeration of the ids added",
            ("codes.PAYMENT_TYPES[check OTHER]", "entry-removed"): "removed",
            ("codes.PAYMENT_TYPES[check OTHER_1]", "entry-added"): "added: OTHER",
            ("codes.PAYMENT_TYPES[ePayment OTHER]", "entry-removed"): "removed",
            ("codes.PAYMENT_TYPES[ePayment OTHER_2]", "entry-added"): "added: OTHER",
        },
    ),
    "a code list leaves its enumeration": (
        lambda s: s.edit("codelists/side_of_street.toml", 'enum = "SideOfStreet"\n', ""),
        {("codes.SideOfStreetId", "ids-added"): "enumeration of the ids added"},
    ),
    "a column is added": (
        lambda s: s.append(CODES, "max_amps = 200\n"),
        {("codes.PowerFeedTypeCode.max_amps", "column-added"): "column added: int | None"},
    ),
    "a column is removed": (
        drop_column,
        {("codes.PaymentTypeCode.edition", "column-removed"): "column removed; it was str"},
    ),
    "a column is retyped": (
        lambda s: s.edit("codelists/charge_levels.toml", "max_kw = 6\n", "max_kw = 6.5\n"),
        {
            ("codes.ChargeLevelCode.max_kw", "column-retyped"): "int | None became float | None",
            ("codes.CHARGE_LEVELS['1'].max_kw", "entry-changed"): "6 became 6.5",
        },
    ),
    "a member of a column of tables is added": (
        lambda s: s.edit(
            "codelists/connector_types.toml", 'match = "exact"', 'match = "exact", since = "2.2"'
        ),
        {
            ("codes.ConnectorTypeCode.ocpi.since", "column-added"): "column added: str | None",
            ("codes.CONNECTOR_TYPES['5'].ocpi", "entry-changed"): "'since': '2.2'",
        },
    ),
    "an entry is added": (
        lambda s: s.append(CODES, ENTRY.format("7", "SEVEN")),
        {("codes.POWER_FEED_TYPES['7']", "entry-added"): "entry SEVEN added: New"},
    ),
    "an entry is removed": (
        drop_entry,
        {("codes.POWER_FEED_TYPES['6']", "entry-removed"): "entry LEVEL_5 removed"},
    ),
    "an entry is renamed": (
        lambda s: s.edit(CODES, 'key = "OTHER"', 'key = "ANOTHER"'),
        {("codes.POWER_FEED_TYPES['4'].key", "entry-renamed"): "'OTHER' became 'ANOTHER'"},
    ),
    "an entry has other data": (
        lambda s: s.edit("codelists/payment_types.toml", 'edition = "old"', 'edition = "new"'),
        {("codes.PAYMENT_TYPES[creditCard AMEX].edition", "entry-changed"): "'old' became 'new'"},
    ),
    "an entry has another meaning": (
        lambda s: s.edit(CODES, 'meaning = "The power feed is not given."', 'meaning = "None."'),
        {("codes.POWER_FEED_TYPES['0'].meaning", "entry-reworded"): "became 'None.'"},
    ),
    "entries are reordered": (
        swap_entries,
        {("codes.PRICING_UNITS", "entries-reordered"): "entries stand in another order"},
    ),
    "a code list is described anew": (
        lambda s: s.edit(CODES, 'doc = "Power', 'doc = "Kinds of power'),
        {("codes.POWER_FEED_TYPES", "doc-changed"): "doc now says: Kinds of power"},
    ),
    # texts
    "a field is described anew": (
        lambda s: s.explain(s.member("AddressType", "city"), "Town."),
        {("Address.city", "doc-changed"): "documentation now says: Town."},
    ),
    "a class is described anew": (
        lambda s: s.explain(s.top("PriceType"), "Money."),
        {("Price", "doc-changed"): "documentation now says: Money."},
    ),
    "the evidence of a field changes": (
        lambda s: s.set(
            next(s.member("PositionType", "latitude").iter("{urn:evcp:schema-notes}evidence")),
            mark="C",
        ),
        {("Position.latitude", "evidence-changed"): "evidence inferred (HerePy: position in"},
    ),
    "a field is deprecated": (
        deprecated("name", "brand"),
        {("EVStation.name", "deprecated"): "deprecated; use brand"},
    ),
    "a deprecated field has another substitute": (
        deprecated("pvId", "cpoId"),
        {("EVStation.pv_id", "deprecation-changed"): "deprecated for cpoId now"},
    ),
    "a field is no longer deprecated": (
        deprecated("pvId", ""),
        {("EVStation.pv_id", "undeprecated"): "no longer deprecated"},
    ),
    "the namespace changes": (
        other_namespace,
        {("models", "namespace-changed"): "/2014/02/ACS-EV became http://www.here.com/2030"},
    ),
}
