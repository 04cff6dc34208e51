"""The resale of notes in a demonstration: asks that are signed, and bought whole."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.chain.signer import signature_bytes
from tallystick.loans import payoff
from tallystick.loans.state import Status
from tallystick.platform.messages import Ask

if TYPE_CHECKING:
    from tallystick.loans.state import LoanState
    from tallystick_node.demo.batch import TransactionBatch
    from tallystick_node.demo.cast import CastLoan, Position
    from tallystick_node.demo.reception import Reception

__all__ = ["Resale"]

DAY = 86_400
SALES_PER_MONTH = 1


@dataclass
class Resale:
    """Who sells what to whom, by chance. sales: how many notes were sold."""

    batch: TransactionBatch
    reception: Reception
    roles: list[CastLoan]
    investors: list[Position]
    chance: random.Random
    sales: int = 0

    def trade(self, day: int) -> None:
        """Let some notes change hands; prices are a simulation around par.

        Args:
            day: Today, counted from 1970-01-01.
        """
        active = [role for role in self.roles if role.active]
        # As they stand now: whoever prepaid today has changed what their notes are worth.
        states = self.reception.office.states([role.number for role in active])
        healthy = [
            role
            for role in active
            if states[role.number].status is Status.ACTIVE
            and not payoff.days_past_due(states[role.number], day)
        ]
        for role in self.chance.sample(healthy, min(SALES_PER_MONTH, len(healthy))):
            sellers = sorted(role.holdings)
            seller = self.chance.choice(sellers)
            units = role.holdings[seller]
            level = role.level
            buyers = [
                position
                for position in self.investors
                if position.risk_class >= level
                and position.cash >= 2 * units
                and position.wallet.address != seller
            ]
            # A note is bought by whoever need not be looked at again for it, where there is one.
            ready = [position for position in buyers if self.reception.ready(position.client, day)]
            if buyers:
                self._sell(
                    role, states[role.number], seller, self.chance.choice(ready or buyers), day
                )

    def _sell(
        self, role: CastLoan, state: LoanState, seller: str, buyer: Position, day: int
    ) -> None:
        units = role.holdings[seller]
        holder = next(position for position in self.investors if position.wallet.address == seller)
        ask = Ask(
            seller=seller,
            loan=role.number,
            units=units,
            price_ppm=self.chance.randint(960_000, 1_010_000),
            dpd_max=0,
            version=state.version,
            nonce=self.sales,
            expiry=day * DAY + 2 * DAY,
        )
        signature = signature_bytes(ask.sign(self.batch.platform, holder.wallet))
        self.reception.renew(buyer.client, day)
        self.batch.seal()
        seen = (ask.dpd_max, state.total_principal, state.total_interest)
        arguments = (ask, signature, units, units, 2 * units, seen)
        self.batch.add(buyer.wallet, "Market", "fill", *arguments)
        buyer.cash -= units
        buyer.loans.add(role.number)
        address = buyer.wallet.address
        role.holdings[address] = role.holdings.get(address, 0) + units
        del role.holdings[seller]
        self.sales += 1
