"""Applications as they are kept: made, read, withdrawn, and where each stands."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tallystick.errors import InputError, TallystickError
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.fields import PersonKind
from tallystick_node.storage.schema import canonical
from tallystick_node.storage.tables import applications
from tallystick_node.underwriting.application_states import (
    OPEN,
    STEPS,
    UNDECIDED,
    ApplicationState,
)
from tallystick_node.underwriting.loan_request import LoanApplication
from tallystick_node.underwriting.product_terms import facts_of, narrowed, subject_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from tallystick_node.infrastructure.jobs.queue import JobQueue
    from tallystick_node.kyc.service import Kyc
    from tallystick_node.products.catalogue import Artefact
    from tallystick_node.products.refusals import ProductRefused
    from tallystick_node.products.service import Products
    from tallystick_node.underwriting.borrowers import Borrowers
    from tallystick_node.underwriting.rules import LendingRules

__all__ = ["EXAMINE", "ApplicationRefused", "ApplicationState", "Applications", "NoApplication"]

EXAMINE = "underwriting.examine"
OPEN_MAX = 5
# To these an application goes with all its artefacts; after these it came to nothing.
_NEEDS_ARTEFACTS = frozenset({ApplicationState.APPROVED, ApplicationState.OFFERED})
_CAME_TO_NOTHING = frozenset(
    {ApplicationState.REFUSED, ApplicationState.WITHDRAWN, ApplicationState.EXPIRED}
)


class ApplicationRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of an application cannot be done where it stands."""


class NoApplication(ApplicationRefused):
    """There is no such application, or not for whoever asks."""


