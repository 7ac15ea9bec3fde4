"""The map page in a browser: list, map, filters, content security policy."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli.chromium import PROGRAM, Browser, chromium

from evcp import Area, Box, Circle
from evcp._client.station_filter import StationFilter
from evcp.cli.map import render_map
from evcp.sandbox import World
from evcp_models import (
    Address,
    Connector,
    ConnectorDetail,
    ConnectorStatus,
    Contact,
    ContactEntry,
    EVStation,
    NameId,
    Phone,
    Position,
)

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="Chromium is not here")

Show = Callable[..., Browser]
HOSTILE = '</script><img src=x onerror="document.title=1"><b>&amp;'
COUNT = "document.getElementById('count').textContent"
ROWS = "[...document.querySelectorAll('.row .name bdi')].map((name) => name.textContent)"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Open a page with stations; the console must be empty at the end."""

    def opened(
        *stations: EVStation, area: Area | None = None, width: int = 1280, **options: Any
    ) -> Browser:
        page = tmp_path / "map.html"
        text = render_map(stations, title="Map", area=area, **options)
        page.write_text(text, encoding="utf-8")
        browser.open(page, width=width)
        return browser

    yield opened
    assert browser.console_messages() == []


def group(kind: str, kw: float | None, *states: str) -> Connector:
    return Connector(
        connector_type=NameId(name=f"plug {kind}", id=kind),
        max_power_level=kw,
        connector_statuses=tuple(ConnectorStatus(state=state) for state in states),
    )


def station(name: str, at: tuple[float, float], *groups: Connector, **more: Any) -> EVStation:
    place = Position(latitude=at[0], longitude=at[1])
    return EVStation(id=name, name=name, position=place, connectors=groups, **more)


FREE = station("Free in Köln", (50.94, 6.96), group("34", 150, "AVAILABLE", "OCCUPIED"))
MIXED = station(
    "Two kinds", (50.95, 6.97), group("34", 150, "OCCUPIED"), group("31", 22, "AVAILABLE")
)
SILENT = station("Silent", (50.93, 6.95), group("31", 22, "UNKNOWN"))
BROKEN = station("Broken", (50.92, 6.98), group("29", 50, "OUT_OF_SERVICE"))
FOUR = (FREE, MIXED, SILENT, BROKEN)


def chip(name: str) -> str:
    """JavaScript that presses a filter button."""
    return (
        f"[...document.querySelectorAll('.chip')].find((c) => c.textContent === '{name}').click()"
    )


def search(words: str) -> str:
    """JavaScript that types into the search, and waits for the list to change."""
    return f"""new Promise((done) => {{
        new MutationObserver(() => done({COUNT}))
            .observe(document.getElementById('count'), {{childList: true, characterData: true}});
        const words = document.getElementById('words');
        words.value = '{words}';
        words.dispatchEvent(new Event('input'));
    }})"""


def test_list_and_map_show_stations(show: Show) -> None:
    world = World.synthetic(12, seed=7)
    page = show(*world.stations)
    assert len(page.evaluate(ROWS)) == 12
    assert page.evaluate(COUNT).startswith("12 stations")
    assert page.evaluate("scene.items.length") == 12
    # Pixels are drawn at the stations.
    painted = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(" \
        "layers.marks.getImageData(0, 0, 800, 700).data.some((value) => value > 0)))))"  # fmt: skip
    assert page.evaluate(painted) is True


def test_unknown_has_own_colour_and_shape(show: Show) -> None:
    page = show(*FOUR, area=Circle(50.94, 6.96, 5_000))
    states = page.evaluate(
        "Object.fromEntries(scene.items.map((i) => [DATA.stations[i.index].name, i.state]))"
    )
    assert states == {
        "Free in Köln": "free", "Two kinds": "free", "Silent": "unknown", "Broken": "out"
    }  # fmt: skip
    colours = page.evaluate("STATES.map((state) => paint[state])")
    assert len(set(colours)) == 4
    # Its marker is hollow: the centre has no state colour.
    middle = page.evaluate("""(() => {
        draw();
        const item = scene.items.find((one) => one.state === 'unknown');
        const [x, y] = toScreen(item.x, item.y);
        return [...layers.marks.getImageData(Math.round(x), Math.round(y), 1, 1).data];
    })()""")
    assert middle == [255, 255, 255, 255]


