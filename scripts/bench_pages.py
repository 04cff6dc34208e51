"""How soon a page is there: with many readers at once, and in a browser that has nothing kept."""

from __future__ import annotations

import http.client
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench_neighbours import _node

__all__ = ["measure"]

READERS, SECONDS = 50, 10.0
PATHS = ("/", "/market", "/reports", "/fees", "/about", "/exit")
# The least that the same server can say.
EMPTY = "/livez"
LOADS = 5
METHOD = (
    f"tallystick node --dev --no-rate-limit as a process on SQLite, a new platform; {READERS}"
    " readers at once, each a connection of their own that asks again as soon as it is answered,"
    f" for {SECONDS:g} s, by turns for {', '.join(PATHS)}: 95th percentile in microseconds; alone:"
    " one reader."
    f" Chromium with nothing kept opens / {LOADS} times: median of largest-contentful-paint, and of"
    f" that of {EMPTY}'s page; first load: bytes over the wire of / with all that it loads"
)
_PAINT = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
  const first = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1;
  setTimeout(() => done(first()), 2000);
})"""
_SIZE = """() => performance.getEntries()
  .filter((entry) => entry.transferSize !== undefined)
  .reduce((sum, entry) => sum + entry.transferSize, 0)"""


def measure() -> dict[str, Any]:
    """Return percentiles in microseconds, the paint in milliseconds, bytes, and the method."""
    with (
        tempfile.TemporaryDirectory(prefix="tallystick-bench-") as name,
        _node(Path(name) / "node", "--no-rate-limit") as port,
    ):
        for path in PATHS:
            _timed(port, path)
        alone = _crowd(port, 1)
        crowd = _crowd(port, READERS)
        painted = _painted(port)
    return {
        "page_p95_us": crowd, "page_alone_p95_us": alone,
        "page_to_alone_milli": crowd * 1_000 // alone, **painted, "method": METHOD,
    }  # fmt: skip


def _timed(port: int, path: str, line: http.client.HTTPConnection | None = None) -> int:
    line = line or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter_ns()
    line.request("GET", path, headers={"accept": "text/html"})
    answer = line.getresponse()
    answer.read()
    assert answer.status == 200, (path, answer.status)
    return (time.perf_counter_ns() - began) // 1_000


def _crowd(port: int, readers: int) -> int:
    spent: list[int] = []
    until = time.monotonic() + SECONDS

    def read(place: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < until:
            spent.append(_timed(port, PATHS[(place + len(spent)) % len(PATHS)], line))

    threads = [threading.Thread(target=read, args=(place,)) for place in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent.sort()
    return spent[len(spent) * 95 // 100]


def _painted(port: int) -> dict[str, int]:
    """What a browser sees; nothing where there is none."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - of the tests' extras
    except ImportError:
        return {}
    browser_at = shutil.which("chromium")
    if browser_at is None:
        return {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_at, args=["--no-sandbox"])

        def of(path: str) -> tuple[int, int]:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}{path}")
            seen = int(page.evaluate(_PAINT)), int(page.evaluate(_SIZE))
            context.close()
            return seen

        loads = [(of("/"), of(EMPTY)) for _ in range(LOADS)]
        browser.close()
    middle: Callable[[list[int]], float] = statistics.median
    return {
        "paint_ms": int(middle([page[0] for page, _ in loads])),
        "paint_empty_ms": int(middle([empty[0] for _, empty in loads])),
        "first_load_bytes": int(middle([page[1] for page, _ in loads])),
    }


if __name__ == "__main__":
    sys.exit(print(measure()))
