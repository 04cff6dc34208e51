"""Letters about complaints: approved texts, shown before they are sent, their hash kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from sqlalchemy import insert, select

from tallystick_node.complaints.refusals import ComplaintRefused, NoComplaint
from tallystick_node.complaints.register import ComplaintAct, holder_of_complaint
from tallystick_node.disclosure.agreements.templates import Templates
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.storage.tables import complaint_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.desk import ComplaintsDesk
    from tallystick_node.complaints.register import ComplaintRegister
    from tallystick_node.complaints.rules import ComplaintState

__all__ = ["ComplaintLetters", "LetterContent", "LetterKind", "complaint_templates"]


class LetterKind(StrEnum):
    """What a letter is for."""

    ACKNOWLEDGE = "acknowledge"
    SUMMARY = "summary"
    HOLDING = "holding"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class LetterContent:
    """What a letter says beside its approved text. outside_until: the ombudsman's last day."""

    kind: LetterKind
    words: str = ""
    outcome: ComplaintState | None = None
    redress: int = 0
    held_until: date | None = None
    outside_until: date | None = None


def complaint_templates() -> Templates:
    """Return the texts that ship, with the record of their approvals.

    Returns:
        The registry.
    """
    return Templates(Path(str(resources.files("tallystick_node.complaints") / "templates")))


@dataclass(frozen=True, slots=True)
class ComplaintLetters:
    """Writes and keeps letters."""

    desk: ComplaintsDesk
    register: ComplaintRegister
    templates: Templates

    def render(self, connection: Connection, row: Row[Any], content: LetterContent) -> str:
        """Fill a letter in without sending it.

        Args:
            connection: An open database transaction.
            row: The complaint.
            content: What the letter says.

        Returns:
            HTML.

        Raises:
            InputError: AGREEMENT:UNAPPROVED when the text is not the one that was approved.
            ComplaintRefused: COMPLAINT:OMBUDSMAN when it would not say who decides next, or until
                when.
        """
        clock = self.register.clocks(connection, [row.id])[row.id]
        outside = self.desk.outside()
        page = Environment(autoescape=True, undefined=StrictUndefined).from_string(
            self.templates.load(self.template(content.kind)).source
        )
        html = page.render(
            number=row.id, received_on=row.received_on, day=self.desk.context.today,
            final_on=self.desk.last_day(clock.final_by), outcome=content.outcome,
            words=[line for line in content.words.splitlines() if line.strip()],
            redress=self.desk.currency.shown(content.redress) if content.redress else "",
            outside=outside, outside_until=content.outside_until, held_until=content.held_until,
        )  # fmt: skip
        shown = Environment(autoescape=True).from_string("{{ text }}").render(text=outside)
        ends = content.kind in {LetterKind.SUMMARY, LetterKind.FINAL}
        if (
            shown not in html
            or not outside.strip()
            or (ends and str(content.outside_until) not in html)
        ):
            raise ComplaintRefused(
                "COMPLAINT:OMBUDSMAN",
                "a letter says who decides when the client does not agree, and until when; the"
                " approved text does not",
            )
        return html

    def write(
        self, connection: Connection, row: Row[Any], content: LetterContent, staff: str
    ) -> int:
        """Write a letter, and tell the client that there is one.

        Args:
            connection: An open transaction that writes.
            row: The complaint.
            content: What the letter says.
            staff: Who sends it.

        Returns:
            The letter's number.

        Raises:
            InputError: AGREEMENT:UNAPPROVED when the text is not the one that was approved.
            ComplaintRefused: COMPLAINT:OMBUDSMAN as for `render`.
        """
        html = self.render(connection, row, content)
        digest = hashlib.sha256(html.encode()).hexdigest()
        template = self.template(content.kind)
        number = int(
            connection.execute(
                insert(complaint_letters)
                .values(
                    complaint=row.id, kind=content.kind, template=template, sha256=digest,
                    by=staff, at=self.desk.now,
                )
                .returning(complaint_letters.c.id)
            ).scalar_one()
        )  # fmt: skip
        place = Place("complaint_letters", str(number), "html")
        self.desk.seal(connection, holder_of_complaint(row), place, html)
        self.register.add_act(connection, row, ComplaintAct.LETTER, staff, content.kind)
        self.desk.tell(
            connection, row.person, f"complaint letter {number}",
            f"There is a letter about your complaint {row.id}. Sign in to read it.",
        )  # fmt: skip
        self.desk.note(
            connection, "complaint.letter", f"complaint {row.id}", staff,
            {"letter": number, "kind": content.kind, "template": template, "sha256": digest},
        )  # fmt: skip
        return number

    def of(self, connection: Connection, number: int) -> Sequence[Row[Any]]:
        """Return the letters about a complaint.

        Args:
            connection: An open database transaction.
            number: The complaint.

        Returns:
            Their rows, the oldest first.
        """
        table = complaint_letters
        question = select(table).where(table.c.complaint == number).order_by(table.c.id)
        return connection.execute(question).all()

    def read(self, connection: Connection, row: Row[Any], letter: int) -> str:
        """Return a letter about a complaint.

        Args:
            connection: An open database transaction.
            row: The complaint.
            letter: The letter's number.

        Returns:
            HTML.

        Raises:
            NoComplaint: COMPLAINT:LETTER when there is none, or it went with the client.
        """
        table = complaint_letters
        known = connection.scalar(
            select(table.c.id).where(table.c.id == letter, table.c.complaint == row.id)
        )
        place = Place("complaint_letters", str(letter), "html")
        html = (
            None if known is None else self.desk.unseal(connection, holder_of_complaint(row), place)
        )
        if html is None:
            raise NoComplaint("COMPLAINT:LETTER", f"there is no letter {letter} of this complaint")
        return html

    def template(self, kind: LetterKind) -> str:
        """Return which approved text a kind of letter has.

        Args:
            kind: What the letter is for.

        Returns:
            Its version, in the language of the operator's notices.
        """
        tongue = "zh-" if self.desk.language == "zh-CN" else ""
        return f"complaint-{kind}-{tongue}1"
