"""Verdicts of independent watchers: anybody reads them, whoever is named as a watcher sends them.

Nobody signs in: the signature of the verdict decides.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from tallystick.audit.signed_verdict import CHECKS_MAX, SignedVerdict
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import WatchersDep
from tallystick_node.api.shapes import (
    Address,
    Cursor,
    Day,
    Described,
    Limit,
    Page,
    Strict,
    UtcMoment,
    read_cursor,
    write_cursor,
)
from tallystick_node.disclosure.watchers import KeptVerdict

__all__ = ["router"]

router = APIRouter(prefix="/v1/watchers", tags=["watchers"], responses=problem_responses(422, 503))

Digits = Annotated[str, Field(pattern="^(0|[1-9][0-9]{0,18})$")]
Hash = Annotated[str, Field(pattern="^0x[0-9a-f]{64}$")]
Digest = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$", description="The verdict's digest.")]


class CheckDocument(Strict):
    """One check of an audit."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    """Which check."""
    ok: bool
    """Whether it holds."""
    detail: Annotated[str, Field(max_length=120)]
    """On how much, or where it first does not hold."""


class VerdictDocument(Strict):
    """A signed verdict, as `tallystick watch sign` writes it and `watch verify` checks it."""

    format: Literal[1]
    """The form of the document."""
    chain_id: Digits
    """The chain's number by EIP-155."""
    verifying_contract: Annotated[str, Field(pattern="^0x[0-9a-fA-F]{40}$")]
    """The platform's Disclosures, which the signature is bound to."""
    day: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    """The platform's day that it is for."""
    block: Digits
    """The block that was audited."""
    block_hash: Hash
    """Its hash on the watcher's chain."""
    events: Digits
    """How many events were replayed."""
    code: Annotated[str, Field(min_length=1, max_length=64)]
    """Which program has audited."""
    verdict: Literal["pass", "fail"]
    """Whether every check holds."""
    held: Annotated[int, Field(ge=0, le=CHECKS_MAX)]
    """How many checks hold."""
    failed: Annotated[int, Field(ge=0, le=CHECKS_MAX)]
    """How many do not."""
    evidence: Hash
    """SHA-256 of the canonical text of block, events and checks."""
    checks: Annotated[list[CheckDocument], Field(min_length=1, max_length=CHECKS_MAX)]
    """The checks."""
    watcher: Annotated[str, Field(pattern="^0x[0-9a-fA-F]{40}$")]
    """The wallet that has signed."""
    signature: Annotated[str, Field(pattern="^0x[0-9a-f]{128}$")]
    """Its signature (r, vs) in hex."""


class VerdictRequest(Strict):
    """A verdict to keep."""

    verdict: VerdictDocument
    """The signed document."""


class VerdictResponse(Described):
    """A watcher's verdict as this node keeps it."""

    digest: str
    """What names it: the EIP-712 digest in hex."""
    name: str
    """The watcher's public name."""
    same_block: bool
    """Whether this node's chain had the same block when the verdict came."""
    received_at: UtcMoment
    """When it came."""
    verdict: VerdictDocument
    """What the watcher has signed."""


class VerdictPage(Page[VerdictResponse]):
    """Verdicts, the newest first; those that a later one supersedes are among them."""


class WatcherResponse(Described):
    """A watcher, and when they were last heard."""

    wallet: str
    """The wallet that signs."""
    name: str
    """Their public name; the wallet for somebody who is a watcher no more."""
    named: bool
    """Whether this node still takes their verdicts."""
    last_day: date | None
    """The newest day that they have a verdict for; null for none."""
    received_at: UtcMoment | None
    """When their newest verdict came; null for none."""
    verdicts: int
    """How many are kept."""


class WatchersResponse(Described):
    """Everybody whom this node takes verdicts of."""

    items: list[WatcherResponse]
    """The watchers."""


@router.get("")
def list_watchers(watchers: WatchersDep) -> WatchersResponse:
    """Who audits this platform independently."""
    return WatchersResponse(
        items=[
            WatcherResponse(
                wallet=heard.wallet, name=heard.name, named=heard.named,
                last_day=heard.last_day,
                received_at=heard.received_at, verdicts=heard.verdicts,
            )
            for heard in watchers.heard()
        ]
    )  # fmt: skip


@router.get("/verdicts")
def list_verdicts(
    watchers: WatchersDep,
    watcher: Annotated[Address | None, Query(description="Only of this wallet.")] = None,
    day: Annotated[Day | None, Query(description="Only for this day.")] = None,
    limit: Limit = 50,
    after: Cursor = None,
) -> VerdictPage:
    """Verdicts that watchers have signed, the newest first."""
    place = read_cursor(after, int)
    rows = watchers.newest(
        watcher=watcher, day=day, before=None if place is None else place[0], limit=limit + 1
    )
    following = write_cursor(rows[limit - 1].number) if len(rows) > limit else None
    return VerdictPage(items=[_response(row) for row in rows[:limit]], next=following)


@router.get("/verdicts/{digest}")
def read_verdict(digest: Digest, watchers: WatchersDep) -> VerdictResponse:
    """One verdict."""
    return _response(watchers.find(digest))


@router.post("/verdicts", status_code=201, responses=problem_responses(403))
def put_verdict(body: VerdictRequest, watchers: WatchersDep) -> VerdictResponse:
    """Keep my signed verdict, for today or yesterday; the same one again changes nothing."""
    document: dict[str, Any] = body.verdict.model_dump()
    return _response(watchers.put(SignedVerdict.parse(document)))


def _response(kept: KeptVerdict) -> VerdictResponse:
    return VerdictResponse(
        digest=kept.digest, name=kept.name, same_block=kept.same_block,
        received_at=kept.received_at, verdict=VerdictDocument.model_validate(kept.document),
    )  # fmt: skip
