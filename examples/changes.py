"""Print changes of availability around a point, with asyncio.

    python examples/changes.py 52.52 13.405 --every 60 --times 3

Credentials and address come from the environment: EVCP_API_KEY, EVCP_BASE_URL.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from evcp import AsyncClient, Availability, Circle, EvcpError, availability


async def snapshot(client: AsyncClient, area: Circle) -> dict[str, Availability]:
    return {s.id: availability(s) async for s in client.stations.search(area)}


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("latitude", type=float)
    parser.add_argument("longitude", type=float)
    parser.add_argument("--every", type=float, default=60, help="seconds between two searches")
    parser.add_argument("--times", type=int, default=10, help="number of searches")
    options = parser.parse_args()
    area = Circle(options.latitude, options.longitude, radius=1_000)
    async with AsyncClient() as client:
        before = await snapshot(client, area)
        print(f"{len(before)} stations, {sum(s.free for s in before.values())} connectors free")
        for _ in range(options.times - 1):
            await asyncio.sleep(options.every)
            now = await snapshot(client, area)
            for id, state in now.items():
                if id in before and before[id] != state:
                    print(f"{id}: {before[id].free} -> {state.free} free")
            before = now


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
