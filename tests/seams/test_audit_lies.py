"""Nodes, files and contracts that lie: each lie is caught by the check that is there for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from eth_utils.crypto import keccak

from seams.audit_lies import LyingProvider
from tallystick.audit.auditor import Auditor, Verdict
from tallystick.audit.check_code import check_code
from tallystick.chain._sync.connection import Connection
from tallystick.chain.artifacts import CONTRACTS
from tallystick.deploy import deploy
from tallystick.errors import TransportError
from tallystick.platform.deployment import Deployment
from tallystick.replay.findings import Findings
from tallystick.testing.chain import CALL_GAS

if TYPE_CHECKING:
    from seams.audit_life import Life
    from tallystick_node.evm import EmbeddedProvider

pytestmark = [pytest.mark.long]


@pytest.fixture(scope="module")
def life(whole_life: Life) -> Life:
    return whole_life


@pytest.fixture
def node(honest: EmbeddedProvider) -> LyingProvider:
    return LyingProvider(honest)


@pytest.fixture
def audit(life: Life, node: LyingProvider) -> Callable[..., Verdict]:
    def run(**changes: Any) -> Verdict:
        document = life.platform.deployment.document() | changes
        return Auditor.connect(node, Deployment.parse(document)).verify()

    return run


def caught(verdict: Verdict) -> set[str]:
    assert verdict.verdict == "fail"
    return {check.id for check in verdict.failed}


def changed(answer: Any, place: int, **fields: Any) -> list[dict[str, Any]]:
    """The logs of an answer as dicts, one of them changed."""
    logs = [dict(log) for log in answer]
    logs[place] |= fields
    return logs


def place_of(answer: Any, address: str, topic: str) -> int:
    return next(
        at
        for at, log in enumerate(answer)
        if log["address"].lower() == address.lower() and str(log["topics"][0]) == topic
    )


# Logs


def test_logs_in_another_order(node: LyingProvider, audit: Callable[..., Verdict]) -> None:
    def swapped(answer: Any) -> Any:
        logs = list(answer)
        logs[100], logs[101] = logs[101], logs[100]
        return logs

    node.answers["eth_getLogs"] = swapped
    assert "events.order" in caught(audit())


def test_a_log_told_twice(node: LyingProvider, audit: Callable[..., Verdict]) -> None:
    node.answers["eth_getLogs"] = lambda answer: [*answer, answer[-1]]
    assert "events.order" in caught(audit())


def test_a_removed_log(node: LyingProvider, audit: Callable[..., Verdict]) -> None:
    node.answers["eth_getLogs"] = lambda answer: changed(answer, 60, removed=True)
    assert caught(audit()) == {"events.order"}


def test_a_log_kept_back(node: LyingProvider, audit: Callable[..., Verdict]) -> None:
    node.answers["eth_getLogs"] = lambda answer: [*answer[:120], *answer[121:]]
    caught(audit())


def test_the_last_blocks_kept_back(node: LyingProvider, audit: Callable[..., Verdict]) -> None:
    node.answers["eth_getLogs"] = lambda answer: answer[:150]
    assert {"escrow.balances", "events.counters", "loans.words"} <= caught(audit())


def test_a_log_of_another_contract(
    life: Life, node: LyingProvider, audit: Callable[..., Verdict]
) -> None:
    stranger = life.people.outsider.address
    node.answers["eth_getLogs"] = lambda answer: changed(answer, 90, address=stranger)
    assert "events.origin" in caught(audit())


def test_a_log_that_is_no_event_of_ours(node: LyingProvider, audit: Callable[..., Verdict]) -> None:
    node.answers["eth_getLogs"] = lambda answer: changed(
        answer, 90, topics=["0x" + keccak(text="Stolen()").hex()]
    )
    assert "events.form" in caught(audit())


def test_a_log_cut_short(node: LyingProvider, audit: Callable[..., Verdict]) -> None:
    node.answers["eth_getLogs"] = lambda answer: changed(
        answer, 90, data=str(answer[90]["data"])[:-64]
    )
    assert "events.form" in caught(audit())


def test_a_log_of_another_fork(node: LyingProvider, audit: Callable[..., Verdict]) -> None:
    node.answers["eth_getLogs"] = lambda answer: [
        dict(log) | {"blockHash": "0x" + "ab" * 32} for log in answer
    ]
    assert caught(audit()) == {"events.blocks"}
    # One log alone contradicts the others of its block.
    node.answers["eth_getLogs"] = lambda answer: changed(answer, 60, blockHash="0x" + "ab" * 32)
    assert caught(audit()) == {"events.blocks"}


def test_an_amount_raised_in_a_deposit(
    life: Life, node: LyingProvider, audit: Callable[..., Verdict]
) -> None:
    topic = "0x" + keccak(text="Deposited(address,uint256,uint256)").hex()

    def raised(answer: Any) -> Any:
        at = place_of(answer, life.platform.address("Escrow"), topic)
        data = str(answer[at]["data"])
        more = format(int(data[2:66], 16) + 5, "064x")
        return changed(answer, at, data="0x" + more + data[66:])

    node.answers["eth_getLogs"] = raised
    assert {"escrow.running", "escrow.balances", "escrow.backed"} & caught(audit())


def test_interest_told_as_principal_with_totals_that_fit(
    life: Life, node: LyingProvider, audit: Callable[..., Verdict]
) -> None:
    """The sum that moved is the same: only the rules know better."""
    topic = (
        "0x"
        + keccak(
            text="Paid(uint256,address,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256)"
        ).hex()
    )

    def shifted(answer: Any) -> Any:
        at = place_of(answer, life.platform.address("Servicing"), topic)
        data = str(answer[at]["data"])[2:]
        words = [int(data[64 * i : 64 * i + 64], 16) for i in range(9)]
        words[1] -= 1
        words[2] += 1
        words[7] -= 1
        words[8] += 1
        return changed(answer, at, data="0x" + "".join(format(word, "064x") for word in words))

    node.answers["eth_getLogs"] = shifted
    assert "loans.rules" in caught(audit())


# The state of the chain


VIEWS = (
    {
        "escrow.balances": "Escrow.balance_of",
        "escrow.holds": "Escrow.hold_until",
        "notes.units": "Book.balanceOf",
        "notes.positions": "Book.position_of",
        "events.counters": "Book.loan_count",
        "loans.words": "Lens.totals_of",
        "loans.outstanding": "Servicing.outstanding",
        "reserve.words": "Reserve.covered",
        "people.words": "Registry.person_of",
        "governance.words": "Governor.parameter",
        "market.words": "Market.filled",
        "notes.approvals": "Book.allowance",
        "disclosures.words": "Disclosures.anchor",
        "code.wiring": "Market.platform",
    },
    {
        "notes.positions": "Book.claimable",
        "events.counters": "Governor.decision_count",
        "loans.words": "Lens.progress_of",
        "reserve.words": "Reserve.contributed",
        "people.words": "Registry.group_record",
        "governance.words": "Governor.roles_of",
        "notes.approvals": "Book.isOperator",
    },
    {
        "events.counters": "Disclosures.count",
        "loans.words": "Workouts.debt_of",
        "reserve.words": "Reserve.free",
        "people.words": "Registry.borrower_record",
        "governance.words": "Registry.seat_of",
    },
    {
        "loans.words": "Workouts.cover_of",
        "people.words": "Escrow.principal_returned",
        "governance.words": "Governor.decision",
        "reserve.words": "Reserve.bucket_of",
        "loans.outstanding": "Servicing.live_loans",
        "market.words": "Market.least_nonce",
    },
    {
        "governance.words": "Registry.gate_state",
        "reserve.words": "Reserve.place_of",
        "loans.words": "Offers.signed_total",
    },
    {
        "governance.words": "Governor.pause_count",
        "reserve.words": "Reserve.set_aside",
        "loans.words": "Offers.loan_of_project",
    },
    {"governance.words": "Registry.day_totals", "loans.words": "Offers.is_revoked"},
    {"governance.words": "Registry.seat_changed_at"},
    {"governance.words": "Governor.council_number"},
    {"governance.words": "Disclosures.reported_at"},
    {"loans.words": "Book.listing_of", "people.words": "Registry.head_of"},
    {"loans.words": "Lens.terms_of", "disclosures.words": "Disclosures.versions"},
)


@pytest.mark.parametrize("lies", VIEWS)
def test_words_of_the_chain_changed(
    life: Life, node: LyingProvider, audit: Callable[..., Verdict], lies: dict[str, str]
) -> None:
    """One view for each check, so that each check is the only one to see its lie."""
    for view in lies.values():
        contract, _, function = view.partition(".")
        node.lie_about(life.platform.address(contract), contract, function, lambda word: word ^ 1)
    assert caught(audit()) - {"notes.conservation", "escrow.backed"} == set(lies)


def test_tokens_that_are_not_there(
    life: Life, node: LyingProvider, audit: Callable[..., Verdict]
) -> None:
    token = life.platform.address("Token")
    node.lie_about(token, "Token", "balanceOf", lambda tokens: tokens - 778)
    assert caught(audit()) == {"escrow.backed"}


def test_a_surplus_is_no_failure(
    life: Life, node: LyingProvider, audit: Callable[..., Verdict]
) -> None:
    token = life.platform.address("Token")
    node.lie_about(token, "Token", "balanceOf", lambda tokens: tokens - 777)
    assert audit().passed


def test_an_old_state_told_for_the_new(
    life: Life, node: LyingProvider, audit: Callable[..., Verdict]
) -> None:
    old = life.session.chain.connection.block_number() - 30
    node.questions["eth_call"] = lambda asked: [asked[0], hex(old), *asked[2:]]
    assert {"escrow.balances", "loans.words"} <= caught(audit())


def test_a_chain_that_is_reorganised_meanwhile(
    life: Life, node: LyingProvider, audit: Callable[..., Verdict]
) -> None:
    last = life.session.chain.connection.block_number()
    asked: list[int] = []

    def later(answer: Any) -> Any:
        if int(answer["number"], 16) != last:
            return answer
        asked.append(last)
        return dict(answer) | ({"hash": "0x" + "cd" * 32} if len(asked) > 1 else {})

    node.answers["eth_getBlockByNumber"] = later
    assert "chain.pinned" in caught(audit())


# The code


@pytest.mark.parametrize("contract", CONTRACTS)
def test_one_byte_of_code_changed(life: Life, node: LyingProvider, contract: str) -> None:
    real = life.session.chain.connection.code(life.platform.address(contract))

    def patched(answer: Any) -> Any:
        code = bytes.fromhex(answer[2:])
        changed_code = code[:100] + bytes([code[100] ^ 1]) + code[101:]
        return "0x" + (changed_code if code == real else code).hex()

    node.answers["eth_getCode"] = patched
    connection, findings = Connection.open(node), Findings()
    check_code(connection, life.platform.deployment, connection.block_number(), findings)
    wrong = {check for check, tally in findings.tallies.items() if tally.differences}
    assert wrong == {"code.artifacts", "code.hashes"}
    assert contract in findings.tally("code.artifacts").detail


def test_an_immutable_changed(
    life: Life, node: LyingProvider, audit: Callable[..., Verdict]
) -> None:
    """The masked part is not free: it must name the deployment's own contracts."""
    real = life.session.chain.connection.code(life.platform.address("Reserve"))

    def patched(answer: Any) -> Any:
        code = bytes.fromhex(answer[2:])
        return "0x" + (code[:-1] + bytes([code[-1] ^ 1]) if code == real else code).hex()

    node.answers["eth_getCode"] = patched
    assert caught(audit()) == {"code.hashes", "code.wiring"}


