from __future__ import annotations

import importlib
import pickle
import re
from pathlib import Path

import pytest

from tallystick import errors
from tallystick.error_catalogue import (
    NO_REASON,
    OUT_OF_GAS,
    CatalogueEntry,
    catalogue,
    find_code,
    reverted,
)

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "contracts").glob("*.vy"), *(ROOT / "contracts" / "modules").glob("*.vy")]
CODE = re.compile(r'"([A-Z]+:[A-Z]+:[A-Z_]+)"')
PUBLIC = [getattr(errors, name) for name in errors.__all__ if name != "REVERTED"]


def codes_in_contracts() -> set[str]:
    return {code for path in SOURCES for code in CODE.findall(path.read_text("utf-8"))}


def test_every_code_of_the_contracts_has_an_entry_and_no_other_has() -> None:
    assert set(catalogue()) - {NO_REASON, OUT_OF_GAS} == codes_in_contracts()


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.code)
def test_an_entry_is_a_sentence_with_a_class_of_its_own(entry: CatalogueEntry) -> None:
    assert entry.sentence.endswith(".")
    assert issubclass(entry.error, errors.Reverted)


@pytest.mark.parametrize("kind", PUBLIC, ids=lambda kind: kind.__name__)
def test_every_error_has_the_one_root_and_stands_in_the_drawn_tree(kind: type) -> None:
    assert issubclass(kind, errors.TallystickError)
    assert kind.__doc__
    assert re.search(rf"\b{kind.__name__}\b", errors.__doc__ or "")


def test_what_the_tree_names_with_its_module_is_there() -> None:
    places = re.findall(r"── ([a-z_.]+)\.([A-Z]\w+)", errors.__doc__ or "")
    assert len(places) == 2
    for module, name in places:
        assert issubclass(
            getattr(importlib.import_module(f"tallystick.{module}"), name), errors.TallystickError
        )


def test_modules_of_the_ledger_that_docstrings_name_are_there() -> None:
    client = ROOT / "client" / "tallystick"
    named = {
        name
        for path in (client / "platform").rglob("*.py")
        for name in re.findall(
            r"`(loans\.[a-z_]+|ledger|workout|payment)`", path.read_text("utf-8")
        )
    }
    assert {"loans.repayment", "loans.payoff"} <= named
    assert all((client / f"{name.replace('.', '/')}.py").exists() for name in named)


def test_the_families_hold_what_they_say() -> None:
    families = {
        "REG:LEND:LIMIT": errors.NotEligible,
        "REG:PERSON:FROZEN": errors.NotEligible,
        "REG:GATE:PAUSED": errors.Paused,
        "BOOK:FUND:STALE": errors.Stale,
        "ESCROW:WITHDRAW:BALANCE": errors.InsufficientBalance,
        "GOV:EXEC:EARLY": errors.TooEarly,
        "MARKET:FILL:SIGNATURE": errors.BadSignature,
    }
    assert {code: catalogue()[code].error for code in families} == families


def test_callers_that_are_not_allowed_are_not_permitted() -> None:
    callers = [entry for entry in catalogue().values() if entry.code.endswith(":CALLER")]
    assert callers
    assert {entry.error for entry in callers} == {errors.NotPermitted}


def test_a_reason_becomes_a_typed_error_with_its_transaction() -> None:
    result = reverted("BOOK:FUND:STALE", "0xab")
    assert type(result) is errors.Stale
    assert (result.code, result.tx_hash) == ("BOOK:FUND:STALE", "0xab")
    assert str(result).startswith("BOOK:FUND:STALE: The disclosure")
    assert str(result).endswith("(transaction 0xab)")


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_reason_has_a_code_too(reason: str) -> None:
    assert reverted(reason).code == NO_REASON


def test_a_foreign_reason_keeps_its_text() -> None:
    assert reverted("ERC20: transfer amount exceeds balance").code.startswith("ERC20: transfer")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("execution reverted: BOOK:FUND:STALE", "BOOK:FUND:STALE"),
        ("VM Exception: reverted with reason string 'REG:LEND:SELF'", "REG:LEND:SELF"),
        ("execution reverted", None),
        ("", None),
    ],
)
def test_the_code_is_found_in_what_nodes_say(text: str, code: str | None) -> None:
    assert find_code(text) == code


def test_an_input_error_is_a_value_error() -> None:
    assert issubclass(errors.InputError, ValueError)


def test_transport_errors_say_whether_to_ask_again() -> None:
    assert errors.TransportError("RPC:BUSY", "wait").retryable
    assert not errors.TransportError("RPC:ANSWER", "no", retryable=False).retryable


def test_an_error_survives_its_way_between_processes() -> None:
    again = pickle.loads(pickle.dumps(errors.InputError("INPUT:RANGE", "too much")))
    assert (again.code, again.sentence) == ("INPUT:RANGE", "too much")
