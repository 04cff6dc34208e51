"""A proposal obeys class, goal and funds, whatever they are, and says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import InputError
from tallystick.matching.proposal import (
    Goal,
    Reason,
    RiskTaste,
    over_caps,
    propose_mandate,
)
from tallystick.matching.sentence import SentenceGround, parse_sentence, print_sentence
from tallystick.matching.words import limits_of_words

NOW = 1_780_000_000
GROUND = SentenceGround(2, 0, NOW)


@given(
    st.integers(1, 5), st.integers(10**4, 10**13), st.integers(1, 10**4), st.integers(1, 60),
    st.sampled_from(RiskTaste), st.integers(0, 10**12),
)  # fmt: skip
def test_no_limit_of_class_goal_or_funds_is_passed(
    risk_class: int, funds: int, least: int, months: int, taste: RiskTaste, keep: int
) -> None:
    if funds - keep < least:
        return
    proposal = propose_mandate(
        Goal(months, taste, keep), risk_class=risk_class, funds=funds, least=least, now=NOW
    )
    limits = limits_of_words(proposal.words, funds)
    assert limits.level_max <= risk_class
    assert limits.days_max <= months * 31
    assert limits.exposure_max + limits.cash_floor <= funds
    assert least <= limits.ticket <= limits.person_max <= limits.exposure_max
    assert limits.person_max <= max(least, (funds - keep) * 20_000 // 10**6)
    assert proposal.borrowers * limits.person_max <= limits.exposure_max
    codes = [reason.code for reason in proposal.reasons]
    assert len(codes) == len(set(codes))
    assert (Reason.FEW_BORROWERS in codes) == (proposal.borrowers < 50)


def test_its_sentence_is_read_to_the_same_limits() -> None:
    proposal = propose_mandate(
        Goal(24, RiskTaste.MIDDLE, 50_000), risk_class=4, funds=2_000_000, least=5_000, now=NOW
    )
    read = parse_sentence(print_sentence(proposal.words, GROUND), GROUND)
    wanted = limits_of_words(proposal.words, 2_000_000)
    limits = limits_of_words(read, 2_000_000)
    assert limits == wanted
    assert limits.level_max == 3


def test_the_class_goes_before_the_taste_and_is_the_reason() -> None:
    bold = Goal(12, RiskTaste.BOLD)
    low = propose_mandate(bold, risk_class=1, funds=10**6, least=100, now=NOW)
    assert low.words.level_max == 1
    assert low.reasons[0].code is Reason.LEVEL_BY_CLASS
    careful = Goal(12, RiskTaste.CAREFUL)
    high = propose_mandate(careful, risk_class=5, funds=10**6, least=100, now=NOW)
    assert high.words.level_max == 2
    assert high.reasons[0].code is Reason.LEVEL_BY_TASTE


@pytest.mark.parametrize(
    ("goal", "risk_class", "funds", "code"),
    [
        (Goal(12, RiskTaste.BOLD), 0, 10**6, "PROPOSAL:CLASS"),
        (Goal(0, RiskTaste.BOLD), 3, 10**6, "PROPOSAL:MONTHS"),
        (Goal(61, RiskTaste.BOLD), 3, 10**6, "PROPOSAL:MONTHS"),
        (Goal(12, RiskTaste.BOLD, -1), 3, 10**6, "PROPOSAL:KEEP"),
        (Goal(12, RiskTaste.BOLD, 10**6), 3, 10**6, "PROPOSAL:FUNDS"),
        (Goal(12, RiskTaste.BOLD), 3, 99, "PROPOSAL:FUNDS"),
    ],
)
def test_what_cannot_be_proposed_is_refused(
    goal: Goal, risk_class: int, funds: int, code: str
) -> None:
    with pytest.raises(InputError) as refused:
        propose_mandate(goal, risk_class=risk_class, funds=funds, least=100, now=NOW)
    assert refused.value.code == code


def test_who_holds_more_of_a_borrower_reads_by_how_much() -> None:
    proposal = propose_mandate(
        Goal(12, RiskTaste.MIDDLE), risk_class=3, funds=10**6, least=100, now=NOW
    )
    over = over_caps([("a", 15_000), ("b", 20_000), ("a", 10_000)], proposal)
    assert [(of.name, of.held, of.most) for of in over] == [("a", 25_000, 20_000)]
