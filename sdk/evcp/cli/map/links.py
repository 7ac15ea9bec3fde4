"""Links of a station's card: telephone numbers and web pages, from texts that anybody may have written.

Only `tel:`, `http:` and `https:` come out of here. A text that is not certainly a number or an address is
shown without a link.
"""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"""(?:tel:)?[ ]*
    (?P<number>
        (?:(?P<country>(?:\+|00)[1-9][0-9]{0,2})[ .-]?(?:\(0\)[ ]?)?)?
        # A wide gap or a slash may part an area code from the number: elsewhere it parts two numbers.
        (?:(?:\([0-9]{1,5}\)|(?:\(0\)|0)[0-9]{1,5}|(?(country)[0-9]{1,5}|(?!)))(?:[ ]*/[ ]*|[ ]+-[ ]+|[ ]{2,})(?!0))?
        (?:(?:1[ .-]?)?\([0-9]{1,5}\)[ .-]?)?
        [0-9]+(?:[ .-][0-9]+)*
    )
    (?:[ ]*(?:ext\.?|x|\#)[ ]*(?P<extension>[0-9]{1,6}))?""",
    re.I | re.X,
)
_NO_NUMBER = re.compile(
    r"""(?:19|20)[0-9]{2}([ ./-]?)(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12][0-9]|3[01])\b.*  # dates
    |[0-9]{1,2}([ ./-])[0-9]{1,2}\2(?:19|20)[0-9]{2}\b.*
    |(?:(?:[01][0-9]|2[0-4])[0-5][0-9](?:[ -]+|$)){2}  # hours without a colon
    |(?:(?:19|20)[0-9]{2}(?:[ -]+|$)){2}  # years
    |(?:\b(?:0|[1-9][0-9]*)\.[0-9]+[ ]?){1,2}  # a decimal number, or coordinates
    |[1-9][0-9]?(?:\.[0-9]{3})+  # thousands
    |(?=(?:[^0-9]*[0-9]){12})0.*[ .-]0[0-9]{2}.*  # two area codes""",
    re.X,
)
_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | {"\t": "  "})
_DASH = re.compile("[\u2010-\u2015]")
_PUNCTUATION = re.compile(r"[^0-9+]")
_TRUNK = re.compile(r"\(0\)")
_DIGITS = range(7, 16)
"""Digits of a telephone number in groups: at most 15 (ITU-T E.164); in one piece it may have three."""

_PAGE = re.compile(
    r"(?:(https?)://)?"
    r"((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*)"  # a host name, letters of any script
    r"(:[0-9]{1,5})?"
    r"([/?#][A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%'-]*)?",
    re.I,
)


def phone_link(text: str) -> str | None:
    """Return the `tel:` address of a telephone number (RFC 3966); None if the text is not certainly one."""
    match = _NUMBER.fullmatch(_DASH.sub("-", text.strip().translate(_BLANKS)))
    if match is None:
        return None
    number, extension = match["number"], match["extension"]
    parts, gaps = re.findall("[0-9]+", number), set(re.findall("[^0-9+]+", number))
    longest = max(map(len, parts))
    # Pairs of digits are a number if they are evenly spaced, and otherwise hours.
    uneven = longest < 3 and len(gaps) >= longest and number[0] not in "+("
    if uneven or _NO_NUMBER.fullmatch(number):
        return None
    if match["country"]:  # +49 (0)30: the zero is for calls from inside the country
        number = _TRUNK.sub("", number, count=1)
    number = _PUNCTUATION.sub("", number)
    digits = len(number.removeprefix("+"))
    if digits not in _DIGITS and not (len(parts) == 1 and 3 <= digits < _DIGITS.start):
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
