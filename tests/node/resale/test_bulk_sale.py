"""Several notes are estimated and put on the board together, each with its own outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.resale.bulk_sale import NoteChoice
from tallystick_node.resale.price_rules import SALES_MIN, EstimateBasis

if TYPE_CHECKING:
    from node.resale.builders import ResaleScene

UNITS = 10_000_000


def test_each_note_is_estimated_and_the_choice_is_kept(scene: ResaleScene) -> None:
    assert scene.network.loans.active(risk_level=1) == 2
    scene.look()
    bulk, who = scene.resale.bulk, scene.address(0)
    rows = bulk.estimates(who, NoteChoice())
    assert [(row.loan, row.level, row.closed) for row in rows] == [(1, 3, ""), (2, 1, "")]
    assert {row.estimate.basis for row in rows} == {EstimateBasis.NONE}
    assert rows[0].price == rows[0].outstanding
    assert [row.loan for row in bulk.estimates(who, NoteChoice(level=1))] == [2]
    assert [row.loan for row in bulk.estimates(who, NoteChoice(frozenset({1, 9})))] == [1]
    assert bulk.estimates(who, NoteChoice(late=True)) == []
    assert bulk.estimates(scene.address(2), NoteChoice()) == []
    (half,) = bulk.estimates(who, NoteChoice(level=1), 500_000)
    assert (half.asked_ppm, half.price) == (500_000, -(-half.outstanding // 2))


def test_what_was_paid_on_the_chain_makes_the_estimate(scene: ResaleScene) -> None:
    signed = scene.ask(units=10 * UNITS, price_ppm=910_000)
    scene.resale.asks.put(signed, scene.address(0))
    for _ in range(SALES_MIN):
        scene.act(2).act.buy(signed, UNITS, price_max=UNITS).send()
    assert scene.look() == SALES_MIN
    (cell,) = scene.resale.sales.cells()
    assert (cell.sales, cell.price_ppm, cell.level) == (SALES_MIN, 910_000, 3)
    (row,) = scene.resale.bulk.estimates(scene.address(1), NoteChoice())
    assert (row.estimate.price_ppm, row.estimate.basis) == (910_000, EstimateBasis.LEVEL)
    history = scene.resale.sales.of_loan(1, 50)
    assert [(sale.units, sale.price, sale.overdue) for sale in history] == [
        (UNITS, 9_100_000, 0)
    ] * SALES_MIN
    assert scene.resale.sales.of_loan(2, 50) == []


def test_late_notes_alone_and_closed_ones_are_told(scene: ResaleScene) -> None:
    while not scene.act(0).view.note(1).overdue:
        scene.pass_days(1)
    scene.look()
    (row,) = scene.resale.bulk.estimates(scene.address(0), NoteChoice(late=True))
    assert (row.estimate.price_ppm, row.closed) == (770_000, "")
    scene.pass_days(40)
    (row,) = scene.resale.bulk.estimates(scene.address(0), NoteChoice(late=True))
    assert (row.price, row.closed) == (None, "MARKET:SALE:CLOSED")


def test_one_that_is_refused_stops_none_of_the_rest(scene: ResaleScene) -> None:
    good, foreign, whole = scene.ask(units=UNITS), scene.ask(1), scene.ask(units=10**10)
    outcomes = scene.resale.bulk.put([foreign, good, whole, good], scene.address(0))
    assert [each.code for each in outcomes] == ["ASK:SELLER", "", "ASK:UNITS", ""]
    assert outcomes[1].digest == outcomes[3].digest
    assert [listed.digest for listed in scene.resale.asks.open(50)] == [outcomes[1].digest]
