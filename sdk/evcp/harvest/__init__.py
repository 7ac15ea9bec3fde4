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

Needs pyarrow: `pip install 'evcp[harvest]'`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import missing_extra

try:
    import pyarrow  # noqa: F401 (only looked for)
except ImportError as error:
    raise missing_extra(
        "a harvest writes Parquet, which needs pyarrow: pip install 'evcp[harvest]'", name="pyarrow"
    ) from error

from .engines import Connect, Dask, Engine, Pool, Threads
from .regions import Polygons
from .reports import Plan, Status, Summary, TileReport
from .run import Harvest, open_harvest

if TYPE_CHECKING:
    from .comparison import Diff, DiffKind, DiffSummary, FieldChange, StationDiff

__all__ = [
    "Connect",
    "Dask",
    "Diff",
    "DiffKind",
    "DiffSummary",
    "Engine",
    "FieldChange",
    "Harvest",
    "Plan",
    "Polygons",
    "Pool",
    "StationDiff",
    "Status",
    "Summary",
    "Threads",
    "TileReport",
    "diff",
    "open_harvest",
]


def diff(old: str | Path, new: str | Path) -> Diff:
    """Compare two harvests: new, changed and gone stations.

    A station that only the older file has is gone only where both are complete over its place; elsewhere it
    is not seen. Stations are told by pool id and EVSE ids, so that new station ids are a rename.

    ```python
    for change in diff("june.parquet", "july.parquet"):
        print(change.kind, change.id, change.fields)
    ```

    Args:
        old: The older file, of a harvest. Other files of stations as nested tables can be compared too, but
            nothing in them is known to be new or gone.
        new: The newer file.

    Raises:
        EvcpError: A file is not one of stations, or its harvest has not ended.
        OSError: A file cannot be read.
        ImportError: The extra `harvest` is not installed.
    """
    from .comparison import Diff

    return Diff(old, new)


def __getattr__(name: str) -> object:
    if name in ("Diff", "DiffKind", "DiffSummary", "FieldChange", "StationDiff"):
        from . import comparison  # needs pyarrow

        return getattr(comparison, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
