"""Reading of data files with dirty rows: values, issues, the report, and country codes."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from evcp._codec.streaming import unpacked_chunks
from evcp_codec.issues import MalformedDocument
from evcp_codec.model import short_repr
from evcp_codec.reading import collapse, truth
from evcp_models import EVStation

from ..spatial.geometry import Point

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")
"""Characters outside XML, and the replacement character, the mark of broken text."""

_MARKS = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
_MANY_BYTES = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")
"""A character of several bytes in UTF-8; in other encodings the two seldom stand together."""

# Values of a GeoJSON text sequence (RFC 8142) begin with a record separator, joined files with a mark.
_BETWEEN = "\x1e\ufeff \t\r\n"
_GAP = re.compile(f"[{_BETWEEN}]*")
_DECODER = json.JSONDecoder()
_NO_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_RAW = 200
_HEAD = 100_000
_WORDS = {"yes": True, "no": False}
"""Booleans of data files, beside those of the codec."""


def read_text(path: Path) -> str:
    """The text of a file, plain or compressed with gzip.

    Raises:
        OSError: The file cannot be read.
        ValueError: The compression is broken.
    """
    try:
        with path.open("rb") as file:
            raw = b"".join(unpacked_chunks(file))
    except MalformedDocument as error:
        raise ValueError(f"{path.name}: {error}") from error
    return decoded(raw)


def decoded(raw: bytes) -> str:
    """The text of bytes: UTF-8 or UTF-16 by their mark, else UTF-8, else Windows-1252 of old spreadsheets.

    Broken characters of a text that is mostly UTF-8 become U+FFFD, which `Notes` reports.
    """
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        if not _MANY_BYTES.search(raw):
            with suppress(UnicodeDecodeError):
                return raw.decode("cp1252")
    return raw.decode(errors="replace")


def is_json(text: str) -> bool:
    """Return True for a text that begins as JSON."""
    return text.lstrip(_BETWEEN)[:1] in ("{", "[")


@lru_cache(4096)
def column(head: str) -> str:
    """The name of a column by its head: `EV Network` and `ev_network` are one."""
    return (
        head
        if head.isidentifier() and head.islower()
        else _NO_NAME.sub("_", head.lower()).strip("_")
    )


class BrokenRow(NamedTuple):
    """A row that cannot be read.

    Attributes:
        reason: The fault.
        raw: The text.
    """

    reason: str
    raw: str


class Table(NamedTuple):
    """A CSV file.

    Attributes:
        columns: The names of the columns, see `column`.
        rows: The rows by column; cells without a column are in a list under None. A row with fewer cells
            than columns is a `BrokenRow`: its last cell may be cut as well.
    """

    columns: tuple[str, ...]
    rows: Iterator[dict[str | Any, str | Any] | BrokenRow]


def read_table(text: str, name: str) -> Table:
    """Read a CSV text with a header; a comma, semicolon or tab separates its cells.

    Raises:
        ValueError: The file is not text; or, at a row: broken quotes, or a cell that is too large.
    """
    if "\0" in text[:_HEAD]:
        raise ValueError(
            f"{name} is not a text file: it holds NUL bytes; export it as CSV, JSON or GeoJSON"
        )
    text = text.lstrip("\r\n")
    line = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=line.count))
    try:
        columns = tuple(map(column, next(reader, ())))
    except csv.Error as error:
        raise ValueError(f"{name}, line 1: {error}") from error

    def rows() -> Iterator[dict[str | Any, str | Any] | BrokenRow]:
        try:
            for cells in reader:
                if len(cells) < len(columns) and any(cells):
                    yield BrokenRow(
                        "fewer cells than columns", reader.dialect.delimiter.join(cells)
                    )
                elif any(cells):
                    row: dict[str | Any, str | Any] = dict(zip(columns, cells, strict=False))
                    if len(cells) > len(columns):
                        row[None] = cells[len(columns) :]
                    yield row
        except csv.Error as error:
            raise ValueError(f"{name}, line {reader.line_num}: {error}") from error

    return Table(columns, rows())


def json_values(text: str, name: str) -> Iterator[Any]:
    """The JSON values of a text: one, several one after another, or lines, of which some may be broken.

    A broken line becomes a `BrokenRow`.

    Raises:
        ValueError: Neither the text nor most of its lines are JSON.
    """
    try:
        values = list(_joined_values(text))
    except (ValueError, RecursionError) as error:
        lines = [line.strip(_BETWEEN) for line in text.split("\n")]
        values = [_value(line) for line in lines if line]
        # Of a document over several lines, some may be JSON by chance: the last feature of GeoJSON.
        if sum(isinstance(one, dict) for one in values) * 2 < max(len(values), 1):
            raise ValueError(f"{name} is not JSON: {error}") from error
    yield from values


def _joined_values(text: str) -> Iterator[Any]:
    at = _begin(text, 0)
    while at < len(text) or not at:
        value, at = _DECODER.raw_decode(text, at)
        yield value
        at = _begin(text, at)


def _begin(text: str, at: int) -> int:
    return _GAP.match(text, at).end()  # type: ignore[union-attr]  # matches any text


def _value(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return BrokenRow("the line is not JSON", f"{error}: {line[:80]}")


def read_json(path: Path) -> Iterator[Any]:
    """The JSON values of a file.

    Raises:
        OSError: The file cannot be read.
        ValueError: Not JSON, or broken compression.
    """
    return json_values(read_text(path), path.name)


def read_flag(value: object) -> bool | None:
    """The truth value that a text or number means; None for others."""
    known = truth(value)
    return _WORDS.get(collapse(str(value)).lower()) if known is None else known


MOST_CONNECTORS = 1_000
"""Most connectors of a kind, or EVSEs of a level, at one place; the largest places have some hundred."""


def read_count(text: str) -> int | None:
    """A whole number of connectors up to `MOST_CONNECTORS`; None for other texts."""
    digits = text.lstrip("0") or text[-1:]
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(MOST_CONNECTORS)):
        return None
    number = int(digits)
    return number if number <= MOST_CONNECTORS else None


class Notes:
    """Issues of the rows of a file, and counts of unread members.

    Attributes:
        row: Number of the present row, from 1 on.
        loaded: Number of rows with a station.
    """

    def __init__(self) -> None:
        self.row = 0
        self.loaded = 0
        self._issues: list[RowIssue] = []
        self._unread: Counter[str] = Counter()
        self._seen: set[str] = set()

    def note(self, column: str, reason: str, raw: object = "", *, dropped: bool = False) -> None:
        """Record an issue of the row."""
        text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, default=str)
        issue = RowIssue(self.row, column, reason, _NOT_XML.sub("?", text[:_LONGEST_RAW]), dropped)
        self._issues.append(issue)

    def drop(self, column: str, reason: str, raw: object = "") -> None:
        """Record the reason for dropping the row."""
        self.note(column, f"{reason}: the row is dropped", raw, dropped=True)

    def unread(self, names: Iterable[str]) -> None:
        """Count unread members."""
        self._unread.update(names)

    def seen_before(self, origin: str) -> bool:
        """Return True for the id of an earlier row."""
        known = origin in self._seen
        self._seen.add(origin)
        return known

    def report(self, source: str) -> Report:
        """The report of the file."""
        unread = tuple(sorted(self._unread.items()))
        return Report(source, self.row, self.loaded, tuple(self._issues), unread)

    def text(self, members: Mapping[str, Any], name: str, at: str = "") -> str | None:
        """A text without characters outside XML; a number is its digits; None if empty."""
        value = members.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.note(at + name, "not a text: left out", value)
            return None
        text = str(value)
        clean = " ".join(_NOT_XML.sub("", text).split())
        if len(clean) < len(text) and _NOT_XML.search(text):
            self.note(at + name, "unreadable characters: left out", text)
        return clean or None

    def number(self, members: Mapping[str, Any], name: str, at: str = "") -> float | None:
        """A number, or a text of one; None without."""
        value = members.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            try:
                found = float(value)
            except (ValueError, OverflowError):
                found = math.nan
            if math.isfinite(found):
                return found
        self.note(at + name, "not a number: left out", value)
        return None

    def flag(self, members: Mapping[str, Any], name: str, at: str = "") -> bool | None:
        """A truth value, or a text or number of one; None without."""
        value = members.get(name)
        if value is None or value == "":
            return None
        found = read_flag(value)
        if found is None:
            self.note(at + name, "neither true nor false: left out", value)
        return found

    def objects(self, members: Mapping[str, Any], name: str, at: str = "") -> list[dict[str, Any]]:
        """A list of objects, other entries left out."""
        value = members.get(name)
        if value is None:
            return []
        if isinstance(value, dict):
            return [value]  # one without its list
        if not isinstance(value, list):
            self.note(at + name, "not a list: left out", value)
            return []
        for one in value:
            if not isinstance(one, dict):
                self.note(at + name, "an entry is not an object: left out", one)
        return [one for one in value if isinstance(one, dict)]

    def object(self, members: Mapping[str, Any], name: str, at: str = "") -> dict[str, Any]:
        """An object; an empty one without."""
        value = members.get(name)
        if value is None:
            return {}
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if not isinstance(value, dict):
            self.note(at + name, "not an object: left out", value)
            return {}
        return value

    def country(self, code: str) -> Country | None:
        """A country by its code of two or three letters."""
        found = COUNTRIES.get(code.upper())
        if found is None:
            self.note("country", "not a country code: left out", code)
        return found

    def point(self, latitude: float | None, longitude: float | None, column: str) -> Point | None:
        """A place on the earth; without one the row is dropped."""
        if latitude is None or longitude is None:
            self.drop(column, "no position")
            return None
        if abs(latitude) > 90 or abs(longitude) > 180:
            self.drop(column, "the position is not on the earth", [latitude, longitude])
            return None
        if latitude == 0 and longitude == 0:
            self.drop(column, "the position is 0, 0, a mark for an unknown one")
            return None
        return Point(latitude, longitude)


def stations_of_rows(
    rows: Iterable[Any],
    notes: Notes,
    station: Callable[[Any], EVStation | None],
    source: str,
    kind: str,
) -> tuple[tuple[EVStation, ...], Report]:
    """The stations of JSON rows, with the report.

    Args:
        rows: The rows, with each `BrokenRow` among them.
        notes: Records the issues; `station` writes to it too.
        station: Builds a station of a row, or drops the row with a note and returns None.
        source: Name of the file.
        kind: Kind of the rows, for the error.

    Raises:
        ValueError: No rows.
    """
    stations = []
    for row in rows:
        notes.row += 1
        if isinstance(row, BrokenRow):
            notes.drop("", row.reason, row.raw)
        elif (built := station(row)) is not None:
            stations.append(built)
            notes.loaded += 1
    if not notes.row:
        raise ValueError(f"{source} holds no {kind}")
    return tuple(stations), notes.report(source)


@dataclass(frozen=True, slots=True)
class RowIssue:
    """One issue of one row.

    Attributes:
        row: Number of the record; the first one below the header is 1. 0 is the file itself.
        column: Column of the file.
        reason: The issue and its consequence.
        raw: The text of the cell.
        dropped: True if the row was dropped for this reason.
    """

    __repr__ = short_repr

    row: int
    column: str
    reason: str
    raw: str
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Report on a data file.

    Attributes:
        source: Name of the file.
        rows: Number of its records. Each is a station or an issue with `dropped`.
        loaded: Number of stations.
        issues: All issues, in the order of the file.
        unread: Unread members of the rows, with the number of their rows.
    """

    __repr__ = short_repr

    source: str
    rows: int
    loaded: int
    issues: tuple[RowIssue, ...] = ()
    unread: tuple[tuple[str, int], ...] = ()

    @property
    def dropped(self) -> int:
        """Number of records without a station."""
        return self.rows - self.loaded

    @property
    def dropped_by_reason(self) -> dict[str, int]:
        """Number of dropped records by column and reason, the most frequent first."""
        kinds = Counter(f"{one.column}: {one.reason}" for one in self.issues if one.dropped)
        return dict(kinds.most_common())

    def __str__(self) -> str:
        lines = [f"{self.source}: {self.rows} rows, {self.loaded} stations, {self.dropped} dropped"]
        kinds = Counter((issue.column, issue.reason) for issue in self.issues)
        lines += [f"  {count:6} x {column}: {reason}" for (column, reason), count in kinds.items()]
        if self.unread:
            names = ", ".join(f"{name} ({count})" for name, count in self.unread)
            lines.append(f"  not read: {names}")
        return "\n".join(lines)


