"""The chain and the platform that a node works on, found or, for development, made."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tallystick.chain._sync.connection import Connection
from tallystick.chain.remote_signers.signer_file import open_signer
from tallystick.deploy import deploy
from tallystick.errors import ConfigError, TransportError
from tallystick.platform._sync.platform import Platform
from tallystick.platform.deployment import Deployment
from tallystick_node.bootstrap.bulkhead import BulkheadProvider
from tallystick_node.bootstrap.dev_keys import DevKeys, dev_keys
from tallystick_node.bootstrap.dev_people import enrol_underwriters
from tallystick_node.bootstrap.local_chain import LocalChain, founded, require_no_demonstration
from tallystick_node.infrastructure.clock import machine_time

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import SecretStr

    from tallystick.chain.signer import Signer
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.settings.settings import Settings

__all__ = [
    "ChainSite",
    "HeadClock",
    "clock_of",
    "open_site",
    "require_deployment",
    "sender_of",
    "signer_of",
]

COIN = 10**24
# A block's time is looked at again after so long.
_LOOK_SECONDS = 1
_GIVING = ("anvil_setBalance", "hardhat_setBalance")


@dataclass(frozen=True, slots=True)
class ChainSite:
    """A platform on its chain; `local` is None for a chain elsewhere. `clock` is the chain's."""

    platform: Platform
    local: LocalChain | None
    clock: Clock

    @property
    def is_past(self) -> bool:
        """Whether the chain lives in a past, as a demonstration's does, and so its office."""
        return self.local is not None and self.local.is_past

    def close(self) -> None:
        """Close the local chain's file."""
        if self.local is not None:
            self.local.close()


@dataclass
class HeadClock:
    """The time of a test network, which a developer may have put ahead of the machine's."""

    connection: Connection
    _until: float = 0
    _head: datetime = field(default_factory=machine_time)

    def __call__(self) -> datetime:
        """Return the machine's time, or the newest block's where that is later."""
        if time.monotonic() >= self._until:
            block = self.connection.block()
            assert block is not None, "a chain has a first block"
            self._head = datetime.fromtimestamp(block.timestamp, UTC)
            self._until = time.monotonic() + _LOOK_SECONDS
        return max(machine_time(), self._head)


def clock_of(connection: Connection, *, dev: bool) -> Clock:
    """Return the time of a chain elsewhere: the machine's, or with dev the chain's if it is ahead.

    Args:
        connection: To the chain.
        dev: Whether the node is under development.

    Returns:
        The clock.
    """
    return HeadClock(connection) if dev else machine_time


def require_deployment(settings: Settings) -> None:
    """Require that there is a platform to serve, before anything is made for it.

    Args:
        settings: The node's.

    Raises:
        ConfigError: NODE:DEPLOYMENT without a deployment, where none is to be made; DEPLOYMENT:…
            when the file is none; NODE:DEMONSTRATION while a demonstration is made there.
    """
    require_no_demonstration(settings.data_dir)
    file = settings.deployment_file
    if file.exists():
        Deployment.load(file)
    elif not settings.dev or settings.deployment is not None:
        raise ConfigError(
            "NODE:DEPLOYMENT",
            f"there is no deployment at {file}; name it with --deployment, or use --dev to"
            " deploy a platform for development",
        )


def open_site(settings: Settings) -> ChainSite:
    """Open the chain and check the platform on it; with dev, deploy one into an empty directory.

    Args:
        settings: The node's.

    Returns:
        The platform, its chain's clock, and the local chain where there is one.

    Raises:
        ConfigError: NODE:DEPLOYMENT without a deployment; NODE:DEV_RPC when dev is to deploy on a
            chain that gives no coin away.
        DeploymentMismatch: When the platform is not on this chain.
    """
    require_deployment(settings)
    file = settings.deployment_file
    if not file.exists():
        _found(settings, file)
    deployment = Deployment.load(file)
    if settings.rpc is not None:
        platform = Platform.connect(BulkheadProvider(settings.rpc), deployment)
        return ChainSite(platform, None, clock_of(platform.connection, dev=settings.dev))
    local = LocalChain.open(
        settings.data_dir,
        settings.block_seconds,
        settings.origins,
        development=settings.dev,
        bounded=settings.rate_limit,
    )
    with ExitStack() as undone:
        undone.callback(local.close)
        platform = Platform.connect(local.provider, deployment)
        undone.pop_all()
    return ChainSite(platform, local, local.now)


def sender_of(settings: Settings) -> Signer | None:
    """Return who sends for the node: the keystore, with dev the keeper, else nobody.

    Args:
        settings: The node's.

    Returns:
        The signer, None when the node sends nothing.
    """
    sender = settings.sender
    return signer_of(settings, sender.key_file, sender.password, "keeper")


def signer_of(
    settings: Settings, key_file: Path | None, password: SecretStr | None, dev_name: str
) -> Signer | None:
    """Return the signer that a file names, with dev the one of a name, else nobody.

    Args:
        settings: The node's; its directory holds the development keys.
        key_file: A keystore, or a TOML file that says where the key is; None without one.
        password: Of the keystore; None to be asked for it.
        dev_name: The name of the development key.

    Returns:
        The signer, None without a file outside of development.
    """
    if key_file is not None:
        return open_signer(key_file, None if password is None else password.get_secret_value)
    return dev_keys(settings.data_dir).signers[dev_name] if settings.dev else None


def _found(settings: Settings, file: Path) -> None:
    keys = dev_keys(settings.data_dir)
    if settings.rpc is None:
        founded(settings.data_dir, keys.addresses, _deployer(keys, file))
        return
    connection = Connection.open(settings.rpc)
    for address in keys.addresses:
        _give_coin(connection, address)
    _deployer(keys, file)(connection)


def _deployer(keys: DevKeys, file: Path) -> Callable[[Connection], None]:
    """Return what makes the platform; its file gets its name once its people are enrolled."""

    def act(connection: Connection) -> None:
        unfinished = file.with_suffix(".unfinished.json")
        if unfinished.exists():
            deployment = Deployment.load(unfinished)
        else:
            deployment = deploy(
                connection, keys.signers["deployer"], keys.roles(), out=unfinished, dev=True
            )
        enrol_underwriters(
            Platform.connect(connection, deployment),
            [keys.signers[name] for name in ("attestor-1", "attestor-2")],
            [keys.signers[name] for name in ("underwriter-1", "underwriter-2")],
        )
        unfinished.rename(file)

    return act


def _give_coin(connection: Connection, address: str) -> None:
    for method in _GIVING:
        try:
            connection.request(method, address, hex(COIN))
        except TransportError as refused:
            if refused.retryable:
                raise
        else:
            return
    raise ConfigError(
        "NODE:DEV_RPC",
        "--dev deploys onto test networks alone, and this chain gives no coin away;"
        " name a deployment with --deployment",
    )
