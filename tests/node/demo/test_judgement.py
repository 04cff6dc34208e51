"""The grades that a process of its own makes, while the chain is being deployed."""

from __future__ import annotations

import multiprocessing
from contextlib import closing

import pytest

from tallystick.errors import InputError, VerificationFailed
from tallystick_node.demo.judgement import Judging
from tallystick_node.demo.sample import choose, choose_open


@pytest.mark.long
def test_a_process_of_its_own_grades_the_loans_and_ends() -> None:
    with closing(Judging(3, 5)) as judging:
        assert multiprocessing.active_children()
        graded = judging.result()
    chosen = choose(3, 5)
    assert [loan.row for loan in graded.loans] == [loan.row for loan in chosen]
    assert {loan.grade for loan in graded.loans} <= {grade.name for grade in graded.card.grades}
    assert judging.apart == choose_open(5, chosen)
    assert not multiprocessing.active_children()


def test_a_judgement_that_is_given_up_leaves_no_process() -> None:
    with closing(Judging(1, 5)):
        pass
    assert not multiprocessing.active_children()


def test_a_process_that_ends_without_an_answer_is_told() -> None:
    with closing(Judging(1, 5)) as judging:
        judging._process.kill()
        with pytest.raises(VerificationFailed, match="^DEMO:JUDGEMENT"):
            judging.result()


def test_no_process_begins_for_a_wrong_number() -> None:
    with pytest.raises(InputError, match="^DEMO:LOANS"):
        Judging(0, 5)
    assert not multiprocessing.active_children()
