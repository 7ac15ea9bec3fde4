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
        ("116117", "tel:116117"),
        ("+49 30/1234567", "tel:+49301234567"),
        ("0049 (0)30 1234567", "tel:0049301234567"),
        ("030 - 1234567", "tel:0301234567"),
        ("(030) / 123 45 67", "tel:0301234567"),
        ("+1 (303) 555-0100", "tel:+13035550100"),
        ("1 (303) 555-0100", "tel:13035550100"),
        ("1.800.555.0100", "tel:18005550100"),
        ("555-1234", "tel:5551234"),
        ("01 23 45 06 07", "tel:0123450607"),
        ("01.23.45.06.07", "tel:0123450607"),
        ("(0)30/123456", "tel:030123456"),
        ("22101234", "tel:22101234"),
        ("22 33 44 55", "tel:22334455"),
        ("+33 1-23-45-67-89", "tel:+33123456789"),
        ("0345 600 0723", "tel:03456000723"),
        ("98765\u00a043210", "tel:9876543210"),
        ("912.345.678", "tel:912345678"),
        # Not one number: a wrong call is worse than no link.
        ("1-800-CHARGE", None),
        ("415-405-3751 877-494-3833", None),
        ("030 123456 or 030 123457", None),
        ("030 1234\n030 5678", None),
        ("030 1234\r\n5678901", None),
        ("030 1234\u20285678901", None),
        ("030 1234 030 5678", None),
        ("030 1234 040 5678", None),
        ("030 1234  5678901", None),
        ("030 1234\t5678901", None),
        ("030 1234 - 5678", None),
        ("030 1234 \u2013 5678", None),
        ("030 1234 (5678)", None),
        ("030/1234/5678", None),
        ("030 1234567/8", None),
        ("089 12345 / 67890", None),
        ("089 12345/67890", None),
        ("1234567/7654321", None),
        ("0301234567 / 0307654321", None),
        ("030 / 040 1234567", None),
        ("030 1234567, 030 7654321", None),
        ("(030 1234567", None),
        ("030..1234567", None),
        # Hours, dates, numbers of other things.
        ("24/7", None),
        ("24-7", None),
        ("24/7/365", None),
        ("8-18", None),
        ("08-18", None),
        ("0-24", None),
        ("8 - 18", None),
        ("8\u201318", None),
        ("8.00-18.00", None),
        ("08.00 - 18.00", None),
        ("0800-1800", None),
        ("0800 - 1800", None),
        ("8-18 9-17", None),
        ("2024-01-01", None),
        ("2024/01/01", None),
        ("2024-01-01 08.00", None),
        ("01.02.2024", None),
        ("1.2.2024", None),
        ("01/02/2024", None),
        ("01.02.24", None),
        ("1990-2024", None),
        ("2023 - 2024", None),
        ("52.520008", None),
        ("52.5200 13.4050", None),
        ("0.1234567", None),
        ("12.345.678", None),
        ("100-240", None),
        ("2024 12 31", None),
        ("20241231", None),
        ("31 12 2024", None),
        ("1-2-3-4-5-6-7", None),
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


@tries(150)
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
