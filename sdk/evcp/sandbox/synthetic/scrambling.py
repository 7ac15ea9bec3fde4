"""Numbers as names that look random, and back: no table of a million ids is needed.

The mixing is the finisher of SplitMix64 (Steele, Lea, Flood 2014): a bijection of 64-bit numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..spatial.sphere import Numbers

_MASK = 2**64 - 1
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_FIRST_BACK, _SECOND_BACK = pow(_FIRST, -1, 2**64), pow(_SECOND, -1, 2**64)
_STEP = 0x9E3779B97F4A7C15


def mixed(number: int) -> int:
    """A 64-bit number for each 64-bit number."""
    number = ((number ^ number >> 30) * _FIRST) & _MASK
    number = ((number ^ number >> 27) * _SECOND) & _MASK
    return number ^ number >> 31


def unmixed(number: int) -> int:
    """The number that `mixed` makes another of."""
    number = _unshifted(number, 31) * _SECOND_BACK & _MASK
    number = _unshifted(number, 27) * _FIRST_BACK & _MASK
    return _unshifted(number, 30)


def _unshifted(number: int, places: int) -> int:
    """The number that becomes this one by an exclusive or with itself, shifted to the right."""
    found = number
    for _ in range(64 // places):
        found = number ^ found >> places
    return found


class Names:
    """The names of numbers, other ones for each seed."""

    def __init__(self, seed: int) -> None:
        self._key = mixed((seed + 1) * _STEP & _MASK)

    def name(self, number: int) -> int:
        """The name of a number: 128 bits, of which the second half is a check."""
        head = mixed(number ^ self._key)
        return head << 64 | mixed(head ^ self._key ^ _STEP)

    def number(self, name: int) -> int | None:
        """The number with a name; None where no number has it."""
        found = unmixed(name >> 64 & _MASK) ^ self._key
        return found if self.name(found) == name else None

    def heads(self, numbers: Numbers) -> Any:
        """The first halves of the names of many numbers, by which names are ordered."""
        import numpy as np

        found = numbers.astype(np.uint64) ^ np.uint64(self._key)
        found = (found ^ found >> np.uint64(30)) * np.uint64(_FIRST)
        found = (found ^ found >> np.uint64(27)) * np.uint64(_SECOND)
        return found ^ found >> np.uint64(31)
