"""The map page as text: content, escaping, content security policy."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.settings import tries

from evcp import Area, AreaError, Box, Circle, Corridor
from evcp._client.station_filter import StationFilter
from evcp.cli.map import render_map
from evcp.sandbox import World
from evcp_models import (
    Address,
    ChargingPoint,
    Connector,
    ConnectorDetail,
    ConnectorStatus,
    Contact,
    ContactEntry,
    EVStation,
    NameId,
    OpeningHours,
    OpeningHoursDetail,
    Phone,
    Position,
    Price,
    PricingStructure,
    TimePeriod,
)

HOSTILE = [
    '</script><img src=x onerror="document.title=1">',
    "<!--<script>",
    "]]>&lt;&amp;",
    "line\u2028separators\u2029",
    "half a character \ud800",
    "$data ${title} \\u003c \x00\x1f",
]


class Page(HTMLParser):
    """A parsed page: elements, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style", "title", "h1"):
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open[-1]][-1] += data

    @property
    def policy(self) -> dict[str, str]:
        """The directives of the Content-Security-Policy."""
        (content,) = (
            attributes["content"] or ""
            for tag, attributes in self.elements
            if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
        )
        return {
            name: value
            for name, _, value in (part.strip().partition(" ") for part in content.split(";"))
        }


def data(*stations: EVStation, area: Area | None = None) -> Any:
    """The data that the page passes to its script."""
    return json.loads(Page(render_map(stations, title="Map", area=area)).texts["script"][0])


def station(identity: str = "a", at: tuple[float, float] = (52.5, 13.4), **more: Any) -> EVStation:
    place = Position(latitude=at[0], longitude=at[1])
    return EVStation(**{"id": identity, "position": place, **more})


def group(*states: str | None, kind: str | None = "34", kw: float | None = 150.0) -> Connector:
    return Connector(
        connector_type=NameId(name="a plug", id=kind),
        max_power_level=kw,
        connector_statuses=tuple(ConnectorStatus(state=state) for state in states),
    )


@pytest.fixture(scope="module")
def world() -> World:
    return World.synthetic(300, seed=7)


def test_page_has_every_station(world: World) -> None:
    told = data(*world.stations)
    assert sorted(one["id"] for one in told["stations"]) == sorted(world.by_id)
    for one in told["stations"]:
        original = world.by_id[one["id"]]
        assert one.get("name") == original.name
        assert one["at"] == [original.position.latitude, original.position.longitude]
        address = original.address
        parts = [address.street, address.city, address.postal_code] if address else []
        assert all(part in one["address"] for part in parts if part)
        assert len(one["groups"]) == len(original.connectors)
        for told_group, connector in zip(one["groups"], original.connectors, strict=True):
            kind = told["kinds"][told_group["kind"]]
            assert kind["name"] == connector.connector_type.name  # type: ignore[union-attr]
            assert told_group.get("kw") == connector.max_power_level
            states = [str(status.state) for status in connector.connector_statuses]
            if states:
                assert told_group["count"][0] == len(states)
                assert told_group["count"][1] == states.count("AVAILABLE")


def test_page_is_deterministic(world: World) -> None:
    area = Circle(52.5, 13.4, 5_000)
    again = World.synthetic(300, seed=7)
    made = datetime(2026, 11, 27, 10, 5, tzinfo=UTC)
    page = render_map(world.stations, title="Map", area=area, made=made)
    assert page == render_map(again.stations, title="Map", area=area, made=made)
    assert page == render_map(list(world.stations), title="Map", area=area, made=made)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_escaped(text: str) -> None:
    plain = Page(render_map([station()], title="Map"))
    one = station(
        text,
        name=text,
        brand=text,
        address=Address(street=text, city=text, country=text),
        connectors=(
            Connector(
                connector_type=NameId(name=text, id=text),
                connector_details=ConnectorDetail(
                    opening_time=text, pricing=(PricingStructure(descriptions=text),)
                ),
            ),
        ),
    )
    page = render_map([one], title=text)
    parsed = Page(page)
    assert [tag for tag, _ in parsed.elements] == [tag for tag, _ in plain.elements]
    assert parsed.texts["script"][1] == plain.texts["script"][1]
    told = json.loads(parsed.texts["script"][0])
    (only,) = told["stations"]
    assert (
        only["name"] == only["operator"] == only["hours"] == only["groups"][0]["prices"][0] == text
    )
    assert told["kinds"][0]["name"] == text
    page.encode()  # no lone surrogates: UTF-8 cannot encode them
    assert parsed.texts["h1"] == parsed.texts["title"] == [_written(text)]


