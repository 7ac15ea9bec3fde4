"""Bearer tokens that carry their own end, so that nothing has to be remembered.

A token is a text of what it is for, with an authentication code over it: whoever issued it can tell
later that it is genuine, and until when it is good.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from typing import NamedTuple

_MARK = "evcp-sandbox"


class Issued(NamedTuple):
    """A genuine token.

    Attributes:
        holder: Id of the access key that it was issued to.
        expired: Whether its time is over.
    """

    holder: str
    expired: bool


class Tokens:
    """Issues tokens and knows them again. Another instance does not know them.

    Args:
        clock: The time in seconds since 1970; a test may put its own clock here.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._secret = secrets.token_bytes(32)

    def issue(self, holder: str, seconds: int) -> str:
        """A new token.

        Args:
            holder: Id of the access key.
            seconds: Its life.
        """
        content = json.dumps([holder, self._clock() + seconds, secrets.token_hex(8)])
        text = base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
        return f"{_MARK}.{text}.{self._code(text)}"

    def read(self, token: str) -> Issued | None:
        """What a token says; None if it was not issued here."""
        mark, _, rest = token.partition(".")
        text, _, code = rest.partition(".")
        genuine = hmac.compare_digest(code.encode(), self._code(text).encode())
        if mark != _MARK or not genuine:
            return None
        holder, ends, _ = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Issued(holder, self._clock() >= ends)

    def _code(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()
