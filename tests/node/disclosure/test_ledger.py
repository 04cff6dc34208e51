"""The public ledger: what came and went is the balance that the chain has, for every account."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from node.disclosure.builders import PublicationScene
from tallystick.audit.ledger import OUTSIDE, csv_lines, entries_of, json_lines
from tallystick.audit.public_events import public_events
from tallystick.chain.contracts import Escrow
from tallystick.errors import InputError
from tallystick_node.disclosure import ledger as module
from tallystick_node.disclosure.ledger import PublicLedger
from tallystick_node.infrastructure.indexer.queries import ChainIndex

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from tallystick_node.storage import Database


@pytest.fixture
def scene(network: Network, database: Database, tmp_path: Path) -> PublicationScene:
    result = PublicationScene(network, database, tmp_path / "reports")
    result.live()
    result.index()
    return result


@pytest.fixture
def ledger(scene: PublicationScene, database: Database) -> PublicLedger:
    return PublicLedger(database, ChainIndex(database), scene.network.platform.deployment)


def test_entries_come_to_the_balances_of_the_chain(
    scene: PublicationScene, ledger: PublicLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAGE", 3)
    balances: Counter[str] = Counter()
    entries = list(ledger.entries(None, None))
    for entry in entries:
        assert entry.amount > 0
        balances[entry.giver] -= entry.amount
        balances[entry.receiver] += entry.amount
    assert {"deposit", "fund", "issue"} <= {entry.what for entry in entries}
    assert sum(balances.values()) == 0
    assert len(balances) > 3
    for account, balance in balances.items():
        if account != OUTSIDE:
            assert scene.network.platform.read(Escrow.balance_of(account)) == balance


def test_index_and_chain_have_the_same_ledger(
    scene: PublicationScene, ledger: PublicLedger
) -> None:
    platform = scene.network.platform
    last = ledger.index.freshness().block
    events = public_events(platform.connection, platform.deployment, 0, last)
    alone = [entry for event in events for entry in entries_of(event, platform.deployment)]
    assert list(ledger.entries(None, last)) == alone
    middle = alone[len(alone) // 2].block
    before, after = ledger.entries(None, middle - 1), ledger.entries(middle, last)
    assert [*before, *after] == alone


def test_csv_and_json_say_the_same(ledger: PublicLedger) -> None:
    entries = list(ledger.entries(None, None))
    rows = list(csv.DictReader(io.StringIO("".join(csv_lines(entries)))))
    documents = json.loads("".join(json_lines(entries)))
    assert [row["amount"] for row in rows] == [document["amount"] for document in documents]
    assert {row["token"] for row in rows} == {ledger.deployment.token}
    assert len(rows) == len(entries)
    assert json.loads("".join(json_lines([]))) == []
    assert "".join(csv_lines([])).count("\n") == 1


@pytest.mark.parametrize(("first", "last"), [(0, None), (None, 10**9), (9_999, 9_998)])
def test_blocks_that_are_not_there_are_refused(
    ledger: PublicLedger, first: int | None, last: int | None
) -> None:
    with pytest.raises(InputError, match="LEDGER:BLOCKS"):
        ledger.entries(first, last)


def test_a_range_is_bounded(ledger: PublicLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVENTS_MAX", 1)
    with pytest.raises(InputError, match="LEDGER:LARGE"):
        ledger.entries(None, None)
