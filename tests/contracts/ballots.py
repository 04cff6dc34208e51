"""New terms of a loan as its parties sign them, and the lenders' ballot on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.builders import DAY, key_of

if TYPE_CHECKING:
    from contracts.builders import World

__all__ = ["ask", "close", "new_terms", "restructure"]


def new_terms(world: World, loan: int, **changes: Any) -> dict[str, Any]:
    """Twice as long at half the rate, but for the changes."""
    return {
        "loan": loan,
        "rate_ppm": 60_000,
        "n": 24,
        "period": 1,
        "lead": 0,
        "window_seconds": 3 * DAY,
        "version": world.call("Lens.progress_of", loan)["version"],
        "expiry": world.now + DAY,
    } | changes


def ask(
    world: World, loan: int, *, borrower: str = "borrower", guarantor: str = "", sender: str = "",
    servicer: str = "servicer", **changes: Any,
) -> dict[str, Any]:  # fmt: skip
    """Put new terms to the vote, signed by the roles named; "" signs nothing."""
    proposal = new_terms(world, loan, **changes)
    signatures = [
        world.sign_bytes("Restructuring", proposal, key_of(role)) if role else b""
        for role in (borrower, servicer, guarantor)
    ]
    arguments = (proposal, key_of(servicer or "servicer").address, *signatures)
    world.call("Ballots.propose", *arguments, sender=sender or None)
    return proposal


def close(world: World, loan: int) -> bool:
    """Close a ballot on the first second after its window."""
    ends_at = world.call("Ballots.ballot_of", loan)[0]["ends_at"]
    world.set_time(max(world.now, ends_at + 1))
    return bool(world.call("Ballots.close_ballot", loan))


def restructure(world: World, loan: int, *voters: str, **changes: Any) -> None:
    """New terms that these voters carry."""
    ask(world, loan, **changes)
    for voter in voters:
        world.call("Ballots.vote", loan, True, sender=voter)
    assert close(world, loan)
