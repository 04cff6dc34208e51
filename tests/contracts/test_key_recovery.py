"""KeyRecovery: a client's recovery wallet takes over after 14 days of notice, with everything."""

from __future__ import annotations

import pytest

from contracts.builders import DAY, ZERO, World, key_of, refuses

RECOVERY = key_of("recovery").address


def named(world: World, wallet: str) -> None:
    world.call("KeyRecovery.name_recovery", RECOVERY, sender=wallet)
    world.call("KeyRecovery.give_notice", wallet, sender=RECOVERY)


def recovered(world: World, role: str, wallet: str) -> None:
    named(world, wallet)
    world.travel(days=14)
    person = world.credential(role)["person"]
    world.call("KeyRecovery.finish", wallet, person, sender=RECOVERY)


@pytest.mark.exact_second
def test_a_lenders_balance_and_notes_follow_after_14_days(
    world: World, loan: int, investor: str
) -> None:
    world.travel(days=31)
    world.call("Servicing.collect", loan)
    before = world.call("Registry.person_of", investor)
    named(world, investor)
    person = world.credential("investor")["person"]
    world.travel(days=14, seconds=-1)
    with refuses("KEY:FINISH:EARLY"):
        world.call("KeyRecovery.finish", investor, person, sender=RECOVERY)
    world.travel(seconds=1)
    world.call("KeyRecovery.finish", investor, person, sender=RECOVERY)
    assert world.call("Registry.successor_of", investor) == RECOVERY
    assert world.call("Registry.person_of", RECOVERY) == before
    held, units = world.balance(investor), world.call("Book.balanceOf", investor, loan)
    earned = sum(world.call("Book.claimable", loan, investor))
    world.call("Book.take_over", investor, [loan, loan])
    assert world.balance(investor) == 0
    assert world.balance(RECOVERY) == held + earned
    assert world.call("Book.balanceOf", RECOVERY, loan) == units
    assert world.call("Book.balanceOf", investor, loan) == 0
    # Exposure falls with what was paid, once.
    world.call("Book.refresh_exposure", RECOVERY, [])
    lent = world.call("Registry.person_of", RECOVERY)["exposure"]
    unpaid = units - units * world.call("Lens.totals_of", loan)["principal"] // 1_000_000
    assert abs(lent - unpaid) <= 1


def test_the_old_wallet_can_do_nothing_any_more(
    world: World, borrower: str, loan: int, investor: str, investor_two: str
) -> None:
    ask, signature = world.ask("investor", loan, 1_000)
    recovered(world, "investor", investor)
    with refuses("ESCROW:WITHDRAW:HELD"):
        world.call("Escrow.withdraw", 1, sender=investor)
    with refuses("MARKET:FILL:NONCE"):
        world.fill(ask, signature, 1_000, investor_two)
    with refuses("REG:LEND:WALLET"):
        world.fund(world.list_loan(borrower), investor, 1_000)
    with refuses("KEY:NAME:WALLET"):
        world.call("KeyRecovery.name_recovery", ZERO, sender=investor)


def test_a_freeze_holds_the_new_wallet_and_never_frees_the_lost_one(
    world: World, investor: str
) -> None:
    recovered(world, "investor", investor)
    until = world.now + DAY
    world.call("Freezes.freeze", RECOVERY, until, bytes(32), sender=world.compliance)
    assert world.call("Escrow.hold_until", RECOVERY) == until
    assert world.call("Escrow.hold_until", investor) == 2**40 - 1


def test_a_borrower_goes_on_owing_and_may_prepay(world: World, borrower: str, loan: int) -> None:
    recovered(world, "borrower", borrower)
    world.call("Book.take_over", borrower, [loan])
    assert world.call("Lens.parties_of", loan)["borrower"] == RECOVERY
    assert world.call("Registry.borrower_record", RECOVERY)[0] == 1_000_000
    assert world.call("Servicing.prepay", loan, 10**9, 0, sender=RECOVERY) > 1_000_000
    assert world.call("Registry.borrower_record", RECOVERY)[0] == 0


