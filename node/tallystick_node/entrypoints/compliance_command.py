"""`tallystick compliance`: the checklist with its evidence, packs, and what a rule would change."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.amounts import printable
from tallystick.cli.exits import ANSWER_IS_NO, answer
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick_node.supervision.ground import CheckGround

__all__ = ["app", "evidence_lines"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
DataDir = Annotated[Path, typer.Option(help="The node's directory.", metavar="DIR")]
Rpc = Annotated[
    str | None,
    typer.Option(help="The chain's URL, such as a running node's /rpc.", metavar="URL"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
OnDay = Annotated[
    datetime | None,
    typer.Option("--day", help="The day of the figures; today without it.", formats=["%Y-%m-%d"]),
]


@app.callback()
def compliance() -> None:
    """Duties, packs of figures, and what a change of the law would mean."""


@app.command()
def check(data_dir: DataDir, rpc: Rpc = None, as_json: AsJson = False) -> None:
    """Answer every duty that a machine can look at, each with its evidence.

    Reads the node's database, files and chain, and changes nothing. Without --rpc the local chain
    must not be open in a running node.
    Exit codes: 0 every duty is kept, 1 one is not, 2 could not run.
    """
    from tallystick_node.supervision.checklist import checklist  # noqa: PLC0415 - --help is quick

    with _ground(data_dir, rpc) as ground:
        items = checklist(ground)
        document = {
            "day": ground.day.isoformat(), "policy": ground.policy.pack.name,
            "items": [item.document() for item in items],
        }  # fmt: skip
    if as_json:
        answer(document)
    else:
        rows = [("✓" if item.ok else "✗", item.id, item.duty) for item in items]
        print_table(("", "item", "duty"), rows, left=3)
        for item in items:
            if not item.ok:
                print(f"{item.id}, {item.law}")
                for line in evidence_lines(item.evidence):
                    print(f"  {line}")
    if not all(item.ok for item in items):
        raise typer.Exit(ANSWER_IS_NO)


@app.command()
def impact(
    data_dir: DataDir,
    policy: Annotated[
        str | None, typer.Option(help="Another pack than the node's.", metavar="PACK")
    ] = None,
    day: OnDay = None,
    rpc: Rpc = None,
    as_json: AsJson = False,
) -> None:
    """Show which live loans the rules of a day would refuse.

    Exit codes: 0 none, 1 some, 2 could not run.
    """
    from tallystick_node.infrastructure.policy.judgement import Policy  # noqa: PLC0415 - --help
    from tallystick_node.infrastructure.policy.packs import load_pack  # noqa: PLC0415 - likewise
    from tallystick_node.supervision.impact import refused_loans  # noqa: PLC0415 - likewise

    with _ground(data_dir, rpc) as ground:
        pack = ground.policy.pack
        if policy is not None:
            pack = load_pack(policy, pack.decimals)
        judged = Policy(pack, ground.day if day is None else day.date())
        refused = refused_loans(ground, judged)
    if as_json:
        answer({
            "policy": pack.name, "day": judged.day.isoformat(),
            "refused": [loan.document() for loan in refused],
        })  # fmt: skip
    elif refused:
        print_table(
            ("loan", "rule", "why"),
            [(str(loan.loan), loan.rule, loan.why) for loan in refused],
            left=3,
        )
    else:
        print(f"{pack.name} on {judged.day}: no live loan would be refused")
    if refused:
        raise typer.Exit(ANSWER_IS_NO)


@app.command()
def packs(as_json: AsJson = False) -> None:
    """List the policy packs that there are.

    Exit codes: 0 done.
    """
    from tallystick_node.infrastructure.policy.packs import (  # noqa: PLC0415 - --help is quick
        load_pack,
        pack_names,
    )

    known = [load_pack(name) for name in pack_names()]
    if as_json:
        answer([
            {"name": pack.name, "version": pack.version, "title": pack.title,
             "based_on": pack.based_on, "figures": len(pack.figures)}
            for pack in known
        ])  # fmt: skip
        return
    print_table(
        ("pack", "version", "title"), [(p.name, str(p.version), p.title) for p in known], left=3
    )


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A pack.", metavar="PACK")],
    after: Annotated[
        str | None, typer.Argument(help="Another; the same without it.", metavar="PACK")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(help="The day of the first; today without it.", formats=["%Y-%m-%d"]),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(help="The day of the second; today without it.", formats=["%Y-%m-%d"]),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show where two packs, or two days of one, differ, each with source and certainty.

    Exit codes: 0 they agree, 1 they differ, 2 could not run.
    """
    from tallystick_node.infrastructure.policy.difference import (  # noqa: PLC0415 - --help is quick
        difference,
    )
    from tallystick_node.infrastructure.policy.packs import load_pack  # noqa: PLC0415 - likewise

    today = date.today()  # noqa: DTZ011 - laws hold by the days of where they hold
    first, second = _day(since, today), _day(until, today)
    older = load_pack(before)
    newer = load_pack(before if after is None else after, older.decimals)
    changes = difference(older, first, newer, second)
    if as_json:
        answer([
            {"key": change.key, "before": change.before.value, "after": change.after.value,
             "unit": change.after.unit, "source": change.after.source,
             "certainty": change.after.certainty.value}
            for change in changes
        ])  # fmt: skip
    elif changes:
        rows = [
            (change.key, _shown(change.before.value), _shown(change.after.value),
             change.after.source)
            for change in changes
        ]  # fmt: skip
        print_table(("figure", "before", "after", "source"), rows, left=4)
    else:
        print("they agree")
    if changes:
        raise typer.Exit(ANSWER_IS_NO)


def evidence_lines(evidence: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was seen, in words, one fact a line.

    Args:
        evidence: What a check has looked at.

    Yields:
        The lines, such as `checks: 12`.
    """
    for name, value in evidence.items():
        words = name.replace("_", " ")
        parts = value if isinstance(value, list) else [value]
        if not parts:
            yield f"{words}: none"
        for part in parts:
            yield f"{words}: {_worded(part)}"


def _worded(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_worded(part)}" for name, part in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(map(_worded, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return "none" if value is None else printable(str(value))


def _day(chosen: datetime | None, today: date) -> date:
    return today if chosen is None else chosen.date()


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@contextmanager
def _ground(data_dir: Path, rpc: str | None) -> Iterator[CheckGround]:
    """Open a node's records for reading."""
    from tallystick_node.bootstrap.supervision import check_ground  # noqa: PLC0415 - --help is quick
    from tallystick_node.infrastructure.settings.settings import (  # noqa: PLC0415 - likewise
        load_settings,
    )

    fields: dict[str, Any] = {"data_dir": data_dir} | ({} if rpc is None else {"rpc": rpc})
    settings, _ = load_settings(fields)
    with check_ground(settings) as ground:
        yield ground
