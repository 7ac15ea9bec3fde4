"""Links of a station's card: telephone numbers and web pages, from texts that anybody may have written.

Only `tel:`, `http:` and `https:` come out of here. A text that is not certainly a number or an address is
shown without a link.
"""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?:tel:)?\s*(\+?\(?[0-9][0-9\s()./\u2010-\u2015-]*?)(?:\s*(?:ext\.?|x|#)\s*([0-9]{1,6}))?",
    re.I,
)
_PUNCTUATION = re.compile(r"[^0-9+]")
_TRUNK = re.compile(r"\(0\)")
_DIGITS = range(3, 16)
"""Digits of a telephone number: at most 15 (ITU-T E.164)."""

_PAGE = re.compile(
    r"(?:(https?)://)?"
    r"((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*)"  # a host name, letters of any script
    r"(:[0-9]{1,5})?"
    r"([/?#][A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%'-]*)?",
    re.I,
)


def phone_link(text: str) -> str | None:
    """Return the `tel:` address of a telephone number (RFC 3966); None if the text is not certainly one."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    number, extension = match.groups()
    if number.startswith("+"):  # +49 (0)30: the zero is for calls from inside the country
        number = _TRUNK.sub("", number, count=1)
    number = _PUNCTUATION.sub("", number)
    if len(number.removeprefix("+")) not in _DIGITS:
        return None
    return f"tel:{number}" + (f";ext={extension}" if extension else "")


def page_link(text: str) -> str | None:
    """Return the address of a web page; None if the text is not certainly one.

    A name without a scheme gets `https`. Addresses with a user name are refused: they are made to look
    like another host.
    """
    match = _PAGE.fullmatch(text.strip())
    if match is None or len(text) > 2_000:
        return None
    scheme, host, port, rest = match.groups()
    return f"{(scheme or 'https').lower()}://{host}{port or ''}{rest or ''}"
