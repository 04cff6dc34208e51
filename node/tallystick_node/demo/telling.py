"""The second platform lives in a process of its own, while the replayed loans do."""

from __future__ import annotations

import multiprocessing
import signal
from typing import TYPE_CHECKING

from tallystick.errors import VerificationFailed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from tallystick_node.demo.second import SecondPlatform

__all__ = ["Telling", "told"]


class Telling:
    """Lets the second platform live in a process of its own, while the first one does."""

    def __init__(self) -> None:
        """Prepare it; `begin` lets it live."""
        spawned = multiprocessing.get_context("spawn")
        self._answer, self._sender = spawned.Pipe(duplex=False)
        self._process = spawned.Process(target=_tell, args=(self._sender,), daemon=True)

    def begin(self) -> None:
        """Let it begin; once."""
        self._process.start()
        self._sender.close()

    def result(self) -> SecondPlatform:
        """Wait for its end.

        Returns:
            What happened.

        Raises:
            VerificationFailed: DEMO:SECOND when the process has ended without an answer.
        """
        try:
            platform: SecondPlatform = self._answer.recv()
        except EOFError as ended:
            raise VerificationFailed(
                "DEMO:SECOND", "the process of the second platform has ended without an answer"
            ) from ended
        finally:
            self.close()
        return platform

    def close(self) -> None:
        """End it, wherever it is."""
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()
        self._answer.close()


def _tell(sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began it ends it
    sender.send(told())
    sender.close()


def told() -> SecondPlatform:
    """Let the second platform live and end, here and now.

    Returns:
        What happened.
    """
    from tallystick_node.demo.ending import Ending  # noqa: PLC0415 - imports the EVM

    return Ending.begin().live()
