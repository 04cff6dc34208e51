"""A sender over a test's chain and database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.chain.contracts import Token
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.transactions.accounting import SendLedger
from tallystick_node.infrastructure.transactions.engine import SendEngine
from tallystick_node.infrastructure.transactions.outgoing import Send, SendBook

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

__all__ = ["SenderScene"]

CAP = 10**20


class Silent:
    """A connection whose node is never told: what a process that dies after signing leaves."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def send_raw(self, raw: bytes) -> bytes:
        raise SystemExit(f"killed before {len(raw)} bytes were sent")


@dataclass
class SenderScene:
    """Asks for approvals of the settlement token, each of another amount."""

    network: Network
    database: Database
    time: Time

    @property
    def book(self) -> SendBook:
        return SendBook(self.network.platform, self.time)

    @property
    def address(self) -> str:
        return self.network.keeper.address

    def engine(
        self, *, cap: int = CAP, confirmations: int = 0, connection: Any = None
    ) -> SendEngine:
        ledger = SendLedger(self.database, self.time, AuditLog(self.time), self.address, cap)
        chosen = connection or self.network.connection
        return SendEngine(chosen, ledger, self.network.keeper, self.time, 60, confirmations)

    def dying(self) -> SendEngine:
        return self.engine(connection=Silent(self.network.connection))

    def ask(self, key: str, amount: int = 1, **call: Any) -> None:
        """Ask for an approval, or for another call."""
        usual: Mapping[str, Any] = {
            "contract": "Token",
            "function": "approve",
            "arguments": (self.network.session.actors.investor.address, amount),
        }
        with self.database.writing() as connection:
            self.book.put(connection, key=key, account=self.address, **{**usual, **call})

    def find(self, key: str) -> Send:
        match = self.book.find(self.database, key)
        assert match is not None
        return match

    def nonce(self) -> int:
        return self.network.connection.nonce(self.address, pending=False)

    def approved(self) -> int:
        spender = self.network.session.actors.investor.address
        return int(self.network.platform.read(Token.allowance(self.address, spender)))

    def settle(self, engine: SendEngine, ticks: int = 4) -> None:
        for _ in range(ticks):
            engine.tick()
