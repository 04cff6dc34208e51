"""The journal of a deployment under way: what it is, so that it can be taken up after a crash.

It lies next to the deployment file (`<out>.journal`), is written before the first transaction and
goes when the deployment file is there. What was already done is read from the chain itself.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tallystick.documents import file_text, read_json
from tallystick.errors import ConfigError

__all__ = ["Journal", "exclusive", "journal_path", "write_atomically"]


@dataclass(frozen=True, slots=True)
class Journal:
    """What a deployment was started with; inputs: hash of roles, token and artifacts."""

    chain_id: int
    deployer: str
    first_nonce: int
    block: int
    inputs: str

    @classmethod
    def load(cls, path: Path) -> Journal | None:
        """Read the journal of a run that did not end.

        Args:
            path: Where it lies.

        Returns:
            The journal; None when there is none.

        Raises:
            ConfigError: DEPLOY:JOURNAL when the file is something else.
        """
        if not path.exists():
            return None
        try:
            return cls(**read_json(file_text(path)))
        except (OSError, ValueError, TypeError) as wrong:
            raise ConfigError(
                "DEPLOY:JOURNAL", f"{path} is not a journal of a deployment; move it away"
            ) from wrong

    def save(self, path: Path) -> None:
        """Write the journal so that a crash leaves the old file or the new one.

        Args:
            path: Where it lies.
        """
        write_atomically(path, asdict(self))


def journal_path(out: Path) -> Path:
    """Return where the journal of a deployment lies.

    Args:
        out: The deployment file.

    Returns:
        The same path with .journal behind it.
    """
    return out.with_name(out.name + ".journal")


def write_atomically(path: Path, document: dict[str, Any]) -> None:
    """Write JSON that is on the disk, whole, when this returns.

    Args:
        path: The file, which is replaced.
        document: Values for JSON.

    Raises:
        OSError: When the file cannot be written.
    """
    draft = path.with_name(path.name + ".draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(json.dumps(document, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def exclusive(out: Path) -> Iterator[None]:
    """Hold the only right to deploy into a file's folder.

    The lock is on the folder itself and goes with the process, so nothing is left to clean up.

    Args:
        out: The deployment file.

    Yields:
        Nothing; the block runs while the right is held.

    Raises:
        ConfigError: DEPLOY:OUT when the folder is not there, DEPLOY:BUSY when another process has
            the right.
    """
    try:
        folder = os.open(out.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as wrong:
        raise ConfigError(
            "DEPLOY:OUT", f"the folder of {out} is not there ({wrong.strerror}); check --out"
        ) from wrong
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as taken:
        raise ConfigError(
            "DEPLOY:BUSY", f"another deployment into {out.parent} is under way; let it end"
        ) from taken
    finally:
        os.close(folder)
