"""A PDF holds when it is compiled again to the same bytes; another is shown where it differs."""

from __future__ import annotations

import io
import json

import pytest
from pypdf import PdfWriter

from client.statements.made_statements import made_statement
from tallystick.errors import InputError
from tallystick.statements import statement_pdf as compiler
from tallystick.statements.account_statement import StatementDiffers
from tallystick.statements.pdf_check import BYTES_MAX, check_pdf, is_pdf
from tallystick.statements.statement_pdf import LANGUAGES, statement_pdf


def with_attachments(*files: tuple[str, bytes]) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    for name, content in files:
        writer.add_attachment(name, content)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_holds(language: str) -> None:
    data = statement_pdf(made_statement(40), language)
    checked = check_pdf(data)
    assert checked.difference is None
    assert checked.statement == made_statement(40)
    assert is_pdf(data)


def test_a_figure_that_was_printed_otherwise_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody compiles it with a larger balance on its pages than in the attached file."""
    honest = made_statement(3)
    template = compiler._FOLDER.joinpath("statement.typ").read_text("utf-8")
    forged = template.replace("words.currency, statement.currency,", 'words.currency, "EURO",')
    assert forged != template

    class Folder:
        def joinpath(self, name: str) -> object:
            real = original.joinpath(name)
            return io_like if name == "statement.typ" else real

    class Typ:
        def read_bytes(self) -> bytes:
            return forged.encode()

    original, io_like = compiler._FOLDER, Typ()
    monkeypatch.setattr(compiler, "_FOLDER", Folder())
    data = statement_pdf(honest)
    monkeypatch.undo()
    difference = check_pdf(data).difference
    assert difference is not None
    assert "XTST" in difference.expected
    assert "EURO" in difference.actual
    assert difference.path.startswith("page 1, line ")


def test_bytes_behind_the_same_pages_are_a_difference_too() -> None:
    data = statement_pdf(made_statement(3))
    difference = check_pdf(data + b"\n% more\n").difference
    assert difference is not None
    assert difference.path == f"byte {len(data)}"


@pytest.mark.parametrize(
    "data",
    [b"%PDF-" + b" " * BYTES_MAX, b"%PDF-1.7\n", b"%PDF-" + b"\x00" * 500, b"%PDF-1.7\n%%EOF"],
)
def test_what_is_no_pdf_gets_a_sentence(data: bytes) -> None:
    with pytest.raises(InputError, match="STATEMENT:PDF"):
        check_pdf(data)


@pytest.mark.parametrize("cut", [100, 2_000, 20_000])
def test_a_pdf_that_was_cut_is_refused_or_differs(cut: int) -> None:
    data = statement_pdf(made_statement(3))[:-cut]
    try:
        assert check_pdf(data).difference is not None
    except InputError as refused:
        assert refused.code.startswith("STATEMENT:")  # noqa: PT017


@pytest.mark.parametrize(
    "files",
    [
        (), (("other.json", b"{}"),),
        (("statement.json", made_statement(1).data), ("other.json", b"{}")),
        (("statement.json", b"{}"), ("statement.json", made_statement(1).data)),
    ],
)  # fmt: skip
def test_a_pdf_with_anything_else_attached_is_no_statement(
    files: tuple[tuple[str, bytes], ...],
) -> None:
    with pytest.raises(InputError, match="STATEMENT:ATTACHMENT"):
        check_pdf(with_attachments(*files))


def test_what_is_attached_has_to_be_a_statement_that_ties() -> None:
    with pytest.raises(InputError, match="STATEMENT:FORM"):
        check_pdf(with_attachments(("statement.json", b"{}")))
    wrong = made_statement(1).document() | {"closing": "1"}
    with pytest.raises(StatementDiffers, match="closing"):
        check_pdf(with_attachments(("statement.json", json.dumps(wrong).encode())))
