"""A paper's PDF says all of it in both languages, and is the same bytes each time."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from client.papers.made_papers import made_papers
from tallystick.errors import InputError
from tallystick.papers.paper_pdf import PAPER_ATTACHMENT, paper_pdf
from tallystick.papers.sheets import Paper, paper_data
from tallystick.statements.statement_pdf import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

SAID = {
    "receipt": ("1.250001", "9.000000"),
    "schedule": ("12.34 %", "5.000007", "9.000000"),
    "certificate": ("11.234568", "2026-07-01"),
    "tax-year": ("0.000280", "-0.000020", "0.000011"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", made_papers(), ids=lambda paper: paper.paper)
def test_it_says_all_of_the_paper(paper: Paper, language: str) -> None:
    data = paper_pdf(paper, language)
    reader = PdfReader(io.BytesIO(data))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert dict(reader.attachments) == {PAPER_ATTACHMENT: [paper_data(paper)]}
    assert all(part in text for part in SAID[paper.paper]), text
    assert paper.book in text
    assert paper_pdf(paper, language) == data


def test_another_language_is_refused() -> None:
    with pytest.raises(InputError, match="STATEMENT:LANGUAGE"):
        paper_pdf(made_papers()[0], "fr")


def test_it_is_the_same_bytes_in_another_process_and_time_zone(tmp_path: Path) -> None:
    here = paper_pdf(made_papers()[3])
    program = (
        "import sys; from client.papers.made_papers import made_papers;"
        "from tallystick.papers.paper_pdf import paper_pdf;"
        "sys.stdout.buffer.write(paper_pdf(made_papers()[3]))"
    )
    folders = [folder for folder in sys.path if folder]
    there = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=tmp_path, timeout=60,
        env={"PYTHONPATH": ":".join(folders), "TZ": "Pacific/Kiritimati", "HOME": str(tmp_path)},
    ).stdout  # fmt: skip
    assert there == here
