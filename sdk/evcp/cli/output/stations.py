"""Stations in the chosen form and order.

`json` and `jsonl` are the wire form of the service, written by `evcp.encode`, so that `evcp decode` and other
readers of the API can read them back: `json` is one Stations response, `jsonl` one station a line. `parquet` is
the nested table of `evcp.arrow`, sorted by place. `geojson`, `geojsonseq` and `csv` are the flat form of
`evcp.geo.properties`; its types, power and counts are of the connectors that meet the filter. `ocpi` is an array
of locations of OCPI, `osm` a file for the editors of OpenStreetMap (`evcp.osm`).
"""

from __future__ import annotations

import functools
import itertools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from evcp import availability, encode
from evcp._client.station_filter import StationFilter
from evcp.geo import distance, feature_lines, feature_sequence, position, power, properties
from evcp.osm import xml_lines

from ..options.station_filter import Order, connector_conditions, counted_groups
from ..options.units import plural
from ..reporter import Advance, Reporter
from .formats import Output, Scalar, open_output, write_csv

if TYPE_CHECKING:
    from evcp.routes import RouteStop
    from evcp_models import Connector, EVStation

COLUMNS = (
    *("id", "pool_id", "name", "operator", "latitude", "longitude", "distance_m"),
    *("street", "street_number", "postal_code", "city", "region", "country", "access"),
    *("connector_types", "max_power_kw", "connectors_total"),
    *("types_left_out", "connectors_left_out"),
    *("free", "in_use", "reserved", "out_of_service", "unknown", "evses_total", "evses_free"),
    *("state_updated", "updated", "time_zone", "cpo_id"),
)
"""Columns of the CSV: members of `evcp.geo.properties`, the position in degrees, and the connector types and
the number of connectors of the station that the filter left out of all these."""


STOP_COLUMNS = ("along_m", "aside_m", "side", "arrival", "open_on_arrival")
"""Further columns of the stations along a route, at the first pass: members of `evcp.routes.Pass`."""

_NO_FILTER = StationFilter()

DrawMap = Callable[[Sequence["EVStation"]], str]
"""A function that renders stations as a page of HTML."""
Meter = Callable[[], AbstractContextManager[Advance]]
"""A progress display: a context with a function to call with the number of stations read."""


@dataclass(slots=True)
class Shown:
    """Counts of an output.

    Attributes:
        found: Number of stations read.
        shown: Number of stations shown; only a limit makes it smaller than `found`.
        stopped: True if the limit ended the search early.
    """

    found: int = 0
    shown: int = 0
    stopped: bool = False


def show_stations(
    stations: Iterable[EVStation],
    output: Output,
    order: Order,
    reporter: Reporter,
    draw_map: DrawMap,
    *,
    has_more: Callable[[], bool] = lambda: False,
    station_filter: StationFilter = _NO_FILTER,
    ids: bool = False,
    meter: Meter | None = None,
    stops: Mapping[str, RouteStop] | None = None,
) -> Shown:
    """Show stations; stream them where the form and the order allow it.

    Args:
        stations: The stations; read once.
        output: Form and files.
        order: Order and number.
        reporter: Messages, and progress without `meter`.
        draw_map: Renders a map as HTML; called if the output has a map.
        has_more: Called after reading: True if there may be further stations.
        station_filter: The connectors that meet it are counted, and order the stations.
        ids: Show ids in tables.
        meter: Progress display; default: a count of stations. It ends before anything is printed on
            a terminal.
        stops: Stops of a route by the id of their station, filled while the stations are read.
    """
    shown = Shown()
    station_filter = connector_conditions(station_filter)
    if meter is None:
        meter = functools.partial(reporter.progress, "Searching", "stations")
    if output.streams and order.sort == "none" and output.map is None:
        if output.path is None and sys.stdout.isatty():  # a display would run through the lines
            meter = functools.partial(Reporter(quiet=True).progress, "", "")
        with _sink(output) as file, meter() as advance:
            counted = _counted(_limited(stations, order.limit, shown), shown, advance)
            _write(counted, output, file, has_more, station_filter, stops)
        return shown
    with meter() as advance:
        found = _collect(stations, order, shown, advance, station_filter)
    shown.shown = len(found)
    if output.map is not None:
        _write_map(found, output.map, draw_map, reporter)
    if output.form == "none":
        return shown
    with _sink(output) as file:
        if output.form == "table":
            from .tables import print_stations

            if found and file:
                print_stations(file, found, ids, station_filter, stops)
        elif output.form == "ocpi" and file:
            from .ocpi import write_ocpi

            write_ocpi(found, output.ocpi, file, reporter)
        else:
            _write(
                found,
                output,
                file,
                lambda: has_more() or shown.found > shown.shown,
                station_filter,
                stops,
            )
    return shown


