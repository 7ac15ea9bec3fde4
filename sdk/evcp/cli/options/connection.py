"""Options of every command that asks the service, and the client that they make."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from ..failures import CommandError, os_error
from ..reporter import Reporter
from .params import FILE, duration, whole

if TYPE_CHECKING:
    from evcp._client.client import Client
    from evcp.auth import Credentials


@dataclass(frozen=True, slots=True)
class Connection:
    """How the service is asked.

    Attributes:
        api_key_file: File that holds the API key, `-` for standard input.
        base_url: Address of the service.
        wire: Format of the answers on the wire.
        timeout: Seconds for a call.
        retries: Further attempts after the first.
        no_limits: Leave it to the service to judge the size of areas.
        talk: How much is said.
    """

    api_key_file: str | None
    base_url: str | None
    wire: Literal["json", "xml"]
    timeout: float | None
    retries: int | None
    no_limits: bool
    talk: Reporter

    def client(self) -> Client:
        """Make the client.

        Raises:
            ConfigurationError: There are no credentials, or an address is not usable.
            CommandError: The file of the API key cannot be read.
        """
        from evcp._client.client import Client

        return Client(
            credentials=self._credentials(),
            base_url=self.base_url,
            format=self.wire,
            timeout=self.timeout,
            retries=self.retries,
            hooks=self.talk.hooks(),
            application_id="evcp-cli",
            check_limits=not self.no_limits,
        )

    def _credentials(self) -> Credentials | None:
        if self.api_key_file is None:
            return None
        from evcp.auth import ApiKey

        try:
            if self.api_key_file == "-":
                text = sys.stdin.read()
            else:
                text = Path(self.api_key_file).read_text("utf-8")
        except OSError as error:
            raise CommandError(f"cannot read the API key: {os_error(error)}") from None
        except UnicodeDecodeError:  # its message would quote the file
            raise CommandError("cannot read the API key: the file is not text") from None
        lines = text.split()
        if len(lines) != 1:
            raise CommandError(
                f"the API key file holds {len(lines)} words: it has to hold the key and nothing else"
            )
        return ApiKey(lines[0])


def talk_options(command: Callable[..., Any]) -> Any:
    """Add `--verbose` and `--quiet`; the command gets `talk`."""
    verbose = click.option(
        "-v",
        "--verbose",
        count=True,
        help="Show the requests; -vv: departures from the schema.",
    )
    return _with(_talking(command), verbose, _QUIET)


def quiet_option(command: Callable[..., Any]) -> Any:
    """Add `--quiet` to a command that asks nothing; the command gets `talk`."""
    return _with(_talking(command), _QUIET)


_QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")


def _talking(command: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(command)
    def run(*args: Any, quiet: bool, verbose: int = 0, **values: Any) -> Any:
        return command(*args, talk=Reporter(quiet, verbose), **values)

    return run


def connection_options(command: Callable[..., Any]) -> Any:
    """Add the options of the connection; the command gets `connection`."""
    return _connection(command, _WIRE, _NO_LIMITS)


def lookup_options(command: Callable[..., Any]) -> Any:
    """Add the options of the connection for a command without areas; it gets `connection`."""
    return _connection(command, _WIRE)


def json_lookup_options(command: Callable[..., Any]) -> Any:
    """Add the options of the connection for a command without areas, and without XML."""
    return _connection(command)


_WIRE = click.option(
    "--wire",
    type=click.Choice(["json", "xml"]),
    default="json",
    show_default=True,
    help="Format in which the service answers.",
)
_NO_LIMITS = click.option(
    "--no-limits", is_flag=True, help="Ask for areas over the documented limits, too."
)


def _connection(command: Callable[..., Any], *more: Callable[[Any], Any]) -> Any:
    @functools.wraps(command)
    def run(
        *args: Any,
        api_key_file: str | None,
        base_url: str | None,
        timeout: float | None,
        retries: int | None,
        talk: Reporter,
        wire: Literal["json", "xml"] = "json",
        no_limits: bool = False,
        **values: Any,
    ) -> Any:
        connection = Connection(api_key_file, base_url, wire, timeout, retries, no_limits, talk)
        return command(*args, connection=connection, **values)

    return _with(
        talk_options(run),
        click.option(
            "--api-key-file",
            type=FILE,
            metavar="FILE",
            help="Read the API key from a file, - for standard input. Without it: EVCP_API_KEY.",
        ),
        click.option("--base-url", metavar="URL", help="Address of the service (EVCP_BASE_URL)."),
        click.option(
            "--timeout",
            type=duration,
            metavar="TIME",
            help="Longest time of a call: 30s, 2m.  [1m]",
        ),
        click.option("--retries", type=whole(0, 20), metavar="N", help="Further attempts.  [2]"),
        *more,
    )


def _with(command: Any, *options: Callable[[Any], Any]) -> Any:
    for option in reversed(options):
        command = option(command)
    return command
