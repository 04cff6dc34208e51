"""The questionnaire for investors, its result, and the texts that a wallet signs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from tallystick_node.api.refusals import NotHere
from tallystick_node.api.routes import checks, people
from tallystick_node.api.services import DatabaseDep, KycDep, PlatformDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.kyc.assessment_rules import WARNING
from tallystick_node.web.acts.review import chain_of
from tallystick_node.web.forms import REFUSALS, Typed, minor_units, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from tallystick_node.kyc.assessments import Assessment
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
SEE_OTHER = 303


@router.get("/account/questionnaire")
def read_questions(page: PageDep, _: Person) -> Response:
    """The questions."""
    return page("questionnaire.html", asked=checks.read_questionnaire(), typed={}, mistake=None)


@router.post("/account/questionnaire")
def answer_questions(
    page: PageDep, request: Request, me: Person, kyc: KycDep, typed: Typed, _: OwnPage
) -> Response:
    """Answer them; the three amounts are typed in main units."""
    asked = checks.read_questionnaire()
    amounts = {entry["id"] for entry in asked["amounts"]}
    try:
        answers = {
            name: str(minor_units(text, page.wording.exponent, least=0))
            if name in amounts
            else text
            for name, text in typed.items()
        }
        result = checks.answer_questionnaire(
            shaped(checks.AnswersRequest, answers=answers), me, kyc
        )
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return page("questionnaire.html", mistake.status, asked=asked, typed=typed, mistake=mistake)
    return RedirectResponse(f"/account/questionnaire/{result.id}", SEE_OTHER)


@router.get("/account/questionnaire/{number}")
def read_result(
    page: PageDep, number: RowNumber, reader: Reader, me: Person, database: DatabaseDep,
    kyc: KycDep, platform: PlatformDep,
) -> Response:  # fmt: skip
    """What the answers came to, and what the wallet signs for them."""
    assessment = _newest(number, me, database, kyc)
    text = checks.read_assessment_text(number, me, kyc, reader.wallet).message
    path = f"/account/questionnaire/{number}/signature"
    return page(
        "assessed.html", assessment=assessment, words=WARNING, text=text,
        **_ladder(page, platform, reader.wallet, text, path),
    )  # fmt: skip


@router.post("/account/questionnaire/{number}/warning")
def repeat_warning(
    number: RowNumber, me: Person, kyc: KycDep, typed: Typed, _: OwnPage
) -> Response:
    """Acknowledge the warning by its words."""
    body = shaped(checks.WarningRequest, words=typed.get("words"))
    checks.acknowledge_warning(number, body, me, kyc)
    return RedirectResponse(f"/account/questionnaire/{number}", SEE_OTHER)


@router.post("/account/questionnaire/{number}/signature")
def sign_answers(
    number: RowNumber, body: checks.SignatureRequest, me: Person, kyc: KycDep, _: OwnPage
) -> Response:
    """Keep the wallet's signature of the answers."""
    checks.sign_assessment(number, body, me, kyc)
    return JSONResponse({})


@router.get("/account/declaration")
def read_declaring(
    page: PageDep, reader: Reader, me: Person, database: DatabaseDep, kyc: KycDep,
    platform: PlatformDep,
) -> Response:  # fmt: skip
    """What the wallet signs of what is stated."""
    declaration = people.read_declaration(me, database, kyc, reader.wallet)
    return page(
        "declaration.html", undeclared=declaration.undeclared, text=declaration.message,
        **_ladder(page, platform, reader.wallet, declaration.message, "/account/declaration"),
    )  # fmt: skip


@router.post("/account/declaration")
def sign_here(body: people.DeclarationRequest, me: Person, kyc: KycDep, _: OwnPage) -> Response:
    """Keep the wallet's signature of what is stated."""
    people.sign_declaration(body, me, kyc)
    return JSONResponse({})


def _newest(number: int, me: str, database: DatabaseDep, kyc: KycDep) -> Assessment:
    with database.reading() as connection:
        assessment = kyc.assessments.newest(connection, me)
    if assessment is None or assessment.number != number:
        raise NotHere("ANSWERS:NONE", "these are not the answers that you gave last")
    return assessment


def _ladder(
    page: WebPage, platform: PlatformDep, wallet: str, text: str, to: str
) -> dict[str, Any]:
    """What wallet.js needs to have a text signed, and where it brings the signature."""
    return {
        "transaction": json.dumps({"address": wallet, "message": text}),
        "chain": chain_of(page, platform), "back": to, "next": "/account", "kind": "sign",
    }  # fmt: skip
