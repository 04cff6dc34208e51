"""Whoever is known by half is judged by a card that has learned from that half."""

from __future__ import annotations

import copy
import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from node.credit.conftest import HEADER, WANTED, market, write
from node.credit.test_command import refused, run
from tallystick_node.credit.applicant import Judge
from tallystick_node.credit.card import Card, hash_of
from tallystick_node.credit.explaining import reasons_of
from tallystick_node.credit.governance import model_card
from tallystick_node.credit.recalibration import Asked, recalibrated
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.state_training import states_asked, with_states
from tallystick_node.credit.table import Table, read_table

if TYPE_CHECKING:
    from tallystick_node.credit.training import Trained

STATES = {"late only": ("income", "home", "late", "member"), "none": ("income", "home", "member")}
BUREAU = ("debt", "late")


@pytest.fixture(scope="module")
def family(trained: Trained, loans: Path) -> Card:
    return with_states(trained.card, trained.study, read_table(loans), WANTED, STATES)


def blanked(tmp_path: Path, columns: tuple[str, ...], rows: int = 1_500, seed: int = 2) -> Table:
    """Later loans of whom nothing of some columns is known."""
    values = market(rows, seed)
    for row in values:
        for name in columns:
            row[HEADER.index(name)] = ""
    path = write(tmp_path / "thin.csv", HEADER, values)
    return read_table(path, text=frozenset(("home", "member")))


def bad(table: Table) -> float:
    return float(np.mean(table["y_default"].values))


def applicants(table: Table) -> list[dict[str, object]]:
    rows = []
    for at in range(table.rows):
        row: dict[str, object] = {}
        for name in ("income", "debt", "late"):
            column = table[name]
            value = column.values[at] if len(column.values) else np.nan
            row[name] = float(value) if np.isfinite(value) else None
        for name in ("home", "member"):
            code = table[name].codes[at]
            row[name] = table[name].levels[code] if code >= 0 else None
        rows.append(row)
    return rows


def test_a_row_without_the_bureaus_columns_is_judged_by_its_states_card(
    family: Card, tmp_path: Path
) -> None:
    """A chance that is right on average, where the whole card reads what is missing as it may."""
    thin = blanked(tmp_path, BUREAU)
    scored = BatchScorer(family).score(thin)
    assert [(part.state.name, len(part.rows)) for part in scored.thin] == [("none", thin.rows)]
    assert 0.85 < float(np.mean(scored.p_default)) / bad(thin) < 1.15


def test_whole_rows_are_judged_as_by_the_card_without_states(
    trained: Trained, family: Card, later: Path
) -> None:
    table = read_table(later)
    before, after = (BatchScorer(card).score(table) for card in (trained.card, family))
    assert after.thin == ()
    assert np.array_equal(before.scores, after.scores)
    assert np.array_equal(before.p_default, after.p_default)
    judges = Judge(trained.card), Judge(family)
    for row in applicants(table)[:200]:
        assert judges[0].judge(row) == judges[1].judge(row)
        assert judges[1].judge(row).state is None


@pytest.mark.parametrize(
    ("columns", "state"),
    [(BUREAU, "none"), (("debt",), "late only"), (("late",), None), (("home",), None), ((), None)],
)
def test_the_state_that_lacks_most_of_what_is_not_known_judges(
    family: Card, tmp_path: Path, columns: tuple[str, ...], state: str | None
) -> None:
    """One by one and by the table: the same card, score, chances and reasons."""
    table = blanked(tmp_path, columns, rows=300)
    scored = BatchScorer(family).score(table, with_bins=True)
    chances, reasons = BatchScorer(family).class_chances(scored), reasons_of(family, scored)
    judge = Judge(family)
    for at, row in enumerate(applicants(table)):
        judgement = judge.judge(row)
        assert judgement.state == state
        assert judgement.score == scored.scores[at] == judge.score(row)
        assert judgement.p_default == pytest.approx(scored.p_default[at])
        assert judgement.classes == pytest.approx(chances[at])
        assert judgement.reasons == reasons[at]


def test_no_reason_and_no_hint_names_a_column_that_was_not_asked(
    trained: Trained, family: Card, tmp_path: Path
) -> None:
    rows = applicants(blanked(tmp_path, BUREAU, rows=300))
    judge, whole = Judge(family), Judge(trained.card)
    named = {reason.variable for row in rows for reason in judge.judge(row).reasons}
    assert named
    assert not named & set(BUREAU)
    assert not {hint.variable for row in rows for hint in judge.better(row)} & set(BUREAU)
    hinted = {hint.variable for row in rows for hint in whole.better(row)}
    assert hinted & set(BUREAU), "the whole card would ask for them"


def test_what_is_odd_but_no_number_counts_as_not_known_and_words_do_not(family: Card) -> None:
    row: dict[str, object] = {"income": 30_000.0, "home": "RENT", "member": "no"}
    judge = Judge(family)
    for empty in (None, float("nan"), float("inf"), "", " n/a "):
        assert judge.judge(row | {"debt": empty, "late": None}).state == "none"
    assert judge.judge(row | {"debt": 0.0, "late": None}).state is None
    with pytest.raises(CreditError, match="CREDIT:TYPE"):
        judge.judge(row | {"debt": "much", "late": None})
    with pytest.raises(CreditError, match=r"CREDIT:COLUMN.*'late'"):
        judge.judge(row | {"debt": None})


