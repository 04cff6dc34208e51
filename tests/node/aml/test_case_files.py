"""Files of cases: bounded, sealed under the key of the case, and every look is journalled."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.aml.builders import OFFICER, OTHER
from node.aml.test_case_book import opened
from tallystick.errors import InputError
from tallystick_node.aml import case_files
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.storage.tables import journal, vault_fields

if TYPE_CHECKING:
    from node.aml.builders import Bureau

PAPER = b"%PDF-1.7 from the bank %%EOF"


def test_a_file_is_kept_listed_and_opened(bureau: Bureau) -> None:
    case, files = opened(bureau), bureau.aml.files
    with bureau.database.writing() as connection:
        number = files.add(connection, case, " statement.pdf ", PAPER, OFFICER)
        (known,) = files.of_case(connection, case)
        assert (known.name, known.media_type, known.size, known.by) == (
            "statement.pdf", "application/pdf", len(PAPER), OFFICER,
        )  # fmt: skip
        assert files.open(connection, case, number, OTHER) == (known, PAPER)
        sealed = connection.scalars(select(vault_fields.c.sealed)).all()
        assert all(b"from the bank" not in text for text in sealed)
        lines = connection.execute(select(journal).order_by(journal.c.number)).all()
        assert [line.act for line in lines[-2:]] == ["aml.case_filed", "aml.case_file_opened"]
        assert "statement" not in str(lines)


def test_the_evidence_has_the_files_tags_and_their_hashes(bureau: Bureau) -> None:
    case = opened(bureau)
    with bureau.database.writing() as connection:
        bureau.aml.files.add(connection, case, "statement.pdf", PAPER, OFFICER)
        bureau.aml.tags.add(connection, case, "mule", OFFICER)
        content = bureau.aml.evidence.archive(connection, case, OFFICER)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("file-1") == PAPER
        assert b'"mule"' in archive.read("case.json")
        assert b"file-1" in archive.read("manifest.json")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("", PAPER, "AML:FILE_NAME"),
        ("a/b.pdf", PAPER, "AML:FILE_NAME"),
        ("a\nb", PAPER, "AML:FILE_NAME"),
        ("x" * 121, PAPER, "AML:FILE_NAME"),
        ("a.pdf", b"", "DOCUMENT:SIZE"),
        ("a.pdf", b"MZ a programme", "DOCUMENT:TYPE"),
    ],
)
def test_what_is_no_file_is_refused(bureau: Bureau, name: str, content: bytes, code: str) -> None:
    case = opened(bureau)
    with bureau.database.writing() as connection:
        with pytest.raises(InputError, match=code):
            bureau.aml.files.add(connection, case, name, content, OFFICER)
        assert bureau.aml.files.of_case(connection, case) == []


def test_bounds_and_who_may(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    case, files = opened(bureau), bureau.aml.files
    monkeypatch.setattr(case_files, "FILES_MAX", 1)
    monkeypatch.setattr(case_files, "DOCUMENT_BYTES_MAX", len(PAPER))
    with bureau.database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:LEASE"):
            files.add(connection, case, "a.pdf", PAPER, OTHER)
        with pytest.raises(InputError, match="DOCUMENT:SIZE"):
            files.add(connection, case, "a.pdf", PAPER + b"%%EOF", OFFICER)
        files.add(connection, case, "a.pdf", PAPER, OFFICER)
        with pytest.raises(AmlRefused, match="AML:FILES"):
            files.add(connection, case, "b.pdf", PAPER, OFFICER)
        with pytest.raises(NoAml, match="AML:FILE"):
            files.open(connection, case, 7, OFFICER)
