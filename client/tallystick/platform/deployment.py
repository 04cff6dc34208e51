"""The deployment file: the contracts of one platform, their chain, and who holds roles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tallystick.chain.artifacts import CONTRACTS
from tallystick.chain.codec import address_of
from tallystick.documents import file_text, read_json
from tallystick.errors import ConfigError, InputError

__all__ = ["DeployedContract", "Deployment", "Roles", "SandboxLimits"]

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)


def _address(value: str) -> str:
    try:
        return address_of("it", value)
    except InputError as wrong:
        raise ValueError(wrong.sentence) from None


class SandboxLimits(BaseModel):
    """What a regulator's sandbox allows; it cannot be changed after the deployment.

    persons_max: how many persons may enrol. amount_max: the highest limit of a person to lend or to
    borrow, in minor units. ends_at: the last Unix second on which new risk is taken.
    """

    model_config = _STRICT

    persons_max: int = Field(ge=1, lt=2**64)
    amount_max: int = Field(ge=1, lt=2**128)
    ends_at: int = Field(ge=1, lt=2**40)

    @property
    def words(self) -> tuple[int, int, int]:
        """The three as the Registry takes them."""
        return (self.persons_max, self.amount_max, self.ends_at)


class Roles(BaseModel):
    """Who held which role when the platform was deployed; the council may have changed it since.

    delay_seconds: the council's timelock. utc_offset_seconds: what the platform's date is ahead of
    UTC. parameters: by their names in the policy pack, ppm, units or seconds. sandbox: what a
    regulator's sandbox allows, None outside of one.
    """

    model_config = _STRICT

    council: list[str]
    council_threshold: int
    delay_seconds: int
    attestors: list[str]
    attestor_threshold: int
    underwriters: list[str]
    compliance: list[str]
    guardians: list[str]
    publishers: list[str]
    servicers: list[str] = Field(default_factory=list)
    treasury: str
    utc_offset_seconds: int
    parameters: dict[str, int]
    sandbox: SandboxLimits | None = None

    @property
    def sandbox_words(self) -> tuple[int, int, int]:
        """What the Registry is deployed with: all zero outside of a sandbox."""
        return (0, 0, 0) if self.sandbox is None else self.sandbox.words

    @field_validator(
        "council",
        "attestors",
        "underwriters",
        "compliance",
        "guardians",
        "publishers",
        "servicers",
    )
    @classmethod
    def _addresses(cls, values: list[str]) -> list[str]:
        return [_address(value) for value in values]

    @field_validator("treasury")
    @classmethod
    def _treasury(cls, value: str) -> str:
        return _address(value)


class DeployedContract(BaseModel):
    """One contract: where it is, and the keccak-256 of its runtime code."""

    model_config = _STRICT

    address: str
    runtime_hash: str = Field(pattern=r"^0x[0-9a-f]{64}$")

    @field_validator("address")
    @classmethod
    def _checksummed(cls, value: str) -> str:
        return _address(value)


class Deployment(BaseModel):
    """One platform on one chain. `block` is the first block that can hold an event of it."""

    model_config = _STRICT

    chain_id: int = Field(ge=1)
    block: int = Field(ge=0)
    token: str
    contracts: dict[str, DeployedContract]
    roles: Roles

    @field_validator("token")
    @classmethod
    def _token(cls, value: str) -> str:
        return _address(value)

    @field_validator("contracts")
    @classmethod
    def _complete(cls, value: dict[str, DeployedContract]) -> dict[str, DeployedContract]:
        if set(value) != set(CONTRACTS):
            raise ValueError(f"must name exactly {', '.join(CONTRACTS)}")
        return value

    @classmethod
    def load(cls, path: Path) -> Deployment:
        """Read a deployment file.

        Args:
            path: The path of the JSON file.

        Returns:
            The deployment.

        Raises:
            ConfigError: DEPLOYMENT:FILE when it cannot be read, DEPLOYMENT:JSON when it is not
                JSON, DEPLOYMENT:FORM when it is not a deployment.
        """
        try:
            document = read_json(file_text(path))
        except OSError as wrong:
            raise ConfigError(
                "DEPLOYMENT:FILE", f"{path} cannot be read ({wrong.strerror}); check --deployment"
            ) from wrong
        except ValueError as wrong:
            raise ConfigError("DEPLOYMENT:JSON", f"{path} is not valid JSON: {wrong}") from wrong
        return cls.parse(document, source=str(path))

    @classmethod
    def parse(cls, document: object, *, source: str = "the deployment") -> Deployment:
        """Check a deployment that was read already.

        Args:
            document: The parsed JSON.
            source: Where it comes from, for the error.

        Returns:
            The deployment.

        Raises:
            ConfigError: DEPLOYMENT:FORM when it is not a deployment; lists every defect.
        """
        try:
            return cls.model_validate(document)
        except ValidationError as wrong:
            defects = "; ".join(defect_sentence(defect) for defect in wrong.errors())
            raise ConfigError("DEPLOYMENT:FORM", f"{source}: {defects}") from wrong

    def document(self) -> dict[str, Any]:
        """Return the content of the file.

        Returns:
            The deployment as values for JSON, which `parse` reads.
        """
        return self.model_dump(mode="json")

    def addresses(self) -> dict[str, str]:
        """Return the contracts' addresses.

        Returns:
            The checksummed address of each contract by its name; the token is not among them.
        """
        return {name: contract.address for name, contract in self.contracts.items()}


def defect_sentence(defect: Mapping[str, Any]) -> str:
    """Return a sentence about one defect that pydantic reports.

    Args:
        defect: One of the errors of a ValidationError.

    Returns:
        `field: what is wrong`, the field as a dotted path.
    """
    place = ".".join(str(part) for part in defect["loc"]) or "the whole"
    return f"{place}: {str(defect['msg']).removeprefix('Value error, ')}"
