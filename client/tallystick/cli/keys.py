"""`tallystick keys`: keys in encrypted keystores, made new or brought along."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.exits import answer
from tallystick.cli.signing import new_password
from tallystick.errors import SigningError

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


# A key in the clear is 64 hex digits, perhaps behind 0x; nothing longer is read.
_KEY_CHARACTERS_MAX = 200


@app.callback()
def keys() -> None:
    """Make or bring in keys; a key is only ever written encrypted."""


@app.command()
def new(
    out: Annotated[
        Path, typer.Option(help="The keystore to write; may not exist.", metavar="FILE")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Make a key, write it encrypted (Web3 Secret Storage), and print its address.

    The password is asked for, or taken from TALLYSTICK_PASSWORD; it has 8 characters or more.
    Without it the key is lost. Exit codes: 0 done, 2 could not run.
    """
    _require_absent(out)
    from eth_account import Account  # noqa: PLC0415 - the chain's libraries take a second

    _write_keystore(Account.create(), out, as_json=as_json)


@app.command(name="import")
def bring_in(
    out: Annotated[
        Path, typer.Option(help="The keystore to write; may not exist.", metavar="FILE")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Write a key that you have already, encrypted (Web3 Secret Storage), and print its address.

    The key, 64 hex digits, is asked for, or read from standard input; never an argument, which
    other users of the machine could see. The password is asked for, or taken from
    TALLYSTICK_PASSWORD; it has 8 characters or more. Exit codes: 0 done, 2 could not run.
    """
    _require_absent(out)
    from eth_account import Account  # noqa: PLC0415 - the chain's libraries take a second

    if sys.stdin.isatty():
        text = str(typer.prompt("The key, 64 hex digits", hide_input=True, err=True))
    else:
        text = sys.stdin.read(_KEY_CHARACTERS_MAX)
    try:
        account = Account.from_key(text.strip())
    except Exception:  # noqa: BLE001 - the cause would quote the key
        raise SigningError("KEY:FORM", "a private key is 64 hex digits; check it") from None
    _write_keystore(account, out, as_json=as_json)


def _require_absent(out: Path) -> None:
    if out.exists() or out.is_symlink():
        raise SigningError("KEY:EXISTS", f"{out} is there already; choose another --out")


def _write_keystore(account: LocalAccount, out: Path, *, as_json: bool) -> None:
    from eth_account import Account  # noqa: PLC0415 - the chain's libraries take a second

    from tallystick.chain.signer import PASSWORD_VARIABLE  # noqa: PLC0415

    text = json.dumps(Account.encrypt(account.key, new_password(PASSWORD_VARIABLE)))
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
