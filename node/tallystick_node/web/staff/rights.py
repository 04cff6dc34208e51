"""Who may open a page of staff: as on the API, by the chain's roles and the second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.routes.staff_growth import GROWERS
from tallystick_node.api.routes.staff_learning import EXAMINERS
from tallystick_node.api.routes.staff_products import VISITORS
from tallystick_node.auth.rights import Role
from tallystick_node.web.session import Reader

__all__ = [
    "AGENTS",
    "COLLECTORS",
    "COMPLIERS",
    "AgentOfPage",
    "CollectorOfPage",
    "ComplianceOfPage",
    "ExaminerOfPage",
    "GrowerOfPage",
    "InstitutionsOfPage",
    "OperatorOfPage",
    "RegistrarOfPage",
    "UnderwriterOfPage",
    "VisitorOfPage",
]

COLLECTORS = frozenset({Role.UNDERWRITER, Role.COMPLIANCE, Role.SERVICER})
# Who serves, and who watches over conduct.
AGENTS = frozenset({Role.COMPLIANCE, Role.SERVICER})
COMPLIERS = frozenset({Role.COMPLIANCE, Role.ATTESTOR})


def _of(*roles: Role) -> Callable[[Caller], Caller]:
    """A dependency that lets these roles pass, with their second factor given."""
    allowed = staff(*roles)

    def check(reader: Reader) -> Caller:
        return allowed(reader)

    return check


UnderwriterOfPage = Annotated[Caller, Depends(_of(Role.UNDERWRITER))]
AgentOfPage = Annotated[Caller, Depends(_of(*AGENTS))]
CollectorOfPage = Annotated[Caller, Depends(_of(*COLLECTORS))]
ComplianceOfPage = Annotated[Caller, Depends(_of(*COMPLIERS))]
ExaminerOfPage = Annotated[Caller, Depends(_of(*EXAMINERS))]
GrowerOfPage = Annotated[Caller, Depends(_of(*GROWERS))]
InstitutionsOfPage = Annotated[Caller, Depends(_of(Role.COMPLIANCE, Role.COUNCIL))]
RegistrarOfPage = Annotated[Caller, Depends(_of(Role.UNDERWRITER, Role.COMPLIANCE))]
VisitorOfPage = Annotated[Caller, Depends(_of(*VISITORS))]
OperatorOfPage = Annotated[Caller, Depends(_of(*Role))]
