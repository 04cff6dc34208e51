"""Checks of what a node stands on: directory, deployment, chain, database, disk."""

from __future__ import annotations

import os
import shlex
import shutil
from typing import TYPE_CHECKING

from tallystick.errors import TallystickError
from tallystick_node.bootstrap.doctor.findings import Finding, setting_command
from tallystick_node.bootstrap.network import require_deployment
from tallystick_node.storage.upgrade import revision, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick_node.bootstrap.doctor.findings import Premises

__all__ = ["FREE_BYTES_MIN", "ground"]

# Below this neither database nor log can be relied upon to take what is written.
FREE_BYTES_MIN = 256 * 2**20


def ground(premises: Premises) -> Iterator[Finding]:
    """Look at what everything else stands on.

    Args:
        premises: Settings, and what could be opened by them.

    Yields:
        What is not set up, in the order in which it is mended.
    """
    yield from _directory(premises)
    yield from _deployment(premises)
    yield from _chain(premises)
    yield from _database(premises)


def _directory(premises: Premises) -> Iterator[Finding]:
    folder = premises.folder
    quoted = shlex.quote(str(folder))
    if not folder.is_dir():
        yield Finding("directory", f"there is no directory {folder}", f"mkdir -p -m 700 {quoted}")
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(
            "directory", f"the node may not write in {folder}", f"chown $(id -u) {quoted}"
        )
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES_MIN:
        yield Finding(
            "disk",
            f"{free // 2**20} MiB are free at {folder}, {FREE_BYTES_MIN // 2**20} are needed",
            f"df -h {quoted}",
        )


def _deployment(premises: Premises) -> Iterator[Finding]:
    settings = premises.settings
    try:
        require_deployment(settings)
    except TallystickError as wrong:
        rpc = settings.rpc or "URL"
        yield Finding(
            "deployment",
            wrong.sentence,
            f"tallystick deploy --rpc {shlex.quote(rpc)} --key-file DEPLOYER.json"
            " --roles ROLES.toml --token ADDRESS"
            f" --out {shlex.quote(str(settings.deployment_file))}",
        )


def _chain(premises: Premises) -> Iterator[Finding]:
    settings, platform = premises.settings, premises.platform
    mend = setting_command(premises.folder, rpc="URL")
    if platform is None:
        if settings.deployment_file.exists():
            where = settings.rpc or "the local chain inside"
            yield Finding("chain", f"the platform is not to be found on {where}", mend)
        return
    try:
        chain_id = int(str(platform.connection.request("eth_chainId")), 16)
    except (TallystickError, ValueError):
        yield Finding("chain", "the chain does not answer", mend)
        return
    if chain_id != platform.deployment.chain_id:
        yield Finding(
            "chain",
            f"this is chain {chain_id}, the deployment is of chain {platform.deployment.chain_id}",
            mend,
        )


def _database(premises: Premises) -> Iterator[Finding]:
    database = premises.database
    if database is None:
        return  # the first start makes it
    try:
        database.check()
        usable = revision(database) is None or served(database)
    except TallystickError as wrong:
        yield Finding(
            "database",
            wrong.sentence,
            setting_command(premises.folder, database="postgresql://USER:PASSWORD@HOST/NAME"),
        )
        return
    if not usable:  # an empty one is filled at the first start
        yield Finding(
            "database",
            "the database has not this version's schema",
            f"tallystick node --data-dir {shlex.quote(str(premises.folder))}",
        )
