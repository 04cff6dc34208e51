"""The demonstration's tables on the terminal."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

__all__ = ["next_steps", "print_demonstration"]

DOLLAR = 10**6
URL = "http://127.0.0.1:8000"
EXAMPLE = Path("examples") / "lend.py"
_EXPLAINED = (
    "promised: the mean of the loans' yearly rates, weighted by amount. returned: the effective"
    " yearly rate of all that reached the lenders, after the platform's share, losses and payments"
    " from the reserve; one default weighs heavily among few loans. Notes change hands at 96 to"
    " 101 % of the principal that is outstanding: the price is drawn by chance, and no market"
    " stands behind it."
)


def print_demonstration(shown: Any, folder: Path | None) -> None:
    """Print what happened, what each grade returned, and the audit's verdict.

    Args:
        shown: The finished demonstration.
        folder: Where its files are, None for none.
    """
    from tallystick_node.demo.show import JUDGED, REAL, SIMULATED  # noqa: PLC0415 - a cycle otherwise

    console = Console(highlight=False)
    figures = shown.figures
    console.print(
        f"\nReal: {REAL}.\nJudged: {JUDGED}.\nSimulated (seed {shown.seed}): {SIMULATED}.\n"
    )
    summary = Table(title=f"{figures.loans} real loans to {shown.last_day}", show_header=False)
    summary.add_column()
    summary.add_column(justify="right")
    for name, value in _lines(shown):
        summary.add_row(name, value)
    console.print(summary)
    grades = Table(title="Return per grade against the rate promised (a year)")
    for name in ("grade", "loans", "defaulted", "lent", "lost", "promised", "returned"):
        grades.add_column(name, justify="left" if name == "grade" else "right")
    for line in figures.grades:
        grades.add_row(
            line.grade, str(line.loans), str(line.defaulted), _money(line.lent),
            _money(line.lost), _rate(line.promised_ppm), _rate(line.returned_ppm),
        )  # fmt: skip
    console.print(grades)
    console.print(_EXPLAINED)
    console.print(_judgement(shown.judged))
    verdict = shown.verdict
    for check in verdict.failed:
        console.print(f"FAILED {check.id}: {check.detail}")
    console.print(
        f"audit: {len(verdict.checks) - len(verdict.failed)} of {len(verdict.checks)} checks hold"
        f" over {verdict.events} events, {verdict.seconds} s"
    )
    _print_second(console, shown.second)
    if folder is not None:
        console.print(f"plot and reports: {folder}", markup=False)
    console.print(f"verdict: {'pass' if shown.passed else 'fail'}")
    if folder is not None and shown.open_loan is not None:
        for line in next_steps(folder, shown.open_loan):
            # Commands are copied: they are not to be broken into lines.
            console.print(line, soft_wrap=True, markup=False)


def _print_second(console: Console, second: Any) -> None:
    """Tell what the second platform shows: what the replayed loans do not come to."""
    table = Table(title="A second, small platform: what goes wrong, and its end", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for what, figure in second.scenes:
        table.add_row(what, figure)
    for title, statuses in (
        ("loans as the wind-down begins", second.statuses), ("loans at the end", second.ended),
    ):  # fmt: skip
        table.add_row(title, ", ".join(f"{count} {name}" for name, count in statuses.items()))
    console.print(table)
    for check in second.failed:
        console.print(f"FAILED on the second platform: {check}")
    console.print(f"its audit: {second.checks - len(second.failed)} of {second.checks} checks hold")


def next_steps(folder: Path, loan: int) -> list[str]:
    """Return what can be done with the folder of a demonstration, as it is printed.

    Args:
        folder: The demonstration's directory.
        loan: The number of the loan that is still open.

    Returns:
        Lines; those that begin with two blanks are commands, to be run as they are.
    """
    from tallystick_node.demo.keys import KEYSTORE, PASSWORD  # noqa: PLC0415 - imports the EVM

    place = shlex.quote(str(folder))
    program = Path(sys.argv[0])
    command = str(program) if program.name == "tallystick" else "tallystick"
    where = f"--rpc {URL}/rpc --deployment {place}/deployment.json"
    if EXAMPLE.exists():
        python = program.with_name("python") if program.with_name("python").exists() else "python"
        last = (
            f"TALLYSTICK_PASSWORD={PASSWORD} {python} {EXAMPLE} {URL}/rpc {place}/deployment.json"
            f" {place}/{KEYSTORE} {loan}"
        )
    else:
        last = f"{command} loan {loan} {where}"
    return [
        "",
        f"Loan {loan} is open. {folder / KEYSTORE} holds the key of an investor who may lend to",
        f"it; its password is {PASSWORD}. Go on with",
        f"  {command} node --data-dir {place} --dev",
        f"which serves {URL} until Ctrl-C: open it in a browser, sign in with the investor's demo",
        "wallet and lend. Or meanwhile, with commands:",
        f"  {command} listings {where}",
        f"  {last}",
    ]


def _lines(shown: Any) -> list[tuple[str, str]]:
    figures = shown.figures
    return [
        ("persons", str(shown.persons)),
        ("lenders on each loan, at least", str(figures.lenders_per_loan_min)),
        ("lent", _money(figures.lent)),
        ("principal back to lenders", _money(figures.principal_paid)),
        ("interest to lenders", _money(figures.interest_paid)),
        ("lost", _money(figures.lost)),
        ("loans repaid", str(figures.repaid)),
        ("loans ever paid late", str(figures.late)),
        ("loans defaulted", str(figures.defaulted)),
        ("of these covered", f"{figures.covered} ({_money(figures.cover_paid)})"),
        ("reserve at the end", _money(shown.reserve)),
        ("notes sold", str(shown.assigned)),
        ("transactions in blocks", f"{shown.transactions} in {shown.blocks}"),
        ("sent by the node itself", str(shown.served.sent)),
        ("of these collections of dues", str(shown.served.collections)),
        ("defaults declared, covers asked for", f"{shown.served.declared}, {shown.served.covered}"),
        ("steps before due dates", str(shown.served.reminders)),
        ("texts about dues", str(shown.served.notices)),
        ("tasks for staff", str(shown.served.tasks)),
        ("tiers of delay that loans came to", str(shown.served.delays)),
        ("early warnings", str(shown.served.warnings)),
        ("questions to the node's API", str(shown.calls)),
        ("cases that two of staff decided", str(shown.referred)),
        ("applications refused", str(shown.refused)),
        ("monthly reports published", str(shown.months)),
    ]


def _judgement(judged: Any) -> str:
    """Say how the card told the loans apart, beside the platform's own rates."""
    if judged.auc is None:
        bad = sum(not loan.good for loan in judged.loans)
        return (
            f"card {judged.card.hash[:16]}: {bad} of {len(judged.loans)} loans ended badly, too few"
            " to tell how well it judges; docs/reference/credit.md has what was measured"
        )
    return (
        f"card {judged.card.hash[:16]}: AUC {judged.auc:.3f} on these loans, the platform's own"
        f" rates {judged.platform_auc:.3f}"
    )


def _money(minor: int) -> str:
    return f"{minor // DOLLAR:,}.{minor % DOLLAR // 10_000:02d}"


def _rate(ppm: int | None) -> str:
    if ppm is None:
        return "-"
    sign, size = ("-" if ppm < 0 else ""), abs(ppm)
    return f"{sign}{size // 10_000}.{size % 10_000 // 100:02d} %"
