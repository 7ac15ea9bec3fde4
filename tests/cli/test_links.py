"""Links of the map's cards: only certain numbers and addresses become one."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.settings import tries

from evcp.cli.map.links import page_link, phone_link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("+49 30 123-456", "tel:+4930123456"),
        ("+49 (0)30 123 456", "tel:+4930123456"),
        ("(0)30 123456", "tel:030123456"),
        ("030/123456", "tel:030123456"),
        ("(555) 123-4567", "tel:5551234567"),
        (" 888.758.4389 ", "tel:8887584389"),
        ("888\u2013758\u20134389", "tel:8887584389"),
        ("415-405-3751 x1234", "tel:4154053751;ext=1234"),
        ("415-405-3751 ext. 12", "tel:4154053751;ext=12"),
        ("tel:+4930123456", "tel:+4930123456"),
        ("112", "tel:112"),
        # Not one number: a wrong call is worse than no link.
        ("1-800-CHARGE", None),
        ("415-405-3751 877-494-3833", None),
        ("030 123456 or 030 123457", None),
        ("+49 30 123;phone-context=evil", None),
        ("12", None),
        ("", None),
        ("+", None),
        ("javascript:alert(1)", None),
        ("123\u0664\u0665\u0666", None),
        ("++49 30 123456", None),
        ("*21*5551234#", None),
    ],
)
def test_phone_link(text: str, link: str | None) -> None:
    assert phone_link(text) == link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("HTTP://Example.com:8080", "http://Example.com:8080"),
        ("www.example.com", "https://www.example.com"),
        ("example.com/find", "https://example.com/find"),
        ("https://ladesäule.de/", "https://ladesäule.de/"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt://example.com/%0aalert(1)", None),
        ("java\tscript:alert(1)", None),
        ("data:text/html,<script>", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("//example.com", None),
        ("https://user:key@example.com", None),
        ("https://here.com@example.com/", None),
        ("https://example.com\\@here.com", None),
        ('https://example.com/"onclick="x', None),
        ("https://example.com/a b", None),
        ("https://example.com/\u202egnp.exe", None),
        ("https://example.com/" + "a" * 3_000, None),
        ("https://127.0.0.1/", None),
        ("https://localhost/", None),
        ("ask us", None),
        ("a@example.com", None),
        ("", None),
    ],
)
def test_page_link(text: str, link: str | None) -> None:
    assert page_link(text) == link


@tries(300)
@given(st.one_of(st.text(), st.from_regex(r"(https?://)?[\w.@:/\\-]{1,40}")))
def test_any_text_gives_a_safe_link_or_none(text: str) -> None:
    number, page = phone_link(text), page_link(text)
    if number is not None:
        assert number.isascii()
        assert set(number.removeprefix("tel:")) <= set("+0123456789;ext=")
    if page is not None:
        parts = urlsplit(page)
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert "@" not in parts.netloc
