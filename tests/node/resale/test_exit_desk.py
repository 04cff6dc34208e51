"""An exit plan pairs notes with standing bids; the chain takes each pair as it was planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.resale.builders import DAY
from tallystick.errors import InputError
from tallystick_node.resale.exit_rules import RestReason, match_exit

if TYPE_CHECKING:
    from node.resale.builders import ResaleScene

UNITS = 10_000_000


def test_the_chain_takes_each_pair_as_it_was_planned(scene: ResaleScene) -> None:
    cheap = scene.bid(2, units=UNITS, price_ppm=900_000)
    dear = scene.bid(3, units=2 * UNITS, price_ppm=960_000)
    low = scene.bid(3, units=UNITS, price_ppm=700_000)
    digests = {}
    for place, signed in ((2, cheap), (3, dear), (3, low)):
        digests[scene.resale.bids.put(signed, scene.address(place))] = signed
    leave_at = scene.network.platform.now() + 7 * DAY
    planned = scene.resale.exits.plan(scene.address(0), 800_000, leave_at)
    assert [(pair.units, pair.price_ppm) for pair in planned.match.pairs] == [
        (2 * UNITS, 960_000), (UNITS, 900_000),
    ]  # fmt: skip
    (rest,) = planned.match.rests
    held = scene.act(0).view.note(1).units
    assert (rest.units, rest.reason) == (held - 3 * UNITS, RestReason.DEPTH)
    again = match_exit(planned.notes, planned.bids, planned.least_ppm, planned.cash)
    assert again == planned.match
    for pair in planned.match.pairs:
        scene.act(0).act.sell_to(digests[pair.digest], pair.units, price_min=1).send()
    assert scene.act(0).view.note(1).units == rest.units


def test_nobody_sells_to_their_own_bid_or_below_their_price(scene: ResaleScene) -> None:
    scene.put_bid(0, units=UNITS, price_ppm=990_000)
    scene.put_bid(2, units=UNITS, price_ppm=900_000)
    ask = scene.put_ask(0, units=UNITS)
    leave_at = scene.network.platform.now() + DAY
    planned = scene.resale.exits.plan(scene.address(0), 950_000, leave_at)
    assert planned.match.pairs == ()
    assert [rest.reason for rest in planned.match.rests] == [RestReason.PRICE]
    assert planned.asks == {1: ask}
    assert scene.resale.exits.plan(scene.address(3), 1, leave_at).match.rests == ()


@pytest.mark.parametrize("days", [-1, 91])
def test_a_day_that_has_passed_or_is_far_away_is_refused(scene: ResaleScene, days: int) -> None:
    leave_at = scene.network.platform.now() + days * DAY
    with pytest.raises(InputError, match="EXIT:LEAVE"):
        scene.resale.exits.plan(scene.address(0), 1, leave_at)
