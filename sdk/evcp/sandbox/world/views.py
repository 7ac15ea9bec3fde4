"""The stations of a world as a sequence and as mappings; each is built when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import overload

from evcp_models import EVStation

from .source import Source


class StationList(Sequence[EVStation]):
    """All stations in the order of the world; equal to any sequence of equal stations."""

    __slots__ = ("_size", "_station")

    def __init__(self, station: Callable[[int], EVStation], size: int) -> None:
        self._station = station
        self._size = size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> EVStation: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[EVStation, ...]: ...
    def __getitem__(self, at: int | slice) -> EVStation | tuple[EVStation, ...]:
        if isinstance(at, slice):
            return tuple(map(self._station, range(*at.indices(self._size))))
        if not -self._size <= at < self._size:
            raise IndexError(f"there is no station {at} in a world of {self._size}")
        return self._station(at % self._size)

    def __iter__(self) -> Iterator[EVStation]:
        return map(self._station, range(self._size))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(
            one == another for one, another in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self._size} stations>"


class ById(Mapping[str, EVStation]):
    """The stations by id."""

    __slots__ = ("_source", "_station")

    def __init__(self, source: Source, station: Callable[[int], EVStation]) -> None:
        self._source = source
        self._station = station

    def __getitem__(self, id: str) -> EVStation:
        number = self._source.find(id)
        if number is None:
            raise KeyError(id)
        return self._station(number)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._source.find(id) is not None

    def __iter__(self) -> Iterator[str]:
        return self._source.ids()

    def __len__(self) -> int:
        return len(self._source.columns)


class ByPool(Mapping[str, tuple[EVStation, ...]]):
    """The stations of each pool, by pool id."""

    __slots__ = ("_source", "_station")

    def __init__(self, source: Source, station: Callable[[int], EVStation]) -> None:
        self._source = source
        self._station = station

    def __getitem__(self, id: str) -> tuple[EVStation, ...]:
        numbers = self._source.pool(id)
        if not numbers:
            raise KeyError(id)
        return tuple(map(self._station, numbers))

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and bool(self._source.pool(id))

    def __iter__(self) -> Iterator[str]:
        return self._source.pools()

    def __len__(self) -> int:
        return sum(1 for _ in self._source.pools())
