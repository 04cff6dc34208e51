"""The wind-down as a procedure that can be taken up again at any step, by whoever may take it."""

# Made by scripts/unasync.py from platform/_async/winding_down.py; do not edit.

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.chain.contracts import (
    Ballots,
    Book,
    Collateral,
    Governor,
    Lens,
    Reserve,
    Servicing,
    Workouts,
)
from tallystick.errors import InputError
from tallystick.loans.dates import date_from_day
from tallystick.platform._sync.loans import live_state, owed_since_default
from tallystick.platform._sync.operator import Operator, OperatorView
from tallystick.platform.decisions import Ending, Kind
from tallystick.platform.listing import LoanStatus, remaining_rows
from tallystick.platform.winding_down import WindDownStanding, WindDownStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick.chain.contracts import Command
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.decisions import Decision

__all__ = ["WindDown"]

# Decisions are looked through from the newest; an open one lapses after 30 days.
DECISIONS_LOOKED_AT = 50
LAPSE_SECONDS = 30 * 86_400
_BEFORE_ISSUE = (LoanStatus.LISTED, LoanStatus.FUNDED)


@dataclass(frozen=True, slots=True)
class WindDown:
    """The wind-down of a platform; every figure is read from the chain when it is asked for."""

    platform: Platform

    def standing(self) -> WindDownStanding:
        """Return where the wind-down stands.

        Returns:
            The step, the loans, and what is still to be paid.

        Raises:
            TransportError: When the node does not answer.
        """
        read = self.platform.read
        counts: Counter[str] = Counter()
        plan: Counter[str] = Counter()
        outstanding = last = unshared = 0
        for loan in range(1, read(Book.loan_count()) + 1):
            status = self._status(loan)
            counts[status.name.lower()] += 1
            if status is LoanStatus.ACTIVE:
                state = live_state(self.platform, loan)
                outstanding += state.outstanding
                for row in remaining_rows(state):
                    plan[date_from_day(row.due).isoformat()[:7]] += row.payment
                    last = max(last, row.due)
            elif status is LoanStatus.DEFAULTED:
                outstanding += (owed_since_default(self.platform, loan))[0]
            elif status is LoanStatus.WRITTEN_OFF:
                unshared += sum(read(Reserve.loss_of(loan)))
        open_decision = self._open_decision()
        return WindDownStanding(
            step=self._step(open_decision, unshared),
            decision=None if open_decision is None else open_decision.number,
            ready_at=0 if open_decision is None else open_decision.ready_at,
            loans=dict(sorted(counts.items())),
            outstanding=outstanding,
            plan=dict(sorted(plan.items())),
            reserve=read(Reserve.free()),
            ends_by=date_from_day(last).isoformat() if last else "",
        )

    def announce(self, signer: Signer) -> Plan[int] | Plan[None]:
        """Plan the next step of the decision: propose it, approve it, or carry it out.

        Args:
            signer: A member of the council; anyone once the delay is over.

        Returns:
            The plan; its refusal says who may, or when.

        Raises:
            InputError: WINDDOWN:BEGUN when the platform is winding down already; WINDDOWN:WAIT
                while the delay runs.
            TransportError: When the node does not answer.
        """
        if self.platform.read(Governor.wind_down()):
            raise InputError("WINDDOWN:BEGUN", "the platform is winding down already")
        council = Operator(self.platform, signer).act.council
        decision = self._open_decision()
        if decision is None:
            return council.propose_wind_down()
        if not decision.ready_at:
            return council.approve(decision.number)
        now = self.platform.now()
        if now < decision.ready_at:
            raise InputError(
                "WINDDOWN:WAIT",
                f"decision {decision.number} waits {decision.ready_at - now} more seconds; nothing"
                " is to be done until then",
            )
        return council.execute(decision.number)

    def closing(self, signer: Signer) -> Iterator[tuple[str, Plan[None]]]:
        """Yield what anybody may do for loans to end, each simulated when it is its turn.

        Args:
            signer: Anybody who pays for the gas.

        Yields:
            What it is, and a plan that the chain does not refuse.

        Raises:
            InputError: WINDDOWN:RUNNING when the platform is not winding down.
            TransportError: When the node does not answer.
        """
        read = self.platform.read
        if not read(Governor.wind_down()):
            raise InputError("WINDDOWN:RUNNING", "the platform is not winding down: announce first")
        count = read(Book.loan_count())
        for loan in range(1, count + 1):
            for name, command in self._acts(loan, self._status(loan)):
                plan = self.platform.plan(command, signer)
                if plan.ready:
                    yield f"{name} {loan}", plan
        if not read(Reserve.is_distributed()):
            plan = self.platform.plan(Reserve.begin_distribution(), signer)
            if plan.ready:
                yield "begin the last distribution", plan
        if read(Reserve.is_distributed()):
            for loan in range(1, count + 1):
                if sum(read(Reserve.loss_of(loan))):
                    plan = self.platform.plan(Reserve.distribute(loan), signer)
                    if plan.ready:
                        yield f"share out to {loan}", plan

    @staticmethod
    def _acts(loan: int, status: LoanStatus) -> list[tuple[str, Command]]:
        """What may be open for a loan where it stands, in the order in which it is tried."""
        if status in _BEFORE_ISSUE:
            return [("refund", Book.expire(loan))]
        if status is LoanStatus.ACTIVE:
            return [
                ("close the ballot of", Ballots.close_ballot(loan)),
                ("collect", Servicing.collect(loan)),
                ("declare the default of", Workouts.declare_default(loan)),
            ]
        if status is LoanStatus.DEFAULTED:
            return [
                ("collect what is owed of", Workouts.collect(loan)),
                ("have the guarantor pay for", Reserve.pay_guarantee(loan)),
                ("cover", Reserve.cover(loan)),
                ("auction the collateral of", Collateral.start_auction(loan)),
                ("write off", Workouts.write_off(loan)),
            ]
        return [
            ("give the stake back of", Reserve.release_stake(loan)),
            ("give the collateral back of", Collateral.release(loan)),
        ]

    def _status(self, loan: int) -> LoanStatus:
        return LoanStatus(self.platform.read(Lens.status_of(loan)))

    def _step(self, decision: Decision | None, unshared: int) -> WindDownStep:
        read = self.platform.read
        if read(Governor.wind_down()):
            if read(Servicing.live_loans()):
                return WindDownStep.REPAY
            if not read(Reserve.is_distributed()):
                return WindDownStep.DISTRIBUTE
            return WindDownStep.SHARE if unshared else WindDownStep.TERMINAL
        if decision is None:
            return WindDownStep.DECIDE
        if not decision.ready_at:
            return WindDownStep.APPROVE
        late = self.platform.now() >= decision.ready_at
        return WindDownStep.EXECUTE if late else WindDownStep.WAIT

    def _open_decision(self) -> Decision | None:
        """The council's newest decision to wind down that is neither ended, void nor lapsed."""
        read, view = self.platform.read, OperatorView(self.platform)
        count, council = (
            read(Governor.decision_count()),
            read(Governor.council_number()),
        )
        for number in range(count, max(0, count - DECISIONS_LOOKED_AT), -1):
            decision = view.decision(number)
            if decision.kind is not Kind.WIND_DOWN or decision.ended is not Ending.OPEN:
                continue
            since = decision.ready_at or decision.proposed_at
            if decision.council == council and self.platform.now() <= since + LAPSE_SECONDS:
                return decision
        return None
