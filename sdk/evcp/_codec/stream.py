"""What the walkers over files of either format share."""

from __future__ import annotations

from dataclasses import dataclass

from evcp_codec.issues import Issue
from evcp_models import EVStation

Found = tuple[EVStation | None, list[Issue]]
"""A station, or none where one could not be built, and the issues that belong to it."""

MAX_GAP = 16 * 1024 * 1024
"""Most bytes or characters of one station, and of everything that is not a station."""


@dataclass
class Facts:
    """What a file says beside its stations.

    Attributes:
        has_more: Whether the service has further pages.
        count: The number of stations, as the service counts.
    """

    has_more: bool | None = None
    count: int | None = None


class BrokenFileError(Exception):
    """The file cannot be read further; `StationStream` makes a `DecodeError` of it.

    Args:
        problem: What is wrong, and where.
        hint: What to do about it.
    """

    def __init__(self, problem: str, hint: str = "it may have been cut off on the way") -> None:
        super().__init__(problem)
        self.hint = hint


def too_large() -> BrokenFileError:
    """Build the error for a file that would not fit into bounded memory."""
    return BrokenFileError(
        f"there is more than {MAX_GAP // 1024**2} MiB without the end of a station",
        "the file holds something else than stations, or one that no memory should be spent on",
    )
