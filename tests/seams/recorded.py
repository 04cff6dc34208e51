"""A life's logs, to be told otherwise: audits of them at the cost of milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from tallystick.audit.check_calls import check_executions, check_proposals
from tallystick.audit.reader import Reader
from tallystick.audit.replaying import in_order
from tallystick.audit.run import compare
from tallystick.audit.scene import Scene
from tallystick.chain.artifacts import TOKEN
from tallystick.replay.decoding import Decoder, Log
from tallystick.replay.replay import begin
from tallystick.replay.source import BlockClock, read_logs, time_of

if TYPE_CHECKING:
    from seams.audit_life import Life
    from tallystick.chain._sync.connection import Connection
    from tallystick.chain.contracts import Query
    from tallystick.replay.replay import Replay

__all__ = ["Recorded"]


class Remembering(Reader):
    """Asks each question once."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._known: dict[Any, Any] = {}

    def read_all(self, questions: Sequence[Query[Any]]) -> list[Any]:
        new = [question for question in questions if question not in self._known]
        self._known |= dict(zip(new, super().read_all(new), strict=True))
        return [self._known[question] for question in questions]

    def read(self, query: Query[Any]) -> Any:
        if query not in self._known:
            self._known[query] = super().read(query)
        return self._known[query]


class Recorded:
    """A life's logs, and audits of what is made of them at the cost of milliseconds."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.connection: Connection = life.platform.connection
        self.deployment = life.platform.deployment
        self.last = self.connection.block_number()
        addresses = self.deployment.addresses()
        result = read_logs(
            self.connection, list(addresses.values()), self.deployment.block, self.last
        )
        self.logs = [log for _, logs in result for log in logs]
        self.decoder = Decoder(addresses)
        self._clock = BlockClock(self.connection)
        self._reader = Remembering(
            self.connection, addresses | {TOKEN: self.deployment.token}, self.last
        )

    def wrong(self, logs: list[Log], *, ordered: bool = True) -> list[str]:
        """The checks that do not hold; those against the chain only when no other says it."""
        replay = self.replay(logs)
        if ordered:
            in_order(logs, self.deployment.block, self.last, replay.findings, None)
        tallies = replay.findings.tallies
        if not any(tally.differences for tally in tallies.values()):
            scene = self.scene(replay)
            compare(scene)
            check_proposals(scene)
            check_executions(scene)
        return [check for check, tally in tallies.items() if tally.differences]

    def replay(self, logs: list[Log], heard: tuple[str, list[str]] | None = None) -> Replay:
        """What the logs say of the platform, before any look at the chain.

        `heard` names a check and takes every sentence that it says, and not only the first.
        """
        replay = begin(self.deployment, self._clock)
        if heard is not None:
            replay.findings.differ = partial(_hear, replay.findings.differ, *heard)  # type: ignore[method-assign]
        replay.feed(logs)
        replay.close()
        return replay

    def scene(self, replay: Replay) -> Scene:
        now = time_of(self.connection, self.last)
        return Scene(self.connection, self.deployment, self._reader, replay, replay.findings, now)

    def name(self, log: Log) -> str:
        decoded = self.decoder.decode(log)
        assert decoded is not None
        return f"{decoded.contract}.{decoded.name}"


def _hear(
    differ: Callable[..., None],
    wanted: str,
    sentences: list[str],
    check: str,
    sentence: str,
    log: Log | None = None,
) -> None:
    if check == wanted:
        sentences.append(sentence)
    differ(check, sentence, log)
