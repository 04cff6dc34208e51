"""Policy packs: every legal or business figure with its unit, its source and how sure it is."""

from __future__ import annotations

import json
from importlib import resources

from pydantic import BaseModel, ConfigDict

from tallystick.errors import ConfigError
from tallystick.platform.decisions import PARAMETERS

__all__ = ["PARAMETERS", "PolicyFigure", "PolicyPack", "load_policy"]


# How the unit of an amount begins.
_AMOUNT = "minor units"


class PolicyFigure(BaseModel):
    """One figure. certainty: `given` by a text that binds, or `chosen` by judgement."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    value: int
    unit: str
    source: str
    certainty: str


class PolicyPack(BaseModel):
    """A named, versioned set of figures. decimals: how many its amounts have."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    version: int
    decimals: int
    parameters: dict[str, PolicyFigure]

    def values(self, decimals: int) -> dict[str, int]:
        """Return the Governor's parameters for a platform.

        Args:
            decimals: Of its token, 0 to 8.

        Returns:
            The values by name in the order of `PARAMETERS`, each in its own unit; amounts in minor
            units of the token, rounded down where it has fewer decimals than the pack.
        """
        return {name: self._value(self.parameters[name], decimals) for name in PARAMETERS}

    def _value(self, figure: PolicyFigure, decimals: int) -> int:
        if not figure.unit.startswith(_AMOUNT):
            return figure.value
        return figure.value * int(10**decimals) // int(10**self.decimals)


def load_policy(name: str) -> PolicyPack:
    """Return a policy pack that the package carries.

    Args:
        name: Its name, such as `generic`.

    Returns:
        The pack.

    Raises:
        ConfigError: DEPLOY:POLICY when there is no such pack; names those there are.
    """
    folder = resources.files("tallystick.deploy")
    known = sorted(
        path.name.removeprefix("policy_").removesuffix(".json")
        for path in folder.iterdir()
        if path.name.startswith("policy_") and path.name.endswith(".json")
    )
    if name not in known:
        raise ConfigError(
            "DEPLOY:POLICY", f"there is no policy pack {name!r}; there are {', '.join(known)}"
        )
    text = folder.joinpath(f"policy_{name}.json").read_text("utf-8")
    return PolicyPack.model_validate(json.loads(text))
