"""Everything that can happen on a platform, once, for the audit to rebuild."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick.chain.contracts import Command, Escrow, Governor
from tallystick.platform._sync.investor import Investor
from tallystick.platform._sync.operator import Operator
from tallystick.testing.actors import test_signer
from tallystick.testing.loans import DISCLOSURE, LoanBuilder

if TYPE_CHECKING:
    from tallystick.testing.session import Session

__all__ = ["Life"]

ZERO = "0x" + "00" * 20


class Life:
    """A platform on which a year has passed; loans by the name of what became of them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.platform, self.people = session.platform, session.actors
        self.loans = LoanBuilder(self.platform, self.people)
        self.of: dict[str, int] = {}
        self.wallet = test_signer("investor 4, further wallet")

    def do(self, signer: Any, contract: str, function: str, *arguments: Any) -> Any:
        return self.platform.plan(Command(contract, function, arguments), signer).send()

    def wait(self, days: int) -> None:
        self.session.chain.travel(days=days)

    def live(self) -> Life:
        self.fund()
        self.first_month()
        self.trade()
        self.second_wallet()
        self.govern()
        self.second_month()
        self.fall()
        self.leave()
        self.end()
        return self

    def fund(self) -> None:
        investor, two, three, four, _ = self.people.investors
        first, second, third = self.people.borrowers
        # A signer who is a person is staff from their first listing on.
        self.people.enrol(self.platform, self.people.underwriter)
        self.of["repaid"] = self.loans.active(first, investors=(investor, two, three), n=4)
        self.of["prepaid"] = self.loans.active(second, investors=(investor, two))
        self.of["fallen"] = self.loans.active(third, investors=(two, three, four), n=6)
        self.of["bullet"] = self.loans.active(
            first, investors=(four,), method=3, n=2, principal=10**8
        )
        self.of["lost"] = self.loans.active(second, investors=(investor, three), principal=10**9)
        big = 3 * self.platform.deployment.roles.parameters["single_signer_max"] // 2
        self.of["big"] = self.loans.listed(third, principal=big)
        self.people.mint(self.platform, investor.address, 10**9)
        self.do(investor, "Token", "approve", self.platform.address("Escrow"), 10**9)
        self.do(investor, "Book", "deposit_and_fund", self.of["big"], 10**9, 1, DISCLOSURE)
        self.of["expired"] = self.loans.listed(second, raise_seconds=86_400)
        self.do(investor, "Book", "fund", self.of["expired"], 5 * 10**6, 1, DISCLOSURE)
        self.do(investor, "Book", "fund", self.of["expired"], 3 * 10**6, 1, DISCLOSURE)
        self.do(investor, "Book", "retract", self.of["expired"], 4 * 10**6)
        self.of["cancelled"] = self.loans.funded(second, investors=(three,), issue_seconds=3_600)
        self.do(self.people.underwriter, "Book", "revoke_offer", keccak(text="never listed"))
        # A donation straight to the Escrow is nobody's.
        self.people.mint(self.platform, self.platform.address("Escrow"), 777)
        self.do(four, "Reserve", "contribute", 1, 10**9)
        self.do(investor, "Reserve", "contribute", 2, 5 * 10**8)

    def first_month(self) -> None:
        investor, two, three, four, _ = self.people.investors
        first, second, third = self.people.borrowers
        self.wait(2)
        self.do(investor, "Book", "expire", self.of["expired"])
        self.do(investor, "Book", "retract", self.of["expired"], 4 * 10**6)
        self.do(three, "Book", "retract", self.of["cancelled"], 10**10)
        self.wait(28 + 14)
        # Late by some days beyond the grace, and in two parts.
        self.do(first, "Servicing", "repay", self.of["repaid"], 123_456_789)
        self.wait(3)
        self.do(first, "Servicing", "repay", self.of["repaid"], 10**12)
        self.do(four, "Servicing", "collect_many", [self.of["prepaid"], self.of["fallen"]])
        self.do(second, "Servicing", "prepay", self.of["prepaid"], 10**9, 0)
        self.do(second, "Servicing", "prepay", self.of["prepaid"], 10**9 + 7, 1)
        self.do(third, "Servicing", "repay", self.of["fallen"], 10**12)
        self.do(investor, "Book", "claim", self.of["repaid"])
        self.do(
            two, "Book", "claim_many", [self.of["repaid"], self.of["prepaid"], self.of["fallen"]]
        )
        self.do(investor, "Book", "claim", self.of["repaid"])

    def trade(self) -> None:
        investor, two, three, four, five = self.people.investors
        loan = self.of["prepaid"]
        self.do(investor, "Book", "transfer", five.address, loan, 10**9 + 1)
        self.do(two, "Book", "approve", four.address, loan, 3 * 10**9)
        self.do(four, "Book", "transferFrom", two.address, three.address, loan, 10**9)
        self.do(three, "Book", "setOperator", investor.address, True)
        self.do(investor, "Book", "transferFrom", three.address, five.address, loan, 10**9)
        signed = Investor(self.platform, two).act.sell(
            loan, 2 * 10**9, price_ppm=987_654, expiry=self.platform.now() + 86_400
        )
        Investor(self.platform, five).act.buy(signed, 10**9, price_max=10**12).send()
        Investor(self.platform, investor).act.buy(signed, 5 * 10**8 + 3, price_max=10**12).send()
        Investor(self.platform, two).act.cancel_ask(signed).send()

    def second_wallet(self) -> None:
        """A person's further wallet receives notes, claims, and brings the exposure up to date."""
        investor, two, _, _, five = self.people.investors
        self.session.chain.fund(self.wallet.address)
        self.people.enrol(self.platform, self.wallet, name=five.address)
        loan = self.of["prepaid"]
        self.do(two, "Book", "transfer", self.wallet.address, loan, 10**9)
        free = Investor(self.platform, investor).act.sell(
            loan, 10**8, price_ppm=0, expiry=self.platform.now() + 86_400, dpd_max=30
        )
        Investor(self.platform, self.wallet).act.buy(free, 10**8, price_max=0).send()

    def govern(self) -> None:
        people = self.people
        platform = self.platform
        first, second, _ = people.council
        newcomer = test_signer("newcomer")
        for kind, subject, argument in (
            (0, ZERO, (7 << 128) + 4_000),
            (1, newcomer.address, 8),
            (2, newcomer.address, 0),
            (3, people.attestors[2].address, int(test_signer("new attestor").address, 16)),
            (4, people.council[2].address, int(newcomer.address, 16)),
            (5, ZERO, 1_000),
        ):
            self.do(first, "Governor", "propose", kind, subject, argument)
            count = platform.read(Governor.decision_count())
            self.do(second, "Governor", "approve", count)
        self.do(people.guardian, "Governor", "pause")
        self.do(first, "Governor", "propose", 6, ZERO, 0)
        count = platform.read(Governor.decision_count())
        self.do(second, "Governor", "approve", count)
        self.do(first, "Governor", "execute", count)
        self.wait(2)
        for number in range(1, count):
            self.do(people.outsider, "Governor", "execute", number)
        self.do(people.guardian, "Registry", "suspend_attestor", people.attestors[1].address)
        publisher = Operator(platform, people.publisher)
        publisher.act.publish(keccak(text="monthly"), 1, keccak(text="figures")).send()
        publisher.act.publish(keccak(text="monthly"), 2, keccak(text="better figures")).send()
        soon = platform.now() + 3_600
        self.do(
            people.compliance, "Registry", "freeze", people.investors[4].address, soon, b"\x01" * 32
        )

    def second_month(self) -> None:
        investor, two, three, _, _ = self.people.investors
        first, second, third = self.people.borrowers
        for _ in range(2):
            self.wait(31)
            self.do(third, "Servicing", "repay", self.of["fallen"], 10**12)
            self.do(first, "Servicing", "repay", self.of["repaid"], 10**12)
        self.do(first, "Servicing", "repay", self.of["bullet"], 10**12)
        self.do(second, "Servicing", "repay", self.of["prepaid"], 10**12)
        self.do(investor, "Servicing", "release", self.of["prepaid"])
        self.do(second, "Servicing", "prepay", self.of["prepaid"], 10**12, 0)
        self.do(self.wallet, "Book", "claim", self.of["prepaid"])
        self.do(investor, "Book", "refresh_exposure", self.wallet.address)
        self.do(two, "Servicing", "sweep_fees", [self.of["repaid"], self.of["prepaid"]])
        self.do(three, "Book", "claim_many", [self.of["repaid"], self.of["fallen"]])

    def fall(self) -> None:
        investor, two, three, four, _ = self.people.investors
        third = self.people.borrowers[2]
        loan = self.of["fallen"]
        self.wait(31)
        self.do(third, "Servicing", "repay", loan, 54_321)
        # All that is left in their account goes before the rest falls due.
        free = self.platform.read(Escrow.balance_of(third.address))
        self.do(third, "Escrow", "withdraw", free - 10**9)
        self.wait(130)
        self.do(four, "Servicing", "declare_default", loan)
        self.do(four, "Servicing", "declare_default", self.of["lost"])
        self.do(third, "Servicing", "repay", loan, 10**6 + 1)
        self.do(two, "Reserve", "cover", loan)
        self.do(two, "Book", "transfer", investor.address, loan, 10**9)
        self.do(investor, "Servicing", "collect", loan)
        self.do(investor, "Servicing", "repay", loan, 3 * 10**6)
        self.do(three, "Book", "claim", loan)

    def leave(self) -> None:
        investor, two, _, four, _ = self.people.investors
        self.do(two, "Book", "claim_and_withdraw", [self.of["repaid"], self.of["fallen"]])
        self.do(investor, "Escrow", "withdraw", 12_345)
        self.do(four, "Book", "claim", self.of["bullet"])
        # Nothing to claim: the position's word changes, and no event says so.
        self.do(four, "Book", "claim", self.of["bullet"])
        self.do(four, "Servicing", "sweep_fees", list(self.of.values()))

    def end(self) -> None:
        investor = self.people.investor
        second = self.people.borrowers[1]
        self.wait(3 * 365)
        self.do(investor, "Servicing", "write_off", self.of["lost"])
        self.do(second, "Servicing", "repay", self.of["lost"], 10**6)
        self.do(investor, "Book", "claim", self.of["lost"])
        self.do(investor, "Governor", "wind_down_by_silence")
