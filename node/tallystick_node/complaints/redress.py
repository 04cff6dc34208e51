"""Redress: what the treasury has sent a client, as the chain has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tallystick_node.complaints.refusals import ComplaintRefused
from tallystick_node.complaints.register import ComplaintAct
from tallystick_node.payments.treasury_transfers import TreasuryTransfer, treasury_transfer
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import complaint_redress

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.desk import ComplaintsDesk
    from tallystick_node.complaints.register import ComplaintRegister

__all__ = ["ComplaintRedress"]


@dataclass(frozen=True, slots=True)
class ComplaintRedress:
    """Checks what was paid; nothing is believed but the chain."""

    desk: ComplaintsDesk
    register: ComplaintRegister

    def look(self, tx_hash: str, wallets: list[str]) -> TreasuryTransfer:
        """Read what a transaction has sent to a client.

        Args:
            tx_hash: The transaction, 0x and 64 hex digits.
            wallets: The client's.

        Returns:
            What was sent.

        Raises:
            ComplaintRefused: COMPLAINT:TX when the chain has no such transaction, or it has sent
                them nothing from the treasury.
            InputError: INPUT:BYTES when the hash is not one.
            TransportError: When the chain's node does not answer.
        """
        sent = treasury_transfer(self.desk.platform, tx_hash, wallets, self.desk.offset)
        if sent is None:
            raise ComplaintRefused(
                "COMPLAINT:TX",
                "the chain has no such transaction that has succeeded and sends something from the"
                " treasury to the client",
            )
        return sent

    def counts(self, connection: Connection, tx_hash: str) -> bool:
        """Return whether a transaction counts as redress, for other services to ask.

        Args:
            connection: An open database transaction.
            tx_hash: The transaction, 0x and 64 lower hex digits.

        Returns:
            True when it does.
        """
        table = complaint_redress
        question = select(table.c.tx_hash).where(table.c.tx_hash == tx_hash)
        return connection.execute(question).first() is not None

    def keep(self, connection: Connection, number: int, sent: TreasuryTransfer, staff: str) -> int:
        """Write down that redress was paid.

        Args:
            connection: An open transaction that writes.
            number: The complaint.
            sent: What the chain has, as `look` returned it.
            staff: The member of staff.

        Returns:
            What is still to be paid, in minor units.

        Raises:
            NoComplaint: COMPLAINT:NONE when there is none.
            ComplaintRefused: COMPLAINT:TX when the transaction is older than the complaint;
                COMPLAINT:TX_USED when it counts already; COMPLAINT:NOTHING_DUE when no redress is
                to be paid.
            Forbidden: ACCESS:OWN when it is their own.
        """
        row = self.register.workable(connection, number, staff)
        if self.missing(connection, row) <= 0:
            raise ComplaintRefused("COMPLAINT:NOTHING_DUE", "no redress is to be paid")
        if sent.day < row.received_on:
            raise ComplaintRefused(
                "COMPLAINT:TX", f"the transaction of {sent.day} is older than the complaint"
            )
        added = inserted(
            connection, complaint_redress,
            {"tx_hash": sent.tx_hash, "complaint": number, "turn": row.turn,
             "amount": sent.amount, "wallet": sent.wallet, "block": sent.block, "by": staff,
             "at": self.desk.now},
        )  # fmt: skip
        if not added:
            raise ComplaintRefused(
                "COMPLAINT:TX_USED", "this transaction counts for a complaint already"
            )
        text = f"{self.desk.currency.shown(sent.amount)}, {sent.tx_hash}"
        self.register.add_act(connection, row, ComplaintAct.REDRESS, staff, text)
        self.desk.note(
            connection, "complaint.redress", f"complaint {number}", staff,
            {"tx": sent.tx_hash, "amount": str(sent.amount), "block": sent.block},
        )  # fmt: skip
        return max(0, self.missing(connection, row))

    def wallets(self, connection: Connection, number: int) -> list[str]:
        """Return where redress may go.

        Args:
            connection: An open database transaction.
            number: The complaint.

        Returns:
            The client's wallets.

        Raises:
            NoComplaint: COMPLAINT:NONE when there is none.
            ComplaintRefused: COMPLAINT:WALLET when the client has none.
        """
        row = self.register.complaint(connection, number)
        known = [] if row.person is None else self.desk.kyc.wallets.of(connection, row.person)
        if not known:
            raise ComplaintRefused(
                "COMPLAINT:WALLET", "redress goes to a wallet of the client, and none is known"
            )
        return list(known)

    def paid(self, connection: Connection, row: Row[Any]) -> int:
        """Return what was paid since the clock that runs began.

        Args:
            connection: An open database transaction.
            row: The complaint.

        Returns:
            Minor units.
        """
        table = complaint_redress
        amount = connection.scalar(
            select(func.sum(table.c.amount)).where(
                table.c.complaint == row.id, table.c.turn == row.turn
            )
        )
        return int(amount or 0)

    def missing(self, connection: Connection, row: Row[Any]) -> int:
        """Return what is still to be paid; below 0 when more was paid.

        Args:
            connection: An open database transaction.
            row: The complaint.

        Returns:
            Minor units.
        """
        return int(row.redress) - self.paid(connection, row)

    def transactions(self, connection: Connection, number: int) -> list[Row[Any]]:
        """Return every payment of redress.

        Args:
            connection: An open database transaction.
            number: The complaint.

        Returns:
            Their rows, in the chain's order.
        """
        table = complaint_redress
        question = select(table).where(table.c.complaint == number).order_by(table.c.block)
        return list(connection.execute(question).all())
