"""Work that a process of its own does, while this one does other things; it answers once."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from tallystick.errors import VerificationFailed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["Aside"]

Answer = TypeVar("Answer")


class Aside(Generic[Answer]):
    """One call of a function of a module, in a process that is spawned for it."""

    def __init__(self, code: str, work: Callable[..., Answer], *arguments: Any) -> None:
        """Prepare it; `begin` lets it work.

        Args:
            code: The error's code when the process ends without an answer.
            work: A function of a module.
            arguments: What it is called with; they are pickled.
        """
        spawned = multiprocessing.get_context("spawn")
        self._code = code
        self._answer, self._sender = spawned.Pipe(duplex=False)
        self._process = spawned.Process(
            target=_answered, args=(self._sender, work, arguments), daemon=True
        )

    def begin(self) -> None:
        """Let it work; once."""
        self._process.start()
        self._sender.close()

    def result(self) -> Answer:
        """Wait for the answer.

        Returns:
            What the function returned.

        Raises:
            VerificationFailed: With the code given, when the process has ended without an answer.
        """
        try:
            return cast("Answer", self._answer.recv())
        except EOFError as ended:
            raise VerificationFailed(
                self._code, "a process of the demonstration has ended without an answer"
            ) from ended
        finally:
            self.close()

    def close(self) -> None:
        """End it, wherever it is."""
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()
        self._answer.close()


def _answered(sender: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began it ends it
    sender.send(work(*arguments))
    sender.close()
