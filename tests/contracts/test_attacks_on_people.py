"""What worked against people, their caps and their freezes in version 1, tried again."""

from __future__ import annotations

import random
from typing import Any

import pytest

from contracts.builders import DAY, PARAMETERS, World, key_of, refuses
from contracts.enrolment import move_to_group, person, seats
from contracts.workouts import drain, make_default, pay_instalments

ANYONE = key_of("anyone").address
HOUR = 3_600
SHORT, SPAN = 72 * HOUR, 30 * DAY


def freeze(world: World, wallet: str, until: int) -> None:
    world.call("Freezes.freeze", wallet, until, b"\1" * 32, sender=world.compliance)


# Caps


@pytest.mark.parametrize("instalments", [0, 2])
@pytest.mark.parametrize("ending", ["written off", "recovered", "repaid", "sold and written off"])
def test_after_the_end_the_caps_are_as_if_the_loan_had_never_been(
    world: World, ending: str, instalments: int
) -> None:
    lender = world.person("lender", lend_limit=1_000_003)
    borrower = world.person("borrower", borrow_limit=1_000_003)
    group = person(world, borrower)["group"]
    loan = world.live_loan(borrower, {lender: 1_000_003})
    pay_instalments(world, loan, instalments)
    holders = [lender]
    if ending.startswith("sold"):
        holders.append(world.person("buyer", lend_limit=1_000_003))
        world.fill(*world.ask("lender", loan, 333_331), 333_331, holders[1])
    if ending == "repaid":
        world.call("Servicing.prepay", loan, 10**9, 0, sender=borrower)
    else:
        make_default(world, loan)
        world.fund_wallet(borrower, 10**8 if ending == "recovered" else 77_777)
        world.call("Workouts.collect", loan)
    if ending.endswith("written off"):
        world.travel(days=3 * 365)
        world.call("Workouts.write_off", loan, sender=ANYONE)
    assert world.call("Registry.borrower_record", borrower) == (0, 1_000_003)
    assert world.call("Registry.group_record", group)[0] == 0
    assert world.call("Servicing.outstanding") == world.call("Servicing.live_loans") == 0
    for holder in holders:
        with world.undone():
            world.call("Book.refresh_exposure", holder, [loan, loan], sender=ANYONE)
            assert person(world, holder)["exposure"] == 0
        world.call("Book.claim", loan, sender=holder)
    # The next funding takes it by itself.
    again = world.list_loan(borrower, principal=1_000_003)
    drain(world, lender)
    world.fund_wallet(lender, 1_000_003)
    world.fund(again, lender, 1_000_003)
    assert person(world, lender)["exposure"] == 1_000_003


def test_what_a_live_loan_may_still_return_is_released_by_nobody(
    world: World, loan: int, investor: str
) -> None:
    with refuses("BOOK:REFRESH:LIVE"):
        world.call("Book.refresh_exposure", investor, [loan], sender=ANYONE)
    make_default(world, loan)
    with refuses("BOOK:REFRESH:LIVE"):
        world.call("Book.refresh_exposure", investor, [loan], sender=ANYONE)
    with refuses("BOOK:REFRESH:LIVE"):
        world.call("Book.refresh_exposure", investor, [99], sender=ANYONE)
    assert person(world, investor)["exposure"] == 600_000


# Groups


@pytest.mark.parametrize("moment", ["listed", "issued", "paid in part", "in default"])
def test_what_a_person_owes_moves_with_them_into_another_group(world: World, moment: str) -> None:
    lender = world.person("lender")
    first = world.person("one", borrow_limit=10**6)
    two = world.enrol("two", borrow_limit=10**6)
    groups = [person(world, who)["group"] for who in (first, two)]
    loan = world.list_loan(first, principal=10**6)
    if moment != "listed":
        world.fund(loan, lender, 10**6)
        world.call("Book.issue", loan, sender=first)
    if moment == "paid in part":
        pay_instalments(world, loan, 1)
        world.call("Servicing.release", loan)
    if moment == "in default":
        make_default(world, loan)
    owed = world.call("Registry.borrower_record", first)[0]
    free = {"ticket_min": 1, "origination_ppm": 0, "reserve_ppm": 0}
    move_to_group(world, "one", 903)
    assert ("DebtRegrouped" in [name for name, _ in world.events()]) is (owed > 0)
    assert world.call("Registry.group_record", 903)[0] == owed
    assert world.call("Registry.group_record", groups[0])[0] == 0
    move_to_group(world, "two", 903)
    with refuses("REG:BORROW:GROUP"):
        world.list_loan(two, principal=10**6 - owed + 1, **free)
    # And it leaves the group that they are in when it ends.
    if moment == "listed":
        world.decide(7)
        world.call("Book.expire", loan)
    elif moment == "in default":
        world.fund_wallet(first, 10**8)
        world.call("Workouts.collect", loan)
    else:
        world.fund_wallet(first, 10**8)
        world.call("Servicing.prepay", loan, 10**9, 0, sender=first)
    assert world.call("Registry.group_record", 903)[0] == 0


