"""A lost key: the named wallet takes over after notice, with balance and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.errors import NotPermitted, TooEarly
from tallystick.platform.messages import NOBODY
from tallystick.platform.recovery import NOTICE_SECONDS, NamedRecovery
from tallystick.testing.actors import commitment, test_signer

if TYPE_CHECKING:
    from collections.abc import Callable

    from client.both_halves import Half
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.chain import TallystickChain

HEIR = test_signer("recovery wallet")


def test_a_named_wallet_takes_over_after_its_notice(
    half: Half,
    platform: Platform,
    actors: Actors,
    tallystick_chain: TallystickChain,
    active_loan: int,
    time_travel: Callable[..., None],
) -> None:
    tallystick_chain.fund(HEIR.address)
    lost, heir = half.investor(actors.investor), half.investor(HEIR)
    assert lost.view.recovery() is None
    lost.act.name_recovery(HEIR.address).send()
    assert lost.view.recovery() == NamedRecovery(HEIR.address, None)
    heir.act.give_notice(lost.address).send()
    until = platform.now() + NOTICE_SECONDS
    assert lost.view.recovery() == NamedRecovery(HEIR.address, until)
    person = commitment(lost.address)
    assert isinstance(heir.act.finish_recovery(lost.address, person).refusal, TooEarly)
    time_travel(days=15)
    balance, units = lost.view.balance(), lost.view.note(active_loan).units
    assert min(balance, units) > 0
    heir.act.finish_recovery(lost.address, person).send()
    heir.act.move_from(lost.address, [active_loan]).send()
    assert (heir.view.balance(), heir.view.note(active_loan).units) == (balance, units)
    assert lost.view.balance() == 0


def test_the_client_ends_a_notice_and_names_nobody(
    half: Half, actors: Actors, tallystick_chain: TallystickChain
) -> None:
    tallystick_chain.fund(HEIR.address)
    client, heir = half.investor(actors.investor), half.investor(HEIR)
    client.act.name_recovery(HEIR.address).send()
    heir.act.give_notice(client.address).send()
    client.act.cancel_notice().send()
    assert client.view.recovery() == NamedRecovery(HEIR.address, None)
    client.act.name_recovery(NOBODY).send()
    assert client.view.recovery() is None


def test_who_was_not_named_gives_no_notice(half: Half, actors: Actors) -> None:
    stranger = half.investor(actors.investors[2])
    refusal = stranger.act.give_notice(actors.investor.address).refusal
    assert isinstance(refusal, NotPermitted)
    assert refusal.code == "KEY:NOTICE:RECOVERY"
