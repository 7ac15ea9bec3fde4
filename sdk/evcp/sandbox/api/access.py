"""Access: credentials of requests, bearer tokens, and the token endpoint (contract sections 1.2, 6, 7.1)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from evcp.errors import missing_extra

from .query import Parameters
from .responses import RefusalError, Response, json_body, media_type
from .settings import Access

_SCHEME = "bearer "


def check_credentials(
    given: Parameters, headers: Mapping[str, str], access: Access, tokens: Tokens
) -> None:
    """Check the credentials of a request; header names are in lower case.

    Raises:
        RefusalError: 401 without a known credential, 403 with a forbidden one only.
    """
    offered = _offered(given)
    token = _bearer(headers)
    if not offered and not token:
        raise RefusalError(
            HTTPStatus.UNAUTHORIZED,
            "no credentials found: send apiKey, a bearer token, or app_id with app_code",
        )
    issued = tokens.read(token)
    if issued is None and token:
        offered.add(token)
    known = {
        one
        for one in offered
        if access.accepted is None or one in access.accepted or one in access.forbidden
    }
    if issued is not None and not issued.expired:
        # A token has the rights of its access key.
        known.add(issued.holder)
    if not known:
        # The wording of the gateway (contract section 7.2).
        problem = "apiKey invalid. apiKey not found." if "apiKey" in given else "token invalid."
        if issued is not None:
            problem = "token expired."
        raise RefusalError(HTTPStatus.UNAUTHORIZED, problem)
    if known <= access.forbidden:
        raise RefusalError(HTTPStatus.FORBIDDEN, "These credentials do not authorize access")


def _bearer(headers: Mapping[str, str]) -> str:
    authorization = headers.get("authorization", "")
    is_bearer = authorization.lower().startswith(_SCHEME)
    return authorization[len(_SCHEME) :].strip() if is_bearer else ""


def _offered(given: Parameters) -> set[str]:
    offered = set(given.get("apiKey", ()))
    if any(given.get("app_code", ())):
        offered.update(given.get("app_id", ()))
    offered.discard("")
    return offered


_MARK = "evcp-sandbox"


class Issued(NamedTuple):
    """A genuine token.

    Attributes:
        holder: Id of its access key.
        expired: True after the end of its life.
    """

    holder: str
    expired: bool


class Tokens:
    """Issues bearer tokens and verifies them, without a memory of them.

    A token is a text with its holder, its end and an authentication code over both, so that nothing
    has to be stored. Each instance has its own secret.

    Args:
        clock: Time in seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._secret = secrets.token_bytes(32)

    def issue(self, holder: str, seconds: int) -> str:
        """A new token for an access key id, with its life in seconds."""
        content = json.dumps([holder, self._clock() + seconds, secrets.token_hex(8)])
        text = base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
        return f"{_MARK}.{text}.{self._code(text)}"

    def read(self, token: str) -> Issued | None:
        """The content of a token; None if another instance issued it."""
        mark, _, rest = token.partition(".")
        text, _, code = rest.partition(".")
        genuine = hmac.compare_digest(code.encode(), self._code(text).encode())
        if mark != _MARK or not genuine:
            return None
        holder, ends, _ = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Issued(holder, self._clock() >= ends)

    def _code(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()


_REQUIRED = (
    "oauth_consumer_key",
    "oauth_signature_method",
    "oauth_signature",
    "oauth_timestamp",
    "oauth_nonce",
)
_METHODS = ("HMAC-SHA1", "HMAC-SHA256", "ES512")
"""Signature methods of the official client."""
_CHECKED = ("HMAC-SHA1", "HMAC-SHA256")
_PARAMETER = re.compile(r'\s*([A-Za-z_]+)="([^"]*)"\s*')
_LONGEST_KEY = 200


class BadSignatureError(Exception):
    """A missing or wrong signature of a token request, or an unknown access key."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A well-formed OAuth header.

    Attributes:
        key: Id of the access key (`oauth_consumer_key`).
        method: `oauth_signature_method`.
        timestamp: `oauth_timestamp`, seconds since 1970.
        signature: `oauth_signature`, in Base64.
        parameters: Decoded parameters except the signature and the realm.
    """

    key: str
    method: str
    timestamp: int
    signature: str = field(repr=False)
    parameters: Mapping[str, str] = field(repr=False)


def read_header(authorization: str) -> Signed:
    """Read an `Authorization: OAuth ...` header (OAuth 1.0a).

    Raises:
        BadSignatureError: Another scheme, or a part is missing, repeated or malformed.
    """
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "oauth":
        raise BadSignatureError("the request has no OAuth header")
    given: dict[str, str] = {}
    for part in rest.split(","):
        match = _PARAMETER.fullmatch(part)
        if match is None:
            raise BadSignatureError('the OAuth header is not a list of name="value"')
        if match[1] in given:
            raise BadSignatureError(f"{match[1]} is given twice")
        given[match[1]] = unquote(match[2])
    for name in _REQUIRED:
        if not given.get(name):
            raise BadSignatureError(f"{name} is missing")
    if given.get("oauth_version", "1.0") != "1.0":
        raise BadSignatureError("oauth_version is not 1.0")
    if given["oauth_signature_method"] not in _METHODS:
        raise BadSignatureError(f"oauth_signature_method must be one of {', '.join(_METHODS)}")
    timestamp = given["oauth_timestamp"]
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise BadSignatureError("oauth_timestamp is not a number of seconds")
    if len(given["oauth_consumer_key"]) > _LONGEST_KEY:
        raise BadSignatureError(f"oauth_consumer_key is longer than {_LONGEST_KEY} characters")
    signature = given.pop("oauth_signature")
    try:
        base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        raise BadSignatureError("oauth_signature is not in Base64") from None
    given.pop("realm", None)
    return Signed(
        key=given["oauth_consumer_key"],
        method=given["oauth_signature_method"],
        timestamp=int(timestamp),
        signature=signature,
        parameters=MappingProxyType(given),
    )


def check_signature(
    signed: Signed,
    secret: str,
    *,
    url: str,
    more: Iterable[tuple[str, str]],
    now: float,
    skew: float,
) -> None:
    """Check the signature of a POST to a URL, given without its query.

    It covers the header and `more`, the parameters of the query and of the form in the body. The
    timestamp may differ from `now` by `skew` seconds.

    Raises:
        BadSignatureError: A wrong signature or timestamp.
        ImportError: oauthlib is not installed.
    """
    from oauthlib.oauth1 import Client
    from oauthlib.oauth1.rfc5849 import signature as oauth1

    if signed.method not in _CHECKED:
        raise BadSignatureError(f"signatures of the method {signed.method} cannot be checked here")
    if abs(now - signed.timestamp) > skew:
        raise BadSignatureError("oauth_timestamp is too far from the clock of the service")
    sign: Callable[[str, Client], str] = {
        "HMAC-SHA1": oauth1.sign_hmac_sha1_with_client,
        "HMAC-SHA256": oauth1.sign_hmac_sha256_with_client,
    }[signed.method]
    # The stubs say dict, but it takes pairs, because a name may come twice.
    pairs: Any = [*signed.parameters.items(), *more]
    parameters = oauth1.normalize_parameters(pairs)
    try:
        base = oauth1.signature_base_string("POST", oauth1.base_string_uri(url), parameters)
    except ValueError:
        raise BadSignatureError("the Host header is not a host") from None
    expected = sign(base, Client(signed.key, client_secret=secret))
    if not hmac.compare_digest(expected.encode(), signed.signature.encode()):
        raise BadSignatureError("the signature or the access key is wrong")


TOKEN_PATH = "/oauth2/token"  # noqa: S105 (a path)
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_GRANT = "client_credentials"
_JSON_NAMES = {"grantType": "grant_type", "expiresIn": "expires_in", "scope": "scope"}


class _BadTokenRequestError(Exception):
    """A signed but malformed request, with its error code of RFC 6749, section 5.2."""

    def __init__(self, code: str, problem: str) -> None:
        super().__init__(problem)
        self.code = code


class TokenEndpoint:
    """The endpoint `POST /oauth2/token`: a token in exchange for a signed request (contract section 6).

    The real one is a service of its own beside the API, so its responses have shapes of their own.

    Args:
        access: Access keys, and the life of tokens.
        tokens: Issues the tokens.
        clock: Time in seconds since 1970, for timestamps of signatures.

    Raises:
        ImportError: `access` has access keys, and oauthlib is not installed.
    """

    def __init__(self, access: Access, tokens: Tokens, clock: Callable[[], float]) -> None:
        self._access = access
        self._tokens = tokens
        self._clock = clock
        if access.access_keys is not None:
            try:
                import oauthlib.oauth1  # noqa: F401
            except ImportError:
                raise missing_extra(
                    "Access.access_keys needs oauthlib to check signatures: "
                    "pip install 'evcp[oauth]'",
                    name="oauthlib",
                ) from None

    def answer(
        self, method: str, query_string: str, headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        """Answer a request; arguments as for `Service.handle`."""
        if method != "POST":
            return _error(
                HTTPStatus.METHOD_NOT_ALLOWED,
                "invalid_request",
                f"{method} is not allowed here; use POST",
                {"Allow": "POST"},
            )
        if body is None:
            problem = "the body is too long, or its length is not given"
            return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "invalid_request", problem)
        try:
            wanted = _wanted(headers.get("content-type", _FORM), body)
            holder = self._holder(query_string, headers, wanted)
            seconds = self._seconds(wanted)
        except BadSignatureError as error:
            return _error(HTTPStatus.UNAUTHORIZED, "invalid_client", str(error))
        except _BadTokenRequestError as error:
            return _error(HTTPStatus.BAD_REQUEST, error.code, str(error))
        return _response(
            HTTPStatus.OK,
            {
                "access_token": self._tokens.issue(holder, seconds),
                "token_type": "bearer",
                "expires_in": seconds,
                **({"scope": wanted["scope"]} if "scope" in wanted else {}),
            },
        )

    def _holder(
        self, query_string: str, headers: Mapping[str, str], wanted: Mapping[str, str]
    ) -> str:
        signed = read_header(headers.get("authorization", ""))
        keys = self._access.access_keys
        if keys is None:
            return signed.key
        form = wanted if _is_form(headers.get("content-type", _FORM)) else {}
        # An unknown key is treated like a wrong secret: no response reveals the known keys.
        check_signature(
            signed,
            keys.get(signed.key, ""),
            url=f"http://{headers.get('host', '')}{TOKEN_PATH}",
            more=[*parse_qsl(query_string, keep_blank_values=True), *form.items()],
            now=self._clock(),
            skew=self._access.max_clock_skew_seconds,
        )
        if signed.key not in keys:
            raise BadSignatureError("the signature or the access key is wrong")
        return signed.key

    def _seconds(self, wanted: Mapping[str, str]) -> int:
        """The life of the requested token."""
        if wanted.get("grant_type") != _GRANT:
            raise _BadTokenRequestError("unsupported_grant_type", f"grant_type must be {_GRANT}")
        text = wanted.get("expires_in")
        if text is None:
            return self._access.token_seconds
        if not (text.isascii() and text.isdigit() and 0 < len(text) <= 9 and int(text)):
            raise _BadTokenRequestError("invalid_request", "expires_in is not a number of seconds")
        return min(int(text), self._access.token_seconds)


def _is_form(content_type: str) -> bool:
    return media_type(content_type) == _FORM


def _wanted(content_type: str, body: bytes) -> dict[str, str]:
    """The members of the body, named as in a form."""
    if _is_form(content_type):
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True)
        except ValueError:
            raise _BadTokenRequestError("invalid_request", "the body is not a form") from None
        form = dict(pairs)
        if len(form) < len(pairs):
            raise _BadTokenRequestError("invalid_request", "a parameter is given twice")
        return form
    if media_type(content_type) != _JSON:
        raise _BadTokenRequestError("invalid_request", "the body must be a form or JSON")
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or not given:
        raise _BadTokenRequestError("invalid_request", "the body is not a JSON object")
    return {_JSON_NAMES[name]: str(given[name]) for name in _JSON_NAMES if name in given}


def _error(
    status: HTTPStatus, code: str, problem: str, headers: Mapping[str, str] | None = None
) -> Response:
    return _response(
        status,
        {
            "errorId": f"ERROR-{uuid.uuid4()}",
            "httpStatus": int(status),
            "message": problem,
            "error": code,
            "error_description": problem,
        },
        headers,
    )


def _response(
    status: HTTPStatus, members: Mapping[str, object], headers: Mapping[str, str] | None = None
) -> Response:
    return Response(
        int(status),
        {
            "Content-Type": f"{_JSON};charset=UTF-8",
            "X-Correlation-ID": str(uuid.uuid4()),
            # No cache may hand a token to another client (RFC 6749, section 5.1).
            "Cache-Control": "no-store",
            **(headers or {}),
        },
        json_body(members),
    )
