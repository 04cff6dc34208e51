"""Accounts for developers: keys made on this machine, kept with the chain, worth nothing."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from eth_account import Account

from tallystick.documents import file_text, read_json
from tallystick_node.evm.chain_refusals import ChainRefused

__all__ = ["DevAccount", "dev_accounts"]

FILE = "dev-accounts.json"
COUNT = 10


@dataclass(frozen=True, slots=True)
class DevAccount:
    """An address (checksummed) and its key, both with 0x."""

    address: str
    key: str


def dev_accounts(directory: Path) -> list[DevAccount]:
    """Return the accounts of a chain's directory, made there at the first time (mode 600).

    Args:
        directory: The chain's directory.

    Returns:
        Ten accounts.

    Raises:
        ChainRefused: CHAIN:DEV_ACCOUNTS when their file cannot be read as what was written;
            CHAIN:DISK when it cannot be written.
    """
    file = directory / FILE
    if not file.exists():
        try:
            _write(file, [_made() for _ in range(COUNT)])
        except OSError as error:
            raise ChainRefused(
                "CHAIN:DISK", f"no keys can be kept in {directory} ({error.strerror})"
            ) from error
    try:
        return [_account(key) for key in read_json(file_text(file))]
    except (ValueError, TypeError, OSError) as error:
        raise ChainRefused(
            "CHAIN:DEV_ACCOUNTS",
            f"the keys in {file} cannot be read ({error}); move the file away for new ones",
        ) from error


def _account(key: str) -> DevAccount:
    account = Account.from_key(key)
    return DevAccount(account.address, "0x" + bytes(account.key).hex())


def _made() -> str:
    return "0x" + bytes(Account.create().key).hex()


def _write(file: Path, keys: list[str]) -> None:
    """Give the file its name when it is whole, so that no crash leaves half of one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(keys, stream)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(file)
