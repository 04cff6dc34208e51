"""A simulated platform's year, day by day, as honest people live it."""

from __future__ import annotations

from dataclasses import dataclass

from client.audit.detectors.market import Debt, Market, account

__all__ = ["PPM", "Life", "Year"]

PPM = 1_000_000


@dataclass(frozen=True)
class Life:
    """How a platform lives; shares in ppm, days from its first.

    hazard: chance that an instalment is the first unpaid one. growth: how many times as many loans
    a day at the end of the year as at its beginning. Of the planted, `planted` is the share of
    loans that are not real, from `from_day` on.
    """

    people: int = 2_000
    loans: int = 1_500
    days: int = 365
    hazard: int = 8_000
    growth: float = 1.5
    twin: str = ""
    death: str = ""
    planted: int = 350_000
    from_day: int = 60


class Year:
    """One year of a market, day by day."""

    def __init__(self, life: Life, market: Market) -> None:
        self.life, self.market, self.random = life, market, market.random
        count = life.people * 2 // 3
        self.lenders = [market.enrol(f"lender {place}") for place in range(count)]
        self.borrowers = [market.enrol(f"borrower {place}") for place in range(life.people - count)]
        shams = max(20, (life.people - count) // 4)
        group = 7 if life.death == "own_group" else 0
        if group:
            # Whoever runs the platform is enrolled too, and so are their relatives.
            market.enrol("underwriter", group)
        self.shams = [market.enrol(f"sham {place}", group) for place in range(shams)]
        self.hub = account("hub")
        self.exchange = account("exchange")
        self.service = market.enrol("autopay service")
        self.guarantor = market.enrol("guarantor")
        self.planted: list[Debt] = []
        self.held = 0.0

    def run(self) -> Market:
        life, market = self.life, self.market
        for day in range(life.days):
            gone = life.death in {"drain", "first_drain"} and day > life.from_day
            if not gone:
                self.new_loans(day)
            self.pay_all(day)
            self.plant()
            self.lenders_act()
            self.treasury_acts(day)
            market.next_day()
        return market

    def new_loans(self, day: int) -> None:
        life = self.life
        slope = 1 + (life.growth - 1) * day / life.days
        self.held += life.loans / life.days * slope / ((1 + life.growth) / 2)
        while self.held >= 1:
            self.held -= 1
            fake = life.death and day >= life.from_day and self.random.randrange(PPM) < life.planted
            if fake and self.plants_loans:
                self.new_sham()
            else:
                self.new_real(day)

    @property
    def plants_loans(self) -> bool:
        return self.life.death not in {
            "collapse", "drain", "drain_on", "first_drain",
        }  # fmt: skip

    def some_lenders(self) -> list[bytes]:
        return self.random.sample(self.lenders, self.random.randint(1, 6))

    def new_real(self, day: int) -> None:
        random, market, life = self.random, self.market, self.life
        borrower = random.choice(self.borrowers)
        n = random.choice((6, 12, 12, 18))
        bullet = random.random() < 0.15
        n = 6 if bullet else n
        hazard = life.hazard
        if life.death == "collapse" and day >= life.from_day:
            hazard *= 8
        debt = market.lend(
            borrower, random.randint(10, 200) * 10**8, self.some_lenders(), n=n, bullet=bullet
        )
        for row in range(1, n + 1):
            if random.randrange(PPM) < hazard * self.worse(day, row):
                debt.bad_from = row
                break
        if life.twin in {"autopay", "guarantor"} and random.random() < 0.3:
            debt.how = life.twin
        self.spend(borrower)

    def worse(self, day: int, row: int) -> int:
        """How many times likelier an instalment fails for what happens to everybody."""
        due, twin = day + 30 * row, self.life.twin
        if twin == "seasonal":
            return 6 if 200 <= due < 245 else 1
        if twin == "crisis":
            return 5 if due >= 200 else 1
        if twin == "fail_young":
            return 5 if row <= 2 else 1
        return 1

    def spend(self, borrower: bytes) -> None:
        """Most spend what they have drawn; some let a part of it lie."""
        market, random = self.market, self.random
        if self.life.twin == "stays":
            return
        keep = random.random() * 0.3 if random.random() < 0.3 else 0.0
        amount = int(market.escrow[borrower] * (1 - keep))
        market.withdraw(borrower, amount)
        if self.life.twin == "school" and random.random() < 0.5:
            shop = account("school")
        elif self.life.twin == "exchange":
            shop = self.exchange
        else:
            shop = account(f"shop {random.randrange(60)}")
        market.transfer(borrower, shop, amount)

    def earn(self, person: bytes, amount: int) -> None:
        """What somebody lacks, they earn: from an employer, or over the exchange."""
        missing = amount - self.market.escrow[person]
        if missing <= 0:
            return
        if self.life.twin == "faucet":
            # The key of the treasury hands out the pilot's tokens, to lenders as to borrowers.
            self.market.mint(self.market.treasury, missing)
            self.market.transfer(self.market.treasury, person, missing)
        elif self.life.twin == "exchange":
            lacking = missing - self.market.wallets[self.exchange]
            self.market.mint(self.exchange, max(0, lacking))
            self.market.transfer(self.exchange, person, missing)
        else:
            employer = account(f"employer {self.random.randrange(200)}")
            self.market.mint(employer, missing)
            self.market.transfer(employer, person, missing)
        self.market.deposit(person, missing)

    def pay_all(self, day: int) -> None:
        market = self.market
        for debt in list(market.debts.values()):
            if debt.over or debt.how == "sham":
                continue
            row = debt.settled + 1
            due = debt.due_day(row)
            if debt.bad_from and row >= debt.bad_from:
                if market.day >= due + 91:
                    market.default(debt)
                continue
            # A tenth pays some days late.
            late = (debt.number * 7 + row * 13) % 10 == 0
            if market.day == due + (6 if late else 0):
                self.pay_real(debt)
        if self.life.twin == "returning":
            self.come_back(day)

    def pay_real(self, debt: Debt) -> None:
        market = self.market
        amount = market.owed(debt)
        if debt.how == "autopay":
            # The service is paid first, and pays for many.
            missing = amount - market.wallets[debt.borrower]
            market.withdraw(debt.borrower, min(market.escrow[debt.borrower], max(0, missing)))
            lacking = amount - market.wallets[debt.borrower]
            market.mint(debt.borrower, max(0, lacking))
            market.transfer(debt.borrower, self.service, amount)
            market.deposit(self.service, amount)
            market.pay(debt, self.service)
        elif debt.how == "guarantor":
            self.earn(self.guarantor, amount)
            market.pay(debt, self.guarantor)
        elif self.life.twin == "friends" and debt.number % 25 == 0:
            friend = self.borrowers[debt.number % len(self.borrowers)]
            self.earn(friend, amount)
            market.pay(debt, friend)
        elif self.life.twin == "redress" and debt.number % 60 == 0 and debt.settled == 1:
            market.mint(market.treasury, amount)
            market.transfer(market.treasury, debt.borrower, amount)
            market.deposit(debt.borrower, amount)
            market.pay(debt, debt.borrower)
        elif self.life.twin == "own_refinancing" and debt.settled == 3 and debt.number % 4 == 0:
            rest = market.owed(debt, debt.n)
            market.lend(debt.borrower, rest * 103 // 100, self.some_lenders(), n=12)
            market.pay(debt, debt.borrower, debt.n)
        elif self.life.twin == "bank_by_transfer" and debt.settled == 3:
            bank = self.lenders[0]
            market.claim(bank)
            market.withdraw(bank, market.escrow[bank])
            rest = market.owed(debt, debt.n)
            market.mint(bank, rest)
            market.transfer(bank, debt.borrower, rest)
            market.deposit(debt.borrower, rest)
            market.pay(debt, debt.borrower, debt.n)
        elif self.life.twin == "refinancing_bank" and debt.settled == 3:
            bank = self.lenders[0]
            market.claim(bank)
            amount = market.owed(debt, debt.n)
            self.earn(bank, amount)
            market.pay(debt, bank, debt.n)
        else:
            self.earn(debt.borrower, amount)
            market.pay(debt, debt.borrower)

    def come_back(self, day: int) -> None:
        """Some who have paid off borrow the same again, within days."""
        market = self.market
        for debt in list(market.debts.values()):
            if debt.over and not debt.bad_from and debt.how == "own" and day % 3 == 0:
                debt.how = "came back"
                if self.random.random() < 0.7:
                    market.lend(
                        debt.borrower, debt.principal, self.some_lenders(), n=3, bullet=True
                    )
                    self.spend(debt.borrower)

    def lenders_act(self) -> None:
        market, random = self.market, self.random
        for lender in random.sample(self.lenders, len(self.lenders) // 20):
            market.claim(lender)
            if self.life.twin == "exchange":
                # Lenders come to their tokens there, as they leave them there.
                market.mint(self.exchange, 10**9)
                market.transfer(self.exchange, lender, 10**9)
            if self.life.twin == "faucet":
                market.mint(market.treasury, 10**9)
                market.transfer(market.treasury, lender, 10**9)
            if random.random() < 0.2 and market.escrow[lender]:
                market.withdraw(lender, market.escrow[lender])
                if random.random() < 0.5:
                    market.transfer(lender, self.exchange, market.wallets[lender])

    def treasury_acts(self, day: int) -> None:
        market, life = self.market, self.life
        if day % 30 == 29:
            market.sweep()
            market.begin()
            market.log("Disclosures", "Published", number=day)
        balance = market.escrow[market.treasury]
        silent = life.death == "first_drain" or life.twin == "dividend"
        if day % 7 == 6 and not silent:
            self.pay_costs(balance // 10)
        if life.twin == "year_end" and day == 330:
            self.pay_costs(balance // 2)
        if life.twin == "dividend" and day == 300:
            self.pay_costs(balance)
        if life.death in {"drain", "drain_on", "first_drain"} and day == life.from_day:
            market.sweep()
            self.pay_costs(market.escrow[market.treasury])

    def pay_costs(self, amount: int) -> None:
        self.market.withdraw(self.market.treasury, amount)
        self.market.transfer(self.market.treasury, account("landlord"), amount)

    def new_sham(self) -> None:
        """Nobody here borrows who does not exist."""

    def plant(self) -> None:
        """Nor pays what is not theirs."""