class Country(NamedTuple):
    """The codes of a country (ISO 3166-1)."""

    alpha2: str
    alpha3: str
    numeric: str


UNKNOWN = "000"
"""Number of an unknown country in an id."""

_TABLE = """
AD AND 020 AE ARE 784 AF AFG 004 AG ATG 028 AI AIA 660 AL ALB 008 AM ARM 051 AO AGO 024 AQ ATA 010
AR ARG 032 AS ASM 016 AT AUT 040 AU AUS 036 AW ABW 533 AX ALA 248 AZ AZE 031 BA BIH 070 BB BRB 052
BD BGD 050 BE BEL 056 BF BFA 854 BG BGR 100 BH BHR 048 BI BDI 108 BJ BEN 204 BL BLM 652 BM BMU 060
BN BRN 096 BO BOL 068 BQ BES 535 BR BRA 076 BS BHS 044 BT BTN 064 BV BVT 074 BW BWA 072 BY BLR 112
BZ BLZ 084 CA CAN 124 CC CCK 166 CD COD 180 CF CAF 140 CG COG 178 CH CHE 756 CI CIV 384 CK COK 184
CL CHL 152 CM CMR 120 CN CHN 156 CO COL 170 CR CRI 188 CU CUB 192 CV CPV 132 CW CUW 531 CX CXR 162
CY CYP 196 CZ CZE 203 DE DEU 276 DJ DJI 262 DK DNK 208 DM DMA 212 DO DOM 214 DZ DZA 012 EC ECU 218
EE EST 233 EG EGY 818 EH ESH 732 ER ERI 232 ES ESP 724 ET ETH 231 FI FIN 246 FJ FJI 242 FK FLK 238
FM FSM 583 FO FRO 234 FR FRA 250 GA GAB 266 GB GBR 826 GD GRD 308 GE GEO 268 GF GUF 254 GG GGY 831
GH GHA 288 GI GIB 292 GL GRL 304 GM GMB 270 GN GIN 324 GP GLP 312 GQ GNQ 226 GR GRC 300 GS SGS 239
GT GTM 320 GU GUM 316 GW GNB 624 GY GUY 328 HK HKG 344 HM HMD 334 HN HND 340 HR HRV 191 HT HTI 332
HU HUN 348 ID IDN 360 IE IRL 372 IL ISR 376 IM IMN 833 IN IND 356 IO IOT 086 IQ IRQ 368 IR IRN 364
IS ISL 352 IT ITA 380 JE JEY 832 JM JAM 388 JO JOR 400 JP JPN 392 KE KEN 404 KG KGZ 417 KH KHM 116
KI KIR 296 KM COM 174 KN KNA 659 KP PRK 408 KR KOR 410 KW KWT 414 KY CYM 136 KZ KAZ 398 LA LAO 418
LB LBN 422 LC LCA 662 LI LIE 438 LK LKA 144 LR LBR 430 LS LSO 426 LT LTU 440 LU LUX 442 LV LVA 428
LY LBY 434 MA MAR 504 MC MCO 492 MD MDA 498 ME MNE 499 MF MAF 663 MG MDG 450 MH MHL 584 MK MKD 807
ML MLI 466 MM MMR 104 MN MNG 496 MO MAC 446 MP MNP 580 MQ MTQ 474 MR MRT 478 MS MSR 500 MT MLT 470
MU MUS 480 MV MDV 462 MW MWI 454 MX MEX 484 MY MYS 458 MZ MOZ 508 NA NAM 516 NC NCL 540 NE NER 562
NF NFK 574 NG NGA 566 NI NIC 558 NL NLD 528 NO NOR 578 NP NPL 524 NR NRU 520 NU NIU 570 NZ NZL 554
OM OMN 512 PA PAN 591 PE PER 604 PF PYF 258 PG PNG 598 PH PHL 608 PK PAK 586 PL POL 616 PM SPM 666
PN PCN 612 PR PRI 630 PS PSE 275 PT PRT 620 PW PLW 585 PY PRY 600 QA QAT 634 RE REU 638 RO ROU 642
RS SRB 688 RU RUS 643 RW RWA 646 SA SAU 682 SB SLB 090 SC SYC 690 SD SDN 729 SE SWE 752 SG SGP 702
SH SHN 654 SI SVN 705 SJ SJM 744 SK SVK 703 SL SLE 694 SM SMR 674 SN SEN 686 SO SOM 706 SR SUR 740
SS SSD 728 ST STP 678 SV SLV 222 SX SXM 534 SY SYR 760 SZ SWZ 748 TC TCA 796 TD TCD 148 TF ATF 260
TG TGO 768 TH THA 764 TJ TJK 762 TK TKL 772 TL TLS 626 TM TKM 795 TN TUN 788 TO TON 776 TR TUR 792
TT TTO 780 TV TUV 798 TW TWN 158 TZ TZA 834 UA UKR 804 UG UGA 800 UM UMI 581 US USA 840 UY URY 858
UZ UZB 860 VA VAT 336 VC VCT 670 VE VEN 862 VG VGB 092 VI VIR 850 VN VNM 704 VU VUT 548 WF WLF 876
WS WSM 882 YE YEM 887 YT MYT 175 ZA ZAF 710 ZM ZMB 894 ZW ZWE 716 XK XKX 000
"""


def _countries() -> dict[str, Country]:
    words = iter(_TABLE.split())
    found = {}
    for country in map(Country, words, words, words):
        found[country.alpha2] = found[country.alpha3] = country
    return found


COUNTRIES = _countries()
"""Countries by two letters and by three."""
