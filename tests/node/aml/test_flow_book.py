"""Flows collected from the chain and the bank."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from tallystick_node.aml.flow_graph import FlowGraph
from tallystick_node.aml.flows import FlowKind
from tallystick_node.storage.tables import aml_flows, events, payment_orders

if TYPE_CHECKING:
    from node.aml.builders import Bureau


def _collect(bureau: Bureau) -> int:
    bureau.catch_up()
    with bureau.database.writing() as connection:
        return bureau.aml.flows.collect(connection)


def test_a_coin_is_followed_from_its_deposit_to_the_borrowers_wallet(bureau: Bureau) -> None:
    actors = bureau.network.session.actors
    borrower = bureau.room.full()
    bureau.room.bind(borrower, "borrower 0")
    loan = bureau.network.loans.active(actors.borrower)
    assert _collect(bureau) > 0
    with bureau.database.reading() as connection:
        flows = bureau.aml.flows.of_nodes(connection, [borrower], 3)
    kinds = [flow.kind for flow in flows]
    assert {FlowKind.LENDING, FlowKind.DRAW} <= set(kinds)
    draw = next(flow for flow in flows if flow.kind is FlowKind.DRAW)
    assert (draw.source, draw.destination, draw.loan) == (f"loan:{loan}", borrower, loan)
    origins = FlowGraph(flows).origins(draw.id)
    assert origins[-1] == draw
    assert any(flow.kind is FlowKind.LENDING for flow in origins)


def test_what_is_collected_twice_is_there_once(bureau: Bureau) -> None:
    bureau.network.loans.active(bureau.network.session.actors.borrower)
    assert _collect(bureau) > 0
    assert _collect(bureau) == 0


def test_what_a_reorganisation_takes_back_is_gone(bureau: Bureau) -> None:
    bureau.network.loans.active(bureau.network.session.actors.borrower)
    _collect(bureau)
    with bureau.database.writing() as connection:
        connection.execute(delete(events).where(events.c.name == "Moved"))
        bureau.aml.flows.collect(connection)
        kinds = set(connection.scalars(select(aml_flows.c.kind)))
    assert FlowKind.LENDING not in kinds


def test_money_through_the_bank_is_counted_once(bureau: Bureau) -> None:
    actors = bureau.network.session.actors
    person = bureau.room.full()
    wallet = bureau.room.bind(person, "borrower 0")
    now = bureau.room.time()
    with bureau.database.writing() as connection:
        for key, state in (("a" * 64, "done"), ("b" * 64, "asked")):
            connection.execute(
                insert(payment_orders).values(
                    key=key, kind="deposit", account="A1", wallet=wallet, amount=500,
                    currency="USD", state=state, created_at=now, changed_at=now, looked_at=now,
                )
            )  # fmt: skip
    actors.deposit(bureau.network.platform, actors.borrower, 500)
    _collect(bureau)
    with bureau.database.reading() as connection:
        flows = bureau.aml.flows.of_nodes(connection, [person], 1)
    assert [(flow.source, flow.amount) for flow in flows] == [("bank:A1", 500)]


def test_a_market_knows_people_loans_and_terms(bureau: Bureau) -> None:
    borrower = bureau.room.full()
    bureau.room.bind(borrower, "borrower 0")
    loan = bureau.network.loans.active(bureau.network.session.actors.borrower)
    _collect(bureau)
    today = bureau.today
    with bureau.database.reading() as connection:
        market = bureau.aml.flows.market(connection, today - timedelta(days=9), today)
    assert set(market.people) == {borrower}
    known = market.loans[loan]
    assert (known.borrower, known.repaid_at) == (borrower, None)
    assert known.ends_at > known.issued_at
    assert market.listed == frozenset()
