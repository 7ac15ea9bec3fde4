"""Values of odd classes as arguments: the documented error, which names the argument."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from support.fakes import KEY, Kind
from support.fault_cases import KINDS

from evcp import AsyncClient, Circle, Client, ConfigurationError
from evcp import operations as ops

np = pytest.importorskip("numpy")
CIRCLE = Circle(52.5, 13.4, 500)
SCALAR = np.array(1.0)


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (lambda: ops.search_stations(CIRCLE, offset=np.array([1, 2])), "offset"),
        (lambda: ops.search_stations(CIRCLE, max_results=np.array([1, 2])), "max_results"),
        (lambda: ops.search_stations(CIRCLE, connector_types=SCALAR), "connector type"),
        (lambda: ops.search_stations(CIRCLE, emsp=SCALAR), "partner id"),
        (lambda: ops.search_stations(CIRCLE, extra={"x": SCALAR}), "extra parameter 'x'"),
        (lambda: ops.search_stations(CIRCLE, extra={Decimal("NaN"): 1}), "extra"),  # type: ignore[dict-item]
        (lambda: ops.search_stations(CIRCLE, extra=SCALAR), "extra"),
        (lambda: ops.stations_bulk(SCALAR), "station ids"),
        (lambda: ops.evses_bulk(SCALAR), "pool ids"),
    ],
)
def test_operations_name_the_argument(make: Callable[[], object], names: str) -> None:
    with pytest.raises(ConfigurationError, match=names):
        make()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name",
    ["base_url", "budget", "format", "hooks", "rate_limit", "retries", "timeout", "verify"],
)
@pytest.mark.parametrize("value", [np.array([]), np.array([1, 2]), np.bool_(True), [1], 5j])
def test_clients_name_the_argument(kind: Kind, name: str, value: Any) -> None:
    client: Any = Client if kind == "sync" else AsyncClient
    words = {"base_url": "base address", "retries": "retries"}
    with pytest.raises(ConfigurationError, match=words.get(name, name)):
        client(api_key=KEY, **{name: value})


@pytest.mark.parametrize("verify", [None, [], 0, 1, ""])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_true_false_or_a_path_verifies(kind: Kind, verify: Any) -> None:
    client: Any = Client if kind == "sync" else AsyncClient
    with pytest.raises(ConfigurationError, match="verify"):
        client(api_key=KEY, verify=verify)


@pytest.mark.parametrize("proxies", [5, [], "http://x:1", {"http": 5}])
def test_proxies_are_a_dict(proxies: Any) -> None:
    with pytest.raises(ConfigurationError, match="proxies"):
        Client(api_key=KEY, proxies=proxies)


def test_the_proxy_is_a_url() -> None:
    odd: Any = 5
    with pytest.raises(ConfigurationError, match="proxy"):
        AsyncClient(api_key=KEY, proxy=odd)
