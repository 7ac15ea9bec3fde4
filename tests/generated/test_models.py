"""The generated models: what every class, enumeration and name of the package keeps to."""

from __future__ import annotations

import copy
import dataclasses
import datetime as datetime_module
import inspect
import json
import keyword
import os
import pickle
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType, NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

import evcp_models
from evcp import show
from evcp_models import _builders, codes, enums, models

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "generated" / "REFERENCE.md").read_text("utf-8")
CLASSES: list[type[Any]] = [
    value
    for value in vars(models).values()
    if dataclasses.is_dataclass(value) and inspect.isclass(value)
]
ENUMS: list[type[StrEnum]] = [
    value
    for value in vars(enums).values()
    if inspect.isclass(value) and issubclass(value, StrEnum) and value is not StrEnum
]

# Names that do not follow from the wire name by rule: schema/corrections.toml gives the reasons.
RENAMED = {("ErrorResult", "error_type"): "Type", ("ErrorResult", "messages"): "Message"}

SAMPLES: dict[type, tuple[Any, Any]] = {
    str: ("a", "b"),
    bool: (True, False),
    int: (1, 2),
    float: (1.5, 2.5),
    Decimal: (Decimal("0.10"), Decimal("0.2")),
    datetime: (datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC)),
}


def sample(hint: Any, which: int = 0) -> Any:
    """Return a value of an annotation: one of two that differ."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return sample(next(a for a in arguments if a is not NoneType), which)
    if origin is tuple:
        return (sample(arguments[0]), sample(arguments[0], which))
    if hint in SAMPLES:
        return SAMPLES[hint][which]
    if issubclass(hint, StrEnum):
        return list(hint)[which]
    return build(hint, which)


def build(cls: type[Any], which: int = 0) -> Any:
    """Return an instance with every field set."""
    hints = get_type_hints(cls)
    return cls(**{f.name: sample(hints[f.name], which) for f in dataclasses.fields(cls)})


def wire(field: dataclasses.Field[Any]) -> str:
    """Return the wire name of a field; the number of a telephone has the name that JSON gives it."""
    return str(field.metadata.get("wrapper") or field.metadata.get("name") or "value")


def test_there_is_a_class_for_each_type_of_the_contract() -> None:
    names = {cls.__name__ for cls in CLASSES}
    assert names > {
        *("EVStationsResult", "EVStation", "Connector", "ConnectorDetail", "ChargingPoint"),
        *("ConnectorStatus", "Contact", "Address", "Position", "NameId", "EVStationDetails"),
        *("PaymentMethods", "OpeningHours", "PricingStructure", "StationRoaming", "RoamingsResult"),
        *("EVSEsResult", "EVSE", "EVSEConnector", "CountResult", "ErrorResult"),
    }
    # A list is not a class, and the suffix Type stays in the XSD.
    assert not [name for name in names if name.endswith(("Type", "List"))]


def test_connector_has_the_thirteen_elements_of_the_contract() -> None:
    found = {f.name: wire(f) for f in dataclasses.fields(models.Connector)}
    assert found.items() >= {
        "supplier_name": "supplierName",
        "supplier_contacts": "supplierContacts",
        "connector_type": "connectorType",
        "power_feed_type": "powerFeedType",
        "charge_capacity": "chargeCapacity",
        "max_power_level": "maxPowerLevel",
        "customer_charge_level": "customerChargeLevel",
        "customer_connector_name": "customerConnectorName",
        "fixed_cable": "fixedCable",
        "connector_details": "connectorDetails",
        "charging_point": "chargingPoint",
        "connector_statuses": "connectorStatuses",
        "last_update_timestamp": "lastUpdateTimestamp",
    }.items()


@pytest.mark.parametrize("cls", CLASSES)
class TestModel:
    def test_cannot_be_changed(self, cls: type[Any]) -> None:
        value = build(cls)
        for field in dataclasses.fields(cls):
            with pytest.raises(FrozenInstanceError):
                setattr(value, field.name, None)
            with pytest.raises(FrozenInstanceError):
                delattr(value, field.name)
        # CPython reports a name that is no slot as TypeError from the frozen class.
        with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
            value.no_such_field = 1

    def test_has_slots(self, cls: type[Any]) -> None:
        assert not hasattr(build(cls), "__dict__")
        assert tuple(cls.__slots__) == tuple(f.name for f in dataclasses.fields(cls))

    def test_is_keyword_only(self, cls: type[Any]) -> None:
        assert all(field.kw_only for field in dataclasses.fields(cls))
        with pytest.raises(TypeError, match="positional argument"):
            cls("a")

    def test_refuses_what_it_does_not_know(self, cls: type[Any]) -> None:
        with pytest.raises(TypeError, match="unexpected keyword argument 'no_such_field'"):
            cls(no_such_field=1)

    def test_equals_and_hashes_by_value(self, cls: type[Any]) -> None:
        one, same, other = build(cls), build(cls), build(cls, 1)
        assert one == same
        assert hash(one) == hash(same)
        assert one != other
        assert len({one, same, other}) == 2

    def test_survives_pickle(self, cls: type[Any]) -> None:
        value = build(cls)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            again = pickle.loads(pickle.dumps(value, protocol))  # noqa: S301
            assert again == value
            assert type(again) is cls

    def test_survives_copying(self, cls: type[Any]) -> None:
        value = build(cls)
        for again in (copy.copy(value), copy.deepcopy(value), dataclasses.replace(value)):
            assert again == value
            assert again is not value

    def test_repr_is_short(self, cls: type[Any]) -> None:
        shown = repr(build(cls))
        assert shown.startswith(f"<{cls.__name__} ")
        assert shown.endswith(">")
        assert len(shown) < 120
        assert "\n" not in shown
        identity = {"id", "name"} & {field.name for field in dataclasses.fields(cls)}
        assert all(f" {name}=" in shown for name in identity)

    def test_repr_of_long_values_is_short(self, cls: type[Any]) -> None:
        values = {
            field.name: "x" * 5000
            for field in dataclasses.fields(cls)
            if isinstance(getattr(build(cls), field.name), str)
        }
        assert len(repr(dataclasses.replace(build(cls), **values))) < 120

    def test_show_prints_every_field(
        self, cls: type[Any], capsys: pytest.CaptureFixture[str]
    ) -> None:
        value = build(cls)
        show(value)
        text = capsys.readouterr().out
        names = {**vars(evcp_models), "datetime": datetime_module, "Decimal": Decimal}
        assert eval(text, names) == value  # noqa: S307 (the text is a model's own)
        assert all(f"{field.name}=" in text for field in dataclasses.fields(cls))

    def test_to_dict_is_ready_for_json(self, cls: type[Any]) -> None:
        plain = build(cls).to_dict()
        assert [*plain] == [field.name for field in dataclasses.fields(cls)]
        assert json.loads(json.dumps(plain, allow_nan=False)) == plain

    def test_fields_without_default_are_those_that_have_to_be_there(self, cls: type[Any]) -> None:
        hints = get_type_hints(cls)
        for field in dataclasses.fields(cls):
            hint = hints[field.name]
            assert field.default_factory is dataclasses.MISSING
            if get_origin(hint) is tuple:
                assert field.default == ()
            elif NoneType in get_args(hint):
                assert field.default is None
            else:
                assert field.default is dataclasses.MISSING

    def test_annotations_are_of_known_types(self, cls: type[Any]) -> None:
        known = {*SAMPLES, *CLASSES, *ENUMS, NoneType}
        for name, hint in get_type_hints(cls).items():
            inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
            parts = set(get_args(inner)) or {inner}
            assert parts <= known, name
            # Enumerations are open, and the annotation says so.
            if parts & set(ENUMS):
                assert str in parts, name

    def test_docstring_names_every_field(self, cls: type[Any]) -> None:
        doc = inspect.getdoc(cls) or ""
        summary, _, attributes = doc.partition("\n\nAttributes:\n")
        assert summary
        entries = re.findall(r"^    (\w+): ((?:.|\n(?!    \w+: ))+)", attributes, re.MULTILINE)
        assert [name for name, _ in entries] == [f.name for f in dataclasses.fields(cls)]
        for name, text in entries:
            assert len(text) > 3, name
            assert "Wire name" not in text, name

    def test_evidence_is_in_the_metadata_and_the_reference(self, cls: type[Any]) -> None:
        for field in dataclasses.fields(cls):
            if field.metadata["type"] == "Text":
                continue
            path = ".".join(filter(None, (field.metadata.get("wrapper"), field.metadata["name"])))
            row = rf"^\| `{field.name}` \| `.+` \| `{path}` \| {field.metadata['evidence']} \| .+ \| .+ \|$"
            section = REFERENCE.partition(f"\n## {cls.__name__}\n")[2].partition("\n## ")[0]
            assert re.search(row, section, re.MULTILINE), field.name

    def test_field_names_follow_the_wire_names(self, cls: type[Any]) -> None:
        for field in dataclasses.fields(cls):
            expected = RENAMED.get((cls.__name__, field.name))
            if expected is not None:
                assert wire(field) == expected
                continue
            # The same letters, in lower case, with an underscore before each new word.
            assert field.name.replace("_", "") == wire(field).replace("_", "").lower()
            humps = re.findall(r"(?<=[a-z0-9])[A-Z]", wire(field))
            assert field.name.count("_") >= len(humps)
            assert not keyword.iskeyword(field.name)
            assert field.name.endswith("_") is keyword.iskeyword(field.name.rstrip("_"))

    def test_builder_has_the_same_slots(self, cls: type[Any]) -> None:
        """A reader fills the builder, then makes it the model; that needs one layout."""
        builder = getattr(_builders, cls.__name__)
        assert tuple(builder.__slots__) == tuple(cls.__slots__)
        value = builder()
        for field in dataclasses.fields(cls):
            setattr(value, field.name, getattr(build(cls), field.name))
        value.__class__ = cls
        assert value == build(cls)


@pytest.mark.parametrize(
    ("owner", "name", "on_the_wire"),
    [
        ("EVStationsResult", "ev_stations", "evStations"),
        ("EVStationsResult", "has_more", "hasMore"),
        ("EVStation", "id", "id"),
        ("EVStation", "ev_station_details", "evStationDetails"),
        ("EVStation", "last_updated_time_stamp", "lastUpdatedTimeStamp"),
        ("ConnectorDetail", "open24x7", "open24x7"),
        ("ConnectorStatus", "cpo_evse_emi3_id", "cpoEvseEMI3Id"),
        ("PaymentMethods", "e_payment", "ePayment"),
        ("TimePeriod", "from_", "from"),
        ("EVSE", "last_updated", "last_updated"),
        ("RoamingEntry", "partner_id", "partner_id"),
    ],
)
def test_names(owner: str, name: str, on_the_wire: str) -> None:
    assert wire(getattr(evcp_models, owner).__dataclass_fields__[name]) == on_the_wire


def test_lists_lose_their_wrapper() -> None:
    for owner, name, item in (
        (models.EVStationsResult, "ev_stations", models.EVStation),
        (models.EVStation, "connectors", models.Connector),
        (models.Connector, "connector_statuses", models.ConnectorStatus),
    ):
        hint = get_type_hints(owner)[name]
        assert (get_origin(hint), get_args(hint)) == (tuple, (item, ...))


def test_public_names() -> None:
    own = {name for name in vars(evcp_models) if not name.startswith("_")}
    modules = {"annotations", "enums", "models", "codes"}
    assert own - modules == set(evcp_models.__all__)
    classes = {value.__name__ for value in (*CLASSES, *ENUMS)}
    assert set(evcp_models.__all__) == classes | {"SCHEMA_VERSION"}
    assert len(set(evcp_models.__all__)) == len(evcp_models.__all__)


def test_the_version_is_that_of_the_schema() -> None:
    head = (ROOT / "schema" / "evcp.xsd").read_text("utf-8").split("<xs:annotation>")[0]
    found = re.search(r'\sversion="([^"]+)">', head)
    assert found is not None
    assert found.group(1) == evcp_models.SCHEMA_VERSION


def test_importing_the_models_loads_nothing_else() -> None:
    code = (
        "import json, sys; import evcp_models, evcp_models.codes;"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    loaded = set(json.loads(done.stdout))
    assert "evcp_models" in loaded
    assert not loaded & {"evcp", "xsdata", "lxml", "requests", "urllib3", "typing_extensions"}


@pytest.mark.parametrize("enum", ENUMS)
class TestEnum:
    def test_members_equal_their_wire_values(self, enum: type[StrEnum]) -> None:
        for member in enum:
            assert isinstance(member, str)
            assert member == member.value == str(member) == f"{member}"
            assert enum(member.value) is member
            assert json.dumps(member) == json.dumps(member.value)
            assert hash(member) == hash(member.value)

    def test_members_survive_pickle(self, enum: type[StrEnum]) -> None:
        for member in enum:
            assert pickle.loads(pickle.dumps(member)) is member  # noqa: S301

    def test_docstring_names_every_member(self, enum: type[StrEnum]) -> None:
        doc = inspect.getdoc(enum) or ""
        assert "The set is open: a value that is not listed here arrives as plain `str`." in doc
        assert re.findall(r"^    ([A-Z0-9_]+): ", doc, re.MULTILINE) == [m.name for m in enum]

    def test_has_a_code_table_of_the_same_values(self, enum: type[StrEnum]) -> None:
        tables = [v for v in vars(codes).values() if isinstance(v, MappingProxyType)]
        assert any(set(table) == {m.value for m in enum} for table in tables)


def test_connector_states_of_the_contract() -> None:
    assert {state.value for state in enums.ConnectorState} >= {
        *("AVAILABLE", "RESERVED", "OCCUPIED", "OUT_OF_SERVICE", "UNKNOWN"),
        *("OFFLINE", "OTHER", "UNAVAILABLE"),
    }
