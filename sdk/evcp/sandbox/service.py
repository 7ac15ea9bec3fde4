"""The API without a network: a request as plain values in, an answer as plain values out."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import unquote

from evcp_models import EVStation

from ..decoding import Format
from .access import check_credentials
from .bodies import CONTENT_TYPES, count_body, error_body, page_body, station_body
from .filters import matches, only_matching_groups
from .index import Found
from .query import SearchQuery, check_names, parameters, parse_area, parse_search
from .refusal import RefusalError
from .response import Response
from .settings import Access, Assumptions
from .world import World

log = logging.getLogger("evcp.sandbox")


@dataclass(frozen=True, slots=True)
class Call:
    """A request that is let in and has found its resource.

    Attributes:
        id: The id in the path, decoded; empty where the path has none.
        parameters: Query parameters, each with its values in order.
        format: Format of the answer, from the suffix of the path.
    """

    id: str
    parameters: Mapping[str, tuple[str, ...]]
    format: Format


class Service:
    """The resources of the API over one world.

    It has no state between requests and may be called from many threads.
    """

    def __init__(
        self,
        world: World,
        *,
        assumptions: Assumptions | None = None,
        access: Access | None = None,
    ) -> None:
        """Build the service.

        Args:
            world: The stations.
            assumptions: What to do where the contract is silent.
            access: Which credentials are let in.
        """
        self.world = world
        self.assumptions = assumptions or Assumptions()
        self.access = access or Access()
        # In this order: `count` is no station id.
        self._resources: tuple[tuple[re.Pattern[str], Callable[[Call], bytes]], ...] = (
            (_path(r"stations"), self._stations),
            (_path(r"stations/count"), self._count),
            (_path(r"stations/(?P<id>[^/]+)"), self._station),
        )

    def handle(
        self, method: str, path: str, query_string: str, headers: Mapping[str, str]
    ) -> Response:
        """Answer a request.

        Args:
            method: HTTP method.
            path: Path with its `/ev/`, still percent-encoded.
            query_string: What follows the question mark, still percent-encoded.
            headers: Request headers, names in lower case.

        Returns:
            The answer. No request raises: a fault of the service itself is a 500.
        """
        format_: Format = "xml" if path.endswith(".xml") else "json"
        try:
            response = self._answer(method, path, query_string, headers, format_)
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
        """An error answer, for faults that a transport finds by itself too."""
        body = error_body(status, problem, format_, self.assumptions)
        return self._response(status, body, format_)

    def _answer(
        self,
        method: str,
        path: str,
        query_string: str,
        headers: Mapping[str, str],
        format_: Format,
    ) -> Response:
        if method == "OPTIONS" and self.assumptions.cors:
            return self._preflight()
        given = parameters(query_string)
        # A gateway stands in front of the service: credentials come before everything else.
        check_credentials(given, headers, self.access)
        for pattern, resource in self._resources:
            match = pattern.fullmatch(path)
            if match is None:
                continue
            if method != "GET":
                raise RefusalError(
                    HTTPStatus.METHOD_NOT_ALLOWED,
                    f"{method} is not allowed here; use GET",
                    {"Allow": "GET"},
                )
            check_names(given, self.assumptions)
            call = Call(unquote(match.groupdict().get("id", "")), given, format_)
            return self._response(HTTPStatus.OK, resource(call), format_)
        raise RefusalError(HTTPStatus.NOT_FOUND, f"there is no resource {path}")

    def _stations(self, call: Call) -> bytes:
        query = parse_search(call.parameters, self.assumptions)
        found = [one for one in self.world.index.search(query.area) if matches(one.station, query)]
        end = query.offset + query.page_size
        page = tuple(self._shown(one, query) for one in found[query.offset : end])
        return page_body(page, len(found), end < len(found), call.format, self.assumptions)

    def _count(self, call: Call) -> bytes:
        # Filters are not taken into account when counting, and so not even read (contract 1.4).
        area = parse_area(call.parameters, self.assumptions)
        return count_body(self.world.index.count(area), call.format)

    def _station(self, call: Call) -> bytes:
        station = self.world.by_id.get(call.id)
        if station is None:
            raise RefusalError(HTTPStatus.NOT_FOUND, f"there is no station with the id {call.id}")
        return station_body(station, call.format)

    def _shown(self, found: Found, query: SearchQuery) -> EVStation:
        """A station as it stands in the answer to a search."""
        station = found.station
        if self.assumptions.connector_filter == "matching-only":
            station = only_matching_groups(station, query)
        if found.distance_m is None:
            return station
        return replace(station, distance=round(found.distance_m))

    def _preflight(self) -> Response:
        """What a browser asks before it sends a token to another origin."""
        return self._response(
            HTTPStatus.NO_CONTENT,
            b"",
            None,
            {
                "Access-Control-Allow-Methods": "GET",
                "Access-Control-Allow-Headers": "Authorization",
            },
        )

    def _response(
        self,
        status: HTTPStatus,
        body: bytes,
        format_: Format | None,
        more: Mapping[str, str] | None = None,
    ) -> Response:
        headers = dict(more or {})
        if format_ is not None:
            headers["Content-Type"] = CONTENT_TYPES[format_]
        if self.assumptions.request_id_header:
            headers[self.assumptions.request_id_header] = str(uuid.uuid4())
        if self.assumptions.cors:
            headers["Access-Control-Allow-Origin"] = "*"
        return Response(int(status), headers, body)


def _path(below: str) -> re.Pattern[str]:
    return re.compile(rf"/ev/{below}\.(?:json|xml)")
