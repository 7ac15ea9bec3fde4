"""Credentials: the kinds of contract section 6, and their default sources."""

from __future__ import annotations

import inspect
import json
import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ._core import redaction
from ._core.auth_flow import Credentials as Credentials
from ._core.credentials_file import file_exists, read_properties
from ._core.error_responses import error_message, request_id
from ._core.limits import ProcessLock
from ._core.oauth1 import signed_header
from ._core.retry import RETRIED_STATUSES
from .errors import (
    AuthenticationError,
    ConfigurationError,
    EvcpError,
    excerpt,
    missing_extra,
    printable,
    shortened,
)
from .transport import (
    Authorization,
    CallFlow,
    Request,
    Response,
    Secret,
    TokenFailure,
    TransportFailure,
    send,
)

TOKEN_URL = "https://account.api.here.com/oauth2/token"  # noqa: S105 (an address)
"""URL of HERE's token service (contract section 6)."""
EARLY = 300.0
"""Seconds from the replacement of a token to its end, so that no token expires in a request."""
_SHORT = 1.0
"""Shortest use of a token in seconds, from its first use on. Without it, a token that expires before it
arrives would be fetched again and again, and never used."""
_LAST_PORT = 65_535
_FORM = "application/x-www-form-urlencoded"


class _Static:
    """Base of credentials that are always at hand."""

    _authorization: Authorization

    def authorize(self, refused: Authorization | None, now: float) -> Authorization:
        """Return the parts of a request that are these credentials."""
        return self._authorization

    def fetch(self, now: float, seconds: float) -> CallFlow[TokenFailure | None]:
        """Do nothing: `authorize` never returns None."""
        yield from ()
        return None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(REDACTED)"


class ApiKey(_Static):
    """An API key, sent as the query parameter `apiKey` (confirmed, contract section 1.2).

    Args:
        key: The key; `update` replaces it on a live client.
    """

    def __init__(self, key: str) -> None:
        self.update(key)

    def update(self, key: str) -> None:
        """Use another key from the next request on."""
        self._authorization = Authorization(query=(("apiKey", _secret(key, "the API key")),))


class AppIdCode(_Static):
    """The legacy pair `app_id` and `app_code` (confirmed as legacy, contract section 1.2)."""

    def __init__(self, app_id: str, app_code: str) -> None:
        self.update(app_id, app_code)

    def update(self, app_id: str, app_code: str) -> None:
        """Use another pair from the next request on."""
        pair = {"app_id": app_id, "app_code": app_code}
        self._authorization = Authorization(tuple((n, _secret(v, n)) for n, v in pair.items()))


class BearerToken(_Static):
    """A bearer token, or a function that returns one (confirmed, contract section 1.2).

    Args:
        token: The token, or a function that returns it. The function is called for each request, and
            once more after a 401; an exception in it ends the call with a `ConfigurationError`.
    """

    def __init__(self, token: str | Callable[[], str]) -> None:
        self.update(token)

    def update(self, token: str | Callable[[], str]) -> None:
        """Use another token from the next request on."""
        self._token = token if callable(token) else _bearer(token)

    def authorize(self, refused: Authorization | None, now: float) -> Authorization:
        """Return the token as a header."""
        token = self._token
        if not callable(token):
            return token
        found = _bearer(_call(token))
        # The object `refused` itself means "no newer token", and saves another attempt.
        return refused if refused is not None and _same(refused, found) else found


def _call(function: Callable[[], object]) -> str:
    """Call a token function.

    Raises:
        ConfigurationError: It raised an exception, or did not return a string.
    """
    try:
        found = function()
    except EvcpError:
        raise
    except Exception as error:
        raise ConfigurationError(
            f"the token function has failed: {type(error).__name__}",
            hint="its own error is the cause of this one",
        ) from error
    if isinstance(found, str):
        return found
    if inspect.iscoroutine(found):
        found.close()  # prevents Python's warning about a coroutine that was never awaited
    if inspect.isawaitable(found):
        raise ConfigurationError(
            "the token function is asynchronous",
            hint="pass a plain function that returns a token fetched by a task of yours",
        )
    raise ConfigurationError(
        f"the token function has returned {_kind(found)}",
        hint="it must return the token as a string",
    )


def _kind(value: object) -> str:
    return "None" if value is None else f"a value of type {type(value).__name__}"


def _same(one: Authorization, other: Authorization) -> bool:
    return [s.reveal() for _, s in one.headers] == [s.reveal() for _, s in other.headers]


@dataclass(slots=True)
class _Token:
    authorization: Authorization
    ends: float
    unused: bool = True


