"""Money in and out: tokens are minted and burned by the custodian's word, each order once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from node.infrastructure.transactions.builders import Silent
from node.payments.builders import ACCOUNT, DeskScene
from tallystick.chain.contracts import Token
from tallystick.errors import InputError, Reverted
from tallystick_node.infrastructure.transactions.outgoing import SendState, again
from tallystick_node.payments.custodian import (
    CustodianOrder,
    CustodianRefused,
    CustodianUnavailable,
)
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.payments.sandbox_bank import SandboxBank
from tallystick_node.storage.tables import sends

if TYPE_CHECKING:
    from node.network import Network
    from tallystick_node.storage import Database


@pytest.fixture
def scene(network: Network, database: Database, tmp_path: Path) -> DeskScene:
    return DeskScene(network, database, tmp_path)


def test_a_deposit_is_minted_when_the_bank_says_that_money_has_come(scene: DeskScene) -> None:
    assert scene.deposit("d1").state is PaymentState.ASKED
    scene.work()
    order = scene.desk().find("d1")
    assert order is not None
    assert (order.state, order.authorise_at) == (PaymentState.INSTRUCTED, "sandbox:authorise/d1")
    assert scene.tokens() == 0
    scene.bank.authorise("d1")
    scene.work()
    assert scene.state("d1") is PaymentState.DONE
    assert scene.tokens() == 1_000
    assert [act for act in scene.acts() if act.startswith("payment.")] == [
        "payment.asked", "payment.instructed", "payment.settled", "payment.done",
    ]  # fmt: skip


def test_a_key_is_one_order(scene: DeskScene) -> None:
    first = scene.deposit("d1")
    assert scene.deposit("d1") == first
    with pytest.raises(InputError, match="PAYMENT:KEY"):
        scene.deposit("d1", 1_001)
    with pytest.raises(InputError, match="PAYMENT:KEY"):
        scene.withdraw("d1", 1_000)
    scene.work()
    scene.bank.authorise("d1")
    scene.work()
    assert scene.deposit("d1").state is PaymentState.DONE
    scene.work()
    assert scene.tokens() == 1_000


@pytest.mark.parametrize("account", ["a-refuse", "a-expire"])
def test_what_the_bank_refuses_is_not_minted(scene: DeskScene, account: str) -> None:
    before = scene.supply()
    scene.paid_in("d1", account=account)
    assert scene.state("d1") in {PaymentState.REFUSED, PaymentState.EXPIRED}
    assert scene.supply() == before


def test_money_that_comes_later_is_minted_then(scene: DeskScene) -> None:
    scene.paid_in("d1", account="a-late")
    assert (scene.state("d1"), scene.tokens()) == (PaymentState.AUTHORISED, 0)
    scene.pass_days()
    scene.work()
    order = scene.desk().find("d1")
    assert order is not None
    assert (order.state, order.booked_on, scene.tokens()) == (PaymentState.DONE, scene.today, 1_000)


def test_a_silent_bank_holds_up_its_own_order_alone(scene: DeskScene) -> None:
    scene.deposit("d0", account="a-down")
    scene.paid_in("d1")
    assert (scene.state("d0"), scene.state("d1")) == (PaymentState.ASKED, PaymentState.DONE)


def test_an_order_that_settled_is_minted_once_whenever_a_process_dies(scene: DeskScene) -> None:
    scene.deposit("d1")
    scene.work()
    scene.bank.authorise("d1")
    scene.tick()  # settled, and the mint is asked for
    with pytest.raises(SystemExit):  # signed and in the database, sent to nobody
        scene.engine(Silent(scene.network.connection)).tick()
    assert scene.tokens() == 0
    for _ in range(3):
        scene.work()
    assert (scene.state("d1"), scene.tokens()) == (PaymentState.DONE, 1_000)


def test_a_process_that_dies_while_it_writes_leaves_no_half(
    scene: DeskScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.deposit("d1")
    scene.work()
    scene.bank.authorise("d1")

    def die(*_: Any, **__: Any) -> None:
        raise SystemExit("killed between settlement and mint")

    with monkeypatch.context() as patched:
        patched.setattr("tallystick_node.infrastructure.transactions.outgoing.SendBook.put", die)
        with pytest.raises(SystemExit):
            scene.tick()
    assert scene.state("d1") is PaymentState.INSTRUCTED
    scene.work()
    assert (scene.state("d1"), scene.tokens()) == (PaymentState.DONE, 1_000)


class ForgetfulBank:
    """A bank that loses an order once, and one that answers with another."""

    def __init__(self, bank: SandboxBank, order: CustodianOrder | None) -> None:
        self._bank = bank
        self._told: list[CustodianOrder | None] = [order]

    def order(self, key: str) -> CustodianOrder | None:
        return self._told.pop() if self._told else self._bank.order(key)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bank, name)


def test_an_order_that_never_arrived_is_handed_over_again(scene: DeskScene) -> None:
    scene.deposit("d1")
    scene.tick()
    scene.custodian = ForgetfulBank(scene.bank, None)
    scene.tick()
    assert scene.state("d1") is PaymentState.ASKED
    scene.tick()
    assert scene.state("d1") is PaymentState.INSTRUCTED


def test_another_order_under_our_key_mints_nothing(scene: DeskScene) -> None:
    scene.deposit("d1")
    scene.tick()
    honest = scene.bank.authorise("d1")
    larger = replace(honest, instruction=replace(honest.instruction, amount=10**9))
    scene.custodian = ForgetfulBank(scene.bank, larger)
    assert scene.tick() == 0
    assert scene.state("d1") is PaymentState.INSTRUCTED
    scene.work()
    assert scene.tokens() == 1_000


def test_a_withdrawal_is_paid_when_the_tokens_have_come_back(scene: DeskScene) -> None:
    scene.paid_in("d1")
    assert scene.withdraw("w1", 400).state is PaymentState.AWAITING
    scene.work()
    assert scene.bank.order("w1") is None  # the bank is not asked before
    before = scene.supply()
    scene.give_back(400)
    scene.work()
    assert scene.state("w1") is PaymentState.INSTRUCTED
    scene.bank.authorise("w1")
    scene.work()
    assert scene.state("w1") is PaymentState.DONE
    assert scene.supply() == before - 400
    assert scene.tokens() == 600
    assert scene.bank.balance(scene.today) == 600


def test_every_movement_names_its_transaction(scene: DeskScene) -> None:
    """Order, custodian's reference, transaction and the token's own event are one chain."""
    scene.paid_in("d1")
    scene.withdraw("w1", 400)
    scene.give_back(400)
    scene.work()
    scene.bank.authorise("w1")
    scene.work()
    head = scene.network.connection.block_number()
    changes = {
        supply_change.tx_hash: supply_change
        for supply_change in scene.token.supply_changes(0, head)
    }
    for key, amount in (("d1", 1_000), ("w1", 400)):
        order = scene.desk().find(key)
        assert order is not None
        assert order.reference == f"SANDBOX-{key}"
        send = scene.sends.find(scene.database, order.send_key)
        assert send is not None
        change = changes[str(send.tx_hash)]
        assert (change.kind, change.amount) == (order.instruction.kind, amount)
        assert change.block == send.block


def test_tokens_are_for_one_withdrawal(scene: DeskScene) -> None:
    scene.paid_in("d1")
    scene.withdraw("w1", 400)
    scene.withdraw("w2", 400)
    scene.withdraw("w3", 300)
    scene.give_back(400)
    scene.work()
    states = [scene.state(key) for key in ("w1", "w2", "w3")]
    assert states == [PaymentState.INSTRUCTED, PaymentState.AWAITING, PaymentState.AWAITING]


def test_tokens_that_came_before_the_order_count(scene: DeskScene) -> None:
    scene.paid_in("d1")
    scene.give_back(400)
    scene.work()
    scene.withdraw("w1", 400)
    scene.work()
    assert scene.state("w1") is PaymentState.INSTRUCTED


def test_what_is_not_paid_out_goes_back(scene: DeskScene) -> None:
    """A refusal at the counter, and one after the client was asked."""
    scene.paid_in("d1")
    scene.withdraw("w1", 400, account="another-account")  # the account has nothing
    scene.give_back(400)
    scene.work()
    assert (scene.state("w1"), scene.tokens()) == (PaymentState.REFUSED, 1_000)
    scene.paid_in("d2", account="a")
    before = scene.supply()
    for _ in range(2):
        scene.work()
    assert (scene.tokens(), scene.supply()) == (2_000, before)


def test_nobody_but_the_custodian_mints(scene: DeskScene) -> None:
    """Neither the platform's keys nor its node: only the minter's key."""
    people = scene.network.session.actors
    for signer in people.everyone:
        if signer.address == people.custodian.address:
            continue
        with pytest.raises(Reverted, match="TOKEN:MINT:MINTER"):
            scene.network.platform.plan(Token.mint(signer.address, 1), signer).send()
    with pytest.raises(Reverted, match="TOKEN:MINT:MINTER"):
        scene.network.platform.plan(Token.mint(ACCOUNT_OWNER, 1), scene.network.keeper).send()


ACCOUNT_OWNER = "0x" + "12" * 20


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 0}, "PAYMENT:AMOUNT"),
        ({"amount": 10**15 + 1}, "PAYMENT:AMOUNT"),
        ({"wallet": "0x12"}, "INPUT:ADDRESS"),
        ({"account": ""}, "PAYMENT:ACCOUNT"),
        ({"account": "a" * 129}, "PAYMENT:ACCOUNT"),
        ({"key": "k" * 65}, "PAYMENT:KEY"),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    scene: DeskScene, change: dict[str, Any], code: str
) -> None:
    usual: dict[str, Any] = {
        "key": "d1",
        "account": ACCOUNT,
        "wallet": scene.client.address,
        "amount": 1,
    }
    fields = usual | change
    key = fields.pop("key")
    with pytest.raises(InputError, match=code):
        scene.desk().deposit(key, **fields)


def test_a_mint_that_was_refused_is_tried_again_when_somebody_says_so(scene: DeskScene) -> None:
    """The wrong key was set up; nothing was signed, and the money's tokens come once."""
    honest, scene.minter = scene.minter, scene.network.session.actors.outsider
    scene.paid_in("d1")
    assert (scene.state("d1"), scene.tokens()) == (PaymentState.SETTLED, 0)
    send = scene.sends.find(scene.database, "mint d1")
    assert send is not None
    assert (send.state, send.code) == (SendState.REFUSED, "TOKEN:MINT:MINTER")
    with scene.database.writing() as connection:
        assert again(connection, "mint d1")
        assert not again(connection, "mint d1")
        # The order is the custodian's from now on.
        connection.execute(sends.update().values(account=honest.address))
    scene.minter = honest
    scene.work()
    assert (scene.state("d1"), scene.tokens()) == (PaymentState.DONE, 1_000)
    with scene.database.writing() as connection:
        assert not again(connection, "mint d1")


