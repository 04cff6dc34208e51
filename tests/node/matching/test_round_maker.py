"""Rounds are made one at a time, by whoever comes first, and replay to the same bytes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from node.matching.builders import UNITS, matching_of
from tallystick.matching.replaying import replay_rounds
from tallystick.platform._sync.investor import Investor
from tallystick_node.matching.rules import ExitPlan, MandateStanding

if TYPE_CHECKING:
    from collections.abc import Callable

    from node.matching.builders import MatchingScene
    from tallystick.matching.replaying import Replayed
    from tallystick_node.storage import Database

DAY = 86_400
EXECUTORS = 8


def replayed(scene: MatchingScene) -> Replayed:
    platform = scene.network.platform

    def files(name: str) -> bytes | None:
        return scene.matching.rounds.document(int(name.removesuffix(".json")))

    return replay_rounds(platform.connection, platform.deployment, files)


def test_a_round_lends_for_every_mandate_that_fits_and_says_why_others_do_not(
    scene: MatchingScene,
) -> None:
    first, second, third = scene.investors[:3]
    digests = [scene.put(first), scene.put(second), scene.put(third, rate_min_ppm=900_000)]
    scene.send()
    loan = scene.network.loans.listed()
    assert scene.lend() == 2
    assert [scene.units(owner, loan) for owner in (first, second, third)] == [2 * UNITS] * 2 + [0]
    find = scene.matching.register.find
    lent = find(digests[0], first.address)
    assert (lent.lent, lent.lent_today, lent.idle) == (2 * UNITS, 2 * UNITS, None)
    assert [(entry.round, entry.loan, entry.units) for entry in lent.allocations] == [
        (1, loan, 2 * UNITS)
    ]
    idle = find(digests[2], third.address)
    assert (idle.standing, idle.idle) == (MandateStanding.LIVE, "MATCH:RATE")
    assert idle.excluded == {"MATCH:RATE": 1}
    # The next look finds them full.
    assert scene.lend() == 0
    assert find(digests[0], first.address).idle == "MATCH:BORROWER"
    (published,) = scene.matching.rounds.published(0, 10)
    assert (published.number, published.allocations, published.units) == (1, 2, 4 * UNITS)
    verdict = replayed(scene)
    assert (verdict.equal, verdict.rounds, verdict.allocations) == (True, 1, 2)
    assert scene.matching.rounds.document(2) is None


def test_a_mandate_that_is_taken_back_or_stopped_lends_nothing_from_then_on(
    scene: MatchingScene,
) -> None:
    first, second, third = scene.investors[:3]
    register = scene.matching.register
    digests = [scene.put(owner) for owner in (first, second, third)]
    scene.send()
    loan = scene.network.loans.listed()
    register.withdraw(digests[0], first.address)
    register.plan_exit(digests[1], second.address, ExitPlan(scene.network.platform.now()))
    assert scene.lend() == 1
    assert [scene.units(owner, loan) for owner in (first, second, third)] == [0, 0, 2 * UNITS]
    assert replayed(scene).equal
    Investor(scene.network.platform, third).act.revoke_mandate(
        register.find(digests[2], third.address).signed.mandate
    ).send()
    scene.network.loans.listed(scene.network.session.actors.borrowers[1])
    assert scene.lend() == 0


def test_the_next_round_waits_until_all_that_came_of_the_last_one_shows(
    scene: MatchingScene,
) -> None:
    scene.put(scene.investors[0], person_max=UNITS)
    scene.put(scene.investors[1])
    scene.send()
    scene.network.loans.listed()
    scene.index()
    maker = scene.matching.maker
    assert maker.turn() == 2
    assert maker.turn() == 0
    scene.network.loans.listed(scene.network.session.actors.borrowers[1])
    scene.index()
    # The calls of the first round are not sent yet.
    assert maker.turn() == 0
    scene.send()
    assert maker.turn() == 2
    assert len(scene.matching.rounds.published(0, 10)) == 2


def test_eight_executors_at_once_make_one_round_and_lend_nothing_twice(
    scene: MatchingScene, opened: Callable[[str], Database], database_url: str
) -> None:
    owners = scene.investors[:5]
    for owner in owners:
        scene.put(owner)
    scene.send()
    principal = 7 * UNITS
    loan = scene.network.loans.listed(principal=principal)
    scene.index()
    makers = [
        matching_of(opened(database_url), scene.network, scene.time).maker for _ in range(EXECUTORS)
    ]
    for _ in range(3):
        with ThreadPoolExecutor(EXECUTORS) as pool:
            outcomes = list(pool.map(lambda maker: maker.turn(), makers))
        assert sum(1 for lent in outcomes if lent) <= 1
        scene.send(12)
    held = [scene.units(owner, loan) for owner in owners]
    assert sum(held) == principal
    assert all(units <= 2 * UNITS for units in held)
    assert len(scene.matching.rounds.published(0, 10)) == 1
    assert replayed(scene).equal


def test_before_anything_is_indexed_there_is_no_round(
    database: Database, scene: MatchingScene
) -> None:
    assert scene.matching.maker.turn() == 0
    assert scene.matching.rounds.published(0, 10) == []
    assert database is scene.database
