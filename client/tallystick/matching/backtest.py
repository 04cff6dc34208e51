"""What limits would have come to on the platform's own history, losses and all.

Every figure is an integer and follows from the chain's events. It says what would have been, had
this lender got their part of each loan: it promises nothing for the time to come.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.errors import VerificationFailed
from tallystick.loans.payoff import days_past_due
from tallystick.loans.rounding import div_floor, div_half_up
from tallystick.loans.state import Status
from tallystick.matching.forecast import fits_loan
from tallystick.matching.scene import group_of
from tallystick.replay.records import ISSUED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick.loans.mandates import Limits
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.replay import Replay

__all__ = ["BackTest", "back_test"]

_PPM = 10**6


@dataclass(frozen=True, slots=True)
class BackTest:
    """What a sum would have come to; amounts in minor units, days local, since 1970-01-01.

    lent: over all loans, with what was lent again. back, interest: principal and interest received,
    after fees. lost: principal of loans in default or written off that has not come back. late:
    principal still lent to loans past due; owed: that to all others. cash: free at the end.
    gain: interest less what was lost. gain_ppm: of what was lent, half-up; None when nothing was.
    """

    first_day: int
    last_day: int
    money: int
    loans: int
    lent: int
    back: int
    interest: int
    lost: int
    late: int
    owed: int
    cash: int
    gain: int
    gain_ppm: int | None


@dataclass(slots=True)
class _Position:
    loan: LoanRecord
    units: int
    back: int = 0
    interest: int = 0

    def take(self, principal: int, interest: int) -> int:
        """Take the part of all that the lenders have received; rounded down, as claims are."""
        back = div_floor(self.units * principal, self.loan.principal)
        earned = div_floor(self.units * interest, self.loan.principal)
        paid = back - self.back + earned - self.interest
        self.back, self.interest = back, earned
        return paid


@dataclass(slots=True)
class _Account:
    replay: Replay
    limits: Limits
    cash: int
    positions: dict[int, _Position] = field(default_factory=dict)
    lent: int = 0
    lent_on: Counter[int] = field(default_factory=Counter)

    @property
    def out(self) -> int:
        """Principal that has not come back."""
        return sum(each.units - each.back for each in self.positions.values())

    def lend(self, loan: LoanRecord, day: int) -> None:
        """Lend to a loan what fits, as a mandate would."""
        limits, people = self.limits, self.replay.people
        person = people.heads.get(loan.borrower, loan.borrower)
        group = group_of(self.replay, loan.borrower)
        held = [each for each in self.positions.values() if each.back < each.units]
        of_person = sum(
            each.units
            for each in held
            if people.heads.get(each.loan.borrower, each.loan.borrower) == person
        )
        of_group = sum(
            each.units for each in held if group_of(self.replay, each.loan.borrower) == group
        )
        units = min(
            self.cash - limits.cash_floor, limits.person_max - of_person,
            limits.group_max - of_group, limits.day_max - self.lent_on[day],
            limits.exposure_max - self.out, limits.lifetime_max - self.lent, loan.principal,
        )  # fmt: skip
        if units < max(limits.ticket, min(int(loan.offer["ticket_min"]), loan.principal)):
            return
        self.positions[loan.number] = _Position(loan, units)
        self.cash -= units
        self.lent += units
        self.lent_on[day] += units


def back_test(
    replay: Replay, limits: Limits, money: int, risk_class: int, last_day: int
) -> BackTest:
    """Return what a sum under limits would have come to since the platform's first loan.

    Money is lent on the day on which a loan was issued, and what comes back is lent again. A loan
    gets at most what the limits allow, whatever others have lent to it.

    Args:
        replay: Of every event, with the history of every loan.
        limits: The limits; their expiry is not looked at.
        money: What there is at the beginning, in minor units.
        risk_class: The lender's class, which no loan may be above.
        last_day: The local day on which it ends.

    Returns:
        What would have been.

    Raises:
        VerificationFailed: MATCH:REPLAY when the replay keeps no history.
    """
    if replay.history is None:
        raise VerificationFailed("MATCH:REPLAY", "the replay does not keep the loans' history")
    account = _Account(replay, limits, money)
    happenings = sorted(_happenings(replay, limits, risk_class, last_day))
    first = happenings[0][0] if happenings else last_day
    for on, kind, number, principal, interest in happenings:
        if kind == _ISSUED_KIND:
            account.lend(replay.loans[number], on)
        elif number in account.positions:
            account.cash += account.positions[number].take(principal, interest)
    return _outcome(account, money, first, last_day)


# What comes in on a day can be lent on it.
_PAID_KIND, _ISSUED_KIND = 0, 1


def _happenings(
    replay: Replay, limits: Limits, risk_class: int, last_day: int
) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield day, kind, loan, and what its lenders had received by then."""
    assert replay.history is not None, "looked at before"
    for loan in replay.loans.values():
        if loan.status not in ISSUED or loan.issue_day > last_day:
            continue
        if not fits_loan(loan, limits, risk_class):
            continue
        yield loan.issue_day, _ISSUED_KIND, loan.number, 0, 0
        for step in replay.history.steps[loan.number]:
            if step.day <= last_day and (step.principal or step.interest):
                # Paid on the day of issue it comes after that.
                kind = _PAID_KIND if step.day > loan.issue_day else _ISSUED_KIND + 1
                yield step.day, kind, loan.number, step.principal, step.interest


def _outcome(account: _Account, money: int, first: int, last_day: int) -> BackTest:
    lost = late = owed = 0
    for each in account.positions.values():
        left, state = each.units - each.back, each.loan.rules
        if each.loan.status in ISSUED and state is not None and state.status is Status.ACTIVE:
            if days_past_due(state, last_day):
                late += left
            else:
                owed += left
        else:
            lost += left
    interest = sum(each.interest for each in account.positions.values())
    gain = interest - lost
    return BackTest(
        first, last_day, money, len(account.positions), account.lent,
        sum(each.back for each in account.positions.values()), interest, lost, late, owed,
        account.cash, gain,
        div_half_up(gain * _PPM, account.lent) if account.lent else None,
    )  # fmt: skip
