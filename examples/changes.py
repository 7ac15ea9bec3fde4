"""Print changes of connector states around a point, with asyncio.

    python examples/changes.py 52.52 13.405 --every 1m --times 3

Credentials and address come from the environment: EVCP_API_KEY, EVCP_BASE_URL.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from evcp import AsyncClient, Circle, EvcpError, Outage


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("latitude", type=float)
    parser.add_argument("longitude", type=float)
    parser.add_argument("--every", default="1m", help="time between two searches")
    parser.add_argument("--times", type=int, default=10, help="number of searches")
    options = parser.parse_args()
    area = Circle(options.latitude, options.longitude, radius=1_000)
    async with AsyncClient() as client:
        watch = client.stations.watch(area, every=options.every, times=options.times, least_every=0)
        first = await watch.poll()
        if first is not None and first.error is None:
            print(f"{len(first.states)} connectors, {len(first.free)} of them free")
        elif first is not None and first.error is not None:
            raise first.error
        async for event in watch:
            if isinstance(event, Outage):
                print(f"no answers from {event.begin:%H:%M:%S} to {event.end or 'now'}")
            else:
                print(f"{event.station_id} {event.evse_id}: {event.old} -> {event.new}")


if __name__ == "__main__":
    try:
        asyncio.run(main())
        sys.stdout.flush()
    except EvcpError as error:
        sys.exit(f"changes: {error}")
    except BrokenPipeError:  # a reader such as head has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        sys.exit(130)
