"""Rewards against those who would take them twice: named after what they try."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.growth.builders import WALLET, Market
from tallystick.platform._sync.borrower import Borrower
from tallystick_node.growth import decisions
from tallystick_node.growth.incentive_rules import IncentiveKind, IncentiveReason, public_code
from tallystick_node.growth.refusals import GrowthRefused

if TYPE_CHECKING:
    from tallystick.chain.signer import MemorySigner

REGISTRATION, FIRST = IncentiveKind.REGISTRATION, IncentiveKind.FIRST_INVESTMENT
REFERRAL, INVITED = IncentiveKind.REFERRAL, IncentiveKind.INVITED
BIG = 1_000 * 10**6


def lender(market: Market, place: int = 0) -> tuple[str, MemorySigner]:
    return market.client(f"investor {place}"), market.network.session.actors.investors[place]


def test_many_wallets_are_one_person(market: Market) -> None:
    person = market.client()
    market.ask(person, REGISTRATION)
    second = market.room.bind(person, "a second wallet")
    with pytest.raises(GrowthRefused) as again:
        market.ask(person, REGISTRATION, by=second)
    assert again.value.code == "REWARD:ASKED"
    market.decide()
    assert market.reasons(person) == {"registration": "in_order"}
    assert market.granted() == market.growth.desk.terms.registration


def test_a_second_registration_of_one_identity_is_the_same_person(market: Market) -> None:
    person = market.client()
    market.ask(person, REGISTRATION)
    market.decide()
    market.room.people.erasure.erase(person)
    market.people -= 1
    again = market.client("another wallet")
    market.ask(again, REGISTRATION)
    market.decide()
    assert market.reasons(again) == {"registration": "had"}


def test_one_device_has_a_reward_once(market: Market) -> None:
    first, second, third = (market.client() for _ in range(3))
    market.ask(first, REGISTRATION, device="one browser")
    market.ask(second, REGISTRATION, device="one browser")
    market.ask(third, REGISTRATION, device="another browser")
    market.decide()
    assert market.reasons(first) == {"registration": "in_order"}
    assert market.reasons(second) == {"registration": "shared"}
    assert market.reasons(third) == {"registration": "in_order"}


def test_self_referral_is_refused_on_both_sides(market: Market) -> None:
    inviter, invitee = market.client(), market.client("investor 0")
    market.invite(inviter, invitee, device="one browser")
    with market.database.writing() as connection:
        market.growth.rewards.keep_device(connection, inviter, "one browser")
    investor = market.network.session.actors.investors[0]
    market.network.loans.active(investors=[investor], principal=BIG)
    market.pass_days(31)
    market.decide()
    assert market.reasons(inviter) == {"referral": "self_referral"}
    assert market.reasons(invitee) == {"invited": "self_referral"}


def test_an_invitation_of_somebody_else_is_rewarded_once_they_have_lent(market: Market) -> None:
    inviter, invitee = market.client(), market.client("investor 0")
    market.invite(inviter, invitee)
    market.decide()
    assert market.reasons(inviter) == {"referral": None}
    investor = market.network.session.actors.investors[0]
    market.network.loans.active(investors=[investor], principal=BIG)
    market.pass_days(29)
    market.decide()
    assert market.granted() == 0
    market.pass_days(2)
    market.decide()
    assert market.reasons(inviter) == {"referral": "in_order"}
    assert market.reasons(invitee) == {"invited": "in_order"}
    assert market.granted() == 2 * market.growth.desk.terms.referral


def test_wash_lending_to_an_accomplice_is_refused(market: Market) -> None:
    person, investor = lender(market)
    borrower = market.client("borrower 0")
    market.ask(person, FIRST, device="one browser")
    with market.database.writing() as connection:
        market.growth.rewards.keep_device(connection, borrower, "one browser")
    market.network.loans.active(investors=[investor], principal=BIG)
    market.pass_days(31)
    market.decide()
    assert market.reasons(person) == {"first_investment": "wash"}


def test_lending_to_a_stranger_is_rewarded(market: Market) -> None:
    person, investor = lender(market)
    market.client("borrower 0")
    market.ask(person, FIRST, device="one browser")
    market.network.loans.active(investors=[investor], principal=BIG, risk_level=2)
    market.decide()
    assert market.reasons(person) == {"first_investment": None}
    market.pass_days(31)
    market.decide()
    assert market.reasons(person) == {"first_investment": "in_order"}
    assert market.granted() == BIG * 2_000 // 10**6


def test_who_asks_late_does_not_get_around_a_loan_that_came_back_at_once(market: Market) -> None:
    person, investor = lender(market)
    market.client("borrower 0")
    loan = market.network.loans.active(investors=[investor], principal=BIG, risk_level=2)
    borrower = Borrower(market.network.platform, market.network.session.actors.borrowers[0])
    borrower.act.prepay(loan, 2 * BIG).send()
    market.pass_days(31)
    market.ask(person, FIRST)
    market.decide()
    assert market.reasons(person) == {"first_investment": "wash"}


def test_those_who_wait_keep_nobody_from_being_decided_on(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "PAGE", 2)
    for _ in range(4):
        market.ask(market.client(), FIRST)
    person = market.client()
    market.ask(person, REGISTRATION)
    market.decide()
    assert market.reasons(person) == {"registration": "in_order"}


def test_what_waits_lapses_after_a_year(market: Market) -> None:
    person = market.client()
    market.ask(person, FIRST)
    market.time.now += timedelta(days=364)
    market.decide()
    assert market.reasons(person) == {"first_investment": None}
    market.time.now += timedelta(days=2)
    market.decide()
    assert market.reasons(person) == {"first_investment": "lapsed"}


def test_a_journal_entry_names_the_reason_and_a_client_reads_one_code(market: Market) -> None:
    first, second = market.client(), market.client()
    for person in (first, second):
        market.ask(person, REGISTRATION, device="one browser")
    market.decide()
    assert market.acts()[-2:] == ["reward.granted", "reward.refused"]
    reason = market.reasons(second)["registration"]
    assert reason is not None
    assert public_code(IncentiveReason(reason)) == "REWARD:REFUSED"


def test_a_reward_that_comes_with_an_invitation_is_not_asked_for(market: Market) -> None:
    person = market.client()
    for kind in (REFERRAL, INVITED):
        with pytest.raises(GrowthRefused) as refused:
            market.ask(person, kind)
        assert refused.value.code == "REWARD:KIND"
    with market.database.writing() as connection:
        own = market.growth.rewards.code_of(connection, person)
        assert own is not None
        market.growth.rewards.invite(connection, person, own, WALLET)
        market.growth.rewards.invite(connection, person, "NOBODYS", WALLET)
    assert market.rows() == []
