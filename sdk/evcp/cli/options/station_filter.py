"""Options of the connectors and states of stations, and of the order in which they are shown."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from evcp._client.station_filter import StationFilter
from evcp.connectors import OTHER, connector_id, short_name

from ..errors import CommandError
from ..reporter import Reporter
from .arguments import add_options, complete_families, whole_number
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
    """Return the conditions on type and power: the connectors that meet them are listed and counted."""
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
    """Describe the conditions on type and power: `CCS, at least 50 kW`; empty without any."""
    from evcp_models import NameId

    ids = station_filter.connector_types
    types = dict.fromkeys(short_name(NameId(id=id, name=f"type {id}")) for id in ids)
    parts = [" or ".join(types)] if types else []
    if station_filter.min_power is not None:
        parts.append(f"at least {show_power(station_filter.min_power)}")
    if station_filter.max_power is not None:
        parts.append(f"at most {show_power(station_filter.max_power)}")
    return ", ".join(parts)


def filter_options(command: Callable[..., Any]) -> Any:
    """Add the options of connectors and states; the command gets `station_filter`."""

    @functools.wraps(command)
    def run(
        *args: Any,
        connector: tuple[str, ...],
        min_power: float | None,
        max_power: float | None,
        available: bool,
        open_now: bool,
        **values: Any,
    ) -> Any:
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
            available=available,
            open_at=datetime.now(UTC) if open_now else None,
        )
        return command(*args, station_filter=station_filter, **values)

    return add_options(
        run,
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
            "-a",
            "--available",
            is_flag=True,
            help="Only stations where a matching connector is known to be free.",
        ),
        click.option(
            "--open-now", is_flag=True, help="Only stations that are known to be open now."
        ),
    )


def emsp_option(command: Callable[..., Any]) -> Any:
    """Add `--emsp`; the command gets a tuple of names and ids."""
    return click.option(
        "--emsp",
        multiple=True,
        metavar="PROVIDER",
        help="Only stations that accept this e-mobility provider, by name or partner id; repeatable.",
    )(command)


def order_options(default: str, search: bool = True) -> Callable[[Callable[..., Any]], Any]:
    """Add `--limit` and `--sort`; the command gets `order`.

    Args:
        default: Default of `--sort`.
        search: The stations come from a search, page by page.
    """

    def add(command: Callable[..., Any]) -> Any:
        @functools.wraps(command)
        def run(*args: Any, sort: str, limit: int | None, **values: Any) -> Any:
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
