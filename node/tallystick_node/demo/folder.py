"""What a demonstration leaves behind: its chain, and the papers about it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick_node.evm.clock import ACCELERATED, Clock
from tallystick_node.evm.opening import chain_exists, open_chain

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick_node.evm import BlockBuilder, Genesis

__all__ = ["Folder"]

UNFINISHED = "unfinished"


class Folder:
    """A directory that `tallystick chain --data-dir` opens afterwards.

    An earlier demonstration is replaced as long as its chain is as it was left. While one is under
    way its chain lies in `unfinished`, where a broken run leaves it to be thrown away.
    """

    def __init__(self, path: Path) -> None:
        """Look at the directory; InputError when its chain is not an untouched demonstration."""
        self._path = path
        self.unfinished = path / UNFINISHED
        if chain_exists(path) and self._head() != self._left():
            raise InputError(
                "DEMO:FOLDER",
                f"{path} holds a chain that is not an untouched demonstration; move it away, or"
                " choose another --out",
            )

    def begin(self, genesis: Genesis) -> BlockBuilder:
        """Return a new chain whose blocks the demonstration dates itself.

        Opened again, its clock goes on from its last block and stands still while it is closed.

        Args:
            genesis: What the chain begins with.

        Returns:
            The builder of its blocks, in the folder `unfinished`.
        """
        shutil.rmtree(self.unfinished, ignore_errors=True)
        return open_chain(self.unfinished, genesis, Clock(ACCELERATED), instant=True, driven=True)

    def finish(self, summary: dict[str, Any], plot: str) -> None:
        """Put the closed chain, the node's files and the papers in their places.

        Args:
            summary: What summary.json says.
            plot: The SVG of returns.svg.
        """
        for file in sorted(self.unfinished.iterdir()):
            place = self._path / file.name
            if place.is_dir():
                shutil.rmtree(place)
            file.replace(place)
        text = json.dumps(summary, indent=2, ensure_ascii=False) + "\n"
        (self._path / "summary.json").write_text(text, "utf-8")
        (self._path / "returns.svg").write_text(plot, "utf-8")
        self.unfinished.rmdir()

    def _head(self) -> str:
        chain = open_chain(self._path)
        try:
            return "0x" + bytes(chain.head().hash).hex()
        finally:
            chain.close()

    def _left(self) -> str | None:
        try:
            summary = json.loads((self._path / "summary.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return str(summary.get("head")) if isinstance(summary, dict) else None
