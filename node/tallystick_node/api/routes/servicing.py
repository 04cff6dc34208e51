"""Servicing as borrowers and account holders see it: statements, dues, promises, evidence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from tallystick.chain.codec import address_of
from tallystick_node.api.caller import Caller, SignedIn
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.routes.statement_file import (
    FILE_KINDS,
    StatementForm,
    StatementLanguage,
    statement_file,
)
from tallystick_node.api.services import DatabaseDep, IndexDep, KycDep, ServicingDep
from tallystick_node.api.shapes import Amount, AskedAmount, Day, Strict
from tallystick_node.auth.rights import Role
from tallystick_node.servicing.dues import OWING

if TYPE_CHECKING:
    from sqlalchemy import Connection


__all__ = [
    "DueResponse",
    "PromiseRequest",
    "PromiseResponse",
    "Wallet",
    "require_account_reader",
    "router",
]

router = APIRouter(
    prefix="/v1", tags=["servicing"], responses=problem_responses(401, 404, 409, 422, 503)
)

Wallet = Annotated[str, Path(pattern="^0x[0-9a-fA-F]{40}$", description="The wallet's address.")]
Number = Annotated[int, Path(ge=1, le=2**63 - 1, description="The loan's number on chain.")]
_READERS = {Role.COMPLIANCE, Role.UNDERWRITER, Role.SERVICER}


class DueResponse(Strict):
    """What one of the caller's loans needs: `due` today with charges, and the next instalment."""

    loan: int
    """The loan's number on the chain."""
    days_past_due: int
    """For how many days something has been due."""
    due: Amount
    """What is due today with charges, in minor units."""
    next_due: date | None
    """When the next instalment is due; null after the last."""
    next_amount: Amount
    """What it is, in minor units."""
    outstanding: Amount
    """The principal that is outstanding, in minor units."""


class PromiseRequest(Strict):
    """What is promised, in minor units, and by which day."""

    amount: Annotated[AskedAmount, Field(ge=1)]
    """In minor units."""
    due: Day
    """The day by which it is paid."""


class PromiseResponse(Strict):
    """The promise's number."""

    promise: int
    """The promise's number."""


class ProofRequest(Strict):
    """Which of the caller's documents shows what a loan was used for."""

    document: Annotated[int, Field(ge=1, le=2**63 - 1)]
    """The number of the caller's document."""


@router.get(
    "/accounts/{address}/statement",
    response_class=Response,
    responses={200: {"content": FILE_KINDS, "description": "The file."}},
)
def read_statement(
    address: Wallet,
    caller: SignedIn,
    database: DatabaseDep,
    kyc: KycDep,
    servicing: ServicingDep,
    *,
    first: Annotated[Day, Query(alias="from", description="The first day.")],
    last: Annotated[Day, Query(alias="to", description="The last day.")],
    form: Annotated[
        StatementForm, Query(alias="format", description="pdf, csv, xlsx, beancount or json.")
    ] = StatementForm.CSV,
    language: Annotated[StatementLanguage, Query(description="Of a PDF: en or zh-CN.")] = "en",
) -> Response:
    """An account's statement: opening balance, each movement with its transaction, closing balance.

    CSV and JSON are in minor units, the others in main ones. For the account's owner and for staff
    with their second factor. A PDF of days that are over is the same bytes whenever it is asked
    for; its SHA-256 is its entity tag.
    """
    wallet = address_of("address", address)
    require_account_reader(kyc, caller, wallet)
    with database.reading() as connection:
        statement = servicing.statements.make(connection, wallet, first, last)
    return statement_file(statement, form, language)


@router.get("/dues")
def list_dues(caller: SignedIn, servicing: ServicingDep, index: IndexDep) -> list[DueResponse]:
    """What the loans of the caller's wallet need, as the chain has it now."""
    desk, loans = servicing.desk, index.loans(borrower=caller.wallet).answer
    mine = [(loan.loan, loan.borrower) for loan in loans if loan.status in OWING]
    return [
        DueResponse(
            loan=owed.loan, days_past_due=owed.days_past_due, due=owed.due, next_due=owed.next_due,
            next_amount=owed.next_amount, outstanding=owed.outstanding,
        )
        for owed in desk.dues.all(mine, desk.today)
    ]  # fmt: skip


@router.post("/loans/{number}/promise", status_code=201)
def promise_to_pay(
    number: Number,
    body: PromiseRequest,
    caller: SignedIn,
    database: DatabaseDep,
    servicing: ServicingDep,
) -> PromiseResponse:
    """Promise to pay, by a day, at least what is due now. Until then nobody calls or writes.

    The due date stays, and so does everything that follows from it.
    """
    with database.reading() as connection:
        _check_borrower(servicing, connection, number, caller)
    least = servicing.desk.dues.of(number, caller.wallet, servicing.desk.today).due
    with database.writing() as connection:
        promise = servicing.promises.make(
            connection, number, caller.wallet, body.amount, body.due, least=least
        )
    return PromiseResponse(promise=promise)


@router.post("/loans/{number}/use-proof", status_code=204)
def show_use(
    number: Number, body: ProofRequest, me: Me, database: DatabaseDep, servicing: ServicingDep
) -> Response:
    """Show with one of my documents what a loan was used for; staff look at it."""
    with database.writing() as connection:
        servicing.proceeds.show(connection, number, me, body.document)
    return Response(status_code=204)


def require_account_reader(kyc: KycDep, caller: Caller, wallet: str) -> None:
    """Let the owner of a wallet pass, by any of their wallets, and staff; nobody else.

    Args:
        kyc: Knows whose wallets are whose.
        caller: Who asks.
        wallet: The checksummed address.

    Raises:
        NotHere: STATEMENT:NONE for everybody else.
    """
    owner = kyc.wallets.owner(wallet)
    own = caller.wallet == wallet or (
        owner is not None and owner == kyc.wallets.owner(caller.wallet)
    )
    staff = caller.roles & _READERS and caller.session.second_factor_at is not None
    if not own and not staff:
        raise NotHere("STATEMENT:NONE", "there is no such account of yours")


def _check_borrower(
    servicing: ServicingDep, connection: Connection, number: int, caller: Caller
) -> None:
    if servicing.desk.loan(connection, number).borrower != caller.wallet:
        raise NotHere("SERVICING:LOAN", f"you have no loan {number}")
