"""Complaints over HTTP, by the typed client: filed, answered by two, paid, closed, proved."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import URL, Api, key_of
from node.api.test_aml import officer
from node.api.test_people import registered
from node.api.test_servicing import staff as with_factor
from tallystick.api import NodeClient
from tallystick.api.records import complaints as records
from tallystick.api.records.staff_complaint_work import RootCause
from tallystick.chain.codec import bytes32_of
from tallystick.chain.contracts import Token
from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.complaint_list import ComplaintList, commitment_of
from tallystick.disclosure.merkle import leaf, proves
from tallystick.errors import NodeRefused
from tallystick_node.complaints import rules, vocabulary
from tallystick_node.complaints.jobs import COMPLAINT_ANCHOR, kinds_of_complaints
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT = "investor 0"
AT = "/v1/me/complaints"
BODY = {
    "product": "loan", "issue": "terms", "sub_issue": "fee", "happened": "charged twice",
    "wanted": "the fee back",
}  # fmt: skip
FILED: dict[str, Any] = {
    "product": records.ComplaintProduct.LOAN, "issue": records.ComplaintIssue.TERMS,
    "sub_issue": records.SubIssue.FEE, "happened": "charged twice", "wanted": "the fee back",
}  # fmt: skip
S = records.ComplaintState


def typed(api: Api, headers: dict[str, str]) -> NodeClient:
    token = headers["authorization"].removeprefix("Bearer ")
    return NodeClient(URL, token=token, transport=api.client._transport)


@pytest.fixture
def session(api: Api) -> dict[str, str]:
    """Somebody who is registered, on the day of the chain's blocks."""
    api.time.now = datetime.fromtimestamp(api.network.platform.now(), UTC)
    return registered(api, CLIENT)


@pytest.fixture
def client(api: Api, session: dict[str, str]) -> Iterator[NodeClient]:
    """Their typed calls."""
    with typed(api, session) as node:
        yield node


def anchor(api: Api) -> None:
    service = api.node.services.complaints
    kind = next(kind for kind in kinds_of_complaints(service) if kind.name == COMPLAINT_ANCHOR)
    key = JobKey(service.desk.context.today, COMPLAINT_ANCHOR, PLATFORM)
    effect = kind.run(Job(1, key, 1, 1))
    with api.node.foundation.database.writing() as connection:
        effect(connection)


def answered(api: Api, number: int, outcome: S = S.PARTLY, redress: int = 0) -> None:
    first, second = officer(api), officer(api, "servicer")
    first.staff_complaint_work.acknowledge_complaint(number)
    first.staff_complaint_work.take_complaint(number)
    first.staff_complaint_work.propose_complaint_answer(
        number, words="half of it", redress=redress, outcome=outcome
    )
    second.staff_complaint_work.decide_complaint(number, agreed=True, reason="seen")


def test_the_vocabulary_of_the_client_is_the_nodes() -> None:
    for theirs, ours in (
        (records.ComplaintState, rules.ComplaintState),
        (records.ComplaintIssue, vocabulary.ComplaintIssue),
        (records.SubIssue, vocabulary.SubIssue),
        (RootCause, vocabulary.RootCause),
    ):
        assert {each.value for each in theirs} == {each.value for each in ours}


def test_from_a_complaint_to_redress_and_its_end(api: Api, client: NodeClient) -> None:
    filed = client.complaints.file_complaint(**FILED)
    assert (filed.complaint, filed.state, filed.next_step) == (1, S.RECEIVED, "acknowledge")
    officer(api).staff_complaints.list_due_complaints()
    answered(api, 1, redress=900)
    mine = client.complaints.read_own_complaint(1)
    assert (mine.state, mine.outcome, mine.redress_missing) == (S.PARTLY, S.PARTLY, 900)
    letters = client.complaints.list_own_complaint_letters(1)
    html = client.complaints.read_own_complaint_letter(1, letters[-1].letter).decode()
    assert "half of it" in html
    assert str(mine.ombudsman_until) in html
    assert {act.by for act in client.complaints.list_own_complaint_acts(1)} == {
        "us", key_of(CLIENT).address,
    }  # fmt: skip
    client.complaints.accept_complaint_answer(1)
    work = officer(api).staff_complaint_work
    with pytest.raises(NodeRefused, match="COMPLAINT:UNPAID"):
        work.close_complaint(1, root_cause=RootCause.PRODUCT)
    actors, platform = api.network.session.actors, api.network.platform
    actors.mint(platform, actors.treasury.address, 900)
    sent = platform.plan(Token.transfer(key_of(CLIENT).address, 900), actors.treasury).send()
    assert work.pay_complaint_redress(1, tx_hash=sent.tx_hash).redress_missing == 0
    closed = work.close_complaint(1, root_cause=RootCause.PRODUCT)
    assert (closed.state, closed.root_cause) == (S.CLOSED, "product")
    again = client.complaints.reopen_complaint(1, words="the second fee too")
    assert (again.state, again.turn) == (S.INVESTIGATING, 2)


