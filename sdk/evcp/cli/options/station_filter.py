"""Options of the connectors and states of stations, and of the order in which they are shown."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from evcp import ConfigurationError, Vehicle
from evcp._client.station_filter import StationFilter
from evcp.connectors import OTHER, connector_id, short_name

from ..errors import CommandError
from ..reporter import Reporter
from .arguments import Command, add_options, complete_families, whole_number
from .units import parse_power, show_power

if TYPE_CHECKING:
    from evcp_models import Connector, EVStation

_SORTS = ("distance", "name", "power", "free", "none")


@dataclass(frozen=True, slots=True)
class Order:
    """Order and number of the stations shown.

    Attributes:
        sort: `distance`, `name`, `power`, `free`, or `none` for the order of arrival.
        limit: Largest number of stations.
    """

    sort: str = "none"
    limit: int | None = None


def connector_conditions(station_filter: StationFilter) -> StationFilter:
    """Return the conditions on connectors apart from their state: those that meet them are listed and counted."""
    return replace(station_filter, available=False, open_at=None)


def counted_groups(
    station: EVStation, conditions: StationFilter | None
) -> tuple[Connector, ...] | None:
    """Return the groups of a station to count; None for the whole station, without a condition.

    Args:
        station: The station.
        conditions: Those of `connector_conditions`.
    """
    return conditions.matching(station) if conditions else None


def describe_filter(station_filter: StationFilter) -> str:
    """Describe the conditions on connectors apart from their state: `CCS, at least 50 kW`; empty without any."""
    from evcp_models import NameId

    ids = station_filter.connector_types
    types = dict.fromkeys(short_name(NameId(id=id, name=f"type {id}")) for id in ids)
    parts = [" or ".join(types)] if types else []
    if station_filter.current is not None:
        parts.append(station_filter.current)
    if station_filter.cable is not None:
        parts.append("cable" if station_filter.cable else "socket")
    if station_filter.operator:
        parts.append(" or ".join(station_filter.operator))
    if station_filter.vehicle is not None:
        parts.append("for the vehicle")
    if station_filter.min_power is not None:
        parts.append(f"at least {show_power(station_filter.min_power)}")
    if station_filter.max_power is not None:
        parts.append(f"at most {show_power(station_filter.max_power)}")
    return ", ".join(parts)


_VEHICLE = {
    "ac": ("ac_kw", parse_power),
    "phases": ("ac_phases", whole_number(1, 3)),
    "single": ("single_phase_kw", parse_power),
    "dc": ("dc_kw", parse_power),
    "volts": ("dc_volts", whole_number()),
}
"""Parts of `--vehicle`: the argument of `Vehicle` and its parser."""


def parse_vehicle(text: str) -> Vehicle:
    """Parse the vehicle of `--vehicle`: plugs, and limits as `name=value`, with commas between them."""
    values: dict[str, Any] = {}
    plugs: list[str] = []
    for part in map(str.strip, text.split(",")):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if part.casefold() == "cable":
            values["carries_cable"] = True
        elif not equals:
            plugs.append(part)
        elif name.casefold() in _VEHICLE:
            argument, parse = _VEHICLE[name.casefold()]
            values[argument] = parse(value)
        else:
            raise click.BadParameter(
                f"{part!r} is no part of a vehicle: give plugs, cable, and {'=, '.join(_VEHICLE)}="
            )
    try:
        return Vehicle(plugs=plugs, **values)
    except ConfigurationError as error:
        raise click.BadParameter(str(error)) from None


def filter_options(command: Command) -> Command:
    """Add the options of connectors and states; the command gets `station_filter`."""

    @functools.wraps(command)
    def run(
        *args: object,
        connector: tuple[str, ...],
        min_power: float | None,
        max_power: float | None,
        current: str | None,
        cable: bool | None,
        operator: tuple[str, ...],
        vehicle: Vehicle | None,
        available: bool,
        open_now: bool,
        **values: object,
    ) -> object:
        if min_power is not None and max_power is not None and min_power > max_power:
            raise CommandError("--min-power is above --max-power: swap them")
        words = [word.strip() for text in connector for word in text.split(",")]
        if without_id := [
            word for word in words if connector_id(word) == OTHER and word.casefold() != "other"
        ]:
            quiet = click.get_current_context().params.get("quiet", False)
            Reporter(quiet).info(
                f"{', '.join(without_id)} has no id of its own in the API: type {OTHER} (Other) is "
                "searched, which other plugs share"
            )
        station_filter = StationFilter(
            connector_types=connector,
            min_power=min_power,
            max_power=max_power,
            current=current,
            cable=cable,
            operator=operator,
            vehicle=vehicle,
            available=available,
            open_at=datetime.now(UTC) if open_now else None,
        )
        return command(*args, station_filter=station_filter, **values)

    return add_options(run, *_FILTERS)


_FILTERS = (
    click.option(
        "-c",
        "--connector",
        multiple=True,
        metavar="TYPE",
        shell_complete=complete_families,
        help="Connector type: a family (ccs, chademo, type2, tesla, gbt, domestic ...), an id or a "
        "name; repeatable, or with commas. See `evcp codes`.",
    ),
    click.option("--min-power", type=parse_power, metavar="POWER", help="Least power: 50kW."),
    click.option("--max-power", type=parse_power, metavar="POWER", help="Most power: 22kW."),
    click.option(
        "--current",
        type=click.Choice(["AC", "DC"], case_sensitive=False),
        help="Alternating or direct current.",
    ),
    click.option(
        "--cable/--socket", default=None, help="A cable fixed to the charger, or a socket."
    ),
    click.option(
        "--operator",
        multiple=True,
        metavar="NAME",
        help="Charge point operator, the whole name or words of it; repeatable.",
    ),
    click.option(
        "--vehicle",
        type=parse_vehicle,
        metavar="VEHICLE",
        help="A vehicle that must be able to charge, such as ccs2,ac=11kW,phases=3,dc=170kW,cable; "
        "--min-power is then the power that it gets.",
    ),
    click.option(
        "-a",
        "--available",
        is_flag=True,
        help="Only stations where a matching connector is known to be free.",
    ),
    click.option("--open-now", is_flag=True, help="Only stations that are known to be open now."),
)

emsp_option = click.option(
    "--emsp",
    multiple=True,
    metavar="PROVIDER",
    help="Only stations that accept this e-mobility provider, by name or partner id; repeatable.",
)


def order_options(default: str, search: bool = True) -> Callable[[Command], Command]:
    """Add `--limit` and `--sort`; the command gets `order`.

    Args:
        default: Default of `--sort`.
        search: The stations come from a search, page by page.
    """

    def add(command: Command) -> Command:
        @functools.wraps(command)
        def run(*args: object, sort: str, limit: int | None, **values: object) -> object:
            return command(*args, order=Order(sort, limit), **values)

        hint = "; none: as they arrive"
        if search:
            hint += ", so that --limit ends the search early"
        return add_options(
            run,
            click.option(
                "-n", "--limit", type=whole_number(), metavar="N", help="Show at most N stations."
            ),
            click.option(
                "--sort",
                type=click.Choice(_SORTS),
                default=default,
                show_default=True,
                help=f"Order{hint}.",
            ),
        )

    return add
