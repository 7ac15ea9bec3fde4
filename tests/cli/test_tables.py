"""Tables: widths, wide characters, cuts."""

from __future__ import annotations

import io

import pytest
from cli.cli_runner import plain
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from evcp.cli.output.tables import (
    Column,
    console_for,
    distinct_cuts,
    fit_widths,
    print_table,
    station_names,
)
from evcp_models import Address, EVStation, Position

COLUMNS = (Column("far", right=True, whole=True), Column("station"), Column("free", whole=True))
TEXTS = st.text(st.sampled_from("aé東🚗 \u0301ﷺ"), max_size=60)


def shown(rows: list[list[str | Text]], width: int) -> list[str]:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=True, color_system="standard")
    print_table(console, COLUMNS, rows)
    return plain(file.getvalue()).splitlines()


@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(30, 90))
def test_lines_fit_terminal(names: list[str], width: int) -> None:
    lines = shown([["1 m", name, Text("1 of 2", "green")] for name in names], width)
    assert len(lines) == len(names) + 1
    assert all(cell_len(line) <= width for line in lines)
    assert all(line.endswith("1 of 2") for line in lines[1:])
    assert len({cell_len(line) for line in lines[1:]}) == 1


def test_cut_cells_end_with_ellipsis() -> None:
    (head, row) = shown([["1,234 m", "東" * 40, Text("1 of 2", "red")]], 40)
    assert head.split() == ["far", "station", "free"]
    assert row.startswith("1,234 m  東")
    assert "…" in row
    assert row.endswith("  1 of 2")


def test_file_gets_full_lines_without_styles() -> None:
    file = io.StringIO()
    print_table(console_for(file), COLUMNS, [["1 m", "x" * 300, Text("1 of 2", "green")]])
    assert file.getvalue() == f"far  {'station':<300}  free\n1 m  {'x' * 300}  1 of 2\n"


@pytest.mark.parametrize(
    ("widths", "whole", "room", "fit"),
    [
        ([5, 10, 4], [True, False, True], 80, [5, 10, 4]),
        ([5, 40, 20], [True, False, False], 39, [5, 15, 15]),
        ([5, 40, 20], [True, False, True], 40, [5, 11, 20]),
        ([30, 40], [True, False], 20, [17, 1]),
        ([], [], 5, []),
    ],
)
def test_widest_columns_are_cut_first(
    widths: list[int], whole: list[bool], room: int, fit: list[int]
) -> None:
    assert fit_widths(widths, whole, room) == fit


@pytest.mark.parametrize(
    ("texts", "width", "short"),
    [
        # Each shows the place where it differs from the others.
        (
            ["Stadtwerke Ladenetz Nordbahnhof", "Stadtwerke Ladenetz Ostbahnhof"],
            20,
            ["Stadtwer…Nordbahnhof", "Stadtwerk…Ostbahnhof"],
        ),
        (["DE*ABC*E0001767*1", "DE*ABC*E0001767*2"], 12, ["DE*ABC*…67*1", "DE*ABC*…67*2"]),
        # What differs before the cut, or fits, is cut as ever.
        (["Nord " + "x" * 40, "Ost " + "x" * 40, "short"], 20, []),
        # Equal texts cannot be told apart here.
        (["x" * 40, "x" * 40], 20, []),
    ],
)
def test_cut_shows_the_difference(texts: list[str], width: int, short: list[str]) -> None:
    found = distinct_cuts(texts, width)
    assert [found[text] for text in texts if text in found] == short
    assert all(cell_len(text) <= width for text in found.values())


@given(st.lists(st.text("ab ", min_size=20, max_size=40), max_size=8), st.integers(8, 30))
def test_different_texts_stay_different_and_fit(texts: list[str], width: int) -> None:
    found = distinct_cuts(texts, width)
    assert all(cell_len(text) <= width for text in found.values())
    assert found.keys() <= set(texts)


def named(id: str, name: str | None, street: str | None = None) -> EVStation:
    place = Position(latitude=1.0, longitude=2.0)
    address = None if street is None else Address(street=street, street_number="5", city="Ort")
    return EVStation(id=id, name=name, position=place, address=address)


def test_equal_names_get_street_or_id() -> None:
    stations = [
        named("276u33dc-000001", "IONITY", "Nordring"),
        named("276u33dc-000002", "IONITY", "Ostring"),
        named("276u33dc-000003", "Volt", "Weg"),
        named("276u33dc-000004", "Volt", "Weg"),
        named("276u33dc-000005", "EVERGY"),
        named("276u33dd-000005", "EVERGY"),
        named("276u33dc-000006", "Alone", "Gasse"),
        named("276u33dc-000007", None, "Gasse"),
    ]
    names = [
        "IONITY, Nordring 5",
        "IONITY, Ostring 5",
        "Volt, Weg 5, …000003",
        "Volt, Weg 5, …000004",
        "EVERGY, 276u33dc-000005",
        "EVERGY, 276u33dd-000005",
        "Alone",
        "Gasse 5, Ort",
    ]
    assert station_names(stations) == names
    assert station_names(stations, apart=False)[:2] == ["IONITY", "IONITY"]
