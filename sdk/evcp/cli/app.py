"""The command `evcp`: the list of commands, and the way from arguments to an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from .. import __version__
from .._reading.names import suggestion
from .errors import Exit, Failure, explain
from .options.arguments import CONTEXT, write_examples
from .terminal import guarded_streams, single_line

SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Find stations": {
        "near": ("search", "Stations around a place."),
        "box": ("search", "Stations between two corners."),
        "route": ("route", "Stations along a route."),
        "count": ("search", "Number of stations in an area."),
    },
    "Look closer": {
        "station": ("lookup", "Stations by id."),
        "pool": ("lookup", "Stations by pool id."),
        "evses": ("lookup", "State of every EVSE of pools."),
        "harvest": ("harvest", "All stations of an area of any size, in a file."),
        "watch": ("watch", "Changes of connector states, as they happen."),
    },
    "Over time": {
        "diff": ("diff", "New, changed and gone stations of two harvests."),
        "history": ("history", "Occupancy, uptime and sessions of a recorded watch."),
    },
    "Without the service": {
        "codes": ("codes", "Meaning of ids: connectors, feeds, levels, states."),
        "decode": ("decode", "Stations and schema issues of a saved answer."),
        "sandbox": ("sandbox", "A local service for trials and tests."),
        "demo": ("demo", "A search in a local service."),
        "completion": ("sandbox", "The completion script of a shell."),
    },
}
"""Module and help line of each command: the help of `evcp` imports no command."""
COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}
TRACEBACK = "EVCP_TRACEBACK"
"""Environment variable: if set, an unexpected error shows its traceback."""


class OutputClosed(Exception):  # noqa: N818 (not an error)
    """The reader of standard output has left, as in `evcp ... | head`."""


class Interrupted(Exception):  # noqa: N818 (not an error)
    """Ctrl-C."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".commands.{COMMANDS[cmd_name][0]}", __package__)
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; the error of an unknown name suggests a similar one."""
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(
                f"unknown command {args[0]!r}{suggestion(args[0], COMMANDS)}", ctx
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Click would turn a closed pipe and Ctrl-C into exceptions of its own.

        Raises:
            OutputClosed: The reader of standard output has left.
            Interrupted: Ctrl-C.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise OutputClosed from None
        except KeyboardInterrupt:
            raise Interrupted from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, line) for name, (_, line) in commands.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write exit statuses, environment variables and examples."""
        with formatter.section("Exit status"):
            formatter.write_dl([(str(int(status)), status.meaning) for status in Exit])
        with formatter.section("Environment"):
            formatter.write_dl(
                [
                    ("EVCP_API_KEY", "API key (or EVCP_TOKEN, HERE_ACCESS_KEY_ID and ..._SECRET)"),
                    ("EVCP_BASE_URL", "address of the service"),
                    ("NO_COLOR", "if set, no colours"),
                ]
            )
        write_examples(
            formatter,
            (
                "evcp near 52.52,13.405 --radius 2km --connector ccs --min-power 50kW",
                "evcp near -33.87,151.21 --available --output geojson --out sydney.geojson",
                "evcp sandbox            # a local service, to try all this without a key",
            ),
        )


def _print_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from evcp_codec.native import codec_info  # loads the parsers

        info = codec_info()
        click.echo(f"evcp {__version__}")
        click.echo(f"JSON: {info.json} walk, parsed by {info.json_parser}")
        click.echo(f"XML: {info.xml} walk, parsed by {info.xml_parser}")
        context.exit()


@click.group(cls=LazyGroup, context_settings=CONTEXT)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and how documents are read, and exit.",
)
def root() -> None:
    """Where is a charger, which connectors does it have, is one free?

    The command line of the EV Charge Points API v2. Results go to standard output, as a table on a terminal
    and as JSON lines in a pipe; messages go to standard error.
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    _replace_closed_streams()
    with guarded_streams():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        status = root.main(
            args=None if arguments is None else list(arguments),
            prog_name="evcp",
            complete_var="_EVCP_COMPLETE",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except SystemExit as end:  # click's completion, and argparse of the sandbox
        return end.code if isinstance(end.code, int) else Exit.OK
    except (KeyboardInterrupt, click.Abort, Interrupted):
        if sys.stderr.isatty():  # end the line of the terminal's ^C
            print(file=sys.stderr)
        return Exit.INTERRUPTED
    except (BrokenPipeError, OutputClosed):
        _discard_output()
        return Exit.OK
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return Exit.USAGE
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        failure = explain(error)
        _print_failure(failure)
        if isinstance(error, OSError):
            _discard_output()
        return failure.status
    return status if isinstance(status, int) else Exit.OK


def _print_failure(failure: Failure) -> None:
    print(single_line(f"evcp: {failure.message}"), file=sys.stderr)
    if failure.hint:
        print(single_line(f"hint: {failure.hint}"), file=sys.stderr)


def _discard_output() -> None:
    """Redirect unwritten output to nowhere: the interpreter's last flush would fail again."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _replace_closed_streams() -> None:
    """Replace streams that the caller closed (`evcp ... >&-`), where Python has None.

    Input is empty, messages are lost, and writing a result is an error, because it would be lost in
    silence. Without a replacement, the next opened file would get the stream's number.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 (open until the end)
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
