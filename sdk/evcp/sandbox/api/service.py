"""The service: one request in, one response out, without a network."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import NoReturn
from urllib.parse import unquote

from evcp._codec.decoding import Format
from evcp_codec.model import expect, joined
from evcp_models import EVStation

from ..world import World
from .access import TOKEN_PATH, TokenEndpoint, Tokens, check_credentials
from .query import CALLBACK, check_names, parameters, single
from .resources import Call, Resource, Resources
from .responses import (
    CONTENT_TYPES,
    BadParameterError,
    RefusalError,
    Response,
    error_body,
    media_type,
)
from .settings import Access, Assumptions

log = logging.getLogger("evcp.sandbox")

_FUNCTION_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*", re.ASCII)
_SCRIPT = "application/javascript; charset=utf-8"


class Service:
    """The resources of the API over one world, and the token endpoint.

    It keeps no state between requests and is thread-safe.
    """

    def __repr__(self) -> str:
        return joined("<Service", self.world.label)

    def __init__(
        self,
        world: World,
        *,
        assumptions: Assumptions | None = None,
        access: Access | None = None,
        clock: Callable[[], float] = time.time,
        present: Callable[[EVStation], EVStation] = lambda station: station,
    ) -> None:
        """Build the service.

        Args:
            world: The stations.
            assumptions: Choices where the contract is silent.
            access: Known credentials and access keys.
            clock: Time in seconds since 1970, by which tokens expire.
            present: Present form of a station, with its live states; by default the station as it
                is in the world.

        Raises:
            ImportError: `access` has access keys, and oauthlib is not installed.
        """
        if assumptions is not None:
            expect(assumptions, Assumptions, "assumptions", "pass Assumptions(max_page_size=10)")
        expect(world, World, "world", "pass World([station, ...])")
        self.world = world
        self.assumptions = assumptions or Assumptions()
        self.access = access or Access()
        self._tokens = Tokens(clock)
        self._token_endpoint = TokenEndpoint(self.access, self._tokens, clock)
        self._resources = Resources(world, self.assumptions, present).table()

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Service cannot be pickled: pickle its world, and make one in each process"
        )

    def handle(
        self,
        method: str,
        path: str,
        query_string: str,
        headers: Mapping[str, str],
        body: bytes | None = b"",
    ) -> Response:
        """Answer a request.

        Args:
            method: HTTP method.
            path: Path with its `/ev/`, still percent-encoded.
            query_string: Query without the question mark, still percent-encoded.
            headers: Request headers, names in lower case.
            body: Body of the request; None if it was not read because it is too long or of unknown
                length.

        Returns:
            The response. No request raises: a fault of the service itself is a 500.
        """
        by_accept = not path.endswith((".json", ".xml")) and "xml" in headers.get("accept", "")
        format_: Format = "xml" if by_accept or path.endswith(".xml") else "json"
        try:
            response = self._answer(method, path, query_string, headers, body, format_)
        except RefusalError as refusal:
            response = self.error(refusal.status, str(refusal), format_)
            response = replace(response, headers={**response.headers, **refusal.headers})
        except Exception:
            # Without the query: it holds the key.
            log.exception("cannot answer %s %s", method, path)
            response = self.error(
                HTTPStatus.INTERNAL_SERVER_ERROR, "the sandbox failed; its log says why", format_
            )
        if self.assumptions.gzip:
            return response.compressed(headers.get("accept-encoding"))
        return response

    def error(self, status: HTTPStatus, problem: str, format_: Format) -> Response:
        """An error response; transports use it for the faults they find themselves."""
        body = error_body(status, problem, format_, self.assumptions)
        return self._response(status, body, CONTENT_TYPES[format_])

    def reads_body(self, method: str, path: str) -> bool:
        """Return True if the body of a request is read; arguments as for `handle`."""
        if path == TOKEN_PATH:
            return method == "POST"
        return method == "POST" and any(one.method == "POST" for one in self._at(path))

    @property
    def examples(self) -> tuple[str, ...]:
        """A path of each resource and of the token endpoint, without the suffix."""
        return (*dict.fromkeys(one.example for one in self._resources), TOKEN_PATH)

    def knows(self, path: str) -> bool:
        """Return True if a path without its suffix leads to a resource."""
        return bool(self._at(f"{path}.json") or self._at(path))

    def _at(self, path: str) -> dict[Resource, str]:
        """The resources at a path, with the id in the path."""
        found = {}
        for one in self._resources:
            if (match := one.path.fullmatch(path)) is not None:
                found[one] = unquote(match.groupdict().get("id") or "")
        return found

    def _answer(
        self,
        method: str,
        path: str,
        query_string: str,
        headers: Mapping[str, str],
        body: bytes | None,
        format_: Format,
    ) -> Response:
        if path == TOKEN_PATH:
            return self._token_endpoint.answer(method, query_string, headers, body)
        if method == "OPTIONS" and self.assumptions.cors:
            return self._preflight(path)
        given = parameters(query_string)
        # A gateway stands in front of the service: credentials come before everything else.
        check_credentials(given, headers, self.access, self._tokens)
        found = self._at(path)
        if not found:
            raise RefusalError(HTTPStatus.NOT_FOUND, f"there is no resource {path}")
        resource = next((one for one in found if one.method == method), None)
        if resource is None:
            allowed = _methods(found)
            raise RefusalError(
                HTTPStatus.METHOD_NOT_ALLOWED,
                f"{method} is not allowed here; use {allowed}",
                {"Allow": allowed},
            )
        check_names(given, self.assumptions, resource.parameters)
        # An unread body has no limit.
        read = self._checked(headers, body) if method == "POST" else b""
        callback = self._callback(given, format_)
        answer = resource.answer(Call(found[resource], given, format_, read))
        if callback is not None:
            return self._response(HTTPStatus.OK, b"%s(%s)" % (callback, answer), _SCRIPT)
        return self._response(HTTPStatus.OK, answer, CONTENT_TYPES[format_])

    def _checked(self, headers: Mapping[str, str], body: bytes | None) -> bytes:
        """The body of a POST after checks of length and type (statuses unknown)."""
        most = self.assumptions.max_request_body
        if body is None and "content-length" not in headers:
            raise RefusalError(HTTPStatus.LENGTH_REQUIRED, "the body has no Content-Length")
        if body is None or len(body) > most:
            raise RefusalError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is longer than {most} bytes"
            )
        if media_type(headers.get("content-type", "application/json")) != "application/json":
            raise RefusalError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"
            )
        return body

    def _callback(self, given: Mapping[str, tuple[str, ...]], format_: Format) -> bytes | None:
        """Name of the JSONP function (contract section 7.4), None without one."""
        if not self.assumptions.jsonp or format_ != "json" or CALLBACK not in given:
            return None
        name = single(given, CALLBACK)
        # Any other text would run as a script chosen by the sender.
        if _FUNCTION_NAME.fullmatch(name) is None:
            raise BadParameterError(CALLBACK, "must be the name of a function")
        return name.encode()

    def _preflight(self, path: str) -> Response:
        """Response to a browser's CORS preflight before it sends a token or a body."""
        methods = _methods(self._at(path)) or "GET"
        headers = "Authorization, Content-Type" if "POST" in methods else "Authorization"
        return self._response(
            HTTPStatus.NO_CONTENT,
            b"",
            None,
            {"Access-Control-Allow-Methods": methods, "Access-Control-Allow-Headers": headers},
        )

    def _response(
        self,
        status: HTTPStatus,
        body: bytes,
        content_type: str | None,
        more: Mapping[str, str] | None = None,
    ) -> Response:
        headers = dict(more or {})
        if content_type is not None:
            headers["Content-Type"] = content_type
        if self.assumptions.request_id_header:
            headers[self.assumptions.request_id_header] = str(uuid.uuid4())
        if self.assumptions.cors:
            headers["Access-Control-Allow-Origin"] = "*"
        return Response(int(status), headers, body)


def _methods(found: Iterable[Resource]) -> str:
    return ", ".join(sorted({one.method for one in found}))
