"""The environment of a client: certificates and proxies. One rule for both HTTP libraries.

What the environment names, it names alike for both clients: requests and aiohttp each read other
variables. Nothing comes from .netrc, whose passwords are meant for other programs. A session of the
user's own keeps the habits of its library.
"""

from __future__ import annotations

import os
import ssl
from base64 import b64encode
from functools import lru_cache

from ..errors import ConfigurationError
from ..transport import Secret

BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""Variables that name certificates to trust; the first one that is set counts."""

_LOGIN_WANTED = 407


def ca_bundle(verify: str | os.PathLike[str] | bool) -> str | bool:
    """Return the path of the certificates to trust, a file or a directory; False to trust anybody.

    That is the argument, the first of `BUNDLES` that is set, or the bundle that comes with requests.

    Raises:
        ConfigurationError: The path does not exist, or is no bundle of certificates.
    """
    if verify is False:
        return False
    if verify is not True:
        return _checked(os.fspath(verify), "verify")
    for name in BUNDLES:
        if path := os.environ.get(name):
            return _checked(path, name)
    from requests.utils import DEFAULT_CA_BUNDLE_PATH

    return str(DEFAULT_CA_BUNDLE_PATH)


def _checked(path: str, origin: str) -> str:
    try:
        tls_context(path)
    except ssl.SSLError:
        reason = "it holds no certificates"
    except OSError as error:
        reason = os.strerror(error.errno or 0)
    except ValueError:  # a NUL character in the path
        reason = "it is no path"
    else:
        return path
    raise ConfigurationError(
        f"the CA bundle {path!r}, from {origin}, cannot be used: {reason}",
        hint="name a file of certificates in PEM format, or a directory made by c_rehash",
    )


def tls_context(path: str) -> ssl.SSLContext:
    """Return a TLS context that trusts the certificates of a file or directory.

    Raises:
        OSError: The path does not exist, cannot be read, or is no bundle.
    """
    found = os.stat(path)
    return _context(path, os.path.isdir(path), found.st_mtime_ns, found.st_size)


@lru_cache(4)
def _context(path: str, is_directory: bool, *_version: int) -> ssl.SSLContext:
    """Return the context of a bundle, one for all clients: it takes long to read, and much memory."""
    if is_directory:
        return ssl.create_default_context(capath=path)
    return ssl.create_default_context(cafile=path)


def proxy_of(url: str) -> str | None:
    """Return the environment's proxy for a URL, by the rules of requests."""
    from requests.utils import get_environ_proxies, select_proxy

    proxy = select_proxy(url, get_environ_proxies(url))
    return with_scheme(proxy) if proxy else None


def with_scheme(proxy: str) -> str:
    """Return the URL of a proxy, which is often given as `host:port`."""
    return proxy if "://" in proxy else f"http://{proxy}"


def proxy_refusal(status: int) -> str:
    """Return the message for a proxy that makes no tunnel."""
    wants = ", and wants a user name and a password" if status == _LOGIN_WANTED else ""
    return f"no connection through the proxy: it answered {status}{wants}"


def proxy_login(proxy: str | None) -> tuple[tuple[str, Secret], ...]:
    """Return the header with the login in a proxy's URL: a proxy may echo what it refuses."""
    if not proxy or "@" not in proxy:
        return ()
    from requests.utils import get_auth_from_url

    login = b64encode(":".join(get_auth_from_url(proxy)).encode("latin-1", "replace")).decode()
    return (("Proxy-Authorization", Secret(f"Basic {login}")),)
