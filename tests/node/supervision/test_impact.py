"""What a change of the law would mean for the loans that run."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.policy.judgement import Policy
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.supervision.impact import refused_loans

if TYPE_CHECKING:
    from tallystick_node.supervision.ground import CheckGround


def test_no_loan_is_refused_by_the_rules_it_was_made_under(ground: CheckGround) -> None:
    assert refused_loans(ground, ground.policy) == []


def test_every_live_loan_is_judged_by_the_other_law(ground: CheckGround) -> None:
    """A reserve is not allowed there; and where 15.4 % is the most, 12 % with fees is too dear."""
    china = load_pack("cn-2017", 6)
    before = Policy(china, date(2018, 1, 2))
    assert {(loan.loan, loan.rule) for loan in refused_loans(ground, before)} == {
        (1, "POLICY:RESERVE"), (2, "POLICY:RESERVE"),
    }  # fmt: skip
    key = "rate.cap_ppm"
    lower = [figure.model_copy(update={"value": 154_000}) for figure in china.figures[key]]
    after = china.model_copy(update={"figures": {**china.figures, key: lower}})
    refused = refused_loans(ground, Policy(after, date(2018, 1, 2)))
    assert {(loan.loan, loan.rule) for loan in refused} >= {(1, "POLICY:RATE"), (2, "POLICY:RATE")}
    assert all("154000" in loan.why for loan in refused if loan.rule == "POLICY:RATE")


def test_a_borrower_above_the_cap_is_seen_with_all_their_loans(ground: CheckGround) -> None:
    """Two loans of 10,000 each are within 200,000, and above a cap of 15,000."""
    pack = load_pack("generic", 6)
    key = "borrower.cap.natural.platform"
    capped = [figure.model_copy(update={"value": 15_000 * 10**6}) for figure in pack.figures[key]]
    stricter = pack.model_copy(update={"figures": {**pack.figures, key: capped}})
    refused = refused_loans(ground, Policy(stricter, ground.day))
    assert [(loan.loan, loan.rule) for loan in refused] == [(1, "POLICY:CAP"), (2, "POLICY:CAP")]


def test_a_day_that_the_pack_does_not_know_is_refused(ground: CheckGround) -> None:
    with pytest.raises(ConfigError, match="POLICY:DAY"):
        refused_loans(ground, Policy(load_pack("cn-2017", 6), date(2010, 1, 1)))
