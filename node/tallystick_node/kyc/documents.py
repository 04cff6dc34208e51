"""Documents: what they are is seen in their bytes, not believed of their names; kept sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from tallystick.errors import InputError
from tallystick_node.cashflow.reading import UNSTATED, read_bank_file
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import documents

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.conflicts import Conflicts
    from tallystick_node.kyc.context import Context

__all__ = ["BANK_FILE", "DOCUMENT_BYTES_MAX", "KINDS", "Document", "Documents", "media_type"]

DOCUMENT_BYTES_MAX = 10 * 2**20
DOCUMENTS_MAX = 100
BANK_STATEMENT = "bank_statement"
# What a bank's file for programs is kept and shown as.
BANK_FILE = "text/plain"
KINDS = frozenset({
    "identity_card", "business_licence", "register_extract", "proof_of_address", "proof_of_income",
    "employment", BANK_STATEMENT, "tax", "source_of_funds", "other",
})  # fmt: skip
# What files of each type begin with, and what has to stand further on.
_TYPES = (
    ("application/pdf", b"%PDF-", b"%%EOF"),
    ("image/png", b"\x89PNG\r\n\x1a\n", b"IEND"),
    ("image/jpeg", b"\xff\xd8\xff", b"\xff\xd9"),
)
_END_BYTES = 1_024


@dataclass(frozen=True, slots=True)
class Document:
    """What is said of a document; its bytes are asked for by themselves."""

    number: int
    kind: str
    media_type: str
    size: int


def media_type(content: bytes) -> str:
    """Return the media type that a file's bytes show.

    Args:
        content: The whole file.

    Returns:
        `application/pdf`, `image/png` or `image/jpeg`.

    Raises:
        InputError: DOCUMENT:TYPE for anything else, and for a file without its end.
    """
    for name, begins, ends in _TYPES:
        if content.startswith(begins) and ends in content[-_END_BYTES:]:
            return name
    raise InputError("DOCUMENT:TYPE", "a document is a whole PDF, PNG or JPEG file")


def _bank_file_type(content: bytes) -> str:
    """A bank statement may be a bank's file, which has to be one that can be read."""
    try:
        return media_type(content)
    except InputError:
        read_bank_file(content, UNSTATED)
        return BANK_FILE


@dataclass(frozen=True, slots=True)
class Documents:
    """Takes them in and hands them out."""

    context: Context
    conflicts: Conflicts

    def upload(self, person: str, kind: str, content: bytes) -> Document:
        """Keep a document; the same bytes again are the document that is there already.

        Args:
            person: The person's identifier.
            kind: What it is, one of `KINDS`.
            content: A PDF, PNG or JPEG file of at most 10 MiB; a bank statement also as CSV,
                camt.053 or MT940 of at most 2 MiB.

        Returns:
            What is known of the document.

        Raises:
            InputError: DOCUMENT:KIND, DOCUMENT:SIZE or DOCUMENT:TYPE; BANKFILE:… with the line for
                a bank's file that cannot be read.
            PersonRefused: DOCUMENT:MANY beyond a hundred documents; PEOPLE:UNKNOWN.
            VaultRefused: When the vault cannot seal it.
        """
        if kind not in KINDS:
            raise InputError("DOCUMENT:KIND", f"a document is one of {', '.join(sorted(KINDS))}")
        if not 0 < len(content) <= DOCUMENT_BYTES_MAX:
            raise InputError("DOCUMENT:SIZE", f"a document has 1 to {DOCUMENT_BYTES_MAX} bytes")
        detected = _bank_file_type(content) if kind == BANK_STATEMENT else media_type(content)
        context = self.context
        # A plain hash would tell whoever has the same file that it is here.
        mark = context.vault.mark("document", content.hex())
        with context.database.writing() as connection:
            context.person(connection, person, lock=True)
            known = connection.execute(
                select(documents).where(documents.c.person == person, documents.c.mark == mark)
            ).one_or_none()
            if known is not None:
                return Document(known.id, known.kind, known.media_type, known.size)
            count = connection.scalar(select(func.count()).where(documents.c.person == person))
            if (count or 0) >= DOCUMENTS_MAX:
                raise PersonRefused("DOCUMENT:MANY", f"a person has at most {DOCUMENTS_MAX}")
            number = connection.execute(
                insert(documents)
                .values(
                    person=person, kind=kind, media_type=detected, size=len(content), mark=mark,
                    uploaded_at=context.now,
                )
                .returning(documents.c.id)
            ).scalar_one()  # fmt: skip
            context.vault.put(connection, person, _place(number), content)
            context.note(
                connection, "document.uploaded", person, details={"id": number, "kind": kind}
            )
        return Document(number, kind, detected, len(content))

    def content(self, person: str, number: int, *, actor: str) -> tuple[Document, bytes]:
        """Return a document and its bytes, and journal who looked.

        Args:
            person: The person's identifier.
            number: The document's number.
            actor: Who does it, for the journal.

        Returns:
            The document and its whole content.

        Raises:
            PersonRefused: DOCUMENT:NONE when the person has no such document.
            Forbidden: ACCESS:OWN when it is the actor's own.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        with self.context.database.writing() as connection:
            self.conflicts.not_about_oneself(connection, actor, person)
            document = self.check(connection, person, number)
            content = self.context.vault.get(connection, person, _place(number))
            self.context.note(
                connection, "document.opened", person, actor=actor, details={"id": number}
            )
        return document, content

    def check(self, connection: Connection, person: str, number: int) -> Document:
        """Return what a document of a person is.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            number: The document's number.

        Returns:
            The document without its content.

        Raises:
            PersonRefused: DOCUMENT:NONE when the person has no such document.
        """
        row = connection.execute(
            select(documents).where(documents.c.id == number, documents.c.person == person)
        ).one_or_none()
        if row is None:
            raise PersonRefused("DOCUMENT:NONE", f"this person has no document {number}")
        return Document(row.id, row.kind, row.media_type, row.size)

    def of(self, connection: Connection, person: str) -> list[Document]:
        """Return a person's documents.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            The documents without their content, the oldest first.
        """
        rows = connection.execute(
            select(documents).where(documents.c.person == person).order_by(documents.c.id)
        ).all()
        return [Document(row.id, row.kind, row.media_type, row.size) for row in rows]

    def bank_files(self, connection: Connection, person: str) -> list[bytes]:
        """Return a person's bank files, for a program that counts what they show.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            Their whole contents, the newest first; each can be read.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        numbers = connection.scalars(
            select(documents.c.id)
            .where(documents.c.person == person, documents.c.media_type == BANK_FILE)
            .order_by(documents.c.id.desc())
        ).all()
        return [self.context.vault.get(connection, person, _place(number)) for number in numbers]


def _place(number: int) -> Place:
    return Place("documents", str(number), "content")
