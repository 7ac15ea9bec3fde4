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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from evcp_codec.issues import Issue

from ..transport import Request, Response, TransportFailure
from .escapes import MOST_ESCAPES, Span, Unescaped, unescape

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


class _Needle(NamedTuple):
    """One spelling of a secret.

    Attributes:
        text: The spelling, without escapes.
        head: Its beginning, by which it is looked up.
        tail: Its end, by which a spelling without its beginning is looked up; empty for none.
        may_be_cut: Whether the head and what follows of the rest is removed too.
    """

    text: str
    head: str
    tail: str
    may_be_cut: bool


class SecretMatcher:
    """Finds secrets in texts: plain, escaped, in Base64 or UTF-16, whole or cut off.

    Escapes are not spelled out for each secret. The text is unescaped step by step, and the secrets
    are looked up in each step. That costs the same for any mixture of escapes, and next to nothing
    for a text without any.

    Args:
        values: Secrets. Their beginnings of at least 8 characters are removed too, and their ends of
            at least 12: the end of an ordinary value is more often a word of the schema.
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
        steps: list[Unescaped] = []
        # Secrets are looked up in each step, not only in the last: a percent sign may stand before a
        # secret by chance and make an escape of its first characters.
        while len(steps) < MOST_ESCAPES and (step := unescape(steps[-1].text if steps else text)):
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
            start = text.find(needle.tail) if needle.tail else -1
            while start >= 0:
                end = start + len(needle.tail)
                yield _start(needle, text, end), end
                start = text.find(needle.tail, start + 1)


def _needles(value: str, may_be_cut: bool) -> Iterator[_Needle]:
    """Return the spellings of a secret."""

    def needle(text: str, known_by: int = SHORT) -> _Needle:
        text = _blanks(text)
        is_cut, end = may_be_cut and len(text) >= known_by, known_by * 3 // 2
        return _Needle(
            text, text[:known_by], text[-end:] if is_cut and len(text) > end else "", is_cut
        )

    yield needle(value)
    octets = value.encode("utf-8", "surrogatepass")
    if len(value) < SHORT:
        if len(value) >= _SHORTEST_PART:
            yield needle(b64encode(octets).decode().rstrip("="))
        return
    # A secret with a percent sign or the like in it is unescaped along with its text.
    bare = value
    while step := unescape(bare):
        bare = step.text
    if len(bare) >= SHORT:
        yield needle(bare)
    if not value.isascii():
        yield needle(octets.decode("latin-1"))
    yield needle(octets.hex(), 2 * SHORT)
    yield needle(octets.hex().upper(), 2 * SHORT)
    for spelled in {octets, quote(octets, safe="").encode()}:
        yield from (needle(text, 11) for text in _in_base64(spelled))
    # The octets of wide characters, read one by one or in Base64.
    for encoding, width in _WIDE.items():
        wide = value.encode(encoding, "surrogatepass")
        yield needle(wide.decode("latin-1"), width * SHORT)
        if width == 2:
            yield from (needle(text, 2 * 11) for text in _in_base64(wide))


_WIDE = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}


def _in_base64(octets: bytes) -> Iterator[str]:
    """Yield the part that is the same in Base64 whatever stands before and behind the octets."""
    for before, dropped in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(octets)) * 8 // 6
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(b"\0" * before + octets).decode()[dropped:whole]


def _end(needle: _Needle, text: str, start: int) -> int:
    """Return where a secret ends whose head stands at a place; 0 if it is another text."""
    secret = needle.text
    if text.startswith(secret, start):
        end = start + len(secret)
        return end if len(secret) >= SHORT or _is_word(text, start, end) else 0
    if not needle.may_be_cut:
        return 0
    most = len(secret) - 1
    return start + _longest(
        len(needle.head), most, lambda size: text.startswith(secret[:size], start)
    )


def _start(needle: _Needle, text: str, end: int) -> int:
    """Return where a secret begins whose tail ends at a place."""
    secret, most = needle.text, min(len(needle.text), end)
    return end - _longest(
        len(needle.tail), most, lambda size: text.startswith(secret[-size:], end - size)
    )


def _longest(known: int, most: int, fits: Callable[[int], bool]) -> int:
    """Return the largest size that fits, by halving."""
    while known < most:
        middle = (known + most + 1) // 2
        known, most = (middle, most) if fits(middle) else (known, middle - 1)
    return known


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


# --- what of a request is confidential ------------------------------------------------------------

_CREDENTIAL = re.compile(
    r"(?i)key|token|secret|auth|passw|pwd|cookie|session|credential|signature|app_?id|app_?code"
)
"""Parts of the names of headers and parameters that hold credentials, however short."""
_SCHEME = re.compile(r"\A(?i:(basic)|bearer|digest|negotiate|oauth|token|apikey) +")
_SEPARATORS = re.compile(r"[\s;,]+")
_PIECE = re.compile(rf"""[\w+-]{{{SHORT},}}(?![\w+-]|=+["']?[\w+/%])""")
"""A long word that is not the name of a pair."""
_BASE64 = re.compile(r"[0-9A-Za-z+/_-]{4,}")
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


def answered(request: Request, result: Response | TransportFailure) -> Request:
    """Return a request with the credentials that the transport added to it, such as a proxy's."""
    added = result.secret_headers if isinstance(result, Response) else ()
    return replace(request, secret_headers=(*request.secret_headers, *added)) if added else request


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
    secrets.values.update(_pairs(value, is_basic=bool(scheme and scheme[1])))
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
    # The two parts of `key:signature` or of JSON, and those of a cookie that is escaped.
    for text in {value, unquote(value)}:
        # Digits are a part of a number, and a coordinate is what was asked for.
        values |= {one for one in _PIECE.findall(text) if is_secret or not one.isdigit()}
    if is_secret:
        # Of nothing but pairs the names may be shown, and a short value goes with its name.
        return Secrets(values, short_pairs if only_pairs and values else {value})
    # Names of the schema are in every answer, and coordinates are what was asked for.
    values = {one for one in values if not _COORDINATE.fullmatch(one) and one not in _names()}
    return Secrets(values, {value} if len(value) >= SHORT else set())


def _pairs(value: str, *, is_basic: bool) -> set[str]:
    """Return user names and passwords in Base64, as in a Basic header, and both together."""
    found: set[str] = set()
    for token in _BASE64.findall(value):
        try:
            octets = b64decode(f"{token}===", altchars=b"-_")
        except ValueError:
            continue
        # Both encodings are in use for Basic; anything else must look like a pair.
        for encoding in ("utf-8", "latin-1") if is_basic else ("utf-8",):
            pair = octets.decode(encoding, "replace")
            user, colon, password = pair.partition(":")
            if pair.isprintable() and (is_basic or (colon and len(pair) >= SHORT)):
                found |= {pair, password, user if len(user) >= _SHORTEST_PART else pair}
    return found - {""}


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
