"""Vintages, default rates and returns against figures that were counted by hand."""

from __future__ import annotations

import pytest

from client.disclosure.builders import LivedLoan, day
from tallystick.disclosure.default_rates import default_rates
from tallystick.disclosure.earnings import net_annualised_ppm, returns
from tallystick.disclosure.vintages import vintages
from tallystick.loans.returns import DatedFlow, annual_return_ppm
from tallystick.loans.schedule import Method


def paid(loan: LivedLoan, *days: str) -> LivedLoan:
    for entry in days:
        loan.pay(entry)
    return loan


def due_days(year: int, months: range) -> list[str]:
    return [f"{year + (m - 1) // 12}-{(m - 1) % 12 + 1:02d}-10" for m in months]


def test_the_net_return_is_the_published_vector() -> None:
    """LendingClub's: 0.8, 0.75 and 0.7 - 5 earned on 100, 95 and 90 come to -10.98 %."""
    assert net_annualised_ppm(80 + 75 + 70 - 500, 28_500) == -109_838
    assert net_annualised_ppm(10, 1_000) == 126_825  # 1 % a month
    assert net_annualised_ppm(0, 100) == 0
    assert net_annualised_ppm(-100, 100) == -1_000_000
    assert net_annualised_ppm(5, 0) is None
    assert net_annualised_ppm(-101, 100) is None


def test_a_span_of_lateness_ends_when_it_is_paid() -> None:
    loan = LivedLoan(1, "2026-01-10").pay("2026-03-20")  # two instalments, the first 38 days late
    course = loan.course("2026-12-31")
    assert course.late(30)[0] == (day("2026-03-13"), day("2026-03-19"))
    assert course.late(37) == [(day("2026-05-18"), day("2026-12-31"))]
    assert course.late(90) == [(day("2026-07-10"), day("2026-12-31"))]
    prompt = paid(LivedLoan(2, "2026-01-10"), *due_days(2026, range(2, 13)), "2027-01-10")
    assert prompt.course("2027-02-28").late(0) == []


def test_a_default_that_was_declared_counts_while_anything_is_owed() -> None:
    loan = LivedLoan(1, "2026-01-10").fall("2026-05-12")
    loan.recover("2026-08-01", 10**12)
    assert loan.course("2026-12-31").late(90) == [(day("2026-05-12"), day("2026-07-31"))]


def test_a_vintage_tells_ever_from_currently() -> None:
    good = paid(LivedLoan(1, "2026-01-10"), *due_days(2026, range(2, 7)))
    cured = LivedLoan(2, "2026-01-10").pay("2026-03-20")
    paid(cured, "2026-04-10", "2026-05-10", "2026-06-10")
    bad = LivedLoan(3, "2026-01-20", principal=240_000)
    later = LivedLoan(4, "2026-03-01")
    courses = [value.course("2026-06-30") for value in (good, cured, bad, later)]
    first, second = vintages(courses, day("2026-06-30"))
    assert (first["cohort"], first["loans"], first["denominator"]) == ("2026-01", 3, "480000")
    cells = {cell["age"]: cell for cell in first["cells"]}  # type: ignore[attr-defined]
    assert sorted(cells) == [0, 1, 2, 3, 4, 5]
    # At the end of March the second loan was late and is not; the third is, by 39 days.
    assert (cells[1]["ever_30"], cells[2]["ever_30"]) == ("0", "360000")
    assert (cells[2]["current_30"], cells[2]["current_30_ppm"]) == ("240000", "500000")
    assert cells[2]["ever_30_ppm"] == "750000"
    assert (cells[4]["ever_90"], cells[5]["ever_90"]) == ("240000", "240000")
    assert cells[3]["ever_90"] == "0"
    assert (second["cohort"], second["denominator"]) == ("2026-03", "120000")
    assert vintages([], day("2026-06-30")) == []


