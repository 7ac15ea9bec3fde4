"""What of a list did not reach the model: an item that cannot be built still has its place in the list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evcp_codec.issues import Issue, IssueKind

_ITEM = re.compile(r"(?:evStations\.evStation|pools)\[(\d+)\](?:\.[^.\[]+)?")
_LIST = re.compile(r"evStations(?:\.[^.\[]+)?|pools")
_UNREADABLE = (IssueKind.BAD_VALUE, IssueKind.DUPLICATE)


def dropped_indexes(issues: Iterable[Issue]) -> frozenset[int]:
    """Return the places of stations or pools that an answer holds and its model does not."""
    places = set()
    for issue in issues:
        match = _ITEM.fullmatch(issue.path)
        whole = match is not None and match[0].endswith("]")
        if match is not None and (
            # Of a structure, what is missing is named; a bad value is the structure itself.
            (issue.kind is IssueKind.MISSING and not whole)
            or (issue.kind is IssueKind.BAD_VALUE and whole)
        ):
            places.add(int(match[1]))
    return frozenset(places)


def list_is_broken(issues: Iterable[Issue], items: int) -> bool:
    """Tell whether the list itself is in doubt: it cannot be read, or there are two of them.

    Args:
        issues: The issues of the answer.
        items: How many items the model has: an empty list next to something unknown may be
            anything but empty.
    """
    return any(
        _LIST.fullmatch(issue.path)
        and (issue.kind in _UNREADABLE or (not items and issue.kind is IssueKind.UNKNOWN_FIELD))
        for issue in issues
    )
