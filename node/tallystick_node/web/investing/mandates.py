"""The reader's mandates: their sentences, what they have lent, why they are idle, how to leave."""

from __future__ import annotations

from datetime import UTC, datetime, time
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from tallystick.chain.contracts import Mandates
from tallystick.errors import InputError
from tallystick.loans.dates import iso_day
from tallystick.platform.mandates import SignedMandate
from tallystick_node.api.routes import mandates as routes
from tallystick_node.api.routes.mandate_shapes import ExitRequest
from tallystick_node.api.routes.mandates import MandateDigest
from tallystick_node.api.services import MatchingDep, PlatformDep
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.forms import REFUSALS, Typed, mistake_of, percent_ppm, shaped
from tallystick_node.web.investing.reason_words import (
    language_of,
    reasons_named,
    standings_named,
)
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Reader

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.api.caller import Caller
    from tallystick_node.matching.service import Matching
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["HERE", "router"]

router = pages_router()
HERE = "/me/mandates"


@router.get(HERE)
def read_own_mandates(
    page: PageDep, reader: Reader, matching: MatchingDep, platform: PlatformDep
) -> Response:
    """The reader's mandates, and the form for a new one."""
    return page(
        "mandates.html", mandates=routes.list_mandates(reader, matching, platform),
        standings_named=standings_named(page), reasons_named=reasons_named(page),
        sentence_language=language_of(page).value,
    )  # fmt: skip


@router.get(f"{HERE}/notes-to-sell")
def read_notes_to_sell(
    page: PageDep, request: Request, reader: Reader, matching: MatchingDep,
    price: Annotated[str, Query(max_length=8)] = "100",
) -> Response:  # fmt: skip
    """The reader's notes as asks of one price, each with the way to its signature."""
    notes, mistake = None, None
    try:
        notes = routes.list_notes_to_sell(reader, matching, percent_ppm(price))
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
    return page(
        "notes_to_sell.html", HTTPStatus.OK if mistake is None else mistake.status, notes=notes,
        price=price, mistake=mistake,
    )  # fmt: skip


@router.get(f"{HERE}/{{digest}}")
def read_own_mandate(
    page: PageDep, digest: MandateDigest, reader: Reader, matching: MatchingDep,
    platform: PlatformDep,
) -> Response:  # fmt: skip
    """One mandate: what it says, what it has lent, why it is idle, and how it ends."""
    return _one(page, digest, reader, matching, platform)


@router.post(f"{HERE}/{{digest}}/withdrawal")
def withdraw_here(
    digest: MandateDigest, reader: Reader, matching: MatchingDep, _: OwnPage
) -> Response:
    """Take the reader's mandate back from this node."""
    routes.withdraw_mandate(digest, reader, matching)
    return RedirectResponse(f"{HERE}/{digest}", HTTPStatus.SEE_OTHER)


@router.post(f"{HERE}/{{digest}}/exit")
def plan_exit_here(
    page: PageDep, request: Request, digest: MandateDigest, reader: Reader, matching: MatchingDep,
    platform: PlatformDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Plan how the reader leaves."""
    try:
        offset = platform.deployment.roles.utc_offset_seconds
        price = typed.get("price", "")
        body = shaped(
            ExitRequest, stop_at=_beginning(typed.get("stop", ""), offset),
            sell_at=_beginning(typed["sell"], offset) if typed.get("sell") else None,
            price_ppm=percent_ppm(price) if price else None,
        )  # fmt: skip
        routes.plan_exit(digest, body, reader, matching, platform)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _one(page, digest, reader, matching, platform, typed=typed, mistake=mistake)
    return RedirectResponse(f"{HERE}/{digest}", HTTPStatus.SEE_OTHER)


@router.get(f"{HERE}/{{digest}}/revoke")
def review_revoking(
    page: PageDep, digest: MandateDigest, reader: Reader, matching: MatchingDep,
    platform: PlatformDep,
) -> Response:  # fmt: skip
    """End a mandate for everybody, on the chain; it says what it has done."""
    say, wording = page.texts.gettext, page.wording
    held = matching.register.find(digest, reader.wallet)
    plan = platform.plan(Mandates.revoke(held.signed.mandate), reader.wallet)
    loans = sorted({entry.loan for entry in held.allocations})
    act = Act(
        title=say("Revoke this mandate"),
        sentence=say(
            "From now on nobody can lend your money by it, for ever. What it has lent stays lent."
        ),
        rows=[
            (say("It has lent"), wording.money(held.lent)),
            (say("To loans"), ", ".join(map(str, loans)) or "–"),
        ],
        back=f"{HERE}/{digest}", after=f"{HERE}/{digest}",
    )  # fmt: skip
    return review(page, platform, act, plan)


def _one(
    page: WebPage, digest: str, reader: Caller, matching: Matching, platform: Platform, *,
    typed: dict[str, str] | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    held = routes.read_mandate(digest, reader, matching, platform)
    document = {"mandate": held.mandate, "signature": held.signature}
    return page(
        "mandate.html", HTTPStatus.OK if mistake is None else mistake.status, held=held,
        limits=SignedMandate.parse(document).mandate, typed=typed or {}, mistake=mistake,
        standings_named=standings_named(page), reasons_named=reasons_named(page),
        sentence_language=language_of(page).value,
    )  # fmt: skip


def _beginning(text: str, offset: int) -> str:
    """The moment with which a day of the platform begins."""
    try:
        day = iso_day(text)
    except ValueError as wrong:
        raise InputError("EXIT:DAY", "a day is written as YYYY-MM-DD") from wrong
    begins = int(datetime.combine(day, time(), UTC).timestamp()) - offset
    return datetime.fromtimestamp(begins, UTC).isoformat().replace("+00:00", "Z")
