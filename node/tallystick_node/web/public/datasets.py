"""The public dataset of each day: files, dictionary, anchored root, and how to check them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from tallystick.dataset.columns import dictionary
from tallystick_node.api.routes.datasets import read_dataset
from tallystick_node.api.services import DatasetsDep
from tallystick_node.api.shapes import Day
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router

__all__ = ["router"]

router = pages_router()
# A page of them; older ones are found by their day.
DAYS_SHOWN = 100


@router.get("/data")
def read_data(page: PageDep, datasets: DatasetsDep) -> Response:
    """Every day of which there is a dataset, and what its tables are."""
    book = datasets.book
    return page(
        "data.html", days=book.days(DAYS_SHOWN), count=book.count(), kept=book.days_kept,
        tables=dictionary(),
    )  # fmt: skip


@router.get("/data/{day}")
def read_day_of_data(
    page: PageDep, datasets: DatasetsDep, day: Annotated[Day, Path(description="The day.")]
) -> Response:
    """A day's dataset: its files with size and hash, and where its root is anchored."""
    return page("dataset.html", dataset=read_dataset(day, datasets))
