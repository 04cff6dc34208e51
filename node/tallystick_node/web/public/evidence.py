"""What an auditor takes along from the page of audits; refusals are pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from tallystick.audit.evidence import COUNT_MAX
from tallystick_node.api.routes.auditing import (
    BLOCK_MAX,
    LedgerForm,
    read_evidence,
    read_ledger,
)
from tallystick_node.api.services import DatabaseDep, DataDirDep, IndexDep, PlatformDep
from tallystick_node.web.forms import whole
from tallystick_node.web.page_route import pages_router

__all__ = ["router"]

router = pages_router()
Typed = Annotated[str, Query(max_length=20)]


@router.get("/audits/evidence.zip")
def read_evidence_file(
    index: IndexDep,
    platform: PlatformDep,
    data_dir: DataDirDep,
    count: Typed = "",
    seed: Annotated[str, Query(max_length=64)] = "",
    block: Typed = "",
) -> Response:
    """The evidence for a sample of loans, as `GET /v1/evidence` has it."""
    wanted = whole("count", count, 1, COUNT_MAX)
    return read_evidence(
        index, platform, data_dir, count=wanted, seed=seed, block=_block("block", block)
    )


@router.get("/audits/ledger")
def read_ledger_file(
    database: DatabaseDep,
    index: IndexDep,
    platform: PlatformDep,
    first: Typed = "",
    last: Typed = "",
    form: Annotated[LedgerForm, Query(alias="format")] = LedgerForm.CSV,
) -> Response:
    """The public ledger, as `GET /v1/ledger` has it."""
    return read_ledger(
        database, index, platform,
        first=_block("first", first), last=_block("last", last), form=form,
    )  # fmt: skip


def _block(name: str, typed: str) -> int | None:
    return whole(name, typed, 0, BLOCK_MAX) if typed else None
