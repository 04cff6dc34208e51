"""A refusal is the same typed error on every chain, planned or sent, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from seams.refusals import SCENARIOS, Scenario
from tallystick.chain.contracts import Book, Escrow, Governor, Registry, Token
from tallystick.error_catalogue import catalogue
from tallystick.errors import Reverted

if TYPE_CHECKING:
    from tallystick.testing.session import Session

GAS = 1_000_000


def figures(session: Session) -> list[Any]:
    """Everything that any of the refused calls could have changed."""
    platform = session.platform
    actors = session.actors
    watched = (actors.borrower, *actors.investors[:3], actors.outsider)
    people = [event.address for event in watched]
    return [
        [platform.read(Escrow.balance_of(person)) for person in people],
        [platform.read(Token.balanceOf(person)) for person in people],
        [platform.read(Registry.person_of(person)) for person in people],
        platform.read(Token.balanceOf(platform.address("Escrow"))),
        platform.read(Book.loan_count()),
        [platform.read(Book.listing_of(loan)) for loan in (1, 2, 99)],
        platform.read(Governor.decision_count()),
        platform.read(Governor.paused()),
    ]


@pytest.mark.long
@pytest.mark.parametrize(("name", "scenario"), SCENARIOS.items(), ids=SCENARIOS)
def test_a_refusal_is_the_same_everywhere(session: Session, name: str, scenario: Scenario) -> None:
    code = name.partition(" ")[0]
    plan = scenario(session)
    before = figures(session)

    assert plan.refusal is not None
    assert (plan.refusal.code, type(plan.refusal)) == (code, catalogue()[code].error)
    with pytest.raises(Reverted) as planned:
        plan.send()
    assert (planned.value.code, planned.value.tx_hash) == (code, None)

    sender = session.platform.sender
    sent = sender.send(plan.signer, plan.call.request, GAS)  # type: ignore[arg-type]
    with pytest.raises(Reverted) as mined:
        sender.wait(sent)
    assert (mined.value.code, type(mined.value)) == (code, catalogue()[code].error)
    assert mined.value.tx_hash == sent.tx_hash
    assert figures(session) == before


@pytest.mark.long
def test_too_little_gas_says_so(session: Session) -> None:
    plan = session.platform.plan(Escrow.withdraw(1), session.actors.investor)
    sender = session.platform.sender
    sent = sender.send(session.actors.investor, plan.call.request, 23_000)
    with pytest.raises(Reverted) as mined:
        sender.wait(sent)
    assert mined.value.code == "EVM:OUT_OF_GAS"
