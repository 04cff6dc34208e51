"""Lenders and borrowers: what they do by themselves, and what they ask the node for."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Book, Escrow, Lens, Servicing, Token
from tallystick.errors import TallystickError
from tallystick.platform.listing import LoanStatus
from tallystick.testing.loans import LoanBuilder
from tallystick_node.payments.custodian import PaymentKind

if TYPE_CHECKING:
    from simulation.network import Network
    from simulation.workers import Worker
    from tallystick.chain.contracts import Command
    from tallystick.chain.signer import MemorySigner
    from tallystick_node.bootstrap.node import Node

__all__ = ["Order", "People"]

LOANS_MAX = 4
_PRINCIPAL = 10**8


@dataclass
class Order:
    """What somebody has asked the node for; they ask again with the same key until it answers."""

    key: str
    kind: PaymentKind
    wallet: MemorySigner
    amount: int
    taken: bool = False

    def ask(self, node: Node) -> None:
        desk = node.services.payments
        assert desk is not None, "a node under development has payments"
        act = desk.deposit if self.kind is PaymentKind.DEPOSIT else desk.withdraw
        act(self.key, account=self.wallet.address, wallet=self.wallet.address, amount=self.amount)


@dataclass
class People:
    """Everybody of the world, by its chance alone."""

    network: Network
    chance: Random
    now: Callable[[], int]
    orders: list[Order] = field(default_factory=list)
    loans: list[int] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        session = self.network.session
        self._people, self._platform = session.actors, session.platform
        self._builder = LoanBuilder(self._platform, self._people)

    def act(self, worker: Worker | None) -> None:
        """Let somebody do something; what needs a node waits while there is none."""
        waiting = [order for order in self.orders if not order.taken]
        if waiting and worker is not None and self.chance.random() < 0.7:
            order = self.chance.choice(waiting)
            # Some answers never come: whoever asked asks again with the same key.
            order.taken = worker.act(order.ask) and self.chance.random() < 0.9
            return
        deed = self.chance.choice(
            [self._deposit, self._withdraw, self._move_in, self._borrow, self._repay, self._claim]
        )
        deed()

    def ask_again(self, worker: Worker) -> None:
        """Let everybody who has no answer yet get one."""
        for order in self.orders:
            if not order.taken:
                order.taken = worker.act(order.ask)

    def _order(self, kind: PaymentKind, wallet: MemorySigner, amount: int) -> None:
        self.orders.append(Order(f"order-{next(self._numbers)}", kind, wallet, amount))

    def _deposit(self) -> None:
        wallet = self.chance.choice((*self._people.investors, *self._people.borrowers))
        self._order(PaymentKind.DEPOSIT, wallet, self.chance.randint(1, 10**9))

    def _withdraw(self) -> None:
        wallet = self.chance.choice((*self._people.investors, *self._people.borrowers))
        amount = self.chance.randint(1, 10**8)
        custodian = self._people.custodian.address
        self._order(PaymentKind.WITHDRAWAL, wallet, amount)
        self._send(wallet, Escrow.withdraw(amount))
        self._send(wallet, Token.transfer(custodian, amount))

    def _move_in(self) -> None:
        """Bring what was minted into the Escrow."""
        wallet = self.chance.choice((*self._people.investors, *self._people.borrowers))
        held = self._platform.read(Token.balanceOf(wallet.address))
        if held:
            self._send(wallet, Escrow.deposit(held), pays=held)

    def _borrow(self) -> None:
        self.loans = [loan for loan in self.loans if self._is_active(loan)]
        if len(self.loans) >= LOANS_MAX:
            return
        borrower = self.chance.choice(self._people.borrowers)
        lenders = self.chance.sample(self._people.investors, 2)

        def make() -> None:
            loan = self._builder.active(
                borrower, investors=lenders, n=self.chance.randint(1, 3), principal=_PRINCIPAL,
                default_dpd=31,
            )  # fmt: skip
            self.loans.append(loan)

        self._try(make)

    def _is_active(self, loan: int) -> bool:
        """Whether it is paid back now; a loan of blocks that were taken back is not."""
        try:
            status = self._platform.read(Lens.progress_of(loan))["status"]
        except TallystickError:
            return False
        return status == LoanStatus.ACTIVE.value

    def _repay(self) -> None:
        if not self.loans:
            return
        loan = self.chance.choice(self.loans)
        self._try(lambda: self._repay_one(loan))

    def _repay_one(self, loan: int) -> None:
        borrower = self._platform.read(Lens.parties_of(loan))["borrower"]
        wallet = next(who for who in self._people.borrowers if who.address == borrower)
        self._platform.plan(Servicing.repay(loan, 10**12, 480), wallet).send()

    def _claim(self) -> None:
        if self.loans:
            lender = self.chance.choice(self._people.investors)
            self._send(lender, Book.claim(self.chance.choice(self.loans)))

    def _send(self, who: MemorySigner, command: Command, pays: int = 0) -> None:
        self._try(lambda: self._platform.plan(command, who, pays=pays).send())

    def _try(self, deed: Callable[[], object]) -> None:
        """Each of their transactions is a block of its own; what is refused was not to be."""
        builder = self.network.builder
        if self.now() > self.network.second:
            builder.set_next(self.now())
        builder.instant = True
        try:
            deed()
        except TallystickError:
            self._platform.sender._last.clear()
        finally:
            builder.instant = False
