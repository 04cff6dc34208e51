"""`tallystick learn`: lessons, the entry test of investors, the exam of staff."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.amounts import percent, printable
from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.queue import TOKEN_VARIABLE, NodeUrl, asking
from tallystick.cli.reading import AsJson
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from tallystick.api import NodeClient
    from tallystick.api.records.learning import ExamAnswer, ExamAttemptResponse

__all__ = ["app"]

ANSWERS_BYTES_MAX = 10_000

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


class ExamChoice(StrEnum):
    """Which exam."""

    ENTRY = "entry"
    STAFF = "staff"


class TextLanguage(StrEnum):
    """In which language texts are shown."""

    ENGLISH = "en"
    CHINESE = "zh-CN"


Token = Annotated[
    str,
    typer.Option(
        "--token", envvar=TOKEN_VARIABLE, metavar="TOKEN", show_default=False,
        help="Your bearer token; of staff with the second factor given for what is theirs.",
    ),
]  # fmt: skip
Exam = Annotated[ExamChoice, typer.Argument(help="Which exam.")]
Language = Annotated[TextLanguage, typer.Option(help="The language of the texts.")]
ForStaff = Annotated[bool, typer.Option("--staff", help="Of the lessons for staff.")]


@app.callback()
def learn() -> None:
    """Lessons and exams. Exit codes: 0 done, 1 the answer is no, 2 could not run."""


@app.command()
def lessons(
    url: NodeUrl, staff: ForStaff = False, language: Language = TextLanguage.ENGLISH,
    token: Token = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """List the lessons."""
    with asking(url, token, as_json=as_json) as node:
        spoken = _language(language)
        if staff:
            items = node.staff_learning.list_staff_lessons(language=spoken)
        else:
            items = node.learning.list_lessons(language=spoken)
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    print_table(("lesson", "about"), [(item.name, item.title) for item in items], left=2)


@app.command(cls=PositionalCommand)
def show(
    lesson: Annotated[str, typer.Argument(help="The lesson's name.", metavar="LESSON")],
    url: NodeUrl, staff: ForStaff = False, language: Language = TextLanguage.ENGLISH,
    token: Token = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show a lesson."""
    with asking(url, token, as_json=as_json) as node:
        spoken = _language(language)
        if staff:
            text = node.staff_learning.read_staff_lesson(lesson, language=spoken)
        else:
            text = node.learning.read_lesson(lesson, language=spoken)
    if as_json:
        answer(text.model_dump(mode="json"))
        return
    print(printable(text.title))
    for part in text.parts:
        print(f"\n{printable(part.heading)}\n")
        for paragraph in part.paragraphs:
            print(printable(paragraph))


