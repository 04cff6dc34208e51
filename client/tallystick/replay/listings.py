"""Loans from listing to issue, rebuilt from the Book's events."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tallystick.loans.dates import local_day
from tallystick.loans.repayment import issue
from tallystick.loans.rounding import TermsError, div_ceil
from tallystick.loans.state import PPM
from tallystick.replay.decoding import plans_of
from tallystick.replay.findings import shown
from tallystick.replay.governance import UNDERWRITER
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
    from tallystick.replay.governance import Governance
    from tallystick.replay.history import History
    from tallystick.replay.money import Causes, Money, Places
    from tallystick.replay.people import People
    from tallystick.replay.source import Clock

__all__ = ["OFFER_FIELDS", "Listings"]

REVOKED = 2**256 - 1
NOBODY = bytes(20)
# The Governor's parameters 0 to 9 bound these fields of an offer.
CEILINGS = (
    "rate_ppm", "late_rate_ppm", "late_cap_ppm", "origination_ppm", "reserve_ppm",
    "servicing_ppm", "late_share_ppm", "market_fee_ppm", "recovery_ppm", "cover_cap_ppm",
)  # fmt: skip
SINGLE_SIGNER, RAISE_SECONDS = 12, 13
OFFER_FIELDS = tuple(
    field.removeprefix("offer.")
    for plan in plans_of("Book")
    if plan.name == "Listed"
    for field in plan.fields
    if field.startswith("offer.")
)


@dataclass(slots=True)
class Listings:
    """Listing, funding, retraction, closing, issue.

    A handler takes its event's values: accounts as 20 bytes, hashes as 32, amounts in minor units.
    """

    findings: Findings
    places: Places
    clock: Clock
    offset: int
    loans: dict[int, LoanRecord]
    money: Money
    causes: Causes
    people: People
    governance: Governance
    history: History | None = None
    projects: dict[bytes, int] = field(default_factory=dict)
    open_units: int = 0

    def listed(
        self,
        log: Log,
        number: int,
        borrower: bytes,
        project: bytes,
        group: int,
        first: bytes,
        second: bytes,
        *values: Any,
    ) -> None:
        """Take the event that a borrower listed an offer that underwriters signed.

        Args:
            log: The event's log.
            number: The loan's number.
            borrower: The borrower.
            project: The project's hash.
            group: The borrower's group.
            first: The first underwriter.
            second: The second one; zero without one.
            *values: The offer's fields in the order of `OFFER_FIELDS`.
        """
        offer = dict(zip(OFFER_FIELDS, values, strict=True))
        now = self.clock.time(log)
        self.findings.holds(
            "events.counters",
            number == len(self.loans) + 1,
            f"loan {number} follows {len(self.loans)}",
            log,
        )
        tags = (
            self.people.tag_of(first),
            0 if second == NOBODY else self.people.tag_of(second),
        )
        loan = LoanRecord(
            number, offer, group, (first, second), tags, now, offer["principal"], log.tx_hash
        )
        self.loans[number] = loan
        if (borrower, project) != (offer["borrower"], offer["project"]) or project in self.projects:
            self.findings.differ("loans.offers", f"loan {number}: another offer's project", log)
        self.projects[project] = number
        self._check_offer(log, loan, now)
        self.people.borrow(log, loan, now)

    def offer_revoked(self, log: Log, project: bytes, by: bytes) -> None:
        """Take the event that an underwriter took back what was not yet listed.

        Args:
            log: The event's log.
            project: The project's hash.
            by: The underwriter.
        """
        self.findings.holds(
            "governance.rules",
            self.governance.holds_role(by, UNDERWRITER) and project not in self.projects,
            f"{shown(by)} revoked without being an underwriter, or a listed project",
            log,
        )
        self.projects[project] = REVOKED

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
        loan.funded += units
        loan.units_of(investor).units += units
        now = self.clock.time(log)
        self._check_funded(log, loan, funded, loan.status == LISTED)
        if now > loan.listed_at + loan.offer["raise_seconds"] or loan.funded > loan.principal:
            self.findings.differ("loans.offers", f"loan {number} was funded beyond its terms", log)
        self.causes.call_for(investor, self.places.book, MoveReason.FUND, number, units)
        self.people.admit(log, investor, units, self.money.take_returned(investor), loan, now)

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
        self._check_funded(
            log, loan, funded, held.units >= 0 and loan.status in {LISTED, EXPIRED, CANCELLED}
        )
        self.causes.call_for(self.places.book, investor, MoveReason.RETRACT, number, units)
        self.people.lower(investor, units)

    def status_changed(self, log: Log, number: int, status: int) -> None:
        """Take the event that a listing was funded in full, issued, or closed.

        Args:
            log: The event's log.
            number: The loan's number.
            status: The new status.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        legal = {
            FUNDED: loan.status == LISTED and loan.funded == loan.principal,
            ACTIVE: loan.status == FUNDED,
            EXPIRED: loan.status == LISTED,
            CANCELLED: loan.status == FUNDED,
        }
        now = self.clock.time(log)
        self.findings.holds(
            "loans.states",
            legal.get(status, False) and (status in {FUNDED, ACTIVE} or self._lapsed(loan, now)),
            f"loan {number} went from status {loan.status} to {status}",
            log,
        )
        loan.status = status
        if status == FUNDED:
            loan.funded_at = now
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
            loan.status == ACTIVE and now <= loan.funded_at + loan.offer["issue_seconds"],
            f"loan {number} was issued after its window, or in status {loan.status}",
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
        self.people.group(loan.group).contributed += contribution
        try:
            loan.rules = issue(terms_of_offer(loan.offer), issue_day)
        except (TermsError, ValueError) as wrong:
            self.findings.differ("loans.rules", f"loan {number}: {wrong}", log)
        if self.history is not None:
            self.history.note(loan, issue_day)

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

    def _lapsed(self, loan: LoanRecord, now: int) -> bool:
        if self.governance.wind_down:
            return True
        if loan.status == FUNDED:
            return now > loan.funded_at + int(loan.offer["issue_seconds"])
        return now > loan.listed_at + int(loan.offer["raise_seconds"])

    def _check_offer(self, log: Log, loan: LoanRecord, now: int) -> None:
        offer, parameters = loan.offer, self.governance.parameters
        beyond = [name for key, name in enumerate(CEILINGS) if offer[name] > parameters.get(key, 0)]
        first, second = loan.signers
        alone = loan.principal <= parameters.get(SINGLE_SIGNER, 0)
        needed = [first] if alone else [first, second]
        self.findings.holds(
            "loans.offers",
            not beyond
            and offer["raise_seconds"] <= parameters.get(RAISE_SECONDS, 0)
            and offer["expiry"] >= now,
            f"loan {loan.number} was listed beyond its limits: {', '.join(beyond) or 'time'}",
            log,
        )
        self.findings.holds(
            "loans.offers",
            len(set(needed)) == len(needed)
            and (second == NOBODY) == alone
            and all(self.governance.holds_role(signer, UNDERWRITER) for signer in needed),
            f"loan {loan.number} was listed without the signatures it needs",
            log,
        )
