# pragma version 0.4.3
"""
@title Roles, one bit each
@license MIT
@notice COMPLIANCE freezes a person for 72 hours at most. UNDERWRITER signs
        offers and revokes their own. GUARDIAN pauses new risk, suspends an
        attestor's seat and cancels decisions of the council. PUBLISHER anchors
        disclosures. SERVICER flags impairments and signs restructurings. None
        can move money or close an exit.
"""


COMPLIANCE: constant(uint256) = 1
UNDERWRITER: constant(uint256) = 2
GUARDIAN: constant(uint256) = 4
PUBLISHER: constant(uint256) = 8
SERVICER: constant(uint256) = 16
ALL: constant(uint256) = 31
