"""Reads a page as its reader sees it: texts, figures, links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Shown", "read"]

_UNSEEN = {"script", "style", "title"}
_EMPTY = {"meta", "link", "input", "line", "rect", "path", "br", "text"}
_NOT_WORDS = {"code", "data", "time", "option"}


@dataclass
class Shown(HTMLParser):
    """What a page shows. figures: the exact values of all amounts and shares, in their order."""

    words: list[str] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append(tag)
        if tag == "data":
            value = int(attributes["value"] or "")
            (self.sums if "tfoot" in self._open else self.figures).append(value)
        if tag == "a":
            self.links.append(attributes.get("href") or "")
        if tag not in _EMPTY or tag == "text":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        hidden = _UNSEEN | _NOT_WORDS
        if data.strip() and not hidden.intersection(self._open):
            self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.words)


def read(html: str) -> Shown:
    shown = Shown()
    shown.feed(html)
    return shown
