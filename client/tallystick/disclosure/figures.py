"""The figures of a month, from loans as events alone rebuild them; anyone gets the same.

Codes M01 to M20 are those of the Chinese disclosure guidelines (2017, annex); each is written with
what it counts. Amounts are minor units of the token, shares are parts per million, rounded down.
Method 2 reads "outstanding" as principal that a borrower still owes: of loans that were covered or
written off, too. "Overdue" is the lenders' side: what should have reached them and has not, so a
cover that they got lowers it. Related to the platform is who is on its own list, which is attested,
and every person whom the chain marks as staff or who holds a role: what they owe follows from that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.disclosure.course import courses
from tallystick.disclosure.default_rates import DefaultRate, default_rates
from tallystick.disclosure.earnings import returns
from tallystick.disclosure.items import LoanItem, loan_item
from tallystick.disclosure.vintages import vintages
from tallystick.loans.rounding import div_ceil
from tallystick.loans.state import PPM as MILLION

if TYPE_CHECKING:
    from tallystick.loans.state import LoanState
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.replay import Replay

__all__ = ["COUNT", "METHOD", "MINOR", "NAMES", "PPM", "Figure", "Given", "Statement", "state_of"]

METHOD = 2
MINOR, COUNT, PPM = "minor", "count", "ppm"
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
    "M11": ("largest borrower, as a share of principal outstanding", PPM),
    "M12": ("principal outstanding of borrowers related to the platform", MINOR),
    "M12C": ("loans outstanding of borrowers related to the platform", COUNT),
    "M13": ("principal and interest due to lenders and not received", MINOR),
    "M14": ("loans in arrears", COUNT),
    "M15": ("principal outstanding of loans more than 90 days past due", MINOR),
    "M16": ("loans more than 90 days past due", COUNT),
    "M17": ("covers ever paid, by guarantors and the reserve", MINOR),
    "M18": ("loans ever covered", COUNT),
    "M19": ("fees that the platform has charged: F01 to F04", MINOR),
    "M20": ("uncommitted reserve, as a share of principal outstanding", PPM),
    "U01": ("persons ever enrolled", COUNT),
    "F01": ("origination fees withheld from borrowers", MINOR),
    "F02": ("shares of interest and of late charges, from lenders", MINOR),
    "F03": ("shares of recoveries", MINOR),
    "F04": ("market fees, from sellers", MINOR),
    "F05": ("contributions to the reserve withheld from borrowers", MINOR),
    "R01": ("M13, as a share of principal outstanding and interest not yet paid", PPM),
    "R02": ("M14, as a share of M04", PPM),
    "R03": ("M15, as a share of M03", PPM),
    "R04": ("principal of defaulted loans, as a share of all principal ever drawn down", PPM),
    "R05": ("covers ever paid, as a share of contributions ever made to the reserve", PPM),
    "R06": ("uncommitted reserve, as a share of its attested expected payouts", PPM),
    "R07": ("simple average of the one-year default rates (ECSPR)", PPM),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; a share stands with numerator and denominator, and of nothing it has no value."""

    code: str
    value: int | None
    numerator: int | None = None
    denominator: int | None = None

    def document(self) -> dict[str, object]:
        """Return the figure as it is published.

        Returns:
            Its fields for JSON: whole numbers as strings; shares in ppm, rounded down.
        """
        name, unit = NAMES[self.code]
        shown: dict[str, object] = {
            "code": self.code,
            "name": name,
            "unit": unit,
            "value": None if self.value is None else str(self.value),
            "label": "provable",
        }
        if self.denominator is not None:
            shown |= {"numerator": str(self.numerator), "denominator": str(self.denominator)}
        return shown


@dataclass(frozen=True, slots=True)
class Given:
    """What figures rest on that the chain does not know; a report publishes it beside them.

    related: commitments of persons related to the platform. expected_payouts: what the reserve is
    expected to pay out for the loans of now, in minor units; None when nobody says.
    """

    related: frozenset[bytes] = frozenset()
    expected_payouts: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """All figures, rows and loans at the end of one local day."""

    day: int
    figures: tuple[Figure, ...]
    loans: tuple[LoanItem, ...]
    default_rates: tuple[Mapping[str, object], ...]
    vintages: tuple[Mapping[str, object], ...]
    returns: tuple[Mapping[str, object], ...]


NOTHING_GIVEN = Given()


def state_of(replay: Replay, day: int, inputs: Given = NOTHING_GIVEN) -> Statement:
    """Return the statement of a day from a replay that keeps the history of loans.

    Args:
        replay: The platform at the end of the day.
        day: The local day, in days since 1970-01-01.
        inputs: What the figures rest on that the chain does not know.

    Returns:
        The statement: amounts in minor units, shares in ppm, rounded down.
    """
    assert replay.history is not None, "figures look back"
    records, heads = list(replay.loans.values()), replay.people.heads
    drawn = [(record, record.rules) for record in records if record.rules is not None]
    items = tuple(loan_item(record, state, day) for record, state in drawn)
    loan_courses = courses(records, replay.history, day)
    rates = default_rates(loan_courses, day)
    related = _related(replay, inputs)
    theirs = [i for i in items if i.outstanding and _person(i.borrower, heads) in related]
    figures = [
        *_counts(drawn, items, heads),
        Figure("M12", sum(item.outstanding for item in theirs)),
        Figure("M12C", len(theirs)),
        Figure("U01", len(replay.people.persons)),
        *_shares(drawn, items, heads),
        *_fees(drawn),
        *_reserve(replay, drawn, items, inputs),
        _average(rates),
    ]
    return Statement(
        day,
        tuple(sorted(figures, key=lambda figure: figure.code)),
        items,
        tuple(rate.document() for rate in rates),
        tuple(vintages(loan_courses, day)),
        tuple(returns(loan_courses, day)),
    )


