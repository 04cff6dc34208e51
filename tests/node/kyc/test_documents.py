"""Documents are what their bytes show, kept sealed, once, and of a size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.kyc.builders import PDF, picture
from tallystick.errors import InputError
from tallystick_node.kyc.documents import DOCUMENT_BYTES_MAX
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import documents, vault_fields

if TYPE_CHECKING:
    from node.kyc.builders import Room

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 40 + b"\xff\xd9"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "application/pdf"), (picture(), "image/png"), (JPEG, "image/jpeg")],
)
def test_a_documents_type_is_that_of_its_bytes(room: Room, content: bytes, kind: str) -> None:
    person = room.register()
    document = room.people.documents.upload(person, "other", content)
    assert (document.media_type, document.size) == (kind, len(content))
    assert room.people.documents.content(person, document.number, actor="staff")[1] == content
    assert room.acts()[-1] == "document.opened"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "DOCUMENT:SIZE"),
        (b"%PDF-1.7 cut", "DOCUMENT:TYPE"),
        (b"<html>%PDF-%%EOF</html>", "DOCUMENT:TYPE"),
        (b"MZ\x90\x00" + PDF, "DOCUMENT:TYPE"),
        (PDF + b"\0" * DOCUMENT_BYTES_MAX, "DOCUMENT:SIZE"),
    ],
)
def test_what_is_no_whole_document_is_refused(room: Room, content: bytes, code: str) -> None:
    with pytest.raises(InputError, match=code):
        room.people.documents.upload(room.register(), "other", content)


def test_a_kind_that_is_none_is_refused(room: Room) -> None:
    with pytest.raises(InputError, match="DOCUMENT:KIND"):
        room.people.documents.upload(room.register(), "passport photo", PDF)


def test_the_same_bytes_again_are_the_same_document(room: Room) -> None:
    person = room.register()
    first = room.people.documents.upload(person, "tax", PDF)
    assert room.people.documents.upload(person, "other", PDF) == first
    other = room.people.documents.upload(room.register(), "tax", PDF)
    assert other.number != first.number


def test_a_document_is_its_owners_alone(room: Room) -> None:
    number = room.people.documents.upload(room.register(), "tax", PDF).number
    with pytest.raises(PersonRefused, match="DOCUMENT:NONE"):
        room.people.documents.content(room.register(), number, actor="staff")


def test_neither_bytes_nor_a_plain_hash_stand_in_the_database(room: Room) -> None:
    import hashlib  # noqa: PLC0415

    room.people.documents.upload(room.register(), "tax", PDF)
    with room.people.context.database.reading() as connection:
        sealed = connection.scalars(select(vault_fields.c.sealed)).all()
        marks = connection.scalars(select(documents.c.mark)).all()
    assert all(PDF not in block for block in sealed)
    assert hashlib.sha256(PDF).hexdigest() not in marks
