"""Whether an effect only rises or only falls, as far as the data can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.binning import Binned

    Floats = NDArray[np.float64]

__all__ = ["direction", "monotone"]

# Weighted squares of what a monotone shape would change, about a tenth of it information: less
# than this is not evidence against it.
EVIDENCE_MIN = 5.0


def monotone(values: Floats, weights: Floats, *, rising: bool) -> Floats:
    """Return the nearest rising (falling) values, by pooling adjacent violators.

    Args:
        values: The values, shape (n,).
        weights: How much each counts, shape (n,).
        rising: True for rising, False for falling.

    Returns:
        The values, shape (n,).
    """
    sign = 1.0 if rising else -1.0
    blocks: list[list[float]] = []
    for value, weight in zip((sign * values).tolist(), weights.tolist(), strict=True):
        blocks.append([value, max(weight, 1e-9), 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            last, before = blocks.pop(), blocks.pop()
            total = last[1] + before[1]
            mean = (last[0] * last[1] + before[0] * before[1]) / total
            blocks.append([mean, total, last[2] + before[2]])
    return sign * np.concatenate([np.full(int(size), mean) for mean, _, size in blocks])


def direction(binned: Binned, effects: Floats, counts: Floats) -> bool | None:
    """Return whether risk only rises or only falls with a variable.

    The shape nearest to monotone is taken when the data hold no evidence against it; a variable of
    categories, or with fewer than three linked bins, is left free.

    Args:
        binned: The variable.
        effects: The effect of each bin.
        counts: The rows of each bin.

    Returns:
        True rising, False falling, None free.
    """
    runs = _runs(binned.linked)
    if max(len(run) for run in runs) < 3:
        return None
    losses = {}
    for rising in (True, False):
        losses[rising] = sum(
            float(
                np.sum(
                    counts[run]
                    * (effects[run] - monotone(effects[run], counts[run], rising=rising)) ** 2
                )
            )
            for run in runs
        )
    best = min(losses, key=lambda way: losses[way])
    return best if losses[best] < EVIDENCE_MIN else None


def _runs(linked: tuple[bool, ...]) -> list[list[int]]:
    runs = [[0]]
    for at, alike in enumerate(linked, 1):
        if alike:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs
