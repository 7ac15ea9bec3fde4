"""GeoParquet 1.1: batches of stations as one file, in the order of a Hilbert curve. Needs pyarrow.

What the file has beside the columns of the batches:

* `geometry`: the position as a point in WKB; null where the position is not on the earth.
* `bbox`: the same as xmin, ymin, xmax and ymax (the covering of GeoParquet), by whose statistics readers
  skip row groups.
* `geo`, the metadata of GeoParquet, in two places. Arrow's readers take metadata from the schema, which stands
  at the beginning, when the bounds of the file are not known yet; the others read the key-value at the end.

Rows that are close on the earth are close in the file, so that a row group covers a small area. The file
depends on the rows alone, not on their order or batches: equal rows give equal bytes (with one version of
pyarrow).
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from __future__ import annotations

import itertools
import json
import logging
import struct
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_log = logging.getLogger("evcp")
_BITS = 16
_SIDE = 1 << _BITS
_NOWHERE = 1 << (2 * _BITS)
"""Key of a row without a position: behind all others."""
_ID_BITS = 30
_KEY = "hilbert key"
_SPILL_ROWS = 100
"""Rows of a batch in a temporary file: one of each run is in memory while they are merged."""
_CHUNK = 5_000
_point = struct.Struct("<BIdd").pack
_WKB_POINT = 1

GEOMETRY = "geometry"
ISSUES = b"evcp.issues"
"""Metadata of a schema: the issues that belong to no row, as JSON."""
BBOX = pa.struct([(side, pa.float64()) for side in ("xmin", "ymin", "xmax", "ymax")])


def rowless_issues(schema: pa.Schema) -> list[object]:
    """Return the issues that belong to no row, from the metadata of a schema."""
    found: list[object] = json.loads((schema.metadata or {}).get(ISSUES, b"[]"))
    return found


@cache
def crs84() -> dict[str, object]:
    """Return the coordinate reference system OGC:CRS84 in full, as PROJ describes it (PROJJSON)."""
    found: dict[str, object] = json.loads(Path(__file__).with_name("crs84.json").read_text("utf-8"))
    return found


def with_geometry(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch with the columns `geometry` and `bbox` behind its own.

    The position is in `position` (a struct) or in the columns `latitude` and `longitude`, in degrees.

    Raises:
        TypeError: It is not a batch.
        ValueError: The batch has neither, or only one of the two columns.
    """
    if not isinstance(batch, pa.RecordBatch):
        raise TypeError(
            f"batches must hold pyarrow.RecordBatch, not {type(batch).__name__}: "
            "pass evcp.arrow.reader(stations)"
        )
    names = {GEOMETRY, "bbox"}.intersection(batch.schema.names)
    if len(names) == 2:
        return batch
    if names:
        raise ValueError(f"the batch has a column {names.pop()} of its own: drop or rename it")
    longitude, latitude = _position(batch)
    points = [
        None if x is None else _point(1, _WKB_POINT, x, y)
        for x, y in zip(longitude.to_pylist(), latitude.to_pylist(), strict=True)
    ]
    bounds = pa.StructArray.from_arrays(
        [longitude, latitude, longitude, latitude], fields=list(BBOX), mask=longitude.is_null()
    )
    return pa.RecordBatch.from_arrays(
        [*batch.columns, pa.array(points, pa.binary()), bounds], schema=geo_schema(batch.schema)
    )


def geo_schema(schema: pa.Schema) -> pa.Schema:
    """Return a schema with `geometry` and `bbox`; the extension name is the one of GeoArrow."""
    if GEOMETRY in schema.names:
        return schema
    metadata = {
        "ARROW:extension:name": "geoarrow.wkb",
        "ARROW:extension:metadata": json.dumps({"crs": crs84(), "crs_type": "projjson"}),
    }
    geometry = pa.field(GEOMETRY, pa.binary(), metadata=metadata)
    return schema.append(geometry).append(pa.field("bbox", BBOX))


