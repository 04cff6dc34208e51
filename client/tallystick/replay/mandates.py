"""Lending by signed limits: what each mandate has lent, to whom, and whether it fitted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tallystick.loans.schedule import PRINCIPAL_MAX
from tallystick.loans.state import PPM
from tallystick.replay.decoding import plans_of
from tallystick.replay.findings import shown
from tallystick.replay.records import FUNDED, ISSUED, LISTED

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.lenders import Lenders
    from tallystick.replay.listings import Listings
    from tallystick.replay.money import Money
    from tallystick.replay.people import People
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.source import Clock

__all__ = ["MANDATE_FIELDS", "Execution", "MandateBook", "MandateRecord"]

DAY = 86_400
MONTH_DAYS, DAYS_MAX, EXPIRY_MAX = 31, 2**14 - 1, 2**32 - 1
LEVEL_MAX = 5
MANDATE_DAY = 18
MANDATE_FIELDS = tuple(
    field.removeprefix("mandate.")
    for plan in plans_of("Mandates")
    if plan.name == "MandateBrought"
    for field in plan.fields
    if field.startswith("mandate.")
)
_AMOUNTS = ("person_max", "group_max", "day_max", "exposure_max", "lifetime_max", "cash_floor")


@dataclass(slots=True)
class MandateRecord:
    """One mandate: its limits, None when it was revoked unseen, and what it has lent.

    brought_at: the block and log of the event that brought it.
    """

    limits: dict[str, Any] | None = None
    brought_at: tuple[int, int] = (0, 0)
    revoked: bool = False
    lent: int = 0
    day: int = 0
    lent_that_day: int = 0


@dataclass(frozen=True, slots=True)
class Execution:
    """What one mandate lent in one transaction."""

    log: Log
    digest: bytes
    loan: int
    units: int
    executor: bytes


@dataclass(slots=True)
class MandateBook:
    """Every mandate by its digest.

    A handler takes its event's values: accounts as 20 bytes, hashes as 32, amounts in minor units.
    """

    findings: Findings
    clock: Clock
    loans: dict[int, LoanRecord]
    money: Money
    people: People
    lenders: Lenders
    listings: Listings
    governance: Governance
    by_digest: dict[bytes, MandateRecord] = field(default_factory=dict)
    lent_on: Counter[int] = field(default_factory=Counter)
    executions: list[Execution] = field(default_factory=list)
    _borrowed: dict[bytes, list[LoanRecord]] = field(default_factory=lambda: defaultdict(list))
    _indexed: int = 0

    def brought(self, log: Log, owner: bytes, digest: bytes, *values: Any) -> None:
        """Take the event that an investor's signed limits were brought, once.

        Args:
            log: The event's log.
            owner: Whose balance lends.
            digest: The mandate's digest.
            *values: The limits in the order of `MANDATE_FIELDS`.
        """
        limits = dict(zip(MANDATE_FIELDS, values, strict=True))
        self._require(
            log, digest not in self.by_digest, f"mandate {shown(digest)} came twice, or was revoked"
        )
        now = self.clock.time(log)
        amounts = [int(limits[name]) for name in _AMOUNTS]
        self._require(
            log,
            limits["owner"] == owner
            and 1 <= limits["level_max"] <= LEVEL_MAX
            and 1 <= limits["statement"] <= LEVEL_MAX
            and limits["rate_min_ppm"] <= PPM
            and 1 <= limits["days_max"] <= DAYS_MAX
            and 1 <= limits["ticket"] <= PRINCIPAL_MAX
            and max(amounts) <= PRINCIPAL_MAX
            and now <= limits["expiry"] <= EXPIRY_MAX,
            f"mandate {shown(digest)} was brought beyond its bounds",
        )
        self.by_digest[digest] = MandateRecord(limits, (log.block, log.log_index))

    def revoked(self, log: Log, owner: bytes, digest: bytes) -> None:
        """Take the event that an investor ended a mandate, brought or not, for ever.

        Args:
            log: The event's log.
            owner: Whose mandate.
            digest: The mandate's digest.
        """
        record = self.by_digest.setdefault(digest, MandateRecord())
        self._require(
            log,
            record.limits is None or record.limits["owner"] == owner,
            f"{shown(owner)} revoked mandate {shown(digest)}, which is another's",
        )
        record.revoked = True

    def executed(self, log: Log, digest: bytes, number: int, units: int) -> None:
        """Take the event that a mandate lent to a loan, whose funding has just been told.

        Args:
            log: The event's log.
            digest: The mandate's digest.
            number: The loan's number.
            units: How many units.
        """
        record, loan = self.by_digest.get(digest), self.loans.get(number)
        if record is None or record.limits is None or loan is None:
            self._require(log, condition=False, sentence=f"{shown(digest)} lent, never brought")
            return
        limits = record.limits
        funding = (number, limits["owner"], units)
        is_funded = funding in self.listings.mandated
        self._require(
            log,
            is_funded,
            f"mandate {shown(digest)} lent {units} to loan {number}, and nobody funded it",
        )
        if is_funded:
            self.listings.mandated.remove(funding)
        now = self.clock.time(log)
        today = now // DAY
        record.lent += units
        record.lent_that_day = units + (record.lent_that_day if record.day == today else 0)
        record.day = today
        self.executions.append(Execution(log, digest, number, units, limits["executor"]))
        broken = [name for name, fits in self._limits(record, limits, loan, units, now) if not fits]
        self._require(
            log,
            not broken,
            f"mandate {shown(digest)} lent {units} to loan {number} beyond its {', '.join(broken)}",
        )
        self.lent_on[today] += units
        most = self.governance.parameters.get(MANDATE_DAY, 0)
        self._require(
            log,
            self.lent_on[today] <= most,
            f"mandates lent {self.lent_on[today]} on one day, above the limit {most}",
        )

    def _limits(
        self, record: MandateRecord, limits: dict[str, Any], loan: LoanRecord, units: int, now: int
    ) -> Iterator[tuple[str, bool]]:
        """Yield each limit by name, and whether the mandate kept to it."""
        offer, owner = loan.offer, limits["owner"]
        days = offer["n"] * offer["period"] * (1 if offer["in_days"] else MONTH_DAYS)
        person, group = self._held(owner, loan)
        lender = self.people.person_of(owner)
        exposure = lender.exposure if lender is not None else 0
        yield "life: it was revoked", not record.revoked
        yield "expiry", now <= limits["expiry"]
        yield "level", offer["risk_level"] <= limits["level_max"]
        yield "statement", offer["risk_level"] <= limits["statement"]
        yield "rate", offer["rate_ppm"] >= limits["rate_min_ppm"]
        yield "days", days <= limits["days_max"]
        yield "ticket", units >= limits["ticket"]
        yield "day's sum", record.lent_that_day <= limits["day_max"]
        yield "lifetime's sum", record.lent <= limits["lifetime_max"]
        yield "cash floor", self.money.balances.get(owner, 0) >= limits["cash_floor"]
        yield "sum for one borrower", person <= limits["person_max"]
        yield "sum for one group", group <= limits["group_max"]
        seen = exposure - self.lenders.unseen[self.people.heads.get(owner, owner)]
        yield "exposure", seen <= limits["exposure_max"]

    def _held(self, owner: bytes, loan: LoanRecord) -> tuple[int, int]:
        """Return an owner's units of the live loans of a loan's borrower, and of their group."""
        self._index()
        heads, debtor = self.people.heads, self.people.person_of(loan.borrower)
        person = group = 0
        for borrower, loans in self._borrowed.items():
            other = self.people.person_of(borrower)
            if debtor is None or other is None or other.group != debtor.group:
                continue
            held = sum(
                lent.holders[owner].units
                for lent in loans
                if owner in lent.holders and (lent is loan or _counts(lent))
            )
            group += held
            if heads.get(borrower) == heads.get(loan.borrower):
                person += held
        return person, group

    def _index(self) -> None:
        """Take up the loans that were listed since the last look."""
        while self._indexed + 1 in self.loans:
            self._indexed += 1
            loan = self.loans[self._indexed]
            self._borrowed[loan.borrower].append(loan)

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        self.findings.holds("mandates.rules", condition, sentence, log)


def _counts(loan: LoanRecord) -> bool:
    """Whether a loan counts against its borrower's caps."""
    if loan.status in ISSUED:
        return loan.released < loan.principal
    return loan.status in {LISTED, FUNDED}