def test_the_banks_refusal_keeps_its_code(scene: DeskScene) -> None:
    class Refusing(SandboxBank):
        def instruct(self, instruction: Any) -> CustodianOrder:
            raise CustodianRefused("BANK:CLOSED", f"no {instruction.key}")

    scene.custodian = Refusing(scene.folder / "other.sqlite", scene.business.today)
    scene.deposit("d1")
    scene.tick()
    order = scene.desk().find("d1")
    assert order is not None
    assert (order.state, order.reason) == (PaymentState.REFUSED, "BANK:CLOSED")


def test_a_bank_that_refuses_to_be_asked_has_not_refused_the_order(scene: DeskScene) -> None:
    """A token that has run out says nothing about money that may still move."""

    class Locked(SandboxBank):
        def order(self, key: str) -> CustodianOrder | None:
            raise CustodianRefused("BANK:REFUSED", f"the bank refuses (401) {key}")

        def instruct(self, instruction: Any) -> CustodianOrder:
            return self.order(instruction.key) or super().instruct(instruction)

    scene.paid_in("d1")
    scene.withdraw("w1", 400)
    scene.give_back(400)
    scene.tick()
    scene.custodian = Locked(scene.folder / "bank.sqlite", scene.business.today)
    for _ in range(3):
        scene.tick()
    assert (scene.state("w1"), scene.tokens()) == (PaymentState.INSTRUCTED, 600)
    scene.custodian = None
    scene.bank.authorise("w1")
    scene.work()
    assert (scene.state("w1"), scene.tokens()) == (PaymentState.DONE, 600)


