"""The page of somebody's registration: what it shows, and how its forms come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse

from tallystick_node.api.caller import Caller
from tallystick_node.api.person import me_of
from tallystick_node.api.routes.people import read_me
from tallystick_node.api.services import DatabaseDep, KycDep
from tallystick_node.kyc.checks import CARD, IDENTITY, LIVENESS
from tallystick_node.kyc.documents import KINDS
from tallystick_node.kyc.service import Kyc
from tallystick_node.storage import Database
from tallystick_node.web.account.progress import FIELDS, PersonFacts, sayable, steps_of
from tallystick_node.web.forms import REFUSALS, Mistake, mistake_of
from tallystick_node.web.page import PageDep, WebPage
from tallystick_node.web.session import Reader

if TYPE_CHECKING:
    from fastapi import Response

__all__ = ["Account", "AccountDesk", "account_desk"]

# Of the credentials the newest so many are shown.
SHOWN = 3


@dataclass(frozen=True)
class AccountDesk:
    """One reader at the desk where people register."""

    page: WebPage
    request: Request
    reader: Caller
    database: Database
    kyc: Kyc

    @property
    def me(self) -> str:
        """The person; NotHere PEOPLE:UNKNOWN before they have registered."""
        return me_of(self.reader, self.kyc)

    def act(self, form: str, typed: Mapping[str, str], act: Callable[[], object]) -> Response:
        """Do what a form asks, and lead on; or show the form again with what was typed.

        Args:
            form: Its name, which is its place on the page.
            typed: What was typed into it.
            act: Does it.

        Returns:
            A redirect to the page, or the page with what is wrong.
        """
        try:
            act()
        except REFUSALS as refused:
            return self.show(form, mistake_of(self.request, refused), typed)
        return RedirectResponse(f"/account?done={form}#{form}", HTTPStatus.SEE_OTHER)

    def show(
        self, form: str = "", mistake: Mistake | None = None, typed: Mapping[str, str] | None = None
    ) -> Response:
        """Return the page.

        Args:
            form: Which form was refused or done.
            mistake: Why it was refused.
            typed: What was typed into it.

        Returns:
            The steps with their forms; before registration the two ways in.
        """
        status = HTTPStatus.OK if mistake is None else mistake.status
        context = {"form": form, "mistake": mistake, "typed": typed or {}}
        person = self.kyc.wallets.owner(self.reader.wallet)
        if person is None:
            return self.page("register.html", status, wallet=self.reader.wallet, **context)
        facts = self._facts(person)
        return self.page(
            "account.html", status, me=facts.me, steps=steps_of(facts),
            fields={field: facts.fields.get(field) for field in FIELDS[facts.me.kind]},
            assessment=facts.assessment, missing=facts.missing,
            kinds=sorted(KINDS), issued=facts.credentials[:SHOWN],
            consents={consent.purpose: consent.id for consent in facts.me.consents},
            credential_until=facts.credential_until, roles=sorted(self.reader.roles), **context,
        )  # fmt: skip

    def _facts(self, person: str) -> PersonFacts:
        me, kyc = read_me(person, self.database, self.kyc), self.kyc
        with self.database.reading() as connection:
            checks = {
                kind: kyc.checks.newest(connection, person, kind)
                for kind in (IDENTITY, CARD, LIVENESS)
            }
            assessment = kyc.assessments.newest(connection, person)
            undeclared = kyc.declarations.missing(connection, person)
            lending = kyc.cases.of(connection, person, lend=True, borrow=False)
            borrowing = kyc.cases.of(connection, person, lend=False, borrow=True)
        missing = {"lend": sayable(lending.missing), "borrow": sayable(borrowing.missing)}
        issued = kyc.credentials.of(person)
        until = datetime.fromtimestamp(issued[0][1].expiry, UTC) if issued else None
        context = kyc.context
        return PersonFacts(
            me, checks, assessment, undeclared, missing, until, context.now, context.today,
            [number for number, _ in issued],
        )  # fmt: skip


def account_desk(
    page: PageDep, request: Request, reader: Reader, database: DatabaseDep, kyc: KycDep
) -> AccountDesk:
    """Return the desk for whoever reads.

    Args:
        page: Their page.
        request: Their request.
        reader: Who they are.
        database: The node's.
        kyc: The people service.

    Returns:
        The desk.
    """
    return AccountDesk(page, request, reader, database, kyc)


Account = Annotated[AccountDesk, Depends(account_desk)]
