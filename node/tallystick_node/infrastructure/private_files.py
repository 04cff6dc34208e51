"""Whose files a node's are: its own user's alone, in a directory that was there before too."""

from __future__ import annotations

import os

__all__ = ["keep_files_private"]

_OTHERS = 0o077


def keep_files_private() -> None:
    """Let nobody but this process's user read what it writes from now on."""
    os.umask(_OTHERS)
