"""A text that people sign, as its blocks: headings, paragraphs, rows of tables.

The bytes are what was signed, and stay in the language in which they were. A page shows the blocks
in its own look, each with what it says in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["TextBlock", "blocks_of"]

_LINES = ("h1", "h2", "h3", "p", "li")
_CELLS = ("th", "td")
_ROW, _HEAD = "tr", "head"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading, a paragraph, an item or a row.

    kind: its HTML element, `head` for a row of headings. texts: one, or one for each cell.
    """

    kind: str
    texts: tuple[str, ...]


@dataclass
class _Reader(HTMLParser):
    blocks: list[TextBlock] = field(default_factory=list)
    _text: list[str] | None = None
    _cells: list[str] = field(default_factory=list)
    _kinds: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in (*_LINES, *_CELLS):
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        if tag == _ROW:
            kind = _ROW if "td" in self._kinds else _HEAD
            self.blocks.append(TextBlock(kind, tuple(self._cells)))
            self._cells, self._kinds = [], []
        elif tag in (*_LINES, *_CELLS) and self._text is not None:
            text, self._text = " ".join("".join(self._text).split()), None
            if tag in _CELLS:
                self._cells.append(text)
                self._kinds.append(tag)
            else:
                self.blocks.append(TextBlock(tag, (text,)))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def blocks_of(html: str) -> list[TextBlock]:
    """Return the blocks of a text.

    Args:
        html: Its HTML.

    Returns:
        Its blocks in their order, each text without markup and on one line.
    """
    reader = _Reader()
    reader.feed(html)
    return reader.blocks
