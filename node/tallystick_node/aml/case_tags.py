"""Tags of cases: a word that finds them again, sealed like all that staff write about somebody."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from tallystick.errors import InputError
from tallystick_node.aml.case_rules import ActKind
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.storage.tables import aml_case_tags

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.aml.case_book import CaseBook
    from tallystick_node.aml.context import AmlDesk

__all__ = ["TAGS_MAX", "TAG_LETTERS_MAX", "CaseTags", "tag_word"]

TAGS_MAX = 20
TAG_LETTERS_MAX = 32
_TABLE = "aml_case_tags"
_MARK = "laundering tag"
_WORD = re.compile(r"\w[\w-]*")


def tag_word(text: str) -> str:
    """Return a tag as it is kept: one word, in small letters.

    Args:
        text: As it was typed.

    Returns:
        The word.

    Raises:
        InputError: AML:TAG when it is no word, or too long.
    """
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    if not _WORD.fullmatch(word) or len(word) > TAG_LETTERS_MAX:
        raise InputError(
            "AML:TAG",
            f"a tag is one word of at most {TAG_LETTERS_MAX} letters, digits and hyphens",
        )
    return word


@dataclass(frozen=True, slots=True)
class CaseTags:
    """Keeps tags."""

    desk: AmlDesk
    cases: CaseBook

    def add(self, connection: Connection, case: int, text: str, staff: str) -> None:
        """Tag a case; a tag that it bears already changes nothing.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            text: The tag.
            staff: The member of staff, who has the case.

        Raises:
            InputError: AML:TAG when it is no word.
            NoAml: AML:CASE when there is none.
            AmlRefused: AML:TAGS beyond the most that a case bears; AML:CLOSED when it is closed;
                AML:LEASE when they do not have it.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        word = tag_word(text)
        self.cases.held(connection, case, staff)
        if word in self.of_case(connection, case):
            return
        count = connection.scalar(
            select(func.count()).select_from(aml_case_tags).where(aml_case_tags.c.case == case)
        )
        if (count or 0) >= TAGS_MAX:
            raise AmlRefused("AML:TAGS", f"a case bears at most {TAGS_MAX} tags; take one off")
        number = connection.execute(
            insert(aml_case_tags)
            .values(case=case, mark=self._mark(word), by=staff, at=self.desk.context.now)
            .returning(aml_case_tags.c.id)
        ).scalar_one()
        self.desk.seal(connection, _TABLE, number, case, word)
        self.cases.add_act(connection, case, ActKind.TAGGED, staff, f"+ {word}")
        self.cases.note(connection, "aml.case_tagged", case, staff, {"tag": number})

    def remove(self, connection: Connection, case: int, text: str, staff: str) -> None:
        """Take a tag off a case.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            text: The tag.
            staff: The member of staff, who has the case.

        Raises:
            InputError: AML:TAG when it is no word.
            NoAml: AML:CASE when there is none; AML:NO_TAG when the case does not bear it.
            AmlRefused, Forbidden: As for `add`.
        """
        word = tag_word(text)
        self.cases.held(connection, case, staff)
        number = connection.scalar(
            delete(aml_case_tags)
            .where(aml_case_tags.c.case == case, aml_case_tags.c.mark == self._mark(word))
            .returning(aml_case_tags.c.id)
        )
        if number is None:
            raise NoAml("AML:NO_TAG", f"case {case} does not bear this tag")
        # The vault forgets with a key alone, which is the case's: the word is written over.
        self.desk.seal(connection, _TABLE, number, case, "")
        self.cases.add_act(connection, case, ActKind.TAGGED, staff, f"- {word}")
        self.cases.note(connection, "aml.case_untagged", case, staff, {"tag": number})

    def of_case(self, connection: Connection, case: int) -> list[str]:
        """Return the tags of a case.

        Args:
            connection: An open database transaction.
            case: The case's number.

        Returns:
            The words, sorted.
        """
        question = select(aml_case_tags.c.id).where(aml_case_tags.c.case == case)
        return sorted(
            self.desk.unseal(connection, _TABLE, number, case)
            for number in connection.scalars(question).all()
        )

    def bearing(self, connection: Connection, text: str) -> set[int]:
        """Return which cases bear a tag.

        Args:
            connection: An open database transaction.
            text: The tag.

        Returns:
            Their numbers.

        Raises:
            InputError: AML:TAG when it is no word.
        """
        mark = self._mark(tag_word(text))
        return set(
            connection.scalars(select(aml_case_tags.c.case).where(aml_case_tags.c.mark == mark))
        )

    def _mark(self, word: str) -> str:
        return self.desk.context.vault.mark(_MARK, word)