def test_a_borrower_moves_back_and_forth_and_no_group_forgets(world: World) -> None:
    first = world.enrol("one", borrow_limit=10**6, group=901)
    world.list_loan(first, principal=600_000)
    for group in (902, 903, 901, 902):
        move_to_group(world, "one", group)
        owed = {g: world.call("Registry.group_record", g)[0] for g in (901, 902, 903)}
        assert owed == {901: 0, 902: 0, 903: 0} | {group: 600_000}
    with refuses("REG:BORROW:LIMIT"):
        world.list_loan(first, principal=400_001)


# Credentials


LOWER: dict[str, dict[str, Any]] = {
    "class": {"risk_class": 2},
    "lending limit": {"lend_limit": 100},
    "borrowing limit": {"borrow_limit": 100},
    "expiry": {"expiry": 1},
    "everything": {"risk_class": 1, "lend_limit": 0, "borrow_limit": 0, "expiry": 0},
    "group": {"group": 4_242},
}
HIGHER: dict[str, dict[str, Any]] = {
    "class": {"risk_class": 4},
    "lending limit": {"lend_limit": 501},
    "borrowing limit": {"borrow_limit": 501},
    "expiry": {"expiry": 2**32 - 1},
}


def credential(world: World, **changes: Any) -> dict[str, Any]:
    base = {"risk_class": 3, "lend_limit": 500, "borrow_limit": 500, "expiry": 2**31}
    return world.credential("client", **(base | {"group": 77} | changes))


def stand(world: World, wallet: str) -> tuple[Any, ...]:
    return person(world, wallet), world.call("Registry.borrower_record", wallet)


@pytest.mark.parametrize("what", LOWER)
def test_lowering_needs_no_consent_and_the_subject_cannot_undo_it(world: World, what: str) -> None:
    first = credential(world)
    world.call(
        "Registry.enrol",
        first,
        seats(world, first),
        world.sign_bytes("Credential", first, key_of("client")),
    )
    wallet = first["wallet"]
    # Issued in between and kept in the drawer: stale once the lower one is known.
    world.travel(seconds=1)
    drawer = credential(world)
    world.travel(seconds=1)
    lower = credential(world, **LOWER[what])
    world.call("Registry.enrol", lower, seats(world, lower), b"", sender=ANYONE)
    after = stand(world, wallet)
    for old in (first, drawer, lower):
        with refuses("REG:ENROL:STALE"):
            world.call("Registry.enrol", old, seats(world, old), b"", sender=wallet)
    assert stand(world, wallet) == after


@pytest.mark.parametrize("what", HIGHER)
def test_raising_needs_the_wallets_consent(world: World, what: str) -> None:
    first = credential(world)
    consent = world.sign_bytes("Credential", first, key_of("client"))
    world.call("Registry.enrol", first, seats(world, first), consent)
    before = stand(world, first["wallet"])
    world.travel(seconds=1)
    higher = credential(world, **HIGHER[what])
    for false in (b"", consent, world.sign_bytes("Credential", higher, key_of("attacker"))):
        with refuses("REG:ENROL:CONSENT"):
            world.call("Registry.enrol", higher, seats(world, higher), false, sender=ANYONE)
    assert stand(world, first["wallet"]) == before
    # A mixture raises, too.
    mixed = higher | {"lend_limit": 1} if what != "lending limit" else higher | {"risk_class": 1}
    with refuses("REG:ENROL:CONSENT"):
        world.call("Registry.enrol", mixed, seats(world, mixed), b"", sender=ANYONE)
    world.call("Registry.enrol", higher, seats(world, higher), b"", sender=first["wallet"])


