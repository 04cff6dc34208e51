"""`tallystick disclose`: what the operator states, for the node to anchor and show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.exits import answer
from tallystick_node.entrypoints.options import AsJson, DatabaseUrl, DataDir, settings_of

if TYPE_CHECKING:
    from tallystick.disclosure.company import CompanyFacts

__all__ = ["app"]

OPERATOR = "operator"
OPINION_BYTES_MAX = 65_536

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def disclose() -> None:
    """What the operator states, for the node to anchor and show."""


@app.command()
def company(
    data_dir: DataDir,
    file: Annotated[
        Path, typer.Option(help="What is stated about the company, in TOML.", metavar="FILE")
    ],
    check: Annotated[bool, typer.Option("--check", help="Only look at the file.")] = False,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """State who the company is; the running node anchors the version on its next day.

    Exit codes: 0 done, 2 could not run.
    """
    from tallystick.disclosure.company import (  # noqa: PLC0415 - --help is quick
        company_hash,
        not_stated,
        read_company,
    )
    from tallystick.documents import DocumentError, file_text, read_toml  # noqa: PLC0415 - likewise
    from tallystick.errors import InputError  # noqa: PLC0415 - likewise

    try:
        document = read_toml(file_text(file))
    except (DocumentError, OSError) as wrong:
        raise InputError("COMPANY:FORM", f"{file} cannot be read as TOML: {wrong}") from wrong
    facts = read_company(document)
    missing = not_stated(facts)
    root = "0x" + company_hash(facts).hex()
    version = None if check else _keep(data_dir, database, facts)
    if as_json:
        answer({"version": version, "root": root, "not_stated": list(missing)})
        return
    print(f"{file}: {root}" if version is None else f"version {version}: {root}")
    if missing:
        print(f"not stated: {', '.join(missing)}")


@app.command()
def opinion(
    data_dir: DataDir,
    file: Annotated[
        Path,
        typer.Option(help="What `tallystick report sign` has written.", metavar="FILE"),
    ],
    as_json: AsJson = False,
) -> None:
    """Put an external auditor's signed opinion beside the report that it is about.

    Exit codes: 0 done, 2 could not run.
    """
    from tallystick.disclosure.opinion import AuditorOpinion  # noqa: PLC0415 - --help is quick
    from tallystick.platform.deployment import Deployment  # noqa: PLC0415 - likewise
    from tallystick_node.disclosure.report_store import REPORTS, ReportStore  # noqa: PLC0415

    settings = settings_of(data_dir)
    deployment = Deployment.load(settings.deployment_file)
    with file.open("rb") as stream:
        signed = AuditorOpinion.parse(stream.read(OPINION_BYTES_MAX))
    store = ReportStore(settings.data_dir / REPORTS)
    name = store.add_opinion(signed, deployment.chain_id, deployment.addresses()["Disclosures"])
    if as_json:
        answer({"file": name, "signer": signed.signer, "opinion": signed.opinion.value})
    else:
        print(f"{name}: {signed.opinion} by {signed.firm}, {signed.signer}")


def _keep(data_dir: Path, database: str | None, facts: CompanyFacts) -> int:
    from tallystick_node.bootstrap.composition import database_of  # noqa: PLC0415 - --help is quick
    from tallystick_node.disclosure.company_book import keep_company  # noqa: PLC0415 - likewise
    from tallystick_node.infrastructure.audit_log.book import AuditLog  # noqa: PLC0415 - likewise
    from tallystick_node.infrastructure.clock import machine_time  # noqa: PLC0415 - likewise
    from tallystick_node.storage.upgrade import require_served  # noqa: PLC0415 - likewise

    opened = database_of(settings_of(data_dir, database=database))
    try:
        opened.check()
        require_served(opened)
        with opened.writing() as connection:
            log = AuditLog(machine_time)
            return keep_company(connection, log, machine_time, facts, OPERATOR).version
    finally:
        opened.close()
