"""Every event of a whole life: left out, told twice, or with any one of its values changed.

Nothing but what docs/reference/audit.md names as unseen may pass.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from seams.recorded import Recorded

if TYPE_CHECKING:
    from seams.audit_life import Life
    from tallystick.replay.decoding import Log


PAGE = Path(__file__).parents[2] / "docs" / "reference" / "audit.md"
# What no word of the chain and no other event repeats: see the page's last section.
UNSEEN = {
    "Ballots.BallotOpened.by",
    "Collateral.AuctionStarted.by",
    "Governor.Executed.by",
    "Governor.WindDownBegun.by",
    "Mandates.MandateRevoked.owner",
    "Offers.Listed.offer.agreement_hash",
    "Offers.Listed.offer.expiry",
    "Freezes.Frozen.order",
    "Reserve.CoverPaid.by",
    "Reserve.DistributionBegun.by",
    "Workouts.Defaulted.by",
    "Workouts.Impaired.reason",
}
UNSEEN_WHOLE = {"Mandates.MandateRevoked", "Offers.OfferRevoked"}
# Of a credential that a newer one has replaced only the person and their wallets are kept.
ENROLLED = "Registry.Enrolled"
REPLACED = {f"{ENROLLED}.{name}" for name in ("risk_class", "group", "issued_at", "expiry")}
# They say what is so already: once more changes nothing.
HARMLESS_TWICE = {
    "Book.Approval",
    "Book.OperatorSet",
    "Escrow.Held",
    "Mandates.MandateRevoked",
    "KeyRecovery.RecoveryNamed",
    "Market.Cancelled",
    "Registry.GateSet",
    "Registry.StaffMarked",
}


@pytest.fixture(scope="module")
def recorded(whole_life: Life) -> Recorded:
    return Recorded(whole_life)


def test_as_they_are_they_pass(recorded: Recorded) -> None:
    assert recorded.wrong(recorded.logs) == []


def test_the_life_has_every_kind_of_event(recorded: Recorded) -> None:
    known = {f"{plan.contract}.{plan.name}" for plan in recorded.decoder.plans.values()}
    # The audit names a take-over and says that it does not rebuild what follows it.
    assert known - {recorded.name(log) for log in recorded.logs} == {
        "Book.BorrowerChanged",
        "Registry.TakenOver",
    }


@pytest.fixture(scope="module")
def chosen(recorded: Recorded) -> list[tuple[int, Log]]:
    """The first, the middle and the last event of each name, with their places.

    Of credentials all: one that a newer one replaces is no more seen than the page says.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, log in enumerate(recorded.logs):
        places[recorded.name(log)].append(at)
    some = set(places[ENROLLED])
    some |= {at for of in places.values() for at in (of[0], of[len(of) // 2], of[-1])}
    return [(at, recorded.logs[at]) for at in sorted(some)]


@pytest.mark.long
def test_no_event_can_be_left_out(recorded: Recorded, chosen: list[tuple[int, Log]]) -> None:
    logs = recorded.logs
    missed = {
        recorded.name(log) for at, log in chosen if not recorded.wrong(logs[:at] + logs[at + 1 :])
    }
    assert missed == UNSEEN_WHOLE


@pytest.mark.long
def test_no_event_can_be_told_twice(recorded: Recorded, chosen: list[tuple[int, Log]]) -> None:
    logs = recorded.logs
    for at, log in chosen:
        twice = [*logs[: at + 1], *logs[at:]]
        assert "events.order" in recorded.wrong(twice)
        # Without its place too it is found, by what it says.
        if recorded.name(log) not in HARMLESS_TWICE:
            assert recorded.wrong(twice, ordered=False), recorded.name(log)


@pytest.mark.long
def test_no_value_can_be_changed(recorded: Recorded, chosen: list[tuple[int, Log]]) -> None:
    logs = recorded.logs
    missed = set()
    for at, log in chosen:
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
