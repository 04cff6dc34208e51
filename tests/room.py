"""Where the tests write: in memory where there is plenty, since they commit some 100,000 times."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

__all__ = ["room"]

PLENTY_BYTES = 4 << 30


def room() -> str:
    """The folder for what a run leaves behind nowhere; kill -9 is survived there as on a disk."""
    memory = Path("/dev/shm")
    writable = memory.is_dir() and os.access(memory, os.W_OK)
    if writable and shutil.disk_usage(memory).free > PLENTY_BYTES:
        return str(memory)
    return "/tmp"
