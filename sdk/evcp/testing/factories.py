"""Made-up models, complete and valid, from the few facts that matter to a test."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any, NoReturn

from evcp_codec.model import joined
from evcp_codec.reading import collapse
from evcp_models import (
    EVSE,
    Accessibility,
    Connector,
    ConnectorState,
    ConnectorStatus,
    Contact,
    EPayment,
    EVSEConnector,
    EVSEsPool,
    EVSEsStation,
    EVStation,
    EVStationDetails,
    PaymentMethods,
    Phone,
    Position,
    StationRoaming,
)

from .._api.areas import finite
from .._reading.parts import charge_level
from .defaults import (
    MOMENT,
    State,
    address,
    as_states,
    changed,
    charging_point,
    checked_power,
    connector_detail,
    connector_type,
    powers_of,
    states_of,
    types_of,
)


class Maker:
    """Makes models with unique ids. The same seed makes the same models in the same order.

    ```python
    make = Maker(seed=7)
    station = make.station(power=50, types=["34", "29"], free=1, total=2, at=(52.5, 13.4))
    assert evcp.availability(station).free == 2  # one of each type
    ```

    `make_station` and the other functions are the methods of a maker that the process shares. Any
    other field of a model is given by its name, such as `name="..."`. Stations have addresses in
    Berlin, wherever they stand.

    Args:
        seed: Seed of the ids.
    """

    def __init__(self, seed: int | str = 0) -> None:
        self._seed = seed
        self._numbers = count(1)
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return joined("<Maker", f"seed={self._seed!r}")

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Maker cannot be pickled: make one in each process, with a seed of its own"
        )

    def station(
        self,
        *,
        at: tuple[float, float] = (52.52, 13.405),
        types: str | int | Sequence[str | int] = ("31",),
        power: float | Sequence[float] | None = None,
        total: int = 2,
        free: int | None = None,
        states: Iterable[State | None] | None = None,
        emsps: Sequence[str] = (),
        connectors: Iterable[Connector] | None = None,
        **changes: Any,
    ) -> EVStation:
        """Make a station with a connector group for each type.

        Args:
            at: Latitude and longitude in degrees.
            types: Connector type ids, or one.
            power: Power in kW, of all groups or of each; by default the usual one of the type.
            total: Number of connectors of each group.
            free: Number of free connectors of each group, the others being occupied; without it and
                `states`, the station has no live data.
            states: State of each connector of a group.
            emsps: Names of eMSPs whose cards are accepted.
            connectors: The groups themselves, in place of the five arguments before.
            **changes: Other fields of `EVStation`.

        Raises:
            ValueError: `at` is not a place on Earth, or the numbers do not fit each other.
            TypeError: A field is unknown.
        """
        place = [finite(one) for one in at] if isinstance(at, Iterable) else []
        if len(place) != 2 or None in place:
            raise TypeError(
                f"at must be a latitude and a longitude, such as (52.5, 13.4), not {at!r}"
            )
        if not (-90 <= at[0] <= 90 and -180 <= at[1] <= 180):
            raise ValueError(f"at is {at}: it must be a latitude and a longitude in degrees")
        number, name = self._next("station")
        if connectors is None:
            kinds = types_of(types)
            shared = None if states is None else as_states(states)
            connectors = [
                self._group(f"{number}.{place}", one, kw, total, free, shared)
                for place, (one, kw) in enumerate(
                    zip(kinds, powers_of(power, len(kinds)), strict=True), 1
                )
            ]
        groups = tuple(connectors)
        live = [group.last_update_timestamp for group in groups if group.last_update_timestamp]
        station = EVStation(
            id=f"276u33db-{name}",
            pool_id=f"276u33db2r2h0-{name[:24]}",
            cpo_id=f"EVC-{number}",
            name=f"Spreewatt {address(number).street}",
            brand="Spreewatt",
            address=address(number),
            contacts=Contact(phone=(Phone(value="+4930123456", label="PHONE"),)),
            position=Position(latitude=float(at[0]), longitude=float(at[1])),
            total_number_of_connectors=sum(_number(group) for group in groups),
            connectors=groups,
            ev_station_details=EVStationDetails(
                private_access=False,
                restricted_access=False,
                accessibility_type=Accessibility.PUBLIC,
                payment_methods=PaymentMethods(
                    e_payment=EPayment(types=("online-credit-card",), accept=True)
                ),
            ),
            roaming=tuple(
                StationRoaming(
                    emsp=emsp,
                    partner_id=collapse(emsp.lower()),
                    ema_id=(collapse(f"DE-{emsp[:3].upper()}"),),
                )
                for emsp in emsps
            ),
            last_updated_time_stamp=max(live, default=None),
            last_update_timestamp=MOMENT,
            time_zone="Europe/Berlin",
        )
        return changed(station, changes, self.station)

    def connector(
        self,
        type: str | int = "31",
        *,
        power: float | None = None,
        total: int = 2,
        free: int | None = None,
        states: Iterable[State | None] | None = None,
        **changes: Any,
    ) -> Connector:
        """Make a connector group: connectors of one station that are alike.

        Args:
            type: Connector type id.
            power: Power in kW; by default the usual one of the type.
            total: Number of connectors.
            free: Number of free connectors; without it and `states`, the group has no live data.
            states: State of each connector.
            **changes: Other fields of `Connector`.

        Raises:
            ValueError: The numbers do not fit each other.
            TypeError: A field is unknown.
        """
        number, _ = self._next("connector")
        given = None if states is None else as_states(states)
        return changed(
            self._group(f"C{number}", str(type), power, total, free, given), changes, self.connector
        )

    def evse(
        self,
        type: str | int = "31",
        *,
        power: float | None = None,
        state: State | None = ConnectorState.AVAILABLE,
        **changes: Any,
    ) -> EVSE:
        """Make an EVSE with one connector, as `client.evses` gives it.

        Args:
            type: Connector type id.
            power: Power in kW; by default the usual one of the type.
            state: Its state; None without live data.
            **changes: Other fields of `EVSE`.

        Raises:
            TypeError: A field is unknown.
        """
        number, name = self._next("evse")
        updated = None if state is None else MOMENT
        evse = EVSE(
            id=name[:24],
            cpo_id=f"E{number}",
            cpo_evse_emi3_id=_emi3(f"E{number}"),
            physical_reference=str(number),
            state=state,
            last_updated=updated,
            connectors=(
                EVSEConnector(
                    id=f"{name[:22]}-1",
                    cpo_id="1",
                    type_id=str(type),
                    max_power_level=checked_power(power, str(type)),
                    state=state,
                    last_updated=updated,
                ),
            ),
        )
        return changed(evse, changes, self.evse)

    def pool(self, evses: Iterable[EVSE] | None = None, **changes: Any) -> EVSEsPool:
        """Make a pool of one station, as `client.evses` gives it.

        Args:
            evses: The EVSEs of the station; without them, two.
            **changes: Other fields of `EVSEsPool`.

        Raises:
            TypeError: A field is unknown.
        """
        number, name = self._next("pool")
        held = (self.evse(), self.evse()) if evses is None else tuple(evses)
        station = EVSEsStation(id=f"276u33db-{name}", cpo_id=f"EVC-{number}", evses=held)
        pool = EVSEsPool(id=f"276u33db2r2h0-{name[:24]}", stations=(station,))
        return changed(pool, changes, self.pool)

    def _next(self, what: str) -> tuple[int, str]:
        """A number, and 32 hexadecimal digits that nothing else has."""
        with self._lock:
            number = next(self._numbers)
        text = f"{self._seed}/{what}/{number}"
        return number, hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def _group(
        self,
        place: str,
        type_id: str,
        power: float | None,
        total: int,
        free: int | None,
        states: tuple[State | None, ...] | None,
    ) -> Connector:
        kw = checked_power(power, type_id)
        known = states_of(total, free, states)
        return Connector(
            supplier_name="Spreewatt",
            connector_type=connector_type(type_id),
            max_power_level=kw,
            customer_charge_level=charge_level(kw),
            fixed_cable=kw > 22,
            connector_details=connector_detail(kw),
            charging_point=charging_point(type_id, kw, total, known),
            connector_statuses=tuple(
                ConnectorStatus(
                    cpo_evse_id=f"{place}.{at}",
                    cpo_evse_emi3_id=_emi3(f"{place}.{at}"),
                    physical_reference=str(at),
                    cpo_connector_id="1",
                    state=state,
                )
                for at, state in enumerate(known or (), 1)
            ),
            last_update_timestamp=None if known is None else MOMENT,
        )


def _emi3(place: str) -> str:
    return f"DE*SPW*E{place.replace('.', '*')}"


def _number(group: Connector) -> int:
    point = group.charging_point
    return (point and point.number_of_connectors) or len(group.connector_statuses) or 1


_shared = Maker()
make_station = _shared.station
make_connector = _shared.connector
make_evse = _shared.evse
make_pool = _shared.pool
