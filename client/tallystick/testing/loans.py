"""Loans in any stage, for tests: listed, funded, active."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick.chain.contracts import Book, Offers
from tallystick.loans.rounding import div_floor
from tallystick.platform._sync.operator import Operator
from tallystick.platform.messages import Offer, SignedOffer
from tallystick.platform.outcomes import value_of

if TYPE_CHECKING:
    from tallystick.chain.signer import MemorySigner
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors

__all__ = ["AGREEMENT", "DISCLOSURE", "LoanBuilder"]

DISCLOSURE = keccak(text="tallystick test disclosure")
AGREEMENT = keccak(text="tallystick test agreement")

# 10,000 of a token with 6 decimals at 12 % in 12 monthly annuities, every fee on.
_TERMS: dict[str, Any] = {
    "principal": 10**10,
    "rate_ppm": 120_000,
    "n": 12,
    "period": 1,
    "grace_days": 5,
    "late_rate_ppm": 200_000,
    "late_cap_ppm": 50_000,
    "default_dpd": 91,
    "origination_ppm": 10_000,
    "reserve_ppm": 10_000,
    "servicing_ppm": 50_000,
    "late_share_ppm": 200_000,
    "market_fee_ppm": 5_000,
    "recovery_ppm": 100_000,
    "cover_cap_ppm": 300_000,
    "risk_level": 3,
    "ticket_min": 10**6,
    "disclosure_hash": DISCLOSURE,
    "agreement_hash": AGREEMENT,
}


class LoanBuilder:
    """Makes loans of a platform; any field of `Offer` may be given instead of the usual one."""

    def __init__(self, platform: Platform, actors: Actors) -> None:
        self._platform = platform
        self._actors = actors
        self._numbers = itertools.count(1)

    def offer(self, borrower: MemorySigner | None = None, **terms: Any) -> Offer:
        """Return an offer for a new project, valid for 30 days.

        Args:
            borrower: Who borrows; the first borrower without one.
            **terms: Fields of `Offer` in place of the usual ones.

        Returns:
            The offer: by default 10^10 minor units at 12 % in 12 monthly annuities.
        """
        who = borrower or self._actors.borrower
        project = keccak(text=f"tallystick test project {next(self._numbers)}")
        usual = {"project": project, "expiry": self._platform.now() + 30 * 86_400, **_TERMS}
        return Offer(borrower=who.address, **(usual | terms))

    def signed(self, offer: Offer) -> SignedOffer:
        """Sign an offer; by both underwriters when its size needs two.

        Args:
            offer: The offer.

        Returns:
            The signed offer.
        """
        signed = Operator(self._platform, self._actors.underwriter).sign.offer(offer)
        limit = self._platform.deployment.roles.parameters["single_signer_max"]
        if offer.principal > limit:
            return signed.countersigned(self._platform, self._actors.second_underwriter)
        return signed

    def listed(self, borrower: MemorySigner | None = None, **terms: Any) -> int:
        """List a loan.

        Args:
            borrower: Who borrows; the first borrower without one.
            **terms: Fields of `Offer` in place of the usual ones.

        Returns:
            The loan's number.
        """
        who = borrower or self._actors.borrower
        signed = self.signed(self.offer(who, **terms))
        plan = self._platform.plan(
            Offers.list_offer(signed.offer, signed.signers, signed.first, signed.second),
            who,
            result=value_of("Listed", "loan", int),
        )
        return plan.send().result

    def funded(
        self,
        borrower: MemorySigner | None = None,
        *,
        investors: Sequence[MemorySigner] | None = None,
        **terms: Any,
    ) -> int:
        """List a loan and fund it in equal parts, rounded down; the first investor takes the rest.

        Args:
            borrower: Who borrows; the first borrower without one.
            investors: Who lends; the first two investors without them.
            **terms: Fields of `Offer` in place of the usual ones.

        Returns:
            The loan's number.
        """
        lenders = list(investors or self._actors.investors[:2])
        loan = self.listed(borrower, **terms)
        principal = terms.get("principal", _TERMS["principal"])
        disclosure = terms.get("disclosure_hash", DISCLOSURE)
        part = div_floor(principal, len(lenders))
        parts = [principal - part * (len(lenders) - 1), *[part] * (len(lenders) - 1)]
        for lender, units in zip(lenders, parts, strict=True):
            arguments = (loan, units, units, disclosure)
            self._platform.plan(Book.fund(*arguments), lender).send()
        return loan

    def active(
        self,
        borrower: MemorySigner | None = None,
        *,
        investors: Sequence[MemorySigner] | None = None,
        **terms: Any,
    ) -> int:
        """List, fund and issue a loan.

        Args:
            borrower: Who borrows; the first borrower without one.
            investors: Who lends; the first two investors without them.
            **terms: Fields of `Offer` in place of the usual ones.

        Returns:
            The loan's number.
        """
        who = borrower or self._actors.borrower
        loan = self.funded(who, investors=investors, **terms)
        self._platform.plan(Book.issue(loan), who).send()
        return loan
