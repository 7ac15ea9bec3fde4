"""Credentials: the kinds of contract section 6, and where they are looked for."""

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
from ._core.oauth1 import signed_header
from ._core.retry import RETRIED_STATUSES, ProcessLock
from .errors import (
    AuthenticationError,
    ConfigurationError,
    EvcpError,
    excerpt,
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
"""Address of HERE's token service (contract section 6)."""
EARLY = 300.0
"""Seconds between the replacement of a token and its end, so that none ends on its way."""
_SHORT = 1.0
"""Seconds that any token is used, even one that has ended by the word of the service. They begin with its
first use: otherwise a token that took longer to come would never be used."""
_LAST_PORT = 65_535
_FORM = "application/x-www-form-urlencoded"


class _Static:
    """Credentials that need no fetching."""

    def fetch(self, now: float, seconds: float) -> CallFlow[TokenFailure | None]:
        """Fetch nothing."""
        yield from ()
        return None


class ApiKey(_Static):
    """An API key, sent as the query parameter `apiKey` (confirmed, contract section 1.2).

    Args:
        key: The key. It can be replaced on a live client with `update`.
    """

    def __init__(self, key: str) -> None:
        self.update(key)

    def update(self, key: str) -> None:
        """Use another key from the next request on."""
        self._key = _secret(key, "the API key")

    def authorize(self, refused: Authorization | None, now: float) -> Authorization:
        """Return the key as a parameter."""
        return Authorization(query=(("apiKey", self._key),))

    def __repr__(self) -> str:
        return "ApiKey(REDACTED)"


class AppIdCode(_Static):
    """The legacy pair `app_id` and `app_code` (confirmed as legacy, contract section 1.2)."""

    def __init__(self, app_id: str, app_code: str) -> None:
        self.update(app_id, app_code)

    def update(self, app_id: str, app_code: str) -> None:
        """Use another pair from the next request on."""
        self._pair = _secret(app_id, "app_id"), _secret(app_code, "app_code")

    def authorize(self, refused: Authorization | None, now: float) -> Authorization:
        """Return the pair as parameters."""
        app_id, app_code = self._pair
        return Authorization(query=(("app_id", app_id), ("app_code", app_code)))

    def __repr__(self) -> str:
        return "AppIdCode(REDACTED)"


class BearerToken(_Static):
    """A bearer token, or a function that returns one (confirmed, contract section 1.2).

    Args:
        token: The token, or a function that is called for each request and once more after a 401.
            It returns the token as a string; what it raises ends the call with a
            `ConfigurationError`.
    """

    def __init__(self, token: str | Callable[[], str]) -> None:
        self.update(token)

    def update(self, token: str | Callable[[], str]) -> None:
        """Use another token from the next request on."""
        self._token = token if callable(token) else _bearer(_secret(token, "the token"))

    def authorize(self, refused: Authorization | None, now: float) -> Authorization:
        """Return the token as a header."""
        token = self._token
        if not callable(token):
            return token
        found = _bearer(_secret(_call(token), "the token"))
        # If the function knows no newer token, another attempt is of no use.
        return refused if refused is not None and _same(refused, found) else found

    def __repr__(self) -> str:
        return "BearerToken(REDACTED)"


def _call(function: Callable[[], object]) -> str:
    """Return the token from a user's function.

    Raises:
        ConfigurationError: It failed, or returned something else than a string.
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
        found.close()  # or Python would warn that nobody has awaited it
    if inspect.isawaitable(found):
        raise ConfigurationError(
            "the token function is asynchronous",
            hint="pass a plain function; a task of yours can fetch the token that it returns",
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

    The token is kept, replaced five minutes before its end, and fetched once for all threads and tasks.
    The signature (OAuth 1.0a, HMAC-SHA256) is made by oauthlib, which the extra `oauth` installs.

    Args:
        access_key_id: The id of the access key.
        access_key_secret: Its secret.
        token_url: Where tokens are given out.

    Raises:
        ConfigurationError: A part is empty, `token_url` is not a URL, or oauthlib is not installed.
    """

    def __init__(
        self, access_key_id: str, access_key_secret: str, *, token_url: str = TOKEN_URL
    ) -> None:
        if find_spec("oauthlib") is None:
            raise ConfigurationError(
                "HERE access keys are signed by oauthlib, which is not installed",
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
        """Return the kept token, if it is good for five more minutes and was not refused.

        A new token is returned even if it has ended already, for a second: the call that fetched it
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
            AuthenticationError: The service refuses the access key.
        """
        with self._guard:
            pair = self._pair
        request = self._request(*pair, seconds)
        result = yield from send(request)
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
                request_id=request_id(request, result.headers),
                url=shortened(redaction.request_url(request)),
                body_excerpt=None
                if result.status == 200
                else excerpt(result.body, redaction.of(request).scrub),
                attempts=1,
            )
        with self._guard:
            if self._pair is pair:  # else the key was replaced meanwhile
                self._token = token
        return None

    def _request(self, key_id: Secret, key_secret: Secret, seconds: float) -> Request:
        """Return the signed request for a token."""
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
        name: Its origin, for the error.

    Raises:
        ConfigurationError: It is not an http or https URL, or holds a user name.
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


def _token_of(reply: Response, now: float) -> _Token | None:
    """Read a token answer; None if it holds no token."""
    try:
        raw = json.loads(reply.body)
        token, seconds = raw["access_token"], float(raw.get("expires_in", 86_400))
        bearer = _bearer(_secret(token, "the token"))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, ConfigurationError):
        return None
    if not math.isfinite(seconds):
        seconds = 0.0  # a lifetime that makes no sense
    # A token that lives shorter than twice the margin is used for half of its life.
    return _Token(bearer, now + max(seconds - EARLY, seconds / 2))


def _bearer(token: Secret) -> Authorization:
    return Authorization(headers=(("Authorization", Secret(f"Bearer {token.reveal()}")),))


def _secret(value: str, what: str) -> Secret:
    if not isinstance(value, str):
        raise ConfigurationError(f"{what} is {_kind(value)}: it must be a string")
    if not value.strip():
        raise ConfigurationError(f"{what} is empty")
    if not value.isascii() or not value.isprintable():
        raise ConfigurationError(
            f"{what} has a character that no credential has, perhaps a line end"
        )
    return Secret(value)


_PAIRS = (
    ("HERE_ACCESS_KEY_ID", "HERE_ACCESS_KEY_SECRET"),
    ("EVCP_APP_ID", "EVCP_APP_CODE"),
)


def default_credentials(
    environ: Mapping[str, str] | None = None, home: Path | None = None
) -> Credentials:
    """Find credentials in the environment, or in HERE's credentials file.

    In this order: EVCP_API_KEY; EVCP_TOKEN; HERE_ACCESS_KEY_ID with HERE_ACCESS_KEY_SECRET;
    EVCP_APP_ID with EVCP_APP_CODE; the file `~/.here/credentials.properties`.

    Raises:
        ConfigurationError: There are none, or what was found is not usable.
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
    """Read a `credentials.properties` file as HERE's portal gives it out.

    Raises:
        ConfigurationError: The file cannot be read, lacks the key's id or secret, or names an
            token URL that cannot be one.
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
