"""Backup and restore of a whole node: database, local chain, deployment, settings, keys.

The chain is copied before the database. So the database may know of transactions that the copy of
the chain does not have: they were signed, they stand there, and they are sent again, the very same
bytes. The other way round a transaction would be on the chain that nobody knows to be sent.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick import __version__
from tallystick.errors import ConfigError, TallystickError
from tallystick_node.bootstrap.composition import database_of
from tallystick_node.bootstrap.local_chain import FOLDER, chain_folder
from tallystick_node.entrypoints.archive import pack, refuse_damage, unpack
from tallystick_node.evm.backup import back_up as back_up_chain
from tallystick_node.evm.backup import restore as restore_chain
from tallystick_node.evm.opening import chain_exists
from tallystick_node.infrastructure.audit_log.book import AuditLog, JournalHead
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.storage.copying import columns_written, read_tables, write_tables
from tallystick_node.storage.upgrade import revision, revisions

if TYPE_CHECKING:
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.storage import Database

__all__ = ["back_up", "restore"]

CHAIN = "chain.sqlite"
TABLES = "tables"
FILES = "files"
# What a node's directory holds beside database and chain.
_PRIVATE = ("keys", "secrets")
_KEPT = (
    "deployment.json", "node.toml", "reports", "agreements", "sandbox-bank.sqlite", *_PRIVATE,
)  # fmt: skip


def back_up(settings: Settings, to: Path) -> dict[str, Any]:
    """Write a backup of a node, whether or not it runs, into a new file.

    Args:
        settings: The node's.
        to: The new file.

    Returns:
        The manifest.

    Raises:
        ConfigError: BACKUP:EXISTS when `to` is there already, BACKUP:EMPTY when there is no node's
            database, BACKUP:WRITE when the file cannot be written.
        VerificationFailed: When the journal is broken.
    """
    if to.exists():
        raise ConfigError("BACKUP:EXISTS", f"{to} exists already; choose another file")
    database = database_of(settings)
    try:
        database.check()
        kept = revision(database)
        if kept is None:
            raise ConfigError("BACKUP:EMPTY", f"there is no node's database at {database.place}")
        if kept not in revisions():
            raise ConfigError(
                "BACKUP:SCHEMA",
                f"the database is of a later version ({kept}), whose rows this one does not know"
                " whole; update tallystick",
            )
        with _beside(to) as scratch:
            folder = Path(scratch)
            chain = _copy_chain(settings.data_dir, folder)
            (folder / TABLES).mkdir()
            with database.reading() as connection:
                rows = write_tables(connection, folder / TABLES)
                head = AuditLog(machine_time).verify(connection)
            _copy_files(settings, folder / FILES)
            facts = {
                "made_at": datetime.now(UTC).isoformat(),
                "version": __version__,
                "revision": kept,
                "rows": rows,
                "columns": columns_written(),
                "journal": {"number": head.number, "hash": head.hash},
                "chain": chain,
            }
            return pack(folder, facts, to)
    finally:
        database.close()


def restore(settings: Settings, source: Path) -> dict[str, Any]:
    """Put a backup into an empty directory and an empty database.

    Checked before anything is written: every member, the chain from its first block on, the
    journal from its first entry on. What was written until a check fails is removed again.

    Args:
        settings: Name the directory and the database.
        source: The backup.

    Returns:
        The manifest.

    Raises:
        ConfigError: BACKUP:TARGET when the directory is not empty; as `unpack` for a bad file.
        VerificationFailed: When chain or journal do not verify.
    """
    target = settings.data_dir
    if target.exists() and any(target.iterdir()):
        raise ConfigError("BACKUP:TARGET", f"{target} is not empty; choose another --data-dir")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as undone:
        undone.callback(_empty, target)
        with _beside(target) as scratch:
            manifest = _put_back(settings, source, Path(scratch))
        undone.pop_all()
    return manifest


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _put_back(settings: Settings, source: Path, folder: Path) -> dict[str, Any]:
    manifest = unpack(source, folder)
    try:
        known = JournalHead(manifest["journal"]["number"], manifest["journal"]["hash"])
        kept = str(manifest["revision"])
    except (KeyError, TypeError) as error:
        raise refuse_damage(source, "its manifest is not whole") from error
    if manifest["chain"] is not None:
        restore_chain(folder / CHAIN, settings.data_dir / FOLDER)
    if (folder / FILES).is_dir():
        shutil.copytree(folder / FILES, settings.data_dir, dirs_exist_ok=True)
        for private in (settings.data_dir, *(settings.data_dir / name for name in _PRIVATE)):
            if private.is_dir():
                private.chmod(0o700)
    database = database_of(settings)
    try:
        database.check()
        read_tables(database, folder / TABLES, kept, manifest.get("columns"))
        _check_journal(database, known)
    finally:
        database.close()
    return manifest


def _check_journal(database: Database, known: JournalHead) -> None:
    with database.reading() as connection:
        AuditLog(machine_time).verify(connection, known)


def _copy_chain(data_dir: Path, folder: Path) -> dict[str, Any] | None:
    if not chain_exists(chain_folder(data_dir)):
        return None
    return back_up_chain(chain_folder(data_dir), folder / CHAIN).document()


def _copy_files(settings: Settings, folder: Path) -> None:
    folder.mkdir()
    for name in _KEPT:
        source = settings.data_dir / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.is_file():
            shutil.copy2(source, folder / name)
    deployment = settings.deployment_file
    if not (folder / "deployment.json").exists() and deployment.is_file():
        shutil.copy2(deployment, folder / "deployment.json")


def _beside(place: Path) -> tempfile.TemporaryDirectory[str]:
    """Return a scratch folder on the same disk, which is known to be meant for such data."""
    try:
        return tempfile.TemporaryDirectory(prefix=".backup-", dir=place.absolute().parent)
    except OSError as error:
        raise _no_room(place, error) from error


def _no_room(place: Path, error: OSError) -> TallystickError:
    return ConfigError("BACKUP:WRITE", f"{place.parent} cannot be written: {error.strerror}")
