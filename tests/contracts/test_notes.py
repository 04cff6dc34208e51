"""Notes: claims, transfers, and the ERC-6909 view; one choke point for all."""

from __future__ import annotations

import pytest

from contracts.builders import World, key_of, refuses
from contracts.enrolment import second_wallet


def repay(world: World, loan: int, borrower: str, amount: int = 10**9) -> int:
    world.travel(days=31)
    return int(world.call("Servicing.repay", loan, amount, 480, sender=borrower))


def test_a_claim_pays_the_share_of_what_came_in(
    world: World, borrower: str, loan: int, investor: str, investor_two: str
) -> None:
    repay(world, loan, borrower, 88_849)
    totals = world.call("Lens.totals_of", loan)
    for holder, units in ((investor, 600_000), (investor_two, 400_000)):
        principal = units * totals["principal"] // 10**6
        interest = units * totals["interest"] // 10**6
        assert world.call("Book.claimable", loan, holder) == (principal, interest)
        before = world.balance(holder)
        assert world.call("Book.claim", loan, sender=holder) == principal + interest
        assert world.balance(holder) - before == principal + interest
        assert world.call("Book.claimable", loan, holder) == (0, 0)


def test_a_claim_of_nothing_changes_nothing(world: World, loan: int, investor: str) -> None:
    assert world.call("Book.claim", loan, sender=investor) == 0
    assert world.call("Book.claim", loan, sender=key_of("stranger").address) == 0
    assert world.call("Book.claim", 99, sender=investor) == 0
    assert world.balance(investor) == 10**11 - 600_000


def test_many_loans_are_claimed_in_one_call(
    world: World, borrower: str, investor: str, investor_two: str
) -> None:
    loans = [world.live_loan(borrower, {investor: 5_000, investor_two: 5_000}) for _ in range(3)]
    world.travel(days=31)
    for loan in loans:
        world.call("Servicing.repay", loan, 10**6, 480, sender=borrower)
    expected = sum(sum(world.call("Book.claimable", loan, investor)) for loan in loans)
    assert world.call("Book.claim_many", [*loans, loans[0]], sender=investor) == expected > 0


