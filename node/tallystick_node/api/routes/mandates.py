"""My mandates: signed limits within which my money is lent, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Response

from tallystick.errors import InputError
from tallystick.loans.mandates import Limits
from tallystick.matching.grammar import SentenceLanguage
from tallystick.matching.sentence import SentenceGround, parse_sentence, print_sentence
from tallystick.matching.words import limits_of_words, words_of
from tallystick.platform.mandates import Mandate, SignedMandate
from tallystick_node.api.caller import SignedIn
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.mandate_shapes import (
    BackTestResponse,
    ExitRequest,
    LimitsResponse,
    MandateAllocationResponse,
    MandateRequest,
    MandateResponse,
    MandatesResponse,
    NotesToSellResponse,
    NoteToSellResponse,
    OutlookRequest,
    OutlookResponse,
    PreviewResponse,
)
from tallystick_node.api.services import MatchingDep, PlatformDep
from tallystick_node.matching.rules import PRICE_PPM_MAX, ExitPlan

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.matching.register import HeldMandate
    from tallystick_node.matching.service import Matching

__all__ = [
    "MandateDigest", "ground_of", "limits_of_mandate", "limits_of_sentence", "outlook_of", "router",
    "sentences_of",
]  # fmt: skip

router = APIRouter(
    prefix="/v1/me/mandates", tags=["mandates"], responses=problem_responses(401, 422, 503)
)

MandateDigest = Annotated[
    str, Path(pattern="^0x[0-9a-f]{64}$", description="The mandate's digest.")
]


@router.get("")
def list_mandates(
    caller: SignedIn, matching: MatchingDep, platform: PlatformDep
) -> MandatesResponse:
    """List my mandates."""
    ground = ground_of(platform)
    held = matching.register.of_owner(caller.wallet)
    return MandatesResponse(
        items=[_response(each, ground) for each in held], executor=matching.account
    )


@router.post("", status_code=201, responses=problem_responses(403))
def put_mandate(
    body: MandateRequest, caller: SignedIn, matching: MatchingDep, platform: PlatformDep
) -> MandateResponse:
    """Bring my signed mandate; the same one again is taken up again."""
    signed = SignedMandate.parse({"mandate": body.mandate, "signature": body.signature})
    digest = matching.register.put(signed, caller.wallet, body.replaces)
    return _response(matching.register.find(digest, caller.wallet), ground_of(platform))


@router.post("/preview")
def preview_mandate(
    body: OutlookRequest, caller: SignedIn, matching: MatchingDep, platform: PlatformDep
) -> OutlookResponse:
    """Say what a sentence would lend now, and what it would have come to; nothing is signed."""
    return outlook_of(matching, platform, caller.wallet, body.sentence, body.language)


@router.get("/notes-to-sell")
def list_notes_to_sell(
    caller: SignedIn,
    matching: MatchingDep,
    price_ppm: Annotated[
        int, Query(ge=1, le=PRICE_PPM_MAX, description="The price, of what is outstanding.")
    ] = 1_000_000,
) -> NotesToSellResponse:
    """List my notes as asks of one price, for my wallet to sign."""
    notes = matching.outlook.to_sell(caller.wallet, price_ppm)
    return NotesToSellResponse(
        price_ppm=price_ppm, items=[NoteToSellResponse.of(note) for note in notes]
    )


@router.get("/{digest}")
def read_mandate(
    digest: MandateDigest, caller: SignedIn, matching: MatchingDep, platform: PlatformDep
) -> MandateResponse:
    """Read one of my mandates, with what the rounds have allocated to it."""
    return _response(matching.register.find(digest, caller.wallet), ground_of(platform))


@router.delete("/{digest}", status_code=204)
def withdraw_mandate(digest: MandateDigest, caller: SignedIn, matching: MatchingDep) -> Response:
    """Take my mandate back from this node, at once; revoking it on the chain ends it for all."""
    matching.register.withdraw(digest, caller.wallet)
    return Response(status_code=204)


@router.put("/{digest}/exit")
def plan_exit(
    digest: MandateDigest,
    body: ExitRequest,
    caller: SignedIn,
    matching: MatchingDep,
    platform: PlatformDep,
) -> MandateResponse:
    """Plan how I leave: when the mandate stops, and from when my notes are to be sold."""
    plan = ExitPlan(
        int(body.stop_at.timestamp()),
        None if body.sell_at is None else int(body.sell_at.timestamp()),
        body.price_ppm,
    )
    matching.register.plan_exit(digest, caller.wallet, plan)
    return _response(matching.register.find(digest, caller.wallet), ground_of(platform))


def ground_of(platform: Platform) -> SentenceGround:
    """Return what sentences of a platform stand on.

    Args:
        platform: The platform.

    Returns:
        Its digits, its clock, and its present second.
    """
    decimals = platform.token().decimals
    return SentenceGround(decimals, platform.deployment.roles.utc_offset_seconds, platform.now())


def sentences_of(limits: Limits, ground: SentenceGround) -> dict[str, str]:
    """Return the sentence of limits in every language.

    Args:
        limits: The limits.
        ground: What sentences stand on.

    Returns:
        The sentences by language.
    """
    return {
        language.value: print_sentence(words_of(limits), ground, language)
        for language in SentenceLanguage
    }


def limits_of_sentence(
    text: str, ground: SentenceGround, language: SentenceLanguage, funds: int
) -> Limits:
    """Return the limits that a sentence comes to.

    Args:
        text: The sentence.
        ground: What it stands on.
        language: Its language.
        funds: What the investor has here, in minor units.

    Returns:
        The limits.

    Raises:
        InputError: As `parse_sentence` and `limits_of_words`; MANDATE:PAST when it is over already.
    """
    limits = limits_of_words(parse_sentence(text, ground, language), funds)
    if limits.expiry < ground.now:
        raise InputError("MANDATE:PAST", "the mandate would be over already")
    return limits


def outlook_of(
    matching: Matching, platform: Platform, owner: str, text: str, language: SentenceLanguage
) -> OutlookResponse:
    """Return what a sentence comes to for an investor.

    Args:
        matching: Automatic lending.
        platform: The platform.
        owner: The investor's wallet.
        text: The sentence.
        language: Its language.

    Returns:
        Its limits, what fits now, and what would have been.

    Raises:
        InputError: As `limits_of_sentence`.
        TransportError: When the chain's node does not answer.
    """
    ground = ground_of(platform)
    limits = limits_of_sentence(text, ground, language, matching.outlook.funds(owner))
    seen = matching.outlook.of(owner, limits)
    return OutlookResponse(
        limits=LimitsResponse.of(limits), sentences=sentences_of(limits, ground),
        preview=PreviewResponse.of(seen.preview), past=BackTestResponse.of(seen.past),
    )  # fmt: skip


def _response(held: HeldMandate, ground: SentenceGround) -> MandateResponse:
    document = held.signed.document()
    return MandateResponse(
        digest=held.digest, standing=held.standing,
        sentences=sentences_of(limits_of_mandate(held.signed.mandate), ground),
        mandate=document["mandate"], signature=document["signature"],
        created_at=held.created_at, lent=held.lent, lent_today=held.lent_today, idle=held.idle,
        excluded=dict(held.excluded or {}), code=held.code,
        stop_at=None if held.exit is None else held.exit.stop_at,
        sell_at=None if held.exit is None else held.exit.sell_at,
        price_ppm=None if held.exit is None else held.exit.price_ppm,
        allocations=[
            MandateAllocationResponse(round=entry.round, loan=entry.loan, units=entry.units)
            for entry in held.allocations
        ],
    )  # fmt: skip


def limits_of_mandate(mandate: Mandate) -> Limits:
    """Return the limits within a mandate.

    Args:
        mandate: The mandate.

    Returns:
        Its limits.
    """
    return Limits(**{name: getattr(mandate, name) for name in Limits.__slots__})
