"""Where staff begin: their roles as the chain has them, the second factor, and their work."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes.credit_reviews import list_credit_reviews
from tallystick_node.api.routes.sign_in import (
    CodeRequest,
    enrol_second_factor,
    give_second_factor,
    who_am_i,
)
from tallystick_node.api.routes.staff_growth import GROWERS
from tallystick_node.api.services import AuthDep, DatabaseDep, KycDep, UnderwritingDep
from tallystick_node.api.shapes import LIMIT_MAX
from tallystick_node.auth.rights import Role
from tallystick_node.web.forms import REFUSALS, Typed, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Reader
from tallystick_node.web.staff.rights import COLLECTORS, COMPLIERS

if TYPE_CHECKING:
    from tallystick_node.api.caller import Caller
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()


@router.get("/staff")
def read_shell(
    page: PageDep, reader: Reader, auth: AuthDep, database: DatabaseDep,
    underwriting: UnderwritingDep,
) -> Response:  # fmt: skip
    """Roles and work; who has no role reads that they have none."""
    return _shell(page, reader, auth, database, underwriting)


@router.post("/staff/second-factor")
def give_factor(
    page: PageDep, request: Request, reader: Reader, auth: AuthDep, database: DatabaseDep,
    underwriting: UnderwritingDep, kyc: KycDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Give a code of the authenticator app; pages of staff are open from then on."""
    try:
        give_second_factor(shaped(CodeRequest, code=typed.get("code")), reader, auth, kyc)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _shell(page, reader, auth, database, underwriting, mistake)
    return RedirectResponse("/staff", HTTPStatus.SEE_OTHER)


@router.post("/staff/second-factor/enrolment")
def enrol_factor(page: PageDep, reader: Reader, auth: AuthDep, kyc: KycDep, _: OwnPage) -> Response:
    """The secret for an authenticator app, shown on this answer and never again."""
    enrolment = enrol_second_factor(reader, auth, kyc)
    return page(
        "enrolled.html", HTTPStatus.CREATED, enrolment=enrolment, give_at="/staff/second-factor"
    )


def _shell(
    page: WebPage,
    reader: Caller,
    auth: AuthDep,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
    mistake: Mistake | None = None,
) -> Response:
    session = who_am_i(reader, auth)
    open_to = session.second_factor == "given"
    cases = (
        list_credit_reviews(reader, database, underwriting, LIMIT_MAX)
        if open_to and Role.UNDERWRITER in reader.roles
        else None
    )
    return page(
        "staff.html", HTTPStatus.OK if mistake is None else mistake.status, session=session,
        cases=cases, mine=[case for case in cases or () if case.claimed_by == reader.wallet],
        mistake=mistake, collects=bool(COLLECTORS & set(session.roles)),
        complies=bool(COMPLIERS & set(session.roles)), watches=Role.COMPLIANCE in session.roles,
        answers=bool({Role.COMPLIANCE, Role.SERVICER} & set(session.roles)),
        registers=bool({Role.UNDERWRITER, Role.COMPLIANCE} & set(session.roles)),
        institutional=bool({Role.COMPLIANCE, Role.COUNCIL} & set(session.roles)),
        grows=bool(GROWERS & set(session.roles)),
        supervises=bool({Role.COMPLIANCE, Role.GUARDIAN} & set(session.roles)),
        has_partners=bool({Role.COMPLIANCE, Role.COUNCIL} & set(session.roles)),
        app=auth.second_factor.state(reader.wallet),
        passkey=reader.session.method != "passkey" and bool(auth.passkeys.of(reader.wallet)),
    )  # fmt: skip
