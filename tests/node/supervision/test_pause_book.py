"""A request to pause is written down and told; only the guardian's own key pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from node.supervision.builders import BORROWERS, acts, issue, sent
from tallystick.errors import InputError
from tallystick_node.auth.refusals import TooMany
from tallystick_node.supervision.pause_book import OPEN_REQUESTS_MAX, RegulatorPause
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused
from tallystick_node.supervision.rules import PauseDecision, PauseScope

if TYPE_CHECKING:
    from tallystick_node.storage import Database
    from tallystick_node.supervision.key_book import RegulatorKey
    from tallystick_node.supervision.service import Supervision


def ask(
    supervision: Supervision, key: RegulatorKey, scope: PauseScope = PauseScope.NEW_RISK,
    **more: Any,
) -> RegulatorPause:  # fmt: skip
    with supervision.desk.database.writing() as connection:
        return supervision.pauses.ask(connection, key, scope, **({"reason": "a run"} | more))


def decide(supervision: Supervision, number: int) -> RegulatorPause:
    with supervision.desk.database.writing() as connection:
        return supervision.pauses.decide(
            connection, number, PauseDecision.DECLINED, note="no run", by="0xA"
        )


def test_a_request_is_kept_and_the_operator_is_told(
    supervision: Supervision, database: Database
) -> None:
    key = issue(supervision).entry
    request = ask(supervision, key)
    assert (request.scope, request.reason, request.decision) == (
        PauseScope.NEW_RISK, "a run", None,
    )  # fmt: skip
    assert len(sent(database)) == 1
    assert acts(database)[-1][:2] == ("regulator 1", "pause.requested")
    ask(supervision, key, PauseScope.ATTESTOR_SEAT, subject=BORROWERS[0])
    assert len(sent(database)) == 2


def test_the_guardian_decides_once(supervision: Supervision, database: Database) -> None:
    request = ask(supervision, issue(supervision).entry)
    decided = decide(supervision, request.number)
    assert (decided.decision, decided.note) == (PauseDecision.DECLINED, "no run")
    before = acts(database)
    with pytest.raises(SupervisionRefused, match="PAUSE:DECIDED"):
        decide(supervision, request.number)
    with pytest.raises(NoSupervision, match="PAUSE:NONE"):
        decide(supervision, 99)
    assert acts(database) == before


@pytest.mark.parametrize(
    ("scope", "more", "code"),
    [(PauseScope.NEW_RISK, {"subject": BORROWERS[0]}, "PAUSE:SUBJECT"),
     (PauseScope.ATTESTOR_SEAT, {}, "PAUSE:SUBJECT"),
     (PauseScope.ATTESTOR_SEAT, {"subject": "0x12"}, "INPUT:ADDRESS"),
     (PauseScope.NEW_RISK, {"reason": ""}, "SUPERVISION:TEXT")],
)  # fmt: skip
def test_a_request_of_nothing_is_refused(
    supervision: Supervision, database: Database, scope: PauseScope, more: dict[str, Any], code: str
) -> None:
    key = issue(supervision).entry
    before = acts(database)
    with pytest.raises(InputError, match=code):
        ask(supervision, key, scope, **more)
    assert (acts(database), sent(database)) == (before, [])


def test_a_flood_of_requests_is_refused(supervision: Supervision) -> None:
    key = issue(supervision).entry
    for _ in range(OPEN_REQUESTS_MAX):
        ask(supervision, key)
    with pytest.raises(TooMany, match="PAUSE:MANY"):
        ask(supervision, key)
