"""What each part of the kit needs: nothing that the program under test does not have anyway."""

from __future__ import annotations

import subprocess
import sys

import pytest

AWAY = "import sys; sys.modules.update(dict.fromkeys({names!r}))\n"
FACTORIES = """
from evcp.testing import make_body, make_pool, make_reply, make_station
make_body(make_station(power=50, free=1)), make_reply([make_pool()])
"""
REPLAY = """
import asyncio, os, tempfile
from evcp import Circle
from evcp.testing import Recorder, make_reply, make_station

class Service:
    def send(self, request): return make_reply(make_station())
    def wait(self, seconds): pass
    def close(self): pass

path = os.path.join(tempfile.mkdtemp(), "tape.json")
area = Circle(52.5, 13.4, 500)
with Recorder(path, transport=Service()) as recorder, recorder.client(api_key="k" * 20) as client:
    first = list(client.stations.search(area))

async def main():
    async with recorder.async_client() as client:
        return [one async for one in client.stations.search(area)]

with Recorder(path, "replay") as recorder:
    assert asyncio.run(main()) == first
"""
SANDBOX = """
import asyncio
from evcp import Circle
from evcp.testing import sandbox

async def main():
    async with service.async_client() as client:
        return await client.stations.count(Circle(52.52, 13.405, 5_000))

with sandbox() as service, service.client() as client:
    assert client.stations.count(Circle(52.52, 13.405, 5_000)) == asyncio.run(main()) > 0
"""
HTTP = ("requests", "urllib3", "aiohttp", "starlette", "uvicorn", "socketserver", "http.server")


@pytest.mark.parametrize(
    ("program", "without"),
    [
        (FACTORIES, (*HTTP, "numpy", "scipy", "pytest", "evcp.sandbox")),
        (REPLAY, (*HTTP, "numpy", "scipy", "pytest", "evcp.sandbox")),
        (SANDBOX, (*HTTP, "scipy", "pytest", "lxml", "oauthlib")),
    ],
    ids=["factories", "recorder", "sandbox"],
)
def test_it_works_without(program: str, without: tuple[str, ...]) -> None:
    text = AWAY.format(names=without) + program
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", text],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_sandbox_says_what_it_lacks() -> None:
    text = AWAY.format(names=("numpy",)) + "from evcp.testing import sandbox\nsandbox()"
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "pip install 'evcp[sandbox]'" in done.stderr
