"""Where an audit stopped, so that the next one goes on from there.

The file is the auditor's own. It is read by a list of classes that may be in it, so that a file
from elsewhere runs nothing; what it says is believed all the same, as an auditor believes notes.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tallystick.disclosure.canonical import canonical
from tallystick.errors import InputError

if TYPE_CHECKING:
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.replay import Replay
    from tallystick.replay.source import Clock

__all__ = ["Resumption", "resume", "save"]

_MAGIC = b"tallystick audit 1\n"
_CLOCK = "clock"
_OURS = ("tallystick.replay.", "tallystick.loans.")
_PLAIN = frozenset(
    {
        ("builtins", "set"), ("builtins", "frozenset"), ("builtins", "list"), ("builtins", "dict"),
        ("collections", "Counter"), ("collections", "defaultdict"), ("collections", "OrderedDict"),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resumption:
    """A replay as it stood after a block, and that block's hash."""

    replay: Replay
    block: int
    block_hash: bytes


def save(path: Path, stopped: Resumption, deployment: Deployment) -> None:
    """Write where an audit stopped, in place of what the file had.

    Args:
        path: The file.
        stopped: The replay, closed, and its last block.
        deployment: The deployment file's content.

    Raises:
        InputError: AUDIT:RESUME:FILE when it cannot be written.
    """
    replay, clock = stopped.replay, stopped.replay.clock
    # What was checked with its transaction needs no second look.
    replay.market.fills.clear()
    replay.mandates.executions.clear()
    replay.ballots.openings.clear()
    head = (stopped.block, stopped.block_hash, _platform(deployment), version("tallystick"))
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-") as file:
            file.write(_MAGIC)
            _StateWriter(file, clock).dump((head, replay))
            file.flush()
            os.fsync(file.fileno())
            path.unlink(missing_ok=True)
            os.link(file.name, path)
    except OSError as wrong:
        raise InputError("AUDIT:RESUME:FILE", f"{path} cannot be written: {wrong}") from wrong


def resume(path: Path, deployment: Deployment, clock: Clock) -> Resumption | None:
    """Read where an audit stopped.

    Args:
        path: The file.
        deployment: The deployment file's content.
        clock: Knows when a log was written, from here on.

    Returns:
        The replay, its counts at 0, and its last block; None when there is no file.

    Raises:
        InputError: AUDIT:RESUME:FILE when it is no such file; AUDIT:RESUME:PLATFORM when it is of
            another platform or another version of this program.
    """
    try:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise InputError("AUDIT:RESUME:FILE", f"{path} is no place where an audit stopped")
            head, replay = _StateReader(file, clock).load()
            block, block_hash, platform, written_by = head
    except FileNotFoundError:
        return None
    except (OSError, pickle.UnpicklingError, EOFError, ValueError, TypeError) as wrong:
        raise InputError("AUDIT:RESUME:FILE", f"{path} cannot be read: {wrong}") from wrong
    except (AttributeError, ImportError, LookupError) as wrong:
        raise InputError("AUDIT:RESUME:FILE", f"{path} cannot be read: {wrong}") from wrong
    if (platform, written_by) != (_platform(deployment), version("tallystick")):
        raise InputError(
            "AUDIT:RESUME:PLATFORM",
            f"{path} is of another platform or version; begin anew with another file",
        )
    for tally in replay.findings.tallies.values():
        tally.compared = 0
    replay.events = replay.notes.claims = 0
    return Resumption(replay, block, block_hash)


def _platform(deployment: Deployment) -> str:
    return hashlib.sha256(canonical(deployment.document())).hexdigest()


class _StateWriter(pickle.Pickler):
    def __init__(self, file: IO[bytes], clock: Clock) -> None:
        super().__init__(file, protocol=5)
        self._clock = clock

    def persistent_id(self, held: Any) -> str | None:
        return _CLOCK if held is self._clock else None


class _StateReader(pickle.Unpickler):
    def __init__(self, file: IO[bytes], clock: Clock) -> None:
        super().__init__(file)
        self._clock = clock

    def persistent_load(self, name: Any) -> Clock:
        if name != _CLOCK:
            raise pickle.UnpicklingError(f"{name!r} is unknown")
        return self._clock

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN or (module.startswith(_OURS) and "." not in name):
            held = super().find_class(module, name)
            # Classes alone: a function would run.
            if isinstance(held, type):
                return held
        raise pickle.UnpicklingError(f"{module}.{name} has no place in it")
