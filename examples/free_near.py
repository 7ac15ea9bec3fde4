"""Print the stations with a free fast connector near a point, nearest first.

    python examples/free_near.py 52.52 13.405

Credentials and address come from the environment: EVCP_API_KEY, EVCP_BASE_URL.
"""

from __future__ import annotations

import argparse
import os
import sys

from evcp import Circle, Client, Completeness, EvcpError, availability
from evcp_models.codes import ConnectorTypeId

CCS = (ConnectorTypeId.IEC_62196_T2_COMBO, ConnectorTypeId.IEC_62196_T1_COMBO)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("latitude", type=float)
    parser.add_argument("longitude", type=float)
    options = parser.parse_args()
    with Client() as client:
        pager = client.stations.search(
            Circle(options.latitude, options.longitude, radius=10_000),
            connector_types=CCS,
            min_power=100,
        )
        for station in pager:
            fast = [c for c in station.connectors if (c.max_power_level or 0) >= 100]
            state = availability(fast)
            if state.free:
                power = max(c.max_power_level or 0 for c in fast)
                print(
                    f"{station.distance or 0:6} m  {power:4g} kW  {state.free} free  {station.name}"
                )
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
