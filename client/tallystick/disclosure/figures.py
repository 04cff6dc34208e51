"""The figures of a month, from loans as events alone rebuild them; anyone gets the same.

Codes M01 to M18 are those of the Chinese disclosure guidelines (2017, annex); each is written with
what it counts. Amounts are minor units of the token, shares are parts per million, rounded down.
Method 1 reads "outstanding" as principal that a borrower still owes: of loans that were covered or
written off, too. "Overdue" is the lenders' side: what should have reached them and has not, so a
cover that they got lowers it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.instalments import dues, rows_ahead
from tallystick.loan import Status
from tallystick.payoff import days_past_due

if TYPE_CHECKING:
    from tallystick.audit.records import LoanRecord
    from tallystick.loan import LoanState

__all__ = [
    "COUNT",
    "METHOD",
    "MINOR",
    "NAMES",
    "PPM",
    "Figure",
    "LoanItem",
    "Statement",
    "state_of",
]

METHOD = 1
MINOR, COUNT, PPM = "minor", "count", "ppm"
MILLION = 1_000_000
LATE_DAYS = 91  # more than 90
TOP = 10
NAMES = {
    "M01": ("principal of all loans ever drawn down", MINOR),
    "M02": ("loans ever drawn down", COUNT),
    "M03": ("principal outstanding", MINOR),
    "M04": ("loans with principal outstanding", COUNT),
    "M05": ("scheduled interest not yet paid", MINOR),
    "M06": ("persons who have ever held a loan", COUNT),
    "M07": ("persons who have ever drawn down a loan", COUNT),
    "M08": ("persons who hold a loan that is outstanding", COUNT),
    "M09": ("persons who owe principal", COUNT),
    "M10": ("share of the ten largest borrowers in what is outstanding", PPM),
    "M11": ("share of the largest borrower in what is outstanding", PPM),
    "M13": ("principal and interest due to lenders and not received", MINOR),
    "M14": ("loans with such an amount", COUNT),
    "M15": ("principal outstanding of loans more than 90 days past due", MINOR),
    "M16": ("loans more than 90 days past due", COUNT),
    "M17": ("covers ever paid by the reserve", MINOR),
    "M18": ("loans ever covered", COUNT),
    "R01": ("M13 in principal outstanding and interest not yet paid", PPM),
    "R02": ("M14 in M04", PPM),
    "R03": ("M15 in M03", PPM),
    "R04": ("principal of defaulted loans in all principal ever drawn down", PPM),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; a share stands with its numerator and denominator."""

    code: str
    value: int
    numerator: int | None = None
    denominator: int | None = None

    def document(self) -> dict[str, object]:
        """Return it as it is published: whole numbers as strings."""
        name, unit = NAMES[self.code]
        shown: dict[str, object] = {
            "code": self.code,
            "name": name,
            "unit": unit,
            "value": str(self.value),
            "label": "provable",
        }
        if self.denominator is not None:
            shown |= {"numerator": str(self.numerator), "denominator": str(self.denominator)}
        return shown


