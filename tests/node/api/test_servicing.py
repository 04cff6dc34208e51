"""Servicing over HTTP: the caller's account and loans, staff's desk, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import Api, key_of
from node.api.test_people import registered
from node.kyc.builders import PDF
from tallystick.chain.contracts import Escrow
from tallystick_node.auth.sessions import open_development_session
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.servicing.jobs import LOAN_JOB, kinds_of_servicing

if TYPE_CHECKING:
    import httpx2

BORROWER, OTHER, STAFF = "borrower 0", "borrower 1", "underwriter"
STATEMENT = "/v1/accounts/{}/statement"
DESK = "/v1/staff/servicing"


def staff(api: Api, name: str = STAFF) -> dict[str, str]:
    opened = open_development_session(
        api.node.foundation.database, api.node.foundation.clock, key_of(name).address
    )
    return {"authorization": f"Bearer {opened.token}"}


def statement(api: Api, headers: dict[str, str], **asked: str) -> httpx2.Response:
    today = api.node.services.servicing.desk.today
    days = {"from": str(today - timedelta(days=60)), "to": str(today)}
    address = asked.pop("address", key_of(BORROWER).address)
    return api.client.get(STATEMENT.format(address), params=days | asked, headers=headers)


def late(api: Api, days: int = 1) -> int:
    """A loan whose borrower has nothing and is so many days late, looked at by its job."""
    actors, platform = api.network.session.actors, api.network.platform
    loan = api.network.loans.active(actors.borrower)
    free = platform.read(Escrow.balance_of(actors.borrower.address))
    platform.plan(Escrow.withdraw(free), actors.borrower).send()
    api.network.session.chain.travel(days=27 + days)
    step(api)
    stands = dues(api, loan)
    while stands.days_past_due < days:
        api.network.session.chain.travel(days=1)
        step(api)
        stands = dues(api, loan)
    hour = 9 - api.time.now.hour
    if hour > 0:
        api.network.session.chain.travel(seconds=hour * 3_600)
    step(api)
    look(api, loan)
    return loan


def step(api: Api) -> None:
    api.time.now = datetime.fromtimestamp(api.network.platform.now(), UTC)
    api.index()


def dues(api: Api, loan: int) -> Any:
    desk = api.node.services.servicing.desk
    return desk.dues.of(loan, api.network.session.actors.borrower.address, desk.today)


def look(api: Api, loan: int) -> None:
    kind = next(
        entry for entry in kinds_of_servicing(api.node.services.servicing) if entry.name == LOAN_JOB
    )
    effect = kind.run(
        Job(1, JobKey(api.node.services.servicing.desk.today, LOAN_JOB, str(loan)), 1, 1)
    )
    with api.node.foundation.database.writing() as connection:
        effect(connection)


def test_an_owner_reads_their_statement(api: Api) -> None:
    step(api)
    headers = api.sign_in(BORROWER)
    response = statement(api, headers)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/csv")
    assert "attachment" in response.headers["content-disposition"]
    balance = api.network.platform.read(Escrow.balance_of(key_of(BORROWER).address))
    assert response.text.splitlines()[-1].endswith(f",{balance}")


def test_staff_read_any_statement_and_others_none(api: Api) -> None:
    assert statement(api, staff(api)).status_code == 200
    response = statement(api, api.sign_in(OTHER))
    assert (response.status_code, response.json()["code"]) == (404, "STATEMENT:NONE")
    assert statement(api, {}).status_code == 401
    without_factor = api.sign_in(STAFF)
    assert statement(api, without_factor).status_code == 404


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"from": "2026-13-01"}, "INPUT:FIELDS"), ({"format": "doc"}, "INPUT:FIELDS"),
     ({"to": "2025-01-01"}, "STATEMENT:DAYS")],
)  # fmt: skip
def test_a_bad_question_for_a_statement_is_refused(
    api: Api, asked: dict[str, str], code: str
) -> None:
    response = statement(api, api.sign_in(BORROWER), **asked)
    assert (response.status_code, response.json()["code"]) == (422, code)


def test_a_borrower_sees_their_dues_and_promises(api: Api) -> None:
    loan = late(api)
    headers, other = api.sign_in(BORROWER), api.sign_in(OTHER)
    (due,) = api.client.get("/v1/dues", headers=headers).json()
    assert (due["loan"], due["days_past_due"]) == (loan, dues(api, loan).days_past_due)
    assert api.client.get("/v1/dues", headers=other).json() == []
    order = {
        "amount": due["due"],
        "due": str(api.node.services.servicing.desk.today + timedelta(days=3)),
    }
    response = api.client.post(f"/v1/loans/{loan}/promise", json=order, headers=other)
    assert (response.status_code, response.json()["code"]) == (404, "SERVICING:LOAN")
    little = order | {"amount": "1"}
    response = api.client.post(f"/v1/loans/{loan}/promise", json=little, headers=headers)
    assert (response.status_code, response.json()["code"]) == (409, "PROMISE:LITTLE")
    result = api.client.post(f"/v1/loans/{loan}/promise", json=order, headers=headers)
    assert result.status_code == 201, result.text
    again = api.client.post(f"/v1/loans/{loan}/promise", json=order, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "PROMISE:OPEN")


def test_staff_work_through_a_delay(api: Api) -> None:
    loan = late(api)
    headers = staff(api)

    def post(path: str, **body: Any) -> httpx2.Response:
        return api.client.post(DESK + path, json=body, headers=headers)

    (delay,) = api.client.get(DESK + "/delays", headers=headers).json()
    assert (delay["loan"], delay["tier"]) == (loan, 1)
    (task,) = api.client.get(DESK + "/tasks", headers=headers).json()
    assert (task["kind"], task["person"]) == ("call", None)
    result = post(f"/loans/{loan}/contacts", way="call")
    assert result.status_code == 201, result.text
    number = result.json()["contact"]
    ended = post(f"/contacts/{number}/outcome", outcome="reached", reason="work")
    assert ended.status_code == 204
    assert post(f"/tasks/{task['task']}/done").status_code == 204
    assert api.client.get(DESK + "/tasks", headers=headers).json() == []
    letter = post(f"/loans/{loan}/letters").json()["letter"]
    page = api.client.get(f"{DESK}/letters/{letter}", headers=headers)
    assert "days late" in page.text
    until = str(api.node.services.servicing.desk.today + timedelta(days=5))
    pause = post(f"/loans/{loan}/pauses", cause="hardship", until=until)
    response = post(f"/loans/{loan}/contacts", way="sms")
    assert (response.status_code, response.json()["code"]) == (409, "CONTACT:PAUSED")
    assert post(f"/pauses/{pause.json()['pause']}/end").status_code == 204
    assert post(f"/loans/{loan}/promise", amount="5", due=until).status_code == 201
    response = post(f"/loans/{loan}/agency", agency="Kind & Firm")
    assert (response.status_code, response.json()["code"]) == (409, "AGENCY:TIER")
    document = api.client.get(DESK + "/effect", headers=headers).json()
    assert (document["tiers"][0]["entered"], document["contacts"]) == (1, 1)


def test_staff_see_warnings(api: Api) -> None:
    late(api)
    headers = staff(api)
    (first, *_) = api.client.get(DESK + "/warnings", headers=headers).json()
    assert first["signal"] == "debit.missed"
    path = f"{DESK}/warnings/{first['warning']}/seen"
    assert api.client.post(path, headers=headers).status_code == 204
    assert api.client.post(path, headers=headers).status_code == 404


@pytest.mark.parametrize("path", ["/tasks", "/delays", "/warnings"])
def test_no_list_of_the_desk_has_a_loan_of_whoever_reads_it(api: Api, path: str) -> None:
    loan = late(api, 8)
    registered(api, BORROWER)
    wallets = api.node.services.kyc.wallets
    person = wallets.owner(key_of(BORROWER).address)
    assert person is not None
    with api.node.foundation.database.writing() as connection:
        wallets.bind_shown(connection, person, key_of(STAFF).address)

    def seen(name: str) -> list[int]:
        rows = api.client.get(DESK + path, headers=staff(api, name)).json()
        return [row["loan"] for row in rows]

    assert loan in seen("servicer")
    assert loan not in seen(STAFF)


def test_evidence_goes_from_the_borrower_to_staff(api: Api) -> None:
    from node.api.test_lending import known  # noqa: PLC0415 - one test's need

    step(api)
    headers = known(api, BORROWER)
    loan = api.network.loans.active(api.network.session.actors.borrower)
    step(api)
    look(api, loan)
    person = api.node.services.kyc.wallets.owner(key_of(BORROWER).address)
    assert person is not None
    bill = api.node.services.kyc.documents.upload(person, "other", PDF)
    order = {"document": bill.number}
    response = api.client.post(f"/v1/loans/{loan}/use-proof", json=order, headers=headers)
    assert response.status_code == 204, response.text
    (task,) = api.client.get(DESK + "/tasks", headers=staff(api)).json()
    assert (task["kind"], task["person"]) == ("evidence", person)
    accept = f"{DESK}/loans/{loan}/use-proof/acceptance"
    assert api.client.post(accept, headers=headers).status_code == 403
    assert api.client.post(accept, headers=staff(api)).status_code == 204


def test_an_agency_is_given_a_loan_of_the_third_tier_and_recalled(api: Api) -> None:
    loan = late(api, 91)
    headers, body = staff(api, "compliance"), {"agency": "Kind & Firm"}
    path = f"{DESK}/loans/{loan}/agency"
    assert api.client.post(path, json=body, headers=headers).status_code == 204
    (delay,) = api.client.get(DESK + "/delays", headers=headers).json()
    assert (delay["tier"], delay["agency"]) == (3, "Kind & Firm")
    assert api.client.post(path + "/recall", headers=headers).status_code == 204
    assert api.client.post(path + "/recall", headers=headers).status_code == 404


@pytest.mark.long
@pytest.mark.parametrize("path", ["/tasks", "/delays", "/warnings", "/effect"])
def test_the_desk_is_for_staff_with_a_second_factor(api: Api, path: str) -> None:
    for headers, status in (
        ({}, 401), (api.sign_in(BORROWER), 403), (api.sign_in(STAFF), 403),
        (staff(api, "treasury"), 403), (staff(api), 200),
    ):  # fmt: skip
        assert api.client.get(DESK + path, headers=headers).status_code == status
