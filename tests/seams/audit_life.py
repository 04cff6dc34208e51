"""Everything that can happen on a platform, once, for the audit to rebuild."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from seams.workout_life import Dealings
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
        self.dealings = Dealings(self)
        self.wallets = [test_signer(f"investor {n}, further wallet") for n in range(5)]

    def do(self, signer: Any, contract: str, function: str, *arguments: Any) -> Any:
        return self.platform.plan(Command(contract, function, arguments), signer).send()

    def repay(self, borrower: Any, loan: str, amount: int = 10**12) -> Any:
        return self.do(borrower, "Servicing", "repay", self.of[loan], amount, 480)

    def wait(self, days: int) -> None:
        self.session.chain.travel(days=days)

    def live(self) -> Life:
        self.fund()
        self.reflect()
        self.first_month()
        self.further_wallets()
        self.trade()
        self.dealings.vote()
        self.govern()
        self.pause()
        self.dealings.secure()
        self.dealings.lend_by_mandates()
        self.second_month()
        self.dealings.pay()
        self.fall()
        self.cover()
        self.dealings.auction()
        self.leave()
        self.end()
        self.dealings.distribute()
        return self

    def fund(self) -> None:
        investor, two, three, four, five = self.people.investors
        first, second, third = self.people.borrowers
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
        self.do(five, "Book", "fund", self.of["big"], 10**6, 1, DISCLOSURE)
        self.of["expired"] = self.loans.listed(second, raise_seconds=86_400)
        self.dealings.begin()
        self.do(investor, "Book", "fund", self.of["expired"], 5 * 10**6, 1, DISCLOSURE)
        self.do(investor, "Book", "fund", self.of["expired"], 3 * 10**6, 1, DISCLOSURE)
        self.do(investor, "Book", "retract", self.of["expired"], 4 * 10**6)
        self.of["cancelled"] = self.loans.funded(second, investors=(three,), issue_seconds=3_600)
        self.do(self.people.underwriter, "Offers", "revoke_offer", keccak(text="never listed"))
        # A donation straight to the Escrow is nobody's.
        self.people.mint(self.platform, self.platform.address("Escrow"), 777)
        self.do(four, "Reserve", "contribute", 10**9)
        self.do(self.people.treasury, "Reserve", "contribute", 5 * 10**6)

    def reflect(self) -> None:
        """A lender of a lower class leaves a funded loan in time; one of a higher fills the gap."""
        _, _, three, _, five = self.people.investors
        # A chain that mines at once may still be in the second of the first credential.
        self.session.chain.travel(seconds=1)
        self.people.enrol(self.platform, five, risk_class=4)
        self.of["reflected"] = loan = self.loans.funded(
            self.people.borrowers[0],
            investors=(three, five),
            principal=10**8,
            reflection_seconds=86_400,
            reflection_class=4,
        )
        self.do(five, "Book", "retract", loan, 5 * 10**7)
        self.do(three, "Book", "fund", loan, 5 * 10**7, 1, DISCLOSURE)

    def first_month(self) -> None:
        investor, two, three, four, _ = self.people.investors
        first, second, third = self.people.borrowers
        self.wait(2)
        self.do(first, "Book", "issue", self.of["reflected"])
        self.do(investor, "Book", "expire", self.of["expired"])
        self.do(investor, "Book", "retract", self.of["expired"], 4 * 10**6)
        self.do(four, "Reserve", "release_stake", self.of["expired"])
        self.do(three, "Book", "retract", self.of["cancelled"], 10**10)
        # What the borrower owes goes with them into another group.
        self.people.enrol(self.platform, first, group=77)
        self.wait(28 + 14)
        # Late by some days beyond the grace, and in two parts.
        self.repay(first, "repaid", 123_456_789)
        self.wait(3)
        self.repay(first, "repaid")
        self.do(four, "Servicing", "collect_many", [self.of["prepaid"], self.of["fallen"]])
        self.do(second, "Servicing", "prepay", self.of["prepaid"], 10**9, 0)
        self.do(second, "Servicing", "prepay", self.of["prepaid"], 10**9 + 7, 1)
        self.repay(third, "fallen")
        self.repay(third, "guaranteed")
        self.do(investor, "Book", "claim", self.of["repaid"])
        self.do(
            two, "Book", "claim_many", [self.of["repaid"], self.of["prepaid"], self.of["fallen"]]
        )
        self.do(investor, "Book", "claim", self.of["repaid"])

    def further_wallets(self) -> None:
        """Notes move between the wallets of one person, by themselves and by those they allow."""
        investor, two, _, four, five = self.people.investors
        owners = {0: investor, 1: two, 4: five}
        for place, owner in owners.items():
            self.session.chain.fund(self.wallets[place].address)
            risk_class = 4 if owner is five else 5
            self.people.enrol(
                self.platform, self.wallets[place], name=owner.address, risk_class=risk_class
            )
        loan, (first, second, *_) = self.of["prepaid"], self.wallets
        self.do(investor, "Book", "transfer", first.address, loan, 10**9 + 1)
        self.do(two, "Book", "approve", four.address, loan, 3 * 10**9)
        self.do(four, "Book", "transferFrom", two.address, second.address, loan, 10**9)
        self.do(second, "Book", "setOperator", investor.address, True)
        self.do(investor, "Book", "transferFrom", second.address, two.address, loan, 10**9)

    def trade(self) -> None:
        investor, two, three, four, five = self.people.investors
        loan, soon = self.of["prepaid"], self.platform.now() + 86_400
        signed = Investor(self.platform, two).act.sell(
            loan, 2 * 10**9, price_ppm=987_654, expiry=soon
        )
        Investor(self.platform, five).act.buy(signed, 10**9, price_max=10**12).send()
        Investor(self.platform, investor).act.buy(signed, 5 * 10**8 + 3, price_max=10**12).send()
        Investor(self.platform, two).act.cancel_ask(signed).send()
        bid = Investor(self.platform, four).act.bid(
            loan, 10**9, price_ppm=1_012_345, expiry=soon, dpd_max=30
        )
        Investor(self.platform, investor).act.sell_to(bid, 5 * 10**8 + 1, price_min=1).send()
        Investor(self.platform, three).act.cancel_below(1_000).send()
        # A further wallet without money is given notes for nothing, by a sale.
        free = Investor(self.platform, two).act.sell(
            loan, 11 * 10**8, price_ppm=0, expiry=soon, dpd_max=30
        )
        poor = Investor(self.platform, self.wallets[4])
        poor.act.buy(free, 10**9, price_max=0).send()
        poor.act.buy(free, 10**8, price_max=0).send()

    def decide(self, kind: int, subject: str, argument: int, *, approved: bool = True) -> int:
        first, second, _ = self.people.council
        self.do(first, "Governor", "propose", kind, subject, argument)
        number = self.platform.read(Governor.decision_count())
        if approved:
            self.do(second, "Governor", "approve", number)
        return number

    def govern(self) -> None:
        people, platform = self.people, self.platform
        newcomer = test_signer("newcomer")
        numbers = [
            self.decide(kind, subject, argument)
            for kind, subject, argument in (
                (0, ZERO, (7 << 128) + 4_000),
                (1, newcomer.address, 8),
                (2, newcomer.address, 0),
                (9, self.dealings.deed, 1),
                (3, people.attestors[2].address, int(test_signer("new attestor").address, 16)),
                (5, ZERO, 1_000),
                # The last one: it makes another council, and what this one approved is void.
                (4, people.council[2].address, int(newcomer.address, 16)),
            )
        ]
        regretted = self.decide(0, ZERO, (7 << 128) + 3_000, approved=False)
        self.do(people.guardian, "Governor", "cancel", regretted)
        self.wait(2)
        for number in numbers:
            self.do(people.outsider, "Governor", "execute", number)
        self.do(people.guardian, "Registry", "suspend_attestor", people.attestors[1].address)
        publisher = Operator(platform, people.publisher)
        publisher.act.publish(keccak(text="monthly"), 1, keccak(text="figures")).send()
        publisher.act.publish(keccak(text="monthly"), 2, keccak(text="better figures")).send()
        soon = platform.now() + 3_600
        self.do(
            people.compliance, "Freezes", "freeze", people.investors[4].address, soon, b"\x01" * 32
        )
        # A recovery wallet that gives notice too soon: the client is still there.
        client, recovery = people.investors[1], people.outsider
        self.do(client, "KeyRecovery", "name_recovery", recovery.address)
        self.do(recovery, "KeyRecovery", "give_notice", client.address)
        self.do(client, "KeyRecovery", "cancel_notice")

    def pause(self) -> None:
        """Two pauses: one that the council ends, one that it lets go on and then ends."""
        people = self.people
        for pause in (1, 2):
            self.do(people.guardian, "Governor", "pause")
            for kind in (8, 6)[2 - pause :]:
                self.do(people.outsider, "Governor", "execute", self.decide(kind, ZERO, pause))

    def second_month(self) -> None:
        investor, two, three, _, _ = self.people.investors
        first, second, third = self.people.borrowers
        for _ in range(2):
            self.wait(31)
            self.repay(third, "fallen")
            self.repay(third, "guaranteed")
            self.repay(first, "repaid")
        self.repay(first, "bullet")
        self.repay(second, "prepaid")
        self.do(investor, "Servicing", "release", self.of["prepaid"])
        self.do(second, "Servicing", "prepay", self.of["prepaid"], 10**12, 0)
        self.do(first, "Servicing", "prepay", self.of["reflected"], 10**12, 0)
        poor = self.wallets[4]
        self.do(poor, "Book", "claim", self.of["prepaid"])
        self.do(investor, "Book", "refresh_exposure", poor.address, [self.of["prepaid"]])
        self.do(two, "Servicing", "sweep_fees", [self.of["repaid"], self.of["prepaid"]])
        self.do(three, "Book", "claim_many", [self.of["repaid"], self.of["fallen"]])

    def fall(self) -> None:
        *_, four, _ = self.people.investors
        _, second, third = self.people.borrowers
        loan = self.of["fallen"]
        self.wait(31)
        self.repay(third, "fallen", 54_321)
        # All that is left in their accounts goes before the rest falls due.
        for borrower, left in ((second, 0), (third, 10**8)):
            free = self.platform.read(Escrow.balance_of(borrower.address))
            self.do(borrower, "Escrow", "withdraw", free - left)
        self.wait(130)
        self.do(four, "Workouts", "declare_default", loan)
        for name in ("lost", "guaranteed", "sold", "lowered"):
            self.do(four, "Workouts", "declare_default", self.of[name])
        self.people.deposit(self.platform, third, 10**9)
        self.do(third, "Workouts", "recover", loan, 10**6 + 1)

    def cover(self) -> None:
        """The share of the month in which it fell, and of a later one what is left of the cap."""
        investor, two, three, _, _ = self.people.investors
        third, loan = self.people.borrowers[2], self.of["fallen"]
        self.wait(31)
        self.do(two, "Reserve", "cover", self.of["guaranteed"])
        self.do(two, "Reserve", "cover", loan)
        self.do(third, "Workouts", "recover", self.of["guaranteed"], 10**7)
        self.dealings.start_auctions()
        self.do(two, "Book", "transfer", self.wallets[1].address, loan, 10**9)
        soon = self.platform.now() + 86_400
        signed = Investor(self.platform, two).act.sell(
            loan, 10**9, price_ppm=400_000, expiry=soon, dpd_max=1_000
        )
        Investor(self.platform, investor).act.buy(signed, 10**9, price_max=10**12).send()
        self.do(two, "Reserve", "enter_again", loan)
        self.do(investor, "Workouts", "recover", loan, 3 * 10**6)
        self.do(investor, "Workouts", "collect", loan)
        self.do(three, "Book", "claim", loan)
        self.wait(31)
        self.do(two, "Reserve", "cover", loan)
        self.people.deposit(self.platform, third, 10**9)
        self.do(investor, "Workouts", "collect_many", [loan, self.of["lost"]])

    def leave(self) -> None:
        investor, two, _, four, _ = self.people.investors
        self.do(two, "Book", "claim_and_withdraw", [self.of["repaid"], self.of["fallen"]])
        self.do(investor, "Escrow", "withdraw", 12_345)
        self.do(four, "Book", "claim", self.of["bullet"])
        # Nothing to claim: the position's word changes, and no event says so.
        self.do(four, "Book", "claim", self.of["bullet"])
        self.do(four, "Servicing", "sweep_fees", list(self.of.values()))

    def end(self) -> None:
        investor, _, three, *_ = self.people.investors
        second, lost = self.people.borrowers[1], self.of["lost"]
        self.wait(3 * 365)
        self.do(investor, "Workouts", "write_off", lost)
        # The loss comes off the exposure, and no event says so.
        self.do(three, "Book", "claim", lost)
        self.people.deposit(self.platform, second, 10**7)
        self.do(second, "Workouts", "recover", lost, 10**6)
        self.do(investor, "Book", "claim", lost)
        self.do(investor, "Governor", "wind_down_by_silence")
