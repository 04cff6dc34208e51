"""The compiled contracts that the package carries: interfaces to call, code to compare."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

from tallystick.chain.codec import Interface
from tallystick.errors import InputError

__all__ = ["COLLECTION", "CONTRACTS", "TOKEN", "artifact", "field_name", "interface"]

CONTRACTS = (
    "Escrow",
    "Registry",
    "Governor",
    "Book",
    "Offers",
    "Servicing",
    "Workouts",
    "Ballots",
    "Market",
    "Mandates",
    "Reserve",
    "Collateral",
    "Disclosures",
    "Freezes",
    "KeyRecovery",
    "Lens",
)
TOKEN = "Token"  # noqa: S105 - the settlement token, whose contract is not ours
COLLECTION = "Collection"  # an ERC-721 contract whose tokens may secure loans, not ours either

_MOCK = "mocks/SettlementToken"
_MOCK_COLLECTION = "mocks/Deed"
# What ERC-721 has, as far as a borrower's page and client ask for it.
_COLLECTION_NAMES = {"ownerOf", "getApproved", "approve"}
# What the platform asks of a settlement token; permit and nonces are optional (EIP-2612).
_TOKEN_NAMES = {
    "name",
    "symbol",
    "decimals",
    "totalSupply",
    "balanceOf",
    "allowance",
    "approve",
    "transfer",
    "transferFrom",
    "mint",
    "burn",
    "nonces",
    "DOMAIN_SEPARATOR",
    "Transfer",
    "Approval",
}


def field_name(contract: str) -> str:
    """Return what the contracts call one another, in the struct that each of them answers.

    Args:
        contract: A contract's name, such as `KeyRecovery`.

    Returns:
        The name of its field, such as `key_recovery`.
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", contract).lower()


@cache
def artifact(name: str) -> dict[str, Any]:
    """Return the artifact of a contract, read once.

    Args:
        name: Its path in the package, such as `Escrow` or `mocks/SettlementToken`.

    Returns:
        Abi, bytecode, runtime and the rest, by name.

    Raises:
        InputError: INPUT:CONTRACT when there is no such contract.
    """
    path = resources.files("tallystick").joinpath("abi", f"{name}.json")
    if not path.is_file():
        raise InputError("INPUT:CONTRACT", f"there is no contract named {name!r}")
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


@cache
def interface(name: str) -> Interface:
    """Return the interface of a contract, made once.

    Args:
        name: Its name in a deployment, `Token` for the settlement token, or `Collection` for what
            collateral is a token of.

    Returns:
        Its functions and events; of a token or a collection those that the platform uses.

    Raises:
        InputError: INPUT:CONTRACT when there is no such contract.
    """
    if name == TOKEN:
        entries = artifact(_MOCK)["abi"]
        return Interface(name, [entry for entry in entries if entry.get("name") in _TOKEN_NAMES])
    if name == COLLECTION:
        entries = artifact(_MOCK_COLLECTION)["abi"]
        return Interface(
            name, [entry for entry in entries if entry.get("name") in _COLLECTION_NAMES]
        )
    return Interface(name, artifact(name)["abi"])
