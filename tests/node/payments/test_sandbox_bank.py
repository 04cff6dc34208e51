"""The sandbox bank: it does what a custodian promises, and fails in every way a real one does."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tallystick.errors import InputError
from tallystick_node.payments.custodian import (
    Custodian,
    CustodianRefused,
    CustodianUnavailable,
    Instruction,
    PaymentKind,
    Status,
)
from tallystick_node.payments.sandbox_bank import SandboxBank


class Days:
    def __init__(self) -> None:
        self.today = date(2026, 11, 24)

    def __call__(self) -> date:
        return self.today

    def pass_(self, days: int = 1) -> None:
        self.today += timedelta(days)


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def bank(tmp_path: Path, days: Days) -> SandboxBank:
    return SandboxBank(tmp_path / "bank.sqlite", days)


def deposit(key: str, account: str = "acct-1", amount: int = 1_000) -> Instruction:
    return Instruction(key, PaymentKind.DEPOSIT, account, amount, "CNY")


def withdrawal(key: str, amount: int, account: str = "acct-1") -> Instruction:
    return Instruction(key, PaymentKind.WITHDRAWAL, account, amount, "CNY")


def test_money_moves_when_the_client_says_so(bank: SandboxBank, days: Days) -> None:
    custodian: Custodian = bank
    order = custodian.instruct(deposit("d1"))
    assert order.reference.startswith("SANDBOX")
    assert (order.status, order.authorise_at) == (Status.INSTRUCTED, "sandbox:authorise/d1")
    assert custodian.statement(days.today) == []
    assert bank.authorise("d1").status is Status.SETTLED
    (line,) = custodian.statement(days.today)
    assert (line.key, line.amount, line.booked_on) == ("d1", 1_000, days.today)
    bank.instruct(withdrawal("w1", 300))
    bank.authorise("w1")
    assert custodian.balance(days.today) == 700
    assert custodian.balance(days.today - timedelta(1)) == 0


def test_the_same_key_moves_nothing_twice(bank: SandboxBank, days: Days) -> None:
    first = bank.instruct(deposit("d1"))
    assert bank.instruct(deposit("d1")) == first
    bank.authorise("d1")
    assert bank.instruct(deposit("d1")).status is Status.SETTLED
    assert bank.balance(days.today) == 1_000
    with pytest.raises(CustodianRefused, match="BANK:KEY"):
        bank.instruct(deposit("d1", amount=1_001))
    with pytest.raises(CustodianRefused, match="BANK:AUTHORISE"):
        bank.authorise("d1")
    with pytest.raises(CustodianRefused, match="BANK:AUTHORISE"):
        bank.authorise("never")


def test_nobody_takes_out_more_than_they_have(bank: SandboxBank) -> None:
    bank.instruct(deposit("d1"))
    bank.authorise("d1")
    bank.instruct(withdrawal("w1", 600))  # under way: its money is not free
    with pytest.raises(CustodianRefused, match="BANK:BALANCE: the account has 400, not 401"):
        bank.instruct(withdrawal("w2", 401))
    assert bank.order("w2") is None
    assert bank.instruct(withdrawal("w3", 400)).status is Status.INSTRUCTED


@pytest.mark.parametrize(
    ("account", "status"), [("a-refuse", Status.REFUSED), ("a-expire", Status.EXPIRED)]
)
def test_a_client_can_be_refused_or_silent(
    bank: SandboxBank, days: Days, account: str, status: Status
) -> None:
    bank.instruct(deposit("d1", account))
    order = bank.authorise("d1")
    assert (order.status, order.status.final) == (status, True)
    assert order.reason
    assert bank.balance(days.today) == 0


def test_money_can_come_a_day_late(bank: SandboxBank, days: Days) -> None:
    bank.instruct(deposit("d1", "a-late"))
    assert bank.authorise("d1").status is Status.AUTHORISED
    bank.settle()
    assert bank.balance(days.today) == 0
    days.pass_()
    bank.settle()
    bank.settle()
    assert bank.balance(days.today) == 1_000
    assert len(bank.statement(days.today)) == 1


def test_a_bank_can_be_down(bank: SandboxBank) -> None:
    with pytest.raises(CustodianUnavailable, match="BANK:DOWN"):
        bank.instruct(deposit("d1", "a-down"))
    assert bank.order("d1") is None


def test_the_bank_is_kept_in_its_file(tmp_path: Path, bank: SandboxBank, days: Days) -> None:
    bank.instruct(deposit("d1"))
    bank.authorise("d1")
    again = SandboxBank(tmp_path / "bank.sqlite", days)
    assert again.balance(days.today) == 1_000
    assert again.order("d1") == bank.order("d1")


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
def test_an_amount_out_of_bounds_is_refused(amount: int) -> None:
    with pytest.raises(InputError, match=f"PAYMENT:AMOUNT: the amount {amount} is not 1 to"):
        deposit("d1", amount=amount)


@pytest.mark.parametrize("amount", [1.0, True, "1"])
def test_what_is_no_amount_is_a_type_error(amount: object) -> None:
    with pytest.raises(TypeError):
        deposit("d1", amount=amount)  # type: ignore[arg-type]


@pytest.mark.parametrize(("key", "account"), [("", "a"), ("k" * 65, "a"), ("ключ", "a"), ("k", "")])
def test_an_instruction_needs_a_key_and_an_account(key: str, account: str) -> None:
    with pytest.raises(InputError, match="PAYMENT:"):
        deposit(key, account)
