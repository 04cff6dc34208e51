"""Whether a buyer may take over a note: asked of the contracts themselves, before anybody sells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Book, Registry, Reserve, Servicing
from tallystick.errors import InputError

if TYPE_CHECKING:
    from tallystick.errors import Reverted
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.messages import Bid

__all__ = ["lender_refusal"]

_GROUP_BITS = 28


def lender_refusal(platform: Platform, bid: Bid, units: int) -> Reverted | None:
    """Say why the Registry would not let a bid's buyer take units over.

    The Registry is asked as the Book asks it in a sale: class against risk level, lending limit,
    relations with borrower and signers, credential, freeze. Principal that has come back to the
    buyer since they last traded is not counted, so a limit that is all but used up may refuse here
    what the sale would take.

    Args:
        platform: The platform.
        bid: The bid.
        units: How many units.

    Returns:
        The refusal; None when the buyer may.

    Raises:
        InputError: BID:GUARANTOR when the buyer is, or is related to, the loan's guarantor.
        TransportError: When the chain's node does not answer.
    """
    side, funding, _ = platform.read(Book.listing_of(bid.loan))
    principal = funding["principal"]
    _, received, _, _ = platform.read(Servicing.totals(bid.loan))
    if side["guaranteed"]:
        guarantor = platform.read(Reserve.guarantor_of(bid.loan))
        if platform.read(Registry.is_related(bid.buyer, guarantor)):
            raise InputError("BID:GUARANTOR", "the buyer is, or is related to, the guarantor")
    signers = funding["first_group"] | funding["second_group"] << _GROUP_BITS
    outstanding = units * (principal - received) // principal
    call = Registry.accept(bid.buyer, outstanding, 0, side["borrower"], side["level"], signers)
    return platform.plan(call, platform.address("Book")).refusal
