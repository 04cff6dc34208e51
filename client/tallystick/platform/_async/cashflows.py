"""An investor's movements between their balance and loans, out of the Escrow's events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain._async.ranges import logs_in_ranges
from tallystick.chain.artifacts import interface
from tallystick.platform.flows import CashFlow, FlowKind

if TYPE_CHECKING:
    from tallystick.chain.logs import Event
    from tallystick.platform._async.platform import AsyncPlatform

__all__ = ["AsyncCashFlows"]

FUND, RETRACT = 1, 2


class AsyncCashFlows:
    """Reads one address's movements; the node filters, so that only its own events are sent."""

    def __init__(self, platform: AsyncPlatform, address: str) -> None:
        self._platform = platform
        self._address = address

    async def loans(self) -> list[int]:
        """Return the loans that the address has ever held units of.

        Returns:
            The loans' numbers, ascending.

        Raises:
            TransportError: When the node does not answer.
        """
        # Funding logs a transfer from nobody.
        return sorted({event.values["id"] for event in await self._events("Book", "Transfer", 2)})

    async def all(self) -> tuple[CashFlow, ...]:
        """Return every movement.

        Returns:
            The movements in the chain's order, in minor units: into a loan negative, out of it
            positive.

        Raises:
            TransportError: When the node does not answer.
        """
        events = [
            *await self._events("Escrow", "Moved", 1),
            *await self._events("Escrow", "Moved", 2),
            *await self._events("Escrow", "ClaimPaid", 2),
            *await self._events("Escrow", "SalePaid", 2),
            *await self._events("Escrow", "SalePaid", 3),
        ]
        times: dict[int, int] = {}
        flows = []
        for event in sorted(events, key=lambda event: (event.block, event.index)):
            kind, loan, amount = self._flow(event)
            if kind is None:
                continue
            if event.block not in times:
                block = await self._platform.connection.block(event.block)
                assert block is not None, "a block with a log is there"
                times[event.block] = block.timestamp
            flows.append(CashFlow(kind, loan, amount, times[event.block], event.tx_hash))
        return tuple(flows)

    def _flow(self, event: Event) -> tuple[FlowKind | None, int, int]:
        values = event.values
        if event.name == "ClaimPaid":
            return FlowKind.CLAIM, values["loan"], values["principal"] + values["interest"]
        if event.name == "SalePaid":
            if values["buyer"] == self._address:
                return FlowKind.PURCHASE, values["loan"], -values["price"]
            return FlowKind.SALE, values["loan"], values["price"] - values["fee"]
        if values["reason"] == FUND and values["sender"] == self._address:
            return FlowKind.FUND, values["ref"], -values["amount"]
        if values["reason"] == RETRACT and values["receiver"] == self._address:
            return FlowKind.RETRACT, values["ref"], values["amount"]
        return None, 0, 0

    async def _events(self, contract: str, event: str, place: int) -> list[Event]:
        """Return the events of a name that carry the address as their indexed value `place`."""
        topic = next(s.topic for s in interface(contract).events.values() if s.name == event)
        address = bytes(12) + bytes.fromhex(self._address[2:])
        topics = [topic, *[None] * (place - 1), address]
        logs = await logs_in_ranges(
            self._platform.connection,
            [self._platform.address(contract)],
            self._platform.deployment.block,
            await self._platform.connection.block_number(),
            topics,
        )
        return list(self._platform.decoder.decode_all(logs))
