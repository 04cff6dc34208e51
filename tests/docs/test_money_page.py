"""docs/explanation/money.md: the loan that is worked out by hand, recomputed with the client."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from docs.rows import ROOT, table_rows
from tallystick.loans import auction, default, payoff, reserve_cover
from tallystick.loans import repayment as ledger
from tallystick.loans.dates import date_from_day, day_from_date
from tallystick.loans.instalments import rows_ahead
from tallystick.loans.positions import Position, settle
from tallystick.loans.rounding import div_ceil
from tallystick.loans.schedule import Method, Terms, Unit
from tallystick.loans.state import LoanState, LoanTerms, Mode, Status, issue
from tallystick.loans.votes import Votes, carries

if TYPE_CHECKING:
    from tallystick.loans.allocation import Payment

PAGE = ROOT / "docs" / "explanation" / "money.md"
TEXT = " ".join(PAGE.read_text("utf-8").split())
TERMS = LoanTerms(
    schedule=Terms(10_000, 120_000, 3, 1, Unit.MONTHS, Method.ANNUITY, 0),
    grace_days=3,
    late_rate_ppm=200_000,
    late_cap_ppm=50_000,
    default_dpd=91,
    servicing_ppm=50_000,
    late_share_ppm=200_000,
    recovery_ppm=100_000,
    cover_cap_ppm=300_000,
)
HOLDERS = {"Ada": 5_000, "Ben": 3_333, "Eve": 1_667}


def day(text: str) -> int:
    return day_from_date(datetime.date.fromisoformat(text))


def table(first: str) -> list[tuple[str, ...]]:
    return [row.cells for row in table_rows(PAGE, first)]


def schedule_rows(state: LoanState) -> list[tuple[str, ...]]:
    return [
        (
            str(row.number),
            date_from_day(row.due).isoformat(),
            *(
                f"{amount:,}"
                for amount in (
                    row.interest,
                    row.principal,
                    row.payment,
                    row.balance - row.principal,
                )
            ),
        )
        for row in rows_ahead(state)
    ]


def life() -> list[tuple[str, LoanState, Payment]]:
    """Each payment of the example, and the loan after it."""
    state = issue(TERMS, day("2026-01-31"))
    rows = []
    state, payment = ledger.repay(state, day("2026-03-10"), 3_414)
    rows.append(("2026-03-10", state, payment))
    state, payment = ledger.prepay(state, day("2026-03-15"), 2_032, Mode.SMALLER)
    rows.append(("2026-03-15", state, payment))
    for date in ("2026-03-31", "2026-04-30"):
        state, payment = ledger.collect(state, day(date), 10**6)
        rows.append((date, state, payment))
    assert state.status is Status.REPAID
    return rows


def test_both_schedules() -> None:
    start, prepaid = issue(TERMS, day("2026-01-31")), life()[1][1]
    rows = [row for row in table(r"[123]") if re.fullmatch(r"\d{4}-\d\d-\d\d", row[1])]
    assert rows == schedule_rows(start) + schedule_rows(prepaid)


def test_the_late_charge() -> None:
    start = issue(TERMS, day("2026-01-31"))
    assert payoff.payoff(start, day("2026-03-10")).charges == 14
    assert "E = 23,800" in TEXT
    assert 7 * 3_400 == 23_800
    assert "ceil(13.04…) = 14" in TEXT
    assert "So 3,414 are paid" in TEXT


def test_the_prepayment() -> None:
    before, after = life()[0][1], life()[1][1]
    quote = payoff.payoff(before, day("2026-03-15"))
    assert (quote.principal, quote.interest, quote.charges) == (6_700, 32, 0)
    assert (after.balance, after.level) == (4_700, 2_385)
    assert "half-up(32.4…) = 32" in TEXT
    assert "= 2,385; the 16 days" in TEXT


def test_what_was_received() -> None:
    expected = [
        (
            date,
            *(
                f"{amount:,}"
                for amount in (
                    payment.principal,
                    payment.interest,
                    payment.charges,
                    payment.fees,
                    state.total_principal,
                    state.total_interest,
                )
            ),
        )
        for date, state, payment in life()
    ]
    assert table(r"\d{4}-\d\d-\d\d") == expected


def test_what_was_claimed() -> None:
    lives = life()
    final = lives[-1][1]
    paid = {}
    for name, units in HOLDERS.items():
        position, principal, interest = Position(units=units), 0, 0
        # Ada claims after every payment, the others once.
        for _, state, _ in lives if name == "Ada" else lives[-1:]:
            position, claim = settle(position, state.total_principal, state.total_interest, 10_000)
            principal += claim.principal
            interest += claim.interest
        paid[name] = (principal, interest)
    expected = []
    for name, (principal, interest) in paid.items():
        exact = Fraction(HOLDERS[name] * final.total_interest, 10_000)
        digits = exact * 10_000
        assert digits.denominator == 1
        shown = f"{digits.numerator // 10_000}.{digits.numerator % 10_000:04d}"
        expected.append((name, f"{principal:,}", str(interest), shown))
    assert table("Ada|Ben|Eve") == expected
    claimed = sum(principal + interest for principal, interest in paid.values())
    paid_in = sum(payment.debit for _, _, payment in lives)
    dust = paid_in - claimed - final.fees
    assert dust == 2
    assert f"{paid_in:,} = {claimed:,} claimed + {final.fees} fees + {dust} dust" in TEXT
    assert "181 of 183 units of interest are paid" in TEXT


def test_the_default() -> None:
    state = replace(
        issue(TERMS, day("2026-01-31")),
        status=Status.DEFAULTED,
        total_principal=9_000 + 300,
        default_day=day("2026-09-01"),
        principal_at_default=1_000,
        owed_principal=1_000,
        owed_interest=30,
        owed_charges=10,
        cover=300,
    )
    _, payment = default.recover(state, day("2026-10-01"), 500)
    shares = (payment.recovery_fee, payment.coverers, payment.lenders_principal)
    assert shares == (50, 135, 315)
    assert "50 to the platform; R = 450" in TEXT
    assert "= 135 back to the reserve; 315 to the lenders" in TEXT


def test_the_cover_by_the_month() -> None:
    funds = reserve_cover.month_funds(900, 3_000, 150_000)
    assert funds == 450
    assert [reserve_cover.month_share(cap, funds, 900) for cap in (300, 600)] == [150, 300]
    assert "F = min(900, floor(0.15 · 3,000)) = 450: they get floor(300 · 450 / 900) = 150" in TEXT
    assert "floor(600 · 450 / 900) = 300" in TEXT


def test_the_sale() -> None:
    prices = [div_ceil(units * 4_700 * 980_000, 10_000 * 10**6) for units in (300, 1)]
    assert prices == [139, 1]
    assert "= ceil(138.18) = 139; one unit costs ceil(0.46…) = 1" in TEXT


def test_the_vote() -> None:
    votes = Votes(in_favour=1_400, against=700, excluded=2_000)
    assert carries(votes, 10_000, 250_000)
    assert not carries(replace(votes, in_favour=1_399, against=701), 10_000, 250_000)
    # One vote fewer than the quorum of 2,000.
    assert not carries(replace(votes, in_favour=1_999, against=0), 10_000, 250_000)
    assert (
        "1,400 for and 700 against carry it: 3 · 1,400 ≥ 2 · 2,100. 1,399 and 701 do not." in TEXT
    )
    assert "2,000 of the other 8,000 must vote" in TEXT


def test_the_auction() -> None:
    first = auction.start_price(1_040, 500)
    assert first == 1_560
    assert auction.price(first, 500, 7 * 86_400) == 1_030
    assert "ceil(1.5 · 1,040) = 1,560" in TEXT
    assert "it is 1,560 − floor(1,060 / 2) = 1,030." in TEXT
