"""`tallystick pilot-token`: a settlement token for a pilot, which one address alone mints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import answer
from tallystick.cli.signing import signer_from

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def run(
    rpc: Annotated[str, typer.Option(help="The chain, as an http(s) URL.", metavar="URL")],
    key_file: Annotated[
        Path, typer.Option(help="Keystore of who deploys and has no power over it afterwards.")
    ],
    name: Annotated[str, typer.Option(help="At most 32 characters.")],
    symbol: Annotated[str, typer.Option(help="Such as EURP; at most 8 characters.")],
    minter: Annotated[
        str, typer.Option(help="The custodian's address, the only one that mints; for good.")
    ],
    out: Annotated[Path, typer.Option(help="The JSON file to write; may not exist.")],
    decimals: Annotated[int, typer.Option(help="0 to 8.")] = 6,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Deploy a token for a pilot: what its custodian mints and burns, and nobody else.

    It is worth what the custodian pays out for it, and was not audited. The keystore's password is
    asked for, or taken from TALLYSTICK_PASSWORD. Exit codes: 0 done, 2 could not run.
    """
    from tallystick.chain._sync.connection import Connection  # noqa: PLC0415 - takes a second
    from tallystick.deploy.pilot_token import PilotToken, deploy_pilot_token  # noqa: PLC0415

    token = PilotToken.checked(name, symbol, decimals, minter)
    document = deploy_pilot_token(Connection.open(rpc), signer_from(key_file), token, out)
    if as_json:
        answer(document)
    else:
        print(document["token"])
