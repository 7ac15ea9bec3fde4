"""A harvest from its plan to its file: the loop between coordinator, journal and engine."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pyarrow import ArrowInvalid

from evcp_codec.model import joined

from .._api.areas import Area, require_int
from .._api.params import Extra
from .._client.async_client import AsyncClient
from .._client.client import Client
from .._client.pagination import Completeness
from ..errors import ConfigurationError, EvcpError
from .budget import Budget
from .coordinator import Coordinator
from .coverage import coverage_of
from .engines import Engine, Threads, is_lost, run_task_async
from .journal import Event, Journal, digest
from .regions import Polygons, region_of
from .reports import Plan, Status, Summary, TileReport
from .tasks import TileResult, TileTask, filters_of
from .tiles import SIDE, Tile

if TYPE_CHECKING:
    from .parts import Compaction

SORT_MEMORY = 128 * 1024 * 1024
"""Bytes of memory for sorting the stations of the file."""
_ROW_BYTES = 500
"""Bytes of a station in the file, measured."""


class Harvest:
    """All stations of an area of any size, in one GeoParquet file; the same arguments resume it.

    Its state is in a folder beside the file, `NAME.harvest`: a journal, and the parts. It survives a kill at any
    moment. Only one process may run it.

    ```python
    with Client() as client:
        harvest = Harvest(Box(north=55.1, west=5.8, south=47.2, east=15.1), "germany.parquet", rate=5)
        print(harvest.plan(client).requests)
        summary = harvest.run(client)
    print(summary.completeness, summary.stations)
    ```

    Args:
        area: The area, of any size; polygons from `Polygons.from_geojson`.
        output: The file.
        rate: Requests in any second, over all workers; None sets no limit.
        burst: Requests that may go out together.
        quota: Requests in all, over all runs.
        workers: Tasks at once; with a rate, no more than it has requests in a second.
        connector_types: Connector types by id, family or word.
        emsp: Partner ids of e-mobility service providers.
        min_power: Least power in kW.
        max_power: Greatest power in kW.
        extra: Parameters that evcp does not know.
        raw: Keep the answers as they came, in the folder `raw` (Parquet, zstd).
        side: Longest side of the first tiles in metres; 400 km is the limit of the service.

    Raises:
        AreaError: `area` is not an area.
        ConfigurationError: A filter or a number is out of range, or `output` is no name of a file.
    """

    def __init__(
        self,
        area: Area | Polygons,
        output: str | Path,
        *,
        rate: float | None = None,
        burst: int = 1,
        quota: int | None = None,
        workers: int = 8,
        connector_types: Iterable[str | int] = (),
        emsp: Iterable[str] = (),
        min_power: float | str | None = None,
        max_power: float | str | None = None,
        extra: Extra | None = None,
        raw: bool = False,
        side: float = SIDE,
    ) -> None:
        self.output = Path(output)
        if not self.output.name or self.output.is_dir():
            raise ConfigurationError(f"the output {str(output)!r} must be a file, not a folder")
        self.folder = self.output.with_name(self.output.name + ".harvest")
        self._region = region_of(area)
        self._filters = filters_of(connector_types, emsp, min_power, max_power, extra)
        self._limits = (rate, burst, quota)
        Budget(*self._limits)  # checks the numbers now
        self._workers = require_int(workers, "workers")
        self._raw = raw
        self._side = min(side, SIDE)

    def __repr__(self) -> str:
        return joined("<Harvest", self.output.name)

    # --- blocking -------------------------------------------------------------------------------

    def plan(
        self, client: Client | Engine, *, progress: Callable[[Status], object] | None = None
    ) -> Plan:
        """Count the stations of the area, look at one page, and say what the rest will cost.

        It spends one request for each box of 400 km, and one for the page; a harvest does not spend them again.

        Args:
            client: Client, or an engine of `evcp.harvest`.
            progress: Function to call after each task.

        Raises:
            EvcpError: The service refuses the requests, or another harvest writes into the folder.
        """
        with self._session(planning=True) as session:
            self._drive(session, client, progress)
            return session.plan()

    def run(
        self, client: Client | Engine, *, progress: Callable[[Status], object] | None = None
    ) -> Summary:
        """Read all tiles that are not read yet, and write the file.

        Args:
            client: Client, whose threads do the work; or an engine of `evcp.harvest`.
            progress: Function to call after each task.

        Raises:
            EvcpError: The service refuses the requests, or another harvest writes into the folder.
        """
        with self._session() as session:
            self._drive(session, client, progress)
            return session.compact()

    def _drive(
        self,
        session: _Session,
        client: Client | Engine,
        progress: Callable[[Status], object] | None,
    ) -> None:
        engine, rest = self._engine(client)
        session.coordinator.workers = min(self._workers, engine.workers)
        session.cores = engine.workers if engine is client else 1
        try:
            while not session.ended:
                pause = session.pause
                for task in session.tasks():
                    engine.submit(task)
                if not session.coordinator.running:
                    if pause is None:
                        break
                    started = time.monotonic()
                    rest(pause)
                    session.skip(pause, started)
                    continue
                for task, result in engine.finished(session.pause):
                    session.settle(task, result)
                    if progress is not None:
                        progress(session.status())
        except KeyboardInterrupt:
            engine.close()
            for task, result in engine.finished(0):  # what was read is kept
                if isinstance(result, TileResult):
                    session.settle(task, result)
            raise
        finally:
            if engine is not client or session.coordinator.running:
                engine.close()
                for _ in engine.finished(0):
                    pass  # it may serve another harvest

    def _engine(self, client: Client | Engine) -> tuple[Engine, Callable[[float], object]]:
        """Return the engine of a client, or the one that was given, and the way to wait."""
        if isinstance(client, Client):
            return Threads(client, self._workers), client._transport.wait
        return client, time.sleep

    # --- asynchronous ---------------------------------------------------------------------------

    async def plan_async(
        self, client: AsyncClient, *, progress: Callable[[Status], object] | None = None
    ) -> Plan:
        """Plan with an asynchronous client; see `plan`."""
        with self._session(planning=True) as session:
            await self._drive_async(session, client, progress)
            return session.plan()

    async def run_async(
        self, client: AsyncClient, *, progress: Callable[[Status], object] | None = None
    ) -> Summary:
        """Harvest with an asynchronous client; see `run`."""
        with self._session() as session:
            await self._drive_async(session, client, progress)
            return await asyncio.to_thread(session.compact)

    async def _drive_async(
        self,
        session: _Session,
        client: AsyncClient,
        progress: Callable[[Status], object] | None,
    ) -> None:
        running: dict[asyncio.Task[TileResult], TileTask] = {}
        try:
            while not session.ended:
                pause = session.pause
                for task in session.tasks():
                    running[asyncio.create_task(run_task_async(client, task))] = task
                if not running:
                    if pause is None:
                        break
                    started = time.monotonic()
                    await client._transport.wait(pause)
                    session.skip(pause, started)
                    continue
                done, _ = await asyncio.wait(
                    running, timeout=session.pause, return_when=asyncio.FIRST_COMPLETED
                )
                for ended in done:
                    error = ended.exception()
                    session.settle(running.pop(ended), ended.result() if error is None else error)
                    if progress is not None:
                        progress(session.status())
        finally:
            for left in running:
                left.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    # --- the folder -----------------------------------------------------------------------------

    def _session(self, *, planning: bool = False) -> _Session:
        budget = Budget(*self._limits)
        coordinator = Coordinator(
            self._region,
            self._filters,
            budget,
            workers=self._workers,
            raw=self._raw,
            side=self._side,
        )
        coordinator.planning = planning
        journal = Journal(self.folder)
        try:
            journal.begin(self._fingerprint())
            session = _Session(self.output, journal, coordinator, budget)
            session.replay()
        except BaseException:
            journal.close()
            raise
        return session

    def _fingerprint(self) -> dict[str, object]:
        from ..arrow import schema

        return {
            "area": digest(json.dumps(self._region.describe()).encode()),
            "filters": json.loads(json.dumps(self._filters, default=str)),
            "columns": digest(str(schema()).encode()),
            "raw": self._raw,
            "side": self._side,
        }


class _Session:
    """One run over a folder: events go to the journal before they change the coordinator."""

    def __init__(
        self,
        output: Path,
        journal: Journal,
        coordinator: Coordinator,
        budget: Budget,
    ) -> None:
        self.output = output
        self.journal = journal
        self.coordinator = coordinator
        self.budget = budget
        self.compacted: tuple[int, int] | None = None
        self._reached = False
        self._skipped = 0.0
        self._began = time.monotonic()
        self._sent_before = 0
        self._left, self._unread, self._left_until = 0, 0, 0.0
        self.cores = 1  # threads of a process decode on one core at a time

    def __enter__(self) -> _Session:
        return self

    def __exit__(self, *exception: object) -> None:
        self.journal.close()

    def replay(self) -> None:
        """Come back to the state of the last run."""
        for event in self.journal.sound_events():
            kind, _, data = event
            if kind == "compacted":
                self.compacted = data["stations"], data["duplicates"]
            elif kind in ("lease", "result"):
                self.coordinator.apply(event)
                if kind == "result":
                    self.compacted = None
        self.coordinator.reopen()
        self._sent_before = self.coordinator.totals.requests
        if self._sent_before and self.budget.rate is not None:
            self.budget.pause(self.now, self.budget.window)  # the last run may have ended just now
        for left in self.journal.folder.glob("*/*.tmp"):
            left.unlink()

    @property
    def now(self) -> float:
        """Monotonic time, with the pauses that a sandbox's clock jumped over."""
        return time.monotonic() + self._skipped

    @property
    def ended(self) -> bool:
        """Whether no task is left, or none may be sent."""
        coordinator = self.coordinator
        return coordinator.finished or bool(self.stopped and not coordinator.running)

    @property
    def stopped(self) -> str:
        """Why nothing more may be sent in this run; empty if it may."""
        if self.budget.exhausted and not self.coordinator.finished:
            return "the quota is used up"
        return self.coordinator.stopped

    @property
    def pause(self) -> float | None:
        """Seconds until leases are granted again; None if they are."""
        return self.budget.waits(self.now) or None

    def skip(self, pause: float, started: float) -> None:
        """Take a pause as passed, however long the clock of the transport took."""
        self._skipped += max(0.0, pause - (time.monotonic() - started))

    def tasks(self) -> Iterable[TileTask]:
        """Yield the tasks that may start now."""
        coordinator = self.coordinator
        while len(coordinator.running) < coordinator.workers and not coordinator.stopped:
            found = coordinator.next(self.now)
            if found is None:
                return
            task, events = found
            self.journal.append(events)
            yield task

    def settle(self, task: TileTask, result: TileResult | BaseException) -> None:
        """Write a result to the journal, and act on it.

        Raises:
            EvcpError: The error of a task that would end all others as well; or the service was never reached.
        """
        if isinstance(result, BaseException):
            if not is_lost(result):
                raise result
            self.budget.settle(task.number, task.lease.requests, self.now)
            self._apply(self.coordinator.lost(task, f"its worker is gone: {type(result).__name__}"))
            return
        self.budget.settle(task.number, result.requests, self.now, result.slots, result.latency)
        paths: dict[str, str] = {}
        for kind, content in (("parts", result.part), ("raw", result.raw)):
            if content is not None:
                name = f"{task.tile.id}.{task.number}.parquet"
                paths |= self.journal.write(kind, name, content)
        self._apply(self.coordinator.events_of(task, result, paths))
        self._reached = self._reached or not result.unsent
        if not self._reached:
            raise EvcpError(
                f"the service cannot be reached: {result.error}",
                hint="check the network, base_url, proxy and certificates",
            )

    def _apply(self, events: list[Event]) -> None:
        self.journal.append(events)
        self.compacted = None
        for event in events:
            self.coordinator.apply(event, self.now)

    # --- figures --------------------------------------------------------------------------------

    def _seconds(self, requests: int, stations: int) -> float:
        """Return the seconds of what is left: by the rate, by the latency, or by the decoding."""
        totals, probed = self.coordinator.totals, max(1, self.coordinator.probe_stations)
        decoding = stations / self.cores * self.coordinator.probe_seconds / probed
        latency = totals.seconds / max(1, totals.requests)
        fastest = self.coordinator.workers / latency if latency else float("inf")
        return max(decoding, requests / min(self.budget.rate or float("inf"), fastest))

    def plan(self) -> Plan:
        """Return the cost of the rest."""
        coordinator = self.coordinator
        if coordinator.stopped:
            raise EvcpError(f"there is no plan: {coordinator.stopped}", hint="try again later")
        left = coordinator.expected_requests()
        counts = [state.expected for state in coordinator.leaves()]
        stations = sum(count or 0 for count in counts) if None not in counts else None
        unread = coordinator.unread
        a_station = coordinator.probe_bytes / max(1, coordinator.probe_stations)
        return Plan(
            tiles=len(coordinator.open),
            stations=stations,
            spent=coordinator.totals.requests,
            requests=left,
            seconds=self._seconds(left, unread),
            bytes=None if stations is None else round(unread * a_station),
            file_bytes=None if stations is None else stations * _ROW_BYTES,
            page=coordinator.profile.full,
        )

    def status(self) -> Status:
        """Return the state of the run."""
        coordinator = self.coordinator
        done, every = coordinator.progress
        started = time.monotonic()
        if started >= self._left_until or coordinator.finished:
            self._left, self._unread = coordinator.expected_requests(), coordinator.unread
            # It looks at all open tiles: a hundredth of the time at most.
            now = time.monotonic()
            self._left_until = now + 100 * (now - started)
        left = self._left
        sent = coordinator.totals.requests
        return Status(
            tiles=done,
            all_tiles=every,
            stations=coordinator.totals.stations,
            requests=sent,
            rate=(sent - self._sent_before) / max(1e-3, time.monotonic() - self._began),
            left=left,
            seconds_left=self._seconds(left, self._unread),
        )

    # --- the file -------------------------------------------------------------------------------

    def compact(self) -> Summary:
        """Write the file, unless it stands, and return the summary."""
        from .parts import Compaction

        coordinator = self.coordinator
        leaves = coordinator.leaves()
        if self.compacted is None or not self.output.exists():
            work = Compaction(coordinator.region)
            parts = [(part, state.tile) for state in leaves for part in state.parts]
            self.journal.flush()
            self._write(work, parts)
            self.compacted = work.stations, work.duplicates
            reports = [
                [s.tile.id, s.tile.bounds, s.state.value, s.reasons, s.stations] for s in leaves
            ]
            values = {"stations": work.stations, "duplicates": work.duplicates}
            self.journal.append([("compacted", "", values), ("tiles", "", {"tiles": reports})])
        tiles = tuple(
            TileReport(state.tile.id, state.tile.bounds, state.state, state.reasons, state.stations)
            for state in leaves
        )
        return Summary(
            path=self.output,
            completeness=self._completeness(),
            stations=self.compacted[0],
            duplicates=self.compacted[1],
            tiles=tiles,
            totals=coordinator.totals,
            requests_lost=coordinator.requests_lost,
            unfinished=coordinator.unfinished,
            stopped=self.stopped if coordinator.unfinished else "",
        )

    def _completeness(self) -> Completeness:
        states = self.coordinator.states()
        if states[Completeness.PARTIAL]:
            return Completeness.PARTIAL
        if states[Completeness.TRUNCATED] or self.coordinator.unfinished:
            return Completeness.TRUNCATED
        return Completeness.COMPLETE

    def _write(self, work: Compaction, parts: list[tuple[str, Tile]]) -> None:
        # In the folder of the harvest: what a kill leaves behind is removed by the next run.
        folder = self.journal.folder / "compaction"
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)
        draft = folder / self.output.name
        with self.journal.write_errors():
            folder.mkdir()
            try:
                work.run(
                    self.journal.folder,
                    parts,
                    draft,
                    sort_memory=SORT_MEMORY,
                    metadata=coverage_of(self.coordinator, self._completeness()),
                )
            except (FileNotFoundError, ArrowInvalid) as error:
                raise EvcpError(
                    f"the parts of the harvest cannot be read: {error}",
                    hint=f"remove the folder {self.journal.folder} to start anew",
                ) from error
            draft.replace(self.output)
        shutil.rmtree(folder)


def open_harvest(output: str | Path) -> tuple[TileReport, ...]:
    """Return the tiles of a harvest by its file, also while it runs: the proof of what was covered.

    Raises:
        EvcpError: There is no harvest of this file.
    """
    folder = Path(output).with_name(Path(output).name + ".harvest")
    with Journal(folder, read_only=True) as journal:
        tiles: dict[str, TileReport] = {}
        for kind, _, data in journal.events():
            if kind == "tiles":
                for report in data["tiles"]:
                    name, bounds, state, reasons, stations = report
                    tiles[name] = TileReport(
                        name, tuple(bounds), Completeness(state), tuple(reasons), stations
                    )
        if not tiles:
            raise EvcpError(f"the harvest of {output} has not ended")
        return tuple(tiles.values())
