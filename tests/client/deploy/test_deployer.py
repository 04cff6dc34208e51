"""A deployment that is killed anywhere is taken up and ends as one that was not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from client.failing_nodes import CrashingSigner, DyingProvider, StoppedError
from tallystick.audit.auditor import Auditor
from tallystick.chain._sync.connection import Connection
from tallystick.chain._sync.sending import Sender
from tallystick.chain.artifacts import CONTRACTS, artifact
from tallystick.chain.codec import Interface
from tallystick.chain.contracts import Governor
from tallystick.deploy import deploy, verify
from tallystick.deploy.journal import exclusive, journal_path
from tallystick.deploy.steps import created_address
from tallystick.errors import (
    ConfigError,
    TransactionPending,
    TransportError,
    VerificationFailed,
)
from tallystick.platform._sync.platform import Platform
from tallystick.platform.deployment import Deployment, SandboxLimits
from tallystick.testing.actors import Actors
from tallystick.testing.chain import CALL_GAS, EmbeddedChain

STEPS = 1 + len(CONTRACTS)
ACTORS = Actors.make()
ROLES = ACTORS.roles()


@pytest.fixture(scope="module")
def embedded() -> EmbeddedChain:
    return EmbeddedChain(tuple(signer.address for signer in ACTORS.everyone))


@pytest.fixture
def chain(embedded: EmbeddedChain) -> Any:
    before = embedded.snapshot()
    yield embedded
    embedded.revert(before)


def run(
    connection: Connection, out: Path | None, signer: Any = ACTORS.deployer, **options: Any
) -> Any:
    fields = {"dev": True, "gas_limit": CALL_GAS} | options
    return deploy(connection, signer, fields.pop("roles", ROLES), out=out, **fields)


def create(connection: Connection, name: str, *arguments: Any) -> str:
    """Create a mock and return its address."""
    result = artifact(f"mocks/{name}")
    code = result["bytecode"] + Interface(name, result["abi"]).encode_constructor(arguments).hex()
    who, sender = ACTORS.custodian, Sender(connection)
    sent = sender.send(who, {"from": who.address, "data": code}, CALL_GAS)
    created = sender.wait(sent).contract
    assert created is not None
    return created


def test_a_deployment_holds_what_its_file_says(chain: EmbeddedChain, tmp_path: Path) -> None:
    out = tmp_path / "platform.json"
    rows: list[str] = []
    deployment = run(chain.connection, out, progress=rows.append)
    assert Deployment.load(out) == deployment
    assert set(json.loads(out.read_text())) == {"chain_id", "block", "token", "contracts", "roles"}
    assert list(tmp_path.iterdir()) == [out]
    assert len(rows) == STEPS + 1
    verify(chain.connection, deployment, ACTORS.deployer.address)
    governor = Platform.connect(chain.connection, deployment)
    assert governor.read(Governor.roles_of(ACTORS.deployer.address)) == 0


def test_a_sandbox_has_the_limits_of_its_roles_file(chain: EmbeddedChain) -> None:
    limits = SandboxLimits(persons_max=2, amount_max=10**9, ends_at=2**33)
    roles = ROLES.model_copy(update={"sandbox": limits})
    deployment = run(chain.connection, None, roles=roles)
    assert deployment.roles.sandbox == limits
    verify(chain.connection, deployment, ACTORS.deployer.address)
    assert not Auditor(Platform.connect(chain.connection, deployment)).verify().failed
    for sandbox in (None, limits.model_copy(update={"persons_max": 3})):
        roles = deployment.roles.model_copy(update={"sandbox": sandbox})
        other = deployment.model_copy(update={"roles": roles})
        with pytest.raises(VerificationFailed, match="the Registry has another sandbox"):
            verify(chain.connection, other, ACTORS.deployer.address)
        failed = Auditor(Platform.connect(chain.connection, other)).verify().failed
        assert "code.wiring" in {check.id for check in failed}


@pytest.mark.long
@pytest.mark.parametrize("step", range(STEPS))
def test_a_run_killed_before_a_step_is_taken_up(
    chain: EmbeddedChain, tmp_path: Path, step: int
) -> None:
    out = tmp_path / "platform.json"
    first = chain.connection.nonce(ACTORS.deployer.address)
    with pytest.raises(StoppedError):
        run(chain.connection, out, CrashingSigner(ACTORS.deployer, step))
    assert not out.exists()
    deployment = run(chain.connection, out)
    assert chain.connection.nonce(ACTORS.deployer.address) == first + STEPS
    assert deployment.token == created_address(ACTORS.deployer.address, first)
    assert not journal_path(out).exists()


@pytest.mark.parametrize("step", [0, 1, 4, STEPS - 1])
@pytest.mark.long
def test_a_run_whose_line_is_cut_after_a_step_is_taken_up(
    chain: EmbeddedChain, tmp_path: Path, step: int
) -> None:
    out = tmp_path / "platform.json"
    provider = DyingProvider(chain.tester)
    connection = Connection.open(provider)
    first = connection.nonce(ACTORS.deployer.address)
    sent: list[str] = []

    def cut(method: str) -> bool:
        if method == "eth_sendRawTransaction":
            sent.append(method)
        return len(sent) > step

    provider.cut_after = cut
    with pytest.raises(TransactionPending, match="TX:UNKNOWN") as lost:
        run(connection, out)
    assert lost.value.tx_hash is not None
    provider.cut_after = lambda _: False
    run(connection, out)
    assert connection.nonce(ACTORS.deployer.address) == first + STEPS


def test_a_run_killed_before_the_file_is_written_only_checks(
    chain: EmbeddedChain, tmp_path: Path
) -> None:
    out = tmp_path / "platform.json"
    provider = DyingProvider(chain.tester)
    connection = Connection.open(provider)
    provider.cut = lambda method: method == "eth_call"
    with pytest.raises(TransportError):
        run(connection, out)
    used = connection.nonce(ACTORS.deployer.address)
    provider.cut = lambda _: False
    run(connection, out, CrashingSigner(ACTORS.deployer, 0))
    assert connection.nonce(ACTORS.deployer.address) == used


def test_one_file_takes_one_deployment(chain: EmbeddedChain, tmp_path: Path) -> None:
    out = tmp_path / "platform.json"
    run(chain.connection, out)
    written = out.read_bytes()
    with pytest.raises(ConfigError, match="DEPLOY:EXISTS"):
        run(chain.connection, out)
    assert out.read_bytes() == written


def test_two_runs_into_one_folder_do_not_meet(chain: EmbeddedChain, tmp_path: Path) -> None:
    out = tmp_path / "platform.json"
    with exclusive(out), pytest.raises(ConfigError, match="DEPLOY:BUSY"):
        run(chain.connection, out)
    run(chain.connection, out)


def test_a_folder_that_is_not_there_is_said(chain: EmbeddedChain, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="DEPLOY:OUT"):
        run(chain.connection, tmp_path / "none" / "platform.json")


def test_a_broken_run_is_not_taken_up_with_other_roles(
    chain: EmbeddedChain, tmp_path: Path
) -> None:
    out = tmp_path / "platform.json"
    with pytest.raises(StoppedError):
        run(chain.connection, out, CrashingSigner(ACTORS.deployer, 3))
    other = ROLES.model_copy(update={"delay_seconds": 7_200})
    with pytest.raises(ConfigError, match="DEPLOY:JOURNAL"):
        run(chain.connection, out, roles=other)
    run(chain.connection, out)


def test_a_journal_that_is_none_is_left_alone(chain: EmbeddedChain, tmp_path: Path) -> None:
    out = tmp_path / "platform.json"
    journal_path(out).write_text("{}")
    with pytest.raises(ConfigError, match="DEPLOY:JOURNAL"):
        run(chain.connection, out)


def test_a_key_used_in_between_is_noticed(chain: EmbeddedChain, tmp_path: Path) -> None:
    out = tmp_path / "platform.json"
    with pytest.raises(StoppedError):
        run(chain.connection, out, CrashingSigner(ACTORS.deployer, 3))
    request = {"from": ACTORS.deployer.address, "to": ACTORS.outsider.address, "data": "0x"}
    sender = Sender(chain.connection)
    sender.wait(sender.send(ACTORS.deployer, request, 30_000))
    with pytest.raises(ConfigError, match="DEPLOY:NONCE"):
        run(chain.connection, out)


def test_the_deployer_may_hold_no_role(chain: EmbeddedChain) -> None:
    with pytest.raises(ConfigError, match="ROLES:CONFLICT.*deployer and guardian"):
        run(chain.connection, None, signer=ACTORS.guardian)


def test_without_dev_a_token_is_needed(chain: EmbeddedChain) -> None:
    with pytest.raises(ConfigError, match="DEPLOY:TOKEN: name the settlement token"):
        run(chain.connection, None, dev=False)
    without = ROLES.model_copy(update={"custodian": None})
    with pytest.raises(ConfigError, match="DEPLOY:CUSTODIAN"):
        run(chain.connection, None, roles=without)


def test_a_token_with_more_than_8_decimals_is_refused(chain: EmbeddedChain) -> None:
    minter = ACTORS.custodian.address
    fine = create(chain.connection, "SettlementToken", "Dollar", "USD", 8, minter)
    wide = create(chain.connection, "SettlementToken", "Dollar", "USD", 9, minter)
    with pytest.raises(ConfigError, match="DEPLOY:DECIMALS: the token has 9 decimals"):
        run(chain.connection, None, token=wide, dev=False)
    assert run(chain.connection, None, token=fine, dev=False).token == fine


def test_a_token_that_the_treasury_mints_is_refused(chain: EmbeddedChain) -> None:
    """With --token nobody need name the custodian in the roles file: the token names them."""
    token = create(chain.connection, "SettlementToken", "Dollar", "USD", 6, ACTORS.treasury.address)
    without = ROLES.model_copy(update={"custodian": None})
    with pytest.raises(ConfigError, match="ROLES:CONFLICT: .* minter and treasury at once"):
        run(chain.connection, None, token=token, roles=without)


def test_a_token_anyone_can_mint_needs_dev(chain: EmbeddedChain) -> None:
    open_mint = create(chain.connection, "HostileToken", 6)
    with pytest.raises(ConfigError, match="DEPLOY:MINT"):
        run(chain.connection, None, token=open_mint, dev=False)
    assert run(chain.connection, None, token=open_mint).token == open_mint


@pytest.mark.parametrize("address", [ACTORS.outsider.address])
def test_a_token_that_is_none_is_refused(chain: EmbeddedChain, address: str) -> None:
    with pytest.raises(ConfigError, match="DEPLOY:TOKEN: there is no contract"):
        run(chain.connection, None, token=address)


def test_a_contract_without_decimals_is_no_token(chain: EmbeddedChain) -> None:
    platform = run(chain.connection, None)
    with pytest.raises(ConfigError, match="does not tell its decimals"):
        run(chain.connection, None, token=platform.contracts["Market"].address)


def test_a_deployment_that_does_not_hold_is_said_in_full(chain: EmbeddedChain) -> None:
    deployment = run(chain.connection, None)
    roles = deployment.roles.model_copy(
        update={
            "treasury": ACTORS.outsider.address,
            "attestors": [*deployment.roles.attestors, ACTORS.outsider.address],
            "parameters": deployment.roles.parameters | {"cover_multiple": 9},
        }
    )
    other = deployment.contracts["Market"].address
    wrong = deployment.model_copy(update={"roles": roles, "token": other})
    with pytest.raises(VerificationFailed) as refused:
        verify(chain.connection, wrong, ACTORS.council[0].address)
    for part in (
        "the Escrow holds another token",
        "the Governor's treasury",
        "cover_multiple",
        "has no attestor's seat",
        "the deployer has kept a role",
    ):
        assert part in str(refused.value)


def test_contracts_of_two_platforms_are_told_apart(chain: EmbeddedChain) -> None:
    first, other = (run(chain.connection, None) for _ in range(2))
    mixed = first.contracts | {"Market": other.contracts["Market"]}
    with pytest.raises(VerificationFailed, match="Book is wired to another Market"):
        verify(chain.connection, first.model_copy(update={"contracts": mixed}))


def test_code_that_is_something_else_is_told(chain: EmbeddedChain) -> None:
    deployment = run(chain.connection, None)
    contracts = deployment.contracts
    swapped = contracts | {"Market": contracts["Reserve"]}
    with pytest.raises(VerificationFailed, match="the code of Market is not its artifact's"):
        verify(chain.connection, deployment.model_copy(update={"contracts": swapped}))


@pytest.mark.parametrize(
    ("nonce", "address"),
    [
        (0, "0xBd770416a3345F91E4B34576cb804a576fa48EB1"),
        (1, "0x5a443704dd4B594B382c22a083e2BD3090A6feF3"),
        (127, None),
        (128, None),
        (256, None),
    ],
)
def test_predicted_addresses(nonce: int, address: str | None) -> None:
    import rlp  # noqa: PLC0415 - the reference, used here alone
    from eth_utils.address import to_checksum_address  # noqa: PLC0415
    from eth_utils.crypto import keccak  # noqa: PLC0415

    sender = "0x" + "00" * 19 + "00"
    reference = keccak(rlp.encode([bytes.fromhex(sender[2:]), nonce]))[12:]
    assert created_address(sender, nonce) == to_checksum_address(reference)
    assert address is None or created_address(sender, nonce) == address
