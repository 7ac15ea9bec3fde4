"""Connector groups from the plugs and port counts of an AFDC row.

The file counts ports (EVSEs) by level and lists plugs for the whole place. Which plug a port has is
assumed:

* A plug belongs to the level it is made for. TESLA is direct current where the file counts such
  ports only, or in Tesla's own network; J1772 is also level 1 where level 1 is counted and no
  socket is listed for it.
* At levels 1 and 2 a port has one plug: ports are shared out evenly, the first plugs take what is
  left over. A listed plug has one connector at least; ports fewer than plugs carry several.
* A DC port carries every listed DC plug (`AfdcAssumptions.dual_cable_dc`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .afdc_tables import CONNECTORS, DC, L1, L2

_LEVELS = (L1, L2, DC)
_SOCKETS = ("NEMA515", "NEMA520", "NEMA1450")
_TESLA_DC_NETWORK = "Tesla"
_TYPES = "ev_connector_types"


class Group(NamedTuple):
    """One connector group of a place.

    Attributes:
        plug: Word of `ev_connector_types`; None where the file names none for this level.
        level: The counting column.
        connectors: Number of physical connectors; None where the file has no count for the level.
        evses: Number of the EVSE of each connector, counted from 0 within the place.
    """

    plug: str | None
    level: str
    connectors: int | None
    evses: tuple[int, ...] = ()


class Problem(NamedTuple):
    """Something in the row that does not fit: the column and what was done."""

    column: str
    reason: str


def group(
    plugs: Sequence[str], ports: Mapping[str, int | None], network: str, *, dual_cable_dc: bool
) -> tuple[list[Group], list[Problem]]:
    """Share the ports of a place out among its plugs.

    Args:
        plugs: Words of `ev_connector_types`.
        ports: Number of ports by counting column; None where the cell is empty.
        network: `ev_network`.
        dual_cable_dc: Whether a DC port carries every DC plug.

    Returns:
        The groups in the order of the levels, and what did not fit.
    """
    problems = [
        Problem(_TYPES, f"unknown plug {plug}: left out")
        for plug in plugs
        if plug not in CONNECTORS
    ]
    by_level: dict[str, list[str]] = {level: [] for level in _LEVELS}
    known = [plug for plug in CONNECTORS if plug in plugs]
    for plug in known:
        for level in _levels_of(plug, known, ports, network):
            by_level[level].append(plug)
    if not plugs:
        problems.append(Problem(_TYPES, "empty: the plugs are unknown"))

    groups: list[Group] = []
    numbered = 0
    for level, names in by_level.items():
        count = ports[level]
        if not count:
            groups += [Group(name, level, None) for name in names]
            if names:
                problems.append(Problem(level, f"no ports counted for {' '.join(names)}"))
            continue
        if not names:
            groups.append(Group(None, level, count, tuple(range(numbered, numbered + count))))
            if plugs:
                problems.append(Problem(_TYPES, f"no plug listed for the ports of {level}"))
        elif level == DC and dual_cable_dc:
            evses = tuple(range(numbered, numbered + count))
            groups += [Group(name, level, count, evses) for name in names]
        else:
            groups += _shared_out(names, level, count, numbered)
        numbered += count
    return groups, problems


def _levels_of(
    plug: str, plugs: Sequence[str], ports: Mapping[str, int | None], network: str
) -> tuple[str, ...]:
    if plug in ("CHADEMO", "J1772COMBO"):
        return (DC,)
    if plug in ("NEMA515", "NEMA520"):
        return (L1,)
    if plug == "NEMA1450":
        return (L1,) if ports[L1] else (L2,)
    if plug == "TESLA":
        return (DC,) if ports[DC] and (not ports[L2] or network == _TESLA_DC_NETWORK) else (L2,)
    if not ports[L1]:
        return (L2,)
    if not ports[L2]:
        return (L1,)
    return (L2,) if any(socket in plugs for socket in _SOCKETS) else (L1, L2)


def _shared_out(names: Sequence[str], level: str, count: int, first: int) -> list[Group]:
    each, left = divmod(count, len(names))
    groups = []
    taken = 0
    for at, name in enumerate(names):
        share = max(each + (at < left), 1)
        evses = tuple(first + (taken + number) % count for number in range(share))
        groups.append(Group(name, level, share, evses))
        taken += share
    return groups
