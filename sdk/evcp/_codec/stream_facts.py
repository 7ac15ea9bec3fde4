"""Parts of a walk over a file that do not depend on the format."""

from __future__ import annotations

from dataclasses import dataclass

from evcp_codec.issues import Issues, MalformedDocument
from evcp_models import EVStation

Found = tuple[EVStation | None, Issues]
"""A station, None where it could not be built, and its issues."""

MAX_GAP = 16 * 1024 * 1024
"""Most bytes or characters of one station, and of all content that is not a station."""


@dataclass
class Facts:
    """Content of a file beside its stations.

    Attributes:
        has_more: Whether the service has further pages.
        count: Number of stations, as the service counts.
    """

    has_more: bool | None = None
    count: int | None = None


def too_large() -> MalformedDocument:
    """Build the error for a file that would not fit into bounded memory."""
    return MalformedDocument(
        f"there is more than {MAX_GAP // 1024**2} MiB without the end of a station",
        "the file holds something else than stations, or a station far beyond any real one",
    )