def test_the_same_chance_has_the_same_grade_whatever_it_was_judged_by(
    family: Card, tmp_path: Path
) -> None:
    """Half a point is what whole points leave over."""
    half_a_point = 0.5 / family.scale.factor
    judge = Judge(family)
    for row in applicants(blanked(tmp_path, BUREAU, rows=300)):
        judgement = judge.judge(row)
        whole = family.p_default(judgement.score)
        odds = np.log(judgement.p_default / (1 - judgement.p_default)) - np.log(whole / (1 - whole))
        assert abs(odds) <= half_a_point + 1e-9
        assert judgement.grade == family.grade(judgement.score)


def test_without_states_the_card_is_the_one_that_it_was(trained: Trained, loans: Path) -> None:
    same = with_states(trained.card, trained.study, read_table(loans), WANTED, {})
    assert same is trained.card
    assert "states" not in trained.card.document
    assert "States of the data" not in model_card(trained.card)


def test_the_page_says_what_each_state_lacks(family: Card) -> None:
    page = model_card(family)
    assert "| none | `debt`, `late` |" in page
    assert "| late only | `debt` |" in page


@pytest.mark.parametrize(
    ("states", "claims"),
    [
        ({"none": ("income", "dept")}, "'dept': the data do not have it as a feature"),
        ({"none": ("income", "y_default")}, "'y_default'"),
        ({"all": ("income", "home", "debt", "late", "member")}, "lacks nothing"),
    ],
)
def test_a_state_that_cannot_be_is_refused(
    trained: Trained, loans: Path, states: dict[str, tuple[str, ...]], claims: str
) -> None:
    with pytest.raises(CreditError, match=f"CREDIT:COLUMN.*{claims}"):
        with_states(trained.card, trained.study, read_table(loans), WANTED, states)


@pytest.mark.parametrize(
    "options",
    [("none",), ("=income",), ("none=",), ("none=a,,b",), ("none=a,a",), ("none=a", "none=b"),
     ("n" * 41 + "=a",), tuple(f"s{at}=a" for at in range(9))],
)  # fmt: skip
def test_an_option_of_no_form_is_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(CreditError, match="CREDIT:COLUMN"):
        states_asked(options)


def test_options_are_read() -> None:
    assert states_asked(("a=x, y", "b=x")) == {"a": ("x", "y"), "b": ("x",)}


def hashed(document: dict[str, Any]) -> dict[str, Any]:
    document["hash"] = hash_of(document)
    return document


def _twice(states: list[Any]) -> None:
    states[1]["state"] = states[0]["state"]


def _nothing_lacking(states: list[Any]) -> None:
    states[0]["columns"] += ["debt"]


def _unfitting(states: list[Any]) -> None:
    states[0]["columns"] = ["home"]


def _within(states: list[Any]) -> None:
    states[0]["card"] = hashed(states[0]["card"] | {"states": copy.deepcopy(states[1:])})


def _empty(states: list[Any]) -> None:
    states.clear()


def _other_scale(states: list[Any]) -> None:
    card = states[0]["card"]
    states[0]["card"] = hashed(card | {"scale": card["scale"] | {"doubling": 20}})


def _by_an_expert(states: list[Any]) -> None:
    card = {key: value for key, value in states[0]["card"].items() if key != "validation"}
    states[0]["card"] = hashed(card | {"kind": "expert", "data": {
        "rows": 0, "said": "so", "features": []}})  # fmt: skip


@pytest.mark.parametrize(
    "change", [_by_an_expert, _twice, _nothing_lacking, _unfitting, _within, _empty, _other_scale]
)
def test_a_card_whose_states_make_no_sense_is_refused(family: Card, change: Any) -> None:
    document = copy.deepcopy(family.document)
    change(document["states"])
    with pytest.raises(CreditError, match="CREDIT:CARD"):
        Card.of(hashed(document), "it")
    assert Card.of(hashed(copy.deepcopy(family.document)), "it").hash == family.hash


def test_a_state_changed_by_hand_is_refused(family: Card) -> None:
    document = copy.deepcopy(family.document)
    document["states"][0]["card"]["base"] += 40
    with pytest.raises(CreditError, match="CREDIT:HASH"):
        Card.of(document, "it")
    with pytest.raises(CreditError, match="CREDIT:HASH"):
        Card.of(hashed(document), "it")


def test_a_card_with_states_is_not_recalibrated(family: Card, later: Path) -> None:
    asked = Asked("y_default", "Ada", "Ben", "made", None, 0, None)
    with pytest.raises(CreditError, match="CREDIT:CARD.*states"):
        recalibrated(family, read_table(later), asked)


def test_the_commands_train_and_score_by_state(loans: Path, tmp_path: Path) -> None:
    path, out = tmp_path / "card.json", tmp_path / "scores.csv"
    asked = ("train", "--data", loans, "--target", "y_default", "--ordered", "y_ord", "--time",
             "made", "--out", path, "--json")  # fmt: skip
    ended = run(*asked, "--state", "none=income,home,member")
    assert ended.returncode == 0, ended.stderr
    assert set(json.loads(ended.stdout)["states"]) == {"none"}
    values = market(60, 3)
    for row in values[:20]:
        for name in BUREAU:
            row[HEADER.index(name)] = ""
    data = write(tmp_path / "mixed.csv", HEADER, values)
    ended = run("score", "--model", path, "--data", data, "--out", out, "--explain", "--json")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["states"] == {"none": 20}
    with out.open() as opened:
        rows = list(csv.DictReader(opened))
    assert [row["state"] for row in rows] == ["none"] * 20 + [""] * 40
    assert not any("debt" in row["reasons"] or "late" in row["reasons"] for row in rows[:20])


def test_a_state_of_no_form_trains_nothing(loans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    ended = run("train", "--data", loans, "--target", "y_default", "--out", out, "--state", "none")
    refused(ended, "CREDIT:COLUMN", tmp_path)
