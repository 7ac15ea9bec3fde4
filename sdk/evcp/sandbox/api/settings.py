"""What the double assumes where the API's documentation is silent, and who may call it.

Every field of `Assumptions` is a choice that the contract leaves open or takes from practice, a
sibling API or inference; the docstring names the section. Change a field, and the double behaves
the other way: that is how a client is tested against both readings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from evcp.routes import RouteRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """The open questions of the API, each with the answer this double gives.

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
            mandatory. Unknown (1.3).
        several_geometries: What happens with two geometries: "reject" is a 400, "first" takes prox
            before bbox before corridor. Unknown (1.3).
        box_may_cross_antimeridian: Whether a `bbox` may have its left edge east of its right one;
            False answers 400. Unknown.
        default_page_size: Results of a page where `maxresults` is missing (1.3: inferred).
        max_page_size: Greatest page (1.3: practice; the documented cap is unknown).
        page_size_over_max: Whether a larger `maxresults` is cut to the maximum or is a 400.
            Unknown.
        max_offset: Greatest `offset`, more is a 400; None sets no limit. Unknown (1.3).
        page_order: Order of a search. Unknown (1.3). "distance" is the nearest first for `prox` and
            `corridor` and the order of ids for `bbox`; "id" is the order of ids for all three;
            "arbitrary" is an order without meaning. Each is the same for every page of a search.
        count_means: Whether `count` is the number of stations of the page or of the whole search
            (4.1: unknown; the documented sample, 50 with more to come, speaks for the page).
        connector_filter: Whether a station kept by `connectortype` keeps all its connector groups
            or only the matching ones. Unknown (1.3).
        empty_result: What stands for `evStations` when nothing was found (3.4: unknown): nothing at
            all, an object without members, or an object with an empty list. XML knows only absence
            and an empty element.
        unknown_ids: What an id that no station or pool has does to a bulk call. Unknown where the
            others are known (1.5). "absent": it is left out, and a call without any known id is the
            documented 404. "reject": it makes the whole call a 404. "ignore": it is left out even
            if nothing remains, which is then a 200.
        max_bulk_ids: Greatest number of ids of a bulk call, more is a 400. That there is a maximum
            is from a sibling API, its value is unknown (1.5).
        bulk_order: Whether a bulk answer has the order of the ids asked for, or one without meaning
            (1.5: a sibling API guarantees none).
        lookup_shape: Whether the JSON of connector types, power feed types, connector statuses and
            roamings is "bare", `{"roaming": [..]}` (4.10: inferred), or has the name of the XML root
            as an outer member, `{"roamings": {"roaming": [..]}}` (unknown).
        connector_statuses: Whether there is the resource `connectorstatuses`, which the newest
            documentation no longer lists (1.1); False answers 404.
        evses_shape: Whether the lists in the JSON of EVSEs are "plain", `"evses": [..]` (4.13:
            inferred), or "wrapped" as elsewhere, `"evses": {"evse": [..]}` (unknown).
        evses_xml: Whether `evses/bulk.xml` exists; only `.json` is documented (1.7), and False
            answers 404.
        along_route: How the searches along a route are asked for: path and members of the body. ALL
            of it is inferred (1.6), and the client assumes the same `RouteRequest`. None: there are
            no such resources.
        max_request_body: Greatest body of a POST in bytes, more is a 413. Unknown.
        jsonp: Whether `jsoncallback=NAME` turns a JSON answer into the script `NAME(...)` (7.4:
            practice; the content type, `application/javascript`, is unknown).
        error_body: Shape of an error body (7.2): 1 is `error` and `error_description`, 2 is `Type`
            and `Message`. XML errors carry the same members below `ev:error` (our own encoding:
            unknown).
        strict_parameters: True answers 400 to a query parameter that the contract does not name.
            Unknown; ignoring them is the default.
        gzip: Whether an answer is compressed when the request accepts it (7.3: unknown).
        request_id_header: Name of the header that identifies the answer, None for no such header
            (7.3: unknown).
        cors: Whether answers carry `Access-Control-Allow-Origin: *` (7.3: inferred).
        max_request_line: Greatest length of the request line in bytes, more is a 414. Unknown.
    """

    max_radius_m: float = 200_000
    max_box_side_m: float = 400_000
    max_corridor_area_m2: float = 5_000e6
    corridor_width_is_total: bool = True
    default_corridor_width_m: float | None = 1_000
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
    max_bulk_ids: int = 100
    bulk_order: Literal["asked", "arbitrary"] = "asked"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Which credentials the double lets in, and to whom it gives tokens.

    A credential is an API key, a bearer token, or the `app_id` of a legacy pair. The tokens that the
    double itself gives out at `/oauth2/token` are let in until they expire, whatever `accepted` says.

    Attributes:
        accepted: Credentials that are known; None knows every one that is not empty.
        forbidden: Credentials that are known but not entitled to the API: they get a 403. An access
            key id that stands here still gets its token, and the token gets the 403.
        access_keys: Access key ids with their secrets. Only these get a token, and the signature of
            their request is checked (by oauthlib, extra `oauth`). None gives a token to every
            request with a well-formed OAuth header and checks no signature.
        token_seconds: Life of a token in seconds, `expires_in` (contract section 6: 86400 is usual). A
            request for a shorter life gets it.
        max_clock_skew_seconds: How far the timestamp of a signed request may be from the clock of
            the double, if signatures are checked. Unknown.

    Raises:
        ValueError: The life of tokens or the clock skew is negative.
    """

    accepted: frozenset[str] | None = field(default=None, repr=False)
    forbidden: frozenset[str] = field(default=frozenset(), repr=False)
    access_keys: Mapping[str, str] | None = field(default=None, repr=False)
    token_seconds: int = 86_400
    max_clock_skew_seconds: int = 300

    def __post_init__(self) -> None:
        for name in ("token_seconds", "max_clock_skew_seconds"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} cannot be negative: {getattr(self, name)}")
