"""Documents that have evolved or gone wrong, each with its expected value and issues.

For each one: the value, all issues with path and raw text, or the error. And for all of them: nothing but
`DecodeError` is raised, every value is of its annotated type, and strict reading fails exactly if there is
an issue.
"""

from __future__ import annotations

import pickle
import re

import pytest
from support.checks import Format, decode
from support.codec_cases import Truth
from support.codec_cases_json import TRUTHS as JSON
from support.codec_cases_xml import TRUTHS as XML

import evcp

ALL: list[tuple[Format, Truth]] = [*(("json", t) for t in JSON), *(("xml", t) for t in XML)]


@pytest.mark.parametrize(("format", "truth"), ALL, ids=[f"{f}: {t.name}" for f, t in ALL])
def test_case(format: Format, truth: Truth) -> None:
    if isinstance(truth.value, type):
        with pytest.raises(evcp.DecodeError, match=re.escape(truth.says)) as caught:
            decode(truth.body, truth.model, format)
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
        assert str(again) == str(caught.value)
        assert truth.model.__name__ in caught.value.message
        assert len(caught.value.body_excerpt or "") <= 500
        return
    decoded = decode(truth.body, truth.model, format)
    assert decoded.value == truth.value
    assert [(i.path, i.kind.value, i.raw) for i in decoded.issues] == list(truth.issues)
    assert pickle.loads(pickle.dumps(decoded)) == decoded  # noqa: S301 - our own
    assert hash(decoded) == hash(decode(truth.body, truth.model, format))


def test_number_of_cases() -> None:
    for truths in (JSON, XML):
        names = [truth.name for truth in truths]
        assert len(names) == len(set(names))
        assert len(names) >= 60
