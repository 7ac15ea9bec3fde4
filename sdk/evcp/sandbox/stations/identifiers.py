"""Ids of stations, pools and EVSEs in the form of the visible samples.

`276u33db-b2c8...` is read as the ISO 3166-1 numeric code of the country (276), a geohash of the
place (u33db) and a hash; `276u33db845jn-aGVyZS1ldjpl...` as the same with a longer geohash and the
Base64 of a name (contract section 1.8: inferred from the samples). Clients must treat ids as opaque.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from ..spatial.geometry import Point

if TYPE_CHECKING:
    from ..spatial.index import Floats, Numbers, Unsigned

_MARK = "here-ev:sandbox:"
_BASE32 = "0123456789bcdefghjkmnpqrstuvwxyz"


def _pair(bits: int) -> str:
    """Two characters of a geohash, from five bits of the longitude and five of the latitude."""
    east, north = f"{bits >> 5:05b}", f"{bits & 31:05b}"
    value = int("".join(x + y for x, y in zip(east, north, strict=True)), 2)
    return _BASE32[value >> 5] + _BASE32[value & 31]


_PAIRS = tuple(map(_pair, range(1024)))


def geohash(point: Point) -> str:
    """The geohash of a place in ten characters: bits of longitude and latitude in turn, five to a character."""
    bits = 25  # of each angle
    cells = 1 << bits
    east = min(int((point.longitude + 180) / 360 * cells), cells - 1)
    north = min(int((point.latitude + 90) / 180 * cells), cells - 1)
    return "".join(
        _PAIRS[(east >> at & 31) << 5 | north >> at & 31] for at in range(bits - 5, -1, -5)
    )


def station_id(country: str, point: Point, origin: str) -> str:
    """The id of a station.

    Args:
        country: ISO 3166-1 numeric code.
        point: The place of the station.
        origin: Unique name of the station in its source.
    """
    digest = hashlib.blake2b(origin.encode(), digest_size=16).hexdigest()
    return f"{country}{geohash(point)[:5]}-{digest}"


def pool_id(country: str, point: Point, origin: str) -> str:
    """The id of a pool; arguments as for `station_id`."""
    name = base64.urlsafe_b64encode(f"{_MARK}{origin}".encode()).decode().rstrip("=")
    return f"{country}{geohash(point)}-{name}"


def pool_origin(id: str) -> str | None:
    """The origin in the id of a sandbox's pool; None for any other id."""
    name = id.partition("-")[2]
    try:
        text = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except ValueError:
        return None
    head, mark, origin = text.partition(_MARK)
    return origin if mark and not head else None


def numbered_station_id(country: str, point: Point, name: int) -> str:
    """The id of a station with a name of 128 bits; other arguments as for `station_id`."""
    return f"{country}{geohash(point)[:5]}-{name:032x}"


def evse_id(station: str, name: str) -> str:
    """The id of an EVSE or of one of its connectors, by station id and a unique name within it."""
    return hashlib.blake2b(f"{station}/{name}".encode(), digest_size=12).hexdigest()


def emi3_id(alpha2: str, party: str, number: int, connector: int) -> str:
    """An EVSE id in the eMI3 / ISO 15118 form, such as `DE*SPW*E0000123*1` (contract section 4.9)."""
    return f"{alpha2}*{party}*E{number:07d}*{connector}"


def geohash_heads(latitudes: Floats, longitudes: Floats) -> Unsigned:
    """The first five characters of the geohashes of many places, as numbers in the same order."""
    import numpy as np

    def cells(angles: Floats, half: float) -> Unsigned:
        # As in `geohash`: its first five characters have 13 and 12 bits.
        whole = 2**25
        return np.minimum((angles + half) / (2 * half) * whole, whole - 1).astype(np.uint64)

    east = cells(longitudes, 180.0) >> np.uint64(12)
    north = cells(latitudes, 90.0) >> np.uint64(13)
    heads = np.zeros(len(latitudes), np.uint64)
    for at in range(13):
        heads |= (east >> np.uint64(at) & np.uint64(1)) << np.uint64(2 * at)
    for at in range(12):
        heads |= (north >> np.uint64(at) & np.uint64(1)) << np.uint64(2 * at + 1)
    return heads


_MASK = 2**64 - 1
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_FIRST_BACK, _SECOND_BACK = pow(_FIRST, -1, 2**64), pow(_SECOND, -1, 2**64)
_STEP = 0x9E3779B97F4A7C15


def mixed(number: int) -> int:
    """A random-looking 64-bit number for each 64-bit number.

    The finisher of SplitMix64 (Steele, Lea, Flood 2014): a bijection.
    """
    number = ((number ^ number >> 30) * _FIRST) & _MASK
    number = ((number ^ number >> 27) * _SECOND) & _MASK
    return number ^ number >> 31


def unmixed(number: int) -> int:
    """The inverse of `mixed`."""
    number = _unshifted(number, 31) * _SECOND_BACK & _MASK
    number = _unshifted(number, 27) * _FIRST_BACK & _MASK
    return _unshifted(number, 30)


def _unshifted(number: int, places: int) -> int:
    """The inverse of an exclusive or with the number itself, shifted to the right."""
    found = number
    for _ in range(64 // places):
        found = number ^ found >> places
    return found


class Names:
    """Names of numbers, different for each seed, and back: no table of a million ids is necessary."""

    def __init__(self, seed: int) -> None:
        self._key = mixed((seed + 1) * _STEP & _MASK)

    def name(self, number: int) -> int:
        """The name of a number: 128 bits, the second half a check."""
        head = mixed(number ^ self._key)
        return head << 64 | mixed(head ^ self._key ^ _STEP)

    def number(self, name: int) -> int | None:
        """The number of a name; None for a wrong name."""
        found = unmixed(name >> 64 & _MASK) ^ self._key
        return found if self.name(found) == name else None

    def heads(self, numbers: Numbers) -> Unsigned:
        """The first halves of the names of many numbers, the order of the names."""
        import numpy as np

        found = numbers.astype(np.uint64) ^ np.uint64(self._key)
        found = (found ^ found >> np.uint64(30)) * np.uint64(_FIRST)
        found = (found ^ found >> np.uint64(27)) * np.uint64(_SECOND)
        return found ^ found >> np.uint64(31)
