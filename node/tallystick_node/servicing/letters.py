"""Letters about arrears: from an approved text, with figures alone, their hash in the journal.

They hold neither name nor address; who posts one looks those up in the people service.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from sqlalchemy import insert, select

from tallystick_node.disclosure.agreements.templates import Templates
from tallystick_node.servicing.refusals import NoServicing, ServicingRefused
from tallystick_node.storage.tables import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.servicing.contacts import Contacts
    from tallystick_node.servicing.context import ServicingDesk
    from tallystick_node.servicing.dues import LoanDay

__all__ = ["TEMPLATE", "TEMPLATES", "Letters", "packaged_templates"]

TEMPLATE = "arrears-1"
# The approved text of each language of `notices.language`.
TEMPLATES = {"en": TEMPLATE, "zh-CN": "arrears-zh-1"}


def packaged_templates() -> Templates:
    """Return the texts of letters that ship, with the record of their approvals.

    Returns:
        The registry.
    """
    return Templates(Path(str(resources.files("tallystick_node.servicing") / "templates")))


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes and keeps letters. template: which approved text is filled in."""

    desk: ServicingDesk
    contacts: Contacts
    templates: Templates
    template: str = TEMPLATE

    def write(self, connection: Connection, stands: LoanDay, key: str, by: str) -> int:
        """Write a letter about a loan as it stands, once for each key.

        Args:
            connection: An open database transaction.
            stands: The loan as it is on the day.
            key: What the letter is known by.
            by: Who writes it, for the journal.

        Returns:
            The letter's number.

        Raises:
            InputError: AGREEMENT:UNAPPROVED when the text is not the one that was approved.
        """
        kept = connection.scalar(select(letters.c.id).where(letters.c.key == key))
        if kept is not None:
            return int(kept)
        html = self._render(stands)
        digest = hashlib.sha256(html.encode()).hexdigest()
        row = connection.execute(
            insert(letters)
            .values(
                key=key, loan=stands.loan, template=self.template, html=html, hash=digest,
                made_at=self.desk.context.now,
            )
            .returning(letters.c.id)
        )  # fmt: skip
        number = int(row.scalar_one())
        self.desk.note(
            connection, "letter.written", stands.loan, by,
            {"letter": number, "template": self.template, "sha256": digest},
        )  # fmt: skip
        return number

    def ask(self, connection: Connection, stands: LoanDay, staff: str) -> int:
        """Write a letter for a member of staff, once a day.

        Args:
            connection: An open database transaction.
            stands: The loan as it is on the day.
            staff: The member of staff who does it.

        Returns:
            The letter's number.

        Raises:
            ServicingRefused: LETTER:NOT_LATE when the loan is not late; CONTACT:PAUSED or
                CONTACT:PROMISE while contact is paused or a promise runs.
            InputError: AGREEMENT:UNAPPROVED when the text is not the one that was approved.
            Forbidden: ACCESS:OWN when the loan is the member of staff's own.
        """
        self.desk.not_ones_own(connection, stands.loan, staff)
        if not stands.days_past_due:
            raise ServicingRefused("LETTER:NOT_LATE", f"loan {stands.loan} is not late")
        quiet = self.contacts.quiet(connection, stands.loan)
        if quiet is not None:
            raise ServicingRefused(*quiet)
        return self.write(connection, stands, f"asked:{stands.loan}:{stands.day}", staff)

    def read(self, connection: Connection, number: int) -> Row[Any]:
        """Return a letter.

        Args:
            connection: An open database transaction.
            number: The letter's number.

        Returns:
            Its row.

        Raises:
            NoServicing: LETTER:NONE when there is none.
        """
        row = connection.execute(select(letters).where(letters.c.id == number)).one_or_none()
        if row is None:
            raise NoServicing("LETTER:NONE", "there is no such letter")
        return row

    def of(self, connection: Connection, loan: int) -> Sequence[Row[Any]]:
        """Return the letters about a loan.

        Args:
            connection: An open database transaction.
            loan: The loan's number.

        Returns:
            Their rows, the oldest first.
        """
        return connection.execute(
            select(letters).where(letters.c.loan == loan).order_by(letters.c.id)
        ).all()

    def _render(self, stands: LoanDay) -> str:
        shown = self.desk.currency.shown
        page = Environment(autoescape=True, undefined=StrictUndefined).from_string(
            self.templates.load(self.template).source
        )
        return page.render(
            loan=stands.loan, day=stands.day, oldest_due=stands.oldest_due,
            days=stands.days_past_due, due=shown(stands.due), outstanding=shown(stands.outstanding),
            default_dpd=stands.default_dpd, platform=self.desk.dues.platform.address("Servicing"),
        )  # fmt: skip
