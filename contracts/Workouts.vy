# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Workouts: loans that do not go as planned
@custom:contract-name Workouts
@license MIT
@notice Impairment, default, cover, recovery and write-off. What depends on time or
        on the payer's own money is anyone's to call.
@dev Trust: a servicer flags loans, which moves no money. The words and the money
     are in Servicing.
     Invariants: what is owed after a default never rises; recoveries and cover
     reach the lenders but for the platform's share and what returns to who
     covered; nothing grows with the number of lenders.
     Storage: two words per loan in default (modules/recoveries), one for the last
     flag (modules/impairments).
     Roles: SERVICER flags; the Reserve reports covers, Collateral prices.
     Wind-down: everything goes on; a loan is written off a year after default.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement.
from interfaces import IWorkouts

# @dev We import the rules of a workout, and where the other contracts are.
from modules import impairments
from modules import peers
from modules import recoveries

implements: IWorkouts

initializes: peers
initializes: recoveries[peers := peers]
initializes: impairments[peers := peers]

exports: (
    # Default, cover, recovery
    recoveries.declare_default,
    recoveries.write_off,
    recoveries.record_cover,
    recoveries.record_distribution,
    recoveries.recover,
    recoveries.collect,
    recoveries.collect_many,
    recoveries.receive_price,
    recoveries.debt_of,
    recoveries.cover_of,
    recoveries.is_covered,
    recoveries.cover_cap,
    # Impairment
    impairments.impair,
    impairments.lift_impairment,
    impairments.impaired_at,
    # Neighbours
    peers.platform,
)


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that Workouts deals with, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)