def _position(batch: pa.RecordBatch) -> tuple[pa.Array, pa.Array]:
    """Return longitude and latitude; both are null where they are not on the earth."""
    names = batch.schema.names
    if "position" in names:
        latitude, longitude = (
            pc.struct_field(batch["position"], "latitude"),
            pc.struct_field(batch["position"], "longitude"),
        )
    elif {"latitude", "longitude"}.issubset(names):
        latitude, longitude = batch["latitude"], batch["longitude"]
    else:
        raise ValueError(
            "the batch has no position: take one of evcp.arrow, or columns latitude and longitude"
        )
    for name, column in (("latitude", latitude), ("longitude", longitude)):
        if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
            raise ValueError(f"the column {name} must hold numbers, not {column.type}")
    valid = pc.and_(pc.less_equal(pc.abs(latitude), 90.0), pc.less_equal(pc.abs(longitude), 180.0))
    nothing = pa.scalar(None, pa.float64())
    return pc.if_else(valid, longitude, nothing), pc.if_else(valid, latitude, nothing)


def hilbert_keys(longitude: pa.Array, latitude: pa.Array) -> pa.Array:
    """Return the places of points along a Hilbert curve of order 16 over the whole map.

    Points without coordinates come behind all others.
    """
    x, y = _cells(longitude, -180, 360), _cells(latitude, -90, 180)
    key = pc.multiply(x, 0)
    side = _SIDE >> 1
    while side:
        right = pc.not_equal(pc.bit_wise_and(x, side), 0)
        upper = pc.not_equal(pc.bit_wise_and(y, side), 0)
        # Quadrants in the order of the curve: lower left 0, upper left 1, upper right 2, lower right 3.
        quadrant = pc.if_else(right, pc.if_else(upper, 2, 3), pc.if_else(upper, 1, 0))
        key = pc.add(key, pc.multiply(quadrant, side * side))
        # The curve is turned in the lower quadrants: mirrored in the right one, and transposed in both.
        mirrored = pc.and_not(right, upper)
        a = pc.if_else(mirrored, pc.subtract(_SIDE - 1, x), x)
        b = pc.if_else(mirrored, pc.subtract(_SIDE - 1, y), y)
        x, y = pc.if_else(upper, a, b), pc.if_else(upper, b, a)
        side >>= 1
    return pc.fill_null(pc.cast(key, pa.int64()), _NOWHERE)


def _cells(degrees: pa.Array, least: float, extent: float) -> pa.Array:
    cell = pc.floor(pc.multiply(pc.subtract(degrees, float(least)), _SIDE / extent))
    return pc.cast(pc.min_element_wise(cell, float(_SIDE - 1), skip_nulls=False), pa.int64())


@dataclass(slots=True)
class _Facts:
    """Facts about all rows: numbers, bounds, columns, and the issues that belong to none of them."""

    rows: int = 0
    missing: int = 0
    sides: list[float] = field(default_factory=list)
    issues: list[object] = field(default_factory=list)
    schema: pa.Schema | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        schema = batch.schema.remove_metadata()
        if self.schema is None:
            self.schema = schema
        elif schema != self.schema:
            names, before = ", ".join(schema.names), ", ".join(self.schema.names)
            raise ValueError(f"batches differ in their columns: {names:.200}; before {before:.200}")
        self.issues += rowless_issues(batch.schema)
        box = batch["bbox"]
        self.rows += len(batch)
        self.missing += box.null_count
        if box.null_count == len(box):
            return
        x, y = pc.min_max(pc.struct_field(box, "xmin")), pc.min_max(pc.struct_field(box, "ymin"))
        found = [x["min"].as_py(), y["min"].as_py(), x["max"].as_py(), y["max"].as_py()]
        known = self.sides or found
        self.sides = [*map(min, known[:2], found[:2]), *map(max, known[2:], found[2:])]


