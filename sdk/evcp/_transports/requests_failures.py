"""Exceptions of requests and urllib3, described as transport failures.

Their messages carry the whole URL, and with it the API key: none is passed on.
"""

from __future__ import annotations

import os
import re
import ssl

import requests
import urllib3

from ..errors import NotSentError, UnansweredError
from ..transport import TransportFailure
from .environment import proxy_refusal

_TUNNEL = re.compile(r"Tunnel connection failed: ([0-9]{3})")


def failure_of(error: Exception, *, sent: bool, answered: bool = False) -> TransportFailure:
    """Describe an exception without the URL in its message.

    Args:
        error: Exception of requests or urllib3.
        sent: True if a connection of ours had begun to send the request.
        answered: True if an answer has arrived.
    """
    failures, inner = requests.exceptions, _inner(error)
    if isinstance(error, failures.ConnectTimeout):
        what = "no connection in time"
    elif isinstance(error, failures.ProxyError):
        refused = _TUNNEL.search(str(inner))
        what = proxy_refusal(int(refused[1])) if refused else "no connection through the proxy"
    elif isinstance(error, failures.SSLError) and not sent:
        what = "no secure connection: the certificate or protocol was refused"
    elif isinstance(inner, urllib3.exceptions.NameResolutionError):
        what = "the host name is not known"
    elif isinstance(inner, urllib3.exceptions.NewConnectionError):
        what = f"no connection: {_system_text(inner)}"
    elif isinstance(error, failures.RetryError):
        what = "the session's own retries are used up"
        return TransportFailure(UnansweredError, what, retryable=False)
    elif isinstance(error, failures.ReadTimeout | failures.ConnectionError):
        return broken_off(error)
    elif isinstance(inner, urllib3.exceptions.InvalidHeader):
        # Two different lengths, for one: urllib3 says so of answers only.
        return TransportFailure(UnansweredError, "the head of the answer contradicts itself")
    elif isinstance(error, failures.InvalidSchema) and "SOCKS" in str(error):
        what = "the proxy speaks SOCKS, for which requests needs a package: pip install PySocks"
        return TransportFailure(NotSentError, what, retryable=False)
    elif answered or sent:
        what = f"the answer cannot be used: {type(error).__name__}"
        return TransportFailure(UnansweredError, what, retryable=False)
    elif type(error) is OSError and "invalid path: " in str(error):
        path = str(error).rpartition("invalid path: ")[2]
        what = f"the session's certificates are not there: {path}"
        return TransportFailure(NotSentError, what, retryable=False)
    else:
        # An invalid URL, header or setting: another attempt would fail alike.
        what = f"the request cannot be sent: {type(error).__name__}"
        return TransportFailure(NotSentError, what, retryable=False)
    return TransportFailure(NotSentError, what)


def is_stale(error: Exception) -> bool:
    """Return True if a connection turned out to be closed when it was used again."""
    closed = ConnectionError | ssl.SSLEOFError | ssl.SSLZeroReturnError
    return isinstance(_inner(error), closed)


def broken_off(error: Exception) -> TransportFailure:
    """Describe how an answer broke off."""
    inner = _inner(error)
    if isinstance(inner, urllib3.exceptions.ReadTimeoutError):
        return TransportFailure(UnansweredError, "the service was silent for too long")
    return TransportFailure(UnansweredError, f"the connection broke: {type(inner).__name__}")


def _inner(error: Exception) -> Exception:
    """Return the innermost exception that requests or urllib3 has wrapped."""
    while True:
        reason = getattr(error, "reason", None)
        wrapped = (
            reason if isinstance(reason, Exception) else error.args[-1] if error.args else None
        )
        if not isinstance(wrapped, Exception):
            return error
        error = wrapped


def _system_text(error: Exception) -> str:
    """Return the system's text for a failed connection."""
    cause = error.__cause__
    if isinstance(cause, OSError) and cause.errno is not None:
        return os.strerror(cause.errno)
    return type(error).__name__