def test_a_funded_loan_is_drawn_by_the_new_wallet(
    world: World, borrower: str, investor: str
) -> None:
    loan = world.list_loan(borrower, issue_seconds=20 * DAY)
    world.fund(loan, investor, 1_000_000)
    recovered(world, "borrower", borrower)
    with refuses("BOOK:ISSUE:BORROWER"):
        world.call("Book.issue", loan, sender=RECOVERY)
    world.call("Book.take_over", borrower, [loan])
    world.call("Book.issue", loan, sender=RECOVERY)
    assert world.balance(RECOVERY) > 0


@pytest.mark.exact_second
def test_a_second_loss_finds_all_wallets(world: World, loan: int, investor: str) -> None:
    recovered(world, "investor", investor)
    second = key_of("second recovery").address
    world.call("KeyRecovery.name_recovery", second, sender=RECOVERY)
    world.call("KeyRecovery.give_notice", RECOVERY, sender=second)
    world.travel(days=14)
    person = world.credential("investor")["person"]
    world.call("KeyRecovery.finish", RECOVERY, person, sender=second)
    # What the first loss left behind follows straight to the last wallet.
    assert world.call("Registry.successor_of", investor) == second
    world.call("Book.take_over", investor, [loan])
    assert world.call("Book.balanceOf", second, loan) == 600_000


def test_the_old_wallet_cancels_and_nobody_else_begins(world: World, investor: str) -> None:
    named(world, investor)
    with refuses("KEY:NOTICE:AGAIN"):
        world.call("KeyRecovery.give_notice", investor, sender=RECOVERY)
    with refuses("KEY:CANCEL:NONE"):
        world.call("KeyRecovery.cancel_notice", sender=RECOVERY)
    world.call("KeyRecovery.cancel_notice", sender=investor)
    world.travel(days=30)
    person = world.credential("investor")["person"]
    with refuses("KEY:FINISH:EARLY"):
        world.call("KeyRecovery.finish", investor, person, sender=RECOVERY)
    with refuses("KEY:NOTICE:RECOVERY"):
        world.call("KeyRecovery.give_notice", investor, sender=key_of("thief").address)
    with refuses("KEY:FINISH:RECOVERY"):
        world.call("KeyRecovery.finish", investor, person, sender=key_of("thief").address)
    with refuses("BOOK:TAKEOVER:WALLET"):
        world.call("Book.take_over", investor, [])


def test_who_may_be_named(world: World, investor: str, investor_two: str) -> None:
    with refuses("KEY:NAME:TAKEN"):
        world.call("KeyRecovery.name_recovery", investor_two, sender=investor)
    with refuses("KEY:NAME:WALLET"):
        world.call("KeyRecovery.name_recovery", RECOVERY, sender=RECOVERY)
    named(world, investor)
    world.travel(days=14)
    with refuses("REG:TAKEOVER:PERSON"):
        world.call("KeyRecovery.finish", investor, b"\1" * 32, sender=RECOVERY)
    world.enrol("recovery")
    person = world.credential("investor")["person"]
    with refuses("REG:TAKEOVER:TAKEN"):
        world.call("KeyRecovery.finish", investor, person, sender=RECOVERY)


def test_only_the_contracts_use_the_doors(world: World, loan: int, investor: str) -> None:
    person = world.credential("investor")["person"]
    with refuses("REG:TAKEOVER:CALLER"):
        world.call("Registry.take_over", investor, RECOVERY, person)
    with refuses("REG:FROZEN:CALLER"):
        world.call("Registry.set_frozen", investor, world.now + DAY)
    with refuses("MARKET:END:CALLER"):
        world.call("Market.end_orders", investor)
    with refuses("SERV:DOOR:CALLER"):
        world.call("Servicing.change_borrower", loan, RECOVERY)


def test_a_person_with_eight_wallets_has_no_place_for_another(world: World, investor: str) -> None:
    for i in range(7):
        world.travel(seconds=1)
        values = world.credential("investor", wallet=key_of(f"further {i}").address)
        seats = [world.sign("Credential", values, seat) for seat in world.attestors[:2]]
        world.call("Registry.enrol", values, seats, b"", sender=values["wallet"])
    named(world, investor)
    world.travel(days=14)
    person = world.credential("investor")["person"]
    with refuses("REG:TAKEOVER:WALLETS"):
        world.call("KeyRecovery.finish", investor, person, sender=RECOVERY)
