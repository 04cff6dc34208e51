"""The keys of a demonstration's node, from its seed: the same run makes the same chain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eth_account import Account
from eth_utils.crypto import keccak

from tallystick_node.bootstrap.dev_keys import write_dev_keys
from tallystick_node.bootstrap.foundation import RING_FILE
from tallystick_node.bootstrap.kyc import COMMITMENT_FILE
from tallystick_node.infrastructure.vault.key_ring import KeyRing

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick_node.demo.crew import Crew

__all__ = ["KEYSTORE", "PASSWORD", "lay_down"]

# The first investor's key as a wallet keeps it; the password is printed with the demonstration.
KEYSTORE, PASSWORD = "keys/investor.json", "demonstration"
# As few rounds as the format takes well: the file protects nothing.
_ROUNDS = 2**12

# Whose key the node has under which name.
NAMES = {
    "deployer": "deployer", "custodian": "custodian", "treasury": "treasury", "keeper": "keeper",
    "compliance": "compliance officer", "guardian": "guard officer",
    "publisher": "publishing officer", "servicer": "servicing officer",
    # Who borrows here is the one whose loan is still open: a visitor fills it, draws and repays.
    "investor": "investor 0", "borrower": "applicant", "buyer": "investor 1",
    **{f"council-{seat}": f"council {seat - 1}" for seat in (1, 2, 3)},
    **{f"attestor-{seat}": f"attestor {seat - 1}" for seat in (1, 2, 3)},
    **{f"underwriter-{seat}": f"underwriter {seat - 1}" for seat in (1, 2)},
}  # fmt: skip


def lay_down(folder: Path, crew: Crew) -> None:
    """Write every key that the node has into its folder; all of them are worth nothing.

    Args:
        folder: The node's directory.
        crew: Whose seed the keys are made from.
    """
    write_dev_keys(
        folder, {name: "0x" + _secret(crew.seed, of).hex() for name, of in NAMES.items()}
    )
    commitment = folder / COMMITMENT_FILE
    commitment.touch(0o600)
    commitment.write_text(_secret(crew.seed, "commitments").hex(), "utf-8")
    ring = KeyRing({1: _secret(crew.seed, "ring")}, _secret(crew.seed, "index"))
    ring.save(folder / RING_FILE)
    keystore = folder / KEYSTORE
    keystore.touch(0o600)
    document = Account.encrypt(_secret(crew.seed, NAMES["investor"]), PASSWORD, iterations=_ROUNDS)
    keystore.write_text(json.dumps(document), "utf-8")


def _secret(seed: int, name: str) -> bytes:
    return bytes(keccak(text=f"tallystick demo {seed} {name}"))
