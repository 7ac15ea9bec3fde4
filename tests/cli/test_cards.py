"""Cards and the live table: stations, EVSEs, prices."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from evcp import Availability
from evcp._client.watching import Watcher, search_answer
from evcp.cli.options.station_filter import Order
from evcp.cli.output.formats import Output
from evcp.cli.output.states import LiveTable
from evcp.cli.output.stations import show_stations
from evcp.cli.output.tables import connectors, evse_name, free, print_cards
from evcp.cli.reporter import Reporter
from evcp_models import (
    EVSE,
    Address,
    AnnualOpeningHoursDetail,
    Connector,
    ConnectorDetail,
    ConnectorStatus,
    Contact,
    ContactEntry,
    EVStation,
    EVStationDetails,
    NameId,
    OpeningHours,
    Phone,
    Position,
    Price,
    PricingStructure,
)

PLACE = Position(latitude=52.5, longitude=-13.25)


def card(station: EVStation) -> str:
    sink = io.StringIO()
    print_cards(sink, [station])
    return sink.getvalue()


def test_card_of_bare_station() -> None:
    text = card(EVStation(id="x", position=PLACE))
    assert text.splitlines() == [
        "unnamed station  - free",
        "  place  52.500000, -13.250000",
        "  id     x",
    ]


def test_what_is_out_of_range_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = EVStation(
        id="x",
        position=Position(latitude=95.0, longitude=1.0),
        distance=-5,
        connectors=(Connector(max_power_level=-7.0),),
    )
    text = card(odd)
    assert "  place  unknown\n" in text
    assert "-7" not in text
    drawn: list[EVStation] = []

    def draw(stations: Sequence[EVStation]) -> str:
        drawn.extend(stations)
        return ""

    shown = show_stations(
        [odd, EVStation(id="y", position=PLACE)],
        Output("csv", str(tmp_path / "s.csv"), str(tmp_path / "s.html")),
        Order(),
        Reporter(),
        draw,
    )
    assert shown.shown == 2
    rows = list(csv.DictReader((tmp_path / "s.csv").read_text("utf-8").splitlines()))
    for name in ("latitude", "longitude", "max_power_kw", "distance_m"):
        assert rows[0][name] == ""
    # Nothing is left out in silence.
    assert [station.id for station in drawn] == ["y"]
    assert (
        "1 station without a position on the earth: left out of the map" in capsys.readouterr().err
    )


def test_contacts_and_dates_on_a_card() -> None:
    hours = OpeningHours(
        annual_openings=(AnnualOpeningHoursDetail(date="2025-12-25", closed=True),)
    )
    detail = ConnectorDetail(open24x7=True, opening_hours=hours)
    contacts = Contact(
        email=(ContactEntry(value="a@example.com"),), website=(ContactEntry(value="https://b"),)
    )
    text = card(
        EVStation(
            id="x",
            position=PLACE,
            contacts=contacts,
            connectors=(Connector(connector_details=detail),),
        )
    )
    for part in ("a@example.com", "https://b", "24 hours, 7 days, other hours on some dates"):
        assert part in text


def test_card_details() -> None:
    text = card(
        EVStation(
            id="x",
            pool_id="p",
            position=PLACE,
            name="Nord",
            distance=1234,
            address=Address(street="Weg", street_number="3", city="Berlin"),
            contacts=Contact(phone=(Phone(value="+49 1"), Phone(value="+49 2"))),
            ev_station_details=EVStationDetails(accessibility_type="RESTRICTED", notes="Gate 3"),
            last_updated_time_stamp=datetime(2026, 6, 1, 12, tzinfo=UTC),
            last_update_timestamp=datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=2))),
        )
    )
    for line in (
        "  address     Weg 3, Berlin",
        "  place       52.500000, -13.250000, 1.2 km away",
        "  phone       +49 1, +49 2",
        "  access      RESTRICTED",
        "  notes       Gate 3",
        "  live state  2026-06-01 12:00 UTC",
        "  updated     2026-05-01 12:00 UTC+0200",
        "  pool        p",
    ):
        assert line in text.splitlines()


def priced(details: ConnectorDetail | None) -> str:
    group = Connector(
        connector_type=NameId(id="34"), max_power_level=150.0, connector_details=details
    )
    (row,) = (
        line
        for line in card(EVStation(id="x", position=PLACE, connectors=(group,))).splitlines()
        if "CCS" in line
    )
    return row.partition("? of 1")[2].strip()


def price(text: str, currency: str | None, unit: str | None) -> PricingStructure:
    return PricingStructure(price=Price(value=Decimal(text), currency=currency), unit=unit)


@pytest.mark.parametrize(
    ("details", "shown"),
    [
        (None, ""),
        (ConnectorDetail(), ""),
        (ConnectorDetail(pay=True), ""),
        (ConnectorDetail(pay=False), "free of charge"),
        (ConnectorDetail(pricing=(price("0.58", "EUR", "kWh"),)), "0.58 EUR/kWh"),
        (ConnectorDetail(pricing=(price("1", None, None),)), "1"),
        (
            ConnectorDetail(pricing=(price("0.58", "EUR", "kWh"), price("2", "EUR", "session"))),
            "0.58 EUR/kWh, 2 EUR/session",
        ),
        (ConnectorDetail(pricing=(PricingStructure(descriptions="ask us"),)), "ask us"),
        (ConnectorDetail(pricing=(PricingStructure(),)), ""),
    ],
)
def test_prices(details: ConnectorDetail | None, shown: str) -> None:
    assert priced(details) == shown


@pytest.mark.parametrize(
    ("details", "shown"),
    [
        (ConnectorDetail(open24x7=True, opening_time="0:00 - 24:00"), "24 hours, 7 days"),
        (ConnectorDetail(opening_time="Mo-Fr 8-18"), "Mo-Fr 8-18"),
    ],
)
def test_opening_hours(details: ConnectorDetail, shown: str) -> None:
    group = Connector(connector_details=details)
    text = card(EVStation(id="x", position=PLACE, connectors=(group, group)))
    assert f"  open   {shown}" in text.splitlines()


@pytest.mark.parametrize(
    ("evse", "name"),
    [
        (ConnectorStatus(cpo_evse_id="7"), "7"),
        (ConnectorStatus(cpo_evse_id="7", cpo_evse_emi3_id="DE*X*E7"), "DE*X*E7"),
        (ConnectorStatus(cpo_evse_id="7", physical_reference="B"), "7 (B)"),
        (ConnectorStatus(physical_reference="B"), "B"),
        (ConnectorStatus(), None),
        (EVSE(id="e", cpo_id="8", physical_reference="B"), "8 (B)"),
        (EVSE(id="e"), "e"),
    ],
)
def test_evse_name(evse: ConnectorStatus | EVSE, name: str | None) -> None:
    assert evse_name(evse) == name


@pytest.mark.parametrize(
    ("state", "shown", "style"),
    [
        (Availability(), "-", "dim"),
        (Availability(total=2, unknown=2), "? of 2", "dim"),
        (Availability(total=2, free=1, in_use=1), "1 of 2", "green"),
        (Availability(total=3, free=1, in_use=1, unknown=1), "1 of 3, 1 ?", "green"),
        (Availability(total=2, in_use=2), "0 of 2", "red"),
        (Availability(total=2, in_use=1, unknown=1), "0 of 2, 1 ?", "yellow"),
    ],
)
def test_free_text_and_style(state: Availability, shown: str, style: str) -> None:
    text = free(state)
    assert (text.plain, text.style) == (shown, style)


def test_connectors_strongest_first_without_repeats() -> None:
    weak = Connector(connector_type=NameId(id="31"), max_power_level=3.7)
    strong = Connector(connector_type=NameId(id="34"), max_power_level=150.0)
    bare = Connector(connector_type=NameId(id="29"))
    assert connectors([weak, bare, strong, weak]) == "CCS 150 kW, Type 2 3.7 kW, CHAdeMO"
    assert connectors([]) == "not listed"


def busy(state: str) -> EVStation:
    status = ConnectorStatus(cpo_evse_id="7", state=state)
    group = Connector(connector_type=NameId(id="34"), connector_statuses=(status,))
    return EVStation(id="s", name="Nord", position=PLACE, connectors=(group,))


def test_live_table_in_file_is_last_state() -> None:
    sink = io.StringIO()
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    watcher = Watcher()
    with LiveTable(sink, "here", 60) as view:
        for stations in ([busy("AVAILABLE")], [busy("OCCUPIED")], []):
            view.show(watcher.feed(search_answer(stations, None, (), complete=True), at))
    text = sink.getvalue()
    assert "here, at " in text
    assert "every 1 min" in text
    assert "OCCUPIED → gone" in text
    assert "0 connectors of 0 stations: none" in text
