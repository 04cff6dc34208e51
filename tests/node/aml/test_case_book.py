"""Cases: one at a time works on them, and not on themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.aml.builders import LARGE, OFFICER, OTHER
from tallystick.errors import InputError
from tallystick_node.aml.case_book import LEASE_HOURS
from tallystick_node.aml.case_rules import ActKind, CaseLevel, CaseState
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.storage.tables import journal, vault_fields

if TYPE_CHECKING:
    from node.aml.builders import Bureau


def opened(bureau: Bureau, sequence: str = "123") -> int:
    _, alert = bureau.large(sequence)
    with bureau.database.writing() as connection:
        return bureau.aml.cases.open(connection, [alert], CaseLevel.HIGH, OFFICER)


def test_a_case_has_its_alerts_people_and_deadline(bureau: Bureau) -> None:
    person, alert = bureau.large()
    with bureau.database.writing() as connection:
        number = bureau.aml.cases.open(connection, [alert], CaseLevel.HIGH, OFFICER)
    with bureau.database.reading() as connection:
        row = bureau.aml.cases.case(connection, number)
        assert (row.state, row.level, row.assignee) == ("investigating", "high", OFFICER)
        assert row.due_on == bureau.alerts()[0].due_on
        assert bureau.aml.cases.people(connection, number) == [person]
        assert bureau.alerts()[0].case == number
        assert [act.kind for act in bureau.aml.cases.acts(connection, number)] == ["opened"]


def test_an_alert_is_in_one_case(bureau: Bureau) -> None:
    opened(bureau)
    alert = bureau.alerts()[0].id
    with bureau.database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:TAKEN"):
            bureau.aml.cases.open(connection, [alert], CaseLevel.LOW, OTHER)
        with pytest.raises(NoAml, match="AML:ALERT"):
            bureau.aml.cases.open(connection, [99], CaseLevel.LOW, OTHER)
        with pytest.raises(InputError, match="AML:ALERTS"):
            bureau.aml.cases.open(connection, [], CaseLevel.LOW, OTHER)


def test_a_later_alert_of_the_same_rule_joins_the_open_case(bureau: Bureau) -> None:
    case = opened(bureau)
    person = bureau.alerts()[0].subject
    bureau.room.time.pass_by(days=1)
    bureau.deposit(person, LARGE)
    bureau.watch()
    newest = bureau.alerts()[0]
    assert (newest.state, newest.case) == ("in_case", case)


def test_what_is_written_is_sealed_and_journalled_without_a_name(bureau: Bureau) -> None:
    case = opened(bureau)
    person = bureau.alerts()[0].subject
    with bureau.database.writing() as connection:
        bureau.aml.cases.write(connection, case, ActKind.ASKED, "Where is it from?", OFFICER)
    with bureau.database.reading() as connection:
        last = bureau.aml.cases.acts(connection, case)[-1]
        assert (last.kind, last.text, last.by) == ("asked", "Where is it from?", OFFICER)
        sealed = connection.scalars(
            select(vault_fields.c.sealed).where(vault_fields.c.table == "aml_case_acts")
        ).all()
        assert all(b"Where" not in text for text in sealed)
        lines = connection.execute(select(journal).where(journal.c.act.like("aml.%"))).all()
    assert person not in str(lines)


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_an_empty_or_endless_text_is_refused(bureau: Bureau, text: str) -> None:
    case = opened(bureau)
    with bureau.database.writing() as connection, pytest.raises(InputError, match="AML:TEXT"):
        bureau.aml.cases.write(connection, case, ActKind.NOTE, text, OFFICER)


def test_acts_of_the_book_itself_are_not_written_by_hand(bureau: Bureau) -> None:
    case = opened(bureau)
    with bureau.database.writing() as connection, pytest.raises(InputError, match="AML:ACT"):
        bureau.aml.cases.write(connection, case, ActKind.DECIDED, "closed", OFFICER)


def test_a_case_is_a_colleagues_until_their_lease_ends(bureau: Bureau) -> None:
    case = opened(bureau)
    cases = bureau.aml.cases
    with bureau.database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:LEASE"):
            cases.take(connection, case, OTHER)
        with pytest.raises(AmlRefused, match="AML:LEASE"):
            cases.write(connection, case, ActKind.NOTE, "mine", OTHER)
    bureau.room.time.pass_by(seconds=LEASE_HOURS * 3600)
    with bureau.database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:LEASE"):
            cases.write(connection, case, ActKind.NOTE, "late", OFFICER)
        cases.take(connection, case, OTHER)
        cases.write(connection, case, ActKind.NOTE, "mine", OTHER)


def test_a_case_moves_as_its_states_allow(bureau: Bureau) -> None:
    case = opened(bureau)
    cases = bureau.aml.cases
    with bureau.database.writing() as connection:
        cases.move(connection, case, CaseState.WAITING, OFFICER)
        cases.move(connection, case, CaseState.ESCALATED, OFFICER)
        with pytest.raises(AmlRefused, match="AML:STATE"):
            cases.move(connection, case, CaseState.WAITING, OFFICER)
        with pytest.raises(AmlRefused, match="AML:PROPOSAL"):
            cases.move(connection, case, CaseState.CLOSED, OFFICER)


def test_linked_cases_know_each_other(bureau: Bureau) -> None:
    first, second = opened(bureau), opened(bureau, "124")
    with bureau.database.writing() as connection:
        bureau.aml.cases.link(connection, first, second, OFFICER)
        assert bureau.aml.cases.linked(connection, second) == [first]
        with pytest.raises(InputError, match="AML:LINK"):
            bureau.aml.cases.link(connection, first, first, OFFICER)
        with pytest.raises(NoAml, match="AML:CASE"):
            bureau.aml.cases.link(connection, first, 99, OFFICER)


def test_nobody_works_on_a_case_about_themselves(bureau: Bureau) -> None:
    person, alert = bureau.large()
    own = bureau.room.bind(person, "borrower 0")
    with bureau.database.writing() as connection, pytest.raises(Forbidden, match="ACCESS:OWN"):
        bureau.aml.cases.open(connection, [alert], CaseLevel.LOW, own)


def test_the_inbox_shows_open_cases_and_whose_they_are(bureau: Bureau) -> None:
    case = opened(bureau)
    with bureau.database.reading() as connection:
        cases = bureau.aml.cases
        assert [row.id for row in cases.listed(connection, assignee=OFFICER)] == [case]
        assert list(cases.listed(connection, assignee=OTHER)) == []
        assert list(cases.listed(connection, state=CaseState.CLOSED)) == []
        assert list(cases.listed(connection, before=case)) == []