def test_hostile_texts_do_not_run(show: Show) -> None:
    hostile = station(
        HOSTILE,
        (50.9, 6.9),
        Connector(
            connector_type=NameId(name=HOSTILE, id="34"),
            connector_details=ConnectorDetail(opening_time=HOSTILE),
        ),
        brand=HOSTILE,
        address=Address(street=HOSTILE, city=HOSTILE),
        contacts=Contact(phone=(Phone(value=HOSTILE),)),
    )
    page = show(hostile)
    page.evaluate("document.querySelector('.row').click()")
    assert page.evaluate("document.getElementById('card-name').textContent") == HOSTILE
    assert page.evaluate(ROWS) == [HOSTILE]
    assert (
        page.evaluate(
            "document.images.length + document.querySelectorAll('.map b b, .card img').length"
        )
        == 0
    )
    assert page.evaluate("document.title") == "Map"
    assert page.evaluate("document.scripts.length") == 2


def test_content_security_policy_is_enforced(show: Show, browser: Browser) -> None:
    page = show(FREE)
    blocked = page.evaluate("""new Promise((done) => {
        const seen = [];
        document.addEventListener('securitypolicyviolation', (event) => {
            seen.push(event.effectiveDirective);
            if (seen.length === 2) done(seen.sort());
        });
        new Image().src = 'https://example.org/spy.png';
        const script = document.createElement('script');
        script.textContent = 'document.title = "broken into"';
        document.body.append(script);
    })""")
    assert blocked == ["img-src", "script-src-elem"]
    assert page.evaluate("document.title") == "Map"
    browser.events.clear()  # both violations are in the console


def test_one_group_must_match_all_filters(show: Show) -> None:
    page = show(*FOUR)
    page.evaluate(chip("CCS"))
    assert sorted(page.evaluate(ROWS)) == ["Free in Köln", "Two kinds"]
    page.evaluate(chip("Free now"))
    # The other station has a free connector, but no free one of this kind.
    assert page.evaluate(ROWS) == ["Free in Köln"]
    page.evaluate(chip("CCS"))
    assert sorted(page.evaluate(ROWS)) == ["Free in Köln", "Two kinds"]
    page.evaluate(chip("Free now"))
    page.evaluate("""(() => {
        const power = document.getElementById('power');
        power.value = '50';
        power.dispatchEvent(new Event('change'));
    })()""")
    assert sorted(page.evaluate(ROWS)) == ["Broken", "Free in Köln", "Two kinds"]


def test_search_ignores_case_and_accents(show: Show) -> None:
    page = show(*FOUR)
    assert page.evaluate(search("KOLN free")).startswith("1 of 4 stations")
    assert page.evaluate(ROWS) == ["Free in Köln"]
    assert page.evaluate(search("chademo")).startswith("1 of 4 stations")
    assert page.evaluate(ROWS) == ["Broken"]
    assert page.evaluate(search("nothing of that name")).startswith("0 of 4 stations")
    page.evaluate("document.querySelector('.none button').click()")
    assert len(page.evaluate(ROWS)) == 4


def test_click_on_map_opens_card(show: Show) -> None:
    page = show(*FOUR, area=Circle(50.94, 6.96, 5_000))
    x, y = page.evaluate("""(() => {
        draw();
        const item = scene.items.find((one) => DATA.stations[one.index].name === 'Broken');
        const box = document.getElementById('marks').getBoundingClientRect();
        const [left, top] = toScreen(item.x, item.y);
        return [left + box.left, top + box.top];
    })()""")
    page.click(x, y)
    card = page.evaluate("document.getElementById('card').innerText")
    assert "Broken" in card
    assert "Out of service" in card
    assert "50 kW" in card
    assert page.evaluate("document.querySelector('.row.chosen .name bdi').textContent") == "Broken"


def test_keyboard_navigation(show: Show) -> None:
    page = show(*FOUR)
    page.evaluate("document.querySelector('.row').focus()")
    page.press("Enter")
    assert page.evaluate("document.activeElement.id") == "card"
    page.press("Escape")
    assert page.evaluate("document.activeElement.className").startswith("row")
    assert page.evaluate("document.getElementById('card').hidden") is True
    page.evaluate("document.getElementById('marks').focus()")
    before = page.evaluate("view.x")
    page.press("ArrowRight")
    assert page.evaluate("view.x") > before


def test_long_list_is_loaded_in_parts(show: Show) -> None:
    page = show(*World.synthetic(1_000, seed=7).stations)
    assert page.evaluate(COUNT).startswith("1,000 stations")
    shown = len(page.evaluate(ROWS))
    assert 100 <= shown < 1_000
    page.evaluate("for (let at = 0; at < 10; at++) document.getElementById('more').click()")
    assert len(page.evaluate(ROWS)) == 1_000
    assert page.evaluate("document.getElementById('more').hidden") is True
    # Every station is in exactly one marker or group of the map, at every zoom.
    for zoom in range(0, 20, 3):
        members = f"gather(scene.items, {zoom}).flatMap((made) => made.items.map((i) => i.index))"
        assert sorted(page.evaluate(members)) == list(range(1_000))


