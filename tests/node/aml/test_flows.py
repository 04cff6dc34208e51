"""Markets of flows."""

from __future__ import annotations

from node.aml.scenes import HOUR, START, deposits, flow, party
from tallystick_node.aml.flows import DAY, FlowKind, Market, loan_node, wallet_node


def test_flows_are_put_in_order_and_by_person() -> None:
    flows = deposits("a", (5, 1), (1, 2))
    market = Market.of(flows, [party("a")])
    assert [each.amount for each in market.by_person["a"]] == [2, 1]
    assert "bank:a" not in market.by_person


def test_a_days_end_is_the_platforms() -> None:
    assert Market.of([], []).day(START + 23 * HOUR) == START // DAY
    assert Market.of([], [], utc_offset_seconds=HOUR).day(START + 23 * HOUR) == START // DAY + 1


def test_repayments_are_by_loan() -> None:
    paid = flow(1, 0, FlowKind.REPAYMENT, "a", loan_node(4), 9, loan=4)
    lent = flow(2, 0, FlowKind.LENDING, "a", loan_node(4), 9, loan=4)
    assert Market.of([paid, lent], []).repayments == {4: (paid,)}


def test_a_wallets_case_does_not_matter() -> None:
    assert wallet_node("0xAB") == wallet_node("0xab")
