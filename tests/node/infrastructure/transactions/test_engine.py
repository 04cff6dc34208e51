"""A transaction is sent once for its key, whatever dies, sticks or is refused."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from node.infrastructure.transactions.builders import SenderScene
from tallystick.chain.contracts import Token
from tallystick.errors import InputError
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.transactions.outgoing import SendState, counts, oldest_open
from tallystick_node.storage.tables import send_versions, spending

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def scene(network: Network, database: Database, time: Time) -> SenderScene:
    return SenderScene(network, database, time)


def spent(scene: SenderScene) -> int:
    with scene.database.reading() as connection:
        return int(connection.scalar(select(spending.c.wei)) or 0)


def versions(scene: SenderScene) -> int:
    with scene.database.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(send_versions)) or 0)


def test_what_is_asked_for_is_sent_and_settled(scene: SenderScene) -> None:
    scene.ask("one", 7)
    scene.settle(scene.engine())
    match = scene.find("one")
    assert (match.state, match.nonce) == (SendState.DONE, 0)
    assert scene.approved() == 7
    receipt = scene.network.connection.receipt(bytes.fromhex(str(match.tx_hash)[2:]))
    assert receipt is not None
    assert (receipt.ok, receipt.block) == (True, match.block)
    with scene.database.reading() as connection:
        assert counts(connection) == {"done": 1}
        assert oldest_open(connection) is None
        assert AuditLog(scene.time).verify(connection).number == 1


def test_a_key_is_sent_once_however_often_it_is_asked_for(scene: SenderScene) -> None:
    for _ in range(3):
        scene.ask("one", 7)
        scene.settle(scene.engine())
    assert scene.nonce() == 1


def test_a_key_stands_for_one_call(scene: SenderScene) -> None:
    scene.ask("one", 7)
    with pytest.raises(InputError, match="SEND:KEY.*Token.approve already"):
        scene.ask("one", 8)
    scene.settle(scene.engine())
    assert scene.approved() == 7


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ({"function": "mnt"}, "has no function"),
        ({"arguments": (1,)}, "takes 2 arguments"),
        ({"arguments": ("0x", 1)}, "must be an address"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused_at_once(
    scene: SenderScene, call: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        scene.ask("one", **call)
    assert scene.book.find(scene.database, "one") is None


def test_many_are_sent_in_the_order_of_their_asking(scene: SenderScene) -> None:
    for number in range(1, 6):
        scene.ask(f"key {number}", number)
    scene.settle(scene.engine())
    assert [scene.find(f"key {number}").nonce for number in range(1, 6)] == [0, 1, 2, 3, 4]
    assert scene.approved() == 5


def test_what_the_contract_refuses_is_not_sent(scene: SenderScene) -> None:
    scene.ask("mint", contract="Token", function="mint", arguments=(scene.address, 1))
    scene.ask("good", 3)
    scene.settle(scene.engine())
    refused = scene.find("mint")
    assert (refused.state, refused.nonce) == (SendState.REFUSED, None)
    assert refused.code
    assert scene.find("good").state is SendState.DONE
    assert scene.nonce() == 1


def test_a_refusal_waits_for_what_is_in_flight_before_it(scene: SenderScene) -> None:
    """The second call is refused until the first one is mined."""
    investor = scene.network.session.actors.investor.address
    scene.network.session.actors.mint(scene.network.platform, investor, 50)
    scene.network.platform.plan(
        Token.approve(scene.address, 50), scene.network.session.actors.investor
    ).send()
    scene.network.mine_at_once(on=False)
    scene.ask("take", function="transferFrom", arguments=(investor, scene.address, 50))
    scene.ask("pass on", function="transfer", arguments=(investor, 50))
    engine = scene.engine()
    scene.settle(engine)
    assert scene.find("take").state is SendState.SENT
    assert scene.find("pass on").state is SendState.PLANNED
    scene.network.mine()
    scene.settle(engine)
    scene.network.mine()
    scene.settle(engine)
    assert scene.find("pass on").state is SendState.DONE


def test_a_process_that_dies_after_signing_sends_the_same_bytes_later(
    scene: SenderScene,
) -> None:
    scene.ask("one", 7)
    with pytest.raises(SystemExit):
        scene.dying().tick()
    signed = scene.find("one")
    assert (signed.state, signed.nonce) == (SendState.SENT, 0)
    assert scene.nonce() == 0
    scene.settle(scene.engine())
    match = scene.find("one")
    assert (match.state, match.tx_hash) == (SendState.DONE, signed.tx_hash)
    assert (scene.nonce(), versions(scene)) == (1, 1)


def test_many_senders_at_once_send_each_once(scene: SenderScene) -> None:
    for number in range(8):
        scene.ask(f"key {number}", number + 1)
    failures: list[BaseException] = []

    def send() -> None:
        try:
            scene.settle(scene.engine(), ticks=6)
        except BaseException as failed:  # noqa: BLE001 - told by the test
            failures.append(failed)

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    scene.settle(scene.engine())
    assert scene.nonce() == 8
    with scene.database.reading() as connection:
        assert counts(connection) == {"done": 8}


def test_what_is_stuck_is_replaced_and_mined_once(scene: SenderScene) -> None:
    scene.network.mine_at_once(on=False)
    scene.ask("one", 7)
    engine = scene.engine()
    engine.tick()
    first = scene.find("one").tx_hash
    scene.time.pass_by(seconds=59)
    engine.tick()
    assert scene.find("one").tx_hash == first
    scene.time.pass_by(seconds=1)
    engine.tick()
    second = scene.find("one")
    assert second.tx_hash != first
    assert second.nonce == 0
    scene.network.mine()
    engine.tick()
    match = scene.find("one")
    assert (match.state, match.tx_hash) == (SendState.DONE, second.tx_hash)
    assert (scene.nonce(), versions(scene)) == (1, 2)


def test_an_older_version_that_was_mined_settles_it_too(scene: SenderScene) -> None:
    scene.network.mine_at_once(on=False)
    scene.ask("one", 7)
    scene.engine().tick()
    first = scene.find("one").tx_hash
    scene.time.pass_by(seconds=60)
    with pytest.raises(SystemExit):
        scene.dying().tick()  # the dearer version was signed and never sent
    scene.network.mine()
    scene.engine().tick()
    match = scene.find("one")
    assert (match.state, match.tx_hash) == (SendState.DONE, first)


def test_a_day_costs_no_more_than_its_cap(scene: SenderScene) -> None:
    scene.ask("one", 1)
    scene.engine().tick()
    reserved = spent(scene)
    scene.settle(scene.engine())
    cost = spent(scene)
    assert 0 < cost < reserved
    scene.ask("two", 2)
    scene.ask("three", 3)
    capped = scene.engine(cap=cost + 1)
    scene.settle(capped)
    waiting = scene.find("two")
    assert (waiting.state, waiting.code) == (SendState.PLANNED, "SEND:CAP")
    assert scene.find("three").state is SendState.PLANNED
    assert (scene.nonce(), spent(scene)) == (1, cost)
    scene.time.pass_by(days=1)
    scene.settle(scene.engine())
    assert scene.find("three").state is SendState.DONE
    assert scene.find("two").code is None


def test_a_cap_forbids_a_dearer_replacement(scene: SenderScene) -> None:
    scene.network.mine_at_once(on=False)
    scene.ask("one", 1)
    scene.engine().tick()
    first = scene.find("one").tx_hash
    scene.time.pass_by(seconds=60)
    scene.engine(cap=spent(scene)).tick()
    assert scene.find("one").tx_hash == first
    assert scene.find("one").code == "SEND:CAP"
    scene.network.mine()
    scene.engine().tick()
    assert scene.find("one").state is SendState.DONE


def test_without_money_for_gas_it_waits(scene: SenderScene) -> None:
    from tallystick.testing.actors import test_signer  # noqa: PLC0415

    scene.network.keeper, keeper = test_signer("pauper"), scene.network.keeper
    try:
        scene.ask("one", 1)
        engine = scene.engine()
        engine.tick()
        match = scene.find("one")
        assert (match.state, match.code) == (SendState.PLANNED, "TX:FUNDS")
        scene.network.session.chain.fund(scene.address)
        scene.settle(engine)
        assert scene.find("one").state is SendState.DONE
    finally:
        scene.network.keeper = keeper


def test_it_is_settled_only_when_blocks_lie_on_it(scene: SenderScene) -> None:
    engine = scene.engine(confirmations=2)
    scene.ask("one", 1)
    scene.settle(engine)
    assert scene.find("one").state is SendState.SENT
    scene.network.mine()
    scene.settle(engine)
    assert scene.find("one").state is SendState.SENT
    scene.network.mine()
    scene.settle(engine)
    assert scene.find("one").state is SendState.DONE


def test_what_a_reorganisation_drops_is_sent_again(scene: SenderScene) -> None:
    engine = scene.engine(confirmations=2)
    mark = scene.network.session.chain.snapshot()
    scene.ask("one", 9)
    scene.settle(engine)
    assert scene.approved() == 9
    tx_hash = scene.find("one").tx_hash
    scene.network.session.chain.revert(mark)
    assert scene.approved() == 0
    scene.settle(engine)
    assert (scene.approved(), scene.nonce()) == (9, 1)
    for _ in range(2):
        scene.network.mine()
    scene.settle(engine)
    assert (scene.find("one").state, scene.find("one").tx_hash) == (SendState.DONE, tx_hash)
    assert versions(scene) == 1


def test_what_is_mined_and_fails_says_why(scene: SenderScene) -> None:
    """Two withdrawals of the same tokens pass the simulation; the second fails in the block."""
    actors, platform = scene.network.session.actors, scene.network.platform
    investor = actors.investor.address
    actors.mint(platform, scene.address, 50)
    scene.network.mine_at_once(on=False)
    scene.ask("first", function="transfer", arguments=(investor, 50))
    scene.ask("second", function="transfer", arguments=(investor, 49))
    engine = scene.engine()
    engine.tick()
    scene.network.mine()
    scene.settle(engine)
    assert scene.find("first").state is SendState.DONE
    failed = scene.find("second")
    assert failed.state is SendState.REVERTED
    assert failed.code


def test_an_account_that_someone_else_uses_is_halted_until_someone_looked(
    scene: SenderScene,
) -> None:
    scene.ask("one", 1)
    scene.settle(scene.engine())
    scene.network.platform.plan(Token.approve(scene.address, 5), scene.network.keeper).send()
    scene.ask("two", 2)
    scene.settle(scene.engine())
    assert scene.find("two").state is SendState.PLANNED
    account = scene.engine().ledger.account(lambda: 0)
    assert account.halted is not None
    assert "does not know" in account.halted
    assert scene.engine().resume() == []
    scene.settle(scene.engine())
    assert scene.find("two").state is SendState.DONE
    assert scene.nonce() == 3


def test_who_has_looked_lets_it_go_on_from_elsewhere(scene: SenderScene) -> None:
    scene.ask("one", 1)
    assert not scene.engine().ledger.ask_resume()
    scene.settle(scene.engine())
    scene.network.platform.plan(Token.approve(scene.address, 5), scene.network.keeper).send()
    scene.settle(scene.engine())
    scene.ask("two", 2)
    scene.settle(scene.engine())
    assert scene.find("two").state is SendState.PLANNED
    assert scene.engine().ledger.ask_resume()
    scene.settle(scene.engine())
    assert scene.find("two").state is SendState.DONE


def test_a_send_whose_nonce_was_taken_is_planned_anew_after_a_look(scene: SenderScene) -> None:
    scene.ask("one", 6)
    with pytest.raises(SystemExit):
        scene.dying().tick()
    scene.network.platform.plan(Token.approve(scene.address, 5), scene.network.keeper).send()
    scene.settle(scene.engine())
    assert scene.find("one").state is SendState.SENT
    account = scene.engine().ledger.account(lambda: 0)
    assert account.halted is not None
    assert "took a nonce" in account.halted
    assert [send.key for send in scene.engine().resume()] == ["one"]
    scene.settle(scene.engine())
    match = scene.find("one")
    assert (match.state, match.nonce) == (SendState.DONE, 1)
    assert (scene.nonce(), scene.approved()) == (2, 6)


def test_coins_are_sent_once_for_a_key_and_the_key_stands_for_nothing_else(
    scene: SenderScene,
) -> None:
    wallet = scene.network.session.actors.outsider.address
    before = scene.network.connection.coin_balance(wallet)

    def give(value: int) -> None:
        with scene.database.writing() as connection:
            scene.book.put_transfer(
                connection, key="gift", account=scene.address, to=wallet, value=value
            )

    for _ in range(2):
        give(1_000)
        scene.settle(scene.engine())
    assert scene.network.connection.coin_balance(wallet) == before + 1_000
    assert scene.nonce() == 1
    with pytest.raises(InputError, match="SEND:KEY"):
        give(1_001)
    with pytest.raises(InputError, match="SEND:KEY"):
        scene.ask("gift")


def test_coins_count_for_the_cap_of_the_day(scene: SenderScene) -> None:
    wallet = scene.network.session.actors.outsider.address
    with scene.database.writing() as connection:
        scene.book.put_transfer(
            connection, key="gift", account=scene.address, to=wallet, value=10**18
        )
    scene.settle(scene.engine(cap=10**18))
    assert (scene.find("gift").state, scene.find("gift").code) == (SendState.PLANNED, "SEND:CAP")
    scene.settle(scene.engine(cap=2 * 10**18))
    assert scene.find("gift").state is SendState.DONE
