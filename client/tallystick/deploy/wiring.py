"""After a deployment: everything is what the files say, down to the bytes of the code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from eth_utils.crypto import keccak

from tallystick.chain.artifacts import CONTRACTS, artifact, field_name
from tallystick.chain.contracts import Escrow, Governor, Query, Registry, Servicing
from tallystick.deploy.policy import PARAMETERS
from tallystick.deploy.steps import PEERS, role_bits
from tallystick.errors import VerificationFailed
from tallystick.platform._sync.platform import Platform

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment

__all__ = ["code_is", "runtime_hash", "verify"]

ATTESTOR_ACTIVE = 1


def code_is(connection: Connection, address: str, name: str) -> bool:
    """Return whether the code at an address is an artifact's, whatever its immutables hold.

    Args:
        connection: The chain.
        address: The address.
        name: The artifact's name.

    Returns:
        Whether it is.

    Raises:
        TransportError: When the node does not answer.
    """
    compiled = artifact(name)
    runtime = bytes.fromhex(compiled["runtime"].removeprefix("0x"))
    ends = [entry["offset"] + entry["length"] for entry in compiled["immutables"].values()]
    code = connection.code(address)
    return code[: len(runtime)] == runtime and len(code) == len(runtime) + max(ends, default=0)


def runtime_hash(connection: Connection, address: str) -> str:
    """Return the hash of the code at an address, as the deployment file holds it.

    Args:
        connection: The chain.
        address: The address.

    Returns:
        The keccak-256 as 0x and 64 hex digits.

    Raises:
        TransportError: When the node does not answer.
    """
    return "0x" + keccak(connection.code(address)).hex()


def verify(connection: Connection, deployment: Deployment, deployer: str | None = None) -> None:
    """Check a whole deployment.

    Code against the artifacts with immutables masked and against the file's hashes, every wired
    address, token, thresholds, roles and parameters, and that the deployer has no power left.

    Args:
        connection: The chain.
        deployment: What the deployment file holds.
        deployer: The deployer's address; its power is not looked at without one.

    Raises:
        VerificationFailed: DEPLOY:WIRING when something does not hold; lists all of it.
        DeploymentMismatch: When the deployment is of another chain, or the token is not there.
        TransportError: When the node does not answer.
    """
    # Contracts that are something else cannot be asked how they are wired.
    wrong = list(_wrong_code(connection, deployment))
    if not wrong:
        platform = Platform.connect(connection, deployment)
        wrong = [*_wrong_wires(platform), *_wrong_roles(platform, deployer)]
    if wrong:
        raise VerificationFailed(
            "DEPLOY:WIRING", f"the deployment does not hold: {'; '.join(wrong)}"
        )


def _wrong_code(connection: Connection, deployment: Deployment) -> Iterator[str]:
    for name in CONTRACTS:
        contract = deployment.contracts[name]
        if not code_is(connection, contract.address, name):
            yield f"the code of {name} is not its artifact's"
        if runtime_hash(connection, contract.address) != contract.runtime_hash:
            yield f"the code of {name} is not what the file says"


def _wrong_wires(platform: Platform) -> Iterator[str]:
    expected = {field_name(peer): platform.address(peer) for peer in PEERS}
    for name in CONTRACTS:
        wired: dict[str, str] = platform.read(Query(name, "platform"))
        for peer, address in expected.items():
            if wired[peer] != address:
                yield f"{name} is wired to another {peer.capitalize()}"
    if platform.read(Escrow.token()) != platform.deployment.token:
        yield "the Escrow holds another token"
    if platform.read(Servicing.offset()) != platform.deployment.roles.utc_offset_seconds:
        yield "Servicing has another clock"
    limits = (
        Registry.sandbox_persons_max(), Registry.sandbox_amount_max(), Registry.sandbox_ends_at(),
    )  # fmt: skip
    if tuple(platform.read(limit) for limit in limits) != platform.deployment.roles.sandbox_words:
        yield "the Registry has another sandbox"


def _wrong_roles(platform: Platform, deployer: str | None) -> Iterator[str]:
    roles = platform.deployment.roles
    expected = {
        "delay": roles.delay_seconds,
        "threshold": roles.council_threshold,
        "council": roles.council,
        "treasury": roles.treasury,
    }
    for view, value in expected.items():
        if platform.read(Query("Governor", view)) != value:
            yield f"the Governor's {view} is not the file's"
    for account, bits in role_bits(roles).items():
        if platform.read(Governor.roles_of(account)) != bits:
            yield f"{account} has other roles"
    for key, name in enumerate(PARAMETERS):
        if platform.read(Governor.parameter(key)) != roles.parameters[name]:
            yield f"the parameter {name} is another"
    if platform.read(Registry.threshold()) != roles.attestor_threshold:
        yield "the attestors' threshold is another"
    for attestor in roles.attestors:
        if platform.read(Registry.seat_of(attestor)) != ATTESTOR_ACTIVE:
            yield f"{attestor} has no attestor's seat"
    if platform.read(Registry.active_seats()) != len(roles.attestors):
        yield "there are other attestors"
    if deployer is not None and _has_power(platform, deployer):
        yield "the deployer has kept a role"


def _has_power(platform: Platform, account: str) -> bool:
    return bool(
        platform.read(Governor.roles_of(account))
        or account in platform.read(Governor.council())
        or platform.read(Registry.seat_of(account))
        or platform.read(Governor.treasury()) == account
    )
