"""Money laundering over HTTP: from an alert to a report, by two, and never about oneself."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from node.api.builders import URL, Api
from node.api.test_people import registered
from node.api.test_servicing import staff
from node.api.test_staff_on_themselves import UNSEEN
from tallystick.api import NodeClient
from tallystick.api.records.staff_aml import AlertState, RuleState
from tallystick.api.records.staff_aml_cases import ActKind, CaseLevel, CaseOutcome, CaseState
from tallystick.api.records.staff_aml_reports import ReportKind
from tallystick.errors import NodeRefused
from tallystick_node.aml import case_rules, report_book
from tallystick_node.aml.jobs import AML_WATCH, kind_of_aml
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.storage.tables import aml_flows

LARGE = 100_000_000_000
ROOT = "/v1/staff/aml"
WRITTEN = {
    "person_name": "A", "person_id_number": "1", "person_country": "CN",
    "person_occupation": "trader", "account": "A1", "suspicion": "s", "measures": "m",
}  # fmt: skip


def look(api: Api, person: str, amount: int = LARGE) -> None:
    """Let somebody have brought an amount yesterday, and do today's look."""
    aml = api.node.services.aml
    today = aml.desk.context.today
    at = aml.flows.begin(today - timedelta(days=1)) + 43_200
    row = {
        "id": f"test:{person[:8]}:{amount}", "at": at, "kind": "deposit",
        "source": f"bank:{person}", "destination": person, "amount": amount, "of_loan": None,
        "country": "", "cash": False, "block": None,
    }  # fmt: skip
    with api.node.foundation.database.writing() as connection:
        connection.execute(insert(aml_flows).values(**row))
    effect = kind_of_aml(aml).run(Job(1, JobKey(today, AML_WATCH, PLATFORM), 1, 1))
    with api.node.foundation.database.writing() as connection:
        effect(connection)


def person_of(api: Api, name: str = "outsider", phone: str = "13800138001") -> str:
    """Somebody who has registered, and has moved nothing on the chain."""
    api.time.pass_by(seconds=1)  # codes are read by their time
    headers = registered(api, name, phone)
    return str(api.client.get("/v1/me", headers=headers).json()["id"])


def officer(api: Api, name: str = "compliance") -> NodeClient:
    """The typed calls of an officer, whose second factor was given."""
    token = staff(api, name)["authorization"].removeprefix("Bearer ")
    return NodeClient(URL, token=token, transport=api.client._transport)


@pytest.fixture
def second(api: Api, monkeypatch: pytest.MonkeyPatch) -> NodeClient:
    """A colleague: the test platform has one officer, so an attestor is let act as another."""
    from node.api.builders import key_of  # noqa: PLC0415
    from tallystick_node.auth.rights import Role  # noqa: PLC0415

    rights, other = api.node.services.auth.rights, key_of("attestor 0").address
    known = type(rights).of

    def of(self: Any, wallet: str) -> frozenset[Role]:
        roles: frozenset[Role] = known(self, wallet)
        return roles | {Role.COMPLIANCE} if wallet == other else roles

    monkeypatch.setattr(type(rights), "of", of)
    return officer(api, "attestor 0")


