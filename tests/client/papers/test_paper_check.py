"""A paper's PDF holds, an altered one is shown where, another file is refused."""

from __future__ import annotations

import pytest

from client.papers.made_papers import made_papers
from client.statements.made_statements import made_statement
from tallystick.errors import InputError
from tallystick.papers.paper_check import check_paper
from tallystick.papers.paper_pdf import paper_pdf
from tallystick.statements.statement_pdf import statement_pdf


def test_a_paper_holds_in_both_languages() -> None:
    for paper in made_papers():
        for language in ("en", "zh-CN"):
            checked = check_paper(paper_pdf(paper, language))
            assert (checked.paper, checked.difference) == (paper, None)


def test_a_byte_that_was_altered_is_shown() -> None:
    data = bytearray(paper_pdf(made_papers()[0]))
    place = data.rindex(b"trailer") if b"trailer" in data else len(data) - 30
    data[place - 1] ^= 1
    try:
        checked = check_paper(bytes(data))
    except InputError as refused:
        assert refused.code in {"STATEMENT:PDF", "STATEMENT:ATTACHMENT"}  # noqa: PT017 - either
    else:
        assert checked.difference is not None


def test_a_statement_is_no_paper() -> None:
    with pytest.raises(InputError, match="STATEMENT:ATTACHMENT"):
        check_paper(statement_pdf(made_statement(1)))
    with pytest.raises(InputError, match="STATEMENT:PDF"):
        check_paper(b"%PDF-1.7 nothing")
