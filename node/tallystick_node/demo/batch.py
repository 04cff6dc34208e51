"""Many signed transactions into few blocks, each checked to have succeeded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tallystick.chain import typed_data
from tallystick.chain.artifacts import interface
from tallystick.error_catalogue import reverted

if TYPE_CHECKING:
    from tallystick.chain.signer import MemorySigner
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.demo.stage import DemoChain

__all__ = ["TransactionBatch"]

TRANSACTIONS_PER_BLOCK_MAX = 100
GAS_OF_A_CALL = 1_500_000
GAS_OF_AN_ITEM = 130_000
TIP = 1
TOKEN_NAME = "Tallystick dollar"  # noqa: S105 - a name, not a secret
FEE_MAX = 100 * 10**9


@dataclass(frozen=True, slots=True)
class _Queued:
    raw: bytes
    contract: str
    function: str
    signer: MemorySigner
    data: bytes


@dataclass
class TransactionBatch:
    """Signs for many accounts, fills blocks, and stops at the first refusal.

    Nonces are counted here: nobody else sends for these accounts.
    """

    stage: DemoChain
    platform: Platform
    transactions: int = 0
    _nonces: dict[str, int] = field(default_factory=dict)
    _queued: list[_Queued] = field(default_factory=list)

    def add(
        self, signer: MemorySigner, contract: str, function: str, *arguments: Any, items: int = 0
    ) -> None:
        """Queue one call; the batch is sealed when it is full.

        Args:
            signer: Who sends it.
            contract: The contract's name on the platform.
            function: The function's name.
            arguments: Its arguments, as the contract's ABI takes them.
            items: How many loans the call works on, for its gas limit.
        """
        data = interface(contract).function(function).encode(arguments)
        address = signer.address
        nonce = self._nonces.get(address)
        if nonce is None:
            nonce = self.platform.connection.nonce(address)
        raw = signer.sign_transaction(
            {
                "chainId": self.stage.connection.chain_id,
                "nonce": nonce,
                "to": self.platform.address(contract),
                "gas": GAS_OF_A_CALL + items * GAS_OF_AN_ITEM,
                "value": 0,
                "data": "0x" + data.hex(),
                "maxFeePerGas": FEE_MAX,
                "maxPriorityFeePerGas": TIP,
            }
        )
        self._nonces[address] = nonce + 1
        self._queued.append(_Queued(raw, contract, function, signer, data))
        if len(self._queued) >= TRANSACTIONS_PER_BLOCK_MAX:
            self.seal()

    def deposit(self, owner: MemorySigner, amount: int, nonce: int) -> None:
        """Queue an owner's tokens going into their account by permit.

        Args:
            owner: Whose tokens; they sign the permit and send the transaction.
            amount: In minor units, at least 1.
            nonce: The owner's permit nonce at the token.
        """
        deadline = self.stage.next_second() + 86_400
        message = typed_data.permit(
            {
                "owner": owner.address,
                "spender": self.platform.address("Escrow"),
                "value": amount,
                "nonce": nonce,
                "deadline": deadline,
            },
            TOKEN_NAME,
            self.stage.connection.chain_id,
            self.platform.address("Token"),
        )
        r, vs = owner.sign_typed_data(message)
        v, s = 27 + (vs >> 255), vs & (2**255 - 1)
        parts = (v, r.to_bytes(32, "big"), s.to_bytes(32, "big"))
        self.add(owner, "Escrow", "deposit_with_permit", amount, deadline, *parts)

    def seal(self) -> None:
        """Put what is queued into one block; the first failure is raised."""
        if not self._queued:
            return
        queued, self._queued = self._queued, []
        mined = self.stage.mine([queued_call.raw for queued_call in queued])
        self.transactions += len(queued)
        for queued_call, (succeeded, block) in zip(queued, mined, strict=True):
            if not succeeded:
                self._explain(queued_call, block)

    def _explain(self, failed: _Queued, block: int) -> None:
        request = {
            "from": failed.signer.address,
            "to": self.platform.address(failed.contract),
            "data": "0x" + failed.data.hex(),
        }
        self.platform.connection.call(request, block - 1)
        raise reverted(f"{failed.contract}.{failed.function} failed in block {block}", None)
