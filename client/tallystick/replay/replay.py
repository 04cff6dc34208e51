"""Every event in its order, each to the part of the platform that it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tallystick.replay.decoding import Decoder, Log, LogError
from tallystick.replay.findings import Findings
from tallystick.replay.governance import Anchors, Governance
from tallystick.replay.listings import Listings
from tallystick.replay.money import Causes, Money, Places
from tallystick.replay.notes import Notes
from tallystick.replay.payments import Payments
from tallystick.replay.people import People
from tallystick.replay.reserve import Fund

if TYPE_CHECKING:
    from tallystick.replay.history import History
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.source import Clock

__all__ = ["Replay"]

# What arithmetic raises on values that no contract of ours would write.
_UNFIT = (ValueError, ArithmeticError, AssertionError, LookupError)
# Events that come while units change hands.
_OF_A_HANDOVER = frozenset({"ClaimPaid", "SalePaid"})


class Replay:
    """The state of a platform, rebuilt from the amounts in its events.

    Feed logs in the chain's order and `close` at the end. What does not fit is in `findings`;
    nothing is raised, so that the first difference and how many follow can be told.
    """

    def __init__(
        self,
        addresses: Mapping[str, str],
        clock: Clock,
        *,
        offset: int,
        council_threshold: int,
        delay: int,
        history: History | None = None,
    ) -> None:
        """Take the contracts' addresses, and what constructors fixed without an event.

        Args:
            addresses: The contracts' addresses by name.
            clock: Knows when a log was written.
            offset: Seconds that the platform's clock is ahead of UTC.
            council_threshold: Approvals that a decision needs.
            delay: The council's timelock, in seconds.
            history: Keeps every state that a loan was in.
        """
        at = {name: bytes.fromhex(address[2:]) for name, address in addresses.items()}
        places = Places(at["Escrow"], at["Book"], at["Servicing"], at["Reserve"], at["Market"])
        self.places = places
        self.history = history
        self.findings = Findings()
        self.events = 0
        self.loans: dict[int, LoanRecord] = {}
        self.causes = Causes(self.findings)
        self.governance = Governance(self.findings, clock, threshold=council_threshold, delay=delay)
        self.money = Money(places, self.findings, self.causes, self.governance)
        self.people = People(self.findings, self.governance, clock)
        self.notes = Notes(self.findings, places, self.loans, self.money, self.people, clock)
        self.listings = Listings(
            self.findings, places, clock, offset, self.loans, self.money, self.causes,
            self.people, self.governance, history,
        )  # fmt: skip
        self.payments = Payments(
            self.findings, places, clock, offset, self.loans, self.causes, self.people, history
        )
        self.fund = Fund(
            self.findings, places, self.loans, self.money, self.causes, self.people,
            self.governance,
        )  # fmt: skip
        self.anchors = Anchors(self.findings, clock, self.governance)
        self._decoder = Decoder(addresses)
        handlers = self._by_name = self._handlers()
        self._steps = {
            key: (
                plan.decode,
                handlers[plan.contract, plan.name],
                plan.name in _OF_A_HANDOVER,
            )
            for key, plan in self._decoder.plans.items()
        }
        self._last: Log | None = None

    def feed(self, logs: Iterable[Log]) -> None:
        """Take the next logs.

        Args:
            logs: The logs in the chain's order.
        """
        steps, last, notes = self._steps, self._last, self.notes
        for log in logs:
            if last is not None and last[5] != log[5]:
                self._end_transaction(last)
            last = log
            step = steps.get((log[0], log[1][0])) if log[1] else None
            if step is None:
                known = log[0] in self._decoder.origins
                check = "events.form" if known else "events.origin"
                self.findings.differ(check, f"a log of {log[0]} that is not an event of ours", log)
                continue
            try:
                values = step[0](log[1], log[2])
            except (LogError, ValueError) as wrong:
                self.findings.differ("events.form", str(wrong), log)
                continue
            self.events += 1
            if notes.handover is not None and not step[2]:
                notes.finish()
            try:
                step[1](log, *values)
            except _UNFIT as wrong:
                self.findings.differ("events.form", f"values that cannot be: {wrong}", log)
        self._last = last

    def take(self, contract: str, name: str, values: Sequence[Any], log: Log) -> None:
        """Take the next event, decoded already.

        Args:
            contract: The contract's name.
            name: The event's name.
            values: Its values in the order of the declaration.
            log: Its log.
        """
        if self._last is not None and self._last.tx_hash != log.tx_hash:
            self._end_transaction(self._last)
        self._last = log
        self.events += 1
        if self.notes.handover is not None and name not in _OF_A_HANDOVER:
            self.notes.finish()
        try:
            self._by_name[contract, name](log, *values)
        except _UNFIT as wrong:
            self.findings.differ("events.form", f"values that cannot be: {wrong}", log)

    def close(self) -> None:
        """End the last transaction; the logs of later blocks may still be fed."""
        if self._last is not None:
            self._end_transaction(self._last)
            self._last = None
        for check in ("events.form", "events.origin"):
            self.findings.tally(check).compared = self.events
        self.findings.tally("notes.claims").compared += self.notes.claims

    def _end_transaction(self, log: Log) -> None:
        if self.notes.handover is not None or self.notes.sale is not None:
            self.notes.close(log)
        if not self.causes.settled:
            self.causes.close(log)
        if self.payments.touched:
            self.payments.close(log)
        if self.governance.changes:
            self.governance.close(log)

    def _handlers(self) -> dict[tuple[str, str], Callable[..., Any]]:
        notes, money, payments = self.notes, self.money, self.payments
        handlers: dict[str, dict[str, Callable[..., Any]]] = {
            "Escrow": {
                "Deposited": money.deposited,
                "Withdrawn": money.withdrawn,
                "Moved": money.moved,
                "ClaimPaid": notes.claim_paid,
                "SalePaid": notes.sale_paid,
                "Held": money.held,
            },
            "Registry": {
                "Enrolled": self.people.enrolled,
                "Frozen": self.people.frozen,
                "StaffMarked": self.people.staff_marked,
                "SeatChanged": self.governance.seat_changed,
                "GateSet": self.governance.gate_set,
            },
            "Governor": {
                "Proposed": self.governance.proposed,
                "Approved": self.governance.approved,
                "Executed": self.governance.executed,
                "RolesSet": self.governance.roles_set,
                "TreasurySet": self.governance.treasury_set,
                "MemberReplaced": self.governance.member_replaced,
                "Paused": self.governance.paused_by,
                "WindDownBegun": self.governance.wind_down_begun,
                "ParameterSet": self.governance.parameter_set,
            },
            "Book": {
                "Listed": self.listings.listed,
                "OfferRevoked": self.listings.offer_revoked,
                "Funded": self.listings.funded,
                "Retracted": self.listings.retracted,
                "StatusChanged": self.listings.status_changed,
                "Issued": self.listings.issued,
                "Transfer": notes.transfer,
                "Approval": notes.approval,
                "OperatorSet": notes.operator_set,
                "ExposureRefreshed": notes.refreshed,
            },
            "Servicing": {
                "Paid": payments.paid,
                "Reamortised": payments.reamortised,
                "Defaulted": payments.defaulted,
                "Covered": payments.covered,
                "Recovered": payments.recovered,
                "StatusChanged": payments.status_changed,
                "FeesSwept": payments.fees_swept,
                "Released": payments.released,
            },
            "Market": {"Filled": notes.filled_ask, "Cancelled": notes.cancelled},
            "Reserve": {
                "Contributed": self.fund.contribution,
                "CoverPaid": self.fund.cover_paid,
            },
            "Disclosures": {"Published": self.anchors.published},
        }
        return {
            (contract, name): handler
            for contract, events in handlers.items()
            for name, handler in events.items()
        }
