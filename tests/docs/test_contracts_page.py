"""docs/reference/contracts.md: every function, event, code and bound of the contracts, as today."""

from __future__ import annotations

import ast
import operator
import re

import pytest

import contract_callers
import contract_pages
import contract_sources
import contract_states
from docs.rows import ROOT, table_rows
from tallystick.platform.decisions import PARAMETER_BOUNDS

PAGE = ROOT / "docs" / "reference" / "contracts.md"
TEXT = PAGE.read_text("utf-8")
CODE = re.compile(r'"([A-Z]+:[A-Z]+:[A-Z_]+)"')
CONSTANT = re.compile(r"`([\w/]+\.vy) (\w+)`")
# A code of these causes means that not anyone may call.
CLOSED = re.compile(r":(CALLER|ROLE|BORROWER|SELLER|MEMBER|OWNER|HOLDER)$")
NUMBER = re.compile(r"\d+\^\d+(?: - 1)?|\d[\d,]*")
OPERATORS = {ast.Mult: operator.mul, ast.Pow: operator.pow, ast.Sub: operator.sub}


def section(contract: str) -> str:
    return TEXT.split(f"\n## {contract}\n")[1].split("\n## ")[0]


def test_the_tables_are_current() -> None:
    assert contract_pages.page(TEXT) == TEXT, "run: python scripts/contract_pages.py"


def test_it_opens_with_the_glossary() -> None:
    assert re.search(r"^## (.+)$", TEXT, re.MULTILINE).group(1) == "Glossary"  # type: ignore[union-attr]


@pytest.mark.parametrize("contract", contract_sources.CONTRACTS)
def test_every_function_and_event_has_its_line(contract: str) -> None:
    text = section(contract)
    for entry in contract_sources.entries(contract, "function"):
        assert f"| `{contract_pages.shape(entry)}` |" in text
        assert contract_pages.meaning(contract, entry["name"]), entry["name"]
    for entry in contract_sources.entries(contract, "event"):
        assert f"| `{entry['name']}` |" in text
    for word in ("**Trust.**", "**Must hold.**", "**Wind-down.**"):
        assert word in text


def test_every_code_of_the_sources_is_there() -> None:
    sources = (path for path in (ROOT / "contracts").rglob("*.vy") if "mocks" not in path.parts)
    codes = {code for path in sources for code in CODE.findall(path.read_text("utf-8"))}
    assert sorted(code for code in codes if f"`{code}`" not in TEXT) == []


@pytest.mark.parametrize("contract", contract_sources.CONTRACTS)
def test_who_may_call_is_said_where_it_is_not_anyone(contract: str) -> None:
    closed = {
        entry["name"]
        for entry in contract_sources.entries(contract, "function")
        if any(CLOSED.search(code) for code in contract_sources.codes_of(contract, entry["name"]))
    }
    # Execute meets the council only to replace a member.
    closed -= {"execute"}
    assert sorted(closed - set(contract_callers.WHO[contract])) == []
    names = {entry["name"] for entry in contract_sources.entries(contract, "function")}
    assert set(contract_callers.WHO[contract]) <= names


def test_the_bounds_are_those_of_the_sources() -> None:
    rows = [row for row in table_rows(PAGE, ".+") if CONSTANT.search(row.cells[-1])]
    assert len(rows) > 20
    for row in rows:
        numbers = [_number(text) for text in NUMBER.findall(row.cells[1])]
        assert numbers
        for path, name in CONSTANT.findall(row.cells[-1]):
            assert _constant(path, name) in numbers, f"{path} {name}"


def test_the_hard_bounds_are_those_of_the_sources() -> None:
    source = (ROOT / "contracts/modules/parameters.vy").read_text("utf-8")
    listed = re.search(r"HARD: constant\(uint256\[COUNT\]\) = (\[.*?\])", source, re.DOTALL)
    assert listed is not None
    hard = [_value(node) for node in ast.parse(listed.group(1), mode="eval").body.elts]  # type: ignore[attr-defined]
    part = TEXT.split("\n## Bounds\n")[1].split("\n## ")[0]
    matches = re.findall(r"^\| (\d+) \| .+ \| ([\d,]+) \|$", part, re.MULTILINE)
    assert [int(key) for key, _ in matches] == list(range(len(hard)))
    assert [_number(bound) for _, bound in matches] == hard
    assert list(PARAMETER_BOUNDS.values()) == hard


def test_the_words_fill_no_more_than_a_word() -> None:
    part = TEXT.split("\n## Words\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.+) \| (.+) \| (\d+) \|$", part, re.MULTILINE)
    assert len(rows) == 27
    for word, fields, free in rows:
        bits = 0
        for field in fields.split(", "):
            size = int(re.search(r"(\d+)", field).group(1))  # type: ignore[union-attr]
            bits += 2 * size if field.endswith("each") else size
        assert bits + int(free) == 256, word


def test_the_states_are_those_of_the_sources() -> None:
    part = TEXT.split("\n## A loan's states\n")[1].split("\n## ")[0]
    rows = set(re.findall(r"^\| \S+ \| (\w+) \((\d)\) \|", part, re.MULTILINE))
    assert rows == set(contract_states.states().items())
    assert {after for _, after, _ in contract_states.changes()} == contract_states.written()


def test_every_change_of_state_is_made_by_an_entry_point_and_drawn() -> None:
    drawn = contract_states.diagram("")
    assert f"<!-- made: states diagram -->\n{drawn}<!-- end -->" in TEXT
    for before, after, _ in contract_states.changes():
        assert contract_states.writers(before, after), f"nothing makes {before} {after}"
        assert f" --> {after}: " in drawn
    for event, _ in contract_states.stays():
        assert contract_states.loggers(event), f"nothing logs {event}"


def test_a_state_that_the_table_forgets_is_noticed() -> None:
    source = "self._close(loan, side, funding, statuses.CANCELLED)\nlog X(status=statuses.LISTED)"
    assert contract_states.WRITES.findall(source) == ["CANCELLED", "LISTED"]
    # What is only compared is not written.
    assert contract_states.WRITES.findall("assert status == statuses.FUNDED") == []


def test_doors_are_no_entry_points() -> None:
    names = {name for name, _ in contract_states.entry_points()}
    assert {"Book.fund", "Mandates.execute", "Workouts.write_off"} <= names
    assert not {"Servicing.close", "Book.fund_many", "Escrow.move"} & names


def _number(text: str) -> int:
    if "^" in text:
        base, _, rest = text.partition("^")
        power, _, less = rest.partition(" - ")
        raised: int = int(base) ** int(power)
        return raised - int(less or 0)
    return int(text.replace(",", ""))


def _constant(path: str, name: str) -> int:
    source = (ROOT / "contracts" / path).read_text("utf-8")
    match = re.search(
        rf"^{name}: constant\(uint(?:8|256)\) = (.+?)(?:  #.*)?$", source, re.MULTILINE
    )
    assert match is not None, f"{path} has no {name}"
    return _value(ast.parse(match.group(1), mode="eval").body)


def _value(node: ast.expr) -> int:
    if isinstance(node, ast.BinOp):
        combined: int = OPERATORS[type(node.op)](_value(node.left), _value(node.right))
        return combined
    assert isinstance(node, ast.Constant)
    assert isinstance(node.value, int)
    return node.value
