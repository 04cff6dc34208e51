"""The pages on disclosure and payments have every figure, state, difference and field."""

from __future__ import annotations

import re
import tomllib

from docs.rows import ROOT
from tallystick.disclosure.figures import METHOD, NAMES
from tallystick_node.payments.custodian import PaymentKind, Status
from tallystick_node.payments.http_custodian import FieldMap
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.payments.reconciliation import Fault

DISCLOSURE = (ROOT / "docs" / "reference" / "disclosure.md").read_text("utf-8")
PAYMENTS = (ROOT / "docs" / "reference" / "payments.md").read_text("utf-8")
SPAN = re.compile(r"\b([A-Z])(\d\d)–[A-Z](\d\d)\b")
CODE = re.compile(r"\b[A-Z]\d\d[A-Z]?\b")


def told() -> set[str]:
    """The codes in the first column of the table, spans spelled out."""
    rows = re.findall(r"^\| (.+?) \|", DISCLOSURE.split("## What is in it")[1], re.MULTILINE)
    codes = {code for row in rows for code in CODE.findall(row)}
    for row in rows:
        for letter, first, last in SPAN.findall(row):
            codes |= {f"{letter}{n:02d}" for n in range(int(first), int(last) + 1)}
    return codes


def test_every_figure_is_on_the_page_and_no_other() -> None:
    assert told() == set(NAMES)
    assert f"(method {METHOD})" in DISCLOSURE


def test_every_state_and_difference_is_on_the_page() -> None:
    for word in (*PaymentState, *Fault):
        assert f"`{word}`" in PAYMENTS, word


def test_the_field_map_on_the_page_is_whole() -> None:
    document = tomllib.loads(PAYMENTS.split("```toml\n")[1].split("```")[0])
    result = FieldMap(
        document["names"],
        {word: PaymentKind(ours) for word, ours in document["kinds"].items()},
        {word: Status(ours) for word, ours in document["states"].items()},
        document["decimals"],
    )
    assert set(result.states.values()) == set(Status)
