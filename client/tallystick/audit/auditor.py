"""The auditor: what the chain alone can prove about one platform, with no trust in its node."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tallystick.audit import run
from tallystick.audit.company import company_source
from tallystick.audit.engines.pools import engine_named
from tallystick.audit.reports import load_reports
from tallystick.audit.texts import text_source
from tallystick.audit.trace import AccountStep, LoanStep, trace_account, trace_loan
from tallystick.audit.verdict import Check, Verdict
from tallystick.chain._sync.connection import Connection
from tallystick.chain.codec import address_of
from tallystick.disclosure.figures import Given
from tallystick.disclosure.report import Report, expected_payouts, make_report
from tallystick.errors import InputError
from tallystick.loans.rounding import require_int
from tallystick.platform.deployment import Deployment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from web3.providers.base import BaseProvider

    from tallystick.audit.run import Progress

__all__ = ["AccountStep", "Auditor", "Check", "LoanStep", "Verdict"]

LOAN_MAX = 2**64


class Deployed(Protocol):
    """What the auditor needs of a platform; `Platform` has it."""

    @property
    def connection(self) -> Connection:
        """The chain."""

    @property
    def deployment(self) -> Deployment:
        """The deployment file's content."""


@dataclass(frozen=True, slots=True)
class _Named:
    connection: Connection
    deployment: Deployment


def _quiet(done: int, last: int, events: int) -> None:
    del done, last, events


class Auditor:
    """Replays every event of a platform and compares the outcome with the chain.

    Reads only. Everything is read at one block, the latest unless another is named. Raises
    TransportError when the node does not answer; what it answers wrongly is a failed check.
    """

    def __init__(self, platform: Deployed) -> None:
        self._connection = platform.connection
        self._deployment = platform.deployment

    @property
    def connection(self) -> Connection:
        """The chain that it asks."""
        return self._connection

    @classmethod
    def connect(cls, rpc: str | BaseProvider, deployment: Deployment | Path) -> Auditor:
        """Connect to a node and a deployment, which may turn out not to belong together.

        Unlike `Platform.connect` this refuses nothing: a foreign chain or a missing contract is a
        check that does not hold.

        Args:
            rpc: The http(s) URL of a node, or a web3 provider.
            deployment: The deployment, or the path of its file.

        Returns:
            The auditor.

        Raises:
            ConfigError: When the file is not a deployment, or CONFIG:RPC for another kind of URL.
            TransportError: When the node does not answer.
        """
        if isinstance(deployment, Path):
            deployment = Deployment.load(deployment)
        return cls(_Named(Connection.open(rpc), deployment))

    def verify(
        self,
        *,
        block: int | None = None,
        reports: Mapping[str, bytes] | str | None = None,
        texts: Mapping[str, bytes] | str | None = None,
        company: Mapping[int, bytes] | str | None = None,
        events: Path | None = None,
        engine: str | None = None,
        resume: Path | None = None,
        detect: bool = False,
        progress: Progress = _quiet,
    ) -> Verdict:
        """Make every check and return the verdict.

        Args:
            block: Audit as of this block, the latest without one; an archive node is needed for one
                long past.
            reports: Also recompute published reports: their bytes by file name, or a directory or
                URL.
            texts: Also compare agreements and risk statements: likewise.
            company: Also compare what the operator states about the company: bytes by version, or
                a directory or URL.
            events: Replay from this exported dataset; the chain is asked for state alone. As of its
                own block without another one.
            engine: Replay the dataset in parts there: `local`, `local:N`, `ray:N` or
                `ray://host:port`. Without effect on the verdict, and where detectors look.
            resume: Go on from where this file says that an audit stopped: replay what came since,
                and compare what it has touched. Written when the audit passes; without such a file
                everything is audited.
            detect: Also look for the signs of a dying platform in the events and in the token's
                transfers; the verdict's `detections` say what was seen.
            progress: Called with the block reached, the last block and the number of events so far.

        Returns:
            The verdict with every check.

        Raises:
            InputError: For a block or reports that are not there, or an engine without events.
            TransportError: When the node or a server fails.
        """
        if engine is not None and events is None:
            raise InputError("ENGINE:EVENTS", "an engine replays a dataset: name its events too")
        if resume is not None and (engine is not None or detect):
            raise InputError(
                "AUDIT:RESUME:WHOLE", "engines and detectors look at all events: leave out resume"
            )
        files = load_reports(reports) if isinstance(reports, str) else reports
        return run.verify(
            self._connection, self._deployment, block=block, reports=files,
            texts=None if texts is None else text_source(texts),
            company=None if company is None else company_source(company), events=events,
            engine=None if engine is None else engine_named(engine), resume=resume,
            detect=detect, progress=progress,
        )  # fmt: skip

    def report(
        self,
        subject: str,
        version: int = 1,
        *,
        block: int,
        day: int,
        attested: Sequence[Mapping[str, str]] = (),
        related: Iterable[bytes] = (),
        amends: str | None = None,
    ) -> Report:
        """Compute a month's report from events alone, as its publisher should.

        Args:
            subject: What the report is about, such as `monthly:2026-10`.
            version: Number of the version, from 1.
            block: The last block of the month.
            day: The month's last local day, in days since 1970-01-01.
            attested: Figures that the chain cannot prove, as in `make_report`.
            related: Commitments of persons related to the platform, 32 bytes each.
            amends: What was wrong before; None exactly for version 1.

        Returns:
            The report, amounts in minor units, shares in ppm.

        Raises:
            InputError: INPUT:BLOCK when the block is not there, REPORT:SUBJECT or REPORT:DAY when
                subject and day do not fit.
            TransportError: When the node does not answer.
        """
        last = run.last_block(self._connection, self._deployment, block)
        listed = frozenset(related)
        inputs = Given(listed, expected_payouts(attested))
        statement = run.statement_at(self._connection, self._deployment, last, day, inputs)
        header = self._connection.block(last)
        assert header is not None, "the block was found just now"
        return make_report(
            subject, version, statement, chain_id=self._deployment.chain_id,
            book=self._deployment.addresses()["Book"], block=last,
            block_hash="0x" + header.hash.hex(), attested=attested, related=listed, amends=amends,
        )  # fmt: skip

    def trace_loan(self, loan: int, *, block: int | None = None) -> tuple[LoanStep, ...]:
        """Return every event of a loan with running totals.

        Args:
            loan: The loan's number, from 1.
            block: The last block to look at; the latest without one.

        Returns:
            The steps in the chain's order, amounts in minor units.

        Raises:
            InputError: INPUT:LOAN when it was never listed, or the block is not there.
            TermsError: INPUT:LOAN when the number is out of bounds.
            TransportError: When the node does not answer.
        """
        require_int("loan", loan, 1, LOAN_MAX, scope="INPUT")
        last = run.last_block(self._connection, self._deployment, block)
        steps = tuple(trace_loan(self._connection, self._deployment, loan, last))
        if not steps:
            raise InputError("INPUT:LOAN", f"there is no loan {loan} up to block {last}")
        return steps

    def trace_account(self, account: str, *, block: int | None = None) -> tuple[AccountStep, ...]:
        """Return every movement of an account with its running balance.

        Args:
            account: The account's address.
            block: The last block to look at; the latest without one.

        Returns:
            The steps in the chain's order, amounts in minor units; none for an address without any.

        Raises:
            InputError: INPUT:ADDRESS when it is not an address, or the block is not there.
            TransportError: When the node does not answer.
        """
        last = run.last_block(self._connection, self._deployment, block)
        owner = address_of("account", account)
        return tuple(trace_account(self._connection, self._deployment, owner, last))