@pytest.mark.parametrize("area", [None, Box(north=-16, west=179, south=-18, east=-179)])
@pytest.mark.parametrize("width", [1280, 390])
def test_area_across_antimeridian_is_whole(show: Show, width: int, area: Area | None) -> None:
    places = [(-17.0, 179.5), (-17.5, -179.5), (-16.5, 180.0), (-17.2, -180.0)]
    stations = [station(str(at), place, group("31", 22)) for at, place in enumerate(places)]
    page = show(*stations, area=area, width=width)
    seen = page.evaluate("""(() => {
        const inside = ([x, y]) => x > 0 && y > 0 && x < view.width && y < view.height;
        return scene.items.map((item) => inside(toScreen(item.x, item.y)));
    })()""")
    assert seen == [True] * 4
    assert page.evaluate("view.zoom") > 5
    if width < 600:  # the list is below the map
        below = "$('list').getBoundingClientRect().top >= $('map').getBoundingClientRect().bottom"
        assert page.evaluate(below) is True


def png() -> bytes:
    """A PNG of one pixel."""
    parts = b""
    for kind, content in (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\x80\xa0\x80")),
        (b"IEND", b""),
    ):
        check = struct.pack(">I", zlib.crc32(kind + content))
        parts += struct.pack(">I", len(content)) + kind + content + check
    return b"\x89PNG\r\n\x1a\n" + parts


def test_tiles_are_drawn(show: Show, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "tiles", (200, png()))
    page = show(*FOUR)
    covered = page.evaluate("""new Promise((done) => {
        listeners.moved.push(() => streets.ready && drawTiles(layers.streets) && done(streets.store.size));
        redraw();
    })""")
    assert covered >= 9
    assert page.evaluate("document.getElementById('note').textContent") == ""


@pytest.mark.parametrize(
    ("tiles", "note"),
    [
        (None, "Street map not reachable"),
        # The error response has a picture, which must not be drawn as a tile.
        ((403, png()), "Street map refused to local files"),
    ],
)
def test_map_without_tiles(
    show: Show,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    tiles: tuple[int, bytes] | None,
    note: str,
) -> None:
    monkeypatch.setattr(browser, "tiles", tiles)
    page = show(FREE)
    told = page.evaluate("""new Promise((done) => {
        const note = document.getElementById('note');
        const look = () => note.textContent && done(note.textContent);
        new MutationObserver(look).observe(note, {childList: true});
        look();
    })""")
    assert told == note
    assert page.evaluate("[streets.ready, streets.store.size]") == [False, 0]
    grid = "(draw(), layers.ground.getImageData(0, 0, 800, 700).data.some((value) => value > 0))"
    assert page.evaluate(grid) is True


CARD = "document.getElementById('card').innerText"
LINKS = (
    "[...document.querySelectorAll('#card a')].map((a) => [a.textContent, a.getAttribute('href')])"
)


def open_card(name: str) -> str:
    """JavaScript that clicks a row of the list."""
    return (
        "[...document.querySelectorAll('.row')]"
        f".find((row) => row.querySelector('.name bdi').textContent === '{name}').click()"
    )


@pytest.mark.parametrize("at", [(50.9412, 6.9581), (-33.8688, -70.5), (-0.0000001, 179.9999999)])
def test_card_links_navigate_in_order_latitude_longitude(
    show: Show, at: tuple[float, float]
) -> None:
    page = show(station("There", at, group("34", 150, "AVAILABLE")))
    page.evaluate(open_card("There"))
    place = f"{at[0]:.6f},{at[1]:.6f}"
    assert page.evaluate(LINKS) == [
        ["Navigate", f"geo:{place}?q={place}"],
        ["Route in the browser", f"https://www.openstreetmap.org/directions?to={place}"],
    ]
    new_tab = "document.querySelectorAll('#card a[target=_blank][rel~=noreferrer]').length"
    assert page.evaluate(new_tab) == 1


def test_navigation_leads_to_the_entrance(show: Show) -> None:
    entrance = Position(latitude=50.9, longitude=6.95)
    page = show(station("Hall", (50.95, 6.96), entrance_position=entrance))
    page.evaluate(open_card("Hall"))
    assert page.evaluate(LINKS)[0][1].startswith("geo:50.900000,6.950000")


