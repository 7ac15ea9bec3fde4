"""A headless Chromium, driven over pipes by the DevTools protocol."""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PROGRAM = Path("/usr/bin/chromium")
TILES = "https://tile.openstreetmap.org"

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No host name resolves: every request to another host fails.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
)
# Chromium reads commands from descriptor 3 and writes to descriptor 4.
_STARTER = (
    "import os, sys\n"
    "from fcntl import F_DUPFD, fcntl\n"
    "commands, answers = (fcntl(int(fd), F_DUPFD, 10) for fd in sys.argv[1:3])\n"
    "os.dup2(commands, 3), os.dup2(answers, 4)\n"
    "os.execv(sys.argv[3], sys.argv[3:])\n"
)
_PATIENCE = 90.0


class Browser:
    """A running Chromium with one page at a time.

    Attributes:
        events: Reports of the page since it was opened.
        tiles: Status and picture of every answer to a map tile; None for no answer.
    """

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._unread = b""
        self._calls = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        self.tiles: tuple[int, bytes] | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command, and return its result."""
        number = self._send(method, parameters)
        while True:
            answer = self._read()
            if answer.get("id") == number:
                assert "error" not in answer, (method, answer)
                result: dict[str, Any] = answer["result"]
                return result

    def _send(self, method: str, parameters: dict[str, Any]) -> int:
        self._calls += 1
        message: dict[str, Any] = {"id": self._calls, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        unsent = json.dumps(message).encode() + b"\0"
        while unsent:
            unsent = unsent[os.write(self._commands, unsent) :]
        return self._calls

    def open(self, page: Path, *, width: int = 1280, height: int = 800) -> None:
        """Load a page, and wait until it has run its script."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        if self.tiles is None:
            self.call("Fetch.disable")
        else:
            self.call("Fetch.enable", patterns=[{"urlPattern": f"{TILES}/*"}])
        self.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._read()

    def evaluate(self, code: str) -> Any:
        """Evaluate JavaScript in the page; wait for promises."""
        answer = self.call(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press a key of the keyboard."""
        more: dict[str, Any] = {"text": "\r", "windowsVirtualKeyCode": 13} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, **more)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)

    def click(self, x: float, y: float) -> None:
        """Click at a place of the page."""
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def console_messages(self) -> list[str]:
        """Console messages of the page, except about missing tiles."""
        found = []
        for event in self.events:
            text = json.dumps(event["params"])
            tile = f"{TILES}/" in text and ("ERR_NAME_NOT_RESOLVED" in text or "403" in text)
            if event["method"] == "Runtime.exceptionThrown" or (
                event["method"] in ("Log.entryAdded", "Runtime.consoleAPICalled") and not tile
            ):
                found.append(text)
        return found

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + _PATIENCE
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._answers], [], [], max(0.0, end - time.monotonic()))
            piece = os.read(self._answers, 1 << 20) if ready else b""
            assert piece, "the browser has gone, or says nothing"
            self._unread += piece
        message, _, self._unread = self._unread.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        if "method" in answer:
            self.events.append(answer)
            if answer["method"] == "Fetch.requestPaused":
                self._answer_tile(answer["params"]["requestId"])
        return answer

    def _answer_tile(self, request: str) -> None:
        assert self.tiles is not None
        status, picture = self.tiles
        headers = {"Content-Type": "image/png", "Access-Control-Allow-Origin": "*"}
        answer = {
            "requestId": request,
            "responseCode": status,
            "responseHeaders": [{"name": name, "value": text} for name, text in headers.items()],
            "body": base64.b64encode(picture).decode(),
        }
        self._send("Fetch.fulfillRequest", answer)


@contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """Run a browser.

    Args:
        profile: An empty folder for its data.
    """
    commands, answers = os.pipe(), os.pipe()
    starter = [sys.executable, "-c", _STARTER, str(commands[0]), str(answers[1])]
    with subprocess.Popen(
        [*starter, str(PROGRAM), *_FLAGS, f"--user-data-dir={profile}"],
        pass_fds=(commands[0], answers[1]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(commands[0])
        os.close(answers[1])
        try:
            yield Browser(commands[1], answers[0])
        finally:
            # It ends by itself when its pipes are closed.
            os.close(commands[1])
            os.close(answers[0])
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
