"""Judgement of a schema version by the changes since the last one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .changes import Step

Version = tuple[int, int, int]
_FORM = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", re.ASCII)


def parse(version: str) -> Version:
    """Turn `1.2.3` into numbers; the generator has checked the form."""
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch


def show(version: Version) -> str:
    """Turn numbers into `1.2.3`."""
    return ".".join(map(str, version))


def successors(version: Version) -> dict[Step, Version]:
    """Return the versions that can follow directly, by step."""
    major, minor, patch = version
    steps = (major, minor, patch + 1), (major, minor + 1, 0), (major + 1, 0, 0)
    return dict(zip((Step.PATCH, Step.MINOR, Step.MAJOR), steps, strict=True))


def called_for(version: Version, step: Step) -> Step:
    """Return the step to take from a version for changes that call for a step.

    Before 1.0.0 the common rule holds: the second number is the one that breaks. So a breaking change
    takes a minor step there, and any other change a patch.
    """
    if version[0] > 0 or step is Step.NONE:
        return step
    return Step.MINOR if step is Step.MAJOR else Step.PATCH


@dataclass(frozen=True)
class Verdict:
    """Version step that the changes call for, and whether the new schema takes it.

    Attributes:
        breaking: Whether any change breaks users.
        step: The step called for from the old version.
        least: The least version that satisfies it.
        ok: Whether the declared version does.
        text: The judgement in words, with what to do if it does not.
    """

    breaking: bool
    step: Step
    least: str
    ok: bool
    text: str


def judge(old: str, new: str, step: Step, *, far: bool = False) -> Verdict:
    """Judge the declared version of a changed schema.

    A version has to be a direct successor: 1.2.3 can be followed by 1.2.4, 1.3.0 and 2.0.0. It may take
    a larger step than called for, and may rise without any change in the API (a comment, or a release
    for another reason); it may never fall.

    Args:
        old: Version of the old schema.
        new: Version that the new schema declares.
        step: The largest step that any change calls for, by `RULES`.
        far: Releases lie between the two, so any larger version is a successor.
    """
    if not (_FORM.fullmatch(old) and _FORM.fullmatch(new)):
        text = f"version {old or 'none'} and {new or 'none'} of xs:schema are not like 1.2.3, so none is called for"
        return Verdict(step is Step.MAJOR, step, new or "any", True, text)
    before, after = parse(old), parse(new)
    due = called_for(before, step)
    direct = successors(before)
    least = direct.get(due, before)
    ok, text = True, f"{new} is what the changes call for"
    if after < before:
        ok, text = False, f"{new} is older than {old}: set version= of xs:schema to {show(least)}"
    elif after == before:
        if due is Step.NONE:
            text = "nothing changed, and the version neither"
        else:
            ok, text = (
                False,
                f"the version has not moved: set version= of xs:schema to {show(least)}",
            )
    elif after < least:
        ok, text = False, f"{new} is too small a step: set version= of xs:schema to {show(least)}"
    elif after not in direct.values() and not far:
        known = ", ".join(show(version) for version in direct.values())
        ok, text = False, f"{new} is not a direct successor of {old}: they are {known}"
    elif due is Step.NONE:
        text = f"{new} is a release without a change in the API"
    elif after > least:
        text = f"{new} is a larger step than the changes call for, which is allowed"
    return Verdict(step is Step.MAJOR, due, show(least), ok, text)
