# pragma version 0.4.3
"""
@title Roles, one bit each
@license MIT
@notice COMPLIANCE freezes a person for 72 hours at most. UNDERWRITER signs
        offers and revokes them. GUARDIAN pauses new risk and suspends an
        attestor's seat. PUBLISHER anchors disclosures. None can move money or
        close an exit.
"""


COMPLIANCE: constant(uint256) = 1
UNDERWRITER: constant(uint256) = 2
GUARDIAN: constant(uint256) = 4
PUBLISHER: constant(uint256) = 8
ALL: constant(uint256) = 15
