"""A note from its beginning: what was outstanding on each day, and what became of it.

Sums are kept as numerators over the loan's principal, as the contract keeps a position, and rounded
down when they are read. From a default on nothing counts as outstanding: all of it is a loss, and
what still comes is a recovery.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["NoteDay", "NoteEvent", "NoteHistory", "note_history"]

PPM = 1_000_000
DAYS_PER_YEAR = 365


@dataclass(frozen=True, slots=True)
class NoteEvent:
    """An event of the chain. day: of the platform's calendar, in days since 1970-01-01."""

    day: int
    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NoteDay:
    """What a day has changed; amounts in minor units, the sums since the beginning.

    outstanding: principal that is still to come, after it. interest: received, after the platform's
    part; fees: that part. lost: outstanding when the loan defaulted. recovered: principal that came
    afterwards. resale: gained or lost by buying and selling below or above what was outstanding.
    acquired: principal that was lent or bought so far.
    """

    day: int
    outstanding: int
    rate_ppm: int
    interest: int
    fees: int
    lost: int
    recovered: int
    resale: int
    acquired: int


@dataclass(frozen=True, slots=True)
class NoteHistory:
    """A note's days on which something happened, in their order."""

    loan: int
    days: tuple[NoteDay, ...]

    @property
    def last(self) -> NoteDay:
        """As it stands now."""
        return self.days[-1]

    def before(self, day: int) -> NoteDay | None:
        """Return how it stood when a day began.

        Args:
            day: In days since 1970-01-01.

        Returns:
            The last change before it, None when there was none.
        """
        earlier = [known for known in self.days if known.day < day]
        return earlier[-1] if earlier else None

    def promised(self, until: int) -> int:
        """Return the interest that its rate has promised on what was outstanding.

        Args:
            until: The day up to which it counts, itself not included.

        Returns:
            Outstanding principal times rate times days over 365, in minor units, rounded down once.
        """
        ends = [*(known.day for known in self.days[1:]), until]
        weighted = sum(
            known.outstanding * known.rate_ppm * max(0, min(end, until) - known.day)
            for known, end in zip(self.days, ends, strict=True)
        )
        return weighted // (PPM * DAYS_PER_YEAR)

    def principal_days(self, until: int) -> int:
        """Return how much principal was outstanding for how long.

        Args:
            until: The day up to which it counts, itself not included.

        Returns:
            Minor units times days.
        """
        ends = [*(known.day for known in self.days[1:]), until]
        return sum(
            known.outstanding * max(0, min(end, until) - known.day)
            for known, end in zip(self.days, ends, strict=True)
        )


@dataclass
class _Walk:
    """The note while its events are read; the sums over the loan's principal are numerators."""

    wallet: str
    rate_ppm: int
    principal: int = 0
    units: int = 0
    issued: bool = False
    defaulted: bool = False
    received: tuple[int, int] = (0, 0)
    sums: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("interest", "fees", "lost", "recovered"), 0)
    )
    resale: int = 0
    acquired: int = 0
    _moved: int = 0

    def outstanding(self, units: int | None = None) -> int:
        """Of the note, or of so many units: what is still to come, rounded down."""
        if not self.issued or self.defaulted:
            return 0
        held = self.units if units is None else units
        return held * (self.principal - self.received[0]) // self.principal

    def take(self, event: NoteEvent) -> None:
        values = event.values
        match event.name:
            case "Transfer":
                self._move(values)
            case "Issued":
                self.principal, self.issued = values["principal"], True
                self.acquired += self.units
            case "Paid" | "Recovered":
                self._receive(
                    values["total_principal"], values["total_interest"],
                    values["fees"] if event.name == "Paid" else values["fee"],
                )  # fmt: skip
            case "Covered":
                self._receive(values["total_principal"], self.received[1], 0)
            case "Distributed":
                self._receive(self.received[0], self.received[1] + values["amount"], 0)
            case "Defaulted":
                self.sums["lost"] += self.units * (self.principal - self.received[0])
                self.defaulted = True
            case "Restructured":
                self.rate_ppm = values["rate_ppm"]
            case "SalePaid":
                self._settle_sale(values)

    def _move(self, values: Mapping[str, Any]) -> None:
        delta = (values["receiver"] == self.wallet) - (values["sender"] == self.wallet)
        self.units += delta * values["amount"]
        self._moved = values["amount"]
        if self.issued and delta > 0:
            self.acquired += self.outstanding(values["amount"])

    def _receive(self, total_principal: int, total_interest: int, fees: int) -> None:
        principal = total_principal - self.received[0]
        self.sums["interest"] += self.units * (total_interest - self.received[1])
        self.sums["fees"] += self.units * fees
        if self.defaulted:
            self.sums["recovered"] += self.units * principal
        self.received = (total_principal, total_interest)

    def _settle_sale(self, values: Mapping[str, Any]) -> None:
        """The price against what was outstanding of it, for whoever this is."""
        worth = self.outstanding(self._moved)
        if values["seller"] == self.wallet:
            self.resale += values["price"] - values["fee"] - worth
        if values["buyer"] == self.wallet:
            self.resale += worth - values["price"]

    def state(self, day: int) -> NoteDay:
        whole = max(1, self.principal)
        read = {name: total // whole for name, total in self.sums.items()}
        return NoteDay(
            day, self.outstanding(), self.rate_ppm, read["interest"], read["fees"], read["lost"],
            read["recovered"], self.resale, self.acquired,
        )  # fmt: skip


def note_history(
    loan: int, rate_ppm: int, wallet: str, events: Iterable[NoteEvent]
) -> NoteHistory | None:
    """Return the history of a wallet's note of a loan.

    Args:
        loan: The loan's number.
        rate_ppm: Its rate a year, as listed.
        wallet: The checksummed address.
        events: All of the loan's events, in the chain's order: transfers of its notes, the issue,
            payments, default, recoveries, cover, distribution, restructurings, sales.

    Returns:
        The history; None when the wallet has never held a note of it once it was drawn down.
    """
    walk, days = _Walk(wallet, rate_ppm), list[NoteDay]()
    for event in events:
        walk.take(event)
        if not walk.issued:
            continue
        state = walk.state(event.day)
        if days and days[-1].day == event.day:
            days[-1] = state
        else:
            days.append(state)
    if not any(known.acquired for known in days):
        return None
    return NoteHistory(loan, tuple(days))
