"""Why a mandate lends nothing: codes, from what ends the question first to what nearly fitted."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["IdleReason"]


class IdleReason(StrEnum):
    """Why a mandate lends nothing now. A later one is nearer to lending than an earlier one."""

    GATE = "MATCH:GATE"  # new risk is paused, or the platform winds down
    PERSON = "MATCH:PERSON"  # the owner is not a person's first wallet
    CREDENTIAL = "MATCH:CREDENTIAL"  # the owner's credential has expired or was retired
    FROZEN = "MATCH:FROZEN"  # the owner is frozen
    LIFETIME = "MATCH:LIFETIME"  # it has lent what it may over its life
    EXPOSURE = "MATCH:EXPOSURE"  # the owner has lent in all what the mandate allows
    LIMIT = "MATCH:LIMIT"  # the owner has lent in all what their credential allows
    DAY = "MATCH:DAY"  # it has lent what it may on this day
    CASH = "MATCH:CASH"  # the balance above the cash floor is below the ticket
    NONE = "MATCH:NONE"  # no loan seeks money
    LEVEL = "MATCH:LEVEL"  # above the mandate's levels, or what its risk statement speaks of
    CLASS = "MATCH:CLASS"  # above the owner's class
    RATE = "MATCH:RATE"  # the rate is below the least
    TERM = "MATCH:TERM"  # the term is above the longest
    RELATED = "MATCH:RELATED"  # the owner belongs to the borrower, a signer or the guarantor
    RETRACTED = "MATCH:RETRACTED"  # the owner has taken their funding of it back
    OTHERS = "MATCH:OTHERS"  # the borrower's group has more loans than one call takes
    BORROWER = "MATCH:BORROWER"  # the owner holds what they may of this borrower
    GROUP = "MATCH:GROUP"  # the owner holds what they may of the borrower's group
    PLATFORM = "MATCH:PLATFORM"  # all mandates together have lent what they may on this day
    OWNER = "MATCH:OWNER"  # another mandate of the same owner lends to it
    FILLED = "MATCH:FILLED"  # older money has filled it
    TICKET = "MATCH:TICKET"  # what would fit is below the ticket or the loan's smallest note
