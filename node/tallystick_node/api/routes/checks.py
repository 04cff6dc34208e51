"""Checks of identity, the investor questionnaire, and the credential that comes of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field as Rule

from tallystick_node.api.person import Me, from_base64
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import KycDep
from tallystick_node.api.shapes import (
    Address,
    Amount,
    RowNumber,
    Signature,
    SignedAmount,
    Strict,
    UtcMoment,
)
from tallystick_node.kyc.assessment_rules import questionnaire
from tallystick_node.kyc.assessments import Assessment
from tallystick_node.kyc.checks import IMAGE_BYTES_MAX, CheckResult
from tallystick_node.kyc.credentials import IssuedCredential
from tallystick_node.kyc.signatures import write_signature

__all__ = ["router"]

router = APIRouter(
    prefix="/v1", tags=["checks"], responses=problem_responses(401, 404, 409, 422, 503)
)


ToLend = Annotated[bool, Query(description="Whether it is to be for lending.")]
ToBorrow = Annotated[bool, Query(description="Whether it is to be for borrowing.")]


class CheckRequest(Strict):
    """The number of the consent to `identity_check`."""

    consent: RowNumber
    """The number of the consent that it rests on."""


class FaceRequest(CheckRequest):
    """A picture (PNG or JPEG, Base64) that answers the challenge."""

    challenge: Annotated[str, Rule(pattern="^[0-9a-f]{32}$")]
    """The challenge that the picture answers."""
    image: Annotated[str, Rule(max_length=IMAGE_BYTES_MAX // 3 * 4 + 4)]
    """The picture, PNG or JPEG in Base64."""


class CheckResponse(Strict):
    """The result of a check; codes name what does not match."""

    kind: str
    """Which check."""
    provider: str
    """Who checked."""
    passed: bool
    """Whether it passed."""
    codes: list[str]
    """What does not match."""


class NonceResponse(Strict):
    """A challenge for one use within ten minutes."""

    challenge: str
    """What stands once and for ten minutes."""


class AnswersRequest(Strict):
    """An option for each question, and the three amounts as digits."""

    answers: dict[str, str] = Rule(max_length=50)
    """The option chosen for each question, and three amounts, by the question's name."""


class AssessmentResponse(Strict):
    """The result of the questionnaire; a `warning` must be acknowledged in its own words."""

    id: int
    """Its number."""
    questionnaire: str
    """The questionnaire's version."""
    answers_hash: str
    """The hash of the answers."""
    risk_class: int
    """The class that the answers come to, 1 the most careful."""
    passed: bool
    """Whether the questions of knowledge were passed."""
    net_worth: SignedAmount
    """What the person owns less what they owe, in minor units."""
    loss_simulated: Amount
    """What they would lose at worst within their limits, in minor units."""
    taken_at: UtcMoment
    """When it was answered."""
    expires_on: date
    """The last day on which it holds."""
    signed: bool
    """Whether the wallet has signed it."""
    warning: str | None
    """The warning to repeat before signing; null where there is none."""


class SigningTextResponse(Strict):
    """What the wallet signs (EIP-191)."""

    message: str
    """The text to sign."""


class SignatureRequest(Strict):
    """A wallet's signature in hex."""

    address: Address
    """The wallet's checksummed address."""
    signature: Signature
    """The wallet's signature in hex."""


class WarningRequest(Strict):
    """The words of the warning, repeated."""

    words: Annotated[str, Rule(max_length=300)]
    """The warning's words."""


class CredentialRequest(Strict):
    """For which wallet, and what it is for."""

    address: Address
    """The wallet's checksummed address."""
    lend: bool = False
    """Whether to lend."""
    borrow: bool = False
    """Whether to borrow."""


class MissingResponse(Strict):
    """What stands in the way, a sentence each; empty when nothing does."""

    missing: list[str]
    """What stands in the way, a sentence each."""


class KeptResponse(Strict):
    """A credential that was issued."""

    id: int
    """Its number."""
    credential: dict[str, str]
    """The fields of the credential's EIP-712 message."""


class CredentialsResponse(Strict):
    """A person's credentials."""

    items: list[KeptResponse]
    """The credentials, the newest first."""


class CredentialResponse(Strict):
    """A credential (EIP-712), the attestors' signatures, and whether there are enough of them."""

    id: int
    """Its number."""
    credential: dict[str, str]
    """The fields of the credential's EIP-712 message."""
    attestations: dict[str, list[str]]
    """Each attestor's compact signature, r and vs in hex, by address."""
    threshold: int
    """How many signatures the registry asks for."""
    complete: bool
    """Whether there are enough."""
    refusals: dict[str, str]
    """Why an attestor did not sign, by address."""


@router.post("/me/checks/identity", status_code=201)
def check_identity(body: CheckRequest, me: Me, kyc: KycDep) -> CheckResponse:
    """Have name and identity number compared with the register of persons."""
    return _checked(kyc, me, kyc.checks.identity(me, body.consent))


