"""How fast the auditor decodes and replays events, against web3's own decoding in the same run."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from tallystick.chain.contracts import Book, Lens, Servicing

# The fast hash, chosen before anything hashes: it is the faster one for both sides.
os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")

from hexbytes import HexBytes
from web3 import Web3
from web3.datastructures import AttributeDict

from tallystick.chain.artifacts import CONTRACTS, artifact
from tallystick.replay.decoding import Decoder, Log, raw_log
from tallystick.replay.replay import begin
from tallystick.replay.source import BlockClock, read_logs
from tallystick.testing.actors import test_signer
from tallystick.testing.loans import LoanBuilder
from tallystick.testing.session import Session, open_session

if TYPE_CHECKING:
    from tallystick.replay.replay import Replay

__all__ = ["measure"]

LOANS, LENDERS, MONTHS = 6, 10, 12
ROUNDS = 5
METHOD = (
    f"the events of {LOANS} loans of {LENDERS} lenders over {MONTHS} months, repaid and claimed"
    f" monthly on the embedded chain; CPU time, best of {ROUNDS} runs over all of them in one"
    " process. web3: contract.events.X().process_log, given the event object and formatted logs."
    " replay: decoding, every check on the events, and all arithmetic recomputed; block times known"
)


def measure() -> dict[str, Any]:
    """Return counts, nanoseconds per event, ratios in thousandths, and the method."""
    session = open_session()
    _live(session)
    logs, raw = _logs(session)
    clock = BlockClock(session.chain.connection)
    decoder = Decoder(session.platform.deployment.addresses())
    web3_ns = _best(_web3_decoding(session, raw))
    decode_ns = _best(lambda: [decoder.decode(log) for log in logs])
    read_ns = _best(lambda: [raw_log(log) for log in raw])
    _replayed(session, logs, clock)  # the clock learns every block's time: no chain is measured
    replay_ns = _best(lambda: _replayed(session, logs, clock))
    replay = _replayed(session, logs, clock)
    wrong = [check for check, tally in replay.findings.tallies.items() if tally.differences]
    if wrong:
        raise SystemExit(f"the replay of a sound platform found differences: {wrong}")
    count = len(logs)
    return {
        "events": count,
        "web3_decode_ns": web3_ns // count,
        "decode_ns": decode_ns // count,
        "read_ns": read_ns // count,
        "replay_ns": replay_ns // count,
        "decode_ratio_thousandths": 1000 * web3_ns // decode_ns,
        "replay_ratio_thousandths": 1000 * web3_ns // replay_ns,
        "events_per_minute": 60 * 10**9 * count // (read_ns + replay_ns),
        "method": METHOD,
    }


def _live(session: Session) -> None:
    platform, people = session.platform, session.actors
    lenders = [test_signer(f"lender {number}") for number in range(LENDERS)]
    for lender in lenders:
        session.chain.fund(lender.address)
        people.enrol(platform, lender)
        people.deposit(platform, lender, 10**12)
    builder = LoanBuilder(platform, people)
    loans = [
        builder.active(people.borrowers[number % len(people.borrowers)], investors=lenders)
        for number in range(LOANS)
    ]
    for _ in range(MONTHS):
        session.chain.travel(days=31)
        for loan in loans:
            state = platform.read(Lens.progress_of(loan))
            if state["balance"]:
                borrower = people.borrowers[(loan - loans[0]) % len(people.borrowers)]
                platform.plan(Servicing.repay(loan, 10**12, state["settled"] + 2), borrower).send()
        for lender in lenders:
            platform.plan(Book.claim_many(loans), lender).send()


def _logs(session: Session) -> tuple[list[Log], list[dict[str, Any]]]:
    """Return the logs as the auditor has them, and as a node writes them."""
    connection, deployment = session.chain.connection, session.platform.deployment
    addresses = list(deployment.addresses().values())
    logs = [
        log
        for _, part in read_logs(connection, addresses, deployment.block, connection.block_number())
        for log in part
    ]
    raw = [
        {
            "address": log.address,
            "topics": list(log.topics),
            "data": log.data,
            "blockNumber": hex(log.block),
            "logIndex": hex(log.log_index),
            "transactionHash": log.tx_hash,
            "transactionIndex": "0x0",
            "blockHash": log.block_hash,
            "removed": False,
        }
        for log in logs
    ]
    return logs, raw


def _web3_decoding(session: Session, raw: list[dict[str, Any]]) -> Callable[[], object]:
    """Return web3's decoding of the same logs, everything that can be prepared prepared."""
    web3 = Web3()
    events: dict[tuple[str, str], Any] = {}
    for name in CONTRACTS:
        address, abi = session.platform.address(name), artifact(name)["abi"]
        if not any(item["type"] == "event" for item in abi):
            continue  # the Lens says nothing, and web3 refuses to list nothing
        contract = web3.eth.contract(address=Web3.to_checksum_address(address), abi=abi)
        for event in cast("Any", contract.events):
            events[address.lower(), "0x" + HexBytes(event.topic).hex()] = event()
    prepared = [(events[log["address"], log["topics"][0]], _formatted(log)) for log in raw]
    return lambda: [event.process_log(log) for event, log in prepared]


def _formatted(log: dict[str, Any]) -> AttributeDict[str, Any]:
    return AttributeDict(
        {
            "address": Web3.to_checksum_address(log["address"]),
            "topics": [HexBytes(topic) for topic in log["topics"]],
            "data": HexBytes(log["data"]),
            "blockNumber": int(log["blockNumber"], 16),
            "logIndex": int(log["logIndex"], 16),
            "transactionIndex": 0,
            "transactionHash": HexBytes(log["transactionHash"]),
            "blockHash": HexBytes(log["blockHash"]),
            "removed": False,
        }
    )


def _replayed(session: Session, logs: list[Log], clock: BlockClock) -> Replay:
    replay = begin(session.platform.deployment, clock)
    replay.feed(logs)
    replay.close()
    return replay


def _best(work: Callable[[], object]) -> int:
    times = []
    for _ in range(ROUNDS):
        started = time.process_time_ns()
        work()
        times.append(time.process_time_ns() - started)
    return min(times)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
