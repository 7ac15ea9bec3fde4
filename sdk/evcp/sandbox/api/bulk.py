"""Asking for many ids at once: reading them, and what an unknown one does (contract sections 1.5, 1.7, 1.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeVar

from .ordering import scattered
from .refusal import BadParameterError, RefusalError
from .settings import Assumptions

T = TypeVar("T")

ID = "id"
"""The repeatable query parameter; it is not separated by commas (contract section 1.5)."""


def known_ids(
    parameters: Mapping[str, tuple[str, ...]],
    find: Callable[[str], T | None],
    what: str,
    assumptions: Assumptions,
) -> list[tuple[str, T]]:
    """The ids asked for that are known, each once, with what they stand for.

    Args:
        parameters: Query parameters.
        find: What an id stands for; None where it is unknown.
        what: What the ids are the ids of, for the error.
        assumptions: Decides about unknown ids, the greatest number of ids, and the order.

    Raises:
        BadParameterError: There is no id, an empty one, or there are too many.
        RefusalError: 404 because of an unknown id.
    """
    # An id that is asked for twice is answered once (inferred).
    ids = list(dict.fromkeys(parameters.get(ID, ())))
    if not ids:
        raise BadParameterError(ID, f"must be given, once for each {what}")
    if "" in ids:
        raise BadParameterError(ID, f"cannot be empty; it has to be the id of a {what}")
    if len(ids) > assumptions.max_bulk_ids:
        raise BadParameterError(
            ID, f"{len(ids)} ids are more than {assumptions.max_bulk_ids}; split them over calls"
        )
    found: list[tuple[str, T]] = []
    unknown: str | None = None
    for id in ids:
        thing = find(id)
        if thing is not None:
            found.append((id, thing))
        else:
            unknown = unknown or id
    may_refuse = assumptions.unknown_ids == "reject" or (
        assumptions.unknown_ids == "absent" and not found
    )
    if unknown is not None and may_refuse:
        raise RefusalError(HTTPStatus.NOT_FOUND, f"there is no {what} with the id {unknown}")
    if assumptions.bulk_order == "arbitrary":
        return scattered(found, lambda one: one[0])
    return found
