"""Exercises of people: the sand table and the pack of cases, asked or answered by a file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tallystick.cli.exits import CannotRunError
from tallystick_node.demo.sample import choose
from tallystick_node.learning.case_files import FILES, LEND, REFUSE, CreditCase, score
from tallystick_node.learning.scenes import TableScene, load_scene, play

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["TABLE_EXERCISES", "case_files", "print_outcome", "run_table_exercise"]

SAND_TABLE, CASE_PACK, CALL = "sand-table", "case-pack", "collections-call"
TABLE_EXERCISES = {
    SAND_TABLE: "A product from the idea to its operation: decisions and what they come to",
    CASE_PACK: "Credit files of real loans without names, and a call about a late instalment",
}
ANSWERS_BYTES_MAX = 100_000
# Of the sample's columns, those that an underwriter goes by, in words.
_FACTS = {
    "annual_inc": "income a year", "emp_length": "employed since",
    "verification_status": "income is", "delinq_2yrs": "arrears in two years",
    "inq_last_6mths": "enquiries in half a year", "revol_util": "use of credit lines, %",
    "acc_now_delinq": "accounts in arrears now",
}  # fmt: skip


def case_files(seed: int) -> list[CreditCase]:
    """Return the files of a pack, from the real loans of the packaged sample.

    Args:
        seed: Decides which; a quarter at least were not repaid.

    Returns:
        The files: no name, no place, no day, and whether the loan was repaid.
    """
    return [
        CreditCase(
            id=f"file-{place}", amount=loan.amount, months=loan.months, rate_ppm=loan.rate_ppm,
            facts={
                "grade": loan.grade,
                **{words: loan.columns.get(name, "") or "–" for name, words in _FACTS.items()},
            },
            repaid=loan.good,
        )
        for place, loan in enumerate(choose(FILES, seed), 1)
    ]  # fmt: skip


def run_table_exercise(
    name: str, answers_file: Path | None, seed: int, *, quiet: bool
) -> dict[str, Any]:
    """Run an exercise.

    Args:
        name: One of `TABLE_EXERCISES`.
        answers_file: JSON of a choice by each decision's id; None to ask at the terminal.
        seed: Which files a pack has.
        quiet: Whether nothing but the document is printed, so that answers have to be in a file.

    Returns:
        The document: what was decided, what it has come to, whether it was passed.

    Raises:
        CannotRunError: EXERCISE:ANSWERS without answers where nobody can be asked, or when the file
            is not JSON.
        InputError: EXERCISE:ANSWERS for a decision without an answer that it has.
    """
    if answers_file is None and quiet:
        raise CannotRunError("EXERCISE:ANSWERS", "with --json the decisions come by --answers")
    scene = load_scene(SAND_TABLE if name == SAND_TABLE else CALL)
    files = case_files(seed) if name == CASE_PACK else []
    answers = _read(answers_file) if answers_file is not None else _asked(scene, files)
    outcome = play(scene, answers)
    document: dict[str, Any] = {
        "name": name, "decisions": {each.id: answers[each.id] for each in scene.decisions},
        "measures": dict(outcome.measures), "goals": dict(outcome.goals),
        "as_recommended": outcome.as_recommended, "of": outcome.decisions,
    }  # fmt: skip
    passed = outcome.passed
    if files:
        scored = score(files, answers)
        passed = passed and scored.passed
        document["seed"] = seed
        document["files"] = [
            {"id": file.id, "decided": answers[file.id], "repaid": file.repaid,
             "outcome": str(file.outcome)}
            for file in files
        ]  # fmt: skip
        document["score"] = {
            key: str(value) if key.startswith("money") else value
            for key, value in asdict(scored).items()
        }
    return {**document, "passed": passed}


def print_outcome(document: Mapping[str, Any]) -> None:
    """Show what an exercise has come to.

    Args:
        document: As `run_table_exercise` returned it.
    """
    for name, met in document["goals"].items():
        print(f"{'✓' if met else '✗'} {name}: {document['measures'][name]}")
    print(f"{document['as_recommended']} of {document['of']} as the pack recommends")
    for file in document.get("files", ()):
        fate = "repaid" if file["repaid"] else "not repaid"
        print(f"{file['id']}: {file['decided']}; {fate}, {file['outcome']} for who has lent")
    if "score" in document:
        scored = document["score"]
        print(f"{scored['right']} of {scored['files']} right; {scored['money']} against"
              f" {scored['money_of_all']} for lending to all")  # fmt: skip
    print("passed" if document["passed"] else "not passed")


def _asked(scene: TableScene, files: list[CreditCase]) -> dict[str, str]:
    answers = {}
    for file in files:
        print(f"\n{file.id}: {file.amount} over {file.months} months at {file.rate_ppm} ppm")
        for words, value in file.facts.items():
            print(f"  {words}: {value}")
        answers[file.id] = _choice((LEND, REFUSE))
    print(f"\n{scene.title}: {scene.when}")
    for decision in scene.decisions:
        print(f"\n[{decision.stage}] {decision.text}")
        for option in decision.options:
            print(f"  {option.id}: {option.text}")
        answers[decision.id] = _choice(tuple(option.id for option in decision.options))
    return answers


def _choice(options: tuple[str, ...]) -> str:
    while True:
        answer = str(typer.prompt("/".join(options))).strip()
        if answer in options:
            return answer
        print(f"one of {', '.join(options)}")


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            document = json.loads(opened.read(ANSWERS_BYTES_MAX))
    except (OSError, ValueError):
        document = None
    if not isinstance(document, dict):
        raise CannotRunError(
            "EXERCISE:ANSWERS", "the file of answers is JSON of choices by the decisions' names"
        )
    return document