def test_claim_and_withdraw_sends_it_out(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    repay(world, loan, borrower)
    before = world.balance(investor)
    amount = world.call("Book.claim_and_withdraw", [loan], sender=investor)
    assert amount > 0
    assert world.balance(investor) == before
    assert world.call("Token.balanceOf", investor) == amount
    assert world.call("Book.claim_and_withdraw", [loan], sender=investor) == 0
    assert world.call("Token.balanceOf", investor) == amount


def sell(world: World, loan: int, units: int, buyer: str, price_ppm: int = 0) -> int:
    """A sale by the first investor, for nothing unless a price is named."""
    return world.fill(*world.ask("investor", loan, units, price_ppm=price_ppm), units, buyer)


def test_a_move_settles_both_sides_first(
    world: World, borrower: str, loan: int, investor: str, investor_two: str
) -> None:
    repay(world, loan, borrower, 100_000)
    earned = [sum(world.call("Book.claimable", loan, who)) for who in (investor, investor_two)]
    before = [world.balance(who) for who in (investor, investor_two)]
    sell(world, loan, 100_000, investor_two)
    logged = world.events()
    after = [world.balance(who) for who in (investor, investor_two)]
    assert [b - a for a, b in zip(before, after, strict=True)] == earned
    assert world.call("Book.balanceOf", investor, loan) == 500_000
    assert world.call("Book.balanceOf", investor_two, loan) == 500_000
    moved = {"sender": investor, "receiver": investor_two, "id": loan, "amount": 100_000}
    assert ("Transfer", {"caller": world.address["Market"], **moved}) in logged


def test_exposure_goes_with_the_outstanding_principal(
    world: World, borrower: str, investor: str, investor_two: str
) -> None:
    loan = world.live_loan(
        borrower, {investor: 600_000, investor_two: 400_000}, method=1, rate_ppm=0, n=10
    )
    repay(world, loan, borrower, 100_000)
    sell(world, loan, 300_000, investor_two)
    # The sender's falls with their next act, or at anyone's call.
    assert world.call("Escrow.principal_returned", investor) == 60_000 + 270_000
    world.call("Book.refresh_exposure", investor, [])
    exposures = [
        world.call("Registry.person_of", who)["exposure"] for who in (investor, investor_two)
    ]
    # A tenth is repaid: 270,000 of each 300,000 units are outstanding.
    assert exposures == [270_000, 630_000]


@pytest.mark.parametrize(
    ("units", "code"),
    [
        (0, "BOOK:MOVE:ZERO"),
        (600_001, "BOOK:MOVE:UNITS"),
        (999, "BOOK:MOVE:TICKET"),
        (599_001, "BOOK:MOVE:TICKET"),
    ],
)
def test_a_move_leaves_no_position_below_a_ticket(
    world: World, loan: int, investor: str, investor_two: str, units: int, code: str
) -> None:
    wallet = second_wallet(world)
    with refuses(code):
        world.call("Book.transfer", wallet, loan, units, sender=investor)
    if units:
        with refuses(code):
            sell(world, loan, units, investor_two)
    assert world.call("Book.balanceOf", investor, loan) == 600_000


def test_a_whole_note_may_always_go(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    wallet = second_wallet(world)
    world.call("Book.transfer", wallet, loan, 600_000, sender=investor)
    assert world.call("Book.balanceOf", wallet, loan) == 600_000
    world.call("Book.transfer", investor, loan, 600_000, sender=wallet)
    sell(world, loan, 600_000, investor_two)
    assert world.call("Book.balanceOf", investor_two, loan) == 1_000_000


def test_nobody_transfers_to_themselves(world: World, loan: int, investor: str) -> None:
    with refuses("BOOK:MOVE:SELF"):
        world.call("Book.transfer", investor, loan, 1_000, sender=investor)
    with refuses("BOOK:MOVE:SELF"):
        sell(world, loan, 1_000, investor)


def test_units_do_not_move_before_the_loan_is_issued_or_after_its_end(
    world: World, borrower: str, investor: str
) -> None:
    wallet = second_wallet(world)
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 1_000_000)
    with refuses("BOOK:MOVE:STATUS"):
        world.call("Book.transfer", wallet, loan, 1_000, sender=investor)
    world.call("Book.issue", loan, sender=borrower)
    world.call("Servicing.prepay", loan, 10**9, 0, sender=borrower)
    with refuses("BOOK:MOVE:ENDED"):
        world.call("Book.transfer", wallet, loan, 1_000, sender=investor)


def test_a_transfer_reaches_nobody_else(
    world: World, loan: int, investor: str, investor_two: str, borrower: str
) -> None:
    world.call("Book.setOperator", investor_two, True, sender=investor)
    for receiver in (investor_two, borrower, key_of("stranger").address):
        with refuses("BOOK:MOVE:PERSON"):
            world.call("Book.transfer", receiver, loan, 1_000, sender=investor)
        with refuses("BOOK:MOVE:PERSON"):
            world.call("Book.transferFrom", investor, receiver, loan, 1_000, sender=investor_two)


def receivers_of(world: World, borrower: str) -> list[tuple[str, str]]:
    world.travel(seconds=1)
    group = world.call("Registry.person_of", borrower)["group"]
    signers = world.call("Registry.person_of", world.underwriter.address)["group"]
    return [
        (world.person("relative", 0, group=group), "REG:LEND:RELATED"),
        (world.person("signer's relative", 0, group=signers), "REG:LEND:SIGNER"),
        (world.person("cautious", 0, risk_class=2), "REG:LEND:CLASS"),
        (world.person("expired", 0, expiry=world.now + 1), "REG:PERSON:EXPIRED"),
        (world.person("small", 0, lend_limit=999), "REG:LEND:LIMIT"),
        (world.underwriter.address, "REG:LEND:SIGNER"),
        (borrower, "REG:LEND:SELF"),
        (key_of("stranger").address, "REG:LEND:UNKNOWN"),
    ]


def test_every_buyer_is_checked_as_a_lender(
    world: World, borrower: str, loan: int, investor: str
) -> None:
    refused = receivers_of(world, borrower)
    order = world.ask("investor", loan, 1_000)
    world.travel(seconds=2)
    for receiver, code in refused:
        world.fund_wallet(receiver, 5_000)
        with refuses(code):
            world.fill(*order, 1_000, receiver)
    assert world.call("Book.balanceOf", investor, loan) == 600_000


@pytest.mark.parametrize("signer", ["underwriter", "underwriter two"])
def test_no_relative_of_either_signer_buys_what_they_signed(
    world: World, borrower: str, investor: str, signer: str
) -> None:
    loan = world.list_offer(world.offer(borrower, principal=1_000_000), two=True)
    world.fund(loan, investor, 1_000_000)
    world.call("Book.issue", loan, sender=borrower)
    group = world.call("Registry.person_of", key_of(signer).address)["group"]
    relative = world.person("relative", group=group)
    order = world.ask("investor", loan, 1_000)
    with refuses("REG:LEND:SIGNER"):
        world.fill(*order, 1_000, relative)
    assert world.fill(*order, 1_000, world.person("stranger")) > 0


def test_allowances_and_operators_follow_erc_6909(world: World, loan: int, investor: str) -> None:
    spender, wallet = key_of("spender").address, second_wallet(world)
    arguments = (investor, wallet, loan, 2_000)
    with refuses("BOOK:MOVE:ALLOWANCE"):
        world.call("Book.transferFrom", *arguments, sender=spender)
    world.call("Book.approve", spender, loan, 3_000, sender=investor)
    world.call("Book.transferFrom", *arguments, sender=spender)
    assert world.call("Book.allowance", investor, spender, loan) == 1_000
    with refuses("BOOK:MOVE:ALLOWANCE"):
        world.call("Book.transferFrom", *arguments, sender=spender)
    world.call("Book.approve", spender, loan, 2**256 - 1, sender=investor)
    world.call("Book.transferFrom", *arguments, sender=spender)
    assert world.call("Book.allowance", investor, spender, loan) == 2**256 - 1
    world.call("Book.approve", spender, loan, 0, sender=investor)
    world.call("Book.setOperator", spender, True, sender=investor)
    assert world.call("Book.isOperator", investor, spender)
    world.call("Book.transferFrom", *arguments, sender=spender)
    world.call("Book.setOperator", spender, False, sender=investor)
    with refuses("BOOK:MOVE:ALLOWANCE"):
        world.call("Book.transferFrom", *arguments, sender=spender)
    world.call("Book.transferFrom", *arguments, sender=investor)


@pytest.mark.parametrize(
    ("interface", "supported"),
    [("01ffc9a7", True), ("0f632fb3", True), ("ffffffff", False), ("d9b67a26", False)],
)
def test_the_interfaces_are_named(world: World, interface: str, supported: bool) -> None:
    assert world.call("Book.supportsInterface", bytes.fromhex(interface)) is supported


def test_erc_6909_ids_are_the_interface_of_its_functions(world: World) -> None:
    names = "balanceOf allowance isOperator transfer transferFrom approve setOperator"
    identifier = 0
    for name in names.split():
        identifier ^= int.from_bytes(world.interface["Book"].function(name).selector, "big")
    assert identifier == 0x0F632FB3


def test_dust_belongs_to_nobody_and_is_less_than_a_unit_each(world: World, borrower: str) -> None:
    holders = [world.person(f"holder {i}") for i in range(7)]
    loan = world.live_loan(
        borrower, {holder: 1_000 + 7 * i for i, holder in enumerate(holders)}, ticket_min=1, n=3
    )
    for _ in range(3):
        repay(world, loan, borrower, 1_000)
        for holder in holders[:4]:
            world.call("Book.claim", loan, sender=holder)
    totals = world.call("Lens.totals_of", loan)
    for holder in holders:
        world.call("Book.claim", loan, sender=holder)
    pot = world.balance(world.address["Servicing"])
    dust = pot - totals["fees"]
    assert 0 <= dust < 2 * len(holders)


def test_assigning_is_the_markets_alone(world: World, loan: int, investor: str) -> None:
    for caller in (investor, world.deployer, world.address["Governor"], *world.council):
        with refuses("BOOK:ASSIGN:CALLER"):
            world.call("Book.assign", investor, caller, loan, 1_000, 0, 0, sender=caller)
