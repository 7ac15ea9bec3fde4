"""The signature of HERE's token requests: OAuth 1.0a, made by oauthlib (extra `oauth`)."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..transport import Secret


def signed_header(
    url: str, body: str, key_id: Secret, key_secret: Secret, nonce: str, timestamp: str
) -> str:
    """Return the `Authorization` header of the POST of a form, signed by HMAC-SHA256.

    Parts of oauthlib are used and not its client as a whole, because that logs what it signs.

    Args:
        url: URL, with its query if it has one.
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
    pairs = [(name, value) for name, value in members.items() if name != "oauth_signature"]
    pairs += signature.collect_parameters(uri_query=urlsplit(url).query, body=body)
    base = signature.signature_base_string(
        "POST",
        signature.base_string_uri(url),
        signature.normalize_parameters(pairs),  # type: ignore[arg-type]
    )
    client = Client(members["oauth_consumer_key"], client_secret=key_secret.reveal())
    members["oauth_signature"] = signature.sign_hmac_sha256_with_client(base, client)  # type: ignore[no-untyped-call]
    return "OAuth " + ", ".join(f'{name}="{escape(value)}"' for name, value in members.items())
