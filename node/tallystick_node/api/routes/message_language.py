"""In which language somebody gets messages by telephone, mail and push."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response

from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, KycDep
from tallystick_node.api.shapes import Strict

__all__ = ["LanguageRequest", "choose_language", "read_language", "router"]

router = APIRouter(prefix="/v1", tags=["people"], responses=problem_responses(401, 409, 422))

MessageLanguage = Literal["en", "zh-CN"]


class LanguageRequest(Strict):
    """In which language messages are to come."""

    language: MessageLanguage
    """en or zh-CN."""


class LanguageResponse(Strict):
    """In which language messages come."""

    language: MessageLanguage | None
    """en or zh-CN; null while nothing was chosen, and the node's own is used."""


@router.get("/me/language", responses=problem_responses(404))
def read_language(me: Me, database: DatabaseDep, kyc: KycDep) -> LanguageResponse:
    """In which language I get messages by telephone, mail and push."""
    with database.reading() as connection:
        chosen = kyc.message_languages.of(connection, me)
    return LanguageResponse.model_validate({"language": chosen})


@router.put("/me/language", status_code=204, responses=problem_responses(404))
def choose_language(body: LanguageRequest, me: Me, database: DatabaseDep, kyc: KycDep) -> Response:
    """Choose the language of messages from now on, of those that wait too."""
    with database.writing() as connection:
        kyc.message_languages.choose(connection, me, body.language)
    return Response(status_code=204)