@dataclass(frozen=True, slots=True)
class Applications:
    """The table of applications, and their sealed words."""

    people: Kyc
    borrowers: Borrowers
    queue: JobQueue
    rules: LendingRules
    products: Products

    def apply(
        self,
        connection: Connection,
        person: str,
        wallet: str,
        order: LoanApplication,
        device: str | None,
    ) -> str:
        """Accept an application, in the caller's transaction, and queue it for examination.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            wallet: A wallet of the person's, which will list the loan.
            order: What is asked for.
            device: The mark of the device that was used, None when it is unknown.

        Returns:
            The application's identifier.

        Raises:
            ApplicationRefused: APPLICATION:DOCUMENTS while papers are missing that the lending
                product asks for; APPLICATION:MANY beyond five open ones.
            ProductRefused: PRODUCT:… when the product cannot be asked for, or not on this invoice.
            NoProduct: PRODUCT:NO_ENTERPRISE when nobody registered who owes the invoice.
            PersonRefused: WALLET:FOREIGN when the wallet is not bound to the person;
                PEOPLE:UNKNOWN.
            InputError: INPUT:ADDRESS when the wallet is not an address; PRODUCT:… when the order is
                not within the product, or shows lenders what the applicant has not agreed to.
            VaultRefused: When the vault cannot seal it.
        """
        context = self.people.context
        natural = context.person(connection, person, lock=True).kind == PersonKind.NATURAL
        address = self.people.wallets.check_own(connection, person, wallet)
        self.products.check(order.product, facts_of(order, natural=natural))
        if (order.region or order.industry) and not order.disclosure_agreed:
            raise InputError(
                "PRODUCT:COARSE", "lenders see region and industry: agree to it, or leave them out"
            )
        self._require_papers(connection, person, order, natural=natural)
        open_ones = connection.scalar(
            select(func.count()).where(
                applications.c.person == person, applications.c.state.in_(OPEN)
            )
        )
        if (open_ones or 0) >= OPEN_MAX:
            raise ApplicationRefused("APPLICATION:MANY", f"at most {OPEN_MAX} may be open at once")
        if device is not None:
            self.borrowers.note_device(connection, person, device)
        number = secrets.token_hex(16)
        connection.execute(
            insert(applications).values(
                id=number, person=person, wallet=address, state=ApplicationState.SUBMITTED,
                amount=order.amount, months=order.months, purpose=order.purpose,
                project=self._project(person, order), applied_at=context.now,
                product=order.product, region=order.region, industry=order.industry,
            )
        )  # fmt: skip
        if order.invoice is not None:
            self.products.invoices.register(
                connection, number, person, address, order.invoice.terms
            )
        text = canonical(order.model_dump(mode="json")).encode()
        context.vault.put(connection, person, _place(number), text)
        self.queue.add(connection, [JobKey(context.today, EXAMINE, number)])
        context.note(
            connection, "application.made", person,
            details={"application": number, "amount": order.amount, "months": order.months},
        )  # fmt: skip
        return number

    def row(self, connection: Connection, number: str, *, lock: bool = False) -> Row[Any]:
        """Return an application.

        Args:
            connection: An open database transaction.
            number: The application's identifier.
            lock: Whether others wait until the transaction ends.

        Returns:
            Its row.

        Raises:
            NoApplication: APPLICATION:NONE when there is no such application.
        """
        question = select(applications).where(applications.c.id == number)
        row = connection.execute(question.with_for_update() if lock else question).one_or_none()
        if row is None:
            raise NoApplication("APPLICATION:NONE", "there is no such application")
        return row

    def order(self, connection: Connection, row: Row[Any]) -> LoanApplication:
        """Return what an application asks for, opened.

        Args:
            connection: An open database transaction.
            row: The application's row.

        Returns:
            The order.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        text = self.people.context.vault.get_text(connection, row.person, _place(row.id))
        return LoanApplication.model_validate(json.loads(text))

    def of(self, connection: Connection, person: str) -> list[Row[Any]]:
        """Return a person's applications.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            Their rows, the newest first.
        """
        return list(
            connection.execute(
                select(applications)
                .where(applications.c.person == person)
                .order_by(applications.c.applied_at.desc(), applications.c.id)
            )
        )

    def waiting(self, connection: Connection) -> list[str]:
        """Return the applications that were not examined yet.

        Args:
            connection: An open database transaction.

        Returns:
            Their identifiers, the oldest first.
        """
        return list(
            connection.scalars(
                select(applications.c.id)
                .where(applications.c.state == ApplicationState.SUBMITTED)
                .order_by(applications.c.applied_at)
            )
        )

    def decision_seconds(self, connection: Connection, since: datetime) -> list[int]:
        """Return how long decisions took, for other services to ask.

        Args:
            connection: An open database transaction.
            since: Only what was decided from then on.

        Returns:
            Whole seconds from each application to its decision, in no order.
        """
        rows = connection.execute(
            select(applications.c.applied_at, applications.c.decided_at).where(
                applications.c.decided_at >= since
            )
        )
        return [int((row.decided_at - row.applied_at).total_seconds()) for row in rows]

    def liked(self, connection: Connection) -> dict[str, str]:
        """Return what everybody has asked for last, for other services to ask.

        Args:
            connection: An open database transaction.

        Returns:
            The product's name by person.
        """
        rows = connection.execute(
            select(applications.c.person, applications.c.product).order_by(
                applications.c.applied_at, applications.c.id
            )
        )
        return {row.person: row.product for row in rows}

    def move(
        self, connection: Connection, number: str, to: ApplicationState, **values: Any
    ) -> Row[Any]:
        """Move an application on to another state.

        Args:
            connection: An open database transaction.
            number: The application's identifier.
            to: The new state.
            **values: Further columns to set.

        Returns:
            The row as it was before.

        Raises:
            ApplicationRefused: APPLICATION:STATE when it cannot go there from where it stands.
            ProductRefused: PRODUCT:… for an approval or an offer while an artefact is missing.
            NoApplication: APPLICATION:NONE when there is no such application.
        """
        row = self.row(connection, number, lock=True)
        if to not in STEPS.get(ApplicationState(row.state), set()):
            raise ApplicationRefused(
                "APPLICATION:STATE", f"an application that is {row.state} cannot become {to}"
            )
        if to in _NEEDS_ARTEFACTS:
            self.require_artefacts(connection, row)
        elif to in _CAME_TO_NOTHING:
            self.products.invoices.end(connection, number)
        connection.execute(
            update(applications).where(applications.c.id == number).values(state=to, **values)
        )
        return row

    def undecided(self, connection: Connection, number: str) -> Row[Any]:
        """Return an application for which artefacts may still come.

        Args:
            connection: An open database transaction.
            number: The application's identifier.

        Returns:
            Its row.

        Raises:
            NoApplication: APPLICATION:NONE when there is no such application.
            ApplicationRefused: APPLICATION:DECIDED when it is decided.
        """
        row = self.row(connection, number, lock=True)
        if row.state not in UNDECIDED:
            raise ApplicationRefused(
                "APPLICATION:DECIDED", f"the application is {row.state}, and takes nothing more"
            )
        return row

    def rules_of(self, order: LoanApplication) -> LendingRules:
        """Return what a product lets the lending rules lend.

        Args:
            order: What is asked for.

        Returns:
            The rules, or narrower ones.

        Raises:
            InputError: PRODUCT:NONE when the product is not in the catalogue any more.
        """
        return narrowed(self.rules, self.products.catalogue.template(order.product), order)

    def missing_artefacts(
        self, connection: Connection, row: Row[Any]
    ) -> dict[Artefact, ProductRefused]:
        """Return what an application's product asks for and is not there.

        Args:
            connection: An open database transaction.
            row: The application's row.

        Returns:
            The refusal of each.

        Raises:
            InputError: PRODUCT:NONE when the product is not in the catalogue any more.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        template = self.products.catalogue.template(row.product)
        if not template.artefacts:
            return {}
        subject = subject_of(row, self.order(connection, row))
        return self.products.artefacts.missing(connection, template, subject)

    def require_artefacts(self, connection: Connection, row: Row[Any]) -> None:
        """Refuse an approval while an artefact of the product is missing.

        Args:
            connection: An open database transaction.
            row: The application's row.

        Raises:
            ProductRefused: PRODUCT:… with what is missing.
            InputError: PRODUCT:NONE when the product is not in the catalogue any more.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        for refused in self.missing_artefacts(connection, row).values():
            raise refused

    def withdraw(self, connection: Connection, person: str, number: str) -> None:
        """End an application before an offer was signed.

        Args:
            connection: An open database transaction.
            person: Its owner, who alone may do it.
            number: The application's identifier.

        Raises:
            NoApplication: APPLICATION:NONE when the person has no such application.
            ApplicationRefused: APPLICATION:STATE when it cannot be withdrawn any more.
        """
        row = self.row(connection, number)
        if row.person != person:
            raise NoApplication("APPLICATION:NONE", "there is no such application")
        self.move(connection, number, ApplicationState.WITHDRAWN)
        self.people.context.note(
            connection, "application.withdrawn", person, details={"application": number}
        )

    def _require_papers(
        self, connection: Connection, person: str, order: LoanApplication, *, natural: bool
    ) -> None:
        handed_in = [document.kind for document in self.people.documents.of(connection, person)]
        missing = self.rules_of(order).missing_papers(handed_in, natural=natural)
        if missing:
            raise ApplicationRefused(
                "APPLICATION:DOCUMENTS",
                f"hand in {' and '.join(missing)} first, with POST /v1/me/documents?kind=...;"
                " nobody is judged without them",
            )

    def _project(self, person: str, order: LoanApplication) -> str:
        # A reference names a thing in the world; a title is only its owner's.
        scope = "" if order.worldwide else f"{person} "
        return self.people.context.vault.mark("project", scope + order.project)


def _place(number: str) -> Place:
    return Place("applications", number, "order")
