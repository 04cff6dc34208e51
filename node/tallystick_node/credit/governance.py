"""The card's own page: what it is for, what it learned from, how it was judged, where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick_node.credit.fairness import looks_protected
from tallystick_node.credit.score_reasons import reason_of
from tallystick_node.credit.worth import doubts

if TYPE_CHECKING:
    from tallystick_node.credit.card import Card

__all__ = ["model_card"]

PURPOSE = """Judging applicants for instalment loans like those below: the chance of default, a
grade, and at most four reasons. A person decides in the grey band, and wherever a refusal is
contested.
"""
HEADER = """| variable | reason | points | shape | coefficient | p | odds ratio | proportional |
|---|---|---|---|---|---|---|---|"""
LIMITS = """- It has seen only loans that were granted: of applicants like those who were refused it
  knows nothing (see reject inference in docs/reference/credit.md).
- The chance of default is for loans of the terms, sizes and times that it learned from; defaults
  drift with the times, and `tallystick credit report` says when they have.
- A reason says where points were lost. It is not a cause, and changing one figure alone may change
  nothing in the person's means.
- Pairs of variables share the points that their table loses evenly between both."""


def model_card(card: Card) -> str:
    """Return a card's own page; a card that no loan has taught states just that.

    Args:
        card: The card.

    Returns:
        Markdown.
    """
    document = card.document
    data = document["data"]
    if not data["rows"]:
        return f"# Scorecard\n\nHash `{card.hash}`; {data['said']}.\n\n## Limits\n\n{LIMITS}\n"
    scale = f"points double the odds every {card.scale.doubling}"
    unlabelled = f"({data['without_outcome']} more had no outcome)"
    parts = [
        "# Scorecard\n",
        f"Hash `{card.hash}`; {document['kind']}, {card.classes} classes; {scale}.\n",
        "## What it is for\n",
        PURPOSE,
        "## What it learned from\n",
        f"{data['rows']} loans, {data['bad']} of them bad {unlabelled}{_span(data)}.",
        f"Loans of each class, best first: {data['class_rows']}.\n",
        _left_out(data),
        "## How it was judged\n",
        _judged(document["validation"]),
        *_lasting(document["validation"]),
        *_recalibrated(document),
        *(f"**{doubt}.**\n" for doubt in doubts(card)),
        _exclusion(document["validation"]),
        "## Grades\n",
        "| grade | score from | loans | expected to default |\n|---|---|---|---|",
        *(
            f"| {grade['grade']} | {'-' if grade['score_min'] is None else grade['score_min']} |"
            f" {grade['rows']} | {grade['p_default']:.3f} |"
            for grade in document["grades"]
        ),
        *_terms(document),
        *_states(card),
        "\n## Variables\n",
        HEADER,
        *_variables(card),
        "",
        *_pairs(document),
        "## Limits\n",
        LIMITS,
        "",
        _protected(card),
    ]
    return "\n".join(part for part in parts if part is not None) + "\n"


def _states(card: Card) -> list[str]:
    """Each state of the data, what it lacks and how its card was judged; nothing without states."""
    if not card.states:
        return []
    rows = []
    for state in card.states:
        figures = state.card.document["validation"]
        rows.append(
            f"| {state.name} | {', '.join(f'`{name}`' for name in state.lacking)} |"
            f" {len(state.card.features)} | {figures['auc']:.4f} [{figures['auc_low']:.4f},"
            f" {figures['auc_high']:.4f}] | {figures['expected_over_observed']:.3f} |"
        )
    return [
        "\n## States of the data\n",
        "Who has nothing in any of these columns is judged by a card that knows none of them.\n",
        "| state | lacks | columns used | AUC | expected over observed |\n|---|---|---|---|---|",
        *rows,
    ]


def _span(data: dict[str, Any]) -> str:
    return "" if data["time"] is None else f", ordered by `{data['time_column']}`"


def _left_out(data: dict[str, Any]) -> str | None:
    if not data["left_out"]:
        return None
    rows = [f"- `{name}`: {reason}" for name, reason in data["left_out"].items()]
    return "Left out:\n" + "\n".join(rows) + "\n"


def _judged(validation: dict[str, Any]) -> str:
    how = {
        "time": "on loans made after those that the same recipe had learned from",
        "stratified": "by repeated cross-validation, there being no time to order by",
    }[validation["method"]]
    return (
        f"{how.capitalize()}: {validation['rows']} judgements, AUC {validation['auc']:.4f}"
        f" [{validation['auc_low']:.4f}, {validation['auc_high']:.4f}], KS {validation['ks']:.3f},"
        f" Brier {validation['brier']:.4f}, calibration slope"
        f" {validation['calibration_slope']:.3f}, expected over observed"
        f" {validation['expected_over_observed']:.3f}.\n"
    )


def _lasting(validation: dict[str, Any]) -> list[str]:
    """What later vintages showed of spread and level; nothing of a card that was not asked."""
    lasting = validation.get("lasting")
    if lasting is None:
        return []
    spread, level = lasting["spread"], lasting["level"]
    parts = [f"The effects are spread by {spread['used']:.3f}{_shown(spread)}."]
    if level["shown"] is not None:
        parts.append(
            f"The level of the log-odds is moved by {level['used']:+.3f}{_shown(level)}: only as"
            " far as later loans contradict it for sure."
        )
    return [" ".join(parts) + "\n"]


def _recalibrated(document: dict[str, Any]) -> list[str]:
    """How the card was made from earlier ones, oldest first."""
    return [
        f"Recalibrated from `{step['from']}` by {step['rows']} later loans, {step['bad']} of them"
        f" bad ({step['left_out']} more were too young or had no outcome): spread by"
        f" {step['spread']:.3f}, log-odds moved by {step['level']:+.3f}; made by {step['made_by']},"
        f" checked by {step['checked_by']}. The validation above is that of the card before.\n"
        for step in document.get("recalibrated", [])
    ]


def _shown(lasting: dict[str, Any]) -> str:
    shown = lasting["shown"]
    if shown is None:
        return ""
    low, high = shown["low"], shown["high"]
    ends = "" if low is None or high is None else f" [{low:.3f}, {high:.3f}]"
    drifting = ", along a line in time" if shown["drifting"] else ""
    return (
        f" ({lasting['vintages']} vintages showed {shown['value']:.3f}{ends},"
        f" {shown['between']:.3f} between them{drifting})"
    )


def _terms(document: dict[str, Any]) -> list[str]:
    """What loans of each term have shown; nothing of a card that was not asked."""
    stated = document.get("terms")
    if not stated:
        return []
    return [
        "\n## Terms\n",
        "For prices, never for scores: how far the log-odds of default were off the card's.\n",
        "| months | loans | bad | log-odds | lost by class | sound repaid early |",
        "|---|---|---|---|---|---|",
        *(
            f"| {entry['months']} | {entry['rows']} | {entry['bad']} | {entry['shift']:+.3f} |"
            f" {' / '.join(f'{share:.2f}' for share in entry['lost_by_class'])} |"
            f" {entry['repaid'][-1]:.3f} |"
            for entry in stated
        ),
    ]


def _exclusion(validation: dict[str, Any]) -> str | None:
    other = validation.get("with_excluded")
    if other is None:
        return None
    return (
        f"With the columns that were left out on request the AUC would be {other['auc']:.4f}"
        f" (KS {other['ks']:.3f}).\n"
    )


def _variables(card: Card) -> list[str]:
    report = {row["variable"]: row for row in card.document["regression"]["variables"]}
    rows = []
    for table in card.variables:
        name = table.variable.name
        row = report.get(name)
        if row is None:
            continue
        proportional = row.get("proportional_p")
        rows.append(
            f"| `{name}` | {reason_of(name, '', 0).text} | 0 to {table.best} | {table.direction} |"
            f" {row['coefficient']:.3f} ± {row['standard_error']:.3f} | {row['p_value']:.2g} |"
            f" {row['odds_ratio']:.2f} | {'-' if proportional is None else f'{proportional:.2g}'} |"
        )
    return rows


def _pairs(document: dict[str, Any]) -> list[str]:
    if not document["pairs"]:
        return []
    named = ", ".join(f"`{pair['first']}` with `{pair['second']}`" for pair in document["pairs"])
    return [f"Tables of two variables: {named}.\n"]


def _protected(card: Card) -> str:
    names = [name for name in card.features if looks_protected(name)]
    if not names:
        return "No variable is a protected attribute by its name."
    named = ", ".join(f"`{name}`" for name in names)
    return f"**Protected by their names: {named}.** Leave them out with --exclude."
