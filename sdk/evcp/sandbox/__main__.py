"""Run the sandbox: `python -m evcp.sandbox [--data FILE | --size N] [--seed N] [--latency SECONDS]`.

With `--host` and `--port` it listens elsewhere than on a free port of this machine. The first line of
standard output is the base URL; what is served is told on standard error. Ctrl-C and SIGTERM end it.
"""

from __future__ import annotations

import argparse
import gc
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from .server import Sandbox
from .world import World


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal comes.

    Returns:
        Exit status: 0, or 1 where the data cannot be read or the address cannot be used.
    """
    options = _parser().parse_args(arguments)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    try:
        if options.data is not None:
            world = World.from_afdc(options.data, states_seed=options.seed)
            print(world.report, file=sys.stderr)
        else:
            world = World.synthetic(options.size, options.seed)
        # The world stays to the end: the collector need not look at it while answers wait.
        gc.freeze()
        with Sandbox(
            world, host=options.host, port=options.port, latency=options.latency
        ) as sandbox:
            print(sandbox.base_url, flush=True)
            print(
                f"serving {world.label}; any apiKey is let in, "
                f"any access key gets a token at {sandbox.token_url}",
                file=sys.stderr,
                flush=True,
            )
            stop.wait()
    except (OSError, ValueError) as error:
        print(f"evcp.sandbox: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evcp.sandbox",
        description="A local server that speaks the EV Charge Points API v2.",
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--data", type=Path, metavar="FILE", help="AFDC file (CSV, plain or gzip)")
    source.add_argument(
        "--size", type=int, default=2_000, metavar="N", help="number of made-up stations (2000)"
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="N", help="seed of the world or of its states (0)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="TCP port, 0 for a free one (0)")
    parser.add_argument(
        "--latency",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="wait before each answer (0)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
