"""The options that say which stations are wanted."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from ..failures import CommandError
from .params import power, whole
from .station_filter import StationFilter

if TYPE_CHECKING:
    from evcp._client.client import Client

SORTS = ("distance", "name", "power", "free", "none")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def complete_families(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the families of connector types that a text can become; of a list, its last one."""
    from .plugs import FAMILIES

    before, comma, begun = incomplete.rpartition(",")
    names = (*FAMILIES, "other")
    return [f"{before}{comma}{name}" for name in names if name.startswith(begun.casefold())]


def filter_options(command: Callable[..., Any]) -> Any:
    """Add the options of connectors and states; the command gets `wanted`, without `emsp`."""

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
        from .plugs import connector_ids

        if min_power is not None and max_power is not None and min_power > max_power:
            raise CommandError("--min-power is above --max-power: swap them")
        types = connector_ids(connector) if connector else ()
        wanted = StationFilter(types, min_power, max_power, available, open_now)
        return command(*args, wanted=wanted, **values)

    options = (
        click.option(
            "-c",
            "--connector",
            multiple=True,
            metavar="TYPE",
            shell_complete=complete_families,
            help="Connector type: a family (ccs, chademo, type2, tesla, gbt, domestic ...), an id or a "
            "name; repeatable, or with commas. See `evcp codes`.",
        ),
        click.option("--min-power", type=power, metavar="POWER", help="At least so much: 50kW."),
        click.option("--max-power", type=power, metavar="POWER", help="At most so much: 22kW."),
        click.option(
            "-a",
            "--available",
            is_flag=True,
            help="A connector that fits all of the above is known to be free.",
        ),
        click.option("--open-now", is_flag=True, help="The station is known to be open now."),
    )
    for option in reversed(options):
        option(run)
    return run


def emsp_option(command: Callable[..., Any]) -> Any:
    """Add `--emsp`; the command gets a tuple of texts."""
    return click.option(
        "--emsp",
        multiple=True,
        metavar="PROVIDER",
        help="A card of this e-mobility provider is accepted: its name or partner id; repeatable.",
    )(command)


def order_options(default: str, asks: bool = True) -> Callable[[Callable[..., Any]], Any]:
    """Add `--limit` and `--sort`.

    Args:
        default: The order if none is given.
        asks: Whether the stations are asked for one page after the other.
    """

    def add(command: Callable[..., Any]) -> Any:
        hint = "; none: as they come"
        if asks:
            hint += ", which with --limit asks for no more than it needs"
        click.option(
            "--sort",
            type=click.Choice(SORTS),
            default=default,
            show_default=True,
            help=f"Order{hint}.",
        )(command)
        click.option("-n", "--limit", type=whole(), metavar="N", help="At most so many stations.")(
            command
        )
        return command

    return add


def partner_ids(client: Client, providers: Iterable[str]) -> tuple[str, ...]:
    """Return the partner ids of e-mobility providers, asking the service for those given by name.

    Raises:
        CommandError: No provider, or more than one, has the name.
    """
    ids: list[str] = []
    named: list[str] = []
    for provider in (part.strip() for text in providers for part in text.split(",")):
        (ids if _UUID.fullmatch(provider) else named).append(provider)
    if named:
        known = client.roamings.list()
        for name in named:
            same = [one for one in known if one.emsp.casefold() == name.casefold()]
            found = same or [one for one in known if name.casefold() in one.emsp.casefold()]
            if len(found) != 1:
                those = ", ".join(sorted(one.emsp for one in found or known)[:20])
                what = "is the name of several providers" if found else "is no provider"
                raise CommandError(f"{name!r} {what}", f"there are {those}")
            ids.append(found[0].partner_id)
    return tuple(dict.fromkeys(ids))
