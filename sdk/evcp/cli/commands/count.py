"""`evcp count`: how many stations there are in an area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .. import exits
from ..failures import CommandError
from ..options.areas import area_options
from ..options.connection import Connection, connection_options
from ..options.params import place
from ..output.writing import open_output
from ..registry import PlaceCommand

if TYPE_CHECKING:
    from evcp._api.areas import Area


@click.command(
    "count",
    cls=PlaceCommand,
    short_help="How many stations there are in an area.",
    examples=(
        "evcp count 52.52,13.405 --radius 10km",
        "evcp count --box 52.54,13.36 52.50,13.44",
        "evcp count --bbox 13.36,52.50,13.44,52.54 --output json",
    ),
)
@click.argument("place", type=place, required=False, metavar="[LAT,LON]")
@area_options
@click.option(
    "-o",
    "--output",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form: the number alone, or the answer of the service.",
)
@connection_options
def count_command(area: Area | None, form: str, connection: Connection) -> int:
    """How many stations there are in an area: around a place, or in a box.

    The service ignores filters when it counts; `evcp near ... | wc -l` counts what fits.
    """
    if area is None:
        raise CommandError("there is no area", "evcp count LAT,LON, or --box, or --bbox")
    with connection.client() as client:
        number = client.stations.count(area)
    with open_output(None) as file:
        file.write(f"{number}\n" if form == "text" else f'{{"count":{number}}}\n')
    return exits.OK if number else exits.NOTHING
