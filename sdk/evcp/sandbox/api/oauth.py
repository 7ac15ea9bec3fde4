"""The signature of a token request: OAuth 1.0a in the `Authorization` header (contract section 6)."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

_REQUIRED = (
    "oauth_consumer_key",
    "oauth_signature_method",
    "oauth_signature",
    "oauth_timestamp",
    "oauth_nonce",
)
_METHODS = ("HMAC-SHA1", "HMAC-SHA256", "ES512")
"""The signature methods that the official client knows."""
_CHECKED = ("HMAC-SHA1", "HMAC-SHA256")
_PARAMETER = re.compile(r'\s*([A-Za-z_]+)="([^"]*)"\s*')
_LONGEST_KEY = 200


class BadSignatureError(Exception):
    """A token request is not signed, not signed well, or not by a known key."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A well-formed OAuth header.

    Attributes:
        key: Id of the access key (`oauth_consumer_key`).
        method: `oauth_signature_method`.
        timestamp: `oauth_timestamp`, seconds since 1970.
        signature: `oauth_signature`, in Base64.
        parameters: All parameters but the signature and the realm, decoded.
    """

    key: str
    method: str
    timestamp: int
    signature: str = field(repr=False)
    parameters: Mapping[str, str] = field(repr=False)


def read_header(authorization: str) -> Signed:
    """Read an `Authorization: OAuth ...` header.

    Raises:
        BadSignatureError: It is none, or a part is missing, repeated or malformed.
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
        raise BadSignatureError(f"oauth_signature_method is none of {', '.join(_METHODS)}")
    timestamp = given["oauth_timestamp"]
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise BadSignatureError("oauth_timestamp is no number of seconds")
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
    """Check that the holder of a secret has signed a POST.

    Args:
        signed: The header.
        secret: Secret of the access key.
        url: Where the request went, without the query.
        more: Parameters of the query and of the form in the body.
        now: The time in seconds since 1970.
        skew: Seconds that the timestamp may be away from that.

    Raises:
        BadSignatureError: Nobody has, or at another time.
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
    # The stubs say dict; pairs are what it takes, because a name may come twice.
    pairs: Any = [*signed.parameters.items(), *more]
    parameters = oauth1.normalize_parameters(pairs)
    try:
        base = oauth1.signature_base_string("POST", oauth1.base_string_uri(url), parameters)
    except ValueError:
        raise BadSignatureError("the Host header is no host") from None
    expected = sign(base, Client(signed.key, client_secret=secret))
    if not hmac.compare_digest(expected.encode(), signed.signature.encode()):
        raise BadSignatureError("the signature or the access key is wrong")
