"""Surveys on pages of staff: figures of months, and texts, of groups that tell nobody."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from tallystick_node.api.routes import staff_surveys as routes
from tallystick_node.api.services import DatabaseDep, SupportDep
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.staff.rights import AgentOfPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/surveys"
Month = Annotated[str, Path(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$")]


@router.get(HERE)
def read_surveys(
    page: PageDep, caller: AgentOfPage, database: DatabaseDep, support: SupportDep
) -> Response:
    """Figures by month and occasion."""
    return page("staff_surveys.html", months=routes.read_survey_figures(caller, database, support))


@router.get(f"{HERE}/{{month}}")
def read_survey_texts(
    page: PageDep, month: Month, caller: AgentOfPage, database: DatabaseDep, support: SupportDep
) -> Response:
    """What was written in the answers of a month."""
    return page(
        "staff_survey_texts.html", month=month,
        items=routes.list_survey_texts(caller, database, support, month),
    )  # fmt: skip
