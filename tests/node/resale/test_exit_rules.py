"""Notes are paired with bids: never below the price, never twice, never over what a bid seeks."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.resale.exit_rules import (
    ExitBid,
    ExitNote,
    ExitPair,
    ExitRest,
    RestReason,
    match_exit,
)

BUYERS = ("0xA", "0xB", "0xC")
notes = st.lists(
    st.builds(
        ExitNote, loan=st.integers(1, 4), units=st.integers(1, 10**6),
        ticket=st.integers(1, 10**4), is_open=st.booleans(),
    ),
    unique_by=lambda note: note.loan, max_size=4,
)  # fmt: skip
bids = st.lists(
    st.builds(
        ExitBid, digest=st.text("0123456789abcdef", min_size=8, max_size=8),
        loan=st.integers(1, 4), buyer=st.sampled_from(BUYERS), left=st.integers(1, 10**6),
        price_ppm=st.integers(1, 2_000_000), cost=st.integers(1, 10**6),
    ),
    unique_by=lambda bid: bid.digest, max_size=12,
)  # fmt: skip
cash = st.fixed_dictionaries({buyer: st.integers(0, 10**6) for buyer in BUYERS})


@given(notes, bids, st.integers(1, 2_000_000), cash)
def test_every_pair_is_within_price_bid_note_and_cash(
    held: list[ExitNote], standing: list[ExitBid], least: int, balances: dict[str, int]
) -> None:
    match = match_exit(held, standing, least, balances)
    by_digest = {bid.digest: bid for bid in standing}
    sold: Counter[int] = Counter()
    spent: Counter[str] = Counter()
    assert len({pair.digest for pair in match.pairs}) == len(match.pairs), "a bid is used once"
    units = {note.loan: note.units for note in held}
    ticket = {note.loan: note.ticket for note in held}
    for pair in match.pairs:
        bid = by_digest[pair.digest]
        assert pair.price_ppm == bid.price_ppm >= least
        assert 0 < pair.units <= bid.left
        assert pair.loan == bid.loan
        left = units[pair.loan] - sold[pair.loan]
        assert pair.units == left or min(pair.units, left - pair.units) >= ticket[pair.loan]
        sold[pair.loan] += pair.units
        spent[bid.buyer] += -(-bid.cost * pair.units // bid.left)
    rest = {each.loan: each.units for each in match.rests}
    assert all(sold[note.loan] + rest.get(note.loan, 0) == note.units for note in held)
    assert all(spent[buyer] <= balances[buyer] for buyer in BUYERS)


@given(notes, bids, st.integers(1, 2_000_000), cash, st.randoms())
def test_the_order_of_what_comes_in_changes_nothing(
    held: list[ExitNote],
    standing: list[ExitBid],
    least: int,
    balances: dict[str, int],
    chance: object,
) -> None:
    match = match_exit(held, standing, least, balances)
    chance.shuffle(held)  # type: ignore[attr-defined]
    chance.shuffle(standing)  # type: ignore[attr-defined]
    assert match_exit(held, standing, least, balances) == match


def test_the_dearest_bid_takes_first() -> None:
    standing = [
        ExitBid("b", 1, "0xA", 60, 900_000, 54), ExitBid("c", 1, "0xB", 60, 950_000, 57),
        ExitBid("a", 1, "0xA", 60, 950_000, 57),
    ]  # fmt: skip
    match = match_exit([ExitNote(1, 100, 10)], standing, 800_000, {"0xA": 10**3, "0xB": 10**3})
    assert match.pairs == (ExitPair(1, "a", 60, 950_000), ExitPair(1, "c", 40, 950_000))
    assert match.rests == ()


@pytest.mark.parametrize(
    ("note", "least", "balance", "reason"),
    [
        (ExitNote(1, 100, 10, is_open=False), 1, 1_000, RestReason.CLOSED),
        (ExitNote(2, 100, 10), 1, 1_000, RestReason.NO_BID),
        (ExitNote(1, 100, 10), 900_001, 1_000, RestReason.PRICE),
        (ExitNote(1, 100, 10), 1, 0, RestReason.DEPTH),
        (ExitNote(1, 100, 70), 1, 1_000, RestReason.TICKET),
    ],
)
def test_what_is_left_says_why(
    note: ExitNote, least: int, balance: int, reason: RestReason
) -> None:
    standing = [ExitBid("b", 1, "0xA", 60, 900_000, 54)]
    match = match_exit([note], standing, least, {"0xA": balance})
    assert match.pairs == ()
    assert match.rests == (ExitRest(note.loan, 100, reason),)


def test_cash_that_is_shared_by_two_bids_is_spent_once() -> None:
    standing = [ExitBid(name, loan, "0xA", 100, 900_000, 90) for name, loan in (("a", 1), ("b", 2))]
    match = match_exit([ExitNote(1, 100, 1), ExitNote(2, 100, 1)], standing, 1, {"0xA": 135})
    assert [(pair.loan, pair.units) for pair in match.pairs] == [(1, 100), (2, 50)]
    assert match.rests == (ExitRest(2, 50, RestReason.DEPTH),)
