"""What happens to the loans of a demonstration is done by its node, as its own tables say."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tallystick.chain.contracts import Escrow
from tallystick.loans.dates import Unit, date_from_day, due_day
from tallystick_node.bootstrap.composition import compose
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage.tables import (
    delinquencies,
    events,
    jobs,
    loans,
    messages,
    reminders,
    sends,
    service_tasks,
)

if TYPE_CHECKING:
    from tallystick_node.bootstrap.node import Node
    from tallystick_node.demo.show import Demonstration


STEPS = {7, 3, 1, 0}
YEARS = (date(2015, 1, 1), date(2019, 12, 31))


@pytest.fixture(scope="module")
def node(
    shown: Demonstration, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Node]:
    """A node that has opened a copy of what the demonstration has left."""
    assert shown.verdict.passed
    copy = tmp_path_factory.mktemp("opened") / "demo"
    shutil.copytree(folder, copy)
    opened = compose(load_settings({"data_dir": copy, "dev": True}, {})[0])
    yield opened
    opened.resources.close()  # its loops never ran


def rows(node: Node, question: Any) -> list[Any]:
    with node.foundation.database.reading() as connection:
        return list(connection.execute(question).all())


def event_rows(node: Node, *names: str) -> list[Any]:
    emitters = ("Servicing", "Workouts", "Reserve")
    where = (events.c.contract.in_(emitters), events.c.name.in_(names))
    return rows(node, select(events).where(*where).order_by(events.c.block, events.c.place))


def sent(node: Node, *functions: str) -> list[Any]:
    return rows(node, select(sends).where(sends.c.function.in_(functions)))


def due_days(loan: Any, until: int) -> list[date]:
    return [
        date_from_day(due_day(loan.issue_day, row, 1, Unit.MONTHS)) for row in range(1, until + 1)
    ]


@pytest.mark.long
def test_every_instalment_is_reminded_of_at_each_step_of_the_plan(node: Node) -> None:
    kept = rows(node, select(reminders))
    done: dict[tuple[int, date], dict[int, date]] = {}
    for row in kept:
        done.setdefault((row.loan, row.due), {})[row.days] = row.done_on
    for loan in rows(node, select(loans).where(loans.c.issue_day.is_not(None))):
        # A loan that is paid off early has paid its last rows before they were due.
        lived = min(loan.settled, loan.instalments - 1) if loan.status == "defaulted" else 6
        for due in due_days(loan, lived):
            expected = {days: due - timedelta(days=days) for days in STEPS}
            assert done[loan.loan, due] == expected


@pytest.mark.long
def test_reminders_have_gone_out_to_the_borrowers(node: Node, folder: Path) -> None:
    texts = rows(node, select(messages).where(messages.c.key.startswith("reminder:")))
    assert {entry.channel for entry in texts} == {"notice", "push"}
    assert {entry.state for entry in texts} == {"delivered"}
    lines = (folder / "sandbox-notices.jsonl").read_text("utf-8").splitlines()
    contents = [json.loads(line)["content"] for line in lines]
    for text in texts:
        assert text.content in contents
    late = rows(node, select(messages).where(messages.c.key.startswith("arrears:")))
    assert late != []


@pytest.mark.long
def test_all_that_was_due_was_taken_by_the_nodes_own_transactions(node: Node) -> None:
    collected = {message.tx_hash: message for message in sent(node, "collect", "collect_many")}
    assert {value.state for value in collected.values()} == {"done"}
    by_themselves = 0
    for event in event_rows(node, "Paid", "Recovered"):
        loan = rows(node, select(loans).where(loans.c.loan == event.fields["loan"]))[0]
        if event.tx_hash in collected:
            continue
        # Whoever pays off early, or in part, sends that themselves; nobody else pays.
        receipt = node.foundation.site.platform.connection.request(
            "eth_getTransactionReceipt", event.tx_hash
        )
        assert str(receipt["from"]).lower() == loan.borrower.lower()
        by_themselves += 1
    assert len(collected) > by_themselves
    assert node.senders.engine is not None
    assert {value.account for value in collected.values()} == {node.senders.engine.ledger.address}


@pytest.mark.long
def test_each_collection_is_the_work_of_a_job_of_its_day(node: Node) -> None:
    days = {
        str(row.business_date)
        for row in rows(node, select(jobs).where(jobs.c.kind == "servicing.collect"))
    }
    asked = [message.key.split() for message in sent(node, "collect_many")]
    assert asked != []
    for word, day, _ in asked:
        assert word == "collect"
        assert day in days


@pytest.mark.long
def test_defaults_and_covers_are_asked_for_by_the_node(node: Node, shown: Demonstration) -> None:
    for function, name, number in (
        ("declare_default", "Defaulted", shown.figures.defaulted),
        ("cover", "CoverPaid", shown.figures.covered),
    ):
        message = sent(node, function)
        assert len(message) == number == 1
        assert {entry.tx_hash for entry in message} == {
            event_row.tx_hash for event_row in event_rows(node, name)
        }


@pytest.mark.long
def test_who_is_late_comes_to_tiers_and_staff_get_tasks(node: Node, shown: Demonstration) -> None:
    tiers = rows(node, select(delinquencies))
    late = {entry.loan for entry in tiers}
    assert len(late) == shown.figures.late + shown.figures.defaulted
    (bad,) = rows(node, select(loans).where(loans.c.status == "defaulted"))
    mine = {entry.tier: entry for entry in tiers if entry.loan == bad.loan}
    assert set(mine) == {1, 2, 3}
    assert [mine[tier].days_past_due for tier in (1, 2, 3)] == [1, 31, 91]
    # Whoever has paid is in no tier any more.
    assert {entry.loan for entry in tiers if entry.left_on is None} == {bad.loan}
    tasks = rows(node, select(service_tasks).where(service_tasks.c.loan == bad.loan))
    assert {"call", "letter", "visit", "legal", "agency"} == {task.kind for task in tasks}


@pytest.mark.long
def test_statements_tie_to_the_transactions_and_to_the_chain(node: Node) -> None:
    room, platform = node.services.servicing.statements, node.foundation.site.platform
    collections = {message.tx_hash for message in sent(node, "collect", "collect_many")}
    for loan in rows(node, select(loans).where(loans.c.issue_day.is_not(None))):
        with node.foundation.database.reading() as connection:
            built = room.make(connection, loan.borrower, *YEARS)
        assert built.closing == platform.read(Escrow.balance_of(loan.borrower))
        taken = [line for line in built.lines if line.what in {"instalment collected", "recovery"}]
        assert taken != []
        assert {answer.tx_hash for answer in taken} <= collections
        assert all(answer.loan == loan.loan and answer.amount < 0 for answer in taken)


@pytest.mark.long
def test_the_summary_counts_what_the_tables_hold(node: Node, shown: Demonstration) -> None:
    servicing = shown.document()["node"]["servicing"]  # type: ignore[index]
    assert servicing["reminders"] == len(rows(node, select(reminders)))
    assert servicing["collections"] == len(sent(node, "collect", "collect_many"))
    assert servicing["tasks"] == len(rows(node, select(service_tasks)))
    assert servicing["delays"] == len(rows(node, select(delinquencies)))
    assert 0 < servicing["notices"] < servicing["reminders"] * 2 + servicing["delays"]


@pytest.mark.long
def test_no_send_was_refused_or_reverted(node: Node) -> None:
    assert {row.state for row in rows(node, select(sends))} == {"done"}
