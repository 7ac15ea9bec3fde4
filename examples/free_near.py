"""Print the stations with a free fast connector near a point, nearest first.

    python examples/free_near.py 52.52 13.405

Credentials and address come from the environment: EVCP_API_KEY, EVCP_BASE_URL.
"""

from __future__ import annotations

import argparse
import os
import sys

from evcp import Circle, Client, Completeness, EvcpError, availability


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("latitude", type=float)
    parser.add_argument("longitude", type=float)
    options = parser.parse_args()
    with Client() as client:
        pager = client.stations.search(
            Circle(options.latitude, options.longitude, "10km"),
            connector_types=["ccs"],
            min_power="100kW",
            available=True,
        )
        for station in pager:
            fast = pager.matching(station)
            power = max(group.max_power_level or 0 for group in fast)
            free = availability(station, fast).free
            print(f"{station.distance or 0:6} m  {power:4g} kW  {free} free  {station.name}")
        if pager.completeness is not Completeness.COMPLETE:
            print(f"the result is {pager.completeness}", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
        sys.stdout.flush()
    except EvcpError as error:
        sys.exit(f"free_near: {error}")
    except BrokenPipeError:  # a reader such as head has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