def test_from_an_alert_to_a_report_and_its_receipt(api: Api, second: NodeClient) -> None:
    person, first = person_of(api), officer(api)
    watch = first.staff_aml
    letters = first.staff_aml_reports
    desk = first.staff_aml_cases
    look(api, person)
    (alert,) = watch.list_aml_alerts().items
    assert (alert.rule, alert.subject, alert.amount) == ("LARGE", person, LARGE)
    assert watch.read_aml_alert(alert.alert) == alert
    graph = watch.read_aml_graph(alert.alert)
    assert graph.nodes[person] == 0
    assert [flow.amount for flow in graph.flows] == [LARGE]
    case = desk.open_aml_case(alerts=(alert.alert,), level=CaseLevel.HIGH)
    desk.add_aml_act(case.case, kind=ActKind.ASKED, text="Where is it from?")
    desk.move_aml_case(case.case, state=CaseState.ESCALATED)
    assert [each.case for each in desk.list_aml_cases(mine=True).items] == [case.case]
    desk.propose_aml_outcome(case.case, outcome=CaseOutcome.CONFIRMED, reason="no answer")
    closed = second.staff_aml_cases.decide_aml_case(case.case, agreed=True, reason="as I see it")
    assert (closed.state, closed.outcome) == (CaseState.CLOSED, CaseOutcome.CONFIRMED)
    assert closed.report_due_on is not None
    report = letters.draft_aml_report(case.case, kind=ReportKind.STR, fields=WRITTEN)
    second.staff_aml_reports.send_aml_report(report.report)
    received = letters.acknowledge_aml_report(report.report, receipt="R-7")
    assert (received.version, received.receipt) == (1, "R-7")
    assert letters.list_aml_reports(case.case) == (received,)
    assert letters.open_aml_report(report.report).fields["rules"] == "LARGE v1"
    with zipfile.ZipFile(io.BytesIO(desk.export_aml_evidence(case.case))) as archive:
        assert "case.json" in archive.namelist()
    acts = [act.kind for act in desk.list_aml_acts(case.case)]
    assert acts == ["opened", "asked", "moved", "proposed", "decided"]
    assert watch.list_similar_aml_cases(alert.alert)[0].case == case.case
    assert watch.read_aml_overview().flows == 1


def test_a_case_is_taken_linked_and_snoozed(api: Api) -> None:
    first, people = officer(api), (person_of(api), person_of(api, "lender", "13800138002"))
    watch = first.staff_aml
    desk = first.staff_aml_cases
    for person in people:
        look(api, person)
    alerts = [alert.alert for alert in watch.list_aml_alerts(state=AlertState.OPEN).items]
    cases = [desk.open_aml_case(alerts=(alert,), level=CaseLevel.LOW).case for alert in alerts]
    desk.link_aml_cases(cases[0], case=cases[1])
    assert desk.take_aml_case(cases[1]).linked == (cases[0],)
    assert desk.read_aml_case(cases[0]).linked == (cases[1],)
    until = api.node.services.aml.desk.context.today + timedelta(days=9)
    assert watch.snooze_person(person=people[0], until=until, reason="known").snooze == 1


def test_a_rule_is_tried_and_changed_by_two(api: Api, second: NodeClient) -> None:
    look(api, person_of(api))
    first = officer(api)
    watch = first.staff_aml
    today = api.node.services.aml.desk.context.today
    begin, end = today - timedelta(days=9), today - timedelta(days=1)
    assert watch.test_aml_rule("LARGE", first=begin, last=end).alerts == 1
    higher = {"large_natural": LARGE + 1}
    assert watch.test_aml_rule("LARGE", first=begin, last=end, bounds=higher).alerts == 0
    assert watch.propose_aml_rule("LARGE", state=RuleState.SHADOW).proposed is RuleState.SHADOW
    assert second.staff_aml.confirm_aml_rule("LARGE").state is RuleState.SHADOW
    assert {rule.state for rule in watch.list_aml_rules()} == {
        RuleState.SHADOW,
        RuleState.LIVE,
    }


