"""Paying rewards: the treasury sends, and the node believes the chain alone.

There is no vault for marketing on the chain: what the platform may give away is what its treasury
holds, which is what it has earned. Nothing here can move principal, and the node has no key of the
treasury.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tallystick.loans.dates import date_from_day, local_day
from tallystick_node.growth.incentive_rules import RewardState
from tallystick_node.growth.refusals import GrowthRefused, NoGrowth
from tallystick_node.payments.treasury_transfers import treasury_transfer
from tallystick_node.storage.tables import reward_requests

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Row

    from tallystick_node.growth.desk import GrowthDesk
    from tallystick_node.payments.treasury_transfers import TreasuryTransfer

__all__ = ["RewardPayouts"]


@dataclass(frozen=True, slots=True)
class RewardPayouts:
    """Writes down what was paid. counted: whether a transaction counts for something else."""

    desk: GrowthDesk
    counted: Callable[[Connection, str], bool]

    def wallets(self, connection: Connection, number: int, by: str) -> list[str]:
        """Return where a reward may go.

        Args:
            connection: An open database transaction.
            number: The request.
            by: The member of staff.

        Returns:
            The client's wallets.

        Raises:
            NoGrowth: REWARD:NONE when there is no such request.
            Forbidden: ACCESS:OWN when it is their own, or of whom they stand for.
        """
        row = self._row(connection, number)
        self.desk.kyc.conflicts.not_about_oneself(connection, by, row.person)
        return self.desk.kyc.wallets.of(connection, row.person)

    def look(self, tx_hash: str, wallets: list[str]) -> TreasuryTransfer:
        """Read what a transaction has sent to a client.

        Args:
            tx_hash: The transaction, 0x and 64 hex digits.
            wallets: The client's.

        Returns:
            What was sent.

        Raises:
            GrowthRefused: REWARD:TX when the chain has no such transaction from the treasury.
            InputError: INPUT:BYTES when the hash is not one.
            TransportError: When the chain's node does not answer.
        """
        offset = self.desk.context.business.utc_offset_seconds
        sent = treasury_transfer(self.desk.platform, tx_hash, wallets, offset)
        if sent is None:
            raise GrowthRefused("REWARD:TX", "this transaction sends nothing from the treasury")
        return sent

    def keep(self, connection: Connection, number: int, sent: TreasuryTransfer, by: str) -> None:
        """Write down that a reward was paid.

        Args:
            connection: An open transaction that writes.
            number: The request.
            sent: What the chain has, as `look` returned it.
            by: The member of staff.

        Raises:
            NoGrowth: REWARD:NONE when there is no such request.
            GrowthRefused: REWARD:STATE unless it was granted and not paid; REWARD:AMOUNT when
                another amount was sent; REWARD:TX when the transaction is older than the decision;
                REWARD:TX_USED when it counts for something already.
            Forbidden: ACCESS:OWN when it is their own, or of whom they stand for.
        """
        table, row = reward_requests, self._row(connection, number)
        self.desk.kyc.conflicts.not_about_oneself(connection, by, row.person)
        if row.state != RewardState.GRANTED:
            raise GrowthRefused("REWARD:STATE", f"reward {number} does not wait for its payment")
        if sent.amount != row.amount:
            raise GrowthRefused(
                "REWARD:AMOUNT", f"the reward is {row.amount}, and {sent.amount} was sent"
            )
        offset = self.desk.context.business.utc_offset_seconds
        # Both are days of the platform: a day of UTC may be over there already, or not begun.
        decided = date_from_day(local_day(int(row.decided_at.timestamp()), offset))
        if sent.day < decided:
            raise GrowthRefused("REWARD:TX", f"the transaction of {sent.day} is older than it")
        used = connection.execute(select(table.c.id).where(table.c.tx_hash == sent.tx_hash)).first()
        if used is not None or self.counted(connection, sent.tx_hash):
            raise GrowthRefused("REWARD:TX_USED", "this transaction counts for something already")
        connection.execute(
            update(table)
            .where(table.c.id == number)
            .values(
                state=RewardState.PAID, tx_hash=sent.tx_hash, paid_at=self.desk.context.now,
                paid_by=by,
            )
        )  # fmt: skip
        self.desk.note(
            connection, "reward.paid", f"reward {number}", by,
            {"tx": sent.tx_hash, "amount": str(sent.amount)},
        )  # fmt: skip

    def _row(self, connection: Connection, number: int) -> Row[Any]:
        table = reward_requests
        row = connection.execute(
            select(table).where(table.c.id == number).with_for_update()
        ).one_or_none()
        if row is None:
            raise NoGrowth("REWARD:NONE", f"there is no request {number}")
        return row
