"""Run the sandbox: `python -m evcp.sandbox [--data FILE | --size N] [--port N] [--fail 503:0.1] ..`.

The first line of standard output is the base URL; what is served is told on standard error. Ctrl-C and
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

from ..errors import printable
from .options import Options, read_fault, read_moment, read_span
from .server.server import Sandbox
from .simulation.clock import Clock
from .world.world import World


def main(arguments: Sequence[str] | None = None, prog: str = "python -m evcp.sandbox") -> int:
    """Serve until a signal comes.

    Args:
        arguments: The command line; by default that of the process.
        prog: How the program is called in its help.

    Returns:
        Exit status: 0, or 1 where an option is impossible, the data cannot be read, the address
        cannot be used, or a package is missing.
    """
    given = _parser(prog).parse_args(arguments)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    try:
        serve(_options(given), stop.wait)
    except (OSError, ValueError, ImportError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        told = "the port is taken: choose another one, or none for a free one" if taken else error
        _to_stderr(f"evcp.sandbox: {told}")
        return 1
    return 0


def serve(options: Options, until: Callable[[], object]) -> None:
    """Serve, and say where: the base URL on standard output, the rest on standard error.

    Args:
        options: What to serve, and how.
        until: Called once all is running; when it returns, the sandbox ends.

    Raises:
        OSError: The data cannot be read, or the address cannot be used.
        ValueError: The data is of no known kind, or an option is impossible.
        ImportError: A package of the extra `sandbox` is not installed.
    """
    # What costs nothing first: an impossible option is told before a world is built.
    clock = Clock(options.start, speed=options.speed)
    plan, drift = options.plan, options.drifting
    tell = _silent if options.quiet else _to_stderr
    world = _world(options, tell)
    # The world stays to the end: the collector need not look at it while answers wait. An answer
    # is thousands of objects without a cycle: to look at them several times each is time lost.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    with Sandbox(
        world,
        host=options.host,
        port=options.port,
        latency=options.latency,
        max_connections=options.max_connections,
        clock=clock,
        live=options.live,
        faults=plan,
        drift=drift,
        control=options.control,
    ) as sandbox:
        print(sandbox.base_url, flush=True)
        tell(
            f"serving {world.label}; any apiKey is let in, "
            f"any access key gets a token at {sandbox.token_url}"
        )
        for fault in options.faults:
            tell(f"fails on demand: {fault}")
        if options.control:
            tell(f"steered at {sandbox.control_url}")
        until()


def _world(options: Options, tell: Callable[[str], None]) -> World:
    if options.data is None:
        return World.synthetic(options.size, options.seed)
    world = World.from_file(options.data, states_seed=options.seed)
    tell(str(world.report))
    return world


def _silent(_: str) -> None:
    pass


def _to_stderr(text: str) -> None:
    # A data file's values stand in reports and errors, and must not steer a terminal.
    print("\n".join(map(printable, text.split("\n"))), file=sys.stderr, flush=True)


def _options(given: argparse.Namespace) -> Options:
    """What the command line says.

    Raises:
        ValueError: An option cannot be read.
    """
    return Options(
        data=given.data,
        size=given.size,
        seed=given.seed,
        host=given.host,
        port=given.port,
        latency=read_span(given.latency),
        faults=tuple(map(read_fault, given.fail)),
        drift=given.drift,
        start=None if given.start is None else read_moment(given.start),
        speed=given.speed,
        live=not given.still,
        control=given.control,
        max_connections=given.max_connections,
        quiet=given.quiet,
    )


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
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
        help="AFDC table, OCPI locations or GeoJSON points; plain or gzip",
    )
    source.add_argument(
        "--size", type=int, default=2_000, metavar="N", help="number of made-up stations (2000)"
    )
    stations.add_argument(
        "--seed", type=int, default=0, metavar="N", help="seed of all that is drawn (0)"
    )
    stations.add_argument(
        "--still", action="store_true", help="states of EVSEs do not move with time"
    )
    address = parser.add_argument_group("address")
    address.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    address.add_argument(
        "--port", type=int, default=0, metavar="N", help="TCP port, 0 for a free one (0)"
    )
    address.add_argument(
        "--max-connections", type=int, default=256, metavar="N", help="served at once (256)"
    )
    wrong = parser.add_argument_group("what goes wrong")
    wrong.add_argument(
        "--latency",
        default="0",
        metavar="TIME",
        help="wait before each answer: 0.05, 50ms, or a range, 50ms..0.2s (0)",
    )
    wrong.add_argument(
        "--fail",
        action="append",
        default=[],
        metavar="FAULT",
        help="WHAT[:RATE][@RESOURCE][,NAME=VALUE].., such as 503:0.1, 429@stations/count,retry_after=2 "
        "or cut,after=100,times=3; may be repeated",
    )
    wrong.add_argument(
        "--drift",
        type=float,
        nargs="?",
        const=0.02,
        default=0.0,
        metavar="RATE",
        help="unknown fields and codes in answers (0; without a value 0.02)",
    )
    wrong.add_argument(
        "--control", action="store_true", help="let other programs set all that below /control/"
    )
    time = parser.add_argument_group("time")
    time.add_argument(
        "--start", metavar="MOMENT", help="what the clock says at first, such as 2025-06-01T08:00Z"
    )
    time.add_argument(
        "--speed", type=float, default=1.0, metavar="N", help="how fast the clock runs (1)"
    )
    parser.add_argument("--quiet", action="store_true", help="tell nothing but the base URL")
    return parser


if __name__ == "__main__":
    sys.exit(main())
