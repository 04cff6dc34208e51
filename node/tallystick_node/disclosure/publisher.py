"""Makes reports from the index, has their roots anchored, and publishes them when they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.chain.codec import bytes32_of
from tallystick.chain.contracts import Disclosures
from tallystick.disclosure.course import month_end, month_of_day
from tallystick.disclosure.figures import Given, state_of
from tallystick.disclosure.report import expected_payouts, make_report, month_of, subject_hash
from tallystick.disclosure.signature import sign_report
from tallystick.documents import file_text, read_json
from tallystick.errors import ConfigError, InputError
from tallystick.loans.dates import date_from_day, day_from_date, local_day
from tallystick_node.disclosure.indexed import IndexedReplay
from tallystick_node.disclosure.workdays import month_before, months_between
from tallystick_node.infrastructure.indexer.days import last_block_of
from tallystick_node.infrastructure.transactions.outgoing import SendState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.chain.signer import Signer
    from tallystick.disclosure.report import Report
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.disclosure.report_store import ReportStore
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import BusinessClock
    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.storage import Database

__all__ = ["Attested", "Publisher", "send_key"]

_CODE = re.compile(r"A\d\d")
_VALUE = re.compile(r"-?\d{1,30}")


@dataclass(frozen=True, slots=True)
class Attested:
    """What only people can state: figures A01, A02, ... and the persons related to the platform."""

    figures: tuple[Mapping[str, str], ...] = ()
    related: frozenset[bytes] = frozenset()

    @classmethod
    def load(cls, file: Path | None) -> Attested:
        """Read `{"figures": [{"code", "name", "value"}], "related": [commitments]}`.

        Args:
            file: A JSON file; nothing is attested without it.

        Returns:
            The figures and the related persons.

        Raises:
            ConfigError: PUBLICATION:ATTESTED, naming what is wrong.
        """
        if file is None:
            return cls()
        try:
            document = read_json(file_text(file))
            figures = tuple({name: _text(entry[name], name) for name in ("code", "name", "value")}
                            for entry in document["figures"])  # fmt: skip
            related = frozenset(bytes32_of("related", entry) for entry in document["related"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError("PUBLICATION:ATTESTED", f"{file} is not whole ({error})") from error
        for entry in figures:
            if not (_CODE.fullmatch(entry["code"]) and _VALUE.fullmatch(entry["value"])):
                raise ConfigError(
                    "PUBLICATION:ATTESTED", f"{entry['code']}: a code is A01 to A99, a value whole"
                )
        return cls(figures, related)


def _text(value: object, name: str) -> str:
    """A number that JSON keeps as one may have lost digits, and `true` is not an amount."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is text, in quotation marks, not {value!r}")
    return value


def send_key(report: Report) -> str:
    """Return the key under which a report's root is anchored, once.

    Args:
        report: The report.

    Returns:
        The key of the transaction.
    """
    return f"report {report.subject} v{report.version}"


