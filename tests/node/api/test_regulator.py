"""Supervisors over HTTP: with a key of their own, from their network, and every request is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from node.api.builders import URL, key_of
from node.api.test_aml import officer
from node.api.test_servicing import staff
from node.supervision.builders import (
    ALL_SCOPES,
    acts,
    keep_report,
    keep_statement,
    loan_of,
    report_of,
    statement_of,
)
from tallystick.api import NodeClient
from tallystick.api.records.regulator import (
    EventState,
    FileKind,
    MajorEventKind,
    PauseDecision,
    PauseScope,
    QuestionState,
    RegulatorScope,
)
from tallystick.api.records.staff_regulator_keys import RegulatorState
from tallystick.disclosure.proof import check_proof
from tallystick.errors import NodeRefused
from tallystick_node.bootstrap.application import application_of
from tallystick_node.storage.tables import aml_alert_people, aml_alerts, risk_incidents
from tallystick_node.supervision.rules import REQUESTS_A_MINUTE

if TYPE_CHECKING:
    from node.api.builders import Api

ADDRESS, ELSEWHERE = "192.0.2.7", "198.51.100.7"
STAFF, ROOT = "/v1/staff/supervision", "/v1/regulator"
READ = {
    "portfolio": "/feed/portfolio", "operations": "/feed/operations",
    "incidents": "/feed/incidents", "files": "/files", "questions": "/questions",
    "alerts": "/feed/alerts",
}  # fmt: skip


def issued(api: Api, *scopes: str, days: int = 30) -> str:
    body = {
        "name": "Authority", "scopes": list(scopes or ALL_SCOPES), "networks": ["192.0.2.0/24"],
        "expires_on": str(api.node.services.supervision.desk.today + timedelta(days=days)),
    }  # fmt: skip
    answer = api.client.post(f"{STAFF}/keys", json=body, headers=staff(api, "compliance"))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["secret"])


def at(api: Api, address: str = ADDRESS) -> TestClient:
    """A client at an address."""
    return TestClient(
        application_of(api.node), URL, raise_server_exceptions=False, client=(address, 5)
    )


def authority(api: Api, *scopes: str) -> NodeClient:
    """The typed calls of a supervisor."""
    return NodeClient(URL, token=issued(api, *scopes), transport=at(api)._transport)


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def test_a_supervisor_reads_the_feeds_and_each_request_is_kept(api: Api) -> None:
    actors = api.network.session.actors
    loan = api.network.loans.active(actors.borrower)
    api.index()
    feeds = authority(api).regulator
    page = feeds.list_portfolio_feed()
    (row,) = page.items
    assert (row.loan, row.status, row.balance) == (loan, "active", row.principal)
    assert actors.borrower.address.lower()[2:] not in repr(page).lower()
    assert page.as_of.block >= row.changed_block
    assert page.next is None
    again = feeds.list_portfolio_feed(after=page.watermark)
    assert (again.items, again.watermark) == ((), page.watermark)
    assert list(feeds.all_portfolio_feed()) == [row]
    assert feeds.list_operations_feed().items == ()
    assert feeds.list_incidents_feed().items == ()
    assert feeds.read_regulator_key().scopes == tuple(RegulatorScope)
    kept = [
        entry for entry in acts(api.node.foundation.database) if entry[1] == "regulator.request"
    ]
    assert [entry[2] for entry in kept] == [
        *[f"{ROOT}/feed/portfolio"] * 3, f"{ROOT}/feed/operations", f"{ROOT}/feed/incidents",
        f"{ROOT}/key",
    ]  # fmt: skip
    assert {entry[0] for entry in kept} == {"regulator 1"}


def test_alerts_come_once_and_name_nobody(api: Api) -> None:
    today = api.node.services.business.today()
    feeds = authority(api, "alerts").regulator_alerts
    assert (feeds.list_alerts_feed().risk, feeds.list_alerts_feed().watermark) == ((), None)
    with api.node.foundation.database.writing() as connection:
        for metric in ("credit.bad", "credit.late"):
            connection.execute(
                insert(risk_incidents).values(
                    metric=metric, opened_on=today, value=2, bound=1, response="pause_lending"
                )
            )
        alert = connection.execute(
            insert(aml_alerts)
            .values(
                rule="STRUCT",
                version=1,
                subject="a-person",
                day=today,
                since=1,
                until=2,
                amount=5,
                score=70,
                flows=["flow-1"],
                facts={"who": "a-person"},
                state="open",
                due_on=today,
                raised_at=api.time.now,
            )
            .returning(aml_alerts.c.id)
        ).scalar_one()
        for person in ("a-person", "b-person"):
            connection.execute(insert(aml_alert_people).values(alert=alert, person=person))
    first = feeds.list_alerts_feed(limit=2)
    assert [row.metric for row in first.risk] == ["credit.bad", "credit.late"]
    assert (first.aml, first.next) == ((), first.watermark)
    second = feeds.list_alerts_feed(after=first.next)
    (row,) = second.aml
    assert (row.rule, row.amount, row.people, row.state.value) == ("STRUCT", 5, 2, "open")
    assert (second.risk, second.next) == ((), None)
    assert "person" not in repr(second).replace("people", "")
    end = feeds.list_alerts_feed(after=second.watermark)
    assert (end.risk, end.aml, end.watermark) == ((), (), second.watermark)
    kept = [entry[2] for entry in acts(api.node.foundation.database)]
    assert kept.count(f"{ROOT}/feed/alerts") == 5, "every view is journalled"


@pytest.mark.parametrize("scope", list(READ))
def test_a_key_opens_its_scope_and_no_other(api: Api, scope: str) -> None:
    headers = {"authorization": f"Bearer {issued(api, scope)}"}
    client = at(api)
    for name, path in READ.items():
        answer = client.get(ROOT + path, headers=headers)
        if name == scope:
            assert answer.status_code == 200, answer.text
        else:
            assert problem(answer) == (403, "REGULATOR:SCOPE")


def test_without_a_key_from_elsewhere_or_after_its_end_nobody_reads(api: Api) -> None:
    secret = issued(api)
    headers = {"authorization": f"Bearer {secret}"}
    path = f"{ROOT}/feed/portfolio"
    assert problem(at(api).get(path)) == (401, "REGULATOR:KEY")
    session = staff(api, "compliance")
    assert problem(at(api).get(path, headers=session)) == (401, "REGULATOR:KEY")
    assert problem(at(api, ELSEWHERE).get(path, headers=headers)) == (403, "REGULATOR:ADDRESS")
    assert at(api).get(path, headers=headers).status_code == 200
    assert problem(at(api).get(STAFF + "/keys", headers=headers)) == (401, "ACCESS:TOKEN")
    assert problem(at(api).get("/v1/me", headers=headers)) == (401, "ACCESS:TOKEN")
    revoked = api.client.post(f"{STAFF}/keys/1/revocation", headers=session)
    assert revoked.json()["state"] == "revoked"
    assert problem(at(api).get(path, headers=headers)) == (401, "REGULATOR:ENDED")


def test_a_key_expires(api: Api) -> None:
    headers = {"authorization": f"Bearer {issued(api, days=0)}"}
    assert at(api).get(f"{ROOT}/key", headers=headers).status_code == 200
    api.time.pass_by(days=2)
    assert problem(at(api).get(f"{ROOT}/key", headers=headers)) == (401, "REGULATOR:ENDED")


def test_a_key_asks_no_more_than_its_minute_allows(api: Api) -> None:
    headers, client = {"authorization": f"Bearer {issued(api)}"}, at(api)
    for _ in range(REQUESTS_A_MINUTE):
        assert client.get(f"{ROOT}/key", headers=headers).status_code == 200
    answer = client.get(f"{ROOT}/key", headers=headers)
    assert problem(answer) == (429, "REGULATOR:RATE")
    assert answer.headers["retry-after"]


@pytest.mark.parametrize(
    ("path", "code"),
    [("/feed/portfolio?limt=5", "INPUT:QUERY"), ("/feed/portfolio?limit=0", "INPUT:FIELDS"),
     ("/feed/portfolio?after=x", "API:CURSOR"), ("/feed/incidents?after=WzldCg", "API:CURSOR"),
     ("/feed/everything", "API:PATH"), ("/questions/9", "QUESTION:NONE"),
     ("/files/9/content", "FILES:NO_FILE"), ("/loans/9/proof", "FILES:LOAN"),
     ("/files/0/content", "INPUT:FIELDS")],
)  # fmt: skip
def test_what_is_not_there_gets_a_problem(api: Api, path: str, code: str) -> None:
    headers = {"authorization": f"Bearer {issued(api)}"}
    status, named = problem(at(api).get(ROOT + path, headers=headers))
    assert named == code
    assert 400 <= status < 500


def test_a_cursor_beyond_every_calendar_is_refused(api: Api) -> None:
    from tallystick_node.api.shapes import write_cursor  # noqa: PLC0415

    headers = {"authorization": f"Bearer {issued(api)}"}
    for count in (2**63 - 1, 1 - 2**63):
        path = f"{ROOT}/feed/incidents?after={write_cursor(count, 1)}"
        assert problem(at(api).get(path, headers=headers)) == (422, "API:CURSOR")


def test_a_question_is_answered_to_whoever_asked(api: Api) -> None:
    mine, others = authority(api), authority(api)
    question = mine.regulator.ask_question(text="How many are late?")
    desk = officer(api).staff_supervision
    assert [each.text for each in desk.list_regulator_questions().items] == ["How many are late?"]
    desk.answer_question(question.question, answer="Two.")
    answered = mine.regulator.read_my_question(question.question)
    assert (answered.state, answered.answer) == (QuestionState.ANSWERED, "Two.")
    assert others.regulator.list_my_questions().items == ()
    with pytest.raises(NodeRefused, match="QUESTION:NONE"):
        others.regulator.read_my_question(question.question)
    with pytest.raises(NodeRefused, match="QUESTION:ANSWERED"):
        desk.answer_question(question.question, answer="Three.")


def test_a_request_pauses_nothing_and_reaches_the_guardian(api: Api) -> None:
    from tallystick.chain.contracts import Governor  # noqa: PLC0415

    supervisor = authority(api).regulator
    request = supervisor.request_pause(scope=PauseScope.NEW_RISK, reason="a run")
    assert not api.network.platform.read(Governor.paused())
    guardian = officer(api, "guardian").staff_supervision
    assert [each.reason for each in guardian.list_pause_requests().items] == ["a run"]
    with pytest.raises(NodeRefused, match="ACCESS:ROLE"):
        officer(api).staff_supervision.decide_pause_request(
            request.request, decision=PauseDecision.PAUSED, note="n"
        )
    guardian.decide_pause_request(
        request.request, decision=PauseDecision.DECLINED, note="there is no run"
    )
    (seen,) = supervisor.list_my_pause_requests().items
    assert (seen.decision, seen.note) == (PauseDecision.DECLINED, "there is no run")
    with pytest.raises(NodeRefused, match="PAUSE:SUBJECT"):
        supervisor.request_pause(scope=PauseScope.ATTESTOR_SEAT, reason="r")
    subject = key_of("attestor 0").address
    seat = supervisor.request_pause(
        scope=PauseScope.ATTESTOR_SEAT, subject=subject, reason="false credentials"
    )
    assert seat.subject == subject


def test_a_major_event_reaches_the_feed_and_again_when_reported(api: Api) -> None:
    desk, now = officer(api).staff_supervision, api.node.services.supervision.desk.now
    event = desk.open_major_event(
        kind=MajorEventKind.FRAUD, occurred_at=now - timedelta(hours=2), known_at=now,
        description="An invoice was forged.",
    )  # fmt: skip
    assert event.due_at - event.known_at == timedelta(hours=48)
    feed = authority(api, "incidents").regulator
    page = feed.list_incidents_feed()
    assert [each.description for each in page.items] == ["An invoice was forged."]
    assert feed.list_incidents_feed(after=page.watermark).items == ()
    api.time.pass_by(seconds=5)
    desk.report_major_event(event.event, report="as known", reference="R-7")
    (again,) = feed.list_incidents_feed(after=page.watermark).items
    assert (again.state, again.reference) == (EventState.REPORTED, "R-7")
    with pytest.raises(NodeRefused, match="EVENT:REPORTED"):
        desk.report_major_event(event.event, report="again", reference="R-8")
    with pytest.raises(NodeRefused, match="EVENT:TIMES"):
        desk.open_major_event(
            kind=MajorEventKind.OTHER, occurred_at=now, known_at=now + timedelta(days=1),
            description="d",
        )  # fmt: skip


@pytest.mark.parametrize(
    "moment", ["2026-03-01", "2026-03-01T08:00:00", 1_772_000_000, "2026-13-01T08:00:00Z", None]
)
def test_a_moment_without_its_zone_is_refused(api: Api, moment: object) -> None:
    body = {"kind": "fraud", "occurred_at": moment, "known_at": moment, "description": "d"}
    answer = api.client.post(f"{STAFF}/events", json=body, headers=staff(api, "compliance"))
    assert problem(answer) == (422, "INPUT:FIELDS")


def test_a_file_is_made_by_staff_and_fetched_with_a_key(api: Api) -> None:
    folder, stated = api.node.services.data_dir, statement_of(1)
    keep_report(folder, report_of([loan_of(1, stated)], "2026-01"))
    keep_statement(folder, stated)
    desk, supervisor = officer(api).staff_supervision, authority(api)
    written = desk.make_supervision_file(
        kind=FileKind.NIFA, period="2026-01", institution="Abacus Ltd", short_name="Abacus"
    )
    assert desk.list_supervision_files().items == (written,)
    (listed,) = supervisor.regulator.list_regulator_files().items
    content = supervisor.regulator.read_regulator_file(listed.file)
    assert content == desk.read_supervision_file(written.file)
    assert "借贷余额" in content.decode()
    sheet = desk.make_supervision_file(kind=FileKind.KIIS, period="1")
    assert sheet.name == "kiis-1.v1.json"
    proof = supervisor.regulator.prove_loan(1)
    assert check_proof(proof.model_dump())
    for period, code in (("2199-01", "FILES:PERIOD"), ("2099-01", "FILES:FUTURE"),
                         ("2025-12", "FILES:NONE"), ("x", "FILES:PERIOD")):  # fmt: skip
        with pytest.raises(NodeRefused, match=code):
            desk.make_supervision_file(
                kind=FileKind.NIFA, period=period, institution="A", short_name="A"
            )
    assert len(desk.list_supervision_files().items) == 2


def test_only_compliance_with_a_fresh_second_factor_issues_keys(api: Api) -> None:
    body = {
        "name": "A", "scopes": ["files"], "networks": ["192.0.2.0/24"],
        "expires_on": str(api.node.services.supervision.desk.today),
    }  # fmt: skip
    for name in ("underwriter", "guardian"):
        answer = api.client.post(f"{STAFF}/keys", json=body, headers=staff(api, name))
        assert problem(answer) == (403, "ACCESS:ROLE")
    headers = staff(api, "compliance")
    for wrong, code in (
        ({"scopes": ["everything"]}, "INPUT:FIELDS"), ({"scopes": []}, "INPUT:FIELDS"),
        ({"networks": ["0.0.0.0/0"]}, "REGULATOR:NETWORKS"),
        ({"expires_on": "2199-01-01"}, "REGULATOR:EXPIRY"), ({"name": "\n"}, "SUPERVISION:TEXT"),
    ):  # fmt: skip
        answer = api.client.post(f"{STAFF}/keys", json=body | wrong, headers=headers)
        assert problem(answer) == (422, code)
    assert officer(api).staff_regulator_keys.list_regulator_keys() == ()
    issued(api)
    (entry,) = officer(api).staff_regulator_keys.list_regulator_keys()
    assert entry.state is RegulatorState.ACTIVE
