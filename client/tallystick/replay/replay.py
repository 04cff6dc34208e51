"""Every event in its order, each to the part of the platform that it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tallystick.replay.anchors import Anchors
from tallystick.replay.ballots import BallotBook
from tallystick.replay.collateral import Collaterals
from tallystick.replay.decoding import Decoder, Log, LogError
from tallystick.replay.distribution import Losses
from tallystick.replay.findings import Findings
from tallystick.replay.freezes import FreezeBook
from tallystick.replay.gate import Gate
from tallystick.replay.governance import Governance
from tallystick.replay.handlers import Handlers, handlers_of
from tallystick.replay.impairments import Impairments
from tallystick.replay.lenders import Lenders
from tallystick.replay.listings import Listings
from tallystick.replay.mandates import MandateBook
from tallystick.replay.market import Sales
from tallystick.replay.money import Causes, Money, Places
from tallystick.replay.notes import Notes
from tallystick.replay.offers import Signings
from tallystick.replay.payers import Payers
from tallystick.replay.payments import Payments
from tallystick.replay.people import People
from tallystick.replay.reserve import Fund
from tallystick.replay.stakes import Stakes
from tallystick.replay.take_overs import TakeOvers
from tallystick.replay.workouts import Defaults

if TYPE_CHECKING:
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.history import History
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.source import Clock
    from tallystick.replay.waiting import WaitingMoney

__all__ = ["OF_A_HANDOVER", "UNFIT", "Replay", "begin"]

# What arithmetic raises on values that no contract of ours would write.
UNFIT = (ValueError, ArithmeticError, AssertionError, LookupError)
# Events that come while units change hands.
OF_A_HANDOVER = frozenset({"ClaimPaid", "SalePaid"})


class Replay:
    """The state of a platform, rebuilt from the amounts in its events.

    Feed logs in the chain's order and `close` at the end. What does not fit is in `findings`;
    nothing is raised, so that the first difference and how many follow can be told. A kind of
    replay that sees a part of the loans has other kinds of what they share.
    """

    money_kind: type[Money] = Money
    people_kind: type[People] = People
    lenders_kind: type[Lenders] = Lenders

    def __init__(
        self,
        addresses: Mapping[str, str],
        clock: Clock,
        *,
        offset: int,
        council_threshold: int,
        delay: int,
        history: History | None = None,
        waiting: WaitingMoney | None = None,
    ) -> None:
        """Take the contracts' addresses, and what constructors fixed without an event.

        Args:
            addresses: The contracts' addresses by name.
            clock: Knows when a log was written.
            offset: Seconds that the platform's clock is ahead of UTC.
            council_threshold: Approvals that a decision needs.
            delay: The council's timelock, in seconds.
            history: Keeps every state that a loan was in.
            waiting: Keeps since when money waits in each balance.
        """
        at = {name: bytes.fromhex(address[2:]) for name, address in addresses.items()}
        places = Places(
            at["Escrow"], at["Book"], at["Servicing"], at["Reserve"], at["Market"], at["Mandates"]
        )
        self.places = places
        self.history, self.waiting = history, waiting
        self.clock = clock
        findings = self.findings = Findings()
        self.events = 0
        loans: dict[int, LoanRecord] = {}
        self.loans = loans
        causes = self.causes = Causes(findings)
        governance = self.governance = Governance(
            findings, clock, threshold=council_threshold, delay=delay
        )
        gate = self.gate = Gate(findings, clock, governance)
        money = self.money = self.money_kind(places, findings, causes, governance, waiting)
        people = self.people = self.people_kind(findings, governance, gate, clock)
        self.freezes = FreezeBook(findings, governance, people, money, clock)
        self.take_overs = TakeOvers(findings, clock)
        lenders = self.lenders = self.lenders_kind(findings, people, money)
        self.offers = Signings(findings, clock, loans, people, governance)
        self.listings = Listings(
            findings, places, clock, offset, loans, causes, people, lenders, governance, gate,
            history,
        )  # fmt: skip
        self.market = Sales(findings, clock, offset, loans)
        self.notes = Notes(
            findings, places, loans, money, people, lenders, self.listings, self.market, clock
        )
        payers = Payers(findings, people, clock)
        self.payments = Payments(
            findings, places, clock, offset, loans, causes, people, lenders, payers, gate, history
        )
        self.fund = Fund(findings, places, clock, offset, loans, money, causes, people, governance)
        self.stakes = Stakes(
            findings, places, clock, offset, loans, causes, payers, governance, self.fund
        )
        self.collateral = Collaterals(findings, clock, offset, loans, causes, payers, governance)
        self._attach(clock, offset)
        self.anchors = Anchors(findings, clock, governance, gate)
        self.decoder = Decoder(addresses)
        self.last: Log | None = None
        self._wire()

    def __getstate__(self) -> dict[str, Any]:
        wires = {"steps", "_by_name"}
        return {name: held for name, held in vars(self).items() if name not in wires}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._wire()

    def _wire(self) -> None:
        """Lead every event to what takes it."""
        handlers = self._by_name = self.handlers()
        self.steps = {
            key: (
                plan.decode,
                handlers[plan.contract, plan.name],
                plan.name in OF_A_HANDOVER,
            )
            for key, plan in self.decoder.plans.items()
        }

    def _attach(self, clock: Clock, offset: int) -> None:
        """Make what builds on the loans: workouts, ballots, mandates, the end."""
        findings, governance = self.findings, self.governance
        self.losses = Losses(
            findings, self.places, self.causes, governance, self.gate, self.payments, self.fund
        )
        self.workouts = Defaults(
            findings, self.places, clock, offset, self.causes, self.payments, self.fund,
            self.stakes, self.collateral, self.losses,
        )  # fmt: skip
        self.impairments = Impairments(findings, clock, governance, self.payments)
        self.ballots = BallotBook(
            findings, clock, offset, self.people, governance, self.payments, self.collateral
        )
        self.mandates = MandateBook(
            findings, clock, self.loans, self.money, self.people, self.lenders, self.listings,
            governance,
        )  # fmt: skip

    def feed(self, logs: Iterable[Log]) -> None:
        """Take the next logs.

        Args:
            logs: The logs in the chain's order.
        """
        steps, last, notes = self.steps, self.last, self.notes
        for log in logs:
            if last is not None and last[5] != log[5]:
                self.end_transaction(last)
            last = log
            step = steps.get((log[0], log[1][0])) if log[1] else None
            if step is None:
                known = log[0] in self.decoder.origins
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
            except UNFIT as wrong:
                self.findings.differ("events.form", f"values that cannot be: {wrong}", log)
        self.last = last

    def take(self, contract: str, name: str, values: Sequence[Any], log: Log) -> None:
        """Take the next event, decoded already.

        Args:
            contract: The contract's name.
            name: The event's name.
            values: Its values in the order of the declaration.
            log: Its log.
        """
        if self.last is not None and self.last.tx_hash != log.tx_hash:
            self.end_transaction(self.last)
        self.last = log
        self.events += 1
        if self.notes.handover is not None and name not in OF_A_HANDOVER:
            self.notes.finish()
        try:
            self._by_name[contract, name](log, *values)
        except UNFIT as wrong:
            self.findings.differ("events.form", f"values that cannot be: {wrong}", log)

    def close(self) -> None:
        """End the last transaction; the logs of later blocks may still be fed."""
        if self.last is not None:
            self.end_transaction(self.last)
            self.last = None
        for check in ("events.form", "events.origin"):
            self.findings.tally(check).compared = self.events
        self.findings.tally("notes.claims").compared += self.notes.claims

    def handlers(self) -> Handlers:
        """Return what takes each event, by contract and name.

        Returns:
            The handlers, which take a log and the event's values.
        """
        return handlers_of(self)

    def end_transaction(self, log: Log) -> None:
        """Make the checks that wait for a transaction's end.

        Args:
            log: Its last log.
        """
        if self.notes.handover is not None:
            self.notes.finish()
        if not self.causes.settled:
            self.causes.close(log)
        self._end_of_loans(log)
        if self.governance.changes:
            self.governance.close(log)
        if self.gate.touched:
            self.gate.close(log)
        if self.market.open is not None:
            self.market.close(log)
        if self.freezes.holding:
            self.freezes.close(log)
        if self.people.regrouping:
            self.people.close(log)

    def _end_of_loans(self, log: Log) -> None:
        listings = self.listings
        if self.payments.touched:
            self.payments.close(log)
        if listings.minted or listings.reopened or listings.mandated:
            listings.close(log)
        if self.fund.expected or self.fund.paid:
            self.fund.close(log)
        if self.stakes.paid:
            self.stakes.close(log)
        if self.ballots.restarting:
            self.ballots.close(log)
        if self.collateral.is_open:
            self.collateral.close(log)

    def enrolled(self, log: Log, *values: Any) -> None:
        """Take the event that a person, a wallet or a credential came.

        A further wallet is held like the rest of its person's.

        Args:
            log: The event's log.
            *values: The event's values, as `People.enrolled` has them.
        """
        wallet, head = values[1:3]
        is_new = wallet not in self.people.heads
        self.people.enrolled(log, *values)
        if is_new and wallet != head:
            self.freezes.linked(log, wallet, head)


def begin(
    deployment: Deployment, clock: Clock, *,
    history: History | None = None, waiting: WaitingMoney | None = None,
    kind: type[Replay] = Replay,
) -> Replay:  # fmt: skip
    """Return a replay of a deployment that has seen nothing yet.

    Args:
        deployment: The deployment file's content.
        clock: Knows when a log was written.
        history: Keeps every state that a loan was in; figures need it.
        waiting: Keeps since when money waits in each balance; the queue of mandates needs it.
        kind: Another kind of replay.

    Returns:
        The replay.
    """
    roles = deployment.roles
    return kind(
        deployment.addresses(),
        clock,
        offset=roles.utc_offset_seconds,
        council_threshold=roles.council_threshold,
        delay=roles.delay_seconds,
        history=history,
        waiting=waiting,
    )
