"""Deploying a platform: the eight contracts at addresses known beforehand, and no key left over."""

from __future__ import annotations

from tallystick.deploy.deployer import deploy
from tallystick.deploy.policy import PARAMETERS, PolicyPack, load_policy
from tallystick.deploy.roles_file import RolesFile, load_roles
from tallystick.deploy.wiring import verify

__all__ = [
    "PARAMETERS",
    "PolicyPack",
    "RolesFile",
    "deploy",
    "load_policy",
    "load_roles",
    "verify",
]
