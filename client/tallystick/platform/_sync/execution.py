"""Executing mandates: which other loans count, what would be lent, and the call."""

# Made by scripts/unasync.py from platform/_async/execution.py; do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Book, Escrow, Lens, Mandates, Registry
from tallystick.errors import InputError
from tallystick.loans.mandates import (
    EXECUTE_MAX,
    OTHERS_MAX,
    Asked,
    LoanOnOffer,
    Used,
    execution,
)
from tallystick.platform._sync.loans import listing
from tallystick.platform.listing import LoanStatus
from tallystick.platform.mandates import Mandate, MandateState, SignedMandate
from tallystick.platform.outcomes import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform

__all__ = ["MandateExecution", "mandate_state", "other_loans", "would_lend"]

AnyMandate = Mandate | SignedMandate | bytes


def mandate_state(platform: Platform, mandate: AnyMandate) -> MandateState | None:
    """Return a mandate as it stands.

    Args:
        platform: The platform.
        mandate: The mandate, signed or not, or its digest.

    Returns:
        The limits and what it has lent; None when it was neither brought nor revoked.

    Raises:
        TransportError: When the node does not answer.
    """
    digest = _digest(platform, mandate)
    return MandateState.of(digest, platform.read(Mandates.words_of(digest)))


def other_loans(platform: Platform, loan: int) -> tuple[int, ...]:
    """Return the other loans that count against the caps of a borrower's group now.

    It looks from the newest loan back until all that the group owes is found.

    Args:
        platform: The platform.
        loan: The loan's number, from 1.

    Returns:
        Their numbers, ascending.

    Raises:
        InputError: INPUT:LOAN when there is no such loan, INPUT:OTHERS when more count than an
            execution takes.
        TransportError: When the node does not answer.
    """
    side, _, _ = platform.read(Book.listing_of(loan))
    if side["status"] == 0:
        raise InputError("INPUT:LOAN", f"there is no loan {loan}; loans are numbered from 1")
    groups: dict[str, int] = {}
    group = _group(platform, side["borrower"], groups)
    borrowed, _, _ = platform.read(Registry.group_record(group))
    numbers, missing = [], borrowed - _counted(platform, loan)
    number = platform.read(Book.loan_count())
    while missing > 0 and number > 0:
        if number != loan:
            side, _, _ = platform.read(Book.listing_of(number))
            if _group(platform, side["borrower"], groups) == group:
                counted = _counted(platform, number)
                missing -= counted
                numbers += [number] if counted else []
        number -= 1
    if len(numbers) > OTHERS_MAX:
        raise InputError(
            "INPUT:OTHERS", f"{len(numbers)} other loans count; an execution takes {OTHERS_MAX}"
        )
    return tuple(reversed(numbers))


def would_lend(
    platform: Platform, loan: int, asks: Sequence[tuple[AnyMandate, int]]
) -> tuple[int, ...]:
    """Return what executing mandates would lend, but for their owners' standing.

    Args:
        platform: The platform.
        loan: The listed loan's number.
        asks: The mandates, and the most to lend for each, in minor units.

    Returns:
        What each would lend, in minor units; 0 for one that was never brought, was revoked, does
        not fit, or is the second of an owner.

    Raises:
        InputError: As `other_loans`, and INPUT:LOAN when there is no such loan.
        TransportError: When the node does not answer.
    """
    listed = listing(platform, loan)
    others = other_loans(platform, loan)
    now = platform.now()
    placed: list[int] = []
    fitted: list[Asked] = []
    for place, (mandate, units) in enumerate(asks):
        state = mandate_state(platform, mandate)
        if state is not None and not state.revoked:
            placed.append(place)
            used = _used(platform, state, listed.borrower, (loan, others), now)
            fitted.append(Asked(state.owner, state.limits, used, units))
    on_offer = LoanOnOffer(
        level=listed.level,
        terms=listed.terms,
        open_units=listed.open_units,
        ticket_min=listed.ticket_min,
    )
    lent = dict(zip(placed, execution(on_offer, fitted, now), strict=True))
    return tuple(lent.get(place, 0) for place in range(len(asks)))


def _used(
    platform: Platform,
    state: MandateState,
    borrower: str,
    loans: tuple[int, tuple[int, ...]],
    now: int,
) -> Used:
    loan, others = loans
    person = group = platform.read(Book.balanceOf(state.owner, loan))
    for other in others:
        held = platform.read(Book.balanceOf(state.owner, other))
        group += held
        owing = (platform.read(Lens.parties_of(other)))["borrower"]
        if held and platform.read(Registry.is_person_of(borrower, owing)):
            person += held
    known = platform.read(Registry.person_of(state.owner))
    return Used(
        balance=platform.read(Escrow.balance_of(state.owner)),
        exposure=known["exposure"],
        lent=state.lent,
        lent_today=state.lent_today(now),
        person=person,
        group=group,
    )


def _group(platform: Platform, borrower: str, known: dict[str, int]) -> int:
    if borrower not in known:
        known[borrower] = (platform.read(Registry.person_of(borrower)))["group"]
    return known[borrower]


def _counted(platform: Platform, loan: int) -> int:
    """What a loan counts against its borrower's caps, as Mandates reckons it."""
    side, funding, _ = platform.read(Book.listing_of(loan))
    status, principal = side["status"], funding["principal"]
    if status in {LoanStatus.LISTED, LoanStatus.FUNDED}:
        return int(principal)
    if status != LoanStatus.ACTIVE:
        return 0
    return int(principal - (platform.read(Lens.progress_of(loan)))["released"])


def _digest(platform: Platform, mandate: AnyMandate) -> bytes:
    if isinstance(mandate, bytes):
        return mandate
    return (mandate.mandate if isinstance(mandate, SignedMandate) else mandate).digest(platform)


class MandateExecution:
    """What whoever executes mandates does; errors are those of `AccountActions`."""

    _platform: Platform
    _signer: Signer

    def bring_mandate(self, signed: SignedMandate) -> Plan[None]:
        """Bring an investor's signed mandate; anyone may.

        Args:
            signed: The mandate with its owner's signature.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(Mandates.bring(signed.mandate, signed.signature), self._signer)

    def execute_mandates(
        self,
        loan: int,
        asks: Sequence[tuple[AnyMandate, int]],
        *,
        disclosure_hash: bytes,
        others: Sequence[int] | None = None,
    ) -> Plan[int]:
        """Lend to a listed loan for many mandates, each as far as it fits; anyone whom they allow.

        Args:
            loan: The loan's number, from 1.
            asks: The mandates, or their digests, and the most to lend for each, in minor units; at
                most 50, of which an owner's second is passed over.
            disclosure_hash: Hash of the loan's disclosure, 32 bytes.
            others: The group's other loans that count against its caps, ascending; found out
                without them.

        Returns:
            The plan; its result is what was lent in all, in minor units. Mandates that do not fit
            are passed over.

        Raises:
            InputError: INPUT:MANDATES for more than 50, and as `other_loans`.
        """
        if len(asks) > EXECUTE_MAX:
            raise InputError("INPUT:MANDATES", f"one call executes at most {EXECUTE_MAX} mandates")
        if others is None:
            others = other_loans(self._platform, loan)
        digests = [_digest(self._platform, mandate) for mandate, _ in asks]
        units = [most for _, most in asks]
        return self._platform.plan(
            Mandates.execute(loan, list(others), digests, units, disclosure_hash),
            self._signer,
            result=count_of("MandateExecuted", "units"),
        )
