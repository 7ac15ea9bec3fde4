"""Keeping credentials out of errors, logs, hooks and recordings.

One matcher finds the credentials of a request in any text, however the service spells what it echoes:
`of(request).scrub(text)`. Everything of a request counts as a credential unless it is listed here as
harmless: a new kind of credential must not be shown because nobody has thought of it.
"""

from __future__ import annotations

import json
import logging
import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from evcp_codec.issues import Issue

from ..transport import Request

REDACTED = "REDACTED"
SHOWN_PARAMETERS = frozenset([
    "prox", "bbox", "corridor", "corridorwidth", "points", "width", "connectortype", "emsp", "powermin",
    "powermax", "maxresults", "offset", "id",
])  # fmt: skip
"""Query parameters whose values are shown. Any other parameter may be a credential."""
HARMLESS_HEADERS = frozenset([
    "accept", "accept-language", "cache-control", "content-type", "traceparent", "user-agent",
    "x-correlation-id", "x-request-id",
])  # fmt: skip
"""Request headers that hold no credential; their words may stand in any answer."""
SHORT = 8
"""Characters from which on a secret is removed wherever it stands, cut off or not.

A shorter one is removed as a word of its own: the key `any` is no part of `Many`.
"""

# --- the matcher ----------------------------------------------------------------------------------

Span = tuple[int, int]


class _Needle(NamedTuple):
    """One spelling of a secret.

    Attributes:
        text: The spelling, without escapes.
        head: Its beginning, by which it is looked up.
        may_be_cut: Whether the head and what follows of the rest is removed too.
    """

    text: str
    head: str
    may_be_cut: bool


class SecretMatcher:
    """Finds secrets in texts: plain, escaped, in Base64 or UTF-16, whole or cut off.

    Escapes are not spelled out for each secret. The text is unescaped step by step, and the secrets
    are looked up in each step. That costs the same for any mixture of escapes, and next to nothing
    for a text without any.

    Args:
        values: Secrets. Their beginnings of at least 8 characters are removed too.
        wholes: Secrets that are only removed whole, because their beginning may be harmless.
    """

    __slots__ = ("_has_blanks", "_needles", "_wide_needles")

    def __init__(self, values: Iterable[str], wholes: Iterable[str] = ()) -> None:
        cut = {value for value in values if value}
        needles = {needle for value in cut for needle in _needles(value, True)}
        needles |= {
            needle for value in {*wholes} - cut if value for needle in _needles(value, False)
        }
        # Only a text with NUL characters can hold UTF-16.
        self._wide_needles = [needle for needle in needles if "\0" in needle.text]
        self._needles = [needle for needle in needles if "\0" not in needle.text]
        self._has_blanks = any(" " in needle.text for needle in needles)

    def scrub(self, text: str, known: int = 0) -> str:
        """Return a text without the secrets; the same object if it holds none.

        Args:
            text: The text.
            known: Number of characters at its beginning that the service did not send. Secrets that
                end within them stay.
        """
        kept, place = "", 0
        for start, end in self.spans(text):
            if end > known:
                kept += text[place:start] + REDACTED
                place = end
        return kept + text[place:] if place else text

    def scrub_issues(self, issues: Iterable[Issue]) -> tuple[Issue, ...]:
        """Return issues without the secrets.

        The schema's own names in a path stay: they are no echo, and tell what is missing.
        """
        clean = []
        for issue in issues:
            path, raw = self.scrub(issue.path), self.scrub(issue.raw)
            if path is not issue.path:
                path = self.scrub(issue.path, schema_part(issue.path))
            same = path is issue.path and raw is issue.raw
            clean.append(issue if same else replace(issue, path=path, raw=raw))
        return tuple(clean)

    def spans(self, text: str) -> list[Span]:
        """Return where the secrets are: in order, without overlaps."""
        if not (self._needles or self._wide_needles):
            return []
        found = list(self._plain_spans(text))
        steps: list[_Unescaped] = []
        # Secrets are looked up in each step, not only in the last: a percent sign may stand before a
        # secret by chance and make an escape of its first characters.
        while len(steps) < _MOST_ESCAPES and (step := _unescape(steps[-1].text if steps else text)):
            steps.append(step)
            for span in self._plain_spans(step.text):
                for one in reversed(steps):
                    span = one.origin(span)
                found.append(span)
        return _merged(found)

    def _plain_spans(self, text: str) -> Iterator[Span]:
        """Find the secrets that are not escaped."""
        if self._has_blanks:
            text = _blanks(text)
        needles = self._needles
        if self._wide_needles and "\0" in text:
            needles = needles + self._wide_needles
        for needle in needles:
            start = text.find(needle.head)
            while start >= 0:
                end = _end(needle, text, start)
                if end:
                    yield start, end
                start = text.find(needle.head, start + 1)


