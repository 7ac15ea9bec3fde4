"""`evcp demo`: the main job in one minute.

Starts a sandbox, searches it over HTTP in both formats, and prints the nearby stations with their
operators, connectors and free places, then where the time went. No process stays behind.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from evcp import Circle, Client, Format, Hooks, availability, decode, evse_availability
from evcp.geo import distance, operator
from evcp.operations import search_stations

from ..errors import CommandError, Exit
from ..options.arguments import FILE, LatLon, PlaceCommand, place
from ..options.units import parse_distance
from ..output.formats import use_utf8

if TYPE_CHECKING:
    from rich.text import Text

    from evcp.events import AttemptFinished
    from evcp.sandbox import World
    from evcp_models import EVStation

_SHOWN = 12
_BERLIN = (52.5200, 13.4050)
"""Default centre in the synthetic world."""
_FORMATS: tuple[Format, ...] = ("json", "xml")


@click.command(
    "demo",
    cls=PlaceCommand,
    short_help="A search in a local service.",
    examples=("evcp demo", "evcp demo --near 48.8566,2.3522 --radius 3km"),
)
@click.option("--data", type=FILE, metavar="FILE", help="Data file, as for `evcp sandbox`.")
@click.option("--near", type=place, metavar="LAT,LON", help="Centre of the search.")
@click.option(
    "--radius", type=parse_distance, default="5km", metavar="DISTANCE", help="Radius.  [5km]"
)
def demo_command(data: str | None, near: LatLon | None, radius: float) -> int:
    """Start a local service, search it in JSON and XML, and show the stations and the timing."""
    from evcp.sandbox import Sandbox, World

    began = time.perf_counter()
    try:
        if data is None:
            world = World.synthetic(5_000, seed=7)
        else:
            world = World.from_file(Path(data), states_seed=7)
    except ValueError as error:
        raise CommandError(str(error), status=Exit.FAILED) from None
    use_utf8()
    print(f"Sandbox: {world.label} (ready in {time.perf_counter() - began:.1f} s)")
    centre = near or (_BERLIN if data is None else _crowd(world))
    with Sandbox(world) as sandbox:
        return _search(sandbox.base_url, Circle(*centre, radius))


def _crowd(world: World) -> LatLon:
    """Return the place of a station where the file has most of them: the densest tenth of a degree."""
    cells: dict[tuple[float, float], list[LatLon]] = {}
    for station in world.stations:
        place = (station.position.latitude, station.position.longitude)
        cells.setdefault((round(place[0], 1), round(place[1], 1)), []).append(place)
    fullest = max(cells.values(), key=len) if cells else [_BERLIN]
    fullest.sort()
    return fullest[len(fullest) // 2]


class _Timing(NamedTuple):
    """Cost of a search: seconds in all and waiting, number of requests, bytes."""

    total: float
    waiting: float
    requests: int
    size: int


def _search(base_url: str, area: Circle) -> int:
    """Search an area in both formats and print the results."""
    attempts: list[AttemptFinished] = []
    found: dict[str, list[EVStation]] = {}
    timings: dict[Format, _Timing] = {}
    with Client(api_key="demo", base_url=base_url, hooks=Hooks(response=attempts.append)) as client:
        print(f"Service: {base_url}")
        where = f"{area.radius / 1000:g} km of {area.latitude}, {area.longitude}"
        print(f"\n{client.stations.count(area)} stations within {where}; the nearest {_SHOWN}:\n")
        for format in _FORMATS:
            attempts.clear()
            began = time.perf_counter()
            pager = client.stations.search(area, page_size=50, format=format)
            found[format] = list(pager)
            timings[format] = _Timing(
                time.perf_counter() - began,
                sum(attempt.seconds for attempt in attempts),
                len(attempts),
                sum(attempt.bytes for attempt in attempts),
            )
            if format == "json":
                _print_stations(found["json"][:_SHOWN])
                print(f"\nThe search was {pager.completeness}, with {len(pager.issues)} issues.")
        same = found["json"] == found["xml"]
        print(f"The same search in XML: {'equal' if same else 'DIFFERENT'}, station by station.")
        print("\nWhere the time went:")
        for format, timing in timings.items():
            _print_timing(client, area, format, timing, len(found[format]))
    return Exit.OK if same and found["json"] else Exit.FAILED


def _print_stations(stations: Sequence[EVStation]) -> None:
    from ..output.tables import Column, connectors, console_for, free, print_table

    columns = [Column("distance", right=True), Column("station", distinct=True), Column("operator")]
    columns += [Column("connectors"), Column("free", whole=True), Column("EVSEs", whole=True)]
    rows: list[list[str | Text]] = [
        [
            "" if (metres := distance(station)) is None else f"{metres:,} m",
            station.name or "unnamed",
            operator(station) or "unknown",
            connectors(station.connectors),
            free(availability(station)),
            free(evse_availability(station)),
        ]
        for station in stations
    ]
    print_table(console_for(sys.stdout), columns, rows)


def _print_timing(
    client: Client, area: Circle, format: Format, timing: _Timing, stations: int
) -> None:
    """Decode one page several times, and print the parts of the search's time."""
    from evcp_models import EVStationsResult

    body = client.with_options(format=format).send(search_stations(area, max_results=50)).body
    runs, count = [], 0
    for _ in range(5):
        began = time.perf_counter()
        count = len(decode(body, EVStationsResult, format=format).value.ev_stations)
        runs.append(time.perf_counter() - began)
    each = min(runs) / max(count, 1)
    print(
        f"  {format:<4}  {timing.total * 1000:6.0f} ms in all: {timing.requests} requests, "
        f"{timing.size / 1000:,.0f} kB; waiting for the service {timing.waiting * 1000:.0f} ms, "
        f"decoding about {each * stations * 1000:.1f} ms ({each * 1e6:.0f} µs a station)"
    )
