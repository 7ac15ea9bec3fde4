"""What of the path of an issue is the schema's, and what a service has sent."""

from __future__ import annotations

import pytest

from evcp._core.redaction import schema_part
from evcp_models._json_reader import KNOWN
from evcp_models._xml_reader import SHAPES


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("", ""),
        ("count", "count"),
        ("evStations.evStation[3].position", "evStations.evStation[3].position"),
        ("evStations.evStation[3].secret", "evStations.evStation[3]."),
        ("pools[12].stations[0].evses[1].x.id", "pools[12].stations[0].evses[1]."),
        ("secret.id", ""),
        ("id secret", ""),
        ("id[12345678]", ""),  # no list is as long: it is a name
        ("id[].x", ""),
        ("id..x", "id."),
        ("ids", ""),
    ],
)
def test_names_of_the_schema_and_places_in_lists(path: str, known: str) -> None:
    assert path[: schema_part(path)] == known


def test_every_name_is_known_in_both_formats() -> None:
    names = set().union(*KNOWN.values())
    for shape in SHAPES.values():
        names |= {*shape.attributes, *shape.leaves, *shape.children, *shape.wrappers}
        names |= {item for item, _ in shape.wrappers.values()} | {*shape.inner.values()}
    assert len(names) > 100
    assert [name for name in names if schema_part(f"{name}[1].x") != len(f"{name}[1].")] == []
