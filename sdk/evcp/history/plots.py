"""A picture of a history, with matplotlib where it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pyarrow as pa

from ..errors import missing_extra
from .measures import STATES, occupancy_by_hour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("tab:green", "tab:blue", "tab:purple", "tab:red", "lightgrey")


def plot_occupancy(segments: pa.Table, *, zone: str = "UTC", ax: Axes | None = None) -> Axes:
    """Draw the average number of EVSEs or connectors by state, hour by hour; time without answers stays white.

    Args:
        segments: Segments of `evcp.history.timeline`.
        zone: Time zone of the axis.
        ax: Axes of matplotlib; a new figure without.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        import matplotlib.pyplot as plt
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    except ImportError:
        message = "a plot needs matplotlib: pip install matplotlib"
        raise missing_extra(message, name="matplotlib") from None
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
    hours = occupancy_by_hour(segments)
    times, floor = hours["hour"].to_pylist(), [0.0] * len(hours)
    for name, colour in zip(STATES, COLOURS, strict=True):
        heights = [seconds / 3600 for seconds in hours[name].to_pylist()]
        label = name.replace("_", " ")
        ax.bar(times, heights, 1 / 24, floor, align="edge", color=colour, label=label)
        floor = [low + height for low, height in zip(floor, heights, strict=True)]
    place, ticks = ZoneInfo(zone), AutoDateLocator(tz=ZoneInfo(zone))
    ax.xaxis.axis_date(place)
    ax.xaxis.set(major_locator=ticks, major_formatter=ConciseDateFormatter(ticks, tz=place))
    ax.set(ylabel="average number", xlabel=f"hour ({zone})")
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return ax
