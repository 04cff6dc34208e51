"""Every text that the product can show by itself: pages, notices, letters, both languages."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

__all__ = ["published_texts"]

_CATALOGUES = ("tallystick_node.web", "catalogues")
_TEMPLATES = (
    ("tallystick_node.web", "templates"),
    ("tallystick_node.servicing", "templates"),
    ("tallystick_node.disclosure", "templates"),
    ("tallystick_node.disclosure.agreements", "templates"),
)


def published_texts() -> Iterator[tuple[str, str]]:
    """Yield the texts of pages, notices and letters, and their translations.

    Yields:
        Where a text stands, and the text.
    """
    for package, folder in _TEMPLATES:
        for file in _files(package, folder):
            yield f"{package.rpartition('.')[2]}/{file.name}", file.read_text("utf-8")
    for file in _files(*_CATALOGUES):
        if file.name.endswith(".po"):
            with file.open("rb") as stream:
                for message in read_po(stream):
                    ids = [message.id] if isinstance(message.id, str) else list(message.id)
                    strings = message.string
                    translations = [strings] if isinstance(strings, str) else list(strings or ())
                    for text in filter(None, (*ids, *translations)):
                        yield f"{file.name}: {text[:60]}", text


def _files(package: str, folder: str) -> list[Traversable]:
    place = resources.files(package).joinpath(folder)
    if not place.is_dir():
        return []
    return sorted((file for file in place.iterdir() if file.is_file()), key=lambda file: file.name)
