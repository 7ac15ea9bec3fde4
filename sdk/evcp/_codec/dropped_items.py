"""Items of the lists of stations and pools that did not reach the model, as the issues of an answer tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

from evcp_codec.issues import KEPT_LOSSES, Issue, IssueKind

# The path of an issue is its declared place in the answer. These are the paths of an item, or a member
# of one, in the lists of stations and of pools; and those of the lists themselves.
_ITEM = re.compile(r"(?:evStations\.evStation|pools)\[(?P<index>\d+)\](?P<member>\.[^.\[]+)?")
_ROW = re.compile(r"(?:evStations\.evStation|pools)\[(?P<index>\d+)\](?:\.|$)")
_LIST = re.compile(r"evStations(?:\.[^.\[]+)?|pools")


def dropped_indexes(issues: Iterable[Issue]) -> frozenset[int]:
    """Return the indexes of list items (stations, pools) that were dropped as not decodable."""
    indexes = set()
    for issue in issues:
        match = _ITEM.fullmatch(issue.path)
        # An item is dropped if it lacks a required member, or is not a structure; a bad value is left out.
        drops = IssueKind.MISSING if match and match["member"] else IssueKind.BAD_VALUE
        if match and issue.kind is drops:
            indexes.add(int(match["index"]))
    return frozenset(indexes)


def list_is_broken(issues: Iterable[Issue], items: int) -> bool:
    """Return True if the list itself is in doubt: it cannot be read, occurs twice, or has too many issues.

    Args:
        issues: The issues of the answer.
        items: Number of items in the model: an empty list beside an unknown member may have its items
            under that name.
    """
    issues = tuple(issues)
    if len(issues) >= KEPT_LOSSES:
        return True  # further items may have been dropped, without an issue that was kept
    kinds = {IssueKind.BAD_VALUE, IssueKind.DUPLICATE}
    if not items:
        kinds.add(IssueKind.UNKNOWN_FIELD)
    return any(issue.kind in kinds and _LIST.fullmatch(issue.path) for issue in issues)


def row_issues(issues: Iterable[Issue], items: int) -> tuple[list[list[Issue]], list[Issue]]:
    """Return the issues within each decoded station or pool of an answer, and those of none.

    All are of none if there were too many to keep: which items were dropped is not certain then.
    """
    issues = tuple(issues)
    if len(issues) >= KEPT_LOSSES:
        return [[] for _ in range(items)], list(issues)
    dropped = dropped_indexes(issues)
    decoded = (index for index in count() if index not in dropped)
    rows = {index: row for row, index in zip(range(items), decoded, strict=False)}
    own: list[list[Issue]] = [[] for _ in range(items)]
    others: list[Issue] = []
    for issue in issues:
        match = _ROW.match(issue.path)
        row = rows.get(int(match["index"])) if match else None
        (others if row is None else own[row]).append(issue)
    return own, others
