"""What the double assumes where the API's documentation is silent, and who may call it.

Every field of `Assumptions` is a choice that the contract leaves open or takes from practice, a
sibling API or inference; the docstring names the section. Change a field, and the double behaves
the other way: that is how a client is tested against both readings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
        count_means: Whether `count` is the number of stations of the page or of the whole search
            (4.1: unknown; the documented sample, 50 with more to come, speaks for the page).
        connector_filter: Whether a station kept by `connectortype` keeps all its connector groups
            or only the matching ones. Unknown (1.3).
        empty_result: What stands for `evStations` when nothing was found (3.4: unknown): nothing at
            all, an object without members, or an object with an empty list. XML knows only absence
            and an empty element.
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
    count_means: Literal["page", "total"] = "page"
    connector_filter: Literal["keep-all", "matching-only"] = "keep-all"
    empty_result: Literal["absent", "empty-object", "empty-list"] = "absent"
    error_body: Literal[1, 2] = 1
    strict_parameters: bool = False
    gzip: bool = True
    request_id_header: str | None = "X-Request-Id"
    cors: bool = True
    max_request_line: int = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Which credentials the double lets in.

    A credential is an API key, a bearer token, or the `app_id` of a legacy pair.

    Attributes:
        accepted: Credentials that are known; None knows every one that is not empty.
        forbidden: Credentials that are known but not entitled to the API: they get a 403.
    """

    accepted: frozenset[str] | None = None
    forbidden: frozenset[str] = frozenset()
