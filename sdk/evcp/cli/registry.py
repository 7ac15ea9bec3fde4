"""What the commands have in common as commands: examples in the help, negative coordinates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import click

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_NEGATIVE = re.compile(r"-\.?[0-9]", re.ASCII)


class ExampleCommand(click.Command):
    """A command whose help ends with examples.

    Args:
        *args: As for `click.Command`.
        examples: Command lines that work.
        **kwargs: As for `click.Command`.
    """

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", CONTEXT)
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; an error knows whose they are."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they are: not filled into lines like text."""
        super().format_epilog(ctx, formatter)
        self.write_examples(formatter, self.examples)

    @staticmethod
    def write_examples(formatter: click.HelpFormatter, examples: Sequence[str]) -> None:
        """Write examples below a heading."""
        if examples:
            with formatter.section("Examples"):
                for line in examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class PlaceCommand(ExampleCommand):
    """A command with places as arguments: `-33.9,151.2` is one, not a bundle of options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hide the minus of a place from the parser behind a blank, which places ignore."""
        shielded = [f" {text}" if _NEGATIVE.match(text) else text for text in args]
        return super().parse_args(ctx, shielded)
