"""Income, country, whose wallet pays: each with its benign twin."""

from __future__ import annotations

from dataclasses import replace

from node.aml.scenes import FLOOR, HOUR, START, deposits, flow, party, scene
from tallystick_node.aml.flows import DAY, Borrowing, FlowKind, wallet_node
from tallystick_node.aml.rules.circumstances import CROSS_BORDER, EARLY_PAYMENT, INCOME, WALLET

PAYER = "0x" + "ab" * 20
LOAN = Borrowing(7, "b", FLOOR, START, START + 100 * DAY, repaid_at=START + 9 * DAY)


def test_more_than_three_incomes_in_a_month_are_seen() -> None:
    flows = deposits("a", (0, 1500), (29 * 24, 1501))
    (hit,) = INCOME.hits(scene(flows, party("a", monthly_income=1000)))
    assert (hit.amount, hit.facts["income"]) == (3001, 1000)


def test_three_incomes_a_longer_time_or_an_unknown_income_are_not() -> None:
    assert not INCOME.hits(scene(deposits("a", (0, 3000)), party("a", monthly_income=1000)))
    slow = deposits("a", (0, 1500), (30 * 24, 1501))
    assert not INCOME.hits(scene(slow, party("a", monthly_income=1000)))
    assert not INCOME.hits(scene(deposits("a", (0, 9000)), party("a")))


def test_much_over_a_border_in_a_day_is_seen() -> None:
    parts = deposits("a", (0, 10_000_000), (9, 10_000_000), country="US")
    hits = CROSS_BORDER.hits(scene(parts, party("a", country="")))
    assert [hit.facts["country"] for hit in hits] == ["US"]


def test_much_at_home_or_little_over_a_border_is_not() -> None:
    home = deposits("a", (0, 90_000_000), country="CN")
    assert not CROSS_BORDER.hits(scene(home, party("a")))
    little = deposits("a", (0, FLOOR - 1), country="US")
    assert not CROSS_BORDER.hits(scene(little, party("a")))


def test_a_country_never_used_before_is_seen_once() -> None:
    flows = deposits("a", (0, FLOOR), (30, FLOOR), (60, FLOOR), country="US")
    (hit,) = CROSS_BORDER.hits(scene(flows, party("a")))
    assert (hit.facts["country"], hit.facts["country_before"]) == ("US", "CN")


def test_a_loan_repaid_soon_by_a_strangers_wallet_is_seen() -> None:
    paid = flow(1, 9 * DAY, FlowKind.REPAYMENT, wallet_node(PAYER), "loan:7", FLOOR, loan=7)
    (hit,) = EARLY_PAYMENT.hits(scene([paid], party("b"), loans=[LOAN]))
    assert (hit.subject, hit.facts["loan"], hit.facts["days"]) == ("b", 7, 9)


def test_a_loan_repaid_later_or_by_its_borrower_is_not() -> None:
    paid = flow(1, 9 * DAY, FlowKind.REPAYMENT, wallet_node(PAYER), "loan:7", FLOOR, loan=7)
    late = replace(LOAN, repaid_at=START + 10 * DAY)
    assert not EARLY_PAYMENT.hits(scene([paid], party("b"), loans=[late]))
    owing = replace(LOAN, repaid_at=None)
    assert not EARLY_PAYMENT.hits(scene([paid], party("b"), loans=[owing]))
    assert not EARLY_PAYMENT.hits(
        scene([paid], party("b", wallets=frozenset({PAYER})), loans=[LOAN])
    )
    own = replace(paid, source="b")
    assert not EARLY_PAYMENT.hits(scene([own], party("b"), loans=[LOAN]))


def test_a_listed_wallet_is_seen_on_either_side() -> None:
    came = flow(1, 0, FlowKind.TRANSFER, wallet_node(PAYER), "a", 1)
    went = flow(2, HOUR, FlowKind.TRANSFER, "b", wallet_node(PAYER), 1)
    hits = WALLET.hits(scene([came, went], party("a"), party("b"), listed=[PAYER.upper()]))
    assert [hit.subject for hit in hits] == ["a", "b"]


def test_a_wallet_on_no_list_is_not_seen() -> None:
    came = flow(1, 0, FlowKind.TRANSFER, wallet_node(PAYER), "a", 1)
    assert not WALLET.hits(scene([came], party("a"), listed=["0x" + "cd" * 20]))
    assert not WALLET.hits(scene([came], party("a")))


def test_an_own_wallet_on_a_list_is_seen() -> None:
    flows = deposits("a", (0, 1))
    own = party("a", wallets=frozenset({PAYER}))
    assert len(WALLET.hits(scene(flows, own, listed=[PAYER]))) == 1