def test_an_order_that_the_bank_has_is_followed_whatever_it_said(scene: DeskScene) -> None:
    """The first answer was lost, the second is a refusal: the client may have said yes."""

    class Confused(SandboxBank):
        def instruct(self, instruction: Any) -> CustodianOrder:
            super().instruct(instruction)
            raise CustodianRefused("BANK:REFUSED", "the bank refuses (409)")

    scene.custodian = Confused(scene.folder / "bank.sqlite", scene.business.today)
    scene.deposit("d1")
    scene.tick()
    assert scene.state("d1") is PaymentState.INSTRUCTED
    scene.custodian = None
    scene.bank.authorise("d1")
    scene.work()
    assert scene.tokens() == 1_000


def test_orders_that_wait_keep_no_other_from_its_turn(
    scene: DeskScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tallystick_node.payments.orders._AT_ONCE", 2)
    for number in range(5):
        scene.deposit(f"d{number}")
        scene.withdraw(f"w{number}", 10**6 + number)
        scene.pass_days()
    for _ in range(5):
        scene.tick()
        scene.pass_days()
    assert {scene.state(f"d{number}") for number in range(5)} == {PaymentState.INSTRUCTED}
    scene.bank.authorise("d4")
    for _ in range(5):
        scene.work(1)
        scene.pass_days()
    assert scene.state("d4") is PaymentState.DONE
    scene.withdraw("w9", 400)
    scene.give_back(400)
    scene.work()
    assert scene.state("w9") is not PaymentState.AWAITING


def test_a_dead_bank_moves_nothing(scene: DeskScene) -> None:
    class Dead(SandboxBank):
        def instruct(self, instruction: Any) -> CustodianOrder:
            raise CustodianUnavailable("BANK:DOWN", f"no {instruction.key}")

    scene.custodian = Dead(scene.folder / "other.sqlite", scene.business.today)
    scene.deposit("d1")
    assert scene.tick() == 0
    assert scene.state("d1") is PaymentState.ASKED
