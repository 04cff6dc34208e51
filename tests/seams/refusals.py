"""What people get wrong, one scenario each: makes a plan that the contracts must refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tallystick.chain import typed_data
from tallystick.chain.contracts import Token
from tallystick.chain.signer import signature_bytes
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.investor import Investor
from tallystick.platform._sync.operator import Operator, OperatorSigns
from tallystick.platform._sync.plan import Plan
from tallystick.platform.messages import Ask, Offer, SignedAsk, SignedCredential, SignedOffer
from tallystick.testing.actors import commitment
from tallystick.testing.loans import DISCLOSURE, LoanBuilder
from tallystick.testing.session import Session

Scenario = Callable[[Session], Plan[Any]]
OTHER_CHAIN = 1


def investor(session: Session) -> Investor:
    return Investor(session.platform, session.actors.investor)


def builder(session: Session) -> LoanBuilder:
    return LoanBuilder(session.platform, session.actors)


def unknown_loan(session: Session) -> Plan[Any]:
    return investor(session).act.fund(99, 10**9, disclosure_hash=DISCLOSURE)


def stale_disclosure(session: Session) -> Plan[Any]:
    loan = builder(session).listed()
    return investor(session).act.fund(loan, 10**9, disclosure_hash=b"\x01" * 32)


def deposit_of_nothing(session: Session) -> Plan[Any]:
    return investor(session).act.deposit(0)


def withdrawal_of_nothing(session: Session) -> Plan[Any]:
    return investor(session).act.withdraw(0)


def withdrawal_above_the_balance(session: Session) -> Plan[Any]:
    who = investor(session)
    return who.act.withdraw(who.view.balance() + 1)


def funding_above_the_balance(session: Session) -> Plan[Any]:
    lenders = session.actors.investors
    loan = builder(session).listed(principal=10**11)
    poor = Investor(session.platform, lenders[1])
    poor.act.withdraw(poor.view.balance() - 10**9).send()
    return poor.act.fund(loan, 2 * 10**9, disclosure_hash=DISCLOSURE)


def tokens_that_are_not_there(session: Session) -> Plan[Any]:
    arguments = (session.actors.outsider.address, 10**30)
    return session.platform.plan(Token.transfer(*arguments), session.actors.investor)


def a_frozen_investor_funds(session: Session) -> Plan[Any]:
    loan = builder(session).listed()
    _freeze(session)
    return investor(session).act.fund(loan, 10**9, disclosure_hash=DISCLOSURE)


def a_frozen_investor_withdraws(session: Session) -> Plan[Any]:
    _freeze(session)
    return investor(session).act.withdraw(1)


def a_stranger_funds(session: Session) -> Plan[Any]:
    loan = builder(session).listed()
    session.actors.deposit(session.platform, session.actors.outsider, 10**9)
    stranger = Investor(session.platform, session.actors.outsider)
    return stranger.act.fund(loan, 10**9, disclosure_hash=DISCLOSURE)


def an_expired_credential_funds(session: Session) -> Plan[Any]:
    outsider = session.actors.outsider
    session.actors.enrol(session.platform, outsider, seconds=3_600)
    session.actors.deposit(session.platform, outsider, 10**9)
    loan = builder(session).listed()
    session.chain.travel(seconds=3_601)
    stranger = Investor(session.platform, outsider)
    return stranger.act.fund(loan, 10**9, disclosure_hash=DISCLOSURE)


def an_expired_offer(session: Session) -> Plan[Any]:
    signed = builder(session).signed(builder(session).offer())
    session.chain.travel(days=31)
    return Borrower(session.platform, session.actors.borrower).act.list(signed)


def a_replayed_offer(session: Session) -> Plan[Any]:
    loans = builder(session)
    signed = loans.signed(loans.offer())
    borrower = Borrower(session.platform, session.actors.borrower)
    borrower.act.list(signed).send()
    return borrower.act.list(signed)


def an_offer_for_another_chain(session: Session) -> Plan[Any]:
    offer = builder(session).offer()
    foreign = _foreign(session, offer)
    underwriter = session.actors.underwriter
    signature = signature_bytes(underwriter.sign_typed_data(foreign))
    signed = SignedOffer(offer, underwriter.address, signature)
    return Borrower(session.platform, session.actors.borrower).act.list(signed)


def a_changed_offer(session: Session) -> Plan[Any]:
    signed = builder(session).signed(builder(session).offer())
    changed = replace(signed, offer=replace(signed.offer, rate_ppm=1))
    return Borrower(session.platform, session.actors.borrower).act.list(changed)


def a_replayed_credential(session: Session) -> Plan[Any]:
    credential = session.actors.enrol(session.platform, session.actors.outsider)
    parts = [
        Operator(session.platform, attestor).sign.attestation(credential)
        for attestor in session.actors.attestors[:2]
    ]
    return Operator(session.platform, session.actors.outsider).act.enrol(OperatorSigns.join(parts))


def a_credential_for_another_chain(session: Session) -> Plan[Any]:
    wallet = session.actors.outsider
    credential = replace(
        session.actors.enrol(session.platform, session.actors.deployer),
        wallet=wallet.address,
        person=commitment("somebody else"),
    )
    foreign = _foreign(session, credential)
    signed = {
        attestor.address: attestor.sign_typed_data(foreign)
        for attestor in session.actors.attestors[:2]
    }
    return Operator(session.platform, wallet).act.enrol(SignedCredential(credential, signed))


def an_expired_ask(session: Session) -> Plan[Any]:
    signed = _ask(session)
    session.chain.travel(days=2)
    return _buyer(session).act.buy(signed, 10**8, price_max=10**9)


def an_ask_on_a_loan_that_has_moved_on(session: Session) -> Plan[Any]:
    signed, buyer = _ask(session), _buyer(session)
    seen = buyer.act.seen(signed.ask.loan, 0)
    Borrower(session.platform, session.actors.borrower).act.repay(signed.ask.loan, 10**12).send()
    return buyer.act.buy(signed, 10**8, price_max=10**9, seen=seen)


def an_ask_for_another_chain(session: Session) -> Plan[Any]:
    ask = _ask(session).ask
    foreign = _foreign(session, ask)
    signature = signature_bytes(session.actors.investor.sign_typed_data(foreign))
    signed = SignedAsk(ask, signature)
    return _buyer(session).act.buy(signed, 10**8, price_max=10**9)


def a_cancelled_ask(session: Session) -> Plan[Any]:
    signed = _ask(session)
    investor(session).act.cancel_ask(signed).send()
    return _buyer(session).act.buy(signed, 10**8, price_max=10**9)


def a_price_above_the_maximum(session: Session) -> Plan[Any]:
    return _buyer(session).act.buy(_ask(session), 10**8, price_max=1)


def a_stranger_pauses(session: Session) -> Plan[Any]:
    return Operator(session.platform, session.actors.outsider).act.pause()


def funding_while_paused(session: Session) -> Plan[Any]:
    loan = builder(session).listed()
    Operator(session.platform, session.actors.guardian).act.pause().send()
    return investor(session).act.fund(loan, 10**9, disclosure_hash=DISCLOSURE)


def a_decision_before_its_time(session: Session) -> Plan[Any]:
    first, two, *_ = (Operator(session.platform, member) for member in session.actors.council)
    number = first.act.council.propose_parameter("cover_multiple", 1).send().result
    two.act.council.approve(number).send()
    return first.act.council.execute(number)


def a_default_too_early(session: Session) -> Plan[Any]:
    loan = builder(session).active()
    return Operator(session.platform, session.actors.outsider).act.declare_default(loan)


def repaying_before_anything_is_owed(session: Session) -> Plan[Any]:
    loan = builder(session).listed()
    return Borrower(session.platform, session.actors.borrower).act.repay(loan, 10**9)


def a_gift_to_another(session: Session) -> Plan[Any]:
    loan = builder(session).active()
    return investor(session).act.transfer(session.actors.investors[1].address, loan, 10**8)


SCENARIOS: dict[str, Scenario] = {
    "BOOK:FUND:STATUS": unknown_loan,
    "BOOK:FUND:STALE": stale_disclosure,
    "ESCROW:DEPOSIT:ZERO": deposit_of_nothing,
    "ESCROW:WITHDRAW:ZERO": withdrawal_of_nothing,
    "BOOK:MOVE:PERSON": a_gift_to_another,
    "ESCROW:WITHDRAW:BALANCE": withdrawal_above_the_balance,
    "ESCROW:MOVE:BALANCE": funding_above_the_balance,
    "EVM:REVERT": tokens_that_are_not_there,
    "REG:PERSON:FROZEN": a_frozen_investor_funds,
    "ESCROW:WITHDRAW:HELD": a_frozen_investor_withdraws,
    "REG:LEND:UNKNOWN": a_stranger_funds,
    "REG:PERSON:EXPIRED": an_expired_credential_funds,
    "OFFER:LIST:EXPIRED": an_expired_offer,
    "OFFER:LIST:PROJECT_USED": a_replayed_offer,
    "OFFER:LIST:SIGNATURE": an_offer_for_another_chain,
    "OFFER:LIST:SIGNATURE again": a_changed_offer,
    "REG:ENROL:STALE": a_replayed_credential,
    "REG:ATTEST:SEAT": a_credential_for_another_chain,
    "MARKET:FILL:EXPIRED": an_expired_ask,
    "MARKET:FILL:MOVED": an_ask_on_a_loan_that_has_moved_on,
    "MARKET:FILL:SIGNATURE": an_ask_for_another_chain,
    "MARKET:FILL:UNITS": a_cancelled_ask,
    "MARKET:FILL:MAXIMUM": a_price_above_the_maximum,
    "GOV:PAUSE:ROLE": a_stranger_pauses,
    "REG:GATE:PAUSED": funding_while_paused,
    "GOV:EXEC:EARLY": a_decision_before_its_time,
    "WORKOUT:DEFAULT:EARLY": a_default_too_early,
    "SERV:REPAY:STATUS": repaying_before_anything_is_owed,
}


def _freeze(session: Session) -> None:
    until = session.platform.now() + 3_600
    compliance = Operator(session.platform, session.actors.compliance)
    compliance.act.freeze(session.actors.investor.address, until, b"\x01" * 32).send()


def _ask(session: Session) -> SignedAsk:
    loan = builder(session).active()
    expiry = session.platform.now() + 86_400
    return investor(session).act.sell(loan, 10**9, 990_000, expiry=expiry)


def _buyer(session: Session) -> Investor:
    return Investor(session.platform, session.actors.investors[2])


def _foreign(session: Session, message: Offer | Ask | Any) -> typed_data.Message:
    verifier = session.platform.address(typed_data.VERIFIERS[message.kind])
    return typed_data.message(message.kind, message.values(), OTHER_CHAIN, verifier)
