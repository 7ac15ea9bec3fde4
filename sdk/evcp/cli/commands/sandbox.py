"""`evcp sandbox` and `evcp completion`."""

from __future__ import annotations

import click

from ..errors import Exit
from ..options.arguments import ExampleCommand, write_examples

_PASS_THROUGH: dict[str, object] = {"ignore_unknown_options": True, "help_option_names": []}
"""All arguments, `--help` included, go to `evcp.sandbox`."""


@click.command(
    "sandbox",
    cls=ExampleCommand,
    short_help="A local service for trials and tests.",
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
    """A local service with the whole API, on synthetic stations or a data file.

    The first line of its output is its address. Ctrl-C ends it.
    """
    from evcp.sandbox.__main__ import main

    if {"-h", "--help"} & set(arguments):
        formatter = context.make_formatter()
        command = context.command
        assert isinstance(command, ExampleCommand)  # noqa: S101 (decorated above)
        command.format_help_text(context, formatter)
        write_examples(formatter, command.examples)
        click.echo(formatter.getvalue())
    return main(arguments, prog="evcp sandbox")


@click.command(
    "completion",
    cls=ExampleCommand,
    short_help="The completion script of a shell.",
    examples=(
        "evcp completion bash > ~/.local/share/bash-completion/completions/evcp",
        'evcp completion zsh > "${fpath[1]}/_evcp"',
        "evcp completion fish > ~/.config/fish/completions/evcp.fish",
    ),
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> int:
    """Print the script that lets a shell complete commands, options and names of evcp."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click has no completion for {shell}")
    click.echo(kind(context.find_root().command, {}, "evcp", "_EVCP_COMPLETE").source())
    return Exit.OK
