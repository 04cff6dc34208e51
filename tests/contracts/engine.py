"""What executes the contracts under test: titanoboa's EVM in this process, or a real chain.

Titanoboa runs a call at the very second that a test has set and needs no keys, so breadth runs
there. A chain signs, mines a block for each call, and its clock moves on by a second each time.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import boa
import pytest
from eth._utils.address import generate_contract_address
from eth_account import Account
from eth_typing import Hash32
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from tallystick.errors import Reverted, TallystickError

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from tallystick.chain.types import RawReceipt
    from tallystick.testing.chain import TallystickChain

__all__ = [
    "Answer",
    "BoaEngine",
    "ChainEngine",
    "Engine",
    "compact",
    "joined",
    "key_of",
    "revert_code",
    "sign_digest",
]

# Address, topics, data.
Log = tuple[bytes, tuple[bytes, ...], bytes]
GAS = 16_000_000
# A deployment and the largest call fit; nothing is estimated.
FEE_MAX, TIP = 10**12, 1
MINING_POLLS = 2_000
_KEYS: dict[str, LocalAccount] = {}


def key_of(role: str) -> LocalAccount:
    """The key of a role in these tests, always the same."""
    account: LocalAccount = Account.from_key(keccak(text=f"tallystick test key of {role}"))
    _KEYS[account.address] = account
    return account


def sign_digest(key: LocalAccount, digest: bytes) -> Any:
    return key.unsafe_sign_hash(Hash32(digest))


def compact(signed: Any) -> tuple[int, int]:
    return signed.r, signed.s | ((signed.v - 27) << 255)


def joined(signature: tuple[int, int]) -> bytes:
    """The 64 bytes of a compact signature."""
    return b"".join(part.to_bytes(32, "big") for part in signature)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call came to: its output or the code of its refusal; logs as they were made."""

    output: bytes = b""
    refusal: str | None = None
    logs: tuple[Log, ...] = ()
    gas_used: int = 0
    created: str = ""


def revert_code(output: bytes) -> str:
    """The code of a revert; EVM:REVERT when it says nothing (overflow, bare assert)."""
    if output[:4] != bytes.fromhex("08c379a0"):
        return "EVM:REVERT"
    length = int.from_bytes(output[36:68], "big")
    return output[68 : 68 + length].decode()


class Engine(Protocol):
    """An EVM with a clock that tests set."""

    chain_id: int
    now: int

    def new_address(self) -> str:
        """An address that nobody has used."""

    def deploy(self, sender: str, code: bytes) -> Answer:
        """Create a contract."""

    def execute(self, sender: str, to: str, data: bytes, *, writes: bool) -> Answer:
        """Call a contract."""

    def nonce(self, address: str) -> int:
        """How many transactions an address has sent."""

    def code(self, address: str) -> bytes:
        """The code at an address."""

    def undone(self) -> contextlib.AbstractContextManager[Any]:
        """Whatever happens inside is undone after."""


class BoaEngine:
    """Titanoboa's py-evm. What a view has answered it answers again until anything happens."""

    def __init__(self) -> None:
        self._env: Any = boa.env
        self._answered: dict[tuple[str, str, bytes], Answer] = {}
        self.chain_id = int(self._env.evm.chain.chain_id)

    @property
    def now(self) -> int:
        return int(self._env.evm.patch.timestamp)

    @now.setter
    def now(self, timestamp: int) -> None:
        self._answered.clear()
        self._env.evm.patch.timestamp = timestamp

    def new_address(self) -> str:
        return str(self._env.generate_address())

    def deploy(self, sender: str, code: bytes) -> Answer:
        self._answered.clear()
        deployed, computation = self._env.deploy(sender=sender, bytecode=code)
        return self._answer(computation, str(deployed))

    def execute(self, sender: str, to: str, data: bytes, *, writes: bool) -> Answer:
        asked = (sender, to, data)
        if not writes and asked in self._answered:
            return self._answered[asked]
        answer = self._answer(
            self._env.execute_code(to_address=to, sender=sender, data=data, is_modifying=writes)
        )
        if writes:
            self._answered.clear()
        else:
            self._answered[asked] = answer
        return answer

    def nonce(self, address: str) -> int:
        return int(self._env.evm.vm.state.get_nonce(to_canonical_address(address)))

    def code(self, address: str) -> bytes:
        return bytes(self._env.get_code(address))

    @contextlib.contextmanager
    def undone(self) -> Iterator[None]:
        try:
            with self._env.anchor():
                yield
        finally:
            self._answered.clear()

    def _answer(self, computation: Any, created: str = "") -> Answer:
        logs = tuple(
            (bytes(address), tuple(int(topic).to_bytes(32, "big") for topic in topics), bytes(data))
            for _, address, topics, data in computation.get_raw_log_entries()
        )
        output = bytes(computation.output)
        refusal = revert_code(output) if computation.is_error else None
        return Answer(output, refusal, logs, int(computation.get_gas_used()), created)