def test_the_same_key_complains_once(client: NodeClient) -> None:
    for _ in range(2):
        filed = client.complaints.file_complaint(**FILED, idempotency_key="complaint-1")
        assert filed.complaint == 1
    assert len(client.complaints.list_own_complaints()) == 1
    with pytest.raises(NodeRefused, match="API:KEY"):
        client.complaints.file_complaint(
            **FILED | {"wanted": "more"}, idempotency_key="complaint-1"
        )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"issue": "weather"}, "INPUT:FIELDS"),
        ({"happened": ""}, "INPUT:FIELDS"),
        ({"happened": "x" * 4_001}, "INPUT:FIELDS"),
        ({"loan": 0}, "INPUT:FIELDS"),
        ({"loan": 7}, "COMPLAINT:LOAN"),
        ({"vulnerable": 1}, "INPUT:FIELDS"),
        ({"vulnerable": "yes"}, "INPUT:FIELDS"),
        ({"sub_issue": "outage"}, "COMPLAINT:ISSUE"),
        ({"received_on": "2020-01-01"}, "INPUT:FIELDS"),
    ],
)
def test_bad_input_is_a_problem_and_changes_nothing(
    api: Api, client: NodeClient, session: dict[str, str], changed: dict[str, Any], code: str
) -> None:
    headers = session | {"idempotency-key": "k" * 8}
    refused = api.client.post(AT, json=BODY | changed, headers=headers)
    assert refused.status_code in {404, 422}, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == code
    assert client.complaints.list_own_complaints() == ()


def test_a_letter_and_a_call_are_written_down_with_their_day(api: Api) -> None:
    desk, today = officer(api).staff_complaints, api.node.services.complaints.desk.context.today
    for channel, contact in (("mail", "A. Reader, 1 High Street"), ("phone", "+44 20 7946 0000")):
        taken = desk.take_in_complaint(
            **FILED, channel=records.ComplaintChannel(channel), contact=contact,
            received_on=today - timedelta(days=2), idempotency_key=f"intake-{channel}",
        )  # fmt: skip
        assert (taken.contact, taken.person) == (contact, None)
        assert taken.received_on == today - timedelta(days=2)
    with pytest.raises(NodeRefused, match="COMPLAINT:CONTACT"):
        desk.take_in_complaint(**FILED, channel=records.ComplaintChannel.MAIL, received_on=today)
    assert [each.complaint for each in desk.list_complaints(waiting=True).items] == [2, 1]


def test_a_complaint_is_proved_without_the_node(api: Api, client: NodeClient) -> None:
    client.complaints.file_complaint(**FILED)
    with pytest.raises(NodeRefused, match="COMPLAINT:PROOF"):
        client.complaints.prove_complaint(1)
    anchor(api)
    proof = client.complaints.prove_complaint(1)
    (listed,) = client.complaints.list_complaint_lists().items
    whole = client.complaints.read_complaint_list(listed.day)
    root = ComplaintList.of(json.loads(whole.model_dump_json())).tree.root
    assert proof.root == listed.root == "0x" + root.hex()
    start = leaf(proof.leaf, canonical(proof.entry))
    assert proves(root, start, [bytes32_of("node", node) for node in proof.proof])
    assert proof.salt is not None
    assert proof.committed is not None
    commitment = commitment_of(bytes.fromhex(proof.salt), proof.committed)
    assert proof.entry["commitment"] == "0x" + commitment.hex()
    assert "charged twice" not in whole.model_dump_json()


