"""Lookups of many ids: calls of a safe size, and an account of every id.

An unknown id may fail a whole call with 404 (confirmed for a single id, unknown for several), or just be
absent from the answer (S): both are handled. A refused call is halved until the ids at fault are
found, so that one of them never costs the rest. A call whose answer is too large, or holds something
that cannot be read, is halved too: an id is only called missing if nothing in the answer can have been
its object.

A service may also answer fewer ids than it was asked for, with `hasMore` true or in silence. The lack of an
id is only certain in a call that is no larger than what the service has shown to answer: so many ids found
in one answer, and more objects in another one than in this. The other absent ids are asked for once more at
the end, in calls of that size, down to one id a call.

An outage looks much the same: a wrong base address answers 404 to everything, a wrong parameter 400.
So ids that are refused alone, before the service is confirmed, are followed by ids from all over the
list. If all of these are refused too, the lookup ends. Whether a 404 speaks of an id is settled by any
answer of the resource or, where there is none, by a count from the same service: it has both resources,
or is not this service (contract section 1.1).
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, cast
from urllib.parse import quote

from evcp_codec.issues import Decoded, Issue, IssueKind
from evcp_codec.model import html_table, joined

from .._api.areas import Circle, Query, require_int
from .._codec.dropped_items import dropped_indexes, list_is_broken
from ..errors import (
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    DecodeError,
    EvcpError,
    NotFoundError,
    PermissionDeniedError,
    Reason,
    StatusError,
)
from ..operations import Operation, count_stations

if TYPE_CHECKING:
    from evcp_models import CountResult, EVStation

M = TypeVar("M")
T = TypeVar("T")

MAX_IDS = 50
"""Ids a call: the maximum of the sibling API (S, contract section 11.10); unknown for this one."""
MAX_QUERY = 3_500
"""Characters of a query. Gateways refuse addresses of more than about 4,000 to 8,000."""
_MAX_REFUSED_ALONE = 10
"""Ids that may be refused one by one, before the service is confirmed, until it counts as an outage."""
_MAX_FAILED_CALLS = 5
"""Calls in a row that may fail, whatever their ids, until it counts as an outage."""


@dataclass(frozen=True, slots=True)
class FailedIds:
    """Ids whose lookup failed.

    Attributes:
        ids: The ids.
        error: Why. Its hint says so if the ids were not even sent, because an earlier call showed
            that they would fail as well.
    """

    ids: tuple[str, ...]
    error: EvcpError

    def __repr__(self) -> str:
        return joined(
            f"<FailedIds {len(self.ids)} ids:", type(self.error).__name__, str(self.error)
        )


@dataclass(frozen=True, slots=True)
class BulkResult(Generic[T]):
    """The outcome for a list of ids. Each id is in exactly one place.

    Attributes:
        found: The objects that were found, in the order of their ids. Objects that belong to none of
            the ids come last.
        missing: Ids that the service does not know. An id of which that is not certain is failed.
        failed: Ids whose calls failed or were not made, with the error. An error that every other
            call would meet too, such as expired credentials, ends the lookup: all remaining ids are
            here, and the objects from before are in `found`.
        issues: Departures of the answers from the schema.
    """

    found: tuple[T, ...]
    missing: tuple[str, ...]
    failed: tuple[FailedIds, ...]
    issues: tuple[Issue, ...]

    def __repr__(self) -> str:
        failed = sum(len(failure.ids) for failure in self.failed)
        kinds = ", ".join({type(failure.error).__name__: None for failure in self.failed})
        return joined(
            f"<BulkResult {len(self.found)} found, {len(self.missing)} missing,",
            f"{failed} failed{f' ({kinds})' if kinds else ''}, {len(self.issues)} issues",
        )

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the stations found as the nested table of `evcp.arrow`; needs pyarrow."""
        from ..arrow import reader

        found = cast("tuple[EVStation, ...]", self.found)
        return reader(found).__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        """Return a table for notebooks, of bounded length; all text is escaped."""
        return html_table(repr(self)[1:-1], self, "found", "missing", "failed", "issues")


