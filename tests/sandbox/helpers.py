"""Helpers of the sandbox tests: small stations, requests, the schema."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path as FilePath
from typing import Any
from urllib.parse import urlencode

import requests
from lxml import etree

from evcp._api.paths import Path
from evcp.sandbox import Response, Sandbox, Service, World
from evcp.sandbox.spatial.geometry import Point
from evcp_models import (
    ChargingPoint,
    Connector,
    EVStation,
    NameId,
    Position,
    StationRoaming,
)

REPO = FilePath(__file__).resolve().parents[2]
AFDC_FILE = REPO.parent / "shared" / "data" / "us-ev-stations-2020.csv.gz"
KEY = "a-key"


def part_of_register(folder: FilePath, every: int) -> FilePath:
    """Write each so-many-th row of the US register: reading all of them takes seconds."""
    with gzip.open(AFDC_FILE, "rt", encoding="utf-8", newline="") as file:
        rows = [*csv.reader(file)]
    part = folder / "part.csv"
    with part.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([rows[0], *rows[1::every]])
    return part


def station(
    identity: str,
    latitude: float,
    longitude: float,
    *groups: tuple[str, float | None],
    cards: tuple[str, ...] = (),
) -> EVStation:
    """A station with connector groups of (type id, kW)."""
    return EVStation(
        id=identity,
        position=Position(latitude=latitude, longitude=longitude),
        connectors=tuple(
            Connector(
                connector_type=NameId(name=f"type {kind}", id=kind),
                max_power_level=kw,
                charging_point=ChargingPoint(number_of_connectors=1),
            )
            for kind, kw in groups
        ),
        roaming=tuple(StationRoaming(emsp=card, partner_id=card) for card in cards),
    )


def along(path: Sequence[Point], point: Point) -> float:
    """Distance of the API for a corridor, not rounded: along the path, plus the air line from there."""
    found = Path(path).nearest(point)
    return found.along_m + found.air_m


def ask(
    service: Service,
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    key: str | None = KEY,
    **query: Any,
) -> Response:
    """Send a request to a service; `path` is relative to `/ev/`."""
    pairs = {**query, **({} if key is None else {"apiKey": key})}
    return service.handle(method, f"/ev/{path}", urlencode(pairs), headers or {})


def ask_json(service: Service, path: str, **query: Any) -> Any:
    """The parsed body of a successful JSON answer."""
    response = ask(service, path, **query)
    assert response.status == 200, response.body
    return json.loads(response.body)


def ids_of(page: Any) -> list[str]:
    """The station ids of a JSON page."""
    return [one["id"] for one in page.get("evStations", {}).get("evStation", [])]


def call(
    sandbox: Sandbox, path: str, *, method: str = "GET", status: int = 200, **more: Any
) -> requests.Response:
    """Ask the sandbox; `params` may be given, the key is added."""
    params = [("apiKey", KEY), *more.pop("params", ())]
    with requests.request(
        method, sandbox.base_url + path, params=params, timeout=30, **more
    ) as response:
        assert response.status_code == status, response.text
        return response


def ids(*values: str) -> list[tuple[str, str]]:
    """The parameters of a bulk call."""
    return [("id", value) for value in values]


def pools_of(world: World, stations: int, live: bool = True) -> list[str]:
    """Pools with so many stations, with live states or without any."""
    return [
        pool
        for pool, members in world.by_pool.items()
        if len(members) == stations
        and all(any(c.connector_statuses for c in s.connectors) == live for s in members)
    ]


@cache
def schema() -> etree.XMLSchema:
    """The schema that every XML answer has to validate against."""
    return etree.XMLSchema(etree.parse(str(REPO / "schema" / "evcp.xsd")))
