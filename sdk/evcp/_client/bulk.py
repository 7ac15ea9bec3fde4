"""Asking for many ids: calls of a safe size, and an account of every id.

An unknown id may fail a whole call with 404 (confirmed for a single id, unknown for several), or just be
absent from the answer (sibling): both are handled. A refused call is halved until the ids at fault are
found, so that one of them never costs the rest. So is one whose answer holds something that cannot be
read, or is too large: an id is only called missing if nothing in the answer can have been its object.

An outage looks much the same: a wrong base address answers 404 to everything, a wrong parameter 400.
So ids that are refused alone, before anything was answered, are followed by ids from all over the list.
If all of these are refused too, the asking ends. Whether a 404 speaks of an id is settled by any answer
of the resource or, where there is none, by asking the same service for a count: it has both, or is not
this service (contract section 1.1).
"""

from __future__ import annotations

import copy
import re
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from evcp_codec.issues import Decoded, Issue, IssueKind

from .._api.areas import Circle, Query
from .._core.settings import require_int
from ..errors import (
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    DecodeError,
    EvcpError,
    NotFoundError,
    PermissionDeniedError,
    StatusError,
)
from ..operations import Operation, count_stations
from .leavings import dropped_indexes, list_is_broken

T = TypeVar("T")

MAX_IDS = 50
"""Ids a call. The service's maximum is unknown (contract section 1.5)."""
MAX_QUERY = 3_500
"""Characters of a query. Gateways refuse addresses of more than about 4,000 to 8,000."""
_ALONE = 10
"""Ids that may be refused one by one, before any answer, until it is taken for an outage."""
_IN_A_ROW = 5
"""Calls in a row that may fail, whatever they ask for, until it is taken for an outage."""
_FATAL = AuthenticationError, PermissionDeniedError, ConfigurationError
_WEB_PAGE = re.compile(r"<html[\s>]|<!doctype html", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FailedIds:
    """Ids that could not be asked for.

    Attributes:
        ids: The ids.
        error: Why. Its hint says so if the ids were not even sent, because an earlier call showed
            that there was no use in it.
    """

    ids: tuple[str, ...]
    error: EvcpError


@dataclass(frozen=True, slots=True)
class BulkResult(Generic[T]):
    """What became of a list of ids. Each id is in exactly one place.

    Attributes:
        found: The objects that were found, in the order of their ids. Objects of no id that was
            asked for come last.
        missing: Ids that the service does not know. An id of which that is not certain is failed.
        failed: Ids whose calls failed or were not made, with the error. An error that no other call
            would have escaped, such as credentials that expired, ends the asking: all that is left
            is here, and what was found before is in `found`.
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
        cost = _length((("id", id),))
        if chunk and (len(chunk) >= max_ids or length + cost > max_query):
            chunks.append(tuple(chunk))
            chunk, length = [], 0
        chunk.append(id)
        length += cost
    return [*chunks, tuple(chunk)] if chunk else chunks


def _length(query: Query) -> int:
    """Return how much of an address parameters take at most."""
    return sum(len(quote(name, safe="")) + len(quote(value, safe="")) + 2 for name, value in query)


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
        EvcpError: An error that no other id would escape, such as refused credentials, before
            anything was answered. Later on, what was found is kept, and the rest is failed.
    """
    require_int(max_ids, "the number of ids a call")
    if isinstance(ids, str | bytes) or not isinstance(ids, Iterable):
        raise ConfigurationError(f"the ids are {_kind(ids)}: pass a list of them")
    asked = tuple(ids)
    if not asked:
        return BulkResult((), (), (), ())
    whole = build(asked)  # refuses what is no id
    others = tuple(pair for pair in whole.query if pair[0] != "id")
    account = _Account(tuple(dict.fromkeys(asked)), pick, id_of)
    account.left.extend(split(account.wanted, max_ids, MAX_QUERY - _length(others)))
    while account.left:
        chunk = account.left.popleft()
        query = (*(("id", id) for id in chunk), *others)
        answer = yield replace(whole, query=query)
        if isinstance(answer, _FATAL) and not account.answered:
            raise answer
        if isinstance(answer, EvcpError):
            account.refuse(chunk, answer)
        else:
            account.take(chunk, answer)
        if (doubt := account.doubt()) is not None:
            verdict = yield count_stations(Circle(0, 0, 1))
            account.settle(doubt, verdict)
    return account.result()


def _kind(ids: object) -> str:
    return "one text" if isinstance(ids, str | bytes) else f"a {type(ids).__name__}"


@dataclass(slots=True)
class _Account(Generic[T]):
    """What is known of every id.

    Attributes:
        wanted: All ids.
        pick: Takes the objects out of an answer.
        id_of: Tells which id an object belongs to.
        left: Ids that are still to be asked for, by calls.
        answered: Whether the resource is known to be there and to take such calls: what is refused
            from then on is refused for its ids.
    """

    wanted: tuple[str, ...]
    pick: Callable[[Any], Iterable[T]]
    id_of: Callable[[T], str | None]
    left: deque[tuple[str, ...]] = field(default_factory=deque)
    answered: bool = False
    _found: dict[str, list[T]] = field(default_factory=dict)
    _failed: list[FailedIds] = field(default_factory=list)
    _issues: list[Issue] = field(default_factory=list)
    # Ids that were refused alone before anything was answered.
    _alone: list[tuple[tuple[str, ...], EvcpError]] = field(default_factory=list)
    _in_a_row: int = 0

    def take(self, chunk: tuple[str, ...], answer: Decoded[Any]) -> None:
        """Take the answer to a call in."""
        self.answered, self._in_a_row = True, 0
        self._issues.extend(answer.issues)
        things = list(self.pick(answer.value))
        nameless: list[T] = []
        for id in chunk:
            # An object that came along with others; this answer is its own.
            self._found.pop(id, None)
        for thing in things:
            name = self.id_of(thing) or (chunk[0] if len(chunk) == 1 else None)
            same = nameless if name is None else self._found.setdefault(name, [])
            if thing not in same:
                same.append(thing)
        unclear = nameless or _may_hold_more(answer.issues, len(things))
        absent = tuple(id for id in chunk if id not in self._found)
        if not absent or not unclear:
            self._found.setdefault("", []).extend(nameless)
        elif len(chunk) > 1:
            self.left.extendleft(_halves(absent))
        else:
            self._failed.append(FailedIds(chunk, _unreadable(chunk, answer.issues)))

    def refuse(self, chunk: tuple[str, ...], error: EvcpError) -> None:
        """Take the error of a call in: ask for fewer ids, for others first, or for none any more."""
        if not _may_be_its_ids(error):
            self._failed.append(FailedIds(chunk, error))
            self._in_a_row += 1
            if isinstance(error, _FATAL):
                self._give_up(error, "no other id would escape that")
            elif self._in_a_row >= _IN_A_ROW:
                self._give_up(error, f"{_IN_A_ROW} calls in a row failed")
            return
        self._in_a_row = 0
        if len(chunk) > 1:
            self.left.extendleft(_halves(chunk))
            return
        if not _is_of_id(error):
            self._failed.append(FailedIds(chunk, error))
        if not self.answered:
            self._alone.append((chunk, error))
            self._look_elsewhere()

    def _look_elsewhere(self) -> None:
        """Put an id from elsewhere in the list next: its neighbours may be of the same kind."""
        if self.left:
            place = len(self._alone) * len(self.left) // (_ALONE + 1) % len(self.left)
            chunk = self.left[place]
            del self.left[place]
            if chunk[1:]:
                self.left.insert(place, chunk[1:])
            self.left.appendleft(chunk[:1])

    def doubt(self) -> NotFoundError | None:
        """Return a 404 that may be one of the address, once it has to be known; end an outage."""
        if self.answered or not self._alone or (self.left and len(self._alone) < _ALONE):
            return None
        for _, error in self._alone:
            if isinstance(error, NotFoundError):
                return error
        why = f"{_ALONE} ids from all over the list were refused one by one"
        self._give_up(self._alone[-1][1], why)
        return None

    def settle(self, doubt: NotFoundError, verdict: Decoded[Any] | EvcpError) -> None:
        """Take in whether the service is there at all."""
        if not isinstance(verdict, EvcpError):
            self.answered = True
            return
        why = f"the 404 may be one of the address: {verdict.message}; check base_url"
        ids = tuple(id for chunk, error in self._alone if _is_of_id(error) for id in chunk)
        if ids:
            self._failed.append(FailedIds(ids, _hinted(doubt, why)))
        self._give_up(doubt, why)

    def _give_up(self, error: EvcpError, why: str) -> None:
        rest = {id for chunk in self.left for id in chunk}
        self.left.clear()
        if rest:
            ids = tuple(id for id in self.wanted if id in rest)
            told = _hinted(error, f"these ids were not asked for, because {why}")
            self._failed.append(FailedIds(ids, told))

    def result(self) -> BulkResult[T]:
        """Return what became of every id."""
        found = self._found
        failed = [
            FailedIds(ids, failure.error)
            for failure in self._failed
            if (ids := tuple(id for id in failure.ids if id not in found))
        ]
        unasked = {id for failure in failed for id in failure.ids}
        return BulkResult(
            # Objects that belong to no id that was asked for are kept as well: nothing is lost.
            found=tuple(
                thing
                for id in (*self.wanted, *sorted(found.keys() - set(self.wanted)))
                for thing in found.get(id, ())
            ),
            missing=tuple(id for id in self.wanted if id not in found and id not in unasked),
            failed=tuple(failed),
            issues=tuple(self._issues),
        )


def _halves(ids: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Return two halves, the second one first; one id alone is one part."""
    middle = len(ids) // 2
    return filter(None, (ids[middle:], ids[:middle]))


def _hinted(error: EvcpError, hint: str) -> EvcpError:
    told = copy.copy(error)
    told.hint = f"{hint}; {error.hint}" if error.hint else hint
    return told


def _may_hold_more(issues: Sequence[Issue], things: int) -> bool:
    """Tell whether an answer may hold objects that did not reach its model."""
    if dropped_indexes(issues) or list_is_broken(issues, things):
        return True
    # An answer of nothing but something unknown may have the list under another name.
    return not things and any(
        issue.kind is IssueKind.UNKNOWN_FIELD and issue.raw[:1] in ("[", "{", "<")
        for issue in issues
    )


def _unreadable(ids: tuple[str, ...], issues: Sequence[Issue]) -> DecodeError:
    return DecodeError(
        f"the answer for {', '.join(map(repr, ids))} holds an object that cannot be read",
        hint=f"see {issues[0]}",
        issue=issues[0],
    )


def _is_of_id(error: EvcpError) -> bool:
    """Tell whether a call for one id failed because the service does not know the id."""
    return isinstance(error, NotFoundError) and not _WEB_PAGE.search(error.body_excerpt or "")


def _may_be_its_ids(error: EvcpError) -> bool:
    """Tell whether fewer ids in a call may fare better.

    An id may be unknown or bad, the address too long, the answer too large, or one object may not
    pass a strict reading.
    """
    return (
        isinstance(error, NotFoundError | BadRequestError)
        or (isinstance(error, StatusError) and error.status in (413, 414))
        or (isinstance(error, DecodeError) and error.issue is not None)
        or "max_bytes" in str(error)
    )
