"""Book: listing what underwriters have signed."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import (
    DAY,
    DISCLOSURE,
    NO_SIGNATURE,
    PARAMETERS,
    World,
    key_of,
    refuses,
    sign_digest,
)
from tallystick.chain import typed_data


def list_signed(
    world: World, offer: dict[str, Any], *signers: str, sender: str | None = None
) -> int:
    signatures = [world.sign("Offer", offer, key_of(signer)) for signer in signers]
    signatures += [NO_SIGNATURE] * (2 - len(signatures))
    return int(
        world.call("Book.list_offer", offer, *signatures, sender=sender or offer["borrower"])
    )


@pytest.mark.exact_second
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
    full = typed_data.message("Offer", offer, world.engine.chain_id, world.address["Book"])
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
    chain = world.engine.chain_id + 1
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


def test_nobody_underwrites_their_own_loan_or_lends_to_one_they_signed(
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
