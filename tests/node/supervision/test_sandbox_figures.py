"""What a sandbox came to, out of a chain that was lived on; and the report that is kept of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from node.disclosure.builders import PublicationScene
from node.supervision.builders import PLAN, SANDBOX, acts, supervision_on
from tallystick.errors import InputError
from tallystick_node.disclosure.report_store import REPORTS
from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.storage.tables import outages, risk_incidents
from tallystick_node.supervision.file_book import FileRequest
from tallystick_node.supervision.refusals import SupervisionRefused
from tallystick_node.supervision.rules import FileKind
from tallystick_node.supervision.sandbox_figures import sandbox_figures
from tallystick_node.supervision.sandbox_plan import PLAN_FILE, SandboxMeasure

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

FIRST, LAST = date(2026, 1, 5), date(2026, 3, 9)
M = SandboxMeasure


@pytest.fixture
def scene(network: Network, database: Database, tmp_path: Path) -> PublicationScene:
    return PublicationScene(network, database, tmp_path / REPORTS)


def breach(database: Database, day: date) -> None:
    with database.writing() as connection:
        connection.execute(
            insert(risk_incidents).values(
                metric="credit.bad", opened_on=day, value=2, bound=1, response="pause_lending"
            )
        )


def test_people_and_loans_are_counted_from_the_chain(
    scene: PublicationScene, database: Database
) -> None:
    borrowers = scene.network.session.actors.borrowers
    scene.network.loans.active(borrowers[0])
    scene.network.loans.active(borrowers[1])
    scene.network.loans.listed()
    scene.index()
    index = ChainIndex(database)
    with database.reading() as connection:
        figures = sandbox_figures(connection, index, FIRST, LAST, 0)
    facts = [loan for loan in index.loans(limit=9).answer if loan.issue_day is not None]
    assert (figures[M.LOANS], figures[M.BORROWERS]) == (2, 2)
    assert figures[M.LENT] == figures[M.OUTSTANDING] == sum(loan.principal for loan in facts)
    assert (figures[M.DEFAULTED], figures[M.DEFAULTED_PPM], figures[M.LOSSES]) == (0, 0, 0)
    assert (figures[M.PERSONS] or 0) >= 3
    assert (figures[M.LENDERS] or 0) >= 1
    assert (figures[M.HIGHEST_LIMIT] or 0) > 0
    assert set(figures) == set(M) - {M.BY_PEOPLE}


def test_what_lies_outside_of_the_days_does_not_count(
    scene: PublicationScene, database: Database, time: Time
) -> None:
    scene.index()
    for day in (FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)):
        breach(database, day)
    with database.writing() as connection:
        connection.execute(
            insert(outages).values(
                components=["chain"], began_at=time.now - timedelta(days=400),
                opened_at=time.now, opened_by="0x" + "a1" * 20,
            )
        )  # fmt: skip
    with database.reading() as connection:
        figures = sandbox_figures(connection, ChainIndex(database), FIRST, LAST, 0)
    assert (figures[M.INCIDENTS], figures[M.OUTAGES], figures[M.COMPLAINTS]) == (2, 0, 0)
    assert figures[M.DEFAULTED_PPM] is None, "a share of no loans is none"


def test_a_closing_report_is_kept_with_its_hash_and_corrected_with_a_reason(
    scene: PublicationScene, database: Database, time: Time, tmp_path: Path
) -> None:
    (tmp_path / PLAN_FILE).write_text(PLAN, "utf-8")
    scene.index()
    supervision = supervision_on(database, time, tmp_path, SANDBOX)
    request = FileRequest(FileKind.SANDBOX, str(LAST))
    assert supervision.desk.today > LAST
    with database.writing() as connection:
        kept = supervision.files.keep(connection, request, "operator")
        again = supervision.files.keep(connection, request, "operator")
        content = json.loads(supervision.files.open(connection, kept.number)[1])
    assert (again, kept.file_name) == (kept, "sandbox-2026-03-09.v1.json")
    assert content["metrics"][1]["verdict"] == "met"
    assert ("supervision.file", kept.file_name) in [act[1:3] for act in acts(database)]
    breach(database, LAST)
    with database.writing() as connection, pytest.raises(SupervisionRefused, match="FILES:REASON"):
        supervision.files.keep(connection, request, "operator")


def test_before_the_end_and_for_another_day_nothing_is_kept(
    database: Database, time: Time, tmp_path: Path
) -> None:
    (tmp_path / PLAN_FILE).write_text(PLAN, "utf-8")
    supervision = supervision_on(database, time, tmp_path, SANDBOX)
    with database.writing() as connection, pytest.raises(InputError, match="FILES:INVALID"):
        supervision.files.keep(connection, FileRequest(FileKind.SANDBOX, "2026-03-08"), "operator")
    time.now -= timedelta(days=(supervision.desk.today - LAST).days)
    with database.writing() as connection, pytest.raises(InputError, match="SANDBOX:RUNNING"):
        supervision.files.keep(connection, FileRequest(FileKind.SANDBOX, str(LAST)), "operator")
    with database.reading() as connection:
        assert supervision.files.newest(connection, limit=9) == []