def test_phone_and_website_on_card(show: Show) -> None:
    contacts = Contact(
        phone=(Phone(value="+49 (0)30 123"), Phone(value="<b>desk</b>")),
        website=(ContactEntry(value="www.ladesäule.example/x"), ContactEntry(value=" javascript:alert(1)")),
    )  # fmt: skip
    page = show(station("Called", (50.94, 6.96), contacts=contacts))
    page.evaluate(open_card("Called"))
    assert page.evaluate(LINKS)[2:] == [
        ["+49 (0)30 123", "tel:+4930123"],
        # The name of the host as the network knows it: letters of other scripts cannot pose as Latin.
        ["www.ladesäule.example".encode("idna").decode(), "https://www.ladesäule.example/x"],
    ]
    card = page.evaluate(CARD)
    assert "<b>desk</b>" in card
    assert "javascript:alert(1)" in card


def test_other_schemes_never_become_links(show: Show) -> None:
    page = show(FREE)
    for address in ("javascript:document.title=1", " JavaScript:x", "data:text/html,x", "blob:x"):
        assert page.evaluate(f"anchor('x', {address!r}).tagName") == "SPAN"


BUSY = (
    ConnectorStatus(cpo_evse_id="E1", cpo_connector_id="1", state="AVAILABLE"),
    ConnectorStatus(cpo_evse_id="E1", cpo_connector_id="2", state="OCCUPIED"),
    ConnectorStatus(cpo_evse_id="E2", cpo_connector_id="1", state="AVAILABLE"),
    ConnectorStatus(cpo_evse_id="E2", cpo_connector_id="2", state="AVAILABLE"),
)


def on_evses(kind: str, kw: float, *statuses: ConnectorStatus) -> Connector:
    return Connector(
        connector_type=NameId(name=f"plug {kind}", id=kind),
        max_power_level=kw,
        connector_statuses=statuses,
    )


PAIRED = station(
    "Paired", (50.94, 6.96), on_evses("34", 150, BUSY[0], BUSY[2]), on_evses("31", 22, BUSY[1], BUSY[3])
)  # fmt: skip


def test_card_counts_plugs_and_evses(show: Show) -> None:
    page = show(PAIRED, *FOUR)
    page.evaluate(open_card("Paired"))
    card = page.evaluate(CARD)
    assert "Plugs\n3 of 4 free" in card
    assert "EVSEs\n1 of 2 free; one car each" in card
    row = "document.querySelector('.row.chosen').innerText"
    assert "1/2 EVSEs" in page.evaluate(row)
    page.evaluate(open_card("Free in Köln"))
    assert "EVSEs\nnumber not known" in page.evaluate(CARD)


def test_card_and_marker_count_connectors_of_the_filter(show: Show) -> None:
    taken = station(
        "One car",
        (50.96, 6.97),
        on_evses("34", 150, BUSY[0]),
        on_evses("31", 22, BUSY[1], BUSY[3]),
    )
    page = show(taken, *FOUR)
    page.evaluate(open_card("One car"))
    assert "1 of 2 free; one car each" in page.evaluate(CARD)
    # The open card follows the filter.
    page.evaluate(chip("CCS"))
    card = page.evaluate(CARD)
    assert "Counted: the connectors that fit the filters." in card
    assert "EVSEs\nAll taken; one car each" in card
    state = "scene.items.find((i) => DATA.stations[i.index].name === 'One car').state"
    assert page.evaluate(state) == "taken"
    page.evaluate(chip("Free now"))
    assert page.evaluate(ROWS) == ["Free in Köln"]


def test_page_begins_with_the_filter_of_the_search(show: Show) -> None:
    both = station("Both", (50.9, 6.9), group("34", 50, "OCCUPIED"), group("31", 22, "AVAILABLE"))
    page = show(both, station_filter=StationFilter(connector_types=("34",)))
    summary = "document.getElementById('summary').textContent"
    assert page.evaluate(summary) == "1 station"
    assert page.evaluate("scene.items[0].state") == "taken"
    pressed = "[...document.querySelectorAll('.chip[aria-pressed=true]')].map((c) => c.textContent)"
    assert page.evaluate(pressed) == ["CCS"]
    page.evaluate("document.querySelector('.chip.search').click()")
    assert page.evaluate(summary) == "1 station · 1 free"
    assert page.evaluate("scene.items[0].state") == "free"