class ChainEngine:
    """A chain that knows the `evm_` methods; `now` is the second of the next block."""

    def __init__(self, chain: TallystickChain) -> None:
        self._chain = chain
        self._connection = chain.connection
        self.chain_id = chain.connection.chain_id
        self._now = 0

    @property
    def now(self) -> int:
        return max(self._now, self._head() + 1)

    @now.setter
    def now(self, timestamp: int) -> None:
        self._now = timestamp

    def _head(self) -> int:
        latest = self._connection.block()
        assert latest is not None, "a chain has a first block"
        return latest.timestamp

    def _dated(self) -> None:
        """Let the next block, and calls before it, be at `now`."""
        self._connection.request("evm_setNextBlockTimestamp", self.now)

    def new_address(self) -> str:
        account: LocalAccount = Account.create()
        _KEYS[account.address] = account
        return str(account.address)

    def deploy(self, sender: str, code: bytes) -> Answer:
        nonce = self.nonce(sender)
        request = {"from": sender, "data": "0x" + code.hex(), "gas": hex(GAS)}
        self._dated()
        try:
            self._call(request)
        except Reverted as refusal:
            return Answer(refusal=refusal.code)
        address = generate_contract_address(to_canonical_address(sender), nonce)
        return replace(self._send(sender, None, code), created=to_checksum_address(address))

    def execute(self, sender: str, to: str, data: bytes, *, writes: bool) -> Answer:
        request = {"from": sender, "to": to, "data": "0x" + data.hex(), "gas": hex(GAS)}
        self._dated()
        try:
            output = self._call(request)
        except Reverted as refusal:
            return Answer(refusal=refusal.code)
        if not writes:
            return Answer(output)
        return replace(self._send(sender, to, data), output=output)

    def _call(self, request: dict[str, str]) -> bytes:
        response: str = self._connection.request("eth_call", request, "pending")
        return bytes.fromhex(response.removeprefix("0x"))

    def _send(self, sender: str, to: str | None, data: bytes) -> Answer:
        key = _KEYS.get(to_checksum_address(sender))
        if key is None:
            pytest.skip("a contract or a stranger acts here, and a chain wants a signature")
        transaction: dict[str, Any] = {
            "chainId": self.chain_id,
            "nonce": self.nonce(sender),
            "gas": GAS,
            "value": 0,
            "data": "0x" + data.hex(),
            "maxFeePerGas": FEE_MAX,
            "maxPriorityFeePerGas": TIP,
        } | ({"to": to} if to else {})
        if self._connection.coin_balance(sender) < GAS * FEE_MAX:
            self._chain.fund(sender)
        self._dated()
        raw = bytes(key.sign_transaction(transaction).raw_transaction)
        receipt = self._mined(self._connection.send_raw(raw))
        logs = tuple(
            (to_canonical_address(log.address), log.topics, log.data) for log in receipt.logs
        )
        refusal = None if receipt.ok else "EVM:REVERT"
        return Answer(b"", refusal, logs, receipt.gas_used)

    def _mined(self, tx_hash: bytes) -> RawReceipt:
        """Anvil mines in its own time, a moment after it has answered."""
        for _ in range(MINING_POLLS):
            receipt = self._connection.receipt(tx_hash)
            if receipt is not None:
                return receipt
            time.sleep(0.005)
        raise TallystickError("CHAIN:NOT_MINED", "the chain does not mine at once")

    def nonce(self, address: str) -> int:
        return self._connection.nonce(address)

    def code(self, address: str) -> bytes:
        return self._connection.code(address)

    @contextlib.contextmanager
    def undone(self) -> Iterator[None]:
        before, now = self._chain.snapshot(), self._now
        try:
            yield
        finally:
            self._chain.revert(before)
            self._now = now
