"""Reads a bank's file whatever its format: MT940, camt.053, or CSV in the dialects of banks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick_node.cashflow.bank_statement import BYTES_MAX
from tallystick_node.cashflow.camt_files import is_camt, read_camt
from tallystick_node.cashflow.csv_files import read_csv_statement
from tallystick_node.cashflow.mt940_files import is_mt940, read_mt940

if TYPE_CHECKING:
    from tallystick_node.cashflow.bank_statement import BankStatement

__all__ = ["UNSTATED", "read_bank_file"]

# The code of ISO 4217 for no currency, a letter thrice: for a file of which nobody can be asked.
UNSTATED = "X" * 3

# What text files of banks are in, besides UTF-8: Chinese ones first, since cp1252 takes anything.
_ENCODINGS = ("gb18030", "cp1252")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def read_bank_file(data: bytes, currency: str | None = None) -> list[BankStatement]:
    """Read a file of a bank.

    Args:
        data: The file, at most 2 MiB.
        currency: Of the account, for a CSV that does not state it.

    Returns:
        Its statements, one for each account; balances that it states are those of its movements.

    Raises:
        InputError: BANKFILE:SIZE, BANKFILE:ENCODING, and what each format refuses, with the line.
    """
    if not 0 < len(data) <= BYTES_MAX:
        raise InputError("BANKFILE:SIZE", f"a bank's file has 1 to {BYTES_MAX:,} bytes")
    if is_camt(data):
        return read_camt(data)
    text = _text(data)
    if is_mt940(text):
        return read_mt940(text)
    return [read_csv_statement(text, currency)]


def _text(data: bytes) -> str:
    encoding = next((known for mark, known in _MARKS if data.startswith(mark)), None)
    for known in (encoding,) if encoding else ("utf-8", *_ENCODINGS):
        try:
            text = data.decode(known)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and (known != "gb18030" or _is_chinese(text)):
            return text
    raise InputError(
        "BANKFILE:ENCODING", "this is not text in UTF-8, UTF-16, GB18030 or Windows-1252"
    )


def _is_chinese(text: str) -> bool:
    """Western letters with marks are seldom GB18030; where they are, hardly a line is Chinese."""
    far = [letter for letter in text if ord(letter) > 0x7F]
    chinese = sum("\u4e00" <= letter <= "\u9fff" or letter in "，。（）：；、￥" for letter in far)
    return any(word in text for word in ("日期", "金额", "余额", "收入", "支出", "摘要")) and (
        chinese * 2 >= len(far)
    )
