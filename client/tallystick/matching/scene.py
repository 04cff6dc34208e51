"""What a round goes by, out of the replay of every event up to its block."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from tallystick.errors import VerificationFailed
from tallystick.loans.mandates import OTHERS_MAX, Limits
from tallystick.matching.inputs import Lender, QueuedMandate, RoundInput, SeekingLoan
from tallystick.matching.reasons import IdleReason
from tallystick.replay.mandates import DAY, MANDATE_DAY, MONTH_DAYS
from tallystick.replay.records import FUNDED, ISSUED, LISTED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tallystick.replay.mandates import MandateRecord
    from tallystick.replay.people import PersonRecord
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.replay import Replay

__all__ = [
    "counts_against_caps", "days_of", "group_of", "lenders_of", "limits_of", "round_input",
    "seeking_loans", "shown",
]  # fmt: skip

NOBODY = bytes(20)
_LIMITS = tuple(each.name for each in fields(Limits))


def shown(value: bytes) -> str:
    """Return an address or a hash as rounds write it.

    Args:
        value: 20 or 32 bytes.

    Returns:
        0x and lower-case hex.
    """
    return "0x" + value.hex()


def limits_of(record: Mapping[str, Any]) -> Limits:
    """Return a mandate's limits out of the fields of its event.

    Args:
        record: The fields by name.

    Returns:
        The limits.
    """
    return Limits(**{name: int(record[name]) for name in _LIMITS})


def days_of(loan: LoanRecord) -> int:
    """Return a loan's term as mandates measure it.

    Args:
        loan: The loan.

    Returns:
        Days, a month counted as 31.
    """
    offer = loan.offer
    return int(offer["n"] * offer["period"]) * (1 if offer["in_days"] else MONTH_DAYS)


def counts_against_caps(loan: LoanRecord) -> bool:
    """Say whether a loan counts against the caps of its borrower's group now.

    Args:
        loan: The loan.

    Returns:
        Whether it does.
    """
    if loan.status in ISSUED:
        return loan.released < loan.principal
    return loan.status in {LISTED, FUNDED}


def round_input(
    replay: Replay, now: int, executor: bytes, withheld: Collection[str] = ()
) -> RoundInput:
    """Return what a round at the replay's block goes by.

    Args:
        replay: Of every event up to the block; it keeps since when money waits.
        now: The Unix second of the block.
        executor: The account that executes, 20 bytes.
        withheld: Digests that their owners have taken back from the executor.

    Returns:
        The input: mandates that are brought, not revoked, in force, and not another executor's.

    Raises:
        VerificationFailed: MATCH:REPLAY when the replay keeps no queue.
    """
    if replay.waiting is None:
        raise VerificationFailed("MATCH:REPLAY", "the replay does not keep since when money waits")
    today = now // DAY
    records = {
        digest: record
        for digest, record in replay.mandates.by_digest.items()
        if record.limits is not None
        and not record.revoked
        and now <= record.limits["expiry"]
        and record.limits["executor"] in {NOBODY, executor}
        and shown(digest) not in withheld
    }
    loans = seeking_loans(replay, now)
    owners = {record.limits["owner"] for record in records.values() if record.limits is not None}
    most = replay.governance.parameters.get(MANDATE_DAY, 0)
    return RoundInput(
        now,
        max(0, most - replay.mandates.lent_on[today]),
        replay.gate.is_closed(now),
        tuple(_queued(replay, digest, record, today) for digest, record in records.items()),
        lenders_of(replay, owners, loans, now),
        loans,
    )


def seeking_loans(replay: Replay, now: int) -> tuple[SeekingLoan, ...]:
    """Return the loans that seek money.

    Args:
        replay: Of every event up to a block.
        now: The Unix second of the block.

    Returns:
        The loans, by number.
    """
    seeking = [
        loan
        for loan in replay.loans.values()
        if loan.status == LISTED and now <= loan.last_second and loan.funded < loan.principal
    ]
    groups = {group_of(replay, loan.borrower) for loan in seeking}
    counting: dict[int, list[int]] = {group: [] for group in groups}
    for loan in replay.loans.values():
        group = group_of(replay, loan.borrower)
        if group in counting and counts_against_caps(loan):
            counting[group].append(loan.number)
    return tuple(
        _seeking(replay, loan, counting[group_of(replay, loan.borrower)]) for loan in seeking
    )


def _seeking(replay: Replay, loan: LoanRecord, counting: Iterable[int]) -> SeekingLoan:
    offer, people = loan.offer, replay.people
    others = tuple(sorted(number for number in counting if number != loan.number))
    level = int(offer["risk_level"])
    guarantor = None if loan.stake is None else people.person_of(loan.stake.guarantor)
    barred = {*loan.signer_groups, *(() if guarantor is None else (guarantor.group,))} - {0}
    return SeekingLoan(
        loan=loan.number,
        person=shown(people.heads.get(loan.borrower, loan.borrower)),
        group=group_of(replay, loan.borrower),
        level=level,
        least_class=max(level, offer["reflection_class"] + 1) if loan.funded_at else level,
        rate_ppm=int(offer["rate_ppm"]),
        days=days_of(loan),
        open_units=loan.principal - loan.funded,
        ticket_min=int(offer["ticket_min"]),
        disclosure_hash=shown(offer["disclosure_hash"]),
        barred_groups=tuple(sorted(barred)),
        others=others if len(others) <= OTHERS_MAX else None,
    )


def _queued(replay: Replay, digest: bytes, record: MandateRecord, today: int) -> QueuedMandate:
    assert record.limits is not None, "only brought mandates are queued"
    assert replay.waiting is not None, "looked at before"
    owner = record.limits["owner"]
    since = replay.waiting.since(owner) or record.brought_at
    return QueuedMandate(
        shown(digest),
        shown(owner),
        limits_of(record.limits),
        max(since, record.brought_at),
        record.lent,
        record.lent_that_day if record.day == today else 0,
    )


def lenders_of(
    replay: Replay, owners: Collection[bytes], loans: Collection[SeekingLoan], now: int
) -> tuple[Lender, ...]:
    """Return where the owners of mandates stand.

    Args:
        replay: Of every event up to a block.
        owners: Their wallets, 20 bytes each.
        loans: The loans that seek money.
        now: The Unix second of the block.

    Returns:
        The lenders.
    """
    groups = {loan.group for loan in loans}
    seeking = {loan.loan for loan in loans}
    by_person: dict[bytes, dict[str, int]] = {}
    by_group: dict[bytes, dict[int, int]] = {}
    retracted: dict[bytes, set[int]] = {}
    for loan in replay.loans.values():
        group = group_of(replay, loan.borrower)
        if group not in groups or not counts_against_caps(loan):
            continue
        person = shown(replay.people.heads.get(loan.borrower, loan.borrower))
        for holder, held in loan.holders.items():
            if holder not in owners:
                continue
            if held.units:
                persons, together = (
                    by_person.setdefault(holder, {}),
                    by_group.setdefault(holder, {}),
                )
                persons[person] = persons.get(person, 0) + held.units
                together[group] = together.get(group, 0) + held.units
            if held.retracted and loan.number in seeking:
                retracted.setdefault(holder, set()).add(loan.number)
    lenders = []
    for owner in owners:
        standing = replay.people.persons.get(owner)
        known = Lender(
            shown(owner), replay.money.balances.get(owner, 0), 0, 0, 0, 0,
            _bar(replay, owner, standing, now), by_person.get(owner, {}), by_group.get(owner, {}),
            frozenset(retracted.get(owner, ())),
        )  # fmt: skip
        if standing is not None:
            known = replace(
                known, exposure=standing.exposure, lend_limit=standing.lend_limit,
                risk_class=standing.risk_class, group=standing.group,
            )  # fmt: skip
        lenders.append(known)
    return tuple(lenders)


def _bar(replay: Replay, owner: bytes, person: PersonRecord | None, now: int) -> str:
    if person is None or replay.people.heads.get(owner) != owner:
        return IdleReason.PERSON
    if person.expiry < now or person.issued_at < replay.gate.min_epoch:
        return IdleReason.CREDENTIAL
    return IdleReason.FROZEN if person.frozen_until > now else ""


def group_of(replay: Replay, borrower: bytes) -> int:
    """Return the group that a wallet's person is in now.

    Args:
        replay: Of every event up to a block.
        borrower: The wallet, 20 bytes.

    Returns:
        The group; 0 of an unknown wallet.
    """
    person = replay.people.person_of(borrower)
    return 0 if person is None else person.group
