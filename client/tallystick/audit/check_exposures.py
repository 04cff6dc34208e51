"""Exposures and what has returned, against the chain: also where a claim leaves no event.

A claim of nothing on a loan that has ended takes the holder's loss off their exposure, and no event
says so: it is only in the position's word. For who has such losses the sum is compared, exposure
less what has returned, in which it does not matter when a loss was taken.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tallystick.audit.scene import plain
from tallystick.chain.contracts import Book, Escrow, Registry
from tallystick.replay.findings import shown

if TYPE_CHECKING:
    from tallystick.audit.scene import Scene

__all__ = ["ENDED", "RETRACTED", "check_exposures", "has_unseen_losses"]

# The marks in the place of a position's principal seen, above every principal.
RETRACTED, ENDED = 2**50 - 1, 2**50 - 2


def has_unseen_losses(scene: Scene, wallet: bytes) -> bool:
    """Return whether a loss of a wallet's person may be counted without an event.

    Args:
        scene: The replayed platform and the chain.
        wallet: The wallet, 20 bytes.

    Returns:
        Whether it may.
    """
    head = scene.replay.people.heads.get(wallet, wallet)
    return scene.replay.lenders.unseen[head] > 0


def check_exposures(scene: Scene) -> None:
    """Compare exposure less what has returned, for every person with losses of ended loans.

    Args:
        scene: The replayed platform and the chain.
    """
    replay = scene.replay
    silent = _taken_without_an_event(scene)
    for head, person in sorted(replay.people.persons.items()):
        if not has_unseen_losses(scene, head) or not scene.wanted([head]):
            continue
        wallets = replay.people.wallets_of(head)
        there, *returned = map(
            plain,
            scene.reader.read_all(
                [
                    Registry.person_of(shown(head)),
                    *(Escrow.principal_returned(shown(wallet)) for wallet in wallets),
                ]
            ),
        )
        actual = there["exposure"] - sum(returned)
        rebuilt = person.exposure - sum(replay.money.returned.get(wallet, 0) for wallet in wallets)
        scene.findings.same(
            "people.words",
            f"the exposure of {shown(head)} less what has returned",
            actual,
            rebuilt - silent[head],
        )


def _taken_without_an_event(scene: Scene) -> Counter[bytes]:
    """By person, the losses that the chain's positions have settled and the events have not."""
    replay = scene.replay
    places = [
        (loan, holder, units.lost(loan))
        for loan in replay.loans.values()
        if loan.ended
        for holder, units in sorted(loan.holders.items())
        if scene.wanted([holder])
    ]
    places = [place for place in places if place[2]]
    words = scene.reader.read_all(
        [Book.position_of(loan.number, shown(holder)) for loan, holder, _ in places]
    )
    taken: Counter[bytes] = Counter()
    for (_, holder, lost), word in zip(places, words, strict=True):
        if isinstance(word, tuple | list) and word[1] == ENDED:
            taken[replay.people.heads.get(holder, holder)] += lost
    return taken
