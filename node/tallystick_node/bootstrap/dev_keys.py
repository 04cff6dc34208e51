"""Keys of a development platform: made on this machine, kept in its directory, worth nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from eth_account import Account

from tallystick.chain.signer import MemorySigner
from tallystick.deploy.roles_file import RolesFile
from tallystick.documents import file_text, read_json
from tallystick.errors import ConfigError

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer

__all__ = ["DEV_STAFF", "DEV_VISITORS", "DevKeys", "dev_keys", "write_dev_keys"]

FOLDER = "keys"
FILE = "dev-keys.json"
NAMES = (
    "deployer", "custodian", "council-1", "council-2", "council-3", "attestor-1", "attestor-2",
    "attestor-3", "underwriter-1", "underwriter-2", "compliance", "guardian", "publisher",
    "servicer", "treasury", "keeper", "investor", "borrower",
)  # fmt: skip
# A second investor, who buys what the first one sells; folders of before have none.
BUYER = "buyer"
# As whom visitors lend, borrow and buy.
DEV_VISITORS = ("investor", "borrower", BUYER)
# Who works for the platform, each in a role of their own.
DEV_STAFF = (
    "underwriter-1", "underwriter-2", "compliance", "servicer", "guardian", "publisher", "treasury",
    "attestor-1", "council-1",
)  # fmt: skip
DELAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class DevKeys:
    """Everyone of a development platform, by name; `keeper` sends for the node."""

    signers: Mapping[str, Signer]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that need coin for gas."""
        return tuple(signer.address for signer in self.signers.values())

    def roles(self) -> RolesFile:
        """Return who holds which role.

        Returns:
            The roles file of a development platform: three council seats and three attestors, two
            of each are enough, and a delay of one day.
        """
        address = {name: signer.address for name, signer in self.signers.items()}
        return RolesFile(
            council=[address[f"council-{seat}"] for seat in (1, 2, 3)],
            council_threshold=2,
            delay_seconds=DELAY_SECONDS,
            attestors=[address[f"attestor-{seat}"] for seat in (1, 2, 3)],
            attestor_threshold=2,
            underwriters=[address["underwriter-1"], address["underwriter-2"]],
            compliance=[address["compliance"]],
            guardians=[address["guardian"]],
            publishers=[address["publisher"]],
            servicers=[address["servicer"]],
            treasury=address["treasury"],
            custodian=address["custodian"],
        )


def dev_keys(data_dir: Path) -> DevKeys:
    """Return the keys of a directory; the first call makes them there (mode 600).

    Args:
        data_dir: The node's directory.

    Returns:
        The keys, by name.

    Raises:
        ConfigError: NODE:DEV_KEYS when the file cannot be read or lacks a key.
    """
    file = data_dir / FOLDER / FILE
    if not file.exists():
        write_dev_keys(
            data_dir, {name: "0x" + bytes(Account.create().key).hex() for name in (*NAMES, BUYER)}
        )
    try:
        return _keys_of(file_text(file))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            "NODE:DEV_KEYS", f"the keys in {file} cannot be read; put the file back from a backup"
        ) from error


@lru_cache(maxsize=4)
def _keys_of(text: str) -> DevKeys:
    """Make the signers of a file once: each part of a node asks for its own."""
    kept = read_json(text)
    known = (*NAMES, BUYER) if BUYER in kept else NAMES
    return DevKeys({name: MemorySigner(kept[name]) for name in known})


def write_dev_keys(data_dir: Path, keys: Mapping[str, str]) -> None:
    """Write a directory's keys; the file gets its name once it is complete and on disk.

    Args:
        data_dir: The node's directory.
        keys: Secret keys by name, each 32 bytes in hex with 0x.
    """
    file = data_dir / FOLDER / FILE
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = file.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(keys, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(file)
