"""The spellings in which a service may echo a secret, each found again."""

from __future__ import annotations

import html
import json
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import quote, quote_plus, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.inputs import told
from support.settings import tries

from evcp._core.redaction import SecretMatcher

KEY = "ab+cd/EFGH==ij&k"


def found(text: str, *values: str) -> list[str]:
    return [text[start:end] for start, end in SecretMatcher(values).spans(text)]


def as_json(text: str) -> str:
    return "".join(c if c.isalnum() else f"\\u{ord(c):04x}" for c in text)


def of_numbers(text: str, form: str) -> str:
    return "".join(form.format(ord(c)) for c in text)


def quoted(text: str) -> str:
    return quote(text, safe="")


FORMS: dict[str, Callable[[str], str]] = {
    "itself": str,
    "for an address": quoted,
    "with the slash left": quote,
    "in lower case": lambda text: quoted(text).replace("%2B", "%2b").replace("%2F", "%2f"),
    "twice": lambda text: quoted(quoted(text)),
    "three times": lambda text: quoted(quoted(quoted(text))),
    "as a form decodes it": unquote_plus,
    "of a form": quote_plus,
    "in JSON": as_json,
    "in JSON with capitals": lambda text: as_json(text).replace("2b", "2B").replace("2f", "2F"),
    "in JSON twice": lambda text: as_json(text).replace("\\", "\\\\"),
    "with a slash for scripts": lambda text: text.replace("/", "\\/"),
    "for a script": lambda text: of_numbers(text, "\\x{:02x}"),
    "in HTML": html.escape,
    "in HTML twice": lambda text: html.escape(html.escape(text)),
    "in HTML by names": lambda text: (
        html.escape(text).replace("+", "&plus;").replace("=", "&equals;")
    ),
    "in HTML by numbers": lambda text: of_numbers(text, "&#{};"),
    "in XML by numbers": lambda text: of_numbers(text, "&#x{:04X};"),
    "each octet for an address": lambda text: of_numbers(text, "%{:02x}"),
    "as old scripts escape": lambda text: of_numbers(text, "%u{:04X}"),
    "by code points": lambda text: of_numbers(text, "\\u{{{:x}}}"),
    "by long code points": lambda text: of_numbers(text, "\\U{:08x}"),
    "by octal numbers": lambda text: of_numbers(text, "\\{:03o}"),
    "in HTML without semicolons": lambda text: of_numbers(text, "&#x{:x}"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_found_whole(form: str) -> None:
    echo = FORMS[form](KEY)
    assert found(f"bad key <{echo}>!", KEY) == [echo]
    assert found(f'{{"error": "{echo}{echo}"}}', KEY) == [echo, echo]


ESCAPED = [
    name
    for name in FORMS
    if "form" not in name and any(mark in FORMS[name](KEY) for mark in "%\\&")
]


@pytest.mark.parametrize("inner", ESCAPED)
def test_escapes_may_be_mixed(inner: str) -> None:
    for outer, form in FORMS.items():
        if inner[:2] != outer[:2] and form("%") != "%":
            echo = form(FORMS[inner](KEY))
            with told(outer, echo):
                assert found(f"bad key <{echo}>!", KEY) == [echo]


@pytest.mark.parametrize("form", FORMS)
def test_what_a_cut_has_left_of_it_is_found(form: str) -> None:
    for kept in (8, 9, 12, 15):
        echo = FORMS[form](KEY[:kept])
        with told(echo):
            assert found(f"bad key {echo}", KEY) == [echo]
            assert found(f"bad key {echo}...", KEY) == [echo]


def test_letters_keep_their_case() -> None:
    assert found("AB+CD/efgh==IJ&K", KEY) == []


def test_a_backslash_and_a_percent_sign_of_its_own() -> None:
    value = "a%2Bb\\u002b-c\\d"
    for echo in (value, quote(value, safe=""), json.dumps(value)[1:-1], quote(quote(value))):
        assert found(f"<{echo}>", value)[0] == echo


@pytest.mark.parametrize(
    "value", ["%25%2525-key-0123", "&amp;&&amp;amp;-key-0123", "\\\\\\-key-0123"]
)
def test_marks_that_follow_each_other(value: str) -> None:
    assert found(f"<{as_json(value)}>", value) == [as_json(value)]
    for form in (str, quoted, html.escape, lambda text: json.dumps(text)[1:-1]):
        for echo in (form(value), form(form(value))):
            assert found(f"<{echo}>", value) == [echo]


def test_letters_of_any_script() -> None:
    value = "schlüssel-größe-\U0001f511"
    for echo in (value, quote(value), json.dumps(value)[1:-1]):
        assert found(f"<{echo}>", value) == [echo]
    assert found("<\\ud800>", "a-lone-\ud800") == []


def test_a_short_text_is_a_word_of_its_own() -> None:
    assert found("Many companies: any, 'any' any_ any2 2any anyé", "any") == ["any"] * 3
    assert found("%22any%22 \\u0022any\\u0022 \\nany\\n \\x22any &quot;any&quot;", "any") == (
        ["any"] * 5
    )
    assert found("a-1 a-1b ba-1 -1a -1", "-1a", "a-1") == ["a-1", "-1a"]
    assert found("1.5 e 2e5 (e) E", "e") == ["e", "e"]
    # From eight characters on a text is itself wherever it stands.
    assert found("xabcdefghx xabcdefgx", "abcdefgh", "abcdefg") == ["abcdefgh"]


def test_overlaps_are_one_place() -> None:
    assert found("0123456789abcdef", "01234567", "456789abcdef") == ["0123456789abcdef"]
    assert found("0123456789abcdef", "456789abcdef", "01234567") == ["0123456789abcdef"]
    assert found("abababababab-xyz", "abababab-xyz") == ["abababababab-xyz"]
    assert found("<aa-outer-zz-inner-0123-tail>", "zz-inner-0123", "aa-outer-zz-inner-0123-t") == [
        "aa-outer-zz-inner-0123-t"
    ]


def test_what_is_looked_for_whole_is_not_found_in_parts() -> None:
    matcher = SecretMatcher([], ["fleet planner 1"])
    assert matcher.spans("fleet planner 2, fleet plan") == []
    assert matcher.spans("<fleet planner 1>") == [(1, 16)]
    assert matcher.spans("<fleet+planner%201>") == [(1, 18)]
    # The same text both ways may be cut.
    assert SecretMatcher(["fleet planner 1"], ["fleet planner 1"]).spans("fleet plan") == [(0, 10)]


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "u", "me", "you:", "a-user:"])
@pytest.mark.parametrize("behind", ["", "!", "??", "and more"])
def test_base64_wherever_the_secret_begins(
    encode: Callable[[bytes], bytes], before: str, behind: str
) -> None:
    for value in (KEY, "sUbject?_>>tail~~", "exactly8"):
        echo = encode(f"{before}{value}{behind}".encode()).decode()
        for form in (str, quoted, quote, html.escape):
            cleaned = SecretMatcher([value]).scrub(f"bad <{form(echo)}>")
            # What is left belongs to the neighbours, but for a part of one letter at either end.
            first, last = (len(before) * 8 + 5) // 6, (len(before + value) * 8) // 6
            assert form(echo[first:last]) not in cleaned
            assert cleaned.startswith(f"bad <{form(echo[: len(before) * 8 // 6])}")
        assert found(f"bad key {echo[: (len(before) * 8 + 5) // 6 + 12]}", value)


