"""Loans from listing to issue, rebuilt from the Book's events."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.dates import local_day
from tallystick.loans.repayment import issue
from tallystick.loans.rounding import TermsError, div_ceil
from tallystick.loans.state import PPM
from tallystick.replay.findings import shown
from tallystick.replay.money import MoveReason
from tallystick.replay.records import (
    ACTIVE,
    CANCELLED,
    EXPIRED,
    FUNDED,
    LISTED,
    LoanRecord,
    terms_of_offer,
)

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.gate import Gate
    from tallystick.replay.governance import Governance
    from tallystick.replay.history import History
    from tallystick.replay.lenders import Lenders
    from tallystick.replay.money import Causes, Places
    from tallystick.replay.people import People
    from tallystick.replay.source import Clock

__all__ = ["Listings"]

# Units that a Transfer made or unmade: the loan, the holder, how many (below 0: unmade).
Minted = tuple[int, bytes, int]
NO_COLLATERAL = bytes(32)


@dataclass(slots=True)
class Listings:
    """Funding, retraction, closing, issue.

    A handler takes its event's values: accounts as 20 bytes, hashes as 32, amounts in minor units.
    `minted` are the units of the transaction under way that a Transfer from or to nobody told, and
    no funding or retraction yet, with who made them; `mandated`, those that mandates have funded
    and no mandate has accounted for yet.
    """

    findings: Findings
    places: Places
    clock: Clock
    offset: int
    loans: dict[int, LoanRecord]
    causes: Causes
    people: People
    lenders: Lenders
    governance: Governance
    gate: Gate
    history: History | None = None
    minted: list[tuple[Minted, bytes]] = field(default_factory=list)
    mandated: list[Minted] = field(default_factory=list)
    reopened: dict[int, Log] = field(default_factory=dict)

    def funded(self, log: Log, number: int, investor: bytes, units: int, funded: int) -> None:
        """Take the event that an investor lent from their balance.

        Args:
            log: The event's log.
            number: The loan's number.
            investor: The investor.
            units: How many units.
            funded: All units funded after it.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        open_units = loan.principal - loan.funded
        loan.funded += units
        held = loan.units_of(investor)
        held.units += units
        now = self.clock.time(log)
        self._check_funded(log, loan, funded, loan.status == LISTED)
        self.findings.holds(
            "loans.offers",
            now <= loan.last_second
            and 0 < units <= open_units
            and (units >= loan.offer["ticket_min"] or units == open_units),
            f"loan {number} was funded beyond its terms",
            log,
        )
        by_mandate = self._explain(log, (number, investor, units)) == self.places.mandates
        self.findings.holds(
            "notes.transfers",
            not held.retracted,
            f"{shown(investor)} funded loan {number} again, after they had retracted",
            log,
        )
        self.causes.call_for(investor, self.places.book, MoveReason.FUND, number, units)
        if by_mandate:
            self.mandated.append((number, investor, units))
        # Mandates leave what has returned for the owner's own next step.
        self.lenders.admit(log, investor, units, loan, now, settles=not by_mandate)

    def retracted(self, log: Log, number: int, investor: bytes, units: int, funded: int) -> None:
        """Take the event that an investor took funding back.

        Args:
            log: The event's log.
            number: The loan's number.
            investor: The investor.
            units: How many units.
            funded: All units funded after it.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        loan.funded -= units
        held = loan.units_of(investor)
        held.units -= units
        held.retracted = True
        left = held.units == 0 or held.units >= loan.offer["ticket_min"]
        self._check_funded(log, loan, funded, left and loan.status in {LISTED, EXPIRED, CANCELLED})
        if self.reopened.pop(number, None) is not None:
            self._check_leaving(log, loan, investor)
        self._explain(log, (number, investor, -units))
        self.causes.call_for(self.places.book, investor, MoveReason.RETRACT, number, units)
        self.lenders.lower(investor, units)

    def minted_or_burned(self, number: int, holder: bytes, units: int, caller: bytes) -> None:
        """Take a Transfer from or to nobody; the funding or retraction that explains it follows.

        Args:
            number: The loan's number.
            holder: Whose units they are, or were.
            units: How many; below 0 when they are no more.
            caller: Who made or unmade them: the holder, or Mandates.
        """
        self.minted.append(((number, holder, units), caller))

    def status_changed(self, log: Log, number: int, status: int) -> None:
        """Take the event that a listing was funded in full, opened again, issued, or closed.

        Args:
            log: The event's log.
            number: The loan's number.
            status: The new status.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        now = self.clock.time(log)
        lapsed = now > loan.last_second or self.gate.wind_down
        legal = {
            FUNDED: loan.status == LISTED and loan.funded == loan.principal,
            LISTED: loan.status == FUNDED and not lapsed,
            ACTIVE: loan.status == FUNDED,
            EXPIRED: loan.status == LISTED and lapsed,
            CANCELLED: loan.status == FUNDED and lapsed,
        }
        self.findings.holds(
            "loans.states",
            legal.get(status, False),
            f"loan {number} went from status {loan.status} to {status}",
            log,
        )
        loan.status = status
        if status == FUNDED:
            # The clock runs once, whoever leaves and comes.
            loan.funded_at = loan.funded_at or now
        elif status == LISTED:
            self.reopened[number] = log
        elif status in {EXPIRED, CANCELLED}:
            self.people.release(loan, loan.principal)

    def issued(
        self,
        log: Log,
        number: int,
        borrower: bytes,
        issue_day: int,
        principal: int,
        origination: int,
        contribution: int,
    ) -> None:
        """Take the event that the borrower drew the loan down; fees are withheld, rounded up.

        Args:
            log: The event's log.
            number: The loan's number.
            borrower: The borrower.
            issue_day: The local day, in days since 1970-01-01.
            principal: The principal.
            origination: The platform's fee.
            contribution: What goes to the reserve.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        now = self.clock.time(log)
        loan.issue_day = issue_day
        expected = (
            loan.borrower,
            local_day(now, self.offset),
            loan.principal,
            div_ceil(loan.principal * loan.offer["origination_ppm"], PPM),
            div_ceil(loan.principal * loan.offer["reserve_ppm"], PPM),
        )
        actual = (borrower, issue_day, principal, origination, contribution)
        self.findings.same("loans.rules", f"loan {number}'s issue", actual, expected, log)
        self.findings.holds(
            "loans.states",
            loan.status == ACTIVE and now <= loan.last_second,
            f"loan {number} was issued after its window, or in status {loan.status}",
            log,
        )
        self.findings.holds(
            "loans.states",
            not loan.offer["reflection_class"] or now > loan.reflection_end,
            f"loan {number} was issued while lenders might still reflect",
            log,
        )
        self.findings.holds(
            "collateral.rules",
            loan.offer["collateral"] == NO_COLLATERAL or loan.lock is not None,
            f"loan {number} was issued before its collateral was locked",
            log,
        )
        book = self.places.book
        paid_out = principal - origination - contribution
        self.causes.call_for(book, borrower, MoveReason.ISSUE, number, paid_out)
        self.causes.call_for(
            book, self.governance.treasury, MoveReason.ORIGINATION, number, origination
        )
        self.causes.call_for(
            book, self.places.reserve, MoveReason.CONTRIBUTION, number, contribution
        )
        self.people.draw(log, loan, contribution, now)
        try:
            loan.rules = issue(terms_of_offer(loan.offer), issue_day)
        except (TermsError, ValueError) as wrong:
            self.findings.differ("loans.rules", f"loan {number}: {wrong}", log)
        if self.history is not None:
            self.history.note(loan, issue_day)

    def close(self, log: Log) -> None:
        """End a transaction: a funding or retraction explains every unit that came or went.

        Args:
            log: The transaction's last log.
        """
        for (number, holder, units), _ in self.minted:
            self.findings.differ(
                "notes.transfers",
                f"{units} units of loan {number} to {shown(holder)} that nobody funded or"
                " retracted",
                log,
            )
        for number, holder, units in self.mandated:
            self.findings.differ(
                "mandates.rules",
                f"{units} units of loan {number} to {shown(holder)} that no mandate asked for",
                log,
            )
        for number in self.reopened:
            self.findings.differ(
                "loans.states", f"loan {number} was opened again and nobody retracted", log
            )
        self.minted.clear()
        self.mandated.clear()
        self.reopened.clear()

    def _explain(self, log: Log, units: Minted) -> bytes:
        """Take units off those that nothing explains, and return who made them."""
        mint = next((entry for entry in self.minted if entry[0] == units), None)
        self.findings.holds(
            "notes.transfers",
            mint is not None,
            f"{units[2]} units of loan {units[0]} to {shown(units[1])} without a Transfer",
            log,
        )
        if mint is None:
            return b""
        self.minted.remove(mint)
        return mint[1]

    def _check_leaving(self, log: Log, loan: LoanRecord, investor: bytes) -> None:
        """Of a funded loan those retract who may reflect, and all when risk is closed."""
        now = self.clock.time(log)
        person, owing = self.people.person_of(investor), self.people.person_of(loan.borrower)
        reflects = (
            person is not None
            and now <= loan.reflection_end
            and person.risk_class <= loan.offer["reflection_class"]
        )
        frozen = owing is not None and owing.frozen_until > now
        self.findings.holds(
            "loans.states",
            reflects or frozen or self.gate.is_closed(now),
            f"{shown(investor)} left loan {loan.number}, which was funded",
            log,
        )

    def _loan(self, log: Log, number: int) -> LoanRecord | None:
        loan = self.loans.get(number)
        if loan is None:
            self.findings.differ("loans.states", f"loan {number} was never listed", log)
        return loan

    def _check_funded(self, log: Log, loan: LoanRecord, funded: int, legal: bool) -> None:  # noqa: FBT001 - a fact of the caller's
        self.findings.same(
            "notes.running", f"loan {loan.number}'s funded units", funded, loan.funded, log
        )
        if not legal:
            self.findings.differ(
                "loans.states", f"loan {loan.number}: units moved in status {loan.status}", log
            )