class _Absent(NamedTuple):
    """Ids that an answer lacked, with what tells whether they are missing.

    Attributes:
        ids: The ids to ask for again: the absent ones, and the found ones too where an id may have
            several objects, of which the last may be cut off.
        asked: Number of ids of the call.
        objects: Number of objects in the answer.
    """

    ids: tuple[str, ...]
    asked: int
    objects: int


class _Blame(Enum):
    """Meaning of an error for the ids of its call."""

    ID = "the id is unknown, if the call had one; if it had several, at least one of them is"
    IDS = "fewer ids may do better: one is bad, the address or the answer is too long"
    CALL = "nothing: the call failed, with any ids"
    ALL_CALLS = "nothing: every further call fails as well"


def split(
    ids: Sequence[str], max_ids: int = MAX_IDS, max_query: int = MAX_QUERY
) -> list[tuple[str, ...]]:
    """Split ids into calls of a safe size."""
    chunks: list[tuple[str, ...]] = []
    chunk: list[str] = []
    length = 0
    for id in ids:
        added = _query_length((("id", id),))
        if chunk and (len(chunk) >= max_ids or length + added > max_query):
            chunks.append(tuple(chunk))
            chunk, length = [], 0
        chunk.append(id)
        length += added
    return [*chunks, tuple(chunk)] if chunk else chunks


def _query_length(query: Query) -> int:
    """Return an upper bound on the length of an encoded query."""
    return sum(len(quote(name, safe="")) + len(quote(value, safe="")) + 2 for name, value in query)