def test_a_default_rate_counts_who_was_sound_and_had_something_to_pay() -> None:
    months = due_days(2026, range(2, 26))
    sound = paid(LivedLoan(1, "2026-01-10", n=24), *months)
    falls = paid(LivedLoan(2, "2026-01-10", n=24, level=5), *months[:4])
    # 91 days late at the beginning of the second window: no part of it.
    fallen = LivedLoan(3, "2026-01-10", n=24).pay("2026-02-10")
    # Pays only after two years: nothing is scheduled in the first window.
    waits = LivedLoan(4, "2026-01-10", n=24, method=Method.BULLET)
    late = LivedLoan(5, "2026-06-10", n=24)  # drawn down inside the first window
    courses = [value.course("2028-01-31") for value in (sound, falls, fallen, waits, late)]
    rates = default_rates(courses, day("2028-01-31"))
    shown = [(r.document()["id"], r.loans, r.defaulted) for r in rates]
    assert shown == [
        ("2027-01-31/all", 3, 2), ("2027-01-31/3", 2, 1), ("2027-01-31/5", 1, 1),
        ("2028-01-31/all", 2, 0), ("2028-01-31/3", 2, 0),
    ]  # fmt: skip
    assert rates[0].rate_ppm == 666_666
    document = rates[0].document()
    assert (document["from"], document["numerator"], document["denominator"]) == (
        "2026-02-01", "2", "3",
    )  # fmt: skip


def test_a_window_that_is_not_over_has_no_rate() -> None:
    loan = LivedLoan(1, "2026-01-10")
    assert default_rates([loan.course("2027-01-30")], day("2026-12-31")) == []
    assert default_rates([], day("2026-12-31")) == []


def test_a_default_costs_its_principal_and_gives_back_what_is_recovered() -> None:
    loan = paid(LivedLoan(1, "2026-01-10", principal=120_000), *due_days(2026, range(2, 5)))
    loan.fall("2026-08-10")
    loan.cover("2026-08-20", 30_000)
    net = returns([loan.course("2026-08-31")], day("2026-08-31"))[0]
    # 10,000 of principal a month; of 1,200, 1,100 and 1,000 of interest a tenth is the platform's.
    assert net["denominator"] == str(120_000 + 110_000 + 100_000 + 4 * 90_000)
    assert net["numerator"] == str(1_080 + 990 + 900 - 90_000 + 30_000)
    assert net["months"] == 8
    assert net["value_ppm"] == str(net_annualised_ppm(2_970 - 60_000, 690_000))


def test_interest_that_became_principal_is_not_earned() -> None:
    # 1,200 of interest are paid ahead on the 20th, of which 387 have accrued of 31 days (10 days);
    # the other 813 lower the balance, so that the lenders have earned 1,080 - 813.
    loan = LivedLoan(1, "2026-01-10").part("2026-01-20", 1_200)
    loan.prepay("2026-01-20", 20_000)
    net = returns([loan.course("2026-01-31")], day("2026-01-31"))[0]
    assert loan.state.balance == 120_000 - 20_000 - 813
    assert net["numerator"] == str(1_080 - 813)


def test_a_cohort_returns_what_came_and_what_is_left() -> None:
    loan = paid(LivedLoan(1, "2026-01-10"), *due_days(2026, range(2, 5)))
    row = returns([loan.course("2026-04-30")], day("2026-04-30"))[2]
    payments = [(10_000 + 1_080), (10_000 + 990), (10_000 + 900)]
    assert (row["id"], row["paid_in"]) == ("xirr/2026-01", "120000")
    assert row["received"] == str(sum(payments))
    assert row["outstanding"] == "90000"
    flows = [DatedFlow(day("2026-01-10"), -120_000), DatedFlow(day("2026-04-30"), 90_000)]
    flows += [
        DatedFlow(day(on), paid_in)
        for on, paid_in in zip(due_days(2026, range(2, 5)), payments, strict=True)
    ]
    assert row["value_ppm"] == str(annual_return_ppm(flows))


def test_a_cohort_that_lost_everything_has_no_dated_return() -> None:
    loan = LivedLoan(1, "2026-01-10").fall("2026-06-10")
    row = returns([loan.course("2026-06-30")], day("2026-06-30"))[2]
    assert (row["received"], row["outstanding"], row["value_ppm"]) == ("0", "0", None)


def test_the_last_year_is_twelve_months() -> None:
    loan = paid(LivedLoan(1, "2025-01-10", n=24), *due_days(2025, range(2, 26)))
    rows = returns([loan.course("2026-12-31")], day("2026-12-31"))
    assert [row["months"] for row in rows[:2]] == [24, 12]


@pytest.mark.parametrize("on", ["2026-01-09", "2025-12-31"])
def test_before_the_drawdown_there_is_nothing(on: str) -> None:
    assert LivedLoan(1, "2026-01-10").course("2026-06-30").at(day(on)) is None
