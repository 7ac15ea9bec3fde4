"""Mutations of JSON documents by evolution, converters and accidents.

Each mutator changes one place, in place, and returns whether it found one to change. Those in `HARMLESS` leave
the meaning as it was: the decoded value must not change and there must be no issue. After any other one, the
decoder has to keep what it can and report the rest.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random
from typing import Any

from support.mutators_xml import STRANGE
from support.wire import Json, Object, Raw, objects
from support.xsd import schema

Mutator = Callable[[Random, Object], bool]

_NAMES = sorted({m.name for c in schema().complex.values() for m in c.members})


# --- no change of meaning ----------------------------------------------------------------------


def _members(root: Object) -> list[tuple[Object, int]]:
    """Return the place of each member of each object."""
    return [(o, index) for o in objects(root) for index in range(len(o.members))]


def _set(place: tuple[Object, int], value: Json) -> None:
    owner, index = place
    owner.members[index] = (owner.members[index][0], value)


def _value(place: tuple[Object, int]) -> Json:
    return place[0].members[place[1]][1]


def shuffle_members(rng: Random, root: Object) -> bool:
    """Put the members of an object in another order."""
    rng.shuffle(rng.choice(list(objects(root))).members)
    return True


def collapse_list(rng: Random, root: Object) -> bool:
    """Write a list of one item as the item."""
    places = [p for p in _members(root) if isinstance(v := _value(p), list) and len(v) == 1]
    if not places:
        return False
    place = rng.choice(places)
    value = _value(place)
    assert isinstance(value, list)
    _set(place, value[0])
    return True


def drop_list_level(rng: Random, root: Object) -> bool:
    """Write an object with one array as the array."""
    places = [
        p
        for p in _members(root)
        if isinstance(v := _value(p), Object)
        and len(v.members) == 1
        and isinstance(v.members[0][1], list)
        and p[0].members[p[1]][0] in _WRAPPERS
    ]
    if not places:
        return False
    place = rng.choice(places)
    value = _value(place)
    assert isinstance(value, Object)
    _set(place, value.members[0][1])
    return True


_WRAPPERS = {
    m.name for c in schema().complex.values() for m in c.members if m.type.endswith("ListType")
}


def null_for_absent(rng: Random, root: Object) -> bool:
    """Write an optional member that is absent as null."""
    holder = rng.choice(list(objects(root)))
    kinds = [
        c
        for c in schema().complex.values()
        if {n for n, _ in holder.members} - {"value"} <= {m.name for m in c.members}
        and not c.name.endswith("ListType")
    ]
    # A member that every type which this object could be of has, and does not require.
    common = (
        set.intersection(*({m.name for m in c.members if not m.required} for c in kinds))
        if kinds
        else set()
    )
    names = sorted(common - {n for n, _ in holder.members})
    if not names:
        return False
    holder.members.append((rng.choice(names), None))
    return True


def number_as_text(rng: Random, root: Object) -> bool:
    """Write a number or boolean as its text."""
    places = [p for p in _members(root) if isinstance(_value(p), (bool, int, Raw))]
    if not places:
        return False
    place = rng.choice(places)
    value = _value(place)
    _set(place, str(value).lower() if isinstance(value, bool) else str(value))
    return True


def text_as_number(rng: Random, root: Object) -> bool:
    """Write a text that looks like a number as one."""
    places = [
        p
        for p in _members(root)
        if isinstance(v := _value(p), str)
        and not isinstance(v, Raw)
        and v.isascii()
        and v.isdigit()
        and str(int(v)) == v
        and len(v) < 100
    ]
    if not places:
        return False
    place = rng.choice(places)
    _set(place, Raw(_value(place)))
    return True


# --- change of meaning -------------------------------------------------------------------------


def drop_member(rng: Random, root: Object) -> bool:
    """Leave out a member."""
    places = _members(root)
    if not places:
        return False
    owner, index = rng.choice(places)
    del owner.members[index]
    return True


def repeat_member(rng: Random, root: Object) -> bool:
    """Write a member twice, with another value."""
    places = _members(root)
    if not places:
        return False
    owner, index = rng.choice(places)
    name, value = owner.members[index]
    other: Json = rng.choice((copy.deepcopy(value), "another", None, Raw("7.50"), [], Object()))
    owner.members.insert(rng.randint(0, len(owner.members)), (name, other))
    return True


def rename_member(rng: Random, root: Object) -> bool:
    """Give a member another name, new or taken from elsewhere."""
    places = _members(root)
    if not places:
        return False
    owner, index = rng.choice(places)
    name = rng.choice((*_NAMES, "renamed", "@id", "#text", "roamings", "pool"))
    owner.members[index] = (name, owner.members[index][1])
    return True


def new_member(rng: Random, root: Object) -> bool:
    """Add a member that no schema knows."""
    new: Json = rng.choice(
        (
            "leaf text",
            Raw("1.50"),
            None,
            True,
            Object([("inner", ["deep text", Object([("x", Raw("1e400"))])])]),
            [],
        )
    )
    owner = rng.choice(list(objects(root)))
    owner.members.insert(rng.randint(0, len(owner.members)), ("brandNew", new))
    return True


def strange_value(rng: Random, root: Object) -> bool:
    """Give a member a value that may not fit it."""
    places = _members(root)
    if not places:
        return False
    text = rng.choice(STRANGE)
    strange: Any = rng.choice(
        (
            text,
            text,
            None,
            True,
            False,
            0,
            -1,
            Raw("1.50"),
            Raw("1e400"),
            Raw("NaN"),
            Raw("-Infinity"),
            Raw("9" * 5000),
            Raw("1e300"),
            [],
            [[]],
            [None],
            ["a", 1],
            Object(),
            Object([("value", "v")]),
            "\ud800",
        )
    )
    _set(rng.choice(places), strange)
    return True


def strange_item(rng: Random, root: Object) -> bool:
    """Put something into a list that may not fit it."""
    lists = [v for p in _members(root) if isinstance(v := _value(p), list)]
    if not lists:
        return False
    items = rng.choice(lists)
    strange: Any = rng.choice(
        (None, "text", 5, Raw("2.50"), True, [], ["nested"], Object(), Object([("new", 1)]))
    )
    items.insert(rng.randint(0, len(items)), strange)
    return True


def wrap_value(rng: Random, root: Object) -> bool:
    """Put a value into an array, or into an object."""
    places = _members(root)
    if not places:
        return False
    place = rng.choice(places)
    value = _value(place)
    _set(
        place,
        rng.choice(
            ([value], Object([("value", value)]), Object([(place[0].members[place[1]][0], value)]))
        ),
    )
    return True


HARMLESS: tuple[Mutator, ...] = (
    shuffle_members,
    collapse_list,
    drop_list_level,
    null_for_absent,
    number_as_text,
    text_as_number,
)
HARMFUL: tuple[Mutator, ...] = (
    drop_member,
    repeat_member,
    rename_member,
    new_member,
    strange_value,
    strange_item,
    wrap_value,
)
