"""What stands beside a loan: its ballot, its guarantor's stake, and the collateral behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick.chain.codec import address_of
from tallystick.errors import InputError
from tallystick.loans.auction import AUCTION_SECONDS, price
from tallystick.loans.votes import Votes

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Ballot", "BallotKind", "LoanCollateral", "Stake", "collateral_hash"]


class BallotKind(IntEnum):
    """What a ballot asks; the values are the contract's."""

    NONE = 0
    RESTRUCTURING = 1
    FLOOR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A loan's last ballot. kind is NONE once it is closed; ends_at is a Unix second.

    version: the loan's when it was opened; another one voids it. rate_ppm, n, period, lead: of a
    restructuring. floor_price: of a lower floor, in minor units. number: of the loan's ballots,
    from 1.
    """

    loan: int
    number: int
    kind: BallotKind
    ends_at: int
    version: int
    rate_ppm: int
    n: int
    period: int
    lead: int
    floor_price: int
    votes: Votes
    quorum_ppm: int

    @classmethod
    def of(cls, loan: int, question: Mapping[str, Any], count: Mapping[str, Any]) -> Ballot | None:
        """Make a ballot of what the contract keeps.

        Args:
            loan: The loan's number, from 1.
            question: The first of what Ballots' `ballot_of` returns.
            count: The second.

        Returns:
            The ballot; None when the loan never had one.
        """
        if count["number"] == 0:
            return None
        asked = dict(question)
        return cls(
            loan=loan,
            number=count["number"],
            kind=BallotKind(asked.pop("kind")),
            votes=Votes(count["votes_for"], count["votes_against"], count["excluded"]),
            quorum_ppm=count["quorum_ppm"],
            **asked,
        )


@dataclass(frozen=True, slots=True)
class Stake:
    """What a guarantor has locked for a loan, in minor units; 0 once it was paid or released.

    last_day: the platform's local day up to which a default is guaranteed.
    """

    guarantor: str
    amount: int
    last_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanCollateral:
    """The token that secures a loan, and its auction; started_at is 0 before it.

    lowered: whether lenders have lowered the floor, which they may once.
    """

    collection: str
    token_id: int
    floor_price: int
    lowered: bool
    started_at: int
    start_price: int

    @property
    def floor_at(self) -> int:
        """The Unix second from which it costs the floor, 0 before the auction."""
        return self.started_at and self.started_at + AUCTION_SECONDS

    def price(self, now: int) -> int | None:
        """Return what it costs at a second.

        Args:
            now: The Unix second, not before the auction's start.

        Returns:
            In minor units, rounded up; None while no auction runs.
        """
        if self.started_at == 0:
            return None
        return price(self.start_price, self.floor_price, now - self.started_at)


def collateral_hash(collection: str, token_id: int, floor_price: int) -> bytes:
    """Return what an offer names its collateral by.

    Args:
        collection: The ERC-721 contract's address.
        token_id: The token's number, 0 to 2^256 - 1.
        floor_price: The agreed least price of an auction, in minor units, 0 to 2^256 - 1.

    Returns:
        The 32 bytes for `Offer.collateral`.

    Raises:
        InputError: INPUT:ADDRESS or INPUT:RANGE when a value is out of bounds.
        TypeError: When a number is not an integer.
    """
    words = [int(address_of("collection", collection), 16)]
    for name, value in (("token_id", token_id), ("floor_price", floor_price)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{name} must be an int, not {type(value).__name__}")
        if not 0 <= value < 2**256:
            raise InputError("INPUT:RANGE", f"{name} must be 0 to 2^256 - 1, not {value}")
        words.append(value)
    return keccak(b"".join(word.to_bytes(32, "big") for word in words))
