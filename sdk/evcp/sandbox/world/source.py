"""Where the stations of a world come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from evcp_models import EVStation, RoamingEntry

from ..stations.roaming import providers

if TYPE_CHECKING:
    from ..stations.columns import Columns


class Source(Protocol):
    """Stations by number: what they are searched by is there, they themselves are built when shown."""

    @property
    def columns(self) -> Columns:
        """What the stations are searched by."""
        ...

    @property
    def roamings(self) -> tuple[RoamingEntry, ...]:
        """The eMSPs whose cards some station accepts."""
        ...

    def station(self, number: int) -> EVStation:
        """Build a station; a second time it is an equal one."""
        ...

    def find(self, id: str) -> int | None:
        """The number of the station with an id."""
        ...

    def pool(self, id: str) -> Sequence[int]:
        """The numbers of the stations of a pool; none where there is no such pool."""
        ...

    def ids(self) -> Iterator[str]:
        """The ids of the stations in order."""
        ...

    def pools(self) -> Iterator[str]:
        """The ids of the pools, in the order of their first stations."""
        ...


class Listed:
    """Stations that are there as objects.

    Attributes:
        stations: The stations.
        columns: What they are searched by.
        roamings: The eMSPs whose cards some of them accepts.

    Raises:
        ValueError: Two stations have the same id.
        TypeError: Something else than stations.
    """

    def __init__(self, stations: Iterable[EVStation]) -> None:
        from ..stations.columns import columns_of

        if isinstance(stations, EVStation):
            raise TypeError("a world is made of stations: put the station into a list")
        self.stations = tuple(stations)
        self._numbers: dict[str, int] = {}
        self._pools: dict[str, list[int]] = {}
        for number, station in enumerate(self.stations):
            if not isinstance(station, EVStation):
                raise TypeError(
                    f"a world is made of stations, and number {number} is a "
                    f"{type(station).__name__}"
                )
            if self._numbers.setdefault(station.id, number) != number:
                raise ValueError(f"two stations have the id {station.id}")
            if station.pool_id is not None:
                self._pools.setdefault(station.pool_id, []).append(number)
        self.roamings = providers(self.stations)
        self.columns = columns_of(self.stations)

    def station(self, number: int) -> EVStation:
        """The station of a number."""
        return self.stations[number]

    def find(self, id: str) -> int | None:
        """The number of the station with an id."""
        return self._numbers.get(id)

    def pool(self, id: str) -> Sequence[int]:
        """The numbers of the stations of a pool."""
        return self._pools.get(id, ())

    def ids(self) -> Iterator[str]:
        """The ids of the stations in order."""
        return iter(self._numbers)

    def pools(self) -> Iterator[str]:
        """The ids of the pools, in the order of their first stations."""
        return iter(self._pools)