def test_base64_of_a_short_secret_is_a_word() -> None:
    assert found("<YWIxMg==> YWIxMg, YWIxMgx", "ab12") == ["YWIxMg", "YWIxMg"]
    assert found("<YW55> YQ==", "any", "a") == []  # three letters may be anything


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_that_is_read_as_something_else(encoding: str) -> None:
    echo = KEY.encode(encoding).decode("latin-1")
    for form in (str, quoted, lambda text: text.replace("\0", "\\u0000")):
        assert found(f"<{form(echo)}>", KEY) == [form(echo)]
        assert found(f"<{form(echo[:20])}>", KEY) == [form(echo[:20])]
    assert found("\0M\0a\0n\0y", "any") == []


def test_nothing_is_found_of_nothing() -> None:
    assert SecretMatcher([]).spans("anything % \\ &") == []
    assert SecretMatcher([""], [""]).spans("anything % \\ &") == []
    assert SecretMatcher(["0123456789"]).spans("") == []


@tries(150)
@given(st.text(max_size=40), st.text(min_size=1, max_size=30), st.text(max_size=40))
def test_any_text_is_found_in_any_other(before: str, value: str, behind: str) -> None:
    if len(value) < 8:
        before, behind = f"{before} ", f" {behind}"
    text = before + value + behind
    spans = SecretMatcher([value]).spans(text)
    assert any(start <= len(before) and end >= len(before + value) for start, end in spans)
    assert spans == sorted(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    "text",
    ["\\" * 20_000, "%25" * 7_000, "&amp;" * 4_000, "&#x" + "0" * 20_000, "ab+cd/EF" * 2_500],
    ids=["backslashes", "percent signs", "ampersands", "zeros", "beginnings"],
)
def test_the_time_of_a_search_grows_with_the_text_alone(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    matcher = SecretMatcher([KEY, "\\%&-a-key-of-marks", "any", "token-0123456789" * 100])
    began = time.perf_counter()
    matcher.spans(text)
    with capsys.disabled():
        print(f"\n{len(text):,} characters of {text[:8]!r}: {time.perf_counter() - began:.3f} s")


def test_escapes_of_no_character_are_passed_over() -> None:
    text = "%c3%28 %ff%fe %c3%c3 ABCDEFGH-1234 %e2%82"
    assert found(text, "ABCDEFGH-1234") == ["ABCDEFGH-1234"]


def in_base64(octets: bytes) -> str:
    return b64encode(octets).decode()


@pytest.mark.parametrize(
    "encode",
    [
        lambda value: value.encode().hex(),
        lambda value: value.encode().hex().upper(),
        lambda value: in_base64(value.encode("utf-16-le")).rstrip("=")[:-2],
        lambda value: in_base64(b"\xff" + value.encode("utf-16-be"))[2:-4],
        lambda value: in_base64(quote(value, safe="").encode()).rstrip("=")[:-2],
        lambda value: value.encode("utf-32-le").decode("latin-1"),
        lambda value: value.encode("utf-32-be").decode("latin-1"),
    ],
)
def test_octets_in_other_spellings(encode: Callable[[str], str]) -> None:
    assert encode(KEY)[:-1] not in SecretMatcher([KEY]).scrub(f"bad <{encode(KEY)}>")
    assert len(SecretMatcher([KEY]).scrub(f"<{encode(KEY)}>")) <= len("<REDACTED>") + 4


def test_letters_beyond_ascii_that_are_read_in_another_encoding() -> None:
    value = "schlüssel-größe"
    assert found(f"<{value.encode().decode('latin-1')}>", value)


@pytest.mark.parametrize("form", FORMS)
def test_what_a_cut_has_left_of_the_end_is_found(form: str) -> None:
    for kept in (12, 13, 15):
        echo = FORMS[form](KEY[-kept:])
        with told(echo):
            assert found(f"{echo} is bad", KEY) == [echo]
            assert found(f"...{echo} is bad", KEY) == [echo]


def test_an_end_of_base64_is_found() -> None:
    value = "kEy-0123+456/789=abc_DEFghijklmnop"
    for before in range(6):
        echo = in_base64(b"x" * before + value.encode() + b"yyy")
        scrubbed = SecretMatcher([value]).scrub(f"...{echo[14:]}")
        assert echo[16:-8] not in scrubbed
        assert "REDACTED" in scrubbed
    assert "REDACTED" not in SecretMatcher([], [value]).scrub(value[-20:])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n  ", "\\n", "\\r\\n\\t", "%0A"])
def test_lines_may_be_broken_anywhere(end: str) -> None:
    value = "kEy-0123+456/789=abc_DEFghijklmnop"
    for echo in (value, in_base64(value.encode())):
        for width in (3, 10, 16):
            broken = end.join(echo[i : i + width] for i in range(0, len(echo), width))
            scrubbed = SecretMatcher([value]).scrub(f"bad <{broken}> end")
            # Base64 keeps a part of one letter at its end.
            assert len(scrubbed) <= len("bad <REDACTED> end") + len(end) + 3
            assert scrubbed.startswith("bad <REDACTED")
    lines = f"one{end}two{end}{value}{end}three"
    assert SecretMatcher([value]).scrub(lines) == lines.replace(value, "REDACTED")


@tries(100)
@given(st.text("ab%41\\n\n\r &#;u{}", max_size=60), st.text(max_size=60))
def test_a_place_in_the_text_is_found_again(before: str, behind: str) -> None:
    """Whatever is escaped around it: the secret goes, and nothing that is far from it."""
    value = "kEy-0123-456-789-xyz"
    scrubbed = SecretMatcher([value]).scrub(f"{before}<{value}>{behind}")
    assert "-456-" not in scrubbed.replace(behind, "")
    assert scrubbed.startswith(before.rstrip("\r\n &#;u{}ab%41\\")[:-12])
