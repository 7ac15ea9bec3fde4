"""Where an access key is exchanged for a token: `POST /oauth2/token` (contract section 6).

The real one is a service of its own beside the API, and its answers have shapes of their own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from .oauth import BadSignatureError, check_signature, read_header
from .response import Response
from .settings import Access
from .tokens import Tokens

TOKEN_PATH = "/oauth2/token"  # noqa: S105 (a path)
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_GRANT = "client_credentials"
_JSON_NAMES = {"grantType": "grant_type", "expiresIn": "expires_in", "scope": "scope"}


class _BadTokenRequestError(Exception):
    """The request is signed but not understood; `code` is that of RFC 6749, section 5.2."""

    def __init__(self, code: str, problem: str) -> None:
        super().__init__(problem)
        self.code = code


class TokenEndpoint:
    """Gives out tokens.

    Args:
        access: Who gets a token, and for how long.
        tokens: Issues them.
        clock: The time in seconds since 1970, for timestamps of signatures.

    Raises:
        ImportError: Signatures are to be checked, and oauthlib is not installed.
    """

    def __init__(self, access: Access, tokens: Tokens, clock: Callable[[], float]) -> None:
        self._access = access
        self._tokens = tokens
        self._clock = clock
        if access.access_keys is not None:
            try:
                import oauthlib.oauth1  # noqa: F401
            except ImportError:
                raise ImportError(
                    "Access.access_keys needs oauthlib to check signatures: "
                    "pip install 'evcp[oauth]'"
                ) from None

    def answer(
        self, method: str, query_string: str, headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        """Answer a request.

        Args:
            method: HTTP method.
            query_string: What follows the question mark; it is part of what is signed.
            headers: Request headers, names in lower case.
            body: The body; None where it is too long to have been read.
        """
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
        # An unknown key is treated like a wrong secret: an answer tells nobody which keys exist.
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
        """The life of the token that is asked for."""
        if wanted.get("grant_type") != _GRANT:
            raise _BadTokenRequestError("unsupported_grant_type", f"grant_type has to be {_GRANT}")
        text = wanted.get("expires_in")
        if text is None:
            return self._access.token_seconds
        if not (text.isascii() and text.isdigit() and 0 < len(text) <= 9 and int(text)):
            raise _BadTokenRequestError("invalid_request", "expires_in is no number of seconds")
        return min(int(text), self._access.token_seconds)


def _is_form(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == _FORM


def _wanted(content_type: str, body: bytes) -> dict[str, str]:
    """The members of the body by their names in a form."""
    if _is_form(content_type):
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True)
        except ValueError:
            raise _BadTokenRequestError("invalid_request", "the body is no form") from None
        given: dict[str, Any] = dict(pairs)
        if len(given) < len(pairs):
            raise _BadTokenRequestError("invalid_request", "a parameter is given twice")
        return given
    if content_type.partition(";")[0].strip().lower() != _JSON:
        raise _BadTokenRequestError("invalid_request", "the body has to be a form or JSON")
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        given = {}
    if not isinstance(given, dict) or not given:
        raise _BadTokenRequestError("invalid_request", "the body is no JSON object")
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
            # A token is for its asker alone (RFC 6749, section 5.1).
            "Cache-Control": "no-store",
            **(headers or {}),
        },
        json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode(),
    )
