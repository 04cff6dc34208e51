"""The token that secures a loan: approved, then locked, before the loan is paid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Response

from tallystick.chain.contracts import Collateral, Collection
from tallystick_node.api.refusals import Conflict
from tallystick_node.api.routes.applications import Number, read_application
from tallystick_node.api.services import DatabaseDep, PlatformDep, UnderwritingDep
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import Person, Reader

if TYPE_CHECKING:
    from tallystick_node.underwriting.loan_request import PledgedToken

__all__ = ["pledged", "router"]

router = pages_router()


def pledged(
    number: str, database: DatabaseDep, underwriting: UnderwritingDep
) -> PledgedToken | None:
    """Return the token that an application names.

    Args:
        number: The application's identifier.
        database: The node's database.
        underwriting: The underwriting service.

    Returns:
        The token, None where nothing secures the loan.

    Raises:
        NoApplication: APPLICATION:NONE when there is no such application.
        VaultRefused: When the vault cannot open what it keeps of the person.
    """
    with database.reading() as connection:
        row = underwriting.applications.row(connection, number)
        return underwriting.applications.order(connection, row).collateral


@router.get("/applications/{number}/collateral")
def review_locking(
    page: PageDep, number: Number, reader: Reader, me: Person, database: DatabaseDep,
    underwriting: UnderwritingDep, platform: PlatformDep,
) -> Response:  # fmt: skip
    """Let the Collateral contract take the token, and once it may, lock it."""
    application = read_application(number, me, database, underwriting)
    token = pledged(number, database, underwriting)
    if token is None or application.loan is None:
        raise Conflict(
            "APPLICATION:COLLATERAL", "no token is to be locked: the loan is not listed, or not"
            " secured by one",
        )  # fmt: skip
    say, here = page.texts.gettext, f"/applications/{number}/collateral"
    place = platform.address("Collateral")
    rows = [
        (say("Loan"), str(application.loan)), (say("Collection"), token.collection),
        (say("Number of the token"), str(token.token_id)),
        (say("Least price"), page.wording.money(token.floor_price)),
    ]  # fmt: skip
    approved = platform.read(Collection.getApproved(token.collection, token.token_id))
    if approved != place and not platform.read(Collateral.is_locked(application.loan)):
        act = Act(
            title=say("Allow the token to be taken"),
            sentence=say(
                "First of two steps: the Collateral contract may take this one token. It is still"
                " yours."
            ),
            rows=rows, back=f"/applications/{number}", after=here,
            undo=say("until you lock it, by approving nobody."),
        )  # fmt: skip
        step = Collection.approve(token.collection, place, token.token_id)
        return review(page, platform, act, platform.plan(step, reader.wallet))
    act = Act(
        title=say("Lock the token"),
        sentence=say(
            "The token lies with the Collateral contract until nothing is owed, or the loan is not"
            " paid out."
        ),
        rows=rows, back=f"/applications/{number}", after=f"/applications/{number}",
        worst=say("after a default it is sold by auction, and you do not get it back."),
    )  # fmt: skip
    lock = Collateral.lock(application.loan, token.collection, token.token_id, token.floor_price)
    return review(page, platform, act, platform.plan(lock, reader.wallet))