@pytest.mark.parametrize(
    ("code", "status", "act"),
    [
        ("AML:ALERT", 404, lambda aml, _: aml.staff_aml.read_aml_alert(99)),
        ("AML:CASE", 404, lambda aml, _: aml.staff_aml_cases.read_aml_case(99)),
        ("AML:REPORT", 404, lambda aml, _: aml.staff_aml_reports.open_aml_report(99)),
        ("AML:RULE", 422, lambda aml, _: aml.staff_aml.propose_aml_rule("X", state=RuleState.OFF)),
        ("AML:PROPOSAL", 409, lambda aml, _: aml.staff_aml.confirm_aml_rule("LARGE")),
        (
            "AML:DAYS", 422,
            lambda aml, today: aml.staff_aml.test_aml_rule("LARGE", first=today, last=today),
        ),
        (
            "AML:WINDOW", 409,
            lambda aml, today: aml.staff_aml.test_aml_rule(
                "FIFO", first=today - timedelta(days=2), last=today - timedelta(days=1),
                bounds={"fast_hours": 0},
            ),
        ),
    ],
)  # fmt: skip
def test_bad_input_gets_a_problem_and_changes_nothing(
    api: Api, code: str, status: int, act: Any
) -> None:
    today = api.node.services.aml.desk.context.today
    with pytest.raises(NodeRefused) as refused:
        act(officer(api), today)
    assert (refused.value.code, refused.value.status) == (code, status)


def test_it_is_for_compliance_with_two_factors(api: Api) -> None:
    for path in ("overview", "alerts", "alerts/1", "cases", "cases/1", "rules"):
        assert api.client.get(f"{ROOT}/{path}").status_code == 401
        for headers in (staff(api, "underwriter"), api.sign_in("compliance")):
            refused = api.client.get(f"{ROOT}/{path}", headers=headers)
            assert (refused.status_code, refused.json()["code"][:7]) == (403, "ACCESS:")


BODIES = {
    "acts": {"kind": "note", "text": "x"}, "state": {"state": "waiting"}, "links": {"case": 1},
    "proposal": {"outcome": "valuable", "reason": "x"}, "decision": {"agreed": True, "reason": "x"},
    "reports": {"kind": "str", "fields": WRITTEN}, "receipt": {"receipt": "R"},
    "tags": {"tag": "mule"}, "removal": {"tag": "mule"},
    "freezes": {"person": "0" * 32, "hours": 24, "reason": "x"},
    "freeze-orders": {"person": "0" * 32, "days": 30, "file": 1, "reason": "x"},
    "attestations": {"signature": "0x" + "11" * 65},
    "transaction": {"tx_hash": "0x" + "11" * 32}, "lift": {"reason": "x"},
    "lift-decision": {"agreed": True, "reason": "x"},
}  # fmt: skip
PAPER = b"%PDF-1.4 paper %%EOF"


def test_of_what_is_about_them_staff_learn_as_of_nothing(api: Api) -> None:
    person = person_of(api, "compliance")
    look(api, person)
    aml = api.node.services.aml
    with api.node.foundation.database.writing() as connection:
        case = aml.cases.open(connection, [1], case_rules.CaseLevel.HIGH, "0x" + "11" * 20)
        aml.reports.draft(connection, case, report_book.ReportKind.STR, WRITTEN, "0x" + "11" * 20)
    headers = staff(api, "compliance")
    assert officer(api).staff_aml.list_aml_alerts().items == ()
    assert officer(api).staff_aml_cases.list_aml_cases().items == ()
    tried = 0
    for path, operations in api.client.get("/openapi.json").json()["paths"].items():
        if UNSEEN.match(path) is None or not path.startswith(ROOT):
            continue
        for method in operations:
            last = path.rsplit("/", 1)[-1]
            body = None if method == "get" else BODIES.get(last)
            asked: dict[str, Any] = {"json": body}
            if method == "post" and last == "files":
                asked = {"content": PAPER, "params": {"name": "a.pdf"}}
            answers = [
                api.client.request(
                    method, re.sub(r"\{(file|freeze)\}", "1", path).replace("{number}", number),
                    headers=headers, **asked,
                )
                for number in ("1", "99")
            ]  # fmt: skip
            own, none = ({**answer.json(), "instance": ""} for answer in answers)
            assert answers[0].status_code == 404, (method, path, own)
            assert own["detail"].replace(" 1", " 99") == none["detail"]
            tried += 1
    assert tried == 31
    refused = api.client.post(
        f"{ROOT}/cases", json={"alerts": [1], "level": "low"}, headers=headers
    )
    assert (refused.status_code, refused.json()["code"]) == (404, "AML:ALERT")