@router.post("/me/checks/card", status_code=201)
def check_card(body: CheckRequest, me: Me, kyc: KycDep) -> CheckResponse:
    """Have the four elements of the stated card checked."""
    return _checked(kyc, me, kyc.checks.card(me, body.consent))


@router.post("/me/checks/liveness/challenge", status_code=201)
def challenge_face(me: Me, kyc: KycDep) -> NonceResponse:
    """Get the challenge that a picture has to answer."""
    return NonceResponse(challenge=kyc.checks.liveness_challenge(me))


@router.post("/me/checks/liveness", status_code=201)
def check_face(body: FaceRequest, me: Me, kyc: KycDep) -> CheckResponse:
    """Have a picture checked: taken live, and of the person with the identity number."""
    image = from_base64(body.image)
    return _checked(kyc, me, kyc.checks.liveness(me, body.consent, body.challenge, image))


@router.get("/questionnaire")
def read_questionnaire() -> dict[str, Any]:
    """The questions for investors, without points and right answers."""
    return questionnaire().shown


@router.post("/me/assessments", status_code=201)
def answer_questionnaire(body: AnswersRequest, me: Me, kyc: KycDep) -> AssessmentResponse:
    """Answer the questionnaire; it counts once it is signed."""
    return _assessed(kyc.assessments.answer(me, body.answers))


@router.get("/me/assessments/{number}/message")
def read_assessment_text(
    number: RowNumber, me: Me, kyc: KycDep, address: Annotated[Address, Query()]
) -> SigningTextResponse:
    """The message that one of the caller's wallets signs for the answers."""
    return SigningTextResponse(message=kyc.assessments.text(me, number, address))


@router.post("/me/assessments/{number}/signature", status_code=204)
def sign_assessment(number: RowNumber, body: SignatureRequest, me: Me, kyc: KycDep) -> Response:
    """Sign the answers."""
    kyc.assessments.sign(me, number, body.address, body.signature)
    return Response(status_code=204)


@router.post("/me/assessments/{number}/warning", status_code=204)
def acknowledge_warning(number: RowNumber, body: WarningRequest, me: Me, kyc: KycDep) -> Response:
    """Acknowledge the warning after a failed test, by repeating its words."""
    kyc.assessments.acknowledge(me, number, body.words)
    return Response(status_code=204)


@router.post("/me/care/confirmation", status_code=204)
def confirm_care(me: Me, kyc: KycDep) -> Response:
    """Confirm a second time, after the call, where extra care is taken."""
    kyc.care.confirm(me)
    return Response(status_code=204)


@router.get("/me/credentials/missing")
def read_missing(
    me: Me, kyc: KycDep, *, lend: ToLend = False, borrow: ToBorrow = False
) -> MissingResponse:
    """What stands in the way of a credential for lending, for borrowing, or for both."""
    return MissingResponse(missing=list(kyc.credentials.missing(me, lend=lend, borrow=borrow)))


@router.get("/me/credentials")
def list_credentials(me: Me, kyc: KycDep) -> CredentialsResponse:
    """List my credentials, the newest first."""
    credentials = kyc.credentials.of(me)
    return CredentialsResponse(
        items=[
            KeptResponse(id=number, credential=signed.document()) for number, signed in credentials
        ]
    )


@router.post("/me/credentials", status_code=201)
def request_credential(body: CredentialRequest, me: Me, kyc: KycDep) -> CredentialResponse:
    """Get a credential signed here and by the other attestors; the wallet then brings it."""
    return _issued(kyc.credentials.request(me, body.address, lend=body.lend, borrow=body.borrow))


@router.post("/me/credentials/{number}/collection")
def collect_signatures(number: RowNumber, me: Me, kyc: KycDep) -> CredentialResponse:
    """Ask the attestors again that have not signed yet."""
    return _issued(kyc.credentials.collect(me, number))


def _checked(kyc: KycDep, me: str, result: CheckResult) -> CheckResponse:
    """Tell what a check came to, and look for the person in the lists by what is known now."""
    kyc.watchlist.screen(me)
    return CheckResponse(
        kind=result.kind, provider=result.provider, passed=result.passed, codes=list(result.codes)
    )


def _assessed(assessment: Assessment) -> AssessmentResponse:
    return AssessmentResponse(
        id=assessment.number,
        questionnaire=assessment.questionnaire,
        answers_hash=assessment.answers_hash,
        risk_class=assessment.risk_class,
        passed=assessment.passed,
        net_worth=assessment.worth,
        loss_simulated=assessment.loss,
        taken_at=assessment.taken_at,
        expires_on=assessment.expires_on,
        signed=assessment.signed,
        warning=assessment.warning,
    )


def _issued(issued: IssuedCredential) -> CredentialResponse:
    return CredentialResponse(
        id=issued.number,
        credential=issued.signed.credential.document(),
        attestations={
            who: write_signature(signature)
            for who, signature in sorted(issued.signed.attestations.items())
        },
        threshold=issued.threshold,
        complete=issued.complete,
        refusals=issued.refusals,
    )
