"""The public log of automatic lending: every round, and how a sentence is understood."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from tallystick.matching.grammar import SentenceLanguage
from tallystick.matching.sentence import SENTENCE_CHARACTERS_MAX
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.routes.mandate_shapes import (
    LimitsResponse,
    RoundResponse,
    RoundsResponse,
    SentenceResponse,
)
from tallystick_node.api.routes.mandates import ground_of, limits_of_sentence, sentences_of
from tallystick_node.api.services import MatchingDep, PlatformDep
from tallystick_node.api.shapes import AMOUNT_MAX, Limit

__all__ = ["router"]

router = APIRouter(prefix="/v1/matching", tags=["matching"], responses=problem_responses(422, 503))

_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox", "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*", "cache-control": "public, max-age=31536000, immutable",
}  # fmt: skip
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {}}, "description": "The round, canonical JSON."}
}


@router.get("/rounds")
def list_rounds(
    matching: MatchingDep,
    limit: Limit = 50,
    after: Annotated[
        int, Query(ge=0, le=2**63 - 1, description="Number of the last round seen.")
    ] = 0,
) -> RoundsResponse:
    """List rounds by number."""
    return RoundsResponse(
        items=[RoundResponse.of(built) for built in matching.rounds.published(after, limit)]
    )


@router.get(
    "/rounds/{number}.json",
    response_class=Response,
    responses=_BYTES | problem_responses(404),
)
def read_round(
    number: Annotated[int, Path(ge=1, le=2**63 - 1, description="The round's number.")],
    matching: MatchingDep,
) -> Response:
    """Read a round as it was published; `tallystick matching replay` makes it again."""
    data = matching.rounds.document(number)
    if data is None:
        raise NotHere("MATCH:UNKNOWN", f"there is no round {number}")
    return Response(data, headers=_HEADERS, media_type="application/json")


@router.get("/sentence")
def read_sentence(
    platform: PlatformDep,
    text: Annotated[
        str,
        Query(min_length=1, max_length=SENTENCE_CHARACTERS_MAX, description="The sentence."),
    ],
    language: Annotated[
        SentenceLanguage, Query(description="The language that it is written in.")
    ] = SentenceLanguage.EN,
    funds: Annotated[
        int,
        Query(ge=0, le=AMOUNT_MAX, description="What shares are of, in minor units."),
    ] = 0,
) -> SentenceResponse:
    """Say how a mandate's sentence is understood: its limits, and the sentence of those."""
    ground = ground_of(platform)
    limits = limits_of_sentence(text, ground, language, funds)
    return SentenceResponse(
        limits=LimitsResponse.of(limits), sentences=sentences_of(limits, ground)
    )