def _needles(value: str, may_be_cut: bool) -> Iterator[_Needle]:
    """Return the spellings of a secret."""

    def needle(text: str, known_by: int = SHORT) -> _Needle:
        text = _blanks(text)
        return _Needle(text, text[:known_by], may_be_cut and len(text) >= known_by)

    yield needle(value)
    octets = value.encode("utf-8", "surrogatepass")
    if len(value) < SHORT:
        if len(value) >= _SHORTEST_PART:
            yield needle(b64encode(octets).decode().rstrip("="))
        return
    # A secret with a percent sign or the like in it is unescaped along with its text.
    bare = value
    while step := _unescape(bare):
        bare = step.text
    if len(bare) >= SHORT:
        yield needle(bare)
    # Eight characters take 11 in Base64, and 16 in UTF-16 that is read as something else.
    for before, dropped in ((0, 0), (1, 2), (2, 3)):
        # What is the same in Base64 whatever stands before and behind the secret.
        whole = (before + len(octets)) * 8 // 6
        for encode in (b64encode, urlsafe_b64encode):
            yield needle(encode(b"\0" * before + octets).decode()[dropped:whole], 11)
    for encoding in ("utf-16-le", "utf-16-be"):
        yield needle(value.encode(encoding, "surrogatepass").decode("latin-1"), 2 * SHORT)


def _end(needle: _Needle, text: str, start: int) -> int:
    """Return where a secret ends whose head stands at a place; 0 if it is another text."""
    secret = needle.text
    if text.startswith(secret, start):
        end = start + len(secret)
        return end if len(secret) >= SHORT or _is_word(text, start, end) else 0
    if not needle.may_be_cut:
        return 0
    known, most = len(needle.head), len(secret) - 1
    while known < most:
        middle = (known + most + 1) // 2
        known, most = (
            (middle, most) if text.startswith(secret[:middle], start) else (known, middle - 1)
        )
    return start + known


def _is_word(text: str, start: int, end: int) -> bool:
    """Return True if no letter or digit goes on before or behind a place."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    return not (
        (before.isalnum() and text[start].isalnum())
        or (behind.isalnum() and text[end - 1].isalnum())
    )


def _merged(spans: list[Span]) -> list[Span]:
    """Join spans that overlap."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _blanks(text: str) -> str:
    """Make plus signs blanks: they stand for each other in addresses."""
    return text.replace("+", " ")


# --- escapes --------------------------------------------------------------------------------------

_MOST_ESCAPES = 5
"""How many times a text may have been escaped."""
_HEX = "[0-9A-Fa-f]"
_TAIL = f"%[89ABab]{_HEX}"
_ESCAPE = re.compile(
    # Addresses: the octets of one character in UTF-8, or any single octet.
    rf"%(?:[CDcd]{_HEX}{_TAIL}|[Ee]{_HEX}(?:{_TAIL}){{2}}|[Ff]{_HEX}(?:{_TAIL}){{3}}|{_HEX}{{2}})"
    # JSON and scripts: a pair of surrogates is one character.
    rf"|\\(?:u[Dd][89ABab]{_HEX}{{2}}\\u[Dd][C-Fc-f]{_HEX}{{2}}|u{_HEX}{{4}}|x{_HEX}{{2}}"
    r"|[bfnrt]|[^0-9A-Za-z])"
    # HTML and XML.
    rf"|&(?:#[Xx]{_HEX}{{1,12}}|#[0-9]{{1,12}}|[A-Za-z][0-9A-Za-z]{{1,31}});"
)


@dataclass(frozen=True, slots=True)
class _Unescaped:
    """A text after one step of unescaping.

    Attributes:
        text: The text; each escape has become one character.
        at: Places of these characters.
        escapes: The places of the escapes in the text before the step.
    """

    text: str
    at: list[int]
    escapes: list[Span]

    def origin(self, span: Span) -> Span:
        """Return a span's place in the text before the step; an escape is never divided."""
        return self._before(span[0])[0], self._before(span[1] - 1)[1]

    def _before(self, place: int) -> Span:
        index = bisect_right(self.at, place) - 1
        if index < 0:
            return place, place + 1
        start, end = self.escapes[index]
        ahead = place - self.at[index]
        return (end + ahead - 1, end + ahead) if ahead else (start, end)


