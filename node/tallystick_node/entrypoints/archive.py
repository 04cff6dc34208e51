"""A backup as one file: a tar of members, each with its SHA-256 in the manifest.

Members: `manifest.json` first, `tables/<name>.jsonl` (one row a line, as the database keeps it),
`chain.sqlite` when the chain is local, `files/…` with the deployment, the settings and the keys.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tallystick.documents import file_text, read_json
from tallystick.errors import ConfigError

__all__ = ["MANIFEST", "pack", "refuse_damage", "unpack"]

MANIFEST = "manifest.json"
FORMAT = 1
_CHUNK = 1 << 20
# What reading a changed file can come to.
_UNREADABLE = (OSError, EOFError, tarfile.TarError, zlib.error, ValueError, KeyError, TypeError)


def pack(folder: Path, facts: Mapping[str, Any], to: Path) -> dict[str, Any]:
    """Put every file of a folder into a new file, readable by its owner alone.

    It gets its name once it is complete and on disk.

    Args:
        folder: Its files become members, under their paths in it.
        facts: What the manifest says beside format and members.
        to: The new file.

    Returns:
        The manifest, with the SHA-256 of each member.

    Raises:
        ConfigError: BACKUP:EXISTS when `to` is there already, BACKUP:WRITE when it cannot be
            written.
    """
    if to.exists():
        raise ConfigError("BACKUP:EXISTS", f"{to} exists already; choose another file")
    members = _members(folder)
    manifest = {
        **facts,
        "format": FORMAT,
        "members": {name: _sha256(file) for name, file in members.items()},
    }
    unfinished = to.with_name(to.name + ".unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w:gz") as tar:
                document = json.dumps(manifest, indent=1, sort_keys=True).encode()
                entry = tarfile.TarInfo(MANIFEST)
                entry.size = len(document)
                tar.addfile(entry, io.BytesIO(document))
                for name, file in members.items():
                    tar.add(file, name, recursive=False)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.rename(to)
    except OSError as error:
        raise ConfigError("BACKUP:WRITE", f"{to} cannot be written: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup; every member must be what was packed, and nothing else may be there.

    Args:
        source: The backup.
        folder: An empty folder.

    Returns:
        The manifest.

    Raises:
        ConfigError: BACKUP:NONE when there is no such file, BACKUP:FORMAT for another version's,
            BACKUP:DAMAGED when it is not what was packed.
    """
    if not source.is_file():
        raise ConfigError("BACKUP:NONE", f"there is no backup at {source}")
    try:
        with gzip.open(source) as stream, tarfile.open(fileobj=stream) as tar:
            tar.extractall(folder, filter="data")
            while stream.read(_CHUNK):  # only at its end the file shows whether it is whole
                pass
        manifest: dict[str, Any] = read_json(file_text(folder / MANIFEST))
        kept, form = dict(manifest["members"]), manifest["format"]
    except _UNREADABLE as error:
        raise refuse_damage(source, type(error).__name__) from error
    if form != FORMAT:
        raise ConfigError("BACKUP:FORMAT", f"{source} has the format {form}; update tallystick")
    unpacked = {name: _sha256(file) for name, file in _members(folder).items() if name != MANIFEST}
    for name in sorted(set(kept) | set(unpacked)):
        if kept.get(name) != unpacked.get(name):
            raise refuse_damage(source, f"{name} is not what was packed")
    return manifest


def refuse_damage(source: Path, what: str) -> ConfigError:
    """Return the refusal of a file that is not a complete backup.

    Args:
        source: The file.
        what: What is wrong with it, for the sentence.

    Returns:
        The error, to be raised: BACKUP:DAMAGED.
    """
    return ConfigError(
        "BACKUP:DAMAGED", f"{source} is not a complete backup ({what}); take another"
    )


def _members(folder: Path) -> dict[str, Path]:
    return {
        file.relative_to(folder).as_posix(): file
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while part := stream.read(_CHUNK):
            digest.update(part)
    return digest.hexdigest()
