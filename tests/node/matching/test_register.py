"""Mandates are kept as the contract would take them, for their owners alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tallystick.errors import BadArgument, BadSignature, InputError, TooLate
from tallystick.platform._sync.investor import Investor
from tallystick.platform.mandates import SignedMandate
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.matching.rules import MANDATES_MAX, ExitPlan, MandateStanding
from tallystick_node.matching.service import make_matching

if TYPE_CHECKING:
    from node.matching.builders import MatchingScene

DAY = 86_400


def test_a_mandate_is_kept_once_and_brought_to_the_chain(scene: MatchingScene) -> None:
    owner = scene.investors[0]
    register = scene.matching.register
    digest = scene.put(owner)
    assert scene.put(owner) == digest
    assert register.find(digest, owner.address).standing is MandateStanding.COMING
    scene.send()
    (held,) = register.of_owner(owner.address)
    assert (held.digest, held.standing, held.lent) == (digest, MandateStanding.LIVE, 0)
    assert held.signed == scene.signed(owner, expiry=held.signed.mandate.expiry)
    assert register.of_owner(scene.investors[1].address) == []
    with pytest.raises(InputError, match="MANDATE:UNKNOWN"):
        register.find(digest, scene.investors[1].address)


def test_what_the_contract_would_refuse_is_refused_and_nothing_is_kept(
    scene: MatchingScene,
) -> None:
    owner, other = scene.investors[:2]
    register, signed = scene.matching.register, scene.signed(owner)
    with pytest.raises(Forbidden, match="MANDATE:OWNER"):
        register.put(signed, other.address)
    forged = SignedMandate(signed.mandate, scene.signed(other).signature)
    with pytest.raises(BadSignature, match="MANDATE:BRING:SIGNATURE"):
        register.put(forged, owner.address)
    changed = replace(signed, mandate=replace(signed.mandate, person_max=1))
    with pytest.raises(BadSignature, match="MANDATE:BRING:SIGNATURE"):
        register.put(changed, owner.address)
    with pytest.raises(BadArgument, match="MANDATE:BRING:LEVEL"):
        register.put(scene.signed(owner, level_max=6), owner.address)
    with pytest.raises(TooLate, match="MANDATE:BRING:EXPIRED"):
        register.put(scene.signed(owner, expiry=1), owner.address)
    with pytest.raises(InputError, match="MANDATE:EXECUTOR: the mandate names"):
        register.put(scene.signed(owner, executor=other.address), owner.address)
    with pytest.raises(InputError, match="MANDATE:UNKNOWN"):
        register.put(signed, owner.address, replaces="0x" + "0" * 64)
    assert register.of_owner(owner.address) == []


def test_without_an_account_no_mandate_is_taken(scene: MatchingScene) -> None:
    register = replace(scene.matching.register, account=None)
    owner = scene.investors[0]
    with pytest.raises(InputError, match="MANDATE:EXECUTOR: this node executes no mandates"):
        register.put(scene.signed(owner), owner.address)
    idle = make_matching(
        database=scene.database, platform=scene.network.platform, sends=register.sends,
        account=None, audit_log=register.audit_log, clock=scene.time,
    )  # fmt: skip
    assert idle.maker.turn() == 0


def test_a_mandate_that_its_owner_has_brought_themselves_is_live_at_once(
    scene: MatchingScene,
) -> None:
    owner = scene.investors[0]
    signed = scene.signed(owner)
    Investor(scene.network.platform, owner).act.bring_mandate(signed.mandate).send()
    digest = scene.matching.register.put(signed, owner.address)
    assert scene.matching.register.find(digest, owner.address).standing is MandateStanding.LIVE


def test_a_revoked_mandate_says_so_and_is_not_taken_again(scene: MatchingScene) -> None:
    owner = scene.investors[0]
    digest = scene.put(owner)
    scene.send()
    register = scene.matching.register
    signed = register.find(digest, owner.address).signed
    Investor(scene.network.platform, owner).act.revoke_mandate(signed.mandate).send()
    assert register.find(digest, owner.address).standing is MandateStanding.REVOKED
    with pytest.raises(InputError, match="MANDATE:REVOKED"):
        register.put(signed, owner.address)


def test_a_mandate_takes_the_place_of_another(scene: MatchingScene) -> None:
    owner, register = scene.investors[0], scene.matching.register
    first = scene.put(owner)
    second = register.put(scene.signed(owner, nonce=2), owner.address, replaces=first)
    assert register.find(first, owner.address).standing is MandateStanding.WITHDRAWN
    assert register.find(second, owner.address).standing is MandateStanding.COMING
    with pytest.raises(InputError, match="MANDATE:UNKNOWN"):
        register.withdraw(second, scene.investors[1].address)
    register.withdraw(second, owner.address)
    with pytest.raises(InputError, match="MANDATE:UNKNOWN"):
        register.withdraw(second, owner.address)


def test_an_owner_has_so_many_mandates(scene: MatchingScene) -> None:
    owner, register = scene.investors[0], scene.matching.register
    digests = [scene.put(owner, nonce=number) for number in range(MANDATES_MAX)]
    with pytest.raises(InputError, match="MANDATE:MANY"):
        scene.put(owner, nonce=MANDATES_MAX)
    register.withdraw(digests[0], owner.address)
    assert scene.put(owner, nonce=MANDATES_MAX)


def test_a_mandate_expires(scene: MatchingScene) -> None:
    owner = scene.investors[0]
    digest = scene.put(owner, expiry=scene.network.platform.now() + 100)
    scene.send()
    scene.network.session.chain.travel(seconds=200)
    held = scene.matching.register.find(digest, owner.address)
    assert held.standing is MandateStanding.EXPIRED


def test_an_exit_plan_stops_the_mandate(scene: MatchingScene) -> None:
    owner, register = scene.investors[0], scene.matching.register
    digest = scene.put(owner)
    scene.send()
    now = scene.network.platform.now()
    with pytest.raises(InputError, match="EXIT:STOP"):
        register.plan_exit(digest, owner.address, ExitPlan(now - 2 * DAY))
    with pytest.raises(InputError, match="MANDATE:UNKNOWN"):
        register.plan_exit(digest, scene.investors[1].address, ExitPlan(now + DAY))
    plan = ExitPlan(now + DAY, now + 2 * DAY, 980_000)
    register.plan_exit(digest, owner.address, plan)
    held = register.find(digest, owner.address)
    assert (held.standing, held.exit) == (MandateStanding.LIVE, plan)
    scene.network.session.chain.travel(days=2)
    assert register.find(digest, owner.address).standing is MandateStanding.STOPPED