def _write_map(
    stations: Sequence[EVStation], path: str, draw_map: DrawMap, reporter: Reporter
) -> None:
    located = [station for station in stations if position(station) is not None]
    with open_output(path) as file:
        file.write(draw_map(located))
    if len(located) < len(stations):
        number = plural(len(stations) - len(located), "station")
        reporter.warn(f"{number} without a position on the earth: left out of the map")
    reporter.info(f"the map is in {path}")


def _sink(output: Output) -> AbstractContextManager[TextIO | None]:
    """Open the file of a text form; a Parquet file is opened where it is written."""
    return nullcontext() if output.form == "parquet" else open_output(output.path)


def _write(
    stations: Iterable[EVStation],
    output: Output,
    file: TextIO | None,
    has_more: Callable[[], bool],
    station_filter: StationFilter,
    stops: Mapping[str, RouteStop] | None,
) -> None:
    if file is not None:
        write_stations(stations, output.form, file, has_more, station_filter, stops)
        return
    from evcp import arrow

    assert output.path is not None  # noqa: S101 (`choose_output`)
    arrow.write_geoparquet(output.path, arrow.reader(stations))


def _collect(
    stations: Iterable[EVStation],
    order: Order,
    shown: Shown,
    advance: Advance,
    station_filter: StationFilter,
) -> list[EVStation]:
    if order.sort == "none":
        return list(_counted(_limited(stations, order.limit, shown), shown, advance))
    found = list(_counted(stations, shown, advance))
    key = _KEYS[order.sort]
    found.sort(key=lambda station: key(station, station_filter))
    return found[: order.limit]


def _counted(stations: Iterable[EVStation], shown: Shown, advance: Advance) -> Iterator[EVStation]:
    for station in stations:
        shown.found += 1
        shown.shown += 1
        yield station
        advance(1)


def _limited(stations: Iterable[EVStation], limit: int | None, shown: Shown) -> Iterator[EVStation]:
    """Yield the first stations; the one after the limit is never requested."""
    if limit is None:
        yield from stations
        return
    yield from itertools.islice(stations, limit)
    shown.stopped = shown.found >= limit


def _by_distance(station: EVStation, _: StationFilter) -> tuple[bool, int]:
    metres = distance(station)
    return metres is None, metres or 0


def _by_name(station: EVStation, _: StationFilter) -> tuple[bool, str]:
    return station.name is None, (station.name or "").casefold()


def _by_power(station: EVStation, wanted: StationFilter) -> float:
    return -max((power(c) or 0 for c in wanted.matching(station)), default=0)


def _by_free(station: EVStation, wanted: StationFilter) -> tuple[int, tuple[bool, int]]:
    counted = counted_groups(station, wanted)
    return -availability(station, counted).free, _by_distance(station, wanted)


_KEYS: dict[str, Callable[[EVStation, StationFilter], Any]] = {
    "distance": _by_distance,
    "name": _by_name,
    "power": _by_power,
    "free": _by_free,
}


