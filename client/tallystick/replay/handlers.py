"""Which part of a replay takes which event."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tallystick.replay.replay import Replay

__all__ = ["Handlers", "handlers_of"]

Handlers = dict[tuple[str, str], Callable[..., Any]]
_ByContract = dict[str, dict[str, Callable[..., Any]]]


def handlers_of(replay: Replay) -> Handlers:
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


def _of_money(replay: Replay) -> _ByContract:
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


def _of_workouts(replay: Replay) -> _ByContract:
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


def _of_powers(replay: Replay) -> _ByContract:
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
