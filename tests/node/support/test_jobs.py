"""Whoever has had something ended is asked, once, and after a node stood still as well."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.support.builders import CLERK, TUESDAY, Counter
from tallystick.chain.contracts import Servicing
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.storage.tables import survey_invitations
from tallystick_node.support.jobs import LOOK_BACK_DAYS, SUPPORT_SURVEYS, kinds_of_support
from tallystick_node.support.ticket_rules import TicketTopic

if TYPE_CHECKING:
    from node.network import Network

WALLET = "0x3000000000000000000000000000000000000003"


@pytest.fixture
def client(counter: Counter) -> str:
    """Somebody who is registered; that has taken no time."""
    person = counter.room.real()
    counter.time.now = TUESDAY
    return person


def work(counter: Counter) -> None:
    """Do the job of today."""
    today = counter.support.desk.context.today
    kind = kinds_of_support(counter.support)[0]
    effect = kind.run(Job(1, JobKey(today, SUPPORT_SURVEYS, PLATFORM), 1, 1))
    with counter.database.writing() as connection:
        effect(connection)


def invitations(counter: Counter) -> list[tuple[str, int, str]]:
    with counter.database.reading() as connection:
        rows = connection.execute(select(survey_invitations)).all()
    return [(row.occasion, row.subject, row.person) for row in rows]


def resolved(counter: Counter, person: str) -> int:
    with counter.database.writing() as connection:
        number = counter.support.tickets.ask(
            connection, TicketTopic.LENDING, "where is it?", person=person, by=WALLET
        )
        counter.support.tickets.answer(connection, number, "there", by=CLERK, resolves=True)
    return number


def test_a_resolved_ticket_invites_once(counter: Counter, client: str) -> None:
    number = resolved(counter, client)
    work(counter)
    work(counter)
    assert invitations(counter) == [("ticket", number, client)]


def test_a_ticket_that_waits_invites_nobody(counter: Counter, client: str) -> None:
    with counter.database.writing() as connection:
        counter.support.tickets.ask(
            connection, TicketTopic.LENDING, "where is it?", person=client, by=WALLET
        )
    work(counter)
    assert invitations(counter) == []


def test_a_final_response_invites_whoever_has_complained(counter: Counter, client: str) -> None:
    counter.answers.append((3, client))
    work(counter)
    assert invitations(counter) == [("complaint", 3, client)]


def test_what_ended_long_ago_invites_nobody(counter: Counter, client: str) -> None:
    resolved(counter, client)
    counter.time.now = TUESDAY + timedelta(days=LOOK_BACK_DAYS, seconds=1)
    work(counter)
    assert invitations(counter) == []


def test_a_repaid_loan_invites_its_borrower_and_none_of_before(
    counter: Counter, client: str, network: Network
) -> None:
    def index() -> None:
        platform = network.platform
        Indexer(counter.database, ChainReader(platform), platform, counter.time).catch_up()

    borrower = network.session.actors.borrower
    with counter.database.writing() as connection:
        counter.room.people.wallets.bind_shown(connection, client, borrower.address)
    work(counter)  # before the chain was read
    network.platform.plan(Servicing.prepay(network.loans.active(), 10**12, 0), borrower).send()
    index()
    work(counter)
    assert invitations(counter) == [], "it was repaid before the first look"
    loan = network.loans.active()
    index()
    work(counter)
    assert invitations(counter) == [], "it is not repaid"
    network.platform.plan(Servicing.prepay(loan, 10**12, 0), borrower).send()
    index()
    work(counter)
    work(counter)
    assert invitations(counter) == [("loan", loan, client)]
