"""`tallystick keys`: a new key in an encrypted keystore."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import answer
from tallystick.cli.signing import new_password
from tallystick.errors import SigningError

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def keys() -> None:
    """Make keys; a key is only ever written encrypted."""


@app.command()
def new(
    out: Annotated[
        Path, typer.Option(help="The keystore to write; may not exist.", metavar="FILE")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Make a key, write it encrypted (Web3 Secret Storage), and print its address.

    The password is asked for, or taken from TALLYSTICK_PASSWORD. Without it the key is lost.
    Exit codes: 0 done, 2 could not run.
    """
    if out.exists() or out.is_symlink():
        raise SigningError("KEY:EXISTS", f"{out} is there already; choose another --out")
    from eth_account import Account  # noqa: PLC0415 - the chain's libraries take a second

    from tallystick.chain.signer import PASSWORD_VARIABLE  # noqa: PLC0415

    password = new_password(PASSWORD_VARIABLE)
    account = Account.create()
    text = json.dumps(Account.encrypt(account.key, password))
    try:
        if not out.parent.is_dir():
            out.parent.mkdir(parents=True, mode=0o700)
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as wrong:
        raise SigningError("KEY:FILE", f"{out} cannot be written ({wrong.strerror})") from wrong
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    if as_json:
        answer({"address": account.address, "file": str(out)})
    else:
        print(account.address)