@app.command()
def exam(
    which: Exam, url: NodeUrl, language: Language = TextLanguage.ENGLISH, token: Token = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show how you stand with an exam, and the questions of what runs."""
    with asking(url, token, as_json=as_json) as node:
        spoken = _language(language)
        if which is ExamChoice.STAFF:
            standing = node.staff_learning.read_staff_exam(language=spoken)
        else:
            standing = node.learning.read_entry_test(language=spoken)
    if as_json:
        answer(standing.model_dump(mode="json"))
        return
    print(f"{standing.questions} questions, {standing.minutes} minutes,"
          f" {standing.points_min} points of 100 pass")  # fmt: skip
    if standing.passed_until is not None:
        print(f"passed; it counts until {standing.passed_until}")
    if standing.waits_until is not None:
        print(f"you can begin again from {standing.waits_until:%Y-%m-%dT%H:%MZ} on")
    for each in standing.ended:
        outcome = "passed" if each.passed else "not passed"
        print(f"{each.ended_at:%Y-%m-%dT%H:%MZ}: {each.points} points, {outcome}")
    if standing.running is not None:
        _print_questions(standing.running)


@app.command()
def start(
    which: Exam, url: NodeUrl, language: Language = TextLanguage.ENGLISH, token: Token = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Begin an exam; the time runs from now. Exit code 1: you cannot begin now."""
    with asking(url, token, as_json=as_json) as node:
        spoken = _language(language)
        if which is ExamChoice.STAFF:
            attempt = node.staff_learning.start_staff_exam(language=spoken)
        else:
            attempt = node.learning.start_entry_test(language=spoken)
    if as_json:
        answer(attempt.model_dump(mode="json"))
    else:
        _print_questions(attempt)


@app.command("answer")
def give_answers(
    which: Exam,
    url: NodeUrl,
    answers: Annotated[
        Path,
        typer.Option(help='JSON such as {"1": "b", "2": "a"}.', metavar="FILE", show_default=False),
    ],
    end: Annotated[bool, typer.Option("--end", help="Hand in with these answers.")] = False,
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Keep answers, or hand in. Exit code 1: handed in and not passed, or refused."""
    chosen = _answers(answers)
    with asking(url, token, as_json=as_json) as node:
        if not end:
            _keep(node, which, chosen)
            if as_json:
                answer({"kept": len(chosen)})
            else:
                print(f"{len(chosen)} answers are kept")
            return
        if which is ExamChoice.STAFF:
            result = node.staff_learning.end_staff_exam(answers=chosen)
        else:
            result = node.learning.end_entry_test(answers=chosen)
    if as_json:
        answer(result.model_dump(mode="json"))
    else:
        print(f"{result.points} points of 100, {'passed' if result.passed else 'not passed'}")
    if not result.passed:
        raise typer.Exit(ANSWER_IS_NO)


@app.command()
def items(
    which: Exam, url: NodeUrl, language: Language = TextLanguage.ENGLISH, token: Token = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show how the questions of an exam do, the hardest first; of examiners alone."""
    from tallystick.api.records.staff_learning import ExamKind  # noqa: PLC0415 - --help is quick

    with asking(url, token, as_json=as_json) as node:
        figures = node.staff_learning.read_exam_items(
            ExamKind(which.value), language=_language(language)
        )
    if as_json:
        answer([each.model_dump(mode="json") for each in figures])
        return
    print_table(
        ("question", "text", "asked", "right", "share", "difference"),
        [
            (
                each.question, printable(each.text), str(each.asked), str(each.right),
                percent(each.right_ppm),
                "–" if each.discrimination_ppm is None else percent(each.discrimination_ppm),
            )
            for each in figures
        ],
        left=2,
        empty="nobody has ended this exam",
    )  # fmt: skip


@app.command()
def passes(url: NodeUrl, token: Token = "", as_json: AsJson = False) -> None:
    """Show who of staff has a pass that counts today; of examiners alone."""
    with asking(url, token, as_json=as_json) as node:
        held = node.staff_learning.list_exam_passes()
    if as_json:
        answer([each.model_dump(mode="json") for each in held])
        return
    print_table(
        ("person or wallet", "ended", "points", "until"),
        [
            (each.holder, f"{each.ended_at:%Y-%m-%d}", str(each.points), str(each.valid_until))
            for each in held
        ],
        left=2,
        empty="nobody has a pass that counts today",
    )


def _language(language: TextLanguage) -> Any:
    from tallystick.api.records.learning import LearningLanguage  # noqa: PLC0415 - --help is quick

    return LearningLanguage(language.value)


def _answers(file: Path) -> tuple[ExamAnswer, ...]:
    from pydantic import ValidationError  # noqa: PLC0415 - --help is quick

    from tallystick.api.records.learning import ExamAnswer  # noqa: PLC0415 - likewise

    try:
        with file.open("rb") as opened:
            document = json.loads(opened.read(ANSWERS_BYTES_MAX))
        return tuple(
            ExamAnswer.model_validate({"number": int(number), "letter": letter})
            for number, letter in document.items()
        )
    except (OSError, ValueError, AttributeError, ValidationError):
        raise CannotRunError(
            "LEARN:ANSWERS", "the file of answers is JSON of letters by the numbers of questions"
        ) from None


def _keep(node: NodeClient, which: ExamChoice, chosen: tuple[ExamAnswer, ...]) -> None:
    if which is ExamChoice.STAFF:
        node.staff_learning.keep_staff_answers(answers=chosen)
    else:
        node.learning.keep_entry_answers(answers=chosen)


def _print_questions(attempt: ExamAttemptResponse) -> None:
    print(f"until {attempt.closes_at:%Y-%m-%dT%H:%M:%SZ}")
    for question in attempt.questions:
        print(f"\n{question.number}. {printable(question.text)}")
        for option in question.options:
            mark = "*" if option.letter == question.answered else " "
            print(f" {mark}{option.letter}) {printable(option.text)}")
