"""The HTTP custodian against a server that replays good, bad and dead banks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from node.payments.bank_server import BankServer, Reply, bank
from tallystick.errors import ConfigError
from tallystick_node.payments.custodian import (
    CustodianRefused,
    CustodianUnavailable,
    Instruction,
    Movement,
    PaymentKind,
    Status,
)
from tallystick_node.payments.http_custodian import FieldMap, HttpCustodian

DAY = date(2026, 11, 24)
FIELDS = FieldMap(
    names={
        "reference": "bankRef", "key": "merchantOrderNo", "kind": "bizType", "account": "custAcct",
        "amount": "amt", "currency": "ccy", "status": "ordSts", "authorise_at": "authUrl",
        "reason": "failMsg", "booked_on": "bookDate", "balance": "totalBal",
    },
    kinds={"IN": PaymentKind.DEPOSIT, "OUT": PaymentKind.WITHDRAWAL},
    states={
        "00": Status.INSTRUCTED, "10": Status.AUTHORISED, "20": Status.SETTLED,
        "90": Status.REFUSED,
    },
    decimals=2,
)  # fmt: skip
INSTRUCTION = Instruction("dep-1", PaymentKind.DEPOSIT, "6222-77", 123_450, "CNY")
ORDER = {
    "bankRef": "B1", "merchantOrderNo": "dep-1", "bizType": "IN", "custAcct": "6222-77",
    "amt": "1234.50", "ccy": "CNY", "ordSts": "00", "authUrl": "https://bank.example/a",
}  # fmt: skip
LINE = {
    "bankRef": "B1", "merchantOrderNo": "dep-1", "bizType": "IN", "custAcct": "6222-77",
    "amt": "1234.5", "bookDate": "2026-11-24",
}  # fmt: skip


@contextmanager
def custodian(*script: Reply, **options: Any) -> Iterator[tuple[HttpCustodian, BankServer]]:
    with bank(*script) as server:
        result = HttpCustodian(server.url, "s3cret-token", FIELDS, **options)
        try:
            yield result, server
        finally:
            result.close()


def test_an_instruction_goes_out_in_the_banks_names() -> None:
    with custodian(Reply(document=ORDER)) as (asked, server):
        order = asked.instruct(INSTRUCTION)
    assert (order.reference, order.status) == ("B1", Status.INSTRUCTED)
    assert order.authorise_at == "https://bank.example/a"
    (sent,) = server.asked
    assert (sent.method, sent.path) == ("PUT", "/orders/dep-1")
    assert sent.authorization == "Bearer s3cret-token"
    assert sent.body == {
        "merchantOrderNo": "dep-1", "bizType": "IN", "custAcct": "6222-77", "amt": "1234.50",
        "ccy": "CNY",
    }  # fmt: skip
    assert "s3cret" not in repr(asked)


def test_orders_statements_and_balances_are_read() -> None:
    settled = Reply(document=ORDER | {"ordSts": "20"})
    with custodian(settled, Reply(document=[LINE]), Reply(document={"totalBal": "99.05"})) as (
        asked,
        server,
    ):
        order = asked.order("dep-1")
        assert order is not None
        assert (order.status, order.status.final) == (Status.SETTLED, True)
        assert asked.statement(DAY) == [
            Movement("B1", "dep-1", PaymentKind.DEPOSIT, "6222-77", 123_450, DAY)
        ]
        assert asked.balance(DAY) == 9_905
    assert [request.path for request in server.asked] == [
        "/orders/dep-1", "/statements/2026-11-24", "/balances/2026-11-24",
    ]  # fmt: skip


def test_an_order_that_never_arrived_is_none() -> None:
    with custodian(Reply(404, {"error": "unknown"})) as (asked, _):
        assert asked.order("dep-9") is None


def test_a_bank_that_stumbles_is_asked_again_with_the_same_key() -> None:
    with custodian(Reply(503), Reply(hang_up=True), Reply(document=ORDER)) as (asked, server):
        assert asked.instruct(INSTRUCTION).reference == "B1"
    assert [request.path for request in server.asked] == ["/orders/dep-1"] * 3


@pytest.mark.parametrize("status", [400, 403, 409, 422])
def test_a_refusal_is_not_asked_again(status: int) -> None:
    with custodian(Reply(status, {"message": "account 6222-77 of Zhang Wei is closed"})) as (
        asked,
        server,
    ):
        with pytest.raises(
            CustodianRefused, match=f"BANK:REFUSED: the bank refuses \\({status}\\)"
        ):
            asked.instruct(INSTRUCTION)
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(raw=b"<html>maintenance</html>"),
        Reply(document=[]),
        Reply(document={}),
        Reply(document=ORDER | {"ordSts": "77"}),
        Reply(document=ORDER | {"amt": 1234.5}),
        Reply(document=ORDER | {"amt": "1234.505"}),
        Reply(document=ORDER | {"amt": "-1234.50"}),
        Reply(document=ORDER | {"amt": "1e3"}),
        Reply(document=ORDER | {"amt": "1234.51"}),
        Reply(document=ORDER | {"custAcct": "6222-78"}),
        Reply(302, headers={"location": "http://169.254.169.254/"}),
    ],
)
def test_an_answer_that_makes_no_sense_is_none(reply: Reply) -> None:
    with custodian(reply) as (asked, server):
        with pytest.raises(CustodianUnavailable, match="BANK:ANSWER"):
            asked.instruct(INSTRUCTION)
        assert len(server.asked) == 1


def test_a_bank_that_is_slow_is_given_up() -> None:
    with (
        custodian(Reply(document=ORDER, seconds=0.6), seconds_max=0.1) as (asked, _),
        pytest.raises(CustodianUnavailable, match="BANK:UNREACHABLE"),
    ):
        asked.balance(DAY)


def test_a_dead_bank_is_left_alone_for_a_while() -> None:
    now = [0.0]
    clock: Callable[[], float] = lambda: now[0]  # noqa: E731 - the test's hand on the clock
    with custodian(Reply(500), clock=clock) as (asked, server):
        for _ in range(5):
            with pytest.raises(CustodianUnavailable, match="BANK:FAILED"):
                asked.order("dep-1")
        with pytest.raises(CustodianUnavailable, match="BANK:PAUSED: the bank has failed 5 times"):
            asked.order("dep-1")
        assert len(server.asked) == 5
        now[0] = 31.0
        server.script = [Reply(document=ORDER)]
        assert asked.order("dep-1") is not None
        server.script = [Reply(500)]
        with pytest.raises(CustodianUnavailable, match="BANK:FAILED"):
            asked.order("dep-1")


@pytest.mark.parametrize(
    "change",
    [
        {"names": {"key": "k"}},
        {"kinds": {"IN": PaymentKind.DEPOSIT}},
    ],
)
def test_a_field_map_that_is_not_whole_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="BANK:MAP"):
        replace(FIELDS, **change)


def test_a_bank_that_counts_minor_units_is_read_exactly() -> None:
    plain = replace(FIELDS, decimals=0)
    assert plain.order(ORDER | {"amt": 123_450}).instruction == INSTRUCTION
    assert plain.written(INSTRUCTION)["amt"] == 123_450
    for amount in ("123450", 123_450.0, True, None):
        with pytest.raises(CustodianUnavailable, match="BANK:ANSWER"):
            plain.order(ORDER | {"amt": amount})
