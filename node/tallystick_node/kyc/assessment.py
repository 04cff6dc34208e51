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

__all__ = ["WARNING", "Judgement", "Questionnaire", "answers_text", "questionnaire"]

NEWEST = "investor-1"
AMOUNT_MAX = 10**15
CLASS_MIN, CLASS_MAX = 1, 5
_TENTH = 10
WARNING = (
    "An investment in a crowdfunding project includes the risk of losing the entirety of the"
    " money invested"
)


@dataclass(frozen=True, slots=True)
class Judgement:
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
                "id": one["id"],
                "text": one["text"],
                "options": [{"id": o["id"], "text": o["text"]} for o in one["options"]],
            }
            for one in self.document["questions"]
        ]
        kept = {name: self.document[name] for name in ("id", "title", "amounts", "source")}
        return {**kept, "questions": questions}

    def read(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """Return answers that are whole; InputError `ANSWERS:FORM` names the first that is not.

        Amounts are minor units in digits.
        """
        choices = {
            one["id"]: {option["id"] for option in one["options"]}
            for one in self.document["questions"]
        }
        amounts = [one["id"] for one in self.document["amounts"]]
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
            if not (isinstance(text, str) and text.isascii() and text.isdigit()) or (
                int(text) > AMOUNT_MAX
            ):
                raise InputError(
                    "ANSWERS:FORM", f"{name} is minor units in digits, at most {AMOUNT_MAX}"
                )
        return {name: str(answers[name]) for name in (*choices, *amounts)}

    def judge(self, answers: Mapping[str, str], worth_min: Mapping[int, int]) -> Judgement:
        """Return what answers that were read come to.

        worth_min: the least net worth of each class. The class is the highest that points and net
        worth both reach; who failed the knowledge questions is in class 1.
        """
        points = known = 0
        for one in self.document["questions"]:
            answer = answers[one["id"]]
            if one["kind"] == "knowledge":
                known += answer == one["right"]
            else:
                points += next(o["points"] for o in one["options"] if o["id"] == answer)
        worth = int(answers["income"]) + int(answers["liquid"]) - int(answers["commitments"])
        passed = known >= self.document["knowledge_min"]
        least = {int(name): points for name, points in self.document["points_min"].items()}
        found = CLASS_MIN
        if passed:
            found = max(
                one
                for one in range(CLASS_MIN, CLASS_MAX + 1)
                if points >= least.get(one, 0) and (worth >= worth_min[one] or one == CLASS_MIN)
            )
        return Judgement(points, known, passed, worth, max(0, div_floor(worth, _TENTH)), found)


@cache
def questionnaire(name: str = NEWEST) -> Questionnaire:
    """Return a version of the questionnaire; InputError `ANSWERS:VERSION` when there is no such."""
    folder = resources.files("tallystick_node.kyc") / "questionnaires"
    names = {one.name.removesuffix(".json") for one in folder.iterdir()}
    if name not in names:
        raise InputError("ANSWERS:VERSION", "there is no questionnaire of this version")
    return Questionnaire(json.loads((folder / f"{name}.json").read_text("utf-8")))


def answers_text(name: str, answers_hash: str, wallet: str) -> str:
    """Return what the client signs (EIP-191) to say that these answers are his and are true."""
    return (
        "I answered the investor questionnaire of Tallystick truthfully.\n"
        f"Questionnaire: {name}\nAnswers: {answers_hash}\nWallet: {wallet}"
    )
