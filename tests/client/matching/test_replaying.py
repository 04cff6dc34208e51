"""Rounds from the chain's own events, executed there, and made again by a stranger."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.chain._sync.connection import Connection
from tallystick.cli.main import main
from tallystick.disclosure.canonical import canonical
from tallystick.errors import InputError
from tallystick.matching.allocation import Allocation, allocate
from tallystick.matching.reasons import IdleReason
from tallystick.matching.replaying import Replayed, replay_rounds, round_name
from tallystick.matching.rounds import FIRST, RoundHead, read_round, round_document, round_hash
from tallystick.matching.scene import round_input
from tallystick.platform._sync.investor import Investor
from tallystick.platform._sync.operator import Operator
from tallystick.platform.mandates import Mandate
from tallystick.replay.replay import begin
from tallystick.replay.source import BlockClock, read_logs
from tallystick.replay.waiting import WaitingMoney
from tallystick.testing.loans import DISCLOSURE

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick.chain.signer import Signer
    from tallystick.matching.inputs import RoundInput
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder

UNITS = 10**9


class Market:
    """An executor of a platform, which publishes what it does."""

    def __init__(self, platform: Platform, actors: Actors) -> None:
        self.platform, self.executor = platform, actors.outsider
        self.files: dict[str, bytes] = {}
        self.previous = FIRST

    def bring(self, owner: Signer, **limits: Any) -> str:
        usual: dict[str, Any] = {
            "executor": self.executor.address, "level_max": 3, "statement": 3, "ticket": 10**6,
            "person_max": 2 * UNITS, "group_max": 3 * UNITS, "day_max": 10**12,
            "exposure_max": 10**12, "lifetime_max": 10**12, "nonce": 1,
            "expiry": self.platform.now() + 10**6,
        }  # fmt: skip
        mandate = Mandate(owner=owner.address, **(usual | limits))
        brought = Investor(self.platform, owner).act.bring_mandate(mandate).send().result
        return "0x" + brought.hex()

    def look(self, withheld: tuple[str, ...] = ()) -> tuple[RoundHead, RoundInput]:
        platform = self.platform
        connection, deployment = platform.connection, platform.deployment
        block = connection.block_number()
        replay = begin(deployment, BlockClock(connection), waiting=WaitingMoney())
        addresses = list(deployment.addresses().values())
        for _, logs in read_logs(connection, addresses, deployment.block, block):
            replay.feed(logs)
        replay.close()
        header = connection.block(block)
        assert header is not None
        executor = bytes.fromhex(self.executor.address[2:])
        head = RoundHead(
            len(self.files) + 1, self.previous, block, "0x" + header.hash.hex(),
            self.executor.address.lower(), withheld,
        )  # fmt: skip
        return head, round_input(replay, header.timestamp, executor, withheld)

    def round(self, withheld: tuple[str, ...] = (), *, execute: bool = True) -> Allocation:
        head, looked = self.look(withheld)
        allocation = allocate(looked)
        data = round_document(head, looked, allocation)
        self.files[round_name(head.number)] = data
        self.previous = round_hash(data)
        if execute:
            self.execute(allocation)
        return allocation

    def execute(self, allocation: Allocation) -> None:
        for number, part in allocation.batches():
            asks = [(bytes.fromhex(entry.digest[2:]), entry.units) for entry in part]
            act = Operator(self.platform, self.executor).act
            plan = act.execute_mandates(number, asks, disclosure_hash=DISCLOSURE)
            assert plan.send().result == sum(entry.units for entry in part)

    def replay(self) -> Replayed:
        return replay_rounds(self.platform.connection, self.platform.deployment, self.files.get)


@pytest.fixture
def market(platform: Platform, actors: Actors) -> Market:
    return Market(platform, actors)


def test_rounds_are_executed_as_allocated_and_replay_to_the_same_bytes(
    market: Market, actors: Actors, loans: LoanBuilder, platform: Platform
) -> None:
    first, second, third = actors.investors[:3]
    loans.listed(principal=4 * UNITS + UNITS // 2)
    digests = [market.bring(owner) for owner in (first, second, third)]
    outcome = market.round()
    # Everybody's money came before their mandates: these came in this order.
    assert [(entry.digest, entry.units) for entry in outcome.lent] == [
        (digests[0], 2 * UNITS), (digests[1], 2 * UNITS), (digests[2], UNITS // 2),
    ]  # fmt: skip
    loans.listed(actors.borrowers[1], rate_ppm=50_000)
    market.bring(actors.investors[3], rate_min_ppm=50_001, nonce=2)
    later = market.round((digests[1],))
    assert {entry.digest for entry in later.lent} == {digests[0], digests[2]}
    assert list(later.idle.values()) == [IdleReason.RATE]
    assert market.replay() == Replayed(2, 5, None)
    assert market.replay().document() == {
        "rounds": 2, "allocations": 5, "equal": True, "first_difference": None,
    }  # fmt: skip
    note = Investor(platform, first).view.note(1)
    assert note.units == 2 * UNITS


def test_money_that_came_first_lends_first_whoever_signed_first(
    market: Market, actors: Actors, loans: LoanBuilder, platform: Platform
) -> None:
    early, late = actors.investors[:2]
    mine = market.bring(late)
    theirs = market.bring(early)
    loans.listed(principal=3 * UNITS)
    assert [entry.digest for entry in market.look()[1].mandates] == [mine, theirs]
    assert [entry.digest for entry in market.round(execute=False).lent] == [mine, theirs]
    # All of it goes and comes back: it waits from now on.
    investor = Investor(platform, late)
    balance = investor.view.balance()
    investor.act.withdraw(balance).send()
    actors.deposit(platform, late, 10 * UNITS)
    _, looked = market.look()
    assert [entry.digest for entry in allocate(looked).lent] == [theirs, mine]


def test_what_the_chain_would_refuse_is_not_allocated(
    market: Market, actors: Actors, loans: LoanBuilder, platform: Platform
) -> None:
    owner, friend = actors.investors[:2]
    mine, theirs = market.bring(owner), market.bring(friend)
    actors.enrol(platform, friend, group=7)
    actors.enrol(platform, actors.borrowers[1], group=7)
    loans.listed(actors.borrowers[1])
    outcome = market.round()
    assert outcome.idle == {theirs: IdleReason.RELATED}
    Investor(platform, owner).act.retract(1, 2 * UNITS).send()
    assert market.round().idle[mine] is IdleReason.RETRACTED
    assert market.replay().equal


def test_a_changed_round_is_found(market: Market, actors: Actors, loans: LoanBuilder) -> None:
    loans.listed()
    for place in (0, 1):
        market.bring(actors.investors[place])
    market.round()
    honest = dict(market.files)
    _, document = read_round(honest["1.json"])

    def seen(**changed: Any) -> str:
        market.files["1.json"] = canonical(document | changed)
        outcome = market.replay()
        assert not outcome.equal
        return str(outcome.first_difference)

    call = document["allocations"][0]
    turned = [call | {"lent": call["lent"][::-1]}]
    assert "allocations differs from the replay at call 1" in seen(allocations=turned)
    assert "allocations differs from the replay: 0 calls" in seen(allocations=[])
    assert "input_hash differs" in seen(input_hash="00")
    assert "input_hash differs" in seen(withheld=[call["lent"][0][0]])
    assert "previous is" in seen(previous="1" * 64)
    assert "block_hash is" in seen(block_hash="0x00")
    assert "number is 2" in seen(round="2")
    assert "executor is not an address" in seen(executor="0xzz")
    assert "has other fields" in seen(more=1)
    market.files["1.json"] = json.dumps(document, indent=1).encode()
    assert not market.replay().equal
    market.files = honest
    assert market.replay().equal


def test_what_no_round_has_allocated_is_found(
    market: Market, actors: Actors, loans: LoanBuilder
) -> None:
    loans.listed()
    digest = market.bring(actors.investors[0])
    market.round((digest,), execute=False)
    assert market.replay().equal
    _, looked = market.look()
    market.execute(allocate(looked))
    difference = market.replay().first_difference
    assert difference == f"mandate {digest} lent {2 * UNITS} to loan 1, and the rounds allocate 0"


def test_without_a_round_there_is_nothing_to_replay(market: Market) -> None:
    with pytest.raises(InputError, match="MATCH:EMPTY"):
        market.replay()


def test_the_command_says_whether_every_round_is_the_same(
    market: Market,
    actors: Actors,
    loans: LoanBuilder,
    platform: Platform,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    loans.listed()
    market.bring(actors.investors[0])
    market.round()
    for name, data in market.files.items():
        (tmp_path / name).write_bytes(data)
    deployment = tmp_path / "deployment"
    deployment.write_text(json.dumps(platform.deployment.document()), "utf-8")
    monkeypatch.setattr(Connection, "open", lambda _: platform.connection)
    words = ["matching", "replay", "--rpc", "http://127.0.0.1:1", "--deployment", str(deployment)]
    for changed, code in ((False, 0), (True, 1)):
        if changed:
            file = tmp_path / "1.json"
            file.write_bytes(file.read_bytes().replace(b"2000000000", b"1999999999"))
        with pytest.raises(SystemExit) as ended:
            main([*words, "--data", str(tmp_path), "--json"])
        assert ended.value.code == code
        verdict = json.loads(capsys.readouterr().out)
        assert verdict["equal"] is not changed
        assert (verdict["first_difference"] is None) is not changed
        assert verdict["rounds"] == 1
