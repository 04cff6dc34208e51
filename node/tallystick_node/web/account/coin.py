"""Coin for a wallet's first fees, which the node gives once."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes.sponsorship import ask_sponsorship
from tallystick_node.api.services import DatabaseDep, SponsorshipDep
from tallystick_node.web.forms import Typed, is_path
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

__all__ = ["router"]

router = pages_router()


@router.post("/account/sponsorship")
def ask_for_coin(
    reader: Reader, me: Person, database: DatabaseDep, sponsorship: SponsorshipDep, typed: Typed,
    _: OwnPage,
) -> Response:  # fmt: skip
    """Ask for the cost of the first transactions, and go back to the act."""
    ask_sponsorship(reader, me, database, sponsorship)
    after = typed.get("next", "/account")
    return RedirectResponse(after if is_path(after) else "/account", HTTPStatus.SEE_OTHER)
