"""Worlds: the immutable sets of stations of a sandbox, searchable by place and by id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, overload

from evcp._codec.collector import rare_collections
from evcp.errors import missing_extra
from evcp_codec.model import joined
from evcp_models import EVStation, RoamingEntry

from .importers.afdc_columns import AfdcAssumptions
from .importers.reading import Report
from .stations.parts import providers

if TYPE_CHECKING:
    from .importers.datafiles import Loaded
    from .spatial.index import Index
    from .stations.columns import Columns, Selection
    from .synthetic.source import Synthetic

    Source: TypeAlias = "Listed | Synthetic"
    """Stations by number: their columns exist in advance, the stations are built on demand."""

_KEPT = 2_000
"""Number of cached stations, some 5 kB each."""


class World:
    """Stations, searchable by place and by id, and built on demand.

    Attributes:
        by_id: The stations by id.
        by_pool: The stations of each pool, by pool id; stations without one are in none.
        label: Description for people; it mentions simulated live states.
        report: Report on the data file of the world; None without a file.
        seed: Seed of synthetic content; None without any.
    """

    def __init__(
        self,
        stations: Iterable[EVStation],
        *,
        label: str = "",
        report: Report | None = None,
        seed: int | None = None,
    ) -> None:
        """Build a world of given stations.

        Args:
            stations: The stations; each search sets their `distance`.
            label: Description for people.
            report: Report on their file.
            seed: Seed of their synthetic content.

        Raises:
            ValueError: Two stations with the same id.
            TypeError: Other objects than stations.
            ImportError: numpy is not installed.
        """
        _need_numpy()
        self._set_up(Listed(stations), label, report, seed)

    @classmethod
    def of(
        cls,
        source: Source,
        *,
        label: str = "",
        report: Report | None = None,
        seed: int | None = None,
    ) -> World:
        """Build a world from a source; arguments as for `World`."""
        world = cls.__new__(cls)
        world._set_up(source, label, report, seed)
        return world

    def __reduce__(self) -> tuple[Callable[[Source], World], tuple[Source]]:
        again = partial(type(self).of, label=self.label, report=self.report, seed=self.seed)
        return again, (self._source,)

    def _set_up(self, source: Source, label: str, report: Report | None, seed: int | None) -> None:
        self._source = source
        self._size = len(source.columns)
        # Stations that exist as objects need no cache.
        self._station = (
            source.station if isinstance(source, Listed) else lru_cache(_KEPT)(source.station)
        )
        self.by_id: Mapping[str, EVStation] = ById(source, self.station)
        self.by_pool: Mapping[str, tuple[EVStation, ...]] = ByPool(source, self.station)
        self.label = label or f"{self._size} stations"
        self.report = report
        self.seed = seed
        # Built now, so that the first search does not wait for it.
        _ = self.index

    @property
    def columns(self) -> Columns:
        """The searchable facts of the stations."""
        return self._source.columns

    @cached_property
    def index(self) -> Index:
        """The stations by place."""
        from .spatial.index import Index

        return Index(self.columns.latitudes, self.columns.longitudes)

    @cached_property
    def selection(self) -> Selection:
        """The filters of a search."""
        from .stations.columns import Selection

        return Selection(self.columns)

    @property
    def stations(self) -> Sequence[EVStation]:
        """All stations in order, each built on access."""
        if isinstance(self._source, Listed):
            return self._source.stations
        return StationList(self.station, self._size)

    @property
    def roamings(self) -> tuple[RoamingEntry, ...]:
        """The eMSPs accepted by the stations (contract section 4.12)."""
        return self._source.roamings

    def station(self, number: int) -> EVStation:
        """The station of a number."""
        return self._station(number)

    def find(self, id: str) -> int | None:
        """The number of the station with an id; None for an unknown id."""
        return self._source.find(id)

    def pool(self, id: str) -> Sequence[int]:
        """The numbers of the stations of a pool; empty for an unknown pool."""
        return self._source.pool(id)

    @classmethod
    def synthetic(cls, size: int = 2_000, seed: int = 0) -> World:
        """Synthetic stations in and around real cities of eighteen countries, with live states.

        The same seed gives the same stations; a larger world begins with a smaller one.

        Args:
            size: Number of stations.
            seed: Seed of all content.

        Raises:
            ValueError: `size` is negative.
        """
        _need_numpy()
        from .synthetic import source as synthetic

        return cls.of(
            synthetic.Synthetic(size, seed),
            label=f"{size} synthetic stations (seed {seed}), live states simulated",
            seed=seed,
        )

    @classmethod
    def from_afdc(
        cls,
        path: str | Path,
        *,
        states_seed: int | None = 0,
        assumptions: AfdcAssumptions | None = None,
    ) -> World:
        """The stations of an AFDC file that work: fuel ELEC, status E.

        The CSV of its download page, the JSON or GeoJSON of its API, or a table with the names of the API;
        plain or gzip. Bad rows are never fatal: `report` lists them.

        Args:
            path: The file.
            states_seed: Seed of simulated live states, since the file has none; None simulates none.
            assumptions: Assumptions about gaps in the file, such as powers.

        Raises:
            OSError: The file cannot be read.
            ValueError: Not an AFDC file.
        """
        from .importers import afdc, datafiles

        with rare_collections():
            read = afdc.load(Path(path), states_seed=states_seed, assumptions=assumptions)
        states = datafiles.NONE if states_seed is None else datafiles.SIMULATED
        return cls._of_file(datafiles.Loaded(*read, states), states_seed)

    @classmethod
    def from_ocpi(cls, path: str | Path) -> World:
        """The stations of a file of OCPI 2.1.1 or 2.2.1 locations, with the states of its EVSEs.

        The file is JSON: a list of locations, the envelope of a response, one location, or one per
        line; plain or gzip. Bad rows are never fatal: `report` lists them.

        Args:
            path: The file.

        Raises:
            OSError: The file cannot be read.
            ValueError: Not JSON, or no locations.
        """
        from .importers import datafiles, ocpi

        with rare_collections():
            read = ocpi.load(Path(path))
        return cls._of_file(datafiles.Loaded(*read, datafiles.OF_THE_FILE))

    @classmethod
    def from_geojson(cls, path: str | Path) -> World:
        """The stations of a file of GeoJSON points, without live states.

        A FeatureCollection, a list of features, one feature, or one per line; plain or gzip. Position,
        name, operator, address, opening hours, capacity and sockets (`socket:type2=2`) are read, with
        the tags of OpenStreetMap; `report` counts unread properties.

        Args:
            path: The file.

        Raises:
            OSError: The file cannot be read.
            ValueError: Not JSON, or no features.
        """
        from .importers import datafiles, geojson

        with rare_collections():
            read = geojson.load(Path(path))
        return cls._of_file(datafiles.Loaded(*read, datafiles.NONE))

    @classmethod
    def from_file(cls, path: str | Path, *, states_seed: int | None = 0) -> World:
        """The stations of a data file of any known kind, recognized by its content.

        Args:
            path: The file: stations that evcp saved (`json`, `jsonl`, `geojson`, `csv`, or XML of the service),
                a download of the AFDC, locations of OCPI, or GeoJSON points.
            states_seed: As for `from_afdc`; other kinds get no simulated states.

        Raises:
            OSError: The file cannot be read.
            ValueError: A file of an unknown kind.
        """
        from .importers import datafiles

        with rare_collections():
            loaded = datafiles.load(Path(path), states_seed=states_seed)
        simulated = loaded.states == datafiles.SIMULATED
        return cls._of_file(loaded, states_seed if simulated else None)

    @classmethod
    def _of_file(cls, loaded: Loaded, seed: int | None = None) -> World:
        return cls(
            loaded.stations,
            label=f"{len(loaded.stations)} stations of {loaded.report.source}, {loaded.states}",
            report=loaded.report,
            seed=seed,
        )

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return joined("<World:", self.label[:100])


def _need_numpy() -> None:
    """Fail early, with the way to install numpy."""
    try:
        import numpy  # noqa: F401
    except ImportError as error:
        raise missing_extra(
            "the sandbox needs numpy: pip install 'evcp[sandbox]'", name="numpy"
        ) from error


class Listed:
    """A source of given stations.

    Attributes:
        stations: The stations.
        columns: Their searchable facts.
        roamings: Their accepted eMSPs.

    Raises:
        ValueError: Two stations with the same id.
        TypeError: Other objects than stations.
    """

    def __init__(self, stations: Iterable[EVStation]) -> None:
        from .stations.columns import columns_of

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


class StationList(Sequence[EVStation]):
    """All stations in the order of the world, built on access; equal to any equal sequence."""

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

    def __repr__(self) -> str:
        return f"<{self._size} stations>"


class _ByKey:
    __slots__ = ("_source", "_station")

    def __init__(self, source: Source, station: Callable[[int], EVStation]) -> None:
        self._source = source
        self._station = station


class ById(_ByKey, Mapping[str, EVStation]):
    """The stations by id."""

    __slots__ = ()

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


class ByPool(_ByKey, Mapping[str, tuple[EVStation, ...]]):
    """The stations of each pool, by pool id."""

    __slots__ = ()

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
