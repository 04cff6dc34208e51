"""One bad answer of the bank stops nobody else's payments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from node.payments.bank_server import Reply
from node.payments.builders import DeskScene
from node.payments.test_http_custodian import DAY, INSTRUCTION, LINE, ORDER, custodian
from tallystick_node.payments.custodian import CustodianOrder, CustodianUnavailable, Status
from tallystick_node.payments.order_states import PaymentState

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from tallystick_node.storage import Database

DEEP = b"[" * 65_536
GIANT = "x" * 1_000_000
NONSENSE: list[Any] = [{"a": 1}, ["a"], 7.5, True, "\ud800", "a\x00b", GIANT, ""]


@pytest.fixture
def scene(network: Network, database: Database, tmp_path: Path) -> DeskScene:
    return DeskScene(network, database, tmp_path)


@pytest.mark.parametrize("field", ["bankRef", "authUrl", "merchantOrderNo", "custAcct", "ccy"])
@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
def test_a_field_that_is_no_text_is_an_answer_without_sense(field: str, value: Any) -> None:
    with (
        custodian(Reply(document={**ORDER, field: value})) as (bank, _),
        pytest.raises(CustodianUnavailable, match="BANK:ANSWER"),
    ):
        bank.instruct(INSTRUCTION)


@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
def test_a_remark_is_kept_as_far_as_it_can_be(value: Any) -> None:
    answer = {**ORDER, "ordSts": "90", "failMsg": value}
    with custodian(Reply(document=answer)) as (bank, _):
        reason = bank.instruct(INSTRUCTION).reason
    assert reason is None or len(reason.encode()) <= 256
    assert reason is None or "\x00" not in reason


@pytest.mark.parametrize("field", ["bankRef", "merchantOrderNo", "custAcct", "bizType", "amt"])
@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
def test_a_line_that_is_none_is_an_answer_without_sense(field: str, value: Any) -> None:
    with (
        custodian(Reply(document=[{**LINE, field: value}])) as (bank, _),
        pytest.raises(CustodianUnavailable, match="BANK:ANSWER"),
    ):
        bank.statement(DAY)


@pytest.mark.parametrize(
    "body", [DEEP, b'{"a":' * 65_536, b'{"bankRef":' + DEEP, b"NaN", b"\xff\xfe", b""]
)
def test_an_answer_that_is_no_document_is_refused(body: bytes) -> None:
    with custodian(Reply(raw=body)) as (bank, _):
        for ask in (
            lambda: bank.instruct(INSTRUCTION), lambda: bank.order("dep-1"),
            lambda: bank.statement(DAY), lambda: bank.balance(DAY),
        ):  # fmt: skip
            with pytest.raises(CustodianUnavailable, match="BANK:ANSWER"):
                ask()


def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    long = json.dumps({**ORDER, "failMsg": "x" * 6 * 2**20}).encode()
    with (
        custodian(Reply(raw=long)) as (bank, _),
        pytest.raises(CustodianUnavailable, match="BANK:FAILED"),
    ):
        bank.instruct(INSTRUCTION)


class Babbling:
    """A bank that answers nonsense about one order, and what the sandbox says about others."""

    def __init__(self, bank: Any, answer: Any) -> None:
        self._bank = bank
        self._answer = answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bank, name)

    def instruct(self, instruction: Any) -> Any:
        order = self._bank.instruct(instruction)
        return self._answer(order) if instruction.key == "bad" else order


def odd(order: CustodianOrder, **fields: Any) -> CustodianOrder:
    """An order as another adapter might make it, past all checks."""
    for name, value in fields.items():
        object.__setattr__(order, name, value)
    return order


@pytest.mark.parametrize(
    "fields",
    [
        {"authorise_at": {"url": 1}}, {"authorise_at": "\ud800"}, {"authorise_at": "a\x00b"},
        {"authorise_at": GIANT}, {"reference": {"a": 1}}, {"reference": GIANT},
        {"status": "unheard of"}, {"status": Status.REFUSED, "reason": "a\x00b"},
        {"status": Status.REFUSED, "reason": {"a": 1}}, {"instruction": None},
    ],
    ids=range(10),
)  # fmt: skip
def test_orders_behind_a_bad_answer_go_on(scene: DeskScene, fields: dict[str, Any]) -> None:
    scene.custodian = Babbling(scene.bank, lambda order: odd(order, **fields))
    for key in ("bad", "good", "better"):
        scene.deposit(key)
    scene.tick()
    assert scene.state("good") is PaymentState.INSTRUCTED
    assert scene.state("better") is PaymentState.INSTRUCTED


def test_a_statement_with_somebody_elses_nonsense_lets_an_order_settle(scene: DeskScene) -> None:
    class Muddled(Babbling):
        def statement(self, day: Any) -> Any:
            raise CustodianUnavailable("BANK:ANSWER", f"a line of {day} makes no sense")

    scene.custodian = Muddled(scene.bank, lambda order: order)
    scene.paid_in("good", 500)
    assert (scene.state("good"), scene.tokens()) == (PaymentState.DONE, 500)
