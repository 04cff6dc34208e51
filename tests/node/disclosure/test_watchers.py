"""Watchers' verdicts: kept as they were signed, for the day they are of, and none taken away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.disclosure.watching import EDA, NAMES, NIM, OTHERS, be_now, changed, local_date, verdict
from tallystick.errors import InputError
from tallystick_node.auth.refusals import Forbidden, TooMany
from tallystick_node.disclosure import watchers as module
from tallystick_node.disclosure.watchers import Watchers
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.storage.tables import journal

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def watchers(network: Network, database: Database, time: Time) -> Watchers:
    be_now(network, time)
    offset = network.platform.deployment.roles.utc_offset_seconds
    return Watchers(
        database, network.platform, time, BusinessClock(time, offset), AuditLog(time), NAMES
    )


def kept_acts(database: Database) -> list[tuple[str, str, Any]]:
    with database.reading() as connection:
        rows = connection.execute(select(journal.c.actor, journal.c.act, journal.c.details))
        return [tuple(row) for row in rows]


def test_a_watchers_verdict_is_kept_and_journalled(
    network: Network, watchers: Watchers, database: Database
) -> None:
    signed = verdict(network, failed=1)
    kept = watchers.put(signed)
    assert (kept.name, kept.passed, kept.held, kept.failed) == ("Eda & Co", False, 2, 1)
    assert kept.same_block
    assert dict(kept.document) == signed.document()
    assert watchers.find(kept.digest) == kept
    ((actor, act, details),) = kept_acts(database)
    assert (actor, act, kept.digest in details) == (EDA.address, "watcher.verdict", True)


def test_the_same_verdict_again_changes_nothing(
    network: Network, watchers: Watchers, database: Database
) -> None:
    signed = verdict(network)
    assert watchers.put(signed) == watchers.put(signed)
    assert len(kept_acts(database)) == 1


def test_who_is_not_named_is_refused(network: Network, watchers: Watchers) -> None:
    with pytest.raises(Forbidden, match="WATCH:UNKNOWN"):
        watchers.put(verdict(network, OTHERS))
    assert watchers.newest(limit=9) == []


@pytest.mark.parametrize(
    ("facts", "signer", "code"),
    [({"chain_id": 1}, EDA, "WATCH:PLATFORM"), ({"contract": "0x" + "11" * 20}, EDA, "PLATFORM"),
     ({"watcher": NIM.address}, None, "WATCH:SIGNATURE"), ({"events": 8}, None, "SIGNATURE"),
     ({"signature": b"\x01" * 64}, None, "SIGNATURE"), ({"block": 10**9}, EDA, "WATCH:BLOCK")],
)  # fmt: skip
def test_what_is_not_signed_for_this_platform_is_refused(
    network: Network, watchers: Watchers, facts: dict[str, Any], signer: Any, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        watchers.put(changed(verdict(network), signer, **facts))
    assert watchers.newest(limit=9) == []


@pytest.mark.parametrize("days", [-2, -1, 1, 2])
def test_a_verdict_is_for_no_other_day_than_its_blocks(
    network: Network, watchers: Watchers, days: int
) -> None:
    signed = verdict(network, day=local_date(network) + timedelta(days=days))
    with pytest.raises(InputError, match="WATCH:DAY"):
        watchers.put(signed)


def test_yesterday_may_be_sent_today_and_not_two_days_after(
    network: Network, watchers: Watchers, time: Time
) -> None:
    signed = verdict(network)
    time.pass_by(days=1)
    assert watchers.put(signed).day == signed.day
    time.pass_by(days=1)
    with pytest.raises(InputError, match="WATCH:DAY: a verdict is for"):
        watchers.put(verdict(network, NIM))


def test_a_day_without_blocks_has_the_last_one_before_it(
    network: Network, watchers: Watchers, time: Time
) -> None:
    time.pass_by(days=3)
    today = local_date(network) + timedelta(days=3)
    assert watchers.put(verdict(network, day=today)).day == today
    earlier = network.connection.block_number() - 1
    with pytest.raises(InputError, match="WATCH:DAY"):
        watchers.put(verdict(network, NIM, block=earlier, day=today))


def test_another_hash_of_the_block_is_kept_as_such(network: Network, watchers: Watchers) -> None:
    assert not watchers.put(verdict(network, block_hash=b"\x05" * 32)).same_block


def test_the_verdict_at_the_latest_block_counts_and_all_are_kept(
    network: Network, watchers: Watchers
) -> None:
    day = local_date(network)
    first = watchers.put(verdict(network, failed=1))
    network.mine()
    assert local_date(network) == day, "the chain stayed within the day"
    second = watchers.put(verdict(network))
    # Sent late by whoever has it: of an earlier block, so it replaces nothing.
    third = watchers.put(verdict(network, block=first.block, failed=2))
    counting = watchers.of_days([day])[day][EDA.address]
    assert (counting.digest, counting.superseded) == (second.digest, 2)
    kept = [row.digest for row in watchers.newest(watcher=EDA.address, limit=9)]
    assert kept == [third.digest, second.digest, first.digest]
    page = watchers.newest(limit=1, before=watchers.newest(limit=1)[0].number)
    assert [row.digest for row in page] == [second.digest]


def test_a_watcher_sends_so_many_for_a_day(
    network: Network, watchers: Watchers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DAY_VERDICTS_MAX", 1)
    watchers.put(verdict(network))
    with pytest.raises(TooMany, match="WATCH:MANY"):
        watchers.put(verdict(network, failed=1))
    assert watchers.put(verdict(network, NIM)).name == "Nim Watch"


def test_who_was_never_heard_is_listed_and_who_is_named_no_more(
    network: Network, watchers: Watchers
) -> None:
    watchers.put(verdict(network))
    eda, nim = watchers.heard()
    assert (eda.name, eda.last_day, eda.verdicts) == ("Eda & Co", local_date(network), 1)
    assert (nim.name, nim.last_day, nim.verdicts) == ("Nim Watch", None, 0)
    left = Watchers(
        watchers.database, watchers.platform, watchers.clock, watchers.business,
        watchers.audit_log, {NIM.address: "Nim Watch"},
    )  # fmt: skip
    assert [(who.wallet, who.named) for who in left.heard()] == [
        (NIM.address, True), (EDA.address, False),
    ]  # fmt: skip


def test_a_verdict_that_is_not_here_is_a_refusal(watchers: Watchers) -> None:
    with pytest.raises(InputError, match="WATCH:NONE"):
        watchers.find("0x" + "00" * 32)
    assert watchers.of_days([]) == {}
