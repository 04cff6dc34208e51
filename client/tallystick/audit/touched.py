"""What events name: the loans, accounts and keys whose state may be another than before them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.replay.decoding import Decoder, LogError
from tallystick.replay.loan_events import loan_of_plan

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.replay import Replay

__all__ = ["Touched"]

# Whose numbers are keys of state: decisions, parameters, anchors, groups.
_NUMBERED = frozenset({"Governor", "Disclosures", "Registry"})


@dataclass(slots=True)
class Touched:
    """Loans by number; accounts, hashes and other keys as `words`."""

    loans: set[int] = field(default_factory=set)
    words: set[bytes | int] = field(default_factory=set)

    def note(self, decoder: Decoder, logs: Iterable[Log]) -> None:
        """Note what logs name; one that is no event of ours is a finding elsewhere.

        Args:
            decoder: Knows the contracts.
            logs: The logs.
        """
        for log in logs:
            try:
                event = decoder.decode(log)
            except (LogError, ValueError):
                continue
            if event is None:
                continue
            loan = loan_of_plan(decoder.plans[log.address, log.topics[0]])(event.values)
            if loan is not None:
                self.loans.add(loan)
            self.words.update(
                value
                for value in event.values
                if isinstance(value, bytes)
                or (event.contract in _NUMBERED and not isinstance(value, bool))
            )

    def complete(self, replay: Replay) -> None:
        """Add who stands behind what was named: a loan's borrower, a wallet's person and group.

        Args:
            replay: The replay after the events.
        """
        people = replay.people
        for number in self.loans:
            loan = replay.loans.get(number)
            if loan is not None:
                self.words.update((loan.borrower, *loan.signers))
                if loan.stake is not None:
                    self.words.add(loan.stake.guarantor)
        heads = {people.heads[word] for word in self.words if word in people.heads}
        self.words |= heads
        for head in heads:
            self.words.update(people.wallets_of(head))
            self.words.add(people.persons[head].group)