def _unescape(text: str) -> _Unescaped | None:
    """Undo one step of escaping; None if nothing is escaped."""
    if not any(mark in text for mark in "%\\&"):  # much faster than the pattern
        return None
    pieces: list[str] = []
    at: list[int] = []
    escapes: list[Span] = []
    place = length = 0
    for match in _ESCAPE.finditer(text):
        character = _character(match[0])
        if character is None:
            continue
        start, end = match.span()
        pieces += (text[place:start], character)
        length += start - place
        at.append(length)
        escapes.append((start, end))
        length += 1
        place = end
    return _Unescaped("".join(pieces) + text[place:], at, escapes) if at else None


@lru_cache(1024)
def _character(escape: str) -> str | None:
    """Return the character that an escape stands for; None if it is no escape."""
    mark, kind = escape[0], escape[1]
    if mark == "%":
        octets = bytes.fromhex(escape.replace("%", ""))
        try:
            return octets.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return chr(octets[0]) if len(octets) == 1 else None
    if mark == "\\":
        if kind == "u":
            units = bytes.fromhex(escape.replace("\\u", ""))
            return units.decode("utf-16-be", "surrogatepass")
        if kind == "x":
            return chr(int(escape[2:], 16))
        return {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}.get(kind, kind)
    if kind == "#":
        code = int(escape[3:-1], 16) if escape[2] in "xX" else int(escape[2:-1])
        return chr(code) if code < 0x110000 else None
    from html.entities import html5

    name = html5.get(escape[1:])
    return name if name is not None and len(name) == 1 else None


# --- what of a request is confidential ------------------------------------------------------------

_CREDENTIAL = re.compile(
    r"(?i)key|token|secret|auth|passw|pwd|cookie|session|credential|signature|app_?id|app_?code"
)
"""Parts of the names of headers and parameters that hold credentials, however short."""
_SCHEME = re.compile(r"\A(?i:(basic)|bearer|digest|negotiate|oauth|token|apikey) +")
_SEPARATORS = re.compile(r"[\s;,]+")
_SHORTEST_PART = 4
_COORDINATE = re.compile(r"[-+]?\d{1,3}\.\d+")
ISSUED_TOKEN = re.compile(
    r'("(?:access|refresh|id)_?token"\s*:\s*")((?:[^"\\]|\\.)+)(?=")', re.IGNORECASE
)
"""A token that an answer gives out (contract section 6), anywhere in a JSON document."""


class Secrets(NamedTuple):
    """Strings to redact; the arguments of a `SecretMatcher`.

    Attributes:
        values: Strings that may be cut off.
        wholes: Strings that are only redacted whole.
    """

    values: set[str]
    wholes: set[str]


def of(request: Request) -> SecretMatcher:
    """Return the matcher of a request's secrets. Requests with the same secrets share it."""
    values, wholes = secrets_of(request)
    return matcher(frozenset(values), frozenset(wholes))


@lru_cache(16)
def matcher(values: frozenset[str], wholes: frozenset[str]) -> SecretMatcher:
    """Return the matcher of some secrets, made once."""
    return SecretMatcher(values, wholes)


def secrets_of(request: Request) -> Secrets:
    """Collect what nobody may see of a request.

    That is its credentials, and what may be one in the user's own headers, parameters and body.
    """
    values, wholes = set(keys_of(request)), set[str]()
    found = [header_secrets(name, secret.reveal()) for name, secret in request.secret_headers]
    found += [parameter_secrets(name, text) for name, text in (*request.query, *_members(request))]
    for secrets in found:
        values |= secrets.values
        wholes |= secrets.wholes
    return Secrets(values, wholes)


def keys_of(request: Request) -> list[str]:
    """Return the credentials that a request carries as parameters or in its signature."""
    secrets = [*request.secrets, *(secret for _, secret in request.secret_query)]
    return [secret.reveal() for secret in secrets]


def header_secrets(name: str, value: str) -> Secrets:
    """Split a header into the strings to redact.

    A service may echo a cookie, a signature or a Basic password without the rest of the header.
    Short parts of headers without a credential's name are left alone: a header may say `en`.
    """
    if name.lower() in HARMLESS_HEADERS:
        return Secrets(set(), set())
    scheme = _SCHEME.match(value)
    value = value[scheme.end() :] if scheme else value
    secrets = _split(value, is_secret=bool(_CREDENTIAL.search(name)))
    if scheme and scheme[1]:
        secrets.values.update(_basic_pair(value))
    return secrets


def parameter_secrets(name: str, value: str) -> Secrets:
    """Split a parameter or a member of a body into the strings to redact."""
    if name.lower() in SHOWN_PARAMETERS:
        return Secrets(set(), set())
    return _split(value, is_secret=bool(_CREDENTIAL.search(name)))


