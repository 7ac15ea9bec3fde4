"""Arguments of callers: unknown parameters pass through, and impossible ones are refused.

Every refusal is an error of evcp that names the argument, and nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any

import numpy as np
import pytest
from support.fakes import Kind as Library
from support.fakes import caller, count_body
from support.faults import FaultServer, answer

from evcp import AreaError, Circle, ConfigurationError, Corridor, EvcpError
from evcp import operations as ops

CIRCLE = Circle(52.516667, 13.383333, 5000)
PROX = ("prox", "52.516667,13.383333,5000")
ROUTE = Corridor([(52.5, 13.4), (52.4, 13.06)], 2000)
FIVE: Any = np.int8(5)

SEARCH_PARAMETERS = [
    ("prox", "the area"),
    ("bbox", "the area"),
    ("corridor", "the area"),
    ("corridorwidth", "the area"),
    ("connectortype", "connector_types"),
    ("emsp", "emsp"),
    ("powermin", "min_power"),
    ("powermax", "max_power"),
    ("maxresults", "page_size"),
    ("offset", "resume"),
    ("apiKey", "api_key"),
    ("APIKEY", "api_key"),
    ("app_id", "app"),
    ("app_code", "app"),
]


@pytest.mark.parametrize(("name", "instead"), SEARCH_PARAMETERS)
def test_own_parameters_are_refused_as_extra(name: str, instead: str) -> None:
    with pytest.raises(ConfigurationError, match=f"extra holds '{name}'.*use {instead}"):
        ops.search_stations(CIRCLE, extra={name: "5"})
    if instead in ("the area", "api_key", "app"):
        with pytest.raises(ConfigurationError, match=f"extra holds '{name}'.*use {instead}"):
            ops.count_stations(CIRCLE, extra={name: "5"})


def test_own_parameters_of_other_resources_are_extra() -> None:
    for build in (ops.stations_bulk, ops.pools_bulk, ops.evses_bulk):
        with pytest.raises(ConfigurationError, match=r"extra holds 'id'.*use the list of ids"):
            build(["A"], extra={"id": "B"})
    # Another client of this API sends these two here (contract section 1.5).
    page = ops.get_station("A", extra={"maxresults": 50, "offset": 0})
    assert page.query == (("maxresults", "50"), ("offset", "0"))
    assert ops.count_stations(CIRCLE, extra={"emsp": "x"}).query == (PROX, ("emsp", "x"))


def test_values_of_extra_parameters() -> None:
    values: dict[str, Any] = {
        "a": [True, False, 1, 1.5, "x"],
        "b": (str(n) for n in range(2)),
        "c": (),
        "d": np.int64(7),
        "e": np.float64(0.5),
        "f": True,
    }
    assert ops.roamings(extra=values).query == (
        *(("a", text) for text in ("true", "false", "1", "1.5", "x")),
        *(("b", text) for text in ("0", "1")),
        ("d", "7"),
        ("e", "0.5"),
        ("f", "true"),
    )


def test_enum_ids_are_sent_by_value() -> None:
    class Kind(str, Enum):  # noqa: UP042 (its text is its name)
        CHADEMO = "29"

    class Number(IntEnum):
        TYPE_2 = 31

    search = ops.search_stations(CIRCLE, connector_types=[Kind.CHADEMO, Number.TYPE_2, FIVE])
    assert dict(search.query)["connectortype"] == "29,31,5"
    assert ops.search_stations(CIRCLE, connector_types=Kind.CHADEMO).query[1][1] == "29"


WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: ops.search_stations(CIRCLE, max_results="5"), "max_results must be .* not '5'"),  # type: ignore[arg-type]
    (lambda: ops.search_stations(CIRCLE, max_results=0), "max_results must be .* not 0"),
    (lambda: ops.search_stations(CIRCLE, offset=-1), "offset must be .* at least 0, not -1"),
    (lambda: ops.search_stations(CIRCLE, connector_types=31), "connector type is 31: pass a list"),  # type: ignore[arg-type]
    (
        lambda: ops.search_stations(CIRCLE, connector_types=b"31"),
        "connector type is b'31': pass a list",
    ),
    (
        lambda: ops.search_stations(CIRCLE, connector_types=[3.5]),  # type: ignore[list-item]
        "connector type must be .* not 3.5",
    ),
    (
        lambda: ops.search_stations(CIRCLE, connector_types=[True]),
        "connector type must be .* not True",
    ),
    (
        lambda: ops.search_stations(CIRCLE, connector_types=["\ud800"]),
        "connector type is not valid Unicode",
    ),
    (lambda: ops.search_stations(CIRCLE, emsp=["\ud800"]), "a partner id is not valid Unicode"),
    (lambda: ops.search_stations(CIRCLE, emsp=[None]), "a partner id must be .* not None"),  # type: ignore[list-item]
    (lambda: ops.search_stations(CIRCLE, min_power="50"), "powermin must be .*: .50. has no unit"),
    (lambda: ops.search_stations(CIRCLE, max_power=True), "powermax must be .* not True"),
    (lambda: ops.search_stations(CIRCLE, max_power=Decimal("sNaN")), "powermax must be .* not Dec"),  # type: ignore[arg-type]
    (lambda: ops.search_stations(CIRCLE, min_power=np.array([5.0])), "powermin must be .* not arr"),  # type: ignore[arg-type]
    (lambda: ops.search_stations(CIRCLE, min_power=10**400), "powermin must be .* not 1000"),
    (lambda: ops.search_stations(CIRCLE, connector_types=[np.array([31])]), "must be .* not arr"),  # type: ignore[list-item]
    (lambda: ops.search_stations(CIRCLE, max_results=np.array([5])), "max_results must .* not arr"),  # type: ignore[arg-type]
    (lambda: ops.stations_bulk(None), "station ids must be a list of strings, not None"),  # type: ignore[arg-type]
    (lambda: ops.pools_bulk(b"AB"), "pool ids must be a list of strings, not b'AB'"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("build", "says"), WRONG)
def test_wrong_arguments(build: Callable[[], object], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        build()


WRONG_EXTRAS: list[tuple[Any, str]] = [
    ([("a", "b")], r"extra must be a dict of names and values, not "),
    ({5: "a"}, "a name in extra must be a non-empty string, not 5"),
    ({" ": "a"}, "a name in extra must be a non-empty string, not ' '"),
    ({"\ud800": "a"}, "a name in extra is not valid Unicode"),
    ({"\ud800": 1}, "^a name in extra is not valid Unicode: '"),
    ({"x": "\ud800"}, "parameter 'x' is not valid Unicode"),
    ({"x": None}, "parameter 'x' must be .* not None.*leave it out"),
    ({"x": [None]}, "parameter 'x' must be .* not None.*leave it out"),
    ({"x": b"a"}, "parameter 'x' must be .* not bytes"),
    ({"x": {"a": "b"}}, "parameter 'x' must be .* not dict"),
    ({"x": object()}, "parameter 'x' must be .* not object"),
    ({"x": [["a"]]}, "parameter 'x' must be .* not list"),
    ({"x": float("nan")}, "parameter 'x' must be .* not nan"),
    ({"x": [float("inf")]}, "parameter 'x' must be .* not inf"),
]


@pytest.mark.parametrize(("extra", "says"), WRONG_EXTRAS)
def test_impossible_extra_parameters(extra: Any, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        ops.roamings(extra=extra)


@pytest.mark.parametrize("build", [ops.search_stations, ops.count_stations])
def test_area_must_be_an_area(build: Callable[[Any], object]) -> None:
    for area in ((52.5, 13.4, 500), None, "52.5,13.4,500"):
        with pytest.raises(AreaError, match="area must be a Circle, a Box or a Corridor"):
            build(area)


@pytest.mark.parametrize(
    ("folder", "sent"),
    [("v%20x/", "v%20x/"), ("%c3%a9/%7eme", "%C3%A9/~me/"), ("a%2fb/a+b;c", "a%2Fb/a+b;c/")],
)
def test_both_clients_send_the_same_url(folder: str, sent: str) -> None:
    """HTTP libraries put addresses into one form, each into its own: evcp's is that of all."""
    with FaultServer(answer(count_body(7))) as server:
        url = server.url.removesuffix("ev/") + folder
        for library in ("sync", "async"):
            with caller(library, base_url=url) as one:
                assert one.run(lambda client: client.stations.count(CIRCLE)) == 7
    first, second = (request.line for request in server.requests)
    assert first == second
    assert first.startswith(f"GET /{sent}stations/count.json?")


