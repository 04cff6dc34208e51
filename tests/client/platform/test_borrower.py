from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tallystick.chain.contracts import Servicing
from tallystick.errors import InputError, NothingToDo, NotPermitted, WrongStatus
from tallystick.loans.apr import annual_percentage_rate_ppm
from tallystick.loans.dates import local_day
from tallystick.loans.payoff import payoff
from tallystick.loans.repayment import prepay, repay
from tallystick.loans.schedule import schedule
from tallystick.loans.state import Mode
from tallystick.platform.listing import LoanStatus, remaining_rows
from tallystick.platform.messages import SignedOffer

if TYPE_CHECKING:
    from collections.abc import Callable

    from client.both_halves import Half
    from tallystick.platform._sync.borrower import Borrower
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder

ENOUGH = 10**12


@pytest.fixture
def borrower(half: Half, actors: Actors) -> Borrower:
    return half.borrower(actors.borrower)


def test_a_quote_is_the_schedule_and_the_true_cost(borrower: Borrower, loans: LoanBuilder) -> None:
    offer = loans.offer(principal=1_000_001)
    quote = borrower.view.quote(offer)
    assert quote.schedule == schedule(offer.terms)
    # One percent of 1,000,001 is withheld twice, each rounded up.
    assert (quote.origination, quote.contribution) == (10_001, 10_001)
    assert quote.received == 1_000_001 - 20_002
    rate = annual_percentage_rate_ppm(offer.terms, 20_002)
    assert quote.annual_percentage_rate_ppm == rate > 120_000


def test_what_was_quoted_is_what_is_received(borrower: Borrower, loans: LoanBuilder) -> None:
    before = borrower.view.balance()
    quote = borrower.view.quote(loans.offer(principal=10_000_001, ticket_min=1))
    loan = loans.funded(principal=10_000_001, ticket_min=1)
    assert borrower.act.issue(loan).send().result == 10_000_001
    assert borrower.view.balance() == before + quote.received


def test_a_signed_offer_travels_as_json(borrower: Borrower, loans: LoanBuilder) -> None:
    signed = loans.signed(loans.offer())
    again = SignedOffer.parse(signed.document())
    assert again == signed
    for signatures in (["0xzz", "0x"], ["0x" + "00" * 1_025, "0x"], [["0x1", "0x2"], "0x"]):
        with pytest.raises(InputError, match="INPUT:SIGNATURE"):
            SignedOffer.parse({**signed.document(), "signatures": signatures})
    with pytest.raises(InputError, match="INPUT:ADDRESS"):
        SignedOffer.parse({**signed.document(), "signers": ["0x12", signed.signer]})
    assert signed.document()["offer"]["principal"] == "10000000000"
    loan = borrower.act.list(again).send().result
    assert borrower.view.loan(loan).status is LoanStatus.LISTED


def test_the_schedule_of_a_new_loan_is_the_quoted_one(
    borrower: Borrower, loans: LoanBuilder, platform: Platform
) -> None:
    loan = loans.active()
    quoted = borrower.view.quote(loans.offer()).schedule
    rows = borrower.view.schedule(loan)
    assert [row.payment for row in rows] == list(quoted.payments)
    offset = platform.read(Servicing.offset())
    issue_day = local_day(platform.now(), offset)
    assert [row.due for row in rows] == list(quoted.terms.due_days(issue_day))


def test_paying_leaves_the_rest_of_the_schedule(
    borrower: Borrower, active_loan: int, time_travel: Callable[..., None], platform: Platform
) -> None:
    first, second, *_ = borrower.view.schedule(active_loan)
    assert borrower.view.payable(active_loan) == first.payment
    assert borrower.view.due(active_loan) == 0
    assert borrower.act.repay(active_loan, first.payment - 5).send().result == first.payment - 5
    (left, *rest) = borrower.view.schedule(active_loan)
    assert (left.number, left.interest, left.principal) == (1, 0, 5)
    assert rest[0] == second
    time_travel(days=35)
    state = borrower.view.state(active_loan)
    # Without a number the payment is for what is due; the running instalment has to be meant.
    due = borrower.view.due(active_loan)
    assert borrower.act.repay(active_loan, ENOUGH).send().result == due
    state = borrower.view.state(active_loan)
    expected = repay(state, platform.today(), ENOUGH)[1].debit
    assert borrower.view.payable(active_loan) == expected
    assert borrower.act.repay(active_loan, ENOUGH).send().result == expected
    assert isinstance(borrower.act.repay(active_loan, ENOUGH).refusal, NothingToDo)


def test_a_payment_goes_no_further_than_the_instalment_that_is_named(
    borrower: Borrower, active_loan: int, time_travel: Callable[..., None]
) -> None:
    time_travel(days=70)
    first, second, third, *_ = borrower.view.schedule(active_loan)
    paid = borrower.act.repay(active_loan, ENOUGH, through=1).send().result
    assert paid >= first.payment
    assert isinstance(borrower.act.repay(active_loan, ENOUGH, through=1).refusal, NothingToDo)
    rest = borrower.act.repay(active_loan, ENOUGH, through=3).send().result
    assert rest >= second.payment + third.payment
    assert borrower.view.state(active_loan).settled == 3


