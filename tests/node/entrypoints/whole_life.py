"""The whole life of a platform, lived from outside: over HTTP, at the bank's counter, on the chain.

It is the same wherever the node runs, and whatever dies meanwhile.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import requests
from eth_utils.crypto import keccak

from node.entrypoints.books import indexed, worked_through
from node.entrypoints.customer import Customer, await_that, repeated, staff
from tallystick.api.records.applications import ApplicationState, Home, LoanPurpose
from tallystick.api.records.payments import PaymentState
from tallystick.api.records.staff_lending import Override, ReviewVerdict
from tallystick.chain._sync.events import EventStream
from tallystick.chain.contracts import Lens
from tallystick.chain.logs import Event
from tallystick.chain.signer import MemorySigner
from tallystick.loans.dates import date_from_day
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.investor import Investor
from tallystick.platform._sync.platform import Platform
from tallystick.platform.listing import LoanStatus
from tallystick_node.bootstrap.dev_keys import dev_keys
from tallystick_node.demo.persons import person_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from node.entrypoints.premises import Premises
    from tallystick.api import NodeClient
    from tallystick.api.records.payments import OrderResponse
    from tallystick.platform.messages import SignedOffer

__all__ = ["OUT", "WholeLife", "tallystick"]

UNIT = 10**6
AMOUNT = 6_000 * UNIT
PARTS = (4_000 * UNIT, 2_000 * UNIT)
SPARE = 500 * UNIT
OUT = 300 * UNIT
INCOME = 60_000 * UNIT
SOUND = "The old roof leaks and is to be replaced."
DOUBTFUL = "A casino weekend that I have wished for."
NOON = time(12, tzinfo=UTC)


def tallystick(*words: str) -> subprocess.CompletedProcess[str]:
    program = (sys.executable, "-m", "tallystick", *words)
    return subprocess.run(program, capture_output=True, text=True, check=False)


@dataclass
class WholeLife:
    """Who is there, and what they have done; `ordered` are orders of money by their keys."""

    premises: Premises
    ordered: dict[str, OrderResponse] = field(default_factory=dict)
    applications: dict[str, str] = field(default_factory=dict)
    loan: int = 0
    due: date = date.min

    def __post_init__(self) -> None:
        rpc, deployment = self.premises.rpc, self.premises.deployment
        self.platform = await_that(lambda: Platform.connect(rpc, deployment), "a platform")
        keys = dev_keys(self.premises.directory).signers
        colleagues = ("compliance", "underwriter-1", "underwriter-2")
        self.staff = {name: staff(self.premises, self._key(keys[name])) for name in colleagues}
        self.borrower, self.second = self._customer(1), self._customer(2)
        self.investors = (self._customer(3), self._customer(4))

    def live(self) -> None:
        """Everything, in its order."""
        self.come_in()
        signed = self.borrow()
        self.fund(signed)
        self.fall_due()
        self.take_out()
        self.end_the_month()

    def close(self) -> None:
        """Give all connections back."""
        for customer in (self.borrower, self.second, *self.investors):
            customer.client.close()
        for colleague in self.staff.values():
            colleague.close()

    def come_in(self) -> None:
        """People become known, are enrolled, and investors bring money."""
        clerk = self.staff["compliance"]
        borrowers = (self.borrower, self.second)
        everyone = (*borrowers, *self.investors)
        with ThreadPoolExecutor(len(everyone)) as pool:
            list(pool.map(lambda customer: customer.come(clerk), everyone))
        for customer in borrowers:
            customer.enrol(borrow=True)
        for customer in self.investors:
            customer.answer()
            customer.enrol(lend=True)
        amounts = dict(zip(self.investors, (part + SPARE for part in PARTS), strict=True))
        self.bring(amounts)

    def bring(self, amounts: Mapping[Customer, int]) -> None:
        """Bring money through the bank and deposit what was minted."""
        orders = {customer: self._deposit(customer, amount) for customer, amount in amounts.items()}
        with ThreadPoolExecutor(len(orders)) as pool:
            list(pool.map(self._authorise, (order.key for order in orders.values())))
        for customer, amount in amounts.items():
            self._done(customer, orders[customer])
            self._act(
                partial(Investor(self.platform, customer.wallet).act.deposit, amount),
                lambda customer=customer, amount=amount: customer.view.balance() == amount,
            )

    def borrow(self) -> SignedOffer:
        """Two apply; one is decided by the stages alone, one by two underwriters; both list."""
        first = self._apply(self.borrower, SOUND)
        other = self._apply(self.second, DOUBTFUL)
        self._await_state(self.borrower, first, ApplicationState.APPROVED)
        self._await_state(self.second, other, ApplicationState.REFERRED)
        for name in ("underwriter-1", "underwriter-2"):
            self._decide(self.staff[name], other, name)
        self._await_state(self.second, other, ApplicationState.APPROVED)
        signed = repeated(lambda: self.borrower.client.signed_offer(first))
        self.loan = self._list(self.borrower, signed)
        doubtful = repeated(lambda: self.second.client.signed_offer(other))
        assert self._list(self.second, doubtful) == self.loan + 1
        return signed

    def fund(self, signed: SignedOffer) -> None:
        """Both investors fund the first loan, and its borrower draws it down."""
        statement = signed.offer.disclosure_hash
        for customer, part in zip(self.investors, PARTS, strict=True):
            investor = Investor(self.platform, customer.wallet)
            self._act(
                partial(investor.act.fund, self.loan, part, disclosure_hash=statement),
                lambda investor=investor, part=part: investor.view.note(self.loan).units == part,
            )
        borrower = Borrower(self.platform, self.borrower.wallet)
        self._act(
            partial(borrower.act.issue, self.loan),
            lambda: borrower.view.loan(self.loan).status is LoanStatus.ACTIVE,
        )
        rows = await_that(
            lambda: self.borrower.client.loans.read_schedule(self.loan).rows, "the first due date"
        )
        self.due = rows[0].due

    def fall_due(self) -> None:
        """The borrower is reminded, and what is due is taken out of their account."""
        self.travel(self.due - timedelta(days=7))
        self.travel(self.due - timedelta(days=1))
        self.travel(self.due)
        await_that(lambda: self._settled() == 1, "the instalment is collected")

    def take_out(self) -> None:
        """The first investor claims what came in and takes money out through the bank."""
        customer = self.investors[0]
        investor = Investor(self.platform, customer.wallet)
        self._act(partial(investor.act.claim, self.loan), lambda: customer.view.balance() > SPARE)
        self._act(
            partial(investor.act.withdraw, OUT), lambda: customer.view.wallet_balance() == OUT
        )
        order = repeated(
            lambda: customer.client.withdraw(
                self.platform, customer.wallet, OUT, idempotency_key="withdrawal-of-all"
            )
        )
        self.ordered[order.key] = order
        assert customer.view.wallet_balance() == 0
        self._await_order(customer, order, PaymentState.INSTRUCTED)
        self._authorise(order.key)
        self._done(customer, order)

    def end_the_month(self) -> None:
        """Days pass until the month of the withdrawal is over, published and compared."""
        last = (self.due.replace(day=1) + timedelta(days=32)).replace(day=1)
        self.travel(last + timedelta(days=4))
        name = f"monthly-{self.due:%Y-%m}.v1.json"
        await_that(lambda: name in self._published(), f"{name} is published")

    def travel(self, day: date) -> None:
        """Put the chain's clock to a day's noon, if it is not there yet."""
        second = int(datetime.combine(day, NOON).timestamp())
        ask = self.platform.connection.request

        def moved() -> bool:
            if self.platform.now() < second:
                ask("evm_setNextBlockTimestamp", second)
                ask("evm_mine")
            return self.platform.now() >= second

        await_that(moved, f"the chain is at {day}")
        database = self.premises.database()
        try:
            await_that(lambda: worked_through(database, day), f"the work of {day} is done")
        finally:
            database.close()

    def come_to_rest(self) -> None:
        """Wait until what was begun is ended, whichever process had it when it was killed."""
        head, database = self.platform.connection.block_number(), self.premises.database()
        day = date_from_day(self.platform.today())
        try:
            await_that(lambda: worked_through(database, day), "what was begun is done")
            await_that(lambda: indexed(database, head), f"the tables are at block {head}")
        finally:
            database.close()

    def audit(self) -> dict[str, Any]:
        """What a stranger finds, from the chain and what the node has published."""
        output = tallystick(
            "audit", "--rpc", self.premises.rpc, "--deployment", str(self.premises.deployment),
            "--reports", self.premises.url + "/reports", "--json",
        )  # fmt: skip
        assert output.returncode == 0, output.stdout + output.stderr
        return {check["id"]: check["detail"] for check in json.loads(output.stdout)["checks"]}

    def _customer(self, place: int) -> Customer:
        wallet = MemorySigner(keccak(text=f"whole life {place}"))
        # Born in 1985 and the years after, so that nobody needs extra care.
        return Customer(self.premises, self.platform, wallet, person_of(24 + place, INCOME))

    @staticmethod
    def _key(signer: Any) -> MemorySigner:
        assert isinstance(signer, MemorySigner)
        return signer

    def _deposit(self, customer: Customer, amount: int) -> OrderResponse:
        ask, key = customer.client.payments.order_deposit, f"deposit-{len(self.ordered):04d}"
        order = repeated(lambda: ask(amount=amount, idempotency_key=key))
        # Asked once more under its key, it is the order that it was.
        assert repeated(lambda: ask(amount=amount, idempotency_key=key)).key == order.key
        self.ordered[order.key] = order
        self._await_order(customer, order, PaymentState.INSTRUCTED)
        return order

    def _await_order(self, customer: Customer, order: OrderResponse, state: PaymentState) -> None:
        read = customer.client.payments.read_order
        await_that(lambda: read(order.key).state is state, f"the order is {state}")

    def _done(self, customer: Customer, order: OrderResponse) -> None:
        self._await_order(customer, order, PaymentState.DONE)

    def _authorise(self, key: str) -> None:
        output = tallystick(
            "node", "authorise", "--data-dir", str(self.premises.directory), "--key", key
        )
        assert output.returncode == 0, output.stdout + output.stderr

    def _apply(self, customer: Customer, words: str) -> str:
        applications, key = customer.client.applications, f"apply-{customer.person.phone}"

        def apply() -> str:
            return applications.apply_for_loan(
                amount=AMOUNT, months=12, purpose=LoanPurpose.HOME_IMPROVEMENT, title="A new roof",
                description=words, repayment_source="Salary as a teacher", owed_elsewhere=0,
                debt_payments=100 * UNIT, employed_months=60, home=Home.OWN, idempotency_key=key,
            ).id  # fmt: skip

        number = repeated(apply)
        assert repeated(apply) == number
        self.applications[customer.identifier] = number
        return number

    def _await_state(self, customer: Customer, number: str, state: ApplicationState) -> None:
        read = customer.client.applications.read_application
        await_that(lambda: read(number).state is state, f"the application is {state}")

    def _decide(self, colleague: NodeClient, number: str, name: str) -> None:
        desk = colleague.staff_lending

        def decide() -> bool:
            desk.claim_credit_review(number)
            desk.decide_credit_review(
                number, reason=Override.VERIFIED_BY_CALL, verdict=ReviewVerdict.APPROVE
            )
            return True

        def decided() -> bool | None:
            # A first decision stands in the case, a second one ends it.
            if number not in [
                list_credit_review.application for list_credit_review in desk.list_credit_reviews()
            ]:
                return True
            own = dev_keys(self.premises.directory).signers[name].address
            acts = desk.read_credit_review(number).history
            return any(act.act.startswith("propose") and act.by == own for act in acts) or None

        repeated(decide, decided)

    def _list(self, customer: Customer, signed: SignedOffer) -> int:
        act = Borrower(self.platform, customer.wallet).act.list(signed)

        def listed() -> int | None:
            event = EventStream(self.platform).poll()
            return next(
                (
                    entry["loan"]
                    for entry in event
                    if isinstance(entry, Event)
                    and entry.name == "Listed"
                    and entry["borrower"] == customer.wallet.address
                ),
                None,
            )

        return repeated(lambda: act.send().result, listed)

    def _act(self, plan: Any, done: Any) -> None:
        """Send a transaction of a customer's own, once."""
        repeated(lambda: bool(plan().send()), lambda: done() or None)
        assert await_that(done, "the transaction has its effect")

    def _settled(self) -> int:
        return int(self.platform.read(Lens.progress_of(self.loan))["settled"])

    def _published(self) -> list[str]:
        response = requests.get(self.premises.url + "/reports/index.json", timeout=30)
        names: list[str] = response.json()
        return names