class HereCredentials:
    """A HERE access key, exchanged for a token by a signed request (contract section 6).

    All threads, tasks and clients share one token, and replace it five minutes before its end. oauthlib
    makes the signature (OAuth 1.0a, HMAC-SHA256); the extra `oauth` installs it.

    Args:
        access_key_id: The id of the access key.
        access_key_secret: The secret of the access key.
        token_url: URL of the token service.

    Raises:
        ConfigurationError: A part is empty, `token_url` is not a URL, or oauthlib is not installed.
    """

    def __init__(
        self, access_key_id: str, access_key_secret: str, *, token_url: str = TOKEN_URL
    ) -> None:
        if find_spec("oauthlib") is None:
            raise missing_extra(
                "HERE access keys are signed by oauthlib, which is not installed",
                name="oauthlib",
                hint="pip install 'evcp[oauth]'",
            )
        self.token_url = as_token_url(token_url, "token_url")
        self._guard = ProcessLock()
        self.update(access_key_id, access_key_secret)

    def update(self, access_key_id: str, access_key_secret: str) -> None:
        """Use another access key from the next request on."""
        pair = _secret(access_key_id, "the access key id"), _secret(access_key_secret, "its secret")
        with self._guard:
            self._pair = pair
            self._token: _Token | None = None

    def authorize(self, refused: Authorization | None, now: float) -> Authorization | None:
        """Return the token, unless it was refused or ends within five minutes.

        A new token is returned for at least a second, even if it has expired: the call that fetched it
        needs one.
        """
        with self._guard:
            token = self._token
            if token is None or token.authorization is refused:
                return None
            if token.unused:
                token.ends, token.unused = max(token.ends, now + _SHORT), False
            return token.authorization if now < token.ends else None

    def fetch(self, now: float, seconds: float) -> CallFlow[TokenFailure | None]:
        """Exchange the access key for a token.

        Raises:
            AuthenticationError: The token service refuses the access key.
        """
        with self._guard:
            pair = self._pair
        request = self._request(*pair, seconds)
        result = yield from send(request)
        request = redaction.answered(request, result)
        if isinstance(result, TransportFailure) or result.status in RETRIED_STATUSES:
            return TokenFailure(request, result)
        token = _token_of(result, now) if result.status == 200 else None
        if token is None:
            said = printable(redaction.of(request).scrub(error_message(result.body)))[:200]
            raise AuthenticationError(
                f"no token for the HERE access key: the service answered {result.status}"
                + (f": {said}" if said else ""),
                hint="check the access key id, its secret and the clock of this machine",
                status=result.status,
                request_id=request_id(request, result.headers, result.body),
                url=shortened(redaction.request_url(request)),
                body_excerpt=None
                if result.status == 200
                else excerpt(result.body, redaction.of(request).scrub),
                attempts=1,
            )
        with self._guard:
            if self._pair is pair:  # otherwise `update` replaced the access key meanwhile
                self._token = token
        return None

    def _request(self, key_id: Secret, key_secret: Secret, seconds: float) -> Request:
        """Build the signed token request."""
        from oauthlib.common import generate_nonce, generate_timestamp

        body = "grant_type=client_credentials"
        header = signed_header(
            self.token_url, body, key_id, key_secret, generate_nonce(), generate_timestamp()
        )
        return Request(
            method="POST",
            url=self.token_url,
            query=(),
            headers={"Content-Type": _FORM},
            body=body.encode(),
            secret_headers=(("Authorization", Secret(header)),),
            secrets=(key_id, key_secret),
            timeout=seconds,
        )

    def __repr__(self) -> str:
        return "HereCredentials(REDACTED)"


_ADDRESS = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[^][\s/?#@:]+)(:[0-9]{1,5})?([/?][^\s#@]*)?")


def as_token_url(value: str, name: str) -> str:
    """Check the URL of a token service.

    Args:
        value: The URL.
        name: Origin of the URL, for the error.

    Raises:
        ConfigurationError: The value is not an http or https URL, or has a user name.
    """
    if not isinstance(value, str):
        raise ConfigurationError(f"{name} is {_kind(value)}: it must be a string")
    match = _ADDRESS.fullmatch(value)
    if match is None or not value.isascii() or int((match[2] or ":0")[1:]) > _LAST_PORT:
        raise ConfigurationError(
            f"the token URL {redaction.shown_url(value)!r}, from {name}, is not usable",
            hint="it must begin with https://, name a host, and hold no user or fragment, "
            f"such as {TOKEN_URL}",
        )
    return value


def _token_of(response: Response, now: float) -> _Token | None:
    """Read the response of a token service; return None if it has no token."""
    try:
        raw = json.loads(response.body)
        token, seconds = raw["access_token"], float(raw.get("expires_in", 86_400))
        bearer = _bearer(token)
        if bearer.headers[0][1].reveal() != f"Bearer {token}":
            return None  # nobody pasted this: a service that sends more than a token is not trusted
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, ConfigurationError):
        return None
    if not math.isfinite(seconds):
        seconds = 0.0
    # Half of a lifetime that is too short for five minutes of margin.
    return _Token(bearer, now + max(seconds - EARLY, seconds / 2))


