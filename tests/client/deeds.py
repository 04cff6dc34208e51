"""A deed: a token that secures a loan, on a test chain, and in the council's list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.chain.artifacts import artifact
from tallystick.chain.codec import Interface
from tallystick.platform._sync.operator import Operator
from tallystick.platform.workouts import collateral_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors

__all__ = ["Deeds"]

GAS = 5_000_000


class Deeds:
    """A collection that the council allows."""

    def __init__(
        self, platform: Platform, actors: Actors, time_travel: Callable[..., None]
    ) -> None:
        self._platform, self._actors = platform, actors
        compiled = artifact("mocks/Deed")
        self._shape = Interface("Deed", compiled["abi"])
        self.address = self._sent(actors.deployer, None, compiled["bytecode"])
        first, two, _ = (Operator(platform, member).act.council for member in actors.council)
        number = first.propose_collection(self.address, allowed=True).send().result
        two.approve(number).send()
        time_travel(days=2)
        first.execute(number).send()

    def named(self, token_id: int, floor_price: int) -> bytes:
        """What an offer names a token by."""
        return collateral_hash(self.address, token_id, floor_price)

    def give(self, owner: Signer, token_id: int) -> None:
        """Make a token that its owner lets the Collateral contract take."""
        self._call(self._actors.deployer, "mint", owner.address, token_id)
        self._call(owner, "approve", self._platform.address("Collateral"), token_id)

    def owner_of(self, token_id: int) -> str:
        """Who has a token."""
        shape = self._shape.function("ownerOf")
        data = "0x" + shape.encode((token_id,)).hex()
        answer = self._platform.connection.call({"to": self.address, "data": data})
        return str(shape.decode(answer))

    def _call(self, sender: Signer, name: str, *arguments: Any) -> None:
        data = "0x" + self._shape.function(name).encode(arguments).hex()
        self._sent(sender, self.address, data)

    def _sent(self, sender: Signer, to: str | None, data: str) -> str:
        sending = self._platform.sender
        request = {"from": sender.address, "to": to, "data": data}
        return sending.wait(sending.send(sender, request, GAS), 60).contract or ""
