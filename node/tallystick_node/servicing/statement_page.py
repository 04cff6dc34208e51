"""Statements as files: CSV for programs, one HTML page for people."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

if TYPE_CHECKING:
    from tallystick_node.disclosure.agreements.agreement import Currency
    from tallystick_node.servicing.statements import AccountStatement

__all__ = ["as_csv", "as_html"]

_COLUMNS = ("day", "block", "place", "transaction", "what", "loan", "amount", "balance")
_PAGE = Environment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
).from_string("""\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Statement {{ it.first }} to {{ it.last }}</title>
<style>body{font:15px sans-serif;margin:2rem}table{border-collapse:collapse}
td,th{padding:.3rem .6rem;border-bottom:1px solid #ccc;text-align:left}
.n{text-align:right;font-variant-numeric:tabular-nums}code{font-size:12px}</style></head>
<body>
<h1>Statement</h1>
<p>{{ it.wallet }}, {{ it.first }} to {{ it.last }}. Read to block {{ it.block }}
{%- if not it.complete %};
the last day was not over then{% endif %}.</p>
<table>
<tr><th>day</th><th>what</th><th>loan</th><th class="n">amount</th><th class="n">balance</th>
<th>transaction</th></tr>
<tr><td>{{ it.first }}</td><td>opening balance</td><td></td><td></td>
<td class="n">{{ money(it.opening) }}</td><td></td></tr>
{% for line in it.lines %}
<tr><td>{{ line.day }}</td><td>{{ line.what }}</td><td>{{ line.loan if line.loan is not none }}</td>
<td class="n">{{ money(line.amount) }}</td><td class="n">{{ money(line.balance) }}</td>
<td><code>{{ line.tx_hash }}</code></td></tr>
{% endfor %}
<tr><td>{{ it.last }}</td><td>closing balance</td><td></td><td></td>
<td class="n">{{ money(it.closing) }}</td><td></td></tr>
</table>
<h2>By kind</h2>
<table>
{% for what, amount in it.totals.items() %}
<tr><td>{{ what }}</td><td class="n">{{ money(amount) }}</td></tr>
{% endfor %}
</table>
</body>
</html>
""")


def as_csv(statement: AccountStatement) -> str:
    """Return a statement as RFC 4180 CSV; amounts in minor units, opening and closing as lines.

    Args:
        statement: The statement.

    Returns:
        The file's text.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerow((statement.first, "", "", "", "opening balance", "", "", statement.opening))
    for line in statement.lines:
        loan = "" if line.loan is None else line.loan
        writer.writerow(
            (
                line.day,
                line.block,
                line.place,
                line.tx_hash,
                line.what,
                loan,
                line.amount,
                line.balance,
            )
        )
    writer.writerow((statement.last, "", "", "", "closing balance", "", "", statement.closing))
    return out.getvalue()


def as_html(statement: AccountStatement, currency: Currency) -> str:
    """Return a statement as an HTML page; amounts with all decimals of the token.

    Args:
        statement: The statement.
        currency: How amounts are written.

    Returns:
        The page.
    """

    def money(amount: int) -> str:
        return f"-{currency.shown(-amount)}" if amount < 0 else currency.shown(amount)

    return _PAGE.render(it=statement, money=money)
