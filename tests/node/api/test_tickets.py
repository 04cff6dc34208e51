"""Tickets over HTTP, by the typed client: asked once, answered, turned into a complaint."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from node.api.test_aml import officer
from node.api.test_complaints import typed
from node.api.test_people import registered
from tallystick.api.records.complaints import ComplaintIssue, ComplaintProduct, SubIssue
from tallystick.api.records.tickets import TicketState, TicketTopic
from tallystick.errors import NodeRefused
from tallystick_node.support import ticket_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from node.api.builders import Api
    from tallystick.api import NodeClient

AT, DESK = "/v1/me/tickets", "/v1/staff/tickets"
BODY = {"topic": "lending", "words": "where is my note?"}


@pytest.fixture
def client(api: Api) -> Iterator[NodeClient]:
    """Somebody who is registered, on the day of the chain's blocks."""
    api.time.now = datetime.fromtimestamp(api.network.platform.now(), UTC)
    with typed(api, registered(api, "investor 0")) as node:
        yield node


def test_a_question_is_asked_once_answered_and_counted(api: Api, client: NodeClient) -> None:
    for listed in (TicketState, TicketTopic):
        names = [each.value for each in getattr(ticket_rules, listed.__name__)]
        assert [each.value for each in listed] == names
    number = client.tickets.open_ticket(
        topic=TicketTopic.LENDING, words="where is my note?", idempotency_key="questions"
    ).ticket
    again = client.tickets.open_ticket(
        topic=TicketTopic.LENDING, words="where is my note?", idempotency_key="questions"
    )
    assert again.ticket == number
    staff = officer(api, "servicer")
    (waiting,) = staff.staff_tickets.list_tickets()
    assert (waiting.state, waiting.overdue) == (TicketState.WAITING, False)
    assert staff.staff_tickets.read_ticket(number).person == waiting.person
    staff.staff_tickets.answer_ticket(number, words="on your page", resolves=False)
    client.tickets.add_to_ticket(number, words="thank you")
    staff.staff_tickets.answer_ticket(number, words="welcome", resolves=True)
    assert [each.words for each in staff.staff_tickets.read_ticket(number).texts] == [
        "where is my note?", "on your page", "thank you", "welcome",
    ]  # fmt: skip
    texts = client.tickets.list_own_ticket_words(number)
    assert [each.by == "us" for each in texts] == [False, True, False, True]
    assert client.tickets.read_own_ticket(number).resolved_at is not None
    assert [each.ticket for each in client.tickets.list_own_tickets()] == [number]
    today = api.node.services.business.today()
    figures = staff.staff_tickets.read_ticket_figures(from_=today, to=today)
    assert (figures.asked, figures.answered_ppm, figures.resolved_ppm) == (1, 1_000_000, 1_000_000)


def test_a_ticket_goes_on_as_a_complaint(api: Api, client: NodeClient) -> None:
    number = client.tickets.open_ticket(
        topic=TicketTopic.PAYMENT, words="I was charged twice", idempotency_key="questions"
    ).ticket
    staff = officer(api, "compliance")
    with pytest.raises(NodeRefused) as refused:
        staff.staff_tickets.turn_ticket_into_complaint(
            number, product=ComplaintProduct.PAYMENT, issue=ComplaintIssue.TERMS,
            sub_issue=SubIssue.OUTAGE, wanted="the fee",
        )  # fmt: skip
    assert refused.value.code == "COMPLAINT:ISSUE"
    assert client.tickets.read_own_ticket(number).state is TicketState.WAITING
    turned = staff.staff_tickets.turn_ticket_into_complaint(
        number, product=ComplaintProduct.PAYMENT, issue=ComplaintIssue.TERMS,
        sub_issue=SubIssue.FEE, wanted="the fee back",
    )  # fmt: skip
    assert turned.complaint is not None
    complaint = client.complaints.read_own_complaint(turned.complaint)
    assert (complaint.happened, complaint.wanted) == ("I was charged twice", "the fee back")
    with pytest.raises(NodeRefused) as ended:
        staff.staff_tickets.answer_ticket(number, words="late", resolves=True)
    assert ended.value.code == "TICKET:ENDED"


@pytest.mark.usefixtures("client")
def test_who_has_no_role_works_on_no_ticket(api: Api) -> None:
    assert api.client.get(AT).status_code == 401
    assert api.client.get(DESK).status_code == 401
    for name in ("investor 0", "treasury"):
        headers = api.sign_in_twice(name)
        assert api.client.get(DESK, headers=headers).status_code == 403
    assert api.client.get(AT, headers=api.sign_in("borrower 1")).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"topic": "weather"}, {"words": " "}, {"words": "x" * 4_001}, {"more": 1}]
)
def test_a_question_is_bounded(api: Api, wrong: dict[str, object]) -> None:
    headers = registered(api, "investor 0") | {"idempotency-key": "questions"}
    assert api.client.post(AT, json=BODY | wrong, headers=headers).status_code == 422
    assert api.client.get(AT, headers=headers).json() == []
    assert api.client.get(f"{AT}/1", headers=headers).status_code == 404
    figures = f"{DESK}/figures?from=2026-03-02&to=2026-03-01"
    staff = api.sign_in_twice("servicer")
    assert api.client.get(figures, headers=staff).json()["code"] == "API:DAYS"
