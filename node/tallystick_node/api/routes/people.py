"""Registration, and what a person has stated, uploaded, bound and agreed to."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field as Rule
from starlette.concurrency import run_in_threadpool

from tallystick_node.api.caller import Caller, SignedIn, require_two_factors
from tallystick_node.api.person import Me, body_bytes
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import AuthDep, DatabaseDep, KycDep
from tallystick_node.api.shapes import (
    Address,
    DocumentResponse,
    Limit,
    RowNumber,
    Signature,
    Strict,
    UtcMoment,
)
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.documents import DOCUMENT_BYTES_MAX
from tallystick_node.kyc.fields import Field, PersonKind, masked
from tallystick_node.kyc.inbox import inbox
from tallystick_node.kyc.wallets import wallet_text

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["people"], responses=problem_responses(401, 409, 422))

Text = Annotated[str, Rule(min_length=1, max_length=300)]
Code = Annotated[str, Rule(pattern="^[0-9]{6}$")]


class PhoneRequest(Strict):
    """A mobile number."""

    phone: Text
    """A mobile number, with or without the country's code."""


class NumberRequest(PhoneRequest):
    """A mobile number and the code that was sent to it."""

    code: Code
    """The code that was sent to the number."""


class ReturnRequest(NumberRequest):
    """Who returns; the identity number or social credit code if it was stated."""

    identity: Text | None = None
    """The identity number or social credit code, if it was stated."""


class RegistrationRequest(NumberRequest):
    """Who registers; a legal person gives its social credit code."""

    kind: PersonKind = PersonKind.NATURAL
    """natural or legal."""
    company: Text | None = None
    """A legal person's social credit code."""


class FieldRequest(Strict):
    """What is stated; income in minor units a year, a date as YYYY-MM-DD."""

    value: Text
    """The value; an amount in minor units, a date as YYYY-MM-DD."""


class FieldResponse(Strict):
    """A field: its value masked, and the newest finding about it."""

    field: Field
    """Which field."""
    shown: str
    """Its value, masked."""
    verdict: str
    """stated, verified or refused."""
    method: str
    """How it came to that."""
    verifier: str
    """Who says so."""
    at: UtcMoment
    """When."""
    expires_on: date | None
    """The last day on which it holds."""
    holds: bool
    """Whether it is verified today."""


class ConsentRequest(Strict):
    """What the caller consents to."""

    purpose: ConsentPurpose
    """What it is for."""


class ConsentResponse(Strict):
    """A consent and its number."""

    id: int
    """Its number."""
    purpose: ConsentPurpose
    """What it is for."""


class PersonResponse(Strict):
    """A person as they see themselves; `missing` is what stands before the next level."""

    id: str
    """The person's identifier."""
    kind: PersonKind
    """natural or legal."""
    level: int
    """How well they are known, 0 to 2."""
    missing: list[str]
    """What stands before the next level, a sentence each."""
    fields: list[FieldResponse]
    """What they have stated."""
    wallets: list[str]
    """Their wallets."""
    documents: list[DocumentResponse]
    """Their documents."""
    consents: list[ConsentResponse]
    """The consents that are open."""
    extra_care: list[str]
    """What extra care they are owed still."""


class WalletRequest(Strict):
    """Which wallet."""

    address: Address
    """The wallet's checksummed address."""


class WalletChallenge(Strict):
    """What the wallet signs (EIP-191) within ten minutes."""

    nonce: str
    """What makes the message good for one use."""
    message: str
    """The text to sign."""


class BindingRequest(WalletRequest):
    """A wallet, the nonce it was given, and its signature of the message in hex."""

    nonce: Annotated[str, Rule(pattern="^[0-9a-f]{32}$")]
    """What makes the message good for one use."""
    signature: Signature
    """The wallet's signature in hex."""


class DeclarationResponse(Strict):
    """What is signed (EIP-191), and which fields nobody has signed for yet."""

    message: str
    """The text to sign."""
    undeclared: list[Field]
    """The fields that nobody has signed for yet."""


class DeclarationRequest(WalletRequest):
    """A wallet and its signature of the message in hex."""

    signature: Signature
    """The wallet's signature in hex."""


