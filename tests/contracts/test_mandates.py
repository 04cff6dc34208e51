"""Mandates: lending by signed rules, and never beyond any of them."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import DAY, DISCLOSURE, World, key_of, refuses
from contracts.enrolment import move_to_group
from contracts.mandates import bring, execute, mandate
from tallystick.chain import typed_data

EXECUTOR, OTHER = key_of("executor").address, key_of("another executor").address


@pytest.fixture
def listing(world: World, borrower: str) -> int:
    return world.list_loan(borrower)


def lend(world: World, loan: int, digest: bytes, units: int = 10**6, **how: Any) -> int:
    return execute(world, loan, [digest], [units], **how)


# Bringing


def test_the_digest_is_the_one_that_wallets_sign(world: World) -> None:
    limits = mandate(world, "investor")
    full = typed_data.message("Mandate", limits, world.engine.chain_id, world.address["Mandates"])
    assert world.call("Mandates.mandate_digest", limits) == typed_data.digest(full)


@pytest.mark.parametrize(
    ("field", "bad", "good", "code"),
    [
        ("level_max", 0, 1, "MANDATE:BRING:LEVEL"),
        ("level_max", 6, 5, "MANDATE:BRING:LEVEL"),
        ("statement", 0, 1, "MANDATE:BRING:STATEMENT"),
        ("statement", 6, 5, "MANDATE:BRING:STATEMENT"),
        ("rate_min_ppm", 10**6 + 1, 10**6, "MANDATE:BRING:RATE"),
        ("days_max", 0, 1, "MANDATE:BRING:DAYS"),
        ("days_max", 2**14, 2**14 - 1, "MANDATE:BRING:DAYS"),
        ("ticket", 0, 1, "MANDATE:BRING:AMOUNT"),
        *(
            (name, 10**15 + 1, 10**15, "MANDATE:BRING:AMOUNT")
            for name in (
                "ticket", "person_max", "group_max", "day_max", "exposure_max", "lifetime_max",
                "cash_floor",
            )
        ),
        ("expiry", 2**32, 2**32 - 1, "MANDATE:BRING:EXPIRED"),
    ],
)  # fmt: skip
def test_limits_out_of_bounds_are_refused(
    world: World, field: str, bad: int, good: int, code: str
) -> None:
    with refuses(code):
        bring(world, "investor", **{field: bad})
    bring(world, "investor", **{field: good})


@pytest.mark.exact_second
def test_a_mandate_is_brought_and_executed_up_to_its_last_second(
    world: World, investor: str, listing: int
) -> None:
    with refuses("MANDATE:BRING:EXPIRED"):
        bring(world, "investor", expiry=world.now - 1)
    digest = bring(world, "investor", expiry=world.now)
    with world.undone():
        assert lend(world, listing, digest, 1_000) == 1_000
    world.travel(seconds=1)
    assert lend(world, listing, digest, 1_000) == 0
    assert world.call("Book.balanceOf", investor, listing) == 0


def test_anyone_brings_what_the_owner_signed_once(world: World, investor: str) -> None:
    limits = mandate(world, "investor")
    signature = world.sign_bytes("Mandate", limits, key_of("investor"))
    with refuses("MANDATE:BRING:SIGNATURE"):
        world.call("Mandates.bring", limits, world.sign_bytes("Mandate", limits, key_of("thief")))
    with refuses("MANDATE:BRING:SIGNATURE"):
        world.call("Mandates.bring", limits | {"day_max": 5}, signature)
    with refuses("MANDATE:BRING:SIGNATURE"):
        world.call("Mandates.bring", limits | {"owner": "0x" + "00" * 20}, bytes(64))
    world.call("Mandates.bring", limits, signature, sender=OTHER)
    assert [name for name, _ in world.events()] == ["MandateBrought"]
    with refuses("MANDATE:BRING:AGAIN"):
        world.call("Mandates.bring", limits, signature)
    # The owner sends without a signature.
    world.call("Mandates.bring", mandate(world, "investor"), b"", sender=investor)


def test_a_mandate_revoked_before_it_was_brought_never_is(
    world: World, investor: str, listing: int
) -> None:
    limits = mandate(world, "investor")
    signature = world.sign_bytes("Mandate", limits, key_of("investor"))
    with refuses("MANDATE:REVOKE:OWNER"):
        world.call("Mandates.revoke", limits, sender=OTHER)
    world.call("Mandates.revoke", limits, sender=investor)
    with refuses("MANDATE:BRING:AGAIN"):
        world.call("Mandates.bring", limits, signature)
    digest = world.call("Mandates.mandate_digest", limits)
    assert lend(world, listing, digest) == 0
    # Another one of the same owner is not touched, until it is revoked.
    other = mandate(world, "investor")
    digest = world.call("Mandates.bring", other, b"", sender=investor)
    assert lend(world, listing, digest, 1_000) == 1_000
    world.call("Mandates.revoke", other, sender=investor)
    assert lend(world, listing, digest, 1_000) == 0
    with refuses("MANDATE:BRING:AGAIN"):
        world.call("Mandates.bring", other, b"", sender=investor)


# Limits


# A limit, and what of a loan of 1,000,000 units at 12 % and level 3 it lets through.
LIMITS: dict[str, tuple[dict[str, int], int]] = {
    "level": ({"level_max": 2}, 0),
    "level reached": ({"level_max": 3}, 10**6),
    "statement": ({"statement": 2}, 0),
    "statement reached": ({"statement": 3}, 10**6),
    "rate": ({"rate_min_ppm": 120_001}, 0),
    "rate reached": ({"rate_min_ppm": 120_000}, 10**6),
    "term": ({"days_max": 12 * 31 - 1}, 0),
    "term reached": ({"days_max": 12 * 31}, 10**6),
    "ticket": ({"ticket": 10**6 + 1}, 0),
    "ticket reached": ({"ticket": 10**6}, 10**6),
    "person": ({"person_max": 7_000}, 7_000),
    "group": ({"group_max": 7_001}, 7_001),
    "day": ({"day_max": 7_002}, 7_002),
    "lifetime": ({"lifetime_max": 7_003}, 7_003),
    "exposure": ({"exposure_max": 10**6 - 1}, 0),
    "exposure reached": ({"exposure_max": 10**6}, 10**6),
    "cash floor": ({"cash_floor": 10**11 - 7_004}, 7_004),
    "below the loan's ticket": ({"day_max": 999}, 0),
    "nothing": ({"person_max": 0}, 0),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_nothing_is_lent_beyond_any_single_limit(
    world: World, investor: str, listing: int, limit: str
) -> None:
    changes, fits = LIMITS[limit]
    digest = bring(world, "investor", **changes)
    assert lend(world, listing, digest) == fits
    assert world.call("Book.balanceOf", investor, listing) == fits
    assert world.balance(investor) == 10**11 - fits
    assert world.call("Registry.person_of", investor)["exposure"] == fits
    if 0 < fits < 10**6:
        assert lend(world, listing, digest) == 0  # and not a second time


def test_a_days_limit_is_new_on_the_next_day_and_a_lifes_is_not(
    world: World, investor: str, borrower: str
) -> None:
    world.set_time((world.now // DAY + 1) * DAY)
    listing = world.list_loan(borrower)
    digest = bring(world, "investor", day_max=2_000, lifetime_max=5_000)
    assert lend(world, listing, digest, 1_500) == 1_500
    assert lend(world, listing, digest, 1_000) == 0  # 500 left, below the loan's ticket
    world.set_time((world.now // DAY + 1) * DAY - 1)
    assert lend(world, listing, digest, 1_000) == 0
    world.travel(seconds=1)
    assert lend(world, listing, digest) == 2_000
    world.travel(days=1)
    assert lend(world, listing, digest) == 1_500  # 5,000 in all
    world.travel(days=1)
    assert lend(world, listing, digest) == 0
    assert world.call("Book.balanceOf", investor, listing) == 5_000


def test_only_the_executor_that_it_names_executes(
    world: World, investor: str, listing: int
) -> None:
    digest = bring(world, "investor", executor=EXECUTOR)
    for caller in (OTHER, investor, world.deployer, world.treasury, *world.council):
        assert lend(world, listing, digest, 5_000, sender=caller) == 0
    assert lend(world, listing, digest, 5_000, sender=EXECUTOR) == 5_000
    anyones = bring(world, "investor")
    assert lend(world, listing, anyones, 5_000, sender=OTHER) == 5_000


# More than one mandate in a call


def test_one_mandate_counts_once_in_a_call(world: World, investor: str, listing: int) -> None:
    digest = bring(world, "investor", day_max=5_000, person_max=5_000, lifetime_max=5_000)
    assert execute(world, listing, [digest, digest], [5_000, 5_000]) == 5_000
    assert world.call("Book.balanceOf", investor, listing) == 5_000


def test_two_mandates_of_an_owner_do_not_pass_their_floor_together(
    world: World, investor: str, investor_two: str, listing: int
) -> None:
    limits = {"cash_floor": 10**11 - 5_000, "person_max": 5_000}
    first, second = bring(world, "investor", **limits), bring(world, "investor", **limits)
    other = bring(world, "investor two")
    # The rest of the call goes on.
    assert execute(world, listing, [first, second, other], [4_000, 4_000, 6_000]) == 10_000
    assert world.balance(investor) == 10**11 - 4_000
    # In calls of their own each sees what the other has lent.
    assert lend(world, listing, second, 4_000) == 1_000
    assert world.call("Book.balanceOf", investor_two, listing) == 6_000


def test_a_misfit_does_not_hold_up_the_rest(
    world: World, investor: str, investor_two: str, borrower: str, listing: int
) -> None:
    world.person("poor", money=500)
    world.person("cautious", risk_class=2)
    world.person("frozen")
    world.call(
        "Freezes.freeze", key_of("frozen").address, world.now + DAY, bytes(32),
        sender=world.compliance,
    )  # fmt: skip
    world.person("limited", lend_limit=1_000)
    roles = ["poor", "cautious", "frozen", "limited", "borrower", "stranger", "investor"]
    digests = [bring(world, role) for role in roles]
    unknown = b"\7" * 32
    assert execute(world, listing, [*digests[:-1], unknown, digests[-1]], [10_000] * 8) == 10_000
    assert world.call("Book.balanceOf", investor, listing) == 10_000
    for role in roles[:-1]:
        assert world.call("Book.balanceOf", key_of(role).address, listing) == 0
    assert [name for name, _ in world.events()].count("MandateExecuted") == 1


def test_the_last_of_a_call_gets_what_is_left(
    world: World, investor: str, investor_two: str, borrower: str
) -> None:
    listing = world.list_loan(borrower, principal=10_000)
    digests = [bring(world, "investor"), bring(world, "investor two")]
    assert execute(world, listing, digests, [9_500, 9_500]) == 9_500
    assert world.call("Book.balanceOf", investor_two, listing) == 0  # 500 is below the ticket
    # All that is open may be less than a ticket.
    assert lend(world, listing, digests[1]) == 500
    assert world.status(listing) == 0
    assert world.call("Lens.status_of", listing) == 2


def test_who_retracted_or_is_related_is_passed_over(
    world: World, investor: str, investor_two: str, borrower: str, listing: int
) -> None:
    digests = [bring(world, "investor"), bring(world, "investor two")]
    assert execute(world, listing, digests, [5_000, 5_000]) == 10_000
    world.call("Book.retract", listing, 5_000, sender=investor)
    group = world.call("Registry.person_of", borrower)["group"]
    move_to_group(world, "investor two", group)
    assert execute(world, listing, digests, [5_000, 5_000]) == 0


def test_the_wallet_must_be_the_first_of_its_person(
    world: World, investor: str, listing: int
) -> None:
    world.travel(seconds=1)
    second = world.enrol("investor", wallet=key_of("investor wallet").address)
    world.fund_wallet(second, 10_000)
    digest = bring(world, "investor wallet")
    assert lend(world, listing, digest) == 0
    assert lend(world, listing, bring(world, "investor"), 10_000) == 10_000


# The borrower's other loans


def test_others_are_all_that_count_and_nothing_else(
    world: World, investor: str, borrower: str, listing: int
) -> None:
    sister = world.person("sister", group=world.call("Registry.person_of", borrower)["group"])
    stranger = world.person("stranger")
    related = world.list_loan(sister)
    foreign = world.list_loan(stranger)
    mine = world.list_loan(borrower)
    digest = bring(world, "investor")
    wrong: list[list[int]] = [
        [], [related], [mine], [mine, related], [related, related, mine], [related, foreign, mine],
        [related, mine, foreign], [listing, related, mine], [related, mine, 99], [0, related, mine],
    ]  # fmt: skip
    for others in wrong:
        with refuses("MANDATE:EXECUTE:OTHERS"):
            lend(world, listing, digest, 5_000, others=others)
    assert lend(world, listing, digest, 5_000, others=[related, mine]) == 5_000


def test_what_was_lent_to_person_and_group_counts_together(
    world: World, investor: str, borrower: str, listing: int
) -> None:
    sister = world.person("sister", group=world.call("Registry.person_of", borrower)["group"])
    related, mine = world.list_loan(sister), world.list_loan(borrower)
    digest = bring(world, "investor", person_max=10_000, group_max=16_000)
    assert lend(world, related, digest, 4_000, others=[listing, mine]) == 4_000
    assert lend(world, mine, digest, 7_000, others=[listing, related]) == 7_000
    assert lend(world, listing, digest, others=[related, mine]) == 3_000  # the person's 10,000
    assert lend(world, related, digest, others=[listing, mine]) == 2_000  # the group's 16,000
    assert lend(world, related, digest, others=[listing, mine]) == 0


def test_a_loan_in_default_counts_and_a_repaid_one_need_not_be_named(
    world: World, investor: str, borrower: str, investor_two: str
) -> None:
    late = world.live_loan(borrower, {investor_two: 10_000})
    repaid = world.live_loan(borrower, {investor_two: 10_000})
    world.call("Servicing.prepay", repaid, 10**9, 0, sender=borrower)
    world.call("Escrow.withdraw", world.balance(borrower), sender=borrower)
    world.travel(days=31 + 91)
    assert world.call("Workouts.declare_default", late)
    listing = world.list_loan(borrower)
    digest = bring(world, "investor")
    with refuses("MANDATE:EXECUTE:OTHERS"):
        lend(world, listing, digest, 5_000)
    assert lend(world, listing, digest, 5_000, others=[late]) == 5_000
    assert lend(world, listing, digest, 5_000, others=[late, repaid]) == 5_000


# Refusals of the whole call


def test_what_mandates_lend_in_a_day_is_bounded(
    world: World, investor: str, investor_two: str, listing: int
) -> None:
    world.decide(0, argument=(18 << 128) | 10_000)
    world.set_time((world.now // DAY + 1) * DAY)
    digests = [bring(world, "investor"), bring(world, "investor two")]
    assert execute(world, listing, digests, [6_000, 4_000]) == 10_000
    with refuses("MANDATE:EXECUTE:DAY"):
        lend(world, listing, digests[0], 1_000)
    # By hand everyone lends on.
    assert world.fund(listing, investor, 1_000) == 1_000
    assert world.call("Mandates.day_totals") == (10_000, 10_000)
    world.travel(days=1)
    assert world.call("Mandates.day_totals") == (0, 10_000)
    assert lend(world, listing, digests[0], 1_000) == 1_000
    assert world.call("Mandates.day_totals") == (1_000, 10_000)


def test_the_bound_of_a_day_is_the_governors(world: World, investor: str) -> None:
    _, most = world.call("Mandates.day_totals")
    assert most == world.call("Governor.mandate_day_max") == world.call("Governor.parameter", 18)
    with refuses("MANDATE:DAY:CALLER"):
        world.call("Mandates.set_day_max", most + 1, sender=investor)
    assert world.call("Mandates.day_totals") == (0, most)


def test_a_call_that_cannot_be_right_is_refused(world: World, investor: str, listing: int) -> None:
    digest = bring(world, "investor")
    with refuses("MANDATE:EXECUTE:LENGTH"):
        execute(world, listing, [digest], [1_000, 1_000])
    with refuses("BOOK:FUND:STALE"):
        world.call("Mandates.execute", listing, [], [digest], [1_000], b"\1" * 32)
    with refuses("BOOK:FUND:CALLER"):
        world.call("Book.fund_many", listing, [investor], [1_000], [10**9], DISCLOSURE)
    with world.undone(), refuses("REG:GATE:PAUSED"):
        world.call("Governor.pause", sender=world.guardian)
        lend(world, listing, digest, 1_000)
    world.travel(days=20, seconds=1)
    with refuses("BOOK:FUND:LATE"):
        lend(world, listing, digest, 1_000)
    world.call("Book.expire", listing)
    with refuses("BOOK:FUND:STATUS"):
        lend(world, listing, digest, 1_000)


def test_what_a_mandate_lent_may_be_retracted_and_is_not_lent_again(
    world: World, investor: str, borrower: str
) -> None:
    listing = world.list_loan(borrower, reflection_seconds=DAY, reflection_class=5)
    digest = bring(world, "investor")
    assert lend(world, listing, digest) == 10**6
    world.call("Book.retract", listing, 10**6, sender=investor)
    assert world.balance(investor) == 10**11
    assert lend(world, listing, digest) == 0
