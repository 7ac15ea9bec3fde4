"""Settings of the API: the open questions of its documentation, and the known credentials.

Every field of `Assumptions` is a choice that the contract leaves open or takes from practice, a
sibling API or inference; the docstring names the section. A client is tested against both readings
by changing the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from evcp.routes import RouteRequest
from evcp_codec.model import Frozen, check_fields, short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions(Frozen):
    """The open questions of the API, each with the choice of the sandbox.

    Attributes:
        max_radius_m: Greatest radius of `prox` in metres (1.3: documented). More is a 400
            (unknown).
        max_box_side_m: Greatest width and height of `bbox` in metres (1.3: practice). The width is
            measured on the longest parallel in the box (unknown).
        max_corridor_area_m2: Greatest length times total width of a corridor (1.3: practice).
        corridor_width_is_total: True: half of `corridorwidth` lies on each side of the path.
            False: the whole of it on each side. Unknown; the only sample of the sibling API (318 km
            of path, 10 km) keeps the area limit only when the width is the total.
        default_corridor_width_m: Width where `corridorwidth` is missing; None makes the parameter
            mandatory. 5,000 m is from a sibling API (S, 11.4).
        several_geometries: Handling of two geometries: "reject" is a 400, "first" takes prox before
            bbox before corridor. Unknown (1.3).
        box_may_cross_antimeridian: True allows a `bbox` with its left edge east of its right one;
            False answers 400. Unknown.
        default_page_size: Page size without `maxresults` (1.3: inferred).
        max_page_size: Greatest page (1.3: practice; the documented cap is unknown).
        page_size_over_max: Handling of a larger `maxresults`: "cut" lowers it to the maximum,
            "reject" is a 400. Unknown.
        max_offset: Greatest `offset`, more is a 400; None sets no limit. Unknown (1.3).
        page_order: Order of a search. Unknown (1.3). "distance" is the nearest first for `prox` and
            `corridor` and the order of ids for `bbox`; "id" is the order of ids for all three;
            "arbitrary" is an order without meaning. Each is the same for every page of a search.
        count_means: Meaning of `count`: the number of stations of the page or of the whole search
            (4.1: unknown; the documented sample, 50 with more to come, speaks for the page).
        connector_filter: Connector groups of a station found by `connectortype`: all of them or the
            matching ones only. Unknown (1.3).
        empty_result: Form of `evStations` without results (3.4: unknown): absent, an object without
            members, or an object with an empty list. XML knows only absence and an empty element.
        unknown_ids: Effect of an unknown id on a bulk call, undocumented where the other ids are
            known (1.5). "absent": the id is left out, and a call without any known id is the
            documented 404. "reject": the whole call is a 404. "ignore": the id is left out even
            if nothing remains, which is then a 200.
        max_bulk_ids: Greatest number of ids of a bulk call, more is a 400. 50 is
            from a sibling API (S, 11.10).
        bulk_order: Order of a bulk response: by id (C for the text of stations, 11.11), the order of
            the requested ids, or one without meaning (1.5: a sibling API guarantees none).
        lookup_shape: JSON of connector types, power feed types, connector statuses and roamings:
            "bare", `{"roaming": [..]}` (4.10: inferred), or "wrapped" with the name of the XML root
            as an outer member, `{"roamings": {"roaming": [..]}}` (unknown).
        connector_statuses: Existence of the resource `connectorstatuses`, which the newest
            documentation no longer lists (1.1); False answers 404.
        evses_shape: Lists in the JSON of EVSEs: "plain", `"evses": [..]` (4.13: inferred), or
            "wrapped" as elsewhere, `"evses": {"evse": [..]}` (unknown).
        evses_xml: Existence of `evses/bulk.xml`; only `.json` is documented (1.7), and False
            answers 404.
        along_route: Path and body members of the searches along a route: the request of one public
            client (1.6: practice, weak), and the client assumes the same `RouteRequest`. None removes these resources.
        max_request_body: Greatest body of a POST in bytes, more is a 413. Unknown.
        jsonp: True: `jsoncallback=NAME` turns a JSON body into the script `NAME(...)` (7.4:
            practice; the content type, `application/javascript`, is unknown).
        error_body: Shape of an error body (7.2): 1 is `error` and `error_description`, 2 is `Type`
            and `Message`. XML errors carry the same members below `ev:error` (our own encoding:
            unknown).
        strict_parameters: True answers 400 to a query parameter outside the contract. Unknown; the
            default ignores them.
        gzip: True compresses a response when the request accepts it (7.3: unknown).
        request_id_header: Name of the header with the id of the response; None sends no such header
            (7.3: unknown).
        cors: True sends `Access-Control-Allow-Origin: *` (7.3: inferred).
        max_request_line: Greatest length of the request line in bytes, more is a 414. Unknown.

    Raises:
        TypeError: A value is of another type.
        ValueError: A value is not one of those listed.
    """

    __repr__ = short_repr

    max_radius_m: float = 200_000
    max_box_side_m: float = 400_000
    max_corridor_area_m2: float = 5_000e6
    corridor_width_is_total: bool = True
    default_corridor_width_m: float | None = 5_000
    several_geometries: Literal["reject", "first"] = "reject"
    box_may_cross_antimeridian: bool = True
    default_page_size: int = 50
    max_page_size: int = 1_000
    page_size_over_max: Literal["cut", "reject"] = "cut"
    max_offset: int | None = None
    page_order: Literal["distance", "id", "arbitrary"] = "distance"
    count_means: Literal["page", "total"] = "page"
    connector_filter: Literal["keep-all", "matching-only"] = "keep-all"
    empty_result: Literal["absent", "empty-object", "empty-list"] = "absent"
    unknown_ids: Literal["absent", "reject", "ignore"] = "absent"
    max_bulk_ids: int = 50
    bulk_order: Literal["id", "asked", "arbitrary"] = "id"
    lookup_shape: Literal["bare", "wrapped"] = "bare"
    connector_statuses: bool = True
    evses_shape: Literal["plain", "wrapped"] = "plain"
    evses_xml: bool = False
    along_route: RouteRequest | None = RouteRequest()
    max_request_body: int = 1_000_000
    jsonp: bool = True
    error_body: Literal[1, 2] = 1
    strict_parameters: bool = False
    gzip: bool = True
    request_id_header: str | None = "X-Request-Id"
    cors: bool = True
    max_request_line: int = 8_192

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access(Frozen):
    """Known credentials, and the access keys that get tokens.

    A credential is an API key, a bearer token, or the `app_id` of a legacy pair. Tokens issued at
    `/oauth2/token` are valid until they expire, independent of `accepted`.

    Attributes:
        accepted: Known credentials; None knows every non-empty one.
        forbidden: Known credentials without access to the API: they get a 403. A forbidden access
            key id still gets its token, and the token gets the 403.
        access_keys: Access key ids with their secrets. Only these get a token, and the signature of
            their request is checked (by oauthlib, extra `oauth`). None gives a token to every
            request with a well-formed OAuth header and checks no signature.
        token_seconds: Life of a token in seconds, `expires_in` (contract section 6: 86400 is usual). A
            request for a shorter life gets it.
        max_clock_skew_seconds: Greatest distance between the timestamp of a signed request and the
            clock of the sandbox, if signatures are checked. Unknown.

    Raises:
        ValueError: The life of tokens or the clock skew is negative.
    """

    __repr__ = short_repr

    accepted: frozenset[str] | None = field(default=None, repr=False)
    forbidden: frozenset[str] = field(default=frozenset(), repr=False)
    access_keys: Mapping[str, str] | None = field(default=None, repr=False)
    token_seconds: int = 86_400
    max_clock_skew_seconds: int = 300

    def __post_init__(self) -> None:
        for name in ("token_seconds", "max_clock_skew_seconds"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} cannot be negative: {getattr(self, name)}")
