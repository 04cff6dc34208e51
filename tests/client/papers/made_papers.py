"""Papers of every kind, made up."""

from __future__ import annotations

from typing import Any

from tallystick.papers.sheets import (
    Certificate,
    LentYear,
    OwedYear,
    Paper,
    PaymentReceipt,
    ScheduleRow,
    ScheduleSheet,
    TaxYear,
)

BOOK, WALLET = "0x" + "b" * 40, "0x" + "a" * 40
TX = "0x" + "1" * 64
_PLACED: dict[str, Any] = {
    "chain": 31337,
    "book": BOOK,
    "currency": "XTS",
    "decimals": 6,
    "block": 9,
}


def made_papers() -> list[Paper]:
    """One of each kind."""
    return [
        PaymentReceipt(
            **_PLACED, paper="receipt", loan=3, day="2026-05-01", transaction=TX, payer=WALLET,
            principal="1000000", interest="250001", charges="0", left="9000000",
        ),
        ScheduleSheet(
            **_PLACED, paper="schedule", loan=3, day="2026-05-01", borrower=WALLET,
            principal="10000000", rate_ppm=123_400, disclosure=TX,
            rows=(
                ScheduleRow(
                    number=2, due="2026-06-01", principal="5000000", interest="7", arrears="0"
                ),
                ScheduleRow(
                    number=3, due="2026-07-01", principal="4000000", interest="3", arrears="0"
                ),
            ),
        ),
        Certificate(
            **_PLACED, paper="certificate", loan=3, borrower=WALLET, drawn="2026-01-01",
            day="2026-07-01", transaction=TX, lent="10000000", principal="10000000",
            interest="1234567", charges="1", after_default=True,
        ),
        TaxYear(
            **_PLACED, paper="tax-year", wallet=WALLET, year=2026, complete=False,
            lent=(
                LentYear(
                    loan=1, interest="500", fees="5", lost="300", recovered="100", resale="-20"
                ),
            ),
            owed=(OwedYear(loan=2, interest="7", charges="0", withheld="11"),),
        ),
    ]  # fmt: skip
