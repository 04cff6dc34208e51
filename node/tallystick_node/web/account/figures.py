"""What lending has come to: returns, the bridge of losses, the spread, and what is to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Response

from tallystick.investing.forecast import ForecastMonth
from tallystick.investing.investor_figures import InvestorMonth
from tallystick.investing.roll_rates import BUCKETS
from tallystick.platform._sync.investor import InvestorView
from tallystick_node.api.routes.investor_figures import figures_of, spread_by_place
from tallystick_node.api.services import DatabaseDep, DataDirDep, IndexDep, PlatformDep
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import Reader
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListChoice,
    ListColumn,
    ListFile,
    chosen_list,
    list_file,
    shown_list,
)
from tallystick_node.web.waterfall import Bridge, BridgeStep, bridge

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.investing.investor_figures import InvestorFigures
    from tallystick.investing.roll_rates import RollRates

__all__ = ["router"]

router = pages_router()
PARTS_SHOWN = 10


@dataclass(frozen=True)
class ShownRate:
    """How loans so late end; `last` is None for the last bucket."""

    first: int
    last: int | None
    loss_ppm: int
    moves: int
    own: bool


@router.get("/me/figures")
def read_figures(
    page: PageDep, reader: Reader, platform: PlatformDep, index: IndexDep, data_dir: DataDirDep,
    database: DatabaseDep, *, file: FileChoice = ListFile.PAGE, chosen: ListChoice = "months",
) -> Response:  # fmt: skip
    """The reader's figures, as `GET /v1/me/figures` has them."""
    known = figures_of(reader.wallet, platform, index, data_dir)
    lists = (
        shown_list("months", _MONTHS, known.figures.months),
        shown_list("forecast", _FORECAST, known.forecast.months),
    )
    if file:
        return list_file(page, chosen_list(lists, chosen), file)
    returns = InvestorView(platform, reader.wallet).returns() if known.figures.months else None
    return page(
        "figures.html", figures=known.figures,
        places=spread_by_place(known, index, database), forecast=known.forecast,
        rates=_rates(known.rates),
        lgd_ppm=known.rates.lgd_ppm, reports=known.rates.months, months=lists[0], to_come=lists[1],
        drawn=_bridge(known.figures, page.texts.gettext), parts_shown=PARTS_SHOWN,
        annual_ppm=None if returns is None else returns.annual_ppm,
    )  # fmt: skip


def _bridge(figures: InvestorFigures, say: Callable[[str], str]) -> Bridge | None:
    """From what was promised to what was earned; None before anything was."""
    if not figures.promised:
        return None
    resale = "bridge-gain" if figures.resale >= 0 else "bridge-loss"
    waiting = "bridge-loss" if figures.waiting >= 0 else "bridge-gain"
    return bridge(
        BridgeStep(say("Interest at the loans' rates"), figures.promised, "bridge-start"),
        [
            BridgeStep(say("Not come yet; added where it came sooner"), -figures.waiting, waiting),
            BridgeStep(say("The platform's part"), -figures.fees, "bridge-loss"),
            BridgeStep(say("Lost in defaults"), -figures.lost, "bridge-loss"),
            BridgeStep(say("Recovered"), figures.recovered, "bridge-gain"),
            BridgeStep(say("Bought and sold"), figures.resale, resale),
        ],
        say("Earned"),
    )


def _rates(rates: RollRates) -> list[ShownRate]:
    ends = [*(begins - 1 for begins in BUCKETS[1:]), None]
    return [
        ShownRate(first, last, loss, moves, own)
        for first, last, loss, moves, own in zip(
            BUCKETS, ends, rates.loss_ppm, rates.moves, rates.own, strict=True
        )
    ]


_MONTHS: tuple[ListColumn[InvestorMonth], ...] = (
    ListColumn("month", "", CellKind.TEXT, lambda month: month.month),
    ListColumn("outstanding", "", CellKind.AMOUNT, lambda month: month.weighed),
    ListColumn("interest", "", CellKind.AMOUNT, lambda month: month.interest + month.fees),
    ListColumn("fees", "", CellKind.AMOUNT, lambda month: -month.fees),
    ListColumn("lost", "", CellKind.AMOUNT, lambda month: -month.lost),
    ListColumn("recovered", "", CellKind.AMOUNT, lambda month: month.recovered),
    ListColumn("resale", "", CellKind.AMOUNT, lambda month: month.resale),
    ListColumn("net", "", CellKind.AMOUNT, lambda month: month.net),
)
_FORECAST: tuple[ListColumn[ForecastMonth], ...] = (
    ListColumn("month", "", CellKind.TEXT, lambda month: month.month),
    ListColumn("principal", "", CellKind.AMOUNT, lambda month: month.principal),
    ListColumn("interest", "", CellKind.AMOUNT, lambda month: month.interest),
    ListColumn("agreed", "", CellKind.AMOUNT, lambda month: month.contractual),
    ListColumn("expected", "", CellKind.AMOUNT, lambda month: month.expected),
    ListColumn("reinvested", "", CellKind.AMOUNT, lambda month: month.reinvested),
)
