"""Executing mandates: which other loans count, what would be lent, and the call."""

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
from tallystick.platform._async.loans import listing
from tallystick.platform.listing import LoanStatus
from tallystick.platform.mandates import Mandate, MandateState, SignedMandate
from tallystick.platform.outcomes import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.signer import AnySigner
    from tallystick.platform._async.plan import AsyncPlan
    from tallystick.platform._async.platform import AsyncPlatform

__all__ = ["AsyncMandateExecution", "mandate_state", "other_loans", "would_lend"]

AnyMandate = Mandate | SignedMandate | bytes


async def mandate_state(platform: AsyncPlatform, mandate: AnyMandate) -> MandateState | None:
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
    return MandateState.of(digest, await platform.read(Mandates.words_of(digest)))


async def other_loans(platform: AsyncPlatform, loan: int) -> tuple[int, ...]:
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
    side, _, _ = await platform.read(Book.listing_of(loan))
    if side["status"] == 0:
        raise InputError("INPUT:LOAN", f"there is no loan {loan}; loans are numbered from 1")
    groups: dict[str, int] = {}
    group = await _group(platform, side["borrower"], groups)
    borrowed, _, _ = await platform.read(Registry.group_record(group))
    numbers, missing = [], borrowed - await _counted(platform, loan)
    number = await platform.read(Book.loan_count())
    while missing > 0 and number > 0:
        if number != loan:
            side, _, _ = await platform.read(Book.listing_of(number))
            if await _group(platform, side["borrower"], groups) == group:
                counted = await _counted(platform, number)
                missing -= counted
                numbers += [number] if counted else []
        number -= 1
    if len(numbers) > OTHERS_MAX:
        raise InputError(
            "INPUT:OTHERS", f"{len(numbers)} other loans count; an execution takes {OTHERS_MAX}"
        )
    return tuple(reversed(numbers))


async def would_lend(
    platform: AsyncPlatform, loan: int, asks: Sequence[tuple[AnyMandate, int]]
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
    listed = await listing(platform, loan)
    others = await other_loans(platform, loan)
    now = await platform.now()
    placed: list[int] = []
    fitted: list[Asked] = []
    for place, (mandate, units) in enumerate(asks):
        state = await mandate_state(platform, mandate)
        if state is not None and not state.revoked:
            placed.append(place)
            used = await _used(platform, state, listed.borrower, (loan, others), now)
            fitted.append(Asked(state.owner, state.limits, used, units))
    on_offer = LoanOnOffer(
        level=listed.level,
        terms=listed.terms,
        open_units=listed.open_units,
        ticket_min=listed.ticket_min,
    )
    lent = dict(zip(placed, execution(on_offer, fitted, now), strict=True))
    return tuple(lent.get(place, 0) for place in range(len(asks)))


async def _used(
    platform: AsyncPlatform,
    state: MandateState,
    borrower: str,
    loans: tuple[int, tuple[int, ...]],
    now: int,
) -> Used:
    loan, others = loans
    person = group = await platform.read(Book.balanceOf(state.owner, loan))
    for other in others:
        held = await platform.read(Book.balanceOf(state.owner, other))
        group += held
        owing = (await platform.read(Lens.parties_of(other)))["borrower"]
        if held and await platform.read(Registry.is_person_of(borrower, owing)):
            person += held
    known = await platform.read(Registry.person_of(state.owner))
    return Used(
        balance=await platform.read(Escrow.balance_of(state.owner)),
        exposure=known["exposure"],
        lent=state.lent,
        lent_today=state.lent_today(now),
        person=person,
        group=group,
    )


async def _group(platform: AsyncPlatform, borrower: str, known: dict[str, int]) -> int:
    if borrower not in known:
        known[borrower] = (await platform.read(Registry.person_of(borrower)))["group"]
    return known[borrower]


async def _counted(platform: AsyncPlatform, loan: int) -> int:
    """What a loan counts against its borrower's caps, as Mandates reckons it."""
    side, funding, _ = await platform.read(Book.listing_of(loan))
    status, principal = side["status"], funding["principal"]
    if status in {LoanStatus.LISTED, LoanStatus.FUNDED}:
        return int(principal)
    if status != LoanStatus.ACTIVE:
        return 0
    return int(principal - (await platform.read(Lens.progress_of(loan)))["released"])


def _digest(platform: AsyncPlatform, mandate: AnyMandate) -> bytes:
    if isinstance(mandate, bytes):
        return mandate
    return (mandate.mandate if isinstance(mandate, SignedMandate) else mandate).digest(platform)


class AsyncMandateExecution:
    """What whoever executes mandates does; errors are those of `AsyncAccountActions`."""

    _platform: AsyncPlatform
    _signer: AnySigner

    async def bring_mandate(self, signed: SignedMandate) -> AsyncPlan[None]:
        """Bring an investor's signed mandate; anyone may.

        Args:
            signed: The mandate with its owner's signature.

        Returns:
            The plan, without a result.
        """
        return await self._platform.plan(
            Mandates.bring(signed.mandate, signed.signature), self._signer
        )

    async def execute_mandates(
        self,
        loan: int,
        asks: Sequence[tuple[AnyMandate, int]],
        *,
        disclosure_hash: bytes,
        others: Sequence[int] | None = None,
    ) -> AsyncPlan[int]:
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
            others = await other_loans(self._platform, loan)
        digests = [_digest(self._platform, mandate) for mandate, _ in asks]
        units = [most for _, most in asks]
        return await self._platform.plan(
            Mandates.execute(loan, list(others), digests, units, disclosure_hash),
            self._signer,
            result=count_of("MandateExecuted", "units"),
        )