def test_no_contract_at_all(node: LyingProvider, audit: Callable[..., Verdict]) -> None:
    node.answers["eth_getCode"] = lambda _: "0x"
    verdict = audit()
    assert {"code.artifacts", "code.hashes"} <= caught(verdict)
    details = {check.id: check.detail for check in verdict.checks}
    assert details["escrow.balances"] == "not checked: this is not the platform"


def test_another_chain(node: LyingProvider, audit: Callable[..., Verdict]) -> None:
    node.answers["eth_chainId"] = lambda _: hex(4242)
    assert "chain.id" in caught(audit())


# The deployment file


def test_a_contract_of_another_platform(life: Life, audit: Callable[..., Verdict]) -> None:
    people, chain = life.people, life.session.chain
    before = chain.snapshot()
    other = deploy(chain.connection, people.deployer, people.roles(), dev=True, gas_limit=CALL_GAS)
    contracts = life.platform.deployment.document()["contracts"]
    foreign = other.document()["contracts"]
    assert "code.wiring" in caught(audit(contracts=contracts | {"Servicing": foreign["Servicing"]}))
    chain.revert(before)


@pytest.mark.parametrize("blocks", [1, 3, 60])
def test_a_block_too_late(life: Life, audit: Callable[..., Verdict], blocks: int) -> None:
    # The token is created first, then Escrow, Registry, Governor.
    late = life.platform.deployment.block + 1 + blocks
    assert "deployment.block" in caught(audit(block=late))


def test_other_roles(life: Life, audit: Callable[..., Verdict]) -> None:
    roles = life.platform.deployment.document()["roles"]
    other = roles | {"treasury": life.people.outsider.address}
    assert caught(audit(roles=other)) == {"deployment.roles"}
    other = roles | {"parameters": roles["parameters"] | {"rate_max_ppm": 1}}
    assert caught(audit(roles=other)) == {"deployment.roles"}


def test_another_delay(life: Life, audit: Callable[..., Verdict]) -> None:
    roles = life.platform.deployment.document()["roles"]
    assert "code.wiring" in caught(audit(roles=roles | {"delay_seconds": 7_200}))


# A node that fails


@pytest.mark.long
def test_a_node_that_dies_midway_is_no_verdict(life: Life, node: LyingProvider) -> None:
    auditor = Auditor.connect(node, life.platform.deployment)
    auditor.verify()
    before = node.requests_left
    auditor.verify()
    needed = before - node.requests_left
    for left in range(1, needed, 37):
        node.requests_left = left
        with pytest.raises(TransportError, match="RPC:UNREACHABLE"):
            auditor.verify()