@dataclass(frozen=True, slots=True)
class LoanItem:
    """What is published of one loan."""

    number: int
    status: str
    borrower: str
    principal: int
    outstanding: int
    interest_left: int
    overdue: int
    days_past_due: int
    covered: int

    def document(self) -> dict[str, object]:
        """Return it as it is published: amounts as strings."""
        return {
            "number": self.number,
            "status": self.status,
            "borrower": self.borrower,
            "principal": str(self.principal),
            "outstanding": str(self.outstanding),
            "interest_left": str(self.interest_left),
            "overdue": str(self.overdue),
            "days_past_due": self.days_past_due,
            "covered": str(self.covered),
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """All figures and all loans at the end of one local day."""

    day: int
    figures: tuple[Figure, ...]
    loans: tuple[LoanItem, ...]


def state_of(records: Iterable[LoanRecord], heads: Mapping[bytes, bytes], day: int) -> Statement:
    """Return the statement of a day. heads: each wallet's person, by his first wallet."""
    drawn = [(one, one.rules) for one in records if one.rules is not None]
    items = tuple(_item(record, state, day) for record, state in drawn)
    open_items = [item for item in items if item.outstanding]
    holders = _holders(drawn, heads, {item.number for item in open_items})
    owed: dict[str, int] = defaultdict(int)
    for item in open_items:
        owed[_person(item.borrower, heads)] += item.outstanding
    largest = sorted(owed.values(), reverse=True)
    late = [item for item in open_items if item.days_past_due >= LATE_DAYS]
    overdue = [item for item in items if item.overdue]
    lent, outstanding = sum(i.principal for i in items), sum(i.outstanding for i in items)
    interest = sum(item.interest_left for item in items)
    overdue_sum, late_sum = sum(i.overdue for i in overdue), sum(i.outstanding for i in late)
    fallen = sum(item.principal for (_, state), item in zip(drawn, items, strict=True)
                 if state.default_day)  # fmt: skip
    plain = {
        "M01": lent,
        "M02": len(items),
        "M03": outstanding,
        "M04": len(open_items),
        "M05": interest,
        "M06": len(holders[0]),
        "M07": len({_person(item.borrower, heads) for item in items}),
        "M08": len(holders[1]),
        "M09": len(owed),
        "M13": overdue_sum,
        "M14": len(overdue),
        "M15": late_sum,
        "M16": len(late),
        "M17": sum(item.covered for item in items),
        "M18": sum(1 for item in items if item.covered),
    }
    shares = {
        "M10": (sum(largest[:TOP]), outstanding),
        "M11": (sum(largest[:1]), outstanding),
        "R01": (overdue_sum, outstanding + interest),
        "R02": (len(overdue), len(open_items)),
        "R03": (late_sum, outstanding),
        "R04": (fallen, lent),
    }
    figures = [Figure(code, value) for code, value in plain.items()]
    figures += [_share(code, *parts) for code, parts in shares.items()]
    return Statement(day, tuple(sorted(figures, key=lambda one: one.code)), items)


def _share(code: str, numerator: int, denominator: int) -> Figure:
    value = numerator * MILLION // denominator if denominator else 0  # down; 0 of nothing
    return Figure(code, value, numerator, denominator)


def _item(record: LoanRecord, state: LoanState, day: int) -> LoanItem:
    active = state.status is Status.ACTIVE
    ended = state.status is Status.REPAID
    interest = overdue = 0
    if active:
        interest = sum(row.interest for row in rows_ahead(state)) - state.part_interest
        overdue = sum(
            due.interest + due.principal
            for due in dues(state, day, ahead=False)
            if due.row.due < day
        )
    elif not ended:
        interest = state.owed_interest
        received = state.cover - state.cover_returned
        overdue = max(0, state.owed_principal + state.owed_interest - received)
    return LoanItem(
        number=record.number,
        status=state.status.name.lower(),
        borrower="0x" + record.borrower.hex(),
        principal=record.principal,
        outstanding=state.outstanding,
        interest_left=interest,
        overdue=overdue,
        days_past_due=0 if ended else days_past_due(state, day),
        covered=state.cover,
    )


def _holders(
    drawn: Iterable[tuple[LoanRecord, LoanState]],
    heads: Mapping[bytes, bytes],
    open_numbers: set[int],
) -> tuple[set[bytes], set[bytes]]:
    """Persons who ever held units of a loan that was drawn down, and who hold of an open one."""
    ever, now = set(), set()
    for record, _ in drawn:
        for wallet, units in record.holders.items():
            person = heads.get(wallet, wallet)
            ever.add(person)
            if units.units and record.number in open_numbers:
                now.add(person)
    return ever, now


def _person(borrower: str, heads: Mapping[bytes, bytes]) -> str:
    wallet = bytes.fromhex(borrower[2:])
    return "0x" + heads.get(wallet, wallet).hex()
