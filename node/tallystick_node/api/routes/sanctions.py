"""Sanctions lists, which staff bring in as their publishers hand them out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.person import body_bytes, from_base64
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import KycDep
from tallystick_node.api.shapes import Day, Strict
from tallystick_node.auth.rights import Role
from tallystick_node.kyc.list_versions import ListVersion
from tallystick_node.kyc.sanctions.lists import LIST_BYTES_MAX, read_ofac, read_un, require_whole

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/staff", tags=["staff: people"], responses=problem_responses(401, 403, 404, 409, 422)
)

Staff = Annotated[Caller, Depends(staff(Role.COMPLIANCE, Role.ATTESTOR))]
Confirmed = Annotated[
    bool, Query(description="That it is whole although it names far fewer than the last one.")
]
_BYTES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/xml": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class OfacRequest(Strict):
    """SDN.CSV, ALT.CSV and SDN_COMMENTS.CSV in Base64, and the day OFAC published them.

    confirmed: that the list is whole although it names far fewer than the last one.
    """

    sdn: Annotated[str, Field(max_length=LIST_BYTES_MAX // 3 * 4 + 4)]
    """SDN.CSV in Base64."""
    alt: Annotated[str, Field(max_length=LIST_BYTES_MAX // 3 * 4 + 4)]
    """ALT.CSV in Base64."""
    comments: Annotated[str, Field(max_length=LIST_BYTES_MAX // 3 * 4 + 4)] = ""
    """SDN_COMMENTS.CSV in Base64."""
    published_on: Day | None = None
    """The day on which OFAC published them."""
    confirmed: bool = False
    """That the list is whole although it names far fewer than the last one."""


class ListResponse(Strict):
    """A version of a list."""

    id: int
    """The version's number."""
    publisher: str
    """OFAC or UN."""
    sha256: str
    """The hash of its files."""
    read_on: date
    """The day on which it was brought in."""
    entries: int
    """How many it names."""
    published_at: datetime | None
    """What its publisher dates it by."""


@router.post("/sanctions/ofac", status_code=201)
def import_ofac(body: OfacRequest, caller: Staff, kyc: KycDep) -> ListResponse:
    """Import OFAC's list; everybody is screened against it.

    Long remarks go on in SDN_COMMENTS.CSV: without it, wallets and names in them are not known.
    """
    sdn, alt, comments = (from_base64(text) for text in (body.sdn, body.alt, body.comments))
    require_whole("SDN.CSV", sdn)
    require_whole("ALT.CSV", alt)
    listed = read_ofac(sdn, alt, kyc.context.today, comments, published_on=body.published_on)
    version = kyc.watchlist.bring_in(listed, actor=caller.wallet, confirmed=body.confirmed)
    return _listed(version)


@router.post("/sanctions/un", status_code=201, openapi_extra=_BYTES)
async def import_un(
    request: Request, caller: Staff, kyc: KycDep, *, confirmed: Confirmed = False
) -> ListResponse:
    """Import the United Nations' list, the XML as the body; everybody is screened against it."""
    content = await body_bytes(request, LIST_BYTES_MAX)

    def bring_in() -> ListVersion:
        listed = read_un(content, kyc.context.today)
        return kyc.watchlist.bring_in(listed, actor=caller.wallet, confirmed=confirmed)

    return _listed(await run_in_threadpool(bring_in))


def _listed(version: ListVersion) -> ListResponse:
    return ListResponse(
        id=version.number,
        publisher=version.publisher,
        sha256=version.sha256,
        read_on=version.read_on,
        entries=version.entries,
        published_at=version.published_at,
    )
