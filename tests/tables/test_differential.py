"""Our reading against xsdata's own package of the same schema: the same leaves wherever xsdata is right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.xsd_package import build, infoset
from support.xsdata_package import leaves, rewritten, roots_of
from tables.case import Case
from tables.cases_content import CONTENT
from tables.cases_values import VALUES

WRONG: dict[str, str] = {}
"""Cases that xsdata does not read, or not as they are, with what it does."""


@pytest.mark.parametrize("case", (*CONTENT, *VALUES), ids=lambda case: case.name)
def test_the_same_leaves(case: Case, tmp_path: Path) -> None:
    ours = build(tmp_path / "ours", case.files, case.settings)
    problem = ""
    try:
        theirs = roots_of(tmp_path / "ours" / next(iter(case.files)), tmp_path)
        for text in case.valid:
            body = text.encode()
            written = ours.module.encode(ours.decode(body).value)
            mine, other = (sorted(leaves(infoset(b))) for b in (written, rewritten(theirs, body)))
            if mine != other:
                problem = f"reads {[l for l in other if l not in mine]} for {[l for l in mine if l not in other]}"
    except Exception as error:  # whatever a generator or parser raises
        problem = re.sub(r"\s+", " ", f"{type(error).__name__}: {error}")[:150]
    assert (case.name in WRONG) == bool(problem), problem
