"""What the platform is: its fees, its state, who stands behind it, and what follows if it ends."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import JSONResponse

from tallystick.chain.contracts import Governor
from tallystick.platform.decisions import PARAMETER_BOUNDS, PARAMETERS
from tallystick_node.api.routes.company import read_company_facts
from tallystick_node.api.routes.platform import read_platform
from tallystick_node.api.services import (
    BusinessDep,
    CompanyDep,
    CustodianDep,
    DatabaseDep,
    DataDirDep,
    IndexDep,
    PlatformDep,
    PolicyDep,
    ServicingDep,
    StandingDep,
    UnderwritingDep,
)
from tallystick_node.supervision.exercises import records_of
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router

__all__ = ["Ceiling", "ceilings", "router"]

router = pages_router()
EXERCISES_SHOWN = 5
# The greatest fees that any listing may take, and what stands behind lenders, in ppm.
_FEES = (
    "origination_max_ppm", "reserve_max_ppm", "servicing_max_ppm", "late_share_max_ppm",
    "market_fee_max_ppm", "recovery_max_ppm", "late_rate_max_ppm", "late_cap_max_ppm",
    "cover_cap_max_ppm", "cover_share_ppm",
)  # fmt: skip


@dataclass(frozen=True)
class Ceiling:
    """The greatest fee in force, and the greatest that any decision of the council could set."""

    name: str
    now_ppm: int
    bound_ppm: int


def ceilings(platform: PlatformDep) -> list[Ceiling]:
    """Return the greatest fees, as the Governor holds them at this moment.

    Args:
        platform: The platform.

    Returns:
        Each in parts per million.
    """
    return [
        Ceiling(
            name, platform.read(Governor.parameter(PARAMETERS.index(name))), PARAMETER_BOUNDS[name]
        )
        for name in _FEES
    ]


@router.get("/fees")
def read_fees(page: PageDep, platform: PlatformDep, underwriting: UnderwritingDep) -> Response:
    """Every fee: what is charged on new loans, and what the contracts let it be at most."""
    rules = underwriting.offers.rules
    charged = {
        "origination_max_ppm": rules.origination_ppm, "reserve_max_ppm": rules.reserve_ppm,
        "servicing_max_ppm": rules.servicing_ppm, "late_share_max_ppm": rules.late_share_ppm,
        "market_fee_max_ppm": rules.market_fee_ppm, "recovery_max_ppm": rules.recovery_ppm,
        "late_rate_max_ppm": rules.late_rate_ppm, "late_cap_max_ppm": rules.late_cap_ppm,
        "cover_cap_max_ppm": rules.cover_cap_ppm,
    }  # fmt: skip
    return page("fees.html", fees=ceilings(platform), charged=charged)


@router.get("/about")
def read_about(
    page: PageDep,
    platform: PlatformDep,
    policy: PolicyDep,
    standing: StandingDep,
    business: BusinessDep,
    custodian: CustodianDep,
    company: CompanyDep,
) -> Response:
    """Contracts, chain, rules, the company: what an auditor begins with."""
    stated = read_company_facts(company, business)
    return page(
        "about.html", facts=read_platform(platform, policy, standing, business, custodian),
        stated=stated.stated, capital=stated.capital,
    )  # fmt: skip


@router.get("/deployment.json")
def read_deployment(platform: PlatformDep) -> Response:
    """The deployment's file, which every command that checks the platform asks for."""
    # Nobody's secret: the verifier's file asks for it from elsewhere.
    headers = {"access-control-allow-origin": "*"}
    return JSONResponse(platform.deployment.document(), headers=headers)


# In what order loans that have not ended are counted.
_OPEN = ("listed", "funded", "active", "defaulted")


@router.get("/exit")
def read_exit(
    page: PageDep, platform: PlatformDep, index: IndexDep, data_dir: DataDirDep,
    servicing: ServicingDep, database: DatabaseDep,
) -> Response:  # fmt: skip
    """What happens to loans and money when the company is gone, and what is open today."""
    with database.reading() as connection:
        months = servicing.wind_down.months(connection)
    standing = index.loans_by_status()
    open_loans = {status: standing[status] for status in _OPEN if status in standing}
    return page(
        "exit.html", roles=platform.deployment.roles, open_loans=open_loans,
        exercises=records_of(data_dir)[:EXERCISES_SHOWN], months=months,
    )  # fmt: skip
