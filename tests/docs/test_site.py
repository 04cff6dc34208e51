"""The site has every page, builds without a broken link, and loads nothing from elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.rows import ROOT

# `make check` runs it: the tree is read or built whole.
pytestmark = pytest.mark.long

DOCS = ROOT / "docs"
CONFIG = ROOT / "zensical.toml"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
FOLDERS = {"start", "how-to", "reference", "explanation", "decisions", "runbooks"}
# What a browser loads by itself: not the links that a reader follows.
LOADED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc=["']?([^"' >]+)"""
    r"""|<link\b(?=[^>]*rel=["']?(?:stylesheet|preload|preconnect|icon|modulepreload))"""
    r"""[^>]*\bhref=["']?([^"' >]+)"""
    r"""|@import\s+(?:url\()?["']?([^"');]+)|\burl\(["']?(?!data:|#)([^"')]+)"""
)
# Diagrams would be drawn by a script from another host.
DRAWN_ELSEWHERE = re.compile(r"""class=["']?mermaid""")


def _entries(nav: list[Any]) -> Iterator[str]:
    for entry in nav:
        for target in entry.values():
            if isinstance(target, str):
                yield target
            else:
                yield from _entries(target)


NAV = list(_entries(tomllib.loads(CONFIG.read_text("utf-8"))["project"]["nav"]))


def test_every_page_is_in_the_navigation_once() -> None:
    assert sorted(NAV) == PAGES


def test_every_page_has_its_folder() -> None:
    assert {page.split("/")[0] for page in PAGES if "/" in page} == FOLDERS
    assert [page for page in PAGES if "/" not in page] == ["index.md", "scale.md"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from a copy, so that a reader's own build is left alone."""
    copy = tmp_path_factory.mktemp("site")
    shutil.copytree(DOCS, copy / "docs")
    shutil.copy(CONFIG, copy)
    _build(copy)
    return copy / "site"


def _build(folder: Path) -> str:
    program = Path(sys.executable).with_name("zensical")
    ended = subprocess.run(
        [program, "build", "--strict"], cwd=folder, capture_output=True, text=True, check=False
    )
    output = ended.stdout + ended.stderr
    if ended.returncode:
        raise ValueError(output)
    return output


def test_every_page_is_built(site: Path) -> None:
    built = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    wanted = {page.replace("README.md", "index.md").replace(".md", ".html") for page in PAGES}
    assert wanted <= built


def test_a_browser_loads_nothing_from_another_host(site: Path) -> None:
    texts = {
        path: path.read_text("utf-8")
        for path in site.rglob("*")
        if path.suffix in {".html", ".css"}
    }
    assert len(texts) > len(PAGES)
    loaded = {
        target
        for text in texts.values()
        for groups in LOADED.findall(text)
        for target in groups
        if re.match(r"(https?:)?//", target)
    }
    assert loaded == set()
    assert [path for path, text in texts.items() if DRAWN_ELSEWHERE.search(text)] == []


def test_a_broken_link_fails_the_build(site: Path) -> None:
    folder = site.parent
    page = folder / "docs" / "index.md"
    text = page.read_text("utf-8")
    page.write_text(text + "\n[nowhere](start/nowhere.md)\n", "utf-8")
    try:
        with pytest.raises(ValueError, match=r"does not exist"):
            _build(folder)
    finally:
        page.write_text(text, "utf-8")
