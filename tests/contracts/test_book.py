"""Book: listing what underwriters have signed."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import (
    DAY,
    DISCLOSURE,
    NO_SIGNATURE,
    PARAMETERS,
    ZERO,
    World,
    compact,
    joined,
    key_of,
    refuses,
    sign_digest,
)
from contracts.enrolment import move_to_group
from tallystick.chain import typed_data


def list_signed(
    world: World, offer: dict[str, Any], *signers: str, sender: str | None = None
) -> int:
    signatures = [world.sign_bytes("Offer", offer, key_of(signer)) for signer in signers]
    signatures += [NO_SIGNATURE] * (2 - len(signatures))
    named = [key_of(signer).address for signer in signers] + [ZERO] * (2 - len(signers))
    sender = sender or offer["borrower"]
    return int(world.call("Offers.list_offer", offer, named, *signatures, sender=sender))


@pytest.mark.exact_second
def test_a_listing_freezes_the_offers_terms(world: World, borrower: str) -> None:
    loan = world.list_loan(borrower, rate_ppm=123_456, n=7, lead=2, grace_days=9)
    terms = world.call("Lens.terms_of", loan)
    assert (terms["principal"], terms["rate_ppm"], terms["n"]) == (1_000_000, 123_456, 7)
    assert (terms["lead"], terms["grace_days"], terms["default_dpd"]) == (2, 9, 91)
    side, funding, disclosure = world.call("Book.listing_of", loan)
    assert (side["borrower"], side["level"], side["status"]) == (borrower, 3, 1)
    assert (funding["principal"], funding["funded"]) == (1_000_000, 0)
    assert funding["deadline"] == world.now + 20 * DAY
    assert disclosure == DISCLOSURE
    parties = world.call("Lens.parties_of", loan)
    assert (parties["borrower"], parties["origination_ppm"]) == (borrower, 10_000)


def test_the_contracts_digest_is_the_clients(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    full = typed_data.message("Offer", offer, world.engine.chain_id, world.address["Offers"])
    assert world.call("Offers.offer_digest", offer) == typed_data.digest(full)


BAD_OFFERS: list[tuple[dict[str, Any], str]] = [
    ({"principal": 0}, "OFFER:LIST:PRINCIPAL"),
    ({"principal": 10**15 + 1}, "OFFER:LIST:PRINCIPAL"),
    ({"rate_ppm": 10**6 + 1}, "OFFER:LIST:RATE"),
    ({"n": 0}, "OFFER:LIST:ROWS"),
    ({"n": 481}, "OFFER:LIST:ROWS"),
    ({"period": 0}, "OFFER:LIST:PERIOD"),
    ({"period": 13}, "OFFER:LIST:PERIOD"),
    ({"period": 0, "in_days": True}, "OFFER:LIST:PERIOD"),
    ({"period": 367, "in_days": True}, "OFFER:LIST:PERIOD"),
    ({"n": 41, "period": 12}, "OFFER:LIST:TERM"),
    ({"n": 41, "period": 366, "in_days": True}, "OFFER:LIST:TERM"),
    ({"method": 4}, "OFFER:LIST:METHOD"),
    ({"lead": 12}, "OFFER:LIST:LEAD"),
    ({"method": 2, "lead": 1}, "OFFER:LIST:LEAD"),
    ({"method": 3, "lead": 1}, "OFFER:LIST:LEAD"),
    ({"grace_days": 367}, "OFFER:LIST:GRACE"),
    ({"default_dpd": 29}, "OFFER:LIST:DPD"),
    ({"default_dpd": 1_001}, "OFFER:LIST:DPD"),
    ({"risk_level": 0}, "OFFER:LIST:LEVEL"),
    ({"risk_level": 6}, "OFFER:LIST:LEVEL"),
    ({"ticket_min": 0}, "OFFER:LIST:TICKET"),
    ({"ticket_min": 1_000_001}, "OFFER:LIST:TICKET"),
    ({"raise_seconds": 0}, "OFFER:LIST:RAISE"),
    ({"raise_seconds": 30 * DAY + 1}, "OFFER:LIST:RAISE"),
    ({"issue_seconds": 0}, "OFFER:LIST:ISSUE"),
    ({"issue_seconds": 30 * DAY + 1}, "OFFER:LIST:ISSUE"),
    ({"project": bytes(32)}, "OFFER:LIST:PROJECT"),
    ({"disclosure_hash": bytes(32)}, "OFFER:LIST:DISCLOSURE"),
    ({"agreement_hash": bytes(32)}, "OFFER:LIST:AGREEMENT"),
    ({"quorum_ppm": 199_900}, "OFFER:LIST:QUORUM"),
    ({"quorum_ppm": 1_000_100}, "OFFER:LIST:QUORUM"),
    ({"quorum_ppm": 250_050}, "OFFER:LIST:QUORUM"),
    ({"reflection_class": 2}, "OFFER:LIST:REFLECTION"),
    ({"reflection_seconds": DAY}, "OFFER:LIST:REFLECTION"),
    ({"reflection_class": 6, "reflection_seconds": DAY}, "OFFER:LIST:REFLECTION"),
    ({"reflection_class": 2, "reflection_seconds": 30 * DAY + 1}, "OFFER:LIST:REFLECTION"),
    ({"principal": 2, "ticket_min": 1}, "OFFER:LIST:FEES"),
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
    with refuses("OFFER:LIST:CEILING"):
        world.list_loan(borrower, **{field: ceiling + 1})
    world.list_loan(borrower, **{field: ceiling})


def test_the_annual_rate_has_a_ceiling_too(world: World, borrower: str) -> None:
    world.decide(0, argument=150_000)
    with refuses("OFFER:LIST:CEILING"):
        world.list_loan(borrower, rate_ppm=150_001)
    world.list_loan(borrower, rate_ppm=150_000)


def test_interest_that_no_position_could_hold_is_refused(world: World) -> None:
    world.decide(0, argument=(12 << 128) | 10**15)
    whale = world.person("borrower", borrow_limit=10**15)
    terms = {"principal": 10**15, "rate_ppm": 10**6, "n": 480, "method": 2}
    # 40 years at 100 %: interest 4 10^16, and late charges up to the cap of 4.1 10^16.
    offer = world.offer(whale, **terms, late_cap_ppm=10**6)
    with refuses("OFFER:LIST:INTEREST"):
        list_signed(world, offer, "underwriter", "underwriter two")
    offer = world.offer(whale, **terms, late_cap_ppm=700_000)
    list_signed(world, offer, "underwriter", "underwriter two")


def test_an_offer_lists_up_to_its_last_second(world: World, borrower: str) -> None:
    offer = world.offer(borrower, expiry=world.now + 10)
    world.travel(seconds=11)
    with refuses("OFFER:LIST:EXPIRED"):
        list_signed(world, offer, "underwriter")
    world.travel(seconds=-1)
    list_signed(world, offer, "underwriter")


def test_only_an_underwriters_signature_lists(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    for stranger in ("attacker", "borrower", "guardian", "attestor 0"):
        with refuses("OFFER:LIST:SIGNATURE"):
            list_signed(world, offer, stranger)
    with refuses("OFFER:LIST:SIGNATURE"):
        list_signed(world, offer)


def test_a_changed_term_voids_the_signature(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    signature = world.sign_bytes("Offer", offer, key_of("underwriter"))
    signers = (world.underwriter.address, ZERO)
    for change in ({"rate_ppm": 1}, {"principal": 2_000_000}, {"disclosure_hash": b"\7" * 32}):
        with refuses("OFFER:LIST:SIGNATURE"):
            world.call(
                "Offers.list_offer", offer | change, signers, signature, NO_SIGNATURE,
                sender=borrower,
            )  # fmt: skip


def test_a_signature_of_another_chain_is_refused(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    chain = world.engine.chain_id + 1
    full = typed_data.message("Offer", offer, chain, world.address["Offers"])
    signed = sign_digest(key_of("underwriter"), typed_data.digest(full))
    foreign = joined(compact(signed))
    signers = (world.underwriter.address, ZERO)
    with refuses("OFFER:LIST:SIGNATURE"):
        world.call("Offers.list_offer", offer, signers, foreign, NO_SIGNATURE, sender=borrower)


def test_only_the_named_borrower_lists(world: World, borrower: str) -> None:
    with refuses("OFFER:LIST:BORROWER"):
        list_signed(world, world.offer(borrower), "underwriter", sender=key_of("attacker").address)


def test_a_large_loan_needs_two_underwriters(world: World, borrower: str) -> None:
    limit = PARAMETERS[12]
    large = world.offer(borrower, principal=limit + 1)
    with refuses("OFFER:LIST:SIGNATURE"):
        list_signed(world, large, "underwriter")
    with refuses("OFFER:LIST:SIGNERS"):
        list_signed(world, large, "underwriter", "underwriter")
    list_signed(world, large, "underwriter", "underwriter two")
    list_signed(world, world.offer(borrower, principal=limit), "underwriter")


def test_a_project_is_financed_once_for_ever(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    loan = list_signed(world, offer, "underwriter")
    assert world.call("Offers.loan_of_project", offer["project"]) == loan
    with refuses("OFFER:LIST:PROJECT_USED"):
        list_signed(world, offer, "underwriter")
    world.travel(days=20, seconds=1)
    world.call("Book.expire", loan)
    with refuses("OFFER:LIST:PROJECT_USED"):
        list_signed(world, offer, "underwriter")


def test_an_underwriter_takes_their_offers_for_a_project_back(world: World, borrower: str) -> None:
    offer = world.offer(borrower)
    with refuses("OFFER:REVOKE:ROLE"):
        world.call("Offers.revoke_offer", offer["project"], sender=borrower)
    world.call("Offers.revoke_offer", offer["project"], sender=world.underwriter.address)
    with refuses("OFFER:REVOKE:AGAIN"):
        world.call("Offers.revoke_offer", offer["project"], sender=world.underwriter.address)
    with refuses("OFFER:LIST:REVOKED"):
        list_signed(world, offer, "underwriter")
    with refuses("OFFER:LIST:REVOKED"):
        list_signed(world, offer, "underwriter two", "underwriter")
    # Another's offer for the project stands.
    list_signed(world, offer, "underwriter two")
    with refuses("OFFER:REVOKE:LISTED"):
        world.call("Offers.revoke_offer", offer["project"], sender=world.underwriter.address)


def test_who_signs_is_an_enrolled_person(world: World, borrower: str) -> None:
    world.decide(1, key_of("temp").address, 2)
    offer = world.offer(borrower)
    with refuses("REG:SIGNER:UNKNOWN"):
        list_signed(world, offer, "temp")
    world.enrol("temp")
    list_signed(world, offer, "temp")


def test_nobody_underwrites_their_own_loan_or_lends_to_one_they_signed(
    world: World, borrower: str
) -> None:
    signer = world.underwriter.address
    world.fund_wallet(signer, 10**6)
    loan = world.list_loan(borrower)
    with refuses("REG:LEND:SIGNER"):
        world.fund(loan, signer, 5_000)
    clerk = world.person("clerk")
    world.travel(seconds=1)
    world.enrol("clerk", wallet=key_of("clerk wallet").address)
    world.decide(1, key_of("clerk wallet").address, 2)
    with refuses("OFFER:LIST:SELF"):
        list_signed(world, world.offer(clerk), "clerk wallet")


def test_two_keys_of_one_person_are_one_signer(world: World, borrower: str) -> None:
    world.travel(seconds=1)
    world.enrol("underwriter", wallet=key_of("underwriter wallet").address)
    world.decide(1, key_of("underwriter wallet").address, 2)
    large = world.offer(borrower, principal=PARAMETERS[12] + 1)
    with refuses("OFFER:LIST:SIGNERS"):
        list_signed(world, large, "underwriter", "underwriter wallet")


@pytest.mark.parametrize("signer", ["underwriter", "underwriter two"])
def test_who_was_moved_into_a_signers_group_draws_nothing(
    world: World, investor: str, signer: str
) -> None:
    """Who signed is staff and stays; the borrower moves, and the lenders' money goes back."""
    borrower = world.person("borrower", borrow_limit=10**14)
    principal = PARAMETERS[12] + 1
    world.fund_wallet(investor, principal)
    world.enrol("rich", lend_limit=10**15)
    world.fund_wallet(key_of("rich").address, principal)
    loan = world.list_loan(borrower, principal=principal)
    world.fund(loan, key_of("rich").address, principal)
    group = world.call("Registry.person_of", key_of(signer).address)["group"]
    with world.undone():
        world.call("Book.issue", loan, sender=borrower)
    move_to_group(world, "borrower", group)
    with refuses("REG:DRAW:SIGNER"):
        world.call("Book.issue", loan, sender=borrower)
    world.travel(days=5, seconds=1)
    world.call("Book.retract", loan, principal, sender=key_of("rich").address)


