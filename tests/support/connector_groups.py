"""Connector groups with any states and counters, for tests of what is free."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from evcp_models import ChargingPoint, Connector, ConnectorState, ConnectorStatus


def listed(*told: tuple[str | None, str | None, str], **point: Any) -> Connector:
    """A group whose connectors are told as EVSE, connector and state."""
    return Connector(
        connector_statuses=tuple(
            ConnectorStatus(cpo_evse_id=evse, cpo_connector_id=connector, state=state)
            for evse, connector, state in told
        ),
        charging_point=ChargingPoint(**point) if point else None,
    )


counters = st.none() | st.integers(-3, 6)
ids = st.none() | st.sampled_from(["", "1", "2"])
statuses = st.builds(
    ConnectorStatus,
    cpo_evse_id=ids,
    cpo_evse_emi3_id=ids,
    physical_reference=ids,
    cpo_connector_id=ids,
    state=st.sampled_from([None, "", "UNKNOWN", "NEW", *ConnectorState]),
)
points = st.none() | st.builds(
    ChargingPoint,
    number_of_connectors=counters,
    number_of_available=counters,
    number_of_in_use=counters,
    number_of_reserved=counters,
    number_of_out_of_service=counters,
)
groups = st.builds(
    Connector, connector_statuses=st.lists(statuses, max_size=6).map(tuple), charging_point=points
)
