"""Brings what is planned onto the chain, once each: simulated, signed, sent, replaced, settled.

The order in `tick` is what makes it safe: what is in flight is looked at before anything new is
signed, and bytes are handed to a node only after they are in the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from eth_utils.crypto import keccak

from tallystick.chain._sync.nonces import NonceWatch
from tallystick.chain.sent_transactions import fee_fields, raised
from tallystick.chain.types import raw_receipt
from tallystick.errors import Reverted, TallystickError, TransactionRefused
from tallystick.platform.calls import with_margin
from tallystick_node.infrastructure.transactions.account import SendOutcome
from tallystick_node.infrastructure.transactions.accounting import RESUME
from tallystick_node.infrastructure.transactions.outgoing import SendState
from tallystick_node.infrastructure.transactions.rules import cost_max

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick.chain._sync.connection import Connection
    from tallystick.chain.signer import Signer
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.transactions.account import OpenWork, Version
    from tallystick_node.infrastructure.transactions.accounting import SendLedger
    from tallystick_node.infrastructure.transactions.outgoing import Send

__all__ = ["SendEngine"]

_SIGNED_AT_ONCE = 16
_log = structlog.get_logger("tallystick.sender")


@dataclass(frozen=True, slots=True)
class SendEngine:
    """The sender of one account on one chain. Any number of them may run; one at a time works."""

    connection: Connection
    ledger: SendLedger
    signer: Signer
    clock: Clock
    stuck_seconds: int
    confirmations: int
    _watches: dict[tuple[int, int], NonceWatch] = field(default_factory=dict, init=False)

    def tick(self) -> int:
        """Do what can be done now; nothing is lost when the chain's node is away.

        Returns:
            How many sends were signed or settled.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        work = self.ledger.open_work(self._pending_nonce)
        if work.account.halted == RESUME:
            self.resume()
            work = self.ledger.open_work(self._pending_nonce)
        elif work.account.halted is not None:
            return 0
        moved = 0
        if work.in_flight:
            head = self.connection.block_number()
            moved = sum(self._follow(send, head) for send in work.in_flight)
        if self._is_foreign(work.account.next_nonce):
            self._halt("the account has sent transactions that this node does not know")
            return moved
        if moved:
            work = self.ledger.open_work(self._pending_nonce)
        return moved + self._send_planned(work)

    def resume(self) -> list[Send]:
        """Let a halted account go on.

        Returns:
            The sends whose nonce others took, planned anew.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        displaced = [
            send
            for send in self.ledger.in_flight()
            if self._receipt(send) is None
            and (watch := self._used(send)) is not None
            and self._displaced(send, watch)
        ]
        self.ledger.resume(self._pending_nonce(), displaced)
        return displaced

    def _follow(self, send: Send, head: int) -> int:
        mined = self._receipt(send)
        if mined is None and (watch := self._used(send)) is not None:
            if self._displaced(send, watch):
                self._halt("another transaction took a nonce of this node's")
            return 0  # its receipt is still to come
        if mined is not None:
            version, receipt = mined
            if head - int(receipt["blockNumber"], 16) < self.confirmations:
                return 0
            self._watches.pop((send.number, version.body["nonce"]), None)
            return int(self.ledger.settle(send, self._outcome(version, receipt)))
        newest = self.ledger.versions(send)[0]
        if (self.clock() - newest.signed_at).total_seconds() >= self.stuck_seconds:
            return self._replace(send, newest)
        if not self.connection.knows(bytes.fromhex(newest.tx_hash[2:])):
            self._hand_over(send, newest)
        return 0

    def _is_foreign(self, next_nonce: int) -> bool:
        """Whether the chain has more of the account than the tables, which are asked after it."""
        pending = self._pending_nonce()
        return (
            pending > next_nonce and pending > self.ledger.account(self._pending_nonce).next_nonce
        )

    def _send_planned(self, work: OpenWork) -> int:
        sent = 0
        for send in work.planned[:_SIGNED_AT_ONCE]:
            if not self._send_one(send, others=bool(work.in_flight or sent)):
                break  # those behind it keep their order; gifts of coin come last, see `planned`
            sent += 1
        return sent

    def _send_one(self, send: Send, *, others: bool) -> bool:
        """Simulate, sign and send; False when it has to wait."""
        request = {
            "from": send.account, "to": send.to, "data": send.data, "value": send.value,
        }  # fmt: skip
        try:
            gas = with_margin(self.connection.estimate_gas(request))  # simulates it
        except Reverted as refused:
            if others:
                return False  # what is in flight may be what it waits for
            self.ledger.refuse(send, refused.code, refused.sentence)
            _log.warning("send refused", key=send.key, code=refused.code)
            return True
        except TransactionRefused as short:
            self._wait(send, short.code)  # the node tried it out and misses coin for it
            return False
        fees = self.connection.fees()
        body = {
            "chainId": self.connection.chain_id,
            "to": send.to,
            "data": send.data,
            "value": send.value,
            "gas": gas,
            **fee_fields(fees),
        }
        if self.connection.coin_balance(send.account) < cost_max(body):
            self._wait(send, "TX:FUNDS")
            return False
        version = self.ledger.sign_first(send, body, self._sign)
        if version is None:
            return False
        self._hand_over(send, version)
        return True

    def _replace(self, send: Send, newest: Version) -> int:
        body = raised(newest.body, self.connection.fees().price_max)
        version = self.ledger.sign_again(send, body, self._sign)
        if version is None:
            if not self.connection.knows(bytes.fromhex(newest.tx_hash[2:])):
                self._hand_over(send, newest)
            return 0
        _log.warning("send replaced", key=send.key, nonce=send.nonce, attempts=version.number)
        self._hand_over(send, version)
        return 1

    def _hand_over(self, send: Send, version: Version) -> None:
        try:
            self.connection.send_raw(version.raw)
        except TransactionRefused as refused:
            if refused.code == "TX:KNOWN":
                return  # the node has it
            # It is kept and comes again; a nonce that is used up shows itself at the next look.
            _log.warning("node did not take a transaction", key=send.key, code=refused.code)
        else:
            _log.info("sent", key=send.key, nonce=send.nonce, tx_hash=version.tx_hash)

    def _wait(self, send: Send, code: str) -> None:
        if send.code != code:
            self.ledger.note(send, code)
            _log.warning("send waits", key=send.key, code=code)

    def _halt(self, reason: str) -> None:
        self.ledger.halt(reason)
        _log.error("account halted", account=self.ledger.address, code="SEND:FOREIGN")

    def _sign(self, body: Mapping[str, Any]) -> tuple[bytes, str]:
        raw = self.signer.sign_transaction(body)
        return raw, "0x" + keccak(raw).hex()

    def _receipt(self, send: Send) -> tuple[Version, Mapping[str, Any]] | None:
        for version in self.ledger.versions(send):
            if version.body["nonce"] != send.nonce:
                continue  # of an earlier try, which is over
            receipt = self.connection.request("eth_getTransactionReceipt", version.tx_hash)
            if receipt is not None:
                raw_receipt(receipt)  # a garbled one ends this look, and the next one asks again
                return version, receipt
        return None

    def _used(self, send: Send) -> NonceWatch | None:
        """The watch on its nonce when that is used; by whom is another question."""
        assert send.nonce is not None, "it was sent"
        fresh = NonceWatch(self.connection, send.account, send.nonce)
        watch = self._watches.setdefault((send.number, send.nonce), fresh)
        return watch if watch.used() else None

    def _displaced(self, send: Send, watch: NonceWatch) -> bool:
        """Whether another transaction took its nonce; not while ours may be the one."""
        versions = self.ledger.versions(send)
        return watch.lost([bytes.fromhex(version.tx_hash[2:]) for version in versions])

    def _pending_nonce(self) -> int:
        return self.connection.nonce(self.ledger.address)

    def _outcome(self, version: Version, receipt: Mapping[str, Any]) -> SendOutcome:
        block = int(receipt["blockNumber"], 16)
        ok = int(receipt["status"], 16) == 1
        code, reason = (None, None) if ok else self._why(version, block)
        return SendOutcome(
            state=SendState.DONE if ok else SendState.REVERTED,
            tx_hash=version.tx_hash,
            block=block,
            block_hash=_text(receipt["blockHash"]),
            # What a transaction was to bring stays with the account when it fails.
            cost=int(receipt["gasUsed"], 16) * int(receipt["effectiveGasPrice"], 16)
            + (int(version.body["value"]) if ok else 0),
            code=code,
            reason=reason,
        )

    def _why(self, version: Version, block: int) -> tuple[str, str]:
        """Find out why a mined transaction failed, by calling it where it was mined."""
        request = {
            "from": self.ledger.address, "to": version.body["to"], "data": version.body["data"],
            "gas": version.body["gas"], "value": version.body["value"],
        }  # fmt: skip
        for state in (block - 1, block):
            try:
                self.connection.call(request, state)
            except Reverted as reverted:
                return reverted.code, reverted.sentence
            except TallystickError:
                continue  # the node cannot say why; that it failed is known all the same
        return "EVM:REVERT", "the transaction was mined and failed; nothing changed"


def _text(value: object) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)
