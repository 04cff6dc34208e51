# pragma version 0.4.3
"""
@title The states of a loan
@license MIT
@notice The one transition table.

        LISTED    -> FUNDED (last unit funded) | EXPIRED (deadline, wind-down)
        FUNDED    -> ACTIVE (issue) | CANCELLED (issue window over, wind-down)
        ACTIVE    -> REPAID | DEFAULTED
        DEFAULTED -> RECOVERED | WRITTEN_OFF (by time)

        LATE is derived from the date and never stored. REPAID, RECOVERED,
        WRITTEN_OFF, EXPIRED and CANCELLED are final; money that still arrives
        for a written-off loan reaches its lenders, the state stays.
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
