"""Papers as PDFs (PDF/A-3a, PDF/UA-1) that are compiled anew to be checked.

The paper's canonical JSON is attached. Template, words, fonts and compiler come with this package,
and the date is the paper's, so the same paper is the same bytes everywhere.
"""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from tallystick.papers.sheets import Certificate, PaymentReceipt, ScheduleSheet, TaxYear, paper_data
from tallystick.statements.statement_pdf import compiled, require_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tallystick.papers.sheets import Paper

__all__ = ["PAPER_ATTACHMENT", "paper_pdf"]

PAPER_ATTACHMENT = "paper.json"
_FOLDER = resources.files("tallystick.papers")


def paper_pdf(paper: Paper, language: str = "en") -> bytes:
    """Return a paper as a PDF: the same bytes for the same paper and language.

    Args:
        paper: The paper.
        language: `en` or `zh-CN`.

    Returns:
        The file.

    Raises:
        InputError: STATEMENT:LANGUAGE for another language.
    """
    require_language(language)
    data, laid = paper_data(paper), _laid(paper, language)
    day = datetime.combine(date.fromisoformat(laid["day"]), time(), UTC)
    inputs = {"paper": data.decode(), "laid": json.dumps(laid, ensure_ascii=False)}
    return compiled(_FOLDER.joinpath("paper.typ").read_bytes(), inputs, day)


def _laid(paper: Paper, language: str) -> dict[str, Any]:
    words = _words()[language]
    own = words[paper.paper]
    match paper:
        case PaymentReceipt():
            parts = _receipt(paper, words)
        case ScheduleSheet():
            parts = _schedule(paper, words)
        case Certificate():
            parts = _certificate(paper, words)
        case _:
            parts = _tax_year(paper, words)
    facts = [
        *parts["facts"], (words["chain"], str(paper.chain)), (words["book"], paper.book),
        (words["block"], str(paper.block)), (words["currency"], paper.currency),
    ]  # fmt: skip
    return {
        "lang": language.partition("-")[0], "lead": own["lead"], **parts, "facts": facts,
        "notes": [*parts["notes"], words["note"]],
    }  # fmt: skip


def _receipt(paper: PaymentReceipt, words: dict[str, Any]) -> dict[str, Any]:
    facts = [
        (words["day"], paper.day), (words["payer"], paper.payer),
        (words["transaction"], paper.transaction),
    ]  # fmt: skip
    if paper.left is not None:
        facts.append((words["left"], _written(paper, paper.left)))
    return {
        "title": f"{words['receipt']['title']}: {words['loan']} {paper.loan}", "day": paper.day,
        "facts": facts, "tables": [_parts(paper, words)], "notes": [],
    }  # fmt: skip


def _certificate(paper: Certificate, words: dict[str, Any]) -> dict[str, Any]:
    facts = [
        (words["borrower"], paper.borrower), (words["lent_sum"], _written(paper, paper.lent)),
        (words["drawn"], paper.drawn), (words["repaid"], paper.day),
        (words["transaction"], paper.transaction),
    ]  # fmt: skip
    return {
        "title": f"{words['certificate']['title']}: {words['loan']} {paper.loan}",
        "day": paper.day, "facts": facts, "tables": [_parts(paper, words)],
        "notes": [words["certificate"]["after_default"]] if paper.after_default else [],
    }  # fmt: skip


def _parts(paper: PaymentReceipt | Certificate, words: dict[str, Any]) -> dict[str, Any]:
    amounts = {name: getattr(paper, name) for name in ("principal", "interest", "charges")}
    rows = [[words[name], _written(paper, amount)] for name, amount in amounts.items()]
    rows.append([words["together"], _written(paper, _sum(amounts.values()))])
    return _table(words["parts"], [words["kind"], words["amount"]], rows, "")


def _schedule(paper: ScheduleSheet, words: dict[str, Any]) -> dict[str, Any]:
    rows = [
        [
            str(row.number), row.due, _written(paper, row.principal),
            _written(paper, row.interest), _written(paper, row.arrears),
            _written(paper, _sum((row.principal, row.interest, row.arrears))),
        ]
        for row in paper.rows
    ]  # fmt: skip
    if rows:
        sums = [_sum(getattr(row, name) for row in paper.rows) for name in _ROW]
        rows.append([
            words["together"], "", *(_written(paper, total) for total in (*sums, _sum(sums)))
        ])  # fmt: skip
    columns = [words[name] for name in ("number", "due", *_ROW, "payment")]
    return {
        "title": f"{words['schedule']['title']} {paper.loan}", "day": paper.day,
        "facts": [
            (words["day"], paper.day), (words["borrower"], paper.borrower),
            (words["lent_sum"], _written(paper, paper.principal)),
            (words["rate"], f"{Decimal(paper.rate_ppm).scaleb(-4).normalize():f} %"),
            (words["disclosure"], paper.disclosure),
        ],
        "tables": [_table(words["rows"], columns, rows, words["none_rows"])], "notes": [],
    }  # fmt: skip


def _tax_year(paper: TaxYear, words: dict[str, Any]) -> dict[str, Any]:
    own = words["tax-year"]
    notes = [own["advice"]] if paper.complete else [own["incomplete"], own["advice"]]
    lent = [[part.loan, *(int(getattr(part, name)) for name in _LENT)] for part in paper.lent]
    owed = [[part.loan, *(int(getattr(part, name)) for name in _OWED)] for part in paper.owed]
    net = [[*row, row[1] - row[3] + row[4] + row[5]] for row in lent]
    return {
        "title": f"{own['title']} {paper.year}", "day": f"{paper.year:04}-12-31",
        "facts": [(words["wallet"], paper.wallet)],
        "tables": [
            _table(
                words["as_lender"], [words[name] for name in ("loan", *_LENT, "net")],
                _summed(paper, net, words), words["none_lent"],
            ),
            _table(
                words["as_borrower"], [words[name] for name in ("loan", *_OWED)],
                _summed(paper, owed, words), words["none_owed"],
            ),
        ],
        "notes": notes,
    }  # fmt: skip


_ROW = ("principal", "interest", "arrears")
_LENT = ("interest", "fees", "lost", "recovered", "resale")
_OWED = ("interest", "charges", "withheld")


def _summed(paper: Paper, rows: Sequence[Sequence[int]], words: dict[str, Any]) -> list[list[str]]:
    written = [[str(row[0]), *(_written(paper, amount) for amount in row[1:])] for row in rows]
    if rows:
        sums = [sum(column) for column in list(zip(*rows, strict=True))[1:]]
        written.append([words["together"], *(_written(paper, total) for total in sums)])
    return written


def _table(title: str, columns: list[str], rows: list[list[str]], empty: str) -> dict[str, Any]:
    return {"title": title, "columns": columns, "rows": rows, "empty": empty}


def _sum(amounts: Iterable[str | int]) -> int:
    return sum(int(amount) for amount in amounts)


def _written(paper: Paper, minor: str | int) -> str:
    """Minor units as main ones, every decimal of the token shown."""
    return f"{Decimal(minor).scaleb(-paper.decimals):,.{paper.decimals}f}"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_FOLDER.joinpath("words.toml").read_text("utf-8"))