def write_file(
    path: Path,
    batches: Iterable[pa.RecordBatch],
    *,
    name: str,
    row_group_size: int,
    sort_memory: int,
    metadata: Mapping[str, str],
) -> int:
    """Write the batches to a new file; see `evcp.arrow.write_geoparquet`."""
    facts = _Facts()
    _check_keys(metadata)
    with ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent)
        )
        spill = Path(folder) / "rows.arrow"
        source = _Sorted(_located(batches, facts), max(sort_memory // 3, 1), stack, spill)
        writer: pq.ParquetWriter | None = None
        for group in _groups(source, row_group_size):
            if writer is None:
                schema = group.schema.with_metadata({"geo": _geo({})})
                writer = stack.enter_context(
                    pq.ParquetWriter(path, schema, compression="zstd", write_page_index=True)
                )
            writer.write_table(group, row_group_size=row_group_size)
            del group
            pa.default_memory_pool().release_unused()
        if writer is None:
            raise ValueError(
                "there are no batches: pass at least an empty one, which has the schema"
            )
        _check_keys(metadata)  # it may have been filled meanwhile
        bbox = {"bbox": facts.sides} if facts.sides else {}
        issues = {ISSUES.decode(): _json(facts.issues)} if facts.issues else {}
        more = {**issues, **metadata}
        writer.add_key_value_metadata({**dict(sorted(more.items())), "geo": _geo(bbox)})
    if facts.missing:
        _log.warning(
            "%d of %d rows of %s have no position on the earth: their geometry is null, at the end",
            facts.missing,
            facts.rows,
            name,
        )
    return facts.rows


def _check_keys(metadata: Mapping[str, str]) -> None:
    if own := {"geo", "ARROW:schema", ISSUES.decode()}.intersection(metadata):
        raise ValueError(f"metadata must not have the key {min(own)}, which is the file's own")


def _geo(bbox: Mapping[str, object]) -> str:
    """Return the metadata of GeoParquet 1.1."""
    sides = {side: ["bbox", side] for side in BBOX.names}
    column = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "crs": crs84(),
        "edges": "planar",
        "covering": {"bbox": sides},
        **bbox,
    }
    return _json({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _located(batches: Iterable[pa.RecordBatch], facts: _Facts) -> Iterator[pa.RecordBatch]:
    """Yield the batches with their geometry, and the key that they are sorted by in front.

    The key is the place on the curve, then the checksum of an id: any number of stations at one point,
    or without a position, can be cut into ranges that fit into memory.
    """
    for batch in batches:
        located = with_geometry(batch)
        facts.add(located)
        box = located["bbox"]
        key = hilbert_keys(pc.struct_field(box, "xmin"), pc.struct_field(box, "ymin"))
        key = pc.add(pc.multiply(key, 1 << _ID_BITS), _id_sums(batch))
        yield located.replace_schema_metadata(None).add_column(0, _KEY, key)


def _id_sums(batch: pa.RecordBatch) -> pa.Array:
    for name in ("id", "station_id"):
        if name in batch.schema.names:
            ids = batch[name].to_pylist()
            sums = [crc32(str(one).encode()) >> (32 - _ID_BITS) for one in ids]
            return pa.array(sums, pa.int64())
    return pa.array([0] * len(batch), pa.int64())


def _groups(tables: Iterable[pa.Table], size: int) -> Iterator[pa.Table]:
    """Yield the rows in tables of a size; the last one may be smaller.

    Their chunks have the same rows, however the rows came: pages of the file end where chunks end.
    """
    whole, rest = divmod(size, _CHUNK)
    sizes = [_CHUNK] * whole + [rest] * (rest > 0)
    chunks = _cut(tables, itertools.cycle(sizes))
    while group := list(itertools.islice(chunks, len(sizes))):
        whole_group = pa.concat_tables(group)
        group.clear()
        yield whole_group
        del whole_group  # a name that still holds the rows would double the memory


def _cut(tables: Iterable[pa.Table], sizes: Iterator[int]) -> Iterator[pa.Table]:
    """Yield the rows in tables of given sizes, in one chunk each; a single empty one if there are no rows."""
    held: list[pa.Table] = []
    rows, size, first = 0, next(sizes), True
    for table in tables:
        held.append(table)
        rows += len(table)
        del table
        while rows >= size:
            joined = pa.concat_tables(held)
            held = [joined.slice(size)]
            chunk = joined.slice(0, size).combine_chunks()
            del joined
            yield chunk
            del chunk
            rows, size, first = rows - size, next(sizes), False
    if held and (rows or first):
        yield pa.concat_tables(held).combine_chunks()


class _Sorted:
    """Rows in the order of their keys, as tables: sorted in memory, or by sorted runs in a temporary file.

    A run is so many rows as fit into memory, in order. When all are written, the range of keys is cut so that
    the rows of each part fit into memory, and the parts of a range are read from each run.

    Args:
        batches: The rows; read when the iteration begins.
        memory: Bytes of the rows of a run.
        stack: Closes the temporary file.
        path: The temporary file.
    """

    def __init__(
        self, batches: Iterable[pa.RecordBatch], memory: int, stack: ExitStack, path: Path
    ) -> None:
        self._batches = batches
        self._memory = memory
        self._stack = stack
        self._path = path
        self._writer: pa.RecordBatchFileWriter | None = None
        self._starts = [0]
        self._keys: list[pa.Array] = []
        self._bytes = 0

    def __iter__(self) -> Iterator[pa.Table]:
        held: list[pa.RecordBatch] = []
        size = 0
        for batch in self._batches:
            held.append(batch)
            size += batch.nbytes
            if size >= self._memory:
                self._spill(held, size)
                size = 0
        if self._writer is None:
            if held:
                yield _in_order(held).remove_column(0)
            return
        if held:
            self._spill(held, size)
        self._writer.close()
        file = self._stack.enter_context(pa.OSFile(str(self._path)))
        reader = pa.ipc.open_file(file)
        runs = [_Run(reader, *ends) for ends in itertools.pairwise(self._starts)]
        for end in self._ends():
            parts = [part for run in runs for part in run.until(end)]
            if parts:
                yield _in_order(parts).remove_column(0)

    def _spill(self, held: list[pa.RecordBatch], size: int) -> None:
        table = _in_order(held)
        self._bytes += size
        self._keys.append(table[_KEY].combine_chunks())
        if self._writer is None:
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            self._writer = pa.ipc.new_file(str(self._path), table.schema, options=options)
            self._stack.callback(self._writer.close)
        self._writer.write_table(table, max_chunksize=_SPILL_ROWS)
        self._starts.append(self._starts[-1] - (-len(table) // _SPILL_ROWS))

    def _ends(self) -> list[int]:
        """Return the ends of the ranges of keys."""
        keys = pa.concat_arrays(self._keys)
        keys = keys.take(pc.sort_indices(keys))
        self._keys = []
        ranges = -(-self._bytes // self._memory)
        cuts = {keys[len(keys) * at // ranges].as_py() for at in range(1, ranges)}
        return [*sorted(cuts), (_NOWHERE + 1) << _ID_BITS]


class _Run:
    """Rows in the order of their keys, read from the batches of a file."""

    def __init__(self, reader: pa.RecordBatchFileReader, start: int, end: int) -> None:
        self._reader = reader
        self._places = iter(range(start, end))
        self._next: pa.RecordBatch | None = None

    def until(self, end: int) -> Iterator[pa.RecordBatch]:
        """Yield the next rows with keys below an end."""
        while True:
            batch, self._next = self._next, None
            if batch is None:
                place = next(self._places, None)
                if place is None:
                    return
                batch = self._reader.get_batch(place)
            below = pc.sum(pc.less(batch[_KEY], end)).as_py() or 0
            if below:
                yield batch.slice(0, below)
            if below < len(batch):
                self._next = batch.slice(below)
                return


def _in_order(batches: list[pa.RecordBatch]) -> pa.Table:
    """Return rows in the order of their key, and of their plain columns where keys are equal.

    The list is emptied: the rows are in memory twice at most.
    """
    table = pa.Table.from_batches(batches).combine_chunks()
    batches.clear()
    names = [_KEY, *(f.name for f in table.schema if f.name != _KEY and _is_plain(f.type))]
    table = table.take(pc.sort_indices(table, [(name, "ascending") for name in names]))
    ties = _ties(table.select(names))
    if not ties:
        return table
    places = list(range(len(table)))
    for start, end in ties:  # rows that differ in nested columns alone, if at all
        rows = list(_row_digests(table.slice(start, end - start)))
        order = sorted(range(end - start), key=rows.__getitem__)
        places[start:end] = [start + at for at in order]
    return table.take(pa.array(places, pa.int64()))


def _row_digests(table: pa.Table) -> Iterator[bytes]:
    """Yield a digest of each row: any number of them takes little memory."""
    for batch in table.to_batches(max_chunksize=100):
        for row in batch.to_pylist():
            yield blake2b(repr(row).encode(), digest_size=16).digest()


def _is_plain(kind: pa.DataType) -> bool:
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind))


def _ties(table: pa.Table) -> list[tuple[int, int]]:
    """Return the ranges of neighbouring rows that are equal in all columns."""
    if len(table) < 2:
        return []
    equal = pa.array([True] * (len(table) - 1))
    for column in table.columns:
        a, b = column.slice(0, len(column) - 1), column.slice(1)
        same = pc.fill_null(pc.equal(a, b), False)
        same = pc.or_(same, pc.and_(pc.is_null(a), pc.is_null(b)))
        equal = pc.and_(equal, same.combine_chunks())
        if not pc.any(equal).as_py():
            return []
    found: list[tuple[int, int]] = []
    for at in pc.indices_nonzero(equal).to_pylist():
        if found and found[-1][1] == at + 1:
            found[-1] = found[-1][0], at + 2
        else:
            found.append((at, at + 2))
    return found
