"""Debian's Chromium, driven by Playwright, and what is always asked of a page."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["CHROMIUM", "Visit", "accessibility", "launched", "needs_browser", "visited"]

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / ".tools" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or not AXE.exists(), reason="scripts/install_browser.sh puts a browser here"
)


@contextmanager
def launched(arguments: Iterable[str] = ()) -> Iterator[Browser]:
    """A browser for as long as the block runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", *arguments]
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A page that is open. complaints: what its console said of errors, and of its policy."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)


@contextmanager
def visited(browser: Browser, width: int = 1280, **options: Any) -> Iterator[Visit]:
    """An empty window that hears every complaint."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    visit = Visit(context, context.new_page())
    visit.page.on(
        "console",
        lambda line: visit.complaints.append(line.text) if line.type == "error" else None,
    )
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    try:
        yield visit
    finally:
        context.close()


def accessibility(visit: Visit) -> list[str]:
    """What axe finds wrong; the window has to let it in (`bypass_csp`)."""
    visit.page.evaluate(AXE.read_text("utf-8"))
    result = visit.page.evaluate("axe.run()")
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
