"""The options of a client, and the client itself."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from ..errors import CommandError, os_error
from ..reporter import Reporter
from .arguments import FILE, Command, add_options, whole_number
from .units import parse_duration

if TYPE_CHECKING:
    from evcp import Client
    from evcp.auth import Credentials


@dataclass(frozen=True, slots=True)
class Connection:
    """Settings of the client.

    Attributes:
        api_key_file: File with the API key; `-` is standard input.
        base_url: Address of the service.
        wire: Format of the answers.
        timeout: Longest time of a call in seconds.
        retries: Attempts after the first.
        no_limits: Let the service judge the size of areas.
        reporter: Messages of the command.
    """

    api_key_file: str | None
    base_url: str | None
    wire: Literal["json", "xml"]
    timeout: float | None
    retries: int | None
    no_limits: bool
    reporter: Reporter

    def client(self) -> Client:
        """Build the client.

        Raises:
            ConfigurationError: The credentials are missing, or an address is not usable.
            CommandError: The API key file cannot be read.
        """
        from evcp import Client

        return Client(
            credentials=self._credentials(),
            base_url=self.base_url,
            format=self.wire,
            timeout=self.timeout,
            retries=self.retries,
            hooks=self.reporter.hooks(),
            application_id="evcp-cli",
            check_limits=not self.no_limits,
        )

    def _credentials(self) -> Credentials | None:
        if self.api_key_file is None:
            return None
        from evcp import ApiKey

        try:
            if self.api_key_file == "-":
                text = sys.stdin.read()
            else:
                text = Path(self.api_key_file).read_text("utf-8")
        except OSError as error:
            raise CommandError(f"cannot read the API key: {os_error(error)}") from None
        except UnicodeDecodeError:  # its message would quote the file
            raise CommandError("cannot read the API key: the file is not text") from None
        words = text.split()
        if len(words) != 1:
            raise CommandError(
                f"the API key file holds {len(words)} words: it must hold the key and nothing else"
            )
        return ApiKey(words[0])


def quiet_option(command: Command) -> Command:
    """Add `--quiet` to a command that sends no requests; the command gets `reporter`."""
    return add_options(_with_reporter(command), _QUIET)


_VERBOSE = click.option(
    "-v", "--verbose", count=True, help="Show the requests; -vv: schema issues as well."
)
_QUIET = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")


def _with_reporter(command: Command) -> Command:
    @functools.wraps(command)
    def run(*args: object, quiet: bool, verbose: int = 0, **values: object) -> object:
        return command(*args, reporter=Reporter(quiet, verbose), **values)

    return run


def connection_options(
    *, xml: bool = True, limits: bool = True, retries: bool = True
) -> Callable[[Command], Command]:
    """Add the options of a client and of its messages; the command gets `connection`.

    Args:
        xml: Add `--wire`, for operations that answer in XML as well.
        limits: Add `--no-limits`, for operations on areas.
        retries: Add `--retries`, for calls that are sent again alone.
    """

    def add(command: Command) -> Command:
        @functools.wraps(command)
        def run(
            *args: object,
            api_key_file: str | None,
            base_url: str | None,
            timeout: float | None,
            reporter: Reporter,
            retries: int | None = None,
            wire: Literal["json", "xml"] = "json",
            no_limits: bool = False,
            **values: object,
        ) -> object:
            connection = Connection(
                api_key_file, base_url, wire, timeout, retries, no_limits, reporter
            )
            return command(*args, connection=connection, **values)

        return add_options(
            _with_reporter(run),
            *_CONNECTION,
            *((_RETRIES,) if retries else ()),
            *((_WIRE,) if xml else ()),
            *((_NO_LIMITS,) if limits else ()),
            _VERBOSE,
            _QUIET,
        )

    return add


_CONNECTION = (
    click.option(
        "--api-key-file",
        type=FILE,
        metavar="FILE",
        help="File with the API key, - for standard input. Default: EVCP_API_KEY.",
    ),
    click.option("--base-url", metavar="URL", help="Address of the service (EVCP_BASE_URL)."),
    click.option(
        "--timeout",
        type=parse_duration,
        metavar="TIME",
        help="Longest time of a call: 30s, 2m.  [1m]",
    ),
)
_RETRIES = click.option(
    "--retries",
    type=whole_number(0, 20),
    metavar="N",
    help="Attempts after the first.  [2]",
)
_WIRE = click.option(
    "--wire",
    type=click.Choice(["json", "xml"]),
    default="json",
    show_default=True,
    help="Format of the service's answers.",
)
_NO_LIMITS = click.option(
    "--no-limits", is_flag=True, help="Send areas over the documented limits, too."
)
