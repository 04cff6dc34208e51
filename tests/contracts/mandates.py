"""Mandates as investors sign them, for tests and for the state machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.builders import DAY, DISCLOSURE, ZERO, key_of

if TYPE_CHECKING:
    from contracts.builders import World

__all__ = ["bring", "execute", "mandate"]


def mandate(world: World, role: str, **changes: Any) -> dict[str, Any]:
    """Limits so wide that any loan of these tests fits, but for the changes."""
    world.nonce += 1
    return {
        "owner": key_of(role).address,
        "executor": ZERO,
        "level_max": 5,
        "statement": 5,
        "rate_min_ppm": 0,
        "days_max": 16_383,
        "ticket": 1,
        "person_max": 10**9,
        "group_max": 10**9,
        "day_max": 10**9,
        "exposure_max": 10**9,
        "lifetime_max": 10**9,
        "cash_floor": 0,
        "nonce": world.nonce,
        "expiry": world.now + 100 * DAY,
    } | changes


def bring(world: World, role: str, **changes: Any) -> bytes:
    """Bring a mandate that a role has signed; its digest."""
    limits = mandate(world, role, **changes)
    signature = world.sign_bytes("Mandate", limits, key_of(role))
    digest: bytes = world.call("Mandates.bring", limits, signature)
    return digest


def execute(
    world: World, loan: int, digests: list[bytes], units: list[int], *,
    others: list[int] | None = None, sender: str | None = None,
) -> int:  # fmt: skip
    """Lend by mandates to a listed loan; the sum lent."""
    arguments = (loan, others or [], digests, units, DISCLOSURE)
    return int(world.call("Mandates.execute", *arguments, sender=sender))
