"""Strategies for hypothesis (not installed with evcp): valid stations of all kinds.

```python
from hypothesis import given
from evcp.testing.strategies import stations

@given(station=stations())
def test_my_table(station):
    assert my_row(station)
```

Fields that the API may leave out are missing now and then, and some states and connector types are in
no list. Each station can be written as JSON and as XML, and served by a sandbox.
"""

from __future__ import annotations

from typing import Any

from ..errors import missing_extra

try:
    from hypothesis import strategies as st
except ImportError:
    raise missing_extra(
        "evcp.testing.strategies needs hypothesis", name="hypothesis", hint="pip install hypothesis"
    ) from None

from evcp_models import ConnectorState, EVStation, EVStationsResult
from evcp_models.codes import CONNECTOR_TYPES

from .factories import Maker

_TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=40,
).map(str.strip)
"""Strings that XML can hold. Neither format keeps white space around a string."""
_NAMES = _TEXTS.filter(bool)
_TYPES = st.sampled_from([*CONNECTOR_TYPES, "54", "999"])
_STATES = st.sampled_from([*ConnectorState, "SOMETHING_NEW", None])
_POWERS = st.none() | st.floats(1.0, 1_000.0).map(lambda kw: round(kw, 2))
_LEFT_OUT = (
    "pool_id", "cpo_id", "name", "brand", "address", "contacts", "total_number_of_connectors",
    "ev_station_details", "last_updated_time_stamp", "last_update_timestamp", "time_zone",
)  # fmt: skip


@st.composite
def _facts(draw: st.DrawFn) -> dict[str, Any]:
    total = draw(st.integers(1, 4))
    facts: dict[str, Any] = {
        "at": (
            round(draw(st.floats(-90, 90)), 6),
            round(draw(st.floats(-180, 180)), 6),
        ),
        "types": draw(st.lists(_TYPES, max_size=3, unique=True)),
        "power": draw(_POWERS),
        "total": total,
        "states": draw(st.none() | st.lists(_STATES, min_size=total, max_size=total)),
        "emsps": draw(st.lists(_NAMES, max_size=2, unique=True)),
    }
    if draw(st.booleans()):
        facts["name"] = draw(_NAMES)
    return {**facts, **dict.fromkeys(draw(st.sets(st.sampled_from(_LEFT_OUT))))}


def stations() -> st.SearchStrategy[EVStation]:
    """Return a strategy for stations. Ids may repeat; those of `results` do not."""
    return st.builds(_made, st.integers(0, 2**32), _facts())


def results(max_size: int = 5) -> st.SearchStrategy[EVStationsResult]:
    """Return a strategy for search results in which every station has its own id.

    Args:
        max_size: Largest number of stations.
    """

    def result(seed: int, facts: list[dict[str, Any]], has_more: bool) -> EVStationsResult:
        maker = Maker(seed)
        found = tuple(maker.station(**one) for one in facts)
        return EVStationsResult(has_more=has_more, count=len(found), ev_stations=found)

    return st.builds(
        result, st.integers(0, 2**32), st.lists(_facts(), max_size=max_size), st.booleans()
    )


def _made(seed: int, facts: dict[str, Any]) -> EVStation:
    return Maker(seed).station(**facts)
