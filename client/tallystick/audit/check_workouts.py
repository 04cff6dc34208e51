"""Ballots, stakes, collateral, losses and mandates, against the chain."""

# ruff: noqa: PLR0917 - what is compared, of which loans, by which view, with what

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.audit.scene import plain
from tallystick.chain import typed_data
from tallystick.chain.contracts import (
    Ballots,
    Collateral,
    Mandates,
    Query,
    Reserve,
    Workouts,
)
from tallystick.loans.distribution import Loss
from tallystick.replay.findings import shown
from tallystick.replay.governance import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tallystick.audit.scene import Scene
    from tallystick.replay.mandates import MandateRecord
    from tallystick.replay.records import LoanRecord

__all__ = [
    "check_ballots",
    "check_collateral",
    "check_distribution",
    "check_mandates",
    "check_stakes",
]

NO_LOCK = {
    "collection": ZERO, "token_id": 0, "floor_price": 0, "lowered": False, "started_at": 0,
    "start_price": 0,
}  # fmt: skip
NO_STAKE = {"guarantor": ZERO, "amount": 0, "last_day": 0}
# What a mandate is brought with stands in a word that 0 says was never brought.
REVOKED_RULES, REVOKED_SUMS = 1 << 255, 1 << 220


def check_ballots(scene: Scene) -> None:
    """Compare every loan's last ballot, its votes, and the day of its last restructuring.

    Args:
        scene: The replayed platform and the chain.
    """
    loans = scene.loans()
    _compare(scene, "ballots.words", "ballot", loans, Ballots.ballot_of, _ballot)
    _compare(
        scene, "ballots.words", "last restructuring", loans, Ballots.restructured_on,
        lambda loan: loan.restructured_on,
    )  # fmt: skip
    flags = scene.replay.impairments.flagged_at
    _compare(
        scene, "impairments.words", "last flag", loans, Workouts.impaired_at,
        lambda loan: flags.get(loan.number, 0),
    )  # fmt: skip


def check_stakes(scene: Scene) -> None:
    """Compare every stake, and the sum of those that are locked.

    Args:
        scene: The replayed platform and the chain.
    """
    loans = scene.loans()
    _compare(scene, "stakes.words", "stake", loans, Reserve.stake_of, _stake)
    (staked,) = scene.reader.read_all([Reserve.staked()])
    scene.findings.same("stakes.words", "all stakes", staked, scene.replay.fund.staked)


def check_collateral(scene: Scene) -> None:
    """Compare what secures every loan, and how its auction stands.

    Args:
        scene: The replayed platform and the chain.
    """
    loans = scene.loans()
    _compare(scene, "collateral.words", "collateral", loans, Collateral.lock_of, _lock)


def check_distribution(scene: Scene) -> None:
    """Compare losses, and what the last distribution gives to them.

    Args:
        scene: The replayed platform and the chain.
    """
    losses, same = scene.replay.losses, scene.findings.same
    loans = scene.loans()
    nothing = Loss(0, 0)
    _compare(
        scene, "distribution.words", "loss", loans, Reserve.loss_of,
        lambda loan: _pair(losses.open.get(loan.number, nothing)),
    )  # fmt: skip
    begun = losses.begun
    expected: dict[str, Any] = {
        "lost_principal": losses.lost.principal,
        "lost_interest": losses.lost.interest,
        "for_principal": begun.for_principal if begun else 0,
        "for_interest": begun.for_interest if begun else 0,
        "is_distributed": begun is not None,
    }
    answers = scene.reader.read_all([Query("Reserve", name) for name in expected])
    for (name, value), actual in zip(expected.items(), answers, strict=True):
        same("distribution.words", f"the Reserve's {name}", actual, value)


def check_mandates(scene: Scene) -> None:
    """Compare every mandate's limits and sums, and its digest with its limits.

    Args:
        scene: The replayed platform and the chain.
    """
    mandates, same = scene.replay.mandates.by_digest, scene.findings.same
    known = [(digest, mandates[digest]) for digest in sorted(scene.wanted(mandates))]
    verifier, chain_id = scene.deployment.addresses()["Mandates"], scene.deployment.chain_id
    answers = scene.reader.read_all([Mandates.words_of(digest) for digest, _ in known])
    for (digest, record), answer in zip(known, answers, strict=True):
        what = f"mandate {shown(digest)}"
        same("mandates.words", what, plain(answer), _mandate_words(record))
        if record.limits is not None:
            limits = {
                name: shown(value) if isinstance(value, bytes) else value
                for name, value in record.limits.items()
            }
            full = typed_data.message("Mandate", limits, chain_id, verifier)
            same("mandates.words", f"the digest of {what}", digest, typed_data.digest(full))


def _compare(
    scene: Scene,
    check: str,
    what: str,
    loans: Sequence[LoanRecord],
    view: Callable[[int], Query[Any]],
    expected: Callable[[LoanRecord], Any],
) -> None:
    answers = scene.reader.read_all([view(loan.number) for loan in loans])
    for loan, answer in zip(loans, answers, strict=True):
        scene.findings.same(check, f"loan {loan.number}'s {what}", plain(answer), expected(loan))


def _pair(loss: Loss) -> tuple[int, int]:
    return loss.principal, loss.interest


def _ballot(loan: LoanRecord) -> tuple[dict[str, int], dict[str, int]]:
    record = loan.ballot
    count = {
        "votes_for": record.in_favour,
        "votes_against": record.against,
        "excluded": record.excluded,
        "number": record.number,
        "quorum_ppm": record.quorum_ppm,
    }
    return record.question._asdict(), count


def _stake(loan: LoanRecord) -> dict[str, Any]:
    if loan.stake is None:
        return NO_STAKE
    return {name: getattr(loan.stake, name) for name in NO_STAKE}


def _lock(loan: LoanRecord) -> dict[str, Any]:
    if loan.lock is None:
        return NO_LOCK
    return {name: getattr(loan.lock, name) for name in NO_LOCK}


def _mandate_words(record: MandateRecord) -> tuple[int, int, int, bytes]:
    """Pack a mandate as the chain keeps it, the owner and the limits from the low bit."""
    revoked_rules = REVOKED_RULES if record.revoked else 0
    revoked_sums = REVOKED_SUMS if record.revoked else 0
    limits = record.limits
    if limits is None:
        return revoked_rules, 0, revoked_sums, ZERO
    rules = _packed(
        (int.from_bytes(limits["owner"]), 160), (limits["expiry"], 32),
        (min(limits["level_max"], limits["statement"]), 3), (limits["statement"], 3),
        (limits["rate_min_ppm"], 20), (limits["days_max"], 14),
        (int(limits["executor"] != ZERO), 1),
    )  # fmt: skip
    amounts = _packed(
        *((limits[name], 50) for name in ("person_max", "group_max", "day_max", "cash_floor")),
        (limits["ticket"], 50),
    )
    sums = _packed(
        (limits["exposure_max"], 50), (limits["lifetime_max"], 50), (record.lent, 50),
        (record.day, 20), (record.lent_that_day, 50),
    )  # fmt: skip
    return rules | revoked_rules, amounts, sums | revoked_sums, limits["executor"]


def _packed(*fields: tuple[int, int]) -> int:
    word = at = 0
    for value, bits in fields:
        word |= value << at
        at += bits
    return word