def _written(text: str) -> str:
    return text.replace("\ud800", "\ufffd")


@tries(50)
@given(text=st.text(st.characters(exclude_categories=()), min_size=1))
def test_any_text_survives(text: str) -> None:
    (one,) = data(station(name=text))["stations"]
    assert one["name"] == text


def test_policy_allows_only_tiles_and_own_script() -> None:
    page = Page(render_map([station()], title="Map"))
    policy = page.policy
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "https://tile.openstreetmap.org data:"
    assert policy["connect-src"] == "https://tile.openstreetmap.org"
    for directive, text in (
        ("script-src", page.texts["script"][1]),
        ("style-src", page.texts["style"][0]),
    ):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert policy[directive] == f"'sha256-{digest}'"
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        assert "src" not in attributes, tag


def test_page_names_no_other_host() -> None:
    page = render_map([station()], title="Map", area=Circle(52.5, 13.4, 900))
    assert set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"'`<;]*", page)) == {
        "https://tile.openstreetmap.org",
        "https://www.openstreetmap.org/copyright",
        "https://www.openstreetmap.org/directions?to=${place}",
        "http://www.w3.org/2000/svg",
    }
    assert not re.search(r"@import|url\(|XMLHttpRequest|WebSocket|import\(|innerHTML", page)


def test_unknown_is_not_free() -> None:
    told = data(station(connectors=(group(None, "UNKNOWN", "OTHER", "brand new"), group())))
    (one,) = told["stations"]
    assert [g["count"] for g in one["groups"]] == [[4, 0, 0, 0, 4], [1, 0, 0, 0, 1]]


def test_group_data() -> None:
    details = ConnectorDetail(
        opening_hours=OpeningHours(
            regular_opening_hours=(
                OpeningHoursDetail(
                    daymask=62, period=(TimePeriod(from_="07:00:00", to="22:00:00"),)
                ),
            )
        ),
        pricing=(PricingStructure(price=Price(value=Decimal("0.49"), currency="EUR"), unit="kWh"),),
    )
    point = ChargingPoint(
        number_of_connectors=5, number_of_available=1, number_of_in_use=1, number_of_reserved=1,
        number_of_out_of_service=1,
    )  # fmt: skip
    first = replace(group(), connector_details=details, charging_point=point)
    free = replace(
        group(kind="999", kw=None), connector_details=ConnectorDetail(open24x7=True, pay=False)
    )
    told = data(station(connectors=(first, free)))
    (one,) = told["stations"]
    assert one["groups"] == [
        {
            "kind": 0,
            "kw": 150.0,
            "count": [5, 1, 2, 1, 1],
            "prices": ["0.49 EUR per kWh"],
            "hours": "Mo-Fr 07:00-22:00",
        },
        {"kind": 1, "count": [1, 0, 0, 0, 1], "prices": ["free of charge"], "hours": "24/7"},
    ]
    assert [kind["label"] for kind in told["kinds"]] == ["CCS", "Other"]
    # Hours common to all groups appear once, at the station.
    (one,) = data(station(connectors=(first, first)))["stations"]
    assert one["hours"] == "Mo-Fr 07:00-22:00"
    assert "hours" not in one["groups"][0]


def paragraphs(**options: Any) -> dict[str, str]:
    """The texts of the classes `made` and `trial` in a page."""
    stations = options.pop("stations", [station()])
    page = render_map(stations, title="Map", **options)
    found = re.findall(r'<p class="(made|trial)"[^>]*>(.*?)</p>', page)
    return {name: re.sub("<[^>]+>", "", text) for name, text in found}


def test_page_says_when_it_was_made_and_whose_data_it_has() -> None:
    made = datetime(2026, 11, 27, 11, 5, tzinfo=timezone(timedelta(hours=1)))
    told = paragraphs(made=made, source="https://ev-v2.example.com/ev/")
    assert told == {"made": "Made 2026-11-27 10:05 UTC &middot; Stations: ev-v2.example.com"}
    page = render_map([], title="Map", made=made)
    assert '<time id="made" datetime="2026-11-27T10:05Z">' in page
    assert paragraphs(made=made)["made"].endswith("source not given")
    assert "Stations: answer.json" in paragraphs(source="answer.json")["made"]
    assert "UTC" in paragraphs()["made"]


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_service_of_this_computer_is_named_as_such(host: str) -> None:
    assert f"a service on this computer ({host})" in paragraphs(source=f"http://{host}/ev/")["made"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_source_is_escaped(text: str) -> None:
    for source in (text, f"https://{text}/"):
        page = Page(render_map([station()], title="Map", source=source))
        plain = Page(render_map([station()], title="Map", source="x"))
        assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]


