"""Tags of cases: found again by a mark, read by who works on the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.aml.builders import OFFICER, OTHER
from node.aml.test_case_book import opened
from tallystick.errors import InputError
from tallystick_node.aml.case_tags import TAG_LETTERS_MAX, TAGS_MAX, tag_word
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.storage.tables import aml_case_tags, journal, vault_fields

if TYPE_CHECKING:
    from node.aml.builders import Bureau


def test_a_tag_is_one_word_in_small_letters() -> None:
    assert tag_word("  Mule-Account ") == "mule-account"
    assert tag_word("骡子账户") == "骡子账户"


@pytest.mark.parametrize("text", ["", "two words", "-x", "a/b", "x" * (TAG_LETTERS_MAX + 1)])
def test_what_is_no_word_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="AML:TAG"):
        tag_word(text)


def test_a_case_is_found_by_its_tag_until_it_is_taken_off(bureau: Bureau) -> None:
    case, tags = opened(bureau), bureau.aml.tags
    with bureau.database.writing() as connection:
        for text in ("Mule", "mule", "abroad"):
            tags.add(connection, case, text, OFFICER)
        assert tags.of_case(connection, case) == ["abroad", "mule"]
        assert tags.bearing(connection, "MULE") == {case}
        tags.remove(connection, case, "mule", OFFICER)
        assert tags.of_case(connection, case) == ["abroad"]
        assert tags.bearing(connection, "mule") == set()
        with pytest.raises(NoAml, match="AML:NO_TAG"):
            tags.remove(connection, case, "mule", OFFICER)
        acts = bureau.aml.cases.acts(connection, case)
        assert [act.text for act in acts][1:] == ["+ mule", "+ abroad", "- mule"]


def test_a_tag_is_sealed_and_journalled_by_number(bureau: Bureau) -> None:
    case = opened(bureau)
    with bureau.database.writing() as connection:
        bureau.aml.tags.add(connection, case, "smuggler", OFFICER)
    with bureau.database.reading() as connection:
        kept = connection.execute(select(aml_case_tags)).all()
        sealed = connection.scalars(select(vault_fields.c.sealed)).all()
        lines = connection.execute(select(journal)).all()
    assert "smuggler" not in str(kept)
    assert all(b"smuggler" not in text for text in sealed)
    assert "smuggler" not in str(lines)
    assert any(line.act == "aml.case_tagged" for line in lines)


def test_who_does_not_have_the_case_tags_nothing_and_there_is_a_most(bureau: Bureau) -> None:
    case, tags = opened(bureau), bureau.aml.tags
    with bureau.database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:LEASE"):
            tags.add(connection, case, "mule", OTHER)
        for number in range(TAGS_MAX):
            tags.add(connection, case, f"tag{number}", OFFICER)
        with pytest.raises(AmlRefused, match="AML:TAGS"):
            tags.add(connection, case, "more", OFFICER)
