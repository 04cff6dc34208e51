"""What lenders voted on, and the new terms that they carried, rebuilt from Ballots' events."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.auction import AUCTION_SECONDS
from tallystick.loans.dates import local_day
from tallystick.loans.restructuring import restructure
from tallystick.loans.votes import (
    BALLOT_REST_SECONDS,
    WINDOW_SECONDS_MAX,
    WINDOW_SECONDS_MIN,
    Votes,
    carries,
)
from tallystick.replay.findings import shown
from tallystick.replay.governance import SERVICER
from tallystick.replay.payments import REFUSALS
from tallystick.replay.records import BallotRecord, Question

if TYPE_CHECKING:
    from tallystick.loans.state import LoanState
    from tallystick.replay.collateral import Collaterals
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.payments import Payments
    from tallystick.replay.people import People
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.source import Clock

__all__ = ["RESTRUCTURING", "BallotBook", "Opening"]

RESTRUCTURING, FLOOR = 1, 2
AGAINST, IN_FAVOUR, EXCLUDED = range(3)
NOT_CARRIED, CARRIED, VOID = range(3)
VERSIONS = 2**16
TERMS = ("rate_ppm", "n", "period", "lead")


@dataclass(frozen=True, slots=True)
class Opening:
    """A ballot as it was opened, and who might sign new terms as a servicer then."""

    log: Log
    loan: LoanRecord
    question: Question
    at: int
    servicers: frozenset[bytes]


@dataclass(slots=True)
class BallotBook:
    """Ballots, of which each loan's record has the last, and restructurings.

    A handler takes its event's values: accounts as 20 bytes, units and amounts in minor units.
    `restarting` are the terms that were carried in the transaction under way.
    """

    findings: Findings
    clock: Clock
    offset: int
    people: People
    governance: Governance
    payments: Payments
    collateral: Collaterals
    restarting: dict[int, Question] = field(default_factory=dict)
    openings: list[Opening] = field(default_factory=list)

    def opened(self, log: Log, number: int, ballot: int, by: bytes, *asked: int) -> None:
        """Take the event that a ballot of a loan's lenders was opened.

        Args:
            log: The event's log.
            number: The loan's number.
            ballot: The ballot's number of this loan.
            by: Who opened it.
            *asked: The question's fields in their order, and the quorum in ppm.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        now, last = self.clock.time(log), loan.ballot
        *parts, quorum_ppm = asked
        question = Question(*parts)
        self._require(
            log,
            ballot == last.number + 1 and not last.question.kind,
            f"ballot {ballot} of loan {number} follows {last.number}, or it was open",
        )
        ended = last.question.ends_at
        self._require(
            log,
            not ended or now >= ended + BALLOT_REST_SECONDS,
            f"ballot {ballot} of loan {number} was opened {now - ended} s after the last one",
        )
        window = question.ends_at - now
        self._require(
            log,
            WINDOW_SECONDS_MIN <= window <= WINDOW_SECONDS_MAX,
            f"ballot {ballot} of loan {number} takes votes for {window} s",
        )
        quorum = int(loan.offer["quorum_ppm"])
        what = f"the quorum of ballot {ballot} of loan {number}"
        self.findings.same("ballots.rules", what, quorum_ppm, quorum, log)
        if loan.rules is not None:
            what = f"the order version of ballot {ballot} of loan {number}"
            version = loan.rules.version % VERSIONS
            self.findings.same("ballots.rules", what, question.version, version, log)
        self._check_question(log, loan, by, question, now)
        self.openings.append(Opening(log, loan, question, now, self._servicers()))
        loan.ballot = BallotRecord(question, ballot, quorum_ppm)

    def voted(
        self, log: Log, number: int, ballot: int, holder: bytes, units: int, vote: int
    ) -> None:
        """Take the event that a holder's units count: for, against, or as none that may vote.

        Args:
            log: The event's log.
            number: The loan's number.
            ballot: The ballot's number of this loan.
            holder: The holder's wallet.
            units: How many units.
            vote: 0 against, 1 for, 2 excluded.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        record, now = loan.ballot, self.clock.time(log)
        who = f"{shown(holder)} in ballot {ballot} of loan {number}"
        self._require(
            log,
            record.question.kind != 0
            and ballot == record.number
            and now <= record.question.ends_at
            and vote <= EXCLUDED,
            f"the vote of {who} came when none were taken",
        )
        self._require(log, holder not in record.voted, f"{who} voted twice")
        held = loan.holders[holder].units if holder in loan.holders else 0
        self.findings.same("ballots.rules", f"the units of {who}", units, held, log)
        self._require(
            log,
            self.people.are_related(holder, loan.borrower) == (vote == EXCLUDED),
            f"{who} voted in the borrower's group, or was excluded without being of it",
        )
        record.voted.add(holder)
        if vote == IN_FAVOUR:
            record.in_favour += units
        elif vote == AGAINST:
            record.against += units
        else:
            record.excluded += units

    def closed(self, log: Log, number: int, ballot: int, result: int) -> None:
        """Take the event that a ballot was closed; what it carried is carried out at once.

        Args:
            log: The event's log.
            number: The loan's number.
            ballot: The ballot's number of this loan.
            result: 0 not carried, 1 carried, 2 void.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        record, now = loan.ballot, self.clock.time(log)
        question, what = record.question, f"ballot {ballot} of loan {number}"
        self._require(
            log,
            question.kind != 0 and ballot == record.number,
            f"{what} was closed, and was not open",
        )
        votes = Votes(record.in_favour, record.against, record.excluded)
        expected = int(carries(votes, loan.principal, record.quorum_ppm))
        if loan.rules is not None and loan.rules.version % VERSIONS != question.version:
            expected = VOID
        if not loan.broken:
            self.findings.same("ballots.rules", f"the result of {what}", result, expected, log)
        self._require(
            log,
            result == VOID or now > question.ends_at,
            f"{what} was closed while votes were taken",
        )
        record.question = Question(ends_at=min(question.ends_at, now))
        if result == CARRIED and question.kind == RESTRUCTURING:
            self.restarting[number] = question
        elif result == CARRIED:
            self.collateral.lowering[number] = question.floor_price

    def restructured(self, log: Log, number: int, day: int, *values: int) -> None:
        """Take the event that a loan has the new terms that its lenders carried.

        Args:
            log: The event's log.
            number: The loan's number.
            day: The local day from which the new schedule runs.
            *values: Principal, arrears of interest and of charges, then rate, instalments, period
                and lead, then the level amount.
        """
        loan, asked = self.payments.issued_loan(log, number), self.restarting.pop(number, None)
        if loan is None:
            return
        principal, interest, charges, *terms, level = values
        self._require(
            log,
            asked is not None and list(_terms(asked).values()) == terms,
            f"loan {number} was restructured, and no ballot carried it",
        )
        loan.restructured = dict(zip(TERMS, terms, strict=True))
        loan.restructured_on = day
        today = local_day(self.clock.time(log), self.offset)
        after = self._restart(log, loan, today)
        if after is None:
            return
        rebuilt = (today, after.balance, after.arrears_interest, after.arrears_charges, after.level)
        figures = (day, principal, interest, charges, level)
        what = f"the restructuring of loan {number}"
        if self.findings.same("ballots.rules", what, figures, rebuilt, log):
            loan.rules = after
        else:
            self.payments.give_up(loan)

    def close(self, log: Log) -> None:
        """End a transaction: new terms that were carried were carried out.

        Args:
            log: The transaction's last log.
        """
        for number in self.restarting:
            self._wrong(log, f"loan {number}'s lenders carried new terms, and the old ones stayed")
        self.restarting.clear()

    def _restart(self, log: Log, loan: LoanRecord, today: int) -> LoanState | None:
        """Return a loan with new terms by the rules; None when they refuse, or were broken."""
        if loan.rules is None:
            return None
        try:
            return restructure(loan.rules, today, **loan.restructured)
        except REFUSALS as wrong:
            self._wrong(log, f"loan {loan.number}: the rules refuse new terms ({wrong})")
            self.payments.give_up(loan)
            return None

    def _check_question(
        self, log: Log, loan: LoanRecord, by: bytes, question: Question, now: int
    ) -> None:
        """What could not be carried out is not put to the vote."""
        number = loan.number
        idle = (
            [question.floor_price] if question.kind == RESTRUCTURING else _terms(question).values()
        )
        self._require(log, not any(idle), f"loan {number}: a ballot asked for two things")
        if question.kind == RESTRUCTURING:
            if loan.rules is None:
                return
            try:
                restructure(loan.rules, local_day(now, self.offset), **_terms(question))
            except REFUSALS as wrong:
                self._wrong(
                    log, f"loan {number}: terms that cannot be were put to the vote ({wrong})"
                )
            return
        lock = loan.lock
        self._require(
            log,
            question.kind == FLOOR
            and lock is not None
            and bool(lock.started_at)
            and now > lock.started_at + AUCTION_SECONDS
            and not lock.lowered
            and question.floor_price < lock.floor_price,
            f"loan {number}: a floor was put to the vote before the auction was over, or in vain",
        )
        self._require(
            log,
            by in loan.holders and loan.holders[by].units > 0,
            f"loan {number}: {shown(by)} put a floor to the vote, and holds no note",
        )

    def _servicers(self) -> frozenset[bytes]:
        roles = self.governance.roles
        return frozenset(account for account, bits in roles.items() if bits & SERVICER)

    def _loan(self, log: Log, number: int) -> LoanRecord | None:
        loan = self.payments.loans.get(number)
        if loan is None:
            self._wrong(log, f"a ballot of loan {number}, not listed")
        return loan

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        self.findings.holds("ballots.rules", condition, sentence, log)

    def _wrong(self, log: Log, sentence: str) -> None:
        self.findings.differ("ballots.rules", sentence, log)


def _terms(question: Question) -> dict[str, int]:
    return {name: getattr(question, name) for name in TERMS}
