"""Chance that can be asked again: a draw is a function of what it is for, and of nothing else."""

from __future__ import annotations

from hashlib import blake2b

_RANGE = float(2**53)


def share(*what: object) -> float:
    """A number from 0 up to, and not including, 1: always the same one for the same arguments.

    Args:
        what: The seed, and what the draw decides. Values with equal texts are equal.
    """
    text = "\x1f".join(map(str, what)).encode("utf-8", "surrogatepass")
    return (int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 11) / _RANGE
