# pragma version 0.4.3
"""
@title Constants that several modules share
@license MIT
@notice One place for each number that more than one module relies on. A bound
        that only one module checks stands in that module.
"""


# ---- Scales ------------------------------------------------------

# The whole, in parts per million: rates and shares are out of this.
PPM: constant(uint256) = 10 ** 6
# Seconds in a day; the calendar knows no leap seconds, and neither does the chain.
SECONDS_A_DAY: constant(uint256) = 86_400
# Days in a year, for rates by the day.
DAYS_A_YEAR: constant(uint256) = 365


# ---- Limits ------------------------------------------------------

# The largest principal of a loan and the largest limit of a person, in minor
# units of the token; fits 50 bits.
AMOUNT_MAX: constant(uint256) = 10 ** 15
# The most interest and late charges that a loan may ever earn, in minor units:
# what a position can remember.
INTEREST_MAX: constant(uint256) = 2 ** 56 - 1
# The most instalments of a loan.
ROWS_MAX: constant(uint256) = 480
# The most instalments that one call settles.
CALL_ROWS_MAX: constant(uint256) = 12
# The most mandates that one call executes.
EXECUTE_MAX: constant(uint256) = 50
# The most other loans of a borrower's group that an execution sums.
OTHERS_MAX: constant(uint256) = 20
# The most loans that one call takes.
BATCH_MAX: constant(uint256) = 100


# ---- Masks of packed fields, by the number of low bits -----------

BITS_3: constant(uint256) = 2 ** 3 - 1
BITS_4: constant(uint256) = 2 ** 4 - 1
BITS_9: constant(uint256) = 2 ** 9 - 1
BITS_20: constant(uint256) = 2 ** 20 - 1
BITS_22: constant(uint256) = 2 ** 22 - 1
BITS_28: constant(uint256) = 2 ** 28 - 1
BITS_32: constant(uint256) = 2 ** 32 - 1
BITS_40: constant(uint256) = 2 ** 40 - 1
BITS_50: constant(uint256) = 2 ** 50 - 1
BITS_56: constant(uint256) = 2 ** 56 - 1
BITS_64: constant(uint256) = 2 ** 64 - 1
BITS_160: constant(uint256) = 2 ** 160 - 1
