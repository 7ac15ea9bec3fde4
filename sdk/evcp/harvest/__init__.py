"""All stations of an area of any size: complete or told otherwise, resumed after a crash, on one machine or many.

```python
from evcp import Box, Client
from evcp.harvest import Harvest

with Client() as client:
    harvest = Harvest(Box(north=55.1, west=5.8, south=47.2, east=15.1), "germany.parquet", rate=5)
    print(harvest.plan(client))
    summary = harvest.run(client)
```

The area is parted into tiles within the limits of the service; each is complete, truncated or partial, with reasons.
"""

from __future__ import annotations

from .engines import Connect, Dask, Engine, Pool, Threads
from .regions import Polygons
from .run import Harvest, Plan, Status, Summary, TileReport, open_harvest

__all__ = [
    "Connect",
    "Dask",
    "Engine",
    "Harvest",
    "Plan",
    "Polygons",
    "Pool",
    "Status",
    "Summary",
    "Threads",
    "TileReport",
    "open_harvest",
]
