"""What the platform lends on, as one versioned file of figures; the law's own are in the pack."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from functools import lru_cache
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tallystick.documents import file_text, read_toml
from tallystick.errors import ConfigError
from tallystick.loans.rounding import div_ceil
from tallystick.platform.deployment import defect_sentence
from tallystick_node.infrastructure.settings.written import read_strictly
from tallystick_node.underwriting.loan_request import LoanPurpose

__all__ = ["GRADES", "GradeRules", "LendingRules", "load_rules"]

GRADES = "ABCDEFG"
PPM = 10**6
_STRICT = ConfigDict(frozen=True, extra="forbid")


class GradeRules(BaseModel):
    """What a grade of the card may have: its risk level, and the most that is lent.

    limit: minor units; income_months: of net income. A worse grade never has more.
    """

    model_config = _STRICT

    level: int = Field(ge=1, le=5)
    limit: int = Field(ge=0)
    income_months: int = Field(ge=0, le=120)


class LendingRules(BaseModel):
    """The figures of underwriting, all in minor units, ppm, days or months."""

    model_config = _STRICT

    version: str = Field(min_length=1, max_length=32)
    amount_min: int = Field(ge=1)
    amount_max: int = Field(ge=1)
    months: list[int] = Field(min_length=1)
    age_min: int = Field(ge=0, le=120)
    age_max_at_end: int = Field(ge=0, le=150)
    purposes_refused: list[LoanPurpose]
    purpose_words: list[str]
    level_min: int = Field(ge=0, le=2)
    documents: list[str]
    income_change_max_ppm: int = Field(ge=0)
    applications_30d_max: int = Field(ge=1)
    # Chance of default: up to the first approved, from the second on refused, between looked at.
    default_approve_ppm: int = Field(ge=0, le=PPM)
    default_refuse_ppm: int = Field(ge=0, le=PPM)
    obligations_refer_ppm: int = Field(ge=0)
    obligations_refuse_ppm: int = Field(ge=0)
    bureau_overdue_max: int = Field(ge=0)
    grades: dict[str, GradeRules]
    offer_days: int = Field(ge=1, le=60)
    funding_ppm: int = Field(ge=0, lt=PPM)
    cost_ppm: int = Field(ge=0, lt=PPM)
    margin_ppm: int = Field(ge=0, lt=PPM)
    origination_ppm: int = Field(ge=0, lt=PPM)
    reserve_ppm: int = Field(ge=0, lt=PPM)
    servicing_ppm: int = Field(ge=0, lt=PPM)
    late_rate_ppm: int = Field(ge=0, lt=PPM)
    late_cap_ppm: int = Field(ge=0, lt=PPM)
    late_share_ppm: int = Field(ge=0, le=PPM)
    market_fee_ppm: int = Field(ge=0, lt=PPM)
    recovery_ppm: int = Field(ge=0, lt=PPM)
    cover_cap_ppm: int = Field(ge=0, le=PPM)
    # Of the units, in steps of 100: who must vote on new terms. Days for which lenders up to a
    # class may leave once a loan is funded.
    quorum_ppm: int = Field(default=250_000, ge=200_000, le=PPM, multiple_of=100)
    reflection_days: int = Field(default=0, ge=0, le=30)
    reflection_class: int = Field(default=0, ge=0, le=5)
    grace_days: int = Field(ge=0, le=30)
    default_dpd: int = Field(ge=1, le=365)
    ticket_min: int = Field(ge=1)

    @model_validator(mode="after")
    def _sound(self) -> LendingRules:
        if self.default_approve_ppm > self.default_refuse_ppm:
            raise ValueError("default_approve_ppm is above default_refuse_ppm")
        if self.obligations_refer_ppm > self.obligations_refuse_ppm:
            raise ValueError("obligations_refer_ppm is above obligations_refuse_ppm")
        if bool(self.reflection_days) != bool(self.reflection_class):
            raise ValueError("reflection_days and reflection_class are both 0, or neither is")
        if self._withheld(self.amount_min) >= self.amount_min:
            raise ValueError("origination_ppm and reserve_ppm leave the borrower nothing")
        if self.amount_min > self.amount_max:
            raise ValueError("amount_min is above amount_max")
        known = [grade for grade in GRADES if grade in self.grades]
        if not known or len(known) != len(self.grades):
            raise ValueError(f"grades are some of {GRADES}")
        for better, worse in itertools.pairwise(known):
            first, second = self.grades[better], self.grades[worse]
            if (second.limit, second.income_months) > (first.limit, first.income_months) or (
                second.level < first.level
            ):
                raise ValueError(f"grade {worse} may have more than grade {better}")
        return self

    def _withheld(self, amount: int) -> int:
        """What an issue keeps back for the platform and the reserve, each rounded up."""
        return sum(div_ceil(amount * ppm, PPM) for ppm in (self.origination_ppm, self.reserve_ppm))

    def missing_papers(self, handed_in: Collection[str], *, natural: bool) -> list[str]:
        """Return which of the papers that are asked for somebody has not handed in.

        Args:
            handed_in: The kinds of their documents.
            natural: Whether they are a natural person; nobody else is asked for papers.

        Returns:
            The kinds, sorted.
        """
        return sorted(set(self.documents) - set(handed_in)) if natural else []


@lru_cache(maxsize=4)
def _rules(text: str) -> LendingRules:
    return read_strictly(LendingRules, read_toml(text))


def load_rules(file: Path | None = None) -> LendingRules:
    """Read the rules of a file, or those that ship.

    Args:
        file: A TOML file; the packaged one without it.

    Returns:
        The rules.

    Raises:
        ConfigError: UNDERWRITING:RULES, listing every defect.
    """
    packaged = resources.files("tallystick_node.underwriting") / "lending_rules.toml"
    try:
        text = packaged.read_text("utf-8") if file is None else file_text(file)
        return _rules(text)
    except ValidationError as wrong:
        defects = "; ".join(defect_sentence(error) for error in wrong.errors())
        raise ConfigError("UNDERWRITING:RULES", defects) from wrong
    except (OSError, ValueError, TypeError) as wrong:
        raise ConfigError("UNDERWRITING:RULES", f"{file} cannot be read: {wrong}") from wrong
