"""A confirmed match reaches the chain: whoever has a credential there is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.kyc.test_matches import REASON, match_of
from tallystick.chain.contracts import Registry
from tallystick.errors import TransportError
from tallystick.platform._sync.operator import Operator
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.transactions.outgoing import SendBook
from tallystick_node.kyc.chain_freezes import (
    CALLS,
    FREEZE,
    FREEZE_SECONDS,
    ChainFreezes,
    kind_of_freezes,
)
from tallystick_node.storage.tables import jobs, messages, sends

if TYPE_CHECKING:
    from node.kyc.builders import Room
    from node.network import Network

OPERATOR = "https://operator.example/hook"


def freezes_of(room: Room, network: Network, account: str | None) -> ChainFreezes:
    context = room.people.context
    freezes = ChainFreezes(
        context=context,
        wallets=room.people.wallets,
        platform=network.platform,
        queue=JobQueue(context.database, room.time),
        sends=SendBook(network.platform, room.time),
        alerts=Alerts(context.outbox, OPERATOR),
        account=account,
    )
    context.followers.append(freezes.follow)
    return freezes


def listed(room: Room, wallet: str = "borrower 0") -> str:
    """A person with a wallet, whom two of staff find to be a listed one."""
    person = room.real(name="SANDBOX LISTED PERSON")
    room.bind(person, wallet)
    with room.people.context.database.reading() as connection:
        hits = room.people.watchlist.open_hits(connection)
    number = next(hit["id"] for hit in hits if hit["person"] == person)
    for staff in ("one", "two"):
        room.people.watchlist.decide(number, staff=staff, same_person=True)
    return person


def work(room: Room, freezes: ChainFreezes) -> None:
    queue = JobQueue(room.people.context.database, room.time)
    worker = JobWorker(queue, [kind_of_freezes(freezes)], "tests")
    while worker.work():
        pass
    with room.people.context.database.reading() as connection:
        states = connection.scalars(select(jobs.c.state).where(jobs.c.kind == FREEZE)).all()
    assert set(states) <= {"done"}


def planned(room: Room) -> list[Any]:
    with room.people.context.database.reading() as connection:
        return list(connection.execute(select(sends).order_by(sends.c.id)))


def alerted(room: Room) -> list[dict[str, Any]]:
    question = select(messages.c.content).where(messages.c.channel == "webhook")
    with room.people.context.database.reading() as connection:
        return [content["data"] for content in connection.scalars(question)]


def test_a_confirmed_match_freezes_the_persons_credential_on_the_chain(
    room: Room, network: Network
) -> None:
    compliance = network.session.actors.compliance
    freezes = freezes_of(room, network, compliance.address)
    person = listed(room)
    work(room, freezes)
    wallet = network.session.actors.borrowers[0].address
    (send,) = planned(room)
    assert (send.contract, send.function, send.account) == ("Freezes", "freeze", compliance.address)
    assert send.arguments[0] == wallet
    assert send.arguments[1] == network.platform.now() + FREEZE_SECONDS
    assert alerted(room) == []
    # The chain takes that very call, and then there is nothing left to do.
    plan = Operator(network.platform, compliance).act.freeze(wallet, send.arguments[1], bytes(32))
    plan.send()
    assert network.platform.read(Registry.person_of(wallet))["frozen_until"] == send.arguments[1]
    assert freezes.tasks(person) == []


@pytest.mark.parametrize("account", ["keeper", None])
def test_without_the_role_it_is_a_task_that_names_the_wallet_and_the_call(
    room: Room, network: Network, account: str | None
) -> None:
    freezes = freezes_of(room, network, None if account is None else network.keeper.address)
    person = listed(room)
    work(room, freezes)
    wallet = network.session.actors.borrowers[0].address
    assert planned(room) == []
    (alert,) = alerted(room)
    assert alert == {"match": match_of(room, person), "wallets": [wallet], "calls": list(CALLS)}
    (task,) = freezes.tasks(person) or []
    assert (task["wallet"], task["calls"]) == (wallet, list(CALLS))
    assert "Freezes.freeze(" in CALLS[0]


def test_a_key_s_freeze_is_sent_once_and_then_staff_are_told(room: Room, network: Network) -> None:
    freezes = freezes_of(room, network, network.session.actors.compliance.address)
    person = listed(room)
    work(room, freezes)
    today = room.people.context.today
    assert list(freezes.matched(today)) == [person]
    effect = freezes.examine(person, JobKey(today, FREEZE, person))
    with room.people.context.database.writing() as connection:
        effect(connection)
    assert len(planned(room)) == 1
    assert len(alerted(room)) == 1


def test_who_has_no_credential_on_the_chain_is_no_task(room: Room, network: Network) -> None:
    freezes = freezes_of(room, network, network.session.actors.compliance.address)
    person = listed(room, "newcomer")
    work(room, freezes)
    assert (planned(room), alerted(room), freezes.tasks(person)) == ([], [], [])


def test_a_match_that_was_lifted_freezes_nobody(room: Room, network: Network) -> None:
    freezes = freezes_of(room, network, network.session.actors.compliance.address)
    person = listed(room)
    match = match_of(room, person)
    for staff in ("one", "two"):
        room.people.matches.lift(match, staff=staff, reason=REASON)
    work(room, freezes)
    assert planned(room) == []
    assert list(freezes.matched(room.people.context.today)) == []


def test_who_is_not_listed_is_not_looked_at(room: Room, network: Network) -> None:
    freezes = freezes_of(room, network, None)
    room.bind(room.real(), "borrower 0")
    with room.people.context.database.reading() as connection:
        assert connection.scalar(select(jobs.c.id).where(jobs.c.kind == FREEZE)) is None
    work(room, freezes)
    assert alerted(room) == []


def test_while_the_chain_does_not_answer_staff_see_that_it_is_unknown(
    room: Room, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    freezes = freezes_of(room, network, None)
    person = listed(room)

    def silent(_: ChainFreezes, __: str) -> list[Any]:
        raise TransportError("RPC:UNREACHABLE", "the node does not answer")

    monkeypatch.setattr(ChainFreezes, "at_large", silent)
    assert freezes.tasks(person) is None
