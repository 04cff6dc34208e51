"""Policy packs: every legal or business figure with its unit, its source and how sure it is."""

from __future__ import annotations

import json
from importlib import resources

from pydantic import BaseModel, ConfigDict

from tallystick.errors import ConfigError
from tallystick.platform.decisions import PARAMETERS

__all__ = ["PARAMETERS", "PolicyFigure", "PolicyPack", "load_policy"]


class PolicyFigure(BaseModel):
    """One figure. certainty: `given` by a text that binds, or `chosen` by judgement."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    value: int
    unit: str
    source: str
    certainty: str


class PolicyPack(BaseModel):
    """A named, versioned set of figures."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    version: int
    parameters: dict[str, PolicyFigure]

    def values(self) -> dict[str, int]:
        """Return the Governor's parameters.

        Returns:
            The values by name in the order of `PARAMETERS`, each in its own unit.
        """
        return {name: self.parameters[name].value for name in PARAMETERS}


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
