"""The verdict of the schema diff: which version may follow which, for which changes."""

from __future__ import annotations

import pytest
from codegen.changes import Step
from codegen.versions import judge


@pytest.mark.parametrize(
    ("old", "new", "step", "ok", "text"),
    [
        ("1.2.3", "1.2.3", Step.NONE, True, "nothing changed, and the version neither"),
        ("1.2.3", "1.2.4", Step.NONE, True, "1.2.4 is a release without a change in the API"),
        ("1.2.3", "1.2.4", Step.PATCH, True, "1.2.4 is what the changes call for"),
        ("1.2.3", "1.3.0", Step.PATCH, True, "1.3.0 is a larger step than the changes call for"),
        (
            "1.2.3",
            "1.2.4",
            Step.MINOR,
            False,
            "1.2.4 is too small a step: set version= of xs:schema to 1.3.0",
        ),
        (
            "1.2.3",
            "1.3.0",
            Step.MAJOR,
            False,
            "1.3.0 is too small a step: set version= of xs:schema to 2.0.0",
        ),
        (
            "1.2.3",
            "1.2.3",
            Step.PATCH,
            False,
            "the version has not moved: set version= of xs:schema to 1.2.4",
        ),
        (
            "1.2.3",
            "1.2.2",
            Step.NONE,
            False,
            "1.2.2 is older than 1.2.3: set version= of xs:schema to 1.2.3",
        ),
        (
            "1.2.3",
            "1.1.9",
            Step.MAJOR,
            False,
            "1.1.9 is older than 1.2.3: set version= of xs:schema to 2.0.0",
        ),
        ("1.2.3", "1.3.1", Step.MINOR, False, "1.3.1 is not a direct successor of 1.2.3: they are"),
        ("1.2.3", "3.0.0", Step.MAJOR, False, "they are 1.2.4, 1.3.0, 2.0.0"),
        ("1.2.3", "1.10.0", Step.MINOR, False, "1.10.0 is not a direct successor"),
        ("1.9.0", "1.10.0", Step.MINOR, True, "1.10.0 is what the changes call for"),
        # Before 1.0.0 a breaking change takes a minor step, any other a patch.
        ("0.3.1", "0.4.0", Step.MAJOR, True, "0.4.0 is what the changes call for"),
        (
            "0.3.1",
            "0.3.2",
            Step.MAJOR,
            False,
            "0.3.2 is too small a step: set version= of xs:schema to 0.4.0",
        ),
        ("0.3.1", "0.3.2", Step.MINOR, True, "0.3.2 is what the changes call for"),
        ("0.3.1", "0.3.2", Step.PATCH, True, "0.3.2 is what the changes call for"),
        ("0.3.1", "1.0.0", Step.MAJOR, True, "1.0.0 is a larger step than the changes call for"),
        ("0.3.1", "1.0.0", Step.NONE, True, "1.0.0 is a release without a change in the API"),
    ],
)
def test_the_version_has_to_match(old: str, new: str, step: Step, ok: bool, text: str) -> None:
    verdict = judge(old, new, step)
    assert verdict.ok is ok
    assert text in verdict.text
    assert verdict.breaking is (step is Step.MAJOR)


@pytest.mark.parametrize(
    ("new", "step", "ok"),
    [
        ("1.4.2", Step.MINOR, True),
        ("3.1.0", Step.MAJOR, True),
        ("1.4.2", Step.MAJOR, False),
        ("1.2.9", Step.MINOR, False),
        ("1.2.3", Step.NONE, True),
        ("1.2.3", Step.PATCH, False),
        ("1.0.0", Step.NONE, False),
    ],
)
def test_releases_may_lie_between(new: str, step: Step, ok: bool) -> None:
    assert judge("1.2.3", new, step, far=True).ok is ok