CALLS: list[tuple[Callable[[Any], Any], type[EvcpError], str]] = [
    (
        lambda c: c.stations.search(CIRCLE, page_size="5"),
        ConfigurationError,
        "page_size must be .* not '5'",
    ),
    (
        lambda c: c.stations.search(CIRCLE, page_size=0),
        ConfigurationError,
        "page_size must be .* not 0",
    ),
    (
        lambda c: c.stations.search(CIRCLE, limit=1.5),
        ConfigurationError,
        "limit must be .* not 1.5",
    ),
    (lambda c: c.stations.search((52.5, 13.4, 500)), AreaError, "area must be"),
    (lambda c: c.stations.count((52.5, 13.4, 500)), AreaError, "area must be"),
    (
        lambda c: c.stations.search(CIRCLE, resume=5),
        EvcpError,
        "resume must be of type str, not int: pass pager.token",
    ),
    (lambda c: c.stations.search(CIRCLE, extra={"offset": 5}), ConfigurationError, "use resume"),
    (lambda c: c.stations.get_many(["a"], extra={"id": "b"}), ConfigurationError, "list of ids"),
    (lambda c: c.stations.get_many(None), ConfigurationError, "ids must be a list"),
    (lambda c: c.pools.get_many(["a"], chunk="5"), ConfigurationError, "chunk must be .* not '5'"),
    (lambda c: c.evses.get_many([["a"]]), ConfigurationError, "pool id must be a non-empty string"),
    (
        lambda c: c.stations.count(CIRCLE, retries=1.5),
        ConfigurationError,
        "retries must be .* not 1.5",
    ),
    (
        lambda c: c.stations.count(CIRCLE, timeout="5"),
        ConfigurationError,
        "timeout must be .* not '5'",
    ),
    (
        lambda c: c.stations.count(CIRCLE, headers=["A"]),
        ConfigurationError,
        "headers must be .* not a list",
    ),
]


@pytest.mark.parametrize("library", ["sync", "async"])
@pytest.mark.parametrize(("call", "kind", "says"), CALLS)
def test_both_clients_refuse_wrong_arguments(
    library: Library, call: Callable[[Any], Any], kind: type[EvcpError], says: str
) -> None:
    with (
        caller(library, base_url="http://127.0.0.1:9/ev/") as client,
        pytest.raises(kind, match=says) as caught,
    ):
        client.run(call)
    assert type(caught.value) is kind
