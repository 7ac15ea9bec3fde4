"""A fast service for harvests: points in arrays, answers joined from ready bytes, manners and faults on demand.

It is a transport, so no HTTP is in the figures. Its answers are those of the contract: `hasMore`, `count`, `offset`.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from evcp.transport import Request, Response, TransportFailure

Places = Any
"""Degrees by number: a list or an array."""


@dataclass
class Service:
    """Stations by place.

    Attributes:
        latitudes: Latitudes in degrees.
        longitudes: Longitudes in degrees.
        body: Function from the number of a station to its JSON.
        cap: Stations of a page at most.
        has_more: "true" tells, "silent" always says False, "always" True, "absent" leaves the member out.
        offsets: Whether `offset` is heeded.
        window: Stations of a list, behind which every page is empty; None without such a limit.
        counts: Whether there is a count.
        over: "cut" or "reject" for a larger `maxresults`.
        max_offset: Greatest offset; more is a 400.
        total: Whether the `count` of a page is that of the list.
        trouble: Function from the number of a request to a status, "cut", "remark", "damage", "empty" or None.
        before: Function to call before each request, such as one that moves stations.
        latency: Real seconds before each answer.
    """

    latitudes: np.ndarray[Any, Any]
    longitudes: np.ndarray[Any, Any]
    body: Callable[[int], bytes]
    cap: int = 100
    has_more: str = "true"
    offsets: bool = True
    window: int | None = None
    counts: bool = True
    over: str = "cut"
    max_offset: int | None = None
    total: bool = False
    trouble: Callable[[int], object] = lambda number: None
    before: Callable[[int], object] = lambda number: None
    latency: float = 0.0
    requests: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.alive = np.ones(len(self.latitudes), bool)
        self.reindex()

    def reindex(self) -> None:
        """Take changed places and stations into account."""
        self._order = np.argsort(self.latitudes, kind="stable")
        self._sorted = self.latitudes[self._order]
        self._find = lru_cache(64)(self._found)

    def _found(self, bbox: str) -> np.ndarray[Any, Any]:
        (north, west), (south, east) = (map(float, pair.split(",")) for pair in bbox.split(";"))
        low = np.searchsorted(self._sorted, south, "left")
        high = np.searchsorted(self._sorted, north, "right")
        rows = self._order[low:high]
        places = self.longitudes[rows]
        rows = rows[(places >= west) & (places <= east)]
        return np.sort(rows[self.alive[rows]])

    def send(self, request: Request) -> Response | TransportFailure:
        """Answer a request."""
        query = dict(request.query)
        with self._lock:
            counting = "count" in request.url
            self.requests["count" if counting else "page"] += 1
            number = self.requests.total()
            self.before(number)
            trouble = self.trouble(number)
            rows = self._find(query["bbox"])
        if isinstance(trouble, int):
            headers = {"retry-after": "1"} if trouble == 429 else {}
            return Response(trouble, headers, b'{"error":"trouble"}')
        if counting:
            if not self.counts:
                return Response(404, {}, b'{"error":"no such resource"}')
            return Response(200, {}, b'{"count":%d}' % len(rows))
        size, offset = int(query.get("maxresults", 50)), int(query.get("offset", 0))
        last = offset if self.max_offset is None else self.max_offset
        if (size > self.cap and self.over == "reject") or offset > last:
            return Response(400, {}, b'{"error":"out of range"}')
        if not self.offsets:
            offset = 0
        rows = rows[: 0 if trouble == "empty" else self.window]
        page = rows[offset : offset + min(size, self.cap)]
        stations = [self.body(int(row)) for row in page]
        if trouble == "damage" and stations:
            stations[0] = b'{"id":"damaged"}'
        more = {"true": offset + len(page) < len(rows), "silent": False, "always": True}.get(
            self.has_more
        )
        members = [
            b'"count":%d' % len(rows if self.total else page),
            b'"evStations":{"evStation":[' + b",".join(stations) + b"]}",
        ]
        if more is not None:
            members.append(b'"hasMore":true' if more else b'"hasMore":false')
        if trouble == "remark":
            members.append(b'"remark":"runtime error: query timed out"')
        body = b"{" + b",".join(members) + b"}"
        return Response(200, {}, body[: len(body) // 2] if trouble == "cut" else body)

    def wait(self, seconds: float) -> None:
        """Waits take no time."""

    def close(self) -> None:
        """Nothing to close."""


def plain_body(latitudes: Places, longitudes: Places) -> Callable[[int], bytes]:
    """Return the smallest stations."""
    return lambda row: (
        b'{"id":"s%07d","poolId":"p%07d","position":{"latitude":%.7f,"longitude":%.7f}}'
        % (row, row, latitudes[row], longitudes[row])
    )


def filled_body(
    stations: Sequence[dict[str, Any]], latitudes: Places, longitudes: Places
) -> Callable[[int], bytes]:
    """Return stations with the content of real ones, by turns."""
    rests = []
    for station in stations:
        rest = {
            name: value
            for name, value in station.items()
            if name not in ("id", "poolId", "position")
        }
        rests.append(json.dumps(rest, separators=(",", ":")).encode()[1:])
    plain = plain_body(latitudes, longitudes)
    return lambda row: plain(row)[:-1] + b"," + rests[row % len(rests)]


def synthetic(number: int, seed: int = 0) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return places in Europe: 4,000 towns by Zipf's law, a tenth in the country, some at one place."""
    random = np.random.default_rng(seed)
    towns = 4_000
    north, east = random.uniform(36, 66, towns), random.uniform(-9, 30, towns)
    share = 1 / np.arange(1, towns + 1) ** 0.9
    town = random.choice(towns, number, p=share / share.sum())
    spread = 0.03 + 0.1 * random.random(towns)
    latitudes = north[town] + random.normal(0, 1, number) * spread[town]
    longitudes = east[town] + random.normal(0, 1.5, number) * spread[town]
    country = random.random(number) < 0.1
    latitudes[country] = random.uniform(36, 66, country.sum())
    longitudes[country] = random.uniform(-9, 30, country.sum())
    same = random.random(number) < 0.001
    latitudes[same], longitudes[same] = latitudes[0], longitudes[0]
    # Every third place has only three decimals: many lie on edges of tiles.
    coarse = np.arange(number) % 3 == 0
    latitudes[coarse], longitudes[coarse] = latitudes[coarse].round(3), longitudes[coarse].round(3)
    return latitudes.round(7).clip(35, 67), longitudes.round(7).clip(-10, 31)


def quadtree(
    latitudes: np.ndarray[Any, Any],
    longitudes: np.ndarray[Any, Any],
    cap: int,
    first: Sequence[Any],
) -> int:
    """Return the requests of a plain quadtree from the same first boxes: four children of every full box."""
    total = 0
    for south, west, north, east in first:
        inside = (
            (latitudes >= south) & (latitudes < north) & (longitudes >= west) & (longitudes < east)
        )
        todo = [(latitudes[inside], longitudes[inside], south, west, north, east)]
        while todo:
            lat, lon, s, w, n, e = todo.pop()
            total += 1
            if len(lat) < cap:
                continue
            if n - s < 2e-5:
                total += len(lat) // cap
                continue
            y, x = (s + n) / 2, (w + e) / 2
            for upper in (False, True):
                for right in (False, True):
                    here = ((lat >= y) == upper) & ((lon >= x) == right)
                    todo.append((
                        lat[here], lon[here],
                        y if upper else s, x if right else w, n if upper else y, e if right else x,
                    ))  # fmt: skip
    return total
