"""Is this the platform of the deployment file: chain, code, wires, first block, first roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick.audit.scene import canonical, plain
from tallystick.chain.artifacts import CONTRACTS, TOKEN, artifact, field_name
from tallystick.chain.contracts import Escrow, Query
from tallystick.deploy.policy import PARAMETERS
from tallystick.deploy.steps import role_bits
from tallystick.errors import TransportError

if TYPE_CHECKING:
    from tallystick.audit.scene import Scene
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.findings import Findings
    from tallystick.replay.replay import Replay

__all__ = ["check_code", "check_deployment", "check_wiring", "code_at"]

LENS = "Lens"
SANDBOX = ("sandbox_persons_max", "sandbox_amount_max", "sandbox_ends_at")


def code_at(connection: Connection, address: str, block: int) -> bytes:
    """Return the code at an address at the end of a block.

    Args:
        connection: The chain.
        address: The address.
        block: The block's number.

    Returns:
        The runtime code, empty when there is none.

    Raises:
        TransportError: When the node does not answer, or no longer knows that block's state.
    """
    response = connection.request("eth_getCode", address, hex(block))
    return bytes.fromhex(response[2:]) if isinstance(response, str) else bytes(response)


def check_code(
    connection: Connection, deployment: Deployment, block: int, findings: Findings
) -> list[str]:
    """Compare each contract's code with its artifact and its hash.

    Args:
        connection: The chain.
        deployment: The deployment file's content.
        block: The block to read at.
        findings: Where differences go.

    Returns:
        What is not there, of the contracts and the token, each with its address.

    Raises:
        TransportError: When the node does not answer.
    """
    missing: list[str] = []
    for name in CONTRACTS:
        address = deployment.contracts[name].address
        code = code_at(connection, address, block)
        if not code:
            missing.append(f"{name} at {address}")
        compiled = artifact(name)
        runtime = bytes.fromhex(compiled["runtime"].removeprefix("0x"))
        findings.holds(
            "code.artifacts",
            code[: len(runtime)] == runtime and len(code) == len(runtime) + _tail(compiled),
            f"the {len(code)} bytes at {address} are not the committed code of {name}",
        )
        findings.same(
            "code.hashes",
            f"the hash of {name}'s code",
            "0x" + keccak(code).hex(),
            deployment.contracts[name].runtime_hash,
        )
        _check_immutables(deployment, name, code[len(runtime) :], compiled["immutables"], findings)
    if not code_at(connection, deployment.token, block):
        missing.append(f"{TOKEN} at {deployment.token}")
        findings.differ("code.wiring", f"there is no token at {deployment.token}")
    return missing


def _tail(compiled: Mapping[str, Any]) -> int:
    ends = [entry["offset"] + entry["length"] for entry in compiled["immutables"].values()]
    return max(ends, default=0)


def _check_immutables(
    deployment: Deployment,
    contract: str,
    tail: bytes,
    immutables: Mapping[str, Any],
    findings: Findings,
) -> None:
    """Compare what the constructor wrote behind the code with the deployment file."""
    roles = deployment.roles
    numbers = {
        ("Servicing", "offset"): roles.utc_offset_seconds,
        ("Registry", "threshold"): roles.attestor_threshold,
        ("Governor", "threshold"): roles.council_threshold,
        ("Governor", "delay"): roles.delay_seconds,
    } | {("Registry", name): word for name, word in zip(SANDBOX, roles.sandbox_words, strict=True)}
    peers = {field_name(peer): peer for peer in CONTRACTS}
    for full_name, entry in immutables.items():
        name = full_name.rpartition(".")[2]
        word = tail[entry["offset"] : entry["offset"] + entry["length"]]
        if entry["type"] == "address":
            peer = peers.get(name, TOKEN)
            expected = canonical(
                deployment.token if peer == TOKEN else deployment.contracts[peer].address
            )
            findings.same("code.wiring", f"{contract}'s {name}", word[12:], expected)
        elif (contract, name) in numbers:
            value = int.from_bytes(word)
            findings.same("code.wiring", f"{contract}'s {name}", value, numbers[contract, name])


def check_wiring(scene: Scene) -> None:
    """Ask every contract for the platform that it belongs to, which must be the deployment's.

    Args:
        scene: The replayed platform and the chain.
    """
    addresses = scene.deployment.addresses()
    questions: list[Query[Any]] = [Query(name, "platform") for name in CONTRACTS]
    answers = scene.reader.read_all([*questions, Escrow.token()])
    # Nothing asks the Lens, and no other contract knows it.
    expected = {field_name(name): canonical(addresses[name]) for name in CONTRACTS if name != LENS}
    for name, answer in zip(CONTRACTS, answers, strict=False):
        scene.findings.same("code.wiring", f"{name}'s platform", plain(answer), expected)
    scene.findings.same(
        "code.wiring", "the Escrow's token", plain(answers[-1]), canonical(scene.deployment.token)
    )


def check_deployment(
    connection: Connection, deployment: Deployment, replay: Replay, findings: Findings
) -> None:
    """Compare the constructors' events with the file, and its block with where they are.

    Args:
        connection: The chain.
        deployment: The deployment file's content.
        replay: The platform rebuilt from its events.
        findings: Where differences go.
    """
    roles = deployment.roles
    founding = replay.governance.founding
    bits = [(canonical(account), held) for account, held in role_bits(roles).items()]
    expected: dict[str, list[Any]] = {
        "council": [canonical(account) for account in roles.council],
        "treasury": [canonical(roles.treasury)],
        "attestors": [canonical(account) for account in roles.attestors],
        "roles": sorted(bits),
        "parameters": [(key, roles.parameters.get(name)) for key, name in enumerate(PARAMETERS)],
    }
    for what, named in expected.items():
        logged = sorted(founding[what]) if what == "roles" else founding[what]
        findings.same("deployment.roles", f"the file's {what}", named, logged)
    missing = [what for what in sorted(expected) if not founding[what]]
    findings.holds(
        "deployment.block",
        not missing,
        f"from block {deployment.block} on there is no event of the constructors'"
        f" {', '.join(missing)}",
    )
    if deployment.block > 0:
        try:
            early = code_at(
                connection, deployment.contracts["Escrow"].address, deployment.block - 1
            )
        except TransportError:
            return  # no archive; the constructors' events say the same
        findings.holds(
            "deployment.block",
            not early,
            f"the Escrow was there before block {deployment.block}",
        )
