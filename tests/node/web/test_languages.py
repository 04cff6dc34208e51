"""Every text of every page is in every language, and none is left unmarked."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from node.web.reading import read
from tallystick_node.web.languages import LANGUAGES, language_for, translations_of
from tallystick_node.web.page import environment_of

if TYPE_CHECKING:
    from node.api.builders import Api

ROOT = Path(__file__).resolve().parents[3]
# Names, of which no language has a word of its own.
NAMES = {"Tallystick", "API", "English", "简体中文", "CSV", "JSON", "XLSX", "·", "/ 5", ", TUSD"}


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
