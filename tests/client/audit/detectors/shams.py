"""A year with what is not real in it: sham borrowers, and who pays for them."""

from __future__ import annotations

from client.audit.detectors.market import Debt, account
from client.audit.detectors.year import Year

__all__ = ["DyingYear"]


class DyingYear(Year):
    """A year in which a platform dies, in the way that its life names."""

    def new_sham(self) -> None:
        random, market, death = self.random, self.market, self.life.death
        sham = random.choice(self.shams)
        split = death in {"split_inside", "split_by_wallet"}
        n, months = (1, 3) if split else (12, 1)
        if split and any(d.borrower == sham and not d.over for d in self.planted):
            return
        self.sham_loan(sham, random.randint(50, 200) * 10**8, n, months)
        if split or death == "ponzi_rolled":
            self.take_out(sham, account(f"shop {random.randrange(60)}"))
        elif death == "ponzi_by_hands":
            hand = account(f"hand {market.day % 9}")
            self.take_out(sham, hand)
            market.transfer(hand, self.hub, market.wallets[hand])
        elif death in {"ponzi_by_hub", "collector_pays", "never_pay"}:
            self.take_out(sham, self.hub if death != "never_pay" else account("shop 1"))
        elif death == "to_treasury":
            self.take_out(sham, market.treasury)
        elif death in {"own_group", "paid_by_operator", "ponzi_pool"}:
            self.take_out(sham, account(f"shop {random.randrange(60)}"))

    def sham_loan(self, sham: bytes, principal: int, n: int, months: int) -> Debt:
        debt = self.market.lend(
            sham, principal, self.some_lenders(), n=n, months=months, bullet=n == 1,
            rate_ppm=240_000,
        )  # fmt: skip
        debt.how = "sham"
        self.planted.append(debt)
        return debt

    def take_out(self, sham: bytes, receiver: bytes) -> None:
        amount = self.market.escrow[sham]
        self.market.withdraw(sham, amount)
        self.market.transfer(sham, receiver, amount)

    def plant(self) -> None:
        """Sham loans are paid as each scheme pays them."""
        market, death = self.market, self.life.death
        for debt in list(self.planted):
            if debt.over:
                continue
            if death in {"split_inside", "split_by_wallet"}:
                self.roll_over(debt)
            elif market.day == debt.due_day(debt.settled + 1) and death != "never_pay":
                self.pay_sham(debt)
            elif death == "never_pay" and market.day == debt.due_day(1) + 91:
                market.default(debt)

    def pay_sham(self, debt: Debt) -> None:
        market, death = self.market, self.life.death
        amount = market.owed(debt)
        if death == "ponzi_inside":
            # Whoever has just drawn pays for whoever owes.
            rich = max(self.shams, key=lambda sham: market.escrow[sham])
            if market.escrow[rich] < amount:
                return
            market.pay(debt, rich)
        elif death == "ponzi_pool":
            # Lenders are told to pay the company, and its account pays what old lenders get.
            lender = self.random.choice(self.lenders)
            market.mint(lender, amount)
            market.transfer(lender, self.hub, amount)
            market.transfer(self.hub, debt.borrower, amount)
            market.deposit(debt.borrower, amount)
            market.pay(debt, debt.borrower)
        elif death == "ponzi_rolled":
            if market.escrow[debt.borrower] < amount:
                newer = self.sham_loan(debt.borrower, max(150 * 10**8, amount * 2), 12, 1)
                market.withdraw(newer.borrower, newer.principal // 3)
            market.pay(debt, debt.borrower)
        elif death in {"ponzi_by_hub", "ponzi_by_hands", "collector_pays"}:
            if market.wallets[self.hub] < amount:
                return
            market.transfer(self.hub, debt.borrower, amount)
            market.deposit(debt.borrower, amount)
            market.pay(debt, debt.borrower)
        elif death in {"paid_by_operator", "to_treasury"}:
            market.mint(market.treasury, max(0, amount - market.wallets[market.treasury]))
            market.transfer(market.treasury, debt.borrower, amount)
            market.deposit(debt.borrower, amount)
            market.pay(debt, debt.borrower)
        else:
            self.earn(debt.borrower, amount)
            market.pay(debt, debt.borrower)

    def roll_over(self, debt: Debt) -> None:
        """Two days before a loan is due its borrower draws the next, and pays with it."""
        market = self.market
        if market.day != debt.due_day(1) - 2:
            return
        sham, amount = debt.borrower, market.owed(debt)
        fee_and_interest = 105
        self.sham_loan(sham, amount * fee_and_interest // 100, 1, 3)
        if self.life.death == "split_by_wallet":
            friend = account(f"friend {debt.number}")
            total = market.escrow[sham]
            market.withdraw(sham, total)
            market.transfer(sham, friend, total)
            market.transfer(friend, sham, total)
            market.deposit(sham, total)
        market.pay(debt, sham)
