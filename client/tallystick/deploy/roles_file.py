"""The roles file of a deployment: who holds which power from the first block on.

JSON or TOML, with the fields of `RolesFile`. Refused: an address in two roles that must be apart,
a threshold that cannot be reached, the deployer in any role.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tallystick.chain.codec import address_of
from tallystick.documents import file_text, read_json, read_toml
from tallystick.errors import ConfigError, InputError
from tallystick.platform.decisions import PARAMETER_BOUNDS, PARAMETERS
from tallystick.platform.deployment import Roles, SandboxLimits, defect_sentence

__all__ = ["RolesFile", "load_roles"]

DEPLOYER = "deployer"
# The custodian's word creates tokens, so the custodian may not also judge or decide.
_CUSTODIAN = "custodian"
_MINTER = "the token's minter"


class RolesFile(BaseModel):
    """What a deployment is given.

    delay_seconds: the council's timelock, 1 hour to 30 days. utc_offset_seconds: how far the
    platform's date is ahead of UTC, -12 to 14 hours. servicers: may be named later, by the council.
    sandbox: what a regulator's sandbox allows; None outside of one.
    parameters: overrides of the policy pack by name. custodian: minter of the token that `--dev`
    deploys; needed only then.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    council: list[str] = Field(min_length=2, max_length=9)
    council_threshold: int = Field(ge=2)
    delay_seconds: int = Field(ge=3_600, le=30 * 86_400)
    attestors: list[str] = Field(min_length=3, max_length=8)
    attestor_threshold: int = Field(ge=2)
    underwriters: list[str] = Field(min_length=1)
    compliance: list[str] = Field(min_length=1)
    guardians: list[str] = Field(min_length=1)
    publishers: list[str] = Field(min_length=1)
    servicers: list[str] = Field(default_factory=list)
    treasury: str
    utc_offset_seconds: int = Field(default=0, ge=-12 * 3_600, le=14 * 3_600)
    parameters: dict[str, int] = Field(default_factory=dict)
    custodian: str | None = None
    sandbox: SandboxLimits | None = None

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
    def _list(cls, values: list[str]) -> list[str]:
        addresses = [_checksummed(value) for value in values]
        if len(set(addresses)) != len(addresses):
            raise ValueError("names an address twice")
        return addresses

    @field_validator("treasury", "custodian")
    @classmethod
    def _one(cls, value: str | None) -> str | None:
        return None if value is None else _checksummed(value)

    @field_validator("parameters")
    @classmethod
    def _known(cls, values: dict[str, int]) -> dict[str, int]:
        unknown = sorted(set(values) - set(PARAMETERS))
        if unknown:
            raise ValueError(f"unknown {', '.join(unknown)}; there are {', '.join(PARAMETERS)}")
        for name, value in values.items():
            if not 0 <= value <= PARAMETER_BOUNDS[name]:
                raise ValueError(f"{name} is 0 to {PARAMETER_BOUNDS[name]}, not {value}")
        return values

    def holders(self) -> dict[str, list[str]]:
        """Return who holds each role.

        Returns:
            The addresses by the role's name.
        """
        held = {
            "council member": self.council,
            "attestor": self.attestors,
            "underwriter": self.underwriters,
            "compliance": self.compliance,
            "guardian": self.guardians,
            "publisher": self.publishers,
            "servicer": self.servicers,
            "treasury": [self.treasury],
        }
        return held | ({_CUSTODIAN: [self.custodian]} if self.custodian else {})

    def check(self, deployer: str) -> None:
        """Check thresholds, and that roles which must be apart are.

        Args:
            deployer: The deployer's address, which may hold no role.

        Raises:
            ConfigError: ROLES:THRESHOLD when one cannot be reached, ROLES:CONFLICT when an address
                has two roles that must be apart.
        """
        if self.council_threshold > len(self.council):
            raise ConfigError("ROLES:THRESHOLD", "the council is smaller than its threshold")
        if self.attestor_threshold >= len(self.attestors):
            raise ConfigError(
                "ROLES:THRESHOLD", "there must be at least one attestor more than the threshold"
            )
        held = self.holders() | {DEPLOYER: [deployer]}
        pairs = [("attestor", "underwriter")]
        pairs += [(DEPLOYER, role) for role in held if role != DEPLOYER]
        pairs += [(_CUSTODIAN, role) for role in held if role not in {_CUSTODIAN, DEPLOYER}]
        _keep_apart(held, pairs)

    def check_minter(self, minter: str | None) -> None:
        """Check that who mints the settlement token neither judges nor decides.

        Args:
            minter: Their address; None where the token names nobody.

        Raises:
            ConfigError: ROLES:CONFLICT when they hold a role, or are not the file's custodian.
        """
        if minter is None:
            return
        held = self.holders() | {_MINTER: [minter]}
        _keep_apart(held, [(_MINTER, role) for role in held if role not in {_MINTER, _CUSTODIAN}])
        if self.custodian not in {None, minter}:
            raise ConfigError(
                "ROLES:CONFLICT",
                f"the token's minter is {minter}, and the file's custodian {self.custodian}; they"
                " are one",
            )

    def roles(self, defaults: dict[str, int]) -> Roles:
        """Return what the deployment file says of roles.

        Args:
            defaults: The policy's parameters by name, which the file's own override.

        Returns:
            The roles with every parameter.
        """
        fields = self.model_dump(exclude={"custodian"})
        return Roles.model_validate(fields | {"parameters": defaults | self.parameters})


def load_roles(path: Path) -> RolesFile:
    """Read a roles file.

    Args:
        path: The file: TOML when it ends in .toml, else JSON.

    Returns:
        The roles file; `check` has not been made.

    Raises:
        ConfigError: ROLES:FILE when it cannot be read, ROLES:FORM when it is not a roles file;
            lists every defect.
    """
    try:
        text = file_text(path)
        document = read_toml(text) if path.suffix == ".toml" else read_json(text)
    except OSError as wrong:
        raise ConfigError("ROLES:FILE", f"{path} cannot be read ({wrong.strerror})") from wrong
    except ValueError as wrong:
        raise ConfigError("ROLES:FORM", f"{path} is neither JSON nor .toml: {wrong}") from wrong
    try:
        return RolesFile.model_validate(document)
    except ValidationError as wrong:
        defects = "; ".join(defect_sentence(defect) for defect in wrong.errors())
        raise ConfigError("ROLES:FORM", f"{path}: {defects}") from wrong


def _keep_apart(held: dict[str, list[str]], pairs: list[tuple[str, str]]) -> None:
    for role, other in pairs:
        both = set(held.get(role, ())) & set(held.get(other, ()))
        if both:
            raise ConfigError(
                "ROLES:CONFLICT",
                f"{min(both)} cannot be {role} and {other} at once; give one to another address",
            )


def _checksummed(value: str) -> str:
    try:
        address = address_of("it", value)
    except InputError as wrong:
        raise ValueError(wrong.sentence) from None
    if int(address, 16) == 0:
        raise ValueError("it is the zero address, which nobody holds")
    return address
