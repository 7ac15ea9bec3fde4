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
from urllib.parse import urlsplit

from ..errors import ConfigurationError
from ..transport import Secret

BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""Variables that name certificates to trust; the first one that is set counts."""

_LOGIN_WANTED = 407
_PROXIES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")


def ca_bundle(verify: str | os.PathLike[str] | bool) -> str | bool:
    """Return the path of the certificates to trust, a file or a directory; False to trust anybody.

    That is the argument, the first of `BUNDLES` that is set, or the bundle that comes with requests.

    Raises:
        ConfigurationError: The path does not exist, or is no bundle of certificates.
    """
    if verify is False:
        return False
    if verify is not True:
        if not isinstance(verify, str | os.PathLike):
            raise ConfigurationError(
                f"verify must be True, False or the path of a CA bundle, not {type(verify).__name__}"
            )
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
    """Return the environment's proxy for a URL, by the rules of requests.

    Raises:
        ConfigurationError: The proxy cannot be used.
    """
    from requests.utils import get_environ_proxies, select_proxy

    proxy = select_proxy(url, get_environ_proxies(url))
    return checked_proxy(proxy, "proxy") if proxy else None


def checked_proxy(proxy: str, argument: str) -> str:
    """Return the URL of a proxy, with a scheme.

    Args:
        proxy: The URL, or `host:port`.
        argument: Name of the argument that it may come from, if no variable holds it.

    Raises:
        ConfigurationError: It is not the URL of a proxy. The error shows no part of it: there may be a
            password anywhere in what cannot be parsed.
    """
    if not isinstance(proxy, str):
        raise ConfigurationError(f"{argument} must hold URLs, not {type(proxy).__name__}")
    url = with_scheme(proxy)
    try:
        parts = urlsplit(url)
        if parts.scheme not in _PROXIES:
            reason = "its scheme is none of " + ", ".join(_PROXIES)
        elif not parts.hostname or parts.hostname.isspace():
            reason = "it names no host"
        elif parts.port == 0:
            reason = "its port is 0"
        else:
            return url
    except ValueError:
        reason = "its host or port is broken"
    names = [name for name in os.environ if name.lower().endswith("_proxy")]
    origin = next((name for name in names if os.environ[name] in (proxy, url)), argument)
    raise ConfigurationError(
        f"the proxy from {origin} cannot be used: {reason}",
        hint="name it as http://host:port, or leave it out",
    )


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
