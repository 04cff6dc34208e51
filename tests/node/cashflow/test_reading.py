"""Files of banks in their dialects: read to the last unit, or refused with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.errors import InputError
from tallystick_node.cashflow.reading import read_bank_file

FILES = Path(__file__).parent / "files"
# Account, currency, opening and closing balance, movements, their sum, the first day.
READ: dict[str, tuple[str, str, int | None, int | None, int, int, str | None]] = {
    "american_parentheses.csv": ("", "USD", None, None, 3, 145_015, "2026-01-05"),
    "british_in_out.csv": ("", "GBP", 1_000_000, 900_010, 3, -99_990, "2026-01-13"),
    "camt_prefixed.xml": ("DE02120300000000202051", "EUR", 10_000, 10_000, 0, 0, None),
    "camt_v2.xml": ("DE02120300000000202051", "EUR", 10_000, -6_550, 2, -16_550, "2026-01-09"),
    "camt_v8.xml": ("DE02120300000000202051", "EUR", 10_000, 35_025, 1, 25_025, "2026-01-12"),
    "chinese_flag.csv": ("", "CNY", 500_000, 575_000, 2, 75_000, "2026-01-05"),
    "chinese_income_expense.csv": ("", "CNY", 500_000, 4_050_050, 3, 3_550_050, "2026-01-05"),
    "dutch_af_bij.csv": ("NL91ABNA0417164300", "EUR", None, None, 2, 97_515, "2026-01-03"),
    "french_spaces.csv": ("", "EUR", None, None, 2, 1_130_040, "2026-01-02"),
    "german_preamble.csv": (
        "DE89370400440532013000", "EUR", 500_000, 555_075, 2, 55_075, "2026-01-05",
    ),
    "german_semicolon.csv": (
        "DE02120300000000202051", "EUR", None, None, 3, 73_466, "2026-02-02",
    ),
    "indian_lakh.csv": ("", "INR", 10_000_000, 20_950_000, 2, 10_950_000, "2026-01-05"),
    "iso_signed.csv": ("", "EUR", 500_000, 514_550, 4, 14_550, "2026-01-02"),
    "italian_dare_avere.csv": ("", "EUR", 500_000, 544_950, 2, 44_950, "2026-01-05"),
    "mt940_german.sta": ("37040044/0532013000", "EUR", 100_000, 174_950, 2, 74_950, "2026-01-05"),
    "mt940_pages.sta": ("ACC1", "CNY", -50_000, 15_000, 2, 65_000, "2026-01-03"),
    "mt940_swift.sta": ("NL20INGB0001234567EUR", "EUR", 1_000, 1_425, 2, 425, "2026-02-01"),
    "newline_in_text.csv": ("", "EUR", None, None, 2, 750, "2026-01-05"),
    "spanish_newest_first.csv": ("", "EUR", 150_000, 290_000, 3, 140_000, "2026-02-01"),
    "swiss_apostrophes.csv": ("", "CHF", 1_000_000, 2_075_005, 2, 1_075_005, "2026-01-03"),
    "tabs_date_time.csv": ("", "EUR", 10_000, 29_650, 2, 19_650, "2026-01-03"),
    "trailing_minus.csv": ("", "EUR", None, None, 2, -50_000, "2026-01-02"),
    "yen_utf16.csv": ("", "JPY", 100_000, 140_000, 2, 40_000, "2026-01-05"),
}  # fmt: skip
STATES_NONE = {"italian_dare_avere.csv"}
REFUSED = {
    "ambiguous_amounts.csv": ("AMOUNTS", 2), "ambiguous_days.csv": ("DAYS", 2),
    "bad_amount.csv": ("AMOUNT", 3), "binary.csv": ("ENCODING", None),
    "came_and_went.csv": ("FORM", 2), "camt_balance.xml": ("BALANCE", 9),
    "camt_broken.xml": ("XML", 3), "camt_currency.xml": ("CURRENCY", 10),
    "camt_entity.xml": ("XML", 1), "camt_no_day.xml": ("DAY", 10), "camt_other.xml": ("FORM", 1),
    "empty.csv": ("SIZE", None), "line_in_between.csv": ("FORM", 3),
    "mixed_marks.csv": ("AMOUNTS", 3), "mt940_balance.sta": ("BALANCE", 9),
    "mt940_line.sta": ("FORM", 7), "mt940_no_balance.sta": ("FORM", 1),
    "mt940_pages_apart.sta": ("BALANCE", 11), "no_currency.csv": ("CURRENCY", 1),
    "no_header.csv": ("FORM", 1), "no_movements.csv": ("CURRENCY", 1),
    "no_such_day.csv": ("DAY", 2), "too_fine.csv": ("AMOUNT", 2),
    "two_currencies.csv": ("CURRENCY", 3), "two_orders.csv": ("DAYS", 3),
    "wrong_balance.csv": ("BALANCE", 4),
}  # fmt: skip


def test_every_file_is_expected() -> None:
    assert {file.name for file in (FILES / "read").iterdir()} == set(READ)
    assert {file.name for file in (FILES / "refused").iterdir()} == set(REFUSED)


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read_to_the_last_unit(name: str) -> None:
    data = (FILES / "read" / name).read_bytes()
    (statement,) = read_bank_file(data, "EUR" if name in STATES_NONE else None)
    entries = statement.entries
    assert (
        statement.account, statement.currency, statement.opening, statement.closing, len(entries),
        sum(entry.amount for entry in entries), str(entries[0].day) if entries else None,
    ) == READ[name]  # fmt: skip
    assert list(entries) == sorted(entries, key=lambda entry: entry.day)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_certain_is_refused_with_its_line(name: str) -> None:
    code, line = REFUSED[name]
    with pytest.raises(InputError) as refused:
        read_bank_file((FILES / "refused" / name).read_bytes())
    assert refused.value.code == f"BANKFILE:{code}"
    if line is not None:
        assert refused.value.sentence.startswith(f"line {line}: ")


def test_a_currency_that_is_said_serves_a_file_without_one_and_overrides_none() -> None:
    (statement,) = read_bank_file((FILES / "refused" / "no_currency.csv").read_bytes(), "EUR")
    assert statement.currency == "EUR"
    (statement,) = read_bank_file((FILES / "read" / "yen_utf16.csv").read_bytes(), "EUR")
    assert statement.currency == "JPY"
    with pytest.raises(InputError, match="BANKFILE:CURRENCY"):
        read_bank_file((FILES / "refused" / "no_currency.csv").read_bytes(), "XYZ")


def test_texts_and_parties_are_kept_and_no_file_of_the_machine_is_read() -> None:
    (statement,) = read_bank_file((FILES / "read" / "mt940_german.sta").read_bytes())
    assert [(entry.text, entry.counterparty) for entry in statement.entries] == [
        ("Miete Januar", "Vermieter GmbH"), ("Rechnung 12", "Kunde AG"),
    ]  # fmt: skip
    with pytest.raises(InputError, match="BANKFILE:FORM"):
        read_bank_file(b"/etc/passwd")


@pytest.mark.parametrize("name", [*READ, *REFUSED])
def test_a_file_that_was_cut_is_read_or_refused_and_never_breaks(name: str) -> None:
    folder = "read" if name in READ else "refused"
    data = (FILES / folder / name).read_bytes()
    for length in range(0, len(data), max(1, len(data) // 25)):
        try:
            read_bank_file(data[:length], "EUR")
        except InputError as refused:
            assert refused.code.startswith("BANKFILE:")  # noqa: PT017 - either is right
