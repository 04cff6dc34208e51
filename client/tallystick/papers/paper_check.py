"""A paper's PDF, opened and checked: it is compiled again from the paper that is attached to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.papers.paper_pdf import PAPER_ATTACHMENT, paper_pdf
from tallystick.papers.sheets import read_paper
from tallystick.statements.pdf_check import first_page_difference, open_pdf

if TYPE_CHECKING:
    from tallystick.papers.sheets import Paper
    from tallystick.statements.account_statement import FirstDifference

__all__ = ["PaperCheck", "check_paper"]


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """A PDF: the paper in it, and where its pages differ from what is compiled from that."""

    paper: Paper
    difference: FirstDifference | None


def check_paper(data: bytes) -> PaperCheck:
    """Read the paper within a PDF, and compile it again.

    Args:
        data: The file.

    Returns:
        The paper, and the first difference of the pages.

    Raises:
        InputError: STATEMENT:PDF when it is too long or cannot be read as a PDF;
            STATEMENT:ATTACHMENT when no paper is attached to it; PAPER:FORM when that is none.
    """
    opened = open_pdf(data, PAPER_ATTACHMENT)
    paper = read_paper(opened.content)
    return PaperCheck(paper, first_page_difference(data, paper_pdf(paper, opened.language)))
