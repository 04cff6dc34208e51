"""`tallystick support`: what clients are asked, and what their answers come to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.amounts import percent, printable
from tallystick.cli.exits import CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.queue import TOKEN_VARIABLE, NodeUrl, asking
from tallystick.cli.reading import AsJson
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from tallystick.api.records.staff_surveys import SurveyFiguresResponse

__all__ = ["app"]

_MONTH = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])")

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
survey = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
app.add_typer(survey, name="survey")

Token = Annotated[
    str,
    typer.Option(
        "--token", envvar=TOKEN_VARIABLE, metavar="TOKEN", show_default=False,
        help="Your bearer token; of staff with the second factor given for figures and texts.",
    ),
]  # fmt: skip


@app.callback()
def support() -> None:
    """Support. Exit codes: 0 done, 1 the answer is no, 2 could not run."""


@survey.callback()
def asked() -> None:
    """Surveys of clients."""


@survey.command("list")
def show_list(url: NodeUrl, token: Token = "", as_json: AsJson = False) -> None:
    """List what you are asked and can still answer."""
    with asking(url, token, as_json=as_json) as node:
        items = node.surveys.list_own_surveys()
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    print_table(
        ("survey", "after", "number", "until"),
        [
            (
                str(each.survey), each.occasion.value, str(each.subject),
                f"{each.open_until:%Y-%m-%dT%H:%MZ}",
            )
            for each in items
        ],
        left=4,
        empty="you are asked nothing",
    )  # fmt: skip


@survey.command("answer", cls=PositionalCommand)
def give_answer(
    number: Annotated[int, typer.Argument(help="The survey's number.", metavar="NUMBER")],
    url: NodeUrl,
    score: Annotated[
        int, typer.Option(help="How likely you are to recommend the platform.", min=0, max=10)
    ],
    text: Annotated[str, typer.Option(help="Why, at most 500 characters.", metavar="TEXT")] = "",
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Answer, once. Exit code 1: it was answered, or it is over."""
    with asking(url, token, as_json=as_json) as node:
        item = node.surveys.answer_survey(number, score=score, text=text)
    if as_json:
        answer(item.model_dump(mode="json"))
    else:
        print(f"survey {item.survey} is answered; thank you")


@survey.command()
def figures(url: NodeUrl, token: Token = "", as_json: AsJson = False) -> None:
    """Show net promoter scores by month and occasion; of staff alone.

    Nothing is shown of fewer than five answers, and of a month that can still be answered.
    """
    with asking(url, token, as_json=as_json) as node:
        months = node.staff_surveys.read_survey_figures()
    if as_json:
        answer([month.model_dump(mode="json") for month in months])
        return
    rows = []
    for month in months:
        for occasion, group in month.by_occasion.items():
            rows.append((month.month, str(occasion), *_cells(group)))
        rows.append((month.month, "all", *_cells(month.total)))
    print_table(
        ("month", "after", "invited", "answers", "share", "9–10", "7–8", "0–6", "score"), rows,
        left=2, empty="nobody was asked",
    )  # fmt: skip


@survey.command()
def texts(
    url: NodeUrl,
    month: Annotated[str, typer.Option(help="Such as 2026-03.", metavar="YYYY-MM")],
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Show what was written in a month's answers, without names; of staff alone, journalled."""
    if not _MONTH.fullmatch(month):
        raise CannotRunError("SUPPORT:MONTH", "a month is written as YYYY-MM")
    with asking(url, token, as_json=as_json) as node:
        items = node.staff_surveys.list_survey_texts(month=month)
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    for item in items:
        print(f"{item.occasion.value}: {printable(item.text)}")
    if not items:
        print("nothing, or by so few that it would tell who")


def _cells(group: SurveyFiguresResponse) -> tuple[str, ...]:
    shown = (group.answers, group.promoters, group.passives, group.detractors)
    answers, *counts = ("–" if each is None else str(each) for each in shown)
    share = "–" if group.response_ppm is None else percent(group.response_ppm)
    score = "–" if group.net_promoter_score is None else str(group.net_promoter_score)
    return (str(group.invited), answers, share, *counts, score)