def _counts(
    drawn: Sequence[tuple[LoanRecord, LoanState]],
    items: Sequence[LoanItem],
    heads: Mapping[bytes, bytes],
) -> list[Figure]:
    open_items = [item for item in items if item.outstanding]
    holders = _holders(drawn, heads, {item.number for item in open_items})
    late = [item for item in open_items if item.days_past_due >= LATE_DAYS]
    overdue = [item for item in items if item.overdue]
    plain = {
        "M01": sum(item.principal for item in items),
        "M02": len(items),
        "M03": sum(item.outstanding for item in items),
        "M04": len(open_items),
        "M05": sum(item.interest_left for item in items),
        "M06": len(holders[0]),
        "M07": len({_person(item.borrower, heads) for item in items}),
        "M08": len(holders[1]),
        "M09": len({_person(item.borrower, heads) for item in open_items}),
        "M13": sum(item.overdue for item in overdue),
        "M14": len(overdue),
        "M15": sum(item.outstanding for item in late),
        "M16": len(late),
        "M17": sum(item.covered for item in items),
        "M18": sum(1 for item in items if item.covered),
    }
    return [Figure(code, value) for code, value in plain.items()]


def _shares(
    drawn: Sequence[tuple[LoanRecord, LoanState]],
    items: Sequence[LoanItem],
    heads: Mapping[bytes, bytes],
) -> list[Figure]:
    owed: dict[bytes, int] = defaultdict(int)
    for item in items:
        owed[_person(item.borrower, heads)] += item.outstanding
    largest = sorted(owed.values(), reverse=True)
    outstanding = sum(largest)
    overdue = [item for item in items if item.overdue]
    late = [item for item in items if item.outstanding and item.days_past_due >= LATE_DAYS]
    overdue_sum = sum(item.overdue for item in overdue)
    fallen = sum(record.principal for record, state in drawn if state.default_day)
    shares = {
        "M10": (sum(largest[:TOP]), outstanding),
        "M11": (sum(largest[:1]), outstanding),
        "R01": (overdue_sum, outstanding + sum(item.interest_left for item in items)),
        "R02": (len(overdue), sum(1 for item in items if item.outstanding)),
        "R03": (sum(item.outstanding for item in late), outstanding),
        "R04": (fallen, sum(item.principal for item in items)),
    }
    return [_share(code, *parts) for code, parts in shares.items()]


def _fees(drawn: Iterable[tuple[LoanRecord, LoanState]]) -> list[Figure]:
    fees = dict.fromkeys(("F01", "F02", "F03", "F04", "F05"), 0)
    for record, _ in drawn:
        offer, charged = record.offer, record.fees + record.fees_swept
        fees["F01"] += div_ceil(record.principal * offer["origination_ppm"], MILLION)
        fees["F05"] += div_ceil(record.principal * offer["reserve_ppm"], MILLION)
        fees["F02"] += charged - record.recovery_fees - record.market_fees
        fees["F03"] += record.recovery_fees
        fees["F04"] += record.market_fees
    platforms = sum(amount for code, amount in fees.items() if code != "F05")
    return [Figure("M19", platforms), *(Figure(code, amount) for code, amount in fees.items())]


def _reserve(
    replay: Replay,
    drawn: Sequence[tuple[LoanRecord, LoanState]],
    items: Sequence[LoanItem],
    inputs: Given,
) -> list[Figure]:
    free = replay.fund.free
    contributed = sum(replay.fund.contributed.values()) + sum(
        div_ceil(record.principal * record.offer["reserve_ppm"], MILLION) for record, _ in drawn
    )
    figures = [
        _share("M20", free, sum(item.outstanding for item in items)),
        _share("R05", replay.fund.covered, contributed),
    ]
    if inputs.expected_payouts is not None:
        figures.append(_share("R06", free, inputs.expected_payouts))
    return figures


def _share(code: str, numerator: int, denominator: int) -> Figure:
    value = numerator * MILLION // denominator if denominator else None  # down
    return Figure(code, value, numerator, denominator)


def _average(rates: Sequence[DefaultRate]) -> Figure:
    """The headline: the mean of the windows' rates as they are printed, rounded down."""
    shares = [rate.rate_ppm for rate in rates if not rate.risk_level and rate.rate_ppm is not None]
    total = sum(shares)
    return Figure("R07", total // len(shares) if shares else None, total, len(shares))


def _related(replay: Replay, inputs: Given) -> set[bytes]:
    """Persons by their first wallets: those on the list, staff, and holders of roles."""
    people = replay.people
    related = {
        people.commitments[commitment]
        for commitment in inputs.related
        if commitment in people.commitments
    }
    related |= {head for head, person in people.persons.items() if person.staff}
    powers = {account for account, bits in replay.governance.roles.items() if bits}
    powers |= {*replay.governance.members, replay.governance.treasury}
    return related | {people.heads[account] for account in powers if account in people.heads}


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


def _person(borrower: str, heads: Mapping[bytes, bytes]) -> bytes:
    wallet = bytes.fromhex(borrower[2:])
    return heads.get(wallet, wallet)
