"""Who may call: the credentials of a request (contract sections 1.2, 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from .refusal import RefusalError
from .settings import Access
from .tokens import Tokens

_SCHEME = "bearer "


def check_credentials(
    given: Mapping[str, tuple[str, ...]],
    headers: Mapping[str, str],
    access: Access,
    tokens: Tokens,
) -> None:
    """Let a request pass, or refuse it.

    Args:
        given: Query parameters.
        headers: Request headers, names in lower case.
        access: Which credentials are known and entitled.
        tokens: Knows the tokens that were given out here.

    Raises:
        RefusalError: 401 without a known credential, 403 with one that is not entitled.
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
        # Whoever has a token is judged by the access key that got it.
        known.add(issued.holder)
    if not known:
        # In the words of the gateway (contract section 7.2).
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


def _offered(given: Mapping[str, tuple[str, ...]]) -> set[str]:
    offered = set(given.get("apiKey", ()))
    if any(given.get("app_code", ())):
        offered.update(given.get("app_id", ()))
    offered.discard("")
    return offered
