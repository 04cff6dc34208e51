"""The texts of pages: what is to be translated, and whether every catalogue has all of it.

scripts/page_texts.py            write what the templates say into the catalogues, keep translations
scripts/page_texts.py --check    exit 1 when a catalogue lacks a text or has one too many
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from sentence_texts import document, sentences
from tallystick_node.kyc.assessment_rules import WARNING, questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "node" / "tallystick_node" / "web"
CATALOGUES = WEB / "catalogues"
SENTENCES = CATALOGUES / "sentences.json"
LANGUAGES = {"zh-CN": "zh_Hans_CN"}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "say": None, "ngettext": (1, 2)}
# Not silent: a template that cannot be read would lose its texts, and their translations with them.
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
_PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")


def templates() -> Catalog:
    """Return every text that a page shows: of templates, code, refusals and questions."""
    catalog = Catalog()
    for text in (*known_sentences(), *_questions(questionnaire().document), WARNING):
        catalog.add(text)
    for file, _, message, _, context in sorted(
        extract_from_dir(str(WEB), METHODS, OPTIONS, keywords=KEYWORDS),
        key=lambda entry: (entry[0], entry[1]),
    ):
        catalog.add(message, locations=[(file, 0)], context=context)
    return catalog


def known_sentences() -> list[str]:
    """Return the sentences of refusals."""
    return sorted({sentence for known in sentences().values() for sentence in known})


def _questions(document: Any) -> Iterator[str]:
    """What somebody reads of a questionnaire."""
    yield from (document["title"], document["source"])
    for question in document["questions"]:
        yield from (question["text"], *(option["text"] for option in question["options"]))


def catalogue(language: str, texts: Catalog) -> Catalog:
    """Return a language's catalogue with these texts, and the translations that it has."""
    file = CATALOGUES / f"{language}.po"
    locale = LANGUAGES[language]
    kept = read_po(io.BytesIO(file.read_bytes()), locale) if file.exists() else Catalog(locale)
    kept.update(texts, no_fuzzy_matching=True, update_header_comment=False)
    kept.obsolete.clear()
    return kept


def written(catalog: Catalog) -> bytes:
    """Return a catalogue as its file, without dates and places that change by themselves."""
    stream = io.BytesIO()
    write_po(stream, catalog, omit_header=False, no_location=True, width=0, sort_output=True)
    kept = ('"Language:', '"Plural-Forms:', '"MIME', '"Content-T')
    lines = stream.getvalue().decode("utf-8").splitlines()
    head = lines.index("", 1)  # of the header, which says when and by whom
    header = [line for line in lines[:head] if not line.startswith('"') or line.startswith(kept)]
    rest = [line for line in [*header, *lines[head:]] if not line.startswith("#")]
    return ("\n".join(rest).strip() + "\n").encode()


def defects(language: str, catalog: Catalog) -> list[str]:
    """Say what is not translated, or with other places for values than the text has."""
    lines, plain = [], set(known_sentences())
    for message in catalog:
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        string = message.string or ""
        texts = [string] if isinstance(string, str) else [text or "" for text in string]
        if ids[0] not in plain and any("%" in _PLACES.sub("", text) for text in (*ids, *texts)):
            lines.append(f"{language}: write percent in words, % is for values: {ids[0]}")
        if not all(texts):
            lines.append(f"{language} lacks: {ids[0]}")
        elif any(set(_PLACES.findall(text)) != set(_PLACES.findall(ids[-1])) for text in texts):
            lines.append(f"{language} has other values: {ids[0]}")
    return lines


def main(arguments: list[str]) -> int:
    """Write or check the catalogues."""
    texts, kept = templates(), document(sentences())
    lines = []
    if arguments != ["--check"]:
        SENTENCES.write_bytes(kept)
    elif not SENTENCES.exists() or SENTENCES.read_bytes() != kept:
        lines.append(f"{SENTENCES.relative_to(ROOT)} is stale: scripts/page_texts.py")
    for language in LANGUAGES:
        catalog = catalogue(language, texts)
        data, file = written(catalog), CATALOGUES / f"{language}.po"
        lines += defects(language, catalog)
        if arguments != ["--check"]:
            file.write_bytes(data)
        elif not file.exists() or file.read_bytes() != data:
            lines.append(f"{file.relative_to(ROOT)} is stale: scripts/page_texts.py")
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
