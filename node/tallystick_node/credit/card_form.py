"""The form of a card's file: which field is of which kind, those too that are only read or shown.

Nothing is converted: a number in quotes is a text. Fields that are not named here are left as
they are, so that a later card may say more. A card that loans have taught says how it was judged;
one that an expert has stated cannot.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    TypeAdapter,
    ValidationError,
    model_validator,
)

__all__ = ["MONTHS_MAX", "PARTS", "STATES_MAX", "STATE_NAME_MAX", "TERMS_MAX", "check_form"]

WORDS_MAX = 160
MONTHS_MAX, PARTS, TERMS_MAX, SHIFT_MAX = 480, 12, 20, 20.0
STATES_MAX, STATE_NAME_MAX = 8, 40
EXPERT = "expert"


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)


_Share = Annotated[float, Field(ge=0, le=1)]


class _Scale(_Form):
    doubling: int
    points: int
    odds: int


class _Bands(_Form):
    edges: list[int]
    rows: Annotated[list[NonNegativeInt], Field(min_length=1)]

    @model_validator(mode="after")
    def _fitting(self) -> _Bands:
        if len(self.rows) != len(self.edges) + 1:
            raise ValueError("there is one more band than edges")
        return self


class _Table(_Form):
    name: str
    kind: Literal["number", "date", "category", "marks"]
    direction: str
    points: Annotated[list[int], Field(min_length=1)]
    best: int
    rows: list[NonNegativeInt] | None = None
    bad: list[NonNegativeInt] | None = None
    woe: list[float] | None = None
    edges: list[float] | None = None
    groups: list[list[str]] | None = None
    columns: list[str] | None = None

    @model_validator(mode="after")
    def _fitting(self) -> _Table:
        for counts in (self.rows, self.bad, self.woe):
            if counts is not None and len(counts) != len(self.points):
                raise ValueError("rows, bad and woe do not fit the points")
        return self


class _Pair(_Form):
    first: str
    second: str
    first_groups: list[int]
    second_groups: list[int]
    points: list[list[int]]
    best: int
    rows: list[list[NonNegativeInt]] | None = None


class _Partial(_Form):
    cut: int
    variable: str
    points: list[int]


class _Grade(_Form):
    grade: str
    score_min: int | None
    p_default: float
    p_classes: list[float]
    rows: NonNegativeInt
    bad: NonNegativeInt | None = None


class _Figures(_Form):
    auc: float
    ks: float
    brier: float
    calibration_slope: float


class _Fold(_Figures):
    learned_from: NonNegativeInt
    rows: NonNegativeInt


class _Shown(_Form):
    value: float
    low: float | None
    high: float | None
    between: float
    drifting: bool


class _Lasting(_Form):
    used: float
    vintages: NonNegativeInt
    shown: _Shown | None


class _LastingFigures(_Form):
    spread: _Lasting
    level: _Lasting


class _Validation(_Figures):
    method: Literal["time", "stratified"]
    rows: NonNegativeInt
    auc_low: float
    auc_high: float
    expected_over_observed: float
    calibration_error: float
    ranked_probability_score: float
    folds: list[_Fold]
    with_excluded: _Figures | None = None
    lasting: _LastingFigures | None = None


class _Coefficient(_Form):
    variable: str
    coefficient: float
    standard_error: float
    z: float
    p_value: float
    odds_ratio: float
    odds_ratio_low: float
    odds_ratio_high: float
    proportional_chi2: float | None = None
    proportional_p: float | None = None
    coefficients_by_cut: list[float] | None = None


class _Proportional(_Form):
    chi2: float
    freedom: int
    p_value: float


class _Regression(_Form):
    variables: list[_Coefficient]
    thresholds: list[float]
    log_likelihood: float
    rows: NonNegativeInt
    proportional_odds: _Proportional | None = None


class _Data(_Form):
    rows: NonNegativeInt
    features: list[str]


class _Learned(_Data):
    rows: Annotated[int, Field(ge=1)]
    bad: NonNegativeInt
    class_rows: list[NonNegativeInt]
    without_outcome: NonNegativeInt
    left_out: dict[str, str]
    time_column: str | None
    time: Annotated[list[float], Field(min_length=2, max_length=2)] | None
    missing_share: dict[str, float]


class _Stated(_Data):
    rows: Literal[0]
    said: str


class _Recipe(_Form):
    stiffness: float
    searches: int
    slope: float
    alone: float | None = None


class _Recalibration(_Form):
    before: Annotated[str, Field(alias="from")]
    spread: float
    level: float
    rows: NonNegativeInt
    bad: NonNegativeInt
    left_out: NonNegativeInt
    made_by: str
    checked_by: str


class _Term(_Form):
    months: Annotated[int, Field(ge=1, le=MONTHS_MAX)]
    shift: Annotated[float, Field(ge=-SHIFT_MAX, le=SHIFT_MAX)]
    lost_by_class: list[_Share]
    p_default: list[_Share]
    repaid: Annotated[list[_Share], Field(max_length=PARTS)]
    rows: NonNegativeInt
    bad: NonNegativeInt

    @model_validator(mode="after")
    def _rising(self) -> _Term:
        if any(first > second for first, second in pairwise(self.repaid)):
            raise ValueError("what is repaid early falls from one part to the next")
        return self


class _State(_Form):
    state: Annotated[str, Field(min_length=1, max_length=STATE_NAME_MAX)]
    columns: Annotated[list[str], Field(min_length=1)]
    card: dict[str, object]


class _Card(_Form):
    scale: _Scale
    default_class: int
    thresholds: list[float]
    base: int
    pairs: list[_Pair]
    partial: list[_Partial]
    grades: list[_Grade]
    lost_by_class: list[float] | None = None
    terms: Annotated[list[_Term], Field(max_length=TERMS_MAX)] | None = None
    states: Annotated[list[_State], Field(min_length=1, max_length=STATES_MAX)] | None = None

    @model_validator(mode="after")
    def _own_terms(self) -> _Card:
        terms = self.terms or []
        if any(first.months >= second.months for first, second in pairwise(terms)):
            raise ValueError("the terms do not rise")
        if any(len(term.lost_by_class) != len(self.thresholds) + 1 for term in terms):
            raise ValueError("a term does not say what every class loses")
        if any(len(term.p_default) != len(self.grades) for term in terms):
            raise ValueError("a term does not say what every grade is expected to do")
        return self


class _TaughtTable(_Table):
    rows: list[NonNegativeInt]
    bad: list[NonNegativeInt]
    woe: list[float]


class _Taught(_Card):
    kind: Literal["binary", "ordered"]
    variables: list[_TaughtTable]
    bands: _Bands
    recipe: _Recipe
    data: _Learned
    validation: _Validation
    regression: _Regression
    recalibrated: list[_Recalibration] | None = None


class _Expert(_Card):
    kind: Literal["expert"]
    variables: list[_Table]
    data: _Stated


_FORMS = {kind: TypeAdapter(form) for kind, form in (("taught", _Taught), (EXPERT, _Expert))}


def check_form(document: dict[str, object]) -> None:
    """Look at whether every field of a card is there and of its kind.

    Args:
        document: The JSON object of a card's file.

    Raises:
        ValueError: Naming the first field that is not, and what it should be.
    """
    form = _FORMS[EXPERT if document.get("kind") == EXPERT else "taught"]
    try:
        form.validate_python(document)
    except ValidationError as broken:
        first = broken.errors(include_url=False, include_input=False)[0]
        place = "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]
        )
        raise ValueError(f"{place.lstrip('.')[:WORDS_MAX]}: {first['msg'][:WORDS_MAX]}") from None
