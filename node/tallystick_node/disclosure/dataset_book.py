"""The days of the public dataset: what each comes to, and where its root is anchored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tallystick.dataset.anchor import ANCHOR_VERSION, dataset_subject
from tallystick.disclosure.report import subject_hash
from tallystick.errors import InputError
from tallystick_node.infrastructure.transactions.outgoing import SendState
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import dataset_days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from tallystick_node.disclosure.dataset_store import DatasetFile, DatasetStore
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.storage import Database

__all__ = ["DatasetBook", "DatasetDay"]


@dataclass(frozen=True, slots=True)
class DatasetDay:
    """A day. block: the last that it covers. anchor_block, tx_hash: None while not anchored.

    manifests: SHA-256 by format. rows: by table; empty once the files are removed.
    """

    day: date
    block: int
    block_hash: str
    root: str
    subject: str
    anchor_block: int | None
    tx_hash: str | None
    manifests: Mapping[str, str]
    rows: Mapping[str, int]

    @property
    def forms(self) -> tuple[str, ...]:
        """In which formats its files are kept; none once they are removed."""
        return tuple(sorted(self.manifests)) if self.rows else ()


@dataclass(frozen=True, slots=True)
class DatasetBook:
    """Keeps what was published. account: the publisher's; None for a node that anchors nothing.

    days_kept: how many days' files stay; 0 for a node that publishes no dataset.
    """

    database: Database
    store: DatasetStore
    sends: SendBook
    audit_log: AuditLog
    clock: Clock
    account: str | None
    days_kept: int

    def keep(self, connection: Connection, day: date, manifest: Mapping[str, Any]) -> bool:
        """Keep what a day's dataset comes to, and ask for its anchor; once for a day.

        Args:
            connection: An open transaction that writes.
            day: The day.
            manifest: The manifest.

        Returns:
            False when it was kept before.
        """
        root = str(manifest["root"])
        row = {
            "day": day, "block": int(manifest["block"]), "block_hash": manifest["block_hash"],
            "root": root, "manifests": self.store.manifests(day), "kept_at": self.clock(),
        }  # fmt: skip
        if not inserted(connection, dataset_days, row):
            return False
        subject = dataset_subject(day)
        if self.account is not None:
            self.sends.put(
                connection, key=subject, account=self.account, contract="Disclosures",
                function="publish",
                arguments=(subject_hash(subject), ANCHOR_VERSION, bytes.fromhex(root[2:])),
            )  # fmt: skip
        self.audit_log.add(
            connection, actor="node", act="dataset.published", subject=subject,
            details={"root": root, "block": manifest["block"]},
        )  # fmt: skip
        return True

    def vouched(self, day: date) -> dict[str, str] | None:
        """Return what was published for a day.

        Args:
            day: The day.

        Returns:
            SHA-256 of each format's manifest; None when nothing was.
        """
        with self.database.reading() as connection:
            kept = connection.scalar(
                select(dataset_days.c.manifests).where(dataset_days.c.day == day)
            )
        return None if kept is None else dict(kept)

    def count(self) -> int:
        """Return of how many days there was ever one.

        Returns:
            At least 0.
        """
        with self.database.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(dataset_days)) or 0)

    def days(self, limit: int, before: date | None = None) -> list[DatasetDay]:
        """Return the days, the newest first.

        Args:
            limit: How many at most.
            before: Older than this day.

        Returns:
            The days, those whose files are no longer kept too.
        """
        question = select(dataset_days).order_by(dataset_days.c.day.desc()).limit(limit)
        if before is not None:
            question = question.where(dataset_days.c.day < before)
        with self.database.reading() as connection:
            rows = connection.execute(question).all()
        return [self._day(row) for row in rows]

    def find(self, day: date) -> DatasetDay | None:
        """Return a day.

        Args:
            day: The day.

        Returns:
            It; None when no dataset was published for it.
        """
        with self.database.reading() as connection:
            row = connection.execute(
                select(dataset_days).where(dataset_days.c.day == day)
            ).one_or_none()
        return None if row is None else self._day(row)

    def file(self, day: date, form: str, path: str) -> DatasetFile | None:
        """Return a file that may be handed out.

        Args:
            day: The day.
            form: `csv` or `parquet`.
            path: Its path in the dataset.

        Returns:
            The file; None when a manifest of that day names no such one.

        Raises:
            InputError: DATASET:CHANGED when its bytes are not those that were published.
        """
        for file in self.store.files(day, self.vouched(day) or {}):
            if (file.form, file.path) == (form, path):
                if not file.intact:
                    raise InputError(
                        "DATASET:CHANGED",
                        f"{path} of {day} is no longer what was published; export the block anew",
                    )
                return file
        return None

    def _day(self, row: Any) -> DatasetDay:
        subject = dataset_subject(row.day)
        send = self.sends.find(self.database, subject)
        there = send is not None and send.state is SendState.DONE
        return DatasetDay(
            row.day, row.block, row.block_hash, row.root, subject,
            send.block if send is not None and there else None,
            send.tx_hash if send is not None and there else None,
            dict(row.manifests), self.store.tables(row.day),
        )  # fmt: skip
