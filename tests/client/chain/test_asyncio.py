"""What asyncio is for: much at once on one loop, signers that take time, sockets given back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from chains import opened
from tallystick import (
    AsyncConnection,
    AsyncEventStream,
    AsyncInvestor,
    AsyncOperator,
    AsyncPlatform,
    AsyncSigner,
    ConfigError,
    Connection,
    Event,
    Investor,
    Platform,
    TransportError,
)
from tallystick.chain.contracts import Registry
from tallystick.errors import DeploymentMismatch, TransactionPending
from tallystick.platform._sync.operator import OperatorSigns
from tallystick.platform.messages import Credential
from tallystick.testing.actors import commitment
from tallystick.testing.loans import DISCLOSURE, LoanBuilder

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Mapping

    from tallystick.chain.signer import MemorySigner, Signature
    from tallystick.testing.actors import Actors
    from tallystick.testing.chain import TallystickChain
    from tallystick.testing.session import Session


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A platform on a chain of its own behind HTTP."""
    with opened("http", tmp_path_factory.mktemp("http")) as session:
        yield session


class RemoteSigner:
    """A key in another place: each signature takes a turn of the loop."""

    def __init__(self, signer: MemorySigner) -> None:
        self._signer = signer
        self.asked = 0

    @property
    def address(self) -> str:
        return self._signer.address

    async def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        await asyncio.sleep(0)
        self.asked += 1
        return self._signer.sign_transaction(transaction)

    async def sign_typed_data(self, message: Mapping[str, Any]) -> Signature:
        await asyncio.sleep(0)
        self.asked += 1
        return self._signer.sign_typed_data(message)


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


def url_of(session: Session) -> str:
    provider = session.chain.async_rpc()
    assert isinstance(provider, str)
    return provider


@pytest.mark.long
def test_a_hundred_questions_wait_at_the_same_time(remote: Session) -> None:
    async def story() -> None:
        async with await AsyncPlatform.connect(url_of(remote), deployment) as platform:
            view = AsyncInvestor(platform, remote.actors.investor).view
            balances = await asyncio.gather(*(view.balance() for _ in range(100)))
            assert set(balances) == {10**12}

    deployment = remote.platform.deployment
    run(story())


@pytest.mark.long
def test_twenty_transactions_of_one_account_at_once_get_twenty_nonces(remote: Session) -> None:
    signer = remote.actors.investors[1]
    before = Investor(remote.platform, signer).view.balance()
    first = remote.platform.connection.nonce(signer.address)

    async def story() -> None:
        async with await AsyncPlatform.connect(
            url_of(remote), remote.platform.deployment, gas_limit=1_000_000
        ) as platform:
            act = AsyncInvestor(platform, signer).act
            plans = [await act.withdraw(1) for _ in range(20)]
            receipts = await asyncio.gather(*(plan.send() for plan in plans))
            assert [receipt.result for receipt in receipts] == [1] * 20
            assert len({receipt.tx_hash for receipt in receipts}) == 20

    run(story())
    assert remote.platform.connection.nonce(signer.address) == first + 20
    assert Investor(remote.platform, signer).view.balance() == before - 20


@pytest.mark.long
def test_events_are_followed_while_others_act(remote: Session) -> None:
    signer = remote.actors.investors[2]

    async def story() -> None:
        async with await AsyncPlatform.connect(url_of(remote), remote.platform.deployment) as here:
            stream = AsyncEventStream(here)
            async for _ in stream.poll():
                pass

            async def followed() -> int:
                async for item in stream.follow():
                    if isinstance(item, Event) and item.name == "Withdrawn":
                        return int(item["amount"])
                raise AssertionError("following never ends")

            seen = asyncio.create_task(followed())
            plan = await AsyncInvestor(here, signer).act.withdraw(7)
            await plan.send()
            assert await asyncio.wait_for(seen, 30) == 7

    run(story())


