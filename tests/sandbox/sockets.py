"""Raw socket requests, below an HTTP library."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import requests
from sandbox.helpers import KEY, station

from evcp.sandbox import Sandbox, World

BERLIN = {"prox": "52.52,13.405,200000", "apiKey": KEY}
STATIONS = f"/ev/stations.json?prox=52.52,13.405,200000&apiKey={KEY}"
WORLD = World([station("a", 52.5, 13.4, ("31", 22.0))])


def get(sandbox: Sandbox, path: str, params: dict[str, str]) -> requests.Response:
    with requests.get(sandbox.base_url + path, params=params, timeout=10) as response:
        return response


def connect(sandbox: Sandbox) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(sandbox.base_url).netloc, timeout=10)


def address(sandbox: Sandbox) -> tuple[str, int]:
    parts = urlsplit(sandbox.base_url)
    assert parts.hostname
    assert parts.port
    return parts.hostname, parts.port


def talk(sandbox: Sandbox, raw: bytes) -> bytes:
    """Send bytes, read until the server closes."""
    with socket.create_connection(address(sandbox), timeout=10) as connection:
        connection.sendall(raw)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def wait_for(true: Callable[[], bool]) -> None:
    """Wait until something has happened in the server's thread."""
    ends = time.monotonic() + 30
    while not true():
        assert time.monotonic() < ends
        threading.Event().wait(0.002)
