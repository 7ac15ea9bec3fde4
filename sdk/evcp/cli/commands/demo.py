"""The main job on view: `python -m evcp.cli.commands.demo [--data FILE] [--near LAT,LON] [--radius METRES]`.

Starts the sandbox, searches it over real HTTP in both formats, and shows what a person wants to know:
which stations are near, whose they are, what they offer, what is free. It leaves nothing running.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evcp import Circle, Client, EvcpError, Hooks, availability, decode
from evcp.operations import search_stations
from evcp.sandbox import Sandbox, World

if TYPE_CHECKING:
    from evcp.events import AttemptFinished
    from evcp_models import Connector, EVStation

_SHOWN = 12
_PLACES = {"made-up": (52.5200, 13.4050), "data": (34.0522, -118.2437)}
"""The centres of Berlin, which the made-up world has, and of Los Angeles, for US data."""


def main(
    arguments: Sequence[str] | None = None, prog: str = "python -m evcp.cli.commands.demo"
) -> int:
    """Run the demo.

    Args:
        arguments: The arguments; those of the process by default.
        prog: What the help calls the command.

    Returns:
        Exit status: 0, or 1 where something did not work.
    """
    options = _parser(prog).parse_args(arguments)
    began = time.perf_counter()
    try:
        if options.data is None:
            world = World.synthetic(5_000, seed=7)
            place = options.near or _PLACES["made-up"]
        else:
            world = World.from_file(options.data, states_seed=7)
            place = options.near or _PLACES["data"]
        loaded = time.perf_counter() - began
        print(f"Sandbox: {world.label} (ready in {loaded:.1f} s)")
        area = Circle(place[0], place[1], options.radius)
        with Sandbox(world) as sandbox:
            return _show(sandbox.base_url, area)
    except (EvcpError, OSError, ValueError) as error:
        print(f"evcp.cli.commands.demo: {error}", file=sys.stderr)
        return 1


def _show(base_url: str, area: Circle) -> int:
    """Search an area in both formats and print what came."""
    waits: list[AttemptFinished] = []
    hooks = Hooks(response=waits.append)
    found: dict[str, list[EVStation]] = {}
    spent: dict[str, tuple[float, float, int, int]] = {}
    with Client(api_key="demo", base_url=base_url, hooks=hooks) as client:
        print(f"Service: {base_url}")
        where = f"{area.radius / 1000:g} km of {area.latitude}, {area.longitude}"
        print(f"\n{client.stations.count(area)} stations within {where}; the nearest {_SHOWN}:\n")
        for format in ("json", "xml"):
            waits.clear()
            began = time.perf_counter()
            pager = client.stations.search(area, page_size=50, format=format)
            found[format] = list(pager)
            total = time.perf_counter() - began
            on_wire = sum(wait.seconds for wait in waits)
            spent[format] = (total, on_wire, len(waits), sum(wait.bytes for wait in waits))
            if format == "json":
                _table(found["json"])
                print(f"\nThe search was {pager.completeness}, with {len(pager.issues)} issues.")
        same = found["json"] == found["xml"]
        print(f"The same search in XML: {'equal' if same else 'DIFFERENT'}, station by station.")
        _times(client, area, found["json"], spent)
    return 0 if same and found["json"] else 1


def _table(stations: Sequence[EVStation]) -> None:
    header = ("distance", "station", "operator", "connectors", "free")
    rows = [
        (
            "" if station.distance is None else f"{station.distance:,} m",
            (station.name or "unnamed")[:32],
            _operator(station)[:24],
            ", ".join(dict.fromkeys(_connector(c) for c in station.connectors))[:52] or "unknown",
            _free(station),
        )
        for station in stations[:_SHOWN]
    ]
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    for row in (header, tuple("-" * width for width in widths), *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        cells[0] = row[0].rjust(widths[0])
        print("  ".join(cells).rstrip())


def _operator(station: EVStation) -> str:
    names = (connector.supplier_name for connector in station.connectors)
    return station.brand or next((name for name in names if name), "unknown")


def _connector(connector: Connector) -> str:
    from evcp_models.codes import CONNECTOR_TYPES

    kind = connector.connector_type
    code = CONNECTOR_TYPES.get(kind.id or "") if kind else None
    name = _SHORT.get(code.family, code.name) if code else (kind and kind.name) or "unknown type"
    power = connector.max_power_level
    return name if power is None else f"{name} {power:g} kW"


_SHORT = {
    "ccs": "CCS",
    "chademo": "CHAdeMO",
    "type1": "Type 1",
    "type2": "Type 2",
    "tesla": "Tesla",
    "gbt": "GB/T",
    "domestic": "socket",
    "industrial": "CEE",
}


def _free(station: EVStation) -> str:
    state = availability(station)
    if not state.known:
        return f"? of {state.total}"
    return f"{state.free} of {state.total}" + (
        f" ({state.unknown} unknown)" if state.unknown else ""
    )


def _times(
    client: Client,
    area: Circle,
    stations: Sequence[EVStation],
    spent: dict[str, tuple[float, float, int, int]],
) -> None:
    """Say where the time went: on the wire with the sandbox, decoding, and the rest."""
    from evcp_models import EVStationsResult

    print("\nWhere the time went:")
    for format in ("json", "xml"):
        total, on_wire, requests, size = spent[format]
        operation = search_stations(area, max_results=50)
        body = client.with_options(format=format).send(operation).body
        runs, count = [], 0
        for _ in range(5):
            began = time.perf_counter()
            count = len(decode(body, EVStationsResult, format=format).value.ev_stations)
            runs.append(time.perf_counter() - began)
        each = min(runs) / max(count, 1)
        decoding = each * len(stations)
        print(
            f"  {format:<4}  {total * 1000:6.0f} ms in all: {requests} requests, {size / 1000:,.0f} kB; "
            f"waiting for the service {on_wire * 1000:.0f} ms, "
            f"decoding about {decoding * 1000:.1f} ms ({each * 1e6:.0f} µs a station)"
        )


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog, description="The main job on view: a search in the sandbox."
    )
    parser.add_argument(
        "--data", type=Path, metavar="FILE", help="AFDC table, OCPI locations or GeoJSON points"
    )
    parser.add_argument("--near", type=_place, metavar="LAT,LON", help="where to search")
    parser.add_argument(
        "--radius", type=float, default=5_000, metavar="METRES", help="how far (5000)"
    )
    return parser


def _place(text: str) -> tuple[float, float]:
    latitude, _, longitude = text.partition(",")
    try:
        return float(latitude), float(longitude)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no LAT,LON") from None


if __name__ == "__main__":
    sys.exit(main())
