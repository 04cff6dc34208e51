"""Supervision on a page of staff: clocks, answers, files and keys; a guardian sees less."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from node.supervision.builders import (
    keep_report,
    keep_statement,
    loan_of,
    report_of,
    statement_of,
)
from node.web.forms import enter_as_staff, send
from node.web.reading import read
from tallystick_node.supervision.rules import PauseScope

if TYPE_CHECKING:
    from node.api.builders import Api

HERE = "/staff/supervision"


def new_key(site: Api, **changes: str) -> str:
    """Issue a key by the form; returns what opens."""
    last = site.node.services.supervision.desk.today + timedelta(days=30)
    typed = {
        "name": "Authority", "scope-files": "yes", "scope-questions": "yes",
        "networks": "192.0.2.0/24 2001:db8::/32", "expires_on": str(last),
    }  # fmt: skip
    answer = send(site, f"{HERE}/keys", **(typed | changes))
    assert answer.status_code == 201, answer.text
    secret = re.search(r"tsr_[\w-]{43}", answer.text)
    assert secret
    return secret[0]


def test_an_empty_desk_says_so(site: Api) -> None:
    enter_as_staff(site, "compliance")
    words = read(site.client.get(HERE).text).text
    for sentence in (
        "Nobody has asked for a pause.", "No major event was written down.",
        "Nobody has asked anything.", "No file was made yet.", "No supervisor has a key.",
    ):  # fmt: skip
        assert sentence in words
    assert f'href="{HERE}"' in site.client.get("/staff").text


def test_a_key_is_shown_once_and_ended(site: Api) -> None:
    enter_as_staff(site, "compliance")
    secret = new_key(site)
    page = site.client.get(HERE).text
    assert secret not in page
    assert "192.0.2.0/24" in page
    assert send(site, f"{HERE}/act", act="revoke", subject="1").status_code == 303
    assert "revoked" in read(site.client.get(HERE).text).text
    again = send(site, f"{HERE}/act", act="revoke", subject="1")
    assert (again.status_code, "REGULATOR:REVOKED" in again.text) == (409, True)


def test_what_is_typed_comes_back_with_the_refusal(site: Api) -> None:
    enter_as_staff(site, "compliance")
    typed = {"name": "Authority", "networks": "0.0.0.0/0", "expires_on": "2026-03-20"}
    answer = send(site, f"{HERE}/keys", **typed)
    assert answer.status_code == 422
    assert 'value="0.0.0.0/0"' in answer.text
    answer = send(site, f"{HERE}/keys", **(typed | {"scope-files": "yes"}))
    assert "REGULATOR:" in answer.text
    assert send(site, f"{HERE}/act", act="dance").status_code == 422
    with site.node.foundation.database.reading() as connection:
        assert site.node.services.supervision.keys.all(connection) == []


def test_an_event_is_opened_and_reported(site: Api) -> None:
    enter_as_staff(site, "compliance")
    known = site.node.services.supervision.desk.now - timedelta(hours=1)
    typed = {
        "act": "event", "kind": "litigation", "occurred_at": f"{known:%Y-%m-%dT%H:%M}",
        "known_at": f"{known:%Y-%m-%dT%H:%M}", "description": "A court has opened proceedings.",
    }  # fmt: skip
    assert send(site, f"{HERE}/act", **typed).status_code == 303
    page = read(site.client.get(HERE).text).text
    assert "major litigation" in page
    assert "A court has opened proceedings." in page
    late = typed | {"known_at": "2099-01-01T00:00"}
    refused = send(site, f"{HERE}/act", **late)
    assert (refused.status_code, "EVENT:TIMES" in refused.text) == (422, True)
    done = send(site, f"{HERE}/act", act="report", subject="1", report="as it is", reference="R-1")
    assert done.status_code == 303
    assert "reported in time" in read(site.client.get(HERE).text).text


def test_a_question_is_answered_and_a_file_is_made(site: Api) -> None:
    supervision = site.node.services.supervision
    enter_as_staff(site, "compliance")
    new_key(site)
    with supervision.desk.database.writing() as connection:
        (key,) = supervision.keys.all(connection)
        supervision.questions.ask(connection, key, "How many are late?")
    assert "How many are late?" in site.client.get(HERE).text
    assert send(site, f"{HERE}/act", act="answer", subject="1", answer="Two.").status_code == 303
    assert "Two." in read(site.client.get(HERE).text).text
    folder, stated = supervision.desk.data_dir, statement_of(1)
    keep_report(folder, report_of([loan_of(1, stated)], "2026-01"))
    keep_statement(folder, stated)
    assert send(site, f"{HERE}/act", act="file", kind="kiis", period="1").status_code == 303
    answer = site.client.get(f"{HERE}/files/1")
    assert answer.headers["content-disposition"] == 'attachment; filename="kiis-1.v1.json"'
    assert answer.json()["A"]["purpose"] == "seed"
    refused = send(site, f"{HERE}/act", act="file", kind="nifa", period="2099-01")
    assert refused.status_code == 422


def test_a_guardian_decides_requests_and_sees_nothing_else(site: Api) -> None:
    supervision = site.node.services.supervision
    enter_as_staff(site, "compliance")
    new_key(site)
    with supervision.desk.database.writing() as connection:
        (key,) = supervision.keys.all(connection)
        supervision.pauses.ask(connection, key, PauseScope.NEW_RISK, reason="a run")
    decision = {"act": "decide", "subject": "1", "decision": "declined", "note": "no run"}
    assert "It waits for the guardian." in read(site.client.get(HERE).text).text
    assert send(site, f"{HERE}/act", **decision).status_code == 403
    enter_as_staff(site, "guardian")
    page = read(site.client.get(HERE).text).text
    assert "a run" in page
    assert "192.0.2.0/24" not in page
    assert send(site, f"{HERE}/act", act="revoke", subject="1").status_code == 403
    assert site.client.get(f"{HERE}/files/1", follow_redirects=False).status_code == 403
    assert send(site, f"{HERE}/act", **decision).status_code == 303
    assert "no run" in read(site.client.get(HERE).text).text


def test_nobody_else_sees_it(site: Api) -> None:
    for name in ("underwriter", "publisher", "treasury"):
        enter_as_staff(site, name)
        assert site.client.get(HERE, follow_redirects=False).status_code == 403
