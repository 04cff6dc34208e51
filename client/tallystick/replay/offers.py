"""Offers that underwriters signed and borrowers listed, rebuilt from the events of Offers."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tallystick.loans.rounding import div_ceil
from tallystick.loans.state import PPM
from tallystick.replay.decoding import plans_of
from tallystick.replay.findings import shown
from tallystick.replay.governance import UNDERWRITER, ZERO
from tallystick.replay.records import LoanRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.people import People
    from tallystick.replay.source import Clock

__all__ = ["OFFER_FIELDS", "REVOKED", "Signings", "signed_total"]

# The number that a project has when a signer has revoked their offers for it.
REVOKED = 2**256 - 1
# The Governor's parameters 0 to 9 bound these fields of an offer.
CEILINGS = (
    "rate_ppm", "late_rate_ppm", "late_cap_ppm", "origination_ppm", "reserve_ppm",
    "servicing_ppm", "late_share_ppm", "market_fee_ppm", "recovery_ppm", "cover_cap_ppm",
)  # fmt: skip
SINGLE_SIGNER, RAISE_SECONDS, SINGLE_SIGNER_TOTAL = 12, 13, 14
WINDOW_MAX = 30 * 86_400
CLASS_MAX = 5
QUORUM_MIN, QUORUM_STEP = 200_000, 100
# What a person has signed is kept in four sums of 60 bits, of ten days each.
PERIOD, PERIODS, SUM_MAX = 864_000, 4, 2**60 - 1
OFFER_FIELDS = tuple(
    field.removeprefix("offer.")
    for plan in plans_of("Offers")
    if plan.name == "Listed"
    for field in plan.fields
    if field.startswith("offer.")
)


@dataclass(slots=True)
class Signings:
    """Listings, revocations, and what each person has signed in 30 days.

    A handler takes its event's values: accounts as 20 bytes, hashes as 32, amounts in minor units.
    """

    findings: Findings
    clock: Clock
    loans: dict[int, LoanRecord]
    people: People
    governance: Governance
    projects: dict[bytes, int] = field(default_factory=dict)
    revocations: set[tuple[bytes, bytes]] = field(default_factory=set)
    signed: dict[bytes, _Signed] = field(default_factory=dict)

    def listed(
        self,
        log: Log,
        number: int,
        borrower: bytes,
        project: bytes,
        group: int,
        first: bytes,
        second: bytes,
        *values: Any,
    ) -> None:
        """Take the event that a borrower listed an offer that underwriters signed.

        Args:
            log: The event's log.
            number: The loan's number.
            borrower: The borrower.
            project: The project's hash.
            group: The borrower's group.
            first: The first underwriter.
            second: The second one; zero without one.
            *values: The offer's fields in the order of `OFFER_FIELDS`.
        """
        offer = dict(zip(OFFER_FIELDS, values, strict=True))
        now = self.clock.time(log)
        self.findings.holds(
            "events.counters",
            number == len(self.loans) + 1,
            f"loan {number} follows {len(self.loans)}",
            log,
        )
        signers = (first, second)
        loan = LoanRecord(
            number, offer, group, signers, (self._group(first), self._group(second)),
            now, offer["principal"], log.tx_hash,
        )  # fmt: skip
        self.loans[number] = loan
        self._require(
            log,
            (borrower, project) == (offer["borrower"], offer["project"])
            and self.projects.get(project, REVOKED) == REVOKED
            and not any((project, signer) in self.revocations for signer in signers),
            f"loan {number}: another offer's project, or one that its signer has revoked",
        )
        self.projects[project] = number
        self._check_terms(log, loan, now)
        self._check_signers(log, loan, now)
        self.people.borrow(log, loan, now)

    def revoked(self, log: Log, project: bytes, by: bytes) -> None:
        """Take the event that an underwriter took back their offers for what was not yet listed.

        Args:
            log: The event's log.
            project: The project's hash.
            by: The underwriter.
        """
        self.findings.holds(
            "governance.rules",
            self.governance.holds_role(by, UNDERWRITER)
            and self.projects.get(project, REVOKED) == REVOKED
            and (project, by) not in self.revocations,
            f"{shown(by)} revoked without being an underwriter, twice, or a listed project",
            log,
        )
        self.projects[project] = REVOKED
        self.revocations.add((project, by))

    def _check_terms(self, log: Log, loan: LoanRecord, now: int) -> None:
        offer, parameters = loan.offer, self.governance.parameters
        beyond = [name for key, name in enumerate(CEILINGS) if offer[name] > parameters.get(key, 0)]
        beyond += [name for name, fits in self._bounds(loan, now) if not fits]
        self._require(
            log,
            not beyond,
            f"loan {loan.number} was listed beyond its limits: {', '.join(beyond)}",
        )

    def _bounds(self, loan: LoanRecord, now: int) -> Iterator[tuple[str, bool]]:
        offer, principal = loan.offer, loan.principal
        reflection, reflecting = offer["reflection_seconds"], offer["reflection_class"]
        fees = sum(
            div_ceil(principal * offer[name], PPM) for name in ("origination_ppm", "reserve_ppm")
        )
        yield "expiry", offer["expiry"] >= now
        yield (
            "raise_seconds",
            (0 < offer["raise_seconds"] <= self.governance.parameters.get(RAISE_SECONDS, 0)),
        )
        yield "issue_seconds", 0 < offer["issue_seconds"] <= WINDOW_MAX
        yield (
            "reflection",
            (
                reflecting <= CLASS_MAX
                and reflection <= WINDOW_MAX
                and (reflecting == 0) == (reflection == 0)
            ),
        )
        yield (
            "quorum_ppm",
            (QUORUM_MIN <= offer["quorum_ppm"] <= PPM and offer["quorum_ppm"] % QUORUM_STEP == 0),
        )
        yield "ticket_min", 0 < offer["ticket_min"] <= principal
        yield "risk_level", 0 < offer["risk_level"] <= CLASS_MAX
        yield "fees", fees < principal

    def _check_signers(self, log: Log, loan: LoanRecord, now: int) -> None:
        """One or two underwriters: enrolled, distinct, of other groups than the borrower."""
        first, second = loan.signers
        signing = [first] if second == ZERO else [first, second]
        for signer in signing:
            person = self.people.person_of(signer)
            self._require(
                log,
                self.governance.holds_role(signer, UNDERWRITER),
                f"loan {loan.number} was signed by {shown(signer)}, no underwriter",
            )
            self._require(
                log,
                person is not None and person.staff and person.group != loan.group,
                f"loan {loan.number} was signed by {shown(signer)}, who is not enrolled, not marked"
                " as staff, or of the borrower's group",
            )
        heads = [self.people.heads.get(signer, signer) for signer in signing]
        self._require(
            log, len(set(heads)) == len(heads), f"loan {loan.number} was signed by one person twice"
        )
        parameters = self.governance.parameters
        total = self._signed(heads[0]).total(now) + loan.principal
        self._require(
            log,
            second != ZERO
            or (
                loan.principal <= parameters.get(SINGLE_SIGNER, 0)
                and total <= parameters.get(SINGLE_SIGNER_TOTAL, 0)
            ),
            f"loan {loan.number} has one signature: for {loan.principal}, {total} in 30 days",
        )
        for head in heads:
            self._signed(head).count(loan.principal, now)

    def _signed(self, head: bytes) -> _Signed:
        return self.signed.setdefault(head, _Signed())

    def _group(self, signer: bytes) -> int:
        person = self.people.person_of(signer)
        return person.group if person is not None and signer != ZERO else 0

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        self.findings.holds("loans.offers", condition, sentence, log)


@dataclass(slots=True)
class _Signed:
    """What a person has signed: the last period's number, and the sums by p mod 4."""

    last: int = 0
    sums: list[int] = field(default_factory=lambda: [0] * PERIODS)

    def current(self, now: int) -> list[int]:
        """Return the sums, those of periods that have passed 0."""
        period = now // PERIOD
        passed = min(period - self.last, PERIODS)
        gone = {(period - back) % PERIODS for back in range(passed)}
        return [0 if place in gone else amount for place, amount in enumerate(self.sums)]

    def total(self, now: int) -> int:
        """Return what counts now."""
        return sum(self.current(now))

    def count(self, amount: int, now: int) -> None:
        """Add a listing's principal; a period's sum stops at 2^60 - 1."""
        self.sums = self.current(now)
        place = now // PERIOD % PERIODS
        self.sums[place] = min(self.sums[place] + amount, SUM_MAX)
        self.last = now // PERIOD


def signed_total(offers: Signings, head: bytes, now: int) -> int:
    """Return the principal of the listings that a person has signed in the last 30 days.

    Args:
        offers: The offers as rebuilt.
        head: The person's head.
        now: A Unix second.

    Returns:
        In minor units; what is up to 40 days old is counted, too.
    """
    known = offers.signed.get(head)
    return 0 if known is None else known.total(now)
