"""The command `evcp` itself: a list of commands, each loaded when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from .. import __version__
from . import exits
from .registry import CONTEXT, ExampleCommand

SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Find stations": {
        "near": ("find", "Stations around a place."),
        "box": ("find", "Stations between two corners."),
        "route": ("route", "Stations along a route."),
        "count": ("count", "How many stations there are in an area."),
    },
    "Look closer": {
        "station": ("lookup", "Stations by their ids."),
        "pool": ("lookup", "The stations of pools, by pool ids."),
        "evses": ("evses", "The state of every EVSE of pools."),
        "watch": ("watch", "Follow the states of connectors as they change."),
    },
    "Without the service": {
        "codes": ("codes", "What the ids of connectors, feeds, levels and states mean."),
        "decode": ("decode", "Read a saved answer: its stations, and what is wrong with it."),
        "sandbox": ("sandbox", "Run a local service to try things on."),
        "demo": ("sandbox", "See a search in the local service."),
        "completion": ("sandbox", "Print the completion script of a shell."),
    },
}
"""The commands: the module of each and its line in the help, so that the help loads no module."""

COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}


class ReaderLeft(Exception):  # noqa: N818 (it is no error)
    """Nobody reads the output any more, as in `evcp ... | head`."""


class Interrupted(Exception):  # noqa: N818 (it is no error)
    """The user has had enough."""


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".commands.{COMMANDS[cmd_name][0]}", __package__)
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may be meant."""
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            meant = f": did you mean {close[0]}?" if close else ""
            raise click.UsageError(f"there is no command {args[0]!r}{meant}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and tell two ends apart before click makes one of its own of them.

        Raises:
            ReaderLeft: Standard output was closed at its other end.
            Interrupted: Ctrl-C.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ReaderLeft from None
        except KeyboardInterrupt:
            raise Interrupted from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, without loading any."""
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, line) for name, (_, line) in commands.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit statuses and where credentials come from."""
        with formatter.section("Exit status"):
            formatter.write_dl([(str(status), meaning) for status, meaning in exits.HELP])
        with formatter.section("Environment"):
            formatter.write_dl(
                [
                    ("EVCP_API_KEY", "API key (or EVCP_TOKEN, HERE_ACCESS_KEY_ID and ..._SECRET)"),
                    ("EVCP_BASE_URL", "address of the service"),
                    ("NO_COLOR", "if set, no colours"),
                ]
            )
        ExampleCommand.write_examples(
            formatter,
            (
                "evcp near 52.52,13.405 --radius 2km --connector ccs --min-power 50kW",
                "evcp near -33.87,151.21 --available --output geojson --out sydney.geojson",
                "evcp sandbox            # a local service, for trying all this without a key",
            ),
        )


@click.group(cls=LazyGroup, context_settings=CONTEXT)
@click.version_option(
    __version__, "-V", "--version", prog_name="evcp", message="%(prog)s %(version)s"
)
def root() -> None:
    """Where is a charger, what connectors has it, is one free?

    The command line of the EV Charge Points API v2. Answers go to standard output, as a table on a terminal
    and as JSON lines into a pipe; what there is to say about them goes to standard error.
    """
