"""A file that says where a key is: a keystore, or a few lines of TOML about a key elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.chain.signer import KeystoreSigner
from tallystick.documents import file_text, read_toml
from tallystick.errors import SigningError

if TYPE_CHECKING:
    from tallystick.chain.remote_signers.remote_signer import RemoteSigner

__all__ = ["KINDS", "is_signer_file", "open_signer"]

SUFFIX = ".toml"
# What each kind names; all of it is text.
KINDS: dict[str, tuple[str, ...]] = {
    "pkcs11": ("module", "token", "label", "pin_variable"),
    "aws-kms": ("key_id", "region"),
    "web3signer": ("url", "address"),
}
_TEXT_MAX = 500


def is_signer_file(file: Path) -> bool:
    """Return whether a file says where a key is, rather than holding it.

    Args:
        file: Its path.

    Returns:
        Whether it is TOML, by its name.
    """
    return file.suffix == SUFFIX


def open_signer(
    file: Path, password: Callable[[], str] | None = None
) -> KeystoreSigner | RemoteSigner:
    """Return the signer that a file names.

    Args:
        file: A keystore, or a `.toml` with `kind` and what belongs to it (`KINDS`).
        password: Asked for a keystore's password; without it TALLYSTICK_PASSWORD holds it.

    Returns:
        The signer.

    Raises:
        SigningError: KEY:FILE when it is neither; KEY:PASSWORD, KEY:MODULE, KEY:TOKEN, KEY:REMOTE,
            KEY:CURVE as the kinds do.
        InputError: INPUT:URL for web3signer.
    """
    if not is_signer_file(file):
        return KeystoreSigner(file, password)
    try:
        document = read_toml(file_text(file))
    except (OSError, ValueError):
        raise SigningError("KEY:FILE", f"{file} is not TOML that can be read") from None
    kind = document.pop("kind", None)
    named = KINDS.get(kind) if isinstance(kind, str) else None
    if named is None:
        raise SigningError("KEY:FILE", f"{file}: kind is one of {', '.join(KINDS)}")
    wrong = sorted({*document} ^ {*named}) or [
        name for name in named if not _is_text(document[name])
    ]
    if wrong:
        raise SigningError(
            "KEY:FILE", f"{file}: a signer of kind {kind} has {', '.join(named)}, each a text;"
            f" look at {wrong[0]}",
        )  # fmt: skip
    return _opened(str(kind), document)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _TEXT_MAX


def _opened(kind: str, of: Mapping[str, Any]) -> RemoteSigner:
    if kind == "pkcs11":
        from tallystick.chain.remote_signers.hardware import (  # noqa: PLC0415 - only who has one
            Pkcs11Signer,
        )

        return Pkcs11Signer(
            Path(of["module"]), of["token"], of["label"], lambda: _pin(of["pin_variable"])
        )
    if kind == "web3signer":
        from tallystick.chain.remote_signers.web3signer import (  # noqa: PLC0415 - only who has one
            Web3Signer,
        )

        return Web3Signer(of["url"], of["address"])
    from tallystick.chain.remote_signers.cloud import (  # noqa: PLC0415 - only who has one
        AwsKmsSigner,
    )

    return AwsKmsSigner(_kms(of["region"]), of["key_id"])


def _pin(variable: str) -> str:
    pin = os.environ.get(variable)
    if pin is None:
        raise SigningError("KEY:PASSWORD", f"set {variable} to the token's PIN")
    return pin


def _kms(region: str) -> Any:
    try:
        import boto3  # noqa: PLC0415 - only who has one
        from botocore.config import Config  # noqa: PLC0415 - only who has one
    except ImportError:
        raise SigningError(
            "KEY:MODULE", "a key in AWS KMS needs its maker's client: pip install boto3"
        ) from None
    limits = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 3})
    return boto3.client("kms", region_name=region, config=limits)
