"""Who may call: the credentials of a request (contract 1.2, 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from .refusal import RefusalError
from .settings import Access

_SCHEME = "bearer "


def check_credentials(
    given: Mapping[str, tuple[str, ...]], headers: Mapping[str, str], access: Access
) -> None:
    """Let a request pass, or refuse it.

    Args:
        given: Query parameters.
        headers: Request headers, names in lower case.
        access: Which credentials are known and entitled.

    Raises:
        RefusalError: 401 without a known credential, 403 with one that is not entitled.
    """
    offered = _offered(given, headers)
    if not offered:
        raise RefusalError(
            HTTPStatus.UNAUTHORIZED,
            "no credentials found: send apiKey, a bearer token, or app_id with app_code",
        )
    known = {
        one
        for one in offered
        if access.accepted is None or one in access.accepted or one in access.forbidden
    }
    if not known:
        # In the words of the gateway (contract 7.2).
        problem = "apiKey invalid. apiKey not found." if "apiKey" in given else "token invalid."
        raise RefusalError(HTTPStatus.UNAUTHORIZED, problem)
    if known <= access.forbidden:
        raise RefusalError(HTTPStatus.FORBIDDEN, "These credentials do not authorize access")


def _offered(given: Mapping[str, tuple[str, ...]], headers: Mapping[str, str]) -> set[str]:
    offered = set(given.get("apiKey", ()))
    authorization = headers.get("authorization", "")
    if authorization.lower().startswith(_SCHEME):
        offered.add(authorization[len(_SCHEME) :].strip())
    if any(given.get("app_code", ())):
        offered.update(given.get("app_id", ()))
    offered.discard("")
    return offered