def write_stations(
    stations: Iterable[EVStation],
    form: str,
    file: TextIO,
    has_more: Callable[[], bool],
    station_filter: StationFilter = _NO_FILTER,
    stops: Mapping[str, RouteStop] | None = None,
) -> None:
    """Write stations in a form for programs.

    Args:
        stations: The stations; read while they are written, except for `json`.
        form: One of `FORMS` except `table` and `ocpi`.
        file: The file.
        has_more: Called after reading, for `json`: True if there may be further stations.
        station_filter: The connectors that meet it are counted, in the flat forms.
        stops: Stops of a route, whose `STOP_COLUMNS` the flat forms have.
    """

    def more(station: EVStation) -> dict[str, Scalar]:
        return {} if stops is None else stop_members(stops[station.id])

    if form == "jsonl":
        for station in stations:
            file.write(encode(station, format="json").decode() + "\n")
            file.flush()
    elif form == "json":
        from evcp_models import EVStationsResult

        found = tuple(stations)
        empty = EVStationsResult(has_more=has_more(), count=len(found))
        members = json.loads(encode(empty, format="json"))
        members.pop("evStations", None)
        # Station by station: the text of all of them is many times larger than the objects.
        file.write(json.dumps(members, separators=(",", ":"))[:-1] + ',"evStations":{"evStation":[')
        for index, station in enumerate(found):
            file.write(("," if index else "") + encode(station, format="json").decode())
        file.write("]}}\n")
    elif form in ("geojson", "geojsonseq"):
        texts = feature_lines if form == "geojson" else feature_sequence
        file.writelines(texts(stations, lambda one: counted_groups(one, station_filter), more))
    elif form == "osm":
        file.writelines(xml_lines(stations))
    else:
        columns = COLUMNS if stops is None else COLUMNS + STOP_COLUMNS
        rows = ([*row(station, station_filter), *more(station).values()] for station in stations)
        write_csv(columns, rows, file)


def stop_members(stop: RouteStop) -> dict[str, Scalar]:
    """Return the `STOP_COLUMNS` of a stop."""
    arrival = None if stop.arrival is None else stop.arrival.isoformat(timespec="seconds")
    values = round(stop.along), round(stop.aside), stop.side, arrival, stop.open
    return dict(zip(STOP_COLUMNS, values, strict=True))


def row(station: EVStation, station_filter: StationFilter = _NO_FILTER) -> list[Scalar]:
    """Return the CSV row of a station, see `COLUMNS`."""
    latitude, longitude = position(station) or (None, None)
    counted = counted_groups(station, station_filter)
    known = {
        **properties(station, counted),
        "latitude": latitude,
        "longitude": longitude,
        **_rest(station, counted),
    }
    return [known[name] for name in COLUMNS]


def _rest(station: EVStation, counted: Sequence[Connector] | None) -> dict[str, Scalar]:
    """Return the members of a row that tell of connectors outside the counted groups.

    Connectors that the station states beyond its groups are of no known type: a filter leaves them out,
    and without one they are counted as unknown.
    """
    everything = availability(station)
    stated = max(station.total_number_of_connectors or 0, everything.total)
    if counted is not None:
        others = [g for g in station.connectors if not any(g is one for one in counted)]
        types = dict.fromkeys(group.connector_type.id for group in others if group.connector_type)
        return {
            "types_left_out": ";".join(id for id in types if id) or None,
            "connectors_left_out": max(stated - availability(station, counted).total, 0),
        }
    members: dict[str, Scalar] = {"types_left_out": None, "connectors_left_out": 0}
    if beyond := stated - everything.total:
        members |= {"connectors_total": stated, "unknown": everything.unknown + beyond}
        members |= dict.fromkeys(("evses_total", "evses_free"))
        if not everything.known:  # a zero would read as "none is free"
            members |= dict.fromkeys(("free", "in_use", "reserved", "out_of_service"))
    return members
