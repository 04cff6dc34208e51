"""The investor questionnaire and what answers come to: points, the entry test, a class. Pure rules.

Net worth = net income of a year + liquid assets - commitments of a year; the loss to be borne is
simulated as a tenth of it, rounded down (Reg. (EU) 2020/1503 art. 21).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tallystick.errors import InputError
from tallystick.loans.rounding import div_floor

__all__ = ["WARNING", "AssessmentResult", "Questionnaire", "answers_text", "questionnaire"]

NEWEST = "investor-1"
AMOUNT_MAX = 10**15
AMOUNT_DIGITS_MAX = 20
CLASS_MIN, CLASS_MAX = 1, 5
_TENTH = 10
WARNING = (
    "An investment in a crowdfunding project includes the risk of losing the entirety of the"
    " money invested"
)


@dataclass(frozen=True, slots=True)
class AssessmentResult:
    """What answers come to; amounts in minor units, the loss never below zero."""

    points: int
    known: int
    passed: bool
    worth: int
    loss: int
    risk_class: int


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A version of the questions. `shown` is what a client may see: not which answers are right."""

    document: dict[str, Any]

    @property
    def name(self) -> str:
        """Its version."""
        return str(self.document["id"])

    @property
    def shown(self) -> dict[str, Any]:
        """The questions without points and right answers."""
        questions = [
            {
                "id": question["id"],
                "text": question["text"],
                "options": [{"id": o["id"], "text": o["text"]} for o in question["options"]],
            }
            for question in self.document["questions"]
        ]
        kept = {name: self.document[name] for name in ("id", "title", "amounts", "source")}
        return {**kept, "questions": questions}

    def read(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """Return the answers, checked and complete.

        Args:
            answers: The chosen option of each question by its id; amounts in minor units, as
                digits.

        Returns:
            One text for each question and each amount.

        Raises:
            InputError: ANSWERS:FORM, naming the first question whose answer is missing or wrong.
        """
        choices = {
            entry["id"]: {option["id"] for option in entry["options"]}
            for entry in self.document["questions"]
        }
        amounts = [entry["id"] for entry in self.document["amounts"]]
        strange = set(answers) - set(choices) - set(amounts)
        if strange:
            raise InputError("ANSWERS:FORM", f"{len(strange)} answers are to no question of these")
        for name, options in choices.items():
            if answers.get(name) not in options:
                raise InputError(
                    "ANSWERS:FORM", f"{name} is answered by one of {', '.join(sorted(options))}"
                )
        for name in amounts:
            text = answers.get(name)
            # Thousands of digits are no number that Python reads.
            if (
                not (isinstance(text, str) and text.isascii() and text.isdigit())
                or len(text) > AMOUNT_DIGITS_MAX
                or int(text) > AMOUNT_MAX
            ):
                raise InputError(
                    "ANSWERS:FORM", f"{name} is minor units in digits, at most {AMOUNT_MAX}"
                )
        return {name: str(answers[name]) for name in (*choices, *amounts)}

    def judge(self, answers: Mapping[str, str], worth_min: Mapping[int, int]) -> AssessmentResult:
        """Return the points, the entry test and the class that checked answers lead to.

        The class is the highest that points and net worth both reach; whoever failed the knowledge
        questions is in class 1.

        Args:
            answers: What `read` has returned.
            worth_min: The lowest net worth of each class 1 to 5, in minor units.

        Returns:
            The judgement; the loss is a tenth of the net worth, rounded down.
        """
        points = known = 0
        for question in self.document["questions"]:
            answer = answers[question["id"]]
            if question["kind"] == "knowledge":
                known += answer == question["right"]
            else:
                points += next(o["points"] for o in question["options"] if o["id"] == answer)
        worth = int(answers["income"]) + int(answers["liquid"]) - int(answers["commitments"])
        passed = known >= self.document["knowledge_min"]
        least = {int(name): points for name, points in self.document["points_min"].items()}
        risk_class = CLASS_MIN
        if passed:
            risk_class = max(
                candidate
                for candidate in range(CLASS_MIN, CLASS_MAX + 1)
                if points >= least.get(candidate, 0)
                and (worth >= worth_min[candidate] or candidate == CLASS_MIN)
            )
        return AssessmentResult(
            points, known, passed, worth, max(0, div_floor(worth, _TENTH)), risk_class
        )


@cache
def questionnaire(name: str = NEWEST) -> Questionnaire:
    """Return a version of the questionnaire.

    Args:
        name: The version, such as `investor-1`; the newest by default.

    Returns:
        The questionnaire.

    Raises:
        InputError: ANSWERS:VERSION when there is no such version.
    """
    folder = resources.files("tallystick_node.kyc") / "questionnaires"
    names = {file.name.removesuffix(".json") for file in folder.iterdir()}
    if name not in names:
        raise InputError("ANSWERS:VERSION", "there is no questionnaire of this version")
    return Questionnaire(json.loads((folder / f"{name}.json").read_text("utf-8")))


def answers_text(name: str, answers_hash: str, wallet: str) -> str:
    """Return what the client signs (EIP-191) to say that these answers are their own and are true.

    Args:
        name: The version of the questionnaire.
        answers_hash: 0x and the SHA-256 of the salted answers, in hex.
        wallet: The checksummed address that signs.

    Returns:
        The text.
    """
    return (
        "I answered the investor questionnaire of Tallystick truthfully.\n"
        f"Questionnaire: {name}\nAnswers: {answers_hash}\nWallet: {wallet}"
    )
