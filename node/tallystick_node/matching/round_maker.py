"""Makes rounds: looks at the market, allocates, publishes, and asks for the calls; one at a time.

A round, its calls and its place in the book are one transaction, and the next round looks only once
all that came of the last one shows: so whoever else runs, nothing is allocated twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from tallystick.chain.contracts import Mandates
from tallystick.matching.allocation import allocate
from tallystick.matching.rounds import RoundHead, round_document
from tallystick.matching.scene import round_input
from tallystick_node.infrastructure.indexer.queries import NothingIndexed
from tallystick_node.matching.round_book import call_key
from tallystick_node.storage.tables import mandates

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.matching.allocation import Allocation
    from tallystick.matching.inputs import RoundInput
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.matching.market_view import MarketMoment, MarketView
    from tallystick_node.matching.register import MandateRegister
    from tallystick_node.matching.round_book import RoundBook

__all__ = ["RoundMaker"]

_Finding = tuple[str | None, tuple[tuple[str, int], ...]]


@dataclass
class RoundMaker:
    """Makes the rounds of one platform. account: who executes; None: no rounds are made."""

    view: MarketView
    register: MandateRegister
    book: RoundBook
    sends: SendBook
    account: str | None
    audit_log: AuditLog
    _looked: int = -1
    _known: dict[str, _Finding] = field(default_factory=dict)

    def turn(self) -> int:
        """Make the next round when there is one to make.

        Returns:
            How many mandates it lends for; 0 when none was made.

        Raises:
            TransportError: When the chain's node does not answer.
            VerificationFailed: When events break the rules: then nothing is allocated.
        """
        if self.account is None:
            return 0
        try:
            block = self.view.indexed_block()
        except NothingIndexed:
            return 0
        with self.view.database.reading() as connection:
            number, previous = self.book.newest(connection)
            settled = self.book.is_settled(connection, number, block)
        if block == self._looked or not settled:
            return 0
        with self.view.look(block) as moment:
            return self._make(moment, number + 1, previous)

    def _make(self, moment: MarketMoment, number: int, previous: str) -> int:
        assert self.account is not None, "looked at before"
        with self.view.database.reading() as connection:
            withheld = self.register.withheld(connection, moment.now)
        head = RoundHead(
            number, previous, moment.block, moment.block_hash, self.account.lower(), withheld
        )
        executor = bytes.fromhex(self.account[2:])
        market = round_input(moment.replay, moment.now, executor, frozenset(withheld))
        allocation = allocate(market)
        findings = _findings(market, allocation)
        with self.view.database.writing() as connection:
            self._note(connection, findings, moment.block)
            if allocation.lent and not self._publish(connection, head, market, allocation):
                return 0  # another process has made it
        self._known |= findings
        self._looked = moment.block
        return len(allocation.lent)

    def _publish(
        self, connection: Connection, head: RoundHead, market: RoundInput, allocation: Allocation
    ) -> bool:
        assert self.account is not None, "looked at before"
        data = round_document(head, market, allocation)
        if not self.book.add(connection, head, data, allocation):
            return False
        loans = {loan.loan: loan for loan in market.loans}
        for place, (loan, part) in enumerate(allocation.batches(), 1):
            command = Mandates.execute(
                loan,
                list(loans[loan].others or ()),
                [bytes.fromhex(entry.digest[2:]) for entry in part],
                [entry.units for entry in part],
                bytes.fromhex(loans[loan].disclosure_hash[2:]),
            )
            self.sends.put(
                connection, key=call_key(head.number, place), account=self.account,
                contract=command.contract, function=command.function,
                arguments=command.arguments,
            )  # fmt: skip
        self.audit_log.add(
            connection, actor="node", act="matching.round", subject=str(head.number),
            details={"block": head.block, "allocations": len(allocation.lent)},
        )  # fmt: skip
        return True

    def _note(self, connection: Connection, findings: dict[str, _Finding], block: int) -> None:
        """Keep why mandates lend nothing, where that is news."""
        news = [
            {"of": digest, "why": reason, "counts": dict(counts), "at": block}
            for digest, (reason, counts) in findings.items()
            if self._known.get(digest) != (reason, counts)
        ]
        if news:
            connection.execute(
                update(mandates)
                .where(mandates.c.digest == bindparam("of"))
                .values(
                    idle_reason=bindparam("why"), excluded=bindparam("counts"),
                    looked_block=bindparam("at"),
                ),
                news,
            )  # fmt: skip


def _findings(market: RoundInput, allocation: Allocation) -> dict[str, _Finding]:
    seen: dict[str, _Finding] = {}
    for mandate in market.mandates:
        reason = allocation.idle.get(mandate.digest)
        counts = allocation.excluded.get(mandate.digest, {})
        seen[mandate.digest] = (
            None if reason is None else reason.value,
            tuple(sorted((kind.value, count) for kind, count in counts.items())),
        )
    return seen
