"""Plan, look, then send: what a transaction will do is known before anything is signed.

A plan is made with a simulation on the current state. It says which function is called with what,
which allowance the token has to give first, how much gas it takes, and what the contract answers,
be it a value or the refusal with its code. A refused plan is not sent; its error is raised.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from tallystick.chain._async.sending import WAIT_SECONDS
from tallystick.chain.contracts import Token
from tallystick.errors import InputError, Reverted
from tallystick.platform.calls import Allowance, Call, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.chain._async.sending import AsyncSender
    from tallystick.chain.contracts import Command
    from tallystick.chain.logs import Event, LogDecoder
    from tallystick.chain.sent_transactions import SentTransaction
    from tallystick.chain.signer import AnySigner
    from tallystick.chain.types import RawReceipt

__all__ = ["AsyncPlan", "AsyncPlanner"]

T = TypeVar("T")


class AsyncPlanner(Protocol):
    """What a plan needs of the platform that made it: to look again, to sign, send and decode."""

    sender: AsyncSender
    decoder: LogDecoder

    def address(self, contract: str) -> str:
        """Return the address of a contract of the platform.

        Args:
            contract: Its name, such as `Escrow`.

        Returns:
            The checksummed address.
        """

    async def plan(self, command: Command, signer: AnySigner | str) -> AsyncPlan[None]:
        """Plan a call whose outcome is not read.

        Args:
            command: What is called.
            signer: Who will sign, or their address.

        Returns:
            The plan, simulated on the current state.
        """

    async def simulate(
        self,
        call: Call,
        signer: AnySigner | None,
        read: Callable[[RawReceipt, tuple[Event, ...]], T],
        allowance: Allowance | None,
    ) -> AsyncPlan[T]:
        """Plan a call that is encoded already.

        Args:
            call: What is called, with its data.
            signer: Who will sign, None when nobody is named yet.
            read: Reads the outcome out of the receipt and its events.
            allowance: What the token has to allow first, None when nothing is paid.

        Returns:
            The plan, simulated on the current state.
        """


@dataclass(frozen=True, slots=True)
class AsyncPlan(Generic[T]):
    """One call, simulated and not yet sent.

    `refusal` is the contract's error when it would refuse, `returned` its answer when it would
    not; both are None while an approval has to come first, which is when nothing can be said yet.
    `gas` is the limit that would be sent, None when it cannot be known yet.
    """

    call: Call
    allowance: Allowance | None
    gas: int | None
    returned: Any
    refusal: Reverted | None
    signer: AnySigner | None = field(repr=False)
    platform: AsyncPlanner = field(repr=False)
    read: Callable[[RawReceipt, tuple[Event, ...]], T] = field(repr=False)

    @property
    def ready(self) -> bool:
        """Whether the simulation succeeded and no approval has to come first."""
        return self.refusal is None and self.gas is not None

    async def send(
        self,
        signer: AnySigner | None = None,
        *,
        timeout_seconds: int = WAIT_SECONDS,
        nonce: int | None = None,
    ) -> Receipt[T]:
        """Sign, send and wait until it is mined.

        A missing allowance is approved first, for exactly what is needed, and the call simulated
        again.

        Args:
            signer: Who signs; without one the signer that the plan was made for.
            timeout_seconds: How long to wait for each transaction.
            nonce: The only nonce of the account to be used, so that of two calls with it one can
                be mined; the next one without it.

        Returns:
            The decoded receipt.

        Raises:
            InputError: PLAN:SIGNER when nobody signs, or another account than the plan's.
            Reverted: What the simulation refused, without sending; or why it failed when it was
                mined.
            SendError: When it was not taken, not mined in time, or replaced.
            TransportError: When the node does not answer.
        """
        plan = await self._approved(signer, timeout_seconds)
        sent = await plan.submit(signer, nonce=nonce)
        return plan.receipt(await plan.platform.sender.wait(sent, timeout_seconds))

    async def submit(
        self, signer: AnySigner | None = None, *, nonce: int | None = None
    ) -> SentTransaction:
        """Sign the transaction and hand it to the node without waiting.

        `platform.sender` waits for it and replaces it.

        Args:
            signer: Who signs; without one the signer that the plan was made for.
            nonce: As for `send`.

        Returns:
            The transaction that the node has taken.

        Raises:
            InputError: PLAN:SIGNER when nobody signs, or another account than the plan's;
                PLAN:ALLOWANCE when an approval has to come first.
            Reverted: What the simulation refused.
            TransactionRefused: When the node does not take it.
            TransportError: When the node does not answer.
        """
        who = self._signer(signer)
        if self.refusal is not None:
            raise self.refusal
        if self.gas is None:
            raise InputError("PLAN:ALLOWANCE", "the token has to be approved first; use send()")
        return await self.platform.sender.send(who, self.call.request, self.gas, nonce=nonce)

    def receipt(self, raw: RawReceipt) -> Receipt[T]:
        """Return a mined transaction's receipt with its events decoded.

        Args:
            raw: What became of the transaction.

        Returns:
            The receipt with the plan's result.

        Raises:
            TransportError: RPC:ANSWER when the event that holds the result is missing.
        """
        events = self.platform.decoder.decode_all(raw.logs)
        return Receipt(
            "0x" + raw.tx_hash.hex(), raw.block, raw.gas_used, self.read(raw, events), events
        )

    def _signer(self, signer: AnySigner | None) -> AnySigner:
        who = signer or self.signer
        if who is None:
            raise InputError("PLAN:SIGNER", "nobody to sign: give a signer")
        if who.address != self.call.sender:
            raise InputError(
                "PLAN:SIGNER", f"the plan is {self.call.sender}'s, not {who.address}'s"
            )
        return who

    async def _approved(self, signer: AnySigner | None, timeout_seconds: int) -> AsyncPlan[T]:
        if self.allowance is None or not self.allowance.missing:
            return self
        escrow = self.platform.address("Escrow")
        approval = await self.platform.plan(
            Token.approve(escrow, self.allowance.needed), self._signer(signer)
        )
        await approval.send(timeout_seconds=timeout_seconds)
        return await self.platform.simulate(
            self.call,
            self._signer(signer),
            self.read,
            Allowance(self.allowance.needed, self.allowance.needed),
        )
