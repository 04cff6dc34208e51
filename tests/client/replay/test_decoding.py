"""Events are decoded as eth_abi does, and nothing that does not fit is."""

from __future__ import annotations

import random
from typing import Any

import pytest
from eth_abi.abi import encode

from tallystick.chain.artifacts import CONTRACTS, interface
from tallystick.errors import TransportError
from tallystick.replay.decoding import Decoder, EventPlan, Log, LogError, plans_of, raw_log

CONTRACT = "0x" + "c0" * 20
PLANS = [plan for contract in CONTRACTS for plan in plans_of(contract)]


def plan_of(contract: str, event: str) -> EventPlan:
    return next(plan for plan in plans_of(contract) if plan.name == event)


def log_of(topics: list[str], data: str, address: str = CONTRACT) -> Log:
    return Log(
        address, tuple(topics), data, 7, 3, "0x" + "aa" * 32, "0x" + "bb" * 32, removed=False
    )


def some(kind: str, dice: random.Random) -> Any:
    if kind == "uint256":
        return dice.choice([0, 1, dice.getrandbits(50), dice.getrandbits(256), 2**256 - 1])
    if kind == "bool":
        return dice.choice([False, True])
    return dice.randbytes(20 if kind == "address" else 32)


def flat(entry: Any) -> list[str]:
    if entry["type"] == "tuple":
        return [kind for part in entry["components"] for kind in flat(part)]
    return [entry["type"]]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.contract}.{plan.name}")
def test_any_values_come_out_as_they_went_in(plan: EventPlan) -> None:
    shape = interface(plan.contract).events[bytes.fromhex(plan.topic[2:])]
    dice = random.Random(plan.topic)
    for _ in range(20):
        values = {
            entry["name"]: [some(kind, dice) for kind in flat(entry)]
            for entry in (*shape.indexed, *shape.plain)
        }
        encoded = {
            entry["name"]: encode(flat(entry), values[entry["name"]])
            for entry in (*shape.indexed, *shape.plain)
        }
        topics = [plan.topic, *("0x" + encoded[event["name"]].hex() for event in shape.indexed)]
        data = "0x" + b"".join(encoded[event["name"]] for event in shape.plain).hex()
        expected = [value for name in shape.names for value in values[name]]
        assert list(plan.decode(topics, data)) == expected
        assert list(plan.named(plan.decode(topics, data)).values()) == expected


def test_only_a_log_of_the_right_address_and_topic_is_decoded() -> None:
    plan = plan_of("Escrow", "Held")
    decoder = Decoder({"Escrow": CONTRACT.upper().replace("0X", "0x")})
    log = log_of([plan.topic, "0x" + "00" * 32], "0x" + "00" * 32)
    decoded = decoder.decode(log)
    assert decoded is not None
    assert (decoded.contract, decoded.name, decoded.values) == ("Escrow", "Held", (bytes(20), 0))
    assert decoder.decode(log._replace(address="0x" + "d0" * 20)) is None
    assert decoder.decode(log._replace(topics=("0x" + "12" * 32,))) is None
    assert decoder.decode(log._replace(topics=())) is None


@pytest.mark.parametrize("words", [0, 2])
def test_a_log_of_another_length_is_refused(words: int) -> None:
    plan = plan_of("Escrow", "Held")
    with pytest.raises(LogError, match="bytes"):
        plan.decode([plan.topic, "0x" + "00" * 32], "0x" + "00" * 32 * words)


def test_an_address_of_more_than_20_bytes_is_refused() -> None:
    plan = plan_of("Escrow", "Held")
    with pytest.raises(LogError, match="20 bytes"):
        plan.decode([plan.topic, "0x" + "01" + "00" * 31], "0x" + "00" * 32)


def test_a_flag_of_2_is_refused() -> None:
    plan = plan_of("Book", "OperatorSet")
    nobody = "0x" + "00" * 32
    with pytest.raises(LogError, match="flag"):
        plan.decode([plan.topic, nobody, nobody], "0x" + "00" * 31 + "02")


def answer(**changes: Any) -> dict[str, Any]:
    return {
        "address": "0x" + "Ab" * 20,
        "topics": ["0x" + "CD" * 32],
        "data": "0x",
        "blockNumber": "0x10",
        "logIndex": "0x2",
        "transactionHash": "0x" + "ee" * 32,
        "blockHash": "0x" + "ff" * 32,
    } | changes


def test_a_log_is_the_same_as_hex_and_as_bytes() -> None:
    written = raw_log(answer())
    value = raw_log(
        answer(
            topics=[b"\xcd" * 32],
            data=b"",
            blockNumber=16,
            logIndex=2,
            transactionHash=b"\xee" * 32,
            blockHash=b"\xff" * 32,
            removed=False,
        )
    )
    assert written == value
    assert written.place == "block 16 log 2 of 0x" + "ee" * 32


@pytest.mark.parametrize("field", ["address", "topics", "data", "blockNumber", "logIndex"])
def test_a_log_that_makes_no_sense_is_a_transport_error(field: str) -> None:
    for broken in (answer(**{field: None}), {k: v for k, v in answer().items() if k != field}):
        with pytest.raises(TransportError, match="RPC:ANSWER"):
            raw_log(broken)
