"""The fonts of statements and papers: the characters of Noto Sans CJK that their words have.

scripts/statement_fonts.py            write client/tallystick/statements/fonts
scripts/statement_fonts.py --check    exit 1 when a character of a statement has no shape there

PDFs are the same bytes on every machine, so they take no font of the machine. It takes the fonts
of Debian's fonts-noto-cjk to write them, and nothing to check them.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parents[1]
STATEMENTS = ROOT / "client" / "tallystick" / "statements"
WORDS = (STATEMENTS / "words.toml", STATEMENTS.parent / "papers" / "words.toml")
SOURCES = Path("/usr/share/fonts/opentype/noto")
WEIGHTS = ("Regular", "Bold")
FAMILY = "Noto Sans CJK SC"
# What statements say beside their words: figures, days, wallets, and what stands for nothing.
ALWAYS = {*map(chr, range(0x20, 0x7F)), "–", "…"}
_FAMILY_NAME = 1


def characters() -> set[str]:
    """Return every character that a statement or paper may have."""
    words = (tomllib.loads(file.read_text("utf-8")) for file in WORDS)
    return {*ALWAYS, *"".join(text for known in words for text in _texts(known))}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def _file(weight: str) -> Path:
    return STATEMENTS / "fonts" / f"NotoSansCJKsc-{weight}.otf"


def write() -> None:
    """Write the fonts."""
    for weight in WEIGHTS:
        faces = TTCollection(SOURCES / f"NotoSansCJK-{weight}.ttc").fonts
        face: TTFont = next(
            font for font in faces if font["name"].getDebugName(_FAMILY_NAME).startswith(FAMILY)
        )
        options = Options()
        options.layout_features = ["kern"]
        options.hinting = False
        options.recalc_timestamp = False
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(sorted(characters())))
        subsetter.subset(face)
        face.save(_file(weight))


def lacking() -> list[str]:
    """Return what has no shape, a line for each weight that lacks some."""
    lines = []
    for weight in WEIGHTS:
        font = TTFont(_file(weight))
        missing = sorted(characters() - {chr(code) for code in font.getBestCmap()})
        if missing:
            lines.append(f"{_file(weight).name} lacks {' '.join(missing)}: run this script")
    return lines


def main(arguments: list[str]) -> int:
    """Write or check the fonts."""
    if arguments != ["--check"]:
        write()
    lines = lacking()
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
