"""Book: listing, funding, retracting, expiring, issuing."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.world import (
    DAY,
    DISCLOSURE,
    NO_SIGNATURE,
    PARAMETERS,
    World,
    key_of,
    refuses,
    sign_digest,
)
from tallystick import typed_data


def list_signed(
    world: World, offer: dict[str, Any], *signers: str, sender: str | None = None
) -> int:
    signatures = [world.sign("Offer", offer, key_of(signer)) for signer in signers]
    signatures += [NO_SIGNATURE] * (2 - len(signatures))
    return int(
        world.call("Book.list_offer", offer, *signatures, sender=sender or offer["borrower"])
    )


def test_a_listing_freezes_the_offers_terms(world: World, borrower: str) -> None:
    loan = world.list_loan(borrower, rate_ppm=123_456, n=7, lead=2, grace_days=9)
    terms = world.call("Servicing.terms_of", loan)
    assert (terms["principal"], terms["rate_ppm"], terms["n"]) == (1_000_000, 123_456, 7)
    assert (terms["lead"], terms["grace_days"], terms["default_dpd"]) == (2, 9, 91)
    side, funding, disclosure = world.call("Book.listing_of", loan)
    assert (side["borrower"], side["level"], side["status"]) == (borrower, 3, 1)
    assert (funding["principal"], funding["funded"]) == (1_000_000, 0)
    assert funding["deadline"] == world.now + 20 * DAY
    assert disclosure == DISCLOSURE
    parties = world.call("Servicing.parties_of", loan)
    assert (parties["borrower"], parties["origination_ppm"]) == (borrower, 10_000)


def test_the_contracts_digest_is_the_clients(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    full = typed_data.message("Offer", offer, world.env.evm.chain.chain_id, world.address["Book"])
    assert world.call("Book.offer_digest", offer) == typed_data.digest(full)


BAD_OFFERS: list[tuple[dict[str, Any], str]] = [
    ({"principal": 0}, "BOOK:LIST:PRINCIPAL"),
    ({"principal": 10**15 + 1}, "BOOK:LIST:PRINCIPAL"),
    ({"rate_ppm": 10**6 + 1}, "BOOK:LIST:RATE"),
    ({"n": 0}, "BOOK:LIST:ROWS"),
    ({"n": 481}, "BOOK:LIST:ROWS"),
    ({"period": 0}, "BOOK:LIST:PERIOD"),
    ({"period": 13}, "BOOK:LIST:PERIOD"),
    ({"period": 0, "in_days": True}, "BOOK:LIST:PERIOD"),
    ({"period": 367, "in_days": True}, "BOOK:LIST:PERIOD"),
    ({"n": 41, "period": 12}, "BOOK:LIST:TERM"),
    ({"n": 41, "period": 366, "in_days": True}, "BOOK:LIST:TERM"),
    ({"method": 4}, "BOOK:LIST:METHOD"),
    ({"lead": 12}, "BOOK:LIST:LEAD"),
    ({"method": 2, "lead": 1}, "BOOK:LIST:LEAD"),
    ({"method": 3, "lead": 1}, "BOOK:LIST:LEAD"),
    ({"grace_days": 367}, "BOOK:LIST:GRACE"),
    ({"default_dpd": 29}, "BOOK:LIST:DPD"),
    ({"default_dpd": 1_001}, "BOOK:LIST:DPD"),
    ({"risk_level": 0}, "BOOK:LIST:LEVEL"),
    ({"risk_level": 6}, "BOOK:LIST:LEVEL"),
    ({"ticket_min": 0}, "BOOK:LIST:TICKET"),
    ({"ticket_min": 1_000_001}, "BOOK:LIST:TICKET"),
    ({"raise_seconds": 0}, "BOOK:LIST:RAISE"),
    ({"raise_seconds": 30 * DAY + 1}, "BOOK:LIST:RAISE"),
    ({"issue_seconds": 0}, "BOOK:LIST:ISSUE"),
    ({"issue_seconds": 30 * DAY + 1}, "BOOK:LIST:ISSUE"),
    ({"project": bytes(32)}, "BOOK:LIST:PROJECT"),
    ({"disclosure_hash": bytes(32)}, "BOOK:LIST:DISCLOSURE"),
    ({"agreement_hash": bytes(32)}, "BOOK:LIST:AGREEMENT"),
]


@pytest.mark.parametrize(("changes", "code"), BAD_OFFERS, ids=[str(c) for c, _ in BAD_OFFERS])
def test_terms_outside_the_bounds_are_refused(
    world: World, borrower: str, changes: dict[str, Any], code: str
) -> None:
    with refuses(code):
        list_signed(world, world.offer(borrower, **changes), "underwriter", "underwriter two")
    assert world.call("Book.loan_count") == 0


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("late_rate_ppm", 1), ("late_cap_ppm", 2), ("origination_ppm", 3), ("reserve_ppm", 4),
        ("servicing_ppm", 5), ("late_share_ppm", 6), ("market_fee_ppm", 7), ("recovery_ppm", 8),
        ("cover_cap_ppm", 9),
    ],
)  # fmt: skip
def test_each_rate_stays_below_the_governors_ceiling(
    world: World, borrower: str, field: str, key: int
) -> None:
    ceiling = PARAMETERS[key]
    with refuses("BOOK:LIST:CEILING"):
        world.list_loan(borrower, **{field: ceiling + 1})
    world.list_loan(borrower, **{field: ceiling})


def test_the_annual_rate_has_a_ceiling_too(world: World, borrower: str) -> None:
    world.decide(0, argument=150_000)
    with refuses("BOOK:LIST:CEILING"):
        world.list_loan(borrower, rate_ppm=150_001)
    world.list_loan(borrower, rate_ppm=150_000)


def test_interest_that_no_position_could_hold_is_refused(world: World) -> None:
    world.decide(0, argument=(12 << 128) | 10**15)
    whale = world.person("borrower", borrow_limit=10**15)
    terms = {"principal": 10**15, "rate_ppm": 10**6, "n": 480, "method": 2}
    # 40 years at 100 %: interest 4 10^16, and late charges up to the cap of 4.1 10^16.
    offer = world.offer(whale, **terms, late_cap_ppm=10**6)
    with refuses("BOOK:LIST:INTEREST"):
        list_signed(world, offer, "underwriter", "underwriter two")
    offer = world.offer(whale, **terms, late_cap_ppm=700_000)
    list_signed(world, offer, "underwriter", "underwriter two")


def test_an_offer_lists_up_to_its_last_second(world: World, borrower: str) -> None:
    offer = world.offer(borrower, expiry=world.now + 10)
    world.travel(seconds=11)
    with refuses("BOOK:LIST:EXPIRED"):
        list_signed(world, offer, "underwriter")
    world.travel(seconds=-1)
    list_signed(world, offer, "underwriter")


def test_only_an_underwriters_signature_lists(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    for stranger in ("attacker", "borrower", "guardian", "attestor 0"):
        with refuses("BOOK:LIST:SIGNATURE"):
            list_signed(world, offer, stranger)
    with refuses("BOOK:LIST:SIGNATURE"):
        list_signed(world, offer)


def test_a_changed_term_voids_the_signature(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    signature = world.sign("Offer", offer, key_of("underwriter"))
    for change in ({"rate_ppm": 1}, {"principal": 2_000_000}, {"disclosure_hash": b"\7" * 32}):
        with refuses("BOOK:LIST:SIGNATURE"):
            world.call("Book.list_offer", offer | change, signature, NO_SIGNATURE, sender=borrower)


def test_a_signature_of_another_chain_is_refused(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    chain = world.env.evm.chain.chain_id + 1
    full = typed_data.message("Offer", offer, chain, world.address["Book"])
    signed = sign_digest(key_of("underwriter"), typed_data.digest(full))
    foreign = (signed.r, signed.s | ((signed.v - 27) << 255))
    with refuses("BOOK:LIST:SIGNATURE"):
        world.call("Book.list_offer", offer, foreign, NO_SIGNATURE, sender=borrower)


def test_only_the_named_borrower_lists(world: World, borrower: str) -> None:
    with refuses("BOOK:LIST:BORROWER"):
        list_signed(world, world.offer(borrower), "underwriter", sender=key_of("attacker").address)


def test_a_large_loan_needs_two_underwriters(world: World, borrower: str) -> None:
    limit = PARAMETERS[12]
    large = world.offer(borrower, principal=limit + 1)
    with refuses("BOOK:LIST:SIGNATURE"):
        list_signed(world, large, "underwriter")
    with refuses("BOOK:LIST:SIGNERS"):
        list_signed(world, large, "underwriter", "underwriter")
    list_signed(world, large, "underwriter", "underwriter two")
    list_signed(world, world.offer(borrower, principal=limit), "underwriter")


def test_a_project_is_financed_once_for_ever(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    loan = list_signed(world, offer, "underwriter")
    assert world.call("Book.loan_of_project", offer["project"]) == loan
    with refuses("BOOK:LIST:PROJECT_USED"):
        list_signed(world, offer, "underwriter")
    world.travel(days=20, seconds=1)
    world.call("Book.expire", loan)
    with refuses("BOOK:LIST:PROJECT_USED"):
        list_signed(world, offer, "underwriter")


def test_an_underwriter_takes_an_offer_back(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    with refuses("BOOK:REVOKE:ROLE"):
        world.call("Book.revoke_offer", offer["project"], sender=borrower)
    world.call("Book.revoke_offer", offer["project"], sender=world.underwriter.address)
    with refuses("BOOK:LIST:PROJECT_USED"):
        list_signed(world, offer, "underwriter")
    listed = world.offer(borrower)
    list_signed(world, listed, "underwriter")
    with refuses("BOOK:REVOKE:LISTED"):
        world.call("Book.revoke_offer", listed["project"], sender=world.underwriter.address)


def test_nobody_underwrites_his_own_loan_or_lends_to_one_he_signed(
    world: World, borrower: str
) -> None:
    signer = world.person("underwriter")
    loan = world.list_loan(borrower)
    with refuses("BOOK:FUND:SIGNER"):
        world.fund(loan, signer, 5_000)
    clerk = world.person("clerk")
    world.travel(seconds=1)
    world.enrol("clerk", wallet=key_of("clerk wallet").address)
    world.decide(1, key_of("clerk wallet").address, 2)
    with refuses("BOOK:LIST:SELF"):
        list_signed(world, world.offer(clerk), "clerk wallet")


# Funding


def test_funding_moves_money_and_units(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    assert world.fund(loan, investor, 300_000) == 300_000
    assert world.balance(investor) == 10**11 - 300_000
    assert world.balance(world.address["Book"]) == 300_000
    assert world.call("Book.balanceOf", investor, loan) == 300_000
    assert world.call("Registry.person_of", investor)["exposure"] == 300_000


def test_the_last_funding_takes_what_is_open(
    world: World, borrower: str, investor: str, investor_two: str
) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 999_500)
    with refuses("BOOK:FUND:FILL"):
        world.fund(loan, investor_two, 2_000, least=501)
    assert world.fund(loan, investor_two, 2_000, least=500) == 500
    side, funding, _ = world.call("Book.listing_of", loan)
    assert (side["status"], funding["funded_at"]) == (2, world.now)
    with refuses("BOOK:FUND:STATUS"):
        world.fund(loan, investor_two, 2_000)


def test_a_ticket_has_a_minimum(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    with refuses("BOOK:FUND:TICKET"):
        world.fund(loan, investor, 999)
    with refuses("BOOK:FUND:FILL"):
        world.fund(loan, investor, 0, least=0)
    world.fund(loan, investor, 1_000)


def test_funding_acknowledges_the_disclosure(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    with refuses("BOOK:FUND:STALE"):
        world.call("Book.fund", loan, 5_000, 1, b"\5" * 32, sender=investor)
    assert world.balance(investor) == 10**11


def test_funding_ends_with_the_deadline(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    world.travel(days=20)
    world.fund(loan, investor, 5_000)
    world.travel(seconds=1)
    with refuses("BOOK:FUND:LATE"):
        world.fund(loan, investor, 5_000)


def test_an_unknown_loan_is_not_funded(world: World, investor: str) -> None:
    with refuses("BOOK:FUND:STATUS"):
        world.fund(99, investor, 5_000)


def test_money_that_is_not_there_funds_nothing(world: World, borrower: str) -> None:
    poor = world.person("poor investor", 4_999)
    loan = world.list_loan(borrower)
    with refuses("ESCROW:MOVE:BALANCE"):
        world.fund(loan, poor, 5_000)
    world.fund(loan, poor, 4_999)


def test_deposit_and_fund_is_one_call(world: World, borrower: str) -> None:
    investor = world.person("investor", 0)
    loan = world.list_loan(borrower, principal=3_000)
    world.call("Token.mint", investor, 5_000, sender=world.custodian)
    world.call("Token.approve", world.address["Escrow"], 5_000, sender=investor)
    taken = world.call("Book.deposit_and_fund", loan, 5_000, 1, DISCLOSURE, sender=investor)
    assert (taken, world.balance(investor)) == (3_000, 2_000)


def test_deposit_and_fund_keeps_nothing_when_the_funding_is_refused(
    world: World, borrower: str
) -> None:
    investor = world.person("investor", 0)
    loan = world.list_loan(borrower)
    world.call("Token.mint", investor, 5_000, sender=world.custodian)
    world.call("Token.approve", world.address["Escrow"], 5_000, sender=investor)
    with refuses("BOOK:FUND:STALE"):
        world.call("Book.deposit_and_fund", loan, 5_000, 1, b"\5" * 32, sender=investor)
    assert (world.balance(investor), world.call("Token.balanceOf", investor)) == (0, 5_000)


# Retracting, expiring, issuing


def test_retraction_is_free_while_listed(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 5_000)
    with refuses("BOOK:RETRACT:TICKET"):
        world.call("Book.retract", loan, 4_001, sender=investor)
    with refuses("BOOK:RETRACT:UNITS"):
        world.call("Book.retract", loan, 5_001, sender=investor)
    with refuses("BOOK:RETRACT:UNITS"):
        world.call("Book.retract", loan, 0, sender=investor)
    world.call("Book.retract", loan, 4_000, sender=investor)
    world.call("Book.retract", loan, 1_000, sender=investor)
    assert world.balance(investor) == 10**11
    assert world.call("Book.balanceOf", investor, loan) == 0
    with refuses("BOOK:RETRACT:UNKNOWN"):
        world.call("Book.retract", 99, 1, sender=investor)


def test_funding_is_locked_for_the_issue_window_and_then_free(
    world: World, borrower: str, investor: str
) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 1_000_000)
    world.travel(days=5)
    with refuses("BOOK:RETRACT:LOCKED"):
        world.call("Book.retract", loan, 1_000_000, sender=investor)
    with refuses("BOOK:EXPIRE:EARLY"):
        world.call("Book.expire", loan)
    with world.undone():
        world.call("Book.issue", loan, sender=borrower)
    world.travel(seconds=1)
    with refuses("BOOK:ISSUE:LATE"):
        world.call("Book.issue", loan, sender=borrower)
    world.call("Book.retract", loan, 1_000_000, sender=investor)
    assert world.balance(investor) == 10**11
    assert world.call("Book.listing_of", loan)[0]["status"] == 9
    assert world.call("Registry.borrower_record", borrower)[0] == 0


def test_anyone_expires_a_listing_after_its_deadline(
    world: World, borrower: str, investor: str
) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 5_000)
    world.travel(days=20)
    with refuses("BOOK:EXPIRE:EARLY"):
        world.call("Book.expire", loan)
    world.travel(seconds=1)
    world.call("Book.expire", loan, sender=key_of("anyone").address)
    assert world.call("Book.listing_of", loan)[0]["status"] == 8
    with refuses("BOOK:EXPIRE:STATUS"):
        world.call("Book.expire", loan)
    with refuses("BOOK:FUND:STATUS"):
        world.fund(loan, investor, 5_000)
    world.call("Book.retract", loan, 5_000, sender=investor)
    assert world.balance(investor) == 10**11


def test_a_funded_loan_that_lapsed_is_cancelled_by_anyone(
    world: World, borrower: str, investor: str
) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 1_000_000)
    world.travel(days=5, seconds=1)
    world.call("Book.expire", loan)
    assert world.call("Book.listing_of", loan)[0]["status"] == 9
    with refuses("BOOK:ISSUE:STATUS"):
        world.call("Book.issue", loan, sender=borrower)


def test_issue_withholds_fees_rounded_up(world: World, borrower: str, investor: str) -> None:
    # 1 % of 1,000,050 is 10,000.5: both fees round up to 10,001.
    before = world.balance(borrower)
    loan = world.live_loan(borrower, {investor: 1_000_050})
    assert world.balance(borrower) - before == 1_000_050 - 2 * 10_001
    assert world.balance(world.treasury) == 10_001
    assert world.balance(world.address["Reserve"]) == 10_001
    group = world.call("Registry.person_of", borrower)["group"]
    assert world.call("Registry.group_record", group) == (1_000_050, 10_001, 0)
    assert world.call("Servicing.progress_of", loan)["issue_day"] == world.now // DAY


def test_only_the_borrower_issues_and_only_once(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    with refuses("BOOK:ISSUE:STATUS"):
        world.call("Book.issue", loan, sender=borrower)
    world.fund(loan, investor, 1_000_000)
    with refuses("BOOK:ISSUE:BORROWER"):
        world.call("Book.issue", loan, sender=investor)
    world.call("Book.issue", loan, sender=borrower)
    with refuses("BOOK:ISSUE:STATUS"):
        world.call("Book.issue", loan, sender=borrower)
    with refuses("BOOK:RETRACT:ISSUED"):
        world.call("Book.retract", loan, 1_000, sender=investor)
    with refuses("BOOK:EXPIRE:STATUS"):
        world.call("Book.expire", loan)


def test_a_borrower_whose_credential_has_ended_cannot_issue(world: World, investor: str) -> None:
    borrower = world.person("borrower", expiry=world.now + DAY)
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 1_000_000)
    world.travel(days=1, seconds=1)
    with refuses("REG:PERSON:EXPIRED"):
        world.call("Book.issue", loan, sender=borrower)


def test_the_issue_date_is_the_platforms_local_date() -> None:
    ahead = World(offset=8 * 3_600)
    borrower, investor = ahead.person("borrower"), ahead.person("investor")
    ahead.set_time(ahead.now // DAY * DAY + 16 * 3_600 - 1)
    first = ahead.live_loan(borrower, {investor: 10_000})
    day = ahead.call("Servicing.progress_of", first)["issue_day"]
    assert day == ahead.now // DAY
    ahead.travel(seconds=1)
    second = ahead.live_loan(borrower, {investor: 10_000})
    assert ahead.call("Servicing.progress_of", second)["issue_day"] == day + 1
    with refuses("SERV:INIT:OFFSET"):
        World(offset=14 * 3_600 + 1)
