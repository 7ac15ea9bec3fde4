"""`evcp sandbox`, `evcp demo` and `evcp completion`: what needs no service elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import click

from .. import exits
from ..registry import ExampleCommand

SHELLS = ("bash", "zsh", "fish")

_PASS_THROUGH: dict[str, Any] = {"ignore_unknown_options": True, "help_option_names": []}
"""Every argument goes to the program that the command starts, `--help` too."""


@click.command(
    "sandbox",
    cls=ExampleCommand,
    short_help="Run a local service to try things on.",
    context_settings=_PASS_THROUGH,
    add_help_option=False,
    examples=(
        "evcp sandbox --port 8765 &",
        "EVCP_BASE_URL=http://127.0.0.1:8765/ev/ EVCP_API_KEY=any evcp near 52.52,13.405",
        "evcp sandbox --data us-ev-stations.csv.gz",
    ),
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def sandbox_command(context: click.Context, arguments: tuple[str, ...]) -> int:
    """Run a local service that speaks the whole API, on made-up stations or a data file.

    The first line of its output is its address. Ctrl-C ends it.
    """
    from evcp.sandbox.__main__ import main

    return _hand_over(context, partial(main, prog="evcp sandbox"), arguments)


@click.command(
    "demo",
    cls=ExampleCommand,
    short_help="See a search in the local service.",
    context_settings=_PASS_THROUGH,
    add_help_option=False,
    examples=("evcp demo", "evcp demo --near 48.8566,2.3522 --radius 3000"),
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def demo_command(context: click.Context, arguments: tuple[str, ...]) -> int:
    """Start the local service, search it in both formats, and show what came."""
    from .demo import main

    return _hand_over(context, partial(main, prog="evcp demo"), arguments)


def _hand_over(
    context: click.Context, main: Callable[[Sequence[str]], int], arguments: Sequence[str]
) -> int:
    if {"-h", "--help"} & set(arguments):
        formatter = context.make_formatter()
        command = context.command
        assert isinstance(command, ExampleCommand)  # noqa: S101 (of this file)
        command.format_help_text(context, formatter)
        command.write_examples(formatter, command.examples)
        click.echo(formatter.getvalue())
    return main(arguments)


@click.command(
    "completion",
    cls=ExampleCommand,
    short_help="Print the completion script of a shell.",
    examples=(
        "evcp completion bash > ~/.local/share/bash-completion/completions/evcp",
        'evcp completion zsh > "${fpath[1]}/_evcp"',
        "evcp completion fish > ~/.config/fish/completions/evcp.fish",
    ),
)
@click.argument("shell", type=click.Choice(SHELLS))
def completion_command(shell: str) -> int:
    """Print the script that lets a shell complete the commands and options of evcp."""
    from click.shell_completion import get_completion_class

    from ..app import root

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click knows no completion for {shell}")
    click.echo(kind(root, {}, "evcp", "_EVCP_COMPLETE").source())
    return exits.OK
