"""Freezes that a case asks for, by two or also by attestors, and the travel rule's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from tallystick_node.aml.case_freezes import HOURS_MAX
from tallystick_node.aml.context import TEXT_MAX
from tallystick_node.aml.freeze_orders import ORDER_DAYS_MAX
from tallystick_node.aml.freeze_register import FreezeState
from tallystick_node.aml.travel_rule import TravelParty, TravelTransfer
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.aml import Compliance, Person
from tallystick_node.api.routes.aml_cases import shown_case
from tallystick_node.api.services import AmlDep, DatabaseDep
from tallystick_node.api.shapes import Address, Amount, RowNumber, Strict, UtcMoment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

    from tallystick_node.aml.service import Aml

__all__ = ["AmlTravelParty", "AmlTravelRequest", "router"]

router = APIRouter(
    prefix="/v1/staff/aml",
    tags=["staff: laundering freezes"],
    responses=problem_responses(401, 403, 404, 409, 422),
)

Reason = Annotated[str, Field(min_length=1, max_length=TEXT_MAX)]
Named = Annotated[str, Field(max_length=100)]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file, as JSON."}
}


class AmlFreezeRequest(Strict):
    """Who is to be frozen, for how long, and why."""

    person: Person
    """The person, of whom the case is."""
    hours: Annotated[int, Field(ge=1, le=HOURS_MAX)]
    """For how many hours from the decision on."""
    reason: Reason
    """Why."""


class AmlFreezeOrderRequest(Strict):
    """Who is to be frozen on which lawful order, for how long, and why."""

    person: Person
    """The person, of whom the case is."""
    days: Annotated[int, Field(ge=1, le=ORDER_DAYS_MAX)]
    """For how many days from the decision on."""
    file: RowNumber
    """The number of the case's file that is the order; attestors sign its hash."""
    reason: Reason
    """Why."""


class AmlFreezeAttestation(Strict):
    """An attestor's signature of an order."""

    signature: Annotated[str, Field(pattern="^0x[0-9a-fA-F]{128}([0-9a-fA-F]{2})?$")]
    """Of the message, 0x and 64 or 65 bytes in hex."""


class AmlFreezeReason(Strict):
    """Why a freeze is to be lifted."""

    reason: Reason
    """Why."""


class AmlFreezeVerdict(AmlFreezeReason):
    """Whether it is agreed to, and why."""

    agreed: bool
    """Whether it is agreed to."""


class AmlFreezeTransaction(Strict):
    """By which transaction somebody was frozen."""

    tx_hash: Annotated[str, Field(pattern="^0x[0-9a-fA-F]{64}$")]
    """Its hash, 0x and 64 hex digits."""


class AmlFreezeCall(Strict):
    """What a wallet has to send: one that may freeze, or any one with an order."""

    to: Address
    """The contract Freezes."""
    data: str
    """The call, 0x hex."""


class AmlFreezeResponse(Strict):
    """A freeze that a case asks for."""

    freeze: int
    """Its number."""
    person: str
    """Who."""
    wallet: str
    """By which of their wallets; all of them are frozen."""
    hours: int
    """For how many hours from the decision on."""
    state: FreezeState
    """Where it stands."""
    proposed_by: str
    """Who has proposed it."""
    decided_by: str | None
    """Who has decided it; null before."""
    until: int | None
    """The Unix second at which it ends by itself; null before it is agreed to."""
    call: AmlFreezeCall | None
    """What a COMPLIANCE wallet, or with an order any, has to send; null for nothing by hand."""
    order: str | None
    """The keccak-256 hash of the lawful order, 0x and 64 hex digits; null of a short freeze."""
    order_file: int | None
    """The number of the case's file that is the order; null of a short freeze."""
    expiry: int | None
    """The last Unix second on which the order may be brought; null before two have agreed."""
    attestors: list[str]
    """Which attestors have signed the order."""
    threshold: int | None
    """How many attestors have to sign; null of a short freeze."""
    message: dict[str, Any] | None
    """The EIP-712 message that attestors sign; null while it waits for none of them."""
    sending: str | None
    """Where the node's own transaction stands; null when it sends none."""
    tx_hash: str | None
    """The transaction by which the chain has it; null before."""
    lift_proposed_by: str | None
    """Who has proposed to lift it; null for nobody."""
    lifted_by: str | None
    """Who has agreed to lift it; null for nobody."""
    lifted_at: UtcMoment | None
    """When it was lifted; null when it was not."""


class AmlTravelParty(Strict):
    """Who gets a transfer; what is not known is empty."""

    name: Named = ""
    """Their legal name."""
    account: Named = ""
    """Their wallet or account."""
    legal: bool = False
    """Whether they are a legal person."""
    address: Annotated[str, Field(max_length=490)] = ""
    """Where they live."""
    country: Annotated[str, Field(max_length=2)] = ""
    """Of their address, two letters."""


class AmlTravelRequest(Strict):
    """A client's transfer to another platform."""

    person: Person
    """The client who sends it."""
    wallet: Address
    """From which of their wallets."""
    reference: Annotated[str, Field(max_length=50)] = ""
    """What the transfer is known by."""
    amount: Amount
    """How much, in minor units."""
    sender: Named = ""
    """This platform's legal name."""
    receiver: Named = ""
    """The other platform's legal name."""
    beneficiary: AmlTravelParty
    """Who gets it."""


