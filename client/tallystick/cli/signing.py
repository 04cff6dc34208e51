"""Keys on the command line: opened out of keystores, whose password is never an argument."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.documents import file_text
from tallystick.errors import SigningError

if TYPE_CHECKING:
    from tallystick.chain.remote_signers.remote_signer import RemoteSigner
    from tallystick.chain.signer import MemorySigner

# As NIST SP 800-63B asks of a secret that somebody remembers.
PASSWORD_CHARACTERS_MIN = 8

__all__ = [
    "PASSWORD_CHARACTERS_MIN",
    "Dev",
    "KeyFile",
    "new_password",
    "same_message",
    "signer_from",
]

KeyFile = Annotated[
    Path,
    typer.Option(
        "--key-file", help="Keystore of who signs, or TOML of a key elsewhere.", metavar="FILE"
    ),
]
Dev = Annotated[bool, typer.Option("--dev", help="Take a key in the clear.")]


def signer_from(key_file: Path, *, clear: bool = False) -> MemorySigner | RemoteSigner:
    """Open a key file, asking for its password unless TALLYSTICK_PASSWORD holds it.

    Args:
        key_file: The keystore, or a TOML file that says where the key is.
        clear: Whether a key in the clear is taken too, for development.

    Returns:
        The signer.

    Raises:
        SigningError: KEY:FILE, KEY:CLEAR, KEY:FORM or KEY:PASSWORD; of a key elsewhere KEY:MODULE,
            KEY:TOKEN, KEY:REMOTE or KEY:CURVE.
    """
    from tallystick.chain.remote_signers.signer_file import (  # noqa: PLC0415 - the same
        is_signer_file,
        open_signer,
    )
    from tallystick.chain.signer import (  # noqa: PLC0415 - the chain's libraries take a second
        PASSWORD_VARIABLE,
        KeystoreSigner,
        MemorySigner,
    )

    if is_signer_file(key_file):
        return open_signer(key_file)
    try:
        text = file_text(key_file).strip()
    except (OSError, ValueError):
        raise SigningError("KEY:FILE", f"{key_file} cannot be read; check --key-file") from None
    if not text.startswith("{"):
        if not clear:
            raise SigningError(
                "KEY:CLEAR", f"{key_file} is not a keystore; a key in the clear needs --dev"
            )
        return MemorySigner(text)
    ask = None if PASSWORD_VARIABLE in os.environ else _ask_password
    return KeystoreSigner(key_file, ask)


def same_message(shown: dict[str, Any], rebuilt: dict[str, Any]) -> bool:
    """Return whether two messages have one hash, however numbers and bytes are written in them.

    Args:
        shown: What somebody else has written.
        rebuilt: What was made here.

    Returns:
        True when a signature of one is a signature of the other.
    """
    from eth_account.messages import encode_typed_data  # noqa: PLC0415 - the chain's libraries

    try:
        return encode_typed_data(full_message=shown) == encode_typed_data(full_message=rebuilt)
    except Exception:  # noqa: BLE001 - whatever is not a message is not this one
        return False


def new_password(variable: str) -> str:
    """Return the password for a new keystore: of the environment, or asked for twice.

    Args:
        variable: The name of the environment's variable.

    Returns:
        The password.

    Raises:
        SigningError: KEY:PASSWORD when it is shorter than `PASSWORD_CHARACTERS_MIN`.
    """
    password = os.environ.get(variable)
    if password is None:
        password = str(
            typer.prompt(
                "Password of the new keystore", hide_input=True, confirmation_prompt=True, err=True,
                default="", show_default=False,
            )
        )  # fmt: skip
    if len(password) < PASSWORD_CHARACTERS_MIN:
        raise SigningError(
            "KEY:PASSWORD",
            f"a keystore's password has {PASSWORD_CHARACTERS_MIN} characters or more",
        )
    return password


def _ask_password() -> str:
    return str(typer.prompt("Password of the keystore", hide_input=True, err=True))
