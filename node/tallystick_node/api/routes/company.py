"""What the operator states about the company: for everybody, with the hash that is anchored."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from tallystick.disclosure.company import not_stated
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.services import BusinessDep, CompanyDep
from tallystick_node.api.shapes import Amount, Described, UtcMoment
from tallystick_node.disclosure.company_book import CompanyVersion
from tallystick_node.disclosure.company_rules import CapitalStanding

__all__ = ["CompanyResponse", "router", "stated_of"]

router = APIRouter(prefix="/v1/company", tags=["platform"], responses=problem_responses(404, 422))
VERSION_MAX = 2**31 - 1


class StatedVersion(Described):
    """A version of what is stated; attested by the operator, proved by nobody."""

    version: int
    """Its number; a later one replaces."""
    document: dict[str, Any]
    """What is stated, amounts in minor units as strings; null is not stated."""
    not_stated: list[str]
    """What is left out."""
    root: str
    """Keccak-256 of the document's canonical text."""
    kept_at: UtcMoment
    """When it was stated."""
    block: int | None
    """The block in which the root is anchored under `company`; null while it is not."""
    tx_hash: str | None
    """The transaction that has anchored it; null while it is not."""


class CapitalResponse(Described):
    """Own funds against what the policy pack asks for."""

    required: Amount
    """The greatest of the pack's figures."""
    own_funds: Amount | None
    """As stated; null where they are not."""
    overheads_missing: bool
    """Whether fixed overheads count and are not stated, so that more may be required."""
    suffices: bool | None
    """Whether they reach it; null where nobody can say."""


class CompanyResponse(Described):
    """What is stated now, and how own funds stand."""

    stated: StatedVersion | None
    """The newest version; null where nothing was ever stated."""
    versions: int
    """How many there are."""
    capital: CapitalResponse
    """Own funds against what is required."""


@router.get("")
def read_company_facts(company: CompanyDep, business: BusinessDep) -> CompanyResponse:
    """What the operator states about the company, and own funds against what is required."""
    newest = company.book.newest()
    standing = company.capital(None if newest is None else newest.facts, business.today())
    return CompanyResponse(
        stated=None if newest is None else stated_of(newest), versions=company.book.count(),
        capital=_capital(standing),
    )  # fmt: skip


@router.get("/{version}")
def read_company_version(
    company: CompanyDep,
    version: Annotated[int, Path(ge=1, le=VERSION_MAX, description="The version's number.")],
) -> StatedVersion:
    """A version of what was stated, from which anybody computes the root."""
    kept = company.book.find(version)
    if kept is None:
        raise NotHere("API:COMPANY", f"there is no version {version} of what is stated")
    return stated_of(kept)


def stated_of(version: CompanyVersion) -> StatedVersion:
    """Return a version as it is answered.

    Args:
        version: As it is kept.

    Returns:
        The answer.
    """
    return StatedVersion(
        version=version.version, document=version.facts.document(),
        not_stated=list(not_stated(version.facts)), root=version.root, kept_at=version.kept_at,
        block=version.block, tx_hash=version.tx_hash,
    )  # fmt: skip


def _capital(standing: CapitalStanding) -> CapitalResponse:
    return CapitalResponse(
        required=standing.required, own_funds=standing.own_funds,
        overheads_missing=standing.overheads_missing, suffices=standing.suffices,
    )  # fmt: skip