@router.post("/registration/codes", status_code=202)
def ask_code(body: PhoneRequest, caller: SignedIn, kyc: KycDep) -> Response:
    """Send a code to a mobile number. The answer is the same whether the number is known or not."""
    kyc.registration.ask_code(body.phone, _asker(kyc, caller))
    return Response(status_code=202)


@router.post("/registration", status_code=201)
def register(
    body: RegistrationRequest, caller: SignedIn, database: DatabaseDep, kyc: KycDep
) -> PersonResponse:
    """Register with a code; the wallet that is signed in becomes the person's first."""
    kyc.wallets.check_free(caller.wallet)
    person = kyc.registration.register(
        body.phone, body.code, body.kind, body.company, asker=_asker(kyc, caller),
        and_then=lambda connection, new: kyc.wallets.bind_shown(connection, new, caller.wallet),
    )  # fmt: skip
    return _response(database, kyc, person)


@router.post("/registration/return", status_code=201)
def come_back(
    body: ReturnRequest, caller: SignedIn, auth: AuthDep, database: DatabaseDep, kyc: KycDep
) -> PersonResponse:
    """Bind the wallet that is signed in to the person whose number it is.

    The sessions of their other wallets end: one of those may be lost.
    """
    person = kyc.registration.sign_in(
        body.phone, body.code, body.identity, asker=_asker(kyc, caller)
    )
    look = kyc.watchlist.changed(person)
    with database.writing() as connection:
        kyc.wallets.bind_shown(connection, person, caller.wallet)
        look(connection)
        wallets = kyc.wallets.of(connection, person)
        auth.sessions.end_all(connection, wallets, but=caller.session.key)
    return _response(database, kyc, person)


@router.get("/me", responses=problem_responses(404))
def read_me(me: Me, database: DatabaseDep, kyc: KycDep) -> PersonResponse:
    """What is known about the caller, values masked."""
    return _response(database, kyc, me)


@router.put("/me/fields/{field}", status_code=204, responses=problem_responses(404))
def state_field(field: Field, body: FieldRequest, me: Me, kyc: KycDep) -> Response:
    """State a fact about myself. What was verified about an older value no longer counts."""
    kyc.evidence.state(me, field, body.value, and_then=kyc.watchlist.changed(me, field))
    return Response(status_code=204)


@router.post("/me/phone", status_code=204, responses=problem_responses(403, 404))
def change_phone(
    body: NumberRequest, caller: SignedIn, me: Me, kyc: KycDep, auth: AuthDep
) -> Response:
    """Change the mobile number, by a code that was sent to the new one; it takes two factors."""
    require_two_factors(caller, auth)
    kyc.registration.change_number(me, body.phone, body.code, asker=_asker(kyc, caller))
    return Response(status_code=204)


_BYTES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "/me/documents", status_code=201, responses=problem_responses(404), openapi_extra=_BYTES
)
async def upload_document(
    request: Request,
    me: Me,
    kyc: KycDep,
    kind: Annotated[str, Query(max_length=32, description="The kind, such as proof_of_income.")],
) -> DocumentResponse:
    """Upload a document as the bytes of the body: PDF, PNG or JPEG, which the bytes must show.

    A bank statement may also be the bank's file for programs: CSV, camt.053 or MT940.
    """
    content = await body_bytes(request, DOCUMENT_BYTES_MAX)
    document = await run_in_threadpool(kyc.documents.upload, me, kind, content)
    return DocumentResponse.of(document)


@router.post("/me/consents", status_code=201, responses=problem_responses(404))
def give_consent(body: ConsentRequest, me: Me, kyc: KycDep) -> ConsentResponse:
    """Consent to one purpose; its number is needed wherever the consent is used."""
    return ConsentResponse(id=kyc.consents.give(me, body.purpose), purpose=body.purpose)


@router.delete("/me/consents/{number}", status_code=204, responses=problem_responses(404))
def withdraw_consent(number: RowNumber, me: Me, kyc: KycDep) -> Response:
    """Withdraw a consent; what was done under it stays done."""
    kyc.consents.withdraw(me, number)
    return Response(status_code=204)


