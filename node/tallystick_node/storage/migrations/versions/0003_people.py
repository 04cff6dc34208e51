"""The vault, and who people are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Octets, Row

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables, each after those that it points to."""
    _codes()
    _persons()
    _vault_keys()
    _challenges()
    _checks()
    _consents()
    _documents()
    _evidence()
    _person_wallets()
    _vault_fields()
    _vault_marks()


def _codes() -> None:
    op.create_table(
        "codes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number_mark", sa.String(length=64), nullable=False),
        sa.Column("code_mark", sa.String(length=64), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
    )
    op.create_index(op.f("ix_codes_expires_at"), "codes", ["expires_at"], unique=False)
    op.create_index(
        op.f("ix_codes_number_mark_sent_at"), "codes", ["number_mark", "sent_at"], unique=False
    )


def _persons() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("commitment", sa.String(length=66), nullable=True),
        sa.Column("related_to", sa.String(length=66), nullable=True),
        sa.Column("representative", sa.String(length=32), nullable=True),
        sa.Column("registered_at", Moment(), nullable=False),
        sa.Column("erased_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("commitment", name=op.f("uq_persons_commitment")),
    )


def _vault_keys() -> None:
    op.create_table(
        "vault_keys",
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("ring_key", sa.Integer(), nullable=False),
        sa.Column("sealed", Octets(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("holder", name=op.f("pk_vault_keys")),
    )
    op.create_index(op.f("ix_vault_keys_ring_key"), "vault_keys", ["ring_key"], unique=False)


def _challenges() -> None:
    op.create_table(
        "challenges",
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_challenges_person_persons")
        ),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_challenges")),
    )
    op.create_index(op.f("ix_challenges_expires_at"), "challenges", ["expires_at"], unique=False)
    op.create_index(op.f("ix_challenges_person"), "challenges", ["person"], unique=False)


def _checks() -> None:
    op.create_table(
        "checks",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("codes", Json(), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=True),
        sa.Column("consent", sa.BigInteger(), nullable=True),
        sa.Column("image", sa.String(length=64), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_checks_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
        sa.UniqueConstraint("image", name=op.f("uq_checks_image")),
    )
    op.create_index(
        op.f("ix_checks_person_kind_id"), "checks", ["person", "kind", "id"], unique=False
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_consents_person_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_person"), "consents", ["person"], unique=False)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_documents_person_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("person", "mark", name=op.f("uq_documents_person_mark")),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("about", Row, nullable=True),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("verifier", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["about"], ["evidence.id"], name=op.f("fk_evidence_about_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_evidence_person_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(
        op.f("ix_evidence_person_field_id"), "evidence", ["person", "field", "id"], unique=False
    )


def _person_wallets() -> None:
    op.create_table(
        "person_wallets",
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("bound_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_person_wallets_person_persons")
        ),
        sa.PrimaryKeyConstraint("wallet", name=op.f("pk_person_wallets")),
        sa.UniqueConstraint("person", "place", name=op.f("uq_person_wallets_person_place")),
    )


def _vault_fields() -> None:
    op.create_table(
        "vault_fields",
        sa.Column("table", sa.String(length=32), nullable=False),
        sa.Column("row", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("sealed", Octets(), nullable=False),
        sa.Column("sealed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["holder"], ["vault_keys.holder"], name=op.f("fk_vault_fields_holder_vault_keys")
        ),
        sa.PrimaryKeyConstraint("table", "row", "field", name=op.f("pk_vault_fields")),
    )
    op.create_index(op.f("ix_vault_fields_holder"), "vault_fields", ["holder"], unique=False)


def _vault_marks() -> None:
    op.create_table(
        "vault_marks",
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("sole", sa.String(length=97), nullable=True),
        sa.ForeignKeyConstraint(
            ["holder"], ["vault_keys.holder"], name=op.f("fk_vault_marks_holder_vault_keys")
        ),
        sa.PrimaryKeyConstraint("field", "mark", "holder", name=op.f("pk_vault_marks")),
        sa.UniqueConstraint("sole", name=op.f("uq_vault_marks_sole")),
    )
    op.create_index(op.f("ix_vault_marks_holder"), "vault_marks", ["holder"], unique=False)