def test_sandbox_data_says_so(world: World, tmp_path: Path) -> None:
    assert "Made-up data" in paragraphs(stations=world.stations)["trial"]
    assert "trial" not in paragraphs(stations=[station(pool_id="276u33-aGVyZS1ldjplY286MS0y")])
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [13.4, 52.5]},
        "properties": {"amenity": "charging_station", "socket:type2": "2"},
    }
    file = tmp_path / "points.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    loaded = World.from_file(file).stations
    assert "from a file" in paragraphs(stations=loaded)["trial"]


def test_links_on_cards() -> None:
    contacts = Contact(
        phone=(Phone(value="+49 (0)30 123"), Phone(value="ask inside")),
        website=(ContactEntry(value="www.example.com"), ContactEntry(value="javascript:alert(1)")),
    )
    entrance = Position(latitude=52.51, longitude=13.41)
    (told,) = data(station(contacts=contacts, entrance_position=entrance))["stations"]
    assert told["phone"] == [["+49 (0)30 123", "tel:+4930123"], ["ask inside"]]
    assert told["web"] == [["www.example.com", "https://www.example.com"], ["javascript:alert(1)"]]
    assert told["entrance"] == [52.51, 13.41]
    nowhere = Position(latitude=99.0, longitude=13.41)
    (told,) = data(station(entrance_position=nowhere))["stations"]
    assert not {"phone", "web", "entrance"} & told.keys()


def test_connectors_outside_the_search_are_marked() -> None:
    groups = (group("OCCUPIED"), group("AVAILABLE", kind="31", kw=22.0), group(kind=None))
    wanted = StationFilter(connector_types=("33", "34"), min_power=50, available=True)
    page = Page(render_map([station(connectors=groups)], title="Map", station_filter=wanted))
    told = json.loads(page.texts["script"][0])
    assert [one.get("off", False) for one in told["stations"][0]["groups"]] == [False, True, True]
    assert told["search"] == "CCS, at least 50 kW"
    # Without conditions on connectors, nothing is marked.
    for other in (None, StationFilter(), StationFilter(available=True)):
        page = Page(render_map([station(connectors=groups)], title="Map", station_filter=other))
        told = json.loads(page.texts["script"][0])
        assert told["search"] == ""
        assert not any("off" in one for one in told["stations"][0]["groups"])


def test_evses_of_groups() -> None:
    def at(*told: tuple[str, str]) -> Connector:
        statuses = (ConnectorStatus(cpo_evse_id=evse, state=state) for evse, state in told)
        return replace(group(), connector_statuses=tuple(statuses))

    combo = at(("E1", "AVAILABLE"), ("E2", "AVAILABLE"), ("E3", "OUT_OF_SERVICE"))
    socket = at(("E1", "OCCUPIED"), ("E4", "OFFLINE"))
    (told,) = data(station(connectors=(combo, socket, group("AVAILABLE"))))["stations"]
    # Free, taken, unknown, out of service: E1 is taken at its socket, so its combo is as well.
    assert [one.get("evses") for one in told["groups"]] == [
        [[1], [0], [], [2]],
        [[], [0], [3], []],
        None,
    ]


def test_times_are_in_utc() -> None:
    live = datetime(2025, 6, 1, 12, 30, tzinfo=timezone(timedelta(hours=2)))
    older = datetime(2025, 6, 1, 9, 0, tzinfo=UTC)
    point = ChargingPoint(last_update_timestamp=live)
    one = station(last_update_timestamp=older, connectors=(replace(group(), charging_point=point),))
    (told,) = data(one)["stations"]
    assert (told["live"], told["updated"]) == ("2025-06-01 10:30 UTC", "2025-06-01 09:00 UTC")
    assert "live" not in data(station())["stations"][0]


@pytest.mark.parametrize(
    ("country", "written"),
    [("DEU", "Weg 1, 10115 Ort, Land, DEU"), ("USA", "1 Weg, Ort, Land 10115, USA")],
)
def test_address_follows_country(country: str, written: str) -> None:
    address = Address(
        street="Weg",
        street_number="1",
        city="Ort",
        region="Land",
        postal_code="10115",
        country=country,
    )
    assert data(station(address=address))["stations"][0]["address"] == written
    whole = replace(address, unparsed_address="all of it")
    assert data(station(address=whole))["stations"][0]["address"] == "all of it"


