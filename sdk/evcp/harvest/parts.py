"""Parts of a harvest as Parquet, and the one file that they become. Needs pyarrow (extra `harvest`).

A part has the columns of `evcp.arrow` and two of its own, by which stations are told apart: a digest of pool id,
place and EVSE ids, and the page. Station ids change without notice (contract section 1.5), so a station that comes
again under another id is known by the digest; two stations of one page are two, because the service says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from ..arrow import record_batch, schema, write_geoparquet
from ..operations import Operation
from .regions import Region
from .tiles import Tile

if TYPE_CHECKING:
    from evcp_models import EVStation

_KEY, _PAGE = "harvest_key", "harvest_page"
_RAW = pa.schema([("operation", pa.string()), ("query", pa.string()), ("body", pa.binary())])


def station_key(station: EVStation) -> bytes | None:
    """Return a digest of pool id, place and EVSE ids; None for a station without pool or EVSE.

    EVSE ids may be plain serials: the second station of a pool may have those of the first.
    """
    evses = sorted(
        {
            id
            for connector in station.connectors
            for status in connector.connector_statuses
            if (id := status.cpo_evse_emi3_id or status.cpo_evse_id)
        }
    )
    if station.pool_id is None or not evses:
        return None
    place = station.position
    names = (station.pool_id, f"{place.latitude},{place.longitude}", *evses)
    return hashlib.blake2b("\0".join(names).encode(), digest_size=16).digest()


class PartSink:
    """The stations and raw answers of one task."""

    def __init__(self, *, raw: bool = False) -> None:
        self.stations = 0
        self._raw = raw
        self._batches: list[pa.RecordBatch] = []
        self._answers: list[dict[str, str | bytes]] = []
        self._pages = 0

    def add(self, stations: Sequence[EVStation]) -> None:
        """Keep the stations of a page, as columns: the models are not kept."""
        self._pages += 1
        if not stations:
            return
        batch = record_batch(stations)
        keys = pa.array([station_key(station) for station in stations], pa.binary())
        pages = pa.array([self._pages] * len(stations), pa.int32())
        self._batches.append(batch.append_column(_KEY, keys).append_column(_PAGE, pages))
        self.stations += len(stations)

    def keep(self, operation: Operation[object], body: bytes) -> None:
        """Keep an answer as it came, with the query without credentials."""
        if self._raw:
            query = "&".join(f"{name}={value}" for name, value in operation.query)
            self._answers.append({"operation": operation.name, "query": query, "body": body})

    def clear(self) -> None:
        """Forget the stations; the answers stay."""
        self.stations, self._batches = 0, []

    def close(self) -> tuple[bytes | None, bytes | None]:
        """Return the part and the raw answers as Parquet."""
        part = raw = None
        if self._batches:
            part = _bytes(pa.Table.from_batches(self._batches))
        if self._answers:
            raw = _bytes(pa.Table.from_pylist(self._answers, _RAW))
        return part, raw


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    # Parts are small and read once: dictionaries and statistics of their hundred columns would cost more.
    pq.write_table(table, sink, compression="zstd", use_dictionary=False, write_statistics=False)
    return bytes(sink.getvalue())


@dataclass(slots=True)
class Compaction:
    """The joining of parts into one file.

    Args:
        region: Region of the harvest: a station outside the tile that showed it may be outside of the region.

    Attributes:
        stations: Stations of the file.
        duplicates: Rows left out, because the same station came before.
    """

    region: Region
    stations: int = 0
    duplicates: int = 0
    _ids: set[bytes] = field(default_factory=set)
    _keys: dict[bytes, int] = field(default_factory=dict)
    _strays: set[bytes] = field(default_factory=set)

    def run(
        self,
        folder: Path,
        parts: Sequence[tuple[str, Tile]],
        output: Path,
        *,
        sort_memory: int,
        metadata: Mapping[str, str],
    ) -> None:
        """Write all stations of the parts to one GeoParquet file, each once, along a Hilbert curve.

        Args:
            folder: Folder of the harvest.
            parts: Paths of the parts in it with their tiles, in an order that is the same in every run.
            output: The file; it is complete, or not there.
            sort_memory: Bytes of memory for sorting.
            metadata: Key-values of the file.
        """
        write_geoparquet(
            output, self._batches(folder, parts), sort_memory=sort_memory, metadata=metadata
        )

    def _batches(self, folder: Path, parts: Sequence[tuple[str, Tile]]) -> Iterator[pa.RecordBatch]:
        empty = True
        for number, (name, tile) in enumerate(parts):
            with pq.ParquetFile(folder / name) as file:
                for batch in file.iter_batches(batch_size=4_096):
                    empty = False
                    yield self._unique(batch, number, tile)
        if empty:
            yield pa.RecordBatch.from_pylist([], schema())

    def _unique(self, batch: pa.RecordBatch, part: int, tile: Tile) -> pa.RecordBatch:
        rows = []
        columns = (batch[name].to_pylist() for name in ("id", _KEY, _PAGE))
        axes = (batch["position"].field(name).to_pylist() for name in ("latitude", "longitude"))
        values = zip(*columns, zip(*axes, strict=True), strict=True)
        for row, (id, key, page, place) in enumerate(values):
            owned = tile.owns(*place)
            if not owned and not self.region.contains(*place):
                continue
            digest = hashlib.blake2b(id.encode(), digest_size=12).digest()
            where = part << 32 | page
            if digest in self._ids or (key is not None and self._keys.get(key, where) != where):
                # A place on an edge is shown by both of its tiles, as it should.
                if owned:
                    self.duplicates += digest not in self._strays
                    self._strays.discard(digest)
                continue
            if not owned:
                self._strays.add(digest)
            self._ids.add(digest)
            if key is not None:
                self._keys[key] = where
            rows.append(row)
        self.stations += len(rows)
        if len(rows) < len(batch):
            batch = batch.take(pa.array(rows, pa.int64()))
        return batch.select([name for name in batch.schema.names if name not in (_KEY, _PAGE)])
