"""Availability over time: a watch recorded to files, and measures of the record.

```python
from evcp import Circle, Client
from evcp.history import Recorder, events, occupancy_by_hour, sessions, timeline, uptime

with Client() as client, Recorder("berlin") as recorder:
    watch = client.stations.watch(Circle(52.52, 13.405, radius="2km"), times=1_440)
    while (poll := watch.poll()) is not None:
        recorder.record(poll)

segments = timeline(events("berlin"))
print(occupancy_by_hour(segments), uptime(segments), sessions(segments))
```

The record is Parquet, a folder for each day in UTC (`date=2026-06-01`), that DuckDB, polars and others read as it
is. A time without answers is a gap: states are not known in it, and it counts as neither free nor in use.

Needs pyarrow: `pip install 'evcp[arrow]'`.
"""

from __future__ import annotations

from ..errors import missing_extra

try:
    import pyarrow  # noqa: F401 (only looked for)
except ImportError as error:
    raise missing_extra(
        "a history needs pyarrow: pip install 'evcp[arrow]'", name="pyarrow"
    ) from error

from .measures import (
    SessionSummary,
    occupancy_by_hour,
    occupancy_by_hour_of_day,
    session_summary,
    sessions,
    uptime,
)
from .plots import plot_occupancy
from .record import Recorder, events, schema
from .segments import plain, timeline

__all__ = [
    "Recorder",
    "SessionSummary",
    "events",
    "occupancy_by_hour",
    "occupancy_by_hour_of_day",
    "plain",
    "plot_occupancy",
    "schema",
    "session_summary",
    "sessions",
    "timeline",
    "uptime",
]
