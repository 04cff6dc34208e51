"""What templates decide: each bound with its other side, and properties of shares and terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import InputError
from tallystick.loans.dates import Unit, day_from_date, due_day
from tallystick.loans.schedule import Method, Terms, schedule
from tallystick_node.products.catalogue import load_catalogue
from tallystick_node.products.refusals import ProductRefused
from tallystick_node.products.rules import (
    SMALL_MAX,
    InvoiceTerms,
    OrderFacts,
    VisitFacts,
    advance_max,
    check_invoice_day,
    check_order,
    check_product,
    coarse_segments,
    guarantee_needed,
    harvest_months,
    invoice_hash,
    visit_holds,
)

CATALOGUE = load_catalogue()
DAY = date(2026, 3, 10)
UNIT = 10**6
PLAIN = OrderFacts(
    natural=True, amount=2_000 * UNIT, months=12, method="annuity", purpose="small_business"
)
INVOICE = InvoiceTerms("0x" + "1" * 40, "17", 10_000 * UNIT, DAY + timedelta(days=90))
FITS = {
    "personal": PLAIN,
    "sme": replace(PLAIN, natural=False),
    "shop": PLAIN,
    "education": replace(PLAIN, purpose="educational"),
    "tourism": replace(PLAIN, purpose="vacation"),
    "seasonal": replace(PLAIN, method="bullet", months=7, harvest_month=9),
    "rural": PLAIN,
    "onsite": PLAIN,
    "supply_chain": replace(PLAIN, method="bullet", months=3, invoice=INVOICE),
    "social": PLAIN,
    "guaranteed": PLAIN,
    "collateralised": replace(PLAIN, secured=True),
}


def check(name: str, order: OrderFacts) -> None:
    check_order(name, CATALOGUE.template(name), order, DAY)


@pytest.mark.parametrize("name", list(FITS))
def test_an_order_within_its_template_passes(name: str) -> None:
    check_product(name, CATALOGUE.template(name), "generic")
    check(name, FITS[name])


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("shop", {"natural": False}, "PRODUCT:PERSON"),
        ("shop", {"purpose": "wedding"}, "PRODUCT:PURPOSE"),
        ("education", {"purpose": "vacation"}, "PRODUCT:PURPOSE"),
        ("tourism", {"purpose": "educational"}, "PRODUCT:PURPOSE"),
        ("sme", {"purpose": "medical"}, "PRODUCT:PURPOSE"),
        ("rural", {"amount": 3_000 * UNIT + 1}, "PRODUCT:AMOUNT"),
        ("tourism", {"amount": 5_000 * UNIT + 1}, "PRODUCT:AMOUNT"),
        ("shop", {"months": 24}, "PRODUCT:MONTHS"),
        ("tourism", {"method": "bullet"}, "PRODUCT:METHOD"),
        ("seasonal", {"method": "annuity"}, "PRODUCT:METHOD"),
        ("seasonal", {"harvest_month": None}, "PRODUCT:SEASON"),
        ("seasonal", {"months": 6}, "PRODUCT:SEASON"),
        ("seasonal", {"harvest_month": 4, "months": 2}, "PRODUCT:MONTHS"),
        ("personal", {"harvest_month": 9}, "PRODUCT:SEASON"),
        ("supply_chain", {"invoice": None}, "PRODUCT:INVOICE"),
        ("personal", {"invoice": INVOICE}, "PRODUCT:INVOICE"),
        ("supply_chain", {"amount": 8_000 * UNIT + 1}, "PRODUCT:ADVANCE"),
        ("supply_chain", {"months": 5}, "PRODUCT:INVOICE_DUE"),
        ("supply_chain", {"invoice": replace(INVOICE, due=DAY)}, "PRODUCT:INVOICE_DUE"),
        ("collateralised", {"secured": False}, "PRODUCT:COLLATERAL"),
    ],
)
def test_an_order_beyond_its_template_is_refused(
    name: str, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(InputError) as refused:
        check(name, replace(FITS[name], **change))
    assert refused.value.code == code


def test_the_cap_itself_is_lent() -> None:
    check("rural", replace(PLAIN, amount=3_000 * UNIT))
    check("supply_chain", replace(FITS["supply_chain"], amount=8_000 * UNIT))


@pytest.mark.parametrize(
    ("name", "pack", "code"),
    [
        ("lend_first", "cn-2017", "PRODUCT:PACK"),
        ("lend_first", "us", "PRODUCT:OFF"),
        *(
            ("permissionless", pack, "PRODUCT:PACK")
            for pack in ("cn-2017", "eu-ecspr", "generic", "uk-fca", "us")
        ),
        ("permissionless", "a test's own", "PRODUCT:OFF"),
        ("institution", "generic", "PRODUCT:SIDE"),
    ],
)
def test_what_nobody_can_borrow_is_refused(name: str, pack: str, code: str) -> None:
    with pytest.raises(ProductRefused) as refused:
        check_product(name, CATALOGUE.template(name), pack)
    assert refused.value.code == code


@given(day=st.dates(date(2000, 1, 1), date(2100, 12, 31)), month=st.integers(1, 12))
def test_a_harvest_is_paid_in_the_month_after_it_begins(day: date, month: int) -> None:
    months = harvest_months(day, month)
    assert 1 <= months <= 12
    assert (day.month + months - 1) % 12 + 1 == month % 12 + 1
    rows = schedule(Terms(1_000 * UNIT, 120_000, months, 1, Unit.MONTHS, Method.BULLET)).rows
    assert [row.payment for row in rows[:-1]] == [0] * (months - 1), "nothing before the harvest"
    assert rows[-1].principal == 1_000 * UNIT


@given(amount=st.integers(1, 10**15))
def test_shares_are_rounded_against_who_asks(amount: int) -> None:
    supply, guaranteed = CATALOGUE.template("supply_chain"), CATALOGUE.template("guaranteed")
    most = advance_max(supply, amount)
    assert most * 10**6 <= amount * supply.advance_ppm < (most + 1) * 10**6
    needed = guarantee_needed(guaranteed, amount)
    assert (needed - 1) * 10**6 < amount * guaranteed.guarantee_ppm <= needed * 10**6


@given(ahead=st.integers(-30, 400), months=st.integers(1, 12))
def test_a_loan_ends_at_most_30_days_after_the_invoice(ahead: int, months: int) -> None:
    template, due = CATALOGUE.template("supply_chain"), DAY + timedelta(days=ahead)
    ends = due_day(day_from_date(DAY), months, 1, Unit.MONTHS)
    fits = ahead > 0 and ends <= day_from_date(due) + 30
    if fits:
        check_invoice_day(template, due, months, DAY)
    else:
        with pytest.raises(InputError, match="PRODUCT:INVOICE_DUE"):
            check_invoice_day(template, due, months, DAY)


def test_an_invoice_is_the_same_however_its_number_is_written() -> None:
    debtor, other = "0x" + "A" * 40, "0x" + "B" * 40
    mark = invoice_hash(debtor, "INV-2026/17")
    assert mark == invoice_hash(debtor.lower(), " inv 2026 17 ")
    assert mark not in {invoice_hash(debtor, "INV-2026/18"), invoice_hash(other, "INV-2026/17")}
    assert len(mark) == 66


@pytest.mark.parametrize(
    "written",
    [
        "ＩＮＶ－１７",
        "inv\u200b17",
        "I\u0301nv-17",
        "\u00cdnv-17",
        "inv-\u0661\u0667",
        "inv-\u2460\u2466",
    ],
)
def test_an_invoice_is_the_same_in_other_forms_of_its_signs(written: str) -> None:
    debtor = "0x" + "a" * 40
    assert invoice_hash(debtor, written) == invoice_hash(debtor, "INV-17")
    assert invoice_hash(debtor, written) != invoice_hash(debtor, "INV-18")


def test_a_visit_holds_for_90_days_if_it_confirms() -> None:
    template = CATALOGUE.template("onsite")
    for ago, confirmed, holds in ((0, True, True), (90, True, True), (91, True, False)):
        visit = VisitFacts(DAY - timedelta(days=ago), confirmed)
        assert visit_holds(template, visit, DAY) is holds
    assert not visit_holds(template, VisitFacts(DAY, confirmed=False), DAY)
    assert not visit_holds(template, VisitFacts(DAY + timedelta(days=1), confirmed=True), DAY)


def test_counts_of_few_are_left_out() -> None:
    counts = coarse_segments(
        [30] * SMALL_MAX + [40] * (SMALL_MAX + 1) + [None], [9_999 * UNIT] * 10, ["none"] * 10, UNIT
    )
    assert counts["age", "from 25"] is None
    assert counts["age", "from 35"] == SMALL_MAX + 1
    assert counts["age", "unknown"] is None, "of two nobody knows which is how many"
    assert counts["income", "from 0"] == 10
    assert counts["preference", "none"] == 10


@given(
    ages=st.lists(st.integers(0, 120) | st.none(), max_size=60),
    incomes=st.lists(st.integers(0, 10**13) | st.none(), max_size=60),
)
def test_no_count_is_small_and_none_is_too_great(
    ages: list[int | None], incomes: list[int | None]
) -> None:
    counts = coarse_segments(ages, incomes, [], UNIT)
    assert all(count is None or count > SMALL_MAX for count in counts.values())
    for kind, people in (("age", ages), ("income", incomes)):
        shown = sum(count or 0 for (of, _), count in counts.items() if of == kind)
        assert shown <= len(people)


def test_no_count_is_the_difference_of_the_others() -> None:
    """Incomes show how many there are in all, so one age that is left out alone would be known."""
    counts = coarse_segments([30] * 2 + [40] * 6 + [50] * 9, [0] * 17, [], UNIT)
    assert counts["income", "from 0"] == 17
    assert (counts["age", "from 25"], counts["age", "from 35"]) == (None, None)
    assert counts["age", "from 45"] == 9
    both = coarse_segments([30] + [40] + [50] * 9 + [60] * 10, [0] * 21, [], UNIT)
    assert list(both.values()) == [None, None, None, 10, 21], "one each would be known too"
    every = coarse_segments([40] * 6 + [50] * 9, [0] * 15, [], UNIT)
    assert None not in every.values()


def test_whoever_is_below_the_first_band_is_counted_there() -> None:
    assert coarse_segments([10] * 5, [], [], UNIT) == {("age", "under 18"): 5}
