"""Every text of every page is in every language, and none is left unmarked."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import nodes

from node.web.reading import read
from tallystick_node.web.languages import LANGUAGES, language_for, translations_of
from tallystick_node.web.page import environment_of

if TYPE_CHECKING:
    from node.api.builders import Api

ROOT = Path(__file__).resolve().parents[3]
# Names, of which no language has a word of its own.
NAMES = {
    "Tallystick", "API", "English", "简体中文", "CSV", "JSON", "XLSX", "PDF", "beancount", "·",
    "/ 5", ", TUSD",
}  # fmt: skip

TEMPLATES = ROOT / "node" / "tallystick_node" / "web" / "templates"
_VOID = {"meta", "link", "input", "br", "line", "rect", "path"}
# What is said alike everywhere: names, forms of files, units.
ALIKE = {
    "deployment.json", "verify.html", "CSV", "PDF", "beancount", "SHA-256", "· Tallystick", "https://",
    "/staff/collections/loans/",
}  # fmt: skip


def test_every_catalogue_has_every_text() -> None:
    command = [sys.executable, "scripts/page_texts.py", "--check"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("path", ["/", "/market", "/reports", "/exit", "/nowhere"])
def test_no_text_of_a_page_was_left_unmarked(site: Api, path: str) -> None:
    site.network.loans.listed()
    site.index()
    response = site.client.get(path, params={"lang": "en-XA"}, headers={"accept": "text/html"})
    plain = [
        word
        for word in read(re.sub(r"\[[^\]]*~~~\]", "", response.text)).words
        if re.search("[A-Za-z]{2}", word) and word not in NAMES
    ]
    assert plain == []


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        ((None, None), "", "en"),
        (("zh-CN", "en"), "en", "zh-CN"),
        (("de", "zh-CN"), "en", "zh-CN"),
        ((None, None), "zh,en;q=0.5", "zh-CN"),
        ((None, None), "zh-Hans-CN", "zh-CN"),
        ((None, None), "en-GB", "en"),
        ((None, None), "x" * 10_000, "en"),
    ],
)
def test_a_reader_gets_their_language(
    chosen: tuple[str | None, str | None], accepted: str, language: str
) -> None:
    assert language_for(chosen, accepted) == language


def test_values_stand_in_every_translation() -> None:
    for language in LANGUAGES:
        text = translations_of(language).gettext("Loan %(number)s")
        assert text % {"number": 7} != text


def test_every_template_can_be_read() -> None:
    environment = environment_of("en")
    names = environment.list_templates()
    assert len(names) > 40
    for name in names:
        environment.get_template(name)


class _Plain(HTMLParser):
    """Collects what a template shows that no catalogue has seen, in texts and in attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"aria-label", "title", "alt", "placeholder"}:
                self._keep(value or "")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"code", "script", "style"}.intersection(self._open):
            self._keep(data)

    def _keep(self, text: str) -> None:
        self.words += [word for word in text.split("¦") if re.search("[A-Za-z]{2}", word)]


def plain_texts(source: str) -> list[str]:
    """What a template shows beside what it asks the catalogue for."""
    tree = environment_of("en").parse(source)
    parts = []
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            if isinstance(node, nodes.TemplateData):
                parts.append(node.data)
            else:
                parts.append("¦" + "¦".join(_constants(node)) + "¦")
    reader = _Plain()
    reader.feed("".join(parts))
    return [" ".join(word.split()) for word in reader.words if word.strip() not in NAMES]


def _constants(node: nodes.Node) -> list[str]:
    """The texts that an expression itself shows: choices and joined parts, no arguments."""
    if isinstance(node, nodes.Const):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, nodes.CondExpr):
        return [*_constants(node.expr1), *(_constants(node.expr2) if node.expr2 else ())]
    if isinstance(node, nodes.Concat):
        return [text for part in node.nodes for text in _constants(part)]
    if isinstance(node, nodes.Or):
        return [*_constants(node.left), *_constants(node.right)]
    return []


@pytest.mark.parametrize("name", environment_of("en").list_templates())
def test_every_text_of_every_template_passes_the_catalogue(name: str) -> None:
    source = (TEMPLATES / name).read_text("utf-8")
    assert [text for text in plain_texts(source) if text not in ALIKE] == []


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ('<p>{{ _("Marked") }}</p>', []),
        ("<p>Left plain</p>", ["Left plain"]),
        ('<p>{{ "yes" if good else _("no") }}</p>', ["yes"]),
        ('<input aria-label="A label">', ["A label"]),
        ("<p>{% trans %}Marked{% endtrans %} and more</p>", ["and more"]),
        ("<code>tallystick audit</code>", []),
    ],
)
def test_a_text_that_was_left_plain_is_seen(source: str, plain: list[str]) -> None:
    assert plain_texts(source) == plain
