"""The repr of every public object: short, without an address, without a credential."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from importlib import import_module
from inspect import isabstract, isclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, is_typeddict

import pytest

import evcp
from evcp import connectors, events, harvest, history, ocpi, sandbox, testing, transport
from evcp.harvest.coordinator import Totals
from evcp.testing.factories import make_station
from evcp_codec.issues import Issue, IssueKind

SECRET = "s3cret-of-a-credential"
LONG = "https://ev-v2.cc.api.here.com/ev/stations.json?" + "id=276u33db-abc%2C" * 30
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CIRCLE = evcp.Circle(52.5, 13.4, 5_000)
STATION = make_station()
ISSUE = Issue(f"evStations.{'evStation' * 30}", IssueKind.BAD_VALUE, "x" * 500)
CONNECTOR = evcp.WatchedConnector(
    "x" * 200, "x" * 200, "x" * 200, "x" * 200, "x" * 200, "x" * 200, "x" * 200, 150.0, "AVAILABLE",
    evcp.availability(STATION),
)  # fmt: skip
MODULES = [
    evcp,
    *(import_module(f"evcp.{name}") for name in sorted(evcp._MODULES)),
]


def engine(kind: Any) -> object:
    """An engine without its workers, which a cluster would start."""
    made = object.__new__(kind)
    made.workers = 2
    return made


def diff() -> object:
    with TemporaryDirectory() as folder:
        path = Path(folder, f"{'name' * 30}.parquet")
        evcp.arrow.write_geoparquet(path, evcp.arrow.reader([STATION]))
        return harvest.Diff(path, path)


def recorder() -> object:
    with TemporaryDirectory() as folder, history.Recorder(Path(folder, "name" * 30)) as made:
        return made


def client() -> evcp.Client:
    return evcp.Client(
        api_key=SECRET,
        base_url="http://127.0.0.1:8765/" + "long/" * 40,
        headers={"X-Key": SECRET},
        hooks=evcp.Hooks(request=print, retry=lambda event: None),
    )


PASS = evcp.routes.Pass(1_234_567.891, 1_234.567, "right", NOW, None)


def async_client() -> evcp.AsyncClient:
    return evcp.AsyncClient(api_key=SECRET, headers={"X-Key": SECRET})


def world() -> sandbox.World:
    return sandbox.World([STATION], label="a file of a long name " * 20)


MADE: dict[type, Callable[[], Any]] = {
    evcp.ApiKey: lambda: evcp.ApiKey(SECRET),
    evcp.AppIdCode: lambda: evcp.AppIdCode("id", SECRET),
    evcp.AsyncClient: async_client,
    evcp.AsyncWatch: lambda: async_client().stations.watch(CIRCLE),
    evcp.AsyncPager: lambda: async_client().stations.search(CIRCLE),
    evcp.AsyncRouteStops: lambda: async_client().stations.along([(52.5, 13.4), (48.1, 11.6)]),
    evcp.Availability: lambda: evcp.availability(STATION),
    evcp.BearerToken: lambda: evcp.BearerToken(SECRET),
    evcp.Box: lambda: evcp.Box(north=52.6, south=52.4, west=13.3, east=13.5),
    evcp.BulkResult: lambda: evcp.BulkResult((STATION,) * 9, ("x" * 64,) * 50, (), (ISSUE,)),
    evcp.Circle: lambda: CIRCLE,
    evcp.Client: client,
    evcp.CodecInfo: evcp.codec_info,
    evcp.Corridor: lambda: evcp.Corridor([(52.5 + n / 100, 13.4) for n in range(90)], width=500),
    evcp.Decoded: lambda: evcp.Decoded(STATION, (ISSUE,), 0),
    evcp.FailedIds: lambda: evcp.FailedIds(("x" * 64,) * 50, evcp.NotSentError("no " * 99)),
    evcp.HereCredentials: lambda: evcp.HereCredentials("id", SECRET),
    evcp.Hooks: lambda: client().settings.hooks,
    evcp.Issue: lambda: ISSUE,
    evcp.Outage: lambda: evcp.Outage(NOW, None, evcp.NotSentError("no " * 99), ("x" * 64,) * 50),
    evcp.NearestStations: lambda: evcp.NearestStations(
        (STATION,) * 9,
        1e5,
        9,
        evcp.Completeness.COMPLETE,
        2e5,
        False,
        {"x" * 64: evcp.LeftOut.CLOSED},
    ),
    evcp.Pager: lambda: client().stations.search(CIRCLE),
    evcp.Poll: lambda: evcp.Poll(NOW, (), {("x",): CONNECTOR}, (CONNECTOR,) * 9),
    evcp.RateLimit: lambda: evcp.RateLimit(10),
    evcp.RetryBudget: evcp.RetryBudget,
    evcp.RetryPolicy: lambda: evcp.RetryPolicy(attempts=9),
    evcp.RouteRequest: lambda: evcp.RouteRequest(path="routes/" * 20),
    evcp.StateChange: lambda: evcp.StateChange(NOW, ("x",), CONNECTOR, "AVAILABLE", "x" * 200),
    evcp.RouteStop: lambda: evcp.RouteStop(STATION, (PASS,) * 9),
    evcp.RouteStops: lambda: client().stations.along([(52.5, 13.4), (48.1, 11.6)]),
    evcp.StationFilter: lambda: evcp.StationFilter(
        connector_types=[*range(30, 60)], min_power=50, available=True, open_at=NOW
    ),
    evcp.Fit: lambda: evcp.fits(STATION, min_kw=5),
    evcp.Vehicle: lambda: evcp.Vehicle(plugs=[*range(30, 60)], ac_kw=11, carries_cable=True),
    connectors.ConnectorMeaning: lambda: connectors.meaning(STATION.connectors[0]),
    evcp.StationStream: lambda: evcp.iter_stations(io.BytesIO(b"{}"), format="json"),
    evcp.Timeout: lambda: evcp.Timeout(1, 2, 3),
    evcp.Watch: lambda: client().evses.watch(["x" * 64] * 50),
    evcp.WatchedConnector: lambda: CONNECTOR,
    events.AttemptFinished: lambda: events.AttemptFinished(
        operation="stations.search",
        method="GET",
        url=LONG,
        attempt=1,
        status=None,
        fault="reset " * 40,
        request_id="x" * 90,
        bytes=10**9,
        seconds=0.123456789,
    ),
    events.IssueFound: lambda: events.IssueFound("stations.search", ISSUE),
    events.RateLimitWait: lambda: events.RateLimitWait("stations.search", 1, 0.5),
    events.RequestStarted: lambda: events.RequestStarted("stations.search", "GET", LONG, 1),
    events.RetryScheduled: lambda: events.RetryScheduled("stations.search", LONG, 1, "503", 0.5),
    ocpi.Aliases: lambda: ocpi.to_location(STATION).aliases,
    ocpi.Mark: lambda: ocpi.Mark("ambiguous", ("x" * 300,), "y" * 300),
    ocpi.MemberIssue: lambda: ocpi.MemberIssue("evses." * 40, "r" * 200, "raw" * 90),
    ocpi.OcpiView: lambda: ocpi.to_location(STATION, id="x" * 36),
    ocpi.ReadLocation: lambda: ocpi.from_location(ocpi.to_location(STATION)),
    evcp.operations.Operation: lambda: evcp.operations.search_stations(
        evcp.Corridor([(52.5, 13.4)] * 90), extra={"proxyKey": SECRET}
    ),
    harvest.Dask: lambda: engine(harvest.Dask),
    harvest.Diff: diff,
    harvest.DiffSummary: lambda: harvest.DiffSummary(9, 9, Counter(), 9, 9, 9, Counter(), 9),
    harvest.FieldChange: lambda: harvest.FieldChange("name" * 99, "x" * 99, None),
    harvest.Harvest: lambda: harvest.Harvest(CIRCLE, f"{'folder' * 30}/out.parquet"),
    harvest.Plan: lambda: harvest.Plan(9, 10**6, 9, 10**5, 1e5, 10**9, 10**9, 100),
    harvest.Polygons: lambda: harvest.Polygons(((tuple((n / 9, n % 7) for n in range(90)),),)),
    harvest.Pool: lambda: engine(harvest.Pool),
    harvest.StationDiff: lambda: harvest.StationDiff(
        harvest.DiffKind.NEW, "i" * 90, "o" * 90, "p" * 90, "n" * 90, 52.5, 13.4
    ),
    harvest.Status: lambda: harvest.Status(9, 90, 10**6, 10**5, 9.5, 10**5, 1e5),
    harvest.Summary: lambda: harvest.Summary(
        Path("x" * 200), evcp.Completeness.PARTIAL, 9, 0, (), Totals(), 9, 9, "why " * 90
    ),
    harvest.Threads: lambda: engine(harvest.Threads),
    harvest.TileReport: lambda: harvest.TileReport(
        "0123" * 20, (47.2, 5.8, 55.1, 15.1), evcp.Completeness.PARTIAL, ("reason " * 20,) * 9, 9
    ),
    history.Recorder: recorder,
    history.SessionSummary: lambda: history.SessionSummary(9, 9, None, None, None),
    evcp.osm.Tags: lambda: evcp.osm.tags(STATION),
    evcp.routes.Pass: lambda: PASS,
    sandbox.Access: lambda: sandbox.Access(accepted=frozenset({SECRET})),
    sandbox.AfdcAssumptions: sandbox.AfdcAssumptions,
    sandbox.Assumptions: lambda: sandbox.Assumptions(page_order="id"),
    sandbox.Clock: lambda: sandbox.Clock(NOW),
    sandbox.Drift: lambda: sandbox.Drift(rate=0.1),
    sandbox.Fault: lambda: sandbox.Fault(503, times=1, since=NOW, retry_after=9),
    sandbox.FaultPlan: lambda: sandbox.FaultPlan((sandbox.Fault(503, times=1),) * 20),
    sandbox.Host: lambda: sandbox.Host(world()),
    sandbox.Outcome: lambda: sandbox.Outcome(sandbox.Response(200, {"A": "b" * 200}, b"x" * 999)),
    sandbox.Report: lambda: sandbox.Report(
        "x" * 300, 9, 9, (sandbox.RowIssue(1, "c" * 90, "r" * 200, "raw" * 90),) * 90
    ),
    sandbox.Response: lambda: sandbox.Response(200, {"A": "b" * 200}, SECRET.encode() * 99),
    sandbox.RowIssue: lambda: sandbox.RowIssue(1, "c" * 90, "r" * 200, "raw" * 90),
    sandbox.Sandbox: lambda: sandbox.Sandbox(world()),
    sandbox.Service: lambda: sandbox.Service(world()),
    sandbox.World: world,
    testing.InProcess: lambda: testing.sandbox(world=world()),
    testing.Maker: lambda: testing.Maker("seed" * 90),
    testing.Recorder: lambda: testing.Recorder(f"{'cassette' * 20}.json", "record"),
    testing.SeenRequest: lambda: testing.SeenRequest(
        "GET", "/ev/x" * 9, (("apiKey", SECRET),), None, 200
    ),
    transport.Request: lambda: transport.Request("GET", LONG, (("a", SECRET),), {"A": SECRET}),
    transport.Response: lambda: transport.Response(200, {"A": "b" * 200}, b"x" * 999),
    transport.TransportFailure: lambda: transport.TransportFailure(evcp.NotSentError, "no " * 20),
}
RESOURCES = (
    "stations", "pools", "evses", "connector_types", "power_feed_types", "connector_statuses",
    "roamings",
)  # fmt: skip


def public_classes(module: ModuleType) -> set[type]:
    names = getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]
    found = (getattr(module, name) for name in names)
    return {
        one
        for one in found
        if isclass(one)
        and one.__module__.split(".")[0] in ("evcp", "evcp_codec")
        and not issubclass(one, Exception | Enum)
        and not is_typeddict(one)
        and not getattr(one, "_is_protocol", False)
        and not isabstract(one)
    }


def check(value: object) -> None:
    text = repr(value)
    assert len(text) <= 120, text
    assert " at 0x" not in text
    assert SECRET not in text
    assert SECRET[:8] not in text
    assert type(value).__name__ in text.replace("<Host", "<SandboxCore")


@pytest.mark.parametrize("cls", sorted(MADE, key=str))
def test_a_repr_is_short_and_says_the_class(cls: type) -> None:
    value = MADE[cls]()
    assert type(value) is cls
    check(value)


@pytest.mark.parametrize("made", [client, async_client])
@pytest.mark.parametrize("name", RESOURCES)
def test_a_resource_says_its_client(made: Callable[[], Any], name: str) -> None:
    check(getattr(made(), name))


def test_settings() -> None:
    check(client().settings)


def test_no_public_class_is_left_out() -> None:
    public = {cls for module in MODULES for cls in public_classes(module)}
    assert {cls.__name__ for cls in public - set(MADE)} <= INNER


def test_values_other_than_the_defaults_come_first() -> None:
    assert repr(sandbox.Assumptions(page_order="id")).startswith("<Assumptions page_order='id' ")
    assert repr(evcp.RetryPolicy()).startswith("<RetryPolicy attempts=3 first_wait=0.5 ")
    assert repr(client().settings.hooks) == "<Hooks request=print retry=client.<locals>.<lambda>>"


def test_a_resource_and_limits_in_words() -> None:
    plain = evcp.Client(api_key=SECRET, base_url="http://127.0.0.1:1/")
    assert repr(plain.stations) == "<Stations of <Client http://127.0.0.1:1/ json>>"
    assert repr(evcp.RateLimit(2.5, 4)) == "<RateLimit per_second=2.5 burst=4>"
    assert repr(evcp.RetryBudget()) == "<RetryBudget share=0.1 burst=20>"


INNER = {
    "AcquireLock", "Authorization", "Clock", "Compute", "Day", "Frozen", "ProcessLock", "Secret", "SendRequest",
    "Sleep", "StationCount", "TokenFailure",
}  # fmt: skip
"""Parts of the flow of one call, of opening hours and of counts, which no user holds."""