def test_others_pay_what_is_due_and_never_prepay(
    half: Half,
    borrower: Borrower,
    actors: Actors,
    active_loan: int,
    time_travel: Callable[..., None],
) -> None:
    friend, stranger = half.borrower(actors.investors[3]), half.borrower(actors.outsider)
    assert isinstance(friend.act.repay(active_loan, ENOUGH).refusal, NothingToDo)
    time_travel(days=31)
    due = borrower.view.due(active_loan)
    unknown = stranger.act.repay(active_loan, ENOUGH).refusal
    assert unknown is not None
    assert unknown.code == "REG:PAY:UNKNOWN"
    assert isinstance(friend.act.prepay(active_loan, ENOUGH).refusal, NotPermitted)
    before = friend.view.balance()
    assert friend.act.repay(active_loan, ENOUGH, through=5).send().result == due
    assert friend.view.balance() == before - due


def test_a_crumb_is_no_prepayment(borrower: Borrower, active_loan: int) -> None:
    balance = borrower.view.state(active_loan).balance
    crumb = borrower.act.prepay(active_loan, balance // 100 - 1).refusal
    assert crumb is not None
    assert crumb.code == "SERV:PREPAY:CRUMB"
    assert borrower.act.prepay(active_loan, balance // 100).send().result == balance // 100


def test_what_is_owed_after_a_default_is_recovered(
    half: Half,
    borrower: Borrower,
    actors: Actors,
    active_loan: int,
    time_travel: Callable[..., None],
) -> None:
    assert isinstance(borrower.act.recover(active_loan, 1).refusal, NothingToDo)
    borrower.act.withdraw(borrower.view.balance()).send()
    time_travel(days=140)
    owed = half.operator(actors.outsider).act.declare_default(active_loan).send().result
    assert owed == borrower.view.due(active_loan) == borrower.view.payable(active_loan)
    assert owed == borrower.view.payoff_quote(active_loan).total
    assert isinstance(borrower.act.repay(active_loan, ENOUGH).refusal, WrongStatus)
    friend = half.borrower(actors.investors[3])
    assert friend.act.recover(active_loan, 1_000).send().result == 1_000
    assert friend.act.recover(active_loan, ENOUGH).send().result == owed - 1_000
    assert borrower.view.loan(active_loan).status is LoanStatus.RECOVERED


@pytest.mark.parametrize("mode", Mode)
def test_the_mirror_tells_what_a_prepayment_will_do(
    borrower: Borrower,
    active_loan: int,
    time_travel: Callable[..., None],
    platform: Platform,
    mode: Mode,
) -> None:
    time_travel(days=40)
    before = borrower.view.state(active_loan)
    mirrored, payment = prepay(before, platform.today(), 4 * 10**9, mode)
    assert borrower.act.prepay(active_loan, 4 * 10**9, mode).send().result == payment.debit
    assert borrower.view.state(active_loan) == mirrored
    last = borrower.view.schedule(active_loan)[-1]
    assert last == remaining_rows(mirrored)[-1]
    assert (last.number == 12) is (mode is Mode.SMALLER)


def test_a_payoff_quote_holds_until_the_end_of_the_day(
    borrower: Borrower, active_loan: int, time_travel: Callable[..., None], platform: Platform
) -> None:
    time_travel(days=10)
    quote = borrower.view.payoff_quote(active_loan)
    assert quote.total == payoff(borrower.view.state(active_loan), quote.day).total
    offset = platform.read(Servicing.offset())
    assert local_day(quote.valid_until, offset) == quote.day
    assert local_day(quote.valid_until + 1, offset) == quote.day + 1
    assert borrower.act.prepay(active_loan, quote.total).send().result == quote.total
    assert borrower.view.loan(active_loan).status is LoanStatus.REPAID
    assert borrower.view.schedule(active_loan) == ()
    assert isinstance(borrower.act.prepay(active_loan, 1).refusal, WrongStatus)


@pytest.mark.parametrize("amount", [1.0, True, "1"])
def test_payments_are_ints(borrower: Borrower, active_loan: int, amount: Any) -> None:
    for act in (borrower.act.repay, borrower.act.prepay):
        with pytest.raises(TypeError, match="must be an int"):
            act(active_loan, amount)


def test_a_mode_is_a_mode(borrower: Borrower, active_loan: int) -> None:
    with pytest.raises(TypeError, match="mode must be a Mode"):
        borrower.act.prepay(active_loan, 1, 0)  # type: ignore[arg-type]


def test_loans_that_are_not_there_or_not_issued_are_said(
    borrower: Borrower, listed_loan: int
) -> None:
    with pytest.raises(InputError, match="INPUT:LOAN: there is no loan 99"):
        borrower.view.loan(99)
    with pytest.raises(InputError, match="INPUT:LOAN: loan 1 is not issued"):
        borrower.view.schedule(listed_loan)
    assert borrower.view.payoff_quote(listed_loan).total == 0
    assert isinstance(borrower.act.repay(listed_loan, 1).refusal, WrongStatus)
