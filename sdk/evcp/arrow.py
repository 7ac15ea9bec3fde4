"""Stations as tables of Arrow, the format of pandas, polars, DuckDB and Parquet; and as GeoParquet files.

    from evcp import arrow

    arrow.write_geoparquet("berlin.parquet", arrow.reader(client.stations.search(area)))
    frame = arrow.table(stations, "connectors").to_pandas()

There are four layouts, and their schemas never depend on the data:

* `nested`: a row a station, all of the model: what evcp decoded comes back by `stations`.
* `stations`: a row a station, the members of `evcp.geo.properties`, flat.
* `connectors`: a row a connector group.
* `evses`: a row a single connector with its EVSE and its live state; of stations or of EVSE pools.

Pagers, results of many ids, tables and readers have `__arrow_c_stream__`: polars, DuckDB and others take
them as they are.

Needs pyarrow: `pip install 'evcp[arrow]'`.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from evcp_codec.issues import Decoded, Issue
from evcp_models import EVSEsPool, EVSEsResult, EVStation, EVStationsResult

from ._codec.dropped_items import row_issues
from ._codec.files import replaced
from ._reading.availability import check_station
from .errors import missing_extra
from .geo import groups, position, power, properties

try:
    import pyarrow as pa
except ImportError as error:
    raise missing_extra(
        "tables of Arrow need pyarrow: pip install 'evcp[arrow]'", name="pyarrow"
    ) from error

from evcp_codec.arrow import BOOLEAN, COLUMNS, FLOAT, INSTANT, INTEGER, TEXT
from evcp_models import _arrow

from ._codec.geoparquet import ISSUES, geo_schema, rowless_issues, with_geometry, write_file

if TYPE_CHECKING:
    import geopandas

    from evcp_models import Connector, EVSEConnector

__all__ = [
    "Layout",
    "issue_table",
    "reader",
    "record_batch",
    "schema",
    "stations",
    "table",
    "to_geopandas",
    "with_geometry",
    "write_geoparquet",
]

Layout: TypeAlias = Literal["nested", "stations", "connectors", "evses"]
"""Rows and columns of a table."""
Counted: TypeAlias = "Callable[[EVStation], Sequence[Connector] | None]"
Item: TypeAlias = "EVStation | EVSEsPool"
"""Sources of rows: pools only those of the layout `evses`."""
Answer: TypeAlias = "Decoded[EVStationsResult] | Decoded[EVSEsResult]"
Source: TypeAlias = "Answer | Iterable[Item | Sequence[Item] | Answer]"

Row: TypeAlias = dict[str, object]

BATCH_SIZE = 1_000
"""Stations of a batch by default."""
ROW_GROUP = 50_000
"""Rows of a row group by default: larger ones with nested columns are more than some readers can take."""
SORT_MEMORY = 64 * 1024 * 1024
"""Bytes that sorting a file takes by default."""

_COUNTED = ("connectors_total", "free", "in_use", "reserved", "out_of_service", "unknown")
_COUNTS = [(n, INTEGER) for n in _COUNTED]
_PLACE = [("latitude", FLOAT), ("longitude", FLOAT)]
_ISSUES = pa.field("issues", pa.list_(pa.struct([(n, TEXT) for n in ("path", "kind", "raw")])))
_SCHEMAS: Mapping[str, pa.Schema] = {
    "nested": pa.schema(list(_arrow.TYPES[EVStation])),
    "stations": pa.schema([
        *((n, TEXT) for n in ("id", "pool_id", "cpo_id", "name", "brand", "operator")),
        *_PLACE,
        ("distance_m", INTEGER),
        *((n, TEXT) for n in ("street", "street_number", "postal_code", "city", "region", "country")),
        *((n, TEXT) for n in ("address", "access", "time_zone", "connector_types")),
        ("max_power_kw", FLOAT),
        *_COUNTS,
        ("evses_total", INTEGER),
        ("evses_free", INTEGER),
        ("state_updated", INSTANT),
        ("updated", INSTANT),
    ]),
    "connectors": pa.schema([
        ("station_id", TEXT),
        ("pool_id", TEXT),
        ("group", INTEGER),
        ("operator", TEXT),
        ("type_id", TEXT),
        ("type", TEXT),
        ("max_power_kw", FLOAT),
        ("power_feed", TEXT),
        ("charge_level", TEXT),
        ("fixed_cable", BOOLEAN),
        ("volts", INTEGER),
        ("amps", INTEGER),
        ("phases", INTEGER),
        *_COUNTS,
        ("updated", INSTANT),
        *_PLACE,
    ]),
    "evses": pa.schema([
        ("station_id", TEXT),
        ("pool_id", TEXT),
        ("group", INTEGER),
        ("connector", INTEGER),
        ("evse_id", TEXT),
        ("evse_emi3_id", TEXT),
        ("physical_reference", TEXT),
        ("connector_id", TEXT),
        ("type_id", TEXT),
        ("max_power_kw", FLOAT),
        ("state", TEXT),
        ("updated", INSTANT),
        *_PLACE,
    ]),
}  # fmt: skip


def schema(layout: Layout = "nested", *, issues: bool = False) -> pa.Schema:
    """Return the schema of a layout: generated from the schema of the API, never inferred from data.

    Args:
        layout: One of `nested`, `stations`, `connectors` and `evses`.
        issues: Add the column `issues`: the deviations from the schema within the row's station.

    Raises:
        ValueError: There is no such layout.
    """
    found = _SCHEMAS.get(layout)
    if found is None:
        raise ValueError(f"layout must be one of {', '.join(_SCHEMAS)}, not {layout!r}")
    return found.append(_ISSUES) if issues else found


def record_batch(
    stations: Iterable[Item],
    layout: Layout = "nested",
    issues: Iterable[Issue] | None = None,
    *,
    counted: Counted = lambda station: None,
) -> pa.RecordBatch:
    """Return stations as one batch.

    Args:
        stations: The stations; of the layout `evses` also EVSE pools, which have no position.
        layout: Rows and columns.
        issues: Issues of the answer that holds exactly these stations (`Decoded.issues`). The batch gets
            the column `issues`. Those of no row, such as the issues of a station that could not be decoded,
            are in the metadata of the batch's schema, as JSON under `evcp.issues`.
        counted: Connector groups of a station that types, power and counts of the flat layouts are of, see
            `evcp.geo.properties`; of a search, its method `matching`.

    Raises:
        TypeError: An item is not a station.
        ValueError: A timestamp has no offset, or there is no such layout.
    """
    given = stations if isinstance(stations, (list, tuple)) else tuple(stations)
    for at, station in enumerate(given):
        # Quicker than a call for each.
        if station.__class__ is not EVStation and (
            layout != "evses" or not isinstance(station, EVSEsPool)
        ):
            check_station(station, f"stations[{at}]")
    form = schema(layout)
    if layout == "nested":
        batch = pa.RecordBatch.from_struct_array(_arrow.BUILDERS[EVStation](given))
        owners: Sequence[int] = range(len(given))
    else:
        rows, owners = [], []
        for at, station in enumerate(given):
            if isinstance(station, EVSEsPool):
                found = _pool_rows(station)
            else:
                found = _ROWS[layout](station, counted(station))
            rows += found
            owners += [at] * len(found)
        columns = [COLUMNS[f.type]([row.get(f.name) for row in rows]) for f in form]
        batch = pa.RecordBatch.from_arrays(columns, schema=form)
    return batch if issues is None else _with_issues(batch, owners, len(given), issues)


def _with_issues(
    batch: pa.RecordBatch, owners: Sequence[int], number: int, issues: Iterable[Issue]
) -> pa.RecordBatch:
    own, others = row_issues(issues, number)
    column = pa.array([[_plain(one) for one in own[at]] for at in owners], _ISSUES.type)
    rows = set(owners)
    others += [one for at, found in enumerate(own) if at not in rows for one in found]
    batch = batch.append_column(_ISSUES, column)
    return batch.replace_schema_metadata(_metadata(map(_plain, others))) if others else batch


def table(
    stations: Source,
    layout: Layout = "nested",
    *,
    issues: bool = False,
    counted: Counted = lambda station: None,
) -> pa.Table:
    """Return all stations as one table; the arguments are those of `reader`, metadata that of `record_batch`."""
    found = reader(stations, layout, issues=issues, counted=counted)
    batches = list(found)
    others = [one for batch in batches for one in rowless_issues(batch.schema)]
    plain = [batch.replace_schema_metadata(None) for batch in batches]
    whole = pa.Table.from_batches(plain, found.schema)
    return whole.replace_schema_metadata(_metadata(others)) if others else whole


def reader(
    stations: Source,
    layout: Layout = "nested",
    *,
    batch_size: int = BATCH_SIZE,
    issues: bool = False,
    counted: Counted = lambda station: None,
) -> pa.RecordBatchReader:
    """Return the batches of stations that are read as the batches are asked for.

    Args:
        stations: Stations, such as a pager; a decoded answer; or pages, each a list of stations or a
            decoded answer; of the layout `evses` also EVSE pools. Collect those of an `AsyncClient`
            first: `await pager.all()`.
        layout: Rows and columns.
        batch_size: Stations of a batch at most.
        issues: Add the column `issues`; it is filled from decoded answers. The issues of no row are in the
            metadata of each batch, see `record_batch`, which a stream to another library leaves out. For the
            issues of a pager see `issue_table`.
        counted: See `record_batch`.

    Raises:
        TypeError: `stations` cannot be iterated, or, while reading, an item is not a station.
        ValueError: `batch_size` is smaller than 1, or there is no such layout.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, not {batch_size}")
    if isinstance(stations, Decoded):
        stations = [stations]
    if not isinstance(stations, Iterable):
        raise TypeError(
            f"stations must be iterable, not {type(stations).__name__}: of an AsyncClient, collect them "
            "with await pager.all()"
        )
    pages = _pages(stations, batch_size)
    return pa.RecordBatchReader.from_batches(
        schema(layout, issues=issues),
        (
            record_batch(page, layout, found if issues else None, counted=counted)
            for page, found in pages
        ),
    )


