"""What banks call the columns of their CSV files, in eight languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel.numbers import list_currencies

__all__ = ["Columns", "columns_of", "stated_currency"]

_DAYS = (
    "booking date", "buchungstag", "buchungsdatum", "date operation", "date comptable",
    "fecha operacion", "data contabile", "boekdatum", "datum", "date", "transaction date",
    "posting date", "posted date", "completed date", "fecha", "data", "data operazione",
    "交易日期", "记账日期", "入账日期", "日期", "交易时间", "value date", "valuta", "wertstellung",
    "data księgowania", "started date", "trans date",
)  # fmt: skip
_AMOUNTS = (
    "amount", "betrag", "montant", "importe", "importo", "bedrag", "金额", "交易金额", "发生额",
    "umsatz", "transaction amount", "kwota",
)  # fmt: skip
_OUT = (
    "debit", "debit amount", "withdrawal", "withdrawals", "paid out", "money out", "soll",
    "belastung", "cargo", "cargos", "dare", "uscite", "addebiti", "af", "支出", "支出金额",
    "借方金额", "借方发生额", "借方", "debits", "withdrawal amount",
)  # fmt: skip
_CAME = (
    "credit", "credit amount", "deposit", "deposits", "paid in", "money in", "haben", "gutschrift",
    "abono", "abonos", "avere", "entrate", "accrediti", "bij", "收入", "收入金额", "贷方金额",
    "贷方发生额", "贷方", "credits", "deposit amount",
)  # fmt: skip
_BALANCES = (
    "balance", "saldo", "solde", "余额", "账户余额", "running balance", "saldo nach buchung",
    "saldo contabile", "closing balance", "saldo na mutatie",
)  # fmt: skip
_SIDES = (
    "debit/credit", "credit/debit", "dr/cr", "cr/dr", "af bij", "soll/haben", "d/c", "借贷标志",
    "借贷", "收/支", "收支", "type d/c", "credit debit indicator", "s/h", "sens",
)  # fmt: skip
_TEXTS = (
    "description", "details", "narrative", "memo", "reference", "verwendungszweck", "buchungstext",
    "libelle", "libellé", "concepto", "descripcion", "descrizione", "causale", "omschrijving",
    "mededelingen", "摘要", "用途", "附言", "备注", "transaction description", "particulars",
    "text",
    "name / description", "notifications", "naam / omschrijving", "交易摘要", "payment reference",
    "remarks",
)  # fmt: skip
_PARTIES = (
    "counterparty", "name", "payee", "beguenstigter/zahlungspflichtiger", "auftraggeber/empfänger",
    "zahlungspflichtige*r", "beneficiary", "对方户名", "对方账户名称", "交易对方", "对方名称",
    "naam tegenpartij", "beneficiario", "counter party", "payer / payee",
)  # fmt: skip
_CURRENCIES = (
    "currency",
    "waehrung",
    "währung",
    "devise",
    "moneda",
    "divisa",
    "munt",
    "币种",
    "ccy",
)
_ACCOUNTS = (
    "account", "account number", "iban", "auftragskonto", "rekening", "账号", "本方账号", "卡号",
    "account no", "iban/bban",
)  # fmt: skip
_IN_WORDS = frozenset({"credit", "cr", "c", "bij", "h", "haben", "贷", "收入", "in", "crdt", "+"})
_OUT_WORDS = frozenset({"debit", "dr", "d", "af", "s", "soll", "借", "支出", "out", "dbit", "-"})
_CODES = frozenset(list_currencies())
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
# No bank names a column at such length; brackets without end would be looked for again and again.
NAME_MAX = 120
_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where what stands; stated: a currency that a column's own name states."""

    day: int
    amount: int | None
    out: int | None
    came: int | None
    side: int | None
    balance: int | None
    currency: int | None
    account: int | None
    party: int | None
    texts: tuple[int, ...]
    stated: str | None

    @property
    def amounts(self) -> tuple[int, ...]:
        """Every column of what moved."""
        places = (self.amount, self.out, self.came)
        return tuple(place for place in places if place is not None)

    @staticmethod
    def side_of(text: str) -> int | None:
        """Return 1 for what came, -1 for what went.

        Args:
            text: The cell.

        Returns:
            The sign, None when it is neither.
        """
        word = text.strip().casefold()
        return 1 if word in _IN_WORDS else -1 if word in _OUT_WORDS else None

    @staticmethod
    def account_in(cells: Iterable[str]) -> str:
        """Return an account that the lines before the header name.

        Args:
            cells: Theirs.

        Returns:
            An IBAN, empty without one.
        """
        for cell in cells:
            known = _IBAN.search(cell.replace(" ", ""))
            if known is not None:
                return known[0]
        return ""


def columns_of(cells: Sequence[str]) -> Columns | None:
    """Return the columns that a header names.

    Args:
        cells: The header's.

    Returns:
        The columns; None when it is no header of a statement.
    """
    names = [_name(cell) if len(cell) <= NAME_MAX else "" for cell in cells]
    amount, side = _place(names, _AMOUNTS), _place(names, _SIDES)
    out, came = _place(names, _OUT), _place(names, _CAME)
    day = _place(names, _DAYS)
    if day is None or (amount is None and (out is None or came is None)):
        return None
    if out is not None and came is not None:
        amount, side = None, None
    stated = {
        code
        for place in (amount, out, came)
        if place is not None
        for code in re.findall(r"[A-Z]{3}", cells[place])
        if code in _CODES
    }
    return Columns(
        day, amount, None if amount is not None else out, None if amount is not None else came,
        side, _place(names, _BALANCES), _place(names, _CURRENCIES), _place(names, _ACCOUNTS),
        _place(names, _PARTIES),
        tuple(place for place, name in enumerate(names) if name in _TEXTS),
        stated.pop() if len(stated) == 1 else None,
    )  # fmt: skip


def stated_currency(cells: Iterable[str]) -> str | None:
    """Return the one currency that lines before the header state.

    Args:
        cells: Theirs.

    Returns:
        Its code, None without one or with several.
    """
    codes = {
        code
        for cell in cells
        for code in re.findall(r"\b[A-Z]{3}\b", cell)
        if code in _CODES and code not in {"ALL", "TOP"}
    }
    return codes.pop() if len(codes) == 1 else None


def _name(cell: str) -> str:
    plain = _BRACKETS.sub("", cell.replace("\ufeff", "")).replace("_", " ").strip(" :*'\"")
    before, _, last = plain.rpartition(" ")
    plain = before if last in _CODES else plain
    return re.sub(r"\s+", " ", plain).casefold().replace("é", "e").replace("ó", "o")


def _place(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)