def test_who_is_expired_buys_only_when_no_attestor_has_spoken_for_90_days(
    world: World, borrower: str, loan: int
) -> None:
    expired = world.person("expired", expiry=world.now)
    order = world.ask("investor", loan, 10_000, dpd_max=1_000, expiry=world.now + 400 * DAY)
    listing = world.list_loan(borrower, raise_seconds=30 * DAY)
    world.travel(days=29)
    for _ in range(2):
        with refuses("REG:PERSON:EXPIRED"):
            world.fill(*order, 1_000, expired)
        world.travel(days=31)
        world.call("Servicing.collect", loan)
    world.travel(days=8)
    world.call("Servicing.collect_many", [loan])
    world.fill(*order, 1_000, expired)
    with refuses("BOOK:FUND:LATE"):
        world.fund(listing, expired, 1_000)
    drawn = world.list_loan(borrower)
    with refuses("REG:PERSON:EXPIRED"):
        world.fund(drawn, expired, 1_000)
    world.enrol("newcomer")
    with refuses("REG:PERSON:EXPIRED"):
        world.fill(*order, 1_000, expired)


# Freezes by one key


@pytest.mark.exact_second
def test_a_freeze_in_parts_is_72_hours_in_any_30_days(world: World, investor: str) -> None:
    choose = random.Random(27)
    frozen: list[tuple[int, int]] = []
    accepted = 0
    for _ in range(160):
        world.travel(seconds=choose.choice([1, HOUR, 5 * HOUR, DAY, 3 * DAY, 7 * DAY]))
        length = choose.choice([1, HOUR, 10 * HOUR, 24 * HOUR, 71 * HOUR, SHORT])
        until = world.now + length
        try:
            freeze(world, investor, until)
        except Exception as refusal:  # noqa: BLE001 - which rule refused is not the point
            assert str(refusal) in {
                "FREEZE:PERSON:AGAIN",
                "FREEZE:PERSON:PAST",
                "FREEZE:PERSON:DAY",
            }
            continue
        accepted += 1
        start = max(world.now, frozen[-1][1] if frozen else 0)
        frozen.append((start, until))
    assert accepted > 20
    for edge in [t for part in frozen for t in part]:
        for begin in (edge, edge - SPAN):
            inside = sum(max(0, min(b, begin + SPAN) - max(a, begin)) for a, b in frozen)
            assert inside <= SHORT


@pytest.mark.exact_second
def test_the_last_second_of_the_72_hours_and_the_first_of_the_next(
    world: World, investor: str
) -> None:
    start = world.now
    freeze(world, investor, start + SHORT - 1)
    with refuses("FREEZE:PERSON:PAST"):
        freeze(world, investor, start + SHORT - 1)
    freeze(world, investor, start + SHORT)
    world.travel(seconds=1)
    with refuses("FREEZE:PERSON:AGAIN"):
        freeze(world, investor, start + SHORT + 1)
    world.set_time(start + SHORT - 1 + SPAN)
    freeze(world, investor, world.now + SHORT - 1)
    with refuses("FREEZE:PERSON:AGAIN"):
        freeze(world, investor, world.now + SHORT)


