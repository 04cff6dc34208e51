"""The years of the demonstration: who does what on which day.

People act here: they come, lend, pay in, sell and claim. What a platform does about its loans
(reminding, collecting, declaring) is done by the node, on every day that the diary comes to.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Escrow
from tallystick.loans import payoff
from tallystick.loans.dates import Unit, date_from_day, day_from_date, due_day
from tallystick.loans.state import Status
from tallystick_node.demo.cast import FEES, CastLoan, Position, lenders_of
from tallystick_node.demo.reception import Reception
from tallystick_node.demo.resale import Resale

if TYPE_CHECKING:
    from tallystick.loans.state import LoanState
    from tallystick_node.demo.batch import TransactionBatch
    from tallystick_node.demo.crew import Crew
    from tallystick_node.demo.office import Office

__all__ = ["FIRST_DAY", "Life"]

DAY = 86_400
FIRST_DAY = day_from_date(date(2014, 12, 15))
COHORT_MONTHS = 3
# One for all, as platforms have it: then few days of a month ask for much. A week after the first,
# the day on which months are reported and notes are sold, so that its reminders begin on the first.
COHORT_DAYS = (8,)
INVESTOR_MONEY_MIN = 120_000 * 10**6
RESERVE_SEED = 20_000 * 10**6
CLAIM_MONTHS = 24

Action = Callable[[int], None]


@dataclass
class Life:
    """The diary: actions by day, and everyone they concern."""

    batch: TransactionBatch
    crew: Crew
    roles: list[CastLoan]
    seed: int
    office: Office
    investors: list[Position] = field(default_factory=list)
    lenders: dict[int, int] = field(default_factory=dict)
    _diary: list[tuple[int, int, int, Action]] = field(default_factory=list)
    _entries: int = 0
    _listed: int = 0
    _brought: list[tuple[CastLoan, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(f"life {self.seed}")  # noqa: S311 - a simulation
        self.reception = Reception(self.office, self.batch, self.crew, self.seed)
        self.resale = Resale(self.batch, self.reception, self.roles, self.investors, self._chance)

    # The diary

    def at(self, day: int, action: Action, *, order: int = 0) -> None:
        """Enter an action; those of a day go by order, then as they were entered.

        Args:
            day: When, counted from 1970-01-01.
            action: Is called with the day.
            order: Its place in the day; the node's work is between actions of it.
        """
        self._entries += 1
        heapq.heappush(self._diary, (day, order, self._entries, action))

    def live(self, progress: Callable[[int, int], None]) -> None:
        """Play every day in order.

        Args:
            progress: Is called with the day and the number of entries that are left.
        """
        self._open()
        while self._diary:
            day = self._diary[0][0]
            self.batch.stage.date_next(day * DAY + DAY // 2)
            self._act(day, _NODE)
            self.office.pass_days()
            self._follow(day)
            if self._act(day, _LAST):
                self._follow(day)
            progress(day, len(self._diary))

    def _act(self, day: int, until: int) -> int:
        """Do what is entered for a day, up to an order and with it; return how much that was."""
        done = 0
        while self._diary and self._diary[0][0] == day and self._diary[0][1] <= until:
            _, order, _, action = heapq.heappop(self._diary)
            action(day)
            if not self._diary or self._diary[0][:2] != (day, order):
                self._deposit_all()
                self.batch.seal()
            done += 1
        return done

    def _follow(self, day: int) -> None:
        """See what has become of the loans on the chain, and let their borrowers think of it."""
        begun = [role for role in self.roles if role.begun and not role.ended]
        states = self.office.states([role.number for role in begun])
        for role in begun:
            before, after = role.state, states[role.number]
            if after != before:
                role.follow(day, after, self.office.free(role.borrower.address))
                self._consider(role, before, day)

    def _consider(self, role: CastLoan, before: LoanState | None, day: int) -> None:
        """What the borrower and the diary make of a change."""
        if before is None:
            self._expect(role, 1)
        elif role.active and role.live.settled != before.settled:
            self._consider_prepaying(role, day)
        elif role.live.status is Status.DEFAULTED and before.status is Status.ACTIVE:
            # The reserve covers what has defaulted in a month when the next one has begun.
            for days, share_ppm in role.conduct.recoveries:
                self.at(day + days, self._recover(role, share_ppm))

    def _open(self) -> None:
        """Let the investors bring their money, and enter the loans into the diary."""
        lent = sum(role.real.amount for role in self.roles)
        money = max(INVESTOR_MONEY_MIN, 4 * lent // len(self.crew.investors))
        for position in self.investors:
            position.cash = money
            position.client.bring(money)
        self.office.bring_for_the_platform(self.crew.treasury.address, RESERVE_SEED)
        self.office.work()
        # So much money on a platform's first day is abnormal, and held until somebody has looked.
        if self.office.review_halts("the investors' first deposits, each matched at the bank"):
            self.office.work()
        for position in self.investors:
            self.batch.deposit(position.wallet, money, 0)
        self.batch.deposit(self.crew.treasury, RESERVE_SEED, 0)
        self.batch.add(self.crew.treasury, "Reserve", "contribute", RESERVE_SEED)
        self.batch.seal()
        for place, role in enumerate(self.roles):
            parts = len(COHORT_DAYS)
            month, part = divmod(place * COHORT_MONTHS * parts // len(self.roles), parts)
            first = day_from_date(date(2015 + month // 12, month % 12 + 1, 1))
            self.at(first, self._come(role), order=_COMING)
            self.at(first, self._list(role), order=_LISTING)
            self.at(first + COHORT_DAYS[part] - 2, self._fund(role))
            self.at(first + COHORT_DAYS[part] - 1, self._issue(role))
        for month in range(self.last_month() + 1):
            first = day_from_date(date(2015 + month // 12, month % 12 + 1, 1))
            self.at(first, self._begin_month, order=_MONTH)
        for month in range(6, self.last_month()):
            first = day_from_date(date(2015 + month // 12, month % 12 + 1, 1))
            self.at(first, self.resale.trade, order=_TRADE)
            if month % CLAIM_MONTHS == 0:
                self.at(first, self._claim_all, order=_CLAIM)

    def last_month(self) -> int:
        """Return the month by which every loan is due.

        Returns:
            Its number, counted from 0 for the first.
        """
        return COHORT_MONTHS + max(role.real.months for role in self.roles) + 2

    # A loan begins

    def _begin_month(self, _: int) -> None:
        """A month is over once there is a block after it."""
        self.batch.stage.seal()

    def _come(self, role: CastLoan) -> Action:
        def act(_: int) -> None:
            self.reception.take_borrower(role.client)
            self.batch.seal()

        return act

    def _list(self, role: CastLoan) -> Action:
        def act(_: int) -> None:
            signed = self.reception.apply(role)
            if signed is None:
                return
            role.number = self._listed = self._listed + 1
            arguments = (signed.offer, signed.signers, signed.first, signed.second)
            self.batch.add(role.borrower, "Offers", "list_offer", *arguments)

        return act

    def _fund(self, role: CastLoan) -> Action:
        def act(day: int) -> None:
            if role.refused:
                return
            chosen = lenders_of(role, self.investors, self._chance)
            self.lenders[role.number] = len(chosen)
            for position, _ in chosen:
                self.reception.renew(position.client, day)
            self.batch.seal()
            for position, units in chosen:
                position.cash -= units
                position.loans.add(role.number)
                role.holdings[position.wallet.address] = units
                self.batch.add(
                    position.wallet, "Book", "fund", role.number, units, units, role.disclosure
                )

        return act

    def _issue(self, role: CastLoan) -> Action:
        def act(_: int) -> None:
            if role.refused:
                return
            self.batch.add(role.borrower, "Book", "issue", role.number)
            amount = role.real.amount
            withheld = sum(
                -(-amount * FEES[name] // 10**6) for name in ("origination_ppm", "reserve_ppm")
            )
            self.batch.add(role.borrower, "Escrow", "withdraw", amount - withheld)
            role.begun = True

        return act

    def _due(self, role: CastLoan, row: int) -> int:
        return due_day(role.live.issue_day, row, 1, Unit.MONTHS)

    # Instalments

    def _expect(self, role: CastLoan, row: int) -> None:
        """Enter a due date, and the days on which the node reminds of it."""
        due = self._due(role, row)
        for days in self.office.reminded_before:
            self.at(due - days, _nothing, order=_NODE)
        self.at(due, self._fall_due(role, row))

    def _fall_due(self, role: CastLoan, row: int) -> Action:
        def act(day: int) -> None:
            if not role.active or role.live.settled >= row:
                return
            if row < role.live.last:
                self._expect(role, row + 1)
            if role.waiting:
                return
            if role.stops(row):
                role.waiting = True
                for days in (*self.office.tiers_from, role.terms.default_dpd):
                    self.at(day + days, _nothing, order=_NODE)
            elif row in role.conduct.late:
                role.waiting = True
                role.late_times += 1
                self.at(day + self.office.tiers_from[0], _nothing, order=_NODE)
                self.at(day + role.conduct.late[row], self._pay(role))
            else:
                self._pay(role)(day)

        return act

    def _pay(self, role: CastLoan) -> Action:
        """Pay in what is missing; the node takes it."""

        def act(day: int) -> None:
            role.waiting = False
            if role.active and payoff.due_now(role.live, day) > role.free:
                self._bring(role, role.top_up(day))

        return act

    def _bring(self, role: CastLoan, amount: int) -> None:
        role.client.bring(amount)
        self._brought.append((role, amount))
        role.free += amount

    def _deposit_all(self) -> None:
        """Let the node credit what borrowers have brought, and let them put it into the Escrow."""
        brought, self._brought = self._brought, []
        if brought:
            self.office.work()
        for role, amount in brought:
            self.batch.deposit(role.borrower, amount, role.deposits)
            role.deposits += 1

    def _consider_prepaying(self, role: CastLoan, day: int) -> None:
        if not role.active:
            return
        wait = day + self._chance.randint(1, 20)
        if role.conduct.pays_off_after == role.live.settled:
            self.at(wait, self._prepay(role, 10**6), order=_PREPAY)
        elif role.conduct.prepays_after == role.live.settled:
            self.at(wait, self._prepay(role, role.conduct.prepays_ppm), order=_PREPAY)

    def _prepay(self, role: CastLoan, share_ppm: int) -> Action:
        def act(day: int) -> None:
            if not role.active:
                return
            quote = payoff.payoff(role.live, day)
            amount = quote.total
            if share_ppm < 10**6:
                amount = role.live.balance * share_ppm // 10**6 + quote.interest + quote.charges
            if amount > role.free:
                self._bring(role, amount - role.free)
                self._deposit_all()
            mode = role.conduct.mode
            self.batch.add(role.borrower, "Servicing", "prepay", role.number, amount, int(mode))

        return act

    def _recover(self, role: CastLoan, share_ppm: int) -> Action:
        def act(_: int) -> None:
            if role.live.status is not Status.DEFAULTED:
                return
            self._bring(role, role.live.owed * share_ppm // 10**6 + 1)

        return act

    # Investors

    def _claim_all(self, _: int) -> None:
        """Every investor claims what all their notes have earned."""
        for position in self.investors:
            self._claim(position)
        self.batch.seal()
        for position in self.investors:
            balance = self.batch.platform.read(Escrow.balance_of(position.wallet.address))
            position.cash = int(balance)

    def _claim(self, position: Position, function: str = "claim_many") -> None:
        numbers = sorted(position.loans)
        for start in range(0, len(numbers), 50):
            chunk = numbers[start : start + 50]
            self.batch.add(position.wallet, "Book", function, chunk, items=len(chunk))
        position.loans -= {
            role.number
            for role in self.roles
            if role.state is not None and role.state.status is Status.REPAID
        }

    def close(self) -> None:
        """The end: everyone claims the rest."""
        for position in self.investors:
            self._claim(position)
        self.batch.seal()

    def leave_open(self, role: CastLoan) -> int | None:
        """List one more loan, which nobody lends to yet, and let two investors be able to.

        Args:
            role: The loan and its borrower.

        Returns:
            Its number, None when the application was refused.
        """
        day = self.batch.stage.next_second() // DAY
        self._come(role)(day)
        self._list(role)(day)
        for visited in self.investors[:2]:  # as whom visitors lend and buy
            self.reception.renew(visited.client, day)
        self.batch.seal()
        return role.number or None

    def last_day(self) -> date:
        """Return the date of the latest block.

        Returns:
            The date in UTC.
        """
        return date_from_day(self.batch.platform.now() // DAY)


def _nothing(_: int) -> None:
    """Nobody but the node has something to do."""


# The order of a day. Up to the node's work people bring what is due, after it they react.
_MONTH, _COMING, _LISTING, _ON_TIME, _NODE, _PREPAY, _TRADE, _CLAIM = -3, -2, -1, 0, 1, 2, 3, 4
_LAST = _CLAIM
