"""Small platforms on a real chain that live, or die in one of the known ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.chain.contracts import Command, Escrow
from tallystick.testing.actors import test_signer
from tallystick.testing.loans import LoanBuilder

if TYPE_CHECKING:
    from tallystick.chain.signer import MemorySigner
    from tallystick.testing.session import Session

__all__ = ["DyingLife"]

PRINCIPAL = 10**9
MUCH = 10**12


class DyingLife:
    """Acts that honest and dishonest people have in common."""

    def __init__(self, session: Session) -> None:
        self.session, self.platform, self.people = session, session.platform, session.actors
        self.loans = LoanBuilder(self.platform, self.people)
        self.hub = test_signer("hub")
        self.session.chain.fund(self.hub.address)

    def do(self, signer: MemorySigner, contract: str, function: str, *arguments: Any) -> Any:
        return self.platform.plan(Command(contract, function, arguments), signer).send()

    def wait(self, days: int) -> None:
        self.session.chain.travel(days=days)

    def borrower(self, name: str, group: int | None = None) -> MemorySigner:
        """A person who is enrolled and has nothing."""
        signer = test_signer(name)
        self.session.chain.fund(signer.address)
        self.people.enrol(self.platform, signer, group=group)
        return signer

    def borrowers(self, count: int, group: int | None = None) -> list[MemorySigner]:
        return [self.borrower(f"borrower of a small life {n}", group) for n in range(count)]

    def draw(self, borrower: MemorySigner, **terms: Any) -> int:
        return self.loans.active(borrower, **({"principal": PRINCIPAL} | terms))

    def balance(self, who: MemorySigner) -> int:
        return self.platform.read(Escrow.balance_of(who.address))

    def take_out(self, who: MemorySigner, receiver: str) -> None:
        """All that somebody has in the Escrow, to somebody's wallet."""
        amount = self.balance(who)
        self.do(who, "Escrow", "withdraw", amount)
        self.hand_over(who, receiver, amount)

    def hand_over(self, sender: MemorySigner, receiver: str, amount: int) -> None:
        self.do(sender, "Token", "transfer", receiver, amount)

    def bring(self, who: MemorySigner, amount: int) -> None:
        self.do(who, "Token", "approve", self.platform.address("Escrow"), amount)
        self.do(who, "Escrow", "deposit", amount)

    def earn(self, who: MemorySigner, amount: int) -> None:
        self.people.mint(self.platform, who.address, amount)
        self.bring(who, amount)

    def pay(self, payer: MemorySigner, loan: int, amount: int = MUCH) -> None:
        """Pay what is due, and no more than the amount."""
        self.do(payer, "Servicing", "repay", loan, amount, 480)

    def spend(self, who: MemorySigner, place: int) -> None:
        self.take_out(who, test_signer(f"shop {place}").address)
