"""What an auditor takes along: the evidence for a sample of loans, and the public ledger.

Nobody signs in: all of it stands on the chain or is published.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from tallystick.audit.evidence import COUNT_MAX, SEED_CHARACTERS_MAX
from tallystick.audit.ledger import csv_lines, json_lines
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, DataDirDep, IndexDep, PlatformDep
from tallystick_node.disclosure.ledger import PublicLedger
from tallystick_node.disclosure.samples import Samples

__all__ = ["LedgerForm", "read_evidence", "read_ledger", "router"]

router = APIRouter(prefix="/v1", tags=["auditing"], responses=problem_responses(422, 503))

BLOCK_MAX = 2**63 - 1


class LedgerForm(StrEnum):
    """How the ledger is written."""

    CSV = "csv"
    JSON = "json"


@router.get(
    "/evidence",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}, "description": "The file."}},
)
def read_evidence(
    index: IndexDep,
    platform: PlatformDep,
    data_dir: DataDirDep,
    *,
    count: Annotated[int, Query(ge=1, le=COUNT_MAX, description="How many loans.")],
    seed: Annotated[
        str,
        Query(pattern=f"^[A-Za-z0-9]{{1,{SEED_CHARACTERS_MAX}}}$", description="Chooses them."),
    ],
    block: Annotated[
        int | None, Query(ge=0, le=BLOCK_MAX, description="As of this block, not the newest.")
    ] = None,
) -> Response:
    """The evidence for a sample of loans: a ZIP file, the same bytes for the same question.

    Events with transactions, risk statements, proofs to anchored roots, and a manifest.
    """
    name, data = Samples(index, platform, data_dir).make(count, seed, block)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type="application/zip", headers=headers)


@router.get(
    "/ledger",
    response_class=Response,
    responses={
        200: {"content": {"text/csv": {}, "application/json": {}}, "description": "The file."}
    },
)
def read_ledger(
    database: DatabaseDep,
    index: IndexDep,
    platform: PlatformDep,
    *,
    first: Annotated[
        int | None, Query(ge=0, le=BLOCK_MAX, description="The first block, not the deployment's.")
    ] = None,
    last: Annotated[
        int | None, Query(ge=0, le=BLOCK_MAX, description="The last block, not the newest.")
    ] = None,
    form: Annotated[LedgerForm, Query(alias="format", description="csv or json.")] = LedgerForm.CSV,
) -> Response:
    """The public ledger of some blocks: every movement of money as an entry between two accounts.

    Amounts are in minor units of the token that each entry names.
    """
    entries = PublicLedger(database, index, platform.deployment).entries(first, last)
    headers = {"content-disposition": f'attachment; filename="ledger.{form.value}"'}
    if form is LedgerForm.JSON:
        return StreamingResponse(
            json_lines(entries), media_type="application/json", headers=headers
        )
    return StreamingResponse(
        csv_lines(entries), media_type="text/csv; charset=utf-8", headers=headers
    )
