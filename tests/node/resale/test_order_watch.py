"""The log follows the chain once, in order, and says what the chain has taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from tallystick.platform._sync.operator import Operator
from tallystick_node.resale.rules import OrderFact, OrderSide
from tallystick_node.storage.tables import events, index_cursor

if TYPE_CHECKING:
    from node.resale.builders import ResaleScene

UNITS = 10_000_000


def test_a_sale_is_logged_once_with_what_it_was_worth(scene: ResaleScene) -> None:
    signed = scene.ask(units=UNITS)
    digest = scene.resale.asks.put(signed, scene.address(0))
    scene.act(2).act.buy(signed, UNITS // 2, price_max=UNITS).send()
    assert scene.look() == 1
    assert scene.look() == 0
    placed, sold = scene.resale.log.entries(0, 50)
    assert (placed.number, placed.fact, placed.digest) == (1, OrderFact.PLACED, digest)
    assert (sold.number, sold.fact, sold.side) == (2, OrderFact.EXECUTED, OrderSide.ASK)
    assert (sold.units, sold.price, sold.par, sold.fee) == (5_000_000, 4_750_000, 5_000_000, 23_750)
    assert (sold.overdue, sold.level, sold.price_ppm) == (0, 3, 950_000)
    assert sold.tx_hash is not None
    for entry in (placed, sold):
        assert not any(isinstance(value, str) and len(value) == 42 for value in vars_of(entry)), (
            "nobody is named"
        )


def vars_of(entry: object) -> list[object]:
    return [getattr(entry, name) for name in type(entry).__slots__]  # type: ignore[attr-defined]


def test_a_sale_of_an_order_that_was_never_here_is_logged_too(scene: ResaleScene) -> None:
    scene.act(2).act.buy(scene.ask(units=UNITS), UNITS, price_max=UNITS).send()
    assert scene.look() == 1
    (sold,) = scene.resale.log.entries(0, 50, fact=OrderFact.EXECUTED)
    assert (sold.side, sold.price_ppm, sold.price, sold.par) == (None, None, 9_500_000, UNITS)
    assert scene.resale.log.entries(sold.number, 50) == []
    assert scene.resale.log.entries(0, 50, loan=2) == []


def test_what_the_chain_takes_back_is_said_and_counts_no_more(scene: ResaleScene) -> None:
    """The index has rolled back, as after a reorganisation: the entry stays and is undone."""
    scene.act(2).act.buy(scene.ask(units=UNITS), UNITS, price_max=UNITS).send()
    scene.look()
    (sold,) = scene.resale.log.entries(0, 50)
    assert len(scene.resale.sales.of_loan(1, 50)) == 1
    with scene.database.writing() as connection:
        connection.execute(delete(events).where(events.c.block >= sold.block))
        connection.execute(update(index_cursor).values(block=sold.block))
    assert scene.resale.watch.look() == 1
    assert scene.resale.watch.look() == 0
    undone = scene.resale.log.entries(sold.number, 50)[0]
    assert (undone.fact, undone.undoes) == (OrderFact.UNDONE, sold.number)
    assert scene.resale.sales.of_loan(1, 50) == []


def test_an_expired_ask_is_logged_once_and_a_withdrawn_one_silently(scene: ResaleScene) -> None:
    kept, gone = scene.put_ask(units=UNITS, days=1), scene.put_ask(units=2 * UNITS, days=1)
    scene.resale.asks.withdraw(gone, scene.address(0))
    scene.pass_days(2)
    assert scene.look() == 1
    assert scene.facts()[-1] == ("expired", kept)
    assert scene.look() == 0


def test_an_ask_whose_loan_has_changed_ends(scene: ResaleScene) -> None:
    digest = scene.put_ask(units=UNITS)
    actors = scene.network.session.actors
    Operator(scene.network.platform, actors.servicer).act.impair(1, b"\x01" * 32).send()
    assert scene.look() == 1
    assert scene.facts()[-1] == ("ended", digest)
    assert scene.resale.asks.find(digest).ended == "MARKET:FILL:VERSION"
