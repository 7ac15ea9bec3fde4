"""The code lists that the service gives out (contract sections 4.10, 5.1, 5.2, 5.5).

The ids and names are those of `evcp_models.codes`, and so of the schema: which of them the service
really lists is not known.
"""

from __future__ import annotations

from functools import cache

from evcp_models import ConnectorStatusesResult, ConnectorTypesResult, NameId, PowerFeedTypesResult
from evcp_models.codes import CONNECTOR_STATUS_CODES, CONNECTOR_TYPES, POWER_FEED_TYPES


@cache
def connector_types() -> ConnectorTypesResult:
    """Every connector type."""
    return ConnectorTypesResult(
        connector_type=tuple(NameId(name=c.name, id=c.id) for c in CONNECTOR_TYPES.values())
    )


@cache
def power_feed_types() -> PowerFeedTypesResult:
    """Every power feed type."""
    return PowerFeedTypesResult(
        power_feed_type=tuple(NameId(name=c.name, id=c.id) for c in POWER_FEED_TYPES.values())
    )


@cache
def connector_statuses() -> ConnectorStatusesResult:
    """Every status of the old table, which is not the one of the states of EVSEs."""
    return ConnectorStatusesResult(
        connector_status=tuple(
            NameId(name=c.name, id=c.id) for c in CONNECTOR_STATUS_CODES.values()
        )
    )
