"""Refusals of code lists and corrections: the edit, and a part of the message."""

from __future__ import annotations

from scripts.schema_copy import ENTRY, Edit, both, correction

CODES = "codelists/power_feed_types.toml"


CASES: dict[str, tuple[Edit, str]] = {
    # enumerations and code lists
    "an XSD value that the code list lacks": (
        lambda s: s.set(s.member("SideOfStreetKnownType", "LEFT"), value="MIDDLE"),
        "SideOfStreetKnownType and the code list of SideOfStreet differ in: LEFT, MIDDLE",
    ),
    "a code list value that the XSD lacks": (
        lambda s: s.append("codelists/side_of_street.toml", ENTRY.format("BOTH", "BOTH")),
        "SideOfStreetKnownType and the code list of SideOfStreet differ in: BOTH",
    ),
    "a code list of no enumeration": (
        lambda s: s.edit(CODES, 'doc = "', 'enum = "PowerFeed"\ndoc = "'),
        "the code list power_feed_types is of the enumeration PowerFeed, which no member of the XSD",
    ),
    "two code lists of one enumeration": (
        lambda s: (s.folder / "codelists" / "sides.toml").write_text(
            (s.folder / "codelists" / "side_of_street.toml")
            .read_text("utf-8")
            .replace('"side_of_street"', '"sides"')
        ),
        "two code lists are of SideOfStreet",
    ),
    "a value that is no Python name": (
        lambda s: s.edit("codelists/charge_modes.toml", 'enum = "ChargeMode"\n', ""),
        "becomes '0', which is not a Python name: add a code list with enum = \"ChargeMode\"",
    ),
    "two values of one name": (
        both(
            lambda s: s.edit("codelists/pricing_units.toml", 'enum = "PricingUnit"\n', ""),
            lambda s: s.add(
                s.facet("PricingUnitKnownType", "restriction"), '<xs:enumeration value="k_wh"/>'
            ),
        ),
        "PricingUnitKnownType value 'kWh': another value is named K_WH too",
    ),
    "two code lists of one name": (
        lambda s: s.edit(CODES, '"power_feed_types"', '"pricing_units"'),
        "two code lists are of pricing_units",
    ),
    "a code key twice": (
        lambda s: s.append(CODES, ENTRY.format("7", "LEVEL_1")),
        "power_feed_types.toml: entry 8 (7): key 'LEVEL_1' occurs twice",
    ),
    "a code id twice": (
        lambda s: s.append(CODES, ENTRY.format("1", "AGAIN")),
        "power_feed_types.toml: entry 8 (1): id '1' occurs twice",
    ),
    "a code key that is no name": (
        lambda s: s.append(CODES, ENTRY.format("7", "level 7")),
        "entry 8 (7): key 'level 7' is not an UPPER_SNAKE name",
    ),
    "a code without a name": (
        lambda s: s.append(CODES, ENTRY.format("7", "SEVEN").replace('name = "New"\n', "")),
        "entry 8 (7): `name` must be a string",
    ),
    "a code without a meaning": (
        lambda s: s.append(CODES, ENTRY.format("7", "SEVEN").replace('"New."', '" "')),
        "entry 8 (7): `meaning` must be a string, and not empty",
    ),
    "a code of unknown evidence": (
        lambda s: s.append(CODES, ENTRY.format("7", "SEVEN").replace('"I"', '"X"')),
        "entry 8 (7): evidence 'X' is not one of C, P, S, I, U",
    ),
    "a column that a tuple has already": (
        lambda s: s.append(CODES, "count = 1\n"),
        "entry 7 (6): 'count' cannot be the name of a column",
    ),
    "a column of dates": (
        lambda s: s.append(CODES, "since = 2026-01-02\n"),
        "entry 7 (6): `since` must be a text, a number, a boolean or a list of tables",
    ),
    "a column of lists": (
        lambda s: s.append(CODES, "others = [1, 2]\n"),
        "entry 7 (6): a list in `others` has to be of tables of plain values",
    ),
    "a code list without entries": (
        lambda s: (s.folder / CODES).write_text('name = "x"\ndoc = "x"\nsource = "x"\n'),
        "power_feed_types.toml: `entry` is missing or empty",
    ),
    "a code list with one table": (
        lambda s: (s.folder / CODES).write_text(
            'name = "x"\ndoc = "x"\nsource = "x"\n[entry]\nid = "1"\n'
        ),
        "power_feed_types.toml: entries are written as [[entry]] tables",
    ),
    "a code list with more": (
        lambda s: s.edit(CODES, 'doc = "', 'note = "x"\ndoc = "'),
        "power_feed_types.toml: `note` is not part of a code list",
    ),
    "a code list of an odd name": (
        lambda s: s.edit(CODES, '"power_feed_types"', '"power feed"'),
        "name 'power feed' is not a lower_snake name",
    ),
    "a code list that is no TOML": (
        lambda s: s.append(CODES, "[["),
        "cannot read power_feed_types",
    ),
    "a code list that is no text": (
        lambda s: (s.folder / CODES).write_bytes(b"\xff"),
        "cannot read power_feed_types.toml: 'utf-8' codec",
    ),
    # corrections
    "a field that is not there is renamed": (
        correction("rename_field", type="AddressType", wire="street2", name="x"),
        "[[rename_field]] corrects AddressType/street2, which the XSD does not have",
    ),
    "a short repr of a member that is not there": (
        correction("shown", type="CashType", fields="accept street2"),
        "[[shown]] corrects CashType/street2, which the XSD does not have",
    ),
    "two short reprs of a type": (
        correction("shown", type="AddressType", fields="street"),
        "AddressType has its fields already",
    ),
    "a field that is not there is optional": (
        correction("optional", type="AddressType", wire="street2"),
        "[[optional]] corrects AddressType/street2, which the XSD does not have",
    ),
    "a field that is not there is accepted": (
        correction("accept", type="AddressType", wire="street2", path="x"),
        "[[accept]] corrects AddressType/street2, which the XSD does not have",
    ),
    "a class that is not there is renamed": (
        correction("rename_class", type="OddType", name="X"),
        "a correction names the type OddType, which the XSD does not have",
    ),
    "a type that is not there is retyped": (
        correction("python_type", type="OddType", python="int"),
        "a correction names the type OddType, which the XSD does not have",
    ),
    "a type that is not there has roots": (
        correction("roots", type="OddType", element="x"),
        "a correction names the type OddType, which the XSD does not have",
    ),
    "an optional field is made optional": (
        correction("optional", type="AddressType", wire="street"),
        "[[optional]] corrects AddressType/street, which the XSD does not require",
    ),
    "another field is accepted": (
        correction("accept", type="AddressType", wire="street", path="city"),
        "AddressType/street: [[accept]] city is a member of AddressType itself",
    ),
    "an unknown Python type": (
        correction("python_type", type="PowerType", python="complex"),
        "'complex' is not one of str, bool, int, float, Decimal, datetime",
    ),
    "two names for a field": (
        both(
            correction("rename_field", type="AddressType", wire="floor", name="a"),
            correction("rename_field", type="AddressType", wire="floor", name="b"),
        ),
        "('AddressType', 'floor') is corrected to a already",
    ),
    "an unknown correction": (
        correction("rename", type="AddressType", name="x"),
        "corrections.toml: rename is not one of [[rename_class]], [[rename_field]]",
    ),
    "a correction that is one table": (
        lambda s: s.append("corrections.toml", '\n[rename_class]\ntype = "CashType"\n'),
        "corrections.toml: rename_class is not one of [[rename_class]]",
    ),
    "a correction without a reason": (
        lambda s: s.append("corrections.toml", '\n[[optional]]\ntype = "A"\nwire = "b"\n'),
        "needs exactly reason, type, wire, each a text",
    ),
    "a correction of a number": (
        lambda s: s.append(
            "corrections.toml", '\n[[optional]]\ntype = "A"\nwire = 1\nreason = "x"\n'
        ),
        "needs exactly reason, type, wire, each a text",
    ),
    "corrections that are needed and gone": (
        lambda s: (s.folder / "corrections.toml").unlink(),
        "ErrorResultType has two fields named message: add a [[rename_field]] correction",
    ),
    "corrections that are no TOML": (
        lambda s: s.append("corrections.toml", "[["),
        "cannot read corrections.toml",
    ),
}