def _pages(
    stations: Iterable[Item | Sequence[Item] | Answer], size: int
) -> Iterator[tuple[Sequence[Item], tuple[Issue, ...]]]:
    """Yield stations in pages of a size, and the issues of a decoded answer with all of its stations."""
    held: list[Item] = []
    for item in stations:
        if isinstance(item, Decoded):
            if held:
                yield held, ()
                held = []
            value = item.value
            yield value.pools if isinstance(value, EVSEsResult) else value.ev_stations, item.issues
        elif isinstance(item, (list, tuple)):
            held += item
        else:
            held.append(item)  # type: ignore[arg-type]  # record_batch checks it
        while len(held) >= size:
            yield held[:size], ()
            held = held[size:]
    if held:
        yield held, ()


def stations(data: pa.Table | pa.RecordBatch | pa.RecordBatchReader) -> Iterator[EVStation]:
    """Yield the stations of a nested table, equal to those that it was made of.

    Columns that are missing, such as those of a newer schema, count as empty; columns beside the schema, such
    as `geometry`, are not read. Instants come back in UTC, equal to the ones that went in.

    Raises:
        ValueError: A column has another type, or a station lacks its id or position.
    """
    batches: Iterable[pa.RecordBatch]
    if isinstance(data, pa.RecordBatch):
        batches = [data]
    elif isinstance(data, pa.Table):
        batches = data.to_batches()
    else:
        batches = data
    form = schema()
    for batch in batches:
        columns = []
        for field in form:
            if field.name not in batch.schema.names:
                columns.append(pa.nulls(len(batch), field.type))
                continue
            try:
                columns.append(batch[field.name].cast(field.type))
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
                raise ValueError(
                    f"the column {field.name} is not one of a nested table of stations: {error}"
                ) from error
        for name in ("id", "position"):
            if missing := columns[form.get_field_index(name)].null_count:
                raise ValueError(
                    f"{missing} of {len(batch)} rows have no {name}: pass a nested table"
                )
        yield from _arrow.READERS[EVStation](pa.StructArray.from_arrays(columns, fields=list(form)))