def test_nearest_first() -> None:
    near, middle, far = (station(name, (52.5, 13.4 + at)) for at, name in enumerate("cba"))
    told = data(far, near, middle, area=Circle(52.5, 13.4, 200_000))
    assert [one["id"] for one in told["stations"]] == ["c", "b", "a"]
    # A degree of longitude at 52.5 degrees north, on a sphere: 111.195 km times cos(52.5).
    assert told["stations"][1]["distance"] == pytest.approx(67_691, abs=10)
    # Distances of the service take precedence if all stations have one.
    served = [replace(far, distance=10), replace(near, distance=30), replace(middle, distance=20)]
    assert [one["id"] for one in data(*served)["stations"]] == ["a", "b", "c"]
    served[0] = far
    told = data(*served, area=Corridor([(52.5, 13.4), (52.5, 15.4)]))
    assert [one["id"] for one in told["stations"]] == ["c", "b", "a"]


def test_outlines_cross_the_antimeridian() -> None:
    box = data(area=Box(north=-16, west=178, south=-19, east=-179))["area"]
    assert box["path"] == [[-16, 178], [-16, 181], [-19, 181], [-19, 178]]
    circle = data(area=Circle(-17.0, 179.9, 50_000))["area"]["path"]
    assert max(longitude for _, longitude in circle) == pytest.approx(180.37, abs=0.01)
    assert all(abs(a[1] - b[1]) < 1 for a, b in pairwise(circle))
    route = data(area=Corridor([(0.0, 179.0), (0.0, -179.0)], width=2_000))["area"]
    assert route["width"] == 2_000
    assert route["path"][0] == [0.0, 179.0]
    assert route["path"][-1] == [0.0, 181.0]
    assert len(route["path"]) > 3  # a great circle bends on the map


@pytest.mark.parametrize("longitude", [180.0, -180.0])
def test_mark_of_a_circle_is_within_its_outline(longitude: float) -> None:
    circle = data(area=Circle(-17.0, longitude, 50_000))["area"]
    assert circle["centre"] == [-17.0, longitude]
    east_west = [place[1] - longitude for place in circle["path"]]
    assert -0.48 < min(east_west) < -0.46 < 0.46 < max(east_west) < 0.48


def test_distances_across_antimeridian() -> None:
    east, west = station("e", (-17.0, 179.9)), station("w", (-17.0, -179.9))
    told = data(east, west)
    assert {one["distance"] for one in told["stations"]} == {10_634}
    told = data(east, west, area=Box(north=-16, west=179, south=-18, east=-179))
    assert {one["distance"] for one in told["stations"]} == {10_634}


def test_circle_around_pole() -> None:
    path = data(area=Circle(89.5, 0.0, 200_000))["area"]["path"]
    assert path[-1][0] == path[-2][0] == 90.0
    assert abs(path[0][1] - path[-3][1]) == pytest.approx(360)


def test_circle_with_a_pole_as_its_centre() -> None:
    path = data(area=Circle(90.0, 0.0, 100_000))["area"]["path"]
    assert [latitude for latitude, _ in path[:-2]] == pytest.approx([89.1007] * 97, abs=1e-4)
    assert all(abs(a[1] - b[1]) == pytest.approx(3.75) for a, b in pairwise(path[:-2]))


def test_corridor_of_opposite_points_is_refused() -> None:
    with pytest.raises(AreaError, match="put a point between them"):
        data(area=Corridor([(0, 0), (0, 180)]))


def test_no_stations() -> None:
    told = data()
    assert told["stations"] == told["kinds"] == told["places"] == []
    assert told["area"] is None


def test_towns_for_a_map_without_tiles() -> None:
    towns = [
        station(str(at), (10.0, longitude), address=Address(city="Suva"))
        for at, longitude in enumerate((179.8, -179.9, -179.8))
    ]
    assert data(*towns, station("b", address=Address(city="Nadi")))["places"] == [
        ["Suva", 10.0, 180.1, 3],
        ["Nadi", 52.5, 13.4, 1],
    ]


@pytest.mark.parametrize(
    "bad",
    [
        station("odd", (91.0, 0.0)),
        station("odd", (0.0, float("nan"))),
    ],
)
def test_bad_position_raises(bad: EVStation) -> None:
    with pytest.raises(ValueError, match="station 'odd' cannot be drawn"):
        render_map([station(), bad], title="Map")
