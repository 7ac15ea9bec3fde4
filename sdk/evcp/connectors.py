"""Connector types by id, family or common name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from .errors import ConfigurationError

if TYPE_CHECKING:
    from evcp_models import Connector, NameId

FAMILIES = {
    "ccs": "CCS",
    "chademo": "CHAdeMO",
    "type1": "Type 1",
    "type2": "Type 2",
    "type3": "Type 3",
    "tesla": "Tesla",
    "gbt": "GB/T",
    "domestic": "socket",
    "industrial": "CEE",
    "inductive": "inductive",
}
"""Short names of the connector families in `evcp_models.codes`; "other" has none."""

_OTHER_NAMES = {
    "ccs1": ("33",),
    "combo1": ("33",),
    "ccs2": ("34",),
    "combo2": ("34",),
    "combo": ("33", "34"),
    "j1772": ("30",),
    "mennekes": ("31",),
    "schuko": ("9",),
    "cee": ("35", "36", "37", "38", "39", "46"),
}
"""Names in common use that the code tables lack."""

_UNKNOWN_IDS = ("0", "1", "2")
"""Ids that do not identify a plug: Unspecified, Other, Unallowed."""


def connector_ids(texts: Iterable[str]) -> tuple[str, ...]:
    """Find the ids of connector types.

    Args:
        texts: Ids, families, keys or names; a text may be a comma-separated list.

    Raises:
        ConfigurationError: A name is unknown. Unknown ids pass: the service may have newer ones.
    """
    ids: dict[str, None] = {}
    for text in texts:
        # Some full names contain commas.
        for part in (text,) if text.strip().casefold() in _full_names() else text.split(","):
            ids.update(dict.fromkeys(_ids(part.strip())))
    return tuple(ids)


def _ids(text: str) -> tuple[str, ...]:
    if re.fullmatch("[0-9]+", text, re.ASCII):
        return (text,)
    found = _names().get(_normalized(text))
    if found:
        return found
    from difflib import get_close_matches

    close = get_close_matches(_normalized(text), _names(), n=1)
    meant = f"did you mean {close[0]}? " if close else ""
    raise ConfigurationError(
        f"{text!r} is not a connector type",
        hint=f"{meant}the families are {', '.join((*FAMILIES, 'other'))}; `evcp codes connectors` lists ids and names",
    )


@cache
def _full_names() -> frozenset[str]:
    from evcp_models.codes import CONNECTOR_TYPES

    return frozenset(code.name.casefold() for code in CONNECTOR_TYPES.values())


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Map each normalized name to its ids."""
    from evcp_models.codes import CONNECTOR_TYPES

    names: dict[str, tuple[str, ...]] = {}
    for code in CONNECTOR_TYPES.values():
        names[_normalized(code.name)] = (code.id,)
        names[_normalized(code.key)] = (code.id,)
    for code in CONNECTOR_TYPES.values():
        family = _normalized(code.family)
        same = (other.id for other in CONNECTOR_TYPES.values() if other.family == code.family)
        names[family] = tuple(same)
    return names | _OTHER_NAMES


def _normalized(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def type_id(connector: Connector) -> str | None:
    """Return the id of a group's connector type; None if it is missing or does not identify a plug."""
    kind = connector.connector_type
    return None if kind is None or kind.id in _UNKNOWN_IDS else kind.id


def short_name(kind: NameId | None) -> str:
    """Return the short name of a connector type: `CCS`, `Type 2`."""
    from evcp_models.codes import CONNECTOR_TYPES

    code = CONNECTOR_TYPES.get(kind.id or "") if kind else None
    if code is not None and code.id not in _UNKNOWN_IDS:
        return FAMILIES.get(code.family, code.name)
    return (kind and kind.name) or "unknown type"
