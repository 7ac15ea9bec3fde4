"""Asking for many ids: calls of a safe size, and an account of every id.

An unknown id may fail a whole call with 404 (confirmed for a single id, unknown for several), or just be
absent from the answer (sibling): both are handled. A refused call is halved until the unknown ids are
found, so that one of them never costs the rest. So is one whose answer holds something that cannot be
read: an id is only called missing if nothing in the answer can have been its object.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from .errors import (
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    DecodeError,
    EvcpError,
    NotFoundError,
    PermissionDeniedError,
    StatusError,
)
from .issues import Decoded, Issue
from .leavings import left_out, list_is_broken
from .operations import Operation

T = TypeVar("T")

MAX_IDS = 50
"""Ids a call. The service's maximum is unknown (contract section 1.5)."""
MAX_QUERY = 3_500
"""Characters of a query. Gateways refuse addresses of more than about 4,000 to 8,000."""
_FATAL = AuthenticationError, PermissionDeniedError, ConfigurationError


@dataclass(frozen=True, slots=True)
class FailedIds:
    """Ids that could not be asked for.

    Attributes:
        ids: The ids.
        error: Why.
    """

    ids: tuple[str, ...]
    error: EvcpError


@dataclass(frozen=True, slots=True)
class BulkResult(Generic[T]):
    """What became of a list of ids. Each id is in exactly one place.

    Attributes:
        found: The objects that were found, in the order of their ids. Objects of no id that was
            asked for come last.
        missing: Ids that the service does not know.
        failed: Ids whose calls failed, with the error.
        issues: Departures of the answers from the schema.
    """

    found: tuple[T, ...]
    missing: tuple[str, ...]
    failed: tuple[FailedIds, ...]
    issues: tuple[Issue, ...]


def split(
    ids: Sequence[str], max_ids: int = MAX_IDS, max_query: int = MAX_QUERY
) -> list[tuple[str, ...]]:
    """Split ids into calls of a safe size."""
    chunks: list[tuple[str, ...]] = []
    chunk: list[str] = []
    length = 0
    for id in ids:
        cost = len(quote(id, safe="")) + len("&id=")
        if chunk and (len(chunk) >= max_ids or length + cost > max_query):
            chunks.append(tuple(chunk))
            chunk, length = [], 0
        chunk.append(id)
        length += cost
    return [*chunks, tuple(chunk)] if chunk else chunks


def gather(
    ids: Iterable[str],
    build: Callable[[tuple[str, ...]], Operation[Any]],
    pick: Callable[[Any], Iterable[T]],
    id_of: Callable[[T], str | None],
    max_ids: int = MAX_IDS,
) -> Generator[Operation[Any], Decoded[Any] | EvcpError, BulkResult[T]]:
    """Ask for ids, without I/O: yields operations, is sent an answer or the error of each.

    Args:
        ids: What to ask for; repeated ids are asked for once.
        build: Makes the operation of some ids.
        pick: Takes the objects out of an answer.
        id_of: Tells which id an object belongs to.
        max_ids: Ids a call at most.

    Raises:
        ConfigurationError: An id cannot be asked for; nothing was sent.
        EvcpError: An error that no other id would escape, such as refused credentials.
    """
    if isinstance(ids, str):
        raise ConfigurationError("the ids are one text: pass a list of them")
    if max_ids < 1:
        raise ConfigurationError(f"the ids a call are {max_ids}: they have to be at least 1")
    wanted = tuple(dict.fromkeys(ids))
    if wanted:
        build(wanted)
    found: dict[str, list[T]] = {}
    failed: list[FailedIds] = []
    issues: list[Issue] = []
    left = deque(split(wanted, max_ids))
    while left:
        chunk = left.popleft()
        answer = yield build(chunk)
        if isinstance(answer, _FATAL):
            raise answer
        if isinstance(answer, EvcpError):
            if _may_be_one_id(answer) and len(chunk) > 1:
                left.extendleft(_halves(chunk))
            elif not isinstance(answer, NotFoundError):
                failed.append(FailedIds(chunk, answer))
            continue
        issues.extend(answer.issues)
        things = list(pick(answer.value))
        nameless: list[T] = []
        for id in chunk:
            found.pop(id, None)  # an object that came along with others; this answer is its own
        for thing in things:
            name = id_of(thing) or (chunk[0] if len(chunk) == 1 else None)
            same = nameless if name is None else found.setdefault(name, [])
            if thing not in same:
                same.append(thing)
        unclear = left_out(answer.issues) or list_is_broken(answer.issues, len(things)) or nameless
        absent = tuple(id for id in chunk if id not in found)
        if not absent or not unclear:
            found.setdefault("", []).extend(nameless)
        elif len(chunk) > 1:
            left.extendleft(_halves(absent))
        else:
            failed.append(FailedIds(chunk, _unreadable(chunk, answer.issues)))
    failed = [
        FailedIds(ids, failure.error)
        for failure in failed
        if (ids := tuple(id for id in failure.ids if id not in found))
    ]
    unasked = {id for failure in failed for id in failure.ids}
    return BulkResult(
        # Objects that belong to no id that was asked for are kept as well: nothing is lost.
        found=tuple(
            thing
            for id in (*wanted, *sorted(found.keys() - set(wanted)))
            for thing in found.get(id, ())
        ),
        missing=tuple(id for id in wanted if id not in found and id not in unasked),
        failed=tuple(failed),
        issues=tuple(issues),
    )


def _halves(ids: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Return two halves, the second one first; one id alone is one part."""
    middle = len(ids) // 2
    return filter(None, (ids[middle:], ids[:middle]))


def _unreadable(ids: tuple[str, ...], issues: Sequence[Issue]) -> DecodeError:
    return DecodeError(
        f"the answer for {', '.join(map(repr, ids))} holds an object that cannot be read",
        hint=f"see {issues[0]}",
        issue=issues[0],
    )


def _may_be_one_id(error: EvcpError) -> bool:
    """Tell whether fewer ids in a call may fare better: unknown id, bad id, address too long."""
    return isinstance(error, NotFoundError | BadRequestError) or (
        isinstance(error, StatusError) and error.status in (413, 414)
    )
