"""What a loan-year costs, from small measured runs, and how well they foretell a larger one.

scripts/bench_scale.py            measure, print
scripts/bench_scale.py --accept   measure, and make it bench/scale.json and docs/scale.md's tables
scripts/bench_scale.py --page     write the tables of docs/scale.md from bench/scale.json
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")

import bench_index
import bench_servicing

__all__ = ["MEASURED", "PAGE", "measure", "paged", "tables"]

ROOT = Path(__file__).resolve().parents[1]
MEASURED, SNAPSHOT = ROOT / "bench" / "scale.json", ROOT / "bench" / "snapshot.json"
PAGE = ROOT / "docs" / "scale.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
# Two sizes that the model is fitted to, and a larger one that it has to foretell.
SERVICED, INDEXED = (500, 2_000, 8_000), (200, 800, 3_200)
PLATFORMS = (10**4, 10**6, 10**8)
# A loan of a year with ten lenders, collected monthly, each lender claiming once a quarter.
LENDERS, COLLECTIONS, CLAIMS = 10, 12, 4
SECONDS_OF_A_YEAR, DAYS_OF_A_YEAR = 31_536_000, 365
# What a core is asked for at most: a day's servicing is over within so many of its seconds.
SERVICING_SECONDS_MAX = 3_600
METHOD = (
    f"servicing: bench_servicing at {SERVICED} active loans; index and report: bench_index at"
    f" {INDEXED} synthetic loans. Each is fitted as fixed + slope x loans to the two smaller sizes;"
    " error: what that foretells of the largest, less what was measured, in thousandths of it."
    f" gas: of bench/snapshot.json, a loan of a year with {LENDERS} lenders by mandate,"
    f" {COLLECTIONS} collections and {CLAIMS} claims of each lender among other loans"
)


def measure() -> dict[str, Any]:
    """Return what a loan costs by the model, the model's error, and the method."""
    servicing = bench_servicing.measure(SERVICED)
    index = {loans: bench_index.measure(loans) for loans in INDEXED}
    index_seconds = {n: part["events"] / part["indexed_per_second"] for n, part in index.items()}
    curves = {
        "servicing_day_us": {
            n: 10**6 * servicing["day_seconds"][str(n)] for n in SERVICED
        },
        "index_us": {n: 10**6 * seconds for n, seconds in index_seconds.items()},
        "report_us": {n: 10**6 * part["report_seconds"] for n, part in index.items()},
        "index_bytes": {n: part["bytes_per_loan"] * n for n, part in index.items()},
    }  # fmt: skip
    return {
        **{name: _line(points) for name, points in curves.items()},
        "looks_per_thousand_loans": servicing["looks_per_thousand_loans"][str(max(SERVICED))],
        "chain_read_us": servicing["chain_us"],
        "events_per_loan_milli": index[max(INDEXED)]["events_per_loan_milli"],
        "gas_per_loan": gas_per_loan(json.loads(SNAPSHOT.read_text("utf-8"))["gas"]),
        "megabytes": max(part["megabytes"] for part in index.values()),
        "method": METHOD,
    }


def gas_per_loan(gas: dict[str, dict[str, int]]) -> int:
    """Return the gas of a loan's year.

    Args:
        gas: By key and by number of lenders, as the snapshot has it.
    """
    crowd = str(LENDERS)
    return (
        gas["list"][crowd]
        + gas["issue"][crowd]
        + LENDERS * gas["mandate_fund.batch"][crowd]
        + COLLECTIONS * gas["collect"][crowd]
        + LENDERS * CLAIMS * gas["claim.each_more"][crowd]
    )


def _line(points: dict[int, float]) -> dict[str, int]:
    """Fit a line to the two smaller sizes, and hold it against the largest."""
    small, middle, large = sorted(points)
    slope = (points[middle] - points[small]) / (middle - small)
    fixed = points[small] - slope * small
    foretold = fixed + slope * large
    return {
        "fixed": round(fixed), "each": round(slope), "largest": large,
        "measured": round(points[large]), "foretold": round(foretold),
        "error_milli": round(1_000 * (foretold - points[large]) / points[large]),
    }  # fmt: skip


def tables(measured: dict[str, Any]) -> str:
    """Return the tables of the page.

    Args:
        measured: As `measure` returns it.
    """
    names = {
        "servicing_day_us": ("a day of servicing, CPU", 10**6, "s"),
        "index_us": ("indexing a life, CPU", 10**6, "s"),
        "report_us": ("a month's report, CPU", 10**6, "s"),
        "index_bytes": ("tables of the index", 10**6, "MB"),
    }
    rows = ["| | each loan | foretold for | | measured | error |", "|---|---|---|---|---|---|"]
    for key, (name, unit, sign) in names.items():
        line = measured[key]
        each = f"{line['each'] / 1_000:,.2f} {'ms' if sign == 's' else 'kB'}"
        foretold, seen = line["foretold"] / unit, line["measured"] / unit
        rows.append(
            f"| {name} | {each} | {line['largest']:,} | {foretold:,.1f} {sign} |"
            f" {seen:,.1f} {sign} | {line['error_milli'] / 10:+.1f} % |"
        )
    return "\n".join([*rows, "", *_extrapolated(measured)]) + "\n"


def _extrapolated(measured: dict[str, Any]) -> list[str]:
    day, size = measured["servicing_day_us"], measured["index_bytes"]
    gas, events = measured["gas_per_loan"], measured["events_per_loan_milli"]
    rows = [
        "| active loans | " + " | ".join(f"{count:,}" for count in PLATFORMS) + " |",
        "|---" * (len(PLATFORMS) + 1) + "|",
    ]

    def row(name: str, figure: list[str]) -> None:
        rows.append(f"| {name} | " + " | ".join(figure) + " |")

    seconds = [(day["fixed"] + day["each"] * count) / 10**6 for count in PLATFORMS]
    reads = [
        count * measured["looks_per_thousand_loans"] * measured["chain_read_us"] / 10**9
        for count in PLATFORMS
    ]
    row("a day of servicing, CPU seconds", [f"{value:,.0f}" for value in seconds])
    row("answers of the chain for it, seconds of py-evm", [f"{value:,.0f}" for value in reads])
    row(
        "workers, if it is to be done in an hour",
        [f"{-(-value // SERVICING_SECONDS_MAX):,.0f}" for value in seconds],
    )
    row("events a year", [f"{count * events // 1_000:,}" for count in PLATFORMS])
    row(
        "index a year, GB",
        [f"{size['each'] * count / 10**9:,.1f}" for count in PLATFORMS],
    )
    row("gas of a loan's year", [f"{gas:,}" for _ in PLATFORMS])
    row("gas a year", [f"{gas * count:.2e}" for count in PLATFORMS])
    row(
        "gas a second on the average",
        [f"{gas * count / SECONDS_OF_A_YEAR:,.0f}" for count in PLATFORMS],
    )
    return rows


def paged(page: str, measured: dict[str, Any]) -> str:
    """Return the page with its tables written anew.

    Args:
        page: The page's text.
        measured: As `measure` returns it.
    """
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{tables(measured)}\n{END}{after}"


def main(arguments: list[str]) -> int:
    """Do what the arguments say."""
    if arguments != ["--page"]:
        measured = measure()
        print(json.dumps(measured, indent=1))
        if arguments != ["--accept"]:
            return 0
        MEASURED.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    measured = json.loads(MEASURED.read_text("utf-8"))
    PAGE.write_text(paged(PAGE.read_text("utf-8"), measured), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
