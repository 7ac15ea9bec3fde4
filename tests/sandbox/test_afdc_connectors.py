"""Division of the ports of a place in the register among its plugs."""

from __future__ import annotations

import pytest

from evcp.sandbox.importers.afdc_columns import DC, L1, L2, Group, group


def shared(
    plugs: str, level1: int | None, level2: int | None, dc: int | None, network: str = ""
) -> list[Group]:
    ports = {L1: level1, L2: level2, DC: dc}
    groups, _ = group(plugs.split(), ports, network, dual_cable_dc=True)
    return groups


def test_ports_of_a_level_are_divided_evenly() -> None:
    assert shared("J1772 TESLA", None, 5, None) == [
        Group("J1772", L2, 3, (0, 1, 2)),
        Group("TESLA", L2, 2, (3, 4)),
    ]
    # One port, two plugs: the port has both.
    assert shared("J1772 TESLA", None, 1, None) == [
        Group("J1772", L2, 1, (0,)),
        Group("TESLA", L2, 1, (0,)),
    ]


def test_every_dc_port_has_every_dc_plug() -> None:
    assert shared("CHADEMO J1772 J1772COMBO", None, 2, 2) == [
        Group("J1772", L2, 2, (0, 1)),
        Group("CHADEMO", DC, 2, (2, 3)),
        Group("J1772COMBO", DC, 2, (2, 3)),
    ]


@pytest.mark.parametrize(
    ("plugs", "counts", "network", "expected"),
    [
        ("TESLA", (None, 4, None), "Tesla Destination", [("TESLA", L2, 4)]),
        ("TESLA", (None, None, 8), "Tesla", [("TESLA", DC, 8)]),
        ("TESLA", (None, 2, 8), "Tesla", [(None, L2, 2), ("TESLA", DC, 8)]),
        ("CHADEMO TESLA", (None, 2, 8), "Other", [("TESLA", L2, 2), ("CHADEMO", DC, 8)]),
        ("J1772", (3, None, None), "", [("J1772", L1, 3)]),
        ("J1772", (3, 2, None), "", [("J1772", L1, 3), ("J1772", L2, 2)]),
        ("J1772 NEMA520", (3, 2, None), "", [("NEMA520", L1, 3), ("J1772", L2, 2)]),
        ("J1772 NEMA520", (3, None, None), "", [("J1772", L1, 2), ("NEMA520", L1, 1)]),
        ("NEMA1450", (2, None, None), "", [("NEMA1450", L1, 2)]),
        ("NEMA1450", (None, 2, None), "", [("NEMA1450", L2, 2)]),
        ("", (None, None, 2), "", [(None, DC, 2)]),
        ("CHADEMO", (None, None, None), "", [("CHADEMO", DC, None)]),
        ("J1772", (None, 0, None), "", [("J1772", L2, None)]),
    ],
)
def test_plugs_find_their_level(
    plugs: str,
    counts: tuple[int | None, int | None, int | None],
    network: str,
    expected: list[tuple[str | None, str, int | None]],
) -> None:
    assert [one[:3] for one in shared(plugs, *counts, network)] == expected


def test_mismatches_are_reported() -> None:
    ports = {L1: None, L2: 2, DC: None}
    _, problems = group(["CHADEMO", "WARP"], ports, "", dual_cable_dc=True)
    assert [tuple(problem) for problem in problems] == [
        ("ev_connector_types", "unknown plug WARP: left out"),
        ("ev_connector_types", f"no plug listed for the ports of {L2}"),
        (DC, "no ports counted for CHADEMO"),
    ]
