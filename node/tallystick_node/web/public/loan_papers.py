"""What somebody reads before they sign: a loan's risk statement and its agreement, by their hashes.

Each page shows what the file says, field by field, in the reader's language beside the words that
were signed. The hash is of the file's bytes alone, and the page says whether they have it.
"""

from __future__ import annotations

from typing import Annotated

from eth_utils.crypto import keccak
from fastapi import Path, Response

from tallystick_node.api.refusals import NotHere
from tallystick_node.api.services import DataDirDep
from tallystick_node.disclosure.report_store import AGREEMENTS
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.public.risk_statement import risk_statement
from tallystick_node.web.signed_text import blocks_of

__all__ = ["router"]

router = pages_router()
Digest = Annotated[str, Path(pattern="^(0x)?[0-9a-f]{64}$", description="Hash of the file.")]


@router.get("/risk-statements/{digest}")
def read_risk_statement(page: PageDep, data_dir: DataDirDep, digest: Digest) -> Response:
    """A risk statement as people read it."""
    statement = risk_statement(data_dir, bytes.fromhex(digest.removeprefix("0x")))
    if statement is None:
        raise NotHere("API:FILE", "there is no such file")
    return page("risk_statement.html", statement=statement)


@router.get("/loan-agreements/{digest}")
def read_agreement(page: PageDep, data_dir: DataDirDep, digest: Digest) -> Response:
    """An agreement as people read it."""
    plain = digest.removeprefix("0x")
    file = data_dir / AGREEMENTS / f"{plain}.html"
    if not file.is_file():
        raise NotHere("API:FILE", "there is no such file")
    data = file.read_bytes()
    return page(
        "agreement.html", hash="0x" + plain, matches=keccak(data).hex() == plain,
        blocks=blocks_of(data.decode("utf-8", "replace")),
    )  # fmt: skip
