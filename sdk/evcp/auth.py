"""Logging in: the kinds of credentials of contract section 6, and where they are found."""

from __future__ import annotations

import json
import math
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from .errors import AuthenticationError, ConfigurationError, excerpt
from .redaction import Secret
from .refusals import request_id, said_by
from .retry import RETRIED_STATUSES
from .wire import Authorization, Fault, Reply, Request, Send, Steps, Unauthorized

TOKEN_URL = "https://account.api.here.com/oauth2/token"  # noqa: S105 (an address)
"""Where HERE gives out tokens (contract section 6)."""
EARLY = 300.0
"""Seconds before its end that a token is replaced, so that none ends on its way."""
_SHORT = 1.0
"""Seconds that any token is used: that of a service that says it has ended already, too. They begin
when the token is first given out, or one that took longer to come would never be used at all."""
_FORM = "application/x-www-form-urlencoded"


class Credentials(Protocol):
    """What logs a request in."""

    def authorize(self, refused: Authorization | None, now: float) -> Authorization | None:
        """Return the credentials for a request, or None if new ones have to be fetched first."""

    def fetch(self, now: float, seconds: float) -> Steps[Unauthorized | None]:
        """Fetch new credentials within some seconds; only called when `authorize` returned None.

        Returns:
            What came instead of a token, if that may pass; None if all is well.
        """
        ...


class _Static:
    """Credentials that need no fetching."""

    def fetch(self, now: float, seconds: float) -> Steps[Unauthorized | None]:
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
        found = _bearer(_secret(token(), "the token"))
        # The function may know no newer one: then there is no use in asking once more.
        return refused if refused is not None and _same(refused, found) else found

    def __repr__(self) -> str:
        return "BearerToken(REDACTED)"


def _same(one: Authorization, other: Authorization) -> bool:
    return [s.reveal() for _, s in one.headers] == [s.reveal() for _, s in other.headers]


@dataclass(slots=True)
class _Token:
    authorization: Authorization
    ends: float
    unused: bool = True


class HereCredentials:
    """A HERE access key, exchanged for a token by a signed request (contract section 6).

    The token is kept, replaced five minutes before its end, and fetched once for all threads. The
    signature (OAuth 1.0a, HMAC-SHA256) is made by oauthlib, which the extra `oauth` installs.

    Args:
        access_key_id: The id of the access key.
        access_key_secret: Its secret.
        token_url: Where tokens are given out.

    Raises:
        ConfigurationError: A part is empty, or oauthlib is not installed.
    """

    def __init__(
        self, access_key_id: str, access_key_secret: str, *, token_url: str = TOKEN_URL
    ) -> None:
        if find_spec("oauthlib") is None:
            raise ConfigurationError(
                "HERE access keys are signed by oauthlib, which is not installed",
                hint="pip install 'evcp[oauth]'",
            )
        self.token_url = token_url
        self._guard = threading.Lock()
        self.update(access_key_id, access_key_secret)

    def update(self, access_key_id: str, access_key_secret: str) -> None:
        """Use another access key from the next request on."""
        pair = _secret(access_key_id, "the access key id"), _secret(access_key_secret, "its secret")
        with self._guard:
            self._pair = pair
            self._token: _Token | None = None

    def authorize(self, refused: Authorization | None, now: float) -> Authorization | None:
        """Return the kept token, if it is good for five more minutes and was not refused.

        A new one is given out whenever it ends, and for a second from then on: whoever fetched it
        has to get it.
        """
        with self._guard:
            token = self._token
            if token is None or token.authorization is refused:
                return None
            if token.unused:
                token.ends, token.unused = max(token.ends, now + _SHORT), False
            return token.authorization if now < token.ends else None

    def fetch(self, now: float, seconds: float) -> Steps[Unauthorized | None]:
        """Exchange the access key for a token.

        Raises:
            AuthenticationError: The service refuses the access key.
        """
        with self._guard:
            pair = self._pair
        request = self._request(*pair, seconds)
        result: Reply | Fault = yield Send(request)
        if isinstance(result, Fault) or result.status in RETRIED_STATUSES:
            return Unauthorized(request, result)
        token = _token_of(result, now) if result.status == 200 else None
        if token is None:
            said = request.scrub(said_by(result.body))[:200]
            raise AuthenticationError(
                f"no token for the HERE access key: the service answered {result.status}"
                + (f": {said}" if said else ""),
                hint="check the access key id, its secret and the clock of this machine",
                status=result.status,
                request_id=request_id(request, result.headers),
                url=request.shown_url,
                body_excerpt=None if result.status == 200 else excerpt(result.body, request.scrub),
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
            deadline=seconds,
        )

    def __repr__(self) -> str:
        return "HereCredentials(REDACTED)"


