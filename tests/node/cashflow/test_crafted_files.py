"""Files of banks that were made to harm: they are refused at once, and nothing is made up."""

import logging
import time

import pytest

from tallystick.errors import InputError
from tallystick_node.cashflow.reading import UNSTATED, read_bank_file

HEAD = "Date,Amount,Description\n"
AT_ONCE_SECONDS = 5


def _camt(amount: str = "1.00", more: str = "", encoding: str = "utf-8") -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><Document><BkToCstmrStmt><Stmt><Acct>'
        "<Id><IBAN>X</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry>"
        f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2024-01-02</Dt>'
        f"</BookgDt>{more}</Ntry></Stmt></BkToCstmrStmt></Document>"
    )


def _mt940(page: int) -> str:
    return (
        f":20:A\n:25:ACC\n:60F:C240101EUR{page},\n:61:240102C1,NTRF\n"
        f":62F:C240103EUR{page + 1},\n"
    )  # fmt: skip


def _refused(text: str, currency: str = "EUR") -> str:
    with pytest.raises(InputError) as refused:
        read_bank_file(text.encode(), currency)
    return refused.value.code


@pytest.mark.parametrize("cell", ["1" + " " * 130_000 + "x", "-" + " " * 130_000 + "x1"])
def test_a_blown_up_amount_costs_no_time(cell: str) -> None:
    begun = time.process_time()
    assert _refused(f"{HEAD}2024-01-02,{cell},a\n") == "BANKFILE:AMOUNT"
    assert time.process_time() - begun < AT_ONCE_SECONDS


def test_brackets_without_end_cost_no_time() -> None:
    begun = time.process_time()
    read_bank_file(("(" * 130_000 + f"\n{HEAD}2024-01-02,1,a\n").encode(), "EUR")
    assert time.process_time() - begun < AT_ONCE_SECONDS


def test_a_text_in_a_thousand_pieces_costs_no_time() -> None:
    text = "<AddtlNtryInf>\U0001f600" + "a" * 900_000 + "<?a?>b" * 190_000 + "</AddtlNtryInf>"
    begun = time.process_time()
    read_bank_file(_camt(more=text).encode())
    assert time.process_time() - begun < AT_ONCE_SECONDS


def test_many_pages_of_mt940_cost_no_time() -> None:
    begun = time.process_time()
    (statement,) = read_bank_file("".join(map(_mt940, range(4_000))).encode())
    assert time.process_time() - begun < AT_ONCE_SECONDS
    assert (statement.opening, statement.closing) == (0, 400_000)
    assert [entry.line for entry in statement.entries[:2]] == [4, 9]


@pytest.mark.parametrize(
    "amount", ["1E999999", "1E999990", "1e3", "1_0", "١٢", "NaN", "1." + "0" * 40]
)
def test_an_amount_of_camt_is_written_in_digits_alone(amount: str) -> None:
    assert _refused(_camt(amount)) == "BANKFILE:AMOUNT"


@pytest.mark.parametrize("encoding", ["none-such", "gb18030", "base64", "punycode", "undefined"])
def test_an_encoding_that_cannot_be_read_is_refused_as_a_file(encoding: str) -> None:
    assert _refused(_camt(encoding=encoding)) == "BANKFILE:XML"


def test_movements_behind_a_torn_quote_are_not_lost() -> None:
    torn = f'{HEAD}2024-01-02,10.50,a\n2024-01-03,"-20.00"x,a\n2024-01-04,-99.00,b\n'
    assert _refused(torn) == "BANKFILE:FORM"
    long = f"{HEAD}2024-01-02,10.50,a\n2024-01-03,-20.00,{'a' * 140_000}\n2024-01-04,-99.00,b\n"
    assert _refused(long) == "BANKFILE:FORM"


def test_another_currency_beside_an_amount_is_not_taken_for_the_account_s() -> None:
    mixed = f"{HEAD}2024-01-02,10.50 USD,a\n2024-01-03,20.00 EUR,b\n"
    assert _refused(mixed) == "BANKFILE:CURRENCY"
    assert _refused(mixed, UNSTATED) == "BANKFILE:CURRENCY"
    assert _refused(mixed.replace(" EUR", ""), UNSTATED) == "BANKFILE:CURRENCY"
    assert _refused("Date,Amount (EUR)\n2024-01-02,£10.50\n") == "BANKFILE:CURRENCY"
    (stated,) = read_bank_file(f"{HEAD}2024-01-02,10.50 USD,a\n".encode(), UNSTATED)
    assert stated.currency == "USD"


def test_what_was_taken_back_is_no_income() -> None:
    assert _refused("Date,Debit,Credit\n2024-01-02,,-100.00\n") == "BANKFILE:AMOUNT"
    assert _refused("Date,Amount,D/C\n2024-01-02,-100.00,C\n") == "BANKFILE:AMOUNT"


def test_a_year_of_two_digits_in_front_is_not_read_as_a_day() -> None:
    assert _refused(f"{HEAD}24-01-05,1.00,a\n24-02-17,1.00,a\n24-03-02,1.00,b\n") == "BANKFILE:DAYS"


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u2019"])
def test_thousands_may_be_parted_by_other_blanks(blank: str) -> None:
    (statement,) = read_bank_file(f"{HEAD}2024-01-02,1{blank}234.50,a\n".encode(), "EUR")
    assert statement.entries[0].amount == 123_450


def test_an_account_does_not_get_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert _refused(_mt940(0).replace("240102C1,NTRF", "240102C1,NTRFa" + "\nsecret" * 9))
    assert "secret" not in caplog.text
