"""Bodies of responses, collected and unpacked under bounds.

Both clients unpack here and not in their HTTP libraries: those differ in what they accept, in their
versions, and in what a small compressed body may cost.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from ..errors import Reason, UnansweredError
from ..transport import Request, TransportFailure, too_large_failure

CHUNK = 65_536
"""Bytes that are read from a connection, or unpacked, at once."""
RATIO = 60
"""Growth by unpacking that any body may have. Pages of stations grow 6 to 18 times, indented ones 32 times.

Deflate can grow 1,032 times. What is read from a byte may take 73 bytes of memory: 64 kB on the wire cost
less than 300 MB.
"""
_FREE = 1_000_000
"""Bytes that any body may grow to: a short one, such as a count in blanks, proves nothing."""
_ALIKE = 8_000_000
"""Bytes that a page of stations may grow to: a thousand of one chain grow 71 times, in XML 81 times."""
_DENSE = 16
"""Bytes for each object, list or element, in a body that is no page of stations if it has fewer.

A page has 30 and more. The structures take the memory: with so few of them, 8 MB cost less than 300 MB.
Numbers in a row take as much for each two commas.
"""
_SLICE = 8_192
"""Packed bytes that zlib gets at once: it copies the rest at the end of each gzip member."""
_GZIP = 16 + zlib.MAX_WBITS


class Body:
    """The body of a response, as it arrives.

    Args:
        request: The request, with its `max_bytes`.
        coding: Value of the header Content-Encoding. Only gzip and deflate are unpacked: no other
            coding is asked for, and a body in one is passed on as it is.
    """

    def __init__(self, request: Request, coding: str) -> None:
        self._request = request
        self._coding = coding.strip().lower()
        self._zlib: zlib._Decompress | None = None
        self._is_silent = True  # nothing has come out of the present member
        self._has_members = False  # whole ones
        self._ended = False
        self._pieces: list[bytes] = []
        self._received = 0
        self._structures = 0
        self.size = 0

    @property
    def is_packed(self) -> bool:
        """True if the body is compressed in a known way."""
        return self._coding in ("gzip", "x-gzip", "deflate")

    def add(self, data: bytes) -> TransportFailure | None:
        """Add the next bytes from the connection; return the failure that ends the response, if any."""
        self._received += len(data)
        try:
            for piece in self._unpacked(data) if self.is_packed else (data,):
                self.size += len(piece)
                self._pieces.append(piece)
                if self.size > self._request.max_bytes:
                    return too_large_failure(self._request)
                self._structures += piece.count(b"<") - piece.count(b"</")
                self._structures += piece.count(b"{") + piece.count(b"[") + piece.count(b",") // 2
                if self.size > max(_FREE, RATIO * self._received) and (
                    self.size > _ALIKE or _DENSE * self._structures > self.size
                ):
                    return _GROWS
        except zlib.error:
            return TransportFailure(
                UnansweredError, "the compressed answer is damaged", reason=Reason.DAMAGED
            )
        return None

    def whole(self) -> bytes:
        """Return the body so far."""
        return b"".join(self._pieces)

    def _unpacked(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _SLICE):
            yield from self._inflated(data[start : start + _SLICE])

    def _inflated(self, data: bytes) -> Iterator[bytes]:
        """Unpack some bytes piece by piece, so that no piece is large."""
        while not self._ended and (data or self._zlib is not None):
            if self._zlib is None:
                self._zlib, self._is_silent = zlib.decompressobj(self._window(data)), True
            try:
                piece = self._zlib.decompress(data, CHUNK)
            except zlib.error:
                # Bytes behind the last member are no damage: gzip itself ignores them.
                if not (self._has_members and self._is_silent):
                    raise
                self._ended = True
                return
            if piece:
                self._is_silent = False
                yield piece
            if self._zlib.eof:
                data, self._zlib, self._has_members = self._zlib.unused_data, None, True
                self._ended = self._coding == "deflate"
            else:
                data = self._zlib.unconsumed_tail
                # Less than a full piece: nothing is left inside of zlib either.
                if not data and len(piece) < CHUNK:
                    return

    def _window(self, data: bytes) -> int:
        """Return zlib's parameter for the format: gzip, zlib, or deflate without a head."""
        if self._coding != "deflate":
            return _GZIP
        return zlib.MAX_WBITS if data[0] & 0x0F == zlib.DEFLATED else -zlib.MAX_WBITS


_GROWS = TransportFailure(
    UnansweredError,
    f"the compressed answer grows to more than {RATIO} times its size, unlike any page of stations",
    retryable=False,
    reason=Reason.TOO_LARGE,
)