def signed_header(
    url: str, body: str, key_id: Secret, key_secret: Secret, nonce: str, timestamp: str
) -> str:
    """Return the `Authorization` header of a POST of a form, signed by HMAC-SHA256.

    The parts of oauthlib are used rather than its client as a whole, which logs what it signs.

    Args:
        url: Address, with its query if it has one.
        body: The form.
        key_id: Id of the access key (`oauth_consumer_key`).
        key_secret: Its secret.
        nonce: A text that is used once.
        timestamp: Seconds since the epoch.

    Source:
        Contract section 6: OAuth 1.0a (RFC 5849), members in the order of HERE's own client.
    """
    from oauthlib.oauth1 import Client
    from oauthlib.oauth1.rfc5849 import signature
    from oauthlib.oauth1.rfc5849.utils import escape

    members = {
        "oauth_consumer_key": key_id.reveal(),
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_signature": "",
        "oauth_timestamp": timestamp,
        "oauth_nonce": nonce,
        "oauth_version": "1.0",
    }
    pairs: Any = [(name, value) for name, value in members.items() if name != "oauth_signature"]
    pairs += signature.collect_parameters(uri_query=urlsplit(url).query, body=body)
    base = signature.signature_base_string(
        "POST", signature.base_string_uri(url), signature.normalize_parameters(pairs)
    )
    client = Client(members["oauth_consumer_key"], client_secret=key_secret.reveal())
    members["oauth_signature"] = signature.sign_hmac_sha256_with_client(base, client)  # type: ignore[no-untyped-call]
    return "OAuth " + ", ".join(f'{name}="{escape(value)}"' for name, value in members.items())


def _token_of(reply: Reply, now: float) -> _Token | None:
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
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f"{what} is empty")
    if not value.isascii() or not value.isprintable():
        raise ConfigurationError(
            f"{what} has a character that no credential has, perhaps a line end"
        )
    return Secret(value)


def default_credentials(
    environ: Mapping[str, str] | None = None, home: Path | None = None
) -> Credentials:
    """Find credentials in the environment, or in HERE's credentials file.

    In this order: EVCP_API_KEY; EVCP_TOKEN; HERE_ACCESS_KEY_ID with HERE_ACCESS_KEY_SECRET;
    EVCP_APP_ID with EVCP_APP_CODE; the file `~/.here/credentials.properties`.

    Raises:
        ConfigurationError: There are none.
    """
    environ = os.environ if environ is None else environ

    def read(*names: str) -> list[str] | None:
        values = [environ.get(name, "") for name in names]
        return values if all(values) else None

    if key := read("EVCP_API_KEY"):
        return ApiKey(*key)
    if token := read("EVCP_TOKEN"):
        return BearerToken(token[0])
    if pair := read("HERE_ACCESS_KEY_ID", "HERE_ACCESS_KEY_SECRET"):
        return HereCredentials(*pair, token_url=environ.get("HERE_TOKEN_ENDPOINT_URL") or TOKEN_URL)
    if pair := read("EVCP_APP_ID", "EVCP_APP_CODE"):
        return AppIdCode(*pair)
    path = (home or Path(os.path.expanduser("~"))) / ".here" / "credentials.properties"
    if path.is_file():
        return here_credentials_file(path)
    raise ConfigurationError(
        "there are no credentials",
        hint="pass api_key=..., or set EVCP_API_KEY, or put HERE's credentials.properties "
        "into ~/.here; `python -m evcp.sandbox` answers without a real key",
    )


def here_credentials_file(path: str | os.PathLike[str]) -> HereCredentials:
    """Read a `credentials.properties` file as HERE's portal gives it out.

    Raises:
        ConfigurationError: The file cannot be read, or lacks the key's id or secret.
    """
    try:
        lines = Path(path).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"cannot read the credentials file: {type(error).__name__}"
        ) from None
    values = {}
    for line in lines:
        name, equals, value = line.partition("=")
        if equals:  # the name of a remark begins with its mark, and is none of those below
            values[name.strip()] = value.strip()
    missing = [n for n in ("here.access.key.id", "here.access.key.secret") if not values.get(n)]
    if missing:
        raise ConfigurationError(f"the credentials file lacks {' and '.join(missing)}")
    return HereCredentials(
        values["here.access.key.id"],
        values["here.access.key.secret"],
        token_url=values.get("here.token.endpoint.url") or TOKEN_URL,
    )
