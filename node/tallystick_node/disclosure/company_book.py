"""What the operator has stated about the company: every version, and where its hash is anchored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from tallystick.disclosure.company import (
    COMPANY_SUBJECT,
    CompanyFacts,
    company_hash,
    read_company,
)
from tallystick.disclosure.report import subject_hash
from tallystick_node.infrastructure.transactions.outgoing import SendState
from tallystick_node.storage.insertion import inserted, one_at_a_time
from tallystick_node.storage.tables import company_versions, company_warnings

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.storage import Database

__all__ = ["CompanyBook", "CompanyVersion", "first_warning", "keep_company", "newest_company"]


@dataclass(frozen=True, slots=True)
class CompanyVersion:
    """A version. block, tx_hash: where its hash is anchored; None while it is not."""

    version: int
    facts: CompanyFacts
    root: str
    kept_by: str
    kept_at: datetime
    block: int | None = None
    tx_hash: str | None = None


def newest_company(connection: Connection) -> CompanyVersion | None:
    """Return what is stated now.

    Args:
        connection: An open database transaction.

    Returns:
        The newest version, its anchor not looked up; None where nothing was ever stated.
    """
    row = connection.execute(
        select(company_versions).order_by(company_versions.c.version.desc()).limit(1)
    ).one_or_none()
    return None if row is None else _version(row)


def keep_company(
    connection: Connection, audit_log: AuditLog, clock: Clock, facts: CompanyFacts, by: str
) -> CompanyVersion:
    """Keep a further version; the same statement again is the version that is there.

    Args:
        connection: An open transaction that writes.
        audit_log: The journal.
        clock: The time.
        facts: What is stated.
        by: Who states it.

    Returns:
        The version.
    """
    one_at_a_time(connection, COMPANY_SUBJECT)
    root = "0x" + company_hash(facts).hex()
    newest = newest_company(connection)
    if newest is not None and newest.root == root:
        return newest
    version = 1 if newest is None else newest.version + 1
    connection.execute(
        insert(company_versions).values(
            version=version, document=facts.document(), root=root, kept_by=by, kept_at=clock()
        )
    )
    audit_log.add(
        connection, actor=by, act="company.stated", subject=f"{COMPANY_SUBJECT} v{version}",
        details={"root": root},
    )  # fmt: skip
    kept = newest_company(connection)
    assert kept is not None, "it was put there just now"
    return kept


def first_warning(connection: Connection, subject: str, step: int) -> bool:
    """Remember that the operator is told of something; once for each step.

    Args:
        connection: An open transaction that writes.
        subject: Of what.
        step: How near it is.

    Returns:
        False when they were told before.
    """
    return inserted(connection, company_warnings, {"subject": subject, "step": step})


@dataclass(frozen=True, slots=True)
class CompanyBook:
    """Reads versions with their anchors. account: the publisher's; None without one."""

    database: Database
    sends: SendBook
    account: str | None

    def newest(self) -> CompanyVersion | None:
        """Return what is stated now, with its anchor.

        Returns:
            The newest version; None where nothing was ever stated.
        """
        with self.database.reading() as connection:
            newest = newest_company(connection)
        return None if newest is None else self._anchored(newest)

    def find(self, version: int) -> CompanyVersion | None:
        """Return a version with its anchor.

        Args:
            version: Its number.

        Returns:
            The version; None when there is none.
        """
        with self.database.reading() as connection:
            row = connection.execute(
                select(company_versions).where(company_versions.c.version == version)
            ).one_or_none()
        return None if row is None else self._anchored(_version(row))

    def count(self) -> int:
        """Return how many versions there are.

        Returns:
            At least 0.
        """
        with self.database.reading() as connection:
            question = select(func.count()).select_from(company_versions)
            return int(connection.scalar(question) or 0)

    def ask_anchors(self, connection: Connection) -> None:
        """Ask for the anchor of every version, each once, in order.

        Args:
            connection: An open transaction that writes.
        """
        if self.account is None:
            return
        rows = connection.execute(
            select(company_versions.c.version, company_versions.c.root).order_by(
                company_versions.c.version
            )
        ).all()
        for row in rows:
            self.sends.put(
                connection, key=_send_key(row.version), account=self.account,
                contract="Disclosures", function="publish",
                arguments=(
                    subject_hash(COMPANY_SUBJECT), row.version, bytes.fromhex(row.root[2:])
                ),
            )  # fmt: skip

    def _anchored(self, version: CompanyVersion) -> CompanyVersion:
        send = self.sends.find(self.database, _send_key(version.version))
        if send is None or send.state is not SendState.DONE:
            return version
        return CompanyVersion(
            version.version, version.facts, version.root, version.kept_by, version.kept_at,
            send.block, send.tx_hash,
        )  # fmt: skip


def _send_key(version: int) -> str:
    return f"{COMPANY_SUBJECT} v{version}"


def _version(row: Any) -> CompanyVersion:
    return CompanyVersion(
        row.version, read_company(row.document), row.root, row.kept_by, row.kept_at
    )
