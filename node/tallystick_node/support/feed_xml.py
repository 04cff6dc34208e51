"""RSS and Atom by a hardened reader: no document types, no entities, nothing from outside."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from tallystick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DEPTH_MAX", "xml_entries"]

DEPTH_MAX = 64
_ROOTS = frozenset({"rss", "feed", "RDF"})
_ENTRIES = frozenset({"item", "entry"})
# What RSS and Atom call the same; of several of one name the first counts.
_NAMES = {
    "link": "link", "title": "title", "description": "text", "summary": "text", "content": "text",
    "encoded": "text", "pubDate": "published", "published": "published", "updated": "published",
    "date": "published",
}  # fmt: skip


def xml_entries(content: bytes) -> list[tuple[int, Mapping[str, str]]]:
    """Read RSS 1.0, RSS 2.0 or Atom.

    Args:
        content: The file.

    Returns:
        The entries' fields, each with the line on which it begins.

    Raises:
        InputError: FEED:FORM when it is none of them, or not XML that can be trusted.
    """
    parser = make_parser()
    # A document type is where every attack by XML begins, and no feed needs one.
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)  # noqa: FBT003 - its own signature
    reader = _FeedReader()
    parser.setContentHandler(reader)
    try:
        parser.parse(io.BytesIO(content))
    except SAXParseException as wrong:
        raise InputError("FEED:FORM", f"line {wrong.getLineNumber()}: this is no XML") from wrong
    except (DefusedXmlException, SAXException, ValueError, LookupError) as wrong:
        line = parser.getLineNumber()
        raise InputError(
            "FEED:FORM", f"line {line}: this is not XML that can be trusted"
        ) from wrong
    return reader.entries


class _FeedReader(ContentHandler):
    """Gathers entries; a field is a child of an entry, with all the text below it."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[tuple[int, Mapping[str, str]]] = []
        self._locator: Any = None
        self._depth = 0
        self._entry_at: int | None = None
        self._begins = 0
        self._fields: dict[str, str] = {}
        self._field: str | None = None
        self._words: list[str] = []

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - SAX's own name
        """Keep what knows the line."""
        self._locator = locator

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        """Begin an entry, or a field of one."""
        del qname
        local = name[1]
        if self._depth == 0 and local not in _ROOTS:
            raise InputError("FEED:FORM", f"line {self._line}: this is neither RSS nor Atom")
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise InputError(
                "FEED:FORM",
                f"line {self._line}: elements stand in each other over {DEPTH_MAX} deep",
            )
        if self._entry_at is None:
            if local in _ENTRIES:
                self._entry_at, self._begins = self._depth, self._line
                self._fields = {}
        elif self._depth == self._entry_at + 1:
            self._field, self._words = _NAMES.get(local), []
            if self._field == "link" and (None, "href") in attrs:
                # Atom has several; the one without a relation, or `alternate`, is the entry's own.
                own = attrs.get((None, "rel"), "alternate") == "alternate"
                self._words = [attrs[None, "href"]] if own else []

    def characters(self, content: str) -> None:
        """Gather the text of a field."""
        if self._field is not None:
            self._words.append(content)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        """End a field, or an entry."""
        del name, qname
        if self._entry_at is not None:
            if self._depth == self._entry_at:
                self.entries.append((self._begins, self._fields))
                self._entry_at = None
            elif self._depth == self._entry_at + 1 and self._field is not None:
                words = "".join(self._words).strip()
                if words:
                    self._fields.setdefault(self._field, words)
                self._field = None
        self._depth -= 1

    @property
    def _line(self) -> int:
        return int(self._locator.getLineNumber())
