"""A vehicle: its plugs and limits, and the power that it gets from a connector."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from evcp_codec.model import Frozen, short_repr

from .._reading.names import explained
from ..connectors import ConnectorMeaning, Range, meaning
from ..errors import ConfigurationError
from .areas import finite, told
from .params import power_kw, type_ids

if TYPE_CHECKING:
    from evcp_models import Connector, EVSEConnector

_COMBO = {"33": "30", "34": "31"}
"""The AC type that a combo inlet takes beside its own (IEC 62196-3)."""
_SHAPES = {"45": ("30", "31")}
"""Types with a name that contradicts itself: type 2 or type 1."""
_NO_PLUG = (None, "0", "1", "2", "44")
"""Ids that do not identify a plug."""


@explained
@dataclass(frozen=True, slots=True, init=False)
class Vehicle(Frozen):
    """Plugs and limits of an electric vehicle.

        Vehicle(plugs="ccs2", ac_kw=11, ac_phases=3, dc_kw=170, carries_cable=True)

    Args:
        plugs: Connector types of its inlets by id, family or word, see `evcp.connectors`. CCS includes
            the AC plug of the same inlet.
        ac_kw: Greatest AC power in kW, or a text with its unit; 0 for none, None if unknown.
        ac_phases: Phases of its charger, 1 to 3; None if unknown.
        single_phase_kw: Greatest power in kW at one phase. By default the share of one phase of `ac_kw`,
            the least that it has: a charger of 3 x 16 A may combine its parts for 32 A.
        dc_kw: Greatest DC power in kW; 0 for none, None if unknown.
        dc_volts: Voltage of its battery, which the charger must be known to reach, and by which the amperes
            of the charger limit the power; leave it out if unknown, or if a converter raises the voltage.
        carries_cable: True if the driver has cables for the sockets of `plugs`; or the connector types of
            the sockets that they fit: `"type2, schuko"`.

    Raises:
        ConfigurationError: A value is not possible.

    Attributes:
        plugs: Ids of the plugs at a fixed cable that fit.
        ac_kw: Greatest AC power in kW.
        ac_phases: Phases of its charger.
        single_phase_kw: Greatest power at one phase in kW.
        dc_kw: Greatest DC power in kW.
        dc_volts: Voltage of its battery.
        carries_cable: Ids of the sockets that the driver has a cable for.
    """

    __repr__ = short_repr

    plugs: tuple[str, ...]
    ac_kw: float | None
    ac_phases: int | None
    single_phase_kw: float | None
    dc_kw: float | None
    dc_volts: float | None
    carries_cable: tuple[str, ...]

    def __init__(
        self,
        *,
        plugs: Iterable[str | int],
        ac_kw: float | str | None = None,
        ac_phases: int | None = None,
        single_phase_kw: float | str | None = None,
        dc_kw: float | str | None = None,
        dc_volts: float | None = None,
        carries_cable: bool | Iterable[str | int] = False,
    ) -> None:
        ids = type_ids(plugs)
        if not ids:
            raise ConfigurationError("plugs is empty: a vehicle needs one", hint="plugs='ccs2'")
        ids = tuple(dict.fromkeys((*ids, *(_COMBO[id] for id in ids if id in _COMBO))))
        if ac_phases is not None and (isinstance(ac_phases, bool) or ac_phases not in (1, 2, 3)):
            raise ConfigurationError(f"ac_phases must be 1, 2 or 3, not {told(ac_phases)}")
        if isinstance(carries_cable, bool):
            carries_cable = ids if carries_cable else ()
        volts = None if dc_volts is None else finite(dc_volts)
        if dc_volts is not None and (volts is None or volts <= 0):
            raise ConfigurationError(f"dc_volts must be a voltage above 0, not {told(dc_volts)}")
        self._fill(
            plugs=ids,
            ac_kw=power_kw(ac_kw, "ac_kw"),
            ac_phases=ac_phases,
            single_phase_kw=power_kw(single_phase_kw, "single_phase_kw"),
            dc_kw=power_kw(dc_kw, "dc_kw"),
            dc_volts=volts,
            carries_cable=type_ids(carries_cable),
        )

    @property
    def connector_types(self) -> tuple[str, ...]:
        """Ids of all connector types that may fit."""
        ids = dict.fromkeys((*self.plugs, *self.carries_cable))
        return tuple(ids | {id: None for id, shapes in _SHAPES.items() if ids.keys() & shapes})

    def usable_kw(self, connector: Connector | EVSEConnector) -> float | None:
        """Return the power that the vehicle gets from a connector, in kW.

        A vehicle of one phase gets a third of 22 kW at three. With unknown phases or power, there is a
        number only if all that is possible comes to the same.

        Returns:
            The power; 0.0 if the vehicle cannot charge there, None if that or the power is unknown.
        """
        usable = self.usable_range(meaning(connector))
        return usable[0] if usable is not None and usable[0] == usable[1] else None

    def usable_range(self, what: ConnectorMeaning) -> Range | None:
        """Return the least and the greatest power in kW that the vehicle gets.

        Args:
            what: A connector's `evcp.connectors.meaning`.

        Returns:
            The range; (0, 0) if the vehicle cannot charge there, None if it is unknown whether it can.
        """
        fits = self._fits(what)
        if not fits:
            return None if fits is None else (0.0, 0.0)
        ranges = [
            (self._dc if current == "DC" else self._ac)(what)
            for current in ((what.current,) if what.current else ("AC", "DC"))
        ]
        known = [one for one in ranges if one is not None]
        # Of a connector that may be AC or DC, a vehicle may take the one and not the other.
        if len(known) < len(ranges) or len({most > 0 for _, most in known}) > 1:
            return None
        return min(least for least, _ in known), max(most for _, most in known)

    def _fits(self, what: ConnectorMeaning) -> bool | None:
        plug, socket = (_has(ids, what) for ids in (self.plugs, self.carries_cable))
        if what.cable is not None:
            return plug if what.cable else socket
        return plug if plug is socket else None

    def _ac(self, what: ConnectorMeaning) -> Range:
        limit = math.inf if self.ac_kw is None else self.ac_kw
        found = []
        for kw in what.kw_range:
            for phases, own in product(what.phase_options, self._phase_options):
                used = min(phases, own)
                most = limit * used / own
                if used == 1 and self.single_phase_kw is not None:
                    most = self.single_phase_kw
                found.append(min(kw * used / phases, most))
        return 0.0 if self.ac_kw is None else min(found), max(found)

    @property
    def _phase_options(self) -> tuple[int, ...]:
        return (1, 2, 3) if self.ac_phases is None else (self.ac_phases,)

    def _dc(self, what: ConnectorMeaning) -> Range | None:
        least, most = what.kw_range
        limit = math.inf if self.dc_kw is None else self.dc_kw
        if self.dc_volts is not None and limit:
            if what.volts is None:
                return None
            if what.volts[1] < self.dc_volts:
                return 0.0, 0.0
            if what.amps is not None:
                limit = min(limit, self.dc_volts * what.amps[1] / 1000)
        return 0.0 if self.dc_kw is None else min(least, limit), min(most, limit)


def _has(ids: tuple[str, ...], what: ConnectorMeaning) -> bool | None:
    """Return whether a connector is of one of some types; None for a type that does not say so."""
    from evcp_models.codes import CONNECTOR_TYPES

    id = what.type_id
    if id in _SHAPES:
        fits = {shape in ids for shape in _SHAPES[id]}
        return fits.pop() if len(fits) == 1 else None
    if id in _NO_PLUG:
        return None
    if id in ids:
        return True
    # In Europe, the Tesla connector has the shape of type 2; an id that is not known may be anything.
    doubtful = id == "43" and "31" in ids
    return None if doubtful or id not in CONNECTOR_TYPES else False
