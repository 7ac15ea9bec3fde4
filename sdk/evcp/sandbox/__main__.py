"""Run the sandbox: `python -m evcp.sandbox [--data FILE | --size N] [--port N] [--fail 503:0.1] ..`.

The first line of standard output is the base URL; standard error describes what is served. Ctrl-C and
SIGTERM end it.
"""

from __future__ import annotations

import argparse
import errno
import gc
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from ..errors import printable
from .faults.drift import Drift
from .faults.plan import FaultPlan, read_moment
from .options import read_fault, read_span
from .server.server import Sandbox
from .simulation import Clock
from .world import World


def main(arguments: Sequence[str] | None = None, prog: str = "python -m evcp.sandbox") -> int:
    """Serve until a signal comes.

    Returns:
        Exit status: 0; 1 if the data cannot be read or the address cannot be used; 2 if an option is
        impossible or a package is missing.
    """
    given = parser(prog).parse_args(arguments)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    try:
        serve(given, stop.wait)
    except OSError as error:
        _to_stderr(f"evcp.sandbox: {_problem(error)}")
        return 1
    except (ValueError, ImportError) as error:
        _to_stderr(f"evcp.sandbox: {error}")
        return 2
    return 0


def _problem(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the port is taken: choose another one, or none for a free one"
    if error.strerror is None:
        return str(error)
    if error.filename is None:
        return f"cannot listen at this address: {error.strerror}"
    return f"cannot read {error.filename}: {error.strerror[:1].lower()}{error.strerror[1:]}"


def serve(given: argparse.Namespace, until: Callable[[], object]) -> None:
    """Serve, with the base URL on standard output and the rest on standard error.

    Args:
        given: The options.
        until: Called once everything is running; when it returns, the sandbox ends.

    Raises:
        OSError: The data cannot be read or is of an unknown kind, or the address cannot be used.
        ValueError: An option is malformed or impossible.
        ImportError: A package of the extra `sandbox` is not installed.
    """
    # Cheap checks first: an impossible option is reported before a world is built.
    latency, (plan, drift) = read_span(given.latency), faults_of(given)
    start = None if given.start is None else read_moment("start", given.start)
    clock = Clock(start, speed=given.speed)
    report: Callable[[str], object] = str if given.quiet else _to_stderr
    world = _world(given, report)
    # The world stays to the end, so the collector need not walk it while responses wait. A response
    # is thousands of objects without a cycle: walking them several times each is lost time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    with Sandbox(
        world,
        host=given.host,
        port=given.port,
        latency=latency,
        max_connections=given.max_connections,
        clock=clock,
        live=not given.still,
        faults=plan,
        drift=drift,
        control=given.control,
    ) as sandbox:
        print(sandbox.base_url, flush=True)
        report(
            f"serving {world.label}; every apiKey is accepted, "
            f"every access key gets a token at {sandbox.token_url}"
        )
        for fault in plan.faults:
            report(f"fault on demand: {fault}")
        if given.control:
            report(f"control endpoint: {sandbox.control_url}")
        until()


def faults_of(given: argparse.Namespace) -> tuple[FaultPlan, Drift | None]:
    """Return the faults and the drift, with the one seed of everything.

    Raises:
        ValueError: A fault is malformed, or the chance of a drift is not between 0 and 1.
    """
    plan = FaultPlan(tuple(map(read_fault, given.fail)), seed=given.seed)
    return plan, Drift(given.drift, seed=given.seed) if given.drift else None


def _world(given: argparse.Namespace, report: Callable[[str], object]) -> World:
    if given.data is None:
        return World.synthetic(given.size, given.seed)
    try:
        world = World.from_file(given.data, states_seed=given.seed)
    except ValueError as error:  # of the file, not of an option
        raise OSError(str(error)) from error
    report(str(world.report))
    return world


def _to_stderr(text: str) -> None:
    # A data file's values stand in reports and errors, and must not steer a terminal.
    print("\n".join(map(printable, text.split("\n"))), file=sys.stderr, flush=True)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """End with the error in one line, without the list of all options."""
        self.exit(2, f"evcp.sandbox: {printable(message)}\nhint: see {self.prog} --help\n")


def parser(prog: str) -> argparse.ArgumentParser:
    """Return the parser of the options."""
    parser = _Parser(
        prog=prog,
        description="A local server that speaks the EV Charge Points API v2.",
        allow_abbrev=False,
    )
    stations = parser.add_argument_group("stations")
    source = stations.add_mutually_exclusive_group()
    source.add_argument(
        "--data",
        type=Path,
        metavar="FILE",
        help="stations saved by evcp, AFDC download, OCPI locations or GeoJSON points; plain or gzip",
    )
    source.add_argument(
        "--size", type=int, default=2_000, metavar="N", help="number of synthetic stations (2000)"
    )
    stations.add_argument(
        "--seed", type=int, default=0, metavar="N", help="seed of everything random (0)"
    )
    stations.add_argument("--still", action="store_true", help="keep the states of EVSEs fixed")
    address = parser.add_argument_group("address")
    address.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    address.add_argument(
        "--port", type=int, default=0, metavar="N", help="TCP port, 0 for a free one (0)"
    )
    address.add_argument(
        "--max-connections",
        type=int,
        default=256,
        metavar="N",
        help="connections served at once (256)",
    )
    wrong = parser.add_argument_group("faults")
    wrong.add_argument(
        "--latency",
        default="0",
        metavar="TIME",
        help="wait before each response: 50ms, or a range, 50ms..0.2s (0)",
    )
    wrong.add_argument(
        "--fail",
        action="append",
        default=[],
        metavar="FAULT",
        help="WHAT[:RATE][@RESOURCE][,NAME=VALUE].., such as 503:0.1, 429@stations/count,retry_after=2s "
        "or cut,after=100,times=3; may be repeated",
    )
    wrong.add_argument(
        "--drift",
        type=float,
        nargs="?",
        const=0.02,
        default=0.0,
        metavar="RATE",
        help="chance of unknown fields and codes in responses (0; without a value 0.02)",
    )
    wrong.add_argument(
        "--control", action="store_true", help="let other programs set all of this at /control/"
    )
    time = parser.add_argument_group("time")
    time.add_argument(
        "--start", metavar="MOMENT", help="start of the clock, such as 2025-06-01T08:00Z"
    )
    time.add_argument(
        "--speed", type=float, default=1.0, metavar="N", help="speed of the clock (1)"
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing but the base URL")
    return parser


if __name__ == "__main__":
    sys.exit(main())
