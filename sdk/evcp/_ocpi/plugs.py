"""The connectors of a station one by one, as OCPI wants them: each with its EVSE and state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._availability import EVSE_STATES, evse_states, group_shares, list_groups

if TYPE_CHECKING:
    from evcp_models import ConnectorStatus, EVStation


def listed_plugs(
    station: EVStation, most: int
) -> list[list[tuple[ConnectorStatus | None, str | None, str]]]:
    """Return for each group status, EVSE and column of every connector, each in the first group that lists it.

    Connectors that are counted, not listed, have neither status nor EVSE; of each column there are not
    more than `most`.
    """
    shares, _ = group_shares(station)
    found: list[list[tuple[ConnectorStatus | None, str | None, str]]] = []
    for listing, share, plugs in zip(
        list_groups(station), shares, evse_states(station), strict=True
    ):
        own = plugs[len(listing.elsewhere) :]
        told = [(one.status, one.evse, one.column) for one in own if one.status is not None]
        counted: list[str] = []
        if not listing.lists:
            for column in EVSE_STATES:
                counted += [column] * min(getattr(share, column), most)
        else:
            counted = ["unknown"] * min(max(share.total - len(told), 0), most)
        found.append([*told, *((None, None, column) for column in counted)])
    return found
