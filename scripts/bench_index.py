"""How fast a long history is indexed, and a month's report made of it; what both take on disk."""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")

import structlog

from synthetic_chain import SyntheticChain
from synthetic_history import History, Size, listed_session
from tallystick.disclosure.course import month_end, month_of_day
from tallystick.disclosure.figures import Given, state_of
from tallystick.disclosure.report import make_report
from tallystick.loans.dates import date_from_day, local_day
from tallystick.platform._sync.platform import Platform
from tallystick_node.disclosure.indexed import IndexedReplay
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.days import last_block_of
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.storage import Database, upgrade

__all__ = ["measure", "read_alone"]

LOANS, LENDERS, DAYS, SEED = 2_000, 200, 720, 20_261_130
METHOD = (
    f"a synthetic history of {LOANS} loans and {DAYS} days behind JSON-RPC in this process, CPU"
    " seconds of one run each. index: from nothing to the head into SQLite, against reading and"
    " decoding the same blocks alone. report: the month before the last, replayed from the index"
    " from the first event on, and made. bytes: of the database over events and over loans"
)


def measure(loans: int = LOANS) -> dict[str, Any]:
    """Return counts, rates, bytes, ratios in thousandths, and the method.

    Args:
        loans: How many loans the history has.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    session = listed_session()
    history = History(Size(loans, LENDERS, DAYS, SEED), session=session)
    chain = SyntheticChain(session, history)
    platform = Platform.connect(chain, session.platform.deployment)
    # The history is this program's and no node's: its objects are not looked through again.
    gc.collect()
    gc.freeze()
    with tempfile.TemporaryDirectory(prefix="tallystick-bench-") as name:
        file = Path(name) / "node.sqlite"
        database = Database(f"sqlite:///{file}")
        upgrade(database)
        empty = _bytes(file)
        indexer = Indexer(database, ChainReader(platform), platform, machine_time)
        events, spent = _timed(indexer.catch_up)
        alone = _timed(lambda: read_alone(platform))[1]
        report = _timed(lambda: _report(database, platform))[1]
        database.close()
        size = _bytes(file) - empty
    return {
        "events": events,
        "loans": loans,
        "events_per_loan_milli": 1_000 * events // loans,
        "indexed_per_second": round(events / spent),
        "index_to_read_milli": round(1_000 * alone / spent),
        "report_seconds": round(report, 3),
        "report_microseconds_per_event": round(report * 10**6 / events),
        "bytes_per_event": size // events,
        "bytes_per_loan": size // loans,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "method": METHOD,
    }


def _timed(act: Callable[[], int]) -> tuple[int, float]:
    began = time.process_time()
    return act(), time.process_time() - began


def _bytes(file: Path) -> int:
    return sum(part.stat().st_size for part in file.parent.glob(file.name + "*"))


def read_alone(platform: Platform) -> int:
    """Read and decode a platform's events as the indexer does, and keep none.

    Args:
        platform: The platform.

    Returns:
        How many there are.
    """
    reader = ChainReader(platform)
    head, _ = reader.head()
    first, count = reader.first, 0
    while first <= head:
        stretch = reader.stretch(first, head)
        count += len(stretch.events)
        first = stretch.last + 1
    return count


def _report(database: Database, platform: Platform) -> int:
    """Make the report of the last month that is over at the head."""
    connection, deployment = platform.connection, platform.deployment
    head = connection.block()
    assert head is not None, "a chain has a first block"
    offset = deployment.roles.utc_offset_seconds
    today = local_day(head.timestamp, offset)
    day = month_end(month_of_day(today) - 1)
    number = last_block_of(connection, offset, day, today)
    header = connection.block(number)
    assert header is not None, "it was found just now"
    replay = IndexedReplay(database, platform).at(number)
    report = make_report(
        f"monthly:{date_from_day(day):%Y-%m}", 1, state_of(replay, day, Given()),
        chain_id=deployment.chain_id, book=deployment.addresses()["Book"], block=number,
        block_hash="0x" + header.hash.hex(),
    )  # fmt: skip
    return len(report.data)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if sys.argv[1:] else LOANS), indent=2))
