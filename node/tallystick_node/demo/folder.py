"""What a demonstration leaves behind: its chain, and the papers about it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick_node.bootstrap.local_chain import DEMONSTRATION
from tallystick_node.evm.clock import ACCELERATED, Clock
from tallystick_node.evm.opening import chain_exists, open_chain

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick_node.evm import BlockBuilder, Genesis

__all__ = ["Folder"]

UNFINISHED, MARK = DEMONSTRATION
MADE_BY = "tallystick demo"


class Folder:
    """A directory that `tallystick chain --data-dir` opens afterwards.

    An earlier demonstration is replaced as long as its chain is as it was left. While one is under
    way its chain lies in `unfinished`, where a broken run leaves it to be thrown away.
    """

    def __init__(self, path: Path) -> None:
        """Look at the directory; InputError when something in it is not a demonstration's own."""
        self._path = path
        self.unfinished = path / UNFINISHED
        if path.exists() and not path.is_dir():
            raise InputError("DEMO:FOLDER", f"{path} is a file; choose another --out")
        if chain_exists(path):
            if self._head() != self._left():
                raise InputError(
                    "DEMO:FOLDER",
                    f"{path} holds a chain that is not an untouched demonstration; move it away, or"
                    " choose another --out",
                )
        elif others := sorted(file.name for file in path.glob("*") if file.name != UNFINISHED):
            # Names such as keys and reports are other people's too: nothing of theirs is replaced.
            raise InputError(
                "DEMO:FOLDER",
                f"{path} holds {others[0]} and no demonstration; choose an empty --out",
            )
        if self.unfinished.exists() and not self._own_unfinished():
            raise InputError(
                "DEMO:FOLDER",
                f"{self.unfinished} is not a demonstration's; move it away, or choose"
                " another --out",
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
        self.unfinished.mkdir(parents=True)
        (self.unfinished / MARK).write_text(f"{MADE_BY}\n", "utf-8")
        return open_chain(self.unfinished, genesis, Clock(ACCELERATED), instant=True, driven=True)

    def finish(self, summary: dict[str, Any], plot: str) -> None:
        """Put the closed chain, the node's files and the papers in their places.

        Args:
            summary: What summary.json says.
            plot: The SVG of returns.svg.

        Raises:
            InputError: DEMO:FOLDER when somebody has begun another chain in the directory.
        """
        if chain_exists(self._path) and self._head() != self._left():
            raise InputError(
                "DEMO:FOLDER",
                f"another chain was begun in {self._path} meanwhile; nothing is moved",
            )
        (self.unfinished / MARK).unlink()
        for file in sorted(self.unfinished.iterdir()):
            place = self._path / file.name
            if place.is_dir():
                shutil.rmtree(place)
            file.replace(place)
        text = json.dumps(summary, indent=2, ensure_ascii=False) + "\n"
        (self._path / "summary.json").write_text(text, "utf-8")
        (self._path / "returns.svg").write_text(plot, "utf-8")
        self.unfinished.rmdir()

    def _own_unfinished(self) -> bool:
        """Whether the folder is empty or bears the mark of a demonstration that was broken off."""
        if not self.unfinished.is_dir():
            return False
        try:
            return (self.unfinished / MARK).read_text("utf-8").strip() == MADE_BY
        except (OSError, ValueError):
            return not any(self.unfinished.iterdir())

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
