"""New terms from the servicer's pen to the loan's rows, by the lenders' vote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tallystick.errors import BadSignature, InputError, Stale
from tallystick.loans.payoff import due_now, payoff
from tallystick.platform.restructurings import Restructuring, SignedRestructuring

if TYPE_CHECKING:
    from collections.abc import Callable

    from client.both_halves import Half
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder

SERVICER = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


def test_a_signed_restructuring_survives_its_way_as_json() -> None:
    terms = Restructuring(loan=1, rate_ppm=2, n=3, period=4, version=5, expiry=6)
    signed = SignedRestructuring(restructuring=terms, servicer=SERVICER)
    signed = signed.signed("borrower", b"\x01" * 64)
    document = signed.document()
    assert SignedRestructuring.parse(document) == signed
    assert (document["by_guarantor"], document["restructuring"]["window_seconds"]) == (
        "0x",
        "604800",
    )
    with pytest.raises(InputError, match="INPUT:ADDRESS"):
        SignedRestructuring.parse({**document, "servicer": "0x"})
    with pytest.raises(InputError, match="INPUT:SIGNATURE"):
        SignedRestructuring.parse({**document, "by_servicer": "1"})


@pytest.mark.long
def test_what_the_lenders_carry_is_what_the_borrower_was_shown(
    half: Half,
    platform: Platform,
    actors: Actors,
    active_loan: int,
    time_travel: Callable[..., None],
) -> None:
    servicer = half.operator(actors.servicer)
    borrower = half.borrower(actors.borrower)
    time_travel(days=40)  # one instalment is late
    terms = servicer.sign.restructuring(
        active_loan, rate_ppm=60_000, n=24, period=1, lead=2, window_seconds=3 * 86_400,
        expiry=platform.now() + 86_400,
    )  # fmt: skip
    terms = borrower.act.sign_restructuring(terms)
    servicer.act.propose_restructuring(replace(terms, by_servicer=b"")).send()
    for lender in actors.investors[:2]:
        half.investor(lender).act.vote(active_loan, in_favour=True).send()
    time_travel(days=4)
    expected = borrower.view.restructured(terms.restructuring)
    assert servicer.act.close_ballot(active_loan).send().result is True
    state = borrower.view.state(active_loan)
    assert state == expected
    assert state.arrears > 0
    today = platform.today()
    assert borrower.view.due(active_loan) == due_now(state, today) == 0
    assert borrower.view.payoff_quote(active_loan).total == payoff(state, today).total
    first = borrower.view.schedule(active_loan)[0]
    assert (first.number, first.arrears, first.principal) == (1, state.arrears, 0)
    time_travel(days=31)
    assert borrower.view.due(active_loan) == first.payment
    assert borrower.act.repay(active_loan, 10**12).send().result == first.payment


def test_a_ballot_without_its_quorum_changes_nothing(
    half: Half,
    platform: Platform,
    actors: Actors,
    loans: LoanBuilder,
    time_travel: Callable[..., None],
) -> None:
    loan = loans.active(quorum_ppm=600_000)
    servicer = half.operator(actors.servicer)
    terms = servicer.sign.restructuring(
        loan, rate_ppm=0, n=24, period=1, expiry=platform.now() + 86_400
    )
    terms = half.borrower(actors.borrower).act.sign_restructuring(terms)
    servicer.act.propose_restructuring(terms).send()
    half.investor(actors.investors[1]).act.vote(loan, in_favour=True).send()
    before = half.borrower(actors.borrower).view.state(loan)
    time_travel(days=8)
    assert servicer.act.close_ballot(loan).send().result is False
    assert half.borrower(actors.borrower).view.state(loan) == before


def test_a_missing_signature_and_an_old_version_are_refused(
    half: Half, platform: Platform, actors: Actors, active_loan: int
) -> None:
    servicer = half.operator(actors.servicer)
    terms = servicer.sign.restructuring(
        active_loan, rate_ppm=0, n=24, period=1, expiry=platform.now() + 86_400
    )
    assert isinstance(servicer.act.propose_restructuring(terms).refusal, BadSignature)
    old = replace(terms, restructuring=replace(terms.restructuring, version=9))
    assert isinstance(servicer.act.propose_restructuring(old).refusal, Stale)
    by_another = half.operator(actors.guardian).sign.sign_restructuring(
        replace(terms, servicer=actors.guardian.address)
    )
    by_another = half.borrower(actors.borrower).act.sign_restructuring(by_another)
    refusal = servicer.act.propose_restructuring(by_another).refusal
    assert refusal is not None
    assert refusal.code == "BALLOT:PROPOSE:ROLE"