def _split(value: str, *, is_secret: bool) -> Secrets:
    values: set[str] = set()
    short_pairs: set[str] = set()
    only_pairs = True
    for part in filter(None, _SEPARATORS.split(value)):
        rest = part.partition("=")[2]
        # The equals signs at the end of Base64 stand before nothing.
        is_pair = bool(rest.strip('="'))
        pieces = re.split('[="]+', rest) if is_pair else [part.strip('"')]
        least = _SHORTEST_PART if is_secret else SHORT
        long = {piece for piece in pieces if len(piece) >= least}
        values |= long
        values |= {rest.strip('"')} if len(rest) >= SHORT else set()
        short_pairs |= {part} if is_pair and not long else set()
        only_pairs = only_pairs and is_pair
    if is_secret:
        # Of nothing but pairs the names may be shown, and a short value goes with its name.
        return Secrets(values, short_pairs if only_pairs and values else {value})
    # Names of the schema are in every answer, and coordinates are what was asked for.
    values = {one for one in values if not _COORDINATE.fullmatch(one) and one not in _names()}
    return Secrets(values, {value} if len(value) >= SHORT else set())


def _basic_pair(value: str) -> set[str]:
    """Return the user name and the password of a Basic header, and both together."""
    try:
        pair = b64decode(value.strip(), validate=True).decode()
    except ValueError:
        return set()
    user, _, password = pair.partition(":")
    return {pair, password, user if len(user) >= _SHORTEST_PART else pair} - {""}


def _members(request: Request) -> list[tuple[str, str]]:
    """Return the members of a JSON body: some may be the user's own."""
    if not request.body:
        return []
    try:
        return list(_leaves("", json.loads(request.body)))
    except (ValueError, RecursionError):
        return []


def _leaves(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield the plain values of a JSON document, each with the name it stands under."""
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from _leaves(inner, one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(name, one)
    elif value is not None:
        yield name, str(value)


# --- names of the schema --------------------------------------------------------------------------

_ITEMS = frozenset([
    "connector", "connectorStatus", "connectorType", "currency", "evStation", "evse", "pool",
    "powerFeedType", "roaming", "station", "type",
])  # fmt: skip
"""Names of the items of lists."""
_STEP = re.compile(r"([A-Za-z0-9_]+)(?:\[[0-9]{1,7}\])?(?:\.|\Z)")


def schema_part(path: str) -> int:
    """Return how many characters at the beginning of an issue's path the service did not send."""
    names, end = _names(), 0
    while (step := _STEP.match(path, end)) and step[1] in names:
        end = step.end()
    return end


@cache
def _names() -> frozenset[str]:
    from evcp_models._json_reader import KNOWN  # the readers are loaded with the first answer

    return _ITEMS.union(*KNOWN.values())


# --- addresses ------------------------------------------------------------------------------------

_HOST = re.compile(r"(\[[^]]*\]|[^:]*)(:[0-9]*)?")


def request_url(request: Request) -> str:
    """Return the address of a request without credentials."""
    return shown_url(request.url, request.query)


def shown_url(base: str, query: Iterable[tuple[str, str]] = ()) -> str:
    """Return an address without user names, passwords and the values of unknown parameters."""
    try:
        parts = urlsplit(base)
    except ValueError:  # the service may send any text as an address
        return REDACTED
    host = parts.netloc.rpartition("@")[2]
    if "@" in parts.path + parts.query + parts.fragment or not _HOST.fullmatch(host):
        return REDACTED  # a password with a slash, a question mark or the like in it
    shown = "&".join(
        f"{quote(name)}={quote(value, safe=',;:') if name in SHOWN_PARAMETERS else REDACTED}"
        for name, value in query
    )
    return urlunsplit((parts.scheme, host, parts.path, shown, ""))


# --- the log of urllib3 ---------------------------------------------------------------------------

_QUERY = re.compile(r"([?&])([^=&\s\"']+)=([^&\s\"']*)")


def _shown_text(text: str) -> str:
    def shown(match: re.Match[str]) -> str:
        mark, name, value = match.groups()
        return f"{mark}{name}={value if name in SHOWN_PARAMETERS else REDACTED}"

    return _QUERY.sub(shown, text)


class _QueryFilter(logging.Filter):
    """Redacts urllib3's own log lines: addresses hold the whole query, exceptions what came back."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_shown_argument, record.args))
        record.msg = _shown_text(str(record.msg))
        record.exc_info = record.exc_text = None
        return True


def _shown_argument(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    return type(value).__name__ if isinstance(value, BaseException) else _shown_text(str(value))


_FILTER = _QueryFilter()


def quiet_urllib3() -> None:
    """Redact what urllib3 logs. Filters on a logger are not repeated, so this may be called often."""
    for name in ("connectionpool", "connection", "poolmanager", "util.retry"):
        logging.getLogger(f"urllib3.{name}").addFilter(_FILTER)