def test_listings_and_issues_of_a_day_are_bounded(
    world: World, borrower: str, investor: str
) -> None:
    for key in (15, 16):
        world.decide(0, argument=(key << 128) | 1_500_000)
    world.set_time((world.now // DAY + 1) * DAY)
    first = world.list_loan(borrower)
    with refuses("REG:BORROW:DAY"):
        world.list_loan(borrower, principal=500_001)
    second = world.list_loan(borrower, principal=500_000)
    assert world.call("Registry.day_totals") == (1_500_000, 0)
    world.travel(days=1)
    third = world.list_loan(borrower, principal=500_001)
    for loan in (first, second, third):
        world.fund(loan, investor, 10**6)
    world.call("Book.issue", first, sender=borrower)
    with refuses("REG:DRAW:DAY"):
        world.call("Book.issue", third, sender=borrower)
    world.call("Book.issue", second, sender=borrower)
    world.travel(days=1)
    world.call("Book.issue", third, sender=borrower)


def test_a_listing_is_opened_by_offers_alone(world: World, borrower: str) -> None:
    for caller in (borrower, world.underwriter.address, world.deployer, *world.council):
        with refuses("BOOK:OPEN:CALLER"):
            world.call("Book.open_listing", 1, 1, b"\1" * 32, sender=caller)
