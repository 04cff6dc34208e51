"""Decisions on credit files, scored against what became of the loans."""

from __future__ import annotations

import pytest

from tallystick.errors import InputError
from tallystick_node.entrypoints.table_command import case_files
from tallystick_node.learning.case_files import FILES, CreditCase, score

GOOD = CreditCase("a", 1_000, 12, 100_000, {}, repaid=True)
BAD = CreditCase("b", 1_000, 12, 100_000, {}, repaid=False)


def test_what_lending_comes_to_rounds_down() -> None:
    assert (GOOD.outcome, BAD.outcome) == (50, -600)
    assert CreditCase("c", 999, 12, 100_000, {}, repaid=True).outcome == 49


def test_right_decisions_pass_and_wrong_ones_do_not() -> None:
    right = score([GOOD, BAD], {"a": "lend", "b": "refuse"})
    assert (right.right, right.money, right.money_of_all, right.passed) == (2, 50, -550, True)
    wrong = score([GOOD, BAD], {"a": "refuse", "b": "lend"})
    assert (wrong.lent_and_lost, wrong.refused_and_repaid, wrong.passed) == (1, 1, False)
    assert not score([GOOD, BAD], {"a": "lend", "b": "lend"}).passed


@pytest.mark.parametrize("answers", [{}, {"a": "lend"}, {"a": "lend", "b": "maybe"}])
def test_every_file_is_answered(answers: dict[str, str]) -> None:
    with pytest.raises(InputError):
        score([GOOD, BAD], answers)


def test_a_pack_has_real_loans_by_seed_and_nobody_in_it() -> None:
    files = case_files(1)
    assert len(files) == FILES
    assert files == case_files(1) != case_files(2)
    assert sum(not file.repaid for file in files) >= FILES // 4
    names = {fact for file in files for fact in file.facts}
    assert not names & {"addr_state", "name", "row"}
    assert score(files, {f.id: "lend" if f.repaid else "refuse" for f in files}).passed
    assert not score(files, {f.id: "refuse" if f.repaid else "lend" for f in files}).passed
