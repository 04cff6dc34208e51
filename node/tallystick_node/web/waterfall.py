"""A bridge from one number to another: each step stands on the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Bridge", "BridgeStep", "bridge"]

_WIDTH, _HEIGHT, _GAP = 720, 180, 24


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One step; `size` is what it adds, below zero for what it takes away, or the end's whole."""

    label: str
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class DrawnStep:
    """A step with its place in whole pixels."""

    step: BridgeStep
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """The steps as they are drawn; zero is where the line stands."""

    steps: tuple[DrawnStep, ...]
    zero: int
    width: int = _WIDTH
    height: int = _HEIGHT


def bridge(first: BridgeStep, between: Sequence[BridgeStep], last: str) -> Bridge:
    """Return a bridge whose end is the sum of its parts.

    Args:
        first: From where it begins; its whole size.
        between: What is added and taken away, in order.
        last: What the end is called.

    Returns:
        The bridge; heights are rounded down, and at least a pixel.
    """
    levels = [0, first.size]
    for step in between:
        levels.append(levels[-1] + step.size)
    top, bottom = max(levels), min(levels)
    scale = max(1, top - bottom)
    end = BridgeStep(last, levels[-1], "bridge-end")
    spans = [(first, 0, first.size)]
    spans += [(step, levels[place + 1], levels[place + 2]) for place, step in enumerate(between)]
    spans.append((end, 0, levels[-1]))
    width = _WIDTH // len(spans)
    drawn = []
    for place, (step, start, stop) in enumerate(spans):
        upper = (top - max(start, stop)) * (_HEIGHT - 2) // scale
        lower = (top - min(start, stop)) * (_HEIGHT - 2) // scale
        drawn.append(DrawnStep(step, place * width, upper, width - _GAP, max(1, lower - upper)))
    return Bridge(tuple(drawn), top * (_HEIGHT - 2) // scale)
