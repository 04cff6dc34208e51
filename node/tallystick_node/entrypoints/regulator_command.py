"""`tallystick regulator`: read keys of supervisors, and the files that they are sent."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick_node.entrypoints.options import AsJson, DatabaseUrl, DataDir, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tallystick_node.supervision.key_book import RegulatorKey
    from tallystick_node.supervision.service import Supervision

__all__ = ["app"]

OPERATOR = "operator"

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
key_app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
files_app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
app.add_typer(key_app, name="key", help="Read keys of supervisors; the node may run meanwhile.")
app.add_typer(files_app, name="files", help="Files for supervisors, from published reports.")

OutFile = Annotated[Path, typer.Option(help="Where the file is written.", metavar="FILE")]
Year = Annotated[str, typer.Option(help="A year that is over, such as 2026.", metavar="YYYY")]
Reason = Annotated[
    str | None, typer.Option(help="Why an earlier version is corrected.", metavar="TEXT")
]


@app.callback()
def regulator() -> None:
    """Read keys of supervisors, and the files that they are sent."""


@key_app.command("add")
def add_key(
    data_dir: DataDir,
    name: Annotated[str, typer.Option(help="Whose key it is.", metavar="NAME")],
    scope: Annotated[
        list[str],
        typer.Option(
            help="What it opens: portfolio, operations, incidents, files, questions or alerts;"
            " several times.",
            metavar="SCOPE",
        ),
    ],
    network: Annotated[
        list[str],
        typer.Option(help="From where, such as 192.0.2.0/24; several times.", metavar="CIDR"),
    ],
    expires_on: Annotated[
        str,
        typer.Option(
            "--expires-on", help="Its last day, at most 730 days away.", metavar="YYYY-MM-DD"
        ),
    ],
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Issue a key; what opens is printed this once. Exit codes: 0 done, 2 could not run."""
    from tallystick.errors import InputError  # noqa: PLC0415 - --help is quick
    from tallystick.loans.dates import iso_day  # noqa: PLC0415 - likewise

    try:
        last = iso_day(expires_on)
    except ValueError as wrong:
        raise InputError("REGULATOR:EXPIRY", str(wrong)) from wrong
    with (
        _supervision(data_dir, database) as supervision,
        supervision.desk.database.writing() as connection,
    ):
        issued = supervision.keys.add(
            connection, name=name, scopes=scope, networks=network, expires_on=last, by=OPERATOR
        )
        shown = _entry(issued.entry, supervision.desk.now)
    if as_json:
        answer({"secret": issued.secret, **shown})
        return
    print(issued.secret)
    print(f"key {shown['key']} of {shown['name']} opens {', '.join(shown['scopes'])} until"
          f" {shown['expires_at']}; it is not shown again")  # fmt: skip