def issue_table(issues: Iterable[Issue]) -> pa.Table:
    """Return issues, such as `pager.issues`, as a table with the columns `path`, `kind` and `raw`."""
    return pa.Table.from_pylist(
        [_plain(one) for one in issues], pa.schema(list(_ISSUES.type.value_type))
    )


def write_geoparquet(
    path: str | os.PathLike[str],
    batches: Iterable[pa.RecordBatch],
    *,
    row_group_size: int = ROW_GROUP,
    sort_memory: int = SORT_MEMORY,
    metadata: Mapping[str, str] | None = None,
) -> int:
    """Write batches to a GeoParquet 1.1 file, complete or not at all; return the number of rows.

    The rows are in the order of a Hilbert curve, those without a position on the earth at the end, with a
    warning of the logger `evcp`. Equal rows give equal files, byte for byte, in whatever order and batches
    they come. More rows than `sort_memory` holds are sorted by temporary files beside the file.

    Args:
        path: The file; an older one is replaced when the new one is complete.
        batches: Batches of one layout, such as a reader; read once. The file gets `geometry` and `bbox` as well.
        row_group_size: Rows of a row group.
        sort_memory: Bytes of memory for sorting, beside those of one row group.
        metadata: Further key-values of the file, read when the last batch was.

    Raises:
        OSError: The file cannot be written.
        TypeError: An item is not a batch.
        ValueError: There is no batch, batches differ in their columns, or these have no position; or
            `metadata` has a key that is the file's own.
    """
    for name, value in (("row_group_size", row_group_size), ("sort_memory", sort_memory)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1, not {value}")
    given: Any = batches
    if isinstance(given, pa.RecordBatch):
        given = batches = [given]
    if isinstance(given, pa.Table | pa.RecordBatchReader):  # without a row it still has columns
        first = pa.RecordBatch.from_pylist([], given.schema)
        if isinstance(given, pa.Table):  # each of its batches would repeat the metadata
            given = given.replace_schema_metadata(None).to_reader()
        batches = itertools.chain([first], given)
    target = Path(path)
    with replaced(target) as draft:
        return write_file(
            draft,
            batches,
            name=target.name,
            row_group_size=row_group_size,
            sort_memory=sort_memory,
            metadata={} if metadata is None else metadata,
        )


def to_geopandas(
    stations: Source, layout: Layout = "stations", *, counted: Counted = lambda station: None
) -> geopandas.GeoDataFrame:
    """Return stations as a GeoDataFrame in OGC:CRS84, longitude first; needs geopandas.

    Raises:
        MissingExtraError: geopandas is not installed.
    """
    try:
        import geopandas
    except ImportError:
        message = "a GeoDataFrame needs geopandas: pip install geopandas"
        raise missing_extra(message, name="geopandas") from None
    found = table(stations, layout, counted=counted)
    located = pa.Table.from_batches(
        [with_geometry(b) for b in found.to_batches()], geo_schema(found.schema)
    )
    return geopandas.GeoDataFrame.from_arrow(located.drop_columns("bbox"))


def _plain(issue: Issue) -> dict[str, str]:
    return {"path": issue.path, "kind": issue.kind.value, "raw": issue.raw}


def _metadata(issues: Iterable[object]) -> dict[str, str]:
    return {ISSUES.decode(): json.dumps(list(issues), ensure_ascii=False)}


def _station_rows(station: EVStation, counted: Sequence[Connector] | None) -> list[Row]:
    times = {
        "state_updated": station.last_updated_time_stamp,
        "updated": station.last_update_timestamp,
    }
    return [{**properties(station, counted), **_place(station), **times}]


def _connector_rows(station: EVStation, counted: Sequence[Connector] | None) -> list[Row]:
    rows = []
    for at, (connector, known) in enumerate(zip(station.connectors, groups(station), strict=True)):
        if counted is not None and not any(connector is one for one in counted):
            continue
        point = connector.charging_point
        feed = connector.power_feed_type
        rows.append(
            {
                **known,
                **_place(station),
                "station_id": station.id,
                "pool_id": station.pool_id,
                "group": at,
                "operator": connector.supplier_name,
                "power_feed": feed.name if feed else None,
                "charge_level": connector.customer_charge_level,
                "fixed_cable": connector.fixed_cable,
                "volts": point.volts if point else None,
                "amps": point.amps if point else None,
                "phases": point.phases if point else None,
                "updated": connector.last_update_timestamp,
            }
        )
    return rows


def _evse_rows(station: EVStation, counted: Sequence[Connector] | None) -> list[Row]:
    return [
        {
            **_place(station),
            "station_id": station.id,
            "pool_id": station.pool_id,
            "group": at,
            "connector": number,
            "evse_id": status.cpo_evse_id,
            "evse_emi3_id": status.cpo_evse_emi3_id,
            "physical_reference": status.physical_reference,
            "connector_id": status.cpo_connector_id,
            "type_id": connector.connector_type.id if connector.connector_type else None,
            "max_power_kw": power(connector),
            "state": status.state,
            "updated": connector.last_update_timestamp,
        }
        for at, connector in enumerate(station.connectors)
        if counted is None or any(connector is one for one in counted)
        for number, status in enumerate(connector.connector_statuses)
    ]


def _pool_rows(pool: EVSEsPool) -> list[Row]:
    nothing: tuple[EVSEConnector | None, ...] = (None,)
    return [
        {
            "station_id": station.id,
            "pool_id": pool.id,
            "connector": number if connector else None,
            "evse_id": evse.cpo_id or evse.id,
            "evse_emi3_id": evse.cpo_evse_emi3_id,
            "physical_reference": evse.physical_reference,
            "connector_id": connector.cpo_connector_id or connector.id if connector else None,
            "type_id": connector.type_id if connector else None,
            "max_power_kw": power(connector) if connector else None,
            "state": evse.state,
            "updated": evse.last_updated,
        }
        for station in pool.stations
        for evse in station.evses
        for number, connector in enumerate(evse.connectors or nothing)
    ]


def _place(station: EVStation) -> Row:
    latitude, longitude = position(station) or (None, None)
    return {"latitude": latitude, "longitude": longitude}


_ROWS: Mapping[str, Callable[[EVStation, Sequence[Connector] | None], list[Row]]] = {
    "stations": _station_rows,
    "connectors": _connector_rows,
    "evses": _evse_rows,
}
