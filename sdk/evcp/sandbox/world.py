"""A world: the stations that a sandbox serves. It never changes."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from evcp_models import EVStation, RoamingEntry

from . import afdc, synthetic
from .afdc_tables import AfdcAssumptions
from .index import Index
from .report import Report
from .roaming import providers


class World:
    """Stations with their index.

    Attributes:
        stations: The stations, in the order given.
        by_id: The stations by id.
        by_pool: The stations of each pool, by pool id; a station without one is in none.
        index: The stations by place.
        roamings: The eMSPs whose cards some station accepts (contract 4.12).
        label: What the world is, for people; it tells when live states are simulated.
        report: What was wrong with the data file the world comes from; None without a file.
    """

    __slots__ = ("by_id", "by_pool", "index", "label", "report", "roamings", "stations")

    def __init__(
        self, stations: Iterable[EVStation], *, label: str = "", report: Report | None = None
    ) -> None:
        """Build a world.

        Args:
            stations: The stations; `distance` is set by each search.
            label: What the world is, for people.
            report: The report of the file they come from.

        Raises:
            ValueError: Two stations have the same id.
        """
        self.stations = tuple(stations)
        by_id: dict[str, EVStation] = {}
        by_pool: dict[str, tuple[EVStation, ...]] = {}
        for station in self.stations:
            if by_id.setdefault(station.id, station) is not station:
                raise ValueError(f"two stations have the id {station.id}")
            if station.pool_id is not None:
                by_pool[station.pool_id] = (*by_pool.get(station.pool_id, ()), station)
        self.by_id = MappingProxyType(by_id)
        self.by_pool = MappingProxyType(by_pool)
        self.roamings: tuple[RoamingEntry, ...] = providers(self.stations)
        self.index = Index(self.stations)
        self.label = label or f"{len(self.stations)} stations"
        self.report = report

    @classmethod
    def synthetic(cls, size: int = 2_000, seed: int = 0) -> World:
        """Made-up stations in real cities of eighteen countries, with simulated live states.

        The same seed gives the same stations; a larger world begins with those of a smaller one.

        Args:
            size: Number of stations.
            seed: Which world.

        Raises:
            ValueError: `size` is negative.
        """
        with _collector_paused():
            stations = synthetic.stations(size, seed)
        return cls(
            stations,
            label=f"{size} synthetic stations (seed {seed}), live states simulated",
        )

    @classmethod
    def from_afdc(
        cls,
        path: str | Path,
        *,
        states_seed: int | None = 0,
        assumptions: AfdcAssumptions | None = None,
    ) -> World:
        """The stations of an AFDC file (CSV, plain or gzip).

        Bad rows are never fatal: `report` lists them.

        Args:
            path: The file.
            states_seed: Seed of the simulated live states, which the file does not have; None adds
                none.
            assumptions: What to assume where the file says nothing, powers above all.

        Raises:
            OSError: The file cannot be read.
            ValueError: It is not an AFDC file.
        """
        with _collector_paused():
            stations, report = afdc.load(
                Path(path), states_seed=states_seed, assumptions=assumptions
            )
        states = "no live states" if states_seed is None else "live states simulated"
        return cls(
            stations, label=f"{len(stations)} stations of {report.source}, {states}", report=report
        )

    def __len__(self) -> int:
        return len(self.stations)

    def __repr__(self) -> str:
        return f"<World: {self.label}>"


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking a growing world again and again.

    Stations hold no cycles, so it would find nothing; without the walks a world is built in about
    half the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
