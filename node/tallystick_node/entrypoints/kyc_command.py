"""`tallystick kyc`: people screened against sanctions lists, from files and without a node."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tallystick_node.kyc.sanctions.lists import SanctionsList

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
# Lines of progress: one for so many people.
PEOPLE_PER_LINE = 500


@app.callback()
def kyc() -> None:
    """People against sanctions lists, from files and without a node."""


@app.command()
def screen(
    names: Annotated[
        Path,
        typer.Option(
            help="CSV with id,name,born,country; born is a year or a day, country two letters;"
            " both may be empty.",
            metavar="FILE",
        ),
    ],
    ofac: Annotated[list[Path] | None, typer.Option(help="OFAC's SDN.CSV.", metavar="FILE")] = None,
    ofac_alt: Annotated[
        list[Path] | None, typer.Option(help="OFAC's ALT.CSV, its other names.", metavar="FILE")
    ] = None,
    ofac_comments: Annotated[
        list[Path] | None,
        typer.Option(help="OFAC's SDN_COMMENTS.CSV, where remarks go on.", metavar="FILE"),
    ] = None,
    un: Annotated[
        list[Path] | None,
        typer.Option(help="The United Nations' consolidated list, XML.", metavar="FILE"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say of each person whether they are clear, for review, or blocked. Files may be gzip.

    A line that cannot be read is refused, with the reason. Exit codes: 0 everybody is clear, 1
    somebody is not, or was refused, 2 could not run.
    """
    from tallystick_node.infrastructure.clock import machine_time  # noqa: PLC0415 - likewise
    from tallystick_node.kyc.sanctions.batch import (  # noqa: PLC0415 - numpy is slow to import
        read_file,
        read_people,
        result_of,
    )
    from tallystick_node.kyc.sanctions.screening import Screen  # noqa: PLC0415 - likewise

    today = machine_time().date()
    files = [
        _only(name, chosen)
        for name, chosen in (
            ("--ofac", ofac), ("--ofac-alt", ofac_alt), ("--ofac-comments", ofac_comments),
            ("--un", un),
        )
    ]  # fmt: skip
    lists = _lists(today, files[:3], files[3])
    people = list(read_people(read_file(names), today))
    if not people:
        print(f"warning: {names} has nobody below its first line", file=sys.stderr)
    screens = [Screen(listed) for listed in lists]
    results = []
    for count, row in enumerate(people, start=1):
        results.append(result_of(row, screens))
        if count % PEOPLE_PER_LINE == 0:
            print(f"{count} of {len(people)} people", file=sys.stderr)
    if as_json:
        answer({"lists": [_shown(listed) for listed in lists], "results": results})
    else:
        _print(lists, results)
    if any(result["verdict"] != "clear" for result in results):
        raise typer.Exit(ANSWER_IS_NO)


def _only(name: str, chosen: Sequence[Path] | None) -> Path | None:
    """The file of an option; the second of two would silently stand in for the first."""
    if chosen and len(chosen) > 1:
        raise CannotRunError("CLI:USAGE", f"{name} is given {len(chosen)} times: give one file")
    return chosen[0] if chosen else None


def _lists(today: date, ofac: Sequence[Path | None], un: Path | None) -> list[SanctionsList]:
    from tallystick_node.kyc.sanctions.batch import read_file  # noqa: PLC0415 - numpy is slow
    from tallystick_node.kyc.sanctions.lists import (  # noqa: PLC0415 - likewise
        read_ofac,
        read_un,
        require_whole,
    )

    sdn, alt, comments = ofac
    lists = []
    if sdn is None and (alt or comments):
        raise CannotRunError("CLI:USAGE", "--ofac-alt and --ofac-comments go with --ofac")
    if sdn is None and un is None:
        raise CannotRunError("CLI:USAGE", "give a list: --ofac, --un or both")
    if sdn is not None:
        files = [b"" if file is None else read_file(file) for file in (sdn, alt, comments)]
        for file, content in zip((sdn, alt), files, strict=False):
            if file is not None:
                require_whole(file.name, content)
        if alt is None:
            print("warning: without --ofac-alt no other name is known", file=sys.stderr)
        lists.append(read_ofac(files[0], files[1], today, files[2]))
    if un is not None:
        lists.append(read_un(read_file(un), today))
    return lists


def _shown(listed: SanctionsList) -> dict[str, Any]:
    published = listed.published_at
    return {
        "list": listed.publisher, "sha256": listed.sha256, "entries": len(listed.entries),
        "published_at": None if published is None else published.isoformat(),
    }  # fmt: skip


def _print(lists: list[SanctionsList], results: list[dict[str, Any]]) -> None:
    for listed in lists:
        published = listed.published_at
        dated = "without a date" if published is None else f"published {published.isoformat()}"
        print(f"{listed.publisher}: {len(listed.entries)} entries, {dated}, sha256 {listed.sha256}")
    for result in results:
        if result["verdict"] == "clear":
            continue
        best = result["best"]
        why = result.get("reason") or (
            f"{result['hits']} hits, the best {best['list']} {best['number']}"
            f" at {best['score_ppm'] / 10_000:.1f} %"
        )
        print(f"{result['id']}  {result['verdict']}  {why}")
    clear = sum(result["verdict"] == "clear" for result in results)
    print(f"{clear} of {len(results)} are clear")