def _bearer(token: str) -> Authorization:
    secret = _secret(token, "the token").reveal()
    return Authorization(headers=(("Authorization", Secret(f"Bearer {secret}")),))


# What is pasted along with a credential: names from headers, queries, files and shells; quotes, commas
# and line ends around it; marks without a width; the mark in front of a query.
_NAME = re.compile(
    r"(?:export\s+)?(?:(?:evcp|here|proxy)[._-])?"
    r"(?:authorization|api[._-]?key|app[._-]?(?:id|code)|token|access[._-](?:token|key[._-](?:id|secret)))"
    r"[\"']?\s*(?:[:=]|(?=\s))|bearer(?:\s*[:=]|%20|(?=\s)|$)",
    re.IGNORECASE,
)
_AROUND = " \t\r\n\f\v\u00a0\u200b\u200c\u200d\u2060\ufeff\"'`\u2018\u2019\u201c\u201d,;?&"
# Quotes, marks of markup and of queries, escapes: no credential has them, and what was pasted may.
_INSIDE = re.compile(r"[\"'`<>&?#%{}|\\^]|[^\x20-\x7e]|^bearer\+", re.IGNORECASE)


def _secret(value: str, what: str) -> Secret:
    """Return a credential without what was pasted around it.

    Raises:
        ConfigurationError: Nothing is left, or something within it is no part of a credential.
    """
    if not isinstance(value, str):
        raise ConfigurationError(f"{what} is {_kind(value)}: it must be a string")
    stripped = value.strip(_AROUND)
    while match := _NAME.match(stripped):
        stripped = stripped[match.end() :].strip(_AROUND)
    if not stripped:
        raise ConfigurationError(f"{what} is empty")
    if " " in stripped:
        raise ConfigurationError(f"{what} has a space in it", hint=f"pass {what} alone")
    if _INSIDE.search(stripped):
        raise ConfigurationError(
            f"{what} has a character that no credential has, perhaps a line end or a quote",
            hint="pass the credential alone",
        )
    return Secret(stripped)


_PAIRS = (
    ("HERE_ACCESS_KEY_ID", "HERE_ACCESS_KEY_SECRET"),
    ("EVCP_APP_ID", "EVCP_APP_CODE"),
)


def default_credentials(
    environ: Mapping[str, str] | None = None, home: Path | None = None
) -> Credentials:
    """Return credentials from the environment, or from HERE's credentials file.

    The order is: EVCP_API_KEY; EVCP_TOKEN; HERE_ACCESS_KEY_ID with HERE_ACCESS_KEY_SECRET;
    EVCP_APP_ID with EVCP_APP_CODE; the file `~/.here/credentials.properties`.

    Raises:
        ConfigurationError: There are no credentials, or they are not usable.
    """
    environ = os.environ if environ is None else environ
    if key := environ.get("EVCP_API_KEY"):
        return ApiKey(key)
    if token := environ.get("EVCP_TOKEN"):
        return BearerToken(token)
    access, app = ([environ.get(name, "") for name in names] for names in _PAIRS)
    if all(access):
        url = environ.get("HERE_TOKEN_ENDPOINT_URL") or TOKEN_URL
        return HereCredentials(*access, token_url=as_token_url(url, "HERE_TOKEN_ENDPOINT_URL"))
    if all(app):
        return AppIdCode(*app)
    path = (home or Path(os.path.expanduser("~"))) / ".here" / "credentials.properties"
    if file_exists(path):
        return here_credentials_file(path)
    halves = [
        f"{given} is set, but {lacking} is not"
        for pair in _PAIRS
        for given, lacking in (pair, pair[::-1])
        if environ.get(given)
    ]
    raise ConfigurationError(
        "there are no credentials" + (f": {'; '.join(halves)}" if halves else ""),
        hint="pass api_key=..., or set EVCP_API_KEY, or put HERE's credentials.properties "
        "into ~/.here; `python -m evcp.sandbox` answers without a real key",
    )


def here_credentials_file(path: str | os.PathLike[str]) -> HereCredentials:
    """Read a `credentials.properties` file from HERE's portal.

    Raises:
        ConfigurationError: The file cannot be read, has no id or secret, or has an invalid token URL.
    """
    values = read_properties(path)
    missing = [n for n in ("here.access.key.id", "here.access.key.secret") if n not in values]
    if missing:
        raise ConfigurationError(
            f"the credentials file lacks {' and '.join(missing)}",
            hint="create an access key in HERE's portal, and download its file again",
        )
    url = values.get("here.token.endpoint.url", TOKEN_URL)
    return HereCredentials(
        values["here.access.key.id"],
        values["here.access.key.secret"],
        token_url=as_token_url(url, "here.token.endpoint.url of the credentials file"),
    )