@key_app.command("list")
def list_keys(data_dir: DataDir, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """List the keys without what opens. Exit codes: 0 done, 2 could not run."""
    from tallystick.cli.tables import print_table  # noqa: PLC0415 - --help is quick

    with (
        _supervision(data_dir, database) as supervision,
        supervision.desk.database.reading() as connection,
    ):
        now = supervision.desk.now
        rows = [_entry(key, now) for key in supervision.keys.all(connection)]
    if as_json:
        answer({"keys": rows})
        return
    print_table(
        ("key", "holder", "state", "scopes", "networks", "ends"),
        [
            (str(row["key"]), row["name"], row["state"], ", ".join(row["scopes"]),
             ", ".join(row["networks"]), row["expires_at"])
            for row in rows
        ],
    )  # fmt: skip


@key_app.command("revoke")
def revoke_key(
    data_dir: DataDir,
    key: Annotated[int, typer.Option(help="The key's number.", min=1, max=2**63 - 1)],
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """End a key at once. Exit codes: 0 done, 2 could not run."""
    with (
        _supervision(data_dir, database) as supervision,
        supervision.desk.database.writing() as connection,
    ):
        ended = supervision.keys.revoke(connection, key, OPERATOR)
        shown = _entry(ended, supervision.desk.now)
    if as_json:
        answer(shown)
    else:
        print(f"key {key} of {shown['name']} opens nothing any more")


@files_app.command("nifa")
def nifa(
    data_dir: DataDir,
    month: Annotated[str, typer.Option(help="A month that is over.", metavar="YYYY-MM")],
    institution: Annotated[str, typer.Option(help="Its full name.", metavar="NAME")],
    short_name: Annotated[
        str, typer.Option("--short-name", help="Its short name.", metavar="NAME")
    ],
    out: OutFile,
    reason: Reason = None,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Operating data of a month in the association's layout, CSV.

    Exit codes: 0 done, 2 could not run.
    """
    request = {"name": institution, "short_name": short_name, "reason": reason}
    _keep(data_dir, database, "nifa", month, request, out, as_json=as_json)


@files_app.command("ecspr")
def ecspr(
    data_dir: DataDir, year: Year, out: OutFile, reason: Reason = None,
    database: DatabaseUrl = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Projects of a year for an EU authority (2022/2120), CSV, owners hashed.

    Exit codes: 0 done, 2 could not run.
    """
    _keep(data_dir, database, "ecspr", year, {"reason": reason}, out, as_json=as_json)


@files_app.command("kiis")
def kiis(
    data_dir: DataDir,
    loan: Annotated[int, typer.Option(help="The loan's number.", min=1, max=10**18 - 1)],
    out: OutFile,
    reason: Reason = None,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """A loan's key investment information sheet (2022/2119), parts A to I, JSON.

    Exit codes: 0 done, 2 could not run.
    """
    _keep(data_dir, database, "kiis", str(loan), {"reason": reason}, out, as_json=as_json)


@files_app.command("sandbox")
def sandbox(
    data_dir: DataDir,
    out: OutFile,
    html: Annotated[
        Path | None, typer.Option(help="Where the report goes as a page.", metavar="FILE")
    ] = None,
    reason: Reason = None,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """The closing report of a sandbox against its test plan DIR/sandbox-plan.toml, JSON.

    Exit codes: 0 done, 2 could not run.
    """
    from tallystick_node.supervision.sandbox_plan import load_plan  # noqa: PLC0415 - --help is quick
    from tallystick_node.supervision.sandbox_report import report_page  # noqa: PLC0415 - likewise

    if html is not None and html.exists():
        raise CannotRunError("FILES:THERE", f"{html} is there already")
    with _supervision(data_dir, database) as supervision:
        desk = supervision.desk
        kept = load_plan(desk.data_dir, desk.sandbox, desk.business.utc_offset_seconds)
        last = kept.plan.ends_on.isoformat()
    content = _keep(data_dir, database, "sandbox", last, {"reason": reason}, out, as_json=as_json)
    if html is not None:
        html.write_text(report_page(content), "utf-8")


@files_app.command("outcome")
def outcome(
    data_dir: DataDir, year: Year, out: OutFile, reason: Reason = None,
    database: DatabaseUrl = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Expected and actual defaults by risk level and window (2022/2115), JSON.

    Exit codes: 0 done, 2 could not run.
    """
    _keep(data_dir, database, "outcome", year, {"reason": reason}, out, as_json=as_json)


def _keep(
    data_dir: Path, database: str | None, kind: str, period: str,
    request: dict[str, str | None], out: Path, *, as_json: bool,
) -> bytes:  # fmt: skip
    """Make and keep a file, then write it; a file that is there is never written over."""
    from tallystick_node.supervision.file_book import FileRequest  # noqa: PLC0415 - --help is quick
    from tallystick_node.supervision.rules import FileKind  # noqa: PLC0415 - likewise

    if out.exists():
        raise CannotRunError("FILES:THERE", f"{out} is there already")
    with (
        _supervision(data_dir, database) as supervision,
        supervision.desk.database.writing() as connection,
    ):
        asked = FileRequest(FileKind(kind), period, **request)
        kept = supervision.files.keep(connection, asked, OPERATOR)
        content = supervision.files.open(connection, kept.number)[1]
    out.write_bytes(content)
    if as_json:
        answer(
            {"file": kept.number, "name": kept.file_name, "version": kept.version,
             "sha256": kept.sha256, "bytes": len(content)}
        )  # fmt: skip
    else:
        print(f"{out}: {kept.file_name}, {len(content):,} bytes, SHA-256 {kept.sha256}")
    return content


@contextmanager
def _supervision(data_dir: Path, database: str | None) -> Iterator[Supervision]:
    from tallystick_node.bootstrap.composition import database_of  # noqa: PLC0415 - --help is quick
    from tallystick_node.bootstrap.supervision_desk import supervision_beside  # noqa: PLC0415 - likewise

    settings = settings_of(data_dir, database=database)
    with supervision_beside(settings, database_of(settings)) as supervision:
        yield supervision


def _entry(key: RegulatorKey, now: datetime) -> dict[str, Any]:
    return {
        "key": key.number,
        "name": key.name,
        "state": key.state(now).value,
        "scopes": [scope.value for scope in key.scopes],
        "networks": list(key.networks),
        "created_by": key.created_by,
        "expires_at": key.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
