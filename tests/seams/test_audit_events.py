"""Every event of a whole life: left out, told twice, or with any one of its values changed.

Nothing but what docs/reference/audit.md names as unseen may pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.audit.reader import Reader
from tallystick.audit.run import begin, compare, in_order
from tallystick.audit.scene import Scene
from tallystick.chain.artifacts import TOKEN
from tallystick.replay.decoding import Decoder, Log
from tallystick.replay.source import BlockClock, read_logs

if TYPE_CHECKING:
    from seams.audit_life import Life
    from tallystick.chain._sync.connection import Connection
    from tallystick.chain.contracts import Query

pytestmark = pytest.mark.xdist_group("whole life")

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "audit.md"
# What no word of the chain and no other event repeats: see the page's last section.
UNSEEN = {
    "Book.Listed.offer.agreement_hash",
    "Book.Listed.offer.expiry",
    "Governor.Executed.by",
    "Governor.WindDownBegun.by",
    "Market.Cancelled.seller",
    "Registry.Frozen.by",
    "Registry.Frozen.order",
    "Reserve.CoverPaid.by",
    "Servicing.Defaulted.by",
}
UNSEEN_WHOLE = {"Book.OfferRevoked"}
# Of a credential that a newer one has replaced only the person and their wallets are kept.
REPLACED = {
    f"Registry.Enrolled.{name}"
    for name in ("risk_class", "group", "lend_limit", "borrow_limit", "issued_at", "expiry")
}


# They say what is so already: once more changes nothing.
HARMLESS_TWICE = {
    "Book.Approval",
    "Book.OfferRevoked",
    "Book.OperatorSet",
    "Escrow.Held",
    "Market.Cancelled",
    "Registry.Frozen",
    "Registry.GateSet",
    "Registry.StaffMarked",
}


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
        replay = begin(self.deployment, self._clock)
        if ordered:
            in_order(logs, self.deployment.block, self.last, replay.findings, None)
        replay.feed(logs)
        replay.close()
        tallies = replay.findings.tallies
        if not any(tally.differences for tally in tallies.values()):
            compare(Scene(self.connection, self.deployment, self._reader, replay, replay.findings))
        return [check for check, tally in tallies.items() if tally.differences]

    def name(self, log: Log) -> str:
        decoded = self.decoder.decode(log)
        assert decoded is not None
        return f"{decoded.contract}.{decoded.name}"


@pytest.fixture(scope="module")
def recorded(whole_life: Life) -> Recorded:
    return Recorded(whole_life)


def test_as_they_are_they_pass(recorded: Recorded) -> None:
    assert recorded.wrong(recorded.logs) == []


def test_the_life_has_every_kind_of_event(recorded: Recorded) -> None:
    known = {f"{plan.contract}.{plan.name}" for plan in recorded.decoder.plans.values()}
    assert known == {recorded.name(log) for log in recorded.logs}


@pytest.mark.long
def test_no_event_can_be_left_out(recorded: Recorded) -> None:
    logs = recorded.logs
    missed = {
        recorded.name(log)
        for at, log in enumerate(logs)
        if not recorded.wrong(logs[:at] + logs[at + 1 :])
    }
    assert missed == UNSEEN_WHOLE


@pytest.mark.long
def test_no_event_can_be_told_twice(recorded: Recorded) -> None:
    logs = recorded.logs
    for at, log in enumerate(logs):
        twice = [*logs[: at + 1], *logs[at:]]
        assert "events.order" in recorded.wrong(twice)
        # Without its place too it is found, by what it says.
        if recorded.name(log) not in HARMLESS_TWICE:
            assert recorded.wrong(twice, ordered=False), recorded.name(log)


@pytest.mark.long
def test_no_value_can_be_changed(recorded: Recorded) -> None:
    logs = recorded.logs
    missed = set()
    for at, log in enumerate(logs):
        plan = recorded.decoder.plans[log.address, log.topics[0]]
        for (start, _, _), field in zip(plan.steps, plan.fields, strict=True):
            changed = [*logs[:at], _flipped(log, start // 32), *logs[at + 1 :]]
            if not recorded.wrong(changed):
                missed.add(f"{plan.contract}.{plan.name}.{field}")
    assert missed == UNSEEN | REPLACED


def test_the_page_names_what_stays_unseen() -> None:
    page = PAGE.read_text("utf-8")
    for name in UNSEEN | UNSEEN_WHOLE:
        assert f"`{name}`" in page


def _flipped(log: Log, word: int) -> Log:
    """The log with the lowest bit of one of its words changed."""
    topics = list(log.topics)
    inner = len(topics) - 1
    if word < inner:
        topics[word + 1] = "0x" + format(int(topics[word + 1], 16) ^ 1, "064x")
        return log._replace(topics=tuple(topics))
    start = 2 + 64 * (word - inner)
    value = format(int(log.data[start : start + 64], 16) ^ 1, "064x")
    return log._replace(data=log.data[:start] + value + log.data[start + 64 :])
