# pragma version 0.4.3
"""
@title Why money moved
@license MIT
@notice The reason code that every move inside the Escrow carries.
"""


FUND: constant(uint256) = 1
RETRACT: constant(uint256) = 2
ISSUE: constant(uint256) = 3
ORIGINATION: constant(uint256) = 4
CONTRIBUTION: constant(uint256) = 5
REPAY: constant(uint256) = 6
COLLECT: constant(uint256) = 7
PREPAY: constant(uint256) = 8
RECOVERY: constant(uint256) = 9
CLAIM: constant(uint256) = 10
SALE: constant(uint256) = 11
MARKET_FEE: constant(uint256) = 12
COVER: constant(uint256) = 13
COVER_RETURN: constant(uint256) = 14
FEES: constant(uint256) = 15
DONATION: constant(uint256) = 16
STAKE: constant(uint256) = 17
STAKE_RETURN: constant(uint256) = 18
SURPLUS: constant(uint256) = 19
DISTRIBUTION: constant(uint256) = 20
TAKE_OVER: constant(uint256) = 21