class BulkLookup(Generic[M, T]):
    """The lookup of a list of ids, without I/O.

    A client sends `next()` until it is None and passes each outcome to `accept`; after each, it sends
    `probe()` if there is one and passes the outcome to `settle`. `result` is the account at the end.

    Args:
        ids: The ids; a repeated id is sent once.
        build: Builds the operation of some ids.
        items: Takes the objects out of an answer.
        id_of: Returns the id to which an object belongs.
        max_ids: Ids a call at most.

    Raises:
        ConfigurationError: An id cannot be sent; nothing was sent.
    """

    def __init__(
        self,
        ids: tuple[str, ...],
        build: Callable[[tuple[str, ...]], Operation[M]],
        items: Callable[[M], Iterable[T]],
        id_of: Callable[[T], str | None],
        max_ids: int,
    ) -> None:
        require_int(max_ids, "chunk")
        # Built once, with all ids: this checks each of them before anything is sent, and reads an
        # iterator among the extra parameters, which could not be read again for the next call.
        self._template = build(ids) if ids else None
        query = self._template.query if self._template else ()
        self._other_query = tuple(pair for pair in query if pair[0] != "id")
        self._items = items
        self._id_of = id_of
        self._ids = tuple(dict.fromkeys(ids))
        self._queue = deque(split(self._ids, max_ids, MAX_QUERY - _query_length(self._other_query)))
        self._chunk: tuple[str, ...] = ()
        # The service has shown that it has the resource and takes such calls: from then on, a refusal
        # speaks of the ids of its call.
        self._confirmed = False
        # The most ids and the most objects that one answer held.
        self._most_ids, self._most_objects = 1, 0
        self._absent: list[_Absent] = []
        self._found: dict[str, list[T]] = {}
        self._unnamed: list[T] = []
        self._failed: list[FailedIds] = []
        self._issues: list[Issue] = []
        self._refused_alone: list[FailedIds] = []
        self._failed_calls = 0

    def next(self) -> Operation[M] | None:
        """Return the operation of the next call; None at the end."""
        if self._template is None:
            return None
        if not self._queue:
            self._ask_again()
        if not self._queue:
            return None
        self._chunk = self._queue.popleft()
        query = (*(("id", id) for id in self._chunk), *self._other_query)
        return replace(self._template, query=query)

    def accept(self, outcome: Decoded[M] | EvcpError) -> None:
        """Take the outcome of the call that `next` returned last.

        Raises:
            EvcpError: An error that every other call would meet too, such as refused credentials,
                before anything was answered. Later on, the objects found are kept, and the rest fails.
        """
        if isinstance(outcome, EvcpError):
            self._refuse(self._chunk, outcome)
        else:
            self._take(self._chunk, outcome)

    def _take(self, chunk: tuple[str, ...], answer: Decoded[M]) -> None:
        self._confirmed, self._failed_calls = True, 0
        self._issues.extend(answer.issues)
        items = list(self._items(answer.value))
        unnamed: list[T] = []
        for id in chunk:
            # An object that came along with an earlier answer gives way to the id's own answer.
            self._found.pop(id, None)
        for item in items:
            id_of_item = self._id_of(item) or (chunk[0] if len(chunk) == 1 else None)
            same_id = unnamed if id_of_item is None else self._found.setdefault(id_of_item, [])
            if item not in same_id:
                same_id.append(item)
        absent = tuple(id for id in chunk if id not in self._found)
        self._most_ids = max(self._most_ids, len(chunk) - len(absent))
        has_more = getattr(answer.value, "has_more", None)
        if has_more and len(chunk) > 1:
            # The last object may be one of several that its id has: all ids are asked for again.
            self._queue.extendleft(_halves(chunk))
        elif not absent or not (has_more or unnamed or _may_hold_more(answer.issues, len(items))):
            self._unnamed.extend(unnamed)
            if absent and len(chunk) > 1:
                several = len(items) > len(chunk) - len(absent)
                ids = chunk if several else absent
                self._absent.append(_Absent(ids, len(chunk), len(items)))
        elif len(chunk) > 1:
            # An object without a name, or one that was dropped, may belong to any of the absent ids.
            self._queue.extendleft(_halves(absent))
        else:
            self._failed.append(FailedIds(absent, _unclear(absent[0], answer.issues)))
        self._most_objects = max(self._most_objects, len(items))

    def _uncertain(self) -> list[_Absent]:
        """Return the absent ids that are not certain to be missing."""
        most_ids, most_objects = self._most_ids, self._most_objects
        return [one for one in self._absent if one.asked > most_ids or one.objects >= most_objects]

    def _ask_again(self) -> None:
        """Queue the ids that are not certain to be missing, in smaller calls."""
        for absent in self._uncertain():
            size = min(self._most_ids, (absent.asked + 1) // 2)
            self._queue.extend(split(absent.ids, size))
        self._absent.clear()

    def _refuse(self, chunk: tuple[str, ...], error: EvcpError) -> None:
        """Take the error of a call: retry with fewer ids, with others first, or give up."""
        blame = _blame(error)
        if blame is _Blame.ALL_CALLS and not self._confirmed:
            raise error
        if blame in (_Blame.ALL_CALLS, _Blame.CALL):
            self._failed.append(FailedIds(chunk, error))
            self._failed_calls += 1
            if blame is _Blame.ALL_CALLS:
                self._give_up(error, "every other call would meet the same error")
            elif self._failed_calls >= _MAX_FAILED_CALLS:
                self._give_up(error, f"{_MAX_FAILED_CALLS} calls in a row failed")
            return
        self._failed_calls = 0
        if len(chunk) > 1:
            self._queue.extendleft(_halves(chunk))
            return
        # Under _Blame.ID the id is in no list, and `result` calls it missing.
        if blame is _Blame.IDS:
            self._failed.append(FailedIds(chunk, error))
        if not self._confirmed:
            self._refuse_alone(FailedIds(chunk, error))

    def _refuse_alone(self, refused: FailedIds) -> None:
        """Note an id that was refused alone by a service that is not confirmed."""
        self._refused_alone.append(refused)
        self._queue_from_elsewhere()
        # A 404 is settled by `probe`.
        if len(self._refused_alone) >= _MAX_REFUSED_ALONE and self._not_found() is None:
            why = f"{_MAX_REFUSED_ALONE} ids from all over the list were refused one by one"
            self._give_up(refused.error, why)

    def _queue_from_elsewhere(self) -> None:
        """Put an id from elsewhere in the list next: its neighbours may be of the same bad kind."""
        if self._queue:
            share = len(self._refused_alone) * len(self._queue) // (_MAX_REFUSED_ALONE + 1)
            place = share % len(self._queue)
            chunk = self._queue[place]
            del self._queue[place]
            if chunk[1:]:
                self._queue.insert(place, chunk[1:])
            self._queue.appendleft(chunk[:1])

    def _not_found(self) -> NotFoundError | None:
        """Return the first 404 of an id that was refused alone."""
        errors = (refused.error for refused in self._refused_alone)
        return next((error for error in errors if isinstance(error, NotFoundError)), None)

    def probe(self) -> Operation[CountResult] | None:
        """Return a call that shows whether a 404 speaks of an id or of the address, once that matters."""
        enough = not self._queue or len(self._refused_alone) >= _MAX_REFUSED_ALONE
        if self._confirmed or not enough or self._not_found() is None:
            return None
        return count_stations(Circle(0, 0, 1))

    def settle(self, outcome: Decoded[CountResult] | EvcpError) -> None:
        """Take the outcome of the probe: an answer confirms the service."""
        not_found = self._not_found()
        if not isinstance(outcome, EvcpError) or not_found is None:
            self._confirmed = True
            return
        why = f"the 404 may be one of the address: {outcome.message}; check base_url"
        refused = self._refused_alone
        ids = tuple(id for one in refused if _blame(one.error) is _Blame.ID for id in one.ids)
        if ids:
            self._failed.append(FailedIds(ids, _with_hint(not_found, why)))
        self._give_up(not_found, why)

    def _give_up(self, error: EvcpError, why: str) -> None:
        remaining = {id for chunk in self._queue for id in chunk}
        self._queue.clear()
        uncertain = tuple(id for absent in self._uncertain() for id in absent.ids)
        self._absent.clear()
        if uncertain:
            explained = _with_hint(error, f"these ids were not asked for again, because {why}")
            self._failed.append(FailedIds(uncertain, explained))
        if remaining:
            ids = tuple(id for id in self._ids if id in remaining)
            explained = _with_hint(error, f"these ids were not sent, because {why}")
            self._failed.append(FailedIds(ids, explained))

    def result(self) -> BulkResult[T]:
        """Return the account of every id."""
        found = self._found
        # The object of an id whose own call failed may have come along with another answer.
        failed = [
            FailedIds(ids, failure.error)
            for failure in self._failed
            if (ids := tuple(id for id in failure.ids if id not in found))
        ]
        failed_ids = {id for failure in failed for id in failure.ids}
        # Objects that belong to none of the ids are kept as well: nothing is lost.
        order = (*self._ids, *sorted(found.keys() - set(self._ids)))
        return BulkResult(
            found=(*(item for id in order for item in found.get(id, ())), *self._unnamed),
            missing=tuple(id for id in self._ids if id not in found and id not in failed_ids),
            failed=tuple(failed),
            issues=tuple(self._issues),
        )


def _halves(ids: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Return the second half, then the first; a single id is one part."""
    middle = len(ids) // 2
    return filter(None, (ids[middle:], ids[:middle]))


def _with_hint(error: EvcpError, hint: str) -> EvcpError:
    copied = copy.copy(error)
    copied.hint = f"{hint}; {error.hint}" if error.hint else hint
    return copied


def _may_hold_more(issues: Sequence[Issue], items: int) -> bool:
    """Return True if an answer may hold objects that are not in its model."""
    if dropped_indexes(issues) or list_is_broken(issues, items):
        return True
    # An answer of nothing but an unknown structure may hold the list under another name.
    return not items and any(
        issue.kind is IssueKind.UNKNOWN_FIELD and issue.raw[:1] in ("[", "{", "<")
        for issue in issues
    )


def _unclear(id: str, issues: Sequence[Issue]) -> DecodeError:
    if not issues:
        return DecodeError(
            f"the answer for {id!r:.80} says that it holds only a part",
            hint="the service says hasMore true for a single id",
        )
    return DecodeError(
        f"the answer for {id!r:.80} holds an object that cannot be read",
        hint=f"see {issues[0]}",
        issue=issues[0],
    )


def _blame(error: EvcpError) -> _Blame:
    match error:
        case AuthenticationError() | PermissionDeniedError() | ConfigurationError():
            return _Blame.ALL_CALLS
        case NotFoundError():
            # A gateway's page says nothing of the id: the service behind it may know it.
            return _Blame.IDS if error.reason is Reason.WEB_PAGE else _Blame.ID
        case BadRequestError() | StatusError(status=413 | 414):
            return _Blame.IDS
        case DecodeError(issue=Issue()):  # one object did not pass a strict reading
            return _Blame.IDS
        case _:
            return _Blame.IDS if error.reason is Reason.TOO_LARGE else _Blame.CALL
