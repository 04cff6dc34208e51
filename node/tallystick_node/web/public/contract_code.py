"""The code of every contract: source, compiler, hash, and whether the chain has that code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak
from fastapi import Response

from tallystick import __version__
from tallystick.audit.check_code import code_at
from tallystick.chain.artifacts import CONTRACTS, artifact, interface
from tallystick.errors import TransportError
from tallystick.statements.movements import MOVES
from tallystick.statements.statement_pdf import LANGUAGES, words_of
from tallystick_node.api.services import PlatformDep
from tallystick_node.evm.rpc.limits import RpcLimits
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection

__all__ = ["ContractCode", "contract_codes", "contract_table", "router"]

router = pages_router()
# The variables whose storage the verifier reads, by contract.
_VARIABLES = {
    "Disclosures": ("numbers", "anchors"),
    "Book": ("listing_storage.disclosures",),
    "Offers": ("loan_of_project",),
    "Escrow": ("accounts.words",),
}


@dataclass(frozen=True)
class ContractCode:
    """One contract. matches: whether the chain has the code of the source, None where it is mute.

    code_hash: keccak-256 of the code with what deployment wrote into it, as deployment.json has it.
    """

    name: str
    address: str
    source: str
    source_hash: str
    code_hash: str
    matches: bool | None


@router.get("/code")
def read_code(page: PageDep, platform: PlatformDep) -> Response:
    """Source, compiler and code of every contract."""
    built_by = artifact(CONTRACTS[0])["compiler"]
    compiler = (
        f"Vyper {built_by['version']}, EVM {built_by['evm']}, optimize {built_by['optimize']}"
    )
    return page(
        "code.html", contracts=contract_codes(platform), version=__version__, compiler=compiler
    )


def contract_codes(platform: PlatformDep) -> list[ContractCode]:
    """Compare the code of every contract on the chain with that of its source.

    Args:
        platform: The platform.

    Returns:
        One entry for each contract, in the order of the deployment.
    """
    return [
        ContractCode(
            name=name,
            address=contract.address,
            source=f"contracts/{name}.vy",
            source_hash=artifact(name)["source_hash"],
            code_hash=contract.runtime_hash,
            matches=_matches(platform, name),
        )
        for name, contract in ((name, platform.deployment.contracts[name]) for name in CONTRACTS)
    ]


def contract_table() -> dict[str, Any]:
    """Return what the verifier knows of this version's contracts.

    Returns:
        The code and storage of those that it reads, the names of all events, the reasons for which
        money moves, how many blocks the chain's node lets it search at once, and the words of
        statements by language; for JSON.
    """
    return {
        "contracts": {name: _layout(name, variables) for name, variables in _VARIABLES.items()},
        "events": {
            name: {
                "0x" + topic.hex(): event.name for topic, event in interface(name).events.items()
            }
            for name in CONTRACTS
        },
        "reasons": {str(reason): words for reason, words in MOVES.items()},
        "log_blocks": RpcLimits().log_blocks_max,
        "statement_words": {language: words_of(language) for language in LANGUAGES},
    }


def _layout(name: str, variables: tuple[str, ...]) -> dict[str, Any]:
    compiled = artifact(name)
    runtime = bytes.fromhex(compiled["runtime"].removeprefix("0x"))
    slots = {}
    for variable in variables:
        entry = compiled["storage_layout"]["storage"]
        for part in variable.split("."):
            entry = entry[part]
        slots[variable] = entry["slot"]
    return {
        "length": len(runtime),
        "hash": "0x" + keccak(runtime).hex(),
        "immutables": _tail(compiled),
        "slots": slots,
    }


def _tail(compiled: dict[str, Any]) -> int:
    """How many bytes deployment wrote behind the code."""
    ends = (entry["offset"] + entry["length"] for entry in compiled["immutables"].values())
    return max(ends, default=0)


def _matches(platform: PlatformDep, name: str) -> bool | None:
    contract = platform.deployment.contracts[name]
    try:
        code = _code(platform.connection, contract.address)
    except TransportError:
        return None
    compiled = artifact(name)
    runtime = bytes.fromhex(compiled["runtime"].removeprefix("0x"))
    whole = code[: len(runtime)] == runtime and len(code) == len(runtime) + _tail(compiled)
    return whole and "0x" + keccak(code).hex() == contract.runtime_hash


@lru_cache(maxsize=64)
def _code(connection: Connection, address: str) -> bytes:
    """The code at an address, read once: no contract of the platform can change or remove it."""
    return code_at(connection, address, connection.block_number())