@dataclass
class Publisher:
    """Publishes for one platform with one key; any number of processes may try at once."""

    database: Database
    platform: Platform
    sends: SendBook
    audit_log: AuditLog
    report_store: ReportStore
    signer: Signer
    business: BusinessClock
    attested_file: Path | None = None

    def __post_init__(self) -> None:
        self.replays = IndexedReplay(self.database, self.platform)

    def missing(self) -> list[str]:
        """Return the months that are over, since the deployment, and were never published.

        Returns:
            Subjects such as `monthly:2026-03`, the earliest first.

        Raises:
            ConfigError: PUBLICATION:LOST when a published file is missing; PUBLICATION:FILE when
                one is not a report.
            TransportError: When the chain's node does not answer.
        """
        first = self.platform.connection.block(self.platform.deployment.block)
        assert first is not None, "the deployment was found on this chain"
        offset = self.business.utc_offset_seconds
        begun = date_from_day(local_day(first.timestamp, offset))
        over = month_before(self.business.today())
        if (over.year, over.month) < (begun.year, begun.month):
            return []
        subjects = [f"monthly:{subject:%Y-%m}" for subject in months_between(begun, over)]
        here = self._here()
        # What is out was anchored before it came out; the chain is asked about the others.
        out = {subject for (subject, _), waiting in here.items() if waiting is None}
        return [
            subject
            for subject in subjects
            if subject not in out and not self._anchored(subject, here)
        ]

    def prepare(self, subject: str, amends: str | None = None) -> Report:
        """Make a month's report, sign it and keep it until it is anchored.

        Asked again it is the same report.

        Args:
            subject: The report, such as `monthly:2026-03`.
            amends: What was wrong with the version before; None for the first version.

        Returns:
            The report, waiting for its anchor.

        Raises:
            InputError: REPORT:SUBJECT; REPORT:AMEND when there is nothing to amend or nothing to
                begin.
            DayNotOver: While the month's last block or the index is not there.
            ConfigError: PUBLICATION:LOST, PUBLICATION:FILE or PUBLICATION:ATTESTED when a file is
                missing or not valid.
            VerificationFailed: PUBLICATION:EVENTS when events break the rules.
            TransportError: When the chain's node does not answer.
        """
        version = self._anchored(subject, self._here()) + 1
        if (amends is None) != (version == 1):
            raise InputError(
                "REPORT:AMEND",
                f"{subject} has {version - 1} versions; the first needs no reason, others do",
            )
        for waiting in self.report_store.waiting():
            if (waiting.subject, waiting.version) == (subject, version):
                return waiting
        report = self._made(subject, version, amends)
        deployment = self.platform.deployment
        disclosures = self.platform.address("Disclosures")
        self.report_store.put(
            report, sign_report(report, self.signer, deployment.chain_id, disclosures)
        )
        return report

    def put(self, connection: Connection, report: Report, actor: str = "node") -> None:
        """Ask for the anchor in the caller's transaction, once, and journal it.

        Args:
            connection: An open database transaction.
            report: The report.
            actor: Who does it, for the journal.
        """
        root = report.tree.root
        self.sends.put(
            connection, key=send_key(report), account=self.signer.address,
            contract="Disclosures", function="publish",
            arguments=(subject_hash(report.subject), report.version, root),
        )  # fmt: skip
        self.audit_log.add(
            connection, actor=actor, act="report.made", subject=report.subject,
            details={"version": report.version, "root": "0x" + root.hex()},
        )  # fmt: skip

    def release(self) -> int:
        """Publish every waiting report whose root is on the chain.

        Returns:
            How many were published.

        Raises:
            ConfigError: PUBLICATION:FILE when another file has the name, or a file is not a report.
        """
        out = 0
        for report in self.report_store.waiting():
            send = self.sends.find(self.database, send_key(report))
            if send is not None and send.state is SendState.DONE:
                self.report_store.release(report)
                out += 1
        return out

    def _here(self) -> dict[tuple[str, int], Report | None]:
        """The versions whose files are here; with the report where it waits for its anchor."""
        waiting = {
            (report.subject, report.version): report for report in self.report_store.waiting()
        }
        published = {
            (report.subject, report.version): None for report in self.report_store.published()
        }
        return {**waiting, **published}

    def _anchored(self, subject: str, here: Mapping[tuple[str, int], Report | None]) -> int:
        """Return how many versions the chain has; ConfigError when files of them are lost."""
        month_of(subject)
        identity = subject_hash(subject)
        anchored = self.platform.read(Disclosures.versions(identity))
        for version in range(1, anchored + 1):
            waiting = here.get((subject, version))
            if waiting is not None:
                anchor = self.platform.read(Disclosures.anchor_of(identity, version))
                whole = anchor["root"] == waiting.tree.root
            else:
                whole = (subject, version) in here
            if not whole:
                raise ConfigError(
                    "PUBLICATION:LOST",
                    f"version {version} of {subject} is anchored and its file is not here; put it"
                    " back from a backup",
                )
        return anchored

    def _made(self, subject: str, version: int, amends: str | None) -> Report:
        attested = Attested.load(self.attested_file)
        day = month_end(month_of_day(day_from_date(month_of(subject))))
        connection, deployment = self.platform.connection, self.platform.deployment
        today = day_from_date(self.business.today())
        block = last_block_of(connection, self.business.utc_offset_seconds, day, today)
        if block < deployment.block:
            raise InputError("REPORT:SUBJECT", f"the platform is younger than {subject}")
        replay = self.replays.at(block)
        assumptions = Given(attested.related, expected_payouts(attested.figures))
        header = connection.block(block)
        assert header is not None, "the block was found just now"
        return make_report(
            subject, version, state_of(replay, day, assumptions), chain_id=deployment.chain_id,
            book=deployment.addresses()["Book"], block=block,
            block_hash="0x" + header.hash.hex(), attested=attested.figures,
            related=attested.related, amends=amends,
        )  # fmt: skip
