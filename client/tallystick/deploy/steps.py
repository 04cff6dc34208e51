"""What is deployed, in order: each contract's arguments from addresses known beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from tallystick.chain.artifacts import CONTRACTS, TOKEN, artifact
from tallystick.chain.codec import Interface
from tallystick.deploy.policy import PARAMETERS

if TYPE_CHECKING:
    from tallystick.platform.deployment import Roles

__all__ = ["PEERS", "DeployStep", "contract_steps", "created_address", "role_bits", "token_step"]

COMPLIANCE, UNDERWRITER, GUARDIAN, PUBLISHER, SERVICER = 1, 2, 4, 8, 16
TOKEN_DECIMALS = 6

# The contracts in the order of the struct that every constructor takes and `platform()` answers.
PEERS = (
    "Escrow",
    "Registry",
    "Governor",
    "Disclosures",
    "Book",
    "Offers",
    "Servicing",
    "Workouts",
    "Market",
    "Reserve",
    "Ballots",
    "Mandates",
    "Collateral",
    "Freezes",
    "KeyRecovery",
)


@dataclass(frozen=True, slots=True)
class DeployStep:
    """One contract to be created with the deployer's nonce `nonce`, which fixes its address."""

    name: str
    artifact: str
    nonce: int
    address: str
    arguments: tuple[Any, ...]

    @property
    def creation_code(self) -> bytes:
        """Bytecode and constructor arguments."""
        compiled = artifact(self.artifact)
        encoded = Interface(self.name, compiled["abi"]).encode_constructor(self.arguments)
        return bytes.fromhex(compiled["bytecode"].removeprefix("0x")) + encoded


def created_address(deployer: str, nonce: int) -> str:
    """Return the address of the contract that an account creates with a nonce.

    It is the last 20 bytes of keccak256(rlp([account, nonce])), as the Ethereum yellow paper
    defines.

    Args:
        deployer: The account's address.
        nonce: The nonce of the creating transaction, at least 0.

    Returns:
        The checksummed address.
    """
    number = nonce.to_bytes((nonce.bit_length() + 7) // 8, "big")
    encoded = (
        number if len(number) == 1 and number[0] < 0x80 else bytes([0x80 + len(number)]) + number
    )
    body = b"\x94" + bytes.fromhex(deployer[2:]) + encoded
    return to_checksum_address(keccak(bytes([0xC0 + len(body)]) + body)[12:])


def token_step(deployer: str, nonce: int, custodian: str) -> DeployStep:
    """Return the step that creates the token of a local platform, minted by its custodian.

    Args:
        deployer: The deployer's address.
        nonce: The nonce of the creating transaction.
        custodian: The address that may mint.

    Returns:
        The step; the token has 6 decimals.
    """
    return DeployStep(
        TOKEN,
        "mocks/SettlementToken",
        nonce,
        created_address(deployer, nonce),
        ("Tallystick dollar", "TUSD", TOKEN_DECIMALS, custodian),
    )


def contract_steps(deployer: str, first_nonce: int, token: str, roles: Roles) -> list[DeployStep]:
    """Return the ten steps of a platform.

    Args:
        deployer: The deployer's address.
        first_nonce: The nonce of the first creating transaction.
        token: The address of the settlement token.
        roles: Who holds which role, and the parameters.

    Returns:
        The steps in the order of `CONTRACTS`, with ascending nonces.
    """
    place = {name: created_address(deployer, first_nonce + i) for i, name in enumerate(CONTRACTS)}
    arguments = _arguments(place, token, roles)
    return [
        DeployStep(name, name, first_nonce + i, place[name], arguments[name])
        for i, name in enumerate(CONTRACTS)
    ]


def role_bits(roles: Roles) -> dict[str, int]:
    """Return the Governor's role bits of every account that holds one.

    Args:
        roles: Who holds which role.

    Returns:
        The sum of 1 compliance, 2 underwriter, 4 guardian, 8 publisher, 16 servicer by account.
    """
    bits: dict[str, int] = {}
    for accounts, bit in (
        (roles.compliance, COMPLIANCE),
        (roles.underwriters, UNDERWRITER),
        (roles.guardians, GUARDIAN),
        (roles.publishers, PUBLISHER),
        (roles.servicers, SERVICER),
    ):
        for account in accounts:
            bits[account] = bits.get(account, 0) | bit
    return bits


def _arguments(place: Mapping[str, str], token: str, roles: Roles) -> dict[str, tuple[Any, ...]]:
    peers = tuple(place[name] for name in PEERS)
    bits = role_bits(roles)
    special: dict[str, tuple[Any, ...]] = {
        "Escrow": (token, peers),
        "Registry": (peers, roles.attestors, roles.attestor_threshold, roles.sandbox_words),
        "Governor": (
            peers,
            roles.council,
            roles.council_threshold,
            roles.delay_seconds,
            list(bits),
            list(bits.values()),
            roles.treasury,
            [roles.parameters[name] for name in PARAMETERS],
        ),
        "Servicing": (peers, roles.utc_offset_seconds),
    }
    return {name: special.get(name, (peers,)) for name in CONTRACTS}
