"""Firefox ESR, driven over WebDriver BiDi: a stock browser, as readers have it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import pytest
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

__all__ = ["Firefox", "firefox", "needs_firefox"]

FIREFOX = shutil.which("firefox-esr")
needs_firefox = pytest.mark.skipif(
    FIREFOX is None, reason="scripts/install_browser.sh puts Firefox here, with root"
)
WAIT_SECONDS = 30
_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_PLACE = """(selector) => {
  const part = document.querySelector(selector);
  if (!part || part.disabled) return null;
  part.scrollIntoView({ block: "center", behavior: "instant" });
  const box = part.getBoundingClientRect();
  return box.width ? [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)] : null;
}"""


@dataclass
class Firefox:
    """One window. complaints: what its console said of errors, and of a page's policy."""

    socket: ClientConnection
    complaints: list[str] = field(default_factory=list)
    _number: int = 0
    _window: str = ""

    def open(self) -> None:
        """Begin a session, and listen to the console of its window."""
        self._call("session.new", capabilities={})
        self._window = self._call("browsingContext.getTree")["contexts"][0]["context"]
        self._call("session.subscribe", events=["log.entryAdded"])

    def goto(self, url: str) -> None:
        """Open a page, and wait until all of it is there."""
        self._call("browsingContext.navigate", context=self._window, url=url, wait="complete")

    def run(self, function: str, *values: str | int) -> Any:
        """Return what a function of the page returns, as JSON has it."""
        answer = self._call(
            "script.callFunction", awaitPromise=True, target={"context": self._window},
            functionDeclaration=f"(...values) => JSON.stringify(({function})(...values))",
            arguments=[
                {"type": "string" if isinstance(value, str) else "number", "value": value}
                for value in values
            ],
        )  # fmt: skip
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def text(self, selector: str = "main") -> str:
        """Return what a part of the page says, nothing while there is no such part."""
        return str(self.run("(at) => document.querySelector(at)?.innerText ?? ''", selector))

    def until(self, function: str, *values: str | int) -> Any:
        """Wait until a function of the page returns something, whatever page it is by then."""
        deadline, result = time.monotonic() + WAIT_SECONDS, None
        while not result:
            assert time.monotonic() < deadline, (function, values, self.text("body"))
            try:
                result = self.run(function, *values)
            except ConnectionAbortedError:  # the page has just been left
                result = None
            if not result:
                time.sleep(0.1)
        return result

    def click(self, selector: str) -> None:
        """Press the mouse on a part of the page, once it is there and no longer moves."""
        place = None
        # Scrolling shows in what the mouse hits a frame or two later than in the page's figures.
        while place != (place := self.until(_PLACE, selector)):
            time.sleep(0.1)
        x, y = place
        self._act("pointer", [
            {"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ])  # fmt: skip

    def press(self, keys: str) -> None:
        """Press keys one after another."""
        kinds = ("keyDown", "keyUp")
        self._act("key", [{"type": kind, "value": key} for key in keys for kind in kinds])

    def _act(self, kind: str, actions: list[dict[str, Any]]) -> None:
        source = {"type": kind, "id": kind, "actions": actions}
        self._call("input.performActions", context=self._window, actions=[source])

    def _call(self, method: str, **params: Any) -> Any:
        self._number += 1
        self.socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(WAIT_SECONDS))
            if message.get("method") == "log.entryAdded":
                entry = message["params"]
                self.complaints += [str(entry["text"])] if entry["level"] == "error" else []
            if message.get("id") == self._number:
                if message["type"] == "error":
                    raise ConnectionAbortedError(f"{message['error']}: {message['message']}")
                return message["result"]


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """A browser with a profile of its own in a folder, for as long as the block runs."""
    assert FIREFOX is not None
    folder.mkdir()
    with subprocess.Popen(
        [FIREFOX, "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0"],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stderr is not None
            address = f"{_listening(process.stderr)}/session"
            # What it says from now on is read by nobody, and may not fill the pipe.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            with connect(address, max_size=None) as socket:
                window = Firefox(socket)
                window.open()
                yield window
        finally:
            process.terminate()
            process.wait(WAIT_SECONDS)


def _listening(lines: IO[str]) -> str:
    for line in lines:
        address = _LISTENING.search(line)
        if address:
            return address[1]
    raise AssertionError("Firefox has ended before it listened")