def test_filtering_refits_the_map(show: Show) -> None:
    far = [station(f"Far {x}", (48 + x, 11.0 - x), group("31", 22, "AVAILABLE")) for x in range(4)]
    page = show(*FOUR, *far)
    page.call(
        "Emulation.setEmulatedMedia",
        features=[{"name": "prefers-reduced-motion", "value": "reduce"}],
    )
    wide = page.evaluate("view.zoom")
    inside = """(() => {
        const at = scene.items.map((i) => toScreen(i.x, i.y));
        return at.every(([x, y]) => x > 20 && y > 20 && x < view.width - 20 && y < view.height - 20);
    })()"""
    page.evaluate(chip("CCS"))
    assert len(page.evaluate(ROWS)) == 2
    close = page.evaluate("view.zoom")
    assert close > wide + 3
    assert page.evaluate(inside) is True
    page.evaluate(chip("CCS"))
    assert page.evaluate("view.zoom") == pytest.approx(wide)
    page.evaluate(search("far"))
    assert page.evaluate(inside) is True
    assert page.evaluate("view.zoom") < close
    # Nothing left, or a filter that is the view itself: the map stays.
    before = page.evaluate("[view.x, view.y, view.zoom]")
    page.evaluate(search("nothing of that name"))
    page.evaluate(chip("In view"))
    page.evaluate(search("köln"))
    assert page.evaluate("[view.x, view.y, view.zoom]") == before
    page.call("Emulation.setEmulatedMedia", features=[])


def test_refit_across_antimeridian(show: Show) -> None:
    places = [(-17.0, 179.5), (-17.5, -179.5)]
    fiji = [station(f"Fiji {at}", place, group("34", 50)) for at, place in enumerate(places)]
    page = show(*fiji, *FOUR)
    page.call(
        "Emulation.setEmulatedMedia",
        features=[{"name": "prefers-reduced-motion", "value": "reduce"}],
    )
    page.evaluate(search("fiji"))
    assert page.evaluate("view.zoom") > 7
    page.call("Emulation.setEmulatedMedia", features=[])


def test_time_and_source_are_in_the_page(show: Show) -> None:
    made = datetime.now(UTC) - timedelta(days=3, hours=1)
    page = show(FREE, made=made, source="https://ev.example.com/ev/")
    head = page.evaluate("document.querySelector('.made').innerText")
    assert head == f"Made {made:%Y-%m-%d %H:%M} UTC, 3 days ago · Stations: ev.example.com"
    assert page.evaluate("document.querySelector('.trial')") is None
    page = show(*World.synthetic(3, seed=7).stations, width=390)
    box = "document.querySelector('.trial').getBoundingClientRect()"
    assert page.evaluate(f"[{box}.height > 10, {box}.right <= innerWidth]") == [True, True]
    assert "Made-up data" in page.evaluate("document.querySelector('.trial').innerText")


def test_page_without_stations(show: Show) -> None:
    page = show(area=Circle(47.0, -30.0, 20_000))
    assert page.evaluate(ROWS) == []
    assert "Try a wider area" in page.evaluate("document.getElementById('welcome').innerText")
    assert page.evaluate("document.getElementById('welcome').hidden") is False
    assert page.evaluate(COUNT) == "No stations"


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("note", ["", "Street map refused to local files"])
def test_scale_note_and_credit_stand_in_one_line_on_the_map(
    show: Show, width: int, note: str
) -> None:
    page = show(FREE, MIXED, width=width)
    boxes = page.evaluate(f"""
        document.getElementById('note').textContent = {note!r};
        const map = document.getElementById('map').getBoundingClientRect();
        [...document.querySelectorAll('.foot > *')].map((part) => part.getBoundingClientRect())
            .filter((box) => box.width)
            .map((box) => [box.left - map.left, map.right - box.right, map.bottom - box.bottom, box.height])
    """)
    assert len(boxes) == 2  # the scale, and the note or the credit of the streets
    for left, right, bottom, height in boxes:
        assert min(left, right, bottom) >= 0
        assert height < 30


@pytest.mark.parametrize("width", [390, 1280])
def test_label_of_a_latitude_is_not_covered(show: Show, width: int) -> None:
    page = show(FREE, MIXED, width=width)
    assert page.evaluate("besideFrame(100)") == 5
    for part in (".legend", ".scale"):
        right, left = page.evaluate(f"""
            (() => {{
                const map = document.getElementById('map').getBoundingClientRect();
                const box = document.querySelector('{part}').getBoundingClientRect();
                return [box.right - map.left, besideFrame((box.top + box.bottom) / 2 - map.top)];
            }})()
        """)
        assert left > right
