"""The notebooks: their cells run in order, without a kernel, and draw their pictures.

`EVCP_PICTURES=folder` keeps the pictures, to look at them.
"""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "examples" / "notebooks").glob("*.ipynb"))


def run(cells: list[str], name: str) -> list[Any]:
    """Run cells, and return the value of the last expression of each."""
    names: dict[str, Any] = {"__name__": "__main__"}
    values = []
    for number, source in enumerate(cells, 1):
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        where = f"{name}, cell {number}"
        exec(compile(tree, where, "exec"), names)  # noqa: S102
        shown = ast.Expression(last.value) if isinstance(last, ast.Expr) else None
        values.append(eval(compile(shown, where, "eval"), names) if shown else None)  # noqa: S307
    return values


@pytest.mark.long
@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_runs_and_draws(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib").use("Agg")
    pyplot = pytest.importorskip("matplotlib.pyplot")
    notebook = json.loads(file.read_text("utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    cells = notebook["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    # Stored without outputs: they would be of another day.
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    try:
        values = run(["".join(cell["source"]) for cell in code], file.name)
        # Jupyter shows it at the end of its cell: a value would show it twice.
        assert not any(isinstance(value, pyplot.Figure) for value in values)
        (number,) = pyplot.get_fignums()
        figure = pyplot.figure(number)
        figure.canvas.draw()
        pixels = bytes(figure.canvas.buffer_rgba())
        colours = {pixels[at : at + 3] for at in range(0, len(pixels), 4)}
        assert len(colours) > 100  # something is drawn
        if folder := os.environ.get("EVCP_PICTURES"):
            figure.savefig(Path(folder) / f"{file.stem}.png", dpi=80)
    finally:
        pyplot.close("all")


def test_there_are_notebooks() -> None:
    assert [file.stem for file in NOTEBOOKS] == ["area", "day", "history"]
