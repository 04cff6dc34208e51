"""Registry: one person, one set of caps; credentials, attestors, freezes."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import NO_SIGNATURE, World, key_of, refuses, sign_digest
from contracts.enrolment import enrol, person, seats, second_wallet
from tallystick.chain import typed_data

HALF_ORDER = 57896044618658097711785492504343953926418782139537452191302581570759080747168


def test_an_enrolled_person_has_what_was_attested(world: World) -> None:
    values = world.credential("investor", risk_class=3, lend_limit=777)
    enrol(world, values)
    record = person(world, values["wallet"])
    assert (record["risk_class"], record["lend_limit"], record["exposure"]) == (3, 777, 0)
    assert (record["group"], record["expiry"]) == (values["group"], values["expiry"])
    assert world.call("Registry.head_of_person", values["person"]) == values["wallet"]
    assert world.call("Registry.borrower_record", values["wallet"]) == (0, 10**14)


def test_all_three_attestors_may_sign(world: World) -> None:
    values = world.credential("investor")
    enrol(world, values, attestations=seats(world, values, 3))


def test_the_wallet_may_enrol_itself_without_a_signature(world: World) -> None:
    values = world.credential("investor")
    world.call(
        "Registry.enrol", values, seats(world, values), NO_SIGNATURE, sender=values["wallet"]
    )
    assert world.call("Registry.head_of", values["wallet"]) == values["wallet"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": bytes(32)}, "REG:ENROL:PERSON"),
        ({"wallet": "0x" + "00" * 20}, "REG:ENROL:WALLET"),
        ({"risk_class": 0}, "REG:ENROL:CLASS"),
        ({"risk_class": 6}, "REG:ENROL:CLASS"),
        ({"group": 0}, "REG:ENROL:GROUP"),
        ({"group": 2**28}, "REG:ENROL:GROUP"),
        ({"lend_limit": 10**15 + 1}, "REG:ENROL:LIMIT"),
        ({"borrow_limit": 10**15 + 1}, "REG:ENROL:LIMIT"),
        ({"expiry": 2**32}, "REG:ENROL:EXPIRED"),
    ],
)
def test_a_credential_outside_the_bounds_is_refused(
    world: World, changes: dict[str, Any], code: str
) -> None:
    with refuses(code):
        enrol(world, world.credential("investor", **changes))


@pytest.mark.exact_second
def test_times_of_a_credential_are_exact_to_the_second(world: World) -> None:
    with refuses("REG:ENROL:FUTURE"):
        enrol(world, world.credential("investor", issued_at=world.now + 1))
    with refuses("REG:ENROL:EXPIRED"):
        enrol(world, world.credential("investor", expiry=world.now - 1))
    enrol(world, world.credential("investor", expiry=world.now))


def test_too_few_double_foreign_or_disordered_attestations_are_refused(world: World) -> None:
    values = world.credential("investor")
    seat, two = seats(world, values)
    stranger = world.sign("Credential", values, key_of("attacker"))
    with refuses("REG:ATTEST:FEW"):
        enrol(world, values, attestations=[seat])
    with refuses("REG:ATTEST:ORDER"):
        enrol(world, values, attestations=[seat, seat])
    with refuses("REG:ATTEST:ORDER"):
        enrol(world, values, attestations=[two, seat])
    with refuses("REG:ATTEST:SEAT"):
        enrol(world, values, attestations=[seat, stranger])
    with refuses("REG:ATTEST:SEAT"):
        enrol(world, values, attestations=[(0, 0), two])


def test_a_malleated_signature_is_refused(world: World) -> None:
    values = world.credential("investor")
    (r, vs), two = seats(world, values)
    order = 2 * HALF_ORDER + 1
    high = (order - (vs & (2**255 - 1))) | ((1 - (vs >> 255)) << 255)
    with refuses("REG:ATTEST:SEAT"):
        enrol(world, values, attestations=[(r, high), two])


def test_without_the_wallets_own_word_nobody_is_enrolled(world: World) -> None:
    values = world.credential("investor")
    with refuses("REG:ENROL:CONSENT"):
        enrol(world, values, consent=world.sign_bytes("Credential", values, key_of("attacker")))


@pytest.mark.parametrize("change", ["chain", "contract", "kind"])
def test_a_signature_for_another_chain_or_contract_is_refused(world: World, change: str) -> None:
    values = world.credential("investor")
    chain = world.engine.chain_id + (change == "chain")
    verifier = world.address["Book" if change == "contract" else "Registry"]
    full = typed_data.message("Credential", values, chain, verifier)
    if change == "kind":
        full["domain"]["name"] = "Tallystock"
    foreign = []
    for seat in world.attestors[:2]:
        signed = sign_digest(seat, typed_data.digest(full))
        foreign.append((signed.r, signed.s | ((signed.v - 27) << 255)))
    with refuses("REG:ATTEST:SEAT"):
        enrol(world, values, attestations=foreign)


def test_a_replayed_credential_is_refused(world: World) -> None:
    values = world.credential("investor")
    enrol(world, values)
    with refuses("REG:ENROL:STALE"):
        enrol(world, values)


def test_a_newer_credential_renews_and_keeps_the_exposure(
    world: World, borrower: str, investor: str
) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 5_000)
    world.travel(days=1)
    enrol(world, world.credential("investor", lend_limit=9_000, borrow_limit=0, risk_class=3))
    record = person(world, investor)
    assert (record["exposure"], record["lend_limit"]) == (5_000, 9_000)
    assert world.call("Registry.borrower_record", investor) == (0, 0)
    with refuses("REG:LEND:LIMIT"):
        world.fund(loan, investor, 4_001)
    world.fund(loan, investor, 4_000)


def test_a_wallet_belongs_to_one_person_for_ever(world: World, investor: str) -> None:
    world.travel(days=1)
    values = world.credential("impostor", wallet=investor)
    with refuses("REG:ENROL:TAKEN"):
        enrol(world, values)
    other = world.person("investor two", 0)
    values = world.credential("investor two", wallet=investor, issued_at=world.now)
    world.travel(days=1)
    values["issued_at"] = world.now
    with refuses("REG:ENROL:TAKEN"):
        enrol(world, values)
    assert world.call("Registry.head_of", other) == other


def test_a_second_wallet_shares_the_persons_caps(world: World, investor: str) -> None:
    wallet = second_wallet(world, lend_limit=50)
    assert world.call("Registry.head_of", wallet) == investor
    assert world.call("Registry.wallets_of", investor) == [wallet]
    assert person(world, wallet) == person(world, investor)
    assert person(world, wallet)["lend_limit"] == 50


def test_a_second_wallet_may_be_renewed_but_not_doubled(world: World, investor: str) -> None:
    wallet = second_wallet(world)
    second_wallet(world)
    assert world.call("Registry.wallets_of", investor) == [wallet]


def test_a_person_has_eight_wallets_at_most(world: World, investor: str) -> None:
    for i in range(8):
        world.travel(seconds=1)
        values = world.credential("investor", wallet=key_of(f"wallet {i}").address)
        consent = world.sign_bytes("Credential", values, key_of(f"wallet {i}"))
        if i == 7:
            with refuses("REG:ENROL:WALLETS"):
                world.call("Registry.enrol", values, seats(world, values), consent)
        else:
            world.call("Registry.enrol", values, seats(world, values), consent)


def test_primary_funding_comes_from_the_first_wallet_only(world: World, borrower: str) -> None:
    world.person("investor")
    wallet = second_wallet(world)
    world.fund_wallet(wallet, 10_000)
    loan = world.list_loan(borrower)
    with refuses("REG:LEND:WALLET"):
        world.fund(loan, wallet, 5_000)


# What a lender must be


def test_a_stranger_cannot_lend(world: World, borrower: str) -> None:
    loan = world.list_loan(borrower)
    stranger = key_of("stranger").address
    world.fund_wallet(stranger, 10_000)
    with refuses("REG:LEND:UNKNOWN"):
        world.fund(loan, stranger, 5_000)
    assert world.balance(stranger) == 10_000


@pytest.mark.exact_second
def test_a_credential_holds_up_to_its_last_second(world: World, borrower: str) -> None:
    investor = world.person("investor", expiry=world.now + 100)
    loan = world.list_loan(borrower)
    world.travel(seconds=100)
    world.fund(loan, investor, 5_000)
    world.travel(seconds=1)
    with refuses("REG:PERSON:EXPIRED"):
        world.fund(loan, investor, 5_000)


def test_a_class_below_the_loans_level_is_refused(world: World, borrower: str) -> None:
    cautious = world.person("investor", risk_class=2)
    with refuses("REG:LEND:CLASS"):
        world.fund(world.list_loan(borrower, risk_level=3), cautious, 5_000)
    world.fund(world.list_loan(borrower, risk_level=2), cautious, 5_000)


def test_the_borrower_and_their_group_cannot_lend(world: World, borrower: str) -> None:
    loan = world.list_loan(borrower)
    with refuses("REG:LEND:SELF"):
        world.fund(loan, borrower, 5_000)
    group = person(world, borrower)["group"]
    related = world.person("relative", group=group)
    with refuses("REG:LEND:RELATED"):
        world.fund(loan, related, 5_000)


def test_a_borrower_who_changes_their_group_still_cannot_lend_to_themselves(
    world: World, borrower: str
) -> None:
    loan = world.list_loan(borrower)
    world.travel(days=1)
    world.enrol("borrower", group=999)
    with refuses("REG:LEND:SELF"):
        world.fund(loan, borrower, 5_000)


def test_exposure_is_capped_over_all_loans(world: World, borrower: str) -> None:
    investor = world.person("investor", lend_limit=8_000)
    first, second = world.list_loan(borrower), world.list_loan(borrower)
    world.fund(first, investor, 5_000)
    with refuses("REG:LEND:LIMIT"):
        world.fund(second, investor, 3_001)
    world.fund(second, investor, 3_000)
    world.call("Book.retract", first, 5_000, sender=investor)
    assert person(world, investor)["exposure"] == 3_000
    world.fund(second, investor, 5_000)


def test_principal_claimed_frees_the_cap_at_the_next_funding(world: World, borrower: str) -> None:
    investor = world.person("investor", lend_limit=1_000_000)
    loan = world.live_loan(borrower, {investor: 1_000_000}, method=1, rate_ppm=0)
    world.travel(days=31)
    world.call("Servicing.repay", loan, 83_333, 480, sender=borrower)
    world.call("Book.claim", loan, sender=investor)
    assert world.call("Escrow.principal_returned", investor) == 83_333
    assert person(world, investor)["exposure"] == 1_000_000
    fresh = world.list_loan(borrower)
    with refuses("REG:LEND:LIMIT"):
        world.fund(fresh, investor, 83_334)
    world.fund(fresh, investor, 83_333)
    assert person(world, investor)["exposure"] == 1_000_000
    assert world.call("Escrow.principal_returned", investor) == 0


def test_anyone_may_refresh_an_exposure(world: World, borrower: str, investor: str) -> None:
    loan = world.live_loan(borrower, {investor: 1_000_000}, method=1, rate_ppm=0)
    world.travel(days=31)
    world.call("Servicing.repay", loan, 83_333, 480, sender=borrower)
    world.call("Book.claim", loan, sender=investor)
    world.call("Book.refresh_exposure", investor, [], sender=key_of("anyone").address)
    assert person(world, investor)["exposure"] == 1_000_000 - 83_333
    world.call("Book.refresh_exposure", investor, [])
    assert person(world, investor)["exposure"] == 1_000_000 - 83_333


def test_old_credentials_can_be_retired_for_new_risk(
    world: World, borrower: str, investor: str
) -> None:
    loan = world.list_loan(borrower)
    world.travel(days=1)
    world.decide(5, argument=world.now)
    with refuses("REG:PERSON:RETIRED"):
        world.fund(loan, investor, 5_000)
    with refuses("REG:PERSON:RETIRED"):
        world.list_loan(borrower)
    values = world.credential("investor", issued_at=world.call("Governor.min_epoch") - 1)
    with refuses("REG:ENROL:RETIRED"):
        enrol(world, values)
    enrol(world, world.credential("investor"))
    world.fund(loan, investor, 5_000)
    with refuses("REG:GATE:EPOCH"):
        world.call("Registry.set_gate", 0, False, 2**40, sender=world.address["Governor"])


# What a borrower must be


def test_a_borrower_needs_a_first_wallet_and_a_limit(world: World) -> None:
    with refuses("REG:BORROW:UNKNOWN"):
        world.list_loan(key_of("stranger").address)
    world.person("investor", 0)
    wallet = second_wallet(world)
    with refuses("REG:BORROW:WALLET"):
        world.list_loan(wallet)
    lender = world.person("lender", 0, borrow_limit=0)
    with refuses("REG:BORROW:LIMIT"):
        world.list_loan(lender)


def test_a_borrowers_cap_counts_from_listing_and_falls_when_nothing_comes_of_it(
    world: World,
) -> None:
    borrower = world.person("borrower", borrow_limit=1_500_000)
    loan = world.list_loan(borrower)
    with refuses("REG:BORROW:LIMIT"):
        world.list_loan(borrower, principal=500_001)
    world.travel(days=20, seconds=1)
    world.call("Book.expire", loan)
    assert world.call("Registry.borrower_record", borrower) == (0, 1_500_000)
    world.list_loan(borrower, principal=1_500_000)


def test_a_group_shares_the_borrowers_cap(world: World) -> None:
    record = world.person("borrower", 0, group=77, borrow_limit=1_500_000)
    two = world.person("sister company", 0, group=77, borrow_limit=1_500_000)
    world.list_loan(record)
    with refuses("REG:BORROW:GROUP"):
        world.list_loan(two, principal=500_001)
    world.list_loan(two, principal=500_000)
    assert world.call("Registry.group_record", 77) == (1_500_000, 0, 0)


def test_staff_do_not_borrow(world: World) -> None:
    guardian = world.person("guardian")
    with refuses("REG:BORROW:STAFF"):
        world.list_loan(guardian)
    # Not even by a wallet that has no role itself, once the person is marked.
    clerk = world.person("clerk")
    world.travel(seconds=1)
    world.enrol("clerk", wallet=key_of("clerk wallet").address)
    world.decide(1, key_of("clerk wallet").address, 1)
    world.call("Registry.mark_staff", key_of("clerk wallet").address)
    with refuses("REG:BORROW:STAFF"):
        world.list_loan(clerk)


def test_only_a_key_with_a_role_marks_staff(world: World, investor: str) -> None:
    with refuses("REG:STAFF:ROLE"):
        world.call("Registry.mark_staff", investor)
    with refuses("REG:STAFF:UNKNOWN"):
        world.call("Registry.mark_staff", world.guardian)
