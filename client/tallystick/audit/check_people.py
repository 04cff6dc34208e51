"""People, powers, orders and anchors, against the chain; and the counters that show gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.audit.check_exposures import has_unseen_losses
from tallystick.audit.scene import plain
from tallystick.chain.contracts import Governor, Query
from tallystick.errors import Reverted, TransportError
from tallystick.replay.findings import shown
from tallystick.replay.gate import ACTIVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallystick.audit.scene import Scene

DAY = 86_400

__all__ = ["check_anchors", "check_counters", "check_governance", "check_market", "check_people"]


def check_counters(scene: Scene) -> None:
    """Compare the chain's counts of loans, decisions and anchors with the events.

    Args:
        scene: The replayed platform and the chain.
    """
    replay = scene.replay
    expected = {
        ("Book", "loan_count"): len(replay.loans),
        ("Governor", "decision_count"): len(replay.governance.decisions),
        ("Disclosures", "count"): len(replay.anchors.by_number),
    }
    answers = scene.reader.read_all([Query(*key) for key in expected])
    for (key, value), actual in zip(expected.items(), answers, strict=True):
        scene.findings.same("events.counters", f"{key[0]}'s {key[1]}", actual, value)


def check_people(scene: Scene) -> None:
    """Compare persons, their wallets, groups and caps.

    Args:
        scene: The replayed platform and the chain.
    """
    people = scene.replay.people
    heads = sorted(people.persons)
    names = (
        "exposure", "lend_limit", "risk_class", "group", "expiry", "issued_at", "frozen_until",
        "staff",
    )  # fmt: skip
    for head, actual in _each(scene, "Registry", "person_of", heads):
        person = people.persons[head]
        expected = {name: getattr(person, name) for name in names}
        if has_unseen_losses(scene, head) and isinstance(actual, dict):
            # `check_exposures` compares it together with what has returned.
            expected["exposure"] = actual["exposure"]
        scene.findings.same("people.words", f"the person of {shown(head)}", actual, expected)
    for head, actual in _each(scene, "Registry", "borrower_record", heads):
        person = people.persons[head]
        scene.findings.same(
            "people.words",
            f"what {shown(head)} borrows",
            actual,
            (person.borrowed, person.borrow_limit),
        )
    for wallet, actual in _each(scene, "Registry", "head_of", sorted(people.heads)):
        scene.findings.same(
            "people.words", f"the head of {shown(wallet)}", actual, people.heads[wallet]
        )
    take_overs = scene.replay.take_overs
    named = sorted(take_overs.recoveries)
    for view, rebuilt, absent in (
        ("recovery_of", take_overs.recoveries, bytes(20)),
        ("noticed_at", take_overs.notices, 0),
    ):
        for wallet, actual in _each(scene, "KeyRecovery", view, named):
            scene.findings.same(
                "people.words", f"{view} {shown(wallet)}", actual, rebuilt.get(wallet, absent)
            )
    commitments = sorted(people.commitments)
    for person_id, actual in _each(scene, "Registry", "head_of_person", commitments):
        scene.findings.same(
            "people.words", f"person {shown(person_id)}", actual, people.commitments[person_id]
        )
    for number, actual in _each(scene, "Registry", "group_record", sorted(people.groups)):
        group = people.groups[number]
        scene.findings.same(
            "people.words",
            f"group {number}",
            actual,
            (group.borrowed, group.contributed, group.covered),
        )


def check_governance(scene: Scene) -> None:
    """Compare roles, parameters, decisions, gate, seats and council.

    Args:
        scene: The replayed platform and the chain.

    Raises:
        TransportError: When the node does not answer.
    """
    state, gate = scene.replay.governance, scene.replay.gate
    people, day = scene.replay.people, scene.now // DAY
    same = scene.findings.same
    single: dict[tuple[str, str], Any] = {
        ("Governor", "treasury"): state.treasury,
        ("Governor", "council_number"): state.council,
        ("Governor", "paused_until"): gate.paused_until,
        ("Governor", "pause_count"): gate.pause_count,
        ("Governor", "pause_confirmed"): gate.pause_confirmed,
        ("Governor", "wind_down"): gate.winding_down,
        ("Governor", "min_epoch"): gate.min_epoch,
        ("Governor", "deployed_at"): state.born_at,
        ("Registry", "gate_state"): (gate.until, gate.wind_down, gate.min_epoch),
        ("Registry", "active_seats"): sum(seat == ACTIVE for seat in gate.seats.values()),
        ("Registry", "seat_changed_at"): gate.seat_changed_at,
        ("Registry", "day_totals"): (people.listed_on[day], people.issued_on[day]),
        ("Disclosures", "reported_at"): gate.reported_at,
        ("Disclosures", "latest_at"): max(
            (anchor.published_at for anchor in scene.replay.anchors.by_number.values()), default=0
        ),
    }
    answers = scene.reader.read_all([Query(*key) for key in single])
    for (key, value), actual in zip(single.items(), answers, strict=True):
        same("governance.words", f"{key[0]}'s {key[1]}", plain(actual), value)
    for account, actual in _each(scene, "Governor", "roles_of", sorted(state.roles)):
        same("governance.words", f"the roles of {shown(account)}", actual, state.roles[account])
    for key, actual in _each(scene, "Governor", "parameter", sorted(state.parameters)):
        same("governance.words", f"parameter {key}", actual, state.parameters[key])
    for collection, actual in _each(scene, "Governor", "is_collection", sorted(state.collections)):
        what = f"whether {shown(collection)} may secure loans"
        same("governance.words", what, actual, state.collections[collection])
    for seat, actual in _each(scene, "Registry", "seat_of", sorted(gate.seats)):
        same("governance.words", f"the seat of {shown(seat)}", actual, gate.seats[seat])
    for number, actual in _each(scene, "Governor", "decision", sorted(state.decisions)):
        chosen = state.decisions[number]
        expected = {name: getattr(chosen, name) for name in chosen.__slots__}
        same("governance.words", f"decision {number}", actual, expected)
    try:
        council = plain(scene.reader.read(Governor.council()))
    except (Reverted, TransportError) as refused:
        if isinstance(refused, TransportError) and refused.retryable:
            raise
        council = "refused"
    same("governance.words", "the council", council, tuple(state.members))


def check_market(scene: Scene) -> None:
    """Compare how much of each order is filled, and each maker's least nonce.

    Args:
        scene: The replayed platform and the chain.
    """
    filled, floors = scene.replay.market.filled, scene.replay.market.least_nonce
    for digest, actual in _each(scene, "Market", "filled", sorted(filled)):
        scene.findings.same("market.words", f"order {shown(digest)}", actual, filled[digest])
    # Also of wallets without one in the events: an event that is left out would show.
    wallets = sorted({*floors, *scene.replay.people.heads})
    for maker, actual in _each(scene, "Market", "least_nonce", wallets):
        what = f"the least nonce of {shown(maker)}"
        scene.findings.same("market.words", what, actual, floors.get(maker, 0))


def check_anchors(scene: Scene) -> None:
    """Compare every anchor, word for word, and the number of versions of each subject.

    Args:
        scene: The replayed platform and the chain.
    """
    anchors = scene.replay.anchors
    for number, actual in _each(scene, "Disclosures", "anchor", sorted(anchors.by_number)):
        anchor = anchors.by_number[number]
        expected = {name: getattr(anchor, name) for name in anchor.__slots__}
        scene.findings.same("disclosures.words", f"anchor {number}", actual, expected)
    for subject, actual in _each(scene, "Disclosures", "versions", sorted(anchors.versions)):
        scene.findings.same(
            "disclosures.words",
            f"versions of {shown(subject)}",
            actual,
            anchors.versions[subject],
        )


def _each(
    scene: Scene, contract: str, function: str, keys: Iterable[Any]
) -> Iterable[tuple[Any, Any]]:
    """Ask one view for every key; bytes of 20 are addresses."""
    asked = scene.wanted(keys)
    answers = scene.reader.read_all(
        [
            Query(
                contract,
                function,
                (shown(key) if isinstance(key, bytes) and len(key) == 20 else key,),
            )
            for key in asked
        ]
    )
    return zip(asked, map(plain, answers), strict=True)
