"""Who takes on the risk of a loan: investors who fund it, and buyers of its notes."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tallystick.replay.findings import shown

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.money import Money
    from tallystick.replay.people import People, PersonRecord
    from tallystick.replay.records import LoanRecord

__all__ = ["Lenders"]

# Seconds without a credential after which expired ones still receive notes: 90 days.
ATTESTORS_SILENT = 90 * 86_400


class Lenders:
    """Exposures, limits, and the distance between lenders, borrower and signers.

    Accounts are 20 bytes, amounts in minor units, times Unix seconds. `unseen` is, by person, the
    loss of ended loans that a claim of nothing may have released without an event.
    """

    def __init__(self, findings: Findings, people: People, money: Money) -> None:
        self._findings = findings
        self._people = people
        self._money = money
        self._caps = findings.tally("people.caps")
        self.unseen: Counter[bytes] = Counter()

    def admit(
        self, log: Log, investor: bytes, units: int, loan: LoanRecord, now: int, *, settles: bool
    ) -> None:
        """Check an investor who funds a loan, and raise their exposure.

        Args:
            log: The funding's log.
            investor: The investor.
            units: How many units they take.
            loan: The loan.
            now: When they funded.
            settles: Whether principal that has returned to them is taken off first.
        """
        lender = self._people.persons.get(investor)
        if lender is None:
            self._findings.differ(
                "people.rules", f"{shown(investor)} funded and is not a person's first wallet", log
            )
            return
        self._people.check_gate(log, lender, f"{shown(investor)}'s funding", now)
        # Once a loan was fully funded, gaps are filled by classes that may not reflect.
        level = loan.offer["risk_level"]
        if loan.funded_at:
            level = max(level, loan.offer["reflection_class"] + 1)
        self._people.require(
            log, lender.expiry >= now, f"{shown(investor)}'s credential had expired"
        )
        self._check_lender(log, lender, investor, loan, level, now)
        self.take_on(log, investor, units, investor if settles else None)

    def accept(
        self,
        log: Log,
        receiver: bytes,
        outstanding: int,
        loan: LoanRecord,
        now: int,
        *,
        earned: int,
        settles: bool,
    ) -> None:
        """Check a person who buys notes, and raise their exposure.

        Args:
            log: The transfer's log.
            receiver: The wallet that gets the notes.
            outstanding: Outstanding principal of the units, in minor units.
            loan: The loan.
            now: When it happened.
            earned: Principal that their own units were paid as they changed hands.
            settles: Whether principal that has returned to them is taken off first.
        """
        head = self._people.heads.get(receiver, receiver)
        taker = self._people.persons.get(head)
        if taker is None:
            self._findings.differ("people.rules", f"{shown(receiver)} bought, not enrolled", log)
            return
        self._people.require(
            log,
            taker.expiry >= now or now > self._people.noted_at + ATTESTORS_SILENT,
            f"{shown(receiver)}'s credential had expired",
        )
        self._check_lender(log, taker, head, loan, loan.offer["risk_level"], now)
        self.take_on(log, head, outstanding, receiver if settles else None, earned)

    def take_on(
        self, log: Log, head: bytes, amount: int, settled: bytes | None, earned: int = 0
    ) -> None:
        """Raise an exposure, and hold it against the limit.

        Args:
            log: The log of what they took on.
            head: The person's head.
            amount: How much they took on.
            settled: The wallet whose returned principal is taken off first; None for none.
            earned: Principal returned to them that no counter holds, taken off as well.
        """
        returned = earned + (0 if settled is None else self._money.take_returned(settled))
        person = self._people.persons[head]
        person.exposure = max(0, person.exposure - returned) + amount
        self._caps.compared += 1
        if person.exposure - self.unseen[head] > person.lend_limit:
            self._findings.differ(
                "people.caps",
                f"{shown(head)} has lent {person.exposure}, above the limit {person.lend_limit}",
                log,
            )

    def lower(self, wallet: bytes, amount: int) -> None:
        """Lower an exposure: a retraction, or principal returned.

        Args:
            wallet: One of the person's wallets.
            amount: How much.
        """
        person = self._people.person_of(wallet)
        if person is not None:
            person.exposure = max(0, person.exposure - amount)

    def count_returned(self, holder: bytes, principal: int) -> None:
        """Note principal that came back, or left with units, until it is taken off.

        Args:
            holder: Whose wallet.
            principal: How much.
        """
        self._money.add_returned(holder, principal)

    def settle_returned(self, wallet: bytes, earned: int) -> None:
        """Take what has returned to a wallet off its person's exposure.

        Args:
            wallet: The wallet.
            earned: Principal returned to them just now that no counter holds.
        """
        self.lower(wallet, self._money.take_returned(wallet) + earned)

    def refreshed(self, log: Log, wallet: bytes, returned: int) -> None:
        """Take the event that returned principal was taken off its person's exposure.

        Args:
            log: The event's log.
            wallet: The wallet that it had returned to.
            returned: How much.
        """
        known = self._money.returned.get(wallet, 0)
        unseen = self.unseen[self._people.heads.get(wallet, wallet)]
        if unseen:
            self._findings.holds(
                "notes.claims",
                known <= returned <= known + unseen,
                f"{shown(wallet)}'s returned is {returned}, rebuilt {known} and at most {unseen}"
                " of losses",
                log,
            )
        else:
            self._findings.same("notes.claims", f"{shown(wallet)}'s returned", returned, known, log)
        self.lower(wallet, self._money.take_returned(wallet, returned if unseen else known))

    def note_unseen(self, holder: bytes, lost: int) -> None:
        """Note a loss that may leave an exposure without an event.

        Args:
            holder: Whose wallet.
            lost: How much.
        """
        self.unseen[self._people.heads.get(holder, holder)] += lost

    def _check_lender(
        self,
        log: Log,
        person: PersonRecord,
        head: bytes,
        loan: LoanRecord,
        level: int,
        now: int,
    ) -> None:
        """Lenders differ from the borrower by person, from all who signed by group, as of now."""
        who = shown(head)
        self._people.require(log, person.frozen_until <= now, f"{who} was frozen")
        self._people.require(
            log,
            person.risk_class >= level,
            f"{who} of class {person.risk_class} took loan {loan.number}, for {level} and above",
        )
        owing = self._people.person_of(loan.borrower)
        self._people.require(
            log,
            head != self._people.heads.get(loan.borrower)
            and (not owing or person.group != owing.group),
            f"loan {loan.number}: {who} is of its borrower's group",
        )
        self._people.require(
            log,
            person.group not in loan.signer_groups,
            f"loan {loan.number}: {who} is of a signer's group",
        )
        guarantor = self._people.person_of(loan.stake.guarantor) if loan.stake else None
        self._people.require(
            log,
            guarantor is None or person.group != guarantor.group,
            f"loan {loan.number}: {who} is of its guarantor's group",
        )
