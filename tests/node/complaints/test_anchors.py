"""The list of all complaints is anchored, and a loss or another day in it is seen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update

from node.complaints.builders import CLERK
from node.complaints.test_handling import act
from tallystick.chain.codec import bytes32_of
from tallystick.chain.contracts import Disclosures
from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.complaint_list import ComplaintList, complaints_subject
from tallystick.disclosure.merkle import leaf, proves
from tallystick.disclosure.report import subject_hash
from tallystick_node.complaints.anchors import anchor_key
from tallystick_node.complaints.jobs import COMPLAINT_ANCHOR
from tallystick_node.complaints.refusals import NoComplaint
from tallystick_node.complaints.vocabulary import RootCause
from tallystick_node.storage.tables import complaint_anchors, complaint_clocks, messages, sends

if TYPE_CHECKING:
    from node.complaints.builders import Office
    from node.network import Network
    from tallystick_node.storage import Database


def sent_to_chain(database: Database, network: Network) -> None:
    """Send what was asked for, as the node's sender does."""
    publisher = network.session.actors.publisher
    with database.reading() as connection:
        rows = connection.execute(select(sends).where(sends.c.state == "planned")).all()
    for row in rows:
        subject, version, root = row.arguments
        call = Disclosures.publish(subject, version, root)
        done = network.platform.plan(call, publisher).send()
        with database.writing() as connection:
            connection.execute(
                update(sends)
                .where(sends.c.id == row.id)
                .values(state="done", tx_hash=done.tx_hash, block=done.block)
            )


def test_a_days_root_is_on_the_chain_and_proves_a_complaint(office: Office, client: str) -> None:
    first = office.file(client)
    office.file(client)
    office.work(COMPLAINT_ANCHOR)
    sent_to_chain(office.database, office.network)
    subject = subject_hash(complaints_subject(office.today))
    anchored = office.network.platform.read(Disclosures.anchor_of(subject, 1))
    with office.database.reading() as connection:
        document = office.complaints.anchors.document(connection, office.today)
        proof = office.complaints.anchors.proof(connection, first, 1)
        (day,) = office.complaints.anchors.days(connection, 9, None)
    day_list = ComplaintList.of(document)
    assert anchored["root"] == day_list.tree.root
    assert (day_list.complaints, day.complaints, day.root) == (2, 2, "0x" + anchored["root"].hex())
    assert day.block is not None
    assert proof is not None
    start = leaf(proof.entry.name, canonical(proof.entry.document()))
    path = [bytes32_of("proof", node) for node in proof.proof]
    assert proves(anchored["root"], start, path)
    assert proof.entry.commitment == office.row(first).commitment


def test_before_its_day_nothing_is_proved(office: Office, client: str) -> None:
    number = office.file(client)
    with office.database.reading() as connection:
        assert office.complaints.anchors.proof(connection, number, 1) is None
        with pytest.raises(NoComplaint, match="COMPLAINT:LIST"):
            office.complaints.anchors.document(connection, office.today)
    office.work(COMPLAINT_ANCHOR)
    later = office.file(client)
    with office.database.reading() as connection:
        assert office.complaints.anchors.proof(connection, later, 1) is None


def test_no_complaint_is_anchored_as_none(office: Office) -> None:
    office.work(COMPLAINT_ANCHOR)
    with office.database.reading() as connection:
        (day,) = office.complaints.anchors.days(connection, 9, None)
    assert day.complaints == 0
    assert day.block is None


def test_a_day_has_one_list_whatever_comes_later(office: Office, client: str) -> None:
    office.work(COMPLAINT_ANCHOR)
    office.file(client)
    office.work(COMPLAINT_ANCHOR)
    with office.database.reading() as connection:
        (day,) = office.complaints.anchors.days(connection, 9, None)
        keys = connection.scalars(select(sends.c.key)).all()
    assert (day.complaints, list(keys)) == (0, [anchor_key(office.today)])


def test_reopening_adds_an_entry_and_changes_none(office: Office, client: str) -> None:
    number = office.answered(client)
    act(office, office.complaints.disputes.close, number, RootCause.SYSTEM, CLERK)
    with office.database.reading() as connection:
        before = office.complaints.anchors.now(connection, office.today)
    disputes = office.complaints.disputes
    act(office, disputes.reopen, number, "more", by="client", client=client)
    with office.database.reading() as connection:
        after = office.complaints.anchors.now(connection, office.today)
    assert before.contradictions(after) == []
    assert [entry.name for entry in after.entries] == ["complaint 1.1", "complaint 1.2"]
    assert after.complaints == 1


@pytest.mark.parametrize("lie", ["lost", "backdated"])
def test_what_was_lost_or_moved_is_told(office: Office, client: str, lie: str) -> None:
    number = office.file(client)
    office.work(COMPLAINT_ANCHOR)
    clocks = complaint_clocks
    with office.database.writing() as connection:
        if lie == "lost":
            connection.execute(delete(clocks).where(clocks.c.complaint == number))
        else:
            earlier = office.today - timedelta(days=2)
            connection.execute(update(clocks).values(started_on=earlier))
    office.room.time.pass_by(days=1)
    office.work(COMPLAINT_ANCHOR)
    with office.database.reading() as connection:
        sent = [
            row.content
            for row in connection.execute(messages.select()).all()
            if row.channel == "webhook"
        ]
        days = connection.scalars(select(complaint_anchors.c.document)).all()
    assert [each["type"] for each in sent] == ["complaints.lost"]
    assert sent[0]["data"] == {"entries": ["complaint 1.1"]}
    first, second = sorted(map(ComplaintList.of, days), key=lambda each: each.day)
    assert first.contradictions(second) == ["complaint 1.1"]
