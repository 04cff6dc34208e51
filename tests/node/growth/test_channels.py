"""Channels and origins: set up by staff, kept once, and no fairs where the law forbids them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.growth.builders import CLERK, WALLET, Market, open_market
from tallystick.errors import InputError
from tallystick_node.growth.channels import ChannelKind, Origin
from tallystick_node.growth.journeys import JourneyStep
from tallystick_node.growth.refusals import GrowthRefused, NoGrowth

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


def opened(market: Market, code: str, kind: ChannelKind = ChannelKind.PARTNER) -> None:
    with market.database.writing() as connection:
        market.growth.channels.open(connection, code, kind, "A bank", CLERK)


def kept(market: Market, person: str, origin: Origin) -> None:
    with market.database.writing() as connection:
        market.growth.channels.keep(connection, person, origin, WALLET)


def origins(market: Market) -> dict[str, str]:
    with market.database.reading() as connection:
        return market.growth.channels.origins(connection)


def test_an_origin_is_kept_once_and_soon(market: Market) -> None:
    opened(market, "BANK01")
    first, second, third, late = (market.client() for _ in range(4))
    kept(market, first, Origin("mail", "letter", "spring", "bank01"))
    kept(market, second, Origin("search", channel="NOBODY"))
    kept(market, third, Origin())
    with pytest.raises(GrowthRefused) as again:
        kept(market, first, Origin("another"))
    assert again.value.code == "ORIGIN:KEPT"
    market.pass_days(8)
    with pytest.raises(GrowthRefused) as refused:
        kept(market, late, Origin("mail"))
    assert refused.value.code == "ORIGIN:LATE"
    assert origins(market) == {first: "BANK01", second: "search", third: ""}


def test_a_channel_that_has_ended_counts_nobody_any_more(market: Market) -> None:
    opened(market, "BANK01")
    with market.database.writing() as connection:
        market.growth.channels.end(connection, "BANK01", CLERK)
    kept(market, market.client(), Origin("mail", channel="BANK01"))
    assert list(origins(market).values()) == ["mail"]
    for code in ("BANK01", "NOBODY"):
        with pytest.raises(NoGrowth), market.database.writing() as connection:
            market.growth.channels.end(connection, code, CLERK)


def test_no_fairs_where_the_law_forbids_promotion_in_physical_places(market: Market) -> None:
    with pytest.raises(GrowthRefused) as refused:
        opened(market, "FAIR01", ChannelKind.OFFLINE)
    assert refused.value.code == "GROWTH:OFFLINE"
    opened(market, "BANK01")
    with pytest.raises(GrowthRefused) as known:
        opened(market, "BANK01")
    assert known.value.code == "GROWTH:KNOWN"
    with pytest.raises(InputError):
        opened(market, "a code")


def test_fairs_are_channels_elsewhere(
    tmp_path: Path, database: Database, network: Network, time: Time
) -> None:
    market = open_market(tmp_path, database, network, time, "generic")
    opened(market, "FAIR01", ChannelKind.OFFLINE)
    with market.database.reading() as connection:
        assert [each.code for each in market.growth.channels.channels(connection)] == ["FAIR01"]


def test_an_arm_is_the_same_each_time_and_none_without_an_experiment(market: Market) -> None:
    people = [f"{each:032x}" for each in range(64)]
    with market.database.writing() as connection:
        book = market.growth.channels
        assert {book.arm(connection, "WORDS", each) for each in people} == {0}
        book.begin_experiment(connection, "WORDS", JourneyStep.LENT, CLERK)
        arms = [book.arm(connection, "WORDS", each) for each in people]
        assert arms == [book.arm(connection, "WORDS", each) for each in people]
        assert set(arms) == {0, 1}
    with pytest.raises(GrowthRefused), market.database.writing() as connection:
        market.growth.channels.begin_experiment(connection, "WORDS", JourneyStep.LENT, CLERK)
