"""Keys of partners on a page of staff: proposed, confirmed by another person, ended."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.routes import staff_partners as routes
from tallystick_node.api.services import AuthDep, DatabaseDep, PartnersDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.partners.rules import RATE_MAX, PartnerScope
from tallystick_node.web.forms import REFUSALS, Typed, mistake_of, shaped, whole
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.api.routes.partner_shapes import NewPartnerKeyResponse
    from tallystick_node.partners.service import Partners
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/partners"


def _staff(reader: Reader) -> Caller:
    return staff(*routes.PARTNER_STAFF)(reader)


PartnerReader = Annotated[Caller, Depends(_staff)]


@router.get(HERE)
def read_partners(
    page: PageDep, caller: PartnerReader, database: DatabaseDep, partners: PartnersDep
) -> Response:
    """Every key, and the form to propose another."""
    return _partners(page, caller, database, partners)


@router.post(HERE)
def propose_key(
    page: PageDep, request: Request, caller: PartnerReader, auth: AuthDep, database: DatabaseDep,
    partners: PartnersDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Propose a key; it opens nothing yet."""
    try:
        body = shaped(
            routes.PartnerKeyRequest, partner=typed.get("partner", ""), name=typed.get("name", ""),
            scopes=[scope for scope in PartnerScope if f"scope-{scope.value}" in typed],
            networks=typed.get("networks", "").split(), expires_on=typed.get("expires_on", ""),
            rate=whole("rate", typed.get("rate", ""), 1, RATE_MAX),
        )  # fmt: skip
        routes.propose_partner_key(body, caller, auth, database, partners)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _partners(page, caller, database, partners, typed=typed, mistake=mistake)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


@router.post(f"{HERE}/{{number}}/confirmation")
def confirm_key(
    page: PageDep, request: Request, number: RowNumber, caller: PartnerReader, auth: AuthDep,
    database: DatabaseDep, partners: PartnersDep, _: OwnPage,
) -> Response:  # fmt: skip
    """Confirm a key; what opens stands on this answer and never again."""
    try:
        issued = routes.confirm_partner_key(number, caller, auth, database, partners)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _partners(page, caller, database, partners, mistake=mistake)
    return _partners(page, caller, database, partners, issued=issued)


@router.post(f"{HERE}/{{number}}/revocation")
def revoke_key(
    page: PageDep, request: Request, number: RowNumber, caller: PartnerReader,
    database: DatabaseDep, partners: PartnersDep, _: OwnPage,
) -> Response:  # fmt: skip
    """End a key at once."""
    try:
        routes.revoke_partner_key(number, caller, database, partners)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _partners(page, caller, database, partners, mistake=mistake)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


def _partners(
    page: WebPage, caller: Caller, database: Database, partners: Partners, *,
    issued: NewPartnerKeyResponse | None = None, typed: Mapping[str, str] | None = None,
    mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    return page(
        "staff_partners.html", HTTPStatus.OK if mistake is None else mistake.status,
        keys=routes.list_partner_keys(caller, database, partners), issued=issued,
        typed=typed or {}, mistake=mistake, scopes=list(PartnerScope), rate_max=RATE_MAX,
        own=caller.wallet,
    )  # fmt: skip
