# pragma version 0.4.3
"""
@title The states of a loan
@license MIT
@notice The one transition table. Which entry points bring a change about, the
        contracts' page finds in the code.

        NONE -> LISTED: a signed offer within bounds and ceilings
        LISTED -> FUNDED: the last unit is funded
        LISTED -> EXPIRED: the deadline has passed, or the platform winds down
        FUNDED -> LISTED: funding is taken back, in the time to reflect or as new risk is closed
        FUNDED -> ACTIVE: within the issue window, after the time to reflect
        FUNDED -> CANCELLED: the issue window has passed, or the platform winds down
        ACTIVE -> REPAID: the balance is 0
        ACTIVE -> DEFAULTED: the loan is as far past due as agreed, and the money is not there
        DEFAULTED -> RECOVERED: nothing is owed any more
        DEFAULTED -> WRITTEN_OFF: 3 years after the default, or 1 in a wind-down

        LATE is derived from the date and never stored. REPAID, RECOVERED,
        WRITTEN_OFF, EXPIRED and CANCELLED are final; money that still arrives
        for a written-off loan reaches its lenders, the state stays. An ACTIVE loan
        stays so through these events:

        Impaired: a servicer has flagged it
        ImpairmentLifted: by a servicer, or by anyone after 90 days
        ImpairmentEnded: what is due was paid in full
        Restructured: its lenders have carried new terms
"""


LISTED: constant(uint256) = 1
FUNDED: constant(uint256) = 2
ACTIVE: constant(uint256) = 3
REPAID: constant(uint256) = 4
DEFAULTED: constant(uint256) = 5
RECOVERED: constant(uint256) = 6
WRITTEN_OFF: constant(uint256) = 7
EXPIRED: constant(uint256) = 8
CANCELLED: constant(uint256) = 9
