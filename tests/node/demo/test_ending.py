"""The second platform of a demonstration comes to its end, with everything that may go wrong."""

from __future__ import annotations

from contextlib import closing

import pytest

from tallystick.errors import VerificationFailed
from tallystick.platform.listing import LoanStatus
from tallystick_node.demo.ending import Ending
from tallystick_node.demo.second import SecondPlatform
from tallystick_node.demo.telling import Telling, told

SCENES = (
    "guarantor locks", "two mandates lend", "deed is locked", "days late are sold", "vote on new",
    "guarantor pays", "reserve covers", "falling auction", "90 days", "frozen client",
    "never began", "without operators", "last distribution", "never claims", "left in the reserve",
)  # fmt: skip


@pytest.fixture(scope="module")
def lived() -> SecondPlatform:
    return told()


def test_every_scene_is_told_with_a_figure(lived: SecondPlatform) -> None:
    assert len(lived.scenes) == len(SCENES)
    for (what, figure), words in zip(lived.scenes, SCENES, strict=True):
        assert words in what
        assert figure


def test_it_holds_a_loan_in_every_status_as_the_wind_down_begins(lived: SecondPlatform) -> None:
    assert set(lived.statuses) == {status.name.lower() for status in LoanStatus}


def test_no_loan_is_left_open_at_the_end(lived: SecondPlatform) -> None:
    assert not {"listed", "funded", "active", "defaulted"} & set(lived.ended)
    assert sum(lived.ended.values()) == sum(lived.statuses.values())
    assert lived.claimable > 0


def test_its_audit_holds(lived: SecondPlatform) -> None:
    assert lived.passed
    assert (lived.failed, lived.checks > 50) == ([], True)


def test_a_failed_check_is_no_pass() -> None:
    platform = SecondPlatform(checks=2, failed=["escrow.backed"])
    assert not platform.passed
    assert platform.document()["audit"] == {"checks": 2, "failed": ["escrow.backed"]}


def test_a_platform_that_has_not_lived_has_every_person() -> None:
    ending = Ending.begin()
    assert (len(ending.lenders), len(ending.borrowers), ending.loans) == (5, 3, {})


@pytest.mark.long
def test_it_lives_in_a_process_of_its_own_the_same_way(lived: SecondPlatform) -> None:
    telling = Telling()
    telling.begin()
    assert telling.result() == lived


def test_a_second_platform_that_ends_without_an_answer_is_told() -> None:
    with closing(Telling()) as telling:
        telling.begin()
        telling._process.kill()
        with pytest.raises(VerificationFailed, match="^DEMO:SECOND"):
            telling.result()


def test_one_that_never_began_is_closed() -> None:
    Telling().close()
