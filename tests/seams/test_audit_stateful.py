"""Anything in any order, with an attacker who holds every role: the audit finds nothing wrong.

The machine of tests/contracts acts on the real contracts; at the end of each story its logs are
replayed and compared with the chain, word by word.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import HealthCheck, settings

from contracts import test_stateful as machine
from contracts.builders import DAY, Refused, World
from tallystick.audit import run
from tallystick.audit.reader import Reader, Refusal
from tallystick.audit.replaying import in_order
from tallystick.audit.scene import Scene
from tallystick.chain.artifacts import CONTRACTS
from tallystick.replay.decoding import Log
from tallystick.replay.replay import Replay

if TYPE_CHECKING:
    from contracts.engine import Answer
    from tallystick.chain.contracts import Query


class RecordedWorld(World):
    """A platform that keeps its logs, one block for each call, and knows its blocks' times."""

    logs: list[Log]
    times: list[int]

    def happened(self, answer: Answer) -> None:
        if not hasattr(self, "logs"):
            self.logs, self.times = [], []
        super().happened(answer)
        block = len(self.times)
        self.times.append(self.now)
        ours = {self.address[name].lower() for name in CONTRACTS if name in self.address}
        for index, (address, topics, data) in enumerate(answer.logs):
            log = Log(
                "0x" + address.hex(),
                tuple("0x" + topic.hex() for topic in topics),
                "0x" + data.hex(),
                block,
                index,
                f"0x{block:064x}",
                f"0x{block:064x}",
                removed=False,
            )
            if log.address in ours:
                self.logs.append(log)

    def time(self, log: Log) -> int:
        return self.times[log.block]


class WorldReader(Reader):
    """Asks the platform in this process."""

    def __init__(self, world: World) -> None:
        self._world = world

    def read_all(self, questions: Any) -> list[Any]:
        return [self._answer(question) for question in questions]

    def read(self, query: Query[Any]) -> Any:
        return self._world.call(f"{query.contract}.{query.function}", *query.arguments)

    def _answer(self, question: Query[Any]) -> Any:
        try:
            return self.read(question)
        except Refused:
            return Refusal()


def audit(world: RecordedWorld) -> dict[str, str]:
    """The checks that do not hold, with their first difference."""
    addresses = {name: world.address[name] for name in CONTRACTS}
    replay = Replay(addresses, cast("Any", world), offset=0, council_threshold=2, delay=DAY)
    in_order(world.logs, 0, len(world.times), replay.findings, None)
    replay.feed(world.logs)
    replay.close()
    deployment: Any = SimpleNamespace(
        addresses=lambda: addresses,
        token=world.address["Token"],
        chain_id=world.engine.chain_id,
        contracts={name: SimpleNamespace(address=at) for name, at in addresses.items()},
    )
    nothing: Any = None
    scene = Scene(nothing, deployment, WorldReader(world), replay, replay.findings, world.now)
    for check in run.AGAINST_CHAIN:
        check(scene)
    return {
        check: tally.detail for check, tally in replay.findings.tallies.items() if tally.differences
    }


class Audited(machine.Platform):
    """Every story ends with an audit."""

    def __init__(self) -> None:
        super().__init__()
        self.world = RecordedWorld(*self.token)

    def teardown(self) -> None:
        assert isinstance(self.world, RecordedWorld)
        assert audit(self.world) == {}


class AuditedHostile(machine.HostileTokenPlatform):
    """The same with a token that taxes, lies or blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.world = RecordedWorld(*self.token)

    def teardown(self) -> None:
        assert isinstance(self.world, RecordedWorld)
        assert audit(self.world) == {}


Audited.TestCase.settings = AuditedHostile.TestCase.settings = settings(
    max_examples=4,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAudited = Audited.TestCase
TestAudited.pytestmark = [pytest.mark.long]  # type: ignore[attr-defined]
TestAuditedHostile = AuditedHostile.TestCase
TestAuditedHostile.pytestmark = [pytest.mark.long]  # type: ignore[attr-defined]