@pytest.mark.exact_second
def test_one_key_freezes_twenty_persons_a_day(world: World) -> None:
    world.set_time((world.now // DAY + 1) * DAY)
    clients = [world.person(f"client {i}", 0) for i in range(22)]
    wallet = key_of("client 0 wallet").address
    world.travel(seconds=1)
    world.enrol("client 0", wallet=wallet)
    for client in clients[:20]:
        freeze(world, client, world.now + HOUR)
    freeze(world, wallet, world.now + 2 * HOUR)  # the same person, by another wallet
    world.decide(1, key_of("second clerk").address, 1)
    world.set_time(world.now // DAY * DAY + DAY - 1)
    for client in clients[:20]:
        freeze(world, client, world.now + HOUR)
    with refuses("FREEZE:PERSON:DAY"):
        freeze(world, clients[20], world.now + HOUR)
    with refuses("FREEZE:PERSON:DAY"):
        world.call(
            "Freezes.freeze", clients[21], world.now + HOUR, bytes(32),
            sender=key_of("second clerk").address,
        )  # fmt: skip
    world.travel(seconds=1)
    freeze(world, clients[20], world.now + HOUR)


# Offers


def test_splitting_an_offer_does_not_spare_the_second_signature(world: World) -> None:
    whale = world.enrol("whale", borrow_limit=10**15)
    world.decide(0, argument=(14 << 128) | 3_000_000)
    listed = 0
    for part in (1_000_000, 1_500_000, 500_000):
        world.list_loan(whale, principal=part)
        listed += part
    assert world.call("Offers.signed_total", world.underwriter.address) == listed
    for part in (1_000, 10**6):
        with refuses("OFFER:LIST:SIGNATURE"):
            world.list_loan(whale, principal=part, ticket_min=1)
    world.list_offer(world.offer(whale, principal=10**6), two=True)
    # Not by another wallet of the same person either.
    world.travel(seconds=1)
    group = person(world, world.underwriter.address)["group"]
    other = key_of("underwriter wallet")
    world.enrol("underwriter", wallet=other.address, group=group)
    world.decide(1, other.address, 2)
    offer = world.offer(whale, principal=1_000, ticket_min=1)
    with refuses("OFFER:LIST:SIGNATURE"):
        named = (other.address, "0x" + "00" * 20)
        signature = world.sign_bytes("Offer", offer, other)
        world.call("Offers.list_offer", offer, named, signature, b"", sender=whale)


@pytest.mark.parametrize("days", [0, 7, 10, 20, 29, 30])
def test_what_was_signed_counts_for_30_days_at_least(world: World, days: int) -> None:
    whale = world.enrol("whale", borrow_limit=10**15)
    world.decide(0, argument=(14 << 128) | 1_000_000)
    world.list_loan(whale)
    world.travel(days=days)
    with refuses("OFFER:LIST:SIGNATURE"):
        world.list_loan(whale, principal=1_000, ticket_min=1)


@pytest.mark.parametrize("days", [40, 100, 480, 487, 500, 3_000])
def test_what_was_signed_is_forgotten_after_40_days_for_good(world: World, days: int) -> None:
    whale = world.enrol("whale", borrow_limit=10**15)
    world.list_loan(whale)
    world.travel(days=days)
    assert world.call("Offers.signed_total", world.underwriter.address) == 0


def test_more_than_a_periods_word_of_the_largest_offers_still_counts(world: World) -> None:
    for key in (12, 14):
        world.decide(0, argument=(key << 128) | (10**15 if key == 12 else 6 * 10**15))
    for i in range(6):
        world.list_loan(world.enrol(f"whale {i}", borrow_limit=10**15), principal=10**15)
    with refuses("OFFER:LIST:SIGNATURE"):
        world.list_loan(world.enrol("one more", borrow_limit=10**15))


@pytest.mark.parametrize("stranger", ["underwriter two", "third"])
def test_no_underwriter_burns_anothers_project(world: World, borrower: str, stranger: str) -> None:
    if stranger == "third":
        world.decide(1, key_of("third").address, 2)
    offer = world.offer(borrower)
    world.call("Offers.revoke_offer", offer["project"], sender=key_of(stranger).address)
    loan = world.list_offer(offer)
    assert world.call("Offers.loan_of_project", offer["project"]) == loan
    with refuses("OFFER:LIST:PROJECT_USED"):
        world.list_offer(offer)


def test_an_underwriter_lends_to_nothing_they_signed_whenever_they_enrol(
    world: World, borrower: str
) -> None:
    loan = world.list_offer(world.offer(borrower, principal=PARAMETERS[12] + 1), two=True)
    for role in ("underwriter", "underwriter two"):
        signer = key_of(role).address
        world.fund_wallet(signer, 10**6)
        with refuses("REG:LEND:SIGNER"):
            world.fund(loan, signer, 1_000)
        relative = world.person(f"relative of {role}", group=person(world, signer)["group"])
        with refuses("REG:LEND:SIGNER"):
            world.fund(loan, relative, 1_000)


@pytest.mark.parametrize(
    ("principal", "fees", "code"),
    [
        (1, (0, 0), None), (1, (1, 0), "OFFER:LIST:FEES"), (2, (1, 1), "OFFER:LIST:FEES"),
        (3, (1, 1), None), (1, (0, 50_000), "OFFER:LIST:FEES"), (2, (50_000, 0), None),
    ],
)  # fmt: skip
def test_fees_leave_the_borrower_something(
    world: World, borrower: str, investor: str, principal: int, fees: tuple[int, int],
    code: str | None,
) -> None:  # fmt: skip
    terms = {"ticket_min": 1, "origination_ppm": fees[0], "reserve_ppm": fees[1]}
    if code:
        with refuses(code):
            world.list_loan(borrower, principal=principal, **terms)
        return
    before = world.balance(borrower)
    world.live_loan(borrower, {investor: principal}, **terms)
    assert world.balance(borrower) > before
