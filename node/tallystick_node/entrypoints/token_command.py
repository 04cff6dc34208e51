"""`tallystick token`: bearer tokens for a node under development."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import CannotRunError, answer

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)
ROLES = (
    "attestor", "attestor-1", "attestor-2", "attestor-3", "borrower", "compliance", "council",
    "council-1", "council-2", "council-3", "guardian", "investor", "publisher", "treasury",
    "underwriter", "underwriter-1", "underwriter-2",
)  # fmt: skip


@app.command()
def token(
    data_dir: Annotated[Path, typer.Option(help="The node's directory.", metavar="DIR")],
    role: Annotated[
        str,
        typer.Option(
            help=f"One of {', '.join(ROLES)}; without a number the first of them.", metavar="ROLE"
        ),
    ],
    database: Annotated[
        str | None,
        typer.Option(help="postgresql://USER@HOST/NAME; SQLite in DIR without one.", metavar="URL"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Print a token of a role, its second factor given; it counts only on a node with --dev.

    Good for 12 hours. Exit codes: 0 done, 2 could not run.
    """
    if role not in ROLES:
        raise CannotRunError("TOKEN:ROLE", f"{role!r} is not a role; choose {', '.join(ROLES)}")
    from tallystick_node.entrypoints.development import token_of  # noqa: PLC0415 - imports the node

    opened = token_of(data_dir, role, database)
    if as_json:
        answer(
            {
                "token": opened.token,
                "role": role,
                "wallet": opened.session.wallet,
                "expires_at": opened.session.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
        )
        return
    print(opened.token)
