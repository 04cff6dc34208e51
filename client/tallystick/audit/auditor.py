"""The auditor: what the chain alone can prove about one platform, with no trust in its node."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tallystick.audit import run
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

    @classmethod
    def connect(cls, rpc: str | BaseProvider, deployment: Deployment | Path) -> Auditor:
        """Connect to a node and a deployment, which may turn out not to belong together.

        Unlike `Platform.connect` this refuses nothing: a foreign chain or a missing contract is a
        check that does not hold. Raises ConfigError for a file that is no deployment.
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
        progress: Progress = _quiet,
    ) -> Verdict:
        """Make every check and return the verdict.

        block: audit as of this block; an archive node is needed for one long past. reports: also
        recompute published reports, given by file name or as a directory or URL. texts: also
        compare agreements and risk statements, given likewise. progress is told
        (block reached, last block, events so far). Raises InputError for a block or reports that
        are not there, TransportError when a server fails.
        """
        files = load_reports(reports) if isinstance(reports, str) else reports
        return run.verify(
            self._connection, self._deployment, block=block, reports=files,
            texts=None if texts is None else text_source(texts), progress=progress,
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

        block: the last one of the month's last local `day`. attested, related: what the chain does
        not know, as in `make_report`. Raises InputError when the month, the
        day or the block do not fit.
        """
        last = run.last_block(self._connection, self._deployment, block)
        listed = frozenset(related)
        given = Given(listed, expected_payouts(attested))
        statement = run.statement_at(self._connection, self._deployment, last, day, given)
        header = self._connection.block(last)
        assert header is not None, "the block was found just now"
        return make_report(
            subject, version, statement, chain_id=self._deployment.chain_id,
            book=self._deployment.addresses()["Book"], block=last,
            block_hash="0x" + header.hash.hex(), attested=attested, related=listed, amends=amends,
        )  # fmt: skip

    def trace_loan(self, loan: int, *, block: int | None = None) -> tuple[LoanStep, ...]:
        """Return every event of a loan with running totals; InputError when it was never listed."""
        require_int("loan", loan, 1, LOAN_MAX, scope="INPUT")
        last = run.last_block(self._connection, self._deployment, block)
        found = tuple(trace_loan(self._connection, self._deployment, loan, last))
        if not found:
            raise InputError("INPUT:LOAN", f"there is no loan {loan} up to block {last}")
        return found

    def trace_account(self, account: str, *, block: int | None = None) -> tuple[AccountStep, ...]:
        """Return every movement of an account with its running balance; none for a stranger."""
        last = run.last_block(self._connection, self._deployment, block)
        owner = address_of("account", account)
        return tuple(trace_account(self._connection, self._deployment, owner, last))
