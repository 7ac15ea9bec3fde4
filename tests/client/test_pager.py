"""Pagers: first, all, a second loop, conditions, limits, providers by name, notes and reprs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from support.fakes import KEY, Kind, body, caller, ids_of, station
from support.faults import FaultServer, Peer, answer, message

from evcp import Circle, Completeness, ConfigurationError, EvcpError, ServerError
from evcp_models import (
    Connector,
    ConnectorStatus,
    CountResult,
    EVStation,
    EVStationsResult,
    NameId,
    RoamingEntry,
    RoamingsResult,
)

AREA = Circle(52.5, 13.4, 5_000)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CARDS = (
    RoamingEntry(emsp="Plugpass", partner_id="1f351b84-cca5-11ed-8155-42010aa40002"),
    RoamingEntry(emsp="Roamvolt", partner_id="1f39ad02-cca5-11ed-9d1a-42010aa40002"),
    RoamingEntry(emsp="Roamvolt Fleet", partner_id="not a UUID"),
)


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


def charger(id: str, type: str = "34", state: str = "AVAILABLE", kw: float = 150) -> EVStation:
    group = Connector(
        connector_type=NameId(id=type),
        max_power_level=kw,
        connector_statuses=(ConnectorStatus(state=state),),
    )
    return station(id, connectors=(group,))


def paged(*listed: EVStation) -> Callable[[Peer], None]:
    """Serve a list in pages, and the providers."""

    def serve(peer: Peer) -> None:
        url = urlsplit(peer.request.line.split(" ")[1])
        query = parse_qs(url.query)
        if "roamings" in url.path:
            found: Any = RoamingsResult(roaming=CARDS)
        elif "count" in url.path:
            found = CountResult(count=len(listed))
        else:
            first, size = int(query.get("offset", ["0"])[0]), int(query["maxresults"][0])
            page = listed[first : first + size]
            found = EVStationsResult(has_more=first + size < len(listed), ev_stations=page)
        peer.send(message(body(found)))
        peer.keep()

    return serve


PLAIN = [station(f"s{n}") for n in range(5)]
MIXED = [
    charger("a"),
    charger("b", state="OCCUPIED"),
    charger("c", type="31"),
    charger("d", state="UNKNOWN"),
    charger("e", kw=300),
    charger("f"),
]


def test_first_stays_in_the_pager(kind: Kind) -> None:
    with FaultServer(paged(*PLAIN)) as server, caller(kind, base_url=server.url) as one:
        pager = one.client.stations.search(AREA, page_size=2)
        assert one.run(lambda _: pager.first()).id == "s0"
        assert one.run(lambda _: pager.first()).id == "s0"
        assert len(server.requests) == 1
        assert pager.completeness == "truncated"
        assert ids_of(one.run(lambda _: pager.all())) == ids_of(PLAIN)
        assert one.run(lambda _: pager.first()).id == "s0"
        assert pager.completeness == "complete"


def test_first_of_nothing_is_none(kind: Kind) -> None:
    with FaultServer(paged()) as server, caller(kind, base_url=server.url) as one:
        pager = one.client.stations.search(AREA)
        assert one.run(lambda _: pager.first()) is None
        assert one.run(lambda _: pager.all()) == []


def test_a_second_loop_is_an_error(kind: Kind) -> None:
    with FaultServer(paged(*PLAIN)) as server, caller(kind, base_url=server.url) as one:
        pager = one.client.stations.search(AREA)
        assert len(list(one.run(lambda _: pager))) == 5
        for again in (lambda _: pager, lambda _: pager.pages(), lambda _: pager.all()):
            with pytest.raises(EvcpError, match=r"read to its end.*pager\.all\(\)"):
                list(one.run(again))


def test_all_of_a_begun_pager_is_an_error(kind: Kind) -> None:
    with FaultServer(paged(*PLAIN)) as server, caller(kind, base_url=server.url) as one:
        pager = one.client.stations.search(AREA)
        step = partial(next, pager) if kind == "sync" else pager.__anext__
        assert one.run(lambda _: step()).id == "s0"
        with pytest.raises(EvcpError, match="the others are not all"):
            one.run(lambda _: pager.all())
        assert ids_of(one.run(lambda _: pager)) == ["s1", "s2", "s3", "s4"]


def test_all_goes_on_after_an_error(kind: Kind) -> None:
    good = paged(*PLAIN)
    scripts = [good, answer(b"", "500 Internal Server Error"), good]
    with FaultServer(*scripts) as server, caller(kind, base_url=server.url, retries=0) as one:
        pager = one.client.stations.search(AREA, page_size=3)
        with pytest.raises(ServerError):
            one.run(lambda _: pager.all())
        assert pager.completeness is Completeness.TRUNCATED
        assert ids_of(one.run(lambda _: pager.all())) == ids_of(PLAIN)


def test_completeness_before_the_first_answer(kind: Kind) -> None:
    with FaultServer(paged(*PLAIN)) as server, caller(kind, base_url=server.url) as one:
        pager = one.client.stations.search(AREA)
        assert pager.completeness == "not started"
        assert "(not started)" in repr(pager)
        assert len(repr(pager)) < 120
        assert KEY not in repr(pager)
        one.run(lambda _: pager.all())
        assert repr(pager).endswith("Pager stations.search: 5 stations, complete>")


def test_conditions_are_checked_again(kind: Kind) -> None:
    with FaultServer(paged(*MIXED)) as server, caller(kind, base_url=server.url) as one:
        pager = one.client.stations.search(
            AREA, connector_types=["ccs"], available=True, page_size=3
        )
        found = one.run(lambda _: pager.all())
        assert ids_of(found) == ["a", "e", "f"]
        assert pager.left_out == {
            "b": "none free",
            "c": "other connectors",
            "d": "state unknown",
        }
        assert pager.completeness is Completeness.COMPLETE
        assert pager.matching(found[1]) == found[1].connectors
        assert "3 stations, 3 left out, complete" in repr(pager)
        assert "connectortype=33%2C34" in server.requests[0].line


@pytest.mark.parametrize("page_size", [2, 3, 100])
def test_a_limit_counts_what_fits_and_a_token_goes_on(kind: Kind, page_size: int) -> None:
    with FaultServer(paged(*MIXED)) as server, caller(kind, base_url=server.url) as one:
        search = partial(one.client.stations.search, AREA, available=True, page_size=page_size)
        pager = search(limit=2)
        assert ids_of(one.run(lambda _: pager.all())) == ["a", "c"]
        assert pager.completeness is Completeness.TRUNCATED
        rest = search(resume=pager.token)
        assert ids_of(one.run(lambda _: rest.all())) == ["e", "f"]
        assert rest.completeness is Completeness.COMPLETE
        with pytest.raises(EvcpError, match="another search"):
            one.client.stations.search(AREA, resume=pager.token)


def test_a_limit_that_is_just_reached_is_complete(kind: Kind) -> None:
    listed = [charger("a"), charger("b", state="OCCUPIED")]
    with FaultServer(paged(*listed)) as server, caller(kind, base_url=server.url) as one:
        pager = one.client.stations.search(AREA, available=True, limit=1)
        assert ids_of(one.run(lambda _: pager.all())) == ["a"]
        assert pager.completeness is Completeness.COMPLETE


def test_unknown_hours_are_not_open(kind: Kind) -> None:
    with FaultServer(paged(*MIXED)) as server, caller(kind, base_url=server.url) as one:
        pager = one.client.stations.search(AREA, open_at=NOW)
        assert one.run(lambda _: pager.all()) == []
        assert set(pager.left_out.values()) == {"hours unknown"}
        assert pager.notes == ("6 of 6 stations left out: 6 hours unknown",)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (["plugpass"], CARDS[:1]),
        (["Roamvolt", CARDS[0].partner_id], (CARDS[1], CARDS[0])),
        (["fleet"], CARDS[2:]),
        ([CARDS[2].partner_id], CARDS[2:]),
    ],
)
def test_providers_by_name(kind: Kind, given: list[str], sent: tuple[RoamingEntry, ...]) -> None:
    with FaultServer(paged(*PLAIN)) as server, caller(kind, base_url=server.url) as one:
        search = partial(one.client.stations.search, AREA, emsp=given, page_size=9)
        pager = search(limit=3)
        assert server.requests == []
        assert len(one.run(lambda _: pager.all())) == 3
        rest = search(resume=pager.token)
        assert ids_of(one.run(lambda _: rest.all())) == ["s3", "s4"]
    paths = [seen.path.rpartition("/")[2] for seen in server.requests]
    assert paths == ["roamings.json", "stations.json"] * 2
    query = parse_qs(urlsplit(server.requests[1].line.split(" ")[1]).query)
    assert query["emsp"] == [",".join(card.partner_id for card in sent)]


@pytest.mark.parametrize(
    ("search", "least"),
    [
        (lambda s: s.nearest(52.5, 13.4, 9, within=90_000, emsp=["plugpass"]), 2),
        (
            lambda s: s.along(
                [(52.5, 8.4), (52.5, 19.0)], width="20km", emsp=iter(["plugpass"])
            ).all(),
            3,
        ),
    ],
)
def test_providers_of_several_searches_are_looked_up_once(
    kind: Kind, search: Callable[[Any], Any], least: int
) -> None:
    with FaultServer(paged(*PLAIN)) as server, caller(kind, base_url=server.url) as one:
        one.run(lambda client: search(client.stations))
    queries = [urlsplit(seen.line.split(" ")[1]) for seen in server.requests]
    searches = [parse_qs(one.query)["emsp"] for one in queries if "roamings" not in one.path]
    assert len(searches) == len(queries) - 1 >= least
    assert all(one == [CARDS[0].partner_id] for one in searches)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Plugpas5", "'Plugpas5' is not a provider .did you mean Plugpass. the providers are"),
        ("volt", "'volt' fits several providers .the providers are Roamvolt, Roamvolt Fleet"),
    ],
)
def test_unclear_providers(kind: Kind, name: str, says: str) -> None:
    with FaultServer(paged(*PLAIN)) as server, caller(kind, base_url=server.url) as one:
        pager = one.client.stations.search(AREA, emsp=name)
        with pytest.raises(ConfigurationError, match=says):
            one.run(lambda _: pager.all())


def test_a_slip_is_noted_and_logged(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    note = "0 stations within 5 m; radius is in metres"
    with FaultServer(paged()) as server, caller(kind, base_url=server.url) as one:
        area = Circle(52.5, 13.4, 5)
        pager = one.client.stations.search(area)
        assert pager.notes == ()
        assert one.run(lambda _: pager.all()) == []
        assert pager.notes == (note,)
        assert note in repr(pager)
        assert one.run(lambda client: client.stations.count(area)) == 0
    assert [(r.name, r.levelno, r.getMessage()) for r in caplog.records if r.levelno > 10] == [
        ("evcp", logging.WARNING, note)
    ] * 2


def test_an_incomplete_answer_gets_no_note(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    broken = b'{"evStations": {"evStation": [{"id": "a"}]}, "hasMore": false}'
    with FaultServer(answer(broken)) as server, caller(kind, base_url=server.url) as one:
        pager = one.client.stations.search(Circle(52.5, 13.4, 5))
        assert one.run(lambda _: pager.all()) == []
        assert (pager.completeness, pager.notes) == (Completeness.PARTIAL, ())
    assert [record for record in caplog.records if record.levelno > 10] == []