def test_the_list_is_for_everybody_and_the_rest_for_nobody_else(
    api: Api, client: NodeClient
) -> None:
    client.complaints.file_complaint(**FILED)
    anchor(api)
    assert api.client.get("/v1/complaint-lists").json()["items"][0]["complaints"] == 1
    assert api.client.get("/v1/complaint-lists/1999-01-01").status_code == 404
    assert api.client.get("/v1/complaint-lists?after=bm8").status_code == 422
    assert api.client.get(f"{AT}/1").status_code == 401
    api.time.pass_by(seconds=1)  # codes are read by their time
    other = typed(api, registered(api, "investor 1", "13800138009"))
    for ask in (
        lambda: other.complaints.read_own_complaint(1),
        lambda: other.complaints.list_own_complaint_acts(1),
        lambda: other.complaints.prove_complaint(1),
        lambda: other.complaints.add_to_complaint(1, words="mine"),
    ):
        with pytest.raises(NodeRefused, match="COMPLAINT:NONE"):
            ask()
    refused = api.client.get("/v1/staff/complaints", headers=registered_session(api))
    assert (refused.status_code, refused.json()["code"]) == (403, "ACCESS:ROLE")


def registered_session(api: Api) -> dict[str, str]:
    return api.sign_in("investor 1")


def test_a_client_goes_to_the_ombudsman(api: Api, client: NodeClient) -> None:
    client.complaints.file_complaint(**FILED)
    with pytest.raises(NodeRefused, match="COMPLAINT:STATE"):
        client.complaints.escalate_complaint(1, to=S.OMBUDSMAN, words="case 5")
    answered(api, 1, S.REJECTED)
    gone = client.complaints.escalate_complaint(1, to=S.OMBUDSMAN, words="case 5")
    assert (gone.state, gone.rung) == (S.OMBUDSMAN, "mediation")
    work = officer(api).staff_complaint_work
    work.record_complaint_award(1, words="decision 9", redress=0, outcome=S.UPHELD)
    closed = work.close_complaint(1, root_cause=RootCause.INFORMATION)
    assert (closed.outcome, closed.state) == (S.UPHELD, S.CLOSED)


def test_figures_export_and_evidence(api: Api, client: NodeClient) -> None:
    api.index()
    client.complaints.file_complaint(**FILED)
    answered(api, 1, S.REJECTED)
    anchor(api)
    desk, today = officer(api).staff_complaints, api.node.services.complaints.desk.context.today
    figures = desk.read_complaint_figures(from_=today, to=today)
    assert (figures.filed, figures.answered, figures.in_time) == (1, 1, 1)
    assert figures.per_thousand_contacts is None
    assert figures.by_issue == {"terms": 1}
    empty = desk.read_complaint_figures(
        from_=today - timedelta(days=9), to=today - timedelta(days=1)
    )
    assert empty.filed == 0
    rows = list(csv.DictReader(io.StringIO(desk.export_complaints(from_=today, to=today).decode())))
    (row,) = rows
    assert (row["Product"], row["Timely response?"], row["Complaint ID"]) == ("loan", "Yes", "1")
    assert "charged twice" not in str(row)
    content = desk.export_complaint_evidence(1)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        document = json.loads(archive.read("complaint.json"))
        proofs = json.loads(archive.read("proofs.json"))
        journal = json.loads(archive.read("journal.json"))
    assert {"complaint.json", "events.json", "journal.json", "manifest.json"} < names
    assert any(name.startswith("letter-") for name in names)
    assert document["happened"] == "charged twice"
    assert proofs[0]["entry"]["complaint"] == "1"
    assert "complaint.filed" in {entry.get("act") for entry in journal}


@pytest.mark.parametrize(
    "path",
    [
        "", "/acts", "/letters", "/letters/1", "/proof", "/evidence", "/acknowledgement", "/lease",
        "/acceptance",
    ],
)  # fmt: skip
def test_staff_learn_of_their_own_as_of_none(api: Api, path: str) -> None:
    headers = registered(api, "compliance") | {"idempotency-key": "complaint-of-staff"}
    assert api.client.post(AT, json=BODY, headers=headers).status_code == 201
    asks = path in {"", "/acts", "/letters", "/letters/1", "/proof"}
    for number in (1, 2):
        at = f"/v1/staff/complaints/{number}{path}"
        response = api.client.request("GET" if asks else "POST", at, headers=staff(api))
        assert (response.status_code, response.json()["code"]) == (404, "COMPLAINT:NONE"), number
    listed = api.client.get("/v1/staff/complaints", headers=staff(api)).json()["items"]
    due = api.client.get("/v1/staff/complaints/due", headers=staff(api)).json()
    assert (listed, due) == ([], [])


def staff(api: Api) -> dict[str, str]:
    return with_factor(api, "compliance")
