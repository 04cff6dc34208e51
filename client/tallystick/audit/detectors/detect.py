"""All detectors over one platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.audit.detectors.fake_borrowers import detect_fake_borrowers
from tallystick.audit.detectors.money_trail import trace
from tallystick.audit.detectors.ponzi import detect_ponzi
from tallystick.audit.detectors.run_away import detect_run_away
from tallystick.audit.detectors.self_finance import detect_self_finance
from tallystick.audit.detectors.term_splitting import detect_term_splitting
from tallystick.audit.detectors.underwriting import detect_underwriting_collapse

if TYPE_CHECKING:
    from tallystick.audit.detectors.detection import Detection
    from tallystick.audit.detectors.facts import PlatformFacts

__all__ = ["detect"]


def detect(facts: PlatformFacts) -> tuple[Detection, ...]:
    """Run every detector.

    Args:
        facts: The platform.

    Returns:
        The outcomes, always all of them and in the same order.
    """
    trail = trace(facts)
    return (
        detect_ponzi(facts, trail),
        detect_self_finance(facts, trail),
        detect_fake_borrowers(facts, trail),
        detect_underwriting_collapse(facts),
        detect_run_away(facts, trail),
        detect_term_splitting(facts, trail),
    )
