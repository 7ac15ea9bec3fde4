"""The meaning of a connector: what its data say, and what they cannot both be."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.settings import tries

from evcp.connectors import meaning
from evcp_models import ChargingPoint, Connector, EVSEConnector, NameId
from evcp_models.codes import CONNECTOR_TYPES

INF = math.inf


def connector(id: str | None = None, kw: float | None = None, **members: Any) -> Connector:
    """A group; electrical members go to its charging point."""
    feed = members.pop("feed", None)
    own = {
        name: members.pop(name)
        for name in ("charge_capacity", "customer_charge_level", "fixed_cable")
        if name in members
    }
    return Connector(
        connector_type=None if id is None else NameId(id=id, name=""),
        power_feed_type=None if feed is None else NameId(id=feed, name=""),
        max_power_level=kw,
        charging_point=ChargingPoint(**members) if members else None,
        **own,
    )


THREE: dict[str, Any] = {"volts_range": "380-480V AC", "amps_range": "32A", "phases": 3}
ONE: dict[str, Any] = {"volts_range": "200-240V AC", "amps_range": "32A", "phases": 1}
DC: dict[str, Any] = {"volts_range": "500V DC", "amps_range": "125A"}


@pytest.mark.parametrize(
    ("given", "current", "phases", "kw_range"),
    [
        (connector("31", 22.08, **THREE), "AC", 3, (22.08, 22.08)),
        (connector("31", 7.36, **ONE), "AC", 1, (7.36, 7.36)),
        (connector("34", 50, **DC), "DC", None, (50, 50)),
        # A power that one phase cannot carry has three.
        (connector("31", 22), "AC", 3, (22, 22)),
        (connector("31", 11), "AC", None, (11, 11)),
        (connector("31", 11, volts_range="230V", amps_range="16A"), "AC", 3, (11, 11)),
        (connector("30", 7.2), "AC", 1, (7.2, 7.2)),
        (connector("36", 22), "AC", 3, (22, 22)),
        (connector("19", 6.9), "AC", 3, (6.9, 6.9)),
        # Contradictions: neither the power nor the phases are believed.
        (connector("31", 22, **ONE), "AC", None, (0, INF)),
        (connector("31", 22, phases=1), "AC", None, (0, INF)),
        (connector("31", 150), "AC", None, (0, INF)),
        (connector("9", 22), "AC", None, (0, INF)),
        (connector("34", 350, **DC), "DC", None, (0, INF)),
        (connector("30", 7.2, phases=3), "AC", None, (7.2, 7.2)),
        (connector("34", 50, volts_range="380-480V AC"), None, None, (50, 50)),
        (connector("31", 120, volts_range="600V DC"), None, None, (120, 120)),
        (connector("43", 10, volts_range="240V AC", charge_mode="4"), None, None, (10, 10)),
        # The current of a type that does not fix it.
        (connector("43", 150, volts_range="600V DC"), "DC", None, (150, 150)),
        (connector("43", 11, charge_capacity="200-240VAC, 1-phase at max 48A"), "AC", 1, (11, 11)),
        (connector("43", 120, feed="5"), "DC", None, (120, 120)),
        (connector("43", 7.7, feed="2"), "AC", None, (7.7, 7.7)),
        (connector("43", 120, charge_mode="4"), "DC", None, (120, 120)),
        (connector("43", 120), None, None, (120, 120)),
        # Without a power: volts and amperes of AC, the charge level, or nothing.
        (connector("30", volts=240, amps=30), "AC", 1, (7.2, 7.2)),
        (connector("31", **ONE), "AC", 1, (6.4, 7.68)),
        (connector("31", volts=230, amps=32), "AC", None, (0, INF)),
        (connector("31", volts=230, amps=32, phases=3), "AC", 3, (22.08, 22.08)),
        (connector("31", volts=-230, amps=32, phases=3), "AC", 3, (0, INF)),
        (connector("31", volts=230, amps=-32, phases=3), "AC", 3, (0, INF)),
        (connector("34", **DC), "DC", None, (0, 78.125)),
        (connector("34", customer_charge_level="5"), "DC", None, (150, 300)),
        (connector("34", customer_charge_level="6"), "DC", None, (300, INF)),
        (connector("34", customer_charge_level="4", **DC), "DC", None, (50, 78.125)),
        (connector("34", customer_charge_level="6", **DC), "DC", None, (0, INF)),
        (connector("34", customer_charge_level="9"), "DC", None, (0, INF)),
        # The power wins over the level, whose scale is not certain.
        (connector("34", 50, customer_charge_level="1"), "DC", None, (50, 50)),
        # Deprecated texts, where the charging point is silent.
        (
            connector("31", 22, charge_capacity="380-480VAC, 3-phase at max. 32 A"),
            "AC",
            3,
            (22, 22),
        ),
        (connector("29", charge_capacity="400VDC, at max. 125 A"), "DC", None, (0, 62.5)),
        (
            connector(
                "31",
                7,
                charge_capacity="200-240VAC, 1-phase at max 32A;380-480VAC, 3-phase at max 32A",
            ),
            "AC",
            None,
            (7, 7),
        ),
        # No powers at all.
        (connector("31", -5), "AC", None, (0, INF)),
        (connector("31", math.nan), "AC", None, (0, INF)),
        (connector("99", 50), None, None, (50, 50)),
        (connector(), None, None, (0, INF)),
    ],
)
def test_current_phases_and_power(
    given: Connector, current: str | None, phases: int | None, kw_range: tuple[float, float]
) -> None:
    found = meaning(given)
    assert (found.current, found.phases) == (current, phases)
    assert found.kw_range == pytest.approx(kw_range)
    assert found.kw == (pytest.approx(kw_range[0]) if kw_range[0] == kw_range[1] else None)


@pytest.mark.parametrize(
    ("id", "fixed", "cable"),
    [
        ("31", True, True),
        ("31", False, False),
        ("31", None, None),
        ("34", False, True),
        ("34", None, True),
        ("30", False, True),
        ("9", None, False),
        ("9", False, False),
        ("9", True, None),
        ("99", True, True),
        (None, False, False),
    ],
)
def test_cable_or_socket(id: str | None, fixed: bool | None, cable: bool | None) -> None:
    found = meaning(connector(id, fixed_cable=fixed))
    assert found.cable is cable
    assert found.socket is (None if cable is None else not cable)


def test_unknown_ids_are_kept() -> None:
    found = meaning(connector("99", 50, volts_range="900V DC", fixed_cable=True))
    assert (found.type_id, found.family, found.current, found.kw, found.cable) == (
        *("99", "other", "DC", 50, True),
    )
    assert meaning(connector("0")).type_id == "0"
    assert meaning(connector()).type_id is None


def test_connectors_of_evses_have_a_type_and_a_power() -> None:
    found = meaning(EVSEConnector(id="1", type_id="31", max_power_level=22.08))
    assert (found.family, found.current, found.phases, found.kw) == ("type2", "AC", 3, 22.08)


@pytest.mark.parametrize("wrong", [None, "31", NameId(id="31", name=""), [connector("31")]])
def test_other_values_are_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"connector must be of type Connector or EVSEConnector"):
        meaning(wrong)


texts = st.one_of(
    st.none(),
    st.sampled_from([
        "", "AC", "V", "0V", "-5V", "380-480V AC", "480-380V AC", "600V DC", "200V-240V AC;400V DC",
        "12A-80A", "32 A", "0A", "380-480VAC, 3-phase at max. 32 A", "1-phase;3-phase", "230",
    ]),
    st.text("0123456789-.;, VADC", max_size=20),
)  # fmt: skip
ids = st.none() | st.sampled_from([*CONNECTOR_TYPES, "", "99", "x"])
numbers = st.none() | st.integers(-2, 500)
powers = st.none() | st.floats(-1, 500) | st.sampled_from([math.nan, math.inf])
connectors = st.builds(
    lambda kind, kw, feed, **members: connector(kind, kw, feed=feed, **members),
    ids,
    powers,
    st.none() | st.sampled_from(list("0123456x")),
    charge_capacity=texts,
    customer_charge_level=st.none() | st.sampled_from([*"0123456", "", "x"]),
    fixed_cable=st.none() | st.booleans(),
    volts_range=texts,
    volts=numbers,
    amps_range=texts,
    amps=numbers,
    phases=st.none() | st.integers(-1, 5),
    charge_mode=st.none() | st.sampled_from([*"01234", "Unspecified", ""]),
)


@given(connectors)
@tries(60)
def test_any_connector_has_a_meaning_without_contradiction(given: Connector) -> None:
    found = meaning(given)
    least, most = found.kw_range
    assert 0 <= least <= most
    assert found.kw in (None, given.max_power_level, least)
    if found.phases is not None:
        assert found.current == "AC"
        assert found.phase_options == (found.phases,)
    assert (found.phase_options == ()) == (found.current == "DC")
    code = CONNECTOR_TYPES.get(found.type_id or "")
    if code is None:
        assert found.family == "other"
    elif code.current and found.current:
        assert found.current == code.current
    for span in (found.volts, found.amps):
        assert span is None or 0 < span[0] <= span[1]
    # Data that say nothing more cannot make a connector more than its data: hash and equality are plain.
    assert hash(found) == hash(meaning(given))


def test_contradictory_phases_are_all_possible() -> None:
    assert meaning(connector("30", 7.2, phases=3)).phase_options == (1, 3)
    assert meaning(connector("31", 22, phases=1)).phase_options == (1, 3)
    assert meaning(connector("36", 22, phases=1)).phases is None
