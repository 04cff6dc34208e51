"""The pictures of README and docs are made here, from the demonstration's own pages.

TALLYSTICK_PICTURES=1 keeps what was made; otherwise those that are kept have to be of the same
pages: as wide, and as long to a tenth.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from node.web.browser import launched, needs_browser, visited

if TYPE_CHECKING:
    from node.web.conftest import DemoNode

pytestmark = [pytest.mark.long, needs_browser]

ROOT = Path(__file__).resolve().parents[3]
PICTURES = ROOT / "docs" / "pictures"
PAGES = {
    "first-page": ("/?lang=en", 1_000),
    "loan": ("/loans/1?lang=en", 1_000),
    "market-on-a-telephone": ("/market?lang=zh-CN", 375),
}
HEIGHT_MAX = 1_400
SHOWN_IN = [ROOT / "README.md", ROOT / "docs" / "reference" / "pages.md"]


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_picture_is_of_the_page_as_it_is(demo_node: DemoNode, name: str, tmp_path: Path) -> None:
    path, width = PAGES[name]
    with launched() as browser, visited(browser, width) as visit:
        visit.page.goto(f"{demo_node.url}{path}")
        height = visit.page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, HEIGHT_MAX)}
        png = visit.page.screenshot(path=tmp_path / "page.png", full_page=True, clip=clip)  # type: ignore[arg-type]
    if os.environ.get("TALLYSTICK_PICTURES"):
        (PICTURES / f"{name}.png").write_bytes(png)
    (old_width, old_height), (new_width, new_height) = (
        size_of((PICTURES / f"{name}.png").read_bytes()), size_of(png),
    )  # fmt: skip
    assert old_width == new_width
    assert abs(old_height - new_height) * 10 <= new_height


def test_every_picture_is_shown_somewhere() -> None:
    shown = "".join(page.read_text("utf-8") for page in SHOWN_IN)
    assert [file.name for file in sorted(PICTURES.iterdir()) if file.name not in shown] == []
    assert {file.stem for file in PICTURES.iterdir()} == set(PAGES)