@router.post("/me/wallets/challenge", status_code=201, responses=problem_responses(404))
def challenge_wallet(body: WalletRequest, me: Me, kyc: KycDep) -> WalletChallenge:
    """Get what a further wallet has to sign."""
    nonce = kyc.wallets.challenge(me)
    return WalletChallenge(nonce=nonce, message=wallet_text(body.address, nonce))


@router.post("/me/wallets", status_code=204, responses=problem_responses(403, 404))
def bind_wallet(
    body: BindingRequest, caller: SignedIn, me: Me, kyc: KycDep, auth: AuthDep
) -> Response:
    """Bind a further wallet by its signature, permanently; it takes two factors."""
    require_two_factors(caller, auth)
    kyc.wallets.bind(
        me, body.address, body.nonce, body.signature, and_then=kyc.watchlist.changed(me)
    )
    return Response(status_code=204)


@router.get("/me/declaration", responses=problem_responses(404))
def read_declaration(
    me: Me, database: DatabaseDep, kyc: KycDep, address: Annotated[Address, Query()]
) -> DeclarationResponse:
    """The message that one of the caller's wallets signs to say that each stated field is true."""
    with database.reading() as connection:
        missing = kyc.declarations.missing(connection, me)
    return DeclarationResponse(message=kyc.declarations.text(me, address), undeclared=missing)


@router.post("/me/declaration", status_code=204, responses=problem_responses(404))
def sign_declaration(body: DeclarationRequest, me: Me, kyc: KycDep) -> Response:
    """Sign what is stated now, field by field."""
    kyc.declarations.sign(me, body.address, body.signature)
    return Response(status_code=204)


class NoticeResponse(Strict):
    """Something that the person was told."""

    id: int
    """Its number."""
    kind: str
    """Which wording it has."""
    channel: str
    """How it went out: notice, email or push."""
    content: dict[str, Any]
    """What it says, by name."""
    created_at: UtcMoment
    """When it was written."""


class NoticesResponse(Strict):
    """What a person was told."""

    items: list[NoticeResponse]
    """The notices, the newest first."""


@router.get("/me/notices", responses=problem_responses(404))
def list_notices(me: Me, database: DatabaseDep, limit: Limit = 50) -> NoticesResponse:
    """What I was told."""
    with database.reading() as connection:
        rows = inbox(connection, me, limit)
    return NoticesResponse(
        items=[NoticeResponse.model_validate(row, from_attributes=True) for row in rows]
    )


@router.get("/me/export", responses=problem_responses(404))
def export_me(me: Me, kyc: KycDep) -> dict[str, Any]:
    """Everything that is kept about the caller, decrypted."""
    return kyc.erasure.export(me)


@router.delete("/me", status_code=204, responses=problem_responses(404))
def erase_me(me: Me, kyc: KycDep) -> Response:
    """Permanently delete my data. Refused while a loan or the law requires the records."""
    kyc.erasure.erase(me)
    return Response(status_code=204)


def _asker(kyc: KycDep, caller: Caller) -> str:
    """Who asks for codes: the person, by whichever wallet, or a wallet that is nobody's yet."""
    return kyc.wallets.owner(caller.wallet) or caller.wallet


def _response(database: DatabaseDep, kyc: KycDep, person: str) -> PersonResponse:
    with database.reading() as connection:
        row = kyc.context.person(connection, person)
        level = kyc.levels.of(connection, person)
        fields = [
            FieldResponse(
                field=field,
                shown=masked(field, kyc.evidence.value(connection, person, field) or ""),
                verdict=finding.verdict,
                method=finding.method,
                verifier=finding.verifier,
                at=finding.at,
                expires_on=finding.expires_on,
                holds=finding.holds,
            )
            for field, finding in sorted(kyc.evidence.findings(connection, person).items())
        ]
        return PersonResponse(
            id=person,
            kind=row.kind,
            level=level.number,
            missing=list(level.missing),
            fields=fields,
            wallets=kyc.wallets.of(connection, person),
            documents=[DocumentResponse.of(d) for d in kyc.documents.of(connection, person)],
            consents=[
                ConsentResponse(id=number, purpose=ConsentPurpose(purpose))
                for number, purpose in kyc.consents.open_ones(connection, person).items()
            ],
            extra_care=kyc.care.missing(connection, person),
        )
