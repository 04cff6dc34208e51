"""What worked against the market and the notes of version 1, tried again."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import DAY, NO_SIGNATURE, World, key_of, refuses, sign_digest
from contracts.enrolment import move_to_group, second_wallet
from contracts.workouts import drain, make_default, next_month, pay_instalments
from tallystick.chain import typed_data

ANYONE = key_of("anyone").address
MAX = 10**18


# Prices


@pytest.mark.parametrize("price_ppm", [1_000_000, 999_999, 500_000, 1])
@pytest.mark.parametrize("paid", [0, 1, 6, 11])
@pytest.mark.long
def test_units_one_by_one_never_cost_less_than_at_once(
    world: World, borrower: str, investor: str, paid: int, price_ppm: int
) -> None:
    buyer = world.person("buyer")
    loan = world.live_loan(borrower, {investor: 100_000}, ticket_min=1, market_fee_ppm=0)
    pay_instalments(world, loan, paid)
    assert world.call("Market.quote", loan, 1, price_ppm)[0] >= 1
    order = world.ask("investor", loan, 200, price_ppm=price_ppm)
    with world.undone():
        whole = world.fill(*order, 20, buyer)
    assert sum(world.fill(*order, 1, buyer) for _ in range(20)) >= whole
    # The price is one fraction, rounded up once.
    outstanding = 100_000 - world.call("Lens.totals_of", loan)["principal"]
    assert whole == -(-20 * outstanding * price_ppm // (100_000 * 10**6))


def test_a_covered_loan_is_priced_by_what_is_left_of_it(
    world: World, loan: int, investor: str
) -> None:
    make_default(world, loan, 3)
    next_month(world)
    world.call("Reserve.cover", loan)
    left = 10**6 - world.call("Lens.totals_of", loan)["principal"]
    units = 1_234
    quoted = world.call("Market.quote", loan, units, 10**6)[0]
    assert quoted == -(-units * left // 10**6)


@pytest.mark.parametrize("method", range(4))
def test_no_payment_between_quote_and_fill_strips_the_coupon(
    world: World, borrower: str, investor: str, method: int
) -> None:
    buyer = world.person("buyer")
    loan = world.live_loan(borrower, {investor: 1_000_000}, method=method, n=2, period=2)
    world.travel(days=62)
    order, bid = world.ask("investor", loan, 100_000), world.bid("buyer", loan, 100_000)
    seen = world.seen(loan)
    if method == 3:
        world.call("Servicing.prepay", loan, 300_000, 0, sender=borrower)
    else:
        world.call("Servicing.collect", loan)
    with refuses("MARKET:FILL:MOVED"):
        world.call("Market.fill", *order, 1_000, 1, MAX, seen, sender=buyer)
    with refuses("MARKET:FILL:MOVED"):
        world.call("Market.sell", *bid, 1_000, 1, 0, seen, sender=investor)
    world.fill(*order, 1_000, buyer)


def test_payments_by_anyone_of_any_size_void_no_order(
    world: World, borrower: str, loan: int, investor_two: str
) -> None:
    order = world.ask("investor", loan, 60_000, expiry=world.now + 90 * DAY)
    stranger = world.person("stranger")
    world.travel(days=29)
    for amount in (1, 7, 10**9):
        world.call("Servicing.repay", loan, amount, 480, sender=stranger)
        world.fill(*order, 1_000, investor_two)
    for amount in (20_000, 30_000):
        world.call("Servicing.prepay", loan, amount, 0, sender=borrower)
        world.fill(*order, 1_000, investor_two)


# Notes that nobody asked for


def test_worthless_notes_cannot_be_given_to_a_victim(
    world: World, borrower: str, investor: str
) -> None:
    victim = world.person("victim", lend_limit=500_000)
    dead = world.live_loan(borrower, {investor: 1_000_000}, ticket_min=1)
    make_default(world, dead)
    with refuses("BOOK:MOVE:PERSON"):
        world.call("Book.transfer", victim, dead, 500_000, sender=investor)
    world.call("Book.setOperator", ANYONE, True, sender=investor)
    with refuses("BOOK:MOVE:PERSON"):
        world.call("Book.transferFrom", investor, victim, dead, 500_000, sender=ANYONE)
    bid = world.bid("victim", dead, 10)[0]
    forged = world.sign_bytes("Bid", bid, key_of("investor"))
    with refuses("MARKET:SALE:CLOSED"):
        world.call("Market.quote", dead, 10, 0)
    with refuses("MARKET:FILL:SIGNATURE"):
        world.call("Market.sell", bid, forged, 10, 1, 0, world.seen(dead), sender=investor)
    world.fund(world.list_loan(world.person("other"), principal=500_000), victim, 500_000)


def test_a_gift_breaks_no_sale_and_no_claim(
    world: World, borrower: str, investor: str, investor_two: str
) -> None:
    mean = world.person("mean")
    loan = world.list_loan(borrower, principal=10_001, ticket_min=1_000)
    for holder, units in ((investor, 5_000), (investor_two, 5_000), (mean, 1)):
        world.fund(loan, holder, units)
    world.call("Book.issue", loan, sender=borrower)
    order = world.ask("investor", loan, 5_000)
    with refuses("BOOK:MOVE:PERSON"):
        world.call("Book.transfer", investor, loan, 1, sender=mean)
    world.fill(*order, 5_000, investor_two)
    pay_instalments(world, loan, 1)
    assert world.call("Book.claim_and_withdraw", [loan], sender=investor) == 0
    assert world.call("Book.claim_and_withdraw", [loan, loan], sender=investor_two) > 0


def test_the_closed_market_is_not_walked_around_by_a_transfer(
    world: World, borrower: str, loan: int, investor: str, investor_two: str
) -> None:
    order = world.ask("investor", loan, 1_000, dpd_max=1_000, expiry=world.now + 400 * DAY)
    bid = world.bid("investor two", loan, 1_000, dpd_max=1_000, expiry=world.now + 400 * DAY)
    wallet = second_wallet(world)
    world.travel(days=29 + 40)
    free = world.ask("investor", loan, 1_000, price_ppm=0, dpd_max=1_000)
    for sale in (order, free):
        with refuses("MARKET:SALE:CLOSED"):
            world.fill(*sale, 1_000, investor_two)
    with refuses("MARKET:SALE:CLOSED"):
        world.call("Market.sell", *bid, 1_000, 1, 0, world.seen(loan), sender=investor)
    world.call("Book.setOperator", ANYONE, True, sender=investor)
    with refuses("BOOK:MOVE:PERSON"):
        world.call("Book.transferFrom", investor, investor_two, loan, 1_000, sender=ANYONE)
    # Wallets of one person are no market.
    world.call("Book.transferFrom", investor, wallet, loan, 1_000, sender=ANYONE)


def test_moves_between_ones_own_wallets_touch_no_limit_and_no_class(
    world: World, borrower: str
) -> None:
    investor = world.person("investor", lend_limit=1_000_000)
    loan = world.live_loan(borrower, {investor: 1_000_000}, method=1, rate_ppm=0, n=10)
    world.travel(days=31)
    world.call("Servicing.collect", loan)
    # Lowered to nothing by the attestors, with nobody's consent.
    world.travel(seconds=1)
    group = world.call("Registry.person_of", investor)["group"]
    wallet = second_wallet(world, lend_limit=0, risk_class=1, group=group)
    for sender, receiver in ((investor, wallet), (wallet, investor), (investor, wallet)):
        world.call("Book.transfer", receiver, loan, 600_000, sender=sender)
        after = world.call("Registry.person_of", investor)["exposure"]
        left = sum(world.call("Escrow.principal_returned", w) for w in (investor, wallet))
        assert after - left == 900_000
    for owner in (investor, wallet):
        world.call("Book.refresh_exposure", owner, [])
    assert world.call("Registry.person_of", investor)["exposure"] == 900_000


# Events of ERC-6909


def transfers(world: World) -> list[tuple[str, str, int]]:
    return [
        (values["sender"], values["receiver"], values["amount"])
        for name, values in world.events()
        if name == "Transfer" and "id" in values
    ]


def test_mint_burn_and_sale_rebuild_every_balance(
    world: World, borrower: str, investor: str, investor_two: str
) -> None:
    zero = "0x" + "00" * 20
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 10_000)
    assert transfers(world) == [(zero, investor, 10_000)]
    world.call("Book.retract", loan, 4_000, sender=investor)
    assert transfers(world) == [(investor, zero, 4_000)]
    world.fund(loan, investor_two, 994_000)
    world.call("Book.issue", loan, sender=borrower)
    world.fill(*world.ask("investor", loan, 2_000), 2_000, investor_two)
    assert transfers(world) == [(investor, investor_two, 2_000)]


# Wallets that are contracts


class Contract:
    """A contract wallet of one owner, enrolled as a person (EIP-1271)."""

    def __init__(self, world: World, name: str, **changes: Any) -> None:
        self.world, self.owner = world, key_of(f"owner of {name}")
        arguments = ([self.owner.address, key_of("second owner").address], 1)
        self.address = world._deploy(name, "mocks/ContractWallet", arguments)
        values = world.credential(name, wallet=self.address, **changes)
        seats = [world.sign("Credential", values, seat) for seat in world.attestors[:2]]
        with refuses("REG:ENROL:CONSENT"):
            world.call("Registry.enrol", values, seats, self.signed("Credential", values)[:64])
        world.call("Registry.enrol", values, seats, self.signed("Credential", values))

    def signed(self, kind: str, values: dict[str, Any]) -> bytes:
        world = self.world
        verifier = world.address[typed_data.VERIFIERS[kind]]
        full = typed_data.message(kind, values, world.engine.chain_id, verifier)
        signed = sign_digest(self.owner, typed_data.digest(full))
        words = signed.r.to_bytes(32, "big") + signed.s.to_bytes(32, "big")
        return bytes(words + bytes([signed.v]))


def test_a_contract_wallet_sells_and_bids_by_its_own_signature(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    holder = Contract(world, "Holder")
    world.fill(*world.ask("investor", loan, 100_000, price_ppm=0), 100_000, holder.address)
    ask, _ = world.ask("investor", loan, 1_000, seller=holder.address)
    for false in (NO_SIGNATURE, bytes(65), world.sign_bytes("Ask", ask, holder.owner)):
        with refuses("MARKET:FILL:SIGNATURE"):
            world.fill(ask, false, 1_000, investor_two)
    world.fill(ask, holder.signed("Ask", ask), 1_000, investor_two)
    world.call("Market.cancel_ask", ask, sender=holder.address)
    world.fund_wallet(holder.address, 10**6)
    bid, _ = world.bid("investor", loan, 2_000, buyer=holder.address)
    arguments = (2_000, 1, 0, world.seen(loan))
    with refuses("MARKET:FILL:SIGNATURE"):
        world.call("Market.sell", bid, NO_SIGNATURE, *arguments, sender=investor)
    world.call("Market.sell", bid, holder.signed("Bid", bid), *arguments, sender=investor)
    assert world.call("Book.balanceOf", holder.address, loan) == 101_000


def test_a_contract_wallet_signs_offers_as_an_underwriter(world: World, borrower: str) -> None:
    signer = Contract(world, "Signer")
    offer = world.offer(borrower)
    named = (signer.address, "0x" + "00" * 20)
    signature = signer.signed("Offer", offer)
    with refuses("OFFER:LIST:SIGNATURE"):
        world.call("Offers.list_offer", offer, named, signature, b"", sender=borrower)
    world.decide(1, signer.address, 2)
    with refuses("OFFER:LIST:SIGNATURE"):
        world.call("Offers.list_offer", offer, named, signature[:64], b"", sender=borrower)
    world.call("Offers.list_offer", offer, named, signature, b"", sender=borrower)


@pytest.mark.parametrize("target", ["Token", "Escrow", "Market"])
def test_a_contract_that_knows_no_signatures_stands_by_none(
    world: World, loan: int, investor_two: str, target: str
) -> None:
    ask, signature = world.ask("investor", loan, 1_000, seller=world.address[target])
    with refuses("MARKET:FILL:SIGNATURE"):
        world.fill(ask, signature, 1_000, investor_two)


# Related people


@pytest.mark.parametrize("who", ["lender", "buyer"])
@pytest.mark.parametrize("to", ["borrower", "underwriter", "underwriter two"])
@pytest.mark.parametrize("mover", ["other", "lender"])
def test_who_is_found_related_takes_no_note_of_an_open_loan(
    world: World, who: str, to: str, mover: str
) -> None:
    """Either side may be the one whom the attestors move; staff keep their group."""
    borrower, lender = world.person("borrower"), world.person("lender")
    offer = world.offer(borrower, principal=1_000_000)
    loan = world.list_offer(offer, two=True)
    other = world.person("first lender")
    if who == "buyer":
        world.fund(loan, other, 1_000_000)
        world.call("Book.issue", loan, sender=borrower)
    group_of = {
        r: world.call("Registry.person_of", key_of(r).address)["group"] for r in (to, "lender")
    }
    if mover == "lender":
        move_to_group(world, "lender", group_of[to])
    elif to == "borrower":
        move_to_group(world, "borrower", group_of["lender"])
    else:
        with refuses("REG:ENROL:STAFF"):
            move_to_group(world, to, group_of["lender"])
        return
    code = "REG:LEND:RELATED" if to == "borrower" else "REG:LEND:SIGNER"
    if who == "lender":
        with refuses(code):
            world.fund(loan, lender, 1_000)
    else:
        with refuses(code):
            world.fill(*world.ask("first lender", loan, 1_000), 1_000, lender)
        bid = world.bid("lender", loan, 1_000)
        with refuses(code):
            world.call("Market.sell", *bid, 1_000, 1, 0, world.seen(loan), sender=other)


def test_money_taken_out_does_not_reopen_a_sale_of_what_was_paid(
    world: World, borrower: str, loan: int, investor: str, investor_two: str
) -> None:
    """A buyer's exposure ends with the loan, to the unit, whatever was rounded on the way."""
    pay_instalments(world, loan, 2)
    third = world.person("third", lend_limit=10**6)
    world.fill(*world.ask("investor", loan, 333_331), 333_331, third)
    pay_instalments(world, loan, 3)
    world.call("Book.claim", loan, sender=third)
    world.call("Servicing.prepay", loan, 10**9, 0, sender=borrower)
    drain(world, borrower)
    for holder in (third, investor, investor_two):
        world.call("Book.refresh_exposure", holder, [loan], sender=ANYONE)
        assert world.call("Registry.person_of", holder)["exposure"] == 0