def test_a_signer_that_takes_time_signs_everything(
    platform: Platform, actors: Actors, tallystick_chain: TallystickChain, loans: LoanBuilder
) -> None:
    investor, attestors = RemoteSigner(actors.investor), map(RemoteSigner, actors.attestors[:2])
    assert isinstance(investor, AsyncSigner)
    loan = loans.active()
    actors.mint(platform, investor.address, 50)
    credential = Credential(
        person=commitment("late"),
        wallet=actors.outsider.address,
        risk_class=5,
        group=77,
        lend_limit=1,
        borrow_limit=1,
        issued_at=platform.now(),
        expiry=platform.now() + 86_400,
    )
    big = loans.offer(principal=platform.deployment.roles.parameters["single_signer_max"] + 1)

    async def story() -> None:
        here = await AsyncPlatform.connect(tallystick_chain.async_rpc(), platform.deployment)
        act = AsyncInvestor(here, investor).act
        permitted = await (await act.deposit_with_permit(50)).send()
        assert permitted.result == 50
        ask = await act.sell(loan, 10**6, 1_000_000, expiry=platform.now() + 3_600)
        assert investor.asked == 3
        buyer = AsyncInvestor(here, actors.investors[3])
        bought = await (await buyer.act.buy(ask, 10**6, price_max=10**6)).send()
        assert bought.result == 10**6
        parts = [
            await AsyncOperator(here, attestor).sign.attestation(credential)
            for attestor in attestors
        ]
        enrolling = AsyncOperator(here, RemoteSigner(actors.outsider)).act
        await (await enrolling.enrol(OperatorSigns.join(parts))).send()
        first, two = (
            AsyncOperator(here, RemoteSigner(signer)).sign
            for signer in (actors.underwriter, actors.second_underwriter)
        )
        both = await two.countersigned(await first.offer(big))
        assert both == loans.signed(big)

    run(story())
    assert platform.read(Registry.head_of(actors.outsider.address)) == actors.outsider.address


def test_a_wait_that_is_given_up_leaves_the_sender_whole(
    platform: Platform, actors: Actors, tallystick_chain: TallystickChain
) -> None:
    async def story() -> None:
        here = await AsyncPlatform.connect(
            tallystick_chain.async_rpc(), platform.deployment, gas_limit=1_000_000
        )
        act = AsyncInvestor(here, actors.investor).act
        sent = await (await act.withdraw(1)).submit()
        sent.hashes = [b"\x01" * 32]  # a hash that no node knows
        sent.transaction["nonce"] += 5
        waiting = asyncio.create_task(here.sender.wait(sent))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        with pytest.raises(TransactionPending, match="TX:PENDING"):
            await here.sender.wait(sent, timeout_seconds=0)
        assert (await (await act.withdraw(2)).send()).result == 2

    run(story())


@pytest.mark.long
def test_what_cannot_be_reached_is_said_and_leaves_no_socket(remote: Session) -> None:
    other = remote.platform.deployment.model_copy(update={"chain_id": 5})

    async def story() -> None:
        with pytest.raises(TransportError, match="RPC:UNREACHABLE") as dead:
            await AsyncConnection.open("http://127.0.0.1:1", timeout_seconds=1)
        assert dead.value.retryable
        with pytest.raises(ConfigError, match="CONFIG:RPC"):
            await AsyncConnection.open("ws://x")
        with pytest.raises(DeploymentMismatch, match="DEPLOYMENT:CHAIN"):
            await AsyncPlatform.connect(url_of(remote), other)

    run(story())


def test_a_connection_that_was_given_stays_open(remote: Session) -> None:
    async def story() -> None:
        async with await AsyncConnection.open(url_of(remote)) as line:
            async with await AsyncPlatform.connect(line, remote.platform.deployment) as platform:
                assert platform.chain_id == line.chain_id
            assert await line.block_number() > 0
        again = await AsyncConnection.open(url_of(remote))
        await again.aclose()

    run(story())
    with Connection.open(url_of(remote)) as line:
        with Platform.connect(line, remote.platform.deployment) as platform:
            assert platform.chain_id == line.chain_id
        assert line.block_number() > 0


def test_refusals_are_the_same_on_both_halves(
    platform: Platform, actors: Actors, tallystick_chain: TallystickChain
) -> None:
    blocking = Investor(platform, actors.investor).act.fund(99, 10**6, disclosure_hash=DISCLOSURE)

    async def story() -> None:
        here = await AsyncPlatform.connect(tallystick_chain.async_rpc(), platform.deployment)
        act = AsyncInvestor(here, actors.investor).act
        plan = await act.fund(99, 10**6, disclosure_hash=DISCLOSURE)
        assert plan.refusal is not None
        assert blocking.refusal is not None
        assert (type(plan.refusal), plan.refusal.code) == (
            type(blocking.refusal),
            blocking.refusal.code,
        )
        with pytest.raises(type(blocking.refusal)):
            await plan.send()

    run(story())
