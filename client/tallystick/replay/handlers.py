"""Which part of a replay takes which event."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tallystick.replay.anchors import Anchors
    from tallystick.replay.ballots import BallotBook
    from tallystick.replay.collateral import Collaterals
    from tallystick.replay.decoding import Log
    from tallystick.replay.distribution import Losses
    from tallystick.replay.freezes import FreezeBook
    from tallystick.replay.gate import Gate
    from tallystick.replay.governance import Governance
    from tallystick.replay.impairments import Impairments
    from tallystick.replay.lenders import Lenders
    from tallystick.replay.listings import Listings
    from tallystick.replay.mandates import MandateBook
    from tallystick.replay.market import Sales
    from tallystick.replay.money import Money
    from tallystick.replay.notes import Notes
    from tallystick.replay.offers import Signings
    from tallystick.replay.payments import Payments
    from tallystick.replay.people import People
    from tallystick.replay.reserve import Fund
    from tallystick.replay.stakes import Stakes
    from tallystick.replay.take_overs import TakeOvers
    from tallystick.replay.workouts import Defaults

__all__ = ["Handlers", "Parts", "handlers_of"]

Handlers = dict[tuple[str, str], Callable[..., Any]]
_ByContract = dict[str, dict[str, Callable[..., Any]]]


class Parts(Protocol):
    """What takes events; a replay has it."""

    anchors: Anchors
    ballots: BallotBook
    collateral: Collaterals
    freezes: FreezeBook
    fund: Fund
    gate: Gate
    governance: Governance
    impairments: Impairments
    lenders: Lenders
    listings: Listings
    losses: Losses
    mandates: MandateBook
    market: Sales
    money: Money
    notes: Notes
    offers: Signings
    payments: Payments
    people: People
    stakes: Stakes
    take_overs: TakeOvers
    workouts: Defaults

    def enrolled(self, log: Log, *values: Any) -> None:
        """Take the event that a person, a wallet or a credential came.

        Args:
            log: The event's log.
            *values: The event's values.
        """


def handlers_of(replay: Parts) -> Handlers:
    """Return what takes each event, by contract and name.

    Args:
        replay: The replay, all of whose parts are made.

    Returns:
        The handlers, which take a log and the event's values.
    """
    handlers = _of_money(replay) | _of_workouts(replay) | _of_powers(replay)
    return {
        (contract, name): handler
        for contract, events in handlers.items()
        for name, handler in events.items()
    }


def _of_money(replay: Parts) -> _ByContract:
    notes, money, payments = replay.notes, replay.money, replay.payments
    return {
        "Escrow": {
            "Deposited": money.deposited,
            "Withdrawn": money.withdrawn,
            "Moved": money.moved,
            "ClaimPaid": notes.claim_paid,
            "SalePaid": notes.sale_paid,
            "Held": replay.freezes.held,
        },
        "Book": {
            "Funded": replay.listings.funded,
            "Retracted": replay.listings.retracted,
            "StatusChanged": replay.listings.status_changed,
            "Issued": replay.listings.issued,
            "Transfer": notes.transfer,
            "Approval": notes.approval,
            "OperatorSet": notes.operator_set,
            "ExposureRefreshed": replay.lenders.refreshed,
            "BorrowerChanged": replay.take_overs.borrower_changed,
        },
        "Offers": {"Listed": replay.offers.listed, "OfferRevoked": replay.offers.revoked},
        "Servicing": {
            "Paid": payments.paid,
            "Reamortised": payments.reamortised,
            "StatusChanged": payments.status_changed,
            "FeesSwept": payments.fees_swept,
            "Released": payments.released,
            "ImpairmentEnded": payments.impairment_ended,
        },
        "Market": {
            "Filled": replay.market.filled_order,
            "Cancelled": replay.market.cancelled,
            "CancelledBelow": replay.market.cancelled_below,
        },
        "Mandates": {
            "MandateBrought": replay.mandates.brought,
            "MandateRevoked": replay.mandates.revoked,
            "MandateExecuted": replay.mandates.executed,
        },
    }


def _of_workouts(replay: Parts) -> _ByContract:
    workouts, collateral, losses = replay.workouts, replay.collateral, replay.losses
    return {
        "Workouts": {
            "Defaulted": workouts.defaulted,
            "Covered": workouts.covered,
            "Recovered": workouts.recovered,
            "Impaired": replay.impairments.impaired,
            "ImpairmentLifted": replay.impairments.lifted,
        },
        "Ballots": {
            "BallotOpened": replay.ballots.opened,
            "Voted": replay.ballots.voted,
            "BallotClosed": replay.ballots.closed,
            "Restructured": replay.ballots.restructured,
        },
        "Collateral": {
            "Locked": collateral.locked,
            "Released": collateral.released,
            "AuctionStarted": collateral.auction_started,
            "Sold": collateral.sold,
            "FloorLowered": collateral.floor_lowered,
        },
        "Reserve": {
            "Contributed": replay.fund.contribution,
            "Entered": replay.fund.enter,
            "RatioFixed": replay.fund.ratio_fixed,
            "CoverPaid": replay.fund.cover_paid,
            "Pledged": replay.stakes.pledged,
            "GuaranteePaid": replay.stakes.guarantee_paid,
            "StakeReleased": replay.stakes.released,
            "LossNoted": losses.loss_noted,
            "DistributionBegun": losses.distribution_begun,
            "Distributed": losses.distributed,
        },
    }


def _of_powers(replay: Parts) -> _ByContract:
    governance, gate = replay.governance, replay.gate
    return {
        "Registry": {
            "Enrolled": replay.enrolled,
            "DebtRegrouped": replay.people.debt_regrouped,
            "StaffMarked": replay.people.staff_marked,
            "SeatChanged": gate.seat_changed,
            "GateSet": gate.gate_set,
            "TakenOver": replay.take_overs.taken_over,
        },
        "KeyRecovery": {
            "RecoveryNamed": replay.take_overs.named,
            "RecoveryNoticed": replay.take_overs.noticed,
            "RecoveryCancelled": replay.take_overs.cancelled,
        },
        "Freezes": {"Frozen": replay.freezes.frozen},
        "Governor": {
            "Proposed": governance.proposed,
            "Approved": governance.approved,
            "Executed": governance.executed,
            "DecisionCancelled": governance.cancelled,
            "RolesSet": gate.roles_set,
            "TreasurySet": governance.treasury_set,
            "MemberReplaced": governance.member_replaced,
            "CollectionSet": governance.collection_set,
            "Paused": gate.paused,
            "PauseEnded": gate.pause_ended,
            "PauseConfirmed": gate.pause_was_confirmed,
            "WindDownBegun": gate.wind_down_begun,
            "ParameterSet": governance.parameter_set,
        },
        "Disclosures": {"Published": replay.anchors.published},
    }