def _shown(aml: Aml, rows: Iterable[Row[Any]]) -> list[AmlFreezeResponse]:
    items = []
    for row in rows:
        call, send = aml.freezes.call(row), aml.register.send_of(row)
        items.append(
            AmlFreezeResponse(
                freeze=row.id, person=row.person, wallet=row.wallet, hours=row.hours,
                state=FreezeState(row.state), proposed_by=row.proposed_by,
                decided_by=row.decided_by, until=row.until,
                call=None if call is None else AmlFreezeCall(to=call[0], data=call[1]),
                order=row.order, order_file=row.order_file, expiry=row.expiry,
                attestors=sorted(row.attestations or {}),
                threshold=None if row.order is None else aml.orders.threshold(),
                message=aml.orders.message(row),
                sending=None if send is None else send.state, tx_hash=row.tx_hash,
                lift_proposed_by=row.lift_proposed_by, lifted_by=row.lifted_by,
                lifted_at=row.lifted_at,
            )
        )  # fmt: skip
    return items


@router.get("/cases/{number}/freezes")
def list_aml_freezes(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> list[AmlFreezeResponse]:
    """The freezes that a case asks for, the oldest first."""
    with database.reading() as connection:
        shown_case(connection, aml, number, caller)
        rows = aml.register.of_case(connection, number)
    return _shown(aml, rows)


@router.post("/cases/{number}/freezes", status_code=201)
def propose_aml_freeze(
    number: RowNumber, body: AmlFreezeRequest, caller: Compliance, database: DatabaseDep,
    aml: AmlDep,
) -> list[AmlFreezeResponse]:  # fmt: skip
    """Propose in a case that the caller has that somebody is frozen; a colleague decides."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.freezes.propose(
            connection, number, body.person, body.reason, hours=body.hours, staff=caller.wallet
        )
    return list_aml_freezes(number, caller, database, aml)


@router.post("/cases/{number}/freeze-orders", status_code=201)
def propose_aml_freeze_order(
    number: RowNumber, body: AmlFreezeOrderRequest, caller: Compliance, database: DatabaseDep,
    aml: AmlDep,
) -> list[AmlFreezeResponse]:  # fmt: skip
    """Propose that somebody is frozen on a lawful order; a colleague decides, attestors sign."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.orders.propose(
            connection, number, body.person, body.reason, days=body.days, file=body.file,
            staff=caller.wallet,
        )  # fmt: skip
    return list_aml_freezes(number, caller, database, aml)


@router.post("/cases/{number}/freezes/{freeze}/attestations")
def attest_aml_freeze(
    number: RowNumber, freeze: RowNumber, body: AmlFreezeAttestation, caller: Compliance,
    database: DatabaseDep, aml: AmlDep,
) -> list[AmlFreezeResponse]:  # fmt: skip
    """Hand in an attestor's signature of an order; with the last one needed it is brought."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.orders.attest(connection, number, freeze, body.signature, caller.wallet)
    return list_aml_freezes(number, caller, database, aml)


@router.post("/cases/{number}/freezes/{freeze}/decision")
def decide_aml_freeze(
    number: RowNumber, freeze: RowNumber, body: AmlFreezeVerdict, caller: Compliance,
    database: DatabaseDep, aml: AmlDep,
) -> list[AmlFreezeResponse]:  # fmt: skip
    """Agree to a freeze that a colleague has proposed, or reject it."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.freezes.decide(
            connection, number, freeze, body.reason, caller.wallet, agreed=body.agreed
        )
    return list_aml_freezes(number, caller, database, aml)


@router.post("/cases/{number}/freezes/{freeze}/transaction")
def record_aml_freeze(
    number: RowNumber, freeze: RowNumber, body: AmlFreezeTransaction, caller: Compliance,
    database: DatabaseDep, aml: AmlDep,
) -> list[AmlFreezeResponse]:  # fmt: skip
    """Name the transaction by which somebody was frozen; the node reads the chain."""
    seen = aml.freezes.seen(body.tx_hash)
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.freezes.record(connection, number, freeze, seen, caller.wallet)
    return list_aml_freezes(number, caller, database, aml)


@router.post("/cases/{number}/freezes/{freeze}/lift")
def propose_aml_lift(
    number: RowNumber, freeze: RowNumber, body: AmlFreezeReason, caller: Compliance,
    database: DatabaseDep, aml: AmlDep,
) -> list[AmlFreezeResponse]:  # fmt: skip
    """Propose that a freeze is not sent any more, or is left to end; a colleague decides."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.lifts.propose_lift(connection, number, freeze, body.reason, caller.wallet)
    return list_aml_freezes(number, caller, database, aml)


@router.post("/cases/{number}/freezes/{freeze}/lift-decision")
def decide_aml_lift(
    number: RowNumber, freeze: RowNumber, body: AmlFreezeVerdict, caller: Compliance,
    database: DatabaseDep, aml: AmlDep,
) -> list[AmlFreezeResponse]:  # fmt: skip
    """Agree that a freeze is lifted, or let it stand."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.lifts.decide_lift(
            connection, number, freeze, body.reason, caller.wallet, agreed=body.agreed
        )
    return list_aml_freezes(number, caller, database, aml)


@router.post("/travel-records", response_class=Response, responses=_FILE)
def export_aml_travel_record(
    body: AmlTravelRequest, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> Response:
    """The travel rule's file about a client's transfer (IVMS101); nothing is sent."""
    transfer = TravelTransfer(
        body.reference, body.amount, aml.desk.currency, body.sender, body.receiver
    )
    party = body.beneficiary
    beneficiary = TravelParty(
        party.name, party.account, legal=party.legal, address=party.address, country=party.country
    )
    with database.writing() as connection:
        content = aml.travel.file(
            connection, transfer, body.person, body.wallet, beneficiary, staff=caller.wallet
        )
    return Response(content, media_type="application/octet-stream")
