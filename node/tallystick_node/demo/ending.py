"""The life of a second, small platform: what goes wrong, and how a platform ends.

It lives on a chain of its own and by the SDK alone: its people sign with test keys, since no node
is left to ask once the operators are gone.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tallystick.audit.auditor import Auditor
from tallystick.chain.artifacts import artifact
from tallystick.chain.codec import Interface
from tallystick.chain.contracts import Book, Governor, Lens, Reserve, Servicing
from tallystick.disclosure.report import subject_hash
from tallystick.loans import payoff
from tallystick.loans.votes import WINDOW_SECONDS_MIN
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.guarantor import Guarantor
from tallystick.platform._sync.investor import Investor
from tallystick.platform._sync.operator import Operator
from tallystick.platform.listing import LoanStatus
from tallystick.platform.mandates import Mandate
from tallystick.testing.loans import DISCLOSURE, LoanBuilder
from tallystick.testing.session import open_session
from tallystick_node.demo.second import SecondPlatform
from tallystick_node.evm import BlockBuilder, EmbeddedProvider, Genesis

if TYPE_CHECKING:
    from tallystick.testing.session import Session

__all__ = ["Ending"]

DAY = 86_400
BEGINNING = 1_420_070_400  # 2015-01-01
TOKEN_UNIT = 10**6
ADMIT_COLLATERAL = 9
FLOOR = 200 * TOKEN_UNIT


class Ending:
    """A platform of three borrowers and five lenders. loans: by what becomes of them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.platform, self.people = session.platform, session.actors
        self.builder = LoanBuilder(self.platform, self.people)
        self.anyone = Operator(self.platform, self.people.outsider)
        self.lenders = [Investor(self.platform, wallet) for wallet in self.people.investors]
        self.borrowers = [Borrower(self.platform, wallet) for wallet in self.people.borrowers]
        self.loans: dict[str, int] = {}
        self.scenes: list[tuple[str, str]] = []

    @classmethod
    def begin(cls) -> Ending:
        """Deploy it on a chain in memory that begins in 2015.

        Returns:
            The platform, on which nothing has happened yet.
        """
        builder = BlockBuilder(Genesis(BEGINNING))
        return cls(open_session(EmbeddedProvider(builder, development=True)))

    def live(self) -> SecondPlatform:
        """Play it to its end and audit it.

        Returns:
            What happened.
        """
        self.fill()
        statuses = self._statuses()
        self._wind_down()
        claimable = self._distribute()
        verdict = Auditor(self.platform).verify()
        return SecondPlatform(
            self.scenes, statuses, self._statuses(), claimable,
            len(verdict.checks), [check.id for check in verdict.failed],
        )  # fmt: skip

    def fill(self) -> None:
        """Play it until it holds a loan in every status."""
        self._lend()
        self._sell_late_notes()
        self._restructure()
        self._default()
        self._fill_every_status()

    def _note(self, what: str, figure: object) -> None:
        self.scenes.append((what, str(figure)))

    def _days(self, days: int) -> None:
        self.session.chain.travel(days=days)

    # The good years

    def _lend(self) -> None:
        """Loans by hand, one by mandates, one with a guarantor, one on a deed."""
        anna, ben, cora, dan, _ = self.people.investors
        first, second, third = self.people.borrowers
        make = self.builder
        self.loans["repaid"] = make.active(first, investors=(anna, ben), n=2)
        self.loans["late"] = make.active(second, investors=(anna, ben), n=6, principal=10**9)
        self.loans["restructured"] = make.active(first, investors=(anna, ben, cora))
        self.loans["recovered"] = make.active(second, investors=(cora,), n=3, principal=10**8)
        self.loans["written off"] = make.active(second, investors=(anna, cora), principal=10**9)
        self.loans["guaranteed"] = loan = make.listed(third, n=6, principal=4 * 10**9)
        last = self.platform.now() // DAY + 400
        stake = Guarantor(self.platform, dan).act.pledge(loan, 10**9, last).send().result
        self._note("a guarantor locks a stake that pays before the reserve", _money(stake))
        for lender in self.lenders[:2]:
            lender.act.fund(loan, 2 * 10**9, disclosure_hash=DISCLOSURE).send()
        self.borrowers[2].act.issue(loan).send()
        self._lend_by_mandates()
        self._secure()
        Operator(self.platform, dan).act.contribute(10**8).send()

    def _lend_by_mandates(self) -> None:
        """Two lenders sign limits; anyone lends within them, both in one call."""
        loan = self.builder.listed(self.people.borrowers[2], n=3, principal=10**9)
        mandates = []
        for lender in self.lenders[:2]:
            balance = lender.view.balance()
            mandate = Mandate(
                owner=lender.address, level_max=4, statement=3, rate_min_ppm=80_000, days_max=400,
                ticket=10**6, person_max=balance, group_max=balance, day_max=balance,
                exposure_max=2 * balance, lifetime_max=balance, cash_floor=balance // 5, nonce=1,
                expiry=self.platform.now() + 30 * DAY,
            )  # fmt: skip
            lender.act.bring_mandate(mandate).send()
            mandates.append((mandate, 5 * 10**8))
        plan = self.anyone.act.execute_mandates(loan, mandates, disclosure_hash=DISCLOSURE)
        self._note("two mandates lend in one call", _money(plan.send().result))
        self.borrowers[2].act.issue(loan).send()
        self.loans["mandated"] = loan

    def _secure(self) -> None:
        """A loan on a deed: a token of a collection that the council has admitted."""
        deed, shape = self._deploy_deed(), Interface("Deed", artifact("mocks/Deed")["abi"])
        self._decide(ADMIT_COLLATERAL, deed, 1)
        borrower = self.people.borrowers[2]
        place = self.platform.address("Collateral")
        for call, arguments in (("mint", (borrower.address, 1)), ("approve", (place, 1))):
            self._send(borrower, deed, shape.function(call).encode(arguments))
        named = keccak(encode(["address", "uint256", "uint256"], [deed, 1, FLOOR]))
        self.loans["secured"] = loan = self.builder.funded(
            borrower, investors=(self.people.investors[2],), principal=5 * 10**8, collateral=named
        )
        self.borrowers[2].act.lock_collateral(loan, deed, 1, FLOOR).send()
        self.borrowers[2].act.issue(loan).send()
        self._note("a deed is locked for a loan", f"least price {_money(FLOOR)}")

    def _sell_late_notes(self) -> None:
        """Instalments are paid, but for one borrower's: their lender sells at a discount."""
        self._days(31)
        self._collect("repaid", "mandated", "guaranteed")
        seller, buyer, loan = self.lenders[0], self.lenders[3], self.loans["late"]
        # Their money has left, so nothing is collected.
        borrower = self.borrowers[1]
        borrower.act.withdraw(borrower.view.balance()).send()
        self._days(20)
        late = payoff.days_past_due(borrower.view.state(loan), self.platform.today())
        ask = seller.act.sell(
            loan, 2 * 10**8, price_ppm=700_000, expiry=self.platform.now() + DAY, dpd_max=30
        )
        price = buyer.act.buy(ask, 2 * 10**8, price_max=10**12).send().result
        self._note(f"notes of a loan {late} days late are sold for 70 %", _money(price))

    def _restructure(self) -> None:
        """Lenders vote for new terms of a loan whose borrower cannot go on as agreed."""
        loan, borrower = self.loans["restructured"], self.borrowers[0]
        servicer = Operator(self.platform, self.people.servicer)
        signed = servicer.sign.restructuring(
            loan, rate_ppm=60_000, n=12, period=1, lead=1, window_seconds=WINDOW_SECONDS_MIN,
            expiry=self.platform.now() + DAY,
        )  # fmt: skip
        servicer.act.propose_restructuring(borrower.act.sign_restructuring(signed)).send()
        units = sum(
            lender.act.vote(loan, in_favour=lender is not self.lenders[2]).send().result
            for lender in self.lenders[:2]
        )
        self.lenders[2].act.vote(loan, in_favour=False).send()
        self.session.chain.travel(seconds=WINDOW_SECONDS_MIN + 1)
        carried = self.anyone.act.close_ballot(loan).send().result
        self._note(
            "lenders vote on new terms, 12 % to 6 %",
            f"{'carried' if carried else 'rejected'} with {_money(units)} of units in favour",
        )

    def _default(self) -> None:
        """Four loans fall: a guarantor pays, a deed is auctioned, the reserve covers, one pays."""
        for days, names in ((11, ("repaid", "mandated")), (31, ("mandated",))):
            self._days(days)
            self._collect(*names, "guaranteed")
        third = self.borrowers[2]
        third.act.withdraw(third.view.balance()).send()
        self._days(130)
        for name in ("guaranteed", "secured", "late", "recovered", "written off"):
            self.anyone.act.declare_default(self.loans[name]).send()
        paid = self.anyone.act.pay_guarantee(self.loans["guaranteed"]).send().result
        self._note("the guarantor pays after a default", _money(paid))
        self._days(31)
        covered = self.anyone.act.cover(self.loans["guaranteed"]).send().result
        self._note("the reserve covers its part of the month", _money(covered))
        self.anyone.act.start_auction(self.loans["secured"]).send()
        self._days(5)
        price = self.lenders[4].view.collateral_price(self.loans["secured"])
        assert price is not None, "the auction runs"
        self.lenders[4].act.buy_collateral(self.loans["secured"], price).send()
        self._note("the deed is sold in a falling auction", _money(price))
        self.people.deposit(self.platform, self.people.borrowers[1], 5 * 10**8)
        self.borrowers[1].act.recover(self.loans["recovered"], 5 * 10**8).send()

    def _fill_every_status(self) -> None:
        """Three years later: a loan in each status, the last report, a frozen client."""
        self._days(3 * 365)
        self.anyone.act.write_off(self.loans["written off"]).send()
        anna, ben, cora, *_ = self.people.investors
        first, second, third = self.people.borrowers
        for wallet in (anna, ben, cora, first, second, third):
            self.people.enrol(self.platform, wallet)
        make = self.builder
        self.loans["listed"] = make.listed(first, principal=10**8)
        self.lenders[0].act.fund(self.loans["listed"], 10**7, disclosure_hash=DISCLOSURE).send()
        self.loans["funded"] = make.funded(first, investors=(ben,), principal=10**8)
        self.loans["active"] = make.active(first, investors=(anna, cora), n=3, principal=10**9)
        self.loans["cancelled"] = make.funded(
            first, investors=(ben,), principal=10**8, issue_seconds=3_600
        )
        self.loans["expired"] = make.listed(first, principal=10**8, raise_seconds=3_600)
        self._days(1)
        publisher = Operator(self.platform, self.people.publisher)
        publisher.act.publish(subject_hash("monthly:2018-06"), 1, keccak(text="figures")).send()
        for name in ("cancelled", "expired"):
            self.anyone.act.expire(self.loans[name]).send()

    # The end

    def _wind_down(self) -> None:
        """Ninety days of silence later anyone begins it; every loan goes on to its end."""
        self._days(91)
        frozen = self.lenders[1]
        compliance = Operator(self.platform, self.people.compliance)
        until = self.platform.now() + 2 * DAY
        compliance.act.freeze(frozen.address, until, b"\x01" * 32).send()
        self.anyone.act.wind_down_by_silence().send()
        self._note("90 days without a report: anyone begins the wind-down", "by silence")
        refused = frozen.act.withdraw(10**6).refusal
        assert refused is not None, "a frozen client waits"
        self._note("a frozen client waits for the end of the freeze", refused.code)
        for name in ("listed", "funded"):
            self.anyone.act.expire(self.loans[name]).send()
        for lender, name, units in ((0, "listed", 10**7), (1, "funded", 10**8)):
            if lender:
                self._days(3)  # the freeze is over
            self.lenders[lender].act.retract(self.loans[name], units).send()
        self._note("what was lent to loans that never began comes back", _money(10**7 + 10**8))
        for _ in range(3):
            self.anyone.act.collect(self.loans["active"]).send()
            self._days(31)
        restructured = self.loans["restructured"]
        self.borrowers[0].act.prepay(restructured, 10**12).send()
        self._note("instalments are collected by anyone, without operators", "all paid")

    def _distribute(self) -> int:
        """A year after their default the rest is written off; the reserve goes to the losses."""
        self._days(366)
        platform = self.platform
        for name in ("guaranteed", "secured", "late"):
            if self._status(self.loans[name]) == "defaulted":
                self.anyone.act.write_off(self.loans[name]).send()
        assert platform.read(Servicing.live_loans()) == 0, "no loan is live"
        shared = self.anyone.act.begin_distribution().send().result
        self._note("no loan is live: the last distribution of the reserve", _money(shared))
        for loan in self.loans.values():
            plan = self.anyone.act.distribute(loan)
            if plan.refusal is None:
                plan.send()
        every = sorted(self.loans.values())
        silent = self.lenders[2]
        for lender in self.lenders:
            mine = [loan for loan in every if platform.read(Book.balanceOf(lender.address, loan))]
            if lender is not silent and mine:
                lender.act.claim_and_withdraw(mine).send()
            elif lender is not silent and lender.view.balance():
                lender.act.withdraw(lender.view.balance()).send()
        claimable = silent.view.portfolio().value - silent.view.balance()
        self._note("a lender who never claims may do so for ever", _money(claimable))
        self._note("left in the reserve", _money(platform.read(Reserve.free())))
        return claimable

    # Means

    def _collect(self, *names: str) -> None:
        self.anyone.act.collect_many([self.loans[name] for name in names]).send()

    def _status(self, loan: int) -> str:
        return LoanStatus(self.platform.read(Lens.status_of(loan))).name.lower()

    def _statuses(self) -> dict[str, int]:
        return dict(sorted(Counter(self._status(loan) for loan in self.loans.values()).items()))

    def _decide(self, kind: int, subject: str, argument: int) -> None:
        first, second, _ = self.people.council
        self.platform.plan(Governor.propose(kind, subject, argument), first).send()
        number = self.platform.read(Governor.decision_count())
        self.platform.plan(Governor.approve(number), second).send()
        self._days(2)
        self.platform.plan(Governor.execute(number), self.people.outsider).send()

    def _deploy_deed(self) -> str:
        code = bytes.fromhex(artifact("mocks/Deed")["bytecode"].removeprefix("0x"))
        return str(self._send(self.people.deployer, None, code).contract)

    def _send(self, signer: Any, to: str | None, data: bytes) -> Any:
        sender = self.platform.sender
        return sender.wait(sender.send(signer, {"to": to, "data": data}, 5_000_000), 60)


def _money(minor: int) -> str:
    return f"{minor // TOKEN_UNIT:,}.{minor % TOKEN_UNIT // 10_000:02d}"
