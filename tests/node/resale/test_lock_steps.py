"""A lock of notes: closed, then dear, then free; the board's rule alone, and off in every pack."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.resale.builders import resale_scene
from node.resale.test_board import seller_of, signed
from tallystick.errors import ConfigError, InputError
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.resale.lock_steps import lock_steps, require_unlocked

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.infrastructure.policy.packs import Pack
    from tallystick_node.storage import Database

WRITTEN = ["30 closed", "90 980000", "180 950000"]


def locked_pack(steps: list[str]) -> Pack:
    """The generic pack with a lock."""
    pack = load_pack("generic", 6)
    (figure,) = pack.figures["resale.lock_steps"]
    figures = {"resale.lock_steps": [figure.model_copy(update={"value": steps})]}
    return pack.model_copy(update={"figures": pack.figures | figures})


@given(st.integers(0, 400), st.integers(1, 1_100_000))
def test_each_tier_unlocks_on_its_day(days: int, price: int) -> None:
    least = 10**9 if days < 30 else 980_000 if days < 90 else 950_000 if days < 180 else 0
    if price >= least:
        require_unlocked(lock_steps(WRITTEN), days, price)
    else:
        with pytest.raises(InputError) as refused:
            require_unlocked(lock_steps(WRITTEN), days, price)
        assert refused.value.code == ("ASK:LOCKED" if days < 30 else "ASK:LOCK_PRICE")


@pytest.mark.parametrize(
    "steps",
    [
        ["soon"], ["30"], ["30 1200000"], ["90 closed", "30 980000"], ["30 980000", "90 closed"],
        ["30 950000", "90 980000"], ["30 closed", "30 980000"],
    ],
)  # fmt: skip
def test_steps_that_make_no_lock_are_refused(steps: list[str]) -> None:
    with pytest.raises(ConfigError, match="POLICY:LOCK"):
        lock_steps(steps)


@pytest.mark.parametrize("name", ["cn-2017", "eu-ecspr", "generic", "uk-fca", "us"])
def test_no_pack_has_a_lock_of_its_own(name: str) -> None:
    assert load_pack(name, 6).figure("resale.lock_steps", date(2026, 1, 1)).value == []


def test_an_ask_within_the_lock_is_not_hosted_and_one_after_it_is(
    database: Database, network: Network, time: Time
) -> None:
    scene = resale_scene(database, network, time, locked_pack(["30 closed", "60 960000"]))
    board, seller = scene.resale.asks, seller_of(network)
    with pytest.raises(InputError, match="ASK:LOCKED"):
        board.put(signed(network), seller)
    assert board.open(10) == []
    network.session.chain.travel(days=29)
    with pytest.raises(InputError, match="ASK:LOCKED|ASK:LOCK_PRICE"):
        board.put(signed(network), seller)
    network.session.chain.travel(days=2)
    with pytest.raises(InputError, match="ASK:LOCK_PRICE"):
        board.put(signed(network), seller)
    network.session.chain.travel(days=30)
    assert board.put(signed(network), seller)
